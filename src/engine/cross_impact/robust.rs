//! How often each scenario is consistent when the judgements are uncertain, and which judgement decides.

use std::collections::BTreeMap;

use super::model::Figures;
use super::scenario::Scenario;
use super::search::Stop;
use super::solve::Solver;
use super::uncertain::{Drawer, Uncertain};
use crate::parallel::{Batching, Flow, ThreadError, map_fold};
use crate::random::Seed;
use crate::stats::interval::{Interval, Level, wilson};

/// Says how many matrices are drawn and what is kept of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// The seed.
    pub seed: Seed,
    /// Matrices drawn, from 1 to 4,000,000; default 5,000.
    pub draws: u32,
    /// The largest inconsistency of a scenario that counts \[steps of the judged matrix\]; default 0.
    pub inconsistency: u32,
    /// The most scenarios told apart; default 10,000.
    pub scenarios: usize,
    /// Deciding judgements kept for each scenario; default 3.
    pub deciders: usize,
    /// Worker threads. They change the time, never the result.
    pub threads: usize,
}

impl Default for Draws {
    fn default() -> Self {
        Self { seed: Seed(0), draws: 5_000, inconsistency: 0, scenarios: 10_000, deciders: 3, threads: 1 }
    }
}

/// Most draws, so that sums stay exact.
const MOST_DRAWS: u32 = 4_000_000;
/// Draws of one share of the work.
const SHARE: u32 = 64;

/// What uncertain judgements leave of the scenarios.
#[derive(Debug, Clone, PartialEq)]
pub struct Robustness {
    /// Matrices drawn.
    pub draws: u32,
    /// Draws in which no scenario was consistent.
    pub none: u32,
    /// Every scenario that was consistent in some draw or is so as judged: the most frequent first, equals in canonical order.
    pub scenarios: Vec<Frequency>,
}

/// How often one scenario was consistent.
#[derive(Debug, Clone, PartialEq)]
pub struct Frequency {
    /// The scenario.
    pub scenario: Scenario,
    /// Its figures as judged.
    pub judged: Figures,
    /// Draws in which it was consistent.
    pub count: u64,
    /// The share of draws.
    pub share: f64,
    /// How far that share may be from the one of infinitely many draws: Monte Carlo error alone, 95 %.
    pub error: Interval,
    /// The judgements that decide, the strongest first.
    pub deciders: Vec<Decider>,
}

/// A judgement that decides whether a scenario is consistent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decider {
    /// The row of its cell.
    pub row: usize,
    /// The column of its cell.
    pub column: usize,
    /// The correlation between the cell and the scenario's being consistent, over draws.
    pub correlation: f64,
    /// The mean of the cell where the scenario was consistent, in points.
    pub with: f64,
    /// The mean of the cell where it was not, in points.
    pub without: f64,
}

/// Says why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum RobustError {
    /// There are no draws, or too many.
    #[error("the number of draws must lie between 1 and {MOST_DRAWS}, got {got}")]
    Draws {
        /// The number asked for.
        got: u32,
    },
    /// More scenarios were consistent than can be told apart.
    #[error("more than {most} scenarios were consistent in some draw; allow less inconsistency, or say more in the matrix")]
    TooMany {
        /// The most told apart.
        most: usize,
    },
    /// Threads could not be started.
    #[error(transparent)]
    Threads(#[from] ThreadError),
}

/// Whole numbers only: no order of merging matters.
#[derive(Debug, Clone, Default)]
struct Sums {
    none: u32,
    /// Sum and sum of squares of each uncertain cell over all draws.
    all: Vec<(i64, i64)>,
    /// For each scenario its draws, and the sum of each uncertain cell over them.
    scenarios: BTreeMap<Scenario, (u64, Vec<i64>)>,
}

impl Sums {
    fn merge(&mut self, other: Self) {
        self.none += other.none;
        self.all.resize(other.all.len(), (0, 0));
        for (all, more) in self.all.iter_mut().zip(other.all) {
            *all = (all.0 + more.0, all.1 + more.1);
        }
        for (scenario, (count, cells)) in other.scenarios {
            let own = self.scenarios.entry(scenario).or_insert_with(|| (0, vec![0; cells.len()]));
            own.0 += count;
            own.1.iter_mut().zip(cells).for_each(|(own, more)| *own += more);
        }
    }
}

impl Uncertain {
    /// Draws matrices and solves each exactly.
    ///
    /// # Determinism
    /// Draw θ is [`Uncertain::draw`] with that θ. Counts and sums are whole numbers: the result is the same for any number of threads.
    ///
    /// # Errors
    /// [`RobustError`].
    pub fn robustness(&self, options: &Draws) -> Result<Robustness, RobustError> {
        if options.draws == 0 || options.draws > MOST_DRAWS {
            return Err(RobustError::Draws { got: options.draws });
        }
        let too_many = || RobustError::TooMany { most: options.scenarios };
        let places: Vec<usize> = self.places().collect();
        let mut sums = Sums::default();
        // As judged first, with no draw: a scenario that only then is consistent stands in the list with a count of 0.
        let mut solver = Solver::new(self.model().structure());
        let stop = solver.each(self.model().cells(), options.inconsistency, u64::MAX, |scenario| {
            sums.scenarios.insert(scenario, (0, vec![0; places.len()]));
            sums.scenarios.len() <= options.scenarios
        });
        if stop == Stop::Enough {
            return Err(too_many());
        }
        let shares = u64::from(options.draws.div_ceil(SHARE));
        let batching = Batching { threads: options.threads.max(1), chunk: 8 };
        let scratch = || (Drawer::new(self), Solver::new(self.model().structure()));
        let mut full = false;
        map_fold(
            0..shares,
            batching,
            scratch,
            |share, (drawer, solver)| self.share(share as u32, options, &places, drawer, solver),
            |_, part| {
                full |= part.as_ref().is_none_or(|part| part.scenarios.len() > options.scenarios);
                sums.merge(part.unwrap_or_default());
                full |= sums.scenarios.len() > options.scenarios;
                if full { Flow::Stop } else { Flow::Continue }
            },
        )?;
        if full { Err(too_many()) } else { Ok(self.read(&sums, options, &places)) }
    }

    /// Draws and solves the matrices of one share; nothing when there are too many scenarios.
    fn share(&self, share: u32, options: &Draws, places: &[usize], drawer: &mut Drawer, solver: &mut Solver) -> Option<Sums> {
        let mut sums = Sums { none: 0, all: vec![(0, 0); places.len()], scenarios: BTreeMap::new() };
        let allowed = options.inconsistency.saturating_mul(super::uncertain::FINE as u32);
        let mut drawn = vec![0_i64; places.len()];
        for theta in share * SHARE..((share + 1) * SHARE).min(options.draws) {
            drawer.draw(options.seed, theta);
            for ((drawn, &place), all) in drawn.iter_mut().zip(places).zip(&mut sums.all) {
                *drawn = i64::from(drawer.cells[place]);
                *all = (all.0 + *drawn, all.1 + *drawn * *drawn);
            }
            let mut any = false;
            let scenarios = &mut sums.scenarios;
            let stop = solver.each(&drawer.cells, allowed, u64::MAX, |scenario| {
                any = true;
                let (count, cells) = scenarios.entry(scenario).or_insert_with(|| (0, vec![0; places.len()]));
                *count += 1;
                cells.iter_mut().zip(&drawn).for_each(|(sum, drawn)| *sum += drawn);
                scenarios.len() <= options.scenarios
            });
            if stop == Stop::Enough {
                return None;
            }
            sums.none += u32::from(!any);
        }
        Some(sums)
    }

    fn read(&self, sums: &Sums, options: &Draws, places: &[usize]) -> Robustness {
        let n = f64::from(options.draws);
        let mut scenarios: Vec<Frequency> = Vec::with_capacity(sums.scenarios.len());
        for (scenario, (count, cells)) in &sums.scenarios {
            let share = *count as f64 / n;
            let error = wilson(*count as f64, n, Level::P95).unwrap_or(Interval { low: 0.0, high: 1.0 });
            let deciders = self.deciders(scenario, *count, cells, &sums.all, options, places);
            scenarios.push(Frequency {
                scenario: scenario.clone(),
                judged: self.model().figures(scenario),
                count: *count,
                share,
                error,
                deciders,
            });
        }
        // The map gives canonical order, and sorting keeps it among equals.
        scenarios.sort_by_key(|frequency| std::cmp::Reverse(frequency.count));
        Robustness { draws: options.draws, none: sums.none, scenarios }
    }

    /// The judgements whose draws go most with the scenario's being consistent. Only rows that the scenario chooses can matter to it.
    fn deciders(
        &self,
        scenario: &Scenario,
        count: u64,
        cells: &[i64],
        all: &[(i64, i64)],
        options: &Draws,
        places: &[usize],
    ) -> Vec<Decider> {
        let (n, k) = (i128::from(options.draws), i128::from(count));
        let structure = self.model().structure();
        let columns = structure.columns();
        let fine = self.model().points(1) / f64::from(super::uncertain::FINE);
        let chosen: Vec<usize> = scenario.columns(structure).collect();
        let mut found = Vec::new();
        for ((&place, &sum), &(total, squares)) in places.iter().zip(cells).zip(all) {
            let (row, column) = (place / columns, place % columns);
            let spread = n * i128::from(squares) - i128::from(total) * i128::from(total);
            if chosen.binary_search(&row).is_err() || spread == 0 || k == 0 || k == n {
                continue;
            }
            let together = n * i128::from(sum) - k * i128::from(total);
            let correlation = together as f64 / ((spread as f64).sqrt() * ((k * (n - k)) as f64).sqrt());
            let (with, without) = (sum as f64 / k as f64, (total - sum) as f64 / (n - k) as f64);
            found.push(Decider { row, column, correlation, with: with * fine, without: without * fine });
        }
        found.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()).then((a.row, a.column).cmp(&(b.row, b.column))));
        found.truncate(options.deciders);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::solve::{Search, solve};
    use crate::cross_impact::testing::{model, random, somewhereland};
    use crate::stats::Dist;

    #[test]
    fn each_draw_is_solved_exactly() {
        let uncertain = Uncertain::around(somewhereland(), 0.5).unwrap();
        let options = Draws { seed: Seed(7), draws: 200, ..Draws::default() };
        let found = uncertain.robustness(&options).unwrap();
        let mut counts: BTreeMap<Scenario, u64> = BTreeMap::new();
        let mut none = 0;
        for theta in 0..200 {
            let solution = solve(&uncertain.draw(Seed(7), theta), &Search::default()).unwrap();
            none += u32::from(solution.found.is_empty());
            for found in solution.found {
                *counts.entry(found.scenario).or_insert(0) += 1;
            }
        }
        assert_eq!(found.none, none);
        for frequency in &found.scenarios {
            assert_eq!(frequency.count, counts.remove(&frequency.scenario).unwrap_or(0));
            assert!(frequency.error.contains(frequency.share));
        }
        assert!(counts.is_empty());
        assert!(found.scenarios.iter().filter(|frequency| frequency.judged.consistent()).count() == 10);
        assert!(found.scenarios.is_sorted_by_key(|frequency| std::cmp::Reverse(frequency.count)));
    }

    #[test]
    fn threads_change_nothing() {
        let uncertain = Uncertain::around(random(&[3, 2, 4, 3], 3, 8), 1.0).unwrap();
        let run = |threads| uncertain.robustness(&Draws { draws: 1_000, threads, inconsistency: 1, ..Draws::default() }).unwrap();
        assert_eq!(run(1), run(2));
        assert_eq!(run(1), run(4));
    }

    #[test]
    fn the_cell_that_decides_is_found_and_its_share_is_the_closed_form() {
        // A is pushed to a1 by a cell that is normal around 1 with spread 1, nothing else is uncertain that matters: a1 holds when the cell is at least 0,
        // with probability 0.8413. A second uncertain cell speaks for the only variant of B and can decide nothing.
        let m = model(&[2, 1], &[&[0, 0, 0], &[0, 0, 0], &[1, 0, 5]]);
        let mut uncertain = Uncertain::new(m).unwrap();
        uncertain.set(2, 0, Dist::normal(1.0, 1.0).unwrap()).unwrap();
        uncertain.set(2, 2, Dist::normal(5.0, 1.0).unwrap()).unwrap();
        let found = uncertain.robustness(&Draws { draws: 20_000, ..Draws::default() }).unwrap();
        let first = &found.scenarios[0];
        assert_eq!(first.scenario, Scenario::of([0, 0]));
        // Statistical: fixed seed, five standard errors.
        assert!((first.share - 0.841_344_746).abs() < 5.0 * (0.8413 * 0.1587 / 20_000.0_f64).sqrt(), "{}", first.share);
        let decider = first.deciders[0];
        assert_eq!((decider.row, decider.column), (2, 0));
        // Correlation of a normal with its own sign at one spread below its mean: φ(1) / √(Φ(1) Φ(−1)) = 0.6623.
        assert!((decider.correlation - 0.6623).abs() < 0.02, "{}", decider.correlation);
        assert!(decider.with > 1.0 && decider.without < 0.0);
        assert!(first.deciders[1].correlation.abs() < 0.05);
    }

    #[test]
    fn certain_judgements_give_certain_answers() {
        let found = Uncertain::new(somewhereland()).unwrap().robustness(&Draws { draws: 3, ..Draws::default() }).unwrap();
        assert_eq!((found.scenarios.len(), found.none), (10, 0));
        assert!(found.scenarios.iter().all(|frequency| frequency.count == 3 && frequency.deciders.is_empty()));
    }

    #[test]
    fn what_cannot_be_told_is_an_error() {
        let uncertain = Uncertain::around(somewhereland(), 1.0).unwrap();
        for draws in [0, u32::MAX] {
            assert!(matches!(uncertain.robustness(&Draws { draws, ..Draws::default() }), Err(RobustError::Draws { .. })));
        }
        for scenarios in [5, 12] {
            let error = uncertain.robustness(&Draws { scenarios, ..Draws::default() }).unwrap_err();
            assert_eq!(
                error.to_string().split(';').next(),
                Some(format!("more than {scenarios} scenarios were consistent in some draw").as_str())
            );
        }
    }
}
