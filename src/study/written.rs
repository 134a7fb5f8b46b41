//! Words and numbers as TOML has them, for the files that jobs write.

use serde_json::Value as Json;

use crate::input::sample::inline;

/// Text in TOML.
pub(in crate::study) fn quoted(text: &str) -> String {
    inline(&Json::String(text.to_owned()))
}

/// Text for a comment: nothing in it ends the line.
pub(in crate::study) fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A number in full: nothing is lost when it is read again.
pub(in crate::study) fn digits(value: f64) -> String {
    format!("{value:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Cx, Data, Node};

    #[test]
    fn text_and_numbers_come_back_as_they_were() {
        assert_eq!(quoted("a \"b\" \\ \n\u{1}"), r#""a \"b\" \\ \n\u0001""#);
        for text in ["plain", "\"\\\t\r\n\u{7f}\u{0}", "zażółć — “x”"] {
            let read = Cx::new().parse_toml("text.toml", &format!("text = {}", quoted(text))).unwrap();
            assert_eq!(read.node().get("text").and_then(Node::text), Some(text));
        }
        for value in [0.1, -1.0, 1e300, f64::MIN_POSITIVE, 2.0 / 3.0] {
            let read = Cx::new().parse_toml("value.toml", &format!("value = {}", digits(value))).unwrap();
            assert_eq!(read.node().get("value").map(Node::data), Some(&Data::Float(value)));
        }
        assert_eq!(one_line("a\nb\r"), "a b ");
    }
}
