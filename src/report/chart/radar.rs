//! What is coming, by sector and by when it is felt: now is the middle.

use std::f64::consts::PI;

use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::numbered::{self, Entry, Look, RADIUS};
use super::super::draw::place;
use super::super::draw::scene::{Anchor, LABEL, SMALL, Scene};
use super::Layout;

/// Holds what is coming.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Radar {
    /// The sectors, clockwise from the top.
    pub sectors: Vec<String>,
    /// Rings: how far out, as a fraction of the way to the rim, and what they say.
    pub rings: Vec<(f64, String)>,
    /// What the size of a circle is: "how much it moves the others".
    pub size_name: String,
    /// What is coming; the first has number 1.
    pub rows: Vec<RadarRow>,
}

/// Names how far it is open how something turns out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Openness {
    /// It can go either way.
    Open,
    /// It leans one way.
    Leaning,
    /// It is as good as settled.
    Settled,
}

/// Names where something is moving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// Its signals rise: it comes nearer.
    Nearer,
    /// They fall: it goes away.
    Away,
    /// Some rise and some fall, or none is known.
    Unknown,
}

/// Holds one thing that is coming.
#[derive(Debug, Clone, PartialEq)]
pub struct RadarRow {
    /// Its name.
    pub label: String,
    /// Its place among the sectors.
    pub sector: usize,
    /// How far out, as a fraction of the way to the rim.
    pub far: f64,
    /// The size of its circle, as a fraction of the largest.
    pub size: f64,
    /// How far it is open.
    pub openness: Openness,
    /// Where it is moving.
    pub movement: Movement,
    /// Its figures in words.
    pub text: String,
}

/// Width of the list beside the picture, and the gap before it.
const LIST: f64 = 330.0;
const GAP: f64 = 24.0;
/// Room for the names of sectors at the sides.
const SIDE: f64 = 84.0;
/// Radius of the rim at most.
const RIM: f64 = 165.0;
/// Where the innermost things stand, as a fraction of the rim.
const INNER: f64 = 0.16;
/// Radius of the largest circle beyond that of the smallest.
const GROWTH: f64 = 5.5;
/// Length of an arrow.
const ARROW: f64 = 13.0;

impl RadarRow {
    fn radius(&self) -> f64 {
        let size = if self.size.is_finite() { self.size.clamp(0.0, 1.0) } else { 0.0 };
        RADIUS + GROWTH * size.sqrt()
    }

    fn look(&self) -> Look {
        match self.openness {
            Openness::Open => Look::Solid(Ink::Blue),
            Openness::Leaning => Look::Open(Ink::Blue),
            Openness::Settled => Look::Pale,
        }
    }
}

fn fraction(value: f64) -> f64 {
    if value.is_finite() { value.clamp(0.0, 1.0) } else { 1.0 }
}

impl Radar {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let rows: Vec<&RadarRow> = self.rows.iter().filter(|row| row.sector < self.sectors.len()).collect();
        if rows.is_empty() {
            return Scene::sentence(width, "Nothing has a sector and a year.");
        }
        let mut scene = Scene::new(width);
        let keys = [
            (Sign::Dot(Ink::Blue), "open: can go either way"),
            (Sign::Ring(Ink::Blue), "leans one way"),
            (Sign::Ring(Ink::Rule), "as good as settled"),
            (Sign::Line(Ink::Orange), "to the middle: its signals rise; outwards: they fall"),
        ];
        let top = legend::draw(&mut scene, 0.0, &keys) + 22.0;
        let size = SMALL.fit(&self.size_name, width);
        scene.words(0.0, top - 16.0, Anchor::Start, SMALL, &size);
        let entries: Vec<Entry> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| Entry { number: at + 1, look: row.look(), name: row.label.clone(), text: row.text.clone() })
            .collect();
        let picture = if layout == Layout::Wide { width - LIST - GAP } else { width };
        let rim = (picture / 2.0 - SIDE).min(RIM);
        let middle = (picture / 2.0, top + 24.0 + rim);
        self.circles(&mut scene, middle, rim);
        self.names(&mut scene, middle, rim);
        let missing = Self::points(&mut scene, &rows, self.sectors.len(), middle, rim);
        let bottom = self.ruler(&mut scene, middle, rim);
        let mut end = match layout {
            Layout::Wide => numbered::list(&mut scene, &entries, picture + GAP, LIST, top).max(bottom),
            Layout::Narrow => numbered::under(&mut scene, &entries, layout, bottom + 12.0),
        };
        if missing > 0 {
            let note = format!("{missing} more found no room in the picture; they stand in the list.");
            scene.words(0.0, end + 10.0, Anchor::Start, SMALL, &SMALL.fit(&note, width));
            end += 20.0;
        }
        scene.height = end + 2.0;
        scene
    }

    /// The angle at which a sector begins.
    fn begins(sector: usize, of: usize) -> f64 {
        let step = 2.0 * PI / of as f64;
        -PI / 2.0 - step / 2.0 + sector as f64 * step
    }

    fn circles(&self, scene: &mut Scene, (x, y): (f64, f64), rim: f64) {
        // The outer ones first: a ring covers what lies inside it.
        let mut all: Vec<f64> = self.rings.iter().map(|ring| outwards(fraction(ring.0))).chain([1.0]).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        for far in all {
            scene.ring(x, y, rim * far, Ink::Grid);
        }
        let of = self.sectors.len();
        for sector in 0..of {
            let (sin, cos) = sine_cosine(Self::begins(sector, of));
            scene.line(vec![(x, y), (x + rim * cos, y + rim * sin)], Ink::Grid, 1.0);
        }
        scene.dot(x, y, 3.0, Ink::Rule);
    }

    fn names(&self, scene: &mut Scene, (x, y): (f64, f64), rim: f64) {
        let of = self.sectors.len();
        for (sector, name) in self.sectors.iter().enumerate().take(12) {
            let angle = Self::begins(sector, of) + PI / of as f64;
            let (sin, cos) = sine_cosine(angle);
            let (at, line) = (x + (rim + 8.0) * cos, y + (rim + 12.0) * sin);
            let (anchor, room) = match cos {
                cos if cos > 0.2 => (Anchor::Start, SIDE - 8.0 + rim - rim * cos),
                cos if cos < -0.2 => (Anchor::End, SIDE - 8.0 + rim + rim * cos),
                _ => (Anchor::Middle, 2.0 * rim),
            };
            scene.words(at, line, anchor, LABEL, &LABEL.fit(name, room));
        }
    }

    /// Draws circles with their arrows; gives how many found no room.
    fn points(scene: &mut Scene, rows: &[&RadarRow], sectors: usize, (x, y): (f64, f64), rim: f64) -> usize {
        let largest = RADIUS + GROWTH;
        let wanted: Vec<(f64, f64)> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let before = rows[..at].iter().filter(|other| other.sector == row.sector).count();
                let all = rows.iter().filter(|other| other.sector == row.sector).count();
                let share = (before as f64 + 1.0) / (all as f64 + 1.0);
                let angle = Self::begins(row.sector, sectors) + share * 2.0 * PI / sectors as f64;
                let (sin, cos) = sine_cosine(angle);
                let far = rim * outwards(fraction(row.far)) - largest / 2.0;
                (x + far * cos, y + far * sin)
            })
            .collect();
        let bounds = [x - rim + largest, y - rim + largest, x + rim - largest, y + rim - largest];
        // The corners round the rim are not on the radar, and names stand there; nor may a circle be moved into another year or sector.
        let apart = |(ax, ay): (f64, f64), (bx, by): (f64, f64)| ((ax - bx) * (ax - bx) + (ay - by) * (ay - by)).sqrt();
        let kept = |(place, wanted): (Option<(f64, f64)>, &(f64, f64))| {
            place.filter(|&place| apart(place, (x, y)) + RADIUS <= rim + 1.0 && apart(place, *wanted) <= 3.0 * largest)
        };
        let places: Vec<Option<(f64, f64)>> = place::circles(&wanted, largest, 3.0, bounds).into_iter().zip(&wanted).map(kept).collect();
        for (row, place) in rows.iter().zip(&places) {
            if let Some(place) = place {
                arrow(scene, row, *place, (x, y));
            }
        }
        let mut missing = 0;
        for (at, (row, place)) in rows.iter().zip(&places).enumerate() {
            match place {
                Some(place) => numbered::sized(scene, *place, row.radius(), row.look(), at + 1),
                None => missing += 1,
            }
        }
        missing
    }

    /// What the rings say, as a rule from the middle to the right under the picture; gives the y below.
    fn ruler(&self, scene: &mut Scene, (x, y): (f64, f64), rim: f64) -> f64 {
        let line = y + rim + 30.0;
        scene.line(vec![(x, line), (x + rim, line)], Ink::Rule, 1.0);
        let mut free = f64::NEG_INFINITY;
        for (far, name) in std::iter::once((None, "now")).chain(self.rings.iter().map(|ring| (Some(ring.0), ring.1.as_str()))) {
            let at = x + far.map_or(0.0, |far| rim * outwards(fraction(far)));
            scene.line(vec![(at, line - 3.0), (at, line + 3.0)], Ink::Rule, 1.0);
            let name = SMALL.fit(name, 60.0);
            let half = SMALL.width(&name) / 2.0;
            if at - half > free {
                scene.words(at, line + 13.0, Anchor::Middle, SMALL, &name);
                free = at + half + 6.0;
            }
        }
        line + 24.0
    }
}

/// How far out a fraction of the time stands: what is felt now is not in the very middle, where all sectors meet.
fn outwards(far: f64) -> f64 {
    INNER + (1.0 - INNER) * far
}

/// Sine and cosine by the series, so that the drawing has the same bytes on every machine.
fn sine_cosine(angle: f64) -> (f64, f64) {
    let turned = angle - 2.0 * PI * (angle / (2.0 * PI)).round();
    let square = turned * turned;
    let series = |first: f64, from: f64| {
        let (mut sum, mut term, mut at) = (first, first, from);
        while at < 30.0 {
            term *= -square / (at * (at + 1.0));
            sum += term;
            at += 2.0;
        }
        sum
    };
    (series(turned, 2.0), series(1.0, 1.0))
}

fn arrow(scene: &mut Scene, row: &RadarRow, (x, y): (f64, f64), middle: (f64, f64)) {
    let sign = match row.movement {
        Movement::Nearer => -1.0,
        Movement::Away => 1.0,
        Movement::Unknown => return,
    };
    let (dx, dy) = (x - middle.0, y - middle.1);
    let length = (dx * dx + dy * dy).sqrt();
    if length < 1.0 {
        return;
    }
    let (ux, uy) = (sign * dx / length, sign * dy / length);
    let from = row.radius();
    let tip = (x + (from + ARROW) * ux, y + (from + ARROW) * uy);
    let neck = (x + (from + ARROW - 6.0) * ux, y + (from + ARROW - 6.0) * uy);
    scene.line(vec![(x + from * ux, y + from * uy), neck], Ink::Orange, 2.2);
    scene.area(vec![tip, (neck.0 - 4.5 * uy, neck.1 + 4.5 * ux), (neck.0 + 4.5 * uy, neck.1 - 4.5 * ux)], Ink::Orange, 1.0);
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn row(at: usize) -> RadarRow {
        RadarRow {
            label: format!("driver {at}"),
            sector: at % 5,
            far: (at % 7) as f64 / 6.0,
            size: (at % 3) as f64 / 2.0,
            openness: [Openness::Open, Openness::Leaning, Openness::Settled][at % 3],
            movement: [Movement::Nearer, Movement::Away, Movement::Unknown][at % 3],
            text: "felt from 2029".into(),
        }
    }

    fn radar(rows: Vec<RadarRow>) -> Chart {
        let sectors = ["society", "technology", "economy", "environment", "politics"].map(str::to_owned).into();
        let rings = vec![(0.3, "2029".to_owned()), (0.6, "2032".to_owned()), (1.0, "2036".to_owned())];
        Chart::Radar(Radar { sectors, rings, size_name: "A larger circle moves the others more.".into(), rows })
    }

    #[test]
    fn any_drivers_stay_readable() {
        assert_clean(&Chart::Radar(Radar::default()));
        for many in [1_usize, 6, 14, 60] {
            assert_clean(&radar((0..many).map(row).collect()));
        }
        // All in one place, and what is no number.
        assert_clean(&radar((0..9).map(|at| RadarRow { sector: 2, far: 0.0, ..row(at) }).collect()));
        let wild =
            WILD.into_iter().flat_map(|value| [RadarRow { far: value, ..row(1) }, RadarRow { size: value, sector: 99, ..row(2) }, row(3)]);
        assert_clean(&radar(wild.collect()));
        assert_clean(&radar(vec![RadarRow { label: LONG.into(), text: LONG.into(), ..row(0) }]));
        let odd = Radar { sectors: vec![LONG.into()], rings: vec![(f64::NAN, LONG.into())], size_name: LONG.into(), rows: vec![row(0)] };
        assert_clean(&Chart::Radar(odd));
    }

    #[test]
    fn sine_and_cosine_are_those_of_the_circle() {
        for at in -40..=40 {
            let angle = f64::from(at) * 0.3;
            let (sin, cos) = sine_cosine(angle);
            assert!((sin - angle.sin()).abs() < 1e-12 && (cos - angle.cos()).abs() < 1e-12, "{angle}: {sin} {cos}");
        }
    }

    #[test]
    fn what_is_felt_sooner_stands_nearer_to_the_middle() {
        let wanted = |far: f64| outwards(fraction(far));
        assert!(wanted(0.0) > 0.0 && wanted(0.0) < wanted(0.5) && wanted(0.5) < wanted(1.0) && wanted(1.0) == 1.0);
    }
}
