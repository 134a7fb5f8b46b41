//! Resistance: a measure under the strongest objections together, one more at every step.

use super::super::draw::axis::{self, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::numbered::{self, Entry, Look};
use super::super::draw::plane::Plane;
use super::super::draw::scene::{Anchor, LABEL, SMALL, Scene};
use super::super::view::Estimate;
use super::Layout;

/// Holds a measure under more and more objections.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resistance {
    /// What the value axis says, with its unit: "share of choices, %"; values are in its unit.
    pub axis: String,
    /// What the line through a point is: "95 % interval".
    pub interval: String,
    /// The value at which the verdict changes, and what to call it.
    pub threshold: Option<(f64, String)>,
    /// What the hollow points are: "if the losses simply added up".
    pub apart_name: String,
    /// The steps: first without any objection, then with one more each.
    pub steps: Vec<ResistanceStep>,
}

/// Holds the measure under the objections so far.
#[derive(Debug, Clone, PartialEq)]
pub struct ResistanceStep {
    /// The objection that is added; at the first step, what nothing is called: "as it is".
    pub label: String,
    /// The measure under all objections up to this one.
    pub value: Estimate,
    /// What adding up the single effects would give.
    pub apart: Option<f64>,
    /// Whether the verdict still holds.
    pub holds: bool,
    /// The measure, formatted: "36 % (32–40)".
    pub text: String,
}

/// Narrowest column whose words still fit under the axis.
const COLUMN: f64 = 104.0;

impl Resistance {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if !self.steps.iter().any(|s| usable(s.value.mid)) {
            return Scene::sentence(width, "No objections to put together.");
        }
        let mut scene = Scene::new(width);
        let threshold = self.threshold.as_ref().filter(|t| usable(t.0));
        let has_apart = self.steps.iter().any(|s| s.apart.is_some_and(usable));
        let keys = [
            (Sign::Interval(Ink::Blue), self.interval.as_str()),
            (Sign::Diamond(Ink::Orange), if self.steps.iter().all(|s| s.holds) { "" } else { "the verdict no longer holds" }),
            (Sign::Ring(Ink::Muted), if has_apart { self.apart_name.as_str() } else { "" }),
            (Sign::Dashes(Ink::Orange), threshold.map_or("", |t| t.1.as_str())),
        ];
        let mut top = legend::draw(&mut scene, 0.0, &keys) + 2.0;
        scene.words(0.0, top + 8.0, Anchor::Start, SMALL, &SMALL.fit(&self.axis, width));
        top += 24.0;
        let height = if layout == Layout::Wide { 260.0 } else { 220.0 };
        let steps = self.steps.iter().filter(|s| usable(s.value.mid));
        let values = steps.flat_map(|s| [s.value.low, s.value.mid, s.value.high, s.apart.unwrap_or(f64::NAN)]);
        let range = axis::extent(values.chain(threshold.map(|t| t.0))).unwrap_or((0.0, 1.0));
        let range = axis::rounded(range, 5);
        let left = axis::upright_room(range, height);
        let right = width - 6.0;
        let many = self.steps.len() as f64;
        let plane = Plane::new(&mut scene, [left, top, right, top + height], (-0.5, many - 0.5), range);
        self.curve(&mut scene, &plane, threshold.map(|t| t.0));
        scene.line(vec![(left, top + height), (right, top + height)], Ink::Rule, 1.0);
        let column = (right - left) / many;
        scene.height = if layout == Layout::Wide && column >= COLUMN {
            self.columns(&mut scene, &plane, column)
        } else {
            self.list(&mut scene, &plane, layout)
        };
        scene
    }

    fn curve(&self, scene: &mut Scene, plane: &Plane, threshold: Option<f64>) {
        let [left, _, right, _] = plane.sides;
        if let Some(at) = threshold.map(|t| plane.y.at(t)) {
            scene.dashes(&[(left, at), (right, at)], Ink::Orange, 1.6);
        }
        let numbered = || self.steps.iter().enumerate().map(|(k, s)| (k as f64, s));
        let apart = plane.path(numbered().filter_map(|(k, s)| Some((k, s.apart?))));
        scene.dashes(&apart, Ink::Muted, 1.2);
        for &(x, y) in &apart {
            scene.ring(x, y, 6.2, Ink::Muted);
        }
        scene.line(plane.path(numbered().map(|(k, s)| (k, s.value.mid))), Ink::Blue, 2.0);
        for (k, step) in numbered().filter(|(_, s)| usable(s.value.mid)) {
            let (x, y) = plane.at(k, step.value.mid);
            let ink = if step.holds { Ink::Blue } else { Ink::Orange };
            scene.line(vec![(x, plane.y.at(step.value.low)), (x, plane.y.at(step.value.high))], ink, 2.6);
            if step.holds {
                scene.dot(x, y, 4.2, ink);
            } else {
                scene.diamond(x, y, 5.0, ink);
            }
        }
    }

    /// Names each step under its place; gives the y below.
    fn columns(&self, scene: &mut Scene, plane: &Plane, column: f64) -> f64 {
        let top = plane.sides[3] + 8.0;
        let mut bottom = top;
        for (k, step) in self.steps.iter().enumerate() {
            let x = plane.x.at(k as f64);
            let name = if k == 0 { step.label.clone() } else { format!("+ {}", step.label) };
            let mut y = top;
            for (face, words, most) in [(LABEL, &name, 5), (SMALL, &step.text, 3)] {
                for line in face.wrap(words, column - 12.0, most) {
                    scene.words(x, y + face.leading() / 2.0, Anchor::Middle, face, &line);
                    y += face.leading();
                }
                y += 2.0;
            }
            bottom = bottom.max(y);
        }
        bottom + 2.0
    }

    /// Numbers the steps under their places and names them in a list; gives the y below.
    fn list(&self, scene: &mut Scene, plane: &Plane, layout: Layout) -> f64 {
        let bottom = plane.sides[3];
        let apart = (plane.sides[2] - plane.sides[0]) / self.steps.len() as f64;
        let every = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|&n| apart * n as f64 >= 24.0).unwrap_or(self.steps.len());
        for k in (0..self.steps.len()).step_by(every) {
            scene.words(plane.x.at(k as f64), bottom + 13.0, Anchor::Middle, SMALL, &k.to_string());
        }
        scene.words(0.0, bottom + 31.0, Anchor::Start, SMALL, &SMALL.fit("objections together, the strongest first", scene.width));
        let entries = self.steps.iter().enumerate().map(|(number, step)| Entry {
            number,
            look: if step.holds { Look::Open(Ink::Blue) } else { Look::Open(Ink::Orange) },
            name: if number == 0 { step.label.clone() } else { format!("+ {}", step.label) },
            text: step.text.clone(),
        });
        numbered::under(scene, &entries.collect::<Vec<_>>(), layout, bottom + 50.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn step(label: &str, value: f64) -> ResistanceStep {
        ResistanceStep {
            label: label.into(),
            value: Estimate::new(value, value - 3.0, value + 3.0),
            apart: Some(value - 1.0),
            holds: value >= 35.0,
            text: "36 % (32–40)".into(),
        }
    }

    fn chart(steps: Vec<ResistanceStep>) -> Chart {
        Chart::Resistance(Resistance {
            axis: "share of choices, %".into(),
            interval: "95 % interval".into(),
            threshold: Some((35.0, "go from 35 % on".into())),
            apart_name: "if the losses simply added up".into(),
            steps,
        })
    }

    #[test]
    fn few_steps_are_named_under_the_axis_and_many_in_a_list() {
        let steps = |n: u32| (0..n).map(|i| step(&format!("objection {i}"), 41.0 - f64::from(i))).collect::<Vec<_>>();
        let list = "objections together";
        assert!(!chart(steps(6)).draw(Layout::Wide, "x", "", "").contains(list));
        assert!(chart(steps(6)).draw(Layout::Narrow, "x", "", "").contains(list));
        assert!(chart(steps(12)).draw(Layout::Wide, "x", "", "").contains(list));
    }

    #[test]
    fn the_key_of_a_lost_verdict_stands_only_where_it_is_lost() {
        let key = "no longer holds";
        assert!(!chart(vec![step("a", 41.0), step("b", 36.0)]).draw(Layout::Wide, "x", "", "").contains(key));
        assert!(chart(vec![step("a", 41.0), step("b", 34.0)]).draw(Layout::Wide, "x", "", "").contains(key));
    }

    #[test]
    fn any_steps_stay_readable() {
        assert_clean(&Chart::Resistance(Resistance::default()));
        for n in [1, 2, 7, 25, 150] {
            assert_clean(&chart((0..n).map(|i| step(&format!("objection {i}"), 41.0 - f64::from(i))).collect()));
        }
        let mut wild = vec![step(LONG, 41.0)];
        wild.extend(WILD.map(|v| ResistanceStep { apart: Some(-v), ..step(LONG, v) }));
        assert_clean(&chart(wild));
        assert_clean(&chart(vec![step(LONG, 41.0), step(LONG, -2.0)]));
    }
}
