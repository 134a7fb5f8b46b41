//! The scorecard of ratings: every score of every forecast with its interval over people, and what it gains over simple ones.

use super::score::{RatingGain, RatingLine, RatingScore, Simple};
use super::sums::Layout;
use crate::measure::forecast::{Best, ForecastError, RESAMPLES};
use crate::random::Draws;
use crate::stats::bootstrap::percentile_many;
use crate::stats::interval::{Interval, Level};

/// More people than this are resampled in groups of like size.
const MOST_UNITS: usize = 1_024;

/// What somebody said of people's answers.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Whose words these are.
    pub name: &'a str,
    /// The chance of each box, people × items × boxes.
    pub chances: &'a [f64],
    /// The log of the chance of all answers of each person together, where that was said.
    pub together: Option<&'a [f64]>,
    /// What is expected of each person's mean answer to all items, and of its square, where that was said.
    pub means: Option<&'a [[f64; 2]]>,
}

/// What a scorecard of ratings is made of.
#[derive(Debug, Clone, Copy)]
pub struct RatingsContest<'a> {
    /// How many items.
    pub items: usize,
    /// How many boxes the scale has.
    pub boxes: usize,
    /// Answers, people × items, from 1; 0 where there is none.
    pub answers: &'a [u8],
    /// The fold of each person, from 0: shares are held against each other fold by fold, for what is learned from all folds but one adds up to all people.
    pub folds: &'a [usize],
    /// What was said: first both of [`Simple::ALL`], then others.
    pub said: &'a [Said<'a>],
}

/// Predicted and real shares of an item's boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemShares {
    /// How many people answered it.
    pub answers: usize,
    /// Real shares.
    pub real: Vec<f64>,
    /// Predicted shares, forecast by forecast.
    pub said: Vec<Vec<f64>>,
}

/// The scorecard of ratings.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingsCard {
    /// How many people.
    pub people: usize,
    /// How many of them answered every item.
    pub complete: usize,
    /// How many answers.
    pub answers: usize,
    /// The names of the forecasts, the two simple ones first.
    pub names: Vec<String>,
    /// The scores of each forecast, in the order of [`RatingScore::ALL`].
    pub lines: Vec<Vec<RatingLine>>,
    /// What each forecast gains over each, itself among them, score by score; over the same people, resampled together.
    pub gains: Vec<Vec<RatingGain>>,
    /// Item by item.
    pub items: Vec<ItemShares>,
}

impl RatingsCard {
    /// Scores what was said.
    ///
    /// # Errors
    /// [`ForecastError`] if lengths do not fit, there is no answer, or chances do not sum to one.
    ///
    /// # Determinism
    /// Takes [`RESAMPLES`] × people bounded draws; sums go person by person.
    ///
    /// Intervals of distances, and of gains in them, are moved so that the figure is their middle: resampling enlarges distances.
    ///
    /// # Source
    /// Ranked probability score: Epstein (1969), "A scoring system for probability forecasts of ranked categories", divided by the number of edges.
    /// Bootstrap of whole people: Efron and Tibshirani (1993), section 8.3.
    pub fn of(contest: &RatingsContest<'_>, draws: &mut Draws) -> Result<Self, ForecastError> {
        let layout = Layout { items: contest.items, boxes: contest.boxes, forecasts: contest.said.len() };
        let people = checked(contest)?;
        let folds = contest.folds.iter().max().map_or(1, |last| last + 1);
        // A unit of resampling holds people of one fold, so that it adds to the sums of that fold alone.
        let most = (MOST_UNITS / folds).max(1);
        let mut rows: Vec<(usize, Vec<f64>)> = Vec::new();
        for fold in 0..folds {
            let who: Vec<usize> = (0..people).filter(|&person| contest.folds[person] == fold).collect();
            let (start, units) = (rows.len(), who.len().min(most));
            rows.resize(start + units, (fold, vec![0.0; layout.width()]));
            for (at, &person) in who.iter().enumerate() {
                layout.add(contest, person, &mut rows[start + at % units].1);
            }
        }
        let units = rows.len();
        let none = || vec![vec![0.0; layout.width()]; folds];
        let add = |total: &mut Vec<Vec<f64>>, (fold, row): &(usize, Vec<f64>)| {
            total[*fold].iter_mut().zip(row).for_each(|(sum, part)| *sum += part);
        };
        let mut parts = none();
        rows.iter().for_each(|row| add(&mut parts, row));
        let whole = layout.joined(&parts);
        let all = contest.said.len();
        let scores = RatingScore::ALL.len();
        let read = |sums: &[Vec<f64>]| -> Vec<f64> {
            let whole = layout.joined(sums);
            let values: Vec<f64> =
                (0..all).flat_map(|at| RatingScore::ALL.map(|score| layout.read((&whole, sums), at, score, contest))).collect();
            let gain = |at: usize, over: usize, place: usize| {
                let (own, simple) = (values[at * scores + place], values[over * scores + place]);
                match RatingScore::ALL[place].best() {
                    Best::High => own - simple,
                    Best::Low => simple - own,
                    Best::One => f64::NAN,
                }
            };
            let gains = (0..all).flat_map(|at| (0..all).flat_map(move |over| (0..scores).map(move |place| (at, over, place))));
            let gains: Vec<f64> = gains.map(|(at, over, place)| gain(at, over, place)).collect();
            [values, gains].concat()
        };
        let values = read(&parts);
        let resamples = percentile_many(units as u32, RESAMPLES, draws, values.len(), |drawn, out| {
            let mut total = none();
            drawn.iter().for_each(|&unit| add(&mut total, &rows[unit as usize]));
            out.copy_from_slice(&read(&total));
        });
        let interval = |at: usize, score: RatingScore| {
            let found = resamples[at].interval(Level::P95);
            if !matches!(score, RatingScore::Distance | RatingScore::TopTwo) {
                return found;
            }
            let by = values[at] - crate::stats::quantile(resamples[at].sorted(), 0.5);
            let least = if at < all * scores { 0.0 } else { f64::NEG_INFINITY };
            Interval { low: (found.low + by).max(least), high: found.high + by }
        };
        let line = |at: usize| {
            let score = RatingScore::ALL[at % scores];
            RatingLine { score, value: values[at], interval: interval(at, score) }
        };
        let gain = |at: usize| {
            let (score, over) = (RatingScore::ALL[at % scores], (at / scores) % all);
            let place = all * scores + at;
            RatingGain { score, over, value: values[place], interval: interval(place, score) }
        };
        let shares = |cells: &[f64]| -> Vec<f64> {
            let total: f64 = cells.iter().sum();
            cells.iter().map(|cell| cell / total).collect()
        };
        let own = |cells: &[f64], item: usize| cells[item * contest.boxes..(item + 1) * contest.boxes].to_vec();
        Ok(Self {
            people,
            complete: whole[1] as usize,
            answers: whole[0] as usize,
            names: contest.said.iter().map(|said| said.name.to_owned()).collect(),
            lines: (0..all).map(|at| (at * scores..(at + 1) * scores).map(line).collect()).collect(),
            gains: (0..all).map(|at| (at * all * scores..(at + 1) * all * scores).map(gain).collect()).collect(),
            items: (0..contest.items)
                .map(|item| ItemShares {
                    answers: own(layout.real(&whole), item).iter().sum::<f64>() as usize,
                    real: shares(&own(layout.real(&whole), item)),
                    said: (0..all).map(|at| shares(&own(layout.said(&whole, at), item))).collect(),
                })
                .collect(),
        })
    }

    /// Returns a score of a forecast.
    ///
    /// # Panics
    /// Never for a forecast that was scored: a card has all lines.
    pub fn line(&self, forecast: usize, score: RatingScore) -> &RatingLine {
        self.lines[forecast].iter().find(|line| line.score == score).expect("a card has all lines")
    }

    /// Returns what a forecast gains over a simple one.
    ///
    /// # Panics
    /// Never for a forecast that was scored: a card has all gains.
    pub fn gain(&self, forecast: usize, over: Simple, score: RatingScore) -> &RatingGain {
        self.gain_over(forecast, over as usize, score)
    }

    /// Returns what a forecast gains over another one.
    ///
    /// # Panics
    /// Never for forecasts that were scored: a card has all gains.
    pub fn gain_over(&self, forecast: usize, over: usize, score: RatingScore) -> &RatingGain {
        self.gains[forecast].iter().find(|gain| gain.score == score && gain.over == over).expect("a card has all gains")
    }
}

/// Checks that parts fit, and returns how many people there are.
fn checked(contest: &RatingsContest<'_>) -> Result<usize, ForecastError> {
    let (items, boxes) = (contest.items, contest.boxes);
    if items == 0 || boxes < 2 || contest.said.len() < 2 || contest.answers.iter().all(|&answer| answer == 0) {
        return Err(ForecastError::Empty);
    }
    let people = contest.answers.len() / items;
    let length = |what, want: usize, got: usize| if want == got { Ok(()) } else { Err(ForecastError::Length { what, want, got }) };
    length("answers", people * items, contest.answers.len())?;
    length("folds", people, contest.folds.len())?;
    for said in contest.said {
        length("chances", people * items * boxes, said.chances.len())?;
        said.together.map_or(Ok(()), |together| length("together", people, together.len()))?;
        said.means.map_or(Ok(()), |means| length("means", people, means.len()))?;
        for (task, chances) in said.chances.chunks_exact(boxes).enumerate().filter(|(at, _)| contest.answers[*at] > 0) {
            if let Some(alternative) = chances.iter().position(|chance| !(0.0..=1.0 + 1e-9).contains(chance)) {
                return Err(ForecastError::Probability { task, alternative, got: chances[alternative] });
            }
            let total: f64 = chances.iter().sum();
            if (total - 1.0).abs() > 1e-6 {
                return Err(ForecastError::Total { task, got: total });
            }
        }
    }
    Ok(people)
}
