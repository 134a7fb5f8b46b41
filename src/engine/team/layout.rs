//! Where each count of a run stands in the tally.

use super::counts::Passed;
use super::histogram::BUCKETS;
use super::model::Draft;

/// Counts of a class; items that came in after the warm-up and before the end.
pub(super) mod class {
    pub(in crate::team) const ARRIVED: usize = 0;
    pub(in crate::team) const DELIVERED: usize = 1;
    pub(in crate::team) const DROPPED: usize = 2;
    pub(in crate::team) const OPEN: usize = 3;
    /// Delivered though wrong.
    pub(in crate::team) const ESCAPED: usize = 4;
    pub(in crate::team) const LATE: usize = 5;
    /// Right, and dropped.
    pub(in crate::team) const STOPPED: usize = 6;
    /// Wrong, and dropped.
    pub(in crate::team) const CAUGHT: usize = 7;
    /// Dropped because a line was full.
    pub(in crate::team) const TURNED_AWAY: usize = 8;
    /// From coming in to being delivered, in ticks.
    pub(in crate::team) const LEAD: usize = 9;
    /// Pieces of work.
    pub(in crate::team) const WORKED: usize = 10;
    /// Times an item was sent back.
    pub(in crate::team) const BACK: usize = 11;
    /// Harm done, in ticks of item time.
    pub(in crate::team) const HARM: usize = 12;
    /// Delivered wrong, with a fault on top of another.
    pub(in crate::team) const CASCADES: usize = 13;
    /// Wrong and delivered, then found by an audit.
    pub(in crate::team) const FOUND: usize = 14;
    pub(in crate::team) const COUNT: usize = 15;
}

/// Counts of a line: agents' lines first, then pools'. Those of all items, within the stretch that is measured.
pub(super) mod line {
    /// Came to the station.
    pub(in crate::team) const CAME: usize = 0;
    /// Started, of those that came.
    pub(in crate::team) const STARTED: usize = 1;
    /// Their waits, in ticks.
    pub(in crate::team) const WAIT: usize = 2;
    /// Those of them that had to wait.
    pub(in crate::team) const HELD: usize = 3;
    /// Left because nobody came in time.
    pub(in crate::team) const TIMED_OUT: usize = 4;
    /// The number in line times ticks, kept up at each change of the number.
    pub(in crate::team) const AREA: usize = 5;
    /// The time each one spent in line, added up when it leaves: the same, by Little's law.
    pub(in crate::team) const SPENT: usize = 6;
    /// Came, by hour of the day.
    pub(in crate::team) const BY_HOUR: usize = 7;
    pub(in crate::team) const COUNT: usize = 7 + 24;
}

/// Counts of an agent, within the stretch that is measured.
pub(super) mod agent {
    pub(in crate::team) const WORKED: usize = 0;
    /// Busy slots times ticks, reviews for others included.
    pub(in crate::team) const BUSY: usize = 1;
    /// Work that came out wrong by its own fault.
    pub(in crate::team) const WRONG: usize = 2;
    /// Times it went off script.
    pub(in crate::team) const DRIFTS: usize = 3;
    /// Pieces of work while off script.
    pub(in crate::team) const DRIFTED: usize = 4;
    /// Times it was corrected.
    pub(in crate::team) const CORRECTED: usize = 5;
    pub(in crate::team) const ALARMS: usize = 6;
    /// Alarms while it was on script.
    pub(in crate::team) const FALSE_ALARMS: usize = 7;
    /// Work turned down by its policy before it went on.
    pub(in crate::team) const REJECTED: usize = 8;
    /// Work approved before it went on.
    pub(in crate::team) const APPROVED: usize = 9;
    /// Work that went on with nobody asked before.
    pub(in crate::team) const ALONE: usize = 10;
    pub(in crate::team) const AUDITED: usize = 11;
    pub(in crate::team) const PROMOTED: usize = 12;
    pub(in crate::team) const DEMOTED: usize = 13;
    /// Pieces of work under the earned policy.
    pub(in crate::team) const TRUSTED: usize = 14;
    /// Slots times ticks, for the utilisation.
    pub(in crate::team) const OFFERED: usize = 15;
    pub(in crate::team) const COUNT: usize = 16;
}

/// Counts of a person, within the stretch that is measured.
pub(super) mod person {
    /// Reviewing, in ticks.
    pub(in crate::team) const BUSY: usize = 0;
    pub(in crate::team) const REVIEWS: usize = 1;
    /// Saw what was wrong.
    pub(in crate::team) const SAW: usize = 2;
    /// Let by what was wrong.
    pub(in crate::team) const MISSED: usize = 3;
    /// Turned down what was right.
    pub(in crate::team) const MISTAKEN: usize = 4;
    /// Hours there, in ticks.
    pub(in crate::team) const THERE: usize = 5;
    /// Looks within veto windows, in ticks.
    pub(in crate::team) const WATCHED: usize = 6;
    /// Leading, in ticks.
    pub(in crate::team) const LED: usize = 7;
    /// Reviewing, in ticks, by hour of the day.
    pub(in crate::team) const BY_HOUR: usize = 8;
    pub(in crate::team) const COUNT: usize = 8 + 24;
}

/// Counts of a gate, of items that count.
pub(super) mod gate {
    pub(in crate::team) const SEEN: usize = 0;
    pub(in crate::team) const REJECTED: usize = 1;
    /// Right, and turned down.
    pub(in crate::team) const MISTAKEN: usize = 2;
    pub(in crate::team) const TIMED_OUT: usize = 3;
    pub(in crate::team) const COUNT: usize = 4;
}

/// Counts of a model.
pub(super) mod model {
    pub(in crate::team) const OUTAGES: usize = 0;
    pub(in crate::team) const OUT: usize = 1;
    pub(in crate::team) const COUNT: usize = 2;
}

/// Counts of where faults come from.
pub(super) mod origin {
    pub(in crate::team) const BORN: usize = 0;
    pub(in crate::team) const ESCAPED: usize = 1;
    pub(in crate::team) const DROPPED: usize = 2;
    /// Hit on top of one that was there.
    pub(in crate::team) const AMPLIFIED: usize = 3;
    pub(in crate::team) const COUNT: usize = 4;
}

/// Counts of a kind of failure.
pub(super) mod label {
    pub(in crate::team) const BORN: usize = 0;
    pub(in crate::team) const ESCAPED: usize = 1;
    pub(in crate::team) const COUNT: usize = 2;
}

/// The layout of the tally of one arm; the same for all arms of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Numbers of records.
    pub(super) classes: usize,
    pub(super) agents: usize,
    pub(super) people: usize,
    pub(super) pools: usize,
    pub(super) gates: usize,
    pub(super) models: usize,
    pub(super) origins: usize,
    /// The kinds of failure: those of the team, then going off script, then a hand-off.
    pub(super) labels: Vec<String>,
    /// Minutes that are measured.
    pub(super) minutes: f64,
    /// Which agents are people.
    pub(super) human: Vec<bool>,
    bases: Bases,
}

/// Where the counts of each kind of record start.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Bases {
    line: usize,
    agent: usize,
    person: usize,
    gate: usize,
    model: usize,
    origin: usize,
    label: usize,
    flow: usize,
}

/// What the runs' own slots hold.
pub(super) const EVENTS: usize = 0;
const RUN: usize = 1;

/// The sums of a class.
pub(super) mod cost {
    pub(in crate::team) const ESCAPED: usize = 0;
    pub(in crate::team) const LATE: usize = 1;
    pub(in crate::team) const STOPPED: usize = 2;
    pub(in crate::team) const HARM: usize = 3;
    pub(in crate::team) const COUNT: usize = 4;
}

impl Layout {
    pub(super) fn new(draft: &Draft) -> Self {
        let mut labels: Vec<String> = draft.labels.iter().map(|(name, _)| name.clone()).collect();
        if labels.is_empty() {
            labels.push("wrong work".to_owned());
        }
        labels.extend(["drift".to_owned(), "bad context".to_owned()]);
        let mut layout = Self {
            classes: draft.classes.len(),
            agents: draft.agents.len(),
            people: draft.people.len(),
            pools: draft.pools.len(),
            gates: draft.gates.len(),
            models: draft.models.len(),
            origins: draft.agents.len() + draft.hand_offs.len(),
            labels,
            minutes: draft.span.minutes,
            human: draft.agents.iter().map(|agent| agent.human).collect(),
            bases: Bases::default(),
        };
        // Each kind starts where the one before it ends.
        layout.bases.line = layout.class(layout.classes);
        layout.bases.agent = layout.line(layout.lines());
        layout.bases.person = layout.agent(layout.agents);
        layout.bases.gate = layout.person(layout.people);
        layout.bases.model = layout.gate(layout.gates);
        layout.bases.origin = layout.model(layout.models);
        layout.bases.label = layout.origin(layout.origins);
        layout.bases.flow = layout.label(layout.labels.len());
        layout
    }

    /// The lines: agents', then pools'.
    pub(super) fn lines(&self) -> usize {
        self.agents + self.pools
    }

    #[inline]
    pub(super) fn class(&self, class: usize) -> usize {
        RUN + class * (class::COUNT + BUCKETS)
    }

    /// The buckets of lead times of a class.
    #[inline]
    pub(super) fn leads(&self, class: usize) -> usize {
        self.class(class) + class::COUNT
    }

    #[inline]
    pub(super) fn line(&self, line: usize) -> usize {
        self.bases.line + line * line::COUNT
    }

    #[inline]
    pub(super) fn agent(&self, agent: usize) -> usize {
        self.bases.agent + agent * agent::COUNT
    }

    #[inline]
    pub(super) fn person(&self, person: usize) -> usize {
        self.bases.person + person * person::COUNT
    }

    #[inline]
    pub(super) fn gate(&self, gate: usize) -> usize {
        self.bases.gate + gate * gate::COUNT
    }

    #[inline]
    pub(super) fn model(&self, model: usize) -> usize {
        self.bases.model + model * model::COUNT
    }

    #[inline]
    pub(super) fn origin(&self, origin: usize) -> usize {
        self.bases.origin + origin * origin::COUNT
    }

    #[inline]
    pub(super) fn label(&self, label: usize) -> usize {
        self.bases.label + label * label::COUNT
    }

    /// Places where somebody looks: gates, then the policies of agents.
    #[inline]
    pub(super) fn points(&self) -> usize {
        self.gates + self.agents
    }

    #[inline]
    pub(super) fn flow(&self, origin: usize, point: usize, passed: Passed) -> usize {
        self.bases.flow + (origin * self.points() + point) * 3 + passed as usize
    }

    /// The number of counts.
    pub(super) fn counts(&self) -> usize {
        self.flow(self.origins, 0, Passed::LetBy)
    }

    pub(super) fn cost(&self, class: usize) -> usize {
        class * cost::COUNT
    }

    /// What agents' work costs.
    pub(super) fn work_cost(&self) -> usize {
        self.classes * cost::COUNT
    }

    /// What people's minutes cost.
    pub(super) fn people_cost(&self) -> usize {
        self.work_cost() + 1
    }

    /// The number of sums.
    pub(super) fn sums(&self) -> usize {
        self.people_cost() + 1
    }

    /// The kinds of failure, in the order in which they are counted.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }
}
