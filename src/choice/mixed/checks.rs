//! The published figures of mixed logit on the electricity and Swissmetro surveys.

use super::fit::{Errors, Fit, Settings, fit, fit_from};
use super::likelihood::Likelihood;
use super::model::Model;
use super::panel::Panel;
use super::points::Points;
use super::specification::{Distribution, Specification, Taste};
use crate::choice::checks::{SWISSMETRO_CROSS, SWISSMETRO_FEATURES, SWISSMETRO_PANEL, SwissmetroData, SwissmetroTask};
use crate::choice::data::{ChoiceData, DataError};
use crate::choice::logit::fit_logit;
use crate::choice::panel::NODES;
use crate::stats::check::{Check, Expect};

/// The features of the electricity survey, in the order of every slice here: price, years of contract, local supplier, well-known supplier, time-of-day
/// rates, seasonal rates.
pub const ELECTRICITY_FEATURES: [&str; 6] = ["pf", "cl", "loc", "wk", "tod", "seas"];

/// The points with which the published simulated figures were found.
pub const PUBLISHED_POINTS: Points = Points::Halton { start: 100 };

/// The published estimates of six independent normal tastes with 600 draws: locations, then spreads.
pub const ELECTRICITY_DIAGONAL: [f64; 12] = [
    -0.997_210_2, -0.219_681_2, 2.290_180_7, 1.694_324_7, -9.675_227_9, -9.696_183_6, 0.220_725_5, 0.411_554_7, 1.784_025_5, 1.229_622_7,
    2.275_705_9, 1.486_220_6,
];

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

const ELECTRICITY: &str = "Huber and Train (2000), electricity suppliers: logit; mixed logit as in xlogit 0.2.7 (Halton draws from index 100)";
const SWISSMETRO: &str = "Bierlaire, Axhausen, Abay (2001), the acceptance of Swissmetro: published data; exact quadrature";

/// Recomputes the published figures.
pub fn checks(electricity: &[ElectricityTask], swissmetro: &[SwissmetroTask], threads: usize) -> Vec<Check> {
    let mut all = of_electricity(&ElectricityData::new(electricity), threads).unwrap_or_else(|why| failed(ELECTRICITY, &why));
    all.extend(of_swissmetro(&SwissmetroData::new(swissmetro), threads).unwrap_or_else(|why| failed(SWISSMETRO, &why)));
    all
}

type Why = Box<dyn std::error::Error>;

fn failed(source: &str, why: &Why) -> Vec<Check> {
    vec![Check { name: format!("mixed logit: {why}"), expected: 0.0, got: f64::NAN, tolerance: 0.0, source: source.to_owned() }]
}

/// Settings with which the published figures come out.
pub(super) fn published(draws: usize, threads: usize) -> Settings {
    let mut settings = Settings { points: PUBLISHED_POINTS, draws, ..Settings::default() };
    settings.effort.threads = threads;
    settings
}

fn of_electricity(electricity: &ElectricityData, threads: usize) -> Result<Vec<Check>, Why> {
    let check = |name: &str, value: f64, within: f64, got: f64| {
        Check::attempt(format!("Electricity {name}"), ELECTRICITY, Expect { value, within }, Ok::<_, Why>(got))
    };
    let data = electricity.panel()?;
    let logit = fit_logit(&data)?;
    let mut all = vec![check("logit, log-likelihood", -4_958.649_119_3, 5e-8, logit.log_likelihood)];
    for (k, name) in ELECTRICITY_FEATURES.iter().enumerate() {
        all.push(check(&format!("logit, {name}"), LOGIT[k], 6e-6, logit.beta[k]));
    }
    let model = Model::new(&Specification::all(&ELECTRICITY_FEATURES, Distribution::Normal))?;
    let panel = Panel::new(&model, &data, &[])?;
    let settings = published(600, threads);
    let there = Likelihood::new(&model, &panel, settings.points, settings.draws, settings.effort)?.evaluate(&ELECTRICITY_DIAGONAL)?;
    all.push(check("mixed logit, 600 draws, log-likelihood at the published estimates", -3_888.465_069_84, 1e-8, there.log_likelihood));
    let found = fit(&model, &panel, &settings)?;
    // The published search ended 4·10⁻⁸ below the maximum, so its estimates are 10⁻⁵ off.
    all.push(check("mixed logit, 600 draws, log-likelihood", -3_888.465_069_84, 1e-7, found.reached.log_likelihood));
    for ((name, value), published) in found.reached.names.iter().zip(found.parameters()).zip(ELECTRICITY_DIAGONAL) {
        all.push(check(&format!("mixed logit, 600 draws, {name}"), published, 5e-5, *value));
    }
    for (draws, value) in [(500, -3_891.717_71), (1_000, -3_886.897_17), (1_500, -3_886.023_51)] {
        let settings = Settings { errors: Errors::Scores, ..published(draws, threads) };
        let fit = fit_from(&model, &panel, &settings, &[found.parameters().to_vec()])?;
        all.push(check(&format!("mixed logit, {draws} draws, log-likelihood"), value, 6e-6, fit.reached.log_likelihood));
    }
    Ok(all)
}

/// Fits the published Swissmetro model by quadrature.
pub(super) fn swissmetro_exact(data: &ChoiceData<'_>, threads: usize) -> Result<Fit, Why> {
    let distribution = |k: usize| if k == 1 { Distribution::Normal } else { Distribution::Fixed };
    let tastes = SWISSMETRO_FEATURES.iter().enumerate().map(|(k, &name)| Taste::new(name, distribution(k))).collect();
    let model = Model::new(&Specification { tastes, ..Specification::default() })?;
    let panel = Panel::new(&model, data, &[])?;
    Ok(fit(&model, &panel, &Settings { points: Points::Trapezoid, errors: Errors::Scores, ..published(NODES, threads) })?)
}

fn of_swissmetro(swissmetro: &SwissmetroData, threads: usize) -> Result<Vec<Check>, Why> {
    let cases = [
        ("panel mixed logit", swissmetro.panel()?, -4_359.412_77, 5e-6, SWISSMETRO_PANEL),
        ("cross-section mixed logit", swissmetro.cross_section()?, -5_214.893_053_267, 1e-8, SWISSMETRO_CROSS),
    ];
    let mut all = Vec::new();
    for (name, data, value, within, (beta, random)) in cases {
        let fit = swissmetro_exact(&data, threads)?;
        let check = |what: &str, value: f64, within: f64, got: f64| {
            let name = format!("Swissmetro {name}, exact, {what}");
            Check::attempt(name, SWISSMETRO, Expect { value, within }, Ok::<_, Why>(got))
        };
        all.push(check("log-likelihood at the maximum found", value, within, fit.reached.log_likelihood));
        let published = beta.iter().copied().chain([random.sd]);
        for ((name, got), value) in fit.reached.names.iter().zip(fit.parameters()).zip(published) {
            all.push(check(name, value, 1e-4, *got));
        }
    }
    Ok(all)
}
