//! Cross-impact probabilities: what the probability of one event says about another.

use crate::input::Probability;

/// Says why probabilities of two events do not fit together.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum GordonError {
    /// A probability given another event lies outside what the two single ones allow.
    #[error("with P(a) = {a} and P(b) = {b}, P(a | b) must lie in [{}, {}], got {got}", short(*low), short(*high))]
    Incoherent {
        /// The probability of the event.
        a: f64,
        /// The probability of the other.
        b: f64,
        /// The least that P(a | b) can be.
        low: f64,
        /// The most that it can be.
        high: f64,
        /// What was given.
        got: f64,
    },
    /// The other event is certain or impossible.
    #[error("an event whose probability is {b} says nothing about another: P(b) must lie strictly between 0 and 1")]
    Settled {
        /// The probability of the other event.
        b: f64,
    },
}

/// Returns the least and the most that P(a | b) can be, given P(a) and P(b).
///
/// Both events together cannot be likelier than either, nor less likely than P(a) + P(b) − 1.
///
/// # Errors
/// When P(b) is 0 or 1.
///
/// # Source
/// Gordon & Hayward 1968, "Initial experiments with the cross impact matrix method of forecasting", Futures 1(2), 100–116; the bounds are those
/// of Fréchet.
pub fn bounds(a: Probability, b: Probability) -> Result<(f64, f64), GordonError> {
    let (a, b) = (a.get(), b.get());
    if b <= 0.0 || b >= 1.0 {
        return Err(GordonError::Settled { b });
    }
    Ok((((a + b - 1.0) / b).clamp(0.0, 1.0), (a / b).min(1.0)))
}

/// Rounds a bound to what people read.
fn short(bound: f64) -> f64 {
    (bound * 1e9).round_ties_even() / 1e9
}

/// Returns P(a | not b) from P(a), P(b) and P(a | b).
///
/// # Errors
/// When P(b) is 0 or 1, or P(a | b) lies outside its [`bounds`]; the message gives them.
pub fn given_not(a: Probability, b: Probability, a_given_b: Probability) -> Result<f64, GordonError> {
    let (low, high) = bounds(a, b)?;
    let (a, b, got) = (a.get(), b.get(), a_given_b.get());
    // A bound that was rounded when it was written down still counts as met.
    let slack = 1e-12;
    if got < low - slack || got > high + slack {
        return Err(GordonError::Incoherent { a, b, low, high, got });
    }
    Ok(((a - b * got) / (1.0 - b)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(value: f64) -> Probability {
        Probability::new(value).unwrap()
    }

    #[test]
    fn the_published_example() {
        assert!((given_not(p(0.4), p(0.3), p(0.6)).unwrap() - 0.314_285_714_285_714_3).abs() < 1e-15);
    }

    #[test]
    fn the_law_of_total_probability_holds_within_the_bounds() {
        for a in [0.05, 0.4, 0.9, 1.0, 0.0] {
            for b in [0.1, 0.5, 0.95] {
                let (low, high) = bounds(p(a), p(b)).unwrap();
                for given in [low, (low + high) / 2.0, high] {
                    let not = given_not(p(a), p(b), p(given)).unwrap();
                    assert!((b * given + (1.0 - b) * not - a).abs() < 1e-12);
                    assert!((0.0..=1.0).contains(&not));
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_what_can() {
        let error = given_not(p(0.9), p(0.5), p(0.7)).unwrap_err();
        assert_eq!(error.to_string(), "with P(a) = 0.9 and P(b) = 0.5, P(a | b) must lie in [0.8, 1], got 0.7");
        let error = given_not(p(0.2), p(0.8), p(0.5)).unwrap_err();
        assert_eq!(error.to_string(), "with P(a) = 0.2 and P(b) = 0.8, P(a | b) must lie in [0, 0.25], got 0.5");
        for b in [0.0, 1.0] {
            assert_eq!(given_not(p(0.5), p(b), p(0.5)), Err(GordonError::Settled { b }));
        }
    }
}
