//! The set of concept questions: uniqueness, appeal, relevance, believability, value, clarity.
//!
//! Each is a five-point agreement scale read by its top box and top two boxes.
//!
//! # Source
//! Schwarz 1987, "Concept testing can be improved — and here's how", Marketing News 21(1), and common practice; the
//! boxes are plain shares.

use crate::measure::boxes::{self, Count};
use crate::measure::{Direction, Info, MeasureError, Probability};
use crate::stats::check::{Check, Expect};

/// Names a question of the concept set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// "New and different from what there is."
    Uniqueness,
    /// "I like it."
    Appeal,
    /// "It meets a need of mine."
    Relevance,
    /// "I believe what it says."
    Believability,
    /// "It is worth its price."
    Value,
    /// "I understand what it is."
    Clarity,
}

impl Question {
    /// Lists the questions in the order of the set.
    pub const ALL: [Self; 6] = [Self::Uniqueness, Self::Appeal, Self::Relevance, Self::Believability, Self::Value, Self::Clarity];

    /// Describes the question's top-two-box share.
    pub fn info(self) -> Info {
        let (id, name) = match self {
            Self::Uniqueness => ("concept_uniqueness", "Uniqueness"),
            Self::Appeal => ("concept_appeal", "Appeal"),
            Self::Relevance => ("concept_relevance", "Relevance"),
            Self::Believability => ("concept_believability", "Believability"),
            Self::Value => ("concept_value", "Value for money"),
            Self::Clarity => ("concept_clarity", "Clarity"),
        };
        Info {
            id,
            name,
            scale: "share of answers at 4 or 5 of five points, 0 to 1",
            direction: Direction::HigherIsBetter,
            source: "top-two-box share of a five-point scale, common practice",
        }
    }
}

/// Holds the boxes of one question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boxes {
    /// Share at the highest point.
    pub top_box: Probability,
    /// Share at the two highest points.
    pub top_two: Probability,
    /// Share at the two lowest points.
    pub bottom_two: Probability,
    /// Mean answer, 1 to 5.
    pub mean: f64,
}

/// Reads the boxes of one five-point question.
///
/// # Shapes
/// `counts` holds five counts, lowest point first.
///
/// # Errors
/// For another number of points, an unsound count, or no answers.
pub fn boxes_of<C: Count>(counts: &[C]) -> Result<Boxes, MeasureError> {
    let shares = boxes::shares_of("concept question", counts, 5)?;
    Ok(Boxes {
        top_box: boxes::top(&shares, 1),
        top_two: boxes::top(&shares, 2),
        bottom_two: boxes::bottom(&shares, 2),
        mean: boxes::mean(&shares, 1),
    })
}

/// Recomputes the published example.
pub fn checks() -> Vec<Check> {
    let found = boxes_of(&[100u64, 190, 250, 340, 120]);
    let source = "CYS, support manual, \"Topbox\": of 1,000 answers 120 at the highest point (12 %) and 340 at the next make 46 %";
    let low = "the same manual: 100 (10 %) and 190 (19 %) of 1,000 answers at the two lowest points";
    let near = |value| Expect { value, within: 1e-12 };
    vec![
        Check::attempt("concept question, top box", source, near(0.12), found.clone().map(|b| b.top_box.get())),
        Check::attempt("concept question, top two boxes", source, near(0.46), found.clone().map(|b| b.top_two.get())),
        Check::attempt("concept question, bottom two boxes", low, near(0.29), found.clone().map(|b| b.bottom_two.get())),
        Check::attempt("concept question, mean", "hand-computed from the rule: 3,190 over 1,000", near(3.19), found.map(|b| b.mean)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn ids_are_distinct_and_points_are_checked() {
        let mut ids: Vec<&str> = Question::ALL.iter().map(|q| q.info().id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 6);
        assert!(boxes_of(&[1u64; 4]).is_err());
    }
}
