//! Stated rank correlations made into latent normals, also where a column's cases or cuts weaken what the latent normals share.

use crate::input::{Cx, Span, Spanned};
use crate::stats;

use super::super::copula::{CopulaError, Margin, cholesky, latent_correlation, reach};
use super::super::spec::{ColumnSpec, PopulationSpec};
use super::draw::How;

/// The largest difference between a stated rank correlation and the one expected that needs no further pass.
const CLOSE: f64 = 0.000_5;

/// The largest difference that is no error once the passes are used up or the latent normals cannot be tied more strongly.
const MISSED: f64 = 0.01;

/// The most passes; each is one making of the pilot. Weak dilution needs two or three.
const PASSES: usize = 12;

/// The latent normals of all correlated columns.
#[derive(Debug, Clone)]
pub(super) struct Latent {
    /// Index of each correlated column in the file.
    pub(super) columns: Vec<usize>,
    /// The lower factor of the latent correlation matrix, row by row.
    pub(super) factor: Vec<f64>,
}

/// The rank correlations a file states, checked.
pub(super) struct Wanted<'a> {
    spec: &'a PopulationSpec,
    columns: Vec<usize>,
    /// One entry a column of `columns`.
    margins: Vec<Margin>,
    pairs: Vec<Pair>,
}

/// One stated rank correlation.
#[derive(Debug, Clone, Copy)]
struct Pair {
    /// Places in the list of correlated columns.
    between: [usize; 2],
    rank: Spanned<f64>,
    at: Span,
}

/// The ranks of one correlated column in a pilot: of its values, and of the uniform numbers they were drawn from.
pub(super) struct Ranks {
    pub(super) values: Vec<f64>,
    pub(super) plain: Vec<f64>,
}

/// Reads and checks the stated correlations.
///
/// # Errors
/// `None`, reported at the correlation at fault: columns that are not drawn, categories without an order, a pair stated twice.
pub(super) fn wanted<'a>(spec: &'a PopulationSpec, how: &[Option<How<'_>>], cx: &mut Cx) -> Option<Wanted<'a>> {
    let before = cx.errors();
    let mut columns: Vec<usize> = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    for correlation in &spec.correlations {
        let mut places = Vec::with_capacity(2);
        for name in &correlation.between.value {
            let place = spec.columns.iter().position(|column| column.name.value == name.value);
            match place.map(|place| (place, how[place].as_ref())) {
                Some((place, Some(_))) => places.push(place),
                Some((_, None)) => {
                    cx.error(name.span, format!("column `{name}` is not drawn, so its correlations are what the data say"))
                        .help("only columns with `draw`, `shares` or a margin of their own can be correlated");
                }
                None => {
                    let known = spec.columns.iter().map(|column| column.name.value.as_str());
                    cx.unknown(name.span, "column", name.value.as_str(), known);
                }
            }
        }
        let [a, b] = places[..] else { continue };
        if pairs.iter().any(|pair| pair.between == [a, b] || pair.between == [b, a]) {
            cx.error(correlation.between.span, "the correlation of this pair is stated twice");
            continue;
        }
        for place in [a, b] {
            if !columns.contains(&place) {
                columns.push(place);
            }
        }
        pairs.push(Pair { between: [a, b], rank: correlation.rank, at: correlation.between.span });
    }
    if cx.errors() > before {
        return None;
    }
    columns.sort_unstable();
    for pair in &mut pairs {
        pair.between = pair.between.map(|column| columns.binary_search(&column).expect("every column of a pair is in the list"));
    }
    let margins: Vec<Option<Margin>> = columns.iter().map(|&place| margin(&spec.columns[place], how[place].as_ref()?, cx)).collect();
    Some(Wanted { spec, columns, margins: margins.into_iter().collect::<Option<_>>()?, pairs })
}

impl Wanted<'_> {
    /// Turns the stated rank correlations into a factor of the latent correlation matrix, as if no column had cases or cuts.
    ///
    /// Pairs about which nothing is said are taken as uncorrelated.
    ///
    /// # Errors
    /// `None`, reported at the correlation at fault: out of reach, or impossible together.
    pub(super) fn as_stated(&self, cx: &mut Cx) -> Option<Latent> {
        self.latent(&self.stated(), cx)
    }

    fn stated(&self) -> Vec<f64> {
        self.pairs.iter().map(|pair| pair.rank.value).collect()
    }

    fn latent(&self, ranks: &[f64], cx: &mut Cx) -> Option<Latent> {
        let before = cx.errors();
        let k = self.columns.len();
        let mut matrix = vec![0.0; k * k];
        for i in 0..k {
            matrix[i * k + i] = 1.0;
        }
        for (pair, &rank) in self.pairs.iter().zip(ranks) {
            let [i, j] = pair.between;
            match latent_correlation(rank, &self.margins[i], &self.margins[j]) {
                Ok(r) => {
                    matrix[i * k + j] = r;
                    matrix[j * k + i] = r;
                }
                Err(error) => {
                    cx.error(pair.rank.span, error.to_string());
                }
            }
        }
        if cx.errors() > before {
            return None;
        }
        match cholesky(&matrix, k) {
            Ok(factor) => Some(Latent { columns: self.columns.clone(), factor }),
            Err(error) => {
                self.impossible(&error, cx);
                None
            }
        }
    }

    fn impossible(&self, error: &CopulaError, cx: &mut Cx) {
        let CopulaError::NotPositiveDefinite { first, second, stated, allowed } = *error else { return };
        let about = |pair: &&Pair| pair.between == [first, second] || pair.between == [second, first];
        let stated_pair = self.pairs.iter().find(about);
        let near = stated_pair.or(self.pairs.iter().find(|pair| pair.between.contains(&second)));
        let name = |place: usize| &self.spec.columns[self.columns[place]].name;
        let (name_a, name_b) = (name(first), name(second));
        let problem = cx.error(
            near.map(|pair| pair.rank.span.to(pair.at)),
            format!("the correlations cannot hold together: `{name_a}` with `{name_b}` is out of line"),
        );
        let unsaid = if near.is_some() { "" } else { " (nothing is stated, so 0)" };
        problem.got(format!("{stated:.3} between their latent normals{unsaid}"));
        if let Some((low, high)) = allowed {
            problem.allowed(format!("{low:.3} to {high:.3} beside the others"));
        }
        problem.help("change this correlation, or those of the columns with each other; a pair about which nothing is said counts as 0");
    }

    /// Whether some pair's values share less than their latent normals do: cases set people apart, and cuts make ties.
    pub(super) fn diluted(&self) -> bool {
        self.pairs.iter().any(|pair| self.is_diluted(pair))
    }

    fn is_diluted(&self, pair: &Pair) -> bool {
        pair.between.iter().any(|&place| {
            let column = &self.spec.columns[self.columns[place]];
            !column.cases.is_empty() || column.cuts.is_some()
        })
    }

    /// Ties the latent normals so much more strongly that the values have the stated rank correlations after all.
    ///
    /// `pilot` makes people with given latent normals. Each pass compares the rank correlation of a pair's values with that of the uniform
    /// numbers they came from, in the same people, so that the pilot's own chance cancels; the difference is what cases and cuts cost, and is
    /// asked for on top, by secants.
    ///
    /// # Errors
    /// `None`, reported at the correlation at fault: the values cannot be tied that strongly, with what they can reach; or what `latent` finds.
    pub(super) fn calibrated(&self, first: Latent, mut pilot: impl FnMut(&Latent) -> Option<Vec<Ranks>>, cx: &mut Cx) -> Option<Latent> {
        let stated = self.stated();
        let mut asked = stated.clone();
        let mut latent = first;
        let mut before: Option<(Vec<f64>, Vec<f64>)> = None;
        for pass in 1.. {
            let Some(ranks) = pilot(&latent) else {
                // As a rule the people cannot be made either, and their making says why.
                cx.warn(self.pairs[0].at, "rank correlations were not made up for what cases and cuts take from them")
                    .got("no trial people could be made");
                return Some(latent);
            };
            let reached: Vec<f64> = self.pairs.iter().zip(&asked).map(|(pair, &asked)| self.expected(pair, asked, &ranks)).collect();
            let off = |i: usize| stated[i] - reached[i];
            if pass > PASSES || (0..stated.len()).all(|i| off(i).abs() <= CLOSE) {
                self.missed(&reached, cx)?;
                return Some(latent);
            }
            let next: Vec<f64> = (0..stated.len())
                .map(|i| {
                    let slope = before.as_ref().map_or(1.0, |(asked_before, reached_before)| {
                        let run = asked[i] - asked_before[i];
                        if run.abs() > 1e-9 { ((reached[i] - reached_before[i]) / run).clamp(0.1, 2.0) } else { 1.0 }
                    });
                    let [a, b] = self.pairs[i].between;
                    let (low, high) = reach(&self.margins[a], &self.margins[b]);
                    (asked[i] + off(i) / slope).clamp(low, high)
                })
                .collect();
            if next == asked {
                self.missed(&reached, cx)?;
                return Some(latent);
            }
            before = Some((std::mem::replace(&mut asked, next), reached));
            latent = self.latent(&asked, cx)?;
        }
        None
    }

    /// The rank correlation that a pair's values have in expectation when their latent normals are made for `asked`.
    fn expected(&self, pair: &Pair, asked: f64, ranks: &[Ranks]) -> f64 {
        if !self.is_diluted(pair) {
            return asked;
        }
        let [a, b] = pair.between.map(|place| &ranks[place]);
        let values = stats::pearson(&a.values, &b.values);
        let plain = stats::pearson(&a.plain, &b.plain);
        asked + values.zip(plain).map_or(0.0, |(values, plain)| values - plain)
    }

    fn missed(&self, reached: &[f64], cx: &mut Cx) -> Option<()> {
        let before = cx.errors();
        for (pair, &reached) in self.pairs.iter().zip(reached) {
            if (pair.rank.value - reached).abs() > MISSED {
                let [a, b] = pair.between.map(|place| &self.spec.columns[self.columns[place]].name);
                cx.error(pair.rank.span, format!("the rank correlation of `{a}` and `{b}` cannot be had beside their cases or cuts"))
                    .got(pair.rank.value)
                    .allowed(format!("{} about {reached:.2}", if pair.rank.value < 0.0 { "down to" } else { "up to" }))
                    .help("ask for less, or let the cases differ less");
            }
        }
        (cx.errors() == before).then_some(())
    }
}

fn margin(column: &ColumnSpec, how: &How<'_>, cx: &mut Cx) -> Option<Margin> {
    match how {
        How::Number(_) => Some(Margin::Continuous),
        How::Category(stated) => {
            if !column.ordered && stated.labels.len() > 2 {
                cx.error(
                    column.name.span,
                    format!("the categories of column `{}` have no order, so it has no rank correlation", column.name),
                )
                .help("say `ordered = true` if they are listed from low to high");
                return None;
            }
            if !column.cases.is_empty() {
                cx.error(column.name.span, format!("column `{}` is correlated, so its shares cannot differ by case", column.name));
                return None;
            }
            Some(Margin::Ordered(stated.shares.clone()))
        }
    }
}
