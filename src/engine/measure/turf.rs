//! TURF: which few items together reach the most people.
//!
//! # Source
//! Miaoulis, Free & Parsons 1990, "Turf: a new planning approach for product line extensions", Marketing Research 2(1).
//! Reach = share of people with at least one item over their threshold; frequency = mean number of items over it.

use std::collections::BTreeMap;

use crate::measure::{Direction, Info, MeasureError, Probability};
use crate::num;
use crate::stats::check::{Check, Expect};

/// Describes reach.
pub const REACH: Info = Info {
    id: "turf_reach",
    name: "Reach",
    scale: "share of people with at least one item of the set over the threshold, 0 to 1",
    direction: Direction::HigherIsBetter,
    source: "Miaoulis, Free & Parsons 1990, Marketing Research 2(1)",
};

/// Describes frequency.
pub const FREQUENCY: Info = Info {
    id: "turf_frequency",
    name: "Frequency",
    scale: "mean number of items of the set over the threshold, a person",
    direction: Direction::HigherIsBetter,
    source: "Miaoulis, Free & Parsons 1990, Marketing Research 2(1)",
};

/// The most combinations that [`turf`] tries.
pub const MAX_COMBINATIONS: u128 = 2_000_000;

/// Holds a set of items and what it reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct Portfolio {
    /// Places of the items, rising.
    pub items: Vec<u32>,
    /// Share of people reached.
    pub reach: Probability,
    /// Mean number of items over the threshold, over all people.
    pub frequency: f64,
}

/// Marks the items that a person rates at the threshold or above, bit `i` for item `i`.
///
/// # Errors
/// [`MeasureError::Size`] beyond 64 items.
pub fn mask(ratings: &[f64], threshold: f64) -> Result<u64, MeasureError> {
    if ratings.len() > 64 {
        return Err(MeasureError::Size { what: "items", low: 1, high: 64, got: ratings.len() });
    }
    Ok(ratings.iter().enumerate().fold(0, |mask, (i, r)| mask | u64::from(*r >= threshold) << i))
}

/// Tries every set of `size` out of `items` and returns the `keep` best, by reach, then frequency, then order of items.
///
/// # Shapes
/// `people` holds one mask a person (see [`mask`]), `weights` one weight a person where there are any.
///
/// # Errors
/// For sizes out of range, nobody, unsound weights, or more than [`MAX_COMBINATIONS`] sets.
pub fn turf(people: &[u64], weights: Option<&[f64]>, items: u32, size: u32, keep: usize) -> Result<Vec<Portfolio>, MeasureError> {
    if !(1..=64).contains(&items) {
        return Err(MeasureError::Size { what: "items", low: 1, high: 64, got: items as usize });
    }
    if !(1..=items).contains(&size) {
        return Err(MeasureError::Size { what: "portfolio", low: 1, high: items as usize, got: size as usize });
    }
    let combinations = binomial(items, size);
    if combinations > MAX_COMBINATIONS {
        return Err(MeasureError::TooManyCombinations { combinations, most: MAX_COMBINATIONS });
    }
    let (kinds, total) = by_kind(people, weights)?;
    let mut best: Vec<(u64, f64, f64)> = Vec::with_capacity(keep + 1);
    let mut reached = vec![0.0; kinds.len()];
    let mut hits = vec![0.0; kinds.len()];
    for set in sets(items, size) {
        for (i, (kind, weight)) in kinds.iter().enumerate() {
            let common = (kind & set).count_ones();
            reached[i] = if common > 0 { *weight } else { 0.0 };
            hits[i] = weight * f64::from(common);
        }
        let entry = (set, num::sum(&reached), num::sum(&hits));
        let better = |other: &(u64, f64, f64)| {
            let order = entry.1.total_cmp(&other.1).then(entry.2.total_cmp(&other.2));
            // Sets come in rising order, so an equal one that came earlier stays ahead.
            order.is_gt()
        };
        let place = best.iter().position(better).unwrap_or(best.len());
        if place < keep {
            best.insert(place, entry);
            best.truncate(keep);
        }
    }
    Ok(best
        .into_iter()
        .map(|(set, reach, frequency)| Portfolio {
            items: (0..items).filter(|i| set >> i & 1 == 1).collect(),
            reach: Probability::rounded((reach / total).min(1.0)),
            frequency: frequency / total,
        })
        .collect())
}

/// Sums the weights of people who like the same items, which is all that matters of them.
fn by_kind(people: &[u64], weights: Option<&[f64]>) -> Result<(Vec<(u64, f64)>, f64), MeasureError> {
    if let Some(w) = weights {
        if w.len() != people.len() {
            return Err(MeasureError::Lengths { left: "people", right: "weights", left_len: people.len(), right_len: w.len() });
        }
        if let Some(index) = w.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
            return Err(MeasureError::Count { index, got: w[index] });
        }
    }
    let mut kinds: BTreeMap<u64, f64> = BTreeMap::new();
    for (i, &person) in people.iter().enumerate() {
        *kinds.entry(person).or_default() += weights.map_or(1.0, |w| w[i]);
    }
    let kinds: Vec<(u64, f64)> = kinds.into_iter().collect();
    let total = num::sum(&kinds.iter().map(|k| k.1).collect::<Vec<_>>());
    if total <= 0.0 {
        return Err(MeasureError::NoAnswers { measure: "TURF" });
    }
    Ok((kinds, total))
}

fn binomial(n: u32, k: u32) -> u128 {
    (0..k.min(n - k)).fold(1, |c, i| c * u128::from(n - i) / u128::from(i + 1))
}

/// Lists all sets of `size` bits among `items`, rising.
fn sets(items: u32, size: u32) -> impl Iterator<Item = u64> {
    let first = u128::MAX >> (128 - size);
    let end = 1u128 << items;
    let next = |set: &u128| {
        // The next larger number with as many bits: carry the lowest run of ones one place up.
        let low = set & set.wrapping_neg();
        let carried = set + low;
        Some(carried | (((set ^ carried) >> 2) / low))
    };
    std::iter::successors(Some(first), next).take_while(move |set| *set < end).map(|set| set as u64)
}

/// Recomputes the published example.
pub fn checks() -> Vec<Check> {
    // Vanilla, chocolate, strawberry, mint chip, rocky road, orange sherbet.
    let ratings =
        [[3.0, 5.0, 4.0, 1.0, 2.0, 3.0], [5.0, 5.0, 5.0, 2.0, 4.0, 4.0], [5.0, 4.0, 4.0, 3.0, 3.0, 4.0], [2.0, 3.0, 3.0, 5.0, 3.0, 2.0]];
    let people: Result<Vec<u64>, MeasureError> = ratings.iter().map(|r| mask(r, 4.0)).collect();
    let found = people.clone().and_then(|p| turf(&p, None, 6, 2, 15));
    let source = "wrightw.com, \"TURF Analysis\": chocolate and strawberry miss Mike; chocolate and mint chip reach all four";
    let near = |value| Expect { value, within: 1e-12 };
    let reach =
        |items: [u32; 2]| found.as_ref().ok().and_then(|all| all.iter().find(|p| p.items == items)).map(|p| p.reach.get()).ok_or(());
    let best = found.as_ref().ok().and_then(|all| all.first()).map(|p| f64::from(u8::from(p.items == [1, 3]))).ok_or(());
    vec![
        Check::attempt("TURF reach, chocolate and strawberry", source, near(0.75), reach([1, 2])),
        Check::attempt("TURF reach, chocolate and mint chip", source, near(1.0), reach([1, 3])),
        Check::attempt("TURF, chocolate and mint chip come first (1 = yes)", source, near(1.0), best),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_example() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn sets_are_all_there_once() {
        for (items, size) in [(5, 2), (6, 6), (7, 1), (64, 1), (64, 64), (63, 62)] {
            let all: Vec<u64> = sets(items, size).collect();
            assert_eq!(all.len() as u128, binomial(items, size), "{items} {size}");
            assert!(all.iter().all(|s| s.count_ones() == size));
            assert!(all.windows(2).all(|w| w[0] < w[1]));
        }
    }

    #[test]
    fn weights_and_frequency() {
        let found = turf(&[0b01, 0b10, 0b11], Some(&[1.0, 3.0, 0.0]), 2, 1, 2).unwrap();
        assert_eq!(found[0].items, [1]);
        assert_eq!((found[0].reach.get(), found[0].frequency), (0.75, 0.75));
        let both = turf(&[0b01, 0b10, 0b11], None, 2, 2, 1).unwrap();
        assert!((both[0].frequency - 4.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn impossible_searches_are_refused() {
        assert!(matches!(turf(&[1], None, 64, 32, 1), Err(MeasureError::TooManyCombinations { .. })));
        assert!(matches!(turf(&[1], None, 3, 4, 1), Err(MeasureError::Size { .. })));
        assert!(matches!(turf(&[], None, 3, 1, 1), Err(MeasureError::NoAnswers { .. })));
        assert!(matches!(turf(&[1], Some(&[-1.0]), 3, 1, 1), Err(MeasureError::Count { .. })));
        assert!(mask(&[0.0; 65], 1.0).is_err());
    }
}
