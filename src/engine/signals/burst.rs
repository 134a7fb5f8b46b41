//! Bursts: stretches of time in which something comes faster than it is wont to.
//!
//! # Source
//! J. Kleinberg, "Bursty and hierarchical structure in streams", *KDD '02*: section 2 (gaps between events, any number of levels) and
//! section 4 (relevant documents out of all, two states). Both are solved by dynamic programme.

use crate::num::ln;

/// Most levels of an automaton: each stands for a rate `s` times that of the one below.
const LEVELS: usize = 64;

/// A stretch at or above a level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// The level, from 1.
    pub level: usize,
    /// The event it begins with.
    pub start: f64,
    /// The event it ends with.
    pub end: f64,
}

/// The cheapest path through the automaton.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The level in each gap.
    pub levels: Vec<usize>,
    /// What it costs.
    pub cost: f64,
}

/// Says why bursts cannot be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BurstError {
    /// Too few events, or two at the same time or out of order.
    #[error("bursts need at least two events, each after the one before")]
    Events,
    /// `s` or γ is out of range.
    #[error("the ratio of rates must be above 1 and the price of a rise 0 or more")]
    Settings,
}

/// The cheapest levels of the gaps between events, by the automaton with rates `s^i · n/T` and a price of γ ln n for each level risen.
///
/// Levels beyond which no gap could pay are left out, as Kleinberg's section 2 shows is enough.
///
/// # Errors
/// [`BurstError`].
pub fn path(offsets: &[f64], s: f64, gamma: f64) -> Result<Path, BurstError> {
    if !(s > 1.0 && s.is_finite() && gamma >= 0.0 && gamma.is_finite()) {
        return Err(BurstError::Settings);
    }
    let gaps: Vec<f64> = offsets.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if gaps.is_empty() || !gaps.iter().all(|gap| *gap > 0.0 && gap.is_finite()) {
        return Err(BurstError::Events);
    }
    let count = gaps.len() as f64;
    let total: f64 = crate::num::sum(&gaps);
    let least = gaps.iter().copied().fold(f64::INFINITY, f64::min);
    let levels = (1.0 + (ln(total) - ln(least)) / ln(s)).ceil().clamp(1.0, LEVELS as f64) as usize;
    let rates: Vec<f64> = (0..levels).scan(count / total, |rate, _| Some(std::mem::replace(rate, *rate * s))).collect();
    let rise = gamma * ln(count);
    let mut costs = vec![f64::INFINITY; levels];
    costs[0] = 0.0;
    let mut from: Vec<Vec<u8>> = Vec::with_capacity(gaps.len());
    for gap in &gaps {
        let (mut next, mut back) = (Vec::with_capacity(levels), Vec::with_capacity(levels));
        for (level, rate) in rates.iter().enumerate() {
            let reached = costs.iter().enumerate().map(|(below, cost)| (cost + rise * level.saturating_sub(below) as f64, below));
            // The lowest level wins a tie.
            let (cost, best) = reached.fold((f64::INFINITY, 0), |best, one| if one.0 < best.0 { one } else { best });
            next.push(cost - ln(*rate) + rate * gap);
            back.push(best as u8);
        }
        costs = next;
        from.push(back);
    }
    let (cost, mut level) =
        costs.iter().enumerate().fold((f64::INFINITY, 0), |best, (level, &cost)| if cost < best.0 { (cost, level) } else { best });
    let mut found = vec![0; gaps.len()];
    for (place, back) in from.iter().enumerate().rev() {
        found[place] = level;
        level = usize::from(back[level]);
    }
    Ok(Path { levels: found, cost })
}

/// The bursts of a path, the outer ones first: each from the event its first gap begins with to the event its last gap ends with.
#[must_use]
pub fn bursts(offsets: &[f64], path: &Path) -> Vec<Burst> {
    let (mut done, mut open): (Vec<Burst>, Vec<Burst>) = (Vec::new(), Vec::new());
    for (place, &level) in path.levels.iter().chain(std::iter::once(&0)).enumerate() {
        let at = offsets.get(place).copied().unwrap_or(f64::NAN);
        while open.len() > level {
            if let Some(mut burst) = open.pop() {
                burst.end = at;
                done.push(burst);
            }
        }
        while open.len() < level {
            open.push(Burst { level: open.len() + 1, start: at, end: at });
        }
    }
    done.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.level.cmp(&b.level)));
    done
}

/// Which periods lie in a burst, and what being in one saves there.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoStates {
    /// Whether each period lies in a burst.
    pub on: Vec<bool>,
    /// How much more likely each period's count is in a burst than outside, as a difference of log-likelihoods.
    pub gain: Vec<f64>,
}

impl TwoStates {
    /// The weight of the burst that the last period lies in, as Kleinberg's section 4 weighs bursts: the sum of what it saves; 0 outside.
    #[must_use]
    pub fn current(&self) -> f64 {
        let running = self.on.iter().zip(&self.gain).rev().take_while(|(on, _)| **on);
        let gains: Vec<f64> = running.map(|(_, gain)| *gain).collect();
        crate::num::sum(&gains).max(0.0)
    }
}

/// The cheapest two-state path for counts out of totals: outside a burst documents are relevant at the rate of all periods together, inside
/// at `s` times that; to enter costs γ ln n, to leave nothing.
///
/// # Shapes
/// `relevant` and `totals` have one entry a period.
///
/// # Errors
/// [`BurstError::Settings`]. Counts without any relevant document have no burst.
pub fn two_states(relevant: &[u64], totals: &[u64], s: f64, gamma: f64) -> Result<TwoStates, BurstError> {
    if !(s > 1.0 && s.is_finite() && gamma >= 0.0 && gamma.is_finite()) {
        return Err(BurstError::Settings);
    }
    let periods = relevant.len().min(totals.len());
    let (hits, all): (u64, u64) = (relevant[..periods].iter().sum(), totals[..periods].iter().sum());
    if hits == 0 || all == 0 || hits >= all {
        return Ok(TwoStates { on: vec![false; periods], gain: vec![0.0; periods] });
    }
    let usual = hits as f64 / all as f64;
    // A rate of 1 would forbid every document that is not relevant.
    let high = (usual * s).min((1.0 + usual) / 2.0);
    let (more, less) = (ln(high / usual), ln((1.0 - high) / (1.0 - usual)));
    let gain: Vec<f64> = relevant
        .iter()
        .zip(totals)
        .map(|(&relevant, &total)| relevant as f64 * more + total.saturating_sub(relevant) as f64 * less)
        .collect();
    let rise = gamma * ln(periods as f64);
    // The cost against being outside all the time.
    let (mut out, mut inside) = (0.0_f64, f64::INFINITY);
    let mut from = Vec::with_capacity(periods);
    for gain in &gain {
        let leaves = inside < out;
        let stays = inside <= out + rise;
        let next_out = if leaves { inside } else { out };
        inside = if stays { inside } else { out + rise } - gain;
        out = next_out;
        from.push((leaves, stays));
    }
    let mut on = vec![false; periods];
    let mut now = inside < out;
    for (place, (leaves, stays)) in from.iter().enumerate().rev() {
        on[place] = now;
        now = if now { *stays } else { *leaves };
    }
    Ok(TwoStates { on, gain })
}

/// Kleinberg's automaton on the events of the reference example.
#[must_use]
pub fn example() -> Vec<f64> {
    let steps = |from: u32, to: u32, step: usize| (from..=to).step_by(step).map(f64::from);
    let mut all: Vec<f64> = [0.0, 100.0, 200.0, 300.0, 400.0].to_vec();
    all.extend(steps(410, 450, 5));
    all.push(451.0);
    all.extend(steps(453, 469, 2));
    all.extend(steps(480, 600, 5));
    all.extend([700.0, 710.0]);
    all.extend(steps(715, 800, 5));
    all.extend([900.0, 1000.0]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_example_has_its_three_bursts_and_its_cost() {
        let offsets = example();
        let found = path(&offsets, 2.0, 1.0).unwrap();
        let bursts: Vec<(usize, f64, f64)> = bursts(&offsets, &found).iter().map(|b| (b.level, b.start, b.end)).collect();
        assert_eq!(bursts, [(1, 410.0, 600.0), (2, 450.0, 469.0), (1, 710.0, 800.0)], "cost {}", found.cost);
        assert!((found.cost - 241.940_238).abs() < 5e-7, "{}", found.cost);
    }

    /// Tries every path.
    fn cheapest(relevant: &[u64], totals: &[u64], s: f64, gamma: f64) -> (f64, Vec<bool>) {
        let periods = relevant.len();
        let usual = relevant.iter().sum::<u64>() as f64 / totals.iter().sum::<u64>() as f64;
        let cost = |place: usize, p: f64| -(relevant[place] as f64 * p.ln() + (totals[place] - relevant[place]) as f64 * (1.0 - p).ln());
        (0..1_u32 << periods)
            .map(|mask| {
                let on: Vec<bool> = (0..periods).map(|place| mask >> place & 1 == 1).collect();
                let rises = (0..periods).filter(|&place| on[place] && (place == 0 || !on[place - 1])).count();
                let sum: f64 = (0..periods).map(|place| cost(place, if on[place] { usual * s } else { usual })).sum();
                (sum + rises as f64 * gamma * (periods as f64).ln(), on)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap()
    }

    #[test]
    fn two_states_find_what_trying_every_path_finds() {
        let totals = [100, 90, 110, 100, 120, 80, 100, 95, 105, 100];
        for relevant in [
            [1, 2, 1, 0, 9, 8, 10, 1, 2, 1],
            [1, 1, 1, 1, 1, 1, 1, 5, 9, 12],
            [9, 8, 9, 0, 0, 0, 1, 0, 7, 9],
            [2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
        ] {
            for (s, gamma) in [(2.0, 1.0), (3.0, 0.5), (1.5, 0.0)] {
                let (_, on) = cheapest(&relevant, &totals, s, gamma);
                let found = two_states(&relevant, &totals, s, gamma).unwrap();
                assert_eq!(found.on, on, "{relevant:?} {s} {gamma}");
            }
        }
        let growing = two_states(&[1, 1, 1, 1, 1, 1, 1, 5, 9, 12], &totals, 2.0, 1.0).unwrap();
        assert!(growing.current() > 0.0);
        assert_eq!(two_states(&[9, 9, 0, 0], &[90, 90, 90, 90], 2.0, 1.0).unwrap().current(), 0.0);
    }

    #[test]
    fn nothing_everything_and_nonsense_are_told() {
        assert_eq!(two_states(&[0, 0], &[5, 5], 2.0, 1.0).unwrap().on, [false, false]);
        assert_eq!(two_states(&[5, 5], &[5, 5], 2.0, 1.0).unwrap().current(), 0.0);
        assert_eq!(two_states(&[], &[], 2.0, 1.0).unwrap().on, [] as [bool; 0]);
        assert_eq!(two_states(&[1], &[2], 1.0, 1.0), Err(BurstError::Settings));
        assert_eq!(path(&[1.0], 2.0, 1.0), Err(BurstError::Events));
        assert_eq!(path(&[1.0, 1.0], 2.0, 1.0), Err(BurstError::Events));
        assert_eq!(path(&[1.0, 2.0], 2.0, f64::NAN), Err(BurstError::Settings));
        assert_eq!(path(&[1.0, 2.0, 3.0], 2.0, 1.0).unwrap().levels, [0, 0]);
    }
}
