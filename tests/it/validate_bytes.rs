//! The same bytes on any number of threads and under any chunks, from the shipped Swissmetro study.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use foretaste::montecarlo::Replicates;
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::output::{Existing, Output, write};
use foretaste::study::validate::{Options, Setting, Study, analyse, report, result, tables};

use crate::validate_studies::{NEVER, PEOPLE, STUDY, sound, swissmetro};

/// Every file of a run by its name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Reads every file under a folder by its name.
pub(crate) fn collect(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// Runs a study and gives all that it writes but the manifest, which holds time and threads.
fn files(study: &Study, seed: u64, replicates: u32, batching: Batching) -> Files {
    let options = Options { seed: Seed(seed), replicates: Replicates::Fixed(replicates), batching, advocates: true, rounds: Some(1) };
    let findings = analyse(study, &options, &NEVER, &|_| ()).unwrap();
    let setting = Setting { command: "foretaste validate study.toml".to_owned(), version: "test".to_owned(), seed, inputs: Vec::new() };
    let page = report(study, &findings, &setting);
    let tables = tables(study, &findings).unwrap();
    let result = serde_json::to_string_pretty(&result(study, &findings, &setting)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let files = findings.mended.as_ref().map_or_else(Vec::new, |mended| mended.files(study, Path::new(env!("CARGO_MANIFEST_DIR"))));
    assert!(!files.is_empty(), "the prototyper writes its drafts");
    write(&run, Existing::Keep, &Output { report: &page, tables: &tables, result: &result, manifest: "{}", files: &files }).unwrap();
    let mut files = Files::new();
    collect(&run, "", &mut files);
    assert_eq!(files.remove("manifest.json").as_deref(), Some(b"{}".as_slice()));
    files
}

#[track_caller]
fn same(one: &Files, other: &Files, what: &str) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in one {
        assert!(bytes == &other[name], "`{name}` differs with {what}");
    }
}

#[test]
fn swissmetro_gives_the_same_bytes_on_any_threads_and_chunks() {
    let study = swissmetro();
    let one = files(&study, 1, 24, Batching { threads: 1, chunk: 1 });
    for name in [
        "report.html",
        "result.json",
        "tables/estimates.csv",
        "tables/estimates.parquet",
        "tables/replicates.parquet",
        "tables/transfer.csv",
    ] {
        assert!(one.contains_key(name), "no `{name}` among {:?}", one.keys());
    }
    assert!(one.keys().filter(|name| name.starts_with("charts/")).count() >= 3, "{:?}", one.keys());
    for (threads, chunk) in [(2, 3), (4, 7)] {
        let other = files(&study, 1, 24, Batching { threads, chunk });
        same(&one, &other, &format!("{threads} threads and chunks of {chunk}"));
    }
}

#[test]
fn another_seed_gives_another_result_and_the_same_seed_the_same() {
    let text = STUDY.replace("part_worth = 1.1\n", "part_worth = { normal = [1.1, 0.3] }\npeople_vary = 1.5\n");
    let study = sound(&text, PEOPLE, 1_300);
    let serial = Batching { threads: 1, chunk: 1 };
    let one = files(&study, 1, 8, serial);
    for (threads, chunk) in [(1, 7), (2, 1), (2, 7), (3, 3)] {
        same(&one, &files(&study, 1, 8, Batching { threads, chunk }), &format!("{threads} threads and chunks of {chunk}"));
    }
    let other = files(&study, 2, 8, serial);
    for name in ["result.json", "tables/estimates.csv", "tables/replicates.csv", "tables/estimates.parquet", "report.html"] {
        assert!(one[name] != other[name], "`{name}` does not depend on the seed");
    }
    assert_eq!(one["tables/personas.csv"], other["tables/personas.csv"], "the people are as they are");
}
