//! The courses of a team, month by month.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::montecarlo::RunnerError;
use crate::parallel::{Batching, map_vec};
use crate::random::{At, Purpose, Seed, Streams};
use crate::team::model::Arrivals;
use crate::team::{Figures, Kind, Scratch, Team, TeamEdit};
use crate::treatment::{Change, NumberEdit};
use crate::world::{Arm, Depth, Input, World};

use super::spec::Responses;

/// Draws of what nobody knows, about the team and about what responds.
pub const REPLICATES: u32 = 96;

/// What the seed of a comparison is changed by for its months: never the draws of another part.
pub const MONTHS_SEED: u64 = 0x19e4_7b3a_c05d_f286;

/// The first entity of the draws of the responses: far beyond the numbers of any team.
const RESPONSES: u64 = 1 << 33;

/// The people that are left at least.
const LEAST: f64 = 0.05;

/// What happens to the people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// They stay: augmentation.
    Stay,
    /// They are cut at first, and again for what mistakes cost: automated austerity.
    Cut,
}

/// The courses, in the order in which they are run.
pub const COURSES: [Course; 2] = [Course::Stay, Course::Cut];

impl Course {
    /// What it is called.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Stay => "people stay",
            Self::Cut => "people are cut",
        }
    }
}

/// One month of one course in one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Month {
    /// Items delivered wrong, per hundred delivered.
    pub wrong: f64,
    /// Items delivered late, per hundred delivered.
    pub late: f64,
    /// Items delivered a day.
    pub delivered: f64,
    /// What mistakes cost a day: what escapes with its harm, and right items that are stopped.
    pub mistakes: f64,
    /// What people cost a day before any cut.
    pub people_cost: f64,
    /// The share of agents' work that goes on with nobody asked before.
    pub alone: f64,
    /// People's time that is left, as a share.
    pub people: f64,
    /// Trust that is left.
    pub trust: f64,
    /// What comes in, against the first month.
    pub demand: f64,
    /// What reviewers see, against the first month of those who stay.
    pub eye: f64,
}

/// The courses of a team.
#[derive(Debug, Clone)]
pub struct Months {
    /// What responds.
    pub responses: Responses,
    /// By course as [`COURSES`] lists them, then by draw, then by month.
    pub courses: [Vec<Vec<Month>>; 2],
    /// Draws that could not be run.
    pub failed: usize,
}

/// What goes over from month to month.
#[derive(Debug, Clone, Copy)]
struct State {
    people: f64,
    trust: f64,
    back: f64,
    skill: f64,
}

/// One draw of the responses.
struct Drawn {
    first_cut: f64,
    looks_thin: f64,
    cut_for_mistakes: f64,
    trust_lost: f64,
    trust_regained: f64,
    demand_follows: f64,
    comes_back: f64,
    skill_fades: f64,
    skill_regained: f64,
}

impl Drawn {
    fn at(responses: &Responses, seed: Seed, replicate: u32) -> Self {
        let streams = Streams::new(seed, At { theta: replicate, inner: 0 });
        let uniforms: Vec<f64> =
            (0..responses.unknowns.len()).map(|unknown| streams.draws(Purpose::Theta, RESPONSES + unknown as u64, 0).uniform()).collect();
        let values = responses.unknowns.values(&responses.unknowns.theta(&uniforms));
        let at = |input: Input| input.at(&values);
        Self {
            first_cut: at(responses.first_cut),
            looks_thin: at(responses.looks_thin),
            cut_for_mistakes: at(responses.cut_for_mistakes),
            trust_lost: at(responses.trust_lost),
            trust_regained: at(responses.trust_regained),
            demand_follows: at(responses.demand_follows),
            comes_back: at(responses.comes_back),
            skill_fades: at(responses.skill_fades),
            skill_regained: at(responses.skill_regained),
        }
    }

    fn demand(&self, state: &State) -> f64 {
        (1.0 - self.demand_follows * (1.0 - state.trust) + state.back).max(LEAST)
    }

    fn eye(&self, state: &State) -> f64 {
        state.skill * (1.0 - self.looks_thin * (1.0 - state.people))
    }
}

/// Runs a team, as given, over months. `None` after an interrupt.
///
/// # Errors
/// [`RunnerError`] when no thread starts, or no draw can be run.
///
/// # Determinism
/// Depends on the team, the responses and the seed; never on threads or chunks.
pub fn months(
    team: &Team,
    responses: &Responses,
    seed: Seed,
    batching: Batching,
    interrupt: &AtomicBool,
) -> Result<Option<Months>, RunnerError> {
    let figures = figures(team);
    let one = |replicate: u64, scratch: &mut Scratch| {
        if interrupt.load(Ordering::Relaxed) { None } else { draw(team, responses, &figures, seed, replicate as u32, scratch) }
    };
    let drawn = map_vec(0..u64::from(REPLICATES), batching, || team.scratch(), one)?;
    if interrupt.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let failed = drawn.iter().filter(|one| one.is_none()).count();
    let (stay, cut): (Vec<_>, Vec<_>) = drawn.into_iter().flatten().map(|[stay, cut]| (stay, cut)).unzip();
    if stay.is_empty() {
        return Err(RunnerError::AllFailed { count: failed, first: "nothing is delivered in some month".to_owned() });
    }
    Ok(Some(Months { responses: responses.clone(), courses: [stay, cut], failed }))
}

/// The figures a month is read from.
fn figures(team: &Team) -> Figures {
    let mut kinds = vec![
        ("wrong".to_owned(), Kind::Escaped(None)),
        ("late".to_owned(), Kind::Late(None)),
        ("delivered".to_owned(), Kind::Throughput(None)),
        ("escaped".to_owned(), Kind::EscapedCost),
        ("harm".to_owned(), Kind::HarmCost),
        ("stopped".to_owned(), Kind::StoppedCost),
        ("people".to_owned(), Kind::PeopleCost),
    ];
    let agents = team.draft().agents.iter().enumerate().filter(|(_, agent)| !agent.human);
    kinds.extend(agents.map(|(place, agent)| (format!("alone:{}", agent.name), Kind::Alone(place))));
    Figures::chosen(team, kinds)
}

/// Both courses in one draw; `None` where a month delivers nothing.
fn draw(
    team: &Team,
    responses: &Responses,
    figures: &Figures,
    seed: Seed,
    replicate: u32,
    scratch: &mut Scratch,
) -> Option<[Vec<Month>; 2]> {
    let streams = Streams::new(seed, At { theta: replicate, inner: 0 });
    let uniforms: Vec<f64> = (0..team.unknowns().len()).map(|unknown| streams.draws(Purpose::Theta, unknown as u64, 0).uniform()).collect();
    let theta = team.unknowns().theta(&uniforms);
    let drawn = Drawn::at(responses, seed, replicate);
    let mut stay: Vec<Month> = Vec::new();
    let mut cut: Vec<Month> = Vec::new();
    for course in COURSES {
        let people = if course == Course::Cut { (1.0 - drawn.first_cut).max(LEAST) } else { 1.0 };
        let mut state = State { people, trust: 1.0, back: 0.0, skill: 1.0 };
        for month in 0..responses.count as usize {
            let found = run(team, figures, &theta, &drawn, &state, &streams, scratch)?;
            // What mistakes cost beyond those of the same month with people who stay.
            let usual = if course == Course::Cut { stay[month].mistakes } else { found.mistakes };
            state = next(&drawn, &state, &found, usual);
            if course == Course::Cut { cut.push(found) } else { stay.push(found) }
        }
    }
    Some([stay, cut])
}

/// What a month leaves to the next.
fn next(drawn: &Drawn, state: &State, found: &Month, usual: f64) -> State {
    let wrong = found.wrong / 100.0;
    let beyond = if found.people_cost > 0.0 { (found.mistakes - usual).max(0.0) / found.people_cost } else { 0.0 };
    let trust = state.trust * (1.0 - drawn.trust_lost * wrong) + drawn.trust_regained * (1.0 - state.trust);
    let skill = state.skill * (1.0 - drawn.skill_fades * found.alone) + drawn.skill_regained * (1.0 - found.alone) * (1.0 - state.skill);
    State {
        people: (state.people - drawn.cut_for_mistakes * beyond).clamp(LEAST, 1.0),
        trust: trust.clamp(0.0, 1.0),
        back: drawn.comes_back * wrong * found.demand,
        skill: skill.clamp(0.0, 1.0),
    }
}

/// Runs one month.
fn run(
    team: &Team,
    figures: &Figures,
    theta: &[f64],
    drawn: &Drawn,
    state: &State,
    streams: &Streams,
    scratch: &mut Scratch,
) -> Option<Month> {
    let (demand, eye) = (drawn.demand(state), drawn.eye(state));
    let arms = [Arm { name: String::new(), edits: edits(team, demand, eye), depth: Depth::Full }];
    let plan = team.bind(theta, &arms).ok()?;
    let mut tallies = team.tallies(&arms);
    team.run(&plan, 0, streams, scratch, &mut tallies).ok()?;
    let read: Vec<f64> = figures.kinds().iter().map(|&kind| figures.value(&tallies[0], kind)).collect();
    let [wrong, late, delivered, escaped, harm, stopped, people_cost] = *read.first_chunk()?;
    let alone: Vec<f64> = read[7..].iter().copied().filter(|share| share.is_finite()).collect();
    let alone = if alone.is_empty() { 0.0 } else { crate::num::sum(&alone) / alone.len() as f64 };
    wrong.is_finite().then_some(Month {
        wrong,
        late,
        delivered,
        mistakes: escaped + harm + stopped,
        people_cost,
        alone,
        people: state.people,
        trust: state.trust,
        demand,
        eye,
    })
}

/// The edits that make the team of a month: more or less comes in, and people see more or less.
fn edits(team: &Team, demand: f64, eye: f64) -> Vec<TeamEdit> {
    let mut edits: Vec<TeamEdit> = Vec::new();
    let mut scale = |input: Input, by: f64| {
        if let (Input::Slot(slot), true) = (input, by != 1.0) {
            edits.push(NumberEdit { slot, change: Change::Scale(Input::Fixed(by)) }.into());
        }
    };
    for class in &team.draft().classes {
        match class.arrivals {
            Arrivals::Poisson { per_day, .. } => scale(per_day, demand),
            Arrivals::Clock { batch, .. } => scale(batch, demand),
            Arrivals::Every { minutes, .. } => scale(minutes, 1.0 / demand),
            Arrivals::Trace { .. } => {}
        }
    }
    for person in &team.draft().people {
        scale(person.skill, eye);
    }
    edits
}
