//! What the advocates can push: a study's uncertain inputs, and what else may go wrong.

use crate::input::{Cx, Grade, Quantity};
use crate::market::spec::Channel;
use crate::market::{Market, MarketEdit, MarketMove, Named, Role, Subject};
use crate::montecarlo::search;
use crate::num::{ln, norm_cdf};
use crate::stats::dist::Dist;
use crate::treatment::{Change, DiffLine, Edit, NumberEdit, plain, with_unit};
use crate::world::{Entry, Input};

use super::brief::Brief;
use super::prior::PriorSpec;

/// How a lever is pushed.
#[derive(Debug, Clone, PartialEq)]
enum Pull {
    /// An uncertain input of the study goes to a quantile of its own distribution.
    Input { slot: usize },
    /// Numbers are changed by an amount that goes to a quantile of a stated distribution.
    Amount { subjects: Vec<Pushed>, verb: Verb, dist: Dist },
    /// It happens, with these edits.
    Event { edits: Vec<MarketEdit>, diff: Vec<DiffLine>, chance: (f64, f64, f64) },
}

/// What is done with an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Scale,
    Add,
}

impl Verb {
    fn change(self, amount: f64) -> Change {
        match self {
            Self::Scale => Change::Scale(Input::Fixed(amount)),
            Self::Add => Change::Add(Input::Fixed(amount)),
        }
    }
}

/// A subject that an amount moves; `inverse` where a larger amount divides it.
#[derive(Debug, Clone, PartialEq)]
struct Pushed {
    subject: Subject,
    label: String,
    path: String,
    inverse: bool,
}

/// Something that an advocate can push.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// The advocate whose brief it is in.
    pub brief: Brief,
    /// What it is, in words.
    pub name: String,
    /// The paths of what it changes.
    pub paths: Vec<String>,
    /// Where its uncertainty or chance comes from.
    pub source: Option<String>,
    /// How good that source is.
    pub grade: Option<Grade>,
    pull: Pull,
}

/// The widest a single number is pushed, in normal scores: its 1 ‰ and 99.9 % quantiles.
const WIDEST: f64 = 3.09;

impl Lever {
    /// The edits that push it this far.
    #[must_use]
    pub fn edits(&self, market: &Market, z: f64) -> Vec<MarketEdit> {
        match &self.pull {
            Pull::Input { slot } => {
                let to = market_entry(market, *slot).dist.quantile(norm_cdf(z));
                vec![NumberEdit { slot: *slot, change: Change::Set(Input::Fixed(to)) }.into()]
            }
            Pull::Amount { subjects, verb, dist } => {
                let amount = dist.quantile(norm_cdf(z));
                let edit = |pushed: &Pushed| pushed.subject.edit(verb.change(if pushed.inverse { 1.0 / amount } else { amount }));
                subjects.iter().filter_map(edit).collect()
            }
            Pull::Event { edits, .. } => edits.clone(),
        }
    }

    /// What it changes when pushed this far, in words.
    #[must_use]
    pub fn diff(&self, market: &Market, z: f64) -> Vec<DiffLine> {
        match &self.pull {
            Pull::Input { slot } => {
                let entry = market_entry(market, *slot);
                let (from, to) = (entry.dist.median(), entry.dist.quantile(norm_cdf(z)));
                vec![DiffLine {
                    path: entry.path.clone(),
                    label: entry.label.clone(),
                    from: with_unit(from, &entry.unit),
                    to: with_unit(to, &entry.unit),
                }]
            }
            Pull::Amount { subjects, verb, dist } => {
                let amount = dist.quantile(norm_cdf(z));
                let line = |pushed: &Pushed| {
                    let amount = if pushed.inverse { 1.0 / amount } else { amount };
                    DiffLine {
                        path: pushed.path.clone(),
                        label: pushed.label.clone(),
                        from: "as in the study".to_owned(),
                        to: verb.change(amount).told(amount),
                    }
                };
                subjects.iter().map(line).collect()
            }
            Pull::Event { diff, .. } => diff.clone(),
        }
    }

    /// What it says when pushed this far: a sentence without an end.
    #[must_use]
    pub fn claim(&self, market: &Market, z: f64) -> String {
        match (&self.pull, self.diff(market, z).first()) {
            (Pull::Input { slot }, Some(line)) => {
                let dist = &market_entry(market, *slot).dist;
                match stronger(&line.label, dist.median(), dist.quantile(norm_cdf(z))) {
                    Some(words) => format!("{} turns out {words}", line.label),
                    None => format!("{} turns out {}, not {}", line.label, line.to, line.from),
                }
            }
            (Pull::Amount { .. }, Some(line)) => format!("{} ({})", self.name, line.to),
            _ => self.name.clone(),
        }
    }

    /// Whether it is something that happens or not.
    #[must_use]
    pub fn is_event(&self) -> bool {
        matches!(self.pull, Pull::Event { .. })
    }

    /// The value an uncertain input goes to, with the entry it belongs to.
    #[must_use]
    pub fn input<'a>(&self, market: &'a Market, z: f64) -> Option<(&'a Entry, f64)> {
        let Pull::Input { slot } = self.pull else { return None };
        let entry = market_entry(market, slot);
        Some((entry, entry.dist.quantile(norm_cdf(z))))
    }

    /// The chance of an event: low, likely, high; `None` for a number.
    #[must_use]
    pub fn chance(&self) -> Option<(f64, f64, f64)> {
        match self.pull {
            Pull::Event { chance, .. } => Some(chance),
            _ => None,
        }
    }

    /// How far a search may push it under a budget.
    ///
    /// A number costs its squared normal score, so that numbers alone may go together as far as happens in one case of 1/Φ(−budget). Chances
    /// multiply, so an event costs the square of `budget · √(ln p / ln Φ(−budget))`: events alone fill the budget when they are together as
    /// unlikely as that. A mixture shares the budget.
    #[must_use]
    pub fn range(&self, budget: f64) -> search::Lever {
        match self.pull {
            Pull::Event { chance: (_, likely, _), .. } => {
                let score = budget * (ln(likely.max(1e-300)) / ln(norm_cdf(-budget))).sqrt();
                search::Lever { event: Some(score), ..search::Lever::between(0.0, 0.0) }
            }
            _ => search::Lever::between(-WIDEST, WIDEST),
        }
    }
}

/// How much stronger or weaker a taste is that keeps its sign, in words; its own unit tells nobody anything. None for anything else, and below one percent.
fn stronger(label: &str, from: f64, to: f64) -> Option<String> {
    let percent = (100.0 * (to / from - 1.0)).round();
    let tells = label.starts_with("Taste for ") && from * to > 0.0 && percent.abs() >= 1.0;
    tells.then(|| format!("{:.0} % {}", percent.abs(), if percent > 0.0 { "stronger" } else { "weaker" }))
}

fn market_entry(market: &Market, slot: usize) -> &Entry {
    use crate::world::World;
    &market.unknowns().entries()[slot]
}

/// The advocate in whose brief an uncertain input lies; `None` for how people answer, which is no property of the concept.
#[must_use]
pub fn brief_of(market: &Market, entry: &Entry) -> Option<Brief> {
    let path = entry.path.as_str();
    let parts: Vec<&str> = path.split('.').collect();
    let reference = market.reference().map(|index| format!("alternatives.{}.", market.alternatives()[index].name));
    Some(match (parts[0], parts.last().copied().unwrap_or_default()) {
        ("survey" | "price_test" | "treatment", _) => return None,
        ("model", _) if parts.get(1) != Some(&"journey") => return None,
        ("concept", _) if parts.get(1) == Some(&"claims") => Brief::Claims,
        ("concept", "price" | "unit_cost") | ("choice", _) => Brief::Price,
        ("concept", "awareness" | "distribution") | ("none", _) => Brief::Adoption,
        ("concept", "constant") => Brief::Trust,
        ("concept", _) => Brief::Claims,
        ("tastes", _) if parts.get(1) == Some(&"price") => Brief::Price,
        ("tastes", _) if parts.get(1) == Some(&"by_segment") => Brief::Access,
        ("tastes", "people_vary") => Brief::Ethics,
        ("tastes", _) if parts.get(2) == Some(&"shifts_with") => Brief::Ethics,
        ("tastes", _) if entry.dist.median() < 0.0 => Brief::Trust,
        ("tastes", _) => Brief::Claims,
        ("alternatives", "constant") if reference.is_some_and(|reference| path.starts_with(&reference)) => Brief::Adoption,
        ("alternatives", _) => Brief::Rivals,
        ("journey", "fails" | "recovered") | ("team", _) => Brief::Dependence,
        ("journey" | "model", _) => Brief::Friction,
        _ => return None,
    })
}

/// Lays out everything the advocates can push in a market.
///
/// A prior that touches nothing in this market (no rivals, no journey) is left out, unless the user wrote it: then it is an error.
pub fn levers(market: &Market, shipped: &[PriorSpec], own: &[PriorSpec], cx: &mut Cx) -> Vec<Lever> {
    use crate::world::World;
    let mut all = Vec::new();
    for (slot, entry) in market.unknowns().entries().iter().enumerate().filter(|(_, entry)| entry.unknown.is_some()) {
        if let Some(brief) = brief_of(market, entry) {
            all.push(Lever {
                brief,
                name: entry.label.clone(),
                paths: vec![entry.path.clone()],
                source: entry.source.clone(),
                grade: entry.grade,
                pull: Pull::Input { slot },
            });
        }
    }
    for (segment, name) in market.people().segments.iter().enumerate().filter(|_| market.people().segments.len() > 1) {
        let subject = Subject::Segment(segment);
        let label = format!("How many people are like \"{name}\"");
        let path = format!("segments.{name}");
        all.push(Lever {
            brief: Brief::Access,
            name: label.clone(),
            paths: vec![path.clone()],
            source: Some(
                "the population file says how many there are; that they may be a quarter more or fewer is the program's own guess"
                    .to_owned(),
            ),
            grade: Some(Grade::Judgement),
            pull: Pull::Amount {
                subjects: vec![Pushed { subject, label, path, inverse: false }],
                verb: Verb::Scale,
                dist: Dist::LogNormal { median: 1.0, sigma: 0.22 },
            },
        });
    }
    // A prior of the user's with the title of a shipped one stands in its place.
    let replaced = |prior: &&PriorSpec| !own.iter().any(|mine| mine.title.value == prior.title.value);
    all.extend(shipped.iter().filter(replaced).filter_map(|prior| from_prior(market, prior, None)));
    for prior in own {
        let lever = from_prior(market, prior, Some(cx));
        if lever.is_none() && cx.errors() == 0 {
            cx.error(prior.title.span, format!("`{}` touches nothing in this market", prior.title.value.as_str()))
                .help("check its paths; `foretaste schema study` lists what a prior may say");
        }
        all.extend(lever);
    }
    all
}

/// The subjects a prior's path stands for.
fn subjects(market: &Market, path: &str) -> Vec<Pushed> {
    let named = market.subjects();
    let numeric = |subject: Subject| subject.edit(Change::Add(Input::Fixed(0.0))).is_some();
    let with = |wanted: &dyn Fn(&Named) -> bool, inverse: bool| -> Vec<Pushed> {
        let found = named.iter().filter(|one| numeric(one.subject) && wanted(one));
        found.map(|one| Pushed { subject: one.subject, label: one.label.clone(), path: one.path.clone(), inverse }).collect()
    };
    let (room, key) = path.split_once('.').unwrap_or((path, ""));
    match room {
        "rivals" => {
            let rivals: Vec<String> = market
                .alternatives()
                .iter()
                .enumerate()
                .filter(|(index, one)| one.role == Role::Rival && Some(*index) != market.reference())
                .map(|(_, one)| format!("alternatives.{}.{key}", one.name))
                .collect();
            with(&|one| rivals.contains(&one.path), false)
        }
        "reference" => {
            let wanted = market.reference().map(|index| format!("alternatives.{}.{key}", market.alternatives()[index].name));
            with(&|one| wanted.as_ref() == Some(&one.path), false)
        }
        "digital" | "physical" => {
            let channel = if room == "digital" { Channel::Digital } else { Channel::Physical };
            let points: Vec<String> = market
                .touchpoints()
                .iter()
                .filter(|point| point.channel == channel)
                .map(|point| format!("journey.{}.{key}", point.name))
                .collect();
            with(&|one| points.contains(&one.path), false)
        }
        "money" => {
            let prices = market.price_paths();
            let of_price = with(&|one| prices.contains(&one.path.as_str()), false);
            if of_price.is_empty() {
                // Where tastes are money, money that weighs more is everything else weighing less.
                let worths: Vec<&str> = market.worths().collect();
                with(&|one| worths.contains(&one.path.as_str()), true)
            } else {
                of_price
            }
        }
        _ => with(&|one| one.fits(path), false),
    }
}

fn from_prior(market: &Market, prior: &PriorSpec, mut cx: Option<&mut Cx>) -> Option<Lever> {
    let title = prior.title.value.as_str().to_owned();
    let mut complain = |what: &str, help: &str| {
        if let Some(cx) = &mut cx {
            cx.error(prior.title.span, format!("`{title}`: {what}")).help(help);
        }
    };
    let mut edits = Vec::new();
    let mut diff = Vec::new();
    let mut paths = Vec::new();
    let mut spread = None;
    for change in &prior.change {
        let (quantity, verb): (&Quantity, Verb) = match (&change.scale, &change.add) {
            (Some(quantity), None) => (quantity, Verb::Scale),
            (None, Some(quantity)) => (quantity, Verb::Add),
            _ => {
                complain("a change is one of `scale` and `add`", "say how the number changes in exactly one way");
                return None;
            }
        };
        let found = subjects(market, change.path.value.as_str());
        paths.extend(found.iter().map(|pushed| pushed.path.clone()));
        if quantity.is_certain() {
            let amount = quantity.dist.median();
            for pushed in found {
                let amount = if pushed.inverse { 1.0 / amount } else { amount };
                edits.extend(pushed.subject.edit(verb.change(amount)));
                let to = verb.change(amount).told(amount);
                diff.push(DiffLine { path: pushed.path, label: pushed.label, from: "as in the study".to_owned(), to });
            }
        } else if !found.is_empty() {
            spread = Some((found, verb, quantity.dist.clone()));
        }
    }
    if let Some(entry) = &prior.enter {
        let like = match entry.like.value.as_str() {
            "concept" => Some(0),
            name => market.alternatives().iter().position(|one| one.name == name),
        };
        let Some(like) = like else {
            complain("no such alternative to be like", "`concept`, or the name of an alternative");
            return None;
        };
        let alternative = market.alternatives().len();
        let awareness = (entry.awareness < 1.0).then_some(Input::Fixed(entry.awareness));
        edits.push(Edit::Structure(MarketMove::Enter { alternative, like, awareness }));
        let priced = market.price_taste().filter(|_| entry.price != 1.0);
        if let Some(taste) = priced {
            let change = Change::Scale(Input::Fixed(entry.price));
            edits.push(Edit::Structure(MarketMove::Value { alternative, taste, change }));
        }
        let name = &market.alternatives()[like].name;
        let dearer = if priced.is_some() { format!(", at {} of its price", plain(entry.price)) } else { String::new() };
        diff.push(DiffLine {
            path: "alternatives".to_owned(),
            label: "A new alternative".to_owned(),
            from: "not there".to_owned(),
            to: format!("like {name}{dearer}, known to {} of people", plain(entry.awareness)),
        });
        paths.push("alternatives".to_owned());
    }
    let pull = match (&prior.chance, spread) {
        (Some(chance), None) => {
            let (least, most) = chance.dist.support();
            if least < 0.0 || most > 1.0 {
                complain("its chance must lie in 0 to 1", "write a probability, or three rising ones");
                return None;
            }
            if edits.is_empty() {
                return None;
            }
            Pull::Event { edits, diff, chance: (chance.dist.quantile(0.05), chance.dist.median(), chance.dist.quantile(0.95)) }
        }
        (None, Some((subjects, verb, dist))) if edits.is_empty() => Pull::Amount { subjects, verb, dist },
        (None, None) => {
            if !edits.is_empty() {
                complain("nothing says how likely it is", "add `chance`, or make its one amount a distribution");
            }
            return None;
        }
        _ => {
            complain("either it has a chance and plain amounts, or no chance and one uncertain amount", "choose one of the two");
            return None;
        }
    };
    Some(Lever {
        brief: prior.brief,
        name: title,
        paths,
        source: prior.source.as_ref().map(|source| source.as_str().to_owned()),
        grade: prior.grade,
        pull,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taste_is_told_by_how_much_stronger_it_is() {
        assert_eq!(stronger("Taste for time", -0.0348, -0.0314).as_deref(), Some("10 % weaker"));
        assert_eq!(stronger("Taste for time", 0.5, 0.75).as_deref(), Some("50 % stronger"));
        // Not where the sign turns, where there was none, where it rounds to nothing, or for what is no taste.
        for (label, from, to) in
            [("Taste for time", -0.1, 0.1), ("Taste for time", 0.0, 0.1), ("Taste for time", 1.0, 1.004), ("Price of New", 1.0, 2.0)]
        {
            assert_eq!(stronger(label, from, to), None, "{label} {from} {to}");
        }
    }
}
