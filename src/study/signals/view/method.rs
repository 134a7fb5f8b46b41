//! What was looked through, how, and what that cannot say.

use std::collections::BTreeMap;

use crate::report::format;
use crate::report::view::{Block, Callout, Fact, Section, Tone};
use crate::signals::documents::{SIMILAR, WORDS};
use crate::signals::score::Part;

use super::super::analyse::Findings;
use super::super::load::SignalsStudy;

pub(super) fn section(study: &SignalsStudy, findings: &Findings) -> Section {
    let (mut facts, mut blocks) = (Vec::new(), Vec::new());
    facts.push(Fact::new("looked from", format!("{}; nothing later was seen", study.as_of)));
    if let (Some(spec), Some(series)) = (&study.spec.series, &study.series) {
        let ends = |period: Option<&crate::signals::Period>| period.map_or_else(String::new, ToString::to_string);
        facts.push(Fact::new("counts", spec.source.as_str()));
        facts.push(Fact::new(
            "periods",
            format!("{} to {}, {}", ends(series.periods.first()), ends(series.periods.last()), series.periods.len()),
        ));
        if spec.listed_from > 0 {
            facts.push(Fact::new("in the list", format!("from {} documents on, counted to the day that is looked from", spec.listed_from)));
        }
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "How the counts mislead".to_owned(),
            text: spec.bias.as_str().to_owned(),
        }));
    }
    for group in &study.spec.documents {
        let names: Vec<&str> = group.files.iter().map(|name| name.written.as_str()).collect();
        let made_up = if group.invented { " MADE UP." } else { "" };
        facts.push(Fact::new(format!("documents ({})", group.format), format!("{}: {}{made_up}", names.join(", "), group.origin.as_str())));
    }
    if study.spec.documents.iter().any(|group| group.invented) {
        let text = "Some documents were made up to show how this works. Nothing they say is a signal of anything.".to_owned();
        blocks.push(Block::Callout(Callout { tone: Tone::Warning, title: "Made up".to_owned(), text }));
    }
    if !study.documents.is_empty() {
        let mut languages: BTreeMap<&str, u64> = BTreeMap::new();
        for document in &study.documents {
            *languages.entry(document.language.as_deref().unwrap_or("not stated")).or_default() += 1;
        }
        let said: Vec<String> = languages.into_iter().map(|(name, count)| format!("{name} {count}")).collect();
        facts.push(Fact::new("languages", said.join(", ")));
        facts.push(Fact::new("copies", format!("{} of {}", study.documents.len() - study.merged.len(), study.documents.len())));
        facts.push(Fact::new("phrases found", format::count(study.topics.as_ref().map_or(0, |topics| topics.phrases) as u64)));
    }
    for list in [&findings.terms, &findings.topics].into_iter().flatten().flatten() {
        let weights = Part::ALL.into_iter().filter(|part| list.ranking.weights[*part as usize] > 0.0);
        let said: Vec<String> =
            weights.map(|part| format!("{} {}", part.as_str(), format::percent(list.ranking.weights[part as usize]))).collect();
        facts.push(Fact::new("weights (judgement)", said.join(", ")));
    }
    let score = &study.score;
    let mut words = vec![
        format!(
            "A window is {} periods; growth looks back over {} windows. Visibility is the mean growth of a term's share of all occurrences, with {} less weight for each window back (Yoon 2012); diffusion the same for documents. A burst is a stretch at {} times the usual rate that pays for its start (Kleinberg 2002, two states). Growth is the low end of the 90 % interval of the rise from the last window but one to the last. Novelty is the share lately over that and the share before. Breadth is the effective number of sources. Persistence counts the latest periods above what was before.",
            score.window,
            score.windows,
            format::percent(score.time_weight),
            format::plain(score.burst_ratio)
        ),
        "What counts is where a candidate stands in each part among all candidates, from 0 to 1. A score is the weighted sum of these standings. Parts that the input says nothing about are left out, and the others share their weight. Plain growth is documents in the last window over those in the window before, one added to each.".to_owned(),
    ];
    if study.series.is_some() {
        words.push(format!(
            "Candidates are terms in the list by then, in {} documents or more of the last window, and in fewer than {} of them. Of terms that share a word only the first is shown, so that one rise is not told twice.",
            score.least,
            format::percent_to(score.common, 1)
        ));
        words.push("A score is no forecast of what will happen, and a share of documents is no share of anything else. The dates of the back-test share terms, and terms rise together: its intervals hold the picks for independent, and are too narrow as far as they are not.".to_owned());
    }
    if !study.spec.documents.is_empty() {
        words.push(format!(
            "Documents are copies where the sets of their runs of {WORDS} words overlap by {} or more (Jaccard index, exact). Topics are found window by window: a document joins the topic it is nearest to by the cosine of TF–IDF weights over words and phrases, from {} on, and begins one where none is near; so topics of earlier windows stay what they were.",
            format::percent(SIMILAR),
            format::plain(crate::signals::topics::Settings::default().similarity)
        ));
    }
    blocks.insert(0, Block::Facts(facts));
    blocks.push(Block::Text(words));
    Section {
        id: "method".to_owned(),
        title: "What was looked through, and how".to_owned(),
        finding: "Inputs, rules and limits.".to_owned(),
        blocks,
    }
}
