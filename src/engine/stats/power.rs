//! How many people a test needs to see an effect of a given size.

use crate::num::{inc_beta, probit};

/// The most that is ever returned; a test that needs more is no cheap test.
pub const MOST: u32 = 100_000;

/// People per group to tell two shares apart; `None` for equal shares or ones outside 0 to 1.
///
/// `alpha` is the level of a test with `sides` sides, 1 or 2.
///
/// # Source
/// Fleiss, Levin and Paik 2003, "Statistical methods for rates and proportions", section 4.2, without continuity correction; the numbers are
/// those of R's `power.prop.test`.
#[must_use]
pub fn two_shares(one: f64, other: f64, alpha: f64, sides: f64, power: f64) -> Option<u32> {
    let inside = |share: f64| (0.0..=1.0).contains(&share);
    if !inside(one) || !inside(other) || one == other {
        return None;
    }
    let sum = one + other;
    let null = (sum * (1.0 - sum / 2.0)).sqrt();
    let alternative = (one * (1.0 - one) + other * (1.0 - other)).sqrt();
    let root = (probit(alpha / sides) * null + probit(1.0 - power) * alternative) / (one - other);
    Some(rounded_up(root * root))
}

/// People to tell a mean from another when values vary by `sd`; one sample, one side. `None` without a difference.
///
/// # Source
/// The normal approximation, n = ((z₁₋α + z_power) sd / δ)².
#[must_use]
pub fn one_mean(delta: f64, sd: f64, alpha: f64, power: f64) -> Option<u32> {
    let root = (probit(1.0 - alpha) + probit(power)) * sd / delta;
    (delta != 0.0 && root.is_finite()).then(|| rounded_up(root * root).max(2))
}

/// A test of one share: how many are asked, and how many "yes" refute the claimed share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareTest {
    /// People asked.
    pub people: u32,
    /// The claim is refuted from this many on (where the claimed share is the lower one), or by at most this many (where it is the higher).
    pub refutes: u32,
}

/// The smallest exact binomial test at level `alpha` that refutes the claimed share with `power` if the expected one is true; `None` for
/// equal shares or where it would take more than [`MOST`] people.
///
/// # Source
/// Clopper and Pearson 1934: binomial tails as incomplete beta functions.
#[must_use]
pub fn one_share(claimed: f64, expected: f64, alpha: f64, power: f64) -> Option<ShareTest> {
    if claimed > expected {
        let mirrored = one_share(1.0 - claimed, 1.0 - expected, alpha, power)?;
        return Some(ShareTest { refutes: mirrored.people - mirrored.refutes, ..mirrored });
    }
    if !(0.0..1.0).contains(&claimed) || !(0.0..=1.0).contains(&expected) || claimed == expected {
        return None;
    }
    // P(X ≥ k) among n.
    let tail = |n: u32, k: u32, p: f64| {
        if k == 0 {
            1.0
        } else if k > n {
            0.0
        } else {
            inc_beta(f64::from(k), f64::from(n - k + 1), p)
        }
    };
    let critical = |n: u32| {
        let (mut low, mut high) = (0, n + 1);
        while low < high {
            let middle = u32::midpoint(low, high);
            if tail(n, middle, claimed) <= alpha { high = middle } else { low = middle + 1 }
        }
        low
    };
    // Near the normal approximation's answer; the exact power is a saw-tooth, so the first n that reaches it is looked for from below.
    let root = (probit(1.0 - alpha) * (claimed * (1.0 - claimed)).sqrt() + probit(power) * (expected * (1.0 - expected)).sqrt())
        / (expected - claimed);
    let about = rounded_up(root * root);
    let first = (f64::from(about) * 0.7) as u32;
    (first.max(1)..=(about.saturating_mul(2) + 30).min(MOST)).find_map(|n| {
        let refutes = critical(n);
        (refutes <= n && tail(n, refutes, expected) >= power).then_some(ShareTest { people: n, refutes })
    })
}

fn rounded_up(value: f64) -> u32 {
    value.ceil().clamp(1.0, f64::from(MOST)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_shares_need_what_r_says() {
        // R's help page of power.prop.test: p1 = .50, p2 = .75, power = .90 gives n = 76.7 per group.
        assert_eq!(two_shares(0.5, 0.75, 0.05, 2.0, 0.9), Some(77));
        assert_eq!(two_shares(0.75, 0.5, 0.05, 2.0, 0.9), Some(77));
        assert_eq!((two_shares(0.5, 0.5, 0.05, 2.0, 0.9), two_shares(1.2, 0.5, 0.05, 1.0, 0.8)), (None, None));
    }

    #[test]
    fn a_mean_needs_what_the_formula_says() {
        // (1.6449 + 0.8416)² = 6.1826; at half a standard deviation four times that.
        assert_eq!(one_mean(1.0, 1.0, 0.05, 0.8), Some(7));
        assert_eq!(one_mean(-0.5, 1.0, 0.05, 0.8), Some(25));
        assert_eq!(one_mean(0.0, 1.0, 0.05, 0.8), None);
    }

    fn choose(n: u32, k: u32) -> f64 {
        (0..k).fold(1.0, |product, i| product * f64::from(n - i) / f64::from(i + 1))
    }

    fn at_least(n: u32, k: u32, p: f64) -> f64 {
        (k..=n).map(|x| choose(n, x) * (0..x).fold(1.0, |q, _| q * p) * (0..n - x).fold(1.0, |q, _| q * (1.0 - p))).sum()
    }

    #[test]
    fn one_share_holds_its_level_and_its_power_exactly() {
        for (claimed, expected) in [(0.43, 0.58), (0.05, 0.2), (0.5, 0.9)] {
            let ShareTest { people, refutes } = one_share(claimed, expected, 0.05, 0.8).unwrap();
            assert!(at_least(people, refutes, claimed) <= 0.05 && at_least(people, refutes - 1, claimed) > 0.05);
            assert!(at_least(people, refutes, expected) >= 0.8, "{people} {refutes}");
        }
        // The other way round: few failures refute that it fails often.
        let ShareTest { people, refutes } = one_share(0.2, 0.05, 0.05, 0.8).unwrap();
        let at_most = |p: f64| 1.0 - at_least(people, refutes + 1, p);
        assert!(at_most(0.2) <= 0.05 && at_most(0.05) >= 0.8);
        assert_eq!(one_share(0.3, 0.3, 0.05, 0.8), None);
    }
}
