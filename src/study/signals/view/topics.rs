//! Topics of documents with quotes, and what could not be read.

use crate::report::format;
use crate::report::view::{Block, Heading, Section, Table};

use super::super::analyse::Findings;
use super::super::load::SignalsStudy;

/// Quotes on the page; the rest is in the table.
const QUOTED: usize = 12;
/// Items on the page.
const ITEMS: usize = 25;

pub(super) fn section(study: &SignalsStudy, findings: &Findings) -> Option<Section> {
    let topics = study.topics.as_ref()?;
    let name = |place: usize| topics.topics[place].name(place);
    let rows = findings.shown_topics.iter().map(|&place| {
        let topic = &topics.topics[place];
        let members = || topic.members.iter().map(|&member| &study.merged[member]);
        let mut sources: Vec<&str> = members().flat_map(|one| &one.all).map(|&one| study.documents[one].source.as_str()).collect();
        sources.sort_unstable();
        sources.dedup();
        let mut languages: Vec<&str> =
            members().map(|one| study.documents[one.first].language.as_deref().unwrap_or("not stated")).collect();
        languages.sort_unstable();
        languages.dedup();
        let copies = members().map(|one| one.all.len()).sum::<usize>() - topic.members.len();
        vec![
            name(place),
            topic.born.to_string(),
            format::count(topic.members.len() as u64),
            format::count(copies as u64),
            format::count(sources.len() as u64),
            languages.join(", "),
        ]
    });
    let table = Table {
        caption: "Topics".to_owned(),
        columns: vec![
            Heading::text("topic"),
            Heading::text("began"),
            Heading::number("documents"),
            Heading::number("copies"),
            Heading::number("sources"),
            Heading::text("languages"),
        ],
        rows: rows.collect(),
        note: Some("A copy is a text that is nearly word for word another; it is counted with that.".to_owned()),
    };
    let quotes: Vec<String> = findings
        .quotes
        .iter()
        .take(QUOTED)
        .map(|quoted| {
            let document = &study.documents[quoted.quote.document];
            let language = document.language.as_ref().map_or_else(String::new, |language| format!(", in {language}"));
            format!(
                "{}: “{}” ({}, {}{language}; {}, {})",
                name(quoted.topic),
                quoted.quote.words,
                document.source,
                document.day,
                document.file,
                document.place
            )
        })
        .collect();
    let mut blocks = vec![Block::Table(table)];
    if !quotes.is_empty() {
        blocks.push(Block::Text(quotes));
    }
    let finding = format!(
        "{} topics in {} documents; every quote was held byte for byte against its file, read anew.",
        format::count(topics.topics.len() as u64),
        format::count(study.merged.len() as u64)
    );
    Some(Section { id: "topics".to_owned(), title: "Topics, in the words of their sources".to_owned(), finding, blocks })
}

pub(super) fn items(study: &SignalsStudy) -> Option<Section> {
    if study.items.is_empty() {
        return None;
    }
    let all = study.items.len() + study.unlisted;
    let row = |item: &crate::signals::documents::Remark| {
        vec![item.file.clone(), item.place.clone(), item.reason.clone(), if item.kept { "in part" } else { "no" }.to_owned()]
    };
    let table = Table {
        caption: "Items with something wrong".to_owned(),
        columns: ["file", "place", "what is wrong", "kept"].map(Heading::text).into(),
        rows: study.items.iter().take(ITEMS).map(row).collect(),
        note: (all > ITEMS).then(|| "The rest is in tables/items.csv, as far as it is listed.".to_owned()),
    };
    Some(Section {
        id: "items".to_owned(),
        title: "What could not be read".to_owned(),
        finding: format!("{} items could not be read, or not whole; all others were.", format::count(all as u64)),
        blocks: vec![Block::Table(table)],
    })
}
