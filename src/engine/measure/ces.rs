//! Customer effort score 2.0: seven-point agreement with "the company made it easy for me to …".
//!
//! # Source
//! Dixon, Toman & DeLisi 2013, "The Effortless Experience", chapter 6. Three readings are in use; all are given.

use crate::measure::boxes::{self, Count};
use crate::measure::{Direction, Info, MeasureError, Probability, Score};
use crate::stats::check::{Check, Expect};

/// Describes the mean.
pub const CES: Info = Info {
    id: "ces",
    name: "Customer effort score",
    scale: "mean agreement that it was easy, 1 to 7",
    direction: Direction::HigherIsBetter,
    source: "Dixon, Toman & DeLisi 2013, The Effortless Experience, chapter 6 (CES 2.0)",
};

/// Describes the share that agrees at all.
pub const CES_AGREE: Info = Info {
    id: "ces_agree",
    name: "Found it easy",
    scale: "share of answers at 5, 6 or 7 of seven points, 0 to 1",
    direction: Direction::HigherIsBetter,
    source: "Dixon, Toman & DeLisi 2013, The Effortless Experience, chapter 6 (CES 2.0)",
};

/// Describes the net reading.
pub const CES_NET: Info = Info {
    id: "ces_net",
    name: "Net easy score",
    scale: "percentage at 6–7 minus percentage at 1–3, −100 to 100",
    direction: Direction::HigherIsBetter,
    source: "net reading of CES 2.0 in vendors' manuals",
};

/// Holds the three readings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ces {
    /// Mean answer, 1 to 7.
    pub mean: Score,
    /// Share at 5, 6 and 7.
    pub agree: Probability,
    /// Percentage at 6 and 7 minus percentage at 1 to 3.
    pub net: Score,
}

/// Scores effort.
///
/// # Shapes
/// `counts` holds seven counts, "strongly disagree" first.
///
/// # Errors
/// For another number of points, an unsound count, or no answers.
pub fn ces<C: Count>(counts: &[C]) -> Result<Ces, MeasureError> {
    let shares = boxes::shares_of(CES.name, counts, 7)?;
    Ok(Ces {
        mean: Score::raw(boxes::mean(&shares, 1)),
        agree: boxes::top(&shares, 3),
        net: Score::raw(100.0 * (boxes::top(&shares, 2).get() - boxes::bottom(&shares, 3).get())),
    })
}

/// Recomputes a published example of the mean, and all three readings of one worked by hand.
pub fn checks() -> Vec<Check> {
    let found = ces(&[2u64, 3, 5, 10, 20, 35, 25]);
    let rule = "hand-computed from the rule, answers 2 3 5 10 20 35 25";
    let near = |value| Expect { value, within: 1e-9 };
    let published = ces(&[80u64, 210, 140, 110, 160, 180, 120]);
    let manual = "CYS, support manual, \"Customer Effort Score 7-point scale to average\": 1,000 answers that add up to 4,080";
    vec![
        Check::attempt("customer effort score, published mean", manual, near(4.08), published.map(|c| c.mean.get())),
        Check::attempt("customer effort score, mean", rule, near(5.48), found.clone().map(|c| c.mean.get())),
        Check::attempt("customer effort score, share at 5–7", rule, near(0.80), found.clone().map(|c| c.agree.get())),
        Check::attempt("customer effort score, net", rule, near(50.0), found.map(|c| c.net.get())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_and_points() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
        assert!(ces(&[1u64; 5]).is_err());
        assert_eq!(ces(&[0u64, 0, 0, 1, 0, 0, 0]).unwrap().net.get(), 0.0);
    }
}
