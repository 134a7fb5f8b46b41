//! How ways are written.

use crate::input::{Name, OneOrMore, Quantity, Spanned, Text};
use crate::record;

record! {
    /// What we could do over the years: act, wait or hedge, and on which signpost we would change course.
    ///
    /// A way is worth, year by year, the points of the figure that the concept's verdict hangs on times what a point is worth, less what it costs.
    /// Before `turns` the world is as today; from then on it is the scenario.
    pub struct PathwaysSpec {
        /// The first year that counts.
        pub from: Spanned<u32>,
        /// The last year that counts.
        pub to: Spanned<u32>,
        /// The year from which a scenario is there.
        pub turns: Spanned<u32>,
        /// What the amounts are in, such as "dollars".
        pub money: Text,
        /// What a point of the figure is worth in a year on the market: a percentage point where the figure is a share, else 1 of its units.
        pub worth: Quantity,
        /// What a year's delay takes off the worth of money, as a share; nothing unless said.
        pub discount: Option<Quantity>,
        /// The ways, two or more. Doing nothing is a way without steps.
        pub ways: Vec<WaySpec>,
    }
}

record! {
    /// A way through the years.
    pub struct WaySpec {
        /// What it is called.
        pub name: Spanned<Name>,
        /// Why anyone would go it.
        pub because: Option<Text>,
        /// Its steps, earliest first.
        pub steps: Vec<StepSpec>,
    }
}

record! {
    /// A step of a way.
    pub struct StepSpec {
        /// The year in which it is made; it counts from that year on.
        pub year: Spanned<u32>,
        /// What is on the market from then on: "as it is", the name of an option, or "nothing".
        pub take: Spanned<Name>,
        /// What it costs once, in that year.
        pub costs: Option<Quantity>,
        /// What it costs in every year while it lasts.
        pub a_year: Option<Quantity>,
        /// What a point is worth in a year while it lasts, where that differs.
        pub worth: Option<Quantity>,
        /// The signpost that it waits for; without it the step is made whatever comes.
        pub when: Option<TriggerSpec>,
    }
}

record! {
    /// A signpost that a step waits for. The driver must say how it is watched.
    pub struct TriggerSpec {
        /// The driver that is watched.
        pub driver: Spanned<Name>,
        /// The variants on which the step is made.
        pub is: OneOrMore<Spanned<Name>>,
        /// The chance that it is seen in time where one of them comes.
        pub sees: Quantity,
        /// The chance that it is thought to be seen where none of them comes.
        pub false_alarm: Quantity,
    }
}
