//! Stated rank correlations turned into joint draws: a Gaussian copula.
//!
//! Each correlated column has a latent standard normal; the latent normals are correlated by `L · ε`, and a column's value is the
//! quantile of its own margin at the latent normal's probability. So margins are met whatever the correlations are.

use thiserror::Error;

use crate::num;

/// What the copula must know of a column's margin.
#[derive(Debug, Clone, PartialEq)]
pub enum Margin {
    /// Any continuous distribution: rank correlation does not depend on which.
    Continuous,
    /// Ordered categories with these shares (which sum to 1).
    Ordered(Vec<f64>),
}

/// Why a set of rank correlations cannot be met. Each is final: a stated number must change.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CopulaError {
    /// No joint distribution with these two margins reaches the correlation.
    #[error("a rank correlation of {stated} is out of reach; these two margins allow {low:.3} to {high:.3}")]
    OutOfReach {
        /// The rank correlation asked for.
        stated: f64,
        /// The lowest these margins allow.
        low: f64,
        /// The highest these margins allow.
        high: f64,
    },
    /// All pairs together describe no possible population.
    #[error("columns {first} and {second}: their correlation of {stated} cannot hold beside the others")]
    NotPositiveDefinite {
        /// Index of the first column of the pair that is furthest out of line.
        first: usize,
        /// Index of the second.
        second: usize,
        /// The latent correlation of that pair.
        stated: f64,
        /// The values it could take beside the others, if any.
        allowed: Option<(f64, f64)>,
    },
}

/// The strongest latent correlation used; beyond it two columns are one.
const STRONGEST: f64 = 0.999_5;

/// Where the latent normal is cut off: the mass beyond is below 1e-16.
const TAIL: f64 = 8.25;

/// Finds the latent correlation that gives two margins a stated Spearman rank correlation (mid-ranks for categories).
///
/// For two continuous margins this is `2 sin(π ρ / 6)`. With categories the correlation of the categories is weaker than that of
/// the latent normals, so the latent one is found by bisection.
///
/// # Source
/// Pearson (1907), "On further methods of determining correlation"; the correction for categories follows the idea of
/// Ferrari and Barbiero (2012), "Simulating ordinal data", Multivariate Behavioral Research 47(4), 566–589.
///
/// # Errors
/// [`CopulaError::OutOfReach`] when the two margins do not allow the correlation.
pub fn latent_correlation(stated: f64, a: &Margin, b: &Margin) -> Result<f64, CopulaError> {
    let (low, high) = reach(a, b);
    let slack = 1e-9;
    if !stated.is_finite() || stated < low - slack || stated > high + slack {
        return Err(CopulaError::OutOfReach { stated, low, high });
    }
    let (mut left, mut right) = (-STRONGEST, STRONGEST);
    if stated <= rank_correlation(left, a, b) {
        return Ok(left);
    }
    if stated >= rank_correlation(right, a, b) {
        return Ok(right);
    }
    for _ in 0..48 {
        let middle = 0.5 * (left + right);
        if rank_correlation(middle, a, b) < stated {
            left = middle;
        } else {
            right = middle;
        }
    }
    Ok(0.5 * (left + right))
}

/// Gives the Spearman rank correlation (mid-ranks) of two margins joined by a Gaussian copula.
#[must_use]
pub fn rank_correlation(latent: f64, a: &Margin, b: &Margin) -> f64 {
    let r = latent.clamp(-STRONGEST, STRONGEST);
    let product = match (a, b) {
        (Margin::Ordered(shares), other) | (other, Margin::Ordered(shares)) => ordered_product(r, shares, other),
        (Margin::Continuous, Margin::Continuous) => ordered_product(r, &[], &Margin::Continuous),
    };
    (product - 0.25) / (score_variance(a) * score_variance(b)).sqrt()
}

/// Mean of the product of the two mid-rank scores. An empty list of shares stands for a continuous margin.
fn ordered_product(r: f64, shares: &[f64], other: &Margin) -> f64 {
    let rest = ((1.0 - r) * (1.0 + r)).sqrt();
    let second: Box<dyn Fn(f64) -> f64> = match other {
        // E[Φ(r z + rest ε)] = Φ(r z / √(1 + rest²))
        Margin::Continuous => {
            let scale = r / rest.mul_add(rest, 1.0).sqrt();
            Box::new(move |z| num::norm_cdf(scale * z))
        }
        Margin::Ordered(shares) => {
            let steps = steps(shares);
            Box::new(move |z| {
                let mut below = 0.0;
                let mut sum = 0.0;
                for &(score, upper) in &steps {
                    let at = num::norm_cdf((upper - r * z) / rest);
                    sum += score * (at - below);
                    below = at;
                }
                sum
            })
        }
    };
    let width = (rest / 24.0).clamp(0.002, 0.025);
    if shares.is_empty() {
        return simpson(-TAIL, TAIL, width, |z| density(z) * num::norm_cdf(z) * second(z));
    }
    let mut lower = -TAIL;
    let mut sum = 0.0;
    for (score, upper) in steps(shares) {
        let upper = upper.clamp(-TAIL, TAIL);
        if upper > lower {
            sum += score * simpson(lower, upper, width, |z| density(z) * second(z));
            lower = upper;
        }
    }
    sum
}

/// Score (mid-rank as a share) and upper latent threshold of each category that anyone is in.
fn steps(shares: &[f64]) -> Vec<(f64, f64)> {
    let used: Vec<f64> = shares.iter().copied().filter(|&s| s > 0.0).collect();
    let mut below = 0.0;
    let mut steps = Vec::with_capacity(used.len());
    for (i, share) in used.iter().enumerate() {
        let above = below + share;
        let upper = if i + 1 == used.len() || above >= 1.0 { f64::INFINITY } else { num::probit(above) };
        steps.push((0.5 * (below + above), upper));
        below = above;
    }
    steps
}

fn density(z: f64) -> f64 {
    const PER_ROOT_TAU: f64 = 0.398_942_280_401_432_7;
    PER_ROOT_TAU * num::exp(-0.5 * z * z)
}

fn simpson(from: f64, to: f64, width: f64, f: impl Fn(f64) -> f64) -> f64 {
    let halves = (((to - from) / width).ceil() as usize).max(2).next_multiple_of(2);
    let h = (to - from) / halves as f64;
    let mut sum = f(from) + f(to);
    for i in 1..halves {
        let weight = if i % 2 == 1 { 4.0 } else { 2.0 };
        sum += weight * f((i as f64).mul_add(h, from));
    }
    sum * h / 3.0
}

/// Variance of a mid-rank score: 1/12 less what ties take away.
fn score_variance(margin: &Margin) -> f64 {
    let ties: f64 = match margin {
        Margin::Continuous => 0.0,
        Margin::Ordered(shares) => shares.iter().map(|s| s * s * s).sum(),
    };
    ((1.0 - ties) / 12.0).max(0.0)
}

/// Gives the lowest and highest rank correlation that any joint distribution with these margins has.
#[must_use]
pub fn reach(a: &Margin, b: &Margin) -> (f64, f64) {
    let scale = (score_variance(a) * score_variance(b)).sqrt();
    if scale <= 0.0 {
        return (0.0, 0.0);
    }
    let (up_a, up_b) = (blocks(a, false), blocks(b, false));
    let down_b = blocks(b, true);
    (((together(&up_a, &down_b) - 0.25) / scale).max(-1.0), ((together(&up_a, &up_b) - 0.25) / scale).min(1.0))
}

/// A margin as blocks (width, score at left edge, score at right edge) along the unit interval; reversed for the lowest correlation.
fn blocks(margin: &Margin, reversed: bool) -> Vec<(f64, f64, f64)> {
    let mut list: Vec<(f64, f64, f64)> = match margin {
        Margin::Continuous => vec![(1.0, 0.0, 1.0)],
        Margin::Ordered(shares) => {
            let mut below = 0.0;
            shares
                .iter()
                .map(|&share| {
                    let score = below + 0.5 * share;
                    below += share;
                    (share, score, score)
                })
                .collect()
        }
    };
    if reversed {
        list.reverse();
        for block in &mut list {
            std::mem::swap(&mut block.1, &mut block.2);
        }
    }
    list
}

/// Mean product of two piecewise linear functions on the unit interval.
fn together(a: &[(f64, f64, f64)], b: &[(f64, f64, f64)]) -> f64 {
    let edges = |list: &[(f64, f64, f64)]| {
        let mut at = 0.0;
        list.iter()
            .map(|block| {
                at += block.0;
                at
            })
            .collect::<Vec<f64>>()
    };
    let (edges_a, edges_b) = (edges(a), edges(b));
    let mut cuts: Vec<f64> = edges_a.iter().chain(&edges_b).copied().filter(|&c| c < 1.0).collect();
    cuts.push(1.0);
    cuts.sort_unstable_by(f64::total_cmp);
    let at = |list: &[(f64, f64, f64)], edges: &[f64], u: f64| {
        let i = edges.partition_point(|&e| e < u).min(list.len() - 1);
        let (width, left, right) = list[i];
        if width > 0.0 { left + (right - left) * ((u - (edges[i] - width)) / width) } else { left }
    };
    let mut from = 0.0;
    let mut sum = 0.0;
    for to in cuts {
        let width = to - from;
        if width > 0.0 {
            // Simpson is exact for the product of two straight lines; points inside avoid the jumps at the edges.
            let inset = 1e-12 * width;
            let (l, m, r) = (from + inset, 0.5 * (from + to), to - inset);
            let f = |u: f64| at(a, &edges_a, u) * at(b, &edges_b, u);
            sum += width * (f(l) + 4.0 * f(m) + f(r)) / 6.0;
        }
        from = to;
    }
    sum
}

/// Factors a correlation matrix: the lower triangle `L` with `L Lᵀ = R`, row by row.
///
/// # Shapes
/// `matrix` holds `k × k` values, row by row, with ones on the diagonal; so does the result, zero above the diagonal.
///
/// # Errors
/// [`CopulaError::NotPositiveDefinite`] names the pair that is furthest out of line, and what it could be.
pub fn cholesky(matrix: &[f64], k: usize) -> Result<Vec<f64>, CopulaError> {
    crate::stats::linear::cholesky(matrix, k).map_err(|found| blame(matrix, k, &found.partial, found.row))
}

/// Names the pair (j, i) that, changed alone, mends the first `i + 1` columns with the smallest change; if none can, the strongest.
fn blame(matrix: &[f64], k: usize, l: &[f64], i: usize) -> CopulaError {
    let v: Vec<f64> = (0..i).map(|j| matrix[i * k + j]).collect();
    // The pivot is 1 − vᵀ B v with B the inverse of the block before; as a function of v_j alone it is a parabola.
    let inverse = inverse_from_cholesky(l, k, i);
    let entry = |a: usize, b: usize| inverse[a * i + b];
    let mut best: Option<(usize, (f64, f64), f64)> = None;
    for j in 0..i {
        let others: Vec<usize> = (0..i).filter(|&m| m != j).collect();
        let square = entry(j, j);
        let half_linear: f64 = others.iter().map(|&m| entry(j, m) * v[m]).sum();
        let constant: f64 = others.iter().map(|&m| others.iter().map(|&n| entry(m, n) * v[m] * v[n]).sum::<f64>()).sum::<f64>() - 1.0;
        let discriminant = half_linear * half_linear - square * constant;
        if discriminant <= 0.0 {
            continue;
        }
        let root = discriminant.sqrt();
        let allowed = (((-half_linear - root) / square).max(-1.0), ((-half_linear + root) / square).min(1.0));
        let change = (allowed.0 - v[j]).max(v[j] - allowed.1).max(0.0);
        if best.is_none_or(|(_, _, smallest)| change < smallest) {
            best = Some((j, allowed, change));
        }
    }
    let (first, allowed) = match best {
        Some((j, allowed, _)) => (j, Some(allowed)),
        None => {
            let strongest = (0..i).max_by(|&a, &b| v[a].abs().total_cmp(&v[b].abs())).unwrap_or(0);
            (strongest, None)
        }
    };
    CopulaError::NotPositiveDefinite { first, second: i, stated: v.get(first).copied().unwrap_or(1.0), allowed }
}

/// The inverse of the leading `n × n` block from its factor.
fn inverse_from_cholesky(l: &[f64], k: usize, n: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; n * n];
    for column in 0..n {
        let mut y = vec![0.0; n];
        for i in 0..n {
            let mut sum = if i == column { 1.0 } else { 0.0 };
            for m in 0..i {
                sum -= l[i * k + m] * y[m];
            }
            y[i] = sum / l[i * k + i];
        }
        for i in (0..n).rev() {
            let mut sum = y[i];
            for m in i + 1..n {
                sum -= l[m * k + i] * y[m];
            }
            y[i] = sum / l[i * k + i];
        }
        for i in 0..n {
            inverse[i * n + column] = y[i];
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTINUOUS: Margin = Margin::Continuous;

    #[test]
    fn two_continuous_margins_follow_pearsons_formula() {
        // 2 sin(π ρ / 6) for ρ = ½ is 2 sin 15° = (√6 − √2) / 2; the figure for −0.8 is from Python's math.sin.
        for (rank, latent) in [
            (0.5, (6.0_f64.sqrt() - 2.0_f64.sqrt()) / 2.0),
            (-0.5, (2.0_f64.sqrt() - 6.0_f64.sqrt()) / 2.0),
            (0.0, 0.0),
            (-0.8, -0.813_473_286_151_6),
        ] {
            let got = latent_correlation(rank, &CONTINUOUS, &CONTINUOUS).unwrap();
            assert!((got - latent).abs() < 1e-7, "{rank}: {got} against {latent}");
        }
    }

    #[test]
    fn a_median_split_of_both_follows_sheppards_formula() {
        // P(both high) = 1/4 + asin(r) / 2π (Sheppard 1899); the correlation of the two halves is 2 asin(r) / π: one third for r = ½.
        let half = Margin::Ordered(vec![0.5, 0.5]);
        assert!((rank_correlation(0.5, &half, &half) - 1.0 / 3.0).abs() < 1e-7);
        assert!((latent_correlation(1.0 / 3.0, &half, &half).unwrap() - 0.5).abs() < 1e-6);
    }

    #[test]
    fn categories_need_a_stronger_latent_correlation_and_the_order_of_a_pair_is_irrelevant() {
        let five = Margin::Ordered(vec![0.1, 0.2, 0.4, 0.2, 0.1]);
        let two = Margin::Ordered(vec![0.7, 0.3]);
        for rank in [-0.4, 0.15, 0.5] {
            let one_way = latent_correlation(rank, &five, &two).unwrap();
            let other_way = latent_correlation(rank, &two, &five).unwrap();
            let plain = latent_correlation(rank, &CONTINUOUS, &CONTINUOUS).unwrap();
            assert!((one_way - other_way).abs() < 1e-6);
            assert!(one_way.abs() > plain.abs());
            assert!((rank_correlation(one_way, &five, &two) - rank).abs() < 1e-9);
        }
    }

    #[test]
    fn what_the_margins_do_not_allow_is_refused_with_the_range() {
        let rare = Margin::Ordered(vec![0.9, 0.1]);
        let half = Margin::Ordered(vec![0.5, 0.5]);
        // Two yes-or-no columns at .1 and .5 can agree at most so far that each of the rare ones is in the other: φ = 1/3.
        let error = latent_correlation(0.6, &rare, &half).unwrap_err();
        let CopulaError::OutOfReach { low, high, .. } = error else { panic!("{error}") };
        assert!((high - 1.0 / 3.0).abs() < 1e-9 && (low + 1.0 / 3.0).abs() < 1e-9, "{low} to {high}");
        assert!(latent_correlation(f64::NAN, &rare, &half).is_err());
        assert!(latent_correlation(0.2, &Margin::Ordered(vec![1.0]), &half).is_err(), "a constant correlates with nothing");
    }

    #[test]
    fn the_factor_times_its_transpose_is_the_matrix() {
        let matrix = [1.0, 0.5, -0.2, 0.5, 1.0, 0.3, -0.2, 0.3, 1.0];
        let l = cholesky(&matrix, 3).unwrap();
        for i in 0..3 {
            for j in 0..3 {
                let got: f64 = (0..3).map(|m| l[i * 3 + m] * l[j * 3 + m]).sum();
                assert!((got - matrix[i * 3 + j]).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn an_impossible_matrix_names_the_pair_and_what_it_could_be() {
        // With r12 = r13 = 0.9 the third must be at least 2 · 0.81 − 1 = 0.62.
        let matrix = [1.0, 0.9, 0.9, 0.9, 1.0, -0.5, 0.9, -0.5, 1.0];
        let CopulaError::NotPositiveDefinite { second, allowed, first, .. } = cholesky(&matrix, 3).unwrap_err() else {
            panic!("wrong error")
        };
        assert_eq!(second, 2);
        let (low, high) = allowed.unwrap();
        if first == 1 {
            assert!((low - 0.62).abs() < 1e-12 && high <= 1.0);
        } else {
            // r13 = x with r12 = .9, r23 = −.5: x must lie in −.45 ± √(.19 · .75).
            assert!((high - (-0.45 + (0.19_f64 * 0.75).sqrt())).abs() < 1e-12, "{low} {high}");
        }
    }
}
