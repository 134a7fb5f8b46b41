//! Who belongs to which segment: the first whose condition holds.

use crate::input::Cx;

use super::super::spec::PopulationSpec;
use super::super::words;
use super::scope::{Scope, condition};

/// The only segment where the file states none.
const EVERYBODY: &str = "everybody";

/// The segment of each person.
pub(super) struct Segments {
    pub(super) names: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) of_person: Vec<u16>,
}

/// Says whether the conditions of all segments can be evaluated already.
pub(super) fn ready(spec: &PopulationSpec, scope: &Scope<'_>) -> bool {
    spec.segments.iter().filter_map(|segment| segment.r#where.as_ref()).all(|condition| scope.sees(condition))
}

/// Puts each person into the first segment whose condition holds.
///
/// # Errors
/// `None`, reported: a condition that cannot be evaluated, a segment nobody is in, people in no segment.
pub(super) fn settle(spec: &PopulationSpec, scope: &Scope<'_>, people: usize, cx: &mut Cx) -> Option<Segments> {
    if spec.segments.is_empty() {
        return Some(Segments { names: vec![EVERYBODY.into()], notes: vec![String::new()], of_person: vec![0; people] });
    }
    const NONE: u16 = u16::MAX;
    let before = cx.errors();
    let mut of_person = vec![NONE; people];
    let mut held = Vec::with_capacity(spec.segments.len());
    for (index, segment) in spec.segments.iter().enumerate() {
        let holds = match &segment.r#where {
            Some(expression) => condition(expression, scope, people, cx),
            None => Some(vec![true; people]),
        };
        let Some(holds) = holds else { continue };
        held.push((index, holds.iter().filter(|&&holds| holds).count()));
        for (own, _) in of_person.iter_mut().zip(holds).filter(|(own, holds)| *holds && **own == NONE) {
            *own = index as u16;
        }
    }
    if cx.errors() > before {
        return None;
    }
    for (index, matching) in held {
        if of_person.contains(&(index as u16)) {
            continue;
        }
        let name = &spec.segments[index].name;
        let problem = cx.error(name.span, format!("nobody is in segment `{name}`"));
        problem.got(format!("0 of {} people", words::number(people as f64)));
        problem.help(if matching > 0 {
            format!("its condition holds for {} people, but segments above it took them all", words::number(matching as f64))
        } else {
            "change its condition, or take the segment out".to_owned()
        });
    }
    let left = of_person.iter().filter(|&&own| own == NONE).count();
    if left > 0
        && let Some(last) = spec.segments.last()
    {
        cx.error(last.name.span, format!("{} of {} people are in no segment", words::number(left as f64), words::number(people as f64)))
            .help("add a last segment without `where`: it takes everybody left");
    }
    (cx.errors() == before).then(|| Segments {
        names: spec.segments.iter().map(|segment| segment.name.value.as_str().to_owned()).collect(),
        notes: spec
            .segments
            .iter()
            .map(|segment| segment.note.as_ref().map_or_else(String::new, |note| note.as_str().to_owned()))
            .collect(),
        of_person,
    })
}
