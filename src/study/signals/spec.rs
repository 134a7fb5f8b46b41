//! The signals file.

use crate::input::{DataFile, DataFiles, OneOrMore, Spanned, Text};
use crate::record;
use crate::signals::documents::{Encoding, Format};
use crate::signals::{Day, Step};

record! {
    /// What is looked through for signals, from which day, and how.
    pub struct SignalsSpec {
        /// The title of the report.
        pub title: Text,
        /// The question that the report answers.
        pub question: Text,
        /// The day that is looked from, such as "2026-09-30": nothing later is seen. `--as-of` stands in its place.
        pub as_of: Day,
        /// How many signals are shown, from 1 to 200; 30 where it is not said.
        pub top: Option<Spanned<u32>>,
        /// Counts of terms by period.
        pub series: Option<SeriesSpec>,
        /// Documents that others publish, in files.
        pub documents: Vec<DocumentsSpec>,
        /// How scores are made.
        pub score: Option<ScoreSpec>,
        /// How topics are found in documents.
        pub topics: Option<TopicsSpec>,
        /// The back-test of the scores of the series.
        pub backtest: Option<BacktestSpec>,
    }
}

record! {
    /// A table with a row for each term and a column for each period, named like 2021Q3, 2021-09 or 2021.
    pub struct SeriesSpec {
        /// The table, as CSV.
        pub file: DataFile,
        /// The column that holds the terms.
        pub term: Text = Text::literal("term"),
        /// The term whose row holds the number of all documents.
        pub total: Spanned<Text>,
        /// From how many documents on, over all periods, a term is in the list. A list that was made from the whole table tells of the future what
        /// it left out; so a term counts as known at a date once its count by then has reached this. 0 where the list was made beforehand.
        pub listed_from: u32,
        /// What was counted, by whom and when.
        pub source: Text,
        /// In what way the counts mislead; the report says so.
        pub bias: Text,
    }
}

record! {
    /// Documents of one kind.
    pub struct DocumentsSpec {
        /// Files, or folders of files.
        pub files: OneOrMore<DataFiles>,
        /// What they are written in.
        pub format: Format,
        /// How their text is written as bytes, where the files do not say so themselves; UTF-8 otherwise.
        pub encoding: Option<Encoding>,
        /// Which column, or key, holds what; for tables and lines of JSON.
        pub columns: Option<ColumnsSpec>,
        /// Who published items that do not say so.
        pub source: Option<Text>,
        /// The language of items that do not say so, such as "en".
        pub language: Option<Text>,
        /// Where the files come from and under which licence, for the report.
        pub origin: Text,
        /// Whether they were made up; the report says so.
        pub invented: bool = false,
    }
}

record! {
    /// Which column, or key, holds what.
    pub struct ColumnsSpec {
        /// The date.
        pub date: Text,
        /// The title.
        pub title: Option<Text>,
        /// The text.
        pub text: Option<Text>,
        /// An identifier.
        pub id: Option<Text>,
        /// Who published it.
        pub source: Option<Text>,
        /// Its language.
        pub language: Option<Text>,
    }
}

record! {
    /// How scores are made.
    pub struct ScoreSpec {
        /// Periods in a window; 4 where it is not said.
        pub window: Option<Spanned<u32>>,
        /// Windows that growth looks back over; 3 where it is not said.
        pub windows: Option<Spanned<u32>>,
        /// What a window loses of its weight for each window it lies back (Yoon); 0.05 where it is not said.
        pub time_weight: Option<Spanned<f64>>,
        /// How many times the usual rate a burst has (Kleinberg's s); 2 where it is not said.
        pub burst_ratio: Option<Spanned<f64>>,
        /// What it costs to enter a burst (Kleinberg's γ); 1 where it is not said.
        pub burst_price: Option<Spanned<f64>>,
        /// The share of documents from which a term of the series is common, and no signal any more; 0.005 where it is not said.
        pub common: Option<Spanned<f64>>,
        /// Documents in the last window that a term needs; 5 where it is not said.
        pub least: Option<Spanned<u32>>,
        /// The weight of each part of the score; they need not sum to 1.
        pub weights: Option<WeightsSpec>,
    }
}

record! {
    /// The weight of each part of the score, 0 or more. These are judgement.
    pub struct WeightsSpec {
        /// Growth of visibility: occurrences over all documents, recent ones weighing more.
        pub visibility: f64 = 0.2,
        /// Growth of diffusion: documents over all documents, recent ones weighing more.
        pub diffusion: f64 = 0.1,
        /// The burst that is still on.
        pub burst: f64 = 0.2,
        /// Growth that chance does not explain.
        pub growth: f64 = 0.2,
        /// How much of it is new.
        pub novelty: f64 = 0.1,
        /// Over how many sources it is spread.
        pub breadth: f64 = 0.1,
        /// In how many of the latest periods it was above what it was before.
        pub persistence: f64 = 0.1,
    }
}

record! {
    /// How topics are found in documents.
    pub struct TopicsSpec {
        /// The length of a period.
        pub step: Step = Step::Month,
        /// The cosine from which a document joins a topic; 0.2 where it is not said.
        pub similarity: Option<Spanned<f64>>,
        /// Documents in the last window that a topic needs; 2 where it is not said.
        pub least: Option<Spanned<u32>>,
    }
}

record! {
    /// The back-test: the series is cut, the best are picked, and what they did later is held against what all candidates did.
    ///
    /// A term has taken off where, in the outcome window, its share of documents is at least `factor` times that of the last window before the
    /// cut (a half added to both counts) and it is in at least `least` documents.
    pub struct BacktestSpec {
        /// Days to cut at, such as "2019-12-31".
        pub cuts: OneOrMore<Spanned<Day>>,
        /// Periods from the cut to the end of the outcome window; 8 where it is not said.
        pub horizon: Option<Spanned<u32>>,
        /// Periods of the outcome window, which ends the horizon; 4 where it is not said.
        pub outcome: Option<Spanned<u32>>,
        /// How many times its share before; 2 where it is not said.
        pub factor: Option<Spanned<f64>>,
        /// Documents in the outcome window; 20 where it is not said.
        pub least: Option<Spanned<u32>>,
    }
}
