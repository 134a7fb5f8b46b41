//! Choices to test with: the electricity survey, choices at random, choices of people whose tastes are known.

use crate::choice::data::ChoiceData;
use crate::choice::mixed::*;
use crate::choice::panel::PanelEvaluation;
use crate::num::ln;
use crate::random::{At, Draws, Purpose, Seed, Streams};

pub(super) fn electricity() -> ElectricityData {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../personas/electricity/choices.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let task = |record: csv::StringRecord| {
        let v: Vec<f64> = record.iter().map(|cell| cell.parse().unwrap()).collect();
        let features = std::array::from_fn(|supplier| std::array::from_fn(|feature| v[2 + 4 * feature + supplier]));
        ElectricityTask { person: v[0] as u64, chosen: v[1] as usize - 1, features }
    };
    ElectricityData::new(&reader.records().map(|record| task(record.unwrap())).collect::<Vec<_>>())
}

/// Choices made at random, with holes in what is available.
pub(super) struct Made {
    pub(super) specification: Specification,
    pub(super) alternatives: usize,
    pub(super) x: Vec<f64>,
    pub(super) available: Vec<bool>,
    pub(super) chosen: Vec<usize>,
    pub(super) person: Vec<u64>,
    pub(super) demographics: Vec<f64>,
    pub(super) parameters: Vec<f64>,
}

impl Made {
    pub(super) fn new(seed: u64, specification: Specification, alternatives: usize, people: usize, strength: f64) -> Self {
        let mut draws = Streams::new(Seed(seed), At::default()).draws(Purpose::Design, 0, 0);
        let features = specification.tastes.len();
        let mut made = Self {
            alternatives,
            x: Vec::new(),
            available: Vec::new(),
            chosen: Vec::new(),
            person: Vec::new(),
            demographics: (0..people * specification.demographics.len()).map(|_| draws.normal()).collect(),
            parameters: Vec::new(),
            specification,
        };
        for person in 0..people {
            for _ in 0..1 + draws.below(5) {
                made.x.extend((0..alternatives * features).map(|_| draws.normal() * strength));
                let chosen = draws.below(alternatives as u32) as usize;
                made.available.extend((0..alternatives).map(|j| j == chosen || draws.uniform() < 0.8));
                made.chosen.push(chosen);
                made.person.push(person as u64);
            }
        }
        let model = made.model();
        made.parameters = (0..model.parameters().len()).map(|_| 0.7 * draws.normal()).collect();
        // A truncated normal's spread is a standard deviation, and far from zero the plain form loses its digits.
        for part in model.parts.iter().filter(|part| matches!(part.distribution, Distribution::TruncatedNormal(_))) {
            made.parameters[part.factor[0].1] = 0.5 + draws.uniform();
        }
        made
    }

    pub(super) fn model(&self) -> Model {
        Model::new(&self.specification).unwrap()
    }

    pub(super) fn data(&self) -> ChoiceData<'_> {
        let features = self.specification.tastes.len();
        ChoiceData::new(self.alternatives, features, &self.x, &self.available, &self.chosen, &self.person).unwrap()
    }

    pub(super) fn evaluate(&self, points: Points, draws: usize, effort: Effort, parameters: &[f64]) -> PanelEvaluation {
        let model = self.model();
        let panel = Panel::new(&model, &self.data(), &self.demographics).unwrap();
        Likelihood::new(&model, &panel, points, draws, effort).unwrap().evaluate(parameters).unwrap()
    }
}

/// Models of every kind.
pub(super) fn cases() -> Vec<Specification> {
    let taste = |name: &str, distribution| Taste::new(name, distribution);
    let all = vec![
        taste("a", Distribution::Normal),
        Taste { shifts: vec!["age".into()], ..taste("b", Distribution::LogNormal(Sign::Negative)) },
        taste("c", Distribution::Fixed),
        Taste { shifts: vec!["income".into(), "age".into()], ..taste("d", Distribution::TruncatedNormal(Sign::Positive)) },
        taste("e", Distribution::Uniform),
        taste("f", Distribution::Triangular),
        taste("g", Distribution::TruncatedNormal(Sign::Negative)),
        taste("h", Distribution::Normal),
    ];
    let base = Specification { tastes: all, demographics: vec!["income".into(), "age".into()], ..Specification::default() };
    let full = Specification { covariance: Covariance::Full, ..base.clone() };
    let money = Specification { space: Space::WillingnessToPay { price: "b".into() }, ..full.clone() };
    let scale = Specification { scale: Scale::Varying { except: vec!["c".into(), "h".into()] }, ..base.clone() };
    let fixed_money = Specification { space: Space::WillingnessToPay { price: "c".into() }, ..scale.clone() };
    let plain = Specification::all(&["a", "b"], Distribution::Fixed);
    let normal = Specification { covariance: Covariance::Full, ..Specification::all(&["a", "b", "c"], Distribution::Normal) };
    vec![base, full, money, scale, fixed_money, plain, normal]
}

/// Choices of people whose tastes are known.
pub(super) fn simulated(seed: u64, people: usize, tasks: usize, truth: &[(f64, f64)]) -> (Vec<f64>, Vec<usize>, Vec<u64>) {
    let streams = Streams::new(Seed(seed), At::default());
    let (mut x, mut chosen, mut person) = (Vec::new(), Vec::new(), Vec::new());
    let gumbel = |draws: &mut Draws| -ln(-ln(draws.uniform()));
    for n in 0..people as u64 {
        let mut draws = streams.draws(Purpose::Choice, n, 0);
        let beta: Vec<f64> = truth.iter().map(|(location, spread)| location + spread * draws.normal()).collect();
        for _ in 0..tasks {
            let mut best = (0, f64::NEG_INFINITY);
            for j in 0..3 {
                let features: Vec<f64> = truth.iter().map(|_| draws.normal()).collect();
                let utility = features.iter().zip(&beta).map(|(x, b)| x * b).sum::<f64>() + gumbel(&mut draws);
                best = if utility > best.1 { (j, utility) } else { best };
                x.extend(features);
            }
            chosen.push(best.0);
            person.push(n);
        }
    }
    (x, chosen, person)
}
