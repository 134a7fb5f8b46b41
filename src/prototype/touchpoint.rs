//! What a market knows of its touchpoints, at the centre of what is known.

use crate::market::Market;
use crate::world::World;

use super::catalogue::{Numbers, TouchpointFacts};

/// Every slot's value at the median of all uncertain inputs.
pub(super) fn medians(market: &Market) -> Vec<f64> {
    let unknowns = market.unknowns();
    unknowns.values(&unknowns.medians())
}

/// The numbers of a touchpoint.
pub(super) fn numbers(market: &Market, medians: &[f64], touchpoint: usize) -> Numbers {
    let name = &market.touchpoints()[touchpoint].name;
    let absent = Numbers::default();
    let value = |key: &str, absent: f64| market.unknowns().slot(&format!("journey.{name}.{key}")).map_or(absent, |slot| medians[slot]);
    Numbers {
        minutes: value("minutes", absent.minutes),
        wait: value("wait", absent.wait),
        effort: value("effort", absent.effort),
        clarity: value("clarity", absent.clarity),
        fails: value("fails", absent.fails),
        recovered: value("recovered", absent.recovered),
        drop_out: value("drop_out", absent.drop_out),
    }
}

/// What the catalogue looks at.
pub(super) fn facts(market: &Market, medians: &[f64], touchpoint: usize) -> TouchpointFacts {
    let point = &market.touchpoints()[touchpoint];
    TouchpointFacts::new(&point.name, point.channel, numbers(market, medians, touchpoint))
}
