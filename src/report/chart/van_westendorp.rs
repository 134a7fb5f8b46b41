//! The price sensitivity meter: four cumulative curves, their crossings labelled outside the plot by leaders.

use super::super::draw::axis::{self, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::place;
use super::super::draw::plane::Plane;
use super::super::draw::scene::{Anchor, SMALL, STRONG, Scene, Type};
use super::Layout;

/// Holds the four curves of the price sensitivity meter and where they cross.
///
/// # Shapes
///
/// The four curves have one share per price.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VanWestendorp {
    /// What the price axis says: "price per month, CHF".
    pub axis: String,
    /// Prices in rising order.
    pub prices: Vec<f64>,
    /// Share who find each price too cheap to be good, a fraction.
    pub too_cheap: Vec<f64>,
    /// Share who find it a bargain.
    pub cheap: Vec<f64>,
    /// Share who find it getting expensive.
    pub expensive: Vec<f64>,
    /// Share who find it too expensive.
    pub too_expensive: Vec<f64>,
    /// Where curves cross.
    pub crossings: Vec<Crossing>,
}

/// Holds one crossing.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Its name: "OPP".
    pub name: String,
    /// Price at the crossing.
    pub price: f64,
    /// Share at the crossing, a fraction.
    pub share: f64,
    /// The price with its interval, formatted: "CHF 49 (45–54)".
    pub text: String,
}

/// Room between two labels over the plot.
const APART: f64 = 12.0;

impl VanWestendorp {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let Some(x) = axis::extent(self.prices.iter().copied()).filter(|_| self.prices.len() > 1) else {
            return Scene::sentence(width, "Too few prices for a curve.");
        };
        let mut scene = Scene::new(width);
        let keys = [
            (Sign::Dashes(Ink::Teal), "too cheap to be good"),
            (Sign::Line(Ink::Teal), "a bargain"),
            (Sign::Line(Ink::Orange), "getting expensive"),
            (Sign::Dashes(Ink::Orange), "too expensive"),
        ];
        let top = legend::draw(&mut scene, 0.0, &keys) + 2.0;
        scene.words(0.0, top + 8.0, Anchor::Start, SMALL, "% of people");
        let top = top + 22.0;
        let height = match layout {
            Layout::Wide => 270.0,
            Layout::Narrow => 210.0,
        };
        let range = (0.0, 100.0);
        let left = axis::upright_room(range, height);
        let right = width - 14.0;
        let mut crossings: Vec<&Crossing> = self.crossings.iter().filter(|c| usable(c.price) && usable(c.share)).collect();
        crossings.sort_by(|a, b| a.price.total_cmp(&b.price));
        let labels = Labels::new(&crossings, width);
        let roof = top + labels.height();
        let sides = [left, roof, right, roof + height];
        let plane = Plane::new(&mut scene, sides, x, range);
        let bottom = plane.level(&mut scene, &self.axis);
        let curves = [
            (&self.too_cheap, Ink::Teal, true),
            (&self.cheap, Ink::Teal, false),
            (&self.expensive, Ink::Orange, false),
            (&self.too_expensive, Ink::Orange, true),
        ];
        for (shares, ink, dashed) in curves {
            let points = self.prices.iter().zip(shares.iter());
            let path = plane.path(points.map(|(p, s)| (*p, s * 100.0)));
            if dashed {
                scene.dashes(&path, ink, 2.2);
            } else {
                scene.line(path, ink, 2.2);
            }
        }
        let points: Vec<(f64, f64)> = crossings.iter().map(|c| plane.at(c.price, c.share * 100.0)).collect();
        scene.height = labels.put(&mut scene, &crossings, &points, (top, roof), bottom);
        for &(x, y) in &points {
            scene.ring(x, y, 4.5, Ink::Text);
        }
        scene
    }
}

/// How the crossings are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// In full over the plot.
    Full,
    /// By letters over the plot, with a list below.
    Letters,
    /// In the list below alone: a meter has four crossings, this is for what is none.
    Listed,
}

/// The names of the crossings, with the widths they take over the plot.
struct Labels {
    naming: Naming,
    sizes: Vec<f64>,
}

impl Labels {
    fn new(crossings: &[&Crossing], width: f64) -> Self {
        let fits = |sizes: &[f64]| sizes.iter().map(|s| s + APART).sum::<f64>() <= width;
        let full: Vec<f64> = crossings.iter().map(|c| STRONG.width(&c.name).max(SMALL.width(&c.text))).collect();
        let letters: Vec<f64> = (0..crossings.len()).map(|i| STRONG.width(&letter(i))).collect();
        let (naming, sizes) = if fits(&full) {
            (Naming::Full, full)
        } else if fits(&letters) {
            (Naming::Letters, letters)
        } else {
            (Naming::Listed, Vec::new())
        };
        Labels { naming, sizes }
    }

    /// Height the labels take over the plot.
    fn height(&self) -> f64 {
        match self.naming {
            _ if self.sizes.is_empty() => 8.0,
            Naming::Full => 56.0,
            Naming::Letters => 38.0,
            Naming::Listed => 8.0,
        }
    }

    /// Writes the labels over the plot with leaders to their points, and the list below; gives the y below it all.
    fn put(&self, scene: &mut Scene, crossings: &[&Crossing], points: &[(f64, f64)], (top, roof): (f64, f64), bottom: f64) -> f64 {
        let wanted: Vec<f64> = points.iter().map(|p| p.0).collect();
        let middles = place::spread(&wanted, &self.sizes, APART, (0.0, scene.width));
        for (i, &x) in middles.iter().enumerate() {
            let mut line = |y: f64, face: Type, words: &str| {
                scene.words(x, y, Anchor::Middle, face, words);
            };
            let foot = if self.naming == Naming::Full {
                line(top + 9.0, STRONG, &crossings[i].name);
                line(top + 25.0, SMALL, &crossings[i].text);
                top + 33.0
            } else {
                line(top + 9.0, STRONG, &letter(i));
                top + 18.0
            };
            let leader = vec![(x, foot), (wanted[i], roof - 4.0), (wanted[i], points[i].1)];
            scene.line(leader, Ink::Rule, 1.0);
        }
        if self.naming == Naming::Full {
            return bottom;
        }
        let mut y = bottom;
        for (i, crossing) in crossings.iter().enumerate() {
            let words = format!("{}: {}, {}", letter(i), crossing.name, crossing.text);
            for text in SMALL.wrap(&words, scene.width, 3) {
                scene.words(0.0, y + 10.0, Anchor::Start, SMALL, &text);
                y += SMALL.leading() + 1.0;
            }
        }
        y + 6.0
    }
}

/// A, B, ... Z, then A2, B2 ...
fn letter(i: usize) -> String {
    let head = char::from(b'A' + (i % 26) as u8);
    match i / 26 {
        0 => head.to_string(),
        n => format!("{head}{}", n + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn meter(crossings: Vec<Crossing>) -> VanWestendorp {
        let prices: Vec<f64> = (0..20).map(|i| 5.0 * f64::from(i)).collect();
        let rising: Vec<f64> = prices.iter().map(|p| p / 95.0).collect();
        let falling: Vec<f64> = rising.iter().map(|s| 1.0 - s).collect();
        VanWestendorp {
            axis: "price per month, CHF".into(),
            too_cheap: falling.iter().map(|s| s * s).collect(),
            cheap: falling,
            too_expensive: rising.iter().map(|s| s * s).collect(),
            expensive: rising,
            prices,
            crossings,
        }
    }

    fn crossing(name: &str, price: f64, text: &str) -> Crossing {
        Crossing { name: name.into(), price, share: 0.3, text: text.into() }
    }

    #[test]
    fn crossings_at_one_price_are_told_apart() {
        let four = ["PMC", "OPP", "IPP", "PME"].map(|n| crossing(n, 47.0, "CHF 47 (45–54)")).to_vec();
        assert_clean(&Chart::VanWestendorp(meter(four)));
    }

    #[test]
    fn wide_pages_name_crossings_over_the_plot_and_phones_by_letter() {
        let four = ["PMC", "OPP", "IPP", "PME"].map(|n| crossing(n, 47.0, "CHF 47 (45–54)")).to_vec();
        let chart = Chart::VanWestendorp(meter(four));
        assert!(!chart.draw(Layout::Wide, "a", "", "").contains("A: PMC"));
        assert!(chart.draw(Layout::Narrow, "a", "", "").contains("A: PMC, CHF 47 (45–54)"));
    }

    #[test]
    fn any_meter_stays_readable() {
        assert_clean(&Chart::VanWestendorp(VanWestendorp::default()));
        assert_clean(&Chart::VanWestendorp(meter(Vec::new())));
        let mut many: Vec<_> = (0..30).map(|i| crossing("X", f64::from(i), "CHF 1")).collect();
        many.push(crossing(LONG, 30.0, LONG));
        many.extend(WILD.map(|v| crossing("wild", v, "x")));
        let mut chart = meter(many);
        chart.prices.extend(WILD);
        chart.cheap.extend(WILD);
        assert_clean(&Chart::VanWestendorp(chart));
    }
}
