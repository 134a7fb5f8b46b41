//! How much an agent may do alone.

use serde_json::json;

use crate::input::{Cx, Data, Json, Name, Node, Quantity, Read, Schemas, Spanned, one_of};
use crate::{choice, record};

use super::law::LawSpec;
use super::minutes::Minutes;
use super::number::Stated;
use super::people::ReviewSpec;

choice! {
    /// How a person stands to an agent.
    pub enum AutonomyWord {
        /// The agent proposes, a person approves, the agent executes (Sheridan and Verplank 4 to 5, Knight L3).
        In = "in the loop",
        /// The agent executes; a person watches and can step in, or looks at a sample afterwards (6 to 7, L4).
        On = "on the loop",
        /// The agent acts inside set bounds, and no one looks (8 to 10, L5).
        Out = "out of the loop",
    }
}

choice! {
    /// What happens when nobody looked in time.
    pub enum ThenWord {
        /// It goes on waiting.
        Wait = "wait",
        /// It stops.
        Deny = "deny",
        /// It goes on as if approved.
        Approve = "approve",
        /// Somebody else is asked.
        Escalate = "escalate",
    }
}

record! {
    /// A window after an action is announced, in which somebody who watches may step in.
    pub struct VetoSpec {
        /// How long it is; the item waits that long.
        pub window: Minutes,
        /// The chance that somebody who is there looks at the item within it, 0 to 1.
        pub notice: Quantity,
        /// The chance that something wrong is seen by who looks, 0 to 1; that of the reviewer where it is not said.
        pub detects: Option<Stated>,
        /// The chance that something right is turned down by who looks, 0 to 1; that of the reviewer where it is not said.
        pub false_rejects: Option<Stated>,
        /// The attention a look takes \[minutes\].
        pub minutes: Minutes,
        /// Whether who steps in can stop the action; where not, what is seen still goes out.
        pub can_stop: bool = true,
    }
}

record! {
    /// What "in the loop" means: every item waits for approval.
    pub struct InTheLoopSpec {
        /// Who approves.
        pub reviewer: Option<Spanned<Name>>,
        /// How they look.
        pub review: Option<ReviewSpec>,
        /// How long an item waits at most; without end where it is not said.
        pub after: Option<LawSpec>,
        /// What happens then.
        pub then: Option<Spanned<ThenWord>>,
        /// Who is asked then, with `then = "escalate"`.
        pub escalate_to: Option<Spanned<Name>>,
        /// How often work that is turned down is done again before it is dropped; 2 where it is not said.
        pub redo: Option<u8>,
    }
}

record! {
    /// What "on the loop" means: a window to step in, a sample looked at afterwards, or both.
    pub struct OnTheLoopSpec {
        /// Who watches and looks.
        pub reviewer: Option<Spanned<Name>>,
        /// How they look.
        pub review: Option<ReviewSpec>,
        /// The share of items that is looked at afterwards, in the reviewer's next hours and after all that is more urgent, 0 to 1.
        pub audit: Option<Quantity>,
        /// A window to step in.
        pub veto: Option<VetoSpec>,
        /// How often work that is stopped is done again before it is dropped; 2 where it is not said.
        pub redo: Option<u8>,
    }
}

record! {
    /// A policy in full.
    pub struct PolicySpec {
        /// The share of items that must be approved before they go on, 0 to 1.
        pub approve: Option<Quantity>,
        /// Who approves, watches and looks.
        pub reviewer: Option<Spanned<Name>>,
        /// How they look.
        pub review: Option<ReviewSpec>,
        /// How long an item waits for approval at most; without end where it is not said.
        pub after: Option<LawSpec>,
        /// What happens then.
        pub then: Option<Spanned<ThenWord>>,
        /// Who is asked then, with `then = "escalate"`.
        pub escalate_to: Option<Spanned<Name>>,
        /// A window to step in, for what is not approved before.
        pub veto: Option<VetoSpec>,
        /// The share of what is not approved before that is looked at afterwards, 0 to 1.
        pub audit: Option<Quantity>,
        /// How often work that is turned down is done again before it is dropped; 2 where it is not said.
        pub redo: Option<u8>,
    }
}

/// How an agent is watched: by a word, or in full.
#[derive(Debug, Clone, PartialEq)]
pub enum AutonomySpec {
    /// One of the three.
    Word(AutonomyWord),
    /// In full.
    Policy(Box<PolicySpec>),
}

impl Read for AutonomySpec {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.data() {
            Data::Table(table) if table.is_empty() => {
                cx.error(node.span(), format!("`{}` says nothing", node.name()))
                    .allowed("\"in the loop\", \"on the loop\", \"out of the loop\", or a table that says what is looked at and by whom");
                None
            }
            Data::Table(_) => Box::<PolicySpec>::read(node, cx).map(Self::Policy),
            _ => AutonomyWord::read(node, cx).map(Self::Word),
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let (word, mut policy) = (AutonomyWord::schema(defs), PolicySpec::schema(defs));
        policy["minProperties"] = json!(1);
        one_of("How the agent is watched: a word, or a policy in full.", vec![word, policy])
    }

    fn to_json(&self) -> Option<Json> {
        match self {
            Self::Word(word) => Some(json!(word.as_str())),
            Self::Policy(_) => None,
        }
    }
}
