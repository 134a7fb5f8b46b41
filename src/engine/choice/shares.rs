//! Shares by segment, summed exactly.

use super::Table;
use super::chunk::{CHUNK, Column, View};
use super::leaf::{Columns, Leaf, Scratch, Work};
use super::menu::{MAX_ALTERNATIVES, Menu};
use super::taste::TasteModel;
use crate::num::{FixedSum, Kernel, Path, run};

/// Sums of choice probabilities by segment and alternative.
///
/// # Determinism
/// Within a leaf, rows are dealt to eight lanes by their place and added in order; each run of equal segment codes then gives one number to a
/// [`FixedSum`]. So the order of leaves and merges cannot matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    alternatives: usize,
    sums: Vec<FixedSum>,
    personas: Vec<u64>,
    empty: u64,
}

impl Shares {
    /// Makes empty sums.
    pub fn new(segments: usize, alternatives: usize) -> Self {
        Self { alternatives, sums: vec![FixedSum::default(); segments * alternatives], personas: vec![0; segments], empty: 0 }
    }

    /// Adds what another holds.
    ///
    /// # Panics
    /// If the two differ in segments or alternatives.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!((self.alternatives, self.sums.len()), (other.alternatives, other.sums.len()), "sums of the same shape");
        self.sums.iter_mut().zip(&other.sums).for_each(|(mine, theirs)| mine.merge(theirs));
        self.personas.iter_mut().zip(&other.personas).for_each(|(mine, theirs)| *mine += theirs);
        self.empty += other.empty;
    }

    /// Returns the share of an alternative in a segment: its summed probability over the number of personas. NaN in an empty segment.
    pub fn share(&self, segment: usize, alternative: usize) -> f64 {
        self.sum(segment, alternative).value() / self.personas[segment] as f64
    }

    /// Returns the share of an alternative among all personas.
    pub fn total(&self, alternative: usize) -> f64 {
        let mut sum = FixedSum::default();
        for segment in 0..self.personas.len() {
            sum.merge(self.sum(segment, alternative));
        }
        sum.value() / self.personas.iter().sum::<u64>() as f64
    }

    /// Returns the summed probability of an alternative in a segment.
    pub fn sum(&self, segment: usize, alternative: usize) -> &FixedSum {
        &self.sums[segment * self.alternatives + alternative]
    }

    /// Returns the number of personas of a segment.
    pub fn personas(&self, segment: usize) -> u64 {
        self.personas[segment]
    }

    /// Returns how many personas could choose nothing; they count among the personas with probabilities of zero.
    pub fn empty(&self) -> u64 {
        self.empty
    }

    /// Adds the probability columns of a leaf.
    ///
    /// # Panics
    /// If a code is past the number of segments, or the table is not as long as the codes.
    pub fn add(&mut self, segments: &[u16], probabilities: &Table, empty: u64) {
        assert_eq!(segments.len(), probabilities.rows(), "a probability for each persona");
        let mut runs = Runs::default();
        for row in (0..segments.len()).step_by(CHUNK) {
            runs.add_chunk(self, segments, row, &probabilities.view(row));
        }
        runs.finish(self);
        self.empty += empty;
    }
}

/// The open run of equal segment codes in a leaf.
#[derive(Debug, Clone)]
pub(super) struct Runs {
    segment: u16,
    personas: u64,
    sums: [f64; MAX_ALTERNATIVES],
}

impl Default for Runs {
    fn default() -> Self {
        Self { segment: 0, personas: 0, sums: [0.0; MAX_ALTERNATIVES] }
    }
}

impl Runs {
    #[inline(always)]
    pub(super) fn add_chunk(&mut self, shares: &mut Shares, segments: &[u16], row: usize, probabilities: &View<'_>) {
        let codes = &segments[row..segments.len().min(row + CHUNK)];
        let mut start = 0;
        while start < codes.len() {
            let code = codes[start];
            // Sorted codes are the rule, so most chunks are one run: look at all codes at once first.
            let differs = codes[start..].iter().fold(0, |seen, &other| seen | (other ^ code)) != 0;
            let mut end = codes.len();
            if differs {
                end = start + codes[start..].iter().take_while(|&&other| other == code).count();
            }
            if code != self.segment || self.personas == 0 {
                self.finish(shares);
                self.segment = code;
            }
            self.personas += (end - start) as u64;
            for (index, sum) in self.sums.iter_mut().enumerate().take(shares.alternatives) {
                *sum += lane_sum(probabilities.column(index), start, end);
            }
            start = end;
        }
    }

    #[inline(always)]
    pub(super) fn finish(&mut self, shares: &mut Shares) {
        if self.personas > 0 {
            let at = usize::from(self.segment);
            shares.personas[at] += self.personas;
            let sums = &mut shares.sums[at * shares.alternatives..(at + 1) * shares.alternatives];
            for (total, &sum) in sums.iter_mut().zip(&self.sums) {
                total.add(sum);
            }
        }
        *self = Self::default();
    }
}

/// Sums rows `start..end` of a chunk: lane l takes the rows that leave l when divided by eight, in order.
#[inline(always)]
fn lane_sum(column: &Column, start: usize, end: usize) -> f64 {
    let mut lanes = [0.0f32; 8];
    if start == 0 && end == CHUNK {
        for eight in column.as_chunks::<8>().0 {
            for (lane, value) in lanes.iter_mut().zip(eight) {
                *lane += value;
            }
        }
    } else {
        for (row, value) in column.iter().enumerate().take(end).skip(start) {
            lanes[row % 8] += value;
        }
    }
    let l = lanes.map(f64::from);
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

/// Where the tastes of a leaf come from.
enum Tastes<'a> {
    /// Drawn a chunk at a time into a small buffer.
    Fresh { model: &'a TasteModel, leaf: &'a Leaf<'a>, chunk: &'a mut [Column] },
    /// Drawn before.
    Kept(&'a Table),
}

struct Add<'a> {
    tastes: Tastes<'a>,
    menus: &'a [Menu],
    segments: &'a [u16],
    columns: &'a dyn Columns,
    work: &'a mut Work,
    out: &'a mut [Shares],
}

impl Kernel for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let rows = self.segments.len();
        let Work { bits, u, sums, runs } = self.work;
        for row in (0..rows).step_by(CHUNK) {
            let count = (rows - row).min(CHUNK);
            let tastes = match &mut self.tastes {
                Tastes::Fresh { model, leaf, chunk } => {
                    model.draw_chunk(leaf, self.columns, row, bits, chunk);
                    View::of(chunk)
                }
                Tastes::Kept(table) => table.view(row),
            };
            for ((menu, runs), out) in self.menus.iter().zip(runs.iter_mut()).zip(self.out.iter_mut()) {
                menu.utilities_chunk(&tastes, self.columns, row, u);
                menu.probabilities_chunk(self.columns, row, u, sums);
                out.empty += sums.empty(count);
                runs.add_chunk(out, self.segments, row, &View::of(&u[..]));
            }
        }
        for (runs, out) in runs.iter_mut().zip(self.out) {
            runs.finish(out);
        }
    }
}

fn check_shapes(menus: &[Menu], out: &[Shares]) {
    assert_eq!(menus.len(), out.len(), "one sum for each menu");
    assert!(menus.iter().zip(out).all(|(menu, out)| menu.len() == out.alternatives), "a sum for each alternative of the menu");
}

/// Draws the tastes of a leaf and adds the shares of several menus, keeping no column: the fast way where only shares are wanted.
///
/// # Determinism
/// Gives the same bytes as [`TasteModel::draw`], [`Menu::choose`] and [`Shares::add`] in turn.
///
/// # Panics
/// If there are not as many sums as menus, their shapes differ, or a column is missing or too short.
pub fn shares(model: &TasteModel, menus: &[Menu], leaf: &Leaf<'_>, columns: &dyn Columns, scratch: &mut Scratch, out: &mut [Shares]) {
    shares_on(Path::Widest, model, menus, leaf, columns, scratch, out);
}

/// Does the same along a chosen path.
///
/// # Panics
/// As [`shares`].
pub fn shares_on(
    path: Path,
    model: &TasteModel,
    menus: &[Menu],
    leaf: &Leaf<'_>,
    columns: &dyn Columns,
    scratch: &mut Scratch,
    out: &mut [Shares],
) {
    check_shapes(menus, out);
    scratch.chunk.resize(model.len(), [0.0; CHUNK]);
    scratch.work.runs.resize(menus.len(), Runs::default());
    let tastes = Tastes::Fresh { model, leaf, chunk: &mut scratch.chunk };
    run(path, Add { tastes, menus, segments: leaf.segments, columns, work: &mut scratch.work, out });
}

/// Adds the shares of several menus for tastes drawn before, by [`TasteModel::draw`].
///
/// # Determinism
/// Gives the same bytes as [`shares`] on the same tastes.
///
/// # Panics
/// As [`shares`]; also if there is not one segment code for each row of the table.
pub fn shares_of_tastes(
    menus: &[Menu],
    segments: &[u16],
    tastes: &Table,
    columns: &dyn Columns,
    scratch: &mut Scratch,
    out: &mut [Shares],
) {
    check_shapes(menus, out);
    assert_eq!(segments.len(), tastes.rows(), "a segment code for each persona");
    scratch.work.runs.resize(menus.len(), Runs::default());
    run(Path::Widest, Add { tastes: Tastes::Kept(tastes), menus, segments, columns, work: &mut scratch.work, out });
}
