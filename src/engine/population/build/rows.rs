//! Which rows of the data become people, and how often.

use crate::input::{Cx, DataFile};
use crate::random::{Purpose, Streams};
use crate::stats;

use super::super::diagnostics::{Diagnostics, Raking};
use super::super::integer::{replicate, resample, truncate_replicate_sample};
use super::super::people::{Count, Making};
use super::super::rake::{Constraint, RakeError, Stopping, rake};
use super::super::spec::{MicrodataSpec, PopulationSpec, Use};
use super::super::words;
use super::microdata::{Raw, RawData};

/// Most people a population may have.
pub(super) const MOST_PEOPLE: usize = 50_000_000;

/// People made when neither the study nor the file says how many: enough that rounding a margin to whole people moves it by
/// less than a hundredth of a percent.
pub(super) const USUAL_COUNT: usize = 10_000;

/// The respondent behind each row: an index, and what the data calls them.
pub(super) struct Donors {
    pub(super) of_row: Vec<u32>,
    pub(super) names: Vec<String>,
}

/// Tells respondents apart by the donor column, or takes each row as its own respondent, called by its line.
///
/// # Errors
/// `None`, reported, when there is no such column or it is empty somewhere.
pub(super) fn donors(microdata: &MicrodataSpec, raw: &Raw, cx: &mut Cx) -> Option<Donors> {
    let Some(donor) = &microdata.donor else {
        let names = (0..raw.rows()).map(|row| format!("in line {}", raw.line(row))).collect();
        return Some(Donors { of_row: (0..raw.rows() as u32).collect(), names });
    };
    let Some(data) = raw.data(donor.value.as_str()) else {
        cx.unknown(donor.span, "column of the data", donor.value.as_str(), raw.names());
        return None;
    };
    if let Some(row) = (0..raw.rows()).find(|&row| data.is_unknown(row)) {
        cx.error(donor.span, format!("the donor column `{donor}` is empty in line {}", raw.line(row)));
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let mut known: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
    let of_row = (0..raw.rows())
        .map(|row| {
            let name = data.text(row);
            *known.entry(name.clone()).or_insert_with(|| {
                names.push(name);
                (names.len() - 1) as u32
            })
        })
        .collect();
    Some(Donors { of_row, names })
}

/// Reads the weight of each row; all 1 where the file names no weight.
///
/// # Errors
/// `None`, reported: no such column, words instead of numbers, weights unknown, negative or all zero.
pub(super) fn weights(microdata: &MicrodataSpec, raw: &Raw, cx: &mut Cx) -> Option<Vec<f64>> {
    let Some(name) = &microdata.weight else { return Some(vec![1.0; raw.rows()]) };
    let values = match raw.data(name.value.as_str()) {
        Some(RawData::Number(values)) => values,
        Some(RawData::Text { .. }) => {
            cx.error(name.span, format!("the weight column `{name}` holds words, not numbers"));
            return None;
        }
        None => {
            cx.unknown(name.span, "column of the data", name.value.as_str(), raw.names());
            return None;
        }
    };
    if let Some(row) = values.iter().position(|weight| !weight.is_finite() || *weight < 0.0) {
        let got = if values[row].is_nan() { "nothing".to_owned() } else { values[row].to_string() };
        cx.error(name.span, format!("a weight must be zero or more, and `{name}` is not in line {}", raw.line(row))).got(got);
        return None;
    }
    if values.iter().all(|&weight| weight == 0.0) {
        cx.error(name.span, format!("all weights in `{name}` are zero")).help("at least one row needs a weight");
        return None;
    }
    Some(values.clone())
}

/// What the rows are used for.
pub(super) struct Drawn {
    pub(super) making: Making,
    pub(super) rows: Vec<u32>,
}

/// The rows to make people from, with what is stated about them.
pub(super) struct Sample<'a> {
    pub(super) spec: &'a PopulationSpec,
    pub(super) weights: &'a [f64],
    pub(super) constraints: &'a [Constraint],
    pub(super) donors: &'a Donors,
}

impl Sample<'_> {
    /// Decides how often each row becomes a person.
    ///
    /// # Errors
    /// `None`, reported at the margin or the key at fault.
    pub(super) fn draw(&self, streams: &Streams, count: Option<Count>, diagnostics: &mut Diagnostics, cx: &mut Cx) -> Option<Drawn> {
        let Self { spec, weights, constraints, donors } = *self;
        let microdata = spec.microdata.as_ref()?;
        let as_they_are = microdata.r#use.as_ref().filter(|how| how.value == Use::AsTheyAre);
        if let Some(how) = as_they_are {
            if !constraints.is_empty() {
                cx.error(how.span, "people \"as they are\" cannot be weighted to margins").help("take `use` or the margins out");
                return None;
            }
            if let Some(weight) = &microdata.weight {
                cx.error(how.span, "people \"as they are\" all count the same, so the weights would be lost")
                    .also(weight.span, "the weights")
                    .help("use \"resample\"");
                return None;
            }
            let rows = weights.len();
            let stated = stated_count(spec, count);
            let Some(wanted) = stated.filter(|wanted| wanted.value != rows) else {
                return Some(Drawn { making: Making::AsTheyAre, rows: (0..rows as u32).collect() });
            };
            if wanted.value > rows {
                cx.error(wanted.span, format!("the data has {rows} rows to use as they are, but {} people are asked for", wanted.value))
                    .also(how.span, "as they are")
                    .help(format!("ask for {rows} or fewer, or use \"resample\""));
                return None;
            }
            let wanted = people(spec, count, cx)?;
            diagnostics.notes.push(format!(
                "{} of the {} rows were drawn at random, each at most once.",
                words::number(wanted as f64),
                words::number(rows as f64)
            ));
            return Some(Drawn { making: Making::AsTheyAre, rows: some_of(rows, wanted, streams) });
        }
        let count = people(spec, count, cx)?;
        if constraints.is_empty() {
            return Some(Drawn { making: Making::Resampled, rows: resample(weights, count, streams) });
        }
        let stopping =
            spec.raking.as_ref().map_or_else(Stopping::default, |raking| Stopping { tolerance: raking.tolerance, passes: raking.passes });
        let raked = match rake(weights, constraints, stopping) {
            Ok(raked) => raked,
            Err(error) => {
                report(&error, spec, microdata.file.as_ref(), cx);
                return None;
            }
        };
        let mut of_donor = vec![0.0; donors.names.len()];
        for (&weight, &donor) in raked.weights.iter().zip(&donors.of_row) {
            of_donor[donor as usize] += weight;
        }
        of_donor.retain(|&weight| weight > 0.0);
        let effective_donors = stats::kish(&of_donor);
        diagnostics.raking = Some(Raking {
            passes: raked.passes,
            largest_error: raked.largest_error,
            largest_error_people: 0.0,
            design_effect: of_donor.len() as f64 / effective_donors,
            donors: of_donor.len(),
            effective_donors,
        });
        let counts = truncate_replicate_sample(&raked.weights, count, streams);
        Some(Drawn { making: Making::Raked, rows: replicate(&counts) })
    }
}

/// How many people are asked for, and where: by whoever wants the population, or by its file.
fn stated_count(spec: &PopulationSpec, count: Option<Count>) -> Option<Count> {
    count.or(spec.count.map(|count| Count { value: count.value as usize, span: Some(count.span) }))
}

/// Settles how many people to make.
///
/// # Errors
/// `None`, reported where the number is written.
pub(super) fn people(spec: &PopulationSpec, count: Option<Count>, cx: &mut Cx) -> Option<usize> {
    let Some(Count { value, span }) = stated_count(spec, count) else { return Some(USUAL_COUNT) };
    if value == 0 || value > MOST_PEOPLE {
        cx.error(span, "this number of people cannot be made").got(value).allowed(format!("1 to {MOST_PEOPLE}"));
        return None;
    }
    Some(value)
}

/// Picks `wanted` of the rows, each at most once, in file order.
///
/// # Determinism
/// Each row has a number of its own from the seed, and the rows with the lowest are taken: whoever is among fewer is among more.
fn some_of(rows: usize, wanted: usize, streams: &Streams) -> Vec<u32> {
    let mut order: Vec<(u64, u32)> =
        (0..rows as u32).map(|row| (streams.draws(Purpose::Resample, u64::from(row), 2).long(), row)).collect();
    order.sort_unstable();
    let mut picked: Vec<u32> = order[..wanted.min(rows)].iter().map(|&(_, row)| row).collect();
    picked.sort_unstable();
    picked
}

fn report(error: &RakeError, spec: &PopulationSpec, file: Option<&DataFile>, cx: &mut Cx) {
    let margin = |index: usize| spec.margins.get(index).and_then(|margin| margin.place());
    match error {
        RakeError::NoWeight | RakeError::BadWeight { .. } => {
            cx.error(file.map(|file| file.span), error.to_string());
        }
        RakeError::EmptyCell { index, .. } => {
            cx.error(margin(*index), error.to_string())
                .help("merge the category with a neighbour, set its target to 0, or find data that has such people");
        }
        RakeError::NotConverged { index, .. } => {
            cx.error(margin(*index), error.to_string())
                .help("margins may be impossible together in these data: merge categories, drop a margin, or allow a wider `tolerance` in `[raking]`");
        }
    }
}
