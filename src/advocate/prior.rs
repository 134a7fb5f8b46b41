//! What may go wrong that a study's own uncertain inputs do not say: shipped guesses, and those of the user.

use crate::input::{Cx, Grade, Name, Quantity, Spanned, Text};
use crate::record;

use super::brief::Brief;

record! {
    /// Something that may go wrong, beside the uncertain inputs of the study.
    pub struct PriorSpec {
        /// The advocate who may use it.
        pub brief: Brief,
        /// What goes wrong, in one sentence without an end.
        pub title: Spanned<Name>,
        /// How likely it is that it happens; without it, one number of `change` is itself a distribution around no change.
        pub chance: Option<Quantity>,
        /// What it changes.
        pub change: Vec<PriorChange>,
        /// A new alternative that it brings.
        pub enter: Option<PriorEntry>,
        /// Where it comes from.
        pub source: Option<Text>,
        /// How good that source is.
        pub grade: Option<Grade>,
    }
}

record! {
    /// One change. Beside the paths of treatments there are `rivals.KEY`, `reference.KEY`, `digital.KEY`, `physical.KEY` and `money.weight`.
    pub struct PriorChange {
        /// What is changed.
        pub path: Spanned<Name>,
        /// What it is multiplied by.
        pub scale: Option<Quantity>,
        /// What is added to it.
        pub add: Option<Quantity>,
    }
}

record! {
    /// A new alternative, like another one.
    pub struct PriorEntry {
        /// What it is like: `concept`, or the name of an alternative.
        pub like: Spanned<Name>,
        /// The share of people who know it.
        pub awareness: f64 = 1.0,
        /// Its price, as a multiple of the price of what it is like.
        pub price: f64 = 1.0,
    }
}

record! {
    /// All priors.
    struct PriorsFile {
        /// One each.
        prior: Vec<PriorSpec>,
    }
}

/// What every shipped prior says of its source.
const SHIPPED: &str = "no published rate was found; this is the program's own guess";

/// Reads the priors that ship with the program.
///
/// # Panics
/// Never: a test reads them.
#[must_use]
pub fn shipped() -> Vec<PriorSpec> {
    let mut cx = Cx::new();
    let read: Option<PriorsFile> = cx.parse("the program's own priors", include_str!("priors.toml"));
    let (file, _) = cx.finish(read).expect("the shipped priors are sound");
    let source = |prior: PriorSpec| PriorSpec { source: Some(Text::literal(SHIPPED)), grade: Some(Grade::Judgement), ..prior };
    file.prior.into_iter().map(source).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_priors_are_sound_and_every_advocate_but_the_searching_ones_has_one() {
        let priors = shipped();
        for brief in Brief::ALL.iter().filter(|brief| !matches!(brief, Brief::Ethics | Brief::Premortem)) {
            assert!(priors.iter().any(|prior| prior.brief == *brief), "{brief}");
        }
        assert!(priors.iter().all(|prior| prior.grade == Some(Grade::Judgement) && prior.source.is_some()));
        for prior in &priors {
            assert!(!prior.change.is_empty() || prior.enter.is_some(), "{}", prior.title.value.as_str());
            assert!(prior.change.iter().all(|change| change.scale.is_some() != change.add.is_some()), "{}", prior.title.value.as_str());
        }
    }
}
