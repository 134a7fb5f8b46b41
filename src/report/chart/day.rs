//! One day as it was replayed: who worked on what and when, what waited, who was there, and what happened.

use super::super::draw::axis::{Scale, usable};
use super::super::draw::clock;
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::numbered::{self, Entry, Look, RADIUS};
use super::super::draw::place;
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::{Anchor, SMALL, Scene, Type};
use super::Layout;

/// Holds one day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Day {
    /// First and last hour, counted from midnight.
    pub span: (f64, f64),
    /// One lane an agent or a person, in the order given; at most thirty-two are drawn.
    pub lanes: Vec<DayLane>,
    /// What is worth a remark, in the order of the clock; at most twelve are drawn.
    pub events: Vec<DayEvent>,
}

/// Holds what one agent or person did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DayLane {
    /// Its name.
    pub label: String,
    /// The day in a few words: "14 items".
    pub end: String,
    /// Hours in which it is there; none where it always is.
    pub open: Vec<(f64, f64)>,
    /// What it did.
    pub bars: Vec<DayBar>,
}

/// Names what a stretch of time was spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// Work on an item.
    Work,
    /// A look at another's work.
    Review,
    /// An item lies and waits.
    Wait,
}

/// Holds one stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct DayBar {
    /// Hour at which it starts.
    pub from: f64,
    /// Hour at which it ends.
    pub to: f64,
    /// What it is.
    pub kind: DayKind,
    /// Whether the item is wrong when it is done.
    pub wrong: bool,
    /// The item, written where there is room, or empty.
    pub text: String,
}

/// Names what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayEventKind {
    /// An error got out.
    Escaped,
    /// An error was caught.
    Caught,
    /// Anything else.
    Noted,
}

/// Holds something worth a remark.
#[derive(Debug, Clone, PartialEq)]
pub struct DayEvent {
    /// The place of its lane among all lanes.
    pub lane: usize,
    /// The hour.
    pub at: f64,
    /// What kind of thing it is.
    pub kind: DayEventKind,
    /// What happened, in few words; the time is written before it.
    pub name: String,
    /// More on it, in small, or empty.
    pub text: String,
}

/// Most lanes, remarks and stretches of one lane that are drawn.
const LANES: usize = 32;
const EVENTS: usize = 12;
const BARS: usize = 300;
/// Height of a lane, and the most stretches that stand one over the other in it.
const LANE: f64 = 20.0;
const TRACKS: usize = 4;

impl Day {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if self.lanes.is_empty() || !(usable(self.span.0) && usable(self.span.1) && self.span.1 > self.span.0) {
            return Scene::sentence(width, "No day to show.");
        }
        let lanes = &self.lanes[..self.lanes.len().min(LANES)];
        let is_drawable = |e: &&DayEvent| e.lane < lanes.len() && usable(e.at) && e.at >= self.span.0 && e.at <= self.span.1;
        let drawable: Vec<&DayEvent> = self.events.iter().filter(is_drawable).collect();
        let events = &drawable[..drawable.len().min(EVENTS)];
        let mut scene = Scene::new(width);
        let mut y = keys(&mut scene, lanes, events) + 4.0;
        let entries: Vec<Entry> = events.iter().enumerate().map(|(i, e)| e.entry(i + 1, &lanes[e.lane].label)).collect();
        if layout == Layout::Narrow {
            // On the phone the list is what is read; the lanes below give the picture.
            y = numbered::list(&mut scene, &entries, 0.0, width, y) + 8.0;
        }
        let words: Vec<Row> = lanes.iter().map(|l| Row { label: l.label.clone(), sub: String::new(), end: l.end.clone() }).collect();
        let rows = rows::lay(&mut scene, layout, y, &words, LANE, "");
        let scale = Scale::new(self.span, rows.left, rows.right);
        let mut bottom = clock::axis(&mut scene, &scale, &rows.spans, rows.bottom) + 4.0;
        for (k, (lane, &slot)) in lanes.iter().zip(&rows.slots).enumerate() {
            let here: Vec<(usize, &DayEvent)> = events.iter().enumerate().filter(|(_, e)| e.lane == k).map(|(i, e)| (i + 1, *e)).collect();
            let wanted: Vec<f64> = here.iter().map(|(_, e)| scale.at(e.at)).collect();
            let sizes = vec![2.0 * RADIUS + 1.0; here.len()];
            let places = place::spread(&wanted, &sizes, 1.0, ((rows.left - RADIUS).max(0.6), (rows.right + RADIUS).min(width - 0.6)));
            lane.draw(&mut scene, &scale, slot, &places);
            for (((number, event), x), wanted) in here.iter().zip(&places).zip(&wanted) {
                let middle = f64::midpoint(slot.0, slot.1);
                if (x - wanted).abs() > 1.0 {
                    scene.line(vec![(*wanted, slot.0), (*wanted, slot.1)], Ink::Text, 1.2);
                }
                numbered::disc(&mut scene, *x, middle, event.look(), *number);
            }
        }
        if layout == Layout::Wide && !entries.is_empty() {
            bottom = numbered::under(&mut scene, &entries, layout, bottom + 10.0);
        }
        let left_out = [(self.lanes.len() - lanes.len(), "more lanes"), (drawable.len() - events.len(), "more remarks")];
        for (many, what) in left_out.into_iter().filter(|(many, _)| *many > 0) {
            scene.words(0.0, bottom + 8.0, Anchor::Start, SMALL, &SMALL.fit(&format!("{many} {what} stand in the table."), width));
            bottom += SMALL.leading();
        }
        scene.height = bottom + 2.0;
        scene
    }
}

/// Draws the keys of what is there; gives the y below.
fn keys(scene: &mut Scene, lanes: &[DayLane], events: &[&DayEvent]) -> f64 {
    let bars = || lanes.iter().flat_map(|l| &l.bars).filter(|b| b.is_drawable());
    let does = |kind: DayKind| bars().any(|b| b.kind == kind);
    let did = |kind: DayEventKind| events.iter().any(|e| e.kind == kind);
    let key = |is_there: bool, words: &'static str| if is_there { words } else { "" };
    let keys = [
        (Sign::Core(Ink::Blue), key(does(DayKind::Work), "work on an item")),
        (Sign::Hatched(Ink::Teal), key(does(DayKind::Review), "looks at another's work")),
        (Sign::Line(Ink::Muted), key(does(DayKind::Wait), "an item waits")),
        (Sign::Marked(Ink::Orange), key(bars().any(|b| b.wrong), "thick line below: wrong when done")),
        (Sign::Band(Ink::Rule), key(lanes.iter().any(|l| !l.open.is_empty()), "somebody is there")),
        (Sign::Dot(Ink::Orange), key(did(DayEventKind::Escaped), "an error gets out")),
        (Sign::Ring(Ink::Teal), key(did(DayEventKind::Caught), "an error is caught")),
        (Sign::Frame(Ink::Grey), key(did(DayEventKind::Noted), "worth a remark")),
    ];
    legend::draw(scene, 0.0, &keys)
}

impl DayEvent {
    fn look(&self) -> Look {
        match self.kind {
            DayEventKind::Escaped => Look::Solid(Ink::Orange),
            DayEventKind::Caught => Look::Open(Ink::Teal),
            DayEventKind::Noted => Look::Square(Ink::Grey),
        }
    }

    fn entry(&self, number: usize, lane: &str) -> Entry {
        let text = if self.text.is_empty() { lane.to_owned() } else { format!("{lane}: {}", self.text) };
        Entry { number, look: self.look(), name: format!("{} {}", clock::time(self.at), self.name), text }
    }
}

impl DayBar {
    fn is_drawable(&self) -> bool {
        usable(self.from) && usable(self.to) && self.to >= self.from
    }
}

impl DayLane {
    /// Draws the lane between both heights; words keep off what stands at `taken`.
    fn draw(&self, scene: &mut Scene, scale: &Scale, (top, bottom): (f64, f64), taken: &[f64]) {
        for &(from, to) in &self.open {
            scene.rect((scale.at(from), scale.at(to)), (top - 2.0, bottom + 2.0), Ink::Rule, 0.2);
        }
        let drawable = self.bars.iter().filter(|b| b.is_drawable() && b.to >= scale.low && b.from <= scale.high);
        let bars: Vec<&DayBar> = drawable.take(BARS).collect();
        let (tracks, many) = stacked(&bars);
        let high = (bottom - top) / many.max(1) as f64;
        for (bar, track) in bars.iter().zip(tracks) {
            let y = (top + high * track as f64 + 0.5, top + high * (track as f64 + 1.0) - 0.5);
            bar.draw(scene, (scale.at(bar.from), scale.at(bar.to)), y, taken);
        }
    }
}

impl DayBar {
    fn draw(&self, scene: &mut Scene, (from, to): (f64, f64), y: (f64, f64), taken: &[f64]) {
        let middle = f64::midpoint(y.0, y.1);
        // A short stretch stays visible.
        let to = to.max(from + 1.0).min(scene.width);
        match self.kind {
            DayKind::Work => scene.rect((from, to - 0.6), y, Ink::Blue, 0.45),
            DayKind::Review => {
                scene.rect((from, to - 0.6), y, Ink::Teal, 0.35);
                scene.hatch((from, to - 0.6), y, Ink::Teal);
            }
            DayKind::Wait => scene.line(vec![(from, middle), (to, middle)], Ink::Muted, 1.6),
        }
        if self.wrong && self.kind != DayKind::Wait {
            scene.rect((from, to - 0.6), (y.1 - 3.0f64.min(0.4 * (y.1 - y.0)), y.1), Ink::Orange, 1.0);
        }
        let face: Type = SMALL.in_ink(Ink::Text);
        let half = face.width(&self.text) / 2.0;
        let centre = f64::midpoint(from, to);
        let is_free = taken.iter().all(|x| (x - centre).abs() > half + RADIUS + 2.0);
        if self.kind == DayKind::Work && 2.0 * half + 4.0 <= to - from && y.1 - y.0 >= 15.0 && is_free {
            scene.words(centre, middle - 0.5, Anchor::Middle, face, &self.text);
        }
    }
}

/// Gives each stretch a track, so that those at the same time lie one over the other, and how many tracks there are.
fn stacked(bars: &[&DayBar]) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..bars.len()).collect();
    order.sort_by(|&a, &b| bars[a].from.total_cmp(&bars[b].from).then(a.cmp(&b)));
    let mut ends: Vec<f64> = Vec::new();
    let mut tracks = vec![0; bars.len()];
    for i in order {
        let free = ends.iter().position(|&end| end <= bars[i].from + 1e-9);
        let track = match free {
            Some(track) => track,
            None if ends.len() < TRACKS => {
                ends.push(f64::NEG_INFINITY);
                ends.len() - 1
            }
            // More than fit lie over each other in the last.
            None => TRACKS - 1,
        };
        ends[track] = ends[track].max(bars[i].to);
        tracks[i] = track;
    }
    (tracks, ends.len())
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn bar(from: f64, to: f64, kind: DayKind) -> DayBar {
        DayBar { from, to, kind, wrong: false, text: "17".into() }
    }

    fn lane(i: usize) -> DayLane {
        let start = 8.0 + (i % 7) as f64 / 3.0;
        DayLane {
            label: format!("agent {i}"),
            end: format!("{i} items"),
            open: if i.is_multiple_of(2) { vec![(9.0, 12.0), (13.0, 17.0)] } else { Vec::new() },
            bars: (0..6)
                .flat_map(|k| {
                    let at = start + 1.5 * f64::from(k);
                    [bar(at, at + 0.6, DayKind::Work), bar(at + 0.6, at + 1.1, DayKind::Wait), bar(at + 1.1, at + 1.4, DayKind::Review)]
                })
                .collect(),
        }
    }

    fn event(lane: usize, at: f64) -> DayEvent {
        DayEvent { lane, at, kind: DayEventKind::Escaped, name: "a wrong figure goes out".into(), text: "newsletter 17".into() }
    }

    fn chart(lanes: usize, events: Vec<DayEvent>) -> Day {
        Day { span: (7.0, 19.0), lanes: (0..lanes).map(lane).collect(), events }
    }

    #[test]
    fn what_is_done_at_once_lies_one_over_the_other() {
        let bars = [(9.0, 10.0), (9.5, 11.0), (10.0, 12.0), (9.2, 9.3), (9.25, 9.9), (9.26, 9.8)].map(|(a, b)| bar(a, b, DayKind::Work));
        let (tracks, many) = stacked(&bars.iter().collect::<Vec<_>>());
        assert_eq!((tracks, many), (vec![0, 1, 0, 1, 2, 3], 4));
        assert_eq!(stacked(&[]), (Vec::new(), 0));
    }

    #[test]
    fn remarks_say_when_and_where_and_what_is_left_out_is_said() {
        let words = |chart: Day| Chart::Day(chart).draw(Layout::Wide, "x", "", "");
        let one = words(chart(2, vec![event(1, 9.5)]));
        assert!(one.contains("09:30 a wrong figure goes out") && one.contains("agent 1: newsletter 17"));
        assert!(one.contains("an error gets out") && !one.contains("an error is caught"));
        let many = words(chart(40, (0..20).map(|i| event(i, 10.0)).collect()));
        assert!(many.contains("8 more lanes stand in the table") && many.contains("8 more remarks stand in the table"));
        assert!(!words(chart(2, vec![event(9, 9.5), event(0, 23.0)])).contains("a wrong figure"), "outside the picture");
    }

    #[test]
    fn any_day_stays_readable() {
        assert_clean(&Chart::Day(Day::default()));
        for n in [1, 7, 28, 90] {
            assert_clean(&Chart::Day(chart(n, (0..n).map(|i| event(i / 3, 7.0 + (i % 13) as f64)).collect())));
        }
        assert_clean(&Chart::Day(chart(1, (0..30).map(|_| event(0, 7.0)).collect())));
        let mut wild = chart(4, vec![DayEvent { text: LONG.into(), name: LONG.into(), ..event(0, 9.0) }]);
        wild.lanes[1].label = LONG.into();
        wild.lanes[1].end = LONG.into();
        for v in WILD {
            wild.lanes[2].bars.push(bar(v, 9.0, DayKind::Work));
            wild.lanes[2].bars.push(DayBar { wrong: true, text: LONG.into(), ..bar(9.0, v, DayKind::Review) });
            wild.lanes[3].open.push((v, 3.0));
            wild.events.push(event(1, v));
        }
        assert_clean(&Chart::Day(wild.clone()));
        for span in [(9.0, 9.1), (0.0, 500.0), (3.0, 3.0), (f64::NAN, 3.0)] {
            assert_clean(&Chart::Day(Day { span, ..wild.clone() }));
        }
    }
}
