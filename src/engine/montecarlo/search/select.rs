//! Which few of many candidates to take together, measured together.

use crate::montecarlo::RunnerError;

use super::book::{Book, Measure};

/// The candidates whose pairs are measured.
const PAIRED: usize = 20;

/// The best pairs from which a forward selection starts.
const STARTS: usize = 3;

/// Up to this many allowed sets, all are measured.
const ALL: usize = 128;

/// Rounds of exchange at most.
const ROUNDS: usize = 16;

/// What may be selected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// The most that all selected candidates may cost together; none for no bound.
    pub budget: Option<f64>,
    /// The most candidates.
    pub most: usize,
    /// A gain up to this is none; 0 or more.
    pub least_gain: f64,
}

/// What was selected, in the order of what it adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The candidates, the one that gains most by itself first, then the one that adds most to it, and so on.
    pub order: Vec<usize>,
    /// The joint value of the first k of them, k = 0, 1, 2, …: one more than there are candidates selected.
    pub values: Vec<f64>,
    /// The value of every candidate alone; NaN for one that cannot be run.
    pub singles: Vec<f64>,
    /// How many sets were measured.
    pub evaluated: usize,
}

/// Selects candidates whose joint value is high; single effects are never added up.
///
/// `costs` has one entry a candidate; where all are 0, gains alone count, else the gain per cost as well. `evaluate` measures a batch of
/// sets (each in rising order) and returns their values: higher is better, NaN for a set that cannot be run together, which is skipped.
///
/// Up to 128 allowed sets are all measured. With more, forward selection runs by gain, by gain per cost, and from the best three pairs
/// (of the twenty candidates that are best alone), so that two candidates which only work together are seen; where no single candidate
/// gains, pairs are tried again. Each end is mended by exchanging, leaving out and adding until nothing gains; the best is put in order.
///
/// # Errors
/// What `evaluate` returns.
///
/// # Determinism
/// Depends on the costs, the rules and the values returned. Of equals the lowest index wins.
///
/// # Source
/// Both rules, and the better of the two: Leskovec et al. 2007, "Cost-effective outbreak detection in networks", KDD; within
/// (1 − 1/e)/2 of the best under a budget alone, where candidates only overlap and no addition harms.
pub fn greedy(costs: &[f64], rules: &Rules, evaluate: &mut Measure<'_, usize>) -> Result<Selection, RunnerError> {
    let mut book = Book::new(evaluate, usize::MAX);
    let alone: Vec<Vec<usize>> = (0..costs.len()).map(|candidate| vec![candidate]).collect();
    let all = book.values(&[vec![Vec::new()], alone].concat())?;
    let (empty, singles) = (all[0], all[1..].to_vec());
    let alone = |candidate: usize| if singles[candidate].is_nan() { f64::NEG_INFINITY } else { singles[candidate] };
    let mut ranked: Vec<usize> = (0..costs.len()).collect();
    ranked.sort_by(|&one, &other| alone(other).total_cmp(&alone(one)).then(one.cmp(&other)));
    let mut pick = Pick { costs, rules, book, ranked };
    if empty.is_nan() {
        return Ok(Selection { order: Vec::new(), values: vec![empty], singles, evaluated: pick.book.evaluations });
    }
    let nothing = Taken { set: Vec::new(), value: empty };
    let mut ends = pick.all(&nothing)?.into_iter().collect::<Vec<_>>();
    if ends.is_empty() {
        ends.push(pick.forward(nothing.clone(), By::Gain)?);
        if costs.iter().any(|&cost| cost > 0.0) {
            ends.push(pick.forward(nothing.clone(), By::GainPerCost)?);
        }
        for pair in pick.pairs(&nothing)? {
            ends.push(pick.forward(pair, By::Gain)?);
        }
    }
    let mut best = nothing.clone();
    for end in ends {
        let mended = pick.mend(end)?;
        if mended.value > best.value {
            best = mended;
        }
    }
    let (order, values) = pick.in_order(&best, &nothing)?;
    Ok(Selection { order, values, singles, evaluated: pick.book.evaluations })
}

/// What a forward selection goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Gain,
    GainPerCost,
}

/// A set and its joint value.
#[derive(Debug, Clone, PartialEq)]
struct Taken {
    set: Vec<usize>,
    value: f64,
}

struct Pick<'a, 'b> {
    costs: &'a [f64],
    rules: &'a Rules,
    book: Book<'b, usize>,
    /// All candidates, the best by itself first, those that cannot be run by themselves last.
    ranked: Vec<usize>,
}

impl Pick<'_, '_> {
    fn cost(&self, set: &[usize]) -> f64 {
        set.iter().map(|&candidate| self.costs[candidate]).sum()
    }

    fn allowed(&self, set: &[usize]) -> bool {
        set.len() <= self.rules.most && self.rules.budget.is_none_or(|budget| self.cost(set) <= budget)
    }

    /// The allowed sets among some, with their values; what cannot be run is left out.
    fn measured(&mut self, sets: Vec<Vec<usize>>) -> Result<Vec<Taken>, RunnerError> {
        let sets: Vec<Vec<usize>> = sets.into_iter().filter(|set| self.allowed(set)).collect();
        let values = self.book.values(&sets)?;
        Ok(sets.into_iter().zip(values).filter(|(_, value)| !value.is_nan()).map(|(set, value)| Taken { set, value }).collect())
    }

    /// The set that gains most on `from`, if any gains enough.
    fn best(&self, from: &Taken, among: Vec<Taken>, by: By) -> Option<Taken> {
        let before = self.cost(&from.set);
        let score = |taken: &Taken| {
            let (gain, cost) = (taken.value - from.value, self.cost(&taken.set) - before);
            match by {
                By::Gain => (0.0, gain),
                // What costs nothing comes before what costs something.
                By::GainPerCost if cost <= 0.0 => (1.0, gain),
                By::GainPerCost => (0.0, gain / cost),
            }
        };
        let mut best: Option<Taken> = None;
        for taken in among {
            if taken.value - from.value > self.rules.least_gain.max(0.0) && best.as_ref().is_none_or(|best| score(&taken) > score(best)) {
                best = Some(taken);
            }
        }
        best
    }

    /// Adds one candidate at a time, or two where one alone gains nothing, as long as that gains.
    fn forward(&mut self, from: Taken, by: By) -> Result<Taken, RunnerError> {
        let mut taken = from;
        loop {
            let one_more = self.measured(with_one_more(&taken.set, self.costs.len()))?;
            taken = match self.best(&taken, one_more, by) {
                Some(better) => better,
                None => match self.pairs(&taken)?.into_iter().next() {
                    Some(better) => better,
                    None => return Ok(taken),
                },
            };
        }
    }

    /// The best sets with two more, of the most promising candidates that are open.
    fn pairs(&mut self, from: &Taken) -> Result<Vec<Taken>, RunnerError> {
        let open: Vec<usize> = self.ranked.iter().copied().filter(|candidate| !from.set.contains(candidate)).take(PAIRED).collect();
        let pairs = open.iter().enumerate().flat_map(|(place, &a)| open[place + 1..].iter().map(move |&b| [a, b]));
        let sets = pairs.map(|pair| joined(&from.set, &pair)).collect();
        let mut among = self.measured(sets)?;
        among.retain(|taken| taken.value - from.value > self.rules.least_gain.max(0.0));
        among.sort_by(|one, other| other.value.total_cmp(&one.value));
        among.truncate(STARTS);
        Ok(among)
    }

    /// The best of all allowed sets, where they are few; the smallest of equals.
    fn all(&mut self, nothing: &Taken) -> Result<Option<Taken>, RunnerError> {
        let candidates = self.costs.len();
        if candidates > 16 {
            return Ok(None);
        }
        let members = |bits: u32| (0..candidates).filter(|candidate| bits >> candidate & 1 == 1).collect::<Vec<usize>>();
        let mut sets: Vec<Vec<usize>> = (1_u32..1 << candidates).map(members).filter(|set| self.allowed(set)).collect();
        if sets.len() > ALL {
            return Ok(None);
        }
        sets.sort_by_key(Vec::len);
        let among = self.measured(sets)?;
        Ok(Some(self.best(nothing, among, By::Gain).unwrap_or_else(|| nothing.clone())))
    }

    /// Exchanges one for another, leaves one out or adds one, whichever is best, until nothing gains.
    fn mend(&mut self, from: Taken) -> Result<Taken, RunnerError> {
        let mut taken = from;
        for _ in 0..ROUNDS {
            let without: Vec<Vec<usize>> = (0..taken.set.len())
                .map(|out| taken.set.iter().enumerate().filter(|(place, _)| *place != out).map(|(_, &candidate)| candidate).collect())
                .collect();
            // What a member adds to the others must be worth having.
            let fewer = self.measured(without.clone())?;
            let worth = self.rules.least_gain.max(0.0);
            if let Some(left) =
                fewer.into_iter().filter(|left| taken.value - left.value <= worth).reduce(|a, b| if b.value > a.value { b } else { a })
            {
                taken = left;
                continue;
            }
            let mut sets: Vec<Vec<usize>> = without.iter().flat_map(|kept| with_one_more(kept, self.costs.len())).collect();
            sets.extend(with_one_more(&taken.set, self.costs.len()));
            let among = self.measured(sets)?;
            match self.best(&taken, among, By::Gain) {
                Some(better) => taken = better,
                None => break,
            }
        }
        Ok(taken)
    }

    /// The members in the order of what they add, with the joint value after each.
    fn in_order(&mut self, taken: &Taken, nothing: &Taken) -> Result<(Vec<usize>, Vec<f64>), RunnerError> {
        let (mut order, mut values, mut so_far) = (Vec::new(), vec![nothing.value], Vec::new());
        while order.len() < taken.set.len() {
            let rest: Vec<usize> = taken.set.iter().copied().filter(|candidate| !order.contains(candidate)).collect();
            let sets: Vec<Vec<usize>> = rest.iter().map(|&candidate| joined(&so_far, &[candidate])).collect();
            let found = self.book.values(&sets)?;
            // A part of the set that cannot be run by itself has no value; the whole has one.
            let place = super::book::best(&found).unwrap_or(0);
            order.push(rest[place]);
            values.push(found[place]);
            so_far.clone_from(&sets[place]);
        }
        Ok((order, values))
    }
}

/// A set with more members, in rising order.
fn joined(set: &[usize], more: &[usize]) -> Vec<usize> {
    let mut joined = [set, more].concat();
    joined.sort_unstable();
    joined
}

/// A set with each candidate that it does not hold.
fn with_one_more(set: &[usize], candidates: usize) -> Vec<Vec<usize>> {
    (0..candidates).filter(|candidate| !set.contains(candidate)).map(|candidate| joined(set, &[candidate])).collect()
}

#[cfg(test)]
mod tests;
