//! One block of personas through every arm, on the same draws.

use std::ops::Range;

use crate::choice::{self, Columns, LEAF, Leaf, Shares, Table};
use crate::random::{Purpose, Streams};
use crate::world::{Arm, BindError, Depth, RunError, Tally, Unknowns, World};

use super::bind::{self, BoundArm, BoundValue, Plan};
use super::edit::MarketEdit;
use super::model::{AnswerRule, CONCEPT, Market, Role};
use super::spec::Ask;
use super::survey::{WIDEST, box_of, even_cuts, latent, logit, style};
use super::{journey, willingness};

/// Buffers for one block.
#[derive(Debug)]
pub struct Scratch {
    choice: choice::Scratch,
    /// Columns made for this block: who knows what, and what is believed.
    made: Table,
    /// By claim, what decides who believes it; and the claims' shares of believers that `doubts` was made for.
    beliefs: Vec<f32>,
    believed_by: Vec<f32>,
    doubts: Vec<f32>,
    pub(super) belief: Vec<f32>,
    column: Vec<f32>,
    other: Vec<f32>,
    pub(super) odds: Vec<f32>,
    /// By attribute, [`LEAF`] a column: the utility it gives the concept over the reference.
    pub(super) advantage: Vec<f32>,
    picks: Vec<f32>,
    noise: Vec<f32>,
    /// What people's own ways of answering are drawn from: two columns of standard normals.
    own: Vec<f32>,
    qualities: Vec<f64>,
    trial: Vec<f64>,
    /// Chances times how many each person counts for, where that is not one.
    weighted: Table,
    /// How many each person counts for.
    copies: Vec<u32>,
    /// What decides who belongs to which class; the classes' shares and the codes made from them.
    belongs: Vec<f32>,
    classes: Vec<f32>,
    codes: Vec<u16>,
}

impl Scratch {
    fn new(market: &Market) -> Self {
        let columns = |count: usize| vec![0.0; count * LEAF];
        Self {
            choice: choice::Scratch::default(),
            made: Table::default(),
            beliefs: columns(market.claims.len()),
            believed_by: Vec::new(),
            doubts: columns(market.claims.len()),
            belief: columns(1),
            column: columns(1),
            other: columns(1),
            odds: columns(1),
            advantage: columns(market.attributes.len()),
            picks: columns(1),
            noise: columns(market.survey.questions.len() + 1),
            own: columns(2),
            qualities: Vec::new(),
            trial: vec![0.0; market.layout.grid],
            weighted: Table::default(),
            copies: vec![1; LEAF],
            belongs: columns(1),
            classes: Vec::new(),
            codes: vec![0; LEAF],
        }
    }

    /// Works out who belongs to which class in an arm; says whether that is news.
    fn place(&mut self, arm: &BoundArm, count: usize) -> bool {
        if self.classes == arm.classes {
            return false;
        }
        for (code, &draw) in self.codes[..count].iter_mut().zip(&self.belongs) {
            *code = arm.classes.iter().take_while(|&&below| draw >= below).count() as u16;
        }
        self.classes.clone_from(&arm.classes);
        true
    }
}

/// The market's columns for one block, then those made for it.
struct BlockColumns<'a> {
    market: &'a Market,
    people: Range<usize>,
    made: &'a Table,
}

impl Columns for BlockColumns<'_> {
    fn column(&self, index: usize) -> &[f32] {
        let own = self.market.columns.len();
        if index < own { &self.market.columns[index].values[self.people.clone()] } else { self.made.column(index - own) }
    }
}

impl World for Market {
    type Edit = MarketEdit;
    type Plan = Plan;
    type Scratch = Scratch;

    fn unknowns(&self) -> &Unknowns {
        &self.unknowns
    }

    fn blocks(&self) -> u32 {
        self.people.len().div_ceil(LEAF) as u32
    }

    fn bind(&self, theta: &[f64], arms: &[Arm<MarketEdit>]) -> Result<Plan, BindError> {
        bind::bind(self, theta, arms)
    }

    fn scratch(&self) -> Scratch {
        Scratch::new(self)
    }

    fn tallies(&self, arms: &[Arm<MarketEdit>]) -> Vec<Tally> {
        arms.iter().map(|arm| self.layout.tally(arm.depth)).collect()
    }

    fn run(&self, plan: &Plan, block: u32, streams: &Streams, scratch: &mut Scratch, out: &mut [Tally]) -> Result<(), RunError> {
        let first = block as usize * LEAF;
        let people = first..(first + LEAF).min(self.people.len());
        let entities = people.start as u64..people.end as u64;
        let count = people.len();
        let places = self.places();
        scratch.made.reset(places + self.tastes.len(), count);
        if plan.has_reach {
            let known = &mut scratch.column;
            known.resize(places.max(1) * LEAF, 0.0);
            streams.fill_uniforms(Purpose::Consider, 0, entities.clone(), places, &mut known[..places * count]);
            for place in 0..places {
                scratch.made.column_mut(place).copy_from_slice(&known[place * count..(place + 1) * count]);
            }
        }
        let claims = self.claims.len();
        streams.fill_uniforms(Purpose::Believe, 0, entities.clone(), claims, &mut scratch.beliefs[..claims * count]);
        scratch.believed_by.clear();
        if self.classes.is_some() {
            streams.fill_uniforms(Purpose::Class, 0, entities.clone(), 1, &mut scratch.belongs[..count]);
            scratch.classes.clear();
        }
        scratch.belief[..count].fill(1.0);
        if plan.arms.iter().any(|arm| arm.depth == Depth::Full) {
            streams.fill_uniforms(Purpose::Choice, 0, entities.clone(), 1, &mut scratch.picks[..count]);
            let questions = self.survey.questions.len();
            streams.fill_normals(Purpose::Answer, 0, entities.clone(), questions + 1, &mut scratch.noise[..(questions + 1) * count]);
            if self.survey.fitted.is_some() {
                streams.fill_normals(Purpose::Style, 0, entities.clone(), 2, &mut scratch.own[..2 * count]);
            }
        }
        let mut drawn = None;
        for &index in &plan.order {
            let arm = &plan.arms[index];
            let market = arm.altered.as_deref().unwrap_or(self);
            let key = (arm.tastes, std::ptr::from_ref(market));
            let moved = scratch.place(arm, count);
            // The codes are lent out while the rest of the buffers is written to.
            let codes = std::mem::take(&mut scratch.codes);
            let segments = &self.people.segment[people.clone()];
            let (by_taste, counted) = match &self.classes {
                None => (segments, segments),
                Some(classes) => (&codes[..count], if classes.reported { &codes[..count] } else { segments }),
            };
            if moved || drawn != Some(key) {
                let leaf = Leaf::new(streams, Purpose::Taste, 0, entities.clone(), by_taste);
                let columns = BlockColumns { market, people: people.clone(), made: &scratch.made };
                plan.tastes[arm.tastes].draw(&leaf, &columns, &mut scratch.choice);
                drawn = Some(key);
            }
            doubts(arm, count, scratch);
            believed(market, arm, &people, scratch);
            let columns = BlockColumns { market, people: people.clone(), made: &scratch.made };
            let empty = arm.menu.choose(&columns, &mut scratch.choice);
            count_people(arm, counted, entities.clone(), streams, scratch);
            let tallied = tally_choices(market, arm, empty, &people, counted, scratch, &mut out[index]);
            if arm.depth == Depth::Full && tallied.is_ok() {
                tally_answers(market, arm, &people, counted, streams, scratch, &mut out[index]);
            }
            scratch.codes = codes;
            tallied?;
        }
        Ok(())
    }
}

/// Works out who doubts which claim in an arm; `doubts` is 1 where a claim is not believed.
fn doubts(arm: &BoundArm, count: usize, scratch: &mut Scratch) {
    let claims = arm.believed_by.len();
    if scratch.believed_by == arm.believed_by {
        return;
    }
    scratch.belief[..count].fill(0.0);
    for (claim, &believed_by) in arm.believed_by.iter().enumerate() {
        let draws = &scratch.beliefs[claim * count..(claim + 1) * count];
        let column = &mut scratch.doubts[claim * count..(claim + 1) * count];
        for ((doubt, belief), &draw) in column.iter_mut().zip(&mut scratch.belief).zip(draws) {
            let believes = draw < believed_by;
            *belief += f32::from(u8::from(believes)) / claims as f32;
            *doubt = f32::from(u8::from(!believes));
        }
    }
    scratch.believed_by.clone_from(&arm.believed_by);
}

/// Works out how many each person counts for: a whole number, whose mean over people is the weight of their segment.
///
/// One uniform a person rounds it up or down, so a larger weight never takes anyone out.
fn count_people(arm: &BoundArm, segments: &[u16], entities: Range<u64>, streams: &Streams, scratch: &mut Scratch) {
    let count = segments.len();
    let Some(weights) = &arm.weights else {
        return scratch.copies[..count].fill(1);
    };
    let draws = &mut scratch.column[..count];
    streams.fill_uniforms(Purpose::Resample, 0, entities, 1, draws);
    for ((copies, &draw), &segment) in scratch.copies.iter_mut().zip(&*draws).zip(segments) {
        *copies = (weights[usize::from(segment)] + f64::from(draw)).floor() as u32;
    }
}

/// Writes a value for every person of the block.
fn value_column(market: &Market, value: BoundValue, people: &Range<usize>, into: &mut [f32]) {
    match value {
        BoundValue::Zero => into.fill(0.0),
        BoundValue::Scalar(amount) => into.fill(amount),
        BoundValue::People { column, times } => {
            for (into, &value) in into.iter_mut().zip(&market.columns[column].values[people.clone()]) {
                *into = value * times;
            }
        }
    }
}

/// Makes the columns of the concept's values as each person believes them: who doubts a claim expects the reference's.
fn believed(market: &Market, arm: &BoundArm, people: &Range<usize>, scratch: &mut Scratch) {
    let Some(reference) = market.reference else { return };
    let count = people.len();
    for taste in (0..market.tastes.len()).filter(|&taste| market.hangs_on_belief(taste)) {
        let made = scratch.made.column_mut(market.believed_column(taste) - market.columns.len());
        value_column(market, arm.values[CONCEPT][taste], people, made);
        value_column(market, arm.values[reference][taste], people, &mut scratch.other[..count]);
        for (claim, _) in market.claims.iter().enumerate().filter(|(_, claim)| claim.tastes.contains(&taste)) {
            for ((value, &doubt), &other) in made.iter_mut().zip(&scratch.doubts[claim * count..(claim + 1) * count]).zip(&scratch.other) {
                if doubt > 0.0 {
                    *value = other;
                }
            }
        }
    }
}

fn tally_choices(
    market: &Market,
    arm: &BoundArm,
    empty: u64,
    people: &Range<usize>,
    segments: &[u16],
    scratch: &mut Scratch,
    tally: &mut Tally,
) -> Result<(), RunError> {
    let layout = &market.layout;
    let count = people.len();
    let mut shares = Shares::new(layout.segments, arm.menu.len());
    if arm.weights.is_some() {
        scratch.weighted.reset(arm.menu.len(), count);
        for alternative in 0..arm.menu.len() {
            let chances = scratch.choice.probabilities.column(alternative).iter().zip(&scratch.copies);
            for (weighted, (&chance, &copies)) in scratch.weighted.column_mut(alternative).iter_mut().zip(chances) {
                *weighted = chance * copies as f32;
            }
        }
        for (&segment, &copies) in segments.iter().zip(&scratch.copies) {
            tally.counts[layout.base(usize::from(segment))] += u64::from(copies);
        }
    }
    let chances = if arm.weights.is_some() { &scratch.weighted } else { &scratch.choice.probabilities };
    shares.add(segments, chances, empty);
    for segment in 0..layout.segments {
        if arm.weights.is_none() {
            tally.counts[layout.base(segment)] += shares.personas(segment);
        }
        for alternative in 0..arm.menu.len() {
            let sum = shares.sum(segment, alternative);
            if !sum.value().is_finite() {
                let name = market.alternatives.get(alternative).map_or("a new alternative", |one| &one.name);
                return Err(RunError::NotFinite { what: format!("the share of `{name}`") });
            }
            tally.sums[layout.share(alternative, segment)].merge(sum);
        }
    }
    if arm.depth == Depth::Full {
        for alternative in 0..arm.menu.len() {
            let single = scratch.choice.probabilities.column(alternative).iter();
            let spread = chances.column(alternative).iter().zip(single).map(|(&chance, &one)| f64::from(chance) * (1.0 - f64::from(one)));
            tally.sums[layout.spread(alternative)].add(ordered(spread));
        }
    }
    let Some(price) = market.price_taste else { return Ok(()) };
    for (alternative, one) in market.alternatives.iter().enumerate().filter(|(_, one)| matches!(one.role, Role::Concept | Role::Own)) {
        value_column(market, arm.values[alternative][price], people, &mut scratch.column[..count]);
        let paid = ordered(
            chances.column(alternative).iter().zip(&scratch.column[..count]).map(|(&chance, &price)| f64::from(chance) * f64::from(price)),
        );
        let bought: f64 = (0..layout.segments).map(|segment| shares.sum(segment, alternative).value()).sum();
        let margin = arm.unit_cost[alternative].mul_add(-bought, paid);
        if alternative == CONCEPT {
            tally.sums[layout.revenue()].add(paid);
            tally.sums[layout.margin()].add(margin);
        }
        if one.unit_cost.is_some() {
            tally.sums[layout.own_margin()].add(margin);
        }
    }
    Ok(())
}

/// Sums in eight fixed lanes, for speed; the order is the block's own.
fn ordered(values: impl Iterator<Item = f64>) -> f64 {
    let mut lanes = [0.0_f64; 8];
    let mut lane = 0;
    for value in values {
        lanes[lane] += value;
        lane = (lane + 1) & 7;
    }
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

/// The log-odds of choosing the concept over all else, as if it were known and to be had.
fn odds(scratch: &mut Scratch, count: usize) {
    let (utility, chance) = (scratch.choice.utilities.column(CONCEPT), scratch.choice.probabilities.column(CONCEPT));
    for (index, odds) in scratch.odds[..count].iter_mut().enumerate() {
        // The other alternatives' part of the log-sum; what rounds to nothing counts as the widest odds.
        let rest = (1.0 - f64::from(chance[index])).max(1e-6);
        let against = f64::from(scratch.choice.logsum[index]) + crate::num::ln(rest);
        *odds = (f64::from(utility[index]) - against).clamp(-WIDEST, WIDEST) as f32;
    }
}

/// What each attribute speaks for: the utility it gives the concept over the reference (over nothing, where there is none).
fn advantages(market: &Market, arm: &BoundArm, people: &Range<usize>, scratch: &mut Scratch) {
    let count = people.len();
    scratch.advantage.fill(0.0);
    for (index, taste) in market.tastes.iter().enumerate() {
        let column = &mut scratch.column[..count];
        if market.hangs_on_belief(index) && market.reference.is_some() {
            column.copy_from_slice(scratch.made.column(market.believed_column(index) - market.columns.len()));
        } else {
            value_column(market, arm.values[CONCEPT][index], people, column);
        }
        match market.reference {
            Some(reference) => value_column(market, arm.values[reference][index], people, &mut scratch.other[..count]),
            None => scratch.other[..count].fill(0.0),
        }
        let into = &mut scratch.advantage[taste.attribute * LEAF..taste.attribute * LEAF + count];
        let tastes = scratch.choice.tastes.column(index);
        for (((into, &taste), &value), &other) in into.iter_mut().zip(tastes).zip(&*column).zip(&scratch.other) {
            *into += taste * (value - other);
        }
    }
}

fn tally_answers(
    market: &Market,
    arm: &BoundArm,
    people: &Range<usize>,
    segments: &[u16],
    streams: &Streams,
    scratch: &mut Scratch,
    tally: &mut Tally,
) {
    let count = people.len();
    odds(scratch, count);
    advantages(market, arm, people, scratch);
    let layout = &market.layout;
    let even: Vec<Vec<f64>> = layout.questions.iter().map(|&points| even_cuts(points)).collect();
    let price = market.price_taste.map_or(BoundValue::Zero, |taste| arm.values[CONCEPT][taste]);
    value_column(market, price, people, &mut scratch.column[..count]);
    let rules: Vec<_> = (0..layout.questions.len()).map(|question| arm.survey.rule(market, question)).collect();
    let mut qualities = std::mem::take(&mut scratch.qualities);
    let copies = std::mem::take(&mut scratch.copies);
    scratch.trial.fill(0.0);
    for local in (0..count).filter(|&local| copies[local] > 0) {
        let person = people.start + local;
        let times = u64::from(copies[local]);
        let segment = usize::from(segments[local]);
        let manner = style(market, &arm.survey, person, [scratch.own[local], scratch.own[count + local]]);
        for (question, rule) in rules.iter().enumerate() {
            let score = latent(market, &arm.survey, rule, scratch, local, person);
            let point = |score: f64, draw: usize| {
                answer(market, arm, question, manner.express(score, f64::from(scratch.noise[draw * count + local])), &even[question])
            };
            let given = point(score, question);
            tally.counts[layout.answer(question, segment, given)] += times;
            if let (AnswerRule::Standard(Ask::Intent), Some(weights)) =
                (&market.survey.questions[question].rule, &arm.survey.intent_weights)
            {
                tally.sums[layout.weighted_intent()].add(weights[4 - given] * times as f64);
            }
            if market.asked_of_reference(question)
                && let Some(reference) = market.reference
            {
                let chance = f64::from(scratch.choice.probabilities.column(reference)[local]);
                let given = point(logit(chance), rules.len());
                tally.counts[layout.reference_answer(question, given)] += times;
            }
        }
        let chooses = scratch.picks[local] < scratch.choice.probabilities.column(CONCEPT)[local];
        reason(market, scratch, local, chooses, times, tally);
        if let (Some(asked), Some(taste)) = (&arm.willingness, market.price_taste) {
            let price_taste = f64::from(scratch.choice.tastes.column(taste)[local]);
            match willingness::torn_at(f64::from(scratch.column[local]), f64::from(scratch.odds[local]), price_taste) {
                Some(torn) => willingness::name_prices(market, asked, torn, price_taste, times, &mut scratch.trial, tally),
                None => tally.counts[layout.price_base()] += times,
            }
        }
        if chooses && !arm.journey.touchpoints.is_empty() {
            let walker = journey::Walker { person, times, style: manner, odds: f64::from(scratch.odds[local]) };
            journey::walk(market, &arm.journey, walker, streams, &mut qualities, tally);
        }
    }
    scratch.qualities = qualities;
    scratch.copies = copies;
    for (cell, sum) in scratch.trial.iter().enumerate() {
        tally.sums[layout.trial(cell)].add(*sum);
    }
}

fn answer(market: &Market, arm: &BoundArm, question: usize, expressed: f64, even: &[f64]) -> usize {
    match &market.survey.questions[question].rule {
        AnswerRule::Standard(Ask::Intent) => box_of(expressed, &arm.survey.intent_cuts),
        AnswerRule::Standard(Ask::Juster) => (10.0 * super::survey::logistic(expressed)).round() as usize,
        _ => box_of(expressed, even),
    }
}

/// Counts the attribute that speaks most for the concept (for who chooses it) or against it (for who does not).
fn reason(market: &Market, scratch: &Scratch, local: usize, chooses: bool, times: u64, tally: &mut Tally) {
    let sign = if chooses { 1.0 } else { -1.0 };
    let mut strongest = (0.0_f32, None);
    for attribute in 0..market.attributes.len() {
        let speaks = sign * scratch.advantage[attribute * LEAF + local];
        if speaks > strongest.0 {
            strongest = (speaks, Some(attribute));
        }
    }
    if let Some(attribute) = strongest.1 {
        let slot = if chooses { market.layout.reason_for(attribute) } else { market.layout.reason_against(attribute) };
        tally.counts[slot] += times;
    }
}
