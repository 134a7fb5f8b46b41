//! Willingness to pay, and the four prices a person would name.

use crate::measure::newton_miller_smith::Buyer;
use crate::measure::van_westendorp::Thresholds;
use crate::measure::{Money, Probability};
use crate::world::Tally;

use super::bind::BoundWillingness;
use super::model::Market;
use super::survey::logistic;

/// The price at which a person is torn between the concept and everything else: the price paid now plus the log-odds of choosing the
/// concept over the utility of one unit of money. `None` for a person to whom a higher price is no loss.
pub(super) fn torn_at(price: f64, odds: f64, price_taste: f64) -> Option<f64> {
    (price_taste < 0.0).then(|| price - odds / price_taste)
}

/// Writes one person's four prices and chances to buy into the tally.
pub(super) fn name_prices(market: &Market, bound: &BoundWillingness, torn: f64, price_taste: f64, trial: &mut [f64], tally: &mut Tally) {
    let layout = &market.layout;
    tally.counts[layout.price_base()] += 1;
    if torn <= 0.0 {
        tally.counts[layout.no_price()] += 1;
        return;
    }
    let named = bound.factors.map(|factor| factor * torn);
    for (which, &price) in named.iter().enumerate() {
        let cell = bound.grid.partition_point(|&edge| edge < price);
        tally.counts[layout.threshold(which, cell)] += 1;
    }
    let buys_at = |price: f64| Probability::new(logistic(price_taste * (price - torn))).unwrap_or(Probability::ZERO);
    let [too_cheap, cheap, expensive, too_expensive] = named;
    let buyer = Buyer {
        thresholds: Thresholds { too_cheap, cheap, expensive, too_expensive },
        at_cheap: buys_at(cheap),
        at_expensive: buys_at(expensive),
    };
    let first = bound.grid.partition_point(|&price| price <= too_cheap);
    let last = bound.grid.partition_point(|&price| price < too_expensive);
    for (cell, &price) in bound.grid.iter().enumerate().take(last).skip(first) {
        if let Ok(price) = Money::new(price) {
            trial[cell] += buyer.probability(price).get();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_torn_where_the_odds_are_even() {
        let torn = torn_at(49.0, 1.2, -0.03).unwrap();
        assert!((torn - 89.0).abs() < 1e-12);
        let odds_there = -0.03 * (torn - 49.0) + 1.2;
        assert!(odds_there.abs() < 1e-12);
        assert_eq!(torn_at(49.0, 1.2, 0.0), None);
    }
}
