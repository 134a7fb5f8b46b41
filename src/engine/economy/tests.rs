//! The whole room: determinism, pairing, and what levers do.

use super::*;
use crate::montecarlo::{Blocks, Pairing, Replicates, Settings, compare};
use crate::parallel::Batching;
use crate::random::{At, Seed, Streams};
use crate::treatment::NumberEdit;
use crate::world::{Arm, Depth, World};
use std::sync::atomic::AtomicBool;

const SIZE: Size = Size { people: 3_000, past: 24, months: 24, every: 12 };

fn arm(name: &str, edits: &[(&str, f64)]) -> Arm<NumberEdit> {
    let edit = |(path, value): &(&str, f64)| set(path, *value).unwrap();
    Arm { name: name.to_owned(), edits: edits.iter().map(edit).collect(), depth: Depth::Full }
}

fn compared(economy: &Economy, arms: &[Arm<NumberEdit>], replicates: u32, batching: Batching) -> crate::montecarlo::Comparison {
    let readout = Figures::all(economy);
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
fn what_is_lived_does_not_hang_on_what_is_measured() {
    let every = |every| {
        let economy = model(Size { every, ..SIZE }, &Numbers::default()).unwrap();
        compared(&economy, &[arm("machines", &[("ai.reach", 1.0)])], 2, Batching { threads: 1, chunk: 1 })
    };
    let (often, seldom) = (every(1), every(7));
    assert_eq!(often.ids().len(), 24 * seldom.ids().len() / 4, "months 7, 14, 21 and the last, 24");
    for (figure, id) in seldom.ids().iter().enumerate() {
        let bits = |values: Vec<f64>| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(seldom.level(0, figure)), bits(often.level(0, often.index(id).unwrap())), "{id}");
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
    let room = |scratch: &Scratch| (scratch.state.firms.all.capacity(), scratch.state.people.idle.capacity(), scratch.pay.capacity());
    let before = room(&scratch);
    engine::run(
        &plan,
        &streams,
        &mut scratch,
        -60..120,
        |_| true,
        |month, outcomes| {
            for outcome in [Outcome::Employment, Outcome::Participation, Outcome::Gini, Outcome::Middle, Outcome::Burnout, Outcome::Owned] {
                let value = outcomes.get(outcome);
                assert!((0.0..=1.0).contains(&value), "{outcome:?} in month {month}: {value}");
            }
            let sources: f64 = Outcome::ALL.iter().filter(|one| one.info().id.starts_with("source:")).map(|&one| outcomes.get(one)).sum();
            assert!((sources - 1.0).abs() < 1e-6, "{sources}");
        },
    );
    state::tests::sound(&scratch.state);
    // No month asked for more room than was there at the start.
    assert_eq!(before, room(&scratch));
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

#[test]
fn a_past_that_misses_stops_the_run_unless_told_otherwise() {
    let economy = model(SIZE, &Numbers { loyalty: 5.0, ..Numbers::default() }).unwrap();
    let (arms, figures, interrupt) = ([arm("as it is", &[])], Figures::all(&economy), AtomicBool::new(false));
    let batching = Batching { threads: 1, chunk: 1 };
    let job = |gate| Job {
        economy: &economy,
        arms: &arms,
        figures: &figures,
        settings: Settings { seed: Seed(3), replicates: Replicates::Fixed(1), inner: 1, batching, blocks: Blocks::All },
        gate,
        fit: Fit { people: 3_000, settle: 24, months: 24 },
        progress: &|_| (),
        interrupt: &interrupt,
    };
    let error = run(&job(Gate::Calibrated)).unwrap_err();
    assert!(matches!(error, NotRun::Uncalibrated(_)) && error.to_string().contains("median time in the present job is"), "{error}");
    let lived = run(&job(Gate::Uncalibrated)).unwrap();
    assert!(!lived.calibration.missed().is_empty() && lived.comparison.replicates() == 1);
}

#[test]
fn what_is_measured_does_not_depend_on_threads() {
    let fit = Fit { people: 2_000, settle: 12, months: 24 };
    let with = |threads| calibrate(&Numbers::default(), fit, 1..5, Batching { threads, chunk: 1 }).unwrap();
    let bits = |calibration: Calibration| calibration.seeds.iter().map(|one| one.get(Statistic::Tenure).to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(with(1)), bits(with(3)));
}

#[test]
fn levers_pull_the_way_they_should() {
    let economy = model(Size { people: 8_000, past: 60, months: 84, every: 12 }, &Numbers::default()).unwrap();
    let arms = [
        arm("as it is", &[]),
        arm("cheap to be alone", &[("ai.reach", 1.0), ("ai.austerity", 0.0), ("policy.portable_benefits", 1.0)]),
        arm("cuts", &[("ai.reach", 1.0), ("ai.austerity", 1.0), ("ai.payroll", 0.5), ("ai.niches", 0.0)]),
        arm("giants", &[("ai.reach", 1.0), ("ai.austerity", 0.0), ("ai.giants", 1.0)]),
        arm("giants held", &[("ai.reach", 1.0), ("ai.austerity", 0.0), ("ai.giants", 1.0), ("policy.antitrust", 1.0)]),
    ];
    let comparison = compared(&economy, &arms, 2, Batching { threads: 2, chunk: 1 });
    let at = |arm: usize, id: &str| {
        let level = comparison.level(arm, comparison.index(&format!("{id}@83")).unwrap());
        level.iter().sum::<f64>() / level.len() as f64
    };
    assert!(at(1, "firms:alone") > 1.2 * at(0, "firms:alone") && at(1, "gap") > at(0, "gap"));
    assert!(at(2, "employment") < at(0, "employment") - 0.05 && at(2, "income:median") < at(0, "income:median"));
    assert!(at(2, "demand") < 0.95 && at(0, "demand") > 0.98 && at(2, "gig") > at(0, "gig"));
    assert!(at(3, "output") > at(4, "output") && at(3, "employment") > at(4, "employment"));
}

#[test]
fn the_values_of_a_small_economy_are_frozen() {
    let numbers = Numbers { reach: 1.0, guilds: 0.3, giants: 0.2, reskilling: 0.02, ..Numbers::default() };
    let plan = engine::ArmPlan::new(numbers, 24, 36);
    let (mut scratch, streams) = (Scratch::default(), Streams::new(Seed(20_261_122), At { theta: 2, inner: 1 }));
    engine::start(&plan, 2_000, &streams, &mut scratch);
    let mut last = None;
    engine::run(&plan, &streams, &mut scratch, -24..36, |month| month == 35, |_, outcomes| last = Some(*outcomes));
    let last = last.unwrap();
    let got = [Outcome::Mean, Outcome::Gini, Outcome::Output, Outcome::Employment].map(|outcome| last.get(outcome).to_bits());
    // A change here is value-breaking: it changes every result.
    assert_eq!(got, FROZEN, "{:?}", [Outcome::Mean, Outcome::Gini, Outcome::Output, Outcome::Employment].map(|outcome| last.get(outcome)));
}

const FROZEN: [u64; 4] = [4_603_148_418_414_653_029, 4_599_108_729_569_811_666, 4_603_210_625_208_606_175, 4_606_079_036_891_311_636];
