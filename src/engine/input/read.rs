//! The trait every input type has, and the plain ones: truth values, numbers, places.

use serde_json::{Value as Json, json};

use super::cx::Cx;
use super::schema::Schemas;
use super::source::Spanned;
use super::value::{Data, Node};

/// Largest whole number that every `f64` below it can hold exactly.
const EXACT: i64 = 1 << 53;

/// Reads a value from input, reporting what is wrong, and describes itself as JSON Schema.
///
/// Implemented by hand for unions, by [`record!`](crate::record) for tables and [`choice!`](macro@crate::choice) for words.
pub trait Read: Sized {
    /// Reads the value; on failure reports every problem to `cx` and returns nothing.
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self>;

    /// Returns the JSON Schema of the value, adding what it refers to to `defs`.
    fn schema(defs: &mut Schemas) -> Json;

    /// Returns the value that stands for a key that is not there; nothing when the key is required.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Returns the value as an input file would write it, for the defaults in schemas.
    fn to_json(&self) -> Option<Json> {
        None
    }
}

impl Read for bool {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.data() {
            Data::Bool(truth) => Some(*truth),
            _ => {
                cx.wrong_kind(node, "`true` or `false`");
                None
            }
        }
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "boolean" })
    }

    fn to_json(&self) -> Option<Json> {
        Some(json!(self))
    }
}

/// Reads a finite number, whole or not; `expected` is read after "must be".
pub(crate) fn number(node: Node<'_>, expected: &str, cx: &mut Cx) -> Option<f64> {
    match *node.data() {
        #[expect(clippy::cast_precision_loss, reason = "whole numbers up to 2^53 are exact")]
        Data::Integer(whole) if whole.abs() <= EXACT => Some(whole as f64),
        Data::Integer(_) => {
            cx.wrong_kind(node, "a number that can be held exactly").allowed("whole numbers from -2^53 to 2^53");
            None
        }
        // Adding zero turns -0 into 0, which would otherwise show up as "-0" in a report.
        Data::Float(number) if number.is_finite() => Some(number + 0.0),
        Data::Float(_) => {
            cx.wrong_kind(node, "finite");
            None
        }
        Data::Text(ref text) => {
            let looks = text.trim().trim_end_matches('%').trim().parse::<f64>().is_ok_and(f64::is_finite);
            let problem = cx.wrong_kind(node, expected);
            if looks {
                problem.help("write numbers without quotes and without units");
            }
            None
        }
        _ => {
            cx.wrong_kind(node, expected);
            None
        }
    }
}

impl Read for f64 {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        number(node, "a number", cx)
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "number" })
    }

    fn to_json(&self) -> Option<Json> {
        Some(json!(self))
    }
}

macro_rules! whole_number {
    ($($ty:ty),*) => {$(
        impl Read for $ty {
            fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
                match *node.data() {
                    Data::Integer(whole) => <$ty>::try_from(whole).ok().or_else(|| {
                        cx.error(node.span(), format!("`{}` is out of range", node.name()))
                            .got(whole)
                            .allowed(format!("whole numbers from {} to {}", <$ty>::MIN, <$ty>::MAX));
                        None
                    }),
                    _ => {
                        cx.wrong_kind(node, "a whole number");
                        None
                    }
                }
            }

            fn schema(_: &mut Schemas) -> Json {
                // TOML holds whole numbers of 64 bits with a sign; larger bounds of a type cannot be reached.
                json!({ "type": "integer", "minimum": <$ty>::MIN, "maximum": i64::try_from(<$ty>::MAX).unwrap_or(i64::MAX) })
            }

            fn to_json(&self) -> Option<Json> {
                Some(json!(self))
            }
        }
    )*};
}
whole_number!(u8, u16, u32, u64, usize, i32, i64);

impl<T: Read> Read for Spanned<T> {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        Some(Self::new(T::read(node, cx)?, node.span()))
    }

    fn schema(defs: &mut Schemas) -> Json {
        T::schema(defs)
    }

    fn to_json(&self) -> Option<Json> {
        self.value.to_json()
    }
}

impl<T: Read> Read for Box<T> {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        T::read(node, cx).map(Self::new)
    }

    fn schema(defs: &mut Schemas) -> Json {
        T::schema(defs)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }

    fn to_json(&self) -> Option<Json> {
        (**self).to_json()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        T::read(node, cx).map(Some)
    }

    fn schema(defs: &mut Schemas) -> Json {
        T::schema(defs)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn to_json(&self) -> Option<Json> {
        self.as_ref().and_then(T::to_json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one<T: Read>(text: &str) -> Result<T, String> {
        let mut cx = Cx::new();
        let file = cx.parse_toml("t.toml", &format!("x = {text}")).expect("TOML");
        let value = T::read(file.node().get("x").expect("x"), &mut cx);
        cx.finish(value).map(|(value, _)| value).map_err(|problems| problems.list()[0].what().to_owned())
    }

    #[test]
    fn numbers_are_finite_and_exact() {
        assert_eq!(one::<f64>("3"), Ok(3.0));
        assert_eq!(one::<f64>("1_000.5"), Ok(1000.5));
        assert_eq!(one::<f64>("-0.0").map(f64::is_sign_negative), Ok(false));
        assert_eq!(one::<f64>("inf"), Err("`x` must be finite".into()));
        assert_eq!(one::<f64>("nan"), Err("`x` must be finite".into()));
        assert_eq!(one::<f64>("1e999"), Err("`x` must be finite".into()));
        assert_eq!(one::<f64>("9007199254740993"), Err("`x` must be a number that can be held exactly".into()));
        assert_eq!(one::<f64>("'3'"), Err("`x` must be a number".into()));
    }

    #[test]
    fn whole_numbers_keep_their_range() {
        assert_eq!(one::<u8>("255"), Ok(255));
        assert_eq!(one::<u8>("256"), Err("`x` is out of range".into()));
        assert_eq!(one::<u32>("-1"), Err("`x` is out of range".into()));
        assert_eq!(one::<u32>("0x1F"), Ok(31));
        assert_eq!(one::<u32>("2.0"), Err("`x` must be a whole number".into()));
        assert_eq!(one::<i64>("-9223372036854775808"), Ok(i64::MIN));
    }

    #[test]
    fn truth_is_not_a_number() {
        assert_eq!(one::<bool>("true"), Ok(true));
        assert_eq!(one::<bool>("1"), Err("`x` must be `true` or `false`".into()));
    }
}
