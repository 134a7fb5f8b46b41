//! How the steps of a journey feel, before and after: two lines with intervals, one place for each step.

use super::super::draw::axis::{Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::scene::{Anchor, SMALL, STRONG, Scene};
use super::super::format;
use super::super::view::Estimate;
use super::view::MapStep;

/// Height of the scale.
const HEIGHT: f64 = 92.0;
/// Room above and below it for the figures at the points.
const RIM: f64 = 20.0;
/// Narrowest place of a step beside whose points figures still fit.
const FIGURES: f64 = 30.0;

/// A step and how it feels.
type Place = (usize, Estimate);

/// Draws the curves over `steps`, each at the middle of its part of the width; their numbers stand below, counted from `first`, if wanted.
pub(super) fn scene(width: f64, steps: &[MapStep], scale: (f64, f64), first: Option<usize>) -> Scene {
    let mut scene = Scene::new(width);
    if steps.is_empty() {
        return Scene::sentence(width, "No steps to show.");
    }
    let y = Scale::new(scale, RIM + HEIGHT, RIM);
    let place = width / steps.len() as f64;
    let x = |step: usize| place * (step as f64 + 0.5);
    for value in [y.low, f64::midpoint(y.low, y.high), y.high] {
        scene.line(vec![(0.0, y.at(value)), (width, y.at(value))], Ink::Grid, 1.0);
    }
    // Where a place is too narrow for two marks beside each other, they stand one over the other.
    let aside = if place > 24.0 { 5.0 } else { 0.0 };
    let before = points(steps.iter().map(|step| step.felt_before));
    let now = points(steps.iter().map(|step| step.felt));
    draw(&mut scene, &before, &y, |step| x(step) - aside, Ink::Grey);
    draw(&mut scene, &now, &y, |step| x(step) + aside, Ink::Blue);
    if place >= FIGURES {
        let decimals = i32::from((y.high - y.low).abs() < 20.0);
        figures(&mut scene, (&before, &now), &y, x, decimals);
    }
    scene.height = HEIGHT + 2.0 * RIM;
    if let Some(first) = first {
        // Where they would touch, only every second, third ... stands there.
        let apart = (26.0 / place).ceil().max(1.0) as usize;
        for step in (0..steps.len()).step_by(apart) {
            scene.words(x(step).max(10.0), scene.height + 8.0, Anchor::Middle, STRONG, &(first + step).to_string());
        }
        scene.height += 18.0;
    }
    scene
}

/// The estimates that can be drawn, with their steps.
fn points(felt: impl Iterator<Item = Option<Estimate>>) -> Vec<Place> {
    let drawable = |estimate: &Estimate| [estimate.low, estimate.mid, estimate.high].into_iter().all(usable);
    felt.enumerate().filter_map(|(step, felt)| Some((step, felt.filter(drawable)?))).collect()
}

fn draw(scene: &mut Scene, points: &[Place], y: &Scale, x: impl Fn(usize) -> f64, ink: Ink) {
    let line: Vec<(f64, f64)> = points.iter().map(|(step, felt)| (x(*step), y.at(felt.mid))).collect();
    if ink == Ink::Grey {
        scene.dashes(&line, ink, 1.8);
    } else {
        scene.line(line.clone(), ink, 2.2);
    }
    for ((step, felt), &(at, middle)) in points.iter().zip(&line) {
        scene.line(vec![(x(*step), y.at(felt.low)), (x(*step), y.at(felt.high))], ink, 3.0);
        if ink == Ink::Grey { scene.ring(at, middle, 3.6, ink) } else { scene.dot(at, middle, 4.4, ink) }
    }
}

/// Writes the figure of now on the side to which it has gone, and that of before on the other.
fn figures(scene: &mut Scene, (before, now): (&[Place], &[Place]), y: &Scale, x: impl Fn(usize) -> f64, decimals: i32) {
    let text = |felt: &Estimate| format::number(felt.mid, decimals);
    let ends = |estimate: &Estimate| (y.at(estimate.low).max(y.at(estimate.high)), y.at(estimate.low).min(y.at(estimate.high)));
    let was = |step: usize| before.iter().find(|(at, _)| *at == step).map(|(_, felt)| felt);
    let is = |step: usize| now.iter().find(|(at, _)| *at == step).map(|(_, felt)| felt);
    let last = before.iter().chain(now).map(|(step, _)| step + 1).max().unwrap_or(0);
    for step in 0..last {
        let all = [was(step), is(step)].into_iter().flatten();
        let (low, high) = all.map(ends).fold((f64::MIN, f64::MAX), |(low, high), (l, h)| (low.max(l), high.min(h)));
        let (above, below) = (high - 10.0, low + 10.0);
        let up = match (was(step), is(step)) {
            (Some(was), Some(is)) => y.at(is.mid) <= y.at(was.mid),
            _ => true,
        };
        let mut write = |felt: Option<&Estimate>, at: f64, ink: Ink| {
            if let Some(felt) = felt {
                let at = at.clamp(7.0, HEIGHT + 2.0 * RIM - 7.0);
                scene.words(x(step), at, Anchor::Middle, SMALL.in_ink(ink), &text(felt));
            }
        };
        write(is(step), if up { above } else { below }, Ink::Blue);
        let same = was(step).zip(is(step)).is_some_and(|(was, is)| text(was) == text(is));
        if !same {
            let at = if is(step).is_none() || !up { above } else { below };
            write(was(step), at, Ink::Muted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(before: f64, now: f64) -> MapStep {
        let felt = |mid: f64| Some(Estimate::new(mid, mid - 0.4, mid + 0.3));
        MapStep { felt_before: felt(before), felt: felt(now), ..MapStep::default() }
    }

    #[test]
    fn any_curves_stay_readable() {
        let wild = [f64::NAN, f64::INFINITY, 1e300, -3.0, 0.0, 99.0];
        for count in [1, 2, 5, 8, 11, 30] {
            let mut steps: Vec<MapStep> = (0..count).map(|k| step(1.0 + f64::from(k % 7), 7.0 - f64::from(k % 5))).collect();
            for width in [358.0, 860.0] {
                let drawn = scene(width, &steps, (1.0, 7.0), Some(1));
                assert!(drawn.faults().is_empty(), "{count} {width}: {:?}", drawn.faults());
            }
            for (step, &value) in steps.iter_mut().zip(&wild) {
                step.felt = Some(Estimate::exact(value));
                step.felt_before = None;
            }
            let drawn = scene(860.0, &steps, (1.0, 7.0), None);
            assert!(drawn.faults().is_empty(), "{:?}", drawn.faults());
        }
        assert!(scene(358.0, &[], (1.0, 7.0), None).faults().is_empty());
    }

    #[test]
    fn both_figures_stand_there_only_where_they_differ() {
        let words = |steps: &[MapStep]| {
            let drawn = scene(860.0, steps, (1.0, 7.0), None);
            drawn.shapes.iter().filter(|shape| shape.text_box().is_some()).count()
        };
        assert_eq!((words(&[step(3.0, 5.0)]), words(&[step(3.0, 3.0)])), (2, 1));
    }
}
