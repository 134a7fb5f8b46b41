//! The figures of ratings that have a published value: the bitterness of wine.

use super::data::RatingsData;
use super::error::RatingsError;
use super::fit::{RatingsFit, RatingsSettings, fit_ratings};
use super::model::{Effects, Locations, RatedItem, RatingsModel, Shifts, Thresholds};
use crate::choice::data::StandardErrors;
use crate::stats::check::{Check, Expect};

/// How bitter nine judges found eight bottles of wine, from 1 to 5: two bottles each of cold without contact, cold with contact, warm without and warm
/// with contact of juice and skins.
///
/// # Source
/// Randall (1989), "The analysis of sensory data by generalised linear model", Biometrical Journal 31, 781–793, table 5.
pub const WINE: [[u8; 8]; 9] = [
    [2, 3, 3, 4, 4, 4, 5, 5],
    [1, 2, 1, 3, 2, 3, 5, 4],
    [2, 3, 3, 2, 5, 5, 4, 4],
    [3, 2, 3, 2, 3, 2, 5, 3],
    [2, 3, 4, 3, 3, 3, 3, 3],
    [3, 2, 3, 2, 2, 4, 5, 4],
    [1, 1, 2, 2, 2, 3, 2, 3],
    [2, 2, 2, 3, 3, 3, 3, 4],
    [1, 2, 3, 2, 3, 2, 4, 4],
];

/// Whether each bottle was warm, and had contact.
pub const WINE_FEATURES: [[f64; 2]; 8] = [[0.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]];

/// The model of the bottles.
pub(super) fn wine(effects: Effects) -> RatingsModel {
    let bottle = |(at, features): (usize, &[f64; 2])| RatedItem {
        name: format!("bottle {}", at + 1),
        behind: None,
        keyed: 1.0,
        features: features.to_vec(),
    };
    RatingsModel {
        categories: 5,
        items: WINE_FEATURES.iter().enumerate().map(bottle).collect(),
        traits: Vec::new(),
        features: vec!["warm".to_owned(), "contact".to_owned()],
        demographics: Vec::new(),
        locations: Locations::ByFeatures,
        thresholds: Thresholds::Common,
        shifts: Shifts::ByItem,
        effects,
    }
}

/// Recomputes the published models of the bitterness of wine.
pub fn checks() -> Vec<Check> {
    let answers = WINE.as_flattened();
    let fit = |acquiescence: bool| -> Result<RatingsFit, RatingsError> {
        let model = wine(Effects { acquiescence, extremity: false });
        let settings = RatingsSettings { nodes: 41, ..RatingsSettings::default() };
        fit_ratings(&model, &RatingsData::new(&model, answers, &[], &[])?, &settings)
    };
    let alike =
        "Christensen (2023), \"ordinal: regression models for ordinal data\", R package: clm(rating ~ temp + contact) on its data `wine`";
    let judges = "Christensen (2023), \"ordinal\", R package: clmm(rating ~ temp + contact + (1 | judge), nAGQ = 10) on its data `wine`";
    let (one, many) = (fit(false), fit(true));
    let check =
        |name: &str, source: &str, value: f64, within: f64, of: &Result<RatingsFit, RatingsError>, read: &dyn Fn(&RatingsFit) -> f64| {
            Check::attempt(format!("bitterness of wine, {name}"), source, Expect { value, within }, of.as_ref().map(read))
        };
    let by =
        |feature: &'static str| move |fit: &RatingsFit| fit.parameter(&format!("location by {feature}")).map_or(f64::NAN, |found| found.0);
    let error = |fit: &RatingsFit| fit.curvature_covariance.standard_errors()[1];
    vec![
        check("judges alike, log-likelihood", alike, -86.491_923_37, 5e-9, &one, &|fit| fit.log_likelihood),
        check("judges alike, temperature", alike, 2.503_102, 1e-6, &one, &by("warm")),
        check("judges alike, contact", alike, 1.527_798, 1e-6, &one, &by("contact")),
        check("judges alike, standard error of temperature", alike, 0.528_680, 5e-6, &one, &error),
        check("judges who differ, log-likelihood", judges, -81.53, 5e-3, &many, &|fit| fit.log_likelihood),
        check("judges who differ, temperature", judges, 3.06, 5e-3, &many, &by("warm")),
        check("judges who differ, contact", judges, 1.83, 5e-3, &many, &by("contact")),
    ]
}
