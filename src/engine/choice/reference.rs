//! The same model once more, in double precision, straight from its formulas, one persona at a time.
//!
//! Nothing here shares code with the kernels beyond the random words; tests and benches hold the two side by side.

use super::leaf::{Columns, Leaf};
use super::menu::{Gate, Menu, Value};
use super::taste::{Shape, TasteModel};
use crate::num::{exp, ln, norm_cdf, probit};
use crate::random::philox4x32_10;

/// Returns the tastes of one row of a leaf.
///
/// # Panics
/// If the row or a column it needs does not exist.
pub fn tastes(model: &TasteModel, leaf: &Leaf<'_>, columns: &dyn Columns, row: usize) -> Vec<f64> {
    let entity = leaf.first + row as u64;
    let uniform = |dimension: usize| {
        let counter = [entity as u32, (entity >> 32) as u32, leaf.occurrence, dimension as u32 / 4];
        // The middle of one of 2³¹ equal bins.
        f64::from(philox4x32_10(counter, leaf.key)[dimension % 4] | 1) / 4_294_967_296.0
    };
    let scores: Vec<f64> = (0..model.len()).map(|k| probit(uniform(k))).collect();
    let mut all = Vec::new();
    for (k, taste) in model.tastes().iter().enumerate() {
        let segment = if taste.location.len() == 1 { 0 } else { usize::from(leaf.segments[row]) };
        let mut location = f64::from(taste.location[segment]);
        for shift in &taste.shifts {
            location += f64::from(shift.by) * f64::from(columns.column(shift.column)[row]);
        }
        let spread = match (taste.shape, model.factor_row(k)) {
            (Shape::Fixed, _) => 0.0,
            (Shape::Triangular, factor) => {
                let p = uniform(k);
                let place = if p < 0.5 { (2.0 * p).sqrt() - 1.0 } else { 1.0 - (2.0 * (1.0 - p)).sqrt() };
                place * factor.map_or(f64::from(taste.scale), |row| row.iter().map(|&(_, by)| f64::from(by)).sum())
            }
            (Shape::Uniform, factor) => {
                let scale = factor.map_or(f64::from(taste.scale), |row| row.iter().map(|&(_, by)| f64::from(by)).sum());
                scale * (2.0 * uniform(k) - 1.0)
            }
            (Shape::TruncatedNormal { .. }, factor) => {
                let scale = factor.map_or(f64::from(taste.scale), |row| row.iter().map(|&(_, by)| f64::from(by)).sum()).abs().max(1e-8);
                let kept = norm_cdf(location / scale);
                let tail = 1.0 - uniform(k);
                if kept < 1e-300 { -ln(tail) * scale * scale / -location - location } else { -scale * probit(tail * kept) }
            }
            (_, None) => f64::from(taste.scale) * scores[k],
            (_, Some(row)) => row.iter().map(|&(from, by)| f64::from(by) * scores[from]).sum(),
        };
        all.push(match taste.shape {
            Shape::LogNormal { sign } => f64::from(sign) * exp(location + spread),
            Shape::TruncatedNormal { sign } => f64::from(sign) * (location + spread).max(0.0),
            _ => location + spread,
        });
    }
    for (k, taste) in model.tastes().iter().enumerate() {
        if let Some(money) = taste.in_money {
            all[k] *= -all[money];
        }
    }
    all
}

/// Returns the utilities of one persona with given tastes.
///
/// # Panics
/// If a taste or column it needs does not exist.
pub fn utilities(menu: &Menu, tastes: &[f64], columns: &dyn Columns, row: usize) -> Vec<f64> {
    let column = |index: usize| f64::from(columns.column(index)[row]);
    menu.alternatives()
        .iter()
        .map(|alternative| {
            let offsets: f64 = alternative.offsets.iter().map(|&(index, by)| f64::from(by) * column(index)).sum();
            let values: f64 = alternative
                .values
                .iter()
                .zip(tastes)
                .map(|(value, taste)| match *value {
                    Value::Absent => 0.0,
                    Value::Scalar(amount) => taste * f64::from(amount),
                    Value::Column { column: index, times } => taste * f64::from(times) * column(index),
                })
                .sum();
            f64::from(alternative.constant) + offsets + values
        })
        .collect()
}

/// Returns the probabilities and the log-sum of one persona with given utilities; zeros and −∞ where nothing can be chosen.
///
/// # Panics
/// If a column it needs does not exist.
pub fn probabilities(menu: &Menu, utilities: &[f64], columns: &dyn Columns, row: usize) -> (Vec<f64>, f64) {
    let weight = |gates: &[Gate]| -> f64 {
        let one = |gate: &Gate| match *gate {
            Gate::Closed => 0.0,
            Gate::Column(index) => f64::from(columns.column(index)[row]),
            Gate::Below { column, bound } => f64::from(u8::from(columns.column(column)[row] < bound)),
        };
        gates.iter().map(one).product()
    };
    let weights: Vec<f64> = menu.alternatives().iter().map(|alternative| weight(&alternative.gates)).collect();
    let open = || utilities.iter().zip(&weights).filter(|&(_, &weight)| weight > 0.0);
    let highest = open().map(|(&utility, _)| utility).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = open().map(|(utility, weight)| weight * exp(utility - highest)).sum();
    if total == 0.0 {
        return (vec![0.0; utilities.len()], f64::NEG_INFINITY);
    }
    let one = |(utility, weight): (&f64, &f64)| if *weight > 0.0 { weight * exp(utility - highest) / total } else { 0.0 };
    (utilities.iter().zip(&weights).map(one).collect(), highest + ln(total))
}
