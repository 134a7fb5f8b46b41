//! What a run counted, by name: items, lines, and where faults came from and went.

use crate::queueing::Time;
use crate::world::Tally;

use super::layout::{class, label, line, origin};
use super::model::Team;

/// What became of the items that came in within the measured stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Items {
    /// Came in.
    pub arrived: u64,
    /// Were delivered.
    pub delivered: u64,
    /// Were dropped.
    pub dropped: u64,
    /// Are still there.
    pub open: u64,
    /// Were delivered wrong.
    pub escaped: u64,
    /// Were dropped though right.
    pub stopped: u64,
    /// Were dropped and wrong.
    pub caught: u64,
    /// Were dropped because a line was full.
    pub turned_away: u64,
    /// Were delivered wrong and found by an audit later.
    pub found: u64,
    /// Pieces of work on them.
    pub worked: u64,
    /// Times they were sent back.
    pub back: u64,
}

/// What happened in a line within the measured stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InLine {
    /// Came to the station.
    pub came: u64,
    /// Of those, started.
    pub started: u64,
    /// Of those, gave up.
    pub timed_out: u64,
    /// The number in line over time, in ticks: kept up at each change of the number.
    pub area: u64,
    /// The time each one spent in line, in ticks: added up when it leaves. The same as the area, by Little's law.
    pub spent: u64,
    /// Came, by hour of the day; of pools only.
    pub by_hour: [u64; 24],
}

/// Where a fault comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An agent.
    Agent(usize),
    /// A hand-off.
    HandOff(usize),
}

/// A place where somebody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// A gate of the flow.
    Gate(usize),
    /// The policy of an agent: approval, veto window, audit.
    Policy(usize),
}

/// What a place where somebody looks does to a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// It lets it by.
    LetBy,
    /// It turns it down before it goes on.
    Caught,
    /// It finds it afterwards.
    Found,
}

/// How often faults of one origin met one place in one way; of items that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultFlow {
    /// Where they come from.
    pub origin: Origin,
    /// Where somebody looked.
    pub point: Point,
    /// What that did.
    pub passed: Passed,
    /// How often.
    pub count: u64,
}

/// Faults of one origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OriginCount {
    /// Where they come from.
    pub origin: Origin,
    /// Made a right item wrong.
    pub born: u64,
    /// Came on top of another.
    pub amplified: u64,
    /// Were delivered.
    pub escaped: u64,
    /// Were dropped with their item.
    pub dropped: u64,
}

/// Faults of one kind of failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelCount {
    /// The kind.
    pub label: String,
    /// Made a right item wrong.
    pub born: u64,
    /// Were delivered.
    pub escaped: u64,
}

impl Team {
    fn origin(&self, place: usize) -> Origin {
        let agents = self.draft.agents.len();
        if place < agents { Origin::Agent(place) } else { Origin::HandOff(place - agents) }
    }

    /// What became of the items of a class.
    #[must_use]
    pub fn items(&self, tally: &Tally, class: usize) -> Items {
        let at = |what: usize| tally.counts[self.layout.class(class) + what];
        Items {
            arrived: at(class::ARRIVED),
            delivered: at(class::DELIVERED),
            dropped: at(class::DROPPED),
            open: at(class::OPEN),
            escaped: at(class::ESCAPED),
            stopped: at(class::STOPPED),
            caught: at(class::CAUGHT),
            turned_away: at(class::TURNED_AWAY),
            found: at(class::FOUND),
            worked: at(class::WORKED),
            back: at(class::BACK),
        }
    }

    /// What happened in a line: agents' lines first, then pools'.
    #[must_use]
    pub fn in_line(&self, tally: &Tally, line: usize) -> InLine {
        let at = |what: usize| tally.counts[self.layout.line(line) + what];
        InLine {
            came: at(line::CAME),
            started: at(line::STARTED),
            timed_out: at(line::TIMED_OUT),
            area: at(line::AREA),
            spent: at(line::SPENT),
            by_hour: std::array::from_fn(|hour| at(line::BY_HOUR + hour)),
        }
    }

    /// The minutes of a person, reviewing.
    #[must_use]
    pub fn reviewing(&self, tally: &Tally, person: usize) -> f64 {
        Time(tally.counts[self.layout.person(person) + super::layout::person::BUSY]).minutes()
    }

    /// The minutes of a person, reviewing, by hour of the day.
    #[must_use]
    pub fn reviewing_by_hour(&self, tally: &Tally, person: usize) -> [f64; 24] {
        let slot = self.layout.person(person) + super::layout::person::BY_HOUR;
        std::array::from_fn(|hour| Time(tally.counts[slot + hour]).minutes())
    }

    /// Events of the run, warm-up included: items that came in, and pieces of work and reviews that ended.
    #[must_use]
    pub fn events(&self, tally: &Tally) -> u64 {
        tally.counts[super::layout::EVENTS]
    }

    /// Where faults were looked at, and what that did, as far as it happened.
    #[must_use]
    pub fn fault_flows(&self, tally: &Tally) -> Vec<FaultFlow> {
        let mut all = Vec::new();
        for place in 0..self.layout.origins {
            for point in 0..self.layout.points() {
                for passed in [Passed::LetBy, Passed::Caught, Passed::Found] {
                    let count = tally.counts[self.layout.flow(place, point, passed)];
                    if count > 0 {
                        let gates = self.layout.gates;
                        let point = if point < gates { Point::Gate(point) } else { Point::Policy(point - gates) };
                        all.push(FaultFlow { origin: self.origin(place), point, passed, count });
                    }
                }
            }
        }
        all
    }

    /// Faults by origin: agents, then hand-offs.
    #[must_use]
    pub fn origins(&self, tally: &Tally) -> Vec<OriginCount> {
        let one = |place: usize| {
            let at = |what: usize| tally.counts[self.layout.origin(place) + what];
            OriginCount {
                origin: self.origin(place),
                born: at(origin::BORN),
                amplified: at(origin::AMPLIFIED),
                escaped: at(origin::ESCAPED),
                dropped: at(origin::DROPPED),
            }
        };
        (0..self.layout.origins).map(one).collect()
    }

    /// Faults by kind of failure.
    #[must_use]
    pub fn labels(&self, tally: &Tally) -> Vec<LabelCount> {
        let one = |(place, name): (usize, &String)| {
            let at = |what: usize| tally.counts[self.layout.label(place) + what];
            LabelCount { label: name.clone(), born: at(label::BORN), escaped: at(label::ESCAPED) }
        };
        self.layout.labels().iter().enumerate().map(one).collect()
    }
}
