//! The prototyper's rounds: each mends the concept as the last one left it, and writes the next draft of the study.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::input::Cx;
use crate::market::{ArmFigures, Kind, Market, MarketEdit, joined};
use crate::montecarlo::{Effect, RunnerError, Spread};
use crate::prototype::{Objected, Round, Sources, Step, Terms, propose, round};
use crate::report::sheet::{concept_board, journey_map as draw_map};
use crate::report::view::{Estimate, KeyFigure};
use crate::study::memory::Skipped;
use crate::study::parts::spread;
use crate::study::revise::{BoardFigures, FeltStep, Folders, JourneyFigures, Revised, Told, board, journey_map, rewrite, told};

use super::analyse::{Options, Stage};
use super::stress::{BRIEF, Stress, benches, stress};
use super::study::Study;

/// One draft of the concept.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its number, from 1.
    pub number: u32,
    /// The text of its study, as if it lay beside the first one.
    pub text: String,
    /// The verdict figure, on the fresh draws of the round that made it (of the first round for the first draft); `None` without a base.
    pub level: Option<Spread>,
    /// Its change against the draft before, paired; `None` for the first.
    pub change: Option<Effect>,
    /// What was changed in the file.
    pub diff: Vec<Revised>,
    /// What the round that made it found.
    pub round: Option<Round>,
    /// What it cost to make it from the draft before, in the first year.
    pub bill: f64,
}

impl Draft {
    /// The name of its study in a run's directory.
    #[must_use]
    pub fn file(&self) -> String {
        format!("study.v{}.toml", self.number)
    }
}

/// What the prototyper made of a study.
#[derive(Debug, Clone)]
pub struct Mended {
    /// The drafts; the first is the study as given.
    pub drafts: Vec<Draft>,
    /// The last round, which found nothing worth its cost, where that ended the work.
    pub last: Option<Round>,
    /// Why it ended.
    pub ended: String,
    /// The experience at each step of the journey, of the first draft and of the last.
    pub felt: (Felt, Felt),
    /// Ideas that are settled by an earlier run: they were not tried again.
    pub left_out: Vec<Skipped>,
}

/// How a journey feels.
#[derive(Debug, Clone, Default)]
pub struct Felt {
    /// Step by step.
    pub steps: Vec<FeltStep>,
    /// The share who get to its end.
    pub finish: Option<Estimate>,
}

/// How many of the strongest objections make the attacked world.
const ATTACKS: usize = 2;

/// Lets the prototyper work. `None` after an interrupt, or where no round is asked for.
///
/// # Errors
/// [`RunnerError`] when no thread starts or nothing can be run.
///
/// # Determinism
/// Depends on the study, what the stress test found, the seed and the rounds.
pub fn mend(
    study: &Study,
    first: &Stress,
    options: &Options,
    interrupt: &AtomicBool,
    tell: &dyn Fn(Stage),
) -> Result<Option<Mended>, RunnerError> {
    let rounds = options.rounds.unwrap_or(study.terms.rounds);
    if rounds == 0 {
        return Ok(None);
    }
    let mut drafts: Vec<Draft> = Vec::new();
    let mut last = None;
    let mut left_out: Vec<Skipped> = Vec::new();
    // What an earlier draft has already is not done a second time.
    let mut taken: Vec<(String, String)> = Vec::new();
    let mut ended = format!("All {rounds} rounds were worked.");
    let mut later: Option<(Study, Option<Stress>)> = None;
    for number in 1..=rounds {
        let (now, found) = match &later {
            None => (study, Some(first)),
            Some((study, stress)) => (study, stress.as_ref()),
        };
        let Some(found) = found else { break };
        let (search, fresh) = benches(&now.market, options, interrupt, 2 * number - 1, BRIEF);
        let objected: Vec<Objected> = found
            .objections
            .iter()
            .filter(|objection| objection.counts())
            .map(|objection| Objected {
                claim: objection.claim.clone(),
                edits: objection.treatment.edits.clone(),
                loss: objection.confirmed.mean,
            })
            .collect();
        let attack = strongest(&now.market, found);
        let mut known = taken.clone();
        for (id, settled) in remembered(study, &now.market, &objected, &now.terms) {
            known.push((id, format!("{} in run {}", settled.why, settled.run)));
            if !left_out.contains(&settled) {
                left_out.push(settled);
            }
        }
        let sources = Sources { objections: &objected, terms: &now.terms, known: &known };
        let goal = found.goal.clone();
        let told = |step: Step| {
            let step = match step {
                Step::Measuring { .. } => "interventions, one by one",
                Step::Choosing => "interventions together",
                Step::Confirming => "interventions, on fresh draws",
            };
            tell(Stage::Mending { round: number, step });
        };
        let made = round(&search, &fresh, attack.as_deref(), &sources, &goal, &told)?;
        if interrupt.load(Ordering::Relaxed) || !made.complete {
            return Ok(None);
        }
        if drafts.is_empty() {
            let level = made.comparison.as_ref().and_then(|found| found.spread(0, 0));
            drafts.push(Draft { number: 1, text: study.text.0.clone(), level, change: None, diff: Vec::new(), round: None, bill: 0.0 });
        }
        let Some(chosen) = &made.recommended else {
            ended = format!("Round {number} found no change that is worth its cost.");
            last = Some(made);
            break;
        };
        let changes: Vec<_> = chosen
            .members
            .iter()
            .map(|(index, _)| {
                let candidate = &made.proposal.candidates[*index];
                (candidate.spec.clone(), format!("{}: {}", candidate.title, candidate.how))
            })
            .collect();
        for (index, _) in &chosen.members {
            taken.push((made.proposal.candidates[*index].id.clone(), format!("it is in version {} already", number + 1)));
        }
        let folders = Folders { from: &study.text.1, to: &study.text.1 };
        let revision = match rewrite(&now.text.0, &changes, &now.market, folders) {
            Ok(revision) => revision,
            Err(error) => {
                ended = format!("Round {number} found changes that a study file cannot say: {error}");
                last = Some(made);
                break;
            }
        };
        let (arm, bill) = (chosen.arm, chosen.steps.last().map_or(0.0, |step| step.bill));
        let comparison = made.comparison.as_ref();
        drafts.push(Draft {
            number: number + 1,
            text: revision.text.clone(),
            level: comparison.and_then(|found| found.spread(arm, 0)),
            change: comparison.and_then(|found| found.effect(arm, 0)),
            diff: revision.diff,
            round: Some(made),
            bill,
        });
        let Some(next) = now.revised(&revision.text) else {
            ended = format!("Draft {} cannot be read as a study of its own, so it was not worked on.", number + 1);
            break;
        };
        let again = if number < rounds { stress(&next, options, interrupt, tell, number)? } else { None };
        if interrupt.load(Ordering::Relaxed) {
            return Ok(None);
        }
        later = Some((next, again));
    }
    let (_, fresh) = benches(&study.market, options, interrupt, 0, BRIEF);
    let before = felt(&fresh)?;
    let after = match &later {
        Some((last, _)) => felt(&crate::market::Bench { market: &last.market, ..fresh })?,
        None => before.clone(),
    };
    Ok((!drafts.is_empty()).then_some(Mended { drafts, last, ended, felt: (before, after), left_out }))
}

/// The ideas that an earlier run settled, by [`Candidate::id`](crate::prototype::Candidate::id).
fn remembered(study: &Study, market: &Market, objected: &[Objected], terms: &Terms) -> Vec<(String, Skipped)> {
    if study.recalled.is_none() {
        return Vec::new();
    }
    let all = propose(market, &Sources { objections: objected, terms, known: &[] });
    let settled = all.candidates.iter().filter_map(|candidate| Some((candidate.id.clone(), study.settled_candidate(candidate)?)));
    settled.collect()
}

/// What the strongest objections of the resistance curve do together.
fn strongest(market: &Market, stress: &Stress) -> Option<Vec<MarketEdit>> {
    let lists: Vec<&[MarketEdit]> = stress
        .resistance
        .curve
        .iter()
        .filter_map(|point| point.added)
        .take(ATTACKS)
        .map(|index| stress.objections[index].treatment.edits.as_slice())
        .collect();
    if lists.is_empty() { None } else { joined(market.alternatives().len(), &lists) }
}

/// Measures how the journey of a market feels, step by step.
fn felt(bench: &crate::market::Bench<'_>) -> Result<Felt, RunnerError> {
    let points = bench.market.touchpoints();
    let mut kinds: Vec<Kind> = vec![Kind::Completion { at: None }];
    kinds.extend((0..points.len()).flat_map(|at| [Kind::Ces { at }, Kind::Completion { at: Some(at) }]));
    let Some(figures) = ArmFigures::only(bench.market, &kinds).filter(|_| !points.is_empty()) else { return Ok(Felt::default()) };
    let found = bench.compare(&figures, &[])?;
    let read = |figure: usize| found.spread(0, figure).map(|level| spread(Some(level)));
    let steps = points
        .iter()
        .enumerate()
        .map(|(at, point)| FeltStep {
            name: point.name.clone(),
            felt: read(1 + 2 * at),
            leave: read(2 + 2 * at).map(|stays| Estimate::new(1.0 - stays.mid, 1.0 - stays.high, 1.0 - stays.low)),
        })
        .collect();
    Ok(Felt { steps, finish: read(0) })
}

impl Mended {
    /// The rounds that were worked, in their order.
    pub fn rounds(&self) -> impl Iterator<Item = &Round> + Clone {
        self.drafts.iter().filter_map(|draft| draft.round.as_ref()).chain(&self.last)
    }

    /// The files that go into the run's directory: every later draft as a study that can be run from there, a concept board and a journey
    /// map of the last one. Names and contents.
    ///
    /// A draft that cannot be written for that folder is left out, and a page that cannot be drawn too.
    #[must_use]
    pub fn files(&self, study: &Study, directory: &Path) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let Some(last) = self.drafts.last() else { return files };
        let folders = Folders { from: &study.text.1, to: directory };
        for draft in self.drafts.iter().skip(1) {
            let market = study.revised(&draft.text).map(|study| study.market);
            if let Some(market) = market
                && let Ok(moved) = rewrite(&draft.text, &[], &market, folders)
            {
                files.push((draft.file(), moved.text));
            }
        }
        let read = |text: &str| -> Option<Told> { told(text, &mut Cx::new()) };
        let (Some(before), Some(now)) = (read(&study.text.0), read(&last.text)) else { return files };
        let was = (self.drafts.len() > 1).then_some(&before);
        let changes: Vec<Revised> = self.drafts.iter().flat_map(|draft| draft.diff.clone()).collect();
        let market = study.revised(&last.text).map_or_else(|| study.market.clone(), |study| study.market);
        if let Ok(page) = concept_board(&board(&now, was, &market, &changes, &self.board_figures(study))) {
            files.push(("concept-board.html".to_owned(), page));
        }
        if !study.market.touchpoints().is_empty()
            && let Ok(page) = draw_map(&journey_map(&now, was, &changes, &self.journey_figures()))
        {
            files.push(("journey-map.html".to_owned(), page));
        }
        files
    }

    fn version(&self) -> String {
        self.drafts.last().map_or_else(String::new, |draft| format!("version {}", draft.number))
    }

    fn sure() -> String {
        "Synthetic people, not respondents; not validated. Ranges are 90 % intervals over what nobody knows.".to_owned()
    }

    fn board_figures(&self, study: &Study) -> BoardFigures {
        let kind = study.figures().all()[study.decision.leading].kind;
        let name = study.name_of(&study.figures().all()[study.decision.leading]);
        let words = |draft: &Draft| study.words(kind, spread(draft.level));
        let figure = |label: String, draft: &Draft| KeyFigure { label, value: words(draft), note: None };
        let mut found = Vec::new();
        if let (Some(first), Some(last)) = (self.drafts.first(), self.drafts.last()) {
            if self.drafts.len() > 1 {
                found.push(figure(format!("{name}, as it was"), first));
            }
            found.push(figure(name, last));
        }
        BoardFigures { version: self.version(), found, sure: Self::sure(), drawn: Vec::new() }
    }

    fn journey_figures(&self) -> JourneyFigures {
        let changed = self.drafts.len() > 1;
        let (before, now) = &self.felt;
        let finding = match (before.finish, now.finish) {
            (Some(before), Some(now)) if changed => {
                format!("{} get to the end, {} before.", crate::report::format::share(now), crate::report::format::share(before))
            }
            (_, Some(now)) => format!("{} get to the end.", crate::report::format::share(now)),
            _ => String::new(),
        };
        JourneyFigures {
            version: self.version(),
            finding,
            felt_name: "ease, 1 (hard) to 7 (easy)".to_owned(),
            felt_scale: (1.0, 7.0),
            before_name: if changed { "version 1".to_owned() } else { String::new() },
            now_name: self.version(),
            before: if changed { before.steps.clone() } else { Vec::new() },
            now: now.steps.clone(),
            finish_before: before.finish.filter(|_| changed),
            finish: now.finish,
            sure: Self::sure(),
        }
    }
}
