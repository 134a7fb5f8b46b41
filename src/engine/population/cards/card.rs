//! A card: the fields of one person, and the story they tell.

use std::fmt;

use crate::random::{At, Purpose, Seed, Streams};

use super::super::people::{Making, Population};
use super::super::role::Role;
use super::super::words;
use super::story::{Sentence, story};

/// Occurrence numbers of the persona stream that cards use, away from those of drawn columns (which are hashes of names).
const CHOOSING: u32 = 0xCA4D_0000;
const TELLING: u32 = 0xCA4D_0001;

/// One field of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What the column is for.
    pub role: Role,
    /// Name of the column.
    pub column: String,
    /// What people read.
    pub label: String,
    /// The value in words.
    pub value: String,
}

/// One person in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The number of the person.
    pub id: u32,
    /// The row of the person in the population.
    pub row: usize,
    /// The segment.
    pub segment: String,
    /// Who the person was copied from, in words.
    pub donor: String,
    /// Every column.
    pub fields: Vec<Field>,
    /// The story, in paragraphs.
    pub story: Vec<Vec<Sentence>>,
}

impl Card {
    /// Gives the whole story as text, paragraphs apart by an empty line.
    #[must_use]
    pub fn story_text(&self) -> String {
        let paragraph = |sentences: &Vec<Sentence>| sentences.iter().map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join(" ");
        self.story.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
    }
}

impl fmt::Display for Card {
    /// Writes the card as text of at most 78 columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Persona {} · {}", self.id, self.segment)?;
        wrap(f, &self.donor)?;
        for sentences in &self.story {
            writeln!(f)?;
            let text = sentences.iter().map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join(" ");
            wrap(f, &text)?;
        }
        writeln!(f)?;
        let widest = self.fields.iter().map(|field| field.label.chars().count()).max().unwrap_or(0).min(34);
        for field in &self.fields {
            let gap = " ".repeat(widest.saturating_sub(field.label.chars().count()));
            writeln!(f, "  {}{gap}  {}", field.label, field.value)?;
        }
        Ok(())
    }
}

fn wrap(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    const WIDTH: usize = 78;
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > WIDTH {
            writeln!(f)?;
            used = 0;
        }
        if used == 0 {
            write!(f, "{word}")?;
            used = length;
        } else {
            write!(f, " {word}")?;
            used += 1 + length;
        }
    }
    writeln!(f)
}

/// Draws people at random, no donor twice while there are others, and makes a card of each.
///
/// # Determinism
/// Depends on the population and the seed alone; a person's story depends on the seed and the person's number.
#[must_use]
pub fn cards(population: &Population, count: usize, seed: Seed) -> Vec<Card> {
    let streams = Streams::new(seed, At { theta: 0, inner: 0 });
    let mut keys: Vec<(f64, usize)> = (0..population.len())
        .map(|row| (streams.draws(Purpose::Persona, u64::from(population.ids[row]), CHOOSING).uniform(), row))
        .collect();
    keys.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let count = count.min(population.len());
    let mut shown = vec![false; population.donor_count as usize];
    let (mut fresh, mut again) = (Vec::with_capacity(count), Vec::new());
    for (_, row) in keys {
        let donor = population.donors[row] as usize;
        if !std::mem::replace(&mut shown[donor], true) {
            fresh.push(row);
            if fresh.len() == count {
                break;
            }
        } else if again.len() < count {
            again.push(row);
        }
    }
    fresh.extend(again);
    fresh.truncate(count);
    fresh.into_iter().map(|row| card(population, row, &streams)).collect()
}

fn card(population: &Population, row: usize, streams: &Streams) -> Card {
    let id = population.ids[row];
    let mut draws = streams.draws(Purpose::Persona, u64::from(id), TELLING);
    Card {
        id,
        row,
        segment: population.segments[usize::from(population.segment[row])].clone(),
        donor: donor(population, row),
        fields: population
            .columns
            .iter()
            .map(|column| Field {
                role: column.role,
                column: column.name.clone(),
                label: column.label.clone(),
                value: population.value_text(column, row),
            })
            .collect(),
        story: story(population, row, &mut draws),
    }
}

/// Says who a person was copied from.
fn donor(population: &Population, row: usize) -> String {
    if !population.has_respondents() {
        return "Drawn from stated margins; no real respondent stands behind this card.".into();
    }
    let donor = population.donors[row];
    let name = &population.donor_names[donor as usize];
    let copies = population.donors.iter().filter(|&&d| d == donor).count();
    let called = &population.row_called;
    match (copies, population.making) {
        (1, Making::AsTheyAre) => format!("Respondent {name} as the data has them."),
        (1, _) => format!("The only {called} of respondent {name}."),
        (_, _) => format!("One of {} {} of respondent {name}.", words::number(copies as f64), words::plural(called)),
    }
}
