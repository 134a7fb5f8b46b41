//! Hours and clock times of a week, in words.

use std::ops::Range;

use serde_json::json;

use crate::input::{Cx, Json, Node, Read, Schemas, Span};
use crate::team::model::Week;

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Open hours of a week, such as "Mon-Fri 09:00-12:00, 13:00-17:00".
#[derive(Debug, Clone)]
pub struct Hours {
    /// The hours.
    pub week: Week,
    /// Where they are written.
    pub span: Span,
}

/// Two hours are equal when they say the same.
impl PartialEq for Hours {
    fn eq(&self, other: &Self) -> bool {
        self.week == other.week
    }
}

/// Clock times of a week, such as "Mon-Fri 08:30, 14:00".
#[derive(Debug, Clone)]
pub struct ClockTimes {
    /// Minutes from Monday 00:00, in order.
    pub at: Vec<u32>,
    /// Where they are written.
    pub span: Span,
}

/// Two lists of clock times are equal when they say the same.
impl PartialEq for ClockTimes {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

/// A word of the text that cannot be read, and why.
struct Fault {
    range: Range<usize>,
    what: String,
}

/// One clock time or stretch of a day, in minutes from midnight.
#[derive(Clone, Copy, PartialEq)]
struct Stretch {
    from: u32,
    to: Option<u32>,
}

/// Splits words at blanks, commas and semicolons; a dash with blanks around it joins its neighbours.
fn words(text: &str) -> Vec<(Range<usize>, &str)> {
    let cut = |c: char| c.is_whitespace() || c == ',' || c == ';';
    let mut out: Vec<(Range<usize>, &str)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(start) = rest.find(|c| !cut(c)).map(|skip| at + skip) else { break };
        let end = text[start..].find(cut).map_or(text.len(), |length| start + length);
        let dash = |word: &str, first: bool| if first { word.starts_with(['-', '–']) } else { word.ends_with(['-', '–']) };
        let joins = out.last().is_some_and(|(_, before)| dash(before, false)) || dash(&text[start..end], true);
        match out.last_mut() {
            Some((range, word)) if joins => {
                *range = range.start..end;
                *word = &text[range.start..end];
            }
            _ => out.push((start..end, &text[start..end])),
        }
        at = end;
    }
    out
}

fn day(word: &str) -> Option<u32> {
    let word = word.trim().to_lowercase();
    let found = DAYS.iter().position(|day| word.len() >= 2 && (day.starts_with(&word) || *day == word.trim_end_matches('s')))?;
    u32::try_from(found).ok()
}

/// Days that a word names: a day, a range of days, or a few words for many.
fn days(word: &str) -> Option<Vec<u32>> {
    match word.to_lowercase().as_str() {
        "daily" | "everyday" => return Some((0..7).collect()),
        "weekdays" | "workdays" => return Some((0..5).collect()),
        "weekends" | "weekend" => return Some(vec![5, 6]),
        _ => {}
    }
    let Some((first, last)) = word.split_once(['-', '–']) else { return day(word).map(|day| vec![day]) };
    let (first, last) = (day(first)?, day(last)?);
    Some((0..=(last + 7 - first) % 7).map(|step| (first + step) % 7).collect())
}

fn clock(word: &str) -> Option<u32> {
    let (hours, minutes) = word.trim().split_once(':').unwrap_or((word.trim(), "0"));
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60 || hours == 24 && minutes == 0).then_some(hours * 60 + minutes)
}

fn stretch(word: &str) -> Option<Stretch> {
    match word.split_once(['-', '–']) {
        None => clock(word).map(|from| Stretch { from, to: None }),
        Some((from, to)) => Some(Stretch { from: clock(from)?, to: Some(clock(to)?) }),
    }
}

/// Reads days followed by times, over and over.
fn read(text: &str) -> Result<Vec<(u32, Stretch)>, Fault> {
    let mut out = Vec::new();
    let (mut current, mut timed): (Vec<u32>, bool) = (Vec::new(), false);
    let mut last = 0..text.len();
    for (range, word) in words(text) {
        last = range.clone();
        if matches!(word.to_lowercase().as_str(), "and" | "at" | "every" | "day") {
            if word.eq_ignore_ascii_case("day") {
                (current, timed) = ((0..7).collect(), false);
            }
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            let Some(found) = stretch(word) else {
                return Err(Fault { range, what: format!("{word:?} is no time of day") });
            };
            if current.is_empty() {
                return Err(Fault { range, what: "the days are missing before this time".to_owned() });
            }
            timed = true;
            out.extend(current.iter().map(|&day| (day, found)));
        } else {
            let Some(found) = days(word) else {
                return Err(Fault { range, what: format!("{word:?} is no day") });
            };
            if timed {
                (current, timed) = (Vec::new(), false);
            }
            current.extend(found);
        }
    }
    if !timed {
        return Err(Fault { range: last, what: "the times are missing after the days".to_owned() });
    }
    Ok(out)
}

fn week(text: &str) -> Result<Week, Fault> {
    if matches!(text.trim().to_lowercase().as_str(), "always" | "24/7") {
        return Ok(Week::always());
    }
    let whole = 0..text.len();
    let mut stretches = Vec::new();
    for (day, Stretch { from, to }) in read(text)? {
        let Some(to) = to else {
            return Err(Fault { range: whole, what: "open hours need a start and an end".to_owned() });
        };
        if from == to {
            return Err(Fault { range: whole, what: "open hours must not start when they end".to_owned() });
        }
        // Past midnight it goes on the next day, and past Sunday on Monday.
        let start = day * 1_440;
        if from < to {
            stretches.push((start + from, start + to));
        } else {
            stretches.push((start + from, start + 1_440));
            let next = (day + 1) % 7 * 1_440;
            if to > 0 {
                stretches.push((next, next + to));
            }
        }
    }
    Week::new(&stretches).ok_or(Fault { range: whole, what: "there are no open hours".to_owned() })
}

fn times(text: &str) -> Result<Vec<u32>, Fault> {
    let mut at = Vec::new();
    for (day, Stretch { from, to }) in read(text)? {
        if to.is_some() || from == 1_440 {
            return Err(Fault { range: 0..text.len(), what: "clock times are points in time before 24:00, not stretches".to_owned() });
        }
        at.push(day * 1_440 + from);
    }
    at.sort_unstable();
    at.dedup();
    Ok(at)
}

fn text_of<T>(node: Node<'_>, example: &str, parse: fn(&str) -> Result<T, Fault>, cx: &mut Cx) -> Option<T> {
    let Some(text) = node.text() else {
        cx.wrong_kind(node, &format!("text such as {example:?}"));
        return None;
    };
    match parse(text) {
        Ok(found) => Some(found),
        Err(fault) => {
            let span = if text.is_empty() { node.span() } else { cx.inside(node.span(), text, fault.range) };
            cx.error(span, format!("`{}` cannot be read: {}", node.name(), fault.what))
                .allowed(format!("days and times of 24 hours, such as {example:?}"));
            None
        }
    }
}

const HOURS: &str = "Mon-Fri 09:00-12:00, 13:00-17:00";
const TIMES: &str = "Mon-Fri 08:30, 14:00";

impl Read for Hours {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        text_of(node, HOURS, week, cx).map(|week| Self { week, span: node.span() })
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({
            "type": "string", "minLength": 1, "examples": [HOURS, "Mon-Thu 09:00-17:00; Sat 10:00-12:00", "always"],
            "description": "Open hours: days and stretches of the clock; or \"always\".",
        })
    }
}

impl Read for ClockTimes {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        text_of(node, TIMES, times, cx).map(|at| Self { at, span: node.span() })
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "string", "minLength": 1, "examples": [TIMES, "Sun 18:00"], "description": "Clock times: days and times of 24 hours." })
    }
}
