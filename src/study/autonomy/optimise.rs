//! The search over settings: what people's time, mistakes and lead time can be had together.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::montecarlo::search::{Assignment, Draws, FrontError, FrontFound, FrontSearch, front};
use crate::montecarlo::{Blocks, Comparison, Pairing, Replicates, RunnerError, Settings, compare};
use crate::parallel::Batching;
use crate::random::{At, Seed, Streams};
use crate::team::model::Preset;
use crate::team::{Figures, Kind, Lead, Load};

use super::load::TeamStudy;
use super::settings::option;

/// What a setting is judged by: minutes of people a day, what mistakes cost a day, mean minutes until delivery; less is better.
pub(super) const OBJECTIVES: usize = 3;

/// Replicates of a batch.
const BATCH: u32 = 4;
/// Batches of each single change for the surrogate.
const EFFECTS: u32 = 2;
/// Candidates taken from the surrogate's front.
const CANDIDATES: usize = 40;
/// Batches on fresh draws at the end.
const FRESH: u32 = 16;
/// Arms that run together: enough to share what binding costs, few enough to keep memory flat.
const TOGETHER: usize = 64;

/// Draws of the search: never those of the main run.
const EFFECTS_SEED: u64 = 0x1d5a_7e0f_53c4_9b21;
const SEARCH_SEED: u64 = 0x8b41_66d2_0f7e_a93d;
const FRESH_SEED: u64 = 0xc07f_3319_e8a5_5d60;

/// The figures behind the objectives, and all costs.
pub(super) fn figures(study: &TeamStudy) -> Figures {
    let kinds = [
        ("human:minutes", Kind::HumanMinutes),
        ("cost:escaped", Kind::EscapedCost),
        ("cost:harm", Kind::HarmCost),
        ("cost:stopped", Kind::StoppedCost),
        ("lead:mean", Kind::Lead(Lead::Mean, None)),
        ("cost:late", Kind::LateCost),
        ("cost:work", Kind::WorkCost),
        ("cost:people", Kind::PeopleCost),
    ];
    Figures::chosen(&study.team, kinds.into_iter().map(|(id, kind)| (id.to_owned(), kind)).collect())
}

/// What a setting costs in one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bill {
    /// Minutes of people a day.
    pub minutes: f64,
    /// What wrong items that are delivered cost a day, with the harm they do until they are found.
    pub escaped: f64,
    /// What right items that are stopped cost a day.
    pub stopped: f64,
    /// Mean minutes until delivery.
    pub lead: f64,
    /// What late items cost a day.
    pub late: f64,
    /// What agents and people cost a day.
    pub running: f64,
}

impl Bill {
    /// The three objectives.
    #[must_use]
    pub fn objectives(&self) -> [f64; OBJECTIVES] {
        [self.minutes, self.mistakes(), self.lead]
    }

    /// What mistakes cost a day, both ways.
    #[must_use]
    pub fn mistakes(&self) -> f64 {
        self.escaped + self.stopped
    }

    /// Everything, a day, with stakes that are this many times those stated.
    #[must_use]
    pub fn cost(&self, stakes: f64) -> f64 {
        self.running + stakes * (self.mistakes() + self.late)
    }
}

/// Reads the bills of an arm of a comparison of [`figures`], replicate by replicate.
pub(super) fn bills(comparison: &Comparison, arm: usize) -> Vec<Bill> {
    let level = |figure: usize| comparison.level(arm, figure);
    let (minutes, escaped, harm, stopped, lead, late, work, people) =
        (level(0), level(1), level(2), level(3), level(4), level(5), level(6), level(7));
    (0..minutes.len())
        .map(|at| Bill {
            minutes: minutes[at],
            escaped: escaped[at] + harm[at],
            stopped: stopped[at],
            lead: lead[at],
            late: late[at],
            running: work[at] + people[at],
        })
        .collect()
}

/// Runs settings on the same draws, in groups; the control of every group is the team as given. `None` after an interrupt.
pub(super) fn measure(
    study: &TeamStudy,
    sets: &[Assignment],
    settings: Settings,
    interrupt: &AtomicBool,
) -> Result<Option<Vec<Comparison>>, RunnerError> {
    let figures = figures(study);
    let mut all = Vec::new();
    for part in sets.chunks(TOGETHER) {
        let arms: Vec<_> = part.iter().enumerate().map(|(place, set)| study.arm(&place.to_string(), set)).collect();
        let found = compare(&Pairing {
            world: &study.team,
            arms: &arms,
            readout: &figures,
            settings,
            enough: &|_| true,
            progress: &|_| {},
            interrupt,
        })?;
        if interrupt.load(Ordering::Relaxed) {
            return Ok(None);
        }
        all.push(found);
    }
    Ok(Some(all))
}

/// The arm of a setting within the groups of [`measure`].
pub(super) fn place(set: usize) -> (usize, usize) {
    (set / TOGETHER, set % TOGETHER)
}

/// Searches for the settings that cannot be bettered in people's time, mistakes and lead time at once.
///
/// # Errors
/// [`FrontError`] when no thread starts or nothing can be run.
pub(super) fn search(
    study: &TeamStudy,
    seed: Seed,
    batching: Batching,
    budget: u64,
    interrupt: &AtomicBool,
    tell: &dyn Fn(u64),
) -> Result<Option<FrontFound>, FrontError> {
    let mut spent = 0;
    let mut evaluate = |sets: &[Assignment], draws: Draws| -> Result<Option<Vec<Vec<f64>>>, RunnerError> {
        let (salt, batch) = match draws {
            Draws::Effects(batch) => (EFFECTS_SEED, batch),
            Draws::Search(batch) => (SEARCH_SEED, batch),
            Draws::Fresh(batch) => (FRESH_SEED, batch),
        };
        let settings = Settings {
            seed: Seed(seed.0 ^ salt.wrapping_add(u64::from(batch) << 40)),
            replicates: Replicates::Fixed(BATCH),
            inner: 1,
            batching,
            blocks: Blocks::All,
        };
        let sets: Vec<Assignment> = sets.iter().map(|set| study.whole(set)).collect();
        let Some(found) = measure(study, &sets, settings, interrupt)? else { return Ok(None) };
        spent += sets.len() as u64;
        tell(spent);
        let values = (0..sets.len()).map(|set| {
            let (group, arm) = place(set);
            // A replicate that could not be run leaves the row short; it is then without a base.
            let mut values: Vec<f64> = bills(&found[group], arm).iter().flat_map(Bill::objectives).collect();
            values.resize(OBJECTIVES * BATCH as usize, f64::NAN);
            values
        });
        Ok(Some(values.collect()))
    };
    let bases = bases(study);
    let Some(pilot) = evaluate(&bases, Draws::Effects(u32::MAX >> 8))? else { return Ok(None) };
    let search = FrontSearch {
        options: vec![Preset::ALL.len() as u16; study.acting.len()],
        smallest: smallest(&pilot),
        bases,
        given: [study.as_given(), study.uniform(Preset::In), study.uniform(Preset::On)].iter().map(|whole| study.part(whole)).collect(),
        effects: EFFECTS,
        candidates: CANDIDATES,
        budget,
        fresh: FRESH,
    };
    let found = front(&search, &mut evaluate, &Streams::new(Seed(seed.0 ^ FRESH_SEED), At { theta: u32::MAX, inner: 0 }))?;
    Ok(found.map(|mut found| {
        found.candidates.iter_mut().for_each(|one| one.assignment = study.whole(&one.assignment));
        found.without_base.iter_mut().for_each(|one| *one = study.whole(one));
        found
    }))
}

/// Two settings far apart from which single moves are measured. One in which somebody has more to do than there is time for would say more of the length
/// of the run than of the move, so that the nearest that can last stands in for it.
fn bases(study: &TeamStudy) -> Vec<Assignment> {
    let lasts = |loads: &[Load]| loads.iter().all(|load| load.share < 1.0);
    let all = |preset: Preset| vec![option(preset); study.acting.len()];
    let given = study.part(&study.as_given());
    let [inside, on, _] = &study.loads.uniform;
    let tight = if lasts(inside) {
        all(Preset::In)
    } else if lasts(&study.loads.given) && given != all(Preset::Out) {
        given
    } else if lasts(on) {
        all(Preset::On)
    } else {
        all(Preset::In)
    };
    vec![tight, all(Preset::Out)]
}

/// What matters of each objective: a part of the larger mean of two settings that lie far apart.
const PART: f64 = 0.01;

fn smallest(pilot: &[Vec<f64>]) -> Vec<f64> {
    let mean = |values: &Vec<f64>, of: usize| {
        let known: Vec<f64> = values.iter().skip(of).step_by(OBJECTIVES).copied().filter(|value| value.is_finite()).collect();
        if known.is_empty() { 0.0 } else { crate::num::sum(&known) / known.len() as f64 }
    };
    (0..OBJECTIVES).map(|of| pilot.iter().map(|values| PART * mean(values, of)).fold(1e-9, f64::max)).collect()
}
