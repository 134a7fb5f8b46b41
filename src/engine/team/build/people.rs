//! People, pools and models.

use crate::input::{Name, Spanned};
use crate::team::model::{Bound, Fatigue, Model, Outage, Person, Pool, Reviewer, Vigilance};
use crate::world::Input;

use super::builder::Builder;

impl<'t> Builder<'t, '_> {
    /// Everybody who reviews.
    pub(super) fn people(&mut self) -> Vec<Person> {
        self.tables.people.iter().map(|spec| self.person(spec)).collect()
    }

    fn person(&mut self, spec: &'t crate::team::spec::PersonSpec) -> Person {
        let name = spec.name.value.as_str();
        let path = |key: &str| format!("people.{name}.{key}");
        let registry = &mut self.registry;
        registry.place(format!("people.{name}"), spec.name.span);
        let vigilance = spec.vigilance.as_ref().map(|vigilance| {
            let stated = vigilance.stated();
            let depth = match stated.and_then(|stated| stated.depth.as_ref()) {
                Some(depth) => registry.number(
                    &path("vigilance.depth"),
                    (&format!("{name}: detection lost over a watch"), "share"),
                    depth,
                    Bound::Share,
                ),
                None => registry.assume("vigilance, loss", Bound::Share),
            };
            let complete = match stated.and_then(|stated| stated.complete.as_ref()) {
                Some(complete) => registry.minutes(&path("vigilance.complete"), &format!("{name}: time until it is lost"), complete),
                None => registry.assume("vigilance, course", Bound::Positive),
            };
            Vigilance { depth, complete }
        });
        let fatigue = spec.fatigue.as_ref().map(|fatigue| Fatigue {
            depth: registry.number(
                &path("fatigue.depth"),
                (&format!("{name}: detection lost under load"), "share"),
                &fatigue.depth,
                Bound::Share,
            ),
            at: registry.number(
                &path("fatigue.at"),
                (&format!("{name}: items waiting when it is lost"), "items"),
                &fatigue.at,
                Bound::Positive,
            ),
        });
        let leading = match &spec.leading {
            Some(leading) => registry.number(
                &path("leading"),
                (&format!("{name}: directing and exceptions"), "minutes a day"),
                &leading.0,
                Bound::NotNegative,
            ),
            None => {
                registry.imply(&path("leading"), (&format!("{name}: directing and exceptions"), "minutes a day"), 0.0, Bound::NotNegative)
            }
        };
        let money = format!("{} an hour", self.tables.currency);
        Person {
            name: name.to_owned(),
            hours: spec.hours.week.clone(),
            skill: registry.optional(&path("skill"), (&format!("{name}: skill"), "times"), spec.skill.as_ref(), 1.0, Bound::NotNegative),
            pace: registry.optional(&path("pace"), (&format!("{name}: pace"), "times"), spec.pace.as_ref(), 1.0, Bound::Positive),
            cost_per_hour: registry.optional(
                &path("cost_an_hour"),
                (&format!("{name}: cost of an hour"), &money),
                spec.cost_an_hour.as_ref(),
                0.0,
                Bound::NotNegative,
            ),
            vigilance,
            fatigue,
            leading,
        }
    }

    /// The pools of the file.
    pub(super) fn shared_pools(&mut self) {
        for spec in self.tables.pools {
            let name = spec.name.value.as_str();
            self.registry.place(format!("pools.{name}"), spec.name.span);
            self.registry.cx.unique("member", &spec.people);
            if spec.people.is_empty() {
                self.registry
                    .cx
                    .error(spec.name.span, format!("the pool `{name}` has nobody in it"))
                    .help("name people: `people = [\"...\"]`");
            }
            let people: Vec<usize> = spec.people.iter().filter_map(|person| self.find_person(person)).collect();
            self.pools.push(Pool { name: name.to_owned(), people });
        }
    }

    fn find_person(&mut self, name: &Spanned<Name>) -> Option<usize> {
        let people = self.tables.people;
        self.find(name, "person", people.iter().map(|one| one.name.value.as_str()))
    }

    /// Finds who reviews: a pool, a person, or an agent.
    pub(super) fn reviewer(&mut self, name: &Spanned<Name>) -> Option<Reviewer> {
        let (tables, wanted) = (self.tables, name.value.as_str());
        if let Some(pool) = self.pools.iter().position(|pool| pool.name == wanted) {
            return Some(Reviewer::People(pool));
        }
        if let Some(person) = tables.people.iter().position(|one| one.name.value.as_str() == wanted) {
            self.pools.push(Pool { name: wanted.to_owned(), people: vec![person] });
            return Some(Reviewer::People(self.pools.len() - 1));
        }
        if let Some(agent) = tables.agents.iter().position(|one| one.name.value.as_str() == wanted) {
            return Some(Reviewer::Agent(agent));
        }
        let known = tables
            .people
            .iter()
            .map(|one| &one.name)
            .chain(tables.pools.iter().map(|one| &one.name))
            .chain(tables.agents.iter().map(|one| &one.name));
        self.registry.unresolved = true;
        self.registry.cx.unknown(name.span, "person, pool or agent", wanted, known.map(|name| name.value.as_str()));
        None
    }

    /// Who reviews where nobody is named: the only person there is, or the only pool if everybody is in it.
    pub(super) fn only_reviewer(&mut self) -> Option<Reviewer> {
        let tables = self.tables;
        match (tables.people, tables.pools) {
            ([one], []) => self.reviewer(&one.name),
            (people, [pool])
                if !people.is_empty() && people.iter().all(|one| pool.people.iter().any(|member| member.value == one.name.value)) =>
            {
                self.reviewer(&pool.name)
            }
            _ => None,
        }
    }

    /// What agents run on.
    pub(super) fn models(&mut self) -> Vec<Model> {
        let agents_review = self.agents_review();
        let tables = self.tables;
        let one = |spec: &'t crate::team::spec::ModelSpec| {
            let name = spec.name.value.as_str();
            let registry = &mut self.registry;
            registry.place(format!("models.{name}"), spec.name.span);
            let outage = spec.outages.as_ref().map(|outage| Outage {
                between: registry.minutes(&format!("models.{name}.between"), &format!("{name}: time between outages"), &outage.every),
                lasts: registry.law(&format!("models.{name}.lasts"), &format!("{name}: length of an outage"), &outage.lasts, false),
            });
            let path = format!("models.{name}.blind");
            let blind = match &spec.blind {
                Some(blind) => {
                    registry.number(&path, (&format!("{name}: faults that a reviewer on it cannot see"), "share"), blind, Bound::Share)
                }
                None if agents_review => registry.assume("blind share", Bound::Share),
                None => Input::Fixed(0.0),
            };
            Model { name: name.to_owned(), outage, blind }
        };
        tables.models.iter().map(one).collect()
    }

    /// Whether an agent is named as who looks, anywhere.
    fn agents_review(&self) -> bool {
        let is_agent = |name: &Spanned<Name>| self.tables.agents.iter().any(|agent| agent.name.value == name.value);
        let gates = super::flow::gates(&self.tables);
        let of_gates = gates.iter().flat_map(|gate| [gate.by, gate.escalate_to]).flatten().any(is_agent);
        of_gates || super::policy::named_reviewers(&self.tables).any(is_agent)
    }
}
