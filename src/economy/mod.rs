//! The economy: a world of people who stay with a firm, join another one or found their own, month after month.
//!
//! In: plain or uncertain numbers, and arms that change them. Out: tallies and named figures by month. This room must never know how many
//! replicates run, or how a page looks.
//!
//! # The model
//!
//! Each month, as many turns as a share of people ([`Numbers::reconsider`]) are drawn; whoever is drawn looks at their own place, at the firms of the
//! people they know and at working alone, works out for each how hard they would work there and what that is worth, and chooses among them by a
//! logit. That is Axtell's endogenous formation of firms. Firms pay their members partly by what each does and partly alike, so that members of
//! large firms lean on each other; working together adds to output and costs coordination; productivity moves. The tasks of a firm (legal,
//! accounting, marketing, service) take time from somebody who works alone and are shared in a firm: that is Coase's reason for firms, and what
//! artificial intelligence takes away, task by task, along a Bass curve.
//!
//! An economy comes from plain numbers ([`model`]), from numbers some of which are uncertain ([`uncertain`]) or from a file ([`spec::build`]);
//! [`run`] holds its past against what is known and then runs its arms.
//!
//! # Determinism
//!
//! A run depends on numbers, size and streams only. One economy is one block and runs in sequence; replicates are what runs side by side. Firms add
//! up their members' work in whole parts, so that who comes and goes leaves no rounding behind.
//!
//! # Source
//!
//! R. Axtell 2018, "Endogenous firm dynamics and labor flows via heterogeneous agents", in Handbook of Computational Economics 4; R. Coase 1937, "The
//! nature of the firm", Economica 4(16).

mod calibrate;
mod choose;
mod engine;
mod figures;
mod firms;
mod look;
mod model;
pub mod numbers;
mod outcome;
mod paths;
mod people;
mod run;
mod search;
pub mod spec;
mod state;
mod world;
#[cfg(test)]
mod tests;

pub use calibrate::{Calibration, Fit, Fitted, SEEDS, Statistic, TARGETS, Target, VALIDATION, calibrate, checks, measure};
pub use engine::Scratch;
pub use figures::{Figures, Kind};
pub use model::{Economy, MOST_MONTHS, MOST_PEOPLE, Problem, Size, model, uncertain};
pub use numbers::{KEYS, Key, Numbers};
pub use outcome::{Info, Outcome, Outcomes};
pub use paths::bass;
pub use people::SOURCES;
pub use run::{Gate, Lived, NotRun, run};
pub use search::{Search, Step, search};
pub use world::EconomyPlan;
