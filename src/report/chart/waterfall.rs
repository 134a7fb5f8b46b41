//! From a start to an end: what each change adds on top of those before it, and where single effects overlap.

use super::super::draw::axis::{self, Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::Scene;
use super::super::view::Estimate;
use super::Layout;

/// Holds a measure that grows change by change.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// What the axis says, with its unit; values are in its unit.
    pub axis: String,
    /// What a line through a mark is: "95 % interval".
    pub interval: String,
    /// The value at which the verdict changes, and what to call it.
    pub threshold: Option<(f64, String)>,
    /// The measure before any change.
    pub start: WaterfallEnd,
    /// The changes in the order in which they are put in.
    pub steps: Vec<WaterfallStep>,
    /// The measure with all of them.
    pub end: WaterfallEnd,
    /// Where the single effects would have led, where that differs.
    pub overlap: Option<Overlap>,
}

/// Holds the measure at the start or at the end.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterfallEnd {
    /// What it is: "as it is", "with all changes".
    pub label: String,
    /// The measure.
    pub value: Estimate,
    /// The measure, formatted: "41 % (37–45)".
    pub text: String,
}

/// Holds one change.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterfallStep {
    /// The change.
    pub label: String,
    /// Its cost or kind, in small.
    pub sub: String,
    /// What it adds to the measure on top of the changes before it, with the paired interval.
    pub effect: Estimate,
    /// What it adds on its own, if that was measured.
    pub alone: Option<f64>,
    /// The effect, formatted: "+2.8 points (+1.6 to +4.1)".
    pub text: String,
}

/// Holds the difference between the sum of the single effects and what the changes do together.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// What it is: "effects overlap".
    pub label: String,
    /// The start and all single effects added up.
    pub apart: f64,
    /// The difference, formatted: "−1.3 points".
    pub text: String,
}

impl Waterfall {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let steps: Vec<&WaterfallStep> = self.steps.iter().filter(|s| usable(s.effect.mid)).collect();
        if steps.is_empty() || !usable(self.start.value.mid) || !usable(self.end.value.mid) {
            return Scene::sentence(width, "No changes to show.");
        }
        let overlap = self.overlap.as_ref().filter(|o| usable(o.apart));
        let threshold = self.threshold.as_ref().filter(|t| usable(t.0));
        let mut scene = Scene::new(width);
        let has = |f: &dyn Fn(&WaterfallStep) -> bool| steps.iter().any(|s| f(s));
        let key = |shown: bool, words: &'static str| if shown { words } else { "" };
        let keys = [
            (Sign::Box(Ink::Teal), key(has(&|s| s.effect.mid > 0.0), "raises it")),
            (Sign::Box(Ink::Orange), key(has(&|s| s.effect.mid < 0.0), "lowers it")),
            (Sign::Line(Ink::Text), self.interval.as_str()),
            (Sign::Ring(Ink::Muted), key(has(&|s| s.alone.is_some()), "what it adds on its own")),
            (Sign::Hatch, key(overlap.is_some(), "up to the sum of the single effects")),
            (Sign::Dashes(Ink::Blue), threshold.map_or("", |t| t.1.as_str())),
        ];
        let top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let lanes = rows::lay(&mut scene, layout, top, &self.words(&steps, overlap), 22.0, "");
        let starts = self.starts(&steps);
        let mut ends = vec![self.start.value.low, self.start.value.high, self.end.value.low, self.end.value.high];
        ends.extend([self.start.value.mid, self.end.value.mid]);
        for (step, &from) in steps.iter().zip(&starts) {
            ends.extend([from, from + step.effect.mid, from + step.effect.low, from + step.effect.high]);
            ends.extend(step.alone.map(|v| from + v));
        }
        let range = axis::extent(ends.into_iter().chain(overlap.map(|o| o.apart)).chain(threshold.map(|t| t.0)));
        let scale = Scale::new(axis::rounded(range.unwrap_or((0.0, 1.0)), 6), lanes.left, lanes.right);
        let bottom = lanes.axis(&mut scene, &scale, &self.axis);
        if let Some(at) = threshold.map(|t| scale.at(t.0)) {
            for &(from, to) in &lanes.spans {
                scene.dashes(&[(at, from - 1.0), (at, to + 1.0)], Ink::Blue, 1.6);
            }
        }
        let last = steps.len() + 1;
        if layout == Layout::Wide {
            // From row to row at the height reached; on a phone the words lie between.
            let reached = starts.iter().copied().chain([self.end.value.mid]);
            for (k, value) in reached.enumerate() {
                let (x, from, to) = (scale.at(value), lanes.slots[k].1, lanes.slots[k + 1].0);
                scene.line(vec![(x, from - 5.0), (x, to + 5.0)], Ink::Rule, 1.0);
            }
        }
        for ((step, &from), &slot) in steps.iter().zip(&starts).zip(&lanes.slots[1..]) {
            step.draw(&mut scene, &scale, from, slot);
        }
        self.start.draw(&mut scene, &scale, lanes.slots[0], Ink::Grey);
        self.end.draw(&mut scene, &scale, lanes.slots[last], Ink::Blue);
        if let (Some(overlap), Some(&(from, to))) = (overlap, lanes.slots.get(last + 1)) {
            let (a, b) = (scale.at(self.end.value.mid), scale.at(overlap.apart));
            let (x, y) = ((a.min(b), a.max(b)), (from + 3.0, to - 3.0));
            scene.rect(x, y, Ink::Blue, 0.15);
            scene.hatch(x, y, Ink::Muted);
            scene.line(vec![(b, from), (b, to)], Ink::Muted, 2.0);
        }
        scene.height = bottom;
        scene
    }

    /// Gives the measure that each change starts from.
    fn starts(&self, steps: &[&WaterfallStep]) -> Vec<f64> {
        let mut at = self.start.value.mid;
        let mut out = Vec::with_capacity(steps.len());
        for step in steps {
            out.push(at);
            at += step.effect.mid;
        }
        out
    }

    fn words(&self, steps: &[&WaterfallStep], overlap: Option<&Overlap>) -> Vec<Row> {
        let row = |label: &str, sub: &str, end: &str| Row { label: label.into(), sub: sub.into(), end: end.into() };
        let mut out = vec![row(&self.start.label, "", &self.start.text)];
        out.extend(steps.iter().map(|s| row(&s.label, &s.sub, &s.text)));
        out.push(row(&self.end.label, "", &self.end.text));
        out.extend(overlap.map(|o| row(&o.label, "", &o.text)));
        out
    }
}

impl WaterfallEnd {
    fn draw(&self, scene: &mut Scene, scale: &Scale, (from, to): (f64, f64), ink: Ink) {
        let y = (from + to) / 2.0;
        scene.line(vec![(scale.at(self.value.low), y), (scale.at(self.value.high), y)], ink, 3.0);
        scene.dot(scale.at(self.value.mid), y, 6.0, ink);
    }
}

impl WaterfallStep {
    fn draw(&self, scene: &mut Scene, scale: &Scale, from: f64, (top, bottom): (f64, f64)) {
        let y = (top + bottom) / 2.0;
        let ink = if self.effect.mid >= 0.0 { Ink::Teal } else { Ink::Orange };
        let (a, b) = (scale.at(from), scale.at(from + self.effect.mid));
        // An effect of nothing is still a line.
        let b = if (b - a).abs() < 1.5 { a + 1.5_f64.copysign(self.effect.mid) } else { b };
        scene.rect((a, b), (top + 3.0, bottom - 3.0), ink, 0.75);
        scene.line(vec![(scale.at(from + self.effect.low), y), (scale.at(from + self.effect.high), y)], Ink::Text, 1.8);
        if let Some(alone) = self.alone {
            scene.ring(scale.at(from + alone), y, 4.4, Ink::Muted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn step(label: &str, effect: f64) -> WaterfallStep {
        WaterfallStep {
            label: label.into(),
            sub: "CHF 4000".into(),
            effect: Estimate::new(effect, effect - 1.0, effect + 1.0),
            alone: Some(1.2 * effect),
            text: "+2.8 points (+1.6 to +4.1)".into(),
        }
    }

    fn chart(steps: Vec<WaterfallStep>) -> Waterfall {
        let end = |label: &str, mid: f64| WaterfallEnd {
            label: label.into(),
            value: Estimate::new(mid, mid - 4.0, mid + 4.0),
            text: "41 % (37–45)".into(),
        };
        let total: f64 = steps.iter().map(|s| s.effect.mid).filter(|v| usable(*v)).sum();
        Waterfall {
            axis: "share of choices, %".into(),
            interval: "95 % interval".into(),
            threshold: Some((45.0, "go from 45 % on".into())),
            start: end("as it is", 41.0),
            end: end("with all changes", 41.0 + total),
            overlap: Some(Overlap { label: "effects overlap".into(), apart: 43.0 + total, text: "−2 points".into() }),
            steps,
        }
    }

    #[test]
    fn each_change_starts_where_the_one_before_ended() {
        let chart = chart(vec![step("a", 2.0), step("b", -0.5), step("c", 3.0)]);
        let steps: Vec<_> = chart.steps.iter().collect();
        assert_eq!(chart.starts(&steps), [41.0, 43.0, 42.5]);
        assert_eq!(chart.words(&steps, chart.overlap.as_ref()).len(), 6);
    }

    #[test]
    fn keys_stand_only_for_what_is_drawn() {
        let words = |chart| Chart::Waterfall(chart).draw(Layout::Wide, "x", "", "");
        assert!(!words(chart(vec![step("a", 2.0)])).contains("lowers it"));
        assert!(words(chart(vec![step("a", 2.0), step("b", -2.0)])).contains("lowers it"));
        let plain = Waterfall { overlap: None, ..chart(vec![step("a", 2.0)]) };
        assert!(!words(plain).contains("sum of the single effects"));
    }

    #[test]
    fn any_changes_stay_readable() {
        assert_clean(&Chart::Waterfall(chart(Vec::new())));
        for n in [1, 7, 24] {
            assert_clean(&Chart::Waterfall(chart((0..n).map(|i| step(&format!("change {i}"), f64::from(i % 5) - 1.0)).collect())));
        }
        let mut wild: Vec<_> =
            WILD.into_iter().flat_map(|v| [step("wild", v), WaterfallStep { alone: Some(v), ..step("wild", 1.0) }]).collect();
        wild.push(WaterfallStep { sub: LONG.into(), text: LONG.into(), ..step(LONG, 1e-9) });
        assert_clean(&Chart::Waterfall(chart(wild)));
        let mut wild = chart(vec![step("a", 2.0)]);
        wild.start.value = Estimate::new(1.0, f64::NAN, f64::INFINITY);
        wild.overlap = Some(Overlap { label: LONG.into(), apart: f64::NAN, text: LONG.into() });
        wild.threshold = Some((f64::NAN, LONG.into()));
        assert_clean(&Chart::Waterfall(wild));
    }
}
