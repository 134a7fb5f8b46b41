//! What an answer hangs on: one input at a time, and shares of variance.
//!
//! Both run the world on the *same* draws in every cell (aleatory streams held fixed), so that differences come from the inputs alone.

use std::sync::atomic::AtomicBool;

use crate::explore::{Estimate, Order, Resampling, design, indices};
use crate::parallel::{Batching, Flow};
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::interval::Level;
use crate::world::{Arm, Readout, World};

use super::cells::{Cell, Cells, run_cells};
use super::runner::{Blocks, RunnerError};

/// What a sensitivity run looks at, and on how much of the world.
#[derive(Debug)]
pub struct Scope<'a, W: World, R: Readout> {
    /// The world.
    pub world: &'a W,
    /// Its arms.
    pub arms: &'a [Arm<W::Edit>],
    /// The figures.
    pub readout: &'a R,
    /// The figure that is looked at.
    pub figure: usize,
    /// The seed.
    pub seed: Seed,
    /// Threads and chunks.
    pub batching: Batching,
    /// How much of the world is run; a part is enough, since the draws are the same in every cell.
    pub blocks: Blocks,
    /// Set to stop early.
    pub interrupt: &'a AtomicBool,
}

impl<W: World, R: Readout> Scope<'_, W, R> {
    fn cells<'b>(&'b self, blocks: &'b [u32]) -> Cells<'b, W, R> {
        Cells {
            world: self.world,
            arms: self.arms,
            readout: self.readout,
            seed: self.seed,
            batching: self.batching,
            blocks,
            interrupt: self.interrupt,
        }
    }

    fn evaluate(&self, count: u64, theta: impl Fn(u64) -> Vec<f64> + Sync, streams: u32) -> Result<Vec<f64>, RunnerError> {
        let blocks = self.blocks.of(self.world.blocks());
        let mut values = Vec::new();
        run_cells(
            &self.cells(&blocks),
            0..count * u64::from(streams),
            |index| Cell {
                theta: theta(index / u64::from(streams)),
                at: At { theta: u32::MAX, inner: (index % u64::from(streams)) as u32 },
            },
            |_, figures| {
                values.push(figures.map_or(f64::NAN, |figures| figures[self.figure]));
                Flow::Continue
            },
        )?;
        Ok(values.chunks(streams as usize).map(|runs| runs.iter().sum::<f64>() / runs.len() as f64).collect())
    }
}

/// Reads every figure at one θ: the mean over `runs` runs with other chance. A figure is NaN where any run failed or had no base.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
pub fn at_theta<W: World, R: Readout>(scope: &Scope<'_, W, R>, theta: &[f64], runs: u32) -> Result<Vec<f64>, RunnerError> {
    let blocks = scope.blocks.of(scope.world.blocks());
    let mut sums = vec![0.0; scope.readout.ids().len()];
    run_cells(
        &scope.cells(&blocks),
        0..u64::from(runs),
        |index| Cell { theta: theta.to_vec(), at: At { theta: u32::MAX, inner: index as u32 } },
        |_, figures| {
            match figures {
                Ok(figures) => sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure),
                Err(_) => sums.fill(f64::NAN),
            }
            Flow::Continue
        },
    )?;
    Ok(sums.into_iter().map(|sum| sum / f64::from(runs)).collect())
}

/// What one uncertain input does to a figure, all others at their medians.
#[derive(Debug, Clone, PartialEq)]
pub struct Swing {
    /// The input, as a position in θ.
    pub unknown: usize,
    /// The input's value and the figure at each probed probability, in rising order of probability.
    pub points: Vec<(f64, f64)>,
}

impl Swing {
    /// The figure's change from the first to the last probe.
    #[must_use]
    pub fn width(&self) -> f64 {
        match (self.points.first(), self.points.last()) {
            (Some(first), Some(last)) => last.1 - first.1,
            _ => 0.0,
        }
    }

    /// The input's value at which the figure reaches `threshold`, between two probes; the one nearest to the median.
    #[must_use]
    pub fn flip(&self, threshold: f64) -> Option<f64> {
        let middle = self.points.len() / 2;
        let crossing = |pair: &[(f64, f64)]| {
            let ((from, low), (to, high)) = (pair[0], pair[1]);
            let inside = (low - threshold) * (high - threshold) <= 0.0 && low != high;
            inside.then(|| (to - from).mul_add((threshold - low) / (high - low), from))
        };
        let upward = self.points[middle..].windows(2).find_map(crossing);
        let downward = self.points[..=middle].windows(2).rev().find_map(crossing);
        let centre = self.points[middle].0;
        match (upward, downward) {
            (Some(up), Some(down)) if (down - centre).abs() < (up - centre).abs() => Some(down),
            (Some(up), _) => Some(up),
            (None, down) => down,
        }
    }
}

/// The probabilities at which [`one_at_a_time`] probes an input.
pub const PROBES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The swings of a figure, widest first.
#[derive(Debug, Clone, PartialEq)]
pub struct OneAtATime {
    /// The figure with every input at its median.
    pub centre: f64,
    /// One swing per uncertain input, widest first.
    pub swings: Vec<Swing>,
}

/// Moves one uncertain input at a time over its range and reads the figure.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
///
/// # Determinism
/// Depends on the scope's world, arms, figure, seed and blocks.
pub fn one_at_a_time<W: World, R: Readout>(scope: &Scope<'_, W, R>) -> Result<OneAtATime, RunnerError> {
    let unknowns = scope.world.unknowns();
    let medians = unknowns.medians();
    let probes = PROBES.len() as u64;
    let theta = |cell: u64| {
        let mut theta = medians.clone();
        let (unknown, probe) = ((cell / probes) as usize, (cell % probes) as usize);
        if unknown < unknowns.len() {
            theta[unknown] = unknowns.entry(unknown).dist.quantile(PROBES[probe]);
        }
        theta
    };
    let values = scope.evaluate(unknowns.len() as u64 * probes + 1, theta, 2)?;
    let mut swings: Vec<Swing> = (0..unknowns.len())
        .map(|unknown| {
            let points = PROBES.iter().enumerate();
            let points =
                points.map(|(probe, &p)| (unknowns.entry(unknown).dist.quantile(p), values[unknown * PROBES.len() + probe])).collect();
            Swing { unknown, points }
        })
        .collect();
    swings.sort_by(|one, other| other.width().abs().total_cmp(&one.width().abs()).then(one.unknown.cmp(&other.unknown)));
    Ok(OneAtATime { centre: values.last().copied().unwrap_or(f64::NAN), swings })
}

/// A figure over two uncertain inputs, all others at their medians.
#[derive(Debug, Clone, PartialEq)]
pub struct PairMap {
    /// The two inputs, as positions in θ.
    pub of: (usize, usize),
    /// The values of each, rising with their probability: see [`STEPS`].
    pub values: (Vec<f64>, Vec<f64>),
    /// `[second][first]`: the figure.
    pub cells: Vec<Vec<f64>>,
}

/// The probabilities at which [`over_pairs`] takes each input.
pub const STEPS: [f64; 7] = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];

/// Reads a figure over pairs of uncertain inputs, on the same draws in every cell.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
///
/// # Determinism
/// Depends on the scope's world, arms, figure, seed and blocks, and on the pairs.
pub fn over_pairs<W: World, R: Readout>(scope: &Scope<'_, W, R>, pairs: &[(usize, usize)]) -> Result<Vec<PairMap>, RunnerError> {
    let unknowns = scope.world.unknowns();
    let medians = unknowns.medians();
    let side = STEPS.len();
    let theta = |cell: u64| {
        let (pair, cell) = (cell as usize / (side * side), cell as usize % (side * side));
        let mut theta = medians.clone();
        theta[pairs[pair].0] = unknowns.entry(pairs[pair].0).dist.quantile(STEPS[cell % side]);
        theta[pairs[pair].1] = unknowns.entry(pairs[pair].1).dist.quantile(STEPS[cell / side]);
        theta
    };
    let values = scope.evaluate((pairs.len() * side * side) as u64, theta, 1)?;
    let along = |unknown: usize| STEPS.iter().map(|&p| unknowns.entry(unknown).dist.quantile(p)).collect();
    Ok(pairs
        .iter()
        .zip(values.chunks(side * side))
        .map(|(&of, cells)| PairMap { of, values: (along(of.0), along(of.1)), cells: cells.chunks(side).map(<[f64]>::to_vec).collect() })
        .collect())
}

/// A group's share of a figure's variance.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupEffect {
    /// The group's name.
    pub name: String,
    /// The share that the group explains by itself.
    pub first: Estimate,
    /// The share in which the group takes part.
    pub total: Estimate,
}

/// The shares of variance of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Variance {
    /// One line a group; inputs that hardly matter are one group at the end.
    pub groups: Vec<GroupEffect>,
    /// Base points of the design.
    pub base_points: usize,
}

/// Splits the variance of a figure over groups of uncertain inputs.
///
/// The groups of the `keep` widest swings stand alone; all others form one group.
///
/// # Errors
/// [`RunnerError`] when no thread starts. `None` where the figure does not vary or there is nothing uncertain.
///
/// # Source
/// Saltelli et al. 2010, Computer Physics Communications 181(2); scrambled Sobol points.
pub fn variance_by_group<W: World, R: Readout>(
    scope: &Scope<'_, W, R>,
    order: &OneAtATime,
    keep: usize,
    base_points: u32,
) -> Result<Option<Variance>, RunnerError> {
    let unknowns = scope.world.unknowns();
    let mut alone: Vec<usize> = Vec::new();
    for swing in &order.swings {
        if let Some(group) = unknowns.groups().iter().position(|group| group.members.contains(&swing.unknown))
            && !alone.contains(&group)
            && alone.len() < keep
        {
            alone.push(group);
        }
    }
    let rest: Vec<usize> = (0..unknowns.groups().len()).filter(|group| !alone.contains(group)).collect();
    let mut members: Vec<Vec<usize>> = alone.iter().map(|&group| unknowns.groups()[group].members.clone()).collect();
    let mut names: Vec<String> = alone.iter().map(|&group| unknowns.groups()[group].name.clone()).collect();
    if !rest.is_empty() {
        members.push(rest.iter().flat_map(|&group| unknowns.groups()[group].members.clone()).collect());
        names.push(format!("All {} others together", members[members.len() - 1].len()));
    }
    let sizes: Vec<usize> = members.iter().map(Vec::len).collect();
    let Ok(design) = design(base_points, &sizes, Order::First, scope.seed) else {
        return Ok(None);
    };
    let order: Vec<usize> = members.into_iter().flatten().collect();
    let theta = |cell: u64| {
        let mut uniforms = vec![0.5; unknowns.len()];
        for (&unknown, &uniform) in order.iter().zip(&design.row(cell as usize)) {
            uniforms[unknown] = uniform;
        }
        unknowns.theta(&uniforms)
    };
    let values = scope.evaluate(design.len() as u64, theta, 1)?;
    let mut draws = Streams::new(scope.seed, At { theta: u32::MAX, inner: 0 }).draws(Purpose::Bootstrap, 0, 0);
    let resampling = Resampling { reps: 200, level: Level::P95, threads: scope.batching.threads };
    let Ok(indices) = indices(&design, &values, &resampling, &mut draws) else {
        return Ok(None);
    };
    let groups =
        names.into_iter().zip(indices.groups).map(|(name, index)| GroupEffect { name, first: index.first, total: index.total }).collect();
    Ok(Some(Variance { groups, base_points: indices.n_base }))
}
