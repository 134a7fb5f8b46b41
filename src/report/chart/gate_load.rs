//! Load over the day: what waits at each gate or reviewer hour by hour, how busy they are, and when they are there.

use super::super::draw::axis::{self, Scale, usable};
use super::super::draw::cells::{self, Ground};
use super::super::draw::clock;
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::{Anchor, SMALL, Scene};
use super::super::format;
use super::Layout;

/// Holds the load of gates over the day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GateLoad {
    /// What the bars say, with their unit: "mean wait of an item that arrives in this hour, min".
    pub waits: String,
    /// The unit behind the number over the highest bar: "min".
    pub unit: String,
    /// First and last hour, counted from midnight.
    pub span: (f64, f64),
    /// One row a gate, in the order given.
    pub rows: Vec<GateRow>,
}

/// Holds one gate, reviewer or pool of reviewers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GateRow {
    /// Its name.
    pub label: String,
    /// Its hours in words: "09:00–12:00, 13:00–17:00".
    pub sub: String,
    /// Figures over the whole day, formatted: "71 % busy".
    pub end: String,
    /// Hours in which somebody is there; none where it never closes.
    pub open: Vec<(f64, f64)>,
    /// Equal parts of the span, the first first.
    pub slots: Vec<LoadSlot>,
}

/// Holds one part of the day.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LoadSlot {
    /// What waits, in the unit of the bars.
    pub wait: f64,
    /// Share of the time there that is busy, a fraction; absent while nobody is there.
    pub busy: Option<f64>,
}

/// Height of the highest bar, of the number over it, and of the cells below.
const BAR: f64 = 34.0;
const NUMBER: f64 = 14.0;
const CELL: f64 = 17.0;
/// Most parts of a day that are drawn.
const SLOTS: usize = 96;

impl GateLoad {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let rows: Vec<&GateRow> = self.rows.iter().filter(|r| !r.slots.is_empty()).collect();
        if rows.is_empty() || !(usable(self.span.0) && usable(self.span.1) && self.span.1 > self.span.0) {
            return Scene::sentence(width, "No gates to show.");
        }
        let mut scene = Scene::new(width);
        let closes = rows.iter().any(|r| !r.open.is_empty());
        let keys = [
            (Sign::Box(Ink::Orange), self.waits.as_str()),
            (Sign::Core(Ink::Rule), if closes { "somebody is there" } else { "" }),
            (Sign::Band(Ink::Blue), "share of the time there that is busy, % (deeper is busier)"),
        ];
        let top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let words: Vec<Row> = rows.iter().map(|row| Row { label: row.label.clone(), sub: row.sub.clone(), end: row.end.clone() }).collect();
        let lanes = rows::lay(&mut scene, layout, top, &words, NUMBER + BAR + 4.0 + CELL, "");
        let scale = Scale::new(self.span, lanes.left, lanes.right);
        let bottom = clock::axis(&mut scene, &scale, &lanes.spans, lanes.bottom);
        let high = axis::extent(rows.iter().flat_map(|r| r.slots.iter().map(|s| s.wait))).map_or(0.0, |(_, high)| high);
        for (row, &(from, _)) in rows.iter().zip(&lanes.slots) {
            row.draw(&mut scene, &scale, from, high, &self.unit);
        }
        scene.height = bottom + 2.0;
        scene
    }
}

impl GateRow {
    /// Draws the row from `top` on; the highest bar of all rows is `high`.
    fn draw(&self, scene: &mut Scene, scale: &Scale, top: f64, high: f64, unit: &str) {
        let base = top + NUMBER + BAR;
        let cells = (base + 4.0, base + 4.0 + CELL);
        for &(from, to) in &self.open {
            scene.rect((scale.at(from), scale.at(to)), (top + NUMBER - 2.0, base), Ink::Rule, 0.2);
        }
        scene.line(vec![(scale.at(scale.low), base), (scale.at(scale.high), base)], Ink::Rule, 1.0);
        let slots = &self.slots[..self.slots.len().min(SLOTS)];
        let step = (scale.high - scale.low) / slots.len() as f64;
        let ends = |k: usize| (scale.at(scale.low + step * k as f64), scale.at(scale.low + step * (k as f64 + 1.0)));
        let height = |wait: f64| if high > 0.0 && usable(wait) { BAR * (wait / high).clamp(0.0, 1.0) } else { 0.0 };
        for (k, slot) in slots.iter().enumerate() {
            let (from, to) = ends(k);
            scene.rect((from + 0.8, to - 0.8), (base - height(slot.wait), base), Ink::Orange, 1.0);
            if let Some(busy) = slot.busy.filter(|b| usable(*b)) {
                let text = format::number(100.0 * busy, 0);
                // A cut number would be a wrong one; the table has it.
                let text = if SMALL.width(&text) + 6.0 <= to - from { text.as_str() } else { "" };
                let tint = cells::tint(busy, (0.0, 1.0));
                cells::cell(scene, ((from + 0.5, to - 0.5), cells), tint, Ground::Plain, text);
            }
        }
        let highest = slots.iter().enumerate().filter(|(_, s)| usable(s.wait) && s.wait > 0.0);
        if let Some((k, slot)) = highest.max_by(|a, b| a.1.wait.total_cmp(&b.1.wait).then(b.0.cmp(&a.0))) {
            let unit = if unit.is_empty() { String::new() } else { format!("{}{unit}", format::THIN) };
            let text = SMALL.fit(&format!("{}{unit}", format::rough(slot.wait)), scale.at(scale.high) - scale.at(scale.low));
            let half = SMALL.width(&text) / 2.0;
            let (from, to) = ends(k);
            let x = f64::midpoint(from, to).min(scale.at(scale.high) - half).max(scale.at(scale.low) + half);
            scene.words(x, base - height(slot.wait) - 7.0, Anchor::Middle, SMALL.in_ink(Ink::Text), &text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::draw::scene::Shape;
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn row(label: &str, peak: f64) -> GateRow {
        let is_open = |h: i32| (9..12).contains(&h) || (13..17).contains(&h);
        let slot = |h: i32| LoadSlot { wait: peak / f64::from(1 + (h - 9).abs()), busy: is_open(h).then_some(f64::from(h) / 20.0) };
        GateRow {
            label: label.into(),
            sub: "09:00–12:00, 13:00–17:00".into(),
            end: "71 % busy".into(),
            open: vec![(9.0, 12.0), (13.0, 17.0)],
            slots: (0..24).map(slot).collect(),
        }
    }

    fn chart(rows: Vec<GateRow>) -> GateLoad {
        GateLoad { waits: "mean wait, min".into(), unit: "min".into(), span: (0.0, 24.0), rows }
    }

    fn bars(chart: &GateLoad) -> Vec<[f64; 4]> {
        let shapes = chart.scene(Layout::Wide).shapes.into_iter();
        // The first is the key's.
        shapes.filter_map(|s| if let Shape::Rect(r, Ink::Orange, _) = s { Some(r) } else { None }).skip(1).collect()
    }

    #[test]
    fn all_gates_share_the_scale_of_the_bars_and_the_highest_is_written() {
        let both = bars(&chart(vec![row("a", 40.0), row("b", 20.0)]));
        let height = |from: usize| both[from..from + 24].iter().map(|r| r[3]).fold(0.0, f64::max);
        assert_eq!((height(0), height(24)), (BAR, BAR / 2.0));
        let words = Chart::GateLoad(chart(vec![row("a", 40.0)])).draw(Layout::Wide, "x", "", "");
        assert!(words.contains(">\n40\u{202f}min\n<"));
    }

    #[test]
    fn bars_stand_at_their_hour() {
        let chart = chart(vec![row("a", 40.0)]);
        let scene = chart.scene(Layout::Wide);
        let nine = scene.shapes.iter().find_map(|s| match s {
            Shape::Rect(r, Ink::Rule, _) if r[3] == BAR + 2.0 => Some(r[0]),
            _ => None,
        });
        let highest = bars(&chart).into_iter().max_by(|a, b| a[3].total_cmp(&b[3])).unwrap();
        assert!((highest[0] - 0.8 - nine.unwrap()).abs() < 1e-9, "the fullest hour is the first that is open");
    }

    #[test]
    fn any_gates_stay_readable() {
        assert_clean(&Chart::GateLoad(GateLoad::default()));
        assert_clean(&Chart::GateLoad(chart((0..24).map(|i| row(&format!("gate {i}"), f64::from(i))).collect())));
        let mut wild = vec![GateRow { sub: LONG.into(), end: LONG.into(), ..row(LONG, 3.0) }];
        for v in WILD {
            wild.push(row("wild", v));
            let mut one = row("wild", 1.0);
            one.slots[3] = LoadSlot { wait: v, busy: Some(v) };
            one.open = vec![(v, 3.0), (3.0, v), (9.0, -9.0)];
            wild.push(one);
        }
        wild.push(GateRow { slots: vec![LoadSlot { wait: 1.0, busy: Some(1.0) }], ..row("one", 1.0) });
        wild.push(GateRow { slots: vec![LoadSlot { wait: 1e-9, busy: Some(1.0) }; 500], ..row("many", 1.0) });
        assert_clean(&Chart::GateLoad(GateLoad { unit: LONG.into(), ..chart(wild.clone()) }));
        assert_clean(&Chart::GateLoad(GateLoad { span: (8.0, 8.5), ..chart(wild.clone()) }));
        assert_clean(&Chart::GateLoad(GateLoad { span: (f64::NAN, 8.5), ..chart(wild) }));
    }
}
