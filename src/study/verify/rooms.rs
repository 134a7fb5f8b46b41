//! The rooms that state figures.

use crate::queueing::closed;
use crate::stats::check::Check;
use crate::{choice, cross_impact, measure, signals, stats, team};

use super::{electricity, elementary, separable, somewhereland, swissmetro};

/// The figures of one part of the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// What the part is called.
    pub name: &'static str,
    /// Its figures.
    pub checks: Vec<Check>,
}

/// Recomputes every figure.
///
/// # Determinism
/// Seeds are fixed.
#[must_use]
pub fn rooms() -> Vec<Room> {
    let swissmetro = swissmetro::tasks();
    vec![
        Room { name: "Elementary functions", checks: elementary::functions() },
        Room { name: "Random numbers", checks: elementary::generator() },
        Room { name: "Statistics", checks: stats::checks() },
        Room { name: "Exact fronts", checks: separable::fronts() },
        Room { name: "Measures", checks: measure::checks() },
        Room { name: "Queues", checks: closed::checks() },
        Room { name: "Teams", checks: team::checks() },
        Room { name: "Choice models", checks: choice::checks(&swissmetro) },
        Room { name: "Mixed logit", checks: choice::mixed::checks(&electricity::tasks(), &swissmetro, 1) },
        Room { name: "Cross-impact analysis", checks: cross_impact::checks(somewhereland::model().as_ref()) },
        Room { name: "Signals", checks: signals::checks() },
    ]
}
