//! The points that no other is as good as in everything.

use std::collections::BTreeMap;

use super::ParetoError;
use super::many;
use super::points::{Points, key, lexicographic};

/// Holds the front of a list of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    members: Vec<usize>,
    /// For each input the front point it makes.
    places: Vec<Option<usize>>,
}

impl Front {
    /// Returns the places of the front's points in the input, the points in rising order of the first objective, then of the second, and so on.
    ///
    /// Of several equal inputs the first stands for all.
    pub fn members(&self) -> &[usize] {
        &self.members
    }

    /// Returns the number of points.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Tells whether there are no points, which is so only where there was no input.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Returns which of the front's points an input makes: it is that point, or differs from it by the tolerance at most in every objective.
    ///
    /// # Panics
    /// When there is no such input.
    pub fn place(&self, input: usize) -> Option<usize> {
        self.places[input]
    }

    /// Returns every input that makes one of the front's points, in rising order.
    pub fn makers(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        self.places.iter().enumerate().filter(move |(_, made)| **made == Some(place)).map(|(input, _)| input)
    }
}

/// Finds the points that no other is at least as good as in every objective.
///
/// Points are gone through in rising order of the first objective, then of the second, and so on, equal ones in the order given. One is left out
/// if a point kept before is at most `tolerance` worse than it in every objective. So of equal points the first stays; at tolerance 0 the
/// result is the non-dominated set; and every point left out has one on the front that is at most `tolerance` worse.
///
/// The work grows as n log n for two and three objectives, as n (log n)^(d−2) or so for d objectives.
///
/// # Errors
/// [`ParetoError::Tolerance`] unless the tolerance is finite and at least 0.
///
/// # Source
/// Kung, Luccio & Preparata 1975, "On finding the maxima of a set of vectors", Journal of the ACM 22(4): the sweep for two and three
/// objectives, and the division for more.
pub fn front(points: &Points, tolerance: f64) -> Result<Front, ParetoError> {
    checked_tolerance(tolerance)?;
    let members = kept(points, tolerance);
    let places = places(points, &members, tolerance);
    Ok(Front { members, places })
}

pub(super) fn checked_tolerance(tolerance: f64) -> Result<(), ParetoError> {
    if tolerance.is_finite() && tolerance >= 0.0 { Ok(()) } else { Err(ParetoError::Tolerance { what: "tolerance", got: tolerance }) }
}

/// The places of the points that stay, in rising order of the points.
pub(super) fn kept(points: &Points, tolerance: f64) -> Vec<usize> {
    match points.objectives() {
        1 => (0..points.len()).min_by(|&one, &other| points.point(one)[0].total_cmp(&points.point(other)[0])).into_iter().collect(),
        2 => sweep_two(&sorted::<2>(points), tolerance),
        3 => sweep_three(&sorted::<3>(points), tolerance),
        _ => {
            let mut order: Vec<usize> = (0..points.len()).collect();
            order.sort_by(|&one, &other| lexicographic(points.point(one), points.point(other)));
            many::kept(points, &order, tolerance)
        }
    }
}

/// Points beside their places, in rising order: copies lie close together and sort several times faster than places do.
fn sorted<const D: usize>(points: &Points) -> Vec<([f64; D], usize)> {
    let of = |(place, point): (usize, &[f64])| (std::array::from_fn(|k| point[k]), place);
    let mut all: Vec<([f64; D], usize)> = points.iter().enumerate().map(of).collect();
    // The sort is stable and finds runs that are in order already, which is what a team's options give.
    all.sort_by(|one, other| lexicographic(&one.0, &other.0));
    all
}

fn sweep_two(sorted: &[([f64; 2], usize)], tolerance: f64) -> Vec<usize> {
    let mut least: Option<f64> = None;
    let mut kept = Vec::new();
    for &([_, second], place) in sorted {
        if least.is_none_or(|least| least > second + tolerance) {
            least = Some(second);
            kept.push(place);
        }
    }
    kept
}

/// Goes up the first objective and keeps a staircase of the other two: as the second rises, the third falls.
fn sweep_three(sorted: &[([f64; 3], usize)], tolerance: f64) -> Vec<usize> {
    let mut stairs: BTreeMap<u64, f64> = BTreeMap::new();
    let mut kept = Vec::new();
    for &([_, second, third], place) in sorted {
        let below = stairs.range(..=key(second + tolerance)).next_back();
        if below.is_some_and(|(_, &least)| least <= third + tolerance) {
            continue;
        }
        while let Some((&step, _)) = stairs.range(key(second)..).next().filter(|(_, other)| **other >= third) {
            stairs.remove(&step);
        }
        stairs.insert(key(second), third);
        kept.push(place);
    }
    kept
}

/// For each point the front's point that it makes.
fn places(points: &Points, members: &[usize], tolerance: f64) -> Vec<Option<usize>> {
    let mut places = vec![None; points.len()];
    for (place, &member) in members.iter().enumerate() {
        places[member] = Some(place);
    }
    for (input, made) in places.iter_mut().enumerate().filter(|(_, made)| made.is_none()) {
        let point = points.point(input);
        // The front is in rising order of the first objective, so only a stretch of it is near enough.
        let first = members.partition_point(|&member| points.point(member)[0] + tolerance < point[0]);
        let near = |member: usize| points.point(member).iter().zip(point).all(|(a, b)| *a <= b + tolerance && *b <= a + tolerance);
        let stretch = members[first..].iter().take_while(|&&member| points.point(member)[0] <= point[0] + tolerance);
        *made = stretch.enumerate().find(|&(_, &member)| near(member)).map(|(along, _)| first + along);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::testing::{brute_force, points};
    use super::*;
    use proptest::prelude::*;

    fn of(rows: &[&[f64]], tolerance: f64) -> Vec<usize> {
        front(&points(rows), tolerance).unwrap().members().to_vec()
    }

    #[test]
    fn small_fronts_by_hand() {
        assert_eq!(of(&[&[3.0], &[1.0], &[2.0], &[1.0]], 0.0), [1]);
        assert_eq!(of(&[&[1.0, 3.0], &[2.0, 2.0], &[2.0, 3.0], &[3.0, 1.0], &[0.0, 4.0]], 0.0), [4, 0, 1, 3]);
        assert_eq!(of(&[&[1.0, 1.0, 1.0], &[0.0, 2.0, 2.0], &[1.0, 1.0, 2.0], &[2.0, 2.0, 0.0]], 0.0), [1, 0, 3]);
        assert!(front(&Points::new(3).unwrap(), 0.0).unwrap().is_empty());
    }

    #[test]
    fn infinite_coordinates_are_the_worst_or_the_best() {
        assert_eq!(of(&[&[1.0, f64::INFINITY], &[2.0, f64::INFINITY], &[3.0, 5.0], &[f64::NEG_INFINITY, f64::INFINITY]], 0.0), [3, 2]);
        assert_eq!(of(&[&[f64::INFINITY; 3], &[1.0, 2.0, f64::INFINITY]], 1e-9), [1]);
    }

    #[test]
    fn equal_points_are_one_and_all_its_makers_are_known() {
        let found = front(&points(&[&[2.0, 1.0], &[1.0, 2.0], &[2.0, 1.0], &[2.0, 2.0], &[1.0, 2.0]]), 0.0).unwrap();
        assert_eq!(found.members(), [1, 0]);
        assert_eq!(found.makers(0).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(found.makers(1).collect::<Vec<_>>(), [0, 2]);
        assert_eq!((found.place(3), found.place(4)), (None, Some(0)));
    }

    #[test]
    fn what_rounding_sets_apart_is_one_point_within_the_tolerance() {
        let rows: [&[f64]; 3] = [&[0.1 + 0.2, 1.0, 2.0], &[0.3, 1.0 + 1e-15, 2.0], &[0.3, 1.0 + 1e-15, 2.5]];
        assert_eq!(of(&rows, 0.0), [1, 0]);
        let found = front(&points(&rows), 1e-12).unwrap();
        assert_eq!(found.members(), [1]);
        assert_eq!(found.makers(0).collect::<Vec<_>>(), [0, 1]);
        assert!(front(&points(&rows), -1.0).is_err());
        assert!(front(&points(&rows), f64::INFINITY).is_err());
    }

    /// Coarse coordinates, so that ties and repeats are common.
    fn rows() -> impl Strategy<Value = (usize, Vec<Vec<f64>>)> {
        (1usize..=6, 1u32..9).prop_flat_map(|(objectives, steps)| {
            let coordinate = (0..=steps).prop_map(|step| f64::from(step) - 2.0);
            (Just(objectives), prop::collection::vec(prop::collection::vec(coordinate, objectives), 0..90))
        })
    }

    proptest! {
        #[test]
        fn it_keeps_what_a_look_at_every_pair_keeps((objectives, rows) in rows(), tolerance in prop::sample::select(vec![0.0, 0.5, 1.0, 2.0])) {
            let points = Points::from_rows(objectives, &rows).unwrap();
            let found = front(&points, tolerance).unwrap();
            prop_assert_eq!(found.members(), brute_force(&points, tolerance));
        }

        #[test]
        fn at_no_tolerance_it_is_the_non_dominated_set((objectives, rows) in rows()) {
            let points = Points::from_rows(objectives, &rows).unwrap();
            let found = front(&points, 0.0).unwrap();
            for (input, point) in rows.iter().enumerate() {
                let bettered = rows.iter().any(|other| other != point && other.iter().zip(point).all(|(a, b)| a <= b));
                prop_assert_eq!(found.place(input).is_none(), bettered);
            }
        }
    }
}
