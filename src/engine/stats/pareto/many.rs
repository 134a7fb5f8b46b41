//! Fronts with four objectives and more: halves in order, the later one culled by the earlier one, objective by objective.

use super::points::Points;

/// Up to this many points, every pair is looked at.
const FEW: usize = 24;

/// Up to this many pairs, every pair is looked at.
const FEW_PAIRS: usize = 256;

struct Cull<'a> {
    points: &'a Points,
    tolerance: f64,
    /// Which points are known to be left out.
    covered: Vec<bool>,
}

/// The points that stay, of places in rising order of the points; keeps the order.
pub(super) fn kept(points: &Points, order: &[usize], tolerance: f64) -> Vec<usize> {
    Cull { points, tolerance, covered: vec![false; points.len()] }.kept(order)
}

impl Cull<'_> {
    fn kept(&mut self, order: &[usize]) -> Vec<usize> {
        let last = self.points.objectives() - 1;
        if order.len() <= FEW {
            let mut kept: Vec<usize> = Vec::new();
            for &place in order {
                if !kept.iter().any(|&by| self.covers(by, place, last)) {
                    kept.push(place);
                }
            }
            return kept;
        }
        let (early, late) = order.split_at(order.len() / 2);
        let mut kept = self.kept(early);
        self.cull(&kept, late, last);
        let rest: Vec<usize> = late.iter().copied().filter(|&place| !self.covered[place]).collect();
        kept.extend(self.kept(&rest));
        kept
    }

    /// Whether a point that comes earlier is at most the tolerance worse in objectives 1 to `last`; in objective 0 it is no worse.
    fn covers(&self, by: usize, place: usize, last: usize) -> bool {
        let (by, point) = (&self.points.point(by)[1..=last], &self.points.point(place)[1..=last]);
        by.iter().zip(point).all(|(by, value)| *by <= value + self.tolerance)
    }

    /// Marks those of `asked` that one of `by` covers in objectives 1 to `last`.
    fn cull(&mut self, by: &[usize], asked: &[usize], last: usize) {
        if by.is_empty() || asked.is_empty() {
            return;
        }
        if by.len() * asked.len() <= FEW_PAIRS {
            for &place in asked {
                self.covered[place] = self.covered[place] || by.iter().any(|&by| self.covers(by, place, last));
            }
            return;
        }
        if last == 2 {
            return self.cull_two(by, asked);
        }
        let value = |place: usize| self.points.point(place)[last];
        let mut values: Vec<f64> = by.iter().map(|&by| value(by)).collect();
        let half = values.len() / 2;
        let middle = *values.select_nth_unstable_by(half, f64::total_cmp).1;
        let part = |places: &[usize], keep: &dyn Fn(f64) -> bool| -> Vec<usize> {
            places.iter().copied().filter(|&place| keep(value(place)) && !self.covered[place]).collect()
        };
        let tolerance = self.tolerance;
        let up_to: Vec<usize> = part(by, &|v| v <= middle);
        let below: Vec<usize> = part(by, &|v| v < middle);
        let above: Vec<usize> = part(by, &|v| v > middle);
        let high = part(asked, &|v| middle <= v + tolerance);
        let low = part(asked, &|v| middle > v + tolerance);
        self.cull(&up_to, &high, last - 1);
        self.cull(&below, &low, last);
        let high: Vec<usize> = high.into_iter().filter(|&place| !self.covered[place]).collect();
        self.cull(&above, &high, last);
    }

    /// The same for objectives 1 and 2: up the first, with the least of the second so far.
    fn cull_two(&mut self, by: &[usize], asked: &[usize]) {
        let first = |place: usize| self.points.point(place)[1];
        let rising = |places: &[usize]| {
            let mut sorted = places.to_vec();
            sorted.sort_by(|&one, &other| first(one).total_cmp(&first(other)));
            sorted
        };
        let (by, asked) = (rising(by), rising(asked));
        let mut least = f64::INFINITY;
        let mut next = 0;
        for place in asked {
            while next < by.len() && first(by[next]) <= first(place) + self.tolerance {
                least = least.min(self.points.point(by[next])[2]);
                next += 1;
            }
            if next > 0 && least <= self.points.point(place)[2] + self.tolerance {
                self.covered[place] = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::front;
    use super::super::testing::{brute_force, planted};

    #[test]
    fn large_inputs_agree_with_a_look_at_every_pair() {
        // Large enough that every kind of cut is taken; sums make the fronts long.
        for (objectives, seed) in [(4, 1), (5, 2), (6, 3)] {
            for steps in [5, 40, 100_000] {
                let points = planted(seed, 1_200, objectives, steps);
                for tolerance in [0.0, 0.02] {
                    let found = front(&points, tolerance).unwrap();
                    assert_eq!(found.members(), brute_force(&points, tolerance), "{objectives} {steps} {tolerance}");
                }
            }
        }
    }
}
