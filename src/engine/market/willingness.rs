//! Willingness to pay, and the four prices a person would name.

use crate::world::Tally;

use super::bind::BoundWillingness;
use super::model::Market;
use super::survey::logistic;

/// The price at which a person is torn between the concept and everything else: the price paid now plus the log-odds of choosing the
/// concept over the utility of one unit of money. `None` for a person to whom a higher price is no loss.
pub(super) fn torn_at(price: f64, odds: f64, price_taste: f64) -> Option<f64> {
    (price_taste < 0.0).then(|| price - odds / price_taste)
}

/// Writes one person's four prices and chances to buy into the tally, as many times as the person counts.
pub(super) fn name_prices(
    market: &Market,
    bound: &BoundWillingness,
    torn: f64,
    price_taste: f64,
    times: u64,
    trial: &mut [f64],
    tally: &mut Tally,
) {
    let layout = &market.layout;
    tally.counts[layout.price_base()] += times;
    if torn <= 0.0 {
        tally.counts[layout.no_price()] += times;
        return;
    }
    let named = bound.factors.map(|factor| factor * torn);
    for (which, &price) in named.iter().enumerate() {
        let cell = bound.grid.partition_point(|&edge| edge < price);
        tally.counts[layout.threshold(which, cell)] += times;
    }
    let buys_at = |price: f64| logistic(price_taste * (price - torn));
    let chances = [0.0, buys_at(named[1]), buys_at(named[2]), 0.0].map(|chance| chance * times as f64);
    add_trial(&bound.grid, named, chances, trial);
}

/// Adds one person's chance to buy at every grid price: straight lines between the chances at the four named prices, nothing outside.
///
/// The rule is [`crate::measure::newton_miller_smith::Buyer::probability`], which a test compares; here it walks the grid once.
fn add_trial(grid: &[f64], named: [f64; 4], chances: [f64; 4], trial: &mut [f64]) {
    let mut cell = grid.partition_point(|&price| price <= named[0]);
    for piece in 0..3 {
        let (low, high) = (named[piece], named[piece + 1]);
        if high <= low {
            continue;
        }
        let slope = (chances[piece + 1] - chances[piece]) / (high - low);
        while let Some(&price) = grid.get(cell).filter(|&&price| price < high) {
            trial[cell] += slope.mul_add(price - low, chances[piece]);
            cell += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::newton_miller_smith::Buyer;
    use crate::measure::van_westendorp::Thresholds;
    use crate::measure::{Money, Probability};

    #[test]
    fn a_person_is_torn_where_the_odds_are_even() {
        let torn = torn_at(49.0, 1.2, -0.03).unwrap();
        assert!((torn - 89.0).abs() < 1e-12);
        let odds_there = -0.03 * (torn - 49.0) + 1.2;
        assert!(odds_there.abs() < 1e-12);
        assert_eq!(torn_at(49.0, 1.2, 0.0), None);
    }

    #[test]
    fn the_walk_over_the_grid_gives_the_published_rule() {
        let grid: Vec<f64> = (1..=40).map(|cell| f64::from(cell) * 2.5).collect();
        for named in [[10.3, 21.7, 44.0, 61.9], [2.5, 5.0, 7.5, 10.0], [99.0, 99.5, 140.0, 300.0], [0.1, 0.2, 0.3, 0.4]] {
            let chances = [0.0, 0.7, 0.2, 0.0];
            let mut trial = vec![0.0; grid.len()];
            add_trial(&grid, named, chances, &mut trial);
            let [too_cheap, cheap, expensive, too_expensive] = named;
            let buyer = Buyer {
                thresholds: Thresholds { too_cheap, cheap, expensive, too_expensive },
                at_cheap: Probability::new(chances[1]).unwrap(),
                at_expensive: Probability::new(chances[2]).unwrap(),
            };
            for (price, got) in grid.iter().zip(&trial) {
                assert!((buyer.probability(Money::new(*price).unwrap()).get() - got).abs() < 1e-12, "{price} of {named:?}");
            }
        }
    }
}
