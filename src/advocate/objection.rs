//! Objections: attacks that were run again, on people and draws that the search never saw.

use crate::input::Grade;
use crate::market::{ArmFigures, Bench, Counts, Goal, Kind, MarketEdit};
use crate::montecarlo::search::{Claim, Confirmed, Step, confirm};
use crate::montecarlo::{Comparison, Effect, RunnerError};
use crate::treatment::Treatment;

use super::brief::Brief;
use super::levers::Lever;
use super::panel::{Attack, Hurts};
use super::real_test::{Reads, RealTest, real_test};

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
    /// What it is aimed at.
    pub hurts: Hurts,
    /// The claim in one sentence.
    pub claim: String,
    /// What is pushed: the lever, and how far.
    pub steps: Vec<Step>,
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
    /// What may be said of what it takes from the figure it is aimed at, in steps that matter.
    pub confirmed: Confirmed,
    /// What it does to each experience level measure.
    pub xlms: Vec<XlmHit>,
    /// What it does to the concept's share in each segment that is large enough to be spoken for, the worst hit first.
    pub segments: Vec<(usize, Effect)>,
    /// The cheapest real test that would prove it wrong.
    pub test: RealTest,
}

impl Objection {
    /// Whether what it takes is above the smallest effect of interest.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.confirmed.claim == Claim::Measurable
    }

    /// What it does to the figure it is aimed at; `None` without a base.
    #[must_use]
    pub fn change(&self) -> Option<Effect> {
        match self.hurts {
            Hurts::Verdict => self.damage,
            Hurts::Experience { xlm } => self.xlms.iter().find(|hit| hit.xlm == xlm).map(|hit| hit.effect),
        }
    }

    /// What may be said of what it takes, in words.
    #[must_use]
    pub fn said(&self) -> &'static str {
        match self.confirmed.claim {
            Claim::Measurable => "takes more than matters",
            Claim::TooSmall => "hurts, but less than matters",
            Claim::NoMeasurableEffect => "no measurable effect",
        }
    }
}

/// The family-wise error of claiming an objection that is none.
pub const ALPHA: f64 = 0.05;

/// Runs every attack again, on fresh draws, and says what may be claimed of it. The comparison holds control first, then the attacks.
///
/// The ethics advocate's loss is what the worst-hit segment of its search loses beyond the mean; an attack on the experience is judged by how
/// far it takes the measure it is aimed at from its target; every other loss is that of the verdict figure. All are counted in steps that
/// matter, and all looks of all advocates share the error: an advocate that looked twice has two of them. Of two looks of one advocate the
/// first is left out where nothing may be claimed of it.
///
/// # Errors
/// [`RunnerError`] when no replicate succeeds.
pub fn objections(
    bench: &Bench<'_>,
    levers: &[Lever],
    attacks: &[Attack],
    goal: &Goal,
) -> Result<(Vec<Objection>, Comparison), RunnerError> {
    let market = bench.market;
    let segments = market.spoken_for();
    let share = |segment| Kind::Share { arm: 0, alternative: 0, segment };
    let mut kinds = vec![goal.aim.kind, share(None)];
    kinds.extend(goal.xlms.iter().map(|xlm| xlm.kind));
    let first_segment = kinds.len();
    kinds.extend(segments.iter().map(|&segment| share(Some(segment))));
    let Some(figures) = ArmFigures::only(market, &kinds) else {
        return Err(RunnerError::AllFailed { count: 0, first: "the verdict figure cannot be read from one arm".to_owned() });
    };
    let lists: Vec<Vec<MarketEdit>> = attacks.iter().map(|attack| attack.edits.clone()).collect();
    let found = bench.compare(&figures, &lists)?;
    let verdict = goal.counting(Counts::Verdict);
    let beyond = |arm: usize| -> Vec<f64> {
        let worst = (first_segment..kinds.len()).min_by(|&a, &b| mean_of(&found, arm, a).total_cmp(&mean_of(&found, arm, b)));
        let all = found.difference(arm, 1);
        let beyond = |worst| found.difference(arm, worst).iter().zip(&all).map(|(one, all)| (all - one) / goal.aim.smallest).collect();
        worst.map_or_else(Vec::new, beyond)
    };
    let turned = |gains: Vec<f64>| -> Vec<f64> { gains.into_iter().map(|gain| -gain).collect() };
    let losses: Vec<Vec<f64>> = attacks
        .iter()
        .zip(1..)
        .map(|(attack, arm)| match attack.hurts {
            Hurts::Verdict if attack.brief == Brief::Ethics => beyond(arm),
            Hurts::Verdict => turned(verdict.gains(&figures, &found, arm)),
            Hurts::Experience { xlm } => turned(goal.xlms[xlm].nearer(&figures, &found, arm)),
        })
        .collect();
    let confirmed = confirm(&losses, Goal::SMALLEST, ALPHA).unwrap_or_default();
    // A first look that says nothing, where there was a second.
    let idle = |index: usize| {
        let (attack, found) = (&attacks[index], confirmed.get(index));
        attack.hurts == Hurts::Verdict
            && found.is_none_or(|found| found.claim != Claim::Measurable)
            && attacks.iter().any(|other| other.brief == attack.brief && other.hurts != Hurts::Verdict)
    };
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
            levels.iter().filter(|&&level| goal.xlms[place].target.met(level)).count() as f64 / levels.len().max(1) as f64
        };
        let xlms: Vec<XlmHit> = (0..goal.xlms.len())
            .filter_map(|place| {
                Some(XlmHit { xlm: place, effect: found.effect(arm, 2 + place)?, before: met(0, place), after: met(arm, place) })
            })
            .collect();
        // The test attacks the push that surprises most by itself: it is the one to doubt first.
        let leading = attack.steps.iter().max_by(|one, other| one.z.abs().total_cmp(&other.z.abs()));
        let (kind, what, hurt) = match attack.hurts {
            Hurts::Verdict => (goal.aim.kind, "who takes it".to_owned(), damage),
            Hurts::Experience { xlm } => {
                let aim = &goal.xlms[xlm];
                (aim.kind, format!("\"{}\"", aim.name), xlms.iter().find(|hit| hit.xlm == xlm).map(|hit| hit.effect))
            }
        };
        let (control, level) = hurt.map_or((f64::NAN, f64::NAN), |hurt| (hurt.control, hurt.level));
        let reads = Reads { control, level, is_share: kind.is_share(), what: &what };
        Some(Objection {
            brief: attack.brief,
            hurts: attack.hurts,
            claim: attack.claim.clone(),
            steps: attack.steps.clone(),
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
            test: leading.map(|step| real_test(market, &levers[step.lever], step.z, &reads))?,
        })
    };
    let all = attacks.iter().enumerate().filter(|(index, _)| !idle(*index)).filter_map(objection).collect();
    Ok((all, found))
}

fn mean_of(found: &Comparison, arm: usize, figure: usize) -> f64 {
    crate::market::mean(&found.difference(arm, figure))
}

impl Objection {
    /// The worst grade among what it attacks.
    #[must_use]
    pub fn grade(&self) -> Option<Grade> {
        if self.attacks.iter().any(|attacked| attacked.grade.is_none()) {
            return None;
        }
        [Grade::Judgement, Grade::Published, Grade::Measured]
            .into_iter()
            .find(|grade| self.attacks.iter().any(|attacked| attacked.grade == Some(*grade)))
    }
}
