//! Hierarchical Bayes: what the chains drew as estimates of a mixed logit whose tastes all go together, and whether the chains agree.

use crate::choice::ChoiceData;
use crate::choice::bayes::{Asked, Line, Posterior, sample};
use crate::choice::mixed::{Distribution, Effort, Likelihood, MixedError, Model, Panel, Points, Specification};
use crate::num::sum;
use crate::stats::linear::{cholesky, covariance};

use super::chains;
use super::estimate::EstimateError;
use super::load::FitStudy;
use super::spec::AttributeSpec;
use super::weave::MOST;

/// Split R-hat up to which chains agree, and how many independent draws every figure must be worth.
///
/// # Source
/// Vehtari et al. (2021), "Rank-normalization, folding, and localization: an improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16(2),
/// asks for 1.01 and 100 a chain where tails count too; Gelman et al. (2013), "Bayesian Data Analysis", section 11.5, for 1.1 and 10. Means and 90 %
/// intervals lie between.
pub(super) const AGREE: f64 = 1.05;
pub(super) const ENOUGH: f64 = 100.0;
/// Draws a person over which the log-likelihood at the posterior means is averaged.
const POINTS: usize = 1_000;
/// The most draws from which intervals of what follows are read.
const READ: usize = 4_000;

/// What a figure of the posterior is of the tastes, by their places in the fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The mean over people; of a lognormal taste that of its logarithm.
    Location(usize),
    /// The standard deviation over people; of a lognormal taste that of its logarithm.
    Spread(usize),
    /// The covariance of two.
    Covariance(usize, usize),
    /// The correlation of two.
    Correlation(usize, usize),
    /// The log-likelihood of all choices at everybody's own tastes.
    OwnLikelihood,
}

impl Of {
    /// The figure's name, given the names of the tastes.
    #[must_use]
    pub fn name(self, tastes: &[String]) -> String {
        match self {
            Self::Location(taste) => format!("location of {}", tastes[taste]),
            Self::Spread(taste) => format!("spread of {}", tastes[taste]),
            Self::Covariance(one, other) => format!("covariance of {} and {}", tastes[one], tastes[other]),
            Self::Correlation(one, other) => format!("correlation of {} and {}", tastes[one], tastes[other]),
            Self::OwnLikelihood => "log-likelihood at own tastes".to_owned(),
        }
    }
}

/// What hierarchical Bayes drew.
#[derive(Debug, Clone, PartialEq)]
pub struct Bayes {
    /// Which parameter stands where: those of a mixed logit with full covariance.
    pub model: Model,
    /// What the chains left.
    pub posterior: Posterior,
    /// The mean of each parameter.
    pub estimates: Vec<f64>,
    /// The covariance of the parameters, row by row; none where there are too few draws for it, or more parameters than a study can take.
    pub covariance: Option<Vec<f64>>,
    /// Every figure with its uncertainty and with how far it can be trusted.
    pub figures: Vec<(Of, Line)>,
    /// The log-likelihood at the mean of the parameters, people's tastes averaged out: what a mixed logit calls its log-likelihood.
    pub log_likelihood: f64,
    /// Whether the chains agree, and that in one line.
    pub settled: (bool, String),
    /// The parameters draw by draw.
    factors: Vec<f64>,
}

impl Bayes {
    /// The parameters of some draws, evenly out of all, up to a number.
    pub(in crate::study) fn some_draws(&self, most: usize) -> Vec<&[f64]> {
        let all: Vec<&[f64]> = self.factors.chunks_exact(self.posterior.width()).collect();
        let count = most.min(all.len());
        (0..count).map(|at| all[at * all.len() / count]).collect()
    }

    /// The draws from which intervals are read.
    pub(super) fn read(&self) -> Vec<Vec<f64>> {
        self.some_draws(READ).into_iter().map(<[f64]>::to_vec).collect()
    }

    /// The figure with the largest split R-hat and the one that is worth the fewest draws; first one that does not vary, of which neither can be told.
    #[must_use]
    pub fn weakest(&self) -> [(Of, Line); 2] {
        weakest(&self.figures)
    }
}

impl FitStudy {
    /// Draws tastes given choices, and predicts tasks of the same people where some are asked for.
    ///
    /// # Errors
    /// [`EstimateError`] where the choices do not fit, or a draw cannot be used.
    ///
    /// # Determinism
    /// The same for any number of threads.
    pub(in crate::study) fn bayes(&self, data: &ChoiceData<'_>, asked: Option<&Asked<'_>>, threads: usize) -> Result<Bayes, EstimateError> {
        let tastes: Vec<(String, Distribution)> =
            self.specification.tastes.iter().map(|taste| (taste.name.clone(), taste.distribution)).collect();
        let settings = crate::choice::bayes::Settings { threads, ..chains::settings(&self.spec) };
        // Demographics shift nothing here.
        let specification = Specification { demographics: Vec::new(), ..self.specification.clone() };
        let model = Model::new(&specification).map_err(MixedError::from)?;
        let posterior = sample(data, &tastes, &settings, asked)?;
        let factors = posterior.factors()?;
        let width = posterior.width();
        let column = |at: usize| -> Vec<f64> { factors.iter().skip(at).step_by(width).copied().collect() };
        let estimates: Vec<f64> = (0..width).map(|at| sum(&column(at)) / (factors.len() / width) as f64).collect();
        let covariance = (width <= MOST).then(|| covariance_of((0..width).map(column).collect())).flatten();
        let figures = figures(&posterior);
        let panel = Panel::new(&model, data, &[])?;
        let effort = Effort { threads, ..Effort::default() };
        let likelihood = Likelihood::new(&model, &panel, Points::Sobol { seed: settings.seed }, POINTS, effort)?;
        let log_likelihood = likelihood.evaluate(&estimates)?.log_likelihood;
        let attribute = |name: &str| self.spec.attributes.iter().find(|one| one.name.value.as_str() == name);
        let labels: Vec<String> =
            posterior.names.iter().map(|name| attribute(name).map_or(name.as_str(), AttributeSpec::label).to_owned()).collect();
        let settled = settled(&figures, &labels);
        Ok(Bayes { model, estimates, covariance, figures, log_likelihood, settled, factors, posterior })
    }
}

/// The covariance of columns; none where they are too few to tell all of them apart.
fn covariance_of(columns: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = columns.len();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let found = covariance(&columns, None).ok()?;
    let cells: Vec<f64> = (0..size * size).map(|at| found.at(at / size, at % size)).collect();
    let error = |k: usize| cells[k * size + k].sqrt();
    let correlations: Vec<f64> = cells.iter().enumerate().map(|(at, cell)| cell / (error(at / size) * error(at % size))).collect();
    cholesky(&correlations, size).is_ok().then_some(cells)
}

/// Every figure: means and spreads taste by taste, then covariances and correlations pair by pair.
fn figures(posterior: &Posterior) -> Vec<(Of, Line)> {
    let size = posterior.names.len();
    let mut out: Vec<(Of, Line)> = (0..size).map(|taste| (Of::Location(taste), posterior.means[taste])).collect();
    out.extend((0..size).map(|taste| (Of::Spread(taste), posterior.deviations[taste])));
    for &((one, other), _) in &posterior.correlations {
        let place = posterior.place(one, other);
        out.push((Of::Covariance(one, other), posterior.line(|draw| draw[place])));
    }
    out.extend(posterior.correlations.iter().map(|&((one, other), line)| (Of::Correlation(one, other), line)));
    out.push((Of::OwnLikelihood, posterior.log_likelihood));
    out
}

fn weakest(figures: &[(Of, Line)]) -> [(Of, Line); 2] {
    // A figure that does not vary has neither: it counts as the worst of both.
    let known = |value: f64, worst: f64| if value.is_nan() { worst } else { value };
    let first = figures[0];
    let apart = figures
        .iter()
        .copied()
        .fold(first, |worst, one| if known(one.1.r_hat, f64::INFINITY) > known(worst.1.r_hat, f64::INFINITY) { one } else { worst });
    let fewest = figures
        .iter()
        .copied()
        .fold(first, |worst, one| if known(one.1.effective, 0.0) < known(worst.1.effective, 0.0) { one } else { worst });
    [apart, fewest]
}

/// Says whether chains agree.
fn settled(figures: &[(Of, Line)], tastes: &[String]) -> (bool, String) {
    let [(apart, far), (fewest, few)] = weakest(figures);
    if far.r_hat.is_nan() || few.effective.is_nan() {
        let which = if far.r_hat.is_nan() { apart } else { fewest };
        return (false, format!("the chains do not agree: {} did not move in any of them", which.name(tastes)));
    }
    let (together, enough) = (far.r_hat <= AGREE, few.effective >= ENOUGH);
    let spread = format!("split R-hat is at most {:.3} ({})", far.r_hat, apart.name(tastes));
    let worth = format!("every figure is worth at least {:.0} independent draws ({})", few.effective, fewest.name(tastes));
    let line = match (together, enough) {
        (true, true) => format!("the chains agree: {spread}, and {worth}"),
        (false, _) => format!("the chains do not agree: {spread}, and should be at most {AGREE}; {worth}"),
        (true, false) => format!("the chains are too short: {worth}, and should be worth {ENOUGH}; {spread}"),
    };
    (together && enough, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(r_hat: f64, effective: f64) -> Line {
        Line { mean: 1.0, sd: 0.1, low: 0.8, high: 1.2, r_hat, effective }
    }

    #[test]
    fn chains_agree_only_where_every_figure_does() {
        let names = ["price".to_owned(), "speed".to_owned()];
        let said = |first: Line, second: Line| settled(&[(Of::Location(0), first), (Of::Correlation(1, 0), second)], &names);
        let (agree, words) = said(line(1.01, 900.0), line(1.04, 120.4));
        assert!(agree, "{words}");
        assert_eq!(
            words,
            "the chains agree: split R-hat is at most 1.040 (correlation of speed and price), and every figure is worth at least 120 independent draws \
             (correlation of speed and price)"
        );
        let (agree, words) = said(line(1.2, 900.0), line(1.0, 120.0));
        assert!(!agree && words.starts_with("the chains do not agree: split R-hat is at most 1.200 (location of price)"), "{words}");
        let (agree, words) = said(line(1.0, 30.0), line(1.0, 120.0));
        assert!(!agree && words.starts_with("the chains are too short: every figure is worth at least 30"), "{words}");
        // What never moved agrees with itself and says nothing.
        for (r_hat, effective) in [(f64::NAN, f64::NAN), (1.0, f64::NAN), (f64::NAN, 500.0)] {
            let (agree, words) = said(line(1.0, 900.0), line(r_hat, effective));
            assert!(!agree && words.ends_with("correlation of speed and price did not move in any of them"), "{words}");
        }
    }

    #[test]
    fn a_covariance_needs_more_draws_than_parameters() {
        let columns =
            |count: usize| -> Vec<Vec<f64>> { (0..3).map(|k| (0..count).map(|at| ((at * at * (k + 2)) % 7) as f64).collect()).collect() };
        assert!(covariance_of(columns(3)).is_none());
        let cells = covariance_of(columns(20)).unwrap();
        assert!(cells.len() == 9 && cells[1] == cells[3] && cells[0] > 0.0);
    }
}
