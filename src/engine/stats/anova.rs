//! The split of a measure's variance into what nobody knows (between θ draws) and chance (between inner runs).

use crate::num;

/// Holds the two components of variance, in the measure's unit squared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// Mean over all runs.
    pub mean: f64,
    /// Variance between θ draws, freed of the chance within them; never negative.
    pub theta: f64,
    /// Variance between inner runs of one θ draw.
    pub inner: f64,
    /// True where the estimate of `theta` came out negative and was set to 0: chance alone explains the differences.
    pub theta_truncated: bool,
    /// The estimate of `theta` before truncation.
    pub theta_raw: f64,
    /// Number of θ draws.
    pub groups: usize,
    /// Inner runs a θ draw (the weighted mean number where they differ).
    pub runs_per_group: f64,
}

impl Components {
    /// Returns the share of the variance that is not chance; 0 where there is no variance at all.
    pub fn theta_share(&self) -> f64 {
        let total = self.theta + self.inner;
        if total > 0.0 { self.theta / total } else { 0.0 }
    }
}

/// Says why variance cannot be split.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AnovaError {
    /// There are fewer than two θ draws.
    #[error("a variance split needs at least 2 parameter draws, got {got}")]
    TooFewGroups {
        /// The number given.
        got: usize,
    },
    /// No θ draw has a second inner run, so that chance cannot be told from what nobody knows.
    #[error("a variance split needs at least 2 inner runs in some parameter draw")]
    NoRepeats,
    /// A θ draw holds no run.
    #[error("parameter draw {index} holds no run")]
    EmptyGroup {
        /// Its place, from 0.
        index: usize,
    },
    /// A value is NaN or infinite.
    #[error("parameter draw {index} holds a value that is not finite")]
    NotFinite {
        /// The draw's place, from 0.
        index: usize,
    },
}

/// Splits variance by one-way random-effects analysis of variance; `groups[t]` holds the inner runs of θ draw `t`.
///
/// # Errors
/// With fewer than two θ draws, no repeated inner run, an empty draw or a value that is not finite.
///
/// # Source
/// Searle, Casella & McCulloch 1992, "Variance Components", section 3.6 (unbalanced ANOVA estimators).
pub fn components<G: AsRef<[f64]>>(groups: &[G]) -> Result<Components, AnovaError> {
    let k = groups.len();
    if k < 2 {
        return Err(AnovaError::TooFewGroups { got: k });
    }
    for (index, group) in groups.iter().enumerate() {
        let values = group.as_ref();
        if values.is_empty() {
            return Err(AnovaError::EmptyGroup { index });
        }
        if values.iter().any(|v| !v.is_finite()) {
            return Err(AnovaError::NotFinite { index });
        }
    }
    let sizes: Vec<f64> = groups.iter().map(|g| g.as_ref().len() as f64).collect();
    let total = num::sum(&sizes);
    let within_freedom = total - k as f64;
    if within_freedom < 1.0 {
        return Err(AnovaError::NoRepeats);
    }
    let all: Vec<f64> = groups.iter().flat_map(|g| g.as_ref().iter().copied()).collect();
    let mean = num::sum(&all) / total;
    let means: Vec<f64> = groups.iter().zip(&sizes).map(|(g, n)| num::sum(g.as_ref()) / n).collect();
    let within: Vec<f64> = groups.iter().zip(&means).flat_map(|(g, m)| g.as_ref().iter().map(move |v| (v - m) * (v - m))).collect();
    let between: Vec<f64> = means.iter().zip(&sizes).map(|(m, n)| n * (m - mean) * (m - mean)).collect();
    let squares: Vec<f64> = sizes.iter().map(|n| n * n).collect();
    let runs_per_group = (total - num::sum(&squares) / total) / (k - 1) as f64;
    let inner = num::sum(&within) / within_freedom;
    let theta_raw = (num::sum(&between) / (k - 1) as f64 - inner) / runs_per_group;
    Ok(Components { mean, theta: theta_raw.max(0.0), inner, theta_truncated: theta_raw < 0.0, theta_raw, groups: k, runs_per_group })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    #[test]
    fn a_negative_component_is_set_to_zero_and_said() {
        let found = components(&[[0.0, 2.0], [2.0, 0.0]]).unwrap();
        assert_eq!(found.theta, 0.0);
        assert!(found.theta_truncated);
        assert_eq!(found.theta_raw, -1.0);
        assert_eq!(found.inner, 2.0);
        assert_eq!(found.theta_share(), 0.0);
    }

    #[test]
    fn recovers_known_components() {
        let mut draws = Streams::new(Seed(3), At { theta: 0, inner: 0 }).draws(Purpose::Theta, 0, 0);
        let groups: Vec<Vec<f64>> = (0..2_000)
            .map(|t| {
                let centre = 2.0 * draws.normal();
                (0..2 + t % 3).map(|_| centre + draws.normal()).collect()
            })
            .collect();
        let found = components(&groups).unwrap();
        // True values 4 and 1; standard errors about .13 and .03, four of them allowed.
        assert!((found.theta - 4.0).abs() < 0.55, "{found:?}");
        assert!((found.inner - 1.0).abs() < 0.12, "{found:?}");
        assert!(!found.theta_truncated);
    }

    #[test]
    fn refuses_what_cannot_be_split() {
        assert_eq!(components(&[[1.0, 2.0]]), Err(AnovaError::TooFewGroups { got: 1 }));
        assert_eq!(components(&[[1.0], [2.0]]), Err(AnovaError::NoRepeats));
        assert_eq!(components(&[vec![1.0, 2.0], vec![]]), Err(AnovaError::EmptyGroup { index: 1 }));
        assert_eq!(components(&[[1.0, f64::NAN], [1.0, 1.0]]), Err(AnovaError::NotFinite { index: 0 }));
    }
}
