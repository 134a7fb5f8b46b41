//! Small dense symmetric problems: correlation matrices, shares of explained variance, eigenvectors.
//!
//! Matrices here are a dozen rows wide and decide published numbers, so they are worked through in a fixed scalar
//! order; a library that picks its instructions by processor would give other bytes on another machine.

use crate::num;

/// Holds a square matrix by rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Square {
    size: usize,
    cells: Vec<f64>,
}

/// Says why a matrix cannot be built or used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LinearError {
    /// The number of cells is not the square of the size, or columns differ in length.
    #[error("expected {expected} numbers, got {got}")]
    Shape {
        /// The number needed.
        expected: usize,
        /// The number given.
        got: usize,
    },
    /// A column has no spread, or holds a value that is not finite.
    #[error("column {index} has no spread or holds a value that is not finite")]
    NoSpread {
        /// The column's place, from 0.
        index: usize,
    },
    /// Columns repeat each other, so that no unique solution exists.
    #[error("columns are linear combinations of each other")]
    Singular,
}

impl Square {
    /// Makes a matrix from its cells, row by row.
    ///
    /// # Errors
    /// [`LinearError::Shape`] unless there are `size` × `size` cells.
    pub fn from_rows(size: usize, cells: Vec<f64>) -> Result<Self, LinearError> {
        if cells.len() != size * size {
            return Err(LinearError::Shape { expected: size * size, got: cells.len() });
        }
        Ok(Self { size, cells })
    }

    /// Returns the number of rows.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Returns one cell.
    ///
    /// # Panics
    /// When a place lies outside the matrix.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        assert!(row < self.size && column < self.size, "cell ({row}, {column}) outside a matrix of {}", self.size);
        self.cells[row * self.size + column]
    }

    fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] = value;
    }

    /// Turns a covariance matrix into a correlation matrix.
    ///
    /// # Errors
    /// [`LinearError::NoSpread`] where a variance is not above 0 or a cell is not finite.
    pub fn correlations(&self) -> Result<Self, LinearError> {
        let sds: Vec<f64> = (0..self.size).map(|i| self.at(i, i).sqrt()).collect();
        let mut found = self.clone();
        for i in 0..self.size {
            if !(sds[i].is_finite() && sds[i] > 0.0) {
                return Err(LinearError::NoSpread { index: i });
            }
            for j in 0..self.size {
                let r = if i == j { 1.0 } else { self.at(i, j) / (sds[i] * sds[j]) };
                if !r.is_finite() {
                    return Err(LinearError::NoSpread { index: i });
                }
                found.set(i, j, r.clamp(-1.0, 1.0));
            }
        }
        Ok(found)
    }
}

/// Returns the covariance matrix of columns under weights; equal weights where `weights` is `None`. The divisor is the
/// sum of weights, which cancels out of correlations.
///
/// # Errors
/// When columns or weights differ in length, or there are none.
pub fn covariance(columns: &[&[f64]], weights: Option<&[f64]>) -> Result<Square, LinearError> {
    let rows = columns.first().map_or(0, |c| c.len());
    for column in columns.iter().copied().chain(weights) {
        if column.len() != rows || rows == 0 {
            return Err(LinearError::Shape { expected: rows.max(1), got: column.len() });
        }
    }
    let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
    let total = num::sum(&(0..rows).map(weight).collect::<Vec<_>>());
    let centred: Vec<Vec<f64>> = columns
        .iter()
        .map(|c| {
            let mean = num::sum(&(0..rows).map(|i| weight(i) * c[i]).collect::<Vec<_>>()) / total;
            c.iter().map(|v| v - mean).collect()
        })
        .collect();
    let size = columns.len();
    let mut found = Square { size, cells: vec![0.0; size * size] };
    for a in 0..size {
        for b in a..size {
            let products: Vec<f64> = (0..rows).map(|i| weight(i) * centred[a][i] * centred[b][i]).collect();
            let value = num::sum(&products) / total;
            found.set(a, b, value);
            found.set(b, a, value);
        }
    }
    Ok(found)
}

/// A matrix has no Cholesky factor.
#[derive(Clone, Debug, PartialEq)]
pub struct NotPositive {
    /// The first row whose pivot is not above 1e-10, from 0.
    pub row: usize,
    /// The factor as far as it got: rows before `row` are whole.
    pub partial: Vec<f64>,
}

/// Finds the lower Cholesky factor of a symmetric matrix, row by row, zero above the diagonal.
///
/// Written out here rather than taken from a linear algebra library, since those pick their order of sums by the processor's vector width,
/// and results must have the same bytes everywhere.
///
/// # Shapes
/// `matrix` holds `size × size` values, row by row; so does the result.
///
/// # Errors
/// [`NotPositive`] at the first pivot that is not above 1e-10.
pub fn cholesky(matrix: &[f64], size: usize) -> Result<Vec<f64>, NotPositive> {
    const SMALLEST_PIVOT: f64 = 1e-10;
    let mut lower = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..=i {
            let mut sum = matrix[i * size + j];
            for m in 0..j {
                sum -= lower[i * size + m] * lower[j * size + m];
            }
            lower[i * size + j] = if i > j {
                sum / lower[j * size + j]
            } else if sum > SMALLEST_PIVOT {
                sum.sqrt()
            } else {
                return Err(NotPositive { row: i, partial: lower });
            };
        }
    }
    Ok(lower)
}

/// Returns the share of the variance of an outcome that a subset of predictors explains in least squares.
///
/// `predictors` is their correlation matrix, `with_outcome` their correlation with the outcome; bit `i` of `subset`
/// takes predictor `i` in.
///
/// # Errors
/// [`LinearError::Singular`] where predictors in the subset repeat each other.
pub fn r_squared(predictors: &Square, with_outcome: &[f64], subset: u64) -> Result<f64, LinearError> {
    let chosen: Vec<usize> = (0..predictors.size()).filter(|&i| subset >> i & 1 == 1).collect();
    let k = chosen.len();
    // Cholesky factor by rows and forward substitution in one sweep: R² is the squared length of L⁻¹ r.
    let mut factor = vec![0.0f64; k * k];
    let mut solved = vec![0.0f64; k];
    for i in 0..k {
        for j in 0..=i {
            let mut rest = predictors.at(chosen[i], chosen[j]);
            for t in 0..j {
                rest = (-factor[i * k + t]).mul_add(factor[j * k + t], rest);
            }
            if i == j {
                if rest <= 1e-12 {
                    return Err(LinearError::Singular);
                }
                factor[i * k + i] = rest.sqrt();
            } else {
                factor[i * k + j] = rest / factor[j * k + j];
            }
        }
        let mut rest = with_outcome[chosen[i]];
        for t in 0..i {
            rest = (-factor[i * k + t]).mul_add(solved[t], rest);
        }
        solved[i] = rest / factor[i * k + i];
    }
    Ok(num::sum(&solved.iter().map(|v| v * v).collect::<Vec<_>>()))
}

/// Holds the eigenvalues of a symmetric matrix and its eigenvectors as columns, in no promised order.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// Eigenvalues.
    pub values: Vec<f64>,
    /// Matrix whose column `k` belongs to eigenvalue `k`.
    pub vectors: Square,
}

/// Finds eigenvalues and eigenvectors of a symmetric matrix by cyclic rotations.
///
/// # Determinism
/// Rotations run in a fixed order until every off-diagonal cell is negligible, at most 64 sweeps.
///
/// # Source
/// Jacobi 1846; Golub & Van Loan 2013, "Matrix Computations", section 8.5.
pub fn eigen(matrix: &Square) -> Eigen {
    let n = matrix.size();
    let mut a = matrix.clone();
    let mut v = Square { size: n, cells: vec![0.0; n * n] };
    for i in 0..n {
        v.set(i, i, 1.0);
    }
    for _ in 0..64 {
        let off: f64 = (0..n).flat_map(|p| (p + 1..n).map(move |q| (p, q))).map(|(p, q)| a.at(p, q).abs()).sum();
        if off < 1e-15 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    Eigen { values: (0..n).map(|i| a.at(i, i)).collect(), vectors: v }
}

fn rotate(a: &mut Square, v: &mut Square, p: usize, q: usize) {
    let apq = a.at(p, q);
    if apq == 0.0 {
        return;
    }
    let theta = (a.at(q, q) - a.at(p, p)) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + theta.mul_add(theta, 1.0).sqrt());
    let c = 1.0 / t.mul_add(t, 1.0).sqrt();
    let s = t * c;
    for k in 0..a.size() {
        let (kp, kq) = (a.at(k, p), a.at(k, q));
        a.set(k, p, c * kp - s * kq);
        a.set(k, q, s * kp + c * kq);
    }
    for k in 0..a.size() {
        let (pk, qk) = (a.at(p, k), a.at(q, k));
        a.set(p, k, c * pk - s * qk);
        a.set(q, k, s * pk + c * qk);
    }
    for k in 0..v.size() {
        let (kp, kq) = (v.at(k, p), v.at(k, q));
        v.set(k, p, c * kp - s * kq);
        v.set(k, q, s * kp + c * kq);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_predictors_by_the_textbook_formula() {
        // R² = (r1² + r2² − 2 r1 r2 r12) / (1 − r12²).
        let (r1, r2, r12) = (0.6, 0.5, 0.3);
        let p = Square::from_rows(2, vec![1.0, r12, r12, 1.0]).unwrap();
        let expected = (r1 * r1 + r2 * r2 - 2.0 * r1 * r2 * r12) / (1.0 - r12 * r12);
        assert!((r_squared(&p, &[r1, r2], 0b11).unwrap() - expected).abs() < 1e-14);
        assert!((r_squared(&p, &[r1, r2], 0b01).unwrap() - r1 * r1).abs() < 1e-14);
        assert_eq!(r_squared(&p, &[r1, r2], 0).unwrap(), 0.0);
    }

    #[test]
    fn repeated_predictors_are_refused() {
        let p = Square::from_rows(2, vec![1.0, 1.0, 1.0, 1.0]).unwrap();
        assert_eq!(r_squared(&p, &[0.5, 0.5], 0b11), Err(LinearError::Singular));
        assert_eq!(Square::from_rows(2, vec![1.0]), Err(LinearError::Shape { expected: 4, got: 1 }));
    }

    #[test]
    fn eigenvectors_rebuild_the_matrix() {
        let m = Square::from_rows(3, vec![2.0, -1.0, 0.0, -1.0, 2.0, -1.0, 0.0, -1.0, 2.0]).unwrap();
        let found = eigen(&m);
        for i in 0..3 {
            for j in 0..3 {
                let cell: f64 = (0..3).map(|k| found.vectors.at(i, k) * found.values[k] * found.vectors.at(j, k)).sum();
                assert!((cell - m.at(i, j)).abs() < 1e-13);
            }
        }
        let mut values = found.values;
        values.sort_by(f64::total_cmp);
        // 2 − √2, 2, 2 + √2.
        assert!((values[0] - (2.0 - 2f64.sqrt())).abs() < 1e-13 && (values[1] - 2.0).abs() < 1e-13);
    }

    #[test]
    fn weights_act_as_repeated_rows() {
        let x = [1.0, 2.0, 4.0];
        let y = [3.0, 1.0, 2.0];
        let weighted = covariance(&[&x, &y], Some(&[1.0, 2.0, 1.0])).unwrap();
        let repeated = covariance(&[&[1.0, 2.0, 2.0, 4.0], &[3.0, 1.0, 1.0, 2.0]], None).unwrap();
        for i in 0..2 {
            for j in 0..2 {
                assert!((weighted.at(i, j) - repeated.at(i, j)).abs() < 1e-15);
            }
        }
        assert!(matches!(covariance(&[&[1.0, 1.0]], None).unwrap().correlations(), Err(LinearError::NoSpread { index: 0 })));
        assert!(covariance(&[&x, &[1.0]], None).is_err());
    }
}
