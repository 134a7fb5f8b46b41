//! Where a front bends.

use super::ParetoError;
use super::front::kept;
use super::points::Points;

/// Holds the knee of a front.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knee {
    /// Its place in the points given.
    pub place: usize,
    /// How far the front bulges there: the distance from the straight front between the extremes, every objective scaled to 0 at its best
    /// and 1 at its worst on the front. At most 1/√2 for two objectives.
    pub bulge: f64,
}

/// Finds the knee of the front of some points: where going on in one objective starts to cost much in another.
///
/// It is the point farthest below the straight front through the extremes, that is, whose scaled objectives have the least sum; the first of
/// equals. For two objectives this is the point farthest from the line between the two ends; for more, the plane on which scaled
/// objectives add up to 1 takes the line's place, whether or not the front's own extremes lie on it. `None` where the front
/// is one point, or bulges nowhere below that plane.
///
/// # Errors
/// [`ParetoError::Value`] where a coordinate is not finite.
///
/// # Source
/// Das 1999, "On characterizing the 'knee' of the Pareto curve based on normal-boundary intersection", Structural Optimization 18.
pub fn knee(points: &Points) -> Result<Option<Knee>, ParetoError> {
    points.finite()?;
    let members = kept(points, 0.0);
    let ranges: Vec<(f64, f64)> = points.at(&members).ranges();
    let spread = ranges.iter().filter(|(low, high)| high > low).count();
    let sum = |place: usize| -> f64 {
        let scaled = points.point(place).iter().zip(&ranges).filter(|(_, range)| range.1 > range.0);
        scaled.map(|(value, (low, high))| (value - low) / (high - low)).sum()
    };
    let least = members.iter().map(|&place| (place, sum(place))).min_by(|one, other| one.1.total_cmp(&other.1));
    let knee = least.map(|(place, sum)| Knee { place, bulge: (1.0 - sum) / (spread as f64).sqrt() });
    Ok(knee.filter(|knee| spread > 1 && knee.bulge > 1e-12))
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn the_corner_of_an_elbow() {
        let found = knee(&points(&[&[0.0, 100.0], &[2.0, 20.0], &[5.0, 12.0], &[10.0, 0.0], &[6.0, 60.0]])).unwrap().unwrap();
        assert_eq!(found.place, 1);
        assert!((found.bulge - (1.0 - 0.4) / 2f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn three_objectives_and_one_that_never_moves() {
        let found = knee(&points(&[&[0.0, 1.0, 1.0, 7.0], &[1.0, 0.0, 1.0, 7.0], &[1.0, 1.0, 0.0, 7.0], &[0.25, 0.25, 0.25, 7.0]]));
        let found = found.unwrap().unwrap();
        assert_eq!(found.place, 3);
        assert!((found.bulge - 0.25 / 3f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn a_straight_or_hollow_front_has_none() {
        assert_eq!(knee(&points(&[&[0.0, 2.0], &[1.0, 1.0], &[2.0, 0.0]])), Ok(None));
        assert_eq!(knee(&points(&[&[0.0, 2.0], &[1.5, 1.5], &[2.0, 0.0]])), Ok(None));
        assert_eq!(knee(&points(&[&[1.0, 2.0], &[1.0, 3.0]])), Ok(None));
        assert_eq!(knee(&Points::new(2).unwrap()), Ok(None));
        assert!(knee(&points(&[&[1.0, f64::INFINITY]])).is_err());
    }
}
