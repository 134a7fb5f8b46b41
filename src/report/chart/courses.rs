//! A few figures over time, future by future: small pictures on one scale, each with lines and bands.

use super::super::draw::axis::{self, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::panes::Panes;
use super::super::draw::plane::Plane;
use super::super::draw::scene::{Anchor, SMALL, STRONG, Scene};
use super::super::view::Estimate;
use super::Layout;

/// Holds figures over time in several futures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Courses {
    /// What the bands are: "90 % of draws".
    pub interval: String,
    /// What the time axes say: "years from now".
    pub time_axis: String,
    /// What the value axes say, with the unit: "% of people".
    pub axis: String,
    /// What the lines are, in their order; four are told apart by colour.
    pub names: Vec<String>,
    /// The futures.
    pub panes: Vec<CoursePane>,
}

/// Holds one future.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CoursePane {
    /// Its name.
    pub label: String,
    /// One line a name: time and value, in order of time.
    pub lines: Vec<Vec<(f64, Estimate)>>,
}

/// Least width of a picture where the page is wide.
const PANE: f64 = 240.0;
/// Height of a picture's plot.
const HEIGHT: f64 = 150.0;
const INKS: [Ink; 4] = [Ink::Blue, Ink::Orange, Ink::Teal, Ink::Muted];

impl Courses {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let values = || self.panes.iter().flat_map(|pane| &pane.lines).flatten();
        let sound = |value: &&(f64, Estimate)| usable(value.0) && usable(value.1.mid);
        let times = axis::extent(values().filter(sound).map(|value| value.0));
        let extent = axis::extent(values().filter(sound).flat_map(|value| [value.1.low, value.1.mid, value.1.high]));
        let (Some(times), Some((low, high))) = (times, extent) else {
            return Scene::sentence(width, "Nothing to show over time.");
        };
        let mut scene = Scene::new(width);
        let names = self.names.iter().zip(INKS).map(|(name, ink)| (Sign::Line(ink), name.as_str()));
        let keys: Vec<(Sign, &str)> = names.chain([(Sign::Band(Ink::Muted), self.interval.as_str())]).collect();
        let mut y = legend::draw(&mut scene, 0.0, &keys) + 2.0;
        scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &SMALL.fit(&self.axis, width));
        y += 26.0;
        // Far from zero a scale that starts there would flatten every line.
        let scale = axis::rounded((if low > 0.0 && low < 0.4 * high { 0.0 } else { low }, high), 5);
        let room = axis::upright_room(scale, HEIGHT);
        let panes = Panes::new(width, self.panes.len(), PANE);
        for row in self.panes.chunks(panes.abreast) {
            let heads: Vec<Vec<String>> = row.iter().map(|pane| STRONG.wrap(&pane.label, panes.width, 3)).collect();
            let tallest = heads.iter().map(Vec::len).max().unwrap_or(0) as f64 * STRONG.leading();
            let mut bottom = y;
            for (place, (pane, head)) in row.iter().zip(&heads).enumerate() {
                let left = panes.left(place);
                let mut at = y + tallest - STRONG.leading() * head.len() as f64;
                for line in head {
                    scene.words(left, at + STRONG.leading() / 2.0, Anchor::Start, STRONG, line);
                    at += STRONG.leading();
                }
                let sides = [left + room, at + 8.0, left + panes.width - 8.0, at + 8.0 + HEIGHT];
                let plane = Plane::new(&mut scene, sides, times, scale);
                for (line, ink) in pane.lines.iter().zip(INKS) {
                    plane.band(&mut scene, line.iter().map(|(time, value)| (*time, value.low, value.high)), ink, 0.2);
                }
                for (line, ink) in pane.lines.iter().zip(INKS) {
                    let path = plane.path(line.iter().map(|(time, value)| (*time, value.mid)));
                    scene.line(path, ink, 2.2);
                }
                scene.line(vec![(sides[0], sides[3]), (sides[2], sides[3])], Ink::Rule, 1.0);
                bottom = bottom.max(axis::level(&mut scene, &plane.x, &[], sides[3], &self.time_axis, (sides[0], sides[2])));
            }
            y = bottom + 22.0;
        }
        scene.height = y - 18.0;
        scene
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn pane(label: &str, level: f64) -> CoursePane {
        let line = |from: f64| (0..10).map(|at| (f64::from(at), Estimate::new(from - f64::from(at), from - 9.0, from + 4.0))).collect();
        CoursePane { label: label.into(), lines: vec![line(level), line(level - 20.0)] }
    }

    fn chart(panes: Vec<CoursePane>) -> Courses {
        Courses {
            interval: "90 % of draws".into(),
            time_axis: "years from now".into(),
            axis: "% of people".into(),
            names: vec!["take part".into(), "have an employer".into()],
            panes,
        }
    }

    #[test]
    fn all_futures_share_one_scale() {
        let drawn = Chart::Courses(chart(vec![pane("a", 95.0), pane("b", 60.0)])).draw(Layout::Wide, "x", "", "");
        assert_eq!(drawn.matches(">\n100\n<").count(), 2, "{drawn}");
        assert_eq!(drawn.matches("take part").count(), 1);
    }

    #[test]
    fn any_futures_stay_readable() {
        assert_clean(&Chart::Courses(Courses::default()));
        for many in [1, 2, 7, 13] {
            assert_clean(&Chart::Courses(chart((0..many).map(|at| pane(&format!("future {at}"), 90.0 - f64::from(at))).collect())));
        }
        let mut wild = chart(vec![pane(LONG, 90.0)]);
        for value in WILD {
            wild.panes.push(CoursePane {
                label: LONG.into(),
                lines: vec![vec![(value, Estimate::new(value, value, 3.0)), (1.0, Estimate::exact(value))]; 6],
            });
        }
        (wild.interval, wild.time_axis, wild.axis) = (LONG.into(), LONG.into(), LONG.into());
        wild.names = vec![LONG.into(); 6];
        assert_clean(&Chart::Courses(wild));
    }
}
