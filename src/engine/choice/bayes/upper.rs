//! How tastes are spread over people, drawn given everybody's own: a normal with an inverse Wishart covariance.

use super::Prior;
use super::dense::{factor, invert_lower, times, turned};
use super::moves::across;
use crate::num::lanes::{Lanes, fma};
use crate::num::{Kernel, Path, ln, run};
use crate::random::Draws;

/// A draw of the spread of tastes.
#[derive(Debug, Clone)]
pub(super) struct Upper {
    /// The mean of each taste.
    pub(super) means: Vec<f64>,
    /// The covariance.
    pub(super) covariance: Vec<f64>,
    /// Its inverse.
    pub(super) precision: Vec<f64>,
}

impl Upper {
    /// Where every chain starts.
    pub(super) fn start(size: usize) -> Self {
        let one: Vec<f64> = (0..size * size).map(|at| f64::from(u8::from(at / size == at % size))).collect();
        Self { means: vec![0.0; size], covariance: one.clone(), precision: one }
    }

    /// Draws covariance and means given people's tastes, eight people after eight, places past the last person left aside; nothing changes where the tastes
    /// are not finite.
    ///
    /// # Source
    /// The conjugate update of a normal with unknown mean and covariance: Gelman et al. 2013, section 3.6; the inverse Wishart by M. S. Bartlett (1933),
    /// "On the theory of statistical regression", with χ² of whole freedom as sums of logarithms, so that a draw takes a fixed number of words.
    pub(super) fn draw(&mut self, (tastes, people): (&[Lanes], usize), prior: &Prior, draws: &mut Draws) {
        let size = self.means.len();
        let weight = people as f64 + prior.people;
        let mut sums = vec![[0.0; 8]; size];
        run(Path::Widest, Centre { tastes, people, sums: &mut sums });
        let centre: Vec<f64> = sums.iter().map(|sum| across(sum) / weight).collect();
        let mut products = vec![[0.0; 8]; size * (size + 1) / 2];
        run(Path::Widest, Spread { tastes, people, centre: &centre, apart: &mut sums, products: &mut products });
        let freedom = size + prior.freedom as usize;
        let mut spread = vec![0.0; size * size];
        for i in 0..size {
            spread[i * size + i] = prior.variance * freedom as f64;
            for j in 0..=i {
                spread[i * size + j] += prior.people * centre[i] * centre[j] + across(&products[i * (i + 1) / 2 + j]);
            }
        }
        let mut root = vec![0.0; size * size];
        if !factor(&spread, size, &mut root) {
            return;
        }
        let mut bartlett = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..i {
                bartlett[i * size + j] = draws.normal();
            }
            bartlett[i * size + i] = chi_squared(freedom + people - i, draws).sqrt();
        }
        let (mut inverse, mut own_inverse) = (vec![0.0; size * size], vec![0.0; size * size]);
        invert_lower(&root, size, &mut inverse);
        invert_lower(&bartlett, size, &mut own_inverse);
        let mut half = vec![0.0; size * size];
        times(&turned(&inverse, size), &bartlett, size, &mut half);
        times(&half, &turned(&half, size), size, &mut self.precision);
        times(&root, &turned(&own_inverse, size), size, &mut half);
        times(&half, &turned(&half, size), size, &mut self.covariance);
        let z: Vec<f64> = (0..size).map(|_| draws.normal() / weight.sqrt()).collect();
        for (i, mean) in self.means.iter_mut().enumerate() {
            *mean = centre[i] + half[i * size..(i + 1) * size].iter().zip(&z).map(|(h, z)| h * z).sum::<f64>();
        }
    }
}

/// Adds up tastes.
struct Centre<'a> {
    tastes: &'a [Lanes],
    people: usize,
    sums: &'a mut [Lanes],
}

impl Kernel for Centre<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (octet, own) in self.tastes.chunks_exact(self.sums.len()).enumerate() {
            let there = there(octet, self.people);
            for (sum, taste) in self.sums.iter_mut().zip(own) {
                *sum = fma(&there, taste, sum);
            }
        }
    }
}

/// Adds up products of how far tastes stand from a centre: the lower half row by row.
struct Spread<'a> {
    tastes: &'a [Lanes],
    people: usize,
    centre: &'a [f64],
    apart: &'a mut [Lanes],
    products: &'a mut [Lanes],
}

impl Kernel for Spread<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { tastes, people, centre, apart, products } = self;
        for (octet, own) in tastes.chunks_exact(centre.len()).enumerate() {
            let there = there(octet, people);
            for ((apart, taste), centre) in apart.iter_mut().zip(own).zip(centre) {
                for lane in 0..8 {
                    apart[lane] = there[lane] * (taste[lane] - centre);
                }
            }
            for i in 0..centre.len() {
                let (own, row) = (apart[i], &mut products[i * (i + 1) / 2..][..=i]);
                for (product, other) in row.iter_mut().zip(&*apart) {
                    *product = fma(&own, other, product);
                }
            }
        }
    }
}

/// For each of eight places 1 where somebody stands, or 0.
#[inline(always)]
fn there(octet: usize, people: usize) -> Lanes {
    let mut out = [1.0; 8];
    for (lane, out) in out.iter_mut().enumerate() {
        *out = if 8 * octet + lane < people { 1.0 } else { 0.0 };
    }
    out
}

/// Draws χ² with a whole number of degrees of freedom.
fn chi_squared(freedom: usize, draws: &mut Draws) -> f64 {
    let (mut product, mut sum) = (1.0, 0.0);
    for _ in 0..freedom / 2 {
        product *= draws.uniform();
        // One logarithm for many factors.
        if product < 1e-280 {
            sum -= 2.0 * ln(product);
            product = 1.0;
        }
    }
    sum -= 2.0 * ln(product);
    if freedom % 2 == 1 {
        let z = draws.normal();
        sum += z * z;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    #[test]
    fn chi_squared_has_its_mean_and_variance() {
        for freedom in [1, 2, 7, 400] {
            let mut draws = Streams::new(Seed(1), At::default()).draws(Purpose::TasteSpread, freedom as u64, 0);
            let values: Vec<f64> = (0..20_000).map(|_| chi_squared(freedom, &mut draws)).collect();
            let n = freedom as f64;
            let mean = values.iter().sum::<f64>() / 20_000.0;
            let variance = values.iter().map(|v| (v - n) * (v - n)).sum::<f64>() / 20_000.0;
            // Standard errors: √(2n / 20,000), and of the variance 2n √((2 + 12 / n) / 20,000); four of each.
            assert!((mean - n).abs() < 4.0 * (2.0 * n / 20_000.0).sqrt(), "{freedom}: {mean}");
            assert!((variance / (2.0 * n) - 1.0).abs() < 4.0 * ((2.0 + 12.0 / n) / 20_000.0).sqrt(), "{freedom}: {variance}");
        }
    }

    #[test]
    fn the_conjugate_update_has_its_means() {
        // E(W) = (prior + squares) / (freedom + people − size − 1), E(means) = sum / (people + prior's people).
        let tastes = [1.0, 2.0, 3.0, -1.0, 0.5, 0.5, 2.5, 1.5, -1.0, 0.0, 4.0, 2.0];
        let prior = Prior { people: 1.0, freedom: 6, variance: 0.5, ..Prior::default() };
        let streams = Streams::new(Seed(2), At::default());
        let (mut covariance, mut means, mut product) = ([0.0; 4], [0.0; 2], [0.0; 4]);
        let rounds = 20_000;
        let mut upper = Upper::start(2);
        // Places past the last person hold what does not count.
        let lanes: Vec<Lanes> = (0..2).map(|taste| std::array::from_fn(|lane| *tastes.get(2 * lane + taste).unwrap_or(&77.0))).collect();
        for round in 0..rounds {
            upper.draw((&lanes, 6), &prior, &mut streams.draws(Purpose::TasteSpread, 0, round));
            covariance.iter_mut().zip(&upper.covariance).for_each(|(sum, v)| *sum += v / f64::from(rounds));
            means.iter_mut().zip(&upper.means).for_each(|(sum, v)| *sum += v / f64::from(rounds));
            let mut one = [0.0; 4];
            times(&upper.covariance, &upper.precision, 2, &mut one);
            product.iter_mut().zip(&one).for_each(|(most, v)| *most = f64::max(*most, *v));
        }
        assert!((product[0] - 1.0).abs() < 1e-9 && product[1].abs() < 1e-9);
        let centre = [10.0 / 7.0, 5.0 / 7.0];
        let mut expected = [4.0, 0.0, 0.0, 4.0];
        for own in tastes.chunks_exact(2) {
            for (at, sum) in expected.iter_mut().enumerate() {
                *sum += (own[at / 2] - centre[at / 2]) * (own[at % 2] - centre[at % 2]);
            }
        }
        for (at, sum) in expected.iter_mut().enumerate() {
            *sum = (*sum + centre[at / 2] * centre[at % 2]) / (8.0 + 6.0 - 3.0);
        }
        for (got, want) in covariance.iter().zip(expected) {
            assert!((got - want).abs() < 0.03, "{got} {want}");
        }
        assert!(means.iter().zip(centre).all(|(got, want)| (got - want).abs() < 0.02), "{means:?}");
    }
}
