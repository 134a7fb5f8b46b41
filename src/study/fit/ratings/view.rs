//! A ratings fit as a page: findings in, words and charts out.

use crate::choice::StandardErrors;
use crate::choice::ratings::{Shifts, Thresholds};
use crate::report::chart::{Chart, Likert, LikertRow};
use crate::report::format;
use crate::report::view::{
    Block, Callout, Estimate, Fact, Heading, KeyFigure, Report, Reproduce, Section, Table, Tone, Trust, ValidityLine, Verdict, VerdictKind,
};
use crate::study::fit::Ranged;
use crate::study::parts::{figure, listed, table};
use crate::study::validate::Setting;

use super::estimate::RatingsFindings;
use super::load::RatingsStudy;
use super::strength::Strength;

/// The most items shown one by one; all are in the tables.
const SHOWN: usize = 12;

/// Builds the page. `without` says why there is no style file, if there is none.
///
/// # Determinism
/// Depends on the fit, the findings and the setting.
#[must_use]
pub fn ratings_report(
    study: &RatingsStudy,
    findings: &RatingsFindings,
    strength: &Strength,
    without: Option<&str>,
    setting: &Setting,
) -> Report {
    let mut facts = vec![Fact::new("version", setting.version.clone())];
    facts.extend(setting.inputs.iter().map(|(name, hash)| Fact::new(name.clone(), format!("SHA-256 {hash}"))));
    Report {
        title: study.spec.title.as_str().to_owned(),
        question: "Where do items lie, and how do people use the scale?".to_owned(),
        verdict: verdict(study, findings),
        partial: None,
        key_figures: key_figures(findings, strength),
        validity: validity(study),
        objection: None,
        sections: vec![
            styles(study, findings, strength),
            items(study, findings),
            estimates(study, findings),
            method(study, findings, without),
        ],
        reproduce: Reproduce { command: setting.command.clone(), facts },
    }
}

fn verdict(study: &RatingsStudy, findings: &RatingsFindings) -> Verdict {
    let style = match findings.without_style {
        None => "No style was asked for.".to_owned(),
        Some(without) => {
            let gain = findings.fit.log_likelihood - without;
            if is_found(study, gain) {
                format!("People differ in how they use the scale: that raises the log-likelihood by {}.", format::number(gain, 1))
            } else {
                format!(
                    "These answers show no sign that people differ in how they use the scale: the log-likelihood rises by {} only.",
                    format::number(gain, 1)
                )
            }
        }
    };
    let people = study.called(findings.fit.people);
    let sentence = format!(
        "{} answers of {people} to {} items. {style} `foretaste backtest` tests this on answers it was not fitted to.",
        format::count(findings.fit.answers as u64),
        study.model.items.len()
    );
    Verdict { kind: VerdictKind::None, word: Trust::Calibrated.words().to_owned(), probability: None, sentence }
}

/// Whether a gain in log-likelihood is more than chance gives one time in twenty where there is no style: the standard deviations lie on their border then,
/// so that the bound is on the careful side.
fn is_found(study: &RatingsStudy, gain: f64) -> bool {
    let effects = u8::from(study.model.effects.acquiescence) + u8::from(study.model.effects.extremity);
    // Half the 95 % quantile of χ² with one or two degrees of freedom.
    gain > if effects == 2 { 2.995_73 } else { 1.920_73 }
}

fn key_figures(findings: &RatingsFindings, strength: &Strength) -> Vec<KeyFigure> {
    let mut figures = Vec::new();
    figures.extend(strength.acquiescence.map(|of| KeyFigure {
        label: "points between those who agree and those who do not".to_owned(),
        value: points(of),
        note: Some("mean answer of people one standard deviation above and below the middle; 90 % interval".to_owned()),
    }));
    if let Some([high, low]) = strength.extremity {
        for (label, of) in [("in the end boxes, people who answer extremely", high), ("in the end boxes, people who do not", low)] {
            let note = Some("share of answers, one standard deviation from the middle; 90 % interval".to_owned());
            figures.push(KeyFigure { label: label.to_owned(), value: format::share(percent(of)), note });
        }
    }
    figures.push(KeyFigure {
        label: "log-likelihood".to_owned(),
        value: format::number(findings.fit.log_likelihood, 2),
        note: Some(match findings.without_style {
            Some(without) => {
                format!("{} without style, {} if nobody differed", format::number(without, 2), format::number(findings.alike, 2))
            }
            None => format!("{} if nobody differed", format::number(findings.alike, 2)),
        }),
    });
    figures
}

fn points(of: Ranged) -> String {
    format!("{} ({})", format::number(of.value, 2), format::range(of.low, of.high, 2))
}

fn percent(of: Ranged) -> Estimate {
    Estimate::new(of.value, of.low, of.high)
}

fn validity(study: &RatingsStudy) -> Vec<ValidityLine> {
    let people = study.called(study.people());
    vec![
        ValidityLine {
            measure: "Where items lie, and how people use the scale".to_owned(),
            trust: Trust::Calibrated,
            how: format!("Fitted to the answers of {people}; not tested here on other people or items."),
        },
        ValidityLine {
            measure: "What one person would answer".to_owned(),
            trust: Trust::NotValidated,
            how: "Not tested here; `foretaste backtest` holds answers out and says.".to_owned(),
        },
    ]
}

fn styles(study: &RatingsStudy, findings: &RatingsFindings, strength: &Strength) -> Section {
    let (effects, fit) = (study.model.effects, &findings.fit);
    let mut words = Vec::new();
    if let Some(of) = strength.acquiescence {
        words.push(format!(
            "Acquiescence: some people give higher answers than others whatever the item says. Of two people who hold the same, one a standard deviation \
             above the middle and one as far below, the first answers {} points higher on average (90 % interval {}), on a scale of {}.",
            format::number(of.value, 2),
            format::range(of.low, of.high, 2),
            study.model.categories
        ));
    }
    if let Some([high, low]) = strength.extremity {
        words.push(format!(
            "Extremity: some people answer near the ends of the scale, others near its middle. One standard deviation above the middle of people, {} of \
             answers are in one of the two end boxes; as far below, {}.",
            format::share(percent(high)),
            format::share(percent(low))
        ));
    }
    for at in &fit.zeros {
        let name = fit.names[*at].trim_start_matches("spread of ");
        words.push(format!("Of {name} these answers show no sign: its spread over people is best at 0, and is left there."));
    }
    if !(effects.acquiescence || effects.extremity) {
        words.push(
            "The file asks for no style: everybody uses the scale alike, and all that people differ in is what they hold.".to_owned(),
        );
    }
    let keyings: Vec<bool> = study.model.items.iter().map(|item| item.keyed < 0.0).collect();
    let mut blocks = vec![Block::Text(words)];
    if strength.acquiescence.is_some() && keyings.iter().all(|&own| own == keyings[0]) {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "All items are keyed alike".to_owned(),
            text: "What is called acquiescence here is all that people's answers have in common beyond the rest of the model: a general liking would look the \
                   same. Items that are keyed the other way round would tell the two apart."
                .to_owned(),
        }));
    }
    let errors = fit.robust_covariance.standard_errors();
    let rows: Vec<Vec<String>> = fit
        .names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((at, name.strip_prefix("spread of ")?)))
        .map(|(at, name)| {
            let (value, error) = (fit.parameters[at], errors[at]);
            let low = (value - 1.644_854 * error).max(0.0);
            let range = if fit.zeros.contains(&at) { "no sign of it".to_owned() } else { format::range(low, value + 1.644_854 * error, 3) };
            vec![name.to_owned(), format::number(value, 3), range]
        })
        .collect();
    if !rows.is_empty() {
        let mut spreads = table("How much people differ: standard deviations over people", "in what", &["estimate", "90 % interval"], rows);
        spreads.note = Some(
            "Acquiescence and what stands behind items are in units of the noise of an answer (standard logistic); extremity is the standard deviation of the \
             logarithm of the stretch."
                .to_owned(),
        );
        blocks.push(Block::Table(spreads));
    }
    let finding = match findings.without_style {
        Some(without) => {
            format!("Style raises the log-likelihood from {} to {}.", format::number(without, 1), format::number(fit.log_likelihood, 1))
        }
        None => "No style was asked for.".to_owned(),
    };
    Section { id: "style".to_owned(), title: "How people use the scale".to_owned(), finding, blocks }
}

/// What the boxes are called.
fn answers(study: &RatingsStudy) -> Vec<String> {
    let boxes = study.model.categories;
    let named = |at: usize, name: Option<&str>| name.map_or_else(|| (at + 1).to_string(), |name| format!("{} {name}", at + 1));
    let data = &study.spec.ratings;
    (0..boxes)
        .map(|at| match at {
            0 => named(at, data.lowest.as_ref().map(|text| text.as_str())),
            at if at + 1 == boxes => named(at, data.highest.as_ref().map(|text| text.as_str())),
            at => (at + 1).to_string(),
        })
        .collect()
}

/// The largest distance of shares at or below a box.
fn distance(real: &[f64], said: &[f64]) -> f64 {
    let (mut gap, mut most) = (0.0, 0.0f64);
    for (real, said) in real.iter().zip(said) {
        gap += real - said;
        most = most.max(gap.abs());
    }
    most
}

/// Real shares of items' boxes above what was said of them, those first that are farthest apart where there are many.
///
/// # Shapes
/// Items × boxes each.
pub(in crate::study) fn shares_figure(
    study: &RatingsStudy,
    id: &str,
    (title, said_is): (&str, &str),
    caption: String,
    real: &[f64],
    said: &[f64],
) -> Block {
    let boxes = study.model.categories;
    let own = |of: &[f64], item: usize| of[item * boxes..(item + 1) * boxes].to_vec();
    let gap = |item: usize| distance(&own(real, item), &own(said, item));
    let mut shown: Vec<usize> = (0..study.model.items.len()).collect();
    if shown.len() > SHOWN {
        shown.sort_by(|&one, &other| gap(other).total_cmp(&gap(one)).then(one.cmp(&other)));
        shown.truncate(SHOWN);
    }
    let count = |item: usize| study.sample.answers.iter().skip(item).step_by(study.model.items.len()).filter(|&&answer| answer > 0).count();
    let top = if boxes < 4 { 1 } else { 2 };
    let row = |label: String, base: String, shares: Vec<f64>| {
        let end = format::percent(shares[boxes - top..].iter().sum());
        LikertRow { label, base, shares, end }
    };
    let label = |item: usize| study.spec.items[item].label().to_owned();
    let rows: Vec<LikertRow> = shown
        .iter()
        .flat_map(|&item| {
            [
                row(label(item), format!("{} answers", format::count(count(item) as u64)), own(real, item)),
                row(format!("{}, {said_is}", label(item)), String::new(), own(said, item)),
            ]
        })
        .collect();
    let mut columns = vec![Heading::text("item"), Heading::text("shares")];
    columns.extend(answers(study).into_iter().map(|name| Heading::number(format!("{name}, %"))));
    columns.push(Heading::number("largest distance, points"));
    let line = |item: usize, what: &str, shares: &[f64], end: String| {
        let cells = shares.iter().map(|share| format::number(100.0 * share, 1));
        [label(item), what.to_owned()].into_iter().chain(cells).chain([end]).collect::<Vec<String>>()
    };
    let data = Table {
        caption,
        columns,
        rows: shown
            .iter()
            .flat_map(|&item| {
                [
                    line(item, "real", &own(real, item), String::new()),
                    line(item, said_is, &own(said, item), format::number(100.0 * gap(item), 1)),
                ]
            })
            .collect(),
        note: (shown.len() < study.model.items.len())
            .then(|| format!("The {SHOWN} of {} items that are farthest apart; all are in the tables.", study.model.items.len())),
    };
    let chart = Chart::Likert(Likert {
        categories: answers(study),
        end_title: if top == 2 { "two highest boxes" } else { "highest box" }.to_owned(),
        rows,
    });
    let alt = format!("Shares of each item's boxes, real and {said_is}, one bar below the other.");
    figure(id, title, alt, chart, data, Some("shares"))
}

fn items(study: &RatingsStudy, findings: &RatingsFindings) -> Section {
    let boxes = study.model.categories;
    let gaps: Vec<f64> =
        findings.real.chunks_exact(boxes).zip(findings.fitted.chunks_exact(boxes)).map(|(real, said)| distance(real, said)).collect();
    let worst = (0..gaps.len()).max_by(|&a, &b| gaps[a].total_cmp(&gaps[b])).unwrap_or(0);
    let caption = "Shares of each item's boxes, real and fitted".to_owned();
    let block = shares_figure(study, "items", ("Shares of each item's boxes", "fitted"), caption, &findings.real, &findings.fitted);
    let finding = format!(
        "Fitted shares lie {} points from the real ones at most on average over items; the farthest, {}, {} points.",
        format::number(100.0 * gaps.iter().sum::<f64>() / gaps.len() as f64, 1),
        study.spec.items[worst].label(),
        format::number(100.0 * gaps[worst], 1)
    );
    Section { id: "items".to_owned(), title: "What people answered".to_owned(), finding, blocks: vec![block] }
}

fn estimates(study: &RatingsStudy, findings: &RatingsFindings) -> Section {
    let fit = &findings.fit;
    let (robust, curvature) = (fit.robust_covariance.standard_errors(), fit.curvature_covariance.standard_errors());
    let mut labelled = study.model.clone();
    labelled.items.iter_mut().zip(&study.spec.items).for_each(|(item, spec)| item.name = spec.label().to_owned());
    let rows = labelled.parameters().into_iter().enumerate().map(|(at, name)| {
        let (value, error) = (fit.parameters[at], robust[at]);
        if fit.zeros.contains(&at) {
            let none = || format::MISSING.to_owned();
            return vec![name, format::number(value, 3), none(), none(), none()];
        }
        let range = format::range(value - 1.644_854 * error, value + 1.644_854 * error, 3);
        vec![name, format::number(value, 3), range, format::number(error, 3), format::number(curvature[at], 3)]
    });
    let columns = ["estimate", "90 % interval", "robust error", "error by curvature"];
    let mut found = table("The estimates with their errors", "parameter", &columns, rows.collect());
    found.note = Some(
        "In units of the noise of an answer (standard logistic). Higher locations give higher answers. Robust errors take each person as one and hold where the \
         model is not quite right."
            .to_owned(),
    );
    let edges = study.model.categories - 1;
    let own = study.model.thresholds == Thresholds::ByItem;
    let sets = if own { study.model.items.len() } else { 1 };
    let names: Vec<String> = (1..=edges).map(|edge| format!("{edge} | {}", edge + 1)).collect();
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    let rows = (0..sets).map(|item| {
        let name = if own { study.spec.items[item].label().to_owned() } else { "all items".to_owned() };
        std::iter::once(name).chain(findings.shape.edges(item).iter().map(|edge| format::number(*edge, 3))).collect()
    });
    let mut thresholds = table("Thresholds between boxes", "of", &columns, rows.collect());
    thresholds.note = Some("Their mean is 0: the middle of the scale, from which extremity stretches.".to_owned());
    let finding = format!("{} parameters.", fit.names.len());
    Section {
        id: "estimates".to_owned(),
        title: "The estimates".to_owned(),
        finding,
        blocks: vec![Block::Table(found), Block::Table(thresholds)],
    }
}

fn method(study: &RatingsStudy, findings: &RatingsFindings, without: Option<&str>) -> Section {
    let (model, fit) = (&study.model, &findings.fit);
    let mut facts = vec![
        Fact::new("People", format::count(fit.people as u64)),
        Fact::new("Answers", format::count(fit.answers as u64)),
        Fact::new("Items", model.items.len().to_string()),
        Fact::new("Nodes for each way to differ", study.settings(1).nodes.to_string()),
        Fact::new("Steps of the search", fit.steps.to_string()),
    ];
    if !model.traits.is_empty() {
        facts.push(Fact::new("Behind the items", listed(&model.traits)));
    }
    for (name, (mean, deviation)) in model.demographics.iter().zip(&study.moments) {
        facts.push(Fact::new(name.clone(), format!("mean {}, standard deviation {}", format::plain(*mean), format::plain(*deviation))));
    }
    if let Some(source) = &study.spec.source {
        facts.push(Fact::new("Source", source.as_str()));
    }
    facts.extend(study.dropped.iter().map(|one| Fact::new(one.why.clone(), format::count(one.count as u64))));
    let mut words = vec![
        "An answer is where a latent answer falls between thresholds (ordinal logit; McCullagh 1980). The latent answer is where the item lies, what \
         demographics shift and what stands behind the item, plus noise; all of it is stretched by the person's extremity and moved by the person's \
         acquiescence (Rossi, Gilula and Allenby 2001). Acquiescence is normal over people, extremity log-normal, and all go their own ways; averages over \
         people are taken at evenly spaced nodes, and what is estimated is the likelihood of all answers of a person together."
            .to_owned(),
        "Style and opinion are told apart by this model alone: a person who holds strong views on everything looks like one who ticks the ends. Noise of \
         answers cannot be told from opinions on single items, and no noise of a survey follows from it."
            .to_owned(),
    ];
    if !model.demographics.is_empty() {
        words.push(format!(
            "Demographics shift {} by the amounts among the estimates, for one standard deviation more.",
            match model.shifts {
                Shifts::ByItem => "each item's answers",
                Shifts::Alike => "all answers alike",
                Shifts::Keyed => "all answers alike, the other way round where an item is keyed so,",
            }
        ));
    }
    words.push(match without {
        Some(why) => format!("{}.", format::capital(why)),
        None => "`style.toml` beside this report holds how strongly people differ in acquiescence and extremity, with errors, in the steps of a study's \
                 survey."
            .to_owned(),
    });
    Section {
        id: "method".to_owned(),
        title: "Method".to_owned(),
        finding: format!("{} answers of {}.", format::count(fit.answers as u64), study.called(fit.people)),
        blocks: vec![Block::Facts(facts), Block::Text(words)],
    }
}
