//! Juster's eleven-point scale of purchase probability.
//!
//! # Source
//! Juster 1966, "Consumer buying intentions and purchase probability", JASA 61(315). Wright & MacRae 2007, "Bias and
//! variability in purchase intention scales", Journal of the Academy of Marketing Science 35(4), find its mean unbiased.

use crate::measure::boxes::{self, Count};
use crate::measure::{Direction, Info, MeasureError, Probability};
use crate::num;
use crate::stats::check::{Check, Expect};

/// Describes the mean purchase probability.
pub const JUSTER: Info = Info {
    id: "juster",
    name: "Purchase probability (Juster)",
    scale: "mean stated probability of buying, 0 to 1, from eleven points 0 to 10",
    direction: Direction::HigherIsBetter,
    source: "Juster 1966, JASA 61(315); Wright & MacRae 2007, JAMS 35(4)",
};

/// Tells which probability the end points of the scale stand for; both variants are in use and a study states its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Point k stands for k / 10: 0 is never, 10 is certain. The usual reading of a mean score.
    Tenths,
    /// 0 stands for .01 and 10 for .99, as their labels say: "no chance, almost no chance (1 in 100)" and
    /// "certain, practically certain (99 in 100)". Points between stand for k / 10.
    Labelled,
}

impl Variant {
    /// Returns the probability that a point of the scale, 0 to 10, stands for; points above 10 count as 10.
    pub fn probability(self, point: u8) -> Probability {
        Probability::rounded(match (self, point) {
            (Self::Labelled, 0) => 0.01,
            (Self::Labelled, 10..) => 0.99,
            (_, k) => f64::from(k.min(10)) / 10.0,
        })
    }
}

/// Returns the expected share of buyers.
///
/// # Shapes
/// `counts` holds eleven counts, point 0 first.
///
/// # Errors
/// For another number of points, an unsound count, or no answers.
pub fn juster<C: Count>(counts: &[C], variant: Variant) -> Result<Probability, MeasureError> {
    let shares = boxes::shares_of("Juster scale", counts, 11)?;
    let parts: Vec<f64> = (0u8..).zip(&shares).map(|(k, s)| s * variant.probability(k).get()).collect();
    Ok(Probability::rounded(num::sum(&parts)))
}

/// Recomputes the published example.
pub fn checks() -> Vec<Check> {
    // Any answers with a mean of 1.9 points: 81 at 0, 19 at 10.
    let mut counts = [0u64; 11];
    counts[0] = 81;
    counts[10] = 19;
    let source = "Lovely Professional University, Quantitative Techniques II, unit 9, Juster scale: a mean score of 1.9 \
                  predicts 19 % (paid work within a year)";
    let labels = "hand-computed from the labels of Juster 1966: .81 × .01 + .19 × .99";
    let near = |value| Expect { value, within: 1e-12 };
    vec![
        Check::attempt("Juster scale, tenths", source, near(0.19), juster(&counts, Variant::Tenths).map(Probability::get)),
        Check::attempt("Juster scale, labelled ends", labels, near(0.1962), juster(&counts, Variant::Labelled).map(Probability::get)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_example() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn variants_differ_at_the_ends_only() {
        for k in 1..=9 {
            assert_eq!(Variant::Tenths.probability(k), Variant::Labelled.probability(k));
        }
        assert_eq!(Variant::Tenths.probability(0), Probability::ZERO);
        assert_eq!(Variant::Labelled.probability(10).get(), 0.99);
        assert!(juster(&[1u64; 10], Variant::Tenths).is_err());
    }
}
