//! Swissmetro: one normal taste, without simulation.

use super::all::{Figures, Why};
use crate::choice::checks::{SWISSMETRO_CROSS, SWISSMETRO_FEATURES, SWISSMETRO_PANEL, SwissmetroData};
use crate::choice::data::ChoiceData;
use crate::choice::mixed::fit::{Errors, Fit, Settings, fit};
use crate::choice::mixed::model::Model;
use crate::choice::mixed::panel::Panel;
use crate::choice::mixed::points::Points;
use crate::choice::mixed::specification::{Distribution, Specification, Taste};
use crate::choice::panel::NODES;
use crate::stats::check::Expect;

pub(super) const SOURCE: &str = "Bierlaire, Axhausen, Abay (2001), the acceptance of Swissmetro: published data; exact quadrature";

/// Adds the figures.
pub(super) fn add(figures: &mut Figures, swissmetro: &SwissmetroData, threads: usize) -> Result<(), Why> {
    // Nine tasks of a person make a sharper likelihood than one: half the nodes are 6·10⁻⁵ off there.
    let cases = [
        ("panel mixed logit", swissmetro.panel()?, NODES, -4_359.412_77, 5e-6, SWISSMETRO_PANEL),
        ("cross-section mixed logit", swissmetro.cross_section()?, NODES / 2 + 1, -5_214.893_053_267, 1e-8, SWISSMETRO_CROSS),
    ];
    for (name, data, nodes, value, within, (beta, random)) in cases {
        let found = exact(&data, nodes, threads)?;
        figures.add(&format!("{name}, exact, log-likelihood at the maximum found"), Expect { value, within }, found.reached.log_likelihood);
        let published = beta.iter().copied().chain([random.sd]);
        for ((what, got), value) in found.reached.names.iter().zip(found.parameters()).zip(published) {
            // The published panel search ended 10⁻⁷ below the maximum, and so up to 7·10⁻⁵ beside it.
            figures.add(&format!("{name}, exact, {what}"), Expect { value, within: 1e-4 }, *got);
        }
    }
    Ok(())
}

/// Fits the published model by quadrature.
fn exact(data: &ChoiceData<'_>, nodes: usize, threads: usize) -> Result<Fit, Why> {
    let distribution = |k: usize| if k == 1 { Distribution::Normal } else { Distribution::Fixed };
    let tastes = SWISSMETRO_FEATURES.iter().enumerate().map(|(k, &name)| Taste::new(name, distribution(k))).collect();
    let model = Model::new(&Specification { tastes, ..Specification::default() })?;
    let panel = Panel::new(&model, data, &[])?;
    let mut settings = Settings { points: Points::Trapezoid, draws: nodes, errors: Errors::Scores, ..Settings::default() };
    settings.effort.threads = threads;
    Ok(fit(&model, &panel, &settings)?)
}
