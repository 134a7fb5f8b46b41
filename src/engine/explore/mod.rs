//! Exploration: where to run a model, what its results hang on, and under which inputs it goes one way or the other.
//!
//! In: how many uncertain inputs there are and what a model said at each point of a plan. Out: plans of points ([`latin_hypercube`],
//! [`trajectories`], [`design`()]), effects and shares of variance ([`effects`], [`indices`()]), boxes and trees of inputs ([`discover`()], [`prim`()],
//! [`cart`()]), and what to take when nobody can say which future comes ([`judge`]). This room must never know what an input means, which model
//! was run, or how a page looks.
//!
//! ```
//! use foretaste_engine::explore::{Cases, Column, Input, Interest, Place, Settings, discover, latin_hypercube};
//! use foretaste_engine::random::Seed;
//!
//! // Run a model at 500 points of a plan ...
//! let plan = latin_hypercube(500, 2, Place::Chance, Seed(1), 1)?;
//! let outcomes: Vec<f64> = plan.rows().map(|u| if u[0] > 0.7 { u[1] } else { 0.0 }).collect();
//! // ... and ask where its result is large.
//! let input = |name: &str, k| Input { name: name.into(), unit: String::new(), column: Column::Numbers(plan.column(k)) };
//! let cases = Cases::new(vec![input("wage", 0), input("trust", 1)], &outcomes, Interest::AtLeast(0.5)).expect("sound cases");
//! let found = discover(&cases, &Settings::default())?;
//! assert!(found.words()[0].starts_with("Where wage is at least 0.68"), "{}", found.words()[0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cart;
mod cases;
mod checks;
mod discover;
mod halton;
mod indices;
mod latin;
mod morris;
mod prim;
mod robustness;
mod saltelli;
mod sample;
mod sequence;
#[cfg(test)]
mod testing;

pub use cart::{Fork, Growth, GrowthError, Node, Split, Tree, cart};
pub use cases::{CaseError, Cases, Column, Input, Interest, Limit, MAX_CASES, MAX_COLUMNS, MAX_KINDS, Region};
pub use checks::{checks, g_function, ishigami};
pub use discover::{Condition, Discovery, Finding, MAX_HALVES, Reproduced, discover, reproduced};
pub(crate) use halton::Inverses;
pub use halton::halton;
pub use indices::{Estimate, Index, IndexError, Indices, MAX_REPS, PairIndex, Resampling, indices};
pub use latin::{MAX_POINTS, MAX_SPREAD_POINTS, MAX_TRIES, MAX_WORK, Place, latin_hypercube, maximin_latin, nearest};
pub use morris::{Effect, MAX_LEVELS, MAX_TRAJECTORIES, MorrisError, Trajectories, effects, trajectories};
pub use prim::{ACCIDENT, MAX_PASTES, PrimError, Settings, Side, Step, Support, Trajectory, prim};
pub use robustness::{Attitude, Better, Figures, MAX_SIDE, MAX_TABLE, RobustnessError, Rule, Verdict, judge};
pub use saltelli::{Design, MAX_BASE, MAX_PAIRED, Order, design};
pub use sample::{DesignError, MAX_CELLS, MAX_INPUTS, Sample};
pub use sequence::{MAX_DIMENSIONS, MAX_LENGTH, Scrambled, sobol_points};
