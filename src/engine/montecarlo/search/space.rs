//! The sets of steps that are allowed: inside every lever's range, inside the budget, few enough.

use super::lever::{Lever, Step, cost};

/// Levers under a budget of surprise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Space<'a> {
    pub(super) levers: &'a [Lever],
    /// The largest surprise.
    pub(super) budget: f64,
    /// The most steps.
    pub(super) most: usize,
}

impl Space<'_> {
    /// The farthest a lever goes by itself, down and up; none for an event and for what cannot move.
    pub(super) fn ends(&self, lever: usize) -> Option<(f64, f64)> {
        let Lever { down, up, event } = self.levers[lever];
        let ends = (down.max(-self.budget).min(0.0), up.min(self.budget).max(0.0));
        (event.is_none() && (ends.0 < 0.0 || ends.1 > 0.0)).then_some(ends)
    }

    /// The step of an event that the budget allows.
    pub(super) fn event(&self, lever: usize) -> Option<Step> {
        let step = Step { lever, z: self.levers[lever].event? };
        (!step.z.is_nan() && cost(self.levers, &step) <= self.budget * self.budget).then_some(step)
    }

    pub(super) fn is_event(&self, step: &Step) -> bool {
        self.levers[step.lever].event.is_some()
    }

    /// The levers that can be pushed at all, in order.
    pub(super) fn movable(&self) -> Vec<usize> {
        (0..self.levers.len()).filter(|&lever| self.ends(lever).is_some() || self.event(lever).is_some()).collect()
    }

    /// What is left of the squared budget beside the events of a set.
    pub(super) fn beside_events(&self, steps: &[Step]) -> f64 {
        let taken: f64 = steps.iter().filter(|step| self.is_event(step)).map(|step| cost(self.levers, step)).sum();
        self.budget.mul_add(self.budget, -taken)
    }

    /// What a set leaves of the squared budget.
    pub(super) fn slack(&self, steps: &[Step]) -> f64 {
        let taken: f64 = steps.iter().map(|step| cost(self.levers, step)).sum();
        self.budget.mul_add(self.budget, -taken).max(0.0)
    }

    /// Makes a set allowed: cut to the ranges, drawn in to the budget, in order of levers. None where its events alone pass the budget,
    /// where it has too many steps, or none.
    pub(super) fn fit(&self, steps: &[Step]) -> Option<Vec<Step>> {
        let room = self.beside_events(steps);
        if room < -1e-12 {
            return None;
        }
        let mut kept: Vec<Step> = steps
            .iter()
            .filter_map(|step| {
                if self.is_event(step) {
                    return Some(*step);
                }
                let (down, up) = self.ends(step.lever)?;
                Some(Step { z: step.z.clamp(down, up), ..*step })
            })
            .collect();
        let moved: f64 = kept.iter().filter(|step| !self.is_event(step)).map(|step| step.z * step.z).sum();
        let shrink = if moved > room.max(0.0) { (room.max(0.0) / moved).sqrt() } else { 1.0 };
        for step in &mut kept {
            if self.levers[step.lever].event.is_none() {
                step.z *= shrink;
            }
        }
        kept.retain(|step| self.is_event(step) || step.z != 0.0);
        kept.sort_by_key(|step| step.lever);
        (!kept.is_empty() && kept.len() <= self.most).then_some(kept)
    }

    /// Spends the budget that events leave along a direction: in proportion to it, and what a range cuts off goes to the others. This is
    /// the best set for a loss that is linear along the direction.
    pub(super) fn along(&self, events: &[Step], direction: &[Step]) -> Option<Vec<Step>> {
        let mut room = self.beside_events(events);
        let mut free: Vec<Step> = direction.iter().copied().filter(|step| step.z != 0.0 && self.ends(step.lever).is_some()).collect();
        let mut steps = events.to_vec();
        while !free.is_empty() && room > 0.0 {
            let length: f64 = free.iter().map(|step| step.z * step.z).sum();
            let stretch = (room / length).sqrt();
            let end = |step: &Step| {
                let (down, up) = self.ends(step.lever).unwrap_or((0.0, 0.0));
                if step.z > 0.0 { up } else { down }
            };
            let (cut, rest): (Vec<Step>, Vec<Step>) = free.iter().partition(|step| (step.z * stretch).abs() >= end(step).abs());
            if cut.is_empty() {
                steps.extend(rest.iter().map(|step| Step { z: step.z * stretch, ..*step }));
                break;
            }
            room -= cut.iter().map(|step| end(step) * end(step)).sum::<f64>();
            steps.extend(cut.iter().map(|step| Step { z: end(step), ..*step }));
            free = rest;
        }
        self.fit(&steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(lever: usize, z: f64) -> Step {
        Step { lever, z }
    }

    fn near(got: &[Step], expected: &[Step]) -> bool {
        got.len() == expected.len() && got.iter().zip(expected).all(|(got, want)| got.lever == want.lever && (got.z - want.z).abs() < 1e-12)
    }

    #[test]
    fn a_set_is_cut_to_ranges_then_drawn_in_to_the_budget() {
        let levers =
            [Lever::between(-9.0, 9.0), Lever::between(0.0, 1.0), Lever::chance(0.5), Lever::chance(1e-9), Lever::between(0.0, 0.0)];
        let space = Space { levers: &levers, budget: 2.0, most: 2 };
        assert_eq!(space.movable(), [0, 1, 2]);
        assert_eq!(space.fit(&[step(1, 5.0), step(0, -1.0)]).unwrap(), [step(0, -1.0), step(1, 1.0)]);
        let both = space.fit(&[step(0, -2.0), step(1, 1.0)]).unwrap();
        assert!(near(&both, &[step(0, -2.0 * (4.0_f64 / 5.0).sqrt()), step(1, (4.0_f64 / 5.0).sqrt())]) && space.slack(&both) < 1e-12);
        assert!(space.fit(&[step(3, levers[3].event.unwrap())]).is_none(), "six sigma is past the budget");
        assert!(space.fit(&[step(4, 1.0)]).is_none() && space.fit(&[]).is_none());
        assert!(space.fit(&[step(0, 0.1), step(1, 0.1), step(2, 0.0)]).is_none(), "one step too many");
        assert_eq!(space.fit(&[step(2, 0.0)]).unwrap(), [step(2, 0.0)], "an event keeps its step though it costs nothing");
    }

    #[test]
    fn what_a_range_cuts_off_goes_to_the_others() {
        let levers =
            [Lever::between(-9.0, 9.0), Lever::between(-0.5, 1.0), Lever::between(-9.0, 9.0), Lever::chance(0.158_655_253_931_457)];
        let space = Space { levers: &levers, budget: 3.0, most: 4 };
        let found = space.along(&[], &[step(0, 1.0), step(1, 2.0), step(2, -1.0)]).unwrap();
        assert!(near(&found, &[step(0, 2.0), step(1, 1.0), step(2, -2.0)]), "{found:?}");
        let event = space.event(3).unwrap();
        let found = space.along(&[event], &[step(0, 1.0)]).unwrap();
        assert!((found[0].z - 8.0_f64.sqrt()).abs() < 1e-9 && space.slack(&found) < 1e-9, "an event of one sigma takes 1 of 9: {found:?}");
    }
}
