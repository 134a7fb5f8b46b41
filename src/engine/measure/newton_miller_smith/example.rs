//! The low end of a published demand curve.
//!
//! "Data Science for Human-Centered Product Design" (bookdown.org/travis), project 5, prints the mean purchase probability of 991 people at the
//! first prices of its ladder, to nine decimals. Up to 15 only those matter to whom a price below 15 is too cheap; what stands here counts them.

use super::{Buyer, demand};
use crate::measure::Probability;
use crate::measure::van_westendorp::Thresholds;
use crate::stats::check::{Check, Expect};

/// People whose bargain is dearer than 15: too cheap, cheap, answer at the cheap price (5 is "very likely"), how many.
const LATER: [(u8, u8, u8, u8); 155] = [
    (10, 15, 2, 1),
    (10, 15, 3, 1),
    (10, 15, 4, 1),
    (10, 15, 5, 1),
    (10, 16, 4, 1),
    (10, 16, 5, 1),
    (10, 18, 3, 1),
    (10, 19, 3, 1),
    (10, 19, 5, 1),
    (10, 20, 2, 3),
    (10, 20, 3, 1),
    (10, 20, 4, 3),
    (10, 20, 5, 1),
    (10, 21, 4, 1),
    (10, 22, 1, 1),
    (10, 22, 3, 1),
    (10, 22, 4, 2),
    (10, 23, 3, 2),
    (10, 23, 4, 2),
    (10, 23, 5, 1),
    (10, 24, 2, 1),
    (10, 24, 4, 1),
    (10, 25, 3, 2),
    (10, 25, 4, 3),
    (10, 25, 5, 6),
    (10, 26, 3, 1),
    (10, 27, 3, 1),
    (10, 28, 3, 1),
    (10, 29, 3, 1),
    (10, 30, 1, 1),
    (10, 30, 3, 4),
    (10, 30, 4, 5),
    (10, 30, 5, 7),
    (10, 31, 1, 1),
    (10, 31, 4, 4),
    (10, 31, 5, 2),
    (10, 32, 3, 1),
    (10, 32, 4, 1),
    (10, 32, 5, 1),
    (10, 33, 5, 2),
    (10, 34, 1, 1),
    (10, 34, 5, 1),
    (10, 35, 1, 1),
    (10, 35, 2, 1),
    (10, 35, 3, 4),
    (10, 35, 5, 1),
    (10, 36, 2, 1),
    (10, 36, 4, 3),
    (10, 37, 4, 1),
    (10, 38, 3, 1),
    (10, 39, 2, 1),
    (10, 39, 3, 1),
    (10, 39, 4, 1),
    (10, 39, 5, 1),
    (10, 40, 1, 1),
    (10, 40, 3, 3),
    (10, 40, 4, 2),
    (10, 40, 5, 3),
    (10, 41, 3, 3),
    (10, 41, 4, 4),
    (10, 41, 5, 1),
    (10, 42, 3, 1),
    (10, 43, 3, 1),
    (10, 43, 4, 1),
    (10, 43, 5, 2),
    (10, 45, 1, 1),
    (10, 45, 4, 1),
    (10, 45, 5, 2),
    (10, 47, 5, 3),
    (10, 50, 1, 1),
    (10, 50, 2, 1),
    (10, 50, 3, 6),
    (10, 50, 4, 9),
    (10, 50, 5, 5),
    (10, 51, 2, 1),
    (10, 52, 3, 1),
    (10, 52, 4, 2),
    (10, 52, 5, 1),
    (10, 53, 3, 1),
    (10, 53, 5, 2),
    (10, 56, 1, 1),
    (10, 56, 3, 2),
    (10, 57, 3, 1),
    (10, 58, 3, 1),
    (10, 58, 5, 1),
    (10, 60, 2, 1),
    (10, 60, 4, 2),
    (10, 61, 4, 1),
    (10, 62, 3, 1),
    (10, 63, 4, 1),
    (10, 67, 4, 2),
    (10, 67, 5, 1),
    (10, 69, 4, 1),
    (10, 70, 3, 1),
    (10, 73, 4, 1),
    (10, 77, 5, 1),
    (10, 80, 1, 1),
    (10, 80, 5, 1),
    (10, 81, 5, 1),
    (10, 82, 4, 1),
    (10, 85, 4, 1),
    (10, 89, 5, 1),
    (10, 90, 5, 1),
    (10, 99, 5, 1),
    (10, 101, 3, 1),
    (11, 21, 3, 1),
    (11, 23, 4, 1),
    (11, 24, 4, 1),
    (11, 29, 3, 1),
    (11, 30, 5, 1),
    (11, 32, 4, 1),
    (11, 45, 2, 1),
    (11, 55, 3, 1),
    (11, 56, 4, 1),
    (11, 81, 3, 1),
    (11, 82, 3, 1),
    (11, 100, 4, 1),
    (12, 16, 1, 1),
    (12, 28, 3, 1),
    (12, 30, 3, 1),
    (12, 30, 4, 1),
    (12, 39, 4, 1),
    (12, 41, 5, 1),
    (12, 42, 5, 1),
    (12, 48, 5, 1),
    (12, 51, 5, 1),
    (12, 61, 3, 1),
    (12, 72, 3, 1),
    (12, 103, 5, 1),
    (13, 28, 5, 1),
    (13, 30, 5, 1),
    (13, 34, 4, 1),
    (13, 35, 4, 1),
    (13, 35, 5, 2),
    (13, 37, 4, 1),
    (13, 40, 2, 1),
    (13, 43, 5, 1),
    (13, 45, 4, 1),
    (13, 49, 4, 1),
    (13, 50, 5, 1),
    (13, 54, 2, 1),
    (13, 64, 4, 1),
    (13, 68, 3, 1),
    (13, 70, 4, 1),
    (13, 70, 5, 1),
    (13, 100, 4, 1),
    (14, 25, 5, 1),
    (14, 30, 4, 1),
    (14, 40, 4, 1),
    (14, 49, 4, 1),
    (14, 55, 4, 2),
    (14, 59, 4, 1),
    (14, 66, 4, 1),
    (14, 90, 3, 1),
    (14, 106, 1, 1),
];

/// People whose bargain lies below 15: all four prices, then the answers at the cheap and at the expensive one.
const EARLIER: [(u8, u8, u8, u8, u8, u8); 6] = [
    (10, 13, 31, 114, 1, 3),
    (10, 14, 54, 70, 3, 1),
    (10, 11, 13, 93, 4, 4),
    (10, 13, 68, 86, 5, 2),
    (10, 12, 50, 91, 5, 3),
    (10, 11, 20, 200, 1, 1),
];

/// All people asked who gave prices that rise.
const PEOPLE: f64 = 991.0;

/// The calibration most in use, from "very unlikely" to "very likely".
const CALIBRATED: [f64; 5] = [0.0, 0.1, 0.3, 0.5, 0.7];

fn buyer(prices: [u8; 4], answers: [u8; 2]) -> Buyer {
    let [too_cheap, cheap, expensive, too_expensive] = prices.map(f64::from);
    let [at_cheap, at_expensive] = answers.map(|answer| Probability::rounded(CALIBRATED[usize::from(answer) - 1]));
    Buyer { thresholds: Thresholds { too_cheap, cheap, expensive, too_expensive }, at_cheap, at_expensive }
}

/// Recomputes the printed figures.
pub(super) fn checks() -> Vec<Check> {
    // Where their prices lie above the ladder does not matter here.
    let above = 200;
    let later =
        LATER.iter().map(|&(too_cheap, cheap, answer, count)| (buyer([too_cheap, cheap, above, above], [answer, 1]), f64::from(count)));
    let earlier = EARLIER.iter().map(|&(a, b, c, d, low, high)| (buyer([a, b, c, d], [low, high]), 1.0));
    let (mut people, mut weights): (Vec<Buyer>, Vec<f64>) = later.chain(earlier).unzip();
    // Everybody else finds all of these prices too cheap.
    weights.push(PEOPLE - weights.iter().sum::<f64>());
    people.push(buyer([above; 4], [1, 1]));
    let found = demand(&[11.0, 12.0, 13.0, 14.0, 15.0], &people, Some(&weights));
    let source =
        "Data Science for Human-Centered Product Design, bookdown.org/travis, project 5 (R package pricesensitivitymeter, 991 people)";
    [(12, 0.009_670_006), (13, 0.014_188_247), (14, 0.018_812_432), (15, 0.023_532_447)]
        .into_iter()
        .map(|(price, value)| {
            let got = found.as_ref().map(|market| market.curve.demand()[price - 11]).map_err(|_| ());
            Check::attempt(format!("Newton–Miller–Smith, 991 people, demand at {price}"), source, Expect { value, within: 5.1e-10 }, got)
        })
        .collect()
}
