//! The memory of earlier runs, as a user of the program meets it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use foretaste::montecarlo::Replicates;
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::memory::Digest;
use foretaste::study::validate::{Options, Setting, analyse, load, remember};
use serde_json::Value as Json;

use crate::cli_program::{Ran, foretaste, started};

/// A small run of the starter with a memory, written to `out`.
fn run(here: &Path, out: &str, more: &[&str]) -> Ran {
    let arguments =
        ["validate", "idea/study.toml", "--memory", "idea/memory.jsonl", "--out", out, "--personas", "200", "--replicates", "8"];
    foretaste(here, &[&arguments[..], more].concat())
}

fn text(here: &Path, file: &str) -> String {
    fs::read_to_string(here.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The ideas of a run that end in some way, by id.
fn ideas(here: &Path, out: &str, end: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let table = text(here, &format!("{out}/tables/interventions.csv"));
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let place = |name: &str| names.iter().position(|known| known == name).unwrap();
    let (id, why) = (place("id"), place("why_not"));
    reader.records().map(|row| row.unwrap()).filter(|row| end(&row[why])).map(|row| row[id].to_owned()).collect()
}

/// How many lines of the table `memory` say this.
fn told(here: &Path, out: &str, what: &str) -> usize {
    let table = text(here, &format!("{out}/tables/memory.csv"));
    table.lines().filter(|line| line.starts_with(what)).count()
}

#[test]
fn what_a_run_dropped_is_not_tried_again_until_an_input_that_mattered_changes() {
    let folder = started();
    let here = folder.path();
    let rounds = ["--rounds", "1"];
    assert_eq!(run(here, "one", &rounds).ends(0).err, "");
    let first = text(here, "idea/memory.jsonl");
    assert!(first.starts_with("{\"run\":{\"format\":1,") && first.ends_with("}\n"));
    for kind in ["objection", "intervention", "answers"] {
        assert!(first.lines().any(|line| line.starts_with(&format!("{{\"{kind}\":"))), "{kind}");
    }
    assert!(text(here, "one/report.html").contains("This is the first run that the memory"));
    assert!(!text(here, "one/manifest.json").contains("memory.jsonl\":"), "there was nothing to hash yet");
    let dropped = ideas(here, "one", |why| why != "recommended");
    assert!(dropped.len() > 10, "{dropped:?}");

    // The same study again: what was kept is tried, what was dropped is left out and told.
    run(here, "two", &rounds).ends(0);
    let again = ideas(here, "two", |_| true);
    assert!(!again.is_empty() && again.is_disjoint(&dropped), "{:?}", again.intersection(&dropped).collect::<Vec<_>>());
    let manifest: Json = serde_json::from_str(&text(here, "two/manifest.json")).unwrap();
    assert_eq!(manifest["inputs"]["idea/memory.jsonl"], Digest::of(first.as_bytes()).as_str(), "the record as it was read");
    assert_eq!(told(here, "two", "input changed"), 0);
    assert!(told(here, "two", "left out") >= dropped.len() && told(here, "two", "objection met again") > 0);
    assert_eq!(told(here, "two", "open again"), 0);
    assert!(text(here, "two/report.html").contains("Left out: settled before"));
    let second = text(here, "idea/memory.jsonl");
    assert!(second.starts_with(&first) && second.len() > first.len(), "it only grows");

    // Same inputs, same memory: same bytes.
    fs::write(here.join("idea/memory.jsonl"), &first).unwrap();
    run(here, "again", &[&rounds[..], &["--threads", "1"]].concat()).ends(0);
    for file in ["report.html", "result.json", "tables/memory.csv", "study.v2.toml"] {
        assert!(fs::read(here.join("again").join(file)).unwrap() == fs::read(here.join("two").join(file)).unwrap(), "{file}");
    }
    assert_eq!(text(here, "idea/memory.jsonl"), second);

    // A number that the study states as certain may always matter.
    let study = text(here, "idea/study.toml");
    let price = study.lines().find(|line| line.starts_with("price ")).unwrap().to_owned();
    let old = price.split_whitespace().nth(2).unwrap().to_owned();
    fs::write(here.join("idea/study.toml"), study.replacen(&price, &price.replacen(&old, "31.5", 1), 1)).unwrap();
    run(here, "three", &rounds).ends(0);
    let table = text(here, "three/tables/memory.csv");
    assert!(table.contains(&format!("input changed,concept.price,2,{old},31.5")), "{table:.600}");
    assert_eq!(told(here, "three", "left out"), 0);
    assert!(told(here, "three", "open again") >= dropped.len());
    assert!(!ideas(here, "three", |_| true).is_disjoint(&dropped));
}

#[test]
fn a_torn_line_is_recovered_and_said_aloud() {
    let folder = started();
    let here = folder.path();
    run(here, "one", &["--no-advocates"]).ends(0);
    let whole = text(here, "idea/memory.jsonl");
    let torn = &whole[..whole.len() - 20];
    fs::write(here.join("idea/memory.jsonl"), torn).unwrap();
    let ran = run(here, "two", &["--no-advocates"]).ends(0);
    assert!(ran.err.contains("was cut off while it was written") && ran.err.contains("memory.jsonl:"), "{}", ran.err);
    let mended = text(here, "idea/memory.jsonl");
    assert!(mended.starts_with(torn) && mended[torn.len()..].starts_with("\n{\"tear\":{\"lines\":["), "nothing is lost");
    assert!(run(here, "three", &["--no-advocates"]).ends(0).err.contains("is passed over"));
}

#[test]
fn a_memory_that_cannot_be_used_stops_the_run_before_it_starts() {
    let folder = started();
    let here = folder.path();
    run(here, "one", &["--no-advocates"]).ends(0);
    let record = text(here, "idea/memory.jsonl");
    let study = text(here, "idea/study.toml");
    let name = study.lines().skip_while(|line| *line != "[concept]").find(|line| line.starts_with("name")).unwrap().to_owned();
    fs::write(here.join("idea/study.toml"), study.replacen(&name, "name = \"Something else\"", 1)).unwrap();
    run(here, "two", &["--no-advocates"]).refuses(3, &["belongs to another study", "a memory file of its own", "memory.jsonl:1:"]);
    fs::write(here.join("idea/study.toml"), &study).unwrap();
    fs::write(here.join("idea/memory.jsonl"), record.replacen("\"run\"", "\"dream\"", 1)).unwrap();
    run(here, "two", &["--no-advocates"]).refuses(3, &["no kind of line is named `dream`"]);
    fs::remove_file(here.join("idea/memory.jsonl")).unwrap();
    fs::write(here.join("file"), "").unwrap();
    let inside = ["validate", "idea/study.toml", "--memory", "file/memory.jsonl", "--out", "two", "--no-advocates"];
    foretaste(here, &inside).refuses(3, &["file/memory.jsonl"]);
    assert!(!here.join("two").exists() && !here.join("idea/memory.jsonl").exists());
}

#[test]
fn a_memory_that_is_full_keeps_the_run() {
    let folder = started();
    let here = folder.path();
    let line = format!("{}\n", " ".repeat((1 << 20) - 1));
    fs::write(here.join("idea/memory.jsonl"), format!("{}{}", line.repeat(15), " ".repeat((1 << 20) - 200))).unwrap();
    // What the run found is shown all the same.
    let ran = run(here, "one", &["--no-advocates"]).ends(7);
    assert!(ran.err.contains("is full") && ran.err.contains("name another file"), "{}", ran.err);
    assert!(here.join("one/report.html").exists());
    assert_eq!(fs::metadata(here.join("idea/memory.jsonl")).unwrap().len(), (16 << 20) - 200);
}

#[test]
fn a_run_that_is_not_whole_is_not_remembered() {
    let folder = started();
    let here = folder.path();
    let options = Options {
        seed: Seed(1),
        replicates: Replicates::Fixed(4),
        batching: Batching { threads: 1, chunk: 1 },
        advocates: false,
        rounds: None,
    };
    let mut study = load(&here.join("idea/study.toml"), here, Seed(1), Some(200)).unwrap();
    study.recall(&here.join("idea/memory.jsonl"), &options).unwrap();
    let setting = Setting { version: "0".to_owned(), ..Setting::default() };
    let whole = analyse(&study, &options, &AtomicBool::new(false), &|_| ()).unwrap();
    assert!(remember(&study, &whole, &setting).is_some_and(|entries| entries.len() > 2));
    // Ctrl-C right after the first replicates.
    let flag = AtomicBool::new(false);
    let cut = analyse(&study, &options, &flag, &|_| flag.store(true, std::sync::atomic::Ordering::Relaxed)).unwrap();
    assert!(cut.partial.is_some() && remember(&study, &cut, &setting).is_none());
    study.recalled = None;
    assert!(remember(&study, &whole, &setting).is_none(), "no record is kept");
}
