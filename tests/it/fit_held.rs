//! What a back-test holds out on purpose, and whether what people would pay lies where the fit says.

use std::fmt::Write as _;
use std::fs;
use std::sync::atomic::AtomicBool;

use foretaste::choice::{Picked, fit_logit, logit_probabilities};
use foretaste::input::Problems;
use foretaste::measure::forecast::{Null, Scored};
use foretaste::random::{At, Purpose, Seed, Streams};
use foretaste::study::backtest::{Backtest, Held, Options, backtest};
use foretaste::study::fit::{FitStudy, load};

/// Choices between three brands at prices: columns for the day and the month, a price taste by person.
fn data(people: usize, tasks: usize, price: impl Fn(usize) -> f64) -> String {
    let mut draws = Streams::new(Seed(3), At::default()).draws(Purpose::Design, 0, 0);
    let mut out = String::from("who,task,alt,brand,price,day,month,pick\n");
    for person in 0..people {
        for task in 0..tasks {
            let mut rows = Vec::new();
            for alt in 1..=3 {
                let brand = ["A", "B", "C"][draws.below(3) as usize];
                let cost = 10.0 * f64::from(1 + draws.below(if task % 4 == 1 { 8 } else { 6 }));
                let worth = [0.0, 0.6, 1.0][usize::from(brand.as_bytes()[0] - b'A')];
                let utility = worth + price(person) * cost - (-draws.uniform().ln()).ln();
                rows.push((utility, format!("p{person},{task},{alt},{brand},{cost},2024-{:02}-15,{}", 1 + task, 1 + task)));
            }
            let best = rows.iter().fold(f64::NEG_INFINITY, |best, row| best.max(row.0));
            for (utility, row) in rows {
                let _ = writeln!(out, "{row},{}", u8::from(utility == best));
            }
        }
    }
    out
}

const FIT: &str = "title = 'T'\n[data]\nfiles = ['c.csv']\nform = 'long'\nperson = 'who'\ntask = 'task'\nalternative = 'alt'\nchosen = 'pick'\n\
    [[attributes]]\nname = 'brand'\ncolumn = 'brand'\nlevels = ['A', 'B', 'C']\n[[attributes]]\nname = 'price'\ncolumn = 'price'\nper = 10\n";
const MODEL: &str = "[model]\nkind = 'multinomial'\nprice = 'price'\n";

fn read(more: &str, data: &str) -> Result<FitStudy, Problems> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.csv"), data).unwrap();
    fs::write(folder.path().join("fit.toml"), format!("{FIT}{more}")).unwrap();
    load(&folder.path().join("fit.toml"), folder.path())
}

#[track_caller]
fn study(more: &str, data: &str) -> FitStudy {
    read(more, data).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

#[track_caller]
fn refused(more: &str, data: &str, parts: &[&str]) {
    let Err(problems) = read(more, data) else { panic!("this was accepted:\n{more}") };
    let problems = problems.to_string();
    for part in parts {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

fn run(study: &FitStudy) -> Backtest {
    backtest(study, &Options { seed: Seed(1), threads: 2 }, &AtomicBool::new(false), &|_| {}).unwrap()
}

fn test(label: &str, what: &str) -> String {
    format!("[[test]]\nlabel = '{label}'\n{what}\n")
}

#[test]
fn dear_offers_and_later_months_are_predicted_from_the_rest_alone() {
    let data = data(80, 8, |_| -0.06);
    let tests = [
        test("Prices above 60", "where = 'price > 60'"),
        test("From July on", "later = 'day'\nfrom = '2024-07-01'"),
        test("Month 7 on", "later = 'month'\nfrom = '7'"),
    ];
    let study = study(&format!("{MODEL}{}", tests.concat()), &data);
    let found = run(&study);
    assert!(found.missing.is_empty(), "{:?}", found.missing);
    let survey = study.survey.data();
    // By hand: the logit of all tasks in which nothing costs more than 60, on those in which something does.
    let dear = |task: usize| (0..3).any(|at| survey.features_of(task, at)[2] > 6.0);
    let late = |task: usize| task % 8 >= 6;
    for (at, held_out) in [(0, &dear as &dyn Fn(usize) -> bool), (1, &late), (2, &late)] {
        let (known, held) = (Picked::new(&survey, |task| !held_out(task)).unwrap(), Picked::new(&survey, held_out).unwrap());
        let logit = fit_logit(&known.data()).unwrap();
        let said = logit_probabilities(&held.data(), &logit.beta).unwrap();
        let logs: f64 = (0..held.tasks().len()).map(|task| said[3 * task + held.data().chosen(task)].ln()).sum();
        let tested = found.of(Held::Test(at)).unwrap();
        assert_eq!(tested.card.tasks, held.tasks().len());
        assert!((tested.card.line(Scored::LogLikelihood).value - logs / held.tasks().len() as f64).abs() < 1e-12);
        assert!(tested.leaks.is_empty());
        assert_eq!(tested.card.nulls.len(), Null::ALL.len());
        // All people are alike and the model is right: one taste for all is the panel, and it beats what looks at no price.
        assert!(tested.against.is_empty() || tested.against[0].contains("collapsed"), "{:?}", tested.against);
    }
    let dear = found.of(Held::Test(0)).unwrap();
    assert_eq!(dear.name, "Prices above 60");
    assert!(dear.how.starts_with("The tasks in which an alternative on offer meets (price > 60), of "), "{}", dear.how);
    assert!(found.of(Held::Test(1)).unwrap().how.starts_with("The tasks from `day` 2024-07-01 on, of 80 people"));
    // The labels of the two tests that every back-test has stay as they were.
    assert_eq!(found.verdict, run(&study_without(&data)).verdict);
}

fn study_without(data: &str) -> FitStudy {
    study(MODEL, data)
}

#[test]
fn a_level_that_was_never_seen_is_refused_with_the_reason() {
    let data = data(80, 8, |_| -0.06);
    let tests = [
        test("A new brand", "where = 'brand = \"C\"'"),
        test("Dear", "where = 'price > 1000'"),
        test("Everything", "where = 'price > 0'"),
        test("One person", "where = 'who = \"p3\" and task > 3'"),
    ];
    let found = run(&study(&format!("{MODEL}{}", tests.concat()), &data));
    let missing =
        |at: usize, parts: &[&str]| parts.iter().for_each(|part| assert!(found.missing[at].contains(part), "{part}: {:?}", found.missing));
    missing(0, &["A new brand: no forecast is possible", "does not tell the taste for brand: C, since it never varies there"]);
    missing(1, &["Dear: it holds nothing out"]);
    missing(2, &["Everything: it holds everything out"]);
    missing(3, &["One person: it holds tasks of 1 people out, and 20 are needed"]);
    assert_eq!(found.tested.len(), 2);
    // As a number a new level can be told from the others: prices are.
    let found = run(&study(&format!("{MODEL}{}", test("Prices above 60", "where = 'price > 60'")), &data));
    assert_eq!(found.tested.len(), 3);
}

#[test]
fn people_of_whom_nothing_else_is_known_are_strangers() {
    // One task each: nobody's other tasks can be known.
    let once: String = data(240, 8, |_| -0.06)
        .lines()
        .filter(|row| {
            row.starts_with("who") || {
                let mut cells = row[1..].split(',');
                let person: usize = cells.next().unwrap().parse().unwrap();
                cells.next() == Some(&(person % 8).to_string())
            }
        })
        .fold(String::new(), |all, row| all + row + "\n");
    let found = run(&study(&format!("{MODEL}{}", test("Prices above 60", "where = 'price > 60'")), &once));
    let tested = found.of(Held::Test(0)).unwrap();
    assert!(tested.how.ends_with("predicted as people never seen."), "{}", tested.how);
    assert_eq!(tested.card.people, tested.card.tasks);
}

#[test]
fn faults_of_tests_are_named() {
    let data = data(4, 8, |_| -0.06);
    let file = |what: &str| format!("{MODEL}{}", test("T", what));
    refused(&file(""), &data, &["a test needs either `where`, or `later` with `from`"]);
    refused(&file("later = 'day'"), &data, &["a test needs either"]);
    refused(&file("where = 'prize > 3'"), &data, &["prize", "did you mean `price`"]);
    refused(&file("later = 'days'\nfrom = '2024-01-01'"), &data, &["no column of c.csv is named `days`"]);
    refused(&file("later = 'day'\nfrom = '7 July 2024'"), &data, &["neither a number nor a date", "year first"]);
    refused(&file("later = 'day'\nfrom = '7'"), &data, &["column `day` must hold times like \"7\"", "\"2024-01-15\" in line 2"]);
    refused(&format!("{}{}", file("where = 'price > 30'"), test("T", "where = 'price > 20'")), &data, &["test"]);
    refused(&format!("{MODEL}{}", test("People never seen", "where = 'price > 20'")), &data, &["always has a test of this name"]);
}

#[test]
fn what_people_would_pay_is_held_against_people_left_out() {
    let covered = |price: &dyn Fn(usize) -> f64, model: &str| {
        let found = run(&study(model, &data(150, 8, price)));
        let lines = &found.of(Held::People).unwrap().card.lines;
        assert!(found.of(Held::Tasks).unwrap().card.lines.iter().all(|line| line.scored != Scored::WorthCoverage));
        lines.iter().find(|line| line.scored == Scored::WorthCoverage).copied()
    };
    let alike = covered(&|_| -0.06, MODEL).unwrap();
    // Five folds and two brands: ten comparisons, hardly ever more than three of them outside (α .001).
    assert!((alike.value * 10.0).fract().abs() < 1e-9 && alike.value >= 0.7 && alike.ceiling == 0.95, "{alike:?}");
    assert!(alike.interval.low < alike.value && alike.value <= alike.interval.high && alike.interval.high <= 1.0);
    // Brands of one fold come from the same people: five trials, not ten, so that even five right ones leave a share of .57 open (Wilson).
    assert!(alike.interval.low <= 0.5656, "{alike:?}");
    // Every fifth person would pay six times as much; they are one fold. What the others promise does not hold for them.
    let apart = covered(&|person| if person.is_multiple_of(5) { -0.01 } else { -0.06 }, MODEL).unwrap();
    assert!(apart.value < alike.value, "{apart:?} {alike:?}");
    // No price, no line; and no one set of estimates with classes.
    assert!(covered(&|_| -0.06, "[model]\nkind = 'multinomial'\n").is_none());
    let two = |person: usize| if person.is_multiple_of(2) { -0.01 } else { -0.12 };
    let classes = "[model]\nkind = 'latent classes'\nclasses = 2\nprice = 'price'\n";
    assert!(covered(&two, classes).is_none());
    let missing = run(&study(classes, &data(150, 8, two))).missing;
    assert!(missing.iter().any(|why| why.starts_with("What people would pay: there is no one set of estimates")), "{missing:?}");
    let mixed = "taste = 'normal'\n[model]\nkind = 'mixed'\nprice = 'price'\n[draws]\ncounts = [100]\n";
    let varied = covered(&|person| if person.is_multiple_of(2) { -0.03 } else { -0.09 }, mixed).unwrap();
    assert!(varied.value >= 0.7, "{varied:?}");
}

#[test]
fn a_level_that_stands_only_in_what_is_held_out_stops_that_test_alone() {
    // Brand C comes to market in the last two tasks, which the test of known people holds out.
    let late: String = data(80, 8, |_| -0.06)
        .lines()
        .map(|row| {
            let task: usize = row.split(',').nth(1).and_then(|task| task.parse().ok()).unwrap_or(usize::MAX);
            if task < 6 { row.replace(",C,", ",B,") + "\n" } else { row.to_owned() + "\n" }
        })
        .collect();
    let found = run(&study(MODEL, &late));
    assert_eq!(found.missing.len(), 1, "{:?}", found.missing);
    for part in ["New tasks of known people: no forecast is possible", "brand"] {
        assert!(found.missing[0].contains(part), "expected `{part}` in {}", found.missing[0]);
    }
    assert!(found.tested.iter().all(|tested| tested.held == Held::People) && found.tested.len() == 1);
}
