//! The back-test as a page: the verdict, a scorecard for each test, what it rests on, the rules.

use crate::measure::forecast::{Claim, Light, Line, Null, Scored, rules};
use crate::report::chart::{Chart, Reliability, ReliabilityPoint, ShareRow, Shares};
use crate::report::format;
use crate::report::view::{
    Block, Callout, Estimate, Fact, Heading, Hue, KeyFigure, Report, Reproduce, Section, Table, Tone, Trust, ValidityLine, Verdict,
    VerdictKind,
};
use crate::study::fit::{FitStudy, Kind};
use crate::study::parts::{figure, listed};
use crate::study::validate::Setting;

use super::analyse::{Backtest, Held, Tested};
use super::words;

/// What intervals are, in words.
const INTERVAL: &str = "95 % interval over people";

/// Builds the page.
///
/// # Determinism
/// Depends on the study, the test and the setting.
#[must_use]
pub fn report(study: &FitStudy, found: &Backtest, setting: &Setting) -> Report {
    let mut sections: Vec<Section> = found.tested.iter().flat_map(|tested| scorecard(study, tested)).collect();
    sections.push(method(study, found));
    Report {
        title: format!("Back-test: {}", study.spec.title.as_str()),
        question: "What may this panel be used for?".to_owned(),
        verdict: verdict(found),
        partial: None,
        key_figures: key_figures(found),
        validity: validity(found),
        objection: None,
        sections,
        reproduce: Reproduce {
            command: setting.command.clone(),
            facts: [Fact::new("Version", &setting.version), Fact::new("Seed", setting.seed.to_string())]
                .into_iter()
                .chain(setting.inputs.iter().map(|(name, hash)| Fact::new(name, hash)))
                .collect(),
        },
    }
}

fn verdict(found: &Backtest) -> Verdict {
    let (kind, word) = match found.verdict.light {
        Light::Green => (VerdictKind::Go, "valid as tested"),
        Light::Amber => (VerdictKind::Iterate, "valid in part"),
        Light::Red => (VerdictKind::Stop, "not validated"),
    };
    let mut sentence = words::labels(&found.verdict);
    let leaks: Vec<&String> = found.tested.iter().flat_map(|tested| &tested.leaks).collect();
    if let Some(first) = leaks.first() {
        sentence = format!("{sentence} Answers leaked: {first}.");
    }
    Verdict { kind, word: word.to_owned(), probability: None, sentence }
}

fn key_figures(found: &Backtest) -> Vec<KeyFigure> {
    let figure = |held: Held, scored: Scored, label: &str| {
        let line = found.of(held)?.card.line(scored);
        line.value.is_finite().then(|| KeyFigure {
            label: label.to_owned(),
            value: words::with_interval(line.value, line.interval),
            note: Some(beside(line)),
        })
    };
    [
        figure(Held::Tasks, Scored::RootLikelihood, "Root likelihood, known people"),
        figure(Held::Tasks, Scored::HitRate, "Hit rate, known people"),
        figure(Held::People, Scored::ShareError, "Share error, people never seen"),
        figure(Held::People, Scored::RootLikelihood, "Root likelihood, people never seen"),
        figure(Held::People, Scored::Spread, "Spread between people, over real"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Null and ceiling of a line.
fn beside(line: &Line) -> String {
    if line.ceiling.is_finite() {
        format!("null {}, ceiling {}", words::score(line.null), words::score(line.ceiling))
    } else {
        format!("null {}", words::score(line.null))
    }
}

pub(super) fn validity(found: &Backtest) -> Vec<ValidityLine> {
    let mut lines: Vec<ValidityLine> = found
        .verdict
        .findings
        .iter()
        .map(|finding| ValidityLine {
            measure: match finding.claim {
                Claim::Shares => "Shares of choices",
                Claim::KnownIndividuals => "Choices of known individuals",
                Claim::UnseenIndividuals => "Choices of unseen individuals",
            }
            .to_owned(),
            trust: if finding.holds { Trust::Validated } else { Trust::NotValidated },
            how: sentence(&format!("{}: {}", finding.label(), finding.why.join("; "))),
        })
        .collect();
    lines.extend(found.missing.iter().map(|why| ValidityLine {
        measure: "Not tested".to_owned(),
        trust: Trust::NotValidated,
        how: why.clone(),
    }));
    lines
}

/// Makes a sentence of words.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
}

fn scorecard(study: &FitStudy, tested: &Tested) -> Vec<Section> {
    let card = &tested.card;
    let (id, name) = (tested.held.id().replace('_', "-"), tested.held.name());
    let mut blocks = Vec::new();
    if !tested.leaks.is_empty() {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "Answers leaked.".to_owned(),
            text: format!("{}. No score below means anything.", tested.leaks.join("; ")),
        }));
    }
    if card.impossible > 0 {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "The impossible happened.".to_owned(),
            text: format!(
                "{} of {} choices had been called impossible. They are scored as one in a million, so that scores stay finite.",
                format::count(card.impossible as u64),
                format::count(card.tasks as u64)
            ),
        }));
    }
    blocks.push(bars(&id, tested));
    blocks.push(Block::Table(lines(tested)));
    blocks.push(Block::Table(gains(tested)));
    let gain = card.gains[card.strongest as usize];
    let people = if card.people == 1 { "person" } else { "people" };
    let finding = format!(
        "{} {people}, {} choices: log-likelihood a choice {} over {}, the strongest simpler forecast.",
        format::count(card.people as u64),
        format::count(card.tasks as u64),
        words::gain(gain.value, gain.interval),
        card.strongest.name()
    );
    let first = Section { id: id.clone(), title: name.to_owned(), finding, blocks };
    vec![first, calibrated(&id, tested), shares(study, &id, tested)]
}

/// Root likelihood of the panel beside those of the nulls and the ceiling.
fn bars(id: &str, tested: &Tested) -> Block {
    let card = &tested.card;
    let line = card.line(Scored::RootLikelihood);
    let mut rows = vec![(
        "this panel".to_owned(),
        Hue::Concept,
        Estimate::new(line.value, line.interval.low, line.interval.high),
        card.line(Scored::HitRate).value,
    )];
    for (at, null) in Null::ALL.into_iter().enumerate() {
        let scores = &card.nulls[at];
        rows.push((null.name().to_owned(), Hue::Reference, Estimate::exact(scores.root_likelihood), scores.hit_rate));
    }
    if let Some(told) = &card.told {
        let label = "this panel, told the answers".to_owned();
        rows.push((label, Hue::Other(0), Estimate::exact(told.root_likelihood), told.hit_rate));
    }
    let chart = Chart::Shares(Shares {
        axis: "root likelihood: geometric mean of the probability of what was chosen, %".to_owned(),
        interval: INTERVAL.to_owned(),
        null_name: String::new(),
        real_name: String::new(),
        rows: rows
            .iter()
            .map(|(label, hue, share, _)| ShareRow { label: label.clone(), hue: *hue, share: *share, null: None, real: None })
            .collect(),
    });
    let data = Table {
        caption: format!("Root likelihood and hit rate of each forecast; {INTERVAL} for the panel"),
        columns: vec![Heading::text("forecast"), Heading::number("root likelihood"), Heading::number("hit rate")],
        rows: rows.iter().map(|(label, _, share, hit)| vec![label.clone(), words::score(share.mid), words::score(*hit)]).collect(),
        note: Some(
            "Told the answers: the same panel once the held-out choices are known to it. No forecast of this kind can do better."
                .to_owned(),
        ),
    };
    let alt = format!("Root likelihood of this panel ({}) beside simpler forecasts and its ceiling.", words::score(line.value));
    figure(&format!("{id}-hold-out"), "Held-out choices: the panel between its nulls and its ceiling", alt, chart, data, Some("scorecard"))
}

fn lines(tested: &Tested) -> Table {
    let card = &tested.card;
    let rows = card
        .lines
        .iter()
        .filter(|line| line.value.is_finite() || line.scored == Scored::Spread)
        .map(|line| {
            let value = words::with_interval(line.value, line.interval);
            vec![line.scored.name().to_owned(), value, words::score(line.null), line.null_name.to_owned(), words::score(line.ceiling)]
        })
        .collect();
    Table {
        caption: format!("Scorecard; {INTERVAL}"),
        columns: vec![
            Heading::text("score"),
            Heading::number("this panel"),
            Heading::number("null"),
            Heading::text("which is"),
            Heading::number("ceiling"),
        ],
        rows,
        note: Some(format!(
            "{} The ceiling is the same panel, told the answers; of share errors, the same people drawn again; of the calibration error, chance \
             alone; of slope, scale and spread, what is exactly right. What each score is stands at the end.",
            tested.how
        )),
    }
}

fn gains(tested: &Tested) -> Table {
    let card = &tested.card;
    let row = |at: usize| {
        let (log, share) = (&card.gains[at], &card.share_gains[at]);
        vec![
            Null::ALL[at].name().to_owned(),
            words::gain(log.value, log.interval),
            if log.is_beaten() { "beaten" } else { "not beaten" }.to_owned(),
            words::gain(share.value, share.interval),
            if share.is_beaten() { "beaten" } else { "not beaten" }.to_owned(),
        ]
    };
    let mut columns = vec![Heading::text("simpler forecast")];
    columns.extend([Heading::number("log-likelihood a choice over it"), Heading::text("in log-likelihood")]);
    columns.extend([Heading::number("nearer to real shares than it"), Heading::text("in shares")]);
    Table {
        caption: format!("What the panel gains over each simpler forecast; {INTERVAL}"),
        columns,
        rows: (0..Null::ALL.len()).map(row).collect(),
        note: None,
    }
}

fn calibrated(id: &str, tested: &Tested) -> Section {
    let card = &tested.card;
    let bins: Vec<_> = card.calibration.bins.iter().zip(&card.bins).filter(|(bin, _)| bin.count > 0.0).collect();
    let chart = Chart::Reliability(Reliability {
        across: "predicted probability, %".to_owned(),
        up: "share that was chosen, %".to_owned(),
        interval: INTERVAL.to_owned(),
        right_name: "exactly right".to_owned(),
        points: bins
            .iter()
            .map(|(bin, interval)| ReliabilityPoint {
                predicted: bin.predicted,
                real: Estimate::new(bin.real, interval.low, interval.high),
                count: bin.count,
            })
            .collect(),
    });
    let data = Table {
        caption: format!("Predicted probabilities against what was chosen; {INTERVAL}"),
        columns: vec![Heading::number("predicted, %"), Heading::number("chosen, %"), Heading::number("alternatives of tasks")],
        rows: bins
            .iter()
            .map(|(bin, interval)| {
                let real = Estimate::new(bin.real, interval.low, interval.high);
                vec![format::number(100.0 * bin.predicted, 1), format::share(real), format::count(bin.count as u64)]
            })
            .collect(),
        note: None,
    };
    let scale = card.line(Scored::Scale);
    let finding = if !scale.value.is_finite() {
        "The probabilities tell alternatives too little apart to say whether they are right.".to_owned()
    } else if scale.interval.high < 1.0 {
        format!("The probabilities are somewhat too bold: the fitted scale is {}.", words::with_interval(scale.value, scale.interval))
    } else if scale.interval.low > 1.0 {
        format!("The probabilities are somewhat too timid: the fitted scale is {}.", words::with_interval(scale.value, scale.interval))
    } else {
        format!(
            "What is called likely happens about as often as it is called likely: the fitted scale is {}.",
            words::with_interval(scale.value, scale.interval)
        )
    };
    let alt = "How often alternatives were chosen, by the probability that the panel gave them; the diagonal is exactly right.".to_owned();
    let block = figure(&format!("{id}-reliability"), "Reliability diagram", alt, chart, data, Some("calibration"));
    Section { id: format!("{id}-calibration"), title: format!("{}: calibration", tested.held.name()), finding, blocks: vec![block] }
}

/// The most cells shown; all are in the tables.
const SHOWN: usize = 12;

fn shares(study: &FitStudy, id: &str, tested: &Tested) -> Section {
    let card = &tested.card;
    let error = card.line(Scored::ShareError);
    let mut blocks = Vec::new();
    let levels: Vec<_> = tested.levels.iter().collect();
    let mut worst = levels.clone();
    worst.sort_by(|a, b| (b.real - b.predicted).abs().total_cmp(&(a.real - a.predicted).abs()));
    let shown = if levels.len() <= 2 * SHOWN { levels } else { worst.into_iter().take(SHOWN).collect() };
    let percent = |value: f64| format::percent_to(value, 1);
    if !shown.is_empty() {
        let chart = Chart::Shares(Shares {
            axis: "how often it was chosen when it was offered so, %".to_owned(),
            interval: "predicted".to_owned(),
            null_name: "constant shares".to_owned(),
            real_name: "what people chose".to_owned(),
            rows: shown
                .iter()
                .map(|cell| ShareRow {
                    label: cell.label.clone(),
                    hue: Hue::Concept,
                    share: Estimate::exact(cell.predicted),
                    null: Some(cell.constant),
                    real: Some(cell.real),
                })
                .collect(),
        });
        let data = Table {
            caption: "How often a product was chosen when it was offered so".to_owned(),
            columns: vec![
                Heading::text("product as offered"),
                Heading::number("chosen"),
                Heading::number("predicted"),
                Heading::number("constant shares"),
                Heading::number("offered"),
            ],
            rows: shown
                .iter()
                .map(|cell| {
                    vec![
                        cell.label.clone(),
                        percent(cell.real),
                        percent(cell.predicted),
                        percent(cell.constant),
                        format::count(cell.count as u64),
                    ]
                })
                .collect(),
            note: (tested.levels.len() > shown.len())
                .then(|| format!("The {SHOWN} of {} with the largest distance; all are in the tables.", tested.levels.len())),
        };
        let alt = "Predicted and real shares of products at each level, beside constant shares.".to_owned();
        blocks.push(figure(&format!("{id}-levels"), "Shares by level of each attribute", alt, chart, data, Some("levels")));
    }
    if let Some(price) = &study.spec.model.price {
        let label = study.spec.attributes.iter().find(|attribute| attribute.name.value == price.value).map(|attribute| attribute.label());
        blocks.extend(label.and_then(|label| slope_of(label, tested)).map(|words| Block::Text(vec![words])));
    }
    if !card.segments.is_empty() {
        blocks.push(Block::Table(Table {
            caption: format!("Gain over {} by segment; {INTERVAL}", card.strongest.name()),
            columns: vec![
                Heading::text("segment"),
                Heading::number("people"),
                Heading::number("choices"),
                Heading::number("log-likelihood a choice over it"),
            ],
            rows: card
                .segments
                .iter()
                .map(|segment| {
                    vec![
                        segment.label.clone(),
                        format::count(segment.people as u64),
                        format::count(segment.tasks as u64),
                        words::gain(segment.gain.value, segment.gain.interval),
                    ]
                })
                .collect(),
            note: None,
        }));
    }
    let finding = format!(
        "Over {} cells ({}) predicted shares are {} points off on average; {} are {} points off, and the same people drawn again {}.",
        format::count(card.cells.len() as u64),
        card.cell_kind,
        format::number(100.0 * error.value, 1),
        error.null_name,
        format::number(100.0 * error.null, 1),
        format::number(100.0 * error.ceiling, 1)
    );
    Section { id: format!("{id}-shares"), title: format!("{}: shares", tested.held.name()), finding, blocks }
}

/// Whether predicted shares go with the price as real ones do, where products have price levels above zero.
fn slope_of(label: &str, tested: &Tested) -> Option<String> {
    let own: Vec<_> = tested.levels.iter().filter(|cell| cell.label.contains(&format!("{label}: "))).collect();
    let (first, last) = (own.first()?, own.last()?);
    if own.len() < 2 {
        return None;
    }
    let way = |from: f64, to: f64| if to < from { "falls" } else { "rises" };
    let (real, predicted) = (way(first.real, last.real), way(first.predicted, last.predicted));
    // Levels of several products do not stand in one line.
    let product = |label: &str| label.split(": ").next().unwrap_or_default().to_owned();
    if product(&first.label) != product(&last.label) {
        return None;
    }
    Some(format!(
        "From \"{}\" to \"{}\" the share chosen {real}, and the predicted share {predicted}: {}.",
        first.label,
        last.label,
        if real == predicted { "the sign is right" } else { "the sign is wrong" }
    ))
}

fn method(study: &FitStudy, found: &Backtest) -> Section {
    let model = match study.spec.model.kind.value {
        Kind::Multinomial => "one taste for all (multinomial logit)".to_owned(),
        Kind::Mixed => format!("tastes that vary between people (mixed logit, {} covariance)", study.spec.model.covariance),
        Kind::LatentClasses => "classes of people (latent class logit)".to_owned(),
    };
    let mut facts = vec![
        Fact::new("Model", model),
        Fact::new("People", format::count(study.survey.people.len() as u64)),
        Fact::new("Choices", format::count(study.survey.tasks() as u64)),
    ];
    facts.extend(found.tested.iter().map(|tested| Fact::new(tested.held.name(), tested.how.clone())));
    let left = study.survey.dropped.iter().map(|dropped| Fact::new(dropped.why.clone(), format::count(dropped.count as u64)));
    facts.extend(left);
    if study.survey.demographics.is_empty() {
        facts.push(Fact::new("Segments", "none: the file names no demographics"));
    } else {
        facts.push(Fact::new("Segments", format!("by {}", listed(&study.survey.demographics))));
    }
    let scores = Table {
        caption: "What each score is".to_owned(),
        columns: vec![Heading::text("score"), Heading::text("what it is")],
        rows: Scored::ALL.iter().map(|scored| vec![scored.name().to_owned(), scored.reads().to_owned()]).collect(),
        note: None,
    };
    let finding = "Labels follow from rules that were set before any score was seen.".to_owned();
    Section {
        id: "rules".to_owned(),
        title: "How the labels are given".to_owned(),
        finding,
        blocks: vec![Block::Text(rules()), Block::Facts(facts), Block::Table(scores)],
    }
}
