//! The same people in another order, or in other segments.

use std::sync::Arc;

use super::people::Population;

impl Population {
    /// Takes the given rows in the given order and gives them other segments, one a row; donors keep their numbers.
    ///
    /// # Panics
    /// If a row does not exist, or there are not as many segments as rows.
    #[must_use]
    pub fn regrouped(&self, rows: &[u32], segment: Vec<u16>, segments: Vec<String>) -> Self {
        assert_eq!(rows.len(), segment.len(), "one segment a row");
        let mut taken = self.taken(rows);
        taken.segment_notes = Vec::new();
        taken.segment = segment.into();
        taken.segments = segments;
        taken
    }

    /// Deals the people over blocks of `block` people (the last one smaller) so that every block is a fair sample: each holds every
    /// segment in proportion, in runs. A few blocks then stand for all.
    #[must_use]
    pub fn dealt(&self, block: usize) -> Self {
        let (people, block) = (self.len(), block.max(1));
        let full = people / block;
        let rest = people - full * block;
        if full == 0 {
            return self.clone();
        }
        let mut blocks: Vec<Vec<u32>> = vec![Vec::with_capacity(block); full + 1];
        let (mut dealt, mut set_aside) = (0, 0);
        for row in 0..people {
            // Row by row, the last block keeps its share of those seen so far; all others take turns.
            if (row + 1) * rest / people > set_aside {
                set_aside += 1;
                blocks[full].push(row as u32);
            } else {
                blocks[dealt % full].push(row as u32);
                dealt += 1;
            }
        }
        let rows: Vec<u32> = blocks.into_iter().flatten().collect();
        self.taken(&rows)
    }

    fn taken(&self, rows: &[u32]) -> Self {
        let take = |values: &[u32]| -> Arc<[u32]> { rows.iter().map(|&row| values[row as usize]).collect() };
        let mut taken = self.clone();
        taken.ids = take(&self.ids);
        taken.donors = take(&self.donors);
        taken.segment = rows.iter().map(|&row| self.segment[row as usize]).collect();
        for column in &mut taken.columns {
            column.data = column.data.gather(rows);
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::input::Cx;
    use crate::population::Population;
    use crate::random::Seed;

    #[test]
    fn every_block_holds_every_segment_in_proportion_and_nobody_is_lost() {
        let root = &Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let (people, _) = Population::load(Cx::new(), &root.join("personas/swissmetro.toml"), root, Seed(1), None).unwrap();
        let dealt = people.dealt(1024);
        let mut ids = dealt.ids.to_vec();
        ids.sort_unstable();
        let mut before = people.ids.to_vec();
        before.sort_unstable();
        assert_eq!(ids, before);
        let share = |segments: &[u16], segment: u16| segments.iter().filter(|&&one| one == segment).count() as f64 / segments.len() as f64;
        for block in dealt.segment.chunks(1024) {
            assert!(block.is_sorted());
            for segment in 0..people.segments.len() as u16 {
                assert!((share(block, segment) - share(&people.segment, segment)).abs() < 0.005);
            }
        }
    }

    #[test]
    fn fewer_people_than_a_block_stay_as_they_are() {
        let root = &Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let (people, _) = Population::load(Cx::new(), &root.join("personas/swissmetro.toml"), root, Seed(1), None).unwrap();
        assert_eq!(people.dealt(10_000).ids, people.ids);
    }
}
