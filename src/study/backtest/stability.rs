//! How far chance goes into predictions: the same fit once more, with other random numbers.

use crate::choice::ChoiceData;
use crate::measure::forecast::{Line, Null, Scored};
use crate::stats::distance::total_variation;
use crate::stats::interval::{Interval, ratio_interval};

use super::predict::Said;

/// Compares what a panel said with what the same panel says when it is fitted anew.
pub(super) fn moved(heads: &ChoiceData<'_>, said: &Said, again: &Said) -> Option<Line> {
    let width = heads.alternatives();
    let apart = |one: &[f64], other: &[f64]| -> Vec<f64> {
        one.chunks_exact(width).zip(other.chunks_exact(width)).map(|(one, other)| total_variation(one, other)).collect()
    };
    let logit = &said.nulls[Null::Logit as usize];
    let (moved, null) = (apart(&said.panel, &again.panel), apart(&said.panel, logit));
    let people: Vec<[f64; 2]> = heads.people().map(|tasks| [tasks.len() as f64, moved[tasks].iter().sum()]).collect();
    let (value, interval) = ratio_interval(&people);
    value.is_finite().then(|| Line {
        scored: Scored::Stability,
        value,
        interval: Interval { low: interval.low.max(0.0), high: interval.high.min(1.0) },
        null: null.iter().sum::<f64>() / null.len() as f64,
        null_name: Null::Logit.name(),
        ceiling: 0.0,
        ceiling_name: "nothing moves",
    })
}
