//! What a treatment can do to a team beside changing its numbers.

use crate::treatment::Edit;

use super::model::{Policy, Problem, Team, policy_problems};

/// A change of a team that is not one of a number.
#[derive(Debug, Clone, PartialEq)]
pub enum TeamMove {
    /// An agent gets another policy. What it could earn stays as it is.
    Autonomy {
        /// The agent.
        agent: usize,
        /// The policy.
        policy: Box<Policy>,
    },
    /// A gate lets everything by without a look.
    OpenGate {
        /// The gate.
        gate: usize,
    },
    /// A person is not there.
    Without {
        /// The person.
        person: usize,
    },
}

/// One typed change to a team.
pub type TeamEdit = Edit<TeamMove>;

impl TeamMove {
    /// Whether it can be made to this team: every position it names is there, and a pool keeps somebody.
    ///
    /// # Errors
    /// Every [`Problem`].
    pub fn check(&self, team: &Team) -> Result<(), Vec<Problem>> {
        let draft = team.draft();
        let problems = match self {
            Self::Autonomy { agent, policy } => {
                let mut found = policy_problems("policy", policy, draft);
                if *agent >= draft.agents.len() {
                    found.push(Problem { place: "agent".to_owned(), what: format!("is number {agent} of {}", draft.agents.len()) });
                }
                found
            }
            Self::OpenGate { gate } if *gate >= draft.gates.len() => {
                vec![Problem { place: "gate".to_owned(), what: format!("is number {gate} of {}", draft.gates.len()) }]
            }
            Self::Without { person } if *person >= draft.people.len() => {
                vec![Problem { place: "person".to_owned(), what: format!("is number {person} of {}", draft.people.len()) }]
            }
            Self::Without { person } => {
                let alone = draft.pools.iter().filter(|pool| pool.people == [*person]);
                alone.map(|pool| Problem { place: format!("pools.{}", pool.name), what: "would have nobody in it".to_owned() }).collect()
            }
            Self::OpenGate { .. } => Vec::new(),
        };
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}
