//! Days and the periods they are counted in.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate};
use serde_json::{Value as Json, json};

use crate::choice;
use crate::input::{Cx, Data, Node, Read, Schemas};

/// A day of the calendar, in universal time: days since 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The first day there is, so that no date of an input can leave the calendar.
const FIRST: (i32, u32, u32) = (1000, 1, 1);
/// The last day there is.
const LAST: (i32, u32, u32) = (2999, 12, 31);

impl Day {
    /// The day of a date; none where the calendar has none, or it lies outside the years 1000 to 2999.
    #[must_use]
    pub fn of(year: i32, month: u32, day: u32) -> Option<Self> {
        Self::from_date(NaiveDate::from_ymd_opt(year, month, day)?)
    }

    fn from_date(date: NaiveDate) -> Option<Self> {
        let ends = [FIRST, LAST].map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
        let [Some(first), Some(last)] = ends else { return None };
        let inside = first <= date && date <= last;
        inside.then(|| Self(date.num_days_from_ce() - EPOCH))
    }

    /// The day of a moment, given as seconds since 1970 began.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Option<Self> {
        Self::from_date(DateTime::from_timestamp(seconds, 0)?.date_naive())
    }

    /// Reads a date as files write it: `2021-06-30`, `20210630`, a date and time after RFC 3339 or RFC 2822, or digits with the time behind
    /// (`20210630120000`). Times are brought to universal time where they say their zone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 64 {
            return None;
        }
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Self::from_date(date);
        }
        if matches!(text.len(), 8 | 14) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::from_date(NaiveDate::parse_from_str(&text[..8], "%Y%m%d").ok()?);
        }
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            return Self::from_date(moment.naive_utc().date());
        }
        // The day of the week is left out: it says nothing new, and is often wrong.
        let dated = text.split_once(',').map_or(text, |(_, rest)| rest).trim();
        if let Ok(moment) = DateTime::parse_from_rfc2822(dated) {
            return Self::from_date(moment.naive_utc().date());
        }
        let plain = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
        let moment = plain.iter().find_map(|shape| chrono::NaiveDateTime::parse_from_str(text, shape).ok())?;
        Self::from_date(moment.date())
    }

    fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0 + EPOCH).unwrap_or_default()
    }

    /// Year, month and day.
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The day before.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0 - 1)
    }
}

/// Days from the calendar's own start to 1 January 1970.
const EPOCH: i32 = 719_163;

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Read for Day {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let text = match node.data() {
            Data::Text(text) | Data::Date(text) => text.as_str(),
            _ => {
                cx.wrong_kind(node, "a date such as \"2021-06-30\"");
                return None;
            }
        };
        let day = (text.len() == 10).then(|| Self::parse(text)).flatten();
        if day.is_none() {
            cx.error(node.span(), format!("`{}` must be a date", node.name()))
                .got(format!("{text:?}"))
                .allowed("a day of the years 1000 to 2999, such as \"2021-06-30\"");
        }
        day
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "string", "format": "date", "examples": ["2021-06-30"] })
    }

    fn to_json(&self) -> Option<Json> {
        Some(json!(self.to_string()))
    }
}

choice! {
    /// How long a period is.
    pub enum Step {
        /// A month.
        Month = "month",
        /// Three months.
        Quarter = "quarter",
        /// A year.
        Year = "year",
    }
}

impl Step {
    /// Months in a period.
    #[must_use]
    pub fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The period a day falls in.
    #[must_use]
    pub fn period(self, day: Day) -> Period {
        let (year, month, _) = day.ymd();
        Period { step: self, number: (year * 12 + month as i32 - 1) / self.months() as i32 }
    }
}

/// A month, a quarter or a year of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    step: Step,
    number: i32,
}

impl Period {
    /// Reads the name of a period: `2012Q1`, `2012-Q1`, `2012-03` or `2012`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let year: i32 = text.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
        if !(FIRST.0..=LAST.0).contains(&year) {
            return None;
        }
        let rest = text[4..].strip_prefix('-').unwrap_or(&text[4..]);
        let digits = |text: &str| text.parse::<i32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
        match (rest.strip_prefix(['Q', 'q']), rest) {
            (Some(quarter), _) => {
                let quarter = digits(quarter).filter(|quarter| (1..=4).contains(quarter))?;
                Some(Self { step: Step::Quarter, number: year * 4 + quarter - 1 })
            }
            (None, "") if text.len() == 4 => Some(Self { step: Step::Year, number: year }),
            (None, month) => {
                let month = digits(month).filter(|month| (1..=12).contains(month) && rest.len() == 2 && text.len() == 7)?;
                Some(Self { step: Step::Month, number: year * 12 + month - 1 })
            }
        }
    }

    /// How long it is.
    #[must_use]
    pub fn step(self) -> Step {
        self.step
    }

    /// The period after.
    #[must_use]
    pub fn next(self) -> Self {
        Self { number: self.number + 1, ..self }
    }

    /// How many periods it lies after another of the same length.
    #[must_use]
    pub fn since(self, other: Self) -> i32 {
        self.number - other.number
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Day {
        self.next().first().before()
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Day {
        let months = self.number * self.step.months() as i32;
        let date = NaiveDate::from_ymd_opt(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1).unwrap_or_default();
        Day(date.num_days_from_ce() - EPOCH)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.first().ymd();
        match self.step {
            Step::Month => write!(f, "{year:04}-{month:02}"),
            Step::Quarter => write!(f, "{year:04} Q{}", (month - 1) / 3 + 1),
            Step::Year => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_files_write_them() {
        let day = Day::of(2021, 6, 30).unwrap();
        assert_eq!(Day::of_seconds(0).unwrap().to_string(), "1970-01-01");
        for text in [
            "2021-06-30",
            "20210630",
            "20210630235959",
            "2021-06-30T23:59:59Z",
            "2021-07-01T01:00:00+02:00",
            "2021-06-30T12:00:00.123",
            "Wed, 30 Jun 2021 12:00:00 GMT",
            "Mon, 30 Jun 2021 12:00:00 +0000",
            "30 Jun 2021 23:00:00 -0000",
            " 2021-06-30 08:15 ",
        ] {
            assert_eq!(Day::parse(text), Some(day), "{text}");
        }
        for text in ["", "yesterday", "2021-13-01", "2021-02-29", "99999999", "0001-01-01", "12021-01-01", "é21-06-30", &"1".repeat(99)] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!((day.next().before(), day.next().ymd()), (day, (2021, 7, 1)));
    }

    #[test]
    fn periods_follow_each_other() {
        for (text, shown, first, last) in [
            ("2019Q4", "2019 Q4", "2019-10-01", "2019-12-31"),
            ("2020-Q1", "2020 Q1", "2020-01-01", "2020-03-31"),
            ("2020-02", "2020-02", "2020-02-01", "2020-02-29"),
            ("2021", "2021", "2021-01-01", "2021-12-31"),
        ] {
            let period = Period::parse(text).unwrap();
            assert_eq!((period.to_string().as_str(), period.first().to_string().as_str()), (shown, first));
            assert_eq!(period.last().to_string(), last);
            assert_eq!(period.step().period(period.last()), period);
            assert_eq!((period.next().first(), period.next().since(period)), (period.last().next(), 1));
        }
        for text in ["", "2020Q5", "2020-13", "20-01", "2020-1", "9999999", "2020x", "2020Q+1"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}
