//! `foretaste verify`.

use std::fmt::Write as _;
use std::io::Write as _;

use serde_json::json;

use crate::stats::check::Check;
use crate::study::verify::{Room, rooms};

use super::args::{Listing, Verify};
use super::exit::{Ending, Failure};
use super::lines::{Side, table};

/// Runs the command.
pub(super) fn run(arguments: &Verify) -> Result<Ending, Failure> {
    let rooms = rooms();
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Listing::Text => out.write_all(text(&rooms).as_bytes())?,
        Listing::Json => writeln!(out, "{:#}", listing(&rooms))?,
    }
    let failed = rooms.iter().flat_map(|room| &room.checks).any(|check| !check.passed());
    Ok(if failed { Ending::Crossed } else { Ending::Done })
}

fn text(rooms: &[Room]) -> String {
    let mut out = String::new();
    for room in rooms {
        let mut rows = vec![["", "expected", "got", "name", "source"].map(str::to_owned).to_vec()];
        rows.extend(room.checks.iter().map(|check| {
            let mark = if check.passed() { "pass" } else { "FAIL" };
            let [expected, got] = figures(check);
            vec![mark.to_owned(), expected, got, check.name.clone(), check.source.clone()]
        }));
        let sides = [Side::Left, Side::Right, Side::Right, Side::Left, Side::Left];
        let _ = writeln!(out, "{}\n{}", room.name, table(&sides, &rows));
    }
    let all: Vec<&Check> = rooms.iter().flat_map(|room| &room.checks).collect();
    let passed = all.iter().filter(|check| check.passed()).count();
    let _ = writeln!(out, "{passed} of {} figures come out as published", all.len());
    out
}

/// Expected and computed figure, with to the last decimal that the tolerance gives meaning to: it is half a unit of it.
fn figures(check: &Check) -> [String; 2] {
    let mut decimals = 0;
    let mut unit = 1.0;
    // A little slack, because 0.1 × 0.1 is not quite 0.01.
    while unit > 2.000_001 * check.tolerance && decimals < 15 {
        unit *= 0.1;
        decimals += 1;
    }
    [check.expected, check.got].map(|figure| {
        if figure != 0.0 && figure.abs() < 1e-4 && decimals > 6 { format!("{figure:.9e}") } else { format!("{figure:.decimals$}") }
    })
}

fn listing(rooms: &[Room]) -> serde_json::Value {
    let checks = rooms.iter().flat_map(|room| {
        room.checks.iter().map(|check| {
            json!({
                "room": room.name,
                "name": check.name,
                "expected": check.expected,
                "got": check.got,
                "tolerance": check.tolerance,
                "source": check.source,
                "pass": check.passed(),
            })
        })
    });
    json!({
        "foretaste": env!("CARGO_PKG_VERSION"),
        "pass": rooms.iter().flat_map(|room| &room.checks).all(Check::passed),
        "checks": checks.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: f64, got: f64, tolerance: f64) -> Check {
        Check { name: "a figure".into(), expected, got, tolerance, source: "a book".into() }
    }

    #[test]
    fn a_figure_that_differs_is_marked_and_counted() {
        let rooms = [Room { name: "room", checks: vec![check(0.25, 0.25, 0.005), check(0.25, 0.5, 0.005), check(1.0, f64::NAN, 0.1)] }];
        let text = text(&rooms);
        assert!(text.contains("FAIL      0.25  0.50  a figure  a book"), "{text}");
        assert!(text.contains("FAIL       1.0   NaN"), "{text}");
        assert!(text.ends_with("1 of 3 figures come out as published\n"), "{text}");
        let listing = listing(&rooms);
        assert_eq!(listing["pass"], false);
        assert_eq!(listing["checks"][1]["pass"], false);
        assert!(listing["checks"][2]["got"].is_null());
    }

    #[test]
    fn figures_show_what_the_tolerance_gives_meaning_to() {
        assert_eq!(figures(&check(421.0 / 2145.0, 0.2, 5e-3)), ["0.20", "0.20"]);
        assert_eq!(figures(&check(4_294_967_295.0, 7.0, 0.5)), ["4294967295", "7"]);
    }
}
