//! `foretaste` lets a team taste a decision before it pays for it.
//!
//! It runs a product concept on thousands of synthetic people, many times over everything nobody knows for certain, and reports what would
//! happen, how sure that is, and why.
//!
//! # A tour
//!
//! A study is read and checked as a whole; every problem comes back at once:
//!
//! ```
//! use std::path::Path;
//! use std::sync::atomic::AtomicBool;
//!
//! use foretaste::montecarlo::Replicates;
//! use foretaste::parallel::Batching;
//! use foretaste::random::Seed;
//! use foretaste::study::validate::{Options, analyse, load};
//!
//! let root = Path::new(env!("CARGO_MANIFEST_DIR"));
//! let seed = Seed(7);
//! let study = load(&root.join("scenarios/swissmetro/study.toml"), root, seed, None)?;
//!
//! // Run it: the same seed gives the same bytes on any number of threads.
//! let options = Options { seed, replicates: Replicates::Fixed(4), batching: Batching { threads: 2, chunk: 1 }, advocates: false, rounds: None };
//! let findings = analyse(&study, &options, &AtomicBool::new(false), &|_stage| ())?;
//!
//! // Figures have names; one value a replicate.
//! let share = findings.outcome.index("share:Swissmetro").expect("the concept has a share");
//! assert_eq!(findings.outcome.figure(share).len(), 4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The rooms
//!
//! From the top: [`cli`] prints and exits; [`study`] says what runs when; [`report`] draws; [`advocate`] looks for what would sink a concept,
//! [`prototype`] for what would save it; [`frame`] writes tables; [`market`] is the world of a concept test, [`team`] that of agents, gates and people, [`economy`] that of people
//! and their firms over years; [`population`] makes people; [`cross_impact`] says which futures hang together; [`signals`] what rises before everybody
//! talks of it; [`mod@choice`] turns tastes into shares; [`measure`] scores; [`montecarlo`] runs worlds on common random numbers; [`explore`] plans runs
//! and says what they hang on and where things go wrong; [`treatment`] and [`world`] say what can be run and changed; [`input`]
//! reads; [`parallel`], [`stats`], [`queueing`], [`random`] and [`num`] are the ground floor. Those from [`market`] down are
//! the crate `foretaste_engine`, given on here. `ARCHITECTURE.md` has the invariants.

#![forbid(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations, unreachable_pub)]

pub mod advocate;
pub mod cli;
pub mod frame;
pub mod prototype;
pub mod report;
pub mod study;

pub use foretaste_engine::{
    choice, cross_impact, economy, explore, input, market, measure, montecarlo, num, parallel, population, queueing, random, record,
    signals, stats, team, treatment, world,
};
