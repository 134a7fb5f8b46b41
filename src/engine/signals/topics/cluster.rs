//! Documents to topics, window by window.

use std::collections::BTreeMap;

use crate::num::ln;

use super::super::day::{Day, Period, Step};
use super::super::documents::{Document, Merged};
use super::super::series::{Series, Term};
use super::phrases::Phrases;
use super::words::words;

/// Most periods from the first document to the last.
const PERIODS: i32 = 2_000;

/// How topics are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The cosine from which a document joins a topic.
    pub similarity: f64,
    /// How often a pair of words must occur to be a phrase.
    pub phrase_count: u64,
    /// Dunning's likelihood ratio from which a pair of words is a phrase.
    pub phrase_ratio: f64,
    /// The heaviest terms that a document keeps.
    pub terms: usize,
    /// The length of a window.
    pub step: Step,
}

impl Default for Settings {
    fn default() -> Self {
        Self { similarity: 0.2, phrase_count: 3, phrase_ratio: 10.83, terms: 30, step: Step::Month }
    }
}

/// A topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// The window it began in.
    pub born: Period,
    /// The terms that mark it, the heaviest first.
    pub terms: Vec<String>,
    /// Its documents, as places in the list of merged ones, the earliest first.
    pub members: Vec<usize>,
}

/// All topics.
#[derive(Debug, Clone, PartialEq)]
pub struct Topics {
    /// In the order in which they began; a topic keeps its place whatever comes later.
    pub topics: Vec<Topic>,
    /// Pairs of words that are phrases.
    pub phrases: usize,
    /// Counts by topic and period, whole periods only; none where no period is whole.
    pub series: Option<Series>,
}

/// Terms that mark a topic.
const LABEL: usize = 8;
/// Terms of a topic's name.
const NAMED: usize = 3;

impl Topic {
    /// Its name: its place and its heaviest terms.
    #[must_use]
    pub fn name(&self, place: usize) -> String {
        let terms: Vec<&str> = self.terms.iter().take(NAMED).map(String::as_str).collect();
        format!("T{} {}", place + 1, terms.join(" · "))
    }
}

#[derive(Debug, Default)]
struct Centre {
    weights: BTreeMap<u32, f64>,
}

#[derive(Debug, Default)]
struct Space {
    terms: BTreeMap<String, u32>,
    names: Vec<String>,
    /// Documents that each term occurs in.
    found: Vec<u32>,
    documents: u32,
    centres: Vec<Centre>,
    /// The topics whose centre holds a term.
    having: Vec<Vec<u32>>,
    /// The squared length of each centre under today's idf.
    lengths: Vec<f64>,
    rarity: Vec<f64>,
    /// Today's idf of each term; 0 for terms of a single document.
    idf: Vec<f64>,
}

impl Space {
    fn term(&mut self, name: String) -> u32 {
        let next = self.names.len() as u32;
        let id = *self.terms.entry(name.clone()).or_insert(next);
        if id == next {
            self.names.push(name);
            self.found.push(0);
            self.having.push(Vec::new());
        }
        id
    }

    /// Brings idf and the lengths of centres up to date.
    fn refresh(&mut self) {
        let all = f64::from(self.documents) + 1.0;
        let own = |&found: &u32| ln(all / (f64::from(found) + 0.5)).max(0.0);
        self.rarity = self.found.iter().map(own).collect();
        // What a single document has can be like nothing else, and would only make it unlike.
        self.idf = self.found.iter().zip(&self.rarity).map(|(&found, &rarity)| if found < 2 { 0.0 } else { rarity }).collect();
        self.lengths = self
            .centres
            .iter()
            .map(|centre| centre.weights.iter().map(|(&term, weight)| square(weight * self.idf[term as usize])).sum())
            .collect();
    }

    /// The nearest topic and its cosine.
    fn nearest(&self, document: &[(u32, f64)]) -> Option<(usize, f64)> {
        let length = document.iter().map(|(term, weight)| square(weight * self.idf[*term as usize])).sum::<f64>().sqrt();
        let mut dots: BTreeMap<u32, f64> = BTreeMap::new();
        for (term, weight) in document {
            let idf = self.idf[*term as usize];
            for &topic in &self.having[*term as usize] {
                let centre = self.centres[topic as usize].weights.get(term).copied().unwrap_or(0.0);
                *dots.entry(topic).or_default() += weight * idf * centre * idf;
            }
        }
        let cosine = |(topic, dot): (u32, f64)| {
            let both = length * self.lengths[topic as usize].sqrt();
            (topic as usize, if both > 0.0 { dot / both } else { 0.0 })
        };
        // The older topic wins a tie.
        dots.into_iter()
            .map(cosine)
            .fold(None, |best: Option<(usize, f64)>, one| if best.is_none_or(|best| one.1 > best.1) { Some(one) } else { best })
    }

    fn join(&mut self, topic: usize, document: &[(u32, f64)]) {
        let length = document.iter().map(|(_, weight)| square(*weight)).sum::<f64>().sqrt();
        for (term, weight) in document {
            let held = self.centres[topic].weights.entry(*term).or_insert(0.0);
            if *held == 0.0 {
                self.having[*term as usize].push(topic as u32);
            }
            let idf = self.idf[*term as usize];
            let before = square(*held * idf);
            *held += weight / length;
            self.lengths[topic] += square(*held * idf) - before;
        }
    }

    fn label(&self, topic: usize) -> Vec<String> {
        let mut all: Vec<(f64, &str)> = self.centres[topic]
            .weights
            .iter()
            .map(|(&term, weight)| (weight * self.rarity[term as usize], self.names[term as usize].as_str()))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        // A word that stands in a phrase beside it says nothing more.
        let phrases: Vec<&str> = all.iter().take(2 * LABEL).map(|one| one.1).filter(|name| name.contains(' ')).collect();
        let inside = |name: &str| !name.contains(' ') && phrases.iter().any(|phrase| phrase.split(' ').any(|word| word == name));
        all.iter().map(|one| one.1).filter(|name| !inside(name)).take(LABEL).map(str::to_owned).collect()
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// Finds the topics of documents. `until` is the day that is looked from: the window it falls in is counted only where it is over.
///
/// # Errors
/// In words, where there is no document or their dates lie too far apart.
///
/// # Determinism
/// Depends on its arguments alone. Documents of later windows change neither the members nor the birth of what was found before.
pub fn topics(documents: &[Document], merged: &[Merged], settings: &Settings, until: Day) -> Result<Topics, String> {
    let step = settings.step;
    let window = |one: &Merged| step.period(documents[one.first].day);
    let (Some(first), Some(last)) = (merged.iter().map(window).min(), merged.iter().map(window).max()) else {
        return Err("there is no document to find topics in".to_owned());
    };
    if last.since(first) >= PERIODS {
        return Err(format!("the documents lie too far apart for windows of a {step}: from {first} to {last}"));
    }
    let (mut space, mut phrases, mut topics): (Space, Phrases, Vec<Topic>) = Default::default();
    let mut by_window: BTreeMap<Period, Vec<usize>> = BTreeMap::new();
    for (place, one) in merged.iter().enumerate() {
        by_window.entry(window(one)).or_default().push(place);
    }
    for (now, new) in by_window {
        let texts: Vec<_> = new
            .iter()
            .map(|&place| {
                let document = &documents[merged[place].first];
                [words(&document.title), words(&document.text)]
            })
            .collect();
        texts.iter().flatten().for_each(|text| phrases.count(text));
        phrases.mine(settings.phrase_count, settings.phrase_ratio);
        let counted: Vec<BTreeMap<u32, u32>> = texts
            .iter()
            .map(|[title, text]| {
                let mut counts = BTreeMap::new();
                for term in phrases.terms(title).into_iter().chain(phrases.terms(text)) {
                    *counts.entry(space.term(term)).or_default() += 1;
                }
                for &term in counts.keys() {
                    space.found[term as usize] += 1;
                }
                space.documents += 1;
                counts
            })
            .collect();
        space.refresh();
        for (&place, counts) in new.iter().zip(&counted) {
            let document = heaviest(&space, counts, settings.terms);
            let near = space.nearest(&document).filter(|(_, cosine)| *cosine >= settings.similarity);
            let topic = near.map_or(topics.len(), |(topic, _)| topic);
            if topic == topics.len() {
                topics.push(Topic { born: now, terms: Vec::new(), members: Vec::new() });
                space.centres.push(Centre::default());
                space.lengths.push(0.0);
            }
            space.join(topic, &document);
            topics[topic].members.push(place);
        }
    }
    for (place, topic) in topics.iter_mut().enumerate() {
        topic.terms = space.label(place);
    }
    let series = series(documents, merged, &topics, (first, until), step);
    Ok(Topics { topics, phrases: phrases.len(), series })
}

/// The weights of a document's heaviest terms, without idf, by term.
fn heaviest(space: &Space, counts: &BTreeMap<u32, u32>, keep: usize) -> Vec<(u32, f64)> {
    let mut all: Vec<(u32, f64)> = counts.iter().map(|(&term, &count)| (term, 1.0 + ln(f64::from(count)))).collect();
    let heavy = |one: &(u32, f64)| one.1 * space.idf[one.0 as usize];
    // Terms of equal weight are told apart by their words, not by who came first.
    all.sort_by(|a, b| heavy(b).total_cmp(&heavy(a)).then_with(|| space.names[a.0 as usize].cmp(&space.names[b.0 as usize])));
    all.truncate(keep);
    all.sort_by_key(|one| one.0);
    all
}

/// Counts by topic and period, from the first document's to the last that is over.
fn series(documents: &[Document], merged: &[Merged], topics: &[Topic], (first, until): (Period, Day), step: Step) -> Option<Series> {
    let periods: Vec<Period> = std::iter::successors(Some(first), |period| Some(period.next()))
        .take_while(|period| period.last() <= until)
        .take(PERIODS as usize)
        .collect();
    if periods.is_empty() {
        return None;
    }
    let at = |day: Day| usize::try_from(step.period(day).since(first)).ok().filter(|&place| place < periods.len());
    let mut series =
        Series { documents: vec![0; periods.len()], occurrences: vec![0; periods.len()], terms: Vec::new(), periods: periods.clone() };
    for (place, topic) in topics.iter().enumerate() {
        let (mut single, mut copies) = (vec![0; periods.len()], vec![0; periods.len()]);
        let mut sources: Vec<BTreeMap<&str, u64>> = vec![BTreeMap::new(); periods.len()];
        for &member in &topic.members {
            if let Some(period) = at(documents[merged[member].first].day) {
                single[period] += 1;
            }
            for document in merged[member].all.iter().map(|&copy| &documents[copy]) {
                if let Some(period) = at(document.day) {
                    copies[period] += 1;
                    *sources[period].entry(document.source.as_str()).or_default() += 1;
                }
            }
        }
        for period in 0..periods.len() {
            series.documents[period] += single[period];
            series.occurrences[period] += copies[period];
        }
        series.terms.push(Term {
            name: topic.name(place),
            documents: single,
            occurrences: Some(copies),
            sources: Some(sources.iter().map(effective).collect()),
        });
    }
    Some(series)
}

/// The effective number of sources: one over the chance that two items come from the same (inverse Simpson index); 0 where there is none.
fn effective(counts: &BTreeMap<&str, u64>) -> f64 {
    let all: u64 = counts.values().sum();
    let squares: f64 = counts.values().map(|&count| square(count as f64)).sum();
    if all == 0 { 0.0 } else { square(all as f64) / squares }
}

#[cfg(test)]
mod tests {
    use super::super::super::documents::{Rebuilt, merge};
    use super::*;

    fn document(day: &str, source: &str, text: &str) -> Document {
        Document {
            id: format!("{day}{source}{text}"),
            source: source.to_owned(),
            day: Day::parse(day).unwrap(),
            language: None,
            title: String::new(),
            text: text.to_owned(),
            rebuilt: Rebuilt::Nothing,
            file: "f".to_owned(),
            place: "1".to_owned(),
        }
    }

    fn corpus() -> Vec<Document> {
        let about = [
            ("solar panel roof installer price subsidy", "2021-01"),
            ("bakery sourdough flour oven bread queue", "2021-01"),
            ("vaccine trial dose nurse clinic study", "2021-02"),
            ("drone delivery parcel airspace battery pilot", "2021-04"),
        ];
        let mut all = Vec::new();
        for (kind, (text, from)) in about.iter().enumerate() {
            let words: Vec<&str> = text.split(' ').collect();
            for month in 1..=6_usize {
                if format!("2021-{month:02}").as_str() < *from {
                    continue;
                }
                for number in 0..5_usize {
                    let mut own: Vec<String> = words.iter().skip(number % 2).take(5).map(|word| (*word).to_owned()).collect();
                    own.rotate_left(number);
                    own.push(format!("extra{kind}{month}{number}"));
                    all.push(document(&format!("2021-{month:02}-{:02}", 3 + number), &format!("s{number}"), &own.join(" ")));
                }
            }
        }
        all
    }

    fn found(documents: &[Document]) -> Topics {
        topics(documents, &merge(documents), &Settings::default(), Day::parse("2021-06-30").unwrap()).unwrap()
    }

    #[test]
    fn each_subject_becomes_a_topic_in_the_window_it_appears_in() {
        let all = corpus();
        let found = found(&all);
        let big: Vec<&Topic> = found.topics.iter().filter(|topic| topic.members.len() > 5).collect();
        let born: Vec<String> = big.iter().map(|topic| topic.born.to_string()).collect();
        assert_eq!(born, ["2021-01", "2021-01", "2021-02", "2021-04"]);
        let sizes: Vec<usize> = big.iter().map(|topic| topic.members.len()).collect();
        assert_eq!(sizes, [30, 30, 25, 15], "{:?}", found.topics);
        let series = found.series.unwrap();
        assert_eq!(series.periods.len(), 6);
        assert_eq!(series.documents.iter().sum::<u64>(), 100);
        assert_eq!(series.terms[0].sources.as_ref().unwrap()[0], 5.0);
    }

    #[test]
    fn later_windows_lose_and_move_nothing() {
        let all = corpus();
        let early: Vec<Document> = all.iter().filter(|one| one.day <= Day::parse("2021-03-31").unwrap()).cloned().collect();
        let (before, after) = (found(&early), found(&all));
        let members = |topics: &Topics, documents: &[Document]| -> Vec<(Period, Vec<String>)> {
            let merged = merge(documents);
            let ids = |topic: &Topic| {
                topic
                    .members
                    .iter()
                    .map(|&m| &documents[merged[m].first])
                    .filter(|d| d.day <= early.last().unwrap().day)
                    .map(|d| d.id.clone())
                    .collect()
            };
            topics.topics.iter().map(|topic| (topic.born, ids(topic))).collect()
        };
        let (was, is) = (members(&before, &early), members(&after, &all));
        assert!(is.len() > was.len());
        assert_eq!(is[..was.len()], was[..]);
    }

    #[test]
    fn the_order_of_the_files_does_not_matter() {
        let all = corpus();
        let mut turned = all.clone();
        turned.reverse();
        let names = |topics: Topics| topics.topics.iter().map(|topic| (topic.terms.clone(), topic.members.len())).collect::<Vec<_>>();
        assert_eq!(names(found(&all)), names(found(&turned)));
    }

    #[test]
    fn nothing_one_thing_and_the_far_past_are_told() {
        let until = Day::parse("2021-06-30").unwrap();
        assert!(topics(&[], &[], &Settings::default(), until).unwrap_err().contains("no document"));
        let one = [document("2021-06-30", "a", "alone here")];
        let found = topics(&one, &merge(&one), &Settings::default(), until).unwrap();
        assert_eq!((found.topics.len(), found.series.unwrap().documents), (1, vec![1]));
        let far = [document("1000-01-01", "a", "alone here"), document("2021-06-30", "a", "other words")];
        assert!(topics(&far, &merge(&far), &Settings::default(), until).unwrap_err().contains("too far apart"));
        let mute = [document("2021-06-01", "a", "1 2 3"), document("2021-06-01", "b", "the of 7")];
        assert_eq!(topics(&mute, &merge(&mute), &Settings::default(), until).unwrap().topics.len(), 2);
    }
}
