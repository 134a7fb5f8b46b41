//! The months, for programs.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::frame::{Frame, FrameError, Values};
use crate::stats::Summary;
use crate::study::schema::{list_of, number, object, words};

use super::run::{COURSES, Month, Months};

/// A course of a team, month by month.
#[derive(Debug, Clone, Serialize)]
pub struct MonthsJson {
    /// What happens to the people.
    pub course: &'static str,
    /// The months.
    pub months: Vec<MonthJson>,
}

/// One month of a course: medians over draws, with the 5 % and 95 % points of what goes out wrong.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct MonthJson {
    /// Items delivered wrong, per hundred delivered.
    pub wrong: f64,
    /// Its 5 % point.
    pub wrong_q05: f64,
    /// Its 95 % point.
    pub wrong_q95: f64,
    /// Items delivered late, per hundred delivered.
    pub late: f64,
    /// What mistakes cost a day.
    pub mistakes: f64,
    /// People's time that is left, as a share.
    pub people: f64,
    /// Trust that is left.
    pub trust: f64,
    /// What comes in, against the first month.
    pub demand: f64,
    /// What reviewers see, against the first month of those who stay.
    pub eye: f64,
}

/// Reads one number of a month.
type Read = fn(&Month) -> f64;

/// What is told of a month, in the order of the table.
const TOLD: [(&str, Read); 7] = [
    ("delivered_wrong", |month| month.wrong),
    ("delivered_late", |month| month.late),
    ("mistakes_a_day", |month| month.mistakes),
    ("people", |month| month.people),
    ("trust", |month| month.trust),
    ("demand", |month| month.demand),
    ("eye", |month| month.eye),
];

/// A number of a month over all draws.
pub(super) fn over(draws: &[Vec<Month>], month: usize, read: Read) -> Option<Summary> {
    Summary::of(&draws.iter().map(|draw| read(&draw[month])).collect::<Vec<f64>>())
}

/// Gathers the courses.
pub(in crate::study) fn months_json(found: &Months) -> Vec<MonthsJson> {
    let course = |(course, draws): (&super::run::Course, &Vec<Vec<Month>>)| {
        let month = |month: usize| {
            let median = |read: Read| over(draws, month, read).map_or(f64::NAN, |summary| summary.q50);
            let wrong = over(draws, month, |month| month.wrong);
            MonthJson {
                wrong: median(|month| month.wrong),
                wrong_q05: wrong.map_or(f64::NAN, |summary| summary.q05),
                wrong_q95: wrong.map_or(f64::NAN, |summary| summary.q95),
                late: median(|month| month.late),
                mistakes: median(|month| month.mistakes),
                people: median(|month| month.people),
                trust: median(|month| month.trust),
                demand: median(|month| month.demand),
                eye: median(|month| month.eye),
            }
        };
        MonthsJson { course: course.words(), months: (0..found.responses.count as usize).map(month).collect() }
    };
    COURSES.iter().zip(&found.courses).map(course).collect()
}

/// The courses as a table.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
pub(in crate::study) fn table(found: &Months) -> Result<Frame, FrameError> {
    let rows: Vec<(usize, usize)> =
        (0..COURSES.len()).flat_map(|at| (0..found.responses.count as usize).map(move |month| (at, month))).collect();
    let mut frame = Frame::new("months");
    frame.push("course", Values::Text(rows.iter().map(|row| COURSES[row.0].words().to_owned()).collect()))?;
    frame.push("month", Values::Count(rows.iter().map(|row| row.1 as i64 + 1).collect()))?;
    for (name, read) in TOLD {
        for (point, of) in [("median", (|s| s.q50) as fn(&Summary) -> f64), ("q05", |s| s.q05), ("q95", |s| s.q95)] {
            let values = rows.iter().map(|row| over(&found.courses[row.0], row.1, read).as_ref().map_or(f64::NAN, of));
            frame.push(&format!("{name}_{point}"), Values::Number(values.collect()))?;
        }
    }
    Ok(frame)
}

/// The schema of a course and of its months, by name.
pub(in crate::study) fn definitions() -> Vec<(&'static str, Json)> {
    let courses: Vec<&str> = COURSES.iter().map(|course| course.words()).collect();
    let share = |text: &str| json!({ "description": text, "type": "number", "minimum": 0 });
    vec![
        (
            "Course",
            object(
                "A course of a team, month by month.",
                vec![("course", words("What happens to the people.", &courses)), ("months", list_of("The months.", "Month"))],
            ),
        ),
        (
            "Month",
            object(
                "One month: medians over draws.",
                vec![
                    ("wrong", number("Items delivered wrong, per hundred delivered.")),
                    ("wrong_q05", number("Its 5 % point.")),
                    ("wrong_q95", number("Its 95 % point.")),
                    ("late", number("Items delivered late, per hundred delivered.")),
                    ("mistakes", number("What mistakes cost a day.")),
                    ("people", share("People's time that is left, as a share.")),
                    ("trust", share("Trust that is left.")),
                    ("demand", share("What comes in, against the first month.")),
                    ("eye", share("What reviewers see, against the first month of those who stay.")),
                ],
            ),
        ),
    ]
}
