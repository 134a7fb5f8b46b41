//! Method.

use crate::market::Kind;
use crate::montecarlo::Stopped;
use crate::report::chart::{Chart, Convergence};
use crate::report::format;
use crate::report::view::{Block, Estimate, Fact, Heading, Section};
use crate::stats::Summary;
use crate::stats::interval::{Level, wilson};

use super::reading::{Reading, figure, table};

/// The section on how it was done.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let outcome = &reading.findings.outcome;
    let stopped = match outcome.stopped {
        Stopped::Complete => "as many as asked for",
        Stopped::Precise => "stopped where the Monte Carlo error was small enough, at a pre-set look",
        Stopped::AtLimit => "stopped at the limit; the Monte Carlo error is larger than the target",
        Stopped::Interrupted => "interrupted",
    };
    let facts = vec![
        Fact::new("draws of what nobody knows", format!("{} ({stopped})", format::count(outcome.replicates() as u64))),
        Fact::new("runs per draw with other chance", outcome.inner().to_string()),
        Fact::new("people per run", format::count(reading.study.market.people().len() as u64)),
        Fact::new("worlds run on the same draws", reading.study.arms.all.len().to_string()),
    ];
    let mut blocks = vec![Block::Facts(facts), uncertainty(reading)];
    blocks.extend(convergence(reading));
    blocks.extend(conversions(reading));
    let mut words = vec![
        "Each person has a taste for every attribute, drawn afresh in every run. Utility is taste times level, summed; the chance of a choice is its share of the exponentials of utility among what the person knows, can get and can use (logit). With and without the concept, at every price and under every assumption, the same people make the same draws, so that differences are not luck.".to_owned(),
        "Three uncertainties are kept apart. What nobody knows is drawn once a replicate: the spread over replicates is the interval shown. Chance among people is the difference between runs of one replicate. The Monte Carlo error says how far this run is from infinitely many. The number of synthetic people never makes a figure more certain.".to_owned(),
    ];
    if !reading.study.market.questions().is_empty() {
        words.push("Stated answers: the chance of choosing (in log-odds), moved by the person's tendency to agree, stretched by the tendency to extremes, blurred by noise, and cut into boxes by thresholds. Those thresholds are judgement.".to_owned());
    }
    if !reading.study.market.touchpoints().is_empty() {
        words.push("Journey: those who choose it walk it. Felt effort is the stated effort moved by skill (on screens), by confusion and by failures that are not put right; it raises the stated rate of giving up, and so do impatience and waiting. What is remembered is partly the worst moment and the end, partly the mean.".to_owned());
    }
    blocks.push(Block::Text(words));
    let share = reading.study.decision.leading;
    let error = reading.findings.looks.last().map_or(f64::NAN, |look| look.2);
    let text = if reading.figures.all()[share].kind.is_share() {
        format!("{} points", format::number(100.0 * error, 2))
    } else {
        format::plain(error)
    };
    let finding = format!(
        "{} draws, each run {} times; the Monte Carlo error of the leading figure is {text}.",
        format::count(outcome.replicates() as u64),
        outcome.inner()
    );
    Section { id: "method".to_owned(), title: "Method".to_owned(), finding, blocks }
}

/// The three uncertainties of the main figures, side by side.
fn uncertainty(reading: &Reading<'_>) -> Block {
    let mut kinds = Vec::new();
    for (alternative, one) in reading.study.market.alternatives().iter().enumerate() {
        kinds.push((format!("share of {}", one.name), Kind::Share { arm: 0, alternative, segment: None }));
    }
    for (question, one) in reading.study.market.questions().iter().enumerate() {
        kinds.push((format!("two best boxes of {}", one.name), Kind::TopTwoBox { question, segment: None }));
    }
    kinds.push(("share who get through the journey".to_owned(), Kind::Completion { at: None }));
    let respondents = reading.study.spec.survey.as_ref().and_then(|survey| survey.respondents);
    let rows: Vec<Vec<String>> = kinds
        .into_iter()
        .filter_map(|(name, kind)| {
            let index = reading.figures.index(kind)?;
            let summary = Summary::of(&reading.values(kind)?)?;
            let points = |value: f64| format::number(100.0 * value, 2);
            let split = reading.findings.outcome.split(index).ok();
            let mut row = vec![name, format::percent_to(summary.mean, 1), points(summary.sd / (summary.n as f64).sqrt())];
            row.push(split.map_or_else(String::new, |split| points(split.theta.sqrt())));
            row.push(split.map_or_else(String::new, |split| points(split.inner.sqrt())));
            if let Some(people) = respondents {
                let hits = (summary.mean * f64::from(people)).round().clamp(0.0, f64::from(people));
                let interval = wilson(hits, f64::from(people), Level::P90);
                row.push(interval.map_or_else(|_| String::new(), |interval| format!("± {}", format::number(50.0 * interval.width(), 1))));
            }
            Some(row)
        })
        .collect();
    let survey = respondents.map(|people| format!("a survey of {} would add (90 %)", format::count(u64::from(people))));
    let mut columns = vec!["mean", "Monte Carlo error", "what nobody knows (sd)", "chance in a run (sd)"];
    columns.extend(survey.as_deref());
    let mut table = table("Three uncertainties, in points, never mixed", "figure", &columns, rows);
    table.note = Some("Choices are counted as chances, so that chance in a run is smaller than if each person chose once.".to_owned());
    Block::Table(table)
}

fn convergence(reading: &Reading<'_>) -> Option<Block> {
    let looks = &reading.findings.looks;
    let kind = reading.figures.all()[reading.study.decision.leading].kind;
    let scale = if kind.is_share() { 100.0 } else { 1.0 };
    if looks.len() < 2 {
        return None;
    }
    let band = |&(count, mean, error): &(usize, f64, f64)| {
        (count as f64, Estimate::new(scale * mean, scale * 1.96_f64.mul_add(-error, mean), scale * 1.96_f64.mul_add(error, mean)))
    };
    let points: Vec<(f64, Estimate)> = looks.iter().map(band).collect();
    let rows = points.iter().map(|(count, mean)| vec![format::count(*count as u64), format::quantity(*mean, "")]).collect();
    let chart = Chart::Convergence(Convergence {
        axis: if kind.is_share() { format!("{}, %", reading.leading_name()) } else { reading.leading_name() },
        interval: "95 % Monte Carlo interval".to_owned(),
        looks: points,
        target: None,
    });
    let table = table("Mean by number of draws, with its 95 % Monte Carlo interval", "draws", &["mean"], rows);
    Some(figure("convergence", "Is the run long enough?", "The mean settles as draws are added.".to_owned(), chart, table, None))
}

fn conversions(reading: &Reading<'_>) -> Option<Block> {
    let found = reading.study.market.conversions();
    if found.is_empty() {
        return None;
    }
    let rows = found.into_iter().map(|line| vec![line.taste, line.who, line.stated, line.rule, format::plain(line.utility)]).collect();
    let mut table = table("From what was stated to utility, at the middle of every range", "taste", &["utility (logits)"], rows);
    table.columns.splice(1..1, [Heading::text("for"), Heading::text("as stated"), Heading::text("how it converts")]);
    Some(Block::Table(table))
}
