//! Tasks that were not used, predicted draw by draw, eight people side by side.

use super::BayesError;
use super::crowd::{ABSENT, Choices};
use crate::choice::data::ChoiceData;
use crate::num::Kernel;
use crate::num::lanes::{Lanes, exp_lane, fma};
use std::collections::BTreeMap;
use std::ops::Range;

/// Tasks that are to be predicted, answered by people whose choices are known.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The tasks. What was chosen in them is not looked at.
    pub tasks: ChoiceData<'a>,
    /// How much of each feature a simpler model expects of each task, task by task, where it is to be said what people lean to beyond it.
    pub expected: Option<&'a [f64]>,
}

/// Tasks to be predicted, by eight people and within them one task of each after the other.
pub(super) struct Later<'a> {
    asked: Asked<'a>,
    /// For each eight people the first of their places, and after the last one where all end.
    starts: Vec<usize>,
    /// Which task each of eight people answers at a place.
    tasks: Vec<[Option<usize>; 8]>,
    /// Place by place, feature by feature: the value of each alternative.
    cells: Vec<Lanes>,
    /// Place by place: 0 for each alternative that is there.
    absent: Vec<Lanes>,
    /// Each run of tasks of one person: who of the eight, and their places.
    runs: Vec<(usize, Range<usize>)>,
}

/// Sums over draws.
#[derive(Debug, Clone, Default)]
pub(super) struct Foretold {
    /// The probability of each alternative, place by place.
    sums_of: Vec<Lanes>,
    /// What people lean to at one draw, place by place and feature by feature.
    leaning: Vec<Lanes>,
    /// The probability of each alternative, task by task.
    pub(super) probabilities: Vec<f64>,
    /// What each person leans to, run by run and feature by feature.
    pub(super) sums: Vec<f64>,
    /// The products of that over pairs of different tasks.
    pub(super) products: Vec<f64>,
}

impl<'a> Later<'a> {
    pub(super) fn new(ids: &[u64], choices: &Choices, asked: &Asked<'a>) -> Result<Self, BayesError> {
        let (tasks, features) = (asked.tasks, choices.features);
        if tasks.features() != features {
            return Err(BayesError::Features { want: features, got: tasks.features() });
        }
        if let Some(expected) = asked.expected.filter(|expected| expected.len() != tasks.tasks() * features) {
            return Err(BayesError::Expected { want: tasks.tasks() * features, got: expected.len() });
        }
        let known: BTreeMap<u64, usize> = choices.order.iter().enumerate().map(|(place, &person)| (ids[person], place)).collect();
        let mut of_place = vec![Vec::new(); 8 * choices.octets()];
        for (run, range) in tasks.people().enumerate() {
            let id = tasks.person(range.start);
            let place = *known.get(&id).ok_or(BayesError::Stranger { id })?;
            of_place[place].push((run, range));
        }
        let each = tasks.alternatives();
        let mut later = Self {
            asked: *asked,
            starts: vec![0],
            tasks: Vec::new(),
            cells: Vec::new(),
            absent: Vec::new(),
            runs: vec![(0, 0..0); tasks.people().count()],
        };
        for eight in of_place.chunks_exact(8) {
            let first = later.tasks.len();
            let longest = eight.iter().map(|runs| runs.iter().map(|(_, range)| range.len()).sum::<usize>()).max().unwrap_or(0);
            later.tasks.resize(first + longest, [None; 8]);
            later.starts.push(first + longest);
            for (lane, runs) in eight.iter().enumerate() {
                let mut place = first;
                for (run, range) in runs {
                    later.runs[*run] = (lane, place..place + range.len());
                    for task in range.clone() {
                        later.tasks[place][lane] = Some(task);
                        place += 1;
                    }
                }
            }
        }
        for place in &later.tasks {
            let value = |task: &Option<usize>, alternative: usize, feature: usize| {
                task.filter(|&task| tasks.is_available(task, alternative)).map_or(0.0, |task| tasks.features_of(task, alternative)[feature])
            };
            for feature in 0..features {
                later.cells.extend((0..each).map(|alternative| place.each_ref().map(|task| value(task, alternative, feature))));
            }
            let mark = |task: &Option<usize>, alternative: usize| {
                if task.is_none_or(|task| tasks.is_available(task, alternative)) { 0.0 } else { ABSENT }
            };
            later.absent.extend((0..each).map(|alternative| place.each_ref().map(|task| mark(task, alternative))));
        }
        Ok(later)
    }

    /// Returns how many numbers its sums hold.
    pub(super) fn numbers(&self) -> usize {
        let each = self.asked.tasks.alternatives();
        let features = if self.asked.expected.is_some() { self.asked.tasks.features() } else { 0 };
        8 * self.tasks.len() * (each + features) + self.asked.tasks.tasks() * each + 2 * self.runs.len() * features
    }

    /// Returns sums of nothing.
    pub(super) fn zeros(&self) -> Foretold {
        let features = if self.asked.expected.is_some() { self.asked.tasks.features() } else { 0 };
        Foretold {
            sums_of: vec![[0.0; 8]; self.tasks.len() * self.asked.tasks.alternatives()],
            leaning: vec![[0.0; 8]; self.tasks.len() * features],
            probabilities: Vec::new(),
            sums: vec![0.0; self.runs.len() * features],
            products: vec![0.0; self.runs.len() * features],
        }
    }

    /// Adds what all tasks come to at one draw of the coefficients.
    pub(super) fn add<'b>(&'b self, coefficients: &'b [Lanes], out: &'b mut Foretold) -> Add<'b> {
        Add { later: self, coefficients, out }
    }

    /// Returns the sums with probabilities task by task.
    pub(super) fn in_order(&self, sums: &Foretold) -> Foretold {
        let each = self.asked.tasks.alternatives();
        let mut probabilities = vec![0.0; self.asked.tasks.tasks() * each];
        for (tasks, place) in self.tasks.iter().zip(sums.sums_of.chunks_exact(each)) {
            for (lane, task) in tasks.iter().enumerate() {
                if let Some(task) = task {
                    // What is not there comes to next to nothing in the kernel; here it is nothing.
                    let there = |&alternative: &usize| self.asked.tasks.is_available(*task, alternative);
                    (0..each).filter(there).for_each(|alternative| probabilities[task * each + alternative] = place[alternative][lane]);
                }
            }
        }
        Foretold { probabilities, sums_of: Vec::new(), leaning: Vec::new(), sums: sums.sums.clone(), products: sums.products.clone() }
    }
}

/// What all tasks come to at one draw.
pub(super) struct Add<'a> {
    later: &'a Later<'a>,
    /// Everybody's coefficients.
    coefficients: &'a [Lanes],
    out: &'a mut Foretold,
}

impl Kernel for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { later, coefficients, out } = self;
        let Asked { tasks, expected } = later.asked;
        let (each, features) = (tasks.alternatives(), tasks.features());
        let mut row = vec![[0.0; 8]; each];
        for (own, places) in coefficients.chunks_exact(features).zip(later.starts.windows(2)) {
            for place in places[0]..places[1] {
                let cells = &later.cells[place * features * each..][..features * each];
                row.copy_from_slice(&later.absent[place * each..][..each]);
                probabilities(cells, own, &mut row);
                for (sum, row) in out.sums_of[place * each..][..each].iter_mut().zip(&row) {
                    for lane in 0..8 {
                        sum[lane] += row[lane];
                    }
                }
                if expected.is_some() {
                    let leaning = &mut out.leaning[place * features..][..features];
                    for (leaning, cells) in leaning.iter_mut().zip(cells.chunks_exact(each)) {
                        *leaning = [0.0; 8];
                        for (cell, p) in cells.iter().zip(&row) {
                            *leaning = fma(p, cell, leaning);
                        }
                    }
                }
            }
        }
        let Some(expected) = expected else { return };
        for (run, (lane, places)) in later.runs.iter().enumerate() {
            for feature in 0..features {
                let (mut whole, mut squares) = (0.0, 0.0);
                for place in places.clone() {
                    let task = later.tasks[place][*lane].expect("a run's places hold its tasks");
                    let leaning = out.leaning[place * features + feature][*lane] - expected[task * features + feature];
                    whole += leaning;
                    squares += leaning * leaning;
                }
                out.sums[run * features + feature] += whole;
                out.products[run * features + feature] += whole * whole - squares;
            }
        }
    }
}

/// Turns marks of absence into probabilities.
#[inline(always)]
fn probabilities(cells: &[Lanes], coefficients: &[Lanes], row: &mut [Lanes]) {
    for (cells, coefficient) in cells.chunks_exact(row.len()).zip(coefficients) {
        for (row, cell) in row.iter_mut().zip(cells) {
            *row = fma(cell, coefficient, row);
        }
    }
    let mut highest = [f64::NEG_INFINITY; 8];
    for row in &*row {
        for lane in 0..8 {
            highest[lane] = if row[lane] > highest[lane] { row[lane] } else { highest[lane] };
        }
    }
    let mut total = [0.0; 8];
    for row in &mut *row {
        for lane in 0..8 {
            row[lane] = exp_lane(row[lane] - highest[lane]);
            total[lane] += row[lane];
        }
    }
    for row in row {
        for lane in 0..8 {
            row[lane] /= total[lane];
        }
    }
}
