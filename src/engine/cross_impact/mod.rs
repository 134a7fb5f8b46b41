//! Cross-impact analysis: which futures hang together, where they come from, and how sure that is.
//!
//! In: descriptors with variants and a matrix that says what speaks for what, as ScenarioWizard keeps it or as several experts gave it. Out:
//! every consistent scenario with its figures, how many scenarios lead to it, how often it stays consistent where the judgements are uncertain,
//! and a few scenarios for people to read. This room must never know a population, a market or a page.
//!
//! ```
//! use foretaste_engine::cross_impact::{Project, Search, solve};
//! use foretaste_engine::input::Cx;
//!
//! let bytes = include_bytes!("../../../scenarios/somewhereland/somewhereland.scw");
//! let mut cx = Cx::new();
//! let project = Project::parse("somewhereland.scw", bytes, &mut cx);
//! let (project, _) = cx.finish(project)?;
//! let solution = solve(&project.model, &Search::default())?;
//! assert_eq!((project.model.structure().configurations(), solution.found.len()), (Some(486), 10));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adjust;
mod basins;
mod checks;
mod ends;
mod field;
pub mod gordon;
mod layout;
pub mod micmac;
mod model;
mod panel;
mod periods;
mod pick;
mod robust;
mod scenario;
mod scw;
mod search;
mod sl;
mod solve;
mod structure;
mod succession;
mod text;
mod uncertain;

pub use adjust::{AdjustError, Override, Shock};
pub use basins::{Basin, BasinError, BasinSearch, Basins, basins};
pub use checks::checks;
pub use model::{Figures, LARGEST_IMPACT, Model, ModelError};
pub use panel::{Disagreement, Panel, PanelError};
pub use periods::{Lived, Period, PeriodError, live};
pub use pick::{Pick, Picked, pick};
pub use robust::{Decider, Draws, Frequency, RobustError, Robustness};
pub use scenario::{Scenario, ScenarioError};
pub use scw::Project;
pub use sl::{Contradiction, Listed, SolutionSet};
pub use solve::{Found, Search, Solution, SolveError, count, solve};
pub use structure::{Descriptor, MOST_COLUMNS, MOST_DESCRIPTORS, MOST_VARIANTS, Structure, StructureError};
pub use succession::{Attractor, Succession};
pub use uncertain::{FINE, LARGEST_JUDGED, Uncertain, UncertainError};

#[cfg(test)]
mod testing;
