//! Which setting to take, how sure that is, and what would change it.

use crate::montecarlo::search::Assignment;
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::information::{Worth, items_to_halve, worth_of_knowing};
use crate::world::{Unknowns, World};

use super::load::{Limits, TeamStudy};
use super::optimise::Bill;

/// How many times the stated stakes are looked at.
pub const STAKES: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// The furthest that stakes are moved in the search for the point where another setting is better.
const FURTHEST: f64 = 1024.0;

/// A setting that was run to the end, on fresh draws.
#[derive(Debug, Clone)]
pub struct Finalist {
    /// The setting.
    pub assignment: Assignment,
    /// Where it stands among those the search measured.
    pub candidate: usize,
    /// What it costs, draw by draw; the same draws for every finalist.
    pub bills: Vec<Bill>,
    /// The means.
    pub mean: Bill,
}

impl Finalist {
    pub(super) fn new(assignment: Assignment, candidate: usize, bills: Vec<Bill>) -> Option<Self> {
        let of = |read: fn(&Bill) -> f64| crate::num::sum(&bills.iter().map(read).collect::<Vec<f64>>()) / bills.len() as f64;
        let mean = Bill {
            minutes: of(|bill| bill.minutes),
            escaped: of(|bill| bill.escaped),
            stopped: of(|bill| bill.stopped),
            lead: of(|bill| bill.lead),
            late: of(|bill| bill.late),
            running: of(|bill| bill.running),
        };
        let sound = mean.objectives().iter().all(|value| value.is_finite()) && mean.cost(1.0).is_finite();
        sound.then_some(Self { assignment, candidate, bills, mean })
    }
}

/// The limits that a setting breaks, in words, each with by how much as a part of the limit.
#[must_use]
pub fn broken(limits: &Limits, bill: &Bill, stakes: f64) -> Vec<(&'static str, f64)> {
    let all = [
        ("people's time", limits.human_minutes_a_day, bill.minutes),
        ("what escapes", limits.escaped_cost_a_week, 7.0 * stakes * bill.escaped),
        ("lead time", limits.lead_time, bill.lead),
    ];
    let over = |(name, limit, value): (&'static str, Option<f64>, f64)| {
        let over = limit.map_or(0.0, |limit| (value - limit) / limit.max(1e-12));
        (over > 0.0).then_some((name, over))
    };
    all.into_iter().filter_map(over).collect()
}

/// The best finalist: of those that keep the limits by their means the one that costs least. Where none does, one that breaks as few as can be, and of
/// those the one that is least over.
#[must_use]
pub fn best(finalists: &[Finalist], limits: &Limits, stakes: f64) -> Option<usize> {
    let key = |one: &Finalist| {
        let broken = broken(limits, &one.mean, stakes);
        (broken.len(), broken.iter().map(|(_, over)| over).sum::<f64>(), one.mean.cost(stakes))
    };
    (0..finalists.len()).min_by(|&one, &other| {
        let (one, other) = (key(&finalists[one]), key(&finalists[other]));
        one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).then(one.2.total_cmp(&other.2))
    })
}

/// How the recommended setting stands against another one over the draws of what nobody knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Against {
    /// The share of draws in which it costs less.
    pub cheaper: f64,
    /// The share in which it is at least as good in people's time, mistakes and lead time, and better in one.
    pub dominates: f64,
}

/// Holds one setting against another, draw by draw.
#[must_use]
pub fn against(one: &Finalist, other: &Finalist, stakes: f64) -> Against {
    let pairs = || one.bills.iter().zip(&other.bills);
    let share = |wins: usize| wins as f64 / one.bills.len() as f64;
    let dominates = |(one, other): (&Bill, &Bill)| {
        let (one, other) = (one.objectives(), other.objectives());
        one.iter().zip(&other).all(|(one, other)| one <= other) && one != other
    };
    Against {
        cheaper: share(pairs().filter(|(one, other)| one.cost(stakes) < other.cost(stakes)).count()),
        dominates: share(pairs().filter(|pair| dominates(*pair)).count()),
    }
}

/// The stakes, as multiples of those stated, below and above which another finalist is recommended; `None` where none is within reach.
#[must_use]
pub fn break_even(finalists: &[Finalist], limits: &Limits) -> (Option<f64>, Option<f64>) {
    let Some(now) = best(finalists, limits, 1.0) else { return (None, None) };
    let same = |stakes: f64| best(finalists, limits, stakes) == Some(now);
    let edge = |factor: f64| {
        let mut inside = 1.0;
        let mut outside = factor;
        while same(outside) {
            inside = outside;
            outside *= factor;
            if !(1.0 / FURTHEST..=FURTHEST).contains(&outside) {
                return None;
            }
        }
        for _ in 0..40 {
            let middle = (inside * outside).sqrt();
            if same(middle) { inside = middle } else { outside = middle }
        }
        Some(outside)
    };
    (edge(0.9), edge(1.0 / 0.9))
}

/// An uncertain number, and what it is worth to know it better before the choice is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeasureNext {
    /// The number, as a position in θ.
    pub unknown: usize,
    /// What knowing it for certain saves a day.
    pub worth: Worth,
    /// How many items to look at to halve the width of its range, where it is a rate.
    pub items: Option<u32>,
}

/// What each uncertain number is worth, the most first: among the finalists that keep the limits, or among all where none does.
#[must_use]
pub fn measure_next(study: &TeamStudy, finalists: &[Finalist], thetas: &[Vec<f64>], limits: &Limits, seed: Seed) -> Vec<MeasureNext> {
    let Some(chosen) = best(finalists, limits, 1.0) else { return Vec::new() };
    let keeps = |one: &Finalist| broken(limits, &one.mean, 1.0).is_empty();
    let kept = keeps(&finalists[chosen]);
    let open: Vec<Vec<f64>> =
        finalists.iter().filter(|one| !kept || keeps(one)).map(|one| one.bills.iter().map(|bill| bill.cost(1.0)).collect()).collect();
    let unknowns: &Unknowns = study.team.unknowns();
    let streams = Streams::new(Seed(seed.0), At { theta: u32::MAX, inner: 1 });
    // About the cube root of the draws: blocks long enough for a mean, enough of them to see a bend.
    let blocks = (1..).take_while(|blocks| blocks * blocks * blocks <= thetas.len()).last().unwrap_or(1).max(2);
    let mut all: Vec<MeasureNext> = (0..unknowns.len())
        .filter_map(|unknown| {
            let input: Vec<f64> = thetas.iter().map(|theta| theta[unknown]).collect();
            let worth = worth_of_knowing(&input, &open, blocks, &mut streams.draws(Purpose::Bootstrap, unknown as u64, 0))?;
            let entry = unknowns.entry(unknown);
            let items = (entry.range == (0.0, 1.0)).then(|| {
                let (low, high) = (entry.dist.quantile(0.05), entry.dist.quantile(0.95));
                items_to_halve(entry.dist.median(), (high - low) / (2.0 * 1.645))
            });
            Some(MeasureNext { unknown, worth, items: items.flatten() })
        })
        .collect();
    all.sort_by(|one, other| other.worth.gain.total_cmp(&one.worth.gain).then(one.unknown.cmp(&other.unknown)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finalist(candidate: usize, minutes: f64, mistakes: f64, running: f64) -> Finalist {
        let bill = Bill { minutes, escaped: mistakes, stopped: 0.0, lead: 10.0, late: 0.0, running };
        Finalist::new(vec![candidate as u16], candidate, vec![bill; 3]).unwrap()
    }

    /// Careful: 100 running and 1 of mistakes; middling: 50 and 20; careless: 10 and 100.
    fn three() -> Vec<Finalist> {
        vec![finalist(0, 90.0, 1.0, 100.0), finalist(1, 45.0, 20.0, 50.0), finalist(2, 5.0, 100.0, 10.0)]
    }

    #[test]
    fn the_cheapest_that_keeps_the_limits_is_taken() {
        let limits = |minutes, escaped: Option<f64>| Limits {
            human_minutes_a_day: minutes,
            escaped_cost_a_week: escaped.map(|cost| 7.0 * cost),
            lead_time: None,
        };
        assert_eq!(best(&three(), &limits(None, None), 1.0), Some(1));
        assert_eq!(best(&three(), &limits(None, Some(10.0)), 1.0), Some(0));
        assert_eq!(best(&three(), &limits(Some(30.0), None), 1.0), Some(2));
        // Nobody keeps both: the middling one breaks both, the careful one time (90 of 30), the careless one mistakes (100 of 10).
        assert_eq!(best(&three(), &limits(Some(30.0), Some(10.0)), 1.0), Some(0));
        let over = |place: usize| broken(&limits(Some(30.0), Some(10.0)), &three()[place].mean, 1.0);
        assert_eq!((over(0), over(2)), (vec![("people's time", 2.0)], vec![("what escapes", 9.0)]));
        assert_eq!(over(1), [("people's time", 0.5), ("what escapes", 1.0)]);
        assert_eq!(best(&[], &limits(None, None), 1.0), None);
    }

    #[test]
    fn stakes_change_the_choice_where_the_costs_cross() {
        // Middling costs 50 + 20 s, careful 100 + s: equal at 50 ∕ 19. Careless costs 10 + 100 s: equal at ½.
        let (low, high) = break_even(&three(), &Limits::default());
        assert!((low.unwrap() - 0.5).abs() < 1e-9, "{low:?}");
        assert!((high.unwrap() - 50.0 / 19.0).abs() < 1e-9, "{high:?}");
        assert_eq!(break_even(&three()[..1], &Limits::default()), (None, None));
    }

    #[test]
    fn draws_in_which_one_is_better_are_counted() {
        let mut one = finalist(0, 10.0, 10.0, 10.0);
        let mut other = finalist(1, 10.0, 12.0, 10.0);
        one.bills[2].minutes = 11.0;
        other.bills[1].escaped = 9.0;
        let found = against(&one, &other, 1.0);
        assert!((found.cheaper - 2.0 / 3.0).abs() < 1e-12 && (found.dominates - 1.0 / 3.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn a_setting_that_never_delivers_is_no_finalist() {
        let bill = Bill { minutes: 1.0, escaped: 0.0, stopped: 0.0, lead: f64::NAN, late: 0.0, running: 1.0 };
        assert!(Finalist::new(vec![0], 0, vec![bill]).is_none());
    }
}
