//! A back-test of ratings as a page: the verdict, a scorecard for each test, shares, the rules.

use crate::measure::forecast::{Claim, RatingGain, RatingScore, Simple, rating_rules};
use crate::num::exp;
use crate::report::format;
use crate::report::view::{Block, Estimate, Fact, Heading, KeyFigure, Report, Section, Table, Trust, ValidityLine};
use crate::study::backtest::view::{INTERVAL, Page, verdict};
use crate::study::backtest::{Held, words};
use crate::study::fit::ratings::{RatingsStudy, shares_figure};
use crate::study::validate::Setting;

use super::analyse::{RatingsBacktest, RatingsTested};

/// Builds the page.
///
/// # Determinism
/// Depends on the study, the test and the setting.
#[must_use]
pub fn ratings_backtest_report(study: &RatingsStudy, found: &RatingsBacktest, setting: &Setting) -> Report {
    let mut sections: Vec<Section> = found.tested.iter().map(|tested| scores(found, tested)).collect();
    sections.extend(found.of(Held::People).map(|tested| shares(study, found, tested)));
    sections.push(rules(study, found));
    let style = helps(found).map_or_else(String::new, |words| format!(" {words}"));
    Page {
        title: study.spec.title.as_str(),
        question: "What may these ratings be used for, and does style help?",
        verdict: verdict(&found.verdict, format!("{}{style}", words::labels(&found.verdict))),
        key_figures: key_figures(found),
        validity: validity(found),
        sections,
    }
    .report(setting)
}

/// Whether style helps to say what people answer, in a sentence; none where the file has no style.
fn helps(found: &RatingsBacktest) -> Option<String> {
    let (card, at) = (&found.of(Held::People)?.card, |name: &str| found.tested[0].card.names.iter().position(|known| known == name));
    let (without, with) = (at("without style")?, at("with style")?);
    let gain = card.gain_over(with, without, RatingScore::Together);
    let told = words::gain(gain.value, gain.interval);
    Some(if gain.is_beaten() {
        format!("Style helps: a person's answers hang together more nearly as they really do, by {told} in log score.")
    } else if gain.is_lost() {
        format!("Style does harm here: a person's answers together are said worse, by {told} in log score.")
    } else {
        format!("Whether style helps cannot be told from these people: {told} in log score of a person's answers together.")
    })
}

fn key_figures(found: &RatingsBacktest) -> Vec<KeyFigure> {
    let figure = |held: Held, score: RatingScore, label: &str| {
        let card = &found.of(held)?.card;
        let (line, null) = (card.line(found.panel, score), card.line(1, score));
        let written = |estimate: Estimate| match score {
            RatingScore::Distance => format::quantity(words::turned(estimate, |value| 100.0 * value), "points"),
            RatingScore::Log => format::share(words::turned(estimate, exp)),
            _ => format::quantity(estimate, ""),
        };
        line.value.is_finite().then(|| KeyFigure {
            label: label.to_owned(),
            value: written(words::estimate(line.value, line.interval)),
            note: Some(format!("{}: {}", Simple::Shares.name(), written(Estimate::exact(null.value)))),
        })
    };
    [
        figure(Held::People, RatingScore::Distance, "people unseen: shares off at most"),
        figure(Held::Tasks, RatingScore::Log, "known people: chance of an answer"),
        figure(Held::People, RatingScore::Log, "people unseen: chance of an answer"),
        figure(Held::People, RatingScore::Spread, "spread of mean answers over real"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn validity(found: &RatingsBacktest) -> Vec<ValidityLine> {
    let line = |finding: &crate::measure::forecast::Finding| ValidityLine {
        measure: match finding.claim {
            Claim::Shares => "Shares of the boxes among people never seen",
            Claim::KnownIndividuals => "An answer of somebody whose other answers are known",
            Claim::UnseenIndividuals => "An answer of somebody of whom no answer is known",
        }
        .to_owned(),
        trust: if finding.holds { Trust::Validated } else { Trust::NotValidated },
        how: format!("{}.", format::capital(&format!("{}: {}", finding.label(), finding.why.join("; ")))),
    };
    found.verdict.findings.iter().map(line).collect()
}

/// What a test is called.
fn named(held: Held) -> &'static str {
    match held {
        Held::People => "People never seen",
        Held::Tasks | Held::Test(_) => "People whose other answers are known",
    }
}

fn scores(found: &RatingsBacktest, tested: &RatingsTested) -> Section {
    let card = &tested.card;
    let known: Vec<RatingScore> = RatingScore::ALL.into_iter().filter(|score| card.line(found.panel, *score).value.is_finite()).collect();
    let judged = known.iter().map(|&score| {
        let (line, null, gain) = (card.line(found.panel, score), card.line(1, score), card.gain(found.panel, Simple::Shares, score));
        let [over, word] = if gain.value.is_finite() {
            [words::gain(gain.value, gain.interval), word(gain).to_owned()]
        } else {
            [format::MISSING.to_owned(), String::new()]
        };
        vec![score.name().to_owned(), words::with_interval(line.value, line.interval), words::score(null.value), over, word]
    });
    let table = Table {
        caption: format!("{}: {}; {INTERVAL}", named(tested.held), card.names[found.panel]),
        columns: vec![
            Heading::text("score"),
            Heading::number("what is judged"),
            Heading::number(Simple::Shares.name()),
            Heading::number("how much better"),
            Heading::text("than those shares"),
        ],
        rows: judged.collect(),
        note: Some("What each score is stands at the end.".to_owned()),
    };
    let mut columns = vec![Heading::text("score")];
    columns.extend(card.names.iter().map(Heading::number));
    let rows = known.iter().map(|&score| {
        std::iter::once(score.name().to_owned()).chain((0..=found.panel).map(|at| words::score(card.line(at, score).value))).collect()
    });
    let steps = Table {
        caption: format!("{}: every forecast, from the simplest on", named(tested.held)),
        columns,
        rows: rows.collect(),
        note: Some("Intervals, and what each gains over the simple ones, are in the tables beside this report.".to_owned()),
    };
    let gain = card.gain(found.panel, Simple::Shares, RatingScore::Log);
    let finding = format!(
        "{} answers of {} people. Over each item's shares, the log score an answer gains {}.",
        format::count(card.answers as u64),
        format::count(card.people as u64),
        words::gain(gain.value, gain.interval)
    );
    Section {
        id: tested.held.id().replace('_', "-"),
        title: named(tested.held).to_owned(),
        finding,
        blocks: vec![Block::Table(table), Block::Table(steps)],
    }
}

/// A gain in words.
fn word(gain: &RatingGain) -> &'static str {
    if gain.is_beaten() {
        "better"
    } else if gain.is_lost() {
        "worse"
    } else {
        "no clear difference"
    }
}

fn shares(study: &RatingsStudy, found: &RatingsBacktest, tested: &RatingsTested) -> Section {
    let card = &tested.card;
    let real: Vec<f64> = card.items.iter().flat_map(|item| item.real.clone()).collect();
    let said: Vec<f64> = card.items.iter().flat_map(|item| item.said[found.panel].clone()).collect();
    let caption = "Shares of each item's boxes among people never seen, real and predicted".to_owned();
    let block = shares_figure(study, "shares", ("Shares of each item's boxes among people never seen", "predicted"), caption, &real, &said);
    let line = card.line(found.panel, RatingScore::Distance);
    let finding = format!(
        "Fold by fold, predicted shares lie {} points from the real ones at most, on average over items; shares of those who were learned from {}, equal chances {}.",
        format::number(100.0 * line.value, 1),
        format::number(100.0 * card.line(1, RatingScore::Distance).value, 1),
        format::number(100.0 * card.line(0, RatingScore::Distance).value, 1)
    );
    Section { id: "shares-of-boxes".to_owned(), title: "Shares of the boxes".to_owned(), finding, blocks: vec![block] }
}

fn rules(study: &RatingsStudy, found: &RatingsBacktest) -> Section {
    let mut facts = vec![
        Fact::new("People", format::count(study.people() as u64)),
        Fact::new("Answers", format::count(study.answers() as u64)),
        Fact::new("Learned from", format!("{} people at least", format::count(found.learned as u64))),
        Fact::new("How", found.how.clone()),
        Fact::new("Judged", found.tested[0].card.names[found.panel].clone()),
    ];
    facts.extend(study.dropped.iter().map(|one| Fact::new(one.why.clone(), format::count(one.count as u64))));
    let scores = Table {
        caption: "What each score is".to_owned(),
        columns: vec![Heading::text("score"), Heading::text("what it is")],
        rows: RatingScore::ALL.iter().map(|score| vec![score.name().to_owned(), score.reads().to_owned()]).collect(),
        note: None,
    };
    let mut words = rating_rules();
    words.push(
        "\"Shares met again\" means that thresholds were moved until the predicted shares of the people who were learned from are theirs; nothing else was \
         changed."
            .to_owned(),
    );
    Section {
        id: "rules".to_owned(),
        title: "How the labels are given".to_owned(),
        finding: "Labels follow from rules that were set before any score was seen.".to_owned(),
        blocks: vec![Block::Text(words), Block::Facts(facts), Block::Table(scores)],
    }
}
