//! Stated margins made ready: shares that add up, columns and categories that exist, margins that do not contradict each other.

use std::collections::BTreeMap;

use crate::input::{Cx, Span};

use super::super::diagnostics::{Assumption, Diagnostics, Margin};
use super::super::people::{Column, Data};
use super::super::rake::Constraint;
use super::super::spec::{Cell, MarginSpec, PopulationSpec, ROUNDING};
use super::super::words;
use super::categories::find;

/// A margin whose numbers are shares that add up to 1.
pub(super) struct Shares<'a> {
    pub(super) spec: &'a MarginSpec,
    pub(super) cells: Vec<Cell<'a>>,
    pub(super) shares: Vec<f64>,
    pub(super) at: Option<Span>,
}

impl MarginSpec {
    /// Gives the place of the margin in its file.
    pub(in super::super) fn place(&self) -> Option<Span> {
        let numbers = self.shares.as_ref().or(self.counts.as_ref()).map(|cells| cells.span());
        self.column.as_ref().or(self.columns.first()).map(|name| name.span).or(numbers)
    }

    /// Lists the columns the margin is about.
    pub(in super::super) fn over(&self) -> Vec<&crate::input::Spanned<crate::input::Name>> {
        self.column.iter().chain(&self.columns).collect()
    }
}

/// Turns counts and shares into shares that add up to 1. Whatever is scaled is noted; whatever does not fit is an error.
///
/// # Errors
/// `None`, reported, for totals that do not match.
pub(super) fn shares<'a>(spec: &'a PopulationSpec, notes: &mut Vec<String>, cx: &mut Cx) -> Option<Vec<Shares<'a>>> {
    let before = cx.errors();
    let mut first_total: Option<(f64, Option<Span>)> = None;
    let mut out = Vec::new();
    for margin in &spec.margins {
        let Some(table) = margin.shares.as_ref().or(margin.counts.as_ref()) else { continue };
        let cells = table.list();
        let at = margin.place();
        let columns = margin.over().len();
        if let Some(cell) = cells.iter().find(|cell| cell.path.len() != columns) {
            cx.error(cell.number.span, format!("this margin has {columns} columns, so each number needs {columns} categories"))
                .got(cell.path.len());
            continue;
        }
        let total: f64 = cells.iter().map(|cell| cell.number.value).sum();
        let name = margin.over().iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(" × ");
        if total <= 0.0 || !total.is_finite() {
            cx.error(at, format!("margin `{name}` has no people in it")).got(format!("a total of {total}"));
            continue;
        }
        if margin.shares.is_some() {
            let off = (total - 1.0).abs();
            if off > ROUNDING && !margin.rescale {
                cx.error(at, format!("the shares of margin `{name}` must add up to 1"))
                    .got(format!("{total:.4}"))
                    .help("correct them, or allow scaling with `rescale = true`");
                continue;
            }
            if off > 1e-9 {
                notes.push(format!("The shares of margin “{name}” add up to {total:.4} and were scaled to 1."));
            }
        } else {
            let (wanted, first) = *first_total.get_or_insert((total, at));
            let rounding = (0.5 * cells.len() as f64).max(1e-9 * wanted);
            if (total - wanted).abs() > rounding && !margin.rescale {
                let problem = cx.error(at, format!("the counts of margin `{name}` add up to another total than the first margin's"));
                problem.got(words::number(total)).allowed(words::number(wanted));
                if let Some(first) = first {
                    problem.also(first, "the first margin with counts");
                }
                problem.help("correct them, or allow scaling with `rescale = true`");
                continue;
            }
            if total != wanted {
                notes.push(format!(
                    "The counts of margin “{name}” add up to {} and were scaled to {}.",
                    words::number(total),
                    words::number(wanted)
                ));
            }
        }
        let shares = cells.iter().map(|cell| cell.number.value / total).collect();
        out.push(Shares { spec: margin, cells, shares, at });
    }
    (cx.errors() == before).then_some(out)
}

/// Finds the categories of each margin among the respondents' columns and makes constraints for raking.
///
/// # Errors
/// `None`, reported: columns or categories that do not exist, respondents in a category no margin speaks of, margins that contradict
/// each other.
pub(super) fn constraints(
    margins: &[Shares<'_>],
    columns: &[Option<Column>],
    all: &PopulationSpec,
    diagnostics: &mut Diagnostics,
    cx: &mut Cx,
) -> Option<Vec<Constraint>> {
    let before = cx.errors();
    let mut out = Vec::new();
    for margin in margins {
        if let Some((constraint, stated)) = constraint(margin, columns, all, cx) {
            diagnostics.assumptions.push(assumption(&stated));
            diagnostics.margins.push(stated);
            out.push(constraint);
        }
    }
    if cx.errors() > before {
        return None;
    }
    contradictions(margins, &diagnostics.margins, columns, all, cx);
    (cx.errors() == before).then_some(out)
}

fn constraint(margin: &Shares<'_>, columns: &[Option<Column>], all: &PopulationSpec, cx: &mut Cx) -> Option<(Constraint, Margin)> {
    let mut over: Vec<(&Column, &[u16], &[String])> = Vec::new();
    for name in margin.spec.over() {
        let found = columns.iter().flatten().find(|column| column.name == name.value.as_str());
        match found.map(|column| (column, &column.data)) {
            Some((column, Data::Category { codes, labels })) => over.push((column, codes, labels)),
            Some((_, Data::Number(_))) => {
                cx.error(name.span, format!("column `{name}` holds numbers, and a margin needs categories"))
                    .help("make a column of categories with `cuts` and use that");
                return None;
            }
            None if all.columns.iter().any(|column| column.name.value == name.value) => {
                cx.error(name.span, format!("column `{name}` is drawn, so weighting the data cannot meet a margin of it"))
                    .help("state its shares in the column itself");
                return None;
            }
            None => {
                cx.unknown(name.span, "column", name.value.as_str(), columns.iter().flatten().map(|column| column.name.as_str()));
                return None;
            }
        }
    }
    let before = cx.errors();
    let mut cells: Vec<Vec<u16>> = Vec::new();
    for cell in &margin.cells {
        let codes = cell.path.iter().zip(&over).map(|(label, (_, _, labels))| find(label, labels, cx));
        let codes: Vec<Option<u16>> = codes.collect();
        cells.extend(codes.into_iter().collect::<Option<Vec<u16>>>());
    }
    if cx.errors() > before {
        return None;
    }
    let places: BTreeMap<&[u16], u32> = cells.iter().enumerate().map(|(place, cell)| (cell.as_slice(), place as u32)).collect();
    let rows = over.first().map_or(0, |(_, codes, _)| codes.len());
    let mut of_row = Vec::with_capacity(rows);
    let mut unspoken: BTreeMap<Vec<u16>, usize> = BTreeMap::new();
    let mut key = vec![0; over.len()];
    for row in 0..rows {
        for (code, (_, codes, _)) in key.iter_mut().zip(&over) {
            *code = codes[row];
        }
        match places.get(key.as_slice()) {
            Some(&place) => of_row.push(place),
            None => *unspoken.entry(key.clone()).or_default() += 1,
        }
    }
    let called = |cell: &[u16]| -> String {
        cell.iter().zip(&over).map(|(&code, (_, _, labels))| labels[usize::from(code)].as_str()).collect::<Vec<_>>().join(" × ")
    };
    let name = over.iter().map(|(column, _, _)| column.label.as_str()).collect::<Vec<_>>().join(" × ");
    for (cell, count) in &unspoken {
        cx.error(margin.at, format!("the margin says nothing about `{}`", called(cell)))
            .got(format!("{} rows of the data", words::number(*count as f64)))
            .help("give it a target; 0 leaves such people out");
    }
    if !unspoken.is_empty() {
        return None;
    }
    let labels = cells.iter().map(|cell| called(cell)).collect();
    let constraint = Constraint { name: name.clone(), cells: of_row, targets: margin.shares.clone(), labels };
    let crate::input::Provenance { source, grade } = margin.spec.provenance();
    let stated = Margin {
        name,
        columns: over.iter().map(|(column, _, _)| column.name.clone()).collect(),
        cells,
        targets: margin.shares.clone(),
        source,
        grade,
    };
    Some((constraint, stated))
}

pub(super) fn assumption(margin: &Margin) -> Assumption {
    Assumption {
        about: format!("Margin of {}", margin.name),
        value: margin.targets.iter().map(|&share| words::percent(share)).collect::<Vec<_>>().join(", "),
        source: margin.source.clone(),
        grade: margin.grade,
    }
}

/// Reports pairs of margins that say different things about the columns they share.
fn contradictions(specs: &[Shares<'_>], margins: &[Margin], columns: &[Option<Column>], all: &PopulationSpec, cx: &mut Cx) {
    let tolerance = 2.0 * all.raking.as_ref().map_or(1e-9, |raking| raking.tolerance);
    for (i, a) in margins.iter().enumerate() {
        for (j, b) in margins.iter().enumerate().skip(i + 1) {
            let shared: Vec<&String> = a.columns.iter().filter(|column| b.columns.contains(column)).collect();
            if shared.is_empty() {
                continue;
            }
            let (in_a, in_b) = (collapse(a, &shared), collapse(b, &shared));
            let keys: std::collections::BTreeSet<&Vec<u16>> = in_a.keys().chain(in_b.keys()).collect();
            let worst = keys
                .into_iter()
                .map(|key| (key, in_a.get(key).copied().unwrap_or(0.0), in_b.get(key).copied().unwrap_or(0.0)))
                .max_by(|x, y| (x.1 - x.2).abs().total_cmp(&(y.1 - y.2).abs()));
            let Some((key, share_a, share_b)) = worst else { continue };
            if (share_a - share_b).abs() <= tolerance {
                continue;
            }
            let label = shared
                .iter()
                .zip(key)
                .map(|(name, &code)| {
                    let column = columns.iter().flatten().find(|column| column.name == **name);
                    match column.map(|column| &column.data) {
                        Some(Data::Category { labels, .. }) => labels[usize::from(code)].as_str(),
                        _ => name.as_str(),
                    }
                })
                .collect::<Vec<_>>()
                .join(" × ");
            let problem = cx.error(specs[j].at, format!("margins `{}` and `{}` contradict each other", a.name, b.name));
            problem.got(format!("`{label}` is {share_a:.4} in the first and {share_b:.4} in the second"));
            if let Some(first) = specs[i].at {
                problem.also(first, "the first");
            }
            problem.help("a joint margin implies those of its columns: leave the single one out, or make the two agree");
        }
    }
}

/// Adds a margin up over all columns but the shared ones.
fn collapse(margin: &Margin, shared: &[&String]) -> BTreeMap<Vec<u16>, f64> {
    let places: Vec<usize> = shared.iter().filter_map(|name| margin.columns.iter().position(|column| column == *name)).collect();
    let mut out = BTreeMap::new();
    for (cell, &target) in margin.cells.iter().zip(&margin.targets) {
        *out.entry(places.iter().map(|&place| cell[place]).collect()).or_insert(0.0) += target;
    }
    out
}
