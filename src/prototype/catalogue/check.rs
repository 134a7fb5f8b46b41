//! From a catalogue as written to one that can be used, or every problem at once.

use std::collections::BTreeSet;

use crate::input::expr::Kind;
use crate::input::{Cx, Json, Name, Node, Open, Provenance, Quantity, Read, Schemas, Span, Spanned, Text};
use crate::market::spec::Channel;

use super::effect::{Effect, FIELDS, Field, Verb, Worth};
use super::facts::{Numbers, TouchpointFacts};
use super::moves::{Catalogue, Cost, Move};
use super::spec::{CatalogueSpec, EffectSpec, MoveSpec};

/// How a path of an effect starts; `@` is the touchpoint.
const AT: &str = "journey.@.";

/// The longest a staff member may spend on one customer, or save \[minutes\].
const LONGEST: f64 = 10_000.0;

/// Checks a whole catalogue.
pub(super) fn catalogue(spec: CatalogueSpec, cx: &mut Cx) -> Option<Catalogue> {
    let before = cx.errors();
    cx.unique("move", spec.moves.iter().map(|one| &one.id));
    excluded(&spec, cx);
    let outer = Provenance { source: Some(spec.source.as_str().to_owned()), grade: Some(spec.grade) };
    let moves: Vec<Option<Move>> = spec.moves.into_vec().into_iter().map(|one| checked(one, &outer, cx)).collect();
    let moves: Option<Vec<Move>> = moves.into_iter().collect();
    (cx.errors() == before).then_some(Catalogue { title: spec.title.into_string(), moves: moves? })
}

/// Checks that moves exclude others, and ones that exist.
fn excluded(spec: &CatalogueSpec, cx: &mut Cx) {
    let ids: BTreeSet<&str> = spec.moves.iter().map(|one| one.id.value.as_str()).collect();
    for one in &spec.moves {
        for other in &one.excludes {
            if other.value == one.id.value {
                cx.error(other.span, format!("`{}` excludes itself", one.id.value));
            } else if !ids.contains(other.value.as_str()) {
                cx.unknown(other.span, "move", other.value.as_str(), ids.iter().copied());
            }
        }
    }
}

fn checked(spec: MoveSpec, outer: &Provenance, cx: &mut Cx) -> Option<Move> {
    let before = cx.errors();
    id(&spec.id, cx);
    if let Some(needs) = &spec.needs {
        let facts = TouchpointFacts::new("", Channel::Digital, Numbers::default());
        needs.check_kind(Kind::Truth, &facts, cx);
    }
    let own = Provenance::check(spec.source.as_ref(), spec.grade.as_ref(), cx).or(outer);
    let mut effects = Vec::with_capacity(spec.effects.len());
    let mut seen: Vec<(&'static str, Spanned<()>)> = Vec::new();
    for written in &spec.effects {
        let Some(effect) = effect(written, &own, cx) else {
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(key, _)| *key == effect.key()) {
            cx.error(written.change.span, format!("`{}` changes `{}` twice", spec.id.value, effect.key())).also(first.span, "the first");
        }
        seen.push((effect.key(), Spanned::new((), written.change.span)));
        effects.push(effect);
    }
    let cost = Cost {
        days_once: spec.cost_once.days.clone().inherit(outer),
        minutes_per_customer: spec.cost_per_customer.minutes.clone().inherit(outer),
    };
    sourced(&cost.days_once, spec.id.span, cx);
    cost.days_once.within(cx, 0.0, f64::INFINITY, "days");
    sourced(&cost.minutes_per_customer, spec.id.span, cx);
    cost.minutes_per_customer.within(cx, -LONGEST, LONGEST, "minutes");
    guarded(&spec, &effects, &cost, cx);
    (cx.errors() == before).then(|| Move {
        id: spec.id.value.into_string(),
        title: spec.title.into_string(),
        kind: spec.kind,
        channel: spec.channel,
        how: spec.how.into_string(),
        effects,
        needs: spec.needs,
        provided: spec.provided.map(|text| text.into_string()),
        excludes: spec.excludes.into_iter().map(|name| name.value.into_string()).collect(),
        austerity: spec.austerity,
        guardrail: spec.guardrail.map(|text| text.into_string()),
        cost,
    })
}

fn id(id: &Spanned<Name>, cx: &mut Cx) {
    let plain = id.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !plain {
        cx.error(id.span, "an `id` is made of small letters, digits and hyphens").got(format!("{:?}", id.value.as_str()));
    }
}

/// Checks that a move which saves staff time at the cost of some people's experience says so, and says what protects them.
fn guarded(spec: &MoveSpec, effects: &[Effect], cost: &Cost, cx: &mut Cx) {
    let name = &spec.id.value;
    let saves = cost.minutes_per_customer.dist.support().0 < 0.0;
    if !spec.austerity
        && saves
        && let Some(worse) = effects.iter().find(|effect| effect.may_hurt())
    {
        cx.error(spec.id.span, format!("`{name}` saves staff time and may make `{}` worse, and does not say so", worse.key()))
            .help("add `austerity = true` and a `guardrail`: who may be worse off, and what keeps them from it");
    }
    if spec.austerity && spec.guardrail.is_none() {
        cx.error(spec.id.span, format!("`{name}` is marked as austerity and has no `guardrail`"))
            .help("add `guardrail`: who may be worse off, and what keeps them from it");
    }
}

fn effect(spec: &EffectSpec, outer: &Provenance, cx: &mut Cx) -> Option<Effect> {
    let field = field(&spec.change, cx);
    let stated: Vec<(Verb, Open)> = [
        spec.set.clone().map(|open| (Verb::Set, open)),
        spec.scale.clone().map(|number| (Verb::Scale, Open::Number(number))),
        spec.add.clone().map(|number| (Verb::Add, Open::Number(number))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (verb, open) = match <[_; 1]>::try_from(stated) {
        Ok([one]) => one,
        Err(stated) => {
            let got = if stated.is_empty() { "none".to_owned() } else { format!("{} of them", stated.len()) };
            cx.error(spec.change.span, format!("`{}` must say how it changes", spec.change.value))
                .got(got)
                .allowed("exactly one of `set`, `scale`, `add`");
            return None;
        }
    };
    let field = field?;
    let worth = match (field.bounds(verb), open) {
        (Some(bounds), Open::Number(number)) => Worth::Number(checked_number(field, verb, bounds, number.inherit(outer), spec, cx)?),
        (None, Open::Text(word)) if verb == Verb::Set => {
            let found = Channel::ALL.iter().find(|channel| channel.as_str() == word.as_str());
            if found.is_none() {
                cx.unknown(spec.change.span, "channel", word.as_str(), Channel::ALL.iter().map(|channel| channel.as_str()));
            }
            Worth::Channel(*found?)
        }
        (Some(_), _) => {
            cx.error(spec.change.span, format!("`{}` is changed by a number", spec.change.value));
            return None;
        }
        (None, _) => {
            cx.error(spec.change.span, format!("`{}` is changed by a word", spec.change.value))
                .help(format!("write `set = \"{}\"`", Channel::Digital));
            return None;
        }
    };
    Some(Effect { field, verb, worth })
}

fn checked_number(field: Field, verb: Verb, (low, high): (f64, f64), number: Quantity, spec: &EffectSpec, cx: &mut Cx) -> Option<Quantity> {
    sourced(&number, spec.change.span, cx)?;
    number.within(cx, low, high, "")?;
    let idle = match verb {
        Verb::Set => None,
        Verb::Scale => Some(1.0),
        Verb::Add => Some(0.0),
    };
    let (least, most) = number.dist.support();
    if idle.is_some_and(|idle| least == idle && most == idle) {
        cx.error(number.span.or(Some(spec.change.span)), format!("this changes nothing of `{}`", field.key)).help("leave the effect out");
        return None;
    }
    Some(number)
}

/// Finds the value that a path of the form `journey.@.effort` names.
fn field(path: &Spanned<Text>, cx: &mut Cx) -> Option<Field> {
    let found = path.value.strip_prefix(AT).and_then(|key| FIELDS.into_iter().find(|field| field.key == key));
    if found.is_none() {
        let known: Vec<String> = FIELDS.iter().map(|field| format!("{AT}{}", field.key)).collect();
        cx.unknown(path.span, "value of a touchpoint", path.value.as_str(), known.iter().map(String::as_str));
    }
    found
}

/// Checks that a number has a source and a grade, its own or one it inherits.
fn sourced(number: &Quantity, place: Span, cx: &mut Cx) -> Option<()> {
    if number.source.is_some() && number.grade.is_some() {
        return Some(());
    }
    cx.error(number.span.unwrap_or(place), "a number that states a `source` or a `grade` needs both");
    None
}

impl Read for Catalogue {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        catalogue(CatalogueSpec::read(node, cx)?, cx)
    }

    fn schema(defs: &mut Schemas) -> Json {
        CatalogueSpec::schema(defs)
    }
}
