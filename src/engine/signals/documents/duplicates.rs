//! Near-duplicates: one text that several sources carry, or one source twice.
//!
//! Two documents are near-duplicates where the sets of their shingles (runs of [`WORDS`] words in small letters, marks left out) have a
//! Jaccard index of at least [`SIMILAR`]. The index is exact, not estimated: only pairs that share one of their rarest shingles can reach it,
//! and those are compared (prefix filtering).
//!
//! # Source
//! A. Broder, "On the resemblance and containment of documents", 1997 (shingles); R. Bayardo, Y. Ma, R. Srikant, "Scaling up all pairs
//! similarity search", WWW 2007 (prefix filtering).

use std::collections::BTreeMap;

use super::super::topics::words;
use super::Document;

/// Words in a shingle.
pub const WORDS: usize = 4;
/// Jaccard index from which two documents are one.
pub const SIMILAR: f64 = 0.8;

/// A document with all that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The place of the earliest of them.
    pub first: usize,
    /// The places of all of them, the earliest first.
    pub all: Vec<usize>,
}

/// Merges near-duplicates: documents are taken by date, then source, then identifier, then their place, and each joins the first document before
/// it that it equals or nearly equals, if that stands for itself. No document is compared with copies, so chains of small changes do not run on.
///
/// # Determinism
/// Depends on the documents alone.
#[must_use]
pub fn merge(documents: &[Document]) -> Vec<Merged> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let key = |place: usize| {
        let one = &documents[place];
        (one.day, one.source.as_str(), one.id.as_str(), place)
    };
    order.sort_by(|&a, &b| key(a).cmp(&key(b)));
    let shingled = shingles(documents);
    let mut heads: Vec<Merged> = Vec::new();
    // The rarest shingles of every head, each with the heads that have it among theirs.
    let mut having: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for place in order {
        let own = &shingled[place];
        let prefix = prefix(own.len());
        let mut candidates: Vec<usize> = own[..prefix].iter().filter_map(|shingle| having.get(shingle)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let like = candidates.into_iter().find(|&head| similar(own, &shingled[heads[head].first]));
        match like {
            Some(head) => heads[head].all.push(place),
            None => {
                for shingle in &own[..prefix] {
                    having.entry(*shingle).or_default().push(heads.len());
                }
                heads.push(Merged { first: place, all: vec![place] });
            }
        }
    }
    heads
}

/// How many of its rarest shingles a document is found by.
fn prefix(count: usize) -> usize {
    let needed = (SIMILAR * count as f64).ceil() as usize;
    (count + 1).saturating_sub(needed.max(1)).min(count)
}

fn similar(a: &[u32], b: &[u32]) -> bool {
    let (mut i, mut j, mut both) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    let either = a.len() + b.len() - both;
    either > 0 && both as f64 >= SIMILAR * either as f64
}

/// The shingles of each document as numbers in the order of how rare they are, the rarest first, so that lists sorted by number have their
/// rarest in front.
fn shingles(documents: &[Document]) -> Vec<Vec<u32>> {
    let (mut spoken, mut known): (BTreeMap<String, u32>, BTreeMap<[u32; WORDS], u32>) = Default::default();
    let mut counts: Vec<u32> = Vec::new();
    let mut all: Vec<Vec<u32>> = documents
        .iter()
        .map(|document| {
            let mut said: Vec<u32> = Vec::new();
            for word in words(&document.title).into_iter().chain(words(&document.text)) {
                let next = spoken.len() as u32;
                said.push(*spoken.entry(word.folded).or_insert(next));
            }
            // A text of fewer words is one shingle, filled up with what is no word.
            if said.len() < WORDS {
                said.resize(WORDS, u32::MAX);
            }
            let mut own: Vec<u32> = said
                .array_windows::<WORDS>()
                .map(|run| {
                    let next = counts.len() as u32;
                    *known.entry(*run).or_insert_with(|| {
                        counts.push(0);
                        next
                    })
                })
                .collect();
            own.sort_unstable();
            own.dedup();
            own.iter().for_each(|&shingle| counts[shingle as usize] += 1);
            own
        })
        .collect();
    let mut by_count: Vec<u32> = (0..counts.len() as u32).collect();
    by_count.sort_by_key(|&shingle| (counts[shingle as usize], shingle));
    let mut rank = vec![0_u32; counts.len()];
    for (place, &shingle) in by_count.iter().enumerate() {
        rank[shingle as usize] = place as u32;
    }
    for own in &mut all {
        own.iter_mut().for_each(|shingle| *shingle = rank[*shingle as usize]);
        own.sort_unstable();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::super::day::Day;
    use super::*;

    fn document(day: &str, source: &str, text: &str) -> Document {
        Document {
            id: source.to_owned(),
            source: source.to_owned(),
            day: Day::parse(day).unwrap(),
            language: None,
            title: String::new(),
            text: text.to_owned(),
            rebuilt: super::super::Rebuilt::Nothing,
            file: "f".to_owned(),
            place: "1".to_owned(),
        }
    }

    fn number(from: usize, to: usize) -> String {
        (from..to).map(|word| format!("w{word} ")).collect()
    }

    #[test]
    fn copies_join_the_earliest_and_others_stay() {
        let long = number(0, 100);
        let changed = format!("{} {}", number(0, 95), number(500, 504));
        let all = [
            document("2021-03-01", "b", &long),
            document("2021-02-01", "a", &changed),
            document("2021-02-01", "c", "Short words"),
            document("2021-02-02", "d", "<b>short</b> WORDS!"),
            document("2021-02-02", "e", "other words"),
            document("2021-02-02", "f", &number(0, 60)),
        ];
        let merged = merge(&all);
        let groups: Vec<(usize, Vec<usize>)> = merged.into_iter().map(|one| (one.first, one.all)).collect();
        assert_eq!(groups, [(1, vec![1, 0]), (2, vec![2, 3]), (4, vec![4]), (5, vec![5])]);
        assert!(merge(&[]).is_empty());
    }

    #[test]
    fn the_filter_loses_no_pair() {
        // Every pair compared, against what the filter found.
        let texts: Vec<String> =
            (0..60).map(|k| format!("{} {}", number(k / 7 * 5, k / 7 * 5 + 40), number(900 + k, 900 + k + k % 7))).collect();
        let all: Vec<Document> = texts.iter().enumerate().map(|(k, text)| document("2021-01-01", &format!("s{k:03}"), text)).collect();
        let shingled = shingles(&all);
        let mut heads: Vec<Vec<usize>> = Vec::new();
        for place in 0..all.len() {
            match heads.iter_mut().find(|head| similar(&shingled[place], &shingled[head[0]])) {
                Some(head) => head.push(place),
                None => heads.push(vec![place]),
            }
        }
        let found: Vec<Vec<usize>> = merge(&all).into_iter().map(|one| one.all).collect();
        assert_eq!(found, heads);
        assert!(heads.len() < 60 && heads.len() > 1);
    }
}
