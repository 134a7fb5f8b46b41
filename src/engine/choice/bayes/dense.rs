//! Small square matrices, row by row, in memory that is there already.

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

#[cfg(test)]
mod tests {
    use super::*;

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
