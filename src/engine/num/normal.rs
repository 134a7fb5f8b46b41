//! The normal distribution function and its inverse in double precision.

use super::exp_ln::{exp_body, ln_body};
use super::simd::{Kernel, Path, run};

/// Wichura's coefficients, highest power first: a and b for the centre, c and d for the shoulders, e and f for the far tails.
const PROBIT_A: [f64; 8] = [
    2_509.080_928_730_122_7,
    33_430.575_583_588_13,
    67_265.770_927_008_7,
    45_921.953_931_549_87,
    13_731.693_765_509_46,
    1_971.590_950_306_551_3,
    133.141_667_891_784_38,
    3.387_132_872_796_366_5,
];
const PROBIT_B: [f64; 8] = [
    5_226.495_278_852_854,
    28_729.085_735_721_943,
    39_307.895_800_092_71,
    21_213.794_301_586_597,
    5_394.196_021_424_751,
    687.187_007_492_057_9,
    42.313_330_701_600_91,
    1.0,
];
const PROBIT_C: [f64; 8] = [
    7.745_450_142_783_414e-4,
    0.022_723_844_989_269_184,
    0.241_780_725_177_450_6,
    1.270_458_252_452_368_4,
    3.647_848_324_763_204_5,
    5.769_497_221_460_691,
    4.630_337_846_156_546,
    1.423_437_110_749_683_5,
];
const PROBIT_D: [f64; 8] = [
    1.050_750_071_644_416_9e-9,
    5.475_938_084_995_345e-4,
    0.015_198_666_563_616_457,
    0.148_103_976_427_480_08,
    0.689_767_334_985_1,
    1.676_384_830_183_803_8,
    2.053_191_626_637_759,
    1.0,
];
const PROBIT_E: [f64; 8] = [
    2.010_334_399_292_288_1e-7,
    2.711_555_568_743_487_6e-5,
    0.001_242_660_947_388_078_4,
    0.026_532_189_526_576_124,
    0.296_560_571_828_504_87,
    1.784_826_539_917_291_3,
    5.463_784_911_164_114,
    6.657_904_643_501_103,
];
const PROBIT_F: [f64; 8] = [
    2.044_263_103_389_939_8e-15,
    1.421_511_758_316_446e-7,
    1.846_318_317_510_054_8e-5,
    7.868_691_311_456_133e-4,
    0.014_875_361_290_850_615,
    0.136_929_880_922_735_8,
    0.599_832_206_555_888,
    1.0,
];

/// Returns the point below which a standard normal variable falls with probability p.
///
/// The relative error is at most 2·10⁻¹⁵ for p in (0, 1) (tested from 10⁻³⁰⁰ up); p = 0 gives −∞, p = 1 gives +∞,
/// anything outside [0, 1] gives NaN.
///
/// # Source
/// M. J. Wichura (1988), "Algorithm AS 241: The percentage points of the normal distribution",
/// Applied Statistics 37(3), routine PPND16.
pub fn probit(p: f64) -> f64 {
    run(Path::Widest, Probit(p))
}

struct Probit(f64);
impl Kernel for Probit {
    type Output = f64;
    #[inline(always)]
    fn run(self) -> f64 {
        probit_body(self.0)
    }
}

/// The same, to be built into kernels.
#[inline(always)]
pub(crate) fn probit_body(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return probit_centre(q);
    }
    let edge = if q < 0.0 { p } else { 1.0 - p };
    if edge == 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = (-ln_body(edge)).sqrt();
    let size = if r <= 5.0 { probit_shoulder(r) } else { horner(&PROBIT_E, r - 5.0) / horner(&PROBIT_F, r - 5.0) };
    if q < 0.0 { -size } else { size }
}

/// Returns the quantile of ½ + q for |q| ≤ 0.425.
#[inline(always)]
pub(super) fn probit_centre(q: f64) -> f64 {
    let r = q.mul_add(-q, 0.180_625);
    q * horner(&PROBIT_A, r) / horner(&PROBIT_B, r)
}

/// Returns the size of a quantile past the centre, for r = √(−ln of the tail's probability) ≤ 5.
#[inline(always)]
pub(super) fn probit_shoulder(r: f64) -> f64 {
    horner(&PROBIT_C, r - 1.6) / horner(&PROBIT_D, r - 1.6)
}

/// Evaluates a polynomial whose coefficients stand highest power first.
#[inline(always)]
fn horner(coefficients: &[f64; 8], x: f64) -> f64 {
    let mut value = coefficients[0];
    for c in &coefficients[1..] {
        value = value.mul_add(x, *c);
    }
    value
}

/// Returns the probability that a standard normal variable falls below x.
///
/// The relative error is at most 10⁻¹⁵, in the lower tail too (tested down to x = −37).
///
/// # Source
/// W. J. Cody (1969), "Rational Chebyshev approximations for the error function", Mathematics of Computation 23,
/// in the form for the normal distribution of Cody (1993), Algorithm 715, ANORM.
pub fn norm_cdf(x: f64) -> f64 {
    run(Path::Widest, NormCdf(x))
}

struct NormCdf(f64);
impl Kernel for NormCdf {
    type Output = f64;
    #[inline(always)]
    fn run(self) -> f64 {
        norm_cdf_body(self.0)
    }
}

/// The same, to be built into kernels.
#[inline(always)]
pub(crate) fn norm_cdf_body(x: f64) -> f64 {
    const A: [f64; 5] =
        [0.065_682_337_918_207_45, 2.235_252_035_460_684, 161.028_231_068_555_88, 1_067.689_485_460_371, 18_154.981_253_343_56];
    const B: [f64; 5] = [1.0, 47.202_581_904_688_24, 976.098_551_737_776_7, 10_260.932_208_618_979, 45_507.789_335_026_73];
    if x.is_nan() {
        return x;
    }
    let y = x.abs();
    if y <= 0.674_489_75 {
        let s = x * x;
        let mut top = A[0];
        let mut bottom = B[0];
        for i in 1..5 {
            top = top.mul_add(s, A[i]);
            bottom = bottom.mul_add(s, B[i]);
        }
        return 0.5 + x * top / bottom;
    }
    let tail = upper_tail(y);
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// Returns the probability that a standard normal variable exceeds y ≥ 0.67.
#[inline(always)]
fn upper_tail(y: f64) -> f64 {
    const C: [f64; 9] = [
        1.076_557_677_372_019_2e-8,
        0.398_941_512_088_134_66,
        8.883_149_794_388_377,
        93.506_656_132_177_85,
        597.270_276_394_800_3,
        2_494.537_585_290_372_6,
        6_848.190_450_536_283,
        11_602.651_437_647_35,
        9_842.714_838_383_978,
    ];
    const D: [f64; 9] = [
        1.0,
        22.266_688_044_328_117,
        235.387_901_782_625,
        1_519.377_599_407_554_7,
        6_485.558_298_266_761,
        18_615.571_640_885_097,
        34_900.952_721_145_98,
        38_912.003_286_093_27,
        19_685.429_676_859_992,
    ];
    const P: [f64; 6] = [
        0.023_073_441_764_940_174,
        0.215_898_534_057_957,
        0.127_401_161_160_247_36,
        0.022_235_277_870_649_807,
        0.001_421_619_193_227_893_4,
        2.911_287_495_116_879_3e-5,
    ];
    const Q: [f64; 6] = [
        1.0,
        1.284_260_096_144_911,
        0.468_238_212_480_865_1,
        0.065_988_137_868_928_55,
        0.003_782_396_332_027_582_4,
        7.297_515_550_839_662e-5,
    ];
    const INV_SQRT_2PI: f64 = 0.398_942_280_401_432_7;
    if y > 39.0 {
        return 0.0;
    }
    let ratio = if y <= 5.656_854_249_492_381 {
        let (mut top, mut bottom) = (C[0], D[0]);
        for i in 1..9 {
            top = top.mul_add(y, C[i]);
            bottom = bottom.mul_add(y, D[i]);
        }
        top / bottom
    } else {
        let s = 1.0 / (y * y);
        let (mut top, mut bottom) = (P[0], Q[0]);
        for i in 1..6 {
            top = top.mul_add(s, P[i]);
            bottom = bottom.mul_add(s, Q[i]);
        }
        (INV_SQRT_2PI - s * top / bottom) / y
    };
    // exp(−y²/2) in two factors: the first exponent is exact, so no rounding of y² is magnified.
    let coarse = (y * 16.0).floor() / 16.0;
    let rest = (y - coarse) * (y + coarse);
    exp_body(-coarse * coarse * 0.5) * exp_body(-rest * 0.5) * ratio
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::tables::{NORM_CDF, PROBIT};

    #[test]
    fn probit_stays_within_its_bound() {
        for &(p, want) in PROBIT {
            let error = ((probit(p) - want) / want).abs();
            assert!(error <= 2e-15, "probit({p}) = {} not {want}: {error:e}", probit(p));
        }
        assert_eq!(probit(0.5), 0.0);
        assert_eq!(probit(0.0), f64::NEG_INFINITY);
        assert_eq!(probit(1.0), f64::INFINITY);
        assert!(probit(1.1).is_nan() && probit(-0.1).is_nan() && probit(f64::NAN).is_nan());
    }

    #[test]
    fn norm_cdf_stays_within_its_bound() {
        for &(x, want) in NORM_CDF {
            let error = ((norm_cdf(x) - want) / want).abs();
            assert!(error <= 1e-15, "norm_cdf({x}) = {} not {want}: {error:e}", norm_cdf(x));
        }
        assert_eq!(norm_cdf(0.0), 0.5);
        assert_eq!(norm_cdf(f64::NEG_INFINITY), 0.0);
        assert_eq!(norm_cdf(f64::INFINITY), 1.0);
        assert!(norm_cdf(f64::NAN).is_nan());
    }

    #[test]
    fn the_two_undo_each_other_and_rise() {
        let mut last = f64::NEG_INFINITY;
        for i in 1..4000 {
            let p = f64::from(i) / 4000.0;
            let z = probit(p);
            assert!(z > last);
            last = z;
            assert!((norm_cdf(z) - p).abs() <= 4e-16 + 2e-15 * p, "{p}");
        }
    }

    #[test]
    fn bits_are_frozen() {
        let mut hash = 0u64;
        for i in 1..8000 {
            hash = hash.rotate_left(5) ^ probit(f64::from(i) / 8000.0).to_bits();
            hash = hash.rotate_left(5) ^ norm_cdf(f64::from(i - 4000) * 0.005).to_bits();
        }
        assert_eq!(hash, 0x3ba7_5266_39ce_b1a6, "{hash:#x}");
    }
}
