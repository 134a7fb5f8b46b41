//! Answers on a scale: diverging bars centred on the neutral box.

use super::super::draw::ink::{ANSWER_STEPS, Ink};
use super::super::draw::legend::{self, Sign};
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::{Anchor, SMALL, Scene};
use super::super::format;
use super::Layout;

/// Holds answers to one or more questions on the same scale.
///
/// # Shapes
///
/// Each row has one share per category.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Likert {
    /// Names of the boxes, from worst to best.
    pub categories: Vec<String>,
    /// Heading over the figures at the end of the bars: "top-2-box".
    pub end_title: String,
    /// One row a question or an alternative.
    pub rows: Vec<LikertRow>,
}

/// Holds the answers to one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LikertRow {
    /// The question or the alternative.
    pub label: String,
    /// Base, in donors: "752 donors".
    pub base: String,
    /// Share of each box, worst first.
    ///
    /// # Units
    ///
    /// Fractions that sum to one.
    pub shares: Vec<f64>,
    /// The figure at the end of the bar, formatted: "54 % (50–58)".
    pub end: String,
}

impl Likert {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let rows: Vec<(&LikertRow, Vec<f64>)> = self.rows.iter().filter_map(|row| Some((row, self.parts(row)?))).collect();
        if rows.is_empty() {
            return Scene::sentence(width, "No answers to show.");
        }
        let mut scene = Scene::new(width);
        let keys: Vec<(Sign, &str)> = self.categories.iter().enumerate().map(|(i, name)| (Sign::Box(self.ink(i)), name.as_str())).collect();
        let top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let words: Vec<Row> =
            rows.iter().map(|(row, _)| Row { label: row.label.clone(), sub: row.base.clone(), end: row.end.clone() }).collect();
        let lanes = rows::lay(&mut scene, layout, top, &words, 26.0, &self.end_title);
        let sides: Vec<(f64, f64)> = rows.iter().map(|(_, parts)| self.sides(parts)).collect();
        let below = sides.iter().map(|s| s.0).fold(0.0, f64::max);
        let above = sides.iter().map(|s| s.1).fold(0.0, f64::max);
        let unit = (lanes.right - lanes.left) / (below + above);
        let centre = lanes.left + below * unit;
        // Under the bars, so that it runs through no number.
        for &(from, to) in &lanes.spans {
            scene.line(vec![(centre, from - 2.0), (centre, to + 2.0)], Ink::Rule, 1.0);
        }
        for (((_, parts), &(low, _)), &(from, to)) in rows.iter().zip(&sides).zip(&lanes.slots) {
            let mut x = centre - low * unit;
            for (i, part) in parts.iter().enumerate() {
                let end = x + part * unit;
                let ink = self.ink(i);
                // A sliver of page between two boxes keeps them apart without colour.
                if end - x > 1.0 {
                    scene.rect((x + 0.5, end - 0.5), (from, to), ink, 1.0);
                }
                let text = format::number(part * 100.0, 0);
                if SMALL.width(&text) + 8.0 <= end - x {
                    let face = SMALL.in_ink(ink.words_on());
                    scene.words((x + end) / 2.0, (from + to) / 2.0, Anchor::Middle, face, &text);
                }
                x = end;
            }
        }
        let says = if self.categories.len() % 2 == 1 {
            "% of answers; bars are centred on the neutral box"
        } else {
            "% of answers; bars part at the middle of the scale"
        };
        let mut y = lanes.bottom + 14.0;
        for line in SMALL.wrap(says, width, 2) {
            scene.words(0.0, y, Anchor::Start, SMALL, &line);
            y += SMALL.leading();
        }
        scene.height = y;
        scene
    }

    /// Shares that sum to one; none if there is nothing to draw.
    fn parts(&self, row: &LikertRow) -> Option<Vec<f64>> {
        let mut parts: Vec<f64> = row.shares.iter().map(|&s| if s.is_finite() && s > 0.0 { s } else { 0.0 }).collect();
        parts.resize(self.categories.len(), 0.0);
        let sum: f64 = parts.iter().sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return None;
        }
        for part in &mut parts {
            *part /= sum;
        }
        Some(parts)
    }

    /// How much of a bar lies left and right of the centre.
    fn sides(&self, parts: &[f64]) -> (f64, f64) {
        let n = parts.len();
        let low: f64 = parts[..n / 2].iter().sum();
        let half = if n % 2 == 1 { parts[n / 2] / 2.0 } else { 0.0 };
        (low + half, 1.0 - low - half)
    }

    fn ink(&self, category: usize) -> Ink {
        let last = self.categories.len().saturating_sub(1).max(1);
        let steps = usize::from(ANSWER_STEPS - 1);
        Ink::Answer(((category * steps + last / 2) / last).min(steps) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::testing::{LONG, assert_clean};
    use super::super::{Chart, Likert, LikertRow};
    use crate::report::chart::Layout;
    use crate::report::draw::ink::Ink;
    use crate::report::draw::scene::Shape;

    fn scale(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("answer {i}")).collect()
    }

    fn row(label: &str, shares: &[f64]) -> LikertRow {
        LikertRow { label: label.into(), base: "752 donors".into(), shares: shares.to_vec(), end: "54 % (50–58)".into() }
    }

    #[test]
    fn the_neutral_box_is_centred() {
        let chart = Likert {
            categories: scale(5),
            end_title: "top-2-box".into(),
            rows: vec![row("a", &[0.1, 0.1, 0.2, 0.3, 0.3]), row("b", &[0.4, 0.2, 0.2, 0.1, 0.1])],
        };
        let middles: Vec<f64> = chart
            .scene(Layout::Wide)
            .shapes
            .iter()
            .filter_map(|s| match s {
                // Bars, not keys: keys are 12 wide.
                Shape::Rect([x, _, w, _], Ink::Answer(5), _) if *w > 13.0 => Some(x + w / 2.0),
                _ => None,
            })
            .collect();
        assert_eq!(middles.len(), 2);
        assert!((middles[0] - middles[1]).abs() < 1e-9);
        assert_clean(&Chart::Likert(chart));
    }

    #[test]
    fn any_scale_and_any_number_of_rows_stay_readable() {
        for n in [1, 2, 5, 7, 11] {
            for rows in [1, 40] {
                let even = vec![1.0 / n as f64; n];
                let mut rows: Vec<LikertRow> = (0..rows).map(|i| row(&format!("question {i}"), &even)).collect();
                rows.push(row(LONG, &[0.0, 1.0]));
                assert_clean(&Chart::Likert(Likert { categories: scale(n), end_title: "top-2-box".into(), rows }));
            }
        }
    }

    #[test]
    fn nothing_to_draw_is_said() {
        let empty = Likert { categories: scale(5), rows: vec![row("a", &[f64::NAN]), row("b", &[-1.0])], ..Likert::default() };
        let chart = Chart::Likert(empty);
        assert!(chart.draw(Layout::Wide, "a", "t", "d").contains("No answers"));
        assert_clean(&chart);
        assert_clean(&Chart::Likert(Likert::default()));
    }
}
