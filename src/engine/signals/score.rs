//! The score of each term at the end of a series, in parts that sum to it, and a plain ranking by growth beside it.

use crate::num::ln;
use crate::stats::interval::Level;

use super::burst::two_states;
use super::series::{Series, Term, Window};
use super::yoon::{Quadrant, degrees, growth};

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Growth of the degree of visibility (Yoon): occurrences over all documents, recent ones weighing more.
    Visibility,
    /// Growth of the degree of diffusion (Yoon): documents over all documents, recent ones weighing more.
    Diffusion,
    /// Weight of the burst that is still on (Kleinberg).
    Burst,
    /// Growth from the last but one window to the last that chance does not explain: the low end of the rise of the share.
    Growth,
    /// How much of the term lies in the last windows rather than before.
    Novelty,
    /// Over how many sources it is spread.
    Breadth,
    /// In how many of the latest periods it was above what it was before.
    Persistence,
}

/// Number of parts.
pub const PARTS: usize = 7;

impl Part {
    /// All parts, in the order in which they are added up.
    pub const ALL: [Self; PARTS] =
        [Self::Visibility, Self::Diffusion, Self::Burst, Self::Growth, Self::Novelty, Self::Breadth, Self::Persistence];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visibility => "visibility",
            Self::Diffusion => "diffusion",
            Self::Burst => "burst",
            Self::Growth => "growth",
            Self::Novelty => "novelty",
            Self::Breadth => "breadth",
            Self::Persistence => "persistence",
        }
    }
}

/// How terms are scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Periods in a window.
    pub window: usize,
    /// Windows that growth of visibility and diffusion looks back over.
    pub windows: usize,
    /// Yoon's weight of time: what a window loses for each window it lies back.
    pub time_weight: f64,
    /// Kleinberg's ratio of the rate inside a burst to the usual one.
    pub burst_ratio: f64,
    /// Kleinberg's γ: what it costs to enter a burst.
    pub burst_price: f64,
    /// The weight of each part, as [`Part::ALL`] lists them; parts that the series says nothing about are left out, and the others share theirs.
    pub weights: [f64; PARTS],
    /// The share of documents in the last window from which a term is common, and no longer looked at.
    pub common: f64,
    /// Documents in the last window below which a term is too rare to look at.
    pub least: u64,
    /// Documents so far below which a term would not be in the list at all: what a list leaves out by its later counts must not tell of them.
    pub listed_from: u64,
}

/// One term's score.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The term's place in the series.
    pub term: usize,
    /// Each part as it was measured; none where there is no base for it.
    pub measured: [Option<f64>; PARTS],
    /// Where each part stands among all candidates, from 0 (lowest) to 1 (highest).
    pub standing: [f64; PARTS],
    /// What each part adds to the score: its standing times its weight.
    pub contributions: [f64; PARTS],
    /// The sum of the contributions, from 0 to 1.
    pub score: f64,
    /// The plain growth: documents in the last window over those in the one before, one added to each.
    pub naive: f64,
    /// Documents in the last window.
    pub recent: u64,
    /// Documents in the window before.
    pub earlier: u64,
    /// The share of all documents in the last window.
    pub share: f64,
    /// Where the term stands on the map of frequency against growth.
    pub quadrant: Quadrant,
}

/// All candidates with their scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The candidates, the highest score first.
    pub scored: Vec<Scored>,
    /// The places in `scored` by plain growth, the highest first.
    pub naive: Vec<usize>,
    /// The weight that each part had; 0 where the series says nothing about it.
    pub weights: [f64; PARTS],
    /// Terms of the series.
    pub terms: usize,
    /// Terms that were in the list by then.
    pub listed: usize,
}

/// Why terms cannot be scored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    /// The series is too short.
    #[error("the series holds {got} periods by then, and a score needs {needed}")]
    Short {
        /// Periods there are.
        got: usize,
        /// Periods needed.
        needed: usize,
    },
    /// No document in the last two windows.
    #[error("there is no document in the last two windows")]
    Empty,
    /// Weights that are no weights.
    #[error("the weights must be 0 or more, and one that can be measured must be above 0")]
    Weights,
}

/// Scores every candidate at the end of the series.
///
/// A candidate was in the list by then ([`Settings::listed_from`]), occurs in enough documents of the last window, and is not common. Parts
/// are measured in units of their own; what counts is where a candidate stands in each among all candidates (mid-rank over their number),
/// so that no part can drown the others. Ties are broken by plain growth, then by name.
///
/// Zeros: where growth needs a ratio, a half is added to every count before.
///
/// # Errors
/// [`ScoreError`].
///
/// # Determinism
/// Depends on the series and the settings alone.
pub fn rank(series: &Series, settings: &Settings) -> Result<Ranking, ScoreError> {
    let needed = settings.window * settings.windows.max(2);
    let windows = series.windows(settings.window, settings.windows.max(2));
    let &[.., before, last] = windows.as_slice() else {
        return Err(ScoreError::Short { got: series.periods.len(), needed });
    };
    if windows.len() < settings.windows.max(2) {
        return Err(ScoreError::Short { got: series.periods.len(), needed });
    }
    let (all_last, all_before) = (last.sum(&series.documents), before.sum(&series.documents));
    if all_last == 0 || all_before == 0 {
        return Err(ScoreError::Empty);
    }
    let listed: Vec<usize> =
        (0..series.terms.len()).filter(|&term| series.terms[term].documents.iter().sum::<u64>() >= settings.listed_from).collect();
    let candidate = |term: &usize| {
        let recent = last.sum(&series.terms[*term].documents);
        recent >= settings.least && (recent as f64) < settings.common * all_last as f64
    };
    let candidates: Vec<usize> = listed.iter().copied().filter(candidate).collect();
    let look = Look { series, settings, windows: &windows };
    let mut scored: Vec<Scored> = candidates
        .into_iter()
        .map(|place| {
            let term = &series.terms[place];
            let (recent, earlier) = (last.sum(&term.documents), before.sum(&term.documents));
            Scored {
                term: place,
                measured: Part::ALL.map(|part| look.part(part, term)),
                standing: [0.0; PARTS],
                contributions: [0.0; PARTS],
                score: 0.0,
                naive: (recent as f64 + 1.0) / (earlier as f64 + 1.0),
                recent,
                earlier,
                share: recent as f64 / all_last as f64,
                quadrant: Quadrant::Latent,
            }
        })
        .collect();
    let weights = weigh(&scored, settings)?;
    stand(&mut scored, &weights);
    place(&mut scored);
    let name = |one: &Scored| series.terms[one.term].name.as_str();
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.naive.total_cmp(&a.naive)).then_with(|| name(a).cmp(name(b))));
    let mut naive: Vec<usize> = (0..scored.len()).collect();
    naive.sort_by(|&a, &b| {
        let (a, b) = (&scored[a], &scored[b]);
        b.naive.total_cmp(&a.naive).then(b.recent.cmp(&a.recent)).then_with(|| name(a).cmp(name(b)))
    });
    Ok(Ranking { scored, naive, weights, terms: series.terms.len(), listed: listed.len() })
}

struct Look<'a> {
    series: &'a Series,
    settings: &'a Settings,
    windows: &'a [Window],
}

impl Look<'_> {
    fn part(&self, part: Part, term: &Term) -> Option<f64> {
        let settings = self.settings;
        match part {
            Part::Visibility => {
                let counts = term.occurrences.as_ref().unwrap_or(&term.documents);
                self.yoon(counts, &self.series.occurrences)
            }
            // Where only documents were counted the two are one, and it counts once.
            Part::Diffusion => term.occurrences.as_ref().and_then(|_| self.yoon(&term.documents, &self.series.documents)),
            Part::Burst => two_states(&term.documents, &self.series.documents, settings.burst_ratio, settings.burst_price)
                .ok()
                .map(|found| found.current()),
            Part::Growth => self.low_end(term),
            Part::Novelty => self.novelty(term),
            Part::Breadth => {
                let sources = term.sources.as_ref()?;
                let last = self.windows.last()?;
                Some(crate::num::sum(&sources[last.from..last.to]) / settings.window as f64)
            }
            Part::Persistence => self.persistence(term),
        }
    }

    fn yoon(&self, counts: &[u64], totals: &[u64]) -> Option<f64> {
        let frequencies: Vec<f64> = self.windows.iter().map(|window| window.sum(counts) as f64 + 0.5).collect();
        let totals: Vec<f64> = self.windows.iter().map(|window| window.sum(totals) as f64 + 1.0).collect();
        growth(&degrees(&frequencies, &totals, self.settings.time_weight))
    }

    /// The low end of the 90 % interval of ln(share now / share before), by the usual standard error of a ratio of rates.
    fn low_end(&self, term: &Term) -> Option<f64> {
        let &[.., before, last] = self.windows else { return None };
        let (now, then) = (last.sum(&term.documents) as f64 + 0.5, before.sum(&term.documents) as f64 + 0.5);
        let (all_now, all_then) = (last.sum(&self.series.documents) as f64 + 1.0, before.sum(&self.series.documents) as f64 + 1.0);
        let rise = ln(now / all_now) - ln(then / all_then);
        Some(rise - Level::P90.z() * (1.0 / now + 1.0 / then).sqrt())
    }

    /// The share in the last windows over the sum of it and the share before them: ½ where nothing changed, 1 where all of it is new.
    fn novelty(&self, term: &Term) -> Option<f64> {
        let first = self.windows.first()?;
        let (recent, old) = (Window { from: first.from, to: self.series.periods.len() }, Window { from: 0, to: first.from });
        let (all_recent, all_old) = (recent.sum(&self.series.documents), old.sum(&self.series.documents));
        if all_recent == 0 || all_old == 0 {
            return None;
        }
        let now = (recent.sum(&term.documents) as f64 + 0.5) / (all_recent as f64 + 1.0);
        let then = (old.sum(&term.documents) as f64 + 0.5) / (all_old as f64 + 1.0);
        Some(now / (now + then))
    }

    /// The share of the periods of the last two windows in which the term's share was above that of all periods before them.
    fn persistence(&self, term: &Term) -> Option<f64> {
        let &[.., before, last] = self.windows else { return None };
        let old = Window { from: 0, to: before.from };
        let (hits, all) = (old.sum(&term.documents) as f64, old.sum(&self.series.documents) as f64);
        if all == 0.0 {
            return None;
        }
        let above = |&period: &usize| term.documents[period] as f64 * all > hits * self.series.documents[period] as f64;
        let periods = before.from..last.to;
        let count = periods.len();
        Some(periods.filter(above).count() as f64 / count as f64)
    }
}

/// The weight of each part that can be measured for some candidate, so that they sum to 1.
fn weigh(scored: &[Scored], settings: &Settings) -> Result<[f64; PARTS], ScoreError> {
    let good = settings.weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
    let mut weights: [f64; PARTS] = std::array::from_fn(|part| {
        let known = scored.iter().any(|one| one.measured[part].is_some());
        if known { settings.weights[part] } else { 0.0 }
    });
    let all: f64 = weights.iter().sum();
    if !good || (all <= 0.0 && !scored.is_empty()) {
        return Err(ScoreError::Weights);
    }
    if all > 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= all);
    }
    Ok(weights)
}

/// Fills in where each part stands, what it adds, and the sum.
fn stand(scored: &mut [Scored], weights: &[f64; PARTS]) {
    for (part, weight) in weights.iter().enumerate() {
        // What cannot be measured stands lowest.
        let key = |one: &Scored| one.measured[part].unwrap_or(f64::NEG_INFINITY);
        let mut sorted: Vec<f64> = scored.iter().map(key).collect();
        sorted.sort_by(f64::total_cmp);
        for one in scored.iter_mut() {
            let value = key(one);
            let below = sorted.partition_point(|other| *other < value);
            let to = sorted.partition_point(|other| *other <= value);
            one.standing[part] = (below + to) as f64 / (2 * sorted.len()) as f64;
            one.contributions[part] = weight * one.standing[part];
        }
    }
    for one in scored {
        one.score = one.contributions.iter().sum();
    }
}

/// Fills in the corner of the map, by the medians of frequency and of growth of visibility.
fn place(scored: &mut [Scored]) {
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let growing = |one: &Scored| one.measured[Part::Visibility as usize].unwrap_or(f64::NEG_INFINITY);
    let (frequency, growth) = (median(scored.iter().map(|one| one.share).collect()), median(scored.iter().map(growing).collect()));
    for one in scored {
        one.quadrant = Quadrant::of(one.share > frequency, growing(one) > growth);
    }
}

/// Takes the first candidates of an order whose names share no word with one taken before, so that a word and the pairs it stands in count
/// once.
#[must_use]
pub fn apart(series: &Series, ranking: &Ranking, order: impl IntoIterator<Item = usize>, count: usize) -> Vec<usize> {
    let mut words = std::collections::BTreeSet::new();
    let mut taken = Vec::new();
    for place in order {
        if taken.len() >= count {
            break;
        }
        let name = &series.terms[ranking.scored[place].term].name;
        if name.split_whitespace().any(|word| words.contains(word)) {
            continue;
        }
        words.extend(name.split_whitespace());
        taken.push(place);
    }
    taken
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::day::Period;
    use super::*;

    pub(in crate::signals) fn settings() -> Settings {
        Settings {
            window: 2,
            windows: 3,
            time_weight: 0.05,
            burst_ratio: 2.0,
            burst_price: 1.0,
            weights: [0.2, 0.1, 0.2, 0.2, 0.1, 0.1, 0.1],
            common: 0.5,
            least: 1,
            listed_from: 1,
        }
    }

    pub(in crate::signals) fn series(documents: u64, terms: &[(&str, &[u64])]) -> Series {
        let length = terms[0].1.len();
        let first = Period::parse("2015Q1").unwrap();
        let periods: Vec<Period> = std::iter::successors(Some(first), |period| Some(period.next())).take(length).collect();
        let term = |(name, counts): &(&str, &[u64])| Term {
            name: (*name).to_owned(),
            documents: counts.to_vec(),
            occurrences: None,
            sources: None,
        };
        let all = vec![documents; length];
        Series { periods, documents: all.clone(), occurrences: all, terms: terms.iter().map(term).collect() }
    }

    #[test]
    fn what_rises_stands_above_what_stays_and_what_falls() {
        let series = series(
            1000,
            &[
                ("stays", &[9, 10, 11, 10, 9, 10, 11, 10]),
                ("rises", &[1, 1, 2, 2, 5, 8, 15, 30]),
                ("falls", &[30, 15, 8, 5, 2, 2, 1, 1]),
                ("common", &[600, 600, 600, 600, 600, 600, 600, 600]),
                ("gone", &[5, 5, 5, 5, 5, 5, 0, 0]),
            ],
        );
        let ranking = rank(&series, &settings()).unwrap();
        let names: Vec<&str> = ranking.scored.iter().map(|one| series.terms[one.term].name.as_str()).collect();
        assert_eq!(names, ["rises", "stays", "falls"]);
        assert_eq!((ranking.terms, ranking.listed), (5, 5));
        for one in &ranking.scored {
            assert!((one.score - one.contributions.iter().sum::<f64>()).abs() < 1e-15);
            assert_eq!(one.measured[Part::Diffusion as usize], None);
            assert_eq!(one.contributions[Part::Breadth as usize], 0.0);
        }
        assert!((ranking.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(ranking.scored[0].naive, 46.0 / 14.0);
        assert_eq!(ranking.naive, [0, 1, 2]);
    }

    #[test]
    fn a_term_that_was_not_in_the_list_by_then_is_no_candidate() {
        let series = series(1000, &[("known", &[9; 8]), ("later", &[0, 0, 0, 0, 0, 0, 1, 7])]);
        let ranking = rank(&series, &Settings { listed_from: 50, ..settings() }).unwrap();
        assert_eq!((ranking.scored.len(), ranking.listed), (1, 1));
    }

    #[test]
    fn a_word_and_its_pairs_count_once() {
        let series = series(
            1000,
            &[("large language", &[1, 1, 1, 1, 9, 9, 30, 40]), ("language model", &[1, 1, 1, 1, 8, 8, 20, 30]), ("x", &[3; 8])],
        );
        let ranking = rank(&series, &settings()).unwrap();
        let taken = apart(&series, &ranking, 0..ranking.scored.len(), 9);
        let names: Vec<&str> = taken.iter().map(|&place| series.terms[ranking.scored[place].term].name.as_str()).collect();
        assert_eq!(names, ["large language", "x"]);
    }

    #[test]
    fn what_cannot_be_scored_is_told() {
        let short = series(10, &[("a", &[1, 1, 1, 1, 1])]);
        assert_eq!(rank(&short, &settings()), Err(ScoreError::Short { got: 5, needed: 6 }));
        let empty = series(0, &[("a", &[0; 8])]);
        assert_eq!(rank(&empty, &settings()), Err(ScoreError::Empty));
        let one = series(10, &[("a", &[1; 8])]);
        assert_eq!(rank(&one, &Settings { weights: [0.0; PARTS], ..settings() }), Err(ScoreError::Weights));
        assert_eq!(rank(&one, &Settings { weights: [f64::NAN; PARTS], ..settings() }), Err(ScoreError::Weights));
        assert_eq!(rank(&one, &settings()).unwrap().scored.len(), 1);
    }
}
