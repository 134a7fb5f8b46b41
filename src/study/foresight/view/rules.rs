//! What could be done, held against each other by every common rule.

use crate::explore::{Rule, Verdict};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Table};

use super::super::stress::{OPTIMISM, Robust};

/// What is weighed, and how its numbers read.
pub(super) struct Weighing<'a> {
    pub(super) caption: String,
    pub(super) names: &'a [String],
    pub(super) scenarios: Vec<&'a str>,
    pub(super) robust: &'a [Robust],
    pub(super) rules: &'a Verdict,
    /// A payoff in words.
    pub(super) level: &'a dyn Fn(f64) -> String,
    /// What is lost, in words.
    pub(super) loss: &'a dyn Fn(Estimate) -> String,
    /// What good enough is no worse than.
    pub(super) enough: &'a str,
}

impl Weighing<'_> {
    /// What each loses against what is best in each scenario, and what each rule would take.
    pub(super) fn table(&self) -> Block {
        let loss = |value: Estimate| match (value.mid, value.low, value.high) {
            (0.0, 0.0, 0.0) => "none".to_owned(),
            _ => (self.loss)(value),
        };
        let mut columns = vec![Heading::text("lost in")];
        columns.extend(self.names.iter().map(Heading::number));
        let row = |name: &str, of: &dyn Fn(&Robust) -> String| std::iter::once(name.to_owned()).chain(self.robust.iter().map(of)).collect();
        let lost = |at: usize| {
            move |robust: &Robust| {
                let regret = robust.regrets[at];
                loss(Estimate::new(regret.mean, regret.low, regret.high))
            }
        };
        let mut rows: Vec<Vec<String>> = self.scenarios.iter().enumerate().map(|(at, name)| row(name, &lost(at))).collect();
        rows.push(row("least regretted, of draws", &|robust| format::probability(robust.least_often)));
        // Regret is told already; its mean ranks as the mean level does.
        for rule in Rule::ALL.into_iter().filter(|rule| *rule != Rule::MeanRegret) {
            let cell = |option: usize| {
                let value = self.rules.figure(option, rule);
                let told = match rule {
                    Rule::MaximumRegret | Rule::PercentileRegret => loss(Estimate::exact(value)),
                    Rule::Satisficing => format::percent(value),
                    _ => (self.level)(value),
                };
                if self.rules.is_best(option, rule) { format!("{told} ✓") } else { told }
            };
            rows.push(std::iter::once(rule_name(rule).to_owned()).chain((0..self.names.len()).map(cell)).collect());
        }
        let names: Vec<String> = self.names.iter().map(|name| format!("“{name}”")).collect();
        let said = self.rules.words(&names.iter().map(String::as_str).collect::<Vec<_>>());
        Block::Table(Table {
            caption: self.caption.clone(),
            columns,
            rows,
            note: Some(format!(
                "{said} Each rule looks at means over draws, each future alike; ✓ is what it takes. The mix is {} best and {} worst case, the loss that \
                 few exceed is exceeded in one future of ten, and good enough is no worse than {}.",
                format::percent(OPTIMISM),
                format::percent(1.0 - OPTIMISM),
                self.enough
            )),
        })
    }
}

/// What a rule looks at, as a row of the table.
fn rule_name(rule: Rule) -> &'static str {
    match rule {
        Rule::Maximin => "worst level",
        Rule::Maximax => "best level",
        Rule::Laplace => "mean level",
        Rule::Hurwicz => "mix of best and worst level",
        Rule::MaximumRegret => "largest loss",
        Rule::MeanRegret => "mean loss",
        Rule::PercentileRegret => "loss that few futures exceed",
        Rule::Satisficing => "good enough, of futures",
    }
}
