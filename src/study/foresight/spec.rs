//! The file of a future.

use crate::input::{Cx, DataFile, Entries, Grade, Json, Name, Node, OneOrMore, Quantity, Read, Schemas, Spanned, Text, one_of};
use crate::{choice, record};

use super::pathways::PathwaysSpec;

record! {
    /// A future: a question about the years ahead, the drivers that shape them, who speaks for what among them, what may come from outside,
    /// and the concept that has to live in it.
    pub struct FutureSpec {
        /// The title of the report.
        pub title: Text,
        /// The question that the report answers.
        pub question: Text,
        /// The years it is about, such as "2027 to 2036".
        pub horizon: Text,
        /// The day up to which its authors knew things, such as "2026-11-01".
        pub as_of: Spanned<Text>,
        /// What is to be decided, where something is.
        pub decision: Option<DecisionSpec>,
        /// The drivers of the years ahead, each with the variants it can take. Where the matrix comes from a file of ScenarioWizard, that
        /// file names them, and only those need to stand here of which there is more to say.
        pub drivers: Vec<DriverSpec>,
        /// Who speaks for what: the judgements that say which variants go together.
        pub cross_impact: Spanned<CrossImpactSpec>,
        /// How many scenarios are picked for people to read, and how different they must be.
        pub read: ReadSpec = ReadSpec { most: 4, apart: 2 },
        /// What may come from outside and push a driver: the report says what becomes of each scenario that is read.
        pub shocks: Vec<ShockSpec>,
        /// Futures that are told beside the scenarios to read, whether or not they hang together.
        pub futures: Vec<ToldSpec>,
        /// Where it is counted what already moves.
        pub signals: Option<SignalsFrom>,
        /// The people and firms that live through every future that is told.
        pub population: Option<PopulationSpec>,
        /// What is searched for: the levers that together move an outcome of a told future most.
        pub searches: Vec<SearchSpec>,
        /// The concept that is put under every future that is told.
        pub concept: Option<ConceptSpec>,
        /// What we could do about the concept over the years: act, wait or hedge.
        pub pathways: Option<PathwaysSpec>,
    }
}

record! {
    /// What is to be decided.
    pub struct DecisionSpec {
        /// The decision, in words.
        pub what: Text,
        /// Who decides.
        pub owner: Option<Text>,
        /// The day by which it is decided, such as "2027-06-30".
        pub by: Option<Spanned<Text>>,
    }
}

choice! {
    /// Where something comes from.
    pub enum Sector {
        /// How people live and what they want.
        Society = "society",
        /// What can be made and done.
        Technology = "technology",
        /// Who earns, buys and pays what.
        Economy = "economy",
        /// Nature, climate and what is left of them.
        Environment = "environment",
        /// Law, power and war.
        Politics = "politics",
    }
}

record! {
    /// Something that shapes the years ahead and can turn out in several ways.
    pub struct DriverSpec {
        /// What the field calls it.
        pub name: Spanned<Name>,
        /// What it is, in a sentence.
        pub description: Option<Text>,
        /// Where the description comes from.
        pub source: Option<Text>,
        /// How well that is known.
        pub grade: Option<Spanned<Grade>>,
        /// Where it comes from, for the radar.
        pub sector: Option<Spanned<Sector>>,
        /// The year from which it is felt, for the radar; somebody's judgement.
        pub felt_from: Option<Spanned<u32>>,
        /// Terms that tell of it, looked for where `[signals]` says.
        pub signals: Vec<SignalSpec>,
        /// How anyone would see which variant comes.
        pub watch: Option<WatchSpec>,
        /// How it can turn out: words, or tables with more to say. A file of ScenarioWizard names them in its own order.
        pub variants: Vec<VariantSpec>,
    }
}

record! {
    /// How anyone would see which variant of a driver comes.
    pub struct WatchSpec {
        /// What is looked at.
        pub what: Text,
        /// Where it is found.
        pub source: Option<Text>,
        /// From which value on it says something.
        pub threshold: Option<Text>,
        /// What is to be done once it says so.
        pub then: Option<Text>,
        /// Who looks.
        pub owner: Option<Text>,
        /// The next day on which it is looked at, such as "2027-01-31".
        pub next: Option<Spanned<Text>>,
        /// The same as a number, where it is counted in the signals: every run then says where it stands.
        pub trips: Option<TripSpec>,
    }
}

record! {
    /// From which share of documents on a signpost has tripped.
    pub struct TripSpec {
        /// The term that is counted.
        pub term: Spanned<Text>,
        /// The share of the documents of one period, above 0 and below 1.
        pub share: Spanned<f64>,
    }
}

record! {
    /// A term that tells of a driver.
    pub struct SignalSpec {
        /// The term, as the series names it, or one of a topic's.
        pub term: Spanned<Text>,
        /// The variant that it speaks for, where it does.
        pub speaks_for: Option<Spanned<Name>>,
        /// Why anyone would think that it does: this is judgement, whatever the counts say.
        pub because: Option<Text>,
    }
}

record! {
    /// Where it is counted what already moves.
    pub struct SignalsFrom {
        /// A signals file. It is looked from the future's own day, and nothing later is seen.
        pub file: Spanned<DataFile>,
    }
}

record! {
    /// One way in which a driver can turn out, with what there is to say of it.
    pub struct VariantWords {
        /// What it is called.
        pub name: Spanned<Name>,
        /// What it means, in a sentence or two. The report tells scenarios in these words and no others.
        pub description: Option<Text>,
        /// Where that comes from.
        pub source: Option<Text>,
        /// How well it is known.
        pub grade: Option<Spanned<Grade>>,
        /// What it does to the concept's study: a treatment file.
        pub treatment: Option<DataFile>,
        /// What it does to the population's economy: a treatment file.
        pub population: Option<DataFile>,
    }
}

/// One way in which a driver can turn out: a name, or a table.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantSpec(pub VariantWords);

impl Read for VariantSpec {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        if node.text().is_some() {
            let name = Spanned::<Name>::read(node, cx)?;
            return Some(Self(VariantWords { name, description: None, source: None, grade: None, treatment: None, population: None }));
        }
        VariantWords::read(node, cx).map(Self)
    }

    fn schema(defs: &mut Schemas) -> Json {
        let forms = vec![Name::schema(defs), VariantWords::schema(defs)];
        one_of("One way in which a driver can turn out: its name, or a table with its name and more.", forms)
    }
}

record! {
    /// Who speaks for what. A judgement above 0 says that one variant speaks for another, below 0 that it speaks against it, on a scale such
    /// as -3 to 3. It comes from one of: a file of ScenarioWizard (`matrix`), tables (`judgements`), or several experts (`experts`).
    pub struct CrossImpactSpec {
        /// A project file of ScenarioWizard (`.scw`).
        pub matrix: Option<DataFile>,
        /// A solution file of ScenarioWizard (`.sl`) that is held against the matrix.
        pub solutions: Option<DataFile>,
        /// The judgements of one driver on another, block by block. Blocks that are left out hold zeros.
        pub judgements: Vec<JudgementSpec>,
        /// The judgements of several people, which are put together by their mean, with what they disagree on.
        pub experts: Vec<ExpertSpec>,
        /// Where the judgements come from.
        pub source: Option<Text>,
        /// How well they are known.
        pub grade: Option<Spanned<Grade>>,
        /// How far a judgement may be off: the standard deviation of every one but 0, in points of the scale.
        pub spread: Option<Spanned<f64>>,
        /// Single judgements that are less sure, or surer, than the others.
        pub cells: Vec<CellSpec>,
        /// Judgements that an analyst changed, with the reason.
        pub overrides: Vec<OverrideSpec>,
    }
}

record! {
    /// What the variants of one driver say of the variants of another one, or of its own: what drives it from outside stands there.
    pub struct JudgementSpec {
        /// The driver that speaks.
        pub of: Spanned<Name>,
        /// The driver that is spoken of.
        pub on: Spanned<Name>,
        /// One row a variant of the first, one whole number a variant of the second. A number may be uncertain, such as `[0, 1, 3]`; as
        /// judged then counts the whole number nearest to its median.
        pub rows: Spanned<Vec<Vec<Quantity>>>,
        /// Why.
        pub because: Option<Text>,
        /// How far each of these may be off: the standard deviation of every one but 0, in points of the scale.
        pub spread: Option<Spanned<f64>>,
    }
}

record! {
    /// The judgements of one person.
    pub struct ExpertSpec {
        /// Who judged.
        pub name: Spanned<Name>,
        /// A project file of ScenarioWizard (`.scw`).
        pub matrix: Option<DataFile>,
        /// The judgements, block by block.
        pub judgements: Vec<JudgementSpec>,
    }
}

record! {
    /// A variant of a driver.
    pub struct AtSpec {
        /// The driver.
        pub driver: Spanned<Name>,
        /// Its variant.
        pub is: Spanned<Name>,
    }
}

record! {
    /// How sure a single judgement is.
    pub struct CellSpec {
        /// The variant that speaks.
        pub of: AtSpec,
        /// The variant that is spoken of.
        pub on: AtSpec,
        /// What is known of the judgement, such as `{ normal = [2, 1] }` or `[0, 2, 3]`.
        pub impact: Quantity,
    }
}

record! {
    /// A judgement that an analyst changed.
    pub struct OverrideSpec {
        /// The variant that speaks.
        pub of: AtSpec,
        /// The variant that is spoken of.
        pub on: AtSpec,
        /// What the judgement becomes.
        pub impact: Spanned<i32>,
        /// Who changed it.
        pub who: Text,
        /// Why.
        pub because: Text,
    }
}

record! {
    /// How many scenarios are picked for people to read.
    pub struct ReadSpec {
        /// The most that are picked.
        pub most: u8 = 4,
        /// The drivers on which each must differ from every other.
        pub apart: u8 = 2,
    }
}

record! {
    /// Something from outside that pushes drivers, whatever the scenario.
    pub struct ShockSpec {
        /// What it is called.
        pub name: Spanned<Name>,
        /// Why anyone would think of it.
        pub because: Option<Text>,
        /// What it pushes, and how strongly.
        pub pushes: OneOrMore<PushSpec>,
        /// Whether it stays; otherwise it passes, and the report says what remains of it.
        pub lasts: bool = false,
    }
}

record! {
    /// A push towards one variant.
    pub struct PushSpec {
        /// The driver pushed.
        pub driver: Spanned<Name>,
        /// The variant it is pushed towards.
        pub towards: Spanned<Name>,
        /// How strongly, in points of the scale; below 0 away from it.
        pub strength: Spanned<i32>,
    }
}

record! {
    /// A future that is told as a whole.
    pub struct ToldSpec {
        /// What it is called.
        pub name: Spanned<Name>,
        /// Why anyone would think of it.
        pub because: Option<Text>,
        /// The variant of every driver.
        pub variants: Entries<Spanned<Name>>,
        /// What it does to the population's economy: a treatment file, which takes the place of what its variants do.
        pub population: Option<DataFile>,
    }
}

record! {
    /// The people and firms that live through every future that is told.
    pub struct PopulationSpec {
        /// The file of their economy.
        pub economy: DataFile,
    }
}

choice! {
    /// Which way an outcome is to be moved.
    pub enum Towards {
        /// Up.
        More = "more",
        /// Down.
        Less = "less",
    }
}

record! {
    /// A search for the levers that together move an outcome of a told future most: what would prevent it, or what would break it.
    pub struct SearchSpec {
        /// The question, such as "What would prevent the hard crash?".
        pub name: Spanned<Name>,
        /// The future of `[[futures]]` that it starts from.
        pub future: Spanned<Name>,
        /// The outcome in the last month, as `tables/population.csv` names it, such as "participation".
        pub outcome: Spanned<Text>,
        /// Which way it is to be moved.
        pub towards: Towards,
        /// The most levers that are put together.
        pub most: u8 = 3,
        /// What can be done.
        pub levers: Vec<LeverSpec>,
    }
}

record! {
    /// Something that can be done to a population.
    pub struct LeverSpec {
        /// What it is called.
        pub name: Spanned<Name>,
        /// What it does to the economy: a treatment file.
        pub population: DataFile,
    }
}

record! {
    /// The concept that is put under every future that is told.
    pub struct ConceptSpec {
        /// The study of the concept. What a variant does to it stands with the variant.
        pub study: DataFile,
        /// What we could do about it beside leaving the concept as it is: treatments of the same study.
        pub options: Vec<OptionSpec>,
    }
}

record! {
    /// Something we could do.
    pub struct OptionSpec {
        /// What it is called.
        pub name: Spanned<Name>,
        /// What it does to the study: a treatment file.
        pub treatment: DataFile,
    }
}
