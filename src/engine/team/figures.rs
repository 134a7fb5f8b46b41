//! Named figures, read from the tally of one arm.

use crate::montecarlo::ArmReadout;
use crate::queueing::Time;
use crate::world::Tally;

use super::histogram::{BUCKETS, quantile};
use super::layout::{Layout, agent, class, cost, gate, line, model, person};
use super::model::{Draft, Team};

/// A number about lead time, from coming in to being delivered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lead {
    /// The mean.
    Mean,
    /// The time by which this share is delivered.
    Quantile(f64),
}

/// What a figure is. Shares of items are shares of those that came in within the measured stretch and have left; `None` for all classes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Minutes from coming in to being delivered.
    Lead(Lead, Option<usize>),
    /// Items delivered per day.
    Throughput(Option<usize>),
    /// Items delivered wrong, per hundred delivered.
    Escaped(Option<usize>),
    /// Right items that were dropped, per hundred.
    Stopped(Option<usize>),
    /// Items dropped, per hundred.
    Dropped(Option<usize>),
    /// Items delivered late, per hundred delivered.
    Late(Option<usize>),
    /// Times an item is sent back, per item.
    Rework(Option<usize>),
    /// Pieces of work per item.
    Passes(Option<usize>),
    /// Items delivered wrong with one fault on top of another, per hundred delivered.
    Cascades(Option<usize>),
    /// Items still there at the end, per hundred that came in.
    Open(Option<usize>),
    /// Hours of harm, per hundred delivered.
    Harm(Option<usize>),
    /// What wrong items cost when they escape, a day.
    EscapedCost,
    /// What late items cost, a day.
    LateCost,
    /// What right items cost that were stopped, a day.
    StoppedCost,
    /// What harm costs, a day.
    HarmCost,
    /// What agents' work costs, a day.
    WorkCost,
    /// What people's minutes cost, a day.
    PeopleCost,
    /// All costs, a day.
    Cost,
    /// All costs, per right item delivered.
    CostPerGood,
    /// Minutes of people, a day: reviewing, watching, leading, and the work of people who stand among the agents.
    HumanMinutes,
    /// Minutes of a person, a day: reviewing, watching, leading.
    PersonMinutes(usize),
    /// The share of a person's hours that reviewing takes.
    PersonUse(usize),
    /// The share of wrong items a person lets by.
    Missed(usize),
    /// Mean minutes in a line: agents' lines, then pools'.
    Wait(usize),
    /// The share of those who come to a station that have to wait.
    Held(usize),
    /// The mean number in a line.
    InLine(usize),
    /// The share of those who come to a station that give up waiting.
    TimedOut(usize),
    /// The share of an agent's slots that is busy.
    Use(usize),
    /// The share of an agent's work that is wrong by its own fault.
    Wrong(usize),
    /// The share of an agent's work that goes on with nobody asked before.
    Alone(usize),
    /// The share of an agent's work that it does off script.
    Drifted(usize),
    /// Alarms about an agent, a week.
    Alarms(usize),
    /// The share of them that are false.
    FalseAlarms(usize),
    /// The share of an agent's work under the policy it has earned.
    Trusted(usize),
    /// The share that a gate turns down.
    Rejected(usize),
    /// The share of time a model is out.
    Out(usize),
}

/// The figures of a team.
#[derive(Debug, Clone)]
pub struct Figures {
    layout: Layout,
    ids: Vec<String>,
    kinds: Vec<Kind>,
}

impl Figures {
    /// Every figure a team has: of all items, by class, by line, agent, person, gate and model.
    #[must_use]
    pub fn all(team: &Team) -> Self {
        let draft = team.draft();
        let mut figures: Vec<(String, Kind)> = Vec::new();
        of_items(&mut figures, draft);
        let mut add = |id: String, kind| figures.push((id, kind));
        for (id, kind) in [
            ("cost:escaped", Kind::EscapedCost),
            ("cost:late", Kind::LateCost),
            ("cost:stopped", Kind::StoppedCost),
            ("cost:harm", Kind::HarmCost),
            ("cost:work", Kind::WorkCost),
            ("cost:people", Kind::PeopleCost),
            ("cost", Kind::Cost),
            ("cost:good", Kind::CostPerGood),
            ("human:minutes", Kind::HumanMinutes),
        ] {
            add(id.to_owned(), kind);
        }
        for (place, one) in draft.people.iter().enumerate() {
            add(format!("human:minutes:{}", one.name), Kind::PersonMinutes(place));
            add(format!("use:{}", one.name), Kind::PersonUse(place));
            add(format!("missed:{}", one.name), Kind::Missed(place));
        }
        let lines = draft.agents.iter().map(|one| &one.name).chain(draft.pools.iter().map(|one| &one.name));
        for (place, name) in lines.enumerate() {
            add(format!("wait:{name}"), Kind::Wait(place));
            add(format!("held:{name}"), Kind::Held(place));
            add(format!("line:{name}"), Kind::InLine(place));
            add(format!("timed out:{name}"), Kind::TimedOut(place));
        }
        for (place, one) in draft.agents.iter().enumerate() {
            let name = &one.name;
            add(format!("use:{name}"), Kind::Use(place));
            add(format!("wrong:{name}"), Kind::Wrong(place));
            add(format!("alone:{name}"), Kind::Alone(place));
            if one.drift.is_some() {
                add(format!("drifted:{name}"), Kind::Drifted(place));
            }
            if one.detector.is_some() {
                add(format!("alarms:{name}"), Kind::Alarms(place));
                add(format!("false alarms:{name}"), Kind::FalseAlarms(place));
            }
            if one.earned.is_some() {
                add(format!("trusted:{name}"), Kind::Trusted(place));
            }
        }
        for (place, one) in draft.gates.iter().enumerate() {
            add(format!("rejected:{}", one.name), Kind::Rejected(place));
        }
        for (place, one) in draft.models.iter().enumerate().filter(|(_, one)| one.outage.is_some()) {
            add(format!("out:{}", one.name), Kind::Out(place));
        }
        let (ids, kinds) = figures.into_iter().unzip();
        Self { layout: team.layout().clone(), ids, kinds }
    }

    /// A choice of figures.
    #[must_use]
    pub fn chosen(team: &Team, figures: Vec<(String, Kind)>) -> Self {
        let (ids, kinds) = figures.into_iter().unzip();
        Self { layout: team.layout().clone(), ids, kinds }
    }

    /// What each figure is.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The value of a figure; NaN where it has no base.
    #[must_use]
    pub fn value(&self, tally: &Tally, kind: Kind) -> f64 {
        Reader { layout: &self.layout, tally }.value(kind)
    }
}

impl ArmReadout for Figures {
    fn ids(&self) -> &[String] {
        &self.ids
    }

    fn read(&self, tally: &Tally, out: &mut [f64]) {
        for (kind, out) in self.kinds.iter().zip(out) {
            *out = self.value(tally, *kind);
        }
    }
}

/// Figures of items, of all and by class.
fn of_items(figures: &mut Vec<(String, Kind)>, draft: &Draft) {
    let classes = draft.classes.iter().enumerate().map(|(place, one)| (format!(":{}", one.name), Some(place)));
    // One class alone is all there is.
    let by_class = classes.filter(|_| draft.classes.len() > 1);
    for (name, of) in std::iter::once((String::new(), None)).chain(by_class) {
        let each = [
            ("lead:mean", Kind::Lead(Lead::Mean, of)),
            ("lead:median", Kind::Lead(Lead::Quantile(0.5), of)),
            ("lead:95", Kind::Lead(Lead::Quantile(0.95), of)),
            ("throughput", Kind::Throughput(of)),
            ("escaped", Kind::Escaped(of)),
            ("stopped", Kind::Stopped(of)),
            ("dropped", Kind::Dropped(of)),
            ("late", Kind::Late(of)),
            ("rework", Kind::Rework(of)),
            ("passes", Kind::Passes(of)),
            ("cascades", Kind::Cascades(of)),
            ("open", Kind::Open(of)),
            ("harm", Kind::Harm(of)),
        ];
        figures.extend(each.into_iter().map(|(id, kind)| (format!("{id}{name}"), kind)));
    }
}

struct Reader<'a> {
    layout: &'a Layout,
    tally: &'a Tally,
}

impl Reader<'_> {
    fn at(&self, slot: usize) -> f64 {
        self.tally.count(slot)
    }

    fn minutes(&self, slot: usize) -> f64 {
        Time(self.tally.counts[slot]).minutes()
    }

    fn days(&self) -> f64 {
        self.layout.minutes / 1440.0
    }

    /// A count of items of a class, or of all.
    fn items(&self, of: Option<usize>, what: usize) -> f64 {
        let one = |class: usize| self.tally.counts[self.layout.class(class) + what];
        of.map_or_else(|| (0..self.layout.classes).map(one).sum::<u64>(), one) as f64
    }

    fn left(&self, of: Option<usize>) -> f64 {
        self.items(of, class::DELIVERED) + self.items(of, class::DROPPED)
    }

    fn delivered(&self, of: Option<usize>) -> f64 {
        self.items(of, class::DELIVERED)
    }

    fn lead(&self, lead: Lead, of: Option<usize>) -> f64 {
        match lead {
            Lead::Mean => Time(self.items(of, class::LEAD) as u64).minutes() / self.delivered(of),
            Lead::Quantile(share) => {
                let of_class = |class: usize| &self.tally.counts[self.layout.leads(class)..][..BUCKETS];
                match (of, self.layout.classes) {
                    (Some(class), _) => quantile(of_class(class).iter(), share),
                    (None, 1) => quantile(of_class(0).iter(), share),
                    (None, classes) => {
                        let mut all = vec![0; BUCKETS];
                        for class in 0..classes {
                            all.iter_mut().zip(of_class(class)).for_each(|(sum, count)| *sum += count);
                        }
                        quantile(all.iter(), share)
                    }
                }
            }
        }
    }

    fn cost(&self, what: usize) -> f64 {
        (0..self.layout.classes).map(|class| self.tally.sum(self.layout.cost(class) + what)).sum()
    }

    fn whole_cost(&self) -> f64 {
        let stakes: f64 = (0..cost::COUNT).map(|what| self.cost(what)).sum();
        stakes + self.tally.sum(self.layout.work_cost()) + self.tally.sum(self.layout.people_cost())
    }

    fn person_minutes(&self, person: usize) -> f64 {
        let slot = self.layout.person(person);
        self.minutes(slot + person::BUSY) + self.minutes(slot + person::WATCHED) + self.minutes(slot + person::LED)
    }

    fn human_minutes(&self) -> f64 {
        let people: f64 = (0..self.layout.people).map(|person| self.person_minutes(person)).sum();
        let agents = (0..self.layout.agents).filter(|&agent| self.layout.human[agent]);
        people + agents.map(|agent| self.minutes(self.layout.agent(agent) + agent::BUSY)).sum::<f64>()
    }

    fn value(&self, kind: Kind) -> f64 {
        let line_at = |line: usize, what: usize| self.layout.line(line) + what;
        let agent_at = |agent: usize, what: usize| self.at(self.layout.agent(agent) + what);
        let person_at = |person: usize, what: usize| self.at(self.layout.person(person) + what);
        match kind {
            Kind::Lead(lead, of) => self.lead(lead, of),
            Kind::Throughput(of) => self.delivered(of) / self.days(),
            Kind::Escaped(of) => 100.0 * self.items(of, class::ESCAPED) / self.delivered(of),
            Kind::Stopped(of) => 100.0 * self.items(of, class::STOPPED) / self.left(of),
            Kind::Dropped(of) => 100.0 * self.items(of, class::DROPPED) / self.left(of),
            Kind::Late(of) => 100.0 * self.items(of, class::LATE) / self.delivered(of),
            Kind::Rework(of) => self.items(of, class::BACK) / self.left(of),
            Kind::Passes(of) => self.items(of, class::WORKED) / self.left(of),
            Kind::Cascades(of) => 100.0 * self.items(of, class::CASCADES) / self.delivered(of),
            Kind::Open(of) => 100.0 * self.items(of, class::OPEN) / self.items(of, class::ARRIVED),
            Kind::Harm(of) => Time(self.items(of, class::HARM) as u64).minutes() / 60.0 * 100.0 / self.delivered(of),
            Kind::EscapedCost => self.cost(cost::ESCAPED) / self.days(),
            Kind::LateCost => self.cost(cost::LATE) / self.days(),
            Kind::StoppedCost => self.cost(cost::STOPPED) / self.days(),
            Kind::HarmCost => self.cost(cost::HARM) / self.days(),
            Kind::WorkCost => self.tally.sum(self.layout.work_cost()) / self.days(),
            Kind::PeopleCost => self.tally.sum(self.layout.people_cost()) / self.days(),
            Kind::Cost => self.whole_cost() / self.days(),
            Kind::CostPerGood => self.whole_cost() / (self.delivered(None) - self.items(None, class::ESCAPED)),
            Kind::HumanMinutes => self.human_minutes() / self.days(),
            Kind::PersonMinutes(person) => self.person_minutes(person) / self.days(),
            Kind::PersonUse(person) => person_at(person, person::BUSY) / person_at(person, person::THERE),
            Kind::Missed(person) => {
                let missed = person_at(person, person::MISSED);
                missed / (missed + person_at(person, person::SAW))
            }
            Kind::Wait(line) => self.minutes(line_at(line, line::WAIT)) / self.at(line_at(line, line::STARTED)),
            Kind::Held(line) => self.at(line_at(line, line::HELD)) / self.at(line_at(line, line::STARTED)),
            Kind::InLine(line) => self.minutes(line_at(line, line::AREA)) / self.layout.minutes,
            Kind::TimedOut(line) => self.at(line_at(line, line::TIMED_OUT)) / self.at(line_at(line, line::CAME)),
            Kind::Use(agent) => agent_at(agent, agent::BUSY) / agent_at(agent, agent::OFFERED),
            Kind::Wrong(agent) => agent_at(agent, agent::WRONG) / agent_at(agent, agent::WORKED),
            Kind::Alone(agent) => agent_at(agent, agent::ALONE) / agent_at(agent, agent::WORKED),
            Kind::Drifted(agent) => agent_at(agent, agent::DRIFTED) / agent_at(agent, agent::WORKED),
            Kind::Alarms(agent) => agent_at(agent, agent::ALARMS) / self.days() * 7.0,
            Kind::FalseAlarms(agent) => agent_at(agent, agent::FALSE_ALARMS) / agent_at(agent, agent::ALARMS),
            Kind::Trusted(agent) => agent_at(agent, agent::TRUSTED) / agent_at(agent, agent::WORKED),
            Kind::Rejected(place) => {
                let slot = self.layout.gate(place);
                self.at(slot + gate::REJECTED) / self.at(slot + gate::SEEN)
            }
            Kind::Out(place) => self.minutes(self.layout.model(place) + model::OUT) / self.layout.minutes,
        }
    }
}
