//! Reads what of a study comes from a team, runs the team as given, and checks it all.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::frame::reading;
use crate::input::{Cx, DataFile, Grade, Problems, Quantity};
use crate::market::MarketSpec;
use crate::market::spec::FromTeam;
use crate::parallel::Batching;
use crate::random::Seed;
use crate::study::autonomy::{NAMES, TeamStudy, follow};
use crate::study::parts::listed;
use crate::study::validate::{Study, StudySpec, files, read};
use crate::world::{Arm, Column, Depth, Draws, Place, World};

use super::feed::{Behind, Feed, RUNS, columns, order};
use super::runs::{Ran, run};

/// Reads the team that a study names, and runs it as given. `None` where the study names none, or nothing comes from it.
///
/// What is wrong is reported to `cx`; what is returned then has no draws.
pub(in crate::study) fn behind(spec: &StudySpec, seed: Seed, cx: &mut Cx) -> Option<Behind> {
    let links = MarketSpec::from_team(&spec.concept, &spec.journey);
    let file = &spec.team.as_ref()?.from;
    if links.is_empty() {
        cx.warn(file.span, "nothing in the study comes from the team it names")
            .help("write for instance `fails = { team = \"wrong\", of = \"...\" }` at a touchpoint, or leave `[team]` out");
        return None;
    }
    let mut behind = Behind {
        name: file.written.clone(),
        file: file.path.clone(),
        feeds: Vec::new(),
        draws: Arc::new(Draws::default()),
        days: 0.0,
        seed,
    };
    if let Some((feeds, draws, days)) = drawn(file, &links, seed, cx) {
        behind = Behind { feeds, draws: Arc::new(draws), days, ..behind };
    }
    Some(behind)
}

fn drawn(file: &DataFile, links: &[(String, &FromTeam)], seed: Seed, cx: &mut Cx) -> Option<(Vec<Feed>, Draws, f64)> {
    if cx.source(file.span.file()).path() == Some(file.path.as_path()) {
        cx.error(file.span, "the study names itself as the team behind it").help("name a team file; `foretaste init team` writes one");
        return None;
    }
    let team = follow(file, cx)?;
    let before = cx.errors();
    let feeds: Vec<Feed> = links.iter().filter_map(|(path, link)| feed(path, link, &team, cx)).collect();
    if cx.errors() > before {
        return None;
    }
    let given = [Arm { name: NAMES[0].to_owned(), edits: Vec::new(), depth: Depth::Full }];
    let batching = Batching { threads: 1, chunk: 1 };
    let values = match run(&team.team, &feeds, &given, (seed, batching), &AtomicBool::new(false)) {
        Ok(Ran::Whole(mut settings)) => settings.swap_remove(0),
        Ok(Ran::Failed(count, why)) => {
            cx.error(file.span, format!("{count} of {RUNS} runs of the team failed")).got(why);
            return None;
        }
        Ok(Ran::Interrupted) => return None,
        Err(error) => {
            cx.error(file.span, "the team could not be run").got(error);
            return None;
        }
    };
    for (feed, values) in feeds.iter().zip(&values) {
        let without = values.iter().filter(|value| !value.is_finite()).count();
        if without > 0 {
            cx.error(
                feed.at,
                format!("the team delivers none of {} in {without} of {RUNS} runs, so `{}` has no value", feed.of, feed.path),
            )
            .help("let the team run longer (`[run]`), or let more of them come in");
        }
    }
    let days = team.team.draft().span.minutes / 1440.0;
    let source = |feed: &Feed| format!("the team in {}, as given, {RUNS} runs of {days:.0} days: {}", file.written, feed.words());
    let grade = worst(&team, &feeds);
    let columns: Vec<Column> = columns(&feeds, &values, &order(&values), &source, grade);
    let place = Place {
        path: "team".to_owned(),
        label: "Share of the team's runs that are better than what comes".to_owned(),
        source: format!(
            "{RUNS} runs of the team in {}, each with a draw of what nobody knows about the team and chance of its own, from the best to the worst",
            file.written
        ),
        grade: Some(grade),
    };
    (cx.errors() == before).then_some((feeds, Draws { place, columns }, days))
}

fn feed(path: &str, link: &FromTeam, team: &TeamStudy, cx: &mut Cx) -> Option<Feed> {
    let known: Vec<&str> = team.team.draft().classes.iter().map(|class| class.name.as_str()).collect();
    let mut classes = Vec::new();
    for name in &link.of.0 {
        match known.iter().position(|known| *known == name.value.as_str()) {
            None => {
                cx.unknown(name.span, "kind of item of the team", name.value.as_str(), known.iter().copied());
            }
            Some(class) if classes.contains(&class) => {
                cx.error(name.span, format!("`{}` is named twice", name.value.as_str()));
            }
            Some(class) => classes.push(class),
        }
    }
    for (key, quantity) in [("times", &link.times), ("per", &link.per)] {
        if let Some(quantity) = quantity.as_ref().filter(|quantity| quantity.dist.support().0 <= 0.0) {
            cx.error(quantity.span, format!("`{key}` must lie above 0")).got(format!("values from {}", quantity.dist.support().0));
        }
    }
    let names: Vec<String> = link.of.0.iter().map(|name| name.value.as_str().to_owned()).collect();
    (classes.len() == names.len()).then(|| Feed {
        path: path.to_owned(),
        figure: link.team,
        classes,
        of: listed(&names),
        times: link.times.clone(),
        per: link.per.clone(),
        at: link.of.0.first().map(|name| name.span),
    })
}

/// The grade of the least known of the uncertain numbers behind the draws.
fn worst(team: &TeamStudy, feeds: &[Feed]) -> Grade {
    let of_team = team.team.unknowns().ledger().filter(|entry| entry.unknown.is_some()).map(|entry| entry.grade);
    let factors = feeds.iter().flat_map(|feed| [&feed.times, &feed.per]).flatten();
    let factors = factors.filter(|quantity: &&Quantity| !quantity.is_certain()).map(|quantity| quantity.grade);
    // Grades are listed from the best to the least.
    of_team.chain(factors).map(|grade| grade.unwrap_or(Grade::Judgement)).max().unwrap_or(Grade::Judgement)
}

/// Reads the study of the concept that a team stands behind. No file outside `root` is touched.
///
/// # Errors
/// Every problem of the study at once; a study that takes nothing from a team, or from another one than `team`.
///
/// # Determinism
/// Depends on the files, the seed and the number of people.
pub fn concept(path: &Path, root: &Path, seed: Seed, people: Option<u32>, team: &TeamStudy) -> Result<Study, Problems> {
    let mut cx = reading();
    let study = read(path, root, seed, people, &mut cx);
    if let Some(study) = &study {
        let ours = team.files.first().and_then(|(_, path): &(String, PathBuf)| path.canonicalize().ok());
        match (&study.behind, &study.spec.team) {
            (Some(behind), Some(stated)) if Some(&behind.file) != ours.as_ref() => {
                cx.error(stated.from.span, "the study comes from another team than the one that is compared")
                    .got(&stated.from.written)
                    .allowed(team.files.first().map_or("the team file", |(name, _)| name.as_str()));
            }
            (Some(_), _) => {}
            (None, _) => {
                cx.error(study.spec.concept.name.span, "nothing in the study comes from a team, so no setting of the team can change it")
                    .help("add `[team]` with `from = \"team.toml\"`")
                    .help("and at a touchpoint for instance `fails = { team = \"wrong\", of = \"...\" }`");
            }
        }
    }
    let read = files(&cx);
    let (mut study, remarks): (Study, Problems) = cx.finish(study)?;
    study.files = read;
    study.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(study)
}
