//! What makes two ideas the same idea: their edits, written in one way only.

use crate::input::{Text, TextError};
use crate::record;

record! {
    /// One change of the world, in words, so that the record outlives the program's own types.
    pub struct Edit {
        /// What is changed, by its path, such as `concept.price`.
        pub path: Text,
        /// What is done: `set`, `scale`, `add`, `remove`, `before`; `answer` for an answer to an objection, of whatever size; `rises`, `falls`
        /// and `happens` for what an objection pushes.
        pub verb: Text,
        /// By what or to what; left out where the verb says it all.
        pub value: Option<Text>,
    }
}

impl Edit {
    /// Makes an edit in its one way to be written: without blanks at the ends, and numbers in the shortest form that reads as themselves.
    ///
    /// # Errors
    /// When a part is no text: see [`Text::new`].
    pub fn new(path: &str, verb: &str, value: Option<&str>) -> Result<Self, TextError> {
        let value = value.map(|value| Text::new(plain_value(value))).transpose()?;
        Ok(Self { path: Text::new(path.trim())?, verb: Text::new(verb.trim())?, value })
    }

    /// Returns the three parts in their one way to be written; an absent value is empty.
    fn parts(&self) -> [String; 3] {
        [self.path.trim().to_owned(), self.verb.trim().to_owned(), self.value.as_deref().map_or_else(String::new, plain_value)]
    }
}

/// What an idea does, whatever it is called: two ideas with the same edits are the same idea.
///
/// Edits are sorted by path. Edits of one path keep their order, since scaling before adding is not adding before scaling; edits of
/// different paths are taken to commute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity(String);

impl Identity {
    /// Returns what these edits do.
    ///
    /// # Determinism
    /// Depends on the edits' words alone.
    #[must_use]
    pub fn of(edits: &[Edit]) -> Self {
        let mut parts: Vec<[String; 3]> = edits.iter().map(Edit::parts).collect();
        parts.sort_by(|one, other| one[0].cmp(&other[0]));
        Self(serde_json::Value::from_iter(parts.into_iter().map(serde_json::Value::from_iter)).to_string())
    }

    /// Returns what these edits do as an attack on a figure: on another figure it is another objection.
    ///
    /// # Determinism
    /// Depends on the edits' words and the figure's name alone.
    #[must_use]
    pub fn against(edits: &[Edit], figure: &str) -> Self {
        Self(format!("{} against {}", Self::of(edits).0, serde_json::Value::from(figure)))
    }

    /// Returns it as text: a JSON array of `[path, verb, value]`, and for an objection the figure it is aimed at.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns a number in the shortest form that reads as itself.
pub(super) fn shortest(number: f64) -> String {
    let size = number.abs();
    // Adding zero turns -0 into 0.
    if size == 0.0 || (1e-7..1e16).contains(&size) { format!("{}", number + 0.0) } else { format!("{number:e}") }
}

/// Returns a value without blanks at its ends, and in the shortest form if it is a finite number, so that `49`, `49.0` and `4.9e1` are the
/// same.
pub(super) fn plain_value(text: &str) -> String {
    let text = text.trim();
    let grouped = text.contains("__") || text.starts_with('_') || text.ends_with('_');
    let numeric = !grouped && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'_' | b'e' | b'E'));
    let number = if numeric { text.replace('_', "").parse::<f64>().ok() } else { None };
    number.filter(|number| number.is_finite()).map_or_else(|| text.to_owned(), shortest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(path: &str, verb: &str, value: &str) -> Edit {
        Edit::new(path, verb, (!value.is_empty()).then_some(value)).unwrap()
    }

    #[test]
    fn the_order_of_paths_and_the_way_numbers_are_written_do_not_count() {
        let one = [edit("concept.price", "scale", "1.10"), edit("alternatives.B", "remove", "")];
        let other = [edit(" alternatives.B", "remove", ""), edit("concept.price", "scale", "11e-1 ")];
        assert_eq!(Identity::of(&one), Identity::of(&other));
        assert_eq!(Identity::of(&one).as_str(), r#"[["alternatives.B","remove",""],["concept.price","scale","1.1"]]"#);
    }

    #[test]
    fn every_part_and_the_order_on_one_path_count() {
        let base = Identity::of(&[edit("a", "scale", "2"), edit("a", "add", "1")]);
        for others in [
            vec![edit("a", "add", "1"), edit("a", "scale", "2")],
            vec![edit("a", "scale", "2")],
            vec![edit("a", "scale", "2"), edit("a", "add", "1"), edit("a", "add", "1")],
            vec![edit("b", "scale", "2"), edit("a", "add", "1")],
            vec![edit("a", "set", "2"), edit("a", "add", "1")],
            vec![edit("a", "scale", "2"), edit("a", "add", "1.0000000000000002")],
        ] {
            assert_ne!(Identity::of(&others), base, "{others:?}");
        }
        // No separator inside a name can make two ideas look alike.
        assert_ne!(Identity::of(&[edit("a\",\"b", "c", "")]), Identity::of(&[edit("a", "b\",\"c", "")]));
    }

    #[test]
    fn only_numbers_are_rewritten() {
        for (written, plain) in [
            ("49.00", "49"),
            ("-0.0", "0"),
            ("1_000.50", "1000.5"),
            ("1e300", "1e300"),
            ("1e-9", "1e-9"),
            ("9007199254740993", "9007199254740992"),
            ("0.1", "0.1"),
            ("same person", "same person"),
            ("nan", "nan"),
            ("inf", "inf"),
            ("1e999", "1e999"),
            ("_1", "_1"),
            ("1-2", "1-2"),
            ("e", "e"),
        ] {
            assert_eq!(plain_value(written), plain);
        }
        assert!(Edit::new(" ", "set", None).is_err() && Edit::new("a", "set", Some(" ")).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_shortest_form_reads_as_the_number(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
            prop_assert_eq!(shortest(number).parse::<f64>().unwrap(), number);
            prop_assert_eq!(plain_value(&shortest(number)), shortest(number));
        }
    }
}
