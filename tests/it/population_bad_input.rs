//! What a population file may get wrong: each gives one clear message at its place, and no panic.

use std::fs;

use foretaste::input::Problems;
use foretaste::population::Population;
use foretaste::random::Seed;

const DATA: &str = "id,age,sex,w,zero,negative,town\n\
    1,25,f,1,0,1,Bern\n2,35,m,2,0,-1,Basel\n3,45,f,1,0,1,Bern\n4,55,m,,0,1,\n";

fn made(toml: &str, data: &[u8]) -> Result<(Population, Problems), Problems> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("data.csv"), data).unwrap();
    fs::write(folder.path().join("people.toml"), toml).unwrap();
    Population::load(foretaste::frame::reading(), &folder.path().join("people.toml"), folder.path(), Seed(1), None)
}

/// A file with microdata and the given lines below it.
fn with_data(rest: &str) -> String {
    format!("title = 'Test'\n[microdata]\nfile = 'data.csv'\n{rest}")
}

const SEX: &str = "[[columns]]\nname = 'sex'\n";

#[track_caller]
fn refused(toml: &str, parts: &[&str]) {
    refused_with(toml, DATA.as_bytes(), parts);
}

#[track_caller]
fn refused_with(toml: &str, data: &[u8], parts: &[&str]) {
    let Err(problems) = made(toml, data) else { panic!("this was accepted:\n{toml}") };
    let problems = problems.to_string();
    for part in parts {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

#[track_caller]
fn good(toml: &str) -> Population {
    match made(toml, DATA.as_bytes()) {
        Ok((population, _)) => population,
        Err(problems) => panic!("{problems}"),
    }
}

#[test]
fn the_smallest_files_work() {
    assert_eq!(good(&with_data("use = 'as they are'\n")).len(), 4);
    assert_eq!(good(&with_data("where = 'age > 40'\n[[columns]]\nname = 'age'\n")).len(), 10_000);
    let margins = good("title = 'T'\ncount = 50\n[[margins]]\ncolumn = 'sex'\nshares = { f = 0.5, m = 0.5 }\n");
    assert_eq!((margins.len(), margins.has_respondents()), (50, false));
    assert_eq!(margins.base(0..50).donors, 0);
}

#[test]
fn nobody() {
    refused("title = 'T'\n", &["neither `[microdata]` nor `[[margins]]`"]);
    refused(&with_data("where = 'age > 99'\n"), &["nobody is left", "people.toml:4"]);
    refused_with(&with_data(SEX), b"id,sex\n", &["data.csv"]);
    refused("title = 'T'\ncount = 0\n[[margins]]\ncolumn = 'a'\nshares = { x = 1 }\n", &["needs people", "people.toml:2"]);
    refused(
        &with_data(
            "[[columns]]\nname = 'town'\nif_unknown = 'leave out'\n[[columns]]\nname = 'w'\nunknown = ['1', '2']\nif_unknown = 'leave out'\n",
        ),
        &["nobody is left"],
    );
}

#[test]
fn weights() {
    refused(&with_data("weight = 'negative'\n"), &["a weight must be zero or more", "line 3", "-1"]);
    refused(&with_data("weight = 'zero'\n"), &["all weights in `zero` are zero", "people.toml:4"]);
    refused(&with_data("weight = 'w'\n"), &["a weight must be zero or more", "line 5"]);
    refused(&with_data("weight = 'sex'\n"), &["holds words, not numbers"]);
    refused(&with_data("weight = 'weigth'\n"), &["no column of the data is named `weigth`"]);
    refused(&with_data("weight = 'id'\nuse = 'as they are'\n"), &["weights would be lost"]);
}

#[test]
fn margins_that_cannot_hold() {
    let margin =
        |rest: &str| with_data(&format!("{SEX}[[columns]]\nname = 'old'\nis = 'age'\ncuts = [40]\nbands = ['young', 'old']\n{rest}"));
    refused(&margin("[[margins]]\ncolumn = 'sex'\nshares = { f = 0.5, m = 0.4 }\n"), &["must add up to 1", "0.9000"]);
    refused(
        &margin(
            "[[margins]]\ncolumn = 'sex'\ncounts = { f = 500, m = 500 }\n[[margins]]\ncolumn = 'old'\ncounts = { young = 300, old = 600 }\n",
        ),
        &["another total", "900", "1000"],
    );
    refused(&margin("[[margins]]\ncolumn = 'sex'\nshares = { f = 0.5, m = 0.3, x = 0.2 }\n"), &["no category is named `x`"]);
    refused(&margin("[[margins]]\ncolumn = 'sex'\nshares = { f = 1 }\n"), &["says nothing about `m`", "2 rows"]);
    refused(&margin("[[margins]]\ncolumn = 'sex'\nshares = { f = -0.5, m = 1.5 }\n"), &["cannot be negative"]);
    refused(&margin("[[margins]]\ncolumn = 'sex'\nshares = { f = nan, m = 1 }\n"), &["finite"]);
    refused(&margin("[[margins]]\ncolumn = 'age'\nshares = { f = 1 }\n"), &["no column is named `age`"]);
    refused(&margin("[[margins]]\ncolumn = 'sex'\n"), &["`shares` or `counts`", "neither"]);
    refused(
        &margin(
            "[[margins]]\ncolumns = ['sex', 'old']\nshares = { f = { young = 0.1, old = 0.3 }, m = { young = 0.3, old = 0.3 } }\n[[margins]]\ncolumn = 'sex'\nshares = { f = 0.5, m = 0.5 }\n",
        ),
        &["contradict each other", "`m` is 0.6000 in the first and 0.5000 in the second"],
    );
    refused(
        &with_data(&format!(
            "where = \"not (sex = 'f' and age > 40)\"\n{SEX}[[columns]]\nname = 'old'\nis = 'age'\ncuts = [40]\nbands = ['young', 'old']\n[[margins]]\ncolumns = ['sex', 'old']\nshares = {{ f = {{ young = 0.2, old = 0.3 }}, m = {{ young = 0.2, old = 0.3 }} }}\n"
        )),
        &["no row of the sample can fill it", "f × old"],
    );
    // Women are all young here, so women at 0.9 and the old at 0.5 cannot hold together although neither is empty.
    refused(
        &with_data(&format!(
            "where = \"not (sex = 'f' and age > 40)\"\n{SEX}[[columns]]\nname = 'old'\nis = 'age'\ncuts = [40]\nbands = ['young', 'old']\n[raking]\npasses = 200\n[[margins]]\ncolumn = 'sex'\nshares = {{ f = 0.9, m = 0.1 }}\n[[margins]]\ncolumn = 'old'\nshares = {{ young = 0.5, old = 0.5 }}\n"
        )),
        &["the margins contradict each other", "after 200 passes"],
    );
}

#[test]
fn totals_that_differ_by_rounding_are_scaled_and_noted() {
    let text = with_data(&format!("{SEX}[[margins]]\ncolumn = 'sex'\nshares = {{ f = 0.499, m = 0.5 }}\n"));
    let population = good(&text);
    assert_eq!(population.diagnostics.notes.len(), 1);
    assert!(population.diagnostics.notes[0].contains("0.9990"), "{:?}", population.diagnostics.notes);
}

#[test]
fn words_for_a_category_that_these_rows_lack_are_a_warning() {
    let text = with_data("where = 'age < 50'\n[[columns]]\nname = 'town'\nsays = [{ when = 'Chur', text = ['is from Chur'] }]\n");
    let Ok((_, warnings)) = made(&text, DATA.as_bytes()) else { panic!("open categories may be absent") };
    assert!(warnings.to_string().contains("nobody is `Chur`"), "{warnings}");
}

#[test]
fn segments() {
    let two = |a: &str, b: &str| with_data(&format!("{SEX}[[segments]]\nname = 'a'\n{a}[[segments]]\nname = 'b'\n{b}"));
    refused(
        &two("where = \"sex = 'f'\"\n", "where = \"sex = 'f'\"\n"),
        &["nobody is in segment `b`", "segments above it took them all", "are in no segment"],
    );
    refused(&two("", "where = \"sex = 'f'\"\n"), &["takes everybody"]);
    refused(&two("", ""), &["only one segment can take everybody left"]);
    refused(&two("where = \"sex = 'f'\"\n", "where = \"sec = 'm'\"\n"), &["sec"]);
    refused(&with_data(&format!("{SEX}[[segments]]\nname = 'a'\n[[segments]]\nname = 'a'\n")), &["two segments are named `a`"]);
}

#[test]
fn columns() {
    refused(&with_data("[[columns]]\nname = 'agee'\n"), &["column `agee` has no values", "people.toml:5"]);
    refused(&with_data("[[columns]]\nname = 'a'\nfrom = 'agee'\n"), &["no column of the data is named `agee`", "did you mean `age`?"]);
    refused(&with_data(&format!("{SEX}{SEX}")), &["two columns are named `sex`"]);
    refused(&with_data("[[columns]]\nname = 'town'\n"), &["unknown for 1 of 4 rows", "line 5", "if_unknown"]);
    refused(&with_data("[[columns]]\nname = 'town'\nif_unknown = 0\n"), &["column `town` has categories", "cannot be a number"]);
    refused(&with_data("[[columns]]\nname = 'w'\nif_unknown = 'not stated'\n"), &["holds numbers, so an unknown one cannot be a category"]);
    refused(&with_data("[[columns]]\nname = 'w'\ncodes = { 1 = 'one', 2 = 'two' }\nif_unknown = 0\n"), &["column `w` has categories"]);
    refused(&with_data("[[columns]]\nname = 'sex'\ncodes = { f = 'woman' }\n"), &["code `m` of column `sex` is not explained", "line 3"]);
    refused(&with_data("[[columns]]\nname = 'a'\nfrom = 'age'\nis = 'age * 2'\n"), &["2 ways", "from, is"]);
    refused(&with_data("[[columns]]\nname = 'a'\nis = 'age / zero'\n"), &["people.toml:6"]);
    refused(&with_data("[[columns]]\nname = 'a'\nis = 'age +'\n"), &["people.toml:6"]);
    refused(&with_data("[[columns]]\nname = 'a'\nis = 'w + 1'\n"), &["people.toml:6"]);
    refused(&with_data("[[columns]]\nname = 'a'\nis = 'age'\ncuts = [50, 40]\nbands = ['x', 'y', 'z']\n"), &["cuts must rise"]);
    refused(&with_data("[[columns]]\nname = 'a'\nis = 'age'\ncuts = [50]\nbands = ['x']\n"), &["1 cuts make 2 categories"]);
    refused(&with_data("[[columns]]\nname = 'a'\nrole = 'style'\nis = 'age'\n"), &["no answering style is named `a`"]);
    refused(&with_data("[[columns]]\nname = 'a'\nrole = 'pain point'\nis = 'age'\n"), &["leaves its range", "0 to 1"]);
    refused(
        &with_data("[[columns]]\nname = 'a'\nrole = 'ability'\ndraw = { normal = [0.5, 1] }\n"),
        &["the distribution reaches out of range"],
    );
    refused(&with_data("[[columns]]\nname = 'a'\ndraw = { normal = [0, inf] }\n"), &["people.toml:6"]);
    refused(&with_data("[[columns]]\nname = 'a'\nshares = { x = 0.7, y = 0.7 }\n"), &["shares must add up to 1", "1.4000"]);
    refused(&with_data("[[columns]]\nname = 'segment'\nfrom = 'sex'\n"), &["cannot be named `segment`"]);
    refused(
        &with_data("[[columns]]\nname = 'sex'\ncodes = { f = 'woman', m = 'man' }\nsays = [{ when = 'x', text = ['is x'] }]\n"),
        &["no category is named `x`"],
    );
    refused(&with_data("[[columns]]\nname = 'sex'\nrol = 'trait'\n"), &["unknown key `rol`", "did you mean `role`?"]);
    refused("title = 'T'\n[[columns]]\nname = 'a'\nfrom = 'age'\n", &["there is no `[microdata]`"]);
}

#[test]
fn correlations() {
    let drawn = "title = 'T'\n[[columns]]\nname = 'a'\ndraw = { uniform = [0, 1] }\n[[columns]]\nname = 'b'\ndraw = { uniform = [0, 1] }\n[[columns]]\nname = 'c'\ndraw = { uniform = [0, 1] }\n";
    let pair = |a: &str, b: &str, rank: &str| format!("[[correlations]]\nbetween = ['{a}', '{b}']\nrank = {rank}\n");
    refused(&format!("{drawn}{}", pair("a", "b", "1.2")), &["must lie in [-1, 1]"]);
    refused(&format!("{drawn}{}", pair("a", "a", "0.2")), &["between two columns"]);
    refused(&format!("{drawn}{}", pair("a", "d", "0.2")), &["no column is named `d`"]);
    refused(&format!("{drawn}{}{}", pair("a", "b", "0.2"), pair("b", "a", "0.2")), &["stated twice"]);
    refused(
        &format!("{drawn}{}{}{}", pair("a", "b", "0.9"), pair("a", "c", "0.9"), pair("b", "c", "-0.9")),
        &["cannot hold together", "out of line", "beside the others"],
    );
    refused(
        &format!(
            "title = 'T'\n[[margins]]\ncolumn = 'x'\nshares = {{ no = 0.9, yes = 0.1 }}\n[[margins]]\ncolumn = 'y'\nshares = {{ no = 0.5, yes = 0.5 }}\n{}",
            pair("x", "y", "0.8")
        ),
        &["out of reach"],
    );
    refused(
        &format!(
            "title = 'T'\n[[margins]]\ncolumn = 'x'\nshares = {{ red = 0.4, green = 0.3, blue = 0.3 }}\n[[columns]]\nname = 'a'\ndraw = {{ uniform = [0, 1] }}\n{}",
            pair("x", "a", "0.2")
        ),
        &["have no order"],
    );
    refused(
        &with_data(&format!("{SEX}[[columns]]\nname = 'a'\ndraw = {{ uniform = [0, 1] }}\n{}", pair("sex", "a", "0.2"))),
        &["is not drawn"],
    );
    refused("title = 'T'\n[[margins]]\ncolumns = ['x', 'y']\nshares = { a = { b = 1 } }\n", &["a joint margin needs data"]);
}

#[test]
fn files() {
    refused("title = 'T'\n[microdata]\nfile = 'dat.csv'\n", &["there is no file `dat.csv`", "did you mean \"data.csv\"?"]);
    refused("title = 'T'\n[microdata]\nfile = '../data.csv'\n", &["outside the folder"]);
    refused("title = 'T'\n[microdata]\nfile = '/etc/passwd'\n", &["is absolute"]);
    refused("title = 'T'\n[microdata]\ndonor = 'id'\n", &["names no `file`"]);
    refused_with(&with_data(SEX), b"id,sex\n1,f\n2\n", &["data.csv"]);
    refused_with(&with_data(SEX), b"id,sex\n1,\xe9\n", &["UTF-8"]);
    refused_with(&with_data(SEX), b"", &["data.csv"]);
    refused_with(&with_data(SEX), b"sex,sex\nf,f\n", &["sex"]);
    refused(&with_data("donor = 'town'\n"), &["the donor column `town` is empty in line 5"]);
    refused("title = 'T'\nlike = 'people.toml'\n", &["circle"]);
    refused("title = 'T'\nlike = 'data.csv'\n", &["data.csv"]);
}

#[test]
fn counts_and_uses_that_do_not_fit() {
    refused(
        &format!("count = 9\n{}", with_data("use = 'as they are'\n")),
        &["people.toml:1", "the data has 4 rows to use as they are, but 9 people are asked for", "ask for 4 or fewer", "\"resample\""],
    );
    refused(
        &with_data(&format!("use = 'as they are'\n{SEX}[[margins]]\ncolumn = 'sex'\nshares = {{ f = 0.5, m = 0.5 }}\n")),
        &["cannot be weighted to margins"],
    );
    refused(&with_data("use = 'as is'\n"), &["cannot be \"as is\""]);
}
