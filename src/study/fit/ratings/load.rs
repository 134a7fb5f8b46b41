//! Reads a ratings file and its data, and checks both before anything is estimated.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::choice::ratings::{Effects, Locations, RatedItem, RatingsModel, Shifts, Thresholds};
use crate::frame::reading;
use crate::input::expr::Kind;
use crate::input::{Cx, DataFile, Problems, Span};
use crate::population::words::plural;
use crate::study::fit::cells::Table;
use crate::study::fit::survey::Dropped;

use super::sample::Sample;
use super::spec::{LocationsBy, MissingAnswer, RatingsSpec, ShiftsBy, ThresholdsBy};

/// Most answers.
const MOST: usize = 1 << 26;

/// Checked ratings, ready to be estimated.
#[derive(Debug)]
pub struct RatingsStudy {
    /// The file as written.
    pub spec: RatingsSpec,
    /// What is estimated.
    pub model: RatingsModel,
    /// Who answered what.
    pub(in crate::study) sample: Sample,
    /// The mean and the standard deviation of each demographic.
    pub(in crate::study) moments: Vec<(f64, f64)>,
    /// What was left out.
    pub dropped: Vec<Dropped>,
    /// Every file that was read, with the name it was given, for hashing.
    pub files: Vec<(String, PathBuf)>,
    /// Remarks that do not stop the run.
    pub remarks: Option<Problems>,
}

impl RatingsStudy {
    /// How many people answered.
    #[must_use]
    pub fn people(&self) -> usize {
        self.sample.people.len()
    }

    /// How many answers there are.
    #[must_use]
    pub fn answers(&self) -> usize {
        self.sample.answers.iter().filter(|&&answer| answer > 0).count()
    }

    /// What the people are called, one or more.
    pub(in crate::study) fn called(&self, count: usize) -> String {
        let called = self.spec.called.as_ref().map_or("person", |called| called.as_str());
        let word = if count == 1 { called.to_owned() } else { plural(called) };
        format!("{} {word}", crate::report::format::count(count as u64))
    }
}

/// Whether a file holds ratings, not choices: whether it has a table `[ratings]`. A file that cannot be read holds none; reading it says why.
#[must_use]
pub fn is_ratings(path: &Path, root: &Path) -> bool {
    reading().load_toml(path, root).is_some_and(|document| document.node().get("ratings").is_some())
}

/// Reads ratings. No file outside `root` is touched.
///
/// # Errors
/// Every problem of the file and of its data at once.
pub fn load_ratings(path: &Path, root: &Path) -> Result<RatingsStudy, Problems> {
    let mut cx = reading();
    let read = cx.load::<RatingsSpec>(path, root).and_then(|spec| checked(spec, &mut cx));
    let mut files: Vec<(String, PathBuf)> =
        cx.sources().iter().filter_map(|source| Some((source.name().to_owned(), source.path()?.to_owned()))).collect();
    let (mut study, remarks): (RatingsStudy, Problems) = cx.finish(read)?;
    // Parquet is no text, so that it is not among the sources.
    let data: Vec<&DataFile> = study.spec.ratings.files.iter().collect();
    for file in data {
        if !files.iter().any(|(_, path)| *path == file.path) {
            files.push((file.shown().to_owned(), file.path.clone()));
        }
    }
    study.files = files;
    study.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(study)
}

fn checked(spec: RatingsSpec, cx: &mut Cx) -> Option<RatingsStudy> {
    let before = cx.errors();
    cx.unique("item", spec.items.iter().map(|item| &item.name));
    cx.unique("demographic", spec.demographics.iter().map(|demographic| &demographic.name));
    let scale = spec.ratings.scale;
    if !(2..=11).contains(&scale.value) {
        cx.error(scale.span, "a scale has 2 to 11 boxes").got(scale.value);
    }
    for keyed in spec.items.iter().filter_map(|item| item.keyed).filter(|keyed| keyed.value.abs() != 1) {
        cx.error(keyed.span, "`keyed` must be 1 or -1").got(keyed.value);
    }
    let model = model(&spec, cx);
    let tables: Vec<Option<Table>> = spec.ratings.files.iter().map(|file| Table::read(file, &spec.ratings.unknown, cx)).collect();
    if cx.errors() > before {
        return None;
    }
    let mut tables: Vec<Table> = tables.into_iter().collect::<Option<_>>()?;
    let mut dropped = Vec::new();
    for table in &mut tables {
        keep(&spec, table, &mut dropped, cx)?;
    }
    let rows: usize = tables.iter().map(Table::rows).sum();
    if rows == 0 || rows.saturating_mul(spec.items.len()) > MOST {
        cx.error(scale.span, if rows == 0 { "no row is left" } else { "the answers are more than fit in memory" })
            .got(format!("{rows} rows × {} items", spec.items.len()))
            .help(if rows == 0 { "see `ratings.where`" } else { "take a sample of the rows" });
        return None;
    }
    let (mut sample, unscaled) = gather(&spec, &tables, &mut dropped, cx)?;
    let moments = standardise(&mut sample, unscaled, spec.demographics.len());
    let data = match sample.data(&model) {
        Ok(data) => data,
        Err(error) => {
            cx.error(scale.span, "the answers cannot be used").got(error);
            return None;
        }
    };
    for fault in data.faults(&model) {
        cx.error(scale.span, fault.to_string());
    }
    Some(RatingsStudy { spec, model, sample, moments, dropped, files: Vec::new(), remarks: None })
}

/// What is to be estimated.
fn model(spec: &RatingsSpec, cx: &mut Cx) -> RatingsModel {
    let of = spec.model.as_ref();
    let mut traits: Vec<String> = Vec::new();
    let mut features: Vec<String> = Vec::new();
    for item in spec.items.iter() {
        let behind = item.behind.iter().map(|name| name.as_str().to_owned());
        for name in behind {
            if !traits.contains(&name) {
                traits.push(name);
            }
        }
        for (name, _) in &item.features {
            if !features.iter().any(|known| known == name.value.as_str()) {
                features.push(name.value.as_str().to_owned());
            }
        }
        for (name, value) in item.features.iter().filter(|(_, value)| !value.is_finite()) {
            cx.error(name.span, "a feature must be a finite number").got(value);
        }
    }
    let locations = of.and_then(|of| of.locations);
    match locations {
        Some(by) if by.value == LocationsBy::Features && features.is_empty() => {
            cx.error(by.span, "items that lie where their features put them need `features`");
        }
        _ => {}
    }
    if let (true, Some((name, _))) =
        (locations.is_none_or(|by| by.value == LocationsBy::Item), spec.items.iter().find_map(|item| item.features.iter().next()))
    {
        cx.error(name.span, "features say where items lie only with `locations = \"features\"` under `[model]`");
    }
    if let Some(shifts) = of.and_then(|of| of.shifts).filter(|_| spec.demographics.is_empty()) {
        cx.error(shifts.span, "nothing shifts without `[[demographics]]`");
    }
    for (limit, what, least, most) in
        [(of.and_then(|of| of.nodes), "model.nodes", 5, 101), (of.and_then(|of| of.steps), "model.steps", 1, 100_000)]
    {
        if let Some(limit) = limit.filter(|limit| !(least..=most).contains(&limit.value)) {
            cx.error(limit.span, format!("`{what}` must be {least} to {most}")).got(limit.value);
        }
    }
    let item = |item: &super::ItemSpec| RatedItem {
        name: item.name.value.as_str().to_owned(),
        behind: item.behind.as_ref().and_then(|name| traits.iter().position(|known| known == name.as_str())),
        keyed: item.keyed(),
        features: features.iter().map(|name| item.features.get(name).copied().unwrap_or(0.0)).collect(),
    };
    RatingsModel {
        categories: spec.ratings.scale.value as usize,
        items: spec.items.iter().map(item).collect(),
        demographics: spec.demographics.iter().map(|demographic| demographic.name.value.as_str().to_owned()).collect(),
        locations: match locations.map(|by| by.value) {
            Some(LocationsBy::Features) => Locations::ByFeatures,
            Some(LocationsBy::Item) | None => Locations::ByItem,
        },
        thresholds: match of.and_then(|of| of.thresholds).map(|by| by.value) {
            Some(ThresholdsBy::Item) => Thresholds::ByItem,
            Some(ThresholdsBy::Common) | None => Thresholds::Common,
        },
        shifts: match of.and_then(|of| of.shifts).map(|by| by.value) {
            Some(ShiftsBy::Alike) => Shifts::Alike,
            Some(ShiftsBy::Keyed) => Shifts::Keyed,
            Some(ShiftsBy::Item) | None => Shifts::ByItem,
        },
        effects: Effects {
            acquiescence: of.and_then(|of| of.acquiescence).is_none_or(|wanted| wanted.value),
            extremity: of.and_then(|of| of.extremity).is_none_or(|wanted| wanted.value),
        },
        traits,
        features,
    }
}

/// Keeps the rows the file wants, and counts the others.
fn keep(spec: &RatingsSpec, table: &mut Table, dropped: &mut Vec<Dropped>, cx: &mut Cx) -> Option<()> {
    let Some(condition) = &spec.ratings.r#where else { return Some(()) };
    let holds = table.evaluate(condition, Kind::Truth, cx)?;
    let mut left = |what: &str, count: usize| {
        if count > 0 {
            dropped.push(Dropped { why: format!("rows left out of {}: {what}", table.file), count });
        }
    };
    left(&format!("whether ({}) cannot be told", condition.text()), holds.iter().filter(|holds| holds.is_nan()).count());
    left(&format!("not ({})", condition.text()), holds.iter().filter(|&&holds| holds == 0.0).count());
    table.keep(&holds.iter().map(|&holds| holds == 1.0).collect::<Vec<bool>>());
    Some(())
}

/// Places at which something is wrong: the first few, and how many.
#[derive(Default)]
struct Places(Vec<String>, usize);

impl Places {
    fn add(&mut self, place: String) {
        if self.0.len() < 3 {
            self.0.push(place);
        }
        self.1 += 1;
    }

    fn report(&self, span: Span, what: &str, help: &str, cx: &mut Cx) {
        if self.1 > 0 {
            let more = if self.1 > self.0.len() { format!(", and {} more", self.1 - self.0.len()) } else { String::new() };
            cx.error(span, what).got(format!("{}{more}", self.0.join(", "))).help(help);
        }
    }
}

/// Takes answers, demographics and weights out of tables; demographics are as they stand in the data.
fn gather(spec: &RatingsSpec, tables: &[Table], dropped: &mut Vec<Dropped>, cx: &mut Cx) -> Option<(Sample, Vec<f64>)> {
    let before = cx.errors();
    let (data, scale) = (&spec.ratings, spec.ratings.scale.value as usize);
    let mut sample = Sample { people: Vec::new(), answers: Vec::new(), known: Vec::new(), weights: Vec::new() };
    let (mut known, mut left) = (Vec::new(), BTreeMap::<String, usize>::new());
    let mut twice = Places::default();
    let mut seen: BTreeMap<String, ()> = BTreeMap::new();
    let mut odd: Vec<Places> = spec.items.iter().map(|_| Places::default()).collect();
    let mut missing: BTreeMap<String, (Span, Places)> = BTreeMap::new();
    for table in tables {
        let columns: Vec<Option<Vec<f64>>> = spec
            .items
            .iter()
            .map(|item| match &item.column {
                Some(column) => table.numbers(column.value.as_str(), column.span, cx),
                None => table.numbers(item.name.value.as_str(), item.name.span, cx),
            })
            .collect();
        let own: Vec<Option<Vec<f64>>> = spec
            .demographics
            .iter()
            .map(|demographic| match &demographic.is {
                Some(expression) => table.evaluate(expression, Kind::Number, cx),
                None => table.numbers(demographic.name.value.as_str(), demographic.name.span, cx),
            })
            .collect();
        let names = match &data.person {
            Some(person) => table.words(person, cx).map(Some),
            None => Some(None),
        };
        let weights = match &data.weight {
            Some(weight) => table.evaluate(weight, Kind::Number, cx).map(Some),
            None => Some(None),
        };
        let (Some(columns), Some(own), Some(names), Some(weights)) =
            (columns.into_iter().collect::<Option<Vec<_>>>(), own.into_iter().collect::<Option<Vec<_>>>(), names, weights)
        else {
            continue;
        };
        for row in 0..table.rows() {
            let name = names.as_ref().map_or_else(|| table.place(row), |names| names[row].clone());
            let mut answers = Vec::with_capacity(columns.len());
            let mut lack = None;
            for (at, column) in columns.iter().enumerate() {
                let value = column[row];
                let item = &spec.items[at].name;
                if value.is_nan() {
                    match data.missing {
                        MissingAnswer::Refuse => {
                            let places =
                                missing.entry(format!("answer to `{}`", item.value)).or_insert_with(|| (item.span, Places::default()));
                            places.1.add(table.place(row));
                        }
                        MissingAnswer::LeaveOutAnswer => {
                            *left.entry(format!("answers left out: `{}` is missing", item.value)).or_default() += 1
                        }
                        MissingAnswer::LeaveOutPerson => lack = Some(format!("answer to `{}`", item.value)),
                    }
                    answers.push(0);
                    continue;
                }
                let place = value - data.lowest_code as f64 + 1.0;
                if place.fract() == 0.0 && (1.0..=scale as f64).contains(&place) {
                    answers.push(place as u8);
                } else {
                    odd[at].add(format!("{value} in {}", table.place(row)));
                    answers.push(0);
                }
            }
            let about: Vec<f64> = own.iter().map(|column| column[row]).collect();
            for (demographic, _) in spec.demographics.iter().zip(&about).filter(|(_, value)| value.is_nan()) {
                let what = format!("demographic `{}`", demographic.name.value);
                if data.missing == MissingAnswer::Refuse {
                    missing.entry(what).or_insert_with(|| (demographic.name.span, Places::default())).1.add(table.place(row));
                } else {
                    lack = Some(what);
                }
            }
            let weight = weights.as_ref().map(|weights| weights[row]);
            if let (Some(weight), Some(expression)) = (weight.filter(|weight| !(weight.is_finite() && *weight > 0.0)), &data.weight) {
                let places = missing
                    .entry("weight above 0".to_owned())
                    .or_insert_with(|| (expression.span().unwrap_or(data.scale.span), Places::default()));
                places.1.add(format!("{weight} in {}", table.place(row)));
            }
            if let Some(what) = lack {
                *left.entry(format!("people left out: {what} is missing")).or_default() += 1;
                continue;
            }
            if answers.iter().all(|&answer| answer == 0) {
                *left.entry("people left out: they answered nothing".to_owned()).or_default() += 1;
                continue;
            }
            if seen.insert(name.clone(), ()).is_some() {
                twice.add(format!("`{name}` again in {}", table.place(row)));
            }
            sample.people.push(name);
            sample.answers.extend(answers);
            sample.weights.extend(weight);
            known.extend(about);
        }
    }
    let named = data.person.as_ref().map_or(data.scale.span, |person| person.span);
    twice.report(named, "a person is there twice", "give each a row and a name of its own", cx);
    for (item, places) in spec.items.iter().zip(&odd) {
        let what = format!("an answer to `{}` is none of the {scale} boxes", item.name.value);
        let help = "see `scale` and `lowest_code`; a number that stands for no answer goes to `unknown`";
        places.report(item.name.span, &what, help, cx);
    }
    for (what, (span, places)) in &missing {
        let help = "say what to do with `ratings.missing`: \"leave out the answer\" or \"leave out the person\"";
        places.report(*span, &format!("{what} is missing"), help, cx);
    }
    dropped.extend(left.into_iter().map(|(why, count)| Dropped { why, count }));
    if cx.errors() > before {
        return None;
    }
    if sample.people.is_empty() {
        cx.error(data.scale.span, "nobody is left").help("see `ratings.where` and `ratings.missing`");
        return None;
    }
    // Weights count people: their mean is one.
    let mean = sample.weights.iter().sum::<f64>() / sample.weights.len().max(1) as f64;
    sample.weights.iter_mut().for_each(|weight| *weight /= mean);
    Some((sample, known))
}

/// Puts demographics in standard deviations from their means; returns both.
fn standardise(sample: &mut Sample, values: Vec<f64>, each: usize) -> Vec<(f64, f64)> {
    sample.known = values;
    let people = sample.people.len() as f64;
    (0..each)
        .map(|at| {
            let column = || sample.known.iter().skip(at).step_by(each);
            let mean = column().sum::<f64>() / people;
            let deviation = (column().map(|value| (value - mean) * (value - mean)).sum::<f64>() / people).sqrt();
            let by = if deviation > 0.0 { deviation } else { 1.0 };
            sample.known.iter_mut().skip(at).step_by(each).for_each(|value| *value = (*value - mean) / by);
            (mean, deviation)
        })
        .collect()
}
