//! The one loop under every kind of run: cells of (θ, inner) times groups of blocks.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::parallel::{Batching, Flow, ThreadError, map_fold};
use crate::random::{At, Seed, Streams};
use crate::world::{Arm, Readout, RunError, Tally, World};

/// One run of all arms: the values of the uncertain inputs and the place of its random streams.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The uncertain inputs.
    pub theta: Vec<f64>,
    /// Where the streams of this run start; cells with the same place share every draw.
    pub at: At,
}

/// Why a cell has no figures.
#[derive(Debug, Clone)]
pub enum CellFailure {
    /// The run was interrupted before this cell was done.
    Interrupted,
    /// The cell itself failed.
    Run(RunError),
}

/// How many blocks one work item runs. Fixed, since it bounds memory and work, never results.
const BLOCKS_PER_ITEM: u32 = 32;

/// What [`run_cells`] runs.
pub(super) struct Cells<'a, W: World, R: Readout> {
    pub(super) world: &'a W,
    pub(super) arms: &'a [Arm<W::Edit>],
    pub(super) readout: &'a R,
    pub(super) seed: Seed,
    pub(super) batching: Batching,
    /// The blocks that are run, in this order; all of them for a full run.
    pub(super) blocks: &'a [u32],
    pub(super) interrupt: &'a AtomicBool,
}

/// Runs the cells and hands the figures of each to `each`, in cell order.
pub(super) fn run_cells<W: World, R: Readout>(
    what: &Cells<'_, W, R>,
    cells: std::ops::Range<u64>,
    cell: impl Fn(u64) -> Cell + Sync,
    mut each: impl FnMut(u64, Result<&[f64], CellFailure>) -> Flow,
) -> Result<(), ThreadError> {
    let groups = (what.blocks.len() as u64).div_ceil(u64::from(BLOCKS_PER_ITEM)).max(1);
    let items = cells.start * groups..cells.end * groups;
    let mut merged: Option<Result<Vec<Tally>, CellFailure>> = None;
    let mut figures = vec![f64::NAN; what.readout.ids().len()];
    map_fold(
        items,
        what.batching,
        || what.world.scratch(),
        |item, scratch| run_item(what, &cell(item / groups), item % groups, scratch),
        |item, part| {
            merged = Some(match (merged.take(), part) {
                (None, part) => part,
                (Some(Ok(mut sum)), Ok(part)) => {
                    for (sum, part) in sum.iter_mut().zip(&part) {
                        sum.merge(part);
                    }
                    Ok(sum)
                }
                (Some(Err(failure)), _) | (Some(Ok(_)), Err(failure)) => Err(failure),
            });
            if item % groups + 1 < groups {
                return Flow::Continue;
            }
            match merged.take() {
                Some(Ok(tallies)) => {
                    figures.fill(f64::NAN);
                    what.readout.read(&tallies, &mut figures);
                    each(item / groups, Ok(&figures))
                }
                Some(Err(failure)) => each(item / groups, Err(failure)),
                None => Flow::Continue,
            }
        },
    )
}

fn run_item<W: World, R: Readout>(
    what: &Cells<'_, W, R>,
    cell: &Cell,
    group: u64,
    scratch: &mut W::Scratch,
) -> Result<Vec<Tally>, CellFailure> {
    let plan = what.world.bind(&cell.theta, what.arms).map_err(|error| CellFailure::Run(error.into()))?;
    let streams = Streams::new(what.seed, cell.at);
    let mut tallies = what.world.tallies(what.arms);
    let first = group as usize * BLOCKS_PER_ITEM as usize;
    let last = (first + BLOCKS_PER_ITEM as usize).min(what.blocks.len());
    for &block in &what.blocks[first..last] {
        if what.interrupt.load(Ordering::Relaxed) {
            return Err(CellFailure::Interrupted);
        }
        what.world.run(&plan, block, &streams, scratch, &mut tallies).map_err(CellFailure::Run)?;
    }
    Ok(tallies)
}
