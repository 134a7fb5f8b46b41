//! The likelihood of people's answers, averaged over style and traits, with the slopes of every person.

use super::blocks::{Group, blocks, groups, ticked};
use super::data::RatingsData;
use super::error::RatingsError;
use super::model::RatingsModel;
use super::nodes::Grid;
use super::shape::Shape;
use super::table::{At, Table};
use crate::choice::panel::PanelEvaluation;
use crate::num::{ln, sum};
use crate::parallel::{Batching, map_vec};

/// A style whose part in a person's likelihood is smaller than this adds nothing to slopes.
const LEAST: f64 = 1e-14;

/// A likelihood ready to be evaluated at any parameters.
///
/// Traits are averaged out one by one at each style, so that the work grows with their number and not with its power.
///
/// # Source
/// Gibbons and Hedeker (1992), "Full-information item bi-factor analysis".
#[derive(Debug, Clone)]
pub(super) struct Kernel<'a> {
    model: &'a RatingsModel,
    data: RatingsData<'a>,
    grid: Grid,
    groups: Vec<Group>,
    blocks: Vec<Vec<usize>>,
    /// What probabilities are divided by, items × categories, so that products stay near one: shares, never 0.
    scale: Vec<f64>,
    threads: usize,
}

/// One person's sums.
struct Sums {
    total: f64,
    slopes: Shape,
}

impl<'a> Kernel<'a> {
    pub(super) fn new(model: &'a RatingsModel, data: RatingsData<'a>, nodes: usize, threads: usize) -> Self {
        let grid = Grid::new(model.effects.acquiescence, model.effects.extremity, !model.traits.is_empty(), nodes);
        let scale = data.shares(model.categories).iter().map(|share| share.max(1e-3)).collect();
        Self { model, data, grid, groups: groups(model), blocks: blocks(&data), scale, threads }
    }

    /// The log-likelihood and every person's slopes by the parameters.
    pub(super) fn evaluate(&self, parameters: &[f64]) -> Result<PanelEvaluation, RatingsError> {
        let (shape, size) = (self.model.shape(parameters), parameters.len());
        let batching = Batching { threads: self.threads, chunk: 1 };
        let found = map_vec(
            0..self.blocks.len() as u64,
            batching,
            || Table::new(self.model, &self.grid),
            |index, table| {
                let people = &self.blocks[index as usize];
                let mut out = Vec::with_capacity(people.len());
                for (sums, &person) in self.block(&shape, people, table).into_iter().zip(people) {
                    let weight = self.data.weight(person);
                    let mut slopes = sums.slopes;
                    slopes.scale(weight / sums.total);
                    let mut score = vec![0.0; size];
                    self.model.chain(parameters, self.data.known(person), &slopes, &mut score);
                    out.push((person, weight * (ln(sums.total) + self.offset(person)), score));
                }
                out
            },
        )?;
        let mut terms = vec![0.0; self.data.people];
        let mut scores = vec![0.0; self.data.people * size];
        for (person, term, score) in found.into_iter().flatten() {
            terms[person] = term;
            scores[person * size..(person + 1) * size].copy_from_slice(&score);
        }
        Ok(PanelEvaluation { log_likelihood: sum(&terms), scores, people: self.data.people })
    }

    /// The log of what a person's probabilities were divided by.
    fn offset(&self, person: usize) -> f64 {
        let boxes = self.model.categories;
        let ticked = self.data.own(person).iter().enumerate().filter(|(_, answer)| **answer > 0);
        ticked.map(|(item, &answer)| ln(self.scale[item * boxes + usize::from(answer) - 1])).sum()
    }

    fn block(&self, shape: &Shape, people: &[usize], table: &mut Table) -> Vec<Sums> {
        let boxes = shape.categories;
        let wanted = ticked(&self.data, shape, people);
        table.of(self.model, shape, &self.grid, self.data.known(people[0]));
        let mut sums: Vec<Sums> = people.iter().map(|_| Sums { total: 0.0, slopes: shape.zeros() }).collect();
        let all = self.grid.traits.count();
        // For each group the weight of every node times the chances of the answers there, and their sum.
        let mut joint = vec![0.0; self.groups.len() * all];
        let mut means = vec![0.0; self.groups.len()];
        for style in &self.grid.styles {
            let at = At::new(shape, *style);
            for group in &self.groups {
                let nodes = if group.behind.is_some() { all } else { 1 };
                for &item in &group.items {
                    let own = item * boxes..(item + 1) * boxes;
                    table.fill(shape, at, item, nodes, &wanted[own.clone()], &self.scale[own]);
                }
            }
            for (sums, &person) in sums.iter_mut().zip(people) {
                let own = self.data.own(person);
                let mut part = style.weight;
                for (place, group) in self.groups.iter().enumerate() {
                    let nodes = if group.behind.is_some() { all } else { 1 };
                    let joint = &mut joint[place * all..place * all + nodes];
                    if nodes == 1 {
                        joint[0] = 1.0
                    } else {
                        joint.copy_from_slice(&self.grid.traits.weight)
                    }
                    for &item in group.items.iter().filter(|&&item| own[item] > 0) {
                        let (chance, ..) = table.cell(item, usize::from(own[item]) - 1);
                        joint.iter_mut().zip(chance).for_each(|(joint, chance)| *joint *= chance);
                    }
                    means[place] = across(joint);
                    part *= means[place];
                }
                sums.total += part;
                if part > LEAST * sums.total {
                    self.slopes(shape, at, (style.acquiescence, style.extremity), own, table, (&joint, &means), part, &mut sums.slopes);
                }
            }
        }
        sums
    }

    /// Adds a style's part of a person's slopes.
    #[expect(clippy::too_many_arguments, reason = "the innermost step of the likelihood: bundling would copy")]
    fn slopes(
        &self,
        shape: &Shape,
        at: At,
        (agree, stretch): (f64, f64),
        own: &[u8],
        table: &Table,
        (joint, means): (&[f64], &[f64]),
        part: f64,
        out: &mut Shape,
    ) {
        let (all, edges) = (self.grid.traits.count(), shape.categories - 1);
        let (mut by_agree, mut by_stretch) = (0.0, 0.0);
        for (place, group) in self.groups.iter().enumerate() {
            let nodes = if group.behind.is_some() { all } else { 1 };
            let joint = &joint[place * all..place * all + nodes];
            let by = part / means[place];
            let mut by_trait = 0.0;
            for &item in group.items.iter().filter(|&&item| own[item] > 0) {
                let answer = usize::from(own[item]) - 1;
                let (_, upper, lower) = table.cell(item, answer);
                let [high, low, along] = moments(joint, upper, lower, &self.grid.traits.at);
                out.locations[item] -= by * (high + low);
                by_trait -= self.model.items[item].keyed * along;
                by_agree -= by * (high + low) * at.draw;
                let own = shape.edges(item);
                if answer < edges {
                    out.thresholds[item * edges + answer] += by * high * at.draw;
                    by_stretch -= by * high * (own[answer] - at.add) * at.draw;
                }
                if answer > 0 {
                    out.thresholds[item * edges + answer - 1] += by * low * at.draw;
                    by_stretch -= by * low * (own[answer - 1] - at.add) * at.draw;
                }
            }
            if let Some(behind) = group.behind {
                out.traits[behind] += by * by_trait;
            }
        }
        out.acquiescence += by_agree * agree;
        out.extremity += by_stretch * stretch;
    }
}

/// How many sums run side by side, so that they fit the processor's lanes; their order is fixed.
const LANES: usize = 4;

fn across(values: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let mut chunks = values.chunks_exact(LANES);
    for chunk in &mut chunks {
        sums.iter_mut().zip(chunk).for_each(|(sum, value)| *sum += value);
    }
    chunks.remainder().iter().fold((sums[0] + sums[1]) + (sums[2] + sums[3]), |sum, value| sum + value)
}

/// Sums over nodes of weight times the upper slope, the lower slope, and both times the node.
fn moments(weights: &[f64], upper: &[f64], lower: &[f64], at: &[f64]) -> [f64; 3] {
    if let ([weight], [high, ..], [low, ..]) = (weights, upper, lower) {
        return [weight * high, weight * low, 0.0];
    }
    let count = weights.len();
    let (upper, lower, at) = (&upper[..count], &lower[..count], &at[..count]);
    let mut sums = [[0.0; LANES]; 3];
    let whole = count - count % LANES;
    for start in (0..whole).step_by(LANES) {
        let [highs, lows, alongs] = &mut sums;
        for (lane, along) in alongs.iter_mut().enumerate() {
            let node = start + lane;
            let (high, low) = (weights[node] * upper[node], weights[node] * lower[node]);
            highs[lane] += high;
            lows[lane] += low;
            *along += (high + low) * at[node];
        }
    }
    let mut out = sums.map(|sums| (sums[0] + sums[1]) + (sums[2] + sums[3]));
    for node in whole..count {
        let (high, low) = (weights[node] * upper[node], weights[node] * lower[node]);
        out[0] += high;
        out[1] += low;
        out[2] += (high + low) * at[node];
    }
    out
}
