//! The Kano method: what a feature does to satisfaction when it is there and when it is not.
//!
//! # Source
//! Kano, Seraku, Takahashi & Tsuji 1984, "Attractive quality and must-be quality", Journal of the Japanese Society for
//! Quality Control 14(2). Evaluation table and better/worse coefficients: Berger et al. 1993, "Kano's methods for
//! understanding customer-defined quality", Center for Quality of Management Journal 2(4).

use crate::measure::boxes::{self, Count};
use crate::measure::{Direction, Info, MeasureError, Probability};
use crate::stats::check::{Check, Expect};

const SOURCE: &str = "Berger et al. 1993, Center for Quality of Management Journal 2(4)";

/// Describes the better coefficient.
pub const BETTER: Info = Info {
    id: "kano_better",
    name: "Gain in satisfaction when present",
    scale: "(A + O) / (A + O + M + I), 0 to 1",
    direction: Direction::HigherIsBetter,
    source: SOURCE,
};

/// Describes the worse coefficient.
pub const WORSE: Info = Info {
    id: "kano_worse",
    name: "Loss of satisfaction when absent",
    scale: "−(O + M) / (A + O + M + I), −1 to 0",
    direction: Direction::HigherIsBetter,
    source: SOURCE,
};

/// Names an answer to either question of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// "I like it that way."
    Like,
    /// "It must be that way."
    MustBe,
    /// "I am neutral."
    Neutral,
    /// "I can live with it that way."
    LiveWith,
    /// "I dislike it that way."
    Dislike,
}

impl Answer {
    /// Lists the answers in the order of the form.
    pub const ALL: [Self; 5] = [Self::Like, Self::MustBe, Self::Neutral, Self::LiveWith, Self::Dislike];
}

/// Names the kind of quality a pair of answers speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Expected; its absence dissatisfies.
    MustBe,
    /// The more the better.
    OneDimensional,
    /// Unexpected; its presence delights.
    Attractive,
    /// Does not matter.
    Indifferent,
    /// Better absent.
    Reverse,
    /// The answers contradict each other.
    Questionable,
}

impl Category {
    /// Lists the categories; the first four in the order that decides ties.
    pub const ALL: [Self; 6] = [Self::MustBe, Self::OneDimensional, Self::Attractive, Self::Indifferent, Self::Reverse, Self::Questionable];
}

/// Reads the evaluation table for the answer when the feature is present and the answer when it is absent.
pub fn classify(present: Answer, absent: Answer) -> Category {
    match (present, absent) {
        (Answer::Like, Answer::Like) | (Answer::Dislike, Answer::Dislike) => Category::Questionable,
        (Answer::Like, Answer::Dislike) => Category::OneDimensional,
        (Answer::Like, _) => Category::Attractive,
        (Answer::Dislike, _) | (_, Answer::Like) => Category::Reverse,
        (_, Answer::Dislike) => Category::MustBe,
        (_, _) => Category::Indifferent,
    }
}

/// Holds the shares of the six categories for one feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kano {
    shares: [f64; 6],
}

impl Kano {
    /// Takes counts by category, in the order of [`Category::ALL`].
    ///
    /// # Errors
    /// For an unsound count or no answers.
    pub fn from_categories<C: Count>(counts: &[C; 6]) -> Result<Self, MeasureError> {
        let found = boxes::shares("Kano method", counts)?;
        let mut shares = [0.0; 6];
        shares.copy_from_slice(&found);
        Ok(Self { shares })
    }

    /// Takes a table of answer pairs: `table[present][absent]`, both in the order of [`Answer::ALL`].
    ///
    /// # Errors
    /// For an unsound count or no answers.
    pub fn from_table<C: Count>(table: &[[C; 5]; 5]) -> Result<Self, MeasureError> {
        let mut counts = [0.0; 6];
        for (present, row) in Answer::ALL.into_iter().zip(table) {
            for (absent, count) in Answer::ALL.into_iter().zip(row) {
                counts[classify(present, absent) as usize] += count.amount();
            }
        }
        Self::from_categories(&counts)
    }

    /// Returns the share of a category.
    pub fn share(&self, category: Category) -> Probability {
        Probability::rounded(self.shares[category as usize])
    }

    /// Returns the most frequent category; ties go to the one that matters more: M over O over A over I.
    pub fn dominant(&self) -> Category {
        Category::ALL.into_iter().fold(Category::MustBe, |best, category| {
            if self.shares[category as usize] > self.shares[best as usize] { category } else { best }
        })
    }

    fn base(&self) -> f64 {
        self.shares[..4].iter().sum()
    }

    /// Returns the better coefficient in [0, 1]; `None` where every answer is reverse or questionable.
    pub fn better(&self) -> Option<f64> {
        let gained = self.shares[Category::Attractive as usize] + self.shares[Category::OneDimensional as usize];
        (self.base() > 0.0).then(|| gained / self.base())
    }

    /// Returns the worse coefficient in [−1, 0]; `None` where every answer is reverse or questionable.
    pub fn worse(&self) -> Option<f64> {
        let lost = self.shares[Category::OneDimensional as usize] + self.shares[Category::MustBe as usize];
        (self.base() > 0.0).then(|| -lost / self.base())
    }
}

/// Recomputes the published example.
pub fn checks() -> Vec<Check> {
    let source = "Sauerwein, Bailom, Matzler & Hinterhuber 1996, \"The Kano model: how to delight your customers\", ski study; also Matzler & Hinterhuber 1998, Technovation 18(1)";
    let mut all = Vec::new();
    for (feature, counts, better, worse) in
        [("edge grip", [49.3, 32.3, 7.0, 9.5, 0.3, 1.5], 0.40, -0.83), ("ease of turn", [30.5, 45.1, 10.4, 11.5, 1.2, 1.2], 0.57, -0.78)]
    {
        let found = Kano::from_categories(&counts).ok();
        let near = |value| Expect { value, within: 0.005 };
        let got = |read: fn(&Kano) -> Option<f64>| found.as_ref().and_then(read).ok_or(());
        all.push(Check::attempt(format!("Kano better, {feature}"), source, near(better), got(Kano::better)));
        all.push(Check::attempt(format!("Kano worse, {feature}"), source, near(worse), got(Kano::worse)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_example() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn evaluation_table() {
        // Rows: present Like, Must-be, Neutral, Live-with, Dislike; columns: absent, the same order.
        let printed = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"];
        for (present, row) in Answer::ALL.into_iter().zip(printed) {
            for (absent, letter) in Answer::ALL.into_iter().zip(row.chars()) {
                let expected = match letter {
                    'A' => Category::Attractive,
                    'O' => Category::OneDimensional,
                    'M' => Category::MustBe,
                    'I' => Category::Indifferent,
                    'R' => Category::Reverse,
                    _ => Category::Questionable,
                };
                assert_eq!(classify(present, absent), expected, "{present:?} {absent:?}");
            }
        }
    }

    #[test]
    fn tables_ties_and_empty_bases() {
        let mut table = [[0u64; 5]; 5];
        table[0][4] = 5;
        table[1][4] = 5;
        let found = Kano::from_table(&table).unwrap();
        assert_eq!(found.dominant(), Category::MustBe);
        assert_eq!((found.better(), found.worse()), (Some(0.5), Some(-1.0)));
        assert_eq!(found.share(Category::OneDimensional).get(), 0.5);
        let reverse = Kano::from_categories(&[0u64, 0, 0, 0, 3, 1]).unwrap();
        assert_eq!((reverse.better(), reverse.dominant()), (None, Category::Reverse));
        assert!(Kano::from_categories(&[0u64; 6]).is_err());
    }
}
