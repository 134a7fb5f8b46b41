//! Checks ways before anything runs.

use crate::cross_impact::Structure;
use crate::input::{Cx, Name, Provenance, Quantity, Spanned};
use crate::stats::dist::Dist;
use crate::study::compare::AS_IT_IS;

use super::super::load::DriverNotes;
use super::super::matrix;
use super::spec::{PathwaysSpec, StepSpec, TriggerSpec};

/// What is on the market where nothing is.
const NOTHING: &str = "nothing";
/// What no option may be called.
pub(in crate::study::foresight) const RESERVED: [&str; 2] = [AS_IT_IS, NOTHING];
/// Most ways.
const MOST_WAYS: usize = 8;
/// Most steps of a way.
const MOST_STEPS: usize = 8;
/// Most years.
const MOST_YEARS: u32 = 100;
/// No amount is larger.
const LARGEST: f64 = 1e15;

/// An amount that may be uncertain.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// What it is, for the list of assumptions.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// What is known of it.
    pub dist: Dist,
    /// Where that comes from.
    pub provenance: Provenance,
}

/// A signpost that a step waits for; the chances are places among the amounts.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// The driver.
    pub driver: usize,
    /// Its variants on which the step is made.
    pub variants: Vec<usize>,
    /// The chance that it is seen.
    pub sees: usize,
    /// The chance of a false alarm.
    pub false_alarm: usize,
}

/// A step; amounts are places among [`Pathways::amounts`].
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The year.
    pub year: u32,
    /// The option, the concept as it is first; none for nothing.
    pub take: Option<usize>,
    /// What it costs once.
    pub costs: Option<usize>,
    /// What it costs a year.
    pub a_year: Option<usize>,
    /// What a point is worth in a year.
    pub worth: usize,
    /// What it waits for.
    pub when: Option<Trigger>,
}

/// A way.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// What it is called.
    pub name: String,
    /// Why anyone would go it.
    pub because: Option<String>,
    /// Its steps, earliest first.
    pub steps: Vec<Step>,
}

/// Checked ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Pathways {
    /// The first and the last year that count.
    pub years: (u32, u32),
    /// The year from which a scenario is there.
    pub turns: u32,
    /// What amounts are in.
    pub money: String,
    /// Every amount.
    pub amounts: Vec<Amount>,
    /// What a year's delay takes off, as a place among the amounts.
    pub discount: Option<usize>,
    /// The ways.
    pub ways: Vec<Way>,
}

/// What ways may name.
#[derive(Debug, Clone, Copy)]
pub(in crate::study::foresight) struct Known<'a> {
    pub(in crate::study::foresight) options: &'a [String],
    pub(in crate::study::foresight) structure: &'a Structure,
    pub(in crate::study::foresight) drivers: &'a [DriverNotes],
    /// Whether a point of the figure is a percentage point.
    pub(in crate::study::foresight) share: bool,
}

struct Reader<'a> {
    known: Known<'a>,
    money: &'a str,
    amounts: Vec<Amount>,
}

impl Pathways {
    /// Checks ways.
    ///
    /// # Errors
    /// `None` with every problem reported to `cx`.
    pub(in crate::study::foresight) fn read(spec: &PathwaysSpec, known: Known<'_>, cx: &mut Cx) -> Option<Self> {
        let before = cx.errors();
        let (from, to) = (spec.from.value, spec.to.value);
        if !(1_000..=9_000).contains(&from) {
            cx.error(spec.from.span, "`from` is out of range").got(from).allowed("a year from 1000 to 9000");
        } else if to <= from || to - from >= MOST_YEARS {
            cx.error(spec.to.span, "`to` is out of range").got(to).allowed(format!(
                "a year from {} to {}",
                from + 1,
                from + MOST_YEARS - 1
            ));
        } else if !(from..=to).contains(&spec.turns.value) {
            cx.error(spec.turns.span, "`turns` is out of range").got(spec.turns.value).allowed(format!("a year from {from} to {to}"));
        }
        if !(2..=MOST_WAYS).contains(&spec.ways.len()) {
            cx.error(spec.from.span, "there is nothing to weigh")
                .got(format!("{} ways", spec.ways.len()))
                .allowed(format!("2 to {MOST_WAYS} ways under `[[pathways.ways]]`"))
                .help("doing nothing is a way without steps");
        }
        cx.unique("way", spec.ways.iter().map(|way| &way.name));
        let mut reader = Reader { known, money: spec.money.as_str(), amounts: Vec::new() };
        let point = if known.share { "a percentage point" } else { "a point" };
        let worth = reader.amount(format!("what {point} is worth in a year"), &spec.worth, cx);
        let discount = spec.discount.as_ref().map(|discount| {
            discount.within(cx, 0.0, 1.0, "");
            reader.push("what a year's delay takes off".to_owned(), "share".to_owned(), discount)
        });
        let mut ways = Vec::with_capacity(spec.ways.len());
        for way in &spec.ways {
            let name = way.name.value.as_str();
            if way.steps.len() > MOST_STEPS {
                let problem = cx.error(way.name.span, format!("the way `{name}` has too many steps"));
                problem.got(way.steps.len()).allowed(format!("at most {MOST_STEPS}"));
            }
            let mut last = None;
            let mut steps = Vec::with_capacity(way.steps.len());
            for step in &way.steps {
                let year = step.year.value;
                if from < to && !(from..=to).contains(&year) {
                    cx.error(step.year.span, "a step lies outside the years that count").got(year).allowed(format!("{from} to {to}"));
                } else if last.is_some_and(|last| year < last) {
                    cx.error(step.year.span, "the steps of a way stand earliest first")
                        .got(year)
                        .allowed(format!("{} or later", last.unwrap_or(year)));
                }
                last = Some(year);
                steps.extend(reader.step(name, step, worth, cx));
            }
            let because = way.because.as_ref().map(|because| because.as_str().to_owned());
            ways.push(Way { name: name.to_owned(), because, steps });
        }
        if cx.errors() > before {
            return None;
        }
        let (turns, money) = (spec.turns.value, spec.money.as_str().to_owned());
        Some(Self { years: (from, to), turns, money, amounts: reader.amounts, discount, ways })
    }
}

impl Reader<'_> {
    fn push(&mut self, label: String, unit: String, quantity: &Quantity) -> usize {
        self.amounts.push(Amount { label, unit, dist: quantity.dist.clone(), provenance: quantity.provenance() });
        self.amounts.len() - 1
    }

    /// An amount of money, 0 or more.
    fn amount(&mut self, label: String, quantity: &Quantity, cx: &mut Cx) -> usize {
        let (least, most) = quantity.dist.support();
        if least < 0.0 || quantity.dist.quantile(0.999) > LARGEST {
            let problem = cx.error(quantity.span, "an amount of money is out of range");
            problem.got(format!("values from {least} to {most}")).allowed(format!("0 to {LARGEST:e}"));
            problem.help("costs are written without a sign");
        }
        self.push(label, self.money.to_owned(), quantity)
    }

    fn chance(&mut self, label: String, quantity: &Quantity, cx: &mut Cx) -> usize {
        quantity.is_probability(cx);
        self.push(label, "chance".to_owned(), quantity)
    }

    fn step(&mut self, way: &str, spec: &StepSpec, worth: usize, cx: &mut Cx) -> Option<Step> {
        let (year, take) = (spec.year.value, spec.take.value.as_str());
        let at = |what: &str| format!("{way}, {year}: {what}");
        let costs = spec.costs.as_ref().map(|costs| self.amount(at("what it costs once"), costs, cx));
        let a_year = spec.a_year.as_ref().map(|a_year| self.amount(at("what it costs a year"), a_year, cx));
        let worth = match &spec.worth {
            Some(own) => self.amount(at("what a point is worth in a year"), own, cx),
            None => worth,
        };
        let when = spec.when.as_ref().map(|when| self.trigger(&at("the signpost"), when, cx));
        let option = match take {
            NOTHING => None,
            AS_IT_IS => Some(0),
            own => match self.known.options.iter().position(|option| option == own) {
                Some(at) => Some(at + 1),
                None => {
                    let options = self.known.options.iter().map(String::as_str);
                    cx.unknown(spec.take.span, "option of the concept", own, [AS_IT_IS, NOTHING].into_iter().chain(options));
                    return None;
                }
            },
        };
        let when = match when {
            Some(trigger) => Some(trigger?),
            None => None,
        };
        Some(Step { year, take: option, costs, a_year, worth, when })
    }

    fn trigger(&mut self, label: &str, spec: &TriggerSpec, cx: &mut Cx) -> Option<Trigger> {
        let sees = self.chance(format!("{label} is seen where it comes"), &spec.sees, cx);
        let false_alarm = self.chance(format!("{label} is seen where it does not come"), &spec.false_alarm, cx);
        let found = |is: &Spanned<Name>, cx: &mut Cx| matrix::variant(self.known.structure, &spec.driver, is, cx);
        let places: Vec<Option<(usize, usize)>> = spec.is.iter().map(|is| found(is, cx)).collect();
        let places: Vec<(usize, usize)> = places.into_iter().collect::<Option<_>>()?;
        let driver = places.first()?.0;
        if self.known.drivers[driver].watch.is_none() {
            cx.error(spec.driver.span, format!("nobody says how `{}` is watched, so no step can wait for it", spec.driver.value.as_str()))
                .help("give the driver a `watch`: what is looked at, from which value on, by whom and when");
            return None;
        }
        Some(Trigger { driver, variants: places.into_iter().map(|(_, variant)| variant).collect(), sees, false_alarm })
    }
}
