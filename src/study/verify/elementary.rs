//! Known values of the elementary functions and of the random generator.

use crate::num;
use crate::random::philox4x32_10;
use crate::stats::check::Check;

fn near(name: &str, source: &str, expected: f64, relative: f64, got: f64) -> Check {
    Check { name: name.to_owned(), expected, got, tolerance: relative * expected.abs(), source: source.to_owned() }
}

/// A few values of each function, to the accuracy its own tests promise.
pub(super) fn functions() -> Vec<Check> {
    let constants = "OEIS A001113, A019774, A002162, A002392: decimal expansions of e, its square root, ln 2 and ln 10";
    let normal = "NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.1; digits as in R's pnorm and qnorm";
    let gamma = "Abramowitz & Stegun 1964, 6.1.8 and 6.1.10: Γ(1/2) is the square root of π; Γ(11) is 10!";
    let beta = "closed form: F(x) = x²(3 − 2x) for Beta(2, 2)";
    vec![
        near("exp(1)", constants, std::f64::consts::E, 1e-15, num::exp(1.0)),
        near("exp(1/2)", constants, 1.648_721_270_700_128_1, 1e-15, num::exp(0.5)),
        near("ln(2)", constants, std::f64::consts::LN_2, 1e-15, num::ln(2.0)),
        near("ln(10)", constants, std::f64::consts::LN_10, 1e-15, num::ln(10.0)),
        near(
            "2 to the power 1/2",
            "OEIS A002193: decimal expansion of the square root of 2",
            std::f64::consts::SQRT_2,
            1e-15,
            num::pow(2.0, 0.5),
        ),
        near("normal probability below 1.96", normal, 0.975_002_104_851_779_6, 1e-14, num::norm_cdf(1.96)),
        near("normal probability below −3", normal, 1.349_898_031_630_094_6e-3, 1e-13, num::norm_cdf(-3.0)),
        near("normal quantile of 0.975", normal, 1.959_963_984_540_054, 1e-14, num::probit(0.975)),
        near("normal quantile of 0.001", normal, -3.090_232_306_167_813, 1e-14, num::probit(0.001)),
        near("ln Γ(1/2)", gamma, 0.572_364_942_924_700_1, 1e-13, num::ln_gamma(0.5)),
        near("ln Γ(11)", gamma, 15.104_412_573_075_516, 1e-13, num::ln_gamma(11.0)),
        near("probability of Beta(2, 2) below 0.3", beta, 0.216, 1e-13, num::inc_beta(2.0, 2.0, 0.3)),
        near("0.216 quantile of Beta(2, 2)", beta, 0.3, 1e-10, num::inc_beta_inv(2.0, 2.0, 0.216)),
    ]
}

/// Counter, key and words of the generator's published vectors.
const VECTORS: [([u32; 4], [u32; 2], [u32; 4]); 3] = [
    ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
    (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
        [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
    ),
];

/// The words of the generator's published vectors, exactly.
pub(super) fn generator() -> Vec<Check> {
    let mut all = Vec::new();
    for (vector, (counter, key, words)) in VECTORS.into_iter().enumerate() {
        for (place, (expected, got)) in words.into_iter().zip(philox4x32_10(counter, key)).enumerate() {
            all.push(Check {
                name: format!("Philox4x32-10, vector {}, word {}", vector + 1, place + 1),
                expected: f64::from(expected),
                got: f64::from(got),
                // Less than the distance between two words: equal or not.
                tolerance: 0.5,
                source: "Random123, kat_vectors (Salmon, Moraes, Dror & Shaw 2011)".to_owned(),
            });
        }
    }
    all
}
