//! What it is worth to know an uncertain input better, before one of several options is taken.

use crate::num;
use crate::random::Draws;

/// Shuffles of the input behind the null.
const SHUFFLES: usize = 20;

/// The worth of knowing one input for certain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// How much smaller the mean loss would be if the input were known first; the null is taken off, and it is never below 0.
    pub gain: f64,
    /// What the same sum gives for an input that has nothing to do with the losses: luck that looks like knowledge.
    pub null: f64,
    /// The share of draws in which another option would be taken.
    pub changes: f64,
}

/// Estimates the expected value of knowing one uncertain input for certain, from draws of the input and the loss of each option in the same draws.
///
/// The draws are put in order of the input and cut into blocks; within each block the option with the smallest mean loss is taken. Blocks make luck look
/// like knowledge, so the same is done with the input shuffled, and taken off. `None` without an option, with fewer than two draws a block, or where a value
/// is not finite.
///
/// # Shapes
/// `losses[option][draw]`; `input[draw]`.
///
/// # Determinism
/// Equal inputs stand in the order of the draws; shuffles come from `draws`.
///
/// # Source
/// Strong & Oakley 2013, "An efficient method for computing single-parameter partial expected value of perfect information", Medical Decision Making 33(6):
/// the ordering of draws; the shuffled null is ours.
#[must_use]
pub fn worth_of_knowing(input: &[f64], losses: &[Vec<f64>], blocks: usize, draws: &mut Draws) -> Option<Worth> {
    let count = input.len();
    let sound = losses.iter().all(|losses| losses.len() == count && losses.iter().all(|loss| loss.is_finite()));
    if losses.is_empty() || blocks == 0 || count < 2 * blocks || !sound || !input.iter().all(|value| value.is_finite()) {
        return None;
    }
    let all: Vec<usize> = (0..count).collect();
    let taken = best(losses, &all);
    let mut order = all.clone();
    order.sort_by(|&one, &other| input[one].total_cmp(&input[other]).then(one.cmp(&other)));
    let (saved, changes) = within(losses, &order, blocks, taken);
    let mut nulls = Vec::with_capacity(SHUFFLES);
    let mut shuffled = all;
    for _ in 0..SHUFFLES {
        for at in (1..count).rev() {
            shuffled.swap(at, draws.below(at as u32 + 1) as usize);
        }
        nulls.push(within(losses, &shuffled, blocks, taken).0);
    }
    let null = num::sum(&nulls) / SHUFFLES as f64;
    Some(Worth { gain: (saved - null).max(0.0), null, changes })
}

/// The option with the smallest mean loss over some draws; the first of equals.
fn best(losses: &[Vec<f64>], draws: &[usize]) -> usize {
    let mean = |losses: &Vec<f64>| num::sum(&draws.iter().map(|&draw| losses[draw]).collect::<Vec<f64>>()) / draws.len() as f64;
    let means = losses.iter().map(mean).enumerate();
    means.fold((0, f64::INFINITY), |least, (option, mean)| if mean < least.1 { (option, mean) } else { least }).0
}

/// How much smaller the mean loss is than that of `taken` when the best option of each block is taken, and the share of draws in blocks where that is
/// another one. Where none is, both are 0, and no rounding stands for knowledge.
fn within(losses: &[Vec<f64>], order: &[usize], blocks: usize, taken: usize) -> (f64, f64) {
    let (count, mut saved, mut other) = (order.len(), Vec::new(), 0);
    for block in 0..blocks {
        let draws = &order[block * count / blocks..(block + 1) * count / blocks];
        let option = best(losses, draws);
        if option != taken {
            saved.extend(draws.iter().map(|&draw| losses[taken][draw] - losses[option][draw]));
            other += draws.len();
        }
    }
    (num::sum(&saved) / count as f64, other as f64 / count as f64)
}

/// How many items must be looked at to halve the standard deviation of a rate that is believed to lie around `mean` with that standard deviation; `None`
/// where the two do not fit a rate. What is believed counts as a beta law, so that the items are those of a binomial sample.
///
/// # Source
/// The beta–binomial rule: the variance is mean (1 − mean) ∕ (n + 1) with n the prior's weight in items.
#[must_use]
pub fn items_to_halve(mean: f64, sd: f64) -> Option<u32> {
    let weight = mean * (1.0 - mean) / (sd * sd);
    (mean > 0.0 && mean < 1.0 && sd > 0.0 && weight > 1.0).then(|| (3.0 * weight - 1e-9 * weight).ceil().min(f64::from(u32::MAX)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    fn draws(entity: u64) -> Draws {
        Streams::new(Seed(8), At { theta: 0, inner: 0 }).draws(Purpose::Bootstrap, entity, 0)
    }

    #[test]
    fn a_choice_that_hangs_on_one_input_is_worth_its_closed_form() {
        // One option costs nothing, the other x, uniform on −1 to 1: knowing x saves the mean of its negative part, ¼.
        let mut uniform = draws(1);
        let x: Vec<f64> = (0..4000).map(|_| 2.0 * uniform.uniform() - 1.0).collect();
        let worth = worth_of_knowing(&x, &[vec![0.0; 4000], x.clone()], 20, &mut draws(2)).unwrap();
        // The better option by the mean is worth its luck too: at most three standard errors of .009.
        assert!((worth.gain - 0.25).abs() < 0.03, "{worth:?}");
        assert!((worth.changes - 0.5).abs() < 0.06, "{worth:?}");
    }

    #[test]
    fn an_input_that_does_not_matter_is_worth_nothing_much() {
        let (mut one, mut two) = (draws(3), draws(4));
        let x: Vec<f64> = (0..400).map(|_| one.uniform()).collect();
        let losses = [(0..400).map(|_| two.normal()).collect(), (0..400).map(|_| two.normal()).collect::<Vec<f64>>()];
        let worth = worth_of_knowing(&x, &losses, 8, &mut draws(5)).unwrap();
        // Eight blocks of fifty look like .08 of knowledge; what is left over the null is luck with a standard deviation of about .02.
        assert!(worth.null > 0.03 && worth.gain < 0.08, "{worth:?}");
    }

    #[test]
    fn an_input_that_changes_no_choice_is_worth_exactly_nothing() {
        let mut one = draws(7);
        let x: Vec<f64> = (0..500).map(|_| one.uniform()).collect();
        // Costs whose mean over all draws and mean of means of blocks differ by rounding.
        let losses = [x.iter().map(|x| 700.1 + 3.3 * x).collect(), x.iter().map(|x| 900.7 + 1.7 * x).collect::<Vec<f64>>()];
        let worth = worth_of_knowing(&x, &losses, 7, &mut draws(8)).unwrap();
        assert_eq!((worth.gain, worth.null, worth.changes), (0.0, 0.0, 0.0));
    }

    #[test]
    fn what_cannot_be_judged_is_refused() {
        let two = [vec![0.0, 1.0], vec![1.0, 0.0]];
        assert_eq!(worth_of_knowing(&[0.0, 1.0], &two, 2, &mut draws(6)), None);
        assert_eq!(worth_of_knowing(&[0.0, f64::NAN], &two, 1, &mut draws(6)), None);
        assert_eq!(worth_of_knowing(&[0.0, 1.0], &[], 1, &mut draws(6)), None);
        let sure = worth_of_knowing(&[0.0, 1.0], &two, 1, &mut draws(6)).unwrap();
        assert_eq!((sure.gain, sure.null, sure.changes), (0.0, 0.0, 0.0));
    }

    #[test]
    fn items_follow_the_beta_law() {
        // A beta law with shapes 2 and 8: mean .2, variance .16 ∕ 11. Thirty-three items make its weight 44, which halves the deviation.
        assert_eq!(items_to_halve(0.2, (0.16_f64 / 11.0).sqrt()), Some(33));
        assert_eq!((items_to_halve(0.5, 0.6), items_to_halve(0.0, 0.1), items_to_halve(0.2, 0.0)), (None, None, None));
    }
}
