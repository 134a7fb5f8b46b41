//! The volume that a front wins from a reference point.

use std::collections::BTreeMap;

use super::ParetoError;
use super::front::kept;
use super::points::{Points, key};
use crate::num;

/// Returns the volume of what lies between some points and a reference: all that at least one point is at least as good as, up to the
/// reference. What a point is worse in than the reference wins nothing.
///
/// Exact but for rounding, for any number of objectives. The work grows as n log n for two and three objectives; each further objective
/// multiplies it by n, so that five objectives and a thousand points are too many.
///
/// # Units
/// The product of the objectives' units.
///
/// # Errors
/// [`ParetoError::Length`] where the reference has another number of objectives, [`ParetoError::Value`] where a coordinate is not finite.
///
/// # Source
/// Zitzler & Thiele 1998, "Multiobjective optimization using evolutionary algorithms", PPSN V. Three objectives: the sweep of Beume,
/// Fonseca, López-Ibáñez, Paquete & Vahrenhold 2009, "On the complexity of computing the hypervolume indicator", IEEE Transactions on
/// Evolutionary Computation 13(5). More: slices along the last objective, While, Hingston, Barone & Huband 2006.
pub fn hypervolume(points: &Points, reference: &[f64]) -> Result<f64, ParetoError> {
    if reference.len() != points.objectives() {
        return Err(ParetoError::Length { expected: points.objectives(), got: reference.len() });
    }
    points.finite()?;
    if let Some(objective) = reference.iter().position(|value| !value.is_finite()) {
        return Err(ParetoError::Value { point: points.len(), objective, got: reference[objective], allowed: "finite" });
    }
    let inside = |place: &usize| points.point(*place).iter().zip(reference).all(|(value, reference)| value < reference);
    let places: Vec<usize> = kept(points, 0.0).into_iter().filter(inside).collect();
    Ok(volume(&points.at(&places), reference))
}

/// The same for points that lie inside and of which none betters another; in rising order.
fn volume(points: &Points, reference: &[f64]) -> f64 {
    match reference {
        [end] => points.iter().next().map_or(0.0, |first| end - first[0]),
        [right, top] => area(points, *right, *top),
        [right, top, end] => {
            let mut stairs = Stairs { right: *right, top: *top, steps: BTreeMap::new(), area: 0.0 };
            slices(points, *end, |point| stairs.add(point[0], point[1]))
        }
        [rest @ .., end] => {
            let mut so_far = Points::with_room(rest.len(), points.len());
            slices(points, *end, |point| {
                so_far.push_sum(&point[..rest.len()], &vec![0.0; rest.len()]);
                so_far = so_far.at(&kept(&so_far, 0.0));
                volume(&so_far, rest)
            })
        }
        [] => 0.0,
    }
}

fn area(points: &Points, right: f64, top: f64) -> f64 {
    let mut before = top;
    let mut strips = Vec::with_capacity(points.len());
    for point in points.iter() {
        strips.push((right - point[0]) * (before - point[1]));
        before = point[1];
    }
    num::sum(&strips)
}

/// Goes up the last objective; `section` takes a point in and gives the size of the section from there on.
fn slices(points: &Points, end: f64, mut section: impl FnMut(&[f64]) -> f64) -> f64 {
    let last = points.objectives() - 1;
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&one, &other| points.point(one)[last].total_cmp(&points.point(other)[last]));
    let mut parts = Vec::with_capacity(order.len());
    for (at, &place) in order.iter().enumerate() {
        let size = section(points.point(place));
        let next = order.get(at + 1).map_or(end, |&next| points.point(next)[last]);
        parts.push(size * (next - points.point(place)[last]));
    }
    num::sum(&parts)
}

/// The area that the points so far win in the plane, and the points that make its border.
struct Stairs {
    right: f64,
    top: f64,
    /// Height by breadth: as one rises the other falls.
    steps: BTreeMap<u64, (f64, f64)>,
    area: f64,
}

impl Stairs {
    /// Takes a point in; gives the area.
    fn add(&mut self, x: f64, y: f64) -> f64 {
        let before = self.steps.range(..=key(x)).next_back().map_or(self.top, |(_, step)| step.1);
        if before <= y {
            return self.area;
        }
        let (mut from, mut ceiling) = (x, before);
        while let Some((&place, &(right, height))) = self.steps.range(key(x)..).next().filter(|(_, step)| step.1 >= y) {
            self.area += (right - from) * (ceiling - y);
            (from, ceiling) = (right, height);
            self.steps.remove(&place);
        }
        let end = self.steps.range(key(x)..).next().map_or(self.right, |(_, step)| step.0);
        self.area += (end - from) * (ceiling - y);
        self.steps.insert(key(x), (x, y));
        self.area
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{planted, points};
    use super::*;

    #[test]
    fn steps_and_cubes_by_hand() {
        let steps = points(&[&[1.0, 3.0], &[2.0, 2.0], &[3.0, 1.0], &[3.0, 3.0], &[5.0, 0.0]]);
        assert_eq!(hypervolume(&steps, &[4.0, 4.0]), Ok(6.0));
        assert_eq!(hypervolume(&points(&[&[2.0], &[1.5]]), &[4.0]), Ok(2.5));
        assert_eq!(hypervolume(&Points::new(2).unwrap(), &[4.0, 4.0]), Ok(0.0));
        // Three slabs of a cube of side 2: each pair shares 1 × 1 × 2, all three share 1: 3·4 − 3·2 + 1.
        let slabs = points(&[&[0.0, 0.0, 1.0], &[0.0, 1.0, 0.0], &[1.0, 0.0, 0.0]]);
        assert_eq!(hypervolume(&slabs, &[2.0, 2.0, 2.0]), Ok(7.0));
        // The same in four dimensions: the union misses the one corner cell of sixteen.
        let slabs = points(&[&[0.0, 0.0, 0.0, 1.0], &[0.0, 0.0, 1.0, 0.0], &[0.0, 1.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]]);
        assert_eq!(hypervolume(&slabs, &[2.0; 4]), Ok(15.0));
    }

    #[test]
    fn what_cannot_be_measured_is_refused() {
        let one = points(&[&[1.0, 1.0]]);
        assert_eq!(hypervolume(&one, &[2.0]), Err(ParetoError::Length { expected: 2, got: 1 }));
        assert!(hypervolume(&one, &[2.0, f64::INFINITY]).is_err());
        assert!(hypervolume(&points(&[&[f64::NEG_INFINITY, 1.0]]), &[2.0, 2.0]).is_err());
    }

    #[test]
    fn it_counts_the_cells_of_a_grid() {
        // All coordinates are whole numbers of tenths, so that the cells won can be counted one by one.
        for (objectives, side) in [(2, 14), (3, 14), (4, 14)] {
            for seed in 0..12 {
                let points = planted(seed, 25, objectives, 10);
                let mut won = 0u64;
                for cell in 0..(side as u64).pow(objectives as u32) {
                    let mut rest = cell;
                    let corner: Vec<f64> = (0..objectives)
                        .map(|_| {
                            let step = rest % side as u64;
                            rest /= side as u64;
                            (step as f64 + 0.5) / 10.0
                        })
                        .collect();
                    won += u64::from(points.iter().any(|point| point.iter().zip(&corner).all(|(value, corner)| value < corner)));
                }
                let cells = 10f64.powi(objectives as i32);
                let found = hypervolume(&points, &vec![f64::from(side) / 10.0; objectives]).unwrap() * cells;
                assert!((found - won as f64).abs() < 1e-6, "{objectives} {seed}: {found} {won}");
            }
        }
    }
}
