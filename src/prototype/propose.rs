//! All that could be done, from every source, as treatments with a price tag.

use crate::input::Grade;
use crate::market::Market;

use super::answers::{Objected, answers};
use super::candidate::{Candidate, Origin, Reason, Unanswered};
use super::levers::{modest, prices};
use super::moves::moves;
use super::spec::Terms;
use super::workflow::workflows;
use super::write::Writer;

/// What the prototyper works from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The objections that count.
    pub objections: &'a [Objected],
    /// What may be done, and what it may cost.
    pub terms: &'a Terms,
    /// Ideas that were dropped before and are not tried again, by [`Candidate::id`], with the reason of that time.
    pub known: &'a [(String, String)],
}

/// A candidate that did not become one.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    /// Its name from run to run.
    pub id: String,
    /// What would be done.
    pub title: String,
    /// Why it is not tried.
    pub reason: Reason,
}

/// All that could be done.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The market, with the uncertain effects of all candidates among its inputs. Its control is that of the study's own market.
    pub market: Market,
    /// The candidates.
    pub candidates: Vec<Candidate>,
    /// What objections attack and nothing can be done about.
    pub unanswered: Vec<Unanswered>,
    /// What is not tried.
    pub skipped: Vec<Skipped>,
}

/// Proposes interventions: answers to objections, moves of the catalogue at every touchpoint they fit, the concept's own levers, other ways
/// through the journey, and the user's own.
///
/// # Determinism
/// Depends on the market and the sources, in this order of sources, each in the order of the study.
#[must_use]
pub fn propose(market: &Market, sources: &Sources<'_>) -> Proposal {
    let terms = sources.terms;
    let mut writer = Writer::new();
    let (mut drafts, unanswered) = answers(market, sources.objections, &terms.rates, &writer);
    drafts.extend(moves(market, &terms.catalogue, &terms.rates, &writer));
    drafts.extend(prices(market, &writer));
    drafts.extend(modest(market, &terms.rates, &writer));
    drafts.extend(workflows(market, &terms.rates, &writer));
    let mut extended = market.clone();
    let (mut candidates, mut skipped) = (Vec::new(), Vec::new());
    let known = |id: &str| sources.known.iter().find(|(known, _)| known == id).map(|(_, why)| Reason::TriedBefore(why.clone()));
    for draft in drafts {
        let (id, title) = (draft.id.clone(), draft.title.clone());
        if let Some(reason) = known(&id) {
            skipped.push(Skipped { id, title, reason });
            continue;
        }
        match writer.candidate(&mut extended, draft) {
            Ok(candidate) => candidates.push(candidate),
            Err(reason) => skipped.push(Skipped { id, title, reason }),
        }
    }
    for (index, lever) in terms.own.iter().enumerate() {
        let title = lever.treatment.title.value.as_str().to_owned();
        let id = format!("own:{title}");
        if let Some(reason) = known(&id) {
            skipped.push(Skipped { id, title, reason });
            continue;
        }
        let treatment = match writer.check(&mut extended, &lever.treatment) {
            Ok(treatment) => treatment,
            Err(reason) => {
                skipped.push(Skipped { id, title, reason });
                continue;
            }
        };
        // One key for each pair that cannot go together.
        let pairs = terms.own.iter().filter_map(|other| {
            let other_title = other.treatment.title.value.as_str();
            let apart = lever.excludes.iter().any(|one| one == other_title) || other.excludes.contains(&title);
            let (first, second) = if title.as_str() < other_title { (title.as_str(), other_title) } else { (other_title, title.as_str()) };
            (apart && first != second).then(|| format!("own: {first} or {second}"))
        });
        let priced = treatment.diff.iter().any(|line| line.path == "concept.price").then(|| "price".to_owned());
        candidates.push(Candidate {
            id,
            how: lever.treatment.why.as_ref().map_or_else(String::new, |why| why.as_str().to_owned()),
            provided: None,
            origin: Origin::Own { lever: index },
            spec: lever.treatment.clone(),
            treatment,
            cost: lever.cost,
            source: lever.provenance.source.clone().unwrap_or_else(|| "the study, which names no source".to_owned()),
            grade: lever.provenance.grade.unwrap_or(Grade::Judgement),
            excludes: pairs.chain(priced).collect(),
            austerity: lever.austerity,
            guardrail: None,
            title,
        });
    }
    Proposal { market: extended, candidates, unanswered, skipped }
}
