//! How much people lean to features, and how alike they lean from task to task, as the model has it.

use super::error::MixedError;
use super::lanes::probabilities;
use super::likelihood::{Knowledge, Likelihood};
use super::panel::{Panel, Task};
use super::tastes::Tastes;
use super::walk::{Sink, across};
use crate::choice::data::ChoiceData;
use crate::num::lanes::Lanes;

/// What people are expected to lean to: how much of each feature they take beyond what a simpler model expects.
///
/// A person's tasks go together because the same tastes answer them all; the products hold that.
///
/// # Shapes
/// A number for each person with tasks, in the order in which they come first, and feature; features running fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct Leanings {
    /// The mean of the sum over a person's tasks.
    pub sums: Vec<f64>,
    /// The mean of the sum of products over all ordered pairs of different tasks.
    pub products: Vec<f64>,
}

/// Sums up weighted leanings.
struct Lean<'a> {
    panel: &'a Panel<'a>,
    tasks: &'a [Task],
    /// Task by task and feature by feature: the chosen alternative's, less what the simpler model expects.
    from: &'a [f64],
    sums: Vec<Lanes>,
    products: Vec<Lanes>,
    odds: Vec<Lanes>,
    whole: Vec<Lanes>,
    squares: Vec<Lanes>,
}

impl Sink for Lean<'_> {
    const SLOPES: bool = false;

    fn scale(&mut self, by: f64) {
        for sums in [&mut self.sums, &mut self.products] {
            sums.as_flattened_mut().iter_mut().for_each(|sum| *sum *= by);
        }
    }

    fn take(&mut self, group: &Tastes, _: &impl Fn(usize) -> Lanes, weights: &Lanes, _: &mut [Lanes]) {
        self.whole.fill([0.0; 8]);
        self.squares.fill([0.0; 8]);
        let features = self.whole.len();
        for (&task, from) in self.tasks.iter().zip(self.from.chunks_exact(features)) {
            self.odds.resize(task.others + 1, [0.0; 8]);
            let differences = self.panel.differences(task);
            probabilities(differences, &group.coefficients, &mut self.odds);
            for feature in 0..features {
                let mut leaning = [from[feature]; 8];
                for (share, &difference) in self.odds[1..].iter().zip(&differences[feature * task.others..]) {
                    for (leaning, &share) in leaning.iter_mut().zip(share) {
                        *leaning = share.mul_add(difference, *leaning);
                    }
                }
                for (lane, leaning) in leaning.into_iter().enumerate() {
                    self.whole[feature][lane] += leaning;
                    self.squares[feature][lane] = leaning.mul_add(leaning, self.squares[feature][lane]);
                }
            }
        }
        for feature in 0..features {
            for (lane, weight) in weights.iter().enumerate() {
                let (whole, squares) = (self.whole[feature][lane], self.squares[feature][lane]);
                self.sums[feature][lane] = weight.mul_add(whole, self.sums[feature][lane]);
                self.products[feature][lane] = weight.mul_add(whole.mul_add(whole, -squares), self.products[feature][lane]);
            }
        }
    }
}

impl Likelihood<'_> {
    /// Returns what the panel's people are expected to lean to in tasks.
    ///
    /// # Shapes
    /// `expected` holds how much of each feature a simpler model expects in each task: a number for each task and feature, task by task. A person's tasks
    /// stand side by side.
    ///
    /// # Errors
    /// [`MixedError`] if something does not fit the model, or someone answers who is not in the panel.
    pub fn leanings(
        &self,
        parameters: &[f64],
        knowledge: Knowledge,
        tasks: &ChoiceData<'_>,
        expected: &[f64],
    ) -> Result<Leanings, MixedError> {
        self.check(parameters)?;
        let of_person = self.asked(tasks)?;
        let features = tasks.features();
        if expected.len() != tasks.tasks() * features {
            return Err(MixedError::Parameters { want: tasks.tasks() * features, got: expected.len() });
        }
        let new = Panel::of_tasks(tasks);
        let from: Vec<f64> = (0..tasks.tasks())
            .flat_map(|task| tasks.features_of(task, tasks.chosen(task)).iter().zip(&expected[task * features..]).map(|(x, mean)| x - mean))
            .collect();
        let empty = || vec![[0.0; 8]; features];
        let mut found = Vec::new();
        self.by_block(
            |people, work| {
                let mut found = Vec::new();
                for person in people {
                    for range in &of_person[person] {
                        let mut sink = Lean {
                            panel: &new,
                            tasks: new.tasks_in(range.clone()),
                            from: &from[range.start * features..range.end * features],
                            sums: empty(),
                            products: empty(),
                            odds: Vec::new(),
                            whole: empty(),
                            squares: empty(),
                        };
                        let weight = self.walk(parameters, knowledge, person, work, &mut sink).weight;
                        let read = |sums: &[Lanes]| sums.iter().map(|sum| across(sum) / weight).collect::<Vec<f64>>();
                        found.push((range.start, read(&sink.sums), read(&sink.products)));
                    }
                }
                found
            },
            |part| found.extend(part),
        )?;
        found.sort_by_key(|&(start, ..)| start);
        let mut out = Leanings { sums: Vec::new(), products: Vec::new() };
        for (_, sums, products) in found {
            out.sums.extend(sums);
            out.products.extend(products);
        }
        Ok(out)
    }
}
