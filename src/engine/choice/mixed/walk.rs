//! One person, all draws: weights of the draws given the person's choices, streamed to whoever wants them.

use super::lanes::{Product, person};
use super::model::Model;
use super::panel::{Panel, Task};
use super::points::Source;
use super::tastes::Tastes;
use crate::num::lanes::Lanes;
use crate::num::{Kernel, ln};

/// What takes the draws of a person, eight at a time.
///
/// Weights are relative: before heavier draws come, all that was summed is to be scaled down.
pub(super) trait Sink {
    /// Whether slopes by the coefficients are wanted.
    const SLOPES: bool;

    /// Multiplies all sums.
    fn scale(&mut self, by: f64);

    /// Takes eight draws: what they stand for, their weights, and Σ P · difference for each feature.
    fn take(&mut self, tastes: &Tastes, points: &impl Fn(usize) -> Lanes, weights: &Lanes, slopes: &mut [Lanes]);
}

/// Adds up eight lanes, in pairs: always in this order.
#[inline(always)]
pub(super) fn across(lanes: &Lanes) -> f64 {
    let [a, b, c, d, e, f, g, h] = *lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Returns 2ⁿ for n ≤ 0, and 0 where that is hardly a normal number.
#[inline(always)]
fn two_to(n: i64) -> f64 {
    if n < -1000 { 0.0 } else { f64::from_bits(((n + 1023) as u64) << 52) }
}

/// The buffers of a walk.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub(super) tastes: Tastes,
    slopes: Vec<Lanes>,
    odds: Vec<Lanes>,
    /// Room for the points of a person, where they are not kept.
    pub(super) points: Vec<f64>,
}

impl Work {
    pub(super) fn new(model: &Model) -> Self {
        Self { tastes: Tastes::new(model), slopes: vec![[0.0; 8]; model.parts.len()], odds: Vec::new(), points: Vec::new() }
    }
}

/// What a walk leaves beside the sums of its sink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Walked {
    /// The log of the mean probability of the person's choices.
    pub(super) log_likelihood: f64,
    /// What the sums are to be divided by.
    pub(super) weight: f64,
}

/// A walk over the draws of one person.
pub(super) struct Walk<'a, S> {
    pub(super) model: &'a Model,
    pub(super) panel: &'a Panel<'a>,
    pub(super) source: &'a Source,
    pub(super) parameters: &'a [f64],
    pub(super) tasks: &'a [Task],
    pub(super) points: &'a [f64],
    pub(super) tastes: &'a mut Tastes,
    pub(super) slopes: &'a mut [Lanes],
    pub(super) odds: &'a mut Vec<Lanes>,
    pub(super) sink: &'a mut S,
}

impl<'a, S: Sink> Walk<'a, S> {
    /// Starts at a person whose points are at hand, or else are made now; the draws are weighted by the person's choices in some tasks.
    pub(super) fn new(
        (model, panel, source): (&'a Model, &'a Panel<'a>, &'a Source),
        parameters: &'a [f64],
        (person, tasks): (usize, &'a [Task]),
        kept: Option<&'a [f64]>,
        work: &'a mut Work,
        sink: &'a mut S,
    ) -> Self {
        let Work { tastes, slopes, odds, points } = work;
        tastes.meet(model, parameters, panel.demographics_of(person));
        let points = match kept {
            Some(points) => points,
            None => {
                points.resize(source.size(), 0.0);
                source.fill(person, points);
                points
            }
        };
        Self { model, panel, source, parameters, tasks, points, tastes, slopes, odds, sink }
    }
}

impl<S: Sink> Kernel for Walk<'_, S> {
    type Output = Walked;

    #[inline(always)]
    fn run(self) -> Walked {
        let Self { model, panel, source, parameters, tasks, points, tastes, slopes, odds, sink } = self;
        let padded = source.padded();
        let mut total = [0.0; 8];
        let mut least = i64::MAX;
        for (group, prior) in source.weights.as_chunks::<8>().0.iter().enumerate() {
            let points = |dimension: usize| -> Lanes {
                let start = dimension * padded + 8 * group;
                *points[start..].first_chunk().expect("columns are padded to eights")
            };
            tastes.forward(model, parameters, &points);
            let Product { mantissa, exponent, .. } = if S::SLOPES {
                person::<true>(panel, tasks, &tastes.coefficients, slopes, odds)
            } else {
                person::<false>(panel, tasks, &tastes.coefficients, slopes, odds)
            };
            let here = exponent.iter().zip(prior).filter(|(_, prior)| **prior > 0.0).fold(i64::MAX, |least, (&n, _)| least.min(n));
            if here < least {
                if least < i64::MAX {
                    let by = two_to(here - least);
                    total.iter_mut().for_each(|total| *total *= by);
                    sink.scale(by);
                }
                least = here;
            }
            let mut weights = [0.0; 8];
            for lane in 0..8 {
                let beyond = if exponent[lane] > least { least - exponent[lane] } else { 0 };
                weights[lane] = prior[lane] / mantissa[lane] * two_to(beyond);
                total[lane] += weights[lane];
            }
            sink.take(tastes, &points, &weights, slopes);
        }
        let weight = across(&total);
        let log_likelihood = (least as f64).mul_add(-std::f64::consts::LN_2, ln(weight / source.divisor));
        Walked { log_likelihood, weight }
    }
}
