//! Everything this program claims to reproduce, computed again.
//!
//! In: nothing. Out: each published figure beside the one this build computes, room by room. It must never read a file or a network.

mod electricity;
mod elementary;
mod rooms;
mod separable;
mod somewhereland;
mod swissmetro;

pub use rooms::{Room, rooms};
