//! What a study says of its market, read from its text alone; and whether a new text is sound.

use crate::input::rule::{Clause, Measure};
use crate::input::{Cx, Effect, Node, Read, Rule, Spanned};
use crate::market::spec::{
    AlternativeSpec, ChoiceSpec, ConceptSpec, NoneSpec, PriceTestSpec, SurveySpec, TastesSpec, TouchpointSpec, XlmSpec,
};
use crate::market::{Market, MarketSpec, rebuild};
use crate::world::{Correlation, World};

/// The words and numbers of a study about the concept and its journey. No file that it names is opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The title of the study.
    pub title: String,
    /// The currency, with its period.
    pub currency: String,
    /// The concept.
    pub concept: ConceptSpec,
    /// What people could take instead.
    pub alternatives: Vec<AlternativeSpec>,
    /// The touchpoints, in order.
    pub journey: Vec<TouchpointSpec>,
}

fn table<T: Read>(root: Node<'_>, key: &str, cx: &mut Cx) -> Option<T> {
    match root.get(key) {
        Some(node) => T::read(node, cx),
        None => T::absent(),
    }
}

fn words(root: Node<'_>, key: &str) -> String {
    root.get(key).and_then(Node::text).unwrap_or_default().to_owned()
}

/// Reads what a study says of the concept and its journey.
///
/// # Errors
/// `None`, with what is wrong reported to `cx`.
pub fn told(text: &str, cx: &mut Cx) -> Option<Told> {
    let document = cx.parse_toml("the study", text)?;
    read(document.node(), cx)
}

pub(super) fn read(root: Node<'_>, cx: &mut Cx) -> Option<Told> {
    let told = Told {
        title: words(root, "title"),
        currency: words(root, "currency"),
        concept: table::<Option<ConceptSpec>>(root, "concept", cx)??,
        alternatives: table(root, "alternatives", cx)?,
        journey: table(root, "journey", cx)?,
    };
    Some(told)
}

/// Builds the market of a new text over the people of the old one, and says what is wrong with it.
pub(super) fn faults(text: &str, old: &Market) -> Vec<String> {
    let mut cx = Cx::new();
    let market = market(text, old, &[], &mut cx);
    let mut faults: Vec<String> = match cx.finish(market) {
        Ok((market, _)) => weights(old, &market),
        Err(problems) => problems.list().iter().map(|problem| problem.what().to_owned()).collect(),
    };
    faults.dedup();
    faults
}

/// Builds a market from a study's text and people that are there already.
pub(in crate::study) fn market(text: &str, old: &Market, correlations: &[Spanned<Correlation>], cx: &mut Cx) -> Option<Market> {
    let document = cx.parse_toml("the revised study", text)?;
    let root = document.node();
    let told = read(root, cx)?;
    let tastes: TastesSpec = table::<Option<TastesSpec>>(root, "tastes", cx)?.unwrap_or_else(TastesSpec::none);
    let none: Option<NoneSpec> = table(root, "none", cx)?;
    let choice: Option<ChoiceSpec> = table(root, "choice", cx)?;
    let survey: Option<SurveySpec> = table(root, "survey", cx)?;
    let xlms: Vec<XlmSpec> = table(root, "xlm", cx)?;
    let prices: Option<PriceTestSpec> = table(root, "price_test", cx)?;
    let sheet = MarketSpec {
        currency: &told.currency,
        concept: &told.concept,
        alternatives: &told.alternatives,
        none: none.as_ref(),
        tastes: &tastes,
        choice: choice.as_ref(),
        survey: survey.as_ref(),
        journey: &told.journey,
        xlms: &xlms,
        prices: prices.as_ref(),
        correlations,
        draws: old.draws(),
        fitted: old.fitted(),
        style: old.style(),
    };
    let market = rebuild(&sheet, old.people().clone(), cx)?;
    for group in root.get("correlated").and_then(Node::list).into_iter().flatten() {
        for path in group.get("inputs").and_then(Node::list).into_iter().flatten().filter_map(Node::text) {
            let entry = market.unknowns().slot(path).map(|slot| &market.unknowns().entries()[slot]);
            if entry.is_none_or(|entry| entry.dist.is_point()) {
                let name = words(group, "name");
                cx.error(None, format!("`{path}` would no longer be an uncertain number, and the correlated group `{name}` refers to it"));
            }
        }
    }
    Some(market)
}

/// Importance weights are shares of a range between alternatives: a change that widens the range would change every other taste with it.
fn weights(old: &Market, new: &Market) -> Vec<String> {
    let (before, after) = (old.conversions(), new.conversions());
    let moved = before.iter().zip(&after).filter(|(one, other)| (one.utility - other.utility).abs() > 1e-9 * one.utility.abs());
    moved
        .map(|(one, _)| {
            format!(
                "the taste for `{}` is an importance over the range of its values, and the change moves that range; write it as `worth` or \
                 `part_worth` first",
                one.taste
            )
        })
        .collect()
}

/// What in a study speaks of an alternative or a touchpoint by its name.
pub(super) fn referring(root: Node<'_>, list: &str, name: &str) -> Option<String> {
    if list == "journey" {
        let xlm = root.get("xlm").and_then(Node::list).into_iter().flatten().find(|xlm| xlm.get("at").and_then(Node::text) == Some(name));
        if let Some(xlm) = xlm {
            return Some(format!("the experience level measure `{}`", words(xlm, "name")));
        }
    } else {
        for transfer in root.get("transfer").and_then(Node::list).into_iter().flatten() {
            let beside = transfer.get("beside").and_then(|beside| beside.get("constants"));
            if [transfer.get("chosen"), beside].into_iter().flatten().any(|table| table.has(name)) {
                return Some("the transfer test".to_owned());
            }
        }
    }
    let path = format!("{list}.{name}.");
    for group in root.get("correlated").and_then(Node::list).into_iter().flatten() {
        if group.get("inputs").and_then(Node::list).into_iter().flatten().filter_map(Node::text).any(|input| input.starts_with(&path)) {
            return Some(format!("the correlated group `{}`", words(group, "name")));
        }
    }
    let names = |measure: &Measure| measure.of.as_deref() == Some(name) || measure.name.contains(name);
    let decision = root.get("decision")?;
    for key in ["go_if", "stop_if"] {
        let rule = decision.get(key).and_then(Node::text).and_then(|text| Rule::parse(text).ok());
        let clauses = rule.as_ref().map(|rule| rule.event.clauses()).unwrap_or_default();
        if clauses.iter().any(|clause| matches!(clause, Clause::Measure { measure, .. } if names(measure))) {
            return Some(format!("the rule `{key}`"));
        }
    }
    let effect = decision.get("smallest_effect").and_then(Node::text).and_then(|text| Effect::parse(text).ok());
    effect.filter(|effect| names(&effect.measure)).map(|_| "`smallest_effect`".to_owned())
}
