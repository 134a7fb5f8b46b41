//! Puts a team together.

use std::collections::BTreeMap;

use crate::input::{Cx, Entries, Name, OneOrMore, Quantity, Span, Spanned};
use crate::team::model::{Bound, Draft, Policy, Pool, Preset, Span as Stretch, Team};
use crate::team::spec::{
    AgentSpec, ArrivalSpec, CostsSpec, Ending, EveryAgentSpec, FlowSpec, GateSpec, Length, ModelSpec, Overload, PersonSpec, PoolSpec,
    RunSpec,
};
use crate::world::{Correlation, Input};

use super::registry::Registry;
use super::{defaults, flow, problems};

/// The tables of a file that describe its team.
#[derive(Debug, Clone, Copy)]
pub struct TeamTables<'t> {
    /// What it is about.
    pub title: &'t str,
    /// The currency of all costs.
    pub currency: &'t str,
    /// What going wrong costs.
    pub costs: &'t Spanned<CostsSpec>,
    /// What is run.
    pub run: Option<&'t RunSpec>,
    /// Who reviews.
    pub people: &'t [PersonSpec],
    /// Who stands in for whom.
    pub pools: &'t [PoolSpec],
    /// What agents run on.
    pub models: &'t [ModelSpec],
    /// What holds for every agent.
    pub every: Option<&'t EveryAgentSpec>,
    /// The agents.
    pub agents: &'t OneOrMore<AgentSpec>,
    /// Named gates.
    pub gates: &'t [GateSpec],
    /// The way of items of any kind.
    pub flow: Option<&'t Spanned<FlowSpec>>,
    /// Ways of kinds of items.
    pub flows: &'t Entries<FlowSpec>,
    /// What comes in.
    pub arrivals: &'t Entries<ArrivalSpec>,
    /// Kinds of failure with their weights.
    pub failures: &'t Entries<Quantity>,
    /// Uncertain inputs that move together.
    pub correlations: &'t [Spanned<Correlation>],
}

/// A team with what is known of it beside.
#[derive(Debug)]
pub struct Built {
    /// The team as given.
    pub team: Team,
    /// For each agent what "in the loop", "on the loop" and "out of the loop" mean for it.
    pub settings: Vec<[Policy; 3]>,
    /// Which of the three each agent is set to; none where the file gives it a policy of its own.
    pub given: Vec<Option<Preset>>,
    /// Whether the file asks for a run in spite of overload.
    pub overload_accepted: bool,
    /// Where each agent is written.
    pub agents_at: Vec<Span>,
    /// Where each person and pool is written, by name.
    pub people_at: BTreeMap<String, Span>,
}

/// What is being built.
pub(super) struct Builder<'t, 'c> {
    pub(super) tables: TeamTables<'t>,
    pub(super) registry: Registry<'c>,
    /// Pools so far: those of the file, then those of single people who are asked.
    pub(super) pools: Vec<Pool>,
}

/// Minutes in a week.
const WEEK: f64 = 10_080.0;

/// Checks the tables against each other and builds the team.
///
/// # Errors
/// `None` with every problem reported to `cx`.
pub fn build(tables: TeamTables<'_>, cx: &mut Cx) -> Option<Built> {
    let before = cx.errors();
    let mut builder = Builder { tables, registry: Registry::new(cx), pools: Vec::new() };
    builder.names();
    let people = builder.people();
    builder.shared_pools();
    let models = builder.models();
    let agents = builder.agents();
    let flow = flow::build(&mut builder);
    let classes = builder.classes(&flow.starts);
    let labels = builder.labels();
    let span = builder.span();
    let mut built = (Vec::new(), Vec::new(), Vec::new());
    for one in agents {
        built.0.push(one.agent);
        built.1.push(one.settings);
        built.2.push(one.given);
    }
    let (agents, settings, given) = built;
    let Builder { mut registry, pools, tables } = builder;
    if registry.unresolved {
        return None;
    }
    let draft = Draft {
        title: tables.title.to_owned(),
        classes,
        models,
        agents,
        people,
        pools,
        gates: flow.gates,
        hand_offs: flow.hand_offs,
        nodes: flow.nodes,
        labels,
        span,
    };
    let correlations: Vec<Correlation> = tables.correlations.iter().map(|group| group.value.clone()).collect();
    let inputs = std::mem::take(&mut registry.inputs);
    let team = match Team::check(draft, inputs, &correlations) {
        Ok(team) => team,
        Err(found) => {
            problems::report(&found, tables.correlations, &mut registry);
            return None;
        }
    };
    if registry.cx.errors() > before {
        return None;
    }
    let people_at = tables.people.iter().map(|one| &one.name).chain(tables.pools.iter().map(|one| &one.name));
    Some(Built {
        team,
        settings,
        given,
        overload_accepted: tables.run.is_some_and(|run| run.overload == Overload::RunAnyway),
        agents_at: tables.agents.iter().map(|agent| agent.name.span).collect(),
        people_at: people_at.map(|name| (name.value.as_str().to_owned(), name.span)).collect(),
    })
}

impl<'t> Builder<'t, '_> {
    /// Every name is there once; one that steps or reviews refer to means one thing only.
    fn names(&mut self) {
        let tables = self.tables;
        let cx = &mut *self.registry.cx;
        let before = cx.errors();
        cx.unique("person", tables.people.iter().map(|one| &one.name));
        cx.unique("pool", tables.pools.iter().map(|one| &one.name));
        cx.unique("model", tables.models.iter().map(|one| &one.name));
        cx.unique("agent", tables.agents.iter().map(|one| &one.name));
        let kinds: [(&str, Vec<&Spanned<Name>>); 4] = [
            ("a person", tables.people.iter().map(|one| &one.name).collect()),
            ("a pool", tables.pools.iter().map(|one| &one.name).collect()),
            ("an agent", tables.agents.iter().map(|one| &one.name).collect()),
            ("a gate", tables.gates.iter().map(|one| &one.name).collect()),
        ];
        for (later, (kind, names)) in kinds.iter().enumerate() {
            for name in names {
                for (other, earlier) in &kinds[..later] {
                    if let Some(first) = earlier.iter().find(|first| first.value == name.value) {
                        cx.error(name.span, format!("`{}` is both {other} and {kind}", name.value))
                            .also(first.span, *other)
                            .help("give one of the two another name");
                    }
                }
            }
        }
        // What a name means is open then, and the team's own check would say it again.
        self.registry.unresolved |= self.registry.cx.errors() > before;
    }

    /// The kinds of failure.
    fn labels(&mut self) -> Vec<(String, Input)> {
        if self.tables.failures.is_empty() {
            return defaults::failures()
                .map(|(label, one)| (label.to_owned(), self.registry.assume(one.name.as_str(), Bound::NotNegative)))
                .collect();
        }
        let tables = self.tables;
        let stated = tables.failures.iter().map(|(name, weight)| {
            let label = name.value.as_str();
            self.registry.place(format!("labels.{label}"), name.span);
            let input = self.registry.number(
                &format!("failures.{label}"),
                (&format!("Weight of failures: {label}"), ""),
                weight,
                Bound::NotNegative,
            );
            (label.to_owned(), input)
        });
        stated.collect()
    }

    /// The stretch that is run.
    fn span(&mut self) -> Stretch {
        let run = self.tables.run;
        let mut length = |stated: Option<&Spanned<Length>>, key: &str, default: f64, least: f64| match stated {
            None => default,
            Some(length) if length.value.0.is_finite() && length.value.0 >= least => length.value.0,
            Some(length) => {
                let words = if least > 0.0 { "at least a minute" } else { "0 or more" };
                self.registry.cx.error(length.span, format!("`run.{key}` must be {words}")).got(format!("{} minutes", length.value.0));
                default
            }
        };
        Stretch {
            warm_up: length(run.and_then(|run| run.warm_up.as_ref()), "warm_up", WEEK, 0.0),
            minutes: length(run.and_then(|run| run.length.as_ref()), "length", 4.0 * WEEK, 1.0),
            drain: run.is_none_or(|run| run.then == Ending::WorkOff),
        }
    }

    /// Finds a name among others; what is not found is reported, and positions are not relied on from there.
    pub(super) fn find<'n>(&mut self, name: &Spanned<Name>, what: &str, among: impl Iterator<Item = &'n str>) -> Option<usize> {
        let among: Vec<&str> = among.collect();
        let found = among.iter().position(|known| *known == name.value.as_str());
        if found.is_none() {
            self.registry.unresolved = true;
            self.registry.cx.unknown(name.span, what, name.value.as_str(), among);
        }
        found
    }

    /// An agent's own table entry, else that of every agent, with the path it is known under.
    pub(super) fn own_or_every<T>(
        &self,
        agent: &'t AgentSpec,
        own: Option<&'t T>,
        every: impl Fn(&'t EveryAgentSpec) -> Option<&'t T>,
    ) -> Option<(&'t T, String)> {
        match own {
            Some(own) => Some((own, format!("agents.{}", agent.name.value))),
            None => self.tables.every.and_then(every).map(|shared| (shared, "every_agent".to_owned())),
        }
    }
}
