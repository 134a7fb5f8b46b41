//! Sixty-four rows at a time: the piece of a leaf that stays in the nearest cache.

/// How many rows a chunk has.
pub(super) const CHUNK: usize = 64;

/// One column of a chunk.
pub(super) type Column = [f32; CHUNK];

/// Columns of one chunk, for reading.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    data: &'a [f32],
    stride: usize,
    row: usize,
}

impl<'a> View<'a> {
    #[inline(always)]
    pub(super) fn new(data: &'a [f32], stride: usize, row: usize) -> Self {
        Self { data, stride, row }
    }

    #[inline(always)]
    pub(super) fn of(columns: &'a [Column]) -> Self {
        Self::new(columns.as_flattened(), CHUNK, 0)
    }

    #[inline(always)]
    pub(super) fn column(&self, index: usize) -> &'a Column {
        let start = index * self.stride + self.row;
        self.data[start..start + CHUNK].try_into().expect("a chunk has a fixed number of rows")
    }
}

/// Copies the rows of a caller's column that a chunk covers; rows past its end are zero.
#[inline(always)]
pub(super) fn load(column: &[f32], row: usize) -> Column {
    let mut out = [0.0; CHUNK];
    if let Some(whole) = column[row..].first_chunk::<CHUNK>() {
        out = *whole;
    } else {
        let rest = &column[row..];
        out[..rest.len()].copy_from_slice(rest);
    }
    out
}
