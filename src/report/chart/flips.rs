//! What one would have to believe: each input's range, the value at which the verdict changes, and its share of the variance.

use super::super::draw::axis::{self, Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::place;
use super::super::draw::rows::{self, Lanes, Row};
use super::super::draw::scene::{Anchor, SMALL, Scene};
use super::super::view::Estimate;
use super::Layout;

/// Holds what each input would have to be for another verdict.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flips {
    /// What a bar is: "5 to 95 % of what is believed".
    pub range_name: String,
    /// What the bars of the second column say: "share of variance, %".
    pub axis: String,
    /// One row an input, in the order given.
    pub rows: Vec<FlipRow>,
}

/// Holds one input.
#[derive(Debug, Clone, PartialEq)]
pub struct FlipRow {
    /// The input.
    pub label: String,
    /// Where it comes from, or its unit, in small.
    pub sub: String,
    /// The centre of its range with the low and the high end, in its own unit.
    pub range: Estimate,
    /// Low end, centre and high end, formatted: "0.4", "1.0", "1.6".
    pub texts: [String; 3],
    /// The value at which the verdict changes, in its own unit; none if no value changes it.
    pub flip: Option<f64>,
    /// That value in words: "flips at 1.3", "never flips".
    pub text: String,
    /// Share of the variance it carries alone (first-order) and with all it is bound up with (total), fractions.
    pub variance: Option<(f64, f64)>,
}

/// Where a bar starts and ends inside its lane; what lies beside it is the same unit further out.
const BAR: (f64, f64) = (0.28, 0.72);
/// Share of the marks' width that the ranges take when the variance stands beside them.
const SPLIT: f64 = 0.62;

impl Flips {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let rows: Vec<&FlipRow> = self.rows.iter().filter(|r| r.is_drawable()).collect();
        if rows.is_empty() {
            return Scene::sentence(width, "No uncertain inputs to show.");
        }
        let mut scene = Scene::new(width);
        let has_variance = rows.iter().any(|r| r.variance.is_some());
        let mut keys = vec![(Sign::Band(Ink::Muted), self.range_name.as_str()), (Sign::Tick(Ink::Text), "its centre")];
        if rows.iter().any(|r| r.flip.is_some_and(usable)) {
            keys.push((Sign::Diamond(Ink::Orange), "flips the verdict (arrow: further out)"));
        }
        if has_variance {
            keys.push((Sign::Box(Ink::Blue), "variance it carries alone"));
            keys.push((Sign::Band(Ink::Blue), "with all it is bound up with"));
        }
        let top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let words: Vec<Row> =
            rows.iter().map(|row| Row { label: row.label.clone(), sub: row.sub.clone(), end: row.text.clone() }).collect();
        // Beside its words a bar stands at the middle of the row; under them the numbers below it need room of their own.
        let (mark, inset) = match layout {
            Layout::Wide => (26.0, 7.0),
            Layout::Narrow => (36.0, 3.0),
        };
        let lanes = rows::lay(&mut scene, layout, top, &words, mark, "");
        let split = if has_variance { lanes.left + SPLIT * (lanes.right - lanes.left) } else { lanes.right };
        let ranges = (lanes.left, if has_variance { split - 10.0 } else { split });
        let own = SMALL.wrap("each range on its own scale", ranges.1 - ranges.0, 2);
        let mut bottom = lanes.bottom + 13.0;
        for line in &own {
            scene.words(ranges.0, bottom, Anchor::Start, SMALL, line);
            bottom += SMALL.leading();
        }
        if has_variance {
            bottom = bottom.max(self.variances(&mut scene, &rows, &lanes, (split + 10.0, lanes.right), inset));
        }
        for (row, &(from, _)) in rows.iter().zip(&lanes.slots) {
            row.draw(&mut scene, ranges, from + inset);
        }
        scene.height = bottom + 2.0;
        scene
    }

    /// Draws the column of variances with its axis; gives the y below.
    fn variances(&self, scene: &mut Scene, rows: &[&FlipRow], lanes: &Lanes, pane: (f64, f64), inset: f64) -> f64 {
        let shares = rows.iter().filter_map(|r| r.variance).flat_map(|(first, total)| [100.0 * first, 100.0 * total]);
        let high = axis::extent(shares).map_or(1.0, |(_, high)| high).max(1.0);
        let scale = Scale::new(axis::rounded((0.0, high), 4), pane.0, pane.1);
        let bottom = axis::level(scene, &scale, &lanes.spans, lanes.bottom, &self.axis, pane);
        for (row, &(from, _)) in rows.iter().zip(&lanes.slots) {
            if let Some((first, total)) = row.variance {
                let y = (from + inset, from + inset + 12.0);
                scene.rect((pane.0, scale.at(100.0 * total)), y, Ink::Blue, 0.3);
                scene.rect((pane.0, scale.at(100.0 * first)), y, Ink::Blue, 1.0);
            }
        }
        bottom
    }
}

impl FlipRow {
    fn is_drawable(&self) -> bool {
        let Estimate { mid, low, high } = self.range;
        [mid, low, high].into_iter().all(usable) && low <= mid && mid <= high
    }

    /// Draws the range, its numbers and the flip value in a lane whose top is `y`.
    fn draw(&self, scene: &mut Scene, (left, right): (f64, f64), y: f64) {
        let Estimate { mid, low, high } = self.range;
        let place = |t: f64| left + t * (right - left);
        let (from, to) = (place(BAR.0), place(BAR.1));
        let scale = Scale::new((low, high), from, to);
        let (bar, middle) = ((y, y + 12.0), y + 6.0);
        scene.line(vec![(left, middle), (right, middle)], Ink::Grid, 1.0);
        scene.rect((from, to), bar, Ink::Muted, 0.25);
        let centre = scale.at(mid);
        scene.line(vec![(centre, bar.0 - 1.0), (centre, bar.1 + 1.0)], Ink::Text, 2.0);
        self.numbers(scene, [from, centre, to], (left, right), y + 23.0);
        let Some(flip) = self.flip.filter(|v| usable(*v)) else { return };
        let t = if high > low { (flip - low) / (high - low) } else { (flip - low).signum() * f64::from(u8::from(flip != low)) * 9.0 };
        let at = from + t * (to - from);
        if at < left + 7.0 {
            arrow(scene, left, left + 9.0, middle);
        } else if at > right - 7.0 {
            arrow(scene, right, right - 9.0, middle);
        } else {
            scene.diamond(at, middle, 6.0, Ink::Orange);
        }
    }

    /// Writes the three numbers under the bar, or its ends alone, as far as they fit; the row's words have the rest.
    fn numbers(&self, scene: &mut Scene, at: [f64; 3], lane: (f64, f64), y: f64) {
        let sets: [&[usize]; 2] = [&[0, 1, 2], &[0, 2]];
        for set in sets {
            let wanted: Vec<f64> = set.iter().map(|&i| at[i]).collect();
            let sizes: Vec<f64> = set.iter().map(|&i| SMALL.width(&self.texts[i])).collect();
            let gap = 8.0;
            if sizes.iter().sum::<f64>() + gap * (sizes.len() as f64 - 1.0) > lane.1 - lane.0 {
                continue;
            }
            for (&i, x) in set.iter().zip(place::spread(&wanted, &sizes, gap, lane)) {
                scene.words(x, y, Anchor::Middle, SMALL, &self.texts[i]);
            }
            return;
        }
    }
}

/// Draws an arrow head that points from `back` to `tip`.
fn arrow(scene: &mut Scene, tip: f64, back: f64, y: f64) {
    scene.area(vec![(tip, y), (back, y - 6.5), (back, y + 6.5)], Ink::Orange, 1.0);
}

#[cfg(test)]
mod tests {
    use super::super::super::draw::scene::Shape;
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn row(label: &str, flip: Option<f64>) -> FlipRow {
        FlipRow {
            label: label.into(),
            sub: "judgement".into(),
            range: Estimate::new(1.0, 0.4, 1.6),
            texts: ["0.4", "1.0", "1.6"].map(str::to_owned),
            flip,
            text: "flips at 1.3".into(),
            variance: Some((0.31, 0.38)),
        }
    }

    fn chart(rows: Vec<FlipRow>) -> Flips {
        Flips { range_name: "5 to 95 % of what is believed".into(), axis: "share of variance, %".into(), rows }
    }

    /// Where the orange marks stand, by their leftmost corner; the first is the key's.
    fn marks(flip: f64) -> Vec<f64> {
        let scene = chart(vec![row("a", Some(flip))]).scene(Layout::Wide);
        let orange = scene.shapes.iter().filter_map(|s| match s {
            Shape::Area(points, Ink::Orange, _) => Some(points.iter().map(|p| p.0).fold(f64::INFINITY, f64::min)),
            _ => None,
        });
        orange.skip(1).collect()
    }

    #[test]
    fn flips_stand_inside_beside_or_beyond_their_range() {
        let at = |v| marks(v)[0];
        assert!(at(0.5) < at(1.3) && at(1.3) < at(1.7));
        assert_eq!(at(-90.0), at(-1e9), "an arrow stands at the edge");
        assert!(at(90.0) > at(1.7));
        assert!(marks(f64::NAN).is_empty());
    }

    #[test]
    fn numbers_that_do_not_fit_are_left_to_the_words() {
        let words = |middle: &str| {
            let mut row = row("a", None);
            row.texts[1] = middle.into();
            Chart::Flips(chart(vec![row])).draw(Layout::Narrow, "x", "", "")
        };
        assert!(words("1.0").contains(">\n1.0\n<"));
        let cut = words("one point zero zero zero zero");
        assert!(cut.contains(">\n0.4\n<") && !cut.contains("one point"));
    }

    #[test]
    fn any_inputs_stay_readable() {
        assert_clean(&Chart::Flips(Flips::default()));
        let mut rows: Vec<_> = (0..24).map(|i| row(&format!("input {i}"), Some(0.2 * f64::from(i)))).collect();
        rows.push(FlipRow { texts: [LONG; 3].map(str::to_owned), text: LONG.into(), sub: LONG.into(), ..row(LONG, None) });
        rows.push(FlipRow { range: Estimate::exact(-3.0), ..row("known", Some(-2.0)) });
        rows.push(FlipRow { range: Estimate::exact(-3.0), ..row("known", Some(-3.0)) });
        rows.push(FlipRow { range: Estimate::new(0.0, -1e-9, 1e-9), ..row("tiny", Some(2e-9)) });
        for v in WILD {
            rows.push(row("wild", Some(v)));
            rows.push(FlipRow { variance: Some((v, v)), range: Estimate::new(v, v - 1.0, v + 1.0), ..row("wild", Some(1.0)) });
        }
        assert_clean(&Chart::Flips(chart(rows.clone())));
        rows.iter_mut().for_each(|r| r.variance = None);
        assert_clean(&Chart::Flips(chart(rows)));
    }
}
