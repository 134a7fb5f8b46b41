//! Persona cards: one person in words.
//!
//! In comes a finished population; out come cards, each a list of fields and a short story. The story is *rendered* from the fields:
//! every sentence lists the columns it was made from, and this room must never add anything that no column says, least of all a name.

mod card;
mod clause;
mod story;

pub use card::{Card, Field, cards};
pub use story::Sentence;
