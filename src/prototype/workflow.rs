//! Other ways through the same journey: touchpoints merged, moved to a screen or away from it, put later.

use crate::input::{Grade, Quantity};
use crate::market::Market;
use crate::market::spec::Channel;
use crate::stats::dist::Dist;
use crate::treatment::spec::EditSpec;

use super::candidate::Origin;
use super::catalogue::{Numbers, Verb};
use super::cost::{Range, Rates};
use super::touchpoint::{medians, numbers};
use super::write::{Draft, Writer};

/// Working days of each kind of change. Judgement.
const MERGE: Range = Range { low: 8.0, likely: 20.0, high: 50.0 };
const TO_PEOPLE: Range = Range { low: 5.0, likely: 15.0, high: 40.0 };
const TO_SCREEN: Range = Range { low: 15.0, likely: 40.0, high: 100.0 };
const LATER: Range = Range { low: 2.0, likely: 6.0, high: 20.0 };

/// Of the minutes of a step with people, the part for which somebody of ours is there. Judgement.
const ATTENDED: Range = Range { low: 0.3, likely: 0.6, high: 1.0 };

/// What of a step is left in the one that takes it over: low, likely, high. Judgement.
const LEFT: (f64, f64, f64) = (0.3, 0.5, 0.8);

/// The steps that are hard enough to be put later.
const HARD: usize = 2;

/// Proposes other ways through the journey.
pub(super) fn workflows(market: &Market, rates: &Rates, writer: &Writer) -> Vec<Draft> {
    let values = medians(market);
    let points: Vec<Numbers> = (0..market.touchpoints().len()).map(|point| numbers(market, &values, point)).collect();
    let mut drafts: Vec<Draft> = (1..points.len()).filter_map(|later| merged(market, &points, later, rates, writer)).collect();
    drafts.extend((0..points.len()).filter_map(|point| elsewhere(market, &points[point], point, rates, writer)));
    drafts.extend(put_later(market, &points, rates, writer));
    drafts
}

fn guess(dist: Dist, why: &str) -> Quantity {
    Quantity { dist, source: Some(format!("the program's own guess: {why}")), grade: Some(Grade::Judgement), span: None }
}

/// Adds a part of a number to another.
fn part_of(writer: &Writer, path: &str, number: f64, why: &str) -> Option<EditSpec> {
    let dist = Dist::pert(LEFT.0 * number, LEFT.1 * number, LEFT.2 * number).ok()?;
    writer.number(path, Verb::Add, guess(dist, why))
}

/// Whether an experience level measure is taken at a touchpoint.
fn measured_at(market: &Market, touchpoint: usize) -> bool {
    market.xlms().iter().any(|xlm| xlm.at == Some(touchpoint))
}

/// Merges a step with the one before it, where both happen in the same place: one of them goes, the other takes over half of its time and
/// of what can go wrong in it. A step at which an experience is measured stays.
fn merged(market: &Market, points: &[Numbers], later: usize, rates: &Rates, writer: &Writer) -> Option<Draft> {
    let earlier = later - 1;
    let all = market.touchpoints();
    if all[earlier].channel != all[later].channel {
        return None;
    }
    let (gone, kept) = if !measured_at(market, later) {
        (later, earlier)
    } else if !measured_at(market, earlier) {
        (earlier, later)
    } else {
        return None;
    };
    let path = |key: &str| format!("journey.{}.{key}", all[kept].name);
    let (name, other) = (&all[gone].name, &all[kept].name);
    let why = "about half of the step is left in the one that takes it over";
    let mut edits = vec![writer.remove(name)?];
    for (key, number) in [("minutes", points[gone].minutes), ("fails", points[gone].fails), ("drop_out", points[gone].drop_out)] {
        if number > 0.0 {
            edits.push(part_of(writer, &path(key), number, why)?);
        }
    }
    // One step that does the work of two is no easier than the harder of them.
    let harder = (points[gone].effort - points[kept].effort).max(0.0);
    let effort = Dist::pert(harder, harder + 0.2, harder + 0.6).ok()?;
    edits.push(writer.number(&path("effort"), Verb::Add, guess(effort, "as hard as the harder of the two, and a little more"))?);
    let draft = Draft::judged(
        format!("merge:{name}>{other}"),
        format!("Merge \"{name}\" into \"{other}\""),
        "One step instead of two: ask once, in one place, and drop what both ask.",
        Origin::Workflow { touchpoint: gone },
        edits,
        rates.work(MERGE, Range::NOTHING),
    );
    Some(Draft { provided: Some("what the one step gives is not needed before the other begins".to_owned()), ..draft })
}

/// Moves a step to a screen, or away from it.
fn elsewhere(market: &Market, point: &Numbers, touchpoint: usize, rates: &Rates, writer: &Writer) -> Option<Draft> {
    let one = &market.touchpoints()[touchpoint];
    let name = &one.name;
    let path = |key: &str| format!("journey.{name}.{key}");
    let staff = ATTENDED.times(point.minutes);
    let origin = Origin::Workflow { touchpoint };
    Some(match one.channel {
        Channel::Digital => {
            let mut edits = vec![writer.word(&path("channel"), Channel::Physical.as_str())?];
            if point.minutes > 0.0 {
                let longer = Dist::pert(1.0, 1.3, 1.8).ok()?;
                edits.push(writer.number(&path("minutes"), Verb::Scale, guess(longer, "talking takes longer than tapping"))?);
            }
            let wait = Dist::pert(0.0, 3.0, 10.0).ok()?;
            edits.push(writer.number(&path("wait"), Verb::Add, guess(wait, "people wait for somebody"))?);
            Draft::judged(
                format!("channel:{name}>physical"),
                format!("Do \"{name}\" with people instead of a screen"),
                "By phone or at a counter, for everyone; it no longer takes digital skill.",
                origin,
                edits,
                rates.work(TO_PEOPLE, staff),
            )
        }
        Channel::Physical => {
            let edits = vec![writer.word(&path("channel"), Channel::Digital.as_str())?];
            let saved = Range { low: -staff.high, likely: -staff.likely, high: -staff.low };
            let draft = Draft::judged(
                format!("channel:{name}>digital"),
                format!("Move \"{name}\" to a screen"),
                "People do it by themselves. It saves staff, and takes digital skill where it took none.",
                origin,
                edits,
                rates.work(TO_SCREEN, saved),
            );
            Draft {
                austerity: staff.likely > 0.0,
                guardrail: Some("people with little digital skill may be worse off: keep the way with people open for them".to_owned()),
                ..draft
            }
        }
    })
}

/// Puts the hardest steps of the first half later: one place later, and last but one.
fn put_later(market: &Market, points: &[Numbers], rates: &Rates, writer: &Writer) -> Vec<Draft> {
    let all = market.touchpoints();
    let mut early: Vec<usize> = (0..points.len() / 2).filter(|&point| point + 2 < points.len()).collect();
    let hard = |point: usize| (points[point].drop_out, points[point].effort);
    early.sort_by(|&one, &other| {
        let (one_is, other_is) = (hard(one), hard(other));
        other_is.0.total_cmp(&one_is.0).then(other_is.1.total_cmp(&one_is.1)).then(one.cmp(&other))
    });
    early.truncate(HARD);
    let mut drafts = Vec::new();
    for point in early {
        let name = &all[point].name;
        let mut places = vec![point + 2];
        if points.len() - 1 > point + 2 {
            places.push(points.len() - 1);
        }
        for before in places {
            let Some(edit) = writer.before(name, &all[before].name) else { continue };
            let draft = Draft::judged(
                format!("later:{name}<{}", all[before].name),
                format!("Put \"{name}\" later, before \"{}\"", all[before].name),
                "Let people see what they get before they are asked for what is hard.",
                Origin::Workflow { touchpoint: point },
                vec![edit],
                rates.work(LATER, Range::NOTHING),
            );
            drafts.push(Draft { provided: Some("the steps in between do not need what this one gives".to_owned()), ..draft });
        }
    }
    drafts
}
