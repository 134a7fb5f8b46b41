//! The engine of `foretaste`: everything from the market down. It reads inputs, makes people, runs worlds on common random numbers and scores what
//! came out; it draws nothing and prints nothing. It is a crate of its own so that it alone is built for speed; `foretaste` gives its rooms on under their
//! own names.

#![forbid(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations, unreachable_pub)]

pub mod choice;
pub mod cross_impact;
pub mod economy;
pub mod explore;
pub mod input;
pub mod market;
pub mod measure;
pub mod montecarlo;
pub mod num;
pub mod parallel;
pub mod population;
pub mod queueing;
pub mod random;
pub mod signals;
pub mod stats;
pub mod team;
pub mod treatment;
pub mod world;
