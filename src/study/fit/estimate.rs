//! The estimates, and why there are none where there are none.

use crate::choice::bayes::BayesError;
use crate::choice::mixed::{Effort, Fit, FitError, MixedError, Model, Panel, Points, Rung, Settings, fit, ladder};
use crate::choice::ratings::RatingsError;
use crate::choice::{DataError, LatentError, LatentFit, LatentSettings, StandardErrors, fit_latent, fit_logit};
use crate::input::Spanned;
use crate::num::{ln, sum};
use crate::random::Seed;

use super::bayes::Bayes;
use super::load::FitStudy;
use super::spec::{ChainsSpec, Kind, SearchSpec, Sequence};
use super::survey::{Part, Survey};

/// Draws a person, where the file does not say.
const DRAWS: [usize; 3] = [250, 500, 1000];
/// The change of log-likelihood that counts as none, where the file does not say.
const TOLERANCE: f64 = 1.0;
/// The most steps of a search, where the file does not say.
const STEPS: usize = 300;

/// Tells why nothing was estimated.
#[derive(Debug, thiserror::Error)]
pub enum EstimateError {
    /// The mixed or multinomial model was not estimated.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// The classes were not estimated.
    #[error(transparent)]
    Classes(#[from] LatentError),
    /// Nothing was drawn by hierarchical Bayes.
    #[error(transparent)]
    Bayes(#[from] BayesError),
    /// Nothing was estimated from ratings.
    #[error(transparent)]
    Ratings(#[from] RatingsError),
}

impl From<MixedError> for EstimateError {
    fn from(error: MixedError) -> Self {
        Self::Fit(error.into())
    }
}

impl From<DataError> for EstimateError {
    fn from(error: DataError) -> Self {
        Self::Fit(MixedError::from(error).into())
    }
}

impl EstimateError {
    /// The best place that the search came to, by parameter; empty where there was no search.
    #[must_use]
    pub fn best(&self) -> Vec<(String, f64)> {
        match self {
            Self::Fit(FitError::NotConverged { best, .. } | FitError::NotDefinite { best, .. }) => {
                best.names.iter().cloned().zip(best.parameters.iter().copied()).collect()
            }
            Self::Ratings(error) => error.best().to_vec(),
            _ => Vec::new(),
        }
    }

    /// Whether a search was made and did not end well, rather than that the data or the model cannot be used.
    #[must_use]
    pub fn searched(&self) -> bool {
        if let Self::Ratings(error) = self {
            return error.searched();
        }
        matches!(
            self,
            Self::Fit(FitError::NotConverged { .. } | FitError::NotDefinite { .. })
                | Self::Classes(LatentError::NotConverged { .. } | LatentError::Empty { .. } | LatentError::Separating { .. })
                | Self::Bayes(BayesError::Entire)
        )
    }
}

/// One estimated parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// What it is, with the attribute it belongs to.
    pub name: String,
    /// The estimate.
    pub value: f64,
    /// Its standard error from the curvature of the log-likelihood.
    pub hessian: Option<f64>,
    /// Its standard error from the scores of people (Berndt, Hall, Hall and Hausman 1974).
    pub bhhh: Option<f64>,
    /// Its standard error from both: robust, clustered by person.
    pub robust: Option<f64>,
}

/// An estimated multinomial or mixed logit.
#[derive(Debug, Clone, PartialEq)]
pub struct Smooth {
    /// Which parameter stands where.
    pub model: Model,
    /// The fit with the most draws.
    pub fit: Fit,
    /// The fits from few draws to many; one where nothing varies.
    pub rungs: Vec<Rung>,
    /// Whether there are draws enough, and that in one line; none where nothing varies.
    pub settled: Option<(bool, String)>,
}

impl Smooth {
    /// The covariance of the estimates that everything else is worked out from, row by row: the robust one. What so few people as there are parameters
    /// differ by says nothing of the errors of all, so that there it is the one from the curvature.
    #[must_use]
    pub fn covariance(&self) -> Option<&[f64]> {
        let robust = if self.few() { &self.fit.curvature_covariance } else { &self.fit.robust_covariance };
        robust.as_deref().or(self.fit.scores_covariance.as_deref())
    }

    /// Whether there are too few people for errors that are clustered by person.
    #[must_use]
    pub fn few(&self) -> bool {
        self.fit.people < 2 * self.fit.parameters().len()
    }

    /// The parameters with their errors.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        let errors = |matrix: &Option<Vec<f64>>| matrix.as_ref().map(|matrix| matrix.standard_errors());
        let (hessian, bhhh, robust) =
            (errors(&self.fit.curvature_covariance), errors(&self.fit.scores_covariance), errors(&self.fit.robust_covariance));
        let at = |errors: &Option<Vec<f64>>, k: usize| errors.as_ref().map(|errors| errors[k]);
        let reached = &self.fit.reached;
        (0..reached.names.len())
            .map(|k| Parameter {
                name: reached.names[k].clone(),
                value: reached.parameters[k],
                hessian: at(&hessian, k),
                bhhh: at(&bhhh, k),
                robust: if self.few() { None } else { at(&robust, k) },
            })
            .collect()
    }
}

/// What was estimated.
#[derive(Debug, Clone, PartialEq)]
pub enum Estimated {
    /// A multinomial or mixed logit.
    Smooth(Box<Smooth>),
    /// Latent classes.
    Classes(Box<LatentFit>),
    /// Hierarchical Bayes.
    Bayes(Box<Bayes>),
}

/// How tastes are spread over people by the parameters of a mixed logit, however these were found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixture<'a> {
    /// Which parameter stands where.
    pub(super) model: &'a Model,
    /// The parameters.
    pub(super) estimates: &'a [f64],
    /// Their covariance, row by row.
    pub(super) covariance: Option<&'a [f64]>,
    /// What the covariance comes from.
    pub(super) errors: &'static str,
}

impl Estimated {
    /// The log-likelihood at the estimates.
    #[must_use]
    pub fn log_likelihood(&self) -> f64 {
        match self {
            Self::Smooth(smooth) => smooth.fit.reached.log_likelihood,
            Self::Classes(classes) => classes.log_likelihood,
            Self::Bayes(bayes) => bayes.log_likelihood,
        }
    }

    /// Whether the estimates can be relied on as far as they were computed (draws enough, chains that agree), and that in one line; none where that is
    /// no question.
    #[must_use]
    pub fn settled(&self) -> Option<(bool, &str)> {
        let settled = match self {
            Self::Smooth(smooth) => smooth.settled.as_ref(),
            Self::Classes(_) => None,
            Self::Bayes(bayes) => Some(&bayes.settled),
        };
        settled.map(|(settled, line)| (*settled, line.as_str()))
    }

    /// How tastes are spread over people; none for classes.
    pub(super) fn mixture(&self) -> Option<Mixture<'_>> {
        match self {
            Self::Smooth(smooth) => Some(Mixture {
                model: &smooth.model,
                estimates: smooth.fit.parameters(),
                covariance: smooth.covariance(),
                errors: match &smooth.fit.robust_covariance {
                    Some(_) if smooth.few() => "curvature, for there are few people",
                    Some(_) => "robust, clustered by person",
                    None => "people's scores (BHHH)",
                },
            }),
            Self::Classes(_) => None,
            Self::Bayes(bayes) => Some(Mixture {
                model: &bayes.model,
                estimates: &bayes.estimates,
                covariance: bayes.covariance.as_deref(),
                errors: "posterior of hierarchical Bayes",
            }),
        }
    }

    /// How many parameters there are.
    #[must_use]
    pub fn parameters(&self) -> usize {
        match self {
            Self::Smooth(smooth) => smooth.fit.reached.parameters.len(),
            Self::Classes(classes) => classes.parameters,
            Self::Bayes(bayes) => bayes.estimates.len(),
        }
    }
}

/// What a fit found.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// How many people the model was fitted to.
    pub people: usize,
    /// How many tasks they answered.
    pub tasks: usize,
    /// How many choices these count as: a ranking as several, people and tasks by their weights.
    pub choices: f64,
    /// How many people were held out.
    pub held_out: usize,
    /// The log-likelihood if every alternative were as likely as any other.
    pub even: f64,
    /// That of the logit in which nobody differs.
    pub logit: f64,
    /// What was estimated.
    pub estimated: Estimated,
}

impl FitStudy {
    /// How the model is estimated, save for threads.
    #[must_use]
    pub fn settings(&self, effort: Effort) -> Settings {
        let search = self.spec.search.as_ref();
        let draws = self.spec.draws.as_ref();
        let seed = Seed(search.map_or(1, |search| search.seed));
        let points = match draws.map_or(Sequence::Sobol, |draws| draws.kind) {
            Sequence::Sobol => Points::Sobol { seed },
            Sequence::Halton => Points::Halton { start: draws.map_or(100, |draws| draws.start) },
            Sequence::Trapezoid => Points::Trapezoid,
        };
        Settings {
            points,
            draws: self.draws().last().copied().unwrap_or(DRAWS[2]),
            starts: search.and_then(|search| search.starts).map_or(1, |starts| starts.value as usize),
            seed,
            steps: search.and_then(|search| search.steps).map_or(STEPS, |steps| steps.value as usize),
            effort,
            ..Settings::default()
        }
    }

    /// How latent classes are estimated.
    #[must_use]
    pub fn latent_settings(&self) -> LatentSettings {
        let search = self.spec.search.as_ref();
        let usual = LatentSettings::default();
        LatentSettings {
            classes: self.spec.model.classes.map_or(usual.classes, |classes| classes.value as usize),
            starts: search.and_then(|search| search.starts).map_or(usual.starts, |starts| starts.value as usize),
            seed: Seed(search.map_or(1, |search| search.seed)),
            ..usual
        }
    }

    /// The numbers of draws, from few to many.
    #[must_use]
    pub fn draws(&self) -> Vec<usize> {
        let counts = self.spec.draws.as_ref().and_then(|draws| draws.counts.as_ref());
        counts.map_or_else(|| DRAWS.to_vec(), |counts| counts.value.iter().map(|&count| count as usize).collect())
    }

    /// The same fit with another seed, and with twice the points where those are not random; none where chance plays no part.
    pub(in crate::study) fn again(&self) -> Option<Self> {
        let (kind, seed) = (self.spec.model.kind.value, self.spec.seed().wrapping_add(1));
        if kind == Kind::Multinomial {
            return None;
        }
        let (mut again, span) = (self.clone(), self.spec.model.kind.span);
        if kind == Kind::HierarchicalBayes {
            let none = ChainsSpec { count: None, warm_up: None, draws: None, twins: None, seed };
            again.spec.chains.get_or_insert(Spanned::new(none, span)).value.seed = seed;
        } else {
            let none = SearchSpec { starts: None, seed, steps: None };
            again.spec.search.get_or_insert(Spanned::new(none, span)).value.seed = seed;
        }
        let draws = again.spec.draws.as_mut().filter(|draws| draws.value.kind != Sequence::Sobol);
        if let Some(counts) = draws.and_then(|draws| draws.value.counts.as_mut()) {
            counts.value.iter_mut().for_each(|count| *count *= 2);
        }
        Some(again)
    }

    /// Estimates the model from those who are not held out.
    ///
    /// # Errors
    /// [`EstimateError`]; a search that did not end is never a fit.
    ///
    /// # Determinism
    /// The same for any number of threads.
    pub fn estimate(&self, threads: usize) -> Result<Findings, EstimateError> {
        let fitted = self.survey.part(Part::Fitted);
        let data = fitted.data();
        let estimated = match self.spec.model.kind.value {
            Kind::Multinomial | Kind::Mixed => Estimated::Smooth(Box::new(self.smooth(&fitted, threads)?)),
            Kind::LatentClasses => {
                let names: Vec<&str> = fitted.attributes.iter().map(String::as_str).collect();
                Estimated::Classes(Box::new(fit_latent(&data, &names, &self.latent_settings())?))
            }
            Kind::HierarchicalBayes => {
                // What has no logit is found out before the chains run.
                fit_logit(&data)?;
                Estimated::Bayes(Box::new(self.bayes(&data, None, threads)?))
            }
        };
        let open = |task: usize| (0..data.alternatives()).filter(|&at| data.is_available(task, at)).count() as f64;
        let weight = |task: usize| data.weight(task) * data.people_for(task);
        let even = -sum(&(0..data.tasks()).map(|task| weight(task) * ln(open(task))).collect::<Vec<_>>());
        let people = fitted.who().len();
        let held_out = self.survey.people.len() - people;
        let (tasks, choices) = (fitted.answers(), fitted.worth());
        Ok(Findings { people, tasks, choices, held_out, even, logit: fit_logit(&data)?.log_likelihood, estimated })
    }

    fn smooth(&self, fitted: &Survey, threads: usize) -> Result<Smooth, EstimateError> {
        let data = fitted.data();
        let model = Model::new(&self.specification).map_err(MixedError::from)?;
        let panel = Panel::new(&model, &data, fitted.known())?;
        let effort = Effort { threads, ..Effort::default() };
        let settings = self.settings(effort);
        if model.variates().is_empty() {
            let fit = fit(&model, &panel, &Settings { points: Points::Halton { start: 1 }, draws: 1, ..settings })?;
            return Ok(Smooth { fit, rungs: Vec::new(), settled: None, model });
        }
        let tolerance = self.spec.draws.as_ref().and_then(|draws| draws.tolerance).map_or(TOLERANCE, |tolerance| tolerance.value);
        let found = ladder(&model, &panel, &settings, &self.draws(), tolerance)?;
        Ok(Smooth { settled: Some((found.settled(), found.line())), rungs: found.rungs, fit: found.fit, model })
    }
}
