//! Pairs of words that belong together.

use std::collections::{BTreeMap, BTreeSet};

use crate::num::ln;

use super::words::{Word, speaks};

/// Counts of words and of pairs side by side, over all documents so far, and the pairs that became phrases.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    words: BTreeMap<String, u64>,
    pairs: BTreeMap<(String, String), u64>,
    all: u64,
    known: BTreeSet<(String, String)>,
}

impl Phrases {
    /// Counts a text.
    pub(super) fn count(&mut self, text: &[Word]) {
        for pair in text.windows(2).filter(|pair| pair[1].follows && speaks(&pair[0].folded) && speaks(&pair[1].folded)) {
            *self.pairs.entry((pair[0].folded.clone(), pair[1].folded.clone())).or_default() += 1;
        }
        for word in text {
            *self.words.entry(word.folded.clone()).or_default() += 1;
        }
        self.all += text.len() as u64;
    }

    /// Lets pairs in that are there often enough and more often than chance has it. None ever leaves.
    pub(super) fn mine(&mut self, least: u64, ratio: f64) {
        for (pair, &both) in self.pairs.iter().filter(|(_, both)| **both >= least) {
            let of = |word: &str| self.words.get(word).copied().unwrap_or(both).max(both);
            let (first, second) = (of(&pair.0), of(&pair.1));
            let more = both as f64 * self.all as f64 > first as f64 * second as f64;
            if more && likelihood_ratio(both, first, second, self.all) >= ratio {
                self.known.insert(pair.clone());
            }
        }
    }

    /// The terms of a text: the words that say something, and the phrases they stand in.
    pub(super) fn terms(&self, text: &[Word]) -> Vec<String> {
        let mut out = Vec::new();
        for (at, word) in text.iter().enumerate() {
            if speaks(&word.folded) {
                out.push(word.folded.clone());
            }
            let next = text.get(at + 1).filter(|next| next.follows);
            if let Some(next) = next.filter(|next| self.known.contains(&(word.folded.clone(), next.folded.clone()))) {
                out.push(format!("{} {}", word.folded, next.folded));
            }
        }
        out
    }

    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}

/// Dunning's likelihood ratio G² of a pair: how badly the independence of two words explains how often they stand side by side. Above 10.83 it
/// has one chance in a thousand where they are independent.
///
/// `both` counts the pair, `first` and `second` each word, `all` all words.
#[must_use]
pub fn likelihood_ratio(both: u64, first: u64, second: u64, all: u64) -> f64 {
    let (a, b, c) = (both as f64, first.saturating_sub(both) as f64, second.saturating_sub(both) as f64);
    let n = all.max(first + second - both.min(second)) as f64;
    let d = n - a - b - c;
    let part = |seen: f64, row: f64, column: f64| if seen > 0.0 { seen * (ln(seen) + ln(n) - ln(row) - ln(column)) } else { 0.0 };
    2.0 * (part(a, a + b, a + c) + part(b, a + b, b + d) + part(c, c + d, a + c) + part(d, c + d, b + d))
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn the_ratio_is_that_of_the_published_table() {
        // Dunning 1993, table 2: "the swiss", 110 2442 111 29114, G² 270.72.
        assert!((likelihood_ratio(110, 110 + 2442, 110 + 111, 110 + 2442 + 111 + 29114) - 270.72).abs() < 0.005);
        // Independent: 10 · 1000 = 100 · 100.
        assert!(likelihood_ratio(10, 100, 100, 1000).abs() < 1e-9);
        assert_eq!(likelihood_ratio(0, 0, 0, 0), 0.0);
    }

    #[test]
    fn phrases_are_found_and_stay() {
        let mut phrases = Phrases::default();
        let text: String = (0..30).map(|k| format!("solar panel number x{k}y. other{k} words panel{k} solar{k}. ")).collect();
        phrases.count(&words(&text));
        phrases.mine(3, 10.83);
        assert_eq!(phrases.terms(&words("Solar panel of solar, panel")), ["solar", "solar panel", "panel", "solar", "panel"]);
        let before = phrases.len();
        phrases.count(&words(&"solar x panel y ".repeat(500)));
        phrases.mine(3, 10.83);
        assert!(phrases.len() >= before);
        assert_eq!(phrases.terms(&words("solar panel")), ["solar", "solar panel", "panel"]);
    }
}
