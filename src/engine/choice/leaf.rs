//! A leaf of personas, the columns it brings and the tables it fills.

use super::LEAF;
use super::chunk::{CHUNK, Column, View};
use super::menu::{MAX_ALTERNATIVES, Menu, Sums, Utilities};
use super::shares::Runs;
use super::taste::TasteModel;
use crate::num::{Kernel, Path, run};
use crate::random::{Purpose, Streams};
use std::ops::Range;

/// Gives the personas' own columns, such as travel times or availability, for one leaf.
pub trait Columns {
    /// Returns a column: one number for each row of the leaf.
    fn column(&self, index: usize) -> &[f32];
}

impl Columns for &[&[f32]] {
    fn column(&self, index: usize) -> &[f32] {
        self[index]
    }
}

impl<const N: usize> Columns for [&[f32]; N] {
    fn column(&self, index: usize) -> &[f32] {
        self[index]
    }
}

impl Columns for Vec<&[f32]> {
    fn column(&self, index: usize) -> &[f32] {
        self[index]
    }
}

impl Columns for Vec<Vec<f32>> {
    fn column(&self, index: usize) -> &[f32] {
        &self[index]
    }
}

/// Up to [`LEAF`] personas whose numbers follow each other, and the stream their tastes come from.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    pub(super) key: [u32; 2],
    pub(super) occurrence: u32,
    pub(super) first: u64,
    pub(super) segments: &'a [u16],
}

impl<'a> Leaf<'a> {
    /// Makes a leaf.
    ///
    /// # Shapes
    /// `segments` holds one code for each entity.
    ///
    /// # Panics
    /// If there are more than [`LEAF`] entities, or not as many codes as entities.
    pub fn new(streams: &Streams, purpose: Purpose, occurrence: u32, entities: Range<u64>, segments: &'a [u16]) -> Self {
        assert!(segments.len() <= LEAF, "a leaf holds at most {LEAF} personas");
        assert_eq!(entities.end.saturating_sub(entities.start), segments.len() as u64, "a segment code for each entity");
        Self { key: streams.key(purpose), occurrence, first: entities.start, segments }
    }

    /// Returns how many personas there are.
    pub fn rows(&self) -> usize {
        self.segments.len()
    }
}

/// Columns of one leaf in one buffer, grown once and used again.
#[derive(Debug, Clone, Default)]
pub struct Table {
    data: Vec<f32>,
    rows: usize,
}

impl Table {
    /// Makes room for so many columns of so many rows; contents are undefined afterwards.
    ///
    /// # Panics
    /// If there are more than [`LEAF`] rows.
    pub fn reset(&mut self, columns: usize, rows: usize) {
        assert!(rows <= LEAF, "a leaf holds at most {LEAF} personas");
        if self.data.len() < columns * LEAF {
            self.data.resize(columns * LEAF, 0.0);
        }
        self.rows = rows;
    }

    /// Returns a column.
    pub fn column(&self, index: usize) -> &[f32] {
        &self.data[index * LEAF..index * LEAF + self.rows]
    }

    /// Returns a column for writing.
    pub fn column_mut(&mut self, index: usize) -> &mut [f32] {
        &mut self.data[index * LEAF..index * LEAF + self.rows]
    }

    /// Returns how many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    #[inline(always)]
    pub(super) fn write_chunk(&mut self, row: usize, columns: &[Column]) {
        for (index, column) in columns.iter().enumerate() {
            self.data[index * LEAF + row..][..CHUNK].copy_from_slice(column);
        }
    }

    #[inline(always)]
    pub(super) fn view(&self, row: usize) -> View<'_> {
        View::new(&self.data, LEAF, row)
    }
}

/// The buffers of one worker: a leaf's taste, utility and probability columns.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// Taste k of each persona; written by [`TasteModel::draw`].
    pub tastes: Table,
    /// The weighted menu's utility of each alternative; written by [`Menu::choose`].
    pub utilities: Table,
    /// The probability of each alternative; written by [`Menu::choose`].
    pub probabilities: Table,
    /// ln Σ w e^U, the expected utility of the best alternative less Euler's constant; written by [`Menu::choose`]. −∞ where nothing can be chosen.
    pub logsum: Vec<f32>,
    pub(super) chunk: Vec<Column>,
    pub(super) work: Work,
}

/// The buffers of a kernel.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub(super) bits: Box<[[u32; CHUNK]; 4]>,
    pub(super) u: Box<Utilities>,
    pub(super) sums: Box<Sums>,
    pub(super) runs: Vec<Runs>,
}

impl Default for Work {
    fn default() -> Self {
        let bits = Box::new([[0; CHUNK]; 4]);
        Self { bits, u: Box::new([[0.0; CHUNK]; MAX_ALTERNATIVES]), sums: Box::new(Sums::new()), runs: Vec::new() }
    }
}

struct Draw<'a> {
    model: &'a TasteModel,
    leaf: &'a Leaf<'a>,
    columns: &'a dyn Columns,
    bits: &'a mut [[u32; CHUNK]; 4],
    chunk: &'a mut [Column],
    out: &'a mut Table,
}

impl Kernel for Draw<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in (0..self.leaf.rows()).step_by(CHUNK) {
            self.model.draw_chunk(self.leaf, self.columns, row, self.bits, self.chunk);
            self.out.write_chunk(row, self.chunk);
        }
    }
}

impl TasteModel {
    /// Draws the tastes of a leaf into `scratch.tastes`: one column a taste.
    ///
    /// # Panics
    /// If a column that a shift names is missing or shorter than the leaf, or a segment has no location.
    pub fn draw(&self, leaf: &Leaf<'_>, columns: &dyn Columns, scratch: &mut Scratch) {
        self.draw_on(Path::Widest, leaf, columns, scratch);
    }

    /// Draws the tastes of a leaf along a chosen path.
    ///
    /// # Panics
    /// As [`draw`](Self::draw).
    pub fn draw_on(&self, path: Path, leaf: &Leaf<'_>, columns: &dyn Columns, scratch: &mut Scratch) {
        scratch.tastes.reset(self.len(), leaf.rows());
        scratch.chunk.resize(self.len(), [0.0; CHUNK]);
        let Scratch { work, chunk, tastes: out, .. } = scratch;
        run(path, Draw { model: self, leaf, columns, bits: &mut work.bits, chunk, out });
    }
}

struct Choose<'a> {
    menu: &'a Menu,
    tastes: &'a Table,
    columns: &'a dyn Columns,
    utilities: &'a mut Table,
    probabilities: &'a mut Table,
    logsum: &'a mut [f32],
    work: &'a mut Work,
}

impl Kernel for Choose<'_> {
    type Output = u64;

    #[inline(always)]
    fn run(self) -> u64 {
        let rows = self.tastes.rows();
        let Work { u, sums, .. } = self.work;
        let mut empty = 0;
        for row in (0..rows).step_by(CHUNK) {
            let count = (rows - row).min(CHUNK);
            self.menu.utilities_chunk(&self.tastes.view(row), self.columns, row, u);
            self.utilities.write_chunk(row, &u[..self.menu.len()]);
            self.menu.probabilities_chunk(self.columns, row, u, sums);
            self.probabilities.write_chunk(row, &u[..self.menu.len()]);
            self.logsum[row..row + count].copy_from_slice(&sums.logsum()[..count]);
            empty += sums.empty(count);
        }
        empty
    }
}

impl Menu {
    /// Works out utilities, probabilities and log-sums of a leaf whose tastes stand in `scratch.tastes`.
    ///
    /// Returns how many personas could choose nothing; their probabilities are zero. A utility that is not a number or infinite (an overflow, or a NaN in a
    /// column) gives NaN probabilities, so it cannot pass unseen.
    ///
    /// # Panics
    /// If the table of tastes has fewer columns than the menu knows tastes, or a column the menu names is missing or too short.
    pub fn choose(&self, columns: &dyn Columns, scratch: &mut Scratch) -> u64 {
        self.choose_on(Path::Widest, columns, scratch)
    }

    /// Does the same along a chosen path.
    ///
    /// # Panics
    /// As [`choose`](Self::choose).
    pub fn choose_on(&self, path: Path, columns: &dyn Columns, scratch: &mut Scratch) -> u64 {
        let Scratch { tastes, utilities, probabilities, logsum, work, .. } = scratch;
        let rows = tastes.rows();
        utilities.reset(self.len(), rows);
        probabilities.reset(self.len(), rows);
        logsum.resize(rows, 0.0);
        run(path, Choose { menu: self, tastes, columns, utilities, probabilities, logsum, work })
    }
}
