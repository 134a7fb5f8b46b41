//! Settings by what they cost in two ways, a third way in the size of the mark: the best to be had, and where the others stand.

use super::super::draw::axis::{self, usable};
use super::super::draw::board::{Board, Mark};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::numbered::{Entry, Look, RADIUS};
use super::super::draw::scene::{Anchor, SMALL, Scene};
use super::super::format;
use super::super::view::Estimate;
use super::Layout;

/// Holds settings by three things of which less is better.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Front {
    /// What the level axis says, with its unit: "human hours a day".
    pub across: String,
    /// What the upright axis says, with its unit: "cost of escaped errors, CHF a week".
    pub up: String,
    /// What the size of a mark says, with its unit: "lead time, h".
    pub third: String,
    /// What the lines through a mark are: "95 % interval".
    pub interval: String,
    /// The most that is allowed along the level axis, and what to call it.
    pub across_limit: Option<(f64, String)>,
    /// The most that is allowed along the upright axis, and what to call it.
    pub up_limit: Option<(f64, String)>,
    /// The settings to read; the first has number 1, and earlier ones keep their places when there is no room for all.
    pub points: Vec<FrontPoint>,
    /// Other settings of the best set along both axes, drawn as small dots without a number.
    pub others: Vec<(f64, f64)>,
}

/// Names where a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontKind {
    /// Found by the search: drawn as a circle.
    Found,
    /// Given for comparison, such as every agent in the loop: drawn as a square.
    Given,
}

/// Holds one setting.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontPoint {
    /// Its short name.
    pub name: String,
    /// Where it comes from.
    pub kind: FrontKind,
    /// Whether it is the one recommended.
    pub recommended: bool,
    /// Whether it keeps all the limits.
    pub within: bool,
    /// Its value along the level axis.
    pub across: Estimate,
    /// Its value along the upright axis.
    pub up: Estimate,
    /// The value that the size of its mark stands for.
    pub third: f64,
    /// Its figures, formatted; a line break parts them: "2.1 h a day (1.9–2.3), CHF 410 a week (300–530)\nlead time 5.2 h (4.8–5.6)".
    pub text: String,
    /// How sure it is that it belongs to the best set, in words, or empty: "in the best set in 83 % of draws".
    pub sure: String,
}

/// Radius of a mark in the lowest, middle and highest third of the values.
const SIZES: [f64; 3] = [7.5, 9.5, 12.0];
/// A setting for comparison that lies this much further out than the rest is drawn at the edge.
const FAR: f64 = 2.0;

impl FrontPoint {
    fn look(&self) -> Look {
        match (self.kind, self.recommended, self.within) {
            (FrontKind::Found, true, _) => Look::Solid(Ink::Blue),
            (FrontKind::Given, true, _) => Look::Block(Ink::Blue),
            (FrontKind::Found, false, true) => Look::Open(Ink::Blue),
            (FrontKind::Found, false, false) => Look::Open(Ink::Orange),
            (FrontKind::Given, false, true) => Look::Square(Ink::Grey),
            (FrontKind::Given, false, false) => Look::Square(Ink::Orange),
        }
    }

    fn is_drawable(&self) -> bool {
        usable(self.across.mid) && usable(self.up.mid)
    }

    fn words(&self) -> String {
        let broken = if self.within { "" } else { "breaks a limit" };
        let parts = [self.text.as_str(), self.sure.as_str(), broken];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

impl Front {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if self.points.is_empty() {
            return Scene::sentence(width, "No settings to show.");
        }
        let mut scene = Scene::new(width);
        let path = self.stairs();
        let cuts = self.cuts();
        let top = self.keys(&mut scene, path.len() > 1, cuts) + 6.0;
        let size = |value: f64| match cuts {
            Some((low, high)) if usable(value) => SIZES[usize::from(value > low) + usize::from(value > high)],
            _ => RADIUS,
        };
        let marks = self.points.iter().enumerate().map(|(i, point)| {
            let entry = Entry { number: i + 1, look: point.look(), name: point.name.clone(), text: point.words() };
            Mark { place: (point.across, point.up), entry, radius: size(point.third) }
        });
        let limit = |limit: &Option<(f64, String)>| limit.as_ref().map(|l| l.0).filter(|&l| usable(l));
        let x = self.range(|p| p.across, self.others.iter().map(|o| o.0), limit(&self.across_limit));
        let y = self.range(|p| p.up, self.others.iter().map(|o| o.1), limit(&self.up_limit));
        let is_beyond = |p: &FrontPoint| p.is_drawable() && (p.across.mid > x.1 || p.up.mid > y.1);
        let beyond = self.points.iter().any(is_beyond);
        let board = Board {
            across: &self.across,
            up: &self.up,
            x,
            y: Some(y),
            line: limit(&self.up_limit),
            drop: limit(&self.across_limit),
            dots: self.others.clone(),
            path,
            marks: marks.collect(),
            notes: if beyond {
                vec!["An arrow at the edge: the setting lies further out; its figures stand in the list.".to_owned()]
            } else {
                Vec::new()
            },
        };
        scene.height = board.draw(&mut scene, layout, top);
        scene
    }

    /// Draws the keys of what is there; gives the y below.
    fn keys(&self, scene: &mut Scene, has_path: bool, cuts: Option<(f64, f64)>) -> f64 {
        let has = |look: Look| self.points.iter().any(|p| p.look() == look);
        let key = |is_there: bool, words: &'static str| if is_there { words } else { "" };
        let others = key(!self.others.is_empty(), "more of the best set, in the table");
        let limit = |limit: &Option<(f64, String)>| limit.as_ref().filter(|l| usable(l.0)).map_or(String::new(), |l| l.1.clone());
        let (level, upright) = (limit(&self.up_limit), limit(&self.across_limit));
        let is_broken = has(Look::Open(Ink::Orange)) || has(Look::Square(Ink::Orange));
        let keys = [
            (Sign::Dot(Ink::Blue), key(has(Look::Solid(Ink::Blue)), "recommended")),
            (Sign::Box(Ink::Blue), key(has(Look::Block(Ink::Blue)), "recommended")),
            (Sign::Ring(Ink::Blue), key(has(Look::Open(Ink::Blue)), "found by the search")),
            (Sign::Frame(Ink::Grey), key(has(Look::Square(Ink::Grey)), "for comparison")),
            (Sign::Ring(Ink::Orange), key(is_broken, "orange rim: breaks a limit")),
            (Sign::Round(Ink::Rule, 2), others),
            (Sign::Line(Ink::Blue), key(has_path, "the least to be had")),
            (Sign::Cross(Ink::Rule), self.interval.as_str()),
            (Sign::Dashes(Ink::Orange), level.as_str()),
            (Sign::Drop(Ink::Orange), upright.as_str()),
        ];
        let mut y = legend::draw(scene, 0.0, &keys);
        if let Some((low, high)) = cuts {
            let [low, high] = [low, high].map(format::plain);
            let words = [format!("{}: up to {low}", self.third), format!("up to {high}"), "more".to_owned()];
            let signs = [4, 5, 6].map(|radius| Sign::Round(Ink::Muted, radius));
            let sizes: Vec<(Sign, &str)> = signs.into_iter().zip(words.iter().map(String::as_str)).collect();
            y = legend::draw(scene, y, &sizes);
        } else if !self.third.is_empty() {
            for line in SMALL.wrap(&format!("{}: in the list", self.third), scene.width, 2) {
                scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &line);
                y += SMALL.leading();
            }
        }
        y
    }

    /// Where the sizes of the marks change: at round values near both thirds of the range; none where all values are about the same.
    fn cuts(&self) -> Option<(f64, f64)> {
        let (low, high) = axis::extent(self.points.iter().map(|p| p.third))?;
        let third = (high - low) / 3.0;
        if third <= 1e-3 * low.abs().max(high.abs()) {
            return None;
        }
        let scale = axis::Scale::new((low, high), 0.0, 1.0);
        let nearest = |value: f64| {
            let ticks = scale.ticks(12).into_iter();
            ticks.min_by(|a, b| (a - value).abs().total_cmp(&(b - value).abs())).unwrap_or(value)
        };
        let cuts = (nearest(low + third), nearest(low + 2.0 * third));
        (cuts.0 < cuts.1).then_some(cuts)
    }

    /// Both ends of an axis: everything that was found and the limit, and what was given unless it lies far out.
    fn range(&self, of: impl Fn(&FrontPoint) -> Estimate, others: impl Iterator<Item = f64>, limit: Option<f64>) -> (f64, f64) {
        let drawn = || self.points.iter().filter(|p| p.is_drawable());
        let is_core = |p: &&FrontPoint| p.kind == FrontKind::Found || p.recommended;
        let ends = |p: &FrontPoint| {
            let e = of(p);
            [e.low, e.mid, e.high]
        };
        let core = axis::extent(drawn().filter(is_core).flat_map(ends).chain(others).chain(limit).chain([0.0]));
        let all = axis::extent(drawn().flat_map(ends).chain(limit).chain([0.0])).unwrap_or((0.0, 1.0));
        let found_any = drawn().any(|p| is_core(&p));
        let range = match core.filter(|_| found_any) {
            Some((low, high)) if all.1 > FAR * high => {
                let near = drawn().map(|p| of(p).mid).filter(|&v| v <= FAR * high).fold(high, f64::max);
                (low.min(all.0), near)
            }
            Some((low, high)) => (low.min(all.0), high.max(all.1)),
            None => all,
        };
        axis::rounded(range, 6)
    }

    /// The least of the upright value that any level value allows: level until the next setting can be had.
    fn stairs(&self) -> Vec<(f64, f64)> {
        let found = self.points.iter().filter(|p| p.is_drawable()).map(|p| (p.across.mid, p.up.mid));
        let others = self.others.iter().copied().filter(|o| usable(o.0) && usable(o.1));
        let mut steps: Vec<(f64, f64)> = found.chain(others).collect();
        steps.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut path: Vec<(f64, f64)> = Vec::with_capacity(2 * steps.len());
        for (across, up) in steps {
            match path.last() {
                Some(&(_, before)) if up >= before => {}
                Some(&(_, before)) => path.extend([(across, before), (across, up)]),
                None => path.push((across, up)),
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn point(name: &str, across: f64, up: f64) -> FrontPoint {
        FrontPoint {
            name: name.into(),
            kind: FrontKind::Found,
            recommended: false,
            within: true,
            across: Estimate::new(across, 0.9 * across, 1.1 * across),
            up: Estimate::new(up, 0.7 * up, 1.4 * up),
            third: across + 1.0,
            text: "2.1 h a day (1.9–2.3), CHF 410 a week (300–530), lead time 5.2 h (4.8–5.6)".into(),
            sure: "in the best set in 83 % of draws".into(),
        }
    }

    fn given(name: &str, across: f64, up: f64) -> FrontPoint {
        FrontPoint { kind: FrontKind::Given, sure: String::new(), ..point(name, across, up) }
    }

    fn chart(points: Vec<FrontPoint>) -> Front {
        Front {
            across: "human hours a day".into(),
            up: "cost of escaped errors, CHF a week".into(),
            third: "lead time, h".into(),
            interval: "95 % interval".into(),
            across_limit: Some((5.0, "your limit: 5 h a day".into())),
            up_limit: Some((900.0, "your limit: CHF 900 a week".into())),
            points,
            others: vec![(2.5, 350.0), (2.0, 700.0)],
        }
    }

    #[test]
    fn the_line_falls_only_where_a_setting_stands() {
        let chart = chart(vec![point("b", 3.0, 200.0), point("a", 1.0, 500.0), point("third is better", 2.0, 600.0)]);
        assert_eq!(chart.stairs(), [(1.0, 500.0), (2.5, 500.0), (2.5, 350.0), (3.0, 350.0), (3.0, 200.0)]);
    }

    #[test]
    fn a_setting_far_out_does_not_squash_the_others() {
        let near = chart(vec![point("a", 1.0, 500.0), given("all in", 1.5, 100.0)]);
        let far = chart(vec![point("a", 1.0, 500.0), given("all in", 80.0, 100.0), given("all out", 0.0, 90_000.0)]);
        let end = |chart: &Front| chart.range(|p| p.across, [].into_iter(), None).1;
        assert!((end(&near) - 2.0).abs() < 1e-9 && (end(&far) - 1.2).abs() < 1e-9);
        assert!((far.range(|p| p.up, [].into_iter(), Some(900.0)).1 - 1000.0).abs() < 1e-9);
        let note = |chart: Front| {
            Chart::Front(Front { others: Vec::new(), across_limit: None, ..chart })
                .draw(Layout::Wide, "x", "", "")
                .contains("lies further out")
        };
        assert!(note(far) && !note(near));
    }

    #[test]
    fn sizes_change_at_round_values() {
        let chart = chart(vec![point("a", 1.0, 500.0), point("b", 4.0, 300.0), point("c", 9.9, 200.0)]);
        assert_eq!(chart.cuts(), Some((5.0, 8.0)));
        let words = Chart::Front(chart).draw(Layout::Wide, "x", "", "");
        assert!(words.contains(">\nlead time, h: up to 5\n<") && words.contains(">\nup to 8\n<"));
        assert_eq!(super::tests::chart(vec![point("a", 1.0, 5.0), point("b", 1.0, 3.0)]).cuts(), None);
    }

    #[test]
    fn keys_stand_only_for_what_is_drawn_and_broken_limits_are_said_in_words() {
        let words = |points| Chart::Front(chart(points)).draw(Layout::Wide, "x", "", "");
        let plain = words(vec![FrontPoint { recommended: true, ..point("a", 1.0, 500.0) }]);
        assert!(plain.contains("recommended") && !plain.contains("breaks a limit") && !plain.contains("for comparison"));
        let broken = words(vec![point("a", 1.0, 500.0), FrontPoint { within: false, ..given("all out", 0.0, 999.0) }]);
        assert!(broken.contains(">\nbreaks a limit\n<") && !broken.contains("recommended"));
        let kept = words(vec![given("as given", 1.0, 500.0)]);
        assert!(kept.contains("for comparison") && !kept.contains("found by the search"));
    }

    #[test]
    fn any_settings_stay_readable() {
        assert_clean(&Chart::Front(Front::default()));
        for n in [1, 7, 11, 24, 60] {
            let points = (0..n).map(|i| FrontPoint {
                kind: if i % 3 == 0 { FrontKind::Given } else { FrontKind::Found },
                recommended: i % 5 == 3,
                within: i % 4 != 1,
                ..point(&format!("setting {i}"), f64::from(i / 3), 900.0 / f64::from(i + 1))
            });
            assert_clean(&Chart::Front(chart(points.collect())));
        }
        let mut wild: Vec<_> = WILD.into_iter().flat_map(|v| [point("wild", v, 3.0), given("wild", 0.3, v)]).collect();
        wild.extend(WILD.map(|v| FrontPoint { third: v, ..point("wild", 2.0, 3.0) }));
        wild.push(FrontPoint { text: LONG.into(), sure: LONG.into(), within: false, ..given(LONG, -4.0, -2.0) });
        let mut wild = chart(wild);
        wild.others = WILD.map(|v| (v, 2.0)).to_vec();
        (wild.across, wild.up, wild.third, wild.interval) = (LONG.into(), LONG.into(), LONG.into(), LONG.into());
        wild.up_limit = Some((f64::NAN, LONG.into()));
        wild.across_limit = Some((1.0, LONG.into()));
        assert_clean(&Chart::Front(wild));
        assert_clean(&Chart::Front(chart(vec![point("free", 0.0, 0.0)])));
    }
}
