//! Small square matrices, row by row, in memory that is there already.

use crate::num::lanes::{Lanes, less};

/// Writes the lower Cholesky factor of a symmetric matrix whose lower half is given; tells whether there is one.
pub(super) fn factor(matrix: &[f64], size: usize, out: &mut [f64]) -> bool {
    for i in 0..size {
        for j in 0..=i {
            let mut sum = matrix[i * size + j];
            for m in 0..j {
                sum -= out[i * size + m] * out[j * size + m];
            }
            if i > j {
                out[i * size + j] = sum / out[j * size + j];
            } else if sum > 0.0 && sum.is_finite() {
                out[i * size + j] = sum.sqrt();
            } else {
                return false;
            }
        }
        out[i * size + i + 1..(i + 1) * size].fill(0.0);
    }
    true
}

/// Writes the inverse of a lower triangular matrix.
pub(super) fn invert_lower(lower: &[f64], size: usize, out: &mut [f64]) {
    out.fill(0.0);
    for column in 0..size {
        out[column * size + column] = 1.0 / lower[column * size + column];
        for row in column + 1..size {
            let mut sum = 0.0;
            for m in column..row {
                sum -= lower[row * size + m] * out[m * size + column];
            }
            out[row * size + column] = sum / lower[row * size + row];
        }
    }
}

/// Writes a · b.
pub(super) fn times(a: &[f64], b: &[f64], size: usize, out: &mut [f64]) {
    for i in 0..size {
        for j in 0..size {
            out[i * size + j] = (0..size).map(|m| a[i * size + m] * b[m * size + j]).sum();
        }
    }
}

/// Returns the matrix with rows for columns.
pub(super) fn turned(a: &[f64], size: usize) -> Vec<f64> {
    (0..size * size).map(|at| a[at % size * size + at / size]).collect()
}

/// Writes the lower Cholesky factors of eight symmetric matrices of which the lower half is given, row by row. Where there is none, a root of the matrix's
/// own diagonal stands for what fails.
#[inline(always)]
pub(super) fn factor_lanes(matrix: &[Lanes], size: usize, out: &mut [Lanes]) {
    for i in 0..size {
        let row = i * (i + 1) / 2;
        for j in 0..=i {
            let other = j * (j + 1) / 2;
            let mut sum = matrix[row + j];
            for m in 0..j {
                sum = less(&out[row + m], &out[other + m], &sum);
            }
            for lane in 0..8 {
                let own = matrix[row + j][lane].abs();
                let pivot = if sum[lane] > 0.0 { sum[lane] } else { own };
                sum[lane] = if i == j { pivot.sqrt() } else { sum[lane] / out[other + j][lane] };
            }
            out[row + j] = sum;
        }
    }
}

/// Writes the inverses of eight lower triangular matrices.
#[inline(always)]
pub(super) fn invert_lower_lanes(lower: &[Lanes], size: usize, out: &mut [Lanes]) {
    for row in 0..size {
        let at = row * (row + 1) / 2;
        let mut own = [1.0; 8];
        for lane in 0..8 {
            own[lane] /= lower[at + row][lane];
        }
        for column in 0..row {
            let mut sum = [0.0; 8];
            for m in column..row {
                sum = less(&lower[at + m], &out[m * (m + 1) / 2 + column], &sum);
            }
            for lane in 0..8 {
                out[at + column][lane] = sum[lane] * own[lane];
            }
        }
        out[at + row] = own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_at_once_are_as_one_by_one() {
        let cell =
            |lane: usize, i: usize, j: usize| if i == j { 3.0 + (lane + i) as f64 } else { 0.3 * (lane as f64 - 2.0) / (i + j) as f64 };
        let mut matrix = Vec::new();
        for (i, j) in (0..4).flat_map(|i| (0..=i).map(move |j| (i, j))) {
            matrix.push(std::array::from_fn(|lane| cell(lane, i, j)));
        }
        let (mut root, mut inverse) = (vec![[0.0; 8]; 10], vec![[0.0; 8]; 10]);
        factor_lanes(&matrix, 4, &mut root);
        invert_lower_lanes(&root, 4, &mut inverse);
        for lane in 0..8 {
            let own: Vec<f64> = (0..16).map(|at| cell(lane, (at / 4).max(at % 4), (at / 4).min(at % 4))).collect();
            let (mut lower, mut back) = (vec![0.0; 16], vec![0.0; 16]);
            assert!(factor(&own, 4, &mut lower));
            invert_lower(&lower, 4, &mut back);
            for (at, (i, j)) in (0..4).flat_map(|i| (0..=i).map(move |j| (i, j))).enumerate() {
                assert!((root[at][lane] - lower[4 * i + j]).abs() < 1e-14 && (inverse[at][lane] - back[4 * i + j]).abs() < 1e-14);
            }
        }
        // What has no factor still has units.
        let none = [[1.0; 8], [2.0; 8], [1.0; 8]];
        factor_lanes(&none, 2, &mut root[..3]);
        assert!(root[..3].iter().flatten().all(|value| value.is_finite()) && root[2][0] > 0.0);
    }

    #[test]
    fn factors_and_inverses_multiply_back() {
        let matrix = [4.0, 2.0, -1.0, 2.0, 5.0, 0.5, -1.0, 0.5, 3.0];
        let (mut lower, mut inverse, mut out) = ([0.0; 9], [0.0; 9], [0.0; 9]);
        assert!(factor(&matrix, 3, &mut lower));
        times(&lower, &turned(&lower, 3), 3, &mut out);
        assert!(out.iter().zip(matrix).all(|(a, b)| (a - b).abs() < 1e-14));
        invert_lower(&lower, 3, &mut inverse);
        times(&lower, &inverse, 3, &mut out);
        let one = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
        assert!(out.iter().zip(one).all(|(a, b)| (a - b).abs() < 1e-14));
        assert!(!factor(&[1.0, 2.0, 2.0, 1.0], 2, &mut [0.0; 4]));
        assert!(!factor(&[f64::NAN], 1, &mut [0.0]));
    }
}
