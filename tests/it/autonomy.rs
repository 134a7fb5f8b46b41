//! Comparisons of autonomy settings, on teams small enough to be looked at whole.

use std::sync::atomic::AtomicBool;

use foretaste::montecarlo::search::{Assignment, Origin};
use foretaste::montecarlo::{Blocks, Pairing, Replicates, Settings, compare};
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::stats::pareto::{Points, front, hypervolume};
use foretaste::study::autonomy::{Findings, Options, TeamStudy, analyse, beside, broken, load_beside, read, result, tables};
use foretaste::study::validate::Setting;
use foretaste::team::model::Preset;
use foretaste::team::{Figures, Kind, Lead};
use foretaste::world::{Arm, Depth};

static NEVER: AtomicBool = AtomicBool::new(false);

/// A sorter and a writer, and somebody who can look.
const SMALL: &str = r#"
title    = "Letters"
question = "Who may work alone?"
currency = "EUR"
[costs]
wrong   = [40, 100, 200]
stopped = 5
late    = 3
harm_an_hour = 0
reversible   = true
[limits]
human_minutes_a_day = 600
[run]
length  = "10 days"
warm_up = "1 day"
[[people]]
name         = "Lead"
hours        = "Mon-Sun 08:00-20:00"
cost_an_hour = 40
review       = { minutes = 2, detects = [0.6, 0.7, 0.8], false_rejects = 0.02 }
[every_agent]
minutes = 1
at_once = 4
[every_agent.in_the_loop]
redo = 2
[every_agent.on_the_loop]
audit = 0.2
[[agents]]
name     = "Sorter"
role     = "Sorts"
wrong    = [0.002, 0.005, 0.01]
autonomy = "on the loop"
[[agents]]
name     = "Writer"
role     = "Writes"
wrong    = [0.1, 0.2, 0.3]
autonomy = "on the loop"
[flow]
steps    = ["Sorter", "Writer"]
hand_off = "perfect"
[arrivals]
letters = { per_day = 60, hours = "Mon-Sun 08:00-20:00", due = "1 day" }
"#;

fn sound(text: &str) -> TeamStudy {
    match read("team.toml", text) {
        Ok(study) => study,
        Err(problems) => panic!("{problems}\n{text}"),
    }
}

fn options(threads: usize, chunk: usize, budget: Option<u64>) -> Options {
    Options { seed: Seed(7), replicates: Replicates::Fixed(24), batching: Batching { threads, chunk }, budget }
}

fn run(study: &TeamStudy, options: &Options) -> Findings {
    analyse(study, options, &NEVER, &|_| {}).unwrap()
}

fn level(findings: &Findings, arm: usize, id: &str) -> f64 {
    let figure = findings.comparison.index(id).unwrap();
    findings.comparison.spread(arm, figure).unwrap().mean
}

#[test]
fn the_same_bytes_at_any_thread_count() {
    let study = sound(SMALL);
    let written = |threads: usize, chunk: usize| {
        let findings = run(&study, &options(threads, chunk, Some(60)));
        let json = serde_json::to_string(&result(&study, &findings, &Setting::default())).unwrap();
        (json, format!("{:?}", tables(&study, &findings).unwrap()))
    };
    let one = written(1, 1);
    assert!(one == written(4, 3), "threads and chunks never change a result");
}

#[test]
fn what_is_out_of_the_loop_takes_nobodys_time_and_lets_everything_by() {
    let study = sound(SMALL);
    let findings = run(&study, &options(2, 1, None));
    let arm = |name: &str| findings.comparison.arms().iter().position(|arm| arm == name).unwrap();
    let (given, inside, out) = (arm("as given"), arm("all in the loop"), arm("all out of the loop"));
    assert_eq!(level(&findings, out, "human:minutes"), 0.0);
    assert!(level(&findings, inside, "human:minutes") > level(&findings, given, "human:minutes"));
    assert!(level(&findings, inside, "escaped") < 0.6 * level(&findings, out, "escaped"));
    // Out of the loop every fault escapes: 1 − (1 − .0055)(1 − .2) of them, within what 24 draws of the ranges and 600 letters each leave.
    assert!((level(&findings, out, "escaped") - 20.4).abs() < 3.0, "{}", level(&findings, out, "escaped"));
    assert!(findings.search.is_none() && findings.partial.is_none());
    // A figure as given is that of the team itself: no edit is made.
    assert!(study.edits(&study.as_given()).is_empty());
}

#[test]
fn the_search_takes_the_careless_writer_into_the_loop_and_leaves_the_careful_sorter_out() {
    let study = sound(SMALL);
    let findings = run(&study, &options(2, 1, Some(60)));
    let search = findings.search.as_ref().unwrap();
    let chosen = &search.finalists[search.recommended];
    // A look costs 2 minutes at 40 an hour, 1.33; it saves .7 × 100 × the chance of a fault: 14 for the writer, .4 for the sorter.
    assert_eq!(study.code(&chosen.assignment), "xi");
    assert!(search.keeps && broken(&study.limits, &chosen.mean, 1.0).is_empty());
    assert_eq!(findings.comparison.arms().last().unwrap(), "recommended");
    assert!(search.against.iter().all(|(_, against)| against.cheaper > 0.9), "{:?}", search.against);
    // A look is worth its cost from .7 × .2 × stakes × 113 = 1.33 on: at less than a tenth of the stakes nobody should look.
    let low = search.break_even.0.unwrap();
    assert!((0.02..0.25).contains(&low), "{low}");
    assert!(search.found.candidates.iter().all(|one| one.origin != Origin::Change || one.assignment.len() == 2));
}

#[test]
fn limits_bind() {
    let tight = SMALL.replace("human_minutes_a_day = 600", "human_minutes_a_day = 30");
    let study = sound(&tight);
    let findings = run(&study, &options(2, 1, Some(60)));
    let search = findings.search.as_ref().unwrap();
    let chosen = &search.finalists[search.recommended];
    assert!(search.keeps && chosen.mean.minutes <= 30.0, "{:?}", chosen.mean);
    let none = SMALL.replace("human_minutes_a_day = 600", "human_minutes_a_day = 1\nescaped_cost_a_week = 1");
    let study = sound(&none);
    let findings = run(&study, &options(2, 1, Some(60)));
    assert!(!findings.search.unwrap().keeps, "nothing keeps both");
}

#[test]
fn an_interrupt_gives_what_there_is() {
    let study = sound(SMALL);
    let stop = AtomicBool::new(false);
    let findings = analyse(&study, &Options { replicates: Replicates::Fixed(500), ..options(1, 1, None) }, &stop, &|stage| {
        if matches!(stage, foretaste::study::validate::Stage::Replicates(progress) if progress.done >= 5) {
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    })
    .unwrap();
    assert!(findings.partial.is_some() && (5..500).contains(&findings.comparison.replicates()));
    assert!(!tables(&study, &findings).unwrap().is_empty());
}

/// Eight agents one after the other, each with another chance of error, and one reviewer with a queue.
fn eight() -> TeamStudy {
    let mut text = String::from(
        "title = 'Eight'\nquestion = 'Who?'\ncurrency = 'EUR'\n[costs]\nwrong = 50\nstopped = 5\nlate = 1\nharm_an_hour = 0\nreversible = true\n[run]\nlength = '3 days'\nwarm_up = '2 h'\n\
         overload = 'run anyway'\n\
         [[people]]\nname = 'Lead'\nhours = 'Mon-Sun 00:00-24:00'\ncost_an_hour = 40\nreview = { minutes = 3, detects = 0.7, false_rejects = 0.02 }\n\
         [every_agent]\nminutes = 2\nat_once = 2\n[every_agent.in_the_loop]\nredo = 1\n[every_agent.on_the_loop]\naudit = 0.1\n",
    );
    let names: Vec<String> = (1..=8).map(|place| format!("A{place}")).collect();
    for (place, name) in names.iter().enumerate() {
        let wrong = [0.002, 0.004, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25][place];
        text.push_str(&format!("[[agents]]\nname = '{name}'\nrole = 'works'\nwrong = {wrong}\nautonomy = 'on the loop'\n"));
    }
    let steps: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    text.push_str(&format!(
        "[flow]\nsteps = [{}]\nhand_off = 'perfect'\n[arrivals]\nitems = {{ per_day = 40, due = '1 day' }}\n",
        steps.join(", ")
    ));
    sound(&text)
}

#[test]
fn the_front_of_eight_agents_with_queues_is_that_of_all_6561_settings() {
    let study = eight();
    let findings = run(&study, &options(2, 1, Some(900)));
    let search = findings.search.unwrap();
    let all: Vec<Assignment> = (0..6561_usize).map(|index| (0..8).map(|place| (index / 3_usize.pow(place) % 3) as u16).collect()).collect();
    let kinds = [
        ("minutes", Kind::HumanMinutes),
        ("escaped", Kind::EscapedCost),
        ("stopped", Kind::StoppedCost),
        ("lead", Kind::Lead(Lead::Mean, None)),
    ];
    let figures = Figures::chosen(&study.team, kinds.into_iter().map(|(id, kind)| (id.to_owned(), kind)).collect());
    let mut rows: Vec<[f64; 3]> = Vec::new();
    for part in all.chunks(243) {
        let arms: Vec<_> = part.iter().map(|set| Arm { name: study.code(set), edits: study.edits(set), depth: Depth::Full }).collect();
        let found = compare(&Pairing {
            world: &study.team,
            arms: &arms,
            readout: &figures,
            settings: Settings {
                seed: Seed(99),
                replicates: Replicates::Fixed(8),
                inner: 1,
                batching: Batching { threads: 2, chunk: 1 },
                blocks: Blocks::All,
            },
            enough: &|_| true,
            progress: &|_| {},
            interrupt: &NEVER,
        })
        .unwrap();
        let mean = |arm: usize, figure: usize| found.spread(arm, figure).unwrap().mean;
        rows.extend((0..part.len()).map(|arm| [mean(arm, 0), mean(arm, 1) + mean(arm, 2), mean(arm, 3)]));
    }
    let points = Points::from_rows(3, &rows).unwrap();
    let exact = front(&points, 0.0).unwrap();
    let place = |set: &Assignment| all.iter().position(|one| one == set).unwrap();
    let found: Vec<usize> = search.found.front.iter().map(|&at| place(&search.found.candidates[at].assignment)).collect();
    // Both fronts on the brute-force draws, inside the box of the exact one: what is lost of what can be had.
    let worst: Vec<f64> = (0..3).map(|of| exact.members().iter().map(|&at| rows[at][of]).fold(0.0, f64::max)).collect();
    let volume = |places: &[usize]| hypervolume(&points.at(places), &worst).unwrap();
    let kept = volume(&found) / volume(exact.members());
    assert!(kept > 0.97, "{kept} of the volume, {} of {} settings", found.len(), exact.len());
    assert!(search.found.candidates.len() < 1500, "{} of 6,561 were measured", search.found.candidates.len());
    // Those said to be on it for sure: how many does brute force, on draws of its own, see clearly bettered (by more than 2 % in everything)?
    let sure: Vec<usize> =
        search.found.candidates.iter().filter(|one| one.fresh && one.member >= 0.9).map(|one| place(&one.assignment)).collect();
    let beaten = |at: usize| (0..rows.len()).any(|other| (0..3).all(|of| rows[other][of] < rows[at][of] - 0.02 * worst[of]));
    let wrong = sure.iter().filter(|&&at| beaten(at)).count();
    assert!(sure.len() >= 5 && wrong * 10 <= sure.len(), "{wrong} of {} said to be sure are not", sure.len());
}

#[test]
fn a_team_beside_itself_differs_in_nothing_and_a_better_one_by_what_it_does_better() {
    let study = sound(SMALL);
    let how = options(2, 1, None);
    let mut findings = run(&study, &how);
    // The same team; one whose writer makes no mistakes; one that draws its writer's mistakes from a number of its own.
    let others = [
        sound(SMALL),
        sound(&SMALL.replace("wrong    = [0.1, 0.2, 0.3]", "wrong    = 0")),
        sound(&SMALL.replace("wrong    = [0.1, 0.2, 0.3]", "wrong    = [0.1, 0.2, 0.31]")),
    ];
    beside(&study, &others, &mut findings, &how, &NEVER).unwrap();
    let found = findings.beside.as_ref().unwrap();
    assert_eq!((found.names.len(), found.others), (4, 1));
    let cost = findings.comparison.level(0, findings.comparison.index("cost").unwrap());
    assert_eq!(found.level(0, "cost"), cost, "this team's draws are those of its own report");
    for id in found.ids(0) {
        let same = |team: usize| found.level(0, id).iter().zip(found.level(team, id)).all(|(one, other)| one.to_bits() == other.to_bits());
        assert!(same(1), "{id}");
    }
    let wrong = |team: usize| found.level(team, "escaped").iter().sum::<f64>() / 24.0;
    // With a perfect writer only the sorter's ½ of 100 are wrong.
    assert!(wrong(0) > 10.0 && wrong(2) < 1.2, "{} {}", wrong(0), wrong(2));
    let minutes = |team: usize| found.level(team, "throughput").to_vec();
    assert_eq!(minutes(0), minutes(2), "the same letters come in");
    assert_ne!(found.level(0, "escaped"), found.level(3, "escaped"));
}

#[test]
fn a_team_that_does_other_work_cannot_stand_beside() {
    let folder = tempfile::tempdir().unwrap();
    let said = |from: &str, to: &str| {
        let path = folder.path().join("other.toml");
        assert!(SMALL.contains(from));
        std::fs::write(&path, SMALL.replace(from, to)).unwrap();
        load_beside(&sound(SMALL), &path, folder.path()).unwrap_err().to_string()
    };
    let text = said("currency = \"EUR\"", "currency = \"USD\"");
    assert!(text.contains("counts costs in USD") && text.contains("EUR"), "{text}");
    let text = said("length  = \"10 days\"", "length  = \"20 days\"");
    assert!(text.contains("runs 20 days after 1 that do not count; Letters runs 10 days") && text.contains("same `[run]`"), "{text}");
    let text = said("letters = {", "parcels = {");
    assert!(text.contains("no kind of item of Letters") && text.contains("got parcels"), "{text}");
}

#[test]
fn presets_stand_for_published_levels() {
    let study = eight();
    let findings = run(&study, &options(2, 1, None));
    let table = tables(&study, &findings).unwrap().into_iter().find(|table| table.name() == "agents").unwrap();
    let written = format!("{table:?}");
    assert!(written.contains("L5 observer") && written.contains("out of the loop"), "{written}");
    assert_eq!(Preset::On.sheridan_verplank(), (6, 7));
}
