//! Scenario discovery: under which inputs does it happen, in plain words.

use super::cases::{Cases, Column, Limit, Region};
use super::prim::{PrimError, Settings, Step, Trajectory, prim};
use crate::parallel::{Batching, map_vec};
use crate::random::{At, Purpose, Seed, Streams};
use crate::treatment::{plain, with_unit};

/// One input's limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The input.
    pub input: usize,
    /// The limit in words, such as "price is at most 40 €".
    pub words: String,
    /// The larger quasi-p value of its two ends.
    pub quasi_p: f64,
}

/// A box, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The box with its figures; coverage and density are shares.
    pub step: Step,
    /// Its limits, the surest first.
    pub conditions: Vec<Condition>,
    /// What it says, in one or two sentences.
    pub words: String,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// All cases.
    pub cases: usize,
    /// Those of interest.
    pub hits: usize,
    /// The boxes that hold something: none where no limit is surer than an accident.
    pub findings: Vec<Finding>,
    /// The share of the cases of interest that lies in any of the boxes.
    pub covered: f64,
    /// How each box was come by, one more than the findings where the last has no limit.
    pub trajectories: Vec<Trajectory>,
}

/// Looks for boxes and says them in plain words.
///
/// # Errors
/// As [`prim`].
///
/// # Source
/// Bryant & Lempert 2010: boxes by patient rule induction, limits that may be accidents dropped.
pub fn discover(cases: &Cases, settings: &Settings) -> Result<Discovery, PrimError> {
    let trajectories = prim(cases, settings)?;
    let whole = cases.whole();
    let found = trajectories.iter().map(|trajectory| &trajectory.chosen).filter(|step| !step.support.is_empty());
    let findings: Vec<Finding> = found.enumerate().map(|(place, step)| finding(cases, &whole, step, place)).collect();
    let covered = findings.iter().map(|finding| finding.step.hits).sum::<usize>() as f64 / cases.hits() as f64;
    Ok(Discovery { cases: cases.len(), hits: cases.hits(), findings, covered, trajectories })
}

impl Discovery {
    /// Says what was found, a line a box.
    pub fn words(&self) -> Vec<String> {
        if self.findings.is_empty() {
            return vec![format!(
                "{} of {} cases are of interest, and no limit on the inputs gathers them more than chance would.",
                self.hits, self.cases
            )];
        }
        self.findings.iter().map(|finding| finding.words.clone()).collect()
    }
}

fn finding(cases: &Cases, whole: &Region, step: &Step, place: usize) -> Finding {
    let mut conditions: Vec<Condition> = step
        .region
        .restricted(whole)
        .map(|input| {
            let doubts = step.support.iter().filter(|support| support.input == input).map(|support| support.quasi_p);
            Condition { input, words: condition(cases, whole, &step.region, input), quasi_p: doubts.fold(0.0, f64::max) }
        })
        .collect();
    conditions.sort_by(|a, b| a.quasi_p.total_cmp(&b.quasi_p).then(a.input.cmp(&b.input)));
    let limits: Vec<&str> = conditions.iter().map(|condition| condition.words.as_str()).collect();
    let percent = |share: f64| format!("{} %", plain((100.0 * share).round()));
    let left = if place == 0 { "cases" } else { "cases that no box before holds" };
    let words = format!(
        "Where {}: {} of the {} cases of interest lie here (coverage {}). Of the {} {left} here {} are of interest (density {}, against {} of all).",
        limits.join(" and "),
        step.hits,
        cases.hits(),
        percent(step.coverage),
        step.cases,
        step.hits,
        percent(step.density),
        percent(cases.hits() as f64 / cases.len() as f64),
    );
    Finding { step: step.clone(), conditions, words }
}

fn condition(cases: &Cases, whole: &Region, region: &Region, input: usize) -> String {
    let of = &cases.inputs()[input];
    match (region.limits[input], whole.limits[input], &of.column) {
        (Limit::Between { low, high }, Limit::Between { low: least, high: most }, _) => {
            let value = |value| with_unit(value, &of.unit);
            match (low != least, high != most) {
                (true, true) => format!("{} is from {} to {}", of.name, value(low), value(high)),
                (true, false) => format!("{} is at least {}", of.name, value(low)),
                _ => format!("{} is at most {}", of.name, value(high)),
            }
        }
        (Limit::Among(kinds), _, Column::Kinds { names, .. }) => {
            let inside: Vec<&str> =
                names.iter().enumerate().filter(|(kind, _)| kinds >> kind & 1 == 1).map(|(_, name)| name.as_str()).collect();
            match inside.split_last() {
                Some((last, rest)) if !rest.is_empty() => format!("{} is {} or {last}", of.name, rest.join(", ")),
                _ => format!("{} is {}", of.name, inside.concat()),
            }
        }
        _ => of.name.clone(),
    }
}

/// How often an input is limited again when half of the cases are looked at anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reproduced {
    /// The input.
    pub input: usize,
    /// Share of the halves in which the box of nearest coverage limits it.
    pub by_coverage: f64,
    /// Share of the halves in which the box of nearest density limits it.
    pub by_density: f64,
}

/// The most halves.
pub const MAX_HALVES: u32 = 1000;

/// Looks for the first box again in random halves of the cases: one entry an input, in order. Nothing where no half had something to find.
///
/// # Errors
/// As [`prim`]; [`PrimError::Setting`] for a number of halves that is 0 or above [`MAX_HALVES`].
///
/// # Determinism
/// Depends on cases, settings, halves and seed, never on threads.
///
/// # Source
/// Bryant & Lempert 2010, section 2.3: the resampling test.
pub fn reproduced(cases: &Cases, settings: &Settings, like: &Step, halves: u32, seed: Seed) -> Result<Vec<Reproduced>, PrimError> {
    if !(1..=MAX_HALVES).contains(&halves) {
        return Err(PrimError::Setting { what: "the number of halves", least: 1.0, most: f64::from(MAX_HALVES), got: f64::from(halves) });
    }
    let streams = Streams::new(seed, At::default());
    let alone = Settings { boxes: 1, threads: 1, ..*settings };
    let one = |half: u64, _: &mut ()| -> Result<Option<[Vec<usize>; 2]>, PrimError> {
        let mut draws = streams.draws(Purpose::Halves, half, 0);
        let mut order: Vec<u32> = (0..cases.len() as u32).collect();
        let mut kept = vec![false; cases.len()];
        for place in 0..cases.len() / 2 {
            let drawn = place + draws.below((cases.len() - place) as u32) as usize;
            order.swap(place, drawn);
            kept[order[place] as usize] = true;
        }
        let Some(part) = cases.part(&kept) else { return Ok(None) };
        let steps = prim(&part, &alone)?.swap_remove(0).steps;
        let nearest = |figure: fn(&Step) -> f64| {
            let apart = |step: &Step| (figure(step) - figure(like)).abs();
            let best = steps.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)));
            let mut inputs: Vec<usize> = best.into_iter().flat_map(|step| &step.support).map(|support| support.input).collect();
            inputs.dedup();
            inputs
        };
        Ok(Some([nearest(|step| step.coverage), nearest(|step| step.density)]))
    };
    let found = map_vec(0..u64::from(halves), Batching { threads: settings.threads, chunk: 1 }, || (), one)?;
    let mut counts = vec![[0_u32; 2]; cases.inputs().len()];
    let mut looked = 0_u32;
    for half in found {
        let Some(half) = half? else { continue };
        looked += 1;
        for (which, inputs) in half.iter().enumerate() {
            inputs.iter().for_each(|&input| counts[input][which] += 1);
        }
    }
    if looked == 0 {
        return Ok(Vec::new());
    }
    let share = |count: u32| f64::from(count) / f64::from(looked);
    let entry = |(input, count): (usize, [u32; 2])| Reproduced { input, by_coverage: share(count[0]), by_density: share(count[1]) };
    Ok(counts.into_iter().enumerate().map(entry).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::testing::{halton_cases, kinds_input, numbers_input, random_cases};
    use crate::explore::{Interest, latin_hypercube};

    #[test]
    fn a_corner_is_said_in_words() {
        let cases = halton_cases(0);
        let found = discover(&cases, &Settings { peel: 0.1, paste: 0.1, ..Settings::default() }).unwrap();
        assert_eq!(found.findings.len(), 1);
        let finding = &found.findings[0];
        assert_eq!(finding.conditions.iter().map(|condition| condition.input).collect::<Vec<_>>().len(), 2);
        assert!(finding.words.starts_with("Where x"), "{}", finding.words);
        assert!(finding.words.contains("x0 is at least 0.") && finding.words.contains("x1 is at most 0."), "{}", finding.words);
        assert!(finding.words.contains("of the 80 cases of interest lie here (coverage "), "{}", finding.words);
        assert!(finding.words.ends_with("against 16 % of all)."), "{}", finding.words);
        assert!(finding.conditions.iter().all(|condition| condition.quasi_p <= 0.05));
    }

    #[test]
    fn kinds_units_and_several_boxes_are_said_too() {
        // It happens with policy b or c when the price is high, and in region north whatever the rest.
        let sample = latin_hypercube(2000, 3, crate::explore::Place::Chance, Seed(3), 1).unwrap();
        let price: Vec<f64> = sample.column(0).iter().map(|u| 20.0 + 60.0 * u).collect();
        let policy: Vec<u8> = sample.column(1).iter().map(|u| (u * 4.0) as u8).collect();
        let region: Vec<u8> = sample.column(2).iter().map(|u| (u * 8.0) as u8).collect();
        let outcomes: Vec<f64> =
            (0..2000).map(|i| f64::from(u8::from(price[i] > 50.0 && (policy[i] == 1 || policy[i] == 2) || region[i] == 0))).collect();
        let mut inputs = vec![
            numbers_input("price", &price),
            kinds_input("policy", &["a", "b", "c", "d"], &policy),
            kinds_input("region", &["north", "n2", "n3", "n4", "n5", "n6", "n7", "n8"], &region),
        ];
        inputs[0].unit = "€".into();
        let cases = Cases::new(inputs, &outcomes, Interest::AtLeast(0.5)).unwrap();
        let found = discover(&cases, &Settings { boxes: 3, ..Settings::default() }).unwrap();
        let words = found.words().join("\n");
        assert!(words.contains("policy is b or c"), "{words}");
        assert!(words.contains("price is at least ") && words.contains(" €"), "{words}");
        assert!(words.contains("region is north") && words.contains("that no box before holds"), "{words}");
        assert!(found.covered > 0.9, "{words}");
    }

    #[test]
    fn what_only_chance_gathers_is_not_told() {
        let sample = latin_hypercube(400, 3, crate::explore::Place::Chance, Seed(8), 1).unwrap();
        let inputs = (0..3).map(|k| numbers_input(&format!("x{k}"), &sample.column(k))).collect();
        let mut draws = Streams::new(Seed(1), At::default()).draws(Purpose::Design, 5, 5);
        let outcomes: Vec<f64> = (0..400).map(|_| draws.uniform()).collect();
        let cases = Cases::new(inputs, &outcomes, Interest::AtMost(0.05)).unwrap();
        let found = discover(&cases, &Settings { least_mass: 0.5, ..Settings::default() }).unwrap();
        for finding in &found.findings {
            assert!(finding.step.support.iter().all(|support| support.quasi_p <= 0.05), "{}", finding.words);
        }
        let none = Discovery { findings: Vec::new(), ..found };
        assert!(none.words()[0].contains("no limit on the inputs gathers them"));
    }

    #[test]
    fn halves_limit_what_matters_again() {
        let cases = random_cases(1500, 5, 2);
        let settings = Settings { threads: 2, ..Settings::default() };
        let found = discover(&cases, &settings).unwrap();
        let like = &found.findings[0].step;
        let again = reproduced(&cases, &settings, like, 10, Seed(4)).unwrap();
        assert_eq!(again, reproduced(&cases, &Settings { threads: 1, ..settings }, like, 10, Seed(4)).unwrap());
        assert!(again[..2].iter().all(|input| input.by_density > 0.9 && input.by_coverage > 0.9), "{again:?}");
        assert!(again[2..].iter().all(|input| input.by_coverage < 0.9), "{again:?}");
        assert!(reproduced(&cases, &settings, like, 0, Seed(4)).is_err());
    }
}
