//! How likely each limit of a box is an accident.

use super::{ACCIDENT, Step, step};
use crate::explore::cases::{Cases, Column, Limit, Region};
use crate::num::inc_beta;
use crate::parallel::{Batching, ThreadError, map_vec};

/// Which limit of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The lower end of numbers.
    Low,
    /// The upper end of numbers.
    High,
    /// The kinds.
    Kinds,
}

/// What speaks for one limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Support {
    /// The input.
    pub input: usize,
    /// Which of its limits.
    pub side: Side,
    /// Cases that this limit alone keeps out.
    pub out: usize,
    /// Those of them that are of interest.
    pub out_hits: usize,
    /// The quasi-p value: how likely as many cases of interest as the box has would be, were its density that of the box without this limit.
    /// One-sided; it takes the cases as drawn at random and the box as given, so that it flatters.
    pub quasi_p: f64,
}

/// Fills in what speaks for the limits of each step.
///
/// # Source
/// Bryant & Lempert 2010, appendix A: a binomial test of each limit with the others in place.
pub(super) fn support(cases: &Cases, left: &[bool], whole: &Region, steps: &mut [Step], threads: usize) -> Result<(), ThreadError> {
    let found = {
        let steps = &*steps;
        let one = |index: u64, scratch: &mut (Vec<u8>, Vec<u16>)| of(cases, left, whole, &steps[index as usize], scratch);
        map_vec(0..steps.len() as u64, Batching { threads, chunk: 1 }, || (Vec::new(), Vec::new()), one)?
    };
    for (step, support) in steps.iter_mut().zip(found) {
        step.support = support;
    }
    Ok(())
}

fn of(cases: &Cases, left: &[bool], whole: &Region, step: &Step, (broken, which): &mut (Vec<u8>, Vec<u16>)) -> Vec<Support> {
    let mut limits: Vec<(usize, Side)> = Vec::new();
    for input in step.region.restricted(whole) {
        match (step.region.limits[input], whole.limits[input]) {
            (Limit::Between { low, high }, Limit::Between { low: least, high: most }) => {
                limits.extend((low != least).then_some((input, Side::Low)));
                limits.extend((high != most).then_some((input, Side::High)));
            }
            _ => limits.push((input, Side::Kinds)),
        }
    }
    // How many limits a case breaks, and the last of them; one input after the other, since its numbers lie side by side.
    broken.clear();
    broken.extend(left.iter().map(|&left| if left { 0 } else { 2 }));
    which.clear();
    which.resize(cases.len(), 0);
    for (place, &(input, side)) in limits.iter().enumerate() {
        let place = place as u16;
        let mut mark = |case: usize, out: bool| {
            broken[case] = broken[case].saturating_add(u8::from(out)).min(2);
            which[case] = if out { place } else { which[case] };
        };
        match (&cases.inputs()[input].column, step.region.limits[input], side) {
            (Column::Numbers(values), Limit::Between { low, .. }, Side::Low) => {
                values.iter().enumerate().for_each(|(case, &value)| mark(case, value < low));
            }
            (Column::Numbers(values), Limit::Between { high, .. }, _) => {
                values.iter().enumerate().for_each(|(case, &value)| mark(case, value > high));
            }
            (Column::Kinds { of, .. }, Limit::Among(kinds), _) => {
                of.iter().enumerate().for_each(|(case, &kind)| mark(case, kinds >> kind & 1 == 0));
            }
            _ => {}
        }
    }
    let mut out = vec![(0_usize, 0_usize); limits.len()];
    for (case, &broken) in broken.iter().enumerate() {
        if broken == 1 {
            let count = &mut out[usize::from(which[case])];
            count.0 += 1;
            count.1 += usize::from(cases.interest()[case]);
        }
    }
    let support = |((input, side), (n, hits)): ((usize, Side), (usize, usize))| {
        let without = (step.hits + hits) as f64 / (step.cases + n) as f64;
        Support { input, side, out: n, out_hits: hits, quasi_p: at_least(step.hits, step.cases, without) }
    };
    limits.into_iter().zip(out).map(support).collect()
}

/// Frees a box from limits that may be accidents, the likeliest one first.
pub(super) fn without_accidents(cases: &Cases, left: &[bool], whole: &Region, from: &Step) -> Step {
    let mut now = from.clone();
    let mut scratch = (Vec::new(), Vec::new());
    loop {
        let doubtful = now.support.iter().filter(|support| support.quasi_p > ACCIDENT);
        let Some(worst) = doubtful.max_by(|a, b| a.quasi_p.total_cmp(&b.quasi_p)).copied() else {
            return now;
        };
        let mut region = now.region.clone();
        region.limits[worst.input] = match (region.limits[worst.input], whole.limits[worst.input], worst.side) {
            (Limit::Between { high, .. }, Limit::Between { low, .. }, Side::Low) => Limit::Between { low, high },
            (Limit::Between { low, .. }, Limit::Between { high, .. }, _) => Limit::Between { low, high },
            (_, free, _) => free,
        };
        now = step(cases, region, now.cases + worst.out, now.hits + worst.out_hits);
        now.support = of(cases, left, whole, &now, &mut scratch);
    }
}

/// The chance of at least `hits` in `trials` of chance `p` each.
pub(in crate::explore) fn at_least(hits: usize, trials: usize, p: f64) -> f64 {
    if hits == 0 {
        return 1.0;
    }
    inc_beta(hits as f64, (trials - hits) as f64 + 1.0, p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binomial_tail_is_exact() {
        // R: 1 - pbinom(8, 10, .5) = 11/1024; 1 - pbinom(2, 3, .2) = .008.
        assert!((at_least(9, 10, 0.5) - 11.0 / 1024.0).abs() < 1e-14);
        assert!((at_least(3, 3, 0.2) - 0.008).abs() < 1e-15);
        assert_eq!((at_least(0, 5, 0.1), at_least(5, 5, 1.0)), (1.0, 1.0));
    }
}
