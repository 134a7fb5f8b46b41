//! Peeling: the end or kind whose loss raises the density most goes, again and again.

use super::sorted::{Ranked, Sorted};
use super::{Inside, Settings, Step, step};
use crate::explore::cases::{Cases, Column, Limit, Region};

/// The case is in the box.
const IN: u8 = 1;
/// The case is of interest.
const HIT: u8 = 2;

/// A box that shrinks.
pub(super) struct Peeling<'a> {
    cases: &'a Cases,
    region: Region,
    whole: Region,
    inside: Inside,
    marks: Vec<u8>,
    /// By input: the cases in the box by rising number, and a few that have left it.
    orders: Vec<Vec<Ranked>>,
    /// How many cases the orders hold.
    kept: usize,
    /// By input and kind: cases inside.
    kinds: Vec<Vec<Inside>>,
}

/// What may be peeled off.
#[derive(Clone, Copy)]
enum Cut {
    Below(f64),
    Above(f64),
    Kind(u8),
}

impl<'a> Peeling<'a> {
    /// Starts with all cases that are left.
    pub(super) fn new(cases: &'a Cases, sorted: &Sorted, left: &[bool]) -> Self {
        let marks: Vec<u8> =
            left.iter().zip(cases.interest()).map(|(&left, &hit)| if left { IN | (HIT * u8::from(hit)) } else { 0 }).collect();
        let inside =
            Inside { cases: left.iter().filter(|&&left| left).count(), hits: marks.iter().filter(|&&mark| mark == IN | HIT).count() };
        let kinds = |input: &crate::explore::Input| match &input.column {
            Column::Numbers(_) => Vec::new(),
            Column::Kinds { names, of } => {
                let mut counts = vec![Inside { cases: 0, hits: 0 }; names.len()];
                for (&kind, &mark) in of.iter().zip(&marks) {
                    counts[usize::from(kind)].cases += usize::from(mark & IN);
                    counts[usize::from(kind)].hits += usize::from(mark == IN | HIT);
                }
                counts
            }
        };
        let kinds = cases.inputs().iter().map(kinds).collect();
        let whole = cases.whole();
        let mut peeling =
            Self { cases, region: whole.clone(), whole, inside, marks, orders: sorted.orders.clone(), kept: cases.len(), kinds };
        if inside.cases < cases.len() {
            peeling.tidy();
        }
        peeling
    }

    /// The box as it is.
    pub(super) fn step(&self) -> Step {
        step(self.cases, self.region.clone(), self.inside.cases, self.inside.hits)
    }

    /// Peels once; tells whether anything was worth it.
    pub(super) fn peel(&mut self, settings: &Settings) -> bool {
        let mut best: Option<(f64, usize, usize, Cut)> = None;
        for (input, cut, next) in self.candidates(settings.peel) {
            let worth = self.inside.worth(next);
            let heavy = next.cases as f64 / self.cases.len() as f64 >= settings.least_mass;
            if !(worth > 0.0 && heavy && next.cases > 0 && next.cases < self.inside.cases) {
                continue;
            }
            let free = self.free(input, cut);
            if best.is_none_or(|(known, known_free, ..)| worth > known || worth == known && free > known_free) {
                best = Some((worth, free, input, cut));
            }
        }
        let Some((_, _, input, cut)) = best else {
            return false;
        };
        let before = self.inside.cases;
        self.cut(input, cut);
        self.inside.cases < before
    }

    /// Everything that may be peeled: numbers first, upper ends before lower ones, then kinds.
    fn candidates(&self, share: f64) -> Vec<(usize, Cut, Inside)> {
        let mut all = Vec::new();
        let n = self.inside.cases;
        let place = |share: f64| {
            let place = (n - 1) as f64 * share;
            (place.floor() as usize, place.ceil() as usize)
        };
        for (input, order) in self.orders.iter().enumerate() {
            if order.is_empty() {
                continue;
            }
            let (low, high) = place(1.0 - share);
            let (value, gone) = self.edge(order.iter().rev(), n - 1 - high, n - 1 - low, |value, anchor| value < anchor);
            all.push((input, Cut::Above(value), self.without(gone)));
            let (low, high) = place(share);
            let (value, gone) = self.edge(order.iter(), low, high, |value, anchor| value > anchor);
            all.push((input, Cut::Below(value), self.without(gone)));
        }
        for (input, counts) in self.kinds.iter().enumerate() {
            if let Limit::Among(kinds) = self.region.limits[input]
                && kinds.count_ones() > 1
            {
                let inside = counts.iter().enumerate().filter(|(kind, _)| kinds >> kind & 1 == 1);
                all.extend(inside.map(|(kind, &gone)| (input, Cut::Kind(kind as u8), self.without(gone))));
            }
        }
        all
    }

    fn without(&self, gone: Inside) -> Inside {
        Inside { cases: self.inside.cases - gone.cases, hits: self.inside.hits - gone.hits }
    }

    /// Walks an input's cases from one end and finds the value between two neighbours at which to cut, and the cases that go.
    ///
    /// `first` and `second` are the places of the two neighbours, counted from that end. Where they have one value, the second moves on.
    fn edge<'o>(
        &self,
        order: impl Iterator<Item = &'o Ranked>,
        first: usize,
        second: usize,
        past: impl Fn(f64, f64) -> bool,
    ) -> (f64, Inside) {
        let last = self.inside.cases - 1;
        let mut seen = Inside { cases: 0, hits: 0 };
        // The first neighbour's value, and the cases before the run of it.
        let (mut run, mut before) = (f64::NAN, seen);
        let mut anchor = (f64::NAN, seen);
        for ranked in order {
            let mark = self.marks[ranked.case as usize];
            if mark & IN == 0 {
                continue;
            }
            if ranked.value != run {
                (run, before) = (ranked.value, seen);
            }
            if seen.cases == first {
                anchor = (run, before);
            }
            if seen.cases >= second && (ranked.value != anchor.0 || seen.cases == last) {
                let value = anchor.0 / 2.0 + ranked.value / 2.0;
                return (value, if past(value, anchor.0) { seen } else { anchor.1 });
            }
            seen.cases += 1;
            seen.hits += usize::from(mark == IN | HIT);
        }
        (anchor.0, anchor.1)
    }

    /// How many inputs have no limit after a cut.
    fn free(&self, input: usize, cut: Cut) -> usize {
        let restricted = |other: usize| {
            let limit = if other == input { after(self.region.limits[other], cut) } else { self.region.limits[other] };
            limit != self.whole.limits[other]
        };
        (0..self.region.limits.len()).filter(|&other| !restricted(other)).count()
    }

    fn cut(&mut self, input: usize, cut: Cut) {
        self.region.limits[input] = after(self.region.limits[input], cut);
        let mut gone = Vec::new();
        match cut {
            Cut::Below(line) => gone.extend(self.orders[input].iter().take_while(|ranked| ranked.value < line).map(|ranked| ranked.case)),
            Cut::Above(line) => {
                gone.extend(self.orders[input].iter().rev().take_while(|ranked| ranked.value > line).map(|ranked| ranked.case));
            }
            Cut::Kind(kind) => {
                if let Column::Kinds { of, .. } = &self.cases.inputs()[input].column {
                    gone.extend(of.iter().zip(0..).filter(|(of, _)| **of == kind).map(|(_, case)| case));
                }
            }
        }
        for case in gone {
            let case = case as usize;
            if self.marks[case] & IN == 0 {
                continue;
            }
            for (counts, input) in self.kinds.iter_mut().zip(self.cases.inputs()) {
                if let Column::Kinds { of, .. } = &input.column {
                    let count = &mut counts[usize::from(of[case])];
                    count.cases -= 1;
                    count.hits -= usize::from(self.marks[case] & HIT != 0);
                }
            }
            self.inside.cases -= 1;
            self.inside.hits -= usize::from(self.marks[case] & HIT != 0);
            self.marks[case] &= !IN;
        }
        if self.inside.cases * 2 < self.kept {
            self.tidy();
        }
    }

    /// Drops from the orders what has left the box.
    fn tidy(&mut self) {
        for order in &mut self.orders {
            order.retain(|ranked| self.marks[ranked.case as usize] & IN != 0);
        }
        self.kept = self.inside.cases;
    }
}

/// A limit after a cut.
fn after(limit: Limit, cut: Cut) -> Limit {
    match (limit, cut) {
        (Limit::Between { high, .. }, Cut::Below(low)) => Limit::Between { low, high },
        (Limit::Between { low, .. }, Cut::Above(high)) => Limit::Between { low, high },
        (Limit::Among(kinds), Cut::Kind(kind)) => Limit::Among(kinds & !(1 << kind)),
        (limit, _) => limit,
    }
}
