//! What the answer hangs on: bars sorted by swing, flip values marked, range and grade at the left.

use super::super::draw::axis::{self, Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::Scene;
use super::super::view::Grade;
use super::Layout;

/// Holds how far each uncertain input moves a measure over its range.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tornado {
    /// What the axis says: "share of choices, %"; values are in its unit.
    pub axis: String,
    /// The measure with every input at its middle.
    pub baseline: f64,
    /// The value at which the verdict changes, and what to call it.
    pub threshold: Option<(f64, String)>,
    /// One row an input; drawn from the largest swing down.
    pub rows: Vec<TornadoRow>,
}

/// Holds one uncertain input.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoRow {
    /// The input.
    pub label: String,
    /// Its range, formatted: "0.8–1.6".
    pub range: String,
    /// Where it comes from.
    pub grade: Grade,
    /// The measure at the low end of the range.
    pub at_low: f64,
    /// The measure at the high end of the range.
    pub at_high: f64,
    /// Where it flips the verdict, if inside its range.
    pub flip: Option<Flip>,
}

/// Holds the value of an input at which the verdict changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Flip {
    /// The input's value, formatted: "flips at 1.3".
    pub text: String,
}

impl Tornado {
    /// Gives the rows from the largest swing down, without those that cannot be drawn.
    pub fn sorted(&self) -> Vec<&TornadoRow> {
        let mut rows: Vec<&TornadoRow> = self.rows.iter().filter(|r| usable(r.at_low) && usable(r.at_high)).collect();
        rows.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
        rows
    }

    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let rows = self.sorted();
        if rows.is_empty() || !usable(self.baseline) {
            return Scene::sentence(width, "No uncertain input moves this figure.");
        }
        let ends = rows.iter().flat_map(|r| [r.at_low, r.at_high]);
        let (low, high) = axis::extent(ends.chain([self.baseline])).unwrap_or((self.baseline, self.baseline));
        // A threshold far away would squeeze the bars; then the key says that it lies outside.
        let far = 1.5 * (high - low).max(1e-9);
        let threshold = self.threshold.as_ref().filter(|(t, _)| usable(*t));
        let near = threshold.filter(|(t, _)| *t >= low - far && *t <= high + far);
        let range = near.map_or((low, high), |(t, _)| (low.min(*t), high.max(*t)));
        let outside = match (threshold, near) {
            (Some((_, name)), None) => format!("{name} (beyond this picture)"),
            (Some((_, name)), Some(_)) => name.clone(),
            _ => String::new(),
        };
        let mut scene = Scene::new(width);
        let mut keys = vec![
            (Sign::Band(Ink::Blue), "input at the low end of its range"),
            (Sign::Box(Ink::Blue), "at the high end"),
            (Sign::Tick(Ink::Text), "all inputs at their middle"),
            (Sign::Dashes(Ink::Orange), outside.as_str()),
        ];
        if rows.iter().any(|r| r.flip.is_some()) {
            keys.push((Sign::Diamond(Ink::Orange), "flips the verdict"));
        }
        let top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let words: Vec<Row> = rows.iter().map(|row| row.words()).collect();
        let lanes = rows::lay(&mut scene, layout, top, &words, 20.0, "");
        let scale = Scale::new(axis::rounded(range, 6), lanes.left, lanes.right);
        let bottom = lanes.axis(&mut scene, &scale, &self.axis);
        let base = scale.at(self.baseline);
        for (row, &(from, to)) in rows.iter().zip(&lanes.slots) {
            let (a, b) = (scale.at(row.at_low), scale.at(row.at_high));
            let middle = (from + to) / 2.0;
            // Two bars on one side would hide each other: each takes half the height.
            let same_side = (a - base) * (b - base) > 0.0;
            let (upper, lower) = if same_side { ((from, middle - 0.5), (middle + 0.5, to)) } else { ((from, to), (from, to)) };
            scene.rect((base, a), upper, Ink::Blue, 0.4);
            scene.rect((base, b), lower, Ink::Blue, 1.0);
        }
        for &(from, to) in &lanes.spans {
            scene.line(vec![(base, from - 1.0), (base, to + 1.0)], Ink::Text, 1.4);
            if let Some((t, _)) = near {
                let at = scale.at(*t);
                scene.dashes(&[(at, from - 1.0), (at, to + 1.0)], Ink::Orange, 1.8);
            }
        }
        for (row, &(from, to)) in rows.iter().zip(&lanes.slots) {
            if let (Some(_), Some((t, _))) = (&row.flip, near) {
                scene.diamond(scale.at(*t), (from + to) / 2.0, 5.5, Ink::Orange);
            }
        }
        scene.height = bottom;
        scene
    }
}

impl TornadoRow {
    /// Gives how far the input moves the measure from one end of its range to the other.
    pub fn swing(&self) -> f64 {
        (self.at_high - self.at_low).abs()
    }

    fn words(&self) -> Row {
        let sub = match self.range.trim() {
            "" => self.grade.word().to_owned(),
            range => format!("{range} · {}", self.grade.word()),
        };
        Row { label: self.label.clone(), sub, end: self.flip.as_ref().map(|f| f.text.clone()).unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn row(label: &str, at_low: f64, at_high: f64) -> TornadoRow {
        TornadoRow {
            label: label.into(),
            range: "0.8–1.6".into(),
            grade: Grade::Judgement,
            at_low,
            at_high,
            flip: Some(Flip { text: "flips at 1.3".into() }),
        }
    }

    fn chart(rows: Vec<TornadoRow>, threshold: f64) -> Tornado {
        Tornado { axis: "share of choices, %".into(), baseline: 41.0, threshold: Some((threshold, "go from 35 % on".into())), rows }
    }

    #[test]
    fn the_largest_swing_comes_first() {
        let chart = chart(vec![row("a", 40.0, 42.0), row("b", 50.0, 30.0)], 35.0);
        assert_eq!(chart.sorted()[0].label, "b");
        assert_eq!(chart.sorted()[0].swing(), 20.0);
    }

    #[test]
    fn a_far_threshold_is_named_but_not_drawn() {
        let words = |t| Chart::Tornado(chart(vec![row("a", 40.0, 42.0)], t)).draw(Layout::Wide, "a", "", "");
        assert!(words(95.0).contains("beyond this picture"));
        assert!(!words(40.5).contains("beyond this picture"));
    }

    #[test]
    fn any_rows_stay_readable() {
        assert_clean(&Chart::Tornado(Tornado::default()));
        for threshold in [35.0, 95.0, f64::NAN] {
            let mut rows: Vec<_> = (0..40).map(|i| row(&format!("input {i}"), 30.0, f64::from(i))).collect();
            rows.push(row(LONG, 44.0, 50.0));
            rows.extend(WILD.map(|v| row("wild", v, 3.0)));
            assert_clean(&Chart::Tornado(chart(rows, threshold)));
            assert_clean(&Chart::Tornado(chart(vec![row("none", 41.0, 41.0)], threshold)));
        }
    }
}
