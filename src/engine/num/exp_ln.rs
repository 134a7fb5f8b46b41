//! Exponential, natural logarithm and power in double precision.

use super::simd::{Kernel, Path, run};

const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// ln 2 cut to 32 significant bits, so that a product with a small integer is exact.
const LN2_HI: f64 = 0.693_147_180_369_123_8;
/// ln 2 − `LN2_HI`.
const LN2_LO: f64 = 1.908_214_929_270_587_7e-10;
/// 1.5 · 2⁵²: adding and taking it away rounds to the nearest integer.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Returns 2^n for −1022 ≤ n ≤ 1023.
#[inline(always)]
fn two_to(n: i64) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}

/// Returns eˣ.
///
/// The relative error is at most 2⁻⁵² (tested); overflow gives infinity, underflow passes through the
/// subnormal numbers to zero, NaN gives NaN.
///
/// # Source
/// Argument reduction by ln 2 in two parts (Cody and Waite 1980), Taylor polynomial of degree 13 on
/// |r| ≤ ½ ln 2, whose remainder is below 5·10⁻¹⁸.
pub fn exp(x: f64) -> f64 {
    run(Path::Widest, Exp(x))
}

struct Exp(f64);
impl Kernel for Exp {
    type Output = f64;
    #[inline(always)]
    fn run(self) -> f64 {
        exp_body(self.0)
    }
}

/// The same, to be built into kernels.
#[inline(always)]
pub(crate) fn exp_body(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x > 709.782_712_893_384 {
        return f64::INFINITY;
    }
    if x < -745.133_219_101_941_2 {
        return 0.0;
    }
    let n = x.mul_add(LOG2_E, ROUND) - ROUND;
    let r = n.mul_add(-LN2_LO, n.mul_add(-LN2_HI, x));
    let p = exp_tail(r);
    // e^r = 1 + (r + r² p): the small part first, so that one rounding counts.
    let e = 1.0 + (r * r).mul_add(p, r);
    let n = n as i64;
    let half = n / 2;
    e * two_to(half) * two_to(n - half)
}

/// The same for |x| ≤ 700: without a branch, to be built into loops over lanes.
#[inline(always)]
pub(crate) fn exp_normal_body(x: f64) -> f64 {
    let shifted = x.mul_add(LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = n.mul_add(-LN2_LO, n.mul_add(-LN2_HI, x));
    let e = 1.0 + (r * r).mul_add(exp_tail(r), r);
    f64::from_bits(e.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// Returns (eʳ − 1 − r) / r² for |r| ≤ 0.35.
#[inline(always)]
fn exp_tail(r: f64) -> f64 {
    const C: [f64; 12] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
    ];
    let mut p = C[0];
    for c in &C[1..] {
        p = p.mul_add(r, *c);
    }
    p
}

/// Splits a positive, finite and normal number into (e, f) with x = 2ᵉ (1 + f) and 1 + f in [√½, √2).
///
/// No signed shift and no conversion of whole numbers, which the wide instruction sets lack: e + 1023 is shifted out without a sign and made a
/// number by putting it under the exponent of 2⁵².
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    let bits = x.to_bits();
    // 0x3fe6a09e… is √½: taking its bits away moves the cut from 1 to √½.
    let raised = bits.wrapping_sub(0x3fe6_a09e_667f_3bcd).wrapping_add(1023 << 52) >> 52;
    let m = f64::from_bits(bits.wrapping_sub(raised.wrapping_sub(1023) << 52));
    let e = f64::from_bits(0x4330_0000_0000_0000 | raised) - (4_503_599_627_370_496.0 + 1023.0);
    (e, m - 1.0)
}

/// Returns ln x.
///
/// The relative error is at most 2⁻⁵² (tested). Zero gives −∞, negative numbers and NaN give NaN, +∞ gives +∞.
///
/// # Source
/// ln(1+f) = f − f²/2 + s (f²/2 + R), s = f/(2+f), R the tail of the area-tangent series (the arrangement of
/// Ng, fdlibm 1993; the coefficients here are the series' own 2/(2k+1)).
pub fn ln(x: f64) -> f64 {
    run(Path::Widest, Ln(x))
}

struct Ln(f64);
impl Kernel for Ln {
    type Output = f64;
    #[inline(always)]
    fn run(self) -> f64 {
        ln_body(self.0)
    }
}

/// The same, to be built into kernels.
#[inline(always)]
pub(crate) fn ln_body(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x == f64::INFINITY {
        return x;
    }
    if x < f64::MIN_POSITIVE {
        // 2⁵⁴ makes a subnormal number normal; the exponent is taken off again.
        return ln_split(split(x * two_to(54)), -54.0);
    }
    ln_split(split(x), 0.0)
}

/// The same for a positive, finite and normal number: without a branch, to be built into loops over lanes.
#[inline(always)]
pub(crate) fn ln_normal_body(x: f64) -> f64 {
    ln_split(split(x), 0.0)
}

#[inline(always)]
fn ln_split((e, f): (f64, f64), shift: f64) -> f64 {
    let e = e + shift;
    let s = f / (2.0 + f);
    let r = atanh_tail(s * s);
    let half_square = 0.5 * f * f;
    let small = s.mul_add(half_square + r, e * LN2_LO);
    e.mul_add(LN2_HI, f - (half_square - small))
}

/// Returns Σ_{k≥1} 2 zᵏ/(2k+1), z = s² ≤ 0.0295.
#[inline(always)]
fn atanh_tail(z: f64) -> f64 {
    const C: [f64; 11] =
        [2.0 / 23.0, 2.0 / 21.0, 2.0 / 19.0, 2.0 / 17.0, 2.0 / 15.0, 2.0 / 13.0, 2.0 / 11.0, 2.0 / 9.0, 2.0 / 7.0, 2.0 / 5.0, 2.0 / 3.0];
    let mut p = C[0];
    for c in &C[1..] {
        p = p.mul_add(z, *c);
    }
    p * z
}

/// Returns xʸ for x ≥ 0.
///
/// The relative error is at most (2 + 2 |y ln x|) · 2⁻⁵³, so a few units in the last place for everyday powers.
/// x⁰ = 1 and 1ʸ = 1 always; 0ʸ is 0 for y > 0 and +∞ for y < 0; a negative x gives NaN.
pub fn pow(x: f64, y: f64) -> f64 {
    run(Path::Widest, Pow(x, y))
}

struct Pow(f64, f64);
impl Kernel for Pow {
    type Output = f64;
    #[inline(always)]
    fn run(self) -> f64 {
        pow_body(self.0, self.1)
    }
}

/// The same, to be built into kernels.
#[inline(always)]
pub(crate) fn pow_body(x: f64, y: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return if y > 0.0 { 0.0 } else { f64::INFINITY };
    }
    let log = ln_body(x);
    let hi = y * log;
    if !hi.is_finite() || hi.abs() > 800.0 {
        return exp_body(hi);
    }
    let lo = y.mul_add(log, -hi);
    let whole = exp_body(hi);
    whole.mul_add(lo, whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::tables::{EXP, LN, POW};

    fn relative(got: f64, want: f64) -> f64 {
        if want == 0.0 { got.abs() } else { ((got - want) / want).abs() }
    }

    #[test]
    fn exp_stays_within_its_bound() {
        for &(x, want) in EXP {
            let bound = if want < f64::MIN_POSITIVE { 1e-8 } else { 2f64.powi(-52) };
            assert!(relative(exp(x), want) <= bound, "exp({x}) = {} not {want}", exp(x));
        }
        assert_eq!(exp(710.0), f64::INFINITY);
        assert_eq!(exp(-746.0), 0.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f64::NAN).is_nan());
    }

    #[test]
    fn exp_without_branches_gives_the_same_bits() {
        for step in -70_000..=70_000 {
            let x = f64::from(step) * 0.01 + f64::from(step % 7) * 1e-9;
            let x = x.clamp(-700.0, 700.0);
            assert_eq!(exp_normal_body(x).to_bits(), exp_body(x).to_bits(), "{x}");
        }
    }

    #[test]
    fn ln_stays_within_its_bound() {
        for &(x, want) in LN {
            assert!(relative(ln(x), want) <= 2f64.powi(-52), "ln({x}) = {} not {want}", ln(x));
        }
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
        assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan());
    }

    #[test]
    fn pow_stays_within_its_bound() {
        for &(x, y, want) in POW {
            let bound = 2.0f64.mul_add((y * ln(x)).abs(), 2.0) * 2f64.powi(-53);
            assert!(relative(pow(x, y), want) <= bound, "{x}^{y} = {} not {want}", pow(x, y));
        }
        assert_eq!(pow(0.0, 0.0), 1.0);
        assert_eq!(pow(0.0, 2.0), 0.0);
        assert_eq!(pow(0.0, -2.0), f64::INFINITY);
        assert!(pow(-2.0, 2.0).is_nan());
    }

    #[test]
    fn exp_and_ln_undo_each_other() {
        for i in -2000..2000 {
            let x = f64::from(i) * 0.171;
            assert!((ln(exp(x)) - x).abs() <= 4e-16 * x.abs().max(1.0), "{x}");
        }
    }

    #[test]
    fn bits_are_frozen() {
        let mut hash = 0u64;
        for i in -4000..4000 {
            let x = f64::from(i) * 0.173;
            hash = hash.rotate_left(5) ^ exp(x).to_bits();
            hash = hash.rotate_left(5) ^ ln(x.abs()).to_bits();
            hash = hash.rotate_left(5) ^ pow(x.abs() + 0.01, 1.7).to_bits();
        }
        assert_eq!(hash, 0x12c2_e531_e853_288d, "{hash:#x}");
    }
}
