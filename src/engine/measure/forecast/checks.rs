//! Worked examples and closed forms of the scores.

use super::calibration::calibration;
use super::data::{Choices, Forecast, ForecastError};
use super::scores::scores;
use super::spread::{Inclinations, spread};
use crate::num::ln;
use crate::stats::check::{Check, Expect};

/// Ten forecasts of rain.
const RAIN: [f64; 10] = [0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1];
/// In which of them it rained.
const RAINED: [bool; 10] = [false, true, true, true, false, false, false, false, false, false];

/// Ten people with one task each; 0.8 is said of the first alternative, and seven take it.
fn seven_of_ten<T>(read: impl Fn(&Choices<'_>, &Forecast<'_>) -> T) -> Result<T, ForecastError> {
    let chosen: Vec<usize> = (0..10).map(|task| usize::from(task >= 7)).collect();
    let choices = Choices::new(2, &[true; 20], &chosen, &(0..10).collect::<Vec<u64>>())?;
    let forecast = [0.8, 0.2].repeat(10);
    Ok(read(&choices, &Forecast::new(&choices, &forecast)?))
}

/// Two people with three tasks each take always the first, always the second alternative; a panel says 0.9 of each.
fn of_two_kinds() -> Result<f64, ForecastError> {
    let choices = Choices::new(2, &[true; 12], &[0, 0, 0, 1, 1, 1], &[1, 1, 1, 2, 2, 2])?;
    let x = [1.0, 0.0].repeat(6);
    let (even, said) = ([0.5; 12], [[0.9, 0.1].repeat(3), [0.1, 0.9].repeat(3)].concat());
    let predicted = Inclinations::of_forecast(&choices, &Forecast::new(&choices, &said)?, &x, &[0.5; 6])?;
    spread(&choices, &x, &Forecast::new(&choices, &even)?, &predicted)
}

fn rain() -> Result<f64, ForecastError> {
    let chosen: Vec<usize> = RAINED.iter().map(|&rained| usize::from(!rained)).collect();
    let choices = Choices::new(2, &[true; 20], &chosen, &(0..10).collect::<Vec<u64>>())?;
    let forecast: Vec<f64> = RAIN.iter().flat_map(|&p| [p, 1.0 - p]).collect();
    Ok(scores(&choices, &Forecast::new(&choices, &forecast)?).brier)
}

/// Recomputes the examples.
pub fn checks() -> Vec<Check> {
    let hand = "computed by hand from the rule";
    let check = |name: &str, source: &str, value: f64, within: f64, got: Result<f64, ForecastError>| {
        Check::attempt(name, source, Expect { value, within }, got)
    };
    let scored = |read: fn(&super::Scores) -> f64| seven_of_ten(|choices, forecast| read(&scores(choices, forecast)));
    let calibrated = |read: fn(&super::Calibration) -> f64| seven_of_ten(|choices, forecast| read(&calibration(choices, forecast)));
    let log = 0.7 * ln(0.8) + 0.3 * ln(0.2);
    vec![
        check(
            "Brier score of ten forecasts of rain",
            "Brier (1950), \"Verification of forecasts expressed in terms of probability\", table 1",
            0.19,
            1e-12,
            rain(),
        ),
        check("Forecast, log-likelihood a choice", hand, log, 1e-14, scored(|of| of.log_likelihood)),
        check("Forecast, hit rate", hand, 0.7, 1e-14, scored(|of| of.hit_rate)),
        check("Forecast, mean probability of the chosen", hand, 0.62, 1e-14, scored(|of| of.mean_probability)),
        check("Forecast, expected calibration error", hand, 0.1, 1e-14, calibrated(|of| of.expected_error)),
        check("Forecast, calibration slope", hand, 2.0 / 3.0, 1e-12, calibrated(|of| of.slope)),
        check("Forecast, fitted scale", "log odds of 0.7 over log odds of 0.8", ln(7.0 / 3.0) / ln(4.0), 1e-9, calibrated(|of| of.scale)),
        check("Forecast, spread between people predicted over real", hand, 0.8, 1e-12, of_two_kinds()),
    ]
}
