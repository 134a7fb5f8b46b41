//! Cost against effect: what is worth its cost joined by a line, the rest pale, the chosen filled.

use super::super::draw::axis::{self, usable};
use super::super::draw::board::{Board, Mark};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::numbered::{Entry, Look, RADIUS};
use super::super::draw::scene::Scene;
use super::super::view::Estimate;
use super::Layout;

/// Holds offers by cost and effect.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frontier {
    /// What the level axis says, with its unit: "cost, thousand CHF".
    pub cost_axis: String,
    /// What the upright axis says, with its unit: "gain in share of choices, points".
    pub effect_axis: String,
    /// What the level and the upright line through a point are: "range of cost, 95 % interval of effect".
    pub interval: String,
    /// The smallest effect of interest, in the unit of the axis, and what to call it.
    pub smallest: Option<(f64, String)>,
    /// The offers; the first has number 1.
    pub rows: Vec<Offer>,
}

/// Holds what can be had for a cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Its short name.
    pub name: String,
    /// What it costs with low and high, in the unit of its axis.
    pub cost: Estimate,
    /// What it brings, in the unit of its axis.
    pub effect: Estimate,
    /// Whether no other offer brings as much for less.
    pub efficient: bool,
    /// Whether it is the one recommended, or part of it.
    pub chosen: bool,
    /// Its figures, formatted: "+2.1 points (+0.9 to +3.3) for CHF 12 000".
    pub text: String,
}

impl Offer {
    fn look(&self) -> Look {
        match (self.chosen, self.efficient) {
            (true, _) => Look::Solid(Ink::Blue),
            (false, true) => Look::Open(Ink::Blue),
            (false, false) => Look::Pale,
        }
    }
}

impl Frontier {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if self.rows.is_empty() {
            return Scene::sentence(width, "Nothing on offer to show.");
        }
        let mut scene = Scene::new(width);
        let has = |look: Look| self.rows.iter().any(|r| r.look() == look);
        let smallest = self.smallest.as_ref().filter(|s| usable(s.0));
        let path = self.stairs();
        let keys = [
            (Sign::Dot(Ink::Blue), if has(Look::Solid(Ink::Blue)) { "chosen" } else { "" }),
            (Sign::Ring(Ink::Blue), if has(Look::Open(Ink::Blue)) { "worth its cost" } else { "" }),
            (Sign::Ring(Ink::Rule), if has(Look::Pale) { "as much is to be had for less" } else { "" }),
            (Sign::Line(Ink::Blue), if path.len() > 1 { "most that a cost buys" } else { "" }),
            (Sign::Cross(Ink::Rule), self.interval.as_str()),
            (Sign::Dashes(Ink::Orange), smallest.map_or("", |s| s.1.as_str())),
        ];
        let top = legend::draw(&mut scene, 0.0, &keys) + 6.0;
        let costs = self.rows.iter().filter(|r| usable(r.cost.mid)).flat_map(|r| [r.cost.low, r.cost.mid, r.cost.high]);
        let marks = self.rows.iter().enumerate().map(|(i, row)| {
            let entry = Entry { number: i + 1, look: row.look(), name: row.name.clone(), text: row.text.clone() };
            Mark { place: (row.cost, row.effect), entry, radius: RADIUS }
        });
        let board = Board {
            across: &self.cost_axis,
            up: &self.effect_axis,
            x: axis::rounded(axis::extent(costs.chain([0.0])).unwrap_or((0.0, 1.0)), 6),
            line: smallest.map(|s| s.0),
            path,
            marks: marks.collect(),
            ..Board::default()
        };
        scene.height = board.draw(&mut scene, layout, top);
        scene
    }

    /// The most that any cost buys: level until the next efficient offer can be paid, since nothing lies between two offers.
    fn stairs(&self) -> Vec<(f64, f64)> {
        let mut steps: Vec<(f64, f64)> = self.rows.iter().filter(|r| r.efficient).map(|r| (r.cost.mid, r.effect.mid)).collect();
        steps.retain(|s| usable(s.0) && usable(s.1));
        steps.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut path: Vec<(f64, f64)> = Vec::with_capacity(2 * steps.len());
        for (cost, effect) in steps {
            if let Some(&(_, before)) = path.last() {
                path.push((cost, before));
            }
            path.push((cost, effect));
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn row(name: &str, cost: f64, effect: f64, efficient: bool) -> Offer {
        Offer {
            name: name.into(),
            cost: Estimate::new(cost, 0.7 * cost, 1.6 * cost),
            effect: Estimate::new(effect, effect - 1.0, effect + 1.0),
            efficient,
            chosen: name == "b",
            text: "+2.1 points for CHF 12 000".into(),
        }
    }

    fn chart(rows: Vec<Offer>) -> Frontier {
        Frontier {
            cost_axis: "cost, thousand CHF".into(),
            effect_axis: "gain in share of choices, points".into(),
            interval: "range of cost, 95 % interval of effect".into(),
            smallest: Some((1.0, "smallest gain that matters: 1 point".into())),
            rows,
        }
    }

    #[test]
    fn the_line_climbs_only_where_an_offer_stands() {
        let chart = chart(vec![row("b", 9.0, 3.0, true), row("a", 2.0, 1.0, true), row("c", 5.0, 0.5, false)]);
        assert_eq!(chart.stairs(), [(2.0, 1.0), (9.0, 1.0), (9.0, 3.0)]);
    }

    #[test]
    fn keys_stand_only_for_what_is_drawn() {
        let words = |rows| Chart::Frontier(chart(rows)).draw(Layout::Wide, "x", "", "");
        let one = words(vec![row("b", 9.0, 3.0, true)]);
        assert!(one.contains(">\nchosen\n<") && !one.contains("to be had for less") && !one.contains("most that a cost buys"));
        assert!(words(vec![row("b", 9.0, 3.0, true), row("c", 10.0, 1.0, false)]).contains("to be had for less"));
    }

    #[test]
    fn any_offers_stay_readable() {
        assert_clean(&Chart::Frontier(Frontier::default()));
        for n in [1, 7, 24, 60] {
            let rows = (0..n).map(|i| row(&format!("offer {i}"), f64::from(i / 3), f64::from(i) - 2.0, i % 3 == 0));
            assert_clean(&Chart::Frontier(chart(rows.collect())));
        }
        let mut wild: Vec<_> = WILD.into_iter().flat_map(|v| [row("wild", v, 3.0, true), row("b", 0.3, v, true)]).collect();
        wild.push(row(LONG, -4.0, -2.0, true));
        assert_clean(&Chart::Frontier(chart(wild)));
        assert_clean(&Chart::Frontier(chart(vec![row("free", 0.0, 0.0, true)])));
    }
}
