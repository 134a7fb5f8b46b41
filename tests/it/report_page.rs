//! The page, the chart files and the terminal summary of the fixture report.

use std::fs;
use std::path::Path;

use foretaste::report::view::{Block, Report};
use foretaste::report::{page, terminal};

use crate::report_fixture::report;
use crate::report_fixture_crowded::crowded;
use crate::report_fixture_teams::teams;
use crate::report_fixture_teams_crowded::teams_crowded;

#[test]
fn the_page_holds_the_decision_in_its_order() {
    let html = page::html(&report()).unwrap();
    let mut from = 0;
    for landmark in [
        "id=\"verdict\"",
        "probability that your rule to go is met <b>71\u{202f}%</b>",
        "41\u{202f}% (37\u{2060}–\u{2060}45)",
        "What could turn it",
        "How far to trust it",
        "id=\"validity\"",
        "id=\"people\"",
        "id=\"choice\"",
        "id=\"price\"",
        "id=\"journey\"",
        "id=\"segments\"",
        "id=\"hangs-on\"",
        "id=\"objections\"",
        "id=\"mending\"",
        "id=\"method\"",
        "id=\"reproduce\"",
        "foretaste validate scenarios/back-office/study.toml",
    ] {
        let at = html[from..].find(landmark);
        assert!(at.is_some(), "`{landmark}` is missing or out of order");
        from += at.unwrap_or(0);
    }
}

#[test]
fn every_chart_has_two_layouts_words_a_table_and_a_file() {
    for (report, many) in [(report(), 20), (teams(), 7)] {
        figures_are_whole(&report, many);
    }
}

fn figures_are_whole(report: &Report, many: usize) {
    let html = page::html(report).unwrap();
    let files = page::chart_files(report);
    let figures: Vec<_> = report
        .sections
        .iter()
        .flat_map(|s| &s.blocks)
        .filter_map(|b| match b {
            Block::Figure(figure) => Some(figure),
            _ => None,
        })
        .collect();
    assert_eq!(figures.len(), many);
    assert_eq!(files.len(), figures.len());
    for (figure, file) in figures.iter().zip(&files) {
        let id = &figure.id;
        assert_eq!(file.name, format!("{id}.svg"));
        assert!(file.svg.starts_with("<svg xmlns"));
        for part in [
            format!("<figure id=\"{id}\">"),
            format!("id=\"{id}-wide-d\""),
            format!("id=\"{id}-narrow-d\""),
            format!("href=\"tables/{id}.csv\""),
        ] {
            assert!(html.contains(&part), "{part}");
        }
        assert!(!figure.table.rows.is_empty(), "{id} has no numbers");
    }
}

#[test]
fn equal_views_give_equal_bytes() {
    assert_eq!(page::html(&report()).unwrap(), page::html(&report()).unwrap());
    assert_eq!(page::chart_files(&report()), page::chart_files(&report()));
}

#[test]
fn the_summary_fits_one_screen() {
    let text = terminal::summary(&report(), "reports/x/report.html", terminal::Colour::Plain);
    assert!(text.lines().count() <= terminal::LINES, "{text}");
    assert!(text.lines().all(|l| l.chars().count() <= terminal::COLUMNS), "{text}");
    for part in [
        "↻ iterate   probability that your rule to go is met 71 %",
        "AI-run back office",
        "41 % (37–45)",
        "worth of trust in a person",
        "flips at 1.3",
        "not validated",
        "report: reports/x/report.html",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

/// Leaves the pages where the browser tests find them.
#[test]
fn the_pages_can_be_written_for_the_browser() {
    for (name, report) in
        [("report-fixture", report()), ("report-crowded", crowded()), ("report-teams", teams()), ("report-teams-crowded", teams_crowded())]
    {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(folder.join("charts")).unwrap();
        fs::write(folder.join("report.html"), page::html(&report).unwrap()).unwrap();
        fs::write(folder.join("summary.txt"), terminal::summary(&report, "report.html", terminal::Colour::Plain)).unwrap();
        for file in page::chart_files(&report) {
            fs::write(folder.join("charts").join(file.name), file.svg).unwrap();
        }
        let written = fs::read_to_string(folder.join("report.html")).unwrap();
        assert!(written.ends_with("</html>\n"));
    }
}
