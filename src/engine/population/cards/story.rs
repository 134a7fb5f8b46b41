//! Clauses joined into sentences that do not all read alike.

use crate::random::Draws;

use super::super::people::Population;
use super::super::role::Role;
use super::super::words;
use super::clause::{Clause, clauses, pick};

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
    (Role::Demographic, &[""]),
    (Role::Situation, &["", "In the case at hand, ", "As things stand, ", "Here and now, "]),
    (Role::Behaviour, &["", "Day to day, ", "In practice, ", "By habit, "]),
    (Role::Trait, &["", "At heart, ", "Asked what matters, ", "As for what counts, "]),
    (Role::PainPoint, &["", "As for what hurts, ", "On the hard side, ", "Of the troubles asked about, "]),
    (Role::Ability, &["", "When it comes to getting through things, ", "Put to the test, ", "All in all, "]),
];

/// Tells one person as sentences, topic by topic.
///
/// # Determinism
/// Takes its choices from `draws` in a fixed order.
pub(super) fn story(population: &Population, row: usize, draws: &mut Draws) -> Vec<Vec<Sentence>> {
    let who = Who { called: &population.called, pronoun: population.pronoun(row) };
    let mut paragraphs: Vec<Vec<Sentence>> = Vec::new();
    for (role, leads) in TOPICS {
        let mut all = clauses(population, role, row, draws);
        if all.is_empty() {
            continue;
        }
        if role == Role::Behaviour {
            // What somebody does has no order of its own: two cards need not tell it in the same one.
            let by = draws.below(u32::try_from(all.len()).expect("a person has few columns")) as usize;
            all.rotate_left(by);
        }
        let mut sentences: Vec<Sentence> = Vec::new();
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(share(rest.len(), draws));
            let lead = if sentences.is_empty() { pick(leads, draws) } else { "" };
            let place = match (paragraphs.is_empty(), sentences.is_empty()) {
                (true, true) => Place::Story,
                (false, true) => Place::Paragraph,
                (_, false) => Place::Later,
            };
            let text = join(lead, &who, place, now, draws);
            let mut columns: Vec<String> = now.iter().flat_map(|clause| clause.columns.clone()).collect();
            if let (Some(_), Some((column, _))) = (who.pronoun, &population.pronouns)
                && !columns.contains(column)
            {
                columns.push(column.clone());
            }
            sentences.push(Sentence { text, columns });
            rest = later;
        }
        paragraphs.push(sentences);
    }
    paragraphs
}

/// How many clauses the next sentence takes: two or three, without leaving a lone one behind where that can be helped.
fn share(left: usize, draws: &mut Draws) -> usize {
    let three = draws.below(2) == 1;
    match left {
        0..=2 => left,
        4 => 2,
        3 | 6 => 3,
        _ if three => 3,
        _ => 2,
    }
}

/// Where a sentence stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Story,
    Paragraph,
    Later,
}

struct Who<'a> {
    called: &'a str,
    pronoun: Option<&'a str>,
}

impl Who<'_> {
    /// Names the person, with a pronoun where one is known and the person has just been named.
    fn subject(&self, place: Place, draws: &mut Draws) -> String {
        let choice = draws.below(4);
        match (place, choice, self.pronoun) {
            (Place::Story, 0, _) => "here is someone who".to_owned(),
            (Place::Story, 1, _) => format!("meet {} who", with_article(self.called)),
            (Place::Story, ..) => format!("this {}", self.called),
            (Place::Later, 0..=2, Some(pronoun)) | (Place::Paragraph, 0, Some(pronoun)) => pronoun.to_owned(),
            (_, 0 | 1, _) => format!("the {}", self.called),
            _ => format!("this {}", self.called),
        }
    }
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

fn join(lead: &str, who: &Who<'_>, place: Place, clauses: &[Clause], draws: &mut Draws) -> String {
    let subject = who.subject(place, draws);
    let texts: Vec<String> = clauses.iter().map(|clause| clause.text.clone()).collect();
    let apart = draws.below(3) == 0;
    let body = match texts.as_slice() {
        [most @ .., last] if apart && !most.is_empty() && place != Place::Story => {
            let again = who.pronoun.map_or_else(|| format!("the {}", who.called), str::to_owned);
            format!("{subject} {}; {again} {}", words::list(most), also(last))
        }
        all => format!("{subject} {}", words::list(all)),
    };
    words::capital(&format!("{lead}{body}."))
}

/// Adds "also" to a predicate where English wants it: after a helping verb, before any other.
fn also(predicate: &str) -> String {
    match predicate.split_once(' ') {
        Some((verb @ ("is" | "was" | "would" | "could"), rest)) => format!("{verb} also {rest}"),
        _ => format!("also {predicate}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn also_follows_helping_verbs() {
        assert_eq!(also("is married"), "is also married");
        assert_eq!(also("earns 40,000 USD a year"), "also earns 40,000 USD a year");
        assert_eq!(also("votes"), "also votes");
        assert_eq!(with_article("owner"), "an owner");
    }
}
