//! The team behind a concept: what its agents and people get wrong, and how long they take, is what customers meet.
//!
//! In: a study whose touchpoints and attributes name figures of a team, the team, settings of autonomy. Out: draws of those numbers for the
//! market, one row a run of the team; the study under each setting, on the same people and the same runs; a part of the autonomy report.
//! The market never learns what a team is, nor the team what a customer is: only this folder knows both.

mod customers;
mod feed;
mod json;
mod read;
mod runs;
mod tables;
mod view;

pub use customers::{Carried, Customers, Handed, LeftOut, customers};
pub use feed::{Behind, Feed, RUNS};
pub use json::{CustomersJson, FeltJson, HandedJson, SettingFeltJson};
pub use read::concept;

pub(in crate::study) use json::{customers_json, definitions};
pub(in crate::study) use read::behind;
pub(in crate::study) use tables::tables;
pub(in crate::study) use view::{judged, section};
