//! How fast a mistake dies out as replicates are added.

/// Sweeps over the multipliers at most; each shrinks what is left by a constant factor.
const SWEEPS: usize = 200;

/// Returns the rate at which the chance falls that a normal vector with means `gaps`, whose covariance shrinks as 1/n, is at or below 0 in
/// every coordinate: the chance is about exp(−n · rate). Starts from some multipliers λ, none below 0, and leaves those of the way there that is
/// least unlikely.
///
/// It is the largest λ·g − ½ λ'Cλ with no λ below 0. Infinite where a gap above 0 has no variance to close it; 0 where no gap is above 0.
///
/// # Shapes
/// `covariance` has `gaps.len()`² cells, row by row.
///
/// # Source
/// Large deviations of a normal mean over an orthant, as in Applegate, Feldman, Hunter & Pasupathy 2020; solved coordinate by
/// coordinate as in Hildreth 1957, "A quadratic programming procedure", Naval Research Logistics Quarterly 4(1).
pub(super) fn rate(gaps: &[f64], covariance: &[f64], multipliers: &mut [f64]) -> f64 {
    let size = gaps.len();
    if (0..size).any(|k| gaps[k] > 0.0 && covariance[k * size + k] <= 0.0) {
        return f64::INFINITY;
    }
    // In units of λ times standard deviation every coordinate has the same weight.
    for _ in 0..SWEEPS {
        let mut moved = 0.0f64;
        for k in 0..size {
            let variance = covariance[k * size + k];
            if variance <= 0.0 {
                continue;
            }
            let others: f64 = (0..size).filter(|&l| l != k).map(|l| covariance[k * size + l] * multipliers[l]).sum();
            let best = ((gaps[k] - others) / variance).max(0.0);
            let change = best - multipliers[k];
            moved = moved.max(change * change * variance);
            multipliers[k] = best;
        }
        if moved <= 1e-20 {
            break;
        }
    }
    let mut value = 0.0;
    for k in 0..size {
        let pull: f64 = (0..size).map(|l| covariance[k * size + l] * multipliers[l]).sum();
        value += multipliers[k] * (gaps[k] - 0.5 * pull);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(gaps: &[f64], covariance: &[f64]) -> f64 {
        rate(gaps, covariance, &mut vec![0.0; gaps.len()])
    }

    #[test]
    fn one_and_two_coordinates_in_closed_form() {
        assert_eq!(of(&[3.0], &[2.0]), 9.0 / 4.0);
        assert_eq!(of(&[-3.0], &[2.0]), 0.0);
        // Independent: the gaps above 0 add up.
        assert!((of(&[3.0, -1.0, 2.0], &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 4.0]) - (4.5 + 0.5)).abs() < 1e-12);
        // Both active: ½ g' C⁻¹ g = (g₁² − 2 r g₁ g₂ + g₂²) / (2 (1 − r²)).
        for r in [-0.6, 0.4] {
            let expected = (1.0 - 2.0 * r * 0.8 + 0.64) / (2.0 * (1.0 - r * r));
            assert!((of(&[1.0, 0.8], &[1.0, r, r, 1.0]) - expected).abs() < 1e-12);
        }
        // Correlated so strongly that closing the wide gap closes the narrow one on the way.
        assert!((of(&[1.0, 0.5], &[1.0, 0.9, 0.9, 1.0]) - 0.5).abs() < 1e-12);
        // A gap closed already is pushed open again by a negative correlation: both count.
        assert!(of(&[1.0, -0.2], &[1.0, -0.8, -0.8, 1.0]) > 0.5);
    }

    #[test]
    fn what_never_varies_never_errs() {
        assert_eq!(of(&[1.0, 0.5], &[1.0, 0.0, 0.0, 0.0]), f64::INFINITY);
        assert_eq!(of(&[1.0, -0.5], &[1.0, 0.0, 0.0, 0.0]), 0.5);
        assert_eq!(of(&[0.0, 0.0], &[0.0; 4]), 0.0);
    }

    #[test]
    fn it_is_the_least_distance_into_the_corner() {
        // Against a search over the corner itself: x ≤ 0 with the least ½ (x − g)' C⁻¹ (x − g).
        let (g, c) = ([0.7, 0.4, -0.1], [1.0, 0.5, -0.6, 0.5, 1.0, 0.1, -0.6, 0.1, 1.0]);
        let inverse = inverse3(&c);
        let mut least = f64::INFINITY;
        for cell in 0..61i32.pow(3) {
            let x = [cell % 61, cell / 61 % 61, cell / 3721].map(|step| -0.02 * f64::from(step));
            let d = [x[0] - g[0], x[1] - g[1], x[2] - g[2]];
            let value: f64 = (0..9).map(|k| d[k / 3] * inverse[k] * d[k % 3]).sum::<f64>() / 2.0;
            least = least.min(value);
        }
        let found = of(&g, &c);
        assert!(found <= least + 1e-12 && least - found < 2e-3, "{found} {least}");
    }

    fn inverse3(m: &[f64; 9]) -> [f64; 9] {
        let minor = |r: usize, c: usize| {
            let at = |i: usize, j: usize| m[(r + i) % 3 * 3 + (c + j) % 3];
            at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1)
        };
        let det: f64 = (0..3).map(|c| m[c] * minor(0, c)).sum();
        std::array::from_fn(|k| minor(k % 3, k / 3) / det)
    }
}
