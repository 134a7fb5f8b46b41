//! The team as a world: what the runner asks of it.

use crate::random::Streams;
use crate::world::{Arm, BindError, RunError, Tally, Unknowns, World};

use super::bind::TeamPlan;
use super::edit::TeamEdit;
use super::engine::{Keys, Scratch, Seen, run_arm};
use super::model::Team;

impl World for Team {
    type Edit = TeamEdit;
    type Plan = TeamPlan;
    type Scratch = Scratch;

    fn unknowns(&self) -> &Unknowns {
        &self.unknowns
    }

    fn blocks(&self) -> u32 {
        1
    }

    fn bind(&self, theta: &[f64], arms: &[Arm<TeamEdit>]) -> Result<TeamPlan, BindError> {
        self.plan(theta, arms)
    }

    fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    fn tallies(&self, arms: &[Arm<TeamEdit>]) -> Vec<Tally> {
        arms.iter().map(|_| Tally::zeros(self.layout.counts(), self.layout.sums())).collect()
    }

    fn run(&self, plan: &TeamPlan, _block: u32, streams: &Streams, scratch: &mut Scratch, out: &mut [Tally]) -> Result<(), RunError> {
        let keys = Keys::new(streams);
        for (arm, tally) in plan.arms.iter().zip(out) {
            run_arm(arm, &self.program, &self.layout, &keys, scratch, tally, &mut ());
        }
        Ok(())
    }
}

impl Team {
    /// Runs one arm and tells every moment of every item, in order.
    ///
    /// # Errors
    /// [`BindError`] when a number of the arm is out of its bounds.
    pub fn replay(&self, theta: &[f64], arm: &Arm<TeamEdit>, streams: &Streams) -> Result<(Vec<Seen>, Tally), BindError> {
        let plan = self.plan(theta, std::slice::from_ref(arm))?;
        let mut tally = Tally::zeros(self.layout.counts(), self.layout.sums());
        let mut seen = Vec::new();
        run_arm(&plan.arms[0], &self.program, &self.layout, &Keys::new(streams), &mut Scratch::default(), &mut tally, &mut seen);
        Ok((seen, tally))
    }
}
