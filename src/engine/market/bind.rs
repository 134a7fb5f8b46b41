//! A market with its uncertain inputs fixed at one draw, every arm built.

use std::sync::Arc;

use crate::choice::{self, Menu, TasteModel};
use crate::treatment::{Change, Edit, NumberEdit};
use crate::world::{Arm, BindError, Depth, Input};

use super::edit::{MarketEdit, MarketMove};
use super::model::{AnswerRule, CONCEPT, Driver, ENTRANTS, Market, Taste, Valuation, Value};
use super::spec::{Ask, Channel, Shape};

/// The value of a taste's attribute in one alternative of one arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum BoundValue {
    /// Nothing.
    Zero,
    /// The same for everyone.
    Scalar(f32),
    /// A multiple of a column of the market.
    People { column: usize, times: f32 },
}

/// One arm at one draw.
#[derive(Debug, Clone)]
pub(super) struct BoundArm {
    pub(super) depth: Depth,
    /// The market with other people, where the arm has them.
    pub(super) altered: Option<Arc<Market>>,
    /// Which of the plan's taste models it has.
    pub(super) tastes: usize,
    /// By claim, the share of people who believe it.
    pub(super) believed_by: Vec<f32>,
    /// What is on offer; values that hang on belief stand in columns of the block. New alternatives come last, if there are any.
    pub(super) menu: Menu,
    /// `[alternative][taste]`, as if everyone believed every claim.
    pub(super) values: Vec<Vec<BoundValue>>,
    pub(super) unit_cost: Vec<f64>,
    /// By segment, how many each of its people counts for; `None` where everyone counts once.
    pub(super) weights: Option<Vec<f64>>,
    /// The share of people in each class or one before it; empty without classes.
    pub(super) classes: Vec<f32>,
    pub(super) survey: BoundSurvey,
    pub(super) journey: BoundJourney,
    pub(super) willingness: Option<BoundWillingness>,
}

/// A rule for an answer, with its weights fixed.
#[derive(Debug)]
pub(super) enum BoundRule<'a> {
    Standard(Ask),
    Driven { start: f64, drivers: Vec<(&'a Driver, f64)> },
}

/// The survey at one draw.
#[derive(Debug, Clone)]
pub(super) struct BoundSurvey {
    /// By question: the start and the weights of a driven one.
    pub(super) driven: Vec<Option<(f64, Vec<f64>)>>,
    pub(super) intent_cuts: [f64; 4],
    pub(super) intent_weights: Option<[f64; 5]>,
    pub(super) clarity: f64,
    pub(super) uniqueness: f64,
    pub(super) noise_default: f64,
    pub(super) fitted: Option<[f64; 2]>,
}

impl BoundSurvey {
    /// The rule of a question with its weights at this draw.
    pub(super) fn rule<'a>(&self, market: &'a Market, question: usize) -> BoundRule<'a> {
        match (&market.survey.questions[question].rule, &self.driven[question]) {
            (AnswerRule::Driven { drivers, .. }, Some((start, weights))) => BoundRule::Driven {
                start: *start,
                drivers: drivers.iter().map(|(driver, _)| driver).zip(weights.iter().copied()).collect(),
            },
            (AnswerRule::Standard(ask), _) => BoundRule::Standard(*ask),
            (AnswerRule::Driven { .. }, None) => BoundRule::Driven { start: 0.0, drivers: Vec::new() },
        }
    }
}

/// A touchpoint at one draw.
#[derive(Debug, Clone)]
pub(super) struct BoundTouchpoint {
    /// Its place in the study as given: it keeps its draws and its figures wherever it moves.
    pub(super) place: usize,
    pub(super) channel: Channel,
    pub(super) minutes: f64,
    pub(super) wait: f64,
    pub(super) effort: f64,
    pub(super) clarity: f64,
    pub(super) fails: f64,
    pub(super) recovered: f64,
    pub(super) drop_out: f64,
}

/// The journey at one draw.
#[derive(Debug, Clone)]
pub(super) struct BoundJourney {
    /// In the order people go through them.
    pub(super) touchpoints: Vec<BoundTouchpoint>,
    pub(super) skill_effect: f64,
    pub(super) confusion_effect: f64,
    pub(super) effort_spread: f64,
    pub(super) failure_effect: f64,
    pub(super) effort_hazard: f64,
    pub(super) failure_hazard: f64,
    pub(super) patience_hazard: f64,
    pub(super) peak_end: f64,
    pub(super) experience_in_recommend: f64,
}

/// Van Westendorp's factors at one draw.
#[derive(Debug, Clone)]
pub(super) struct BoundWillingness {
    pub(super) factors: [f64; 4],
    pub(super) grid: Vec<f64>,
}

/// All arms at one draw.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The different taste models among the arms.
    pub(super) tastes: Vec<TasteModel>,
    pub(super) arms: Vec<BoundArm>,
    /// The order in which arms are run: those that share tastes one after the other.
    pub(super) order: Vec<usize>,
    /// Whether anyone in any arm may not know an alternative or not get it.
    pub(super) has_reach: bool,
}

/// The utility (logits) of one unit of money, and the sum of importance weights, at θ.
pub(super) struct Money<'a> {
    market: &'a Market,
    values: &'a [f64],
    unit: f64,
    /// The utility of money to a typical person.
    typical: f64,
    weights: f64,
    noise: f64,
}

impl<'a> Money<'a> {
    /// Reads the scale of the choice model at the values of all inputs.
    pub(super) fn at(market: &'a Market, values: &'a [f64]) -> Self {
        let noise = market.noise.at(values);
        let unit = match (market.unexplained, market.price_taste.map(|taste| &market.tastes[taste])) {
            // The standard deviation of a standard Gumbel error is π/√6.
            (Some(unexplained), _) => std::f64::consts::PI / (6.0_f64.sqrt() * unexplained.at(values)),
            (None, Some(price)) if price.valuation == Valuation::PartWorth => -price.centre.at(values),
            _ => f64::NAN,
        };
        let price = market.price_taste.map(|taste| market.tastes[taste].centre.at(values));
        let typical = price.map_or(f64::NAN, |price| -price / noise);
        let weights = market.weights.iter().map(|weight| weight.at(values)).sum();
        Self { market, values, unit: unit / noise, typical, weights, noise }
    }

    /// The part-worth of a stated centre to a typical person.
    pub(super) fn typical(&self, valuation: Valuation, centre: f64) -> f64 {
        if valuation == Valuation::OwnWorth { centre * self.typical } else { self.part_worth(valuation, centre) }
    }

    /// The part-worth of a stated centre; the amount itself where each person's own utility of money comes to it later.
    pub(super) fn part_worth(&self, valuation: Valuation, centre: f64) -> f64 {
        match valuation {
            Valuation::PartWorth => centre / self.noise,
            Valuation::Worth => centre * self.unit,
            Valuation::OwnWorth => centre,
            Valuation::Money => -self.unit,
            Valuation::Weight { sign, range, score, .. } => {
                let decisiveness = self.market.decisiveness.map_or(f64::NAN, |input| input.at(self.values));
                sign * score * centre / self.weights * decisiveness / range / self.noise
            }
        }
    }
}

fn taste(market: &Market, taste: &Taste, money: &Money<'_>, values: &[f64]) -> Result<choice::Taste, BindError> {
    let centre = |input: Input| money.part_worth(taste.valuation, input.at(values));
    let mut centres: Vec<f64> = match (taste.own, taste.by_class.is_empty()) {
        // What a treatment adds to the centre is added to everybody's own.
        (Some((_, given)), _) => vec![centre(taste.centre) - money.part_worth(taste.valuation, given)],
        (None, true) => vec![centre(taste.centre); market.codes()],
        (None, false) => taste.by_class.iter().map(|&input| centre(input)).collect(),
    };
    for &(segment, input) in &taste.by_segment {
        centres[usize::from(segment)] = money.part_worth(taste.valuation, input.at(values));
    }
    if let Some(bad) = centres.iter().find(|centre| !centre.is_finite()) {
        return Err(BindError { input: name(market, taste), got: *bad, allowed: "a finite part-worth".to_owned() });
    }
    let vary = taste.vary.at(values).max(0.0);
    // What is spread in its own unit, and what by a share of the centre.
    let in_unit = match taste.valuation {
        Valuation::PartWorth => Some(vary / money.noise),
        Valuation::OwnWorth => Some(vary),
        _ => None,
    };
    let typical = centres.iter().map(|centre| centre.abs()).sum::<f64>() / centres.len() as f64;
    let sd = in_unit.unwrap_or(vary * typical);
    let plain = |sign: f64| centres.iter().map(|&centre| (sign * centre) as f32).collect();
    let (shape, location, scale): (choice::Shape, Vec<f32>, f64) = match taste.shape {
        Shape::Fixed => (choice::Shape::Fixed, plain(1.0), 0.0),
        Shape::Normal => (choice::Shape::Normal, plain(1.0), sd),
        // A symmetric triangle on (−1, 1) has the standard deviation 1/√6, what is even there 1/√3.
        Shape::Triangular => (choice::Shape::Triangular, plain(1.0), sd * 6.0_f64.sqrt()),
        Shape::Uniform => (choice::Shape::Uniform, plain(1.0), sd * 3.0_f64.sqrt()),
        Shape::TruncatedNormal => (choice::Shape::TruncatedNormal { sign: 1.0 }, plain(1.0), sd),
        Shape::NegativeTruncatedNormal => (choice::Shape::TruncatedNormal { sign: -1.0 }, plain(-1.0), sd),
        Shape::LogNormal => {
            let sign = if centres[0] < 0.0 { -1.0 } else { 1.0 };
            if let Some(bad) = centres.iter().find(|&&centre| centre * sign <= 0.0) {
                return Err(BindError {
                    input: name(market, taste),
                    got: *bad,
                    allowed: "one sign in all segments, not zero, for a lognormal taste (or `shape = \"normal\"`)".to_owned(),
                });
            }
            let scale = if taste.of_log {
                vary
            } else {
                let share = in_unit.map_or(vary, |sd| sd / typical);
                crate::num::ln(share.mul_add(share, 1.0)).sqrt()
            };
            let location = centres.iter().map(|centre| crate::num::ln(centre.abs()) as f32).collect();
            (choice::Shape::LogNormal { sign: sign as f32 }, location, scale)
        }
    };
    // A shift is stated in the taste's own unit; for a lognormal taste it is a share.
    let unit = match (taste.shape, taste.valuation) {
        (Shape::LogNormal, _) | (_, Valuation::OwnWorth) => 1.0,
        (_, Valuation::PartWorth) => 1.0 / money.noise,
        (_, Valuation::Worth | Valuation::Money) => money.unit,
        (_, Valuation::Weight { .. }) => money.part_worth(taste.valuation, 1.0),
    };
    // What likes less of it has its bell turned round.
    let unit = if taste.shape == Shape::NegativeTruncatedNormal { -unit } else { unit };
    let shift = |&(column, input): &(usize, Input)| choice::Shift { column, by: (input.at(values) * unit) as f32 };
    let mut shifts: Vec<choice::Shift> = taste.shifts.iter().map(shift).collect();
    if let (Some((place, _)), Some(own)) = (taste.own, &market.own) {
        let draw = ((own.place.at(values) * own.draws as f64) as usize).min(own.draws - 1);
        let column = own.first + draw * own.tastes + place;
        shifts.push(choice::Shift { column, by: money.part_worth(taste.valuation, 1.0) as f32 });
    }
    let in_money = market.price_taste.filter(|_| taste.valuation == Valuation::OwnWorth);
    Ok(choice::Taste { shape, location, scale: scale as f32, shifts, in_money })
}

/// The share of people in each class or one before it.
fn classes(market: &Market, values: &[f64]) -> Vec<f32> {
    let Some(classes) = &market.classes else { return Vec::new() };
    let sizes: Vec<f64> = classes.sizes.iter().map(|size| size.at(values).max(0.0)).collect();
    let all: f64 = sizes.iter().sum();
    let mut below = 0.0;
    let mut shares: Vec<f32> = sizes
        .iter()
        .map(|size| {
            below += size / all;
            below as f32
        })
        .collect();
    // Whatever rounding leaves, everybody is in some class.
    if let Some(last) = shares.last_mut() {
        *last = 1.0;
    }
    shares
}

/// The lower triangular factor of the tastes' covariance, row by row; none where every taste goes on its own.
fn joint(market: &Market, tastes: &[choice::Taste], money: &Money<'_>, values: &[f64]) -> Result<Option<Vec<f32>>, BindError> {
    let count = tastes.len();
    if market.tastes.iter().all(|taste| taste.joint.is_empty()) {
        return Ok(None);
    }
    // What each taste has of each one's score; then the factor that says the same in the order of the tastes.
    let mut loads = vec![0.0; count * count];
    for (row, (taste, bound)) in market.tastes.iter().zip(tastes).enumerate() {
        loads[row * count + row] = f64::from(bound.scale);
        for &(other, input) in &taste.joint {
            let in_logits = taste.valuation == Valuation::PartWorth && !taste.of_log;
            loads[row * count + other] = input.at(values) / if in_logits { money.noise } else { 1.0 };
        }
    }
    let mut factor = vec![0.0f64; count * count];
    for row in 0..count {
        for column in 0..=row {
            let both = (0..count).map(|k| loads[row * count + k] * loads[column * count + k]).sum::<f64>();
            let rest = (0..column).fold(both, |rest, k| rest - factor[row * count + k] * factor[column * count + k]);
            let pivot = factor[column * count + column];
            factor[row * count + column] = match (row == column, pivot > 0.0) {
                (true, _) => rest.max(0.0).sqrt(),
                (false, true) => rest / pivot,
                (false, false) => 0.0,
            };
        }
    }
    if let Some(bad) = factor.iter().find(|cell| !cell.is_finite()) {
        return Err(BindError { input: "tastes".to_owned(), got: *bad, allowed: "tastes that go together by finite numbers".to_owned() });
    }
    Ok(Some(factor.into_iter().map(|cell| cell as f32).collect()))
}

fn name(market: &Market, taste: &Taste) -> String {
    let key = &market.attributes[taste.attribute].key;
    taste.level.as_ref().map_or_else(|| key.clone(), |level| format!("{key} = {level}"))
}

/// An arm while edits are applied to it.
struct Draft {
    constants: Vec<f64>,
    values: Vec<Vec<BoundValue>>,
    /// `[alternative][taste]`: whether the value is the concept's, as each person believes it.
    believed: Vec<Vec<bool>>,
    reach: Vec<Option<f64>>,
    available: Vec<Option<usize>>,
    offered: Vec<bool>,
    journey: Vec<(usize, Channel)>,
    weights: Option<Vec<f64>>,
    traits: Vec<(usize, Change)>,
}

impl Draft {
    /// The market as given, at the values of all inputs.
    fn new(market: &Market, values: &[f64]) -> Self {
        let alternatives = &market.alternatives;
        let value = |value: &Value| match value {
            Value::Zero => BoundValue::Zero,
            Value::Number(input) => BoundValue::Scalar(input.at(values) as f32),
            Value::People(column) => BoundValue::People { column: *column, times: 1.0 },
        };
        let reach = |reach: &Option<(Input, Input)>| reach.map(|(aware, found)| aware.at(values) * found.at(values));
        let noise = market.noise.at(values);
        let tastes = market.tastes.len();
        let mut draft = Self {
            constants: alternatives.iter().map(|one| one.constant.at(values) / noise).collect(),
            values: alternatives.iter().map(|one| one.values.iter().map(value).collect()).collect(),
            believed: vec![vec![false; tastes]; alternatives.len()],
            reach: alternatives.iter().map(|one| reach(&one.reach)).collect(),
            available: alternatives.iter().map(|one| one.available).collect(),
            offered: vec![true; alternatives.len()],
            journey: market.journey.touchpoints.iter().map(|point| point.channel).enumerate().collect(),
            weights: None,
            traits: Vec::new(),
        };
        draft.believed[CONCEPT] = (0..tastes).map(|taste| market.hangs_on_belief(taste)).collect();
        draft
    }

    fn open(&mut self, alternative: usize, tastes: usize) {
        while self.offered.len() <= alternative {
            self.constants.push(0.0);
            self.values.push(vec![BoundValue::Zero; tastes]);
            self.believed.push(vec![false; tastes]);
            self.reach.push(None);
            self.available.push(None);
            self.offered.push(false);
        }
    }

    /// Writes a value; that of another alternative than the concept no longer hangs on what people believe of the concept.
    fn put(&mut self, alternative: usize, taste: usize, value: BoundValue) {
        self.values[alternative][taste] = value;
        if alternative != CONCEPT {
            self.believed[alternative][taste] = false;
        }
    }

    fn apply(&mut self, market: &Market, edit: &MarketMove, values: &[f64]) {
        match edit {
            MarketMove::Remove { alternative } => self.offered[*alternative] = false,
            MarketMove::Enter { alternative, like, awareness } => {
                self.open(*alternative, market.tastes.len());
                self.constants[*alternative] = self.constants[*like];
                self.values[*alternative] = self.values[*like].clone();
                self.believed[*alternative] = self.believed[*like].clone();
                self.reach[*alternative] = awareness.map_or(self.reach[*like], |share| Some(share.at(values)));
                self.available[*alternative] = self.available[*like];
                self.offered[*alternative] = true;
            }
            MarketMove::Value { alternative, taste, change } => {
                let value = match (self.values[*alternative][*taste], *change) {
                    (_, Change::Set(to)) => BoundValue::Scalar(to.at(values) as f32),
                    (BoundValue::People { column, times }, Change::Scale(by)) => {
                        BoundValue::People { column, times: (f64::from(times) * by.at(values)) as f32 }
                    }
                    (BoundValue::Scalar(amount), change) => BoundValue::Scalar(change.apply(f64::from(amount), values) as f32),
                    (BoundValue::Zero, change) => BoundValue::Scalar(change.apply(0.0, values) as f32),
                    // Refused when the treatment was read: people's own values are multiplied or replaced.
                    (people @ BoundValue::People { .. }, Change::Add(_)) => people,
                };
                self.put(*alternative, *taste, value);
            }
            MarketMove::Constant { alternative, change } => {
                self.constants[*alternative] = change.apply(self.constants[*alternative], values);
            }
            MarketMove::Level { alternative, attribute, taste } => {
                for index in (0..market.tastes.len()).filter(|&index| market.tastes[index].attribute == *attribute) {
                    self.put(*alternative, index, if *taste == Some(index) { BoundValue::Scalar(1.0) } else { BoundValue::Zero });
                }
            }
            MarketMove::Match { alternative, like, attributes, constant } => {
                for index in (0..market.tastes.len()).filter(|&index| attributes.contains(&market.tastes[index].attribute)) {
                    let value = self.values[*like][index];
                    self.put(*alternative, index, value);
                }
                if *constant {
                    self.constants[*alternative] = self.constants[*like];
                    self.reach[*alternative] = self.reach[*like];
                }
            }
            MarketMove::Drop { touchpoint } => self.journey.retain(|(place, _)| place != touchpoint),
            MarketMove::Reorder { touchpoint, before } => {
                if let Some(from) = self.journey.iter().position(|(place, _)| place == touchpoint) {
                    let moved = self.journey.remove(from);
                    let to = before.and_then(|before| self.journey.iter().position(|&(place, _)| place == before));
                    self.journey.insert(to.unwrap_or(self.journey.len()), moved);
                }
            }
            MarketMove::Channel { touchpoint, channel } => {
                for (_, old) in self.journey.iter_mut().filter(|(place, _)| place == touchpoint) {
                    *old = *channel;
                }
            }
            MarketMove::Weigh { segment, by } => {
                let weights = self.weights.get_or_insert_with(|| vec![1.0; market.layout.segments]);
                weights[*segment] *= by.at(values).max(0.0);
            }
            MarketMove::Trait { column, change } => self.traits.push((*column, *change)),
        }
    }

    /// One alternative as the choice kernels take it.
    fn offered(&self, market: &Market, alternative: usize) -> choice::Alternative {
        let values = self.values[alternative].iter().zip(&self.believed[alternative]).enumerate().map(|(taste, value)| match value {
            (_, &true) => choice::Value::Column { column: market.believed_column(taste), times: 1.0 },
            (&BoundValue::Zero, _) => choice::Value::Absent,
            (&BoundValue::Scalar(amount), _) => choice::Value::Scalar(amount),
            (&BoundValue::People { column, times }, _) => choice::Value::Column { column, times },
        });
        let mut gates = Vec::new();
        if !self.offered[alternative] {
            gates.push(choice::Gate::Closed);
        }
        gates.extend(self.available[alternative].map(choice::Gate::Column));
        if let Some(reach) = self.reach[alternative].filter(|&reach| reach < 1.0) {
            gates.push(choice::Gate::Below { column: market.known_column(alternative), bound: reach as f32 });
        }
        choice::Alternative { constant: self.constants[alternative] as f32, offsets: Vec::new(), values: values.collect(), gates }
    }
}

fn survey(market: &Market, values: &[f64]) -> BoundSurvey {
    let survey = &market.survey;
    let at = |input: Input| input.at(values);
    let logit_at = |input: Option<Input>| input.map_or(0.0, |input| super::survey::logit(input.at(values)));
    BoundSurvey {
        driven: survey
            .questions
            .iter()
            .map(|question| match &question.rule {
                AnswerRule::Standard(_) => None,
                AnswerRule::Driven { start, drivers } => Some((at(*start), drivers.iter().map(|(_, weight)| at(*weight)).collect())),
            })
            .collect(),
        intent_cuts: survey.intent_cuts.map(|cut| super::survey::logit(at(cut))),
        intent_weights: survey.intent_weights.map(|weights| weights.map(at)),
        clarity: logit_at(survey.clarity),
        uniqueness: logit_at(survey.uniqueness),
        noise_default: at(survey.noise_default),
        fitted: survey.fitted.map(|spreads| spreads.map(at)),
    }
}

fn journey(market: &Market, order: &[(usize, Channel)], values: &[f64]) -> BoundJourney {
    let journey = &market.journey;
    let at = |input: Input| input.at(values);
    let touchpoint = |&(place, channel): &(usize, Channel)| {
        let point = &journey.touchpoints[place];
        BoundTouchpoint {
            place,
            channel,
            minutes: at(point.minutes),
            wait: at(point.wait),
            effort: at(point.effort),
            clarity: at(point.clarity),
            fails: at(point.fails),
            recovered: at(point.recovered),
            drop_out: at(point.drop_out),
        }
    };
    BoundJourney {
        touchpoints: order.iter().map(touchpoint).collect(),
        skill_effect: at(journey.skill_effect),
        confusion_effect: at(journey.confusion_effect),
        effort_spread: at(journey.effort_spread),
        failure_effect: at(journey.failure_effect),
        effort_hazard: at(journey.effort_hazard),
        failure_hazard: at(journey.failure_hazard),
        patience_hazard: at(journey.patience_hazard),
        peak_end: at(journey.peak_end),
        experience_in_recommend: at(journey.experience_in_recommend),
    }
}

/// Fixes a market at θ. Each arm's numbers are changed first, in the order of its edits, then everything else.
pub(super) fn bind(market: &Market, theta: &[f64], arms: &[Arm<MarketEdit>]) -> Result<Plan, BindError> {
    let given = market.unknowns.values(theta);
    let mut plan = Plan { tastes: Vec::new(), arms: Vec::with_capacity(arms.len()), order: (0..arms.len()).collect(), has_reach: false };
    let mut made: Vec<(Vec<choice::Taste>, Option<Vec<f32>>)> = Vec::new();
    let mut of_control = None;
    for arm in arms {
        let mut values = given.clone();
        let numbers = arm.edits.iter().filter_map(|edit| if let Edit::Number(number) = edit { Some(*number) } else { None });
        let renumbered = numbers.clone().next().is_some();
        NumberEdit::apply_all(numbers, market.unknowns.entries(), &mut values);
        let mut draft = Draft::new(market, &values);
        for edit in &arm.edits {
            if let Edit::Structure(edit) = edit {
                draft.apply(market, edit, &values);
            }
        }
        let altered = if draft.traits.is_empty() { None } else { Some(market.with_people_changed(&draft.traits)?) };
        // Arms with the same tastes share their draws.
        let tastes = match of_control {
            Some(index) if !renumbered => index,
            _ => {
                let money = Money::at(market, &values);
                let tastes = market.tastes.iter().map(|one| taste(market, one, &money, &values)).collect::<Result<Vec<_>, _>>()?;
                let factor = joint(market, &tastes, &money, &values)?;
                let tastes = (tastes, factor);
                let known = made.iter().position(|known| *known == tastes);
                let index = match known {
                    Some(index) => index,
                    None => {
                        let model = match &tastes.1 {
                            None => TasteModel::independent(tastes.0.clone()),
                            Some(factor) => TasteModel::correlated(tastes.0.clone(), factor),
                        };
                        plan.tastes.push(model.map_err(|error| BindError {
                            input: "tastes".to_owned(),
                            got: f64::NAN,
                            allowed: error.to_string(),
                        })?);
                        made.push(tastes);
                        made.len() - 1
                    }
                };
                if !renumbered {
                    of_control = Some(index);
                }
                index
            }
        };
        let menu = Menu::new((0..draft.offered.len()).map(|alternative| draft.offered(market, alternative)).collect(), market.tastes.len());
        let menu = menu.map_err(|error| BindError { input: arm.name.clone(), got: f64::NAN, allowed: error.to_string() })?;
        plan.has_reach |= menu.alternatives().iter().any(|one| one.gates.iter().any(|gate| matches!(gate, choice::Gate::Below { .. })));
        plan.arms.push(BoundArm {
            depth: arm.depth,
            altered,
            tastes,
            believed_by: market.claims.iter().map(|claim| claim.believed_by.at(&values) as f32).collect(),
            menu,
            values: draft.values,
            unit_cost: market.alternatives.iter().map(|one| one.unit_cost.map_or(0.0, |cost| cost.at(&values))).collect(),
            weights: draft.weights,
            classes: classes(market, &values),
            survey: survey(market, &values),
            journey: journey(market, &draft.journey, &values),
            willingness: market
                .van_westendorp
                .as_ref()
                .map(|asked| BoundWillingness { factors: asked.factors.map(|factor| factor.at(&values)), grid: asked.grid.clone() }),
        });
    }
    plan.order.sort_by_key(|&index| (plan.arms[index].tastes, plan.arms[index].altered.as_ref().map(Arc::as_ptr)));
    Ok(plan)
}

impl Market {
    /// How many codes tastes may go by: classes, or else segments.
    fn codes(&self) -> usize {
        self.classes.as_ref().map_or(self.layout.segments, |classes| classes.sizes.len())
    }

    /// Whether the concept's value of a taste hangs on a claim that people may doubt.
    pub(super) fn hangs_on_belief(&self, taste: usize) -> bool {
        self.claims.iter().any(|claim| claim.tastes.contains(&taste))
    }

    /// The most alternatives an arm can have: those of the study and those that enter.
    pub(super) fn places(&self) -> usize {
        self.alternatives.len() + ENTRANTS
    }

    /// The column of uniforms that decide who knows an alternative, after the market's own columns.
    pub(super) fn known_column(&self, alternative: usize) -> usize {
        self.columns.len() + alternative
    }

    /// The column of the concept's value of a taste as each person believes it, after those.
    pub(super) fn believed_column(&self, taste: usize) -> usize {
        self.columns.len() + self.places() + taste
    }
}
