//! Times sorted into buckets of even relative width.

use crate::queueing::Time;

/// Buckets within a doubling.
const PER_OCTAVE: usize = 64;
const SHIFT: u32 = 6;

/// The number of buckets: those below 64 ticks hold one tick each, and the last doubling ends past the latest time.
pub(super) const BUCKETS: usize = PER_OCTAVE * (56 - SHIFT as usize + 1);

/// The bucket of a time.
#[inline]
pub(super) fn bucket(time: Time) -> usize {
    let ticks = time.0;
    if ticks < PER_OCTAVE as u64 {
        return ticks as usize;
    }
    let octave = 63 - ticks.leading_zeros();
    let within = (ticks >> (octave - SHIFT)) as usize - PER_OCTAVE;
    (octave as usize - SHIFT as usize + 1) * PER_OCTAVE + within
}

/// Where a bucket starts.
fn start(bucket: usize) -> f64 {
    if bucket < PER_OCTAVE {
        return bucket as f64;
    }
    let octave = bucket / PER_OCTAVE - 1;
    ((PER_OCTAVE + bucket % PER_OCTAVE) as u64) as f64 * (1_u64 << octave) as f64
}

/// The time in minutes below which a share of those counted lies, along a straight line within its bucket; NaN where nothing was counted.
pub(super) fn quantile<'a>(counts: impl Iterator<Item = &'a u64> + Clone, share: f64) -> f64 {
    let all: u64 = counts.clone().sum();
    if all == 0 {
        return f64::NAN;
    }
    let wanted = share * all as f64;
    let mut below = 0.0;
    let mut last = 0.0;
    for (bucket, &count) in counts.enumerate().filter(|(_, count)| **count > 0) {
        let (from, to) = (start(bucket), start(bucket + 1));
        last = to;
        if below + count as f64 >= wanted {
            return Time::from_ticks((to - from).mul_add((wanted - below) / count as f64, from)).minutes();
        }
        below += count as f64;
    }
    Time::from_ticks(last).minutes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queueing::LATEST;

    #[test]
    fn buckets_follow_each_other_and_are_narrow() {
        let mut previous = 0;
        for ticks in (0..5_000).chain((5_000..LATEST.0).step_by(LATEST.0 as usize / 5_000)).chain([LATEST.0]) {
            let found = bucket(Time(ticks));
            assert!(found >= previous && found < BUCKETS);
            previous = found;
            // Past 2^53 a float does not tell neighbours apart.
            let (from, to) = (start(found), start(found + 1));
            assert!(ticks >= 1 << 53 || from <= ticks as f64 && (ticks as f64) < to, "{ticks}: {from} to {to}");
            assert!(to - from <= (ticks as f64 / 64.0).max(1.0));
        }
        for found in 0..BUCKETS - 1 {
            assert_eq!(bucket(Time(start(found) as u64)), found);
        }
    }

    #[test]
    fn quantiles_lie_on_a_line_within_the_bucket() {
        let mut counts = vec![0; BUCKETS];
        for ticks in 0..100_000 {
            counts[bucket(Time(ticks * 6_000))] += 1;
        }
        for share in [0.05, 0.5, 0.95] {
            assert!((quantile(counts.iter(), share) - 10.0 * share).abs() < 0.01);
        }
        assert!(quantile([0, 0].iter(), 0.5).is_nan());
    }
}
