//! What people go through after they have chosen the concept, and what the experience should be.

use crate::input::{Name, Quantity, Spanned, Text};
use crate::{choice, record};

use super::fed::Fed;

choice! {
    /// Where a touchpoint happens.
    pub enum Channel {
        /// On a screen: it takes digital skill.
        Digital = "digital",
        /// With people or things.
        Physical = "physical",
    }
}

record! {
    /// One step of the journey, in order.
    pub struct TouchpointSpec {
        /// Its name in the report.
        pub name: Spanned<Name>,
        /// Where it happens.
        pub channel: Channel,
        /// How long it takes \[minutes\].
        pub minutes: Quantity,
        /// How long people wait in it or before it \[minutes\]; `{ team = "lead time", of = "..." }` takes it from the team behind the concept.
        pub wait: Option<Fed>,
        /// How hard it is for a typical person, 1 (no effort) to 7 (very hard).
        pub effort: Quantity,
        /// How clear it is what to do, 0 to 1.
        pub clarity: Option<Quantity>,
        /// The chance that something goes wrong; `{ team = "wrong", of = "..." }` takes it from the team behind the concept.
        pub fails: Option<Fed>,
        /// The chance that what went wrong is put right well.
        pub recovered: Option<Quantity>,
        /// How it is put right, in words.
        pub recovery: Option<Text>,
        /// The share of typical people who give up here when nothing goes wrong.
        pub drop_out: Option<Quantity>,
    }
}

choice! {
    /// What an experience level measure looks at.
    pub enum Indicator {
        /// Customer effort score: "it was easy", mean of seven points, at a touchpoint.
        Ces = "ces",
        /// Customer satisfaction: share of 4 and 5 of five points, at a touchpoint or over the journey.
        Csat = "csat",
        /// Net promoter score, in points from -100 to 100.
        Nps = "nps",
        /// The share of those who start the journey (or reach the touchpoint) who get through it.
        Completion = "completion",
        /// The mean time a touchpoint takes with its waiting, or the whole journey \[minutes\].
        Minutes = "minutes",
        /// The share of people for whom something went wrong.
        Failure = "failure",
        /// Top-2-box of a question.
        TopTwoBox = "top2box",
    }
}

choice! {
    /// Where an indicator comes from.
    pub enum XlmSource {
        /// What people say.
        Stated = "stated",
        /// What people do.
        Behavioural = "behavioural",
        /// What the operation records.
        Operational = "operational",
    }
}

choice! {
    /// Which side of the target is good.
    pub enum AtLeast {
        /// The measure should be at the target or above.
        AtLeast = "at least",
        /// The measure should be at the target or below.
        AtMost = "at most",
    }
}

record! {
    /// An experience level measure: what people should experience, and whether they do.
    pub struct XlmSpec {
        /// Its name in the report.
        pub name: Spanned<Name>,
        /// What it looks at.
        pub indicator: Indicator,
        /// The touchpoint it is taken at; without it, the whole journey.
        pub at: Option<Spanned<Name>>,
        /// The question it reads, for `top2box`.
        pub question: Option<Spanned<Name>>,
        /// The level that should be reached, on the indicator's own scale (shares from 0 to 1).
        pub target: f64,
        /// Which side of the target is good; by default at least, and at most for minutes and failure.
        pub direction: Option<AtLeast>,
        /// Where it comes from; by default as is usual for the indicator.
        pub source: Option<XlmSource>,
        /// Its weight among all of them.
        pub weight: f64 = 1.0,
    }
}
