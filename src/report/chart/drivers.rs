//! What drives an answer: zero-based bars with intervals.

use super::super::draw::axis::{self, Scale};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::Scene;
use super::super::view::Estimate;
use super::Layout;

/// Holds the importance of each driver.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drivers {
    /// What the axis says: "share of explained variance, %"; values are in its unit.
    pub axis: String,
    /// What the line through a bar's end is: "90 % interval".
    pub interval: String,
    /// One row a driver; drawn from the largest down.
    pub rows: Vec<DriverRow>,
}

/// Holds one driver.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverRow {
    /// The driver.
    pub label: String,
    /// Its importance.
    pub value: Estimate,
    /// Its importance, formatted: "32 % (28–37)".
    pub text: String,
}

impl Drivers {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let mut rows: Vec<&DriverRow> = self.rows.iter().filter(|r| axis::usable(r.value.mid)).collect();
        if rows.is_empty() {
            return Scene::sentence(width, "No drivers to show.");
        }
        rows.sort_by(|a, b| b.value.mid.total_cmp(&a.value.mid));
        let mut scene = Scene::new(width);
        let key = [(Sign::Line(Ink::Text), self.interval.as_str())];
        let top = legend::draw(&mut scene, 0.0, &key) + 4.0;
        let words: Vec<Row> = rows.iter().map(|row| Row { label: row.label.clone(), sub: String::new(), end: row.text.clone() }).collect();
        let lanes = rows::lay(&mut scene, layout, top, &words, 18.0, "");
        let ends = rows.iter().flat_map(|r| [r.value.mid, r.value.low, r.value.high]);
        let (low, high) = axis::extent(ends).unwrap_or((0.0, 1.0));
        let range = axis::rounded((low.min(0.0), high.max(0.0)), 6);
        let scale = Scale::new(range, lanes.left, lanes.right);
        let bottom = lanes.axis(&mut scene, &scale, &self.axis);
        for (row, &(from, to)) in rows.iter().zip(&lanes.slots) {
            let y = (from + to) / 2.0;
            scene.rect((scale.at(0.0), scale.at(row.value.mid)), (from, to), Ink::Blue, 1.0);
            let (a, b) = (scale.at(row.value.low), scale.at(row.value.high));
            // A rim in the colour of the page keeps the interval visible on its bar.
            scene.line(vec![(a, y), (b, y)], Ink::Surface, 4.0);
            scene.line(vec![(a, y), (b, y)], Ink::Text, 1.6);
        }
        let zero = scale.at(0.0);
        for &(from, to) in &lanes.spans {
            scene.line(vec![(zero, from), (zero, to)], Ink::Rule, 1.0);
        }
        scene.height = bottom;
        scene
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;
    use crate::report::draw::scene::Shape;

    fn row(label: &str, mid: f64) -> DriverRow {
        DriverRow { label: label.into(), value: Estimate::new(mid, mid - 3.0, mid + 3.0), text: "32 % (28–37)".into() }
    }

    fn chart(rows: Vec<DriverRow>) -> Drivers {
        Drivers { axis: "share of explained variance, %".into(), interval: "90 % interval".into(), rows }
    }

    #[test]
    fn bars_start_at_zero_and_the_longest_comes_first() {
        let scene = chart(vec![row("b", 10.0), row("a", 40.0)]).scene(Layout::Wide);
        let bars: Vec<[f64; 4]> = scene
            .shapes
            .iter()
            .filter_map(|s| match s {
                Shape::Rect(r, Ink::Blue, _) => Some(*r),
                _ => None,
            })
            .collect();
        assert_eq!(bars.len(), 2);
        assert!((bars[0][0] - bars[1][0]).abs() < 1e-9);
        assert!((bars[0][2] / bars[1][2] - 4.0).abs() < 1e-9);
        assert!(bars[0][1] < bars[1][1]);
    }

    #[test]
    fn any_rows_stay_readable() {
        assert_clean(&Chart::Drivers(Drivers::default()));
        let mut rows: Vec<_> = (0..40).map(|i| row(&format!("driver {i}"), f64::from(i) - 5.0)).collect();
        rows.push(row(LONG, 3.0));
        rows.extend(WILD.map(|v| row("wild", v)));
        assert_clean(&Chart::Drivers(chart(rows)));
        assert_clean(&Chart::Drivers(chart(vec![row("only", 0.0)])));
    }
}
