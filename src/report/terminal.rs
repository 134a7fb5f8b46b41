//! The report on one terminal screen: at most 24 lines of 80 columns, from the same view as the page.

use unicode_width::UnicodeWidthStr;

use super::chart::{Chart, Dumbbell, ShareRow, Shares, Tornado, TornadoRow};
use super::draw::text::is_unwanted;
use super::format;
use super::page::figures;
use super::view::{Report, Trust, VerdictKind};

/// Most lines of a summary.
pub const LINES: usize = 24;
/// Most columns of a line.
pub const COLUMNS: usize = 80;

/// Names whether a summary may use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Plain text, for files, pipes and `NO_COLOR`.
    Plain,
    /// ANSI escapes.
    Ansi,
}

/// Writes the summary of a report, in the order of the page.
///
/// `place` is where the report lies; it stands on the last line, uncut, so that it can be copied.
///
/// # Determinism
///
/// Equal reports and places give equal bytes. Every line but the last is at most [`COLUMNS`] wide, and there are at most
/// [`LINES`].
pub fn summary(report: &Report, place: &str, colour: Colour) -> String {
    let mut out = Screen { lines: Vec::new(), colour };
    out.line(&report.title, Style::Bold);
    verdict(&mut out, report);
    if let Some(partial) = &report.partial {
        out.line(&format!("partial result: {partial}"), Style::Warn);
    }
    out.blank();
    for figure in report.key_figures.iter().take(3) {
        // A note is worth its place only whole.
        let value = match &figure.note {
            Some(note) if 37 + figure.value.width() + 3 + note.width() <= COLUMNS => {
                format!("{}   {note}", figure.value)
            }
            _ => figure.value.clone(),
        };
        out.pair(&figure.label, &value);
    }
    let charts = || figures(report).map(|figure| &figure.chart);
    let shares_chart = charts().find_map(|c| match c {
        Chart::Shares(shares) => Some(shares),
        _ => None,
    });
    let tornado_chart = charts().find_map(|c| match c {
        Chart::Tornado(tornado) => Some(tornado),
        _ => None,
    });
    let dumbbell_chart = charts().find_map(|c| match c {
        Chart::Dumbbell(dumbbell) => Some(dumbbell),
        _ => None,
    });
    // Shares first; a comparison has none, and shows its differences instead.
    match (shares_chart, dumbbell_chart) {
        (Some(chart), _) => shares(&mut out, chart),
        (None, Some(chart)) => differences(&mut out, chart),
        (None, None) => {}
    }
    if let Some(chart) = tornado_chart {
        hangs_on(&mut out, chart);
    }
    validity(&mut out, report);
    out.last(place)
}

/// How a line looks where colour is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Bold,
    Dim,
    Good,
    Warn,
    Bad,
}

/// Lines so far.
struct Screen {
    lines: Vec<String>,
    colour: Colour,
}

impl Screen {
    fn line(&mut self, words: &str, style: Style) {
        let cut = fit(words, COLUMNS);
        self.push(self.dressed(cut.trim_end(), style));
    }

    fn blank(&mut self) {
        self.push(String::new());
    }

    fn push(&mut self, line: String) {
        // One line is kept for where the report lies.
        if self.lines.len() + 1 < LINES {
            self.lines.push(line);
        }
    }

    fn header(&mut self, words: &str, shown: usize, all: usize) {
        let more = if shown < all { format!(", {shown} of {all}") } else { String::new() };
        self.line(&format!("{words}{more}"), Style::Dim);
    }

    fn pair(&mut self, name: &str, value: &str) {
        self.line(&format!("  {} {value}", pad(name, 34)), Style::Plain);
    }

    fn dressed(&self, words: &str, style: Style) -> String {
        let code = match (self.colour, style) {
            (Colour::Plain, _) | (_, Style::Plain) => return words.to_owned(),
            (_, Style::Bold) => "1",
            (_, Style::Dim) => "2",
            (_, Style::Good) => "1;32",
            (_, Style::Warn) => "1;33",
            (_, Style::Bad) => "1;31",
        };
        format!("\u{1b}[{code}m{words}\u{1b}[0m")
    }

    fn last(mut self, place: &str) -> String {
        self.lines.push(format!("report: {}", clean(place)));
        let mut out = self.lines.join("\n");
        out.push('\n');
        out
    }
}

fn verdict(out: &mut Screen, report: &Report) {
    let verdict = &report.verdict;
    let (sign, style) = match verdict.kind {
        VerdictKind::Go => ("✓", Style::Good),
        VerdictKind::Iterate => ("↻", Style::Warn),
        VerdictKind::Stop => ("■", Style::Bad),
        VerdictKind::None => ("–", Style::Bold),
    };
    let chance = match verdict.probability {
        Some(p) => format!("   {} {}", verdict.probability_of(), format::probability(p)),
        None => String::new(),
    };
    out.line(&format!("{sign} {}{chance}", verdict.word), style);
    for line in wrap(&verdict.sentence, COLUMNS, 3) {
        out.line(&line, Style::Plain);
    }
}

/// Columns of the strip a share is drawn on.
const STRIP: usize = 28;

fn shares(out: &mut Screen, chart: &Shares) {
    let rows = chart.sorted();
    let shown = rows.len().min(4);
    out.header(&format!("{} ({})", chart.axis, chart.interval), shown, rows.len());
    let ends = rows.iter().flat_map(|r| [r.share.mid, r.share.high]);
    let most = ends.filter(|v| v.is_finite()).fold(0.0, f64::max).max(1e-9);
    for row in rows.into_iter().take(4) {
        let strip = strip(row, most);
        let text = format::share(row.share);
        out.line(&format!("  {} {strip} {text}", pad(&row.label, 24)), Style::Plain);
    }
}

/// Most rows of a chart of differences.
const ROWS: usize = 8;

fn differences(out: &mut Screen, chart: &Dumbbell) {
    let shown = chart.rows.len().min(ROWS);
    if shown == 0 {
        return;
    }
    out.header(&format!("{}: {} against {}", chart.axis, chart.after_name, chart.before_name), shown, chart.rows.len());
    // The differences are read; what a label loses can be looked up.
    let widest = chart.rows.iter().take(ROWS).map(|row| row.text.width()).max().unwrap_or(0);
    let label = COLUMNS.saturating_sub(3 + widest).clamp(20, 44);
    for row in chart.rows.iter().take(ROWS) {
        out.line(&format!("  {} {}", pad(&row.label, label), row.text), Style::Plain);
    }
}

/// A share with its interval on a line from zero to the largest.
fn strip(row: &ShareRow, most: f64) -> String {
    if !row.share.is_finite() {
        return " ".repeat(STRIP);
    }
    let cell = |share: f64| {
        let at = (share / most).clamp(0.0, 1.0) * (STRIP - 1) as f64;
        at.round() as usize
    };
    let (low, mid, high) = (cell(row.share.low), cell(row.share.mid), cell(row.share.high));
    (0..STRIP)
        .map(|i| match i {
            _ if i == mid => '●',
            _ if i >= low && i <= high => '─',
            _ => ' ',
        })
        .collect()
}

fn hangs_on(out: &mut Screen, chart: &Tornado) {
    let rows = chart.sorted();
    let shown = rows.len().min(3);
    if shown == 0 {
        return;
    }
    out.header(&format!("hangs most on ({})", chart.axis), shown, rows.len());
    for row in rows.into_iter().take(3) {
        out.pair(&row.label, &swing(row));
    }
}

fn swing(row: &TornadoRow) -> String {
    let (low, high) = (row.at_low.min(row.at_high), row.at_low.max(row.at_high));
    let range = format::range(low, high, format::decimals(low, high));
    let flip = row.flip.as_ref().map_or(String::new(), |f| format!(", {}", f.text));
    format!("{range} ({}){flip}", row.grade.word())
}

fn validity(out: &mut Screen, report: &Report) {
    let all = report.validity.len();
    if all == 0 {
        return;
    }
    let mut lines: Vec<_> = report.validity.iter().collect();
    lines.sort_by_key(|line| line.trust);
    // One of each label before a second of any, then the least trusted: nobody should have to scroll for it.
    let mut picked: Vec<usize> = Vec::new();
    for trust in [Trust::Validated, Trust::Calibrated, Trust::NotValidated] {
        picked.extend(lines.iter().position(|l| l.trust == trust));
    }
    picked.extend((0..lines.len()).rev().filter(|i| !picked.contains(i)).collect::<Vec<_>>());
    picked.truncate(3);
    picked.sort_unstable();
    out.header("how far to trust it", picked.len(), all);
    for i in picked {
        let line = lines[i];
        let words = format!("{}: {}. {}", line.measure, line.trust.words(), line.how);
        out.line(&format!("  {} {words}", line.trust.sign()), Style::Plain);
    }
}

/// Plain spaces for thin ones, and nothing that could steer a terminal.
fn clean(words: &str) -> String {
    words.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|&c| !is_unwanted(c)).collect()
}

/// Cuts words to a number of columns and marks the cut.
fn fit(words: &str, columns: usize) -> String {
    let words = clean(words);
    if words.width() <= columns {
        return words;
    }
    let mut out = String::new();
    for c in words.chars() {
        out.push(c);
        if out.width() + 1 > columns {
            out.pop();
            break;
        }
    }
    out.push('…');
    out
}

/// Cuts or fills words to exactly a number of columns.
fn pad(words: &str, columns: usize) -> String {
    let mut out = fit(words, columns);
    while out.width() < columns {
        out.push(' ');
    }
    out
}

/// Wraps words; the last line is cut if words are left.
fn wrap(words: &str, columns: usize, most: usize) -> Vec<String> {
    let words = clean(words);
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ').filter(|w| !w.is_empty()) {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if full || line.width() + 1 + word.width() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| fit(line, columns)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::view::{Block, Estimate, Figure, Grade, Hue, KeyFigure, Reproduce, Section, Table, ValidityLine, Verdict};
    use super::*;
    use crate::report::chart::{DumbbellRow, Flip};

    fn report(words: &str, many: usize) -> Report {
        let share = |i: usize| ShareRow {
            label: format!("{words} {i}"),
            hue: Hue::Concept,
            share: Estimate::new(0.4, 0.35, 0.46),
            null: None,
            real: None,
        };
        let row = |i: usize| TornadoRow {
            label: format!("{words} {i}"),
            range: words.into(),
            grade: Grade::Judgement,
            at_low: 30.0,
            at_high: 45.0 + i as f64,
            flip: Some(Flip { text: words.into() }),
        };
        let figure = |chart| {
            Block::Figure(Box::new(Figure {
                id: words.into(),
                title: words.into(),
                chart,
                alt: words.into(),
                table: Table::default(),
                csv: None,
            }))
        };
        let shares =
            Shares { axis: words.into(), interval: "90 % interval".into(), rows: (0..many).map(share).collect(), ..Shares::default() };
        let tornado = Tornado { axis: words.into(), baseline: 40.0, threshold: None, rows: (0..many).map(row).collect() };
        let difference = |i: usize| DumbbellRow {
            label: format!("{words} {i}"),
            before: 40.0,
            after: 44.1,
            difference: Estimate::new(4.1, 1.2, 7.0),
            text: "+4.1 points (+1.2 to +7.0)".into(),
        };
        let dumbbell = Dumbbell {
            axis: words.into(),
            before_name: "as it is".into(),
            after_name: "with the change".into(),
            rows: (0..many).map(difference).collect(),
        };
        Report {
            title: words.into(),
            question: words.into(),
            verdict: Verdict {
                kind: VerdictKind::Go,
                word: "go".into(),
                probability: Some(0.834),
                sentence: format!("{words} ").repeat(many),
            },
            partial: Some(words.into()),
            key_figures: vec![KeyFigure { label: words.into(), value: "41\u{202f}% (37–45)".into(), note: Some(words.into()) }; many],
            validity: vec![ValidityLine { measure: words.into(), trust: Trust::NotValidated, how: words.into() }; many],
            objection: None,
            sections: vec![Section {
                id: words.into(),
                title: words.into(),
                finding: words.into(),
                blocks: vec![figure(Chart::Shares(shares)), figure(Chart::Tornado(tornado)), figure(Chart::Dumbbell(dumbbell))],
            }],
            reproduce: Reproduce::default(),
        }
    }

    #[test]
    fn it_fits_one_screen_whatever_comes() {
        for words in
            ["concept", "a label that was pasted from somewhere else and never cut", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"]
        {
            for many in [0, 1, 40] {
                let text = summary(&report(words, many), "reports/x/report.html", Colour::Plain);
                assert!(text.lines().count() <= LINES, "{text}");
                for line in text.lines() {
                    assert!(line.width() <= COLUMNS, "{} wide: {line}", line.width());
                }
                assert!(text.ends_with("report: reports/x/report.html\n"));
            }
        }
    }

    #[test]
    fn colour_only_adds_escapes_and_labels_cannot() {
        let hostile = report("red \u{1b}[31m label", 2);
        let plain = summary(&hostile, "x", Colour::Plain);
        assert!(!plain.contains('\u{1b}'));
        let mut bare = String::new();
        let mut rest = summary(&hostile, "x", Colour::Ansi);
        assert!(rest.contains("\u{1b}[1;32m"));
        while let Some(at) = rest.find('\u{1b}') {
            bare.push_str(&rest[..at]);
            let end = rest[at..].find('m').unwrap();
            rest = rest[at + end + 1..].to_owned();
        }
        bare.push_str(&rest);
        assert_eq!(bare, plain);
    }

    #[test]
    fn it_says_verdict_shares_and_what_it_hangs_on() {
        let text = summary(&report("rail", 2), "x", Colour::Plain);
        assert!(text.contains("✓ go   probability 83 %"), "{text}");
        assert!(text.contains("40 % (35–46)"));
        assert!(text.contains("hangs most on"));
        assert!(text.contains("30–46 (judgement)"));
        assert!(text.contains("rail: not validated"));
    }

    #[test]
    fn a_comparison_shows_its_differences_whole_whatever_their_labels() {
        for words in ["rail", "a label that was pasted from somewhere else and never cut", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"]
        {
            let mut report = report(words, 40);
            report.sections[0].blocks.remove(0);
            let text = summary(&report, "x", Colour::Plain);
            assert!(text.contains("with the change against as it is, 8 of 40") || words.len() > 4, "{text}");
            assert_eq!(text.matches("+4.1 points (+1.2 to +7.0)\n").count(), 8, "{text}");
            assert!(text.lines().count() <= LINES && text.lines().all(|line| line.width() <= COLUMNS), "{text}");
        }
    }

    #[test]
    fn one_line_of_each_trust_is_shown_first() {
        let mut r = report("m", 5);
        r.validity[4].trust = Trust::Validated;
        let text = summary(&r, "x", Colour::Plain);
        assert!(text.contains("✓ m: validated"), "{text}");
        assert!(text.contains("3 of 5"));
    }
}
