//! System Usability Scale: ten five-point items, alternately worded for and against.
//!
//! # Source
//! Brooke 1996, "SUS: a 'quick and dirty' usability scale", in "Usability Evaluation in Industry". Norm 68: Sauro 2011,
//! "A Practical Guide to the System Usability Scale".

use crate::measure::{Direction, Info, MeasureError, Score};
use crate::stats::check::{Check, Expect};

/// Describes the score.
pub const SUS: Info = Info {
    id: "sus",
    name: "System Usability Scale",
    scale: "0 to 100; the mean over 500 published studies is 68",
    direction: Direction::HigherIsBetter,
    source: "Brooke 1996, Usability Evaluation in Industry; norm: Sauro 2011",
};

/// The mean score over published studies.
pub const NORM: f64 = 68.0;

/// Scores one person's ten answers, each 1 (strongly disagree) to 5 (strongly agree), in the order of the form.
///
/// # Errors
/// [`MeasureError::Answer`] for an answer off the scale.
pub fn sus(answers: &[u8; 10]) -> Result<Score, MeasureError> {
    let mut total = 0u8;
    for (i, &answer) in answers.iter().enumerate() {
        if !(1..=5).contains(&answer) {
            return Err(MeasureError::Answer { item: format!("SUS item {}", i + 1), low: 1, high: 5, got: answer });
        }
        total += if i % 2 == 0 { answer - 1 } else { 5 - answer };
    }
    Ok(Score::raw(2.5 * f64::from(total)))
}

/// Returns the mean score over people.
///
/// # Errors
/// As [`sus`], and [`MeasureError::NoAnswers`] for nobody.
pub fn mean_sus(people: &[[u8; 10]]) -> Result<Score, MeasureError> {
    let scores = people.iter().map(|p| sus(p).map(Score::get)).collect::<Result<Vec<_>, _>>()?;
    if scores.is_empty() {
        return Err(MeasureError::NoAnswers { measure: SUS.name });
    }
    Ok(Score::raw(crate::num::sum(&scores) / scores.len() as f64))
}

/// Recomputes the published example.
pub fn checks() -> Vec<Check> {
    // Item contributions 4 1 1 4 1 2 1 1 4 3, as printed, turned back into ticked answers.
    let got = sus(&[5, 4, 2, 1, 2, 3, 2, 4, 5, 2]).map(Score::get);
    let source = "Brooke 1996, worked form: contributions 4 1 1 4 1 2 1 1 4 3, total 22, score 55 (reprinted in Tullis & \
                  Albert, Measuring the User Experience, figure 6.8)";
    vec![Check::attempt(SUS.name, source, Expect { value: 55.0, within: 0.0 }, got)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_example() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn ends_of_the_scale_and_answers_off_it() {
        assert_eq!(sus(&[5, 1, 5, 1, 5, 1, 5, 1, 5, 1]).unwrap().get(), 100.0);
        assert_eq!(sus(&[1, 5, 1, 5, 1, 5, 1, 5, 1, 5]).unwrap().get(), 0.0);
        assert_eq!(sus(&[3; 10]).unwrap().get(), 50.0);
        assert_eq!(sus(&[3, 3, 6, 3, 3, 3, 3, 3, 3, 3]).unwrap_err().to_string(), "answer to SUS item 3 must lie in [1, 5], got 6");
        assert!(mean_sus(&[]).is_err());
        assert_eq!(mean_sus(&[[3; 10], [5, 1, 5, 1, 5, 1, 5, 1, 5, 1]]).unwrap().get(), 75.0);
    }
}
