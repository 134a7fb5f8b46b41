//! Probabilities of boxes, with their slopes, at one style and every node of a trait.

use super::model::RatingsModel;
use super::nodes::{Grid, Style};
use super::shape::Shape;
use crate::num::exp;

/// Logs are kept inside ±this, so that products of two exponentials stay finite wherever a search wanders.
const MOST: f64 = 300.0;

fn bounded(x: f64) -> f64 {
    exp(x.clamp(-MOST, MOST))
}

/// One style's way with thresholds.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    /// What thresholds are multiplied with: one over the stretch.
    pub(super) draw: f64,
    /// What is added to every answer.
    pub(super) add: f64,
}

impl At {
    pub(super) fn new(shape: &Shape, style: Style) -> Self {
        Self { draw: exp(-shape.extremity * style.extremity), add: shape.acquiescence * style.acquiescence }
    }
}

/// Probabilities, and their logs' slopes by the upper and the lower edge, for each item, box and node.
#[derive(Debug, Clone)]
pub(super) struct Table {
    nodes: usize,
    boxes: usize,
    /// e to where each item lies, item by item and node by node.
    lie: Vec<f64>,
    /// Chance of lying below each edge, and e to the way from there, node by node.
    below: Vec<f64>,
    above: Vec<f64>,
    cells: Vec<f64>,
}

impl Table {
    pub(super) fn new(model: &RatingsModel, grid: &Grid) -> Self {
        let (nodes, boxes, items) = (grid.traits.count(), model.categories, model.items.len());
        Self {
            nodes,
            boxes,
            lie: vec![0.0; items * nodes],
            below: vec![0.0; boxes.saturating_sub(1) * nodes],
            above: vec![0.0; boxes.saturating_sub(1) * nodes],
            cells: vec![0.0; items * boxes * 3 * nodes],
        }
    }

    /// Takes people of whom this is known.
    pub(super) fn of(&mut self, model: &RatingsModel, shape: &Shape, grid: &Grid, known: &[f64]) {
        for (item, own) in model.items.iter().enumerate() {
            let location = shape.location(item, known);
            let spread = own.behind.map_or(0.0, |behind| own.keyed * shape.traits[behind]);
            for (out, z) in self.lie[item * self.nodes..].iter_mut().zip(&grid.traits.at) {
                *out = bounded(location + spread * z);
            }
        }
    }

    /// Fills the boxes of an item that are wanted, at a style; each probability is divided by `scale` of its box.
    pub(super) fn fill(&mut self, shape: &Shape, at: At, item: usize, nodes: usize, wanted: &[bool], scale: &[f64]) {
        let (edges, all) = (shape.edges(item), self.nodes);
        let lie = &self.lie[item * all..item * all + nodes];
        for (edge, threshold) in edges.iter().enumerate() {
            if !(wanted[edge] || wanted[edge + 1]) {
                continue;
            }
            let from = bounded((at.add - threshold) * at.draw);
            let (below, above) = (&mut self.below[edge * all..][..nodes], &mut self.above[edge * all..][..nodes]);
            for ((below, above), lie) in below.iter_mut().zip(above).zip(lie) {
                let odds = from * lie;
                *below = 1.0 / (1.0 + odds);
                *above = odds * *below;
            }
        }
        for answer in (0..self.boxes).filter(|&answer| wanted[answer]) {
            let start = (item * self.boxes + answer) * 3 * all;
            let (chance, rest) = self.cells[start..start + 3 * all].split_at_mut(all);
            let (upper, lower) = rest.split_at_mut(all);
            let by = 1.0 / scale[answer];
            if answer == 0 {
                for node in 0..nodes {
                    chance[node] = self.below[node] * by;
                    upper[node] = self.above[node];
                    lower[node] = 0.0;
                }
            } else if answer == self.boxes - 1 {
                let edge = (answer - 1) * all;
                for node in 0..nodes {
                    chance[node] = self.above[edge + node] * by;
                    upper[node] = 0.0;
                    lower[node] = -self.below[edge + node];
                }
            } else {
                // The chance between two edges of a logistic is the product of lying below the one, above the other, and this.
                let ratio = bounded((edges[answer - 1] - edges[answer]) * at.draw);
                let (own, more) = ((1.0 - ratio) * by, ratio / (1.0 - ratio));
                let (high, low) = (answer * all, (answer - 1) * all);
                for node in 0..nodes {
                    chance[node] = self.below[high + node] * self.above[low + node] * own;
                    upper[node] = self.above[high + node] + more;
                    lower[node] = -self.below[low + node] - more;
                }
            }
        }
    }

    /// Adds the chance of lying below each edge of an item, and its slope by the threshold, at a style: averaged over nodes, times `by`.
    pub(super) fn below(&self, shape: &Shape, at: At, item: usize, weights: &[f64], out: &mut [[f64; 2]], by: f64) {
        let lie = &self.lie[item * self.nodes..(item + 1) * self.nodes];
        for (threshold, out) in shape.edges(item).iter().zip(out) {
            let from = bounded((at.add - threshold) * at.draw);
            let (mut share, mut slope) = (0.0, 0.0);
            for (weight, lie) in weights.iter().zip(lie) {
                let odds = from * lie;
                let below = 1.0 / (1.0 + odds);
                share += weight * below;
                slope += weight * below * odds * below;
            }
            out[0] += by * share;
            out[1] += by * at.draw * slope;
        }
    }

    /// Probabilities of a box over its scale, then slopes by its upper and its lower edge.
    pub(super) fn cell(&self, item: usize, answer: usize) -> (&[f64], &[f64], &[f64]) {
        let start = (item * self.boxes + answer) * 3 * self.nodes;
        let cells = &self.cells[start..start + 3 * self.nodes];
        (&cells[..self.nodes], &cells[self.nodes..2 * self.nodes], &cells[2 * self.nodes..])
    }
}
