//! Columns that the respondents themselves give: copied from the data, or worked out from it.

use std::collections::BTreeMap;

use crate::input::expr::Labels;
use crate::input::{Cx, Entries, Span, Text};

use super::super::people::{Column, Data, Origin};
use super::super::spec::{ColumnSpec, IfUnknown, NOT_STATED};
use super::super::words;
use super::categories::{MOST_CATEGORIES, cut};
use super::microdata::{Raw, RawData};

/// Finds the data column a population column is copied from: the one it names, or the one of the same name.
pub(super) fn source<'a>(spec: &'a ColumnSpec, raw: Option<&Raw>) -> Option<(&'a str, Span)> {
    if let Some(from) = &spec.from {
        return Some((from.value.as_str(), from.span));
    }
    let derived = spec.is.is_some() || spec.draw.is_some() || spec.shares.is_some();
    let name = spec.name.value.as_str();
    (!derived && raw.is_some_and(|raw| raw.data(name).is_some())).then_some((name, spec.name.span))
}

/// Marks the rows whose value is unknown. `None`, reported, where the data has no such column.
pub(super) fn unknown_rows(spec: &ColumnSpec, from: (&str, Span), raw: &Raw, cx: &mut Cx) -> Option<Vec<bool>> {
    let Some(data) = raw.data(from.0) else {
        cx.unknown(from.1, "column of the data", from.0, raw.names());
        return None;
    };
    Some(match data {
        RawData::Number(values) => {
            let codes: Vec<f64> = spec.unknown.iter().filter_map(|code| code.as_str().trim().parse().ok()).collect();
            values.iter().map(|value| value.is_nan() || codes.contains(value)).collect()
        }
        RawData::Text { codes, labels } => {
            let unknown: Vec<bool> =
                labels.iter().map(|label| label.is_empty() || spec.unknown.iter().any(|code| code.as_str() == label)).collect();
            codes.iter().map(|&code| unknown[usize::from(code)]).collect()
        }
    })
}

/// Copies one column from the data, codes put in words. Rows to leave out are out already.
///
/// # Errors
/// `None`, reported: unknown values nobody has said what to do with, codes that are not explained, too many categories.
pub(super) fn copied(spec: &ColumnSpec, from: (&str, Span), raw: &Raw, cx: &mut Cx) -> Option<Data> {
    let unknown = unknown_rows(spec, from, raw, cx)?;
    let data = raw.data(from.0)?;
    let missing = unknown.iter().filter(|&&is| is).count();
    if missing > 0 && matches!(spec.if_unknown, IfUnknown::REFUSE | IfUnknown::LEAVE_OUT) {
        let line = unknown.iter().position(|&is| is).map_or(0, |row| raw.line(row));
        cx.error(
            from.1,
            format!("column `{}` is unknown for {} of {} rows", from.0, words::number(missing as f64), words::number(unknown.len() as f64)),
        )
        .got(format!("the first in line {line}"))
        .help("say what to do with `if_unknown`: \"leave out\", \"not stated\" or a number");
        return None;
    }
    let words = spec.codes.is_some() || matches!(data, RawData::Text { .. });
    if let (IfUnknown::Put(_), true, true) = (spec.if_unknown, words, missing > 0) {
        cx.error(from.1, format!("column `{}` has categories, so an unknown one cannot be a number", spec.name))
            .help("use \"not stated\" or \"leave out\"");
        return None;
    }
    match (&spec.codes, data) {
        (Some(codes), data) => coded(spec, codes, data, &unknown, Some(raw), from.1, cx),
        (None, RawData::Number(values)) => numbers(spec, values, &unknown, from.1, cx),
        (None, RawData::Text { codes, labels }) => texts(spec, codes, labels, &unknown, from.1, cx),
    }
}

fn numbers(spec: &ColumnSpec, values: &[f64], unknown: &[bool], at: Span, cx: &mut Cx) -> Option<Data> {
    let put = match spec.if_unknown {
        IfUnknown::Put(number) => number,
        IfUnknown::NOT_STATED if unknown.contains(&true) && spec.cuts.is_none() => {
            cx.error(at, format!("column `{}` holds numbers, so an unknown one cannot be a category", spec.name))
                .help("give a number in `if_unknown`, \"leave out\" the rows, or make categories with `cuts`");
            return None;
        }
        _ => f64::NAN,
    };
    let filled: Vec<f32> = values.iter().zip(unknown).map(|(&value, &unknown)| if unknown { put as f32 } else { value as f32 }).collect();
    let Some(cuts) = &spec.cuts else { return Some(Data::Number(filled.into())) };
    let mut data = cut(&filled, &cuts.value, &spec.bands);
    if spec.if_unknown == IfUnknown::NOT_STATED
        && unknown.contains(&true)
        && let Data::Category { codes, labels } = &mut data
    {
        labels.push(NOT_STATED.into());
        let last = (labels.len() - 1) as u16;
        *codes = codes.iter().zip(unknown).map(|(&code, &unknown)| if unknown { last } else { code }).collect();
    }
    Some(data)
}

fn texts(spec: &ColumnSpec, codes: &[u16], labels: &[String], unknown: &[bool], at: Span, cx: &mut Cx) -> Option<Data> {
    if labels.len() > MOST_CATEGORIES {
        cx.error(at, format!("column `{}` has too many categories", spec.name))
            .got(labels.len())
            .allowed(format!("at most {MOST_CATEGORIES}"));
        return None;
    }
    let known: Vec<usize> = {
        let mut used = vec![false; labels.len()];
        for (&code, _) in codes.iter().zip(unknown).filter(|(_, unknown)| !**unknown) {
            used[usize::from(code)] = true;
        }
        (0..labels.len()).filter(|&code| used[code]).collect()
    };
    let mut out: Vec<String> = known.iter().map(|&code| labels[code].clone()).collect();
    let not_stated = out.len() as u16;
    if spec.if_unknown == IfUnknown::NOT_STATED {
        out.push(NOT_STATED.into());
    }
    let mut place = vec![0_u16; labels.len()];
    for (new, &old) in known.iter().enumerate() {
        place[old] = new as u16;
    }
    let codes = codes.iter().zip(unknown).map(|(&code, &unknown)| if unknown { not_stated } else { place[usize::from(code)] }).collect();
    Some(Data::Category { codes, labels: out })
}

/// Puts codes in words. Two codes with one label become one category.
fn coded(
    spec: &ColumnSpec,
    codes: &Entries<Text>,
    data: &RawData,
    unknown: &[bool],
    raw: Option<&Raw>,
    at: Span,
    cx: &mut Cx,
) -> Option<Data> {
    let mut labels: Vec<String> = Vec::new();
    let mut meanings: Vec<(&str, u16)> = Vec::new();
    for (code, label) in codes {
        let place = labels.iter().position(|known| known == label.as_str()).unwrap_or_else(|| {
            labels.push(label.as_str().to_owned());
            labels.len() - 1
        });
        meanings.push((code.value.as_str(), place as u16));
    }
    let mut stray: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut out = Vec::with_capacity(unknown.len());
    let lookup: Box<dyn Fn(usize) -> Option<u16>> = match data {
        RawData::Number(values) => {
            let meanings: Vec<(f64, u16)> =
                meanings.iter().filter_map(|&(code, place)| Some((code.trim().parse::<f64>().ok()?, place))).collect();
            Box::new(move |row| meanings.iter().find(|(code, _)| *code == values[row]).map(|&(_, place)| place))
        }
        RawData::Text { codes, labels } => {
            let table: Vec<Option<u16>> =
                labels.iter().map(|label| meanings.iter().find(|(code, _)| code == label).map(|&(_, place)| place)).collect();
            Box::new(move |row| table[usize::from(codes[row])])
        }
    };
    let not_stated = labels.len() as u16;
    for (row, &unknown) in unknown.iter().enumerate() {
        if unknown {
            out.push(not_stated);
        } else if let Some(place) = lookup(row) {
            out.push(place);
        } else {
            stray.entry(data.text(row)).or_insert((row, 0)).1 += 1;
        }
    }
    for (code, (row, count)) in &stray {
        let first = raw.map_or_else(String::new, |raw| format!(", the first in line {}", raw.line(*row)));
        cx.error(at, format!("code `{code}` of column `{}` is not explained", spec.name))
            .got(format!("{} rows{first}", words::number(*count as f64)))
            .help(format!("add it to `codes` (`{code} = \"...\"`) or to `unknown`"));
    }
    if !stray.is_empty() {
        return None;
    }
    // The category is there even where nobody is in it, so that expressions fit whichever rows are kept.
    if spec.if_unknown == IfUnknown::NOT_STATED {
        labels.push(NOT_STATED.into());
    }
    Some(Data::Category { codes: out.into(), labels })
}

/// Makes the column of a spec around its values.
pub(super) fn column(spec: &ColumnSpec, origin: Origin, data: Data) -> Column {
    let name = spec.name.value.as_str();
    Column {
        name: name.to_owned(),
        label: spec.label.as_ref().map_or_else(|| words::capital(&name.replace('_', " ")), |label| label.as_str().into()),
        question: spec.question.as_ref().map(|question| question.as_str().into()),
        role: spec.role,
        unit: spec.unit.as_ref().map(|unit| unit.as_str().into()),
        ordered: spec.ordered || spec.cuts.is_some(),
        silent: spec.silent,
        relieved_by: spec.relieved_by.iter().map(|attribute| attribute.as_str().to_owned()).collect(),
        says: spec.says.clone(),
        origin,
        data,
    }
}

/// Turns the numbers an expression gave into the column's values: cut, coded, or as they are.
///
/// # Errors
/// `None`, reported, where a value has no code.
pub(super) fn derived(spec: &ColumnSpec, values: Vec<f64>, cx: &mut Cx) -> Option<Data> {
    let Some(codes) = &spec.codes else {
        return Some(derived_numbers(spec, values.into_iter().map(|value| value as f32).collect()));
    };
    let unknown = vec![false; values.len()];
    coded(spec, codes, &RawData::Number(values), &unknown, None, spec.name.span, cx)
}

/// Turns the labels an expression gave into the column's values, put in other words where the column has codes.
///
/// # Errors
/// `None`, reported, where a label has no code.
pub(super) fn relabelled(spec: &ColumnSpec, given: Labels, cx: &mut Cx) -> Option<Data> {
    let Some(codes) = &spec.codes else { return Some(Data::Category { codes: given.codes.into(), labels: given.labels }) };
    let unknown = vec![false; given.codes.len()];
    let data = RawData::Text { codes: given.codes, labels: given.labels };
    coded(spec, codes, &data, &unknown, None, spec.name.span, cx)
}

/// Turns drawn numbers into the column's values: cut, or as they are.
pub(super) fn derived_numbers(spec: &ColumnSpec, values: Vec<f32>) -> Data {
    match &spec.cuts {
        Some(cuts) => cut(&values, &cuts.value, &spec.bands),
        None => Data::Number(values.into()),
    }
}
