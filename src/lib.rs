//! `foretaste` lets a team taste a decision before it pays for it.

#![forbid(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations, unreachable_pub)]

pub mod choice;
pub mod cli;
pub mod frame;
pub mod input;
pub mod market;
pub mod measure;
pub mod montecarlo;
pub mod num;
pub mod parallel;
pub mod population;
pub mod random;
pub mod report;
pub mod stats;
pub mod study;
pub mod treatment;
pub mod world;
