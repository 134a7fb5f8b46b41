//! The four forms in which people have their choices: long, one row a task, a conjoint export with levels in words, a panel of purchases with a table of prices.

use std::fmt::Write as _;
use std::fs;

use foretaste::input::Problems;
use foretaste::random::{At, Draws, Purpose, Seed, Streams};
use foretaste::study::fit::{Estimated, FitStudy, Smooth, load};

fn read(toml: &str, files: &[(&str, &str)]) -> Result<FitStudy, Problems> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files.iter().chain(&[("fit.toml", toml)]) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    load(&folder.path().join("fit.toml"), folder.path())
}

#[track_caller]
fn study(toml: &str, files: &[(&str, &str)]) -> FitStudy {
    read(toml, files).unwrap_or_else(|problems| panic!("{}\n{toml}", problems.render(false)))
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

/// Checks that estimates lie within three and a half of their errors of the truth.
#[track_caller]
fn finds(study: &FitStudy, truth: &[(&str, f64)]) {
    let found = smooth(study);
    for (name, want) in truth {
        let parameter =
            found.parameters().into_iter().find(|parameter| parameter.name.contains(name)).unwrap_or_else(|| panic!("no {name}"));
        let (got, error) = (parameter.value, parameter.robust.unwrap());
        assert!((got - want).abs() < 3.5 * error && error < 0.2, "{name}: {got} ± {error}, not {want}");
    }
}

#[track_caller]
fn same(one: &FitStudy, other: &FitStudy) {
    let (one, other) = (smooth(one).fit, smooth(other).fit);
    assert!(
        (one.reached.log_likelihood - other.reached.log_likelihood).abs() < 1e-9,
        "{} {}",
        one.reached.log_likelihood,
        other.reached.log_likelihood
    );
    assert!(one.parameters().iter().zip(other.parameters()).all(|(one, other)| (one - other).abs() < 1e-8));
}

fn draws() -> Draws {
    Streams::new(Seed(9), At::default()).draws(Purpose::Design, 0, 0)
}

fn gumbel(draws: &mut Draws) -> f64 {
    -(-draws.uniform().ln()).ln()
}

fn best(utilities: &[f64]) -> usize {
    (0..utilities.len()).fold(0, |best, at| if utilities[at] > utilities[best] { at } else { best })
}

const BRANDS: [(&str, f64); 3] = [("Acme", 0.0), ("Best", 0.8), ("Cargo & Co", -0.5)];

/// A conjoint export: one row a concept, levels in words, a row for taking none or not.
fn conjoint(none_has_a_row: bool) -> String {
    let mut draws = draws();
    let mut out = String::from("resp,task,concept,brand,price,choice\n");
    for person in 0..250 {
        for task in 1..=6 {
            let (mut rows, mut utilities) = (Vec::new(), Vec::new());
            for concept in 1..=3 {
                let (brand, worth) = BRANDS[draws.below(3) as usize];
                let price = 10.0 + 10.0 * f64::from(draws.below(4));
                rows.push(format!("{person},{task},{concept},{brand},{price}"));
                utilities.push(worth - 0.05 * price + gumbel(&mut draws));
            }
            utilities.push(-1.2 + gumbel(&mut draws));
            if none_has_a_row {
                rows.push(format!("{person},{task},4,,"));
            }
            for (at, row) in rows.iter().enumerate() {
                let _ = writeln!(out, "{row},{}", u8::from(best(&utilities) == at));
            }
        }
    }
    out
}

const CONJOINT: &str = "title = 'Conjoint'\n[data]\nfiles = ['c.csv']\nform = 'long'\nperson = 'resp'\ntask = 'task'\nalternative = 'concept'\n\
    chosen = 'choice'\n[[alternatives]]\nname = '1'\n[[alternatives]]\nname = '2'\n[[alternatives]]\nname = '3'\n\
    [[alternatives]]\nname = 'None'\ncode = '4'\nnone = true\n[[attributes]]\nname = 'brand'\nlabel = 'Brand'\ncolumn = 'brand'\n\
    levels = ['Acme', 'Best', 'Cargo & Co']\n[[attributes]]\nname = 'price'\ncolumn = 'price'\n\
    [[attributes]]\nname = 'none'\nof = { None = '1' }\n[model]\nkind = 'multinomial'\nprice = 'price'\n";

#[test]
fn a_conjoint_export_is_read_with_its_words_and_with_taking_none() {
    let (without, with) = (conjoint(false), conjoint(true));
    let found = study(CONJOINT, &[("c.csv", &without)]);
    assert_eq!(found.survey.attributes, ["brand: Best", "brand: Cargo & Co", "price", "none"]);
    assert_eq!(found.spec.attributes[1].label(), "Brand: Cargo & Co");
    finds(&found, &[("brand: Best", 0.8), ("brand: Cargo & Co", -0.5), ("price", -0.05), ("none", -1.2)]);
    // Whether taking none has a row of its own makes no difference.
    same(&study(CONJOINT, &[("c.csv", &with)]), &found);
    // The same model in effects coding: against the mean of the levels.
    let coded = CONJOINT.replace("levels =", "coding = 'effects'\nlevels =");
    let effects = smooth(&study(&coded, &[("c.csv", &without)])).fit;
    let dummy = smooth(&found).fit;
    assert!((effects.reached.log_likelihood - dummy.reached.log_likelihood).abs() < 1e-8);
    let mean = (dummy.parameters()[0] + dummy.parameters()[1]) / 3.0;
    for at in 0..2 {
        assert!((effects.parameters()[at] - (dummy.parameters()[at] - mean)).abs() < 1e-6);
    }
    // Each level may have its own taste; only one of them need be there.
    let one = CONJOINT.replace("levels =", "level = 'Best'\nlevels =");
    assert_eq!(study(&one, &[("c.csv", &without)]).survey.attributes, ["brand", "price", "none"]);
}

#[test]
fn what_a_conjoint_export_gets_wrong_is_named() {
    let data = conjoint(false);
    let line = data.lines().nth(1).unwrap().to_owned();
    let brand = line.split(',').nth(3).unwrap();
    let typo = data.replacen(&line, &line.replace(brand, "Amce"), 1);
    let parts = ["column `brand` holds levels that the fit does not list", "\"Amce\" in line 2 of c.csv", "\"Cargo & Co\""];
    refused(CONJOINT, &[("c.csv", &typo)], &parts);
    let empty = data.replacen(&line, &line.replace(brand, ""), 1);
    refused(CONJOINT, &[("c.csv", &empty)], &["attribute `brand: Best` is missing", "line 2"]);
    let files = [("c.csv", data.as_str())];
    refused(&CONJOINT.replace("'Best', ", "'Acme', "), &files, &["level \"Acme\" of `brand` is there twice"]);
    refused(&CONJOINT.replace("['Acme', 'Best', 'Cargo & Co']", "['Acme']"), &files, &["needs two levels or more"]);
    refused(
        &CONJOINT.replace("levels =", "level = 'Acme'\nlevels ="),
        &files,
        &["the first level of `brand` is what the others are held against"],
    );
    refused(
        &CONJOINT.replace("levels =", "level = 'Bests'\nlevels ="),
        &files,
        &["no level of `brand` is named `Bests`", "did you mean `Best`"],
    );
    refused(&CONJOINT.replace("column = 'price'", "column = 'price'\ncoding = 'effects'"), &files, &["`price` has no levels"]);
    refused(
        &CONJOINT.replace("column = 'brand'\nlevels", "is = 'price'\nlevels"),
        &files,
        &["the levels of `brand` need a column of words"],
    );
    refused(&CONJOINT.replace("name = '3'", "name = '3'\nnone = true"), &files, &["only one alternative can be taking none"]);
    refused(&CONJOINT.replace("levels = ['Acme', 'Best', 'Cargo & Co']", ""), &files, &["column `brand` must hold numbers"]);
}

/// One row a purchase: household, day, product, the prices of all.
#[test]
fn purchases_are_read_with_prices_beside_them_or_in_a_table_of_their_own() {
    let mut draws = draws();
    let products = [("Heinz", 0.0), ("Hunts", -0.4), ("Store brand", -1.0)];
    let mut prices: Vec<Vec<Option<f64>>> = Vec::new();
    for week in 0..40 {
        // The store brand is not always on the shelf.
        let own = |at: usize, draws: &mut Draws| (at < 2 || week % 4 != 0).then(|| 1.0 + 0.25 * f64::from(draws.below(8)));
        prices.push((0..3).map(|at| own(at, &mut draws)).collect());
    }
    let mut table = String::from("week,product,price,display\n");
    for (week, all) in prices.iter().enumerate() {
        for (at, price) in all.iter().enumerate().filter_map(|(at, price)| Some((at, (*price)?))) {
            let _ = writeln!(table, "{week},{},{price},{}", products[at].0, (week + at) % 3 % 2);
        }
    }
    let (mut bought, mut wide) = (
        String::from("household,day,week,product\n"),
        String::from("household,day,week,product,price.Heinz,price.Hunts,price.Store brand\n"),
    );
    for household in 0..150 {
        for trip in 0..10 {
            let week = (draws.below(4) + 4 * trip) as usize;
            let utilities: Vec<f64> = (0..3)
                .map(|at| {
                    let noise = gumbel(&mut draws);
                    prices[week][at].map_or(f64::NEG_INFINITY, |price| products[at].1 - 1.1 * price + noise)
                })
                .collect();
            let (day, name) = (format!("2023-{:02}-{:02}", 1 + trip, 1 + week % 28), products[best(&utilities)].0);
            let _ = writeln!(bought, "{household},{day},{week},{name}");
            let cells: Vec<String> = prices[week].iter().map(|price| price.map_or_else(String::new, |price| price.to_string())).collect();
            let _ = writeln!(wide, "{household},{day},{week},{name},{}", cells.join(","));
        }
    }
    let head = "title = 'Ketchup'\n[data]\nfiles = ['c.csv']\nform = 'wide'\nperson = 'household'\ntask = 'day'\nchosen = 'product'\n";
    let lookup = "[[data.lookup]]\nfiles = ['prices.csv']\nby = ['week']\nalternative = 'product'\n";
    let listed =
        "[[alternatives]]\nname = 'Heinz'\n[[alternatives]]\nname = 'Hunts'\n[[alternatives]]\nname = 'Store'\ncode = 'Store brand'\n";
    let constants = "[[attributes]]\nname = 'hunts'\nof = { Hunts = '1' }\n[[attributes]]\nname = 'store'\nof = { Store = '1' }\n";
    let price =
        |column: &str| format!("[[attributes]]\nname = 'price'\ncolumn = '{column}'\n[model]\nkind = 'multinomial'\nprice = 'price'\n");
    let toml = format!("{head}{lookup}{listed}{constants}{}", price("price_{}"));
    let files = [("c.csv", bought.as_str()), ("prices.csv", table.as_str())];
    let found = study(&toml, &files);
    assert_eq!((found.survey.people.len(), found.survey.answers(), found.files.len()), (150, 1_500, 3));
    finds(&found, &[("hunts", -0.4), ("store", -1.0), ("price", -1.1)]);
    let off = (0..1_500).filter(|&task| !found.survey.data().is_available(task, 2)).count();
    assert!(off > 200, "{off}");
    // Prices beside the purchases, as a wide file for another program has them, say the same.
    let weeks: Vec<String> = (0..40).step_by(4).map(|week| format!("week != {week}")).collect();
    let open = listed.replace("code = 'Store brand'", &format!("code = 'Store brand'\navailable = '{}'", weeks.join(" and ")));
    let named = wide.replacen("price.Store brand", "price.Store", 1);
    same(&study(&format!("{head}{open}{constants}{}", price("price.{}")), &[("c.csv", &named)]), &found);
    // What is wrong with the second table.
    let lost = table.lines().filter(|row| !row.starts_with("5,")).fold(String::new(), |all, row| all + row + "\n");
    refused(&toml, &[files[0], ("prices.csv", &lost)], &["a row of the data is not found in the second table", "5 in line", "of c.csv"]);
    let twice = format!("{table}7,Heinz,2,0\n");
    refused(&toml, &[files[0], ("prices.csv", &twice)], &["a row of the second table is there twice", "7, Heinz in line"]);
    refused(&toml.replace("by = ['week']", "by = ['month']"), &files, &["no column of prices.csv is named `month`"]);
    let torn = table.replacen(",1.", ",.NA.", 1);
    refused(&toml, &[files[0], ("prices.csv", &torn)], &["must hold numbers", ".NA."]);
    let clash =
        bought.lines().enumerate().fold(String::new(), |all, (at, row)| all + row + if at == 0 { ",price_Heinz\n" } else { ",1\n" });
    refused(&toml, &[("c.csv", &clash), files[1]], &["both have a column `price_Heinz`"]);
}

/// Long data with days as tasks and a table of what each product is.
#[test]
fn long_data_take_attributes_from_a_second_table() {
    let mut draws = draws();
    let cars = [("small", 4.0, 1.0), ("family", 6.0, 2.0), ("large", 9.0, 3.0), ("sports", 8.0, 2.0)];
    let (mut data, mut whole) = (String::from("who,day,car,pick\n"), String::from("who,day,car,pick,litres,seats\n"));
    for person in 0..200 {
        for day in 1..=5 {
            let mut shown: Vec<usize> = (0..4).collect();
            shown.remove(draws.below(4) as usize);
            let utilities: Vec<f64> = shown.iter().map(|&at| -0.4 * cars[at].1 + 1.2 * cars[at].2 + gumbel(&mut draws)).collect();
            for (place, &at) in shown.iter().enumerate() {
                let (name, litres, seats) = cars[at];
                let row = format!("{person},2024-03-{day:02},{name},{}", u8::from(best(&utilities) == place));
                let _ = writeln!(data, "{row}");
                let _ = writeln!(whole, "{row},{litres},{seats}");
            }
        }
    }
    let table: String =
        cars.iter().fold("car,litres,seats\n".to_owned(), |all, (name, litres, seats)| format!("{all}{name},{litres},{seats}\n"));
    let head =
        "title = 'Cars'\n[data]\nfiles = ['c.csv']\nform = 'long'\nperson = 'who'\ntask = 'day'\nalternative = 'car'\nchosen = 'pick'\n";
    let rest = "[[attributes]]\nname = 'litres'\ncolumn = 'litres'\n[[attributes]]\nname = 'seats'\ncolumn = 'seats'\n[model]\nkind = 'multinomial'\n";
    let lookup = "[[data.lookup]]\nfiles = ['cars.csv']\nby = ['car']\n";
    let found = study(&format!("{head}{lookup}{rest}"), &[("c.csv", &data), ("cars.csv", &table)]);
    finds(&found, &[("litres", -0.4), ("seats", 1.2)]);
    same(&study(&format!("{head}{rest}"), &[("c.csv", &whole)]), &found);
    let misplaced = format!("{head}{lookup}alternative = 'car'\n{rest}");
    refused(&misplaced, &[("c.csv", &data), ("cars.csv", &table)], &["for long data the alternative is one of the columns"]);
}
