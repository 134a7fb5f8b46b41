//! A market with its uncertain inputs fixed at one draw, every arm built.

use crate::choice::{self, Menu, TasteModel};
use crate::treatment::MarketEdit;
use crate::world::{Arm, BindError, Depth, Input};

use super::model::{AnswerRule, CONCEPT, Driver, Market, Taste, Valuation, Value};
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
    /// What is on offer; values that hang on belief stand in columns of the block.
    pub(super) menu: Menu,
    /// `[alternative][taste]`, as if everyone believed every claim.
    pub(super) values: Vec<Vec<BoundValue>>,
    pub(super) unit_cost: Vec<f64>,
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
    pub(super) tastes: TasteModel,
    pub(super) believed_by: Vec<f32>,
    pub(super) arms: Vec<BoundArm>,
    pub(super) survey: BoundSurvey,
    pub(super) journey: BoundJourney,
    pub(super) willingness: Option<BoundWillingness>,
}

/// The utility (logits) of one unit of money, and the sum of importance weights, at θ.
pub(super) struct Money<'a> {
    market: &'a Market,
    theta: &'a [f64],
    unit: f64,
    weights: f64,
}

impl<'a> Money<'a> {
    /// Reads the scale of the choice model at θ.
    pub(super) fn at(market: &'a Market, theta: &'a [f64]) -> Self {
        let unit = match (market.unexplained, market.price_taste.map(|taste| &market.tastes[taste])) {
            // The standard deviation of a standard Gumbel error is π/√6.
            (Some(unexplained), _) => std::f64::consts::PI / (6.0_f64.sqrt() * unexplained.at(theta)),
            (None, Some(price)) if price.valuation == Valuation::PartWorth => -price.centre.at(theta),
            _ => f64::NAN,
        };
        Self { market, theta, unit, weights: market.weights.iter().map(|weight| weight.at(theta)).sum() }
    }

    /// The part-worth of a stated centre.
    pub(super) fn part_worth(&self, valuation: Valuation, centre: f64) -> f64 {
        match valuation {
            Valuation::PartWorth => centre,
            Valuation::Worth => centre * self.unit,
            Valuation::Money => -self.unit,
            Valuation::Weight { sign, range, score, .. } => {
                let decisiveness = self.market.decisiveness.map_or(f64::NAN, |input| input.at(self.theta));
                sign * score * centre / self.weights * decisiveness / range
            }
        }
    }
}

fn taste(market: &Market, taste: &Taste, money: &Money<'_>, theta: &[f64]) -> Result<choice::Taste, BindError> {
    let segments = market.layout.segments;
    let mut centres = vec![money.part_worth(taste.valuation, taste.centre.at(theta)); segments];
    for &(segment, input) in &taste.by_segment {
        centres[usize::from(segment)] = money.part_worth(taste.valuation, input.at(theta));
    }
    if let Some(bad) = centres.iter().find(|centre| !centre.is_finite()) {
        return Err(BindError { input: name(market, taste), got: *bad, allowed: "a finite part-worth".to_owned() });
    }
    let vary = taste.vary.at(theta).max(0.0);
    let typical = centres.iter().map(|centre| centre.abs()).sum::<f64>() / segments as f64;
    let plain = || centres.iter().map(|&centre| centre as f32).collect();
    let (shape, location, scale): (choice::Shape, Vec<f32>, f64) = match taste.shape {
        Shape::Fixed => (choice::Shape::Fixed, plain(), 0.0),
        Shape::Normal | Shape::Triangular => {
            let sd = if taste.valuation == Valuation::PartWorth { vary } else { vary * typical };
            // A symmetric triangle on (−1, 1) has the standard deviation 1/√6.
            if taste.shape == Shape::Normal {
                (choice::Shape::Normal, plain(), sd)
            } else {
                (choice::Shape::Triangular, plain(), sd * 6.0_f64.sqrt())
            }
        }
        Shape::LogNormal => {
            let sign = if centres[0] < 0.0 { -1.0 } else { 1.0 };
            if let Some(bad) = centres.iter().find(|&&centre| centre * sign <= 0.0) {
                return Err(BindError {
                    input: name(market, taste),
                    got: *bad,
                    allowed: "one sign in all segments, not zero, for a lognormal taste (or `shape = \"normal\"`)".to_owned(),
                });
            }
            let share = if taste.valuation == Valuation::PartWorth { vary / typical } else { vary };
            let variance = crate::num::ln(share.mul_add(share, 1.0));
            let location = centres.iter().map(|centre| crate::num::ln(centre.abs()) as f32).collect();
            (choice::Shape::LogNormal { sign: sign as f32 }, location, variance.sqrt())
        }
    };
    // A shift is stated in the taste's own unit; for a lognormal taste it is a share.
    let unit = match (taste.shape, taste.valuation) {
        (Shape::LogNormal, _) | (_, Valuation::PartWorth) => 1.0,
        (_, Valuation::Worth | Valuation::Money) => money.unit,
        (_, Valuation::Weight { .. }) => money.part_worth(taste.valuation, 1.0),
    };
    let shifts = taste.shifts.iter().map(|&(column, input)| choice::Shift { column, by: (input.at(theta) * unit) as f32 }).collect();
    Ok(choice::Taste { shape, location, scale: scale as f32, shifts })
}

fn name(market: &Market, taste: &Taste) -> String {
    let key = &market.attributes[taste.attribute].key;
    taste.level.as_ref().map_or_else(|| key.clone(), |level| format!("{key} = {level}"))
}

/// An arm while edits are applied to it.
struct Draft {
    constants: Vec<f64>,
    values: Vec<Vec<BoundValue>>,
    reach: Vec<Option<f64>>,
    removed: Vec<bool>,
}

fn arm(market: &Market, arm: &Arm<MarketEdit>, theta: &[f64]) -> Result<BoundArm, BindError> {
    let value = |value: &Value| match value {
        Value::Zero => BoundValue::Zero,
        Value::Number(input) => BoundValue::Scalar(input.at(theta) as f32),
        Value::People(column) => BoundValue::People { column: *column, times: 1.0 },
    };
    let mut draft = Draft {
        constants: market.alternatives.iter().map(|alternative| alternative.constant.at(theta)).collect(),
        values: market.alternatives.iter().map(|alternative| alternative.values.iter().map(value).collect()).collect(),
        reach: market
            .alternatives
            .iter()
            .map(|alternative| alternative.reach.map(|(aware, found)| aware.at(theta) * found.at(theta)))
            .collect(),
        removed: vec![false; market.alternatives.len()],
    };
    for edit in &arm.edits {
        apply(market, edit, &mut draft);
    }
    let menu =
        Menu::new((0..market.alternatives.len()).map(|alternative| offered(market, &draft, alternative)).collect(), market.tastes.len());
    Ok(BoundArm {
        depth: arm.depth,
        menu: menu.map_err(|error| BindError { input: arm.name.clone(), got: f64::NAN, allowed: error.to_string() })?,
        values: draft.values,
        unit_cost: market.alternatives.iter().map(|alternative| alternative.unit_cost.map_or(0.0, |cost| cost.at(theta))).collect(),
    })
}

/// One alternative as the choice kernels take it.
fn offered(market: &Market, draft: &Draft, alternative: usize) -> choice::Alternative {
    let values = draft.values[alternative].iter().enumerate().map(|(taste, value)| match *value {
        _ if alternative == CONCEPT && market.hangs_on_belief(taste) => {
            choice::Value::Column { column: market.believed_column(taste), times: 1.0 }
        }
        BoundValue::Zero => choice::Value::Absent,
        BoundValue::Scalar(amount) => choice::Value::Scalar(amount),
        BoundValue::People { column, times } => choice::Value::Column { column, times },
    });
    let mut gates = Vec::new();
    if draft.removed[alternative] {
        gates.push(choice::Gate::Closed);
    }
    gates.extend(market.alternatives[alternative].available.map(choice::Gate::Column));
    gates.extend(
        draft.reach[alternative].map(|reach| choice::Gate::Below { column: market.known_column(alternative), bound: reach as f32 }),
    );
    choice::Alternative { constant: draft.constants[alternative] as f32, offsets: Vec::new(), values: values.collect(), gates }
}

fn apply(market: &Market, edit: &MarketEdit, bound: &mut Draft) {
    match edit {
        MarketEdit::Remove { alternative } => bound.removed[*alternative] = true,
        MarketEdit::SetPrice { alternative, to } => {
            if let Some(price) = market.price_taste {
                bound.values[*alternative][price] = BoundValue::Scalar(*to as f32);
            }
        }
        MarketEdit::ScalePrice { alternative, by } => {
            if let Some(price) = market.price_taste {
                let value = &mut bound.values[*alternative][price];
                *value = match *value {
                    BoundValue::Zero => BoundValue::Zero,
                    BoundValue::Scalar(amount) => BoundValue::Scalar((f64::from(amount) * by) as f32),
                    BoundValue::People { column, times } => BoundValue::People { column, times: (f64::from(times) * by) as f32 },
                };
            }
        }
        MarketEdit::Match { alternative, like, attributes, constant } => {
            for (index, taste) in market.tastes.iter().enumerate() {
                if attributes.contains(&taste.attribute) {
                    bound.values[*alternative][index] = bound.values[*like][index];
                }
            }
            if *constant {
                bound.constants[*alternative] = bound.constants[*like];
                bound.reach[*alternative] = bound.reach[*like];
            }
        }
    }
}

/// Fixes a market at θ.
pub(super) fn bind(market: &Market, theta: &[f64], arms: &[Arm<MarketEdit>]) -> Result<Plan, BindError> {
    let money = Money::at(market, theta);
    let tastes = market.tastes.iter().map(|one| taste(market, one, &money, theta)).collect::<Result<Vec<_>, _>>()?;
    let survey = &market.survey;
    let journey = &market.journey;
    let at = |input: Input| input.at(theta);
    let logit_at = |input: Option<Input>| input.map_or(0.0, |input| super::survey::logit(input.at(theta)));
    Ok(Plan {
        tastes: TasteModel::independent(tastes).map_err(|error| BindError {
            input: "tastes".to_owned(),
            got: f64::NAN,
            allowed: error.to_string(),
        })?,
        believed_by: market.claims.iter().map(|claim| at(claim.believed_by) as f32).collect(),
        arms: arms.iter().map(|one| arm(market, one, theta)).collect::<Result<_, _>>()?,
        survey: BoundSurvey {
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
        },
        journey: BoundJourney {
            touchpoints: journey
                .touchpoints
                .iter()
                .map(|point| BoundTouchpoint {
                    channel: point.channel,
                    minutes: at(point.minutes),
                    wait: at(point.wait),
                    effort: at(point.effort),
                    clarity: at(point.clarity),
                    fails: at(point.fails),
                    recovered: at(point.recovered),
                    drop_out: at(point.drop_out),
                })
                .collect(),
            skill_effect: at(journey.skill_effect),
            confusion_effect: at(journey.confusion_effect),
            effort_spread: at(journey.effort_spread),
            failure_effect: at(journey.failure_effect),
            effort_hazard: at(journey.effort_hazard),
            failure_hazard: at(journey.failure_hazard),
            patience_hazard: at(journey.patience_hazard),
            peak_end: at(journey.peak_end),
            experience_in_recommend: at(journey.experience_in_recommend),
        },
        willingness: market
            .van_westendorp
            .as_ref()
            .map(|asked| BoundWillingness { factors: asked.factors.map(at), grid: asked.grid.clone() }),
    })
}

impl Market {
    /// Whether the concept's value of a taste hangs on a claim that people may doubt.
    pub(super) fn hangs_on_belief(&self, taste: usize) -> bool {
        self.claims.iter().any(|claim| claim.tastes.contains(&taste))
    }

    /// The column of uniforms that decide who knows an alternative, after the market's own columns.
    pub(super) fn known_column(&self, alternative: usize) -> usize {
        self.columns.len() + alternative
    }

    /// The column of the concept's value of a taste as each person believes it, after those.
    pub(super) fn believed_column(&self, taste: usize) -> usize {
        self.columns.len() + self.alternatives.len() + taste
    }

    /// Whether anyone may not know an alternative or not get it.
    pub(super) fn has_reach(&self) -> bool {
        self.alternatives.iter().any(|alternative| alternative.reach.is_some())
    }
}
