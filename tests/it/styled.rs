//! Studies whose people answer as people were found to: style files of real ratings.

use std::fs;

use foretaste::input::Problems;
use foretaste::random::Seed;
use foretaste::study::validate::{Study, load};
use foretaste::world::World;

use crate::cli_program::foretaste;
use crate::validate_studies::{PEOPLE, STUDY, data, expect, near, outcome, settings};

const QUESTION: &str =
    "[style]\nfrom = 'style.toml'\n[survey]\n[[survey.questions]]\nname = 'mood'\ntext = 'Well?'\nstart = 0.5\ndriven_by = { own = 0 }\n";

/// A style file with what is said of acquiescence and extremity.
fn style(more: &str) -> String {
    format!(
        "title = 'Ratings'\nsource = 'a made survey'\n[fit]\ncalled = 'person'\npeople = 900\nanswers = 9000\nitems = 10\nscale = 5\n\
         log_likelihood = -9000.0\nlog_likelihood_without = -9100.0\nerrors = 'robust, clustered by person'\nforetaste = '0.1.0'\n\
         [inputs]\n'ratings.toml' = 'abc'\n{more}"
    )
}

/// People whose answers are blurred by a step and a fifth, all alike; `more` are columns that are 0.5 for everybody.
fn people(more: &str) -> String {
    [&["noise"], more.split_whitespace().collect::<Vec<_>>().as_slice()]
        .concat()
        .iter()
        .fold(PEOPLE.to_owned(), |all, name| format!("{all}[[columns]]\nname = '{name}'\n"))
}

fn read(study: &str, people: &str, style: &str) -> Result<Study, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = data(4_000)
        .lines()
        .enumerate()
        .map(|(at, row)| format!("{row},{}", if at == 0 { "noise,acquiescence" } else { "1.2,0.5" }))
        .collect();
    for (name, text) in [("study.toml", study), ("people.toml", people), ("people.csv", &(rows.join("\n") + "\n")), ("style.toml", style)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    load(&folder.path().join("study.toml"), folder.path(), Seed(7), None)
}

/// The normal distribution function, by the trapezoid rule of a test's precision.
fn below(x: f64) -> f64 {
    let steps = 4_000;
    let width = (x + 12.0) / f64::from(steps);
    (0..steps).map(|k| -12.0 + (f64::from(k) + 0.5) * width).map(|t| (-t * t / 2.0).exp()).sum::<f64>() * width
        / (2.0 * std::f64::consts::PI).sqrt()
}

#[test]
fn answers_spread_over_people_as_the_style_says() {
    let text = format!("{STUDY}{QUESTION}");
    let of = |more: &str| read(&text, &people(""), &style(more)).unwrap_or_else(|problems| panic!("{problems}"));
    // The five boxes part at 0.5 for the top two: the person's shift and blur are normal, the stretch multiplies everything but the shift.
    let share = |shift: f64, stretch: f64| {
        expect(|z| {
            let times = (stretch * z).exp();
            let (middle, spread) = (0.5 * times, (times * 1.2).hypot(shift));
            1.0 - below((0.5 - middle) / spread)
        })
    };
    let both = of("[acquiescence]\nspread = 1.3\nerror = 0\n[extremity]\nspread = 0.6\nerror = 0\n");
    near(&outcome(&both, settings(3, 40, 1)), "top2box:mood", share(1.3, 0.6));
    let one = of("[extremity]\nspread = 0.6\nerror = 0\n");
    near(&outcome(&one, settings(3, 40, 1)), "top2box:mood", share(0.0, 0.6));
    // What the fit leaves open is an uncertain number of the study, with its source.
    let open = of("[acquiescence]\nspread = 1.3\nerror = 0.13\n");
    let entries = open.market.unknowns().entries();
    let entry = entries.iter().find(|entry| entry.path == "style.acquiescence").unwrap();
    assert!((entry.dist.median() - 1.3).abs() < 1e-12 && (entry.dist.sd() - 0.13).abs() < 0.002);
    let source = "fitted to 9000 answers of 900 people to 10 items; errors robust, clustered by person. Data: a made survey";
    assert_eq!(entry.source.as_deref(), Some(source));
}

#[test]
fn faults_of_a_style_are_named() {
    let study = format!("{STUDY}{QUESTION}");
    let refused = |study: &str, people: &str, more: &str, parts: &[&str]| {
        let problems = read(study, people, &style(more)).expect_err(more).to_string();
        for part in parts {
            assert!(problems.contains(part), "expected `{part}` in\n{problems}");
        }
    };
    let sound = "[acquiescence]\nspread = 1.3\nerror = 0.1\n";
    let twice = people("acquiescence");
    refused(&study, &twice, sound, &["the people have a column `acquiescence`", "drop the column, or the style file"]);
    refused(
        &study,
        &people(""),
        "[acquiescence]\nspread = -1\nerror = 99\n",
        &["`spread` of acquiescence", "got", "-1", "`error` of acquiescence", "99"],
    );
    let nobody = format!("{STUDY}[style]\nfrom = 'style.toml'\n");
    refused(&nobody, &people(""), sound, &["nobody is asked anything"]);
    // Nothing found is no fault, but it is said.
    let quiet = read(&study, &people(""), &style("")).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(quiet.remarks.unwrap().to_string().contains("neither acquiescence nor extremity"));
}

#[test]
fn a_fitted_style_goes_into_a_study() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    crate::ratings_command::wine(here);
    foretaste(here, &["calibrate", "wine.toml", "--out", "run"]).ends(0);
    let study = format!("{STUDY}{}", QUESTION.replace("style.toml", "run/style.toml"));
    for (name, text) in [("study.toml", study.as_str()), ("people.toml", PEOPLE), ("people.csv", &data(500))] {
        fs::write(here.join(name), text).unwrap();
    }
    foretaste(here, &["validate", "study.toml", "--replicates", "32", "--out", "report"]).ends(0);
    let page = fs::read_to_string(here.join("report/report.html")).unwrap();
    for part in ["How much people differ in saying yes to everything", "fitted to 72 answers of 9 judges to 8 items", "run/style.toml"] {
        assert!(page.contains(part), "expected `{part}`");
    }
}
