//! Tastes and their distribution over personas.

use super::chunk::{CHUNK, Column, load};
use super::leaf::{Columns, Leaf};
use crate::num::block::{centred, exp_lane, probit_lanes};
use crate::num::{lanes, ln, norm_cdf};
use crate::random::words;

/// How a taste varies between personas of the same segment and situation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// Not at all: the location for everyone.
    Fixed,
    /// `location + scale · η`, η standard normal.
    Normal,
    /// `sign · exp(location + scale · η)`, η standard normal.
    LogNormal {
        /// +1 or −1.
        sign: f32,
    },
    /// `location + scale · t`, t triangular on (−1, 1) with its mode at 0; the standard deviation is scale/√6.
    Triangular,
    /// `location + scale · u`, u uniform on (−1, 1); the standard deviation is scale/√3.
    Uniform,
    /// `sign · x`, x normal with mean `location` and standard deviation `scale`, given that it lies above 0.
    TruncatedNormal {
        /// +1 or −1.
        sign: f32,
    },
}

impl Shape {
    /// Whether its scores are normal, so that they may be mixed with others.
    fn is_mixed(self) -> bool {
        matches!(self, Self::Normal | Self::LogNormal { .. })
    }
}

/// The least standard deviation that a normal cut off at 0 is given.
const NARROWEST: f64 = 1e-8;

/// A shift of a taste's location with a column of the personas: `by · column`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The index of the column.
    pub column: usize,
    /// The change of the location for one unit of the column.
    pub by: f32,
}

/// One taste.
#[derive(Debug, Clone, PartialEq)]
pub struct Taste {
    /// How it varies.
    pub shape: Shape,
    /// Its location: one number for all, or one for each segment code.
    pub location: Vec<f32>,
    /// Its scale; without effect for a fixed taste, or where the model has a factor.
    pub scale: f32,
    /// What shifts the location.
    pub shifts: Vec<Shift>,
    /// The taste for money that it is multiplied with, sign turned, where it is what a person would pay; that one is in no money itself.
    pub in_money: Option<usize>,
}

impl Taste {
    /// Makes a taste with one location for all and no shifts.
    pub fn new(shape: Shape, location: f32, scale: f32) -> Self {
        Self { shape, location: vec![location], scale, shifts: Vec::new(), in_money: None }
    }
}

/// Tells what is wrong with a taste model.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TasteError {
    /// A number is NaN or infinite.
    #[error("the {what} of taste {taste} must be finite, got {got}")]
    NotFinite {
        /// Which number.
        what: &'static str,
        /// Which taste, from 0.
        taste: usize,
        /// What it was.
        got: f32,
    },
    /// A taste has no location.
    #[error("taste {taste} needs a location, for all or for each segment")]
    NoLocation {
        /// Which taste, from 0.
        taste: usize,
    },
    /// The sign of a lognormal taste, or of one that is cut off at 0, is not ±1.
    #[error("the sign of taste {taste} must be 1 or −1, got {got}")]
    Sign {
        /// Which taste, from 0.
        taste: usize,
        /// What it was.
        got: f32,
    },
    /// The factor has the wrong size.
    #[error("the factor of {tastes} tastes must hold {tastes} × {tastes} numbers, got {got}")]
    FactorSize {
        /// How many tastes.
        tastes: usize,
        /// How many numbers came.
        got: usize,
    },
    /// The factor has a number above its diagonal.
    #[error("the factor must be lower triangular, got {got} in row {row}, column {column}")]
    NotLower {
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
        /// What stood there.
        got: f32,
    },
    /// A taste is multiplied with one that is not there, or is in money itself.
    #[error("taste {taste} is in money, and taste {money} is no taste for money")]
    NoMoney {
        /// Which taste, from 0.
        taste: usize,
        /// The taste for money, from 0.
        money: usize,
    },
    /// A taste that is not normal or lognormal is correlated with another.
    #[error("taste {taste} is correlated with another, so it must be normal or lognormal")]
    CannotCorrelate {
        /// Which taste, from 0.
        taste: usize,
    },
}

/// The tastes of a population: β = f(b + Δz + Lη).
///
/// # Determinism
/// Taste k of an entity takes word k of its stream, whatever the shapes, so a taste that becomes fixed moves no other.
#[derive(Debug, Clone, PartialEq)]
pub struct TasteModel {
    tastes: Vec<Taste>,
    /// Row by row, the columns up to the diagonal that are not zero; empty where there is no factor.
    factor: Vec<Vec<(usize, f32)>>,
    /// Which groups of four tastes need words at all.
    drawn: Vec<bool>,
}

impl TasteModel {
    /// Makes a model of independent tastes.
    ///
    /// # Errors
    /// [`TasteError`] if a number is not finite, a location is missing or a sign is not ±1.
    pub fn independent(tastes: Vec<Taste>) -> Result<Self, TasteError> {
        Self::checked(tastes, Vec::new())
    }

    /// Makes a model whose normal scores are mixed by a lower triangular factor L (row by row, K × K), which replaces the scales.
    ///
    /// Rows and columns of tastes that are neither normal nor lognormal may have a diagonal alone, which is then their scale.
    ///
    /// # Errors
    /// [`TasteError`], as for [`independent`](Self::independent), or if L has the wrong size or shape.
    pub fn correlated(tastes: Vec<Taste>, factor: &[f32]) -> Result<Self, TasteError> {
        let count = tastes.len();
        if factor.len() != count * count {
            return Err(TasteError::FactorSize { tastes: count, got: factor.len() });
        }
        let mut rows = vec![Vec::new(); count];
        for row in 0..count {
            for column in 0..count {
                let got = factor[row * count + column];
                if !got.is_finite() {
                    return Err(TasteError::NotFinite { what: "factor", taste: row, got });
                }
                if got == 0.0 {
                    continue;
                }
                if column > row {
                    return Err(TasteError::NotLower { row, column, got });
                }
                let normal = |k: usize| tastes[k].shape.is_mixed();
                if column != row && !(normal(row) && normal(column)) {
                    return Err(TasteError::CannotCorrelate { taste: if normal(row) { column } else { row } });
                }
                rows[row].push((column, got));
            }
        }
        Self::checked(tastes, rows)
    }

    fn checked(tastes: Vec<Taste>, factor: Vec<Vec<(usize, f32)>>) -> Result<Self, TasteError> {
        for (index, taste) in tastes.iter().enumerate() {
            if taste.location.is_empty() {
                return Err(TasteError::NoLocation { taste: index });
            }
            let finite = |what: &'static str, got: f32| {
                if got.is_finite() { Ok(()) } else { Err(TasteError::NotFinite { what, taste: index, got }) }
            };
            taste.location.iter().try_for_each(|&got| finite("location", got))?;
            finite("scale", taste.scale)?;
            taste.shifts.iter().try_for_each(|shift| finite("shift", shift.by))?;
            if let Shape::LogNormal { sign } | Shape::TruncatedNormal { sign } = taste.shape
                && sign.abs() != 1.0
            {
                return Err(TasteError::Sign { taste: index, got: sign });
            }
            if let Some(money) = taste.in_money
                && tastes.get(money).is_none_or(|other| other.in_money.is_some())
            {
                return Err(TasteError::NoMoney { taste: index, money });
            }
        }
        let drawn = tastes.chunks(4).map(|four| four.iter().any(|taste| taste.shape != Shape::Fixed)).collect();
        Ok(Self { tastes, factor, drawn })
    }

    /// Returns how many tastes there are.
    pub fn len(&self) -> usize {
        self.tastes.len()
    }

    /// Tells whether there is no taste.
    pub fn is_empty(&self) -> bool {
        self.tastes.is_empty()
    }

    /// Returns the tastes.
    pub fn tastes(&self) -> &[Taste] {
        &self.tastes
    }

    /// Returns the row of the factor that mixes a taste's scores: (from, by), without zeros.
    pub(super) fn factor_row(&self, taste: usize) -> Option<&[(usize, f32)]> {
        self.factor.get(taste).map(Vec::as_slice)
    }

    /// Tells whether scale and location can be put on as the scores are made.
    #[inline(always)]
    fn plain(&self, taste: &Taste) -> bool {
        taste.shape == Shape::Normal && taste.location.len() == 1 && taste.shifts.is_empty() && self.factor.is_empty()
    }

    /// Writes the tastes of one chunk of a leaf.
    #[inline(always)]
    pub(super) fn draw_chunk(&self, leaf: &Leaf<'_>, columns: &dyn Columns, row: usize, bits: &mut [[u32; CHUNK]; 4], out: &mut [Column]) {
        for (block, &drawn) in self.drawn.iter().enumerate() {
            if !drawn {
                continue;
            }
            words(leaf.key, leaf.first + row as u64, leaf.occurrence, block as u32, bits);
            for (lane, taste) in self.tastes[4 * block..].iter().take(4).enumerate() {
                let column = &mut out[4 * block + lane];
                match taste.shape {
                    Shape::Fixed => {}
                    Shape::Normal if self.plain(taste) => probit_lanes(&bits[lane], taste.scale, taste.location[0], column),
                    Shape::Normal | Shape::LogNormal { .. } => probit_lanes(&bits[lane], 1.0, 0.0, column),
                    Shape::Triangular => triangular(&bits[lane], column),
                    Shape::Uniform => {
                        bits[lane].iter().zip(column).for_each(|(&word, out)| *out = centred(word) as f32 * (1.0 / 2_147_483_648.0))
                    }
                    Shape::TruncatedNormal { .. } => nearer_end(&bits[lane], column),
                }
            }
        }
        if self.factor.is_empty() {
            for (index, taste) in self.tastes.iter().enumerate() {
                if self.plain(taste) {
                    continue;
                }
                place(taste, taste.scale, leaf, columns, row, &mut out[index]);
            }
        } else {
            // From the last row up, so that the scores a row needs are still unmixed.
            for (index, taste) in self.tastes.iter().enumerate().rev() {
                if matches!(taste.shape, Shape::TruncatedNormal { .. }) {
                    let scale = self.factor[index].first().map_or(0.0, |&(_, by)| by);
                    place(taste, scale, leaf, columns, row, &mut out[index]);
                    continue;
                }
                let mut mixed = [0.0f32; CHUNK];
                for &(from, by) in &self.factor[index] {
                    for (mixed, &score) in mixed.iter_mut().zip(&out[from]) {
                        *mixed = score.mul_add(by, *mixed);
                    }
                }
                out[index] = mixed;
                place(taste, 1.0, leaf, columns, row, &mut out[index]);
            }
        }
        for (index, taste) in self.tastes.iter().enumerate() {
            if let Some(money) = taste.in_money {
                let money = out[money];
                for (value, money) in out[index].iter_mut().zip(money) {
                    *value *= -money;
                }
            }
        }
    }
}

/// Turns words into how far a uniform lies from the nearer end of (0, 1): above 0 from the lower one, below 0 from the upper one. Both ends keep their
/// precision.
#[inline(always)]
fn nearer_end(words: &[u32; CHUNK], out: &mut Column) {
    for (out, &word) in out.iter_mut().zip(words) {
        let s = centred(word);
        let edge = (i32::MAX - s.abs() + 1) as f32 * (1.0 / 4_294_967_296.0);
        *out = if s < 0 { edge } else { -edge };
    }
}

/// Turns such distances into a normal that is cut off at 0, by inversion of the part above it.
fn above_zero(location: &Column, scale: f32, out: &mut Column) {
    let scale = f64::from(scale.abs()).max(NARROWEST);
    for (values, locations) in out.chunks_exact_mut(8).zip(location.chunks_exact(8)) {
        let mut p: lanes::Lanes = [0.5; 8];
        let (mut turned, mut sliver) = ([false; 8], [f64::NAN; 8]);
        for lane in 0..8 {
            let (location, value) = (f64::from(locations[lane]), f64::from(values[lane]));
            let (kept, cut) = (norm_cdf(location / scale), norm_cdf(-location / scale));
            let (u, tail) = if value > 0.0 { (value, 1.0 - value) } else { (1.0 + value, -value) };
            if kept < 1e-300 {
                // So far out a normal falls like an exponential.
                sliver[lane] = -ln(tail) * scale * scale / -location;
                continue;
            }
            // Whichever tail is the smaller is inverted.
            turned[lane] = tail * kept < 0.5;
            p[lane] = if turned[lane] { tail * kept } else { kept.mul_add(u, cut) };
        }
        lanes::probit_lanes(&mut p);
        for lane in 0..8 {
            let z = if turned[lane] { -p[lane] } else { p[lane] };
            let x = if sliver[lane].is_nan() { scale.mul_add(z, f64::from(locations[lane])).max(0.0) } else { sliver[lane] };
            values[lane] = x as f32;
        }
    }
}

/// Turns words into triangular variates on (−1, 1), by inversion.
#[inline(always)]
fn triangular(words: &[u32; CHUNK], out: &mut Column) {
    for (out, &word) in out.iter_mut().zip(words) {
        let s = centred(word);
        let edge = (i32::MAX - s.abs() + 1) as f32 * (1.0 / 2_147_483_648.0);
        *out = (1.0 - edge.sqrt()).copysign(s as f32);
    }
}

/// Turns scores into tastes: scale, location, shifts, shape.
#[inline(always)]
fn place(taste: &Taste, scale: f32, leaf: &Leaf<'_>, columns: &dyn Columns, row: usize, column: &mut Column) {
    let fixed = taste.shape == Shape::Fixed;
    let mut location = [taste.location[0]; CHUNK];
    if taste.location.len() > 1 {
        for (location, &segment) in location.iter_mut().zip(&leaf.segments[row..]) {
            *location = taste.location[usize::from(segment)];
        }
    }
    for shift in &taste.shifts {
        let values = load(columns.column(shift.column), row);
        for (location, value) in location.iter_mut().zip(&values) {
            *location = value.mul_add(shift.by, *location);
        }
    }
    if let Shape::TruncatedNormal { sign } = taste.shape {
        above_zero(&location, scale, column);
        column.iter_mut().for_each(|value| *value *= sign);
        return;
    }
    for (value, &location) in column.iter_mut().zip(&location) {
        *value = if fixed { location } else { value.mul_add(scale, location) };
    }
    if let Shape::LogNormal { sign } = taste.shape {
        for value in column.iter_mut() {
            // Past e^88 single precision ends; nobody's taste is that strong.
            let capped = if *value < 88.0 { *value } else { 88.0 };
            *value = exp_lane(capped) * sign;
        }
    }
}
