//! Topics: documents that speak of the same thing, found window by window, so that new ones can appear and none is ever lost.
//!
//! In: documents and which of them are copies. Out: topics with the terms that mark them, their members, and their counts by period. Nothing
//! is drawn by lot: the same documents give the same topics.
//!
//! **Method.** Windows are taken in order of time. In each: (1) pairs of words that stand side by side more often than chance has it, by
//! Dunning's likelihood ratio over all documents so far, become phrases, and stay phrases; (2) each new document becomes the weights of its
//! terms, words and phrases: `(1 + ln tf) · idf`, with idf from all documents so far (0 for a term that only one of them has), of which it keeps the heaviest; (3) it joins the topic
//! whose centre it is nearest to by the cosine, if that is near enough, and otherwise begins a topic of its own. Centres keep weights
//! without idf, and see today's idf whenever they are compared. Copies are counted with the document they copy.
//!
//! # Source
//! T. Dunning, "Accurate methods for the statistics of surprise and coincidence", *Computational Linguistics* 19(1), 1993 (phrases); G. Salton,
//! C. Buckley, "Term-weighting approaches in automatic text retrieval", 1988 (weights); J. Allan, R. Papka, V. Lavrenko, "On-line new event
//! detection and tracking", SIGIR 1998 (one pass, with new topics where nothing is near).

mod cluster;
mod phrases;
mod quote;
mod words;

pub use cluster::{Settings, Topic, Topics, topics};
pub use phrases::likelihood_ratio;
pub use quote::{Field, Quote, QuoteError, check, quote};
pub use words::{Word, speaks, words};
