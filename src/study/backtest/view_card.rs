//! The scorecard of one test as a section, and its calibration as another.

use crate::measure::forecast::{Null, Scored};
use crate::report::chart::{Chart, Reliability, ReliabilityPoint, ShareRow, Shares};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Heading, Hue, Section, Table, Tone};
use crate::study::fit::FitStudy;
use crate::study::parts::figure;

use super::analyse::Tested;
use super::demand;
use super::view::INTERVAL;
use super::view_shares::shares;
use super::words;

/// The sections of one test: scores, calibration, shares.
pub(super) fn scorecard(study: &FitStudy, tested: &Tested) -> Vec<Section> {
    let card = &tested.card;
    let (id, name) = (tested.held.id().replace('_', "-"), &tested.name);
    let mut blocks = Vec::new();
    if !tested.leaks.is_empty() {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "Answers leaked.".to_owned(),
            text: format!("{}. No score below means anything.", tested.leaks.join("; ")),
        }));
    }
    if let Some(first) = tested.doubts.first() {
        let more = match tested.doubts.len() - 1 {
            0 => String::new(),
            count => format!("; and {count} more of the kind"),
        };
        let text = format!("{}{more}. Give the fit file a longer warm-up and more draws under `[chains]`.", format::capital(first));
        blocks.push(Block::Callout(Callout { tone: Tone::Warning, title: "Chains do not agree.".to_owned(), text }));
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
    let first = Section { id: id.clone(), title: name.clone(), finding, blocks };
    let mut all = vec![first, calibrated(&id, tested), shares(&id, tested)];
    all.extend(demand::section(study, &id, tested));
    all
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
        caption: format!("{}: root likelihood and hit rate of each forecast; {INTERVAL} for the panel", tested.name),
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
        caption: format!("{}: scorecard; {INTERVAL}", tested.name),
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
        caption: format!("{}: what the panel gains over each simpler forecast; {INTERVAL}", tested.name),
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
        caption: format!("{}: predicted probabilities against what was chosen; {INTERVAL}", tested.name),
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
    Section { id: format!("{id}-calibration"), title: format!("{}: calibration", tested.name), finding, blocks: vec![block] }
}
