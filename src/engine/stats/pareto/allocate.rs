//! Who gets the next replicates, so that the front is told from the rest as soon as possible.

use super::ParetoError;
use super::bounds::{Bound, bounds};
use super::evidence::Estimate;
use super::front::kept;
use super::points::Points;
use super::rate::rate;
use crate::num;

/// Into how many parts a budget is cut, each given to one candidate: at least so many, and so many a candidate.
const PARTS: u64 = 256;
const PARTS_EACH: u64 = 8;

/// From this exponent of the likeliest mistake on, exponents count in proportion to it, so that one part never outweighs all differences
/// between them.
const LIKELY: f64 = 32.0;

/// The corners at which a candidate off the front is held, and the rivals at which one on it is: those that it is taken for soonest as things
/// stand.
const NEAREST: usize = 6;

/// Returns how many of `more` replicates each candidate should get, so that few candidates are put on the wrong side of the front.
///
/// Two mistakes are held back. *Exclusion*: of two candidates on the front one is seen to better the other. *Inclusion*: a candidate off the
/// front is seen below one of the corners that the front leaves open. The chance of each is about exp(−rate), where the rate grows with the
/// replicates of those who take part. The budget is handed out part by part, each to the candidate with whom the sum of all these chances
/// falls fastest. So it goes to what it can settle, neither to what is plain nor to what would take far more. Covariances between the
/// objectives of a candidate count in full; replicates of different candidates are taken to be independent, which errs on the careful side
/// where they share draws.
///
/// Differences below `smallest` count as that large, one value an objective, 0 where every difference matters. What no number of
/// replicates can tell apart (equal means) gets none, nor does what is certain already (no variance); where nothing can go wrong, those
/// with the fewest replicates come first.
///
/// # Errors
/// [`ParetoError`] where estimates or `smallest` differ in their objectives, or a mean, a variance, a count or a difference is not usable.
///
/// # Determinism
/// Depends on its arguments only; the parts add up to `more`. Of equals the first candidate is served.
///
/// # Source
/// Rates: Applegate, Feldman, Hunter & Pasupathy 2020, "Multi-objective ranking and selection: optimal sampling laws and tractable
/// approximations via SCORE", Journal of Simulation 14(1): misclassification by exclusion and by inclusion, the latter at phantom
/// Pareto systems. What is held down, the sum of the chances of both kinds at the counts at hand, served to whom it falls fastest: Lee,
/// Chew, Teng & Goldsman 2010, "Finding the non-dominated Pareto set for multi-objective simulation models", IIE Transactions 42(9). With a
/// large budget the shares go to those that make the least rate as large as can be, the optimum of the first paper, and of Glynn &
/// Juneja 2004, "A large deviations perspective on ordinal optimization", Winter Simulation Conference, for one objective.
pub fn allocate(estimates: &[Estimate], smallest: &[f64], more: u64) -> Result<Vec<u64>, ParetoError> {
    let points = checked(estimates, smallest)?;
    let mut counts: Vec<u64> = estimates.iter().map(|estimate| estimate.count).collect();
    if counts.is_empty() {
        return Ok(counts);
    }
    let mut mistakes = Mistakes::of(estimates, &points, smallest, &counts);
    let part = more.div_ceil(PARTS.max(PARTS_EACH * counts.len() as u64)).max(1);
    let mut left = more;
    while left > 0 {
        let fewest = || (0..counts.len()).min_by_key(|&candidate| counts[candidate]);
        let candidate = mistakes.most_useful(&counts).or_else(fewest).unwrap_or(0);
        counts[candidate] += part.min(left);
        left -= part.min(left);
        mistakes.update(candidate, &counts);
    }
    Ok(counts.into_iter().zip(estimates).map(|(count, estimate)| count - estimate.count).collect())
}

fn checked(estimates: &[Estimate], smallest: &[f64]) -> Result<Points, ParetoError> {
    let objectives = smallest.len();
    if let Some(&got) = smallest.iter().find(|value| !(value.is_finite() && **value >= 0.0)) {
        return Err(ParetoError::Tolerance { what: "the smallest difference that matters", got });
    }
    let mut points = Points::new(objectives)?;
    for (candidate, estimate) in estimates.iter().enumerate() {
        points.push(&estimate.mean)?;
        if estimate.covariance.len() != objectives * objectives {
            return Err(ParetoError::Length { expected: objectives * objectives, got: estimate.covariance.len() });
        }
        if estimate.count == 0 {
            return Err(ParetoError::Replicates { candidate, objectives, got: 0 });
        }
        if let Some(cell) = estimate.covariance.iter().position(|cell| !cell.is_finite()) {
            let got = estimate.covariance[cell];
            return Err(ParetoError::Value { point: candidate, objective: cell / objectives, got, allowed: "of finite covariance" });
        }
    }
    points.finite()?;
    Ok(points)
}

/// One way to go wrong: a vector of differences that must not all come out at or below 0.
#[derive(Clone, Debug)]
struct Mistake {
    gaps: Vec<f64>,
    /// Each candidate that takes part, with its share in the covariance of the differences.
    parts: Vec<(usize, Vec<f64>)>,
    /// The exponent of its chance at the counts at hand, and the multipliers that it was found with.
    rate: f64,
    multipliers: Vec<f64>,
    /// By how much the rate grows with one more replicate of each candidate that takes part.
    slopes: Vec<f64>,
}

impl Mistake {
    fn new(gaps: Vec<f64>, parts: Vec<(usize, Vec<f64>)>, counts: &[u64]) -> Self {
        let (multipliers, slopes) = (vec![0.0; gaps.len()], vec![0.0; parts.len()]);
        let mut mistake = Self { gaps, parts, rate: 0.0, multipliers, slopes };
        mistake.update(counts);
        mistake
    }

    fn update(&mut self, counts: &[u64]) {
        let size = self.gaps.len();
        let mut covariance = vec![0.0; size * size];
        for (candidate, part) in &self.parts {
            let weight = 1.0 / counts[*candidate] as f64;
            covariance.iter_mut().zip(part).for_each(|(sum, cell)| *sum += cell * weight);
        }
        let by = &mut self.multipliers;
        self.rate = rate(&self.gaps, &covariance, by);
        for ((candidate, part), slope) in self.parts.iter().zip(&mut self.slopes) {
            let pull: f64 = (0..size * size).map(|cell| by[cell / size] * part[cell] * by[cell % size]).sum();
            let count = counts[*candidate] as f64;
            *slope = 0.5 * pull / (count * count);
        }
    }
}

struct Mistakes {
    all: Vec<Mistake>,
    /// For each candidate the mistakes in which it takes part.
    of: Vec<Vec<usize>>,
}

impl Mistakes {
    /// Every mistake that is near enough to count.
    fn of(estimates: &[Estimate], points: &Points, smallest: &[f64], counts: &[u64]) -> Self {
        let members = kept(points, 0.0);
        let corners = bounds(&points.at(&members));
        let mut all: Vec<Mistake> = Vec::new();
        for candidate in 0..estimates.len() {
            let possible = if members.contains(&candidate) {
                let rivals = members.iter().filter(|&&rival| rival != candidate);
                rivals.map(|&rival| exclusion(estimates, candidate, rival, smallest)).collect::<Vec<_>>()
            } else {
                corners.iter().map(|corner| inclusion(estimates, candidate, (corner, &members), smallest)).collect()
            };
            let mut near: Vec<Mistake> = possible.into_iter().map(|(gaps, parts)| Mistake::new(gaps, parts, counts)).collect();
            near.retain(|mistake| mistake.rate > 0.0 && mistake.rate.is_finite());
            near.sort_by(|one, other| one.rate.total_cmp(&other.rate));
            all.extend(near.into_iter().take(NEAREST));
        }
        let mut of = vec![Vec::new(); estimates.len()];
        for (place, mistake) in all.iter().enumerate() {
            mistake.parts.iter().for_each(|(candidate, _)| of[*candidate].push(place));
        }
        Self { all, of }
    }

    /// The candidate with whom the sum of the chances falls fastest, if there is one.
    fn most_useful(&self, counts: &[u64]) -> Option<usize> {
        let least = self.all.iter().map(|mistake| mistake.rate).fold(f64::INFINITY, f64::min);
        let unit = (least / LIKELY).max(1.0);
        let mut falls = vec![0.0; counts.len()];
        for mistake in &self.all {
            let chance = num::exp((least - mistake.rate) / unit);
            for ((candidate, _), slope) in mistake.parts.iter().zip(&mistake.slopes) {
                falls[*candidate] += chance * slope;
            }
        }
        let best = falls.iter().copied().fold(0.0, f64::max);
        falls.iter().position(|fall| *fall == best && best > 0.0)
    }

    /// Takes in that a candidate has more replicates.
    fn update(&mut self, candidate: usize, counts: &[u64]) {
        for &place in &self.of[candidate] {
            self.all[place].update(counts);
        }
    }
}

/// The differences that a mistake is about, and who takes part in it.
type Differences = (Vec<f64>, Vec<(usize, Vec<f64>)>);

/// A difference that is too small to matter counts as large as one that does.
fn widened(gap: f64, smallest: f64) -> f64 {
    if gap > 0.0 { gap.max(smallest) } else { gap }
}

/// A candidate on the front is seen to be bettered by another.
fn exclusion(estimates: &[Estimate], candidate: usize, rival: usize, smallest: &[f64]) -> Differences {
    let (own, other) = (&estimates[candidate], &estimates[rival]);
    let gaps = other.mean.iter().zip(&own.mean).zip(smallest).map(|((rival, own), smallest)| widened(rival - own, *smallest)).collect();
    (gaps, vec![(candidate, own.covariance.clone()), (rival, other.covariance.clone())])
}

/// A candidate off the front is seen below a corner.
fn inclusion(estimates: &[Estimate], candidate: usize, (corner, members): (&Bound, &[usize]), smallest: &[f64]) -> Differences {
    let own = &estimates[candidate];
    let objectives = own.mean.len();
    let closed: Vec<(usize, usize)> = (0..objectives).filter_map(|k| corner.by[k].map(|place| (k, members[place]))).collect();
    let part = |of: &Estimate, takes: &dyn Fn(usize) -> bool| -> Vec<f64> {
        let cell = |&(k, by): &(usize, usize), &(l, other): &(usize, usize)| {
            if takes(by) && takes(other) { of.covariance[k * objectives + l] } else { 0.0 }
        };
        closed.iter().flat_map(|row| closed.iter().map(move |column| cell(row, column))).collect()
    };
    let gaps = closed.iter().map(|&(k, _)| widened(own.mean[k] - corner.values[k], smallest[k])).collect();
    let mut parts = vec![(candidate, part(own, &|_| true))];
    let mut makers: Vec<usize> = closed.iter().map(|&(_, by)| by).collect();
    makers.sort_unstable();
    makers.dedup();
    parts.extend(makers.into_iter().map(|maker| (maker, part(&estimates[maker], &|by| by == maker))));
    (gaps, parts)
}

#[cfg(test)]
mod tests;
