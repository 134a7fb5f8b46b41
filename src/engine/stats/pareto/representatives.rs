//! A few points that stand for a front.

use super::ParetoError;
use super::front::kept;
use super::points::Points;
use super::volume::hypervolume;

/// Chooses at most so many points of a front that together win most of what it wins.
///
/// Every objective is scaled to 0 at its best and 1 at its worst on the front; what counts is the hypervolume up to a reference that lies a
/// little past the worst in everything: 1 + 1/H, where H + 1 is how many of the chosen would stand along one edge of a straight front. With
/// two objectives the choice is the best one there is. With more, points are taken one at a time, the one that adds most first, which
/// wins at least 1 − 1/e = 63 % of what the best choice wins, and far more as a rule. Of equals the first is taken.
///
/// Out come places in the points given, in rising order of the points; all of the front where it is no larger.
///
/// # Errors
/// [`ParetoError::Value`] where a coordinate is not finite.
///
/// # Source
/// Subset for two objectives by dynamic programming: Bringmann, Friedrich & Klitzke 2014, "Two-dimensional subset selection for hypervolume
/// and epsilon-indicator", GECCO. Greedy bound: Nemhauser, Wolsey & Fisher 1978, Mathematical Programming 14. Reference:
/// Ishibuchi, Imada, Setoguchi & Nojima 2018, "How to specify a reference point in hypervolume calculation for fair performance comparison",
/// Evolutionary Computation 26(3).
pub fn representatives(points: &Points, most: usize) -> Result<Vec<usize>, ParetoError> {
    points.finite()?;
    let members = kept(points, 0.0);
    if members.len() <= most || most == 0 {
        return Ok(if most == 0 { Vec::new() } else { members });
    }
    let scaled = scaled(points, &members)?;
    let reference = reference(points.objectives(), most);
    let mut chosen = if points.objectives() == 2 { best_of_two(&scaled, reference, most) } else { greedy(&scaled, reference, most)? };
    chosen.sort_unstable();
    Ok(chosen.into_iter().map(|place| members[place]).collect())
}

fn scaled(points: &Points, members: &[usize]) -> Result<Points, ParetoError> {
    let front = points.at(members);
    let ranges = front.ranges();
    let scale = |point: &[f64]| -> Vec<f64> {
        point.iter().zip(&ranges).map(|(value, (low, high))| if high > low { (value - low) / (high - low) } else { 0.0 }).collect()
    };
    Points::from_rows(points.objectives(), front.iter().map(scale))
}

/// 1 + 1/H for the largest H at which a simplex grid with H steps has no more points than are chosen.
fn reference(objectives: usize, most: usize) -> f64 {
    let grid = |steps: usize| (1..objectives).fold(1usize, |points, k| points.saturating_mul(steps + k) / k);
    let mut steps = 1;
    while objectives > 1 && grid(steps + 1) <= most {
        steps += 1;
    }
    1.0 + 1.0 / steps as f64
}

/// The exact choice for two objectives: `value[j][i]` is the most that j + 1 points win of which i is the last.
fn best_of_two(front: &Points, reference: f64, most: usize) -> Vec<usize> {
    let len = front.len();
    let won = |before: f64, place: usize| (reference - front.point(place)[0]) * (before - front.point(place)[1]);
    let mut value: Vec<f64> = (0..len).map(|place| won(reference, place)).collect();
    let mut befores: Vec<Vec<usize>> = Vec::new();
    for count in 1..most {
        let mut next = Layer { value: vec![f64::NEG_INFINITY; len], before: vec![0; len] };
        // The last of j + 1 points has at least j before it.
        next.fill(&value, &|before, place| won(front.point(before)[1], place), (count, len), (count - 1, len - 1));
        value = next.value;
        befores.push(next.before);
    }
    let mut place = (0..len).max_by(|&one, &other| value[one].total_cmp(&value[other]).then(other.cmp(&one))).unwrap_or(0);
    let mut chosen = vec![place];
    for before in befores.iter().rev() {
        place = before[place];
        chosen.push(place);
    }
    chosen
}

struct Layer {
    value: Vec<f64>,
    before: Vec<usize>,
}

impl Layer {
    /// Fills the places from `range.0` up to `range.1`, whose best point before lies from `among.0` to `among.1`.
    ///
    /// As the last point moves on, the best point before it never moves back, so the middle place cuts the search in two.
    fn fill(&mut self, value: &[f64], won: &dyn Fn(usize, usize) -> f64, range: (usize, usize), among: (usize, usize)) {
        let (from, to) = range;
        if from >= to {
            return;
        }
        let middle = from + (to - from) / 2;
        let mut best = (f64::NEG_INFINITY, among.0);
        let last = among.1.min(middle - 1);
        for (before, value) in value.iter().enumerate().take(last + 1).skip(among.0) {
            let total = value + won(before, middle);
            if total > best.0 {
                best = (total, before);
            }
        }
        (self.value[middle], self.before[middle]) = best;
        self.fill(value, won, (from, middle), (among.0, best.1));
        self.fill(value, won, (middle + 1, to), (best.1, among.1));
    }
}

fn greedy(front: &Points, reference: f64, most: usize) -> Result<Vec<usize>, ParetoError> {
    let reference = vec![reference; front.objectives()];
    let mut chosen: Vec<usize> = Vec::new();
    let mut won = 0.0;
    // What a point would have added before; it never adds more later.
    let mut at_most = vec![f64::INFINITY; front.len()];
    while chosen.len() < most {
        let mut order: Vec<usize> = (0..front.len()).filter(|place| !chosen.contains(place)).collect();
        order.sort_by(|&one, &other| at_most[other].total_cmp(&at_most[one]).then(one.cmp(&other)));
        let mut best: Option<(f64, usize)> = None;
        for place in order {
            if best.is_some_and(|(added, _)| at_most[place] < added) {
                break;
            }
            let with = [&chosen[..], &[place]].concat();
            let added = hypervolume(&front.at(&with), &reference)? - won;
            at_most[place] = added;
            if best.is_none_or(|(most, first)| added > most || added == most && place < first) {
                best = Some((added, place));
            }
        }
        let Some((added, place)) = best else { break };
        won += added;
        chosen.push(place);
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{planted, points};
    use super::*;

    /// The most that any choice of so many points wins, on the scale of the choice.
    fn best_by_trying_all(scaled: &Points, most: usize) -> f64 {
        let reference = vec![reference(scaled.objectives(), most); scaled.objectives()];
        (0u32..1 << scaled.len())
            .filter(|set| set.count_ones() as usize == most)
            .map(|set| (0..scaled.len()).filter(|place| set >> place & 1 == 1).collect::<Vec<_>>())
            .map(|places| hypervolume(&scaled.at(&places), &reference).unwrap())
            .fold(0.0, f64::max)
    }

    /// The share of the best choice's volume that the chosen points win.
    fn share(points: &Points, most: usize) -> f64 {
        let members = kept(points, 0.0);
        let chosen = representatives(points, most).unwrap();
        assert_eq!(chosen.len(), most.min(members.len()));
        assert!(chosen.iter().all(|place| members.contains(place)));
        let all = scaled(points, &members).unwrap();
        let places: Vec<usize> = members.iter().enumerate().filter(|(_, member)| chosen.contains(member)).map(|(place, _)| place).collect();
        let won = hypervolume(&all.at(&places), &vec![reference(points.objectives(), most); points.objectives()]).unwrap();
        won / best_by_trying_all(&all, most.min(members.len()))
    }

    #[test]
    fn two_objectives_get_the_best_choice_there_is() {
        for seed in 0..30 {
            let points = planted(seed, 22, 2, 1_000);
            for most in 1..6 {
                let share = share(&points, most);
                assert!((share - 1.0).abs() < 1e-12, "{seed} {most}: {share}");
            }
        }
    }

    #[test]
    fn more_objectives_get_nearly_that() {
        let mut least: f64 = 1.0;
        for (seed, objectives) in (0..10).flat_map(|seed| [(seed, 3), (seed, 4)]) {
            let points = planted(seed, 14, objectives, 1_000);
            for most in 1..5 {
                least = least.min(share(&points, most));
            }
        }
        assert!(least > 0.9, "{least}");
    }

    #[test]
    fn a_straight_front_is_read_at_even_steps() {
        let rows: Vec<[f64; 2]> = (0..=60).map(|step| [f64::from(step), f64::from(60 - step) * 3.0]).collect();
        let line = Points::from_rows(2, rows).unwrap();
        assert_eq!(representatives(&line, 7).unwrap(), [0, 10, 20, 30, 40, 50, 60]);
        assert_eq!(representatives(&line, 3).unwrap(), [0, 30, 60]);
    }

    #[test]
    fn small_fronts_are_read_whole() {
        let front = points(&[&[2.0, 1.0], &[1.0, 2.0], &[2.0, 2.0]]);
        assert_eq!(representatives(&front, 7).unwrap(), [1, 0]);
        assert_eq!(representatives(&front, 0).unwrap(), Vec::<usize>::new());
        assert_eq!(representatives(&points(&[&[2.0], &[1.0]]), 3).unwrap(), [1]);
        assert!(representatives(&points(&[&[f64::INFINITY, 1.0]]), 3).is_err());
    }

    #[test]
    fn the_reference_follows_the_simplex_grid() {
        assert_eq!(reference(2, 7), 1.0 + 1.0 / 6.0);
        assert_eq!(reference(3, 6), 1.5);
        assert_eq!(reference(3, 7), 1.5);
        assert_eq!(reference(3, 10), 1.0 + 1.0 / 3.0);
        assert_eq!(reference(4, 1), 2.0);
    }
}
