//! The steps from a population file to people, in order.

use std::path::Path;

use crate::input::{Cx, Entries, Name, Problems, Provenance, Quantity, Spanned};
use crate::random::{At, Seed, Streams};
use crate::stats;

use super::super::diagnostics::{Correlation, Diagnostics, LeftOut, margins_report};
use super::super::people::{Column, Count, Data, Making, Origin, Population};
use super::super::role::Role;
use super::super::spec::{Cells, ColumnSpec, IfUnknown, PopulationSpec};
use super::super::words;
use super::categories::find;
use super::correlate::{self, Latent, Ranks};
use super::draw::{Drawer, How, Stated};
use super::microdata::Raw;
use super::rows::Sample;
use super::scope::{Given, Scope, condition, values};
use super::segments::{self, Segments};
use super::{asked, draw, margins, rows};

impl Population {
    /// Reads a population file into `cx` and makes its people.
    ///
    /// `count` is how many to make; without it the file decides. Files it names must lie under `root`.
    ///
    /// # Errors
    /// Every problem found, with its place.
    ///
    /// # Determinism
    /// Depends on the files, the seed and the count alone.
    pub fn load(mut cx: Cx, path: &Path, root: &Path, seed: Seed, count: Option<usize>) -> Result<(Self, Problems), Problems> {
        let spec: Option<PopulationSpec> = cx.load(path, root);
        let count = count.map(|value| Count { value, span: None });
        let population = spec.and_then(|spec| Self::build(&spec, seed, count, &mut cx));
        cx.finish(population)
    }

    /// Makes the people of a population file that has been read.
    ///
    /// # Errors
    /// `None`, with every problem found reported to `cx`.
    ///
    /// # Determinism
    /// Depends on the file, the data it names, the seed and the count alone: streams (`Persona`, person, hash of column name) and
    /// (`Resample`, row or person, 0 to 2) of cell (0, 0).
    pub fn build(spec: &PopulationSpec, seed: Seed, count: Option<Count>, cx: &mut Cx) -> Option<Self> {
        let before = cx.errors();
        let mut spec = spec.clone().inherited(cx)?;
        spec.check(cx);
        if cx.errors() > before {
            return None;
        }
        let streams = Streams::new(seed, At { theta: 0, inner: 0 });
        let mut diagnostics = Diagnostics::default();
        let stated = margins::shares(&spec, &mut diagnostics.notes, cx)?;
        let respondents = match &spec.microdata {
            Some(_) => respondents(&spec, &stated, &streams, count, &mut diagnostics, cx)?,
            None => {
                let own = stated.iter().map(|margin| margin.cells.len()).sum::<usize>();
                drop(stated);
                if own > 0 {
                    spec = with_margins(&spec, cx)?;
                }
                nobody(rows::people(&spec, count, cx)?)
            }
        };
        finish(&spec, respondents, &streams, diagnostics, cx)
    }
}

/// People with the columns their respondents gave.
struct Respondents {
    making: Making,
    /// One entry a column of the file; empty where it is still to be drawn or worked out.
    columns: Vec<Option<Column>>,
    donors: Vec<u32>,
    donor_names: Vec<String>,
    people: usize,
}

/// People about whom nothing is known yet.
fn nobody(people: usize) -> Respondents {
    Respondents {
        making: Making::MarginsOnly,
        columns: Vec::new(),
        donors: vec![0; people],
        donor_names: vec!["(stated margins)".into()],
        people,
    }
}

fn respondents(
    spec: &PopulationSpec,
    stated: &[margins::Shares<'_>],
    streams: &Streams,
    count: Option<Count>,
    diagnostics: &mut Diagnostics,
    cx: &mut Cx,
) -> Option<Respondents> {
    let microdata = spec.microdata.as_ref()?;
    let file = microdata.file.as_ref()?;
    let all = Raw::read(file, cx)?;
    diagnostics.rows_read = all.rows();
    let raw = keep(spec, all, diagnostics, cx)?;
    diagnostics.rows_kept = raw.rows();
    let before = cx.errors();
    let donors = rows::donors(microdata, &raw, cx);
    let weights = rows::weights(microdata, &raw, cx);
    let columns = own_columns(spec, &raw, cx);
    if cx.errors() > before {
        return None;
    }
    let (donors, weights, columns) = (donors?, weights?, columns?);
    let constraints = margins::constraints(stated, &columns, spec, diagnostics, cx)?;
    let sample = Sample { spec, weights: &weights, constraints: &constraints, donors: &donors };
    let drawn = sample.draw(streams, count, diagnostics, cx)?;
    let mut dense = vec![u32::MAX; donors.names.len()];
    let mut donor_names = Vec::new();
    let of_person = drawn
        .rows
        .iter()
        .map(|&row| {
            let donor = donors.of_row[row as usize] as usize;
            if dense[donor] == u32::MAX {
                dense[donor] = donor_names.len() as u32;
                donor_names.push(donors.names[donor].clone());
            }
            dense[donor]
        })
        .collect();
    let columns =
        columns.into_iter().map(|column| column.map(|column| Column { data: column.data.gather(&drawn.rows), ..column })).collect();
    Some(Respondents { making: drawn.making, columns, donors: of_person, donor_names, people: drawn.rows.len() })
}

/// Keeps the rows the file wants: those its condition holds for, without those whose unknown values are to be left out.
fn keep(spec: &PopulationSpec, all: Raw, diagnostics: &mut Diagnostics, cx: &mut Cx) -> Option<Raw> {
    let microdata = spec.microdata.as_ref()?;
    let mut raw = all;
    if let Some(expression) = &microdata.r#where {
        let scope = Scope { columns: &[], segment: None, raw: Some(&raw) };
        let holds = condition(expression, &scope, raw.rows(), cx)?;
        let left_out = holds.iter().filter(|&&holds| !holds).count();
        if left_out > 0 {
            diagnostics.left_out.push(LeftOut { why: format!("not ({})", expression.text()), rows: left_out });
        }
        if left_out == raw.rows() {
            cx.error(expression.span(), "nobody is left: the condition holds for no row of the data")
                .got(format!("0 of {} rows", words::number(raw.rows() as f64)));
            return None;
        }
        raw = raw.gather(&rows_where(&holds));
    }
    let before = cx.errors();
    let mut stays = vec![true; raw.rows()];
    for column in spec.columns.iter().filter(|column| column.if_unknown == IfUnknown::LEAVE_OUT) {
        let Some(from) = asked::source(column, Some(&raw)) else { continue };
        let Some(unknown) = asked::unknown_rows(column, from, &raw, cx) else { continue };
        let mut rows = 0;
        for (stays, _) in stays.iter_mut().zip(&unknown).filter(|(stays, unknown)| **stays && **unknown) {
            *stays = false;
            rows += 1;
        }
        if rows > 0 {
            diagnostics.left_out.push(LeftOut { why: format!("`{}` unknown", from.0), rows });
        }
    }
    if cx.errors() > before {
        return None;
    }
    if !stays.contains(&true) {
        cx.error(microdata.file.as_ref().map(|file| file.span), "nobody is left: every row has an unknown value to leave out");
        return None;
    }
    Some(if stays.contains(&false) { raw.gather(&rows_where(&stays)) } else { raw })
}

fn rows_where(holds: &[bool]) -> Vec<u32> {
    (0..holds.len() as u32).filter(|&row| holds[row as usize]).collect()
}

/// Makes every column that the respondents themselves decide, in file order.
fn own_columns(spec: &PopulationSpec, raw: &Raw, cx: &mut Cx) -> Option<Vec<Option<Column>>> {
    let before = cx.errors();
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(spec.columns.len());
    for column in &spec.columns {
        let made = if let Some(from) = asked::source(column, Some(raw)) {
            let origin = Origin::Asked { from: from.0.to_owned() };
            asked::copied(column, from, raw, cx).map(|data| asked::column(column, origin, data))
        } else if let Some(expression) = &column.is {
            let scope = Scope { columns: &columns, segment: None, raw: Some(raw) };
            if scope.sees(expression) { worked_out(column, &scope, raw.rows(), cx) } else { None }
        } else {
            None
        };
        columns.push(made);
    }
    (cx.errors() == before).then_some(columns)
}

/// Makes a column from its expression.
fn worked_out(column: &ColumnSpec, scope: &Scope<'_>, rows: usize, cx: &mut Cx) -> Option<Column> {
    let expression = column.is.as_ref()?;
    let data = match values(expression, scope, rows, cx)? {
        Given::Numbers(numbers) => asked::derived(column, numbers, cx)?,
        Given::Labels(labels) => asked::relabelled(column, labels, cx)?,
    };
    Some(asked::column(column, Origin::Derived { expression: expression.text().to_owned() }, data))
}

/// Gives each margin's shares to the column it is about, so that the column is drawn from them.
fn with_margins(spec: &PopulationSpec, cx: &mut Cx) -> Option<PopulationSpec> {
    let before = cx.errors();
    let mut spec = spec.clone();
    for margin in std::mem::take(&mut spec.margins) {
        let over = margin.over();
        let [name] = over[..] else {
            cx.error(margin.place(), "a joint margin needs data to be joined in")
                .help("without `[microdata]`, state one margin a column and join them by `[[correlations]]`");
            continue;
        };
        let name = name.clone();
        let Some(Cells::Table(cells, _)) = margin.shares.as_ref().or(margin.counts.as_ref()) else { continue };
        let numbers: Vec<(Spanned<Name>, f64)> = cells
            .iter()
            .filter_map(|(label, cell)| match cell {
                Cells::Number(number) => Some((label.clone(), number.value)),
                Cells::Table(..) => None,
            })
            .collect();
        let total: f64 = numbers.iter().map(|(_, number)| number).sum();
        let shares = Entries::new(numbers.into_iter().map(|(label, number)| (label, number / total)).collect());
        let place = spec.columns.iter().position(|column| column.name.value == name.value).unwrap_or_else(|| {
            spec.columns.push(ColumnSpec::of_margin(name.clone()));
            spec.columns.len() - 1
        });
        let column = &mut spec.columns[place];
        if column.is.is_some() || column.draw.is_some() || column.shares.is_some() {
            cx.error(name.span, format!("column `{name}` gets its values in two ways"))
                .got("a margin and its own entry")
                .also(column.name.span, "its own entry")
                .help("keep one of the two");
            continue;
        }
        column.shares = Some(shares);
        column.source = margin.source.clone();
        column.grade = margin.grade;
        spec.margins.push(margin);
    }
    (cx.errors() == before).then_some(spec)
}

/// Draws and works out the columns still missing, settles the segments and sorts by them.
fn finish(spec: &PopulationSpec, made: Respondents, streams: &Streams, mut diagnostics: Diagnostics, cx: &mut Cx) -> Option<Population> {
    let people = made.people;
    let how = how(spec);
    let mut columns = made.columns;
    columns.resize(spec.columns.len(), None);
    let latent = latent(spec, &how, &columns, people, streams, cx)?;
    let drawer = Drawer { spec, latent: &latent, people, streams };
    let settled = fill(&drawer, &how, &mut columns, cx)?;
    let columns: Vec<Column> = columns.into_iter().collect::<Option<_>>()?;
    check_values(spec, &columns, cx)?;
    let pronouns = pronouns(spec, &columns, cx)?;
    for ((column, how), made) in spec.columns.iter().zip(&how).zip(&columns) {
        if let Some(how) = how {
            diagnostics.assumptions.extend(draw::assumptions(column, &made.label, how));
        }
    }
    if made.making == Making::MarginsOnly {
        diagnostics.margins = drawn_margins(spec, &columns);
    }
    let mut order: Vec<u32> = (0..people as u32).collect();
    order.sort_by_key(|&person| settled.of_person[person as usize]);
    let microdata = spec.microdata.as_ref();
    let mut population = Population {
        title: spec.title.as_str().to_owned(),
        note: spec.note.as_ref().map(|note| note.as_str().to_owned()),
        source: spec.source.as_ref().map(|source| source.as_str().to_owned()),
        called: spec.called.as_ref().map_or_else(|| "person".to_owned(), |called| called.as_str().to_owned()),
        row_called: microdata
            .and_then(|microdata| microdata.row_called.as_ref())
            .map_or_else(|| "copy".to_owned(), |called| called.as_str().to_owned()),
        pronouns,
        making: made.making,
        columns: columns.into_iter().map(|column| Column { data: column.data.gather(&order), ..column }).collect(),
        donors: order.iter().map(|&person| made.donors[person as usize]).collect(),
        donor_count: made.donor_names.len() as u32,
        donor_names: made.donor_names,
        segments: settled.names,
        segment_notes: settled.notes,
        segment: order.iter().map(|&person| settled.of_person[person as usize]).collect(),
        ids: order.into(),
        diagnostics,
    };
    reached(spec, &mut population);
    Some(population)
}

/// People in the pilot that finds out what cases and cuts take from a rank correlation: with this many the answer is good to 0.002.
const PILOT: usize = 16_384;

/// Finds the latent normals whose columns have the stated rank correlations.
///
/// # Determinism
/// The pilot's people are those with the first numbers, with respondents spread evenly, so that without data the latent normals do not
/// depend on the number of people.
fn latent(
    spec: &PopulationSpec,
    how: &[Option<How<'_>>],
    columns: &[Option<Column>],
    people: usize,
    streams: &Streams,
    cx: &mut Cx,
) -> Option<Latent> {
    let wanted = correlate::wanted(spec, how, cx)?;
    let first = wanted.as_stated(cx)?;
    if !wanted.diluted() {
        return Some(first);
    }
    let spread: Vec<u32> = (0..PILOT).map(|i| (i * people / PILOT) as u32).collect();
    let respondents: Vec<Option<Column>> =
        columns.iter().map(|column| column.as_ref().map(|column| Column { data: column.data.gather(&spread), ..column.clone() })).collect();
    let pilot = |latent: &Latent| {
        // What is wrong with the people is said when they are made, not when the pilot is.
        let mut unheard = Cx::new();
        let drawer = Drawer { spec, latent, people: PILOT, streams };
        let mut columns = respondents.clone();
        fill(&drawer, how, &mut columns, &mut unheard)?;
        let ranks = |&place: &usize| {
            let values = columns[place].as_ref()?.data.ranks();
            let plain = match &how[place] {
                Some(How::Number(_)) => Data::Number(drawer.uniforms(place).into()).ranks(),
                _ => values.clone(),
            };
            Some(Ranks { values, plain })
        };
        latent.columns.iter().map(ranks).collect()
    };
    wanted.calibrated(first, pilot, cx)
}

/// Says how each column is drawn, if it is.
fn how(spec: &PopulationSpec) -> Vec<Option<How<'_>>> {
    spec.columns
        .iter()
        .map(|column| match (&column.draw, &column.shares) {
            (Some(quantity), _) => Some(How::Number(quantity)),
            (None, Some(shares)) => Some(How::Category(Stated::new(shares))),
            (None, None) => None,
        })
        .collect()
}

/// Draws and works out the columns still missing, in file order; settles the segments as soon as they can be.
fn fill(drawer: &Drawer<'_>, how: &[Option<How<'_>>], columns: &mut [Option<Column>], cx: &mut Cx) -> Option<Segments> {
    let (spec, people) = (drawer.spec, drawer.people);
    let before = cx.errors();
    let mut settled: Option<Segments> = None;
    for (index, column) in spec.columns.iter().enumerate() {
        if columns[index].is_some() {
            continue;
        }
        if settled.is_none() && segments::ready(spec, &scope(columns, None)) {
            settled = segments::settle(spec, &scope(columns, None), people, cx);
            settled.as_ref()?;
        }
        let scope = scope(columns, settled.as_ref());
        let made = match &how[index] {
            Some(how) => drawer.draw(index, how, &scope, cx).map(|data| asked::column(column, origin(column), data)),
            None if column.is.is_some() => worked_out(column, &scope, people, cx),
            None => {
                cx.error(column.name.span, format!("column `{}` has no values", column.name)).help(if spec.microdata.is_some() {
                    "name a column of the data with `from`, or give it `is`, `draw` or `shares`"
                } else {
                    "give it `is`, `draw`, `shares` or a margin"
                });
                None
            }
        };
        columns[index] = made;
    }
    if cx.errors() > before {
        return None;
    }
    match settled {
        Some(settled) => Some(settled),
        None => segments::settle(spec, &scope(columns, None), people, cx),
    }
}

fn scope<'a>(columns: &'a [Option<Column>], settled: Option<&'a Segments>) -> Scope<'a> {
    Scope { columns, segment: settled.map(|settled| (settled.of_person.as_slice(), settled.names.as_slice())), raw: None }
}

fn origin(column: &ColumnSpec) -> Origin {
    let own = column.draw.as_ref().map(Quantity::provenance).unwrap_or_default();
    let Provenance { source, grade } = own.or(&column.provenance());
    Origin::Drawn { source, grade }
}

/// Checks that numbers are finite and where they must lie, and that cards speak of categories that exist.
fn check_values(spec: &PopulationSpec, columns: &[Column], cx: &mut Cx) -> Option<()> {
    let before = cx.errors();
    for (column, made) in spec.columns.iter().zip(columns) {
        match &made.data {
            Data::Number(values) => {
                let unit = matches!(column.role, Role::PainPoint | Role::Ability);
                let stated = column.range.as_ref().map(|range| (range.value[0], range.value[1]));
                let (low, high) = stated.unwrap_or(if unit { (0.0, 1.0) } else { (f64::MIN, f64::MAX) });
                let outside = |value: &f32| !value.is_finite() || f64::from(*value) < low || f64::from(*value) > high;
                if let Some(&value) = values.iter().find(|value| outside(value)) {
                    let count = values.iter().filter(|value| outside(value)).count();
                    let problem = cx.error(column.name.span, format!("column `{}` leaves its range", column.name));
                    problem.got(format!("{value} (and {} people in all)", words::number(count as f64)));
                    if stated.is_some() || unit {
                        problem.allowed(format!("{low} to {high}"));
                    } else {
                        problem.allowed("finite numbers");
                    }
                    if unit && stated.is_none() {
                        problem.help(format!("a {} is a strength from 0 to 1", column.role));
                    }
                }
            }
            Data::Category { labels, .. } => {
                let closed = column.codes.is_some() || column.shares.is_some() || column.cuts.is_some();
                for when in column.says.iter().filter_map(|say| say.when.as_ref()) {
                    if labels.iter().any(|label| label == when.as_str()) {
                        continue;
                    }
                    if closed {
                        cx.unknown(column.name.span, "category", when.as_str(), labels.iter().map(String::as_str));
                    } else {
                        cx.warn(column.name.span, format!("nobody is `{when}` in column `{}`, of which cards would speak", column.name));
                    }
                }
            }
        }
    }
    (cx.errors() == before).then_some(())
}

/// Finds the column that decides about pronouns, and the pronoun of each of its categories.
fn pronouns(spec: &PopulationSpec, columns: &[Column], cx: &mut Cx) -> Option<Option<(String, Vec<Option<String>>)>> {
    let Some(stated) = &spec.pronouns else { return Some(None) };
    let name = stated.column.value.as_str();
    let Some(column) = columns.iter().find(|column| column.name == name) else {
        cx.unknown(stated.column.span, "column", name, columns.iter().map(|column| column.name.as_str()));
        return None;
    };
    let Data::Category { labels, .. } = &column.data else {
        cx.error(stated.column.span, format!("column `{name}` holds numbers, and pronouns need categories"));
        return None;
    };
    let before = cx.errors();
    for (label, _) in &stated.words {
        find(label, labels, cx);
    }
    let word = |label: &String| stated.words.get(label).map(|word| word.as_str().to_owned());
    (cx.errors() == before).then(|| Some((name.to_owned(), labels.iter().map(word).collect())))
}

/// The margins of a population that was drawn from them.
fn drawn_margins(spec: &PopulationSpec, columns: &[Column]) -> Vec<super::super::diagnostics::Margin> {
    spec.columns
        .iter()
        .zip(columns)
        .filter(|(column, _)| column.cases.is_empty())
        .filter_map(|(column, made)| {
            let stated = Stated::new(column.shares.as_ref()?);
            let Provenance { source, grade } = column.provenance();
            Some(super::super::diagnostics::Margin {
                name: made.label.clone(),
                columns: vec![made.name.clone()],
                cells: (0..stated.labels.len() as u16).map(|code| vec![code]).collect(),
                targets: stated.shares,
                source,
                grade,
            })
        })
        .collect()
}

/// Measures what the finished people reached of what was stated.
fn reached(spec: &PopulationSpec, population: &mut Population) {
    let worst = margins_report(population).iter().map(|row| row.difference.abs()).fold(0.0, f64::max);
    if let Some(raking) = &mut population.diagnostics.raking {
        raking.largest_error_people = worst;
    }
    let mut ranks: Vec<(String, Vec<f64>)> = Vec::new();
    for correlation in &spec.correlations {
        let names: Vec<String> = correlation.between.value.iter().map(|name| name.value.as_str().to_owned()).collect();
        let [a, b] = [names[0].clone(), names[1].clone()];
        for name in [&a, &b] {
            if !ranks.iter().any(|(known, _)| known == name)
                && let Some(column) = population.column(name)
            {
                ranks.push((name.clone(), column.data.ranks()));
            }
        }
        let of = |name: &String| ranks.iter().find(|(known, _)| known == name).map(|(_, ranks)| ranks.as_slice());
        let got = of(&a).zip(of(&b)).and_then(|(x, y)| stats::pearson(x, y));
        let Provenance { source, grade } = correlation.provenance();
        population.diagnostics.assumptions.push(super::super::diagnostics::Assumption {
            about: format!("Rank correlation of {a} and {b}"),
            value: correlation.rank.value.to_string(),
            source: source.clone(),
            grade,
        });
        population.diagnostics.correlations.push(Correlation {
            between: [a, b],
            stated: correlation.rank.value,
            got: got.unwrap_or(f64::NAN),
            source,
            grade,
        });
    }
}
