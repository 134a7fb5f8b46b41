//! What is run for a comparison, and what it found.

use std::sync::atomic::AtomicBool;

use crate::measure::xlm::Standing as XlmStanding;
use crate::montecarlo::{Blocks, Comparison, Pairing, RunnerError, Settings, compare};
use crate::stats::interval::mean_and_mc_error;
use crate::world::World;

use super::super::validate::{FRACTION, Judged, Options, PRECISE, Stage, partial};
use super::answer::{Answer, Asked, answers};
use super::hangs::{Hang, hangs};
use super::load::Comparing;

/// An automatic run without a stated smallest effect, on a figure that is no share, may stop where the Monte Carlo standard error of every
/// difference is this part of the figure.
const PART: f64 = 0.02;

/// How one arm stands by the study's own rule.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The verdict; none where the rule cannot be judged in one market.
    pub judged: Option<Judged>,
    /// How much the probability of the rule to go changes against the study as it is, with its Monte Carlo standard error.
    pub change: Option<(f64, f64)>,
    /// By experience level measure of the study; none where it has no base.
    pub xlms: Vec<Option<XlmStanding>>,
}

/// Everything a comparison found.
#[derive(Debug)]
pub struct Findings {
    /// The figures of every arm, replicate by replicate.
    pub comparison: Comparison,
    /// By arm, the study as it is first.
    pub standings: Vec<Standing>,
    /// By treatment: what it changes in the figure that effects are weighed by.
    pub answers: Vec<Answer>,
    /// Every treatment held against every earlier one.
    pub between: Vec<Answer>,
    /// By treatment, then by segment; empty where there is one segment only.
    pub segments: Vec<Vec<Answer>>,
    /// What each effect hangs on, treatment by treatment, the strongest input first.
    pub hangs: Vec<Hang>,
    /// What is missing because the run was cut short.
    pub partial: Option<String>,
}

/// Runs a study as it is and under each treatment, on the same draws.
///
/// An interrupt at any time gives findings from what was done so far, with [`Findings::partial`] saying what is missing.
///
/// # Errors
/// [`RunnerError`] when no thread starts or every replicate fails.
///
/// # Determinism
/// Depends on the study, the treatments and their order, the seed and the replicates; never on threads or chunks.
pub fn analyse(comparing: &Comparing, options: &Options, interrupt: &AtomicBool, tell: &dyn Fn(Stage)) -> Result<Findings, RunnerError> {
    let figures = comparing.figures();
    let arms = comparing.arms(figures.depth());
    let weighed = figures.index(comparing.weighed.kind).unwrap_or(0);
    let pairs: Vec<(usize, usize)> = (1..arms.len()).flat_map(|arm| (1..arm).map(move |base| (arm, base))).collect();
    let enough = |comparison: &Comparison| {
        let against_control = (1..comparison.arms().len()).map(|arm| (arm, 0));
        against_control.chain(pairs.iter().copied()).all(|(arm, base)| {
            comparison.effect_against(arm, base, weighed).is_none_or(|effect| {
                let target = match comparing.weighed.smallest {
                    Some(smallest) => smallest / FRACTION,
                    None if comparing.weighed.kind.is_share() => PRECISE.1,
                    None => PART * effect.control.abs(),
                };
                effect.error <= target
            })
        })
    };
    let settings =
        Settings { seed: options.seed, replicates: options.replicates, inner: 2, batching: options.batching, blocks: Blocks::All };
    let comparison = compare(&Pairing {
        world: &comparing.study.market,
        arms: &arms,
        readout: &figures,
        settings,
        enough: &enough,
        progress: &|progress| tell(Stage::Replicates(progress)),
        interrupt,
    })?;
    let treatments = 1..arms.len();
    let asked: Vec<Asked> = treatments.clone().map(|arm| (arm, 0, weighed)).collect();
    let smallest = comparing.weighed.smallest;
    let between: Vec<Asked> = pairs.into_iter().map(|(arm, base)| (arm, base, weighed)).collect();
    Ok(Findings {
        standings: standings(comparing, &comparison),
        answers: answers(&comparison, &asked, smallest),
        between: answers(&comparison, &between, smallest),
        segments: segments(comparing, &comparison),
        hangs: treatments.flat_map(|arm| hangs(&comparison, arm, weighed, comparing.study.market.unknowns().len())).collect(),
        partial: partial(comparison.stopped(), comparison.replicates(), comparison.failed()),
        comparison,
    })
}

impl Comparing {
    /// One of the study's figures under a treatment, replicate by replicate; NaN where it was not read.
    fn values(&self, comparison: &Comparison, arm: usize, figure: usize) -> Vec<f64> {
        let own = self.figures().index(self.study.figures().all()[figure].kind);
        own.map_or_else(|| vec![f64::NAN; comparison.replicates()], |own| comparison.level(arm, own))
    }

    /// Whether the study's rule to go is met under a treatment, replicate by replicate; nothing where there is no such rule.
    pub(in crate::study) fn goes(&self, comparison: &Comparison, arm: usize) -> Option<Vec<bool>> {
        self.study.decision.goes(comparison.replicates(), &|figure| self.values(comparison, arm, figure))
    }
}

fn standings(comparing: &Comparing, comparison: &Comparison) -> Vec<Standing> {
    let decision = &comparing.study.decision;
    let replicates = comparison.replicates();
    let goes = |arm: usize| comparing.goes(comparison, arm);
    let as_it_is = goes(0);
    (0..comparison.arms().len())
        .map(|arm| {
            let change = comparing.judged.then(|| goes(arm).zip(as_it_is.as_ref())).flatten().and_then(|(hits, before)| {
                let changes: Vec<f64> = hits.iter().zip(before).map(|(&after, &before)| f64::from(after) - f64::from(before)).collect();
                mean_and_mc_error(&changes).ok().map(|found| (found.mean, found.error))
            });
            let xlms = decision.xlms.iter().map(|xlm| {
                let known: Vec<f64> = comparing.values(comparison, arm, xlm.figure).into_iter().filter(|value| value.is_finite()).collect();
                xlm.xlm.standing(&known).ok()
            });
            Standing {
                judged: (comparing.judged && replicates > 0)
                    .then(|| decision.judge_by(replicates, &|figure| comparing.values(comparison, arm, figure))),
                change,
                xlms: xlms.collect(),
            }
        })
        .collect()
}

/// Judges what happens in every segment under every treatment, all together.
fn segments(comparing: &Comparing, comparison: &Comparison) -> Vec<Vec<Answer>> {
    let figures = comparing.figures();
    let count = comparing.study.market.people().segments.len();
    if count < 2 {
        return Vec::new();
    }
    let positions: Vec<usize> = (0..count).filter_map(|segment| figures.index(comparing.weighed.in_segment(segment))).collect();
    let treatments = 1..comparison.arms().len();
    let asked: Vec<Asked> = treatments.flat_map(|arm| positions.iter().map(move |&figure| (arm, 0, figure))).collect();
    let all = answers(comparison, &asked, comparing.weighed.smallest_in_segments());
    all.chunks(positions.len().max(1)).map(<[Answer]>::to_vec).collect()
}
