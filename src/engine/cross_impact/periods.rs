//! Scenarios through time: period after period, each with its own shocks.
//!
//! # The rule
//!
//! A period starts with the scenario that the one before ended in. Its shocks, and the lasting ones of earlier periods, are written into the
//! matrix; succession then runs to its end. If it ends in a circle, the next period starts from the member of the circle that is least inconsistent,
//! among equals the first in canonical order.

use std::collections::BTreeMap;

use super::adjust::{AdjustError, Shock};
use super::model::Model;
use super::scenario::Scenario;
use super::succession::{Attractor, Succession};
use super::uncertain::{FINE, Uncertain};
use crate::parallel::{Batching, Flow, ThreadError, map_fold};
use crate::random::Seed;

/// One period and what happens in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Period {
    /// Shocks of this period alone.
    pub shocks: Vec<Shock>,
    /// Shocks from this period on.
    pub lasting: Vec<Shock>,
}

/// What became of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lived {
    /// The scenarios on the way, from the one it started with.
    pub way: Vec<Scenario>,
    /// Where succession ended.
    pub end: Attractor,
    /// The scenario the next period starts with.
    pub last: Scenario,
}

/// Says why periods cannot be lived through.
#[derive(Debug, thiserror::Error)]
pub enum PeriodError {
    /// A shock does not fit the matrix.
    #[error("period {period}: {error}")]
    Shock {
        /// The period, from 1.
        period: usize,
        /// What is wrong.
        error: AdjustError,
    },
    /// The start is no scenario of the model.
    #[error(transparent)]
    Start(#[from] super::scenario::ScenarioError),
    /// Threads could not be started.
    #[error(transparent)]
    Threads(#[from] ThreadError),
}

/// Lives through periods one after another.
///
/// # Errors
/// When the start is no scenario of the model or a shock does not fit it.
pub fn live(model: &Model, succession: Succession, start: &Scenario, periods: &[Period]) -> Result<Vec<Lived>, PeriodError> {
    fits(model, start)?;
    let mut lasting: Vec<Shock> = Vec::new();
    let (mut now, mut out) = (start.clone(), Vec::with_capacity(periods.len()));
    for (number, period) in periods.iter().enumerate() {
        lasting.extend(&period.lasting);
        let shocks: Vec<Shock> = lasting.iter().chain(&period.shocks).copied().collect();
        let shocked = model.shocked(&shocks).map_err(|error| PeriodError::Shock { period: number + 1, error })?;
        let (way, end) = succession.follow(&shocked, &now);
        let key = |scenario: &&Scenario| (shocked.figures(scenario).inconsistency, (*scenario).clone());
        let last = end.scenarios.iter().min_by_key(key).unwrap_or(&now).clone();
        now = last.clone();
        out.push(Lived { way, end, last });
    }
    Ok(out)
}

fn fits(model: &Model, start: &Scenario) -> Result<(), PeriodError> {
    Scenario::new(model.structure(), &start.variants().collect::<Vec<_>>())?;
    Ok(())
}

impl Uncertain {
    /// Lives through periods once for each of many drawn matrices, and counts with which scenario each period ended.
    ///
    /// Draw θ is the one of [`Uncertain::draw`] and holds through all periods: what nobody knows about the judgements does not change with time.
    ///
    /// # Units
    /// Shocks are in steps of the judged matrix.
    ///
    /// # Errors
    /// As [`live`], and when threads cannot be started.
    pub fn live(
        &self,
        succession: Succession,
        start: &Scenario,
        periods: &[Period],
        draws: u32,
        seed: Seed,
        threads: usize,
    ) -> Result<Vec<BTreeMap<Scenario, u64>>, PeriodError> {
        // What does not fit the judged matrix is said once, in its own steps.
        live(self.model(), succession, start, periods)?;
        let finer = |shocks: &[Shock]| -> Vec<Shock> {
            shocks.iter().map(|shock| Shock { strength: shock.strength.saturating_mul(FINE), ..*shock }).collect()
        };
        let fine: Vec<Period> =
            periods.iter().map(|period| Period { shocks: finer(&period.shocks), lasting: finer(&period.lasting) }).collect();
        let mut counts = vec![BTreeMap::new(); periods.len()];
        let mut failed = None;
        map_fold(
            0..u64::from(draws),
            Batching { threads: threads.max(1), chunk: 64 },
            || (),
            |theta, ()| live(&self.draw(seed, theta as u32), succession, start, &fine),
            |_, lived| match lived {
                Ok(lived) => {
                    for (counts, lived) in counts.iter_mut().zip(lived) {
                        *counts.entry(lived.last).or_insert(0) += 1;
                    }
                    Flow::Continue
                }
                Err(error) => {
                    failed = Some(error);
                    Flow::Stop
                }
            },
        )?;
        failed.map_or(Ok(counts), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::testing::{model, somewhereland};

    fn towards(descriptor: usize, variant: usize, strength: i32) -> Shock {
        Shock { descriptor, variant, strength }
    }

    #[test]
    fn nothing_happens_to_a_consistent_scenario_until_a_shock_comes() {
        let model = somewhereland();
        let start = Scenario::new(model.structure(), &[1, 0, 2, 1, 1, 0]).unwrap();
        let crash = Period { shocks: vec![towards(2, 0, 30)], ..Period::default() };
        let lived = live(&model, Succession::Global, &start, &[Period::default(), crash, Period::default()]).unwrap();
        assert_eq!((lived[0].way.len(), &lived[0].last), (1, &start));
        assert_eq!(lived[1].last.variant(2), 0, "the economy shrinks while the shock holds");
        assert_eq!(lived[2].way[0], lived[1].last);
        assert!(model.figures(&lived[2].last).consistent());
    }

    #[test]
    fn a_lasting_shock_lasts_and_a_passing_one_passes() {
        // One descriptor that stays where it is unless pushed by more than 1.
        let m = model(&[2], &[&[1, 0], &[0, 1]]);
        let start = Scenario::of([0]);
        let ends = |periods: &[Period]| -> Vec<usize> {
            live(&m, Succession::Local, &start, periods).unwrap().iter().map(|lived| lived.last.variant(0)).collect()
        };
        let push = |strength| vec![towards(0, 1, strength)];
        let (passing, lasting) = (Period { shocks: push(1), ..Period::default() }, Period { lasting: push(1), ..Period::default() });
        assert_eq!(ends(&[passing.clone(), passing]), [0, 0]);
        assert_eq!(ends(&[lasting.clone(), lasting, Period::default()]), [0, 1, 1]);
    }

    #[test]
    fn after_a_circle_the_least_inconsistent_of_it_goes_on() {
        // A circle of four in which B's opposition is stronger when A is second.
        let m = model(&[2, 2], &[&[0, 0, 1, 0], &[0, 0, 0, 3], &[0, 1, 0, 0], &[1, 0, 0, 0]]);
        let lived = live(&m, Succession::Global, &Scenario::of([0, 0]), &[Period::default()]).unwrap();
        assert_eq!(lived[0].end.scenarios.len(), 4);
        let least = lived[0].end.scenarios.iter().map(|scenario| m.figures(scenario).inconsistency).min().unwrap();
        assert_eq!((m.figures(&lived[0].last).inconsistency, &lived[0].last), (least, &Scenario::of([0, 0])));
    }

    #[test]
    fn certain_draws_all_live_alike_and_threads_change_nothing() {
        let model = somewhereland();
        let start = Scenario::of([1, 0, 2, 0, 0, 0]);
        let periods = [Period::default(), Period { lasting: vec![towards(4, 2, 4)], ..Period::default() }];
        let certain = Uncertain::new(model.clone()).unwrap();
        let counts = certain.live(Succession::Global, &start, &periods, 50, Seed(1), 2).unwrap();
        let lived = live(&model, Succession::Global, &start, &periods).unwrap();
        for (counts, lived) in counts.iter().zip(&lived) {
            assert_eq!(counts.iter().collect::<Vec<_>>(), [(&lived.last, &50)]);
        }
        let uncertain = Uncertain::around(model, 1.0).unwrap();
        let run = |threads| uncertain.live(Succession::Global, &start, &periods, 300, Seed(1), threads).unwrap();
        assert!(run(1)[1].len() > 1);
        assert_eq!(run(1), run(4));
    }

    #[test]
    fn what_does_not_fit_is_said_with_its_period() {
        let model = somewhereland();
        let start = Scenario::of([0; 6]);
        let bad = Period { shocks: vec![towards(9, 0, 1)], ..Period::default() };
        let error = live(&model, Succession::Global, &start, &[Period::default(), bad]).unwrap_err();
        assert_eq!(error.to_string(), "period 2: there is no descriptor 9: the matrix has 6");
        assert!(live(&model, Succession::Global, &Scenario::of([0; 5]), &[]).is_err());
    }
}
