//! The runner on a world small enough to be worked out by hand.

mod paired;

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::input::Grade;
use crate::parallel::Batching;
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::dist::Dist;
use crate::world::{Arm, BindError, Depth, Inputs, Readout, RunError, Tally, Unknowns, World};

/// A hundred blocks, more than one work item holds. Each adds its number and a draw to the sum; an arm adds what its edits say.
struct Blocky {
    unknowns: Unknowns,
    /// The block that fails where the input lies above 0.9.
    bad: Option<u32>,
}

const BLOCKS: u32 = 100;

impl Blocky {
    fn new(bad: Option<u32>) -> Self {
        let mut inputs = Inputs::default();
        inputs.assume("x", "The input", "", Dist::uniform(0.0, 1.0).unwrap(), "a test", Grade::Judgement);
        Self { unknowns: inputs.finish(&[]).unwrap(), bad }
    }
}

impl World for Blocky {
    type Edit = i64;
    type Plan = (f64, Vec<i64>);
    type Scratch = u64;

    fn unknowns(&self) -> &Unknowns {
        &self.unknowns
    }

    fn blocks(&self) -> u32 {
        BLOCKS
    }

    fn bind(&self, theta: &[f64], arms: &[Arm<i64>]) -> Result<Self::Plan, BindError> {
        if theta[0] > 0.95 {
            return Err(BindError { input: "x".to_owned(), got: theta[0], allowed: "at most 0.95".to_owned() });
        }
        Ok((theta[0], arms.iter().map(|arm| arm.edits.iter().sum()).collect()))
    }

    fn scratch(&self) -> u64 {
        0
    }

    fn tallies(&self, arms: &[Arm<i64>]) -> Vec<Tally> {
        vec![Tally::zeros(2, 1); arms.len()]
    }

    fn run(&self, plan: &Self::Plan, block: u32, streams: &Streams, scratch: &mut u64, out: &mut [Tally]) -> Result<(), RunError> {
        *scratch += 1;
        if self.bad == Some(block) && plan.0 > 0.9 {
            return Err(RunError::NotFinite { what: format!("block {block}") });
        }
        let draw = streams.draws(Purpose::Choice, u64::from(block), 0).uniform();
        for (tally, &edit) in out.iter_mut().zip(&plan.1) {
            tally.counts[0] += 1;
            tally.counts[1] += u64::from(block);
            tally.sums[0].add(draw + plan.0 + edit as f64);
        }
        Ok(())
    }
}

struct Sums(Vec<String>);

impl Readout for Sums {
    fn ids(&self) -> &[String] {
        &self.0
    }

    fn read(&self, tallies: &[Tally], out: &mut [f64]) {
        out[0] = tallies[0].sum(0);
        out[1] = tallies[1].sum(0) - tallies[0].sum(0);
        out[2] = tallies[0].count(0);
        out[3] = tallies[0].count(1);
    }
}

static NEVER: AtomicBool = AtomicBool::new(false);

fn arms() -> Vec<Arm<i64>> {
    let arm = |name: &str, edits: Vec<i64>| Arm { name: name.to_owned(), edits, depth: Depth::Full };
    vec![arm("as it is", Vec::new()), arm("treated", vec![2, 1])]
}

fn sums() -> Sums {
    Sums(["sum", "effect", "blocks", "numbers"].map(str::to_owned).to_vec())
}

fn settings(replicates: u32) -> Settings {
    Settings {
        seed: Seed(5),
        replicates: Replicates::Fixed(replicates),
        inner: 2,
        batching: Batching { threads: 1, chunk: 1 },
        blocks: Blocks::All,
    }
}

fn outcome(world: &Blocky, settings: Settings, interrupt: &AtomicBool, progress: &dyn Fn(Progress)) -> Result<Outcome, RunnerError> {
    run(&Job { world, arms: &arms(), readout: &sums(), settings, enough: &|_| true, progress, interrupt })
}

/// θ and the sum of a replicate's inner run, worked out without the runner.
fn by_hand(replicate: u32, inner: u32) -> (f64, f64) {
    let theta = Streams::new(Seed(5), At { theta: replicate, inner: 0 }).draws(Purpose::Theta, 0, 0).uniform();
    let streams = Streams::new(Seed(5), At { theta: replicate, inner });
    let draws = (0..BLOCKS).map(|block| streams.draws(Purpose::Choice, u64::from(block), 0).uniform());
    (theta, draws.map(|draw| draw + theta).sum())
}

#[test]
fn every_block_of_every_arm_is_run_once_on_the_same_draws() {
    let whole = outcome(&Blocky::new(None), settings(12), &NEVER, &|_| ()).unwrap();
    let mut at = 0;
    for replicate in 0..12 {
        let (theta, sum) = by_hand(replicate, 0);
        if theta > 0.95 {
            assert!(whole.failed.iter().any(|(index, _)| *index == replicate));
            continue;
        }
        assert!((whole.figure(0)[at] - (sum + by_hand(replicate, 1).1) / 2.0).abs() < 1e-9);
        assert!((whole.figure(1)[at] - 300.0).abs() < 1e-9, "arms differ by their edits and by nothing else");
        assert_eq!((whole.figure(2)[at], whole.figure(3)[at]), (100.0, 4_950.0));
        assert_eq!(whole.theta(at), [theta]);
        at += 1;
    }
    assert_eq!(at, whole.replicates());
}

#[test]
fn threads_and_chunks_change_nothing() {
    let world = Blocky::new(Some(77));
    let one = outcome(&world, settings(60), &NEVER, &|_| ()).unwrap();
    assert!(!one.failed.is_empty());
    for (threads, chunk) in [(2, 1), (3, 5), (4, 64)] {
        let settings = Settings { batching: Batching { threads, chunk }, ..settings(60) };
        assert_eq!(outcome(&world, settings, &NEVER, &|_| ()).unwrap(), one);
    }
}

#[test]
fn a_failure_in_one_block_costs_its_replicate_and_no_other() {
    let (sound, world) = (Blocky::new(None), Blocky::new(Some(99)));
    let (all, some) = (outcome(&sound, settings(60), &NEVER, &|_| ()).unwrap(), outcome(&world, settings(60), &NEVER, &|_| ()).unwrap());
    let lost: Vec<u32> = (0..60).filter(|&replicate| by_hand(replicate, 0).0 > 0.9).collect();
    assert_eq!(some.failed.iter().map(|(index, _)| *index).collect::<Vec<_>>(), lost);
    for (index, reason) in &some.failed {
        let expected = if by_hand(*index, 0).0 > 0.95 { "`x` drew" } else { "block 99 is not finite" };
        assert!(reason.starts_with(expected), "{reason}");
    }
    let kept: Vec<f64> = (0..all.replicates()).filter(|&place| all.theta(place)[0] <= 0.9).map(|place| all.figure(0)[place]).collect();
    assert_eq!(some.figure(0), kept);
}

#[test]
fn an_interrupt_keeps_whole_replicates_only() {
    let world = Blocky::new(None);
    let full = outcome(&world, settings(20), &NEVER, &|_| ()).unwrap();
    for threads in [1, 3] {
        let flag = AtomicBool::new(false);
        let settings = Settings { batching: Batching { threads, chunk: 1 }, ..settings(20) };
        let part = outcome(&world, settings, &flag, &|progress| flag.store(progress.done == 7, Ordering::Relaxed)).unwrap();
        assert_eq!(part.stopped, Stopped::Interrupted);
        assert_eq!(part.replicates() + part.failed.len(), 7);
        assert_eq!(part.figure(0)[..], full.figure(0)[..part.replicates()]);
    }
}

#[test]
fn a_spread_of_blocks_is_even_and_never_empty() {
    assert_eq!(Blocks::All.of(3), [0, 1, 2]);
    assert_eq!(Blocks::Spread(4).of(8), [0, 2, 4, 6]);
    assert_eq!(Blocks::Spread(3).of(7), [0, 2, 4]);
    assert_eq!(Blocks::Spread(9).of(2), [0, 1]);
    assert_eq!(Blocks::Spread(0).of(5), [0]);
    let world = Blocky::new(None);
    let part = outcome(&world, Settings { blocks: Blocks::Spread(5), ..settings(3) }, &NEVER, &|_| ()).unwrap();
    assert_eq!((part.figure(2)[0], part.figure(3)[0]), (5.0, 200.0), "blocks 0, 20, 40, 60 and 80");
}

fn scope<T>(world: &Blocky, figure: usize, look: impl FnOnce(&Scope<'_, Blocky, Sums>) -> T) -> T {
    let (arms, readout) = (arms(), sums());
    let batching = Batching { threads: 2, chunk: 3 };
    look(&Scope { world, arms: &arms, readout: &readout, figure, seed: Seed(5), batching, blocks: Blocks::All, interrupt: &NEVER })
}

#[test]
fn sensitivity_moves_the_inputs_and_holds_the_draws() {
    scope(&Blocky::new(None), 0, |scope| {
        let order = one_at_a_time(scope).unwrap();
        let [swing] = order.swings.as_slice() else { panic!("{order:?}") };
        // The figure is a hundred times the input plus draws that are the same in every cell.
        for (&probe, &(at, got)) in PROBES.iter().zip(&swing.points).take(4) {
            assert!((at - probe).abs() < 1e-12 && (got - order.centre - 100.0 * (probe - 0.5)).abs() < 1e-9, "{at}: {got}");
        }
        assert!((swing.flip(order.centre + 20.0).unwrap() - 0.7).abs() < 1e-9);
        assert_eq!(swing.flip(order.centre).unwrap(), 0.5);
        let there = at_theta(scope, &[0.7], 2).unwrap();
        assert!((there[0] - order.centre - 20.0).abs() < 1e-9);
        assert!(at_theta(scope, &[0.99], 2).unwrap().iter().all(|figure| figure.is_nan()), "a cell that fails gives no figure");
    });
}

#[test]
fn the_flip_nearest_to_the_median_is_told() {
    let swing = |figures: [f64; 5]| Swing { unknown: 0, points: (0..5).map(f64::from).zip(figures).collect() };
    assert_eq!(swing([0.0, 1.0, 2.0, 3.0, 4.0]).flip(2.5), Some(2.5));
    assert_eq!(swing([0.0, 1.0, 2.0, 3.0, 4.0]).flip(0.5), Some(0.5));
    assert_eq!(swing([0.0, 1.0, 2.0, 3.0, 4.0]).flip(5.0), None);
    // A figure that rises and falls reaches the level on both sides.
    assert_eq!(swing([0.0, 0.0, 2.0, 1.9, 0.0]).flip(1.0), Some(1.5));
    assert_eq!(swing([0.0, 1.9, 2.0, 0.0, 0.0]).flip(1.0), Some(2.5));
    assert_eq!(swing([1.0; 5]).flip(1.0), None, "an input that moves nothing flips nothing");
    assert_eq!(swing([4.0, 3.0, 2.0, 1.0, 0.0]).width(), -4.0);
}

#[test]
fn more_inputs_than_the_sequence_has_dimensions_for_are_ranked_too() {
    let mut world = Blocky::new(None);
    let mut inputs = Inputs::default();
    for index in 0..150 {
        inputs.assume(&format!("x{index}"), "An input", "", Dist::uniform(0.0, 0.5).unwrap(), "a test", Grade::Judgement);
    }
    world.unknowns = inputs.finish(&[]).unwrap();
    scope(&world, 0, |scope| {
        let order = one_at_a_time(scope).unwrap();
        // The figure is the first input and a draw that is the same in every cell: all of its variance is that input's.
        let found = variance_by_group(scope, &order, 8, 64).unwrap().unwrap();
        assert_eq!(found.groups.len(), 9);
        assert!((found.groups[0].first.value - 1.0).abs() < 0.05, "{:?}", found.groups[0]);
        assert!(found.groups[8].total.value.abs() < 1e-9, "{:?}", found.groups[8]);
    });
}

#[test]
fn a_figure_that_no_input_moves_has_no_shares_of_variance() {
    let world = Blocky::new(None);
    scope(&world, 2, |scope| {
        let order = one_at_a_time(scope).unwrap();
        assert_eq!(variance_by_group(scope, &order, 8, 32).unwrap(), None);
    });
}
