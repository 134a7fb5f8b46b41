//! What a cross-impact analysis is about: descriptors and the variants each can take.

use std::ops::Range;

use crate::input::Name;

/// Most descriptors of one model.
pub const MOST_DESCRIPTORS: usize = 256;
/// Most variants of one descriptor.
pub const MOST_VARIANTS: usize = 64;
/// Most variants of all descriptors together: rows, and columns, of the matrix.
pub const MOST_COLUMNS: usize = 1_024;

/// Names one element of the system and the alternatives it can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// What it is called.
    pub name: Name,
    /// The variants, in order; a scenario chooses exactly one.
    pub variants: Vec<Name>,
}

/// Holds the descriptors of a model, checked, and where each one's block of columns lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    descriptors: Vec<Descriptor>,
    /// The first column of each descriptor, and the number of columns at the end.
    starts: Vec<usize>,
}

/// Says why descriptors and variants make no structure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StructureError {
    /// There is nothing to analyse.
    #[error("a cross-impact model needs at least one descriptor")]
    Empty,
    /// There are too many descriptors.
    #[error("a cross-impact model may have at most {MOST_DESCRIPTORS} descriptors, got {got}")]
    Descriptors {
        /// The number given.
        got: usize,
    },
    /// A descriptor has no variant, or too many.
    #[error("`{descriptor}` must have 1 to {MOST_VARIANTS} variants, got {got}")]
    Variants {
        /// The descriptor.
        descriptor: String,
        /// The number given.
        got: usize,
    },
    /// There are too many variants together.
    #[error("all descriptors together may have at most {MOST_COLUMNS} variants, got {got}")]
    Columns {
        /// The number given.
        got: usize,
    },
    /// Two descriptors share a name.
    #[error("two descriptors are named `{name}`")]
    SameDescriptor {
        /// The name.
        name: String,
    },
    /// Two variants of one descriptor share a name.
    #[error("two variants of `{descriptor}` are named `{name}`")]
    SameVariant {
        /// The descriptor.
        descriptor: String,
        /// The name.
        name: String,
    },
}

impl Structure {
    /// Checks descriptors and lays out their columns.
    ///
    /// # Errors
    /// The first thing at fault: no descriptor, a descriptor without a variant, too many of either, a name used twice.
    pub fn new(descriptors: Vec<Descriptor>) -> Result<Self, StructureError> {
        if descriptors.is_empty() {
            return Err(StructureError::Empty);
        }
        if descriptors.len() > MOST_DESCRIPTORS {
            return Err(StructureError::Descriptors { got: descriptors.len() });
        }
        let mut starts = vec![0];
        for (place, descriptor) in descriptors.iter().enumerate() {
            let (name, got) = (descriptor.name.as_str(), descriptor.variants.len());
            if got == 0 || got > MOST_VARIANTS {
                return Err(StructureError::Variants { descriptor: name.to_owned(), got });
            }
            if descriptors[..place].iter().any(|other| other.name == descriptor.name) {
                return Err(StructureError::SameDescriptor { name: name.to_owned() });
            }
            for (at, variant) in descriptor.variants.iter().enumerate() {
                if descriptor.variants[..at].contains(variant) {
                    return Err(StructureError::SameVariant { descriptor: name.to_owned(), name: variant.to_string() });
                }
            }
            starts.push(starts[place] + got);
        }
        match starts[descriptors.len()] {
            got if got > MOST_COLUMNS => Err(StructureError::Columns { got }),
            _ => Ok(Self { descriptors, starts }),
        }
    }

    /// Returns the descriptors in order.
    #[must_use]
    pub fn descriptors(&self) -> &[Descriptor] {
        &self.descriptors
    }

    /// Returns the number of columns, which is also the number of rows: all variants of all descriptors.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.starts[self.descriptors.len()]
    }

    /// Returns the columns of one descriptor's variants.
    ///
    /// # Panics
    /// If there is no such descriptor.
    #[must_use]
    pub fn block(&self, descriptor: usize) -> Range<usize> {
        self.starts[descriptor]..self.starts[descriptor + 1]
    }

    /// Returns the descriptor and the variant that a column stands for.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn place(&self, column: usize) -> (usize, usize) {
        assert!(column < self.columns(), "column {column} of {}", self.columns());
        let descriptor = self.starts.partition_point(|&start| start <= column) - 1;
        (descriptor, column - self.starts[descriptor])
    }

    /// Returns the number of variants of each descriptor, in order.
    pub fn sizes(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.starts.windows(2).map(|two| two[1] - two[0])
    }

    /// Returns how many scenarios there are, or nothing when the number does not fit 64 bits.
    #[must_use]
    pub fn configurations(&self) -> Option<u64> {
        self.sizes().try_fold(1_u64, |all, size| all.checked_mul(size as u64))
    }

    /// Finds a descriptor and one of its variants by name.
    #[must_use]
    pub fn find(&self, descriptor: &str, variant: &str) -> Option<(usize, usize)> {
        let place = self.descriptors.iter().position(|known| known.name.as_str() == descriptor)?;
        let at = self.descriptors[place].variants.iter().position(|known| known.as_str() == variant)?;
        Some((place, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptor(name: &str, variants: &[&str]) -> Descriptor {
        Descriptor { name: Name::new(name).unwrap(), variants: variants.iter().map(|name| Name::new(*name).unwrap()).collect() }
    }

    #[test]
    fn columns_lie_end_to_end() {
        let structure = Structure::new(vec![descriptor("A", &["1", "2", "3"]), descriptor("B", &["1", "2"])]).unwrap();
        assert_eq!((structure.columns(), structure.block(1)), (5, 3..5));
        assert_eq!((structure.place(0), structure.place(2), structure.place(3)), ((0, 0), (0, 2), (1, 0)));
        assert_eq!(structure.configurations(), Some(6));
        assert_eq!(structure.find("B", "2"), Some((1, 1)));
        assert_eq!(structure.find("B", "3"), None);
    }

    #[test]
    fn what_cannot_be_analysed_is_refused() {
        let refused = |descriptors| Structure::new(descriptors).unwrap_err().to_string();
        assert_eq!(refused(vec![]), "a cross-impact model needs at least one descriptor");
        assert_eq!(refused(vec![descriptor("A", &[])]), "`A` must have 1 to 64 variants, got 0");
        assert_eq!(refused(vec![descriptor("A", &["1"]), descriptor("A", &["1"])]), "two descriptors are named `A`");
        assert_eq!(refused(vec![descriptor("A", &["1", "1"])]), "two variants of `A` are named `1`");
        let names: Vec<String> = (0..300).map(|n| n.to_string()).collect();
        assert!(refused(names.iter().map(|name| descriptor(name, &["1"])).collect()).contains("at most 256 descriptors, got 300"));
        let many: Vec<&str> = names.iter().map(String::as_str).take(65).collect();
        assert!(refused(vec![descriptor("A", &many)]).contains("got 65"));
        let wide: Vec<Descriptor> = names.iter().take(20).map(|name| descriptor(name, &many[..60])).collect();
        assert!(refused(wide).contains("at most 1024 variants, got 1200"));
    }

    #[test]
    fn more_scenarios_than_64_bits_can_count_are_not_counted() {
        let many: Vec<Descriptor> = (0..64).map(|n| descriptor(&n.to_string(), &["1", "2"])).collect();
        assert_eq!(Structure::new(many[..63].to_vec()).unwrap().configurations(), Some(1 << 63));
        assert_eq!(Structure::new(many).unwrap().configurations(), None);
    }
}
