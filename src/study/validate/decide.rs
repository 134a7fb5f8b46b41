//! The study's own rule: which figures it names, how often it is met, and the verdict that follows.

use std::collections::{BTreeMap, BTreeSet};

use crate::input::rule::{Clause, Comparison, Event, Level, Measure};
use crate::input::{Cx, Rule};
use crate::market::{Figures, Kind, Market};
use crate::measure::xlm::Xlm;
use crate::montecarlo::Outcome;
use crate::stats::interval::Interval;

use super::spec::DecisionSpec;

/// A rule whose names have been found.
#[derive(Debug, Clone)]
pub struct Ruling {
    rule: Rule,
    /// The figure and level of each measure clause, in the order written.
    clauses: Vec<(usize, f64)>,
}

impl Ruling {
    /// The rule as written.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The first measure clause: its figure, and the level it is compared with.
    #[must_use]
    pub fn leading(&self) -> Option<(usize, f64)> {
        self.clauses.first().copied()
    }

    /// Whether its first measure clause asks for more and not for less.
    fn asks_for_more(&self) -> bool {
        let first = self.rule.event.clauses().into_iter().find_map(|clause| match clause {
            Clause::Measure { comparison, .. } => Some(*comparison),
            _ => None,
        });
        first.is_none_or(|comparison| comparison.holds(1.0, 0.0))
    }

    /// In which replicates the event happens. A figure without a base meets nothing.
    fn hits(&self, figures: &BTreeMap<usize, Vec<f64>>, replicates: usize, xlms: &[XlmReading]) -> Vec<bool> {
        self.hits_but(figures, replicates, xlms, &|_, _, _| false)
    }

    /// The same, where some measures are taken as not met: `unmet` is given the figure, how it is compared, and with which level.
    fn hits_but(
        &self,
        figures: &BTreeMap<usize, Vec<f64>>,
        replicates: usize,
        xlms: &[XlmReading],
        unmet: &dyn Fn(usize, Comparison, f64) -> bool,
    ) -> Vec<bool> {
        (0..replicates)
            .map(|replicate| {
                let mut position = 0;
                self.rule.event.holds(&mut |clause| match clause {
                    Clause::Measure { comparison, .. } => {
                        let (figure, level) = self.clauses[position];
                        position += 1;
                        let value = figures[&figure][replicate];
                        value.is_finite() && comparison.holds(value, level) && !unmet(figure, *comparison, level)
                    }
                    Clause::EveryXlm => xlms.iter().all(|xlm| xlm.xlm.met(figures[&xlm.figure][replicate])),
                    Clause::Xlm { name, .. } => xlms.iter().any(|xlm| &xlm.name == name && xlm.xlm.met(figures[&xlm.figure][replicate])),
                })
            })
            .collect()
    }
}

/// Where an experience level measure is read, and what it must reach.
#[derive(Debug, Clone, PartialEq)]
pub struct XlmReading {
    /// The name.
    pub name: String,
    /// The figure.
    pub figure: usize,
    /// What must be reached.
    pub xlm: Xlm,
}

/// The decision part of a study, with every name found.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What would make us go.
    pub go: Option<Ruling>,
    /// What would make us stop.
    pub stop: Option<Ruling>,
    /// The smallest difference that would matter, and its figure.
    pub smallest: Option<(usize, f64)>,
    /// The experience level measures.
    pub xlms: Vec<XlmReading>,
    /// The figure that carries the verdict: the first that the rule names, or the concept's share.
    pub leading: usize,
    /// The level the rule compares it with.
    pub threshold: Option<f64>,
    /// Whether more of that figure speaks for the concept.
    pub more_is_better: bool,
}

/// The verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// The rule to go is met.
    Go,
    /// Neither rule is met.
    Iterate,
    /// The rule to stop is met.
    Stop,
    /// The study states no rule.
    NoRule,
}

impl Outlook {
    /// The word for it in tables and results.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Iterate => "iterate",
            Self::Stop => "stop",
            Self::NoRule => "none",
        }
    }
}

/// The verdict with its probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// The verdict.
    pub outlook: Outlook,
    /// The probability of the go event, and its Monte Carlo standard error.
    pub go: Option<(f64, f64)>,
    /// The probability of the stop event, and its Monte Carlo standard error.
    pub stop: Option<(f64, f64)>,
    /// The share of an alternative, with the level it is compared with, on which real people's choices do not bear out a rule to go that the panel meets:
    /// then there is no go.
    pub unsettled: Option<(usize, f64)>,
}

impl Decision {
    /// Finds every name of the decision part.
    ///
    /// # Errors
    /// `None` with each unknown name, and each level on the wrong scale, reported.
    pub fn resolve(spec: Option<&DecisionSpec>, market: &Market, figures: &Figures<'_>, cx: &mut Cx) -> Option<Self> {
        let before = cx.errors();
        let xlms: Vec<XlmReading> = market
            .xlms()
            .iter()
            .enumerate()
            .filter_map(|(index, xlm)| Some(XlmReading { name: xlm.name.clone(), figure: figures.of_xlm(index)?, xlm: xlm.xlm.clone() }))
            .collect();
        let mut rule = |rule: Option<&Rule>| rule.and_then(|rule| ruling(rule, market, figures, &xlms, cx));
        let go = rule(spec.and_then(|spec| spec.go_if.as_ref()));
        let stop = rule(spec.and_then(|spec| spec.stop_if.as_ref()));
        let smallest = spec.and_then(|spec| spec.smallest_effect.as_ref()).and_then(|effect| {
            let figure = find(&effect.measure, market, figures);
            let Some(figure) = figure else {
                unknown(&effect.measure, effect.place(cx), market, figures, cx);
                return None;
            };
            let size = level(effect.size, figures.all()[figure].kind);
            if size.is_none() {
                cx.error(effect.place(cx), format!("`{}` is not a share, so an effect on it cannot be stated in per cent", effect.measure))
                    .got(effect.size);
            }
            size.map(|size| (figure, size))
        });
        let leading = go.as_ref().and_then(Ruling::leading).or_else(|| stop.as_ref().and_then(Ruling::leading));
        let share = figures.index(Kind::Share { arm: 0, alternative: 0, segment: None }).unwrap_or(0);
        (cx.errors() == before).then(|| Self {
            leading: leading.map_or(share, |(figure, _)| figure),
            threshold: leading.map(|(_, level)| level),
            more_is_better: go.as_ref().map_or_else(|| !stop.as_ref().is_some_and(Ruling::asks_for_more), Ruling::asks_for_more),
            go,
            stop,
            smallest,
            xlms,
        })
    }

    /// Whether a rule asks for experience level measures.
    #[must_use]
    pub fn names_xlms(&self) -> bool {
        let mut clauses = [&self.go, &self.stop].into_iter().flatten().flat_map(|ruling| ruling.rule.event.clauses());
        clauses.any(|clause| matches!(clause, Clause::EveryXlm | Clause::Xlm { .. }))
    }

    /// The figures that the rules and the experience level measures read.
    #[must_use]
    pub fn reads(&self) -> BTreeSet<usize> {
        let rules = [&self.go, &self.stop].into_iter().flatten().flat_map(|ruling| &ruling.clauses);
        rules.map(|&(figure, _)| figure).chain(self.xlms.iter().map(|xlm| xlm.figure)).collect()
    }

    /// Judges a run.
    #[must_use]
    pub fn judge(&self, outcome: &Outcome) -> Judged {
        self.judge_by(outcome.replicates(), &|figure| outcome.figure(figure))
    }

    /// Takes a go back where real people's choices do not bear it out: a measure of the rule that is a share counts as met only if its corrected interval
    /// lies clear of the level, and the rule is judged again on the same replicates. `corrected` gives the alternative and the interval of a figure that
    /// is such a share.
    #[must_use]
    pub(super) fn held_against(&self, judged: Judged, outcome: &Outcome, corrected: &dyn Fn(usize) -> Option<(usize, Interval)>) -> Judged {
        let Some(ruling) = self.go.as_ref().filter(|_| judged.outlook == Outlook::Go) else { return judged };
        let clear = |interval: Interval, comparison: Comparison, level: f64| {
            comparison.holds(interval.low, level) && comparison.holds(interval.high, level)
        };
        let unmet = |figure: usize, comparison: Comparison, level: f64| {
            corrected(figure).is_some_and(|(_, interval)| !clear(interval, comparison, level))
        };
        let read = self.reads().into_iter().map(|figure| (figure, outcome.figure(figure))).collect();
        let hits = ruling.hits_but(&read, outcome.replicates(), &self.xlms, &unmet);
        let p = hits.iter().filter(|&&hit| hit).count() as f64 / hits.len().max(1) as f64;
        if ruling.rule.met_by(p) {
            return judged;
        }
        let measures = ruling.rule.event.clauses().into_iter().filter_map(|clause| match clause {
            Clause::Measure { comparison, .. } => Some(*comparison),
            _ => None,
        });
        let first = measures.zip(&ruling.clauses).find(|(comparison, (figure, level))| unmet(*figure, *comparison, *level));
        let unsettled = first.and_then(|(_, &(figure, level))| Some((corrected(figure)?.0, level)));
        Judged { outlook: Outlook::Iterate, unsettled, ..judged }
    }

    /// In which replicates the event of the rule to go happens; `values` gives a figure, one value a replicate.
    #[must_use]
    pub fn goes(&self, replicates: usize, values: &dyn Fn(usize) -> Vec<f64>) -> Option<Vec<bool>> {
        let read = self.reads().into_iter().map(|figure| (figure, values(figure))).collect();
        self.go.as_ref().map(|ruling| ruling.hits(&read, replicates, &self.xlms))
    }

    /// Judges any run that has the figures of [`Decision::reads`]; `values` gives one, one value a replicate.
    #[must_use]
    pub fn judge_by(&self, replicates: usize, values: &dyn Fn(usize) -> Vec<f64>) -> Judged {
        let read: BTreeMap<usize, Vec<f64>> = self.reads().into_iter().map(|figure| (figure, values(figure))).collect();
        let chance = |ruling: &Option<Ruling>| {
            ruling.as_ref().map(|ruling| {
                let hits = ruling.hits(&read, replicates, &self.xlms);
                let p = hits.iter().filter(|&&hit| hit).count() as f64 / hits.len().max(1) as f64;
                (p, (p * (1.0 - p) / hits.len().max(1) as f64).sqrt())
            })
        };
        let (go, stop) = (chance(&self.go), chance(&self.stop));
        let met = |ruling: &Option<Ruling>, chance: Option<(f64, f64)>| {
            ruling.as_ref().zip(chance).is_some_and(|(ruling, (p, _))| ruling.rule.met_by(p))
        };
        let outlook = if self.go.is_none() && self.stop.is_none() {
            Outlook::NoRule
        } else if met(&self.stop, stop) {
            Outlook::Stop
        } else if met(&self.go, go) {
            Outlook::Go
        } else {
            Outlook::Iterate
        };
        Judged { outlook, go, stop, unsettled: None }
    }
}

fn ruling(rule: &Rule, market: &Market, figures: &Figures<'_>, xlms: &[XlmReading], cx: &mut Cx) -> Option<Ruling> {
    let mut clauses = Vec::new();
    let mut sound = true;
    for clause in rule.event.clauses() {
        match clause {
            Clause::Measure { measure, level: stated, .. } => {
                let Some(figure) = find(measure, market, figures) else {
                    let place = rule.place(measure.range.clone(), cx);
                    unknown(measure, place, market, figures, cx);
                    sound = false;
                    continue;
                };
                match level(*stated, figures.all()[figure].kind) {
                    Some(level) => clauses.push((figure, level)),
                    None => {
                        cx.error(
                            rule.place(measure.range.clone(), cx),
                            format!("`{measure}` is not a share, so it cannot be compared with per cent"),
                        )
                        .got(stated);
                        sound = false;
                    }
                }
            }
            Clause::EveryXlm if xlms.is_empty() => {
                cx.error(rule.place(0..rule.text().len(), cx), "the rule speaks of every xlm, and there is none")
                    .help("add `[[xlm]]` tables, or take it out of the rule");
                sound = false;
            }
            Clause::Xlm { name, range } if !xlms.iter().any(|xlm| &xlm.name == name) => {
                let place = rule.place(range.clone(), cx);
                if let Some(place) = place {
                    cx.unknown(place, "experience level measure", name, xlms.iter().map(|xlm| xlm.name.as_str()));
                }
                sound = false;
            }
            Clause::EveryXlm | Clause::Xlm { .. } => {}
        }
    }
    debug_assert!(!matches!(&rule.event, Event::All(parts) | Event::Any(parts) if parts.is_empty()));
    sound.then(|| Ruling { rule: rule.clone(), clauses })
}

fn level(level: Level, kind: Kind) -> Option<f64> {
    if kind.is_share() { Some(level.of_one()) } else { level.in_points() }
}

/// The figure a measure of the rule language names.
fn find(measure: &Measure, market: &Market, figures: &Figures<'_>) -> Option<usize> {
    let of = measure.of.as_deref();
    let kind = match (measure.name.to_lowercase().as_str(), of) {
        ("share" | "share of preference" | "share of choices", None) => Kind::Share { arm: 0, alternative: 0, segment: None },
        ("share" | "share of preference" | "share of choices", Some(name)) => {
            let alternative = market.alternatives().iter().position(|one| one.name == name)?;
            Kind::Share { arm: 0, alternative, segment: None }
        }
        ("top2box" | "top box" | "mean", _) => {
            let wanted = of.unwrap_or("purchase intent");
            let question = market.questions().iter().position(|question| question.name == wanted)?;
            match measure.name.to_lowercase().as_str() {
                "top2box" => Kind::TopTwoBox { question, segment: None },
                "top box" => Kind::TopBox { question },
                _ => Kind::Mean { question },
            }
        }
        ("csat" | "completion" | "failure" | "minutes" | "ces", Some(name)) => {
            let at = market.touchpoints().iter().position(|point| point.name == name)?;
            match measure.name.to_lowercase().as_str() {
                "csat" => Kind::Csat { at: Some(at) },
                "completion" => Kind::Completion { at: Some(at) },
                "failure" => Kind::Failure { at: Some(at) },
                "minutes" => Kind::Minutes { at: Some(at) },
                _ => Kind::Ces { at },
            }
        }
        (name, None) => return figures.all().iter().position(|figure| figure.id == name),
        _ => return None,
    };
    figures.index(kind)
}

fn unknown(measure: &Measure, place: Option<crate::input::Span>, market: &Market, figures: &Figures<'_>, cx: &mut Cx) {
    let mut known: Vec<String> = vec!["share".to_owned()];
    known.extend(market.alternatives().iter().map(|one| format!("share(\"{}\")", one.name)));
    known.extend(market.questions().iter().map(|question| format!("top2box(\"{}\")", question.name)));
    known.extend(figures.all().iter().filter(|figure| !figure.id.contains(':')).map(|figure| figure.id.clone()));
    if let Some(place) = place {
        cx.unknown(place, "measure", &measure.to_string(), known.iter().map(String::as_str));
    }
}
