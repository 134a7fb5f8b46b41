//! The journey: a funnel whose width is the people still there, with experience level measures (XLMs) under each touchpoint.

use super::super::draw::axis::Scale;
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::scene::{Anchor, LABEL, SMALL, STRONG, Scene, Type};
use super::super::format;
use super::super::view::Estimate;
use super::Layout;

/// Holds a journey through touchpoints.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Journey {
    /// Touchpoints in order.
    pub stages: Vec<Stage>,
    /// What lies behind the last touchpoint: "finish".
    pub end: String,
    /// Share of all who finish, a fraction.
    pub finished: f64,
    /// Place of the touchpoint that hurts most.
    pub worst: Option<usize>,
}

/// Holds one touchpoint.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Where it happens: "digital" or "physical".
    pub channel: String,
    /// Share of all who reach it, a fraction.
    pub reached: f64,
    /// Its experience level measures.
    pub xlms: Vec<XlmMark>,
}

/// Names which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// At or above the target is met.
    HigherIsBetter,
    /// At or below the target is met.
    LowerIsBetter,
}

/// Holds one experience level measure at a touchpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct XlmMark {
    /// The indicator: "wait".
    pub name: String,
    /// What was measured.
    pub measured: Estimate,
    /// What was wanted, in the same unit.
    pub target: f64,
    /// Both ends of the scale it is drawn on.
    pub scale: (f64, f64),
    /// Which way is better.
    pub direction: Direction,
    /// Share of replicates in which it is met, in 0..=1.
    pub met: f64,
    /// Measured and wanted, formatted: "12 min (9–15), wanted ≤ 10".
    pub text: String,
}

/// Narrowest column of a funnel from left to right; more touchpoints than fit are drawn from top to bottom.
const COLUMN: f64 = 118.0;
/// Height of a funnel that everybody is still in.
const FUNNEL: f64 = 84.0;

impl Journey {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if self.stages.is_empty() {
            return Scene::sentence(width, "No touchpoints to show.");
        }
        let mut scene = Scene::new(width);
        let mut y = 0.0;
        if self.stages.iter().any(|s| !s.xlms.is_empty()) {
            let keys = [
                (Sign::Dot(Ink::Teal), "measured, target met in most runs"),
                (Sign::Diamond(Ink::Orange), "measured, target missed in most runs"),
                (Sign::Tick(Ink::Text), "target"),
            ];
            y = legend::draw(&mut scene, 0.0, &keys) + 6.0;
        }
        let columns = self.stages.len() as f64 + 1.0;
        scene.height = if layout == Layout::Wide && width / columns >= COLUMN {
            self.across(&mut scene, y, width / columns)
        } else {
            self.down(&mut scene, y)
        };
        scene
    }

    /// From left to right; gives the y below.
    fn across(&self, scene: &mut Scene, top: f64, column: f64) -> f64 {
        let room = column - 12.0;
        let heads: Vec<Vec<(Type, String)>> = (0..=self.stages.len()).map(|i| self.head(i, room)).collect();
        let tallest = heads.iter().map(|h| height(h)).fold(0.0, f64::max);
        for (i, head) in heads.iter().enumerate() {
            let from = top + tallest - height(head);
            lines(scene, column * i as f64, from, head);
        }
        let axis = top + tallest + 10.0 + FUNNEL / 2.0;
        for i in 0..=self.stages.len() {
            let x = column * i as f64;
            let (here, next) = (self.there(i), self.there(i + 1));
            // The last piece is level: what is left is what finishes.
            let end = x + column - 3.0;
            let half = |share: f64| share * FUNNEL / 2.0;
            let outline = vec![(x, axis - half(here)), (end, axis - half(next)), (end, axis + half(next)), (x, axis + half(here))];
            let (ink, opacity) =
                if self.worst == Some(i) { (Ink::Orange, 0.75) } else { (Ink::Blue, if i == self.stages.len() { 1.0 } else { 0.6 }) };
            scene.area(outline, ink, opacity);
        }
        let from = axis + FUNNEL / 2.0 + 12.0;
        let mut bottom = from;
        for (i, stage) in self.stages.iter().enumerate() {
            let x = column * i as f64;
            let mut y = from;
            for xlm in &stage.xlms {
                y = mark(scene, xlm, x, y, room) + 12.0;
            }
            bottom = bottom.max(y);
        }
        bottom
    }

    /// From top to bottom; gives the y below.
    fn down(&self, scene: &mut Scene, top: f64) -> f64 {
        let room = scene.width;
        let mut y = top;
        for i in 0..=self.stages.len() {
            let head = self.head(i, room);
            lines(scene, 0.0, y, &head);
            y += height(&head) + 4.0;
            let ink = if self.worst == Some(i) { Ink::Orange } else { Ink::Blue };
            scene.rect((0.0, room), (y, y + 12.0), Ink::Grid, 1.0);
            scene.rect((0.0, room * self.there(i)), (y, y + 12.0), ink, 1.0);
            y += 22.0;
            if let Some(stage) = self.stages.get(i) {
                for xlm in &stage.xlms {
                    let inset = 18.0;
                    y = mark(scene, xlm, inset, y, room - inset) + 10.0;
                }
            }
            y += 8.0;
        }
        y
    }

    /// Name, place and people of a touchpoint, or of the end.
    fn head(&self, i: usize, room: f64) -> Vec<(Type, String)> {
        let wrap = |face: Type, words: &str, most: usize| -> Vec<(Type, String)> {
            let lines = face.wrap(words, room, most);
            lines.into_iter().map(|l| (face, l)).collect()
        };
        let mut out = Vec::new();
        let Some(stage) = self.stages.get(i) else {
            out.extend(wrap(STRONG, &self.end, 3));
            out.extend(wrap(LABEL, &format::percent(self.finished), 1));
            return out;
        };
        out.extend(wrap(STRONG, &stage.name, 3));
        out.extend(wrap(SMALL, &stage.channel, 2));
        let lost = self.there(i) - self.there(i + 1);
        let people = format!("{} get here, {} points leave", format::percent(stage.reached), format::number(100.0 * lost, 0));
        out.extend(wrap(LABEL, &people, 2));
        if self.worst == Some(i) {
            out.extend(wrap(STRONG.in_ink(Ink::Orange), "hurts most", 1));
        }
        out
    }

    /// Share of all who are there at a touchpoint; past the last one, who finish.
    fn there(&self, i: usize) -> f64 {
        let share = self.stages.get(i).map_or(self.finished, |s| s.reached);
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }
}

impl XlmMark {
    /// Says whether the target is met in most replicates.
    pub fn is_mostly_met(&self) -> bool {
        self.met >= 0.5
    }
}

/// Draws one experience level measure; gives the y below.
fn mark(scene: &mut Scene, xlm: &XlmMark, x: f64, top: f64, room: f64) -> f64 {
    let face = SMALL.in_ink(Ink::Text);
    let mut y = top;
    for line in face.wrap(&xlm.name, room, 2) {
        scene.words(x, y + 7.0, Anchor::Start, face, &line);
        y += face.leading();
    }
    y += 5.0;
    let bar = (y, y + 6.0);
    let middle = y + 3.0;
    // Room for the marks at both ends of the scale.
    let scale = Scale::new(xlm.scale, x + 6.0, x + room - 6.0);
    scene.rect((x, x + room), bar, Ink::Grid, 1.0);
    let ink = if xlm.is_mostly_met() { Ink::Teal } else { Ink::Orange };
    let ends = (scale.at(xlm.measured.low), scale.at(xlm.measured.high));
    scene.rect(ends, bar, ink, 0.45);
    let target = scale.at(xlm.target);
    scene.line(vec![(target, y - 4.0), (target, y + 10.0)], Ink::Text, 2.2);
    let at = scale.at(xlm.measured.mid);
    if xlm.is_mostly_met() {
        scene.dot(at, middle, 4.5, ink);
    } else {
        scene.diamond(at, middle, 5.0, ink);
    }
    y += 14.0;
    let met = format!("met in {} of runs", format::probability(xlm.met));
    for words in [&xlm.text, &met] {
        for line in SMALL.wrap(words, room, 3) {
            scene.words(x, y + 7.0, Anchor::Start, SMALL, &line);
            y += SMALL.leading();
        }
    }
    y
}

fn height(lines: &[(Type, String)]) -> f64 {
    lines.iter().map(|l| l.0.leading()).sum()
}

fn lines(scene: &mut Scene, x: f64, top: f64, lines: &[(Type, String)]) {
    let mut y = top;
    for (face, words) in lines {
        scene.words(x, y + face.leading() / 2.0, Anchor::Start, *face, words);
        y += face.leading();
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn xlm(name: &str, mid: f64, met: f64) -> XlmMark {
        XlmMark {
            name: name.into(),
            measured: Estimate::new(mid, mid - 3.0, mid + 3.0),
            target: 10.0,
            scale: (0.0, 30.0),
            direction: Direction::LowerIsBetter,
            met,
            text: "12 min (9–15), wanted ≤ 10".into(),
        }
    }

    fn journey(n: usize) -> Journey {
        Journey {
            stages: (0..n)
                .map(|i| Stage {
                    name: format!("touchpoint {i}"),
                    channel: "digital".into(),
                    reached: 1.0 - i as f64 / (n as f64 + 1.0),
                    xlms: vec![xlm("wait", 12.0, 0.2), xlm("clarity", 8.0, 0.9)],
                })
                .collect(),
            end: "finish".into(),
            finished: 0.46,
            worst: Some(n / 2),
        }
    }

    #[test]
    fn few_touchpoints_run_across_and_many_run_down() {
        assert!(journey(5).scene(Layout::Wide).height < journey(12).scene(Layout::Wide).height / 2.0);
    }

    #[test]
    fn any_journey_stays_readable() {
        for n in [0, 1, 6, 7, 40] {
            assert_clean(&Chart::Journey(journey(n)));
        }
        let mut wild = journey(4);
        wild.stages[1].name = LONG.into();
        wild.stages[1].channel = LONG.into();
        wild.stages[2].xlms = WILD.map(|v| XlmMark { scale: (v, 3.0), target: v, ..xlm(LONG, v, v) }).to_vec();
        wild.stages[3].reached = f64::NAN;
        wild.finished = 7.0;
        wild.worst = Some(99);
        assert_clean(&Chart::Journey(wild));
    }
}
