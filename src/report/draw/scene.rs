//! A drawing as a list of shapes in CSS pixels, y downwards.

use super::ink::Ink;
use super::text::{self, Weight};

/// Names the point of a text that its x stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// Holds the look of a line of words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Type {
    /// Size of the face.
    pub(in super::super) size: f64,
    /// Weight of the face.
    pub(in super::super) weight: Weight,
    /// Colour.
    pub(in super::super) ink: Ink,
}

/// Names of rows and figures at their ends.
pub(in super::super) const LABEL: Type = Type { size: 13.0, weight: Weight::Plain, ink: Ink::Text };
/// What stands out.
pub(in super::super) const STRONG: Type = Type { size: 13.0, weight: Weight::Bold, ink: Ink::Text };
/// Bases, ticks, axes.
pub(in super::super) const SMALL: Type = Type { size: 11.5, weight: Weight::Plain, ink: Ink::Muted };

impl Type {
    /// Gives the same face in another colour.
    pub(in super::super) fn in_ink(self, ink: Ink) -> Type {
        Type { ink, ..self }
    }

    /// Gives the width of words in this face.
    pub(in super::super) fn width(self, words: &str) -> f64 {
        text::width(&text::clean(words), self.size, self.weight)
    }

    /// Cuts words to a width.
    pub(in super::super) fn fit(self, words: &str, max: f64) -> String {
        text::fit(&text::clean(words), self.size, self.weight, max)
    }

    /// Wraps words to a width.
    pub(in super::super) fn wrap(self, words: &str, max: f64, lines: usize) -> Vec<String> {
        text::wrap(&text::clean(words), self.size, self.weight, max, lines)
    }

    /// Gives the distance between two lines.
    pub(in super::super) fn leading(self) -> f64 {
        (self.size * 1.32).ceil()
    }
}

/// Holds one shape.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Shape {
    /// A filled rectangle: left, top, width, height.
    Rect([f64; 4], Ink, f64),
    /// A filled polygon.
    Area(Vec<(f64, f64)>, Ink, f64),
    /// A line through points, with its width.
    Line(Vec<(f64, f64)>, Ink, f64),
    /// A filled circle: centre and radius.
    Dot([f64; 3], Ink),
    /// An open circle: centre and radius.
    Ring([f64; 3], Ink),
    /// Words: x of the anchor, y of the middle of the line.
    Words([f64; 2], Anchor, Type, String),
}

/// Holds a drawing.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Scene {
    /// Width.
    pub(in super::super) width: f64,
    /// Height, set when all is placed.
    pub(in super::super) height: f64,
    /// Shapes, the first at the bottom.
    pub(in super::super) shapes: Vec<Shape>,
}

impl Scene {
    /// Makes an empty drawing of a width.
    pub(in super::super) fn new(width: f64) -> Self {
        Scene { width, height: 0.0, shapes: Vec::new() }
    }

    /// Makes a drawing that says in a sentence why there is none.
    pub(in super::super) fn sentence(width: f64, words: &str) -> Self {
        let mut scene = Scene::new(width);
        let mut y = 12.0;
        for line in LABEL.wrap(words, width - 4.0, 4) {
            scene.words(2.0, y, Anchor::Start, LABEL.in_ink(Ink::Muted), &line);
            y += LABEL.leading();
        }
        scene.height = y;
        scene
    }

    /// Fills a rectangle; sides may be given in either order.
    pub(in super::super) fn rect(&mut self, x: (f64, f64), y: (f64, f64), ink: Ink, opacity: f64) {
        let rect = [x.0.min(x.1), y.0.min(y.1), (x.1 - x.0).abs(), (y.1 - y.0).abs()];
        if rect.iter().all(|v| v.is_finite()) && rect[2] > 0.0 && rect[3] > 0.0 {
            self.shapes.push(Shape::Rect(rect, ink, opacity));
        }
    }

    /// Fills a polygon.
    pub(in super::super) fn area(&mut self, points: Vec<(f64, f64)>, ink: Ink, opacity: f64) {
        if points.len() > 2 && all_finite(&points) {
            self.shapes.push(Shape::Area(points, ink, opacity));
        }
    }

    /// Draws a line through points.
    pub(in super::super) fn line(&mut self, points: Vec<(f64, f64)>, ink: Ink, width: f64) {
        if points.len() > 1 && all_finite(&points) {
            self.shapes.push(Shape::Line(points, ink, width));
        }
    }

    /// Draws a line through points in dashes.
    pub(in super::super) fn dashes(&mut self, points: &[(f64, f64)], ink: Ink, width: f64) {
        if !all_finite(points) {
            return;
        }
        // How far into the pattern (5 drawn, 3 left out) the next piece starts.
        let mut phase = 0.0;
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = (dx * dx + dy * dy).sqrt();
            if !(length > 0.0 && length < 1e5) {
                continue;
            }
            let at = |d: f64| (from.0 + dx * d / length, from.1 + dy * d / length);
            let mut d = -phase;
            while d < length {
                let (start, end) = (d.max(0.0), (d + 5.0).min(length));
                if end > start {
                    self.line(vec![at(start), at(end)], ink, width);
                }
                d += 8.0;
            }
            phase = length - (d - 8.0);
        }
    }

    /// Fills a circle.
    pub(in super::super) fn dot(&mut self, x: f64, y: f64, radius: f64, ink: Ink) {
        if x.is_finite() && y.is_finite() {
            self.shapes.push(Shape::Dot([x, y, radius], ink));
        }
    }

    /// Draws an open circle that covers what lies under it.
    pub(in super::super) fn ring(&mut self, x: f64, y: f64, radius: f64, ink: Ink) {
        if x.is_finite() && y.is_finite() {
            self.shapes.push(Shape::Dot([x, y, radius], Ink::Surface));
            self.shapes.push(Shape::Ring([x, y, radius], ink));
        }
    }

    /// Fills a diamond with a rim in the colour of the page.
    pub(in super::super) fn diamond(&mut self, x: f64, y: f64, radius: f64, ink: Ink) {
        let corners = |r: f64| vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
        self.area(corners(radius + 1.5), Ink::Surface, 1.0);
        self.area(corners(radius), ink, 1.0);
    }

    /// Draws the four sides of a rectangle.
    pub(in super::super) fn frame(&mut self, x: (f64, f64), y: (f64, f64), ink: Ink, width: f64) {
        // It starts in the middle of a side, so that all four corners are joined.
        let start = ((x.0 + x.1) / 2.0, y.0);
        self.line(vec![start, (x.1, y.0), (x.1, y.1), (x.0, y.1), (x.0, y.0), start], ink, width);
    }

    /// Hatches a rectangle at 45 degrees.
    pub(in super::super) fn hatch(&mut self, x: (f64, f64), y: (f64, f64), ink: Ink) {
        let (w, h) = (x.1 - x.0, y.1 - y.0);
        if !(w > 0.0 && h > 0.0 && (w + h).is_finite()) {
            return;
        }
        let mut d = 6.0;
        while d < w + h {
            // The diagonal x + y = d, cut to the rectangle.
            let from = (d.min(w), (d - w).max(0.0));
            let to = ((d - h).max(0.0), d.min(h));
            self.line(vec![(x.0 + from.0, y.0 + from.1), (x.0 + to.0, y.0 + to.1)], ink, 0.8);
            d += 6.0;
        }
    }

    /// Writes a line of words.
    pub(in super::super) fn words(&mut self, x: f64, y: f64, anchor: Anchor, face: Type, words: &str) {
        let words = text::clean(words);
        if x.is_finite() && y.is_finite() && !words.trim().is_empty() {
            self.shapes.push(Shape::Words([x, y], anchor, face, words));
        }
    }
}

#[cfg(test)]
impl Shape {
    /// Gives the box of a text: left, top, right, bottom.
    pub(in super::super) fn text_box(&self) -> Option<[f64; 4]> {
        let Shape::Words([x, y], anchor, face, words) = self else {
            return None;
        };
        let w = text::width(words, face.size, face.weight);
        let left = match anchor {
            Anchor::Start => *x,
            Anchor::Middle => x - w / 2.0,
            Anchor::End => x - w,
        };
        Some([left, y - 0.55 * face.size, left + w, y + 0.5 * face.size])
    }
}

fn all_finite(points: &[(f64, f64)]) -> bool {
    points.iter().all(|p| p.0.is_finite() && p.1.is_finite())
}

#[cfg(test)]
impl Scene {
    /// Lists what a reader would complain of: words over words, words or marks outside the drawing.
    pub(in super::super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let boxes: Vec<([f64; 4], &str)> = self
            .shapes
            .iter()
            .filter_map(|s| match s {
                Shape::Words(.., words) => Some((s.text_box()?, words.as_str())),
                _ => None,
            })
            .collect();
        if !(self.height.is_finite() && self.height > 0.0) {
            faults.push(format!("height is {}", self.height));
        }
        for (i, (a, a_words)) in boxes.iter().enumerate() {
            if a[0] < -0.5 || a[2] > self.width + 0.5 || a[1] < -0.5 || a[3] > self.height + 0.5 {
                faults.push(format!("`{a_words}` leaves the drawing: {a:?}"));
            }
            for (b, b_words) in &boxes[i + 1..] {
                let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                if !apart {
                    faults.push(format!("`{a_words}` {a:?} lies over `{b_words}` {b:?}"));
                }
            }
        }
        for shape in &self.shapes {
            let outside = |x: f64, y: f64| !(x >= -1.0 && x <= self.width + 1.0 && y >= -1.0 && y <= self.height + 1.0);
            let bad = match shape {
                Shape::Rect([x, y, w, h], ..) => outside(*x, *y) || outside(x + w, y + h),
                Shape::Area(points, ..) | Shape::Line(points, ..) => points.iter().any(|p| outside(p.0, p.1)),
                Shape::Dot([x, y, r], _) | Shape::Ring([x, y, r], _) => outside(x - r, y - r) || outside(x + r, y + r),
                Shape::Words(..) => false,
            };
            if bad {
                faults.push(format!("{shape:?} leaves {} × {}", self.width, self.height));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_found() {
        let mut scene = Scene::new(100.0);
        scene.height = 40.0;
        scene.words(0.0, 10.0, Anchor::Start, LABEL, "hello");
        assert!(scene.faults().is_empty());
        scene.words(10.0, 12.0, Anchor::Start, LABEL, "there");
        assert_eq!(scene.faults().len(), 1);
        scene.words(90.0, 30.0, Anchor::Start, LABEL, "outside");
        assert_eq!(scene.faults().len(), 2);
        scene.line(vec![(0.0, 0.0), (300.0, 0.0)], Ink::Rule, 1.0);
        assert_eq!(scene.faults().len(), 3);
    }

    #[test]
    fn what_is_not_finite_is_not_drawn() {
        let mut scene = Scene::new(100.0);
        scene.rect((0.0, f64::NAN), (0.0, 1.0), Ink::Blue, 1.0);
        scene.line(vec![(0.0, 0.0), (f64::INFINITY, 0.0)], Ink::Rule, 1.0);
        scene.dot(f64::NAN, 0.0, 2.0, Ink::Blue);
        scene.ring(0.0, f64::NAN, 2.0, Ink::Blue);
        scene.diamond(f64::NAN, 0.0, 2.0, Ink::Blue);
        scene.dashes(&[(0.0, f64::NAN), (0.0, 1.0)], Ink::Blue, 1.0);
        scene.hatch((0.0, f64::INFINITY), (0.0, 1.0), Ink::Blue);
        scene.frame((0.0, f64::NAN), (0.0, 1.0), Ink::Blue, 1.0);
        scene.words(f64::NAN, 0.0, Anchor::Start, LABEL, "x");
        assert!(scene.shapes.is_empty());
    }

    #[test]
    fn hatching_stays_inside() {
        let mut scene = Scene::new(50.0);
        scene.height = 20.0;
        scene.hatch((0.0, 50.0), (0.0, 20.0), Ink::Grid);
        assert!(scene.shapes.len() > 5);
        assert!(scene.faults().is_empty());
    }
}
