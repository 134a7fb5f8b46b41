//! Peeling and pasting against a slow program of the same rules, and what must hold of every trajectory.

use super::*;
use crate::explore::testing::{halton_cases, kinds_input, numbers_input, random_cases};
use crate::explore::{Column, Input, Interest, Limit};
use crate::random::{At, Purpose, Seed, Streams};

/// Cases with ties, kinds and noise.
fn mixed(seed: u64) -> Cases {
    let streams = Streams::new(Seed(seed), At::default());
    let n = 300;
    let mut draws = streams.draws(Purpose::Design, 1, 1);
    let fine: Vec<f64> = (0..n).map(|_| draws.uniform()).collect();
    let coarse: Vec<f64> = (0..n).map(|_| f64::from(draws.below(6))).collect();
    let flat = vec![2.5; n];
    let kinds: Vec<u8> = (0..n).map(|_| draws.below(5) as u8).collect();
    let outcomes: Vec<f64> = (0..n)
        .map(|i| {
            let inside = fine[i] > 0.4 && coarse[i] <= 3.0 && kinds[i] != 2;
            f64::from(u8::from(draws.uniform() < if inside { 0.8 } else { 0.15 }))
        })
        .collect();
    let inputs = vec![
        kinds_input("kinds", &["a", "b", "c", "d", "e"], &kinds),
        numbers_input("fine", &fine),
        numbers_input("coarse", &coarse),
        numbers_input("flat", &flat),
    ];
    Cases::new(inputs, &outcomes, Interest::AtLeast(0.5)).unwrap()
}

fn members(cases: &Cases, left: &[bool], region: &Region) -> Vec<usize> {
    (0..cases.len()).filter(|&case| left[case] && region.holds(cases, case)).collect()
}

fn hits(cases: &Cases, members: &[usize]) -> usize {
    members.iter().filter(|&&case| cases.interest()[case]).count()
}

/// The quantile of the method: the middle of two neighbours; equal neighbours move apart.
fn middle(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() - 1) as f64 * share;
    let (mut low, mut high) = (place.floor() as usize, place.ceil() as usize);
    while share > 0.5 && values[low] == values[high] && low > 0 {
        low -= 1;
    }
    while share <= 0.5 && values[low] == values[high] && high + 1 < values.len() {
        high += 1;
    }
    (values[low] + values[high]) / 2.0
}

/// One peel, all boxes written out and counted again.
fn slow_peel(cases: &Cases, left: &[bool], region: &Region, settings: &Settings) -> Option<Region> {
    let inside = members(cases, left, region);
    let mut candidates = Vec::new();
    let number = |input: &Input| matches!(input.column, Column::Numbers(_));
    for numbers in [true, false] {
        for (input, of) in cases.inputs().iter().enumerate().filter(|(_, input)| number(input) == numbers) {
            match (&of.column, region.limits[input]) {
                (Column::Numbers(values), Limit::Between { low, high }) => {
                    let own: Vec<f64> = inside.iter().map(|&case| values[case]).collect();
                    candidates.push((input, Limit::Between { low, high: middle(own.clone(), 1.0 - settings.peel) }));
                    candidates.push((input, Limit::Between { low: middle(own, settings.peel), high }));
                }
                (_, Limit::Among(kinds)) if kinds.count_ones() > 1 => {
                    candidates
                        .extend((0..64).filter(|kind| kinds >> kind & 1 == 1).map(|kind| (input, Limit::Among(kinds & !(1 << kind)))));
                }
                _ => {}
            }
        }
    }
    let mean = |n: usize, k: usize| if n == 0 { 0.0 } else { k as f64 / n as f64 };
    let mut best: Option<(f64, usize, Region)> = None;
    for (input, limit) in candidates {
        let mut next = region.clone();
        next.limits[input] = limit;
        let kept = members(cases, left, &next);
        if kept.len() == inside.len() || kept.is_empty() || (kept.len() as f64) < settings.least_mass * cases.len() as f64 {
            continue;
        }
        let gain = mean(kept.len(), hits(cases, &kept)) - mean(inside.len(), hits(cases, &inside));
        let worth = gain / (inside.len() - kept.len()) as f64;
        let free = cases.inputs().len() - next.restricted(&cases.whole()).count();
        if worth > 0.0 && best.as_ref().is_none_or(|(known, known_free, _)| worth > *known || worth == *known && free > *known_free) {
            best = Some((worth, free, next));
        }
    }
    best.map(|(_, _, region)| region)
}

#[test]
fn peeling_is_what_a_slow_program_does() {
    for seed in 0..12 {
        let cases = mixed(seed);
        let settings = Settings { peel: [0.05, 0.1, 0.3][seed as usize % 3], ..Settings::default() };
        let found = &prim(&cases, &settings).unwrap()[0];
        let left = vec![true; cases.len()];
        let mut region = cases.whole();
        for step in &found.steps[..found.peeled] {
            assert_eq!(step.region, region, "{seed}");
            region = match slow_peel(&cases, &left, &region, &settings) {
                Some(next) => next,
                None => break,
            };
        }
        assert_eq!(slow_peel(&cases, &left, &found.steps[found.peeled - 1].region, &settings), None, "{seed}");
        assert!(found.peeled > 3, "{seed}");
    }
}

#[test]
fn every_step_says_what_its_box_holds() {
    for seed in 0..6 {
        let cases = mixed(seed);
        let all = prim(&cases, &Settings { boxes: 3, ..Settings::default() }).unwrap();
        let mut left = vec![true; cases.len()];
        for found in &all {
            for step in found.steps.iter().chain([&found.chosen]) {
                let inside = members(&cases, &left, &step.region);
                assert_eq!((step.cases, step.hits), (inside.len(), hits(&cases, &inside)), "{seed}");
                for support in &step.support {
                    let mut free = step.region.clone();
                    let whole = cases.whole().limits[support.input];
                    free.limits[support.input] = match (free.limits[support.input], whole, support.side) {
                        (Limit::Between { high, .. }, Limit::Between { low, .. }, Side::Low) => Limit::Between { low, high },
                        (Limit::Between { low, .. }, Limit::Between { high, .. }, _) => Limit::Between { low, high },
                        _ => whole,
                    };
                    let more = members(&cases, &left, &free);
                    assert_eq!(support.out, more.len() - inside.len());
                    assert_eq!(support.out_hits, hits(&cases, &more) - step.hits);
                    assert!((0.0..=1.0).contains(&support.quasi_p));
                }
                assert_eq!(step.restricted(), step.region.restricted(&cases.whole()).count());
            }
            // Peeling and pasting both raise the density; one loses cases, the other gains them.
            for (index, pair) in found.steps.windows(2).enumerate() {
                assert!(pair[1].density > pair[0].density, "{seed} {index}");
                assert_eq!(pair[1].cases < pair[0].cases, index + 1 < found.peeled, "{seed} {index}");
            }
            assert!(found.steps.iter().all(|step| step.mass >= 0.05));
            assert!(found.chosen.support.iter().all(|support| support.quasi_p <= ACCIDENT));
            for case in members(&cases, &left.clone(), &found.chosen.region) {
                left[case] = false;
            }
        }
    }
}

#[test]
fn pasting_takes_back_what_peeling_lost() {
    let found = prim(&halton_cases(50), &Settings { peel: 0.1, ..Settings::default() }).unwrap().remove(0);
    assert_eq!((found.peeled, found.steps.len()), (20, 24));
    assert_eq!(found.steps[19].cases, 64);
    assert_eq!(found.steps[23].cases, 68);
}

#[test]
fn threads_change_nothing() {
    let cases = random_cases(900, 6, 3);
    let settings = Settings { boxes: 2, ..Settings::default() };
    assert_eq!(prim(&cases, &settings).unwrap(), prim(&cases, &Settings { threads: 4, ..settings }).unwrap());
}

#[test]
fn extreme_numbers_do_no_harm() {
    let big = f64::MAX;
    let tiny = f64::from_bits(1);
    for values in [
        [-big, big, big, -big, 0.0, big],
        [0.0, tiny, tiny, 2.0 * tiny, -tiny, 0.0],
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        [-0.0, 0.0, 0.0, -0.0, 0.0, 1.0],
    ] {
        let cases = Cases::new(vec![numbers_input("x", &values)], &[1.0, 0.0, 1.0, 0.0, 1.0, 0.0], Interest::AtLeast(1.0)).unwrap();
        let found = prim(&cases, &Settings { peel: 0.5, paste: 0.5, least_mass: 0.0, ..Settings::default() }).unwrap();
        for step in &found[0].steps {
            assert_eq!(step.cases, members(&cases, &[true; 6], &step.region).len());
        }
    }
}

#[test]
fn settings_out_of_range_are_refused() {
    let cases = random_cases(50, 2, 1);
    let refused = |settings: Settings| prim(&cases, &settings).unwrap_err().to_string();
    assert_eq!(refused(Settings { peel: 0.0, ..Settings::default() }), "the share peeled off must lie between 0.005 and 0.5, got 0");
    assert_eq!(refused(Settings { paste: f64::NAN, ..Settings::default() }), "the share pasted on must lie between 0.005 and 0.5, got NaN");
    assert_eq!(refused(Settings { boxes: 0, ..Settings::default() }), "the number of boxes must lie between 1 and 20, got 0");
    assert!(refused(Settings { least_mass: 1.5, ..Settings::default() }).starts_with("the least mass"));
    assert!(refused(Settings { least_density: Some(2.0), ..Settings::default() }).starts_with("the least density"));
}
