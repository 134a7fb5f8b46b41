//! What replicates say of candidates.

use super::ParetoError;
use super::points::Points;
use crate::num;

/// Holds what is known of one candidate: the means of its objectives, how its replicates spread, and how many there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Mean of each objective.
    pub mean: Vec<f64>,
    /// Covariance of the objectives between replicates, row by row, with the divisor n − 1.
    pub covariance: Vec<f64>,
    /// The number of replicates.
    pub count: u64,
}

/// Holds the replicates of candidates, which need not have the same number of them.
///
/// Replicate r of one candidate and replicate r of another may have run on the same draws; see [`Pairing`](super::Pairing).
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    objectives: usize,
    estimates: Vec<Estimate>,
    /// For each candidate its replicates less their mean, replicate by replicate.
    deviations: Vec<Vec<f64>>,
}

impl Evidence {
    /// Makes an empty list of candidates with a number of objectives.
    ///
    /// # Errors
    /// [`ParetoError::NoObjectives`] if there are none.
    pub fn new(objectives: usize) -> Result<Self, ParetoError> {
        if objectives == 0 {
            Err(ParetoError::NoObjectives)
        } else {
            Ok(Self { objectives, estimates: Vec::new(), deviations: Vec::new() })
        }
    }

    /// Adds a candidate by its replicates.
    ///
    /// # Shapes
    /// `values` holds all objectives of the first replicate, then all of the second, and so on.
    ///
    /// # Errors
    /// [`ParetoError::Replicates`] unless there are at least two whole replicates, [`ParetoError::Value`] where a value is not finite.
    pub fn push(&mut self, values: &[f64]) -> Result<(), ParetoError> {
        let (objectives, candidate) = (self.objectives, self.estimates.len());
        let count = values.len() / objectives;
        if count < 2 || !values.len().is_multiple_of(objectives) {
            return Err(ParetoError::Replicates { candidate, objectives, got: values.len() });
        }
        if let Some(place) = values.iter().position(|value| !value.is_finite()) {
            return Err(ParetoError::Value { point: candidate, objective: place % objectives, got: values[place], allowed: "finite" });
        }
        let of = |objective: usize| values.iter().skip(objective).step_by(objectives).copied().collect::<Vec<f64>>();
        let mean = |objective: usize| {
            let all = of(objective);
            // Rounding must not make a spread out of values that are all the same.
            if all.iter().all(|value| *value == all[0]) { all[0] } else { num::sum(&all) / count as f64 }
        };
        let mean: Vec<f64> = (0..objectives).map(mean).collect();
        let deviations: Vec<f64> = values.iter().enumerate().map(|(place, value)| value - mean[place % objectives]).collect();
        let mut covariance = vec![0.0; objectives * objectives];
        for row in 0..objectives {
            for column in 0..=row {
                let products: Vec<f64> = deviations.chunks_exact(objectives).map(|one| one[row] * one[column]).collect();
                let cell = num::sum(&products) / (count - 1) as f64;
                covariance[row * objectives + column] = cell;
                covariance[column * objectives + row] = cell;
            }
        }
        self.estimates.push(Estimate { mean, covariance, count: count as u64 });
        self.deviations.push(deviations);
        Ok(())
    }

    /// Returns the number of objectives.
    pub fn objectives(&self) -> usize {
        self.objectives
    }

    /// Returns the number of candidates.
    pub fn len(&self) -> usize {
        self.estimates.len()
    }

    /// Tells whether there are no candidates.
    pub fn is_empty(&self) -> bool {
        self.estimates.is_empty()
    }

    /// Returns means, covariances and counts, one a candidate.
    pub fn estimates(&self) -> &[Estimate] {
        &self.estimates
    }

    /// Returns the candidates as points at their means.
    pub fn means(&self) -> Points {
        let mut points = Points::with_room(self.objectives, self.len());
        let zeros = vec![0.0; self.objectives];
        self.estimates.iter().for_each(|estimate| points.push_sum(&estimate.mean, &zeros));
        points
    }

    /// One candidate's replicates less their mean.
    pub(super) fn deviations(&self, candidate: usize) -> &[f64] {
        &self.deviations[candidate]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_covariances_by_hand() {
        let mut evidence = Evidence::new(2).unwrap();
        evidence.push(&[1.0, 6.0, 2.0, 4.0, 3.0, 5.0]).unwrap();
        evidence.push(&[0.1, 1.0, 0.1, 3.0]).unwrap();
        let [one, other] = evidence.estimates() else { panic!() };
        assert_eq!(*one, Estimate { mean: vec![2.0, 5.0], covariance: vec![1.0, -0.5, -0.5, 1.0], count: 3 });
        assert_eq!(*other, Estimate { mean: vec![0.1, 2.0], covariance: vec![0.0, 0.0, 0.0, 2.0], count: 2 });
        assert_eq!(evidence.means().point(1), [0.1, 2.0]);
        assert_eq!((evidence.len(), evidence.objectives(), evidence.is_empty()), (2, 2, false));
    }

    #[test]
    fn too_few_replicates_are_refused() {
        let mut evidence = Evidence::new(2).unwrap();
        assert_eq!(evidence.push(&[1.0, 2.0]), Err(ParetoError::Replicates { candidate: 0, objectives: 2, got: 2 }));
        assert!(evidence.push(&[1.0, 2.0, 3.0, 4.0, 5.0]).is_err());
        assert!(matches!(evidence.push(&[1.0, 2.0, f64::NAN, 4.0]), Err(ParetoError::Value { objective: 0, .. })));
        assert!(evidence.is_empty());
        assert_eq!(Evidence::new(0), Err(ParetoError::NoObjectives));
    }
}
