//! Twins: the people of a fit one by one, each with draws of their own tastes given their own answers.
//!
//! In: what hierarchical Bayes drew. Out: two files, and from them the rows of tastes that a study runs. A draw is one of all people together, so that what
//! they have in common is kept. It must never know people but by a hash of their names.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::input::{CsvOptions, CsvTable, Cx, Grade, Quantity, Span};
use crate::market::spec::{FittedTaste, In, Shape, Twins, Varies};
use crate::stats::dist::Dist;
use crate::study::memory::Digest;
use crate::study::written::digits;
use crate::world::Place;

use super::chains::TWINS;
use super::estimate::{Estimated, Findings};
use super::load::FitStudy;
use super::population::{PopulationFile, Stamp, TwinsSpec, written};

/// The name of the table.
const TABLE: &str = "twins.csv";
/// The columns that say whose draw a row is.
const PERSON: &str = "person";
const DRAW: &str = "draw";
/// Letters of the hash of a name.
const LETTERS: usize = 16;
/// Most numbers that a table may hold.
const MOST: usize = 1 << 24;

/// What stands for a person: the beginning of the SHA-256 of the name.
fn hashed(name: &str) -> String {
    Digest::of(name.as_bytes()).as_str().chars().take(LETTERS).collect()
}

/// Writes the files of twins, by their names; none where the fit keeps no own draws.
///
/// # Errors
/// Why there are no files, in a sentence.
pub fn twin_files(study: &FitStudy, findings: &Findings, stamp: Stamp<'_>) -> Result<Vec<(String, String)>, &'static str> {
    let Estimated::Bayes(bayes) = &findings.estimated else { return Ok(Vec::new()) };
    let (own, people) = (&bayes.posterior.own, &bayes.posterior.people);
    let tastes = study.specification.tastes.len();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    if own.len() > MOST {
        return Err("there are more than 16 million numbers of everybody's own tastes, so that there is no file of twins");
    }
    let names: Vec<String> = people.iter().map(|&person| hashed(&study.survey.people[person as usize])).collect();
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    if once.len() < names.len() {
        return Err("two people have hashes that begin alike, so that there is no file of twins");
    }
    let draws = own.len() / (people.len() * tastes);
    let mut text = format!("{PERSON},{DRAW}");
    for taste in &study.specification.tastes {
        let _ = write!(text, ",{}", taste.name);
    }
    text.push('\n');
    for (draw, rows) in own.chunks_exact(people.len() * tastes).enumerate() {
        for (name, row) in names.iter().zip(rows.chunks_exact(tastes)) {
            let _ = write!(text, "{name},{}", draw + 1);
            for &taste in row {
                // Four places beyond the point of a logit are more than anybody's answers tell.
                let _ = write!(text, ",{}", digits((1e5 * f64::from(taste)).round() / 1e5));
            }
            text.push('\n');
        }
    }
    let file = written(study, findings, stamp, Some((TABLE, &text, draws)))?;
    Ok(vec![("twins.toml".to_owned(), file), (TABLE.to_owned(), text)])
}

/// Everybody's own tastes as a file has them.
pub(super) struct Table {
    draws: usize,
    /// The hash of each person.
    people: Vec<String>,
    /// Taste by taste of the file: person by person, draw by draw.
    tastes: Vec<Vec<f64>>,
}

/// Reads the table of a file of twins.
///
/// # Errors
/// `None` with every problem reported to `cx`.
pub(super) fn table(file: &PopulationFile, twins: &TwinsSpec, cx: &mut Cx) -> Option<Table> {
    let span = twins.file.span;
    if twins.file.written.contains(['/', '\\']) {
        cx.error(span, "the table of twins must lie beside its file").got(&twins.file.written).allowed("a name without a folder");
        return None;
    }
    if !TWINS.contains(&twins.draws.value) {
        cx.error(twins.draws.span, format!("`draws` must be {} to {}", TWINS.start(), TWINS.end())).got(twins.draws.value);
        return None;
    }
    let table = CsvTable::load(&twins.file, CsvOptions { max_rows: MOST, ..CsvOptions::default() }, cx)?;
    if Digest::of_file(&twins.file.path).is_ok_and(|found| found.as_str() != twins.sha256.as_str()) {
        cx.error(span, "the table of twins is not the one that was written with this file").help("run `foretaste calibrate` again");
        return None;
    }
    let draws = twins.draws.value as usize;
    let columns: Option<Vec<Vec<f64>>> =
        file.tastes.iter().map(|taste| numbers(&table, taste.name.value.as_str(), taste.name.span, cx)).collect();
    let (columns, drawn) = (columns?, numbers(&table, DRAW, span, cx)?);
    let (rows, count) = (drawn.len(), drawn.len() / draws);
    let names: Vec<&str> = table.texts(PERSON, Some(span), cx)?.collect();
    let whole = count > 0 && count * draws == rows && names.len() == rows;
    let in_order = |row: usize| drawn[row] == (row / count + 1) as f64 && names[row] == names[row % count];
    if !whole || !(0..rows).all(in_order) || rows * columns.len() > MOST {
        cx.error(span, format!("the table of twins must have {draws} draws of each person, all people in one order in each draw"))
            .got(format!("{rows} rows"))
            .help("run `foretaste calibrate` again");
        return None;
    }
    let by_person = |column: Vec<f64>| (0..rows).map(|at| column[(at % draws) * count + at / draws]).collect();
    Some(Table {
        draws,
        people: names[..count].iter().map(|&name| name.to_owned()).collect(),
        tastes: columns.into_iter().map(by_person).collect(),
    })
}

fn numbers(table: &CsvTable, name: &str, span: Span, cx: &mut Cx) -> Option<Vec<f64>> {
    let found = table.numbers(name, Some(span), cx)?;
    if let Some(bad) = found.iter().find(|value| !value.is_finite() || value.abs() > 1e6) {
        cx.error(span, format!("the table of twins has an impossible number in `{name}`")).got(bad);
        return None;
    }
    Some(found)
}

impl Table {
    /// Makes tastes of a study: by attribute, the place of the taste in the file and how many units of the study one of its units is. `known` are the names
    /// of the study's people.
    pub(super) fn taken(
        &self,
        file: &PopulationFile,
        taken: &[(String, usize, f64)],
        known: &[String],
        (origin, span): (&str, Span),
    ) -> (Vec<FittedTaste>, Twins) {
        let measured = |dist| Quantity { dist, source: Some(origin.to_owned()), grade: Some(Grade::Measured), span: Some(span) };
        let tastes = taken
            .iter()
            .map(|(key, at, times)| {
                let values = &self.tastes[*at];
                let mean = times * crate::num::sum(values) / values.len() as f64;
                FittedTaste {
                    key: key.clone(),
                    unit: In::Utility,
                    centre: vec![measured(Dist::Point(mean))],
                    varies: Varies::Not,
                    goes_with: Vec::new(),
                    shifts: Vec::new(),
                    shape: Shape::Fixed,
                    per: file.tastes[*at].unit.clone(),
                    label: file.tastes[*at].label.clone(),
                }
            })
            .collect();
        let by_hash: BTreeMap<String, &String> = known.iter().map(|name| (hashed(name), name)).collect();
        let rows = (0..self.people.len() * self.draws).flat_map(|row| taken.iter().map(move |(_, at, times)| (row, *at, *times)));
        let twins = Twins {
            place: Place {
                path: "fitted.draw".to_owned(),
                label: "Which of the draws of everybody's own tastes holds".to_owned(),
                source: format!("{origin}; {} draws of all people together", self.draws),
                grade: Some(Grade::Measured),
            },
            draws: self.draws,
            keys: taken.iter().map(|(key, ..)| key.clone()).collect(),
            people: self.people.iter().map(|hash| by_hash.get(hash).map_or_else(String::new, |name| (*name).clone())).collect(),
            rows: rows.map(|(row, at, times)| (times * self.tastes[at][row]) as f32).collect::<Arc<[f32]>>(),
        };
        (tastes, twins)
    }
}
