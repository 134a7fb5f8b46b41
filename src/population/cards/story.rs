//! Clauses joined into sentences that do not all read alike.

use crate::random::Draws;

use super::super::people::Population;
use super::super::role::Role;
use super::super::words;
use super::clause::{clause, pick};

/// One sentence of a story and the columns it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// The names of the columns it speaks of.
    pub columns: Vec<String>,
}

/// The order in which a story speaks of things, with words that may lead into each.
const TOPICS: [(Role, &[&str]); 6] = [
    (Role::Demographic, &["", "", ""]),
    (Role::Situation, &["", "In the case at hand, ", "Here, ", "This time, "]),
    (Role::Behaviour, &["", "Day to day, ", "In practice, ", "By habit, "]),
    (Role::Trait, &["", "At heart, ", "Asked what matters, ", "As for what counts, "]),
    (Role::PainPoint, &["", "As for what hurts, ", "On the hard side, ", "Among the troubles asked about, "]),
    (Role::Ability, &["", "When it comes to getting through things, ", "Put to the test, ", "All in all, "]),
];

/// Tells one person as sentences, topic by topic.
///
/// # Determinism
/// Takes its choices from `draws` in a fixed order.
pub(super) fn story(population: &Population, row: usize, draws: &mut Draws) -> Vec<Vec<Sentence>> {
    let called = population.called.as_str();
    let mut paragraphs = Vec::new();
    let mut first = true;
    for (role, leads) in TOPICS {
        let mut clauses = Vec::new();
        for column in population.columns.iter().filter(|column| column.role == role) {
            if let Some(text) = clause(population, column, row, draws) {
                clauses.push((text, column.name.clone()));
            }
        }
        if clauses.is_empty() {
            continue;
        }
        rotate(&mut clauses, role, draws);
        let mut sentences = Vec::new();
        let mut rest = clauses.as_slice();
        while !rest.is_empty() {
            let most = rest.len().min(3);
            // A lone clause at the end reads badly after a long sentence: two and two rather than three and one.
            let wanted = if rest.len() == 4 { 2 } else { most - (draws.below(2) as usize).min(most - 1) };
            let (now, later) = rest.split_at(wanted.max(1));
            let lead = if sentences.is_empty() { pick(leads, draws) } else { "" };
            let subject = subject(first, called, draws);
            sentences.push(Sentence {
                text: join(lead, &subject, called, now, draws),
                columns: now.iter().map(|(_, column)| column.clone()).collect(),
            });
            first = false;
            rest = later;
        }
        paragraphs.push(sentences);
    }
    paragraphs
}

/// Starts a topic at another of its columns, so that two cards do not tell the same things in the same order; who somebody is
/// stays in file order.
fn rotate(clauses: &mut [(String, String)], role: Role, draws: &mut Draws) {
    let by = draws.below(u32::try_from(clauses.len()).expect("a person has few columns")) as usize;
    if role != Role::Demographic {
        clauses.rotate_left(by);
    }
}

fn subject(first: bool, called: &str, draws: &mut Draws) -> String {
    let subjects: &[&str] = if first { &["this", "here is someone who", "meet a person who"] } else { &["this", "the", "the same"] };
    match pick(subjects, draws) {
        whole if whole.ends_with("who") => whole.into(),
        article => format!("{article} {called}"),
    }
}

fn join(lead: &str, subject: &str, called: &str, clauses: &[(String, String)], draws: &mut Draws) -> String {
    let texts: Vec<String> = clauses.iter().map(|(text, _)| text.clone()).collect();
    let form = draws.below(3);
    let body = match (texts.as_slice(), form) {
        ([one], _) => format!("{subject} {one}"),
        ([most @ .., last], 0) if subject.ends_with("who") => format!("{subject} {}, and who {last}", most.join(", ")),
        ([most @ .., last], 0) => format!("{subject} {}; the {called} also {last}", words::list(most)),
        (all, _) => format!("{subject} {}", words::list(all)),
    };
    format!("{}.", words::capital(&format!("{lead}{body}")))
}
