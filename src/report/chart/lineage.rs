//! Drafts in order: what each measures, costs, changed and left out.

use super::super::draw::axis::{self, Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::scene::{Anchor, LABEL, SMALL, STRONG, Scene, Type};
use super::super::draw::text::Weight;
use super::super::format;
use super::super::view::Estimate;
use super::Layout;

/// Holds drafts of one concept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lineage {
    /// The measure the drafts are held against, with its unit: "share of choices, %"; values are in its unit.
    pub axis: String,
    /// What the line through a dot is: "95 % interval".
    pub interval: String,
    /// The value at which the verdict changes, and what to call it.
    pub threshold: Option<(f64, String)>,
    /// The drafts, the first first.
    pub drafts: Vec<Draft>,
}

/// Holds one draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its name: "v2".
    pub name: String,
    /// The measure.
    pub value: Estimate,
    /// The measure, formatted: "44 % (40–48)".
    pub text: String,
    /// What it costs, formatted, or empty: "CHF 16 000 (12 000–21 000)".
    pub cost: String,
    /// What changed against the draft before it, one line each.
    pub changes: Vec<String>,
    /// How many ideas were tried and dropped on the way to it.
    pub dropped: usize,
}

/// Narrowest box in a row, and the gap for the arrow between two.
const BOX: f64 = 168.0;
const GAP: f64 = 30.0;
/// Space inside a box.
const RIM: f64 = 12.0;
/// Most changes that are named in one box.
const CHANGES: usize = 6;
/// The measure in a box.
const VALUE: Type = Type { size: 16.0, weight: Weight::Bold, ink: Ink::Text };

/// Holds one piece of a box.
enum Piece {
    Line(Type, String),
    /// The measure on the scale that all boxes share.
    Strip,
    Space(f64),
}

impl Piece {
    fn height(&self) -> f64 {
        match self {
            Piece::Line(face, _) => face.leading(),
            Piece::Strip => 20.0,
            Piece::Space(height) => *height,
        }
    }
}

impl Lineage {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if self.drafts.is_empty() {
            return Scene::sentence(width, "No drafts to show.");
        }
        let mut scene = Scene::new(width);
        let threshold = self.threshold.as_ref().filter(|t| usable(t.0));
        let values = self.drafts.iter().flat_map(|d| [d.value.low, d.value.mid, d.value.high]);
        let range = axis::extent(values.chain(threshold.map(|t| t.0))).map(|r| axis::rounded(r, 4));
        let keys = [
            (Sign::Interval(Ink::Blue), if range.is_some() { self.interval.as_str() } else { "" }),
            (Sign::Tick(Ink::Orange), threshold.map_or("", |t| t.1.as_str())),
        ];
        let mut top = legend::draw(&mut scene, 0.0, &keys);
        let says = match range {
            Some((low, high)) => format!("{}; each line runs from {} to {}", self.axis, format::plain(low), format::plain(high)),
            None => self.axis.clone(),
        };
        for line in SMALL.wrap(&says, width, 2) {
            scene.words(0.0, top + 8.0, Anchor::Start, SMALL, &line);
            top += SMALL.leading();
        }
        top += 8.0;
        let many = self.drafts.len() as f64;
        let size = ((width - 2.0 - GAP * (many - 1.0)) / many).min(300.0);
        let is_row = layout == Layout::Wide && size >= BOX;
        let size = if is_row { size } else { (width - 2.0).min(560.0) };
        let boxes: Vec<Vec<Piece>> = self.drafts.iter().enumerate().map(|(i, d)| d.pieces(i, size - 2.0 * RIM)).collect();
        let height = |pieces: &[Piece]| pieces.iter().map(Piece::height).sum::<f64>() + 2.0 * RIM;
        let tallest = boxes.iter().map(|b| height(b)).fold(0.0, f64::max);
        let (mut x, mut y) = (1.0, top + 1.0);
        for (i, (draft, pieces)) in self.drafts.iter().zip(&boxes).enumerate() {
            let bottom = y + if is_row { tallest } else { height(pieces) };
            scene.frame((x, x + size), (y, bottom), Ink::Rule, 1.2);
            let mark = range.map(|r| (Scale::new(r, x + RIM + 6.0, x + size - RIM - 6.0), threshold.map(|t| t.0)));
            draft.draw(&mut scene, pieces, (x + RIM, y + RIM), mark);
            scene.height = bottom + 2.0;
            let is_last = i + 1 == self.drafts.len();
            if is_row {
                if !is_last {
                    let middle = y + RIM + STRONG.leading() / 2.0;
                    arrow(&mut scene, (x + size + 5.0, middle), (x + size + GAP - 5.0, middle));
                }
                x += size + GAP;
            } else {
                if !is_last {
                    arrow(&mut scene, (x + 24.0, bottom + 4.0), (x + 24.0, bottom + GAP - 4.0));
                }
                y = bottom + GAP;
            }
        }
        scene
    }
}

impl Draft {
    fn pieces(&self, number: usize, room: f64) -> Vec<Piece> {
        let mut out = Vec::new();
        let wrap = |out: &mut Vec<Piece>, face: Type, words: &str, most: usize| {
            out.extend(face.wrap(words, room, most).into_iter().map(|line| Piece::Line(face, line)));
        };
        wrap(&mut out, STRONG, &self.name, 2);
        out.push(Piece::Space(2.0));
        // A cut number would be a wrong one: what is long is set smaller.
        let value = if VALUE.wrap(&self.text, room, 3).len() < 3 { VALUE } else { STRONG };
        wrap(&mut out, value, &self.text, 4);
        out.push(Piece::Strip);
        wrap(&mut out, SMALL, &self.cost, 2);
        if !self.changes.is_empty() {
            out.push(Piece::Space(6.0));
        }
        for change in self.changes.iter().take(CHANGES) {
            wrap(&mut out, LABEL, change, 4);
            out.push(Piece::Space(5.0));
        }
        if let Some(more @ 1..) = self.changes.len().checked_sub(CHANGES) {
            wrap(&mut out, SMALL, &format!("and {more} more in the table"), 2);
        }
        let dropped = match self.dropped {
            0 => String::new(),
            1 => "1 idea dropped".to_owned(),
            n => format!("{n} ideas dropped"),
        };
        if number > 0 && self.changes.is_empty() {
            wrap(&mut out, SMALL, "no change was worth its cost", 2);
        }
        wrap(&mut out, SMALL, &dropped, 2);
        out
    }

    /// Writes the pieces from the corner `at` on; `mark` holds the shared scale and the value at which the verdict changes.
    fn draw(&self, scene: &mut Scene, pieces: &[Piece], at: (f64, f64), mark: Option<(Scale, Option<f64>)>) {
        let (x, mut y) = at;
        for piece in pieces {
            match piece {
                Piece::Line(face, words) => scene.words(x, y + face.leading() / 2.0, Anchor::Start, *face, words),
                Piece::Strip => {
                    if let Some((scale, threshold)) = mark {
                        self.strip(scene, &scale, threshold, y + 9.0);
                    }
                }
                Piece::Space(_) => {}
            }
            y += piece.height();
        }
    }

    fn strip(&self, scene: &mut Scene, scale: &Scale, threshold: Option<f64>, y: f64) {
        scene.line(vec![(scale.at(scale.low), y), (scale.at(scale.high), y)], Ink::Grid, 1.4);
        if let Some(x) = threshold.map(|t| scale.at(t)) {
            scene.line(vec![(x, y - 7.0), (x, y + 7.0)], Ink::Orange, 2.0);
        }
        scene.line(vec![(scale.at(self.value.low), y), (scale.at(self.value.high), y)], Ink::Blue, 3.0);
        scene.dot(scale.at(self.value.mid), y, 5.0, Ink::Blue);
    }
}

/// Draws an arrow to the right or down.
fn arrow(scene: &mut Scene, from: (f64, f64), to: (f64, f64)) {
    scene.line(vec![from, to], Ink::Rule, 1.6);
    let head = if from.1 == to.1 {
        vec![to, (to.0 - 7.0, to.1 - 4.5), (to.0 - 7.0, to.1 + 4.5)]
    } else {
        vec![to, (to.0 - 4.5, to.1 - 7.0), (to.0 + 4.5, to.1 - 7.0)]
    };
    scene.area(head, Ink::Rule, 1.0);
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn draft(n: usize, value: f64) -> Draft {
        Draft {
            name: format!("v{n}"),
            value: Estimate::new(value, value - 4.0, value + 4.0),
            text: "44 % (40–48)".into(),
            cost: "CHF 16 000 (12 000–21 000)".into(),
            changes: (1..n).map(|i| format!("change {i}: answer within eight minutes")).collect(),
            dropped: n,
        }
    }

    fn chart(drafts: Vec<Draft>) -> Lineage {
        Lineage {
            axis: "share of choices, %".into(),
            interval: "95 % interval".into(),
            threshold: Some((42.0, "go from 42 % on".into())),
            drafts,
        }
    }

    #[test]
    fn few_drafts_stand_in_a_row_and_many_in_a_column() {
        let height = |n| chart((1..=n).map(|_| draft(2, 41.0)).collect()).scene(Layout::Wide).height;
        assert!(height(3) < 1.5 * height(1));
        assert!(height(6) > 3.0 * height(3));
    }

    #[test]
    fn boxes_say_what_was_dropped_and_when_nothing_changed() {
        let words = |draft: Draft| Chart::Lineage(chart(vec![super::tests::draft(1, 41.0), draft])).draw(Layout::Wide, "x", "", "");
        assert!(words(Draft { dropped: 1, ..draft(2, 41.0) }).contains("1 idea dropped"));
        assert!(words(Draft { changes: Vec::new(), ..draft(2, 41.0) }).contains("no change was worth its cost"));
        assert!(words(draft(9, 41.0)).contains("and 2 more in the table"));
    }

    #[test]
    fn any_drafts_stay_readable() {
        assert_clean(&Chart::Lineage(Lineage::default()));
        for n in [1, 3, 4, 12] {
            assert_clean(&Chart::Lineage(chart((1..=n).map(|i| draft(i, 40.0 + i as f64)).collect())));
        }
        let mut wild: Vec<_> = WILD.into_iter().map(|v| draft(2, v)).collect();
        assert_clean(&Chart::Lineage(chart(wild.clone())));
        wild.truncate(2);
        wild.push(Draft {
            name: LONG.into(),
            text: LONG.into(),
            cost: LONG.into(),
            changes: vec![LONG.into(); 9],
            dropped: 3,
            ..draft(1, -1e-9)
        });
        assert_clean(&Chart::Lineage(chart(wild)));
    }
}
