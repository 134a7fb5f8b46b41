//! How far chance goes into predictions: the same fit once more, with other random numbers.

use crate::choice::ChoiceData;
use crate::measure::forecast::{Line, Null, Scored};
use crate::stats::distance::total_variation;
use crate::stats::interval::{Interval, student_quantile};

use super::predict::Said;

/// Compares what a panel said with what the same panel says when it is fitted anew.
///
/// # Source
/// The interval is over people, by linearisation: a person's tasks go together.
pub(super) fn moved(heads: &ChoiceData<'_>, said: &Said, again: &Said) -> Option<Line> {
    let width = heads.alternatives();
    let apart = |one: &[f64], other: &[f64]| -> Vec<f64> {
        one.chunks_exact(width).zip(other.chunks_exact(width)).map(|(one, other)| total_variation(one, other)).collect()
    };
    let logit = &said.nulls[Null::Logit as usize];
    let (moved, null) = (apart(&said.panel, &again.panel), apart(&said.panel, logit));
    let people: Vec<[f64; 2]> = heads.people().map(|tasks| [tasks.len() as f64, moved[tasks].iter().sum()]).collect();
    let [tasks, sum] = people.iter().fold([0.0; 2], |all, own| [all[0] + own[0], all[1] + own[1]]);
    let (value, count) = (sum / tasks, people.len() as f64);
    let squares: f64 = people.iter().map(|own| own[1] - value * own[0]).map(|off| off * off).sum();
    let far = student_quantile(0.975, (count - 1.0).max(1.0)) * (count / (count - 1.0) * squares).sqrt() / tasks;
    value.is_finite().then(|| Line {
        scored: Scored::Stability,
        value,
        interval: Interval { low: (value - far).max(0.0), high: (value + far).min(1.0) },
        null: null.iter().sum::<f64>() / tasks,
        null_name: Null::Logit.name(),
        ceiling: 0.0,
        ceiling_name: "nothing moves",
    })
}
