//! Numbers in circles, and the list that says what they stand for.

use super::super::chart::Layout;
use super::ink::Ink;
use super::scene::{Anchor, LABEL, SMALL, Scene, Type};
use super::text::Weight;

/// Radius of a circle with a number in it.
pub(in super::super) const RADIUS: f64 = 9.5;
/// Half the side of a square against the radius of a circle that takes about as much room.
const SQUARE: f64 = 0.84;
/// From the left end of an entry to its words.
const INDENT: f64 = 29.0;
/// Gap under an entry.
const GAP: f64 = 9.0;
/// The numbers in the circles.
const NUMBER: Type = Type { size: 10.5, weight: Weight::Bold, ink: Ink::Text };

/// Names the look of a circle; they differ by more than colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Look {
    /// Filled.
    Solid(Ink),
    /// A coloured rim.
    Open(Ink),
    /// A square, filled.
    Block(Ink),
    /// A square with a coloured rim.
    Square(Ink),
    /// A faint rim.
    Pale,
}

/// Holds one line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Entry {
    /// Its number.
    pub(in super::super) number: usize,
    /// The look of its circle.
    pub(in super::super) look: Look,
    /// What it stands for.
    pub(in super::super) name: String,
    /// Its figures, in small; a line break parts them.
    pub(in super::super) text: String,
}

/// Draws a circle with its number.
pub(in super::super) fn disc(scene: &mut Scene, x: f64, y: f64, look: Look, number: usize) {
    sized(scene, (x, y), RADIUS, look, number);
}

/// Draws a circle, or a square of about its size, with its number.
pub(in super::super) fn sized(scene: &mut Scene, (x, y): (f64, f64), radius: f64, look: Look, number: usize) {
    let sides = |half: f64| ((x - half, x + half), (y - half, y + half));
    let half = SQUARE * radius;
    let ink = match look {
        Look::Solid(ink) => {
            // A rim in the colour of the page parts it from the lines it lies on.
            scene.dot(x, y, radius + 1.0, Ink::Surface);
            scene.dot(x, y, radius, ink);
            Ink::Surface
        }
        Look::Open(ink) => {
            scene.ring(x, y, radius - 0.5, ink);
            Ink::Text
        }
        Look::Block(ink) => {
            let (rim, inside) = (sides(half + 1.0), sides(half));
            scene.rect(rim.0, rim.1, Ink::Surface, 1.0);
            scene.rect(inside.0, inside.1, ink, 1.0);
            Ink::Surface
        }
        Look::Square(ink) => {
            let (inside, rim) = (sides(half), sides(half - 0.5));
            scene.rect(inside.0, inside.1, Ink::Surface, 1.0);
            scene.frame(rim.0, rim.1, ink, 1.8);
            Ink::Text
        }
        Look::Pale => {
            scene.ring(x, y, radius - 0.5, Ink::Rule);
            Ink::Muted
        }
    };
    let digits = number.to_string();
    // Three digits and more are set smaller, so that they stay inside.
    let room = if matches!(look, Look::Block(_) | Look::Square(_)) { half - 0.8 } else { radius - 1.0 };
    let size = NUMBER.size * (2.0 * room / NUMBER.width(&digits)).min(1.0);
    scene.words(x, y, Anchor::Middle, Type { size, ink, ..NUMBER }, &digits);
}

/// Gives the height of a list in a column of some width.
pub(in super::super) fn height(entries: &[Entry], room: f64) -> f64 {
    entries.iter().map(|e| e.height(room)).sum()
}

/// Writes entries one under the other; gives the y below.
pub(in super::super) fn list(scene: &mut Scene, entries: &[Entry], left: f64, room: f64, top: f64) -> f64 {
    let mut y = top;
    for entry in entries {
        disc(scene, left + RADIUS + 0.5, y + RADIUS + 0.5, entry.look, entry.number);
        let mut at = y + 1.0;
        for (face, line) in entry.lines(room) {
            scene.words(left + INDENT, at + face.leading() / 2.0, Anchor::Start, face, &line);
            at += face.leading();
        }
        y += entry.height(room);
    }
    y
}

/// Writes entries under a picture, in two columns where there is room; gives the y below.
pub(in super::super) fn under(scene: &mut Scene, entries: &[Entry], layout: Layout, top: f64) -> f64 {
    if layout == Layout::Narrow || entries.len() < 2 {
        return list(scene, entries, 0.0, scene.width, top);
    }
    let room = (scene.width - 36.0) / 2.0;
    let (left, right) = entries.split_at(entries.len().div_ceil(2));
    let left = list(scene, left, 0.0, room, top);
    let right = list(scene, right, room + 36.0, room, top);
    left.max(right)
}

impl Entry {
    fn lines(&self, room: f64) -> Vec<(Type, String)> {
        let mut out = Vec::new();
        let parts = self.text.split('\n').map(|part| (SMALL, part));
        for (face, words) in std::iter::once((LABEL, self.name.as_str())).chain(parts) {
            out.extend(face.wrap(words, room - INDENT, 3).into_iter().map(|line| (face, line)));
        }
        out
    }

    fn height(&self, room: f64) -> f64 {
        let words: f64 = self.lines(room).iter().map(|l| l.0.leading()).sum();
        words.max(2.0 * RADIUS + 1.0) + GAP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(n: usize) -> Vec<Entry> {
        let looks = [Look::Solid(Ink::Blue), Look::Open(Ink::Blue), Look::Pale];
        (1..=n)
            .map(|number| Entry {
                number,
                look: looks[number % 3],
                name: "a rival copies it within the first half of the year".repeat(number % 3),
                text: "-4.1 points".repeat(number % 2),
            })
            .collect()
    }

    #[test]
    fn a_list_takes_the_height_it_says() {
        for room in [120.0, 300.0] {
            let mut scene = Scene::new(room);
            scene.height = list(&mut scene, &entries(9), 0.0, room, 0.0);
            assert!((scene.height - height(&entries(9), room)).abs() < 1e-9);
            assert!(scene.faults().is_empty(), "{:?}", scene.faults());
        }
    }

    #[test]
    fn numbers_stay_inside_their_circle() {
        for (look, half) in [(Look::Open(Ink::Blue), RADIUS), (Look::Square(Ink::Blue), SQUARE * RADIUS), (Look::Block(Ink::Blue), 9.0)] {
            for number in [0, 24, 150, 12_345] {
                let mut scene = Scene::new(2.0 * half);
                scene.height = 2.0 * half;
                disc(&mut scene, half, half, look, number);
                assert!(scene.faults().is_empty(), "{:?}", scene.faults());
            }
        }
    }

    #[test]
    fn two_columns_are_about_half_as_high() {
        let bottom = |layout: Layout| under(&mut Scene::new(layout.width()), &entries(12), layout, 0.0);
        assert!(bottom(Layout::Wide) < 0.7 * bottom(Layout::Narrow));
    }
}
