//! Flows from column to column: in which order things stand so that few flows cross.

/// Holds one flow between a thing of one column and a thing of the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Link {
    /// The thing in the left column.
    pub(in super::super) from: usize,
    /// The thing in the right column.
    pub(in super::super) to: usize,
    /// How much flows.
    pub(in super::super) size: f64,
}

/// Rounds of sweeping right and left.
const SWEEPS: usize = 6;

/// Orders the things of every column, the top first, so that little flow crosses other flow.
///
/// `many` are the things of each column; `last` names the thing of a column that stays at its bottom; `links[k]` run from column k to
/// the next. The order given is the first guess, and stands where nothing is better.
///
/// # Source
///
/// Barycentre sweeps (Sugiyama, Tagawa and Toda 1981) with swaps of neighbours (Gansner et al. 1993).
pub(in super::super) fn order(many: &[usize], last: &[Option<usize>], links: &[Vec<Link>]) -> Vec<Vec<usize>> {
    let mut now: Vec<Vec<usize>> = many.iter().map(|&n| (0..n).collect()).collect();
    for (column, last) in now.iter_mut().zip(last) {
        to_bottom(column, *last);
    }
    let mut best = (crossing(&now, links), now.clone());
    for sweep in 0..SWEEPS {
        let columns: Vec<usize> =
            if sweep.is_multiple_of(2) { (1..many.len()).collect() } else { (0..many.len().saturating_sub(1)).rev().collect() };
        for k in columns {
            let centres = if sweep.is_multiple_of(2) { centres(&now, links, k, k - 1) } else { centres(&now, links, k, k + 1) };
            now[k].sort_by(|&a, &b| centres[a].total_cmp(&centres[b]));
            let bottom = last.get(k).copied().flatten();
            to_bottom(&mut now[k], bottom);
            swap_neighbours(&mut now, links, k, bottom);
        }
        let crossed = crossing(&now, links);
        if crossed < best.0 {
            best = (crossed, now.clone());
        }
    }
    best.1
}

/// Gives how much flow crosses other flow: for every two flows that cross, the product of their sizes.
pub(in super::super) fn crossing(order: &[Vec<usize>], links: &[Vec<Link>]) -> f64 {
    let pairs = order.windows(2).zip(links);
    pairs.map(|(columns, links)| between(&columns[0], &columns[1], links)).sum()
}

fn between(left: &[usize], right: &[usize], links: &[Link]) -> f64 {
    let (left, right) = (places(left), places(right));
    let mut crossed = 0.0;
    for (i, a) in links.iter().enumerate() {
        for b in &links[i + 1..] {
            let (down, up) = (left[a.from].cmp(&left[b.from]), right[a.to].cmp(&right[b.to]));
            if down.is_ne() && down == up.reverse() {
                crossed += a.size * b.size;
            }
        }
    }
    crossed
}

/// The place of each thing in its column.
fn places(column: &[usize]) -> Vec<usize> {
    let mut out = vec![0; column.len()];
    for (place, &thing) in column.iter().enumerate() {
        out[thing] = place;
    }
    out
}

/// Where the flows of each thing in column `k` lead on average in the neighbouring column; its own place if nowhere.
fn centres(now: &[Vec<usize>], links: &[Vec<Link>], k: usize, neighbour: usize) -> Vec<f64> {
    let (own, other) = (places(&now[k]), places(&now[neighbour]));
    let mut sums = vec![(0.0, 0.0); own.len()];
    for link in links.get(k.min(neighbour)).into_iter().flatten() {
        let (here, there) = if neighbour < k { (link.to, link.from) } else { (link.from, link.to) };
        sums[here].0 += link.size * other[there] as f64;
        sums[here].1 += link.size;
    }
    sums.iter().zip(&own).map(|(&(sum, weight), &place)| if weight > 0.0 { sum / weight } else { place as f64 }).collect()
}

fn to_bottom(column: &mut Vec<usize>, last: Option<usize>) {
    if let Some(place) = last.and_then(|last| column.iter().position(|&thing| thing == last)) {
        let thing = column.remove(place);
        column.push(thing);
    }
}

/// Swaps neighbours in a column as long as that lets less flow cross.
fn swap_neighbours(now: &mut [Vec<usize>], links: &[Vec<Link>], k: usize, bottom: Option<usize>) {
    let around = |now: &[Vec<usize>]| {
        let (from, to) = (k.saturating_sub(1), (k + 1).min(now.len() - 1));
        crossing(&now[from..=to], &links[from..to])
    };
    let mut crossed = around(now);
    // Every swap that stays lets less cross, so this ends; the bound is for sizes that differ by rounding alone.
    for _ in 0..now[k].len() {
        let before = crossed;
        for i in 1..now[k].len() {
            if Some(now[k][i]) == bottom {
                continue;
            }
            now[k].swap(i - 1, i);
            let swapped = around(now);
            if swapped < crossed {
                crossed = swapped;
            } else {
                now[k].swap(i - 1, i);
            }
        }
        if crossed >= before {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(from: usize, to: usize, size: f64) -> Link {
        Link { from, to, size }
    }

    #[test]
    fn what_can_be_untangled_is() {
        // Three flows upside down, and a third column upside down again.
        let links = [vec![link(0, 2, 1.0), link(1, 1, 2.0), link(2, 0, 3.0)], vec![link(2, 0, 1.0), link(1, 1, 2.0), link(0, 2, 3.0)]];
        let given: Vec<Vec<usize>> = (0..3).map(|_| (0..3).collect()).collect();
        assert!((crossing(&given, &links) - 22.0).abs() < 1e-12, "two, three and six, twice");
        let found = order(&[3, 3, 3], &[None; 3], &links);
        assert_eq!(crossing(&found, &links), 0.0, "{found:?}");
    }

    #[test]
    fn an_order_without_crossing_stays() {
        let links = [vec![link(0, 0, 1.0), link(1, 0, 1.0), link(1, 1, 2.0), link(2, 1, 1.0)]];
        assert_eq!(order(&[3, 2], &[None, None], &links), [vec![0, 1, 2], vec![0, 1]]);
        assert!(order(&[], &[], &[]).is_empty());
        assert_eq!(order(&[2], &[None], &[]), [vec![0, 1]]);
    }

    #[test]
    fn the_last_stays_last_and_the_result_is_never_worse() {
        for seed in 0..40_usize {
            let many = [3 + seed % 9, 2 + seed % 5, 2 + seed % 3];
            let flow = |k: usize, i: usize| link(i % many[k], (i * (7 + seed) + seed) % many[k + 1], 1.0 + ((i * 5 + seed) % 7) as f64);
            let links: Vec<Vec<Link>> = (0..2).map(|k| (0..20).map(|i| flow(k, i)).collect()).collect();
            let last = [Some(0), None, Some(1)];
            let found = order(&many, &last, &links);
            assert_eq!((*found[0].last().unwrap(), *found[2].last().unwrap()), (0, 1));
            let mut given: Vec<Vec<usize>> = many.iter().map(|&n| (0..n).collect()).collect();
            to_bottom(&mut given[0], Some(0));
            to_bottom(&mut given[2], Some(1));
            assert!(crossing(&found, &links) <= crossing(&given, &links));
            for (column, &n) in found.iter().zip(&many) {
                let mut sorted = column.clone();
                sorted.sort_unstable();
                assert_eq!(sorted, (0..n).collect::<Vec<_>>());
            }
        }
    }
}
