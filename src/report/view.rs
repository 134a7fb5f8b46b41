//! The page as plain numbers and strings: what a study fills in and the page, the terminal and the charts read.

use super::chart::Chart;

/// Describes one whole report, in the order in which a reader decides.
///
/// # Determinism
///
/// Holds neither clock nor paths, so equal views give equal bytes wherever they are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Name of what was tested.
    pub title: String,
    /// The decision the reader faces, as a question.
    pub question: String,
    /// What to do, and how sure that is.
    pub verdict: Verdict,
    /// Says what is missing when the run ended early.
    pub partial: Option<String>,
    /// The two to six figures that carry the verdict.
    pub key_figures: Vec<KeyFigure>,
    /// What each measure may be trusted for.
    pub validity: Vec<ValidityLine>,
    /// What could turn the verdict, in one sentence.
    pub objection: Option<String>,
    /// Everything below the first screen.
    pub sections: Vec<Section>,
    /// How to get the same bytes again.
    pub reproduce: Reproduce,
}

/// Names the four verdicts a page can open with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerdictKind {
    /// The decision rule is met.
    Go,
    /// Worth another round before a decision.
    Iterate,
    /// The decision rule fails.
    Stop,
    /// The study states no decision rule.
    None,
}

/// Holds the verdict, its probability and one sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Shape and colour of the badge.
    pub kind: VerdictKind,
    /// Word on the badge: "go", "iterate", "stop" or "no rule stated".
    pub word: String,
    /// Share of replicates in which the event of the rule happens (of the rule to go, unless the verdict is stop), in 0..=1.
    pub probability: Option<f64>,
    /// What was found, in one sentence.
    pub sentence: String,
}

impl Verdict {
    /// Says what the probability beside the badge is of.
    pub fn probability_of(&self) -> &'static str {
        match self.kind {
            VerdictKind::Go | VerdictKind::Stop | VerdictKind::None => "probability",
            VerdictKind::Iterate => "probability that your rule to go is met",
        }
    }
}

/// Holds one figure of the first screen, already formatted (see [`format`](super::format)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFigure {
    /// What it is: "would choose the concept".
    pub label: String,
    /// The figure with its interval: "41 % (37–45)".
    pub value: String,
    /// What it stands against or is based on, if that helps.
    pub note: Option<String>,
}

/// Names how far a measure may be trusted, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Held against what real people did or said.
    Validated,
    /// Fitted to real people, never tested on others.
    Calibrated,
    /// Rests on judgement alone.
    NotValidated,
}

impl Trust {
    /// Gives the words that stand beside a measure.
    pub fn words(self) -> &'static str {
        match self {
            Trust::Validated => "validated",
            Trust::Calibrated => "calibrated, not tested",
            Trust::NotValidated => "not validated",
        }
    }

    /// Gives the sign that stands before the words, so that colour never carries the meaning alone.
    pub fn sign(self) -> &'static str {
        match self {
            Trust::Validated => "✓",
            Trust::Calibrated => "◐",
            Trust::NotValidated => "○",
        }
    }
}

/// Says of one measure whether and how it was validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidityLine {
    /// The measure: "share of choices".
    pub measure: String,
    /// The label it earned.
    pub trust: Trust,
    /// How it was tested, against which null, or why it was not.
    pub how: String,
}

/// Holds one section of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Anchor, letters and hyphens; made safe and unique when the page is written.
    pub id: String,
    /// Heading.
    pub title: String,
    /// One sentence that says what was found.
    pub finding: String,
    /// What supports it.
    pub blocks: Vec<Block>,
}

/// Holds one piece of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A chart with its table.
    Figure(Box<Figure>),
    /// A table that is shown open.
    Table(Table),
    /// Paragraphs.
    Text(Vec<String>),
    /// A remark that must not be missed.
    Callout(Callout),
    /// The assumptions, with grades and sources.
    Ledger(Ledger),
    /// Names and values, for method and settings.
    Facts(Vec<Fact>),
}

/// Holds one chart, what it shows in words, and the numbers behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Anchor and file name stem, letters and hyphens; made safe when written.
    pub id: String,
    /// Heading over the chart.
    pub title: String,
    /// The drawing.
    pub chart: Chart,
    /// Text alternative: what the chart shows, for those who do not see it.
    pub alt: String,
    /// The chart's numbers.
    pub table: Table,
    /// Path of the full table relative to the report: "tables/shares.csv".
    pub csv: Option<String>,
}

/// Says to which side a table's column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words, set left.
    Text,
    /// Numbers, set right.
    Number,
}

/// Holds one heading of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The words, with the unit where there is one.
    pub text: String,
    /// The side the column is set to.
    pub align: Align,
}

impl Heading {
    /// Makes a heading over words.
    pub fn text(text: impl Into<String>) -> Self {
        Heading { text: text.into(), align: Align::Text }
    }

    /// Makes a heading over numbers.
    pub fn number(text: impl Into<String>) -> Self {
        Heading { text: text.into(), align: Align::Number }
    }
}

/// Holds a table of formatted cells; the first column names the row.
///
/// # Shapes
///
/// Every row has as many cells as there are columns; shorter rows are filled with empty cells, longer ones are cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// Headings.
    pub columns: Vec<Heading>,
    /// Formatted cells.
    pub rows: Vec<Vec<String>>,
    /// Remark under the table.
    pub note: Option<String>,
}

/// Names how urgent a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Note,
    /// Limits what may be concluded.
    Warning,
}

/// Holds a remark that must not be missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callout {
    /// How urgent it is.
    pub tone: Tone,
    /// Its first words.
    pub title: String,
    /// The remark.
    pub text: String,
}

/// Names where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// Measured on the people or the business in question.
    Measured,
    /// Published elsewhere.
    Published,
    /// Somebody's judgement.
    Judgement,
    /// Nobody said.
    Unstated,
}

impl Grade {
    /// Gives the grade in a word.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Measured => "measured",
            Grade::Published => "published",
            Grade::Judgement => "judgement",
            Grade::Unstated => "no grade",
        }
    }
}

/// Holds the assumption ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// One row an assumption, the most telling first.
    pub rows: Vec<LedgerRow>,
    /// The heading over what a row flips; without meaning where no row flips anything.
    pub flips: String,
    /// Path of the full ledger relative to the report.
    pub csv: Option<String>,
}

/// Holds one assumption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// What is assumed.
    pub name: String,
    /// Likely value with its range, formatted.
    pub value: String,
    /// Where it comes from.
    pub grade: Grade,
    /// The source in words, or empty.
    pub source: String,
    /// The value at which what the heading says happens, formatted, when it lies inside the range.
    pub flips_at: Option<String>,
}

/// Holds a name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Fact {
    /// Makes a fact.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Fact { name: name.into(), value: value.into() }
    }
}

/// Says how to get the same report again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reproduce {
    /// The command line.
    pub command: String,
    /// Version, seed, hashes of inputs, and the like.
    pub facts: Vec<Fact>,
}

/// Holds a figure with the interval around it.
///
/// # Units
///
/// Shares are fractions in 0..=1; everything else is in the unit its axis names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub mid: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// Makes an estimate from the figure and both ends of its interval.
    pub fn new(mid: f64, low: f64, high: f64) -> Self {
        Estimate { mid, low, high }
    }

    /// Makes a figure that is known exactly.
    pub fn exact(value: f64) -> Self {
        Estimate::new(value, value, value)
    }

    /// The estimate in another unit: all three numbers times a positive factor.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Estimate::new(factor * self.mid, factor * self.low, factor * self.high)
    }

    /// Says whether all three numbers are finite.
    pub fn is_finite(&self) -> bool {
        self.mid.is_finite() && self.low.is_finite() && self.high.is_finite()
    }
}

/// Names the colour of one alternative, the same through the whole report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hue {
    /// The concept under test: blue.
    Concept,
    /// What it is held against: grey.
    Reference,
    /// Any other alternative, by its place among them; four hues, then they come round again.
    Other(u16),
    /// "None of these": faint.
    Nothing,
}
