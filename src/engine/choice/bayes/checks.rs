//! The published figures of hierarchical Bayes.

use super::{Asked, Prior, Settings, Units, sample};
use crate::choice::data::ChoiceData;
use crate::choice::mixed::{Distribution, hold_out};
use crate::choice::pick::Split;
use crate::random::Seed;
use crate::stats::check::{Check, Expect};

/// The means of another program on the electricity survey.
const MEANS: [f64; 6] = [-1.168, -0.280, 2.775, 2.082, -11.006, -11.188];

/// Recomputes what is published of the electricity survey, its features named `names`; without it every figure fails.
#[must_use]
pub fn checks(electricity: Option<&ChoiceData<'_>>, names: &[&str], threads: usize) -> Vec<Check> {
    let mut all = Vec::new();
    // What that program believes beforehand, in the units that the choices come in.
    let prior = Prior { units: Units::AsGiven, ..Prior::default() };
    let settings = Settings { prior, warm_up: 300, draws: 500, seed: Seed(2003), threads, ..Settings::default() };
    let tastes: Vec<(String, Distribution)> = names.iter().map(|&name| (name.to_owned(), Distribution::Normal)).collect();
    let found = electricity.and_then(|data| sample(data, &tastes, &settings, None).ok());
    let source = "bayesm 3.1, rhierMnlRwMixture, 20,000 iterations of a random walk; within half the uncertainty of the mean";
    for (k, name) in names.iter().enumerate() {
        let line = found.as_ref().and_then(|found| found.means.get(k));
        let expect = Expect { value: MEANS[k], within: line.map_or(0.0, |line| line.sd / 2.0) };
        all.push(Check::attempt(format!("hierarchical Bayes, mean of {name}"), source, expect, line.map(|line| line.mean).ok_or(())));
    }
    let source = "reference run of another program on the same split, last two tasks of each person; not more than one standard error over people below it";
    let split = electricity.and_then(|data| Split::last(data, 2));
    let scored = split.as_ref().and_then(|split| {
        let later = split.held.data();
        let found = sample(&split.known.data(), &tastes, &settings, Some(&Asked { tasks: later, expected: None })).ok()?;
        Some(hold_out(&later, &found.later))
    });
    let figures = scored.map(|scored| [("hit rate", 0.694, scored.hit_rate), ("root likelihood", 0.454, scored.root_likelihood)]);
    for (place, (name, value)) in [("hit rate", 0.694), ("root likelihood", 0.454)].into_iter().enumerate() {
        let got = figures.map(|figures| figures[place].2);
        let expect = Expect { value, within: got.map_or(0.0, |got| got.error) };
        all.push(Check::attempt(
            format!("hierarchical Bayes, new tasks of known people, {name}"),
            source,
            expect,
            got.map(|got| got.value).ok_or(()),
        ));
    }
    all
}
