//! Labels kept apart along one line.

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
}
