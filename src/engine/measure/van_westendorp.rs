//! Van Westendorp's price sensitivity meter: four thresholds, four cumulative curves, four crossings.
//!
//! # Source
//! Van Westendorp 1976, "NSS Price Sensitivity Meter (PSM) — a new approach to study consumer perception of price",
//! ESOMAR Congress. Crossings: PMC too cheap × expensive, PME too expensive × cheap, IPP expensive × cheap, OPP too
//! cheap × too expensive.

mod example;

use crate::measure::price_curve::check_ladder;
use crate::measure::{Direction, Info, MeasureError, Money};
use crate::num;
use crate::stats::check::{Check, Expect};

const SOURCE: &str = "Van Westendorp 1976, ESOMAR Congress";

/// Describes the point of marginal cheapness.
pub const PMC: Info = Info {
    id: "vw_pmc",
    name: "Point of marginal cheapness",
    scale: "money; below it more people find the price too cheap than expensive",
    direction: Direction::Neither,
    source: SOURCE,
};

/// Describes the point of marginal expensiveness.
pub const PME: Info = Info {
    id: "vw_pme",
    name: "Point of marginal expensiveness",
    scale: "money; above it more people find the price too expensive than cheap",
    direction: Direction::Neither,
    source: SOURCE,
};

/// Describes the indifference price.
pub const IPP: Info = Info {
    id: "vw_ipp",
    name: "Indifference price",
    scale: "money; as many people find the price expensive as cheap",
    direction: Direction::Neither,
    source: SOURCE,
};

/// Describes the optimal price.
pub const OPP: Info = Info {
    id: "vw_opp",
    name: "Price of least rejection",
    scale: "money; as many people find the price too cheap as too expensive",
    direction: Direction::Neither,
    source: SOURCE,
};

/// Holds one person's four prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// From here down the product seems too cheap to be good.
    pub too_cheap: f64,
    /// From here down it is a bargain.
    pub cheap: f64,
    /// From here up it is getting expensive.
    pub expensive: f64,
    /// From here up it is too expensive to buy.
    pub too_expensive: f64,
}

impl Thresholds {
    /// Tells whether the four prices are finite, at least 0 and do not fall.
    pub fn is_consistent(&self) -> bool {
        0.0 <= self.too_cheap
            && self.too_cheap <= self.cheap
            && self.cheap <= self.expensive
            && self.expensive <= self.too_expensive
            && self.too_expensive.is_finite()
    }
}

/// Holds the four cumulative shares over a rising ladder of prices.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// Prices, rising.
    pub prices: Vec<f64>,
    /// Share to whom the price is too cheap; falls with price.
    pub too_cheap: Vec<f64>,
    /// Share to whom it is a bargain (or too cheap); falls with price.
    pub cheap: Vec<f64>,
    /// Share to whom it is expensive (or too expensive); rises with price.
    pub expensive: Vec<f64>,
    /// Share to whom it is too expensive; rises with price.
    pub too_expensive: Vec<f64>,
}

/// Holds the four crossings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PricePoints {
    /// Point of marginal cheapness: lower end of the acceptable range.
    pub pmc: Money,
    /// Point of marginal expensiveness: upper end of the acceptable range.
    pub pme: Money,
    /// Indifference price.
    pub ipp: Money,
    /// Price of least rejection ("optimal price point").
    pub opp: Money,
}

impl Curves {
    /// Checks four cumulative shares that were put together by hand on a price grid.
    ///
    /// # Errors
    /// For an unsound ladder, lists of different lengths, or a share outside [0, 1].
    pub fn check(&self) -> Result<(), MeasureError> {
        check_ladder(&self.prices)?;
        for (name, curve) in
            [("too cheap", &self.too_cheap), ("cheap", &self.cheap), ("expensive", &self.expensive), ("too expensive", &self.too_expensive)]
        {
            if curve.len() != self.prices.len() {
                return Err(MeasureError::Lengths { left: "prices", right: name, left_len: self.prices.len(), right_len: curve.len() });
            }
            if let Some(&got) = curve.iter().find(|s| !(-1e-12..=1.0 + 1e-12).contains(*s)) {
                return Err(MeasureError::Value { name, allowed: "a share in [0, 1]", got });
            }
        }
        Ok(())
    }

    /// Builds the curves of people's thresholds on a grid of prices, under weights where there are any.
    ///
    /// A bound counts at its own price: a price equal to a person's "too cheap" is too cheap.
    ///
    /// # Errors
    /// For an unsound grid, nobody, a person whose thresholds are inconsistent, or unsound weights.
    pub fn on_grid(prices: &[f64], people: &[Thresholds], weights: Option<&[f64]>) -> Result<Self, MeasureError> {
        check_ladder(prices)?;
        check_people(people, weights)?;
        let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
        let total = num::sum(&(0..people.len()).map(weight).collect::<Vec<_>>());
        if total <= 0.0 {
            return Err(MeasureError::NoAnswers { measure: "price sensitivity meter" });
        }
        // Sort each kind of threshold once and walk it along with the prices.
        let shares = |read: fn(&Thresholds) -> f64, falling: bool| -> Vec<f64> {
            let mut order: Vec<usize> = (0..people.len()).collect();
            order.sort_by(|&a, &b| read(&people[a]).total_cmp(&read(&people[b])));
            let (mut next, mut passed) = (0, 0.0);
            prices
                .iter()
                .map(|&price| {
                    let below = |t: f64| if falling { t < price } else { t <= price };
                    while next < order.len() && below(read(&people[order[next]])) {
                        passed += weight(order[next]);
                        next += 1;
                    }
                    let share = (passed / total).min(1.0);
                    if falling { 1.0 - share } else { share }
                })
                .collect()
        };
        Ok(Self {
            prices: prices.to_vec(),
            too_cheap: shares(|t| t.too_cheap, true),
            cheap: shares(|t| t.cheap, true),
            expensive: shares(|t| t.expensive, false),
            too_expensive: shares(|t| t.too_expensive, false),
        })
    }

    /// Builds the curves of people's thresholds at every price that anyone named.
    ///
    /// # Errors
    /// As [`Curves::on_grid`]; also where all named one and the same price.
    pub fn from_thresholds(people: &[Thresholds], weights: Option<&[f64]>) -> Result<Self, MeasureError> {
        check_people(people, weights)?;
        let mut prices: Vec<f64> = people.iter().flat_map(|t| [t.too_cheap, t.cheap, t.expensive, t.too_expensive]).collect();
        prices.sort_by(f64::total_cmp);
        prices.dedup();
        Self::on_grid(&prices, people, weights)
    }

    /// Finds the four crossings by straight lines between grid prices.
    ///
    /// Where two curves run together over a stretch, the middle of that stretch is returned.
    ///
    /// # Errors
    /// For unsound curves, or [`MeasureError::NoCrossing`] where two curves do not cross on the grid.
    pub fn points(&self) -> Result<PricePoints, MeasureError> {
        self.check()?;
        let cross = |falling: (&'static str, &[f64]), rising: (&'static str, &[f64])| {
            crossing(&self.prices, falling.1, rising.1).ok_or(MeasureError::NoCrossing {
                first: falling.0,
                second: rising.0,
                low: self.prices[0],
                high: self.prices[self.prices.len() - 1],
            })
        };
        let too_cheap = ("too cheap", &self.too_cheap[..]);
        let cheap = ("cheap", &self.cheap[..]);
        let expensive = ("expensive", &self.expensive[..]);
        let too_expensive = ("too expensive", &self.too_expensive[..]);
        Ok(PricePoints {
            pmc: cross(too_cheap, expensive)?,
            pme: cross(cheap, too_expensive)?,
            ipp: cross(cheap, expensive)?,
            opp: cross(too_cheap, too_expensive)?,
        })
    }
}

pub(super) fn check_people(people: &[Thresholds], weights: Option<&[f64]>) -> Result<(), MeasureError> {
    if people.is_empty() {
        return Err(MeasureError::NoAnswers { measure: "price sensitivity meter" });
    }
    if let Some(bad) = people.iter().find(|t| !t.is_consistent()) {
        return Err(MeasureError::Value {
            name: "price thresholds",
            allowed: "consistent (too cheap ≤ cheap ≤ expensive ≤ too expensive)",
            got: bad.too_cheap,
        });
    }
    if let Some(w) = weights {
        if w.len() != people.len() {
            return Err(MeasureError::Lengths { left: "people", right: "weights", left_len: people.len(), right_len: w.len() });
        }
        if let Some(index) = w.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
            return Err(MeasureError::Count { index, got: w[index] });
        }
    }
    Ok(())
}

/// Finds where a falling curve meets a rising one.
fn crossing(prices: &[f64], falling: &[f64], rising: &[f64]) -> Option<Money> {
    // Weighted shares that are equal on paper differ by rounding.
    let gap = |i: usize| Some(falling[i] - rising[i]).filter(|gap| gap.abs() > 1e-12).unwrap_or(0.0);
    let n = prices.len();
    let first_below = (0..n).find(|&i| gap(i) < 0.0);
    let last_above = match first_below {
        Some(below) => (0..below).rev().find(|&i| gap(i) > 0.0),
        None => (0..n).rev().find(|&i| gap(i) > 0.0),
    };
    let price = match (last_above, first_below) {
        (Some(a), Some(b)) if b == a + 1 => {
            let part = gap(a) / (gap(a) - gap(b));
            (prices[b] - prices[a]).mul_add(part, prices[a])
        }
        // The curves touch on the grid prices between a and b.
        (Some(a), Some(b)) => (prices[a + 1] + prices[b - 1]) / 2.0,
        (Some(a), None) if a + 1 < n => (prices[a + 1] + prices[n - 1]) / 2.0,
        (None, Some(b)) if b > 0 => (prices[0] + prices[b - 1]) / 2.0,
        _ => return None,
    };
    Some(Money::raw(price))
}

/// Recomputes a published example and a closed form.
pub fn checks() -> Vec<Check> {
    // Straight curves: too cheap 1 − p/10, cheap 1 − p/15, expensive (p − 2)/10, too expensive (p − 5)/10, cut to [0, 1].
    let prices: Vec<f64> = (0..=15).map(f64::from).collect();
    let over = |f: fn(f64) -> f64| prices.iter().map(|&p| f(p).clamp(0.0, 1.0)).collect::<Vec<f64>>();
    let curves = Curves {
        too_cheap: over(|p| 1.0 - p / 10.0),
        cheap: over(|p| 1.0 - p / 15.0),
        expensive: over(|p| (p - 2.0) / 10.0),
        too_expensive: over(|p| (p - 5.0) / 10.0),
        prices,
    };
    let found = curves.points();
    let closed = "closed form: straight curves cross where their equations are equal";
    let near = |value| Expect { value, within: 1e-12 };
    let mut all = example::checks();
    all.extend([
        Check::attempt(PMC.name, closed, near(6.0), found.clone().map(|p| p.pmc.get())),
        Check::attempt(PME.name, closed, near(9.0), found.clone().map(|p| p.pme.get())),
        Check::attempt(IPP.name, closed, near(7.2), found.clone().map(|p| p.ipp.get())),
        Check::attempt(OPP.name, closed, near(7.5), found.map(|p| p.opp.get())),
    ]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(prices: [f64; 4]) -> Thresholds {
        Thresholds { too_cheap: prices[0], cheap: prices[1], expensive: prices[2], too_expensive: prices[3] }
    }

    #[test]
    fn published_example_and_closed_form() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn curves_count_people_at_their_own_price() {
        let people = [person([1.0, 2.0, 3.0, 4.0]), person([2.0, 3.0, 4.0, 5.0])];
        let curves = Curves::from_thresholds(&people, None).unwrap();
        assert_eq!(curves.prices, [1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(curves.too_cheap, [1.0, 0.5, 0.0, 0.0, 0.0]);
        assert_eq!(curves.cheap, [1.0, 1.0, 0.5, 0.0, 0.0]);
        assert_eq!(curves.expensive, [0.0, 0.0, 0.5, 1.0, 1.0]);
        assert_eq!(curves.too_expensive, [0.0, 0.0, 0.0, 0.5, 1.0]);
        let found = curves.points().unwrap();
        assert_eq!(found.ipp.get(), 3.0);
        // Too cheap reaches 0 at 3, where too expensive is still 0.
        assert_eq!(found.opp.get(), 3.0);
    }

    #[test]
    fn weights_act_as_repeated_people() {
        let (a, b) = (person([1.0, 2.0, 3.0, 4.0]), person([2.0, 3.5, 5.0, 8.0]));
        let weighted = Curves::from_thresholds(&[a, b], Some(&[2.0, 1.0])).unwrap();
        let repeated = Curves::from_thresholds(&[a, a, b], None).unwrap();
        for (x, y) in weighted.cheap.iter().zip(&repeated.cheap) {
            assert!((x - y).abs() < 1e-15);
        }
    }

    #[test]
    fn unsound_material_is_refused() {
        assert!(Curves::from_thresholds(&[], None).is_err());
        assert!(Curves::from_thresholds(&[person([2.0, 1.0, 3.0, 4.0])], None).is_err());
        assert!(Curves::from_thresholds(&[person([1.0, 1.0, 1.0, 1.0])], None).is_err());
        let people = [person([1.0, 2.0, 3.0, 4.0])];
        assert!(Curves::from_thresholds(&people, Some(&[0.0])).is_err());
        assert!(Curves::from_thresholds(&people, Some(&[1.0, 1.0])).is_err());
        let narrow = Curves::on_grid(&[1.2, 1.4], &people, None).unwrap();
        assert!(matches!(narrow.points(), Err(MeasureError::NoCrossing { .. })));
    }
}
