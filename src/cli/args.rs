//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Where to begin, shown under the list of commands.
const BEGIN: &str = "\
Begin here:
  foretaste init concept my-idea           write a study that needs no data
  foretaste validate my-idea/study.toml    run it and write a report
  foretaste personas my-idea/people.toml   see who is asked
  foretaste compare my-idea/study.toml     see what changes would do

Exit codes:
  0    done
  1    a fault of the program
  2    wrong usage
  3    invalid input
  4    a simulated past that does not look real
  5    finished in part
  6    a threshold was crossed, or a check failed
  7    cannot write
  130  interrupted, partial result saved";

/// Taste a decision before you pay for it.
///
/// Synthetic people meet your concept and what they could take instead, many
/// times over, once for every draw of what nobody knows. The report says what
/// would happen, how sure that is, and why.
#[derive(Debug, Parser)]
#[command(verbatim_doc_comment, name = "foretaste", version, arg_required_else_help = true, after_help = BEGIN, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented starter that runs as it is
    ///
    /// The files explain themselves: open them, replace the words and numbers by
    /// your own, and run `foretaste validate`.
    #[command(verbatim_doc_comment)]
    Init(Init),
    /// Test a product concept: run its study and write a report
    ///
    /// Reads the study and every file it names, reports all problems at once, runs
    /// the market many times, and writes a directory with report.html (one file,
    /// works offline), tables (CSV and Parquet), charts (SVG), result.json and
    /// manifest.json. A summary goes to standard output.
    ///
    /// Unless it stays at home, the prototyper adds concept-board.html, a page that
    /// people can react to; journey-map.html, where the study has a journey; and for
    /// every draft that is worth its cost a study of its own, study.v2.toml and so
    /// on, which can be run from there.
    #[command(verbatim_doc_comment)]
    Validate(Validate),
    /// Fit tastes to real choices: estimates with their errors, and a population for studies
    ///
    /// Reads a fit file and the choices it names, refuses data that cannot tell what is
    /// asked of them (every fault at once), and estimates a multinomial logit, a mixed
    /// logit, latent classes or hierarchical Bayes. The run's directory holds
    /// report.html, tables, result.json and population.toml: the tastes with their
    /// uncertainty, which a study takes by naming the file under `[fitted]`.
    ///
    /// A search that does not end is never a fit: it ends with code 5 and says the best
    /// point, the gradient left there and what to try. Too few draws, or chains that do
    /// not agree, are told before anything else.
    ///
    /// A file with a table `[ratings]` holds answers on a scale instead of choices. Then
    /// the run says where items lie and how people use the scale: how much some agree
    /// with anything and others tick the ends, with intervals; style.toml holds that.
    #[command(verbatim_doc_comment)]
    Calibrate(Calibrate),
    /// Hold a study against itself with changes: prices, claims, touchpoints, rivals, people
    ///
    /// Runs the study as it is and under each treatment on the same people and draws,
    /// and reports every difference: how large it is, against what matters; who is
    /// hit; what it does to the experience and the money; and each treatment against
    /// each other one. This is also how to compare two prices, two concepts or two
    /// journeys. Treatments are files of their own, or stand in the study under
    /// `[[treatments]]`; a change that touches nothing is an error.
    #[command(verbatim_doc_comment)]
    Compare(Compare),
    /// Say which agents of a team to keep in, on or out of the loop, and what that costs
    ///
    /// Reads a team of agents, gates and people, runs it as given and with every agent
    /// in, on and out of the loop, searches for settings that cannot be bettered in
    /// people's time, mistakes and lead time at once, and recommends one under your
    /// limits. The report says how sure that is, at which stakes it would change, and
    /// which number to measure next.
    ///
    /// With --concept, the settings are held before the customers of the concept that
    /// the team works for: purchase intent, the verdict's measure and every experience
    /// level measure in each setting, and which touchpoint carries the difference.
    #[command(verbatim_doc_comment)]
    Autonomy(Autonomy),
    /// Test a panel on choices it has not seen, and say what it may be used for
    ///
    /// Reads a fit file, learns from a part of its choices and predicts the rest: the
    /// last two tasks of each person, and people it has never seen. The scorecard
    /// shows every score with its interval over people, beside what a forecast that
    /// anyone could make scores, and the best there is to have. The labels, such as
    /// "valid for shares" or "not for unseen individuals", follow from stated rules.
    ///
    /// A file with a table `[ratings]` is tested on people it has not seen and on each
    /// answer by the person's other answers, with and without response style.
    #[command(verbatim_doc_comment)]
    Backtest(Backtest),
    /// Say which futures hang together, how surely, what to watch, and what they do to a concept
    ///
    /// Reads drivers with their variants, and judgements of which variant speaks for
    /// which, with how sure they are. Finds every combination that hangs together,
    /// says how often it still does where the judgements are off, which judgement
    /// decides, what leads where, what a push from outside would do, and which driver
    /// tells the scenarios apart; and picks a few that differ, to be read.
    ///
    /// With a table `[population]`, people and firms live through each of these month by
    /// month, once their past has landed on real statistics: work, income, firms, and how
    /// life is, against the same people where nothing changes.
    ///
    /// With a table `[concept]`, each of these is put on the concept's study as the
    /// treatments of its variants: purchase intent and every experience level measure
    /// in each scenario, and what each of our options loses against the best.
    #[command(verbatim_doc_comment)]
    Foresight(Foresight),
    /// Make a team file from a CrewAI project, a LangGraph graph, a BPMN process or a log
    ///
    /// Reads what others wrote, writes DIR/team.toml, and prints what has no place in it,
    /// what it assumes, and which lines are yours to write. Rates that the source does
    /// not hold are sourced defaults by name, or counted in a log. What being wrong costs
    /// is never made up: give it here, or fill it in.
    ///
    ///   foretaste import crewai agents.yaml tasks.yaml --out DIR
    ///   foretaste import langgraph graph.json --out DIR     json.dump(graph.get_graph().to_json(), file)
    ///   foretaste import bpmn process.bpmn --out DIR
    ///   foretaste import trace log.csv --out DIR            item,agent,start,end,outcome,reviewer
    #[command(verbatim_doc_comment)]
    Import(Import),
    /// Make the people of a population file; show margins, cards, or write them to a file
    ///
    /// Prints how many there are and how many real respondents stand behind them, the
    /// segments, every stated margin beside what was reached, and what happened on
    /// the way.
    #[command(verbatim_doc_comment)]
    Personas(Personas),
    /// Say which terms and topics rise, why, and how often such a judgement came true
    ///
    /// Reads counts of terms by period, or documents from feeds, tables and archives,
    /// up to one day and no later; scores what rises, each score in the parts that sum
    /// to it; quotes the sources byte for byte; and goes back to earlier dates to see
    /// what became of the terms it would have picked then, misses included, beside a
    /// plain ranking by growth.
    #[command(verbatim_doc_comment)]
    Signals(Signals),
    /// Print the JSON Schema of an input file, of result.json or of the memory
    ///
    /// Save it beside your files and name it in their first line, as in
    /// `#:schema study.schema.json`: editors that know TOML then complete and check
    /// while you type.
    #[command(verbatim_doc_comment)]
    Schema(Schema),
    /// Recompute every published figure this program claims to reproduce
    ///
    /// Works offline. Prints each figure with what was expected, what came out and
    /// where it is published, and ends with code 6 if any differs.
    #[command(verbatim_doc_comment)]
    Verify(Verify),
    /// Print completions for a shell
    ///
    /// For bash:
    ///   foretaste completions bash > ~/.local/share/bash-completion/completions/foretaste
    #[command(verbatim_doc_comment)]
    Completions(Completions),
    /// Print a manual page
    ///
    /// To read it:
    ///   foretaste man > foretaste.1 && man ./foretaste.1
    #[command(verbatim_doc_comment)]
    Man(Man),
}

/// What summaries look like on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people.
    Text,
    /// The result as JSON.
    Json,
    /// The figures as comma-separated values: estimates, or effects of a comparison.
    Csv,
}

/// What listings look like on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listing {
    /// Text for people.
    Text,
    /// JSON for programs.
    Json,
}

/// Flags of commands that run a study.
#[derive(Debug, Args)]
pub struct Running {
    /// The seed of every random draw: the same inputs, seed and version give the same bytes.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Draws of what nobody knows: a number, or "auto" to stop when the Monte Carlo error is small enough.
    #[arg(long, default_value = "auto", value_name = "N|auto")]
    pub replicates: String,
    /// Where the run goes.
    #[command(flatten)]
    pub placing: Placing,
    /// Items a worker takes at a time; changes the speed, never a result.
    #[arg(long, hide = true, default_value_t = 1)]
    pub chunk: usize,
}

/// Where a run goes, and what it shows.
#[derive(Debug, Args)]
pub struct Placing {
    /// Worker threads; changes the speed, never a result [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// The directory the run is written to [default: reports/NAME-TIME]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The folder that no file named in an input may leave [default: the project around the input]
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
}

/// Fit tastes to real choices.
#[derive(Debug, Args)]
pub struct Calibrate {
    /// The fit file.
    pub fit: PathBuf,
    /// Where the run goes.
    #[command(flatten)]
    pub placing: Placing,
}

/// Flags of commands that ask people.
#[derive(Debug, Args)]
pub struct Asked {
    /// How many people [default: as many as the study says]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    pub personas: Option<u32>,
}

/// Test a product concept: run its study and write a report.
#[derive(Debug, Args)]
pub struct Validate {
    /// The study file.
    pub study: PathBuf,
    /// Who is asked.
    #[command(flatten)]
    pub asked: Asked,
    /// Flags of the run.
    #[command(flatten)]
    pub running: Running,
    /// Exit with code 6 if the probability of the rule to go is below this (0 to 1).
    #[arg(long, value_name = "P")]
    pub fail_under: Option<f64>,
    /// Leave the devil's advocates at home, and the prototyper with them.
    #[arg(long)]
    pub no_advocates: bool,
    /// How often the prototyper mends the concept; 0 for not at all [default: as the study says, or 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=12))]
    pub rounds: Option<u32>,
    /// A record of earlier runs, begun if it is not there: what they settled is not tried again while nothing changes.
    #[arg(long, value_name = "FILE")]
    pub memory: Option<PathBuf>,
}

/// Hold a study against itself with changes.
#[derive(Debug, Args)]
pub struct Compare {
    /// The study file.
    pub study: PathBuf,
    /// A file with changes to the study; give the flag once for each.
    #[arg(long = "treatment", short = 't', value_name = "FILE")]
    pub treatments: Vec<PathBuf>,
    /// Who is asked.
    #[command(flatten)]
    pub asked: Asked,
    /// Flags of the run.
    #[command(flatten)]
    pub running: Running,
    /// Exit with code 6 if the probability of the rule to go is below this (0 to 1), as it is or under any treatment.
    #[arg(long, value_name = "P")]
    pub fail_under: Option<f64>,
}

/// Say which agents of a team to keep in, on or out of the loop.
#[derive(Debug, Args)]
pub struct Autonomy {
    /// The team file.
    pub team: PathBuf,
    /// The study of the concept that the team works for: adds what customers notice of each setting.
    #[arg(long, value_name = "STUDY")]
    pub concept: Option<PathBuf>,
    /// Who is asked about the concept.
    #[command(flatten)]
    pub asked: Asked,
    /// Flags of the run.
    #[command(flatten)]
    pub running: Running,
    /// Batches of four runs that the search for better settings may spend; 0 for no search.
    #[arg(long, default_value_t = 1500, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    pub budget: u64,
    /// Another team for the same work, to lay beside this one; may be given again.
    #[arg(long, value_name = "TEAM")]
    pub against: Vec<PathBuf>,
}

/// What a panel may have to be valid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Use {
    /// Shares of choices, on people never seen.
    Shares,
    /// New choices of people whose other choices are known.
    KnownIndividuals,
}

/// Test a panel on choices it has not seen, and say what it may be used for.
#[derive(Debug, Args)]
pub struct Backtest {
    /// The fit file.
    pub fit: PathBuf,
    /// Exit with code 6 unless the panel is valid for this; may be given again.
    #[arg(long, value_enum, value_name = "USE")]
    pub require: Vec<Use>,
    /// The seed of every random draw: the same inputs, seed and version give the same bytes.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Where the run goes.
    #[command(flatten)]
    pub placing: Placing,
}

/// Say which futures hang together.
#[derive(Debug, Args)]
pub struct Foresight {
    /// The future file.
    pub future: PathBuf,
    /// Draws of the judgements, where they have doubts.
    #[arg(long, default_value_t = 5000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4_000_000))]
    pub draws: u32,
    /// The day to look at signals from, such as 2023-12-31: nothing later is seen [default: the future's own]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Run a population even where its past does not look real; the report says how far off it is.
    #[arg(long)]
    pub uncalibrated: bool,
    /// Who is asked about the concept, where one is named.
    #[command(flatten)]
    pub asked: Asked,
    /// Flags of the run.
    #[command(flatten)]
    pub running: Running,
}

/// What a team is described in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Foreign {
    /// CrewAI: agents.yaml, then tasks.yaml.
    Crewai,
    /// LangGraph: the JSON of a graph.
    Langgraph,
    /// BPMN 2.0: a process.
    Bpmn,
    /// A log of what agents did, as CSV.
    Trace,
}

/// Make a team file from what others wrote.
#[derive(Debug, Args)]
pub struct Import {
    /// What the team is described in.
    #[arg(value_enum)]
    pub from: Foreign,
    /// The files: two for CrewAI, one for all others.
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The directory to write team.toml to; made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// A log of what the agents did, from which rates are fitted for those it names.
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// The currency of all costs, such as EUR.
    #[arg(long, value_name = "WORD")]
    pub currency: Option<String>,
    /// What it costs when a wrong item goes out: a number, or low,likely,high.
    #[arg(long, value_name = "MONEY")]
    pub cost_wrong: Option<String>,
    /// What it costs when a good item is turned down in the end.
    #[arg(long, value_name = "MONEY")]
    pub cost_stopped: Option<String>,
    /// What it costs when an item goes out after it is due; goes with --due.
    #[arg(long, value_name = "MONEY", requires = "due")]
    pub cost_late: Option<String>,
    /// What a wrong item does every hour until somebody finds it.
    #[arg(long, value_name = "MONEY")]
    pub harm_an_hour: Option<String>,
    /// How long that goes on on average if nobody of yours looks, such as "2 days".
    #[arg(long, value_name = "TIME")]
    pub found_after: Option<String>,
    /// Whether a wrong item can be taken back once it is found.
    #[arg(long, value_name = "true|false")]
    pub reversible: Option<bool>,
    /// How many items come in a day: a number, or low,likely,high [default: as counted in the log]
    #[arg(long, value_name = "N")]
    pub per_day: Option<String>,
    /// When an item is late, such as "1 day".
    #[arg(long, value_name = "TIME")]
    pub due: Option<String>,
    /// Replace team.toml if it is there.
    #[arg(long)]
    pub force: bool,
}

/// Make the people of a population file; show margins, cards, or write them to a file.
#[derive(Debug, Args)]
pub struct Personas {
    /// The population file.
    pub population: PathBuf,
    /// Show this many people as cards: their story, then every value.
    #[arg(short = 'n', long, default_value_t = 0, value_name = "N")]
    pub cards: usize,
    /// How many people to make [default: as many as the file says]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    pub count: Option<u32>,
    /// The seed of every random draw.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Write one row a person to this file, by its ending: .parquet or .csv
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace the file named by --out if it is there.
    #[arg(long)]
    pub force: bool,
    /// The folder that no file named in the population may leave [default: the project around it]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// What is printed on standard output.
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    pub format: Listing,
    /// Print nothing on standard output.
    #[arg(long, short)]
    pub quiet: bool,
}

/// Say which terms and topics rise.
#[derive(Debug, Args)]
pub struct Signals {
    /// The signals file.
    pub file: PathBuf,
    /// The day to look from, such as 2023-12-31: nothing later is seen [default: as the file says]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Keep forecasts in this file: those that are due are judged, today's are added.
    #[arg(long, value_name = "FILE")]
    pub register: Option<PathBuf>,
    /// Where the run goes; nothing here is drawn by lot.
    #[command(flatten)]
    pub placing: Placing,
    /// Exit with code 6 unless at every date of the back-test the picks took off more often than all candidates, beyond chance.
    #[arg(long)]
    pub fail_unless_tested: bool,
}

/// What a starter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Starter {
    /// A concept test: study.toml, and people.toml made from stated shares.
    Concept,
    /// A team of agents: team.toml, in questions that a team lead can answer.
    Team,
    /// A future: future.toml, with four drivers and who speaks for what among them.
    Future,
}

/// Write a commented starter that runs as it is.
#[derive(Debug, Args)]
pub struct Init {
    /// What to start.
    #[arg(value_enum)]
    pub starter: Starter,
    /// The directory to write to; made if it is not there.
    pub dir: PathBuf,
    /// Write even if the directory holds files; those of the same name are replaced, others stay.
    #[arg(long)]
    pub force: bool,
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Described {
    /// A study file, for `validate`.
    Study,
    /// A population file, for `personas` and for studies.
    Population,
    /// A fit file, for `calibrate`.
    Fit,
    /// A ratings file, for `calibrate`.
    Ratings,
    /// The style.toml that `calibrate` writes from a ratings file.
    Style,
    /// The population.toml that `calibrate` writes, for studies.
    Fitted,
    /// The scorecard.toml that `backtest` writes, for studies.
    Scorecard,
    /// A treatment: changes to a study, for `compare`.
    Treatment,
    /// A catalogue of moves that lessen friction at touchpoints.
    Catalogue,
    /// A team of agents, their gates and reviewers.
    Team,
    /// A future: drivers, and who speaks for what among them.
    Future,
    /// An economy, for futures: people and firms that live through them.
    Economy,
    /// A signals file, for `signals`.
    Signals,
    /// The result.json that `validate` writes.
    Result,
    /// The result.json that `compare` writes.
    Comparison,
    /// The result.json that `autonomy` writes.
    Autonomy,
    /// The result.json that `calibrate` writes.
    Calibration,
    /// The result.json that `backtest` writes.
    Backtest,
    /// The result.json that `calibrate` writes of a ratings file.
    RatingsResult,
    /// The result.json that `backtest` writes of a ratings file.
    RatingsBacktest,
    /// The result.json that `foresight` writes.
    Foresight,
    /// The result.json that `signals` writes.
    SignalsResult,
    /// A line of the memory of earlier runs.
    Memory,
}

/// Print the JSON Schema of an input file, of result.json or of the memory.
#[derive(Debug, Args)]
pub struct Schema {
    /// What to describe.
    #[arg(value_enum)]
    pub of: Described,
}

/// Recompute every published figure this program claims to reproduce.
#[derive(Debug, Args)]
pub struct Verify {
    /// What is printed on standard output.
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    pub format: Listing,
}

/// Print completions for a shell.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Print a manual page.
#[derive(Debug, Args)]
pub struct Man {
    /// The command to describe [default: the program as a whole]
    pub command: Option<String>,
}
