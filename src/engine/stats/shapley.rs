//! Exact Shapley values.

/// The largest number of players for which values are computed: 65,536 coalitions.
pub const MAX_PLAYERS: usize = 16;

/// Says that there are too many players.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Shapley values are exact up to {MAX_PLAYERS} players, got {got}")]
pub struct TooManyPlayers {
    /// The number given.
    pub got: usize,
}

/// Shares out a worth among players by the Shapley value; `v` gives the worth of a coalition, bit `i` of its mask
/// standing for player `i`.
///
/// `v` is called once a coalition, in rising order of the mask, the empty one included. The values add up to the worth
/// of all players less that of none.
///
/// # Errors
/// [`TooManyPlayers`] above [`MAX_PLAYERS`].
///
/// # Source
/// Shapley 1953, "A value for n-person games", Contributions to the Theory of Games II, equation 13.
pub fn shapley(n_players: usize, v: impl FnMut(u64) -> f64) -> Result<Vec<f64>, TooManyPlayers> {
    if n_players > MAX_PLAYERS {
        return Err(TooManyPlayers { got: n_players });
    }
    let coalitions = 1u64 << n_players;
    let worth: Vec<f64> = (0..coalitions).map(v).collect();
    let weights = weights_by_size(n_players);
    Ok((0..n_players)
        .map(|player| {
            let bit = 1usize << player;
            let gains: Vec<f64> = (0..worth.len())
                .filter(|mask| mask & bit == 0)
                .map(|mask| weights[mask.count_ones() as usize] * (worth[mask | bit] - worth[mask]))
                .collect();
            crate::num::sum(&gains)
        })
        .collect())
}

/// Weight of a coalition of `s` others: s! (n − s − 1)! / n!.
fn weights_by_size(n: usize) -> Vec<f64> {
    (0..n)
        .map(|s| {
            // 1 / (n × C(n − 1, s)), the binomial built up as a product of exact small ratios.
            let mut choose = 1.0f64;
            for i in 0..s {
                choose = choose * (n - 1 - i) as f64 / (i + 1) as f64;
            }
            1.0 / (n as f64 * choose)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additive_worth_is_shared_as_it_is() {
        let worth = [3.0, 0.0, 5.0, 1.0];
        let found = shapley(4, |mask| (0..4).filter(|i| mask >> i & 1 == 1).map(|i| worth[i as usize]).sum()).unwrap();
        for (got, expected) in found.iter().zip(worth) {
            assert!((got - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn airport_game() {
        // Littlechild & Owen 1973: runway costs 8, 11, 13, 18 give 2, 3, 4, 9.
        let cost = [8.0f64, 11.0, 13.0, 18.0];
        let found = shapley(4, |mask| (0..4).filter(|i| mask >> i & 1 == 1).fold(0.0, |most: f64, i| most.max(cost[i as usize]))).unwrap();
        for (got, expected) in found.iter().zip([2.0, 3.0, 4.0, 9.0]) {
            assert!((got - expected).abs() < 1e-13, "{found:?}");
        }
    }

    #[test]
    fn no_players_and_too_many() {
        assert_eq!(shapley(0, |_| 1.0), Ok(vec![]));
        assert_eq!(shapley(17, |_| 1.0), Err(TooManyPlayers { got: 17 }));
    }
}
