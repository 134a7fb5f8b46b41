//! Monte Carlo error: the estimate by number of replicates, with its band.

use super::super::draw::axis::{self, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::plane::Plane;
use super::super::draw::scene::{Anchor, SMALL, Scene};
use super::super::view::Estimate;
use super::Layout;

/// Holds an estimate as it settled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Convergence {
    /// What the value axis says, with its unit: "share of choices, %".
    pub axis: String,
    /// What the band is: "95 % Monte Carlo interval".
    pub interval: String,
    /// Replicates so far and the estimate at that look, in rising order, in the unit of the axis.
    pub looks: Vec<(f64, Estimate)>,
    /// Half-width at which the run was told to stop, if it was.
    pub target: Option<f64>,
}

impl Convergence {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let mut looks: Vec<(f64, Estimate)> =
            self.looks.iter().filter(|(n, e)| [*n, e.mid, e.low, e.high].into_iter().all(usable)).copied().collect();
        looks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let [first, .., last] = looks.as_slice() else {
            return Scene::sentence(width, "Too few looks for a chart.");
        };
        let (first, last) = (*first, *last);
        let mut scene = Scene::new(width);
        let target = self.target.filter(|t| usable(*t) && *t > 0.0);
        let mut keys = vec![(Sign::Line(Ink::Blue), "estimate so far"), (Sign::Band(Ink::Blue), self.interval.as_str())];
        if target.is_some() {
            keys.push((Sign::Dashes(Ink::Teal), "half-width to stop at"));
        }
        let mut top = legend::draw(&mut scene, 0.0, &keys) + 2.0;
        scene.words(0.0, top + 8.0, Anchor::Start, SMALL, &SMALL.fit(&self.axis, width));
        top += 24.0;
        let height = 150.0;
        let stop = target.map(|t| [last.1.mid - t, last.1.mid + t]);
        let ends = looks.iter().flat_map(|(_, e)| [e.low, e.high, e.mid]);
        let y = axis::extent(ends.chain(stop.into_iter().flatten())).unwrap_or((0.0, 1.0));
        let y = axis::rounded(y, 4);
        let left = axis::upright_room(y, height);
        let sides = [left, top, width - 14.0, top + height];
        let plane = Plane::new(&mut scene, sides, (first.0, last.0), y);
        plane.estimate(&mut scene, &looks, Ink::Blue);
        for value in stop.into_iter().flatten() {
            let y = plane.y.at(value);
            scene.dashes(&[(sides[0], y), (sides[2], y)], Ink::Teal, 1.4);
        }
        scene.height = plane.level(&mut scene, "replicates");
        scene
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    #[test]
    fn any_run_stays_readable() {
        for n in [0, 1, 2, 40] {
            let mut looks: Vec<_> = (1..=n)
                .map(|i| {
                    let half = 10.0 / f64::from(i);
                    (f64::from(i * 100), Estimate::new(41.0, 41.0 - half, 41.0 + half))
                })
                .collect();
            looks.extend(WILD.map(|v| (v, Estimate::exact(v))));
            assert_clean(&Chart::Convergence(Convergence {
                axis: LONG.into(),
                interval: "95 % Monte Carlo interval".into(),
                looks,
                target: Some(0.5),
            }));
        }
    }
}
