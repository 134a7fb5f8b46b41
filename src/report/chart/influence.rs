//! Drivers by how much they move the others and how much they are moved, directly and through others.

use super::super::draw::board::{Board, Mark};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::numbered::{Entry, Look, RADIUS};
use super::super::draw::scene::Scene;
use super::super::view::Estimate;
use super::Layout;

/// Holds drivers by influence and dependence.
///
/// # Units
///
/// Shares of all influence, fractions in 0..=1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InfluenceMap {
    /// What the level and the upright line through a point are: "from direct influence to influence through others".
    pub line_name: String,
    /// The drivers; the first has number 1.
    pub rows: Vec<InfluenceRow>,
}

/// Holds one driver.
#[derive(Debug, Clone, PartialEq)]
pub struct InfluenceRow {
    /// Its name.
    pub label: String,
    /// Its share of direct influence, and its share of direct dependence.
    pub direct: (f64, f64),
    /// The same through others; as direct where it is not known.
    pub through: (f64, f64),
    /// What it is to the others, in words: "moves the others".
    pub text: String,
}

impl InfluenceMap {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if self.rows.is_empty() {
            return Scene::sentence(width, "No drivers to show.");
        }
        let mut scene = Scene::new(width);
        let keys =
            [(Sign::Dashes(Ink::Orange), "what each would have if all were alike"), (Sign::Cross(Ink::Rule), self.line_name.as_str())];
        let top = legend::draw(&mut scene, 0.0, &keys) + 6.0;
        let alike = 100.0 / self.rows.len() as f64;
        let range = |direct: f64, through: f64| Estimate::new(100.0 * through, 100.0 * direct.min(through), 100.0 * direct.max(through));
        let marks: Vec<Mark> = self
            .rows
            .iter()
            .enumerate()
            .map(|(at, row)| Mark {
                place: (range(row.direct.1, row.through.1), range(row.direct.0, row.through.0)),
                entry: Entry { number: at + 1, look: Look::Solid(Ink::Blue), name: row.label.clone(), text: row.text.clone() },
                radius: RADIUS,
            })
            .collect();
        let widest = marks.iter().map(|mark| mark.place.0.high).filter(|high| high.is_finite()).fold(alike, f64::max);
        let end = [10.0, 20.0, 30.0, 40.0, 50.0, 75.0].into_iter().find(|&end| widest <= 0.95 * end).unwrap_or(100.0);
        let board = Board {
            across: "how much it is moved by others, share of all in %",
            up: "how much it moves others, share of all in %",
            x: (0.0, end),
            line: Some(alike),
            drop: Some(alike),
            marks,
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

    fn row(label: &str, influence: f64, dependence: f64) -> InfluenceRow {
        InfluenceRow {
            label: label.into(),
            direct: (influence, dependence),
            through: (0.8 * influence, 1.2 * dependence),
            text: "moves the others".into(),
        }
    }

    #[test]
    fn any_drivers_stay_readable() {
        assert_clean(&Chart::Influence(InfluenceMap::default()));
        for many in [1_usize, 6, 30, 90] {
            let rows = (0..many).map(|at| row(&format!("driver {at}"), (at % 5) as f64 / many as f64, (at % 3) as f64 / many as f64));
            assert_clean(&Chart::Influence(InfluenceMap { line_name: "from direct to indirect".into(), rows: rows.collect() }));
        }
        let mut rows: Vec<InfluenceRow> = WILD.into_iter().flat_map(|v| [row("wild", v, 0.2), row("wild", 0.2, v)]).collect();
        rows.push(InfluenceRow { text: LONG.into(), ..row(LONG, 0.4, 0.4) });
        assert_clean(&Chart::Influence(InfluenceMap { line_name: LONG.into(), rows }));
    }
}
