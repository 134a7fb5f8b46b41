//! Panels whose scores are known, and panels that must not pass.

use super::*;
use crate::num::{exp, ln};
use crate::random::{At, Draws, Purpose, Seed, Streams};

/// People with two kinds of taste answer tasks of two alternatives with one feature.
struct World {
    tasks_each: usize,
    x: Vec<f64>,
    available: Vec<bool>,
    chosen: Vec<usize>,
    person: Vec<u64>,
    /// The chances with which they chose.
    truth: Vec<f64>,
}

fn draws(entity: u64) -> Draws {
    Streams::new(Seed(3), At::default()).draws(Purpose::Bootstrap, entity, 0)
}

impl World {
    /// Half of the people like the feature as much as the others dislike it, and a little of it is liked by all.
    fn new(people: usize, tasks_each: usize) -> Self {
        let mut draws = draws(0);
        let (mut x, mut chosen, mut person, mut truth) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for who in 0..people {
            let taste = if who % 2 == 0 { 2.0 } else { -1.0 };
            for _ in 0..tasks_each {
                let pair = [draws.normal(), draws.normal()];
                let p = 1.0 / (1.0 + exp(taste * (pair[1] - pair[0])));
                x.extend(pair);
                chosen.push(usize::from(!draws.chance(p)));
                person.push(who as u64);
                truth.extend([p, 1.0 - p]);
            }
        }
        let available = vec![true; truth.len()];
        Self { tasks_each, x, available, chosen, person, truth }
    }

    fn choices(&self) -> Choices<'_> {
        Choices::new(2, &self.available, &self.chosen, &self.person).unwrap()
    }

    /// One taste for all.
    fn alike(&self, taste: f64) -> Vec<f64> {
        let p = |pair: &[f64]| 1.0 / (1.0 + exp(taste * (pair[1] - pair[0])));
        self.x.chunks_exact(2).flat_map(|pair| [p(pair), 1.0 - p(pair)]).collect()
    }

    /// Scores a forecast; shares are held against each other by thirds of how far apart the alternatives are.
    fn card(&self, panel: &[f64], told: Option<&[f64]>) -> Card {
        let choices = self.choices();
        let (even, logit) = (vec![0.5; self.truth.len()], self.alike(0.4));
        let [uniform, logit] = [&even, &logit].map(|p| Forecast::new(&choices, p).unwrap());
        let panel = Forecast::new(&choices, panel).unwrap();
        let expected: Vec<f64> = (0..choices.tasks()).map(|task| (0..2).map(|a| logit.row(task)[a] * self.x[2 * task + a]).sum()).collect();
        let inclinations = Inclinations::of_forecast(&choices, &panel, &self.x, &expected).unwrap();
        let cell = |task: usize| {
            let gap = self.x[2 * task] - self.x[2 * task + 1];
            usize::from(gap > -0.6) + usize::from(gap > 0.6)
        };
        let cells = Cells {
            kind: "gaps".into(),
            labels: ["low", "middle", "high"].map(String::from).to_vec(),
            members: (0..choices.tasks()).map(|task| (task, 0, cell(task))).collect(),
        };
        let people = choices.people().len();
        let segments = Segments { labels: vec!["even".into(), "odd".into()], members: (0..people).map(|who| (who, who % 2)).collect() };
        let told = told.map(|told| Forecast::new(&choices, told).unwrap());
        let nulls = [uniform, uniform, logit];
        let contest =
            Contest { choices: &choices, panel, nulls, told, x: &self.x, inclinations: &inclinations, cells: &cells, segments: &segments };
        Card::of(&contest, &mut draws(1)).unwrap()
    }
}

fn known(card: &Card) -> Verdict {
    judge(Some(Grounds { card, leaks: &[] }), None)
}

fn unseen(card: &Card) -> Verdict {
    judge(None, Some(Grounds { card, leaks: &[] }))
}

#[test]
fn the_truth_is_green_and_its_scores_are_where_they_should_be() {
    let world = World::new(400, 6);
    let card = world.card(&world.truth, Some(&world.truth));
    for scored in [Scored::Slope, Scored::Scale, Scored::Spread] {
        let line = card.line(scored);
        assert!(line.interval.contains(1.0) && line.interval.width() < 0.6, "{line:?}");
    }
    // What the truth scores is its own mean, as far as chance allows (4 standard errors).
    let tasks = 400.0 * world.tasks_each as f64;
    let expected = world.truth.iter().map(|p| p * ln(*p)).sum::<f64>() / tasks;
    let line = card.line(Scored::LogLikelihood);
    assert!((line.value - expected).abs() < line.interval.width(), "{line:?} {expected}");
    assert_eq!(card.line(Scored::Achieved).value, 1.0);
    assert!(card.line(Scored::CalibrationError).value < 3.0 * card.calibration.chance_error);
    let error = card.line(Scored::ShareError);
    assert!(error.value < 3.0 * error.ceiling && error.value < 0.2 * error.null, "{error:?}");
    assert_eq!(known(&card).labels(), ["valid for known individuals"]);
    assert_eq!(known(&card).light, Light::Green);
    assert_eq!(unseen(&card).labels(), ["valid for shares", "valid for unseen individuals"]);
    assert_eq!(card.segments.len(), 2);
    assert!(card.segments.iter().all(|segment| segment.people == 200 && segment.tasks == 1_200 && segment.gain.is_beaten()));
}

#[test]
fn a_collapsed_panel_is_red() {
    let world = World::new(400, 6);
    // Everyone alike: shares are fair, and nobody differs from anybody.
    let card = world.card(&world.alike(0.4), None);
    assert!(card.line(Scored::Spread).interval.high < 0.3, "{:?}", card.line(Scored::Spread));
    for verdict in [known(&card), unseen(&card)] {
        assert_eq!((verdict.light, verdict.labels()), (Light::Red, vec!["not validated"]));
        assert!(verdict.findings[0].why.iter().any(|why| why.starts_with("it has collapsed")), "{verdict:?}");
    }
    // Everyone alike and sure of it.
    let sure: Vec<f64> = world.alike(0.4).iter().map(|p| if *p > 0.5 { 1.0 } else { 0.0 }).collect();
    let card = world.card(&sure, None);
    assert!(card.impossible > 500);
    assert!((card.line(Scored::LogLikelihood).value - card.impossible as f64 / 2_400.0 * ln(LEAST)).abs() < 1e-9);
    assert_eq!(known(&card).light, Light::Red);
}

#[test]
fn a_uniform_panel_is_red() {
    let world = World::new(400, 6);
    let card = world.card(&vec![0.5; world.truth.len()], None);
    assert!((card.line(Scored::RootLikelihood).value - 0.5).abs() < 1e-12);
    assert_eq!(card.line(Scored::RSquared).value, 0.0);
    assert!(card.line(Scored::Scale).value.is_nan() && card.line(Scored::Slope).value.is_nan());
    for verdict in [known(&card), unseen(&card)] {
        assert_eq!((verdict.light, verdict.labels()), (Light::Red, vec!["not validated"]));
        assert!(verdict.findings[0].why.iter().any(|why| why.starts_with("equal chances are not beaten")), "{verdict:?}");
    }
}

#[test]
fn a_leak_is_red_however_good_the_scores() {
    let world = World::new(400, 6);
    let card = world.card(&world.truth, None);
    let leaks = ["person 7 was learned from".to_owned()];
    let verdict = judge(Some(Grounds { card: &card, leaks: &[] }), Some(Grounds { card: &card, leaks: &leaks }));
    assert_eq!((verdict.light, verdict.labels()), (Light::Red, vec!["not validated"]));
    assert_eq!(verdict.finding(Claim::Shares).unwrap().why, leaks);
    assert!(!verdict.finding(Claim::KnownIndividuals).unwrap().holds);
}

#[test]
fn too_bold_and_too_timid_panels_are_told_so() {
    let world = World::new(400, 6);
    let power = |by: f64| -> Vec<f64> {
        let powers = |pair: &[f64]| pair.iter().map(|p| crate::num::pow(*p, by)).collect::<Vec<f64>>();
        world.truth.chunks_exact(2).map(powers).flat_map(|pair| [pair[0] / (pair[0] + pair[1]), pair[1] / (pair[0] + pair[1])]).collect()
    };
    let truth = world.card(&world.truth, None).line(Scored::Scale).value;
    for (by, word) in [(2.0, "too bold"), (0.4, "too timid")] {
        let card = world.card(&power(by), None);
        // Not exactly, since nothing is less likely than one in a million.
        assert!((card.line(Scored::Scale).value * by / truth - 1.0).abs() < 0.01, "{:?}", card.line(Scored::Scale));
        assert!(known(&card).findings[0].why.iter().any(|why| why.contains(word)), "{:?}", known(&card));
    }
}

#[test]
fn one_task_a_person_cannot_tell_whether_people_differ() {
    let world = World::new(400, 1);
    let card = world.card(&world.truth, None);
    assert!(card.line(Scored::Spread).value.is_nan());
    assert_eq!(known(&card).light, Light::Red);
}

#[test]
fn what_does_not_fit_is_refused() {
    let (available, chosen, person) = ([true, true, true, false], [0, 0], [1, 2]);
    let choices = Choices::new(2, &available, &chosen, &person).unwrap();
    assert!(Forecast::new(&choices, &[0.4, 0.6, 1.0, 0.0]).is_ok());
    let refused = |p: &[f64]| Forecast::new(&choices, p).unwrap_err();
    assert!(matches!(refused(&[0.4, 0.6, 1.0]), ForecastError::Length { want: 4, got: 3, .. }));
    assert!(matches!(refused(&[0.4, 0.6, 0.5, 0.5]), ForecastError::Probability { task: 1, alternative: 1, .. }));
    assert!(matches!(refused(&[-0.4, 1.4, 1.0, 0.0]), ForecastError::Probability { task: 0, alternative: 0, .. }));
    assert!(matches!(refused(&[f64::NAN, 1.0, 1.0, 0.0]), ForecastError::Probability { .. }));
    assert!(matches!(refused(&[0.4, 0.4, 1.0, 0.0]), ForecastError::Total { task: 0, .. }));
    assert_eq!(Choices::new(2, &available, &[0, 1], &person).unwrap_err(), ForecastError::NotAvailable { task: 1, chosen: 1 });
    assert_eq!(Choices::new(2, &[], &[], &[]).unwrap_err(), ForecastError::Empty);
    let x = [0.0, 1.0, f64::NAN, 2.0];
    let forecast = Forecast::new(&choices, &[0.4, 0.6, 1.0, 0.0]).unwrap();
    assert!(matches!(Inclinations::of_forecast(&choices, &forecast, &x, &[0.0, 0.0]), Err(ForecastError::NotFinite { task: 1, .. })));
    assert!(Inclinations::of_forecast(&choices, &forecast, &x[..3], &[0.0, 0.0]).is_err());
}

#[test]
fn shares_are_scored_as_one_choice_drawn_from_them() {
    // One task with shares .75 and .25 is scored as four tasks of which three took the first.
    let (available, p) = ([true; 8], [0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4]);
    let four = Choices::new(2, &available, &[0, 0, 0, 1], &[1, 1, 1, 1]).unwrap();
    let one = Choices::new(2, &available[..2], &[0], &[1]).unwrap().with_shares(&[0.75, 0.25]).unwrap();
    let (many, shared) = (scores(&four, &Forecast::new(&four, &p).unwrap()), scores(&one, &Forecast::new(&one, &p[..2]).unwrap()));
    assert!((many.log_likelihood - shared.log_likelihood).abs() < 1e-15);
    assert!((shared.hit_rate - 0.75).abs() < 1e-15 && (shared.mean_probability - 0.55).abs() < 1e-15);
    // Squared distance from the shares themselves: twice .15².
    assert!((shared.brier - 0.045).abs() < 1e-15);
    for bad in [[0.75, 0.35], [1.2, -0.2], [f64::NAN, 0.5]] {
        assert!(matches!(one.clone().with_shares(&bad), Err(ForecastError::Shares { task: 0, .. })));
    }
    let closed = Choices::new(2, &[true, false], &[0], &[1]).unwrap();
    assert!(matches!(closed.with_shares(&[0.5, 0.5]), Err(ForecastError::Shares { .. })));
}
