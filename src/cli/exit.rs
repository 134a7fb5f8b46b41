//! Every way a command can end, and its exit code.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::economy::NotRun;
use crate::frame::FrameError;
use crate::input::Problems;
use crate::montecarlo::RunnerError;
use crate::montecarlo::search::FrontError;
use crate::study::backtest::BacktestError;
use crate::study::fit::EstimateError;
use crate::study::foresight::ForesightError;
use crate::study::memory::AppendError;
use crate::study::output::OutputError;

/// Why a command did not simply succeed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Wrong usage that the argument parser could not see.
    #[error("{0}")]
    Usage(String),
    /// Invalid input; the problems have a rendering of their own.
    #[error("{} in the input", if .0.len() == 1 { "one problem".to_owned() } else { format!("{} problems", .0.len()) })]
    Input(Problems),
    /// An input that was read before could not be read again, to be hashed.
    #[error("cannot read `{}` again: {source}", path.display())]
    Gone {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The run could not be done.
    #[error(transparent)]
    Run(#[from] RunnerError),
    /// The search for better settings could not be done.
    #[error(transparent)]
    Search(#[from] FrontError),
    /// Tastes could not be estimated.
    #[error(transparent)]
    Estimate(EstimateError),
    /// A panel could not be tested.
    #[error(transparent)]
    Backtest(#[from] BacktestError),
    /// The future could not be worked out.
    #[error(transparent)]
    Foresight(#[from] ForesightError),
    /// The output could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The run was written, and could not be remembered.
    #[error(transparent)]
    Memory(#[from] AppendError),
    /// A directory that should be empty is not.
    #[error("`{}` is not empty; choose another directory, or write into this one with `--force`", .0.display())]
    NotEmpty(PathBuf),
    /// A table could not be built or written.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// Something could not be written to standard output.
    #[error("cannot write to standard output: {0}")]
    Print(#[from] io::Error),
    /// A result could not be turned into JSON.
    #[error("cannot write the result as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// How a command that did its work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Done.
    Done,
    /// Finished in part.
    Partial,
    /// A threshold that the user set was crossed, or a check failed.
    Crossed,
    /// Interrupted, with a partial result.
    Interrupted,
}

/// The one place where an ending becomes an exit code.
pub(super) fn code(ended: &Result<Ending, Failure>) -> ExitCode {
    ExitCode::from(match ended {
        Ok(Ending::Done) => 0,
        Ok(Ending::Partial) => 5,
        Ok(Ending::Crossed) => 6,
        Ok(Ending::Interrupted) => 130,
        Err(Failure::Usage(_)) => 2,
        Err(
            Failure::Input(_) | Failure::Gone { .. } | Failure::Memory(AppendError::File(..)) | Failure::Backtest(BacktestError::TooFew(_)),
        ) => 3,
        Err(Failure::Backtest(BacktestError::Fit { why, .. })) if !why.searched() => 3,
        Err(Failure::Backtest(BacktestError::Fit { .. })) => 5,
        Err(Failure::Backtest(BacktestError::Interrupted)) => 130,
        Err(
            Failure::Output(_)
            | Failure::NotEmpty(_)
            | Failure::Frame(FrameError::File { .. })
            | Failure::Memory(AppendError::Full(_) | AppendError::Output(_)),
        ) => 7,
        Err(Failure::Print(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(Failure::Estimate(error)) if !error.searched() => 3,
        Err(Failure::Print(_)) => 7,
        // The matrix says too little, or asks too much, to be worked out: that is for its authors to change.
        Err(Failure::Foresight(
            ForesightError::Solve(_) | ForesightError::Basins(_) | ForesightError::Robust(_) | ForesightError::Periods(_),
        )) => 3,
        Err(Failure::Foresight(ForesightError::Population(NotRun::Uncalibrated(_)))) => 4,
        Err(Failure::Foresight(_) | Failure::Run(_) | Failure::Estimate(_) | Failure::Search(FrontError::Runner(_))) => 5,
        Err(
            Failure::Frame(FrameError::Ragged { .. } | FrameError::Duplicate { .. })
            | Failure::Json(_)
            | Failure::Backtest(BacktestError::Forecast(_))
            | Failure::Search(FrontError::Pareto(_))
            | Failure::Memory(AppendError::Entries(_) | AppendError::NoRun),
        ) => 1,
    })
}
