//! The jobs: what runs when, and the verdict.
//!
//! In: paths of input files, settings, callbacks for progress and interrupts. Out: findings, a report view, tables, files in a directory
//! that is written whole or not at all. This room must never print, exit, or read the environment or the clock.

pub mod autonomy;
pub mod backtest;
pub mod behind;
pub mod compare;
pub mod fit;
pub mod foresight;
pub mod import;
pub mod memory;
pub mod months;
pub mod output;
mod parts;
pub mod revise;
mod schema;
pub mod signals;
mod trust;
pub mod validate;
pub mod verify;
mod written;
