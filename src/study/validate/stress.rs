//! The stress test: devil's advocates attack the concept, and what stands up to them is measured.

use std::sync::atomic::Ordering;

use crate::advocate::{
    AdvocatesSpec, Attack, Brief, Effort, Lever, Objection, Resistance, Turn, XlmFigure, attack, levers, objections, probe, resistance,
    shipped, turning_point,
};
use crate::input::{Cx, Grade};
use crate::market::{Aim, ArmFigures, Bench};
use crate::montecarlo::search::Limits;
use crate::montecarlo::{Blocks, Comparison, RunnerError};
use crate::random::Seed;
use crate::world::World;

use super::analyse::{Options, Stage};
use super::study::Study;

/// What the advocates were given.
#[derive(Debug, Clone)]
pub struct Advocacy {
    /// What they can push.
    pub levers: Vec<Lever>,
    /// The plausibility budget in normal scores.
    pub budget: f64,
    /// Who is heard.
    pub briefs: Vec<Brief>,
}

impl Advocacy {
    /// Reads what a study says to the advocates.
    ///
    /// # Errors
    /// `None` with every problem reported.
    pub(super) fn read(spec: Option<&AdvocatesSpec>, study: &crate::market::Market, cx: &mut Cx) -> Option<Self> {
        let budget = AdvocatesSpec::budget(spec, cx)?;
        let before = cx.errors();
        let levers = levers(study, &shipped(), spec.map_or(&[], |spec| spec.prior.as_slice()), cx);
        let skipped = spec.map_or(&[][..], |spec| spec.skip.as_slice());
        let briefs = Brief::ALL.iter().copied().filter(|brief| !skipped.contains(brief)).collect();
        (cx.errors() == before).then_some(Self { levers, budget, briefs })
    }
}

/// An input that can be pushed, and what it does alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Pushed {
    /// The lever, by position.
    pub lever: usize,
    /// Its largest loss alone within the budget, on the draws of the search.
    pub loss: f64,
    /// Whether an objection uses it.
    pub used: bool,
}

/// An uncertain input that no advocate can push.
#[derive(Debug, Clone, PartialEq)]
pub struct Untouched {
    /// Its path.
    pub path: String,
    /// The same in words.
    pub label: String,
    /// Why nobody pushes it.
    pub why: &'static str,
}

/// What the stress test found.
#[derive(Debug, Clone)]
pub struct Stress {
    /// What the advocates aimed at.
    pub aim: Aim,
    /// Whether the smallest effect is the program's own and not the study's.
    pub own_smallest: bool,
    /// The objections: those that count first, by damage.
    pub objections: Vec<Objection>,
    /// Control and objections on fresh draws, in the order in which the advocates spoke.
    pub comparison: Comparison,
    /// How the concept stands against several together.
    pub resistance: Resistance,
    /// The least surprise that turns the verdict figure, with what it says.
    pub turn: Option<(Turn, Vec<String>)>,
    /// Every lever with what it does alone.
    pub pushed: Vec<Pushed>,
    /// Uncertain inputs nobody can push.
    pub untouched: Vec<Untouched>,
    /// Advocates who looked and found nothing that hurts.
    pub silent: Vec<Brief>,
    /// Lists of edits measured.
    pub evaluations: usize,
}

/// Draws of the search and of the confirmation: never those of the main run.
const SEARCH: u64 = 0x5ea7_c4f0_0d1e_55ed;
const FRESH: u64 = 0xf4e5_4d4a_4395_7e57;

/// Replicates and blocks of people: of the search, then of what is reported.
pub(super) type Draws = ((u32, u32), (u32, u32));
/// For the concept as given.
pub(super) const FULL: Draws = ((4, 4), (128, 8));
/// For the rounds of the prototyper, which look at many more.
pub(super) const BRIEF: Draws = ((4, 2), (64, 4));
const EVALUATIONS: usize = 240;

/// The levers that the searches over everything take along.
const FOREMOST: usize = 24;

/// A change of a share that matters where the study does not say.
const POINT: f64 = 0.01;

/// Lets the advocates attack a draft, the study as given being draft 0. Every draft meets draws of its own. `None` where the verdict hangs on a figure that one arm does not have, or after an interrupt.
///
/// # Errors
/// [`RunnerError`] when no thread starts or nothing can be run.
///
/// # Determinism
/// Depends on the study and the seed.
pub fn stress(
    study: &Study,
    options: &Options,
    interrupt: &std::sync::atomic::AtomicBool,
    tell: &dyn Fn(Stage),
    draft: u32,
) -> Result<Option<Stress>, RunnerError> {
    let market = &study.market;
    let Some(aim) = aim(study) else { return Ok(None) };
    let (search, fresh) = benches(market, options, interrupt, 2 * draft, if draft == 0 { FULL } else { BRIEF });
    let Advocacy { levers, budget, briefs } = &study.advocacy;
    let (aim, own_smallest) = aim;
    let singles = probe(&search, levers, &aim, *budget)?;
    let mut by_loss: Vec<usize> = (0..levers.len()).filter(|&lever| singles[lever] > 0.0).collect();
    by_loss.sort_by(|&one, &other| singles[other].total_cmp(&singles[one]).then(one.cmp(&other)));
    let foremost = &by_loss[..by_loss.len().min(FOREMOST)];
    let effort = Effort { budget: *budget, evaluations: EVALUATIONS };
    let mut attacks: Vec<Attack> = Vec::new();
    let mut silent = Vec::new();
    let mut evaluations = 4 * levers.len();
    for (index, &brief) in briefs.iter().enumerate() {
        tell(Stage::Advocates { done: index, of: briefs.len(), name: brief.as_str() });
        match attack(&search, levers, brief, foremost, &aim, &effort)? {
            Some(attack) => {
                evaluations += attack.evaluations;
                // The same push found by two advocates is one objection, and the first one's.
                if attacks.iter().all(|known| known.steps != attack.steps) {
                    attacks.push(attack);
                } else {
                    silent.push(brief);
                }
            }
            None => silent.push(brief),
        }
        if interrupt.load(Ordering::Relaxed) {
            return Ok(None);
        }
    }
    tell(Stage::Confirming);
    let xlms: Vec<XlmFigure> = {
        let figures = study.figures();
        study.decision.xlms.iter().map(|xlm| XlmFigure { kind: figures.all()[xlm.figure].kind, xlm: xlm.xlm.clone() }).collect()
    };
    let (mut found, comparison) = objections(&fresh, levers, &attacks, &aim, &xlms)?;
    let strength = |objection: &Objection| (objection.counts(), objection.confirmed.mean);
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&one, &other| {
        let (one, other) = (strength(&found[one]), strength(&found[other]));
        other.0.cmp(&one.0).then(other.1.total_cmp(&one.1))
    });
    found = order.iter().map(|&index| found[index].clone()).collect();
    if interrupt.load(Ordering::Relaxed) {
        return Ok(None);
    }
    tell(Stage::Resistance);
    let resistance = resistance(&search, &fresh, &found, &aim)?;
    let control = resistance.curve.first().and_then(|point| point.level).map_or(f64::NAN, |level| level.mean);
    let narrowed: Vec<Lever> = foremost.iter().map(|&lever| levers[lever].clone()).collect();
    let limits = Limits { budget: 3.0, most_steps: 5, most_evaluations: 4 * EVALUATIONS, least_gain: 0.0 };
    let said = |turn: &Turn| turn.steps.iter().map(|step| narrowed[step.lever].claim(market, step.z)).collect();
    let turn = turning_point(&search, &narrowed, &aim, control, &limits)?.map(|turn| (said(&turn), turn)).map(|(said, turn)| (turn, said));
    if interrupt.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let used: Vec<usize> = attacks.iter().flat_map(|attack| attack.steps.iter().map(|step| step.lever)).collect();
    let pushed = (0..levers.len()).map(|lever| Pushed { lever, loss: singles[lever], used: used.contains(&lever) }).collect();
    let untouched = market
        .unknowns()
        .entries()
        .iter()
        .filter(|entry| entry.unknown.is_some() && !levers.iter().any(|lever| lever.paths.contains(&entry.path)))
        .map(|entry| Untouched {
            path: entry.path.clone(),
            label: entry.label.clone(),
            why: "how people answer a question, which changes no choice",
        })
        .collect();
    Ok(Some(Stress { aim, own_smallest, objections: found, comparison, resistance, turn, pushed, untouched, silent, evaluations }))
}

/// Where a market is searched, and where what was found is measured: other draws, and others again in every round.
pub(super) fn benches<'a>(
    market: &'a crate::market::Market,
    options: &Options,
    interrupt: &'a std::sync::atomic::AtomicBool,
    salt_of: u32,
    (searched, reported): Draws,
) -> (Bench<'a>, Bench<'a>) {
    let bench = |salt: u64, (replicates, blocks): (u32, u32)| Bench {
        market,
        seed: Seed(options.seed.0 ^ salt.wrapping_add(u64::from(salt_of) << 32)),
        replicates,
        blocks: Blocks::Spread(blocks),
        batching: options.batching,
        interrupt,
    };
    (bench(SEARCH, searched), bench(FRESH, reported))
}

/// What the verdict hangs on, as the advocates see it, and whether its smallest effect is the program's own.
fn aim(study: &Study) -> Option<(Aim, bool)> {
    let figures = study.figures();
    let kind = figures.all()[study.decision.leading].kind;
    ArmFigures::only(&study.market, &[kind])?;
    let stated = study.decision.smallest.filter(|(figure, size)| *figure == study.decision.leading && *size > 0.0);
    // A level on another scale than a share: a fiftieth of the threshold.
    let own = if kind.is_share() { POINT } else { study.decision.threshold.map_or(1.0, |level| (level.abs() / 50.0).max(1e-9)) };
    let aim = Aim {
        kind,
        more_is_better: study.decision.more_is_better,
        threshold: study.decision.threshold,
        smallest: stated.map_or(own, |(_, size)| size),
    };
    Some((aim, stated.is_none()))
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
