//! Where searches start.

use super::error::MixedError;
use super::model::Model;
use super::panel::Panel;
use super::specification::{Distribution, Sign};
use crate::choice::data::StandardErrors;
use crate::choice::logit::fit_logit;
use crate::num::{exp, ln};
use crate::random::{At, Purpose, Seed, Streams};

/// How many starts, and what those after the first come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Starts {
    pub(super) count: usize,
    pub(super) seed: Seed,
}

/// The spread of a taste at the first start, against its location; also that of a lognormal taste's logarithm and of the scale.
const SPREAD: f64 = 0.3;

/// Returns the starts: the first from the plain logit, with small spreads; the others from around it.
pub(super) fn starts(model: &Model, panel: &Panel<'_>, wanted: Starts) -> Result<Vec<Vec<f64>>, MixedError> {
    let logit = fit_logit(panel.data())?;
    let errors = logit.covariance.standard_errors();
    let all = (0..wanted.count).map(|start| {
        let mut draws = Streams::new(wanted.seed, At::default()).draws(Purpose::Taste, start as u64, 1);
        let mut normal = || if start == 0 { 0.0 } else { draws.normal() };
        // Far enough apart to come down elsewhere, near enough to be sensible.
        let beta: Vec<f64> = logit.beta.iter().zip(&errors).map(|(b, e)| (2.0 * e.max(0.1 * b.abs())).mul_add(normal(), *b)).collect();
        let mut parameters = vec![0.0; model.parameters().len()];
        let unit = |taste: usize| match model.price {
            Some(price) if taste != price => -1.0 / away_from_zero(beta[price], errors[price]),
            _ => 1.0,
        };
        for (taste, part) in model.parts.iter().enumerate() {
            let value = beta[taste] * unit(taste);
            let error = (errors[taste] * unit(taste)).abs();
            let size = value.abs().max(error);
            let (location, spread) = match part.distribution {
                Distribution::LogNormal(sign) => (ln(signed(value, sign).max(error)), SPREAD),
                Distribution::TruncatedNormal(sign) => (signed(value, sign).max(error), SPREAD * size),
                _ => (value, SPREAD * size),
            };
            parameters[taste] = location;
            if let Some(&(_, parameter)) = part.factor.last() {
                parameters[parameter] = spread * exp(normal());
            }
        }
        if let Some((_, parameter)) = model.scale {
            parameters[parameter] = SPREAD * exp(normal());
        }
        parameters
    });
    Ok(all.collect())
}

fn signed(value: f64, sign: Sign) -> f64 {
    value * sign.factor()
}

/// Keeps a divisor at least a standard error from zero.
fn away_from_zero(value: f64, error: f64) -> f64 {
    if value.abs() > error { value } else { error.copysign(value) }
}
