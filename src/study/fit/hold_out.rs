//! Who was held out of a fit, said in a way that lets a study find the same people again.

use crate::input::{Spanned, Text};
use crate::random::{At, Purpose, Seed, Streams};
use crate::record;
use crate::study::memory::Digest;

record! {
    /// Who was held out of a fit: a share of all people, by a seed and their names.
    pub struct HeldOutSpec {
        /// Their share of all people.
        pub share: Spanned<f64>,
        /// What decided who they were.
        pub seed: u64,
        /// The SHA-256 of their names in order, a line each: whoever looks for them knows whether those found are the same.
        pub names: Text,
    }
}

/// Who was held out of a fit.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    share: f64,
    seed: Seed,
    names: String,
}

impl HeldOut {
    /// Takes what a population file says.
    #[must_use]
    pub fn new(spec: &HeldOutSpec) -> Self {
        Self { share: spec.share.value, seed: Seed(spec.seed), names: spec.names.as_str().to_owned() }
    }

    /// Finds them among the people that the fit had, named in any order; none where these are other people.
    #[must_use]
    pub fn among(&self, people: &[String]) -> Option<Vec<bool>> {
        let held = held_out(people, self.share, self.seed);
        (checksum(people, &held) == self.names).then_some(held)
    }
}

/// Says which people are held out: those with the smallest numbers, drawn from the seed and each person's name alone, so that neither the order of the
/// data nor who else is in them moves a person's number.
pub(super) fn held_out(people: &[String], share: f64, seed: Seed) -> Vec<bool> {
    let streams = Streams::new(seed, At::default());
    let mut order: Vec<(u32, &str, usize)> =
        people.iter().enumerate().map(|(at, name)| (streams.draws(Purpose::Resample, hash(name), 0).word(), name.as_str(), at)).collect();
    order.sort_unstable();
    let count = (share * people.len() as f64).round() as usize;
    let mut held = vec![false; people.len()];
    order.iter().take(count).for_each(|&(_, _, at)| held[at] = true);
    held
}

/// The SHA-256 of the names of those who are held out, in order, a line each.
pub(super) fn checksum(people: &[String], held: &[bool]) -> String {
    let mut names: Vec<&str> = people.iter().zip(held).filter(|(_, held)| **held).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let lines: String = names.iter().flat_map(|name| [*name, "\n"]).collect();
    Digest::of(lines.as_bytes()).as_str().to_owned()
}

/// Fowler, Noll and Vo's hash (FNV-1a, 64 bits).
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_held_out_hangs_on_the_name_and_the_seed_alone() {
        let names: Vec<String> = (0..1_000).map(|at| format!("person {at}")).collect();
        let held = held_out(&names, 0.25, Seed(1));
        assert_eq!(held.iter().filter(|&&held| held).count(), 250);
        let turned: Vec<String> = names.iter().rev().cloned().collect();
        let other: Vec<bool> = held_out(&turned, 0.25, Seed(1)).into_iter().rev().collect();
        assert_eq!(held, other);
        assert_ne!(held, held_out(&names, 0.25, Seed(2)));
        // The published value of the hash of "a".
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn they_are_found_again_among_the_same_people_only() {
        let names: Vec<String> = (0..40).map(|at| format!("person {at}")).collect();
        let held = held_out(&names, 0.5, Seed(3));
        let file = HeldOut { share: 0.5, seed: Seed(3), names: checksum(&names, &held) };
        assert_eq!(file.among(&names), Some(held.clone()));
        let turned: Vec<String> = names.iter().rev().cloned().collect();
        assert_eq!(file.among(&turned), Some(held.into_iter().rev().collect()));
        assert_eq!(file.among(&names[1..]), None);
        assert_eq!(HeldOut { seed: Seed(4), ..file }.among(&names), None);
    }
}
