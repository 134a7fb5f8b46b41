//! The kernel against the plain form, the sampler against known truth, and what must hold of every run.

use super::crowd::Choices;
use super::moves::{Look, Room, State, Told};

use super::*;
use crate::choice::logit::task_probabilities;
use crate::choice::mixed::Sign;
use crate::num::lanes::Lanes;
use crate::num::{Kernel, Path, ln, run};
use crate::random::{At, Purpose, Seed, Streams};

/// Choices of made-up people, with what they were made from.
struct Made {
    alternatives: usize,
    features: usize,
    x: Vec<f64>,
    available: Vec<bool>,
    chosen: Vec<usize>,
    person: Vec<u64>,
    tastes: Vec<f64>,
}

impl Made {
    /// People whose tastes have the given means and standard deviations, uncorrelated but for the first two at one half.
    fn new(people: u64, tasks: usize, means: &[f64], deviations: &[f64], signs: &[f64], seed: u64) -> Self {
        let (alternatives, features) = (4, means.len());
        let mut made = Self { alternatives, features, x: vec![], available: vec![], chosen: vec![], person: vec![], tastes: vec![] };
        let streams = Streams::new(Seed(seed), At::default());
        for id in 0..people {
            let mut draws = streams.draws(Purpose::Persona, id, 0);
            let first = draws.normal();
            let own: Vec<f64> = (0..features)
                .map(|k| {
                    let z = draws.normal();
                    let z = if k == 0 {
                        first
                    } else if k == 1 {
                        0.5 * first + 0.75_f64.sqrt() * z
                    } else {
                        z
                    };
                    let taste = means[k] + deviations[k] * z;
                    if signs[k] == 0.0 { taste } else { signs[k] * crate::num::exp(taste) }
                })
                .collect();
            // Some people answer fewer tasks, and some alternatives are missing.
            for _ in 0..tasks - (id % 3) as usize {
                let row: Vec<f64> = (0..alternatives * features).map(|_| draws.normal()).collect();
                let mut best = (f64::NEG_INFINITY, 0);
                for alternative in 0..alternatives {
                    let there = alternative < 2 || draws.chance(0.8);
                    made.available.push(there);
                    let utility: f64 = row[alternative * features..].iter().zip(&own).map(|(x, b)| x * b).sum();
                    let noisy = utility - ln(-ln(draws.uniform()));
                    if there && noisy > best.0 {
                        best = (noisy, alternative);
                    }
                }
                made.x.extend(row);
                made.chosen.push(best.1);
                made.person.push(id);
            }
            made.tastes.extend(own);
        }
        made
    }

    fn data(&self) -> ChoiceData<'_> {
        ChoiceData::new(self.alternatives, self.features, &self.x, &self.available, &self.chosen, &self.person).unwrap()
    }
}

fn normal(size: usize) -> Vec<(String, Distribution)> {
    (0..size).map(|k| (format!("taste {k}"), Distribution::Normal)).collect()
}

fn short(seed: u64) -> Settings {
    Settings { chains: 2, warm_up: 60, draws: 40, seed: Seed(seed), ..Settings::default() }
}

/// Everybody's log-likelihood and its slopes, person by person, all at tastes of their own.
fn looked(choices: &Choices, signs: &[f64], tastes: &dyn Fn(usize) -> Vec<f64>, path: Path) -> (Vec<f64>, Vec<Vec<f64>>) {
    let k = choices.features;
    let mut state = State::new(choices.octets(), k);
    for (place, &person) in choices.order.iter().enumerate() {
        tastes(person).into_iter().enumerate().for_each(|(i, taste)| state.tastes[place / 8 * k + i][place % 8] = taste);
    }
    run(path, Look { told: Told { choices, signs }, state: &mut state, room: &mut Room::new(k) });
    let mut out = (vec![0.0; choices.people()], vec![vec![0.0; k]; choices.people()]);
    for (place, &person) in choices.order.iter().enumerate() {
        out.0[person] = state.values[place / 8][place % 8];
        out.1[person] = (0..k).map(|i| state.slopes[place / 8 * k + i][place % 8]).collect();
    }
    for place in choices.people()..8 * choices.octets() {
        assert!(state.values[place / 8][place % 8] == 0.0 && (0..k).all(|i| state.slopes[place / 8 * k + i][place % 8] == 0.0));
    }
    out
}

/// What everybody's choices tell of the coefficients, person by person.
fn told(choices: &Choices, tastes: &dyn Fn(usize) -> Vec<f64>) -> Vec<Vec<f64>> {
    struct Tell<'a>(&'a Choices, usize, &'a [Lanes], &'a mut [Lanes]);
    impl Kernel for Tell<'_> {
        type Output = ();
        #[inline(always)]
        fn run(self) {
            self.0.information(self.1, self.2, &mut Vec::new(), self.3);
        }
    }
    let k = choices.features;
    let mut out = vec![Vec::new(); choices.people()];
    for (place, &person) in choices.order.iter().enumerate() {
        let own: Vec<Lanes> = tastes(person).into_iter().map(|taste| [taste; 8]).collect();
        let mut lanes = vec![[0.0; 8]; k * (k + 1) / 2];
        run(Path::Widest, Tell(choices, place / 8, &own, &mut lanes));
        out[person] = lanes.iter().map(|cell| cell[place % 8]).collect();
    }
    out
}

#[test]
fn the_kernel_is_the_plain_logit_with_its_slopes_and_information() {
    // One group of eight is full, the other is not.
    let made = Made::new(13, 12, &[0.5, -1.0, 0.2], &[1.0, 1.0, 1.0], &[0.0; 3], 4);
    let data = made.data();
    let choices = Choices::new(&data, &[1.0; 3]);
    let plain = |person: usize, tastes: &[f64]| -> f64 {
        let tasks = data.people().nth(person).unwrap();
        tasks.map(|task| task_probabilities(&data, task, tastes, &mut [0.0; 4])).sum()
    };
    let own = |person: usize| vec![0.3, -0.7 + person as f64 / 4.0, 1.1];
    let (values, slopes) = looked(&choices, &[0.0; 3], &own, Path::Widest);
    assert_eq!((values.clone(), slopes.clone()), looked(&choices, &[0.0; 3], &own, Path::Baseline));
    let information = told(&choices, &own);
    let step = 1e-5;
    for k in 0..3 {
        let moved = |by: f64| {
            move |person: usize| {
                let mut tastes = own(person);
                tastes[k] += by;
                tastes
            }
        };
        let (_, up) = looked(&choices, &[0.0; 3], &moved(step), Path::Widest);
        let (_, down) = looked(&choices, &[0.0; 3], &moved(-step), Path::Widest);
        for person in 0..13 {
            assert!((values[person] - plain(person, &own(person))).abs() < 1e-12);
            let slope = (plain(person, &moved(step)(person)) - plain(person, &moved(-step)(person))) / (2.0 * step);
            assert!((slopes[person][k] - slope).abs() < 1e-8, "{person} {k}");
            for j in 0..=k {
                let bend = -(up[person][j] - down[person][j]) / (2.0 * step);
                assert!((information[person][k * (k + 1) / 2 + j] - bend).abs() < 1e-7, "{person} {k} {j}");
            }
        }
    }
    // The taste behind an exponential moves the likelihood by its own slope.
    let signs = [0.0, -1.0, 0.0];
    let bent = |person: usize| vec![0.3, -0.7 + person as f64 / 4.0, 1.1];
    let up = |person: usize| vec![0.3, -0.7 + person as f64 / 4.0 + step, 1.1];
    let ((here, slopes), (there, _)) = (looked(&choices, &signs, &bent, Path::Widest), looked(&choices, &signs, &up, Path::Widest));
    for person in 0..13 {
        assert!((slopes[person][1] - (there[person] - here[person]) / step).abs() < 1e-3, "{person}");
    }
    // Tastes that make a choice certain neither overflow nor lose the sign; those past all numbers are no likelihood.
    let (sure, slopes) = looked(&choices, &[0.0; 3], &|_| vec![1e6, -1e6, 1e6], Path::Widest);
    assert!(sure.iter().chain(slopes.iter().flatten()).all(|value| value.is_finite()));
    let (none, _) = looked(&choices, &[0.0; 3], &|person| vec![if person == 3 { f64::INFINITY } else { 0.1 }, 1.0, 1.0], Path::Widest);
    assert!(none.iter().enumerate().all(|(person, value)| value.is_finite() == (person != 3)), "{none:?}");
}

#[test]
fn what_people_were_made_from_comes_back() {
    let (means, deviations) = ([1.0, -0.5, 0.0], [0.8, 1.2, 0.5]);
    let made = Made::new(300, 12, &means, &deviations, &[0.0; 3], 11);
    let settings = Settings { warm_up: 200, draws: 300, threads: 2, seed: Seed(5), ..Settings::default() };
    let found = sample(&made.data(), &normal(3), &settings, None).unwrap();
    // Four standard deviations of the posterior, so that the seed does not decide.
    for (line, truth) in found.means.iter().zip(means).chain(found.deviations.iter().zip(deviations)) {
        assert!((line.mean - truth).abs() < 4.0 * line.sd && line.low < line.high, "{line:?} {truth}");
        assert!(line.r_hat < 1.05 && line.effective > 100.0, "{line:?}");
    }
    let (pair, first) = &found.correlations[0];
    assert_eq!(*pair, (1, 0));
    assert!((first.mean - 0.5).abs() < 4.0 * first.sd, "{first:?}");
    let correlations = found.correlations.iter().map(|(_, line)| line);
    for line in found.means.iter().chain(&found.deviations).chain(correlations).chain([&found.log_likelihood]) {
        assert!(line.r_hat < 1.1 && line.effective > 50.0, "{line:?}");
    }
    assert!(found.accepted.iter().all(|accepted| (0.65..0.95).contains(accepted)), "{:?}", found.accepted);
    // Nine in ten of people's tastes lie within 1.645 standard deviations: 900 of them, four standard errors of .01.
    let inside =
        made.tastes.iter().zip(&found.tastes).zip(&found.uncertainty).filter(|((t, m), s)| (**t - **m).abs() < 1.645 * **s).count();
    let share = inside as f64 / 900.0;
    assert!((0.86..0.94).contains(&share), "{share}");
    assert_eq!((found.draws.len(), found.width()), (1200 * 9, 9));
}

#[test]
fn exponentials_keep_their_sign_and_come_back() {
    let (means, deviations) = ([0.3, 0.4], [0.5, 0.8]);
    let made = Made::new(300, 12, &means, &deviations, &[-1.0, 0.0], 12);
    let tastes = vec![("price".to_owned(), Distribution::LogNormal(Sign::Negative)), ("other".to_owned(), Distribution::Normal)];
    let settings = Settings { warm_up: 200, draws: 200, threads: 2, seed: Seed(6), ..Settings::default() };
    let found = sample(&made.data(), &tastes, &settings, None).unwrap();
    for (line, truth) in found.means.iter().zip(means).chain(found.deviations.iter().zip(deviations)) {
        assert!((line.mean - truth).abs() < 4.0 * line.sd, "{line:?} {truth}");
    }
    assert!(found.tastes.chunks_exact(2).all(|own| own[0] < 0.0));
}

#[test]
fn threads_change_nothing_and_seeds_do() {
    let made = Made::new(20, 6, &[0.5, -0.5], &[1.0, 1.0], &[0.0; 2], 3);
    let asked = Asked { tasks: made.data(), expected: None };
    let one = sample(&made.data(), &normal(2), &short(1), Some(&asked)).unwrap();
    let three = sample(&made.data(), &normal(2), &Settings { threads: 3, ..short(1) }, Some(&asked)).unwrap();
    assert_eq!(one, three);
    assert_ne!(one.draws, sample(&made.data(), &normal(2), &short(2), None).unwrap().draws);
    let mut missing = 0;
    for (task, row) in one.later.chunks_exact(4).enumerate() {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        for (alternative, &p) in row.iter().enumerate().filter(|&(alternative, _)| !made.data().is_available(task, alternative)) {
            assert_eq!(p, 0.0, "{task} {alternative}");
            missing += 1;
        }
    }
    assert!(missing > 10, "{missing}");
}

#[test]
fn own_draws_are_those_behind_the_means_and_an_even_part_of_them() {
    let made = Made::new(20, 5, &[1.0, -0.5], &[0.5, 0.3], &[0.0, -1.0], 3);
    let tastes = vec![("a".to_owned(), Distribution::Normal), ("b".to_owned(), Distribution::LogNormal(Sign::Negative))];
    let drawn = |own| sample(&made.data(), &tastes, &Settings { own, ..short(4) }, None).unwrap();
    let (all, some, none) = (drawn(80), drawn(7), drawn(0));
    assert_eq!((all.own.len(), some.own.len(), none.own.len()), (80 * 20 * 2, 8 * 20 * 2, 0));
    for (cell, mean) in all.tastes.iter().enumerate() {
        let own = all.own.iter().skip(cell).step_by(40).map(|&value| f64::from(value)).sum::<f64>() / 80.0;
        assert!((own - mean).abs() < 1e-5 * mean.abs().max(1.0), "{cell}: {own} {mean}");
    }
    // Four of each chain of forty: the tenth, the twentieth, …
    for (at, draw) in some.own.chunks_exact(40).enumerate() {
        let place = 40 * (at / 4) + 10 * (at % 4) + 9;
        assert_eq!(draw, &all.own[40 * place..40 * (place + 1)]);
    }
    assert_eq!((&all.tastes, &all.draws), (&none.tastes, &none.draws));
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let made = Made::new(5, 6, &[0.5, -0.5], &[1.0, 1.0], &[0.0; 2], 3);
    let data = made.data();
    let refused = |tastes: &[(String, Distribution)], settings: Settings| sample(&data, tastes, &settings, None).unwrap_err().to_string();
    assert!(refused(&normal(1), short(1)).starts_with("the choices have 2 features, got 1"));
    let uniform = vec![("a".to_owned(), Distribution::Uniform), ("b".to_owned(), Distribution::Normal)];
    assert_eq!(refused(&uniform, short(1)), "taste `a` must be normal or lognormal here");
    assert_eq!(refused(&normal(2), Settings { chains: 1, ..short(1) }), "the number of chains must lie between 2 and 32, got 1");
    assert!(refused(&normal(2), Settings { draws: 1_000_000, ..short(1) }).starts_with("the rounds kept"));
    let prior = Prior { variance: f64::NAN, ..Prior::default() };
    assert!(refused(&normal(2), Settings { prior, ..short(1) }).starts_with("the prior's variance"));
    let other = Made::new(7, 6, &[0.5, -0.5], &[1.0, 1.0], &[0.0; 2], 3);
    let asked = Asked { tasks: other.data(), expected: None };
    assert!(matches!(sample(&data, &normal(2), &short(1), Some(&asked)), Err(BayesError::Stranger { id: 5 })));
    let asked = Asked { tasks: data, expected: Some(&[0.0; 3]) };
    assert!(matches!(sample(&data, &normal(2), &short(1), Some(&asked)), Err(BayesError::Expected { got: 3, .. })));
    let mut scattered = Made::new(5, 6, &[0.5, -0.5], &[1.0, 1.0], &[0.0; 2], 3);
    *scattered.person.last_mut().unwrap() = 0;
    assert!(matches!(sample(&scattered.data(), &normal(2), &short(1), None), Err(BayesError::Scattered { id: 0 })));
    let lonely = Made::new(1, 6, &[0.5, -0.5], &[1.0, 1.0], &[0.0; 2], 3);
    assert!(matches!(sample(&lonely.data(), &normal(2), &short(1), None), Err(BayesError::People { got: 1 })));
}

#[test]
fn units_change_the_numbers_and_nothing_else() {
    let signs = [-1.0, 0.0];
    let made = Made::new(40, 8, &[0.3, 0.4], &[0.5, 0.8], &signs, 9);
    let tastes = vec![("price".to_owned(), Distribution::LogNormal(Sign::Negative)), ("other".to_owned(), Distribution::Normal)];
    let units = [1024.0, 1.0 / 4096.0];
    let mut other = Made::new(40, 8, &[0.3, 0.4], &[0.5, 0.8], &signs, 9);
    other.x.iter_mut().enumerate().for_each(|(at, x)| *x *= units[at % 2]);
    let expected = vec![0.0; 2 * made.chosen.len()];
    let found = |made: &Made| {
        let asked = Asked { tasks: made.data(), expected: Some(&expected) };
        sample(&made.data(), &tastes, &short(1), Some(&asked)).unwrap()
    };
    let (one, two) = (found(&made), found(&other));
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * (1.0 + a.abs()), "{a} {b}");
    one.later.iter().zip(&two.later).for_each(|(a, b)| near(*a, *b));
    near(one.means[0].mean, two.means[0].mean + ln(units[0]));
    near(one.means[1].mean, two.means[1].mean * units[1]);
    near(one.deviations[0].mean, two.deviations[0].mean);
    near(one.deviations[1].mean, two.deviations[1].mean * units[1]);
    near(one.correlations[0].1.mean, two.correlations[0].1.mean);
    for person in 0..80 {
        near(one.tastes[person], two.tastes[person] * units[person % 2]);
        near(one.leanings.sums[person], two.leanings.sums[person] / units[person % 2]);
        near(one.leanings.products[person], two.leanings.products[person] / (units[person % 2] * units[person % 2]));
    }
}

#[test]
fn factors_are_those_of_the_covariance() {
    let made = Made::new(20, 6, &[0.5, -0.5, 0.2], &[1.0, 1.0, 0.5], &[0.0; 3], 3);
    let found = sample(&made.data(), &normal(3), &short(1), None).unwrap();
    let factors = found.factors().unwrap();
    for (draw, factor) in found.draws.chunks_exact(9).zip(factors.chunks_exact(9)) {
        let cell = |i: usize, j: usize| if j > i { 0.0 } else { factor[3 + i * (i + 1) / 2 + j] };
        assert_eq!(draw[..3], factor[..3]);
        for i in 0..3 {
            for j in 0..=i {
                let product: f64 = (0..3).map(|k| cell(i, k) * cell(j, k)).sum();
                assert!((product - draw[found.place(j, i)]).abs() < 1e-12, "{i} {j}");
            }
        }
    }
    let line = found.line(|draw| draw[1]);
    assert_eq!((line.mean, line.r_hat), (found.means[1].mean, found.means[1].r_hat));
}

#[test]
fn leanings_follow_from_probabilities_where_a_person_has_one_task() {
    let made = Made::new(6, 5, &[0.5, -0.5], &[1.0, 1.0], &[0.0; 2], 3);
    let data = made.data();
    let first: Vec<usize> = data.people().map(|tasks| tasks.start).collect();
    let later = crate::choice::Picked::new(&data, |task| first.contains(&task)).unwrap();
    let expected = vec![0.25; 12];
    let found = sample(&data, &normal(2), &short(1), Some(&Asked { tasks: later.data(), expected: Some(&expected) })).unwrap();
    for (task, (sums, products)) in found.leanings.sums.chunks(2).zip(found.leanings.products.chunks(2)).enumerate() {
        for feature in 0..2 {
            let open = (0..4).filter(|&at| later.data().is_available(task, at));
            let mean: f64 = open.map(|at| found.later[4 * task + at] * later.data().features_of(task, at)[feature]).sum();
            assert!((sums[feature] - (mean - 0.25)).abs() < 1e-12);
            assert!(products[feature].abs() < 1e-12);
        }
    }
}

#[test]
fn a_task_of_weight_two_tells_as_much_as_two_and_people_have_none() {
    let made = Made::new(4, 9, &[1.0, -0.5], &[0.5, 0.5], &[0.0, 0.0], 8);
    let (mut x, mut available, mut chosen, mut person) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let cells = made.alternatives * made.features;
    for task in 0..made.chosen.len() {
        for _ in 0..1 + task % 2 {
            x.extend(&made.x[task * cells..(task + 1) * cells]);
            available.extend(&made.available[task * made.alternatives..(task + 1) * made.alternatives]);
            chosen.push(made.chosen[task]);
            person.push(made.person[task]);
        }
    }
    let data = |x, available, chosen, person| ChoiceData::new(made.alternatives, made.features, x, available, chosen, person).unwrap();
    let once = data(&made.x, &made.available, &made.chosen, &made.person);
    let (weights, ones): (Vec<f64>, Vec<f64>) = (0..made.chosen.len()).map(|task| (1.0 + (task % 2) as f64, 1.0)).unzip();
    let weighted = once.weighted(crate::choice::Weights { tasks: &weights, people: &ones }).unwrap();
    let units = [1.0, 1.0];
    let (got, want) = (Choices::new(&weighted, &units), Choices::new(&data(&x, &available, &chosen, &person), &units));
    let own = |_: usize| vec![0.7, -1.1];
    let near = |got: &f64, want: &f64| (got - want).abs() < 1e-12;
    let (values, slopes) = looked(&got, &[0.0; 2], &own, Path::Widest);
    let (wanted, steep) = looked(&want, &[0.0; 2], &own, Path::Widest);
    assert!(values.iter().zip(&wanted).all(|(got, want)| near(got, want)), "{values:?}");
    assert!(slopes.iter().flatten().zip(steep.iter().flatten()).all(|(got, want)| near(got, want)));
    let (one, other) = (told(&got, &own), told(&want, &own));
    assert!(one.iter().flatten().zip(other.iter().flatten()).all(|(got, want)| near(got, want)), "{one:?}");
    let people: Vec<f64> = made.person.iter().map(|who| 1.0 + *who as f64).collect();
    let uneven = once.weighted(crate::choice::Weights { tasks: &weights, people: &people }).unwrap();
    let tastes = [("a".to_owned(), Distribution::Normal), ("b".to_owned(), Distribution::Normal)];
    let refused = sample(&uneven, &tastes, &Settings::default(), None).unwrap_err();
    assert!(matches!(refused, BayesError::Weighted), "{refused}");
}

#[test]
fn more_tastes_than_move_together_are_drawn_too() {
    let made = Made::new(40, 8, &[0.2; 34], &[0.4; 34], &[0.0; 34], 5);
    let found = sample(&made.data(), &normal(34), &short(3), None).unwrap();
    assert!(found.draws.iter().all(|value| value.is_finite()));
    assert!(found.accepted.iter().all(|accepted| *accepted > 0.3), "{:?}", found.accepted);
    assert!(found.means.iter().chain(&found.deviations).all(|line| line.sd > 0.0));
}

#[test]
fn where_choices_tell_nothing_the_belief_comes_back() {
    // Offers that differ by a billionth: all that is left is Σ ~ inverse Wishart with 5 degrees of freedom around 5 I, and μ ~ N(0, Σ).
    let mut made = Made::new(8, 4, &[0.0; 2], &[1.0; 2], &[0.0; 2], 3);
    made.x.iter_mut().for_each(|x| *x *= 1e-9);
    let prior = Prior { people: 1.0, units: Units::AsGiven, ..Prior::default() };
    let settings = Settings { draws: 20_000, threads: 2, prior, seed: Seed(4), ..Settings::default() };
    let found = sample(&made.data(), &normal(2), &settings, None).unwrap();
    let draws: Vec<&[f64]> = found.draws.chunks_exact(found.width()).collect();
    let (first, second, both) = (found.place(0, 0), found.place(1, 1), found.place(0, 1));
    let share = |holds: &dyn Fn(&[f64]) -> bool| draws.iter().filter(|draw| holds(draw)).count() as f64 / draws.len() as f64;
    let close = |what: &str, got: f64, want: f64| assert!((got - want).abs() < 0.03, "{what}: {got}, not {want}");
    for place in [first, second] {
        // A variance is 5 over a χ² of four degrees: its quantiles at .1, .5 and .9.
        for (chi, want) in [(7.779_44, 0.1), (3.356_69, 0.5), (1.063_62, 0.9)] {
            close("variance", share(&|draw| draw[place] < 5.0 / chi), want);
        }
    }
    // A correlation has the density ¾ (1 − r²); a mean over its own standard deviation is standard normal.
    let correlation = |draw: &[f64]| draw[both] / (draw[first] * draw[second]).sqrt();
    close("correlation", share(&|draw| correlation(draw) < 0.0), 0.5);
    close("correlation", share(&|draw| correlation(draw).abs() < 0.5), 0.6875);
    close("mean", share(&|draw| draw[0].abs() < 0.674_49 * draw[first].sqrt()), 0.5);
    close("mean", share(&|draw| draw[1] < 1.281_55 * draw[second].sqrt()), 0.9);
}

/// What people are made from is drawn from the belief itself, so that 90 % intervals hold it in 90 % of surveys: of 120, binomial chance of three standard
/// errors lets 98 to 118 do so. (Spreads that are much smaller than believed come out too large where people answer little: that is what a belief does.)
#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let prior = Prior { people: 1.0, variance: 0.5, units: Units::AsGiven, ..Prior::default() };
    let (mut of_mean, mut of_deviation) = (0, 0);
    for seed in 0..120 {
        let mut draws = Streams::new(Seed(50), At::default()).draws(Purpose::Theta, seed, 0);
        // Of one taste: a variance of 4 · ½ over a χ² of four degrees, and a mean that is worth one person.
        let chi = -2.0 * (ln(draws.uniform()) + ln(draws.uniform()));
        let deviation = (2.0 / chi).sqrt();
        let mean = deviation * draws.normal();
        let made = Made::new(40, 8, &[mean], &[deviation], &[0.0], 1_000 + seed);
        let settings = Settings { chains: 2, warm_up: 200, draws: 500, threads: 2, prior, seed: Seed(seed), ..Settings::default() };
        let found = sample(&made.data(), &normal(1), &settings, None).unwrap();
        let holds = |line: &Line, truth: f64| usize::from(line.low <= truth && truth <= line.high);
        of_mean += holds(&found.means[0], mean);
        of_deviation += holds(&found.deviations[0], deviation);
    }
    assert!((98..=118).contains(&of_mean) && (98..=118).contains(&of_deviation), "{of_mean} {of_deviation}");
}
