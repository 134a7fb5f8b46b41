//! A front made smaller on a grid, with what that costs.

use super::points::Points;

/// Keeps one point in each cell of a grid that is as fine as the number of points allows; gives the most that was lost in each objective.
///
/// `members` are the places of the front's points in rising order; at least one stays. Of the points in a cell the first one stays.
pub(super) fn thin(points: &Points, members: &mut Vec<usize>, most: usize) -> Vec<f64> {
    let front = points.at(members);
    let ranges = front.ranges();
    let grid = |parts: u32| -> Vec<usize> {
        let cell = |place: usize| -> Vec<u32> {
            let parts_of = |(&value, &(low, high)): (&f64, &(f64, f64))| {
                let share = if high > low { (value - low) / (high - low) } else { 0.0 };
                ((share * f64::from(parts)) as u32).min(parts - 1)
            };
            front.point(place).iter().zip(&ranges).map(parts_of).collect()
        };
        let mut cells: Vec<(Vec<u32>, usize)> = (0..front.len()).map(|place| (cell(place), place)).collect();
        cells.sort_unstable();
        // For each point the first one in its cell.
        let mut stands_for = vec![0; front.len()];
        let mut first = 0;
        for at in 0..cells.len() {
            if cells[at].0 != cells[first].0 {
                first = at;
            }
            stands_for[cells[at].1] = cells[first].1;
        }
        stands_for
    };
    let size = |stands_for: &[usize]| stands_for.iter().enumerate().filter(|(place, by)| place == *by).count();
    // One part puts all in one cell, so the search starts from a grid that fits.
    let (mut fits, mut too_fine) = (1u32, u32::try_from(most).unwrap_or(u32::MAX).saturating_mul(4).max(2));
    let mut best = grid(fits);
    while fits + 1 < too_fine {
        let parts = fits + (too_fine - fits) / 2;
        let tried = grid(parts);
        if size(&tried) <= most {
            (fits, best) = (parts, tried);
        } else {
            too_fine = parts;
        }
    }
    let mut lost = vec![0.0f64; points.objectives()];
    for (place, &by) in best.iter().enumerate() {
        for (lost, (by, value)) in lost.iter_mut().zip(front.point(by).iter().zip(front.point(place))) {
            *lost = lost.max(by - value);
        }
    }
    let mut place = 0;
    members.retain(|_| {
        place += 1;
        best[place - 1] == place - 1
    });
    lost
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::*;

    #[test]
    fn close_points_are_merged_and_the_loss_is_told() {
        let front = points(&[&[0.0, 10.0], &[0.5, 9.75], &[5.0, 5.0], &[5.25, 4.0], &[10.0, 0.0]]);
        let mut members = vec![0, 1, 2, 3, 4];
        let lost = thin(&front, &mut members, 3);
        assert_eq!(members, [0, 2, 4]);
        assert_eq!(lost, [0.0, 1.0]);
    }

    #[test]
    fn one_point_can_stand_for_all() {
        let front = points(&[&[0.0, 3.0, 1.0], &[1.0, 1.0, 1.0], &[2.0, 0.0, 1.0]]);
        let mut members = vec![0, 1, 2];
        assert_eq!(thin(&front, &mut members, 1), [0.0, 3.0, 0.0]);
        assert_eq!(members, [0]);
    }
}
