//! Newton–Miller–Smith: purchase probabilities at a person's own "cheap" and "expensive" prices turn van Westendorp's
//! thresholds into a demand curve.
//!
//! # Source
//! Newton, Miller & Smith 1993, "A market acceptance extension to traditional price sensitivity measurement", American
//! Marketing Association Advanced Research Techniques Forum.

mod example;

use crate::measure::price_curve::{PriceCurve, check_ladder};
use crate::measure::van_westendorp::{Thresholds, check_people};
use crate::measure::{Direction, Info, MeasureError, Money, Probability};
use crate::num;
use crate::stats::check::{Check, Expect};

/// Describes the price that the most people would try.
pub const BEST_TRIAL: Info = Info {
    id: "nms_best_trial",
    name: "Price of highest trial",
    scale: "money; the price with the largest mean purchase probability",
    direction: Direction::Neither,
    source: "Newton, Miller & Smith 1993, AMA Advanced Research Techniques Forum",
};

/// Describes the price of highest revenue under the extension.
pub const BEST_REVENUE: Info = Info {
    id: "nms_best_revenue",
    name: "Price of highest revenue (Newton–Miller–Smith)",
    scale: "money; the price with the largest price × mean purchase probability",
    direction: Direction::Neither,
    source: "Newton, Miller & Smith 1993, AMA Advanced Research Techniques Forum",
};

/// Holds one person's thresholds and calibrated purchase probabilities at two of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Buyer {
    /// The four prices.
    pub thresholds: Thresholds,
    /// Probability of buying at the "cheap" price.
    pub at_cheap: Probability,
    /// Probability of buying at the "expensive" price.
    pub at_expensive: Probability,
}

impl Buyer {
    /// Returns the probability of buying at a price: 0 at "too cheap" and below and at "too expensive" and above,
    /// the two stated values at their prices, straight lines between.
    pub fn probability(&self, price: Money) -> Probability {
        let t = &self.thresholds;
        let p = price.get();
        let corners = [(t.too_cheap, 0.0), (t.cheap, self.at_cheap.get()), (t.expensive, self.at_expensive.get()), (t.too_expensive, 0.0)];
        for &(at, value) in &corners[1..3] {
            if p == at {
                return Probability::rounded(value);
            }
        }
        if p <= t.too_cheap || p >= t.too_expensive {
            return Probability::ZERO;
        }
        let line = corners.windows(2).find(|w| w[0].0 < p && p < w[1].0);
        Probability::rounded(line.map_or(0.0, |w| {
            let part = (p - w[0].0) / (w[1].0 - w[0].0);
            (w[1].1 - w[0].1).mul_add(part, w[0].1)
        }))
    }
}

/// Holds the demand curve and the price with the largest trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Market {
    /// Mean purchase probability at each price of the grid.
    pub curve: PriceCurve,
    /// Price of the grid with the largest mean purchase probability; of equal ones the lowest.
    pub best_trial: Money,
}

/// Averages purchase probabilities over people on a grid of prices.
///
/// The price of highest revenue is [`PriceCurve::best_revenue`] of the curve.
///
/// # Errors
/// For an unsound grid, nobody, inconsistent thresholds, or unsound weights.
pub fn demand(prices: &[f64], people: &[Buyer], weights: Option<&[f64]>) -> Result<Market, MeasureError> {
    check_ladder(prices)?;
    check_people(&people.iter().map(|b| b.thresholds).collect::<Vec<_>>(), weights)?;
    let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
    let total = num::sum(&(0..people.len()).map(weight).collect::<Vec<_>>());
    if total <= 0.0 {
        return Err(MeasureError::NoAnswers { measure: "Newton–Miller–Smith" });
    }
    let mut parts = vec![0.0; people.len()];
    let demand: Vec<f64> = prices
        .iter()
        .map(|&p| {
            for (i, (part, person)) in parts.iter_mut().zip(people).enumerate() {
                *part = weight(i) * person.probability(Money::raw(p)).get();
            }
            (num::sum(&parts) / total).min(1.0)
        })
        .collect();
    let best = (0..prices.len()).fold(0, |best, i| if demand[i] > demand[best] { i } else { best });
    Ok(Market { best_trial: Money::raw(prices[best]), curve: PriceCurve::new(prices.to_vec(), demand)? })
}

/// Recomputes a published survey, and an example by hand with the calibration most in use (.7 .5 .3 .1 0 for answers 5 to 1).
pub fn checks() -> Vec<Check> {
    let buyer = |prices: [f64; 4], at_cheap: f64, at_expensive: f64| Buyer {
        thresholds: Thresholds { too_cheap: prices[0], cheap: prices[1], expensive: prices[2], too_expensive: prices[3] },
        at_cheap: Probability::rounded(at_cheap),
        at_expensive: Probability::rounded(at_expensive),
    };
    let people = [buyer([2.0, 4.0, 8.0, 10.0], 0.7, 0.3), buyer([4.0, 6.0, 10.0, 14.0], 0.5, 0.1)];
    let prices: Vec<f64> = (2..=14).map(f64::from).collect();
    let found = demand(&prices, &people, None);
    let rule = "hand-computed from the rule: two people, thresholds 2 4 8 10 and 4 6 10 14, probabilities .7 .3 and .5 .1";
    let near = |value| Expect { value, within: 1e-12 };
    let at = |i: usize| found.clone().map(|m| m.curve.demand()[i]);
    let mut all = example::checks();
    all.extend([
        // At 5: (.6 + .25) / 2; at 6: (.5 + .5) / 2; at 9: (.15 + .2) / 2.
        Check::attempt("Newton–Miller–Smith, demand at 5", rule, near(0.425), at(3)),
        Check::attempt("Newton–Miller–Smith, demand at 6", rule, near(0.5), at(4)),
        Check::attempt("Newton–Miller–Smith, demand at 9", rule, near(0.175), at(7)),
        Check::attempt(BEST_TRIAL.name, rule, near(6.0), found.clone().map(|m| m.best_trial.get())),
        // Between 6 and 8 demand is .5 − .1 (p − 6), so p × demand peaks at 5.5, outside; the best is at 6.
        Check::attempt(BEST_REVENUE.name, rule, near(6.0), found.map(|m| m.curve.best_revenue().price.get())),
    ]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn thresholds_that_coincide_keep_their_stated_values() {
        let buyer = Buyer {
            thresholds: Thresholds { too_cheap: 1.0, cheap: 1.0, expensive: 3.0, too_expensive: 3.0 },
            at_cheap: Probability::rounded(0.6),
            at_expensive: Probability::rounded(0.2),
        };
        let at = |p: f64| buyer.probability(Money::raw(p)).get();
        assert_eq!(at(1.0), 0.6);
        assert!((at(2.0) - 0.4).abs() < 1e-15);
        assert_eq!(at(3.0), 0.2);
        assert_eq!((at(0.9), at(3.1)), (0.0, 0.0));
    }

    #[test]
    fn nobody_is_refused() {
        assert!(demand(&[1.0, 2.0], &[], None).is_err());
    }
}
