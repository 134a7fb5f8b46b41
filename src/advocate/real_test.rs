//! The cheapest test with real people that would prove an objection wrong.

use crate::market::Market;
use crate::stats::power::{one_mean, one_share, two_shares};
use crate::world::Entry;

use super::levers::Lever;

/// A test with real people.
#[derive(Debug, Clone, PartialEq)]
pub struct RealTest {
    /// What is done.
    pub method: String,
    /// With whom.
    pub audience: String,
    /// How many people it takes for 80 % power at the claimed damage; `None` where no affordable number would do.
    pub people: Option<u32>,
    /// What it may cost \[USD\], low and high. Judgement.
    pub cost: Option<(f64, f64)>,
    /// How many working days it may take, low and high. Judgement.
    pub days: (u32, u32),
    /// The result that refutes the objection.
    pub refuted_if: String,
}

/// The level and power of every test.
const ALPHA: f64 = 0.05;
const POWER: f64 = 0.8;

/// More people than this is no cheap test.
const AFFORDABLE: u32 = 20_000;

/// What one person costs, low and high, and the working days around it \[USD, days\]. The program's own guesses.
struct Price {
    person: (f64, f64),
    set_up: (f64, f64),
    days: (u32, u32),
}

const ASKED: Price = Price { person: (3.0, 12.0), set_up: (300.0, 1500.0), days: (3, 10) };
const WATCHED: Price = Price { person: (60.0, 180.0), set_up: (500.0, 2500.0), days: (5, 15) };
const OFFERED: Price = Price { person: (1.0, 6.0), set_up: (800.0, 4000.0), days: (7, 21) };
const RECORDED: Price = Price { person: (1.0, 10.0), set_up: (500.0, 3000.0), days: (5, 20) };

impl Price {
    fn of(&self, people: Option<u32>) -> Option<(f64, f64)> {
        let people = f64::from(people.filter(|&people| people <= AFFORDABLE)?);
        Some((self.person.0.mul_add(people, self.set_up.0), self.person.1.mul_add(people, self.set_up.1)))
    }
}

/// How effort, as people rate it on seven points, varies from person to person; and times, against their mean. Judgement.
const EFFORT_SD: f64 = 1.3;
const TIME_SPREAD: f64 = 0.6;

/// The figure that an objection is aimed at, as the confirmation read it.
#[derive(Debug, Clone, Copy)]
pub struct Reads<'a> {
    /// As given.
    pub control: f64,
    /// Under the objection.
    pub level: f64,
    /// Whether it is a share of people.
    pub is_share: bool,
    /// What two halves of people would differ in.
    pub what: &'a str,
}

/// Finds the test for one push.
#[must_use]
pub fn real_test(market: &Market, lever: &Lever, z: f64, reads: &Reads<'_>) -> RealTest {
    let by_input = lever.input(market, z).and_then(|(entry, claimed)| of_input(entry, claimed));
    by_input.unwrap_or_else(|| two_cells(lever, reads))
}

fn of_input(entry: &Entry, claimed: f64) -> Option<RealTest> {
    let expected = entry.dist.median();
    let path = entry.path.as_str();
    let key = path.rsplit('.').next().unwrap_or_default();
    let what = &entry.label;
    let share = |method: String, audience: &str, said: &str, price: &Price| {
        let found = one_share(claimed, expected, ALPHA, POWER).filter(|test| test.people <= AFFORDABLE);
        let bound = if claimed < expected { "at least" } else { "at most" };
        RealTest {
            method,
            audience: audience.to_owned(),
            people: found.map(|test| test.people),
            cost: price.of(found.map(|test| test.people)),
            days: price.days,
            refuted_if: found.map_or_else(
                || "the two values are too near to each other for a test".to_owned(),
                |test| format!("{bound} {} of {} {said}", test.refutes, test.people),
            ),
        }
    };
    let mean = |method: String, audience: &str, sd: f64, unit: &str, price: &Price| {
        let people = one_mean(claimed - expected, sd, ALPHA, POWER).filter(|&people| people <= AFFORDABLE);
        let margin = people.map(|people| 1.645 * sd / f64::from(people).sqrt());
        RealTest {
            method,
            audience: audience.to_owned(),
            people,
            cost: price.of(people),
            days: price.days,
            refuted_if: margin.map_or_else(
                || "the two values are too near to each other for a test".to_owned(),
                |margin| {
                    let (side, edge) = if claimed > expected { ("below", claimed - margin) } else { ("above", claimed + margin) };
                    format!("their mean is {side} {edge:.1} {unit}")
                },
            ),
        }
    };
    let fits = "people who fit the study's population and have not seen the concept";
    if path.starts_with("concept.claims.") {
        let claim = what.trim_start_matches("Share who believe ");
        return Some(share(format!("Show the claim {claim} and ask whether they believe it"), fits, "believe it", &ASKED));
    }
    let tries = "people who fit the study's population, each trying the real step or a clickable one";
    match key {
        "awareness" => Some(share(
            "Ask an unprompted sample whether they know the name, after the launch spending of one region".to_owned(),
            fits,
            "know it",
            &ASKED,
        )),
        "distribution" => Some(share("Let them try to get it where they usually buy".to_owned(), fits, "could get it", &ASKED)),
        "clarity" => Some(share("Ask, at this step, what to do next".to_owned(), tries, "know it", &WATCHED)),
        "drop_out" => {
            Some(share("Count who gives up at this step in a pilot".to_owned(), "first customers of a pilot", "give up", &RECORDED))
        }
        "fails" => Some(share(
            "Count what goes wrong at this step in a pilot".to_owned(),
            "first customers of a pilot",
            "meet a failure",
            &RECORDED,
        )),
        "recovered" => Some(share(
            "Follow up every failure of a pilot".to_owned(),
            "pilot customers for whom something went wrong",
            "say it was put right",
            &RECORDED,
        )),
        "effort" if path.starts_with("journey.") => {
            Some(mean("Let them do this step and rate its effort from 1 to 7".to_owned(), tries, EFFORT_SD, "points", &WATCHED))
        }
        "minutes" | "wait" => {
            let sd = TIME_SPREAD * claimed.max(expected);
            Some(mean("Time this step".to_owned(), tries, sd, "minutes", &WATCHED))
        }
        _ => None,
    }
}

/// A test of the whole concept in two cells, with and without what the objection claims.
fn two_cells(lever: &Lever, reads: &Reads<'_>) -> RealTest {
    let Reads { control, level: damaged, is_share, what } = *reads;
    let people = if is_share { two_shares(control, damaged, ALPHA, 1.0, POWER) } else { None }.filter(|&people| people <= AFFORDABLE / 2);
    let both = people.map(|people| 2 * people);
    let margin = people.map(|people| {
        let variance = control * (1.0 - control) + damaged * (1.0 - damaged);
        (control - damaged).abs() - 1.645 * (variance / f64::from(people)).sqrt()
    });
    RealTest {
        method: format!("Offer the concept in two versions to two random halves, one as the study says, one with this: {}", lever.name),
        audience: "people who fit the study's population, on a page for a product not yet sold".to_owned(),
        people: both,
        cost: OFFERED.of(both),
        days: OFFERED.days,
        refuted_if: match margin {
            Some(margin) => format!("the two halves differ by less than {:.1} points in {what}", 100.0 * margin.max(0.0)),
            None if is_share => "the damage is too small for an affordable test; watch it after the launch".to_owned(),
            None => "the figure is no share of people, so no sample can be stated; watch it in a pilot".to_owned(),
        },
    }
}
