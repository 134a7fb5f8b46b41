//! Every figure as a table, for those who go on with them.

use crate::frame::{Frame, FrameError, Values};
use crate::market::Kind;
use crate::population::margins_report;
use crate::report::view::Trust;
use crate::stats::Summary;
use crate::stats::rectify::Rectified;
use crate::study::parts::graded;
use crate::world::World;

use super::analyse::Findings;
use super::study::Study;
use super::view::Setting;

/// Builds all tables: estimates, replicates, personas, price curves, sensitivity, drivers, assumptions, journey, corrected shares, transfer, validity.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
///
/// # Determinism
/// Depends on the study and the findings.
pub fn tables(study: &Study, findings: &Findings) -> Result<Vec<Frame>, FrameError> {
    let mut frames = vec![
        estimates(findings)?,
        replicates(study, findings)?,
        personas(study)?,
        assumptions(study, findings)?,
        validity(study, findings)?,
    ];
    frames.extend(prices(study, findings)?);
    frames.extend(sensitivity(study, findings)?);
    frames.extend(drivers(findings)?);
    frames.extend(journey(study, findings)?);
    frames.extend(corrected(findings)?);
    frames.extend(transfer(findings)?);
    frames.extend(super::tables_stress::tables(study, findings)?);
    frames.extend(super::tables_since::tables(study, findings)?);
    Ok(frames)
}

/// Columns of a summary, filled row by row.
#[derive(Default)]
struct Columns {
    mean: Vec<f64>,
    median: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Columns {
    fn push(&mut self, values: &[f64]) {
        let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        let summary = Summary::of(&known);
        let read = |part: fn(&Summary) -> f64| summary.as_ref().map_or(f64::NAN, part);
        self.mean.push(read(|s| s.mean));
        self.median.push(read(|s| s.q50));
        self.low.push(read(|s| s.q05));
        self.high.push(read(|s| s.q95));
    }

    fn into(self, frame: &mut Frame) -> Result<(), FrameError> {
        frame.push("mean", Values::Number(self.mean))?;
        frame.push("median", Values::Number(self.median))?;
        frame.push("q05", Values::Number(self.low))?;
        frame.push("q95", Values::Number(self.high))
    }
}

fn estimates(findings: &Findings) -> Result<Frame, FrameError> {
    let outcome = &findings.outcome;
    let mut columns = Columns::default();
    let (mut error, mut unknown, mut chance, mut based) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for figure in 0..outcome.ids().len() {
        let values = outcome.figure(figure);
        columns.push(&values);
        let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        error.push(Summary::of(&known).map_or(f64::NAN, |summary| summary.sd / (summary.n as f64).sqrt()));
        let split = outcome.split(figure).ok();
        unknown.push(split.map_or(f64::NAN, |split| split.theta.sqrt()));
        chance.push(split.map_or(f64::NAN, |split| split.inner.sqrt()));
        based.push(known.len() as i64);
    }
    let mut frame = Frame::new("estimates");
    frame.push("figure", Values::Text(outcome.ids().to_vec()))?;
    columns.into(&mut frame)?;
    frame.push("monte_carlo_error", Values::Number(error))?;
    frame.push("epistemic_sd", Values::Number(unknown))?;
    frame.push("chance_sd", Values::Number(chance))?;
    frame.push("replicates", Values::Count(based))?;
    Ok(frame)
}

/// One row a replicate: the uncertain inputs, and the figures the rule and the XLMs read.
fn replicates(study: &Study, findings: &Findings) -> Result<Frame, FrameError> {
    let outcome = &findings.outcome;
    let mut frame = Frame::new("replicates");
    frame.push("replicate", Values::Count((0..outcome.replicates() as i64).collect()))?;
    let figures = study.figures();
    for (index, figure) in figures.all().iter().enumerate() {
        let wanted = index == study.decision.leading
            || study.decision.xlms.iter().any(|xlm| xlm.figure == index)
            || matches!(figure.kind, Kind::Share { arm: 0, segment: None, .. } | Kind::TopTwoBox { segment: None, .. });
        if wanted {
            frame.push(&figure.id, Values::Number(outcome.figure(index)))?;
        }
    }
    let unknowns = study.market.unknowns();
    for unknown in 0..unknowns.len() {
        let values = (0..outcome.replicates()).map(|replicate| outcome.theta(replicate)[unknown]).collect();
        frame.push(&format!("input {}", unknowns.entry(unknown).path), Values::Number(values))?;
    }
    Ok(frame)
}

fn personas(study: &Study) -> Result<Frame, FrameError> {
    let people = study.market.people();
    let bases = people.segment_bases();
    let margins = margins_report(people);
    let mut frame = Frame::new("personas");
    let what: Vec<String> =
        people.segments.iter().map(|_| "segment".to_owned()).chain(margins.iter().map(|row| row.margin.clone())).collect();
    let which = people.segments.iter().cloned().chain(margins.iter().map(|row| row.category.clone())).collect();
    let nothing = |rows: usize| std::iter::repeat_n(f64::NAN, rows);
    let share = bases.iter().map(|base| base.people as f64 / people.len() as f64).chain(margins.iter().map(|row| row.got)).collect();
    let target = nothing(bases.len()).chain(margins.iter().map(|row| row.target)).collect();
    let donors = bases.iter().map(|base| base.donors as f64).chain(nothing(margins.len())).collect();
    let effective = bases.iter().map(|base| base.effective).chain(nothing(margins.len())).collect();
    frame.push("what", Values::Text(what))?;
    frame.push("which", Values::Text(which))?;
    frame.push("share", Values::Number(share))?;
    frame.push("target_share", Values::Number(target))?;
    frame.push("donors", Values::Number(donors))?;
    frame.push("effective_donors", Values::Number(effective))?;
    Ok(frame)
}

fn assumptions(study: &Study, findings: &Findings) -> Result<Frame, FrameError> {
    let entries: Vec<&crate::world::Entry> = study.market.unknowns().ledger().collect();
    let text = |read: &dyn Fn(&crate::world::Entry) -> String| Values::Text(entries.iter().map(|entry| read(entry)).collect());
    let number = |read: &dyn Fn(&crate::world::Entry) -> f64| Values::Number(entries.iter().map(|entry| read(entry)).collect());
    let flip = |entry: &crate::world::Entry| {
        let found = findings.swings.as_ref().zip(study.decision.threshold).zip(entry.unknown);
        found
            .and_then(|((found, threshold), unknown)| found.swings.iter().find(|swing| swing.unknown == unknown)?.flip(threshold))
            .unwrap_or(f64::NAN)
    };
    let mut frame = Frame::new("assumptions");
    frame.push("input", text(&|entry| entry.path.clone()))?;
    frame.push("label", text(&|entry| entry.label.clone()))?;
    frame.push("unit", text(&|entry| entry.unit.clone()))?;
    frame.push("uncertain", text(&|entry| if entry.unknown.is_some() { "yes" } else { "no" }.to_owned()))?;
    frame.push("median", number(&|entry| entry.dist.median()))?;
    frame.push("q05", number(&|entry| entry.dist.quantile(0.05)))?;
    frame.push("q95", number(&|entry| entry.dist.quantile(0.95)))?;
    frame.push("grade", text(&|entry| graded(entry.grade)))?;
    frame.push("source", text(&|entry| entry.source.clone().unwrap_or_default()))?;
    frame.push("flips_verdict_measure_at", number(&flip))?;
    Ok(frame)
}

fn validity(study: &Study, findings: &Findings) -> Result<Frame, FrameError> {
    let lines = super::view::report(study, findings, &Setting::default()).validity;
    let mut frame = Frame::new("validity");
    frame.push("measure", Values::Text(lines.iter().map(|line| line.measure.clone()).collect()))?;
    frame.push("label", Values::Text(lines.iter().map(|line| Trust::words(line.trust).to_owned()).collect()))?;
    frame.push("how", Values::Text(lines.iter().map(|line| line.how.clone()).collect()))?;
    Ok(frame)
}

fn prices(study: &Study, findings: &Findings) -> Result<Vec<Frame>, FrameError> {
    let figures = study.figures();
    let outcome = &findings.outcome;
    let read = |kind: Kind| figures.index(kind).map(|index| outcome.figure(index));
    let mut frames = Vec::new();
    if !study.arms.ladder.is_empty() {
        let mut frame = Frame::new("price_curves");
        let (mut price, mut what, mut columns) = (Vec::new(), Vec::new(), Columns::default());
        for &(arm, step) in &study.arms.ladder {
            for (name, kind) in [
                ("demand", Kind::Share { arm, alternative: 0, segment: None }),
                ("revenue per 100 people", Kind::Revenue { arm }),
                ("profit per 100 people", Kind::Profit { arm }),
            ] {
                if let Some(values) = read(kind) {
                    price.push(step);
                    what.push(name.to_owned());
                    columns.push(&values);
                }
            }
        }
        frame.push("price", Values::Number(price))?;
        frame.push("what", Values::Text(what))?;
        columns.into(&mut frame)?;
        frames.push(frame);
    }
    if let Some(grid) = study.market.price_grid() {
        let mut frame = Frame::new("price_meter");
        frame.push("price", Values::Number(grid.to_vec()))?;
        for (which, name) in ["too_cheap", "cheap", "expensive", "too_expensive"].into_iter().enumerate() {
            let median = |cell| read(Kind::PriceCurve { which, cell }).map_or(f64::NAN, |values| median(&values));
            frame.push(name, Values::Number((0..grid.len()).map(median).collect()))?;
        }
        let trial = |cell| read(Kind::Trial { cell }).map_or(f64::NAN, |values| median(&values));
        frame.push("chance_to_buy", Values::Number((0..grid.len()).map(trial).collect()))?;
        frames.push(frame);
    }
    Ok(frames)
}

fn median(values: &[f64]) -> f64 {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    Summary::of(&known).map_or(f64::NAN, |summary| summary.q50)
}

fn sensitivity(study: &Study, findings: &Findings) -> Result<Option<Frame>, FrameError> {
    let Some(found) = &findings.swings else { return Ok(None) };
    let unknowns = study.market.unknowns();
    let (mut input, mut probability, mut value, mut figure) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for swing in &found.swings {
        for (&p, &(at, got)) in crate::montecarlo::PROBES.iter().zip(&swing.points) {
            input.push(unknowns.entry(swing.unknown).path.clone());
            probability.push(p);
            value.push(at);
            figure.push(got);
        }
    }
    let mut frame = Frame::new("sensitivity");
    frame.push("input", Values::Text(input))?;
    frame.push("probability", Values::Number(probability))?;
    frame.push("value", Values::Number(value))?;
    frame.push(&findings.outcome.ids()[study.decision.leading], Values::Number(figure))?;
    Ok(Some(frame))
}

fn drivers(findings: &Findings) -> Result<Option<Frame>, FrameError> {
    let Some(found) = &findings.drivers else { return Ok(None) };
    let mut frame = Frame::new("drivers");
    frame.push("attribute", Values::Text(found.parts.iter().map(|driver| driver.label.clone()).collect()))?;
    for (name, part) in [("mean", (|s| s.mean) as fn(&Summary) -> f64), ("median", |s| s.q50), ("q05", |s| s.q05), ("q95", |s| s.q95)] {
        frame.push(name, Values::Number(found.parts.iter().map(|driver| part(&driver.part)).collect()))?;
    }
    Ok(Some(frame))
}

fn journey(study: &Study, findings: &Findings) -> Result<Option<Frame>, FrameError> {
    let points = study.market.touchpoints();
    if points.is_empty() {
        return Ok(None);
    }
    let figures = study.figures();
    let (mut step, mut what, mut columns) = (Vec::new(), Vec::new(), Columns::default());
    for (at, point) in points.iter().enumerate() {
        let at_point = Some(at);
        for (name, kind) in [
            ("reached", Kind::Reach { at }),
            ("get through", Kind::Completion { at: at_point }),
            ("something fails", Kind::Failure { at: at_point }),
            ("ease 1 to 7", Kind::Ces { at }),
            ("satisfied", Kind::Csat { at: at_point }),
            ("minutes", Kind::Minutes { at: at_point }),
        ] {
            if let Some(index) = figures.index(kind) {
                step.push(point.name.clone());
                what.push(name.to_owned());
                columns.push(&findings.outcome.figure(index));
            }
        }
    }
    let mut frame = Frame::new("journey");
    frame.push("step", Values::Text(step))?;
    frame.push("what", Values::Text(what))?;
    columns.into(&mut frame)?;
    Ok(Some(frame))
}

/// Shares corrected by real people's choices.
fn corrected(findings: &Findings) -> Result<Option<Frame>, FrameError> {
    let Some(found) = &findings.corrected else { return Ok(None) };
    let number = |read: &dyn Fn(&Rectified) -> f64| Values::Number(found.shares.iter().map(|(_, share)| read(share)).collect());
    let mut frame = Frame::new("corrected");
    frame.push("alternative", Values::Text(found.shares.iter().map(|(name, _)| name.clone()).collect()))?;
    frame.push("people", number(&|share| share.people as f64))?;
    frame.push("panel_alone", number(&|share| share.model))?;
    frame.push("people_alone", number(&|share| share.alone))?;
    frame.push("people_alone_q025", number(&|share| share.alone_interval.low))?;
    frame.push("people_alone_q975", number(&|share| share.alone_interval.high))?;
    frame.push("corrected", number(&|share| share.mean))?;
    frame.push("corrected_q025", number(&|share| share.interval.low))?;
    frame.push("corrected_q975", number(&|share| share.interval.high))?;
    frame.push("people_less_panel", number(&|share| share.off))?;
    frame.push("people_less_panel_q025", number(&|share| share.off_interval.low))?;
    frame.push("people_less_panel_q975", number(&|share| share.off_interval.high))?;
    frame.push("weight_of_panel", number(&|share| share.weight))?;
    frame.push("worth_people", number(&|share| share.worth))?;
    Ok(Some(frame))
}

fn transfer(findings: &Findings) -> Result<Option<Frame>, FrameError> {
    if findings.transfer.is_empty() {
        return Ok(None);
    }
    let lines =
        findings.transfer.iter().flat_map(|found| std::iter::once(&found.overall).chain(&found.cells).map(move |cell| (found, cell)));
    let (tests, all): (Vec<_>, Vec<_>) = lines.unzip();
    let number = |read: &dyn Fn(&super::transfer::TransferCell) -> f64| Values::Number(all.iter().map(|cell| read(cell)).collect());
    let mut frame = Frame::new("transfer");
    frame.push("who", Values::Text(tests.iter().map(|test| test.who.clone()).collect()))?;
    frame.push("cell", Values::Text(all.iter().map(|cell| cell.label.clone()).collect()))?;
    frame.push("people", Values::Count(all.iter().map(|cell| cell.people as i64).collect()))?;
    frame.push("trips", Values::Count(all.iter().map(|cell| cell.rows as i64).collect()))?;
    frame.push("model_error", number(&|cell| cell.model))?;
    frame.push("model_error_q025", number(&|cell| cell.model_interval.low))?;
    frame.push("model_error_q975", number(&|cell| cell.model_interval.high))?;
    frame.push("constant_shares_error", number(&|cell| cell.null))?;
    frame.push("gain", number(&|cell| cell.gain))?;
    frame.push("gain_q025", number(&|cell| cell.gain_interval.low))?;
    frame.push("gain_q975", number(&|cell| cell.gain_interval.high))?;
    frame.push("beside_error", number(&|cell| cell.beside.unwrap_or(f64::NAN)))?;
    Ok(Some(frame))
}
