//! Pasting: an end that was peeled too far moves out again, as long as the density rises.

use super::{Inside, Settings, Step, step};
use crate::explore::cases::{Cases, Column, Limit, Region};

/// What lies just beyond one limit of a box, and inside all others.
struct Beyond {
    input: usize,
    upper: bool,
    /// Numbers with their interest; cases on the limit itself come too.
    cases: Vec<(f64, bool)>,
}

/// Returns the best box that is a little larger than the last and denser, if there is one.
pub(super) fn paste(cases: &Cases, left: &[bool], whole: &Region, last: &Step, settings: &Settings) -> Option<Step> {
    let inside = Inside { cases: last.cases, hits: last.hits };
    let mut best: Option<(f64, usize, Region, Inside)> = None;
    let mut consider = |region: Region, next: Inside| {
        let worth = inside.worth(next);
        let heavy = next.cases as f64 / cases.len() as f64 >= settings.least_mass;
        if !(worth > 0.0 && heavy && next.cases > inside.cases) {
            return;
        }
        let free = region.limits.len() - region.restricted(whole).count();
        if best.as_ref().is_none_or(|(known, known_free, ..)| worth > *known || worth == *known && free > *known_free) {
            best = Some((worth, free, region, next));
        }
    };
    let (ends, kinds) = beyond(cases, left, whole, &last.region);
    for mut end in ends {
        let (Limit::Between { low, high }, Limit::Between { low: least, high: most }) =
            (last.region.limits[end.input], whole.limits[end.input])
        else {
            continue;
        };
        end.cases.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (limit, line) = if end.upper {
            let line = between(&end.cases, settings.paste).unwrap_or(most);
            (Limit::Between { low, high: line }, line)
        } else {
            let line = between(&end.cases, 1.0 - settings.paste).unwrap_or(least);
            (Limit::Between { low: line, high }, line)
        };
        // Those on the old limit are inside already.
        let added =
            end.cases.iter().filter(|(value, _)| if end.upper { *value > high && *value <= line } else { *value < low && *value >= line });
        let (n, hits) = added.fold((0, 0), |(n, hits), (_, hit)| (n + 1, hits + usize::from(*hit)));
        let mut region = last.region.clone();
        region.limits[end.input] = limit;
        consider(region, Inside { cases: inside.cases + n, hits: inside.hits + hits });
    }
    for (input, kind, added) in kinds {
        if let Limit::Among(known) = last.region.limits[input] {
            let mut region = last.region.clone();
            region.limits[input] = Limit::Among(known | 1 << kind);
            consider(region, Inside { cases: inside.cases + added.cases, hits: inside.hits + added.hits });
        }
    }
    best.map(|(_, _, region, next)| step(cases, region, next.cases, next.hits))
}

/// The value between two neighbours at a share of sorted cases; of equal neighbours the one farther from the middle moves on.
fn between(sorted: &[(f64, bool)], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = last as f64 * share;
    let (mut low, mut high) = (place.floor() as usize, place.ceil() as usize);
    if share > 0.5 {
        while sorted[low].0 == sorted[high].0 && low > 0 {
            low -= 1;
        }
    } else {
        while sorted[low].0 == sorted[high].0 && high < last {
            high += 1;
        }
    }
    Some(sorted[low].0 / 2.0 + sorted[high].0 / 2.0)
}

/// Gathers, for each limit of a box, the cases that it alone keeps out: numbers by end, kinds by kind.
fn beyond(cases: &Cases, left: &[bool], whole: &Region, region: &Region) -> (Vec<Beyond>, Vec<(usize, usize, Inside)>) {
    let restricted: Vec<usize> = region.restricted(whole).collect();
    let mut ends: Vec<[Vec<(f64, bool)>; 2]> = restricted.iter().map(|_| [Vec::new(), Vec::new()]).collect();
    let mut by_kind: Vec<Vec<Inside>> = restricted.iter().map(|_| vec![Inside { cases: 0, hits: 0 }; 64]).collect();
    for case in (0..cases.len()).filter(|&case| left[case]) {
        let mut out = None;
        let mut several = false;
        for (place, &input) in restricted.iter().enumerate() {
            if !fits(cases, region, input, case) {
                several = out.is_some();
                out = Some(place);
                if several {
                    break;
                }
            }
        }
        if several {
            continue;
        }
        let hit = cases.interest()[case];
        for (place, &input) in restricted.iter().enumerate() {
            if out.is_some_and(|out| out != place) {
                continue;
            }
            match (&cases.inputs()[input].column, region.limits[input]) {
                (Column::Numbers(values), Limit::Between { low, high }) => {
                    let value = values[case];
                    if value <= low {
                        ends[place][0].push((value, hit));
                    }
                    if value >= high {
                        ends[place][1].push((value, hit));
                    }
                }
                (Column::Kinds { of, .. }, _) if out == Some(place) => {
                    let count = &mut by_kind[place][usize::from(of[case])];
                    count.cases += 1;
                    count.hits += usize::from(hit);
                }
                _ => {}
            }
        }
    }
    let numbers = |&&input: &&usize| matches!(cases.inputs()[input].column, Column::Numbers(_));
    let ends =
        restricted.iter().zip(ends).filter(|(input, _)| numbers(input)).flat_map(|(&input, [lower, upper])| {
            [Beyond { input, upper: false, cases: lower }, Beyond { input, upper: true, cases: upper }]
        });
    let kinds = restricted.iter().zip(by_kind).flat_map(|(&input, counts)| {
        counts.into_iter().enumerate().filter(|(_, count)| count.cases > 0).map(move |(kind, count)| (input, kind, count))
    });
    (ends.collect(), kinds.collect())
}

/// Tells whether a case fits one input's limit.
pub(super) fn fits(cases: &Cases, region: &Region, input: usize, case: usize) -> bool {
    match (&cases.inputs()[input].column, region.limits[input]) {
        (Column::Numbers(values), Limit::Between { low, high }) => values[case] >= low && values[case] <= high,
        (Column::Kinds { of, .. }, Limit::Among(kinds)) => kinds >> of[case] & 1 == 1,
        _ => false,
    }
}
