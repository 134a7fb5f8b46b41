//! Objections: how likely each is against the damage it does, with intervals both ways and a numbered list.

use super::super::draw::axis::usable;
use super::super::draw::board::{Board, Mark};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::numbered::{Entry, Look, RADIUS};
use super::super::draw::scene::Scene;
use super::super::view::Estimate;
use super::Layout;

/// Holds objections by likelihood and damage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Objections {
    /// What the upright axis says, with its unit: "loss of share of choices, points".
    pub axis: String,
    /// What the level and the upright line through a point are: "range of likelihood, 95 % interval of damage".
    pub interval: String,
    /// The smallest damage of interest, in the unit of the axis, and what to call it.
    pub smallest: Option<(f64, String)>,
    /// The objections, the strongest first; the first has number 1.
    pub rows: Vec<Objection>,
    /// How many more were tried and have no measurable effect; they are counted and not drawn.
    pub without_effect: usize,
}

/// Holds one objection.
#[derive(Debug, Clone, PartialEq)]
pub struct Objection {
    /// Its short name.
    pub name: String,
    /// How likely it is with low and high, fractions in 0..=1.
    pub likelihood: Estimate,
    /// What it does, in the unit of the axis; damage is above zero.
    pub damage: Estimate,
    /// Its figures, formatted: "−4.1 points (−6.0 to −2.2), 30 % likely".
    pub text: String,
}

/// The end of the level axis in per cent: far enough for every range, and no further than certainty.
fn widest(rows: &[Objection]) -> f64 {
    let most = rows.iter().map(|row| 100.0 * row.likelihood.high).filter(|high| high.is_finite()).fold(0.0, f64::max);
    [10.0, 20.0, 30.0, 50.0, 75.0].into_iter().find(|&end| most <= 0.95 * end).unwrap_or(100.0)
}

impl Objections {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let without = match self.without_effect {
            0 => None,
            1 => Some("1 more objection has no measurable effect and is not drawn.".to_owned()),
            n => Some(format!("{n} more objections have no measurable effect and are not drawn.")),
        };
        if self.rows.is_empty() {
            let tried = match self.without_effect {
                0 => "No objections to show.".to_owned(),
                1 => "No objection has a measurable effect; 1 was tried.".to_owned(),
                n => format!("No objection has a measurable effect; {n} were tried."),
            };
            return Scene::sentence(width, &tried);
        }
        let mut scene = Scene::new(width);
        let smallest = self.smallest.as_ref().filter(|s| usable(s.0));
        let dashes = smallest.map_or("", |s| s.1.as_str());
        let does_reach = |row: &Objection| smallest.is_none_or(|s| row.damage.mid >= s.0);
        let mut keys = vec![(Sign::Cross(Ink::Rule), self.interval.as_str()), (Sign::Dashes(Ink::Orange), dashes)];
        if !self.rows.iter().all(does_reach) {
            keys.push((Sign::Ring(Ink::Orange), "smaller than that"));
        }
        let top = legend::draw(&mut scene, 0.0, &keys) + 6.0;
        let marks = self.rows.iter().enumerate().map(|(i, row)| {
            let [mid, low, high] = [row.likelihood.mid, row.likelihood.low, row.likelihood.high].map(|v| 100.0 * v);
            let look = if does_reach(row) { Look::Solid(Ink::Orange) } else { Look::Open(Ink::Orange) };
            let entry = Entry { number: i + 1, look, name: row.name.clone(), text: row.text.clone() };
            Mark { place: (Estimate::new(mid, low, high), row.damage), entry, radius: RADIUS }
        });
        let board = Board {
            across: "how likely it is, %",
            up: &self.axis,
            x: (0.0, widest(&self.rows)),
            line: smallest.map(|s| s.0),
            marks: marks.collect(),
            notes: without.into_iter().collect(),
            ..Board::default()
        };
        scene.height = board.draw(&mut scene, layout, top);
        scene
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn row(name: &str, likely: f64, damage: f64) -> Objection {
        Objection {
            name: name.into(),
            likelihood: Estimate::new(likely, 0.6 * likely, (1.5 * likely).min(1.0)),
            damage: Estimate::new(damage, damage - 1.0, damage + 1.0),
            text: "−4.1 points (−6.0 to −2.2), 30 % likely".into(),
        }
    }

    fn chart(rows: Vec<Objection>, without_effect: usize) -> Chart {
        Chart::Objections(Objections {
            axis: "loss of share of choices, points".into(),
            interval: "range of likelihood, 95 % interval of damage".into(),
            smallest: Some((1.0, "smallest loss that matters: 1 point".into())),
            rows,
            without_effect,
        })
    }

    #[test]
    fn objections_without_effect_are_counted() {
        let words = |chart: Chart| chart.draw(Layout::Wide, "x", "", "");
        assert!(words(chart(vec![row("a", 0.3, 4.0)], 3)).contains("3 more objections have no measurable effect"));
        assert!(words(chart(vec![row("a", 0.3, 4.0)], 1)).contains("1 more objection has no measurable effect"));
        assert!(!words(chart(vec![row("a", 0.3, 4.0)], 0)).contains("no measurable effect"));
        assert!(words(chart(Vec::new(), 9)).contains("9 were tried"));
    }

    #[test]
    fn damage_under_the_smallest_of_interest_looks_different() {
        let key = "smaller than that";
        assert!(!chart(vec![row("a", 0.3, 1.0)], 0).draw(Layout::Wide, "x", "", "").contains(key));
        assert!(chart(vec![row("a", 0.3, 0.9)], 0).draw(Layout::Wide, "x", "", "").contains(key));
    }

    #[test]
    fn any_objections_stay_readable() {
        assert_clean(&Chart::Objections(Objections::default()));
        for n in [1, 7, 24, 60] {
            assert_clean(&chart((0..n).map(|i| row(&format!("objection {i}"), 0.3, f64::from(i % 4))).collect(), 2));
        }
        let mut wild: Vec<_> = WILD.into_iter().flat_map(|v| [row("wild", v, 3.0), row("wild", 0.3, v)]).collect();
        wild.push(Objection { text: LONG.into(), ..row(LONG, 0.9, -2.0) });
        assert_clean(&chart(wild, 0));
        assert_clean(&chart(vec![row("tiny", 1e-9, 1e-9)], 0));
    }
}
