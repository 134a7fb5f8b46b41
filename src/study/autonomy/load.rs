//! Reads a team file and everything it names, and checks it all before anything runs.

use std::path::{Path, PathBuf};

use crate::input::{Cx, DataFile, Problems, Read, Span, Spanned};
use crate::study::months::Responses;
use crate::study::validate::{correlations, files};
use crate::team::build::{Built, TeamTables, build};
use crate::team::model::{Draft, NodeKind, Policy, Preset, Review, Reviewer, Then};
use crate::team::spec::Length;
use crate::team::{Load, Team, TeamEdit, TeamMove, loads};

use super::spec::TeamSpec;

/// What the recommendation keeps within.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// Minutes of people's time a day, over all of them.
    pub human_minutes_a_day: Option<f64>,
    /// The cost of wrong items that are delivered, a week.
    pub escaped_cost_a_week: Option<f64>,
    /// The mean time from coming in to delivery \[minutes\].
    pub lead_time: Option<f64>,
}

/// How much of their time everybody would need, with every uncertain number at its median.
#[derive(Debug, Clone, PartialEq)]
pub struct Loads {
    /// As the file has it.
    pub given: Vec<Load>,
    /// With every agent in, on, out of the loop.
    pub uniform: [Vec<Load>; 3],
}

/// A checked team, ready to be compared.
#[derive(Debug)]
pub struct TeamStudy {
    /// The file as written.
    pub spec: TeamSpec,
    /// The team as given.
    pub team: Team,
    /// For each agent what "in the loop", "on the loop" and "out of the loop" mean for it, as [`Preset::ALL`] lists them.
    pub settings: Vec<[Policy; 3]>,
    /// Which of the three each agent is set to; none where the file gives it a policy of its own.
    pub given: Vec<Option<Preset>>,
    /// The agents that do steps of the flow themselves. To the others, who only look at work, no place in the loop applies.
    pub acting: Vec<usize>,
    /// What the recommendation keeps within.
    pub limits: Limits,
    /// What responds from month to month, where the file says so.
    pub months: Option<Responses>,
    /// How much of their time everybody would need.
    pub loads: Loads,
    /// The currency of all costs.
    pub currency: String,
    /// The text of the file, and the folder it lies in.
    pub text: (String, PathBuf),
    /// Every file that was read, with the name it was given, for hashing.
    pub files: Vec<(String, PathBuf)>,
    /// Remarks that do not stop the run.
    pub remarks: Option<Problems>,
}

impl TeamStudy {
    /// The edits that set every agent alike.
    #[must_use]
    pub fn all(&self, preset: Preset) -> Vec<TeamEdit> {
        uniform(&self.settings, preset)
    }

    /// The edit that sets one agent.
    #[must_use]
    pub fn set(&self, agent: usize, preset: Preset) -> TeamEdit {
        set(&self.settings, agent, preset)
    }
}

fn set(settings: &[[Policy; 3]], agent: usize, preset: Preset) -> TeamEdit {
    TeamEdit::Structure(TeamMove::Autonomy { agent, policy: Box::new(settings[agent][preset as usize].clone()) })
}

fn uniform(settings: &[[Policy; 3]], preset: Preset) -> Vec<TeamEdit> {
    (0..settings.len()).map(|agent| set(settings, agent, preset)).collect()
}

/// Reads a team. No file outside `root` is touched.
///
/// # Errors
/// Every problem of the file and of what it names at once.
///
/// # Determinism
/// Depends on the files alone.
pub fn load(path: &Path, root: &Path) -> Result<TeamStudy, Problems> {
    let mut cx = Cx::new();
    let read = cx.load_toml(path, root);
    let folder = path.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned)).unwrap_or_default();
    let study =
        read.and_then(|document| TeamSpec::read(document.node(), &mut cx)).and_then(|spec| checked(spec, folder, Settings::All, &mut cx));
    let files = files(&cx);
    let (mut study, remarks): (TeamStudy, Problems) = cx.finish(study)?;
    study.files = files;
    study.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(study)
}

/// Reads a team from text that lies in no file.
///
/// # Errors
/// As [`load`]; the text can name no files.
pub fn read(name: &str, text: &str) -> Result<TeamStudy, Problems> {
    let mut cx = Cx::new();
    let study = cx.parse::<TeamSpec>(name, text).and_then(|spec| checked(spec, PathBuf::new(), Settings::All, &mut cx));
    let (mut study, remarks): (TeamStudy, Problems) = cx.finish(study)?;
    study.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(study)
}

/// Reads a team that another file names; what is wrong with it is reported to `cx`. It is looked at as given only.
pub(in crate::study) fn follow(file: &DataFile, cx: &mut Cx) -> Option<TeamStudy> {
    let document = cx.follow_toml(file)?;
    let spec = TeamSpec::read(document.node(), cx)?;
    checked(spec, file.path.parent().map(Path::to_owned).unwrap_or_default(), Settings::AsGiven, cx)
}

/// Which settings must be able to do their work, or are remarked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settings {
    AsGiven,
    All,
}

fn checked(spec: TeamSpec, folder: PathBuf, settings: Settings, cx: &mut Cx) -> Option<TeamStudy> {
    let correlations = correlations(&spec.correlated, cx);
    let limits = limits(&spec, cx);
    let built = build(
        TeamTables {
            title: spec.title.as_str(),
            currency: spec.currency.as_str(),
            costs: &spec.costs,
            run: spec.run.as_ref(),
            people: &spec.people,
            pools: &spec.pools,
            models: &spec.models,
            every: spec.every_agent.as_ref(),
            agents: &spec.agents,
            gates: &spec.gates,
            flow: spec.flow.as_ref(),
            flows: &spec.flows,
            arrivals: &spec.arrivals,
            failures: &spec.failures,
            correlations: &correlations,
        },
        cx,
    )?;
    let loads = stability(&built, settings, cx)?;
    let months = match &spec.months {
        None => None,
        Some(months) => Some(Responses::read(months, &built.team, cx)?),
    };
    let Built { team, settings, given, .. } = built;
    let acting = acting(&team);
    let text = cx.sources().first().map_or_else(String::new, |source| source.text().to_owned());
    let currency = spec.currency.as_str().to_owned();
    let (text, files, remarks) = ((text, folder), Vec::new(), None);
    Some(TeamStudy { team, settings, given, acting, limits, months, loads, currency, text, files, remarks, spec })
}

fn acting(team: &Team) -> Vec<usize> {
    let draft = team.draft();
    let acts = |place: usize| draft.nodes.iter().any(|node| matches!(node.kind, NodeKind::Work { agent, .. } if agent == place));
    (0..draft.agents.len()).filter(|&place| acts(place)).collect()
}

fn limits(spec: &TeamSpec, cx: &mut Cx) -> Limits {
    let Some(stated) = &spec.limits else { return Limits::default() };
    let mut sound = |key: &str, number: Option<Spanned<f64>>| {
        let number = number?;
        if !(number.value.is_finite() && number.value >= 0.0) {
            cx.error(number.span, format!("`limits.{key}` must be 0 or more")).got(number.value);
        }
        Some(number.value)
    };
    Limits {
        human_minutes_a_day: sound("human_minutes_a_day", stated.human_minutes_a_day),
        escaped_cost_a_week: sound("escaped_cost_a_week", stated.escaped_cost_a_week),
        lead_time: sound("lead_time", stated.lead_time.map(|length| length.map(|Length(minutes)| minutes))),
    }
}

/// Finds who would have more to do than they can, before anything runs.
fn stability(built: &Built, settings: Settings, cx: &mut Cx) -> Option<Loads> {
    let mut of = |edits: &[TeamEdit]| {
        loads(&built.team, edits).map_err(|error| cx.error(None, format!("the loads cannot be worked out: {error}"))).ok()
    };
    let given = of(&[])?;
    let [all_in, all_on, all_out] = Preset::ALL.map(|preset| of(&uniform(&built.settings, preset)));
    let all = Loads { given, uniform: [all_in?, all_on?, all_out?] };
    let agents = built.team.draft().agents.len();
    for (place, load) in all.given.iter().enumerate().filter(|(_, load)| load.share >= 1.0) {
        overloaded(built, load, (place < agents).then_some(place), place.checked_sub(agents), cx);
    }
    for (preset, loads) in Preset::ALL.into_iter().zip(&all.uniform) {
        let beyond: Vec<String> = loads.iter().skip(agents).filter(|load| load.share >= 1.0).map(words).collect();
        if settings == Settings::All && !beyond.is_empty() && all.given.iter().all(|load| load.share < 1.0) {
            cx.warn(
                None,
                format!("with every agent {}, {} would have more to do than there is time for", preset.words(), beyond.join(" and ")),
            )
            .help("that setting is still compared, over the length of the run; what waits grows to its end");
        }
    }
    Some(all)
}

fn words(load: &Load) -> String {
    format!("`{}` at {:.0} %", load.name, 100.0 * load.share)
}

fn overloaded(built: &Built, load: &Load, agent: Option<usize>, person: Option<usize>, cx: &mut Cx) {
    let draft = built.team.draft();
    let (kind, at, leaves): (&str, Option<Span>, bool) = match (agent, person) {
        (Some(agent), _) => ("agent", built.agents_at.get(agent).copied(), draft.agents[agent].room.is_some()),
        (None, Some(person)) => ("reviewer", built.people_at.get(&load.name).copied(), all_leave(draft, person)),
        (None, None) => return,
    };
    let title = format!("unstable: {kind} {}", words(load));
    let why = format!("{:.0} minutes of work come in for every 100 there are, and what waits would grow without end", 100.0 * load.share);
    if built.overload_accepted || leaves {
        let left = if leaves {
            "what nobody gets to in time goes on or is dropped, as the file says"
        } else {
            "it is run over its length all the same, as `[run]` asks"
        };
        cx.warn(at, format!("{title}: {left}"));
        return;
    }
    let help = match kind {
        "agent" => "let it do more `at_once`, shorten its `minutes`, or bound its line with `room`",
        _ => "take agents out of the loop, shorten reviews, add hours or people, or bound the wait with `after` and `then`",
    };
    cx.error(at, title).got(why).help(help).help("to run it over its length all the same, write `overload = \"run anyway\"` under `[run]`");
}

/// Whether every review a person could be asked for ends by itself when nobody gets to it.
fn all_leave(draft: &Draft, person: usize) -> bool {
    let asked = |by: Reviewer| matches!(by, Reviewer::People(pool) if draft.pools[pool].people.contains(&person));
    let stays = |review: &Review| match review.time_out.map(|time_out| time_out.then) {
        None => asked(review.by),
        Some(Then::Escalate(to)) => asked(to),
        Some(Then::Deny | Then::Approve) => false,
    };
    let policies = draft.agents.iter().map(|agent| &agent.policy);
    let reviews =
        policies.flat_map(|policy| policy.approve.iter().map(|(_, review)| review).chain(policy.audit.iter().map(|audit| &audit.review)));
    !reviews.chain(draft.gates.iter().map(|gate| &gate.review)).any(stays)
}
