//! How stated tastes became utility: the lines a report shows.

use crate::stats::dist::Dist;
use crate::world::Input;

use super::bind::Money;
use super::model::{Conversion, Market, Valuation};

impl Market {
    /// Every taste that was not stated as utility, and what it became, at the medians of all uncertain inputs.
    #[must_use]
    pub fn conversions(&self) -> Vec<Conversion> {
        let medians = self.unknowns.values(&self.unknowns.medians());
        let money = Money::at(self, &medians);
        let mut lines = Vec::new();
        for taste in &self.tastes {
            let attribute = &self.attributes[taste.attribute];
            let name = taste.level.as_ref().map_or_else(|| attribute.label.clone(), |level| format!("{}: {level}", attribute.label));
            let unit = if attribute.unit.is_empty() || taste.level.is_some() { String::new() } else { format!(" per {}", attribute.unit) };
            let rule = match taste.valuation {
                Valuation::PartWorth => continue,
                Valuation::OwnWorth => "money × each person's own utility of money".to_owned(),
                Valuation::Worth => format!("money × {:.4} logits per unit of money", money.part_worth(Valuation::Worth, 1.0)),
                Valuation::Money => "minus π/√6 over the spread of what the study does not name".to_owned(),
                Valuation::Weight { range, .. } => format!("its share of all weights × decisiveness, over a range of {range}"),
            };
            let mut line = |who: String, centre: Input| {
                let stated = match (taste.valuation, centre) {
                    (Valuation::Money, _) => "as it is".to_owned(),
                    (_, Input::Fixed(value)) => format!("{value}{unit}"),
                    (_, Input::Slot(slot)) if self.unknowns.entries()[slot].dist.is_point() => format!("{}{unit}", centre.at(&medians)),
                    (_, Input::Slot(slot)) => {
                        let dist: &Dist = &self.unknowns.entries()[slot].dist;
                        let (low, high) = dist.support();
                        let range =
                            if low.is_finite() && high.is_finite() { (low, high) } else { (dist.quantile(0.05), dist.quantile(0.95)) };
                        format!("{:.3} ({:.3} to {:.3}){unit}", dist.median(), range.0, range.1)
                    }
                };
                let utility = money.typical(taste.valuation, centre.at(&medians));
                lines.push(Conversion { taste: name.clone(), stated, who, rule: rule.clone(), utility });
            };
            let centre = if taste.valuation == Valuation::Money { Input::Fixed(0.0) } else { taste.centre };
            line("everyone".to_owned(), centre);
            for &(segment, input) in &taste.by_segment {
                line(self.people.segments[usize::from(segment)].clone(), input);
            }
        }
        lines
    }
}
