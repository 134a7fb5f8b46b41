//! Single-precision exponential, logarithm and inverse normal over whole blocks.
//!
//! Every function here works element by element: the value of a lane depends on that lane's input alone. The `*_lane` forms are
//! the loop bodies that other kernels fuse; the slice forms pick the widest vector instructions at run time.

use super::normal::probit_body;
use super::simd::{Kernel, Path, run};

const LOG2_E: f32 = std::f32::consts::LOG2_E;
/// ln 2 cut to 12 significant bits, so that a product with an exponent is exact.
const LN2_HI: f32 = 0.693_359_4;
/// ln 2 − `LN2_HI`.
const LN2_LO: f32 = -2.121_944_4e-4;
/// 1.5 · 2²³: adding it leaves the nearest integer in the low bits.
const ROUND: f32 = 12_582_912.0;
/// ln of the smallest normal number.
const EXP_LOW: f32 = -87.336_54;
/// The largest argument whose exponential is finite.
const EXP_HIGH: f32 = 88.722_83;

/// Returns eˣ for x ≤ 88; below −87.34 the result is zero; NaN stays NaN.
#[inline(always)]
pub(crate) fn exp_lane(x: f32) -> f32 {
    let shifted = x.mul_add(LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = n.mul_add(-LN2_LO, n.mul_add(-LN2_HI, x));
    let mut p = 0.001_381_446_7f32;
    p = p.mul_add(r, 0.008_368_781);
    p = p.mul_add(r, 0.041_668_393);
    p = p.mul_add(r, 0.166_665_2);
    p = p.mul_add(r, 0.499_999_94);
    let e = (r * r).mul_add(p, r) + 1.0;
    let scaled = f32::from_bits(e.to_bits().wrapping_add(shifted.to_bits() << 23));
    if x < EXP_LOW { 0.0 } else { scaled }
}

/// Returns ln x for finite positive normal x.
#[inline(always)]
pub(crate) fn ln_lane(x: f32) -> f32 {
    let bits = x.to_bits();
    let e = (bits.wrapping_sub(0x3f35_04f3) as i32) >> 23;
    let f = f32::from_bits(bits.wrapping_sub((e as u32) << 23)) - 1.0;
    let n = e as f32;
    let mut p = 0.087_004_35f32;
    p = p.mul_add(f, -0.142_674_86);
    p = p.mul_add(f, 0.149_147_69);
    p = p.mul_add(f, -0.165_775_85);
    p = p.mul_add(f, 0.199_630_63);
    p = p.mul_add(f, -0.250_013_38);
    p = p.mul_add(f, 0.333_339_1);
    let square = f * f;
    let small = n.mul_add(LN2_LO, square * f * p);
    n.mul_add(LN2_HI, f + square.mul_add(-0.5, small))
}

/// One half of the smallest tail probability the central form serves, in units of 2⁻³¹: 2³¹ · 2⁻¹⁰.
const TAIL: i32 = 1 << 21;

/// Turns a random word into an odd number of 2⁻³¹ in (−1, 1), as an integer: the word's top 31 bits, centred.
#[inline(always)]
pub(crate) fn centred(word: u32) -> i32 {
    ((word ^ 0x8000_0000) | 1) as i32
}

/// Tells whether a centred word of this size lies past the central form.
#[inline(always)]
fn past_centre(size: i32) -> bool {
    i32::MAX - size < TAIL
}

/// Returns the normal quantile of a word outside the tails.
#[inline(always)]
fn probit_centre_lane(word: u32) -> f32 {
    let s = centred(word);
    // t = 1 − |x| with full relative precision, v = 1 − x² = t (2 − t).
    let t = (i32::MAX - s.abs() + 1) as f32 * (1.0 / 2_147_483_648.0);
    let v = (-t).mul_add(t, t + t);
    let mut top = 68_830_490.0f32;
    top = top.mul_add(v, 503_935_230.0);
    top = top.mul_add(v, 338_402_370.0);
    top = top.mul_add(v, 42_086_744.0);
    top = top.mul_add(v, 1_112_895.0);
    top = top.mul_add(v, 5_824.589);
    top = top.mul_add(v, 4.006_773_5);
    let mut bottom = 138_824_700.0f32;
    bottom = bottom.mul_add(v, 416_953_150.0);
    bottom = bottom.mul_add(v, 187_294_460.0);
    bottom = bottom.mul_add(v, 18_007_374.0);
    bottom = bottom.mul_add(v, 393_019.4);
    bottom = bottom.mul_add(v, 1_744.804_1);
    bottom = bottom.mul_add(v, 1.0);
    let x = s as f32 * (1.0 / 2_147_483_648.0);
    x * (top / bottom)
}

/// Returns the normal quantile of a word in the tails.
#[inline(always)]
fn probit_tail(word: u32) -> f32 {
    let s = centred(word);
    let edge = f64::from(i32::MAX - s.abs()) + 1.0;
    let size = -probit_body(edge * (0.5 / 2_147_483_648.0));
    (if s < 0 { -size } else { size }) as f32
}

/// Writes `location + scale · z` for the normal quantiles z of a block of words.
#[inline(always)]
pub(crate) fn probit_lanes(words: &[u32; 64], scale: f32, location: f32, out: &mut [f32; 64]) {
    let mut farthest = 0i32;
    for (out, &word) in out.iter_mut().zip(words) {
        *out = probit_centre_lane(word).mul_add(scale, location);
        farthest = farthest.max(centred(word).abs());
    }
    if past_centre(farthest) {
        mend_tails(words, scale, location, out);
    }
}

/// Overwrites the lanes past the central form. Rare, so it stays outside the loops that call it; either path gives the same bytes.
#[cold]
#[inline(never)]
fn mend_tails(words: &[u32; 64], scale: f32, location: f32, out: &mut [f32; 64]) {
    run(Path::Widest, Mend { words, scale, location, out });
}

struct Mend<'a> {
    words: &'a [u32; 64],
    scale: f32,
    location: f32,
    out: &'a mut [f32; 64],
}

impl Kernel for Mend<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let mut sizes = [0i32; 64];
        for (size, &word) in sizes.iter_mut().zip(self.words) {
            *size = centred(word).abs();
        }
        for (group, sizes) in sizes.as_chunks::<16>().0.iter().enumerate() {
            if past_centre(sizes.iter().fold(0, |most, &size| most.max(size))) {
                for (lane, &size) in sizes.iter().enumerate() {
                    if past_centre(size) {
                        let at = 16 * group + lane;
                        self.out[at] = probit_tail(self.words[at]).mul_add(self.scale, self.location);
                    }
                }
            }
        }
    }
}

struct Exp<'a>(&'a mut [f32]);
impl Kernel for Exp<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for x in self.0.iter_mut() {
            let e = exp_lane(*x);
            let e = if *x > EXP_HIGH { f32::INFINITY } else { e };
            // Zero, or NaN for NaN: an arithmetic way to pass a NaN on, since a choice of what to store would become a masked store, which is slow on
            // some processors.
            let near = if *x > 1.0 { 1.0 } else { *x };
            let near = if near < -1.0 { -1.0 } else { near };
            *x = near.mul_add(0.0, e);
        }
    }
}

struct Ln<'a>(&'a mut [f32]);
impl Kernel for Ln<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for x in self.0.iter_mut() {
            let y = ln_lane(*x);
            let y = if *x < f32::MIN_POSITIVE { f32::NEG_INFINITY } else { y };
            let y = if *x < 0.0 { f32::NAN } else { y };
            let y = if *x == f32::INFINITY { f32::INFINITY } else { y };
            let near = if *x > 1.0 { 1.0 } else { *x };
            // Zero, or NaN for NaN and −∞, as above.
            *x = near.mul_add(0.0, y);
        }
    }
}

struct Probit<'a>(&'a [u32], &'a mut [f32]);
impl Kernel for Probit<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let (words, rest) = self.0.as_chunks::<64>();
        let (out, out_rest) = self.1.as_chunks_mut::<64>();
        for (w, o) in words.iter().zip(out) {
            probit_lanes(w, 1.0, 0.0, o);
        }
        let (mut w, mut o) = ([0x8000_0000; 64], [0.0; 64]);
        w[..rest.len()].copy_from_slice(rest);
        probit_lanes(&w, 1.0, 0.0, &mut o);
        out_rest.copy_from_slice(&o[..rest.len()]);
    }
}

/// Replaces each x by eˣ.
///
/// The relative error is at most 1.5·10⁻⁷ (tested) from −87.33 to 88.72; below, the result is zero (no subnormal numbers), above,
/// infinity; NaN stays NaN.
pub fn exp(values: &mut [f32]) {
    exp_on(Path::Widest, values);
}

/// Replaces each x by eˣ along a chosen path.
pub fn exp_on(path: Path, values: &mut [f32]) {
    run(path, Exp(values));
}

/// Replaces each x by ln x.
///
/// The error is at most 1.5·10⁻⁷ · max(1, |ln x|) (tested). Zero and subnormal numbers give −∞, negative numbers and NaN give NaN.
pub fn ln(values: &mut [f32]) {
    ln_on(Path::Widest, values);
}

/// Replaces each x by ln x along a chosen path.
pub fn ln_on(path: Path, values: &mut [f32]) {
    run(path, Ln(values));
}

/// Writes the standard normal quantile of each random word.
///
/// A word w stands for the probability (2⌊w/2⌋ + 1) / 2³²: the middle of one of 2³¹ equal bins, so the variates are exactly symmetric
/// about zero and reach ±6.2. The error is at most 1.5·10⁻⁶ · max(1, |z|) (tested).
///
/// # Shapes
/// `words` and `out` have the same length.
///
/// # Panics
/// If the lengths differ.
///
/// # Source
/// Own rational approximation z = x P(v)/Q(v), v = 1 − x², of degrees 6 and 6 for |x| ≤ 1 − 2⁻¹⁰, fitted to the minimax of
/// |error| / max(1, |z|) by Lawson's weighting; past it [`probit`](crate::num::probit) in double precision.
pub fn probit(words: &[u32], out: &mut [f32]) {
    probit_on(Path::Widest, words, out);
}

/// Writes the standard normal quantile of each random word along a chosen path.
///
/// # Panics
/// If the lengths differ.
pub fn probit_on(path: Path, words: &[u32], out: &mut [f32]) {
    assert_eq!(words.len(), out.len(), "as many words as results");
    run(path, Probit(words, out));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num;

    fn spread(n: u32) -> impl Iterator<Item = u32> {
        (0..n).map(|i| i.wrapping_mul(2_654_435_769).rotate_left(7) ^ i)
    }

    #[test]
    fn exp_stays_within_its_bound() {
        let xs: Vec<f32> = (0..200_000).map(|i| -87.33 + 176.05 * (i as f32 / 200_000.0)).collect();
        let mut ys = xs.clone();
        exp(&mut ys);
        for (x, y) in xs.iter().zip(&ys) {
            let want = num::exp(f64::from(*x));
            assert!((f64::from(*y) / want - 1.0).abs() <= 1.5e-7, "{x}: {y} not {want}");
        }
    }

    #[test]
    fn exp_edges_are_handled() {
        let mut v = [0.0, -87.4, f32::NEG_INFINITY, 88.8, f32::INFINITY, f32::NAN, f32::from_bits(0x7fc0_01ff)];
        exp(&mut v);
        assert_eq!(v[..5], [1.0, 0.0, 0.0, f32::INFINITY, f32::INFINITY]);
        assert!(v[5].is_nan() && v[6].is_nan());
    }

    #[test]
    fn ln_stays_within_its_bound() {
        let xs: Vec<f32> = spread(200_000).map(|w| f32::from_bits(w % 0x7f00_0000 + 0x0080_0000)).collect();
        let mut ys = xs.clone();
        ln(&mut ys);
        for (x, y) in xs.iter().zip(&ys).filter(|(x, _)| x.is_finite()) {
            let want = num::ln(f64::from(*x));
            assert!((f64::from(*y) - want).abs() <= 1.5e-7 * want.abs().max(1.0), "{x}: {y} not {want}");
        }
        let mut v = [0.0, -1.0, f32::INFINITY, f32::NAN, 1.0];
        ln(&mut v);
        assert_eq!(v[0], f32::NEG_INFINITY);
        assert!(v[1].is_nan() && v[3].is_nan());
        assert_eq!((v[2], v[4]), (f32::INFINITY, 0.0));
    }

    #[test]
    fn probit_stays_within_its_bound() {
        let mut words: Vec<u32> = spread(400_000).collect();
        words.extend(0..3000);
        words.extend((0..3000).map(|i| u32::MAX - i));
        words.extend((0..6000u32).map(|i| (1 << 20) - 3000 + i));
        words.extend((0..6000u32).map(|i| 0x8000_0000 - 3000 + i));
        let mut zs = vec![0.0; words.len()];
        probit(&words, &mut zs);
        for (&w, &z) in words.iter().zip(&zs) {
            let p = (f64::from(w | 1)) / 4_294_967_296.0;
            let want = if p < 0.5 { num::probit(p) } else { -num::probit(f64::from(!(w | 1)).mul_add(1.0, 1.0) / 4_294_967_296.0) };
            let error = (f64::from(z) - want).abs() / want.abs().max(1.0);
            assert!(error <= 1.5e-6, "{w:#x}: {z} not {want}: {error:e}");
        }
    }

    #[test]
    fn probit_is_exactly_symmetric() {
        let words: Vec<u32> = spread(20_000).collect();
        let mirror: Vec<u32> = words.iter().map(|w| !w).collect();
        let (mut a, mut b) = (vec![0.0; words.len()], vec![0.0; words.len()]);
        probit(&words, &mut a);
        probit(&mirror, &mut b);
        assert!(a.iter().zip(&b).all(|(a, b)| *a == -*b));
    }

    #[test]
    fn every_path_gives_the_same_bits() {
        let words: Vec<u32> = spread(20_011).collect();
        let (mut a, mut b) = (vec![0.0; words.len()], vec![0.0; words.len()]);
        probit_on(Path::Widest, &words, &mut a);
        probit_on(Path::Baseline, &words, &mut b);
        let bits = |v: &[f32]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&a), bits(&b));
        for f in [exp_on, ln_on] {
            let mut a: Vec<f32> = words.iter().map(|&w| f32::from_bits(w)).filter(|x| !x.is_nan()).collect();
            a.extend((0..5000).map(|i| i as f32 * 0.031 - 90.0));
            let mut b = a.clone();
            f(Path::Widest, &mut a);
            f(Path::Baseline, &mut b);
            assert_eq!(bits(&a), bits(&b));
        }
    }

    #[test]
    fn a_lane_ignores_its_neighbours() {
        let words: Vec<u32> = spread(1000).collect();
        let mut whole = vec![0.0; words.len()];
        probit(&words, &mut whole);
        for (i, w) in words.iter().enumerate() {
            let mut one = [0.0];
            probit(&[*w], &mut one);
            assert_eq!(one[0].to_bits(), whole[i].to_bits());
        }
    }

    #[test]
    fn bits_are_frozen() {
        let words: Vec<u32> = spread(10_000).collect();
        let mut z = vec![0.0; words.len()];
        probit(&words, &mut z);
        let mut hash = 0u64;
        let mut fold = |v: &[f32]| v.iter().for_each(|x| hash = hash.rotate_left(5) ^ u64::from(x.to_bits()));
        fold(&z);
        exp(&mut z);
        fold(&z);
        ln(&mut z);
        fold(&z);
        assert_eq!(hash, 0x9ccf_c20c_307a_092c, "{hash:#x}");
    }
}
