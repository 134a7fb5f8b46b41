//! What cannot be bettered in everything at once: fronts of points, exact fronts of teams, and fronts seen through noise.
//!
//! In come points with a few objectives each, all of them better when smaller; out go places of points, assignments, volumes and shares.
//! This room must never know what an objective stands for. Whoever wants more of something hands in its negative.
//!
//! - [`front`] keeps the points that no other is as good as in everything.
//! - [`separable`] finds the front of all assignments of a team whose members' objectives add up.
//! - [`hypervolume`], [`representatives`] and [`knee`] make a front readable.
//! - [`Evidence`], [`allocate`] and [`membership`] serve candidates that are only seen through replicates.
//! - [`flips`] lists the assignments next to one.

mod allocate;
mod bounds;
mod error;
mod evidence;
mod flips;
mod front;
mod knee;
mod many;
mod member;
mod points;
mod rate;
mod representatives;
mod separable;
#[cfg(test)]
mod testing;
mod thin;
mod volume;

pub use allocate::allocate;
pub use error::ParetoError;
pub use evidence::{Estimate, Evidence};
pub use flips::{Flip, flips};
pub use front::{Front, front};
pub use knee::{Knee, knee};
pub use member::{Pairing, membership};
pub use points::Points;
pub use representatives::representatives;
pub use separable::{Assignments, Beyond, Limits, separable};
pub use volume::hypervolume;
