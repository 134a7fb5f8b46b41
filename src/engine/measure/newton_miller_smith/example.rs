//! A published survey with the best prices that were read from it.
//!
//! "Data Science for Human-Centered Product Design" (bookdown.org/travis), project 5, asks 1,000 people and keeps the 991 whose prices rise. It prints
//! the mean purchase probability at the first prices of its ladder, to nine decimals, and both best prices. `people.csv` holds the answers: too cheap,
//! cheap, expensive, too expensive, and how likely a purchase is at the cheap and at the expensive price, from 1 (very unlikely) to 5.

use super::{BEST_REVENUE, BEST_TRIAL, Buyer, demand};
use crate::measure::Probability;
use crate::measure::van_westendorp::Thresholds;
use crate::stats::check::{Check, Expect};

const PEOPLE: &str = include_str!("people.csv");

/// The calibration most in use, from "very unlikely" to "very likely".
const CALIBRATED: [f64; 5] = [0.0, 0.1, 0.3, 0.5, 0.7];

/// Everybody, and the prices that anybody named; nothing if the file is not what it should be, which fails every check.
fn survey() -> Option<(Vec<Buyer>, Vec<f64>)> {
    let (mut people, mut prices): (_, Vec<u8>) = (Vec::new(), Vec::new());
    for line in PEOPLE.lines() {
        let cells: Vec<u8> = line.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
        let &[too_cheap, cheap, expensive, too_expensive, at_cheap, at_expensive] = cells.as_slice() else { return None };
        let answer = |answer: u8| CALIBRATED.get(usize::from(answer).checked_sub(1)?).copied().map(Probability::rounded);
        prices.extend(&cells[..4]);
        people.push(Buyer {
            thresholds: Thresholds {
                too_cheap: f64::from(too_cheap),
                cheap: f64::from(cheap),
                expensive: f64::from(expensive),
                too_expensive: f64::from(too_expensive),
            },
            at_cheap: answer(at_cheap)?,
            at_expensive: answer(at_expensive)?,
        });
    }
    prices.sort_unstable();
    prices.dedup();
    Some((people, prices.into_iter().map(f64::from).collect()))
}

/// Recomputes the printed figures.
pub(super) fn checks() -> Vec<Check> {
    let survey = survey();
    let found = survey.as_ref().and_then(|(people, prices)| demand(prices, people, None).ok());
    let source =
        "Data Science for Human-Centered Product Design, bookdown.org/travis, project 5 (R package pricesensitivitymeter, 991 people)";
    let check = |name: String, value, within, got: Option<f64>| Check::attempt(name, source, Expect { value, within }, got.ok_or(()));
    let mut all = vec![
        check("Newton–Miller–Smith, 991 people, people".into(), 991.0, 0.0, survey.as_ref().map(|(people, _)| people.len() as f64)),
        check("Newton–Miller–Smith, 991 people, prices named".into(), 185.0, 0.0, survey.as_ref().map(|(_, prices)| prices.len() as f64)),
    ];
    for (price, value) in [(11, 0.004_975_040), (12, 0.009_670_006), (13, 0.014_188_247), (14, 0.018_812_432), (15, 0.023_532_447)] {
        let got = found.as_ref().map(|market| market.curve.demand()[price - 10]);
        all.push(check(format!("Newton–Miller–Smith, 991 people, demand at {price}"), value, 5.1e-10, got));
    }
    let name = |info: &str| format!("{info}, 991 people");
    all.push(check(name(BEST_TRIAL.name), 61.0, 0.0, found.as_ref().map(|market| market.best_trial.get())));
    all.push(check(name(BEST_REVENUE.name), 76.0, 0.0, found.map(|market| market.curve.best_revenue().price.get())));
    all
}
