//! Electricity: logit, and independent tastes with the published draws.

use super::all::{Figures, Why};
use crate::choice::data::{ChoiceData, DataError, StandardErrors};
use crate::choice::logit::fit_logit;
use crate::choice::mixed::fit::{Errors, Settings, fit, fit_from};
use crate::choice::mixed::likelihood::Likelihood;
use crate::choice::mixed::model::Model;
use crate::choice::mixed::panel::Panel;
use crate::choice::mixed::points::Points;
use crate::choice::mixed::specification::{Distribution, Specification};
use crate::stats::check::Expect;

pub(super) const SOURCE: &str =
    "Huber and Train (2000), electricity suppliers: logit; mixed logit as in xlogit 0.2.7 (Halton draws from index 100)";

/// The features of the electricity survey, in the order of every slice here: price, years of contract, local supplier, well-known supplier, time-of-day
/// rates, seasonal rates.
pub const ELECTRICITY_FEATURES: [&str; 6] = ["pf", "cl", "loc", "wk", "tod", "seas"];

/// The points with which the published simulated figures were found.
pub const PUBLISHED_POINTS: Points = Points::Halton { start: 100 };

/// The published estimates of six independent normal tastes with 600 draws: locations, then spreads.
pub const ELECTRICITY_DIAGONAL: [f64; 12] = [
    -0.997_210_2,
    -0.219_681_2,
    2.290_180_7,
    1.694_324_7,
    -9.675_227_9,
    -9.696_183_6,
    0.220_725_5,
    0.411_554_7,
    1.784_025_5,
    1.229_622_7,
    2.275_705_9,
    1.486_220_6,
];

/// The published errors of [`ELECTRICITY_DIAGONAL`].
const ERRORS: [f64; 12] =
    [0.036_17, 0.014_36, 0.089_15, 0.071_90, 0.311_72, 0.311_15, 0.012_67, 0.020_07, 0.097_44, 0.083_82, 0.125_71, 0.131_61];

const LOGIT: [f64; 6] = [-0.625_23, -0.108_30, 1.442_24, 0.995_50, -5.462_76, -5.840_03];

/// One task of the electricity survey, as its file gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElectricityTask {
    /// Column `id`.
    pub person: u64,
    /// Column `choice`, from 0.
    pub chosen: usize,
    /// The features of the four suppliers.
    pub features: [[f64; 6]; 4],
}

/// The electricity survey laid out for the likelihoods.
#[derive(Debug, Clone, PartialEq)]
pub struct ElectricityData {
    x: Vec<f64>,
    available: Vec<bool>,
    chosen: Vec<usize>,
    person: Vec<u64>,
}

impl ElectricityData {
    /// Lays out tasks.
    pub fn new(tasks: &[ElectricityTask]) -> Self {
        Self {
            x: tasks.iter().flat_map(|task| task.features.as_flattened().iter().copied()).collect(),
            available: vec![true; 4 * tasks.len()],
            chosen: tasks.iter().map(|task| task.chosen).collect(),
            person: tasks.iter().map(|task| task.person).collect(),
        }
    }

    /// Returns the choices with the tasks of a person taken together.
    ///
    /// # Errors
    /// [`DataError`] if a task is not usable.
    pub fn panel(&self) -> Result<ChoiceData<'_>, DataError> {
        ChoiceData::new(4, 6, &self.x, &self.available, &self.chosen, &self.person)
    }
}

/// Settings with which the published figures come out.
pub(in crate::choice::mixed) fn published(draws: usize, threads: usize) -> Settings {
    let mut settings = Settings { points: PUBLISHED_POINTS, draws, ..Settings::default() };
    settings.effort.threads = threads;
    settings
}

/// Adds the figures.
pub(super) fn add(figures: &mut Figures, electricity: &ElectricityData, threads: usize) -> Result<(), Why> {
    let data = electricity.panel()?;
    let logit = fit_logit(&data)?;
    figures.add("logit, log-likelihood", Expect { value: -4_958.649_119_3, within: 5e-8 }, logit.log_likelihood);
    for (k, name) in ELECTRICITY_FEATURES.iter().enumerate() {
        figures.add(&format!("logit, {name}"), Expect { value: LOGIT[k], within: 6e-6 }, logit.beta[k]);
    }
    let model = Model::new(&Specification::all(&ELECTRICITY_FEATURES, Distribution::Normal))?;
    let panel = Panel::new(&model, &data, &[])?;
    let settings = published(600, threads);
    let likelihood = Likelihood::new(&model, &panel, settings.points, settings.draws, settings.effort)?;
    let there = likelihood.evaluate_apart(&ELECTRICITY_DIAGONAL)?;
    // The published estimates are those of a search that was about to end: the plain form gives the same figure there, 1.6·10⁻⁷ below the published one.
    let best = -3_888.465_069_84;
    figures.add(
        "mixed logit, 600 draws, log-likelihood at the published estimates",
        Expect { value: best, within: 2e-7 },
        there.log_likelihood,
    );
    let found = fit(&model, &panel, &settings)?;
    // The published search ended 4·10⁻⁸ below the maximum, so its estimates are 10⁻⁵ off.
    figures.add("mixed logit, 600 draws, log-likelihood", Expect { value: best, within: 1e-7 }, found.reached.log_likelihood);
    for ((name, got), value) in found.reached.names.iter().zip(found.parameters()).zip(ELECTRICITY_DIAGONAL) {
        figures.add(&format!("mixed logit, 600 draws, {name}"), Expect { value, within: 5e-5 }, *got);
    }
    let errors = there.bhhh_covariance()?.standard_errors();
    for ((name, got), value) in found.reached.names.iter().zip(errors).zip(ERRORS) {
        let name = format!("mixed logit, 600 draws, error of {name} with tasks taken for independent");
        figures.add(&name, Expect { value, within: 6e-6 }, got);
    }
    let mut start = found.parameters().to_vec();
    for (draws, value) in [(500, -3_891.717_71), (1_000, -3_886.897_17), (1_500, -3_886.023_51)] {
        let settings = Settings { errors: Errors::Scores, gain: 1e-6, ..published(draws, threads) };
        let found = fit_from(&model, &panel, &settings, &[start])?;
        figures.add(&format!("mixed logit, {draws} draws, log-likelihood"), Expect { value, within: 6e-6 }, found.reached.log_likelihood);
        start = found.parameters().to_vec();
    }
    Ok(())
}
