//! Which rows belong to a test of the fit file: those that meet a condition, or those from a time on.

use crate::input::expr::Kind;
use crate::input::{Cx, Spanned, Text};

use super::cells::Table;
use super::gather::Places;
use super::spec::HeldTestSpec;

/// Says for each row whether it belongs to a test: 1, 0, or NaN where that is missing.
///
/// # Errors
/// `None`, reported, where the test says neither when nor which, or a time cannot be compared.
pub(super) fn belongs(test: &HeldTestSpec, table: &Table, cx: &mut Cx) -> Option<Vec<f64>> {
    match (&test.r#where, &test.later, &test.from) {
        (Some(condition), None, None) => table.evaluate(condition, Kind::Truth, cx),
        (None, Some(column), Some(from)) => {
            let words = table.words(column, cx)?;
            compared(&words, from, &mut |row| table.place(row), column, cx)
        }
        _ => {
            cx.error(test.label.span, "a test needs either `where`, or `later` with `from`")
                .help("where = \"price > 60\", or later = \"date\" and from = \"2024-07-01\"");
            None
        }
    }
}

/// Whether each time is at the cut or later.
fn compared(
    words: &[String],
    from: &Spanned<Text>,
    place: &mut dyn FnMut(usize) -> String,
    column: &Spanned<crate::input::Name>,
    cx: &mut Cx,
) -> Option<Vec<f64>> {
    let cut = from.value.as_str().trim();
    let mut odd = Places::default();
    let out: Vec<f64> = if let Ok(cut) = cut.parse::<f64>() {
        let number = |(row, word): (usize, &String)| match word.trim() {
            "" => f64::NAN,
            word => word.parse().map_or_else(
                |_| {
                    odd.add(|| format!("{word:?} in {}", place(row)));
                    f64::NAN
                },
                |value: f64| f64::from(u8::from(value >= cut)),
            ),
        };
        words.iter().enumerate().map(number).collect()
    } else {
        let Some(cut) = Date::read(cut) else {
            cx.error(from.span, "the time from which on answers are held out is neither a number nor a date")
                .got(format!("{cut:?}"))
                .help("write dates with the year first: 2024-07-01");
            return None;
        };
        let date = |(row, word): (usize, &String)| match (word.trim(), Date::read(word.trim())) {
            ("", _) => f64::NAN,
            (_, Some(date)) => f64::from(u8::from(date >= cut)),
            (word, None) => {
                odd.add(|| format!("{word:?} in {}", place(row)));
                f64::NAN
            }
        };
        words.iter().enumerate().map(date).collect()
    };
    let before = cx.errors();
    let what = format!("column `{}` must hold times like {:?}", column.value.as_str(), from.value.as_str());
    odd.report(column.span, &what, "numbers, or dates with the year first: 2024-07-01", cx);
    (cx.errors() == before).then_some(out)
}

/// A day: year, month, day; the first of the month or of the year where the rest is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Date(u32, u32, u32);

impl Date {
    /// Reads "2024-07-01", "2024-07" or the same with slashes; what follows a "T" or a blank is the time of day.
    fn read(word: &str) -> Option<Self> {
        let day = word.split(['T', ' ']).next()?;
        let parts: Vec<&str> = day.split(['-', '/']).collect();
        let number = |at: usize, width: usize, most: u32| -> Option<u32> {
            let Some(part) = parts.get(at) else { return Some(1) };
            let fits = part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|value| fits && (1..=most).contains(value))
        };
        let days = |year: u32, month: u32| match month {
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let (year, month) = (number(0, 4, 9999)?, number(1, 2, 12)?);
        let date = Self(year, month, number(2, 2, days(year, month))?);
        (2..=3).contains(&parts.len()).then_some(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_with_the_year_first_only() {
        assert_eq!(Date::read("2024-07-01"), Some(Date(2024, 7, 1)));
        assert_eq!(Date::read("2024/02/29 13:05"), Some(Date(2024, 2, 29)));
        assert_eq!(Date::read("2024-07"), Some(Date(2024, 7, 1)));
        for bad in ["2023-02-29", "01-07-2024", "7/1/2024", "2024-13-01", "2024", "2024-7-1", "2024-07-01-02", "july"] {
            assert_eq!(Date::read(bad), None, "{bad}");
        }
        assert!(Date::read("2024-09-30").unwrap() < Date::read("2024-10-01").unwrap());
    }
}
