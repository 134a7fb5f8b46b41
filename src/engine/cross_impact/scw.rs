//! Project files of ScenarioWizard: read and written.
//!
//! A file has sections that end with lines starting with `#`: the program's name and version and a title; descriptors (`&NAME`), each followed by its
//! variants (` -NAME`); short names; a section left empty; a colour for every variant; another left empty; the matrix, one line of whole numbers
//! a variant; then notes. What this program does not use is kept as it stands and written back.

use super::model::{Model, called};
use super::structure::{Descriptor, MOST_COLUMNS, MOST_DESCRIPTORS, MOST_VARIANTS, Structure};
use super::text::{self, Line};
use crate::input::{Cx, Name, Span, Spanned, TextError};

/// A cross-impact project as ScenarioWizard keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Its title.
    pub title: String,
    /// The matrix.
    pub model: Model,
    /// The version of the format, such as "4.0".
    version: String,
    /// The lines of the four sections between names and matrix, and all lines after the matrix.
    kept: Kept,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Kept {
    between: [Vec<String>; SECTIONS],
    after: Vec<String>,
}

/// Sections between the names and the matrix: short names, empty, colours, empty.
const SECTIONS: usize = 4;

const MARK: &str = "$ ScenarioWizard";

impl Project {
    /// Makes a project of a model, with plain short names and colours.
    #[must_use]
    pub fn new(title: &str, model: Model) -> Self {
        let mut between: [Vec<String>; SECTIONS] = Default::default();
        for descriptor in model.structure().descriptors() {
            between[0].push("&".to_owned());
            between[0].extend(descriptor.variants.iter().map(|_| " ".to_owned()));
        }
        between[2] = vec!["FFFFFF".to_owned(); model.structure().columns()];
        let after = ["# 0-0", "\"\"", "#", "#"].map(str::to_owned).to_vec();
        // A title is one line.
        let title = title.split(['\r', '\n']).next().unwrap_or_default().to_owned();
        Self { title, model, version: "4.0".to_owned(), kept: Kept { between, after } }
    }

    /// Reads a project file, shown under `name` in messages.
    ///
    /// UTF-8, UTF-16 with a mark and Windows-1252 are read, lines may end in either way, and the size is bounded. A variant without a name gets
    /// one, with a warning, since ScenarioWizard itself can write such files.
    ///
    /// # Errors
    /// Nothing, with every problem reported at its place: another kind of file, no descriptor, a descriptor without a variant, a name used
    /// twice, a matrix that is not square, a variant without a row, a cell that is no whole number or too large.
    pub fn parse(name: &str, bytes: &[u8], cx: &mut Cx) -> Option<Self> {
        let before = cx.errors();
        let file = text::open(name, bytes, cx)?;
        let text = cx.source(file).text().to_owned();
        let mut lines = text::lines(&text, file);
        let end = Span::new(file, text.len()..text.len());
        let version = lines.next().and_then(|line| {
            let version = line.text.trim_end().strip_prefix(MARK).map(str::trim);
            if version.is_none() {
                let shown: String = line.text.chars().take(40).collect();
                cx.error(line.span(), "this is not a project file of ScenarioWizard")
                    .got(format!("{shown:?}"))
                    .allowed(format!("{MARK} 4.0"));
            }
            version
        });
        let Some(version) = version else {
            if cx.errors() == before {
                cx.error(end, format!("`{name}` is empty"));
            }
            return None;
        };
        let title = lines.next().map_or("", |line| line.text);
        let structure = structure(&mut lines, end, cx)?;
        let mut between: [Vec<String>; SECTIONS] = Default::default();
        for section in &mut between {
            if !skip(&mut lines, section) {
                cx.error(end, "the file ends before the matrix").help("is the file cut off?");
                return None;
            }
        }
        alike(&structure, &between[0], end, cx);
        let (cells, after) = matrix(&structure, &mut lines, end, cx);
        if cx.errors() > before {
            return None;
        }
        match Model::of(structure, cells, 1) {
            Ok(model) => {
                let kept = Kept { between, after };
                Some(Self { title: title.trim_end().to_owned(), model, version: version.to_owned(), kept })
            }
            Err(error) => {
                cx.error(end, error.to_string());
                None
            }
        }
    }

    /// Writes the project as a file in UTF-8.
    ///
    /// Impacts are written in steps. So a matrix put together from several experts is written as their sum, which has the same consistent
    /// scenarios as their mean. The log of overrides is not part of the format.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = format!("{MARK} {}\n{}\n", self.version, self.title);
        let mut line = |parts: &[&str]| {
            parts.iter().for_each(|part| out.push_str(part));
            out.push('\n');
        };
        for descriptor in self.model.structure().descriptors() {
            line(&["&", &descriptor.name]);
            descriptor.variants.iter().for_each(|variant| line(&[" -", variant]));
        }
        line(&["#"]);
        for section in &self.kept.between {
            section.iter().for_each(|kept| line(&[kept]));
            line(&["#"]);
        }
        for row in 0..self.model.structure().columns() {
            let cells: Vec<String> = self.model.row(row).iter().map(|cell| format!("{cell:>2} ")).collect();
            line(&[&cells.join(",")]);
        }
        line(&["#"]);
        self.kept.after.iter().for_each(|kept| line(&[kept]));
        out
    }
}

/// Holds the names against the short names: where one section misses a line, variants would silently move to another descriptor.
fn alike(structure: &Structure, short: &[String], end: Span, cx: &mut Cx) {
    let mut counts: Vec<usize> = Vec::new();
    for line in short {
        match counts.last_mut() {
            _ if line.trim_start().starts_with('&') => counts.push(0),
            Some(count) => *count += 1,
            None => return,
        }
    }
    let named: Vec<usize> = structure.descriptors().iter().map(|one| one.variants.len()).collect();
    if !counts.is_empty() && counts != named {
        let told = |all: &[usize]| format!("{} with {} variants", all.len(), all.iter().sum::<usize>());
        cx.error(end, "names and short names of the file are not of the same descriptors and variants")
            .got(format!("descriptors by name: {}; by short name: {}", told(&named), told(&counts)))
            .help("is a line that starts with `&` missing in one of the two?");
    }
}

/// Moves the lines of a section into `into`; says whether the section ended.
fn skip<'a>(lines: &mut impl Iterator<Item = Line<'a>>, into: &mut Vec<String>) -> bool {
    for line in lines {
        if line.after('#').is_some() {
            return true;
        }
        into.push(line.text.to_owned());
    }
    false
}

/// Reads descriptors and variants up to the first line with `#`.
fn structure<'a>(lines: &mut impl Iterator<Item = Line<'a>>, end: Span, cx: &mut Cx) -> Option<Structure> {
    let before = cx.errors();
    let mut found: Vec<(Spanned<Name>, Vec<Spanned<Name>>)> = Vec::new();
    let mut ended = false;
    for line in lines {
        if line.after('#').is_some() {
            ended = true;
            break;
        }
        if let Some(text) = line.after('&') {
            if found.len() == MOST_DESCRIPTORS {
                cx.error(line.span(), "too many descriptors").allowed(format!("at most {MOST_DESCRIPTORS}"));
                return None;
            }
            let name = named(text, "descriptor", found.len() + 1, &line, cx)?;
            found.push((name, Vec::new()));
        } else if let Some(text) = line.after('-') {
            let Some((_, variants)) = found.last_mut() else {
                cx.error(line.span(), "a variant stands before the first descriptor").help("descriptors start with `&`");
                continue;
            };
            if variants.len() == MOST_VARIANTS {
                cx.error(line.span(), "too many variants of one descriptor").allowed(format!("at most {MOST_VARIANTS}"));
                return None;
            }
            let name = named(text, "variant", variants.len() + 1, &line, cx)?;
            variants.push(name);
        } else if !line.text.trim().is_empty() {
            let shown: String = line.text.chars().take(40).collect();
            cx.error(line.span(), "expected a descriptor or a variant")
                .got(format!("{shown:?}"))
                .allowed("`&NAME`, ` -NAME`, or `#` at the end");
            return None;
        }
    }
    if !ended {
        cx.error(end, "the file ends inside the list of descriptors").help("is the file cut off?");
        return None;
    }
    if found.is_empty() {
        cx.error(end, "the file names no descriptor");
    }
    cx.unique("descriptor", found.iter().map(|(name, _)| name));
    for (name, variants) in &found {
        if variants.is_empty() {
            cx.error(name.span, format!("`{name}` has no variants"));
        }
        cx.unique("variant", variants);
    }
    let columns: usize = found.iter().map(|(_, variants)| variants.len()).sum();
    if columns > MOST_COLUMNS {
        cx.error(found[0].0.span, "too many variants of all descriptors together").got(columns).allowed(format!("at most {MOST_COLUMNS}"));
    }
    if cx.errors() > before {
        return None;
    }
    let names = |variants: Vec<Spanned<Name>>| variants.into_iter().map(|name| name.value).collect();
    let descriptors = found.into_iter().map(|(name, variants)| Descriptor { name: name.value, variants: names(variants) });
    match Structure::new(descriptors.collect()) {
        Ok(structure) => Some(structure),
        Err(error) => {
            cx.error(end, error.to_string());
            None
        }
    }
}

/// Checks a name; one that is missing is made up.
fn named(text: &str, what: &str, number: usize, line: &Line<'_>, cx: &mut Cx) -> Option<Spanned<Name>> {
    let name = match Name::new(text) {
        Err(TextError::Empty) => {
            let made = format!("{what} {number}");
            cx.warn(line.span(), format!("a {what} has no name; called `{made}` here"));
            Name::new(made)
        }
        other => other,
    };
    match name {
        Ok(name) => Some(Spanned::new(name, if text.is_empty() { line.span() } else { line.part(text) })),
        Err(error) => {
            cx.error(line.span(), format!("the name of a {what} {error}"));
            None
        }
    }
}

/// Reads the rows of the matrix; what is wrong is reported, and cells that could not be read are 0. Gives what stands after it too.
fn matrix<'a>(structure: &Structure, lines: &mut impl Iterator<Item = Line<'a>>, end: Span, cx: &mut Cx) -> (Vec<i32>, Vec<String>) {
    let columns = structure.columns();
    let (mut cells, mut rows, mut ended, mut last) = (Vec::with_capacity(columns * columns), 0, false, end);
    for line in lines.by_ref() {
        last = line.span();
        if line.after('#').is_some() {
            ended = true;
            break;
        }
        if line.text.trim().is_empty() {
            continue;
        }
        if rows == columns {
            cx.error(line.span(), "the matrix has more rows than there are variants").allowed(format!("{columns} rows"));
            return (cells, Vec::new());
        }
        row(structure, rows, &line, &mut cells, cx);
        rows += 1;
    }
    if !ended {
        cx.error(end, "the file ends inside the matrix").help("is the file cut off?");
    } else if rows < columns {
        cx.error(last, "the matrix is not square: a variant has no row")
            .got(format!("{rows} rows"))
            .allowed(format!("{columns} rows, one a variant"))
            .help(format!("the first variant without a row is {}", called(structure, rows)));
    }
    (cells, lines.map(|line| line.text.to_owned()).collect())
}

fn row(structure: &Structure, number: usize, line: &Line<'_>, cells: &mut Vec<i32>, cx: &mut Cx) {
    let (columns, got) = (structure.columns(), line.text.split(',').count());
    if got != columns {
        cx.error(line.span(), format!("the matrix is not square: the row of {} does not fit", called(structure, number)))
            .got(format!("{got} cells"))
            .allowed(format!("{columns} cells, one a variant"));
        return;
    }
    for cell in line.text.split(',') {
        let trimmed = cell.trim();
        let place = line.part(if trimmed.is_empty() { cell } else { trimmed });
        let value = match trimmed.parse::<i32>() {
            Ok(value) if value.unsigned_abs() <= super::model::LARGEST_IMPACT.unsigned_abs() => value,
            Ok(value) => {
                let most = super::model::LARGEST_IMPACT;
                cx.error(place, "an impact is too large").got(value).allowed(format!("whole numbers from -{most} to {most}"));
                0
            }
            Err(_) => {
                let shown: String = trimmed.chars().take(40).collect();
                cx.error(place, "an impact must be a whole number").got(format!("{shown:?}"));
                0
            }
        };
        cells.push(value);
    }
}

#[cfg(test)]
mod tests;
