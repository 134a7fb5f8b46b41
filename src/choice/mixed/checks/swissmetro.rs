//! Swissmetro: one normal taste, without simulation.

use super::all::{Figures, Why};
use crate::choice::checks::{SWISSMETRO_CROSS, SWISSMETRO_FEATURES, SWISSMETRO_PANEL, SwissmetroData};
use crate::choice::data::ChoiceData;
use crate::choice::mixed::fit::{Errors, Fit, Settings, fit};
use crate::choice::mixed::model::Model;
use crate::choice::mixed::panel::Panel;
use crate::choice::mixed::points::Points;
use crate::choice::mixed::specification::{Distribution, Specification, Taste};
use crate::stats::check::Expect;

pub(super) const SOURCE: &str = "Bierlaire, Axhausen, Abay (2001), the acceptance of Swissmetro: published data; exact quadrature";

/// Nodes of the trapezoid rule: 64 Gauss–Hermite nodes are .26 off, these less than the last published digit.
const NODES: usize = 801;

/// Adds the figures.
pub(super) fn add(figures: &mut Figures, swissmetro: &SwissmetroData, threads: usize) -> Result<(), Why> {
    let cases = [
        ("panel mixed logit", swissmetro.panel()?, -4_359.412_77, 5e-6, SWISSMETRO_PANEL),
        ("cross-section mixed logit", swissmetro.cross_section()?, -5_214.893_053_267, 1e-8, SWISSMETRO_CROSS),
    ];
    for (name, data, value, within, (beta, random)) in cases {
        let found = exact(&data, threads)?;
        figures.add(&format!("{name}, exact, log-likelihood at the maximum found"), Expect { value, within }, found.reached.log_likelihood);
        let published = beta.iter().copied().chain([random.sd]);
        for ((what, got), value) in found.reached.names.iter().zip(found.parameters()).zip(published) {
            figures.add(&format!("{name}, exact, {what}"), Expect { value, within: 2e-6 }, *got);
        }
    }
    Ok(())
}

/// Fits the published model by quadrature.
fn exact(data: &ChoiceData<'_>, threads: usize) -> Result<Fit, Why> {
    let distribution = |k: usize| if k == 1 { Distribution::Normal } else { Distribution::Fixed };
    let tastes = SWISSMETRO_FEATURES.iter().enumerate().map(|(k, &name)| Taste::new(name, distribution(k))).collect();
    let model = Model::new(&Specification { tastes, ..Specification::default() })?;
    let panel = Panel::new(&model, data, &[])?;
    let mut settings = Settings { points: Points::Trapezoid, draws: NODES, errors: Errors::Scores, ..Settings::default() };
    settings.effort.threads = threads;
    Ok(fit(&model, &panel, &settings)?)
}
