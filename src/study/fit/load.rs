//! Reads a fit file and its data, and checks both before anything is estimated.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::choice::mixed;
use crate::frame::reading;
use crate::input::expr::Kind as Gives;
use crate::input::{Cx, DataFile, Problems, Span};
use crate::random::Seed;

use super::cells::Table;
use super::chains;
use super::check::check;
use super::gather::{Alternative, MOST_ALTERNATIVES, gather};
use super::hold_out::held_out;
use super::layout::layout;
use super::levels;
use super::lookup;
use super::spec::{AttributeSpec, Covariance, FitSpec, Kind, Missing, Space, Taste};
use super::survey::{Dropped, Part, Survey};

/// Most draws a person.
const MOST_DRAWS: u32 = 65_536;

/// A checked fit, ready to be estimated.
#[derive(Debug, Clone)]
pub struct FitStudy {
    /// The file as written.
    pub spec: FitSpec,
    /// All choices; [`Survey::part`] tells those to fit from those held out.
    pub survey: Survey,
    /// The tastes, their names being those of the attributes, in order.
    pub specification: mixed::Specification,
    /// Every file that was read, with the name it was given, for hashing.
    pub files: Vec<(String, PathBuf)>,
    /// Remarks that do not stop the run.
    pub remarks: Option<Problems>,
}

/// Reads a fit. No file outside `root` is touched.
///
/// # Errors
/// Every problem of the file and of its data at once.
pub fn load(path: &Path, root: &Path) -> Result<FitStudy, Problems> {
    let mut cx = reading();
    let read = cx.load::<FitSpec>(path, root).and_then(|spec| checked(spec, &mut cx));
    let mut files: Vec<(String, PathBuf)> =
        cx.sources().iter().filter_map(|source| Some((source.name().to_owned(), source.path()?.to_owned()))).collect();
    let (mut study, remarks): (FitStudy, Problems) = cx.finish(read)?;
    // Parquet is no text, so that it is not among the sources.
    let lookups = study.spec.data.lookup.iter().flat_map(|lookup| lookup.files.iter());
    for file in study
        .spec
        .data
        .files
        .iter()
        .chain(lookups)
        .filter(|file| !files.iter().any(|(_, path)| *path == file.path))
        .collect::<Vec<&DataFile>>()
    {
        files.push((file.shown().to_owned(), file.path.clone()));
    }
    study.files = files;
    study.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(study)
}

fn checked(mut spec: FitSpec, cx: &mut Cx) -> Option<FitStudy> {
    let before = cx.errors();
    levels::expand(&mut spec, cx);
    cx.unique("attribute", spec.attributes.iter().map(|attribute| &attribute.name));
    cx.unique("alternative", spec.alternatives.iter().map(|alternative| &alternative.name));
    cx.unique("demographic", spec.demographics.iter().map(|demographic| &demographic.name));
    layout(&spec, cx);
    for attribute in spec.attributes.iter() {
        source(&spec, attribute, cx);
    }
    model(&spec, cx);
    chains::check(&spec, cx);
    let tables: Vec<Option<Table>> = spec.data.files.iter().map(|file| Table::read(file, &spec.data.unknown, cx)).collect();
    let lookups = lookup::read(&spec, cx);
    if cx.errors() > before {
        return None;
    }
    let mut tables: Vec<Table> = tables.into_iter().collect::<Option<_>>()?;
    lookup::join(&spec, &lookups?, &mut tables, cx)?;
    let mut dropped = Vec::new();
    for table in &mut tables {
        keep(&spec, table, &mut dropped, cx)?;
    }
    if tables.iter().all(|table| table.rows() == 0) {
        let span = spec.data.r#where.as_ref().and_then(|condition| condition.span()).unwrap_or(spec.data.person.span);
        cx.error(span, "no row is left: the condition holds for none");
        return None;
    }
    let alternatives = alternatives(&spec, &tables, cx)?;
    let mut survey = gather(&spec, &alternatives, &tables, cx)?;
    survey.dropped.splice(0..0, dropped);
    if let Some(hold_out) = &spec.hold_out {
        survey.held_out = held_out(&survey.people, hold_out.share.value, Seed(hold_out.seed));
        let held = survey.held_out.iter().filter(|&&held| held).count();
        if held == 0 || held == survey.people.len() {
            cx.error(hold_out.share.span, "there must be people on both sides")
                .got(format!("{held} of {} people held out", survey.people.len()));
            return None;
        }
    }
    let specification = specification(&spec);
    if let Err(error) = mixed::Model::new(&specification) {
        cx.error(spec.model.kind.span, "the model cannot be estimated").got(error);
    }
    let fitted = survey.part(Part::Fitted);
    check(&spec, &alternatives, &fitted, cx);
    chains::fits(&spec, &fitted, cx);
    Some(FitStudy { spec, survey, specification, files: Vec::new(), remarks: None })
}

/// Checks that an attribute has one source of values, and that what it names exists.
fn source(spec: &FitSpec, attribute: &AttributeSpec, cx: &mut Cx) {
    let (name, span) = (&attribute.name.value, attribute.name.span);
    let ways = usize::from(attribute.column.is_some()) + usize::from(attribute.is.is_some()) + usize::from(!attribute.of.is_empty());
    if ways != 1 {
        cx.error(span, format!("the values of `{name}` must come from exactly one place"))
            .got(if ways == 0 { "none".to_owned() } else { format!("{ways} of them") })
            .allowed("`column`, `is`, `of`");
    }
    for (key, _) in attribute.of.iter().filter(|_| !spec.alternatives.is_empty()) {
        if !spec.alternatives.iter().any(|alternative| alternative.name.value == key.value) {
            let known: Vec<&str> = spec.alternatives.iter().map(|alternative| alternative.name.value.as_str()).collect();
            cx.unknown(key.span, "alternative", key.value.as_str(), known);
        }
    }
    if let Some(per) = &attribute.per
        && !(1e-9..=1e9).contains(&per.value)
    {
        cx.error(per.span, "`per` is out of range").got(format!("{:?}", per.value)).allowed("from 1e-9 to 1e9");
    }
    for shift in &attribute.shifts_with {
        if !spec.demographics.iter().any(|demographic| demographic.name.value == shift.value) {
            let known: Vec<&str> = spec.demographics.iter().map(|demographic| demographic.name.value.as_str()).collect();
            cx.unknown(shift.span, "demographic", shift.value.as_str(), known);
        }
    }
    let kind = spec.model.kind.value;
    let varies = matches!(kind, Kind::Mixed | Kind::HierarchicalBayes);
    if let Some(taste) = attribute.taste.as_ref().filter(|taste| taste.value != Taste::Fixed && !varies) {
        cx.error(taste.span, format!("the taste for `{name}` varies, but the model is \"{kind}\""))
            .help("only a \"mixed\" model and \"hierarchical Bayes\" have tastes that vary");
    }
    if let Some(shift) = attribute.shifts_with.first().filter(|_| kind != Kind::Mixed) {
        cx.error(shift.span, format!("the taste for `{name}` is shifted, but the model is \"{}\"", spec.model.kind.value))
            .help("only a \"mixed\" model has tastes that shift");
    }
    if let Some(code) = attribute.no_amount.first() {
        if spec.model.price.as_ref().is_none_or(|price| price.value != attribute.name.value) {
            cx.error(code.span, format!("`{name}` is not the price, and `no_amount` is about prices alone"))
                .help("leave it out, or name the attribute as `price` under `[model]`");
        }
        for odd in attribute.no_amount.iter().filter(|code| !code.value.is_finite()) {
            cx.error(odd.span, "a code must be a finite number").got(odd.value);
        }
    }
}

/// Checks the model, its draws and its search.
fn model(spec: &FitSpec, cx: &mut Cx) {
    let model = &spec.model;
    if let Some(price) = &model.price
        && !spec.attributes.iter().any(|attribute| attribute.name.value == price.value)
    {
        let known: Vec<&str> = spec.attributes.iter().map(|attribute| attribute.name.value.as_str()).collect();
        cx.unknown(price.span, "attribute", price.value.as_str(), known);
    }
    if let Some(space) = model.space.as_ref().filter(|space| space.value == Space::WillingnessToPay) {
        if model.price.is_none() {
            cx.error(space.span, "estimates in money need a price").help("name the attribute with `price`");
        }
        if model.kind.value != Kind::Mixed {
            cx.error(space.span, "only a \"mixed\" model is estimated in money").help("willingness to pay is reported for every model");
        }
    }
    match (&model.classes, model.kind.value) {
        (None, Kind::LatentClasses) => {
            cx.error(model.kind.span, "latent classes need `classes`").help("say how many");
        }
        (Some(classes), Kind::LatentClasses) if !(2..=50).contains(&classes.value) => {
            cx.error(classes.span, "there must be 2 to 50 classes").got(classes.value);
        }
        (Some(classes), kind) if kind != Kind::LatentClasses => {
            cx.error(classes.span, format!("a \"{kind}\" model has no classes"));
        }
        _ => {}
    }
    if model.kind.value == Kind::Mixed && spec.attributes.iter().all(|attribute| attribute.taste() == Taste::Fixed) {
        cx.error(model.kind.span, "the model is \"mixed\", but no taste varies").help("give an attribute a `taste` such as \"normal\"");
    }
    if let Some(counts) = spec.draws.as_ref().and_then(|draws| draws.counts.as_ref()) {
        let rising = counts.value.windows(2).all(|pair| pair[0] < pair[1]);
        if counts.value.is_empty() || counts.value.len() > 8 || !rising || counts.value[0] == 0 {
            cx.error(counts.span, "`draws.counts` must be one to eight numbers that rise").got(format!("{:?}", counts.value));
        }
        if let Some(most) = counts.value.iter().find(|&&count| count > MOST_DRAWS) {
            cx.error(counts.span, format!("`draws.counts` may be at most {MOST_DRAWS}")).got(most);
        }
    }
    if let Some(tolerance) = spec.draws.as_ref().and_then(|draws| draws.tolerance)
        && !(tolerance.value.is_finite() && tolerance.value > 0.0)
    {
        cx.error(tolerance.span, "`draws.tolerance` must lie above 0").got(tolerance.value);
    }
    for (limit, what, most) in [
        (spec.search.as_ref().and_then(|search| search.starts), "search.starts", 1_000),
        (spec.search.as_ref().and_then(|search| search.steps), "search.steps", 100_000),
    ] {
        if let Some(limit) = limit.filter(|limit| limit.value == 0 || limit.value > most) {
            cx.error(limit.span, format!("`{what}` must be 1 to {most}")).got(limit.value);
        }
    }
}

/// Keeps the rows the file wants, and counts the others.
fn keep(spec: &FitSpec, table: &mut Table, dropped: &mut Vec<Dropped>, cx: &mut Cx) -> Option<()> {
    let Some(condition) = &spec.data.r#where else { return Some(()) };
    let holds = table.evaluate(condition, Gives::Truth, cx)?;
    let unknown = holds.iter().filter(|holds| holds.is_nan()).count();
    if unknown > 0 {
        if spec.data.missing == Missing::Refuse {
            let row = holds.iter().position(|holds| holds.is_nan()).unwrap_or(0);
            cx.error(condition.span(), format!("whether the condition holds cannot be told for {unknown} rows"))
                .got(format!("a missing value in {}", table.place(row)))
                .help("say what to do with `data.missing`");
            return None;
        }
        dropped.push(Dropped {
            why: format!("rows left out of {}: whether ({}) cannot be told", table.file, condition.text()),
            count: unknown,
        });
    }
    let out = holds.iter().filter(|&&holds| holds == 0.0).count();
    if out > 0 {
        dropped.push(Dropped { why: format!("rows left out of {}: not ({})", table.file, condition.text()), count: out });
    }
    table.keep(&holds.iter().map(|&holds| holds == 1.0).collect::<Vec<bool>>());
    Some(())
}

/// What could be chosen: what the file lists, or what stands in the data.
fn alternatives(spec: &FitSpec, tables: &[Table], cx: &mut Cx) -> Option<Vec<Alternative>> {
    let written = spec.alternatives.iter().enumerate().map(|(at, alternative)| Alternative {
        name: alternative.name.value.as_str().to_owned(),
        code: alternative.code().to_owned(),
        span: alternative.name.span,
        written: Some(at),
    });
    let mut found: Vec<Alternative> = written.collect();
    let at: Span = spec.data.chosen.span;
    if let (true, Some(column)) = (found.is_empty(), &spec.data.alternative) {
        let mut names = BTreeSet::new();
        for table in tables {
            names.extend(table.words(column, cx)?.into_iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
        }
        let mut names: Vec<String> = names.into_iter().collect();
        // Numbers stand in their order.
        if names.iter().all(|name| name.parse::<f64>().is_ok()) {
            names.sort_by(|a, b| a.parse::<f64>().unwrap_or(0.0).total_cmp(&b.parse::<f64>().unwrap_or(0.0)));
        }
        found = names.into_iter().map(|name| Alternative { code: name.clone(), name, span: column.span, written: None }).collect();
        for (key, attribute) in spec.attributes.iter().flat_map(|attribute| attribute.of.iter().map(move |(key, _)| (key, attribute))) {
            if !found.iter().any(|alternative| alternative.name == key.value.as_str()) {
                let known: Vec<&str> = found.iter().map(|alternative| alternative.name.as_str()).collect();
                cx.unknown(key.span, &format!("alternative (for `{}`)", attribute.name.value), key.value.as_str(), known);
            }
        }
    }
    if !(2..=MOST_ALTERNATIVES).contains(&found.len()) {
        cx.error(at, format!("there must be 2 to {MOST_ALTERNATIVES} alternatives")).got(found.len());
        return None;
    }
    let codes: BTreeSet<&str> = found.iter().map(|alternative| alternative.code.as_str()).collect();
    if codes.len() < found.len() {
        cx.error(at, "two alternatives have one code").help("give each its own `code`");
        return None;
    }
    Some(found)
}

/// The tastes of a fit as the estimators take them.
fn specification(spec: &FitSpec) -> mixed::Specification {
    use mixed::{Distribution, Sign};
    let taste = |attribute: &AttributeSpec| mixed::Taste {
        name: attribute.name.value.as_str().to_owned(),
        distribution: match attribute.taste() {
            Taste::Fixed => Distribution::Fixed,
            Taste::Normal => Distribution::Normal,
            Taste::LogNormal => Distribution::LogNormal(Sign::Positive),
            Taste::NegativeLogNormal => Distribution::LogNormal(Sign::Negative),
            Taste::TruncatedNormal => Distribution::TruncatedNormal(Sign::Positive),
            Taste::NegativeTruncatedNormal => Distribution::TruncatedNormal(Sign::Negative),
            Taste::Uniform => Distribution::Uniform,
            Taste::Triangular => Distribution::Triangular,
        },
        shifts: attribute.shifts_with.iter().map(|name| name.value.as_str().to_owned()).collect(),
    };
    mixed::Specification {
        tastes: spec.attributes.iter().map(taste).collect(),
        covariance: match spec.model.covariance() {
            Covariance::Diagonal => mixed::Covariance::Diagonal,
            Covariance::Full => mixed::Covariance::Full,
        },
        space: match (spec.model.space.map(|space| space.value), &spec.model.price) {
            (Some(Space::WillingnessToPay), Some(price)) => mixed::Space::WillingnessToPay { price: price.value.as_str().to_owned() },
            _ => mixed::Space::Preference,
        },
        scale: mixed::Scale::Common,
        demographics: spec.demographics.iter().map(|demographic| demographic.name.value.as_str().to_owned()).collect(),
    }
}
