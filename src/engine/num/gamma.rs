//! The logarithm of the gamma function for positive arguments.

use super::ln;

/// ½ ln 2π.
pub(super) const HALF_LN_2PI: f64 = 0.918_938_533_204_672_8;

/// Returns ln Γ(x) for x > 0.
///
/// The error is at most 10⁻¹⁴ · max(1, |ln Γ(x)|) (tested from 10⁻⁸ to 10¹²). Zero and +∞ give +∞; negative numbers and NaN give NaN.
///
/// # Source
/// Stirling's series (DLMF 5.11.1) to the term in x⁻¹⁵ for x ≥ 10, and Γ(x+1) = x Γ(x) below.
pub fn ln_gamma(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 || x == f64::INFINITY {
        return f64::INFINITY;
    }
    let mut product = 1.0;
    let mut y = x;
    while y < 10.0 {
        product *= y;
        y += 1.0;
    }
    let stirling = (y - 0.5).mul_add(ln(y), HALF_LN_2PI - y) + stirling_rest(y);
    if x < 10.0 { stirling - ln(product) } else { stirling }
}

/// Returns ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π] for x ≥ 10.
#[inline]
pub(super) fn stirling_rest(x: f64) -> f64 {
    const C: [f64; 8] =
        [-3_617.0 / 122_400.0, 1.0 / 156.0, -691.0 / 360_360.0, 1.0 / 1_188.0, -1.0 / 1_680.0, 1.0 / 1_260.0, -1.0 / 360.0, 1.0 / 12.0];
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let mut value = C[0];
    for c in &C[1..] {
        value = value.mul_add(square, *c);
    }
    value * inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::tables::LN_GAMMA;

    #[test]
    fn stays_within_its_bound() {
        for &(x, want) in LN_GAMMA {
            let error = (ln_gamma(x) - want).abs() / want.abs().max(1.0);
            assert!(error <= 1e-14, "ln_gamma({x}) = {} not {want}: {error:e}", ln_gamma(x));
        }
        assert_eq!(ln_gamma(0.0), f64::INFINITY);
        assert!(ln_gamma(-1.0).is_nan() && ln_gamma(f64::NAN).is_nan());
    }

    #[test]
    fn factorials_come_out() {
        let mut factorial = 1.0f64;
        for n in 1..15 {
            factorial *= f64::from(n);
            assert!((super::super::exp(ln_gamma(f64::from(n) + 1.0)) / factorial - 1.0).abs() < 3e-13, "{n}");
        }
    }

    #[test]
    fn bits_are_frozen() {
        let mut hash = 0u64;
        for i in 1..4000 {
            hash = hash.rotate_left(5) ^ ln_gamma(f64::from(i) * 0.0173).to_bits();
        }
        assert_eq!(hash, 0x9d13_9b86_f680_b1b9, "{hash:#x}");
    }
}
