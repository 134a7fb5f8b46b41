//! Thresholds that make a model's shares those of the people it was learned from.

use super::blocks::{blocks, groups};
use super::data::RatingsData;
use super::error::RatingsError;
use super::model::RatingsModel;
use super::nodes::Grid;
use super::shape::Shape;
use super::table::{At, Table};
use crate::parallel::{Batching, map_vec};

/// Nodes for each way in which people differ: what is averaged is smooth, since no answer is looked at.
const NODES: usize = 11;
/// The distance from the shares at which all is well, and the most rounds.
const NEAR: f64 = 1e-10;
const ROUNDS: usize = 100;
/// The longest step of a threshold in one round.
const STEP: f64 = 1.0;

/// Moves the thresholds of each item until the model's shares of its boxes, averaged over these people, are theirs; all else stays.
///
/// Shares are drawn to the model's own with the weight of one person, so that a box nobody ticked keeps a chance.
///
/// # Errors
/// [`RatingsError::Threads`] if threads cannot be started; [`RatingsError::NotConverged`] if no thresholds are found.
///
/// # Determinism
/// The same for any number of threads.
pub fn recalibrated(model: &RatingsModel, shape: &Shape, data: &RatingsData<'_>, threads: usize) -> Result<Shape, RatingsError> {
    let grid = Grid::new(model.effects.acquiescence, model.effects.extremity, !model.traits.is_empty(), NODES);
    let (blocks, groups) = (blocks(data), groups(model));
    let (items, edges) = (model.items.len(), model.categories - 1);
    let mut weights = vec![0.0; items];
    for person in 0..data.people {
        let own = data.own(person).iter().zip(&mut weights).filter(|(answer, _)| **answer > 0);
        own.for_each(|(_, weight)| *weight += data.weight(person));
    }
    // For each item and edge the share below, and its slope by the threshold.
    let below = |shape: &Shape| -> Result<Vec<[f64; 2]>, RatingsError> {
        let found = map_vec(
            0..blocks.len() as u64,
            Batching { threads, chunk: 1 },
            || Table::new(model, &grid),
            |index, table| {
                let people = &blocks[index as usize];
                table.of(model, shape, &grid, data.known(people[0]));
                let mut out = vec![[0.0; 2]; items * edges];
                for group in &groups {
                    let weights: &[f64] = if group.behind.is_some() { &grid.traits.weight } else { &[1.0] };
                    for &item in &group.items {
                        let here: f64 = people.iter().filter(|&&p| data.own(p)[item] > 0).map(|&p| data.weight(p)).sum();
                        for style in &grid.styles {
                            let at = At::new(shape, *style);
                            table.below(shape, at, item, weights, &mut out[item * edges..(item + 1) * edges], here * style.weight);
                        }
                    }
                }
                out
            },
        )?;
        let mut out = vec![[0.0; 2]; items * edges];
        for block in found {
            out.iter_mut().zip(block).for_each(|(sum, own)| (sum[0], sum[1]) = (sum[0] + own[0], sum[1] + own[1]));
        }
        for (place, cell) in out.iter_mut().enumerate() {
            cell.iter_mut().for_each(|value| *value /= weights[place / edges]);
        }
        Ok(out)
    };
    let mut moved = shape.clone();
    let mut here = below(&moved)?;
    let shares = data.shares(model.categories);
    let counts: Vec<f64> = (0..items).map(|item| (0..data.people).filter(|&person| data.own(person)[item] > 0).count() as f64).collect();
    let wanted: Vec<f64> = (0..items * edges)
        .map(|place| {
            let (item, edge) = (place / edges, place % edges);
            let real: f64 = shares[item * (edges + 1)..=item * (edges + 1) + edge].iter().sum();
            (counts[item] * real + here[place][0]) / (counts[item] + 1.0)
        })
        .collect();
    for round in 0..ROUNDS {
        let most = here.iter().zip(&wanted).fold(0.0f64, |most, (own, wanted)| most.max((own[0] - wanted).abs()));
        if most <= NEAR {
            return Ok(moved);
        }
        for (place, ([share, slope], wanted)) in here.iter().zip(&wanted).enumerate() {
            // Along the log-odds, in which shares are nearly straight.
            let odds = |p: f64| crate::num::ln(p / (1.0 - p));
            let step = (odds(*wanted) - odds(*share)) * share * (1.0 - share) / slope;
            moved.thresholds[place] += step.clamp(-STEP, STEP);
        }
        here = below(&moved)?;
        if round + 1 == ROUNDS {
            break;
        }
    }
    Err(RatingsError::NotConverged { steps: ROUNDS, log_likelihood: f64::NAN, gain: f64::NAN, best: Vec::new() })
}
