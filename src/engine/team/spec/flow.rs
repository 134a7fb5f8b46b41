//! The way of an item.

use serde_json::json;

use crate::input::{Cx, Data, Entries, Json, Name, Node, Quantity, Read, Schemas, Spanned, one_of};
use crate::{choice, record};

use super::law::LawSpec;
use super::minutes::Minutes;
use super::number::Stated;
use super::people::ReviewSpec;
use super::policy::ThenWord;

choice! {
    /// How work is handed on.
    pub enum HandOffWord {
        /// By a form that asks for everything the next one needs.
        Structured = "structured",
        /// In free words.
        Loose = "loose",
        /// Nothing is lost and no time passes.
        Perfect = "perfect",
    }
}

record! {
    /// How work is handed on, in numbers.
    pub struct HandOffParts {
        /// The chance that the intent or the context is lost, 0 to 1.
        pub loses: Stated,
        /// What the chance of right work is multiplied by where it is; the sourced default where it is not said.
        pub keeps: Option<Stated>,
        /// How long it takes; no time where it is not said.
        pub delay: Option<LawSpec>,
    }
}

/// How work is handed on: by a word, or in numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum HandOffSpec {
    /// A word.
    Word(HandOffWord),
    /// In numbers.
    Parts(Box<HandOffParts>),
}

impl Read for HandOffSpec {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.data() {
            Data::Table(_) => Box::read(node, cx).map(Self::Parts),
            _ => HandOffWord::read(node, cx).map(Self::Word),
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let (word, parts) = (HandOffWord::schema(defs), HandOffParts::schema(defs));
        one_of("How work is handed on: a word, or numbers.", vec![word, parts])
    }
}

record! {
    /// A gate whose judgement leans on an earlier one.
    pub struct LeansSpec {
        /// The earlier gate.
        pub gate: Spanned<Name>,
        /// The share of what that one let by wrongly that this one therefore lets by too, 0 to 1.
        pub share: Quantity,
    }
}

record! {
    /// A named gate, that stands in the flow where its name does.
    pub struct GateSpec {
        /// The name.
        pub name: Spanned<Name>,
        /// Who looks: a person, a pool, or an agent.
        pub by: Option<Spanned<Name>>,
        /// How they look.
        pub review: Option<ReviewSpec>,
        /// How long an item waits at most; without end where it is not said.
        pub after: Option<LawSpec>,
        /// What happens then.
        pub then: Option<Spanned<ThenWord>>,
        /// Who is asked then, with `then = "escalate"`.
        pub escalate_to: Option<Spanned<Name>>,
        /// The gate before it on whose judgement it leans.
        pub leans_on: Option<LeansSpec>,
    }
}

record! {
    /// A gate of the flow: one of `[[gates]]` by name, or described here.
    pub struct GateStep {
        /// The name of the gate.
        pub gate: Spanned<Name>,
        /// Who looks: a person, a pool, or an agent.
        pub by: Option<Spanned<Name>>,
        /// How they look.
        pub review: Option<ReviewSpec>,
        /// How long an item waits at most; without end where it is not said.
        pub after: Option<LawSpec>,
        /// What happens then.
        pub then: Option<Spanned<ThenWord>>,
        /// Who is asked then, with `then = "escalate"`.
        pub escalate_to: Option<Spanned<Name>>,
        /// The gate before it on whose judgement it leans.
        pub leans_on: Option<LeansSpec>,
        /// The step that an item which is turned down goes back to; it is dropped where it is not said.
        pub back_to: Option<Spanned<Name>>,
        /// How often an item goes back at most before it is dropped; without end where it is not said.
        pub at_most: Option<u8>,
    }
}

record! {
    /// Work by an agent.
    pub struct AgentStep {
        /// The agent.
        pub agent: Spanned<Name>,
        /// What other steps call this one; the agent's name where it is not said.
        pub name: Option<Spanned<Name>>,
        /// How long the task would take a person, for the half-life; as for the agent where it is not said.
        pub task: Option<Minutes>,
        /// How the item is handed to it; as for the flow where it is not said.
        pub hand_off: Option<HandOffSpec>,
    }
}

/// When a parallel group goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinSpec {
    /// When all branches are done.
    All,
    /// When the first one is.
    Any,
    /// When so many are.
    Quorum(u16),
}

impl Read for JoinSpec {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match (node.text(), node.data()) {
            (Some("all"), _) => Some(Self::All),
            (Some("any"), _) => Some(Self::Any),
            (None, Data::Integer(_)) => u16::read(node, cx).map(Self::Quorum),
            _ => {
                cx.wrong_kind(node, "\"all\", \"any\" or a number of branches");
                None
            }
        }
    }

    fn schema(_: &mut Schemas) -> Json {
        let words = ["all", "any"].map(|word| json!({ "const": word, "type": "string" }));
        let quorum = json!({ "type": "integer", "minimum": 1, "maximum": u16::MAX });
        one_of(
            "When the group goes on: when \"all\" branches are done, when \"any\" is, or when so many are.",
            [&words[..], &[quorum]].concat(),
        )
    }

    fn to_json(&self) -> Option<Json> {
        Some(match self {
            Self::All => json!("all"),
            Self::Any => json!("any"),
            Self::Quorum(quorum) => json!(quorum),
        })
    }
}

/// A branch of a parallel group: one step, or several in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch(pub Vec<Step>);

impl Read for Branch {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.data() {
            Data::List(_) => Vec::read(node, cx).map(Self),
            _ => Step::read(node, cx).map(|step| Self(vec![step])),
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let (step, steps) = (Step::schema(defs), Vec::<Step>::schema(defs));
        one_of("One step, or several in order.", vec![step, steps])
    }
}

record! {
    /// Branches that go on side by side.
    pub struct TogetherStep {
        /// The branches.
        pub together: Spanned<Vec<Branch>>,
        /// What other steps call the group.
        pub name: Option<Spanned<Name>>,
        /// When the group goes on.
        pub join: JoinSpec = JoinSpec::All,
    }
}

record! {
    /// One of several ways.
    pub struct WaySpec {
        /// The chance that it is taken, 0 to 1.
        pub chance: Quantity,
        /// Its steps; none goes on after the choice.
        pub steps: Vec<Step>,
    }
}

record! {
    /// One of several ways, by chance.
    pub struct EitherStep {
        /// Ways with their chances.
        pub either: Spanned<Vec<WaySpec>>,
        /// The way with the rest of the chance; an empty list goes on after the choice.
        pub otherwise: Option<Vec<Step>>,
    }
}

record! {
    /// One of several ways, by kind of item.
    pub struct ByClassStep {
        /// The ways of kinds of items.
        pub by_class: Spanned<Entries<Vec<Step>>>,
        /// The way of all others; an empty list goes on after the choice.
        pub otherwise: Option<Vec<Step>>,
    }
}

record! {
    /// Back to an earlier step, by chance.
    pub struct AgainStep {
        /// The chance, 0 to 1.
        pub again: Spanned<Quantity>,
        /// The step to go back to.
        pub from: Spanned<Name>,
        /// How often an item goes back at most; without end where it is not said.
        pub at_most: Option<u8>,
    }
}

record! {
    /// On to another step of the flow.
    pub struct ToStep {
        /// The step.
        pub to: Spanned<Name>,
    }
}

choice! {
    /// How the way of an item ends.
    pub enum End {
        /// It is delivered.
        Delivered = "delivered",
        /// It is dropped.
        Dropped = "dropped",
    }
}

record! {
    /// The end of the way, before the last step.
    pub struct EndStep {
        /// How it ends.
        pub end: Spanned<End>,
    }
}

/// A step of the flow.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// An agent or a gate of `[[gates]]`, by name.
    Named(Spanned<Name>),
    /// Work by an agent.
    Agent(Box<AgentStep>),
    /// A gate.
    Gate(Box<GateStep>),
    /// Branches side by side.
    Together(TogetherStep),
    /// One of several ways, by chance.
    Either(EitherStep),
    /// One of several ways, by kind of item.
    ByClass(ByClassStep),
    /// Back to an earlier step.
    Again(AgainStep),
    /// On to another step.
    To(ToStep),
    /// The end of the way.
    End(EndStep),
}

/// The keys that tell a table's kind of step.
const KEYS: [&str; 8] = ["agent", "gate", "together", "either", "by_class", "again", "to", "end"];

impl Read for Step {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        if !matches!(node.data(), Data::Table(_)) {
            if node.text().is_none() {
                cx.wrong_kind(node, "a step: the name of an agent or a gate, or a table");
                return None;
            }
            return Spanned::read(node, cx).map(Self::Named);
        }
        match KEYS.into_iter().find(|key| node.has(key)) {
            Some("agent") => Box::read(node, cx).map(Self::Agent),
            Some("gate") => Box::read(node, cx).map(Self::Gate),
            Some("together") => TogetherStep::read(node, cx).map(Self::Together),
            Some("either") => EitherStep::read(node, cx).map(Self::Either),
            Some("by_class") => ByClassStep::read(node, cx).map(Self::ByClass),
            Some("again") => AgainStep::read(node, cx).map(Self::Again),
            Some("to") => ToStep::read(node, cx).map(Self::To),
            Some(_) => EndStep::read(node, cx).map(Self::End),
            None => {
                let keys: Vec<String> = KEYS.iter().map(|key| format!("`{key}`")).collect();
                cx.error(node.span(), "the step does not say what happens")
                    .allowed(format!("a table with one of {}, or a name in quotes", keys.join(", ")));
                None
            }
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let name = Name::schema(defs);
        defs.define("Step", concat!(module_path!(), "::Step"), |defs| {
            let mut named = name;
            named["description"] = json!("An agent, or a gate of `[[gates]]`, by name.");
            let forms = vec![
                named,
                AgentStep::schema(defs),
                GateStep::schema(defs),
                TogetherStep::schema(defs),
                EitherStep::schema(defs),
                ByClassStep::schema(defs),
                AgainStep::schema(defs),
                ToStep::schema(defs),
                EndStep::schema(defs),
            ];
            one_of("A step of the flow.", forms)
        })
    }
}

record! {
    /// The way of items.
    pub struct FlowSpec {
        /// The steps in order. An item that is through them is delivered.
        pub steps: Vec<Step>,
        /// How work is handed on between agents: "structured", "loose", "perfect", or in numbers.
        pub hand_off: Option<Spanned<HandOffSpec>>,
        /// How often agents look at a shared hub for what is handed to them; at once where it is not said.
        pub poll: Option<Minutes>,
    }
}
