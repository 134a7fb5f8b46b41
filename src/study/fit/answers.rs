//! From an answer to choices: a ranking is one choice after another, a worst one a choice turned round, an allocation a choice shared out.

/// What somebody answered in a task; alternatives by their place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reply {
    /// The alternative that was taken.
    Choice(usize),
    /// Those that were ranked, the best first, of which the first so many count.
    Ranking(Vec<usize>, usize),
    /// The best and the worst.
    BestWorst(usize, usize),
    /// What each alternative got; their sum is above 0.
    Allocation(Vec<f64>),
}

/// One choice that an answer tells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    /// What was taken.
    pub(super) chosen: usize,
    /// Out of what.
    pub(super) available: Vec<bool>,
    /// Whether the least liked was taken: all values change their sign.
    pub(super) turned: bool,
    /// How many choices it counts as.
    pub(super) weight: f64,
    /// Whether it is a choice of the best out of all that the task offered: what a forecast of the task is held against.
    pub(super) first: bool,
}

impl Reply {
    /// The choices that the answer tells, in order; the first of them is one out of all.
    ///
    /// # Source
    /// Rankings: Beggs, Cardell and Hausman (1981), "Assessing the potential demand for electric cars", after Luce (1959): whatever is ranked next is a
    /// choice out of what is left. Best and worst, one after the other: Marley and Louviere (2005), "Some probabilistic models of best, worst, and
    /// best–worst choices", section 2; the chances of a worst one are those of a logit with the signs of utility turned.
    pub(super) fn choices(&self, available: &[bool]) -> Vec<Told> {
        let first = |chosen: usize, weight: f64| Told { chosen, available: available.to_vec(), turned: false, weight, first: true };
        let without = |out: &[usize]| -> Vec<bool> { available.iter().enumerate().map(|(at, open)| *open && !out.contains(&at)).collect() };
        let several = |open: &[bool]| open.iter().filter(|open| **open).count() > 1;
        match self {
            Self::Choice(chosen) => vec![first(*chosen, 1.0)],
            Self::Ranking(order, ranks) => {
                let mut told = Vec::new();
                for (rank, &chosen) in order.iter().take(*ranks).enumerate() {
                    let left = without(&order[..rank]);
                    if rank == 0 {
                        told.push(first(chosen, 1.0));
                    } else if several(&left) {
                        told.push(Told { chosen, available: left, turned: false, weight: 1.0, first: false });
                    }
                }
                told
            }
            Self::BestWorst(best, worst) => {
                let mut told = vec![first(*best, 1.0)];
                let left = without(&[*best]);
                if several(&left) {
                    told.push(Told { chosen: *worst, available: left, turned: true, weight: 1.0, first: false });
                }
                told
            }
            Self::Allocation(amounts) => {
                let sum: f64 = amounts.iter().sum();
                amounts.iter().enumerate().filter(|(_, amount)| **amount > 0.0).map(|(at, amount)| first(at, amount / sum)).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(told: &[Told]) -> Vec<(usize, String, bool, f64, bool)> {
        let open = |told: &Told| told.available.iter().map(|open| if *open { '1' } else { '0' }).collect();
        told.iter().map(|told| (told.chosen, open(told), told.turned, told.weight, told.first)).collect()
    }

    fn row(chosen: usize, open: &str, turned: bool, weight: f64, first: bool) -> (usize, String, bool, f64, bool) {
        (chosen, open.to_owned(), turned, weight, first)
    }

    #[test]
    fn rankings_are_choices_out_of_what_is_left() {
        let all = [true, true, false, true, true];
        let whole = Reply::Ranking(vec![3, 0, 4, 1], usize::MAX).choices(&all);
        let want = [row(3, "11011", false, 1.0, true), row(0, "11001", false, 1.0, false), row(4, "01001", false, 1.0, false)];
        assert_eq!(plain(&whole), want, "the last one is no choice");
        assert_eq!(plain(&Reply::Ranking(vec![3, 0], usize::MAX).choices(&all)), want[..2], "two ranked of four: two choices");
        assert_eq!(plain(&Reply::Ranking(vec![3, 0, 4, 1], 1).choices(&all)), want[..1]);
        assert_eq!(plain(&Reply::Ranking(vec![1], 5).choices(&[false, true])), [row(1, "01", false, 1.0, true)]);
    }

    #[test]
    fn the_worst_is_a_choice_turned_round_and_shares_are_parts_of_one() {
        let told = Reply::BestWorst(1, 0).choices(&[true, true, true]);
        assert_eq!(plain(&told), [row(1, "111", false, 1.0, true), row(0, "101", true, 1.0, false)]);
        assert_eq!(Reply::BestWorst(1, 0).choices(&[true, true]).len(), 1, "of two the worst is what is left");
        let told = Reply::Allocation(vec![6.0, 0.0, 2.0]).choices(&[true, true, true]);
        assert_eq!(plain(&told), [row(0, "111", false, 0.75, true), row(2, "111", false, 0.25, true)]);
    }
}
