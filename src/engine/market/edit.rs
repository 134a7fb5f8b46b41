//! What can be done to a market beside changing its numbers.

use crate::treatment::{Change, Edit};
use crate::world::Input;

use super::spec::Channel;

/// One change to a market that is not a change of a numeric input. Everything is named by its position in the market.
#[derive(Debug, Clone, PartialEq)]
pub enum MarketMove {
    /// Takes an alternative off the market.
    Remove {
        /// The alternative.
        alternative: usize,
    },
    /// Brings in a new alternative that is like another one at this point of the treatment.
    Enter {
        /// The place of the new one, after all others.
        alternative: usize,
        /// The one it is like.
        like: usize,
        /// The share of people who know it; as the other one where it is left out.
        awareness: Option<Input>,
    },
    /// Changes what one alternative has of one attribute, for everyone alike, even where each person has their own value.
    Value {
        /// The alternative.
        alternative: usize,
        /// The position of the attribute's taste.
        taste: usize,
        /// What happens to the value.
        change: Change,
    },
    /// Changes the liking for an alternative that no attribute explains.
    Constant {
        /// The alternative.
        alternative: usize,
        /// What happens to it, in logits.
        change: Change,
    },
    /// Gives an alternative a level of an attribute that has levels.
    Level {
        /// The alternative.
        alternative: usize,
        /// The attribute.
        attribute: usize,
        /// The taste of the level; `None` for the level that nothing is paid for.
        taste: Option<usize>,
    },
    /// Gives an alternative the attribute levels of another one.
    Match {
        /// The alternative that is changed.
        alternative: usize,
        /// The one whose levels it takes.
        like: usize,
        /// The attributes.
        attributes: Vec<usize>,
        /// Whether the constant (liking that no attribute explains), awareness and distribution are taken over too.
        constant: bool,
    },
    /// Takes a touchpoint out of the journey.
    Drop {
        /// The touchpoint.
        touchpoint: usize,
    },
    /// Moves a touchpoint to another place of the journey.
    Reorder {
        /// The touchpoint.
        touchpoint: usize,
        /// The one it comes before now; `None` for the end.
        before: Option<usize>,
    },
    /// Moves a touchpoint to a screen or away from it.
    Channel {
        /// The touchpoint.
        touchpoint: usize,
        /// Where it happens now.
        channel: Channel,
    },
    /// Makes a segment larger or smaller: each of its people counts for this many, on average.
    Weigh {
        /// The segment.
        segment: usize,
        /// How many each counts for.
        by: Input,
    },
    /// Changes a numeric column of the people; the amount is fixed.
    Trait {
        /// The column of the population.
        column: usize,
        /// What happens to it.
        change: Change,
    },
}

/// One typed change to a market.
pub type MarketEdit = Edit<MarketMove>;

/// Puts several lists of edits together, in order: new alternatives get places of their own. `None` where they cannot go together: two
/// of them set the same thing, one changes what another takes away, or more alternatives come in than there is room for.
///
/// `alternatives` is how many the study has.
#[must_use]
pub fn joined(alternatives: usize, lists: &[&[MarketEdit]]) -> Option<Vec<MarketEdit>> {
    let mut all: Vec<MarketEdit> = Vec::new();
    let mut entered = 0;
    for list in lists {
        let here = list.iter().filter(|edit| matches!(edit, Edit::Structure(MarketMove::Enter { .. }))).count();
        let moved: Vec<MarketEdit> = list.iter().map(|edit| shifted(edit, alternatives, entered)).collect();
        if moved.iter().any(|edit| all.iter().any(|other| clash(edit, other))) {
            return None;
        }
        entered += here;
        all.extend(moved);
    }
    (entered <= super::model::ENTRANTS).then_some(all)
}

/// The same edit with new alternatives `by` places further on.
fn shifted(edit: &MarketEdit, alternatives: usize, by: usize) -> MarketEdit {
    let mut edit = edit.clone();
    if let Edit::Structure(edit) = &mut edit {
        let places: Vec<&mut usize> = match edit {
            MarketMove::Enter { alternative, like, .. } | MarketMove::Match { alternative, like, .. } => vec![alternative, like],
            MarketMove::Remove { alternative }
            | MarketMove::Value { alternative, .. }
            | MarketMove::Constant { alternative, .. }
            | MarketMove::Level { alternative, .. } => vec![alternative],
            _ => Vec::new(),
        };
        for place in places.into_iter().filter(|place| **place >= alternatives) {
            *place += by;
        }
    }
    edit
}

/// Whether two edits contradict each other.
fn clash(one: &MarketEdit, other: &MarketEdit) -> bool {
    use MarketMove::{Channel, Drop, Level, Remove, Reorder, Value};
    match (one, other) {
        (Edit::Number(one), Edit::Number(other)) => {
            one.slot == other.slot && (matches!(one.change, Change::Set(_)) || matches!(other.change, Change::Set(_)))
        }
        (Edit::Structure(one), Edit::Structure(other)) => match (one, other) {
            (Level { alternative, attribute, .. }, Level { alternative: a, attribute: b, .. }) => alternative == a && attribute == b,
            (Value { alternative, taste, change }, Value { alternative: a, taste: b, change: c }) => {
                alternative == a && taste == b && (matches!(change, Change::Set(_)) || matches!(c, Change::Set(_)))
            }
            (Remove { alternative }, Value { alternative: a, .. } | Level { alternative: a, .. } | Remove { alternative: a })
            | (Value { alternative: a, .. } | Level { alternative: a, .. }, Remove { alternative }) => alternative == a,
            (Drop { touchpoint }, Drop { touchpoint: a } | Channel { touchpoint: a, .. } | Reorder { touchpoint: a, .. })
            | (Channel { touchpoint: a, .. } | Reorder { touchpoint: a, .. }, Drop { touchpoint })
            | (Channel { touchpoint, .. }, Channel { touchpoint: a, .. })
            | (Reorder { touchpoint, .. }, Reorder { touchpoint: a, .. }) => touchpoint == a,
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::treatment::NumberEdit;

    fn enter(price: f64) -> Vec<MarketEdit> {
        let change = Change::Scale(Input::Fixed(price));
        vec![
            Edit::Structure(MarketMove::Enter { alternative: 4, like: 0, awareness: None }),
            Edit::Structure(MarketMove::Value { alternative: 4, taste: 2, change }),
        ]
    }

    #[test]
    fn two_that_enter_get_places_of_their_own() {
        let (one, other) = (enter(0.8), enter(0.9));
        let both = joined(4, &[&one, &other]).unwrap();
        assert_eq!(both[..2], one[..]);
        assert!(matches!(both[2], Edit::Structure(MarketMove::Enter { alternative: 5, like: 0, .. })));
        assert!(matches!(both[3], Edit::Structure(MarketMove::Value { alternative: 5, taste: 2, .. })));
        assert!(joined(4, &[&one, &other, &one, &other]).is_none(), "there is room for three");
    }

    #[test]
    fn what_contradicts_does_not_go_together() {
        let set = |to: f64| vec![MarketEdit::from(NumberEdit { slot: 3, change: Change::Set(Input::Fixed(to)) })];
        let scale = vec![MarketEdit::from(NumberEdit { slot: 3, change: Change::Scale(Input::Fixed(2.0)) })];
        assert!(joined(4, &[&set(1.0), &set(2.0)]).is_none() && joined(4, &[&scale, &set(2.0)]).is_none());
        assert_eq!(joined(4, &[&scale, &scale]).unwrap().len(), 2);
        let drop = vec![Edit::Structure(MarketMove::Drop { touchpoint: 1 })];
        let screen = vec![Edit::Structure(MarketMove::Channel { touchpoint: 1, channel: Channel::Digital })];
        assert!(joined(4, &[&drop, &screen]).is_none() && joined(4, &[&screen, &drop]).is_none());
    }
}
