//! The spread of tastes moved together with everybody's tastes, each person staying at the same place within the spread: the way on which moves of single
//! people and exact draws of the spread are slow.
//!
//! A person's taste is μ + L η, L the lower factor of the covariance. Here η is held and μ and L move, by Hamiltonian dynamics: η is standard normal whatever
//! they are, so that only the likelihood of all choices and the belief about μ and L count.

use super::Prior;
use super::dense::{factor, invert_lower, times, turned};
use super::moves::{Room, State, Told, across};
use super::upper::Upper;
use crate::num::lanes::{Lanes, fma};
use crate::num::{Kernel, Path, exp, ln, run};
use crate::random::Draws;

/// The most tastes of which the factor moves too; of more only the means do.
pub(super) const MOST: usize = 32;

/// What moves: the mean of a taste, or a cell of the factor.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    row: usize,
    /// None for the mean.
    column: Option<usize>,
}

/// Memory and units of such moves.
#[derive(Debug, Clone)]
pub(super) struct Joint {
    cells: Vec<Cell>,
    /// What all choices tell of the cells, the lower half row by row, summed up over warm-up.
    information: Vec<f64>,
    /// The inverse of its root, row by row.
    units: Vec<f64>,
    /// Where people stand within the spread.
    within: Vec<Lanes>,
    /// Sums over people of slopes along each cell.
    sums: Vec<Lanes>,
    /// Where everybody would be.
    pub(super) state: State,
}

/// Means and factor, the factor's inverse, and the log-density there up to a constant, with its slopes along the cells.
struct Place {
    means: Vec<f64>,
    root: Vec<f64>,
    inverse: Vec<f64>,
    value: f64,
    slopes: Vec<f64>,
}

impl Joint {
    pub(super) fn new(octets: usize, size: usize) -> Self {
        let mut cells: Vec<Cell> = (0..size).map(|row| Cell { row, column: None }).collect();
        if size <= MOST {
            cells.extend((0..size).flat_map(|row| (0..=row).map(move |column| Cell { row, column: Some(column) })));
        }
        let state = State::new(octets, size);
        let (count, within) = (cells.len(), state.tastes.clone());
        Self {
            cells,
            information: vec![0.0; count * (count + 1) / 2],
            units: vec![0.0; count * count],
            within,
            sums: vec![[0.0; 8]; count],
            state,
        }
    }

    /// Forgets what was added up.
    pub(super) fn forget(&mut self) {
        self.information.fill(0.0);
    }

    /// Adds what everybody's choices tell of the cells, and takes units from all that was added up so many times.
    ///
    /// # Shapes
    /// `own`: the information of everybody's choices about their tastes, the lower half row by row, eight people after eight.
    pub(super) fn gather(&mut self, upper: &Upper, tastes: &[Lanes], own: &[Lanes], (precision, looked): (&[f64], f64), prior: &Prior) {
        let (size, count) = (upper.means.len(), self.cells.len());
        let Some(at) = self.start(upper, tastes) else { return };
        let mut sums = vec![[0.0; 8]; self.information.len()];
        run(Path::Widest, Tell { cells: &self.cells, within: &self.within, own, size: at.means.len(), sums: &mut sums });
        self.information.iter_mut().zip(&sums).for_each(|(all, sum)| *all += across(sum));
        // The belief about the spread tells about as much of every column as so many people of whom everything is known.
        let belief = (size + prior.freedom as usize) as f64;
        let mut all = vec![0.0; count * count];
        for (a, one) in self.cells.iter().enumerate() {
            for (b, other) in self.cells[..=a].iter().enumerate() {
                let believed = if one.column == other.column { belief * precision[one.row * size + other.row] } else { 0.0 };
                all[a * count + b] = self.information[a * (a + 1) / 2 + b] / looked + believed;
            }
        }
        let mut root = vec![0.0; count * count];
        if factor(&all, count, &mut root) {
            invert_lower(&root, count, &mut self.units);
        }
    }

    /// Finds where people stand within the spread.
    fn start(&mut self, upper: &Upper, tastes: &[Lanes]) -> Option<Place> {
        let size = upper.means.len();
        let (mut root, mut inverse) = (vec![0.0; size * size], vec![0.0; size * size]);
        if !factor(&upper.covariance, size, &mut root) {
            return None;
        }
        invert_lower(&root, size, &mut inverse);
        run(Path::Widest, Within { means: &upper.means, inverse: &inverse, tastes, out: &mut self.within });
        Some(Place { means: upper.means.clone(), root, inverse, value: 0.0, slopes: vec![0.0; self.cells.len()] })
    }

    /// Moves spread and tastes once; returns the chance of acceptance.
    pub(super) fn step(
        &mut self,
        told: Told<'_>,
        (upper, state): (&mut Upper, &mut State),
        prior: &Prior,
        (step, steps): (f64, u32),
        draws: &mut Draws,
        room: &mut Room,
    ) -> f64 {
        let size = upper.means.len();
        let Some(mut at) = self.start(upper, &state.tastes) else { return 0.0 };
        let mut momentum: Vec<f64> = self.cells.iter().map(|_| draws.normal()).collect();
        let chance = draws.uniform();
        run(Path::Widest, Slopes { cells: &self.cells, size, state, within: &self.within, sums: &mut self.sums });
        self.see(&mut at, total(&state.values), prior);
        let before = at.value - half_squares(&momentum);
        self.kick(&mut momentum, &at.slopes, step / 2.0);
        for left in (0..steps).rev() {
            self.drift(&mut at, &momentum, step);
            let all = All { told, cells: &self.cells, at: &at, within: &self.within, state: &mut self.state, sums: &mut self.sums, room };
            run(Path::Widest, all);
            self.see(&mut at, total(&self.state.values), prior);
            self.kick(&mut momentum, &at.slopes, if left == 0 { step / 2.0 } else { step });
        }
        let gain = at.value - half_squares(&momentum) - before;
        let accept = if gain.is_finite() { exp(gain.min(0.0)) } else { 0.0 };
        if chance < accept {
            upper.means.copy_from_slice(&at.means);
            times(&at.root, &turned(&at.root, size), size, &mut upper.covariance);
            times(&turned(&at.inverse, size), &at.inverse, size, &mut upper.precision);
            std::mem::swap(state, &mut self.state);
        }
        accept
    }

    /// Writes the log-density of means and factor given η, and its slopes, from the likelihood of all choices and the sums over people.
    ///
    /// The belief is that of [`Upper::draw`], with the volume of the covariance in cells of its factor L, 2^k Π L_ii^(k−i), i from 0. With v = L⁻¹ μ it is
    /// −½ (people |v|² + trace |L⁻¹|²) − Σ (freedom + 2 + i) ln L_ii.
    fn see(&self, at: &mut Place, likelihood: f64, prior: &Prior) {
        let size = at.means.len();
        let inverse = &at.inverse;
        let freedom = (size + prior.freedom as usize) as f64;
        let trace = prior.variance * freedom;
        let row = |i: usize| &inverse[i * size..(i + 1) * size];
        let v: Vec<f64> = (0..size).map(|i| row(i).iter().zip(&at.means).map(|(m, mean)| m * mean).sum()).collect();
        let mut products = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..size {
                let both: f64 = row(i).iter().zip(row(j)).map(|(a, b)| a * b).sum();
                products[i * size + j] = prior.people * v[i] * v[j] + trace * both;
            }
        }
        at.value = likelihood - 0.5 * (0..size).map(|i| products[i * size + i]).sum::<f64>();
        let power = |i: usize| freedom + 2.0 + i as f64;
        for i in 0..size {
            let own = at.root[i * size + i];
            at.value -= if own > 0.0 { power(i) * ln(own) } else { f64::NAN };
        }
        for ((slope, cell), sum) in at.slopes.iter_mut().zip(&self.cells).zip(&self.sums) {
            let Cell { row: i, column } = *cell;
            let below = |left: &dyn Fn(usize) -> f64| (i..size).map(|m| left(m) * inverse[m * size + i]).sum::<f64>();
            *slope = across(sum)
                + match column {
                    None => -prior.people * below(&|m| v[m]),
                    // Cell (j, i) of the products times L⁻¹.
                    Some(j) => below(&|m| products[j * size + m]) - if i == j { power(i) / at.root[i * size + i] } else { 0.0 },
                };
        }
    }

    fn kick(&self, momentum: &mut [f64], slopes: &[f64], by: f64) {
        let count = momentum.len();
        for (a, momentum) in momentum.iter_mut().enumerate() {
            *momentum += by * self.units[a * count..=a * count + a].iter().zip(slopes).map(|(unit, slope)| unit * slope).sum::<f64>();
        }
    }

    fn drift(&self, at: &mut Place, momentum: &[f64], by: f64) {
        let (size, count) = (at.means.len(), momentum.len());
        let mut moved = vec![0.0; count];
        for (a, momentum) in momentum.iter().enumerate() {
            moved.iter_mut().zip(&self.units[a * count..=a * count + a]).for_each(|(moved, unit)| *moved += unit * momentum);
        }
        for (cell, moved) in self.cells.iter().zip(moved) {
            match cell.column {
                None => at.means[cell.row] += by * moved,
                Some(column) => at.root[cell.row * size + column] += by * moved,
            }
        }
        invert_lower(&at.root, size, &mut at.inverse);
    }
}

fn half_squares(momentum: &[f64]) -> f64 {
    0.5 * momentum.iter().map(|p| p * p).sum::<f64>()
}

/// The sum of all lanes, always in one order.
pub(super) fn total(values: &[Lanes]) -> f64 {
    let mut sum = [0.0; 8];
    for value in values {
        for lane in 0..8 {
            sum[lane] += value[lane];
        }
    }
    across(&sum)
}

/// Finds where people stand within the spread: η = L⁻¹ (taste − μ).
struct Within<'a> {
    means: &'a [f64],
    inverse: &'a [f64],
    tastes: &'a [Lanes],
    out: &'a mut [Lanes],
}

impl Kernel for Within<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let k = self.means.len();
        for (tastes, out) in self.tastes.chunks_exact(k).zip(self.out.chunks_exact_mut(k)) {
            for (i, out) in out.iter_mut().enumerate() {
                let mut sum = [0.0; 8];
                for ((taste, mean), &unit) in tastes.iter().zip(self.means).zip(&self.inverse[i * k..=i * k + i]) {
                    sum = fma(&taste.map(|taste| taste - mean), &[unit; 8], &sum);
                }
                *out = sum;
            }
        }
    }
}

/// Adds up what everybody's choices tell of the cells.
struct Tell<'a> {
    cells: &'a [Cell],
    within: &'a [Lanes],
    own: &'a [Lanes],
    size: usize,
    sums: &'a mut [Lanes],
}

impl Kernel for Tell<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { cells, within, own, size, sums } = self;
        for (within, own) in within.chunks_exact(size).zip(own.chunks_exact(size * (size + 1) / 2)) {
            let mut place = 0;
            for (a, one) in cells.iter().enumerate() {
                let by = one.column.map_or([1.0; 8], |column| within[column]);
                for other in &cells[..=a] {
                    let (low, high) = (one.row.min(other.row), one.row.max(other.row));
                    let mut both = own[high * (high + 1) / 2 + low];
                    if let Some(column) = other.column {
                        for lane in 0..8 {
                            both[lane] *= within[column][lane];
                        }
                    }
                    sums[place] = fma(&both, &by, &sums[place]);
                    place += 1;
                }
            }
        }
    }
}

/// Adds up the slopes where everybody is.
struct Slopes<'a> {
    cells: &'a [Cell],
    size: usize,
    state: &'a State,
    within: &'a [Lanes],
    sums: &'a mut [Lanes],
}

impl Kernel for Slopes<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.sums.fill([0.0; 8]);
        for (slopes, within) in self.state.slopes.chunks_exact(self.size).zip(self.within.chunks_exact(self.size)) {
            add(self.cells, slopes, within, self.sums);
        }
    }
}

#[inline(always)]
fn add(cells: &[Cell], slopes: &[Lanes], within: &[Lanes], sums: &mut [Lanes]) {
    for (cell, sum) in cells.iter().zip(sums) {
        let by = cell.column.map_or([1.0; 8], |column| within[column]);
        *sum = fma(&slopes[cell.row], &by, sum);
    }
}

/// Puts everybody where means and factor say, and looks.
struct All<'a> {
    told: Told<'a>,
    cells: &'a [Cell],
    at: &'a Place,
    within: &'a [Lanes],
    state: &'a mut State,
    sums: &'a mut [Lanes],
    room: &'a mut Room,
}

impl Kernel for All<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { told, cells, at, within, state, sums, room } = self;
        let k = at.means.len();
        sums.fill([0.0; 8]);
        for (octet, value) in state.values.iter_mut().enumerate() {
            let (tastes, slopes) = (&mut state.tastes[octet * k..][..k], &mut state.slopes[octet * k..][..k]);
            let within = &within[octet * k..][..k];
            for (i, (taste, mean)) in tastes.iter_mut().zip(&at.means).enumerate() {
                let mut sum = [*mean; 8];
                for (within, &root) in within.iter().zip(&at.root[i * k..=i * k + i]) {
                    sum = fma(within, &[root; 8], &sum);
                }
                *taste = sum;
            }
            *value = told.look(octet, tastes, (&mut room.odds, &mut room.coefficients), slopes);
            add(cells, slopes, within, sums);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::crowd::Choices;
    use super::super::moves::Look;
    use super::*;
    use crate::choice::data::ChoiceData;
    use crate::random::{At, Purpose, Seed, Streams};

    /// The log-density of covariance, means and tastes beside the likelihood, up to a constant, written out for two tastes.
    fn density(means: &[f64], root: &[f64], tastes: &[[f64; 2]], prior: &Prior) -> f64 {
        let covariance = [root[0] * root[0], root[0] * root[2], root[2] * root[2] + root[3] * root[3]];
        let determinant = covariance[0] * covariance[2] - covariance[1] * covariance[1];
        let p = [covariance[2] / determinant, -covariance[1] / determinant, covariance[0] / determinant];
        let square = |a: f64, b: f64| p[0] * a * a + 2.0 * p[1] * a * b + p[2] * b * b;
        let freedom = 2.0 + f64::from(prior.freedom);
        let people: f64 = tastes.iter().map(|own| -0.5 * ln(determinant) - 0.5 * square(own[0] - means[0], own[1] - means[1])).sum();
        let about = -0.5 * ln(determinant) - 0.5 * prior.people * square(means[0], means[1]);
        let wishart = -0.5 * (freedom + 3.0) * ln(determinant) - 0.5 * prior.variance * freedom * (p[0] + p[2]);
        people + about + wishart
    }

    #[test]
    fn the_density_is_that_of_everything_with_the_volume_and_its_slopes_are_right() {
        let streams = Streams::new(Seed(4), At::default());
        let mut draws = streams.draws(Purpose::Answer, 0, 0);
        // Nine people of three tasks with three alternatives.
        let x: Vec<f64> = (0..9 * 3 * 3 * 2).map(|_| draws.normal()).collect();
        let (chosen, person): (Vec<usize>, Vec<u64>) = (0..27).map(|task| (task * task % 3, task as u64 / 3)).unzip();
        let available = vec![true; 81];
        let data = ChoiceData::new(3, 2, &x, &available, &chosen, &person).unwrap();
        let choices = Choices::new(&data, &[1.0; 2]);
        let prior = Prior { people: 0.3, freedom: 4, variance: 0.7, ..Prior::default() };
        for signs in [[0.0, 0.0], [0.0, -1.0]] {
            let told = Told { choices: &choices, signs: &signs };
            let mut state = State::new(choices.octets(), 2);
            state.tastes.iter_mut().flatten().for_each(|taste| *taste = draws.normal());
            let root = [1.2, 0.0, 0.4, 0.9];
            let covariance = vec![1.44, 0.48, 0.48, 0.16 + 0.81];
            let upper = Upper { means: vec![0.5, -0.8], covariance, precision: vec![0.0; 4] };
            let mut room = Room::new(2);
            let mut joint = Joint::new(choices.octets(), 2);
            let mut at = joint.start(&upper, &state.tastes).unwrap();
            assert!(at.root.iter().zip(root).all(|(got, want)| (got - want).abs() < 1e-12));
            let mut look = |at: &mut Place, joint: &mut Joint| {
                invert_lower(&at.root, 2, &mut at.inverse);
                let all = All {
                    told,
                    cells: &joint.cells,
                    at,
                    within: &joint.within,
                    state: &mut joint.state,
                    sums: &mut joint.sums,
                    room: &mut room,
                };
                run(Path::Widest, all);
                joint.see(at, total(&joint.state.values), &prior);
                let own = |place: usize| [0, 1].map(|k| joint.state.tastes[place / 8 * 2 + k][place % 8]);
                let tastes: Vec<[f64; 2]> = (0..9).map(own).collect();
                // Volumes: each person's tastes stretch with the factor; cells of the covariance come from those of the factor.
                let volume = 9.0 * ln(at.root[0] * at.root[3]) + 2.0 * ln(at.root[0]) + ln(at.root[3]);
                total(&joint.state.values) + density(&at.means, &at.root, &tastes, &prior) + volume
            };
            let first = look(&mut at, &mut joint);
            let (value, slopes) = (at.value, at.slopes.clone());
            // Where nothing moved, everybody is where they were, and what is added up there is the same.
            assert!(joint.state.tastes.iter().flatten().zip(state.tastes.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-12));
            let sums = joint.sums.clone();
            run(Path::Widest, Look { told, state: &mut state, room: &mut Room::new(2) });
            run(Path::Widest, Slopes { cells: &joint.cells, size: 2, state: &state, within: &joint.within, sums: &mut joint.sums });
            assert!(joint.sums.iter().flatten().zip(sums.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-9));
            for (cell, slope) in joint.cells.clone().iter().zip(slopes) {
                let mut moved = |by: f64| {
                    let mut to = joint.start(&upper, &state.tastes).unwrap();
                    match cell.column {
                        None => to.means[cell.row] += by,
                        Some(column) => to.root[cell.row * 2 + column] += by,
                    }
                    let whole = look(&mut to, &mut joint);
                    (to.value, whole)
                };
                let (far, whole) = moved(0.3);
                assert!((far - value - (whole - first)).abs() < 1e-10, "{cell:?} {signs:?}");
                let (up, down) = (moved(1e-5).0, moved(-1e-5).0);
                assert!(((up - down) / 2e-5 - slope).abs() < 1e-5, "{cell:?} {signs:?}");
            }
        }
    }
}
