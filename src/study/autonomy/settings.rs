//! Settings of autonomy: which agent stands in, on or out of the loop.

use crate::montecarlo::search::Assignment;
use crate::team::model::Preset;
use crate::team::{TeamEdit, TeamMove};
use crate::treatment::Edit;
use crate::world::{Arm, Depth};

use super::load::TeamStudy;

/// The position of a preset among the options of an agent.
pub(super) fn option(preset: Preset) -> u16 {
    Preset::ALL.iter().position(|&one| one == preset).unwrap_or(0) as u16
}

/// The preset at a position.
pub(super) fn preset(option: u16) -> Preset {
    Preset::ALL[usize::from(option)]
}

/// The place of an agent that only looks at the work of others.
pub(super) const LOOKS: &str = "only looks";

impl TeamStudy {
    /// The setting as the file gives it.
    #[must_use]
    pub fn as_given(&self) -> Assignment {
        self.team.draft().agents.iter().map(|agent| option(agent.policy.preset())).collect()
    }

    /// The same place for every agent that acts; the others stay as given.
    #[must_use]
    pub fn uniform(&self, preset: Preset) -> Assignment {
        self.whole(&vec![option(preset); self.acting.len()])
    }

    /// The setting of all agents from that of those who act.
    pub(super) fn whole(&self, part: &[u16]) -> Assignment {
        let mut all = self.as_given();
        self.acting.iter().zip(part).for_each(|(&agent, &option)| all[agent] = option);
        all
    }

    /// The setting of the agents that act, in order.
    pub(super) fn part(&self, whole: &[u16]) -> Assignment {
        self.acting.iter().map(|&agent| whole[agent]).collect()
    }

    /// How many of the agents that act stand in, on and out of the loop, in words.
    pub(super) fn counted(&self, assignment: &[u16]) -> String {
        let parts = Preset::ALL.iter().filter_map(|&one| {
            let count = self.acting.iter().filter(|&&agent| assignment[agent] == option(one)).count();
            (count > 0).then(|| format!("{count} {}", one.words()))
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// What makes a setting from the team as given.
    #[must_use]
    pub fn edits(&self, assignment: &[u16]) -> Vec<TeamEdit> {
        let moves = assignment.iter().enumerate().filter_map(|(agent, &option)| {
            let policy = &self.settings[agent][usize::from(option)];
            let given = &self.team.draft().agents[agent].policy;
            // A policy of the user's own stands for the preset it comes nearest to.
            let changes = preset(option) != given.preset() && policy != given;
            changes.then(|| Edit::Structure(TeamMove::Autonomy { agent, policy: Box::new(policy.clone()) }))
        });
        moves.collect()
    }

    pub(super) fn arm(&self, name: &str, assignment: &[u16]) -> Arm<TeamEdit> {
        Arm { name: name.to_owned(), edits: self.edits(assignment), depth: Depth::Full }
    }

    /// Where each agent stands, in words.
    pub(super) fn places(&self, assignment: &[u16]) -> Vec<&'static str> {
        let word = |(agent, &option): (usize, &u16)| if self.acting.contains(&agent) { preset(option).words() } else { LOOKS };
        assignment.iter().enumerate().map(word).collect()
    }

    /// A setting in one letter an agent: i in, o on, x out of the loop; a dash for one that only looks at work.
    #[must_use]
    pub fn code(&self, assignment: &[u16]) -> String {
        let letter =
            |(agent, &option): (usize, &u16)| if self.acting.contains(&agent) { ['i', 'o', 'x'][usize::from(option)] } else { '-' };
        assignment.iter().enumerate().map(letter).collect()
    }
}
