//! Quantiles of a sorted sample.

/// Returns the quantile of level `p` of an ascending sample, interpolating between neighbours; NaN for an empty one.
///
/// `p` outside [0, 1] is taken as the nearer end.
///
/// # Source
/// Hyndman & Fan 1996, "Sample quantiles in statistical packages", The American Statistician 50(4), definition 7.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    if p.is_nan() {
        return f64::NAN;
    }
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let part = place - below as f64;
    if part == 0.0 {
        return sorted[below];
    }
    (sorted[above] - sorted[below]).mul_add(part, sorted[below])
}

/// Returns the quantile of level `p` of values that carry weights: the smallest value whose cumulative weight reaches
/// `p` of the total. Pairs need not be sorted. `None` where no weight is positive or a number is not finite.
///
/// # Source
/// The inverse of the weighted empirical distribution function (Hyndman & Fan 1996, definition 1, with weights).
pub fn weighted_quantile(values: &[f64], weights: &[f64], p: f64) -> Option<f64> {
    if values.len() != weights.len() || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let sound = |v: &f64| v.is_finite();
    if !values.iter().all(sound) || !weights.iter().all(|w| w.is_finite() && *w >= 0.0) {
        return None;
    }
    let mut order: Vec<usize> = (0..values.len()).filter(|&i| weights[i] > 0.0).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let total = crate::num::sum(&order.iter().map(|&i| weights[i]).collect::<Vec<_>>());
    let goal = p * total;
    let mut so_far = 0.0;
    for &i in &order {
        so_far += weights[i];
        if so_far >= goal {
            return Some(values[i]);
        }
    }
    order.last().map(|&i| values[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_definition_seven() {
        let sample = [1.0, 2.0, 3.0, 4.0];
        // R: quantile(1:4, c(.1, .25, .5, .9)) gives 1.3, 1.75, 2.5, 3.7.
        for (p, expected) in [(0.1, 1.3), (0.25, 1.75), (0.5, 2.5), (0.9, 3.7), (0.0, 1.0), (1.0, 4.0)] {
            assert!((quantile(&sample, p) - expected).abs() < 1e-12, "{p}");
        }
    }

    #[test]
    fn an_infinite_neighbour_does_not_poison_an_exact_place() {
        assert_eq!(quantile(&[1.0, 2.0, f64::INFINITY], 0.5), 2.0);
    }

    #[test]
    fn empty_and_nan_are_nan() {
        assert!(quantile(&[], 0.5).is_nan());
        assert!(quantile(&[1.0], f64::NAN).is_nan());
        assert_eq!(quantile(&[1.0], 7.0), 1.0);
    }

    #[test]
    fn weights_move_the_quantile() {
        let values = [3.0, 1.0, 2.0];
        assert_eq!(weighted_quantile(&values, &[1.0, 1.0, 1.0], 0.5), Some(2.0));
        assert_eq!(weighted_quantile(&values, &[8.0, 1.0, 1.0], 0.5), Some(3.0));
        assert_eq!(weighted_quantile(&values, &[0.0, 1.0, 1.0], 1.0), Some(2.0));
        assert_eq!(weighted_quantile(&values, &[0.0, 0.0, 0.0], 0.5), None);
        assert_eq!(weighted_quantile(&values, &[1.0, -1.0, 1.0], 0.5), None);
    }
}
