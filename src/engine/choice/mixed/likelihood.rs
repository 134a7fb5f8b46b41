//! The simulated likelihood of a panel, with the score of every person.

use super::error::MixedError;
use super::model::Model;
use super::panel::Panel;
use super::points::{Points, Source};
use super::tastes::Tastes;
use super::walk::{Sink, Walk, Walked, Work, across};
use crate::choice::panel::PanelEvaluation;
use crate::num::lanes::Lanes;
use crate::num::{Path, run, sum};
use crate::parallel::{Batching, Flow, ThreadError, map_fold, map_vec};
use std::ops::Range;

/// How many people a thread takes at a time at least.
const LEAST_BLOCK: usize = 4;

/// How the likelihood is computed: speed and memory, never results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Worker threads.
    pub threads: usize,
    /// How many bytes of draws are kept between evaluations; those of further people are made again each time.
    pub kept_bytes: usize,
    /// Which instructions.
    pub path: Path,
}

impl Default for Effort {
    fn default() -> Self {
        Self { threads: 1, kept_bytes: 256 << 20, path: Path::Widest }
    }
}

/// What is known of a person's tastes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// Their own choices: a twin of a real respondent.
    Own,
    /// How tastes are spread over people with these demographics, and no more.
    Population,
}

/// The likelihood of a model for people's choices, averaged over a number of draws each.
///
/// # Determinism
/// A person's draws and sums depend on the person alone and are added person by person: the same for any [`Effort`].
///
/// # Memory
/// [`kept`](Self::kept) bytes of draws, at most what the effort allows; 8 · draws · dimensions bytes a thread; 8 · (parameters + 1) bytes a person for
/// each evaluation.
#[derive(Debug, Clone)]
pub struct Likelihood<'a> {
    pub(super) model: &'a Model,
    pub(super) panel: &'a Panel<'a>,
    pub(super) source: Source,
    kept: Vec<Vec<f64>>,
    pub(super) effort: Effort,
}

impl<'a> Likelihood<'a> {
    /// Makes the points of as many people as the effort allows to keep.
    ///
    /// # Errors
    /// [`MixedError`] if there are no such points, the panel belongs to another model, or threads cannot be started.
    pub fn new(model: &'a Model, panel: &'a Panel<'a>, points: Points, draws: usize, effort: Effort) -> Result<Self, MixedError> {
        if panel.features() != model.features().len() {
            return Err(MixedError::Features { want: model.features().len(), got: panel.features() });
        }
        let source = Source::new(points, draws, model.variates())?;
        let bytes = source.size() * size_of::<f64>();
        let count = effort.kept_bytes.checked_div(bytes).unwrap_or(0).min(panel.people());
        let mut likelihood = Self { model, panel, source, kept: Vec::new(), effort };
        likelihood.kept = map_vec(
            0..count as u64,
            likelihood.batching(),
            || (),
            |person, ()| {
                let mut points = vec![0.0; likelihood.source.size()];
                likelihood.source.fill(person as usize, &mut points);
                points
            },
        )?;
        Ok(likelihood)
    }

    /// Returns how many bytes of draws are kept between evaluations.
    pub fn kept(&self) -> usize {
        self.kept.len() * self.source.size() * size_of::<f64>()
    }

    /// Returns how many draws a person has.
    pub fn draws(&self) -> usize {
        self.source.count()
    }

    fn batching(&self) -> Batching {
        Batching { threads: self.effort.threads, chunk: 1 }
    }

    /// The size of the blocks that people are handed to threads in.
    fn block(&self) -> usize {
        // Eight blocks a thread; bounded, so that what a window holds in flight is too.
        (self.panel.people().div_ceil(8 * self.effort.threads.max(1))).clamp(LEAST_BLOCK, 512)
    }

    /// Walks over the draws of one person.
    pub(super) fn walk<S: Sink>(&self, parameters: &[f64], knowledge: Knowledge, person: usize, work: &mut Work, sink: &mut S) -> Walked {
        let kept = self.kept.get(person).map(Vec::as_slice);
        let of = (self.model, self.panel, &self.source);
        let tasks = if knowledge == Knowledge::Own { self.panel.tasks_of(person) } else { &[] };
        run(self.effort.path, Walk::new(of, parameters, (person, tasks), kept, work, sink))
    }

    /// Works on blocks of people on all threads and hands the results over in order.
    pub(super) fn by_block<T: Send>(
        &self,
        work: impl Fn(Range<usize>, &mut Work) -> T + Sync,
        mut take: impl FnMut(T),
    ) -> Result<(), ThreadError> {
        let (people, block) = (self.panel.people(), self.block());
        map_fold(
            0..people.div_ceil(block) as u64,
            self.batching(),
            || Work::new(self.model),
            |index, scratch| {
                let start = index as usize * block;
                work(start..(start + block).min(people), scratch)
            },
            |_, part| {
                take(part);
                Flow::Continue
            },
        )
    }

    /// Writes the slopes by the shifts: those by the locations times the person's demographics.
    pub(super) fn shift(&self, person: usize, score: &mut [f64]) {
        for (taste, part) in self.model.parts.iter().enumerate() {
            for &(demographic, parameter) in &part.shifts {
                score[parameter] = score[taste] * self.panel.demographics_of(person)[demographic];
            }
        }
    }

    pub(super) fn check(&self, parameters: &[f64]) -> Result<(), MixedError> {
        let want = self.model.parameters().len();
        if parameters.len() != want {
            return Err(MixedError::Parameters { want, got: parameters.len() });
        }
        Ok(())
    }

    /// Returns the log-likelihood and the score of every person.
    ///
    /// Parameters at which it is not finite give a value that is NaN or −∞; that is no error, since a search may touch them.
    ///
    /// # Errors
    /// [`MixedError`] if there is not one value for each parameter, or threads cannot be started.
    pub fn evaluate(&self, parameters: &[f64]) -> Result<PanelEvaluation, MixedError> {
        self.check(parameters)?;
        let size = parameters.len();
        let mut terms = Vec::with_capacity(self.panel.people());
        let mut scores = Vec::with_capacity(self.panel.people() * size);
        self.by_block(
            |people, work| {
                let mut sink = Scores { model: self.model, sums: vec![[0.0; 8]; size] };
                let (mut terms, mut scores) = (Vec::with_capacity(people.len()), Vec::with_capacity(people.len() * size));
                for person in people {
                    sink.sums.fill([0.0; 8]);
                    let walked = self.walk(parameters, Knowledge::Own, person, work, &mut sink);
                    let count = self.panel.count_of(person);
                    terms.push(count * walked.log_likelihood);
                    let start = scores.len();
                    // Slopes are of the utility differences of what was not chosen: their signs turn round.
                    scores.extend(sink.sums.iter().map(|sum| -count * across(sum) / walked.weight));
                    self.shift(person, &mut scores[start..]);
                }
                (terms, scores)
            },
            |(term, score)| {
                terms.extend(term);
                scores.extend(score);
            },
        )?;
        Ok(PanelEvaluation { log_likelihood: sum(&terms), scores, people: self.panel.people() })
    }
}

/// Sums up a person's score.
struct Scores<'a> {
    model: &'a Model,
    sums: Vec<Lanes>,
}

impl Sink for Scores<'_> {
    const SLOPES: bool = true;

    #[inline(always)]
    fn scale(&mut self, by: f64) {
        self.sums.as_flattened_mut().iter_mut().for_each(|sum| *sum *= by);
    }

    #[inline(always)]
    fn take(&mut self, tastes: &Tastes, points: &impl Fn(usize) -> Lanes, weights: &Lanes, slopes: &mut [Lanes]) {
        tastes.backward(self.model, points, weights, slopes, &mut self.sums);
    }
}
