//! How surprised one would have to be for a loss to reach a level.

use crate::montecarlo::RunnerError;

use super::book::{Book, Measure};
use super::climb::{Climb, Found};
use super::lever::{Lever, Step, likelihood_of, surprise};
use super::space::Space;
use super::worst::{Limits, Search};

/// The steps that reach a level with the least surprise.
#[derive(Debug, Clone, PartialEq)]
pub struct Flip {
    /// How surprising they are together: the reliability index. 0 where the level is reached without any step.
    pub surprise: f64,
    /// How likely it is that things turn out at least this bad in this direction; at least that, where no step is needed.
    pub likelihood: f64,
    /// The steps, in order of levers.
    pub steps: Vec<Step>,
    /// The loss under them: at the level or just past it.
    pub loss: f64,
    /// How many sets were measured.
    pub evaluations: usize,
}

/// The points on a ray that are measured together, and how often the part between two of them is cut again.
const POINTS: usize = 8;
const CUTS: usize = 3;

/// How much nearer than the last find another one must be to be looked for.
const NEARER: f64 = 0.97;

/// Rounds of search at most.
const ROUNDS: usize = 8;

/// Finds the smallest surprise at which the loss reaches `threshold`; `None` where it does not within the limits' budget.
///
/// The worst set at the full budget is followed back along its ray to where the loss crosses the threshold; from there the search looks
/// for a worse set on the smaller sphere, and so on, until no set 3 % nearer reaches the threshold. The result is an upper bound: a search
/// that was cut short by its limit, or that missed a direction, tells too large a surprise, never too small a one.
///
/// # Errors
/// What `evaluate` returns.
///
/// # Determinism
/// Depends on the levers, the threshold, the limits and the losses returned.
///
/// # Source
/// Hasofer and Lind 1974 (see [`surprise`]): the reliability index is the least distance to the set where the limit is reached.
pub fn flip(levers: &[Lever], threshold: f64, limits: &Limits, evaluate: &mut Measure<'_, Step>) -> Result<Option<Flip>, RunnerError> {
    let space = Space { levers, budget: limits.budget, most: limits.most_steps };
    let mut book = Book::new(evaluate, limits.most_evaluations);
    let base = book.values(&[Vec::new()])?[0];
    let told = |found: Found, evaluations: usize| Flip {
        surprise: surprise(levers, &found.steps),
        likelihood: likelihood_of(levers, &found.steps),
        loss: found.loss,
        steps: found.steps,
        evaluations,
    };
    if base >= threshold {
        return Ok(Some(told(Found { steps: Vec::new(), loss: base }, book.evaluations)));
    }
    let mut nearest: Option<Found> = None;
    let mut budget = limits.budget;
    for _ in 0..ROUNDS {
        // A round may take half of what is left, so that there is always something for the next one.
        book.limit = book.evaluations + (limits.most_evaluations - book.evaluations) / 2;
        let found = match Search::probe(Space { budget, ..space }, &mut book)? {
            Some(mut search) => search.run(nearest.as_ref().map(|found| &found.steps[..]))?,
            None => None,
        };
        book.limit = limits.most_evaluations;
        let Some(found) = found.filter(|found| found.loss >= threshold) else { break };
        let mut crossing = back(&space, &mut book, found, threshold)?;
        // A better direction on the sphere just reached brings it nearer still.
        let here = Space { budget: surprise(levers, &crossing.steps), ..space };
        let mut turned = crossing.clone();
        Climb { space: here, book: &mut book, base, directions: Vec::new() }.turn(&mut turned)?;
        if turned.loss > crossing.loss {
            crossing = back(&space, &mut book, turned, threshold)?;
        }
        budget = NEARER * surprise(levers, &crossing.steps);
        nearest = Some(crossing);
        if book.is_full() {
            break;
        }
    }
    Ok(nearest.map(|found| told(found, book.evaluations)))
}

/// Draws a set in towards the median, events aside, to the first place where the loss reaches the threshold.
fn back(space: &Space<'_>, book: &mut Book<'_, Step>, found: Found, threshold: f64) -> Result<Found, RunnerError> {
    let mut reached = found.clone();
    let (mut from, mut to) = (0.0, 1.0);
    for cut in 0..=CUTS {
        // No step at all is known to stay below; a set of events alone may reach the threshold by itself.
        let first = usize::from(cut > 0);
        let parts: Vec<f64> = (first..POINTS).map(|point| (to - from) * point as f64 / POINTS as f64 + from).collect();
        let drawn_in = |part: f64| {
            let steps = found.steps.iter().map(|step| if space.is_event(step) { *step } else { Step { z: step.z * part, ..*step } });
            space.fit(&steps.collect::<Vec<_>>())
        };
        let sets: Vec<(f64, Vec<Step>)> = parts.into_iter().filter_map(|part| Some((part, drawn_in(part)?))).collect();
        let values = book.values(&sets.iter().map(|(_, set)| set.clone()).collect::<Vec<_>>())?;
        match values.iter().position(|&value| value >= threshold) {
            Some(place) => {
                to = sets[place].0;
                from = if place == 0 { from } else { sets[place - 1].0 };
                reached = Found { steps: sets[place].1.clone(), loss: values[place] };
            }
            None => from = sets.last().map_or(from, |(part, _)| *part),
        }
        if to == 0.0 {
            break;
        }
    }
    Ok(reached)
}
