//! Where waiting takes off: delay against how busy a pool of people is, with its knee and where it stands.

use super::super::draw::axis::{self, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::panes::Panes;
use super::super::draw::plane::Plane;
use super::super::draw::scene::{Anchor, SMALL, STRONG, Scene, Type};
use super::super::view::Estimate;
use super::Layout;

/// Holds delay against load for pools of people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Knee {
    /// What the level axes say: "share of the time that is busy, %".
    pub across: String,
    /// What the upright axes say, with their unit: "mean wait for a review, min".
    pub up: String,
    /// What the lines through a mark are: "95 % interval".
    pub interval: String,
    /// What the knee is: "knee: from here on waits grow fast".
    pub knee_name: String,
    /// One picture a pool, in the order given.
    pub pools: Vec<KneePool>,
}

/// Holds one pool.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KneePool {
    /// Its name.
    pub label: String,
    /// Its figures in words: "71 → 58 % busy, waits 22 → 9 min; knee at 78 %".
    pub text: String,
    /// Share of the time that is busy, a fraction, and the delay it brings, the least busy first.
    pub curve: Vec<(f64, f64)>,
    /// The share at which the curve turns up, a fraction.
    pub knee: Option<f64>,
    /// Where it stands as it is.
    pub given: Option<KneePoint>,
    /// Where it stands as recommended.
    pub recommended: Option<KneePoint>,
}

/// Holds where a pool stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KneePoint {
    /// Share of the time that is busy, a fraction; more than one where more comes in than can be done.
    pub busy: Estimate,
    /// The delay; not finite where it grows without end.
    pub wait: Estimate,
}

/// Height of a plot.
const HEIGHT: f64 = 168.0;

impl Knee {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let pools: Vec<&KneePool> = self.pools.iter().filter(|p| p.is_drawable()).collect();
        if pools.is_empty() {
            return Scene::sentence(width, "No pools of people to show.");
        }
        let mut scene = Scene::new(width);
        let key = |is_there: bool, words: &str| if is_there { words.to_owned() } else { String::new() };
        let keys = [
            (Sign::Line(Ink::Blue), "delay as it follows from load".to_owned()),
            (Sign::Ring(Ink::Muted), key(pools.iter().any(|p| p.given.is_some()), "as it is")),
            (Sign::Dot(Ink::Blue), key(pools.iter().any(|p| p.recommended.is_some()), "as recommended")),
            (Sign::Cross(Ink::Rule), self.interval.clone()),
            (Sign::Drop(Ink::Orange), key(pools.iter().any(|p| p.knee.is_some_and(usable)), &self.knee_name)),
            (Sign::Hatch, key(pools.iter().any(|p| p.end() > 1.0), "more comes in than can be done")),
        ];
        let keys: Vec<(Sign, &str)> = keys.iter().map(|(sign, words)| (*sign, words.as_str())).collect();
        let mut y = legend::draw(&mut scene, 0.0, &keys) + 2.0;
        for line in SMALL.wrap(&format!("{} ↑", self.up), width, 2) {
            scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &line);
            y += SMALL.leading();
        }
        y += 6.0;
        let panes = Panes::new(width, pools.len(), 240.0);
        for row in pools.chunks(panes.abreast) {
            let heads: Vec<Vec<(Type, String)>> = row.iter().map(|pool| pool.heading(panes.width)).collect();
            let high = |head: &[(Type, String)]| head.iter().map(|(face, _)| face.leading()).sum::<f64>();
            let tallest = heads.iter().map(|h| high(h)).fold(0.0, f64::max);
            let mut bottom = y;
            for (k, (pool, head)) in row.iter().zip(&heads).enumerate() {
                let left = panes.left(k);
                let mut at = y;
                for (face, line) in head {
                    scene.words(left, at + face.leading() / 2.0, Anchor::Start, *face, line);
                    at += face.leading();
                }
                bottom = bottom.max(pool.draw(&mut scene, (left, left + panes.width), y + tallest + 12.0, &self.across));
            }
            y = bottom + 22.0;
        }
        scene.height = y - 14.0;
        scene
    }
}

impl KneePool {
    fn is_drawable(&self) -> bool {
        let curve = self.curve.iter().filter(|p| usable(p.0) && usable(p.1)).count();
        curve > 1 || self.points().any(|p| usable(p.busy.mid))
    }

    fn points(&self) -> impl Iterator<Item = KneePoint> {
        self.given.into_iter().chain(self.recommended)
    }

    fn heading(&self, room: f64) -> Vec<(Type, String)> {
        let mut out = Vec::new();
        for (face, words, most) in [(STRONG, &self.label, 2), (SMALL, &self.text, 4)] {
            out.extend(face.wrap(words, room, most).into_iter().map(|line| (face, line)));
        }
        out
    }

    /// The right end of the level axis.
    fn end(&self) -> f64 {
        let most = axis::extent(self.points().flat_map(|p| [p.busy.mid, p.busy.high])).map_or(0.0, |(_, high)| high);
        if most > 1.0 { 1.05 * most } else { 1.0 }
    }

    /// The delay on the curve at some load.
    fn delay(&self, busy: f64) -> Option<f64> {
        self.curve.windows(2).find_map(|pair| {
            let ((a, low), (b, high)) = (pair[0], pair[1]);
            let is_here = a <= busy && busy <= b && b > a;
            (is_here && usable(low) && usable(high)).then(|| low + (high - low) * (busy - a) / (b - a))
        })
    }

    /// The upper end of the upright axis: all points that can be drawn, and the knee, or four fifths of the time, well below it.
    fn top(&self) -> f64 {
        let points = self.points().flat_map(|p| [p.wait.mid, p.wait.high.min(2.0 * p.wait.mid)]).map(|v| 1.15 * v);
        let knee = self.delay(self.knee.filter(|k| usable(*k)).unwrap_or(0.8)).map(|delay| 2.5 * delay);
        match axis::extent(points.chain(knee)) {
            Some((_, high)) if high > 0.0 => high,
            _ => axis::extent(self.curve.iter().map(|p| p.1)).map_or(1.0, |(_, high)| high),
        }
    }

    /// Draws the plot between both sides from `top` on; gives the y below.
    fn draw(&self, scene: &mut Scene, (from, to): (f64, f64), top: f64, across: &str) -> f64 {
        let range = axis::rounded((0.0, self.top()), 5);
        let left = from + axis::upright_room(range, HEIGHT);
        // A mark may reach a little over the frame.
        let sides = [left, top, to - 7.0, top + HEIGHT];
        let plane = Plane::new(scene, sides, (0.0, 100.0 * self.end()), range);
        let full = plane.x.at(100.0);
        if self.end() > 1.0 {
            scene.hatch((full, sides[2]), (top, sides[3]), Ink::Rule);
        }
        if let Some(x) = self.knee.filter(|k| usable(*k) && *k <= self.end()).map(|k| plane.x.at(100.0 * k)) {
            scene.rect((x, full.max(x)), (top, sides[3]), Ink::Orange, 0.1);
            scene.dashes(&[(x, top), (x, sides[3])], Ink::Orange, 1.8);
        }
        scene.line(vec![(left, sides[3]), (sides[2], sides[3])], Ink::Rule, 1.0);
        let curve = self.visible(range.1).into_iter().map(|(busy, delay)| (100.0 * busy, delay));
        scene.line(plane.path(curve), Ink::Blue, 2.2);
        for (point, ink) in [(self.given, Ink::Muted), (self.recommended, Ink::Blue)] {
            let Some(point) = point.filter(|p| usable(p.busy.mid)) else { continue };
            let x = plane.x.at(100.0 * point.busy.mid);
            let is_inside = usable(point.wait.mid) && point.wait.mid <= range.1;
            let y = if is_inside { plane.y.at(point.wait.mid) } else { top + 14.0 };
            scene.line(vec![(plane.x.at(100.0 * point.busy.low), y), (plane.x.at(100.0 * point.busy.high), y)], Ink::Rule, 1.6);
            if is_inside {
                scene.line(vec![(x, plane.y.at(point.wait.low)), (x, plane.y.at(point.wait.high))], Ink::Rule, 1.6);
            } else {
                scene.area(vec![(x, top), (x - 5.0, top + 7.0), (x + 5.0, top + 7.0)], ink, 1.0);
            }
            if ink == Ink::Blue { scene.dot(x, y, 5.6, ink) } else { scene.ring(x, y, 5.0, ink) }
        }
        axis::level(scene, &plane.x, &[], sides[3], across, (left, to))
    }

    /// The part of the curve below a height, with the point at which it leaves the picture.
    fn visible(&self, top: f64) -> Vec<(f64, f64)> {
        let mut out: Vec<(f64, f64)> = Vec::with_capacity(self.curve.len());
        for &(busy, delay) in self.curve.iter().filter(|p| usable(p.0) && usable(p.1) && p.0 >= 0.0) {
            if delay <= top {
                out.push((busy, delay));
                continue;
            }
            if let Some(&(before, low)) = out.last() {
                out.push((before + (busy - before) * (top - low) / (delay - low), top));
            }
            break;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::draw::scene::Shape;
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn point(busy: f64, wait: f64) -> KneePoint {
        KneePoint { busy: Estimate::new(busy, busy - 0.05, busy + 0.05), wait: Estimate::new(wait, 0.8 * wait, 1.3 * wait) }
    }

    /// The wait of one server with exponential times of eight minutes.
    fn pool(label: &str, given: f64, recommended: f64) -> KneePool {
        let wait = |busy: f64| if busy < 1.0 { 8.0 * busy / (1.0 - busy) } else { f64::INFINITY };
        let curve = (0..100).map(|k| f64::from(k) / 100.0).map(|busy| (busy, wait(busy)));
        KneePool {
            label: label.into(),
            text: "71 → 58 % busy, waits 22 → 9 min; knee at 78 %".into(),
            curve: curve.collect(),
            knee: Some(0.78),
            given: Some(point(given, wait(given))),
            recommended: Some(point(recommended, wait(recommended))),
        }
    }

    fn chart(pools: Vec<KneePool>) -> Knee {
        Knee {
            across: "share of the time that is busy, %".into(),
            up: "mean wait for a review, min".into(),
            interval: "95 % interval".into(),
            knee_name: "knee: from here on waits grow fast".into(),
            pools,
        }
    }

    #[test]
    fn the_curve_leaves_at_the_top_of_the_picture() {
        let pool = pool("a", 0.7, 0.5);
        let seen = pool.visible(72.0);
        assert_eq!(seen.len(), 91, "up to nine tenths, where the wait is 72");
        assert!((seen[90].0 - 0.9).abs() < 1e-9 && (seen[90].1 - 72.0).abs() < 1e-9);
        let cut = pool.visible(70.0);
        assert!(cut[90].0 > 0.89 && cut[90].0 < 0.9 && cut[90].1 == 70.0);
        assert!((pool.delay(0.5).unwrap() - 8.0).abs() < 1e-9);
        assert!(pool.delay(2.0).is_none());
    }

    #[test]
    fn an_overloaded_pool_is_said_and_drawn_at_the_edge() {
        let words = |pool| Chart::Knee(chart(vec![pool])).draw(Layout::Wide, "x", "", "");
        assert!(!words(pool("a", 0.7, 0.5)).contains("more comes in"));
        assert!(words(pool("a", 1.43, 0.5)).contains("more comes in"));
        let arrows = |pool| {
            let scene = chart(vec![pool]).scene(Layout::Wide);
            scene.shapes.iter().filter(|s| matches!(s, Shape::Area(p, Ink::Muted, _) if p.len() == 3)).count()
        };
        assert_eq!((arrows(pool("a", 1.43, 0.5)), arrows(pool("a", 0.7, 0.5))), (1, 0));
    }

    #[test]
    fn any_pools_stay_readable() {
        assert_clean(&Chart::Knee(Knee::default()));
        for n in [1, 2, 4, 7, 13] {
            assert_clean(&Chart::Knee(chart((0..n).map(|i| pool(&format!("pool {i}"), 0.1 * f64::from(i), 0.5)).collect())));
        }
        let mut wild = vec![KneePool { text: LONG.into(), ..pool(LONG, 0.3, 0.2) }];
        for v in WILD {
            wild.push(pool("wild", v, 0.4));
            wild.push(KneePool { knee: Some(v), curve: vec![(v, 1.0), (0.2, v), (0.5, 3.0)], ..pool("wild", 0.3, 0.4) });
            wild.push(KneePool { given: Some(point(0.4, v)), recommended: None, curve: Vec::new(), ..pool("wild", 0.3, 0.4) });
        }
        let mut wild = chart(wild);
        (wild.across, wild.up, wild.interval, wild.knee_name) = (LONG.into(), LONG.into(), LONG.into(), LONG.into());
        assert_clean(&Chart::Knee(wild));
    }
}
