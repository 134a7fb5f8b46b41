//! Demand, revenue and profit against price, with bands and the best price as a strip.

use super::super::draw::axis::{self, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::plane::Plane;
use super::super::draw::scene::{Anchor, LABEL, STRONG, Scene};
use super::super::view::{Estimate, Hue};
use super::Layout;

/// Holds curves over the same prices, drawn one above the other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PriceCurves {
    /// What the price axis says: "price per month, CHF".
    pub axis: String,
    /// What the bands are: "90 % interval".
    pub interval: String,
    /// Demand, revenue, profit.
    pub panels: Vec<PricePanel>,
    /// The best price, if one was looked for.
    pub best: Option<BestPrice>,
}

/// Holds one curve.
#[derive(Debug, Clone, PartialEq)]
pub struct PricePanel {
    /// What it shows, with its unit: "demand, % of people".
    pub title: String,
    /// Its colour.
    pub hue: Hue,
    /// Its points, in order of price, in the unit of the title (percent, not fractions).
    pub points: Vec<CurvePoint>,
}

/// Holds one point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The price.
    pub price: f64,
    /// The value at that price.
    pub value: Estimate,
}

/// Holds the price that does best.
#[derive(Debug, Clone, PartialEq)]
pub struct BestPrice {
    /// The price and its interval.
    pub price: Estimate,
    /// What it is, formatted: "best for profit: CHF 49 (45–54)".
    pub label: String,
}

/// Room between two panels.
const GAP: f64 = 16.0;

impl PriceCurves {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let panels: Vec<(&PricePanel, Vec<(f64, Estimate)>)> =
            self.panels.iter().map(|panel| (panel, drawable(panel))).filter(|(_, points)| points.len() > 1).collect();
        let prices = panels.iter().flat_map(|(_, p)| p.iter().map(|q| q.0));
        let Some(x) = axis::extent(prices) else {
            return Scene::sentence(width, "Too few prices for a curve.");
        };
        let height = match layout {
            Layout::Wide => 132.0,
            Layout::Narrow => 116.0,
        };
        let ranges: Vec<(f64, f64)> = panels.iter().map(|(_, points)| range(points)).collect();
        let left = ranges.iter().map(|&r| axis::upright_room(r, height)).fold(0.0, f64::max);
        let right = width - 14.0;
        let mut scene = Scene::new(width);
        let key = [(Sign::Band(Ink::Muted), self.interval.as_str())];
        let mut y = legend::draw(&mut scene, 0.0, &key) + 2.0;
        let best = self.best.as_ref().filter(|b| usable(b.price.mid));
        let scale = axis::Scale::new(x, left, right);
        let best_at = best.map(|b| scale.at(b.price.mid));
        if let (Some(best), Some(at)) = (best, best_at) {
            let lines = LABEL.wrap(&best.label, width, 2);
            for line in &lines {
                let half = LABEL.width(line) / 2.0;
                let middle = at.min(width - half).max(half);
                let face = LABEL.in_ink(Ink::Teal);
                scene.words(middle, y + 9.0, Anchor::Middle, face, line);
                y += LABEL.leading();
            }
            y += GAP - 3.0;
        }
        let mut plane = None;
        for ((panel, points), &range) in panels.iter().zip(&ranges) {
            let title = STRONG.fit(&panel.title, width);
            scene.words(0.0, y + 9.0, Anchor::Start, STRONG, &title);
            // The line of the best price runs on through the gap, unless the title stands in its way.
            let gap = (y - GAP + 3.0, y + 24.0);
            if let Some(at) = best_at {
                let clear = at > STRONG.width(&title) + 8.0;
                let end = if clear { gap.1 } else { y };
                scene.dashes(&[(at, gap.0), (at, end)], Ink::Teal, 1.4);
            }
            y += 24.0;
            let sides = [left, y, right, y + height];
            let here = Plane::new(&mut scene, sides, x, range);
            if let Some(best) = best {
                let price = best.price;
                if usable(price.low) && usable(price.high) {
                    let ends = (here.x.at(price.low), here.x.at(price.high));
                    scene.rect(ends, (y, y + height), Ink::Teal, 0.16);
                }
                let at = here.x.at(price.mid);
                scene.dashes(&[(at, y), (at, y + height)], Ink::Teal, 1.4);
            }
            here.estimate(&mut scene, points, Ink::of(panel.hue));
            // The zero line: the foot of the panel, or above it where a band falls below zero.
            let zero = here.y.at(0.0);
            scene.line(vec![(left, zero), (right, zero)], Ink::Rule, 1.0);
            y += height + GAP;
            plane = Some(here);
        }
        scene.height = match plane {
            Some(plane) => plane.under(&mut scene, &self.axis),
            None => y,
        };
        scene
    }
}

/// Points in order of price that can be drawn.
fn drawable(panel: &PricePanel) -> Vec<(f64, Estimate)> {
    let mut points: Vec<(f64, Estimate)> = panel
        .points
        .iter()
        .map(|p| (p.price, p.value))
        .filter(|(price, v)| [*price, v.mid, v.low, v.high].into_iter().all(usable))
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points
}

/// Zero-based range of a panel.
fn range(points: &[(f64, Estimate)]) -> (f64, f64) {
    let ends = points.iter().flat_map(|(_, e)| [e.low, e.high, e.mid, 0.0]);
    axis::rounded(axis::extent(ends).unwrap_or((0.0, 1.0)), 4)
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn panel(title: &str, n: u32) -> PricePanel {
        PricePanel {
            title: title.into(),
            hue: Hue::Concept,
            points: (0..n)
                .map(|i| {
                    let mid = 80.0 - 5.0 * f64::from(i);
                    CurvePoint { price: 20.0 + 5.0 * f64::from(i), value: Estimate::new(mid, mid - 4.0, mid + 4.0) }
                })
                .collect(),
        }
    }

    fn curves(panels: Vec<PricePanel>, best: f64, label: &str) -> Chart {
        Chart::Price(PriceCurves {
            axis: "price per month, CHF".into(),
            interval: "90 % interval".into(),
            panels,
            best: Some(BestPrice { price: Estimate::new(best, best - 4.0, best + 5.0), label: label.into() }),
        })
    }

    #[test]
    fn any_curves_stay_readable() {
        for n in [0, 1, 2, 12, 40] {
            for best in [20.0, 49.0, 500.0, f64::NAN] {
                let panels = ["demand, % of people", "revenue a month, CHF", LONG].map(|t| panel(t, n)).to_vec();
                assert_clean(&curves(panels.clone(), best, "best: CHF 49 (45–54)"));
                assert_clean(&curves(panels, best, LONG));
            }
        }
    }

    #[test]
    fn wild_points_are_left_out() {
        let mut wild = panel("demand", 4);
        wild.points.extend(WILD.map(|v| CurvePoint { price: v, value: Estimate::exact(v) }));
        assert_clean(&curves(vec![wild], 30.0, "best"));
        assert_clean(&Chart::Price(PriceCurves::default()));
    }
}
