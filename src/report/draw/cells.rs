//! Cells of a grid: a tint, a number, and hatching that keeps off the number.

use super::ink::Ink;
use super::scene::{Anchor, LABEL, SMALL, Scene};

/// Names the ground of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Ground {
    /// A tint alone.
    Plain,
    /// Hatched over the tint.
    Hatched,
}

/// Gives how strong the blue of a value is on a scale from `low` to `high`; words in the colour of the text stay readable on the strongest.
pub(in super::super) fn tint(value: f64, (low, high): (f64, f64)) -> f64 {
    let t = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
    // Whole percent keep the file short.
    (6.0 + 40.0 * t).round() / 100.0
}

/// Draws a cell between both ends of x and of y.
pub(in super::super) fn cell(scene: &mut Scene, (x, y): ((f64, f64), (f64, f64)), tint: f64, ground: Ground, text: &str) {
    let (middle_x, middle_y) = ((x.0 + x.1) / 2.0, (y.0 + y.1) / 2.0);
    scene.rect(x, y, Ink::Blue, tint);
    let room = x.1 - x.0 - 6.0;
    let face = if LABEL.width(text) <= room { LABEL } else { SMALL.in_ink(Ink::Text) };
    let text = if text.is_empty() { String::new() } else { face.fit(text, room) };
    if ground == Ground::Hatched {
        scene.hatch(x, y, Ink::Rule);
        if !text.is_empty() {
            // Keeps the lines off the number.
            let half = (face.width(&text) / 2.0 + 3.0).min((x.1 - x.0) / 2.0);
            let patch = ((middle_x - half, middle_x + half), (middle_y - 8.0, middle_y + 8.0));
            scene.rect(patch.0, patch.1, Ink::Surface, 1.0);
            scene.rect(patch.0, patch.1, Ink::Blue, tint);
        }
    }
    scene.words(middle_x, middle_y, Anchor::Middle, face, &text);
}
