//! Alternatives to choose from, their utilities and probabilities.

use super::chunk::{CHUNK, Column, View, load};
use super::leaf::Columns;
use crate::num::block::{exp_lane, ln_lane};

/// The largest number of alternatives on a menu.
pub const MAX_ALTERNATIVES: usize = 32;

/// How many alternatives the dense kernel works on at once.
const TILE: usize = 4;

/// What an alternative holds of the attribute a taste is for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Absent,
    /// The same for every persona.
    Scalar(f32),
    /// A multiple of the persona's own value.
    Column {
        /// The index of the column.
        column: usize,
        /// The multiple.
        times: f32,
    },
}

/// What limits who can choose an alternative; several multiply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gate {
    /// Nobody can.
    Closed,
    /// The weight stands in a column: 0 for no, 1 for yes, or anything from 0 up.
    Column(usize),
    /// Who has a number below the bound in a column (a column of uniforms makes the bound a chance).
    Below {
        /// The index of the column.
        column: usize,
        /// The bound.
        bound: f32,
    },
}

/// One alternative. "None of these" is an alternative with a constant and no values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alternative {
    /// The utility it has before any attribute.
    pub constant: f32,
    /// Columns to be added to the utility, each with its factor.
    pub offsets: Vec<(usize, f32)>,
    /// Its value for each taste; those past the end are absent.
    pub values: Vec<Value>,
    /// Who can choose it; everyone where there is no gate.
    pub gates: Vec<Gate>,
}

/// Tells what is wrong with a menu.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MenuError {
    /// There is nothing to choose, or too much.
    #[error("a menu must hold 1 to {MAX_ALTERNATIVES} alternatives, got {got}")]
    Size {
        /// How many there were.
        got: usize,
    },
    /// A number is NaN or infinite.
    #[error("the {what} of alternative {alternative} must be finite, got {got}")]
    NotFinite {
        /// Which number.
        what: &'static str,
        /// Which alternative, from 0.
        alternative: usize,
        /// What it was.
        got: f32,
    },
    /// An alternative has a value for a taste that does not exist.
    #[error("alternative {alternative} has values for {got} tastes, but there are {tastes}")]
    NoSuchTaste {
        /// Which alternative, from 0.
        alternative: usize,
        /// How many values it has.
        got: usize,
        /// How many tastes there are.
        tastes: usize,
    },
}

/// A checked set of alternatives, laid out for the kernels.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    alternatives: Vec<Alternative>,
    tastes: usize,
    /// Scalar values by tile, taste, alternative within the tile; absent ones are zero.
    dense: Vec<f32>,
    /// (alternative, taste, column, times) of the values that vary between personas.
    varying: Vec<(usize, usize, usize, f32)>,
    gated: bool,
}

impl Menu {
    /// Checks alternatives and lays them out.
    ///
    /// # Errors
    /// [`MenuError`] if there are too many or no alternatives, a number is not finite or a taste does not exist.
    pub fn new(alternatives: Vec<Alternative>, tastes: usize) -> Result<Self, MenuError> {
        if alternatives.is_empty() || alternatives.len() > MAX_ALTERNATIVES {
            return Err(MenuError::Size { got: alternatives.len() });
        }
        let tiles = alternatives.len().div_ceil(TILE);
        let mut dense = vec![0.0; tiles * tastes * TILE];
        let mut varying = Vec::new();
        for (index, alternative) in alternatives.iter().enumerate() {
            let finite = |what: &'static str, got: f32| {
                if got.is_finite() { Ok(()) } else { Err(MenuError::NotFinite { what, alternative: index, got }) }
            };
            finite("constant", alternative.constant)?;
            alternative.offsets.iter().try_for_each(|&(_, by)| finite("offset", by))?;
            if alternative.values.len() > tastes {
                return Err(MenuError::NoSuchTaste { alternative: index, got: alternative.values.len(), tastes });
            }
            for (taste, value) in alternative.values.iter().enumerate() {
                match *value {
                    Value::Absent => {}
                    Value::Scalar(amount) => {
                        finite("value", amount)?;
                        dense[(index / TILE * tastes + taste) * TILE + index % TILE] = amount;
                    }
                    Value::Column { column, times } => {
                        finite("value", times)?;
                        varying.push((index, taste, column, times));
                    }
                }
            }
            for gate in &alternative.gates {
                if let Gate::Below { bound, .. } = *gate {
                    finite("bound", bound)?;
                }
            }
        }
        let gated = alternatives.iter().any(|alternative| !alternative.gates.is_empty());
        Ok(Self { alternatives, tastes, dense, varying, gated })
    }

    /// Returns how many alternatives there are.
    pub fn len(&self) -> usize {
        self.alternatives.len()
    }

    /// Tells whether there is no alternative; never so for a checked menu.
    pub fn is_empty(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// Returns the alternatives.
    pub fn alternatives(&self) -> &[Alternative] {
        &self.alternatives
    }

    /// Writes the utilities of a chunk: constant, then scalar values in order of tastes, then varying values, then offsets.
    #[inline(always)]
    pub(super) fn utilities_chunk(&self, tastes: &View<'_>, columns: &dyn Columns, row: usize, out: &mut Utilities) {
        let (tiles, _) = out.as_chunks_mut::<TILE>();
        for (tile, (out, four)) in tiles.iter_mut().zip(self.alternatives.chunks(TILE)).enumerate() {
            let dense = self.dense[tile * self.tastes * TILE..(tile + 1) * self.tastes * TILE].as_chunks::<TILE>().0;
            for (out, alternative) in out.iter_mut().zip(four) {
                *out = [alternative.constant; CHUNK];
            }
            dense_tile(tastes, dense, out);
        }
        for &(alternative, taste, column, times) in &self.varying {
            let values = load(columns.column(column), row);
            let taste = tastes.column(taste);
            let utilities = &mut out[alternative];
            for i in 0..CHUNK {
                utilities[i] = taste[i].mul_add(values[i] * times, utilities[i]);
            }
        }
        for (alternative, utilities) in self.alternatives.iter().zip(out.iter_mut()) {
            for &(column, by) in &alternative.offsets {
                let values = load(columns.column(column), row);
                for i in 0..CHUNK {
                    utilities[i] = values[i].mul_add(by, utilities[i]);
                }
            }
        }
    }

    /// Turns the utilities of a chunk into probabilities, in place.
    #[inline(always)]
    pub(super) fn probabilities_chunk(&self, columns: &dyn Columns, row: usize, u: &mut Utilities, sums: &mut Sums) {
        if self.gated {
            self.softmax_gated(columns, row, u, sums);
            return;
        }
        match self.alternatives.len() {
            2 => softmax(u.first_chunk_mut::<2>().expect("room for all"), sums),
            3 => softmax(u.first_chunk_mut::<3>().expect("room for all"), sums),
            4 => softmax(u.first_chunk_mut::<4>().expect("room for all"), sums),
            5 => softmax(u.first_chunk_mut::<5>().expect("room for all"), sums),
            6 => softmax(u.first_chunk_mut::<6>().expect("room for all"), sums),
            n => softmax_any(&mut u[..n], sums),
        }
    }

    #[inline(always)]
    fn softmax_gated(&self, columns: &dyn Columns, row: usize, u: &mut Utilities, sums: &mut Sums) {
        let Sums { weights, highest, total } = sums;
        *highest = [f32::NEG_INFINITY; CHUNK];
        for ((alternative, utility), weight) in self.alternatives.iter().zip(u.iter_mut()).zip(weights.iter_mut()) {
            *weight = [1.0; CHUNK];
            for gate in &alternative.gates {
                match *gate {
                    Gate::Closed => *weight = [0.0; CHUNK],
                    Gate::Column(column) => {
                        let values = load(columns.column(column), row);
                        for i in 0..CHUNK {
                            weight[i] *= values[i];
                        }
                    }
                    Gate::Below { column, bound } => {
                        let values = load(columns.column(column), row);
                        for i in 0..CHUNK {
                            weight[i] = if values[i] < bound { weight[i] } else { 0.0 };
                        }
                    }
                }
            }
            for i in 0..CHUNK {
                utility[i] = if weight[i] > 0.0 { utility[i] } else { f32::NEG_INFINITY };
                highest[i] = if utility[i] > highest[i] { utility[i] } else { highest[i] };
            }
        }
        for top in highest.iter_mut() {
            // Where nothing is open, any finite number keeps −∞ − top from being NaN.
            *top = if *top == f32::NEG_INFINITY { 0.0 } else { *top };
        }
        *total = [0.0; CHUNK];
        for (utility, weight) in u.iter_mut().zip(weights.iter()).take(self.alternatives.len()) {
            for i in 0..CHUNK {
                utility[i] = exp_lane(utility[i] - highest[i]) * weight[i];
                total[i] += utility[i];
            }
        }
        normalise(&mut u[..self.alternatives.len()], total);
    }
}

/// A chunk's utilities, then probabilities, of each alternative.
pub(super) type Utilities = [Column; MAX_ALTERNATIVES];

/// What the softmax of a chunk leaves beside the probabilities.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    weights: [Column; MAX_ALTERNATIVES],
    highest: Column,
    total: Column,
}

impl Sums {
    pub(super) fn new() -> Self {
        Self { weights: [[0.0; CHUNK]; MAX_ALTERNATIVES], highest: [0.0; CHUNK], total: [0.0; CHUNK] }
    }

    /// Counts the rows among the first `count` that could choose nothing.
    #[inline(always)]
    pub(super) fn empty(&self, count: usize) -> u64 {
        let mut lanes = [0u32; CHUNK];
        for (i, (lane, total)) in lanes.iter_mut().zip(&self.total).enumerate() {
            *lane = u32::from(*total == 0.0) & u32::from(i < count);
        }
        u64::from(lanes.iter().sum::<u32>())
    }

    /// Returns ln Σ w e^U of each row.
    #[inline(always)]
    pub(super) fn logsum(&self) -> Column {
        let mut out = [0.0; CHUNK];
        for ((out, highest), total) in out.iter_mut().zip(&self.highest).zip(&self.total) {
            let log = highest + ln_lane(*total);
            *out = if *total > 0.0 { log } else { f32::NEG_INFINITY };
        }
        out
    }
}

/// Returns what each weight is multiplied by, zero where nothing can be chosen.
///
/// Zeroing the factor, not each product, leaves a NaN to be seen and keeps masked stores (slow on some processors) out of the loop.
#[inline(always)]
fn factor(total: f32) -> f32 {
    let factor = 1.0 / total;
    if total == 0.0 { 0.0 } else { factor }
}

/// Works out the utilities of a tile of alternatives, four tastes at a time.
#[inline(always)]
fn dense_tile(tastes: &View<'_>, dense: &[[f32; TILE]], out: &mut [Column; TILE]) {
    let (fours, rest) = dense.as_chunks::<4>();
    for (index, values) in fours.iter().enumerate() {
        add_tastes(tastes, 4 * index, values, out);
    }
    let first = 4 * fours.len();
    match *rest {
        [] => {}
        [a] => add_tastes(tastes, first, &[a], out),
        [a, b] => add_tastes(tastes, first, &[a, b], out),
        [a, b, c, ..] => add_tastes(tastes, first, &[a, b, c], out),
    }
}

/// Adds G tastes to the utilities of a tile, in order. The bits do not depend on G.
#[inline(always)]
fn add_tastes<const G: usize>(tastes: &View<'_>, first: usize, values: &[[f32; TILE]; G], out: &mut [Column; TILE]) {
    let taste: [&Column; G] = std::array::from_fn(|g| tastes.column(first + g));
    let [u0, u1, u2, u3] = out;
    for i in 0..CHUNK {
        let mut sums = [u0[i], u1[i], u2[i], u3[i]];
        for g in 0..G {
            for (sum, value) in sums.iter_mut().zip(&values[g]) {
                *sum = taste[g][i].mul_add(*value, *sum);
            }
        }
        [u0[i], u1[i], u2[i], u3[i]] = sums;
    }
}

/// Writes e^(U − max)/Σ in place for a number of alternatives known when compiled.
#[inline(always)]
fn softmax<const J: usize>(u: &mut [Column; J], sums: &mut Sums) {
    for i in 0..CHUNK {
        let mut top = u[0][i];
        for u in &u[1..] {
            top = if u[i] > top { u[i] } else { top };
        }
        let mut e = [0.0f32; J];
        let mut sum = 0.0;
        for (e, u) in e.iter_mut().zip(&*u) {
            *e = exp_lane(u[i] - top);
            sum += *e;
        }
        let share = factor(sum);
        for (e, u) in e.iter().zip(&mut *u) {
            u[i] = e * share;
        }
        sums.highest[i] = top;
        sums.total[i] = sum;
    }
}

/// Does the same for any number of alternatives.
#[inline(always)]
fn softmax_any(u: &mut [Column], sums: &mut Sums) {
    let Sums { highest, total, .. } = sums;
    *highest = u[0];
    for utility in &u[1..] {
        for i in 0..CHUNK {
            highest[i] = if utility[i] > highest[i] { utility[i] } else { highest[i] };
        }
    }
    *total = [0.0; CHUNK];
    for utility in &mut *u {
        for i in 0..CHUNK {
            utility[i] = exp_lane(utility[i] - highest[i]);
            total[i] += utility[i];
        }
    }
    normalise(u, total);
}

#[inline(always)]
fn normalise(u: &mut [Column], total: &Column) {
    for column in u {
        for i in 0..CHUNK {
            column[i] *= factor(total[i]);
        }
    }
}
