//! Futures: what hangs together, what is said of it, and what it does to a concept.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use foretaste::montecarlo::Replicates;
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::report::page;
use foretaste::study::foresight::{Findings, Future, Options, analyse, load, read, report, result, stress, tables, wizard_files};
use foretaste::study::validate::{self, Setting};

use crate::cli_program::{foretaste, names, repository};
use crate::cli_schema::fits;

static NEVER: AtomicBool = AtomicBool::new(false);

/// Two drivers that go together, and a third that follows the first.
const SMALL: &str = r#"
title    = "Small"
question = "Which?"
horizon  = "2030"
as_of    = "2026-11-01"
[[drivers]]
name     = "A"
variants = ["a1", { name = "a2", description = "The second of A" }]
[[drivers]]
name     = "B"
variants = ["b1", "b2"]
[[drivers]]
name     = "C"
variants = ["c1", "c2", "c3"]
[cross_impact]
grade  = "judgement"
spread = 0.6
[[cross_impact.judgements]]
of   = "A"
on   = "B"
rows = [[2, -2], [-2, 2]]
[[cross_impact.judgements]]
of   = "B"
on   = "A"
rows = [[1, -1], [-1, 1]]
[[cross_impact.judgements]]
of   = "A"
on   = "C"
rows = [[2, 0, -2], [-1, 0, 1]]
"#;

fn sound(text: &str) -> Future {
    match read("future.toml", text) {
        Ok(future) => future,
        Err(problems) => panic!("{problems}\n{text}"),
    }
}

#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let problems = read("future.toml", text).expect_err("refused").to_string();
    for part in parts {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

fn changed(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    SMALL.replacen(from, to, 1)
}

fn run(future: &Future, threads: usize) -> Findings {
    analyse(future, &Options { seed: Seed(7), draws: 2_000, threads }).unwrap()
}

fn told(future: &Future, findings: &Findings) -> Vec<String> {
    let name = |at: usize| findings.found[at].scenario.words(future.structure()).map(|(_, variant)| variant).collect::<Vec<_>>().join(" ");
    (0..findings.found.len()).map(name).collect()
}

#[test]
fn what_goes_together_hangs_together_and_doubts_carry_through() {
    let future = sound(SMALL);
    let findings = run(&future, 2);
    let mut all = told(&future, &findings);
    all.sort();
    assert_eq!(all, ["a1 b1 c1", "a2 b2 c3"]);
    assert_eq!((findings.configurations, findings.allowed, findings.draws), (Some(12), 0, 2_000));
    let share = |name: &str| findings.found[told(&future, &findings).iter().position(|one| one == name).unwrap()].stays.unwrap().0;
    // In closed form: A keeps where B says so by a normal of mean 2 · 1 and sd √2 · .6, and B by one of mean 4; then C: c1 over c2 by a normal
    // of mean 2 and sd .6 (the 0 has no doubt) and over c3 by more; the three are independent. Φ(2/.849) Φ(4/.849) ≈ .9908, times the share in
    // which c1 is best: both c2's lead, Φ(2/.6) = .9996, and c3's hardly bind. c3 leads c2 by 1 with sd .6, Φ(1.667) = .9522, and c1 by 2.
    assert!((share("a1 b1 c1") - 0.990).abs() < 0.008, "{}", share("a1 b1 c1"));
    assert!((share("a2 b2 c3") - 0.9908 * 0.9522).abs() < 0.02, "{}", share("a2 b2 c3"));
    // The judgement that decides the second most is that of c3, whose lead is the smallest.
    let second = findings.found.last().unwrap();
    let decider = second.deciders[0];
    let column = |name: &str| (0..7).find(|&c| future.structure().place(c) == future.structure().find("C", name).unwrap()).unwrap();
    assert_eq!((decider.row, decider.column), (1, column("c3")));
    assert!(decider.with > 1.0 && decider.without < 0.3, "{decider:?}");
    assert_eq!(second.weakest.map(|weakest| (weakest.driver, weakest.other, weakest.lead)), Some((2, 1, 1)));
    // Everything leads somewhere: the weights are those of all combinations.
    assert_eq!(findings.basins.as_ref().unwrap().total(), 12);
    assert_eq!(findings.signposts.len(), 1, "one driver tells the two apart");
    assert!((findings.signposts[0].driver, findings.signposts[0].left) == (0, 1.0), "{:?}", findings.signposts);
    // A moves B by 8 (from 4 to −4) and C by 6 (c1 − c3: from 4 to −2); B moves A by 4.
    let map = findings.map.as_ref().unwrap();
    assert_eq!(map.matrix, [[0, 8, 6], [4, 0, 0], [0, 0, 0]]);
}

#[test]
fn certain_judgements_say_that_nothing_can_be_said_of_how_sure_they_are() {
    let future = sound(&changed("spread = 0.6\n", ""));
    let findings = run(&future, 1);
    assert!(findings.draws == 0 && findings.found.iter().all(|one| one.stays.is_none() && one.deciders.is_empty()));
    let page = page::html(&report(&future, &findings, &Setting::default())).unwrap();
    assert!(page.contains("No judgement has a stated doubt") && page.contains("No scenario here has a probability."), "{page}");
}

#[test]
fn where_nothing_hangs_together_the_nearest_are_shown() {
    // B does what A is not, A follows B.
    let text = changed("rows = [[2, -2], [-2, 2]]", "rows = [[-2, 2], [2, -2]]").replace("spread = 0.6\n", "");
    let future = sound(&text);
    let findings = run(&future, 1);
    assert_eq!(findings.allowed, 2, "one of A and B must give way, A by 2 points");
    assert!(!findings.found.is_empty() && findings.found.iter().all(|one| one.figures.inconsistency == 2));
    let page = page::html(&report(&future, &findings, &Setting::default())).unwrap();
    assert!(page.contains("no future hangs together") && page.contains("with a strain of 2 points"), "{page}");
    assert_eq!(findings.basins.as_ref().unwrap().cycles().count(), 1);
}

#[test]
fn experts_are_put_together_and_what_an_analyst_changes_is_said() {
    let block = "[[cross_impact.judgements]]\nof   = \"A\"\non   = \"B\"\nrows = [[2, -2], [-2, 2]]\n";
    let at = SMALL.find("[[cross_impact.judgements]]").unwrap();
    let own = |rows: &str| {
        format!("judgements = [{{ of = 'A', on = 'B', rows = {rows} }}, {{ of = 'A', on = 'C', rows = [[1, 0, 0], [0, 0, 1]] }}]\n")
    };
    let text = format!(
        "{}[[cross_impact.experts]]\nname = 'Ana'\n{}[[cross_impact.experts]]\nname = 'Ben'\n{}[[cross_impact.overrides]]\nof = {{ driver = 'A', is = 'a1' }}\n\
         on = {{ driver = 'C', is = 'c2' }}\nimpact = 3\nwho = 'Cleo'\nbecause = 'a law was passed'\n",
        &SMALL[..at],
        own("[[3, -1], [-2, 2]]"),
        own("[[1, -1], [2, -2]]")
    );
    assert!(SMALL.contains(block));
    let future = sound(&text);
    let findings = run(&future, 2);
    assert_eq!(findings.experts.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ana", "Ben"]);
    // Both agree on C, so a2's row on B, 0 on average, leaves B open: a1 b1, a2 b1, a2 b2. Only the change makes c2 follow a1.
    let mut all = told(&future, &findings);
    all.sort();
    assert_eq!(all, ["a1 b1 c2", "a2 b1 c3", "a2 b2 c3"]);
    assert_eq!(findings.overridden.as_ref().map(|one| (one.came.len(), one.gone.len())), Some((1, 1)));
    let page = page::html(&report(&future, &findings, &Setting::default())).unwrap();
    for words in ["a law was passed", "Cleo", "one for it, one against", "2 people judged; they differ on 3 judgements, on 2 of them"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_push_that_passes_and_one_that_stays() {
    let push = |lasts: bool, strength: i32| {
        format!("{SMALL}[[shocks]]\nname = 'x'\nlasts = {lasts}\npushes = [{{ driver = 'C', towards = 'c2', strength = {strength} }}]\n")
    };
    let pushed = |text: String| {
        let future = sound(&text);
        let findings = run(&future, 1);
        let place = findings.picked.iter().position(|picked| told(&future, &findings)[picked.place] == "a1 b1 c1").unwrap();
        let found = &findings.shocks[0][place];
        (found.during.variant(2), found.after.variant(2))
    };
    assert_eq!(pushed(push(false, 3)), (1, 0), "C turns to c2 and comes back");
    assert_eq!(pushed(push(true, 3)), (1, 1), "C stays at c2");
    assert_eq!(pushed(push(true, 2)), (0, 0), "a push that only draws level moves nothing");
}

#[test]
fn the_same_bytes_at_any_thread_count() {
    let future = sound(SMALL);
    let written = |threads: usize| {
        let findings = run(&future, threads);
        let json = serde_json::to_string(&result(&future, &findings, &Setting::default())).unwrap();
        let page = page::html(&report(&future, &findings, &Setting::default())).unwrap();
        (json, page, format!("{:?}", tables(&future, &findings).unwrap()), wizard_files(&future, &findings))
    };
    assert!(written(1) == written(4), "threads never change a result");
}

#[test]
fn the_published_example_comes_out_as_published() {
    let root = repository();
    let future =
        load(&root.join("scenarios/somewhereland/future.toml"), &root, Seed(1), None, None).unwrap_or_else(|problems| panic!("{problems}"));
    let findings = run(&future, 2);
    assert_eq!((findings.configurations, findings.found.len()), (Some(486), 10));
    let mut basins: Vec<u64> = findings.found.iter().map(|one| one.basin.unwrap()).collect();
    basins.sort_unstable();
    assert_eq!(basins, [3, 3, 14, 19, 24, 28, 35, 55, 127, 178]);
    assert_eq!(findings.near, [15, 32, 59]);
    assert!(future.files.iter().any(|(name, _)| name.ends_with("somewhereland.scw")), "the matrix is hashed too: {:?}", future.files);
    // What goes back to ScenarioWizard is what came from it.
    let files = wizard_files(&future, &findings);
    let text = format!(
        "title = 't'\nquestion = 'q'\nhorizon = 'h'\nas_of = '2026-01-01'\n[cross_impact]\nmatrix = '{}'\nsolutions = '{}'\n",
        files[0].0, files[1].0
    );
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files.iter().map(|(name, content)| (name.as_str(), content.as_str())).chain([("future.toml", text.as_str())]) {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let again =
        load(&folder.path().join("future.toml"), folder.path(), Seed(1), None, None).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(again.model().cells(), future.model().cells());
    assert_eq!(again.contradictions, Some((10, Vec::new())));
}

#[test]
fn the_concept_is_run_in_every_scenario_to_read_with_every_option() {
    let root = repository();
    let path = root.join("scenarios/micro-enterprise/future.toml");
    let mut future = load(&path, &root, Seed(3), Some(400), None).unwrap_or_else(|problems| panic!("{problems}"));
    let mut findings = run(&future, 2);
    let options = |threads: usize| validate::Options {
        seed: Seed(3),
        replicates: Replicates::Fixed(6),
        batching: Batching { threads, chunk: 1 },
        advocates: false,
        rounds: None,
    };
    let concept = future.concept.take().unwrap();
    let found = stress(concept, future.structure(), &findings, &options(2), &NEVER, &|_| ()).unwrap();
    assert!(found.left_out.is_empty(), "{:?}", found.left_out);
    assert_eq!(found.options, ["as it is", "Ten dollars less", "One human who knows you"], "options are called what the future calls them");
    assert_eq!(found.under.len(), findings.picked.len() + future.told.len());
    let arms: Vec<usize> = found.under.iter().flat_map(|under| under.arms.iter().map(|arm| arm.unwrap())).collect();
    assert_eq!(arms, (1..=arms.len()).collect::<Vec<_>>(), "each scenario with each option is an arm of its own");
    assert_eq!(found.today, [0, arms.len() + 1, arms.len() + 2], "what a way takes before the scenarios are there");
    // What trust does to the share is felt: a scenario in which it breaks is worse than one in which it grows.
    let share = |arm: usize| {
        let figure = found.findings.comparison.index("share:Backroom").unwrap();
        found.findings.comparison.spread(arm, figure).unwrap().mean
    };
    let trust = future.structure().find("Trust in agents", "breaks").unwrap();
    let of = |breaks: bool| {
        let these = found.under.iter().zip(&findings.told).filter(|(_, told)| (told.scenario.variant(trust.0) == trust.1) == breaks);
        these.map(|(under, _)| share(under.arms[0].unwrap())).collect::<Vec<_>>()
    };
    let (broken, grown) = (of(true), of(false));
    assert!(!broken.is_empty() && !grown.is_empty(), "both kinds are read: {broken:?} {grown:?}");
    let least = |all: &[f64]| all.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(least(&broken) < least(&grown), "{broken:?} {grown:?}");
    assert!(found.robust.len() == 3 && found.robust.iter().all(|one| one.max_regret >= 0.0));
    assert!(found.robust.iter().any(|one| one.least_often > 0.0));
    findings.stressed = Some(found);
    let page = page::html(&report(&future, &findings, &Setting::default())).unwrap();
    for words in ["Backroom under the scenarios", "What each option loses", "invented for this example"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(tables(&future, &findings).unwrap().iter().any(|table| table.name() == "concept"));
}

#[test]
fn what_people_get_wrong_is_said_where_it_stands() {
    refused(&changed("as_of    = \"2026-11-01\"", "as_of    = \"yesterday\""), &["`as_of` must be a day", "2026-11-01"]);
    refused(&changed("rows = [[2, -2], [-2, 2]]", "rows = [[2, -2]]"), &["has another shape", "2 rows of 2 numbers"]);
    refused(&changed("rows = [[2, -2], [-2, 2]]", "rows = [[2, -2.5], [-2, 2]]"), &["must be a whole number", "-2.5"]);
    refused(&changed("rows = [[2, -2], [-2, 2]]", "rows = [[2, -5000], [-2, 2]]"), &["out of range", "-1024 to 1024"]);
    refused(&changed("on   = \"B\"", "on   = \"Bee\""), &["no driver is named `Bee`", "allowed: `A`, `B`, `C`"]);
    refused(
        &changed("of   = \"B\"\non   = \"A\"\nrows = [[1, -1], [-1, 1]]", "of   = \"A\"\non   = \"B\"\nrows = [[1, -1], [-1, 1]]"),
        &["is judged twice", "the first time"],
    );
    refused(&changed("spread = 0.6", "spread = -1"), &["`spread` is out of range"]);
    refused(&changed("spread = 0.6", "spread = 0.6\nmatrix = 'x.scw'"), &["a file can be named only"]);
    refused(&changed("variants = [\"b1\", \"b2\"]", "variants = [\"b1\", \"b1\"]"), &["two variants are named `b1`"]);
    refused(&changed("variants = [\"b1\", \"b2\"]", "variants = []"), &["`B` has 0 variants"]);
    refused(&changed("grade  = \"judgement\"", "grade  = \"published\""), &["a published number needs a `source`"]);
    refused(&changed("name     = \"C\"", "name     = \"A\""), &["two drivers are named `A`"]);
    let without = &SMALL[..SMALL.find("[[cross_impact.judgements]]").unwrap()];
    refused(without, &["the judgements must come from exactly one place", "none of them"]);
    refused(&format!("{SMALL}[read]\nmost = 0\n"), &["`read.most` is out of range", "1 to 12"]);
    let push = |more: &str| format!("{SMALL}[[shocks]]\nname = 'x'\npushes = [{more}]\n");
    refused(&push("{ driver = 'C', towards = 'c9', strength = 1 }"), &["no variant of `C` is named `c9`"]);
    refused(&push("{ driver = 'C', towards = 'c1', strength = 0 }"), &["a push of 0 pushes nothing"]);
    refused(&push("{ driver = 'C', towards = 'c1', strength = 2000000 }"), &["the shock `x` cannot be"]);
    refused(&push(""), &["must not be empty"]);
    let treated = changed("{ name = \"a2\",", "{ name = \"a2\", treatment = 'x.toml',");
    refused(&treated, &["a file can be named only"]);
    let same = format!(
        "{SMALL}[[cross_impact.overrides]]\nof = {{ driver = 'A', is = 'a1' }}\non = {{ driver = 'B', is = 'b1' }}\nimpact = 2\nwho = 'C'\nbecause = 'why not'\n"
    );
    refused(&same, &["changes nothing"]);
    let unlike = format!(
        "{SMALL}[[cross_impact.cells]]\nof = {{ driver = 'A', is = 'a1' }}\non = {{ driver = 'B', is = 'b1' }}\nimpact = {{ normal = [0, 1] }}\n"
    );
    refused(&unlike, &["does not fit the judgement", "a middle of 0.0 where 2 is judged", "`overrides`"]);
    // A matrix that says nothing admits everything, which is more than a list can hold.
    let many: String = (0..20).map(|at| format!("[[drivers]]\nname = 'D{at}'\nvariants = ['a', 'b']\n")).collect();
    let silent = format!(
        "title = 't'\nquestion = 'q'\nhorizon = 'h'\nas_of = '2026-01-01'\n{many}[cross_impact]\njudgements = [{{ of = 'D0', on = 'D1', rows = [[0, 0], [0, 0]] }}]\n"
    );
    let error = analyse(&sound(&silent), &Options { seed: Seed(1), draws: 10, threads: 1 }).unwrap_err().to_string();
    assert!(error.contains("more than 10000 scenarios"), "{error}");
}

#[test]
fn the_command_writes_a_report_that_fits_its_schema() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let started = foretaste(here, &["init", "future", "shop"]).ends(0);
    assert!(started.err.contains("foretaste foresight shop/future.toml"), "{}", started.err);
    let run = |out: &str, threads: &str| {
        let arguments = ["foresight", "shop/future.toml", "--out", out, "--threads", threads, "--draws", "500", "--format", "json"];
        foretaste(here, &arguments).ends(0).out
    };
    let json = run("one", "1");
    assert_eq!(json, run("two", "4"));
    let schema: serde_json::Value = serde_json::from_str(&foretaste(here, &["schema", "foresight"]).ends(0).out).unwrap();
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    fits(&schema, &found).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!((found["combinations"].as_u64(), found["scenarios"].as_array().map(Vec::len)), (Some(16), Some(4)));
    for name in ["report.html", "result.json", "manifest.json", "cross-impact.scw", "scenarios.sl", "charts", "tables"] {
        assert!(names(&here.join("one")).contains(&name.to_owned()), "{name}");
    }
    let same = |name: &str| std::fs::read(here.join("one").join(name)).unwrap() == std::fs::read(here.join("two").join(name)).unwrap();
    assert!(same("report.html") && same("result.json") && same("tables/scenarios.csv"));
    let text = std::fs::read_to_string(here.join("shop/future.toml")).unwrap();
    std::fs::write(here.join("shop/broken.toml"), text.replace("horizon ", "horzion ")).unwrap();
    foretaste(here, &["foresight", "shop/broken.toml", "--out", "three"]).refuses(3, &["did you mean `horizon`?", "broken.toml:"]);
    foretaste(here, &["foresight", "shop/future.toml", "--personas", "9", "--out", "three"]).refuses(2, &["this future names none"]);
    assert!(!here.join("three").exists());
    assert!(Path::new(here).join("one/charts").is_dir());
}
