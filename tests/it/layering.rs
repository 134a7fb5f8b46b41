//! The house's order, read from the sources: who may import whom, and which room may use what.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the top of the house down. A room imports only rooms that stand after it.
const ROOMS: [&str; 24] = [
    "cli",
    "study",
    "report",
    "advocate",
    "prototype",
    "frame",
    "market",
    "team",
    "economy",
    "population",
    "cross_impact",
    "signals",
    "choice",
    "measure",
    "montecarlo",
    "explore",
    "treatment",
    "world",
    "input",
    "parallel",
    "queueing",
    "stats",
    "random",
    "num",
];

/// Macros that live at the root of the crate and belong to the input room. `choice` is a room too, told apart by what follows.
const MACROS: [&str; 2] = ["record", "choice"];

/// Crates that one room keeps for itself.
const KEPT: [(&str, &str); 11] = [
    ("saphyr_parser", "input"),
    ("quick_xml", "input"),
    ("polars", "frame"),
    ("plotters", "report"),
    ("askama", "report"),
    ("rayon", "parallel"),
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("clap_mangen", "cli"),
    ("indicatif", "cli"),
    ("ctrlc", "cli"),
];

/// What only the command line may do: print, read the environment or the clock, exit.
const OUTSIDE: [&str; 14] = [
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "dbg!",
    "std::env",
    "env::var",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "process::exit",
    "process::abort",
    "io::stdout",
    "io::stderr",
];

/// Functions of std whose last digits depend on the platform; `num` has its own. Roots and fused multiply–add are exact everywhere.
const PLATFORM: [&str; 22] = [
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "sin", "cos", "tan", "sin_cos", "asin", "acos", "atan",
    "atan2", "sinh", "cosh", "tanh", "cbrt",
];

/// Blanks out comments, strings and characters, keeping every line end, so that only code is left.
fn code_of(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let blank = |out: &mut String, from: usize, to: usize| {
        out.extend(chars[from..to.min(chars.len())].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
    };
    while at < chars.len() {
        let rest = &chars[at..];
        let name_before = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
        let end = match rest {
            ['/', '/', ..] => at + rest.iter().position(|&c| c == '\n').unwrap_or(rest.len()),
            ['/', '*', ..] => block_comment(&chars, at),
            ['"', ..] => string(&chars, at),
            ['b' | 'c', '"', ..] if !name_before => string(&chars, at + 1),
            ['r', '"' | '#', ..] | ['b', 'r', '"' | '#', ..] if !name_before => match raw_string(&chars, at) {
                Some(end) => end,
                None => at,
            },
            ['\'', '\\', ..] => at + 3 + rest[3..].iter().position(|&c| c == '\'').map_or(0, |place| place + 1),
            ['\'', _, '\'', ..] => at + 3,
            _ => at,
        };
        if end > at {
            blank(&mut out, at, end);
            at = end;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

fn block_comment(chars: &[char], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0);
    while at < chars.len() {
        match &chars[at..] {
            ['/', '*', ..] => (at, depth) = (at + 2, depth + 1),
            ['*', '/', ..] => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string(chars: &[char], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw_string(chars: &[char], start: usize) -> Option<usize> {
    let mut at = start + if chars[start] == 'b' { 2 } else { 1 };
    let hashes = chars[at..].iter().take_while(|&&c| c == '#').count();
    at += hashes;
    if chars.get(at) != Some(&'"') {
        return None;
    }
    let close = |place: usize| chars[place] == '"' && chars[place + 1..].iter().take_while(|&&c| c == '#').count() >= hashes;
    (at + 1..chars.len()).find(|&place| close(place)).map(|place| place + 1 + hashes)
}

/// Takes out every item under `#[cfg(test)]`; gives the names of the test modules that have files of their own too.
fn without_tests(code: &str) -> (String, Vec<String>) {
    let mut out = code.to_owned();
    let mut files = Vec::new();
    while let Some(start) = out.find("#[cfg(test)]") {
        let body = start + "#[cfg(test)]".len();
        let stop = out[body..].find(['{', ';']).map_or(out.len(), |place| body + place);
        let end = if out[stop..].starts_with('{') {
            let mut depth = 0_i32;
            let close = out[stop..].char_indices().find(|(_, c)| {
                depth += i32::from(*c == '{') - i32::from(*c == '}');
                depth == 0
            });
            close.map_or(out.len(), |(place, _)| stop + place + 1)
        } else {
            if let Some(name) = out[body..stop].trim().strip_prefix("mod ") {
                files.push(name.trim().to_owned());
            }
            (stop + 1).min(out.len())
        };
        let blanks: String = out[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(start..end, &blanks);
    }
    (out, files)
}

/// The words of an import such as `{stats::{Summary, peak}, num}`, each with what follows it: the first names of all its paths.
fn first_names(after: &str) -> Vec<(String, bool)> {
    let name = |text: &str| -> (String, bool) {
        let text = text.trim_start();
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
        (text[..end].to_owned(), text[end..].trim_start().starts_with("::"))
    };
    if !after.trim_start().starts_with('{') {
        return vec![name(after)];
    }
    let open = after.find('{').unwrap() + 1;
    let (mut depth, mut start, mut names) = (1, open, Vec::new());
    for (place, c) in after[open..].char_indices().map(|(place, c)| (open + place, c)) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if (c == ',' && depth == 1) || depth == 0 {
            names.push(name(&after[start..place]));
            start = place + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|(name, _)| !name.is_empty());
    names
}

/// Every place of a word in code, not as a part of a longer word.
fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let ends_in_name = inside(word.chars().last());
    code.match_indices(word).map(|(place, _)| place).filter(move |&place| {
        !(inside(code[..place].chars().next_back()) || ends_in_name && inside(code[place + word.len()..].chars().next()))
    })
}

/// Everything in one source file that the house does not allow. `depth` is the number of modules from the crate's root to the file's own.
fn faults(room: &str, depth: usize, code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let line = |place: usize| code[..place].matches('\n').count() + 1;
    let rank = |name: &str| ROOMS.iter().position(|known| *known == name);
    let Some(own) = rank(room) else {
        return vec![format!("the room `{room}` has no place in the order of this test")];
    };
    for place in words(code, "crate::") {
        for (name, goes_on) in first_names(&code[place + "crate::".len()..]) {
            if MACROS.contains(&name.as_str()) && !goes_on {
                if own > rank("input").unwrap() {
                    found.push(format!("line {}: `{room}` uses the macro `{name}` of `input`", line(place)));
                }
                continue;
            }
            match rank(&name) {
                Some(other) if other > own || name == room => {}
                Some(_) => found.push(format!("line {}: `{room}` imports `{name}`, which stands above it", line(place))),
                None => found.push(format!("line {}: `{room}` names `crate::{name}`, which is no room", line(place))),
            }
        }
    }
    for place in words(code, "super::") {
        let before = code[..place].trim_end().ends_with("super::");
        let supers = code[place..].split("::").take_while(|part| part.trim() == "super").count();
        if !before && supers >= depth {
            found.push(format!("line {}: `super` leaves the room", line(place)));
        }
    }
    for (name, owner) in KEPT {
        if owner != room {
            found.extend(words(code, name).map(|place| format!("line {}: `{name}` belongs to `{owner}`", line(place))));
        }
    }
    if room != "cli" {
        for call in OUTSIDE {
            found.extend(words(code, call).map(|place| format!("line {}: `{call}` belongs to `cli`", line(place))));
        }
    }
    for method in PLATFORM {
        let bad = |place: &usize| {
            let before = &code[..*place];
            let called = code[place + method.len()..].starts_with('(');
            let of_float = before.ends_with("f64::") || before.ends_with("f32::");
            of_float || called && before.trim_end().ends_with('.')
        };
        found.extend(words(code, method).filter(bad).map(|place| format!("line {}: std's `{method}`; use `num`", line(place))));
    }
    found
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn every_source_keeps_the_order_of_the_house() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.sort();
    let read: Vec<(PathBuf, String, Vec<String>)> = files
        .into_iter()
        .map(|path| {
            let (code, tests) = without_tests(&code_of(&fs::read_to_string(&path).unwrap()));
            (path, code, tests)
        })
        .collect();
    // A test module in a file of its own lies beside its parent `mod.rs`, or in the folder named like its parent.
    let of_tests: Vec<PathBuf> = read
        .iter()
        .flat_map(|(path, _, tests)| {
            let folder = if path.ends_with("mod.rs") || path.ends_with("lib.rs") {
                path.parent().unwrap().to_owned()
            } else {
                path.with_extension("")
            };
            tests.iter().flat_map(move |name| [folder.join(format!("{name}.rs")), folder.join(name)])
        })
        .collect();
    let (mut found, mut rooms) = (Vec::new(), std::collections::BTreeSet::new());
    for (path, code, _) in &read {
        let inside = path.strip_prefix(&root).unwrap();
        // The engine is a crate of its own; its rooms are rooms like any other.
        let inside = inside.strip_prefix("engine").unwrap_or(inside);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        if parts.len() < 2 || of_tests.iter().any(|test| path.starts_with(test)) {
            continue;
        }
        rooms.insert(parts[0].clone());
        let depth = parts.len() - usize::from(inside.ends_with("mod.rs"));
        found.extend(faults(&parts[0], depth, code).into_iter().map(|fault| format!("{}, {fault}", path.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(rooms.len(), ROOMS.len(), "a room of this test has no source: {rooms:?}");
}

#[test]
fn the_program_is_a_door_and_nothing_else() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(text.lines().count() < 40);
    let code = code_of(&text);
    assert!(words(&code, "foretaste::").all(|place| code[place..].starts_with("foretaste::cli::")), "{text}");
}

#[track_caller]
fn finds(room: &str, text: &str, expected: &[&str]) {
    let (code, _) = without_tests(&code_of(text));
    let found = faults(room, 2, &code);
    assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "{text}: {found}");
    }
}

#[test]
fn the_check_sees_each_kind_of_fault() {
    finds("market", "use crate::num::exp;\nuse crate::market::Market;\n", &[]);
    finds("num", "use crate::stats::mean;", &["line 1: `num` imports `stats`"]);
    finds("stats", "use crate::random::Seed;", &[]);
    finds("random", "use crate::stats::Summary;", &["imports `stats`"]);
    finds("market", "use crate::{num::{exp, ln},\n report::view, study};", &["imports `report`", "imports `study`"]);
    finds("market", "fn f() { let x = crate::study::validate::load; }", &["imports `study`"]);
    finds("market", "use crate::{choice, record};", &[]);
    finds("measure", "use crate::choice::Menu;", &["imports `choice`"]);
    finds("stats", "use crate::record;", &["the macro `record`"]);
    finds("market", "use crate::nowhere::X;", &["is no room"]);
    finds("nowhere", "", &["has no place"]);
    finds("market", "use super::model::Market;", &[]);
    finds("market", "use super::super::report::view;", &["`super` leaves the room"]);
    finds("market", "use polars::prelude::*;", &["`polars` belongs to `frame`"]);
    finds("frame", "use polars::prelude::*;", &[]);
    finds("frame", "use rayon::prelude::*;", &["`rayon` belongs to `parallel`"]);
    finds("study", "fn f() { println!(\"x\"); std::process::exit(1) }", &["`println!`", "`process::exit`"]);
    finds("study", "fn f() { std::env::var(\"X\") }", &["`std::env`", "`env::var`"]);
    finds("study", "fn f() { writeln!(out, \"x\"); env!(\"X\"); }", &[]);
    finds("cli", "fn f() { println!(\"x\"); std::process::exit(1) }", &[]);
    finds("stats", "fn f(x: f64) -> f64 { x.exp() + x\n  .powi(2) + f64::ln(x) + x.sqrt() }", &["`exp`", "`ln`", "`powi`"]);
    finds("stats", "fn f(x: f64) -> f64 { values.map(f64::sin) }", &["`sin`"]);
    finds("stats", "use crate::num::{exp, ln};\nfn f(x: f64) -> f64 { exp(x) + crate::num::ln(x) }", &[]);
}

#[test]
fn the_check_reads_code_and_not_comments_strings_or_tests() {
    finds("num", "// use crate::stats::x\n/* crate::study /* println!() */ x.exp() */\n", &[]);
    finds("num", "const X: &str = \"crate::study \\\" println!\"; const Y: &str = r#\"x.exp() \" crate::cli\"#;", &[]);
    finds("num", "fn f<'a>(x: &'a str) -> char { '\"' }\nuse crate::stats::x;", &["line 2"]);
    finds("num", "fn f() -> char { '\\'' }\nuse crate::stats::x;", &["line 2"]);
    finds("num", "#[cfg(test)]\nmod tests { fn f() { { x.exp(); } } }\nuse crate::stats::x;", &["line 3"]);
    finds("num", "#[cfg(test)]\nmod tests;\nuse crate::stats::x;", &["line 3"]);
    assert_eq!(without_tests("#[cfg(test)]\nmod fuzz;\n").1, ["fuzz"]);
}
