//! The Halton sequence: radical inverses.

/// Writes the radical inverses of `first`, `first + 1`, … in a base.
///
/// # Source
/// Halton (1960), "On the efficiency of certain quasi-random sequences of points in evaluating multi-dimensional integrals".
///
/// # Panics
/// If the base is below 2.
pub fn halton(base: u64, first: u64, out: &mut [f64]) {
    Inverses::new(base).fill(first, out);
}

/// The radical inverses of a base, with those of all numbers below a power of it at hand.
#[derive(Debug, Clone)]
pub(crate) struct Inverses {
    base: u64,
    table: Vec<f64>,
}

impl Inverses {
    pub(crate) fn new(base: u64) -> Self {
        assert!(base >= 2, "a base is at least 2");
        let mut size = base;
        while size < 512 {
            size *= base;
        }
        let table = (0..size).map(|index| Self::one(base, index)).collect();
        Self { base, table }
    }

    /// Turns the digits round: the digits are gathered as a whole number, so that only the last division rounds.
    fn one(base: u64, mut index: u64) -> f64 {
        let (mut value, mut unit, mut turned, mut whole) = (0.0, 1.0, 0u64, 1u64);
        while index > 0 {
            turned = turned * base + index % base;
            whole *= base;
            index /= base;
            if whole > 1 << 40 || index == 0 {
                unit /= whole as f64;
                value += turned as f64 * unit;
                (turned, whole) = (0, 1);
            }
        }
        value
    }

    pub(crate) fn fill(&self, first: u64, out: &mut [f64]) {
        let size = self.table.len() as u64;
        let (mut index, mut rest) = (first, out);
        while !rest.is_empty() {
            let low = (index % size) as usize;
            let high = Self::one(self.base, index / size) / size as f64;
            let here = rest.len().min(self.table.len() - low);
            let (now, later) = rest.split_at_mut(here);
            for (out, low) in now.iter_mut().zip(&self.table[low..]) {
                *out = low + high;
            }
            index += here as u64;
            rest = later;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverses_turn_the_digits_round() {
        // 100 is 1100100 in base 2, 10201 in base 3: .0010011 and .10201.
        let mut out = [0.0; 3];
        halton(2, 100, &mut out);
        assert_eq!(out, [19.0 / 128.0, 83.0 / 128.0, 51.0 / 128.0]);
        halton(3, 100, &mut out);
        assert_eq!(out[0], (81.0 + 2.0 * 9.0 + 1.0) / 243.0);
        // Any stretch is a part of the whole, and the table's edge shows nowhere.
        for base in [2, 13, 311] {
            let (mut all, mut part) = (vec![0.0; 3000], [0.0; 700]);
            halton(base, 7, &mut all);
            halton(base, 407, &mut part);
            assert_eq!(all[400..1100], part);
            for (offset, got) in all.iter().enumerate() {
                let (mut index, mut place, mut want) = (7 + offset as u64, 1.0, 0.0);
                while index > 0 {
                    place /= base as f64;
                    want += place * (index % base) as f64;
                    index /= base;
                }
                assert!((got - want).abs() < 4e-16, "{base} {offset}");
            }
        }
    }
}
