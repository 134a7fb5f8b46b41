//! Every figure of a back-test as a table, for those who go on with them.

use crate::frame::{Frame, FrameError, count, number, text};
use crate::measure::forecast::{CellScore, Gain, Line, Verdict};

use super::analyse::{Backtest, Tested};
use super::demand::DemandOf;

/// Builds all tables: scorecard, gains, calibration, shares by cell, shares by level, demand by price, segments, labels.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
///
/// # Determinism
/// Depends on the test.
pub fn tables(found: &Backtest) -> Result<Vec<Frame>, FrameError> {
    Ok(vec![
        scorecard(found)?,
        gains(found)?,
        calibration(found)?,
        cells("cells", found, |tested| &tested.card.cells)?,
        cells("levels", found, |tested| &tested.levels)?,
        demand(found)?,
        segments(found)?,
        labels(&found.verdict)?,
    ])
}

fn rows<'a, T>(found: &'a Backtest, of: impl Fn(&'a Tested) -> Vec<T>) -> Vec<(&'a Tested, T)> {
    found.tested.iter().flat_map(|tested| of(tested).into_iter().map(move |row| (tested, row))).collect()
}

fn begin<T>(name: &str, rows: &[(&Tested, T)]) -> Result<Frame, FrameError> {
    let mut frame = Frame::new(name);
    frame.push("held_out", text(rows, |row| row.0.held.id()))?;
    Ok(frame)
}

fn scorecard(found: &Backtest) -> Result<Frame, FrameError> {
    let rows = rows(found, |tested| tested.card.lines.iter().collect::<Vec<&Line>>());
    let mut frame = begin("scorecard", &rows)?;
    frame.push("score", text(&rows, |row| row.1.scored.id().to_owned()))?;
    frame.push("value", number(&rows, |row| row.1.value))?;
    frame.push("q025", number(&rows, |row| row.1.interval.low))?;
    frame.push("q975", number(&rows, |row| row.1.interval.high))?;
    frame.push("null", number(&rows, |row| row.1.null))?;
    frame.push("null_is", text(&rows, |row| row.1.null_name.to_owned()))?;
    frame.push("ceiling", number(&rows, |row| row.1.ceiling))?;
    frame.push("ceiling_is", text(&rows, |row| row.1.ceiling_name.to_owned()))?;
    Ok(frame)
}

fn gains(found: &Backtest) -> Result<Frame, FrameError> {
    let rows = rows(found, |tested| {
        let of = |what: &'static str, gains: &[Gain; 3]| gains.map(|gain| (what, gain));
        [of("log_likelihood", &tested.card.gains), of("share_error", &tested.card.share_gains)].concat()
    });
    let mut frame = begin("gains", &rows)?;
    frame.push("over", text(&rows, |row| row.1.1.null.name().to_owned()))?;
    frame.push("score", text(&rows, |row| row.1.0.to_owned()))?;
    frame.push("gain", number(&rows, |row| row.1.1.value))?;
    frame.push("q025", number(&rows, |row| row.1.1.interval.low))?;
    frame.push("q975", number(&rows, |row| row.1.1.interval.high))?;
    Ok(frame)
}

fn calibration(found: &Backtest) -> Result<Frame, FrameError> {
    let rows = rows(found, |tested| tested.card.calibration.bins.iter().zip(&tested.card.bins).collect::<Vec<_>>());
    let mut frame = begin("calibration", &rows)?;
    frame.push("count", number(&rows, |row| row.1.0.count))?;
    frame.push("predicted", number(&rows, |row| row.1.0.predicted))?;
    frame.push("chosen", number(&rows, |row| row.1.0.real))?;
    frame.push("q025", number(&rows, |row| row.1.1.low))?;
    frame.push("q975", number(&rows, |row| row.1.1.high))?;
    Ok(frame)
}

fn cells(name: &str, found: &Backtest, of: impl Fn(&Tested) -> &Vec<CellScore>) -> Result<Frame, FrameError> {
    let rows = rows(found, |tested| of(tested).iter().collect::<Vec<&CellScore>>());
    let mut frame = begin(name, &rows)?;
    frame.push("cell", text(&rows, |row| row.1.label.clone()))?;
    frame.push("offered", number(&rows, |row| row.1.count))?;
    frame.push("chosen", number(&rows, |row| row.1.real))?;
    frame.push("predicted", number(&rows, |row| row.1.predicted))?;
    frame.push("constant_shares", number(&rows, |row| row.1.constant))?;
    Ok(frame)
}

fn demand(found: &Backtest) -> Result<Frame, FrameError> {
    let rows = rows(found, |tested| {
        let points = |one: &DemandOf| one.curve.points.iter().map(|point| (one.product.clone(), *point)).collect::<Vec<_>>();
        tested.demand.iter().flat_map(points).collect::<Vec<_>>()
    });
    let mut frame = begin("demand", &rows)?;
    frame.push("product", text(&rows, |row| row.1.0.clone().unwrap_or_default()))?;
    frame.push("price", number(&rows, |row| row.1.1.amount))?;
    frame.push("offered", number(&rows, |row| row.1.1.offers))?;
    frame.push("chosen", number(&rows, |row| row.1.1.real))?;
    frame.push("q025", number(&rows, |row| row.1.1.interval.low))?;
    frame.push("q975", number(&rows, |row| row.1.1.interval.high))?;
    frame.push("predicted", number(&rows, |row| row.1.1.predicted))?;
    frame.push("constant_shares", number(&rows, |row| row.1.1.constant))?;
    Ok(frame)
}

fn segments(found: &Backtest) -> Result<Frame, FrameError> {
    let rows = rows(found, |tested| tested.card.segments.iter().collect::<Vec<_>>());
    let mut frame = begin("segments", &rows)?;
    frame.push("segment", text(&rows, |row| row.1.label.clone()))?;
    frame.push("people", count(&rows, |row| row.1.people as u64))?;
    frame.push("choices", count(&rows, |row| row.1.tasks as u64))?;
    frame.push("over", text(&rows, |row| row.1.gain.null.name().to_owned()))?;
    frame.push("gain", number(&rows, |row| row.1.gain.value))?;
    frame.push("q025", number(&rows, |row| row.1.gain.interval.low))?;
    frame.push("q975", number(&rows, |row| row.1.gain.interval.high))?;
    Ok(frame)
}

/// What a panel may be used for, and why.
pub(super) fn labels(verdict: &Verdict) -> Result<Frame, FrameError> {
    let rows = &verdict.findings;
    let mut frame = Frame::new("labels");
    frame.push("label", text(rows, |row| row.label().to_owned()))?;
    frame.push("holds", text(rows, |row| row.holds.to_string()))?;
    frame.push("why", text(rows, |row| row.why.join("; ")))?;
    Ok(frame)
}
