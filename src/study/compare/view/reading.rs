//! What every part of the page needs: levels, effects and their words.

use crate::market::{ArmFigures, Figure, Kind};
use crate::montecarlo::Effect;
use crate::report::chart::DumbbellRow;
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Table};
use crate::stats::interval::Level;

pub(super) use crate::study::parts::INTERVAL;

use super::super::analyse::Findings;
use super::super::answer::{Answer, Size};
use super::super::load::{AS_IT_IS, Comparing};

/// A comparison with its findings and figures.
pub(super) struct Reading<'a> {
    pub(super) comparing: &'a Comparing,
    pub(super) findings: &'a Findings,
    pub(super) figures: &'a ArmFigures<'a>,
}

impl Reading<'_> {
    /// The treatments' arms.
    pub(super) fn treatments(&self) -> std::ops::Range<usize> {
        1..self.findings.comparison.arms().len()
    }

    /// The name of an arm.
    pub(super) fn name(&self, arm: usize) -> &str {
        &self.findings.comparison.arms()[arm]
    }

    /// The name of a treatment in quotes.
    pub(super) fn quoted(&self, arm: usize) -> String {
        format!("“{}”", self.name(arm))
    }

    /// The position of the figure that effects are weighed by.
    pub(super) fn weighed(&self) -> usize {
        self.figures.index(self.comparing.weighed.kind).unwrap_or(0)
    }

    /// The figure that effects are weighed by, in words.
    pub(super) fn weighed_name(&self) -> String {
        self.named(&self.figures.all()[self.weighed()])
    }

    /// A figure in words.
    pub(super) fn named(&self, figure: &Figure) -> String {
        self.comparing.study.name_of(figure)
    }

    /// What an arm changes in a kind of figure.
    pub(super) fn effect(&self, arm: usize, kind: Kind) -> Option<Effect> {
        self.findings.comparison.effect(arm, self.figures.index(kind)?)
    }

    /// The mean of a figure in an arm.
    pub(super) fn level(&self, arm: usize, kind: Kind) -> Option<f64> {
        let values = self.findings.comparison.level(arm, self.figures.index(kind)?);
        let known: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        (!known.is_empty()).then(|| crate::stats::summary::mean_and_sd(&known).0)
    }

    /// A level in words, a share to a tenth of a point.
    pub(super) fn level_words(&self, kind: Kind, level: f64) -> String {
        if kind.is_share() { format::percent_to(level, 1) } else { self.comparing.study.words(kind, Estimate::exact(level)) }
    }

    /// The mean of a figure in an arm, in words; empty where it has no base.
    pub(super) fn level_text(&self, arm: usize, kind: Kind) -> String {
        self.level(arm, kind).map_or_else(String::new, |level| self.level_words(kind, level))
    }

    /// A difference in words, with its range.
    pub(super) fn difference(&self, kind: Kind, effect: &Effect) -> String {
        self.comparing.study.difference(kind, spread(effect))
    }

    /// The probability of the rule to go in an arm.
    pub(super) fn go(&self, arm: usize) -> Option<f64> {
        self.findings.standings[arm].judged?.go.map(|(p, _)| p)
    }

    /// An answer in words: the difference, then how large that is.
    pub(super) fn answer_text(&self, answer: &Answer, kind: Kind) -> String {
        match answer.effect {
            None => answer.size.words().to_owned(),
            Some(effect) if still(&effect) => "no change".to_owned(),
            Some(effect) => self.difference(kind, &effect),
        }
    }

    /// Rows of a chart of differences with their cells: as it is, with it, difference. Answers without an effect are left out.
    pub(super) fn dumbbells<'b>(
        &self,
        answers: impl Iterator<Item = (String, &'b Answer)>,
        kind: Kind,
    ) -> (Vec<DumbbellRow>, Vec<Vec<String>>) {
        let scale = if kind.is_share() { 100.0 } else { 1.0 };
        answers
            .filter_map(|(label, answer)| {
                let effect = answer.effect?;
                let text = self.answer_text(answer, kind);
                let cells = vec![label.clone(), self.level_words(kind, effect.control), self.level_words(kind, effect.level), text.clone()];
                let difference = Estimate::new(scale * effect.mean, scale * effect.low, scale * effect.high);
                Some((DumbbellRow { label, before: scale * effect.control, after: scale * effect.level, difference, text }, cells))
            })
            .unzip()
    }

    /// The smallest effect that matters, in words.
    pub(super) fn smallest(&self) -> Option<String> {
        let kind = self.comparing.weighed.kind;
        self.comparing.weighed.smallest.map(|smallest| match kind.is_share() {
            true if (100.0 * smallest - 1.0).abs() < 1e-9 => "1 point".to_owned(),
            true => format!("{} points", format::plain(100.0 * smallest)),
            false => self.comparing.study.words(kind, Estimate::exact(smallest)),
        })
    }

    /// Figures as they are, each followed by the treatments that move it measurably: figure, treatment, level, difference.
    pub(super) fn long(&self, caption: &str, first: &str, figures: &[(String, Kind)]) -> Option<Block> {
        let mut rows = Vec::new();
        for (name, kind) in figures {
            if self.level(0, *kind).is_none() {
                continue;
            }
            rows.push(vec![name.clone(), AS_IT_IS.to_owned(), self.level_text(0, *kind), String::new()]);
            for arm in self.treatments() {
                let row = |level: String, difference: String| vec![name.clone(), self.name(arm).to_owned(), level, difference];
                match self.effect(arm, *kind) {
                    // Nobody comes where a treatment took the step away.
                    None => rows.push(row(format::MISSING.to_owned(), "nobody comes here".to_owned())),
                    Some(effect) if visible(*kind, &effect) => {
                        rows.push(row(self.level_words(*kind, effect.level), self.difference(*kind, &effect)))
                    }
                    Some(_) => {}
                }
            }
        }
        if rows.is_empty() {
            return None;
        }
        let columns = vec![
            Heading::text(first),
            Heading::text("change"),
            Heading::number("level"),
            Heading::number(format!("difference ({INTERVAL})")),
        ];
        let note =
            Some("A change is left out where it moves a figure by less than 0.2 points, or by less than half a per cent of it.".to_owned());
        Some(Block::Table(Table { caption: caption.to_owned(), columns, rows, note }))
    }

    /// The treatments whose effect could matter, the largest first; `up` says which side of zero.
    pub(super) fn ranked(&self, up: bool) -> Vec<&Answer> {
        let mut found: Vec<&Answer> =
            self.findings.answers.iter().filter(|answer| answer.size.counts() && (answer.mean() > 0.0) == up).collect();
        found.sort_by(|one, other| other.mean().abs().total_cmp(&one.mean().abs()));
        found
    }

    /// How many treatments have an effect of a size.
    pub(super) fn count(&self, wanted: impl Fn(Size) -> bool) -> usize {
        self.findings.answers.iter().filter(|answer| wanted(answer.size)).count()
    }
}

/// Mean and range of an effect.
pub(super) fn spread(effect: &Effect) -> Estimate {
    Estimate::new(effect.mean, effect.low, effect.high)
}

/// Whether an effect is worth a line: the 95 % Monte Carlo interval of its mean leaves zero out, and a reader would see it.
pub(super) fn visible(kind: Kind, effect: &Effect) -> bool {
    let interval = effect.mean_interval(Level::P95);
    let least = if kind.is_share() { 0.002 } else { 0.005 * effect.control.abs() };
    (interval.low > 0.0 || interval.high < 0.0) && effect.mean.abs() >= least
}

/// Whether nothing moves in any draw.
pub(super) fn still(effect: &Effect) -> bool {
    effect.mean == 0.0 && effect.error == 0.0
}
