//! Runs the team for the concept.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::montecarlo::{Blocks, Pairing, Replicates, RunnerError, Settings, compare};
use crate::parallel::Batching;
use crate::random::{At, Purpose, Seed, Streams};
use crate::team::{Figures, Team, TeamEdit};
use crate::world::Arm;

use super::feed::{FIGURES, Feed, RUNS, figures};

/// Draws of the team behind a concept: never those of a comparison of settings.
const BEHIND_SEED: u64 = 0x6f1d_2c83_a94e_07b5;

/// The first entity of the draws of `times` and `per`: far beyond the numbers of any team.
const FACTORS: u64 = 1 << 32;

/// What a run of all settings gave.
#[derive(Debug)]
pub(super) enum Ran {
    /// `[setting][feed][run]`.
    Whole(Vec<Vec<Vec<f64>>>),
    /// Some runs failed: how many, and why the first did.
    Failed(usize, String),
    /// Somebody stopped it.
    Interrupted,
}

/// Runs the team under each setting, on the same draws, and reads what the study takes from it.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
///
/// # Determinism
/// Run r of a setting depends on the team, the setting, the seed and r: neither on the other settings nor on threads.
pub(super) fn run(
    team: &Team,
    feeds: &[Feed],
    arms: &[Arm<TeamEdit>],
    (seed, batching): (Seed, Batching),
    interrupt: &AtomicBool,
) -> Result<Ran, RunnerError> {
    let seed = Seed(seed.0 ^ BEHIND_SEED);
    let mut classes: Vec<usize> = feeds.iter().flat_map(|feed| feed.classes.iter().copied()).collect();
    classes.sort_unstable();
    classes.dedup();
    let wanted = classes.iter().flat_map(|&class| figures(class, &team.draft().classes[class].name)).collect();
    let found = compare(&Pairing {
        world: team,
        arms,
        readout: &Figures::chosen(team, wanted),
        settings: Settings { seed, replicates: Replicates::Fixed(RUNS), inner: 1, batching, blocks: Blocks::All },
        enough: &|_| true,
        progress: &|_| {},
        interrupt,
    });
    let found = match found {
        Err(RunnerError::AllFailed { count, first }) => return Ok(Ran::Failed(count, first)),
        found => found?,
    };
    if interrupt.load(Ordering::Relaxed) {
        return Ok(Ran::Interrupted);
    }
    if let Some((_, why)) = found.failed().first() {
        return Ok(Ran::Failed(found.failed().len(), why.clone()));
    }
    let factors: Vec<Vec<f64>> = feeds.iter().enumerate().map(|(place, feed)| factor(feed, place, seed)).collect();
    let of_arm = |arm: usize| -> Vec<Vec<f64>> {
        let levels: Vec<[Vec<f64>; FIGURES]> =
            (0..classes.len()).map(|place| std::array::from_fn(|figure| found.level(arm, place * FIGURES + figure))).collect();
        let of_feed = |(feed, factor): (&Feed, &Vec<f64>)| {
            let at = |run: usize| -> f64 {
                let figures: Vec<[f64; FIGURES]> = feed
                    .classes
                    .iter()
                    .filter_map(|class| classes.binary_search(class).ok())
                    .map(|place| std::array::from_fn(|figure| levels[place][figure][run]))
                    .collect();
                factor[run] * feed.value(&figures)
            };
            (0..found.replicates()).map(at).collect()
        };
        feeds.iter().zip(&factors).map(of_feed).collect()
    };
    Ok(Ran::Whole((0..arms.len()).map(of_arm).collect()))
}

/// What a feed is multiplied by in each run, the same under every setting.
fn factor(feed: &Feed, place: usize, seed: Seed) -> Vec<f64> {
    (0..RUNS)
        .map(|run| {
            let mut draws = Streams::new(seed, At { theta: run, inner: 0 }).draws(Purpose::Theta, FACTORS + place as u64, 0);
            let (times, per) = (draws.uniform(), draws.uniform());
            let at = |quantity: &Option<crate::input::Quantity>, uniform: f64| {
                quantity.as_ref().map_or(1.0, |quantity| quantity.dist.quantile(uniform))
            };
            at(&feed.times, times) / at(&feed.per, per)
        })
        .collect()
}
