//! The ordered map and fold.

use std::ops::Range;

use rayon::prelude::*;

/// Says whether a fold wants more items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on with the next item.
    Continue,
    /// Fold nothing more; items already mapped are dropped.
    Stop,
}

/// How the items are handed to threads. It changes speed, never results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batching {
    /// Worker threads, at least one.
    pub threads: usize,
    /// Items a worker takes at a time, at least one.
    pub chunk: usize,
}

/// The worker threads could not be started.
#[derive(Debug, thiserror::Error)]
#[error("could not start {threads} worker threads: {reason}; try `--threads 1`")]
pub struct ThreadError {
    threads: usize,
    reason: String,
}

/// Maps `range` through `map` on worker threads and folds the results in index order on the calling thread.
///
/// A chunk of items shares one scratch made by `scratch`. At most a few chunks per thread are in flight, so memory does not grow
/// with the range. `fold` may stop the work early; what it has folded by then is exactly the items before that index.
///
/// # Errors
/// [`ThreadError`] when the operating system refuses the threads.
///
/// # Determinism
/// The sequence of `fold` calls depends on `range` and `map` alone: the same for any [`Batching`].
pub fn map_fold<S, T>(
    range: Range<u64>,
    batching: Batching,
    scratch: impl Fn() -> S + Sync,
    map: impl Fn(u64, &mut S) -> T + Sync,
    mut fold: impl FnMut(u64, T) -> Flow,
) -> Result<(), ThreadError>
where
    T: Send,
{
    let threads = batching.threads.max(1);
    let chunk = batching.chunk.max(1) as u64;
    if threads == 1 {
        let mut kept = scratch();
        for index in range {
            if fold(index, map(index, &mut kept)) == Flow::Stop {
                break;
            }
        }
        return Ok(());
    }
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| ThreadError { threads, reason: error.to_string() })?;
    let window = chunk * threads as u64 * CHUNKS_PER_THREAD;
    let mut start = range.start;
    while start < range.end {
        let end = (start + window).min(range.end);
        let starts: Vec<u64> = (start..end).step_by(chunk as usize).collect();
        let mapped: Vec<Vec<T>> = pool.install(|| {
            starts
                .par_iter()
                .map(|&first| {
                    let mut kept = scratch();
                    (first..(first + chunk).min(end)).map(|index| map(index, &mut kept)).collect()
                })
                .collect()
        });
        for (index, value) in (start..end).zip(mapped.into_iter().flatten()) {
            if fold(index, value) == Flow::Stop {
                return Ok(());
            }
        }
        start = end;
    }
    Ok(())
}

/// How many chunks a thread gets between two folds: enough to even out slow items, few enough to bound memory.
const CHUNKS_PER_THREAD: u64 = 8;

/// Maps `range` and collects the results in index order.
///
/// # Errors
/// As [`map_fold`].
pub fn map_vec<S, T: Send>(
    range: Range<u64>,
    batching: Batching,
    scratch: impl Fn() -> S + Sync,
    map: impl Fn(u64, &mut S) -> T + Sync,
) -> Result<Vec<T>, ThreadError> {
    let mut out = Vec::new();
    map_fold(range, batching, scratch, map, |_, value| {
        out.push(value);
        Flow::Continue
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(threads: usize, chunk: usize, stop_at: u64) -> Vec<u64> {
        let mut seen = Vec::new();
        map_fold(
            3..1000,
            Batching { threads, chunk },
            || 0_u64,
            |index, _| index * index,
            |index, value| {
                if index == stop_at {
                    return Flow::Stop;
                }
                seen.push(value);
                Flow::Continue
            },
        )
        .unwrap();
        seen
    }

    #[test]
    fn folds_in_order_at_any_batching() {
        let expected: Vec<u64> = (3..1000).map(|index| index * index).collect();
        for threads in [1, 2, 4] {
            for chunk in [1, 7, 2000] {
                assert_eq!(folded(threads, chunk, u64::MAX), expected);
            }
        }
    }

    #[test]
    fn a_stop_keeps_exactly_the_items_before_it() {
        for threads in [1, 3] {
            assert_eq!(folded(threads, 5, 500).len(), 497);
        }
    }

    #[test]
    fn an_empty_range_calls_nothing() {
        let got = map_vec(5..5, Batching { threads: 4, chunk: 1 }, || (), |index, ()| index).unwrap();
        assert!(got.is_empty());
    }
}
