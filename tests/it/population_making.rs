//! The three ways of making people, checked against what was stated.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use foretaste::frame::{Frame, Values, write_parquet};
use foretaste::population::{Data, Making, Population, margins_report};
use foretaste::random::Seed;
use foretaste::stats;

fn load(folder: &Path, toml: &str, seed: u64, count: Option<usize>) -> Population {
    fs::write(folder.join("people.toml"), toml).unwrap();
    match Population::load(foretaste::frame::reading(), &folder.join("people.toml"), folder, Seed(seed), count) {
        Ok((population, _)) => population,
        Err(problems) => panic!("{problems}"),
    }
}

fn made(toml: &str, data: &str, seed: u64, count: Option<usize>) -> Population {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("data.csv"), data).unwrap();
    load(folder.path(), toml, seed, count)
}

fn ranks(population: &Population, name: &str) -> Vec<f64> {
    let values: Vec<f64> = match &population.column(name).unwrap().data {
        Data::Number(values) => values.iter().map(|&value| f64::from(value)).collect(),
        Data::Category { codes, .. } => codes.iter().map(|&code| f64::from(code)).collect(),
    };
    stats::rank(&values)
}

const MARGINS_ONLY: &str = r#"
title = "Margins alone"
called = "customer"
[[margins]]
column = "age"
shares = { "under 35" = 0.3, "35 to 54" = 0.4, "55 or older" = 0.3 }
source = "made up"
grade  = "judgement"
[[margins]]
column = "income"
counts = { low = 50, middle = 30, high = 20 }
[[columns]]
name = "age"
ordered = true
[[columns]]
name = "income"
ordered = true
[[columns]]
name = "patience"
role = "ability"
draw = { beta = [2, 3] }
[[columns]]
name = "hours"
draw = { lognormal = [10, 0.5] }
[[columns]]
name = "busy"
is = "hours > 15"
codes = { 0 = "no", 1 = "yes" }
[[correlations]]
between = ["age", "income"]
rank = 0.4
[[correlations]]
between = ["age", "patience"]
rank = 0.25
[[correlations]]
between = ["patience", "hours"]
rank = -0.5
[[segments]]
name = "well off"
where = "income = 'high'"
[[segments]]
name = "the rest"
"#;

#[test]
fn a_copula_hits_its_margins_and_its_rank_correlations() {
    let n = 40_000_usize;
    let people = made(MARGINS_ONLY, "", 17, Some(n));
    assert_eq!(people.making, Making::MarginsOnly);
    // χ² of each margin at α = 0.001: 13.816 with 2 degrees of freedom.
    for margin in ["Age", "Income"] {
        let chi2: f64 = margins_report(&people)
            .iter()
            .filter(|row| row.margin == margin)
            .map(|row| row.difference.powi(2) / row.target * n as f64)
            .sum();
        assert!(chi2 < 13.816, "{margin}: χ² = {chi2}");
    }
    // The standard error of a rank correlation is at most 1/√n: 4 of them, α below 0.0001. Pairs about which nothing is said are not tested.
    for (a, b, stated) in [("age", "income", 0.4), ("age", "patience", 0.25), ("patience", "hours", -0.5)] {
        let got = stats::pearson(&ranks(&people, a), &ranks(&people, b)).unwrap();
        assert!((got - stated).abs() < 4.0 / (n as f64).sqrt(), "{a} and {b}: {got} against {stated}");
    }
    for correlation in &people.diagnostics.correlations {
        assert!((correlation.got - correlation.stated).abs() < 4.0 / (n as f64).sqrt());
    }
    // Patience follows its beta distribution: Kolmogorov–Smirnov at α = 0.001 is 1.949/√n, and mean 0.4.
    let mut values: Vec<f64> = people.numbers("patience").unwrap().iter().map(|&v| f64::from(v)).collect();
    values.sort_unstable_by(f64::total_cmp);
    let ks = values
        .iter()
        .enumerate()
        .map(|(i, &v)| (foretaste::num::inc_beta(2.0, 3.0, v) - (i as f64 + 0.5) / n as f64).abs())
        .fold(0.0, f64::max);
    assert!(ks < 1.949 / (n as f64).sqrt(), "KS = {ks}");
}

/// People whose correlated columns are drawn in two ways, and one of them cut into bands.
const CASES: &str = r#"
title = "T"
[[columns]]
name = "children"
shares = { no = 0.5, yes = 0.5 }
[[columns]]
name = "hurry"
draw = { pert = [0, 0.4, 1] }
cases = [{ where = "children = 'yes'", draw = { pert = [0.2, 0.65, 1] } }]
[[columns]]
name = "patience"
draw = { beta = [2.5, 2.5] }
cases = [{ where = "children = 'yes'", draw = { beta = [2, 4] } }]
[[columns]]
name = "rides"
draw = { lognormal = [5, 0.8] }
cuts = [4, 20]
bands = ["few", "some", "many"]
[[columns]]
name = "hours"
draw = { uniform = [0, 10] }
[[correlations]]
between = ["hurry", "patience"]
rank = -0.3
[[correlations]]
between = ["patience", "rides"]
rank = 0.4
[[correlations]]
between = ["hours", "rides"]
rank = 0.1
"#;

#[test]
fn cases_and_cuts_do_not_dilute_a_rank_correlation() {
    let n = 160_000_usize;
    let people = made(CASES, "", 23, Some(n));
    // 4 standard errors of at most 1/√n, and 0.002 for the pilot. Were the latent normals made as stated, the first pair would have −0.44
    // and the second 0.31.
    for correlation in &people.diagnostics.correlations {
        assert!((correlation.got - correlation.stated).abs() < 4.0 / (n as f64).sqrt() + 0.002, "{correlation:?}");
    }
    let few = made(CASES, "", 23, Some(1_000));
    let first = |people: &Population| {
        let values = people.numbers("patience").unwrap();
        let person = |id: u32| values[people.ids.iter().position(|&other| other == id).unwrap()].to_bits();
        [person(0), person(1), person(999)]
    };
    assert_eq!(first(&few), first(&people), "who somebody is does not depend on how many there are");
}

#[test]
fn a_correlation_that_cases_put_out_of_reach_is_refused_with_what_can_be_had() {
    let alone = CASES.split("[[correlations]]").take(2).collect::<Vec<&str>>().join("[[correlations]]");
    let apart = alone.replace("beta = [2, 4]", "uniform = [5, 6]").replace("rank = -0.3", "rank = 0.3");
    let apart = apart.replace("pert = [0.2, 0.65, 1]", "uniform = [-6, -5]");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("people.toml"), apart).unwrap();
    let problems =
        Population::load(foretaste::frame::reading(), &folder.path().join("people.toml"), folder.path(), Seed(1), None).unwrap_err();
    let shown = problems.render(false);
    // Within the two groups the values can be tied as one likes; between them they go opposite ways.
    for part in
        ["people.toml:", "the rank correlation of `hurry` and `patience` cannot be had", "got 0.3", "up to about -0.5", "cases differ less"]
    {
        assert!(shown.contains(part), "expected `{part}` in\n{shown}");
    }
}

#[test]
fn some_of_the_rows_as_they_are_come_at_most_once_and_fewer_are_among_more() {
    let toml = "title = 'T'\n[microdata]\nfile = 'data.csv'\nuse = 'as they are'\n[[columns]]\nname = 'x'\n";
    let data: String = std::iter::once("x\n".to_owned()).chain((0..500).map(|row| format!("{row}\n"))).collect();
    let some = |seed, count| {
        let people = made(toml, &data, seed, Some(count));
        assert_eq!((people.making, people.len()), (Making::AsTheyAre, count));
        people.numbers("x").unwrap().iter().map(|&x| x as u32).collect::<std::collections::BTreeSet<u32>>()
    };
    let (few, more) = (some(3, 40), some(3, 200));
    assert_eq!((few.len(), more.len()), (40, 200), "nobody twice");
    assert!(few.is_subset(&more));
    assert_ne!(few, some(4, 40), "another seed, other rows");
    // The mean of 200 of 0 … 499 without replacement lies within 4 standard errors of 249.5.
    let mean = more.iter().sum::<u32>() as f64 / 200.0;
    assert!((mean - 249.5).abs() < 4.0 * (500.0_f64.powi(2) / 12.0 / 200.0 * 0.6).sqrt(), "{mean}");
    let people = made(toml, &data, 3, Some(40));
    assert_eq!(people.diagnostics.notes, ["40 of the 500 rows were drawn at random, each at most once."]);
    assert!(made(toml, &data, 3, None).diagnostics.notes.is_empty());
}

#[test]
fn a_column_added_or_a_larger_count_leaves_the_other_draws_alone() {
    let by_id = |people: &Population, name: &str| {
        let values = people.numbers(name).unwrap();
        let mut pairs: Vec<(u32, u32)> = people.ids.iter().zip(values).map(|(&id, value)| (id, value.to_bits())).collect();
        pairs.sort_unstable();
        pairs
    };
    let small = made(MARGINS_ONLY, "", 5, Some(500));
    let large = made(MARGINS_ONLY, "", 5, Some(2_000));
    let more = made(
        &MARGINS_ONLY.replace(
            "[[columns]]\nname = \"patience\"",
            "[[columns]]\nname = \"new\"\ndraw = { uniform = [0, 1] }\n[[columns]]\nname = \"patience\"",
        ),
        "",
        5,
        Some(500),
    );
    assert_eq!(by_id(&small, "hours"), by_id(&large, "hours")[..500]);
    assert_eq!(by_id(&small, "patience"), by_id(&more, "patience"));
}

/// 400 people: age group and sex depend on each other, `x` runs from 0 to 399.
fn sample() -> String {
    let mut text = String::from("id,sex,old,x\n");
    for i in 0..400 {
        let sex = if i % 3 == 0 { "f" } else { "m" };
        let old = if (i / 3) % 4 == 0 || i % 3 == 0 && i % 2 == 0 { "yes" } else { "no" };
        writeln!(text, "{i},{sex},{old},{i}").unwrap();
    }
    text
}

const RAKED: &str = r#"
title = "Raked"
[microdata]
file = "data.csv"
donor = "id"
[[columns]]
name = "sex"
[[columns]]
name = "old"
[[columns]]
name = "x"
[[margins]]
columns = ["sex", "old"]
counts = { f = { yes = 1000, no = 4000 }, m = { yes = 2000, no = 3000 } }
"#;

#[test]
fn a_joint_margin_is_met_to_the_person_where_weights_are_whole() {
    // 10,000 people asked for: every cell of the joint margin is a whole number and its rows share it, so truncation misses at most
    // the rows of a cell, and the total is exact.
    let people = made(RAKED, &sample(), 2, Some(10_000));
    assert_eq!((people.making, people.len()), (Making::Raked, 10_000));
    let rows = margins_report(&people);
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0].category, "f × yes");
    assert_eq!(rows[0].target, 0.1);
    for row in &rows {
        assert!(row.difference.abs() < 0.012, "{row:?}");
    }
    let total: f64 = rows.iter().map(|row| row.got).sum();
    assert!((total - 1.0).abs() < 1e-12);
    let raking = people.diagnostics.raking.as_ref().unwrap();
    assert_eq!(raking.donors, 400);
    // Kish by hand from the cell sizes: effective = 1 / Σ target² / rows of the cell.
    let sizes = |sex: &str, old: &str| sample().lines().filter(|line| line.contains(&format!(",{sex},{old},"))).count() as f64;
    let inverse: f64 = [("f", "yes", 0.1), ("f", "no", 0.4), ("m", "yes", 0.2), ("m", "no", 0.3)]
        .iter()
        .map(|(sex, old, target)| target * target / sizes(sex, old))
        .sum();
    assert!((raking.effective_donors - 1.0 / inverse).abs() < 1e-6, "{raking:?}");
    assert!((raking.design_effect - 400.0 * inverse).abs() < 1e-8);
}

#[test]
fn csv_and_parquet_make_the_same_people() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("data.csv"), sample()).unwrap();
    let from_csv = load(folder.path(), RAKED, 9, Some(1_000));
    let mut frame = Frame::new("data");
    let cells: Vec<Vec<String>> = sample().lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let numbers = |place: usize| Values::Number(cells.iter().map(|row| row[place].parse().unwrap()).collect());
    let texts = |place: usize| Values::Text(cells.iter().map(|row| row[place].clone()).collect());
    frame.push("id", numbers(0)).unwrap();
    frame.push("sex", texts(1)).unwrap();
    frame.push("old", texts(2)).unwrap();
    frame.push("x", numbers(3)).unwrap();
    write_parquet(&frame, &folder.path().join("data.parquet")).unwrap();
    let from_parquet = load(folder.path(), &RAKED.replace("data.csv", "data.parquet"), 9, Some(1_000));
    assert_eq!(from_csv, from_parquet);
}

#[test]
fn resampling_follows_weights() {
    let toml = "title = 'T'\n[microdata]\nfile = 'data.csv'\nweight = 'w'\n[[columns]]\nname = 'kind'\n";
    let data = "kind,w\na,1\nb,3\nc,0\n";
    let people = made(toml, data, 3, Some(20_000));
    assert_eq!(people.making, Making::Resampled);
    let Data::Category { codes, labels } = &people.column("kind").unwrap().data else { panic!("kind") };
    let share = |label: &str| {
        let code = labels.iter().position(|l| l == label).unwrap() as u16;
        codes.iter().filter(|&&c| c == code).count() as f64 / 20_000.0
    };
    // Binomial, 4 standard errors.
    assert!((share("b") - 0.75).abs() < 4.0 * (0.75 * 0.25 / 20_000.0_f64).sqrt());
    assert_eq!((share("c"), people.donor_count), (0.0, 2), "a row without weight is nobody's donor");
}

#[test]
fn unknown_values_are_kept_left_out_or_put() {
    let data = "age,town,hours\n1,Bern,10\n6,,20\n2,Basel,\n";
    let toml = |age: &str| {
        format!(
            "title = 'T'\n[microdata]\nfile = 'data.csv'\nuse = 'as they are'\n\
             [[columns]]\nname = 'age'\ncodes = {{ 1 = 'young', 2 = 'old' }}\nunknown = ['6']\nif_unknown = '{age}'\n\
             [[columns]]\nname = 'town'\nif_unknown = 'not stated'\n[[columns]]\nname = 'hours'\nif_unknown = 0\n"
        )
    };
    let kept = made(&toml("not stated"), data, 1, None);
    let Data::Category { codes, labels } = &kept.column("age").unwrap().data else { panic!("age") };
    assert_eq!((&**codes, labels.join("|").as_str()), ([0, 2, 1].as_slice(), "young|old|not stated"));
    assert_eq!(kept.numbers("hours").unwrap(), [10.0, 20.0, 0.0]);
    assert_eq!(kept.value_text(kept.column("town").unwrap(), 1), "not stated");
    let fewer = made(&toml("leave out"), data, 1, None);
    assert_eq!(fewer.len(), 2);
    assert_eq!((fewer.diagnostics.left_out[0].rows, fewer.diagnostics.left_out[0].why.as_str()), (1, "`age` unknown"));
    assert_eq!(fewer.donor_names, ["in line 2", "in line 4"]);
}

#[test]
fn cases_may_speak_of_the_segment_once_it_is_settled() {
    let toml = "title = 'T'\ncount = 4000\n[[columns]]\nname = 'kind'\nshares = { a = 0.5, b = 0.5 }\n\
        [[columns]]\nname = 'y'\ndraw = { uniform = [0, 1] }\ncases = [{ where = \"segment = 'special'\", draw = { uniform = [10, 11] } }]\n\
        [[segments]]\nname = 'special'\nwhere = \"kind = 'a'\"\n[[segments]]\nname = 'others'\n";
    let people = made(toml, "", 8, None);
    let y = people.numbers("y").unwrap();
    let runs = people.segment_runs();
    assert!(y[runs[0].clone()].iter().all(|&y| y >= 10.0));
    assert!(y[runs[1].clone()].iter().all(|&y| y <= 1.0));
}
