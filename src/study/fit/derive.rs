//! What follows from the estimates: how tastes are spread over people, what people would pay, which tastes go together.

use crate::choice::mixed::{Distribution, Model};
use crate::num::{exp, norm_cdf, probit};
use crate::random::Seed;
use crate::stats::quantile;

use super::estimate::{Estimated, Findings, Mixture};
use super::load::FitStudy;
use super::worth::{Money, draws};

/// The probability of a price taste of the other sign, given what the data leave open, from which a willingness to pay has no interval.
const UNSURE: f64 = 0.005;
/// The share of people with a price taste of the other sign from which the report warns.
const ODD: f64 = 0.05;

/// A figure with its 90 % interval over what the data leave open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranged {
    /// The figure at the estimates.
    pub value: f64,
    /// 5 % of the draws lie below.
    pub low: f64,
    /// 5 % of the draws lie above.
    pub high: f64,
}

/// How one taste is spread over people.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The attribute, by its place in the fit.
    pub attribute: usize,
    /// The taste of a typical person: the median.
    pub typical: Ranged,
    /// The standard deviation over people; 0 where the taste is fixed.
    pub deviation: Ranged,
    /// 5 %, 25 %, 75 % and 95 % of people lie below these.
    pub quantiles: [f64; 4],
    /// The share of people who like more of it.
    pub like: f64,
}

/// What a typical person would pay for one unit of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// The attribute, by its place in the fit.
    pub attribute: usize,
    /// The amount, in the unit of the price.
    pub amount: Ranged,
}

/// What follows from the estimates of a multinomial or mixed logit, or of hierarchical Bayes.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// One for each attribute.
    pub spreads: Vec<Spread>,
    /// One for each attribute but the price; empty where the file names no price.
    pub worths: Vec<Worth>,
    /// How likely the typical price taste is to have the other sign than estimated, given what the data leave open.
    pub unsure: f64,
    /// The share of people for whom a higher price is better, by the estimates.
    pub odd: f64,
    /// Correlations of the tastes that vary, attribute by attribute, row by row, and which attributes those are; empty where all go on their own.
    pub correlations: (Vec<usize>, Vec<f64>),
}

impl Derived {
    /// Whether a willingness to pay has an interval at all.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.unsure <= UNSURE
    }

    /// Whether so many people like a higher price that the report should say it.
    #[must_use]
    pub fn is_odd(&self) -> bool {
        self.odd > ODD
    }
}

/// One taste at some parameters: location and spread with how it is distributed.
#[derive(Debug, Clone, Copy)]
pub(super) struct TasteAt {
    pub(super) distribution: Distribution,
    pub(super) location: f64,
    /// The standard deviation of the score; never below 0.
    pub(super) spread: f64,
}

impl TasteAt {
    pub(super) fn of(model: &Model, parameters: &[f64], attribute: usize, distribution: Distribution) -> Self {
        let factor = if distribution == Distribution::Fixed { &[][..] } else { model.factor(attribute) };
        let spread = factor.iter().map(|&(_, at)| parameters[at] * parameters[at]).sum::<f64>().sqrt();
        Self { distribution, location: parameters[attribute], spread }
    }

    /// The taste below which a share of people lies.
    fn quantile(self, p: f64) -> f64 {
        let (m, s) = (self.location, self.spread);
        match self.distribution {
            Distribution::Fixed => m,
            Distribution::Normal => s.mul_add(probit(p), m),
            Distribution::Uniform => s.mul_add(2.0 * p - 1.0, m),
            Distribution::Triangular => s.mul_add(if p < 0.5 { (2.0 * p).sqrt() - 1.0 } else { 1.0 - (2.0 * (1.0 - p)).sqrt() }, m),
            Distribution::LogNormal(sign) => {
                let q = if sign.factor() > 0.0 { p } else { 1.0 - p };
                sign.factor() * exp(s.mul_add(probit(q), m))
            }
            Distribution::TruncatedNormal(sign) => {
                let q = if sign.factor() > 0.0 { p } else { 1.0 - p };
                let below = norm_cdf(-m / s);
                sign.factor() * s.mul_add(probit((1.0 - below).mul_add(q, below)), m).max(0.0)
            }
        }
    }

    /// The taste of a typical person.
    pub(super) fn median(self) -> f64 {
        self.quantile(0.5)
    }

    pub(super) fn deviation(self) -> f64 {
        let (m, s) = (self.location, self.spread);
        match self.distribution {
            Distribution::Fixed => 0.0,
            Distribution::Normal => s,
            Distribution::Uniform => s / 3.0_f64.sqrt(),
            Distribution::Triangular => s / 6.0_f64.sqrt(),
            Distribution::LogNormal(_) => (exp(s * s) - 1.0).sqrt() * exp(0.5f64.mul_add(s * s, m)),
            Distribution::TruncatedNormal(_) => {
                // Johnson, Kotz and Balakrishnan (1994), section 13.10.1, cut off at 0.
                let at = -m / s;
                let rate = exp(-0.5 * at * at) / (2.0 * std::f64::consts::PI).sqrt() / (1.0 - norm_cdf(at));
                s * (1.0 + at * rate - rate * rate).max(0.0).sqrt()
            }
        }
    }

    /// The share of people above 0.
    fn like(self) -> f64 {
        let (m, s) = (self.location, self.spread);
        match self.distribution {
            _ if s == 0.0 => f64::from(u8::from(self.quantile(0.5) > 0.0)),
            Distribution::Fixed => f64::from(u8::from(m > 0.0)),
            Distribution::Normal => norm_cdf(m / s),
            Distribution::Uniform => (0.5 * (m / s + 1.0)).clamp(0.0, 1.0),
            Distribution::Triangular => {
                let t = (-m / s).clamp(-1.0, 1.0);
                if t < 0.0 { 1.0 - 0.5 * (1.0 + t) * (1.0 + t) } else { 0.5 * (1.0 - t) * (1.0 - t) }
            }
            Distribution::LogNormal(sign) | Distribution::TruncatedNormal(sign) => f64::from(u8::from(sign.factor() > 0.0)),
        }
    }
}

/// A figure that is worked out from parameters: its value at the estimates, or the median of the draws where these are a posterior.
struct Figures<'a> {
    estimates: Option<&'a [f64]>,
    draws: Vec<Vec<f64>>,
}

impl Figures<'_> {
    fn sorted(&self, of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        let mut drawn: Vec<f64> = self.draws.iter().map(|draw| of(draw)).filter(|value| value.is_finite()).collect();
        drawn.sort_by(f64::total_cmp);
        drawn
    }

    fn value(&self, of: impl Fn(&[f64]) -> f64) -> f64 {
        self.estimates.map_or_else(|| quantile(&self.sorted(&of), 0.5), &of)
    }

    fn ranged(&self, of: impl Fn(&[f64]) -> f64) -> Ranged {
        let drawn = self.sorted(&of);
        let value = self.estimates.map_or_else(|| quantile(&drawn, 0.5), &of);
        // The quantile of nothing is not a number.
        Ranged { value, low: quantile(&drawn, 0.05), high: quantile(&drawn, 0.95) }
    }
}

/// Works out what follows from the estimates; none for latent classes.
#[must_use]
pub fn derive(study: &FitStudy, findings: &Findings) -> Option<Derived> {
    let mixture = findings.estimated.mixture()?;
    let figures = match &findings.estimated {
        Estimated::Bayes(bayes) => Figures { estimates: None, draws: bayes.read() },
        _ => Figures { estimates: Some(mixture.estimates), draws: draws(mixture.estimates, mixture.covariance, Seed(study.spec.seed())) },
    };
    let attributes = &study.spec.attributes;
    let money = Money::of(study);
    let distributions: Vec<Distribution> = study.specification.tastes.iter().map(|taste| taste.distribution).collect();
    let at = |parameters: &[f64], attribute: usize| TasteAt::of(mixture.model, parameters, attribute, distributions[attribute]);
    let spreads = (0..attributes.len())
        .map(|attribute| Spread {
            attribute,
            typical: figures.ranged(|draw| at(draw, attribute).quantile(0.5)),
            deviation: figures.ranged(|draw| at(draw, attribute).deviation()),
            quantiles: [0.05, 0.25, 0.75, 0.95].map(|p| figures.value(|draw| at(draw, attribute).quantile(p))),
            like: figures.value(|draw| at(draw, attribute).like()),
        })
        .collect();
    let worths = money.as_ref().map_or_else(Vec::new, |money| {
        let worth = |attribute| Worth { attribute, amount: figures.ranged(|draw| money.amount(mixture.model, draw, attribute)) };
        money.others().map(worth).collect()
    });
    let (unsure, odd) = money.as_ref().map_or((0.0, 0.0), |money| {
        let price = money.price;
        let sign = at(mixture.estimates, price).quantile(0.5) > 0.0;
        let other = figures.draws.iter().filter(|draw| (at(draw, price).quantile(0.5) > 0.0) != sign).count();
        let share = if figures.draws.is_empty() { 1.0 } else { other as f64 / figures.draws.len() as f64 };
        (if money.in_money { 0.0 } else { share }, figures.value(|draw| at(draw, price).like()))
    });
    Some(Derived { spreads, worths, unsure, odd, correlations: correlations(&findings.estimated, &mixture, &distributions) })
}

/// The correlations of the tastes' scores; for normal tastes those of the tastes themselves.
fn correlations(estimated: &Estimated, mixture: &Mixture<'_>, distributions: &[Distribution]) -> (Vec<usize>, Vec<f64>) {
    let joint = |&attribute: &usize| distributions[attribute] != Distribution::Fixed;
    let which: Vec<usize> = (0..distributions.len()).filter(joint).collect();
    if !which.iter().any(|&attribute| mixture.model.factor(attribute).len() > 1) {
        return (Vec::new(), Vec::new());
    }
    let size = distributions.len();
    let covariance = match estimated {
        // Their means over the posterior, as they stand among the estimates.
        Estimated::Bayes(bayes) => {
            let mut cells: Vec<f64> = (0..size * size).map(|at| f64::from(u8::from(at / size == at % size))).collect();
            for &((one, other), line) in &bayes.posterior.correlations {
                cells[one * size + other] = line.mean;
                cells[other * size + one] = line.mean;
            }
            cells
        }
        _ => mixture.model.score_covariance(mixture.estimates),
    };
    let cell = |a: usize, b: usize| covariance[a * size + b];
    let matrix = which.iter().flat_map(|&a| which.iter().map(move |&b| (a, b))).map(|(a, b)| cell(a, b) / (cell(a, a) * cell(b, b)).sqrt());
    (which.clone(), matrix.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::mixed::Sign;

    /// The mean and standard deviation of a distribution by its quantiles at evenly spaced shares, and the share above 0.
    fn by_points(taste: TasteAt) -> (f64, f64) {
        let points: Vec<f64> = (0..200_000).map(|at| taste.quantile((at as f64 + 0.5) / 200_000.0)).collect();
        let mean = points.iter().sum::<f64>() / points.len() as f64;
        let square = points.iter().map(|point| (point - mean) * (point - mean)).sum::<f64>() / points.len() as f64;
        (square.sqrt(), points.iter().filter(|&&point| point > 0.0).count() as f64 / points.len() as f64)
    }

    #[test]
    fn figures_are_those_of_the_estimates_or_the_middle_of_a_posterior() {
        let draws: Vec<Vec<f64>> = [3.0, 1.0, f64::NAN, 2.0, 5.0, 4.0].into_iter().map(|value| vec![value]).collect();
        let posterior = Figures { estimates: None, draws: draws.clone() };
        let found = posterior.ranged(|draw| 10.0 * draw[0]);
        assert!((found.value - 30.0).abs() < 1e-12 && (found.low - 12.0).abs() < 1e-12 && (found.high - 48.0).abs() < 1e-12, "{found:?}");
        assert_eq!(posterior.value(|draw| draw[0]), 3.0);
        let around = Figures { estimates: Some(&[7.0]), draws };
        assert_eq!((around.ranged(|draw| draw[0]).value, around.ranged(|draw| draw[0]).low), (7.0, 1.2));
        let alone = Figures { estimates: Some(&[7.0]), draws: Vec::new() }.ranged(|draw| draw[0]);
        assert!(alone.value == 7.0 && alone.low.is_nan() && alone.high.is_nan());
    }

    #[test]
    fn deviations_and_shares_are_those_of_the_quantiles() {
        for distribution in [
            Distribution::Fixed,
            Distribution::Normal,
            Distribution::Uniform,
            Distribution::Triangular,
            Distribution::LogNormal(Sign::Positive),
            Distribution::LogNormal(Sign::Negative),
            Distribution::TruncatedNormal(Sign::Positive),
            Distribution::TruncatedNormal(Sign::Negative),
        ] {
            for (location, spread) in [(0.3, 0.5), (-0.2, 0.9)] {
                let taste = TasteAt { distribution, location, spread };
                let (deviation, like) = by_points(taste);
                assert!((taste.deviation() - deviation).abs() < 3e-3 * (1.0 + deviation), "{taste:?}: {} {deviation}", taste.deviation());
                assert!((taste.like() - like).abs() < 1e-4, "{taste:?}: {} {like}", taste.like());
            }
        }
    }
}
