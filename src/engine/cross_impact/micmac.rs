//! Influence and dependence, direct and through others.

/// Most elements of an influence matrix.
const MOST: usize = 1_024;
/// Most powers looked at before the order of elements counts as never settling.
const MOST_POWERS: u32 = 64;

/// A square matrix of how strongly each element influences each other one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Influence {
    size: usize,
    cells: Vec<u32>,
}

/// Says why numbers make no influence matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InfluenceError {
    /// The matrix is empty or too large.
    #[error("an influence matrix must have 1 to {MOST} rows, got {got}")]
    Size {
        /// The number of rows.
        got: usize,
    },
    /// A row has too many or too few cells.
    #[error("row {row} of the influence matrix must have {expected} cells, got {got}")]
    Cells {
        /// The row, from 1.
        row: usize,
        /// The number of rows.
        expected: usize,
        /// The number of cells.
        got: usize,
    },
    /// A number of paths is too large to be counted.
    #[error("power {power} of the influence matrix is too large to be counted in 64 bits")]
    TooLarge {
        /// The power.
        power: u32,
    },
}

/// How much each element influences the others, and depends on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Row sums.
    pub influence: Vec<u64>,
    /// Column sums.
    pub dependence: Vec<u64>,
}

impl Influence {
    /// Checks a matrix.
    ///
    /// # Errors
    /// When it is empty, too large or not square.
    pub fn new(rows: &[Vec<u32>]) -> Result<Self, InfluenceError> {
        let size = rows.len();
        if size == 0 || size > MOST {
            return Err(InfluenceError::Size { got: size });
        }
        match rows.iter().position(|row| row.len() != size) {
            Some(row) => Err(InfluenceError::Cells { row: row + 1, expected: size, got: rows[row].len() }),
            None => Ok(Self { size, cells: rows.concat() }),
        }
    }

    /// Returns row and column sums of a power of the matrix: influence along paths of that length, weighted by the strengths along them.
    ///
    /// # Errors
    /// When a number does not fit 64 bits.
    ///
    /// # Source
    /// Duperrin & Godet 1973, "Méthode de hiérarchisation des éléments d'un système", CEA-R-4541 (MICMAC).
    pub fn position(&self, power: u32) -> Result<Position, InfluenceError> {
        let too_large = || InfluenceError::TooLarge { power };
        let (mut influence, mut dependence) = (vec![1_u64; self.size], vec![1_u64; self.size]);
        // Sums of a power need no power: row sums are the matrix applied to ones again and again, column sums the same from the other side.
        for _ in 0..power {
            influence = self.apply(&influence, |row, column| row * self.size + column).ok_or_else(too_large)?;
            dependence = self.apply(&dependence, |row, column| column * self.size + row).ok_or_else(too_large)?;
        }
        Ok(Position { influence, dependence })
    }

    fn apply(&self, to: &[u64], place: impl Fn(usize, usize) -> usize) -> Option<Vec<u64>> {
        let sum = |row: usize| {
            let mut terms = to.iter().enumerate().map(|(column, &value)| u64::from(self.cells[place(row, column)]).checked_mul(value));
            terms.try_fold(0_u64, |sum, term| sum.checked_add(term?))
        };
        (0..self.size).map(sum).collect()
    }

    /// Returns the first power from 2 on that orders elements by influence and by dependence as the power before it did, and its sums.
    ///
    /// Some matrices have none, such as those in which influence runs in circles only: then nothing.
    ///
    /// # Errors
    /// When a number does not fit 64 bits before the order settles.
    pub fn settled(&self) -> Result<Option<(u32, Position)>, InfluenceError> {
        let mut before = self.position(1)?;
        for power in 2..=MOST_POWERS {
            let now = self.position(power)?;
            if order(&before.influence) == order(&now.influence) && order(&before.dependence) == order(&now.dependence) {
                return Ok(Some((power, now)));
            }
            before = now;
        }
        Ok(None)
    }
}

/// The order of elements from the largest sum to the smallest; equals keep their order.
fn order(sums: &[u64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sums.len()).collect();
    order.sort_by_key(|&element| std::cmp::Reverse(sums[element]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[u32]]) -> Influence {
        Influence::new(&rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn the_published_example() {
        let m = matrix(&[&[0, 3, 2], &[1, 0, 0], &[0, 2, 0]]);
        let direct = m.position(1).unwrap();
        assert_eq!((direct.influence, direct.dependence), (vec![5, 1, 2], vec![1, 5, 2]));
        // The square, by hand: [[3, 4, 0], [0, 3, 2], [2, 0, 0]].
        let second = m.position(2).unwrap();
        assert_eq!((second.influence, second.dependence), (vec![7, 5, 2], vec![5, 7, 2]));
        assert_eq!(m.position(0).unwrap().influence, [1, 1, 1]);
    }

    #[test]
    fn the_order_settles_or_is_said_not_to() {
        let (power, position) = matrix(&[&[0, 3, 2], &[1, 0, 0], &[0, 2, 0]]).settled().unwrap().unwrap();
        assert!(power >= 2);
        assert_eq!(order(&position.influence)[0], 0);
        // The strong influence swaps places for ever.
        assert_eq!(matrix(&[&[0, 2], &[1, 0]]).settled().unwrap().map(|(power, _)| power), None);
    }

    #[test]
    fn what_is_no_influence_matrix_is_refused() {
        assert_eq!(Influence::new(&[]), Err(InfluenceError::Size { got: 0 }));
        let error = Influence::new(&[vec![0, 1], vec![0]]).unwrap_err();
        assert_eq!(error.to_string(), "row 2 of the influence matrix must have 2 cells, got 1");
        let large = matrix(&[&[u32::MAX, 0], &[0, u32::MAX]]);
        assert_eq!(large.position(3).unwrap_err().to_string(), "power 3 of the influence matrix is too large to be counted in 64 bits");
    }
}
