//! Shares: dots with intervals, sorted, the null as a hollow dot and the real value as a diamond.

use super::super::draw::axis::{self, Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::Scene;
use super::super::format;
use super::super::view::{Estimate, Hue};
use super::Layout;

/// Holds the shares of several alternatives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shares {
    /// What the axis says: "share of choices, %".
    pub axis: String,
    /// What the line through a dot is: "90 % interval".
    pub interval: String,
    /// What the hollow dot is: "null: constant shares".
    pub null_name: String,
    /// What the diamond is: "what people chose".
    pub real_name: String,
    /// One row an alternative; drawn from the largest share down.
    pub rows: Vec<ShareRow>,
}

/// Holds the share of one alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareRow {
    /// The alternative.
    pub label: String,
    /// Its colour.
    pub hue: Hue,
    /// Its share, a fraction.
    pub share: Estimate,
    /// What a guess without a model would say, a fraction.
    pub null: Option<f64>,
    /// What real people did, a fraction.
    pub real: Option<f64>,
}

impl Shares {
    /// Gives the rows from the largest share down; equal shares keep their order, unknown ones come last.
    pub fn sorted(&self) -> Vec<&ShareRow> {
        let mut rows: Vec<&ShareRow> = self.rows.iter().collect();
        let key = |r: &ShareRow| {
            if r.share.mid.is_finite() { r.share.mid } else { f64::NEG_INFINITY }
        };
        rows.sort_by(|a, b| key(b).total_cmp(&key(a)));
        rows
    }

    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let rows = self.sorted();
        if rows.is_empty() {
            return Scene::sentence(width, "No shares to show.");
        }
        let mut scene = Scene::new(width);
        let has = |f: fn(&ShareRow) -> Option<f64>| rows.iter().any(|r| f(r).is_some_and(usable));
        let mut keys = vec![(Sign::Interval(Ink::Muted), self.interval.as_str())];
        if has(|r| r.null) {
            keys.push((Sign::Ring(Ink::Muted), &self.null_name));
        }
        if has(|r| r.real) {
            keys.push((Sign::Diamond(Ink::Text), &self.real_name));
        }
        let top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let words: Vec<Row> =
            rows.iter().map(|row| Row { label: row.label.clone(), sub: String::new(), end: format::share(row.share) }).collect();
        let lanes = rows::lay(&mut scene, layout, top, &words, 26.0, "");
        let values = rows.iter().flat_map(|r| {
            let ends = [r.share.mid, r.share.low, r.share.high];
            ends.into_iter().chain(r.null).chain(r.real)
        });
        let (low, high) = axis::extent(values).unwrap_or((0.0, 1.0));
        let range = axis::rounded((low.min(0.0) * 100.0, high * 100.0), 6);
        let scale = Scale::new(range, lanes.left, lanes.right);
        let bottom = lanes.axis(&mut scene, &scale, &self.axis);
        for (row, &(from, to)) in rows.iter().zip(&lanes.slots) {
            let y = (from + to) / 2.0;
            let ink = Ink::of(row.hue);
            let at = |share: f64| scale.at(share * 100.0);
            scene.line(vec![(lanes.left, y), (lanes.right, y)], Ink::Grid, 1.0);
            // Null and real value sit a little below and above, so that none hides another.
            if let Some(null) = row.null {
                scene.ring(at(null), y + 7.0, 4.2, Ink::Muted);
            }
            scene.line(vec![(at(row.share.low), y), (at(row.share.high), y)], ink, 3.0);
            scene.dot(at(row.share.mid), y, 6.0, ink);
            if let Some(real) = row.real {
                scene.diamond(at(real), y - 7.0, 5.0, Ink::Text);
            }
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
    use crate::report::view::{Estimate, Hue};

    fn row(label: &str, share: f64) -> ShareRow {
        ShareRow {
            label: label.into(),
            hue: Hue::Concept,
            share: Estimate::new(share, share - 0.04, share + 0.04),
            null: Some(1.0 / 3.0),
            real: Some(share + 0.01),
        }
    }

    fn chart(rows: Vec<ShareRow>) -> Shares {
        Shares {
            axis: "share of choices, %".into(),
            interval: "90 % interval".into(),
            null_name: "null: equal shares".into(),
            real_name: "what people chose".into(),
            rows,
        }
    }

    #[test]
    fn rows_come_largest_first_and_unknown_last() {
        let chart = chart(vec![row("a", 0.2), row("x", f64::NAN), row("b", 0.5)]);
        let order: Vec<&str> = chart.sorted().iter().map(|r| r.label.as_str()).collect();
        assert_eq!(order, ["b", "a", "x"]);
    }

    #[test]
    fn one_row_forty_rows_and_hostile_labels_stay_readable() {
        assert_clean(&Chart::Shares(Shares::default()));
        assert_clean(&Chart::Shares(chart(vec![row("concept", 0.41)])));
        let mut many: Vec<_> = (0..40).map(|i| row(&format!("option {i}"), 0.02 * f64::from(i))).collect();
        many.push(row(LONG, 0.5));
        many.extend(WILD.map(|v| row("wild", v)));
        assert_clean(&Chart::Shares(chart(many)));
    }
}
