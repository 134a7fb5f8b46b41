//! How often scores of this kind came true: the series is cut at a date, the best are picked with nothing later in sight, and what they did
//! afterwards is held against what all candidates did.

use crate::num::{exp, ln_gamma};
use crate::stats::interval::{Interval, Level, clopper_pearson};

use super::day::{Day, Period};
use super::score::{Ranking, ScoreError, Settings, apart, rank};
use super::series::{Series, Window};

/// When a term counts as having taken off.
///
/// Its share of documents in the outcome window (the last periods of the horizon after the cut) is at least `factor` times its share in the
/// last window before the cut, a half added to both counts, and it occurs in at least `least` documents of the outcome window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TakeOff {
    /// Periods from the cut to the end of the outcome window.
    pub horizon: usize,
    /// Periods of the outcome window.
    pub outcome: usize,
    /// How many times the share before.
    pub factor: f64,
    /// Documents in the outcome window.
    pub least: u64,
}

/// A term that was picked, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// The term.
    pub term: String,
    /// Its score at the cut.
    pub score: f64,
    /// Its plain growth at the cut.
    pub naive: f64,
    /// Its share of documents in the last window before the cut.
    pub before: f64,
    /// Its share of documents in the outcome window.
    pub after: f64,
    /// How many times the share before that is, a half added to both counts.
    pub ratio: f64,
    /// Whether it took off.
    pub took_off: bool,
}

/// How much more often picks took off than all candidates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lift {
    /// Picks that took off.
    pub hits: usize,
    /// Picks.
    pub picks: usize,
    /// The share of picks that took off, over the base rate.
    pub lift: f64,
    /// The exact 95 % interval of the share (Clopper and Pearson), over the base rate.
    pub interval: Interval,
    /// How likely as many hits are if the picks were drawn by lot from the candidates (hypergeometric).
    pub by_lot: f64,
}

impl Lift {
    /// Whether the interval leaves out 1: otherwise nothing may be claimed.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.interval.low > 1.0
    }
}

/// One cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// The day after which nothing was seen.
    pub day: Day,
    /// The first and the last period of the outcome window.
    pub outcome: (Period, Period),
    /// Terms that were in the list by then.
    pub listed: usize,
    /// Terms that could be picked.
    pub candidates: usize,
    /// Candidates that took off.
    pub took_off: usize,
    /// The best by score.
    pub picks: Vec<Pick>,
    /// The best by plain growth.
    pub naive: Vec<Pick>,
    /// How the score did; none where no candidate took off.
    pub lift: Option<Lift>,
    /// How plain growth did.
    pub naive_lift: Option<Lift>,
}

impl Cut {
    /// The share of candidates that took off.
    #[must_use]
    pub fn base(&self) -> f64 {
        if self.candidates == 0 { f64::NAN } else { self.took_off as f64 / self.candidates as f64 }
    }
}

/// A back-test.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// The cuts that could be tested, in the order given.
    pub cuts: Vec<Cut>,
    /// Cuts that could not, with why.
    pub left_out: Vec<(Day, String)>,
    /// All cuts together: all hits over the hits that the base rates lead to expect.
    pub together: Option<Lift>,
    /// The same for plain growth.
    pub naive_together: Option<Lift>,
}

/// Back-tests the score at each cut, with as many picks.
///
/// The series is cut before it is scored: what is later is not there to be seen. Outcomes are read from the whole series, which itself ends
/// at the date that is looked from.
///
/// # Errors
/// [`ScoreError::Weights`]; other reasons leave a cut out and are told.
///
/// # Determinism
/// Depends on its arguments alone.
pub fn backtest(series: &Series, settings: &Settings, rule: &TakeOff, cuts: &[Day], picks: usize) -> Result<Backtest, ScoreError> {
    let (mut done, mut left_out) = (Vec::new(), Vec::new());
    for &day in cuts {
        match cut(series, settings, rule, day, picks) {
            Ok(cut) => done.push(cut),
            Err(Left::Weights) => return Err(ScoreError::Weights),
            Err(Left::Because(why)) => left_out.push((day, why)),
        }
    }
    let together = |read: fn(&Cut) -> (Option<&Lift>, f64)| -> Option<Lift> {
        let mut all = (0, 0, 0.0);
        for cut in &done {
            let (Some(lift), base) = read(cut) else { continue };
            all = (all.0 + lift.hits, all.1 + lift.picks, all.2 + base * lift.picks as f64);
        }
        let (hits, picks, expected) = all;
        over(hits, picks, expected / picks as f64, f64::NAN)
    };
    Ok(Backtest {
        together: together(|cut| (cut.lift.as_ref(), cut.base())),
        naive_together: together(|cut| (cut.naive_lift.as_ref(), cut.base())),
        cuts: done,
        left_out,
    })
}

enum Left {
    Weights,
    Because(String),
}

fn cut(series: &Series, settings: &Settings, rule: &TakeOff, day: Day, picks: usize) -> Result<Cut, Left> {
    let seen = series.until(day);
    let end = seen.periods.len();
    let to = end + rule.horizon;
    if end == 0 {
        return Err(Left::Because("the series begins later".to_owned()));
    }
    if to > series.periods.len() {
        let known = series.periods.last().map_or_else(|| "nothing".to_owned(), |last| format!("the series ends with {last}"));
        return Err(Left::Because(format!("what came of it is not known yet: {known}")));
    }
    let outcome = Window { from: to - rule.outcome, to };
    let ranking = rank(&seen, settings).map_err(|error| match error {
        ScoreError::Weights => Left::Weights,
        error => Left::Because(error.to_string()),
    })?;
    let all_after = outcome.sum(&series.documents);
    let Some(&last) = seen.windows(settings.window, 1).first() else {
        return Err(Left::Because("the series is too short by then".to_owned()));
    };
    let all_before = last.sum(&seen.documents);
    if all_after == 0 || all_before == 0 {
        return Err(Left::Because("there is no document in the window before or after".to_owned()));
    }
    let judge = |place: usize| -> Pick {
        let one = &ranking.scored[place];
        let term = &series.terms[one.term];
        let (before, after) = (one.recent, outcome.sum(&term.documents));
        let share = |count: u64, all: u64, add: f64| (count as f64 + add) / all as f64;
        let ratio = share(after, all_after, 0.5) / share(before, all_before, 0.5);
        Pick {
            term: term.name.clone(),
            score: one.score,
            naive: one.naive,
            before: share(before, all_before, 0.0),
            after: share(after, all_after, 0.0),
            ratio,
            took_off: ratio >= rule.factor && after >= rule.least,
        }
    };
    let took_off = (0..ranking.scored.len()).filter(|&place| judge(place).took_off).count();
    let picked = |order: Vec<usize>| -> Vec<Pick> { apart(&seen, &ranking, order, picks).into_iter().map(judge).collect() };
    let best = picked((0..ranking.scored.len()).collect());
    let naive = picked(ranking.naive.clone());
    let lift = |picks: &[Pick]| lift(picks, &ranking, took_off);
    Ok(Cut {
        day,
        outcome: (series.periods[outcome.from], series.periods[outcome.to - 1]),
        listed: ranking.listed,
        candidates: ranking.scored.len(),
        took_off,
        lift: lift(&best),
        naive_lift: lift(&naive),
        picks: best,
        naive,
    })
}

fn lift(picks: &[Pick], ranking: &Ranking, took_off: usize) -> Option<Lift> {
    let hits = picks.iter().filter(|pick| pick.took_off).count();
    let candidates = ranking.scored.len();
    over(hits, picks.len(), took_off as f64 / candidates as f64, by_lot(hits, picks.len(), took_off, candidates))
}

fn over(hits: usize, picks: usize, base: f64, by_lot: f64) -> Option<Lift> {
    if !(base > 0.0 && picks > 0) {
        return None;
    }
    let share = clopper_pearson(hits as f64, picks as f64, Level::P95).ok()?;
    Some(Lift { hits, picks, lift: hits as f64 / picks as f64 / base, interval: share.scaled(1.0 / base), by_lot })
}

/// The chance of at least `hits` among `picks` drawn without putting back from `all`, of which `good` are good.
#[must_use]
pub fn by_lot(hits: usize, picks: usize, good: usize, all: usize) -> f64 {
    let choose = |n: usize, k: usize| ln_gamma(n as f64 + 1.0) - ln_gamma(k as f64 + 1.0) - ln_gamma((n - k) as f64 + 1.0);
    if good > all || picks > all {
        return f64::NAN;
    }
    let bad = all - good;
    let one = |k: usize| if k > good || picks - k > bad { 0.0 } else { exp(choose(good, k) + choose(bad, picks - k) - choose(all, picks)) };
    let terms: Vec<f64> = (hits..=picks).map(one).collect();
    crate::num::sum(&terms).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::score::tests::{series, settings};
    use super::*;

    const RULE: TakeOff = TakeOff { horizon: 4, outcome: 2, factor: 2.0, least: 5 };

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn sample() -> Series {
        let mut rows: Vec<(String, Vec<u64>)> = Vec::new();
        for number in 0..40_u64 {
            rows.push((format!("flat{number}"), vec![10 + number % 5; 12]));
        }
        for number in 0..10_u64 {
            let rise = |period: u64| 2 + number % 3 + period * period / 2;
            rows.push((format!("up{number}"), (0..12).map(rise).collect()));
        }
        let rows: Vec<(&str, &[u64])> = rows.iter().map(|(name, counts)| (name.as_str(), counts.as_slice())).collect();
        series(10_000, &rows)
    }

    #[test]
    fn what_rises_on_is_found_and_beats_the_base_rate() {
        let found = backtest(&sample(), &settings(), &RULE, &[day("2016-12-31")], 10).unwrap();
        let cut = &found.cuts[0];
        assert_eq!((cut.candidates, cut.took_off, cut.picks.len()), (50, 10, 10));
        assert_eq!(cut.base(), 0.2);
        let lift = cut.lift.unwrap();
        assert_eq!((lift.hits, lift.lift), (10, 5.0));
        assert!(lift.holds() && lift.by_lot < 1e-9, "{lift:?}");
        assert_eq!(cut.outcome.1.to_string(), "2017 Q4");
        assert_eq!(found.together.unwrap().hits, 10);
    }

    #[test]
    fn the_picks_do_not_know_what_comes_later() {
        let whole = sample();
        let mut garbage = whole.clone();
        for term in &mut garbage.terms {
            term.documents[8..]
                .iter_mut()
                .enumerate()
                .for_each(|(place, count)| *count = (place as u64 * 7919 + term.name.len() as u64) % 900);
        }
        garbage.documents[8..].iter_mut().for_each(|count| *count *= 3);
        let picks = |series: &Series| {
            let found = backtest(series, &settings(), &RULE, &[day("2016-12-31")], 10).unwrap();
            let cut = &found.cuts[0];
            [&cut.picks, &cut.naive].map(|list| list.iter().map(|pick| (pick.term.clone(), pick.score.to_bits())).collect::<Vec<_>>())
        };
        assert_eq!(picks(&whole), picks(&garbage));
        assert_eq!(rank(&whole.until(day("2016-12-31")), &settings()), rank(&garbage.until(day("2016-12-31")), &settings()));
    }

    #[test]
    fn a_cut_without_an_outcome_is_left_out_with_why() {
        let found = backtest(&sample(), &settings(), &RULE, &[day("2017-06-30"), day("2014-12-31"), day("2015-06-30")], 10).unwrap();
        assert_eq!(found.cuts.len(), 0);
        let why: Vec<&str> = found.left_out.iter().map(|(_, why)| why.as_str()).collect();
        assert!(why[0].contains("not known yet: the series ends with 2017 Q4"), "{why:?}");
        assert!(why[1].contains("begins later") && why[2].contains("needs 6"), "{why:?}");
        assert_eq!(found.together, None);
    }

    #[test]
    fn where_picks_are_as_good_as_any_nothing_may_be_claimed() {
        let lift = over(6, 30, 0.2, by_lot(6, 30, 100, 500)).unwrap();
        assert!((lift.lift - 1.0).abs() < 1e-12 && !lift.holds() && lift.interval.contains(1.0));
        assert_eq!(over(0, 30, 0.0, 1.0), None);
    }

    #[test]
    fn drawing_by_lot_is_counted_exactly() {
        // Fisher's tea: all four of four by lot from eight is 1 in 70.
        assert!((by_lot(4, 4, 4, 8) - 1.0 / 70.0).abs() < 1e-12);
        assert!((by_lot(0, 4, 4, 8) - 1.0).abs() < 1e-12);
        assert!((by_lot(3, 4, 4, 8) - 17.0 / 70.0).abs() < 1e-12);
        assert!(by_lot(1, 2, 3, 2).is_nan());
    }
}
