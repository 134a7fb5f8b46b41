//! montecarlo.
