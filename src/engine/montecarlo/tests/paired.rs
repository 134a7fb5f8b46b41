//! Comparisons on the same small world: every number is known.

use super::*;
use crate::stats::interval::{Level, t_interval};
use crate::stats::summary::mean_and_sd;

/// The sum, a curve of it, the sum where it is above 100, and a figure that never has a base.
struct Levels(Vec<String>);

impl ArmReadout for Levels {
    fn ids(&self) -> &[String] {
        &self.0
    }

    fn read(&self, tally: &Tally, out: &mut [f64]) {
        let sum = tally.sum(0);
        out[0] = sum;
        out[1] = sum * sum / 100.0;
        if sum > 100.0 {
            out[2] = sum;
        }
    }
}

const SUM: usize = 0;
const CURVE: usize = 1;
const SOMETIMES: usize = 2;
const NEVER_READ: usize = 3;

fn arms(edits: &[&[i64]]) -> Vec<Arm<i64>> {
    let arm = |(place, edits): (usize, &&[i64])| Arm { name: format!("arm {place}"), edits: edits.to_vec(), depth: Depth::Full };
    edits.iter().enumerate().map(arm).collect()
}

fn levels() -> Levels {
    Levels(["sum", "curve", "sometimes", "never"].map(str::to_owned).to_vec())
}

fn comparison(world: &Blocky, edits: &[&[i64]], settings: Settings) -> Comparison {
    let (arms, readout) = (arms(edits), levels());
    compare(&Pairing { world, arms: &arms, readout: &readout, settings, enough: &|_| true, progress: &|_| (), interrupt: &NEVER }).unwrap()
}

/// The sums of the control's two inner runs, for every replicate that can be run.
fn known(replicates: u32) -> Vec<[f64; 2]> {
    let sound = (0..replicates).filter(|&replicate| by_hand(replicate, 0).0 <= 0.95);
    sound.map(|replicate| [by_hand(replicate, 0).1, by_hand(replicate, 1).1]).collect()
}

#[test]
fn differences_and_their_means_are_exact() {
    let found = comparison(&Blocky::new(None), &[&[], &[2, 1]], settings(40));
    let known = known(40);
    assert_eq!((found.replicates(), found.failed().len(), found.stopped()), (known.len(), 40 - known.len(), Stopped::Complete));
    assert_eq!(
        (found.arms(), found.index("curve"), found.index("arm 0: sum")),
        (&["arm 0".to_owned(), "arm 1".to_owned()][..], Some(1), None)
    );
    let curve = |sum: f64| sum * sum / 100.0;
    let by_hand: Vec<f64> = known.iter().map(|sums| sums.iter().map(|sum| curve(sum + 300.0) - curve(*sum)).sum::<f64>() / 2.0).collect();
    for (got, expected) in found.difference(1, CURVE).iter().zip(&by_hand) {
        assert!((got - expected).abs() < 1e-8);
    }
    let effect = found.effect(1, CURVE).unwrap();
    let (mean, sd) = mean_and_sd(&by_hand);
    assert!((effect.mean - mean).abs() < 1e-8 && (effect.error - sd / (known.len() as f64).sqrt()).abs() < 1e-8);
    assert!((effect.level - effect.control - effect.mean).abs() < 1e-9);
    assert!(effect.low < effect.mean && effect.mean < effect.high);
    assert_eq!((effect.replicates, effect.without_base), (known.len(), 0));
    let interval = t_interval(&found.difference(1, CURVE), Level::P90).unwrap();
    let told = effect.mean_interval(Level::P90);
    assert!((told.low - interval.low).abs() < 1e-9 && (told.high - interval.high).abs() < 1e-9);
    let none = found.effect(0, CURVE).unwrap();
    assert_eq!((none.mean, none.error, none.low, none.high), (0.0, 0.0, 0.0, 0.0), "the control does not differ from itself");
}

#[test]
fn pairing_takes_out_the_noise_both_arms_share_and_says_how_much() {
    let world = Blocky::new(None);
    let paired = comparison(&world, &[&[], &[2, 1]], settings(200));
    // Without pairing, the treatment runs on draws of its own.
    let other = comparison(&world, &[&[], &[2, 1]], Settings { seed: Seed(6), ..settings(200) });
    for figure in [SUM, CURVE] {
        let effect = paired.effect(1, figure).unwrap();
        let apart: Vec<f64> =
            other.level(1, figure).iter().zip(paired.level(0, figure)).map(|(treated, control)| treated - control).collect();
        let (with, without) = (mean_and_sd(&paired.difference(1, figure)).1, mean_and_sd(&apart).1);
        // Var(a − b) = Var a + Var b − 2 ρ sd a sd b, and ρ is what the comparison tells.
        let (control, treated) = (mean_and_sd(&paired.level(0, figure)).1, mean_and_sd(&paired.level(1, figure)).1);
        let correlation = effect.correlation.unwrap();
        let expected = (control * control + treated * treated - 2.0 * correlation * control * treated).max(0.0);
        assert!((with * with - expected).abs() < 1e-6 * treated * treated, "{figure}");
        assert!(correlation > 0.95 && with < 0.9 * without, "{figure}: {correlation}, {with} against {without}");
    }
    assert!(mean_and_sd(&paired.difference(1, SUM)).1 < 1e-9, "an edit that adds the same to everyone has no noise at all");
    assert!(mean_and_sd(&paired.level(0, SUM)).1 > 10.0);
}

#[test]
fn a_replicate_without_a_base_is_counted_and_left_out() {
    let found = comparison(&Blocky::new(None), &[&[], &[2, 1]], settings(40));
    let bases = known(40).iter().filter(|sums| sums.iter().all(|sum| *sum > 100.0)).count();
    assert!(bases > 2 && bases < found.replicates());
    let effect = found.effect(1, SOMETIMES).unwrap();
    assert_eq!((effect.replicates, effect.without_base), (bases, found.replicates() - bases));
    assert!((effect.mean - 300.0).abs() < 1e-9, "level and control are of the same replicates");
    assert!((effect.level - effect.control - 300.0).abs() < 1e-9 && effect.control > 100.0);
    assert_eq!(found.difference(1, SOMETIMES).iter().filter(|value| value.is_nan()).count(), effect.without_base);
    assert_eq!(found.effect(1, NEVER_READ), None);
    let one = comparison(&Blocky::new(None), &[&[], &[3]], settings(1));
    assert_eq!((one.replicates(), one.effect(1, SUM)), (1, None), "one replicate has no error");
}

#[test]
fn an_interaction_is_what_two_do_together_beyond_their_sum() {
    let found = comparison(&Blocky::new(None), &[&[], &[2], &[3], &[2, 3]], settings(30));
    let none = found.interaction(1, 2, 3, SUM).unwrap();
    assert!(none.mean.abs() < 1e-9 && none.error < 1e-9);
    // (s + a + b)² − (s + a)² − (s + b)² + s² = 2 a b, whatever s is: 2 · 200 · 300 / 100.
    let both = found.interaction(1, 2, 3, CURVE).unwrap();
    assert!(both.values.iter().all(|value| (value - 1_200.0).abs() < 1e-7) && (both.mean - 1_200.0).abs() < 1e-7);
    assert_eq!(both.replicates, found.replicates());
    let some = found.interaction(1, 2, 3, SOMETIMES).unwrap();
    assert_eq!(some.replicates, found.effect(1, SOMETIMES).unwrap().replicates);
    assert_eq!(some.values.len(), found.replicates());
    assert_eq!(found.interaction(1, 2, 3, NEVER_READ), None);
}

#[test]
fn threads_chunks_and_other_arms_change_no_byte() {
    let world = Blocky::new(Some(77));
    let edits: [&[i64]; 3] = [&[], &[2, 1], &[-4]];
    let one = comparison(&world, &edits, settings(60));
    assert!(!one.failed().is_empty());
    let bytes = |found: &Comparison, arm| -> Vec<u64> { found.difference(arm, CURVE).iter().map(|value| value.to_bits()).collect() };
    for (threads, chunk) in [(2, 1), (3, 5), (4, 64)] {
        let found = comparison(&world, &edits, Settings { batching: Batching { threads, chunk }, ..settings(60) });
        assert_eq!((bytes(&found, 1), bytes(&found, 2)), (bytes(&one, 1), bytes(&one, 2)));
        assert_eq!((found.failed(), found.replicates()), (one.failed(), one.replicates()));
    }
    assert_eq!(bytes(&comparison(&world, &[&[], &[-4]], settings(60)), 1), bytes(&one, 2), "an arm does not feel its neighbours");
}

#[test]
fn an_interrupt_leaves_whole_pairs() {
    let world = Blocky::new(None);
    let full = comparison(&world, &[&[], &[2]], settings(20));
    let (arms, readout, flag) = (arms(&[&[], &[2]]), levels(), AtomicBool::new(false));
    let part = compare(&Pairing {
        world: &world,
        arms: &arms,
        readout: &readout,
        settings: settings(20),
        enough: &|_| true,
        progress: &|progress| flag.store(progress.done == 7, Ordering::Relaxed),
        interrupt: &flag,
    })
    .unwrap();
    assert_eq!((part.stopped(), part.replicates() + part.failed().len()), (Stopped::Interrupted, 7));
    assert_eq!(part.difference(1, CURVE)[..], full.difference(1, CURVE)[..part.replicates()]);
    assert_eq!(part.theta(0), full.theta(0));
}

#[test]
fn an_automatic_comparison_stops_when_its_effect_is_precise() {
    let world = Blocky::new(None);
    let (arms, readout) = (arms(&[&[], &[2]]), levels());
    let settings = Settings { replicates: Replicates::Auto { first: 4, limit: 512 }, ..settings(0) };
    let looks = std::cell::RefCell::new(Vec::new());
    let enough = |so_far: &Comparison| {
        looks.borrow_mut().push(so_far.replicates() + so_far.failed().len());
        so_far.effect(1, CURVE).is_some_and(|effect| effect.error < 20.0)
    };
    let job = Pairing { world: &world, arms: &arms, readout: &readout, settings, enough: &enough, progress: &|_| (), interrupt: &NEVER };
    let found = compare(&job).unwrap();
    assert_eq!(found.stopped(), Stopped::Precise);
    assert!(found.effect(1, CURVE).unwrap().error < 20.0);
    let looks = looks.into_inner();
    assert!(looks.len() > 1 && looks.iter().enumerate().all(|(look, &replicates)| replicates == 4 << look), "{looks:?}");
}

#[test]
fn a_control_alone_has_levels_and_no_effects() {
    let found = comparison(&Blocky::new(None), &[&[]], settings(5));
    assert_eq!((found.arms().len(), found.level(0, SUM).len()), (1, found.replicates()));
}

#[test]
fn two_treatments_are_held_against_each_other_on_the_same_draws() {
    let found = comparison(&Blocky::new(None), &[&[], &[2, 1], &[5]], settings(40));
    let curve = |sum: f64| sum * sum / 100.0;
    let by_hand: Vec<Vec<f64>> =
        known(40).iter().map(|sums| sums.iter().map(|sum| curve(sum + 500.0) - curve(sum + 300.0)).collect()).collect();
    let means: Vec<f64> = by_hand.iter().map(|inner| inner.iter().sum::<f64>() / inner.len() as f64).collect();
    let (mean, sd) = mean_and_sd(&means);
    let effect = found.effect_against(2, 1, CURVE).unwrap();
    assert!((effect.mean - mean).abs() < 1e-9 && (effect.error - sd / (means.len() as f64).sqrt()).abs() < 1e-9, "{effect:?}");
    assert!((effect.level - effect.control - effect.mean).abs() < 1e-9);
    assert_eq!(found.effect_against(1, 0, CURVE), found.effect(1, CURVE));
    let (split, expected) = (found.split_against(2, 1, CURVE).unwrap(), crate::stats::anova::components(&by_hand).unwrap());
    assert!((split.inner - expected.inner).abs() < 1e-6 * expected.inner && (split.theta - expected.theta).abs() < 1e-6 * expected.inner);
    assert!(expected.inner > 0.0 && found.split_against(2, 1, NEVER_READ).is_err());
}
