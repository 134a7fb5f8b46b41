//! One choice of a variant for every descriptor.

use super::structure::Structure;

/// Chooses one variant of every descriptor, counted from 0.
///
/// The order of scenarios is that of their first variants, then their second, and so on: the canonical order of every list here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scenario(Vec<u8>);

/// Says why a list of variants is no scenario of a structure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// There are more or fewer variants than descriptors.
    #[error("a scenario must choose {expected} variants, one a descriptor, got {got}")]
    Length {
        /// The number of descriptors.
        expected: usize,
        /// The number given.
        got: usize,
    },
    /// A variant does not exist.
    #[error("`{descriptor}` has {variants} variants, so the choice cannot be number {got}")]
    Variant {
        /// The descriptor.
        descriptor: String,
        /// How many variants it has.
        variants: usize,
        /// The number given, counted from 1.
        got: usize,
    },
}

impl Scenario {
    /// Checks a choice, variants counted from 0.
    ///
    /// # Errors
    /// When there is not one variant a descriptor, or one does not exist.
    pub fn new(structure: &Structure, variants: &[usize]) -> Result<Self, ScenarioError> {
        let (expected, got) = (structure.descriptors().len(), variants.len());
        if expected != got {
            return Err(ScenarioError::Length { expected, got });
        }
        for (descriptor, &variant) in structure.descriptors().iter().zip(variants) {
            if variant >= descriptor.variants.len() {
                return Err(ScenarioError::Variant {
                    descriptor: descriptor.name.to_string(),
                    variants: descriptor.variants.len(),
                    got: variant + 1,
                });
            }
        }
        Ok(Self::of(variants.iter().copied()))
    }

    /// Takes a choice that is known to be sound.
    pub(super) fn of(variants: impl IntoIterator<Item = usize>) -> Self {
        Self(variants.into_iter().map(|variant| variant as u8).collect())
    }

    /// Returns the variant of each descriptor, counted from 0.
    pub fn variants(&self) -> impl ExactSizeIterator<Item = usize> + DoubleEndedIterator + '_ {
        self.0.iter().map(|&variant| usize::from(variant))
    }

    /// Returns the variant of one descriptor, counted from 0.
    ///
    /// # Panics
    /// If there is no such descriptor.
    #[must_use]
    pub fn variant(&self, descriptor: usize) -> usize {
        usize::from(self.0[descriptor])
    }

    pub(super) fn set(&mut self, descriptor: usize, variant: usize) {
        self.0[descriptor] = variant as u8;
    }

    /// Returns the columns of the chosen variants.
    pub fn columns<'a>(&'a self, structure: &'a Structure) -> impl Iterator<Item = usize> + 'a {
        self.variants().enumerate().map(|(descriptor, variant)| structure.block(descriptor).start + variant)
    }

    /// Returns the place in the canonical order, from 0, or nothing when the number of scenarios does not fit 64 bits.
    ///
    /// The last descriptor counts ones, the one before it multiples of the last one's variants, and so on.
    #[must_use]
    pub fn index(&self, structure: &Structure) -> Option<u64> {
        structure.configurations()?;
        Some(self.variants().zip(structure.sizes()).fold(0, |index, (variant, size)| index * size as u64 + variant as u64))
    }

    /// Returns the scenario at a place in the canonical order, if there are that many.
    #[must_use]
    pub fn at(structure: &Structure, index: u64) -> Option<Self> {
        let mut rest = index;
        let mut variants: Vec<usize> = Vec::with_capacity(structure.descriptors().len());
        for descriptor in structure.descriptors().iter().rev() {
            let size = descriptor.variants.len() as u64;
            variants.push((rest % size) as usize);
            rest /= size;
        }
        variants.reverse();
        (rest == 0).then(|| Self::of(variants))
    }

    /// Returns the number of descriptors on which two scenarios differ.
    #[must_use]
    pub fn distance(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).filter(|(a, b)| a != b).count()
    }

    /// Returns the names of the chosen variants, each with its descriptor's.
    pub fn words<'a>(&'a self, structure: &'a Structure) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        let chosen = structure.descriptors().iter().zip(self.variants());
        chosen.map(|(descriptor, variant)| (descriptor.name.as_str(), descriptor.variants[variant].as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::structure::Descriptor;
    use crate::input::Name;

    fn structure() -> Structure {
        let name = |text: String| Name::new(text).unwrap();
        let sizes = [3, 2, 4];
        let descriptor = |(place, &size): (usize, &usize)| Descriptor {
            name: name(format!("D{place}")),
            variants: (0..size).map(|v| name(format!("V{v}"))).collect(),
        };
        Structure::new(sizes.iter().enumerate().map(descriptor).collect()).unwrap()
    }

    #[test]
    fn places_and_scenarios_match_and_keep_the_order() {
        let structure = structure();
        let all: Vec<Scenario> = (0..24).map(|index| Scenario::at(&structure, index).unwrap()).collect();
        assert!(all.is_sorted() && all.windows(2).all(|two| two[0] != two[1]));
        assert!(all.iter().enumerate().all(|(index, scenario)| scenario.index(&structure) == Some(index as u64)));
        assert_eq!(Scenario::at(&structure, 24), None);
        assert_eq!(all[23], Scenario::new(&structure, &[2, 1, 3]).unwrap());
    }

    #[test]
    fn a_scenario_chooses_variants_that_exist() {
        let structure = structure();
        assert_eq!(Scenario::new(&structure, &[0, 0]), Err(ScenarioError::Length { expected: 3, got: 2 }));
        let error = Scenario::new(&structure, &[0, 2, 0]).unwrap_err();
        assert_eq!(error.to_string(), "`D1` has 2 variants, so the choice cannot be number 3");
    }

    #[test]
    fn names_and_differences() {
        let structure = structure();
        let (one, two) = (Scenario::of([0, 1, 2]), Scenario::of([2, 1, 3]));
        assert_eq!(one.distance(&two), 2);
        assert_eq!(one.words(&structure).collect::<Vec<_>>(), [("D0", "V0"), ("D1", "V1"), ("D2", "V2")]);
        assert_eq!(one.columns(&structure).collect::<Vec<_>>(), [0, 4, 7]);
    }
}
