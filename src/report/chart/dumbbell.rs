//! Before and after: dumbbells with the paired difference.

use super::super::draw::axis::{self, Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::Scene;
use super::super::view::Estimate;
use super::Layout;

/// Holds measures before and after a change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dumbbell {
    /// What the axis says; values are in its unit.
    pub axis: String,
    /// What the hollow dot is: "as it is".
    pub before_name: String,
    /// What the filled dot is: "with the change".
    pub after_name: String,
    /// One row a measure, in the order given.
    pub rows: Vec<DumbbellRow>,
}

/// Holds one measure before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct DumbbellRow {
    /// The measure or the change.
    pub label: String,
    /// Its value before.
    pub before: f64,
    /// Its value after.
    pub after: f64,
    /// The paired difference and its interval, for the grey line around the filled dot.
    pub difference: Estimate,
    /// The difference, formatted: "+4.1 points (+1.2 to +7.0)".
    pub text: String,
}

impl Dumbbell {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let rows: Vec<&DumbbellRow> = self.rows.iter().filter(|r| usable(r.before) && usable(r.after)).collect();
        if rows.is_empty() {
            return Scene::sentence(width, "Nothing to compare.");
        }
        let mut scene = Scene::new(width);
        let keys = [
            (Sign::Ring(Ink::Muted), self.before_name.as_str()),
            (Sign::Dot(Ink::Blue), self.after_name.as_str()),
            (Sign::Line(Ink::Orange), "interval of the paired difference"),
        ];
        let top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let words: Vec<Row> = rows.iter().map(|row| Row { label: row.label.clone(), sub: String::new(), end: row.text.clone() }).collect();
        let lanes = rows::lay(&mut scene, layout, top, &words, 26.0, "");
        let ends = rows.iter().flat_map(|r| {
            let (low, high) = (r.before + r.difference.low, r.before + r.difference.high);
            [r.before, r.after, low, high]
        });
        let range = axis::rounded(axis::extent(ends).unwrap_or((0.0, 1.0)), 6);
        let scale = Scale::new(range, lanes.left, lanes.right);
        let bottom = lanes.axis(&mut scene, &scale, &self.axis);
        for (row, &(from, to)) in rows.iter().zip(&lanes.slots) {
            let y = (from + to) / 2.0 - 2.0;
            let (before, after) = (scale.at(row.before), scale.at(row.after));
            scene.line(vec![(before, y), (after, y)], Ink::Rule, 2.0);
            let low = scale.at(row.before + row.difference.low);
            let high = scale.at(row.before + row.difference.high);
            scene.line(vec![(low, y + 10.0), (high, y + 10.0)], Ink::Orange, 2.4);
            scene.ring(before, y, 5.0, Ink::Muted);
            scene.dot(after, y, 6.0, Ink::Blue);
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

    fn row(label: &str, before: f64, after: f64) -> DumbbellRow {
        DumbbellRow {
            label: label.into(),
            before,
            after,
            difference: Estimate::new(after - before, after - before - 2.0, after - before + 2.0),
            text: "+4.1 points (+1.2 to +7.0)".into(),
        }
    }

    #[test]
    fn any_rows_stay_readable() {
        assert_clean(&Chart::Dumbbell(Dumbbell::default()));
        let mut rows: Vec<_> = (0..40).map(|i| row(&format!("change {i}"), 40.0, f64::from(i))).collect();
        rows.push(row(LONG, 1.0, 2.0));
        rows.extend(WILD.map(|v| row("wild", v, v)));
        assert_clean(&Chart::Dumbbell(Dumbbell {
            axis: "share of choices, %".into(),
            before_name: "as it is".into(),
            after_name: "with the change".into(),
            rows,
        }));
    }
}
