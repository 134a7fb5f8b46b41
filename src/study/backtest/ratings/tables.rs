//! Every figure of a back-test of ratings as a table.

use crate::frame::{Frame, FrameError, Values, number, text};
use crate::measure::forecast::{RatingGain, RatingLine};
use crate::study::backtest::tables::labels;
use crate::study::fit::ratings::RatingsStudy;

use super::analyse::RatingsBacktest;

/// Builds all tables: scorecard, gains, shares of each item's boxes, labels.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
///
/// # Determinism
/// Depends on the test.
pub fn ratings_backtest_tables(study: &RatingsStudy, found: &RatingsBacktest) -> Result<Vec<Frame>, FrameError> {
    Ok(vec![scorecard(found)?, gains(found)?, shares(study, found)?, labels(&found.verdict)?])
}

fn scorecard(found: &RatingsBacktest) -> Result<Frame, FrameError> {
    let mut rows: Vec<(String, &str, &RatingLine)> = Vec::new();
    for tested in &found.tested {
        for (name, lines) in tested.card.names.iter().zip(&tested.card.lines) {
            rows.extend(lines.iter().map(|line| (tested.held.id(), name.as_str(), line)));
        }
    }
    let mut frame = Frame::new("scorecard");
    frame.push("held_out", text(&rows, |row| row.0.clone()))?;
    frame.push("forecast", text(&rows, |row| row.1.to_owned()))?;
    frame.push("score", text(&rows, |row| row.2.score.id().to_owned()))?;
    frame.push("value", number(&rows, |row| row.2.value))?;
    frame.push("q025", number(&rows, |row| row.2.interval.low))?;
    frame.push("q975", number(&rows, |row| row.2.interval.high))?;
    Ok(frame)
}

fn gains(found: &RatingsBacktest) -> Result<Frame, FrameError> {
    let mut rows: Vec<(String, [&str; 2], &RatingGain)> = Vec::new();
    for tested in &found.tested {
        let names = &tested.card.names;
        for (at, gains) in tested.card.gains.iter().enumerate() {
            let told = gains.iter().filter(|gain| gain.over != at && !gain.value.is_nan());
            rows.extend(told.map(|gain| (tested.held.id(), [names[at].as_str(), names[gain.over].as_str()], gain)));
        }
    }
    let mut frame = Frame::new("gains");
    frame.push("held_out", text(&rows, |row| row.0.clone()))?;
    frame.push("forecast", text(&rows, |row| row.1[0].to_owned()))?;
    frame.push("over", text(&rows, |row| row.1[1].to_owned()))?;
    frame.push("score", text(&rows, |row| row.2.score.id().to_owned()))?;
    frame.push("gain", number(&rows, |row| row.2.value))?;
    frame.push("q025", number(&rows, |row| row.2.interval.low))?;
    frame.push("q975", number(&rows, |row| row.2.interval.high))?;
    Ok(frame)
}

fn shares(study: &RatingsStudy, found: &RatingsBacktest) -> Result<Frame, FrameError> {
    let boxes = study.model.categories;
    let mut rows = Vec::new();
    for tested in &found.tested {
        for (item, own) in study.model.items.iter().zip(&tested.card.items) {
            rows.extend((0..boxes).map(|answer| (tested.held.id(), item.name.as_str(), answer, own)));
        }
    }
    let mut frame = Frame::new("shares");
    frame.push("held_out", text(&rows, |row| row.0.clone()))?;
    frame.push("item", text(&rows, |row| row.1.to_owned()))?;
    frame.push("box", Values::Count(rows.iter().map(|row| row.2 as i64 + 1).collect()))?;
    frame.push("real", number(&rows, |row| row.3.real[row.2]))?;
    for (at, name) in found.tested[0].card.names.iter().enumerate() {
        frame.push(&name.replace(", ", "_").replace(' ', "_"), number(&rows, |row| row.3.said[at][row.2]))?;
    }
    Ok(frame)
}
