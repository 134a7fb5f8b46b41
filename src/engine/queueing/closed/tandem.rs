//! Lines one after the other.

use crate::num::exp;

/// M/M/1 lines in a row: the time to get through is a sum of independent exponentials, one a line.
///
/// # Source
/// P. J. Burke 1956, "The output of a queuing system"; E. Reich 1957.
#[derive(Debug, Clone, PartialEq)]
pub struct Tandem {
    /// What is left of each server's rate, all different.
    rates: Vec<f64>,
    /// The weights of the exponentials in the distribution.
    weights: Vec<f64>,
}

impl Tandem {
    /// Takes the rate of arrivals and of each server. `None` where a line grows without end, or where two servers are equally fast: the
    /// distribution then has another form.
    #[must_use]
    pub fn new(arrivals: f64, service: &[f64]) -> Option<Self> {
        let rates: Vec<f64> = service.iter().map(|rate| rate - arrivals).collect();
        let apart = |i: usize| (0..i).all(|j| (rates[i] - rates[j]).abs() > 1e-9 * rates[i]);
        if rates.is_empty() || !(arrivals >= 0.0 && rates.iter().all(|&rate| rate > 0.0)) || !(0..rates.len()).all(apart) {
            return None;
        }
        let others = |i: usize| rates.iter().enumerate().filter(move |&(j, _)| j != i).map(|(_, &rate)| rate);
        let weights = (0..rates.len()).map(|i| others(i).map(|rate| rate / (rate - rates[i])).product()).collect();
        Some(Self { rates, weights })
    }

    /// The mean time.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.rates.iter().map(|rate| 1.0 / rate).sum()
    }

    /// The share that is through by a time.
    #[must_use]
    pub fn share_by(&self, time: f64) -> f64 {
        1.0 - self.rates.iter().zip(&self.weights).map(|(rate, weight)| weight * exp(-rate * time)).sum::<f64>()
    }

    /// The time by which a share is through, for a share in [0, 1).
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        let (mut low, mut high) = (0.0, self.mean());
        while self.share_by(high) < share && high < 1e12 {
            high *= 2.0;
        }
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if self.share_by(middle) < share { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_exponential() {
        let one = Tandem::new(0.8, &[1.0]).unwrap();
        assert!((one.mean() - 5.0).abs() < 1e-12 && (one.quantile(0.5) - 5.0 * std::f64::consts::LN_2).abs() < 1e-9);
        assert_eq!((Tandem::new(1.0, &[1.0]), Tandem::new(0.5, &[1.0, 1.0]), Tandem::new(0.1, &[])), (None, None, None));
    }
}
