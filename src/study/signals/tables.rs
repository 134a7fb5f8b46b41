//! Everything that was found as tables, for those who go on with it.

use crate::frame::{Frame, FrameError, count, number, text};
use crate::signals::Series;
use crate::signals::backtest::{Backtest, Cut, Lift, Pick};
use crate::signals::score::Part;

use super::analyse::{Findings, List};
use super::load::SignalsStudy;

/// Builds all tables: signals, back-test, picks, forecasts, topics, documents, items that could not be read.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
///
/// # Determinism
/// Depends on the study and the findings.
pub fn tables(study: &SignalsStudy, findings: &Findings) -> Result<Vec<Frame>, FrameError> {
    let mut all = vec![signals(study, findings)?];
    if let Some(backtest) = &findings.backtest {
        all.extend([cuts(backtest)?, picks(backtest)?]);
    }
    if !findings.register.all.is_empty() {
        all.push(findings.register.table()?);
    }
    if !study.spec.documents.is_empty() {
        all.extend([topics(study, findings)?, documents(study)?, items(study)?]);
    }
    Ok(all)
}

/// Every candidate of every list, with the measured parts and what each adds.
fn signals(study: &SignalsStudy, findings: &Findings) -> Result<Frame, FrameError> {
    let term = (study.series.as_ref(), findings.terms.as_ref(), "terms");
    let topic = (study.topics.as_ref().and_then(|topics| topics.series.as_ref()), findings.topics.as_ref(), "topics");
    let mut rows: Vec<(&str, &Series, &List, usize)> = Vec::new();
    for (series, list, name) in [term, topic] {
        if let (Some(series), Some(Ok(list))) = (series, list) {
            rows.extend((0..list.ranking.scored.len()).map(|place| (name, series, list, place)));
        }
    }
    let of = |row: &(&str, &Series, &List, usize)| row.2.ranking.scored[row.3].clone();
    let mut frame = Frame::new("signals");
    frame.push("list", text(&rows, |row| row.0.to_owned()))?;
    frame.push("rank", count(&rows, |row| row.3 as u64 + 1))?;
    frame.push("name", text(&rows, |row| row.1.terms[of(row).term].name.clone()))?;
    frame.push("shown", text(&rows, |row| if row.2.shown.contains(&row.3) { "yes" } else { "no" }.to_owned()))?;
    frame.push("score", number(&rows, |row| of(row).score))?;
    for part in Part::ALL {
        let part_name = part.as_str();
        frame.push(&format!("{part_name}_adds"), number(&rows, |row| of(row).contributions[part as usize]))?;
    }
    for part in Part::ALL {
        frame.push(part.as_str(), number(&rows, |row| of(row).measured[part as usize].unwrap_or(f64::NAN)))?;
    }
    frame.push("documents_last_window", count(&rows, |row| of(row).recent))?;
    frame.push("documents_window_before", count(&rows, |row| of(row).earlier))?;
    frame.push("share_last_window", number(&rows, |row| of(row).share))?;
    frame.push("plain_growth", number(&rows, |row| of(row).naive))?;
    let ranks = |list: &List| {
        let mut ranks = vec![0_u64; list.ranking.naive.len()];
        list.ranking.naive.iter().enumerate().for_each(|(rank, &place)| ranks[place] = rank as u64 + 1);
        ranks
    };
    let by_growth: Vec<u64> = [&findings.terms, &findings.topics].into_iter().flatten().flatten().flat_map(ranks).collect();
    frame.push("plain_growth_rank", count(&by_growth, |rank| *rank))?;
    frame.push("place_on_map", text(&rows, |row| of(row).quadrant.as_str().to_owned()))?;
    Ok(frame)
}

/// One row a cut and ranking, and one for all cuts together.
fn cuts(backtest: &Backtest) -> Result<Frame, FrameError> {
    type Row<'a> = (String, Option<&'a Cut>, &'static str, Option<Lift>);
    let mut rows: Vec<Row<'_>> = Vec::new();
    for cut in &backtest.cuts {
        rows.push((cut.day.to_string(), Some(cut), "score", cut.lift));
        rows.push((cut.day.to_string(), Some(cut), "plain growth", cut.naive_lift));
    }
    rows.push(("together".to_owned(), None, "score", backtest.together));
    rows.push(("together".to_owned(), None, "plain growth", backtest.naive_together));
    let lift = |read: fn(&Lift) -> f64| number(&rows, |row| row.3.as_ref().map_or(f64::NAN, read));
    let cut = |read: fn(&Cut) -> f64| number(&rows, |row| row.1.map_or(f64::NAN, read));
    let mut frame = Frame::new("backtest");
    frame.push("cut", text(&rows, |row| row.0.clone()))?;
    frame.push("ranking", text(&rows, |row| row.2.to_owned()))?;
    frame.push("outcome_from", text(&rows, |row| row.1.map_or_else(String::new, |cut| cut.outcome.0.to_string())))?;
    frame.push("outcome_to", text(&rows, |row| row.1.map_or_else(String::new, |cut| cut.outcome.1.to_string())))?;
    frame.push("in_the_list", cut(|cut| cut.listed as f64))?;
    frame.push("candidates", cut(|cut| cut.candidates as f64))?;
    frame.push("took_off", cut(|cut| cut.took_off as f64))?;
    frame.push("base_rate", cut(Cut::base))?;
    frame.push("picks", lift(|lift| lift.picks as f64))?;
    frame.push("hits", lift(|lift| lift.hits as f64))?;
    frame.push("lift", lift(|lift| lift.lift))?;
    frame.push("lift_low", lift(|lift| lift.interval.low))?;
    frame.push("lift_high", lift(|lift| lift.interval.high))?;
    frame.push("chance_by_lot", lift(|lift| lift.by_lot))?;
    frame.push(
        "claim",
        text(&rows, |row| row.3.as_ref().map_or("no base", |lift| if lift.holds() { "holds" } else { "withdrawn" }).to_owned()),
    )?;
    Ok(frame)
}

/// Every pick of every cut, hits and misses alike.
fn picks(backtest: &Backtest) -> Result<Frame, FrameError> {
    let mut rows: Vec<(&Cut, &str, usize, &Pick)> = Vec::new();
    for cut in &backtest.cuts {
        for (name, picks) in [("score", &cut.picks), ("plain growth", &cut.naive)] {
            rows.extend(picks.iter().enumerate().map(|(place, pick)| (cut, name, place + 1, pick)));
        }
    }
    let mut frame = Frame::new("picks");
    frame.push("cut", text(&rows, |row| row.0.day.to_string()))?;
    frame.push("ranking", text(&rows, |row| row.1.to_owned()))?;
    frame.push("rank", count(&rows, |row| row.2 as u64))?;
    frame.push("term", text(&rows, |row| row.3.term.clone()))?;
    frame.push("score", number(&rows, |row| row.3.score))?;
    frame.push("plain_growth", number(&rows, |row| row.3.naive))?;
    frame.push("share_before", number(&rows, |row| row.3.before))?;
    frame.push("share_after", number(&rows, |row| row.3.after))?;
    frame.push("times", number(&rows, |row| row.3.ratio))?;
    frame.push("took_off", text(&rows, |row| if row.3.took_off { "yes" } else { "no" }.to_owned()))?;
    Ok(frame)
}

fn topics(study: &SignalsStudy, findings: &Findings) -> Result<Frame, FrameError> {
    let rows: Vec<usize> = (0..study.topics.as_ref().map_or(0, |topics| topics.topics.len())).collect();
    let of = |place: &usize| study.topics.as_ref().map(|topics| &topics.topics[*place]);
    let quote = |place: &usize| findings.quotes.iter().find(|quoted| quoted.topic == *place).map(|quoted| &quoted.quote);
    let from = |place: &usize, read: fn(&crate::signals::documents::Document) -> String| {
        quote(place).map_or_else(String::new, |quote| read(&study.documents[quote.document]))
    };
    let mut frame = Frame::new("topics");
    frame.push("topic", text(&rows, |place| of(place).map_or_else(String::new, |topic| topic.name(*place))))?;
    frame.push("terms", text(&rows, |place| of(place).map_or_else(String::new, |topic| topic.terms.join(", "))))?;
    frame.push("began", text(&rows, |place| of(place).map_or_else(String::new, |topic| topic.born.to_string())))?;
    frame.push("documents", count(&rows, |place| of(place).map_or(0, |topic| topic.members.len() as u64)))?;
    let copies =
        |place: &usize| of(place).map_or(0, |topic| topic.members.iter().map(|&member| study.merged[member].all.len() as u64).sum());
    frame.push("with_copies", count(&rows, copies))?;
    frame.push("quote", text(&rows, |place| quote(place).map_or_else(String::new, |quote| quote.words.clone())))?;
    frame.push("quoted_from", text(&rows, |place| from(place, |document| document.source.clone())))?;
    frame.push("quoted_on", text(&rows, |place| from(place, |document| document.day.to_string())))?;
    frame.push("quoted_file", text(&rows, |place| from(place, |document| document.file.clone())))?;
    frame.push("quoted_place", text(&rows, |place| from(place, |document| document.place.clone())))?;
    Ok(frame)
}

fn documents(study: &SignalsStudy) -> Result<Frame, FrameError> {
    let rows = &study.documents;
    let mut topic_of: Vec<Option<usize>> = vec![None; rows.len()];
    let mut copy_of: Vec<usize> = (0..rows.len()).collect();
    for (place, topic) in study.topics.iter().flat_map(|topics| topics.topics.iter().enumerate()) {
        for &member in &topic.members {
            for &document in &study.merged[member].all {
                topic_of[document] = Some(place);
                copy_of[document] = study.merged[member].first;
            }
        }
    }
    let places: Vec<usize> = (0..rows.len()).collect();
    let mut frame = Frame::new("documents");
    frame.push("file", text(rows, |one| one.file.clone()))?;
    frame.push("place", text(rows, |one| one.place.clone()))?;
    frame.push("id", text(rows, |one| one.id.clone()))?;
    frame.push("date", text(rows, |one| one.day.to_string()))?;
    frame.push("source", text(rows, |one| one.source.clone()))?;
    frame.push("language", text(rows, |one| one.language.clone().unwrap_or_default()))?;
    frame.push("topic", text(&places, |&place| topic_of[place].map_or_else(String::new, |topic| format!("T{}", topic + 1))))?;
    let copied = |&place: &usize| {
        if copy_of[place] == place { String::new() } else { format!("{}, {}", rows[copy_of[place]].file, rows[copy_of[place]].place) }
    };
    frame.push("copy_of", text(&places, copied))?;
    Ok(frame)
}

fn items(study: &SignalsStudy) -> Result<Frame, FrameError> {
    let rows = &study.items;
    let mut frame = Frame::new("items");
    frame.push("file", text(rows, |one| one.file.clone()))?;
    frame.push("place", text(rows, |one| one.place.clone()))?;
    frame.push("reason", text(rows, |one| one.reason.clone()))?;
    frame.push("kept", text(rows, |one| if one.kept { "in part" } else { "no" }.to_owned()))?;
    Ok(frame)
}
