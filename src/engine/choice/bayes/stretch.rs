//! Everybody's tastes made stronger or weaker at once, with their spread: the way on which moves of single people are slow.

use super::Prior;
use super::upper::Upper;
use crate::num::exp;

/// A common factor of all coefficients.
///
/// Normal tastes are multiplied, with their means and standard deviations; the logarithms of lognormal ones are shifted, with their means.
pub(super) struct Stretch<'a> {
    pub(super) log: f64,
    /// For each taste 0, or the sign of an exponential.
    pub(super) signs: &'a [f64],
}

impl Stretch<'_> {
    fn factor(&self) -> f64 {
        exp(self.log)
    }

    /// Stretches one person's tastes, or their means.
    pub(super) fn tastes(&self, from: &[f64], out: &mut [f64]) {
        let factor = self.factor();
        for ((out, &from), &sign) in out.iter_mut().zip(from).zip(self.signs) {
            *out = if sign == 0.0 { from * factor } else { from + self.log };
        }
    }

    /// Returns the stretched spread.
    pub(super) fn upper(&self, from: &Upper) -> Upper {
        let size = self.signs.len();
        let factor = self.factor();
        let own = |k: usize| if self.signs[k] == 0.0 { factor } else { 1.0 };
        let mut to = from.clone();
        self.tastes(&from.means, &mut to.means);
        for at in 0..size * size {
            let both = own(at / size) * own(at % size);
            to.covariance[at] *= both;
            to.precision[at] /= both;
        }
        to
    }

    /// Returns by how much the log-density of the spread changes, volume included; what people's tastes add cancels.
    pub(super) fn gain(&self, from: &Upper, to: &Upper, prior: &Prior) -> f64 {
        let size = self.signs.len();
        let freedom = size as f64 + f64::from(prior.freedom);
        let normal = self.signs.iter().filter(|sign| **sign == 0.0).count() as f64;
        let trace = |upper: &Upper| (0..size).map(|k| upper.precision[k * size + k]).sum::<f64>();
        let centre = |upper: &Upper| -> f64 {
            let row = |i: usize| (0..size).map(|j| upper.precision[i * size + j] * upper.means[j]).sum::<f64>();
            (0..size).map(|i| upper.means[i] * row(i)).sum()
        };
        let belief = prior.variance * freedom * (trace(to) - trace(from)) + prior.people * (centre(to) - centre(from));
        -normal * freedom * self.log - 0.5 * belief
    }
}

#[cfg(test)]
mod tests {
    use super::super::dense::{factor, invert_lower, times, turned};
    use super::*;
    use crate::num::ln;

    fn upper(means: [f64; 2], covariance: [f64; 4]) -> Upper {
        let (mut root, mut inverse, mut precision) = ([0.0; 4], [0.0; 4], [0.0; 4]);
        assert!(factor(&covariance, 2, &mut root));
        invert_lower(&root, 2, &mut inverse);
        times(&turned(&inverse, 2), &inverse, 2, &mut precision);
        Upper { means: means.to_vec(), covariance: covariance.to_vec(), precision: precision.to_vec() }
    }

    /// The log-density of means, covariance and people's tastes, up to a constant, written out.
    fn density(upper: &Upper, tastes: &[f64], prior: &Prior) -> f64 {
        let p = &upper.precision;
        let determinant = upper.covariance[0] * upper.covariance[3] - upper.covariance[1] * upper.covariance[2];
        let square = |a: f64, b: f64| p[0] * a * a + 2.0 * p[1] * a * b + p[3] * b * b;
        let freedom = 2.0 + f64::from(prior.freedom);
        let people: f64 =
            tastes.chunks_exact(2).map(|own| -0.5 * ln(determinant) - 0.5 * square(own[0] - upper.means[0], own[1] - upper.means[1])).sum();
        let means = -0.5 * ln(determinant) - 0.5 * prior.people * square(upper.means[0], upper.means[1]);
        let wishart = -0.5 * (freedom + 3.0) * ln(determinant) - 0.5 * prior.variance * freedom * (p[0] + p[3]);
        people + means + wishart
    }

    #[test]
    fn the_gain_is_that_of_the_whole_density_and_its_volume() {
        let prior = Prior { people: 0.3, freedom: 4, variance: 0.7, ..Prior::default() };
        let tastes = [0.3, -1.0, 2.0, 0.4, -0.7, 1.1];
        let from = upper([0.5, -0.8], [1.5, 0.4, 0.4, 0.9]);
        for signs in [[0.0, 0.0], [0.0, -1.0], [1.0, 1.0]] {
            let stretch = Stretch { log: 0.2, signs: &signs };
            let to = stretch.upper(&from);
            let whole = upper([to.means[0], to.means[1]], [to.covariance[0], to.covariance[1], to.covariance[2], to.covariance[3]]);
            assert!(whole.precision.iter().zip(&to.precision).all(|(a, b)| (a - b).abs() < 1e-12));
            let mut moved = [0.0; 6];
            for (from, to) in tastes.chunks_exact(2).zip(moved.chunks_exact_mut(2)) {
                stretch.tastes(from, to);
            }
            // Each normal taste stretches three people and a mean once, and three cells of the covariance: own twice, shared once.
            let normal = signs.iter().filter(|sign| **sign == 0.0).count() as f64;
            let volume = 0.2 * normal * (3.0 + 1.0 + 3.0);
            let want = density(&to, &moved, &prior) - density(&from, &tastes, &prior) + volume;
            assert!((stretch.gain(&from, &to, &prior) - want).abs() < 1e-12, "{signs:?}");
            // There and back gains nothing.
            let back = Stretch { log: -0.2, signs: &signs };
            assert!((stretch.gain(&from, &to, &prior) + back.gain(&to, &back.upper(&to), &prior)).abs() < 1e-12);
        }
    }
}
