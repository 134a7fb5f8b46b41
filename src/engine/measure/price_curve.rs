//! Demand over price, the revenue and profit it gives, and the best price.
//!
//! Between the prices of a ladder demand is taken as a straight line, so that revenue and profit are parabolas whose
//! highest point is found exactly.

use crate::measure::{Direction, Info, MeasureError, Money, Probability};
use crate::stats::check::{Check, Expect};

/// Describes the price of highest revenue.
pub const BEST_REVENUE: Info = Info {
    id: "price_best_revenue",
    name: "Price of highest revenue",
    scale: "money; the price p with the largest p × demand(p)",
    direction: Direction::Neither,
    source: "Gabor & Granger 1966, Economica 33(129); straight lines between prices asked",
};

/// Describes the price of highest profit.
pub const BEST_PROFIT: Info = Info {
    id: "price_best_profit",
    name: "Price of highest profit",
    scale: "money; the price p with the largest (p − unit cost) × demand(p)",
    direction: Direction::Neither,
    source: "Gabor & Granger 1966, Economica 33(129); straight lines between prices asked",
};

/// Holds the share of people who would buy at each price of a rising ladder.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceCurve {
    prices: Vec<f64>,
    demand: Vec<f64>,
}

/// Tells where on the ladder an optimum lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Between the lowest and the highest price.
    Inside,
    /// At the lowest price: a lower one might do better.
    Lowest,
    /// At the highest price: a higher one might do better.
    Highest,
}

/// Holds the best price and what it gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Optimum {
    /// The best price.
    pub price: Money,
    /// Share of people who buy at it.
    pub demand: Probability,
    /// Revenue or profit a person at it.
    pub value: Money,
    /// Where on the ladder it lies.
    pub place: Place,
}

/// Checks that prices are finite, at least 0 and rise strictly.
///
/// # Errors
/// [`MeasureError::Size`] below two prices, [`MeasureError::Value`], [`MeasureError::PriceOrder`].
pub fn check_ladder(prices: &[f64]) -> Result<(), MeasureError> {
    if prices.len() < 2 {
        return Err(MeasureError::Size { what: "price ladder", low: 2, high: usize::MAX, got: prices.len() });
    }
    if let Some(&got) = prices.iter().find(|p| !(p.is_finite() && **p >= 0.0)) {
        return Err(MeasureError::Value { name: "price", allowed: "finite and at least 0", got });
    }
    for (i, pair) in prices.windows(2).enumerate() {
        if pair[1] <= pair[0] {
            return Err(MeasureError::PriceOrder { index: i + 1, before: pair[0], after: pair[1] });
        }
    }
    Ok(())
}

impl PriceCurve {
    /// Makes a curve from prices and the share of people who would buy at each.
    ///
    /// # Errors
    /// For an unsound ladder, lists of different lengths, or a share outside [0, 1].
    pub fn new(prices: Vec<f64>, demand: Vec<f64>) -> Result<Self, MeasureError> {
        check_ladder(&prices)?;
        if prices.len() != demand.len() {
            return Err(MeasureError::Lengths { left: "prices", right: "demand", left_len: prices.len(), right_len: demand.len() });
        }
        if let Some(&got) = demand.iter().find(|d| !(0.0..=1.0).contains(*d)) {
            return Err(MeasureError::Value { name: "demand", allowed: "in [0, 1]", got });
        }
        Ok(Self { prices, demand })
    }

    /// Returns the prices.
    pub fn prices(&self) -> &[f64] {
        &self.prices
    }

    /// Returns the share of buyers at each price.
    pub fn demand(&self) -> &[f64] {
        &self.demand
    }

    /// Returns revenue a person at each price.
    pub fn revenue(&self) -> Vec<f64> {
        self.profit(Money::default())
    }

    /// Returns profit a person at each price, price less unit cost times demand; times the number of people it is the
    /// profit of the market.
    pub fn profit(&self, unit_cost: Money) -> Vec<f64> {
        self.prices.iter().zip(&self.demand).map(|(p, d)| (p - unit_cost.get()) * d).collect()
    }

    /// Returns demand at a price by straight lines; `None` outside the ladder.
    pub fn demand_at(&self, price: Money) -> Option<Probability> {
        let p = price.get();
        let after = self.prices.iter().position(|&x| x >= p)?;
        if self.prices[after] == p {
            return Some(Probability::rounded(self.demand[after]));
        }
        let before = after.checked_sub(1)?;
        let part = (p - self.prices[before]) / (self.prices[after] - self.prices[before]);
        let d = (self.demand[after] - self.demand[before]).mul_add(part, self.demand[before]);
        Some(Probability::rounded(d))
    }

    /// Returns how demand answers to price at a point, the arc elasticity of the ladder step that holds it; `None`
    /// outside the ladder or where demand is 0.
    ///
    /// # Source
    /// Allen 1933, "The concept of arc elasticity of demand", Review of Economic Studies 1(3) (midpoint formula).
    pub fn elasticity_at(&self, price: Money) -> Option<f64> {
        let after = self.prices.iter().position(|&x| x >= price.get())?.max(1);
        if price.get() < self.prices[0] {
            return None;
        }
        let (p0, p1) = (self.prices[after - 1], self.prices[after]);
        let (d0, d1) = (self.demand[after - 1], self.demand[after]);
        (d0 + d1 > 0.0).then(|| ((d1 - d0) / (d0 + d1)) / ((p1 - p0) / (p0 + p1)))
    }

    /// Finds the price of highest revenue.
    pub fn best_revenue(&self) -> Optimum {
        self.best_profit(Money::default())
    }

    /// Finds the price of highest profit; of equal ones the lowest.
    pub fn best_profit(&self, unit_cost: Money) -> Optimum {
        let c = unit_cost.get();
        let mut best = (self.prices[0], self.demand[0]);
        let worth = |(p, d): (f64, f64)| (p - c) * d;
        for i in 1..self.prices.len() {
            let (p0, p1) = (self.prices[i - 1], self.prices[i]);
            let (d0, d1) = (self.demand[i - 1], self.demand[i]);
            let slope = (d1 - d0) / (p1 - p0);
            // (p − c)(d0 + s (p − p0)) has its turning point here; a peak only where demand falls.
            let peak = (c + p0 - d0 / slope) / 2.0;
            if slope < 0.0 && peak > p0 && peak < p1 {
                let candidate = (peak, slope.mul_add(peak - p0, d0));
                if worth(candidate) > worth(best) {
                    best = candidate;
                }
            }
            if worth((p1, d1)) > worth(best) {
                best = (p1, d1);
            }
        }
        self.optimum(best, c)
    }

    /// Finds the best price among those of the ladder alone.
    pub fn best_on_ladder(&self, unit_cost: Money) -> Optimum {
        let c = unit_cost.get();
        let worth = |(p, d): (f64, f64)| (p - c) * d;
        let mut best = (self.prices[0], self.demand[0]);
        for at in self.prices.iter().copied().zip(self.demand.iter().copied()) {
            if worth(at) > worth(best) {
                best = at;
            }
        }
        self.optimum(best, c)
    }

    fn optimum(&self, (price, demand): (f64, f64), cost: f64) -> Optimum {
        let place = if price <= self.prices[0] {
            Place::Lowest
        } else if price >= self.prices[self.prices.len() - 1] {
            Place::Highest
        } else {
            Place::Inside
        };
        Optimum { price: Money::raw(price), demand: Probability::rounded(demand), value: Money::raw((price - cost) * demand), place }
    }
}

/// Recomputes a published example and a closed form.
pub fn checks() -> Vec<Check> {
    // Demand .33 / (1 + exp(−8.3 + .97 p)) on half-euro steps; 10,000 people, unit cost 3, fixed cost 5,000.
    let prices: Vec<f64> = (8..=24).map(|i| f64::from(i) / 2.0).collect();
    let demand = prices.iter().map(|p| 0.33 / (1.0 + crate::num::exp(0.97 * p - 8.3))).collect();
    let best = PriceCurve::new(prices, demand).map(|c| c.best_on_ladder(Money::raw(3.0)));
    let source = "techmarketing.ch, \"Demand-oriented pricing using the Gabor–Granger method\": best price 7.5, profit \
                  5,928.79";
    let line = PriceCurve::new(vec![0.0, 4.0, 10.0], vec![1.0, 0.6, 0.0]);
    let top = line.clone().map(|c| c.best_revenue());
    let profit = line.map(|c| c.best_profit(Money::raw(2.0)));
    let closed = "closed form: demand 1 − p / 10 has best price 5 for revenue, 6 for profit at unit cost 2";
    let near = |value, within| Expect { value, within };
    vec![
        Check::attempt("best price on a ladder", source, near(7.5, 0.0), best.clone().map(|b| b.price.get())),
        Check::attempt("profit at the best price", source, near(5928.79, 0.005), best.map(|b| 10_000.0 * b.value.get() - 5_000.0)),
        Check::attempt("price of highest revenue", closed, near(5.0, 1e-12), top.clone().map(|b| b.price.get())),
        Check::attempt("highest revenue a person", closed, near(2.5, 1e-12), top.map(|b| b.value.get())),
        Check::attempt("price of highest profit", closed, near(6.0, 1e-12), profit.map(|b| b.price.get())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_example_and_closed_form() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn ends_of_the_ladder_are_told() {
        let flat = PriceCurve::new(vec![1.0, 2.0, 3.0], vec![0.5, 0.5, 0.5]).unwrap();
        assert_eq!(flat.best_revenue().place, Place::Highest);
        let steep = PriceCurve::new(vec![1.0, 2.0], vec![0.9, 0.0]).unwrap();
        assert_eq!(steep.best_revenue().place, Place::Lowest);
        assert_eq!(steep.best_revenue().price.get(), 1.0);
    }

    #[test]
    fn the_optimum_beats_a_fine_search() {
        let curve = PriceCurve::new(vec![1.0, 3.0, 4.0, 8.0, 9.0], vec![0.95, 0.7, 0.4, 0.3, 0.02]).unwrap();
        for cost in [0.0, 0.5, 2.5] {
            let best = curve.best_profit(Money::raw(cost));
            for i in 0..=8_000 {
                let p = Money::raw(1.0 + f64::from(i) / 1_000.0);
                let d = curve.demand_at(p).unwrap().get();
                assert!((p.get() - cost) * d <= best.value.get() + 1e-12);
            }
        }
    }

    #[test]
    fn demand_and_elasticity_by_straight_lines() {
        let curve = PriceCurve::new(vec![0.0, 4.0, 10.0], vec![1.0, 0.6, 0.0]).unwrap();
        assert!((curve.demand_at(Money::raw(7.0)).unwrap().get() - 0.3).abs() < 1e-15);
        assert_eq!(curve.demand_at(Money::raw(11.0)), None);
        assert_eq!(curve.demand_at(Money::raw(-1.0)), None);
        // Step 4 to 10: (−.6 / .6) / (6 / 14).
        assert!((curve.elasticity_at(Money::raw(5.0)).unwrap() + 14.0 / 6.0).abs() < 1e-12);
        assert_eq!(curve.elasticity_at(Money::raw(10.5)), None);
    }

    #[test]
    fn unsound_ladders_are_refused() {
        assert!(matches!(PriceCurve::new(vec![1.0], vec![1.0]), Err(MeasureError::Size { .. })));
        assert_eq!(PriceCurve::new(vec![1.0, 1.0], vec![1.0, 1.0]), Err(MeasureError::PriceOrder { index: 1, before: 1.0, after: 1.0 }));
        assert!(matches!(PriceCurve::new(vec![-1.0, 1.0], vec![1.0, 1.0]), Err(MeasureError::Value { .. })));
        assert!(matches!(PriceCurve::new(vec![0.0, 1.0], vec![1.2, 1.0]), Err(MeasureError::Value { .. })));
        assert!(matches!(PriceCurve::new(vec![0.0, 1.0], vec![1.0]), Err(MeasureError::Lengths { .. })));
    }
}
