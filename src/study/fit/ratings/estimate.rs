//! The estimates of a ratings file, beside simpler models.

use crate::choice::ratings::{
    Effects, RatedItem, RatingsFit, RatingsModel, RatingsSettings, Shape, fit_ratings, predict_ratings, search_ratings,
};
use crate::study::fit::EstimateError;

use super::load::RatingsStudy;

/// Nodes for shares, in which no answer is looked at.
pub(in crate::study) const SMOOTH: usize = 11;

/// What was found in ratings.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingsFindings {
    /// The estimates.
    pub fit: RatingsFit,
    /// What they say, item by item.
    pub shape: Shape,
    /// The log-likelihood if nobody used the scale in a way of their own; none where the file asks for no style.
    pub without_style: Option<f64>,
    /// The log-likelihood if nobody differed from anybody of whom the same is known.
    pub alike: f64,
    /// Real shares, items × boxes.
    pub real: Vec<f64>,
    /// Fitted shares, items × boxes.
    pub fitted: Vec<f64>,
}

impl RatingsStudy {
    /// How the model is estimated, save for threads.
    pub(in crate::study) fn settings(&self, threads: usize) -> RatingsSettings {
        let of = self.spec.model.as_ref();
        let usual = RatingsSettings::default();
        RatingsSettings {
            nodes: of.and_then(|of| of.nodes).map_or(usual.nodes, |nodes| nodes.value as usize),
            steps: of.and_then(|of| of.steps).map_or(usual.steps, |steps| steps.value as usize),
            threads,
        }
    }

    /// The model in which nobody uses the scale in a way of their own.
    pub(in crate::study) fn without_style(&self) -> RatingsModel {
        RatingsModel { effects: Effects { acquiescence: false, extremity: false }, ..self.model.clone() }
    }

    /// Whether the model has a style.
    pub(in crate::study) fn has_style(&self) -> bool {
        self.model.effects.acquiescence || self.model.effects.extremity
    }

    /// Estimates the model.
    ///
    /// # Errors
    /// [`EstimateError`]; a search that did not end is never a fit.
    ///
    /// # Determinism
    /// The same for any number of threads.
    pub fn estimate(&self, threads: usize) -> Result<RatingsFindings, EstimateError> {
        let (model, settings) = (&self.model, self.settings(threads));
        let data = self.sample.data(model)?;
        let fit = fit_ratings(model, &data, &settings)?;
        let shape = model.shape(&fit.parameters);
        let plain = self.without_style();
        let without_style = if self.has_style() { Some(search_ratings(&plain, &data, &settings)?.1) } else { None };
        let none = |item: &RatedItem| RatedItem { behind: None, ..item.clone() };
        let alike = RatingsModel { traits: Vec::new(), items: plain.items.iter().map(none).collect(), ..plain };
        let alike = search_ratings(&alike, &data, &settings)?.1;
        let told = predict_ratings(model, &shape, &data, (SMOOTH, threads))?;
        let cells = model.items.len() * model.categories;
        let (mut fitted, mut counts) = (vec![0.0; cells], vec![0.0; model.items.len()]);
        for (person, own) in self.sample.answers.chunks_exact(model.items.len()).enumerate() {
            let weight = self.sample.weights.get(person).copied().unwrap_or(1.0);
            for item in (0..own.len()).filter(|&item| own[item] > 0) {
                counts[item] += weight;
                for answer in 0..model.categories {
                    let cell = item * model.categories + answer;
                    fitted[cell] += weight * told.unseen[person * cells + cell];
                }
            }
        }
        fitted.iter_mut().enumerate().for_each(|(cell, share)| *share /= counts[cell / model.categories]);
        Ok(RatingsFindings { fit, shape, without_style, alike, real: data.shares(model.categories), fitted })
    }
}
