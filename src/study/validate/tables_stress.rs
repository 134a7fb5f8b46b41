//! What the devil's advocates found, as tables.

use crate::frame::{Frame, FrameError, Values};
use crate::montecarlo::search::Claim;
use crate::world::World;

use super::analyse::Findings;
use super::study::Study;

/// Builds the tables of the stress test, and the pairs of inputs.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
pub(super) fn tables(study: &Study, findings: &Findings) -> Result<Vec<Frame>, FrameError> {
    let mut frames = Vec::new();
    if !findings.maps.is_empty() {
        frames.push(pairs(study, findings)?);
    }
    let Some(stress) = &findings.stress else { return Ok(frames) };
    let objections = &stress.objections;
    let text = |read: &dyn Fn(&crate::advocate::Objection) -> String| Values::Text(objections.iter().map(read).collect());
    let number = |read: &dyn Fn(&crate::advocate::Objection) -> f64| Values::Number(objections.iter().map(read).collect());
    let damage = |read: fn(&crate::montecarlo::Effect) -> f64| {
        Values::Number(objections.iter().map(|one| one.damage.as_ref().map_or(f64::NAN, read)).collect())
    };
    let mut frame = Frame::new("objections");
    frame.push("advocate", text(&|one| one.brief.as_str().to_owned()))?;
    frame.push("claim", text(&|one| one.claim.clone()))?;
    frame.push("what_may_be_said", text(&|one| said(one.confirmed.claim).to_owned()))?;
    frame.push("change_mean", damage(|effect| effect.mean))?;
    frame.push("change_q025", damage(|effect| effect.low))?;
    frame.push("change_q975", damage(|effect| effect.high))?;
    frame.push("monte_carlo_error", damage(|effect| effect.error))?;
    frame.push("pairing_correlation", damage(|effect| effect.correlation.unwrap_or(f64::NAN)))?;
    frame.push("p_value_adjusted", number(&|one| one.confirmed.adjusted))?;
    frame.push("surprise", number(&|one| one.surprise))?;
    frame.push("likelihood", number(&|one| one.likelihood.1))?;
    frame.push("likelihood_low", number(&|one| one.likelihood.0))?;
    frame.push("likelihood_high", number(&|one| one.likelihood.2))?;
    for (place, xlm) in study.decision.xlms.iter().enumerate() {
        let hit = |read: &dyn Fn(&crate::advocate::XlmHit) -> f64| {
            number(&|one| one.xlms.iter().find(|hit| hit.xlm == place).map_or(f64::NAN, read))
        };
        frame.push(&format!("change of {}", xlm.name), hit(&|hit| hit.effect.mean))?;
        frame.push(&format!("p_met of {}", xlm.name), hit(&|hit| hit.after))?;
    }
    frame.push("test", text(&|one| one.test.method.clone()))?;
    frame.push("test_people", Values::Number(objections.iter().map(|one| one.test.people.map_or(f64::NAN, f64::from)).collect()))?;
    frame.push("refuted_if", text(&|one| one.test.refuted_if.clone()))?;
    frames.push(frame);

    let mut frame = Frame::new("objection_edits");
    let lines: Vec<(usize, &crate::treatment::DiffLine)> =
        objections.iter().enumerate().flat_map(|(index, one)| one.treatment.diff.iter().map(move |line| (index, line))).collect();
    frame.push("advocate", Values::Text(lines.iter().map(|(index, _)| objections[*index].brief.as_str().to_owned()).collect()))?;
    frame.push("input", Values::Text(lines.iter().map(|(_, line)| line.path.clone()).collect()))?;
    frame.push("label", Values::Text(lines.iter().map(|(_, line)| line.label.clone()).collect()))?;
    frame.push("from", Values::Text(lines.iter().map(|(_, line)| line.from.clone()).collect()))?;
    frame.push("to", Values::Text(lines.iter().map(|(_, line)| line.to.clone()).collect()))?;
    frames.push(frame);

    let curve = &stress.resistance.curve;
    let mut frame = Frame::new("resistance");
    frame.push("objections", Values::Count((0..curve.len() as i64).collect()))?;
    let added =
        |point: &crate::advocate::CurvePoint| point.added.map_or_else(String::new, |index| objections[index].brief.as_str().to_owned());
    frame.push("added", Values::Text(curve.iter().map(added).collect()))?;
    frame.push("mean", Values::Number(curve.iter().map(|point| point.level).collect()))?;
    frame.push("q025", Values::Number(curve.iter().map(|point| point.range.0).collect()))?;
    frame.push("q975", Values::Number(curve.iter().map(|point| point.range.1).collect()))?;
    frame.push("change_together", Values::Number(curve.iter().map(|point| point.together.map_or(0.0, |effect| effect.mean)).collect()))?;
    frame.push("change_added_up", Values::Number(curve.iter().map(|point| point.added_up).collect()))?;
    frames.push(frame);

    let levers = &study.advocacy.levers;
    let mut frame = Frame::new("pushes");
    frame.push("pushed", Values::Text(stress.pushed.iter().map(|one| levers[one.lever].name.clone()).collect()))?;
    frame.push("advocate", Values::Text(stress.pushed.iter().map(|one| levers[one.lever].brief.as_str().to_owned()).collect()))?;
    frame.push("loss_in_search", Values::Number(stress.pushed.iter().map(|one| one.loss).collect()))?;
    frame
        .push("in_an_objection", Values::Text(stress.pushed.iter().map(|one| if one.used { "yes" } else { "no" }.to_owned()).collect()))?;
    frames.push(frame);
    Ok(frames)
}

fn said(claim: Claim) -> &'static str {
    match claim {
        Claim::Measurable => "takes more than matters",
        Claim::TooSmall => "hurts, but less than matters",
        Claim::NoMeasurableEffect => "no measurable effect",
    }
}

fn pairs(study: &Study, findings: &Findings) -> Result<Frame, FrameError> {
    let unknowns = study.market.unknowns();
    let mut columns: (Vec<String>, Vec<f64>, Vec<String>, Vec<f64>, Vec<f64>) = Default::default();
    for map in &findings.maps {
        for (row, cells) in map.cells.iter().enumerate() {
            for (column, &value) in cells.iter().enumerate() {
                columns.0.push(unknowns.entry(map.of.0).path.clone());
                columns.1.push(map.values.0[column]);
                columns.2.push(unknowns.entry(map.of.1).path.clone());
                columns.3.push(map.values.1[row]);
                columns.4.push(value);
            }
        }
    }
    let mut frame = Frame::new("pairs");
    frame.push("input", Values::Text(columns.0))?;
    frame.push("value", Values::Number(columns.1))?;
    frame.push("other_input", Values::Text(columns.2))?;
    frame.push("other_value", Values::Number(columns.3))?;
    frame.push("verdict_measure", Values::Number(columns.4))?;
    Ok(frame)
}
