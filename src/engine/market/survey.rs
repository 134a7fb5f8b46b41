//! Stated answers: from what a person would do to the box that the person ticks.
//!
//! A question has a latent score in logits. A person's response style moves it (acquiescence), stretches it (extremity) and blurs it
//! (noise); thresholds cut it into boxes. The latent rules are judgement and are labelled so in every report.

use std::sync::Arc;

use crate::choice::LEAF;
use crate::num::{exp, ln};

use super::bind::{BoundRule, BoundSurvey};
use super::model::Market;
use super::run::Scratch;
use super::spec::Ask;

/// The widest latent score, in logits.
pub(super) const WIDEST: f64 = 12.0;

/// The log-odds of a probability, kept within ±12.
pub(super) fn logit(p: f64) -> f64 {
    if p <= 0.0 {
        return -WIDEST;
    }
    if p >= 1.0 {
        return WIDEST;
    }
    (ln(p) - ln(1.0 - p)).clamp(-WIDEST, WIDEST)
}

/// The probability of log-odds.
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x.clamp(-40.0, 40.0)))
}

/// The box (from 0) a latent score falls into: the number of thresholds below it.
pub(super) fn box_of(latent: f64, cuts: &[f64]) -> usize {
    cuts.iter().filter(|&&cut| latent > cut).count()
}

/// Thresholds of a scale without words of its own: evenly spaced over four logits.
pub(super) fn even_cuts(points: usize) -> Vec<f64> {
    let step = 4.0 / (points - 1) as f64;
    (1..points).map(|cut| (cut as f64 - points as f64 / 2.0) * step).collect()
}

/// One person's way of answering.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) acquiescence: f64,
    pub(super) extremity: f64,
    pub(super) noise: f64,
}

impl Style {
    /// The latent score as this person expresses it, with one standard normal draw.
    pub(super) fn express(self, latent: f64, normal: f64) -> f64 {
        (1.0 + self.extremity).mul_add(latent, self.noise.mul_add(normal, self.acquiescence))
    }
}

/// A person's way of answering: as the population says, or drawn as people were found to differ, with two standard normals that are the person's own.
/// Where it was fitted, the stretch holds for the blur too, as in the fit.
pub(super) fn style(market: &Market, survey: &BoundSurvey, person: usize, own: [f32; 2]) -> Style {
    let column = |values: &Option<Arc<[f32]>>, missing: f64| values.as_ref().map_or(missing, |values| f64::from(values[person]));
    let noise = column(&market.survey.noise, survey.noise_default);
    match survey.fitted {
        Some([acquiescence, extremity]) => {
            let stretch = exp(extremity * f64::from(own[1]));
            Style { acquiescence: acquiescence * f64::from(own[0]), extremity: stretch - 1.0, noise: stretch * noise }
        }
        None => Style { acquiescence: column(&market.survey.acquiescence, 0.0), extremity: column(&market.survey.extremity, 0.0), noise },
    }
}

/// The latent score of a question about the concept.
///
/// `advantage[a]` is the utility that attribute `a` gives the concept over the reference; `choice` the log-odds of choosing the concept
/// when it is known and to be had; `belief` the share of claims believed.
pub(super) fn latent(market: &Market, survey: &BoundSurvey, rule: &BoundRule, scratch: &Scratch, local: usize, person: usize) -> f64 {
    let choice = f64::from(scratch.odds[local]);
    let belief = 4.0 * (f64::from(scratch.belief[local]) - 0.5);
    let advantage = |attribute: usize| f64::from(scratch.advantage[attribute * LEAF + local]);
    match rule {
        BoundRule::Standard(ask) => match ask {
            Ask::Intent | Ask::Juster => choice,
            Ask::Appeal => {
                let all: f64 = (0..market.attributes.len()).map(advantage).sum();
                let price = market.price_taste.map_or(0.0, |taste| advantage(market.tastes[taste].attribute));
                all - price
            }
            Ask::Value => (0..market.attributes.len()).map(advantage).sum(),
            Ask::Relevance => match &market.survey.need {
                Some(need) => 4.0 * (f64::from(need.mean[person]) - 0.5),
                None => choice,
            },
            Ask::Believability => belief,
            Ask::Clarity => survey.clarity,
            Ask::Uniqueness => survey.uniqueness,
            Ask::Recommend | Ask::Satisfaction => f64::NAN,
        },
        BoundRule::Driven { start, drivers } => drivers.iter().fold(*start, |sum, (driver, weight)| {
            let value = match driver {
                super::model::Driver::Choice => choice,
                super::model::Driver::Belief => belief,
                super::model::Driver::Attribute(attribute) => advantage(*attribute),
                super::model::Driver::Column { values, .. } => f64::from(values[person]),
            };
            weight.mul_add(value, sum)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logit_and_logistic_undo_each_other() {
        for step in 1..200 {
            let p = f64::from(step) / 200.0;
            assert!((logistic(logit(p)) - p).abs() < 1e-12, "{p}");
        }
        assert_eq!((logit(0.0), logit(1.0)), (-WIDEST, WIDEST));
    }

    #[test]
    fn thresholds_are_even_and_centred() {
        assert_eq!(even_cuts(5), [-1.5, -0.5, 0.5, 1.5]);
        let eleven = even_cuts(11);
        assert_eq!(eleven.len(), 10);
        assert!(eleven.iter().zip(eleven.iter().rev()).all(|(low, high)| (low + high).abs() < 1e-12));
        assert_eq!(box_of(-3.0, &even_cuts(5)), 0);
        assert_eq!(box_of(0.0, &even_cuts(5)), 2);
        assert_eq!(box_of(9.0, &even_cuts(5)), 4);
    }

    #[test]
    fn style_moves_stretches_and_blurs() {
        let style = Style { acquiescence: 0.5, extremity: 0.2, noise: 2.0 };
        assert!((style.express(1.0, -0.25) - (0.5 + 1.2 - 0.5)).abs() < 1e-12);
    }
}
