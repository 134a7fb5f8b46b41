//! Budgeted search: which few changes, within what is plausible, do the most.
//!
//! In: levers and how far each may be pushed, or a list of candidates and what they cost, and a function that measures a batch of
//! candidates. Out: the set that scores highest, with the count of what was measured. This room must never know what a lever moves or how a
//! candidate is run; a caller measures on common random numbers, and confirms what is found on fresh ones with [`confirm`].

mod book;
mod climb;
mod confirm;
mod flip;
mod front;
mod lever;
mod select;
mod space;
#[cfg(test)]
mod tests;
mod worst;

pub use confirm::{Claim, Confirmed, confirm};
pub use flip::{Flip, flip};
pub use front::{Assignment, Candidate, Draws, Evaluate, FrontError, FrontFound, FrontSearch, Origin, Surrogate, front};
pub use lever::{Lever, Step, likelihood, likelihood_of, surprise};
pub use select::{Rules, Selection, greedy};
pub use worst::{Attack, Limits, worst};
