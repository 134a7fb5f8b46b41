//! Sourced defaults that a team file can take by name.

use std::sync::LazyLock;

use crate::input::{Cx, Name, Quantity};
use crate::record;

record! {
    /// A number with its source that a team file can take by name.
    pub struct DefaultNumber {
        /// Its name.
        pub name: Name,
        /// The keys that can take it; what fits none is there to read results by.
        pub fits: Vec<Name>,
        /// What it is, in words.
        pub what: Name,
        /// Its unit.
        pub unit: Unit,
        /// The number.
        pub value: Quantity,
    }
}

record! {
    struct File {
        default: Vec<DefaultNumber>,
    }
}

/// A unit, empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit(pub String);

impl crate::input::Read for Unit {
    fn read(node: crate::input::Node<'_>, cx: &mut Cx) -> Option<Self> {
        let text = node.text();
        if text.is_none() {
            cx.wrong_kind(node, "a unit in quotes");
        }
        text.map(|text| Self(text.to_owned()))
    }

    fn schema(_: &mut crate::input::Schemas) -> crate::input::Json {
        serde_json::json!({ "type": "string" })
    }
}

static ALL: LazyLock<Vec<DefaultNumber>> = LazyLock::new(|| {
    let mut cx = Cx::new();
    let read: Option<File> = cx.parse("the program's own defaults", include_str!("defaults.toml"));
    cx.finish(read).expect("the shipped defaults are sound").0.default
});

/// Every default.
#[must_use]
pub fn all() -> &'static [DefaultNumber] {
    &ALL
}

/// The default of a name.
#[must_use]
pub fn named(name: &str) -> Option<&'static DefaultNumber> {
    ALL.iter().find(|one| one.name.as_str() == name)
}

/// The defaults that a key can take.
pub fn fitting(key: &str) -> impl Iterator<Item = &'static DefaultNumber> {
    ALL.iter().filter(move |one| one.fits.iter().any(|fits| fits.as_str() == key))
}

/// The minutes in the name of a default such as "model, 30-minute task" or "model, 2-hour task".
#[must_use]
pub fn task_minutes(name: &str) -> Option<f64> {
    let task = name.strip_prefix("model, ")?.strip_suffix(" task")?;
    let (number, unit) = task.split_once('-')?;
    let minutes = match unit {
        "minute" => 1.0,
        "hour" => 60.0,
        _ => return None,
    };
    let number: f64 = number.parse().ok()?;
    (number > 0.0 && number.is_finite()).then_some(number * minutes)
}

/// The failure mix: what each kind is called, and its number.
pub fn failures() -> impl Iterator<Item = (&'static str, &'static DefaultNumber)> {
    fitting("failure").map(|one| (one.name.as_str().trim_start_matches("failure: "), one))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::input::Grade;
    use crate::stats::dist::Dist;

    /// The table of sourced defaults that the project was given: name, likely value, grade.
    const GIVEN: [(&str, f64, Grade); 32] = [
        ("task half-life", 320.0, Grade::Published),
        ("spread between tasks", 0.84 + 0.53, Grade::Published),
        ("failures by design", 44.2, Grade::Published),
        ("failures between agents", 32.3, Grade::Published),
        ("failures of verification", 23.5, Grade::Published),
        ("failure: step repetition", 15.7, Grade::Published),
        ("failure: reasoning and action do not match", 13.2, Grade::Published),
        ("failure: unaware of the end", 12.4, Grade::Published),
        ("failure: disobeys the task", 11.8, Grade::Published),
        ("failure: wrong verification", 9.1, Grade::Published),
        ("failure: no or incomplete verification", 8.2, Grade::Published),
        ("amplification, independent agents", 17.2, Grade::Published),
        ("amplification, decentralised", 7.8, Grade::Published),
        ("amplification, hybrid", 5.1, Grade::Published),
        ("amplification, central lead", 4.4, Grade::Published),
        ("one faulty agent, hierarchy", 0.055, Grade::Published),
        ("one faulty agent, flat team", 0.105, Grade::Published),
        ("one faulty agent, chain", 0.237, Grade::Published),
        ("model gate", 1.0 - 0.17, Grade::Published),
        ("model gate under stress", 1.0 - 0.81, Grade::Published),
        ("model gate, false alarms", 0.004, Grade::Published),
        ("model gate under stress, false alarms", 0.319, Grade::Published),
        ("careful human, code", 0.60, Grade::Published),
        ("careful human, design", 0.55, Grade::Published),
        ("right turned wrong after bad advice", 0.052, Grade::Published),
        ("vigilance, loss", 0.125, Grade::Judgement),
        ("vigilance, course", 27.5, Grade::Published),
        ("bad-context hand-off", 1.0 - 0.39, Grade::Published),
        ("structured hand-off", 0.06 * (1.0 - 0.30), Grade::Judgement),
        ("people approve when asked", 0.93, Grade::Published),
        ("human and AI against the better alone", -0.23, Grade::Published),
        ("drift for each item", 0.0005, Grade::Judgement),
    ];

    /// The value held most likely, or the middle of a range without one.
    fn likely(dist: &Dist) -> f64 {
        match *dist {
            Dist::Point(value) => value,
            Dist::Pert { mode, .. } | Dist::Triangular { mode, .. } => mode,
            Dist::Normal { mean, .. } => mean,
            Dist::Uniform { low, high } => 0.5 * (low + high),
            ref other => panic!("no likely value of {other:?}"),
        }
    }

    #[test]
    fn every_default_is_as_given() {
        for (name, value, grade) in GIVEN {
            let found = named(name).unwrap_or_else(|| panic!("no default is named {name}"));
            assert!((likely(&found.value.dist) - value).abs() < 1e-12, "{name}: {:?}, not {value}", found.value.dist);
            assert_eq!(found.value.grade, Some(grade), "{name}");
        }
    }

    #[test]
    fn the_ranges_that_sources_give_are_theirs() {
        let ends = |name: &str| named(name).unwrap().value.dist.support();
        for (name, low, high) in [
            ("model gate under stress", 1.0 - 0.874, 1.0 - 0.738),
            ("vigilance, loss", 0.10, 0.15),
            ("vigilance, course", 20.0, 35.0),
            ("half-life shape", 0.6, 1.0),
        ] {
            let (from, to) = ends(name);
            assert!((from - low).abs() < 1e-9 && (to - high).abs() < 1e-9, "{name}: {from} to {to}");
        }
        let effect = &named("human and AI against the better alone").unwrap().value.dist;
        assert!((effect.quantile(0.025) + 0.39).abs() < 0.002 && (effect.quantile(0.975) + 0.07).abs() < 0.002);
        // The loss of a structured hand-off is 30 % below that of a loose one, over the whole range.
        for (loose, structured) in [0.02_f64, 0.06, 0.15].into_iter().zip([0.014, 0.042, 0.105]) {
            assert!((structured - 0.7 * loose).abs() < 1e-12);
        }
        assert_eq!((ends("loose hand-off"), ends("structured hand-off")), ((0.02, 0.15), (0.014, 0.105)));
    }

    #[test]
    fn every_default_says_where_it_comes_from_and_what_it_is_for() {
        let known: BTreeSet<&str> = [
            "half_life",
            "shape",
            "spread",
            "per_item",
            "keeps",
            "drift.keeps",
            "drift.floor",
            "blind",
            "detects",
            "false_rejects",
            "depth",
            "complete",
            "audit",
            "loses",
            "failure",
        ]
        .into();
        for one in all() {
            assert!(one.value.source.is_some() && one.value.grade.is_some(), "{}", one.name);
            assert!(one.fits.iter().all(|fits| known.contains(fits.as_str())), "{}", one.name);
            let (low, high) = one.value.dist.support();
            assert!(one.unit.0 != "share" || (low >= 0.0 && high <= 1.0), "{}", one.name);
        }
        let names: BTreeSet<&str> = all().iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names.len(), all().len());
        // No default exists for what being wrong costs.
        assert!(all().iter().all(|one| !one.fits.iter().any(|fits| ["wrong", "late", "stopped", "harm_an_hour"].contains(&fits.as_str()))));
        let mix: f64 = failures().map(|(_, one)| likely(&one.value.dist)).sum();
        assert!((mix - 100.0).abs() < 1e-9, "{mix}");
    }

    #[test]
    fn tasks_are_named_by_their_length() {
        assert_eq!((task_minutes("model, 30-minute task"), task_minutes("model, 2-hour task")), (Some(30.0), Some(120.0)));
        for bad in ["model, 0-minute task", "model, -5-minute task", "model, minute task", "model, inf-minute task", "a model"] {
            assert_eq!(task_minutes(bad), None, "{bad}");
        }
    }
}
