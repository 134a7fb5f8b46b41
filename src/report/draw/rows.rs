//! Charts of one mark a row: names at the left and figures at the right when wide, both above the mark when narrow.

use super::super::chart::Layout;
use super::axis::{self, Scale};
use super::scene::{Anchor, LABEL, SMALL, STRONG, Scene, Type};

/// Holds the words of one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Row {
    /// Its name.
    pub(in super::super) label: String,
    /// A base or a range, in small.
    pub(in super::super) sub: String,
    /// The figure at its end; a line break parts it from words on it.
    pub(in super::super) end: String,
}

/// Holds where the marks go.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Lanes {
    /// Left edge of the marks.
    pub(in super::super) left: f64,
    /// Right edge of the marks.
    pub(in super::super) right: f64,
    /// Top and bottom of each row's mark.
    pub(in super::super) slots: Vec<(f64, f64)>,
    /// Where grid lines may run.
    pub(in super::super) spans: Vec<(f64, f64)>,
    /// The y below the last row.
    pub(in super::super) bottom: f64,
}

impl Lanes {
    /// Draws grid lines and the axis under the rows; gives the y below.
    pub(in super::super) fn axis(&self, scene: &mut Scene, scale: &Scale, says: &str) -> f64 {
        // Under the marks if the words fit there, else over the whole width.
        let left = if SMALL.width(says) <= scene.width - self.left { self.left } else { 0.0 };
        let room = (left, scene.width);
        axis::level(scene, scale, &self.spans, self.bottom, says, room)
    }
}

/// Widest column of names.
const NAMES: f64 = 236.0;
/// Widest column of figures.
const FIGURES: f64 = 176.0;
/// Gap between columns, and room for marks that reach over their place.
const GAP: f64 = 16.0;

/// Writes the words of all rows from `top` on and gives the lanes of the marks, `mark` high each.
pub(in super::super) fn lay(scene: &mut Scene, layout: Layout, top: f64, rows: &[Row], mark: f64, end_title: &str) -> Lanes {
    match layout {
        Layout::Wide => wide(scene, top, rows, mark, end_title),
        Layout::Narrow => narrow(scene, top, rows, mark, end_title),
    }
}

/// Wraps the words at the end of a row, each part on lines of its own.
fn lines(words: &str, face: Type, room: f64) -> Vec<String> {
    words.split('\n').flat_map(|part| face.wrap(part, room, 3)).collect()
}

fn wide(scene: &mut Scene, top: f64, rows: &[Row], mark: f64, end_title: &str) -> Lanes {
    let widest = |f: &dyn Fn(&Row) -> f64| rows.iter().map(f).fold(0.0, f64::max);
    let names = widest(&|r| LABEL.width(&r.label).max(SMALL.width(&r.sub))).clamp(60.0, NAMES);
    let figures = widest(&|r| LABEL.width(&r.end)).max(SMALL.width(end_title)).min(FIGURES);
    let left = names + GAP;
    let right = if figures > 0.0 { scene.width - figures - GAP } else { scene.width - GAP };
    let mut y = top;
    if !end_title.trim().is_empty() {
        let words = SMALL.fit(end_title, figures);
        scene.words(right + GAP, y + 8.0, Anchor::Start, SMALL, &words);
        y += 20.0;
    }
    let first = y;
    let mut slots = Vec::with_capacity(rows.len());
    for row in rows {
        let label = LABEL.wrap(&row.label, names, 3);
        let sub = SMALL.wrap(&row.sub, names, 2);
        let end = lines(&row.end, LABEL, figures);
        let words = LABEL.leading() * label.len() as f64 + SMALL.leading() * sub.len() as f64;
        let height = words.max(LABEL.leading() * end.len() as f64).max(mark) + 12.0;
        let middle = y + height / 2.0;
        let mut at = middle - words / 2.0;
        for line in &label {
            scene.words(0.0, at + LABEL.leading() / 2.0, Anchor::Start, LABEL, line);
            at += LABEL.leading();
        }
        for line in &sub {
            scene.words(0.0, at + SMALL.leading() / 2.0, Anchor::Start, SMALL, line);
            at += SMALL.leading();
        }
        at = middle - LABEL.leading() * (end.len() as f64 - 1.0) / 2.0;
        for line in &end {
            scene.words(right + GAP, at, Anchor::Start, LABEL, line);
            at += LABEL.leading();
        }
        slots.push((middle - mark / 2.0, middle + mark / 2.0));
        y += height;
    }
    Lanes { left, right, slots, spans: vec![(first, y)], bottom: y }
}

/// The first line at the left beside which the lines at the right all find room.
fn beside(left: &[(Type, String)], right: &[String], room: f64) -> Option<usize> {
    let spare = left.len().checked_sub(right.len())?;
    (0..=spare).find(|&first| {
        let mut pairs = left[first..].iter().zip(right);
        pairs.all(|((face, l), r)| face.width(l) + STRONG.width(r) + 14.0 <= room)
    })
}

fn narrow(scene: &mut Scene, top: f64, rows: &[Row], mark: f64, end_title: &str) -> Lanes {
    let room = scene.width;
    let mut y = top;
    if !end_title.trim().is_empty() {
        let words = SMALL.fit(end_title, room);
        scene.words(room, y + 8.0, Anchor::End, SMALL, &words);
        y += 20.0;
    }
    let mut slots = Vec::with_capacity(rows.len());
    for row in rows {
        let mut left: Vec<(Type, String)> = Vec::new();
        for (face, words) in [(LABEL, &row.label), (SMALL, &row.sub)] {
            left.extend(face.wrap(words, room, 3).into_iter().map(|l| (face, l)));
        }
        let right = lines(&row.end, STRONG, room);
        match beside(&left, &right, room) {
            Some(first) => {
                let mut at = y;
                for (i, (face, _)) in left.iter().enumerate() {
                    if let Some(words) = i.checked_sub(first).and_then(|k| right.get(k)) {
                        let middle = at + face.leading() / 2.0;
                        scene.words(room, middle, Anchor::End, STRONG, words);
                    }
                    at += face.leading();
                }
            }
            None => left.extend(right.into_iter().map(|l| (STRONG, l))),
        }
        for (face, words) in &left {
            scene.words(0.0, y + face.leading() / 2.0, Anchor::Start, *face, words);
            y += face.leading();
        }
        y += 2.0;
        slots.push((y, y + mark));
        y += mark + 14.0;
    }
    Lanes { left: 8.0, right: room - 8.0, spans: slots.iter().map(|s| (s.0 - 1.0, s.1 + 1.0)).collect(), slots, bottom: y - 8.0 }
}
