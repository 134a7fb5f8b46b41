//! Columns that are drawn: numbers from distributions, categories from shares, correlated where the file says so.

use crate::input::{Cx, Entries, Provenance, Quantity};
use crate::num;
use crate::random::{Purpose, Streams};

use super::super::diagnostics::Assumption;
use super::super::people::Data;
use super::super::spec::{CaseSpec, ColumnSpec, PopulationSpec, described};
use super::super::words;
use super::correlate::Latent;
use super::quantiler::Quantiler;
use super::scope::{Scope, condition};

/// Categories and their shares, which add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stated {
    pub(super) labels: Vec<String>,
    pub(super) shares: Vec<f64>,
}

impl Stated {
    pub(super) fn new(shares: &Entries<f64>) -> Self {
        let total: f64 = shares.iter().map(|(_, share)| share).sum();
        Self { labels: shares.names().map(str::to_owned).collect(), shares: shares.iter().map(|(_, share)| share / total).collect() }
    }
}

/// How a column is drawn.
#[derive(Debug, Clone)]
pub(super) enum How<'a> {
    Number(&'a Quantity),
    Category(Stated),
}

/// Numbers the stream of a column by its name, so that columns added or moved change no other column's draws.
///
/// # Determinism
/// The 32-bit hash of Fowler, Noll and Vo (1a) over the name's bytes: frozen.
pub(super) fn occurrence(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Everything that draws of all columns share.
pub(super) struct Drawer<'a> {
    pub(super) spec: &'a PopulationSpec,
    pub(super) latent: &'a Latent,
    pub(super) people: usize,
    pub(super) streams: &'a Streams,
}

impl Drawer<'_> {
    /// Gives the uniform numbers of a column, one a person: its own, or those of its latent normal.
    ///
    /// # Determinism
    /// Person `i` uses entity `i` whatever the number of people.
    pub(super) fn uniforms(&self, column: usize) -> Vec<f32> {
        let range = 0..self.people as u64;
        let mut out = vec![0.0_f32; self.people];
        let name = |column: usize| occurrence(self.spec.columns[column].name.value.as_str());
        let Ok(row) = self.latent.columns.binary_search(&column) else {
            self.streams.fill_uniforms(Purpose::Persona, name(column), range, 1, &mut out);
            return out;
        };
        let k = self.latent.columns.len();
        let mut noise = vec![0.0_f32; self.people];
        let mut sum = vec![0.0_f64; self.people];
        for (j, &other) in self.latent.columns.iter().enumerate().take(row + 1) {
            let weight = self.latent.factor[row * k + j];
            if weight == 0.0 {
                continue;
            }
            self.streams.fill_normals(Purpose::Persona, name(other), range.clone(), 1, &mut noise);
            for (sum, &noise) in sum.iter_mut().zip(&noise) {
                *sum = weight.mul_add(f64::from(noise), *sum);
            }
        }
        for (out, sum) in out.iter_mut().zip(sum) {
            *out = num::norm_cdf(sum) as f32;
        }
        out
    }

    /// Draws one column for all people.
    ///
    /// # Errors
    /// `None`, reported, when the condition of a case cannot be evaluated.
    pub(super) fn draw(&self, column: usize, how: &How<'_>, scope: &Scope<'_>, cx: &mut Cx) -> Option<Data> {
        let cases = &self.spec.columns[column].cases;
        let mut which = vec![0_u16; if cases.is_empty() { 0 } else { self.people }];
        for (index, case) in cases.iter().enumerate().rev() {
            for (which, holds) in which.iter_mut().zip(condition(&case.r#where, scope, self.people, cx)?) {
                if holds {
                    *which = index as u16 + 1;
                }
            }
        }
        let uniforms = self.uniforms(column);
        let case_of = |person: usize| which.get(person).map_or(0, |&case| usize::from(case));
        match how {
            How::Number(quantity) => {
                let all = std::iter::once(&quantity.dist).chain(cases.iter().filter_map(|case| Some(&case.draw.as_ref()?.dist)));
                let quantilers: Vec<Quantiler> = all.map(Quantiler::new).collect();
                let value = |(person, &u): (usize, &f32)| quantilers[case_of(person)].at(inside(u)) as f32;
                let values: Vec<f32> = uniforms.iter().enumerate().map(value).collect();
                Some(super::asked::derived_numbers(&self.spec.columns[column], values))
            }
            How::Category(stated) => {
                let mut tables = vec![cumulative(&stated.shares)];
                for case in cases {
                    let Some(shares) = &case.shares else { continue };
                    let own = Stated::new(shares);
                    // The categories of a case may come in another order, and some may be missing: nobody is in those.
                    let aligned: Vec<f64> = stated
                        .labels
                        .iter()
                        .map(|label| own.labels.iter().position(|other| other == label).map_or(0.0, |place| own.shares[place]))
                        .collect();
                    tables.push(cumulative(&aligned));
                }
                let code = |(person, &u): (usize, &f32)| {
                    let table = &tables[case_of(person)];
                    table.partition_point(|&below| below <= f64::from(u)).min(table.len() - 1) as u16
                };
                let codes = uniforms.iter().enumerate().map(code).collect();
                Some(Data::Category { codes, labels: stated.labels.clone() })
            }
        }
    }
}

/// Keeps a uniform number off 0 and 1, where a rounded normal may land; the bound is half the grid of the uniforms.
fn inside(u: f32) -> f64 {
    const HALF_BIN: f64 = 1.0 / 16_777_216.0;
    f64::from(u).clamp(HALF_BIN, 1.0 - HALF_BIN)
}

/// Running sums of shares; categories after the last one that has any share end at infinity, so that rounding never reaches them.
fn cumulative(shares: &[f64]) -> Vec<f64> {
    let last = shares.iter().rposition(|&share| share > 0.0).unwrap_or(0);
    let mut sum = 0.0;
    shares
        .iter()
        .enumerate()
        .map(|(place, share)| {
            sum += share;
            if place >= last { f64::INFINITY } else { sum }
        })
        .collect()
}

/// Lists what a drawn column assumes.
pub(super) fn assumptions(column: &ColumnSpec, label: &str, how: &How<'_>) -> Vec<Assumption> {
    let in_case = |case: &CaseSpec| format!("{label}, where {}", case.r#where.text());
    match how {
        How::Number(quantity) => {
            let all = of_quantity(label.to_owned(), quantity, &column.provenance());
            let cases =
                column.cases.iter().filter_map(|case| Some(of_quantity(in_case(case), case.draw.as_ref()?, &case.provenance_in(column))));
            std::iter::once(all).chain(cases).collect()
        }
        How::Category(stated) => {
            let all = of_shares(label.to_owned(), stated, column.provenance());
            let cases = column
                .cases
                .iter()
                .filter_map(|case| Some(of_shares(in_case(case), &Stated::new(case.shares.as_ref()?), case.provenance_in(column))));
            std::iter::once(all).chain(cases).collect()
        }
    }
}

fn of_quantity(about: String, quantity: &Quantity, outer: &Provenance) -> Assumption {
    let Provenance { source, grade } = quantity.provenance().or(outer);
    Assumption { about, value: described(quantity), source, grade }
}

fn of_shares(about: String, stated: &Stated, provenance: Provenance) -> Assumption {
    let parts: Vec<String> =
        stated.labels.iter().zip(&stated.shares).map(|(label, &share)| format!("{label} {}", words::percent(share))).collect();
    Assumption { about, value: parts.join(", "), source: provenance.source, grade: provenance.grade }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stream_numbers_of_names_are_frozen() {
        assert_eq!(occurrence(""), 0x811c_9dc5);
        assert_eq!(occurrence("a"), 0xe40c_292c);
        assert_eq!(occurrence("foobar"), 0xbf9c_f968);
    }

    #[test]
    fn categories_without_a_share_are_never_reached() {
        let table = cumulative(&[0.3, 0.0, 0.7, 0.0]);
        let code = |u: f64| table.partition_point(|&below| below <= u);
        assert_eq!([code(0.0), code(0.299), code(0.3), code(0.999_999_999)], [0, 0, 2, 2]);
    }
}
