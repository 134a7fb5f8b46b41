//! The same people in another order and other segments.

use super::people::Population;

impl Population {
    /// Takes the given rows in the given order and gives them other segments, one a row; donors keep their numbers.
    ///
    /// # Panics
    /// If a row does not exist, there are not as many segments as rows, or segments are not in runs.
    #[must_use]
    pub fn regrouped(&self, rows: &[u32], segment: Vec<u16>, segments: Vec<String>) -> Self {
        assert_eq!(rows.len(), segment.len(), "one segment a row");
        assert!(segment.is_sorted(), "segments are runs");
        let take = |values: &[u32]| rows.iter().map(|&row| values[row as usize]).collect::<Vec<u32>>();
        let mut taken = self.clone();
        taken.ids = take(&self.ids);
        taken.donors = take(&self.donors);
        for column in &mut taken.columns {
            column.data = column.data.gather(rows);
        }
        taken.segment_notes = Vec::new();
        taken.segment = segment;
        taken.segments = segments;
        taken
    }
}
