//! What a run adds to the record.

use std::collections::BTreeMap;

use crate::advocate::Objection;
use crate::input::{Name, OneOrMore, Probability, Text};
use crate::market::{Kind, mean};
use crate::montecarlo::search::Claim;
use crate::prototype::{Candidate, Round};
use crate::study::memory::{
    AnswerBox, Answers, Cost, Digest, Entry, FORMAT, Fate, Identity, Intervention, Met, Objection as Remembered, Run, RunSeed, Spread,
};
use crate::world::World;

use super::super::analyse::Findings;
use super::super::mend::Mended;
use super::super::stress::Stress;
use super::super::study::Study;
use super::super::view::Setting;
use super::{changes, pushes};

/// What this run adds to the record; nothing where no record is kept, or where the run is not whole.
///
/// # Determinism
/// Depends on the study, the findings, and seed, version and files of the setting.
#[must_use]
pub fn remember(study: &Study, findings: &Findings, setting: &Setting) -> Option<Vec<Entry>> {
    let recalled = study.recalled.as_ref().filter(|_| findings.partial.is_none())?;
    let memory = recalled.path.display().to_string();
    let files = setting.inputs.iter().filter(|(name, _)| *name != memory).map(|(name, hash)| (name.as_str(), hash.as_str()));
    let figures = study.figures();
    let mut entries = vec![Entry::Run(Run {
        format: FORMAT,
        foretaste: Text::new(setting.version.as_str()).ok()?,
        study: study.key(),
        title: study.spec.title.clone(),
        measure: Text::new(figures.all()[study.decision.leading].id.as_str()).ok()?,
        seed: RunSeed(setting.seed),
        files: Digest::of_files(files),
        inputs: recalled.inputs.clone(),
        idle: findings.stress.as_ref().map_or_else(Vec::new, |stress| idle(study, stress)),
    })];
    if let Some(stress) = &findings.stress {
        entries.extend(stress.objections.iter().filter_map(|one| met(study, stress, one)).map(Entry::Objection));
    }
    if let Some(mended) = &findings.mended {
        entries.extend(tried(study, mended).into_iter().map(Entry::Intervention));
    }
    entries.extend(answers(study, findings).into_iter().map(Entry::Answers));
    Some(entries)
}

/// An input counts as idle where pushing it to both ends of what is plausible moves every figure that matters by less than this part of what
/// matters. Judgement.
const IDLE: f64 = 0.1;

/// The lines of the study that were measured to move nothing: those of an uncertain input that was pushed alone. Of two inputs that a line
/// may belong to, the one with the longer path has it.
fn idle(study: &Study, stress: &Stress) -> Vec<Text> {
    let Some(recalled) = &study.recalled else { return Vec::new() };
    let levers = &study.advocacy.levers;
    let entries = study.market.unknowns().entries();
    // Priors may push what no study states as uncertain; only an input's own lever says what the input does.
    let quiet = |path: &str| {
        let mut own = stress.pushed.iter().filter(|pushed| {
            let lever = &levers[pushed.lever];
            lever.paths.len() == 1 && lever.paths[0] == path
        });
        let first = own.next();
        first.is_some() && first.into_iter().chain(own).all(|pushed| pushed.moves < IDLE)
    };
    let of = |line: &str| entries.iter().filter(|entry| is_of(line, &entry.path)).max_by_key(|entry| entry.path.len());
    let idle = recalled.inputs.iter().map(|(path, _)| path).filter(|path| {
        let entry = of(path);
        entry.is_some_and(|entry| entry.unknown.is_some() && quiet(&entry.path))
    });
    idle.filter_map(|path| Text::new(path).ok()).collect()
}

/// Whether a line of the study states part of an input.
fn is_of(line: &str, input: &str) -> bool {
    line.strip_prefix(input).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn met(study: &Study, stress: &Stress, objection: &Objection) -> Option<Remembered> {
    let change = objection.change()?;
    Some(Remembered {
        brief: Text::new(objection.brief.as_str()).ok()?,
        claim: Text::new(objection.claim.as_str()).ok()?,
        hurts: Text::new(study.hurt_name(objection.hurts, &stress.goal)).ok()?,
        edits: OneOrMore::new(pushes(&study.advocacy.levers, &objection.steps))?,
        damage: Spread { mean: change.mean, low: change.low, high: change.high },
        likelihood: Probability::new(objection.likelihood.1.clamp(0.0, 1.0)).ok()?,
        outcome: match objection.confirmed.claim {
            Claim::Measurable => Met::Measurable,
            Claim::TooSmall => Met::TooSmall,
            Claim::NoMeasurableEffect => Met::NoMeasurableEffect,
        },
    })
}

/// Every idea of every round, once: kept where any draft has it, else dropped for the last reason given.
fn tried(study: &Study, mended: &Mended) -> Vec<Intervention> {
    let mut order: Vec<Intervention> = Vec::new();
    let mut known: BTreeMap<Identity, usize> = BTreeMap::new();
    for round in mended.rounds() {
        for index in 0..round.proposal.candidates.len() {
            let Some(now) = one(study, round, index) else { continue };
            let identity = Identity::of(&now.edits);
            match known.get(&identity) {
                Some(&place) if order[place].outcome == Fate::Kept => {}
                Some(&place) => order[place] = now,
                None => {
                    known.insert(identity, order.len());
                    order.push(now);
                }
            }
        }
    }
    order
}

fn one(study: &Study, round: &Round, index: usize) -> Option<Intervention> {
    let candidate: &Candidate = &round.proposal.candidates[index];
    let tried = &round.tried[index];
    let cost = candidate.cost.first_year(study.terms.rates.customers);
    let name = |other: usize| round.proposal.candidates[other].title.clone();
    let (outcome, reason) = match &tried.reason {
        None => (Fate::Kept, "it was shown to be worth its cost".to_owned()),
        Some(reason) => (Fate::Dropped, reason.words(&name)),
    };
    Some(Intervention {
        title: Text::new(candidate.title.as_str()).ok()?,
        edits: OneOrMore::new(changes(candidate))?,
        cost: Cost { low: cost.low, likely: cost.likely, high: cost.high },
        gain: Some(tried.gain).filter(|gain| gain.is_finite()),
        outcome,
        reason: Text::new(reason).ok()?,
    })
}

/// What the people as a whole choose and answer, to a hundredth of a point.
pub(super) fn answers(study: &Study, findings: &Findings) -> Vec<Answers> {
    let figures = study.figures();
    let share = |kind: Kind| {
        let level = mean(&findings.outcome.figure(figures.index(kind)?));
        Probability::new(((1e4 * level).round() / 1e4).clamp(0.0, 1.0)).ok()
    };
    let one = |answer: String, kind: Kind| Some(AnswerBox { answer: Name::new(answer).ok()?, share: share(kind)? });
    let all = |question: String, boxes: Option<Vec<AnswerBox>>| {
        Some(Answers { question: Text::new(question).ok()?, boxes: OneOrMore::new(boxes?)? })
    };
    let choice = study.market.alternatives().iter().enumerate();
    let choice = choice.map(|(alternative, other)| one(other.name.clone(), Kind::Share { arm: 0, alternative, segment: None })).collect();
    let mut found: Vec<Answers> = all("What they would take".to_owned(), choice).into_iter().collect();
    for (question, asked) in study.market.questions().iter().enumerate() {
        let label = |point: usize| match point {
            0 => format!("1: {}", asked.ends.0),
            point if point + 1 == asked.points => format!("{}: {}", asked.points, asked.ends.1),
            point => (point + 1).to_string(),
        };
        let boxes = (0..asked.points)
            .map(|point| one(label(point).trim_end_matches([':', ' ']).to_owned(), Kind::Box { question, point }))
            .collect();
        found.extend(all(asked.name.clone(), boxes));
    }
    found
}
