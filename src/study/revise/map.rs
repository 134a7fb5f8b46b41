//! The journey map of a study: its own words and numbers, and what somebody measured.

use crate::input::Quantity;
use crate::market::spec::{Fed, TouchpointSpec};
use crate::report::format;
use crate::report::sheet::{Change, JourneyMapView, MapFact, MapStep, Was};
use crate::report::view::Estimate;

use super::check::Told;
use super::number::short;
use super::rewrite::Revised;

/// What was measured at one step.
#[derive(Debug, Clone, PartialEq)]
pub struct FeltStep {
    /// The name of the step.
    pub name: String,
    /// How it feels, on the scale of the map.
    pub felt: Option<Estimate>,
    /// The share of those who reach it that give up there.
    pub leave: Option<Estimate>,
}

/// What was measured of a journey, as its map shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JourneyFigures {
    /// Which draft it is: "version 2"; empty where there is only one.
    pub version: String,
    /// What was found, in one sentence.
    pub finding: String,
    /// What the curve shows, with its scale: "ease, 1 (hard) to 7 (easy)".
    pub felt_name: String,
    /// Both ends of that scale.
    pub felt_scale: (f64, f64),
    /// What the journey before is called; empty where there is none.
    pub before_name: String,
    /// What the journey of now is called.
    pub now_name: String,
    /// The steps before, in any order.
    pub before: Vec<FeltStep>,
    /// The steps now, in any order.
    pub now: Vec<FeltStep>,
    /// The share who get through to the end, before.
    pub finish_before: Option<Estimate>,
    /// The share who get through to the end, now.
    pub finish: Option<Estimate>,
    /// How sure all this is.
    pub sure: String,
}

/// Fills the journey map of a study. `before` is the study before the changes.
#[must_use]
pub fn journey_map(now: &Told, before: Option<&Told>, changes: &[Revised], figures: &JourneyFigures) -> JourneyMapView {
    let old: &[TouchpointSpec] = before.map_or(&[], |told| &told.journey);
    let name = |point: &TouchpointSpec| point.name.value.as_str().to_owned();
    let mut order: Vec<(String, Option<&TouchpointSpec>)> = now.journey.iter().map(|point| (name(point), Some(point))).collect();
    // A step that is gone stands behind the one it came after.
    let mut last = None;
    for point in old {
        let here = order.iter().position(|(known, _)| *known == name(point));
        last = Some(here.unwrap_or_else(|| {
            let at = last.map_or(0, |last: usize| last + 1);
            order.insert(at, (name(point), None));
            at
        }));
    }
    let facts = Facts::of(now.journey.iter().chain(old));
    let steps = order.into_iter().map(|(name, point)| {
        let was = old.iter().find(|one| one.name.value.as_str() == name);
        step(&name, point, was, &facts, changes, figures)
    });
    let finish = figures.finish.map(|share| Was::new(format::share(share), figures.finish_before.map(format::share)));
    JourneyMapView {
        name: now.concept.name.value.as_str().to_owned(),
        version: figures.version.clone(),
        finding: figures.finding.clone(),
        felt_name: figures.felt_name.clone(),
        felt_scale: figures.felt_scale,
        before_name: figures.before_name.clone(),
        now_name: figures.now_name.clone(),
        steps: steps.collect(),
        finish,
        sure: figures.sure.clone(),
    }
}

/// Which facts are shown: those that any step states.
struct Facts {
    waits: bool,
    clear: bool,
    fails: bool,
    mended: bool,
}

impl Facts {
    fn of<'a>(points: impl Iterator<Item = &'a TouchpointSpec> + Clone) -> Self {
        let any = |states: fn(&TouchpointSpec) -> bool| points.clone().any(states);
        Self {
            waits: any(|point| point.wait.is_some()),
            clear: any(|point| point.clarity.is_some()),
            fails: any(|point| point.fails.is_some()),
            mended: any(|point| point.recovered.is_some()),
        }
    }
}

fn step(
    name: &str,
    now: Option<&TouchpointSpec>,
    was: Option<&TouchpointSpec>,
    facts: &Facts,
    changes: &[Revised],
    figures: &JourneyFigures,
) -> MapStep {
    let here = now.or(was);
    let felt = |steps: &[FeltStep]| steps.iter().find(|step| step.name == name).cloned();
    let (felt_was, felt_now) = (felt(&figures.before), if now.is_some() { felt(&figures.now) } else { None });
    // What is gone is shown as it was.
    let both = |read: &dyn Fn(&TouchpointSpec) -> String| Was::new(here.map(read).unwrap_or_default(), was.map(read));
    let fact = |label: &str, value: Was| MapFact { label: label.to_owned(), value };
    let median = |quantity: &Quantity| quantity.dist.median();
    let share = |quantity: Option<&Quantity>| quantity.map_or_else(String::new, |share| format::percent(median(share)));
    let minutes = |quantity: Option<&Quantity>| quantity.map_or_else(String::new, |time| format!("{} min", short(median(time))));
    let fed = |value: Option<&Fed>, told: &dyn Fn(Option<&Quantity>) -> String| match value {
        Some(Fed::Team(_)) => "as the team behind it does".to_owned(),
        value => told(value.and_then(Fed::stated)),
    };
    let mut rows = vec![fact("takes", both(&|point| minutes(Some(&point.minutes))))];
    if facts.waits {
        rows.push(fact("waiting", both(&|point| fed(point.wait.as_ref(), &minutes))));
    }
    rows.push(fact("effort, 1 to 7", both(&|point| short(median(&point.effort)))));
    if facts.clear {
        rows.push(fact("how clear it is", both(&|point| share(point.clarity.as_ref()))));
    }
    if facts.fails {
        rows.push(fact("goes wrong", both(&|point| fed(point.fails.as_ref(), &share))));
    }
    if facts.mended {
        rows.push(fact("then put right", both(&|point| share(point.recovered.as_ref()))));
    }
    let leave = |felt: &Option<FeltStep>| felt.as_ref().and_then(|step| step.leave);
    if !(figures.before.is_empty() && figures.now.is_empty()) {
        rows.push(fact("give up here", leaving(leave(&felt_now), leave(&felt_was))));
    }
    MapStep {
        name: name.to_owned(),
        channel: both(&|point| point.channel.as_str().to_owned()),
        moved_from: now.and_then(|_| moved_from(name, changes)),
        gone: now.is_none(),
        facts: rows,
        felt_before: felt_was.and_then(|step| step.felt),
        felt: felt_now.and_then(|step| step.felt),
        changes: told(name, changes),
    }
}

/// A share with its interval, which may break before the interval but not in it; and what it was, alone, where that prints otherwise.
fn leaving(now: Option<Estimate>, was: Option<Estimate>) -> Was {
    let Some(shown) = now.or(was) else { return Was::default() };
    let text = format::share(shown).replace('–', "\u{2060}–\u{2060}");
    let decimals = format::decimals(100.0 * shown.low, 100.0 * shown.high).max(0);
    let middle = |share: Estimate| format::percent_to(share.mid, decimals);
    let before = now.and(was).filter(|was| middle(*was) != middle(shown)).map(middle);
    Was::new(text, before)
}

fn moved_from(name: &str, changes: &[Revised]) -> Option<usize> {
    let path = format!("journey.{name}");
    changes.iter().find(|line| line.path == path)?.from.strip_prefix("step ")?.parse().ok()
}

/// What was changed at a step; changes made for one reason stand together.
fn told(name: &str, changes: &[Revised]) -> Vec<Change> {
    let path = format!("journey.{name}");
    let mut out: Vec<Change> = Vec::new();
    for line in changes {
        let what = match line.path.strip_prefix(&path).map(|rest| rest.strip_prefix('.').unwrap_or(rest)) {
            Some("") => match line.to.as_str() {
                "gone" => "taken out".to_owned(),
                to => format!("moved {to}"),
            },
            Some(key) if !key.contains('.') && line.path.len() == path.len() + 1 + key.len() => {
                // The numbers stand among the facts of the step.
                line.label.strip_prefix(&format!("{name}: ")).unwrap_or(&line.label).to_owned()
            }
            _ => continue,
        };
        match out.iter_mut().find(|change| change.why == line.reason) {
            Some(change) if change.what.split(", ").any(|told| told == what) => {}
            Some(change) => change.what = format!("{}, {what}", change.what),
            None => out.push(Change { what, why: line.reason.clone() }),
        }
    }
    out
}
