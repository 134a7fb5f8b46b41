//! The back-test as a page: the verdict, a scorecard for each test, what it rests on, the rules.

use crate::measure::forecast::{self, Claim, Light, Line, Scored, rules};
use crate::report::format;
use crate::report::view::{
    Block, Estimate, Fact, Heading, KeyFigure, Report, Reproduce, Section, Table, Trust, ValidityLine, Verdict, VerdictKind,
};
use crate::study::fit::{FitStudy, Kind};
use crate::study::parts::listed;
use crate::study::validate::Setting;

use super::analyse::{Backtest, Held};
use super::demand;
use super::view_card::scorecard;
use super::words;

/// What intervals are, in words.
pub(super) const INTERVAL: &str = "95 % interval over people";

/// Builds the page.
///
/// # Determinism
/// Depends on the study, the test and the setting.
#[must_use]
pub fn report(study: &FitStudy, found: &Backtest, setting: &Setting) -> Report {
    let mut sections: Vec<Section> = found.tested.iter().flat_map(|tested| scorecard(study, tested)).collect();
    sections.push(method(study, found));
    Page {
        title: study.spec.title.as_str(),
        question: "What may this panel be used for?",
        verdict: verdict(&found.verdict, words_of(found)),
        key_figures: key_figures(found),
        validity: validity(found),
        sections,
    }
    .report(setting)
}

/// What differs between the pages of back-tests.
pub(super) struct Page<'a> {
    pub(super) title: &'a str,
    pub(super) question: &'a str,
    pub(super) verdict: Verdict,
    pub(super) key_figures: Vec<KeyFigure>,
    pub(super) validity: Vec<ValidityLine>,
    pub(super) sections: Vec<Section>,
}

impl Page<'_> {
    /// The page of a run.
    pub(super) fn report(self, setting: &Setting) -> Report {
        let facts = [Fact::new("Version", &setting.version), Fact::new("Seed", setting.seed.to_string())];
        Report {
            title: format!("Back-test: {}", self.title),
            question: self.question.to_owned(),
            verdict: self.verdict,
            partial: None,
            key_figures: self.key_figures,
            validity: self.validity,
            objection: None,
            sections: self.sections,
            reproduce: Reproduce {
                command: setting.command.clone(),
                facts: facts.into_iter().chain(setting.inputs.iter().map(|(name, hash)| Fact::new(name, hash))).collect(),
            },
        }
    }
}

/// The verdict of a back-test with its sentence.
pub(super) fn verdict(found: &forecast::Verdict, sentence: String) -> Verdict {
    let (kind, word) = match found.light {
        Light::Green => (VerdictKind::Go, "valid as tested"),
        Light::Amber => (VerdictKind::Iterate, "valid in part"),
        Light::Red => (VerdictKind::Stop, "not validated"),
    };
    Verdict { kind, word: word.to_owned(), probability: None, sentence }
}

/// What the panel may be used for, and what speaks against the test itself.
fn words_of(found: &Backtest) -> String {
    let mut sentence = words::labels(&found.verdict);
    let leaks: Vec<&String> = found.tested.iter().flat_map(|tested| &tested.leaks).collect();
    if let Some(first) = leaks.first() {
        sentence = format!("{sentence} Answers leaked: {first}.");
    }
    if found.tested.iter().any(|tested| !tested.doubts.is_empty()) {
        sentence = format!("{sentence} Chains do not agree, so that the figures may still move.");
    }
    sentence
}

fn key_figures(found: &Backtest) -> Vec<KeyFigure> {
    let figure = |held: Held, scored: Scored, label: &str| {
        let line = found.of(held)?.card.line(scored);
        let written = |estimate: Estimate| match scored {
            Scored::Spread => format::quantity(estimate, ""),
            Scored::ShareError => format::quantity(words::turned(estimate, |value| 100.0 * value), "points"),
            _ => format::share(estimate),
        };
        line.value.is_finite().then(|| KeyFigure {
            label: label.to_owned(),
            value: written(words::estimate(line.value, line.interval)),
            note: Some(beside(line, |value| written(Estimate::exact(value)))),
        })
    };
    [
        figure(Held::People, Scored::ShareError, "people unseen: shares are off by"),
        figure(Held::Tasks, Scored::HitRate, "known people: likeliest was taken"),
        figure(Held::Tasks, Scored::RootLikelihood, "known people: chance of a choice"),
        figure(Held::People, Scored::RootLikelihood, "people unseen: chance of a choice"),
        figure(Held::People, Scored::Spread, "spread of people over the real one"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a line has to beat, and the best it could be.
fn beside(line: &Line, written: impl Fn(f64) -> String) -> String {
    let null = format!("{}: {}", line.null_name, written(line.null));
    if line.ceiling.is_finite() { format!("{null} · {}: {}", line.ceiling_name, written(line.ceiling)) } else { null }
}

fn validity(found: &Backtest) -> Vec<ValidityLine> {
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
    lines.extend(found.tested.iter().filter(|tested| matches!(tested.held, Held::Test(_))).map(|tested| {
        let carries = tested.against.is_empty();
        let how = match carries {
            true => "what was learned elsewhere carries over: shares there are met better than by equal chances and by constant shares"
                .to_owned(),
            false => format!("what was learned elsewhere does not carry over: {}", tested.against.join("; ")),
        };
        let trust = if carries { Trust::Validated } else { Trust::NotValidated };
        ValidityLine { measure: tested.name.clone(), trust, how: sentence(&how) }
    }));
    lines.extend(found.of(Held::People).and_then(demand::judged));
    lines.extend(found.missing.iter().map(|why| ValidityLine {
        measure: "Not tested".to_owned(),
        trust: Trust::NotValidated,
        how: why.clone(),
    }));
    lines
}

/// Makes a sentence of words.
fn sentence(words: &str) -> String {
    format!("{}.", format::capital(words))
}

fn method(study: &FitStudy, found: &Backtest) -> Section {
    let model = match study.spec.model.kind.value {
        Kind::Multinomial => "one taste for all (multinomial logit)".to_owned(),
        Kind::Mixed => format!("tastes that vary between people (mixed logit, {} covariance)", study.spec.model.covariance()),
        Kind::LatentClasses => "classes of people (latent class logit)".to_owned(),
        Kind::HierarchicalBayes => "everybody's own tastes and how they are spread (hierarchical Bayes, full covariance)".to_owned(),
    };
    let mut facts = vec![
        Fact::new("Model", model),
        Fact::new("People", format::count(study.survey.people.len() as u64)),
        Fact::new("Choices", format::count(study.survey.answers() as u64)),
    ];
    facts.extend(found.tested.iter().map(|tested| Fact::new(tested.name.clone(), tested.how.clone())));
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
        rows: Scored::ALL
            .iter()
            .chain(&[Scored::WorthCoverage, Scored::Stability])
            .map(|scored| vec![scored.name().to_owned(), scored.reads().to_owned()])
            .collect(),
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
