//! The economy as a world: what the runner asks of it.

use crate::random::Streams;
use crate::treatment::{Change, NumberEdit};
use crate::world::{Arm, BindError, Input, RunError, Tally, Unknowns, World};

use super::engine::{ArmPlan, Scratch, run, start};
use super::model::Economy;
use super::numbers::{KEYS, Numbers};
use super::outcome::{OUTCOMES, Outcomes};

/// All arms at one draw of the uncertain numbers.
#[derive(Debug, Clone)]
pub struct EconomyPlan {
    arms: Vec<ArmPlan>,
    /// For each arm, whether its past is that of the first.
    shares: Vec<bool>,
}

/// The numbers of an arm: those given, changed by its edits.
fn numbers(economy: &Economy, given: &[f64], edits: &[NumberEdit]) -> Result<Numbers, BindError> {
    let mut values = given.to_vec();
    NumberEdit::apply_all(edits.iter().copied(), economy.unknowns.entries(), &mut values);
    let numbers = Numbers::of(&values);
    match numbers.problems().into_iter().next() {
        None => Ok(numbers),
        Some(problem) => {
            let at = super::numbers::position(&problem.place);
            Err(BindError { got: at.map_or(f64::NAN, |at| values[at]), input: problem.place, allowed: problem.what })
        }
    }
}

/// The edit that sets a number by its path, such as `ai.reach`; `None` where there is no such number.
#[must_use]
pub fn set(path: &str, value: f64) -> Option<NumberEdit> {
    super::numbers::position(path).map(|slot| NumberEdit { slot, change: Change::Set(Input::Fixed(value)) })
}

/// Whether two arms differ only in what makes no difference before the scenario starts.
fn same_past(one: &Numbers, other: &Numbers) -> bool {
    KEYS.iter().zip(one.values()).zip(other.values()).all(|((key, one), other)| key.is_lever() || one == other)
}

impl World for Economy {
    type Edit = NumberEdit;
    type Plan = EconomyPlan;
    type Scratch = Scratch;

    fn unknowns(&self) -> &Unknowns {
        &self.unknowns
    }

    fn blocks(&self) -> u32 {
        1
    }

    fn bind(&self, theta: &[f64], arms: &[Arm<NumberEdit>]) -> Result<EconomyPlan, BindError> {
        let given = self.unknowns.values(theta);
        let size = self.size();
        let all = arms.iter().map(|arm| numbers(self, &given, &arm.edits)).collect::<Result<Vec<_>, _>>()?;
        let shares = all.iter().map(|numbers| same_past(numbers, &all[0])).collect();
        Ok(EconomyPlan { arms: all.into_iter().map(|numbers| ArmPlan::new(numbers, size.past, size.months)).collect(), shares })
    }

    fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    fn tallies(&self, arms: &[Arm<NumberEdit>]) -> Vec<Tally> {
        let months = self.size().months as usize;
        arms.iter().map(|_| Tally::zeros(months, months * OUTCOMES)).collect()
    }

    fn run(&self, plan: &EconomyPlan, _block: u32, streams: &Streams, scratch: &mut Scratch, out: &mut [Tally]) -> Result<(), RunError> {
        let size = self.size();
        let later = plan.shares.iter().skip(1).any(|&shares| shares);
        for (place, (arm, tally)) in plan.arms.iter().zip(out).enumerate() {
            if place == 0 || !plan.shares[place] {
                start(arm, size.people as usize, streams, scratch);
                run(arm, streams, scratch, arm.first..0, |_| false, |_, _| ());
                if place == 0 && later {
                    let Scratch { then, state, .. } = scratch;
                    then.copy(state);
                }
            } else {
                let Scratch { then, state, .. } = scratch;
                state.copy(then);
            }
            let mut sound = true;
            let measured = |month: i32| size.measures(month as u32);
            run(arm, streams, scratch, 0..size.months as i32, measured, |month, outcomes: &Outcomes| {
                tally.counts[month as usize] += 1;
                sound &= outcomes.get(super::Outcome::Mean).is_finite();
                for (slot, value) in outcomes.0.iter().enumerate() {
                    tally.sums[month as usize * OUTCOMES + slot].add(*value);
                }
            });
            if !sound {
                return Err(RunError::NotFinite { what: "the mean income".to_owned() });
            }
        }
        Ok(())
    }
}
