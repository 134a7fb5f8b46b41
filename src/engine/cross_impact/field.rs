//! The successors of many scenarios at once.
//!
//! Scenarios that share the choices of the first descriptors lie side by side in lanes; what the last descriptors add to each balance is a table
//! made once. A key holds the balance, the tie rule and the variant in one whole number,
//!
//! ```text
//! key(v) = (2 · balance(v) + [v is the current variant]) · 2^k + (2^k − 1 − v),
//! ```
//!
//! so that the largest key of a block belongs to the variant that global succession takes: the one with the largest balance, the current one if it
//! attains it, else the lowest number. The middle term is a 1 on the diagonal of the doubled matrix: only the current variant's own row adds it. A step of
//! a scenario costs an addition and a comparison a column, for many scenarios in one vector.

use std::ops::Range;

use super::model::Model;
use super::structure::Structure;
use crate::num::{Kernel, Path, run};

/// Scenarios a block of lanes holds.
const WIDTH: usize = 32;
/// Most scenarios side by side.
const MOST_LANES: usize = 1_024;
/// Largest table \[bytes\]: it should stay in the nearest caches.
const TABLE: usize = 96 * 1024;

/// A whole number that keys fit: 16 bits where they suffice, else 32.
pub(super) trait Key: Copy + Ord + Default + std::ops::Add<Output = Self> + Send + Sync {
    /// The largest key.
    const MOST: i64;
    fn of(value: i64) -> Self;
    /// Appends the variant in a key's lowest bits to a number made of the variants of earlier descriptors.
    fn append(self, size: Self, mask: Self, key: Self) -> Self;
    fn count(self) -> u64;
}

macro_rules! key {
    ($type:ty, $most:expr) => {
        impl Key for $type {
            const MOST: i64 = $most;
            #[inline(always)]
            fn of(value: i64) -> Self {
                value as Self
            }
            #[inline(always)]
            fn append(self, size: Self, mask: Self, key: Self) -> Self {
                self.wrapping_mul(size).wrapping_add(mask - (key & mask))
            }
            #[inline(always)]
            fn count(self) -> u64 {
                self as u64
            }
        }
    };
}
key!(i16, 32_000);
key!(i32, 1 << 30);

/// A run of descriptors whose variants together make a number that fits a key, and what the number counts in an index.
#[derive(Debug, Clone)]
struct Group {
    descriptors: Range<usize>,
    weight: u64,
}

/// Tables for the successors of all scenarios of a model under global succession.
#[derive(Debug, Clone)]
pub(super) struct Field<T> {
    structure: Structure,
    /// Keys of the matrix, row by row.
    rows: Vec<T>,
    /// The number of descriptors that are the same in all lanes.
    shared: usize,
    /// For each block of lanes and column what the last descriptors add.
    table: Vec<[T; WIDTH]>,
    groups: Vec<Group>,
    mask: T,
    /// Scenarios side by side.
    pub(super) lanes: usize,
}

impl<T: Key> Field<T> {
    /// Makes the tables, or nothing when keys would be too large.
    pub(super) fn new(model: &Model) -> Option<Self> {
        let structure = model.structure().clone();
        let (columns, sizes): (usize, Vec<usize>) = (structure.columns(), structure.sizes().collect());
        let most = sizes.iter().copied().max()?;
        let bits = usize::BITS - (most.max(2) - 1).leading_zeros();
        let largest = model.cells().iter().map(|cell| i64::from(cell.unsigned_abs())).max()?;
        if (2 * (sizes.len() as i64) * largest + 2) << bits > T::MOST {
            return None;
        }
        let mask = (1_i64 << bits) - 1;
        let key = |row: usize, column: usize| (2 * i64::from(model.row(row)[column]) + i64::from(row == column)) << bits;
        let rows = (0..columns).flat_map(|row| (0..columns).map(move |column| T::of(key(row, column)))).collect();
        let (mut shared, mut lanes) = (sizes.len(), 1);
        while shared > 0 && fits::<T>(lanes * sizes[shared - 1], columns) {
            shared -= 1;
            lanes *= sizes[shared];
        }
        let mut field = Self { structure, rows, shared, table: Vec::new(), groups: Vec::new(), mask: T::of(mask), lanes };
        field.tabulate(mask);
        field.group(&sizes);
        Some(field)
    }

    fn tabulate(&mut self, mask: i64) {
        let columns = self.structure.columns();
        let blocks = self.lanes.div_ceil(WIDTH);
        self.table = vec![[T::default(); WIDTH]; blocks * columns];
        for lane in 0..self.lanes {
            let block = &mut self.table[lane / WIDTH * columns..][..columns];
            for (column, cell) in block.iter_mut().enumerate() {
                let (_, variant) = self.structure.place(column);
                cell[lane % WIDTH] = T::of(mask - variant as i64);
            }
            let mut rest = lane;
            for descriptor in (self.shared..self.structure.descriptors().len()).rev() {
                let own = self.structure.block(descriptor);
                let row = own.start + rest % own.len();
                rest /= own.len();
                for (cell, &key) in block.iter_mut().zip(&self.rows[row * columns..][..columns]) {
                    cell[lane % WIDTH] = cell[lane % WIDTH] + key;
                }
            }
        }
    }

    fn group(&mut self, sizes: &[usize]) {
        let mut weight = 1_u64;
        let mut end = sizes.len();
        while end > 0 {
            let (mut start, mut product) = (end, 1_i64);
            while start > 0 && product * (sizes[start - 1] as i64) <= T::MOST {
                start -= 1;
                product *= sizes[start] as i64;
            }
            self.groups.push(Group { descriptors: start..end, weight });
            weight = weight.saturating_mul(product as u64);
            end = start;
        }
    }

    /// Returns how many stretches of [`Field::lanes`] scenarios there are.
    pub(super) fn stretches(&self) -> u64 {
        self.structure.sizes().take(self.shared).map(|size| size as u64).product()
    }

    /// Writes the indices of the successors of one stretch.
    ///
    /// # Shapes
    /// `out` has room for [`Field::room`] numbers, of which the first [`Field::lanes`] count; `base` is scratch, one number a column.
    pub(super) fn successors(&self, stretch: u64, base: &mut [T], out: &mut [[u64; WIDTH]]) {
        base.fill(T::default());
        let (columns, mut rest) = (self.structure.columns(), stretch);
        for descriptor in (0..self.shared).rev() {
            let own = self.structure.block(descriptor);
            let row = own.start + (rest % own.len() as u64) as usize;
            rest /= own.len() as u64;
            for (base, &key) in base.iter_mut().zip(&self.rows[row * columns..][..columns]) {
                *base = *base + key;
            }
        }
        run(Path::Widest, Successors { field: self, base, out });
    }

    /// Scratch for [`Field::successors`].
    pub(super) fn scratch(&self) -> (Vec<T>, Vec<[u64; WIDTH]>) {
        (vec![T::default(); self.structure.columns()], vec![[0; WIDTH]; self.lanes.div_ceil(WIDTH)])
    }
}

fn fits<T>(lanes: usize, columns: usize) -> bool {
    lanes <= MOST_LANES && (lanes.next_multiple_of(WIDTH) * columns * size_of::<T>() <= TABLE || lanes <= WIDTH)
}

struct Successors<'a, T> {
    field: &'a Field<T>,
    base: &'a [T],
    out: &'a mut [[u64; WIDTH]],
}

impl<T: Key> Kernel for Successors<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (field, base) = (self.field, self.base);
        for (block, out) in field.table.chunks_exact(base.len()).zip(self.out) {
            *out = [0; WIDTH];
            for group in &field.groups {
                let mut number = [T::default(); WIDTH];
                for descriptor in group.descriptors.clone() {
                    let columns = field.structure.block(descriptor);
                    let size = T::of(columns.len() as i64);
                    let mut largest = [T::default(); WIDTH];
                    let first = base[columns.start];
                    for (largest, &table) in largest.iter_mut().zip(&block[columns.start]) {
                        *largest = table + first;
                    }
                    for (table, &base) in block[columns.clone()].iter().zip(&base[columns]).skip(1) {
                        for (largest, &table) in largest.iter_mut().zip(table) {
                            *largest = (*largest).max(table + base);
                        }
                    }
                    for (number, &largest) in number.iter_mut().zip(&largest) {
                        *number = number.append(size, field.mask, largest);
                    }
                }
                for (out, &number) in out.iter_mut().zip(&number) {
                    *out = out.wrapping_add(number.count().wrapping_mul(group.weight));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::scenario::Scenario;
    use crate::cross_impact::succession::Succession;
    use crate::cross_impact::testing::{random, somewhereland};

    /// Every successor of the field against the definition, scenario by scenario.
    fn agrees<T: Key>(model: &Model) {
        let field = Field::<T>::new(model).unwrap();
        let (mut base, mut out) = field.scratch();
        let structure = model.structure();
        assert_eq!(field.stretches() * field.lanes as u64, structure.configurations().unwrap());
        for stretch in 0..field.stretches() {
            field.successors(stretch, &mut base, &mut out);
            for lane in 0..field.lanes {
                let scenario = Scenario::at(structure, stretch * field.lanes as u64 + lane as u64).unwrap();
                let next = Succession::Global.step(model, &scenario);
                assert_eq!(Some(out.as_flattened()[lane]), next.index(structure), "{scenario:?}");
            }
        }
    }

    #[test]
    fn the_field_follows_the_definition_in_either_width() {
        for (sizes, most) in
            [(&[3, 3, 3, 2, 3, 3][..], 3), (&[2, 5, 1, 4, 3, 2, 2, 2], 1), (&[7], 2), (&[1, 1], 1), (&[3; 9], 0), (&[40, 5, 33], 2)]
        {
            let model = random(sizes, most, 11);
            agrees::<i16>(&model);
            agrees::<i32>(&model);
        }
        agrees::<i16>(&somewhereland());
        agrees::<i32>(&random(&[3, 4, 2, 5], 3_000, 4));
        assert!(Field::<i16>::new(&random(&[3, 4, 2, 5], 3_000, 4)).is_none());
    }
}
