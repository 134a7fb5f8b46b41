//! The corners of what a front leaves open: a point is bettered by no member exactly if it lies below at least one of them.

use super::points::Points;

/// One corner.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bound {
    /// Its coordinates; infinity where it is open.
    pub(super) values: Vec<f64>,
    /// The front's point that gives each coordinate; none where it is open.
    pub(super) by: Vec<Option<usize>>,
}

impl Bound {
    fn within(&self, other: &Self) -> bool {
        self.values.iter().zip(&other.values).all(|(one, other)| one <= other)
    }
}

/// Finds the corners for the points of a front, by place.
///
/// # Source
/// Klamroth, Lacour & Vanderpooten 2015, "On the representation of the search region in multi-objective optimization", European Journal of
/// Operational Research 245(3): each point splits the corners it lies below, and corners inside others are dropped.
/// Applegate, Feldman, Hunter & Pasupathy 2020 call them phantom Pareto systems.
pub(super) fn bounds(front: &Points) -> Vec<Bound> {
    let objectives = front.objectives();
    let mut all = vec![Bound { values: vec![f64::INFINITY; objectives], by: vec![None; objectives] }];
    for (place, point) in front.iter().enumerate() {
        let (split, mut stay): (Vec<Bound>, Vec<Bound>) =
            all.into_iter().partition(|bound| point.iter().zip(&bound.values).all(|(value, bound)| value < bound));
        let mut parts: Vec<Bound> = Vec::with_capacity(split.len() * objectives);
        for bound in &split {
            for (objective, &value) in point.iter().enumerate() {
                let mut part = bound.clone();
                part.values[objective] = value;
                part.by[objective] = Some(place);
                parts.push(part);
            }
        }
        let redundant = |at: usize, part: &Bound| {
            let among =
                parts.iter().enumerate().any(|(other, bound)| other != at && part.within(bound) && (!bound.within(part) || other < at));
            among || stay.iter().any(|bound| part.within(bound))
        };
        let new: Vec<Bound> = parts.iter().enumerate().filter(|(at, part)| !redundant(*at, part)).map(|(_, part)| part.clone()).collect();
        stay.extend(new);
        all = stay;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::front::kept;
    use super::super::testing::{planted, points};
    use super::*;

    #[test]
    fn the_corners_of_a_staircase() {
        let found = bounds(&points(&[&[1.0, 3.0], &[2.0, 1.0]]));
        let mut corners: Vec<(Vec<f64>, Vec<Option<usize>>)> = found.into_iter().map(|bound| (bound.values, bound.by)).collect();
        corners.sort_by(|one, other| one.0[0].total_cmp(&other.0[0]));
        let open = f64::INFINITY;
        assert_eq!(
            corners,
            [(vec![1.0, open], vec![Some(0), None]), (vec![2.0, 3.0], vec![Some(1), Some(0)]), (vec![open, 1.0], vec![None, Some(1)]),]
        );
    }

    #[test]
    fn below_a_corner_means_bettered_by_none() {
        for (objectives, steps) in [(2, 6), (3, 6), (3, 1_000), (4, 6), (4, 1_000)] {
            for seed in 0..10 {
                let all = planted(seed, 40, objectives, steps);
                let front = all.at(&kept(&all, 0.0));
                let found = bounds(&front);
                for asked in planted(seed + 100, 200, objectives, steps).iter() {
                    let bettered = front.iter().any(|member| member.iter().zip(asked).all(|(a, b)| a <= b));
                    let below = found.iter().any(|bound| asked.iter().zip(&bound.values).all(|(value, bound)| value < bound));
                    assert_ne!(bettered, below, "{objectives} {steps} {seed} {asked:?}");
                }
                // None is inside another, and each coordinate is its maker's.
                for (at, bound) in found.iter().enumerate() {
                    assert!(found.iter().enumerate().all(|(other, wider)| other == at || !bound.within(wider)));
                    for (objective, by) in bound.by.iter().enumerate() {
                        let expected = by.map_or(f64::INFINITY, |by| front.point(by)[objective]);
                        assert_eq!(bound.values[objective], expected);
                    }
                }
            }
        }
    }
}
