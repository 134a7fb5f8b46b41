//! The stress test: devil's advocates attack the concept, and what stands up to them is measured.

use std::sync::atomic::Ordering;

use crate::advocate::{
    AdvocatesSpec, Attack, Brief, Effort, Hurts, Lever, Objection, Resistance, Turn, foremost, levers, looks, objections, probe,
    resistance, shipped, turning_point,
};
use crate::input::Cx;
use crate::market::{Aim, ArmFigures, Bench, Goal};
use crate::montecarlo::search::Limits;
use crate::montecarlo::{Blocks, Comparison, RunnerError};
use crate::random::Seed;
use crate::study::memory::Skipped;
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
    /// Its largest loss of the verdict figure alone within the budget, on the draws of the search.
    pub loss: f64,
    /// The most it moves the verdict figure or any experience level measure alone, for better or worse, in steps that matter.
    pub moves: f64,
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
    /// What the advocates aimed at: the verdict figure, and the experience where that hardly moves.
    pub goal: Goal,
    /// Whether the smallest effect is the program's own and not the study's.
    pub own_smallest: bool,
    /// The objections: those that count first, of these those that hurt the verdict figure, by damage.
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
    /// Attacks that were found and are settled by an earlier run: they were not confirmed again.
    pub left_out: Vec<Skipped>,
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
    let goal = Goal::both(market, aim);
    let probes = probe(&search, levers, &goal, *budget)?;
    let effort = Effort { budget: *budget, evaluations: EVALUATIONS };
    let mut attacks: Vec<Attack> = Vec::new();
    let mut silent = Vec::new();
    let mut left_out = Vec::new();
    let mut evaluations = 4 * levers.len();
    for (index, &brief) in briefs.iter().enumerate() {
        tell(Stage::Advocates { done: index, of: briefs.len(), name: brief.as_str() });
        // Those whose brief is the experience, and everyone where the rule itself asks for it.
        let experience = matches!(brief, Brief::Friction | Brief::Dependence) || study.decision.names_xlms();
        let before = attacks.len() + left_out.len();
        for attack in looks(&search, levers, brief, &probes, &goal, &effort, experience)? {
            evaluations += attack.evaluations;
            if let Some(settled) = study.settled_attack(levers, &attack, &goal) {
                if !left_out.contains(&settled) {
                    left_out.push(settled);
                }
                continue;
            }
            // The same push found by two advocates is one objection, and the first one's.
            if attacks.iter().all(|known| (&known.steps, known.hurts) != (&attack.steps, attack.hurts)) {
                attacks.push(attack);
            }
        }
        if attacks.len() + left_out.len() == before {
            silent.push(brief);
        }
        if interrupt.load(Ordering::Relaxed) {
            return Ok(None);
        }
    }
    tell(Stage::Confirming);
    let (mut found, comparison) = objections(&fresh, levers, &attacks, &goal)?;
    found.sort_by(|one, other| {
        let rank = |objection: &Objection| (objection.counts(), objection.hurts == Hurts::Verdict);
        rank(other).cmp(&rank(one)).then(other.confirmed.mean.total_cmp(&one.confirmed.mean))
    });
    if interrupt.load(Ordering::Relaxed) {
        return Ok(None);
    }
    tell(Stage::Resistance);
    let resistance = resistance(&search, &fresh, &found, &goal.aim)?;
    let control = resistance.curve.first().and_then(|point| point.level).map_or(f64::NAN, |level| level.mean);
    let narrowed: Vec<Lever> = foremost(&probes, |probe| probe.verdict).into_iter().map(|lever| levers[lever].clone()).collect();
    let limits = Limits { budget: 3.0, most_steps: 5, most_evaluations: 4 * EVALUATIONS, least_gain: 0.0 };
    let said = |turn: &Turn| turn.steps.iter().map(|step| narrowed[step.lever].claim(market, step.z)).collect();
    let turn =
        turning_point(&search, &narrowed, &goal.aim, control, &limits)?.map(|turn| (said(&turn), turn)).map(|(said, turn)| (turn, said));
    if interrupt.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let used: Vec<usize> = attacks.iter().flat_map(|attack| attack.steps.iter().map(|step| step.lever)).collect();
    let pushed = probes
        .iter()
        .enumerate()
        .map(|(lever, probe)| Pushed { lever, loss: probe.verdict * goal.aim.smallest, moves: probe.moves, used: used.contains(&lever) })
        .collect();
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
    Ok(Some(Stress {
        goal,
        own_smallest,
        objections: found,
        comparison,
        resistance,
        turn,
        pushed,
        untouched,
        silent,
        left_out,
        evaluations,
    }))
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
