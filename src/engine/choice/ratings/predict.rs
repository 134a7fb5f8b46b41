//! What people will answer, of whom nothing, something or all but one answer is known.

use super::blocks::{Group, blocks, groups};
use super::data::RatingsData;
use super::error::RatingsError;
use super::model::RatingsModel;
use super::nodes::{Grid, Style};
use super::shape::Shape;
use super::table::{At, Table};
use crate::num::ln;
use crate::parallel::{Batching, map_vec};

/// Styles whose part in what is known of a person is smaller than this are left out; so small because an answer that is left out may be unlikely.
const LEAST: f64 = 1e-24;

/// What a model says of people's answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The log of the chance of all answers of a person together, nothing being known of the person but demographics.
    pub together: Vec<f64>,
    /// The chance of each box, people × items × boxes, nothing being known but demographics.
    pub unseen: Vec<f64>,
    /// The chance of each box, people × items × boxes, by the person's answers to all other items.
    pub others: Vec<f64>,
    /// What is expected of the mean of a person's answers to all items, and of its square.
    pub means: Vec<[f64; 2]>,
}

/// Says what people will answer.
///
/// # Errors
/// [`RatingsError::Threads`] if threads cannot be started.
///
/// # Determinism
/// The same for any number of threads.
pub fn predict_ratings(
    model: &RatingsModel,
    shape: &Shape,
    data: &RatingsData<'_>,
    (nodes, threads): (usize, usize),
) -> Result<Told, RatingsError> {
    let grid = Grid::new(model.effects.acquiescence, model.effects.extremity, !model.traits.is_empty(), nodes);
    let (blocks, groups) = (blocks(data), groups(model));
    let width = model.items.len() * model.categories;
    let found = map_vec(
        0..blocks.len() as u64,
        Batching { threads, chunk: 1 },
        || Table::new(model, &grid),
        |index, table| Asked { model, shape, grid: &grid, groups: &groups }.block(data, &blocks[index as usize], table),
    )?;
    let mut told = Told {
        together: vec![0.0; data.people],
        unseen: vec![0.0; data.people * width],
        others: vec![0.0; data.people * width],
        means: vec![[0.0; 2]; data.people],
    };
    for (people, block) in blocks.iter().zip(found) {
        for (&person, own) in people.iter().zip(block.people) {
            told.together[person] = own.together;
            told.others[person * width..(person + 1) * width].copy_from_slice(&own.others);
            told.unseen[person * width..(person + 1) * width].copy_from_slice(&block.unseen);
            told.means[person] = block.means;
        }
    }
    Ok(told)
}

/// Returns the chance of each box, items × boxes, for somebody of whom `known` is known and whose acquiescence and extremity lie so many standard
/// deviations from the middle; where none is said it is averaged over people.
pub fn at_style(
    model: &RatingsModel,
    shape: &Shape,
    known: &[f64],
    (agree, stretch): (Option<f64>, Option<f64>),
    nodes: usize,
) -> Vec<f64> {
    let traits = !model.traits.is_empty();
    let mut grid = Grid::new(model.effects.acquiescence && agree.is_none(), model.effects.extremity && stretch.is_none(), traits, nodes);
    for style in &mut grid.styles {
        style.acquiescence = agree.unwrap_or(style.acquiescence);
        style.extremity = stretch.unwrap_or(style.extremity);
    }
    let mut table = Table::new(model, &grid);
    Asked { model, shape, grid: &grid, groups: &groups(model) }.unknown(known, &mut table).0
}

/// What is said of a block of people.
struct Block {
    unseen: Vec<f64>,
    means: [f64; 2],
    people: Vec<Own>,
}

/// What is said of one person.
#[derive(Clone)]
struct Own {
    total: f64,
    together: f64,
    others: Vec<f64>,
}

struct Asked<'a> {
    model: &'a RatingsModel,
    shape: &'a Shape,
    grid: &'a Grid,
    groups: &'a [Group],
}

impl Asked<'_> {
    fn nodes(&self, group: &Group) -> usize {
        if group.behind.is_some() { self.grid.traits.count() } else { 1 }
    }

    fn fill(&self, style: Style, table: &mut Table) {
        let at = At::new(self.shape, style);
        let (wanted, scale) = (vec![true; self.shape.categories], vec![1.0; self.shape.categories]);
        for group in self.groups {
            for &item in &group.items {
                table.fill(self.shape, at, item, self.nodes(group), &wanted, &scale);
            }
        }
    }

    /// Boxes, and moments of the mean of all answers, with no answer known.
    fn unknown(&self, known: &[f64], table: &mut Table) -> (Vec<f64>, [f64; 2]) {
        table.of(self.model, self.shape, self.grid, known);
        let mut out = vec![0.0; self.model.items.len() * self.model.categories];
        let mut means = [0.0; 2];
        for &style in &self.grid.styles {
            self.fill(style, table);
            self.add_unknown(style, table, &mut out, &mut means);
        }
        (out, means)
    }

    fn add_unknown(&self, style: Style, table: &Table, out: &mut [f64], means: &mut [f64; 2]) {
        let (boxes, items) = (self.model.categories, self.model.items.len() as f64);
        let (mut mean, mut variance) = (0.0, 0.0);
        for group in self.groups {
            let nodes = self.nodes(group);
            let weights: &[f64] = if nodes == 1 { &[1.0] } else { &self.grid.traits.weight };
            // At each node the sum of the group's expected answers, and of their variances.
            let (mut sums, mut apart) = (vec![0.0; nodes], 0.0);
            for &item in &group.items {
                let (mut first, mut second) = (vec![0.0; nodes], vec![0.0; nodes]);
                for answer in 0..boxes {
                    let (chance, ..) = table.cell(item, answer);
                    let points = (answer + 1) as f64;
                    let mut share = 0.0;
                    for node in 0..nodes {
                        share += weights[node] * chance[node];
                        first[node] += points * chance[node];
                        second[node] += points * points * chance[node];
                    }
                    out[item * boxes + answer] += style.weight * share;
                }
                for node in 0..nodes {
                    sums[node] += first[node];
                    apart += weights[node] * (second[node] - first[node] * first[node]);
                }
            }
            let own: f64 = sums.iter().zip(weights).map(|(sum, weight)| weight * sum).sum();
            let square: f64 = sums.iter().zip(weights).map(|(sum, weight)| weight * sum * sum).sum();
            mean += own;
            variance += apart + square - own * own;
        }
        means[0] += style.weight * mean / items;
        means[1] += style.weight * (variance + mean * mean) / (items * items);
    }

    fn block(&self, data: &RatingsData<'_>, people: &[usize], table: &mut Table) -> Block {
        let (items, boxes, all) = (self.model.items.len(), self.model.categories, self.grid.traits.count());
        table.of(self.model, self.shape, self.grid, data.known(people[0]));
        let (mut unseen, mut means) = (vec![0.0; items * boxes], [0.0; 2]);
        // Chances of the answers of each person may get very small: those at the first style are the measure.
        let mut owns = vec![Own { total: 0.0, together: f64::NAN, others: vec![0.0; items * boxes] }; people.len()];
        let (mut joint, mut sums) = (vec![0.0; self.groups.len() * all], vec![0.0; self.groups.len()]);
        let mut without = vec![0.0; all];
        for &style in &self.grid.styles {
            self.fill(style, table);
            self.add_unknown(style, table, &mut unseen, &mut means);
            for (own, &person) in owns.iter_mut().zip(people) {
                let answers = data.own(person);
                let mut part = style.weight;
                for (place, group) in self.groups.iter().enumerate() {
                    let nodes = self.nodes(group);
                    let joint = &mut joint[place * all..place * all + nodes];
                    if nodes == 1 {
                        joint[0] = 1.0
                    } else {
                        joint.copy_from_slice(&self.grid.traits.weight)
                    }
                    for &item in group.items.iter().filter(|&&item| answers[item] > 0) {
                        // Times the number of boxes, so that products stay near one.
                        let (chance, ..) = table.cell(item, usize::from(answers[item]) - 1);
                        joint.iter_mut().zip(chance).for_each(|(joint, chance)| *joint *= chance * boxes as f64);
                    }
                    sums[place] = joint.iter().sum();
                    part *= sums[place];
                }
                own.total += part;
                if part <= LEAST * own.total {
                    continue;
                }
                for (place, group) in self.groups.iter().enumerate() {
                    let nodes = self.nodes(group);
                    let joint = &joint[place * all..place * all + nodes];
                    for &item in &group.items {
                        without[..nodes].copy_from_slice(joint);
                        if answers[item] > 0 {
                            let (chance, ..) = table.cell(item, usize::from(answers[item]) - 1);
                            without.iter_mut().zip(&chance[..nodes]).for_each(|(without, chance)| *without /= chance * boxes as f64);
                        }
                        for answer in 0..boxes {
                            let (chance, ..) = table.cell(item, answer);
                            let share: f64 = without[..nodes].iter().zip(chance).map(|(without, chance)| without * chance).sum();
                            own.others[item * boxes + answer] += part / sums[place] * share;
                        }
                    }
                }
            }
        }
        for (own, &person) in owns.iter_mut().zip(people) {
            let count = data.own(person).iter().filter(|&&answer| answer > 0).count();
            own.together = ln(own.total) - count as f64 * ln(boxes as f64);
            for chances in own.others.chunks_exact_mut(boxes) {
                let total: f64 = chances.iter().sum();
                chances.iter_mut().for_each(|chance| *chance /= total);
            }
        }
        Block { unseen, means, people: owns }
    }
}
