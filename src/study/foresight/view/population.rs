//! What people and firms live through in every future that is told, and whether their past looks real.

use crate::economy::{Outcome, TARGETS, Target, VALIDATION};
use crate::report::chart::{Chart, CoursePane, Courses, Direction, SideBySide, SideMeasure, SideRole, SideSetting};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Heading, KeyFigure, Section, Table, Tone, Trust, ValidityLine};
use crate::study::parts::{INTERVAL, figure, listed, side_by_side, spread};

use super::super::population::Lives;
use super::super::stress::title;
use super::reading::Reading;

/// How an outcome is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// A share of people, of output or of income: a level in per cent, a difference in points.
    Share,
    /// In an arbitrary unit: only its change in per cent says something.
    Relative,
    /// In a unit of its own.
    Plain(&'static str),
}

impl Told {
    /// The unit of a difference.
    fn unit(self) -> &'static str {
        match self {
            Self::Share => ", points",
            Self::Relative => ", %",
            Self::Plain("") => "",
            Self::Plain(unit) => unit,
        }
    }
}

/// A table: what it is about, and its columns in words.
type Group = (&'static str, &'static [(Outcome, &'static str, Told)]);

const GROUPS: [Group; 5] = [
    (
        "Who works how",
        &[
            (Outcome::Employment, "have an employer", Told::Share),
            (Outcome::OwnMicro, "in a firm of one to five, by choice", Told::Share),
            (Outcome::Gig, "alone, as nothing else was open", Told::Share),
            (Outcome::Portfolio, "a job and a business beside it", Told::Share),
        ],
    ),
    (
        "What they earn",
        &[
            (Outcome::Median, "median income", Told::Relative),
            (Outcome::VolatilityOne, "one person's income, up or down in a month", Told::Share),
            (Outcome::VolatilityAll, "everybody's income together, the same", Told::Share),
            (Outcome::FromRoutine, "earned by routine work, not by human value", Told::Share),
        ],
    ),
    (
        "How evenly",
        &[
            (Outcome::Gini, "inequality of incomes (Gini, 0 to 1)", Told::Plain("")),
            (Outcome::Middle, "middle class", Told::Share),
            (Outcome::Owned, "wealth that is equity and ideas", Told::Share),
        ],
    ),
    (
        "How life is",
        &[
            (Outcome::Tenure, "median time in a job", Told::Plain(", years")),
            (Outcome::Loyalty, "employees five years or more with their firm", Told::Share),
            (Outcome::Isolation, "work alone outside a guild, or not at all", Told::Share),
            (Outcome::Burnout, "worn out", Told::Share),
        ],
    ),
    (
        "Output and firms",
        &[
            (Outcome::Output, "output a person", Told::Relative),
            (Outcome::OutputAlone, "output made without a payroll", Told::Share),
            (Outcome::Alone, "firms of one", Told::Relative),
            (Outcome::Firms20, "firms of 20 or more", Told::Relative),
        ],
    ),
];

/// What is drawn side by side at the end, and which way is better.
const HUMAN: [(Outcome, &str, Told, Direction); 6] = [
    (Outcome::Idle, "people without work, %", Told::Share, Direction::LowerIsBetter),
    (Outcome::Gig, "alone, as nothing else was open and nothing was saved, %", Told::Share, Direction::LowerIsBetter),
    (Outcome::Median, "median income, % of what it is where nothing changes", Told::Relative, Direction::HigherIsBetter),
    (Outcome::Middle, "middle class, % of people", Told::Share, Direction::HigherIsBetter),
    (Outcome::Isolation, "work alone outside a guild, or not at all, %", Told::Share, Direction::LowerIsBetter),
    (Outcome::Burnout, "worn out, % of people", Told::Share, Direction::LowerIsBetter),
];

/// Numbers that decide and are named in a cell at most.
const DECIDERS: usize = 3;
/// A share of the simulated past that comes within this of the real one is told as near.
const NEAR: f64 = 0.1;

impl Lives {
    /// An outcome at the end, as an estimate.
    fn at_end(&self, arm: usize, outcome: Outcome) -> Estimate {
        spread(self.level(arm, outcome, self.end()))
    }

    /// Years from the start to the end.
    fn years(&self) -> String {
        format::plain(f64::from(self.economy.size().months) / 12.0)
    }

    /// An outcome at the end, told as a level.
    fn words(&self, arm: usize, outcome: Outcome, told: Told) -> String {
        let level = self.at_end(arm, outcome);
        match told {
            Told::Share => format::share(level),
            Told::Relative => format::quantity(spread(self.ratio(arm, outcome, self.end())).scaled(100.0), "%"),
            Told::Plain(unit) => format::quantity(level, unit.trim_start_matches(", ")),
        }
    }

    /// An outcome at the end, told as a difference from what it is where nothing changes, in the unit of [`Told::unit`].
    fn change(&self, arm: usize, outcome: Outcome, told: Told) -> String {
        if told == Told::Relative {
            let ratio = spread(self.ratio(arm, outcome, self.end())).scaled(100.0);
            return format::difference(Estimate::new(ratio.mid - 100.0, ratio.low - 100.0, ratio.high - 100.0), "");
        }
        let Some(effect) = self.effect(arm, outcome, self.end()) else { return "no base".to_owned() };
        let effect = Estimate::new(effect.mean, effect.low, effect.high);
        format::difference(if told == Told::Share { effect.scaled(100.0) } else { effect }, "")
    }

    /// The futures that change something: name and arm, in the order of arms.
    fn changed(&self) -> impl Iterator<Item = (usize, &str)> {
        self.arms().iter().enumerate().skip(1).map(|(arm, name)| (arm, name.as_str()))
    }

    /// The arms with the least and the most of an outcome at the end.
    fn ends(&self, outcome: Outcome) -> Option<[(&str, Estimate); 2]> {
        let mut all: Vec<(&str, Estimate)> = self.changed().map(|(arm, name)| (name, self.at_end(arm, outcome))).collect();
        all.sort_by(|one, other| one.1.mid.total_cmp(&other.1.mid));
        Some([*all.first()?, *all.last()?])
    }

    /// Statistics of the past that bind, and how many of them land.
    fn landed(&self) -> (usize, usize) {
        let bound = TARGETS.iter().filter(|target| target.within.is_finite()).count();
        (bound - self.lived.calibration.missed().len(), bound)
    }

    /// Statistics that nothing was chosen by, with how far the simulated past is off, as a share of the real figure.
    fn unfitted(&self) -> Vec<(&'static Target, f64)> {
        let off = |target: &'static Target| (target, self.lived.calibration.simulated(target.statistic) / target.real - 1.0);
        VALIDATION.iter().map(off).collect()
    }
}

/// The line of the first page; none where the future with the fewest cannot be told from nothing changing.
pub(super) fn key_figure(lives: &Lives) -> Option<KeyFigure> {
    let [low, _] = lives.ends(Outcome::Employment)?;
    let (nothing, arm) = (lives.at_end(0, Outcome::Employment), lives.changed().find(|(_, name)| *name == low.0)?.0);
    if (low.1.low..=low.1.high).contains(&nothing.mid) {
        return None;
    }
    Some(KeyFigure {
        label: format!("people of working age who have an employer {} years on, if “{}” comes: the fewest", lives.years(), low.0),
        value: format::share(low.1),
        note: Some(format!(
            "{} where nothing changes; who earn in any way: {} and {}",
            format::percent(nothing.mid),
            format::percent(lives.at_end(arm, Outcome::Participation).mid),
            format::percent(lives.at_end(0, Outcome::Participation).mid)
        )),
    })
}

/// What the population may be trusted for.
pub(super) fn judged(lives: &Lives) -> ValidityLine {
    let (landed, bound) = lives.landed();
    let unfitted = lives.unfitted();
    let near = unfitted.iter().filter(|(_, off)| off.abs() <= NEAR).count();
    ValidityLine {
        measure: "What people and firms live through".to_owned(),
        trust: Trust::NotValidated,
        how: format!(
            "Its past lands on {landed} of {bound} reference statistics that it was fitted to, and on {near} of {} that it was not, within {}. No future \
             of it was held against what came.",
            unfitted.len(),
            format::percent(NEAR),
        ),
    }
}

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let lives = reading.findings.lives.as_ref()?;
    let mut blocks = Vec::new();
    if let Some(warning) = uncalibrated(lives) {
        blocks.push(warning);
    }
    blocks.push(courses(reading, lives));
    blocks.push(beside(lives));
    blocks.push(Block::Text(vec![format!(
        "In each table below stands first the level where nothing changes, then what each future changes, {} years on, with its {INTERVAL}. Differences \
         are drawn in pairs: the same people, the same luck and the same unknowns with and without the future.",
        lives.years()
    )]));
    blocks.extend(GROUPS.iter().map(|group| changes(lives, group)));
    blocks.push(decided(lives));
    blocks.extend(lives.failure.as_ref().map(super::failure::block));
    let size = lives.economy.size();
    let mut text = vec![format!(
        "{} people live {} years month by month. They stay with a firm, join one of people they know or found their own: a future changes their \
         surroundings, never what they do. Where nothing changes, artificial intelligence takes over nothing and policies stay as they are. Human value \
         is what taste, trust, niche expertise, relationships and community bring in; the model shares it evenly among the five.",
        format::count(u64::from(size.people)),
        lives.years(),
    )];
    let untouched: Vec<String> = lives.futures.iter().filter(|(_, arm, _)| *arm == 0).map(|(name, ..)| name.clone()).collect();
    if !untouched.is_empty() {
        text.push(format!("As where nothing changes, since none of its variants touches the economy: {}.", listed(&untouched)));
    }
    text.extend(lives.partial.clone());
    blocks.push(Block::Text(text));
    Some(Section { id: "population".to_owned(), title: "What people and firms live through".to_owned(), finding: finding(lives), blocks })
}

fn finding(lives: &Lives) -> String {
    let first = format!(
        "Where nothing changes, {} have an employer {} years on, and {} earn in any way.",
        format::percent(lives.at_end(0, Outcome::Employment).mid),
        lives.years(),
        format::percent(lives.at_end(0, Outcome::Participation).mid),
    );
    let (Some([least, _]), Some([_, widest])) = (lives.ends(Outcome::Participation), lives.ends(Outcome::Gap)) else {
        return format!("{first} No future that is told touches the economy.");
    };
    let was = format::percent(lives.at_end(0, Outcome::Gap).mid);
    format!(
        "{first} Fewest earn in {}: {}. The gap between earning and having an employer, {was} where nothing changes, is widest in {}: {}.",
        least.0,
        format::share(least.1),
        widest.0,
        format::share(widest.1),
    )
}

/// Employment and participation over the years, future by future.
fn courses(reading: &Reading<'_>, lives: &Lives) -> Block {
    let months = lives.months();
    let line = |arm: usize, outcome: Outcome| {
        let at = |&month: &u32| Some((f64::from(month + 1) / 12.0, spread(lives.level(arm, outcome, month)).scaled(100.0)));
        months.iter().filter_map(at).collect::<Vec<_>>()
    };
    let place = |name: &str| reading.findings.read().find(|(place, _)| title(*place) == name);
    let pane = |(arm, name): (usize, &String)| CoursePane {
        label: place(name).map_or_else(|| name.clone(), |(place, _)| format!("Scenario {}", reading.label(place))),
        lines: vec![line(arm, Outcome::Participation), line(arm, Outcome::Employment)],
    };
    let drawing = Courses {
        interval: "90 % of draws".to_owned(),
        time_axis: "years from the start".to_owned(),
        axis: "% of people".to_owned(),
        names: vec!["earn in any way".to_owned(), "have an employer".to_owned()],
        panes: lives.arms().iter().enumerate().map(pane).collect(),
    };
    let rows = lives.arms().iter().enumerate().map(|(arm, name)| {
        let words = |outcome: Outcome| format::share(lives.at_end(arm, outcome));
        vec![name.clone(), words(Outcome::Employment), words(Outcome::Participation), words(Outcome::Gap)]
    });
    let columns =
        [Heading::text("future"), Heading::number("have an employer"), Heading::number("earn in any way"), Heading::number("gap")];
    let table = Table {
        caption: format!("Employment, participation and the gap between them, {} years on; {INTERVAL}", lives.years()),
        columns: columns.to_vec(),
        rows: rows.collect(),
        note: None,
    };
    let alt = "For every future, the share of people who earn in any way and the share who have an employer, over the years.".to_owned();
    figure("employment-and-participation", "Having an employer, and taking part", alt, Chart::Courses(drawing), table, Some("population"))
}

/// What it means for people at the end, future by future.
fn beside(lives: &Lives) -> Block {
    let arms = || lives.arms().iter().enumerate();
    let measure = |&(outcome, label, told, direction): &(Outcome, &str, Told, Direction)| {
        let value = |(arm, _): (usize, &String)| {
            let at = match told {
                Told::Relative => spread(lives.ratio(arm, outcome, lives.end())).scaled(100.0),
                Told::Share => lives.at_end(arm, outcome).scaled(100.0),
                Told::Plain(_) => lives.at_end(arm, outcome),
            };
            at.is_finite().then(|| (at, lives.words(arm, outcome, told)))
        };
        SideMeasure { label: label.to_owned(), direction, limit: None, values: arms().map(value).collect() }
    };
    let drawing = SideBySide {
        interval: INTERVAL.to_owned(),
        limit_name: String::new(),
        settings: arms()
            .map(|(arm, name)| SideSetting { label: name.clone(), role: if arm == 0 { SideRole::Given } else { SideRole::Other } })
            .collect(),
        measures: HUMAN.iter().map(measure).collect(),
    };
    let caption = format!("What it means for people, {} years on; {INTERVAL}", lives.years());
    let alt = "Work, income and life of people at the end of every future, beside what they are where nothing changes.";
    side_by_side("people-by-future", ("What it means for people", alt), caption, drawing)
}

fn changes(lives: &Lives, (about, columns): &Group) -> Block {
    let mut headings = vec![Heading::text("future")];
    headings.extend(columns.iter().map(|(_, label, told)| Heading::number(format!("{label}{}", told.unit()))));
    let level =
        columns.iter().map(|&(outcome, _, told)| if told == Told::Relative { "=".to_owned() } else { lives.words(0, outcome, told) });
    let mut rows = vec![std::iter::once(lives.arms()[0].clone()).chain(level).collect::<Vec<String>>()];
    rows.extend(lives.changed().map(|(arm, name)| {
        let cells = columns.iter().map(|&(outcome, _, told)| lives.change(arm, outcome, told));
        std::iter::once(name.to_owned()).chain(cells).collect()
    }));
    Block::Table(Table { caption: format!("{about}, {} years on", lives.years()), columns: headings, rows, note: None })
}

/// What decides how many have an employer, and what the median earns, future by future.
fn decided(lives: &Lives) -> Block {
    let words = |arm: usize, outcome: Outcome| {
        let of_arm =
            |label: &str| lives.arms().iter().find_map(|name| label.strip_prefix(&format!("{name}: "))).unwrap_or(label).to_owned();
        let all: Vec<String> = lives
            .deciders(arm, outcome)
            .into_iter()
            .take(DECIDERS)
            .map(|(entry, correlation)| format!("{} ({})", of_arm(&entry.label), format::signed(correlation, 2)))
            .collect();
        if all.is_empty() { "nothing beyond chance".to_owned() } else { all.join("; ") }
    };
    let rows = lives.changed().map(|(arm, name)| vec![name.to_owned(), words(arm, Outcome::Employment), words(arm, Outcome::Median)]);
    Block::Table(Table {
        caption: "Which uncertain number decides what a future changes".to_owned(),
        columns: ["future", "how many have an employer", "what the median earns"].map(Heading::text).to_vec(),
        rows: rows.collect(),
        note: Some(format!(
            "“It” is artificial intelligence. In brackets the rank correlation over {} draws between the number and the change. Beyond {} it is not \
             chance, all futures and numbers taken together.",
            format::count(lives.comparison().replicates() as u64),
            format::number(lives.beyond_chance(), 2),
        )),
    })
}

fn uncalibrated(lives: &Lives) -> Option<Block> {
    let missed = lives.lived.calibration.missed();
    let one = |(target, got): &(Target, f64)| format!("{} is {}, not {}", target.label, told(target, *got), told(target, target.real));
    (!missed.is_empty()).then(|| {
        Block::Callout(Callout {
            tone: Tone::Warning,
            title: "The past does not look real.".to_owned(),
            text: format!("It was run all the same. {}.", missed.iter().map(one).collect::<Vec<_>>().join("; ")),
        })
    })
}

/// Whether a statistic is told in per cent.
fn is_share(target: &Target) -> bool {
    matches!(target.unit, "share" | "a year" | "a month")
}

/// A statistic in its own unit.
fn told(target: &Target, value: f64) -> String {
    if !is_share(target) {
        return format!("{} {}", format::plain(value), target.unit).trim_end().to_owned();
    }
    let every = if target.unit == "share" { String::new() } else { format!(" {}", target.unit) };
    format!("{}{every}", format::percent_to(value, if target.real < 0.02 { 2 } else { 1 }))
}

/// The simulated past beside the real one.
pub(super) fn past(reading: &Reading<'_>) -> Option<Section> {
    let lives = reading.findings.lives.as_ref()?;
    let calibration = &lives.lived.calibration;
    let row = |target: &Target| {
        let values = || calibration.seeds.iter().map(|seed| seed.get(target.statistic));
        let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let mean = calibration.simulated(target.statistic);
        let lands = (mean - target.real).abs() <= target.within;
        let verdict = match (target.within.is_finite(), TARGETS.contains(target)) {
            (true, _) => format!("fitted; {} within {}", if lands { "lands" } else { "does not land" }, format::plain(target.within)),
            (false, true) => "set along with the fit".to_owned(),
            (false, false) => format!("never fitted; off by {}", format::percent((mean / target.real - 1.0).abs())),
        };
        let simulated = if is_share(target) {
            format::share(Estimate::new(mean, low, high))
        } else {
            format::quantity(Estimate::new(mean, low, high), target.unit)
        };
        vec![target.label.to_owned(), simulated, told(target, target.real), verdict, target.source.to_owned()]
    };
    let columns = [
        Heading::text("statistic of the past"),
        Heading::number("simulated (lowest and highest of three pasts)"),
        Heading::number("real"),
        Heading::text("how it stands"),
        Heading::text("source"),
    ];
    let table = Table {
        caption: "The simulated past beside the United States".to_owned(),
        columns: columns.to_vec(),
        rows: TARGETS.iter().chain(&VALIDATION).map(row).collect(),
        note: Some(
            "A past of 100,000 people, with every uncertain number at its median; neither the seed nor the size of this run changes it."
                .to_owned(),
        ),
    };
    let (landed, bound) = lives.landed();
    let unfitted = lives.unfitted();
    let off: Vec<String> = unfitted.iter().filter(|(_, off)| off.abs() > NEAR).map(|(target, _)| target.label.to_owned()).collect();
    let rest = if off.is_empty() {
        "all of them come near.".to_owned()
    } else {
        format!("it is off by more than {}: {}.", format::percent(NEAR), listed(&off))
    };
    Some(Section {
        id: "past".to_owned(),
        title: "Does the simulated past look real?".to_owned(),
        finding: format!(
            "It lands on {landed} of {bound} statistics that it was fitted to. Of {} that it was never fitted to, {rest}",
            unfitted.len()
        ),
        blocks: vec![Block::Table(table), does(lives)],
    })
}

/// What each future is said to do to the economy.
fn does(lives: &Lives) -> Block {
    let rows = lives.futures.iter().flat_map(|(name, _, diff)| {
        diff.iter().map(move |line| vec![name.clone(), line.label.clone(), line.from.clone(), line.to.clone()])
    });
    Block::Table(Table {
        caption: "What each future is said to do to the economy, at the middle of what is believed".to_owned(),
        columns: ["future", "what changes", "from", "to"].map(Heading::text).to_vec(),
        rows: rows.collect(),
        note: Some("“It” is artificial intelligence.".to_owned()),
    })
}
