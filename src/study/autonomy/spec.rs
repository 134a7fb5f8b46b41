//! The team file.

use crate::input::{Entries, OneOrMore, Quantity, Spanned, Text};
use crate::record;
use crate::study::import::OriginSpec;
use crate::study::months::MonthsSpec;
use crate::study::validate::CorrelatedSpec;
use crate::team::spec::{
    AgentSpec, ArrivalSpec, CostsSpec, EveryAgentSpec, FlowSpec, GateSpec, LimitsSpec, ModelSpec, PersonSpec, PoolSpec, RunSpec,
};

record! {
    /// A team of agents: who does what in which order, who looks, what comes in, and what it costs when it goes wrong.
    pub struct TeamSpec {
        /// The title of the report.
        pub title: Text,
        /// The question that the report answers.
        pub question: Text,
        /// The currency of all costs, such as "USD".
        pub currency: Text,
        /// What it costs when an item goes wrong. These numbers are yours; there are no defaults.
        pub costs: Spanned<CostsSpec>,
        /// What may be spent: the recommendation keeps within all of these.
        pub limits: Option<LimitsSpec>,
        /// The stretch of time that is run; four weeks after one to warm up where it is not said.
        pub run: Option<RunSpec>,
        /// Who reviews.
        pub people: Vec<PersonSpec>,
        /// People who stand in for each other.
        pub pools: Vec<PoolSpec>,
        /// What agents run on, where several share it.
        pub models: Vec<ModelSpec>,
        /// What holds for every agent that does not say otherwise.
        pub every_agent: Option<EveryAgentSpec>,
        /// The agents.
        pub agents: OneOrMore<AgentSpec>,
        /// Named gates, that stand in the flow where their names do.
        pub gates: Vec<GateSpec>,
        /// The way of items; of all that have none of their own under `[flows]`.
        pub flow: Option<Spanned<FlowSpec>>,
        /// Ways of kinds of items, under their names.
        pub flows: Entries<FlowSpec>,
        /// What comes in: kinds of items with when they come, under their names.
        pub arrivals: Entries<ArrivalSpec>,
        /// Kinds of failure with their weights; those found in published traces where there are none.
        pub failures: Entries<Quantity>,
        /// What responds from month to month, where the team is followed over months.
        pub months: Option<MonthsSpec>,
        /// Uncertain inputs that move together.
        pub correlated: Vec<CorrelatedSpec>,
        /// What this file was made from, as `foretaste import` writes it.
        pub origin: Option<OriginSpec>,
    }
}
