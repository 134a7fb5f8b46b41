//! What a person's own choices say about the person's tastes.

use super::error::MixedError;
use super::likelihood::{Knowledge, Likelihood};
use super::tastes::Tastes as Group;
use super::walk::{Sink, across};
use crate::num::lanes::Lanes;

/// The tastes of each person given the person's choices, and how far the draws carry them.
///
/// # Units
/// Those of the model's space: utility for one unit of a feature, or money.
///
/// # Shapes
/// `means` and `deviations` hold a number for each person and feature, person by person.
#[derive(Debug, Clone, PartialEq)]
pub struct Tastes {
    /// The mean of each taste.
    pub means: Vec<f64>,
    /// The standard deviation of each taste: what the choices leave open.
    pub deviations: Vec<f64>,
    /// How many equally weighted draws those of the person are worth: few means that the figures are rough.
    pub effective_draws: Vec<f64>,
}

/// Sums up weighted tastes.
struct Moments {
    first: Vec<Lanes>,
    second: Vec<Lanes>,
    squares: Lanes,
}

impl Sink for Moments {
    const SLOPES: bool = false;

    #[inline(always)]
    fn scale(&mut self, by: f64) {
        for sums in [&mut self.first, &mut self.second] {
            sums.as_flattened_mut().iter_mut().for_each(|sum| *sum *= by);
        }
        self.squares.iter_mut().for_each(|sum| *sum *= by * by);
    }

    #[inline(always)]
    fn take(&mut self, group: &Group, _: &impl Fn(usize) -> Lanes, weights: &Lanes, _: &mut [Lanes]) {
        for ((first, second), taste) in self.first.iter_mut().zip(&mut self.second).zip(&group.tastes) {
            for lane in 0..8 {
                let weighted = weights[lane] * taste[lane];
                first[lane] += weighted;
                second[lane] = weighted.mul_add(taste[lane], second[lane]);
            }
        }
        for (square, weight) in self.squares.iter_mut().zip(weights) {
            *square = weight.mul_add(*weight, *square);
        }
    }
}

impl Likelihood<'_> {
    /// Returns the tastes of each person given what is known.
    ///
    /// # Errors
    /// [`MixedError`] if there is not one value for each parameter, or threads cannot be started.
    ///
    /// # Source
    /// Revelt and Train (2000), "Customer-specific taste parameters and mixed logit: households' choice of electricity supplier"; Train (2009),
    /// chapter 11.
    pub fn tastes(&self, parameters: &[f64], knowledge: Knowledge) -> Result<Tastes, MixedError> {
        self.check(parameters)?;
        let features = self.panel.features();
        let mut out = Tastes { means: Vec::new(), deviations: Vec::new(), effective_draws: Vec::new() };
        self.by_block(
            |people, work| {
                let mut sink = Moments { first: vec![[0.0; 8]; features], second: vec![[0.0; 8]; features], squares: [0.0; 8] };
                let mut part = Tastes { means: Vec::new(), deviations: Vec::new(), effective_draws: Vec::new() };
                for person in people {
                    sink.first.fill([0.0; 8]);
                    sink.second.fill([0.0; 8]);
                    sink.squares = [0.0; 8];
                    let weight = self.walk(parameters, knowledge, person, work, &mut sink).weight;
                    for (first, second) in sink.first.iter().zip(&sink.second) {
                        let mean = across(first) / weight;
                        part.means.push(mean);
                        part.deviations.push(mean.mul_add(-mean, across(second) / weight).max(0.0).sqrt());
                    }
                    part.effective_draws.push(weight * weight / across(&sink.squares));
                }
                part
            },
            |part| {
                out.means.extend(part.means);
                out.deviations.extend(part.deviations);
                out.effective_draws.extend(part.effective_draws);
            },
        )?;
        Ok(out)
    }
}
