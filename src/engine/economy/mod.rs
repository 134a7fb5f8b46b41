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
//! An economy comes from plain numbers ([`model()`]), from numbers some of which are uncertain ([`uncertain`]) or from a file ([`spec::build`]);
//! [`run()`] holds its past against what is known and then runs its arms.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use foretaste_engine::economy::{Figures, Fit, Gate, Job, Numbers, Size, model, run, set};
//! use foretaste_engine::montecarlo::{Blocks, Replicates, Settings};
//! use foretaste_engine::parallel::Batching;
//! use foretaste_engine::random::Seed;
//! use foretaste_engine::world::{Arm, Depth};
//!
//! let economy = model(Size { people: 1_000, past: 12, months: 12, every: 12 }, &Numbers::default()).expect("the defaults are sound");
//! let arm = |name: &str, edits| Arm { name: name.to_owned(), edits, depth: Depth::Full };
//! let arms = [arm("as it is", vec![]), arm("machines", vec![set("ai.reach", 1.0).expect("it is a number")])];
//! let lived = run(&Job {
//!     economy: &economy,
//!     arms: &arms,
//!     figures: &Figures::all(&economy),
//!     settings: Settings {
//!         seed: Seed(1),
//!         replicates: Replicates::Fixed(2),
//!         inner: 1,
//!         batching: Batching { threads: 2, chunk: 1 },
//!         blocks: Blocks::All,
//!     },
//!     // So few people cannot land on the statistics; a real run leaves the gate closed and the fit as it is.
//!     gate: Gate::Uncalibrated,
//!     fit: Fit { people: 1_000, settle: 12, months: 24 },
//!     progress: &|_| (),
//!     interrupt: &AtomicBool::new(false),
//! })?;
//! let gap = lived.comparison.index("gap@11").expect("a figure of the twelfth month");
//! assert_eq!(lived.comparison.difference(1, gap).len(), 2);
//! # Ok::<(), foretaste_engine::economy::NotRun>(())
//! ```
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
mod incomes;
mod look;
mod model;
pub mod numbers;
mod offers;
mod outcome;
mod paths;
mod people;
mod run;
mod search;
pub mod spec;
mod state;
#[cfg(test)]
mod tests;
mod turns;
mod world;

pub use calibrate::{Calibration, Fit, Fitted, SEEDS, Statistic, TARGETS, Target, VALIDATION, calibrate, checks, measure};
pub use engine::Scratch;
pub use figures::{Figures, Kind};
pub use model::{Economy, MOST_MONTHS, MOST_PEOPLE, Problem, Size, model, uncertain};
pub use numbers::{KEYS, Key, Numbers};
pub use outcome::{Info, Outcome, Outcomes};
pub use paths::bass;
pub use people::SOURCES;
pub use run::{Gate, Job, Lived, NotRun, run};
pub use search::{Search, Step, search};
pub use world::{EconomyPlan, set};
