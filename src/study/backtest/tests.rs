//! Small surveys of people whose tastes are known.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::analyse::{Held, Trial, judged, test};
use super::cells::{cells, levels};
use super::*;
use crate::choice::{Picked, Split};
use crate::measure::forecast::{Claim, Light, Scored};
use crate::num::exp;
use crate::random::{At, Purpose, Seed, Streams};
use crate::study::fit::{FitStudy, load};

const OPTIONS: Options = Options { seed: Seed(1), threads: 1 };

/// Writes a survey: three alternatives with a quality and a price, half of the people after the one, half after the other.
fn survey(folder: &Path, people: usize, tasks: usize, model: &str) -> FitStudy {
    let mut draws = Streams::new(Seed(11), At::default()).draws(Purpose::Design, 0, 0);
    let mut csv = "id,choice,q1,q2,q3,p1,p2,p3,old\n".to_owned();
    for person in 0..people {
        let (quality, price) = if person % 2 == 0 { (2.0, -0.4) } else { (0.2, -2.0) };
        for _ in 0..tasks {
            let x: Vec<f64> = (0..6).map(|_| f64::from(draws.below(4))).collect();
            let weights: Vec<f64> = (0..3).map(|one| exp(quality * x[one] + price * x[3 + one])).collect();
            let mut at = draws.uniform() * weights.iter().sum::<f64>();
            let chosen = (0..2).find(|&one| {
                at -= weights[one];
                at < 0.0
            });
            let cells: Vec<String> = x.iter().map(f64::to_string).collect();
            csv.push_str(&format!("{person},{},{},{}\n", chosen.unwrap_or(2) + 1, cells.join(","), person % 2));
        }
    }
    fs::write(folder.join("choices.csv"), csv).unwrap();
    let taste = if model.contains("mixed") { "\ntaste = 'normal'" } else { "" };
    let file = format!(
        "title = 'Small'\n[data]\nfiles = ['choices.csv']\nform = 'wide'\nperson = 'id'\nchosen = 'choice'\n\
         [[alternatives]]\nname = '1'\n[[alternatives]]\nname = '2'\n[[alternatives]]\nname = '3'\n\
         [[attributes]]\nname = 'quality'\ncolumn = 'q{{}}'{taste}\n[[attributes]]\nname = 'price'\ncolumn = 'p{{}}'{taste}\n\
         [[demographics]]\nname = 'old'\n[model]\n{model}\nprice = 'price'\n[draws]\ncounts = [100]\n"
    );
    fs::write(folder.join("fit.toml"), file).unwrap();
    load(&folder.join("fit.toml"), folder).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

#[test]
fn a_person_who_is_tested_on_and_was_learned_from_turns_it_red() {
    let folder = tempfile::tempdir().unwrap();
    let study = survey(folder.path(), 60, 8, "kind = 'mixed'");
    let data = study.survey.data();
    let tested = |known: &dyn Fn(u64) -> bool, held: Held| {
        let held_out = |task: usize| data.person(task).is_multiple_of(5);
        let split =
            Split { known: Picked::new(&data, |task| known(data.person(task))).unwrap(), held: Picked::new(&data, held_out).unwrap() };
        test(&study, &data, &[split], Trial::of(held, "How.".to_owned()), &OPTIONS, &AtomicBool::new(false)).unwrap()
    };
    let fair = tested(&|person| !person.is_multiple_of(5), Held::People);
    assert!(fair.leaks.is_empty());
    let leaky = tested(&|person| !person.is_multiple_of(5) || person == 20, Held::People);
    assert_eq!(leaky.leaks, ["`20` is tested on and was learned from"]);
    let found = judged(vec![leaky], Vec::new());
    assert_eq!((found.verdict.light, found.verdict.labels()), (Light::Red, vec!["not validated"]));
    let all = tested(&|_| true, Held::Tasks);
    assert_eq!(all.leaks.len(), 4);
    assert_eq!(all.leaks[3], "and 93 more leaks of the kind");
    assert_eq!(judged(vec![all], Vec::new()).verdict.light, Light::Red);
}

#[test]
fn cells_are_levels_unless_many_people_had_the_same_tasks() {
    let folder = tempfile::tempdir().unwrap();
    let study = survey(folder.path(), 60, 8, "kind = 'mixed'");
    let data = study.survey.data();
    let found = cells(&study, &data);
    assert_eq!(found, levels(&study, &data));
    assert_eq!(found.labels.len(), 8, "{:?}", found.labels);
    assert_eq!(found.labels[5], "price: 1");
    assert_eq!(found.members.len(), 2 * 3 * 480);
    // The same tasks for everyone.
    let csv: String =
        (0..30).flat_map(|person| (0..4).map(move |task| format!("{person},{},{task},1,2,3,2,1,0\n", 1 + (person + task) % 3))).collect();
    fs::write(folder.path().join("choices.csv"), format!("id,choice,q1,q2,q3,p1,p2,p3,old\n{csv}")).unwrap();
    let study = load(&folder.path().join("fit.toml"), folder.path()).unwrap();
    let found = cells(&study, &study.survey.data());
    assert_eq!((found.kind.as_str(), found.labels.len(), found.members.len()), ("fixed tasks", 12, 360));
    assert_eq!(found.labels[4], "task 2, 2");
}

fn run(study: &FitStudy) -> Backtest {
    backtest(study, &Options { threads: 2, ..OPTIONS }, &AtomicBool::new(false), &|_| {}).unwrap()
}

#[test]
fn a_panel_that_knows_people_is_valid_for_them_and_not_for_strangers() {
    let folder = tempfile::tempdir().unwrap();
    let study = survey(folder.path(), 150, 8, "kind = 'mixed'\ncovariance = 'full'");
    let found = run(&study);
    let known = found.of(Held::Tasks).unwrap();
    assert_eq!((known.card.people, known.card.tasks, known.learned), (150, 300, 150));
    assert!(known.leaks.is_empty() && known.card.segments.len() == 2);
    let unseen = found.of(Held::People).unwrap();
    assert_eq!((unseen.card.people, unseen.card.tasks, unseen.learned), (150, 1_200, 120));
    assert!(found.verdict.finding(Claim::KnownIndividuals).unwrap().holds, "{:?}", found.verdict);
    assert!(found.verdict.finding(Claim::Shares).unwrap().holds, "{:?}", found.verdict);
    assert_eq!(found.verdict.light, Light::Green);
    assert_eq!(found.verdict.labels(), ["valid for shares", "valid for known individuals", "not for unseen individuals"]);
    // Other draws move predictions, and far less than they differ from one taste for all.
    let moved = known.card.line(Scored::Stability);
    assert!(moved.interval.low > 0.0 && moved.interval.high < 0.2 * moved.null, "{moved:?}");
    assert!(unseen.card.lines.iter().all(|line| line.scored != Scored::Stability));
    // Knowing people brings most of what can be had; not knowing them hardly any.
    assert!(known.card.line(Scored::Achieved).value > 0.5, "{:?}", known.card.line(Scored::Achieved));
    assert!(unseen.card.line(Scored::Achieved).value < 0.3, "{:?}", unseen.card.line(Scored::Achieved));
}

#[test]
fn classes_are_tested_as_mixtures_are() {
    let folder = tempfile::tempdir().unwrap();
    let study = survey(folder.path(), 150, 8, "kind = 'latent classes'\nclasses = 2");
    let found = run(&study);
    assert!(found.verdict.finding(Claim::KnownIndividuals).unwrap().holds, "{:?}", found.verdict);
    let spread = found.of(Held::People).unwrap().card.line(Scored::Spread);
    assert!(spread.interval.contains(1.0), "{spread:?}");
}

#[test]
fn a_panel_of_people_all_alike_has_collapsed() {
    let folder = tempfile::tempdir().unwrap();
    let study = survey(folder.path(), 150, 8, "kind = 'multinomial'");
    let found = run(&study);
    assert_eq!((found.verdict.light, found.verdict.labels()), (Light::Red, vec!["not validated"]));
    assert_eq!(found.of(Held::People).unwrap().card.line(Scored::Spread).value, 0.0);
    // Chance plays no part in a logit.
    assert!(found.of(Held::Tasks).unwrap().card.lines.iter().all(|line| line.scored != Scored::Stability));
    assert!(found.verdict.findings.iter().all(|finding| finding.why.iter().any(|why| why.starts_with("it has collapsed"))));
}

/// Known people through their own posterior come to what another program comes to on the same split: bayesm, hit rate .694 and root likelihood .454.
#[test]
fn twins_of_hierarchical_bayes_reach_the_reference_on_electricity() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root.join("personas/electricity/choices.csv"), folder.path().join("choices.csv")).unwrap();
    let file = fs::read_to_string(root.join("personas/electricity/fit.toml")).unwrap();
    let (head, _) = file.split_once("[chains]").unwrap();
    let chains = "[chains]\ncount = 2\nwarm_up = 150\ndraws = 350\n";
    // The other program had every taste normal.
    fs::write(folder.path().join("fit.toml"), format!("{}{chains}", head.replace("\"negative lognormal\"", "\"normal\""))).unwrap();
    let study = load(&folder.path().join("fit.toml"), folder.path()).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let data = study.survey.data();
    let split = Split::last(&data, 2).unwrap();
    let options = Options { threads: 2, ..OPTIONS };
    let found = test(&study, &data, &[split], Trial::of(Held::Tasks, "How.".to_owned()), &options, &AtomicBool::new(false)).unwrap();
    assert_eq!((found.card.people, found.card.tasks), (361, 722));
    for (scored, reference) in [(Scored::HitRate, 0.694), (Scored::RootLikelihood, 0.454)] {
        let line = found.card.line(scored);
        // The interval is 95 % over people: one standard error of it, on either side.
        let error = (line.interval.high - line.interval.low) / 3.92;
        assert!((line.value - reference).abs() < error && error < 0.03, "{}: {line:?}", scored.name());
        assert!(line.ceiling > line.value && line.value > line.null + 0.1, "{line:?}");
    }
    // People lean about as far as they are said to.
    let spread = found.card.line(Scored::Spread);
    assert!(spread.value > 0.5 && spread.value < 1.5, "{spread:?}");
}
