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

impl TeamStudy {
    /// The setting as the file gives it.
    #[must_use]
    pub fn as_given(&self) -> Assignment {
        self.team.draft().agents.iter().map(|agent| option(agent.policy.preset())).collect()
    }

    /// The same place for every agent.
    #[must_use]
    pub fn uniform(&self, preset: Preset) -> Assignment {
        vec![option(preset); self.team.draft().agents.len()]
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
}

/// How many agents stand in, on and out of the loop, in words.
pub(super) fn counted(assignment: &[u16]) -> String {
    let parts = Preset::ALL.iter().filter_map(|&one| {
        let count = assignment.iter().filter(|&&of| of == option(one)).count();
        (count > 0).then(|| format!("{count} {}", one.words()))
    });
    parts.collect::<Vec<_>>().join(", ")
}

impl TeamStudy {
    /// A setting in one letter an agent: i in, o on, x out of the loop.
    #[must_use]
    pub fn code(&self, assignment: &[u16]) -> String {
        assignment.iter().map(|&option| ['i', 'o', 'x'][usize::from(option)]).collect()
    }
}
