//! Solution files of ScenarioWizard: read, written, and held against a matrix.

use super::model::Model;
use super::scenario::Scenario;
use super::structure::Structure;
use super::text::{self, Line};
use crate::input::{Cx, Span};

/// A list of scenarios as ScenarioWizard keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SolutionSet {
    /// The scenarios in the file's order.
    pub scenarios: Vec<Listed>,
}

/// One scenario of a list, with what the file says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The scenario.
    pub scenario: Scenario,
    /// How many scenarios lead to it by succession; 0 where nobody counted. ScenarioWizard stops counting at 2²⁴.
    pub weight: u64,
    /// The least that a chosen variant has over an alternative.
    pub margin: i64,
    /// The inconsistency.
    pub inconsistency: i64,
    /// The total impact score.
    pub score: i64,
    /// A remark.
    pub note: String,
}

/// One figure of a list that the matrix contradicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The place in the list, from 0.
    pub place: usize,
    /// Which figure: "margin", "inconsistency" or "score".
    pub figure: &'static str,
    /// What the file says.
    pub stated: i64,
    /// What the matrix says.
    pub got: i64,
}

/// Most scenarios read from one file.
const MOST: usize = 1_000_000;

const MARK: &str = "$ ScenarioWizard";

impl SolutionSet {
    /// Reads a solution file of a model with this structure, shown under `name` in messages.
    ///
    /// # Errors
    /// Nothing, with every problem reported at its place: another kind of file, a line that is no scenario, a scenario with too many or too
    /// few variants or one that does not exist, and a list that is shorter or longer than the file says, as when it was cut off.
    pub fn parse(name: &str, bytes: &[u8], structure: &Structure, cx: &mut Cx) -> Option<Self> {
        let before = cx.errors();
        let file = text::open(name, bytes, cx)?;
        let text = cx.source(file).text().to_owned();
        let end = Span::new(file, text.len()..text.len());
        let mut lines = text::lines(&text, file).filter(|line| !line.text.trim().is_empty());
        let (first, second) = (lines.next(), lines.next());
        let fits = |line: &Option<Line<'_>>, start: &str| line.is_some_and(|line| line.text.starts_with(start));
        if !fits(&first, MARK) || !fits(&second, "Solution set") {
            let place = first.map_or(end, |line| line.span());
            cx.error(place, "this is not a solution file of ScenarioWizard").allowed(format!("{MARK} 3.0, then `Solution set`"));
            return None;
        }
        let Some((said, place)) = lines.next().and_then(|line| Some((line.text.trim().parse::<usize>().ok()?, line.span()))) else {
            cx.error(end, "the third line must be the number of scenarios");
            return None;
        };
        let mut scenarios = Vec::new();
        for line in lines {
            if scenarios.len() == MOST {
                cx.error(line.span(), "too many scenarios").allowed(format!("at most {MOST}"));
                return None;
            }
            match listed(&line, structure) {
                Ok(listed) => scenarios.push(listed),
                Err((part, what)) => {
                    cx.error(part, what);
                }
            }
        }
        if cx.errors() == before && said != scenarios.len() {
            cx.error(place, "the file does not hold as many scenarios as it says")
                .got(format!("{} scenarios", scenarios.len()))
                .allowed(format!("{said}, as stated here"))
                .help("is the file cut off?");
        }
        (cx.errors() == before).then_some(Self { scenarios })
    }

    /// Writes the list as a file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = format!("{MARK} 3.0\nSolution set\n {} \n\n", self.scenarios.len());
        for listed in &self.scenarios {
            let variants: String = listed.scenario.variants().map(|variant| format!(" {}", variant + 1)).collect();
            let Listed { weight, margin, inconsistency, score, .. } = listed;
            let note = listed.note.replace(['\r', '\n'], " ");
            out.push_str(&format!("\"{variants}\",{weight},{margin},{inconsistency},{score},\"{note}\"\n"));
        }
        out
    }

    /// Makes a list of scenarios with the figures of a model and their weights; a weight that is missing is written as 0.
    #[must_use]
    pub fn of(model: &Model, scenarios: &[(Scenario, Option<u64>)]) -> Self {
        let listed = |(scenario, weight): &(Scenario, Option<u64>)| {
            let figures = model.figures(scenario);
            Listed {
                scenario: scenario.clone(),
                weight: weight.unwrap_or(0),
                margin: i64::from(figures.margin.unwrap_or(0)),
                inconsistency: i64::from(figures.inconsistency),
                score: figures.score,
                note: String::new(),
            }
        };
        Self { scenarios: scenarios.iter().map(listed).collect() }
    }

    /// Holds every figure of the list against a matrix: a list made from an earlier matrix gives itself away.
    #[must_use]
    pub fn contradictions(&self, model: &Model) -> Vec<Contradiction> {
        let mut all = Vec::new();
        for (place, listed) in self.scenarios.iter().enumerate() {
            let figures = model.figures(&listed.scenario);
            let pairs = [
                ("margin", listed.margin, i64::from(figures.margin.unwrap_or(0))),
                ("inconsistency", listed.inconsistency, i64::from(figures.inconsistency)),
                ("score", listed.score, figures.score),
            ];
            let wrong = pairs.into_iter().filter(|(_, stated, got)| stated != got);
            all.extend(wrong.map(|(figure, stated, got)| Contradiction { place, figure, stated, got }));
        }
        all
    }
}

/// Reads `" 2 3 2",weight,margin,inconsistency,score,"note"`.
fn listed(line: &Line<'_>, structure: &Structure) -> Result<Listed, (Span, String)> {
    let wrong = |part: &str, what: &str| (line.part(part), what.to_owned());
    let text = line.text.trim();
    let form = "a line must read \" 2 3 2\",weight,margin,inconsistency,score,\"note\"";
    let (numbers, rest) = text.strip_prefix('"').and_then(|rest| rest.split_once('"')).ok_or_else(|| wrong(text, form))?;
    let mut variants = Vec::new();
    for word in numbers.split_whitespace() {
        match word.parse::<usize>() {
            Ok(number @ 1..) => variants.push(number - 1),
            _ => return Err(wrong(word, "a variant must be a whole number from 1")),
        }
    }
    let scenario = Scenario::new(structure, &variants).map_err(|error| (line.part(numbers), error.to_string()))?;
    let parts: Vec<&str> = rest.strip_prefix(',').unwrap_or("").splitn(5, ',').collect();
    let [weight, margin, inconsistency, score, note] = parts[..] else {
        return Err(wrong(text, form));
    };
    let whole = |part: &str| part.trim().parse::<i64>().map_err(|_| wrong(part, "a figure of a scenario must be a whole number"));
    let note = note
        .trim()
        .strip_prefix('"')
        .and_then(|note| note.strip_suffix('"'))
        .ok_or_else(|| wrong(note, "the note must stand in quotes"))?;
    Ok(Listed {
        scenario,
        weight: u64::try_from(whole(weight)?).map_err(|_| wrong(weight, "a weight cannot be negative"))?,
        margin: whole(margin)?,
        inconsistency: whole(inconsistency)?,
        score: whole(score)?,
        note: note.to_owned(),
    })
}

#[cfg(test)]
mod tests;
