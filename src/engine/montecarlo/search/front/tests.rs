//! A search against all there is, on problems small enough to be looked at whole.

use super::*;
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::pareto::{Points, front as kept};

const COMPONENTS: usize = 6;

/// Two costs of six components with three options each: the more an option costs in the first, the less it costs in the second; pairs of neighbours interact.
fn truth(assignment: &[u16]) -> [f64; 2] {
    let mut at = [0.0, 0.0];
    for (component, &option) in assignment.iter().enumerate() {
        let weight = 1.0 + component as f64;
        at[0] += weight.sqrt() * [0.0, 1.0, 2.5][usize::from(option)];
        at[1] += weight * [3.0, 1.2, 0.1][usize::from(option)];
    }
    for pair in assignment.windows(2) {
        if pair[0] == 0 && pair[1] == 0 {
            at[1] += 1.5;
        }
        if pair[0] == 2 && pair[1] == 2 {
            at[0] -= 0.4;
        }
    }
    at
}

fn all() -> Vec<Assignment> {
    (0..3_usize.pow(COMPONENTS as u32))
        .map(|index| (0..COMPONENTS).map(|place| (index / 3_usize.pow(place as u32) % 3) as u16).collect())
        .collect()
}

/// Four replicates with a common error and one of their own.
fn measure(sets: &[Assignment], draws: Draws, noise: f64) -> Vec<Vec<f64>> {
    let (kind, batch) = match draws {
        Draws::Effects(batch) => (1, batch),
        Draws::Search(batch) => (2, batch),
        Draws::Fresh(batch) => (3, batch),
    };
    sets.iter()
        .map(|set| {
            let entity = set.iter().fold(7_u64, |key, &option| key * 3 + u64::from(option));
            (0..4)
                .flat_map(|replicate| {
                    let streams = Streams::new(Seed(11), At { theta: kind, inner: batch * 4 + replicate });
                    let common = streams.draws(Purpose::Choice, 0, 0).normal();
                    let mut own = streams.draws(Purpose::Choice, entity, 1);
                    truth(set).map(|level| level + noise * (2.0 * common + own.normal()))
                })
                .collect()
        })
        .collect()
}

fn search(budget: u64) -> FrontSearch {
    FrontSearch {
        options: vec![3; COMPONENTS],
        smallest: vec![0.05, 0.05],
        bases: vec![vec![0; COMPONENTS], vec![2; COMPONENTS]],
        given: vec![vec![1; COMPONENTS]],
        effects: 2,
        candidates: 24,
        budget,
        fresh: 8,
    }
}

fn streams() -> Streams {
    Streams::new(Seed(3), At { theta: 0, inner: 0 })
}

#[test]
fn without_noise_the_search_finds_the_front_that_looking_at_everything_finds() {
    let everything = all();
    let exact = Points::from_rows(2, everything.iter().map(|set| truth(set))).unwrap();
    let exact: std::collections::BTreeSet<&Assignment> =
        kept(&exact, 0.0).unwrap().members().iter().map(|&place| &everything[place]).collect();
    let mut measured = 0;
    let found = front(
        &FrontSearch { smallest: vec![1e-9, 1e-9], ..search(1000) },
        &mut |sets, draws| {
            measured += sets.len();
            Ok(Some(measure(sets, draws, 0.0)))
        },
        &streams(),
    )
    .unwrap()
    .unwrap();
    assert!(found.settled && found.spent == measured as u64, "{} spent, {measured} measured", found.spent);
    let on: std::collections::BTreeSet<&Assignment> = found.front.iter().map(|&place| &found.candidates[place].assignment).collect();
    let missed = exact.difference(&on).count();
    assert!(missed * 20 <= exact.len(), "{missed} of {} missed", exact.len());
    assert!(found.candidates.len() < everything.len() / 2, "{} of {} were measured", found.candidates.len(), everything.len());
    assert!(
        found.candidates.iter().any(|one| one.origin == Origin::Change && one.member > 0.99),
        "changes find what the surrogate does not see"
    );
}

#[test]
fn with_noise_members_hold_what_their_chances_say() {
    let mut hits = (0.0, 0.0);
    let found = front(&search(600), &mut |sets, draws| Ok(Some(measure(sets, draws, 0.1))), &streams()).unwrap().unwrap();
    let fresh: Vec<&Candidate> = found.candidates.iter().filter(|one| one.fresh).collect();
    let points = Points::from_rows(2, fresh.iter().map(|one| truth(&one.assignment))).unwrap();
    let on = kept(&points, 0.0).unwrap();
    for (place, one) in fresh.iter().enumerate() {
        hits.0 += one.member;
        hits.1 += f64::from(on.place(place).is_some());
    }
    assert!(fresh.len() > 10, "{}", fresh.len());
    // The chances add up to about as many as there are; each has a standard deviation of at most a half.
    assert!((hits.0 - hits.1).abs() < 2.0 * (fresh.len() as f64).sqrt(), "{hits:?}");
    for one in &fresh {
        for (mean, truth) in one.measured.mean.iter().zip(truth(&one.assignment)) {
            // 32 replicates with a standard deviation of √5 × 0.1, five standard errors.
            assert!((mean - truth).abs() < 5.0 * 0.224 / 32_f64.sqrt(), "{mean} against {truth}");
        }
    }
    assert!(found.spent <= 2 * 13 * 2 + 600 + 8 * found.candidates.len() as u64);
}

#[test]
fn an_interrupt_leaves_what_was_measured() {
    let mut calls = 0;
    let mut stop_after = |calls_allowed: usize| {
        calls = 0;
        front(
            &search(600),
            &mut |sets, draws| {
                calls += 1;
                Ok((calls <= calls_allowed).then(|| measure(sets, draws, 0.1)))
            },
            &streams(),
        )
        .unwrap()
    };
    assert!(stop_after(1).is_none(), "the surrogate is not whole");
    let found = stop_after(6).unwrap();
    assert!(!found.settled && !found.front.is_empty() && found.candidates.iter().all(|one| !one.fresh));
}

#[test]
fn what_has_no_base_is_told_apart() {
    let bad = |set: &Assignment| set[0] == 1;
    let mut evaluate = |sets: &[Assignment], draws: Draws| {
        let mut values = measure(sets, draws, 0.0);
        for (set, values) in sets.iter().zip(&mut values) {
            if bad(set) {
                values[3] = f64::NAN;
            }
        }
        Ok(Some(values))
    };
    let found = front(&search(200), &mut evaluate, &streams()).unwrap().unwrap();
    assert!(found.candidates.iter().all(|one| !bad(&one.assignment)));
    assert!(found.without_base.contains(&vec![1; COMPONENTS]) && found.without_base.iter().all(bad));
}
