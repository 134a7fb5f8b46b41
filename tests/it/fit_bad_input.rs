//! What a fit file and its data may get wrong: each gives one clear message, all at once, and no panic.

use std::fmt::Write as _;
use std::fs;

use foretaste::input::Problems;
use foretaste::study::fit::{Estimated, FitStudy, Part, load};

/// Twelve tasks of three people, one row an alternative, with a price and a quality that trade off.
fn long() -> String {
    let mut out = String::from("who,task,alt,pick,price,quality,age\n");
    for person in 0..3 {
        for task in 0..4 {
            let at = 4 * person + task;
            let pick = [0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0][at];
            for alternative in 0..2 {
                let price =
                    [[3, 5], [4, 2], [6, 3], [2, 7], [5, 5], [4, 6], [3, 3], [7, 2], [2, 4], [6, 5], [5, 3], [3, 6]][at][alternative];
                let quality =
                    [[1, 4], [2, 3], [5, 1], [3, 3], [1, 2], [4, 2], [2, 5], [3, 1], [4, 4], [2, 3], [1, 5], [3, 2]][at][alternative];
                let _ = writeln!(
                    out,
                    "p{person},{task},{},{},{price},{quality},{}",
                    ["a", "b"][alternative],
                    u8::from(alternative == pick),
                    30 + person
                );
            }
        }
    }
    out
}

const LONG: &str =
    "title = 'T'\n[data]\nfiles = ['c.csv']\nform = 'long'\nperson = 'who'\ntask = 'task'\nalternative = 'alt'\nchosen = 'pick'\n";
const ATTRIBUTES: &str = "[[attributes]]\nname = 'price'\ncolumn = 'price'\n[[attributes]]\nname = 'quality'\ncolumn = 'quality'\n";
const MODEL: &str = "[model]\nkind = 'multinomial'\n";

/// The same tasks once more, by three others: enough that one of them may go.
fn twice() -> String {
    let again: String = long().lines().skip(1).map(|row| format!("{}\n", row.replacen('p', "q", 1))).collect();
    format!("{}{again}", long())
}

fn read(toml: &str, data: &str) -> Result<FitStudy, Problems> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.csv"), data).unwrap();
    fs::write(folder.path().join("fit.toml"), toml).unwrap();
    load(&folder.path().join("fit.toml"), folder.path())
}

#[track_caller]
fn refused(toml: &str, data: &str, parts: &[&str]) {
    let Err(problems) = read(toml, data) else { panic!("this was accepted:\n{toml}") };
    let problems = problems.to_string();
    for part in parts {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

fn sound() -> String {
    format!("{LONG}{ATTRIBUTES}{MODEL}")
}

/// The sound file with other lines under `[data]`.
fn with(more: &str) -> String {
    format!("{LONG}{more}\n{ATTRIBUTES}{MODEL}")
}

#[test]
fn sound_data_are_read_as_they_stand() {
    let study = read(&sound(), &long()).unwrap();
    let survey = &study.survey;
    assert_eq!((survey.tasks(), survey.people.len(), survey.alternatives.join(" ")), (12, 3, "a b".to_owned()));
    let data = survey.data();
    assert_eq!((data.features_of(1, 0), data.features_of(1, 1), data.chosen(1), data.person(5)), (&[4.0, 2.0][..], &[2.0, 3.0][..], 1, 1));
    assert!(study.remarks.is_none() && survey.dropped.is_empty());
    // The same from rows anywhere, shuffled by alternative.
    let mut rows: Vec<String> = long().lines().skip(1).map(str::to_owned).collect();
    rows.sort_by_key(|row| row.split(',').nth(2).map(str::to_owned));
    let shuffled = format!("{}\n{}\n", long().lines().next().unwrap(), rows.join("\n"));
    refused(&sound(), &shuffled, &["a person is there twice", "rows = \"anywhere\""]);
    assert_eq!(read(&with("rows = 'anywhere'"), &shuffled).unwrap().survey.data().features_of(1, 1), [2.0, 3.0]);
}

/// What three people differ by says nothing of the errors of two parameters: clustered by them they would come out far too small.
#[test]
fn errors_of_few_people_come_from_the_curvature() {
    let errors = |data: &str| {
        let Estimated::Smooth(found) = read(&sound(), data).unwrap().estimate(1).unwrap().estimated else { panic!("a logit") };
        let (covariance, curvature) = (found.covariance().unwrap().to_vec(), found.fit.curvature_covariance.clone().unwrap());
        (found.few(), covariance == curvature, found.parameters().iter().all(|one| one.robust.is_none()))
    };
    assert_eq!((errors(&long()), errors(&twice())), ((true, true, true), (false, false, false)));
}

#[test]
fn tasks_have_one_choice_out_of_what_was_there() {
    let data = long();
    refused(&sound(), &data.replacen("p0,0,a,1", "p0,0,a,0", 1), &["a task has no choice", "line 2 of c.csv"]);
    refused(&sound(), &data.replacen("p0,0,b,0", "p0,0,b,1", 1), &["a task has two choices", "line 2"]);
    refused(&sound(), &data.replacen("p0,0,b,0", "p0,0,a,0", 1), &["an alternative is there twice in a task", "line 3"]);
    refused(&sound(), &data.replacen("p0,0,b,0", "p0,0,b,maybe", 1), &["must be 1 or 0", "maybe"]);
    refused(&sound(), &data.replacen("p1,0,a", ",0,a", 1), &["does not say who answered"]);
    let one: String = data.lines().filter(|row| !row.starts_with("p1") && !row.starts_with("p2")).map(|row| format!("{row}\n")).collect();
    refused(&sound(), &one, &["all choices are of one person", "\"p0\" in every row"]);
    let listed = "[[alternatives]]\nname = 'a'\navailable = 'price < 5'\n[[alternatives]]\nname = 'b'\n";
    refused(&format!("{}{listed}", sound()), &data, &["what was chosen was not available"]);
    let other = "[[alternatives]]\nname = 'a'\n[[alternatives]]\nname = 'c'\n";
    refused(&format!("{}{other}", sound()), &data, &["not one of the fit", "\"b\" in line 3"]);
    // A number that is none, or beyond all sense, is named; what stands before it is not.
    for (cell, told) in
        [("NaN", "\"NaN\" in line 2"), ("inf", "\"inf\" in line 2"), ("-1e400", "\"-1e400\" in line 2"), ("1e308", "1e308 in line 2")]
    {
        refused(&sound(), &data.replacen("p0,0,a,1,3", &format!("p0,0,a,1,{cell}"), 1), &["column `price`", told]);
    }
    let long = "x".repeat(5_000);
    let Err(problems) = read(&sound(), &data.replacen("p0,0,a,1,3", &format!("p0,0,a,1,{long}"), 1)) else { panic!("accepted") };
    let told = problems.to_string();
    assert!(told.contains("characters)") && told.len() < 1_500, "{}", told.len());
    // Every fault at once.
    let several = data.replacen("p0,0,a,1", "p0,0,a,0", 1).replacen("p0,2,b,1,3", "p0,2,b,1,", 1);
    refused(&sound(), &several, &["a task has no choice", "attribute `price` is missing"]);
}

#[test]
fn what_is_missing_is_refused_or_counted() {
    let data = twice().replacen("p0,0,a,1,3", "p0,0,a,1,", 1).replacen("p2,3,b,0,6", "p2,3,b,0,NA", 1);
    refused(&with("unknown = ['NA']"), &data, &["attribute `price` is missing", "line 2 of c.csv, line 24 of c.csv", "leave out the task"]);
    refused(&sound(), &data, &["column `price` must hold numbers", "\"NA\" in line 25"]);
    let some = |rule: &str| read(&with(&format!("unknown = ['NA']\nmissing = '{rule}'")), &data).unwrap().survey;
    let tasks = some("leave out the task");
    assert_eq!((tasks.tasks(), tasks.people.len(), tasks.dropped[0].count), (22, 6, 2));
    let people = some("leave out the person");
    assert_eq!((people.tasks(), people.people.join(" "), people.dropped[0].count), (16, "p1 q0 q1 q2".to_owned(), 2));
}

#[test]
fn what_choices_cannot_tell_is_named() {
    let data = long();
    let more = |of: &str| format!("{LONG}{ATTRIBUTES}[[attributes]]\nname = 'third'\nis = '{of}'\n{MODEL}");
    refused(&more("age"), &data, &["attribute `third` never varies"]);
    refused(&more("2 * price - quality"), &data, &["`price`, `quality`, `third` cannot be told apart"]);
    refused(&more("if(pick = 1, 3, 1)"), &data, &["`third`", "predicts choices without fail"]);
    refused(&more("prise"), &data, &["prise"]);
    refused(
        &format!("{}[[alternatives]]\nname = 'a'\n[[alternatives]]\nname = 'b'\n[[alternatives]]\nname = 'c'\n", sound()),
        &data,
        &["alternative `c` is available in no task"],
    );
}

#[test]
fn demographics_belong_to_people() {
    let mixed = "[model]\nkind = 'mixed'\n";
    let toml =
        |name: &str| format!("{LONG}{ATTRIBUTES}taste = 'normal'\nshifts_with = ['{name}']\n{mixed}[[demographics]]\nname = '{name}'\n");
    assert_eq!(read(&toml("age"), &long()).unwrap().survey.known(), [30.0, 31.0, 32.0]);
    refused(&toml("price"), &long(), &["demographic `price` differs between the rows of one person", "`p0`"]);
    refused(&toml("size"), &long(), &["no column of c.csv is named `size`"]);
}

#[test]
fn a_file_that_contradicts_itself_is_refused() {
    let data = long();
    let model = |model: &str| format!("{LONG}{ATTRIBUTES}[model]\n{model}\n");
    refused(&model("kind = 'mixed'"), &data, &["no taste varies"]);
    refused(&model("kind = 'latent classes'"), &data, &["latent classes need `classes`"]);
    refused(&model("kind = 'multinomial'\nclasses = 2"), &data, &["has no classes"]);
    refused(&model("kind = 'multinomial'\nprice = 'prices'"), &data, &["no attribute is named `prices`", "did you mean `price`"]);
    refused(&model("kind = 'multinomial'\nspace = 'willingness to pay'"), &data, &["need a price", "only a \"mixed\" model"]);
    refused(&format!("{}[draws]\ncounts = [500, 100]\ntolerance = -1\n", sound()), &data, &["numbers that rise", "must lie above 0"]);
    refused(&format!("{}[draws]\ncounts = [500, 100000]\n", sound()), &data, &["`draws.counts` may be at most 65536"]);
    refused(&format!("{}[hold_out]\nshare = 1.5\n", sound()), &data, &["between 0 and 1"]);
    refused(&format!("{}[hold_out]\nshare = 0.1\n", sound()), &data, &["there must be people on both sides"]);
    refused(
        &sound().replace("form = 'long'", "form = 'wide'"),
        &data,
        &["wide data have no column of alternatives", "need `[[alternatives]]`"],
    );
    refused(&sound().replace("task = 'task'\n", ""), &data, &["long data need `task`"]);
    refused(&sound().replace("column = 'price'", "column = 'price'\nis = 'price'"), &data, &["exactly one place"]);
    refused(&sound().replace("name = 'quality'", "name = 'price'"), &data, &["two attributes are named `price`"]);
    refused(&sound().replace("'quality'\n[model]", "'quality'\ntaste = 'normal'\n[model]"), &data, &["the taste for `quality` varies"]);
    refused(&sound().replace("column = 'price'", "column = 'prise'"), &data, &["no column of c.csv is named `prise`"]);
    refused(&sound().replace("['c.csv']", "['d.csv']"), &data, &["there is no file `d.csv`"]);
    refused(&with("where = 'price > 100'"), &data, &["no row is left"]);
}

#[test]
fn what_hierarchical_bayes_cannot_have_is_refused_with_what_to_do() {
    let varied = ATTRIBUTES.replace("column = 'price'", "column = 'price'\ntaste = 'negative lognormal'");
    let bayes = |attributes: &str, rest: &str| format!("{LONG}{attributes}[model]\nkind = 'hierarchical Bayes'\n{rest}");
    let good = varied.replace("column = 'quality'", "column = 'quality'\ntaste = 'normal'");
    let chains = "[chains]\ncount = 3\nwarm_up = 20\ndraws = 4\nseed = 9\n";
    assert!(read(&bayes(&good, chains), &twice()).is_ok() && read(&bayes(&good, ""), &twice()).is_ok());
    assert!(read(&bayes(&good, &format!("covariance = 'full'\n{chains}")), &twice()).is_ok());
    let uniform = varied.replace("negative lognormal", "uniform");
    refused(
        &bayes(
            &uniform,
            "covariance = 'diagonal'\nspace = 'willingness to pay'\n[draws]\ncounts = [5]\n[search]\nseed = 2\n[chains]\ncount = 1\nwarm_up = 3\ndraws = 1000000\n",
        ),
        &twice(),
        &[
            "the taste for `price` is uniform, which hierarchical Bayes cannot have",
            "the taste for `quality` is fixed, but with hierarchical Bayes every taste varies",
            "give it `taste = \"normal\"`",
            "hierarchical Bayes lets all tastes go together",
            "only a \"mixed\" model is estimated in money",
            "hierarchical Bayes has no `[draws]`",
            "hierarchical Bayes has no `[search]`",
            "`chains.count` must be 2 to 32",
            "`chains.warm_up` must be 20 to 100000",
            "`chains.draws` must be 4 to 100000",
        ],
    );
    refused(&bayes(&good, "[chains]\nlength = 5\n"), &twice(), &["unknown key `length`", "warm_up"]);
    refused(&format!("{}[chains]\nseed = 2\n", sound()), &long(), &["a \"multinomial\" model has no chains"]);
    refused(&bayes(&good, "[chains]\ncount = 32\ndraws = 100000\n[hold_out]\nshare = 0.8\n"), &long(), &["at least 2 people"]);
    // Thirty-two chains of a hundred thousand draws of ten tastes would not fit.
    let many = |at: usize| format!("[[attributes]]\nname = 'x{at}'\nis = 'price + {at} * quality'\ntaste = 'normal'\n");
    let many: String = (0..10).map(many).collect();
    let parts = ["would hold more than 2048 megabytes", "for 6 people and 10 tastes", "fewer chains or draws"];
    refused(&bayes(&many, "[chains]\ncount = 32\ndraws = 100000\n"), &twice(), &parts);
}

#[test]
fn people_are_held_out_whole() {
    let survey = read(&format!("{}[hold_out]\nshare = 0.34\n", sound()), &twice()).unwrap().survey;
    let (fitted, held) = (survey.part(Part::Fitted), survey.part(Part::HeldOut));
    assert_eq!((fitted.who().len(), held.who().len(), fitted.tasks(), held.tasks()), (4, 2, 16, 8));
}

#[test]
fn wide_data_and_parquet_say_the_same() {
    use foretaste::frame::{Frame, Values, write_parquet};
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let wide = "title = 'T'\n[data]\nfiles = ['w.csv']\nform = 'wide'\nperson = 'who'\nchosen = 'pick'\n[[alternatives]]\nname = 'a'\ncode = '1'\n\
        [[alternatives]]\nname = 'b'\ncode = '2'\n[[attributes]]\nname = 'price'\ncolumn = '{}_price'\n[[attributes]]\nname = 'quality'\n\
        of = { a = 'a_quality', b = 'b_quality' }\n[model]\nkind = 'multinomial'\n";
    let long = read(&sound(), &long()).unwrap().survey;
    let data = long.data();
    let mut frame = Frame::new("w");
    let column = |alternative: usize, feature: usize| {
        Values::Number((0..data.tasks()).map(|task| data.features_of(task, alternative)[feature]).collect())
    };
    frame.push("who", Values::Text((0..data.tasks()).map(|task| long.people[data.person(task) as usize].clone()).collect())).unwrap();
    frame.push("pick", Values::Count((0..data.tasks()).map(|task| data.chosen(task) as i64 + 1).collect())).unwrap();
    for (name, alternative, feature) in [("a_price", 0, 0), ("b_price", 1, 0), ("a_quality", 0, 1), ("b_quality", 1, 1)] {
        frame.push(name, column(alternative, feature)).unwrap();
    }
    foretaste::frame::write_csv(&frame, &here.join("w.csv")).unwrap();
    write_parquet(&frame, &here.join("w.parquet")).unwrap();
    for file in ["w.csv", "w.parquet"] {
        fs::write(here.join("fit.toml"), wide.replace("w.csv", file)).unwrap();
        let study = load(&here.join("fit.toml"), here).unwrap();
        assert_eq!(study.survey, long, "{file}");
        assert!(study.files.len() == 2 && study.files[1].1.ends_with(file), "{:?}", study.files);
    }
    fs::write(here.join("fit.toml"), wide.replace("'{}_price'", "'{}_prise'")).unwrap();
    let problems = load(&here.join("fit.toml"), here).unwrap_err().to_string();
    assert!(problems.contains("`a_prise`") && problems.contains("`b_prise`") && problems.contains("did you mean `a_price`"), "{problems}");
}
