//! From weights to whole people: truncate–replicate–sample, and plain resampling.

use crate::num;
use crate::random::{Purpose, Streams};

/// Turns weights into whole copies of rows that add up to `count` exactly.
///
/// Each weight is scaled so that all sum to `count`; its whole part is replicated, and the people still missing are drawn without
/// replacement with chances in proportion to the parts cut off.
///
/// # Source
/// Lovelace and Ballas (2013), "'Truncate, replicate, sample': a method for creating integer weights for spatial
/// microsimulation", Computers, Environment and Urban Systems 41, 1–11. The weighted draw without replacement uses the
/// exponential keys of Efraimidis and Spirakis (2006), Information Processing Letters 97(5), 181–185, which gives the same law as
/// drawing one after another.
///
/// # Determinism
/// Row `i` uses stream (`Resample`, `i`, 0) alone: adding rows after it cannot change its key.
///
/// # Panics
/// If the weights do not have a positive, finite sum; raking and the microdata reader refuse such weights earlier.
#[must_use]
pub fn truncate_replicate_sample(weights: &[f64], count: usize, streams: &Streams) -> Vec<u32> {
    let total = num::sum(weights);
    assert!(total > 0.0 && total.is_finite(), "weights were checked to have a positive sum");
    let scale = count as f64 / total;
    let mut counts = Vec::with_capacity(weights.len());
    let mut keys = Vec::new();
    let mut whole = 0_usize;
    for (row, &weight) in weights.iter().enumerate() {
        let scaled = weight * scale;
        let floor = scaled.floor();
        counts.push(floor as u32);
        whole += floor as usize;
        let part = scaled - floor;
        if part > 0.0 {
            let u = streams.draws(Purpose::Resample, row as u64, 0).uniform();
            keys.push((-num::ln(u) / part, row as u32));
        }
    }
    let missing = count.saturating_sub(whole).min(keys.len());
    if missing > 0 {
        keys.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for &(_, row) in &keys[..missing] {
            counts[row as usize] += 1;
        }
    }
    counts
}

/// Draws `count` rows with replacement, with chances in proportion to the weights.
///
/// # Determinism
/// Person `i` uses stream (`Resample`, `i`, 1): a larger population begins with the smaller one.
///
/// # Panics
/// If the weights do not have a positive, finite sum.
#[must_use]
pub fn resample(weights: &[f64], count: usize, streams: &Streams) -> Vec<u32> {
    let total = num::sum(weights);
    assert!(total > 0.0 && total.is_finite(), "weights were checked to have a positive sum");
    let mut running = 0.0;
    let mut last = 0;
    let cumulative: Vec<f64> = weights
        .iter()
        .enumerate()
        .map(|(row, &weight)| {
            running += weight / total;
            if weight > 0.0 {
                last = row;
            }
            running
        })
        .collect();
    (0..count)
        .map(|person| {
            let u = streams.draws(Purpose::Resample, person as u64, 1).uniform();
            cumulative.partition_point(|&c| c <= u).min(last) as u32
        })
        .collect()
}

/// Lists row numbers, each as often as its count says, in row order.
#[must_use]
pub fn replicate(counts: &[u32]) -> Vec<u32> {
    let mut rows = Vec::with_capacity(counts.iter().map(|&c| c as usize).sum());
    for (row, &count) in counts.iter().enumerate() {
        rows.extend(std::iter::repeat_n(row as u32, count as usize));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Seed};

    fn streams(seed: u64) -> Streams {
        Streams::new(Seed(seed), At { theta: 0, inner: 0 })
    }

    #[test]
    fn totals_are_exact_and_each_count_is_within_one_of_its_weight() {
        let weights: Vec<f64> = (1..=97).map(|i| f64::from(i % 13) + 0.37).collect();
        let total: f64 = weights.iter().sum();
        for count in [1, 2, 50, 97, 1_000, 123_457] {
            let counts = truncate_replicate_sample(&weights, count, &streams(7));
            assert_eq!(counts.iter().map(|&c| c as usize).sum::<usize>(), count);
            for (&got, &weight) in counts.iter().zip(&weights) {
                let wanted = weight / total * count as f64;
                assert!(f64::from(got) >= wanted.floor() && f64::from(got) <= wanted.floor() + 1.0);
            }
            assert_eq!(replicate(&counts).len(), count);
        }
    }

    #[test]
    fn whole_weights_are_replicated_as_they_stand() {
        assert_eq!(truncate_replicate_sample(&[3.0, 0.0, 1.0, 4.0], 8, &streams(1)), [3, 0, 1, 4]);
        assert_eq!(replicate(&[2, 0, 1]), [0, 0, 2]);
    }

    #[test]
    fn the_published_example_of_three_equal_weights_gives_four_people_none_more_than_twice() {
        // Lovelace and Dumont (2016), chapter 5, `int_trs(c(1.333, 1.333, 1.333))`.
        for seed in 0..20 {
            let mut counts = truncate_replicate_sample(&[1.333; 3], 4, &streams(seed));
            counts.sort_unstable();
            assert_eq!(counts, [1, 1, 2]);
        }
    }

    #[test]
    fn the_first_missing_person_is_drawn_in_proportion_to_the_part_cut_off() {
        // One person from parts .5, .3 and .2; 20,000 seeds; χ² with 2 degrees of freedom, α = 0.001: 13.816.
        let n = 20_000_u64;
        let mut hits = [0_u32; 3];
        for seed in 0..n {
            let counts = truncate_replicate_sample(&[0.5, 0.3, 0.2], 1, &streams(seed));
            hits[counts.iter().position(|&c| c == 1).unwrap()] += 1;
        }
        let chi2: f64 = hits.iter().zip([0.5, 0.3, 0.2]).map(|(&hit, p)| (f64::from(hit) - p * n as f64).powi(2) / (p * n as f64)).sum();
        assert!(chi2 < 13.816, "χ² = {chi2}, hits {hits:?}");
    }

    #[test]
    fn resampling_follows_the_weights_and_never_takes_a_row_without_weight() {
        // χ² with 3 degrees of freedom, α = 0.001: 16.266.
        let weights = [0.0, 1.0, 2.0, 0.0, 3.0, 4.0, 0.0];
        let n = 100_000;
        let rows = resample(&weights, n, &streams(11));
        let mut hits = [0_u32; 7];
        for row in rows {
            hits[row as usize] += 1;
        }
        assert_eq!((hits[0], hits[3], hits[6]), (0, 0, 0));
        let chi2: f64 = hits
            .iter()
            .zip(weights)
            .filter(|(_, w)| *w > 0.0)
            .map(|(&hit, w)| (f64::from(hit) - w / 10.0 * n as f64).powi(2) / (w / 10.0 * n as f64))
            .sum();
        assert!(chi2 < 16.266, "χ² = {chi2}");
    }

    #[test]
    fn a_larger_population_begins_with_the_smaller_one() {
        let weights = [1.0, 2.0, 3.0];
        let (small, large) = (resample(&weights, 100, &streams(3)), resample(&weights, 1_000, &streams(3)));
        assert_eq!(small[..], large[..100]);
    }
}
