//! The highest point of a curve known at a few places.

/// Finds where a curve is highest, by a parabola through the highest point and its two neighbours; the end itself where the highest point
/// is at an end. NaN for no points.
///
/// # Shapes
/// `xs` rise; `ys` are as many.
#[must_use]
pub fn peak(xs: &[f64], ys: &[f64]) -> f64 {
    let Some(best) = (0..xs.len().min(ys.len())).max_by(|&one, &other| ys[one].total_cmp(&ys[other]).then(other.cmp(&one))) else {
        return f64::NAN;
    };
    if best == 0 || best + 1 == xs.len() {
        return xs[best];
    }
    let (x0, x1, x2) = (xs[best - 1], xs[best], xs[best + 1]);
    let (left, right) = ((ys[best] - ys[best - 1]) / (x1 - x0), (ys[best + 1] - ys[best]) / (x2 - x1));
    let bend = right - left;
    if bend >= 0.0 {
        return x1;
    }
    // The slope of the parabola at x1 is the mean of the two slopes, each weighted by the other side's width.
    let slope = (left * (x2 - x1) + right * (x1 - x0)) / (x2 - x0);
    (x1 - slope * (x2 - x0) / (2.0 * bend)).clamp(x0, x2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_of_a_parabola_is_exact_on_uneven_places() {
        let xs = [1.0, 2.0, 4.0, 5.0];
        let ys = xs.map(|x: f64| 3.0 - (x - 3.3) * (x - 3.3));
        assert!((peak(&xs, &ys) - 3.3).abs() < 1e-12);
    }

    #[test]
    fn an_end_is_its_own_peak_and_no_points_have_none() {
        assert_eq!(peak(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), 1.0);
        assert_eq!(peak(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), 3.0);
        assert!(peak(&[], &[]).is_nan());
    }

    #[test]
    fn a_peak_stays_between_its_neighbours() {
        let place = peak(&[0.0, 1.0, 10.0], &[0.0, 1.0, 0.99]);
        assert!((0.0..=10.0).contains(&place));
    }
}
