//! The journey: who fails, who gives up, how it felt.

use std::sync::Arc;

use crate::random::{Purpose, Streams};
use crate::world::Tally;

use super::bind::{BoundJourney, BoundTouchpoint};
use super::layout::{CES_POINTS, NPS_POINTS};
use super::model::Market;
use super::spec::Channel;
use super::survey::{Style, box_of, even_cuts, logistic};

/// The effort scale runs from 1 to 7.
const EFFORT: (f64, f64) = (1.0, 7.0);

/// What one person met at one touchpoint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meeting {
    /// Effort as felt, 1 to 7.
    pub(super) effort: f64,
    /// Whether something went wrong, put right or not.
    pub(super) failed: bool,
    /// The chance of giving up here.
    pub(super) gives_up: f64,
}

/// What happens to one person at one touchpoint, given the person's skill and patience (0 to 1) and three draws.
pub(super) fn meet(
    point: &BoundTouchpoint,
    journey: &BoundJourney,
    skill: f64,
    patience: f64,
    fails: f64,
    recovers: f64,
    normal: f64,
) -> Meeting {
    let failed = fails < point.fails;
    let hurt = failed && recovers >= point.recovered;
    let mut effort = journey.confusion_effect.mul_add(1.0 - point.clarity, point.effort) + journey.effort_spread * normal;
    if point.channel == Channel::Digital {
        effort += journey.skill_effect * (0.5 - skill);
    }
    if hurt {
        effort += journey.failure_effect;
    }
    let effort = effort.clamp(EFFORT.0, EFFORT.1);
    let mut pressure = journey.effort_hazard.mul_add(effort - point.effort, journey.patience_hazard * (0.5 - patience + point.wait / 30.0));
    if hurt {
        pressure += journey.failure_hazard;
    }
    let gives_up = 1.0 - crate::num::pow(1.0 - point.drop_out, crate::num::exp(pressure.clamp(-20.0, 20.0)));
    Meeting { effort, failed, gives_up }
}

/// The remembered experience, 0 to 1: a share of it peak (the worst moment) and end, the rest the mean.
///
/// # Source
/// Kahneman, Fredrickson, Schreiber and Redelmeier (1993), "When more pain is preferred to less: adding a better end".
pub(super) fn remembered(qualities: &[f64], peak_end: f64) -> f64 {
    let worst = qualities.iter().copied().fold(f64::INFINITY, f64::min);
    let last = qualities.last().copied().unwrap_or(0.0);
    let mean = qualities.iter().sum::<f64>() / qualities.len() as f64;
    peak_end.mul_add((worst + last) / 2.0, (1.0 - peak_end) * mean)
}

/// What people who chose it gain over their next best, on average, in logits: `−ln(1 − p) / p`, with p their chance to choose it.
///
/// # Source
/// The mean of the best of two Gumbel-distributed utilities less the other one, given which is best; from the logit's closed form
/// (Ben-Akiva and Lerman 1985, chapter 5).
fn surplus(odds: f64) -> f64 {
    let p = logistic(odds).clamp(1e-9, 1.0 - 1e-9);
    -crate::num::ln(1.0 - p) / p
}

fn scale_point(value: f64, points: usize) -> usize {
    value.round().clamp(0.0, (points - 1) as f64) as usize
}

/// Someone who chose the concept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walker {
    pub(super) person: usize,
    /// How many the person counts for.
    pub(super) times: u64,
    /// The person's way of answering.
    pub(super) style: Style,
    /// The log-odds of having chosen it.
    pub(super) odds: f64,
}

/// Leads one chooser through the journey and writes what happened into the tally.
///
/// A touchpoint's draws belong to its place in the study as given, so that moving or dropping one changes no draw of another.
pub(super) fn walk(
    market: &Market,
    journey: &BoundJourney,
    walker: Walker,
    streams: &Streams,
    qualities: &mut Vec<f64>,
    tally: &mut Tally,
) {
    let Walker { person, times, style, odds } = walker;
    let layout = &market.layout;
    let column = |values: &Option<Arc<[f32]>>| values.as_ref().map_or(0.5, |values| f64::from(values[person]));
    let (skill, patience) = (column(&market.journey.skill), column(&market.journey.patience));
    let satisfaction = |quality: f64, normal: f64| box_of(style.express(6.0 * (quality - 0.5), normal), &even_cuts(5));
    qualities.clear();
    let mut finished = true;
    tally.counts[layout.started()] += times;
    for point in &journey.touchpoints {
        let index = point.place;
        tally.counts[layout.reached(index)] += times;
        let mut draws = streams.draws(Purpose::Journey, person as u64, index as u32);
        let (fails, recovers, gives_up) = (draws.uniform(), draws.uniform(), draws.uniform());
        let (felt, easy, satisfied) = (draws.normal(), draws.normal(), draws.normal());
        let meeting = meet(point, journey, skill, patience, fails, recovers, felt);
        tally.counts[layout.failed(index)] += u64::from(meeting.failed) * times;
        tally.counts[layout.ces(index, ease(meeting.effort, style, easy))] += times;
        let quality = (EFFORT.1 - meeting.effort) / (EFFORT.1 - EFFORT.0);
        tally.counts[layout.csat(index, satisfaction(quality, satisfied))] += times;
        tally.sums[layout.minutes(index)].add((point.minutes + point.wait) * times as f64);
        qualities.push(quality);
        if gives_up < meeting.gives_up {
            qualities.push(0.0);
            finished = false;
            break;
        }
        tally.counts[layout.passed(index)] += times;
    }
    if finished {
        tally.counts[layout.finished()] += times;
    }
    let mut draws = streams.draws(Purpose::Journey, person as u64, layout.touchpoints as u32);
    let experience = remembered(qualities, journey.peak_end);
    tally.counts[layout.csat(layout.touchpoints, satisfaction(experience, draws.normal()))] += times;
    let regard = journey.experience_in_recommend.mul_add(experience, (1.0 - journey.experience_in_recommend) * logistic(surplus(odds)));
    let answer = 10.0 * logistic(style.express(6.0 * (regard - 0.5), draws.normal()));
    tally.counts[layout.nps(scale_point(answer, NPS_POINTS))] += times;
}

/// The answer (from 0) to "it was easy": seven points, the reverse of the effort felt, as this person expresses it.
fn ease(effort: f64, style: Style, normal: f64) -> usize {
    let middle = f64::midpoint(EFFORT.0, EFFORT.1);
    scale_point(middle - 1.0 + style.express(middle - effort, normal), CES_POINTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journey() -> BoundJourney {
        BoundJourney {
            touchpoints: Vec::new(),
            skill_effect: 2.0,
            confusion_effect: 2.0,
            effort_spread: 0.0,
            failure_effect: 1.5,
            effort_hazard: 0.4,
            failure_hazard: 1.0,
            patience_hazard: 1.0,
            peak_end: 0.5,
            experience_in_recommend: 0.7,
        }
    }

    fn point() -> BoundTouchpoint {
        BoundTouchpoint {
            place: 0,
            channel: Channel::Digital,
            minutes: 10.0,
            wait: 0.0,
            effort: 3.0,
            clarity: 1.0,
            fails: 0.2,
            recovered: 0.5,
            drop_out: 0.1,
        }
    }

    #[test]
    fn a_typical_person_gives_up_at_the_stated_rate() {
        let met = meet(&point(), &journey(), 0.5, 0.5, 0.9, 0.9, 0.0);
        assert_eq!((met.effort, met.failed), (3.0, false));
        assert!((met.gives_up - 0.1).abs() < 1e-12);
    }

    #[test]
    fn low_skill_failure_and_impatience_each_raise_the_chance_to_give_up() {
        let base = meet(&point(), &journey(), 0.5, 0.5, 0.9, 0.9, 0.0).gives_up;
        assert!(meet(&point(), &journey(), 0.0, 0.5, 0.9, 0.9, 0.0).gives_up > base);
        assert!(meet(&point(), &journey(), 0.5, 0.5, 0.1, 0.9, 0.0).gives_up > base);
        assert!(meet(&point(), &journey(), 0.5, 0.0, 0.9, 0.9, 0.0).gives_up > base);
        let recovered = meet(&point(), &journey(), 0.5, 0.5, 0.1, 0.1, 0.0);
        assert!(recovered.failed && (recovered.gives_up - base).abs() < 1e-12);
        let physical = BoundTouchpoint { channel: Channel::Physical, ..point() };
        assert_eq!(meet(&physical, &journey(), 0.0, 0.5, 0.9, 0.9, 0.0).effort, 3.0);
    }

    #[test]
    fn choosers_gain_at_least_one_logit_and_more_the_surer_they_were() {
        assert!((surplus(-12.0) - 1.0).abs() < 1e-4);
        assert!((surplus(0.0) - 2.0 * crate::num::ln(2.0)).abs() < 1e-12);
        assert!(surplus(3.0) > surplus(0.0));
    }

    #[test]
    fn memory_weighs_the_worst_moment_and_the_end() {
        assert!((remembered(&[1.0, 0.2, 0.6], 1.0) - 0.4).abs() < 1e-12);
        assert!((remembered(&[1.0, 0.2, 0.6], 0.0) - 0.6).abs() < 1e-12);
    }
}
