//! Reads a signals file and everything it names.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::input::{Cx, DataFile, Problems, Read, Spanned};
use crate::signals::backtest::TakeOff;
use crate::signals::documents::{self, Batch, Columns, Document, Merged, Origin, Remark, merge};
use crate::signals::register::Forecast;
use crate::signals::score;
use crate::signals::topics::{self, Topics, topics};
use crate::signals::{Day, Series, SeriesFile, Step, read_series};
use crate::study::validate::files;

use super::register;
use super::spec::{BacktestSpec, DocumentsSpec, ScoreSpec, SignalsSpec, TopicsSpec, WeightsSpec};

/// Most documents of all files together.
const DOCUMENTS: usize = 200_000;
/// Most words of all documents together \[bytes\].
const KEPT_BYTES: usize = 128 * 1024 * 1024;
/// Items with something wrong that are named when nothing else is left.
const NAMED: usize = 5;

/// A checked signals file with what it names, nothing of which is later than the day it is looked from.
#[derive(Debug)]
pub struct SignalsStudy {
    /// The file as written.
    pub spec: SignalsSpec,
    /// The day that is looked from.
    pub as_of: Day,
    /// How many signals are shown.
    pub top: usize,
    /// Counts of terms by period.
    pub series: Option<Series>,
    /// The documents, in the order of the files.
    pub documents: Vec<Document>,
    /// Items that could not be read, or not whole.
    pub items: Vec<Remark>,
    /// Further such items, beyond those listed.
    pub unlisted: usize,
    /// The documents without near-duplicates.
    pub merged: Vec<Merged>,
    /// The topics of the documents.
    pub topics: Option<Topics>,
    /// How terms are scored.
    pub score: score::Settings,
    /// How topics are scored.
    pub topic_score: score::Settings,
    /// When a term has taken off.
    pub rule: TakeOff,
    /// Days to cut at.
    pub cuts: Vec<Day>,
    /// Forecasts of earlier runs; nothing where no register is kept.
    pub earlier: Option<Vec<Forecast>>,
    /// Every file that was read, with the name it was given, for hashing.
    pub files: Vec<(String, PathBuf)>,
    /// Remarks that do not stop the run.
    pub remarks: Option<Problems>,
}

/// Reads a signals file; `as_of` stands in for the day that it names, and `kept` is a register of earlier forecasts. No other file outside `root` is
/// touched.
///
/// # Errors
/// Every problem of the file and of what it names at once. Items of documents are no problems, but listed; a corpus of which nothing is left is
/// one.
///
/// # Determinism
/// Depends on the files and the day alone.
pub fn load(path: &Path, root: &Path, as_of: Option<Day>, kept: Option<&Path>) -> Result<SignalsStudy, Problems> {
    let mut cx = Cx::new();
    let earlier = kept.map(|kept| register::read(kept, &mut cx));
    let study = cx
        .load_toml(path, root)
        .and_then(|document| SignalsSpec::read(document.node(), &mut cx))
        .and_then(|spec| checked(spec, as_of, &mut cx));
    let mut read = files(&cx);
    let (mut study, remarks): (SignalsStudy, Problems) = cx.finish(study)?;
    read.append(&mut study.files);
    study.files = read;
    study.earlier = earlier.flatten();
    study.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(study)
}

/// Reads the signals file that another file names, as of a day.
///
/// # Errors
/// `None`, reported, as [`load`].
pub(in crate::study) fn follow(file: &DataFile, as_of: Day, cx: &mut Cx) -> Option<SignalsStudy> {
    let document = cx.follow_toml(file)?;
    let spec = SignalsSpec::read(document.node(), cx)?;
    checked(spec, Some(as_of), cx)
}

fn checked(spec: SignalsSpec, as_of: Option<Day>, cx: &mut Cx) -> Option<SignalsStudy> {
    let as_of = as_of.unwrap_or(spec.as_of);
    if spec.series.is_none() && spec.documents.is_empty() {
        cx.error(None, "there is nothing to look through").help("name counts under `[series]`, or files under `[[documents]]`");
        return None;
    }
    if let (Some(backtest), None) = (&spec.backtest, &spec.series) {
        cx.error(backtest.cuts.first().map(|cut| cut.span), "a back-test needs counts under `[series]`");
    }
    let top = whole(spec.top, "top", (30, 1, 200), cx);
    let (score, topic_score) = scores(&spec, cx);
    let (rule, cuts) = rule(spec.backtest.as_ref(), cx);
    let topic_settings = topic_settings(spec.topics.as_ref(), cx);
    let before = cx.errors();
    let series = spec.series.as_ref().and_then(|series| {
        let span = Some(series.total.span);
        read_series(&SeriesFile { file: &series.file, term: series.term.as_str(), total: series.total.as_str(), until: as_of, span }, cx)
    });
    let (mut all, mut names, mut kept) = (Batch::default(), Vec::new(), 0);
    for (group, file) in each_file(&spec) {
        let Some(batch) = read_documents(file, group, as_of, cx) else { continue };
        names.push((file.shown().to_owned(), file.path.clone()));
        kept += batch.documents.iter().map(|one| one.title.len() + one.text.len()).sum::<usize>();
        all.documents.extend(batch.documents);
        all.remarks.extend(batch.remarks);
        all.unlisted += batch.unlisted;
        all.later += batch.later;
        if all.documents.len() > DOCUMENTS || kept > KEPT_BYTES {
            cx.error(file.span, "the files up to this one hold too much")
                .got(format!("{} documents of {kept} bytes", all.documents.len()))
                .allowed(format!("at most {DOCUMENTS} documents of {KEPT_BYTES} bytes"));
            return None;
        }
    }
    let merged = merge(&all.documents);
    let topics = if spec.documents.is_empty() || cx.errors() > before { None } else { find(&all, &merged, &topic_settings, as_of, cx) };
    if all.later > 0 {
        cx.warn(None, format!("{} items are dated after {as_of} and were not looked at", all.later));
    }
    let Batch { documents, remarks, unlisted, .. } = all;
    Some(SignalsStudy {
        as_of,
        top,
        series,
        documents,
        items: remarks,
        unlisted,
        merged,
        topics,
        score,
        topic_score,
        rule,
        cuts,
        earlier: None,
        files: names,
        remarks: None,
        spec,
    })
}

fn find(all: &Batch, merged: &[Merged], settings: &topics::Settings, as_of: Day, cx: &mut Cx) -> Option<Topics> {
    if all.documents.is_empty() {
        let problem = cx.error(None, format!("no document is left to look through as of {as_of}"));
        for item in all.remarks.iter().take(NAMED) {
            problem.help(format!("{}, {}: {}", item.file, item.place, item.reason));
        }
        if all.later > 0 {
            problem.help(format!("{} items are dated later", all.later));
        }
        return None;
    }
    match topics(&all.documents, merged, settings, as_of) {
        Ok(topics) => Some(topics),
        Err(why) => {
            cx.error(None, why);
            None
        }
    }
}

/// Every file of documents with what is said of it.
pub(super) fn each_file(spec: &SignalsSpec) -> impl Iterator<Item = (&DocumentsSpec, &DataFile)> {
    spec.documents.iter().flat_map(|group| group.files.iter().flat_map(|name| &name.files).map(move |file| (group, file)))
}

/// Reads the documents of one file.
pub(super) fn read_documents(file: &DataFile, group: &DocumentsSpec, until: Day, cx: &mut Cx) -> Option<Batch> {
    let mut bytes = Vec::new();
    let read = File::open(&file.path).and_then(|open| open.take(documents::FILE_BYTES + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        cx.error(file.span, format!("`{}` cannot be read", file.shown())).got(error.kind());
        return None;
    }
    let columns = group.columns.as_ref().map(|columns| {
        let of = |text: &Option<crate::input::Text>| text.as_ref().map(|text| text.as_str().to_owned());
        Columns {
            date: columns.date.as_str().to_owned(),
            title: of(&columns.title),
            text: of(&columns.text),
            id: of(&columns.id),
            source: of(&columns.source),
            language: of(&columns.language),
        }
    });
    Some(documents::read(
        &bytes,
        &Origin {
            file: &file.written,
            format: group.format,
            encoding: group.encoding,
            columns: columns.as_ref(),
            source: group.source.as_ref().map(crate::input::Text::as_str),
            language: group.language.as_ref().map(crate::input::Text::as_str),
            until,
        },
    ))
}

/// A whole number: the default where it is not said, within bounds.
fn whole(given: Option<Spanned<u32>>, key: &str, (default, least, most): (u32, u32, u32), cx: &mut Cx) -> usize {
    let value = given.as_ref().map_or(default, |given| given.value);
    if let Some(given) = given.filter(|given| !(least..=most).contains(&given.value)) {
        cx.error(given.span, format!("`{key}` is out of range")).got(given.value).allowed(format!("whole numbers from {least} to {most}"));
    }
    value as usize
}

/// A number: the default where it is not said, within bounds.
fn number(given: Option<Spanned<f64>>, key: &str, (default, least, most): (f64, f64, f64), cx: &mut Cx) -> f64 {
    let value = given.as_ref().map_or(default, |given| given.value);
    if let Some(given) = given.filter(|given| !(least..=most).contains(&given.value)) {
        cx.error(given.span, format!("`{key}` is out of range")).got(given.value).allowed(format!("numbers from {least} to {most}"));
    }
    value
}

fn scores(spec: &SignalsSpec, cx: &mut Cx) -> (score::Settings, score::Settings) {
    let none = ScoreSpec {
        window: None,
        windows: None,
        time_weight: None,
        burst_ratio: None,
        burst_price: None,
        common: None,
        least: None,
        weights: None,
    };
    let given = spec.score.as_ref().unwrap_or(&none);
    let plain = WeightsSpec { visibility: 0.2, diffusion: 0.1, burst: 0.2, growth: 0.2, novelty: 0.1, breadth: 0.1, persistence: 0.1 };
    let weights = given.weights.as_ref().unwrap_or(&plain);
    let weights =
        [weights.visibility, weights.diffusion, weights.burst, weights.growth, weights.novelty, weights.breadth, weights.persistence];
    if !weights.iter().all(|weight| (0.0..=1e6).contains(weight)) || weights.iter().sum::<f64>() <= 0.0 {
        cx.error(None, "the weights of the score must be from 0 to 1,000,000, and one above 0");
    }
    let terms = score::Settings {
        window: whole(given.window, "score.window", (4, 1, 120), cx),
        windows: whole(given.windows, "score.windows", (3, 2, 50), cx),
        time_weight: number(given.time_weight, "score.time_weight", (0.05, 0.0, 0.9), cx),
        burst_ratio: number(given.burst_ratio, "score.burst_ratio", (2.0, 1.01, 1000.0), cx),
        burst_price: number(given.burst_price, "score.burst_price", (1.0, 0.0, 1000.0), cx),
        weights,
        common: number(given.common, "score.common", (0.005, 1e-9, 1.0), cx),
        least: whole(given.least, "score.least", (5, 1, 1_000_000), cx) as u64,
        listed_from: spec.series.as_ref().map_or(0, |series| u64::from(series.listed_from)),
    };
    if terms.time_weight * (terms.windows - 1) as f64 >= 1.0 {
        cx.error(None, "`score.time_weight` leaves the first window no weight")
            .allowed("less than 1 over the number of windows before the last");
    }
    // A topic may be what all speak of, and still be new.
    let least = spec.topics.as_ref().and_then(|topics| topics.least);
    let topics = score::Settings {
        common: f64::INFINITY,
        listed_from: 0,
        least: whole(least, "topics.least", (2, 1, 1_000_000), cx) as u64,
        ..terms.clone()
    };
    (terms, topics)
}

fn topic_settings(spec: Option<&TopicsSpec>, cx: &mut Cx) -> topics::Settings {
    let plain = topics::Settings::default();
    topics::Settings {
        similarity: number(spec.and_then(|spec| spec.similarity), "topics.similarity", (plain.similarity, 0.01, 1.0), cx),
        step: spec.map_or(Step::Month, |spec| spec.step),
        ..plain
    }
}

fn rule(spec: Option<&BacktestSpec>, cx: &mut Cx) -> (TakeOff, Vec<Day>) {
    let rule = TakeOff {
        horizon: whole(spec.and_then(|spec| spec.horizon), "backtest.horizon", (8, 1, 1000), cx),
        outcome: whole(spec.and_then(|spec| spec.outcome), "backtest.outcome", (4, 1, 1000), cx),
        factor: number(spec.and_then(|spec| spec.factor), "backtest.factor", (2.0, 1.0, 1e6), cx),
        least: whole(spec.and_then(|spec| spec.least), "backtest.least", (20, 1, 1_000_000_000), cx) as u64,
    };
    let Some(spec) = spec else { return (rule, Vec::new()) };
    if rule.outcome > rule.horizon {
        cx.error(spec.outcome.map(|outcome| outcome.span), "the outcome window is longer than the horizon")
            .allowed(format!("at most {}", rule.horizon));
    }
    if spec.cuts.len() > 100 {
        cx.error(spec.cuts[100].span, "there are too many cuts").allowed("at most 100");
    }
    for (place, cut) in spec.cuts.iter().enumerate() {
        if spec.cuts[..place].iter().any(|other| other.value >= cut.value) {
            cx.error(cut.span, "cuts stand in order of time, each once");
        }
    }
    (rule, spec.cuts.iter().map(|cut| cut.value).collect())
}
