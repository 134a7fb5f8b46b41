//! What the devil's advocates found, as tables.

use crate::advocate::Hurts;
use crate::frame::{Frame, FrameError, Values};
use crate::montecarlo::Spread;
use crate::world::World;

use crate::prototype::Round;

use super::analyse::Findings;
use super::mend::Mended;
use super::study::Study;
use crate::study::parts::graded;

/// Builds the tables of the stress test, and the pairs of inputs.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
pub(super) fn tables(study: &Study, findings: &Findings) -> Result<Vec<Frame>, FrameError> {
    let mut frames = Vec::new();
    if !findings.maps.is_empty() {
        frames.push(pairs(study, findings)?);
    }
    if let Some(mended) = &findings.mended {
        frames.extend(mending(study, mended)?);
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
    let hurts = |one: &crate::advocate::Objection| match one.hurts {
        Hurts::Verdict => "verdict measure".to_owned(),
        Hurts::Experience { xlm } => stress.goal.xlms[xlm].name.clone(),
    };
    frame.push("hurts", text(&hurts))?;
    frame.push("loss_steps", number(&|one| one.confirmed.mean))?;
    frame.push("what_may_be_said", text(&|one| one.said().to_owned()))?;
    frame.push("change_mean", damage(|effect| effect.mean))?;
    frame.push("change_q05", damage(|effect| effect.low))?;
    frame.push("change_q95", damage(|effect| effect.high))?;
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
    let levels: Vec<Option<Spread>> = curve.iter().map(|point| point.level).collect();
    spread(&mut frame, &levels)?;
    frame.push("change_together", Values::Number(curve.iter().map(|point| point.together.map_or(0.0, |effect| effect.mean)).collect()))?;
    frame.push("change_added_up", Values::Number(curve.iter().map(|point| point.added_up).collect()))?;
    frames.push(frame);

    let levers = &study.advocacy.levers;
    let mut frame = Frame::new("pushes");
    frame.push("pushed", Values::Text(stress.pushed.iter().map(|one| levers[one.lever].name.clone()).collect()))?;
    frame.push("advocate", Values::Text(stress.pushed.iter().map(|one| levers[one.lever].brief.as_str().to_owned()).collect()))?;
    frame.push("loss_in_search", Values::Number(stress.pushed.iter().map(|one| one.loss).collect()))?;
    frame.push("moves_steps", Values::Number(stress.pushed.iter().map(|one| one.moves).collect()))?;
    frame
        .push("in_an_objection", Values::Text(stress.pushed.iter().map(|one| if one.used { "yes" } else { "no" }.to_owned()).collect()))?;
    frames.push(frame);
    Ok(frames)
}

/// The drafts, every idea of every round, and the experience targets.
fn mending(study: &Study, mended: &Mended) -> Result<Vec<Frame>, FrameError> {
    let drafts = &mended.drafts;
    let mut frame = Frame::new("drafts");
    frame.push("draft", Values::Count(drafts.iter().map(|draft| i64::from(draft.number)).collect()))?;
    let levels: Vec<Option<Spread>> = drafts.iter().map(|draft| draft.level).collect();
    spread(&mut frame, &levels)?;
    let change = |read: fn(&crate::montecarlo::Effect) -> f64| {
        Values::Number(drafts.iter().map(|draft| draft.change.as_ref().map_or(f64::NAN, read)).collect())
    };
    frame.push("change_mean", change(|effect| effect.mean))?;
    frame.push("change_q05", change(|effect| effect.low))?;
    frame.push("change_q95", change(|effect| effect.high))?;
    frame.push("monte_carlo_error", change(|effect| effect.error))?;
    frame.push("first_year_bill", Values::Number(drafts.iter().map(|draft| draft.bill).collect()))?;
    let mut frames = vec![frame];

    let edits: Vec<(u32, &crate::study::revise::Revised)> =
        drafts.iter().flat_map(|draft| draft.diff.iter().map(move |line| (draft.number, line))).collect();
    let mut frame = Frame::new("draft_edits");
    frame.push("draft", Values::Count(edits.iter().map(|(draft, _)| i64::from(*draft)).collect()))?;
    frame.push("input", Values::Text(edits.iter().map(|(_, line)| line.path.clone()).collect()))?;
    frame.push("from", Values::Text(edits.iter().map(|(_, line)| line.from.clone()).collect()))?;
    frame.push("to", Values::Text(edits.iter().map(|(_, line)| line.to.clone()).collect()))?;
    frame.push("why", Values::Text(edits.iter().map(|(_, line)| line.reason.clone()).collect()))?;
    frames.push(frame);

    let customers = study.terms.rates.customers;
    let rounds = mended.rounds();
    let ideas: Vec<(i64, &Round, usize)> = rounds
        .clone()
        .zip(1_i64..)
        .flat_map(|(round, number)| (0..round.proposal.candidates.len()).map(move |index| (number, round, index)))
        .collect();
    let text = |read: &dyn Fn(&Round, usize) -> String| Values::Text(ideas.iter().map(|(_, round, index)| read(round, *index)).collect());
    let number = |read: &dyn Fn(&Round, usize) -> f64| Values::Number(ideas.iter().map(|(_, round, index)| read(round, *index)).collect());
    let mut frame = Frame::new("interventions");
    frame.push("round", Values::Count(ideas.iter().map(|(number, _, _)| *number).collect()))?;
    frame.push("id", text(&|round, index| round.proposal.candidates[index].id.clone()))?;
    frame.push("title", text(&|round, index| round.proposal.candidates[index].title.clone()))?;
    frame.push("gain_steps", number(&|round, index| round.tried[index].gain))?;
    frame.push("change_of_verdict_measure", number(&|round, index| round.tried[index].aim))?;
    frame.push("cost_low", number(&|round, index| round.proposal.candidates[index].cost.first_year(customers).low))?;
    frame.push("cost_likely", number(&|round, index| round.proposal.candidates[index].cost.first_year(customers).likely))?;
    frame.push("cost_high", number(&|round, index| round.proposal.candidates[index].cost.first_year(customers).high))?;
    frame.push("grade", text(&|round, index| graded(Some(round.proposal.candidates[index].grade))))?;
    frame.push("source", text(&|round, index| round.proposal.candidates[index].source.clone()))?;
    let dropped = |round: &Round, index: usize| {
        let name = |other: usize| round.proposal.candidates[other].title.clone();
        round.tried[index].reason.as_ref().map_or_else(|| "recommended".to_owned(), |reason| reason.words(&name))
    };
    frame.push("why_not", text(&dropped))?;
    frames.push(frame);

    let gaps: Vec<(i64, &crate::prototype::XlmGap)> =
        rounds.zip(1_i64..).flat_map(|(round, number)| round.gaps.iter().map(move |gap| (number, gap))).collect();
    let mut frame = Frame::new("xlm_gaps");
    frame.push("round", Values::Count(gaps.iter().map(|(number, _)| *number).collect()))?;
    frame.push("measure", Values::Text(gaps.iter().map(|(_, gap)| gap.name.clone()).collect()))?;
    frame.push("target", Values::Number(gaps.iter().map(|(_, gap)| gap.target.target).collect()))?;
    frame.push("measured", Values::Number(gaps.iter().map(|(_, gap)| gap.measured).collect()))?;
    frame.push("gap", Values::Number(gaps.iter().map(|(_, gap)| gap.gap).collect()))?;
    frame.push("p_met", Values::Number(gaps.iter().map(|(_, gap)| gap.p_met).collect()))?;
    let carried = |gap: &crate::prototype::XlmGap| gap.carried_by.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join("; ");
    frame.push("carried_by", Values::Text(gaps.iter().map(|(_, gap)| carried(gap)).collect()))?;
    frames.push(frame);
    Ok(frames)
}

/// Mean and range of a figure, a row a level; empty where there is no base.
fn spread(frame: &mut Frame, levels: &[Option<Spread>]) -> Result<(), FrameError> {
    let part = |read: fn(Spread) -> f64| Values::Number(levels.iter().map(|level| level.map_or(f64::NAN, read)).collect());
    frame.push("mean", part(|level| level.mean))?;
    frame.push("q05", part(|level| level.low))?;
    frame.push("q95", part(|level| level.high))
}

fn pairs(study: &Study, findings: &Findings) -> Result<Frame, FrameError> {
    let unknowns = study.market.unknowns();
    let cells: Vec<(usize, f64, usize, f64, f64)> = findings
        .maps
        .iter()
        .flat_map(|map| {
            let (across, up) = &map.values;
            map.cells.iter().zip(up).flat_map(move |(cells, &up)| {
                cells.iter().zip(across).map(move |(&value, &across)| (map.of.0, across, map.of.1, up, value))
            })
        })
        .collect();
    let path = |unknown: usize| unknowns.entry(unknown).path.clone();
    let mut frame = Frame::new("pairs");
    frame.push("input", Values::Text(cells.iter().map(|cell| path(cell.0)).collect()))?;
    frame.push("value", Values::Number(cells.iter().map(|cell| cell.1).collect()))?;
    frame.push("other_input", Values::Text(cells.iter().map(|cell| path(cell.2)).collect()))?;
    frame.push("other_value", Values::Number(cells.iter().map(|cell| cell.3).collect()))?;
    frame.push("verdict_measure", Values::Number(cells.iter().map(|cell| cell.4).collect()))?;
    Ok(frame)
}
