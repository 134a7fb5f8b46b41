//! Elementary functions and exact sums whose bits never change.
//!
//! In come plain numbers and slices; out come numbers with a tested error bound and the same bits on
//! every processor. Everything is built from IEEE-exact operations (`+ − × ÷ √`, fused multiply–add,
//! rounding to integers), because the platform's own `exp` and `ln` differ between systems.
//! This room must never know what the numbers mean, where they came from or how many threads run.

mod beta;
pub mod block;
mod exp_ln;
mod fixed;
mod gamma;
pub(crate) mod lanes;
mod normal;
mod simd;
mod sum;
#[cfg(test)]
mod tables;

pub use beta::{inc_beta, inc_beta_inv};
pub use exp_ln::{exp, ln, pow};
pub(crate) use exp_ln::{exp_normal_body, ln_normal_body};
pub use fixed::FixedSum;
pub use gamma::ln_gamma;
pub use normal::{norm_cdf, probit};
pub use simd::{Kernel, Path, run};
pub use sum::sum;
