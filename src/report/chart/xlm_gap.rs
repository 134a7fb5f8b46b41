//! Experience level measures (XLMs) before and after a change, each on its own scale, against their targets.

use super::super::draw::axis::{Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::{Anchor, SMALL, Scene};
use super::super::format;
use super::super::view::Estimate;
use super::{Direction, Layout};

/// Holds experience level measures before and after.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct XlmGap {
    /// What the hollow dot is: "as it is".
    pub before_name: String,
    /// What the filled mark is: "with the changes".
    pub after_name: String,
    /// What the line through a mark is: "95 % interval".
    pub interval: String,
    /// One row a measure, in the order given.
    pub rows: Vec<XlmGapRow>,
}

/// Holds one experience level measure before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct XlmGapRow {
    /// The measure and its touchpoint: "wait, support call".
    pub label: String,
    /// What was wanted, in the unit of the measure.
    pub target: f64,
    /// Which way is better.
    pub direction: Direction,
    /// Both ends of the scale it is drawn on.
    pub scale: (f64, f64),
    /// The measure before.
    pub before: Estimate,
    /// The measure after.
    pub after: Estimate,
    /// Share of replicates in which the target is met before and after, fractions.
    pub met: (f64, f64),
    /// Before, after and target, formatted: "21 → 11 min, wanted ≤ 12".
    pub text: String,
}

impl XlmGap {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let rows: Vec<&XlmGapRow> = self.rows.iter().filter(|r| [r.target, r.before.mid, r.after.mid].into_iter().all(usable)).collect();
        if rows.is_empty() {
            return Scene::sentence(width, "No experience level measures to compare.");
        }
        let mut scene = Scene::new(width);
        let any = |met: bool| rows.iter().any(|r| r.is_mostly_met() == met);
        let met = format!("{}: target met in most runs", self.after_name);
        let missed = format!("{}: missed in most runs", self.after_name);
        let keys = [
            (Sign::Ring(Ink::Muted), self.before_name.as_str()),
            (Sign::Dot(Ink::Teal), if any(true) { met.as_str() } else { "" }),
            (Sign::Diamond(Ink::Orange), if any(false) { missed.as_str() } else { "" }),
            (Sign::Line(Ink::Muted), self.interval.as_str()),
            (Sign::Tick(Ink::Text), "target"),
            (Sign::Band(Ink::Teal), "where it is met"),
        ];
        let top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let words: Vec<Row> = rows.iter().map(|r| r.words()).collect();
        // Under its words the numbers below a scale need room of their own.
        let mark = if layout == Layout::Wide { 32.0 } else { 44.0 };
        let lanes = rows::lay(&mut scene, layout, top, &words, mark, "target met in");
        for (row, &(from, _)) in rows.iter().zip(&lanes.slots) {
            row.draw(&mut scene, (lanes.left, lanes.right), from + 3.0);
        }
        // The numbers of the last scale hang a little below its row.
        scene.height = lanes.bottom + 6.0;
        scene
    }
}

impl XlmGapRow {
    /// Says whether the target is met in most replicates after the change.
    pub fn is_mostly_met(&self) -> bool {
        self.met.1 >= 0.5
    }

    fn words(&self) -> Row {
        let end = format!("{} → {}", format::probability(self.met.0), format::probability(self.met.1));
        Row { label: self.label.clone(), sub: self.text.clone(), end }
    }

    /// Draws the row's scale with its marks from `top` on.
    fn draw(&self, scene: &mut Scene, (left, right): (f64, f64), top: f64) {
        let scale = Scale::new(self.scale, left + 7.0, right - 7.0);
        let track = (top, top + 26.0);
        scene.rect((left, right), track, Ink::Grid, 0.55);
        let target = scale.at(self.target);
        let met = match self.direction {
            Direction::HigherIsBetter => (target, right),
            Direction::LowerIsBetter => (left, target),
        };
        scene.rect(met, track, Ink::Teal, 0.18);
        scene.line(vec![(target, track.0 - 3.0), (target, track.1 + 3.0)], Ink::Text, 2.2);
        let (upper, lower) = (top + 7.5, top + 18.5);
        let line = |e: Estimate, y: f64| vec![(scale.at(e.low), y), (scale.at(e.high), y)];
        scene.line(line(self.before, upper), Ink::Muted, 2.0);
        scene.ring(scale.at(self.before.mid), upper, 4.6, Ink::Muted);
        let ink = if self.is_mostly_met() { Ink::Teal } else { Ink::Orange };
        scene.line(line(self.after, lower), ink, 2.6);
        if self.is_mostly_met() {
            scene.dot(scale.at(self.after.mid), lower, 5.2, ink);
        } else {
            scene.diamond(scale.at(self.after.mid), lower, 5.6, ink);
        }
        let y = track.1 + 9.0;
        let [low, high] = [scale.low, scale.high].map(format::plain);
        if SMALL.width(&low) + SMALL.width(&high) + 12.0 <= right - left {
            scene.words(left, y, Anchor::Start, SMALL, &low);
            scene.words(right, y, Anchor::End, SMALL, &high);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn row(label: &str, before: f64, after: f64) -> XlmGapRow {
        XlmGapRow {
            label: label.into(),
            target: 12.0,
            direction: Direction::LowerIsBetter,
            scale: (0.0, 40.0),
            before: Estimate::new(before, before - 4.0, before + 4.0),
            after: Estimate::new(after, after - 4.0, after + 4.0),
            met: (0.18, if after <= 12.0 { 0.66 } else { 0.3 }),
            text: "21 → 11 min, wanted ≤ 12".into(),
        }
    }

    fn chart(rows: Vec<XlmGapRow>) -> Chart {
        Chart::XlmGap(XlmGap {
            before_name: "as it is".into(),
            after_name: "with the changes".into(),
            interval: "95 % interval".into(),
            rows,
        })
    }

    #[test]
    fn met_and_missed_differ_by_shape_and_the_chance_is_written() {
        let words = |after| chart(vec![row("wait", 21.0, after)]).draw(Layout::Wide, "x", "", "");
        assert!(words(11.0).contains("target met in most runs") && !words(11.0).contains("missed in most runs"));
        assert!(words(15.0).contains("missed in most runs"));
        assert!(words(11.0).contains("18\u{202f}% → 66\u{202f}%"));
    }

    #[test]
    fn any_measures_stay_readable() {
        assert_clean(&Chart::XlmGap(XlmGap::default()));
        for n in [1, 7, 24] {
            assert_clean(&chart((0..n).map(|i| row(&format!("measure {i}"), 21.0, f64::from(i))).collect()));
        }
        let mut wild = vec![XlmGapRow { text: LONG.into(), direction: Direction::HigherIsBetter, ..row(LONG, 2.0, 3.0) }];
        for v in WILD {
            wild.push(row("wild", v, 3.0));
            wild.push(XlmGapRow { scale: (v, 3.0), met: (v, v), ..row("wild", -900.0, 3.0) });
            wild.push(XlmGapRow { target: v, ..row("wild", 3.0, 3.0) });
        }
        wild.push(XlmGapRow { scale: (-1e-9, 1e-9), target: 0.0, ..row("tiny", 1e-10, -1e-10) });
        assert_clean(&chart(wild));
    }
}
