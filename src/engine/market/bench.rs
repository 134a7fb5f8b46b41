//! Lists of edits measured on the same people: what a search asks again and again.

use std::sync::atomic::{AtomicBool, Ordering};

use super::ArmFigures;
use super::edit::MarketEdit;
use super::model::Market;
use crate::montecarlo::{Blocks, Comparison, Pairing, Replicates, RunnerError, Settings, compare};
use crate::parallel::Batching;
use crate::random::Seed;
use crate::world::Arm;

/// On what a set of edits is measured.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// The market.
    pub market: &'a Market,
    /// The seed of the draws; a confirmation has another than the search.
    pub seed: Seed,
    /// Draws of the uncertain inputs.
    pub replicates: u32,
    /// How much of the market is run.
    pub blocks: Blocks,
    /// Threads and chunks.
    pub batching: Batching,
    /// Set to stop early.
    pub interrupt: &'a AtomicBool,
}

/// How many arms are run together: enough to share the control's draws, few enough to keep memory flat.
const TOGETHER: usize = 48;

impl Bench<'_> {
    /// Runs control and lists of edits on the same draws.
    ///
    /// # Errors
    /// [`RunnerError`] when no replicate succeeds.
    pub fn compare(&self, figures: &ArmFigures<'_>, lists: &[Vec<MarketEdit>]) -> Result<Comparison, RunnerError> {
        let depth = figures.depth();
        let mut arms = vec![Arm { name: "control".to_owned(), edits: Vec::new(), depth }];
        arms.extend(lists.iter().enumerate().map(|(index, edits)| Arm { name: format!("{}", index + 1), edits: edits.clone(), depth }));
        compare(&Pairing {
            world: self.market,
            arms: &arms,
            readout: figures,
            settings: Settings {
                seed: self.seed,
                replicates: Replicates::Fixed(self.replicates),
                inner: 1,
                batching: self.batching,
                blocks: self.blocks,
            },
            enough: &|_| true,
            progress: &|_| {},
            interrupt: self.interrupt,
        })
    }

    /// Measures lists of edits by one number each, made from the comparison and the arm; NaN where a list is `None`, cannot be run, or the
    /// run was interrupted.
    ///
    /// # Errors
    /// [`RunnerError`] when no thread starts.
    pub fn measure(
        &self,
        figures: &ArmFigures<'_>,
        lists: &[Option<Vec<MarketEdit>>],
        read: &dyn Fn(&Comparison, usize) -> f64,
    ) -> Result<Vec<f64>, RunnerError> {
        Ok(self.each(figures, lists, read)?.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    }

    /// Measures lists of edits by what is made from the comparison and the arm; `None` where a list is `None`, cannot be run, or the run was
    /// interrupted.
    ///
    /// # Errors
    /// [`RunnerError`] when no thread starts.
    pub fn each<T>(
        &self,
        figures: &ArmFigures<'_>,
        lists: &[Option<Vec<MarketEdit>>],
        read: &dyn Fn(&Comparison, usize) -> T,
    ) -> Result<Vec<Option<T>>, RunnerError> {
        let mut values: Vec<Option<T>> = lists.iter().map(|_| None).collect();
        let sound: Vec<usize> = (0..lists.len()).filter(|&index| lists[index].is_some()).collect();
        for part in sound.chunks(TOGETHER) {
            if self.interrupt.load(Ordering::Relaxed) {
                break;
            }
            let edits: Vec<Vec<MarketEdit>> = part.iter().filter_map(|&index| lists[index].clone()).collect();
            match self.compare(figures, &edits) {
                Ok(found) if found.replicates() > 0 => {
                    for (arm, &index) in part.iter().enumerate() {
                        values[index] = Some(read(&found, arm + 1));
                    }
                }
                // One list that cannot be bound must not cost the others: they are run one by one.
                Ok(_) | Err(RunnerError::AllFailed { .. }) if part.len() > 1 => {
                    for (&index, list) in part.iter().zip(edits) {
                        if let Ok(found) = self.compare(figures, std::slice::from_ref(&list)) {
                            values[index] = (found.replicates() > 0).then(|| read(&found, 1));
                        }
                    }
                }
                Ok(_) | Err(RunnerError::AllFailed { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(values)
    }
}

/// The mean of the finite values; NaN without any.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    let (sum, count) = values.iter().filter(|value| value.is_finite()).fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { f64::NAN } else { sum / count as f64 }
}
