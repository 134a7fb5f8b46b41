//! The whole room: determinism, pairing, and what levers do.

use super::*;
use crate::montecarlo::{Blocks, Pairing, Replicates, Settings, compare};
use crate::parallel::Batching;
use crate::random::{At, Seed, Streams};
use crate::treatment::{Change, NumberEdit};
use crate::world::{Arm, Depth, Input, World};
use std::sync::atomic::AtomicBool;

const SIZE: Size = Size { people: 3_000, past: 24, months: 24 };

fn arm(name: &str, edits: &[(&str, f64)]) -> Arm<NumberEdit> {
    let edit = |(path, value): &(&str, f64)| NumberEdit {
        slot: numbers::position(path).unwrap(),
        change: Change::Set(Input::Fixed(*value)),
    };
    Arm { name: name.to_owned(), edits: edits.iter().map(edit).collect(), depth: Depth::Full }
}

fn compared(economy: &Economy, arms: &[Arm<NumberEdit>], replicates: u32, batching: Batching) -> crate::montecarlo::Comparison {
    let readout = Figures::every(economy, 12);
    compare(&Pairing {
        world: economy,
        arms,
        readout: &readout,
        settings: Settings { seed: Seed(3), replicates: Replicates::Fixed(replicates), inner: 1, batching, blocks: Blocks::All },
        enough: &|_| true,
        progress: &|_| (),
        interrupt: &AtomicBool::new(false),
    })
    .unwrap()
}

fn same(one: &crate::montecarlo::Comparison, other: &crate::montecarlo::Comparison) {
    for arm in 0..one.arms().len() {
        for figure in 0..one.ids().len() {
            let bits = |of: &crate::montecarlo::Comparison| of.level(arm, figure).iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(one), bits(other), "{arm} {}", one.ids()[figure]);
        }
    }
}

#[test]
fn the_same_bytes_come_out_at_any_number_of_threads() {
    let economy = model(SIZE, &Numbers::default()).unwrap();
    let arms = [arm("as it is", &[]), arm("explosion", &[("ai.reach", 1.0), ("policy.guilds", 0.5), ("policy.reskilling", 0.05)])];
    let one = compared(&economy, &arms, 4, Batching { threads: 1, chunk: 1 });
    same(&one, &compared(&economy, &arms, 4, Batching { threads: 3, chunk: 2 }));
}

#[test]
fn an_arm_that_shares_the_past_is_the_one_that_lives_it_again() {
    let economy = model(SIZE, &Numbers::default()).unwrap();
    let lever = arm("lever", &[("ai.reach", 1.0), ("ai.austerity", 1.0)]);
    let together = compared(&economy, &[arm("as it is", &[]), lever.clone()], 2, Batching { threads: 1, chunk: 1 });
    let alone = compared(&economy, &[lever], 2, Batching { threads: 1, chunk: 1 });
    for figure in 0..alone.ids().len() {
        let bits = |values: Vec<f64>| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(together.level(1, figure)), bits(alone.level(0, figure)), "{}", alone.ids()[figure]);
    }
}

#[test]
fn a_lever_that_does_nothing_changes_nothing() {
    let economy = model(SIZE, &Numbers::default()).unwrap();
    let idle = arm("idle", &[("ai.routine", 0.9), ("ai.legal", 1.0), ("policy.antitrust", 1.0), ("policy.ramp", 60.0)]);
    let both = compared(&economy, &[arm("as it is", &[]), idle], 2, Batching { threads: 1, chunk: 1 });
    for figure in 0..both.ids().len() {
        assert!(both.difference(1, figure).iter().all(|difference| *difference == 0.0 || difference.is_nan()), "{}", both.ids()[figure]);
    }
}

#[test]
fn nobody_is_lost_and_every_sum_holds_after_years() {
    let numbers = Numbers { reach: 1.0, reskilling: 0.1, guilds: 0.5, portable: 1.0, giants: 0.1, ..Numbers::default() };
    let plan = engine::ArmPlan::new(numbers, 60, 120);
    let mut scratch = Scratch::default();
    let streams = Streams::new(Seed(1), At::default());
    engine::start(&plan, 5_000, &streams, &mut scratch);
    engine::run(&plan, &streams, &mut scratch, -60..120, -60, |month, outcomes| {
        for outcome in [Outcome::Employment, Outcome::Participation, Outcome::Gini, Outcome::Middle, Outcome::Burnout, Outcome::Owned] {
            let value = outcomes.get(outcome);
            assert!((0.0..=1.0).contains(&value), "{outcome:?} in month {month}: {value}");
        }
        let sources: f64 = Outcome::ALL.iter().filter(|one| one.info().id.starts_with("source:")).map(|&one| outcomes.get(one)).sum();
        assert!((sources - 1.0).abs() < 1e-6, "{sources}");
    });
    state::tests::sound(&scratch.state);
}

#[test]
fn a_number_out_of_its_bounds_fails_its_arm_with_the_reason() {
    let economy = model(SIZE, &Numbers::default()).unwrap();
    // The taste bounds cross: each is within its own range.
    let bad = arm("bad", &[("people.taste_low", 0.9), ("people.taste_high", 0.2)]);
    let error = economy.bind(&[], &[bad]).unwrap_err();
    assert_eq!(error.input, "people.taste_low");
    // A number past its range ends at its edge.
    assert!(economy.bind(&[], &[arm("edge", &[("firms.open", 7.0)])]).is_ok());
}
