//! A market that has been checked: only this goes further.

use std::sync::Arc;

use crate::input::Expr;
use crate::measure::xlm::Xlm;
use crate::population::Population;
use crate::treatment::{Change, Edit, NumberEdit};
use crate::world::{Column, Drawn, Draws, Entry, Input, Unknowns};

use super::layout::Layout;
use super::people::Altered;
use super::spec::{Ask, Channel, Fitted, Indicator, ResponseStyle, Shape};

/// What an alternative is in the study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The product under test.
    Concept,
    /// Our own product.
    Own,
    /// Somebody else's product, or a habit.
    Rival,
    /// Taking nothing.
    Nothing,
}

/// An attribute as people see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The key in the study file.
    pub key: String,
    /// The name in the report.
    pub label: String,
    /// The unit in words.
    pub unit: String,
    /// How people say it when it speaks for an alternative.
    pub because: String,
    /// How people say it when it speaks against one.
    pub against: String,
}

/// How a stated value becomes utility.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Valuation {
    /// It is utility.
    PartWorth,
    /// It is money; times the utility of money.
    Worth,
    /// It is money; times each person's own utility of money.
    OwnWorth,
    /// It is importance; `share of all weights × decisiveness / range`, with the sign people like.
    Weight {
        /// +1 or −1.
        sign: f64,
        /// The widest difference of the attribute between alternatives.
        range: f64,
        /// How good this level is (1 for a number).
        score: f64,
        /// The position of the attribute among the weighted ones.
        slot: usize,
    },
    /// It is the price in a study whose tastes are money: minus the utility of money.
    Money,
}

/// One taste column: a numeric attribute, or one level of an attribute.
#[derive(Debug, Clone)]
pub(super) struct Taste {
    pub(super) attribute: usize,
    pub(super) level: Option<String>,
    pub(super) valuation: Valuation,
    pub(super) centre: Input,
    /// Another centre in some segments.
    pub(super) by_segment: Vec<(u16, Input)>,
    /// The centre of each class, where people fall into classes.
    pub(super) by_class: Vec<Input>,
    /// The place among people's own tastes, and the centre as given, where each person has a taste of their own.
    pub(super) own: Option<(usize, f64)>,
    pub(super) vary: Input,
    /// Whether `vary` and `joint` are those of the logarithm.
    pub(super) of_log: bool,
    /// What it has of the scores of other tastes, by their places.
    pub(super) joint: Vec<(usize, Input)>,
    pub(super) shape: Shape,
    /// Columns of the market and the shift per unit.
    pub(super) shifts: Vec<(usize, Input)>,
}

/// The value of a taste's attribute in one alternative.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Nothing.
    Zero,
    /// The same for everyone.
    Number(Input),
    /// Each person's own: a column of the market.
    People(usize),
}

/// A choice open to people.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// The name in the report.
    pub name: String,
    /// What it is in the study.
    pub role: Role,
    pub(super) constant: Input,
    pub(super) unit_cost: Option<Input>,
    /// Awareness and distribution; `None` for taking nothing.
    pub(super) reach: Option<(Input, Input)>,
    /// The column of the market that is 1 where a person can use it and 0 where not; `None` where everyone can.
    pub(super) available: Option<usize>,
    /// By taste.
    pub(super) values: Vec<Value>,
}

/// A sentence about the concept.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) believed_by: Input,
    /// The tastes whose value a doubter takes from the reference.
    pub(super) tastes: Vec<usize>,
}

/// Where a column of the market comes from.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    /// Worked out from the people's columns.
    Written(Expr),
    /// A column of the people less its mean in the study as given.
    Centred { column: String, mean: f32 },
    /// What is known of each person by name, whatever their traits.
    Own,
}

/// One value a person.
#[derive(Debug, Clone)]
pub(super) struct PeopleColumn {
    pub(super) values: Arc<[f32]>,
    pub(super) formula: Formula,
}

/// How strong the pain points are that the concept relieves.
#[derive(Debug, Clone)]
pub(super) struct Need {
    pub(super) columns: Vec<String>,
    /// Their mean, per person.
    pub(super) mean: Arc<[f32]>,
}

impl Need {
    /// Takes the mean of some columns of the people; `None` without columns.
    pub(super) fn of(columns: Vec<String>, people: &Population) -> Option<Self> {
        let strengths: Vec<&[f32]> = columns.iter().filter_map(|name| people.numbers(name)).collect();
        let mean = |person: usize| strengths.iter().map(|strength| strength[person]).sum::<f32>() / strengths.len() as f32;
        let mean = (!strengths.is_empty()).then(|| (0..people.len()).map(mean).collect())?;
        Some(Self { columns, mean })
    }
}

/// What drives the answer to a custom question.
#[derive(Debug, Clone)]
pub(super) enum Driver {
    /// The log-odds of choosing the concept.
    Choice,
    /// The share of claims believed, from −2 (none) to 2 (all).
    Belief,
    /// The utility an attribute gives the concept over the reference.
    Attribute(usize),
    /// A column of the population.
    Column { name: String, values: Arc<[f32]> },
}

/// A question that people answer on a scale.
#[derive(Debug, Clone)]
pub struct Question {
    /// The short name in tables and rules.
    pub name: String,
    /// The question as it is asked.
    pub text: String,
    /// The number of points of the scale.
    pub points: usize,
    /// Names of the lowest and the highest point.
    pub ends: (String, String),
    pub(super) rule: AnswerRule,
}

/// Where an answer comes from.
#[derive(Debug, Clone)]
pub(super) enum AnswerRule {
    /// A standard question.
    Standard(Ask),
    /// A weighted sum of drivers.
    Driven { start: Input, drivers: Vec<(Driver, Input)> },
}

/// What a survey needs beside its questions.
#[derive(Debug, Clone)]
pub(super) struct Survey {
    pub(super) questions: Vec<Question>,
    pub(super) recommend: bool,
    pub(super) satisfaction: bool,
    pub(super) intent_cuts: [Input; 4],
    pub(super) intent_weights: Option<[Input; 5]>,
    pub(super) clarity: Option<Input>,
    pub(super) uniqueness: Option<Input>,
    /// The mean strength of the pain points that the concept relieves, per person.
    pub(super) need: Option<Need>,
    pub(super) acquiescence: Option<Arc<[f32]>>,
    pub(super) extremity: Option<Arc<[f32]>>,
    pub(super) noise: Option<Arc<[f32]>>,
    pub(super) noise_default: Input,
    /// How strongly people differ in acquiescence and, in logarithms, in stretch, where that was fitted.
    pub(super) fitted: Option<[Input; 2]>,
}

/// One step of the journey.
#[derive(Debug, Clone)]
pub struct Touchpoint {
    /// The name in the report.
    pub name: String,
    /// Where it happens.
    pub channel: Channel,
    pub(super) minutes: Input,
    pub(super) wait: Input,
    pub(super) effort: Input,
    pub(super) clarity: Input,
    pub(super) fails: Input,
    pub(super) recovered: Input,
    pub(super) drop_out: Input,
}

/// The journey and the constants of its model.
#[derive(Debug, Clone)]
pub(super) struct Journey {
    pub(super) touchpoints: Vec<Touchpoint>,
    pub(super) skill: Option<Arc<[f32]>>,
    pub(super) patience: Option<Arc<[f32]>>,
    pub(super) skill_effect: Input,
    pub(super) confusion_effect: Input,
    pub(super) effort_spread: Input,
    pub(super) failure_effect: Input,
    pub(super) effort_hazard: Input,
    pub(super) failure_hazard: Input,
    pub(super) patience_hazard: Input,
    pub(super) peak_end: Input,
    pub(super) experience_in_recommend: Input,
}

/// An experience level measure with its figure.
#[derive(Debug, Clone, PartialEq)]
pub struct XlmTarget {
    /// The name in the report.
    pub name: String,
    /// What it looks at.
    pub indicator: Indicator,
    /// The touchpoint, or the whole journey.
    pub at: Option<usize>,
    /// The question of a `top2box`.
    pub question: Option<usize>,
    /// What must be reached.
    pub xlm: Xlm,
}

/// Van Westendorp's four factors and the grid the curves are read on.
#[derive(Debug, Clone)]
pub(super) struct VanWestendorp {
    pub(super) factors: [Input; 4],
    pub(super) grid: Vec<f64>,
}

/// How one taste, as it was stated, became utility: a line of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The attribute (and level).
    pub taste: String,
    /// The stated centre with its unit.
    pub stated: String,
    /// The segment it holds for, or everyone.
    pub who: String,
    /// The formula in words.
    pub rule: String,
    /// The part-worth at the median of every uncertain input.
    pub utility: f64,
}

/// The classes of tastes that people fall into.
#[derive(Debug, Clone)]
pub(super) struct ClassesOf {
    /// How large each is, as a multiple of the first.
    pub(super) sizes: Vec<Input>,
    /// Whether they are the segments of the people, so that everything is counted by class.
    pub(super) reported: bool,
}

/// People's own tastes, as columns of the market: draw by draw, taste by taste.
#[derive(Debug, Clone)]
pub(super) struct OwnTastes {
    /// Which draw holds, from 0 (the first) to 1 (the last).
    pub(super) place: Input,
    pub(super) draws: usize,
    pub(super) tastes: usize,
    /// The first of the columns.
    pub(super) first: usize,
}

/// A checked market.
#[derive(Debug, Clone)]
pub struct Market {
    pub(super) people: Arc<Population>,
    /// What choices depend on, one value a person: situations, availability, what shifts tastes.
    pub(super) columns: Vec<PeopleColumn>,
    pub(super) unknowns: Unknowns,
    pub(super) attributes: Vec<Attribute>,
    pub(super) tastes: Vec<Taste>,
    /// The taste for money: its index, if there is a price.
    pub(super) price_taste: Option<usize>,
    pub(super) alternatives: Vec<Alternative>,
    pub(super) reference: Option<usize>,
    pub(super) claims: Vec<Claim>,
    pub(super) unexplained: Option<Input>,
    pub(super) decisiveness: Option<Input>,
    /// What the chance in a choice is multiplied by; 1 unless a treatment says otherwise.
    pub(super) noise: Input,
    /// The centres of the importance weights, for their sum.
    pub(super) weights: Vec<Input>,
    pub(super) survey: Survey,
    pub(super) journey: Journey,
    pub(super) xlms: Vec<XlmTarget>,
    pub(super) van_westendorp: Option<VanWestendorp>,
    pub(super) layout: Layout,
    /// This market with other people, as far as treatments have asked for it.
    pub(super) altered: Altered,
    /// The draws of what comes from the team behind the concept.
    pub(super) draws: Option<Arc<Draws>>,
    /// Tastes and constants that were fitted to real choices.
    pub(super) fitted: Option<Arc<Fitted>>,
    /// How people differ in their way of answering, where that was fitted to real ratings.
    pub(super) style: Option<Arc<ResponseStyle>>,
    /// The classes that people fall into, where there are any.
    pub(super) classes: Option<ClassesOf>,
    /// People's own tastes, where these are known one by one.
    pub(super) own: Option<OwnTastes>,
}

/// How many alternatives a treatment can bring in.
pub(super) const ENTRANTS: usize = 3;

/// The position of the concept among the alternatives.
pub(super) const CONCEPT: usize = 0;

impl Market {
    /// The people.
    #[must_use]
    pub fn people(&self) -> &Population {
        &self.people
    }

    /// The attributes, price first where there is one.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The alternatives, the concept first, nothing last.
    #[must_use]
    pub fn alternatives(&self) -> &[Alternative] {
        &self.alternatives
    }

    /// The position of what the concept is held against.
    #[must_use]
    pub fn reference(&self) -> Option<usize> {
        self.reference
    }

    /// The questions people answer about the concept.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.survey.questions
    }

    /// The steps of the journey.
    #[must_use]
    pub fn touchpoints(&self) -> &[Touchpoint] {
        &self.journey.touchpoints
    }

    /// What is claimed of the concept, in the order written: the attribute that each claim speaks of.
    pub fn claims(&self) -> impl Iterator<Item = Option<usize>> {
        self.claims.iter().map(|claim| claim.tastes.first().map(|&taste| self.tastes[taste].attribute))
    }

    /// The experience level measures.
    #[must_use]
    pub fn xlms(&self) -> &[XlmTarget] {
        &self.xlms
    }

    /// The position of the taste for money, where there is a price.
    #[must_use]
    pub fn price_taste(&self) -> Option<usize> {
        self.price_taste
    }

    /// The segments that hold a twentieth of the people or more: enough to be spoken for. Judgement.
    #[must_use]
    pub fn spoken_for(&self) -> Vec<usize> {
        let mut counts = vec![0_usize; self.people.segments.len()];
        for &segment in self.people.segment.iter() {
            counts[usize::from(segment)] += 1;
        }
        (0..counts.len()).filter(|&segment| 20 * counts[segment] >= self.people.len()).collect()
    }

    /// The paths of the taste for the price: one, or one a class.
    #[must_use]
    pub fn price_paths(&self) -> Vec<&str> {
        let taste = self.price_taste.map(|taste| &self.tastes[taste]);
        let inputs = taste.into_iter().flat_map(|taste| std::iter::once(&taste.centre).chain(&taste.by_class));
        inputs.filter_map(|input| self.path(*input)).collect()
    }

    fn path(&self, input: Input) -> Option<&str> {
        match input {
            Input::Slot(slot) => Some(self.unknowns.entries()[slot].path.as_str()),
            Input::Fixed(_) => None,
        }
    }

    /// The paths of the tastes that are stated as money.
    pub fn worths(&self) -> impl Iterator<Item = &str> {
        let stated = self.tastes.iter().filter(|taste| taste.valuation == Valuation::Worth);
        let inputs = stated.flat_map(|taste| std::iter::once(taste.centre).chain(taste.by_segment.iter().map(|&(_, input)| input)));
        inputs.filter_map(|input| self.path(input))
    }

    /// Whether people's tastes go by classes rather than by segments.
    #[must_use]
    pub fn has_classes(&self) -> bool {
        self.classes.is_some()
    }

    /// Tastes and constants that were fitted to real choices, where the study takes any.
    #[must_use]
    pub fn fitted(&self) -> Option<&Arc<Fitted>> {
        self.fitted.as_ref()
    }

    /// How people differ in their way of answering, where the study takes what was fitted to real ratings.
    #[must_use]
    pub fn style(&self) -> Option<&Arc<ResponseStyle>> {
        self.style.as_ref()
    }

    /// The draws of what comes from the team behind the concept, where the study names one.
    #[must_use]
    pub fn draws(&self) -> Option<&Arc<Draws>> {
        self.draws.as_ref()
    }

    /// Whether an edit changes a number that comes from the team behind the concept.
    #[must_use]
    pub fn is_drawn(&self, edit: &super::edit::MarketEdit) -> bool {
        matches!(edit, Edit::Number(number) if self.unknowns.entries()[number.slot].drawn.is_some())
    }

    /// Takes in other draws of numbers that were drawn together, made row by row in a world that differs by a treatment; gives the edits
    /// that put them in the place of the study's own. Columns of numbers that are not drawn here are left out.
    pub fn swap(&mut self, name: &str, columns: &[Column]) -> Vec<super::edit::MarketEdit> {
        let mut edits = Vec::new();
        for column in columns {
            let Some(slot) = self.unknowns.slot(&column.path) else { continue };
            let entry = self.unknowns.entries()[slot].clone();
            let Some(drawn) = &entry.drawn else { continue };
            let other = Entry {
                path: format!("treatment.{name}.{}", column.path),
                drawn: Some(Drawn::new(drawn.place(), column.values.clone())),
                // The ledger shows the study as given; what a setting changes stands beside it in the report.
                implied: true,
                ..entry
            };
            let other = self.unknowns.extend([other])[0];
            edits.push(NumberEdit { slot, change: Change::Set(other) }.into());
        }
        edits
    }

    /// The grid of the Van Westendorp curves, if they are asked.
    #[must_use]
    pub fn price_grid(&self) -> Option<&[f64]> {
        self.van_westendorp.as_ref().map(|asked| asked.grid.as_slice())
    }
}
