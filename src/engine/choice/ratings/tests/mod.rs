//! Ratings: slopes, an independent likelihood, accuracy of the nodes, published figures, known truths, what is refused.

mod estimates;
mod kernels;
mod made;
mod refused;
