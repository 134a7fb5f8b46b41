//! A population in columns: one row a person, with the donor each row was copied from.

use std::ops::Range;
use std::sync::Arc;

use crate::input::expr::{ColumnView, Columns};
use crate::input::{Grade, Span};
use crate::stats;

use super::diagnostics::Diagnostics;
use super::role::Role;
use super::spec::Say;

/// The values of one column. Copies share them until one of them is changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Numbers, in the column's unit.
    Number(Arc<[f32]>),
    /// Categories.
    Category {
        /// The category of each person, an index into `labels`.
        codes: Arc<[u16]>,
        /// What each category is called; in their order where they have one.
        labels: Vec<String>,
    },
}

impl Data {
    /// Gives the number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.view().len()
    }

    /// Says whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.view().is_empty()
    }

    /// Takes the given rows in the given order.
    ///
    /// # Panics
    /// If a row does not exist.
    #[must_use]
    pub fn gather(&self, rows: &[u32]) -> Self {
        match self {
            Self::Number(values) => Self::Number(rows.iter().map(|&row| values[row as usize]).collect()),
            Self::Category { codes, labels } => {
                Self::Category { codes: rows.iter().map(|&row| codes[row as usize]).collect(), labels: labels.clone() }
            }
        }
    }

    /// Gives the rank of each value from 1, ties sharing their mean rank; categories rank by their order.
    ///
    /// The same as [`stats::rank()`], several times faster on millions of single-precision values: value and row are
    /// sorted as one integer.
    #[must_use]
    pub fn ranks(&self) -> Vec<f64> {
        let key = |place: usize, value: u32| u64::from(value) << 32 | place as u64;
        let mut keys: Vec<u64> = match self {
            Self::Number(values) => values.iter().enumerate().map(|(i, &value)| key(i, sortable(value))).collect(),
            Self::Category { codes, .. } => codes.iter().enumerate().map(|(i, &code)| key(i, u32::from(code))).collect(),
        };
        keys.sort_unstable();
        let mut ranks = vec![0.0; keys.len()];
        let mut start = 0;
        for tie in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
            let shared = start as f64 + 0.5 * (tie.len() as f64 + 1.0);
            for key in tie {
                ranks[(key & 0xffff_ffff) as usize] = shared;
            }
            start += tie.len();
        }
        ranks
    }

    /// Lends the values to an expression.
    #[must_use]
    pub fn view(&self) -> ColumnView<'_> {
        match self {
            Self::Number(values) => ColumnView::Number(values),
            Self::Category { codes, labels } => ColumnView::Category { codes, labels },
        }
    }
}

/// Maps a finite number to an integer that sorts alike; both zeros become one.
fn sortable(value: f32) -> u32 {
    let bits = (value + 0.0).to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 0x8000_0000 }
}

/// Where a column's values come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// Asked of the respondents: copied from the data.
    Asked {
        /// The column of the data file.
        from: String,
    },
    /// Worked out from other columns.
    Derived {
        /// The expression, as written.
        expression: String,
    },
    /// Drawn at random from a stated distribution or from stated shares.
    Drawn {
        /// Where the distribution comes from.
        source: Option<String>,
        /// How good that source is.
        grade: Option<Grade>,
    },
}

/// One thing known of every person.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name expressions use.
    pub name: String,
    /// The name people read.
    pub label: String,
    /// The question that was asked, in the words of the field.
    pub question: Option<String>,
    /// What the column is for.
    pub role: Role,
    /// The unit of numbers, as people write it ("minutes", "CHF").
    pub unit: Option<String>,
    /// Whether the order of the categories means something.
    pub ordered: bool,
    /// Whether stories leave it out.
    pub silent: bool,
    /// For a pain point: the attributes of a concept that relieve it.
    pub relieved_by: Vec<String>,
    /// How cards put the column in words.
    pub says: Vec<Say>,
    /// Where the values come from.
    pub origin: Origin,
    /// The values.
    pub data: Data,
}

/// How many people are asked for, and where that is written: a study, a population file, or nowhere that has a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The number.
    pub value: usize,
    /// Where it is written.
    pub span: Option<Span>,
}

/// How the people came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    /// Every row of the data, once.
    AsTheyAre,
    /// Rows drawn with replacement.
    Resampled,
    /// Rows weighted to margins, then made whole people.
    Raked,
    /// Drawn from stated margins and rank correlations: there are no real respondents behind these people.
    MarginsOnly,
}

/// How many people stand behind a figure, and how many real ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Base {
    /// Synthetic people.
    pub people: usize,
    /// Real respondents they were copied from; 0 where there are none.
    pub donors: usize,
    /// Effective number of real respondents when some are copied more often than others (Kish).
    pub effective: f64,
}

/// People in columns, sorted so that each segment is one run of rows.
///
/// # Shapes
/// `ids`, `donors`, `segment` and every column have one entry a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// What the population is called.
    pub title: String,
    /// What there is to know about it.
    pub note: Option<String>,
    /// Where its people come from.
    pub source: Option<String>,
    /// What one of them is called on cards ("traveller", "owner").
    pub called: String,
    /// What one row of the data is called on cards ("copy", "trip").
    pub row_called: String,
    /// The column that decides how cards speak of a person after the first mention, and the pronoun of each of its categories.
    pub pronouns: Option<(String, Vec<Option<String>>)>,
    /// How they came to be.
    pub making: Making,
    /// What is known of each.
    pub columns: Vec<Column>,
    /// The number of each person, given before sorting by segment; stays with the person.
    pub ids: Arc<[u32]>,
    /// The donor of each person, from 0 to `donor_count` − 1. Without real respondents all point at donor 0, which then stands
    /// for the stated margins, so that no resampling of donors can find certainty where there is none.
    pub donors: Arc<[u32]>,
    /// How many donors there are.
    pub donor_count: u32,
    /// What the data calls each donor.
    pub donor_names: Vec<String>,
    /// The names of the segments, in file order.
    pub segments: Vec<String>,
    /// One line about each segment, for reports; empty where the file says nothing.
    pub segment_notes: Vec<String>,
    /// The segment of each person; never falls from one row to the next.
    pub segment: Arc<[u16]>,
    /// What happened on the way.
    pub diagnostics: Diagnostics,
}

impl Population {
    /// Gives the number of people.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Says whether there is nobody; a built population never is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Finds a column by name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Finds the numbers of a column by name; `None` for categories too.
    #[must_use]
    pub fn numbers(&self, name: &str) -> Option<&[f32]> {
        match &self.column(name)?.data {
            Data::Number(values) => Some(values),
            Data::Category { .. } => None,
        }
    }

    /// Shares the numbers of a column, found by name; `None` for categories too.
    #[must_use]
    pub fn shared(&self, name: &str) -> Option<Arc<[f32]>> {
        match &self.column(name)?.data {
            Data::Number(values) => Some(Arc::clone(values)),
            Data::Category { .. } => None,
        }
    }

    /// Says whether real respondents stand behind the people.
    #[must_use]
    pub fn has_respondents(&self) -> bool {
        self.making != Making::MarginsOnly
    }

    /// Gives the rows of each segment, in the order of `segments`; together they cover all rows.
    #[must_use]
    pub fn segment_runs(&self) -> Vec<Range<usize>> {
        let mut from = 0;
        (0..self.segments.len())
            .map(|segment| {
                let to = from + self.segment[from..].partition_point(|&s| usize::from(s) <= segment);
                let run = from..to;
                from = to;
                run
            })
            .collect()
    }

    /// Counts who stands behind a set of rows.
    ///
    /// # Source
    /// Effective number: Kish (1965), Survey Sampling, (Σ c)² / Σ c² over the copies c of each donor in these rows.
    #[must_use]
    pub fn base(&self, rows: impl IntoIterator<Item = usize>) -> Base {
        let mut copies = vec![0.0_f64; self.donor_count as usize];
        let mut people = 0;
        for row in rows {
            copies[self.donors[row] as usize] += 1.0;
            people += 1;
        }
        if !self.has_respondents() {
            return Base { people, donors: 0, effective: 0.0 };
        }
        copies.retain(|&c| c > 0.0);
        Base { people, donors: copies.len(), effective: stats::kish(&copies) }
    }

    /// Counts who stands behind each segment.
    #[must_use]
    pub fn segment_bases(&self) -> Vec<Base> {
        let of = |segment: usize| (0..self.len()).filter(move |&row| usize::from(self.segment[row]) == segment);
        (0..self.segments.len()).map(|segment| self.base(of(segment))).collect()
    }

    /// Gives the pronoun for one person, where the file states any.
    #[must_use]
    pub fn pronoun(&self, row: usize) -> Option<&str> {
        let (column, words) = self.pronouns.as_ref()?;
        match &self.column(column)?.data {
            Data::Category { codes, .. } => words.get(usize::from(codes[row]))?.as_deref(),
            Data::Number(_) => None,
        }
    }

    /// Gives the value of a column for one person in words: the label, or the number with its unit.
    #[must_use]
    pub fn value_text(&self, column: &Column, row: usize) -> String {
        match &column.data {
            Data::Category { codes, labels } => labels[usize::from(codes[row])].clone(),
            Data::Number(values) => {
                let number = super::words::number(f64::from(values[row]));
                match &column.unit {
                    Some(unit) => format!("{number} {unit}"),
                    None => number,
                }
            }
        }
    }
}

impl Columns for Population {
    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn get(&self, name: &str) -> Option<ColumnView<'_>> {
        self.column(name).map(|column| column.data.view())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_general_routine() {
        let values = [3.5_f32, -1.0, 0.0, -0.0, 3.5, 1e-30, -7.25, 3.5, f32::MAX, f32::MIN];
        let wide: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        assert_eq!(Data::Number(values.into()).ranks(), stats::rank(&wide));
        let data = Data::Category { codes: [2, 0, 2, 1].into(), labels: vec![String::new(); 3] };
        assert_eq!(data.ranks(), [3.5, 1.0, 3.5, 2.0]);
    }
}
