//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Taste a decision before you pay for it: synthetic people meet your concept, many times over, and the report says what would happen, how
/// sure that is, and why.
#[derive(Debug, Parser)]
#[command(name = "foretaste", version, about, long_about = None, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Test a product concept: run its study and write a report.
    Validate(Validate),
}

/// What summaries look like on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people.
    Text,
    /// The result as JSON.
    Json,
    /// The estimates as comma-separated values.
    Csv,
}

/// Flags of commands that run a study.
#[derive(Debug, Args)]
pub struct Running {
    /// The seed of every random draw: the same inputs, seed and version give the same bytes.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Worker threads; changes the speed, never a result. By default all cores.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Draws of what nobody knows: a number, or "auto" to stop when the Monte Carlo error is small enough.
    #[arg(long, default_value = "auto", value_name = "N|auto")]
    pub replicates: String,
    /// How many people; without it, as many as the study says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    pub personas: Option<u32>,
    /// Where the run's directory is written; without it, reports/NAME-TIME.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The folder that no file named in an input may leave; without it, the project around the study.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Replace the run's directory if it is there.
    #[arg(long)]
    pub force: bool,
    /// No progress and no summary.
    #[arg(long, short)]
    pub quiet: bool,
    /// What is printed on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Items a worker takes at a time; changes the speed, never a result.
    #[arg(long, hide = true, default_value_t = 1)]
    pub chunk: usize,
}

/// Test a product concept.
#[derive(Debug, Args)]
pub struct Validate {
    /// The study file.
    pub study: PathBuf,
    /// Flags of the run.
    #[command(flatten)]
    pub running: Running,
    /// Exit with code 6 if the probability of the rule to go is below this.
    #[arg(long, value_name = "P")]
    pub fail_under: Option<f64>,
}
