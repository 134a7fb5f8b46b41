//! What a treatment can change in a market, by path.

use super::edit::MarketMove;
use super::model::{Market, Role, Value};
use crate::population::Data;
use crate::treatment::{Change, Edit, NumberEdit};

use super::edit::MarketEdit;

/// Something a treatment can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A numeric input.
    Slot(usize),
    /// What an alternative has of an attribute, where that is not a numeric input.
    Value {
        /// The alternative.
        alternative: usize,
        /// The position of the attribute's taste.
        taste: usize,
    },
    /// The level an alternative has of an attribute with levels.
    Level {
        /// The alternative.
        alternative: usize,
        /// The attribute.
        attribute: usize,
    },
    /// The liking for a new alternative that no attribute explains.
    Constant {
        /// The alternative.
        alternative: usize,
    },
    /// An alternative as a whole.
    Alternative(usize),
    /// A touchpoint as a whole.
    Touchpoint(usize),
    /// Where a touchpoint happens.
    Channel(usize),
    /// The size of a segment.
    Segment(usize),
    /// A numeric column of the people.
    Trait(usize),
}

impl Subject {
    /// The edit that makes a change of a number here; `None` where there is no number.
    #[must_use]
    pub fn edit(self, change: Change) -> Option<MarketEdit> {
        Some(match self {
            Self::Slot(slot) => NumberEdit { slot, change }.into(),
            Self::Value { alternative, taste } => Edit::Structure(MarketMove::Value { alternative, taste, change }),
            Self::Constant { alternative } => Edit::Structure(MarketMove::Constant { alternative, change }),
            Self::Segment(segment) => Edit::Structure(MarketMove::Weigh { segment, by: change.amount() }),
            Self::Trait(column) => Edit::Structure(MarketMove::Trait { column, change }),
            Self::Level { .. } | Self::Alternative(_) | Self::Touchpoint(_) | Self::Channel(_) => return None,
        })
    }
}

/// A subject with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The path in treatments.
    pub path: String,
    /// The same in plain words.
    pub label: String,
    /// What it is.
    pub subject: Subject,
}

impl Named {
    /// Whether its path is one that a pattern with at most one `*` stands for.
    #[must_use]
    pub fn fits(&self, pattern: &str) -> bool {
        let path = self.path.as_str();
        match pattern.split_once('*') {
            None => path == pattern,
            Some((start, end)) => path.len() > start.len() + end.len() && path.starts_with(start) && path.ends_with(end),
        }
    }
}

impl Market {
    /// Everything a treatment can change.
    #[must_use]
    pub fn subjects(&self) -> Vec<Named> {
        let mut all: Vec<Named> = self
            .unknowns
            .entries()
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.path.starts_with("treatment."))
            .map(|(slot, entry)| Named { path: entry.path.clone(), label: entry.label.clone(), subject: Subject::Slot(slot) })
            .collect();
        let mut add = |path: String, label: String, subject| all.push(Named { path, label, subject });
        for (alternative, one) in self.alternatives.iter().enumerate().filter(|(_, one)| one.role != Role::Nothing) {
            let path = self.path_of(alternative);
            for (index, taste) in self.tastes.iter().enumerate() {
                let attribute = &self.attributes[taste.attribute];
                if taste.level.is_none() && !matches!(one.values[index], Value::Number(_)) {
                    let subject = Subject::Value { alternative, taste: index };
                    add(format!("{path}.{}", attribute.key), format!("{} of {}", attribute.label, one.name), subject);
                }
            }
            for (index, attribute) in self.attributes.iter().enumerate() {
                if self.tastes.iter().any(|taste| taste.attribute == index && taste.level.is_some()) {
                    let subject = Subject::Level { alternative, attribute: index };
                    add(format!("{path}.{}", attribute.key), format!("{} of {}", attribute.label, one.name), subject);
                }
            }
            add(path, one.name.clone(), Subject::Alternative(alternative));
        }
        for (touchpoint, point) in self.journey.touchpoints.iter().enumerate() {
            add(format!("journey.{}", point.name), point.name.clone(), Subject::Touchpoint(touchpoint));
            add(format!("journey.{}.channel", point.name), format!("{}: where it happens", point.name), Subject::Channel(touchpoint));
        }
        for (segment, name) in self.people.segments.iter().enumerate() {
            add(format!("segments.{name}"), format!("How many people are like \"{name}\""), Subject::Segment(segment));
        }
        for (column, one) in self.people.columns.iter().enumerate() {
            if matches!(one.data, Data::Number(_)) {
                add(format!("people.{}", one.name), format!("People's {}", one.name.replace('_', " ")), Subject::Trait(column));
            }
        }
        all
    }

    /// What a new alternative has, once a treatment has brought it in.
    pub(super) fn subjects_of_entrant(&self, name: &str, alternative: usize) -> Vec<Named> {
        let path = format!("alternatives.{name}");
        let mut all = vec![Named {
            path: format!("{path}.constant"),
            label: format!("Liking for {name} that no attribute explains"),
            subject: Subject::Constant { alternative },
        }];
        for (index, attribute) in self.attributes.iter().enumerate() {
            let numeric = self.tastes.iter().position(|taste| taste.attribute == index && taste.level.is_none());
            let subject = numeric.map_or(Subject::Level { alternative, attribute: index }, |taste| Subject::Value { alternative, taste });
            all.push(Named { path: format!("{path}.{}", attribute.key), label: format!("{} of {name}", attribute.label), subject });
        }
        all
    }

    fn path_of(&self, alternative: usize) -> String {
        if alternative == super::model::CONCEPT {
            "concept".to_owned()
        } else {
            format!("alternatives.{}", self.alternatives[alternative].name)
        }
    }

    /// The levels of an attribute, each with its taste.
    pub(super) fn levels(&self, attribute: usize) -> impl Iterator<Item = (usize, &str)> {
        let tastes = self.tastes.iter().enumerate().filter(move |(_, taste)| taste.attribute == attribute);
        tastes.filter_map(|(index, taste)| Some((index, taste.level.as_deref()?)))
    }

    /// The level an alternative has of an attribute: its taste, or `None` for the level that nothing is paid for.
    pub(super) fn level_of(&self, alternative: usize, attribute: usize) -> Option<usize> {
        let has = |&(taste, _): &(usize, &str)| matches!(self.alternatives[alternative].values[taste], Value::Number(_));
        self.levels(attribute).find(has).map(|(taste, _)| taste)
    }
}
