//! What a study says to the prototyper.

use crate::input::{Cx, DataFile, Grade, Name, Provenance, Quantity, Read, Spanned, Text};
use crate::market::{Market, MarketEdit, Role, treat};
use crate::record;
use crate::treatment::Treatment;
use crate::treatment::spec::{EditSpec, Setting, TreatmentSpec};

use super::catalogue::Catalogue;
use super::cost::{Cost, Range, Rates};

record! {
    /// The prototyper: what may be changed to mend the concept, and what that may cost. All money is in the study's currency.
    pub struct PrototypeSpec {
        /// The most that all changes of a round may cost in their first year. Without it only their number is bounded.
        pub budget: Option<Spanned<f64>>,
        /// The most changes a round; 3 where it is left out.
        pub changes: Option<Spanned<u32>>,
        /// How often the concept is mended, each time from where the last round left it; 3 where it is left out.
        pub rounds: Option<Spanned<u32>>,
        /// What a working day of one person costs; 600 where it is left out, which is the program's own guess.
        pub day_rate: Option<Spanned<f64>>,
        /// What a minute of staff costs; a 480th part of a day where it is left out.
        pub minute_rate: Option<Spanned<f64>>,
        /// How many customers a year a cost for each customer counts for; 1,000 where it is left out, which is the program's own guess.
        pub customers: Option<Spanned<f64>>,
        /// A catalogue of moves of your own, instead of the one that ships; `foretaste schema catalogue` prints the format.
        pub catalogue: Option<DataFile>,
        /// The segments that no change may harm; without it, every segment that holds at least 5 % of the people.
        pub guardrails: Vec<Spanned<Name>>,
        /// How much a protected segment may lose: 0.01 is one point of share, or a hundredth of the scale of an experience level
        /// measure, and so it is where it is left out.
        pub tolerance: Option<Spanned<f64>>,
        /// Changes of your own to try.
        pub lever: Vec<LeverSpec>,
    }
}

record! {
    /// A change of the concept or its journey that may be tried, with what it costs.
    pub struct LeverSpec {
        /// What is done, in a few words.
        pub title: Spanned<Name>,
        /// Why anyone would do it.
        pub why: Option<Text>,
        /// What it changes, as in a treatment.
        pub edit: Vec<EditSpec>,
        /// What it costs to set up.
        pub cost_once: Option<Quantity>,
        /// What it costs for each customer; below 0 where it saves.
        pub cost_per_customer: Option<Quantity>,
        /// Where its effects come from, unless they say so themselves.
        pub source: Option<Text>,
        /// How well its effects are known, unless they say so themselves.
        pub grade: Option<Spanned<Grade>>,
        /// Levers, by title, that cannot go with it.
        pub excludes: Vec<Spanned<Name>>,
        /// Whether it saves cost by making things worse for some people. Such a change is measured and shown, and never recommended.
        pub austerity: bool = false,
    }
}

/// A change of the user's own that passed every check.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnLever {
    /// What it changes.
    pub treatment: TreatmentSpec,
    /// What it costs.
    pub cost: Cost,
    /// Where its effects come from.
    pub provenance: Provenance,
    /// The titles of those it cannot go with.
    pub excludes: Vec<String>,
    /// Whether it saves cost by making things worse for some people.
    pub austerity: bool,
}

/// What the prototyper may do, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The most that all changes of a round may cost in their first year.
    pub budget: Option<f64>,
    /// The most changes a round.
    pub changes: usize,
    /// The most rounds.
    pub rounds: u32,
    /// What work costs.
    pub rates: Rates,
    /// The segments that must not lose, by position.
    pub protected: Vec<usize>,
    /// How much they may lose, as a share of a scale.
    pub tolerance: f64,
    /// The moves.
    pub catalogue: Catalogue,
    /// The user's own changes.
    pub own: Vec<OwnLever>,
}

/// The most changes a round and the most rounds that may be asked for.
const MOST: u32 = 12;

/// What holds where the study does not say.
const CHANGES: u32 = 3;
const ROUNDS: u32 = 3;
const TOLERANCE: f64 = 0.01;

impl Terms {
    /// Checks what a study says, against its market.
    ///
    /// # Errors
    /// `None` with every problem reported: a budget of zero or below, a change without cost, a change that touches nothing or is not ours
    /// to make, a segment that does not exist, a catalogue with faults.
    pub fn read(spec: Option<&PrototypeSpec>, market: &Market, currency: &str, cx: &mut Cx) -> Option<Self> {
        let before = cx.errors();
        let people = market.people();
        let every = market.spoken_for();
        let Some(spec) = spec else {
            return Some(Self {
                budget: None,
                changes: CHANGES as usize,
                rounds: ROUNDS,
                rates: Rates::new(None, None, None, currency),
                protected: every,
                tolerance: TOLERANCE,
                catalogue: Catalogue::shipped().clone(),
                own: Vec::new(),
            });
        };
        let amount = |stated: &Option<Spanned<f64>>, what: &str, help: &str, cx: &mut Cx| {
            let stated = stated.as_ref()?;
            if stated.value.is_finite() && stated.value > 0.0 {
                return Some(stated.value);
            }
            cx.error(stated.span, format!("`prototype.{what}` must lie above 0")).got(stated.value).help(help);
            None
        };
        let budget =
            amount(&spec.budget, "budget", "leave it out to bound the number of changes only; nothing can be mended for nothing", cx);
        let rates = Rates::new(
            amount(&spec.day_rate, "day_rate", "money a working day of one person", cx),
            amount(&spec.minute_rate, "minute_rate", "money a minute of staff", cx),
            amount(&spec.customers, "customers", "customers a year", cx),
            currency,
        );
        let mut number = |stated: &Option<Spanned<u32>>, name: &str, absent: u32| {
            if let Some(stated) = stated.as_ref().filter(|stated| !(1..=MOST).contains(&stated.value)) {
                cx.error(stated.span, format!("`prototype.{name}` is out of range")).got(stated.value).allowed(format!("1 to {MOST}"));
            }
            stated.as_ref().map_or(absent, |stated| stated.value)
        };
        let (changes, rounds) = (number(&spec.changes, "changes", CHANGES), number(&spec.rounds, "rounds", ROUNDS));
        if let Some(tolerance) = spec.tolerance.as_ref().filter(|tolerance| !(0.0..=1.0).contains(&tolerance.value)) {
            cx.error(tolerance.span, "`prototype.tolerance` must lie in [0, 1]").got(tolerance.value).help("0.01 is one point of share");
        }
        let mut protected = Vec::new();
        for name in &spec.guardrails {
            match people.segments.iter().position(|segment| segment == name.value.as_str()) {
                Some(segment) if !protected.contains(&segment) => protected.push(segment),
                Some(_) => {}
                None => {
                    cx.unknown(name.span, "segment", name.value.as_str(), people.segments.iter().map(String::as_str));
                }
            }
        }
        if spec.guardrails.is_empty() {
            protected = every;
        }
        let catalogue = match &spec.catalogue {
            None => Some(Catalogue::shipped().clone()),
            Some(file) => cx.follow_toml(file).and_then(|document| Catalogue::read(document.node(), cx)),
        };
        let own = levers(&spec.lever, market, cx);
        (cx.errors() == before).then_some(Self {
            budget,
            changes: changes as usize,
            rounds,
            rates,
            protected,
            tolerance: spec.tolerance.as_ref().map_or(TOLERANCE, |tolerance| tolerance.value),
            catalogue: catalogue?,
            own,
        })
    }
}

/// Checks the user's own changes.
fn levers(specs: &[LeverSpec], market: &Market, cx: &mut Cx) -> Vec<OwnLever> {
    cx.unique("lever", specs.iter().map(|lever| &lever.title));
    let mut trial = market.clone();
    let mut built = Vec::new();
    for lever in specs {
        let title = lever.title.value.as_str();
        for excluded in &lever.excludes {
            if !specs.iter().any(|other| other.title.value == excluded.value && other.title.value != lever.title.value) {
                let others = specs.iter().map(|other| other.title.value.as_str()).filter(|other| *other != title);
                cx.unknown(excluded.span, "other lever", excluded.value.as_str(), others);
            }
        }
        let once = lever.cost_once.as_ref().inspect(|quantity| {
            quantity.within(cx, 0.0, f64::INFINITY, "");
        });
        if once.is_none() && lever.cost_per_customer.is_none() {
            cx.error(lever.title.span, format!("`{title}` does not say what it costs")).help(
                "add `cost_once`, money to set it up, or `cost_per_customer`, money for each customer; write 0 where it costs nothing",
            );
        }
        let provenance = Provenance::check(lever.source.as_ref(), lever.grade.as_ref(), cx);
        let edit = lever.edit.iter().map(|edit| inheriting(edit.clone(), &provenance)).collect();
        let treatment = TreatmentSpec { title: lever.title.clone(), why: lever.why.clone(), edit };
        let foreign = foreign(&treatment, market, cx);
        let sound: Option<Treatment<MarketEdit>> = if foreign { None } else { treat(&mut trial, &treatment, cx) };
        if sound.is_some() {
            let range = |quantity: Option<&Quantity>| quantity.map_or(Range::NOTHING, |quantity| Range::of(&quantity.dist));
            built.push(OwnLever {
                treatment,
                cost: Cost { once: range(lever.cost_once.as_ref()), per_customer: range(lever.cost_per_customer.as_ref()) },
                provenance,
                excludes: lever.excludes.iter().map(|name| name.value.as_str().to_owned()).collect(),
                austerity: lever.austerity,
            });
        }
    }
    built
}

/// Gives the amounts of an edit the source of the lever around it, unless they state their own.
fn inheriting(mut edit: EditSpec, outer: &Provenance) -> EditSpec {
    let inherit = |quantity: &mut Option<Quantity>| *quantity = quantity.take().map(|quantity| quantity.inherit(outer));
    inherit(&mut edit.scale);
    inherit(&mut edit.add);
    edit.set = edit.set.map(|setting| {
        setting.map(|setting| match setting {
            Setting::Number(quantity) => Setting::Number(quantity.inherit(outer)),
            word @ Setting::Word(_) => word,
        })
    });
    edit
}

/// Reports edits of what is not ours to change.
fn foreign(treatment: &TreatmentSpec, market: &Market, cx: &mut Cx) -> bool {
    let own: Vec<String> =
        market.alternatives().iter().filter(|one| one.role == Role::Own).map(|one| format!("alternatives.{}", one.name)).collect();
    let ours = |path: &str| {
        path.starts_with("concept.")
            || path.starts_with("journey.")
            || own.iter().any(|own| path.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    let mut found = false;
    for edit in &treatment.edit {
        if let Some(path) = [&edit.change, &edit.remove].into_iter().flatten().find(|path| !ours(path.value.as_str())) {
            cx.error(path.span, format!("`{}` is not ours to change", path.value.as_str()))
                .allowed("`concept.…`, `journey.…`, and alternatives that are our own")
                .help("`foretaste compare` shows what happens if the world changes");
            found = true;
        }
        if let Some(name) = &edit.enter {
            cx.error(name.span, "a change of the concept brings in no alternative")
                .help("`foretaste compare` shows what happens if one enters");
            found = true;
        }
    }
    found
}
