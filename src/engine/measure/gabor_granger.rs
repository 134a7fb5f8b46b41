//! Gabor–Granger: the highest price on a ladder that a person would still pay.
//!
//! # Source
//! Gabor & Granger 1966, "Price as an indicator of quality: report on an enquiry", Economica 33(129).

use crate::measure::boxes::{self, Count};
use crate::measure::price_curve::{self, PriceCurve};
use crate::measure::{Direction, Info, MeasureError};
use crate::stats::check::{Check, Expect};

/// Describes the demand at a price.
pub const DEMAND: Info = Info {
    id: "gabor_granger_demand",
    name: "Demand at a price",
    scale: "share of people whose highest accepted price is at least this one, 0 to 1",
    direction: Direction::HigherIsBetter,
    source: "Gabor & Granger 1966, Economica 33(129)",
};

/// Walks one person through a ladder: from a starting rung upwards while the answer is yes, downwards while it is no.
///
/// Returns the highest rung accepted, `None` where every rung from the start down is refused. A person who answers by
/// a fixed limit ends at the same rung from every start; one who does not, need not.
///
/// `would_buy` is asked at most once a rung. A start beyond the ladder counts as its last rung.
pub fn walk(rungs: usize, start: usize, mut would_buy: impl FnMut(usize) -> bool) -> Option<usize> {
    let start = start.min(rungs.checked_sub(1)?);
    if would_buy(start) {
        let mut accepted = start;
        while accepted + 1 < rungs && would_buy(accepted + 1) {
            accepted += 1;
        }
        return Some(accepted);
    }
    (0..start).rev().find(|&rung| would_buy(rung))
}

/// Turns the highest accepted rungs into demand: at each price the share of people who accept it or a higher one.
///
/// # Shapes
/// `highest[r]` counts people whose highest accepted rung is `r`; `none` counts those who accept none.
///
/// # Errors
/// For an unsound ladder, an unsound count, or nobody asked.
pub fn demand<C: Count>(prices: &[f64], highest: &[C], none: C) -> Result<PriceCurve, MeasureError> {
    price_curve::check_ladder(prices)?;
    if prices.len() != highest.len() {
        return Err(MeasureError::Lengths { left: "prices", right: "highest accepted", left_len: prices.len(), right_len: highest.len() });
    }
    let mut counts: Vec<f64> = vec![none.amount()];
    counts.extend(highest.iter().map(|c| c.amount()));
    let shares = boxes::shares("Gabor–Granger", &counts)?;
    let demand = (1..shares.len()).map(|r| boxes::top(&shares, shares.len() - r).get()).collect();
    PriceCurve::new(prices.to_vec(), demand)
}

/// Recomputes the examples.
pub fn checks() -> Vec<Check> {
    // Prices 120 to 150 by 5; the person refuses 140, accepts 125, accepts 135.
    let prices: Vec<f64> = (0..7).map(|i| 120.0 + 5.0 * f64::from(i)).collect();
    let accepted = walk(7, 4, |rung| prices[rung] <= 137.0).map(|rung| prices[rung]);
    let source = "Alchemer help, \"Gabor-Granger Pricing Method\": no at 140, yes at 125 and 135 end at 135";
    let curve = demand(&[10.0, 20.0, 30.0], &[30u64, 40, 20], 10);
    let rule = "hand-computed from the rule: 30, 40, 20 people end at 10, 20, 30; 10 refuse all";
    let near = |value| Expect { value, within: 1e-12 };
    let at = |r: usize| curve.clone().map(|c| c.demand()[r]);
    vec![
        Check::attempt("Gabor–Granger, highest accepted price", source, near(135.0), accepted.ok_or(())),
        Check::attempt("Gabor–Granger, demand at the lowest price", rule, near(0.9), at(0)),
        Check::attempt("Gabor–Granger, demand at the middle price", rule, near(0.6), at(1)),
        Check::attempt("Gabor–Granger, demand at the highest price", rule, near(0.2), at(2)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn a_fixed_limit_is_found_from_every_start() {
        for limit in 0..=6usize {
            for start in 0..8 {
                let found = walk(6, start, |rung| rung < limit);
                assert_eq!(found, limit.checked_sub(1), "limit {limit}, start {start}");
            }
        }
        assert_eq!(walk(0, 0, |_| true), None);
    }

    #[test]
    fn unsound_counts_are_refused() {
        assert!(demand(&[1.0, 2.0], &[1u64], 0).is_err());
        assert!(demand(&[2.0, 1.0], &[1u64, 1], 0).is_err());
        assert!(demand(&[1.0, 2.0], &[0u64, 0], 0).is_err());
    }
}
