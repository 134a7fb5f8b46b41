//! MaxDiff utilities on a scale that people can read: percentages that sum to 100.
//!
//! # Source
//! Sawtooth Software, "The MaxDiff System Technical Paper", section on converting scores: exp(U) / (exp(U) + a − 1) with
//! zero-centred U and a items a set, then rescaled to sum to 100.

use crate::measure::{Direction, Info, MeasureError, Probability, Score};
use crate::num;
use crate::stats::check::{Check, Expect};

/// Describes the rescaled score.
pub const MAXDIFF: Info = Info {
    id: "maxdiff",
    name: "MaxDiff preference share",
    scale: "ratio scale, all items sum to 100",
    direction: Direction::HigherIsBetter,
    source: "Sawtooth Software, The MaxDiff System Technical Paper",
};

/// Returns the probability that an item is picked as best from a set of `items_per_set` whose other items are average.
///
/// `utility` is on the logit scale, zero at the average item.
///
/// # Errors
/// [`MeasureError::Value`] for a utility that is not finite or a set below two items.
pub fn choice_probability(utility: f64, items_per_set: u32) -> Result<Probability, MeasureError> {
    if items_per_set < 2 {
        return Err(MeasureError::Value { name: "items per set", allowed: "at least 2", got: f64::from(items_per_set) });
    }
    if !utility.is_finite() {
        return Err(MeasureError::Value { name: "utility", allowed: "finite", got: utility });
    }
    // 1 / (1 + (a − 1) e^−U): the same number without overflow for large utilities.
    let others = f64::from(items_per_set - 1);
    Ok(Probability::rounded(1.0 / others.mul_add(num::exp(-utility), 1.0)))
}

/// Rescales one person's raw utilities: centred on zero, turned into choice probabilities, scaled to sum to 100.
///
/// # Errors
/// [`MeasureError::Size`] below two items, [`MeasureError::Value`] as for [`choice_probability`].
pub fn rescale(utilities: &[f64], items_per_set: u32) -> Result<Vec<Score>, MeasureError> {
    if utilities.len() < 2 {
        return Err(MeasureError::Size { what: "items", low: 2, high: usize::MAX, got: utilities.len() });
    }
    let mean = num::sum(utilities) / utilities.len() as f64;
    let chances =
        utilities.iter().map(|u| choice_probability(u - mean, items_per_set).map(Probability::get)).collect::<Result<Vec<f64>, _>>()?;
    let total = num::sum(&chances);
    Ok(chances.iter().map(|c| Score::raw(100.0 * c / total)).collect())
}

/// Recomputes a published example and closed forms of the published rule.
pub fn checks() -> Vec<Check> {
    // Four features, three a set; the raw utilities of a logit model.
    let raw = [0.0, 1.579_710, -0.775_915, 0.049_275];
    let mean = num::sum(&raw) / 4.0;
    let source = "Data Science for Human-Centered Product Design, bookdown.org/travis, project 3: 29, 66, 16, 30 of 100";
    let features = [("A", 0.29), ("B", 0.66), ("C", 0.16), ("D", 0.30)].into_iter().zip(raw).map(|((name, value), utility)| {
        let got = choice_probability(utility - mean, 3).map(Probability::get);
        Check::attempt(format!("MaxDiff, feature {name} of four, three a set"), source, Expect { value, within: 0.005 }, got)
    });
    let rule = "closed form of the rule in Sawtooth Software, The MaxDiff System Technical Paper";
    let near = |value| Expect { value, within: 1e-9 };
    let chance = |u, a| choice_probability(u, a).map(Probability::get);
    // Utilities ln 3 and −ln 3 with 4 a set: 3/6 and (1/3)/(10/3), so 5 to 1.
    let scores = rescale(&[num::ln(3.0), -num::ln(3.0)], 4);
    let mut all: Vec<Check> = features.collect();
    all.extend([
        Check::attempt("MaxDiff, average item of five a set", rule, near(0.2), chance(0.0, 5)),
        Check::attempt("MaxDiff, item at ln 4 of five a set", rule, near(0.5), chance(num::ln(4.0), 5)),
        Check::attempt("MaxDiff, rescaled", rule, near(100.0 * 5.0 / 6.0), scores.map(|s| s[0].get())),
    ]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_example_and_closed_forms() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn scores_sum_to_a_hundred_and_ignore_a_shift() {
        let a = rescale(&[1.0, -0.5, 0.2, 2.0], 4).unwrap();
        let b = rescale(&[11.0, 9.5, 10.2, 12.0], 4).unwrap();
        assert!((a.iter().map(|s| s.get()).sum::<f64>() - 100.0).abs() < 1e-9);
        for (x, y) in a.iter().zip(&b) {
            assert!((x.get() - y.get()).abs() < 1e-9);
        }
        assert_eq!(choice_probability(800.0, 4).unwrap().get(), 1.0);
        assert!(choice_probability(0.0, 1).is_err());
        assert!(rescale(&[1.0], 4).is_err());
        assert!(rescale(&[1.0, f64::NAN], 4).is_err());
    }
}
