//! Settings side by side: one small picture a measure, each on its own scale, with the same settings in the same order.

use super::super::draw::axis::{self, Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::panes::Panes;
use super::super::draw::scene::{Anchor, SMALL, STRONG, Scene, Type};
use super::super::draw::text::Weight;
use super::super::format;
use super::super::view::Estimate;
use super::{Direction, Layout};

/// Holds settings over measures.
///
/// # Shapes
///
/// Each measure has one value per setting.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SideBySide {
    /// What the line through a mark is: "95 % interval".
    pub interval: String,
    /// What a limit is called: "your limit".
    pub limit_name: String,
    /// The settings, in the order in which they stand in every picture.
    pub settings: Vec<SideSetting>,
    /// The measures, one picture each.
    pub measures: Vec<SideMeasure>,
}

/// Names what a setting is to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SideRole {
    /// How it is today.
    Given,
    /// What is recommended.
    Recommended,
    /// Stands there to compare with.
    Other,
}

/// Holds one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideSetting {
    /// Its short name: "all in the loop".
    pub label: String,
    /// What it is to the reader.
    pub role: SideRole,
}

/// Holds one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct SideMeasure {
    /// What it is, with its unit: "lead time, 95 % of items, h".
    pub label: String,
    /// Which way is better.
    pub direction: Direction,
    /// The most or the least that is allowed.
    pub limit: Option<f64>,
    /// Its value in each setting and the value formatted; absent where it was not measured.
    pub values: Vec<Option<(Estimate, String)>>,
}

/// The names of the settings, and that of the recommended one.
const NAME: Type = Type { size: 11.5, weight: Weight::Plain, ink: Ink::Text };
const CHOSEN: Type = Type { size: 11.5, weight: Weight::Bold, ink: Ink::Text };
/// Narrowest picture, and the least height of a line in it.
const PANE: f64 = 330.0;
const LINE: f64 = 21.0;
/// Gap between the words and the marks.
const GAP: f64 = 12.0;

/// Where the words and the marks of a picture stand.
#[derive(Debug, Clone, Copy)]
struct Parts {
    names: f64,
    texts: f64,
    /// Left and right end of the marks.
    track: (f64, f64),
    left: f64,
}

impl SideBySide {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let measures: Vec<&SideMeasure> = self.measures.iter().filter(|m| m.extent().is_some()).collect();
        if self.settings.is_empty() || measures.is_empty() {
            return Scene::sentence(width, "No settings to compare.");
        }
        let mut scene = Scene::new(width);
        let has = |role: SideRole| self.settings.iter().any(|s| s.role == role);
        // Where all are alike there is nothing to compare with.
        let mixed = has(SideRole::Given) || has(SideRole::Recommended);
        let key = |is_there: bool, words: &'static str| if is_there { words } else { "" };
        let limit = if measures.iter().any(|m| m.limit.is_some_and(usable)) { self.limit_name.as_str() } else { "" };
        let keys = [
            (Sign::Ring(Ink::Muted), key(has(SideRole::Given), "as it is")),
            (Sign::Dot(Ink::Blue), key(has(SideRole::Recommended), "recommended")),
            (Sign::Diamond(Ink::Muted), key(has(SideRole::Other) && mixed, "for comparison")),
            (Sign::Line(Ink::Muted), self.interval.as_str()),
            (Sign::Drop(Ink::Orange), limit),
        ];
        let mut y = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let panes = Panes::new(width, measures.len(), PANE);
        for row in measures.chunks(panes.abreast) {
            let heads: Vec<Vec<String>> = row.iter().map(|m| STRONG.wrap(&m.label, panes.width, 3)).collect();
            let tallest = heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
            let mut bottom = y;
            for (k, (measure, head)) in row.iter().zip(&heads).enumerate() {
                let left = panes.left(k);
                let mut at = y + STRONG.leading() * (tallest - head.len() as f64);
                for line in head {
                    scene.words(left, at + STRONG.leading() / 2.0, Anchor::Start, STRONG, line);
                    at += STRONG.leading();
                }
                bottom = bottom.max(self.pane(&mut scene, measure, (left, panes.width), at + 2.0));
            }
            y = bottom + 20.0;
        }
        scene.height = y - 14.0;
        scene
    }

    fn face(setting: &SideSetting) -> Type {
        if setting.role == SideRole::Recommended { CHOSEN } else { NAME }
    }

    fn parts(&self, left: f64, width: f64) -> Parts {
        let widest = |all: &mut dyn Iterator<Item = f64>, most: f64| all.fold(0.0, f64::max).min(most);
        let names = widest(&mut self.settings.iter().map(|s| Self::face(s).width(&s.label)), 0.3 * width);
        // The same for all pictures, so that their marks stand under each other.
        let mut texts = self.measures.iter().flat_map(|m| m.values.iter().flatten()).map(|(_, text)| CHOSEN.width(text));
        let texts = widest(&mut texts, 0.34 * width);
        Parts { names, texts, track: (left + names + GAP, left + width - texts - GAP), left }
    }

    /// Draws one picture from `top` on; gives the y below.
    fn pane(&self, scene: &mut Scene, measure: &SideMeasure, (left, width): (f64, f64), top: f64) -> f64 {
        let parts = self.parts(left, width);
        let scale = Scale::new(measure.extent().unwrap_or((0.0, 1.0)), parts.track.0 + 6.0, parts.track.1 - 6.0);
        let better = match measure.direction {
            Direction::HigherIsBetter => "more is better",
            Direction::LowerIsBetter => "less is better",
        };
        scene.words(left, top + 7.0, Anchor::Start, SMALL, &SMALL.fit(better, width));
        let first = top + SMALL.leading() + 2.0;
        let mut y = first;
        let mut rows = Vec::with_capacity(self.settings.len());
        for (k, setting) in self.settings.iter().enumerate() {
            let face = Self::face(setting);
            let name = face.wrap(&setting.label, parts.names, 2);
            let value = measure.values.get(k).and_then(Option::as_ref);
            let text = face.wrap(value.map_or(format::MISSING, |v| v.1.as_str()), parts.texts, 3);
            let height = LINE.max(face.leading() * name.len().max(text.len()) as f64 + 4.0);
            rows.push((setting, face, value, name, text, (y, y + height)));
            y += height;
        }
        scene.rect(parts.track, (first, y), Ink::Grid, 0.45);
        if let Some(x) = measure.limit.filter(|l| usable(*l)).map(|l| scale.at(l)) {
            scene.dashes(&[(x, first - 3.0), (x, y + 3.0)], Ink::Orange, 1.8);
        }
        for (setting, face, value, name, text, (from, to)) in rows {
            let middle = f64::midpoint(from, to);
            for (x, lines) in [(parts.left, &name), (parts.track.1 + GAP, &text)] {
                let mut at = middle - face.leading() * (lines.len() as f64 - 1.0) / 2.0;
                for line in lines {
                    scene.words(x, at, Anchor::Start, face, line);
                    at += face.leading();
                }
            }
            if let Some((value, _)) = value.filter(|(v, _)| usable(v.mid)) {
                mark(scene, setting.role, &scale, *value, middle);
            }
        }
        let [low, high] = [scale.low, scale.high].map(format::plain);
        if SMALL.width(&low) + SMALL.width(&high) + 12.0 <= parts.track.1 - parts.track.0 {
            scene.words(parts.track.0, y + 10.0, Anchor::Start, SMALL, &low);
            scene.words(parts.track.1, y + 10.0, Anchor::End, SMALL, &high);
        }
        y + 18.0
    }
}

impl SideMeasure {
    /// Both ends of its scale; zero is one of them unless all values lie far from it.
    fn extent(&self) -> Option<(f64, f64)> {
        let values = || self.values.iter().flatten().map(|(v, _)| v).filter(|v| usable(v.mid));
        axis::extent(values().map(|v| v.mid))?;
        let (low, high) = axis::extent(values().flat_map(|v| [v.low, v.mid, v.high]).chain(self.limit))?;
        let low = if low > 0.0 && low < 0.6 * high { 0.0 } else { low };
        let high = if high < 0.0 && high > 0.6 * low { 0.0 } else { high };
        Some(axis::rounded((low, high), 6))
    }
}

fn mark(scene: &mut Scene, role: SideRole, scale: &Scale, value: Estimate, y: f64) {
    let ink = if role == SideRole::Recommended { Ink::Blue } else { Ink::Muted };
    scene.line(vec![(scale.at(value.low), y), (scale.at(value.high), y)], ink, 2.2);
    let x = scale.at(value.mid);
    match role {
        SideRole::Given => scene.ring(x, y, 4.8, ink),
        SideRole::Recommended => scene.dot(x, y, 5.4, ink),
        SideRole::Other => scene.diamond(x, y, 4.6, ink),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn measure(label: &str, mids: &[f64]) -> SideMeasure {
        let value = |&mid: &f64| Some((Estimate::new(mid, 0.9 * mid, 1.2 * mid), "5.2 h (4.8–5.6)".to_owned()));
        SideMeasure { label: label.into(), direction: Direction::LowerIsBetter, limit: Some(6.0), values: mids.iter().map(value).collect() }
    }

    fn chart(measures: Vec<SideMeasure>) -> SideBySide {
        use SideRole::{Given, Other, Recommended};
        let names = [("all in the loop", Other), ("all on", Other), ("all out", Other), ("as it is", Given), ("recommended", Recommended)];
        SideBySide {
            interval: "95 % interval".into(),
            limit_name: "your limit".into(),
            settings: names.map(|(label, role)| SideSetting { label: label.into(), role }).to_vec(),
            measures,
        }
    }

    #[test]
    fn scales_start_at_zero_unless_all_lie_far_from_it() {
        assert_eq!(measure("a", &[2.0, 5.0]).extent(), Some((0.0, 6.0)));
        let far = SideMeasure { limit: None, ..measure("a", &[95.0, 99.0]) };
        assert!(far.extent().unwrap().0 >= 80.0);
        assert_eq!(measure("a", &[f64::NAN]).extent(), None);
    }

    #[test]
    fn what_is_missing_is_said_and_the_limit_has_its_key() {
        let words = |m: SideMeasure| Chart::SideBySide(chart(vec![m])).draw(Layout::Wide, "x", "", "");
        let short = words(measure("a", &[2.0, 5.0]));
        assert_eq!(short.matches(">\n–\n<").count(), 3);
        assert!(short.contains("your limit") && short.contains("less is better"));
        assert!(!words(SideMeasure { limit: None, ..measure("a", &[2.0]) }).contains("your limit"));
    }

    #[test]
    fn any_measures_stay_readable() {
        assert_clean(&Chart::SideBySide(SideBySide::default()));
        for n in [1, 2, 9, 24] {
            let measures = (0..n).map(|i| measure(&format!("measure {i}"), &[f64::from(i), 2.0, -3.0, 4.0, 5.0]));
            assert_clean(&Chart::SideBySide(chart(measures.collect())));
        }
        let mut wild = vec![measure(LONG, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])];
        wild[0].values[1] = Some((Estimate::exact(3.0), LONG.into()));
        for v in WILD {
            wild.push(SideMeasure { limit: Some(v), ..measure("wild", &[v, 1.0, v]) });
            wild.push(measure("wild", &[v]));
        }
        let mut wild = chart(wild);
        wild.settings[0].label = LONG.into();
        (wild.interval, wild.limit_name) = (LONG.into(), LONG.into());
        assert_clean(&Chart::SideBySide(wild));
    }
}
