//! The search itself.

use std::collections::BTreeSet;

use crate::random::Streams;
use crate::stats::pareto::{Evidence, Pairing, Points, allocate, flips, front as kept, membership, representatives};

use super::surrogate::Surrogate;
use super::{Assignment, Candidate, Draws, Evaluate, FrontError, FrontFound, FrontSearch, Origin};

/// Changes that are measured in a round.
const NEIGHBOURS: usize = 24;
/// Draws behind each chance of lying on the front.
const DRAWS: u32 = 1_000;
/// A candidate with a smaller chance is not measured again on fresh draws.
const HARDLY: f64 = 0.02;
/// Members of the front whose changes are looked at in a round.
const PARENTS: usize = 64;

struct Tried {
    assignment: Assignment,
    origin: Origin,
    values: Vec<f64>,
    batches: u32,
}

struct State<'a, 'b> {
    search: &'a FrontSearch,
    evaluate: Evaluate<'b>,
    surrogate: Surrogate,
    tried: Vec<Tried>,
    known: BTreeSet<Assignment>,
    without_base: Vec<Assignment>,
    spent: u64,
}

/// Searches for the assignments that cannot be bettered in everything at once.
///
/// An interrupt leaves what was measured up to then, without the run on fresh draws. `None` where not even the bases were measured.
///
/// # Errors
/// [`FrontError`] where the runner fails, or options, bases and objectives do not fit each other.
///
/// # Determinism
/// Depends on the search, on what `evaluate` gives and on `streams`.
pub fn front(search: &FrontSearch, evaluate: Evaluate<'_>, streams: &Streams) -> Result<Option<FrontFound>, FrontError> {
    let Some((surrogate, spent)) = Surrogate::measure(search, evaluate)? else { return Ok(None) };
    let best = surrogate.front()?;
    let mut state = State { search, evaluate, surrogate, tried: Vec::new(), known: BTreeSet::new(), without_base: Vec::new(), spent };
    let mut first: Vec<(Assignment, Origin)> = search.bases.iter().chain(&search.given).map(|one| (one.clone(), Origin::Given)).collect();
    let places = representatives(best.points(), search.candidates)?;
    first.extend(places.into_iter().map(|place| (best.assignment(place), Origin::Surrogate)));
    let limit = spent + search.budget;
    let mut going = state.add(first)?;
    let mut settled = false;
    while going && state.spent < limit {
        let ideas = state.neighbours()?;
        let none = ideas.is_empty();
        // Half of the budget looks further, half looks closer; when there is nowhere further, all of it looks closer.
        let closer = if none { u64::MAX } else { ideas.len() as u64 };
        going = state.add(ideas)?;
        going = going && state.deepen(closer.min(limit.saturating_sub(state.spent)))?;
        if none {
            settled = true;
            break;
        }
    }
    let found = state.finish(streams, going)?;
    Ok(Some(FrontFound { surrogate_front: best.len(), settled: settled && going, ..found }))
}

impl State<'_, '_> {
    /// Measures new assignments in the first batch; `false` after an interrupt.
    fn add(&mut self, ideas: Vec<(Assignment, Origin)>) -> Result<bool, FrontError> {
        let mut new: Vec<(Assignment, Origin)> = Vec::new();
        for (assignment, origin) in ideas {
            if self.known.insert(assignment.clone()) {
                new.push((assignment, origin));
            }
        }
        if new.is_empty() {
            return Ok(true);
        }
        let sets: Vec<Assignment> = new.iter().map(|(assignment, _)| assignment.clone()).collect();
        let Some(values) = (self.evaluate)(&sets, Draws::Search(0))? else { return Ok(false) };
        self.spent += sets.len() as u64;
        for ((assignment, origin), values) in new.into_iter().zip(values) {
            if values.iter().all(|value| value.is_finite()) {
                self.tried.push(Tried { assignment, origin, values, batches: 1 });
            } else {
                self.without_base.push(assignment);
            }
        }
        Ok(true)
    }

    /// Gives batches to the candidates between which the front is hardest to tell; `false` after an interrupt.
    fn deepen(&mut self, more: u64) -> Result<bool, FrontError> {
        if more == 0 || self.tried.len() < 2 {
            return Ok(true);
        }
        let evidence = self.evidence()?;
        let parts = allocate(evidence.estimates(), &self.search.smallest, more)?;
        let mut targets: Vec<u32> =
            self.tried.iter().zip(parts).map(|(one, part)| one.batches + u32::try_from(part).unwrap_or(u32::MAX)).collect();
        loop {
            let batch = (0..self.tried.len())
                .filter(|&place| self.tried[place].batches < targets[place])
                .map(|place| self.tried[place].batches)
                .min();
            let Some(batch) = batch else { return Ok(true) };
            let places: Vec<usize> =
                (0..self.tried.len()).filter(|&place| self.tried[place].batches == batch && batch < targets[place]).collect();
            let sets: Vec<Assignment> = places.iter().map(|&place| self.tried[place].assignment.clone()).collect();
            let Some(values) = (self.evaluate)(&sets, Draws::Search(batch))? else { return Ok(false) };
            self.spent += sets.len() as u64;
            let mut gone = Vec::new();
            for (&place, values) in places.iter().zip(values) {
                if values.iter().all(|value| value.is_finite()) {
                    self.tried[place].values.extend(values);
                    self.tried[place].batches += 1;
                } else {
                    gone.push(place);
                }
            }
            for place in gone.into_iter().rev() {
                self.without_base.push(self.tried.remove(place).assignment);
                targets.remove(place);
            }
        }
    }

    fn evidence(&self) -> Result<Evidence, FrontError> {
        let mut evidence = Evidence::new(self.search.smallest.len())?;
        for one in &self.tried {
            evidence.push(&one.values)?;
        }
        Ok(evidence)
    }

    /// Changes of what lies on the front by its means that promise a place on it too: what was measured, moved by what the surrogate says.
    fn neighbours(&self) -> Result<Vec<(Assignment, Origin)>, FrontError> {
        let objectives = self.search.smallest.len();
        let evidence = self.evidence()?;
        let means = evidence.means();
        let on = kept(&means, 0.0)?;
        let step = on.len().div_ceil(PARENTS).max(1);
        let mut ideas: Vec<Assignment> = Vec::new();
        let mut points = Points::new(objectives)?;
        for &member in on.members() {
            points.push(means.point(member))?;
        }
        let measured = points.len();
        let mut seen: BTreeSet<Assignment> = BTreeSet::new();
        for &member in on.members().iter().step_by(step) {
            let parent = &self.tried[member].assignment;
            for flip in flips(parent, &self.search.options) {
                let to = flip.of(parent);
                if self.known.contains(&to) || seen.contains(&to) {
                    continue;
                }
                let mut promised = self.surrogate.change(parent, &to);
                promised.iter_mut().zip(means.point(member)).for_each(|(at, mean)| *at += mean);
                // A promise that some member keeps already, but for what does not matter, is not worth a look.
                let beaten = on.members().iter().any(|&other| {
                    let other = means.point(other);
                    (0..objectives).all(|of| other[of] <= promised[of] + self.search.smallest[of])
                });
                if !beaten {
                    seen.insert(to.clone());
                    points.push(&promised)?;
                    ideas.push(to);
                }
            }
        }
        if ideas.is_empty() {
            return Ok(Vec::new());
        }
        let all = kept(&points, 0.0)?;
        let hopeful: Vec<usize> = all.members().iter().copied().filter(|&place| place >= measured).collect();
        let chosen = representatives(&points.at(&hopeful), NEIGHBOURS)?;
        Ok(chosen.into_iter().map(|place| (ideas[hopeful[place] - measured].clone(), Origin::Change)).collect())
    }

    /// Measures what may lie on the front on fresh draws.
    fn finish(mut self, streams: &Streams, going: bool) -> Result<FrontFound, FrontError> {
        let evidence = self.evidence()?;
        let chances = membership(&evidence, Pairing::Paired, DRAWS, streams);
        let hopeful: Vec<usize> =
            (0..self.tried.len()).filter(|&place| chances[place] >= HARDLY || self.tried[place].origin == Origin::Given).collect();
        let sets: Vec<Assignment> = hopeful.iter().map(|&place| self.tried[place].assignment.clone()).collect();
        let mut values: Vec<Vec<f64>> = vec![Vec::new(); sets.len()];
        let mut whole = going && !sets.is_empty() && self.search.fresh > 0;
        for batch in 0..self.search.fresh {
            if !whole {
                break;
            }
            match (self.evaluate)(&sets, Draws::Fresh(batch))? {
                Some(found) => {
                    self.spent += sets.len() as u64;
                    values.iter_mut().zip(found).for_each(|(all, more)| all.extend(more));
                }
                None => whole = false,
            }
        }
        let mut candidates: Vec<Candidate> = self
            .tried
            .iter()
            .zip(evidence.estimates())
            .zip(&chances)
            .map(|((one, measured), &member)| Candidate {
                predicted: self.surrogate.predict(&one.assignment),
                assignment: one.assignment.clone(),
                origin: one.origin,
                measured: measured.clone(),
                fresh: false,
                member: if whole { 0.0 } else { member },
            })
            .collect();
        let mut ranked: Vec<usize> = (0..candidates.len()).collect();
        if whole {
            let mut again = Evidence::new(self.search.smallest.len())?;
            ranked.clear();
            for (&place, values) in hopeful.iter().zip(&values) {
                if values.iter().all(|value| value.is_finite()) {
                    again.push(values)?;
                    ranked.push(place);
                }
            }
            let members = membership(&again, Pairing::Paired, DRAWS, streams);
            for ((&place, estimate), member) in ranked.iter().zip(again.estimates()).zip(members) {
                candidates[place] = Candidate { measured: estimate.clone(), fresh: true, member, ..candidates[place].clone() };
            }
        }
        let mut points = Points::new(self.search.smallest.len())?;
        for &place in &ranked {
            points.push(&candidates[place].measured.mean)?;
        }
        let front = if ranked.is_empty() { Vec::new() } else { kept(&points, 0.0)?.members().iter().map(|&at| ranked[at]).collect() };
        Ok(FrontFound {
            candidates,
            without_base: self.without_base,
            front,
            surrogate: self.surrogate,
            surrogate_front: 0,
            spent: self.spent,
            settled: false,
        })
    }
}
