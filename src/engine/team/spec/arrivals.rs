//! What comes in, what it costs when it goes wrong, what may be spent, and what is run.

use crate::input::{DataFile, Entries, Name, Quantity, Spanned};
use crate::{choice, record};

use super::minutes::{Length, Minutes};
use super::week::{ClockTimes, Hours};

choice! {
    /// The place in waiting lines.
    pub enum Urgency {
        /// Before all others.
        Urgent = "urgent",
        /// In between.
        Normal = "normal",
        /// After all others.
        Low = "low",
    }
}

record! {
    /// When items of a kind come in: exactly one of `per_day`, `every`, `at` and `trace`.
    pub struct ArrivalSpec {
        /// At random: how many on a day on average.
        pub per_day: Option<Quantity>,
        /// The hours in which they come, with `per_day`; at any hour of any day where it is not said.
        pub hours: Option<Hours>,
        /// One after the other at even distances: the time in between.
        pub every: Option<Minutes>,
        /// The time to the first, with `every`; none where it is not said.
        pub first: Option<Minutes>,
        /// At clock times of the week, such as "Mon-Fri 08:30".
        pub at: Option<ClockTimes>,
        /// How many come at once, with `at`; 1 where it is not said.
        pub batch: Option<Quantity>,
        /// As recorded: a CSV file whose column `minutes` holds the minutes from the start of a week, Monday 00:00, in order.
        pub trace: Option<DataFile>,
        /// The column of the trace; `minutes` where it is not said.
        pub column: Option<Spanned<Name>>,
        /// The time from coming in after which an item is late; never where it is not said.
        pub due: Option<Minutes>,
        /// The place in waiting lines.
        pub priority: Urgency = Urgency::Normal,
    }
}

record! {
    /// What going wrong costs for one kind of item; what is not said here is as for all.
    pub struct ClassCostsSpec {
        /// A wrong item that is delivered.
        pub wrong: Option<Quantity>,
        /// An item that is delivered late.
        pub late: Option<Quantity>,
        /// A right item that is not delivered.
        pub stopped: Option<Quantity>,
        /// An hour in which a wrong item that was delivered does harm.
        pub harm_an_hour: Option<Quantity>,
        /// The mean time until the world finds a wrong item by itself.
        pub found_after: Option<Minutes>,
        /// Whether finding a wrong item ends its harm.
        pub reversible: Option<bool>,
    }
}

record! {
    /// What it costs when an item goes wrong. These numbers are yours: nobody else can know them, so none has a default.
    pub struct CostsSpec {
        /// A wrong item that is delivered.
        pub wrong: Option<Quantity>,
        /// An item that is delivered late.
        pub late: Option<Quantity>,
        /// A right item that is not delivered.
        pub stopped: Option<Quantity>,
        /// An hour in which a wrong item that was delivered does harm.
        pub harm_an_hour: Option<Quantity>,
        /// The mean time until the world finds a wrong item by itself.
        pub found_after: Option<Minutes>,
        /// Whether finding a wrong item in an audit ends its harm; what cannot be undone harms until the world finds it.
        pub reversible: Option<bool>,
        /// Where a kind of item differs.
        pub by_class: Entries<ClassCostsSpec>,
    }
}

record! {
    /// What may be spent: the recommendation keeps within all of these.
    pub struct LimitsSpec {
        /// Minutes of people's time a day, over all of them.
        pub human_minutes_a_day: Option<Spanned<f64>>,
        /// The cost of wrong items that are delivered, a week.
        pub escaped_cost_a_week: Option<Spanned<f64>>,
        /// The mean time from coming in to delivery.
        pub lead_time: Option<Spanned<Length>>,
    }
}

choice! {
    /// What happens to items that are still there at the end.
    pub enum Ending {
        /// They are worked off.
        WorkOff = "work off",
        /// The run stops, and they count as open.
        Stop = "stop",
    }
}

choice! {
    /// What happens when more comes in than can be done.
    pub enum Overload {
        /// The file is refused.
        Refuse = "refuse",
        /// It is run over its length all the same; waiting lines grow to the end of it.
        RunAnyway = "run anyway",
    }
}

record! {
    /// The stretch of time that is run, from a Monday at 00:00.
    pub struct RunSpec {
        /// Run first and not counted, so that lines are as full as they usually are; "1 week" where it is not said.
        pub warm_up: Option<Spanned<Length>>,
        /// The time in which items come in and are counted; "4 weeks" where it is not said.
        pub length: Option<Spanned<Length>>,
        /// What happens to items that are still there at the end.
        pub then: Ending = Ending::WorkOff,
        /// What happens when more comes in than can be done.
        pub overload: Overload = Overload::Refuse,
    }
}
