//! Other teams for the same work, beside this one: one agent alone, people without agents, other models, another structure.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::input::{Cx, Problems};
use crate::montecarlo::{Blocks, Pairing, Replicates, RunnerError, Settings, compare};
use crate::random::Streams;
use crate::team::model::Draft;
use crate::team::{Figures, Scratch, Team, TeamEdit, TeamPlan};
use crate::world::{Arm, BindError, Depth, RunError, Tally, Unknowns, World};

use super::analyse::{Findings, Options};
use super::load::{TeamStudy, load};

/// Teams side by side: every figure of each, draw by draw, on the same draws.
#[derive(Debug, Clone)]
pub struct Beside {
    /// Names: this team in the setting that is looked at closely first, then as given where that is another one, then the other teams.
    pub names: Vec<String>,
    /// The position of the first of the other teams.
    pub others: usize,
    /// By team: the names of its figures, and for each its values by draw.
    figures: Vec<(Vec<String>, Vec<Vec<f64>>)>,
}

impl Beside {
    /// The names of a team's figures.
    #[must_use]
    pub fn ids(&self, team: usize) -> &[String] {
        &self.figures[team].0
    }

    /// A figure of a team, draw by draw; empty where it has none of that name.
    #[must_use]
    pub fn level(&self, team: usize, id: &str) -> &[f64] {
        let (ids, values) = &self.figures[team];
        ids.iter().position(|one| one == id).map_or(&[], |figure| &values[figure])
    }
}

/// A team that draws its uncertain numbers among those of several teams.
struct Within<'a> {
    team: &'a Team,
    unknowns: &'a Unknowns,
    places: &'a [usize],
}

impl World for Within<'_> {
    type Edit = TeamEdit;
    type Plan = TeamPlan;
    type Scratch = Scratch;

    fn unknowns(&self) -> &Unknowns {
        self.unknowns
    }

    fn blocks(&self) -> u32 {
        self.team.blocks()
    }

    fn bind(&self, theta: &[f64], arms: &[Arm<TeamEdit>]) -> Result<TeamPlan, BindError> {
        let own: Vec<f64> = self.places.iter().map(|&place| theta[place]).collect();
        self.team.bind(&own, arms)
    }

    fn scratch(&self) -> Scratch {
        self.team.scratch()
    }

    fn tallies(&self, arms: &[Arm<TeamEdit>]) -> Vec<Tally> {
        self.team.tallies(arms)
    }

    fn run(&self, plan: &TeamPlan, block: u32, streams: &Streams, scratch: &mut Scratch, out: &mut [Tally]) -> Result<(), RunError> {
        self.team.run(plan, block, streams, scratch, out)
    }
}

/// Reads another team for the same work. No file outside `root` is touched.
///
/// # Errors
/// As [`load`]; a team with another currency, another stretch of time or none of the same kinds of items cannot stand beside this one.
pub fn load_beside(study: &TeamStudy, path: &Path, root: &Path) -> Result<TeamStudy, Problems> {
    let other = load(path, root)?;
    let mut cx = Cx::new();
    let name = path.display();
    if other.currency != study.currency {
        cx.error(None, format!("{name} counts costs in {}, {} in {}", other.currency, study.spec.title.as_str(), study.currency))
            .help("state both in one currency: costs are laid side by side");
    }
    let (one, two) = (study.team.draft(), other.team.draft());
    if one.span != two.span {
        let days = |team: &Draft| format!("{} days after {} that do not count", team.span.minutes / 1440.0, team.span.warm_up / 1440.0);
        cx.error(None, format!("{name} runs {}; {} runs {}", days(two), study.spec.title.as_str(), days(one)))
            .help("give both the same `[run]`");
    }
    let names = |team: &Draft| team.classes.iter().map(|class| class.name.clone()).collect::<Vec<_>>();
    if !names(one).iter().any(|name| names(two).contains(name)) {
        cx.error(None, format!("{name} has no kind of item of {}", study.spec.title.as_str()))
            .got(names(two).join(", "))
            .allowed(names(one).join(", "))
            .help("name what comes in alike under `[arrivals]` in both files");
    }
    cx.finish(Some(other)).map(|(other, _)| other)
}

/// Lays other teams as given beside this one, in the findings; these say where that is missing because the run was cut short. Numbers with the same path
/// and range are the same in all teams, and so is what comes in where its kinds stand in the same order.
///
/// # Errors
/// [`RunnerError`] when no thread starts or nothing can be run.
///
/// # Determinism
/// Depends on the teams, the seed and the number of draws behind the findings.
pub fn beside(
    study: &TeamStudy,
    others: &[TeamStudy],
    findings: &mut Findings,
    options: &Options,
    interrupt: &AtomicBool,
) -> Result<(), RunnerError> {
    if others.is_empty() || findings.partial.is_some() {
        return Ok(());
    }
    findings.beside = ran(study, others, findings, options, interrupt)?;
    if findings.beside.is_none() {
        findings.partial =
            Some("The other teams are missing: the run was interrupted, or a draw could not be run in one of them.".to_owned());
    }
    Ok(())
}

/// Every team in turn; `None` after an interrupt, or where a draw could not be run in some team.
fn ran(
    study: &TeamStudy,
    others: &[TeamStudy],
    findings: &Findings,
    options: &Options,
    interrupt: &AtomicBool,
) -> Result<Option<Beside>, RunnerError> {
    let mut unknowns = study.team.unknowns().clone();
    let own: Vec<usize> = (0..unknowns.len()).collect();
    let places: Vec<Vec<usize>> = others.iter().map(|other| unknowns.join(other.team.unknowns())).collect();
    let close = findings.close();
    let mut settings = vec![close];
    settings.extend((close != 0).then_some(0));
    let mine: Vec<Arm<TeamEdit>> = settings
        .iter()
        .map(|&setting| study.arm(&format!("this team, {}", findings.comparison.arms()[setting]), &findings.settings[setting]))
        .collect();
    let mut all = Beside { names: Vec::new(), others: mine.len(), figures: Vec::new() };
    let given = |study: &TeamStudy| vec![Arm { name: study.spec.title.as_str().to_owned(), edits: Vec::new(), depth: Depth::Full }];
    let runs = std::iter::once((&study.team, &own, mine)).chain(others.iter().zip(&places).map(|(one, own)| (&one.team, own, given(one))));
    for (team, places, arms) in runs {
        let figures = Figures::all(team);
        let found = compare(&Pairing {
            world: &Within { team, unknowns: &unknowns, places },
            arms: &arms,
            readout: &figures,
            settings: Settings {
                seed: options.seed,
                replicates: Replicates::Fixed(u32::try_from(findings.comparison.replicates()).unwrap_or(u32::MAX)),
                inner: 2,
                batching: options.batching,
                blocks: Blocks::All,
            },
            enough: &|_| true,
            progress: &|_| {},
            interrupt,
        })?;
        if interrupt.load(Ordering::Relaxed) || !found.failed().is_empty() {
            return Ok(None);
        }
        for (arm, one) in arms.into_iter().enumerate() {
            all.names.push(one.name);
            all.figures.push((found.ids().to_vec(), (0..found.ids().len()).map(|figure| found.level(arm, figure)).collect()));
        }
    }
    Ok(Some(all))
}
