//! Every figure of a comparison as a table, for those who go on with them.

use crate::frame::{Frame, FrameError, Values, count, number, text};
use crate::report::view::Trust;
use crate::stats::Summary;
use crate::study::parts::graded;
use crate::world::World;

use super::analyse::Findings;
use super::answer::Answer;
use super::load::Comparing;
use super::result::word;

/// Builds all tables: effects, levels, verdicts, segments, experience, changes, assumptions, what effects hang on, replicates, validity.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
///
/// # Determinism
/// Depends on the comparison and the findings.
pub fn tables(comparing: &Comparing, findings: &Findings) -> Result<Vec<Frame>, FrameError> {
    Ok(vec![
        effects(findings)?,
        levels(findings)?,
        verdicts(findings)?,
        segments(comparing, findings)?,
        experience(comparing, findings)?,
        changes(comparing)?,
        assumptions(comparing)?,
        hangs(comparing, findings)?,
        replicates(comparing, findings)?,
        validity(comparing)?,
    ])
}

/// The paired difference of every figure, of every treatment against the study as it is and against every earlier treatment.
fn effects(findings: &Findings) -> Result<Frame, FrameError> {
    let comparison = &findings.comparison;
    let held = findings.answers.iter().chain(&findings.between);
    let rows: Vec<_> = held
        .flat_map(|answer| (0..comparison.ids().len()).map(move |figure| (answer, figure)))
        .filter_map(|(answer, figure)| {
            let effect = comparison.effect_against(answer.arm, answer.base, figure)?;
            Some((answer, figure, effect, answer.unpaired(comparison, figure).unwrap_or(f64::NAN)))
        })
        .collect();
    let mut frame = Frame::new("effects");
    frame.push("of", text(&rows, |row| comparison.arms()[row.0.arm].clone()))?;
    frame.push("against", text(&rows, |row| comparison.arms()[row.0.base].clone()))?;
    frame.push("figure", text(&rows, |row| comparison.ids()[row.1].clone()))?;
    frame.push("level_against", number(&rows, |row| row.2.control))?;
    frame.push("level_of", number(&rows, |row| row.2.level))?;
    frame.push("difference", number(&rows, |row| row.2.mean))?;
    frame.push("q05", number(&rows, |row| row.2.low))?;
    frame.push("q95", number(&rows, |row| row.2.high))?;
    frame.push("monte_carlo_error", number(&rows, |row| row.2.error))?;
    frame.push("unpaired_error", number(&rows, |row| row.3))?;
    frame.push("correlation", number(&rows, |row| row.2.correlation.unwrap_or(f64::NAN)))?;
    frame.push("replicates", count(&rows, |row| row.2.replicates as u64))?;
    frame.push("without_base", count(&rows, |row| row.2.without_base as u64))?;
    Ok(frame)
}

fn levels(findings: &Findings) -> Result<Frame, FrameError> {
    let comparison = &findings.comparison;
    let arms = 0..comparison.arms().len();
    let rows: Vec<(usize, usize, Option<Summary>)> = arms
        .flat_map(|arm| (0..comparison.ids().len()).map(move |figure| (arm, figure)))
        .map(|(arm, figure)| {
            let known: Vec<f64> = comparison.level(arm, figure).into_iter().filter(|value| value.is_finite()).collect();
            (arm, figure, Summary::of(&known))
        })
        .collect();
    let part = |read: fn(&Summary) -> f64| number(&rows, |row| row.2.as_ref().map_or(f64::NAN, read));
    let mut frame = Frame::new("levels");
    frame.push("arm", text(&rows, |row| comparison.arms()[row.0].clone()))?;
    frame.push("figure", text(&rows, |row| comparison.ids()[row.1].clone()))?;
    frame.push("mean", part(|summary| summary.mean))?;
    frame.push("median", part(|summary| summary.q50))?;
    frame.push("q05", part(|summary| summary.q05))?;
    frame.push("q95", part(|summary| summary.q95))?;
    frame.push("monte_carlo_error", part(|summary| summary.sd / (summary.n as f64).sqrt()))?;
    Ok(frame)
}

fn verdicts(findings: &Findings) -> Result<Frame, FrameError> {
    let rows: Vec<usize> = (0..findings.standings.len()).collect();
    let standing = |arm: &usize| &findings.standings[*arm];
    let answer = |arm: &usize| arm.checked_sub(1).map(|index| &findings.answers[index]);
    let mut frame = Frame::new("verdicts");
    frame.push("arm", text(&rows, |arm| findings.comparison.arms()[*arm].clone()))?;
    frame.push("verdict", text(&rows, |arm| standing(arm).judged.map_or_else(String::new, |judged| judged.outlook.word().to_owned())))?;
    for (name, read) in [
        ("p_go", (|standing| standing.judged.and_then(|judged| judged.go).map(|go| go.0)) as fn(&super::Standing) -> Option<f64>),
        ("p_go_error", |standing| standing.judged.and_then(|judged| judged.go).map(|go| go.1)),
        ("p_go_change", |standing| standing.change.map(|change| change.0)),
        ("p_go_change_error", |standing| standing.change.map(|change| change.1)),
        ("p_stop", |standing| standing.judged.and_then(|judged| judged.stop).map(|stop| stop.0)),
    ] {
        frame.push(name, number(&rows, |arm| read(standing(arm)).unwrap_or(f64::NAN)))?;
    }
    frame.push("effect", text(&rows, |arm| answer(arm).map_or_else(String::new, |answer| word(answer.size).to_owned())))?;
    frame.push("share_beyond_smallest", number(&rows, |arm| answer(arm).and_then(|answer| answer.beyond).unwrap_or(f64::NAN)))?;
    Ok(frame)
}

fn segments(comparing: &Comparing, findings: &Findings) -> Result<Frame, FrameError> {
    let people = comparing.study.market.people();
    let bases = people.segment_bases();
    let rows: Vec<(usize, &Answer)> = findings.segments.iter().flat_map(|answers| answers.iter().enumerate()).collect();
    let part = |read: fn(&crate::montecarlo::Effect) -> f64| number(&rows, |row| row.1.effect.as_ref().map_or(f64::NAN, read));
    let mut frame = Frame::new("segments");
    frame.push("treatment", text(&rows, |row| findings.comparison.arms()[row.1.arm].clone()))?;
    frame.push("segment", text(&rows, |row| people.segments[row.0].clone()))?;
    frame.push("donors", Values::Count(rows.iter().map(|row| bases[row.0].donors as i64).collect()))?;
    frame.push("effective_donors", number(&rows, |row| bases[row.0].effective))?;
    frame.push("as_it_is", part(|effect| effect.control))?;
    frame.push("with_it", part(|effect| effect.level))?;
    frame.push("difference", part(|effect| effect.mean))?;
    frame.push("q05", part(|effect| effect.low))?;
    frame.push("q95", part(|effect| effect.high))?;
    frame.push("monte_carlo_error", part(|effect| effect.error))?;
    frame.push("effect", text(&rows, |row| word(row.1.size).to_owned()))?;
    Ok(frame)
}

fn experience(comparing: &Comparing, findings: &Findings) -> Result<Frame, FrameError> {
    let xlms = &comparing.study.decision.xlms;
    let rows: Vec<(usize, usize)> = (0..findings.standings.len()).flat_map(|arm| (0..xlms.len()).map(move |xlm| (arm, xlm))).collect();
    let part = |read: fn(&crate::measure::xlm::Standing) -> f64| {
        number(&rows, |row| findings.standings[row.0].xlms[row.1].as_ref().map_or(f64::NAN, read))
    };
    let mut frame = Frame::new("experience");
    frame.push("arm", text(&rows, |row| findings.comparison.arms()[row.0].clone()))?;
    frame.push("measure", text(&rows, |row| xlms[row.1].name.clone()))?;
    frame.push("target", number(&rows, |row| xlms[row.1].xlm.target))?;
    frame.push("mean", part(|standing| standing.measured.mean))?;
    frame.push("q05", part(|standing| standing.measured.q05))?;
    frame.push("q95", part(|standing| standing.measured.q95))?;
    frame.push("p_met", part(|standing| standing.p_met.get()))?;
    frame.push("p_met_error", part(|standing| standing.p_met_error))?;
    frame.push("mean_gap", part(|standing| standing.gap.mean))?;
    Ok(frame)
}

fn changes(comparing: &Comparing) -> Result<Frame, FrameError> {
    let rows: Vec<_> = comparing.treatments.iter().flat_map(|one| one.diff.iter().map(move |line| (one, line))).collect();
    let mut frame = Frame::new("changes");
    frame.push("treatment", text(&rows, |row| row.0.name.clone()))?;
    frame.push("path", text(&rows, |row| row.1.path.clone()))?;
    frame.push("what", text(&rows, |row| row.1.label.clone()))?;
    frame.push("from", text(&rows, |row| row.1.from.clone()))?;
    frame.push("to", text(&rows, |row| row.1.to.clone()))?;
    frame.push("why", text(&rows, |row| row.0.why.clone()))?;
    Ok(frame)
}

fn assumptions(comparing: &Comparing) -> Result<Frame, FrameError> {
    let rows = comparing.amounts();
    let mut frame = Frame::new("assumptions");
    frame.push("treatment", text(&rows, |row| row.treatment.clone()))?;
    frame.push("path", text(&rows, |row| row.path.clone()))?;
    frame.push("how", text(&rows, |row| row.how.to_owned()))?;
    frame.push("median", number(&rows, |row| row.quantity.dist.median()))?;
    frame.push("q05", number(&rows, |row| row.quantity.dist.quantile(0.05)))?;
    frame.push("q95", number(&rows, |row| row.quantity.dist.quantile(0.95)))?;
    frame.push("grade", text(&rows, |row| graded(row.quantity.grade)))?;
    frame.push("source", text(&rows, |row| row.quantity.source.clone().unwrap_or_default()))?;
    Ok(frame)
}

fn hangs(comparing: &Comparing, findings: &Findings) -> Result<Frame, FrameError> {
    let unknowns = comparing.study.market.unknowns();
    let rows = &findings.hangs;
    let mut frame = Frame::new("hangs");
    frame.push("treatment", text(rows, |row| findings.comparison.arms()[row.arm].clone()))?;
    frame.push("input", text(rows, |row| unknowns.entry(row.unknown).path.clone()))?;
    frame.push("label", text(rows, |row| unknowns.entry(row.unknown).label.clone()))?;
    frame.push("rank_correlation", number(rows, |row| row.correlation))?;
    Ok(frame)
}

/// One row a replicate: the weighed figure in every arm, and the uncertain inputs.
fn replicates(comparing: &Comparing, findings: &Findings) -> Result<Frame, FrameError> {
    let comparison = &findings.comparison;
    let mut frame = Frame::new("replicates");
    frame.push("replicate", Values::Count((0..comparison.replicates() as i64).collect()))?;
    if let Some(figure) = comparing.figures().index(comparing.weighed.kind) {
        for (arm, name) in comparison.arms().iter().enumerate() {
            frame.push(&format!("{}, {name}", comparison.ids()[figure]), Values::Number(comparison.level(arm, figure)))?;
        }
    }
    let unknowns = comparing.study.market.unknowns();
    for unknown in 0..unknowns.len() {
        let values = (0..comparison.replicates()).map(|replicate| comparison.theta(replicate)[unknown]).collect();
        frame.push(&format!("input {}", unknowns.entry(unknown).path), Values::Number(values))?;
    }
    Ok(frame)
}

fn validity(comparing: &Comparing) -> Result<Frame, FrameError> {
    let lines = super::view::validity(comparing);
    let mut frame = Frame::new("validity");
    frame.push("measure", text(&lines, |line| line.measure.clone()))?;
    frame.push("label", text(&lines, |line| Trust::words(line.trust).to_owned()))?;
    frame.push("how", text(&lines, |line| line.how.clone()))?;
    Ok(frame)
}
