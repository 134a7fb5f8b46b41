//! Net Promoter Score with its interval.
//!
//! # Source
//! Reichheld 2003, "The one number you need to grow", Harvard Business Review 81(12). Interval: Rocks 2016, "Interval
//! estimation for the 'Net Promoter Score'", The American Statistician 70(4).

use crate::measure::boxes::{self, Count};
use crate::measure::{Direction, Info, MeasureError, Probability, Score};
use crate::stats::check::{Check, Expect};
use crate::stats::interval::{self, Interval, Level, NpsCounts};

/// Describes the score.
pub const NPS: Info = Info {
    id: "nps",
    name: "Net Promoter Score",
    scale: "percentage at 9–10 minus percentage at 0–6, −100 to 100",
    direction: Direction::HigherIsBetter,
    source: "Reichheld 2003, Harvard Business Review 81(12)",
};

/// Holds the score and its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nps {
    /// Percentage of promoters minus percentage of detractors, −100 to 100.
    pub score: Score,
    /// Share at 9 and 10.
    pub promoters: Probability,
    /// Share at 7 and 8.
    pub passives: Probability,
    /// Share at 0 to 6.
    pub detractors: Probability,
}

/// Scores answers to "how likely are you to recommend …".
///
/// # Shapes
/// `counts` holds eleven counts, point 0 first.
///
/// # Errors
/// For another number of points, an unsound count, or no answers.
pub fn nps<C: Count>(counts: &[C]) -> Result<Nps, MeasureError> {
    let shares = boxes::shares_of(NPS.name, counts, 11)?;
    let promoters = boxes::top(&shares, 2);
    let detractors = boxes::bottom(&shares, 7);
    Ok(Nps {
        score: Score::raw(100.0 * (promoters.get() - detractors.get())),
        promoters,
        passives: Probability::rounded(shares[7] + shares[8]),
        detractors,
    })
}

/// Returns the adjusted Wald interval in score points, for the answers of real people (or an effective number of them).
///
/// # Errors
/// As [`nps`].
pub fn interval<C: Count>(counts: &[C], level: Level) -> Result<Interval, MeasureError> {
    nps(counts)?;
    let sum = |part: &[C]| part.iter().map(|c| c.amount()).sum::<f64>();
    let kinds = NpsCounts { detractors: sum(&counts[..7]), passives: sum(&counts[7..9]), promoters: sum(&counts[9..]) };
    Ok(interval::adjusted_wald_nps(kinds, level)?.scaled(100.0))
}

/// Recomputes the examples.
pub fn checks() -> Vec<Check> {
    let mut counts = [0u64; 11];
    (counts[3], counts[7], counts[9]) = (80, 30, 100);
    let score = nps(&counts).map(|n| n.score.get());
    let found = interval(&counts, Level::P95);
    let source = "Sauro, measuringu.com/nps-ux: 100 promoters, 30 passives, 80 detractors give 9.5 % (20 divided by 210)";
    let rule = "hand-computed from the rule of Rocks 2016: (100.75 − 80.75) / 213 ± z √(variance / 213)";
    // p = 100.75/213, q = 80.75/213; variance p + q − (p − q)².
    let z = 1.959_963_984_540_054;
    let (p, q): (f64, f64) = (100.75 / 213.0, 80.75 / 213.0);
    let half = z * ((p + q - (p - q) * (p - q)) / 213.0).sqrt();
    let near = |value, within| Expect { value, within };
    // With the three answers that the method adds these are 162, 108 and 54 of 324: one half, one third, one sixth.
    let mut sixths = [0.0; 11];
    (sixths[3], sixths[7], sixths[9]) = (54.0 - 0.75, 108.0 - 1.5, 162.0 - 0.75);
    let worked = interval(&sixths, Level::P95);
    let answer = "Cross Validated, answer 18609: promoters 1/2, passives 1/3, detractors 1/6 have score 1/3 and variance \
                  (2/3)²/2 + (1/3)²/3 + (4/3)²/6 = 5/9; here of 324 answers, three of them the method's own";
    let reach = 100.0 * z * (5.0_f64 / 9.0 / 324.0).sqrt();
    vec![
        Check::attempt(NPS.name, source, near(9.5, 0.05), score),
        Check::attempt(
            "Net Promoter Score of 1/3, 95 % interval, lower end",
            answer,
            near(100.0 / 3.0 - reach, 1e-7),
            worked.clone().map(|i| i.low),
        ),
        Check::attempt(
            "Net Promoter Score of 1/3, 95 % interval, upper end",
            answer,
            near(100.0 / 3.0 + reach, 1e-7),
            worked.map(|i| i.high),
        ),
        Check::attempt(
            "Net Promoter Score, 95 % interval, lower end",
            rule,
            near(100.0 * (p - q - half), 1e-7),
            found.clone().map(|i| i.low),
        ),
        Check::attempt("Net Promoter Score, 95 % interval, upper end", rule, near(100.0 * (p - q + half), 1e-7), found.map(|i| i.high)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn cut_points_lie_between_six_and_seven_and_eight_and_nine() {
        for (point, expected) in [(0, -100.0), (6, -100.0), (7, 0.0), (8, 0.0), (9, 100.0), (10, 100.0)] {
            let mut counts = [0u64; 11];
            counts[point] = 3;
            assert_eq!(nps(&counts).unwrap().score.get(), expected);
            assert!(interval(&counts, Level::P95).unwrap().width() > 0.0);
        }
        assert!(nps(&[1u64; 10]).is_err());
        assert!(interval(&[0u64; 11], Level::P95).is_err());
    }
}
