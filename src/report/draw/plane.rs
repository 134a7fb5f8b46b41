//! A plot of values against values: frame, axes, lines and bands.

use super::super::view::Estimate;
use super::axis::{self, Scale, usable};
use super::ink::Ink;
use super::scene::Scene;

/// Holds a plot area with its scales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Plane {
    /// Maps values to x.
    pub(in super::super) x: Scale,
    /// Maps values to y.
    pub(in super::super) y: Scale,
    /// Left, top, right, bottom.
    pub(in super::super) sides: [f64; 4],
}

impl Plane {
    /// Makes a plane with its upright axis drawn; the level one follows with [`Plane::level`].
    pub(in super::super) fn new(scene: &mut Scene, sides: [f64; 4], x: (f64, f64), y: (f64, f64)) -> Self {
        let [left, top, right, bottom] = sides;
        let plane = Plane { x: Scale::new(x, left, right), y: Scale::new(y, bottom, top), sides };
        axis::upright(scene, &plane.y, left, right);
        plane
    }

    /// Draws the level axis with its line; gives the y below it.
    pub(in super::super) fn level(&self, scene: &mut Scene, says: &str) -> f64 {
        let [left, _, right, bottom] = self.sides;
        scene.line(vec![(left, bottom), (right, bottom)], Ink::Rule, 1.0);
        self.under(scene, says)
    }

    /// Writes what stands under the level axis; gives the y below it.
    pub(in super::super) fn under(&self, scene: &mut Scene, says: &str) -> f64 {
        let [left, _, _, bottom] = self.sides;
        let room = (left, scene.width);
        axis::level(scene, &self.x, &[], bottom, says, room)
    }

    /// Gives the place of a point; not a number for what cannot be drawn.
    pub(in super::super) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.x.at(x), self.y.at(y))
    }

    /// Gives the places of those points that can be drawn.
    pub(in super::super) fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
        points.filter(|p| usable(p.0) && usable(p.1)).map(|(x, y)| self.at(x, y)).collect()
    }

    /// Draws an estimate along x: band, line, and dots where there are few.
    pub(in super::super) fn estimate(&self, scene: &mut Scene, points: &[(f64, Estimate)], ink: Ink) {
        self.band(scene, points.iter().map(|(x, e)| (*x, e.low, e.high)), ink, 0.22);
        let line = self.path(points.iter().map(|(x, e)| (*x, e.mid)));
        if line.len() <= 14 {
            for &(x, y) in &line {
                scene.dot(x, y, 3.2, ink);
            }
        }
        scene.line(line, ink, 2.2);
    }

    /// Fills the band between two values along x.
    pub(in super::super) fn band(&self, scene: &mut Scene, points: impl Iterator<Item = (f64, f64, f64)>, ink: Ink, opacity: f64) {
        let drawable: Vec<_> = points.filter(|p| usable(p.0) && usable(p.1) && usable(p.2)).collect();
        let mut outline: Vec<_> = drawable.iter().map(|p| self.at(p.0, p.2)).collect();
        outline.extend(drawable.iter().rev().map(|p| self.at(p.0, p.1)));
        scene.area(outline, ink, opacity);
    }
}
