//! Distances between two distributions over the same ordered scale points.
//!
//! Every function takes two slices of shares (each summing to 1) of one length; of slices that differ in length only the
//! common part is compared, so callers check lengths first.

use crate::num;

/// Returns the Kolmogorov–Smirnov distance, the largest gap between the two cumulative distributions, in [0, 1].
pub fn ks(f: &[f64], g: &[f64]) -> f64 {
    cumulative_gaps(f, g).fold(0.0, |worst: f64, gap| worst.max(gap.abs()))
}

/// Returns the total variation distance, half the sum of absolute differences, in [0, 1].
pub fn total_variation(f: &[f64], g: &[f64]) -> f64 {
    let gaps: Vec<f64> = f.iter().zip(g).map(|(a, b)| (a - b).abs()).collect();
    num::sum(&gaps) / 2.0
}

/// Returns the ordinal earth mover's distance in scale steps: the mean number of points that answers must be moved by.
///
/// # Units
/// Scale points, from 0 to the number of points less one.
pub fn earth_mover(f: &[f64], g: &[f64]) -> f64 {
    let gaps: Vec<f64> = cumulative_gaps(f, g).map(f64::abs).collect();
    num::sum(&gaps)
}

/// Returns the Jensen–Shannon divergence in bits, in [0, 1].
///
/// # Source
/// Lin 1991, "Divergence measures based on the Shannon entropy", IEEE Transactions on Information Theory 37(1).
pub fn jensen_shannon(f: &[f64], g: &[f64]) -> f64 {
    let terms: Vec<f64> = f
        .iter()
        .zip(g)
        .map(|(&a, &b)| {
            let middle = (a + b) / 2.0;
            (part(a, middle) + part(b, middle)) / 2.0
        })
        .collect();
    (num::sum(&terms) / num::ln(2.0)).clamp(0.0, 1.0)
}

/// Returns the Shannon entropy of a distribution in bits.
pub fn entropy(shares: &[f64]) -> f64 {
    let terms: Vec<f64> = shares.iter().map(|&p| if p > 0.0 { -p * num::ln(p) } else { 0.0 }).collect();
    num::sum(&terms) / num::ln(2.0)
}

fn part(p: f64, middle: f64) -> f64 {
    if p > 0.0 { p * num::ln(p / middle) } else { 0.0 }
}

fn cumulative_gaps<'a>(f: &'a [f64], g: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
    let last = f.len().saturating_sub(1);
    f.iter().zip(g).take(last).scan(0.0, |gap, (a, b)| {
        *gap += a - b;
        Some(*gap)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOW: [f64; 3] = [1.0, 0.0, 0.0];
    const HIGH: [f64; 3] = [0.0, 0.0, 1.0];
    const EVEN: [f64; 3] = [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0];

    #[test]
    fn opposite_ends_are_as_far_as_can_be() {
        assert_eq!(ks(&LOW, &HIGH), 1.0);
        assert_eq!(total_variation(&LOW, &HIGH), 1.0);
        assert_eq!(earth_mover(&LOW, &HIGH), 2.0);
        assert!((jensen_shannon(&LOW, &HIGH) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn the_same_is_no_distance() {
        for distance in [ks, total_variation, earth_mover, jensen_shannon] {
            assert_eq!(distance(&EVEN, &EVEN), 0.0);
        }
    }

    #[test]
    fn order_matters_to_the_earth_mover_only() {
        let near = [0.0, 1.0, 0.0];
        assert_eq!(total_variation(&LOW, &near), total_variation(&LOW, &HIGH));
        assert!(earth_mover(&LOW, &near) < earth_mover(&LOW, &HIGH));
    }

    #[test]
    fn entropy_of_an_even_spread_is_the_logarithm_of_its_points() {
        assert!((entropy(&[0.25; 4]) - 2.0).abs() < 1e-15);
        assert_eq!(entropy(&LOW), 0.0);
    }
}
