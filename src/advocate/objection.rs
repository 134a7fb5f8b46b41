//! Objections: attacks that were run again, on people and draws that the search never saw.

use crate::input::Grade;
use crate::market::{ArmFigures, Kind, MarketEdit};
use crate::measure::xlm::Xlm;
use crate::montecarlo::search::{Claim, Confirmed, confirm};
use crate::montecarlo::{Comparison, Effect, RunnerError};
use crate::treatment::Treatment;

use super::brief::Brief;
use super::levers::Lever;
use super::panel::Attack;
use super::real_test::{RealTest, real_test};
use crate::market::{Aim, Bench};

/// Something the objection takes for granted, and how good its source is.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    /// What it is.
    pub name: String,
    /// What the study (or the prior) says of where it comes from.
    pub source: Option<String>,
    /// How good that source is.
    pub grade: Option<Grade>,
}

/// What an objection does to an experience level measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct XlmHit {
    /// The measure, by position.
    pub xlm: usize,
    /// The change.
    pub effect: Effect,
    /// P(met) as given.
    pub before: f64,
    /// P(met) under the objection.
    pub after: f64,
}

/// An objection with its measured effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Objection {
    /// Whose it is.
    pub brief: Brief,
    /// The claim in one sentence.
    pub claim: String,
    /// The assumptions it attacks.
    pub attacks: Vec<Assumption>,
    /// What is changed.
    pub treatment: Treatment<MarketEdit>,
    /// How surprising it would be, in normal scores.
    pub surprise: f64,
    /// How likely it is that things turn out at least this bad in this direction: low, likely, high.
    pub likelihood: (f64, f64, f64),
    /// What it does to the verdict figure; `None` without a base.
    pub damage: Option<Effect>,
    /// What may be said of that loss.
    pub confirmed: Confirmed,
    /// What it does to each experience level measure.
    pub xlms: Vec<XlmHit>,
    /// What it does to the concept's share in each segment that is large enough to be spoken for, the worst hit first.
    pub segments: Vec<(usize, Effect)>,
    /// The cheapest real test that would prove it wrong.
    pub test: RealTest,
}

impl Objection {
    /// Whether its loss is above the smallest effect of interest.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.confirmed.claim == Claim::Measurable
    }

    /// What may be said of its loss, in words.
    #[must_use]
    pub fn said(&self) -> &'static str {
        match self.confirmed.claim {
            Claim::Measurable => "takes more than matters",
            Claim::TooSmall => "hurts, but less than matters",
            Claim::NoMeasurableEffect => "no measurable effect",
        }
    }
}

/// An experience level measure as it is read from one arm.
#[derive(Debug, Clone, PartialEq)]
pub struct XlmFigure {
    /// Its figure.
    pub kind: Kind,
    /// Its target.
    pub xlm: Xlm,
}

/// The family-wise error of claiming an objection that is none.
pub const ALPHA: f64 = 0.05;

/// Runs every attack again, on fresh draws, and says what may be claimed of it. The comparison holds control first, then the attacks.
///
/// The ethics advocate's loss is what the worst-hit segment of its search loses beyond the mean; every other loss is that of the verdict figure.
///
/// # Errors
/// [`RunnerError`] when no replicate succeeds.
pub fn objections(
    bench: &Bench<'_>,
    levers: &[Lever],
    attacks: &[Attack],
    aim: &Aim,
    xlms: &[XlmFigure],
) -> Result<(Vec<Objection>, Comparison), RunnerError> {
    let market = bench.market;
    let segments = market.spoken_for();
    let share = |segment| Kind::Share { arm: 0, alternative: 0, segment };
    let mut kinds = vec![aim.kind, share(None)];
    kinds.extend(xlms.iter().map(|xlm| xlm.kind));
    let first_segment = kinds.len();
    kinds.extend(segments.iter().map(|&segment| share(Some(segment))));
    let Some(figures) = ArmFigures::only(market, &kinds) else {
        return Err(RunnerError::AllFailed { count: 0, first: "the verdict figure cannot be read from one arm".to_owned() });
    };
    let lists: Vec<Vec<MarketEdit>> = attacks.iter().map(|attack| attack.edits.clone()).collect();
    let found = bench.compare(&figures, &lists)?;
    let losses: Vec<Vec<f64>> = attacks
        .iter()
        .enumerate()
        .map(|(index, attack)| {
            if attack.brief == Brief::Ethics {
                let worst =
                    (first_segment..kinds.len()).min_by(|&a, &b| mean_of(&found, index + 1, a).total_cmp(&mean_of(&found, index + 1, b)));
                let all = found.difference(index + 1, 1);
                worst.map_or_else(Vec::new, |worst| {
                    found.difference(index + 1, worst).iter().zip(&all).map(|(one, all)| all - one).collect()
                })
            } else {
                found.difference(index + 1, 0).into_iter().map(|change| aim.loss(change)).collect()
            }
        })
        .collect();
    let confirmed = confirm(&losses, aim.smallest, ALPHA).unwrap_or_default();
    let objection = |(index, attack): (usize, &Attack)| {
        let arm = index + 1;
        let damage = found.effect(arm, 0);
        let mut hit: Vec<(usize, Effect)> = segments
            .iter()
            .enumerate()
            .filter_map(|(place, &segment)| Some((segment, found.effect(arm, first_segment + place)?)))
            .collect();
        hit.sort_by(|one, other| one.1.mean.total_cmp(&other.1.mean));
        let met = |arm: usize, place: usize| {
            let levels = found.level(arm, 2 + place);
            levels.iter().filter(|&&level| xlms[place].xlm.met(level)).count() as f64 / levels.len().max(1) as f64
        };
        let xlms = (0..xlms.len())
            .filter_map(|place| {
                Some(XlmHit { xlm: place, effect: found.effect(arm, 2 + place)?, before: met(0, place), after: met(arm, place) })
            })
            .collect();
        // The test attacks the push that surprises most by itself: it is the one to doubt first.
        let leading = attack.steps.iter().max_by(|one, other| one.z.abs().total_cmp(&other.z.abs()));
        let (control, level) = damage.map_or((f64::NAN, f64::NAN), |damage| (damage.control, damage.level));
        Some(Objection {
            brief: attack.brief,
            claim: attack.claim.clone(),
            attacks: attack
                .steps
                .iter()
                .map(|step| {
                    let lever = &levers[step.lever];
                    Assumption { name: lever.name.clone(), source: lever.source.clone(), grade: lever.grade }
                })
                .collect(),
            treatment: Treatment {
                name: attack.brief.as_str().to_owned(),
                why: attack.brief.question().to_owned(),
                edits: attack.edits.clone(),
                diff: attack.diff.clone(),
            },
            surprise: attack.surprise,
            likelihood: attack.likelihood,
            damage,
            confirmed: *confirmed.get(index)?,
            xlms,
            segments: hit,
            test: leading.map(|step| real_test(market, &levers[step.lever], step.z, control, level, aim.kind.is_share()))?,
        })
    };
    let all = attacks.iter().enumerate().filter_map(objection).collect();
    Ok((all, found))
}

fn mean_of(found: &Comparison, arm: usize, figure: usize) -> f64 {
    crate::market::mean(&found.difference(arm, figure))
}
