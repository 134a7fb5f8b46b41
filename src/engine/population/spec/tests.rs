use crate::input::{Cx, sample};

use super::*;

fn read(text: &str) -> Result<PopulationSpec, String> {
    let mut cx = Cx::new();
    let spec: Option<PopulationSpec> = cx.parse("people.toml", text);
    if let Some(spec) = &spec {
        spec.check(&mut cx);
    }
    cx.finish(spec).map(|(spec, _)| spec).map_err(|problems| problems.to_string())
}

#[test]
fn joint_margins_are_tables_in_tables() {
    let spec = read(
        "title = 'T'\n[[margins]]\ncolumns = ['sex', 'age']\n\
         shares = { f = { young = 0.1, old = 0.3 }, m = { young = 0.4, old = 0.2 } }\n",
    )
    .unwrap();
    let cells = spec.margins[0].shares.as_ref().unwrap().list();
    let text: Vec<String> = cells
        .iter()
        .map(|cell| {
            let path: Vec<&str> = cell.path.iter().map(|name| name.value.as_str()).collect();
            format!("{} {}", path.join("/"), cell.number.value)
        })
        .collect();
    assert_eq!(text, ["f/young 0.1", "f/old 0.3", "m/young 0.4", "m/old 0.2"]);
}

#[test]
fn what_to_do_with_unknown_values_is_a_word_or_a_number() {
    let with = |value: &str| read(&format!("title = 'T'\n[[columns]]\nname = 'a'\nshares = {{ x = 1 }}\nif_unknown = {value}\n"));
    assert_eq!(with("'leave out'").unwrap().columns[0].if_unknown, IfUnknown::LEAVE_OUT);
    assert_eq!(with("-1.5").unwrap().columns[0].if_unknown, IfUnknown::Put(-1.5));
    assert!(with("'leave it'").unwrap_err().contains("did you mean \"leave out\"?"));
}

#[test]
fn several_problems_come_at_once() {
    let problems = read(
        "title = 'T'\n[[columns]]\nname = 'a'\nshares = { x = 0.2 }\n[[columns]]\nname = 'a'\nis = '1'\ndraw = 3\n\
         [[correlations]]\nbetween = ['a']\nrank = 2\n",
    )
    .unwrap_err();
    for part in ["two columns are named `a`", "shares must add up to 1", "2 ways", "between two columns", "[-1, 1]"] {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

#[test]
fn the_schema_says_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(sample::DATA_FILE), "id\n1\n").unwrap();
    let coverage = sample::check::<PopulationSpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(coverage.keys > 60 && coverage.refused > coverage.accepted, "{coverage:?}");
}

#[test]
fn a_file_like_another_replaces_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "base.toml",
        "title = 'Base'\ncalled = 'owner'\ncount = 5\n[[columns]]\nname = 'a'\nshares = { x = 1 }\n[[columns]]\nname = 'b'\nshares = { y = 1 }\n\
         [[segments]]\nname = 'all'\n",
    );
    write(
        "own.toml",
        "title = 'Own'\nlike = 'base.toml'\n[[columns]]\nname = 'a'\nshares = { z = 1 }\n[[columns]]\nname = 'c'\nshares = { w = 1 }\n",
    );
    let mut cx = Cx::new();
    let spec: Option<PopulationSpec> = cx.load(&folder.path().join("own.toml"), folder.path());
    let spec = spec.and_then(|spec| spec.inherited(&mut cx));
    let (spec, _) = cx.finish(spec).unwrap_or_else(|problems| panic!("{problems}"));
    let columns: Vec<String> = spec
        .columns
        .iter()
        .map(|column| {
            let shares: Vec<&str> = column.shares.as_ref().map_or_else(Vec::new, |shares| shares.names().collect());
            format!("{} {}", column.name, shares.join(","))
        })
        .collect();
    assert_eq!(columns, ["a z", "b y", "c w"]);
    assert_eq!((spec.title.as_str(), spec.called.as_deref(), spec.segments.len()), ("Own", Some("owner"), 1));
    assert_eq!(spec.count.map(|count| count.value), Some(5));
}
