//! Scales, round ticks, and the axes of a plot.

use super::super::format;
use super::ink::Ink;
use super::scene::{Anchor, SMALL, Scene};

/// Values past this are not drawn: no axis could name them.
const LARGEST: f64 = 1e15;

/// Maps values to places, straight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Scale {
    /// Value at `from`.
    pub(in super::super) low: f64,
    /// Value at `to`.
    pub(in super::super) high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Makes a scale; an empty or unusable range is widened.
    pub(in super::super) fn new(range: (f64, f64), from: f64, to: f64) -> Self {
        let (low, high) = widened(range);
        Scale { low, high, from, to }
    }

    /// Gives the place of a value, held inside the scale; not a number for what cannot be drawn.
    pub(in super::super) fn at(&self, value: f64) -> f64 {
        if !usable(value) {
            return f64::NAN;
        }
        let t = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + (self.to - self.from) * t
    }

    /// Gives round values inside the scale, at most `most`.
    pub(in super::super) fn ticks(&self, most: usize) -> Vec<f64> {
        let step = self.step(most);
        let first = (self.low / step - 1e-9).ceil();
        let count = ((self.high / step + 1e-9).floor() - first).max(0.0) as usize;
        (0..=count.min(200)).map(|i| (first + i as f64) * step).collect()
    }

    fn step(&self, most: usize) -> f64 {
        step((self.high - self.low) / most.max(1) as f64)
    }

    /// Writes the value of a tick with the decimals its step needs.
    fn label(&self, value: f64, most: usize) -> String {
        let largest = self.low.abs().max(self.high.abs());
        let (by, unit) = if largest >= 1e9 {
            (1e9, "bn")
        } else if largest >= 1e6 {
            (1e6, "m")
        } else {
            (1.0, "")
        };
        let step = self.step(most) / by;
        let mut decimals = 0;
        let mut rest = step;
        while decimals < 9 && (rest - rest.round()).abs() > 1e-6 * rest {
            rest *= 10.0;
            decimals += 1;
        }
        let text = format::number(value / by, decimals);
        if unit.is_empty() || value == 0.0 { text } else { format!("{text}{}{unit}", format::THIN) }
    }

    /// Gives as many ticks with labels as fit beside each other over a level axis.
    fn fitting(&self) -> Vec<(f64, String)> {
        let length = (self.to - self.from).abs();
        let mut most = (length / 45.0).clamp(2.0, 10.0) as usize;
        loop {
            let ticks = self.labelled(most);
            let widest = ticks.iter().map(|(_, t)| SMALL.width(t)).fold(0.0, f64::max);
            let apart = match ticks.as_slice() {
                [a, b, ..] => (self.at(b.0) - self.at(a.0)).abs(),
                _ => f64::INFINITY,
            };
            if apart >= widest + 10.0 || most <= 1 {
                return ticks;
            }
            most -= 1;
        }
    }

    fn labelled(&self, most: usize) -> Vec<(f64, String)> {
        let ticks = self.ticks(most);
        ticks.into_iter().map(|v| (v, self.label(v, most))).collect()
    }
}

/// Gives the smallest and largest drawable value.
pub(in super::super) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let mut out: Option<(f64, f64)> = None;
    for v in values.into_iter().filter(|&v| usable(v)) {
        out = Some(match out {
            Some((low, high)) => (low.min(v), high.max(v)),
            None => (v, v),
        });
    }
    out
}

/// Extends a range to round ends.
pub(in super::super) fn rounded(range: (f64, f64), most: usize) -> (f64, f64) {
    let (low, high) = widened(range);
    let step = step((high - low) / most.max(1) as f64);
    ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step)
}

/// Says whether a value can be drawn.
pub(in super::super) fn usable(value: f64) -> bool {
    value.is_finite() && value.abs() < LARGEST
}

/// Draws a level axis: grid lines over the given spans of y, tick labels and what the axis says under `bottom`, the words
/// between the two ends of `room`.
///
/// Gives the y below it all.
pub(in super::super) fn level(scene: &mut Scene, scale: &Scale, spans: &[(f64, f64)], bottom: f64, says: &str, room: (f64, f64)) -> f64 {
    let ticks = scale.fitting();
    for (value, text) in &ticks {
        let x = scale.at(*value);
        for &(from, to) in spans {
            scene.line(vec![(x, from), (x, to)], Ink::Grid, 1.0);
        }
        let half = SMALL.width(text) / 2.0;
        let x = x.min(scene.width - half).max(half);
        scene.words(x, bottom + 13.0, Anchor::Middle, SMALL, text);
    }
    let mut y = bottom + 31.0;
    for line in SMALL.wrap(says, room.1 - room.0, 2) {
        scene.words(room.0, y, Anchor::Start, SMALL, &line);
        y += SMALL.leading();
    }
    y - 4.0
}

/// Draws an upright axis: grid lines from `left` to `right`, tick labels left of `left`.
pub(in super::super) fn upright(scene: &mut Scene, scale: &Scale, left: f64, right: f64) {
    let most = ((scale.to - scale.from).abs() / 30.0).clamp(2.0, 6.0) as usize;
    for (value, text) in scale.labelled(most) {
        let y = scale.at(value);
        scene.line(vec![(left, y), (right, y)], Ink::Grid, 1.0);
        scene.words(left - 6.0, y, Anchor::End, SMALL, &text);
    }
}

/// Gives the room the tick labels of an upright axis need.
pub(in super::super) fn upright_room(range: (f64, f64), height: f64) -> f64 {
    let scale = Scale::new(range, height, 0.0);
    let most = (height / 30.0).clamp(2.0, 6.0) as usize;
    let ticks = scale.labelled(most);
    ticks.iter().map(|(_, t)| SMALL.width(t)).fold(0.0, f64::max) + 8.0
}

fn widened((low, high): (f64, f64)) -> (f64, f64) {
    if !(usable(low) && usable(high)) {
        return (0.0, 1.0);
    }
    let (low, high) = (low.min(high), low.max(high));
    let size = low.abs().max(high.abs());
    if high - low > 1e-9 * size {
        (low, high)
    } else if size > 0.0 {
        (low - 0.1 * size, high + 0.1 * size)
    } else {
        (0.0, 1.0)
    }
}

/// The round step (1, 2 or 5 times a power of ten) just above a raw one.
fn step(raw: f64) -> f64 {
    let mut power = 1.0_f64;
    while power * 10.0 <= raw {
        power *= 10.0;
    }
    while power > raw && power > 1e-300 {
        power /= 10.0;
    }
    let times = [1.0, 2.0, 5.0, 10.0];
    times.into_iter().map(|t| t * power).find(|&s| s >= raw * (1.0 - 1e-9)).unwrap_or(power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let scale = Scale::new((3.0, 47.0), 0.0, 100.0);
        assert_eq!(scale.ticks(5), [10.0, 20.0, 30.0, 40.0]);
        assert_eq!(rounded((3.0, 47.0), 5), (0.0, 50.0));
        let fine = Scale::new((0.0, 0.3), 0.0, 100.0);
        assert_eq!(fine.label(0.1, 3), "0.1");
        assert_eq!(Scale::new((0.0, 4e6), 0.0, 1.0).label(2e6, 4), "2\u{202f}m");
    }

    #[test]
    fn unusable_ranges_still_give_a_scale() {
        for range in [(f64::NAN, 1.0), (0.0, f64::INFINITY), (5.0, 5.0), (0.0, 0.0), (1.0, -1.0), (1e300, 1e301)] {
            let scale = Scale::new(range, 0.0, 100.0);
            assert!(scale.high > scale.low);
            assert!(!scale.ticks(6).is_empty());
            assert!(scale.at(3.0).is_finite());
        }
        assert!(Scale::new((0.0, 1.0), 0.0, 1.0).at(f64::NAN).is_nan());
    }

    #[test]
    fn values_outside_are_held_at_the_edge() {
        let scale = Scale::new((0.0, 10.0), 0.0, 100.0);
        assert_eq!(scale.at(20.0), 100.0);
        assert_eq!(scale.at(-3.0), 0.0);
        assert_eq!(scale.at(5.0), 50.0);
    }

    #[test]
    fn labels_under_a_level_axis_never_touch() {
        for range in [(0.0, 1.0), (12_345.0, 98_765.0), (-3e8, 5e8), (0.001, 0.0013)] {
            for length in [90.0, 300.0, 700.0] {
                let mut scene = Scene::new(length + 40.0);
                let scale = Scale::new(range, 30.0, length);
                scene.height = level(&mut scene, &scale, &[(0.0, 10.0)], 10.0, "price, CHF", (0.0, length)) + 10.0;
                assert!(scene.faults().is_empty(), "{:?}", scene.faults());
            }
        }
    }
}
