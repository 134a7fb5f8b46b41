//! What nobody knows: correlated inputs, the split of variance, what an answer hangs on, key drivers.

use foretaste::montecarlo::{Blocks, Replicates, one_at_a_time, variance_by_group};
use foretaste::random::Seed;
use foretaste::study::validate::{Options, analyse};
use foretaste::world::World;

use crate::validate_studies::{NEVER, ONE, PEOPLE, STUDY, Z, expect, logit, outcome, settings, sound, with_scope};

fn deviation(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64).sqrt()
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (a, b) = (mean(one), mean(other));
    let covariance: f64 = one.iter().zip(other).map(|(x, y)| (x - a) * (y - b)).sum::<f64>() / (one.len() - 1) as f64;
    covariance / (deviation(one) * deviation(other))
}

#[test]
fn correlated_inputs_keep_their_distributions_and_move_together() {
    let text = STUDY.replace("part_worth = -0.7\n", "part_worth = { normal = [-0.7, 0.2] }\n").replace(
        "part_worth = 1.1\n",
        "part_worth = { lognormal = [1.1, 0.4] }\n[none]\nconstant = { uniform = [-1, 1] }\n\
            [[correlated]]\nname = 'Both'\ninputs = ['tastes.speed', 'tastes.price']\nmatrix = [[1, 0.6], [0.6, 1]]\n",
    );
    let study = sound(&text, PEOPLE, 1);
    assert_eq!(study.market.unknowns().groups().len(), 2, "one group of two, one alone");
    let run = outcome(&study, settings(21, 4_000, 1));
    let of = |path: &str| -> Vec<f64> {
        let place = (0..study.market.unknowns().len()).find(|&unknown| study.market.unknowns().entry(unknown).path == path).unwrap();
        (0..run.replicates()).map(|replicate| run.theta(replicate)[place]).collect()
    };
    let (price, none) = (of("tastes.price"), of("none.constant"));
    let speed: Vec<f64> = of("tastes.speed").iter().map(|speed| (speed / 1.1).ln() / 0.4).collect();
    // The standard error of a correlation r is (1 − r²)/√n.
    let error = |r: f64| Z * (1.0 - r * r) / 4_000.0_f64.sqrt();
    let got = correlation(&speed, &price);
    assert!((got - 0.6).abs() < error(0.6), "{got}");
    assert!(correlation(&none, &price).abs() < error(0.0) && correlation(&none, &speed).abs() < error(0.0));
    // That of a standard deviation s is s/√(2n), of a mean s/√n.
    assert!((deviation(&price) - 0.2).abs() < Z * 0.2 / 8_000.0_f64.sqrt());
    assert!((deviation(&speed) - 1.0).abs() < Z / 8_000.0_f64.sqrt());
    assert!((price.iter().sum::<f64>() / 4_000.0 + 0.7).abs() < Z * 0.2 / 4_000.0_f64.sqrt());
    assert!(none.iter().all(|value| (-1.0..1.0).contains(value)));
}

#[test]
fn without_uncertain_inputs_all_spread_is_chance() {
    let text = STUDY.replace("part_worth = 1.1\n", "part_worth = 1.1\npeople_vary = 1.5\n");
    let study = sound(&text, PEOPLE, 300);
    assert!(study.market.unknowns().is_empty());
    let mut truncated = 0;
    for seed in 0..20 {
        let run = outcome(&study, settings(seed, 40, 2));
        let split = run.split(run.index("share:New").unwrap()).unwrap();
        assert_eq!(split.theta_truncated, split.theta_raw < 0.0);
        assert!(split.theta == split.theta_raw.max(0.0) && split.inner > 0.0);
        // With 40 and 40 degrees of freedom F stays below 3.3 with probability 0.9999; the estimate is inner · (F − 1) / 2.
        assert!(split.theta_raw.abs() < split.inner * (3.3 - 1.0) / 2.0, "{split:?}");
        truncated += u32::from(split.theta_truncated);
    }
    // Under no effect the estimate falls below zero about every other time.
    assert!((3..=17).contains(&truncated), "{truncated} of 20 truncated");
    let same_for_all = outcome(&sound(STUDY, PEOPLE, 300), settings(1, 5, 2));
    let split = same_for_all.split(same_for_all.index("share:New").unwrap()).unwrap();
    assert_eq!((split.theta, split.inner), (0.0, 0.0), "nothing is drawn, so nothing varies");
}

const UNCERTAIN: &str = "title = 'T'\nquestion = 'Q'\n[people]\nfrom = 'people.toml'\n\
    [decision]\ngo_if = 'P(share >= 50%) >= 80%'\n\
    [concept]\nname = 'New'\nprice = 3\nspeed = 2\nconstant = { normal = [0.3, 0.5] }\nunit_cost = { uniform = [0.5, 1] }\n\
    [[alternatives]]\nname = 'Old'\nreference = true\nprice = 2\nspeed = 1\n\
    [tastes.price]\npart_worth = -0.5\n[tastes.speed]\npart_worth = 0.5\n";

#[test]
fn the_spread_of_an_uncertain_input_is_found_beside_chance() {
    let text = UNCERTAIN.replace("part_worth = 0.5\n", "part_worth = 0.5\npeople_vary = 1\n");
    let study = sound(&text, PEOPLE, 200);
    let run = outcome(&study, settings(31, 1_500, 2));
    let split = run.split(run.index("share:New").unwrap()).unwrap();
    let share = |eta: f64, taste: f64| logit(&[0.3 + 0.5 * eta + taste, 0.0])[0];
    let given = |eta: f64| expect_coarse(|taste| share(eta, taste));
    let (first, second) = (expect_coarse(given), expect_coarse(|eta| given(eta).powi(2)));
    let by_hand = (second - first * first).sqrt();
    // A variance over n draws has the relative error √(2/n), its root half of that; chance adds little to it here.
    assert!((split.theta.sqrt() / by_hand - 1.0).abs() < Z * (1.0 / 3_000.0_f64).sqrt(), "{} against {by_hand}", split.theta.sqrt());
    assert!(!split.theta_truncated && split.inner > 0.0 && split.inner < split.theta);
    assert!((split.mean - first).abs() < Z * (split.theta / 1_500.0).sqrt());
}

/// Like [`expect`] with fewer points, for integrals of integrals.
fn expect_coarse(f: impl Fn(f64) -> f64) -> f64 {
    let step = 0.05;
    let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (-160..=160).map(|k| f64::from(k) * step).map(|x| f(x) * density(x) * step).sum()
}

#[test]
fn one_input_that_carries_everything_has_a_first_order_share_of_one() {
    let study = sound(UNCERTAIN, PEOPLE, 64);
    with_scope(&study, "share:New", Blocks::All, |scope| {
        let order = one_at_a_time(scope).unwrap();
        let variance = variance_by_group(scope, &order, 8, 256).unwrap().unwrap();
        let [constant, cost] = variance.groups.as_slice() else { panic!("{variance:?}") };
        assert_eq!(constant.name, "Liking for New that no attribute explains");
        assert!((constant.first.value - 1.0).abs() < 0.02 && (constant.total.value - 1.0).abs() < 0.02, "{constant:?}");
        assert!(cost.first.value.abs() < 1e-6 && cost.total.value.abs() < 1e-6, "{cost:?}");
    });
    // Profit hangs on both: the variance of (p − c)·s with independent parts, by hand.
    with_scope(&study, "profit", Blocks::All, |scope| {
        let order = one_at_a_time(scope).unwrap();
        let variance = variance_by_group(scope, &order, 8, 512).unwrap().unwrap();
        let share = |eta: f64| logit(&[0.3 + 0.5 * eta, 0.0])[0];
        let (mean, square) = (expect(share), expect(|eta| share(eta).powi(2)));
        let (margin, margin_square) = (2.25, 2.25_f64.powi(2) + 0.25 / 12.0);
        let whole = margin_square * square - (margin * mean).powi(2);
        let of_share = margin.powi(2) * (square - mean * mean) / whole;
        let of_cost = mean * mean * (0.25 / 12.0) / whole;
        let found = |name: &str| variance.groups.iter().find(|group| group.name.contains(name)).unwrap().first.value;
        assert!((found("Liking") - of_share).abs() < 0.04, "{} against {of_share}", found("Liking"));
        assert!((found("costs us") - of_cost).abs() < 0.04, "{} against {of_cost}", found("costs us"));
    });
}

#[test]
fn nothing_uncertain_hangs_on_nothing() {
    let study = sound(STUDY, PEOPLE, 64);
    with_scope(&study, "share:New", Blocks::All, |scope| {
        let order = one_at_a_time(scope).unwrap();
        assert!(order.swings.is_empty());
        assert!((order.centre - logit(&[-0.7 * 3.0 + 2.2, -0.7 * 2.0 + 1.1])[0]).abs() < 1e-6);
        assert_eq!(variance_by_group(scope, &order, 8, 64).unwrap(), None);
    });
}

#[test]
fn a_swing_flips_where_the_figure_crosses_the_threshold() {
    let study = sound(UNCERTAIN, PEOPLE, 64);
    with_scope(&study, "share:New", Blocks::All, |scope| {
        let order = one_at_a_time(scope).unwrap();
        let share = |constant: f64| logit(&[constant, 0.0])[0];
        assert!((order.centre - share(0.3)).abs() < 1e-6);
        let swing = &order.swings[0];
        for (z, &(at, got)) in [-1.644_853_627, -0.674_489_750, 0.0, 0.674_489_750, 1.644_853_627].iter().zip(&swing.points) {
            assert!((at - (0.3 + 0.5 * z)).abs() < 1e-6 && (got - share(0.3 + 0.5 * z)).abs() < 1e-6, "{at}: {got}");
        }
        assert!((swing.width() - (share(0.3 + 0.5 * 1.644_853_627) - share(0.3 - 0.5 * 1.644_853_627))).abs() < 1e-6);
        // Between two probes the flip is a straight line, so it is near the crossing and not on it.
        for (threshold, crossing) in [(0.5, 0.0), (0.4, (0.4_f64 / 0.6).ln()), (0.7, (0.7_f64 / 0.3).ln())] {
            let got = swing.flip(threshold).unwrap();
            assert!((got - crossing).abs() < 0.02, "flip at {got}, crossing at {crossing}");
        }
        assert_eq!(swing.flip(0.95), None, "out of its range");
        let flat = &order.swings[1];
        assert_eq!((flat.width(), flat.flip(0.5)), (0.0, None));
    });
}

#[test]
fn a_part_of_the_blocks_gives_the_same_figures_as_all() {
    let study = sound(UNCERTAIN, PEOPLE, 7_500);
    assert_eq!(study.market.blocks(), 8);
    let centre = |id: &str, blocks: Blocks| with_scope(&study, id, blocks, |scope| one_at_a_time(scope).unwrap().centre);
    for id in ["share:New", "share without the concept:Old", "revenue", "profit", "choice variance"] {
        let all = centre(id, Blocks::All);
        for part in [1, 2, 4, 7, 8, 99] {
            let some = centre(id, Blocks::Spread(part));
            assert!((some - all).abs() < 1e-6 * all.abs().max(1.0), "{id} on {part} blocks: {some}, on all: {all}");
        }
    }
}

#[test]
fn the_parts_of_the_drivers_add_up_to_the_whole() {
    let study = sound(UNCERTAIN, PEOPLE, 5_000);
    let options = Options { seed: Seed(3), replicates: Replicates::Fixed(4), batching: ONE, advocates: false, rounds: None };
    let drivers = analyse(&study, &options, &NEVER, &|_| ()).unwrap().drivers.unwrap();
    assert_eq!(drivers.parts.len(), 3, "price, speed, everything else");
    let sum: f64 = drivers.parts.iter().map(|driver| driver.part.mean).sum();
    assert!((sum - drivers.whole.mean).abs() < 1e-9, "{sum} against {}", drivers.whole.mean);
    assert!(drivers.whole.mean > 0.0);

    // With fixed inputs every part can be worked out: the mean over the six orders of price, speed and liking.
    let text = UNCERTAIN.replace("{ normal = [0.3, 0.5] }", "0.3").replace("{ uniform = [0.5, 1] }", "0.5");
    let drivers = analyse(&sound(&text, PEOPLE, 5_000), &options, &NEVER, &|_| ()).unwrap().drivers.unwrap();
    let gains = [-0.5, 0.5, 0.3];
    let share = |taken: &[usize]| logit(&[taken.iter().map(|&player| gains[player]).sum(), 0.0])[0];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for (player, label) in ["Price", "Speed", "Everything else"].into_iter().enumerate() {
        let by_hand = orders
            .iter()
            .map(|order| {
                let place = order.iter().position(|&one| one == player).unwrap();
                share(&order[..=place]) - share(&order[..place])
            })
            .sum::<f64>()
            / 6.0;
        let part = &drivers.parts.iter().find(|driver| driver.label.starts_with(label)).unwrap().part;
        assert!((part.mean - by_hand).abs() < 1e-6 && part.sd < 1e-9, "{label}: {} against {by_hand}", part.mean);
    }
}
