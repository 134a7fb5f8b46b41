//! Electricity with tastes that go together.
//!
//! With these draws the likelihood has several maxima. The published search ended 0.105 below the one beside its estimates (from index 100, 2,000 draws); a
//! search from the plain logit comes to -3665.92, with other correlations. Figures at full covariance need more even draws, several starts and a ladder.

use super::all::{Figures, Why};
use super::electricity::{ELECTRICITY_FEATURES, ElectricityData, published};
use crate::choice::mixed::fit::{Errors, Settings, fit_from};
use crate::choice::mixed::model::Model;
use crate::choice::mixed::panel::Panel;
use crate::choice::mixed::specification::{Covariance, Distribution, Specification};
use crate::stats::check::Expect;

/// The maximum beside the published estimates, from a search that started at them: locations, then the factor row by row.
const BESIDE: [f64; 27] = [
    -0.9560, -0.2374, 2.4349, 1.7982, -9.2112, -9.3258, 0.6652, 0.0349, 0.4218, 1.9292, 0.5468, -0.2358, 1.0255, 0.2450, -0.7050, 0.8121,
    5.7259, 0.0770, 1.6655, 1.1380, 2.1893, 5.4653, -0.3107, 0.9091, 0.4920, 0.6261, 1.8656,
];

const LOCATIONS: [f64; 6] = [-0.9583, -0.2387, 2.4070, 1.7891, -9.2729, -9.3367];
const DEVIATIONS: [f64; 6] = [0.6694, 0.4164, 1.9833, 1.4536, 6.5712, 5.8920];
const CORRELATIONS: [(usize, usize, f64); 5] = [(0, 2, 0.954), (0, 3, 0.701), (0, 4, 0.885), (0, 5, 0.925), (4, 5, 0.913)];

/// Adds the figures: each as near to the published one as the end of the published search allows.
pub(super) fn add(figures: &mut Figures, electricity: &ElectricityData, threads: usize) -> Result<(), Why> {
    let data = electricity.panel()?;
    let normal = Specification::all(&ELECTRICITY_FEATURES, Distribution::Normal);
    let model = Model::new(&Specification { covariance: Covariance::Full, ..normal })?;
    let panel = Panel::new(&model, &data, &[])?;
    let settings = Settings { errors: Errors::Scores, gain: 1e-6, ..published(2_000, threads) };
    let found = fit_from(&model, &panel, &settings, &[BESIDE.to_vec()])?;
    let name = |what: &str| format!("mixed logit, full covariance, 2000 draws, maximum beside the published estimates, {what}");
    figures.add(&name("log-likelihood"), Expect { value: -3_691.339_4, within: 0.11 }, found.reached.log_likelihood);
    let covariance = model.score_covariance(found.parameters());
    let deviation = |k: usize| covariance[7 * k].sqrt();
    for (k, feature) in ELECTRICITY_FEATURES.iter().enumerate() {
        let at_most = |value: f64| Expect { value, within: 0.04 * value.abs() };
        figures.add(&name(&format!("location of {feature}")), at_most(LOCATIONS[k]), found.parameters()[k]);
        figures.add(&name(&format!("standard deviation of {feature}")), at_most(DEVIATIONS[k]), deviation(k));
    }
    for (a, b, value) in CORRELATIONS {
        let what = format!("correlation of {} and {}", ELECTRICITY_FEATURES[a], ELECTRICITY_FEATURES[b]);
        figures.add(&name(&what), Expect { value, within: 0.025 }, covariance[6 * a + b] / (deviation(a) * deviation(b)));
    }
    Ok(())
}
