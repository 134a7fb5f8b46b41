//! Where the numbers of a team are gathered: each with its path, label and unit, checked against what it may be, and each place with its span.

use std::collections::{BTreeMap, BTreeSet};

use crate::input::{Cx, Quantity, Span};
use crate::team::model::{Bound, Law};
use crate::team::spec::{LawShape, LawSpec, Minutes, Stated};
use crate::world::{Input, Inputs};

use super::defaults::{self, DefaultNumber};

/// Words for a number: its label and its unit.
pub(super) type Words<'a> = (&'a str, &'a str);

/// The numbers and places of a team that is being built.
pub(super) struct Registry<'c> {
    pub(super) inputs: Inputs,
    pub(super) cx: &'c mut Cx,
    /// Whether a name was not found, so that positions cannot be relied on.
    pub(super) unresolved: bool,
    known: BTreeMap<String, Input>,
    places: Vec<(String, Span)>,
    said: BTreeSet<String>,
}

impl<'c> Registry<'c> {
    pub(super) fn new(cx: &'c mut Cx) -> Self {
        Self { inputs: Inputs::default(), cx, unresolved: false, known: BTreeMap::new(), places: Vec::new(), said: BTreeSet::new() }
    }

    /// Remembers where something is written.
    pub(super) fn place(&mut self, path: impl Into<String>, span: Span) {
        self.places.push((path.into(), span));
    }

    /// The most exact place known for a path.
    pub(super) fn span_of(&self, path: &str) -> Option<Span> {
        let leads = |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.places.iter().filter(|(place, _)| leads(place)).max_by_key(|(place, _)| place.len()).map(|&(_, span)| span)
    }

    /// Whether something is said for the first time; it is said once, however often it applies.
    pub(super) fn first(&mut self, what: &str) -> bool {
        self.said.insert(what.to_owned())
    }

    /// Registers a number, once a path: what holds for many is one number for all of them.
    pub(super) fn number(&mut self, path: &str, (label, unit): Words<'_>, quantity: &Quantity, bound: Bound) -> Input {
        if let Some(&input) = self.known.get(path) {
            return input;
        }
        if let Some(span) = quantity.span {
            self.place(path, span);
        }
        let sound = self.within(path, quantity, bound);
        // What is out of bounds has been reported; a stand-in keeps the team's own check from saying it again.
        let input = if sound { self.inputs.add(path, label, unit, quantity) } else { self.inputs.imply(path, label, unit, 1.0) };
        self.keep(path, input, bound)
    }

    fn keep(&mut self, path: &str, input: Input, bound: Bound) -> Input {
        self.inputs.keep_within(input, bound.range());
        self.known.insert(path.to_owned(), input);
        input
    }

    fn within(&mut self, path: &str, quantity: &Quantity, bound: Bound) -> bool {
        let (low, high) = quantity.dist.support();
        if bound.allows(low) && bound.allows(high) {
            return true;
        }
        let got = if low == high { low.to_string() } else { format!("values from {low} to {high}") };
        let what = match bound {
            Bound::Share => format!("`{path}` must lie in [0, 1]"),
            other => format!("`{path}` must be {}", other.words()),
        };
        let problem = self.cx.error(quantity.span, what);
        problem.got(got);
        if bound == Bound::Share && low == high && high > 1.0 && high <= 100.0 {
            problem.help(format!("write {high} per cent as {}", high / 100.0));
        } else if low < high {
            problem.help(
                "all of the range must: a normal has no ends and a lognormal begins at 0, but `pert`, `triangular` and `uniform` have ends",
            );
        }
        false
    }

    /// Registers a number that is stated, or taken from the defaults by name.
    pub(super) fn stated(&mut self, path: &str, words: Words<'_>, stated: &Stated, key: &str, bound: Bound) -> Input {
        let name = match stated {
            Stated::Number(quantity) => return self.number(path, words, quantity, bound),
            Stated::From(name) => name,
        };
        match defaults::named(name.value.as_str()) {
            Some(found) if found.fits.iter().any(|fits| fits.as_str() == key) => self.default(found, bound),
            Some(_) => {
                let fitting: Vec<String> = defaults::fitting(key).map(|one| format!("`{}`", one.name)).collect();
                self.cx.error(name.span, format!("`{}` is a default for something else", name.value)).allowed(if fitting.is_empty() {
                    format!("a number: no default fits `{key}`")
                } else {
                    fitting.join(", ")
                });
                Input::Fixed(bound.range().0.max(0.5))
            }
            None => {
                self.cx.unknown(name.span, "default", name.value.as_str(), defaults::fitting(key).map(|one| one.name.as_str()));
                Input::Fixed(bound.range().0.max(0.5))
            }
        }
    }

    /// Registers one of the program's own defaults.
    ///
    /// # Panics
    /// When the program names a default that it does not have.
    pub(super) fn assume(&mut self, name: &str, bound: Bound) -> Input {
        self.default(defaults::named(name).expect("the program's own defaults have the names it uses"), bound)
    }

    fn default(&mut self, one: &'static DefaultNumber, bound: Bound) -> Input {
        let path = format!("defaults.{}", one.name);
        if let Some(&input) = self.known.get(&path) {
            return input;
        }
        let (source, grade) = (one.value.source.as_deref().unwrap_or_default(), one.value.grade.unwrap_or(crate::input::Grade::Judgement));
        let input = self.inputs.assume(&path, one.what.as_str(), &one.unit.0, one.value.dist.clone(), source, grade);
        self.keep(&path, input, bound)
    }

    /// Registers a number that the file leaves out, with the value it then has.
    pub(super) fn imply(&mut self, path: &str, (label, unit): Words<'_>, value: f64, bound: Bound) -> Input {
        if let Some(&input) = self.known.get(path) {
            return input;
        }
        let input = self.inputs.imply(path, label, unit, value);
        self.keep(path, input, bound)
    }

    /// Registers a number, or the value it has where the file leaves it out.
    pub(super) fn optional(&mut self, path: &str, words: Words<'_>, quantity: Option<&Quantity>, value: f64, bound: Bound) -> Input {
        match quantity {
            Some(quantity) => self.number(path, words, quantity, bound),
            None => self.imply(path, words, value, bound),
        }
    }

    /// Registers a length of time above 0.
    pub(super) fn minutes(&mut self, path: &str, label: &str, minutes: &Minutes) -> Input {
        self.number(path, (label, "minutes"), &minutes.0, Bound::Positive)
    }

    /// Registers the numbers of a law of durations. Where it `may_be_none`, 0 minutes are allowed.
    pub(super) fn law(&mut self, path: &str, label: &str, law: &LawSpec, may_be_none: bool) -> Law {
        let least = if may_be_none { Bound::NotNegative } else { Bound::Positive };
        let parameter = |registry: &mut Self, index: usize, bound: Bound| {
            let name = law.shape.names()[index];
            // A law with one number has the path of the law.
            let path = if law.shape == LawShape::Fixed { path.to_owned() } else { format!("{path}.{name}") };
            match name {
                "sigma" => registry.number(&path, (&format!("{label}, spread"), "log"), &law.parameters[index], bound),
                "minutes" => registry.number(&path, (label, "minutes"), &law.parameters[index], bound),
                _ => {
                    let words = match name {
                        "low" => "at least",
                        "high" => "at most",
                        "mode" => "most often",
                        other => other,
                    };
                    registry.number(&path, (&format!("{label}, {words}"), "minutes"), &law.parameters[index], bound)
                }
            }
        };
        self.rising(path, law);
        match law.shape {
            LawShape::Fixed => Law::Fixed(parameter(self, 0, least)),
            LawShape::Exponential => Law::Exponential { mean: parameter(self, 0, Bound::Positive) },
            LawShape::Lognormal => {
                Law::Lognormal { median: parameter(self, 0, Bound::Positive), sigma: parameter(self, 1, Bound::NotNegative) }
            }
            LawShape::Uniform => Law::Uniform { low: parameter(self, 0, Bound::NotNegative), high: parameter(self, 1, least) },
            LawShape::Triangular => Law::Triangular {
                low: parameter(self, 0, Bound::NotNegative),
                mode: parameter(self, 1, Bound::NotNegative),
                high: parameter(self, 2, least),
            },
        }
    }

    /// The ends of a spread must keep their order over everything nobody knows.
    fn rising(&mut self, path: &str, law: &LawSpec) {
        if !matches!(law.shape, LawShape::Uniform | LawShape::Triangular) || !self.first(&format!("order of {path}")) {
            return;
        }
        let ends: Vec<(f64, f64)> = law.parameters.iter().map(|quantity| quantity.dist.support()).collect();
        if ends.windows(2).any(|pair| pair[0].1 > pair[1].0) || ends[0].0 == ends[ends.len() - 1].1 {
            self.cx
                .error(law.span, format!("the numbers of `{path}` must rise"))
                .help("a range of one must end before that of the next begins");
        }
    }
}
