//! Key drivers: how much of the variance of an outcome each of several correlated drivers explains.
//!
//! # Source
//! LMG: Lindeman, Merenda & Gold 1980; the Shapley value of explained variance, Grömping 2006, "Relative importance for
//! linear regression in R: the package relaimpo", Journal of Statistical Software 17(1). Relative weights: Johnson 2000,
//! "A heuristic method for estimating the relative weight of predictor variables in multiple regression", Multivariate
//! Behavioral Research 35(1).

mod examples;

use crate::measure::{Direction, Info, MeasureError};
use crate::num;
use crate::stats::check::{Check, Expect};
use crate::stats::linear::{self, LinearError, Square};
use crate::stats::shapley::{MAX_PLAYERS, TooManyPlayers, shapley};

/// Describes a driver's LMG share.
pub const LMG: Info = Info {
    id: "driver_lmg",
    name: "Driver importance (Shapley)",
    scale: "share of the outcome's variance, 0 to 1; drivers sum to R²",
    direction: Direction::Neither,
    source: "Lindeman, Merenda & Gold 1980; Grömping 2006, Journal of Statistical Software 17(1)",
};

/// Describes a driver's relative weight.
pub const RELATIVE_WEIGHT: Info = Info {
    id: "driver_relative_weight",
    name: "Driver importance (relative weight)",
    scale: "share of the outcome's variance, 0 to 1; drivers sum to R²",
    direction: Direction::Neither,
    source: "Johnson 2000, Multivariate Behavioral Research 35(1)",
};

/// Holds the correlations among drivers and with their outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Drivers {
    among: Square,
    with_outcome: Vec<f64>,
}

/// Holds how much each driver explains; entries sum to `r_squared`.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// Variance of the outcome explained by each driver, as a share, in the order given.
    pub share: Vec<f64>,
    /// Variance explained by all drivers together, as a share.
    pub r_squared: f64,
}

impl Drivers {
    /// Takes columns of drivers and of the outcome, one entry a person, under weights where there are any.
    ///
    /// # Errors
    /// For columns of different lengths, a column without spread, or no driver.
    pub fn from_columns(drivers: &[&[f64]], outcome: &[f64], weights: Option<&[f64]>) -> Result<Self, MeasureError> {
        let columns: Vec<&[f64]> = drivers.iter().copied().chain([outcome]).collect();
        Self::from_covariance(&linear::covariance(&columns, weights)?)
    }

    /// Takes a covariance (or correlation) matrix whose last row and column belong to the outcome, as sums over parts of a
    /// population can build it.
    ///
    /// # Errors
    /// For a variance that is not above 0, or no driver.
    pub fn from_covariance(covariance: &Square) -> Result<Self, MeasureError> {
        let k = covariance.size().saturating_sub(1);
        if k == 0 {
            return Err(MeasureError::Size { what: "drivers", low: 1, high: MAX_PLAYERS, got: 0 });
        }
        let r = covariance.correlations()?;
        let cells = (0..k).flat_map(|i| (0..k).map(move |j| (i, j))).map(|(i, j)| r.at(i, j)).collect();
        Ok(Self { among: Square::from_rows(k, cells)?, with_outcome: (0..k).map(|i| r.at(i, k)).collect() })
    }

    /// Returns the correlation of each driver with the outcome, whose sign tells which way it works.
    pub fn correlations(&self) -> &[f64] {
        &self.with_outcome
    }

    /// Returns the share of variance that all drivers explain together.
    ///
    /// # Errors
    /// [`LinearError::Singular`] where drivers repeat each other.
    pub fn r_squared(&self) -> Result<f64, MeasureError> {
        let all = if self.among.size() >= 64 { u64::MAX } else { (1 << self.among.size()) - 1 };
        Ok(linear::r_squared(&self.among, &self.with_outcome, all)?)
    }

    /// Averages each driver's gain in explained variance over all orders of entry.
    ///
    /// # Errors
    /// Beyond 16 drivers, or where drivers repeat each other.
    pub fn lmg(&self) -> Result<Importance, MeasureError> {
        let k = self.among.size();
        if k > MAX_PLAYERS {
            return Err(TooManyPlayers { got: k }.into());
        }
        let r_squared = self.r_squared()?;
        // Every subset of drivers that are not singular together is not singular either, so no error is lost here.
        let mut failed = None;
        let share = shapley(k, |subset| {
            linear::r_squared(&self.among, &self.with_outcome, subset).unwrap_or_else(|e: LinearError| {
                failed = Some(e);
                f64::NAN
            })
        })?;
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(Importance { share, r_squared }),
        }
    }

    /// Splits explained variance by way of the uncorrelated columns that are closest to the drivers.
    ///
    /// # Errors
    /// Where drivers repeat each other.
    pub fn relative_weights(&self) -> Result<Importance, MeasureError> {
        let r_squared = self.r_squared()?;
        let k = self.among.size();
        let found = linear::eigen(&self.among);
        // Λ = V √D Vᵀ links drivers to the uncorrelated columns; β = Λ⁻¹ r links those to the outcome.
        let power = |root: fn(f64) -> f64, i: usize, j: usize| {
            let parts: Vec<f64> = (0..k).map(|e| found.vectors.at(i, e) * root(found.values[e]) * found.vectors.at(j, e)).collect();
            num::sum(&parts)
        };
        let squared_beta: Vec<f64> = (0..k)
            .map(|i| {
                let parts: Vec<f64> = (0..k).map(|j| power(|d| 1.0 / d.sqrt(), i, j) * self.with_outcome[j]).collect();
                let beta = num::sum(&parts);
                beta * beta
            })
            .collect();
        let share = (0..k)
            .map(|i| {
                let parts: Vec<f64> = (0..k)
                    .map(|j| {
                        let link = power(f64::sqrt, i, j);
                        link * link * squared_beta[j]
                    })
                    .collect();
                num::sum(&parts)
            })
            .collect();
        Ok(Importance { share, r_squared })
    }
}

/// Recomputes the published examples.
pub fn checks() -> Vec<Check> {
    let mut all = Vec::new();
    let near = |value, within| Expect { value, within };
    let swiss = Drivers::from_columns(&examples::SWISS.each_ref().map(|c| &c[..]), &examples::FERTILITY, None).and_then(|d| d.lmg());
    let source =
        "relaimpo, calc.relimp(swiss), type lmg (Grömping 2006, Journal of Statistical Software 17(1)); data: Mosteller & Tukey 1977";
    for (i, (name, expected)) in [
        ("agriculture", 0.057_091_22),
        ("examination", 0.171_173_03),
        ("education", 0.260_134_68),
        ("catholic", 0.105_570_15),
        ("infant mortality", 0.112_765_92),
    ]
    .into_iter()
    .enumerate()
    {
        let got = swiss.clone().map(|s| s.share[i]);
        all.push(Check::attempt(format!("LMG share of {name}, Swiss fertility"), source, near(expected, 5.1e-9), got));
    }
    let cars =
        Drivers::from_columns(&examples::CARS.each_ref().map(|c| &c[..]), &examples::MILEAGE, None).and_then(|d| d.relative_weights());
    let source = "R package rwa, article \"Regression methods\": rwa_multiregress on mtcars; data: Henderson & Velleman 1981";
    for (i, (name, expected)) in
        [("cylinders", 0.209_690_4), ("displacement", 0.188_304_3), ("horsepower", 0.179_959_0), ("weight", 0.270_681_2)]
            .into_iter()
            .enumerate()
    {
        let got = cars.clone().map(|c| c.share[i]);
        all.push(Check::attempt(format!("relative weight of {name}, mileage of 32 cars"), source, near(expected, 5.1e-8), got));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn both_methods_share_out_all_that_is_explained() {
        let d = Drivers::from_columns(&examples::CARS.each_ref().map(|c| &c[..]), &examples::MILEAGE, None).unwrap();
        for found in [d.lmg().unwrap(), d.relative_weights().unwrap()] {
            assert!((found.share.iter().sum::<f64>() - found.r_squared).abs() < 1e-12);
        }
        assert!(d.correlations().iter().all(|r| *r < 0.0));
    }

    #[test]
    fn uncorrelated_drivers_explain_their_squared_correlation() {
        let r = Square::from_rows(3, vec![1.0, 0.0, 0.6, 0.0, 1.0, 0.3, 0.6, 0.3, 1.0]).unwrap();
        let d = Drivers::from_covariance(&r).unwrap();
        for found in [d.lmg().unwrap(), d.relative_weights().unwrap()] {
            assert!((found.share[0] - 0.36).abs() < 1e-14 && (found.share[1] - 0.09).abs() < 1e-14);
        }
    }

    #[test]
    fn repeated_drivers_are_refused() {
        let x = [1.0, 2.0, 3.0, 5.0];
        let d = Drivers::from_columns(&[&x, &x], &[1.0, 0.0, 2.0, 1.0], None).unwrap();
        assert!(matches!(d.lmg(), Err(MeasureError::Linear(LinearError::Singular))));
        assert!(matches!(d.relative_weights(), Err(MeasureError::Linear(LinearError::Singular))));
        assert!(Drivers::from_columns(&[], &x, None).is_err());
        assert!(Drivers::from_columns(&[&[1.0, 1.0, 1.0, 1.0]], &x, None).is_err());
    }
}
