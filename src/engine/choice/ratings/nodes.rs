//! Evenly spaced nodes for a standard normal effect.

use crate::num::{exp, sum};

/// The half-width, in standard deviations: past it lies a probability of 7 · 10⁻⁶.
const REACH: f64 = 4.5;

/// Nodes with weights that sum to one.
///
/// # Source
/// The trapezoid rule, which converges geometrically for a smooth integrand that dies out at both ends (Trefethen and Weideman 2014). Unlike
/// Gauss–Hermite nodes, which grow apart, it stays good where a person's answers leave little open.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Nodes {
    pub(super) at: Vec<f64>,
    pub(super) weight: Vec<f64>,
}

impl Nodes {
    /// Makes nodes; one stands for an effect that is not there.
    pub(super) fn new(count: usize) -> Self {
        if count < 2 {
            return Self { at: vec![0.0], weight: vec![1.0] };
        }
        let step = 2.0 * REACH / (count - 1) as f64;
        // Mirrored, so that the sign of a standard deviation cannot matter.
        let middle = 0.5 * (count - 1) as f64;
        let at: Vec<f64> = (0..count).map(|node| (node as f64 - middle) * step).collect();
        let raw: Vec<f64> = at.iter().map(|z| exp(-0.5 * z * z)).collect();
        let total = sum(&raw);
        Self { weight: raw.iter().map(|weight| weight / total).collect(), at }
    }

    pub(super) fn count(&self) -> usize {
        self.at.len()
    }
}

/// One node of acquiescence and extremity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) acquiescence: f64,
    pub(super) extremity: f64,
    pub(super) weight: f64,
}

/// The nodes that a likelihood is averaged over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    /// Acquiescence and extremity, the weightiest first.
    pub(super) styles: Vec<Style>,
    /// A trait.
    pub(super) traits: Nodes,
}

impl Grid {
    pub(super) fn new(acquiescence: bool, extremity: bool, traits: bool, count: usize) -> Self {
        let nodes = |there: bool| Nodes::new(if there { count } else { 1 });
        let (a, e) = (nodes(acquiescence), nodes(extremity));
        let pairs = |(z, w): (&f64, &f64)| e.at.iter().zip(&e.weight).map(|(x, v)| (*z, *x, w * v)).collect::<Vec<_>>();
        let mut styles: Vec<Style> =
            a.at.iter()
                .zip(&a.weight)
                .flat_map(pairs)
                .map(|(acquiescence, extremity, weight)| Style { acquiescence, extremity, weight })
                .collect();
        styles.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        Self { styles, traits: nodes(traits) }
    }
}
