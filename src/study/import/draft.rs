//! The draft of a team: what every reader makes and the writer writes.

use crate::input::sample::inline;

use super::origin::Origin;

/// A number as it is stated on the command line: known, or low, likely and high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// Known.
    Known(f64),
    /// Low, likely, high.
    Range([f64; 3]),
}

impl Amount {
    /// Reads `120` or `40,120,400`.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let numbers: Vec<f64> = text
            .split(',')
            .map(|part| part.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0))
            .collect::<Option<_>>()
            .ok_or_else(|| "must be a number of 0 or more, or low,likely,high".to_owned())?;
        match numbers[..] {
            [one] => Ok(Self::Known(one)),
            [low, likely, high] if low <= likely && likely <= high && low < high => Ok(Self::Range([low, likely, high])),
            [_, _, _] => Err("must rise from low over likely to high".to_owned()),
            _ => Err("must be one number, or three: low,likely,high".to_owned()),
        }
    }

    /// As a team file writes it.
    pub(super) fn toml(&self) -> String {
        match self {
            Self::Known(number) => number.to_string(),
            Self::Range([low, likely, high]) => format!("[{low}, {likely}, {high}]"),
        }
    }
}

/// What only the user can know, where it is given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// The currency.
    pub currency: Option<String>,
    /// A wrong item that is delivered.
    pub wrong: Option<Amount>,
    /// A right item that is not delivered.
    pub stopped: Option<Amount>,
    /// An item that is delivered late.
    pub late: Option<Amount>,
    /// An hour in which a wrong item does harm.
    pub harm_an_hour: Option<Amount>,
    /// How long it takes until the world finds a wrong item.
    pub found_after: Option<String>,
    /// Whether finding a wrong item ends its harm.
    pub reversible: Option<bool>,
    /// Items a day.
    pub per_day: Option<Amount>,
    /// When an item is late.
    pub due: Option<String>,
}

/// Where a number comes from, and the number as TOML.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure(pub(super) String);

impl Figure {
    /// A judgement of ours that the user should replace.
    pub(super) fn assumed(key: &str, numbers: &[f64], why: &str) -> Self {
        Self::of(key, &format!("{numbers:?}"), "judgement", &format!("assumed at import: {why}"))
    }

    /// A number or a law under its key, with where it comes from.
    pub(super) fn of(key: &str, value: &str, grade: &str, source: &str) -> Self {
        Self(format!("{{ {key} = {value}, grade = \"{grade}\", source = {} }}", inline(&source.into())))
    }
}

/// How an agent is watched.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Watched {
    /// Every item waits for approval.
    In,
    /// A share is looked at afterwards.
    On(Option<Figure>),
    /// No one looks.
    Out,
}

/// An agent, or a person who works like one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Agent {
    pub(super) name: String,
    /// What the source calls it.
    pub(super) known_as: String,
    pub(super) role: Option<String>,
    pub(super) model: Option<String>,
    pub(super) human: bool,
    pub(super) watched: Watched,
    pub(super) minutes: Option<Figure>,
    pub(super) wrong: Option<Figure>,
    /// Remarks that stand above it.
    pub(super) notes: Vec<String>,
}

impl Agent {
    pub(super) fn new(name: &str, known_as: &str) -> Self {
        Self {
            name: name.to_owned(),
            known_as: known_as.to_owned(),
            role: None,
            model: None,
            human: false,
            watched: Watched::Out,
            minutes: None,
            wrong: None,
            notes: Vec::new(),
        }
    }
}

/// Somebody who reviews.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) hours: Option<String>,
    pub(super) minutes: Option<Figure>,
}

/// How often a way is taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Chance {
    /// As counted.
    Counted(Figure),
    /// Nothing says, of so many ways.
    Unsaid(usize),
}

/// A way of a choice.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Way {
    pub(super) chance: Chance,
    pub(super) steps: Vec<Step>,
}

/// A step of the flow.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// Work, under a name of its own where it is not the agent's, and whether it gets what it needs in a set form.
    Work { agent: String, name: Option<String>, structured: bool },
    /// Side by side, until all are done.
    Together { name: Option<String>, branches: Vec<Vec<Step>> },
    /// One of several ways.
    Either { ways: Vec<Way>, otherwise: Vec<Step> },
    /// Back, by chance.
    Again { chance: Chance, from: String },
    /// On to another step.
    To(String),
    /// Back to an earlier step.
    Back(String),
    /// The end of the way, before the last step.
    Delivered,
}

/// What comes in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Arrivals {
    pub(super) per_day: Figure,
    pub(super) hours: Option<String>,
}

/// Something in the source that has no place in a team file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Left {
    /// The file and the line.
    pub(super) at: String,
    /// What it is, and why.
    pub(super) what: String,
}

/// The draft of a team.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) origin: Origin,
    /// What the items are called.
    pub(super) items: String,
    pub(super) agents: Vec<Agent>,
    pub(super) people: Vec<Person>,
    pub(super) steps: Vec<Step>,
    pub(super) arrivals: Option<Arrivals>,
    pub(super) left: Vec<Left>,
}
