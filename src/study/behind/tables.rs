//! What customers notice, as tables for those who go on with it.

use crate::frame::{Frame, FrameError, number, text};
use crate::montecarlo::{ArmReadout, Effect};

use super::customers::Customers;

/// Builds the tables: every figure of the concept under every setting, what the team hands over, what each place carries.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
pub(in crate::study) fn tables(found: &Customers) -> Result<Vec<Frame>, FrameError> {
    Ok(vec![figures(found)?, handed(found)?, carried(found)?])
}

fn figures(found: &Customers) -> Result<Frame, FrameError> {
    let comparison = &found.findings.comparison;
    let rows: Vec<_> = (0..comparison.arms().len())
        .flat_map(|arm| (0..comparison.ids().len()).map(move |figure| (arm, figure)))
        .map(|(arm, figure)| (arm, figure, comparison.spread(arm, figure), if arm == 0 { None } else { comparison.effect(arm, figure) }))
        .collect();
    let change = |read: fn(&Effect) -> f64| number(&rows, |row| row.3.as_ref().map_or(f64::NAN, read));
    let mut frame = Frame::new("customers");
    frame.push("setting", text(&rows, |row| setting(found, row.0)))?;
    frame.push("figure", text(&rows, |row| comparison.ids()[row.1].clone()))?;
    frame.push("mean", number(&rows, |row| row.2.map_or(f64::NAN, |level| level.mean)))?;
    frame.push("q05", number(&rows, |row| row.2.map_or(f64::NAN, |level| level.low)))?;
    frame.push("q95", number(&rows, |row| row.2.map_or(f64::NAN, |level| level.high)))?;
    frame.push("change_mean", change(|effect| effect.mean))?;
    frame.push("change_q05", change(|effect| effect.low))?;
    frame.push("change_q95", change(|effect| effect.high))?;
    frame.push("change_monte_carlo_error", change(|effect| effect.error))?;
    frame.push("pairing_correlation", change(|effect| effect.correlation.unwrap_or(f64::NAN)))?;
    Ok(frame)
}

/// The name of a setting: the concept as it is has the team as given behind it.
pub(super) fn setting(found: &Customers, arm: usize) -> String {
    if arm == 0 { crate::study::autonomy::NAMES[0].to_owned() } else { found.findings.comparison.arms()[arm].clone() }
}

fn handed(found: &Customers) -> Result<Frame, FrameError> {
    let rows: Vec<_> =
        found.handed.iter().flat_map(|handed| handed.by_setting.iter().enumerate().map(move |(arm, at)| (handed.feed, arm, *at))).collect();
    let mut frame = Frame::new("handed_over");
    frame.push("number", text(&rows, |row| found.behind.feeds[row.0].path.clone()))?;
    frame.push("what", text(&rows, |row| found.behind.feeds[row.0].words()))?;
    frame.push("setting", text(&rows, |row| setting(found, row.1)))?;
    frame.push("median", number(&rows, |row| row.2.mid))?;
    frame.push("q05", number(&rows, |row| row.2.low))?;
    frame.push("q95", number(&rows, |row| row.2.high))?;
    Ok(frame)
}

fn carried(found: &Customers) -> Result<Frame, FrameError> {
    let figures = found.comparing.figures();
    let rows: Vec<_> = found
        .carried
        .iter()
        .flat_map(|one| one.effects.iter().zip(&found.headline).map(move |(effect, kind)| (one.arm, one.place.clone(), *kind, *effect)))
        .collect();
    let change = |read: fn(&Effect) -> f64| number(&rows, |row| row.3.as_ref().map_or(f64::NAN, read));
    let mut frame = Frame::new("carried_by");
    frame.push("setting", text(&rows, |row| setting(found, row.0)))?;
    frame.push("place", text(&rows, |row| row.1.clone()))?;
    frame.push("figure", text(&rows, |row| figures.index(row.2).map_or_else(String::new, |at| figures.ids()[at].clone())))?;
    frame.push("change_mean", change(|effect| effect.mean))?;
    frame.push("change_q05", change(|effect| effect.low))?;
    frame.push("change_q95", change(|effect| effect.high))?;
    frame.push("change_monte_carlo_error", change(|effect| effect.error))?;
    Ok(frame)
}
