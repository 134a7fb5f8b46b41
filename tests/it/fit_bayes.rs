//! Hierarchical Bayes: `foretaste calibrate`, studies that take what it found, `foretaste backtest`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use foretaste::num::{exp, ln};
use foretaste::random::{At, Purpose, Seed, Streams};
use serde_json::Value as Json;

use crate::cli_program::{foretaste, names, repository};
use crate::cli_schema::fits;

/// What people were made from, for prices in thousands: centres and spreads of price (its logarithm), quality and speed; the first two go together at one half.
const TRUTH: [(f64, f64); 3] = [(0.0, 0.5), (1.0, 0.8), (-0.5, 0.6)];

/// Writes choices of made people, ten each, with prices in single units, and a fit file with the given chains. Spreads are those of the truth times `wide`.
fn made(folder: &Path, people: u64, wide: f64, chains: &str) {
    let streams = Streams::new(Seed(17), At::default());
    let mut csv = "id,choice,p1,p2,p3,q1,q2,q3,s1,s2,s3,old\n".to_owned();
    for person in 0..people {
        let mut draws = streams.draws(Purpose::Persona, person, 0);
        let first = draws.normal();
        let scores = [first, 0.5 * first + 0.75_f64.sqrt() * draws.normal(), draws.normal()];
        let [price, quality, speed] = [0, 1, 2].map(|at| TRUTH[at].0 + wide * TRUTH[at].1 * scores[at]);
        for _ in 0..10 {
            let values: Vec<f64> = (0..9).map(|_| f64::from(draws.below(5))).collect();
            let utility = |at: usize| -exp(price) * values[at] + quality * values[3 + at] + speed * values[6 + at];
            let mut best = (f64::NEG_INFINITY, 0);
            for at in 0..3 {
                let found = utility(at) - ln(-ln(draws.uniform()));
                if found > best.0 {
                    best = (found, at);
                }
            }
            let cells: Vec<String> =
                values.iter().enumerate().map(|(at, value)| if at < 3 { 1000.0 * value } else { *value }.to_string()).collect();
            let _ = writeln!(csv, "p{person},{},{},{}", best.1 + 1, cells.join(","), person % 2);
        }
    }
    fs::write(folder.join("choices.csv"), csv).unwrap();
    let attribute =
        |name: &str, taste: &str| format!("[[attributes]]\nname = '{name}'\ncolumn = '{}{{}}'\ntaste = '{taste}'\n", &name[..1]);
    let fit = format!(
        "title = 'Made'\n[data]\nfiles = ['choices.csv']\nform = 'wide'\nperson = 'id'\nchosen = 'choice'\n\
         [[alternatives]]\nname = '1'\n[[alternatives]]\nname = '2'\n[[alternatives]]\nname = '3'\n{}{}{}[[demographics]]\nname = 'old'\n\
         [model]\nkind = 'hierarchical Bayes'\nprice = 'price'\n{chains}",
        attribute("price", "negative lognormal"),
        attribute("quality", "normal"),
        attribute("speed", "normal"),
    );
    fs::write(folder.join("fit.toml"), fit).unwrap();
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

#[test]
fn what_people_were_made_from_comes_back_from_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    made(here, 200, 1.0, "[chains]\nwarm_up = 300\ndraws = 700\nseed = 5\n");
    let ran = foretaste(here, &["calibrate", "fit.toml", "--out", "run", "--format", "json"]).ends(0);
    let result = json(&ran.out);
    fits(&json(&foretaste(here, &["schema", "calibration"]).ends(0).out), &result).unwrap();
    assert_eq!((&result["model"], &result["settled"]), (&"hierarchical Bayes".into(), &true.into()), "{}", result["settled_line"]);
    let figure = |name: &str| {
        let found = &result["posterior"][name];
        ["mean", "deviation", "q05", "q95", "split_r_hat", "effective_draws"]
            .map(|key| found[key].as_f64().unwrap_or_else(|| panic!("{name}: {found}")))
    };
    // Four standard deviations of the posterior, so that the seed does not decide; a price counts in single units here.
    for (at, name) in ["price", "quality", "speed"].into_iter().enumerate() {
        let unit = if at == 0 { ln(1000.0) } else { 0.0 };
        for (figure, truth) in
            [(figure(&format!("location of {name}")), TRUTH[at].0 - unit), (figure(&format!("spread of {name}")), TRUTH[at].1)]
        {
            let [mean, deviation, low, high, r_hat, effective] = figure;
            assert!((mean - truth).abs() < 4.0 * deviation && low < mean && mean < high, "{name}: {figure:?} {truth}");
            assert!(r_hat < 1.05 && effective > 100.0, "{name}: {figure:?}");
        }
    }
    let [mean, deviation, ..] = figure("correlation of quality and price");
    assert!((mean - 0.5).abs() < 4.0 * deviation && deviation < 0.2, "{mean} {deviation}");
    // A typical person pays e^0 thousand less one unit of quality: the ratio of the middles.
    let worth = &result["worth"]["quality"];
    let [value, low, high] = ["value", "q05", "q95"].map(|key| worth[key].as_f64().unwrap());
    assert!(low < 1000.0 && 1000.0 < high && low < value && value < high, "{worth}");
    // The parameters are those of a mixed logit with full covariance, at which its log-likelihood is told.
    assert_eq!(result["parameters"].as_object().unwrap().len(), 9);
    let [own, even] = ["log_likelihood", "log_likelihood_multinomial"].map(|key| result[key].as_f64().unwrap());
    assert!(own > even + 50.0 && own < figure("log-likelihood at own tastes")[0], "{own} {even}");
    // Everybody's own tastes, with their sign.
    let own = fs::read_to_string(here.join("run/tables/part_worths.csv")).unwrap();
    assert_eq!(own.lines().count(), 1 + 3 * 200);
    assert!(own.lines().filter(|line| line.contains(",price,")).all(|line| line.split(',').nth(2).unwrap().starts_with('-')), "{own}");
    let page = fs::read_to_string(here.join("run/report.html")).unwrap();
    for words in ["Do the chains agree?", "The chains agree", "quality with price: correlation", "split R-hat", "Which tastes go together"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("Do not rely"));
}

/// A folder with the survey of electricity suppliers and a fit file with the given chains.
fn electricity(chains: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("personas/electricity");
    fs::create_dir_all(&here).unwrap();
    for name in ["choices.csv", "people.toml"] {
        fs::copy(repository().join("personas/electricity").join(name), here.join(name)).unwrap();
    }
    let file = fs::read_to_string(repository().join("personas/electricity/fit.toml")).unwrap();
    let (head, _) = file.split_once("[chains]").unwrap();
    fs::write(here.join("fit.toml"), format!("{head}{chains}")).unwrap();
    folder
}

#[test]
fn chains_that_do_not_agree_are_told_and_a_study_takes_the_posterior() {
    let folder = electricity("[chains]\ncount = 2\nwarm_up = 40\ndraws = 60\n");
    let here = folder.path();
    let fit = "personas/electricity/fit.toml";
    let ran = foretaste(here, &["calibrate", fit, "--out", "run", "--format", "json", "--threads", "1"]).ends(0);
    let result = json(&ran.out);
    fits(&json(&foretaste(here, &["schema", "calibration"]).ends(0).out), &result).unwrap();
    assert_eq!((&result["settled"], &result["chains"]["draws"]), (&false.into(), &60.into()), "{}", result["settled_line"]);
    let text = foretaste(here, &["calibrate", fit, "--out", "again", "--threads", "3"]).ends(0).out;
    assert!(text.contains("chains do not agree"), "{text}");
    let page = fs::read_to_string(here.join("run/report.html")).unwrap();
    for words in ["chains do not agree", "Do not rely on these figures yet", "longer warm-up", "longer ones may say something else"] {
        assert!(page.contains(words), "{words}");
    }
    // The same bytes on another number of threads.
    let bytes = |run: &str, name: &str| fs::read(here.join(run).join(name)).unwrap();
    assert_eq!(names(&here.join("run")), ["charts", "manifest.json", "population.toml", "report.html", "result.json", "tables"]);
    for name in ["population.toml", "report.html", "result.json", "tables/estimates.csv", "tables/part_worths.csv", "tables/chains.csv"] {
        assert_eq!(bytes("run", name), bytes("again", name), "{name}");
    }

    fs::create_dir_all(here.join("scenarios/electricity")).unwrap();
    fs::copy(here.join("run/population.toml"), here.join("personas/electricity/population.toml")).unwrap();
    let path = "scenarios/electricity/study.toml";
    // A scorecard would be that of the shipped fit.
    let study = fs::read_to_string(repository().join(path)).unwrap();
    let study: Vec<&str> = study.lines().filter(|line| !line.starts_with("scorecard")).collect();
    fs::write(here.join(path), study.join("\n")).unwrap();
    let small = ["--personas", "300", "--replicates", "8", "--rounds", "0", "--no-advocates"];
    let ran = foretaste(here, &[&["validate", path, "--out", "taken", "--format", "json"][..], &small].concat()).ends(0);
    let share = json(&ran.out)["figures"]["share:Home Current"]["mean"].as_f64().unwrap();
    assert!(share > 0.02 && share < 0.98, "{share}");
    let page = fs::read_to_string(here.join("taken/report.html")).unwrap();
    assert!(page.contains("fitted to 4308 choices of 361 households; errors posterior of hierarchical Bayes"));
    let ledger = fs::read_to_string(here.join("taken/tables/assumptions.csv")).unwrap();
    assert_eq!(ledger.lines().filter(|line| line.contains(".goes_with.")).count(), 15);
}

#[test]
fn too_few_draws_for_a_covariance_leave_no_population_file() {
    let folder = electricity("[chains]\ncount = 2\nwarm_up = 20\ndraws = 8\n");
    let ran = foretaste(folder.path(), &["calibrate", "personas/electricity/fit.toml", "--out", "run"]).ends(0);
    assert!(ran.err.contains("too few draws for a covariance of the estimates"), "{}", ran.err);
    assert!(!folder.path().join("run/population.toml").exists());
}

#[test]
fn a_back_test_asks_twins_and_strangers_and_says_where_chains_do_not_agree() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    made(here, 60, 2.0, "[chains]\ncount = 2\nwarm_up = 150\ndraws = 350\n");
    let run =
        |more: &[&str]| foretaste(here, &[&["backtest", "fit.toml", "--out", "run", "--force", "--format", "json"][..], more].concat());
    let ran = run(&["--threads", "1"]).ends(0);
    let result = json(&ran.out);
    fits(&json(&foretaste(here, &["schema", "backtest"]).ends(0).out), &result).unwrap();
    let score = |test: &str, score: &str, key: &str| result["tests"][test]["scores"][score][key].as_f64().unwrap();
    let root = "root_likelihood";
    // Twins know more than the logit, and strangers no less than chance; the panel that is told the answers knows most.
    assert!(score("known_people", root, "value") > score("known_people", root, "null") + 0.02, "{}", result["tests"]["known_people"]);
    for test in ["known_people", "unseen_people"] {
        assert!(score(test, root, "ceiling") > score(test, root, "value"), "{test}: {}", result["tests"][test]["scores"][root]);
        assert!(score(test, root, "value") > 0.34, "{test}: {}", result["tests"][test]["scores"][root]);
    }
    let segments = fs::read_to_string(here.join("run/report.html")).unwrap();
    assert!(segments.contains("by old"), "the file's demographics make segments");
    assert_eq!(run(&["--threads", "3"]).ends(0).out, ran.out);

    let file = fs::read_to_string(here.join("fit.toml")).unwrap();
    fs::write(here.join("fit.toml"), file.replace("warm_up = 150\ndraws = 350", "warm_up = 20\ndraws = 20")).unwrap();
    let result = json(&run(&[]).ends(0).out);
    let doubts = result["tests"]["known_people"]["doubts"].as_array().unwrap();
    assert!(doubts[0].as_str().unwrap().starts_with("of the panel, the chains"), "{doubts:?}");
    assert!(fs::read_to_string(here.join("run/report.html")).unwrap().contains("Chains do not agree"));
}

/// Tastes of one draw by person, as the table of twins has them, and everybody's name there.
fn twins(table: &str) -> (Vec<Vec<[f64; 3]>>, Vec<String>) {
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("person,draw,price,quality,speed"));
    let mut draws: Vec<Vec<[f64; 3]>> = Vec::new();
    let mut names = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let draw: usize = cells[1].parse().unwrap();
        if draw > draws.len() {
            draws.push(Vec::new());
        }
        draws[draw - 1].push([2, 3, 4].map(|at| cells[at].parse().unwrap()));
        if draw == 1 {
            names.push(cells[0].to_owned());
        }
    }
    (draws, names)
}

#[test]
fn a_study_of_twins_asks_the_very_people_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    made(here, 60, 1.0, "[chains]\ncount = 2\nwarm_up = 150\ndraws = 200\ntwins = 25\n");
    foretaste(here, &["calibrate", "fit.toml", "--out", "run"]).ends(0);
    let listed = names(&here.join("run"));
    assert!(["population.toml", "twins.csv", "twins.toml"].iter().all(|name| listed.iter().any(|one| one == name)), "{listed:?}");
    for name in ["twins.csv", "twins.toml"] {
        fs::copy(here.join("run").join(name), here.join(name)).unwrap();
    }
    let table = fs::read_to_string(here.join("twins.csv")).unwrap();
    let (draws, people) = twins(&table);
    // As many of each of the two chains; nobody by name.
    assert_eq!((draws.len(), draws[0].len(), people.len()), (26, 60, 60));
    assert!(!table.contains("p1,") && people.iter().all(|name| name.len() == 16));

    // The first task of the first person, put before everybody.
    let first = fs::read_to_string(here.join("choices.csv")).unwrap();
    let first: Vec<f64> = first.lines().nth(1).unwrap().split(',').skip(2).take(9).map(|cell| cell.parse().unwrap()).collect();
    let offer = |at: usize| format!("price = {}\nquality = {}\nspeed = {}\n", first[at], first[3 + at], first[6 + at]);
    let study = format!(
        "title = 'T'\nquestion = 'Q'\ncurrency = 'CHF'\n[people]\nfrom = 'people.toml'\n[fitted]\nfrom = 'twins.toml'\n\
         [concept]\nname = '1'\n{}[[alternatives]]\nname = '2'\nreference = true\n{}[[alternatives]]\nname = '3'\n{}",
        offer(0),
        offer(1),
        offer(2)
    );
    fs::write(here.join("study.toml"), &study).unwrap();
    // Ten rows a person in the data: each person counts once.
    let resampled = "title = 'P'\ncount = 500\n[microdata]\nfile = 'choices.csv'\ndonor = 'id'\nuse = 'resample'\n";
    let whole = "title = 'P'\n[microdata]\nfile = 'choices.csv'\ndonor = 'id'\nuse = 'as they are'\n";
    fs::write(here.join("people.toml"), whole).unwrap();
    let shares: Vec<f64> = draws
        .iter()
        .map(|draw| {
            let chance = |taste: &[f64; 3]| {
                let utility = |at: usize| exp((0..3).map(|k| taste[k] * (first[3 * k + at] - first[3 * k])).sum());
                1.0 / (0..3).map(utility).sum::<f64>()
            };
            draw.iter().map(chance).sum::<f64>() / draw.len() as f64
        })
        .collect();
    let run = |out: &str| {
        let args = ["validate", "study.toml", "--out", out, "--replicates", "400", "--no-advocates", "--rounds", "0", "--format", "json"];
        json(&foretaste(here, &args).ends(0).out)
    };
    let result = run("study");
    let figure = |key: &str| result["figures"]["share:1"][key].as_f64().unwrap_or_else(|| panic!("{}", result["figures"]["share:1"]));
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    let spread = (shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / shares.len() as f64).sqrt();
    // 400 replicates take one of the draws each: four standard errors.
    assert!((figure("mean") - mean).abs() < 4.0 * spread / 20.0 + 1e-6 && spread > 0.005, "{} {mean} {spread}", figure("mean"));
    // What the people's answers leave open is all that is uncertain, and a share is that of some draw.
    for key in ["q05", "q95"] {
        let nearest = shares.iter().map(|share| (share - figure(key)).abs()).fold(f64::INFINITY, f64::min);
        assert!(nearest < 0.3 * spread, "{key}: {} {shares:?}", figure(key));
    }
    let page = fs::read_to_string(here.join("study/report.html")).unwrap();
    for words in ["stands for one real respondent", "says nothing of anybody else", "no back-test is named"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("none of them a real respondent"));

    let refused = |parts: &[&str]| foretaste(here, &["validate", "study.toml", "--out", "bad"]).refuses(3, parts);
    fs::write(here.join("people.toml"), whole.replace("choices.csv", "others.csv")).unwrap();
    fs::write(here.join("others.csv"), fs::read_to_string(here.join("choices.csv")).unwrap().replace("\np1,", "\nq1,")).unwrap();
    refused(&["1 of 60 people are not among those whose own tastes the fit knows"]);
    fs::write(here.join("people.toml"), whole.replace("donor = 'id'\n", "")).unwrap();
    refused(&["are not among those whose own tastes the fit knows", "`donor`"]);
    fs::write(here.join("people.toml"), resampled).unwrap();
    fs::write(here.join("twins.csv"), table.replacen(",1,", ",2,", 1)).unwrap();
    refused(&["the table of twins is not the one that was written with this file"]);
    fs::write(here.join("twins.csv"), &table).unwrap();
    let file = fs::read_to_string(here.join("twins.toml")).unwrap();
    fs::write(here.join("twins.toml"), file.replace("\"twins.csv\"", "\"run/twins.csv\"")).unwrap();
    refused(&["the table of twins must lie beside its file"]);
}
