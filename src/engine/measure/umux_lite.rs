//! UMUX-Lite: two seven-point items, "meets my requirements" and "easy to use", rescaled to 0–100.
//!
//! The early regression onto SUS is left out: it underestimates good products (Lah, Lewis & Šumak 2020).
//!
//! # Source
//! Lewis, Utesch & Maher 2013, "UMUX-LITE: when there's no time for the SUS", CHI 2013; linear rescaling as in Lah, Lewis
//! & Šumak 2020, International Journal of Human–Computer Interaction 36(19).

use crate::measure::boxes::{self, Count};
use crate::measure::{Direction, Info, MeasureError, Score};
use crate::stats::check::{Check, Expect};

/// Describes the score.
pub const UMUX_LITE: Info = Info {
    id: "umux_lite",
    name: "UMUX-Lite",
    scale: "mean of two seven-point items rescaled to 0–100",
    direction: Direction::HigherIsBetter,
    source: "Lewis, Utesch & Maher 2013, CHI 2013; Lah, Lewis & Šumak 2020, IJHCI 36(19)",
};

/// Holds the counts of the two items, seven points each, "strongly disagree" first.
#[derive(Clone, Copy, Debug)]
pub struct Items<'a, C> {
    /// "This system's capabilities meet my requirements."
    pub meets_requirements: &'a [C],
    /// "This system is easy to use."
    pub easy_to_use: &'a [C],
}

/// Scores the answers of many people; the mean of both items needs no pairing of answers.
///
/// # Errors
/// For another number of points, an unsound count, or no answers.
pub fn umux_lite<C: Count>(items: Items<'_, C>) -> Result<Score, MeasureError> {
    let item = |counts: &[C]| boxes::shares_of(UMUX_LITE.name, counts, 7).map(|s| boxes::mean(&s, 0) / 6.0 * 100.0);
    Ok(Score::raw((item(items.meets_requirements)? + item(items.easy_to_use)?) / 2.0))
}

/// Recomputes the worked answers of a scorecard, whose people are invented.
pub fn checks() -> Vec<Check> {
    let source =
        "product-manager-OS (GitHub), Ledgerline UX scorecard: worked answers of invented people, after Lewis, Utesch & Maher 2013";
    let answer = |point: usize| {
        let mut counts = [0u64; 7];
        counts[point - 1] = 1;
        counts
    };
    [(6, 7, 91.7), (5, 4, 58.3), (2, 1, 8.3), (6, 5, 75.0), (5, 5, 66.7)]
        .into_iter()
        .map(|(meets, easy, value)| {
            let got = umux_lite(Items { meets_requirements: &answer(meets), easy_to_use: &answer(easy) }).map(Score::get);
            Check::attempt(format!("{}, answers {meets} and {easy}", UMUX_LITE.name), source, Expect { value, within: 0.051 }, got)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_and_ends() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
        let low = [4u64, 0, 0, 0, 0, 0, 0];
        let high = [0u64, 0, 0, 0, 0, 0, 4];
        assert_eq!(umux_lite(Items { meets_requirements: &low, easy_to_use: &low }).unwrap().get(), 0.0);
        assert!((umux_lite(Items { meets_requirements: &high, easy_to_use: &high }).unwrap().get() - 100.0).abs() < 1e-12);
        assert!(umux_lite(Items { meets_requirements: &high, easy_to_use: &[1u64; 5] }).is_err());
    }
}
