//! Keys over a chart, for what cannot be written beside the marks.

use super::ink::Ink;
use super::scene::{Anchor, SMALL, Scene};

/// Names the sign of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Sign {
    /// A filled square.
    Box(Ink),
    /// A pale square, for bands.
    Band(Ink),
    /// A half-pale square, for bands in bands.
    Core(Ink),
    /// A hatched square.
    Hatch,
    /// A filled dot.
    Dot(Ink),
    /// A dot with the line of its interval.
    Interval(Ink),
    /// An open dot.
    Ring(Ink),
    /// A diamond.
    Diamond(Ink),
    /// A line.
    Line(Ink),
    /// A dashed line.
    Dashes(Ink),
    /// An upright tick.
    Tick(Ink),
    /// A level and an upright line through one point.
    Cross(Ink),
    /// An open square.
    Frame(Ink),
    /// An open square whose lower half is filled.
    Half(Ink),
    /// A filled dot in an open one.
    Target(Ink),
    /// An upright dashed line.
    Drop(Ink),
    /// An open dot of some radius, in pixels.
    Round(Ink, u8),
    /// A bar with a thick line under it.
    Marked(Ink),
    /// A bar, hatched.
    Hatched(Ink),
    /// A half-pale bar with a rim.
    Rimmed(Ink),
}

/// Draws keys in lines from `top` on; those without words are left out. Gives the y below them.
pub(in super::super) fn draw(scene: &mut Scene, top: f64, keys: &[(Sign, &str)]) -> f64 {
    let keys: Vec<_> = keys.iter().filter(|k| !k.1.trim().is_empty()).collect();
    if keys.is_empty() {
        return top;
    }
    let (mut x, mut y) = (0.0, top + 8.0);
    for (sign, words) in keys {
        let room = sign_width(*sign) + 6.0;
        let words = SMALL.fit(words, scene.width - room - 2.0);
        let need = room + SMALL.width(&words);
        if x > 0.0 && x + need > scene.width {
            x = 0.0;
            y += 19.0;
        }
        sign_at(scene, *sign, x, y);
        scene.words(x + room, y, Anchor::Start, SMALL, &words);
        x += need + 18.0;
    }
    y + 18.0
}

fn sign_width(sign: Sign) -> f64 {
    match sign {
        Sign::Interval(_) | Sign::Line(_) | Sign::Dashes(_) => 22.0,
        Sign::Tick(_) | Sign::Drop(_) => 6.0,
        _ => 12.0,
    }
}

/// Draws a sign whose left end is `x` and whose middle is as high as `y`.
pub(in super::super) fn sign_at(scene: &mut Scene, sign: Sign, x: f64, y: f64) {
    let (right, bottom) = (x + 12.0, y + 6.0);
    match sign {
        Sign::Box(ink) => scene.rect((x, right), (y - 6.0, bottom), ink, 1.0),
        Sign::Band(ink) => scene.rect((x, right), (y - 6.0, bottom), ink, 0.25),
        Sign::Core(ink) => scene.rect((x, right), (y - 6.0, bottom), ink, 0.5),
        Sign::Hatch => {
            scene.rect((x, right), (y - 6.0, bottom), Ink::Blue, 0.15);
            scene.hatch((x, right), (y - 6.0, bottom), Ink::Muted);
        }
        Sign::Dot(ink) => scene.dot(x + 6.0, y, 5.0, ink),
        Sign::Interval(ink) => {
            scene.line(vec![(x, y), (x + 22.0, y)], ink, 2.0);
            scene.dot(x + 11.0, y, 5.0, ink);
        }
        Sign::Ring(ink) => scene.ring(x + 6.0, y, 4.5, ink),
        Sign::Diamond(ink) => scene.diamond(x + 6.0, y, 5.0, ink),
        Sign::Line(ink) => scene.line(vec![(x, y), (x + 22.0, y)], ink, 2.0),
        Sign::Dashes(ink) => scene.dashes(&[(x, y), (x + 22.0, y)], ink, 2.0),
        Sign::Tick(ink) => scene.line(vec![(x + 3.0, y - 6.0), (x + 3.0, bottom)], ink, 2.0),
        Sign::Cross(ink) => {
            scene.line(vec![(x, y), (right, y)], ink, 1.6);
            scene.line(vec![(x + 6.0, y - 6.0), (x + 6.0, bottom)], ink, 1.6);
        }
        Sign::Frame(ink) => scene.frame((x + 1.0, right - 1.0), (y - 5.0, bottom - 1.0), ink, 2.0),
        Sign::Half(ink) => {
            scene.rect((x + 1.0, right - 1.0), (y, bottom - 1.0), ink, 1.0);
            scene.frame((x + 1.0, right - 1.0), (y - 5.0, bottom - 1.0), ink, 2.0);
        }
        Sign::Target(ink) => {
            scene.ring(x + 6.0, y, 6.8, Ink::Muted);
            scene.dot(x + 6.0, y, 3.9, ink);
        }
        Sign::Drop(ink) => scene.dashes(&[(x + 3.0, y - 6.5), (x + 3.0, bottom + 0.5)], ink, 2.0),
        Sign::Round(ink, radius) => scene.ring(x + 6.0, y, f64::from(radius), ink),
        Sign::Marked(ink) => {
            scene.rect((x, right), (y - 5.0, y + 5.0), Ink::Blue, 0.35);
            scene.rect((x, right), (y + 2.0, y + 5.0), ink, 1.0);
        }
        Sign::Rimmed(ink) => {
            scene.rect((x, right), (y - 5.0, y + 5.0), ink, 0.35);
            scene.frame((x + 0.6, right - 0.6), (y - 5.0, y + 5.0), ink, 1.2);
        }
        Sign::Hatched(ink) => {
            scene.rect((x, right), (y - 5.0, y + 5.0), ink, 0.35);
            scene.hatch((x, right), (y - 5.0, y + 5.0), ink);
        }
    }
}
