//! Counter-based random streams.
//!
//! In come a seed, a cell (θ, inner run), a purpose, an entity and an occurrence; out come words, uniforms and normals that depend on
//! those and on nothing else. Any value can be found without making those before it, so draws do not depend on order, ranges, threads or
//! on what else was drawn. This room must never know what a persona, a taste or a market is.

mod ahead;
mod draws;
mod fill;
mod philox;
mod streams;
#[cfg(test)]
mod tests;

pub use ahead::{Ahead, Pair};
pub use draws::Draws;
pub use fill::pair_of;
pub use philox::philox4x32_10;
pub(crate) use philox::words;
pub use streams::{At, Purpose, Seed, Stream, Streams};
