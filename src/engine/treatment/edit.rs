//! One typed change to a world.

use crate::world::{Entry, Input};

/// How a number is changed. The amount may itself be uncertain: it then has a slot among the world's inputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// It becomes this.
    Set(Input),
    /// It is multiplied by this.
    Scale(Input),
    /// This is added to it.
    Add(Input),
}

impl Change {
    /// The number after the change, given the values of all slots.
    #[must_use]
    pub fn apply(self, number: f64, values: &[f64]) -> f64 {
        match self {
            Self::Set(to) => to.at(values),
            Self::Scale(by) => number * by.at(values),
            Self::Add(by) => number + by.at(values),
        }
    }

    /// The amount.
    #[must_use]
    pub fn amount(self) -> Input {
        match self {
            Self::Set(amount) | Self::Scale(amount) | Self::Add(amount) => amount,
        }
    }

    /// The word for it in input files.
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Self::Set(_) => "set",
            Self::Scale(_) => "scale",
            Self::Add(_) => "add",
        }
    }

    /// What it does by this amount, in words.
    #[must_use]
    pub fn told(self, amount: f64) -> String {
        match self {
            Self::Set(_) => plain(amount),
            Self::Scale(_) => format!("× {}", plain(amount)),
            Self::Add(_) if amount < 0.0 => format!("− {}", plain(-amount)),
            Self::Add(_) => format!("+ {}", plain(amount)),
        }
    }

    /// Whether it leaves every number as it is, at these values.
    #[must_use]
    pub fn is_idle(self, values: &[f64]) -> bool {
        match self {
            Self::Set(_) => false,
            Self::Scale(by) => by.at(values) == 1.0,
            Self::Add(by) => by.at(values) == 0.0,
        }
    }
}

/// A change of one numeric input of a world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberEdit {
    /// The slot of the input.
    pub slot: usize,
    /// What happens to it.
    pub change: Change,
}

impl NumberEdit {
    /// Changes the values of the slots. The result stays in the input's own range; numbers that were drawn together follow their place.
    pub fn apply(self, entries: &[Entry], values: &mut [f64]) {
        let (low, high) = entries[self.slot].range;
        values[self.slot] = self.change.apply(values[self.slot], values).clamp(low, high);
        let place = values[self.slot];
        for (value, entry) in values.iter_mut().zip(entries) {
            if let Some(drawn) = entry.drawn.as_ref().filter(|drawn| drawn.place() == self.slot) {
                *value = drawn.at(place);
            }
        }
    }

    /// Makes several changes: those of a place first, since the numbers drawn at it start anew from there, then the others in their order.
    pub fn apply_all(edits: impl Iterator<Item = Self> + Clone, entries: &[Entry], values: &mut [f64]) {
        let moves = |edit: &Self| entries.iter().any(|entry| entry.drawn.as_ref().is_some_and(|drawn| drawn.place() == edit.slot));
        for edit in edits.clone().filter(moves) {
            edit.apply(entries, values);
        }
        for edit in edits.filter(|edit| !moves(edit)) {
            edit.apply(entries, values);
        }
    }
}

/// One typed change to a world: of a number, or of what `S` says this kind of world can have done to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit<S> {
    /// A number.
    Number(NumberEdit),
    /// Anything else.
    Structure(S),
}

impl<S> From<NumberEdit> for Edit<S> {
    fn from(edit: NumberEdit) -> Self {
        Self::Number(edit)
    }
}

/// One line of what a treatment changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// Where it stands in the input.
    pub path: String,
    /// The same in plain words.
    pub label: String,
    /// What it was.
    pub from: String,
    /// What it becomes.
    pub to: String,
}

/// A named list of edits, checked against the world it changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Treatment<E> {
    /// The name in tables and reports.
    pub name: String,
    /// Why anyone would think of it.
    pub why: String,
    /// The edits, in the order they are made.
    pub edits: Vec<E>,
    /// What they change, in words.
    pub diff: Vec<DiffLine>,
}

impl<E: Clone> Treatment<E> {
    /// Both, one after the other.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        Self {
            name: format!("{} + {}", self.name, next.name),
            why: [self.why.as_str(), next.why.as_str()].into_iter().filter(|why| !why.is_empty()).collect::<Vec<_>>().join("; "),
            edits: self.edits.iter().chain(&next.edits).cloned().collect(),
            diff: self.diff.iter().chain(&next.diff).cloned().collect(),
        }
    }
}

/// A number in a diff: three significant digits, four from a thousand on, no zeros at the end.
#[must_use]
pub fn plain(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let mut decimals = 2_i32;
    let mut edge = 10.0;
    while value.abs() >= edge && decimals > 0 {
        edge *= 10.0;
        decimals -= 1;
    }
    edge = 1.0;
    while value.abs() < edge && decimals < 9 {
        edge /= 10.0;
        decimals += 1;
    }
    let text = format!("{value:.*}", decimals as usize);
    let text = text.replace('-', "−");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A number in a diff with its unit; shares and chances in per cent.
#[must_use]
pub fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        // A tenth of a point is as fine as anyone reads it; what is smaller keeps its digits.
        "share" | "chance" if value.abs() >= 0.01 => format!("{} %", plain((1000.0 * value).round() / 10.0)),
        "share" | "chance" => format!("{} %", plain(100.0 * value)),
        "" | "1 to 7" => plain(value),
        _ => format!("{} {unit}", plain(value)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::input::Grade;
    use crate::stats::dist::Dist;
    use crate::world::{Column, Inputs, Place};

    #[test]
    fn a_change_reads_its_amount_from_the_slots_and_stays_in_range() {
        let mut inputs = Inputs::default();
        let share = inputs.imply("share", "A share", "", 0.8);
        inputs.keep_within(share, (0.0, 1.0));
        let by = inputs.assume("by", "By how much", "", Dist::uniform(1.0, 2.0).unwrap(), "a test", Grade::Judgement);
        let unknowns = inputs.finish(&[]).unwrap();
        let after = |change: Change, theta: f64| {
            let mut values = unknowns.values(&[theta]);
            NumberEdit { slot: 0, change }.apply(unknowns.entries(), &mut values);
            values[0]
        };
        assert_eq!(after(Change::Scale(by), 1.2), 0.8 * 1.2);
        assert_eq!(after(Change::Scale(by), 1.9), 1.0);
        assert_eq!(after(Change::Add(Input::Fixed(-0.9)), 1.0), 0.0);
        assert_eq!(after(Change::Set(Input::Fixed(0.3)), 1.0), 0.3);
    }

    #[test]
    fn a_place_moves_what_was_drawn_at_it_before_anything_else_changes() {
        let mut inputs = Inputs::default();
        let place = Place { path: "team".to_owned(), label: "The team".to_owned(), source: "a test".to_owned(), grade: None };
        let place = inputs.place(&place);
        let values: Arc<[f64]> = [0.1, 0.2, 0.3, 0.4].as_slice().into();
        let column = Column { path: String::new(), source: "a test".to_owned(), grade: None, values };
        let wrong = inputs.draw("wrong", "Wrong", "share", place, &column);
        inputs.keep_within(wrong, (0.0, 1.0));
        let unknowns = inputs.finish(&[]).unwrap();
        let scale = NumberEdit { slot: 1, change: Change::Scale(Input::Fixed(2.0)) };
        let worst = NumberEdit { slot: 0, change: Change::Set(Input::Fixed(0.99)) };
        for edits in [[scale, worst], [worst, scale]] {
            let mut values = unknowns.values(&[0.3]);
            assert_eq!(values, [0.3, 0.2]);
            NumberEdit::apply_all(edits.into_iter(), unknowns.entries(), &mut values);
            assert_eq!(values, [0.99, 0.8]);
        }
    }

    #[test]
    fn numbers_in_a_diff_are_short() {
        for (value, text) in [(49.0, "49"), (0.0, "0"), (1234.56, "1235"), (0.012_345, "0.0123"), (-12.5, "−12.5"), (2.0 / 3.0, "0.667")]
        {
            assert_eq!(plain(value), text);
        }
    }
}
