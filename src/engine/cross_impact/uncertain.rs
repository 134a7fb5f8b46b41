//! Judgements that nobody is sure of, and matrices drawn from them.

use super::model::{LARGEST_IMPACT, Model};
use crate::num::{Kernel, Path, run};
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::{Dist, DistError};

/// Steps of a drawn matrix for each step of the judged one: what is drawn is rounded to them.
pub const FINE: i32 = 1_024;
/// Largest judged impact of a matrix that is drawn from \[steps\].
pub const LARGEST_JUDGED: i32 = LARGEST_IMPACT / FINE;

/// A matrix whose cells may be distributions.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    model: Model,
    /// Place of the cell, row by row, and its distribution in points; in order of places, each once.
    spreads: Vec<(usize, Dist)>,
}

/// Says why a cell cannot be made uncertain.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum UncertainError {
    /// There is no such cell.
    #[error("there is no cell in row {row}, column {column}: the matrix has {columns} of each")]
    Missing {
        /// The row, from 1.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// How many there are.
        columns: usize,
    },
    /// The parameters of the distribution are not sound.
    #[error(transparent)]
    Dist(#[from] DistError),
    /// The judged impacts are too large to be drawn around.
    #[error("a matrix with uncertain cells may hold impacts up to {LARGEST_JUDGED} steps, got {got}")]
    TooLarge {
        /// The largest impact.
        got: i32,
    },
}

impl Uncertain {
    /// Takes a matrix whose cells are all certain.
    ///
    /// # Errors
    /// [`UncertainError::TooLarge`].
    pub fn new(model: Model) -> Result<Self, UncertainError> {
        match model.cells().iter().find(|cell| cell.unsigned_abs() > LARGEST_JUDGED.unsigned_abs()) {
            Some(&got) => Err(UncertainError::TooLarge { got }),
            None => Ok(Self { model, spreads: Vec::new() }),
        }
    }

    /// Takes a matrix whose every impact but 0 is normal around its judged value.
    ///
    /// An impact of 0 says that nobody sees an influence, which is not a guess at its strength; it stays.
    ///
    /// # Units
    /// `sd` in points of the experts' scale.
    ///
    /// # Errors
    /// When `sd` is not finite and above 0, or an impact is too large.
    pub fn around(model: Model, sd: f64) -> Result<Self, UncertainError> {
        let mut out = Self::new(model)?;
        for (place, &cell) in out.model.cells().iter().enumerate().filter(|&(_, &cell)| cell != 0) {
            out.spreads.push((place, Dist::normal(out.model.points(i64::from(cell)), sd)?));
        }
        Ok(out)
    }

    /// Makes one cell uncertain, or uncertain in another way.
    ///
    /// # Units
    /// The distribution is in points of the experts' scale.
    ///
    /// # Errors
    /// When there is no such cell or the distribution is not sound.
    pub fn set(&mut self, row: usize, column: usize, dist: Dist) -> Result<(), UncertainError> {
        let columns = self.model.structure().columns();
        if row >= columns || column >= columns {
            return Err(UncertainError::Missing { row: row + 1, column: column + 1, columns });
        }
        dist.check()?;
        let place = row * columns + column;
        match self.spreads.binary_search_by_key(&place, |&(place, _)| place) {
            Ok(at) => self.spreads[at].1 = dist,
            Err(at) => self.spreads.insert(at, (place, dist)),
        }
        Ok(())
    }

    /// Returns the matrix as judged.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Returns the uncertain cells, row and column, with their distributions in points.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = (usize, usize, &Dist)> {
        let columns = self.model.structure().columns();
        self.spreads.iter().map(move |(place, dist)| (place / columns, place % columns, dist))
    }

    /// Draws a whole matrix.
    ///
    /// # Units
    /// A step of the drawn matrix is the 1,024th part of a step of the judged one. What a distribution gives beyond the largest impact is set to it.
    ///
    /// # Determinism
    /// Cell (r, c) takes the first word of the stream of purpose [`Purpose::CrossImpact`], entity r · columns + c, so that making another cell uncertain
    /// changes no draw of this one.
    #[must_use]
    pub fn draw(&self, seed: Seed, theta: u32) -> Model {
        let mut drawer = Drawer::new(self);
        drawer.draw(seed, theta);
        let steps = self.model.steps_per_point().saturating_mul(FINE as u32);
        Model::of(self.model.structure().clone(), drawer.cells, steps).expect("every drawn impact is kept within the bounds of a matrix")
    }

    /// Uncertain cells in order, as places.
    pub(super) fn places(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.spreads.iter().map(|&(place, _)| place)
    }
}

/// Draws matrix after matrix into the same memory.
#[derive(Debug, Clone)]
pub(super) struct Drawer {
    /// The cells drawn last, in fine steps.
    pub(super) cells: Vec<i32>,
    /// Mean and standard deviation of every cell in fine steps; no deviation where the cell is certain or not normal.
    means: Vec<f64>,
    spreads: Vec<f64>,
    /// Cells with other distributions, in points.
    others: Vec<(usize, Dist)>,
    /// Fine steps of a point.
    fine: f64,
    numbers: Vec<f32>,
}

impl Drawer {
    pub(super) fn new(uncertain: &Uncertain) -> Self {
        let model = uncertain.model();
        let fine = f64::from(model.steps_per_point()) * f64::from(FINE);
        let cells: Vec<i32> = model.cells().iter().map(|cell| cell * FINE).collect();
        let mut means: Vec<f64> = cells.iter().map(|&cell| f64::from(cell)).collect();
        let (mut spreads, mut others) = (vec![0.0; cells.len()], Vec::new());
        for (place, dist) in &uncertain.spreads {
            match *dist {
                Dist::Normal { mean, sd } => (means[*place], spreads[*place]) = (mean * fine, sd * fine),
                _ => others.push((*place, dist.clone())),
            }
        }
        Self { numbers: vec![0.0; cells.len()], cells, means, spreads, others, fine }
    }

    pub(super) fn draw(&mut self, seed: Seed, theta: u32) {
        let streams = Streams::new(seed, At { theta, inner: 0 });
        let entities = 0..self.numbers.len() as u64;
        streams.fill_normals(Purpose::CrossImpact, 0, entities.clone(), 1, &mut self.numbers);
        run(Path::Widest, Normals(self));
        if !self.others.is_empty() {
            streams.fill_uniforms(Purpose::CrossImpact, 0, entities, 1, &mut self.numbers);
            for (place, dist) in &self.others {
                self.cells[*place] = rounded(dist.quantile(f64::from(self.numbers[*place])) * self.fine);
            }
        }
    }
}

struct Normals<'a>(&'a mut Drawer);

impl Kernel for Normals<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let drawer = self.0;
        let recipes = drawer.means.iter().zip(&drawer.spreads).zip(&drawer.numbers);
        for (cell, ((&mean, &spread), &number)) in drawer.cells.iter_mut().zip(recipes) {
            *cell = rounded(spread.mul_add(f64::from(number), mean));
        }
    }
}

#[inline(always)]
fn rounded(value: f64) -> i32 {
    let most = f64::from(LARGEST_IMPACT);
    value.clamp(-most, most).round_ties_even() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::testing::{random, somewhereland};
    use crate::stats::Summary;

    #[test]
    fn draws_have_the_distributions_asked_for() {
        // Statistical: fixed seed; each bound is five standard errors, so that a sound sampler fails with a chance below one in a million.
        let mut uncertain = Uncertain::new(somewhereland()).unwrap();
        uncertain.set(1, 3, Dist::normal(2.0, 1.0).unwrap()).unwrap();
        uncertain.set(0, 4, Dist::triangular(-1.0, 0.0, 3.0).unwrap()).unwrap();
        let n = 4_000;
        let draws: Vec<Model> = (0..n).map(|theta| uncertain.draw(Seed(1), theta)).collect();
        for (row, column, mean, sd) in [(1, 3, 2.0, 1.0), (0, 4, 2.0 / 3.0, (13.0_f64 / 18.0).sqrt())] {
            let values: Vec<f64> = draws.iter().map(|model| model.points(i64::from(model.row(row)[column]))).collect();
            let found = Summary::of(&values).unwrap();
            assert!((found.mean - mean).abs() < 5.0 * sd / f64::from(n).sqrt(), "{}", found.mean);
            assert!((found.sd / sd - 1.0).abs() < 5.0 / (2.0 * f64::from(n)).sqrt(), "{}", found.sd);
        }
        assert!(draws.iter().all(|model| model.points(i64::from(model.row(1)[4])) == 1.0), "certain cells stay");
    }

    #[test]
    fn another_uncertain_cell_changes_no_draw() {
        let mut one = Uncertain::new(somewhereland()).unwrap();
        one.set(5, 0, Dist::normal(3.0, 1.0).unwrap()).unwrap();
        let mut two = one.clone();
        two.set(0, 5, Dist::uniform(0.0, 2.0).unwrap()).unwrap();
        for theta in 0..20 {
            assert_eq!(one.draw(Seed(3), theta).row(5), two.draw(Seed(3), theta).row(5));
        }
        let columns = one.model().structure().columns();
        let values: Vec<i32> = (0..4).map(|theta| one.draw(Seed(3), theta).cells()[5 * columns]).collect();
        assert_eq!(values, FROZEN, "value-breaking change");
    }

    const FROZEN: [i32; 4] = [3872, 3647, 2169, 2990];

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        let mut uncertain = Uncertain::new(somewhereland()).unwrap();
        let dist = Dist::uniform(0.0, 1.0).unwrap();
        assert_eq!(
            uncertain.set(17, 0, dist.clone()).unwrap_err().to_string(),
            "there is no cell in row 18, column 1: the matrix has 17 of each"
        );
        assert!(uncertain.set(0, 0, Dist::Normal { mean: 0.0, sd: -1.0 }).is_err());
        assert!(Uncertain::around(somewhereland(), f64::NAN).is_err());
        let large = random(&[2, 2], 1_000_000, 3);
        assert!(Uncertain::new(large).unwrap_err().to_string().contains("up to 1024 steps"));
        // A tail without end stays within the bounds of a matrix.
        uncertain.set(0, 0, Dist::normal(0.0, 1e9).unwrap()).unwrap();
        assert!((0..50).all(|theta| uncertain.draw(Seed(1), theta).cells()[0].abs() <= LARGEST_IMPACT));
    }
}
