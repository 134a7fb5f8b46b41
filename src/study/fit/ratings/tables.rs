//! Everything a ratings fit found as tables.

use crate::choice::StandardErrors;
use crate::frame::{Frame, FrameError, Values};

use super::estimate::RatingsFindings;
use super::load::RatingsStudy;

/// Builds all tables: estimates, thresholds, shares of each item's boxes, what was left out.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
///
/// # Determinism
/// Depends on the findings.
pub fn ratings_tables(study: &RatingsStudy, findings: &RatingsFindings) -> Result<Vec<Frame>, FrameError> {
    let (fit, model) = (&findings.fit, &study.model);
    let mut estimates = Frame::new("estimates");
    estimates.push("parameter", Values::Text(fit.names.clone()))?;
    estimates.push("estimate", Values::Number(fit.parameters.clone()))?;
    estimates.push("robust_error", Values::Number(fit.robust_covariance.standard_errors()))?;
    estimates.push("curvature_error", Values::Number(fit.curvature_covariance.standard_errors()))?;
    let edges = model.categories - 1;
    let cells = |each: usize| (0..model.items.len() * each).map(move |at| (at / each, at % each));
    let mut thresholds = Frame::new("thresholds");
    thresholds.push("item", Values::Text(cells(edges).map(|(item, _)| model.items[item].name.clone()).collect()))?;
    thresholds.push("above_box", Values::Count(cells(edges).map(|(_, edge)| edge as i64 + 1).collect()))?;
    thresholds.push("threshold", Values::Number(findings.shape.thresholds.clone()))?;
    let mut shares = Frame::new("shares");
    let boxes = model.categories;
    shares.push("item", Values::Text(cells(boxes).map(|(item, _)| model.items[item].name.clone()).collect()))?;
    shares.push("box", Values::Count(cells(boxes).map(|(_, answer)| answer as i64 + 1).collect()))?;
    shares.push("real", Values::Number(findings.real.clone()))?;
    shares.push("fitted", Values::Number(findings.fitted.clone()))?;
    let mut left = Frame::new("left_out");
    left.push("what", Values::Text(study.dropped.iter().map(|one| one.why.clone()).collect()))?;
    left.push("count", Values::Count(study.dropped.iter().map(|one| one.count as i64).collect()))?;
    Ok(vec![estimates, thresholds, shares, left])
}
