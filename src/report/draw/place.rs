//! Labels kept apart: along one line, and in the plane.

use std::f64::consts::FRAC_1_SQRT_2 as DIAGONAL;

/// Moves things along a line so that none overlap, each as near to where it wants to be as the others let it, in order, and all
/// inside `bounds` as far as they fit.
///
/// `wanted` are middles in any order, `sizes` full sizes. Gives the middles, in the order given.
///
/// # Source
///
/// Least squares under order constraints: isotonic regression by pooling adjacent violators (Ayer et al. 1955).
pub(in super::super) fn spread(wanted: &[f64], sizes: &[f64], gap: f64, bounds: (f64, f64)) -> Vec<f64> {
    let n = wanted.len().min(sizes.len());
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]).then(a.cmp(&b)));
    // Measured without the things before it, a middle may only grow along the order.
    let mut offsets = vec![0.0; n];
    for k in 1..n {
        let (before, this) = (order[k - 1], order[k]);
        offsets[k] = offsets[k - 1] + (sizes[before] + sizes[this]) / 2.0 + gap;
    }
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for k in 0..n {
        blocks.push((wanted[order[k]] - offsets[k], 1));
        while blocks.len() > 1 {
            let (last, before) = (blocks[blocks.len() - 1], blocks[blocks.len() - 2]);
            if before.0 <= last.0 {
                break;
            }
            let many = (before.1 + last.1) as f64;
            let mean = (before.0 * before.1 as f64 + last.0 * last.1 as f64) / many;
            blocks.truncate(blocks.len() - 2);
            blocks.push((mean, before.1 + last.1));
        }
    }
    let mut out = vec![0.0; n];
    let mut k = 0;
    for (value, many) in blocks {
        for _ in 0..many {
            out[order[k]] = value;
            k += 1;
        }
    }
    if n == 0 {
        return out;
    }
    let low = bounds.0 + sizes[order[0]] / 2.0;
    let high = bounds.1 - sizes[order[n - 1]] / 2.0 - offsets[n - 1];
    for (k, &i) in order.iter().enumerate() {
        out[i] = out[i].min(high).max(low) + offsets[k];
    }
    out
}

/// Cosines and sines of sixteen directions, the four level and upright ones first: those make the calmest pictures.
const DIRECTIONS: [(f64, f64); 16] = [
    (1.0, 0.0),
    (0.0, -1.0),
    (-1.0, 0.0),
    (0.0, 1.0),
    (DIAGONAL, -DIAGONAL),
    (-DIAGONAL, -DIAGONAL),
    (-DIAGONAL, DIAGONAL),
    (DIAGONAL, DIAGONAL),
    (0.9239, -0.3827),
    (0.3827, -0.9239),
    (-0.3827, -0.9239),
    (-0.9239, -0.3827),
    (-0.9239, 0.3827),
    (-0.3827, 0.9239),
    (0.3827, 0.9239),
    (0.9239, 0.3827),
];

/// Places circles so that none overlap, each at its wanted middle or as near to it as those before it let it; a moved one keeps off
/// the other wanted middles if it can. Their middles stay inside `bounds` (left, top, right, bottom).
///
/// Gives the middles in the order given; none for a circle that finds no room.
pub(in super::super) fn circles(wanted: &[(f64, f64)], radius: f64, gap: f64, bounds: [f64; 4]) -> Vec<Option<(f64, f64)>> {
    let [left, top, right, bottom] = bounds;
    let mut placed: Vec<Option<(f64, f64)>> = Vec::with_capacity(wanted.len());
    for (i, &(x, y)) in wanted.iter().enumerate() {
        let start = (x.max(left).min(right), y.max(top).min(bottom));
        let is_free = |p: (f64, f64)| {
            let is_inside = p.0 >= left && p.0 <= right && p.1 >= top && p.1 <= bottom;
            is_inside && placed.iter().flatten().all(|&q| are_apart(p, q, 2.0 * radius + gap))
        };
        let keeps_off = |p: (f64, f64)| wanted.iter().enumerate().all(|(j, &q)| i == j || are_apart(p, q, radius + gap));
        let reach = (right - left).max(bottom - top);
        let rings = (reach / (radius / 2.0)).clamp(0.0, 400.0) as usize;
        let around = (1..=rings).flat_map(|ring| {
            let far = ring as f64 * radius / 2.0;
            DIRECTIONS.into_iter().map(move |(dx, dy)| (start.0 + far * dx, start.1 + far * dy))
        });
        let place = if is_free(start) {
            Some(start)
        } else {
            around.clone().find(|&p| is_free(p) && keeps_off(p)).or_else(|| around.clone().find(|&p| is_free(p)))
        };
        placed.push(place);
    }
    placed
}

fn are_apart(a: (f64, f64), b: (f64, f64), least: f64) -> bool {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    dx * dx + dy * dy >= least * least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_things_stay_where_they_want_to_be() {
        assert_eq!(spread(&[50.0, 10.0], &[10.0, 10.0], 2.0, (0.0, 100.0)), [50.0, 10.0]);
        assert!(spread(&[], &[], 1.0, (0.0, 1.0)).is_empty());
    }

    #[test]
    fn crowded_things_part_evenly() {
        assert_eq!(spread(&[50.0, 50.0], &[10.0, 10.0], 2.0, (0.0, 100.0)), [44.0, 56.0]);
    }

    #[test]
    fn nothing_overlaps_and_all_stay_inside() {
        let wanted = [3.0, 99.0, 98.0, 97.0, 1.0, 50.0, 51.0];
        let sizes = [10.0, 8.0, 12.0, 10.0, 6.0, 10.0, 10.0];
        let out = spread(&wanted, &sizes, 1.0, (0.0, 100.0));
        for i in 0..out.len() {
            assert!(out[i] - sizes[i] / 2.0 >= -1e-9);
            assert!(out[i] + sizes[i] / 2.0 <= 100.0 + 1e-9);
            for j in 0..i {
                let need = (sizes[i] + sizes[j]) / 2.0 + 1.0;
                assert!((out[i] - out[j]).abs() >= need - 1e-9, "{i} {j} {out:?}");
            }
        }
    }

    const FRAME: [f64; 4] = [0.0, 0.0, 200.0, 100.0];

    #[test]
    fn circles_with_room_stay_where_they_belong() {
        let wanted = [(10.0, 10.0), (90.0, 40.0)];
        assert_eq!(circles(&wanted, 9.0, 2.0, FRAME), wanted.map(Some));
        assert_eq!(circles(&[(-30.0, 50.0)], 9.0, 2.0, FRAME), [Some((0.0, 50.0))]);
    }

    #[test]
    fn crowded_circles_part_and_stay_inside() {
        let wanted: Vec<(f64, f64)> = (0..24).map(|i| (100.0 + f64::from(i % 5), 50.0 + f64::from(i % 3))).collect();
        let places = circles(&wanted, 9.0, 2.0, FRAME);
        assert_eq!(places[0], Some(wanted[0]));
        for (i, a) in places.iter().enumerate() {
            let a = a.unwrap();
            assert!((0.0..=200.0).contains(&a.0) && (0.0..=100.0).contains(&a.1));
            assert!(places[..i].iter().flatten().all(|&b| are_apart(a, b, 20.0 - 1e-9)), "{i}");
        }
    }

    #[test]
    fn a_moved_circle_does_not_hide_another_point() {
        let wanted = [(50.0, 50.0), (50.0, 50.0), (71.0, 50.0)];
        let places = circles(&wanted, 9.0, 2.0, FRAME);
        assert!(are_apart(places[1].unwrap(), wanted[2], 11.0));
        assert_eq!(places[2], Some(wanted[2]));
    }

    #[test]
    fn a_circle_without_room_is_left_out() {
        assert_eq!(circles(&[(1.0, 1.0), (1.0, 1.0)], 9.0, 2.0, [0.0, 0.0, 5.0, 5.0])[1], None);
        assert!(circles(&[], 9.0, 2.0, FRAME).is_empty());
    }
}
