//! The people who are asked.
pub mod copula;
pub mod integer;
pub mod rake;
pub mod words;
