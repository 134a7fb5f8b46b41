//! What earlier runs of a study met, tried and dropped: an append-only record, one JSON object a line.
//!
//! In: the record's file, which is an input like any other, and what a run found. Out: what was remembered, hashed; what need not be tried
//! again, and what has changed since. It must never rewrite a byte that is there, and never keep a single person's answers.
//!
//! # The file
//!
//! Every line is an object with one key, which says its kind: `run` opens a run, `objection`, `intervention` and `answers` belong to the
//! run above them, and `tear` closes a line that a crash cut off. `foretaste schema memory` prints the schema of a line. Lines hold no
//! dates.
//!
//! # Which study a file belongs to
//!
//! A file belongs to one study, told by its [`StudyKey`]: the name of its concept, or its title where it tests no concept, with the
//! difference between capital and small letters and the number of blanks left out. Numbers, people and file names do not count, so the key
//! stays the same from a first draft to the next. Two studies of one concept share a key, and may share a file: what they know is told
//! apart by the inputs that mattered.

mod edits;
mod file;
mod judge;
mod record;
mod scan;
mod schema;
mod write;

pub use edits::{Edit, Identity};
pub use file::{AppendError, LINE_BYTES, Memory, RememberedRun, append, prepare, read};
pub use judge::{Change, Idea, Judgement, Reopened, Skipped, judge};
pub use record::{
    AnswerBox, Answers, Cost, Digest, Entry, FORMAT, Fate, Inputs, Intervention, Met, Objection, Run, RunSeed, Spread, StudyKey, written,
};
pub use schema::memory_schema;

#[cfg(test)]
mod tests;
