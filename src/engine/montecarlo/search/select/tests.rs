use super::*;
use crate::random::{At, Draws, Purpose, Seed, Streams};

fn rules(most: usize, budget: Option<f64>) -> Rules {
    Rules { budget, most, least_gain: 1e-9 }
}

fn select(costs: &[f64], rules: &Rules, value: impl Fn(&[usize]) -> f64) -> Selection {
    let mut counted = 0;
    let found = greedy(costs, rules, &mut |sets: &[Vec<usize>]| {
        assert!(sets.iter().all(|set| set.windows(2).all(|pair| pair[0] < pair[1])), "sets come in rising order");
        counted += sets.len();
        Ok(sets.iter().map(|set| value(set)).collect())
    })
    .unwrap();
    assert_eq!(found.evaluated, counted);
    assert_eq!(found.values.len(), found.order.len() + 1);
    for (size, joint) in found.values.iter().enumerate() {
        let mut set = found.order[..size].to_vec();
        set.sort_unstable();
        let expected = value(&set);
        assert!(*joint == expected || joint.is_nan() && expected.is_nan());
    }
    found
}

/// How much a set of candidates covers, each covering some items.
fn covered(covers: &[&[usize]], set: &[usize]) -> f64 {
    let mut items: Vec<usize> = set.iter().flat_map(|&candidate| covers[candidate].iter().copied()).collect();
    items.sort_unstable();
    items.dedup();
    items.len() as f64
}

#[test]
fn what_overlaps_is_not_counted_twice() {
    // 1 covers nearly what 0 does; 2 is smaller but new.
    let covers: [&[usize]; 4] = [&[1, 2, 3, 4, 5], &[1, 2, 3, 4], &[6, 7], &[5]];
    let found = select(&[0.0; 4], &rules(3, None), |set| covered(&covers, set));
    assert_eq!((found.order, found.values), (vec![0, 2], vec![0.0, 5.0, 7.0]));
    assert_eq!(found.singles, [5.0, 4.0, 2.0, 1.0]);
}

#[test]
fn two_that_only_work_together_are_found() {
    // Alone neither 1 nor 3 does anything; together they beat all else, though a single one gains more at first.
    let value = |set: &[usize]| {
        let both = set.contains(&1) && set.contains(&3);
        f64::from(u8::from(both)) * 10.0 + f64::from(u8::from(set.contains(&0))) * 2.0 + f64::from(u8::from(set.contains(&2)))
    };
    assert_eq!(select(&[0.0; 5], &rules(2, None), value).values.last(), Some(&10.0));
    let found = select(&[0.0; 5], &rules(4, None), value);
    assert_eq!((found.order, found.values), (vec![0, 2, 1, 3], vec![0.0, 2.0, 3.0, 3.0, 13.0]));
    assert_eq!(select(&[0.0; 5], &rules(1, None), value).order, [0]);
}

#[test]
fn a_budget_is_kept_and_gain_per_cost_counts() {
    // One dear candidate against two cheap ones that do more together.
    let gains = [6.0, 4.0, 3.0];
    let value = |set: &[usize]| set.iter().map(|&candidate| gains[candidate]).sum::<f64>();
    let found = select(&[10.0, 5.0, 5.0], &rules(3, Some(10.0)), value);
    assert_eq!((found.order, found.values), (vec![1, 2], vec![0.0, 4.0, 7.0]));
    // By gain per cost alone the crumb would win and leave no room for what matters.
    let gains = [1.0, 9.0];
    let found = select(&[0.1, 10.0], &rules(2, Some(10.0)), |set| set.iter().map(|&candidate| gains[candidate]).sum());
    assert_eq!(found.order, [1]);
    assert!(select(&[3.0, 4.0], &rules(2, Some(2.0)), |set| set.len() as f64).order.is_empty());
    // What costs nothing is taken first, and does not use up the budget.
    let found = select(&[0.0, 2.0], &rules(2, Some(2.0)), |set| set.len() as f64);
    assert_eq!(found.order, [0, 1]);
}

#[test]
fn of_equals_the_first_wins() {
    let found = select(&[0.0; 6], &rules(3, None), |set| set.len() as f64);
    assert_eq!(found.order, [0, 1, 2]);
}

#[test]
fn what_gains_nothing_is_left_out() {
    let placebo = |set: &[usize]| if set.contains(&2) { 1.0 } else { 0.0 } + 1e-12 * set.len() as f64;
    assert_eq!(select(&[1.0; 4], &rules(4, None), placebo).order, [2]);
    assert!(select(&[1.0; 4], &rules(4, None), |_| 0.0).order.is_empty());
    assert!(select(&[1.0; 4], &rules(4, None), |set| -(set.len() as f64)).order.is_empty());
    assert!(select(&[1.0; 4], &rules(0, None), |set| set.len() as f64).order.is_empty());
    assert!(select(&[], &rules(4, None), |set| set.len() as f64).order.is_empty());
    // 0 is best alone, but 1 and 2 together do all of it: 0 adds nothing to them.
    let covers: [&[usize]; 3] = [&[1, 2, 3, 4], &[1, 2, 5], &[3, 4, 6]];
    assert_eq!(select(&[0.0; 3], &rules(3, None), |set| covered(&covers, set)).order, [1, 2]);
}

#[test]
fn sets_that_contradict_are_skipped() {
    let value =
        |set: &[usize]| if set.contains(&0) && set.contains(&1) { f64::NAN } else { set.iter().map(|&at| 3.0 - at as f64 * 0.5).sum() };
    let found = select(&[0.0; 3], &rules(3, None), value);
    assert_eq!((found.order, found.values), (vec![0, 2], vec![0.0, 3.0, 5.0]));
    // 1 cannot be run by itself, only after 0.
    let needs = |set: &[usize]| if set.contains(&1) && !set.contains(&0) { f64::NAN } else { set.len() as f64 };
    let found = select(&[0.0; 3], &rules(3, None), needs);
    assert_eq!(found.order, [0, 1, 2]);
    assert!(found.singles[1].is_nan());
    let found = select(&[0.0; 3], &rules(3, None), |_| f64::NAN);
    assert!(found.order.is_empty() && found.values[0].is_nan());
}

/// A random instance: what a set is worth.
type Value = Box<dyn Fn(&[usize]) -> f64>;

/// The best value of all allowed sets.
fn brute(costs: &[f64], rules: &Rules, value: impl Fn(&[usize]) -> f64) -> f64 {
    let sets = (0_u32..1 << costs.len()).map(|bits| (0..costs.len()).filter(|at| bits >> at & 1 == 1).collect::<Vec<usize>>());
    let fits = |set: &Vec<usize>| {
        set.len() <= rules.most && rules.budget.is_none_or(|budget| set.iter().map(|&at| costs[at]).sum::<f64>() <= budget)
    };
    sets.filter(fits).map(|set| value(&set)).fold(f64::NEG_INFINITY, f64::max)
}

/// The share of 200 random instances in which the selection is as good as any; none falls below `floor` of the best.
fn agreement(candidates: usize, budget: Option<f64>, floor: f64, value: impl Fn(&mut Draws) -> Value) -> f64 {
    let mut best = 0;
    for instance in 0..200 {
        let mut draws = Streams::new(Seed(11), At { theta: instance, inner: 0 }).draws(Purpose::Design, 0, 0);
        let costs: Vec<f64> = (0..candidates).map(|_| if budget.is_some() { 1.0 + 4.0 * draws.uniform() } else { 0.0 }).collect();
        let value = value(&mut draws);
        let rules = rules(4, budget);
        let found = select(&costs, &rules, &value);
        let got = *found.values.last().unwrap();
        let optimum = brute(&costs, &rules, &value);
        assert!(got <= optimum + 1e-9 && got >= floor * optimum, "instance {instance}: {got} of {optimum}");
        best += u32::from(got > optimum - 1e-9);
    }
    f64::from(best) / 200.0
}

fn cover(draws: &mut Draws) -> Value {
    let covers: Vec<Vec<usize>> = (0..12).map(|_| (0..16).filter(|_| draws.chance(0.25)).collect()).collect();
    Box::new(move |set| covered(&covers.iter().map(Vec::as_slice).collect::<Vec<_>>(), set))
}

fn pairwise(draws: &mut Draws) -> Value {
    let alone: Vec<f64> = (0..12).map(|_| draws.uniform()).collect();
    let together: Vec<f64> = (0..144).map(|_| 0.5 * draws.normal()).collect();
    Box::new(move |set| {
        let pairs = set.iter().enumerate().flat_map(|(place, &a)| set[place + 1..].iter().map(move |&b| 12 * a + b));
        set.iter().map(|&at| alone[at]).sum::<f64>() + pairs.map(|pair| together[pair]).sum::<f64>()
    })
}

#[test]
fn brute_force_agrees_nearly_always() {
    // Fixed seeds: shares that hold for overlap and for interactions of both signs, without and with a budget.
    for (name, share, least) in [
        ("overlap", agreement(12, None, 0.9, cover), 0.95),
        ("overlap, budget", agreement(12, Some(14.0), 0.9, cover), 0.95),
        ("interaction", agreement(12, None, 0.8, pairwise), 0.9),
        ("interaction, budget", agreement(12, Some(14.0), 0.8, pairwise), 0.9),
    ] {
        assert!(share >= least, "{name}: {share}");
    }
}

#[test]
fn few_candidates_are_measured_in_full() {
    assert_eq!(agreement(6, None, 1.0, pairwise), 1.0);
    assert_eq!(agreement(6, Some(8.0), 1.0, pairwise), 1.0);
}
