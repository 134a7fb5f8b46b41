//! Purchase intent on five points, from "definitely will not" to "definitely will".
//!
//! # Source
//! Five-point scale and boxes: Jamieson & Bass 1989, "Adjusting stated intention measures to predict trial purchase",
//! Journal of Marketing Research 26(3). Weighted intent: Ulrich & Eppinger, "Product Design and Development", chapter
//! "Concept Testing", where P = C_definitely × F_definitely + C_probably × F_probably.

use crate::measure::boxes::{self, Count};
use crate::measure::{Direction, Info, MeasureError, Probability};
use crate::num;
use crate::stats::check::{Check, Expect};

/// Describes the share of "definitely will".
pub const TOP_BOX: Info = Info {
    id: "purchase_intent_top_box",
    name: "Definitely would buy",
    scale: "share of answers at 5 of five points, 0 to 1",
    direction: Direction::HigherIsBetter,
    source: "Jamieson & Bass 1989, Journal of Marketing Research 26(3)",
};

/// Describes the share of "definitely will" and "probably will".
pub const TOP_TWO: Info = Info {
    id: "purchase_intent_top2",
    name: "Definitely or probably would buy",
    scale: "share of answers at 4 or 5 of five points, 0 to 1",
    direction: Direction::HigherIsBetter,
    source: "Jamieson & Bass 1989, Journal of Marketing Research 26(3)",
};

/// Describes intent weighted by the factors a study states.
pub const WEIGHTED: Info = Info {
    id: "purchase_intent_weighted",
    name: "Weighted purchase intent",
    scale: "expected share of buyers, 0 to 1: sum of shares times the study's factors",
    direction: Direction::HigherIsBetter,
    source: "Ulrich & Eppinger, Product Design and Development, chapter Concept Testing",
};

/// Holds the share of people who in fact buy among those who gave each answer, lowest answer first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factors(pub [Probability; 5]);

impl Factors {
    /// Checks five numbers, from "definitely will not" to "definitely will".
    ///
    /// # Errors
    /// [`MeasureError::Value`] for a number outside [0, 1].
    pub fn new(values: [f64; 5]) -> Result<Self, MeasureError> {
        let mut checked = [Probability::ZERO; 5];
        for (to, from) in checked.iter_mut().zip(values) {
            *to = Probability::new(from).map_err(|_| MeasureError::Value { name: "intent factor", allowed: "in [0, 1]", got: from })?;
        }
        Ok(Self(checked))
    }
}

/// Holds the three readings of purchase intent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PurchaseIntent {
    /// Share of "definitely will".
    pub top_box: Probability,
    /// Share of "definitely will" and "probably will".
    pub top_two: Probability,
    /// Expected share of buyers under the factors given.
    pub weighted: Probability,
}

/// Scores purchase intent.
///
/// # Shapes
/// `counts` holds five counts, "definitely will not" first.
///
/// # Errors
/// For another number of points, an unsound count, or no answers.
pub fn purchase_intent<C: Count>(counts: &[C], factors: &Factors) -> Result<PurchaseIntent, MeasureError> {
    let shares = boxes::shares_of("purchase intent", counts, 5)?;
    let parts: Vec<f64> = shares.iter().zip(factors.0).map(|(s, f)| s * f.get()).collect();
    Ok(PurchaseIntent {
        top_box: boxes::top(&shares, 1),
        top_two: boxes::top(&shares, 2),
        weighted: Probability::rounded(num::sum(&parts)),
    })
}

/// Recomputes the published example.
pub fn checks() -> Vec<Check> {
    // 30 % definitely, 20 % probably, factors .4 and .2; the rest of the answers does not count.
    let found = Factors::new([0.0, 0.0, 0.0, 0.2, 0.4]).and_then(|f| purchase_intent(&[10u64, 10, 30, 20, 30], &f));
    let source = "Ulrich & Eppinger, Product Design and Development, chapter Concept Testing, scooter for factories: \
                  0.4 × 0.30 + 0.2 × 0.20 = 0.16";
    let rule = "hand-computed from the rule";
    let exact = |value| Expect { value, within: 1e-12 };
    vec![
        Check::attempt("weighted purchase intent", source, exact(0.16), found.clone().map(|p| p.weighted.get())),
        Check::attempt("purchase intent, top box", rule, exact(0.30), found.clone().map(|p| p.top_box.get())),
        Check::attempt("purchase intent, top two boxes", rule, exact(0.50), found.map(|p| p.top_two.get())),
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
    fn factors_and_points_are_checked() {
        assert!(Factors::new([0.0, 0.0, 0.0, 0.2, 1.4]).is_err());
        let factors = Factors::new([0.0; 5]).unwrap();
        assert!(purchase_intent(&[1u64; 7], &factors).is_err());
        assert!(purchase_intent(&[0u64; 5], &factors).is_err());
        assert_eq!(purchase_intent(&[1u64; 5], &factors).unwrap().weighted, Probability::ZERO);
    }
}
