//! What would save it: the drafts, what changed in each, and what was tried and dropped.

use crate::measure::xlm::Aim;
use crate::montecarlo::Effect;
use crate::prototype::{Candidate, Range, Reason, Recommendation, Round, Tried};
use crate::report::chart::{self, Chart, Direction};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Heading, Section, Table, Tone};
use crate::stats::pareto;

use super::super::mend::{Draft, Mended};
use super::reading::{Reading, figure, listed};
use crate::study::parts::{INTERVAL, grade, spread, xlm_scale};

/// Rows of the tables of ideas.
const ROWS: usize = 12;

/// Ideas that are named in a sentence at most.
const NAMED: usize = 3;

/// The sections on what would mend the concept, where the prototyper worked.
pub(super) fn sections(reading: &Reading<'_>) -> Vec<Section> {
    let Some(mended) = &reading.findings.mended else { return Vec::new() };
    let mut sections = vec![saved(reading, mended)];
    sections.extend(gap(reading, mended));
    sections
}

/// The rounds that made a draft, each with it.
fn made(mended: &Mended) -> impl Iterator<Item = (&Draft, &Round, &Recommendation)> {
    mended.drafts.iter().filter_map(|draft| {
        let round = draft.round.as_ref()?;
        Some((draft, round, round.recommended.as_ref()?))
    })
}

fn titles(round: &Round, chosen: &Recommendation) -> Vec<String> {
    chosen.members.iter().map(|(index, _)| round.proposal.candidates[*index].title.clone()).collect()
}

fn saved(reading: &Reading<'_>, mended: &Mended) -> Section {
    let first = mended.drafts.first();
    let last = mended.drafts.last();
    let smallest = reading.findings.stress.as_ref().map_or(0.0, |stress| stress.goal.aim.smallest);
    let finding = match (first, last, made(mended).next()) {
        (Some(first), Some(last), Some(_)) if (spread(last.level).mid - spread(first.level).mid).abs() < smallest => format!(
            "Draft {} leaves the {} at {} and brings the experience nearer to its targets{}.",
            last.number,
            reading.leading_name(),
            level(reading, last),
            nearest(mended).unwrap_or_default()
        ),
        (Some(first), Some(last), Some((_, round, chosen))) => format!(
            "{} drafts took the {} from {} to {}; the first step: {}.",
            mended.drafts.len(),
            reading.leading_name(),
            level(reading, first),
            level(reading, last),
            listed(&titles(round, chosen))
        ),
        _ => "Nothing that was tried is shown to be worth its cost; the concept stays as it is.".to_owned(),
    };
    let mut blocks = vec![lineage(reading, mended)];
    for (draft, round, chosen) in made(mended) {
        blocks.extend(waterfall(reading, mended, draft, round, chosen));
    }
    if made(mended).next().is_some() {
        blocks.push(Block::Table(changes(reading, mended)));
    }
    if let Some(round) = mended.rounds().next() {
        blocks.extend(frontier(reading, round));
        blocks.push(Block::Table(dropped(reading, round)));
    }
    blocks.extend(flagged(mended));
    blocks.push(Block::Text(method(reading, mended)));
    Section { id: "mend".to_owned(), title: "What would save it".to_owned(), finding, blocks }
}

/// The experience target whose chance rises most over the drafts, in words.
fn nearest(mended: &Mended) -> Option<String> {
    let (_, first, _) = made(mended).next()?;
    let (_, _, chosen) = made(mended).last()?;
    let gain = |place: usize| chosen.xlms.get(place).map_or(f64::NEG_INFINITY, |promise| promise.p_met.1 - first.gaps[place].p_met);
    let best = (0..first.gaps.len()).max_by(|&one, &other| gain(one).total_cmp(&gain(other))).filter(|&best| gain(best) > 0.0)?;
    let (before, after) = (first.gaps[best].p_met, chosen.xlms[best].p_met.1);
    Some(format!(
        ": \"{}\" is met in {} of the draws, {} before",
        first.gaps[best].name,
        format::probability(after),
        format::probability(before)
    ))
}

fn level(reading: &Reading<'_>, draft: &Draft) -> String {
    reading.leading_words(spread(draft.level))
}

fn effect(found: &Effect) -> Estimate {
    Estimate::new(found.mean, found.low, found.high)
}

fn change(reading: &Reading<'_>, effect: Option<&Effect>) -> String {
    effect.map_or_else(|| "no base".to_owned(), |effect| reading.leading_change(self::effect(effect)))
}

fn cost(reading: &Reading<'_>, range: Range) -> String {
    if range.likely.abs() < 0.5 && range.high.abs() < 0.5 {
        return "nothing".to_owned();
    }
    reading.study.money(Estimate::new(range.likely, range.low, range.high))
}

fn threshold(reading: &Reading<'_>) -> Option<(f64, String)> {
    reading.study.decision.threshold.map(|level| (reading.leading_scale() * level, "your line".to_owned()))
}

fn lineage(reading: &Reading<'_>, mended: &Mended) -> Block {
    let customers = reading.study.terms.rates.customers;
    let drafts = mended
        .drafts
        .iter()
        .map(|draft| {
            let round = draft.round.as_ref();
            let chosen = round.and_then(|round| Some((round, round.recommended.as_ref()?)));
            chart::Draft {
                name: format!("v{}", draft.number),
                value: spread(draft.level).scaled(reading.leading_scale()),
                text: level(reading, draft),
                cost: chosen.map_or_else(String::new, |(_, chosen)| cost(reading, chosen.cost.first_year(customers))),
                changes: chosen.map_or_else(Vec::new, |(round, chosen)| titles(round, chosen)),
                dropped: round.map_or(0, |round| round.tried.iter().filter(|tried| tried.reason.is_some()).count()),
            }
        })
        .collect();
    let drawing = Chart::Lineage(chart::Lineage {
        axis: reading.leading_axis(),
        interval: INTERVAL.to_owned(),
        threshold: threshold(reading),
        drafts,
    });
    let rows = mended
        .drafts
        .iter()
        .map(|draft| {
            let promise = draft.round.as_ref().and_then(|round| round.recommended.as_ref()).and_then(|chosen| chosen.steps.last());
            vec![
                format!("v{}", draft.number),
                level(reading, draft),
                draft.change.map_or_else(String::new, |effect| change(reading, Some(&effect))),
                promise.map_or_else(String::new, |step| change(reading, step.aim_attacked.as_ref())),
                if draft.number == 1 { String::new() } else { reading.study.money(Estimate::exact(draft.bill)) },
            ]
        })
        .collect();
    let data = Table {
        caption: format!("The drafts; {INTERVAL}, each change paired with the draft before on the same people and draws"),
        columns: vec![
            Heading::text("draft"),
            Heading::number(reading.leading_name()),
            Heading::number("change"),
            Heading::number("the same under attack"),
            Heading::number("first year, likely"),
        ],
        rows,
        note: Some("First year: work, and margin that a lower price gives away. Each round has draws of its own, so levels of one draft differ a little from round to round.".to_owned()),
    };
    let alt = format!("{} drafts with the {} of each.", mended.drafts.len(), reading.leading_name());
    figure("lineage", "From draft to draft", alt, drawing, data, Some("drafts"))
}

fn waterfall(reading: &Reading<'_>, mended: &Mended, draft: &Draft, round: &Round, chosen: &Recommendation) -> Option<Block> {
    let scale = reading.leading_scale();
    let before = mended.drafts.iter().find(|other| other.number + 1 == draft.number)?;
    let customers = reading.study.terms.rates.customers;
    let from = draft.change.map_or_else(|| spread(before.level).mid, |change| change.control);
    let (mut together, mut added_up) = (0.0, 0.0);
    let mut steps = Vec::new();
    let mut rows = Vec::new();
    for step in &chosen.steps {
        let candidate = &round.proposal.candidates[step.added];
        together = step.aim?.mean;
        added_up += step.alone?.mean;
        steps.push(chart::WaterfallStep {
            label: candidate.title.clone(),
            sub: cost(reading, candidate.cost.first_year(customers)),
            effect: effect(&step.adds?).scaled(scale),
            alone: step.alone.map(|alone| scale * alone.mean),
            text: change(reading, step.adds.as_ref()),
        });
        rows.push(vec![
            candidate.title.clone(),
            change(reading, step.alone.as_ref()),
            change(reading, step.aim.as_ref()),
            change(reading, step.aim_attacked.as_ref()),
            cost(reading, candidate.cost.first_year(customers)),
        ]);
    }
    let apart = (steps.len() > 1).then(|| chart::Overlap {
        label: "if single effects added up".to_owned(),
        apart: scale * (from + added_up),
        text: reading.leading_difference((added_up - together).abs()),
    });
    let end = spread(draft.level).scaled(scale);
    let drawing = Chart::Waterfall(chart::Waterfall {
        axis: reading.leading_axis(),
        interval: INTERVAL.to_owned(),
        threshold: threshold(reading),
        start: chart::WaterfallEnd {
            label: format!("v{}", before.number),
            value: Estimate::exact(scale * from),
            text: reading.leading_words(Estimate::exact(from)),
        },
        steps,
        end: chart::WaterfallEnd { label: format!("v{}", draft.number), value: end, text: level(reading, draft) },
        overlap: apart,
    });
    let data = Table {
        caption: format!("What each change of v{} does to the {}; {INTERVAL}", draft.number, reading.leading_name()),
        columns: vec![
            Heading::text("change"),
            Heading::number("alone"),
            Heading::number("with those above"),
            Heading::number("under attack, with those above"),
            Heading::number("first year"),
        ],
        rows,
        note: None,
    };
    let alt = format!("The changes of draft {} one after the other.", draft.number);
    Some(figure(
        &format!("waterfall-{}", draft.number),
        &format!("What v{} changes", draft.number),
        alt,
        drawing,
        data,
        Some("interventions"),
    ))
}

fn changes(reading: &Reading<'_>, mended: &Mended) -> Table {
    let mut rows = Vec::new();
    for (draft, round, chosen) in made(mended) {
        for (index, _) in &chosen.members {
            let candidate = &round.proposal.candidates[*index];
            let mut how = candidate.how.clone();
            if let Some(provided) = &candidate.provided {
                how.push_str(&format!(" It takes: {provided}."));
            }
            rows.push(vec![
                format!("v{}", draft.number),
                candidate.title.clone(),
                how,
                cost(reading, candidate.cost.first_year(reading.study.terms.rates.customers)),
                format!("{}: {}", grade(Some(candidate.grade)).word(), candidate.source),
            ]);
        }
    }
    Table {
        caption: "What to do".to_owned(),
        columns: vec![
            Heading::text("draft"),
            Heading::text("change"),
            Heading::text("how"),
            Heading::number("first year"),
            Heading::text("where its effect comes from"),
        ],
        rows,
        note: None,
    }
}

/// The candidates of a round in the order of what they do alone.
fn by_gain(round: &Round) -> Vec<(usize, &Candidate, &Tried)> {
    let mut all: Vec<(usize, &Candidate, &Tried)> =
        round.proposal.candidates.iter().zip(&round.tried).enumerate().map(|(index, (one, tried))| (index, one, tried)).collect();
    all.retain(|(_, _, tried)| tried.gain.is_finite());
    all.sort_by(|one, other| other.2.gain.total_cmp(&one.2.gain).then(one.0.cmp(&other.0)));
    all
}

fn frontier(reading: &Reading<'_>, round: &Round) -> Option<Block> {
    let customers = reading.study.terms.rates.customers;
    let offers: Vec<(usize, &Candidate, &Tried)> =
        by_gain(round).into_iter().filter(|(_, candidate, tried)| tried.gain > 0.0 && !candidate.austerity).take(ROWS).collect();
    if offers.is_empty() {
        return None;
    }
    let bills: Vec<[f64; 2]> =
        offers.iter().map(|(_, candidate, tried)| [candidate.cost.first_year(customers).likely, -tried.gain]).collect();
    let best = pareto::front(&pareto::Points::from_rows(2, &bills).ok()?, 0.0).ok()?;
    let is_chosen =
        |index: usize| round.recommended.as_ref().is_some_and(|chosen| chosen.members.iter().any(|(member, _)| *member == index));
    let rows = offers
        .iter()
        .enumerate()
        .map(|(place, (index, candidate, tried))| {
            let spent = candidate.cost.first_year(customers);
            chart::Offer {
                name: candidate.title.clone(),
                cost: Estimate::new(spent.likely, spent.low, spent.high),
                effect: Estimate::exact(tried.gain),
                efficient: best.place(place).is_some(),
                chosen: is_chosen(*index),
                text: format!(
                    "{} steps that matter; {}; {}",
                    format::plain(tried.gain),
                    reading.leading_change(Estimate::exact(tried.aim)),
                    cost(reading, spent)
                ),
            }
        })
        .collect();
    let cells = offers
        .iter()
        .map(|(_, candidate, tried)| {
            vec![
                candidate.title.clone(),
                format::plain(tried.gain),
                reading.leading_change(Estimate::exact(tried.aim)),
                cost(reading, candidate.cost.first_year(customers)),
            ]
        })
        .collect();
    let drawing = Chart::Frontier(chart::Frontier {
        cost_axis: format!("cost of the first year, {}", reading.study.currency.split_whitespace().next().unwrap_or_default()),
        effect_axis: "gain, in steps that matter".to_owned(),
        interval: "low to high cost".to_owned(),
        smallest: Some((1.0, "one step that matters".to_owned())),
        rows,
    });
    let data = Table {
        caption: "What each idea does by itself, on the draws of the search: good enough to choose by, too flattering to report".to_owned(),
        columns: vec![
            Heading::text("idea"),
            Heading::number("gain, steps"),
            Heading::number(format!("change of the {}", reading.leading_name())),
            Heading::number("first year"),
        ],
        rows: cells,
        note: Some("A step that matters is the smallest effect of interest of the verdict figure, or a hundredth of the scale of an experience measure that falls short, weighted. Judgement.".to_owned()),
    };
    Some(figure("frontier", "Cost against gain", format!("{} ideas by cost and gain.", offers.len()), drawing, data, Some("interventions")))
}

fn dropped(reading: &Reading<'_>, round: &Round) -> Table {
    let name = |index: usize| round.proposal.candidates[index].title.clone();
    let all: Vec<(usize, &Candidate, &Tried)> = by_gain(round).into_iter().filter(|(_, _, tried)| tried.reason.is_some()).collect();
    let count = all.len();
    let rows = all
        .into_iter()
        .take(ROWS)
        .map(|(_, candidate, tried)| {
            vec![
                candidate.title.clone(),
                reading.leading_change(Estimate::exact(tried.aim)),
                tried.reason.as_ref().map_or_else(String::new, |reason| reason.words(&name)),
            ]
        })
        .collect();
    Table {
        caption: "Tried and dropped, the most promising first".to_owned(),
        columns: vec![
            Heading::text("idea"),
            Heading::number(format!("change of the {} alone", reading.leading_name())),
            Heading::text("why it is not in"),
        ],
        rows,
        note: Some(format!("{ROWS} of {count}; all are in the table `interventions`.")).filter(|_| count > ROWS),
    }
}

fn flagged(mended: &Mended) -> Option<Block> {
    let mut names: Vec<String> = Vec::new();
    for round in mended.rounds() {
        for candidate in round.proposal.candidates.iter().filter(|candidate| candidate.austerity) {
            if !names.contains(&candidate.title) {
                names.push(candidate.title.clone());
            }
        }
    }
    (!names.is_empty()).then(|| {
        Block::Callout(Callout {
            tone: Tone::Warning,
            title: "Saves cost by lowering experience".to_owned(),
            text: format!("Measured and shown in the tables, never recommended: {}.", listed(&names)),
        })
    })
}

fn method(reading: &Reading<'_>, mended: &Mended) -> Vec<String> {
    let rates = &reading.study.terms.rates;
    let tried: usize = mended.rounds().map(|round| round.evaluated).sum();
    let mut text = vec![format!(
        "Each round takes the answers to the objections, the moves of the catalogue at every touchpoint they fit, the concept's own levers and other ways through the journey; measures each alone, as given and under the strongest objections; picks up to {} that work together within the budget and harm no segment; and runs the pick again on fresh draws. {} sets were measured. {}",
        reading.study.terms.changes,
        format::count(tried as u64),
        mended.ended,
    )];
    if !rates.guessed.is_empty() {
        text.push(format!(
            "Costs rest on {} a working day and {} customers a year; guessed by the program: {}. State them under `[prototype]`.",
            reading.study.money(Estimate::exact(rates.day)),
            format::count(rates.customers as u64),
            listed(&rates.guessed.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()),
        ));
    }
    let of_team: Vec<String> = mended
        .rounds()
        .next()
        .into_iter()
        .flat_map(|round| &round.proposal.skipped)
        .filter(|skipped| skipped.reason == Reason::OfTheTeam)
        .map(|skipped| format!("“{}”", skipped.title))
        .collect();
    if !of_team.is_empty() {
        let (named, more) = (of_team.len().min(NAMED), of_team.len().saturating_sub(NAMED));
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        text.push(format!(
            "Left out, since they change what comes from the team behind the concept: {}{more}. What the team can do about it, `foretaste autonomy` \
             with `--concept` says.",
            of_team[..named].join(", ")
        ));
    }
    text.push("Effects of interventions are published or judged elsewhere, not measured on this concept: not validated. The drafts lie beside this report as studies that can be run, with a concept board and a journey map.".to_owned());
    text
}

/// Closing the experience gap, where there are targets.
fn gap(reading: &Reading<'_>, mended: &Mended) -> Option<Section> {
    let first = mended.rounds().next()?;
    if first.gaps.is_empty() {
        return None;
    }
    let last = made(mended).last();
    let figures = &reading.figures;
    let kind_of = |name: &str| {
        let read = reading.study.decision.xlms.iter().find(|xlm| xlm.name == name)?;
        Some(figures.all()[read.figure].kind)
    };
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    for gap in &first.gaps {
        let kind = kind_of(&gap.name)?;
        // The last draft's own round measured it after the changes.
        let after = last.and_then(|(_, round, chosen)| {
            let place = round.gaps.iter().position(|other| other.name == gap.name)?;
            let promise = chosen.xlms.get(place)?;
            Some((promise.level?, promise.p_met.1))
        });
        let now = after.map_or(Estimate::exact(gap.measured), |(level, _)| spread(Some(level)));
        let met = after.map_or(gap.p_met, |(_, met)| met);
        let direction = if gap.target.direction == Aim::AtLeast { Direction::HigherIsBetter } else { Direction::LowerIsBetter };
        let scale = xlm_scale(kind, gap.measured.max(now.high).max(gap.target.target));
        let words = |value: f64| reading.words(kind, Estimate::exact(value));
        let side = if gap.target.direction == Aim::AtLeast { "at least" } else { "at most" };
        rows.push(chart::XlmGapRow {
            label: gap.name.clone(),
            target: gap.target.target,
            direction,
            scale,
            before: Estimate::exact(gap.measured),
            after: now,
            met: (gap.p_met, met),
            text: format!("{} → {}, wanted {side} {}", words(gap.measured), words(now.mid), words(gap.target.target)),
        });
        let carried: Vec<String> = gap.carried_by.iter().take(2).map(|carried| carried.name.clone()).collect();
        let closers: Vec<String> = gap
            .closed_by
            .iter()
            .take(2)
            .map(|closing| {
                let candidate = &first.proposal.candidates[closing.candidate];
                let spent = closing.cost.first_year(reading.study.terms.rates.customers);
                format!("{} ({}, {})", candidate.title, reading.study.difference(kind, effect(&closing.effect)), cost(reading, spent))
            })
            .collect();
        cells.push(vec![
            gap.name.clone(),
            format!("{side} {}", words(gap.target.target)),
            words(gap.measured),
            format!("{} → {}", format::probability(gap.p_met), format::probability(met)),
            if gap.short > 0.0 { listed(&carried) } else { "–".to_owned() },
            if closers.is_empty() { "nothing found".to_owned() } else { closers.join("; ") },
        ]);
    }
    let missed = first.gaps.iter().filter(|gap| gap.short > 0.0).count();
    let finding = match missed {
        0 => "On average every experience target is met as it is.".to_owned(),
        _ => format!("{missed} of {} experience targets are missed on average as it is.", first.gaps.len()),
    };
    let drawing = Chart::XlmGap(chart::XlmGap {
        before_name: "version 1".to_owned(),
        after_name: mended.drafts.last().map_or_else(String::new, |draft| format!("version {}", draft.number)),
        interval: INTERVAL.to_owned(),
        rows,
    });
    let data = Table {
        caption: "Targets, what is measured, who falls short, and what closes it".to_owned(),
        columns: vec![
            Heading::text("measure"),
            Heading::text("target"),
            Heading::number("measured"),
            Heading::number("chance that it is met"),
            Heading::text("furthest off"),
            Heading::text("closed most by (alone)"),
        ],
        rows: cells,
        note: None,
    };
    let block = figure("xlm-gap", "Experience targets before and after", finding.clone(), drawing, data, Some("xlm_gaps"));
    Some(Section { id: "gap".to_owned(), title: "Closing the experience gap".to_owned(), finding, blocks: vec![block] })
}
