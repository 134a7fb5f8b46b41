//! Key drivers: how much of the concept's lead over the reference each attribute carries (Shapley).
//!
//! The game is exact: for every set of attributes there is a world in which the concept has its own levels on them and the reference's
//! levels on all others, run on the same people and draws.

use crate::market::{Figures, Market};
use crate::market::{MarketEdit, MarketMove};
use crate::montecarlo::{Blocks, Job, Replicates, RunnerError, Settings, run};
use crate::stats::Summary;
use crate::stats::shapley::shapley;
use crate::treatment::Edit;
use crate::world::{Arm, Depth, Readout, Tally};

use super::analyse::Options;

/// The most attributes of which every set is run.
pub(super) const MOST: usize = 11;

/// What one attribute carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// The attribute, or "everything else".
    pub label: String,
    /// Its part of the difference in share, over replicates.
    pub part: Summary,
}

/// The parts, largest first, and the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Drivers {
    /// One line an attribute.
    pub parts: Vec<Driver>,
    /// The concept's share less its share with the reference's levels on everything.
    pub whole: Summary,
    /// Replicates behind it.
    pub replicates: usize,
}

struct Parts<'a> {
    market: &'a Market,
    players: usize,
    ids: Vec<String>,
}

impl Readout for Parts<'_> {
    fn ids(&self) -> &[String] {
        &self.ids
    }

    fn read(&self, tallies: &[Tally], out: &mut [f64]) {
        let share = |arm: usize| Figures::share_of(self.market, &tallies[arm], 0);
        debug_assert_eq!(tallies.len(), 1 << self.players);
        if let Ok(parts) = shapley(self.players, |set| share(set as usize)) {
            out[..self.players].copy_from_slice(&parts);
            out[self.players] = share((1 << self.players) - 1) - share(0);
        }
    }
}

/// Works out the key drivers; `None` where there is no reference or there are too many attributes.
///
/// # Errors
/// [`RunnerError`] when no replicate succeeds.
pub(super) fn drivers(
    market: &Market,
    options: &Options,
    interrupt: &std::sync::atomic::AtomicBool,
) -> Result<Option<Drivers>, RunnerError> {
    let Some(reference) = market.reference() else { return Ok(None) };
    let attributes = market.attributes().len();
    if attributes > MOST || attributes == 0 {
        return Ok(None);
    }
    let players = attributes + 1;
    let arms: Vec<Arm<MarketEdit>> = (0_u64..1 << players)
        .map(|set| {
            let taken: Vec<usize> = (0..attributes).filter(|attribute| set >> attribute & 1 == 0).collect();
            let edit = Edit::Structure(MarketMove::Match {
                alternative: 0,
                like: reference,
                attributes: taken,
                constant: set >> attributes & 1 == 0,
            });
            Arm { name: format!("set {set}"), edits: vec![edit], depth: Depth::Choices }
        })
        .collect();
    let mut ids: Vec<String> = market.attributes().iter().map(|attribute| attribute.label.clone()).collect();
    ids.push("Everything else (liking, being known and to be had)".to_owned());
    let labels = ids.clone();
    ids.push("whole".to_owned());
    let readout = Parts { market, players, ids };
    let settings = Settings {
        seed: options.seed,
        replicates: Replicates::Fixed(if attributes > 7 { 12 } else { 48 }),
        inner: 1,
        batching: options.batching,
        blocks: Blocks::Spread(2),
    };
    let job = Job { world: market, arms: &arms, readout: &readout, settings, enough: &|_| true, progress: &|_| (), interrupt };
    let outcome = run(&job)?;
    let summary = |figure: usize| Summary::of(&outcome.figure(figure));
    let Some(whole) = summary(players) else { return Ok(None) };
    let mut parts: Vec<Driver> =
        labels.into_iter().enumerate().filter_map(|(player, label)| Some(Driver { label, part: summary(player)? })).collect();
    parts.sort_by(|one, other| other.part.mean.abs().total_cmp(&one.part.mean.abs()));
    Ok(Some(Drivers { parts, whole, replicates: outcome.replicates() }))
}
