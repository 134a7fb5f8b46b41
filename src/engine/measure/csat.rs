//! Customer satisfaction: the share of the two highest of five points.
//!
//! # Source
//! Top-two-box reading of a five-point satisfaction scale, as in the American Customer Satisfaction literature and
//! vendors' manuals.

use crate::measure::boxes::{self, Count};
use crate::measure::{Direction, Info, MeasureError, Probability};
use crate::stats::check::{Check, Expect};

/// Describes the share.
pub const CSAT: Info = Info {
    id: "csat",
    name: "Customer satisfaction",
    scale: "share of answers at 4 or 5 of five points, 0 to 1",
    direction: Direction::HigherIsBetter,
    source: "top-two-box share of a five-point satisfaction scale",
};

/// Scores satisfaction.
///
/// # Shapes
/// `counts` holds five counts, "very dissatisfied" first.
///
/// # Errors
/// For another number of points, an unsound count, or no answers.
pub fn csat<C: Count>(counts: &[C]) -> Result<Probability, MeasureError> {
    Ok(boxes::top(&boxes::shares_of(CSAT.name, counts, 5)?, 2))
}

/// Recomputes the published example.
pub fn checks() -> Vec<Check> {
    let source = "Delighted, help centre, \"How is CSAT calculated?\": 74 of 107 answers at 4 and 5 give 69.16 %";
    let got = csat(&[14u64, 9, 10, 32, 42]).map(Probability::get);
    vec![Check::attempt(CSAT.name, source, Expect { value: 0.6916, within: 5e-5 }, got)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_and_points() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
        assert!(csat(&[1u64; 7]).is_err());
        assert_eq!(csat(&[0u64, 0, 0, 1, 0]).unwrap().get(), 1.0);
    }
}
