//! Words: text that says something, and names.

use std::fmt;
use std::ops::Deref;

use serde_json::{Value as Json, json};

use super::cx::Cx;
use super::limits;
use super::read::Read;
use super::schema::Schemas;
use super::value::Node;

/// Holds text with at least one visible character and no control characters but line ends and tabs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

/// Holds a name: text on one line, with no blank at either end, of at most 120 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Says why a string is no text, or no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// There is nothing to see.
    #[error("must not be empty")]
    Empty,
    /// It holds a character that would act on a terminal or cannot be shown.
    #[error("must not hold control characters, got {0:?}")]
    Control(char),
    /// It is longer than allowed.
    #[error("must be at most {allowed} characters long, got {got}")]
    Long {
        /// Its length \[characters\].
        got: usize,
        /// The longest allowed \[characters\].
        allowed: usize,
    },
    /// A name starts or ends with a blank.
    #[error("must not start or end with a blank")]
    Edge,
}

impl Text {
    /// Checks text made by a program.
    ///
    /// # Errors
    ///
    /// When it is empty, too long, or holds control characters other than line ends and tabs.
    pub fn new(text: impl Into<String>) -> Result<Self, TextError> {
        let text = text.into();
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        if let Some(bad) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
            return Err(TextError::Control(bad));
        }
        if text.len() > limits::TEXT_BYTES {
            return Err(TextError::Long { got: text.chars().count(), allowed: limits::TEXT_BYTES });
        }
        Ok(Self(text))
    }

    /// Makes text from a literal in the program, such as a default.
    ///
    /// # Panics
    ///
    /// When the literal is no text: see [`Text::new`].
    #[must_use]
    pub fn literal(text: &'static str) -> Self {
        Self::new(text).expect("a literal in the program is text")
    }
}

impl Name {
    /// Checks a name made by a program.
    ///
    /// # Errors
    ///
    /// When it is empty, too long, has a blank at an end, or holds a control character (a line end is one).
    pub fn new(name: impl Into<String>) -> Result<Self, TextError> {
        let name = name.into();
        if name.trim().is_empty() {
            return Err(TextError::Empty);
        }
        if let Some(bad) = name.chars().find(|c| c.is_control()) {
            return Err(TextError::Control(bad));
        }
        if name.trim() != name {
            return Err(TextError::Edge);
        }
        match name.chars().count() {
            got if got > limits::NAME_CHARS => Err(TextError::Long { got, allowed: limits::NAME_CHARS }),
            _ => Ok(Self(name)),
        }
    }

    /// Makes a name from a literal in the program, such as a default.
    ///
    /// # Panics
    ///
    /// When the literal is no name: see [`Name::new`].
    #[must_use]
    pub fn literal(name: &'static str) -> Self {
        Self::new(name).expect("a literal in the program is a name")
    }
}

macro_rules! words {
    ($ty:ident, $expected:literal, $schema:expr) => {
        impl $ty {
            /// Returns the words.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Gives the words away.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl Read for $ty {
            fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
                let Some(text) = node.text() else {
                    cx.wrong_kind(node, $expected);
                    return None;
                };
                match Self::new(text) {
                    Ok(text) => Some(text),
                    Err(error) => {
                        cx.error(node.span(), format!("`{}` {error}", node.name()));
                        None
                    }
                }
            }

            fn schema(_: &mut Schemas) -> Json {
                $schema
            }

            fn to_json(&self) -> Option<Json> {
                Some(json!(self.0))
            }
        }

        impl Deref for $ty {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $ty {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $ty {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

words!(Text, "text in quotes", json!({ "type": "string", "minLength": 1 }));
words!(Name, "a name in quotes", json!({ "type": "string", "minLength": 1, "maxLength": limits::NAME_CHARS, "pattern": "^\\S(.*\\S)?$" }));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_must_say_something() {
        assert_eq!(Text::new(" \n"), Err(TextError::Empty));
        assert_eq!(Text::new("a\u{1b}[31m"), Err(TextError::Control('\u{1b}')));
        assert!(Text::new("two\nlines").is_ok());
        assert!(matches!(Text::new("x".repeat(70_000)), Err(TextError::Long { .. })));
    }

    #[test]
    fn names_stand_on_one_line() {
        assert_eq!(Name::new("two\nlines"), Err(TextError::Control('\n')));
        assert_eq!(Name::new(" a"), Err(TextError::Edge));
        assert_eq!(Name::new("x".repeat(121)), Err(TextError::Long { got: 121, allowed: 120 }));
        assert_eq!(Name::literal("A local accountant").as_str(), "A local accountant");
    }
}
