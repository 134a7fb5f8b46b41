//! The rooms that state figures.

use crate::choice::mixed::{ELECTRICITY_FEATURES, ElectricityData};
use crate::queueing::closed;
use crate::stats::check::Check;
use crate::{choice, cross_impact, economy, explore, measure, signals, stats, team};

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
    let electricity = electricity::tasks();
    let survey = ElectricityData::new(&electricity);
    vec![
        Room { name: "Elementary functions", checks: elementary::functions() },
        Room { name: "Random numbers", checks: elementary::generator() },
        Room { name: "Statistics", checks: stats::checks() },
        Room { name: "Exploration", checks: explore::checks() },
        Room { name: "Exact fronts", checks: separable::fronts() },
        Room { name: "Measures", checks: measure::checks() },
        Room { name: "Queues", checks: closed::checks() },
        Room { name: "Teams", checks: team::checks() },
        Room { name: "Economy", checks: economy::checks() },
        Room { name: "Choice models", checks: choice::checks(&swissmetro) },
        Room { name: "Mixed logit", checks: choice::mixed::checks(&electricity, &swissmetro, 1) },
        Room { name: "Ratings", checks: choice::ratings::checks() },
        Room { name: "Hierarchical Bayes", checks: choice::bayes::checks(survey.panel().ok().as_ref(), &ELECTRICITY_FEATURES, 1) },
        Room { name: "Cross-impact analysis", checks: cross_impact::checks(somewhereland::model().as_ref()) },
        Room { name: "Signals", checks: signals::checks() },
    ]
}
