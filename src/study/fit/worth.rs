//! What a typical person would pay for an attribute, and draws of the estimates from which its interval is read.

use crate::choice::StandardErrors;
use crate::choice::mixed::{Distribution, Model};
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::linear::cholesky;

use super::derive::TasteAt;
use super::load::FitStudy;
use super::spec::Space;

/// Draws of the estimates from their own uncertainty, from which intervals of what follows from them are read.
const DRAWS: usize = 4_000;

/// How tastes become amounts of money.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::study) struct Money {
    /// The attribute that is the price.
    pub(super) price: usize,
    /// Whether estimates are amounts of money already.
    pub(super) in_money: bool,
    per: Vec<f64>,
    distributions: Vec<Distribution>,
}

impl Money {
    /// Reads what a fit says of its price; none where it names none.
    pub(in crate::study) fn of(study: &FitStudy) -> Option<Self> {
        let attributes = &study.spec.attributes;
        let price = study.spec.model.price.as_ref()?;
        Some(Self {
            price: attributes.iter().position(|attribute| attribute.name.value == price.value)?,
            in_money: study.spec.model.space.is_some_and(|space| space.value == Space::WillingnessToPay),
            per: attributes.iter().map(|attribute| attribute.per()).collect(),
            distributions: study.specification.tastes.iter().map(|taste| taste.distribution).collect(),
        })
    }

    /// The attributes that are worth money: all but the price.
    pub(in crate::study) fn others(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.per.len()).filter(|&attribute| attribute != self.price)
    }

    /// What a typical person would pay for one unit of an attribute, given parameters.
    pub(in crate::study) fn amount(&self, model: &Model, parameters: &[f64], attribute: usize) -> f64 {
        let median =
            |attribute: usize| TasteAt::of(model, parameters, attribute, self.distributions[attribute]).median() / self.per[attribute];
        if self.in_money { median(attribute) * self.per[self.price] } else { -median(attribute) / median(self.price) }
    }
}

/// Draws parameters around the estimates: normal with their covariance; empty where that is not known or not definite.
///
/// # Source
/// Krinsky and Robb (1986), "On approximating the statistical properties of elasticities".
pub(in crate::study) fn draws(estimates: &[f64], covariance: Option<&[f64]>, seed: Seed) -> Vec<Vec<f64>> {
    let size = estimates.len();
    let Some(covariance) = covariance else { return Vec::new() };
    let errors = covariance.standard_errors();
    // Of the correlations, so that what counts as definite does not hang on units.
    let correlations: Vec<f64> = covariance.iter().enumerate().map(|(at, cell)| cell / (errors[at / size] * errors[at % size])).collect();
    let Ok(factor) = cholesky(&correlations, size) else { return Vec::new() };
    let streams = Streams::new(seed, At::default());
    let draw = |number: usize| {
        let mut words = streams.draws(Purpose::Theta, number as u64, 0);
        let scores: Vec<f64> = (0..size).map(|_| words.normal()).collect();
        let mixed = |row: usize| (0..=row).fold(0.0f64, |sum, column| factor[row * size + column].mul_add(scores[column], sum));
        (0..size).map(|row| errors[row].mul_add(mixed(row), estimates[row])).collect()
    };
    (0..DRAWS).map(draw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::ChoiceData;
    use crate::choice::mixed::{Panel, Points, Settings, Specification, fit};
    use crate::num::{ln, probit};
    use crate::stats::quantile;

    const SURVEYS: u64 = 400;

    /// How often three kinds of 95 % intervals hold what a quality is truly worth, over surveys of 120 people with 4 choices each: Krinsky and Robb's draws,
    /// the delta method, Fieller's.
    fn covered(price: f64) -> [f64; 3] {
        let (quality, model) = (0.6, Model::new(&Specification::all(&["price", "quality"], Distribution::Fixed)).unwrap());
        let fixed = vec![Distribution::Fixed; 2];
        let money = Money { price: 0, in_money: false, per: vec![1.0; 2], distributions: fixed };
        let truth = -quality / price;
        let mut inside = [0.0; 3];
        for survey in 0..SURVEYS {
            let mut words = Streams::new(Seed(77), At::default()).draws(Purpose::Design, survey, 0);
            let (mut x, mut chosen, mut person) = (Vec::new(), Vec::new(), Vec::new());
            for task in 0..480u64 {
                let mut best = (f64::NEG_INFINITY, 0);
                for at in 0..3 {
                    let own = [f64::from(words.below(5)), f64::from(words.below(3))];
                    let utility = price * own[0] + quality * own[1] - ln(-ln(words.uniform()));
                    best = if utility > best.0 { (utility, at) } else { best };
                    x.extend(own);
                }
                chosen.push(best.1);
                person.push(task / 4);
            }
            let data = ChoiceData::new(3, 2, &x, &[true; 1440], &chosen, &person).unwrap();
            let settings = Settings { points: Points::Halton { start: 1 }, draws: 1, ..Settings::default() };
            let found = fit(&model, &Panel::new(&model, &data, &[]).unwrap(), &settings).unwrap();
            let (b, v) = (found.parameters(), found.robust_covariance.as_ref().unwrap());
            let mut amounts: Vec<f64> = draws(b, Some(v), Seed(survey)).iter().map(|draw| money.amount(&model, draw, 1)).collect();
            amounts.sort_by(f64::total_cmp);
            let z = probit(0.975);
            // The delta method: the variance of −b₁/b₀ to first order.
            let ratio = money.amount(&model, b, 1);
            let error = (v[3] + 2.0 * ratio * v[1] + ratio * ratio * v[0]).sqrt() / b[0].abs();
            // Fieller's: all amounts at which b₁ + amount · b₀ is not told from 0.
            let gap = truth.mul_add(b[0], b[1]);
            let its = (v[3] + 2.0 * truth * v[1] + truth * truth * v[0]).sqrt();
            let held = [
                quantile(&amounts, 0.025) <= truth && truth <= quantile(&amounts, 0.975),
                (ratio - truth).abs() <= z * error,
                gap.abs() <= z * its,
            ];
            for (sum, held) in inside.iter_mut().zip(held) {
                *sum += f64::from(u8::from(held)) / SURVEYS as f64;
            }
        }
        inside
    }

    #[test]
    fn intervals_of_what_people_would_pay_hold_the_truth_as_often_as_they_say() {
        // Four standard errors of a share of .95 out of 400 are .044: α below 10⁻⁴ for each.
        let within = 4.0 * (0.95f64 * 0.05 / SURVEYS as f64).sqrt();
        // A price that is felt, and one whose taste lies about three standard errors from none.
        for price in [-0.5, -0.1] {
            let [drawn, delta, fieller] = covered(price);
            println!("price {price}: draws {drawn:.3}, delta method {delta:.3}, Fieller {fieller:.3}");
            assert!((drawn - 0.95).abs() < within, "price {price}: draws {drawn}");
            assert!((fieller - 0.95).abs() < within, "price {price}: Fieller {fieller}");
            if price == -0.5 {
                assert!((delta - 0.95).abs() < within, "price {price}: delta method {delta}");
            }
        }
    }
}
