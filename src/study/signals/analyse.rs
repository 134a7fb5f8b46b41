//! Scores, quotes and the back-test.

use crate::input::{Cx, Problems};
use crate::signals::backtest::{Backtest, backtest};
use crate::signals::documents::Document;
use crate::signals::score::{Ranking, apart, rank};
use crate::signals::topics::{Quote, check, quote};

use super::load::{SignalsStudy, each_file, read_documents};
use super::register::{Register, today};

/// Candidates with their scores, and which of them are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// All candidates.
    pub ranking: Ranking,
    /// The places in it of those shown, the highest score first.
    pub shown: Vec<usize>,
    /// The places in it that plain growth would show.
    pub naive: Vec<usize>,
}

/// A quote of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The topic.
    pub topic: usize,
    /// The quote.
    pub quote: Quote,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The terms of the series, or why they could not be scored; none where there is no series.
    pub terms: Option<Result<List, String>>,
    /// The topics of the documents, or why they could not be scored; none where there are no documents.
    pub topics: Option<Result<List, String>>,
    /// The topics that the report shows, by place.
    pub shown_topics: Vec<usize>,
    /// Quotes of these topics, each held against its source.
    pub quotes: Vec<Quoted>,
    /// The back-test, where one is asked for.
    pub backtest: Option<Backtest>,
    /// Forecasts of earlier runs and today's.
    pub register: Register,
}

/// Scores everything, quotes, holds every quote against its file, read anew, and back-tests.
///
/// # Errors
/// A quote that is not byte for byte what stands in its source: then there is no report.
///
/// # Determinism
/// Depends on the study and its files.
pub fn analyse(study: &SignalsStudy) -> Result<Findings, Problems> {
    let terms = study.series.as_ref().map(|series| {
        let ranking = rank(series, &study.score).map_err(|error| error.to_string())?;
        let shown = apart(series, &ranking, 0..ranking.scored.len(), study.top);
        let naive = apart(series, &ranking, ranking.naive.clone(), study.top);
        Ok(List { ranking, shown, naive })
    });
    let topics = study.topics.as_ref().map(|topics| {
        let series = topics.series.as_ref().ok_or_else(|| "no period is over by then".to_owned())?;
        let ranking = rank(series, &study.topic_score).map_err(|error| error.to_string())?;
        let shown = (0..ranking.scored.len().min(study.top)).collect();
        let naive = ranking.naive.iter().copied().take(study.top).collect();
        Ok(List { ranking, shown, naive })
    });
    let shown_topics = shown_topics(study, topics.as_ref());
    let mut cx = Cx::new();
    let quotes = quotes(study, &shown_topics, &mut cx);
    let tested = match (&study.series, study.cuts.as_slice()) {
        (Some(series), [_, ..]) => match backtest(series, &study.score, &study.rule, &study.cuts, study.top) {
            Ok(found) => Some(found),
            Err(error) => {
                cx.error(None, error.to_string());
                None
            }
        },
        _ => None,
    };
    let scored = terms.as_ref().and_then(|list| list.as_ref().ok());
    let register = Register::keep(study, scored, today(tested.as_ref()));
    cx.finish(Some(Findings { terms, topics, shown_topics, quotes, backtest: tested, register })).map(|(findings, _)| findings)
}

/// The best topics; the largest, where they cannot be scored.
fn shown_topics(study: &SignalsStudy, list: Option<&Result<List, String>>) -> Vec<usize> {
    let Some(topics) = &study.topics else { return Vec::new() };
    if let Some(Ok(list)) = list
        && !list.shown.is_empty()
    {
        return list.shown.iter().map(|&place| list.ranking.scored[place].term).collect();
    }
    let mut all: Vec<usize> = (0..topics.topics.len()).collect();
    all.sort_by_key(|&place| (std::cmp::Reverse(topics.topics[place].members.len()), place));
    all.truncate(study.top);
    all
}

fn quotes(study: &SignalsStudy, shown: &[usize], cx: &mut Cx) -> Vec<Quoted> {
    let Some(topics) = &study.topics else { return Vec::new() };
    let found: Vec<Quoted> = shown
        .iter()
        .filter_map(|&topic| {
            let members: Vec<usize> = topics.topics[topic].members.iter().map(|&member| study.merged[member].first).collect();
            quote(&study.documents, &members, &topics.topics[topic].terms).map(|quote| Quoted { topic, quote })
        })
        .collect();
    if found.is_empty() {
        return found;
    }
    let quoted = |file: &str| found.iter().any(|one| study.documents[one.quote.document].file == file);
    let fresh: Vec<Document> = each_file(&study.spec)
        .filter(|(_, file)| quoted(&file.written))
        .filter_map(|(group, file)| read_documents(file, group, study.as_of, cx))
        .flat_map(|batch| batch.documents)
        .collect();
    for one in &found {
        if let Err(error) = check(&one.quote, &study.documents[one.quote.document], &fresh) {
            cx.error(None, error.to_string()).help("the file changed while it was read; run again");
        }
    }
    found
}
