//! Whether chains of draws that depend on each other have come to one answer, and how many independent draws they are worth.

use crate::num;

/// Returns the split R-hat of one figure's chains: how much wider all draws together are than half a chain. Near 1 where the chains agree.
///
/// `None` for no chain, chains of different lengths, fewer than four draws a chain, a draw that is not finite, or draws that do not vary.
///
/// # Source
/// Gelman et al. 2013, "Bayesian Data Analysis", third edition, section 11.4.
#[must_use]
pub fn split_r_hat(chains: &[&[f64]]) -> Option<f64> {
    let parts = Parts::of(chains)?;
    Some((parts.pooled() / parts.within).sqrt())
}

/// Returns how many independent draws the chains of one figure are worth, for its mean.
///
/// `None` as for [`split_r_hat`]. Draws that swing to and fro can be worth more than their number, but at most n log₁₀ n.
///
/// # Source
/// Gelman et al. 2013, section 11.5, with the sums of pairs made to fall, as in Geyer 1992, "Practical Markov chain Monte Carlo",
/// Statistical Science 7(4), section 3.3; bounded as in Vehtari et al. 2021, Bayesian Analysis 16(2).
#[must_use]
pub fn effective_size(chains: &[&[f64]]) -> Option<f64> {
    let parts = Parts::of(chains)?;
    let n = parts.halves[0].len();
    let total = (parts.halves.len() * n) as f64;
    let pooled = parts.pooled();
    // 1 less what the chains lack of the pooled variance at a lag.
    let correlation = |lag: usize| 1.0 - (parts.within - parts.covariance(lag)) / pooled;
    let (mut time, mut last) = (-1.0, f64::INFINITY);
    for pair in 0..n / 2 {
        let both = if pair == 0 { 1.0 + correlation(1) } else { correlation(2 * pair) + correlation(2 * pair + 1) };
        if both <= 0.0 {
            break;
        }
        last = both.min(last);
        time += 2.0 * last;
    }
    let most = total * num::ln(total) / std::f64::consts::LN_10;
    Some(if time > 0.0 { (total / time).min(most) } else { most })
}

/// Chains cut in halves.
struct Parts<'a> {
    halves: Vec<&'a [f64]>,
    means: Vec<f64>,
    /// The mean variance of a half, with n − 1 below.
    within: f64,
    /// The variance of their means.
    between: f64,
}

impl<'a> Parts<'a> {
    fn of(chains: &[&'a [f64]]) -> Option<Self> {
        let length = chains.first()?.len();
        if length < 4 || chains.iter().any(|chain| chain.len() != length || chain.iter().any(|v| !v.is_finite())) {
            return None;
        }
        let half = length / 2;
        // Of an odd number the draw in the middle is left out.
        let halves: Vec<&[f64]> = chains.iter().flat_map(|chain| [&chain[..half], &chain[length - half..]]).collect();
        let means: Vec<f64> = halves.iter().map(|half| num::sum(half) / half.len() as f64).collect();
        let variance = |values: &[f64], mean: f64| {
            let squares: Vec<f64> = values.iter().map(|v| (v - mean) * (v - mean)).collect();
            num::sum(&squares) / (values.len() - 1) as f64
        };
        let variances: Vec<f64> = halves.iter().zip(&means).map(|(half, &mean)| variance(half, mean)).collect();
        let within = num::sum(&variances) / halves.len() as f64;
        let between = variance(&means, num::sum(&means) / means.len() as f64);
        (within > 0.0).then_some(Self { halves, means, within, between })
    }

    /// What the variance is, were the chains as one.
    fn pooled(&self) -> f64 {
        let n = self.halves[0].len() as f64;
        (n - 1.0) / n * self.within + self.between
    }

    /// The mean covariance of a half with itself so many draws later, with n − 1 below.
    fn covariance(&self, lag: usize) -> f64 {
        let one = |(half, &mean): (&&[f64], &f64)| {
            let products: Vec<f64> = half.iter().zip(&half[lag..]).map(|(a, b)| (a - mean) * (b - mean)).collect();
            num::sum(&products) / (half.len() - 1) as f64
        };
        num::sum(&self.halves.iter().zip(&self.means).map(one).collect::<Vec<_>>()) / self.halves.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    fn autoregressive(chains: u64, length: usize, keep: f64) -> Vec<Vec<f64>> {
        let chain = |chain| {
            let mut draws = Streams::new(Seed(3), At::default()).draws(Purpose::Answer, chain, 0);
            let mut now = draws.normal() / (1.0 - keep * keep).sqrt();
            (0..length)
                .map(|_| {
                    now = keep * now + draws.normal();
                    now
                })
                .collect()
        };
        (0..chains).map(chain).collect()
    }

    fn of(chains: &[Vec<f64>]) -> (f64, f64) {
        let chains: Vec<&[f64]> = chains.iter().map(Vec::as_slice).collect();
        (split_r_hat(&chains).unwrap(), effective_size(&chains).unwrap())
    }

    #[test]
    fn draws_that_remember_are_worth_less() {
        // An autoregressive chain is worth n (1 − ρ) / (1 + ρ) draws.
        for (keep, within) in [(0.0, 0.1), (0.5, 0.1), (0.9, 0.2), (-0.3, 0.1)] {
            let (r_hat, size) = of(&autoregressive(4, 5000, keep));
            let want = 20_000.0 * (1.0 - keep) / (1.0 + keep);
            assert!((size / want - 1.0).abs() < within, "{keep}: {size} {want}");
            assert!((r_hat - 1.0).abs() < 0.02, "{keep}: {r_hat}");
        }
    }

    #[test]
    fn chains_apart_and_chains_that_drift_are_seen() {
        let mut apart = autoregressive(4, 500, 0.0);
        apart[3].iter_mut().for_each(|v| *v += 3.0);
        let (r_hat, size) = of(&apart);
        assert!(r_hat > 1.5 && size < 50.0, "{r_hat} {size}");
        let mut drift = autoregressive(4, 500, 0.0);
        for chain in &mut drift {
            chain.iter_mut().enumerate().for_each(|(i, v)| *v += i as f64 / 100.0);
        }
        assert!(of(&drift).0 > 1.3);
    }

    #[test]
    fn r_hat_is_as_worked_by_hand() {
        // Halves 1 2 | 3 4 and 2 3 | 4 5: means 1.5, 3.5, 2.5, 4.5; within 1/2, between 5/3; pooled 1/4 + 5/3.
        let (one, two) = ([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 5.0]);
        let got = split_r_hat(&[&one, &two]).unwrap();
        assert!((got - ((0.25 + 5.0 / 3.0) / 0.5_f64).sqrt()).abs() < 1e-12, "{got}");
    }

    #[test]
    fn what_cannot_be_judged_is_not() {
        assert_eq!(split_r_hat(&[]), None);
        assert_eq!(split_r_hat(&[&[1.0, 2.0, 3.0]]), None);
        assert_eq!(split_r_hat(&[&[1.0; 8]]), None);
        assert_eq!(effective_size(&[&[1.0, 2.0, f64::NAN, 4.0]]), None);
        assert_eq!(effective_size(&[&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0]]), None);
    }
}
