//! Exponential, logarithm and inverse normal in double precision over eight lanes, without branches.
//!
//! They are built into kernels whose loops a compiler can turn into vector instructions. A lane's value depends on that lane's input alone.

use super::exp_ln::ln_normal_body;
use super::normal::{probit_body, probit_centre, probit_shoulder};

/// Eight numbers worked on side by side.
pub(crate) type Lanes = [f64; 8];

const LOG2_E: f64 = std::f64::consts::LOG2_E;
const LN2_HI: f64 = 0.693_147_180_369_123_8;
const LN2_LO: f64 = 1.908_214_929_270_587_7e-10;
/// 1.5 · 2⁵²: adding it leaves the nearest integer in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Past it an exponential is no longer a normal number.
pub(crate) const EXP_REACH: f64 = 708.0;

/// Returns eˣ for |x| ≤ 708, e^±708 past that; NaN stays NaN.
///
/// The relative error is at most 6·10⁻¹⁶ (tested).
///
/// # Source
/// Own polynomial: 1 + r + r² p(r) with p of degree 8, fitted to the minimax of the relative error on |r| ≤ ½ ln 2 by Remez' exchange.
#[inline(always)]
pub(crate) fn exp_lane(x: f64) -> f64 {
    let x = if x > EXP_REACH { EXP_REACH } else { x };
    let x = if x < -EXP_REACH { -EXP_REACH } else { x };
    let shifted = x.mul_add(LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = n.mul_add(-LN2_LO, n.mul_add(-LN2_HI, x));
    let mut p = 2.747_672_056_703_407e-7f64;
    p = p.mul_add(r, 2.763_506_825_404_217_6e-6);
    p = p.mul_add(r, 2.480_193_239_536_853_3e-5);
    p = p.mul_add(r, 1.984_118_506_750_027_2e-4);
    p = p.mul_add(r, 1.388_888_851_511_936e-3);
    p = p.mul_add(r, 8.333_333_370_982_349e-3);
    p = p.mul_add(r, 4.166_666_666_814_233e-2);
    p = p.mul_add(r, 0.166_666_666_666_113_35);
    p = p.mul_add(r, 0.499_999_999_999_983_2);
    let e = 1.0 + (r * r).mul_add(p, r);
    f64::from_bits(e.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// Returns a · b + c, rounded once.
#[inline(always)]
pub(crate) fn fma(a: &Lanes, b: &Lanes, c: &Lanes) -> Lanes {
    let mut out = *c;
    for lane in 0..8 {
        out[lane] = a[lane].mul_add(b[lane], out[lane]);
    }
    out
}

/// Returns c − a · b, rounded once.
#[inline(always)]
pub(crate) fn less(a: &Lanes, b: &Lanes, c: &Lanes) -> Lanes {
    let mut out = *c;
    for lane in 0..8 {
        out[lane] = (-a[lane]).mul_add(b[lane], out[lane]);
    }
    out
}

/// Replaces probabilities by standard normal quantiles, with the bits of [`probit`](crate::num::probit).
#[inline(always)]
pub(crate) fn probit_lanes(p: &mut Lanes) {
    let from = *p;
    let mut far = false;
    for (p, &from) in p.iter_mut().zip(&from) {
        let q = from - 0.5;
        let centre = probit_centre(q);
        let edge = if q < 0.0 { from } else { 1.0 - from };
        // Kept in range for the lanes that the other forms serve.
        let safe = if edge > 1e-10 { edge } else { 1e-10 };
        let size = probit_shoulder((-ln_normal_body(safe)).sqrt());
        let shoulder = if q < 0.0 { -size } else { size };
        *p = if q.abs() <= 0.425 { centre } else { shoulder };
        far |= edge.is_nan() || edge <= 1e-10;
    }
    if far {
        for (p, &from) in p.iter_mut().zip(&from) {
            *p = probit_body(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Kernel, Path, exp, probit, run};

    struct Both<'a>(&'a mut [Lanes], &'a mut [Lanes]);
    impl Kernel for Both<'_> {
        type Output = ();
        #[inline(always)]
        fn run(self) {
            for lanes in self.0 {
                for x in lanes {
                    *x = exp_lane(*x);
                }
            }
            for lanes in self.1 {
                probit_lanes(lanes);
            }
        }
    }

    fn grid(n: usize, f: impl Fn(f64) -> f64) -> Vec<Lanes> {
        (0..n).map(|i| std::array::from_fn(|lane| f((i * 8 + lane) as f64 / (8 * n) as f64))).collect()
    }

    #[test]
    fn exponentials_stay_within_their_bound_on_every_path() {
        let from = grid(20_000, |t| -708.0 + 1416.0 * t);
        let (mut wide, mut plain) = (from.clone(), from.clone());
        run(Path::Widest, Both(&mut wide, &mut []));
        run(Path::Baseline, Both(&mut plain, &mut []));
        assert_eq!(wide, plain);
        for (x, got) in from.iter().zip(&wide).flat_map(|(x, got)| x.iter().zip(got)) {
            assert!((got / exp(*x) - 1.0).abs() <= 6e-16, "{x}: {got}");
        }
        assert_eq!((exp_lane(900.0), exp_lane(-f64::INFINITY)), (exp_lane(708.0), exp_lane(-708.0)));
        assert!(exp_lane(f64::NAN).is_nan());
        assert_eq!(exp_lane(0.0), 1.0);
    }

    #[test]
    fn quantiles_have_the_bits_of_the_scalar_form() {
        let mut from = grid(20_000, |t| t + 1.3e-7);
        from.extend(grid(500, |t| 1e-9 * t * t * t));
        from.extend(grid(500, |t| 1.0 - 1e-8 * t));
        let (mut wide, mut plain) = (from.clone(), from.clone());
        run(Path::Widest, Both(&mut [], &mut wide));
        run(Path::Baseline, Both(&mut [], &mut plain));
        for ((p, wide), plain) in from.iter().zip(&wide).zip(&plain).flat_map(|((p, w), b)| p.iter().zip(w).zip(b)) {
            let want = probit(*p);
            assert_eq!((wide.to_bits(), plain.to_bits()), (want.to_bits(), want.to_bits()), "{p}");
        }
    }
}
