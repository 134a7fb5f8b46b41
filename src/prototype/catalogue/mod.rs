//! The catalogue of moves that lessen friction, by kind of touchpoint.
//!
//! In: a catalogue file, the one that ships with the program or a user's own, and facts of a touchpoint. Out: the moves that may be tried
//! there, as edits on that touchpoint, with their cost. This folder must never know how a market runs or which move is worth its cost.
//!
//! # The file
//!
//! The catalogue that ships is `src/prototype/catalogue/catalogue.toml`; `foretaste schema catalogue` prints the format. An effect is
//! written like an edit of a treatment, with `@` for the touchpoint the move is put at:
//!
//! ```
//! use foretaste::input::Cx;
//! use foretaste::market::spec::Channel;
//! use foretaste::prototype::catalogue::{Catalogue, TouchpointFacts, Numbers, Verb};
//!
//! let file = r#"
//! title  = "Our own moves"
//! source = "workshop of 3 May"
//! grade  = "judgement"
//!
//! [[move]]
//! id      = "one-question-less"
//! title   = "Ask one question less"
//! kind    = "sign up and identify"
//! channel = "both"
//! how     = "Strike the question about the fax number."
//! needs   = "minutes > 2"
//! effects = [{ change = "journey.@.minutes", scale = [0.8, 0.9, 1.0] }]
//! cost_once         = { days = [0.5, 1, 2] }
//! cost_per_customer = { minutes = 0 }
//! "#;
//! let mut cx = Cx::new();
//! let read: Option<Catalogue> = cx.parse("moves.toml", file);
//! let (catalogue, _) = cx.finish(read).expect("the file is sound");
//!
//! let numbers = Numbers { minutes: 6.0, effort: 2.0, ..Numbers::default() };
//! let sign_up = TouchpointFacts::new("Sign up", Channel::Digital, numbers);
//! let fitting: Vec<_> = catalogue.offered(&sign_up).collect();
//! let edits = fitting[0].edits_at("Sign up");
//! assert_eq!((edits[0].path.as_str(), edits[0].verb), ("journey.Sign up.minutes", Verb::Scale));
//! ```
//!
//! # Units
//!
//! Costs are days of work, once, and minutes of staff for each customer who comes through the touchpoint; below zero is time saved. Money
//! differs from firm to firm, so the catalogue holds none: a study's own day rate turns days and minutes into money ([`Cost::money`]).

mod check;
mod effect;
mod facts;
mod kind;
mod moves;
mod spec;

pub use effect::{Effect, Verb, Worth, WrittenEdit};
pub use facts::{Numbers, TouchpointFacts};
pub use kind::TouchpointKind;
pub use moves::{Catalogue, Cost, Move};
pub use spec::{CatalogueSpec, CostOnceSpec, CostPerCustomerSpec, EffectSpec, MoveChannel, MoveSpec};

#[cfg(test)]
mod tests;
