//! A level axis of hours.

use super::axis::{Scale, usable};
use super::ink::Ink;
use super::scene::{Anchor, SMALL, Scene};

/// Hours between two labels, the finest first.
const STEPS: [f64; 10] = [0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0, 48.0, 168.0];

/// Gives the time on the clock at an hour, counted from midnight: "09:30".
pub(in super::super) fn time(hour: f64) -> String {
    // Only hours that can be drawn come here, so the cast is exact.
    let minutes = if usable(hour) { (hour * 60.0).round() as i64 } else { 0 };
    format!("{:02}:{:02}", minutes.div_euclid(60).rem_euclid(24), minutes.rem_euclid(60))
}

/// Draws grid lines over the given spans of y at round hours, and the times under `bottom`; gives the y below.
pub(in super::super) fn axis(scene: &mut Scene, scale: &Scale, spans: &[(f64, f64)], bottom: f64) -> f64 {
    let need = SMALL.width("00:00") + 12.0;
    let apart = |step: f64| scale.at(scale.low + step) - scale.at(scale.low);
    let step = STEPS.into_iter().find(|&step| apart(step) >= need).unwrap_or(scale.high - scale.low);
    let first = (scale.low / step - 1e-9).ceil();
    let many = ((scale.high / step + 1e-9).floor() - first).max(0.0) as usize;
    for k in 0..=many.min(400) {
        let hour = (first + k as f64) * step;
        let x = scale.at(hour);
        for &(from, to) in spans {
            scene.line(vec![(x, from), (x, to)], Ink::Grid, 1.0);
        }
        // The end of a day is told from its start.
        let ends = hour > 0.0 && hour == scale.high && hour.rem_euclid(24.0) == 0.0;
        let text = if ends { "24:00".to_owned() } else { time(hour) };
        let half = SMALL.width(&text) / 2.0;
        scene.words(x.min(scene.width - half).max(half), bottom + 11.0, Anchor::Middle, SMALL, &text);
    }
    bottom + 20.0
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::*;

    fn labels(range: (f64, f64), width: f64) -> Vec<String> {
        let mut scene = Scene::new(width + 40.0);
        scene.height = axis(&mut scene, &Scale::new(range, 20.0, 20.0 + width), &[(0.0, 9.0)], 10.0);
        assert!(scene.faults().is_empty(), "{:?}", scene.faults());
        let words = scene.shapes.into_iter().filter_map(|s| match s {
            Shape::Words(.., words) => Some(words),
            _ => None,
        });
        words.collect()
    }

    #[test]
    fn hours_are_round_and_as_many_as_fit() {
        assert_eq!(labels((0.0, 24.0), 250.0), ["00:00", "06:00", "12:00", "18:00", "24:00"]);
        assert_eq!(labels((8.0, 11.0), 300.0), ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00"]);
        assert_eq!(labels((22.0, 30.0), 250.0), ["22:00", "00:00", "02:00", "04:00", "06:00"]);
        assert!(labels((0.0, 1e6), 250.0).len() <= 2);
        assert!(labels((f64::NAN, 3.0), 50.0).len() <= 2);
    }

    #[test]
    fn times_read_as_on_a_clock() {
        assert_eq!(time(9.5), "09:30");
        assert_eq!(time(-0.25), "23:45");
        assert_eq!(time(25.999), "02:00");
    }
}
