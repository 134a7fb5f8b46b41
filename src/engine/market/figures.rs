//! Named figures, read from the arms' tallies by their published scoring rules.

use crate::measure;
use crate::stats;
use crate::world::{Arm, Depth, Input, Readout, Tally};

use super::edit::{MarketEdit, MarketMove};
use super::layout::{CES_POINTS, CSAT_POINTS, NPS_POINTS};
use super::model::{AnswerRule, CONCEPT, Market, Role};
use super::spec::{Ask, Indicator};
use crate::treatment::{Change, Edit};

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Share of choices of an alternative, of everyone or of a segment, in an arm.
    Share {
        /// The arm.
        arm: usize,
        /// The alternative.
        alternative: usize,
        /// The segment, or everyone.
        segment: Option<usize>,
    },
    /// The share an alternative loses to the concept.
    Lost {
        /// The alternative.
        alternative: usize,
    },
    /// The share that our own other products lose to the concept.
    Cannibalised,
    /// Mean variance of single choices of the concept: the aleatory variance that a survey of real choices adds.
    ChoiceVariance,
    /// Share of an answer box (from 0) of a question about the concept.
    Box {
        /// The question.
        question: usize,
        /// The box.
        point: usize,
    },
    /// Share of the best box.
    TopBox {
        /// The question.
        question: usize,
    },
    /// Share of the two best boxes, of everyone or of a segment.
    TopTwoBox {
        /// The question.
        question: usize,
        /// The segment, or everyone.
        segment: Option<usize>,
    },
    /// Mean answer, from 1 (Juster: mean chance).
    Mean {
        /// The question.
        question: usize,
    },
    /// Share of the two best boxes when the reference is asked about instead.
    ReferenceTopTwoBox {
        /// The question.
        question: usize,
    },
    /// Purchase intent, each box weighted by the share that really buys.
    WeightedIntent,
    /// Net promoter score, -100 to 100.
    Nps,
    /// Mean ease of a touchpoint, 1 to 7.
    Ces {
        /// The touchpoint.
        at: usize,
    },
    /// Share of 4 and 5 on satisfaction, at a touchpoint or of the whole journey.
    Csat {
        /// The touchpoint, or the whole journey.
        at: Option<usize>,
    },
    /// Share of those who start that reach a touchpoint (one past the last: finish).
    Reach {
        /// The touchpoint.
        at: usize,
    },
    /// Share of those who reach a touchpoint that get through it, or of those who start that finish.
    Completion {
        /// The touchpoint, or the whole journey.
        at: Option<usize>,
    },
    /// Share for whom something went wrong, at a touchpoint or per touchpoint of the journey.
    Failure {
        /// The touchpoint, or the whole journey.
        at: Option<usize>,
    },
    /// Mean minutes at a touchpoint, or of the whole journey for those who walk it all.
    Minutes {
        /// The touchpoint, or the whole journey.
        at: Option<usize>,
    },
    /// Revenue per 100 people in an arm.
    Revenue {
        /// The arm.
        arm: usize,
    },
    /// Margin of the concept per 100 people in an arm.
    Profit {
        /// The arm.
        arm: usize,
    },
    /// Margin of all our products per 100 people in an arm: the concept and our others that have a unit cost.
    OwnMargin {
        /// The arm.
        arm: usize,
    },
    /// What the concept adds to our whole margin per 100 people, own products' losses counted.
    AddedMargin,
    /// The ladder price with the highest revenue, interpolated.
    BestRevenuePrice,
    /// The ladder price with the highest margin, interpolated.
    BestProfitPrice,
    /// Share of people who name a price beyond a grid price: curve 0 too cheap … 3 too expensive.
    PriceCurve {
        /// The curve.
        which: usize,
        /// The grid cell.
        cell: usize,
    },
    /// A crossing of Van Westendorp's curves.
    Crossing(Crossing),
    /// Chance to buy at a grid price after Newton, Miller and Smith.
    Trial {
        /// The grid cell.
        cell: usize,
    },
    /// The grid price with the highest trial revenue.
    BestTrialPrice,
    /// Share of people who would not take it at any price.
    NoPrice,
    /// Share of the concept's choosers whose strongest reason is this attribute.
    ReasonFor {
        /// The attribute.
        attribute: usize,
    },
    /// Share of the others whose strongest reason against it is this attribute.
    ReasonAgainst {
        /// The attribute.
        attribute: usize,
    },
}

impl Kind {
    /// Whether it is a share, from 0 to 1.
    #[must_use]
    pub fn is_share(self) -> bool {
        !matches!(
            self,
            Self::Nps
                | Self::Ces { .. }
                | Self::Mean { .. }
                | Self::Minutes { .. }
                | Self::Revenue { .. }
                | Self::Profit { .. }
                | Self::OwnMargin { .. }
                | Self::AddedMargin
                | Self::BestRevenuePrice
                | Self::BestProfitPrice
                | Self::BestTrialPrice
                | Self::Crossing(_)
                | Self::ChoiceVariance
        )
    }

    /// How deep an arm must be looked at for it.
    #[must_use]
    pub fn depth(self) -> Depth {
        match self {
            Self::Share { .. }
            | Self::Lost { .. }
            | Self::Cannibalised
            | Self::Revenue { .. }
            | Self::Profit { .. }
            | Self::OwnMargin { .. }
            | Self::AddedMargin
            | Self::BestRevenuePrice
            | Self::BestProfitPrice => Depth::Choices,
            _ => Depth::Full,
        }
    }
}

/// A crossing of Van Westendorp's four curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// Point of marginal cheapness: too cheap × expensive.
    MarginalCheapness,
    /// Point of marginal expensiveness: too expensive × cheap.
    MarginalExpensiveness,
    /// Indifference price: expensive × cheap.
    Indifference,
    /// Optimal price: too cheap × too expensive.
    Optimal,
}

/// A figure with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The name in tables and decision rules.
    pub id: String,
    /// What it is.
    pub kind: Kind,
}

/// The arms of a concept test, by position.
#[derive(Debug, Clone, PartialEq)]
pub struct Arms {
    /// All arms; the first is the market as given.
    pub all: Vec<Arm<MarketEdit>>,
    /// The market without the concept.
    pub without: Option<usize>,
    /// The price ladder: arm and price (or multiple of each person's own price).
    pub ladder: Vec<(usize, f64)>,
}

impl Arms {
    /// Lays the arms of a concept test: as given, without the concept, and one a ladder price.
    #[must_use]
    pub fn new(market: &Market, ladder: &[f64], relative: bool) -> Self {
        let arm = |name: String, edits, depth| Arm { name, edits, depth };
        let mut all = vec![arm("with the concept".to_owned(), Vec::new(), Depth::Full)];
        let without =
            (market.alternatives.len() > 2 || market.alternatives.iter().skip(1).any(|other| other.role != Role::Nothing)).then(|| {
                all.push(arm(
                    "without the concept".to_owned(),
                    vec![Edit::Structure(MarketMove::Remove { alternative: CONCEPT })],
                    Depth::Choices,
                ));
                all.len() - 1
            });
        let ladder = ladder
            .iter()
            .map(|&price| {
                let amount = Input::Fixed(price);
                let change = if relative { Change::Scale(amount) } else { Change::Set(amount) };
                let edit = market.price_taste.map(|taste| Edit::Structure(MarketMove::Value { alternative: CONCEPT, taste, change }));
                all.push(arm(format!("price {price}"), edit.into_iter().collect(), Depth::Choices));
                (all.len() - 1, price)
            })
            .collect();
        Self { all, without, ladder }
    }
}

/// Every figure of a concept test.
#[derive(Debug, Clone)]
pub struct Figures<'a> {
    market: &'a Market,
    arms: &'a Arms,
    ids: Vec<String>,
    figures: Vec<Figure>,
}

impl<'a> Figures<'a> {
    /// Names the figures of a market and its arms.
    #[must_use]
    pub fn new(market: &'a Market, arms: &'a Arms) -> Self {
        let mut built = Self { market, arms, ids: Vec::new(), figures: Vec::new() };
        built.choices();
        built.answers();
        built.journey();
        built.prices();
        built.ids = built.figures.iter().map(|figure| figure.id.clone()).collect();
        built
    }

    fn push(&mut self, id: impl Into<String>, kind: Kind) {
        self.figures.push(Figure { id: id.into(), kind });
    }

    fn choices(&mut self) {
        let market = self.market;
        for (alternative, one) in market.alternatives.iter().enumerate() {
            self.push(format!("share:{}", one.name), Kind::Share { arm: 0, alternative, segment: None });
            for (segment, name) in market.people.segments.iter().enumerate() {
                self.push(format!("share:{}@{name}", one.name), Kind::Share { arm: 0, alternative, segment: Some(segment) });
            }
        }
        self.push("choice variance", Kind::ChoiceVariance);
        if let Some(arm) = self.arms.without {
            for (alternative, one) in market.alternatives.iter().enumerate().skip(1) {
                self.push(format!("share without the concept:{}", one.name), Kind::Share { arm, alternative, segment: None });
                self.push(format!("lost to the concept:{}", one.name), Kind::Lost { alternative });
            }
            if market.alternatives.iter().any(|one| one.role == Role::Own) {
                self.push("cannibalised", Kind::Cannibalised);
            }
            if market.alternatives[CONCEPT].unit_cost.is_some() {
                self.push("added margin", Kind::AddedMargin);
            }
        }
        for (attribute, one) in market.attributes.iter().enumerate() {
            self.push(format!("reason for:{}", one.key), Kind::ReasonFor { attribute });
            self.push(format!("reason against:{}", one.key), Kind::ReasonAgainst { attribute });
        }
    }

    fn answers(&mut self) {
        let market = self.market;
        for (question, one) in market.survey.questions.iter().enumerate() {
            for point in 0..one.points {
                self.push(format!("box:{}:{}", one.name, point + 1), Kind::Box { question, point });
            }
            self.push(format!("top box:{}", one.name), Kind::TopBox { question });
            self.push(format!("top2box:{}", one.name), Kind::TopTwoBox { question, segment: None });
            for (segment, name) in market.people.segments.iter().enumerate() {
                self.push(format!("top2box:{}@{name}", one.name), Kind::TopTwoBox { question, segment: Some(segment) });
            }
            self.push(format!("mean:{}", one.name), Kind::Mean { question });
            if market.asked_of_reference(question) {
                self.push(format!("top2box of the reference:{}", one.name), Kind::ReferenceTopTwoBox { question });
            }
        }
        if market.survey.intent_weights.is_some() {
            self.push("weighted intent", Kind::WeightedIntent);
        }
    }

    fn journey(&mut self) {
        let market = self.market;
        if market.journey.touchpoints.is_empty() {
            return;
        }
        if market.survey.recommend {
            self.push("nps", Kind::Nps);
        }
        self.push("csat", Kind::Csat { at: None });
        self.push("completion", Kind::Completion { at: None });
        self.push("failure", Kind::Failure { at: None });
        self.push("minutes", Kind::Minutes { at: None });
        for (at, point) in market.journey.touchpoints.iter().enumerate() {
            self.push(format!("reach:{}", point.name), Kind::Reach { at });
            self.push(format!("ces:{}", point.name), Kind::Ces { at });
            self.push(format!("csat:{}", point.name), Kind::Csat { at: Some(at) });
            self.push(format!("completion:{}", point.name), Kind::Completion { at: Some(at) });
            self.push(format!("failure:{}", point.name), Kind::Failure { at: Some(at) });
            self.push(format!("minutes:{}", point.name), Kind::Minutes { at: Some(at) });
        }
    }

    fn prices(&mut self) {
        let costed = self.market.alternatives[CONCEPT].unit_cost.is_some();
        if self.market.price_taste.is_some() {
            self.push("revenue", Kind::Revenue { arm: 0 });
            if costed {
                self.push("profit", Kind::Profit { arm: 0 });
            }
        }
        for &(arm, price) in &self.arms.ladder {
            self.push(format!("demand at:{price}"), Kind::Share { arm, alternative: CONCEPT, segment: None });
            self.push(format!("revenue at:{price}"), Kind::Revenue { arm });
            if costed {
                self.push(format!("profit at:{price}"), Kind::Profit { arm });
            }
        }
        if !self.arms.ladder.is_empty() {
            self.push("best price for revenue", Kind::BestRevenuePrice);
            if costed {
                self.push("best price for profit", Kind::BestProfitPrice);
            }
        }
        let Some(asked) = &self.market.van_westendorp else { return };
        for which in 0..4 {
            for (cell, price) in asked.grid.iter().enumerate() {
                self.push(format!("price curve {which}:{price}"), Kind::PriceCurve { which, cell });
            }
        }
        for (cell, price) in asked.grid.iter().enumerate() {
            self.push(format!("trial at:{price}"), Kind::Trial { cell });
        }
        self.push("pmc", Kind::Crossing(Crossing::MarginalCheapness));
        self.push("pme", Kind::Crossing(Crossing::MarginalExpensiveness));
        self.push("ipp", Kind::Crossing(Crossing::Indifference));
        self.push("opp", Kind::Crossing(Crossing::Optimal));
        self.push("best trial price", Kind::BestTrialPrice);
        self.push("no price", Kind::NoPrice);
    }

    /// The figures, in the order they are read.
    #[must_use]
    pub fn all(&self) -> &[Figure] {
        &self.figures
    }

    /// The position of a kind of figure.
    #[must_use]
    pub fn index(&self, kind: Kind) -> Option<usize> {
        self.figures.iter().position(|figure| figure.kind == kind)
    }

    /// The figure an experience level measure reads.
    #[must_use]
    pub fn of_xlm(&self, xlm: usize) -> Option<usize> {
        let target = &self.market.xlms[xlm];
        self.index(match (target.indicator, target.at, target.question) {
            (Indicator::Ces, Some(at), _) => Kind::Ces { at },
            (Indicator::Ces, None, _) => return None,
            (Indicator::Csat, at, _) => Kind::Csat { at },
            (Indicator::Nps, _, _) => Kind::Nps,
            (Indicator::Completion, at, _) => Kind::Completion { at },
            (Indicator::Minutes, at, _) => Kind::Minutes { at },
            (Indicator::Failure, at, _) => Kind::Failure { at },
            (Indicator::TopTwoBox, _, Some(question)) => Kind::TopTwoBox { question, segment: None },
            (Indicator::TopTwoBox, _, None) => return None,
        })
    }

    /// The share of an alternative in one arm's tally, of everyone.
    #[must_use]
    pub fn share_of(market: &Market, tally: &Tally, alternative: usize) -> f64 {
        let sum = (0..market.layout.segments).map(|segment| tally.sum(market.layout.share(alternative, segment))).sum();
        ratio(sum, Self::people_in(market, tally))
    }

    /// How many people an arm's tally holds.
    fn people_in(market: &Market, tally: &Tally) -> f64 {
        (0..market.layout.segments).map(|segment| tally.count(market.layout.base(segment))).sum()
    }

    fn share(&self, tallies: &[Tally], arm: usize, alternative: usize, segment: Option<usize>) -> f64 {
        let slot = |segment| tallies[arm].sum(self.market.layout.share(alternative, segment));
        match segment {
            Some(segment) => ratio(slot(segment), tallies[arm].count(self.market.layout.base(segment))),
            None => Self::share_of(self.market, &tallies[arm], alternative),
        }
    }

    fn histogram(&self, tally: &Tally, question: usize, segment: Option<usize>) -> Vec<u64> {
        let layout = &self.market.layout;
        let points = layout.questions[question];
        let of = |segment: usize, point: usize| tally.counts[layout.answer(question, segment, point)];
        (0..points)
            .map(|point| match segment {
                Some(segment) => of(segment, point),
                None => (0..layout.segments).map(|segment| of(segment, point)).sum(),
            })
            .collect()
    }

    fn money(&self, tallies: &[Tally], arm: usize, slot: usize) -> f64 {
        100.0 * ratio(tallies[arm].sum(slot), Self::people_in(self.market, &tallies[arm]))
    }

    fn best_price(&self, tallies: &[Tally], slot: usize) -> f64 {
        let prices: Vec<f64> = self.arms.ladder.iter().map(|&(_, price)| price).collect();
        let values: Vec<f64> = self.arms.ladder.iter().map(|&(arm, _)| self.money(tallies, arm, slot)).collect();
        stats::peak(&prices, &values)
    }

    /// Share of people who name a price above (`rising` false) or at most (`rising` true) each grid price.
    fn curve(&self, tally: &Tally, which: usize) -> Vec<f64> {
        let layout = &self.market.layout;
        let base = tally.count(layout.price_base()) - tally.count(layout.no_price());
        let mut below = 0.0;
        (0..layout.grid)
            .map(|cell| {
                below += tally.count(layout.threshold(which, cell));
                // "Too cheap" and "a bargain" fall with the price, "expensive" and "too expensive" rise.
                if which < 2 { ratio(base - below, base) } else { ratio(below, base) }
            })
            .collect()
    }

    fn crossing(&self, tally: &Tally, crossing: Crossing) -> f64 {
        let Some(asked) = &self.market.van_westendorp else { return f64::NAN };
        let [too_cheap, cheap, expensive, too_expensive] = [0, 1, 2, 3].map(|which| self.curve(tally, which));
        let curves = measure::van_westendorp::Curves { prices: asked.grid.clone(), too_cheap, cheap, expensive, too_expensive };
        let Ok(points) = curves.points() else { return f64::NAN };
        match crossing {
            Crossing::MarginalCheapness => points.pmc.get(),
            Crossing::MarginalExpensiveness => points.pme.get(),
            Crossing::Indifference => points.ipp.get(),
            Crossing::Optimal => points.opp.get(),
        }
    }

    fn journey_figure(&self, tally: &Tally, kind: Kind) -> f64 {
        let layout = &self.market.layout;
        let reached = |at: usize| tally.count(layout.reached(at));
        let counts = |first: usize, points: usize| -> &[u64] { &tally.counts[first..first + points] };
        let last = layout.touchpoints;
        match kind {
            Kind::Nps => measure::nps::nps(counts(layout.nps(0), NPS_POINTS)).map_or(f64::NAN, |nps| nps.score.get()),
            Kind::Ces { at } => measure::ces::ces(counts(layout.ces(at, 0), CES_POINTS)).map_or(f64::NAN, |ces| ces.mean.get()),
            Kind::Csat { at } => {
                measure::csat::csat(counts(layout.csat(at.unwrap_or(last), 0), CSAT_POINTS)).map_or(f64::NAN, |share| share.get())
            }
            Kind::Reach { at } => ratio(reached(at), tally.count(layout.started())),
            Kind::Completion { at: Some(at) } => ratio(tally.count(layout.passed(at)), reached(at)),
            Kind::Completion { at: None } => ratio(tally.count(layout.finished()), tally.count(layout.started())),
            Kind::Failure { at: Some(at) } => ratio(tally.count(layout.failed(at)), reached(at)),
            Kind::Failure { at: None } => ratio((0..last).map(|at| tally.count(layout.failed(at))).sum(), (0..last).map(reached).sum()),
            Kind::Minutes { at: Some(at) } => ratio(tally.sum(layout.minutes(at)), reached(at)),
            // A touchpoint that a treatment dropped takes no time.
            Kind::Minutes { at: None } if tally.count(layout.started()) > 0.0 => {
                (0..last).filter(|&at| reached(at) > 0.0).map(|at| ratio(tally.sum(layout.minutes(at)), reached(at))).sum()
            }
            _ => f64::NAN,
        }
    }

    pub(super) fn value(&self, kind: Kind, tallies: &[Tally]) -> f64 {
        let layout = &self.market.layout;
        let full = &tallies[0];
        match kind {
            Kind::Share { arm, alternative, segment } => self.share(tallies, arm, alternative, segment),
            Kind::Lost { alternative } => self.lost(tallies, alternative),
            Kind::Cannibalised => (1..self.market.alternatives.len())
                .filter(|&other| self.market.alternatives[other].role == Role::Own)
                .map(|other| self.lost(tallies, other))
                .sum(),
            Kind::ChoiceVariance => ratio(full.sum(layout.spread(CONCEPT)), Self::people_in(self.market, full)),
            Kind::Box { question, point } => {
                let counts = self.histogram(full, question, None);
                ratio(counts[point] as f64, counts.iter().sum::<u64>() as f64)
            }
            Kind::TopBox { question } => top(&self.histogram(full, question, None), 1),
            Kind::TopTwoBox { question, segment } => top(&self.histogram(full, question, segment), 2),
            Kind::Mean { question } => {
                let counts = self.histogram(full, question, None);
                if matches!(self.market.survey.questions[question].rule, AnswerRule::Standard(Ask::Juster)) {
                    measure::juster::juster(&counts, measure::juster::Variant::Labelled).map_or(f64::NAN, |chance| chance.get())
                } else {
                    measure::boxes::shares("mean answer", &counts).map_or(f64::NAN, |shares| measure::boxes::mean(&shares, 1))
                }
            }
            Kind::ReferenceTopTwoBox { question } => {
                let first = layout.reference_answer(question, 0);
                top(&full.counts[first..first + layout.questions[question]], 2)
            }
            Kind::WeightedIntent => ratio(full.sum(layout.weighted_intent()), Self::people_in(self.market, full)),
            Kind::Revenue { arm } => self.money(tallies, arm, layout.revenue()),
            Kind::Profit { arm } => self.money(tallies, arm, layout.margin()),
            Kind::OwnMargin { arm } => self.money(tallies, arm, layout.own_margin()),
            Kind::AddedMargin => {
                let without = self.arms.without.map_or(f64::NAN, |arm| self.money(tallies, arm, layout.own_margin()));
                self.money(tallies, 0, layout.own_margin()) - without
            }
            Kind::BestRevenuePrice => self.best_price(tallies, layout.revenue()),
            Kind::BestProfitPrice => self.best_price(tallies, layout.margin()),
            Kind::PriceCurve { which, cell } => self.curve(full, which)[cell],
            Kind::Crossing(crossing) => self.crossing(full, crossing),
            Kind::Trial { cell } => ratio(full.sum(layout.trial(cell)), full.count(layout.price_base())),
            Kind::BestTrialPrice => {
                let grid = self.market.price_grid().unwrap_or_default();
                let revenue: Vec<f64> = grid.iter().enumerate().map(|(cell, price)| price * full.sum(layout.trial(cell))).collect();
                stats::peak(grid, &revenue)
            }
            Kind::NoPrice => ratio(full.count(layout.no_price()), full.count(layout.price_base())),
            Kind::ReasonFor { attribute } => self.reason(full, |a| layout.reason_for(a), attribute),
            Kind::ReasonAgainst { attribute } => self.reason(full, |a| layout.reason_against(a), attribute),
            journey => self.journey_figure(full, journey),
        }
    }

    fn reason(&self, tally: &Tally, slot: impl Fn(usize) -> usize, attribute: usize) -> f64 {
        let base: f64 = (0..self.market.attributes.len()).map(|other| tally.count(slot(other))).sum();
        ratio(tally.count(slot(attribute)), base)
    }

    fn lost(&self, tallies: &[Tally], alternative: usize) -> f64 {
        let without = self.arms.without.map_or(f64::NAN, |arm| self.share(tallies, arm, alternative, None));
        without - self.share(tallies, 0, alternative, None)
    }
}

/// The share of the best boxes; NaN without answers.
fn top(counts: &[u64], boxes: usize) -> f64 {
    measure::boxes::shares("best boxes", counts).map_or(f64::NAN, |shares| measure::boxes::top(&shares, boxes).get())
}

fn ratio(part: f64, base: f64) -> f64 {
    if base > 0.0 { part / base } else { f64::NAN }
}

/// One figure alone, for runs that look at nothing else.
#[derive(Debug)]
pub struct OneFigure<'a> {
    figures: &'a Figures<'a>,
    kind: Kind,
    ids: [String; 1],
}

impl<'a> Figures<'a> {
    /// Takes one figure out, with the arms it needs, each looked at no deeper than it needs.
    #[must_use]
    pub fn alone(&'a self, figure: usize) -> (OneFigure<'a>, Vec<Arm<MarketEdit>>) {
        let Figure { id, kind } = &self.figures[figure];
        let needed = match *kind {
            Kind::Share { arm, .. } | Kind::Revenue { arm } | Kind::Profit { arm } | Kind::OwnMargin { arm } => arm,
            Kind::Lost { .. } | Kind::Cannibalised | Kind::AddedMargin => self.arms.without.unwrap_or(0),
            Kind::BestRevenuePrice | Kind::BestProfitPrice => self.arms.all.len() - 1,
            _ => 0,
        };
        let mut arms = self.arms.all[..=needed].to_vec();
        arms[0].depth = kind.depth();
        (OneFigure { figures: self, kind: *kind, ids: [id.clone()] }, arms)
    }
}

impl Readout for OneFigure<'_> {
    fn ids(&self) -> &[String] {
        &self.ids
    }

    fn read(&self, tallies: &[Tally], out: &mut [f64]) {
        out[0] = self.figures.value(self.kind, tallies);
    }
}

impl Readout for Figures<'_> {
    fn ids(&self) -> &[String] {
        &self.ids
    }

    fn read(&self, tallies: &[Tally], out: &mut [f64]) {
        for (figure, out) in self.figures.iter().zip(out) {
            *out = self.value(figure.kind, tallies);
        }
    }
}

impl Market {
    /// Whether a question is asked about the reference too, so that its answer has something to stand against.
    pub(super) fn asked_of_reference(&self, question: usize) -> bool {
        self.reference.is_some() && matches!(self.survey.questions[question].rule, AnswerRule::Standard(Ask::Intent | Ask::Juster))
    }
}
