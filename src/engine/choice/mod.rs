//! Tastes, utilities and choice probabilities over blocks of personas, and the estimation of tastes from choices.
//!
//! In come tastes with their distribution, menus of alternatives, random streams and columns of the personas' own situations; out come
//! taste, utility and probability columns and exact shares by segment. The single-precision kernels stand beside a plain
//! double-precision reference. For estimates, choices come in as plain slices ([`ChoiceData`]) and parameters with their errors go out.
//! This room must never know what a concept, a price or a report is; how many threads run changes speed alone.

pub mod bayes;
mod boxcox;
mod checks;
mod chunk;
mod curvature;
mod data;
mod identify;
mod latent;
mod leaf;
mod leak;
mod logit;
mod maximise;
mod menu;
pub mod mixed;
mod nested;
mod ordinal;
mod panel;
mod pick;
pub mod ratings;
pub mod reference;
mod shares;
mod simple;
mod taste;
#[cfg(test)]
mod tests;

pub use boxcox::{box_cox, fit_box_cox};
pub use checks::{SWISSMETRO_CROSS, SWISSMETRO_FEATURES, SWISSMETRO_PANEL, SwissmetroData, SwissmetroTask, checks};
pub use data::{ChoiceData, DataError, StandardErrors, Weights};
pub use identify::{Fault, fault};
pub use latent::{LatentError, LatentFit, LatentSettings, fit_latent};
pub use leaf::{Columns, Leaf, Scratch, Table};
pub use leak::{Leak, leaked_people, leaked_tasks};
pub use logit::{LogitFit, fit_logit, logit_log_likelihood};
pub use maximise::Estimate;
pub use menu::{Alternative, Gate, MAX_ALTERNATIVES, Menu, MenuError, Value};
pub use nested::{Nests, fit_nested};
pub use ordinal::{Link, OrdinalData, fit_ordinal};
pub use panel::{NODES, PanelEvaluation, RandomTaste, panel_logit};
pub use pick::{Picked, Split};
pub use shares::{Shares, shares, shares_of_tastes, shares_on};
pub use simple::{constant_shares, equal_chances, logit_probabilities};
pub use taste::{Shape, Shift, Taste, TasteError, TasteModel};

/// How many personas a leaf holds: the unit of work and of summing. Frozen.
pub const LEAF: usize = 1024;
