//! `foretaste import`, and the way back: the roll-out and the changed source.

use std::fs;
use std::sync::atomic::AtomicBool;

use foretaste::montecarlo::Replicates;
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::autonomy::{Options, analyse, read, roll_out_files};

use crate::cli_program::foretaste;
use crate::import_files::{AGENTS, Folder, TASKS, crew};

const ANSWERS: [&str; 12] = [
    "--currency",
    "EUR",
    "--cost-wrong",
    "200,400,900",
    "--cost-stopped",
    "5",
    "--harm-an-hour",
    "0",
    "--reversible",
    "true",
    "--per-day",
    "10",
];

#[test]
fn a_crew_goes_in_and_its_recommendation_goes_back() {
    let folder = Folder::new();
    crew(&folder);
    let here = folder.path();
    let import = |more: &[&str]| foretaste(here, &[&["import", "crewai", "agents.yaml", "tasks.yaml", "--out", "team"][..], more].concat());
    // Without what only the user knows.
    let ran = import(&[]).ends(0);
    assert!(ran.out.contains("No place in a team file") && ran.out.contains("Yours to write, before it runs:"), "{}", ran.out);
    assert!(ran.err.contains("Once these lines are written") && ran.err.contains("Wrote team/team.toml"), "{}", ran.err);
    foretaste(here, &["autonomy", "team/team.toml", "--out", "run"]).refuses(3, &["`currency` is missing"]);
    import(&[]).refuses(7, &["team/team.toml` exists already"]);
    let ran = import(&[&ANSWERS[..], &["--force"]].concat()).ends(0);
    assert!(
        !ran.out.contains("Yours to write") && ran.err.contains("Next:\n  foretaste autonomy team/team.toml --root .\n"),
        "{}{}",
        ran.out,
        ran.err
    );

    let run = |out: &str| {
        foretaste(
            here,
            &["autonomy", "team/team.toml", "--budget", "60", "--replicates", "4", "--root", ".", "--out", out, "--format", "json"],
        )
        .ends(0)
    };
    let result: serde_json::Value = serde_json::from_str(&run("run").out).unwrap();
    let stands = |agent: &str| result["recommended"]["agents"][agent].as_str().unwrap().to_owned();
    let patched = fs::read_to_string(here.join("run/tasks.yaml")).unwrap();
    let asks = |agent: &str| stands(agent) == "in the loop";
    let mut expected = TASKS.to_owned();
    if !asks("writer") {
        expected = expected.replace("human_input: yes", "human_input: false");
    }
    for (agent, task) in [("researcher: find", "find"), ("researcher: count", "count")] {
        if asks(agent) {
            expected = expected.replacen(&format!("{task}:\n  description"), &format!("{task}:\n  human_input: true\n  description"), 1);
        }
    }
    assert_eq!(patched, expected);
    let plan = fs::read_to_string(here.join("run/roll-out.md")).unwrap();
    assert!(plan.starts_with("# Roll-out: ") && plan.contains("## Back to the source"), "{plan}");

    // A source that is not as it was is not changed.
    fs::write(here.join("tasks.yaml"), TASKS.replace("Find it.", "Find it all.")).unwrap();
    run("again");
    assert!(!here.join("again/tasks.yaml").exists());
    let plan = fs::read_to_string(here.join("again/roll-out.md")).unwrap();
    assert!(plan.contains("`../tasks.yaml` has changed since it was imported"), "{plan}");
    fs::remove_file(here.join("agents.yaml")).unwrap();
    run("gone");
    assert!(fs::read_to_string(here.join("gone/roll-out.md")).unwrap().contains("`../agents.yaml` is not there any more"));
}

#[test]
fn wrong_usage_and_bad_files_have_their_codes() {
    let folder = Folder::new();
    crew(&folder);
    let here = folder.path();
    let run = |arguments: &[&str]| foretaste(here, &[&["import"][..], arguments, &["--out", "team"]].concat());
    run(&["crewai", "agents.yaml"]).refuses(2, &["takes two files"]);
    run(&["trace", "agents.yaml", "tasks.yaml"]).refuses(2, &["takes one file"]);
    run(&["trace", "log.csv", "--trace", "log.csv"]).refuses(2, &["--trace goes with the other kinds"]);
    run(&["crewai", "agents.yaml", "tasks.yaml", "--cost-wrong", "dear"]).refuses(2, &["--cost-wrong must be a number of 0 or more"]);
    run(&["crewai", "agents.yaml", "tasks.yaml", "--cost-wrong", "3,2,1"]).refuses(2, &["must rise"]);
    run(&["crewai", "agents.yaml", "tasks.yaml", "--cost-late", "3"]).refuses(2, &["--due"]);
    run(&["crewai", "tasks.yaml", "agents.yaml"]).refuses(3, &["unknown key"]);
    assert!(!here.join("team/team.toml").exists());
    // Too much for one person is said, and the file is written.
    let many = [&["crewai", "agents.yaml", "tasks.yaml"][..], &ANSWERS[..10], &["--per-day", "5000"]].concat();
    let ran = run(&many).ends(5);
    assert!(ran.err.contains("unstable") && ran.err.contains("does not run as it stands"), "{}", ran.err);
    assert!(here.join("team/team.toml").exists() && AGENTS.contains("writer"));
}

/// A team whose recommendation differs from how it is given.
const TEAM: &str = include_str!("../../src/cli/init/team/team.toml");

#[test]
fn a_roll_out_goes_one_agent_at_a_time_and_is_the_same_on_any_threads() {
    let text = TEAM
        .replace("[arrivals]", "[run]\nlength = \"10 days\"\nwarm_up = \"1 day\"\n\n[arrivals]")
        .replace("autonomy = \"on the loop\"", "autonomy = \"in the loop\"")
        .replace("autonomy = \"out of the loop\"", "autonomy = \"in the loop\"");
    let study = read("team.toml", &text).unwrap_or_else(|problems| panic!("{problems}"));
    let run = |threads| {
        let options =
            Options { seed: Seed(5), replicates: Replicates::Fixed(8), batching: Batching { threads, chunk: 1 }, budget: Some(150) };
        analyse(&study, &options, &AtomicBool::new(false), &|_| {}).unwrap()
    };
    let (one, four) = (run(1), run(4));
    let rollout = one.rollout.as_ref().unwrap();
    let recommended = one.settings.last().unwrap();
    let given = study.as_given();
    let moved = (0..given.len()).filter(|&agent| given[agent] != recommended[agent]).count();
    assert!(moved > 0, "nothing is recommended that differs: {recommended:?}");
    assert_eq!((rollout.stages.len(), &rollout.given.assignment), (moved, &given));
    for (place, stage) in rollout.stages.iter().enumerate() {
        let (before, after) = (&rollout.before(place).assignment, &stage.after.assignment);
        let changed: Vec<usize> = (0..given.len()).filter(|&agent| before[agent] != after[agent]).collect();
        assert_eq!(changed, [stage.agent], "a stage moves one agent");
        assert_eq!(stage.after.bills.len(), rollout.given.bills.len());
        assert_eq!(
            stage.watch.is_some(),
            stage.moves.1 > stage.moves.0,
            "looser places are watched for errors, tighter ones for people's time"
        );
        if let Some(watch) = stage.watch {
            assert!(watch.looks >= watch.finds && watch.days > 0.0 && watch.wrong > 0.0, "{watch:?}");
        }
    }
    assert_eq!(&rollout.stages.last().unwrap().after.assignment, recommended);
    let (one, four) = (roll_out_files(&study, &one, study.text.1.as_path()), roll_out_files(&study, &four, study.text.1.as_path()));
    assert_eq!(one, four);
    let [(name, plan)] = &one[..] else { panic!("{one:?}") };
    assert_eq!(name, "roll-out.md");
    for part in [
        "one agent at a time",
        "## Stage 1: ",
        "- **Watch**: ",
        "- **Roll back** to ",
        "in at most 5",
        "in at least 80",
        "if people spend more than",
    ] {
        assert!(plan.contains(part), "`{part}` is not in\n{plan}");
    }
}
