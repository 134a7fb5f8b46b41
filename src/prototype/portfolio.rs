//! Which few interventions together, within the budget and the guardrails.

use std::collections::BTreeMap;

use crate::market::{Goal, MarketEdit};
use crate::montecarlo::RunnerError;
use crate::montecarlo::search::{Rules, greedy};

use super::candidate::{Candidate, Reason, together};
use super::lab::{Lab, mean_gain};
use super::measure::{Tried, forgone, reading, work};
use super::spec::Terms;

/// The candidates that the joint search takes along: the best by gain, then the best by gain for their money.
const FOREMOST: (usize, usize) = (10, 5);

/// How often a set that harms somebody is given up for another one.
const GIVEN_UP: usize = 12;

/// Everything the choice among sets looks at.
pub(super) struct Choice<'a> {
    pub(super) search: Lab<'a>,
    /// Other draws than those of the search.
    pub(super) check: Lab<'a>,
    pub(super) candidates: &'a [Candidate],
    pub(super) terms: &'a Terms,
    /// The joint gain of each set measured so far, by members in rising order; NaN for one that is not allowed.
    known: BTreeMap<Vec<usize>, f64>,
}

impl<'a> Choice<'a> {
    pub(super) fn new(search: Lab<'a>, check: Lab<'a>, candidates: &'a [Candidate], terms: &'a Terms) -> Self {
        Self { search, check, candidates, terms, known: BTreeMap::new() }
    }

    /// The number of sets measured.
    pub(super) fn measured(&self) -> usize {
        self.known.len()
    }

    /// The edits of a set; `None` where its members cannot go together.
    pub(super) fn edits(&self, set: &[usize]) -> Option<Vec<MarketEdit>> {
        together(self.search.bench.market, &set.iter().map(|&index| &self.candidates[index]).collect::<Vec<_>>())
    }

    /// The joint gains of sets, each in rising order: NaN for what cannot go together or costs more than the budget.
    ///
    /// # Errors
    /// [`RunnerError`] when no thread starts.
    pub(super) fn values(&mut self, sets: &[Vec<usize>]) -> Result<Vec<f64>, RunnerError> {
        let mut new: Vec<Vec<usize>> = Vec::new();
        for set in sets.iter().filter(|set| !set.is_empty()) {
            if !self.known.contains_key(set) && !new.contains(set) {
                new.push(set.clone());
            }
        }
        let edits: Vec<Option<Vec<MarketEdit>>> = new.iter().map(|set| self.edits(set)).collect();
        let board = self.search.board;
        let found = self.search.each(&edits, &|seen| reading(board, seen))?;
        for (set, reading) in new.into_iter().zip(found) {
            let value = reading.map_or(f64::NAN, |reading| {
                let members = set.iter().map(|&index| &self.candidates[index]);
                let bill = work(members, self.terms) + forgone(reading.margin, reading.share, self.terms);
                if self.terms.budget.is_some_and(|budget| bill > budget) { f64::NAN } else { mean_gain(&reading.gains) }
            });
            self.known.insert(set, value);
        }
        Ok(sets.iter().map(|set| if set.is_empty() { 0.0 } else { self.known.get(set).copied().unwrap_or(f64::NAN) }).collect())
    }

    /// The best set, in the order of what its members add. Sets that harm a protected segment are given up one after the other.
    ///
    /// # Errors
    /// [`RunnerError`] when no thread starts.
    pub(super) fn best(&mut self, tried: &mut [Tried]) -> Result<Vec<usize>, RunnerError> {
        let foremost = self.foremost(tried)?;
        for &index in &foremost {
            self.known.insert(vec![index], tried[index].gain);
        }
        let costs: Vec<f64> = foremost.iter().map(|&index| tried[index].bill).collect();
        let rules = Rules { budget: self.terms.budget, most: self.terms.changes, least_gain: Goal::SMALLEST };
        for _ in 0..GIVEN_UP {
            let mut evaluate = |sets: &[Vec<usize>]| {
                let sets: Vec<Vec<usize>> = sets.iter().map(|set| rising(set.iter().map(|&place| foremost[place]))).collect();
                self.values(&sets)
            };
            let order: Vec<usize> = greedy(&costs, &rules, &mut evaluate)?.order.into_iter().map(|place| foremost[place]).collect();
            let Some(edits) = (!order.is_empty()).then(|| self.edits(&order)).flatten() else { return Ok(order) };
            let harm = self.search.harms(&[edits], &self.terms.protected, self.terms.tolerance)?.pop().flatten();
            let Some(harm) = harm else { return Ok(order) };
            if let [index] = order[..] {
                tried[index].reason = Some(Reason::Hurts(harm));
            }
            self.known.insert(rising(order.into_iter()), f64::NAN);
        }
        Ok(Vec::new())
    }

    /// The candidates that the joint search takes along, the best first; those that harm somebody are left out, with the reason.
    fn foremost(&self, tried: &mut [Tried]) -> Result<Vec<usize>, RunnerError> {
        let by_gain = |tried: &[Tried], one: usize, other: usize| tried[other].gain.total_cmp(&tried[one].gain).then(one.cmp(&other));
        let mut open: Vec<usize> = (0..tried.len()).filter(|&index| tried[index].reason.is_none()).collect();
        open.sort_by(|&one, &other| by_gain(tried, one, other));
        let mut by_money = open.clone();
        // A cost of one unit of money keeps the ratio finite for what costs nothing.
        let ratio = |index: usize| tried[index].gain / tried[index].bill.max(1.0);
        by_money.sort_by(|&one, &other| ratio(other).total_cmp(&ratio(one)).then(one.cmp(&other)));
        let mut foremost: Vec<usize> = Vec::new();
        let mut looked_at: Vec<usize> = Vec::new();
        // Harm is looked at only for those who would be taken along, a batch at a time.
        for (order, most) in [(open, FOREMOST.0), (by_money, FOREMOST.0 + FOREMOST.1)] {
            let mut rest: Vec<usize> = order.into_iter().filter(|index| !looked_at.contains(index)).collect();
            while foremost.len() < most && !rest.is_empty() {
                let batch: Vec<usize> = rest.drain(..rest.len().min(most - foremost.len())).collect();
                let sets: Vec<Vec<MarketEdit>> = batch.iter().map(|&index| self.candidates[index].treatment.edits.clone()).collect();
                let harms = self.search.harms(&sets, &self.terms.protected, self.terms.tolerance)?;
                for (index, harm) in batch.into_iter().zip(harms) {
                    looked_at.push(index);
                    match harm {
                        Some(harm) => tried[index].reason = Some(Reason::Hurts(harm)),
                        None => foremost.push(index),
                    }
                }
            }
        }
        foremost.sort_by(|&one, &other| by_gain(tried, one, other));
        Ok(foremost)
    }

    /// Why each candidate that is still in was not taken.
    ///
    /// # Errors
    /// [`RunnerError`] when no thread starts.
    pub(super) fn explain(&mut self, members: &[usize], tried: &mut [Tried]) -> Result<(), RunnerError> {
        let market = self.search.bench.market;
        let smallest = Goal::SMALLEST;
        let open: Vec<usize> = (0..tried.len()).filter(|&index| tried[index].reason.is_none() && !members.contains(&index)).collect();
        let mut asked: Vec<usize> = Vec::new();
        for &index in &open {
            let apart = members.iter().copied().find(|&member| self.candidates[index].apart(&self.candidates[member], market));
            tried[index].reason = Some(match apart {
                Some(with) => Reason::Excluded { with },
                None if tried[index].gain < smallest => Reason::TooSmall,
                None => {
                    asked.push(index);
                    Reason::OthersGainMore
                }
            });
        }
        let pair = |member: usize, index: usize| rising([member, index].into_iter());
        let pairs: Vec<Vec<usize>> = asked.iter().flat_map(|&index| members.iter().map(move |&member| pair(member, index))).collect();
        self.values(&pairs)?;
        let alone: Vec<Vec<usize>> = members.iter().map(|&member| vec![member]).collect();
        self.values(&alone)?;
        for index in asked {
            // What it adds to each member, against what it does alone.
            let added = |member: usize| {
                let value = |set: &[usize]| self.known.get(set).copied().unwrap_or(f64::NAN);
                value(&pair(member, index)) - value(&[member])
            };
            let overlapped = members.iter().copied().filter(|&member| added(member) < smallest);
            if let Some(with) = overlapped.min_by(|&one, &other| added(one).total_cmp(&added(other))) {
                tried[index].reason = Some(Reason::Overlaps { with });
            }
        }
        Ok(())
    }
}

fn rising(members: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut set: Vec<usize> = members.collect();
    set.sort_unstable();
    set
}
