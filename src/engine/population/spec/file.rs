//! The tables of a population file.

use crate::input::{Cx, DataFile, Entries, Expr, Grade, Name, Provenance, Quantity, Spanned, Text, choice, record};

use super::super::role::Role;
use super::cells::Cells;
use super::unknown::IfUnknown;

record! {
    /// Who is asked: people taken from data, weighted to stated margins, or made from margins alone.
    ///
    /// With `[microdata]` the people are rows of a file, as they are or resampled; with `[[margins]]` beside it they are weighted to those
    /// margins first. Without `[microdata]` every column has a margin or a distribution, joined by `[[correlations]]`.
    pub struct PopulationSpec {
        /// What the population is called in reports.
        pub title: Text,
        /// What a reader should know about it.
        pub note: Option<Text>,
        /// Where its people come from.
        pub source: Option<Text>,
        /// What one of them is called on persona cards, such as "traveller"; "person" unless said.
        pub called: Option<Text>,
        /// How cards speak of a person after the first mention.
        pub pronouns: Option<PronounSpec>,
        /// Another population file that this one changes: columns of the same name are replaced, segments and margins as a whole.
        pub like: Option<DataFile>,
        /// How many people to make when the study does not say; 10,000 unless said, or all rows of data used as they are.
        pub count: Option<Spanned<u32>>,
        /// The data the people are taken from.
        pub microdata: Option<MicrodataSpec>,
        /// What is known of each person, in the order of cards. Columns may use those above them.
        pub columns: Vec<ColumnSpec>,
        /// Shares or counts the people must reproduce.
        pub margins: Vec<MarginSpec>,
        /// When weighting to margins stops.
        pub raking: Option<RakingSpec>,
        /// Rank correlations between columns that are drawn.
        pub correlations: Vec<CorrelationSpec>,
        /// The groups to report by. The first whose condition holds takes the person; one without a condition takes everybody left.
        pub segments: Vec<SegmentSpec>,
    }
}

record! {
    /// How cards speak of a person after the first mention.
    pub struct PronounSpec {
        /// The column that decides.
        pub column: Spanned<Name>,
        /// The pronoun for each category, such as `woman = "she"`.
        pub words: Entries<Name>,
    }
}

choice! {
    /// What is done with the rows of the data.
    pub enum Use {
        /// Each row is one person.
        AsTheyAre = "as they are",
        /// People are drawn from the rows with replacement, by weight.
        Resample = "resample",
    }
}

record! {
    /// The data the people are taken from.
    pub struct MicrodataSpec {
        /// A CSV file with a header, one row a person (or a trip, or a household).
        pub file: Option<DataFile>,
        /// Which rows to keep: a condition over the columns of the file.
        pub r#where: Option<Expr>,
        /// The column that tells respondents apart when one has several rows; each row is its own respondent unless said.
        pub donor: Option<Spanned<Name>>,
        /// The column that holds the weight of each row; all weigh the same unless said.
        pub weight: Option<Spanned<Name>>,
        /// What to do with the rows: "as they are", or "resample" (which is meant unless said). With margins the rows are always weighted and made into whole people.
        pub r#use: Option<Spanned<Use>>,
        /// What one row is called on persona cards, such as "trip"; "copy" unless said.
        pub row_called: Option<Text>,
    }
}

record! {
    /// One thing known of every person.
    ///
    /// Its values come from the data (`from`), from other columns (`is`), or are drawn (`draw` for numbers, `shares` for categories). With none of
    /// these the column of the data with the same name is meant.
    pub struct ColumnSpec {
        /// The name that expressions and studies use.
        pub name: Spanned<Name>,
        /// The name that people read; the name with blanks unless said.
        pub label: Option<Text>,
        /// The question as it was asked.
        pub question: Option<Text>,
        /// What the column is for.
        pub role: Role = Role::Demographic,
        /// The unit of its numbers, such as "minutes".
        pub unit: Option<Text>,
        /// The column of the data.
        pub from: Option<Spanned<Name>>,
        /// An expression over columns above and columns of the data.
        pub is: Option<Expr>,
        /// The distribution its numbers are drawn from.
        pub draw: Option<Quantity>,
        /// The shares its categories are drawn with; they add up to 1.
        pub shares: Option<Entries<f64>>,
        /// Draws for some people that differ from the rest; the first whose condition holds is taken.
        pub cases: Vec<CaseSpec>,
        /// What the codes of the data mean, in the order of the categories.
        pub codes: Option<Entries<Text>>,
        /// Codes of the data that mean "unknown". An empty cell always does.
        pub unknown: Vec<Text>,
        /// What to do where the value is unknown: "refuse" the data, "leave out" the row, "not stated" as a category, or a number to put there.
        pub if_unknown: IfUnknown = IfUnknown::REFUSE,
        /// Cuts numbers into ordered categories: the lowest value of each category but the first.
        pub cuts: Option<Spanned<Vec<f64>>>,
        /// What the categories between the cuts are called; one more than there are cuts.
        pub bands: Vec<Name>,
        /// Whether the order of the categories means something; cuts always do.
        pub ordered: bool = false,
        /// The lowest and highest value allowed.
        pub range: Option<Spanned<Vec<f64>>>,
        /// For a pain point: attributes of a concept that relieve it.
        pub relieved_by: Vec<Name>,
        /// How persona cards put it: the first that fits the value. Plain words are found where nothing is said.
        pub says: Vec<Say>,
        /// Whether persona cards leave it out of the story (the list of values always has it).
        pub silent: bool = false,
        /// Where shares come from.
        pub source: Option<Text>,
        /// How good that source is.
        pub grade: Option<Spanned<Grade>>,
    }
}

record! {
    /// A draw that holds for some people only.
    pub struct CaseSpec {
        /// Who: a condition over the columns above. `segment` may be used once the segments are settled.
        pub r#where: Expr,
        /// The distribution its numbers are drawn from.
        pub draw: Option<Quantity>,
        /// The shares its categories are drawn with.
        pub shares: Option<Entries<f64>>,
        /// Where shares come from.
        pub source: Option<Text>,
        /// How good that source is.
        pub grade: Option<Spanned<Grade>>,
    }
}

record! {
    /// Words for a value on persona cards: what follows "this person".
    pub struct Say {
        /// The category it is for; any unless said.
        pub when: Option<Name>,
        /// The lowest number it is for.
        pub from: Option<f64>,
        /// The number it stops before.
        pub below: Option<f64>,
        /// Ways to say it; `{value}` and `{label}` are filled in. None at all keeps silent.
        pub text: Vec<Text>,
    }
}

record! {
    /// Shares or counts that the people must reproduce, over one column or several.
    pub struct MarginSpec {
        /// The column, when there is one.
        pub column: Option<Spanned<Name>>,
        /// The columns, when there are several: the outermost keys of the table are the first column's.
        pub columns: Vec<Spanned<Name>>,
        /// The share of each category; they add up to 1.
        pub shares: Option<Cells>,
        /// The number of people in each category; all counts in a file add up to the same total.
        pub counts: Option<Cells>,
        /// Whether a total that does not fit may be scaled to fit; it is reported.
        pub rescale: bool = false,
        /// Where the numbers come from.
        pub source: Option<Text>,
        /// How good that source is.
        pub grade: Option<Spanned<Grade>>,
    }
}

record! {
    /// When weighting to margins stops.
    pub struct RakingSpec {
        /// The largest difference in share that counts as met.
        pub tolerance: f64 = 1e-9,
        /// The most passes over all margins before they are called contradictory.
        pub passes: u32 = 2_000,
    }
}

record! {
    /// A rank correlation (Spearman, ties at mid-ranks) between two columns that are drawn.
    pub struct CorrelationSpec {
        /// The two columns.
        pub between: Spanned<Vec<Spanned<Name>>>,
        /// The rank correlation, from -1 to 1.
        pub rank: Spanned<f64>,
        /// Where the number comes from.
        pub source: Option<Text>,
        /// How good that source is.
        pub grade: Option<Spanned<Grade>>,
    }
}

record! {
    /// A group to report by.
    pub struct SegmentSpec {
        /// The name that studies use.
        pub name: Spanned<Name>,
        /// One line about it, for reports.
        pub note: Option<Text>,
        /// Who belongs to it: a condition over columns. Without one, everybody left.
        pub r#where: Option<Expr>,
    }
}

impl ColumnSpec {
    /// Makes the column of a margin about which the file says nothing else.
    pub(in super::super) fn of_margin(name: Spanned<Name>) -> Self {
        Self {
            name,
            label: None,
            question: None,
            role: Role::Demographic,
            unit: None,
            from: None,
            is: None,
            draw: None,
            shares: None,
            cases: Vec::new(),
            codes: None,
            unknown: Vec::new(),
            if_unknown: IfUnknown::REFUSE,
            cuts: None,
            bands: Vec::new(),
            ordered: false,
            range: None,
            relieved_by: Vec::new(),
            says: Vec::new(),
            silent: false,
            source: None,
            grade: None,
        }
    }
}

/// What states a number and where it comes from.
macro_rules! sourced {
    ($($table:ty),*) => {$(
        impl $table {
            /// Gives source and grade.
            #[must_use]
            pub fn provenance(&self) -> Provenance {
                Provenance {
                    source: self.source.as_ref().map(|source| source.as_str().to_owned()),
                    grade: self.grade.as_ref().map(|grade| grade.value),
                }
            }

            /// Reports a grade that needs a source and has none.
            pub(super) fn check_provenance(&self, cx: &mut Cx) {
                Provenance::check(self.source.as_ref(), self.grade.as_ref(), cx);
            }
        }
    )*};
}

sourced!(ColumnSpec, CaseSpec, MarginSpec, CorrelationSpec);

impl CaseSpec {
    /// Gives source and grade, those of the column where the case states none.
    #[must_use]
    pub fn provenance_in(&self, column: &ColumnSpec) -> Provenance {
        self.provenance().or(&column.provenance())
    }
}
