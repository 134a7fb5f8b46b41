//! Which option to take when nobody can say which future comes: every common rule at once, and where they disagree.

use crate::stats::quantile;

/// The most options or futures of a table.
pub const MAX_SIDE: usize = 100_000;

/// The most cells of a table.
pub const MAX_TABLE: usize = 1 << 24;

/// A rule by which options are ranked over futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The best worst case.
    Maximin,
    /// The best best case.
    Maximax,
    /// The best mean, all futures alike.
    Laplace,
    /// The best mix of best and worst case.
    Hurwicz,
    /// The least regret in the future in which it is largest.
    MaximumRegret,
    /// The least mean regret. It always picks what [`Rule::Laplace`] picks, since what could have been had is the same for all options.
    MeanRegret,
    /// The least regret that is exceeded in few futures only.
    PercentileRegret,
    /// Good enough in most futures.
    Satisficing,
}

impl Rule {
    /// All rules, in the order of their figures.
    pub const ALL: [Self; 8] = [
        Self::Maximin,
        Self::Maximax,
        Self::Laplace,
        Self::Hurwicz,
        Self::MaximumRegret,
        Self::MeanRegret,
        Self::PercentileRegret,
        Self::Satisficing,
    ];

    /// Returns what the rule looks at, in plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Maximin => "worst case",
            Self::Maximax => "best case",
            Self::Laplace => "mean over all futures",
            Self::Hurwicz => "mix of best and worst case",
            Self::MaximumRegret => "largest regret",
            Self::MeanRegret => "mean regret",
            Self::PercentileRegret => "regret that few futures exceed",
            Self::Satisficing => "share of futures in which it is good enough",
        }
    }

    /// Tells whether more of the rule's figure is better; of regret, less is.
    pub fn more_is_better(self) -> bool {
        !matches!(self, Self::MaximumRegret | Self::MeanRegret | Self::PercentileRegret)
    }
}

/// Says whether more of the payoff is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
}

/// The numbers that steer the rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attitude {
    /// Which way is better.
    pub better: Better,
    /// Hurwicz' weight of the best case, in [0, 1].
    pub optimism: f64,
    /// The share of futures whose regret lies at or below the percentile regret, in [0, 1].
    pub percentile: f64,
    /// The payoff from which an option is good enough, in the payoff's unit.
    pub enough: f64,
    /// Payoffs and regrets that lie no farther apart count as equal, in the payoff's unit; not below 0.
    pub tie: f64,
}

/// One option's figures under all rules, in the order of [`Rule::ALL`].
pub type Figures = [f64; 8];

/// What all rules say.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// For each option its figures. Payoffs keep their sign; regret is never negative.
    pub figures: Vec<Figures>,
    /// For each option and future, how much less than the best option there it gives.
    pub regret: Vec<Vec<f64>>,
    /// For each rule the options that are best by it, ties included, in rising order.
    pub best: Vec<(Rule, Vec<usize>)>,
    /// The options that are best by every rule.
    pub unanimous: Vec<usize>,
    /// Pairs of rules that have no best option in common.
    pub disagree: Vec<(Rule, Rule)>,
}

impl Verdict {
    /// The figure of an option under a rule.
    ///
    /// # Panics
    /// If the option is none of the table's.
    pub fn figure(&self, option: usize, rule: Rule) -> f64 {
        self.figures[option][rule as usize]
    }

    /// Tells whether an option is best by a rule, alone or with others.
    pub fn is_best(&self, option: usize, rule: Rule) -> bool {
        self.best[rule as usize].1.contains(&option)
    }
}

/// Says why rules cannot be applied.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RobustnessError {
    /// The table has no option or no future, or too many.
    #[error("a table of payoffs needs 1 to {MAX_SIDE} options and futures, {MAX_TABLE} cells at most, got {options} by {futures}")]
    Size {
        /// Rows.
        options: usize,
        /// Columns.
        futures: usize,
    },
    /// The rows differ in length.
    #[error("option {option} has payoffs in {got} futures, the first option in {expected}")]
    Ragged {
        /// Its place, from 0.
        option: usize,
        /// Its payoffs.
        got: usize,
        /// Those of the first.
        expected: usize,
    },
    /// A payoff is NaN or infinite.
    #[error("the payoff of option {option} in future {future} is not a finite number")]
    NotFinite {
        /// Row, from 0.
        option: usize,
        /// Column, from 0.
        future: usize,
    },
    /// A number of the attitude is out of range.
    #[error("{what} must be {allowed}, got {got}")]
    Attitude {
        /// Which number.
        what: &'static str,
        /// What it may be.
        allowed: &'static str,
        /// What it is.
        got: f64,
    },
}

/// Applies all rules to payoffs.
///
/// # Shapes
/// `payoffs[option][future]`.
///
/// # Errors
/// [`RobustnessError`], every problem at once: the table's shape first, then each number.
///
/// # Source
/// C. McPhail et al. (2018), "Robustness metrics: how are they calculated, when should they be used and why do they give different
/// results?", Earth's Future 6; Wald 1950, Savage 1951, Hurwicz 1951, Simon 1956; quantiles by definition 7 of Hyndman & Fan 1996.
pub fn judge(payoffs: &[Vec<f64>], attitude: &Attitude) -> Result<Verdict, Vec<RobustnessError>> {
    check(payoffs, attitude)?;
    // One direction inside: more is better.
    let sign = if attitude.better == Better::More { 1.0 } else { -1.0 };
    let futures = payoffs[0].len();
    let best: Vec<f64> = (0..futures).map(|s| payoffs.iter().map(|row| sign * row[s]).fold(f64::NEG_INFINITY, f64::max)).collect();
    let regret: Vec<Vec<f64>> = payoffs.iter().map(|row| row.iter().zip(&best).map(|(v, best)| best - sign * v).collect()).collect();
    let figures: Vec<Figures> = payoffs.iter().zip(&regret).map(|(row, regret)| figures(row, regret, attitude, sign)).collect();
    let best: Vec<(Rule, Vec<usize>)> =
        Rule::ALL.iter().enumerate().map(|(k, &rule)| (rule, winners(&figures, k, rule, attitude))).collect();
    let disagree = (0..best.len())
        .flat_map(|one| (one + 1..best.len()).map(move |other| (one, other)))
        .filter(|&(one, other)| !meet(&best[one].1, &best[other].1))
        .map(|(one, other)| (best[one].0, best[other].0))
        .collect();
    let mut wins = vec![0; payoffs.len()];
    best.iter().flat_map(|(_, winners)| winners).for_each(|&option| wins[option] += 1);
    let unanimous = (0..payoffs.len()).filter(|&option| wins[option] == Rule::ALL.len()).collect();
    Ok(Verdict { figures, regret, best, unanimous, disagree })
}

fn figures(row: &[f64], regret: &[f64], attitude: &Attitude, sign: f64) -> Figures {
    let least = row.iter().map(|v| sign * v).fold(f64::INFINITY, f64::min);
    let most = row.iter().map(|v| sign * v).fold(f64::NEG_INFINITY, f64::max);
    let n = row.len() as f64;
    let mut sorted = regret.to_vec();
    sorted.sort_by(f64::total_cmp);
    let enough = row.iter().filter(|v| sign * **v >= sign * attitude.enough).count();
    [
        sign * least,
        sign * most,
        crate::num::sum(row) / n,
        sign * (attitude.optimism * most + (1.0 - attitude.optimism) * least),
        sorted.last().copied().unwrap_or(f64::NAN),
        crate::num::sum(regret) / n,
        quantile(&sorted, attitude.percentile),
        enough as f64 / n,
    ]
}

/// The options whose figure is best, or no farther from it than a tie.
fn winners(figures: &[Figures], k: usize, rule: Rule, attitude: &Attitude) -> Vec<usize> {
    // Payoffs follow the payoff's own direction, regret and shares their own.
    let payoff = matches!(rule, Rule::Maximin | Rule::Maximax | Rule::Laplace | Rule::Hurwicz);
    let up = if payoff { attitude.better == Better::More } else { rule.more_is_better() };
    let sign = if up { 1.0 } else { -1.0 };
    let best = figures.iter().map(|figures| sign * figures[k]).fold(f64::NEG_INFINITY, f64::max);
    let tie = if rule == Rule::Satisficing { 0.0 } else { attitude.tie };
    (0..figures.len()).filter(|&option| best - sign * figures[option][k] <= tie).collect()
}

/// Tells whether two rising lists have anything in common.
fn meet(one: &[usize], other: &[usize]) -> bool {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => one.next(),
            std::cmp::Ordering::Greater => other.next(),
        };
    }
    false
}

fn check(payoffs: &[Vec<f64>], attitude: &Attitude) -> Result<(), Vec<RobustnessError>> {
    let futures = payoffs.first().map_or(0, Vec::len);
    let sides = 1..=MAX_SIDE;
    if !sides.contains(&payoffs.len()) || !sides.contains(&futures) || payoffs.len().saturating_mul(futures) > MAX_TABLE {
        return Err(vec![RobustnessError::Size { options: payoffs.len(), futures }]);
    }
    let mut found = Vec::new();
    for (option, row) in payoffs.iter().enumerate() {
        if row.len() != futures {
            found.push(RobustnessError::Ragged { option, got: row.len(), expected: futures });
        }
        let bad = row.iter().enumerate().filter(|(_, v)| !v.is_finite());
        found.extend(bad.map(|(future, _)| RobustnessError::NotFinite { option, future }));
    }
    let mut number = |what, got: f64, fits: bool, allowed| {
        if !fits {
            found.push(RobustnessError::Attitude { what, allowed, got });
        }
    };
    number("optimism", attitude.optimism, (0.0..=1.0).contains(&attitude.optimism), "a share from 0 to 1");
    number("percentile", attitude.percentile, (0.0..=1.0).contains(&attitude.percentile), "a share from 0 to 1");
    number("what is good enough", attitude.enough, attitude.enough.is_finite(), "a finite number");
    number("what counts as equal", attitude.tie, attitude.tie.is_finite() && attitude.tie >= 0.0, "finite and not below 0");
    if found.is_empty() { Ok(()) } else { Err(found) }
}

impl Verdict {
    /// Says in a sentence or two which option each rule takes, and whether they agree. `options` names the options.
    ///
    /// # Panics
    /// If there are fewer names than options.
    pub fn words(&self, options: &[&str]) -> String {
        if let Some(&option) = self.unanimous.first() {
            return format!("Every rule takes {}.", list(self.unanimous.iter().map(|&o| options[o]), options[option]));
        }
        let mut groups: Vec<(&[usize], Vec<&str>)> = Vec::new();
        for (rule, winners) in &self.best {
            match groups.iter_mut().find(|(known, _)| known == winners) {
                Some((_, rules)) => rules.push(rule.words()),
                None => groups.push((winners, vec![rule.words()])),
            }
        }
        let parts = groups.iter().map(|(winners, rules)| {
            let names = list(winners.iter().map(|&o| options[o]), "");
            format!("{names} by {}", list(rules.iter().copied(), ""))
        });
        format!("The rules disagree. Best is {}.", parts.collect::<Vec<_>>().join("; "))
    }
}

/// Joins names with commas and "and".
fn list<'a>(names: impl Iterator<Item = &'a str>, none: &'a str) -> String {
    let names: Vec<&str> = names.collect();
    match names.split_last() {
        None => none.to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attitude() -> Attitude {
        Attitude { better: Better::More, optimism: 0.4, percentile: 0.9, enough: 5.0, tie: 1e-9 }
    }

    fn reference() -> Vec<Vec<f64>> {
        vec![vec![10.0, 2.0, 6.0, 6.0], vec![7.0, 5.0, 5.0, 7.0], vec![3.0, 8.0, 4.0, 5.0]]
    }

    #[test]
    fn every_rule_gives_its_figures() {
        let found = judge(&reference(), &attitude()).unwrap();
        let expected = [
            [2.0, 10.0, 6.0, 5.2, 6.0, 1.75, 4.5, 0.75],
            [5.0, 7.0, 6.0, 5.8, 3.0, 1.75, 3.0, 1.0],
            [3.0, 8.0, 5.0, 5.0, 7.0, 2.75, 5.5, 0.5],
        ];
        for (got, expected) in found.figures.iter().zip(expected) {
            assert!(got.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{got:?}");
        }
        assert_eq!(found.best[1], (Rule::Maximax, vec![0]));
        assert_eq!(found.best[2], (Rule::Laplace, vec![0, 1]));
        assert!(found.unanimous.is_empty());
        let against: Vec<Rule> = found.disagree.iter().map(|&(one, other)| if one == Rule::Maximax { other } else { one }).collect();
        assert_eq!(against, [Rule::Maximin, Rule::Hurwicz, Rule::MaximumRegret, Rule::PercentileRegret, Rule::Satisficing]);
        assert_eq!(
            found.words(&["wait", "hedge", "act"]),
            "The rules disagree. Best is hedge by worst case, mix of best and worst case, largest regret, regret that few futures exceed and \
             share of futures in which it is good enough; wait by best case; wait and hedge by mean over all futures and mean regret."
        );
    }

    #[test]
    fn costs_are_judged_the_other_way_round() {
        let costs: Vec<Vec<f64>> = reference().iter().map(|row| row.iter().map(|v| -v).collect()).collect();
        let gains = judge(&reference(), &attitude()).unwrap();
        let found = judge(&costs, &Attitude { better: Better::Less, enough: -5.0, ..attitude() }).unwrap();
        assert_eq!((&found.best, &found.regret), (&gains.best, &gains.regret));
        for (cost, gain) in found.figures.iter().zip(&gains.figures) {
            assert_eq!(cost[..4].iter().map(|v| -v).collect::<Vec<_>>(), gain[..4]);
            assert_eq!(cost[4..], gain[4..]);
        }
    }

    #[test]
    fn what_is_never_worse_wins_by_every_rule() {
        let found = judge(&[vec![1.0, 2.0], vec![3.0, 5.0], vec![3.0, 5.0]], &attitude()).unwrap();
        assert_eq!((found.unanimous.as_slice(), found.disagree.len()), (&[1, 2][..], 0));
        assert_eq!(found.words(&["a", "b", "c"]), "Every rule takes b and c.");
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let bad = [vec![1.0, f64::NAN], vec![1.0]];
        let found = judge(&bad, &Attitude { optimism: 1.5, tie: -1.0, ..attitude() }).unwrap_err();
        let words: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            [
                "the payoff of option 0 in future 1 is not a finite number",
                "option 1 has payoffs in 1 futures, the first option in 2",
                "optimism must be a share from 0 to 1, got 1.5",
                "what counts as equal must be finite and not below 0, got -1"
            ]
        );
        assert!(matches!(judge(&[], &attitude()).unwrap_err()[..], [RobustnessError::Size { options: 0, futures: 0 }]));
        assert!(matches!(judge(&[vec![]], &attitude()).unwrap_err()[..], [RobustnessError::Size { options: 1, futures: 0 }]));
    }
}
