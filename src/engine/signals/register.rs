//! Forecasts on record: each with its day, its chance and by what it is judged, so that a later look can say which came true.
//!
//! A forecast says that a term takes off ([`TakeOff`]). Its chance is how often earlier picks did, by the back-test of that day; beside it stands the base
//! rate of all candidates, which is what a forecast that knows nothing would say. Both are scored by Brier's rule, (chance − outcome)².

use std::collections::BTreeMap;

use crate::num::sum;
use crate::stats::interval::{Interval, Level, t_interval};

use super::backtest::{Backtest, TakeOff};
use super::day::{Day, Period};
use super::score::Ranking;
use super::series::{Series, Window};

/// A forecast that a term takes off.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The day it was made.
    pub made: Day,
    /// The term.
    pub term: String,
    /// The first period of the outcome window.
    pub from: Period,
    /// The last one.
    pub to: Period,
    /// The share of documents that the term must reach in the window, half a document added to its own.
    pub share_at_least: f64,
    /// The number of documents that it must be in.
    pub documents_at_least: u64,
    /// How likely it was said to be.
    pub chance: f64,
    /// How likely it was for any candidate.
    pub base: f64,
    /// Whether it came true, and the day from which that was seen; nothing while it is open.
    pub judged: Option<(bool, Day)>,
}

/// The chance of a pick and of any candidate, by what is known of earlier picks: half a hit and half a miss are added to the picks, so that neither
/// 0 nor 1 is ever said. Nothing where no outcome is known yet.
#[must_use]
pub fn chances(backtest: &Backtest) -> Option<(f64, f64)> {
    let hits: usize = backtest.cuts.iter().map(|cut| cut.picks.iter().filter(|pick| pick.took_off).count()).sum();
    let picks: usize = backtest.cuts.iter().map(|cut| cut.picks.len()).sum();
    let (good, all) = backtest.cuts.iter().fold((0, 0), |sums, cut| (sums.0 + cut.took_off, sums.1 + cut.candidates));
    (picks > 0 && all > 0).then(|| ((hits as f64 + 0.5) / (picks as f64 + 1.0), good as f64 / all as f64))
}

/// Makes a forecast of each of some candidates, by their places in the ranking.
///
/// `None` where the series has no window or no period.
#[must_use]
pub fn forecast(
    series: &Series,
    ranking: &Ranking,
    places: &[usize],
    window: usize,
    rule: &TakeOff,
    made: Day,
    (chance, base): (f64, f64),
) -> Option<Vec<Forecast>> {
    let last = series.periods.last().copied()?;
    let all = series.windows(window, 1).first()?.sum(&series.documents);
    let after = |steps: usize| std::iter::successors(Some(last), |period| Some(period.next())).nth(steps);
    let (from, to) = (after(rule.horizon + 1 - rule.outcome)?, after(rule.horizon)?);
    let one = |&place: &usize| {
        let scored = &ranking.scored[place];
        Forecast {
            made,
            term: series.terms[scored.term].name.clone(),
            from,
            to,
            share_at_least: rule.factor * (scored.recent as f64 + 0.5) / all as f64,
            documents_at_least: rule.least,
            chance,
            base,
            judged: None,
        }
    };
    Some(places.iter().map(one).collect())
}

impl Forecast {
    /// Says what became of it.
    #[must_use]
    pub fn fate(&self, series: &Series) -> Fate {
        let place = |wanted: Period| series.periods.iter().position(|&period| period == wanted);
        let (Some(from), Some(last)) = (place(self.from), place(self.to)) else { return Fate::Open };
        let window = Window { from, to: last + 1 };
        let all = window.sum(&series.documents);
        match series.terms.iter().find(|term| term.name == self.term) {
            Some(term) if all > 0 => {
                let with = window.sum(&term.documents);
                let reached = (with as f64 + 0.5) / all as f64 >= self.share_at_least;
                Fate::Came(reached && with >= self.documents_at_least)
            }
            _ => Fate::Lost,
        }
    }
}

/// What became of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The series does not hold its whole window yet.
    Open,
    /// It came true, or did not.
    Came(bool),
    /// Its window is there, but its term is not counted any more, or nothing is.
    Lost,
}

/// Fewest days with judged forecasts from which anything is said about chance.
pub const DAYS: usize = 5;

/// How judged forecasts did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record {
    /// Forecasts judged.
    pub judged: usize,
    /// Those that came true.
    pub came_true: usize,
    /// How many were to come true by their chances.
    pub expected: f64,
    /// Their mean Brier score; lower is better.
    pub brier: f64,
    /// That of the base rate.
    pub base_brier: f64,
    /// The 95 % interval of the mean difference, base rate less forecast: above 0 the forecasts were better. Forecasts of one day share its luck, so that a
    /// day counts once; nothing with fewer than [`DAYS`] days.
    pub gain: Option<Interval>,
}

/// Scores forecasts that were judged; nothing where none was.
///
/// # Source
/// Brier 1950, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78(1), for one of two outcomes; Student's interval over
/// days.
#[must_use]
pub fn record<'a>(forecasts: impl IntoIterator<Item = &'a Forecast>) -> Option<Record> {
    let mut days: BTreeMap<Day, Vec<f64>> = BTreeMap::new();
    let mut rows: Vec<(f64, f64, bool)> = Vec::new();
    for one in forecasts {
        let Some((came, _)) = one.judged else { continue };
        rows.push((one.chance, one.base, came));
        days.entry(one.made).or_default().push(missed(one.base, came) - missed(one.chance, came));
    }
    if rows.is_empty() {
        return None;
    }
    let mean = |values: Vec<f64>| sum(&values) / rows.len() as f64;
    let gains: Vec<f64> = days.values().map(|gains| sum(gains) / gains.len() as f64).collect();
    let gain = if gains.len() < DAYS { None } else { t_interval(&gains, Level::P95).ok().filter(|interval| interval.width() > 0.0) };
    Some(Record {
        judged: rows.len(),
        came_true: rows.iter().filter(|row| row.2).count(),
        expected: sum(&rows.iter().map(|row| row.0).collect::<Vec<_>>()),
        brier: mean(rows.iter().map(|row| missed(row.0, row.2)).collect()),
        base_brier: mean(rows.iter().map(|row| missed(row.1, row.2)).collect()),
        gain,
    })
}

/// Brier's score of one forecast.
fn missed(said: f64, came: bool) -> f64 {
    let miss = said - f64::from(u8::from(came));
    miss * miss
}

#[cfg(test)]
mod tests {
    use super::super::score::tests::{series, settings};
    use super::*;
    use crate::signals::score::rank;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn made(chance: f64, base: f64, came: Option<bool>) -> Forecast {
        let period = Period::parse("2024Q1").unwrap();
        Forecast {
            made: day("2023-12-31"),
            term: "x".into(),
            from: period,
            to: period,
            share_at_least: 0.01,
            documents_at_least: 5,
            chance,
            base,
            judged: came.map(|came| (came, day("2024-12-31"))),
        }
    }

    #[test]
    fn forecasts_are_scored_against_the_base_rate() {
        // (.2)² + (.8)² + (.5)² over 3, and .4² + .6² + .6² over 3.
        let all = [made(0.8, 0.6, Some(true)), made(0.8, 0.4, Some(false)), made(0.5, 0.4, Some(true)), made(0.9, 0.1, None)];
        let found = record(&all).unwrap();
        assert_eq!((found.judged, found.came_true), (3, 2));
        assert!((found.expected - 2.1).abs() < 1e-12);
        assert!((found.brier - (0.04 + 0.64 + 0.25) / 3.0).abs() < 1e-12);
        assert!((found.base_brier - (0.16 + 0.16 + 0.36) / 3.0).abs() < 1e-12);
        assert_eq!(found.gain, None, "one day is too few to tell from chance");
        let of = |number: i32, chance: f64, came: bool| Forecast {
            made: day(&format!("20{:02}-12-31", 10 + number)),
            ..made(chance, 0.2, Some(came))
        };
        let days: Vec<Forecast> = (0..6).flat_map(|number| [of(number, 0.3, number % 2 == 0), of(number, 0.3, false)]).collect();
        let gain = record(&days).unwrap().gain.unwrap();
        // Days gain ((.64 − .49) + (.04 − .09)) / 2 = .05 or −.05 in turn.
        assert!(gain.contains(0.0) && gain.width() > 0.1 && gain.width() < 0.2, "{gain:?}");
        let alike: Vec<Forecast> = (0..6).map(|number| of(number, 0.3, true)).collect();
        assert_eq!(record(&alike).unwrap().gain, None, "days that are all alike say nothing of chance");
        assert_eq!(record(&all[3..]), None);
        assert_eq!(record(&all[..1]).unwrap().gain, None);
    }

    #[test]
    fn what_is_judged_is_the_rule_of_the_back_test() {
        let rows: [(&str, &[u64]); 2] = [("up", &[10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 40, 40]), ("flat", &[10; 12])];
        let whole = series(10_000, &rows);
        let seen = whole.until(day("2016-12-31"));
        assert_eq!(seen.periods.len(), 8);
        let rule = TakeOff { horizon: 4, outcome: 2, factor: 2.0, least: 5 };
        let ranking = rank(&seen, &settings()).unwrap();
        let places: Vec<usize> = (0..ranking.scored.len()).collect();
        let all = forecast(&seen, &ranking, &places, settings().window, &rule, day("2016-12-31"), (0.3, 0.1)).unwrap();
        assert_eq!((all[0].from.to_string(), all[0].to.to_string()), ("2017 Q3".into(), "2017 Q4".into()));
        for one in &all {
            assert_eq!(one.fate(&seen), Fate::Open, "its window is not over");
            assert_eq!(one.fate(&whole), Fate::Came(one.term == "up"));
        }
        let gone = Forecast { term: "gone".into(), ..all[0].clone() };
        assert_eq!((gone.fate(&whole), gone.fate(&seen)), (Fate::Lost, Fate::Open));
    }
}
