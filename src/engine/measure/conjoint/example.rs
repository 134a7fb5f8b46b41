//! A published study of journeys: 306 people rate fourteen of them from 0 to 10, and five others are simulated.
//!
//! Bąk & Bartłomowicz, R package conjoint, data set "journey", print the mean utilities of the five and their shares
//! by the rule of the highest utility. A person's part-worths are the least squares of the ratings on levels that sum to zero. `journey.csv` holds the
//! ratings, a person a line.

use super::Utilities;
use crate::num;
use crate::stats::check::{Check, Expect};
use crate::stats::linear::cholesky;

const RATINGS: &str = include_str!("journey.csv");

/// Levels of purpose, form, season and accommodation.
const LEVELS: [u8; 4] = [4, 2, 2, 4];
/// The journeys that were rated.
const RATED: [[u8; 4]; 14] = [
    [1, 1, 1, 1],
    [4, 2, 1, 1],
    [2, 1, 2, 1],
    [3, 2, 2, 1],
    [3, 1, 1, 2],
    [1, 2, 1, 2],
    [2, 2, 2, 2],
    [2, 1, 1, 3],
    [3, 2, 1, 3],
    [1, 1, 2, 3],
    [4, 2, 2, 3],
    [2, 2, 1, 4],
    [4, 1, 2, 4],
    [1, 2, 2, 4],
];
/// The journeys that are simulated.
const SIMULATED: [[u8; 4]; 5] = [[2, 2, 1, 1], [2, 1, 1, 2], [3, 2, 2, 2], [1, 1, 1, 4], [4, 1, 2, 3]];
/// Coefficients: one of all, and one fewer than its levels of each attribute.
const SIZE: usize = 9;

/// A journey as a row of the design: the last level of an attribute is minus all others.
fn coded(journey: [u8; 4]) -> Vec<f64> {
    let level =
        |(level, levels): (u8, u8)| (1..levels).map(move |other| if level == levels { -1.0 } else { f64::from(u8::from(level == other)) });
    std::iter::once(1.0).chain(journey.into_iter().zip(LEVELS).flat_map(level)).collect()
}

/// Solves the normal equations for one right side.
fn solved(factor: &[f64], right: &[f64]) -> Vec<f64> {
    let mut out = right.to_vec();
    for row in 0..SIZE {
        let known = num::sum(&(0..row).map(|k| factor[row * SIZE + k] * out[k]).collect::<Vec<_>>());
        out[row] = (out[row] - known) / factor[row * SIZE + row];
    }
    for row in (0..SIZE).rev() {
        let known = num::sum(&(row + 1..SIZE).map(|k| factor[k * SIZE + row] * out[k]).collect::<Vec<_>>());
        out[row] = (out[row] - known) / factor[row * SIZE + row];
    }
    out
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    num::sum(&a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<_>>())
}

/// Everybody's utilities of the five journeys, person by person; nothing if the file is not what it should be, which fails every check.
fn utilities() -> Option<Vec<f64>> {
    let design: Vec<Vec<f64>> = RATED.into_iter().map(coded).collect();
    let column = |k: usize| design.iter().map(|row| row[k]).collect::<Vec<_>>();
    let normal: Vec<f64> = (0..SIZE * SIZE).map(|cell| dot(&column(cell / SIZE), &column(cell % SIZE))).collect();
    let factor = cholesky(&normal, SIZE).ok()?;
    let mut all = Vec::new();
    for line in RATINGS.lines() {
        let ratings: Vec<f64> = line.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
        if ratings.len() != RATED.len() {
            return None;
        }
        let right: Vec<f64> = (0..SIZE).map(|k| dot(&column(k), &ratings)).collect();
        let worths = solved(&factor, &right);
        all.extend(SIMULATED.into_iter().map(|journey| dot(&coded(journey), &worths)));
    }
    Some(all)
}

/// Recomputes the printed figures.
pub(super) fn checks() -> Vec<Check> {
    let cells = utilities();
    let shares = cells.clone().and_then(|cells| Utilities::new(SIMULATED.len(), cells, None).ok()).map(|found| found.first_choice());
    let source = "Bąk & Bartłomowicz, R package conjoint 1.41, introduction, example 2: market shares of five journeys, 306 people";
    let near = |value, within| Expect { value, within };
    let mut all = Vec::new();
    for (at, (utility, share)) in [(4.96, 0.2026), (4.93, 0.1144), (5.55, 0.3105), (5.11, 0.2484), (4.29, 0.1242)].into_iter().enumerate() {
        let mean = cells.as_ref().map(|cells| {
            let of: Vec<f64> = cells.iter().skip(at).step_by(SIMULATED.len()).copied().collect();
            num::sum(&of) / of.len() as f64
        });
        let name = |what: &str| format!("{what}, journey {}", at + 1);
        all.push(Check::attempt(name("mean utility"), source, near(utility, 5.1e-3), mean.ok_or(())));
        let got = shares.as_ref().map(|shares| shares[at].get());
        all.push(Check::attempt(name("first choice"), source, near(share, 5.1e-5), got.ok_or(())));
    }
    all
}
