//! The same likelihood written plainly, one draw at a time, to hold the kernels against.

use crate::choice::data::ChoiceData;
use crate::choice::mixed::points::Source;
use crate::choice::mixed::{Distribution, Model, Points, Scale, Space, Specification, Variate};
use crate::num::{exp, ln, norm_cdf, probit};

/// Tastes and coefficients of one draw.
pub(super) fn draw(specification: &Specification, model: &Model, parameters: &[f64], demographics: &[f64], point: &[f64]) -> Vec<f64> {
    let at = |name: &str| model.parameters().iter().position(|known| known == name).map_or(0.0, |at| parameters[at]);
    let tastes = &specification.tastes;
    let mut dimension = 0;
    let mut drawn: Vec<(String, f64)> = Vec::new();
    let mut out = Vec::new();
    for (k, taste) in tastes.iter().enumerate() {
        let mut location = parameters[k];
        for shift in &taste.shifts {
            let z = specification.demographics.iter().position(|known| known == shift).unwrap();
            location += at(&format!("shift of {} with {shift}", taste.name)) * demographics[z];
        }
        let spread = at(&format!("spread of {}", taste.name)) + at(&format!("own spread of {}", taste.name));
        let eta = if taste.distribution == Distribution::Fixed { 0.0 } else { point[dimension] };
        dimension += usize::from(taste.distribution != Distribution::Fixed);
        let mut score = location + spread * eta;
        if matches!(taste.distribution, Distribution::Normal | Distribution::LogNormal(_)) {
            for (other, eta) in &drawn {
                score += at(&format!("joint spread of {} and {other}", taste.name)) * eta;
            }
            drawn.push((taste.name.clone(), eta));
        }
        out.push(match taste.distribution {
            Distribution::LogNormal(sign) => sign.factor() * exp(score),
            Distribution::TruncatedNormal(sign) => {
                // The quantile of a normal above zero, from its lower tail.
                let below = norm_cdf(-location / spread.abs());
                sign.factor() * (location + spread.abs() * probit(below + eta * (1.0 - below)))
            }
            _ => score,
        });
    }
    if let Space::WillingnessToPay { price } = &specification.space {
        let price = tastes.iter().position(|taste| taste.name == *price).unwrap();
        let money = out[price];
        for (k, taste) in out.iter_mut().enumerate() {
            if k != price {
                *taste *= -money;
            }
        }
    }
    if let Scale::Varying { except } = &specification.scale {
        let tau = at("spread of scale");
        let scale = exp(tau * point[dimension] - tau * tau / 2.0);
        for (coefficient, taste) in out.iter_mut().zip(tastes) {
            if !except.contains(&taste.name) {
                *coefficient *= scale;
            }
        }
    }
    out
}

/// The log of a task's chosen alternative's probability, and its slope by each coefficient.
fn task(data: &ChoiceData<'_>, task: usize, beta: &[f64]) -> (f64, Vec<f64>) {
    let open: Vec<&[f64]> = (0..data.alternatives()).filter(|&j| data.is_available(task, j)).map(|j| data.features_of(task, j)).collect();
    let utility = |x: &[f64]| -> f64 { x.iter().zip(beta).map(|(x, b)| x * b).sum() };
    let highest = open.iter().map(|x| utility(x)).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = open.iter().map(|x| exp(utility(x) - highest)).sum();
    let chosen = data.features_of(task, data.chosen(task));
    let slope = (0..beta.len()).map(|k| chosen[k] - open.iter().map(|x| x[k] * exp(utility(x) - highest) / total).sum::<f64>()).collect();
    (utility(chosen) - highest - ln(total), slope)
}

/// What is known of one person: the log-likelihood, the weight of each draw, and each draw's coefficients and points.
pub(super) struct Person {
    pub(super) log_likelihood: f64,
    pub(super) weights: Vec<f64>,
    pub(super) coefficients: Vec<Vec<f64>>,
    pub(super) points: Vec<Vec<f64>>,
}

/// Works out every person.
pub(super) fn people(
    specification: &Specification,
    data: &ChoiceData<'_>,
    demographics: &[f64],
    points: Points,
    draws: usize,
    parameters: &[f64],
) -> Vec<Person> {
    let model = Model::new(specification).unwrap();
    let variates: &[Variate] = model.variates();
    let source = Source::new(points, draws, variates).unwrap();
    let each = specification.demographics.len();
    let mut buffer = vec![0.0; source.size()];
    data.people()
        .enumerate()
        .map(|(person, tasks)| {
            source.fill(person, &mut buffer);
            let points: Vec<Vec<f64>> =
                (0..source.count()).map(|r| (0..variates.len()).map(|d| buffer[d * source.padded() + r]).collect()).collect();
            let coefficients: Vec<Vec<f64>> = points
                .iter()
                .map(|point| draw(specification, &model, parameters, &demographics[person * each..(person + 1) * each], point))
                .collect();
            let logs: Vec<f64> = coefficients
                .iter()
                .zip(&source.weights)
                .map(|(beta, prior)| ln(*prior) + tasks.clone().map(|t| task(data, t, beta).0).sum::<f64>())
                .collect();
            let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = logs.iter().map(|log| exp(log - highest)).sum();
            let weights = logs.iter().map(|log| exp(log - highest) / total).collect();
            Person { log_likelihood: highest + ln(total / source.divisor), weights, coefficients, points }
        })
        .collect()
}

/// The slope of one task's part of a person's log-likelihood by each coefficient, for each draw.
pub(super) fn slopes(data: &ChoiceData<'_>, at: usize, person: &Person) -> Vec<Vec<f64>> {
    person.coefficients.iter().map(|beta| task(data, at, beta).1).collect()
}
