//! Answers other than one choice, weights, and the forms in which choices come: each against known numbers, or against the same said in another way.

use std::fmt::Write as _;
use std::fs;
use std::sync::atomic::AtomicBool;

use foretaste::choice::StandardErrors;
use foretaste::input::Problems;
use foretaste::measure::forecast::Scored;
use foretaste::random::{At, Draws, Purpose, Seed, Streams};
use foretaste::study::backtest::{Held, Options, backtest};
use foretaste::study::fit::{Estimated, FitStudy, Smooth, load};

fn read(toml: &str, files: &[(&str, &str)]) -> Result<FitStudy, Problems> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files.iter().chain(&[("fit.toml", toml)]) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    load(&folder.path().join("fit.toml"), folder.path())
}

#[track_caller]
fn study(toml: &str, data: &str) -> FitStudy {
    read(toml, &[("c.csv", data)]).unwrap_or_else(|problems| panic!("{}\n{toml}", problems.render(false)))
}

#[track_caller]
fn refused(toml: &str, files: &[(&str, &str)], parts: &[&str]) {
    let Err(problems) = read(toml, files) else { panic!("this was accepted:\n{toml}") };
    let problems = problems.to_string();
    for part in parts {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

fn smooth(study: &FitStudy) -> Smooth {
    match study.estimate(1).unwrap().estimated {
        Estimated::Smooth(smooth) => *smooth,
        _ => panic!("a multinomial or mixed logit"),
    }
}

#[track_caller]
fn same(one: &FitStudy, other: &FitStudy, times: f64) {
    let (one, other) = (smooth(one), smooth(other));
    let (got, want) = (one.fit.reached.log_likelihood, times * other.fit.reached.log_likelihood);
    assert!((got - want).abs() < 1e-9 * want.abs(), "{got} not {want}");
    for (got, want) in one.fit.parameters().iter().zip(other.fit.parameters()) {
        assert!((got - want).abs() < 1e-9 * want.abs().max(1.0), "{got} not {want}");
    }
}

/// Ranks of GameBoy, GameCube, PC, PlayStation, PSPortable and Xbox by 91 Dutch students.
///
/// # Source
/// Fok, Paap and van Dijk (2012), "A rank-ordered logit model with unobserved heterogeneity in ranking capabilities", Journal of Applied Econometrics 27;
/// public data of the journal's archive.
const GAMES: &str = "\
    654132 651234 645123 412563 645231 641253 561243 516342 654312 653142 653142 561243 126453 561243 654231 654213 462135 416325 651243 631452 \
    361542 261453 465231 564132 562431 543261 654231 641253 632451 654321 561234 216543 231564 561243 325614 631524 543216 451263 563241 653142 \
    536142 326514 543162 132645 562341 215643 561342 652431 426135 521643 316524 461352 463251 561342 461523 463152 561243 561342 561432 561432 \
    256413 321465 542631 541362 651243 526431 314625 562143 563241 651342 425361 452163 436251 642153 536142 653142 641352 541362 564132 461235 \
    421356 431625 562314 321564 641253 641352 264351 561243 341265 641325 652134";
const PLATFORMS: [&str; 6] = ["GameBoy", "GameCube", "PC", "PlayStation", "PSPortable", "Xbox"];

#[test]
fn a_published_ranking_comes_out() {
    let mut data = format!("id,{}\n", PLATFORMS.map(|name| format!("rank.{name}")).join(","));
    for (id, ranks) in GAMES.split_whitespace().enumerate() {
        let ranks: Vec<String> = ranks.chars().map(String::from).collect();
        let _ = writeln!(data, "{id},{}", ranks.join(","));
    }
    let listed: String = PLATFORMS.iter().map(|name| format!("[[alternatives]]\nname = '{name}'\n")).collect();
    let constants: String =
        PLATFORMS[1..].iter().map(|name| format!("[[attributes]]\nname = '{name}'\nof = {{ {name} = '1' }}\n")).collect();
    let head = "title = 'Games'\n[data]\nfiles = ['c.csv']\nform = 'wide'\nperson = 'id'\nanswer = 'ranking'\nchosen = 'rank.{}'\n";
    let found = study(&format!("{head}{listed}{constants}[model]\nkind = 'multinomial'\n"), &data);
    assert_eq!((found.survey.answers(), found.survey.tasks()), (91, 91 * 5));
    let fit = smooth(&found).fit;
    // The constants of the rank-ordered logit of these data as the R package mlogit prints them, with their errors.
    let published = [(0.058678, 0.182572), (1.275749, 0.194292), (1.273903, 0.191226), (0.622355, 0.181645), (1.401230, 0.189758)];
    let errors = fit.curvature_covariance.as_ref().unwrap().standard_errors();
    for ((got, error), (want, its)) in fit.parameters().iter().zip(errors).zip(published) {
        assert!((got - want).abs() < 1e-5 && (error - its).abs() < 1e-5, "{got} ± {error}, not {want} ± {its}");
    }
}

/// Tasks of made-up people with four alternatives of a price and a quality.
struct Made {
    people: usize,
    tasks: usize,
    /// Task by task and alternative by alternative.
    x: Vec<[f64; 2]>,
    utility: Vec<f64>,
    draws: Draws,
}

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

impl Made {
    fn new(people: usize, tasks: usize) -> Self {
        let mut draws = Streams::new(Seed(5), At::default()).draws(Purpose::Design, 0, 0);
        let (mut x, mut utility) = (Vec::new(), Vec::new());
        for _ in 0..people * tasks * 4 {
            let own = [f64::from(1 + draws.below(9)), f64::from(1 + draws.below(5))];
            utility.push(0.8 * own[1] - 0.5 * own[0] - (-draws.uniform().ln()).ln());
            x.push(own);
        }
        Self { people, tasks, x, utility, draws }
    }

    /// The alternatives of a task, the best first.
    fn order(&self, task: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..4).collect();
        order.sort_by(|&a, &b| self.utility[4 * task + b].total_cmp(&self.utility[4 * task + a]));
        order
    }

    /// One row an alternative; the last cells are given by task and alternative, and a row can be left out or turned.
    fn rows(&self, head: &str, mut row: impl FnMut(usize, usize) -> Option<String>) -> String {
        let mut out = format!("who,task,alt,price,quality,{head}\n");
        for task in 0..self.people * self.tasks {
            for (at, name) in NAMES.iter().enumerate() {
                let [price, quality] = self.x[4 * task + at];
                if let Some(rest) = row(task, at) {
                    let _ = writeln!(out, "p{},{},{name},{price},{quality},{rest}", task / self.tasks, task % self.tasks);
                }
            }
        }
        out
    }

    /// One row an alternative of choices written out one by one: person, task, what is there, what is taken, the sign.
    fn written(&self, choices: &[(usize, usize, Vec<usize>, usize, f64)]) -> String {
        let mut out = String::from("who,task,alt,price,quality,pick\n");
        for (number, (person, task, open, chosen, sign)) in choices.iter().enumerate() {
            for &at in open {
                let [price, quality] = self.x[4 * task + at].map(|x| sign * x);
                let _ = writeln!(out, "p{person},{number},{},{price},{quality},{}", NAMES[at], u8::from(at == *chosen));
            }
        }
        out
    }
}

const LONG: &str = "title = 'T'\n[data]\nfiles = ['c.csv']\nform = 'long'\nperson = 'who'\ntask = 'task'\nalternative = 'alt'\n";
const REST: &str = "[[attributes]]\nname = 'price'\ncolumn = 'price'\n[[attributes]]\nname = 'quality'\ncolumn = 'quality'\n[model]\nkind = 'multinomial'\n";

fn long(data: &str) -> String {
    format!("{LONG}{data}\n{REST}")
}

#[test]
fn rankings_equal_the_choices_written_out() {
    let made = Made::new(30, 3);
    let rank = |task: usize, at: usize| made.order(task).iter().position(|&one| one == at).unwrap() + 1;
    let ranked = made.rows("rank", |task, at| Some(rank(task, at).to_string()));
    let out = |most: usize| -> String {
        let mut choices = Vec::new();
        for task in 0..90 {
            let order = made.order(task);
            (0..most).for_each(|at| choices.push((task / 3, task, order[at..].to_vec(), order[at], 1.0)));
        }
        made.written(&choices)
    };
    let (all, plain) = (study(&long("answer = 'ranking'\nchosen = 'rank'"), &ranked), long("chosen = 'pick'"));
    same(&all, &study(&plain, &out(3)), 1.0);
    assert_eq!((all.survey.answers(), all.survey.tasks()), (90, 270));
    same(&study(&long("answer = 'ranking'\nchosen = 'rank'\nranks = 2"), &ranked), &study(&plain, &out(2)), 1.0);
    // Only the first two were asked for: two choices out of what is left.
    let two = made.rows("rank", |task, at| Some(if rank(task, at) < 3 { rank(task, at).to_string() } else { String::new() }));
    same(&study(&long("answer = 'ranking'\nchosen = 'rank'"), &two), &study(&plain, &out(2)), 1.0);
}

#[test]
fn best_and_worst_equal_the_choices_written_out_with_the_signs_turned() {
    let made = Made::new(30, 3);
    let marked = made.rows("best,worst", |task, at| {
        let order = made.order(task);
        Some(format!("{},{}", u8::from(order[0] == at), u8::from(order[3] == at)))
    });
    let mut choices = Vec::new();
    for task in 0..90 {
        let order = made.order(task);
        choices.push((task / 3, task, order.clone(), order[0], 1.0));
        choices.push((task / 3, task, order[1..].to_vec(), order[3], -1.0));
    }
    let found = study(&long("answer = 'best and worst'\nchosen = 'best'\nworst = 'worst'"), &marked);
    same(&found, &study(&long("chosen = 'pick'"), &made.written(&choices)), 1.0);
    // One row a task says the same.
    let mut wide = String::from("who,best,worst,price_a,price_b,price_c,price_d,quality_a,quality_b,quality_c,quality_d\n");
    for task in 0..90 {
        let order = made.order(task);
        let cells: Vec<String> =
            (0..2).flat_map(|k| (0..4).map(move |at| (k, at))).map(|(k, at)| made.x[4 * task + at][k].to_string()).collect();
        let _ = writeln!(wide, "p{},{},{},{}", task / 3, NAMES[order[0]], NAMES[order[3]], cells.join(","));
    }
    let listed: String = NAMES.iter().map(|name| format!("[[alternatives]]\nname = '{name}'\n")).collect();
    let head = "title = 'T'\n[data]\nfiles = ['c.csv']\nform = 'wide'\nperson = 'who'\nanswer = 'best and worst'\nchosen = 'best'\nworst = 'worst'\n";
    let rest = REST.replace("column = 'price'", "column = 'price_{}'").replace("column = 'quality'", "column = 'quality_{}'");
    same(&study(&format!("{head}{listed}{rest}"), &wide), &found, 1.0);
}

/// MaxDiff: the items are the alternatives, and the attributes are which item it is.
#[test]
fn items_are_levels_of_their_own_column() {
    let (mut draws, worth) = (Made::new(1, 1).draws, [0.0, 1.0, -1.0, 0.5, 2.0]);
    let mut data = String::from("who,task,item,best,worst\n");
    for person in 0..400 {
        for task in 0..4 {
            let mut shown: Vec<usize> = (0..5).collect();
            shown.remove(draws.below(5) as usize);
            let gumbel = |draws: &mut Draws| -(-draws.uniform().ln()).ln();
            let best = shown
                .iter()
                .map(|&at| (worth[at] + gumbel(&mut draws), at))
                .fold((f64::NEG_INFINITY, 0), |a, b| if b.0 > a.0 { b } else { a })
                .1;
            let left = shown.iter().filter(|&&at| at != best).map(|&at| (gumbel(&mut draws) - worth[at], at));
            let worst = left.fold((f64::NEG_INFINITY, 0), |a, b| if b.0 > a.0 { b } else { a }).1;
            for at in shown {
                let _ = writeln!(data, "p{person},{task},item {at},{},{}", u8::from(at == best), u8::from(at == worst));
            }
        }
    }
    let items = "levels = ['item 0', 'item 1', 'item 2', 'item 3', 'item 4']";
    let head = "title = 'T'\n[data]\nfiles = ['c.csv']\nform = 'long'\nperson = 'who'\ntask = 'task'\nalternative = 'item'\nanswer = 'best and worst'\n\
                chosen = 'best'\nworst = 'worst'\n";
    let found = study(&format!("{head}[[attributes]]\nname = 'item'\ncolumn = 'item'\n{items}\n[model]\nkind = 'multinomial'\n"), &data);
    assert_eq!(found.survey.attributes[..2], ["item: item 1", "item: item 2"]);
    let fit = smooth(&found).fit;
    let errors = fit.standard_errors().unwrap();
    for ((got, error), want) in fit.parameters().iter().zip(errors).zip(&worth[1..]) {
        assert!((got - want).abs() < 3.5 * error && error < 0.1, "{got} ± {error}, not {want}");
    }
}

#[test]
fn allocations_are_choices_shared_out() {
    let made = Made::new(20, 4);
    let chips = |task: usize, at: usize| [6, 3, 1, 0][made.order(task).iter().position(|&one| one == at).unwrap()];
    let shared = made.rows("chips", |task, at| Some(chips(task, at).to_string()));
    let mut choices = Vec::new();
    for task in 0..80 {
        for at in 0..4 {
            (0..chips(task, at)).for_each(|_| choices.push((task / 4, task, vec![0, 1, 2, 3], at, 1.0)));
        }
    }
    let found = study(&long("answer = 'allocation'\nchosen = 'chips'\ntotal = 10"), &shared);
    // Ten chips count as one choice, so that a tenth of the log-likelihood is left.
    same(&found, &study(&long("chosen = 'pick'"), &made.written(&choices)), 0.1);
    // Robust errors do not hang on how many chips were handed out.
    let robust = |study: &FitStudy| smooth(study).fit.robust_covariance.unwrap();
    for (got, want) in robust(&found).iter().zip(robust(&study(&long("chosen = 'pick'"), &made.written(&choices)))) {
        assert!((got - want).abs() < 1e-5 * want.abs(), "{got} {want}");
    }
}

#[test]
fn weights_count_people_and_answers() {
    let made = Made::new(30, 3);
    let pick = |task: usize, at: usize| u8::from(made.order(task)[0] == at);
    let weighted = |of: &dyn Fn(usize) -> f64| made.rows("pick,w", |task, at| Some(format!("{},{}", pick(task, at), of(task))));
    let plain = study(&long("chosen = 'pick'"), &weighted(&|_| 1.0));
    for all in [1.0, 7.5] {
        same(&study(&long("chosen = 'pick'\nweight = 'w'"), &weighted(&|_| all)), &plain, 1.0);
    }
    same(&study(&long("chosen = 'pick'\ntask_weight = 'w'"), &weighted(&|_| 2.0)), &plain, 2.0);
    // Every third person twice, by weight or by being there twice.
    let one = weighted(&|_| 1.0);
    let again: Vec<String> = one
        .lines()
        .skip(1)
        .filter(|row| row.split(',').next().and_then(|who| who[1..].parse::<usize>().ok()).is_some_and(|who| who % 3 == 0))
        .map(|row| row.replacen('p', "q", 1))
        .collect();
    let twice = study(&long("chosen = 'pick'"), &format!("{one}{}\n", again.join("\n")));
    let by_weight = |scale: f64| weighted(&move |task| scale * if (task / 3).is_multiple_of(3) { 2.0 } else { 1.0 });
    for scale in [1.0, 50.0] {
        // Weights are 1 on average: 30 people and not 40.
        same(&study(&long("chosen = 'pick'\nweight = 'w'"), &by_weight(scale)), &twice, 0.75);
    }
}

#[test]
fn faults_of_answers_are_named_all_at_once() {
    let made = Made::new(3, 2);
    let rank = |task: usize, at: usize| made.order(task).iter().position(|&one| one == at).unwrap() + 1;
    let ranks = |change: &dyn Fn(usize, usize) -> Option<String>| {
        made.rows("rank", |task, at| Some(change(task, rank(task, at)).unwrap_or_else(|| rank(task, at).to_string())))
    };
    let ranking = long("answer = 'ranking'\nchosen = 'rank'");
    let tie = ranks(&|task, rank| (task == 0 && rank == 2).then(|| "1".to_owned()));
    refused(&ranking, &[("c.csv", &tie)], &["the ranks of a task must be 1, 2, 3 and so on", "1 1 3 4 in line 2 of c.csv", "ties"]);
    let gap = ranks(&|task, rank| (task == 1 && rank == 2).then(String::new));
    refused(&ranking, &[("c.csv", &gap)], &["1 3 4 in line 6 of c.csv"]);
    let empty = ranks(&|task, _| (task == 1).then(String::new));
    refused(&ranking, &[("c.csv", &empty)], &["the ranking of a task is missing", "line 6"]);
    assert_eq!(
        read(&long("answer = 'ranking'\nchosen = 'rank'\nmissing = 'leave out the task'"), &[("c.csv", &empty)]).unwrap().survey.answers(),
        5
    );
    let marks = |best: usize, worst: usize| {
        made.rows("best,worst", |task, at| {
            let order = made.order(task);
            Some(if task == 0 {
                format!("{},{}", u8::from(at == best), u8::from(at == worst))
            } else {
                format!("{},{}", u8::from(order[0] == at), u8::from(order[3] == at))
            })
        })
    };
    let both = long("answer = 'best and worst'\nchosen = 'best'\nworst = 'worst'");
    refused(&both, &[("c.csv", &marks(1, 1))], &["the best of a task is also its worst", "`b` in line 2"]);
    refused(&both, &[("c.csv", &marks(1, 9))], &["a task has no worst alternative", "line 2"]);
    refused(&both, &[("c.csv", &marks(9, 1))], &["a task has no choice", "line 2"]);
    refused(&long("answer = 'best and worst'\nchosen = 'best'"), &[("c.csv", &marks(0, 1))], &["need `worst`"]);
    refused(
        &long("chosen = 'best'\nworst = 'worst'\nranks = 2"),
        &[("c.csv", &marks(0, 1))],
        &["`worst` belongs to answers", "`ranks` belongs", "answer = \"best and worst\""],
    );
    let chips = |change: &dyn Fn(usize, usize) -> Option<&'static str>| {
        made.rows("chips", |task, at| Some(change(task, at).map_or_else(|| [4, 3, 2, 1][at].to_string(), str::to_owned)))
    };
    let allocation = long("answer = 'allocation'\nchosen = 'chips'\ntotal = 10");
    refused(
        &allocation,
        &[("c.csv", &chips(&|task, at| (task == 0 && at == 0).then_some("5")))],
        &["must add up to 10", "11 in line 2 of c.csv"],
    );
    let two = chips(&|task, at| match (task, at) {
        (0, 0) => Some("-4"),
        (1, 1) => Some("9"),
        _ => None,
    });
    refused(
        &allocation,
        &[("c.csv", &two)],
        &["must be a number of 0 or more", "-4 for `a` in line 2", "must add up to 10", "16 in line 6"],
    );
    refused(&allocation, &[("c.csv", &chips(&|task, at| (task == 0 && at == 2).then_some("")))], &["what `c` got is missing"]);
    refused(&long("answer = 'allocation'\nchosen = 'chips'\ntotal = 0"), &[("c.csv", &chips(&|_, _| None))], &["`total` must lie above 0"]);
    let weights = made.rows("pick,w", |task, at| Some(format!("{},{}", u8::from(at == 0), if task == 1 { "0" } else { "1" })));
    refused(
        &long("chosen = 'pick'\nweight = 'w'"),
        &[("c.csv", &weights)],
        &["the weight of a person must be a number above 0", "0 for `p0`"],
    );
    refused(
        &long("chosen = 'pick'\ntask_weight = 'w'"),
        &[("c.csv", &weights)],
        &["the weight of a task must be a number above 0", "0 in line 6"],
    );
    let bayes = long("chosen = 'pick'\nweight = 'w'").replace("multinomial", "hierarchical Bayes");
    refused(&bayes, &[("c.csv", &weights)], &["hierarchical Bayes takes every person for one"]);
}

#[test]
fn a_back_test_scores_the_first_choice_or_the_shares() {
    let made = Made::new(60, 5);
    let options = Options { seed: Seed(1), threads: 2 };
    let test = |study: &FitStudy| backtest(study, &options, &AtomicBool::new(false), &|_| {}).unwrap();
    let rank = |task: usize, at: usize| made.order(task).iter().position(|&one| one == at).unwrap() + 1;
    let ranked =
        test(&study(&long("answer = 'ranking'\nchosen = 'rank'"), &made.rows("rank", |task, at| Some(rank(task, at).to_string()))));
    let picked = test(&study(&long("chosen = 'pick'"), &made.rows("pick", |task, at| Some(u8::from(rank(task, at) == 1).to_string()))));
    for (held, tasks) in [(Held::Tasks, 120), (Held::People, 300)] {
        let (one, other) = (ranked.of(held).unwrap(), picked.of(held).unwrap());
        assert_eq!((one.card.tasks, other.card.tasks, one.card.people), (tasks, tasks, 60));
        assert!(one.how.ends_with("the first choice is scored."), "{}", one.how);
        assert!(one.leaks.is_empty());
        // The same choices are scored, and more is learned from rankings of them.
        let score = |scored| (one.card.line(scored), other.card.line(scored));
        let (ranked, picked) = score(Scored::RootLikelihood);
        assert!(ranked.value > 0.45 && (ranked.value - picked.value).abs() < 0.02, "{ranked:?} {picked:?}");
        assert_eq!(one.card.nulls[0], other.card.nulls[0]);
        assert_eq!(one.card.nulls[1], other.card.nulls[1], "constant shares are those of first choices");
    }
    // Chips handed out as a logit of true tastes would: the shares are met nearly exactly, choices drawn from them never could be.
    let share = |task: usize, at: usize| {
        let odds = |at: usize| {
            let [price, quality] = made.x[4 * task + at];
            (0.8 * quality - 0.5 * price).exp()
        };
        100.0 * odds(at) / (0..4).map(odds).sum::<f64>()
    };
    let shared =
        test(&study(&long("answer = 'allocation'\nchosen = 'chips'"), &made.rows("chips", |task, at| Some(share(task, at).to_string()))));
    let unseen = shared.of(Held::People).unwrap();
    assert!(unseen.how.contains("the shares are scored"));
    assert_eq!(unseen.card.tasks, 300);
    assert!(unseen.card.line(Scored::Brier).value < 1e-6, "{:?}", unseen.card.line(Scored::Brier));
    assert!(unseen.card.line(Scored::ShareError).value < 1e-3, "{:?}", unseen.card.line(Scored::ShareError));
}
