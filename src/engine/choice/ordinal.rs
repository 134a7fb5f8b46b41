//! Answers on an ordered scale: where a latent value falls between thresholds.

use super::data::DataError;
use super::maximise::{Estimate, estimate};
use super::panel::PanelEvaluation;
use crate::num::{exp, ln, norm_cdf, probit, sum};

/// The distribution of what is not observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Logistic.
    Logit,
    /// Standard normal.
    Probit,
}

impl Link {
    fn below(self, x: f64) -> f64 {
        match self {
            Self::Logit if x < 0.0 => exp(x) / (1.0 + exp(x)),
            Self::Logit => 1.0 / (1.0 + exp(-x)),
            Self::Probit => norm_cdf(x),
        }
    }

    fn density(self, x: f64) -> f64 {
        match self {
            Self::Logit => self.below(x) * self.below(-x),
            Self::Probit => exp(-0.5 * x * x - 0.918_938_533_204_672_8),
        }
    }

    fn quantile(self, p: f64) -> f64 {
        match self {
            Self::Logit => ln(p / (1.0 - p)),
            Self::Probit => probit(p),
        }
    }
}

/// Answers on a scale of categories, with what explains them, checked.
///
/// # Shapes
/// `x` holds a number for each answer and feature, answer by answer. Answers of one person that stand side by side are taken together.
#[derive(Debug, Clone, Copy)]
pub struct OrdinalData<'a> {
    features: usize,
    categories: usize,
    x: &'a [f64],
    category: &'a [usize],
    person: &'a [u64],
}

impl<'a> OrdinalData<'a> {
    /// Checks answers.
    ///
    /// # Errors
    /// [`DataError`] if lengths do not fit, there are fewer than two categories, a category is never answered, or a feature is not finite.
    pub fn new(features: usize, categories: usize, x: &'a [f64], category: &'a [usize], person: &'a [u64]) -> Result<Self, DataError> {
        if category.is_empty() || categories < 2 {
            return Err(DataError::Empty);
        }
        let length = |what, want, got| if want == got { Ok(()) } else { Err(DataError::Length { what, want, got }) };
        length("x", category.len() * features, x.len())?;
        length("person", category.len(), person.len())?;
        if let Some(&category) = category.iter().find(|&&category| category >= categories) {
            return Err(DataError::Category { last: categories - 1, category });
        }
        if let Some(missing) = (0..categories).find(|wanted| !category.contains(wanted)) {
            return Err(DataError::Category { last: categories - 1, category: missing });
        }
        if let Some(at) = x.iter().position(|value| !value.is_finite()) {
            return Err(DataError::NotFinite { task: at / features, alternative: 0, feature: at % features, got: x[at] });
        }
        Ok(Self { features, categories, x, category, person })
    }
}

/// Estimates an ordinal model: the features' coefficients, then the thresholds from the lowest up.
///
/// # Errors
/// [`DataError`] if the search does not end, or the answers do not identify a parameter.
///
/// # Source
/// McKelvey and Zavoina (1975), "A statistical model for the analysis of ordinal level dependent variables"; McCullagh (1980), "Regression models for
/// ordinal data".
pub fn fit_ordinal(data: &OrdinalData<'_>, link: Link) -> Result<Estimate, DataError> {
    // Nothing explains anything, and the thresholds give the shares.
    let mut start = vec![0.0; data.features];
    let total = data.category.len() as f64;
    for category in 0..data.categories - 1 {
        let below = data.category.iter().filter(|&&answer| answer <= category).count() as f64;
        start.push(link.quantile(below / total));
    }
    estimate(&start, |parameters| Ok(evaluate(data, link, parameters)))
}

fn evaluate(data: &OrdinalData<'_>, link: Link, parameters: &[f64]) -> PanelEvaluation {
    let (beta, thresholds) = parameters.split_at(data.features);
    let (mut terms, mut scores) = (Vec::new(), Vec::new());
    let mut first = 0;
    for answers in data.person.chunk_by(|a, b| a == b) {
        let mut score = vec![0.0; parameters.len()];
        let mut logs = Vec::new();
        for answer in first..first + answers.len() {
            let x = &data.x[answer * data.features..(answer + 1) * data.features];
            let value = x.iter().zip(beta).fold(0.0, |sum, (x, b)| x.mul_add(*b, sum));
            let category = data.category[answer];
            let upper = thresholds.get(category).map(|threshold| threshold - value);
            let lower = category.checked_sub(1).map(|below| thresholds[below] - value);
            let chance = between(link, lower, upper);
            // Thresholds out of order give nothing a search could use.
            logs.push(if chance > 0.0 { ln(chance) } else { f64::NAN });
            let density = |edge: Option<f64>| edge.map_or(0.0, |edge| link.density(edge)) / chance;
            let (top, bottom) = (density(upper), density(lower));
            for (score, x) in score.iter_mut().zip(x) {
                *score = (bottom - top).mul_add(*x, *score);
            }
            if upper.is_some() {
                score[data.features + category] += top;
            }
            if lower.is_some() {
                score[data.features + category - 1] -= bottom;
            }
        }
        first += answers.len();
        terms.push(sum(&logs));
        scores.extend(score);
    }
    let people = terms.len();
    PanelEvaluation { log_likelihood: sum(&terms), scores, people }
}

/// Returns the chance between two edges, from whichever tail keeps its digits.
fn between(link: Link, lower: Option<f64>, upper: Option<f64>) -> f64 {
    match (lower, upper) {
        (None, None) => 1.0,
        (None, Some(upper)) => link.below(upper),
        (Some(lower), None) => link.below(-lower),
        (Some(lower), Some(upper)) if lower > 0.0 => link.below(-lower) - link.below(-upper),
        (Some(lower), Some(upper)) => link.below(upper) - link.below(lower),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_the_slopes_of_the_likelihood() {
        let x: Vec<f64> = (0..24).map(|i| f64::from(i * 37 % 23) / 9.0 - 1.0).collect();
        let category = [0, 1, 2, 3, 2, 1, 0, 3, 2, 2, 1, 0];
        let person = [1, 1, 2, 2, 2, 3, 4, 4, 5, 6, 7, 7];
        let data = OrdinalData::new(2, 4, &x, &category, &person).unwrap();
        for link in [Link::Logit, Link::Probit] {
            let centre = [0.4, -0.7, -0.9, 0.1, 1.2];
            let evaluation = evaluate(&data, link, &centre);
            assert_eq!(evaluation.people, 7);
            let got = evaluation.gradient();
            for k in 0..5 {
                let at = |by: f64| {
                    let mut moved = centre;
                    moved[k] += by;
                    evaluate(&data, link, &moved).log_likelihood
                };
                let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
                assert!((slope - got[k]).abs() < 1e-8, "{link:?} {k}: {slope} not {}", got[k]);
            }
            let mut crossed = centre;
            crossed[3] = -2.0;
            assert!(evaluate(&data, link, &crossed).log_likelihood.is_nan());
        }
    }

    #[test]
    fn thresholds_alone_give_the_shares() {
        let category = [0, 0, 0, 1, 1, 2, 2, 2, 2, 2];
        let x = [1.0, -1.0, 0.5, 1.0, -1.0, 0.3, -0.2, 0.4, -0.6, 0.1];
        let data = OrdinalData::new(1, 3, &x, &category, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
        let null = evaluate(&data, Link::Probit, &[0.0, probit(0.3), probit(0.5)]).log_likelihood;
        assert!((null - (3.0 * ln(0.3) + 2.0 * ln(0.2) + 5.0 * ln(0.5))).abs() < 1e-12);
        assert!(fit_ordinal(&data, Link::Probit).unwrap().log_likelihood >= null);
    }

    #[test]
    fn bad_answers_are_refused() {
        let refused = |categories, x: &[f64], category: &[usize]| OrdinalData::new(1, categories, x, category, &[0, 1]).unwrap_err();
        assert_eq!(refused(3, &[0.0, 1.0], &[0, 2]), DataError::Category { last: 2, category: 1 });
        assert_eq!(refused(2, &[0.0, 1.0], &[0, 2]), DataError::Category { last: 1, category: 2 });
        assert_eq!(refused(1, &[0.0, 1.0], &[0, 0]), DataError::Empty);
        assert!(matches!(refused(2, &[0.0, f64::NAN], &[0, 1]), DataError::NotFinite { task: 1, .. }));
        assert!(matches!(refused(2, &[0.0], &[0, 1]), DataError::Length { want: 2, got: 1, .. }));
    }
}
