//! `foretaste personas`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use crate::frame::{Frame, FrameError, Values, reading, write_csv, write_parquet};
use crate::population::words::{number, percent};
use crate::population::{Card, Data, Making, MarginRow, Population, cards, margins_report};
use crate::random::Seed;
use crate::study::output::Existing;

use super::args::{Listing, Personas};
use super::exit::{Ending, Failure};
use super::files;
use super::lines::{Side, table};

/// What a row of the file written by `--out` is called.
const PEOPLE: &str = "people";

/// The largest difference in share that still counts as met: half a percentage point, as shares are stated to the point or the tenth.
const MET: f64 = 0.005;

/// The number of sampling standard errors within which a miss is what chance explains where people are drawn.
const CHANCE: f64 = 3.0;

/// Below this many effective respondents a segment is marked.
const THIN: f64 = 30.0;

/// Runs the command.
pub(super) fn run(arguments: &Personas) -> Result<Ending, Failure> {
    let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
    let target = arguments.out.as_deref().map(target).transpose()?;
    if let Some((_, path)) = &target {
        files::refuse_existing(path, existing)?;
    }
    let root = arguments.root.clone().unwrap_or_else(|| files::root(&arguments.population));
    let seed = Seed(arguments.seed);
    let (population, remarks) =
        Population::load(reading(), &arguments.population, &root, seed, arguments.count.map(|count| count as usize))
            .map_err(Failure::Input)?;
    if !remarks.is_empty() {
        eprintln!("{}", remarks.render(super::run::colour()));
    }
    if let Some((write, path)) = &target {
        let frame = frame(&population)?;
        files::whole(path, existing, |temporary| write(&frame, temporary))?;
        eprintln!("Wrote {} people in {} columns to {}", number(frame.rows() as f64), frame.columns().len(), path.display());
    }
    if arguments.quiet {
        return Ok(Ending::Done);
    }
    let shown = cards(&population, arguments.cards, seed);
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Listing::Text => out.write_all(text(&population, &shown).as_bytes())?,
        Listing::Json => writeln!(out, "{:#}", listing(&population, &shown))?,
    }
    Ok(Ending::Done)
}

type Write = fn(&Frame, &Path) -> Result<(), FrameError>;

/// How and where the people are written, by the ending of the file's name.
fn target(path: &Path) -> Result<(Write, PathBuf), Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let write: Write = match ending.as_deref() {
        Some("parquet") => write_parquet,
        Some("csv") => write_csv,
        _ => return Err(Failure::Usage(format!("--out must end in .parquet or .csv, got `{}`", path.display()))),
    };
    Ok((write, path.to_owned()))
}

/// One row a person: number, donor, segment, then every column.
fn frame(population: &Population) -> Result<Frame, FrameError> {
    let mut frame = Frame::new(PEOPLE);
    frame.push("persona", Values::Count(population.ids.iter().map(|&id| i64::from(id)).collect()))?;
    if population.has_respondents() {
        let names = &population.donor_names;
        frame.push("respondent", Values::Text(population.donors.iter().map(|&donor| names[donor as usize].clone()).collect()))?;
    }
    let segment = population.segment.iter().map(|&code| population.segments[usize::from(code)].clone());
    frame.push("segment", Values::Text(segment.collect()))?;
    for column in &population.columns {
        let values = match &column.data {
            Data::Number(values) => Values::Number(values.iter().map(|&value| shortest(value)).collect()),
            Data::Category { codes, labels } => Values::Text(codes.iter().map(|&code| labels[usize::from(code)].clone()).collect()),
        };
        // Two of our own names may also be names of columns in the file.
        let taken = frame.column(&column.name).is_some();
        let name = if taken { format!("{} (column)", column.name) } else { column.name.clone() };
        frame.push(&name, values)?;
    }
    Ok(frame)
}

/// The double that prints like the single: 0.1 stays 0.1 where widening alone would give 0.10000000149.
fn shortest(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}

fn making(population: &Population) -> String {
    let people = number(population.len() as f64);
    let donors = number(f64::from(population.donor_count));
    match population.making {
        Making::AsTheyAre => format!("{people} people: the rows of the data as they are, from {donors} real respondents"),
        Making::Resampled => format!("{people} people drawn from the data, with {donors} real respondents behind them"),
        Making::Raked => format!("{people} people weighted to the stated margins, with {donors} real respondents behind them"),
        Making::MarginsOnly => format!("{people} people made from stated margins; no real respondent stands behind them"),
    }
}

fn text(population: &Population, shown: &[Card]) -> String {
    let mut out = format!("{}\n{}\n", population.title, making(population));
    segments(&mut out, population);
    margins(&mut out, &margins_report(population), population.len());
    way(&mut out, population);
    for card in shown {
        let _ = write!(out, "\n{}\n{card}", "─".repeat(78));
    }
    out
}

fn segments(out: &mut String, population: &Population) {
    let bases = population.segment_bases();
    let rows: Vec<Vec<String>> = population
        .segments
        .iter()
        .zip(&bases)
        .map(|(name, base)| {
            let share = percent(base.people as f64 / population.len() as f64);
            let mut row = vec![name.clone(), number(base.people as f64), share];
            if population.has_respondents() {
                let thin = if base.effective < THIN { "  few" } else { "" };
                row.push(format!("{} respondents, worth {}{thin}", number(base.donors as f64), number(base.effective.round())));
            }
            row
        })
        .collect();
    let _ = write!(out, "\nSegments\n{}", table(&[Side::Left, Side::Right, Side::Right, Side::Left], &rows));
}

fn margins(out: &mut String, rows: &[MarginRow], people: usize) {
    if rows.is_empty() {
        return;
    }
    let hits: Vec<Hit> = rows.iter().map(|row| Hit::of(row, people)).collect();
    let count = |wanted: Hit| hits.iter().filter(|&&hit| hit == wanted).count();
    let (met, chance, missed) = (count(Hit::Met), count(Hit::ByChance), count(Hit::Missed));
    let mut verdict = format!("{met} of {} shares met within half a point", rows.len());
    if chance > 0 {
        let _ = write!(verdict, ", {chance} off by no more than chance explains among {} people", number(people as f64));
    }
    if missed > 0 {
        let _ = write!(verdict, ", {missed} missed");
    }
    let _ = writeln!(out, "\nMargins: {verdict}");
    let mut cells = vec![["", "", "asked", "got", "", ""].map(str::to_owned).to_vec()];
    let mut last = "";
    for (row, hit) in rows.iter().zip(hits) {
        let name = if row.margin == last { String::new() } else { row.margin.clone() };
        last = &row.margin;
        let off = format!("{:+.2} points", 100.0 * row.difference + 0.0).replace('-', "−");
        cells.push(vec![name, row.category.clone(), percent(row.target), percent(row.got), off, hit.word().to_owned()]);
    }
    out.push_str(&table(&[Side::Left, Side::Left, Side::Right, Side::Right, Side::Right, Side::Left], &cells));
}

/// How a share that was asked for came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hit {
    /// Within half a percentage point.
    Met,
    /// Further off, but no further than the draw of this many people explains.
    ByChance,
    /// Further off than that.
    Missed,
}

impl Hit {
    fn of(row: &MarginRow, people: usize) -> Self {
        let error = (row.target * (1.0 - row.target) / people as f64).sqrt();
        match row.difference.abs() {
            off if off <= MET => Self::Met,
            off if off <= CHANCE * error => Self::ByChance,
            _ => Self::Missed,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::ByChance => "by chance",
            Self::Missed => "MISSED",
        }
    }
}

/// What happened on the way.
fn way(out: &mut String, population: &Population) {
    let found = &population.diagnostics;
    if let Some(raking) = &found.raking {
        let _ = writeln!(out, "\nWeighting");
        let rows = [
            ("passes over the margins", number(f64::from(raking.passes))),
            ("largest error of the weights", format!("{:.1e}", raking.largest_error)),
            ("largest error of whole people", format!("{:.3} points", 100.0 * raking.largest_error_people)),
            ("design effect", format!("{:.2}", raking.design_effect)),
            ("respondents with weight", number(raking.donors as f64)),
            ("effective respondents", number(raking.effective_donors.round())),
        ];
        out.push_str(&table(&[Side::Left, Side::Right], &rows.map(|(name, value)| vec![name.to_owned(), value])));
    }
    if !found.correlations.is_empty() {
        let rows: Vec<Vec<String>> = std::iter::once(vec![String::new(), "asked".to_owned(), "got".to_owned()])
            .chain(found.correlations.iter().map(|pair| {
                vec![format!("{} and {}", pair.between[0], pair.between[1]), format!("{:.2}", pair.stated), format!("{:.2}", pair.got)]
            }))
            .collect();
        let _ = write!(out, "\nRank correlations\n{}", table(&[Side::Left, Side::Right, Side::Right], &rows));
    }
    if found.rows_read > 0 {
        let _ = writeln!(out, "\nData: {} of {} rows kept", number(found.rows_kept as f64), number(found.rows_read as f64));
        let rows: Vec<Vec<String>> = found.left_out.iter().map(|left| vec![number(left.rows as f64), left.why.clone()]).collect();
        out.push_str(&table(&[Side::Right, Side::Left], &rows));
    }
    if !found.notes.is_empty() {
        let _ = writeln!(out, "\nNotes");
        for note in &found.notes {
            let _ = writeln!(out, "  {note}");
        }
    }
}

fn listing(population: &Population, shown: &[Card]) -> Json {
    let found = &population.diagnostics;
    let bases = population.segment_bases();
    json!({
        "title": population.title,
        "people": population.len(),
        "respondents": if population.has_respondents() { population.donor_count } else { 0 },
        "made": match population.making {
            Making::AsTheyAre => "as they are",
            Making::Resampled => "resampled",
            Making::Raked => "weighted to margins",
            Making::MarginsOnly => "from margins alone",
        },
        "segments": population.segments.iter().zip(&bases).map(|(name, base)| json!({
            "name": name, "people": base.people, "respondents": base.donors, "effective_respondents": base.effective,
        })).collect::<Vec<_>>(),
        "margins": margins_report(population).iter().map(|row| json!({
            "margin": row.margin, "category": row.category, "asked": row.target, "got": row.got, "hit": Hit::of(row, population.len()).word().to_lowercase(),
        })).collect::<Vec<_>>(),
        "weighting": found.raking.as_ref().map(|raking| json!({
            "passes": raking.passes, "largest_error": raking.largest_error, "largest_error_people": raking.largest_error_people,
            "design_effect": raking.design_effect, "respondents": raking.donors, "effective_respondents": raking.effective_donors,
        })),
        "correlations": found.correlations.iter().map(|pair| json!({
            "between": pair.between, "asked": pair.stated, "got": pair.got,
        })).collect::<Vec<_>>(),
        "rows_read": found.rows_read,
        "rows_kept": found.rows_kept,
        "left_out": found.left_out.iter().map(|left| json!({ "why": left.why, "rows": left.rows })).collect::<Vec<_>>(),
        "notes": found.notes,
        "cards": shown.iter().map(|card| json!({
            "persona": card.id, "segment": card.segment, "respondent": card.donor, "story": card.story_text(),
            "values": card.fields.iter().map(|field| (field.column.clone(), Json::from(field.value.as_str()))).collect::<serde_json::Map<_, _>>(),
        })).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_met_missed_or_off_by_chance() {
        let hit = |got: f64, people| {
            let row = MarginRow { margin: "m".into(), category: "c".into(), target: 0.5, got, difference: got - 0.5 };
            Hit::of(&row, people)
        };
        assert_eq!(hit(0.504, 1_000_000), Hit::Met);
        assert_eq!(hit(0.51, 1_000_000), Hit::Missed);
        // Three standard errors of 400 draws are 7.5 points.
        assert_eq!((hit(0.43, 400), hit(0.42, 400)), (Hit::ByChance, Hit::Missed));
    }

    #[test]
    fn singles_are_written_as_they_read() {
        assert_eq!(shortest(0.1), 0.1);
        assert!(shortest(f32::NAN).is_nan());
    }
}
