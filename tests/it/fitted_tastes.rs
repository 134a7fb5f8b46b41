//! Studies over fitted tastes of every kind: shares against integrals worked out here, by formulas that share nothing with the program's.

use std::fmt::Write as _;
use std::fs;

use foretaste::input::Problems;
use foretaste::random::Seed;
use foretaste::study::validate::{Study, load};
use foretaste::world::World as _;

use crate::validate_studies::{data, exactly, logit, near, outcome, settings, values};

const PEOPLE: &str = "title = 'People'\n[microdata]\nfile = 'people.csv'\nuse = 'as they are'\n[[columns]]\nname = 'own'\n";

const STUDY: &str = "title = 'A test'\nquestion = 'Which?'\ncurrency = 'CHF'\n\
    [people]\nfrom = 'people.toml'\n[fitted]\nfrom = 'population.toml'\n\
    [concept]\nname = 'New'\nprice = 3\nspeed = 2\n\
    [[alternatives]]\nname = 'Old'\nreference = true\nprice = 2\nspeed = 1\n";

/// A population file: tastes by name, distribution and further keys, then estimates by their keys, value and error. `together` are correlations of pairs.
fn population(tastes: &[(&str, &str, &str)], estimates: &[(&str, f64, f64)], together: &[(usize, usize, f64)], more: &str) -> String {
    let size = estimates.len();
    let mut covariance = vec![vec![0.0; size]; size];
    for (at, (_, _, error)) in estimates.iter().enumerate() {
        covariance[at][at] = error * error;
    }
    for &(one, other, correlation) in together {
        covariance[one][other] = correlation * estimates[one].2 * estimates[other].2;
        covariance[other][one] = covariance[one][other];
    }
    let mut text = format!(
        "title = 'Made'\nkind = 'population'\ncovariance = {covariance:?}\n[fit]\ncalled = 'person'\npeople = 100\nheld_out = 0\ntasks = 800\n\
         log_likelihood = -500\nerrors = 'made'\nforetaste = '0'\n[inputs]\n{more}"
    );
    for (name, distribution, keys) in tastes {
        let _ = write!(text, "[[tastes]]\nname = '{name}'\ndistribution = '{distribution}'\ntypical = 0\ndeviation = 0\n{keys}");
    }
    for (keys, value, error) in estimates {
        let _ = write!(text, "[[parameters]]\n{keys}\nvalue = {value:?}\nerror = {error:?}\n");
    }
    text
}

/// Reads the study over 2,000 people with a population file.
fn read(study: &str, population: &str) -> Result<Study, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("study.toml", study);
    write("people.toml", PEOPLE);
    write("people.csv", &data(2_000));
    write("population.toml", population);
    load(&folder.path().join("study.toml"), folder.path(), Seed(7), None)
}

#[track_caller]
fn sound(population: &str) -> Study {
    match read(STUDY, population) {
        Ok(study) => study,
        Err(problems) => panic!("{problems}\n{population}"),
    }
}

/// The share of the new product at tastes for price and speed.
fn share(price: f64, speed: f64) -> f64 {
    logit(&[price * 3.0 + speed * 2.0, price * 2.0 + speed])[0]
}

/// So small that nothing is uncertain.
const SURE: f64 = 1e-7;

/// The expectation of a function of a standard normal, by the trapezoid rule, which is exact to many places for smooth functions.
fn expect(f: impl Fn(f64) -> f64) -> f64 {
    let density = |x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (-160..=160).map(|k| f64::from(k) * 0.05).map(|x| f(x) * density(x) * 0.05).sum()
}

/// The mean of a function of a uniform number between 0 and 1.
fn even(f: impl Fn(f64) -> f64) -> f64 {
    let steps = 20_000;
    (0..steps).map(|k| f((f64::from(k) + 0.5) / f64::from(steps))).sum::<f64>() / f64::from(steps)
}

/// The mean of a function of a normal number, given that it lies above 0: by the density on a fine grid.
fn above(mean: f64, sd: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (steps, most) = (200_000, (mean + 10.0 * sd).max(sd));
    let (mut sum, mut mass) = (0.0, 0.0);
    for k in 0..steps {
        let x = (f64::from(k) + 0.5) * most / f64::from(steps);
        let density = (-0.5 * ((x - mean) / sd).powi(2)).exp();
        sum += density * f(x);
        mass += density;
    }
    sum / mass
}

#[test]
fn every_distribution_of_a_fit_counts_in_a_study_as_it_was_fitted() {
    let price = ("price", "fixed", "price = true\n");
    // Estimates are for two units of speed.
    let run = |distribution: &str, location: f64, spread: f64| {
        let speed = ("speed", distribution, "per = 2.0\n");
        let mut estimates = vec![("taste = 'price'\nis = 'location'", -0.7, SURE), ("taste = 'speed'\nis = 'location'", location, SURE)];
        if distribution != "fixed" {
            estimates.push(("taste = 'speed'\nis = 'spread'", spread, SURE));
        }
        outcome(&sound(&population(&[price, speed], &estimates, &[], "")), settings(5, 60, 1))
    };
    let at = |speed: f64| share(-0.7, speed / 2.0);
    exactly(&run("fixed", 2.2, 0.0), "share:New", at(2.2));
    near(&run("normal", 2.2, 3.0), "share:New", expect(|z| at(2.2 + 3.0 * z)));
    // The sign of a spread says nothing.
    near(&run("normal", 2.2, -3.0), "share:New", expect(|z| at(2.2 + 3.0 * z)));
    near(&run("lognormal", 0.4, 0.9), "share:New", expect(|z| at((0.4 + 0.9 * z).exp())));
    near(&run("negative lognormal", 0.4, 0.9), "share:New", expect(|z| at(-(0.4 + 0.9 * z).exp())));
    near(&run("uniform", 2.2, 3.0), "share:New", even(|u| at(2.2 + 3.0 * (2.0 * u - 1.0))));
    let triangle = even(|u| {
        let t: f64 = 2.0 * u - 1.0;
        2.0 * (1.0 - t.abs()) * at(2.2 + 3.0 * t)
    });
    near(&run("triangular", 2.2, 3.0), "share:New", triangle);
    for (location, spread) in [(1.0, 3.0), (-4.0, 2.0)] {
        near(&run("truncated normal", location, spread), "share:New", above(location, spread, at));
        near(&run("negative truncated normal", location, spread), "share:New", above(location, spread, |x| at(-x)));
    }
}

/// Two tastes that go together, of which one is an exponential.
const TOGETHER: [(&str, &str, &str); 2] = [("price", "negative lognormal", "price = true\n"), ("speed", "normal", "per = 2.0\n")];

#[test]
fn exponentials_go_together_with_other_tastes() {
    for (turn, own) in [(1.0, 0.6), (-1.0, -0.6)] {
        // A score that is turned round turns all that hangs on it.
        let estimates = [
            ("taste = 'price'\nis = 'location'", -0.4, SURE),
            ("taste = 'speed'\nis = 'location'", 2.2, SURE),
            ("taste = 'price'\nis = 'spread'", own, SURE),
            ("taste = 'speed'\nis = 'joint spread'\nwith = 'price'", turn * 1.8, SURE),
            ("taste = 'speed'\nis = 'spread'", 1.2, SURE),
        ];
        let run = outcome(&sound(&population(&TOGETHER, &estimates, &[], "")), settings(5, 80, 1));
        let both = expect(|a| expect(|b| share(-(-0.4 + 0.6 * a).exp(), (2.2 + 1.8 * a + 1.2 * b) / 2.0)));
        near(&run, "share:New", both);
        // Apart they would say something else, so that the test can tell.
        let apart = expect(|a| expect(|b| share(-(-0.4 + 0.6 * a).exp(), (2.2 + (1.8_f64.powi(2) + 1.2 * 1.2).sqrt() * b) / 2.0)));
        assert!((both - apart).abs() > 0.006, "{both} {apart}");
    }
}

#[test]
fn what_a_fit_leaves_open_of_exponentials_is_drawn_together() {
    // Uncertain centres alone: people hardly differ.
    let estimates = [
        ("taste = 'price'\nis = 'location'", -0.4, 0.5),
        ("taste = 'speed'\nis = 'location'", 2.2, 1.5),
        ("taste = 'price'\nis = 'spread'", 1e-3, SURE),
        ("taste = 'speed'\nis = 'spread'", 1e-3, SURE),
    ];
    let run = outcome(&sound(&population(&TOGETHER, &estimates, &[(0, 1, 0.8)], "")), settings(5, 4_000, 1));
    let at = |a: f64, b: f64| share(-(-0.4 + 0.5 * a).exp(), (2.2 + 1.5 * (0.8 * a + 0.6 * b)) / 2.0);
    let (mean, square) = (expect(|a| expect(|b| at(a, b))), expect(|a| expect(|b| at(a, b).powi(2))));
    near(&run, "share:New", mean);
    let found = values(&run, "share:New");
    let middle = found.iter().sum::<f64>() / found.len() as f64;
    let variance = found.iter().map(|one| (one - middle).powi(2)).sum::<f64>() / found.len() as f64;
    // Turned round, the correlation would give the shares a spread half as wide again.
    assert!((variance.sqrt() / (square - mean * mean).sqrt() - 1.0).abs() < 0.05, "{variance} {}", square - mean * mean);
    let study = sound(&population(&TOGETHER, &estimates, &[(0, 1, 0.8)], ""));
    let entries = study.market.unknowns().entries();
    let price = entries.iter().find(|entry| entry.path == "tastes.price").unwrap();
    // The ledger has the taste itself, with its sign.
    assert!((price.dist.median() + (-0.4_f64).exp()).abs() < 1e-12 && price.dist.quantile(0.95) < 0.0, "{:?}", price.dist);
}

#[test]
fn estimates_in_money_count_by_each_persons_own_taste_for_the_price() {
    // What people would pay for a unit of speed, in units of ten of the price.
    let tastes = [("price", "negative lognormal", "price = true\nper = 10.0\n"), ("speed", "normal", "in_money = true\n")];
    let estimates = [
        ("taste = 'price'\nis = 'location'", 1.9, SURE),
        ("taste = 'speed'\nis = 'location'", 0.16, SURE),
        ("taste = 'price'\nis = 'spread'", 0.8, SURE),
        ("taste = 'speed'\nis = 'joint spread'\nwith = 'price'", 0.05, SURE),
        ("taste = 'speed'\nis = 'spread'", 0.1, SURE),
    ];
    let text = population(&tastes, &estimates, &[], "");
    let run = outcome(&sound(&text), settings(5, 80, 1));
    let price = |a: f64| -(1.9 + 0.8 * a).exp() / 10.0;
    let both = expect(|a| expect(|b| share(price(a), -price(a) * 10.0 * (0.16 + 0.05 * a + 0.1 * b))));
    near(&run, "share:New", both);
    let typical = expect(|a| expect(|b| share(price(a), -price(0.0) * 10.0 * (0.16 + 0.05 * a + 0.1 * b))));
    assert!((both - typical).abs() > 0.01, "{both} {typical}");
    let refused = |study: &str, words: &str| {
        let problems = read(study, &text).unwrap_err().to_string();
        assert!(problems.contains(words), "{problems}");
    };
    refused(
        &STUDY.replace("price = ", "cost = ").replace("[concept]", "[fitted.tastes]\ncost = 'price'\n[concept]"),
        "takes no taste for the price",
    );
}

#[test]
fn tastes_that_shift_with_a_demographic_count_from_zero_as_in_the_fit() {
    // Half of the people have `own = 1`.
    let run = |distribution: &str, location: f64, spread: Option<f64>, by: f64| {
        let tastes = [("price", "fixed", "price = true\n"), ("speed", distribution, "per = 2.0\n")];
        let mut estimates = vec![
            ("taste = 'price'\nis = 'location'", -0.7, SURE),
            ("taste = 'speed'\nis = 'location'", location, SURE),
            ("taste = 'speed'\nis = 'shift'\nwith = 'own'", by, SURE),
        ];
        estimates.extend(spread.map(|spread| ("taste = 'speed'\nis = 'spread'", spread, SURE)));
        outcome(&sound(&population(&tastes, &estimates, &[], "")), settings(5, 60, 1))
    };
    let at = |speed: f64| share(-0.7, speed / 2.0);
    exactly(&run("fixed", 2.2, None, -1.6), "share:New", (at(2.2) + at(0.6)) / 2.0);
    let log = |shift: f64| expect(|z| at(-(0.4 + shift + 0.9 * z).exp()));
    near(&run("negative lognormal", 0.4, Some(0.9), -0.8), "share:New", (log(0.0) + log(-0.8)) / 2.0);
    let cut = |shift: f64| above(1.0 + shift, 2.0, |x| at(-x));
    near(&run("negative truncated normal", 1.0, Some(2.0), 3.0), "share:New", (cut(0.0) + cut(3.0)) / 2.0);
}

/// Two classes: one minds the price, the other wants speed.
const CLASSES: &str = "[[classes]]\nname = 'class 1'\nnote = 'savers'\nshare = 0.6\n[[classes]]\nname = 'class 2'\nshare = 0.4\n";

/// Their estimates, with the error of the size and of one taste.
fn of_classes(size: f64, taste: f64) -> Vec<(&'static str, f64, f64)> {
    vec![
        ("taste = 'price'\nclass = 'class 1'\nis = 'location'", -1.5, SURE),
        ("taste = 'speed'\nclass = 'class 1'\nis = 'location'", 0.6, SURE),
        ("taste = 'price'\nclass = 'class 2'\nis = 'location'", -0.2, taste),
        ("taste = 'speed'\nclass = 'class 2'\nis = 'location'", 1.4, SURE),
        ("class = 'class 2'\nis = 'size of the class'", (0.4_f64 / 0.6).ln(), size),
    ]
}

const OF_CLASSES: [(&str, &str, &str); 2] = [("price", "fixed", "price = true\n"), ("speed", "fixed", "")];

#[test]
fn classes_are_segments_with_tastes_of_their_own() {
    let study = sound(&population(&OF_CLASSES, &of_classes(SURE, SURE), &[], CLASSES));
    let run = outcome(&study, settings(5, 60, 1));
    let (savers, fast) = (share(-1.5, 0.6), share(-0.2, 1.4));
    exactly(&run, "share:New@class 1", savers);
    exactly(&run, "share:New@class 2", fast);
    near(&run, "share:New", 0.6 * savers + 0.4 * fast);
    assert_eq!(study.market.people().segments, ["class 1", "class 2"]);
    assert_eq!(study.market.people().segment_notes, ["savers", ""]);
}

#[test]
fn sizes_and_tastes_of_classes_are_uncertain_together() {
    let estimates = of_classes(0.7, 0.5);
    let text = population(&OF_CLASSES, &estimates, &[(2, 4, -0.9)], CLASSES);
    let study = sound(&text);
    let run = outcome(&study, settings(5, 3_000, 1));
    let savers = share(-1.5, 0.6);
    let at = |a: f64, b: f64| {
        let size = (estimates[4].1 + 0.7 * a).exp();
        let fast = share(-0.2 + 0.5 * (-0.9 * a + (1.0 - 0.81_f64).sqrt() * b), 1.4);
        (savers + size * fast) / (1.0 + size)
    };
    let both = expect(|a| expect(|b| at(a, b)));
    near(&run, "share:New", both);
    let apart = expect(|a| expect(|b| at(a, (b + 0.9 * a) / (1.0 - 0.81_f64).sqrt())));
    assert!((both - apart).abs() > 0.01, "{both} {apart}");
    let ledger: Vec<&str> = study.market.unknowns().ledger().map(|entry| entry.path.as_str()).collect();
    for path in ["tastes.price.class 1", "tastes.price.class 2", "classes.class 2"] {
        assert!(ledger.contains(&path), "{ledger:?}");
    }
    assert!(!ledger.contains(&"tastes.price"), "what holds for nobody is in no ledger: {ledger:?}");
}

#[test]
fn what_is_wrong_with_classes_is_told() {
    let whole = population(&OF_CLASSES, &of_classes(SURE, SURE), &[], CLASSES);
    let refused = |from: &str, to: &str, words: &str| {
        assert!(whole.contains(from), "{from}");
        let problems = read(STUDY, &whole.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(problems.contains(words), "{problems}");
    };
    refused("class = 'class 2'\nis = 'location'", "class = 'class 3'\nis = 'location'", "no class is named `class 3`");
    refused("class = 'class 2'\nis = 'size", "class = 'class 1'\nis = 'size", "the class `class 1` must have no size");
    refused("is = 'size of the class'\nvalue = -0", "is = 'size of the class'\nvalue = -90", "the size of a class is too large");
    refused("name = 'speed'\ndistribution = 'fixed'", "name = 'speed'\ndistribution = 'normal'", "varies within classes");
    refused("class = 'class 2'\nis = 'size of the class'", "is = 'size of the class'", "an estimate belongs to no taste");
    let constant =
        STUDY.replace("[concept]", "[fitted.constants]\nOld = 'speed'\n[concept]").replace("speed = 2\n", "").replace("speed = 1\n", "");
    let problems = read(&constant, &whole).unwrap_err().to_string();
    assert!(problems.contains("varies between people, and a constant does not"), "{problems}");
}
