//! Numbered points with intervals both ways, and the list of their names beside or below.

use super::super::chart::Layout;
use super::super::view::Estimate;
use super::axis::{self, usable};
use super::ink::Ink;
use super::numbered::{self, Entry, Look, RADIUS};
use super::place;
use super::plane::Plane;
use super::scene::{Anchor, SMALL, Scene};

/// Holds one numbered point.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Mark {
    /// Its place along the level and the upright axis; one that is not finite stands in the list alone.
    pub(in super::super) place: (Estimate, Estimate),
    /// Its number, name, figures and look.
    pub(in super::super) entry: Entry,
    /// Radius of its circle.
    pub(in super::super) radius: f64,
}

/// Holds what a board shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in super::super) struct Board<'a> {
    /// What the level axis says.
    pub(in super::super) across: &'a str,
    /// What the upright axis says.
    pub(in super::super) up: &'a str,
    /// Both ends of the level axis.
    pub(in super::super) x: (f64, f64),
    /// Both ends of the upright axis; where they are not given, all points find room.
    pub(in super::super) y: Option<(f64, f64)>,
    /// Height of a dashed line across.
    pub(in super::super) line: Option<f64>,
    /// Place of a dashed line upwards.
    pub(in super::super) drop: Option<f64>,
    /// Points without a number, drawn faintly.
    pub(in super::super) dots: Vec<(f64, f64)>,
    /// A line through values, drawn under the points.
    pub(in super::super) path: Vec<(f64, f64)>,
    /// The points; earlier ones keep their places when there is no room for all.
    pub(in super::super) marks: Vec<Mark>,
    /// Remarks under the list.
    pub(in super::super) notes: Vec<String>,
}

/// Width of a list beside the plot, and the gap before it.
const LIST: f64 = 292.0;
const GAP: f64 = 34.0;
/// Lowest and highest plot with a list beside it.
const HEIGHT: (f64, f64) = (300.0, 470.0);
/// Length of an arrow at the edge.
const ARROW: f64 = 9.0;

impl Board<'_> {
    /// Draws the board from `top` on; gives the y below.
    pub(in super::super) fn draw(&self, scene: &mut Scene, layout: Layout, top: f64) -> f64 {
        let entries: Vec<Entry> = self.marks.iter().map(|m| m.entry.clone()).collect();
        let list = numbered::height(&entries, LIST);
        let is_beside = layout == Layout::Wide && list <= HEIGHT.1 + 30.0;
        let (right, height) = match layout {
            Layout::Wide if is_beside => (scene.width - LIST - GAP, list.clamp(HEIGHT.0, HEIGHT.1)),
            Layout::Wide => (scene.width - 16.0, 420.0),
            Layout::Narrow => (scene.width - 12.0, 300.0),
        };
        let mut y = top;
        for line in SMALL.wrap(self.up, right, 2) {
            scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &line);
            y += SMALL.leading();
        }
        let from = y + 10.0;
        let drawn: Vec<&Mark> = self.marks.iter().filter(|m| usable(m.place.0.mid) && usable(m.place.1.mid)).collect();
        let ends = drawn.iter().flat_map(|m| [m.place.1.low, m.place.1.mid, m.place.1.high]);
        let extent = self.y.or_else(|| axis::extent(ends.chain([0.0]).chain(self.line))).unwrap_or((0.0, 1.0));
        let range = axis::rounded(extent, 6);
        let left = axis::upright_room(range, height);
        let sides = [left, from, right, from + height];
        let plane = Plane::new(scene, sides, self.x, range);
        scene.line(vec![(left, sides[3]), (right, sides[3])], Ink::Rule, 1.0);
        let bottom = axis::level(scene, &plane.x, &[(from, sides[3])], sides[3], self.across, (left, right + 8.0));
        if range.0 < 0.0 {
            let zero = plane.y.at(0.0);
            scene.line(vec![(left, zero), (right, zero)], Ink::Rule, 1.4);
        }
        if let Some(at) = self.line.filter(|v| usable(*v)).map(|v| plane.y.at(v)) {
            scene.dashes(&[(left, at), (right, at)], Ink::Orange, 1.6);
        }
        if let Some(at) = self.drop.filter(|v| usable(*v)).map(|v| plane.x.at(v)) {
            scene.dashes(&[(at, from), (at, sides[3])], Ink::Orange, 1.6);
        }
        for (x, y) in plane.path(self.dots.iter().copied()) {
            scene.dot(x, y, 2.4, Ink::Rule);
        }
        let missing = points(scene, &plane, &drawn, &self.path);
        let mut end = if is_beside {
            numbered::list(scene, &entries, right + GAP, LIST, from - 4.0).max(bottom)
        } else {
            numbered::under(scene, &entries, layout, bottom + 14.0)
        };
        let crowded = (missing > 0).then(|| format!("{missing} more found no room in the picture; they stand in the table."));
        for note in self.notes.iter().chain(crowded.as_ref()) {
            end += 4.0;
            for line in SMALL.wrap(note, scene.width, 3) {
                scene.words(0.0, end + 8.0, Anchor::Start, SMALL, &line);
                end += SMALL.leading();
            }
        }
        end + 2.0
    }
}

/// The place of a point; one beyond the picture stands at its edge, with room for an arrow.
fn place_of(plane: &Plane, mark: &Mark, radius: f64) -> (f64, f64) {
    let [_, top, right, _] = plane.sides;
    let (across, up) = (mark.place.0.mid, mark.place.1.mid);
    let (x, y) = plane.at(across, up);
    let inset = radius + ARROW + 1.0;
    (if across > plane.x.high { right - inset } else { x }, if up > plane.y.high { top + inset } else { y })
}

/// Draws intervals, path and circles; gives how many circles found no room.
fn points(scene: &mut Scene, plane: &Plane, marks: &[&Mark], path: &[(f64, f64)]) -> usize {
    let [left, top, right, bottom] = plane.sides;
    let largest = marks.iter().map(|m| m.radius).fold(RADIUS, f64::max);
    let at = |m: &Mark| place_of(plane, m, largest);
    for mark in marks {
        let (x, y) = at(mark);
        let ink = if mark.entry.look == Look::Pale { Ink::Grid } else { Ink::Rule };
        let (across, up) = mark.place;
        scene.line(vec![(plane.x.at(across.low), y), (plane.x.at(across.high), y)], ink, 1.6);
        scene.line(vec![(x, plane.y.at(up.low)), (x, plane.y.at(up.high))], ink, 1.6);
    }
    scene.line(plane.path(path.iter().copied()), Ink::Blue, 1.8);
    let wanted: Vec<(f64, f64)> = marks.iter().map(|m| at(m)).collect();
    // A circle may reach a little over the frame, but not over the words at the axes.
    let bounds = [left + largest - 4.0, top + largest - RADIUS, right, bottom - largest + 5.0];
    let places = place::circles(&wanted, largest, 2.5, bounds);
    for (&(x, y), place) in wanted.iter().zip(&places) {
        let Some((to_x, to_y)) = *place else { continue };
        let (dx, dy) = (to_x - x, to_y - y);
        if dx * dx + dy * dy > largest * largest {
            scene.line(vec![(x, y), (to_x, to_y)], Ink::Muted, 1.0);
            scene.dot(x, y, 2.6, Ink::Muted);
        }
    }
    for (mark, place) in marks.iter().zip(&places) {
        if let Some((x, y)) = *place {
            numbered::sized(scene, (x, y), mark.radius, mark.entry.look, mark.entry.number);
        }
    }
    for mark in marks {
        let (x, y) = at(mark);
        if mark.place.1.mid > plane.y.high {
            scene.area(vec![(x, top), (x - 5.0, top + ARROW - 1.0), (x + 5.0, top + ARROW - 1.0)], Ink::Text, 1.0);
        }
        if mark.place.0.mid > plane.x.high {
            scene.area(vec![(right, y), (right - ARROW + 1.0, y - 5.0), (right - ARROW + 1.0, y + 5.0)], Ink::Text, 1.0);
        }
    }
    places.iter().filter(|p| p.is_none()).count()
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::*;

    fn mark(number: usize, x: f64, y: f64) -> Mark {
        let entry = Entry { number, look: Look::Solid(Ink::Blue), name: format!("point {number}"), text: String::new() };
        Mark { place: (Estimate::new(x, x - 5.0, x + 5.0), Estimate::new(y, y - 1.0, y + 1.0)), entry, radius: RADIUS }
    }

    fn scene(layout: Layout, marks: Vec<Mark>) -> Scene {
        let board = Board { across: "how likely, %", up: "loss", x: (0.0, 100.0), line: Some(1.0), marks, ..Board::default() };
        let mut scene = Scene::new(layout.width());
        scene.height = board.draw(&mut scene, layout, 0.0);
        scene
    }

    #[test]
    fn circles_of_points_in_one_place_lie_apart_with_leaders() {
        for layout in [Layout::Wide, Layout::Narrow] {
            let scene = scene(layout, (1..=24).map(|n| mark(n, 50.0, 3.0)).collect());
            assert!(scene.faults().is_empty(), "{:?}", scene.faults());
            let leaders = scene.shapes.iter().filter(|s| matches!(s, Shape::Dot([_, _, r], _) if *r < 3.0)).count();
            assert_eq!(leaders, 23, "all but the first are moved");
        }
    }

    #[test]
    fn points_beyond_the_picture_stand_at_its_edge_with_an_arrow() {
        for layout in [Layout::Wide, Layout::Narrow] {
            let far = vec![mark(1, 50.0, 900.0), mark(2, 900.0, 3.0), mark(3, 900.0, 900.0), mark(4, 50.0, 3.0)];
            let board = Board { x: (0.0, 100.0), y: Some((0.0, 10.0)), drop: Some(30.0), marks: far, ..Board::default() };
            let mut scene = Scene::new(layout.width());
            scene.height = board.draw(&mut scene, layout, 0.0);
            assert!(scene.faults().is_empty(), "{:?}", scene.faults());
            let arrows = scene.shapes.iter().filter(|s| matches!(s, Shape::Area(_, Ink::Text, _))).count();
            assert_eq!(arrows, 4, "one up, one to the right, and both for the third");
        }
    }

    #[test]
    fn a_long_list_goes_below() {
        let (few, many) =
            (scene(Layout::Wide, vec![mark(1, 10.0, 1.0)]), scene(Layout::Wide, (1..=24).map(|n| mark(n, 50.0, 3.0)).collect()));
        let end = |s: &Scene| {
            let names = s.shapes.iter().filter_map(|s| match s {
                Shape::Words([x, _], _, _, words) if words == "point 1" => Some(*x),
                _ => None,
            });
            names.fold(0.0, f64::max)
        };
        assert!(end(&few) > 500.0 && end(&many) < 100.0);
    }

    #[test]
    fn circles_without_room_are_counted() {
        let scene = scene(Layout::Narrow, (1..=900).map(|n| mark(n, 50.0, 3.0)).collect());
        assert!(scene.shapes.iter().any(|s| matches!(s, Shape::Words(.., words) if words.contains("more found no room"))));
        assert!(scene.faults().is_empty());
    }
}
