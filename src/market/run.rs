//! One block of personas through every arm, on the same draws.

use std::ops::Range;

use crate::num::{Kernel, Path, run as on};
use crate::random::{Purpose, Streams};
use crate::treatment::MarketEdit;
use crate::world::{Arm, BindError, Depth, RunError, Tally, Unknowns, World};

use super::bind::{self, BoundArm, BoundTaste, BoundValue, Plan, Spread};
use super::model::{AnswerRule, CONCEPT, Market, Role, Value};
use super::spec::Ask;
use super::survey::{box_of, even_cuts, latent, style};
use super::{journey, willingness};

/// Personas in a block. Frozen: it fixes the order of the sums.
pub(super) const LEAF: usize = 1024;

/// The least chance that counts in log-odds: beyond ±12 logits nothing changes.
const WIDEST: f32 = 12.0;

/// Buffers for one block, `LEAF` values a column.
#[derive(Debug)]
pub struct Scratch {
    pub(super) stride: usize,
    normals: Vec<f32>,
    tastes: Vec<f32>,
    doubts: Vec<f32>,
    pub(super) belief: Vec<f32>,
    known: Vec<f32>,
    column: Vec<f32>,
    utility: Vec<f32>,
    weight: Vec<f32>,
    chance: Vec<f32>,
    pub(super) odds: Vec<f32>,
    /// By attribute: the utility it gives the concept over the reference.
    pub(super) advantage: Vec<f32>,
    picks: Vec<f32>,
    noise: Vec<f32>,
    qualities: Vec<f64>,
}

impl Scratch {
    fn new(market: &Market) -> Self {
        let columns = |count: usize| vec![0.0; count * LEAF];
        let alternatives = market.alternatives.len();
        Self {
            stride: LEAF,
            normals: columns(market.tastes.len()),
            tastes: columns(market.tastes.len()),
            doubts: columns(market.claims.len()),
            belief: columns(1),
            known: columns(alternatives),
            column: columns(1),
            utility: columns(alternatives),
            weight: columns(alternatives),
            chance: columns(alternatives),
            odds: columns(1),
            advantage: columns(market.attributes.len()),
            picks: columns(1),
            noise: columns(2 * market.survey.questions.len()),
            qualities: Vec::new(),
        }
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
        let tastes = self.tastes.len();
        streams.fill_normals(Purpose::Taste, 0, entities.clone(), tastes, &mut scratch.normals[..tastes * count]);
        for (index, bound) in plan.tastes.iter().enumerate() {
            taste_column(self, index, bound, &people, scratch);
        }
        beliefs(self, plan, streams, entities.clone(), scratch);
        let alternatives = self.alternatives.len();
        if plan.has_reach() {
            streams.fill_uniforms(Purpose::Consider, 0, entities.clone(), alternatives, &mut scratch.known[..alternatives * count]);
        }
        for (index, arm) in plan.arms.iter().enumerate() {
            chances(self, arm, &people, scratch);
            tally_choices(self, plan, index, &people, scratch, &mut out[index])?;
            if arm.depth == Depth::Full {
                streams.fill_uniforms(Purpose::Choice, 0, entities.clone(), 1, &mut scratch.picks[..count]);
                let questions = self.survey.questions.len();
                streams.fill_normals(Purpose::Answer, 0, entities.clone(), 2 * questions, &mut scratch.noise[..2 * questions * count]);
                tally_answers(self, plan, index, &people, streams, scratch, &mut out[index]);
            }
        }
        Ok(())
    }
}

/// Draws one taste for every person of the block.
fn taste_column(market: &Market, index: usize, bound: &BoundTaste, people: &Range<usize>, scratch: &mut Scratch) {
    let count = people.len();
    let column = &mut scratch.tastes[index * LEAF..index * LEAF + count];
    for (value, &segment) in column.iter_mut().zip(&market.people.segment[people.clone()]) {
        *value = bound.location[usize::from(segment)];
    }
    for ((values, _), &coefficient) in market.tastes[index].shifts.iter().zip(&bound.shifts) {
        on(Path::Widest, MultiplyAdd { into: column, times: &values[people.clone()], by: coefficient });
    }
    let normals = &scratch.normals[index * count..(index + 1) * count];
    match bound.spread {
        Spread::Fixed => {}
        Spread::Normal => on(Path::Widest, MultiplyAdd { into: column, times: normals, by: bound.scale }),
        Spread::LogNormal { sign } => {
            on(Path::Widest, MultiplyAdd { into: column, times: normals, by: bound.scale });
            crate::num::block::exp(column);
            for value in column {
                *value *= sign;
            }
        }
        Spread::Triangular => {
            for (value, &normal) in column.iter_mut().zip(normals) {
                let uniform = crate::num::norm_cdf(f64::from(normal));
                let place = if uniform < 0.5 { (2.0 * uniform).sqrt() - 1.0 } else { 1.0 - (2.0 * (1.0 - uniform)).sqrt() };
                *value = bound.scale.mul_add(place as f32, *value);
            }
        }
    }
}

/// Draws who believes which claim; `doubts` is 1 where a claim is not believed.
fn beliefs(market: &Market, plan: &Plan, streams: &Streams, entities: Range<u64>, scratch: &mut Scratch) {
    let claims = market.claims.len();
    let count = (entities.end - entities.start) as usize;
    scratch.belief[..count].fill(1.0);
    if claims == 0 {
        return;
    }
    streams.fill_uniforms(Purpose::Believe, 0, entities, claims, &mut scratch.doubts[..claims * count]);
    scratch.belief[..count].fill(0.0);
    for (claim, &believed_by) in plan.believed_by.iter().enumerate() {
        let column = &mut scratch.doubts[claim * count..(claim + 1) * count];
        for (doubt, belief) in column.iter_mut().zip(&mut scratch.belief) {
            let believes = *doubt < believed_by;
            *belief += f32::from(u8::from(believes)) / claims as f32;
            *doubt = f32::from(u8::from(!believes));
        }
    }
}

/// Writes a value of an alternative for every person of the block into `into`.
fn value_column(market: &Market, value: BoundValue, taste: usize, people: &Range<usize>, into: &mut [f32]) {
    match value {
        BoundValue::Zero => into.fill(0.0),
        BoundValue::Scalar(amount) => into.fill(amount),
        BoundValue::People { alternative, times } => match &market.alternatives[alternative].values[taste] {
            Value::People(values) => {
                for (into, &value) in into.iter_mut().zip(&values[people.clone()]) {
                    *into = value * times;
                }
            }
            Value::Zero | Value::Number(_) => into.fill(0.0),
        },
    }
}

/// The concept's value of a taste as each person believes it: who doubts a claim that supports it expects the reference's.
fn believed_column(market: &Market, arm: &BoundArm, taste: usize, people: &Range<usize>, doubts: &[f32], into: &mut [f32]) -> bool {
    let count = people.len();
    let Some(reference) = market.reference.filter(|_| market.claims.iter().any(|claim| claim.tastes.contains(&taste))) else {
        return false;
    };
    value_column(market, arm.values[CONCEPT][taste], taste, people, into);
    let mut other = [0.0_f32; LEAF];
    value_column(market, arm.values[reference][taste], taste, people, &mut other[..count]);
    for (claim, _) in market.claims.iter().enumerate().filter(|(_, claim)| claim.tastes.contains(&taste)) {
        for ((value, &doubt), &other) in into.iter_mut().zip(&doubts[claim * count..(claim + 1) * count]).zip(&other) {
            if doubt > 0.0 {
                *value = other;
            }
        }
    }
    true
}

/// Works out utilities, who can choose what, and the chance of each choice.
fn chances(market: &Market, arm: &BoundArm, people: &Range<usize>, scratch: &mut Scratch) {
    let count = people.len();
    for alternative in 0..market.alternatives.len() {
        let span = alternative * LEAF..alternative * LEAF + count;
        scratch.utility[span.clone()].fill(arm.constants[alternative]);
        for taste in 0..market.tastes.len() {
            let value = arm.values[alternative][taste];
            if value == BoundValue::Zero {
                continue;
            }
            let column = &mut scratch.column[..count];
            let believed = alternative == CONCEPT && believed_column(market, arm, taste, people, &scratch.doubts, column);
            let (utility, tastes) = (&mut scratch.utility[span.clone()], &scratch.tastes[taste * LEAF..taste * LEAF + count]);
            match value {
                BoundValue::Scalar(amount) if !believed => on(Path::Widest, MultiplyAdd { into: utility, times: tastes, by: amount }),
                _ => {
                    if !believed {
                        value_column(market, value, taste, people, column);
                    }
                    on(Path::Widest, MultiplyColumns { into: utility, left: tastes, right: column });
                }
            }
        }
        let weight = &mut scratch.weight[span.clone()];
        weight.fill(if arm.removed[alternative] { 0.0 } else { 1.0 });
        if let Some(available) = &market.alternatives[alternative].available {
            for (weight, &available) in weight.iter_mut().zip(&available[people.clone()]) {
                *weight *= available;
            }
        }
        if let Some(reach) = arm.reach[alternative] {
            for (weight, &known) in weight.iter_mut().zip(&scratch.known[alternative * count..(alternative + 1) * count]) {
                if known >= reach {
                    *weight = 0.0;
                }
            }
        }
    }
    on(
        Path::Widest,
        Softmax {
            alternatives: market.alternatives.len(),
            count,
            utility: &scratch.utility,
            weight: &scratch.weight,
            chance: &mut scratch.chance,
            odds: &mut scratch.odds,
        },
    );
}

struct MultiplyAdd<'a> {
    into: &'a mut [f32],
    times: &'a [f32],
    by: f32,
}

impl Kernel for MultiplyAdd<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (into, &times) in self.into.iter_mut().zip(self.times) {
            *into = times.mul_add(self.by, *into);
        }
    }
}

struct MultiplyColumns<'a> {
    into: &'a mut [f32],
    left: &'a [f32],
    right: &'a [f32],
}

impl Kernel for MultiplyColumns<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for ((into, &left), &right) in self.into.iter_mut().zip(self.left).zip(self.right) {
            *into = left.mul_add(right, *into);
        }
    }
}

struct Softmax<'a> {
    alternatives: usize,
    count: usize,
    utility: &'a [f32],
    weight: &'a [f32],
    chance: &'a mut [f32],
    odds: &'a mut [f32],
}

impl Kernel for Softmax<'_> {
    type Output = ();

    fn run(self) {
        let mut highest = [f32::NEG_INFINITY; LEAF];
        let mut total = [0.0_f32; LEAF];
        for alternative in 0..self.alternatives {
            let span = alternative * LEAF..alternative * LEAF + self.count;
            for ((highest, &utility), &weight) in highest.iter_mut().zip(&self.utility[span.clone()]).zip(&self.weight[span]) {
                // The concept's own utility counts even where it is not known, since the survey shows it.
                if (weight > 0.0 || alternative == CONCEPT) && utility > *highest {
                    *highest = utility;
                }
            }
        }
        for alternative in 0..self.alternatives {
            let span = alternative * LEAF..alternative * LEAF + self.count;
            let chance = &mut self.chance[span.clone()];
            for ((chance, &utility), &highest) in chance.iter_mut().zip(&self.utility[span.clone()]).zip(&highest) {
                // Above the highest only where it cannot be chosen; bounded too, so that its zero weight makes it zero.
                *chance = (utility - highest).clamp(-80.0, 80.0);
            }
            crate::num::block::exp(chance);
            if alternative == CONCEPT {
                self.odds[..self.count].copy_from_slice(chance);
            }
            for ((chance, &weight), total) in chance.iter_mut().zip(&self.weight[span]).zip(&mut total) {
                *chance *= weight;
                *total += *chance;
            }
        }
        // Odds against all else, as if the concept were known and to be had.
        let mut against = [0.0_f32; LEAF];
        for ((against, &total), &concept) in against.iter_mut().zip(&total).zip(&self.chance[..self.count]) {
            *against = (total - concept).max(1e-30);
        }
        for (odds, &against) in self.odds[..self.count].iter_mut().zip(&against) {
            *odds = (*odds / against).clamp(1e-6, 1e6);
        }
        crate::num::block::ln(&mut self.odds[..self.count]);
        for odds in &mut self.odds[..self.count] {
            *odds = odds.clamp(-WIDEST, WIDEST);
        }
        for alternative in 0..self.alternatives {
            let chance = &mut self.chance[alternative * LEAF..alternative * LEAF + self.count];
            for (chance, &total) in chance.iter_mut().zip(&total) {
                *chance = if total > 0.0 { *chance / total } else { 0.0 };
            }
        }
    }
}

/// Sums a column in eight fixed lanes.
fn lane_sum(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let mut lanes = [0.0_f64; 8];
    for (index, value) in values.enumerate() {
        lanes[index % 8] += value;
    }
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

fn tally_choices(
    market: &Market,
    plan: &Plan,
    arm: usize,
    people: &Range<usize>,
    scratch: &mut Scratch,
    tally: &mut Tally,
) -> Result<(), RunError> {
    let layout = &market.layout;
    let segments = &market.people.segment[people.clone()];
    let count = people.len();
    for run in segments.chunk_by(|one, other| one == other) {
        tally.sums[layout.base(usize::from(run[0]))].add(run.len() as f64);
    }
    for (alternative, one) in market.alternatives.iter().enumerate() {
        let chance = &scratch.chance[alternative * LEAF..alternative * LEAF + count];
        let mut start = 0;
        while start < count {
            let segment = segments[start];
            let end = start + segments[start..].partition_point(|&other| other == segment);
            let sum = lane_sum(chance[start..end].iter().map(|&chance| f64::from(chance)));
            if !sum.is_finite() {
                return Err(RunError::NotFinite { what: format!("the share of `{}`", one.name) });
            }
            tally.sums[layout.share(alternative, usize::from(segment))].add(sum);
            start = end;
        }
        tally.sums[layout.spread(alternative)].add(lane_sum(chance.iter().map(|&chance| f64::from(chance) * (1.0 - f64::from(chance)))));
    }
    let Some(price) = market.price_taste else { return Ok(()) };
    for (alternative, one) in market.alternatives.iter().enumerate().filter(|(_, one)| matches!(one.role, Role::Concept | Role::Own)) {
        value_column(market, plan.arms[arm].values[alternative][price], price, people, &mut scratch.column[..count]);
        let chance = &scratch.chance[alternative * LEAF..alternative * LEAF + count];
        let cost = plan.arms[arm].unit_cost[alternative];
        let paid = |cost: f64| {
            lane_sum(chance.iter().zip(&scratch.column[..count]).map(|(&chance, &price)| f64::from(chance) * (f64::from(price) - cost)))
        };
        let margin = paid(cost);
        if alternative == CONCEPT {
            tally.sums[layout.revenue()].add(paid(0.0));
            tally.sums[layout.margin()].add(margin);
        }
        if one.unit_cost.is_some() {
            tally.sums[layout.own_margin()].add(margin);
        }
    }
    Ok(())
}

/// What each attribute speaks for: the utility it gives the concept over the reference (over nothing, where there is none).
fn advantages(market: &Market, arm: &BoundArm, people: &Range<usize>, scratch: &mut Scratch) {
    let count = people.len();
    scratch.advantage.fill(0.0);
    let mut other = [0.0_f32; LEAF];
    for (index, taste) in market.tastes.iter().enumerate() {
        let column = &mut scratch.column[..count];
        if !believed_column(market, arm, index, people, &scratch.doubts, column) {
            value_column(market, arm.values[CONCEPT][index], index, people, column);
        }
        if let Some(reference) = market.reference {
            value_column(market, arm.values[reference][index], index, people, &mut other[..count]);
            for (value, &other) in column.iter_mut().zip(&other) {
                *value -= other;
            }
        }
        let into = &mut scratch.advantage[taste.attribute * LEAF..taste.attribute * LEAF + count];
        on(Path::Widest, MultiplyColumns { into, left: &scratch.tastes[index * LEAF..index * LEAF + count], right: column });
    }
}

fn tally_answers(
    market: &Market,
    plan: &Plan,
    arm: usize,
    people: &Range<usize>,
    streams: &Streams,
    scratch: &mut Scratch,
    tally: &mut Tally,
) {
    let count = people.len();
    advantages(market, &plan.arms[arm], people, scratch);
    let layout = &market.layout;
    let even: Vec<Vec<f64>> = layout.questions.iter().map(|&points| even_cuts(points)).collect();
    let price_column = plan.price(market, arm);
    value_column(market, price_column, market.price_taste.unwrap_or(0), people, &mut scratch.column[..count]);
    let rules: Vec<_> = (0..layout.questions.len()).map(|question| plan.survey.rule(market, question)).collect();
    let mut qualities = std::mem::take(&mut scratch.qualities);
    for local in 0..count {
        let person = people.start + local;
        let segment = usize::from(market.people.segment[person]);
        let manner = style(market, &plan.survey, person);
        for (question, rule) in rules.iter().enumerate() {
            let score = latent(market, &plan.survey, rule, scratch, local, person);
            let point = |score: f64, draw: usize| {
                answer(market, plan, question, manner.express(score, f64::from(scratch.noise[draw * count + local])), &even[question])
            };
            let given = point(score, 2 * question);
            tally.counts[layout.answer(question, segment, given)] += 1;
            if let (AnswerRule::Standard(Ask::Intent), Some(weights)) =
                (&market.survey.questions[question].rule, &plan.survey.intent_weights)
            {
                tally.sums[layout.weighted_intent()].add(weights[4 - given]);
            }
            if market.asked_of_reference(question)
                && let Some(reference) = market.reference
            {
                let chance = f64::from(scratch.chance[reference * LEAF + local]);
                let given = point(super::survey::logit(chance), 2 * question + 1);
                tally.counts[layout.reference_answer(question, given)] += 1;
            }
        }
        let chooses = scratch.picks[local] < scratch.chance[CONCEPT * LEAF + local];
        reason(market, scratch, local, chooses, tally);
        if let (Some(asked), Some(taste)) = (&plan.willingness, market.price_taste) {
            let price_taste = f64::from(scratch.tastes[taste * LEAF + local]);
            match willingness::torn_at(f64::from(scratch.column[local]), f64::from(scratch.odds[local]), price_taste) {
                Some(torn) => willingness::name_prices(market, asked, torn, price_taste, tally),
                None => tally.counts[layout.price_base()] += 1,
            }
        }
        if chooses && !market.journey.touchpoints.is_empty() {
            journey::walk(market, (&plan.journey, &plan.survey), person, f64::from(scratch.odds[local]), streams, &mut qualities, tally);
        }
    }
    scratch.qualities = qualities;
}

fn answer(market: &Market, plan: &Plan, question: usize, expressed: f64, even: &[f64]) -> usize {
    match &market.survey.questions[question].rule {
        AnswerRule::Standard(Ask::Intent) => box_of(expressed, &plan.survey.intent_cuts),
        AnswerRule::Standard(Ask::Juster) => (10.0 * super::survey::logistic(expressed)).round() as usize,
        _ => box_of(expressed, even),
    }
}

/// Counts the attribute that speaks most for the concept (for who chooses it) or against it (for who does not).
fn reason(market: &Market, scratch: &Scratch, local: usize, chooses: bool, tally: &mut Tally) {
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
        tally.counts[slot] += 1;
    }
}
