//! Which agents of a team may run alone: reading the team, and what is compared.

mod load;
mod spec;

pub use load::{Limits, Loads, TeamStudy, load, read};
pub use spec::TeamSpec;
