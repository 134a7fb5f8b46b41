//! From judgements as they are written to one matrix with its doubts.

use crate::cross_impact::{
    Descriptor, LARGEST_JUDGED, MOST_COLUMNS, MOST_DESCRIPTORS, MOST_VARIANTS, Model, Panel, Project, Structure, Uncertain,
};
use crate::input::{Cx, DataFile, Name, Quantity, Span, Spanned};
use crate::stats::Dist;

use super::spec::{AtSpec, CrossImpactSpec, DriverSpec, ExpertSpec, FutureSpec, JudgementSpec};

/// Largest standard deviation of a judgement \[points\].
const WIDEST: f64 = 100.0;

/// One source of judgements, read: a matrix and the cells of it that are uncertain, in points.
#[derive(Debug, Clone)]
struct Judged {
    model: Model,
    doubts: Vec<(usize, usize, Dist)>,
}

/// The judgements of a future, put together.
#[derive(Debug, Clone)]
pub(super) struct Matrix {
    /// The matrix with overrides, and how far each cell may be off.
    pub(super) uncertain: Uncertain,
    /// The matrix before anybody changed a cell of it; nothing where nobody did.
    pub(super) before: Option<Model>,
    /// Several experts; nothing where one source of judgements stands alone.
    pub(super) panel: Option<Panel>,
    /// Files that were read and are not kept by the context.
    pub(super) files: Vec<DataFile>,
}

/// Reads all judgements. `None` with every problem reported to `cx`.
pub(super) fn read(spec: &FutureSpec, cx: &mut Cx) -> Option<Matrix> {
    let before = cx.errors();
    let CrossImpactSpec { matrix, judgements, experts, .. } = &spec.cross_impact.value;
    let given = [matrix.is_some(), !judgements.is_empty(), !experts.is_empty()];
    if given.iter().filter(|&&given| given).count() != 1 {
        cx.error(spec.cross_impact.span, "the judgements must come from exactly one place")
            .got(match given.iter().any(|&given| given) {
                true => "several of them",
                false => "none of them",
            })
            .allowed("`matrix`, `judgements` or `experts`");
        return None;
    }
    let mut files = Vec::new();
    let sources: Vec<(Option<&DataFile>, &[JudgementSpec])> = if experts.is_empty() {
        vec![(matrix.as_ref(), judgements.as_slice())]
    } else {
        experts.iter().map(|expert| (expert.matrix.as_ref(), expert.judgements.as_slice())).collect()
    };
    cx.unique("expert", experts.iter().map(|expert| &expert.name));
    for ExpertSpec { name, matrix, judgements } in experts {
        if matrix.is_some() != judgements.is_empty() {
            cx.error(name.span, format!("the judgements of `{}` must come from exactly one place", name.value.as_str()))
                .allowed("`matrix` or `judgements`");
        }
    }
    // Drivers that are named only for what there is to say of them have the file's variants.
    let own =
        if sources.iter().any(|(file, _)| file.is_none()) { Some(structure(&spec.drivers, spec.cross_impact.span, cx)?) } else { None };
    if cx.errors() > before {
        return None;
    }
    let read: Vec<Option<Judged>> = sources
        .iter()
        .map(|(file, judgements)| match (file, &own) {
            (Some(file), _) => {
                files.push((*file).clone());
                from_file(file, cx)
            }
            (None, Some(structure)) => from_blocks(structure, judgements, cx),
            (None, None) => None,
        })
        .collect();
    let read: Vec<Judged> = read.into_iter().collect::<Option<_>>()?;
    if let Some(expert) = experts.iter().zip(&read).find(|(_, judged)| !judged.doubts.is_empty()).map(|(expert, _)| expert) {
        let what = format!("how unsure `{}` is of a judgement is not used", expert.name.value.as_str());
        cx.warn(expert.name.span, what).help("where several people judge, how far they are apart says how unsure a judgement is");
    }
    let panel = match experts.is_empty() {
        true => None,
        false => {
            let named = experts.iter().zip(&read).map(|(expert, judged)| (expert.name.value.clone(), judged.model.clone()));
            Some(fits(Panel::new(named.collect()), spec.cross_impact.span, cx)?)
        }
    };
    let model = match &panel {
        Some(panel) => fits(panel.mean(), spec.cross_impact.span, cx)?,
        None => read.first()?.model.clone(),
    };
    names(&spec.drivers, model.structure(), cx);
    let (judged, before_overrides) = overridden(&spec.cross_impact.value, model, cx);
    let uncertain = doubts(spec, judged, panel.as_ref(), &read, cx)?;
    (cx.errors() == before).then_some(Matrix { uncertain, before: before_overrides, panel, files })
}

/// Turns what a room below says into a problem at a place.
fn fits<T, E: std::fmt::Display>(found: Result<T, E>, span: Span, cx: &mut Cx) -> Option<T> {
    found.map_err(|error| cx.error(span, error.to_string())).ok()
}

/// The drivers as they stand in the file itself.
fn structure(drivers: &[DriverSpec], span: Span, cx: &mut Cx) -> Option<Structure> {
    let before = cx.errors();
    if drivers.is_empty() {
        cx.error(span, "there are no drivers").help("add `[[drivers]]`, each with its `variants`, or name a `matrix`");
        return None;
    }
    if drivers.len() > MOST_DESCRIPTORS {
        cx.error(span, "there are too many drivers").got(drivers.len()).allowed(format!("at most {MOST_DESCRIPTORS}"));
        return None;
    }
    cx.unique("driver", drivers.iter().map(|driver| &driver.name));
    for driver in drivers {
        let (name, got) = (driver.name.value.as_str(), driver.variants.len());
        if got == 0 || got > MOST_VARIANTS {
            cx.error(driver.name.span, format!("`{name}` has {got} variants")).allowed(format!("1 to {MOST_VARIANTS}"));
        }
        cx.unique("variant", driver.variants.iter().map(|variant| &variant.0.name));
    }
    let columns: usize = drivers.iter().map(|driver| driver.variants.len()).sum();
    if columns > MOST_COLUMNS {
        cx.error(span, "all drivers together have too many variants").got(columns).allowed(format!("at most {MOST_COLUMNS}"));
    }
    if cx.errors() > before {
        return None;
    }
    let descriptor = |driver: &DriverSpec| Descriptor {
        name: driver.name.value.clone(),
        variants: driver.variants.iter().map(|variant| variant.0.name.value.clone()).collect(),
    };
    fits(Structure::new(drivers.iter().map(descriptor).collect()), span, cx)
}

/// Checks that what is said of drivers is said of drivers that the matrix has.
fn names(drivers: &[DriverSpec], structure: &Structure, cx: &mut Cx) {
    cx.unique("driver", drivers.iter().map(|driver| &driver.name));
    for driver in drivers {
        let name = driver.name.value.as_str();
        let Some(known) = structure.descriptors().iter().find(|known| known.name.as_str() == name) else {
            cx.unknown(driver.name.span, "driver of the matrix", name, structure.descriptors().iter().map(|known| known.name.as_str()));
            continue;
        };
        cx.unique("variant", driver.variants.iter().map(|variant| &variant.0.name));
        for variant in &driver.variants {
            let variant = &variant.0.name;
            if !known.variants.contains(&variant.value) {
                let all = known.variants.iter().map(Name::as_str);
                cx.unknown(variant.span, &format!("variant of `{name}`"), variant.value.as_str(), all);
            }
        }
    }
}

fn from_file(file: &DataFile, cx: &mut Cx) -> Option<Judged> {
    let bytes = cx.follow_bytes(file)?;
    let model = Project::parse(file.shown(), &bytes, cx)?.model;
    Some(Judged { model, doubts: Vec::new() })
}

fn from_blocks(structure: &Structure, judgements: &[JudgementSpec], cx: &mut Cx) -> Option<Judged> {
    let before = cx.errors();
    let columns = structure.columns();
    let mut rows = vec![vec![0; columns]; columns];
    let (mut doubts, mut seen) = (Vec::new(), Vec::new());
    for judgement in judgements {
        let driver = |name: &Spanned<Name>, cx: &mut Cx| {
            let found = structure.descriptors().iter().position(|known| known.name == name.value);
            if found.is_none() {
                cx.unknown(name.span, "driver", name.value.as_str(), structure.descriptors().iter().map(|known| known.name.as_str()));
            }
            found
        };
        let (Some(of), Some(on)) = (driver(&judgement.of, cx), driver(&judgement.on, cx)) else { continue };
        if let Some((_, _, first)) = seen.iter().find(|(a, b, _)| (*a, *b) == (of, on)) {
            cx.error(judgement.of.span, format!("`{}` on `{}` is judged twice", judgement.of.value.as_str(), judgement.on.value.as_str()))
                .also(*first, "the first time");
            continue;
        }
        seen.push((of, on, judgement.of.span));
        block(structure, judgement, (of, on), &mut rows, &mut doubts, cx);
    }
    if cx.errors() > before {
        return None;
    }
    let span = judgements.first()?.of.span;
    Some(Judged { model: fits(Model::new(structure.clone(), &rows, 1), span, cx)?, doubts })
}

/// Reads one block into the rows of the matrix.
fn block(
    structure: &Structure,
    judgement: &JudgementSpec,
    (of, on): (usize, usize),
    rows: &mut [Vec<i32>],
    doubts: &mut Vec<(usize, usize, Dist)>,
    cx: &mut Cx,
) {
    let (own, other) = (structure.block(of), structure.block(on));
    let shape = format!("{} rows of {} numbers", own.len(), other.len());
    let named = format!("`{}` on `{}`", judgement.of.value.as_str(), judgement.on.value.as_str());
    let spread = spread(judgement.spread.as_ref(), cx);
    let given = &judgement.rows.value;
    if given.len() != own.len() || given.iter().any(|row| row.len() != other.len()) {
        let widths: Vec<String> = given.iter().map(|row| row.len().to_string()).collect();
        cx.error(judgement.rows.span, format!("the block of {named} has another shape than its drivers"))
            .got(format!("{} rows of {} numbers", given.len(), widths.join(", ")))
            .allowed(format!("{shape}: one row a variant of the first, one number a variant of the second"));
        return;
    }
    for (row, cells) in own.zip(given) {
        for (column, cell) in other.clone().zip(cells) {
            let Some(value) = whole(cell, judgement.rows.span, cx) else { continue };
            rows[row][column] = value;
            if !cell.is_certain() {
                doubts.push((row, column, cell.dist.clone()));
            } else if let (Some(sd), true) = (spread, value != 0) {
                doubts.push((row, column, Dist::Normal { mean: f64::from(value), sd }));
            }
        }
    }
}

/// The whole number that a judgement counts as.
fn whole(cell: &Quantity, place: Span, cx: &mut Cx) -> Option<i32> {
    let (value, most) = (cell.dist.median(), f64::from(LARGEST_JUDGED));
    let place = cell.span.unwrap_or(place);
    if value.abs() > most {
        cx.error(place, "a judgement is out of range").got(value).allowed(format!("-{most} to {most}"));
        return None;
    }
    if cell.is_certain() && value.fract() != 0.0 {
        cx.error(place, "a judgement must be a whole number").got(value).help("judgements stand on a scale such as -3 to 3");
        return None;
    }
    Some(value.round() as i32)
}

/// A standard deviation that can be drawn with.
fn spread(given: Option<&Spanned<f64>>, cx: &mut Cx) -> Option<f64> {
    let Spanned { value, span } = given?;
    if !(*value >= 0.0 && *value <= WIDEST) {
        cx.error(*span, "`spread` is out of range").got(value).allowed(format!("0 to {WIDEST} points"));
        return None;
    }
    Some(*value).filter(|sd| *sd > 0.0)
}

/// The row and column of a variant in the matrix.
pub(super) fn place(structure: &Structure, at: &AtSpec, cx: &mut Cx) -> Option<(usize, usize)> {
    variant(structure, &at.driver, &at.is, cx)
}

/// A driver and its variant by name, with what was meant where there is none.
pub(super) fn variant(structure: &Structure, driver: &Spanned<Name>, is: &Spanned<Name>, cx: &mut Cx) -> Option<(usize, usize)> {
    let Some(of) = structure.descriptors().iter().position(|known| known.name == driver.value) else {
        cx.unknown(driver.span, "driver", driver.value.as_str(), structure.descriptors().iter().map(|known| known.name.as_str()));
        return None;
    };
    let known = &structure.descriptors()[of];
    let Some(variant) = known.variants.iter().position(|variant| *variant == is.value) else {
        let what = format!("variant of `{}`", known.name.as_str());
        cx.unknown(is.span, &what, is.value.as_str(), known.variants.iter().map(Name::as_str));
        return None;
    };
    Some((of, variant))
}

fn column(structure: &Structure, at: &AtSpec, cx: &mut Cx) -> Option<usize> {
    place(structure, at, cx).map(|(driver, variant)| structure.block(driver).start + variant)
}

/// Makes an analyst's changes; gives the matrix before them too, where there are any.
fn overridden(spec: &CrossImpactSpec, model: Model, cx: &mut Cx) -> (Model, Option<Model>) {
    let (mut changed, steps) = (model.clone(), i64::from(model.steps_per_point()));
    for change in &spec.overrides {
        let (row, column) = (column(model.structure(), &change.of, cx), column(model.structure(), &change.on, cx));
        let (Some(row), Some(column)) = (row, column) else { continue };
        let to = i32::try_from(i64::from(change.impact.value) * steps).unwrap_or(i32::MAX);
        if let Err(error) = changed.change(row, column, to, change.who.clone(), change.because.clone()) {
            cx.error(change.impact.span, error.to_string());
        }
    }
    let before = (!spec.overrides.is_empty()).then_some(model);
    (changed, before)
}

/// Puts together how far each cell may be off. What an analyst set, and what stands under `cells`, is said last and counts.
fn doubts(spec: &FutureSpec, model: Model, panel: Option<&Panel>, read: &[Judged], cx: &mut Cx) -> Option<Uncertain> {
    let span = spec.cross_impact.span;
    let structure = model.structure().clone();
    let mut uncertain = fits(Uncertain::new(model), span, cx)?;
    let all = spread(spec.cross_impact.value.spread.as_ref(), cx);
    let columns = structure.columns();
    if let Some(sd) = all {
        for (place, &cell) in uncertain.model().cells().to_vec().iter().enumerate().filter(|&(_, &cell)| cell != 0) {
            let mean = uncertain.model().points(i64::from(cell));
            fits(uncertain.set(place / columns, place % columns, Dist::Normal { mean, sd }), span, cx)?;
        }
    }
    let changed = |row: usize, column: usize, uncertain: &Uncertain| {
        uncertain.model().overrides().iter().any(|change| (change.row, change.column) == (row, column))
    };
    if let [alone] = read {
        for (row, column, dist) in &alone.doubts {
            if !changed(*row, *column, &uncertain) {
                fits(uncertain.set(*row, *column, dist.clone()), span, cx)?;
            }
        }
    }
    for cell in panel.map(Panel::disagreements).unwrap_or_default() {
        if !changed(cell.row, cell.column, &uncertain) {
            // As wide as the experts are apart, and no narrower than what holds for all.
            let sd = cell.sd.max(all.unwrap_or(0.0));
            fits(uncertain.set(cell.row, cell.column, Dist::Normal { mean: cell.mean, sd }), span, cx)?;
        }
    }
    for cell in &spec.cross_impact.value.cells {
        let (of, on) = (column(&structure, &cell.of, cx), column(&structure, &cell.on, cx));
        let (Some(row), Some(column)) = (of, on) else { continue };
        let place = cell.impact.span.unwrap_or(span);
        let judged = uncertain.model().points(i64::from(uncertain.model().row(row)[column]));
        let middle = cell.impact.dist.median();
        if (middle - judged).abs() > 0.5 {
            cx.error(place, "how sure a judgement is does not fit the judgement")
                .got(format!("a middle of {middle:.1} where {judged} is judged"))
                .help("the two may lie half a point apart; to change a judgement, write it under `overrides` with the reason");
            continue;
        }
        fits(uncertain.set(row, column, cell.impact.dist.clone()), place, cx);
    }
    Some(uncertain)
}
