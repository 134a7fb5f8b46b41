//! What it hangs on.

use crate::report::chart::{Chart, Flip, Tornado, TornadoRow};
use crate::report::format;
use crate::report::view::{Block, Estimate, Ledger, LedgerRow, Section};
use crate::world::Entry;
use crate::world::World;

use super::reading::{Reading, amount, figure, table};
use crate::study::parts::{grade, value};

/// Bars of the tornado.
const BARS: usize = 12;

/// Lines of the ledger on the page; the table has them all.
const LINES: usize = 40;

/// The section on assumptions.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let mut blocks = Vec::new();
    blocks.extend(tornado(reading));
    blocks.extend(variance(reading));
    let unknowns = reading.study.market.unknowns();
    let all = unknowns.ledger().count();
    if all > LINES {
        blocks.push(Block::Text(vec![format!(
            "Every number the study rests on, the most telling first: {LINES} of {all} are shown here, all are in the table."
        )]));
    }
    blocks.push(Block::Ledger(ledger(reading)));
    let flips = reading.flips();
    let leading = reading.leading_name();
    let finding = match (flips.len(), reading.study.decision.threshold) {
        (_, None) => format!("{} uncertain inputs move the {leading}.", unknowns.len()),
        (0, _) => format!("None of the {} uncertain inputs can by itself take the {leading} across your line.", unknowns.len()),
        (1, _) => format!(
            "One of the {} uncertain inputs can by itself take the {leading} across your line: {}.",
            unknowns.len(),
            unknowns.entry(flips[0].0).label
        ),
        (count, _) => format!(
            "{count} of the {} uncertain inputs can each by itself take the {leading} across your line, first of all {}.",
            unknowns.len(),
            unknowns.entry(flips[0].0).label
        ),
    };
    Section { id: "hangs-on".to_owned(), title: "What it hangs on".to_owned(), finding, blocks }
}

fn tornado(reading: &Reading<'_>) -> Option<Block> {
    let found = reading.findings.swings.as_ref().filter(|found| !found.swings.is_empty())?;
    let unknowns = reading.study.market.unknowns();
    let kind = reading.figures.all()[reading.study.decision.leading].kind;
    let scale = if kind.is_share() { 100.0 } else { 1.0 };
    let threshold = reading.study.decision.threshold;
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    for swing in found.swings.iter().take(BARS) {
        let entry = unknowns.entry(swing.unknown);
        let (first, last) = (swing.points[0], swing.points[swing.points.len() - 1]);
        let flip = threshold.and_then(|threshold| swing.flip(threshold));
        let range = span(first.0, last.0, &entry.unit);
        cells.push(vec![
            entry.label.clone(),
            range.clone(),
            reading.words(kind, Estimate::exact(first.1)),
            reading.words(kind, Estimate::exact(last.1)),
            flip.map_or_else(|| "no".to_owned(), |flip| format!("at {}", amount(flip, &entry.unit))),
        ]);
        rows.push(TornadoRow {
            label: entry.label.clone(),
            range,
            grade: grade(entry.grade),
            at_low: scale * first.1,
            at_high: scale * last.1,
            flip: flip.zip(threshold).map(|(flip, _)| Flip { text: format!("crosses your line at {}", amount(flip, &entry.unit)) }),
        });
    }
    let widest = &rows[0].label;
    let alt = format!("Tornado of the {}: the widest bar is {widest}.", reading.leading_name());
    let axis = if kind.is_share() { format!("{}, %", reading.leading_name()) } else { reading.leading_name() };
    let chart = Chart::Tornado(Tornado {
        axis,
        baseline: scale * found.centre,
        threshold: threshold.map(|level| (scale * level, "your line".to_owned())),
        rows,
    });
    let mut table = table(
        "One input at a time from the 5 % to the 95 % point of its range, all others in the middle",
        "input",
        &["range", "at its low end", "at its high end", "crosses your line"],
        cells,
    );
    if found.swings.len() > BARS {
        table.note = Some(format!("The {BARS} widest of {}; all are in the table.", found.swings.len()));
    }
    Some(figure("tornado", "One assumption at a time", alt, chart, table, Some("sensitivity")))
}

fn variance(reading: &Reading<'_>) -> Option<Block> {
    let found = reading.findings.variance.as_ref()?;
    let share = |estimate: &crate::explore::Estimate| {
        format::share(Estimate::new(
            estimate.value.clamp(0.0, 1.0),
            estimate.interval.low.clamp(0.0, 1.0),
            estimate.interval.high.clamp(0.0, 1.0),
        ))
    };
    let rows = found.groups.iter().map(|group| vec![group.name.clone(), share(&group.first), share(&group.total)]).collect();
    let mut table = table(
        &format!("Share of the spread of the {} that each assumption explains", reading.leading_name()),
        "assumption",
        &["by itself", "with all it interacts with"],
        rows,
    );
    table.note = Some(format!(
        "Sobol indices with 95 % bootstrap intervals, {} base points, the same people and draws in every row. Inputs that were estimated together are one line.",
        found.base_points
    ));
    Some(Block::Table(table))
}

/// The two ends of a range, with their unit.
fn span(low: f64, high: f64, unit: &str) -> String {
    match unit {
        "share" | "chance" => format!("{} to {}", format::percent(low), format::percent(high)),
        unit => format!("{} to {} {unit}", format::plain(low), format::plain(high)).trim_end().to_owned(),
    }
}

fn ledger(reading: &Reading<'_>) -> Ledger {
    let unknowns = reading.study.market.unknowns();
    let flips = reading.flips();
    let order: Vec<usize> =
        reading.findings.swings.as_ref().map_or_else(Vec::new, |found| found.swings.iter().map(|swing| swing.unknown).collect());
    let mut entries: Vec<&Entry> = unknowns.ledger().collect();
    entries.sort_by_key(|entry| entry.unknown.and_then(|unknown| order.iter().position(|&other| other == unknown)).unwrap_or(usize::MAX));
    let rows = entries
        .into_iter()
        .take(LINES)
        .map(|entry| LedgerRow {
            name: entry.label.clone(),
            value: value(&entry.dist, &entry.unit),
            grade: grade(entry.grade),
            source: entry.source.clone().unwrap_or_default(),
            flips_at: entry.unknown.and_then(|unknown| flips.iter().find(|flip| flip.0 == unknown)).map(|flip| amount(flip.1, &entry.unit)),
        })
        .collect();
    Ledger { rows, flips: "flips the verdict at".to_owned(), csv: Some("tables/assumptions.csv".to_owned()) }
}

impl Reading<'_> {
    /// Inputs that can take the leading figure across the line by themselves, and where; widest swing first.
    pub(super) fn flips(&self) -> Vec<(usize, f64)> {
        let (Some(found), Some(threshold)) = (&self.findings.swings, self.study.decision.threshold) else { return Vec::new() };
        found.swings.iter().filter_map(|swing| Some((swing.unknown, swing.flip(threshold)?))).collect()
    }

    /// The leading figure in words.
    pub(super) fn leading_name(&self) -> String {
        self.study.name_of(&self.figures.all()[self.study.decision.leading])
    }

    /// A difference of the leading figure in words.
    pub(super) fn leading_difference(&self, difference: f64) -> String {
        if self.figures.all()[self.study.decision.leading].kind.is_share() {
            let points = format::plain(100.0 * difference);
            if points == "1" { "1 point".to_owned() } else { format!("{points} points") }
        } else {
            format::plain(difference)
        }
    }

    /// Whether the range of a best price reaches an end of the ladder.
    pub(super) fn at_edge(&self, best: Estimate) -> bool {
        let ladder = &self.study.arms.ladder;
        let (low, high) = (ladder.first().map_or(f64::NEG_INFINITY, |step| step.1), ladder.last().map_or(f64::INFINITY, |step| step.1));
        best.low <= low + 1e-9 || best.high >= high - 1e-9
    }

    /// The share really chosen, where the study knows it.
    pub(super) fn real_share(&self, alternative: usize) -> Option<f64> {
        self.study.transfer.first().map(|plan| plan.real_share(alternative))
    }
}
