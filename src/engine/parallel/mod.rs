//! Maps over an index range on several threads and folds the results in index order.
//!
//! In: a number of items, a thread count, a function from index to result. Out: the fold of the results, in index order, whatever the
//! thread count or the chunk size. This room is the only user of `rayon`, and must never know what it maps over.

mod map_fold;

pub use map_fold::{Batching, Flow, ThreadError, map_fold, map_vec};
