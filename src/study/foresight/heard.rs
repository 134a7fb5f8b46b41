//! What is heard of the drivers: terms that rise or fall, as counted up to the day that is looked from.
//!
//! That a term tells of a driver, and of which of its variants, is somebody's judgement; how often it occurs is a count. Neither says how likely a
//! variant is.

use crate::cross_impact::Structure;
use crate::input::{Cx, Problems, Spanned, Text, nearest};
use crate::signals::score::{PARTS, Scored, Settings};
use crate::signals::yoon::Quadrant;
use crate::signals::{Day, Period, Series};
use crate::stats::interval::{Interval, Level, share_ratio};
use crate::study::signals::{self, SignalsStudy, follow};

use super::matrix;
use super::spec::{DriverSpec, SignalsFrom};

/// Most signals of all drivers together.
const MOST: usize = 200;

/// Where a term is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// In the series, at this place.
    Term(usize),
    /// In the documents: the topic at this place, which has the term among its own.
    Topic(usize),
}

/// A term that is said to tell of a driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The driver.
    pub driver: usize,
    /// The term.
    pub term: String,
    /// Where it is counted.
    pub at: At,
    /// The variant that it speaks for.
    pub speaks_for: Option<usize>,
    /// Why.
    pub because: Option<String>,
}

/// From where on a signpost has tripped.
#[derive(Debug, Clone, PartialEq)]
pub struct Trip {
    /// The driver.
    pub driver: usize,
    /// The term.
    pub term: String,
    /// Where it is counted.
    pub at: At,
    /// The share of documents.
    pub share: f64,
}

/// What is listened to.
#[derive(Debug)]
pub struct Listening {
    /// The signals file with what it names, nothing of it later than the day that is looked from.
    pub study: SignalsStudy,
    /// Terms in the order of the drivers.
    pub links: Vec<Link>,
    /// Signposts that are counted.
    pub trips: Vec<Trip>,
}

/// Where a counted signpost stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stand {
    /// The last period that is over.
    pub period: Period,
    /// Documents of it with the term.
    pub documents: u64,
    /// All documents of it.
    pub all: u64,
}

impl Stand {
    /// The share of documents with the term; NaN where there are none.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.documents as f64 / self.all as f64
    }
}

/// Which way a term moves, as far as chance allows to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Its share is larger than in the window before.
    Rises,
    /// It is smaller.
    Falls,
    /// That cannot be told from chance.
    Unclear,
}

/// How a term stands among all that could be picked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rank {
    /// Its place by score, from 1.
    pub place: usize,
    /// Its place by plain growth, from 1.
    pub by_growth: usize,
    /// How many could be picked.
    pub of: usize,
    /// Its score, from 0 to 1.
    pub score: f64,
    /// What each part adds to it.
    pub parts: [f64; PARTS],
    /// Where it stands by frequency and growth.
    pub quadrant: Quadrant,
}

/// Why a term has no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unscored {
    /// So many documents hold it that it is no signal any more.
    Common,
    /// Too few documents hold it.
    Rare,
    /// Nothing of its kind could be scored.
    Nothing,
}

/// What is heard of one term.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// The first and the last period of the last window.
    pub window: (Period, Period),
    /// Documents with it, and all documents, in the last window.
    pub now: (u64, u64),
    /// The same in the window before.
    pub before: (u64, u64),
    /// How many times the share of the window before its share is, with a 95 % interval as if documents were independent.
    pub times: (f64, Interval),
    /// Which way it moves, by an interval that holds for all terms that are listened to at once (Bonferroni).
    pub course: Course,
    /// The last period by itself.
    pub last: Stand,
    /// How it stands among all that could be picked, or why it cannot.
    pub rank: Result<Rank, Unscored>,
    /// A quote of its topic, as a place among those that were found.
    pub quote: Option<usize>,
}

impl Course {
    fn of(interval: Interval) -> Self {
        match interval {
            interval if interval.low > 1.0 => Self::Rises,
            interval if interval.high < 1.0 => Self::Falls,
            _ => Self::Unclear,
        }
    }
}

impl Signal {
    /// The share of documents with it in the last window; NaN where there are none.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.now.0 as f64 / self.now.1 as f64
    }
}

impl Link {
    /// The term in words; where it is found in a topic, what is counted are the documents of that topic.
    #[must_use]
    pub fn words(&self) -> String {
        match self.at {
            At::Term(_) => self.term.clone(),
            At::Topic(_) => format!("the topic around “{}”", self.term),
        }
    }
}

/// What was heard.
#[derive(Debug)]
pub struct Heard {
    /// What was listened to.
    pub listening: Listening,
    /// What the signals file says by itself: scores, quotes, back-test.
    pub found: signals::Findings,
    /// By link: what is heard of it; nothing where two windows are not over yet.
    pub signals: Vec<Option<Signal>>,
    /// By counted signpost: where it stands.
    pub stands: Vec<Stand>,
}

impl Heard {
    /// Every term that is listened to, with what is heard of it.
    pub fn each(&self) -> impl Iterator<Item = (&Link, Option<&Signal>)> {
        self.listening.links.iter().zip(self.signals.iter().map(Option::as_ref))
    }

    /// Every signpost that is counted, with where it stands.
    pub fn signposts(&self) -> impl Iterator<Item = (&Trip, &Stand)> {
        self.listening.trips.iter().zip(&self.stands)
    }
}

impl Trip {
    /// Whether it has tripped.
    #[must_use]
    pub fn tripped(&self, stand: &Stand) -> bool {
        stand.share() >= self.share
    }
}

impl Listening {
    pub(super) fn read(from: &SignalsFrom, drivers: &[DriverSpec], structure: &Structure, as_of: Day, cx: &mut Cx) -> Option<Self> {
        let before = cx.errors();
        let study = follow(&from.file.value, as_of, cx)?;
        let (mut links, mut trips) = (Vec::new(), Vec::new());
        for (place, descriptor) in structure.descriptors().iter().enumerate() {
            let Some(driver) = drivers.iter().find(|driver| driver.name.value == descriptor.name) else { continue };
            for signal in &driver.signals {
                let speaks_for = match &signal.speaks_for {
                    Some(name) => matrix::variant(structure, &driver.name, name, cx).map(|(_, variant)| Some(variant)),
                    None => Some(None),
                };
                if let (Some(at), Some(speaks_for)) = (find(&study, &signal.term, as_of, cx), speaks_for) {
                    let because = signal.because.as_ref().map(|because| because.as_str().to_owned());
                    links.push(Link { driver: place, term: signal.term.value.as_str().to_owned(), at, speaks_for, because });
                }
            }
            if let Some(trip) = driver.watch.as_ref().and_then(|watch| watch.trips.as_ref()) {
                let share = trip.share.value;
                if !(share > 0.0 && share < 1.0) {
                    cx.error(trip.share.span, "`share` is out of range").got(share).allowed("above 0 and below 1");
                }
                let at = find(&study, &trip.term, as_of, cx);
                if matches!(at, Some(At::Topic(_))) {
                    cx.error(trip.term.span, "a signpost can be counted in a series only, and this is a topic of documents");
                }
                if let Some(at) = at {
                    trips.push(Trip { driver: place, term: trip.term.value.as_str().to_owned(), at, share });
                }
            }
        }
        if links.len() > MOST {
            cx.error(from.file.span, "the drivers name too many signals").got(links.len()).allowed(format!("at most {MOST}"));
        }
        if cx.errors() == before && links.is_empty() && trips.is_empty() {
            cx.error(from.file.span, "no driver names a signal").help("give drivers `signals`, or leave `[signals]` out");
        }
        (cx.errors() == before).then_some(Self { study, links, trips })
    }

    fn series(&self, at: At) -> (Option<&Series>, usize, &Settings) {
        match at {
            At::Term(place) => (self.study.series.as_ref(), place, &self.study.score),
            At::Topic(place) => (self.study.topics.as_ref().and_then(|topics| topics.series.as_ref()), place, &self.study.topic_score),
        }
    }

    /// How a term stood in the last period that is over.
    fn stand(&self, at: At) -> Option<Stand> {
        let (series, place, _) = self.series(at);
        let series = series?;
        let last = series.periods.len().checked_sub(1)?;
        Some(Stand { period: series.periods[last], documents: series.terms[place].documents[last], all: series.documents[last] })
    }

    fn hear(&self, link: &Link, found: &signals::Findings) -> Option<Signal> {
        let (series, place, settings) = self.series(link.at);
        let series = series?;
        let windows = series.windows(settings.window, 2);
        let &[earlier, later] = windows.as_slice() else { return None };
        let counts = &series.terms[place].documents;
        let (now, before) = ((later.sum(counts), later.sum(&series.documents)), (earlier.sum(counts), earlier.sum(&series.documents)));
        let real = |(part, all): (u64, u64)| (part as f64, all as f64);
        let times = share_ratio(real(now), real(before), Level::P95).ok()?;
        let all_at_once = Level::new(1.0 - 0.05 / self.links.len().max(1) as f64).unwrap_or(Level::P95);
        let course = Course::of(share_ratio(real(now), real(before), all_at_once).ok()?.1);
        let list = match link.at {
            At::Term(_) => found.terms.as_ref(),
            At::Topic(_) => found.topics.as_ref(),
        };
        let rank = match list {
            Some(Ok(list)) => {
                let ranking = &list.ranking;
                match ranking.scored.iter().position(|one| one.term == place) {
                    Some(at) => Ok(rank(at, &ranking.scored, &ranking.naive)),
                    None if now.0 as f64 >= settings.common * now.1 as f64 => Err(Unscored::Common),
                    None => Err(Unscored::Rare),
                }
            }
            _ => Err(Unscored::Nothing),
        };
        let quote = match link.at {
            At::Topic(topic) => found.quotes.iter().position(|quoted| quoted.topic == topic),
            At::Term(_) => None,
        };
        let window = (series.periods[later.from], series.periods[later.to - 1]);
        Some(Signal { window, now, before, times, course, last: self.stand(link.at)?, rank, quote })
    }
}

fn rank(at: usize, scored: &[Scored], naive: &[usize]) -> Rank {
    let one = &scored[at];
    Rank {
        place: at + 1,
        by_growth: naive.iter().position(|&place| place == at).map_or(scored.len(), |place| place + 1),
        of: scored.len(),
        score: one.score,
        parts: one.contributions,
        quadrant: one.quadrant,
    }
}

/// Looks everything up that is listened to.
///
/// # Errors
/// A quote that is not byte for byte what stands in its source.
///
/// # Determinism
/// Depends on the files and the day that is looked from.
pub fn hear(listening: Listening) -> Result<Heard, Problems> {
    let found = signals::analyse(&listening.study)?;
    let signals = listening.links.iter().map(|link| listening.hear(link, &found)).collect();
    // A term was found in a series that has at least one period.
    let stands = listening.trips.iter().map(|trip| listening.stand(trip.at).expect("a series with a period")).collect();
    Ok(Heard { listening, found, signals, stands })
}

/// Where a term is counted: in the series, or else in the largest topic that has it among its own, by itself or in a phrase.
fn find(study: &SignalsStudy, term: &Spanned<Text>, as_of: Day, cx: &mut Cx) -> Option<At> {
    let wanted = term.value.as_str().trim().to_lowercase();
    let known = |documents: &[u64]| documents.iter().sum::<u64>() >= study.score.listed_from.max(1);
    let in_series = study.series.as_ref().and_then(|series| {
        let place = series.terms.iter().position(|one| one.name.to_lowercase() == wanted)?;
        known(&series.terms[place].documents).then_some(At::Term(place))
    });
    let names = |term: &String| *term == wanted || term.split(' ').any(|word| word == wanted);
    let in_topics = || {
        let topics = study.topics.as_ref()?;
        topics.series.as_ref()?;
        let with = topics.topics.iter().enumerate().filter(|(_, topic)| topic.terms.iter().any(names));
        with.max_by_key(|(place, topic)| (topic.members.len(), std::cmp::Reverse(*place))).map(|(place, _)| At::Topic(place))
    };
    let found = in_series.or_else(in_topics);
    if found.is_none() {
        let names =
            study.series.iter().flat_map(|series| &series.terms).filter(|term| known(&term.documents)).map(|term| term.name.as_str());
        let topics = study.topics.iter().flat_map(|topics| &topics.topics).flat_map(|topic| &topic.terms).map(String::as_str);
        let near = nearest(&wanted, names.chain(topics)).map(str::to_owned);
        let problem = cx.error(term.span, format!("no signal `{}` is known as of {as_of}", term.value.as_str()));
        match near {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("run `foretaste signals` on the file: its tables list what is known"),
        };
    }
    found
}
