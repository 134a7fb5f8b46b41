//! Conjoint simulators: from people's utilities to shares of alternatives.
//!
//! # Source
//! First choice and share of preference: Orme 2010, "Getting Started with Conjoint Analysis", chapter 10. Randomised first
//! choice: Orme & Huber 2000, "Improving the value of conjoint simulations", Marketing Research 12(4).

mod example;

use crate::measure::{Direction, Info, MeasureError, Probability};
use crate::num;
use crate::random::Draws;
use crate::stats::check::{Check, Expect};

/// Describes the share under each rule.
pub const SHARE: Info = Info {
    id: "share_of_preference",
    name: "Share of preference",
    scale: "share of people who prefer the alternative, 0 to 1; all alternatives sum to 1",
    direction: Direction::HigherIsBetter,
    source: "Orme 2010, Getting Started with Conjoint Analysis, chapter 10",
};

/// Holds the utilities of alternatives for people, row by row, with a weight a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Utilities {
    alternatives: usize,
    cells: Vec<f64>,
    weights: Vec<f64>,
    total: f64,
}

impl Utilities {
    /// Takes utilities with people as rows and alternatives as columns.
    ///
    /// # Errors
    /// For fewer than two alternatives, ragged rows, a utility that is not finite, or unsound weights.
    pub fn new(alternatives: usize, cells: Vec<f64>, weights: Option<Vec<f64>>) -> Result<Self, MeasureError> {
        if alternatives < 2 {
            return Err(MeasureError::Size { what: "alternatives", low: 2, high: usize::MAX, got: alternatives });
        }
        if !cells.len().is_multiple_of(alternatives) {
            return Err(MeasureError::Lengths { left: "utilities", right: "alternatives", left_len: cells.len(), right_len: alternatives });
        }
        if let Some(&got) = cells.iter().find(|u| !u.is_finite()) {
            return Err(MeasureError::Value { name: "utility", allowed: "finite", got });
        }
        let people = cells.len() / alternatives;
        let weights = weights.unwrap_or_else(|| vec![1.0; people]);
        if weights.len() != people {
            return Err(MeasureError::Lengths { left: "people", right: "weights", left_len: people, right_len: weights.len() });
        }
        if let Some(index) = weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
            return Err(MeasureError::Count { index, got: weights[index] });
        }
        let total = num::sum(&weights);
        if total <= 0.0 {
            return Err(MeasureError::NoAnswers { measure: "conjoint simulator" });
        }
        Ok(Self { alternatives, cells, weights, total })
    }

    fn people(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.cells.chunks_exact(self.alternatives).zip(self.weights.iter().copied())
    }

    /// Averages what `rule` gives each person over people; `rule` fills a row of probabilities.
    fn average(&self, mut rule: impl FnMut(&[f64], &mut [f64])) -> Vec<Probability> {
        let mut row = vec![0.0; self.alternatives];
        let mut sums = vec![num::FixedSum::default(); self.alternatives];
        for (utilities, weight) in self.people() {
            rule(utilities, &mut row);
            for (sum, p) in sums.iter_mut().zip(&row) {
                sum.add(weight / self.total * p);
            }
        }
        sums.iter().map(|s| Probability::rounded(s.value())).collect()
    }

    /// Returns shares when each person takes the alternative of highest utility; ties are split evenly.
    pub fn first_choice(&self) -> Vec<Probability> {
        self.average(first_choice_of)
    }

    /// Returns shares of preference, exp(m V) / Σ exp(m V): the exponent `m` makes choices sharper above 1.
    ///
    /// # Errors
    /// [`MeasureError::Value`] unless the exponent is finite and at least 0.
    pub fn share_of_preference(&self, exponent: f64) -> Result<Vec<Probability>, MeasureError> {
        if !(exponent.is_finite() && exponent >= 0.0) {
            return Err(MeasureError::Value { name: "exponent", allowed: "finite and at least 0", got: exponent });
        }
        Ok(self.average(|utilities, row| logit(utilities, exponent, row)))
    }

    /// Returns first-choice shares averaged over `repeats` disturbances of each person's utilities.
    ///
    /// Each repeat adds a Gumbel error of scale `error` to every alternative. As repeats grow the shares tend to shares
    /// of preference with exponent 1 / `error`.
    ///
    /// # Errors
    /// [`MeasureError::Value`] unless `error` is finite and at least 0 and `repeats` above 0.
    ///
    /// # Determinism
    /// Takes people × repeats × alternatives uniform draws, in that order.
    pub fn randomised_first_choice(&self, error: f64, repeats: u32, draws: &mut Draws) -> Result<Vec<Probability>, MeasureError> {
        if !(error.is_finite() && error >= 0.0) {
            return Err(MeasureError::Value { name: "error scale", allowed: "finite and at least 0", got: error });
        }
        if repeats == 0 {
            return Err(MeasureError::Value { name: "repeats", allowed: "above 0", got: 0.0 });
        }
        let mut disturbed = vec![0.0; self.alternatives];
        let mut once = vec![0.0; self.alternatives];
        Ok(self.average(|utilities, row| {
            row.fill(0.0);
            for _ in 0..repeats {
                for (to, from) in disturbed.iter_mut().zip(utilities) {
                    *to = error.mul_add(-num::ln(-num::ln(draws.uniform())), *from);
                }
                first_choice_of(&disturbed, &mut once);
                for (sum, p) in row.iter_mut().zip(&once) {
                    *sum += p / f64::from(repeats);
                }
            }
        }))
    }
}

fn first_choice_of(utilities: &[f64], row: &mut [f64]) {
    let most = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let tied = utilities.iter().filter(|u| **u == most).count() as f64;
    for (p, u) in row.iter_mut().zip(utilities) {
        *p = if *u == most { 1.0 / tied } else { 0.0 };
    }
}

fn logit(utilities: &[f64], exponent: f64, row: &mut [f64]) {
    let most = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for (p, u) in row.iter_mut().zip(utilities) {
        *p = num::exp(exponent * (u - most));
    }
    let total: f64 = row.iter().sum();
    for p in row.iter_mut() {
        *p /= total;
    }
}

/// Recomputes published shares of preference, and examples by hand.
pub fn checks() -> Vec<Check> {
    let mut all = published();
    all.extend(example::checks());
    all.extend(by_hand());
    all
}

fn published() -> Vec<Check> {
    let near = |value, within| Expect { value, within };
    // Utilities of storage (2,000 and 5,000 GB), no support, two levels of services, and of a dollar.
    let (middle, large, alone, video, office, dollar) = (1.183_950_7, 1.352_867_5, -0.490_607_2, 1.206_187_2, 2.486_857_5, -0.141_387_3);
    let offers = [
        ("4", alone + 6.0 * dollar, 0.02),
        ("10", alone + video + 6.0 * dollar, 0.06),
        ("16", alone + office + 6.0 * dollar, 0.22),
        ("35", middle + alone + office + 12.0 * dollar, 0.31),
        ("51", large + office + 18.0 * dollar, 0.26),
        ("53", middle + alone + office + 18.0 * dollar, 0.13),
    ];
    let shares = Utilities::new(6, offers.iter().map(|offer| offer.1).collect(), None).and_then(|u| u.share_of_preference(1.0));
    let source = "Data Science for Human-Centered Product Design, bookdown.org/travis, project 4, preference shares of six cloud services";
    let mut all: Vec<Check> = offers
        .iter()
        .enumerate()
        .map(|(j, (name, _, share))| {
            let got = shares.as_ref().map(|shares| shares[j].get()).map_err(|_| ());
            Check::attempt(format!("share of preference, cloud service {name}"), source, near(*share, 0.005), got)
        })
        .collect();
    let three = Utilities::new(3, vec![0.0, -0.775_915, 0.049_275], None).and_then(|u| u.share_of_preference(1.0));
    let source = "the same book, project 3: feature A chosen among A, C and D with .3982807";
    // The printed utilities are good to half a millionth.
    all.push(Check::attempt("share of preference, one feature of three", source, near(0.398_280_7, 2e-7), three.map(|s| s[0].get())));
    all
}

fn by_hand() -> Vec<Check> {
    let three = [num::ln(2.0), 0.0, num::ln(0.5), 0.0, num::ln(3.0), 0.0];
    let found = Utilities::new(3, three.to_vec(), None);
    let rule = "hand-computed from the rule: two people, exp(V) = (2, 1, .5) and (1, 3, 1)";
    let near = |value| Expect { value, within: 1e-9 };
    let first = |j: usize| found.clone().map(|u| u.first_choice()[j].get());
    let share = |m: f64, j: usize| found.clone().and_then(|u| u.share_of_preference(m)).map(|s| s[j].get());
    vec![
        Check::attempt("first choice, alternative 1", rule, near(0.5), first(0)),
        // (2/3.5 + 1/5) / 2.
        Check::attempt("share of preference, alternative 1", rule, near((2.0 / 3.5 + 0.2) / 2.0), share(1.0, 0)),
        // Squares: (4/5.25 + 1/11) / 2.
        Check::attempt("share of preference, exponent 2, alternative 1", rule, near((4.0 / 5.25 + 1.0 / 11.0) / 2.0), share(2.0, 0)),
        Check::attempt("share of preference, exponent 0", "closed form: equal shares", near(1.0 / 3.0), share(0.0, 2)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    #[test]
    fn examples() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn ties_are_split_and_weights_count() {
        let u = Utilities::new(2, vec![1.0, 1.0, 0.0, 2.0], Some(vec![1.0, 3.0])).unwrap();
        let shares: Vec<f64> = u.first_choice().iter().map(|p| p.get()).collect();
        assert_eq!(shares, [0.125, 0.875]);
    }

    #[test]
    fn randomised_first_choice_tends_to_share_of_preference() {
        let u = Utilities::new(3, vec![0.4, -0.2, 1.0, 0.0, 0.5, -1.0], None).unwrap();
        let mut draws = Streams::new(Seed(6), At { theta: 0, inner: 0 }).draws(Purpose::Choice, 0, 0);
        let random = u.randomised_first_choice(0.5, 40_000, &mut draws).unwrap();
        let exact = u.share_of_preference(2.0).unwrap();
        // 80,000 choices: standard error at most .0018, four of them allowed.
        for (r, e) in random.iter().zip(&exact) {
            assert!((r.get() - e.get()).abs() < 0.0072, "{r:?} {e:?}");
        }
        let still = u.randomised_first_choice(0.0, 3, &mut draws).unwrap();
        for (s, f) in still.iter().zip(u.first_choice()) {
            assert!((s.get() - f.get()).abs() < 1e-12);
        }
    }

    #[test]
    fn large_utilities_do_not_overflow_and_bad_ones_are_refused() {
        let u = Utilities::new(2, vec![2_000.0, 0.0], None).unwrap();
        assert_eq!(u.share_of_preference(1.0).unwrap()[0].get(), 1.0);
        assert!(u.share_of_preference(-1.0).is_err());
        assert!(Utilities::new(2, vec![1.0, f64::NAN], None).is_err());
        assert!(Utilities::new(2, vec![1.0, 2.0, 3.0], None).is_err());
        assert!(Utilities::new(1, vec![1.0], None).is_err());
        assert!(Utilities::new(2, vec![], None).is_err());
        assert!(Utilities::new(2, vec![1.0, 2.0], Some(vec![0.0])).is_err());
    }
}
