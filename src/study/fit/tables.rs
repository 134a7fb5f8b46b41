//! Every figure of a fit as a table, for those who go on with them.

use crate::choice::bayes::Line;
use crate::frame::{Frame, FrameError, Values};

use super::bayes::Bayes;
use super::derive::Derived;
use super::estimate::{Estimated, Findings};
use super::load::FitStudy;

/// Builds all tables: estimates, covariance, draws, chains, part_worths, tastes, worth, correlations, classes, people.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
///
/// # Determinism
/// Depends on the fit and the findings.
pub fn tables(study: &FitStudy, findings: &Findings, derived: Option<&Derived>) -> Result<Vec<Frame>, FrameError> {
    let mut all = Vec::new();
    match &findings.estimated {
        Estimated::Smooth(smooth) => {
            let parameters = smooth.parameters();
            let number = |read: fn(&super::Parameter) -> Option<f64>| {
                Values::Number(parameters.iter().map(|one| read(one).unwrap_or(f64::NAN)).collect())
            };
            let mut frame = Frame::new("estimates");
            frame.push("parameter", Values::Text(parameters.iter().map(|one| one.name.clone()).collect()))?;
            frame.push("estimate", number(|one| Some(one.value)))?;
            frame.push("robust_error", number(|one| one.robust))?;
            frame.push("curvature_error", number(|one| one.hessian))?;
            frame.push("scores_error", number(|one| one.bhhh))?;
            all.push(frame);
            all.extend(covariance(&findings.estimated)?);
            if !smooth.rungs.is_empty() {
                let mut frame = Frame::new("draws");
                frame.push("draws", Values::Count(smooth.rungs.iter().map(|rung| rung.draws as i64).collect()))?;
                frame.push("log_likelihood", Values::Number(smooth.rungs.iter().map(|rung| rung.log_likelihood).collect()))?;
                frame.push("may_still_come", Values::Number(smooth.rungs.iter().map(|rung| rung.to_come).collect()))?;
                frame.push("largest_move", Values::Number(smooth.rungs.iter().map(|rung| rung.moved).collect()))?;
                all.push(frame);
            }
        }
        Estimated::Classes(classes) => {
            let size = study.survey.attributes.len();
            let cells = || (0..classes.shares.len() * size).map(|at| (at / size, at % size));
            let mut frame = Frame::new("classes");
            frame.push("class", Values::Count(cells().map(|(class, _)| class as i64 + 1).collect()))?;
            frame.push("share", Values::Number(cells().map(|(class, _)| classes.shares[class]).collect()))?;
            frame.push("taste", Values::Text(cells().map(|(_, taste)| study.survey.attributes[taste].clone()).collect()))?;
            frame.push("estimate", Values::Number(classes.beta.clone()))?;
            let errors = classes.errors.clone().unwrap_or_else(|| vec![f64::NAN; classes.beta.len()]);
            frame.push("scores_error", Values::Number(errors))?;
            all.push(frame);
        }
        Estimated::Bayes(_) => {}
    }
    if let Estimated::Bayes(bayes) = &findings.estimated {
        all.push(posterior(study, bayes)?);
        all.extend(covariance(&findings.estimated)?);
        all.push(chains(bayes)?);
        all.push(part_worths(study, bayes)?);
    }
    all.extend(derived.map(|derived| follows(study, derived)).transpose()?.into_iter().flatten());
    let mut people = Frame::new("people");
    people.push("person", Values::Text(study.survey.people.clone()))?;
    people.push("held_out", Values::Count(study.survey.held_out.iter().map(|&held| i64::from(held)).collect()))?;
    all.push(people);
    Ok(all)
}

/// The covariance of the estimates, where it is known.
fn covariance(estimated: &Estimated) -> Result<Option<Frame>, FrameError> {
    let Some(mixture) = estimated.mixture() else { return Ok(None) };
    let Some(covariance) = mixture.covariance else { return Ok(None) };
    let names = mixture.model.parameters();
    let cells = || (0..names.len() * names.len()).map(|at| (at / names.len(), at % names.len()));
    let mut frame = Frame::new("covariance");
    frame.push("parameter", Values::Text(cells().map(|(row, _)| names[row].clone()).collect()))?;
    frame.push("with", Values::Text(cells().map(|(_, column)| names[column].clone()).collect()))?;
    frame.push("covariance", Values::Number(covariance.to_vec()))?;
    Ok(Some(frame))
}

/// Every figure of a posterior.
fn posterior(study: &FitStudy, bayes: &Bayes) -> Result<Frame, FrameError> {
    let number = |read: fn(&Line) -> f64| Values::Number(bayes.figures.iter().map(|(_, line)| read(line)).collect());
    let mut frame = Frame::new("estimates");
    frame.push("figure", Values::Text(bayes.figures.iter().map(|(of, _)| of.name(&study.survey.attributes)).collect()))?;
    frame.push("mean", number(|line| line.mean))?;
    frame.push("deviation", number(|line| line.sd))?;
    frame.push("q05", number(|line| line.low))?;
    frame.push("q95", number(|line| line.high))?;
    frame.push("split_r_hat", number(|line| line.r_hat))?;
    frame.push("effective_draws", number(|line| line.effective))?;
    Ok(frame)
}

fn chains(bayes: &Bayes) -> Result<Frame, FrameError> {
    let mut frame = Frame::new("chains");
    frame.push("chain", Values::Count((1..=bayes.posterior.accepted.len() as i64).collect()))?;
    frame.push("accepted", Values::Number(bayes.posterior.accepted.clone()))?;
    frame.push("step", Values::Number(bayes.posterior.steps.clone()))?;
    Ok(frame)
}

/// Everybody's own tastes, for what an estimate is for.
fn part_worths(study: &FitStudy, bayes: &Bayes) -> Result<Frame, FrameError> {
    let names = &study.survey.attributes;
    let of = |person: u64| study.survey.people[person as usize].clone();
    let found = &bayes.posterior;
    let mut frame = Frame::new("part_worths");
    frame.push("person", Values::Text(found.people.iter().flat_map(|&person| names.iter().map(move |_| of(person))).collect()))?;
    frame.push("taste", Values::Text(found.people.iter().flat_map(|_| names.iter().cloned()).collect()))?;
    frame.push("mean", Values::Number(found.tastes.clone()))?;
    frame.push("deviation", Values::Number(found.uncertainty.clone()))?;
    Ok(frame)
}

fn follows(study: &FitStudy, derived: &Derived) -> Result<Vec<Frame>, FrameError> {
    let names = &study.survey.attributes;
    let mut all = Vec::new();
    let mut frame = Frame::new("tastes");
    let spreads = &derived.spreads;
    let number = |read: &dyn Fn(&super::Spread) -> f64| Values::Number(spreads.iter().map(read).collect());
    frame.push("taste", Values::Text(spreads.iter().map(|spread| names[spread.attribute].clone()).collect()))?;
    frame.push("typical", number(&|spread| spread.typical.value))?;
    frame.push("typical_q05", number(&|spread| spread.typical.low))?;
    frame.push("typical_q95", number(&|spread| spread.typical.high))?;
    frame.push("deviation", number(&|spread| spread.deviation.value))?;
    frame.push("deviation_q05", number(&|spread| spread.deviation.low))?;
    frame.push("deviation_q95", number(&|spread| spread.deviation.high))?;
    for (at, name) in ["people_q05", "people_q25", "people_q75", "people_q95"].into_iter().enumerate() {
        frame.push(name, number(&|spread| spread.quantiles[at]))?;
    }
    frame.push("like_more", number(&|spread| spread.like))?;
    all.push(frame);
    if !derived.worths.is_empty() {
        let sure = |value: f64| if derived.is_sure() { value } else { f64::NAN };
        let mut frame = Frame::new("worth");
        frame.push("attribute", Values::Text(derived.worths.iter().map(|worth| names[worth.attribute].clone()).collect()))?;
        frame.push("would_pay", Values::Number(derived.worths.iter().map(|worth| worth.amount.value).collect()))?;
        frame.push("q05", Values::Number(derived.worths.iter().map(|worth| sure(worth.amount.low)).collect()))?;
        frame.push("q95", Values::Number(derived.worths.iter().map(|worth| sure(worth.amount.high)).collect()))?;
        all.push(frame);
    }
    let (which, matrix) = &derived.correlations;
    if !which.is_empty() {
        let cells = || (0..matrix.len()).map(|at| (which[at / which.len()], which[at % which.len()]));
        let mut frame = Frame::new("correlations");
        frame.push("taste", Values::Text(cells().map(|(row, _)| names[row].clone()).collect()))?;
        frame.push("with", Values::Text(cells().map(|(_, column)| names[column].clone()).collect()))?;
        frame.push("correlation", Values::Number(matrix.clone()))?;
        all.push(frame);
    }
    Ok(all)
}
