//! A number of a study that comes from the team, and how it is read from the team's own figures.

use std::path::PathBuf;
use std::sync::Arc;

use crate::input::{Grade, Quantity, Span};
use crate::market::spec::TeamFigure;
use crate::random::Seed;
use crate::stats::rank::rank;
use crate::team::{Kind, Lead};
use crate::treatment::plain;
use crate::world::{Column, Draws};

/// Runs of the team that stand behind the numbers: each with a draw of what nobody knows about the team, and chance of its own.
pub const RUNS: u32 = 256;

/// Days in a year.
const YEAR: f64 = 365.25;

/// A number of the study that comes from the team.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Its path in the study.
    pub path: String,
    /// What of the team's work it is.
    pub figure: TeamFigure,
    /// The kinds of items, as positions in the team.
    pub classes: Vec<usize>,
    /// Their names, as a sentence has them.
    pub of: String,
    /// What it is multiplied by.
    pub times: Option<Quantity>,
    /// What it is divided by.
    pub per: Option<Quantity>,
    /// Where it is written.
    pub at: Option<Span>,
}

/// The team behind a concept, with the numbers that come from it.
#[derive(Debug, Clone)]
pub struct Behind {
    /// The team file as the study names it.
    pub name: String,
    /// The file.
    pub file: PathBuf,
    /// The numbers.
    pub feeds: Vec<Feed>,
    /// Their draws, the team as given.
    pub draws: Arc<Draws>,
    /// Days that each run measures.
    pub days: f64,
    /// The seed of the runs.
    pub seed: Seed,
}

/// Figures of one kind of item that feeds are worked out from, in this order.
pub(super) const FIGURES: usize = 6;

/// The figures of a kind of item.
pub(super) fn figures(class: usize, name: &str) -> [(String, Kind); FIGURES] {
    [
        (format!("throughput:{name}"), Kind::Throughput(Some(class))),
        (format!("escaped:{name}"), Kind::Escaped(Some(class))),
        (format!("late:{name}"), Kind::Late(Some(class))),
        (format!("lead:mean:{name}"), Kind::Lead(Lead::Mean, Some(class))),
        (format!("dropped:{name}"), Kind::Dropped(Some(class))),
        (format!("open:{name}"), Kind::Open(Some(class))),
    ]
}

/// One kind of item in one run: counts a day, shares, minutes.
struct Worked {
    delivered: f64,
    open: f64,
    wrong: f64,
    late: f64,
    lead: f64,
}

impl Worked {
    fn of(figures: &[f64; FIGURES]) -> Self {
        let [delivered, wrong, late, lead, dropped, open] = *figures;
        // Shares of what has left, and of what came in; where none has left, none was delivered.
        let came = delivered / (1.0 - dropped / 100.0) / (1.0 - open / 100.0);
        Self { delivered, open: came * open / 100.0, wrong: wrong / 100.0, late: late / 100.0, lead }
    }
}

impl Feed {
    /// Its value in one run, from the figures of its kinds of items as [`figures`] lists them. Not a number where nothing is delivered.
    ///
    /// What is still there when a run has ended is late, and will be wrong as often as what was delivered: a team that drowns in work must
    /// not look better for it.
    pub(super) fn value(&self, classes: &[[f64; FIGURES]]) -> f64 {
        let worked: Vec<Worked> = classes.iter().filter(|class| class[0] > 0.0).map(Worked::of).collect();
        let over = |count: &dyn Fn(&Worked) -> f64, of: &dyn Fn(&Worked) -> f64| -> f64 {
            worked.iter().map(count).sum::<f64>() / worked.iter().map(of).sum::<f64>()
        };
        let delivered: &dyn Fn(&Worked) -> f64 = &|class| class.delivered;
        let all: &dyn Fn(&Worked) -> f64 = &|class| class.delivered + class.open;
        match self.figure {
            TeamFigure::Wrong => over(&|class| class.delivered * class.wrong, delivered),
            TeamFigure::Late => over(&|class| class.delivered * class.late + class.open, all),
            TeamFigure::WrongOrLate => over(&|class| class.delivered * (1.0 - (1.0 - class.wrong) * (1.0 - class.late)) + class.open, all),
            TeamFigure::LeadTime => over(&|class| class.delivered * class.lead, delivered),
            TeamFigure::WrongAYear if worked.is_empty() => f64::NAN,
            TeamFigure::WrongAYear => YEAR * worked.iter().map(|class| all(class) * class.wrong).sum::<f64>(),
        }
    }

    /// What it is, in words: "share of letters delivered wrong".
    #[must_use]
    pub fn figure_words(&self) -> String {
        let of = &self.of;
        match self.figure {
            TeamFigure::Wrong => format!("share of {of} delivered wrong"),
            TeamFigure::Late => format!("share of {of} delivered late"),
            TeamFigure::WrongOrLate => format!("share of {of} delivered wrong or late"),
            TeamFigure::LeadTime => format!("mean minutes until {of} are delivered"),
            TeamFigure::WrongAYear => format!("{of} that go wrong in a year"),
        }
    }

    /// The same with what it is multiplied and divided by, and where that comes from.
    #[must_use]
    pub fn words(&self) -> String {
        let by = |verb: &str, quantity: &Option<Quantity>| {
            quantity.as_ref().map_or_else(String::new, |quantity| format!(", {verb} {}", told(quantity)))
        };
        format!("{}{}{}", self.figure_words(), by("times", &self.times), by("divided by", &self.per))
    }

    /// The touchpoint it belongs to, or the concept.
    #[must_use]
    pub fn place(&self) -> &str {
        self.path.strip_prefix("journey.").and_then(|path| path.rsplit_once('.')).map_or("the concept itself", |(name, _)| name)
    }
}

/// A number with its range and its source.
fn told(quantity: &Quantity) -> String {
    let range = if quantity.is_certain() {
        plain(quantity.dist.median())
    } else {
        format!("{} to {}", plain(quantity.dist.quantile(0.05)), plain(quantity.dist.quantile(0.95)))
    };
    quantity.source.as_ref().map_or_else(|| range.clone(), |source| format!("{range} ({source})"))
}

/// The order of the runs, the best first: by the mean rank over all numbers, of which more is never better.
pub(super) fn order(columns: &[Vec<f64>]) -> Vec<usize> {
    let runs = columns.first().map_or(0, Vec::len);
    let mut badness = vec![0.0; runs];
    for column in columns {
        badness.iter_mut().zip(rank(column)).for_each(|(sum, rank)| *sum += rank);
    }
    let mut order: Vec<usize> = (0..runs).collect();
    order.sort_by(|&one, &other| badness[one].total_cmp(&badness[other]).then(one.cmp(&other)));
    order
}

/// Puts the numbers of a setting into columns, in that order of runs.
pub(super) fn columns(feeds: &[Feed], values: &[Vec<f64>], order: &[usize], source: &dyn Fn(&Feed) -> String, grade: Grade) -> Vec<Column> {
    feeds
        .iter()
        .zip(values)
        .map(|(feed, values)| Column {
            path: feed.path.clone(),
            source: source(feed),
            grade: Some(grade),
            values: order.iter().map(|&run| values[run]).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(figure: TeamFigure) -> Feed {
        Feed {
            path: "journey.Post.fails".to_owned(),
            figure,
            classes: vec![0, 1],
            of: "a and b".to_owned(),
            times: None,
            per: None,
            at: None,
        }
    }

    #[test]
    fn several_kinds_of_items_count_by_how_many_are_delivered() {
        // 3 a day with 10 % wrong, none late, 20 minutes; 1 a day with 50 % wrong, 40 % late, 60 minutes.
        let classes = [[3.0, 10.0, 0.0, 20.0, 0.0, 0.0], [1.0, 50.0, 40.0, 60.0, 0.0, 0.0]];
        let value = |figure| feed(figure).value(&classes);
        for (figure, expected) in [
            (TeamFigure::Wrong, 0.2),
            (TeamFigure::Late, 0.1),
            (TeamFigure::WrongOrLate, (3.0 * 0.1 + 0.7) / 4.0),
            (TeamFigure::LeadTime, 30.0),
            (TeamFigure::WrongAYear, 0.8 * 365.25),
        ] {
            assert!((value(figure) - expected).abs() < 1e-12, "{figure}: {}", value(figure));
        }
        // What delivers nothing has no share of it, and takes no part.
        let idle = [[0.0, f64::NAN, f64::NAN, f64::NAN, f64::NAN, 100.0], classes[1]];
        assert_eq!(feed(TeamFigure::Wrong).value(&idle), 0.5);
        for figure in TeamFigure::ALL {
            assert!(feed(*figure).value(&idle[..1]).is_nan(), "{figure}");
        }
    }

    #[test]
    fn what_is_still_there_is_late_and_no_less_wrong() {
        // 10 come in a day: 2 are dropped, 6 delivered, 2 still there. Of the 6 a quarter is wrong and a third late.
        let class = [[6.0, 25.0, 100.0 / 3.0, 20.0, 25.0, 20.0]];
        for (figure, expected) in [
            (TeamFigure::Wrong, 0.25),
            (TeamFigure::Late, (2.0 + 2.0) / 8.0),
            (TeamFigure::WrongOrLate, (6.0 * 0.5 + 2.0) / 8.0),
            (TeamFigure::LeadTime, 20.0),
            (TeamFigure::WrongAYear, 0.25 * 8.0 * 365.25),
        ] {
            assert!((feed(figure).value(&class) - expected).abs() < 1e-9, "{figure}: {}", feed(figure).value(&class));
        }
    }

    #[test]
    fn runs_are_ordered_from_good_to_bad_over_all_numbers() {
        assert_eq!(order(&[vec![3.0, 1.0, 2.0]]), [1, 2, 0]);
        // Run 1 is second and first, run 0 first and third, run 2 third and second.
        assert_eq!(order(&[vec![1.0, 2.0, 3.0], vec![0.3, 0.1, 0.2]]), [1, 0, 2]);
        // A number that never changes says nothing of the order.
        assert_eq!(order(&[vec![5.0; 3], vec![0.3, 0.1, 0.2]]), [1, 2, 0]);
    }

    #[test]
    fn a_number_belongs_to_its_touchpoint_or_to_the_concept() {
        let at = |path: &str| Feed { path: path.to_owned(), ..feed(TeamFigure::Wrong) };
        assert_eq!((at("journey.Mr. Post.fails").place(), at("concept.mistakes").place()), ("Mr. Post", "the concept itself"));
    }
}
