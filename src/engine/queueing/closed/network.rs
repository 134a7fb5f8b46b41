//! Stations between which items go back and forth.

use super::servers::{Servers, servers};

/// A station of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// What comes in from outside, per unit of time.
    pub arrivals: f64,
    /// What one server does per unit of time.
    pub service: f64,
    /// Its servers.
    pub count: u32,
    /// The chance of going on to each station; the rest leaves.
    pub next: Vec<f64>,
}

/// What holds in the long run for a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// What comes to each station, from outside and from others.
    pub rates: Vec<f64>,
    /// Each station by itself.
    pub stations: Vec<Servers>,
    /// The mean time from coming in to leaving.
    pub time: f64,
}

/// Open network of M/M/c stations. `None` where a station gets more than it can do, or nothing ever leaves.
///
/// # Source
/// J. R. Jackson 1957, "Networks of waiting lines".
#[must_use]
pub fn network(stations: &[Station]) -> Option<Network> {
    let size = stations.len();
    // Rates: r = a + Pᵀ r.
    let mut matrix = vec![0.0; size * size];
    for (from, station) in stations.iter().enumerate() {
        for (to, &chance) in station.next.iter().enumerate().take(size) {
            matrix[to * size + from] -= chance;
        }
        matrix[from * size + from] += 1.0;
    }
    let outside: Vec<f64> = stations.iter().map(|station| station.arrivals).collect();
    let rates = solve(matrix, outside.clone())?;
    let each = stations.iter().zip(&rates).map(|(station, &rate)| servers(rate, station.service, station.count));
    let each: Vec<Servers> = each.collect::<Option<_>>()?;
    let there: f64 = each.iter().map(|station| station.there).sum();
    Some(Network { time: there / outside.iter().sum::<f64>(), stations: each, rates })
}

/// Solves a square system, row by row, by elimination with the largest pivot of the column. `None` where it has no single solution.
#[must_use]
pub fn solve(mut matrix: Vec<f64>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for column in 0..size {
        let pivot = (column..size).max_by(|&a, &b| matrix[a * size + column].abs().total_cmp(&matrix[b * size + column].abs()))?;
        let largest = matrix[pivot * size + column];
        if largest.abs() <= 1e-12 || largest.is_nan() {
            return None;
        }
        if pivot != column {
            for k in 0..size {
                matrix.swap(pivot * size + k, column * size + k);
            }
            right.swap(pivot, column);
        }
        for row in column + 1..size {
            let factor = matrix[row * size + column] / largest;
            if factor != 0.0 {
                for k in column..size {
                    matrix[row * size + k] -= factor * matrix[column * size + k];
                }
                right[row] -= factor * right[column];
            }
        }
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|k| matrix[row * size + k] * right[k]).sum();
        right[row] = (right[row] - known) / matrix[row * size + row];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_solved_and_singular_ones_refused() {
        let found = solve(vec![0.0, 2.0, 1.0, 3.0, 0.0, 1.0, 1.0, 1.0, 1.0], vec![7.0, 6.0, 6.0]).unwrap();
        for (got, want) in found.iter().zip([1.0, 2.0, 3.0]) {
            assert!((got - want).abs() < 1e-12);
        }
        assert_eq!(solve(vec![1.0, 2.0, 2.0, 4.0], vec![1.0, 2.0]), None);
    }

    #[test]
    fn what_never_leaves_has_no_long_run() {
        let trapped = Station { arrivals: 1.0, service: 3.0, count: 1, next: vec![1.0] };
        assert_eq!(network(&[trapped]), None);
    }
}
