//! The record as a whole: written, read again, cut at every byte, mended, and held against hostile hands.

use std::fs;
use std::path::PathBuf;

use proptest::collection::vec;
use proptest::prelude::*;

use super::scan::scan;
use super::write;
use super::*;
use crate::input::{Name, OneOrMore, Probability, Problems, Text, limits};

fn key() -> StudyKey {
    StudyKey::of(&Text::literal("A back office — für eine Person"), Some(&Name::literal("Backroom")))
}

fn texts(words: &[&'static str]) -> Vec<Text> {
    words.iter().map(|&words| Text::literal(words)).collect()
}

fn run(seed: u64, inputs: &[(&str, &str)]) -> Entry {
    let mut stated = Inputs::default();
    for (path, value) in inputs {
        stated.insert(path, value).unwrap();
    }
    Entry::Run(Run {
        format: FORMAT,
        foretaste: Text::literal("0.1.0"),
        study: key(),
        title: Text::literal("A back office — für eine Person"),
        measure: Text::literal("share"),
        seed: RunSeed(seed),
        files: Digest::of(b"study"),
        inputs: stated,
        idle: Vec::new(),
    })
}

/// A run in which some inputs moved nothing.
fn idling(run: Entry, paths: &[&'static str]) -> Entry {
    let Entry::Run(run) = run else { unreachable!() };
    Entry::Run(Run { idle: texts(paths), ..run })
}

fn edits(path: &str, value: &str) -> OneOrMore<Edit> {
    OneOrMore::new(vec![Edit::new(path, "scale", Some(value)).unwrap()]).unwrap()
}

fn objection(claim: &'static str, path: &str, outcome: Met) -> Entry {
    Entry::Objection(Objection {
        brief: Text::literal("price"),
        claim: Text::literal(claim),
        hurts: Text::literal("share"),
        edits: edits(path, "1.1"),
        damage: Spread { mean: -0.012, low: -0.03, high: 0.001 },
        likelihood: Probability::literal(0.2),
        outcome,
    })
}

fn intervention(title: &'static str, path: &str, outcome: Fate) -> Entry {
    Entry::Intervention(Intervention {
        title: Text::literal(title),
        edits: edits(path, "0.5"),
        cost: Cost { low: 1000.0, likely: 2000.0, high: 5000.5 },
        gain: Some(1e-9),
        outcome,
        reason: Text::literal("It cost more than it gave."),
    })
}

fn answers() -> Entry {
    let one = |answer, share| AnswerBox { answer: Name::literal(answer), share: Probability::literal(share) };
    Entry::Answers(Answers {
        question: Text::literal("Would you \"buy\"?\n\u{1f600}"),
        boxes: OneOrMore::new(vec![one("Yes", 0.25), one("No", 0.75)]).unwrap(),
    })
}

const INPUTS: &[(&str, &str)] = &[("concept.price", "49"), ("journey.Verträge.effort", "pert [1.0,2.0,4.0]"), ("tastes.price", "-0.1")];

fn first() -> Vec<Entry> {
    vec![
        idling(run(u64::MAX, INPUTS), &["tastes.price"]),
        objection("It is too dear", "concept.price", Met::Measurable),
        objection("Nobody talks", "adoption.imitation", Met::NoMeasurableEffect),
        intervention("Save half-filled forms", "journey.Verträge.effort", Fate::Dropped),
        answers(),
    ]
}

fn second() -> Vec<Entry> {
    vec![run(2, INPUTS), intervention("Call back", "journey.Verträge.effort", Fate::Kept)]
}

fn text(entries: &[Entry]) -> String {
    entries.iter().map(write::line).collect()
}

/// Everything remembered, in the order in which `first` and `second` say it.
fn entries(memory: &Memory) -> Vec<Entry> {
    let of = |run: &RememberedRun| {
        let mut all = vec![Entry::Run(run.run.clone())];
        all.extend(run.objections.iter().cloned().map(Entry::Objection));
        all.extend(run.interventions.iter().cloned().map(Entry::Intervention));
        all.extend(run.answers.iter().cloned().map(Entry::Answers));
        all
    };
    memory.runs.iter().flat_map(of).collect()
}

fn remarks(memory: &Memory) -> Vec<String> {
    memory.remarks.iter().flat_map(Problems::list).map(|remark| remark.what().to_owned()).collect()
}

fn good(bytes: &[u8]) -> Memory {
    scan("m.jsonl", bytes, &key()).unwrap_or_else(|problems| panic!("{problems}\n{}", String::from_utf8_lossy(bytes)))
}

#[track_caller]
fn bad(bytes: impl AsRef<[u8]>, parts: &[&str]) {
    let problems = scan("m.jsonl", bytes.as_ref(), &key()).expect_err("a bad file").to_string();
    for part in parts {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runs").join("memory.jsonl");
    (folder, path)
}

#[test]
fn what_is_added_is_read_again_and_no_earlier_byte_is_touched() {
    let (_folder, path) = folder();
    let none = read(&path, &key()).unwrap();
    assert!(none.runs.is_empty() && none.sha256.is_none() && none.remarks.is_none());
    prepare(&path).unwrap();
    assert!(!path.exists());
    append(&path, &key(), &first()).unwrap();
    let before = fs::read(&path).unwrap();
    prepare(&path).unwrap();
    append(&path, &key(), &second()).unwrap();
    let after = fs::read(&path).unwrap();
    assert!(after.starts_with(&before) && after.len() > before.len());
    let memory = read(&path, &key()).unwrap();
    assert_eq!(entries(&memory), [first(), second()].concat());
    assert_eq!(memory.runs.iter().map(|run| run.line).collect::<Vec<_>>(), [1, 6]);
    assert_eq!(memory.sha256, Some(Digest::of(&after)));
    assert!(memory.remarks.is_none());
}

/// The format is public: a change here is a change of its version.
#[test]
fn lines_are_written_in_one_way() {
    let lines = text(&first());
    assert_eq!(
        lines.lines().next().unwrap(),
        concat!(
            r#"{"run":{"format":1,"foretaste":"0.1.0","study":"backroom","title":"A back office — für eine Person","measure":"share","#,
            r#""seed":"18446744073709551615","files":"FILES","#,
            r#""inputs":{"concept.price":"49","journey.Verträge.effort":"pert [1.0,2.0,4.0]","tastes.price":"-0.1"},"idle":["tastes.price"]}}"#
        )
        .replace("FILES", Digest::of(b"study").as_str())
    );
    assert_eq!(
        lines.lines().nth(3).unwrap(),
        concat!(
            r#"{"intervention":{"title":"Save half-filled forms","edits":[{"path":"journey.Verträge.effort","verb":"scale","value":"0.5"}],"#,
            r#""cost":{"low":1000.0,"likely":2000.0,"high":5000.5},"gain":1e-9,"outcome":"dropped","#,
            r#""reason":"It cost more than it gave."}}"#
        )
    );
    assert_eq!(
        lines.lines().nth(4).unwrap(),
        r#"{"answers":{"question":"Would you \"buy\"?\n😀","boxes":[{"answer":"Yes","share":0.25},{"answer":"No","share":0.75}]}}"#
    );
    assert_eq!(write::tear(&[3, 4]), "{\"tear\":{\"lines\":[3,4]}}\n");
}

/// A crash may stop the writing after any byte.
#[test]
fn a_cut_after_any_byte_loses_only_the_line_it_is_in() {
    let all = [first(), second()].concat();
    let whole = text(&all);
    let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at).collect();
    for cut in 0..=whole.len() {
        let bytes = &whole.as_bytes()[..cut];
        let kept = ends.iter().filter(|&&end| cut >= end).count();
        let memory = good(bytes);
        assert_eq!(entries(&memory), all[..kept], "cut at {cut}");
        let rest = bytes.rsplit(|&byte| byte == b'\n').next().unwrap();
        let expected: Vec<String> = match (rest.is_empty(), ends.contains(&cut)) {
            (true, _) => Vec::new(),
            (false, true) => vec!["the last line has no line end".to_owned()],
            (false, false) => vec![format!("line {} was cut off while it was written, and is passed over", kept + 1)],
        };
        assert_eq!(remarks(&memory), expected, "cut at {cut}");
        // The next run goes on below it: nothing before is lost, and nothing that is there is touched.
        let mended = [bytes, memory.mend().as_bytes(), text(&second()).as_bytes()].concat();
        let memory = good(&mended);
        assert_eq!(entries(&memory), [&all[..kept], &second()].concat(), "cut at {cut}");
        // A line end that was missing is there now; a line that was cut off is told of for good.
        let torn = !rest.is_empty() && !ends.contains(&cut);
        assert_eq!(remarks(&memory).len(), usize::from(torn), "cut at {cut}");
    }
}

/// The mending can be cut too, and its mending.
#[test]
fn a_cut_while_an_earlier_cut_is_closed_loses_nothing_more() {
    let whole = text(&first());
    // Steps without a common factor with the lines, so that every kind of place is met.
    for cut in (0..whole.len()).step_by(23) {
        let torn = &whole.as_bytes()[..cut];
        let before = good(torn);
        let mended = [torn, before.mend().as_bytes(), text(&second()).as_bytes()].concat();
        let first_bytes = cut + before.mend().len() + 20;
        for again in (cut..first_bytes).chain((first_bytes..mended.len()).step_by(67)) {
            let memory = good(&mended[..again]);
            assert!(entries(&memory).starts_with(&entries(&before)), "cut at {cut}, then at {again}");
            let third = [&mended[..again], memory.mend().as_bytes()].concat();
            // A third crash in the middle of that, and then a run that gets through.
            let third = &third[..third.len() - (third.len() - again) / 2];
            let once_more = good(third);
            let last = [third, once_more.mend().as_bytes(), text(&second()).as_bytes()].concat();
            let memory_at_last = good(&last);
            assert_eq!(entries(&memory_at_last), [entries(&memory), second()].concat(), "cut at {cut}, then at {again}");
        }
    }
}

#[test]
fn a_cut_file_on_disk_is_mended_and_told() {
    let (_folder, path) = folder();
    append(&path, &key(), &first()).unwrap();
    let cut = fs::read(&path).unwrap();
    let cut = &cut[..cut.len() - 9];
    fs::write(&path, cut).unwrap();
    let memory = read(&path, &key()).unwrap();
    let told = memory.remarks.as_ref().unwrap().to_string();
    assert!(
        told.contains("warning: line 5 was cut off") && told.contains("memory.jsonl:5:1") && told.contains("the next run closes"),
        "{told}"
    );
    append(&path, &key(), &second()).unwrap();
    assert!(fs::read(&path).unwrap().starts_with(cut));
    assert_eq!(entries(&read(&path, &key()).unwrap()), [&first()[..4], &second()].concat());
}

#[test]
fn zeros_that_a_file_system_left_are_a_cut() {
    let whole = text(&first());
    for (cut, kept) in [(whole.len() - 5, 4), (whole.len() - 1, 5), (whole.len(), 5)] {
        let bytes = [&whole.as_bytes()[..cut], &[0; 7]].concat();
        let memory = good(&bytes);
        assert_eq!(entries(&memory), first()[..kept], "cut at {cut}");
        assert_eq!(remarks(&memory).len(), if cut == whole.len() - 1 { 2 } else { 1 }, "{:?}", remarks(&memory));
        let mended = [bytes.as_slice(), memory.mend().as_bytes(), text(&second()).as_bytes()].concat();
        assert_eq!(entries(&good(&mended)), [&first()[..kept], &second()].concat(), "cut at {cut}");
    }
}

#[test]
fn a_broken_line_that_is_not_the_last_is_an_error_with_its_number() {
    let lines: Vec<String> = first().iter().map(write::line).collect();
    let with = |third: &str| [&lines[0], &lines[1], third, &lines[3]].concat();
    bad(
        with("{\"objection\":{\"brief\"\n"),
        &["line 3 is broken: it ends too early, and is not the last", "m.jsonl:3:1", "put the line right"],
    );
    bad(with("{\"objection\":}\n"), &["line 3 is broken: expected value", "m.jsonl:3:14"]);
    bad(with("nonsense\n"), &["line 3 is broken: this must be an object"]);
    bad(with("{\"tear\":{\"lines\":[2]}}\n"), &["line 3 closes lines that are not cut off"]);
    bad(with("{\"a\n{\"tear\":{\"lines\":[2]}}\n"), &["line 3 is broken", "line 4 closes lines"]);
    bad(with("{\"a\n{\"b\n{\"tear\":{\"lines\":[3,4]}}\n"), &["line 3 is broken: it ends too early", "line 5 closes"]);
    assert_eq!(entries(&good(with("{\"a\n{\"tear\":{\"lines\":[3]}}\n").as_bytes())).len(), 3);
    assert_eq!(entries(&good(with("\n \t\r\n").as_bytes())).len(), 3);
    // A last line that is wrong and not merely cut is no tear.
    bad([lines[0].as_str(), "{\"objection\":}"].concat(), &["line 2 is broken"]);
    bad([lines[0].as_str(), "{\"a\n{\"b"].concat(), &["line 2 is broken"]);
    let mut foreign = with("").into_bytes();
    foreign[12] = 0xFF;
    bad(foreign, &["line 1 is not UTF-8 text", "line 2 belongs to no run"]);
}

#[test]
fn a_memory_of_another_study_says_whose_it_is() {
    let other = StudyKey::of(&Text::literal("Trains"), Some(&Name::literal("Swissmetro")));
    let problems = scan("m.jsonl", text(&first()).as_bytes(), &other).unwrap_err().to_string();
    for part in ["another study, “A back office — für eine Person”", "`backroom`", "`swissmetro`", "a memory file of its own", "m.jsonl:1:"]
    {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
    assert!(problems.ends_with("1 error"), "one problem is enough: {problems}");
    let (_folder, path) = folder();
    append(&path, &key(), &first()).unwrap();
    let before = fs::read(&path).unwrap();
    let error = append(&path, &other, &second()).unwrap_err();
    assert!(matches!(error, AppendError::Entries(_)), "{error}");
    let Entry::Run(mut own) = run(1, &[]) else { unreachable!() };
    own.study = other.clone();
    let error = append(&path, &other, &[Entry::Run(own)]).unwrap_err();
    assert!(matches!(error, AppendError::File(..)) && error.to_string().contains("another study"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_later_format_is_refused_before_it_is_misread() {
    let later = "{\"run\":{\"format\":2,\"study\":{\"a\":1}}}\n{\"dream\":{}}\n";
    bad(later, &["written by a later program: its format is 2", "up to 1", "1 error"]);
    bad(text(&first()).replace("\"format\":1", "\"format\":0"), &["there is no format 0"]);
    bad(text(&first()).replace("\"format\":1", "\"format\":\"1\""), &["`format` must be a whole number"]);
}

#[test]
fn hostile_lines_are_refused() {
    let good = text(&first());
    let line = |words: &str| format!("{}{words}\n", text(&first()[..1]));
    let swapped = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    bad(swapped("\"concept.price\":\"49\"", "\"concept.price\":\"49\",\"concept.price\":\"1\""), &["`concept.price` is given twice"]);
    bad(swapped("\"mean\":-0.012", "\"mean\":NaN"), &["line 2 is broken: expected value"]);
    bad(swapped("\"mean\":-0.012", "\"mean\":1e999"), &["the number is too large"]);
    bad(swapped("\"low\":-0.03", "\"low\":1"), &["`low` of `damage` lies above its `high`"]);
    bad(swapped("\"likelihood\":0.2", "\"likelihood\":1.2"), &["probability must lie in [0, 1]"]);
    bad(swapped("\"cost\":{\"low\":1000.0,\"likely\":2000.0,\"high\":5000.5},", ""), &["`cost` is missing"]);
    bad(swapped("\"likely\":2000.0", "\"likely\":6000"), &["must not fall from `low` to `likely`", "1000, 6000, 5000.5"]);
    bad(swapped("\"outcome\":\"dropped\"", "\"outcome\":\"droped\""), &["did you mean \"dropped\"?", "m.jsonl:4:"]);
    bad(swapped("\"idle\":[\"tastes.price\"]", "\"idle\":[\"tastes.prise\"]"), &["did you mean `tastes.price`?", "m.jsonl:1:"]);
    bad(swapped("\"answer\":\"No\"", "\"answer\":\"Yes\""), &["two boxes have the answer `Yes`"]);
    bad(swapped("\"edits\":[{", "\"edits\":[],\"e\":[{"), &["`edits` must not be empty", "unknown key `e`"]);
    bad(swapped("\"seed\":\"18446744073709551615\"", "\"seed\":\"18446744073709551616\""), &["`seed` must be a whole number"]);
    bad(swapped("\"files\":\"", "\"files\":\"x"), &["`files` must be 64 hexadecimal digits"]);
    bad(line("{\"persons\":{}}"), &["no kind of line is named `persons`"]);
    bad(line("{\"run\":{},\"tear\":{}}"), &["must be an object with one key"]);
    bad(line("{}"), &["must be an object with one key"]);
    bad(line(&format!("{{\"run\":{}1{}}}", "[".repeat(40), "]".repeat(40))), &["nested past 32 levels"]);
    bad(line(&format!("{{\"run\":\"{}\"}}", "x".repeat(LINE_BYTES))), &["line 2 is too long"]);
    bad(line("{\"answers\":{\"question\":\"\\u001b[31m\",\"boxes\":[]}}"), &["must not hold control characters"]);
    bad(text(&first()[1..2]), &["line 1 belongs to no run"]);
    let boxes: Vec<String> = (0..102).map(|person| format!("{{\"answer\":\"Person {person}\",\"share\":0}}")).collect();
    bad(line(&format!("{{\"answers\":{{\"question\":\"q\",\"boxes\":[{}]}}}}", boxes.join(","))), &["too many boxes", "never kept"]);
    bad("{\n".repeat(limits::ENTRIES + 1), &["too many lines"]);
    // Each of these could be the beginning of a tear. They are broken all the same, and soon told so.
    bad("{\n".repeat(200_000), &["line 1 is broken", "line 16 is broken"]);
    // No file can drive a terminal.
    let problems = scan("m", line("{\"\u{1b}[31m\":1}").as_bytes(), &key()).unwrap_err().to_string();
    assert!(!problems.contains('\u{1b}'), "{problems:?}");
}

#[test]
fn files_that_are_no_record_are_refused_with_a_way_on() {
    let (folder, path) = folder();
    for (make, what) in [(folder.path().to_owned(), "not a plain file"), (folder.path().join("large"), "larger than 16777216 bytes")] {
        if !make.exists() {
            fs::File::create(&make).unwrap().set_len(limits::FILE_BYTES + 1).unwrap();
        }
        let problems = read(&make, &key()).unwrap_err().to_string();
        assert!(problems.contains(what) && problems.contains("one that is not there yet is begun"), "{problems}");
    }
    fs::write(folder.path().join("file"), "").unwrap();
    assert!(prepare(&folder.path().join("file").join("memory.jsonl")).is_err());
    assert!(read(&folder.path().join("file"), &key()).unwrap().sha256.is_some());
    // A record that would grow past its bound stays as it is.
    let blank = format!("{}\n", " ".repeat(1 << 20)).repeat(15);
    let full = format!("{}{blank}{}\n", text(&first()), " ".repeat((1 << 20) - 2_000));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, &full).unwrap();
    let error = append(&path, &key(), &[first(), first()].concat()).unwrap_err();
    assert!(matches!(error, AppendError::Full(_)) && error.to_string().contains("is full"), "{error}");
    assert_eq!(fs::metadata(&path).unwrap().len(), full.len() as u64);
}

#[test]
fn nothing_is_added_that_could_not_be_read_again() {
    let (_folder, path) = folder();
    append(&path, &key(), &first()).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(append(&path, &key(), &[]).unwrap_err(), AppendError::NoRun));
    assert!(matches!(append(&path, &key(), &first()[1..]).unwrap_err(), AppendError::NoRun));
    let Entry::Objection(mut objection) = first().remove(1) else { unreachable!() };
    for mean in [f64::NAN, f64::INFINITY] {
        objection.damage.mean = mean;
        let error = append(&path, &key(), &[run(1, INPUTS), Entry::Objection(objection.clone())]).unwrap_err();
        assert!(matches!(error, AppendError::Entries(_)) && error.to_string().contains("line 2"), "{error}");
    }
    let error = append(&path, &key(), &[idling(run(1, &[]), &["concept.price"])]).unwrap_err();
    assert!(error.to_string().contains("no input of the run is named `concept.price`"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
    // Nor is anything added below a line that somebody broke.
    let broken = [before.as_slice(), b"oops\n", before.as_slice()].concat();
    fs::write(&path, &broken).unwrap();
    let error = append(&path, &key(), &second()).unwrap_err();
    assert!(matches!(error, AppendError::File(..)) && error.to_string().contains("line 6 is broken"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), broken);
}

#[test]
fn runs_that_end_at_the_same_time_do_not_mix() {
    let (_folder, path) = folder();
    std::thread::scope(|scope| {
        for seed in 0..4 {
            let path = &path;
            scope.spawn(move || {
                for turn in 0..4 {
                    let found = intervention("Call back", "journey.Verträge.effort", Fate::Kept);
                    append(path, &key(), &[run(seed * 10 + turn, INPUTS), found, answers()]).unwrap();
                }
            });
        }
    });
    let memory = read(&path, &key()).unwrap();
    let mut seeds: Vec<u64> = memory.runs.iter().map(|run| run.run.seed.0).collect();
    seeds.sort_unstable();
    assert_eq!(seeds, [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33]);
    assert!(memory.runs.iter().all(|run| run.interventions.len() == 1 && run.answers.len() == 1));
}

const PIECES: &[&str] =
    &["", "{", "}", "\n", "\"", "\\", "[", "]", ",", ":", "1e999", "{\"tear\":{\"lines\":[2]}}\n", "\u{0}", "é", "run", "null", " "];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        if let Err(problems) = scan("m", &bytes, &key()) {
            prop_assert!(!problems.render(true).is_empty());
        }
    }

    #[test]
    fn a_damaged_record_is_read_or_refused(
        hurt in vec((0..2_000_usize, 0..40_usize, prop::sample::select(PIECES)), 1..4)
    ) {
        let mut bytes = text(&[first(), second()].concat()).into_bytes();
        for (at, length, piece) in hurt {
            let from = at.min(bytes.len());
            let to = (at + length).min(bytes.len());
            bytes.splice(from..to, piece.bytes());
        }
        match scan("m", &bytes, &key()) {
            Err(problems) => {
                for problem in problems.list() {
                    if let Some(span) = problem.span() {
                        prop_assert!(problems.source(span).text().get(span.range()).is_some(), "{problem:?}");
                    }
                }
                prop_assert!(!problems.render(true).is_empty());
            }
            // What can be read can be added to, and keeps all that was read.
            Ok(memory) => {
                let more = [bytes.as_slice(), memory.mend().as_bytes(), text(&second()).as_bytes()].concat();
                let again = scan("m", &more, &key());
                prop_assert!(again.is_ok(), "{}", again.unwrap_err());
                prop_assert_eq!(entries(&again.unwrap()), [entries(&memory), second()].concat());
            }
        }
    }

    #[test]
    fn whatever_is_written_reads_as_itself(
        claim in "\\PC{1,30}", path in "[a-zé.* \"\\\\]{1,20}", mean in -1e9..1e9_f64, likelihood in 0.0..=1.0_f64, seed in any::<u64>()
    ) {
        prop_assume!(!claim.trim().is_empty() && !path.trim().is_empty());
        let Entry::Objection(mut said) = first().remove(1) else { unreachable!() };
        said.claim = Text::new(claim).unwrap();
        said.edits = OneOrMore::new(vec![Edit::new(&path, "set", Some(&mean.to_string())).unwrap()]).unwrap();
        said.damage = Spread { mean, low: mean - 1.0, high: mean };
        said.likelihood = Probability::new(likelihood).unwrap();
        let Entry::Run(mut opened) = run(seed, &[(path.as_str(), "1")]) else { unreachable!() };
        opened.idle = vec![Text::new(path.clone()).unwrap()];
        let all = vec![Entry::Run(opened), Entry::Objection(said)];
        prop_assert_eq!(entries(&good(text(&all).as_bytes())), all);
    }
}

mod judging {
    use super::*;

    fn inputs(pairs: &[(&str, &str)]) -> Inputs {
        let Entry::Run(run) = run(1, pairs) else { unreachable!() };
        run.inputs
    }

    fn remembered(all: &[Entry]) -> Memory {
        good(text(all).as_bytes())
    }

    fn of(path: &str, value: &str) -> Identity {
        Identity::of(&edits(path, value))
    }

    fn whats(skipped: &[Skipped]) -> Vec<&str> {
        skipped.iter().map(|skipped| skipped.what.as_str()).collect()
    }

    #[test]
    fn what_was_settled_is_not_tried_again_while_nothing_changes() {
        let judged = judge(&remembered(&first()), &inputs(INPUTS));
        assert_eq!(whats(&judged.skipped), ["Nobody talks", "Save half-filled forms"]);
        assert!(judged.reopened.is_empty() && judged.changes.is_empty());
        let dropped = of("journey.Verträge.effort", "0.50");
        assert!(judged.skips(Idea::Intervention, &dropped).is_some());
        // The same edits as an objection are another idea; so is another number, and so is another figure.
        assert!(judged.skips(Idea::Objection, &dropped).is_none());
        assert!(judged.skips(Idea::Intervention, &of("journey.Verträge.effort", "0.51")).is_none());
        let settled = |figure: &str| judged.skips(Idea::Objection, &Identity::against(&edits("adoption.imitation", "1.1"), figure));
        assert!(settled("share").is_some() && settled("Easy").is_none());
        // An objection that hurts is never skipped; it was met.
        let hurts = Identity::against(&edits("concept.price", "1.1"), "share");
        assert!(judged.skips(Idea::Objection, &hurts).is_none());
        assert_eq!(judged.met[&hurts].0, 1);
        assert_eq!(judged.met[&hurts].1.claim.as_str(), "It is too dear");
        assert_eq!(
            judged.skipped[1].words(),
            "“Save half-filled forms” was not tried again: it was dropped (It cost more than it gave) in run 1, and no input that mattered has changed."
        );
    }

    #[test]
    fn an_idea_is_open_again_once_an_input_that_mattered_changes() {
        let now = |changed: &'static str| {
            let written = move |path: &'static str, value: &'static str| (path, if path == changed { "7" } else { value });
            inputs(&INPUTS.iter().map(|&(path, value)| written(path, value)).collect::<Vec<_>>())
        };
        let judged = judge(&remembered(&first()), &now("concept.price"));
        assert!(judged.skipped.is_empty() && judged.reopened.len() == 2);
        let change = Change { path: "concept.price".to_owned(), before: Some("49".to_owned()), now: Some("7".to_owned()) };
        assert_eq!(judged.changes, std::slice::from_ref(&change));
        assert_eq!(judged.reopened[0].changes, std::slice::from_ref(&change));
        assert_eq!(judged.since[0]["concept.price"], change);
        assert_eq!(
            judged.reopened[0].words(),
            "“Nobody talks” was open again, though it had no measurable effect in run 1: concept.price was 49 and is now 7."
        );
        // One that was measured to move nothing opens nothing, except what it is changed by.
        let judged = judge(&remembered(&first()), &now("tastes.price"));
        assert_eq!((judged.skipped.len(), judged.changes.len()), (2, 1));
        let own = [idling(run(1, INPUTS), &["tastes.price"]), intervention("Give money", "tastes.price", Fate::Dropped)];
        assert_eq!(judge(&remembered(&own), &now("tastes.price")).reopened.len(), 1);
    }

    #[test]
    fn new_and_gone_inputs_are_changes_and_another_way_to_write_a_number_is_not() {
        let now = [("concept.price", "49.00"), ("tastes.price", "-1e-1"), ("tastes.risk", "2")];
        let judged = judge(&remembered(&first()), &inputs(&now));
        assert_eq!(
            judged.changes.iter().map(Change::words).collect::<Vec<_>>(),
            ["journey.Verträge.effort was pert [1.0,2.0,4.0] and is gone", "tastes.risk is new, at 2"]
        );
        assert_eq!(judged.reopened.len(), 2);
    }

    #[test]
    fn the_last_trial_counts_and_is_held_against_its_own_run() {
        let at = |price: &'static str| vec![("concept.price", price)];
        let tried = |outcome| intervention("Cut it", "concept.price", outcome);
        // Dropped at 49, kept at 45: open. Dropped again at 40: held against 40, not against the run in between that did not try it.
        let mut all = vec![run(1, &at("49")), tried(Fate::Dropped), run(2, &at("45")), tried(Fate::Kept)];
        assert!(judge(&remembered(&all), &inputs(&at("45"))).skipped.is_empty());
        all.extend([run(3, &at("40")), tried(Fate::Dropped), run(4, &at("30"))]);
        let judged = judge(&remembered(&all), &inputs(&at("40")));
        assert_eq!(judged.skipped.iter().map(|skipped| skipped.run).collect::<Vec<_>>(), [3]);
        assert_eq!(judged.changes[0].before.as_deref(), Some("30"));
        assert_eq!(judge(&remembered(&all), &inputs(&at("30"))).reopened[0].settled.run, 3);
    }

    #[test]
    fn too_small_is_settled_and_long_lists_of_changes_are_cut() {
        let many: Vec<(String, &str)> = (0..9).map(|at| (format!("x.{at}"), "1")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(path, value)| (path.as_str(), *value)).collect();
        let all = [run(1, &many), objection("Dear", "concept.price", Met::TooSmall)];
        assert!(judge(&remembered(&all), &inputs(&many)).skipped[0].words().contains("its damage was too small to matter in run 1"));
        let words = judge(&remembered(&all), &inputs(&[])).reopened[0].words();
        assert!(words.ends_with("x.2 was 1 and is gone; and 6 more."), "{words}");
    }

    #[test]
    fn without_a_memory_nothing_is_skipped() {
        let judged = judge(&remembered(&[]), &inputs(INPUTS));
        assert!(judged.skipped.is_empty() && judged.changes.is_empty() && judged.met.is_empty() && judged.runs == 0);
    }
}

#[test]
fn what_is_written_fits_the_published_schema() {
    let schema = memory_schema();
    let kinds: Vec<&str> = schema["oneOf"].as_array().unwrap().iter().map(|form| form["required"][0].as_str().unwrap()).collect();
    let written = format!("{}{}", text(&first()), write::tear(&[2]));
    for line in written.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let (kind, inner) = line.as_object().unwrap().iter().next().unwrap();
        let at = kinds.iter().position(|known| known == kind).unwrap();
        let reference = schema["oneOf"][at]["properties"][kind]["$ref"].as_str().unwrap().trim_start_matches('#');
        let properties = schema.pointer(reference).unwrap()["properties"].as_object().unwrap();
        let keys: Vec<&String> = inner.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), properties.len(), "{kind} writes every key it has");
        assert!(keys.iter().all(|key| properties.contains_key(*key)), "{kind}");
    }
}
