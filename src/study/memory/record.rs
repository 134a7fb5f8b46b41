//! The kinds of lines: what each says, how it is read, and its schema.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::input::{Cx, Json, Name, Node, OneOrMore, Probability, Quantity, Read, Schemas, Span, Text, TextError, one_of};
use crate::stats::dist::Dist;
use crate::{choice, record};

use super::edits::{Edit, plain_value};

/// The version of the format. It rises when a line changes its meaning; lines of a later version are refused.
pub const FORMAT: u32 = 1;

/// The most boxes an answer may have: every scale fits, a list of people does not.
const BOXES: usize = 101;

record! {
    /// Opens a run. What follows, up to the next one, was found in it.
    pub struct Run {
        /// The version of this format.
        pub format: u32,
        /// The version of the program.
        pub foretaste: Text,
        /// The key of the study: the concept's name, or the title of a study without a concept, in small letters.
        pub study: StudyKey,
        /// The title of the study.
        pub title: Text,
        /// The figure that the verdict hangs on, such as `share`.
        pub measure: Text,
        /// The seed, as text: many programs cannot hold a whole number of 64 bits.
        pub seed: RunSeed,
        /// One SHA-256 over all input files, in hexadecimal.
        pub files: Digest,
        /// What the study says, by path, as it was written; and a hash of every other file.
        pub inputs: Inputs,
        /// Of these, the ones that were measured to move nothing that matters: a change of them opens no idea again.
        pub idle: Vec<Text>,
    }
}

record! {
    /// An objection that was met.
    pub struct Objection {
        /// The brief of the advocate who raised it.
        pub brief: Text,
        /// What it claims, in one sentence.
        pub claim: Text,
        /// The figure it is aimed at: that of the verdict, or an experience level measure by name.
        pub hurts: Text,
        /// What it pushes.
        pub edits: OneOrMore<Edit>,
        /// How it changes that figure.
        pub damage: Spread,
        /// How likely it is that things turn out at least this bad.
        pub likelihood: Probability,
        /// What became of it.
        pub outcome: Met,
    }
}

choice! {
    /// What became of an objection.
    pub enum Met {
        /// Its damage was shown to exceed the smallest effect of interest.
        Measurable = "measurable",
        /// It does damage, but was not shown to exceed the smallest effect of interest.
        TooSmall = "too small",
        /// No damage was found beyond noise.
        NoMeasurableEffect = "no measurable effect",
    }
}

record! {
    /// An intervention that was tried.
    pub struct Intervention {
        /// What is done, in a few words.
        pub title: Text,
        /// What it does to the world.
        pub edits: OneOrMore<Edit>,
        /// What it costs in its first year, in the study's currency; below 0 where it saves.
        pub cost: Cost,
        /// The gain it was chosen or dropped by, in steps that matter; left out where it could not be run.
        pub gain: Option<f64>,
        /// What became of it.
        pub outcome: Fate,
        /// Why.
        pub reason: Text,
    }
}

choice! {
    /// What became of an intervention.
    pub enum Fate {
        /// It is part of the revised concept.
        Kept = "kept",
        /// It was let go.
        Dropped = "dropped",
    }
}

record! {
    /// What the people as a whole answered to a question. Single people are never kept.
    pub struct Answers {
        /// The question.
        pub question: Text,
        /// The answers that were open to them.
        pub boxes: OneOrMore<AnswerBox>,
    }
}

record! {
    /// One answer that was open to the people.
    pub struct AnswerBox {
        /// The answer.
        pub answer: Name,
        /// The share of people who gave it.
        pub share: Probability,
    }
}

record! {
    /// A difference: its mean, and where most of it lies.
    pub struct Spread {
        /// The mean.
        pub mean: f64,
        /// The lower end.
        pub low: f64,
        /// The upper end.
        pub high: f64,
    }
}

record! {
    /// What something costs: a range, with what is most likely.
    pub struct Cost {
        /// The least.
        pub low: f64,
        /// What is most likely.
        pub likely: f64,
        /// The most.
        pub high: f64,
    }
}

record! {
    /// Closes lines that a crash cut off. They stay where they are and are passed over.
    pub(super) struct Tear {
        /// The lines, counted from 1.
        pub(super) lines: OneOrMore<usize>,
    }
}

/// One thing to remember.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// Opens a run.
    Run(Run),
    /// An objection that was met.
    Objection(Objection),
    /// An intervention that was tried.
    Intervention(Intervention),
    /// What the people answered.
    Answers(Answers),
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    Entry(Entry),
    Tear(Tear),
}

/// The keys of a line, of which it has one.
const KINDS: &[&str] = &["run", "objection", "intervention", "answers", "tear"];

impl Read for Line {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let Some(mut entries) = node.entries() else {
            cx.wrong_kind(node, "an object with one key");
            return None;
        };
        let (Some((key, inner)), None) = (entries.next(), entries.next()) else {
            cx.wrong_kind(node, "an object with one key").allowed(listed());
            return None;
        };
        match key.value.as_str() {
            "run" => Run::read(inner, cx).map(|run| Self::Entry(Entry::Run(run))),
            "objection" => {
                Objection::read(inner, cx).filter(|objection| objection.sound(inner, cx)).map(|it| Self::Entry(Entry::Objection(it)))
            }
            "intervention" => {
                Intervention::read(inner, cx).filter(|tried| tried.sound(inner, cx)).map(|it| Self::Entry(Entry::Intervention(it)))
            }
            "answers" => Answers::read(inner, cx).filter(|answers| answers.sound(inner, cx)).map(|it| Self::Entry(Entry::Answers(it))),
            "tear" => Tear::read(inner, cx).map(Self::Tear),
            other => {
                cx.unknown(key.span, "kind of line", other, KINDS.iter().copied());
                None
            }
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let kinds = [Run::schema(defs), Objection::schema(defs), Intervention::schema(defs), Answers::schema(defs), Tear::schema(defs)];
        let form = |(kind, schema): (&&str, Json)| json!({ "type": "object", "properties": { *kind: schema }, "required": [kind], "additionalProperties": false });
        one_of(
            "One line of the memory: an object with one key, which says its kind. The first line opens a run; the others belong to the run above them.",
            KINDS.iter().zip(kinds).map(form).collect(),
        )
    }
}

fn listed() -> String {
    KINDS.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ")
}

/// Where a key of a line stands.
fn place(node: Node<'_>, key: &str) -> Span {
    node.get(key).map_or(node.span(), Node::span)
}

impl Spread {
    fn sound(&self, node: Node<'_>, key: &str, cx: &mut Cx) -> bool {
        if self.low > self.high {
            cx.error(place(node, key), format!("`low` of `{key}` lies above its `high`")).got(format!("{} and {}", self.low, self.high));
        }
        self.low <= self.high
    }
}

impl Objection {
    fn sound(&self, node: Node<'_>, cx: &mut Cx) -> bool {
        self.damage.sound(node, "damage", cx)
    }
}

impl Intervention {
    fn sound(&self, node: Node<'_>, cx: &mut Cx) -> bool {
        let Cost { low, likely, high } = self.cost;
        let rising = low <= likely && likely <= high;
        if !rising {
            cx.error(place(node, "cost"), "a cost must not fall from `low` to `likely` to `high`").got(format!("{low}, {likely}, {high}"));
        }
        rising
    }
}

impl Answers {
    fn sound(&self, node: Node<'_>, cx: &mut Cx) -> bool {
        let span = place(node, "boxes");
        if self.boxes.len() > BOXES {
            let got = self.boxes.len();
            cx.error(span, "there are too many boxes")
                .got(got)
                .allowed(format!("at most {BOXES}"))
                .help("single people's answers are never kept");
            return false;
        }
        let twice = self.boxes.iter().enumerate().find(|(at, one)| self.boxes[..*at].iter().any(|other| other.answer == one.answer));
        if let Some((_, twice)) = twice {
            cx.error(span, format!("two boxes have the answer `{}`", twice.answer));
        }
        twice.is_none()
    }
}

/// Tells which study a memory belongs to: the name of its concept, or its title where it tests no concept, in small letters and with single
/// blanks. It stays the same from draft to draft as long as the concept is called the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StudyKey(String);

impl StudyKey {
    /// Longest key \[characters\].
    const CHARS: usize = 240;

    /// Returns the key of a study.
    #[must_use]
    pub fn of(title: &Text, concept: Option<&Name>) -> Self {
        Self::folded(concept.map_or(title.as_str(), Name::as_str))
    }

    fn folded(text: &str) -> Self {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        Self(words.join(" ").chars().take(Self::CHARS).collect())
    }

    /// Returns the key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Read for StudyKey {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        Text::read(node, cx).map(|text| Self::folded(&text))
    }

    fn schema(defs: &mut Schemas) -> Json {
        Text::schema(defs)
    }
}

/// A seed, written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunSeed(pub u64);

impl Read for RunSeed {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let seed = node.text().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())).and_then(|text| text.parse().ok());
        if seed.is_none() {
            cx.wrong_kind(node, "a whole number of at most 64 bits in quotes");
        }
        seed.map(Self)
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "string", "pattern": "^[0-9]{1,20}$", "examples": ["1"] })
    }
}

/// A SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(String);

impl Digest {
    /// Returns the hash of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::shown(&Sha256::digest(bytes))
    }

    /// Returns the hash of a file.
    ///
    /// # Errors
    /// What the system says.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0_u8; 1 << 16];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                return Ok(Self::shown(&hasher.finalize()));
            }
            hasher.update(&buffer[..read]);
        }
    }

    fn shown(hash: &[u8]) -> Self {
        Self(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Returns one hash over many files: each name with its hash, in the order of names.
    #[must_use]
    pub fn of_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut files: Vec<(&str, &str)> = files.into_iter().collect();
        files.sort_unstable();
        let lines: String = files.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect();
        Self::of(lines.as_bytes())
    }

    /// Returns it as 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Read for Digest {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let sound = |text: &&str| text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let digest = node.text().filter(sound).map(|text| Self(text.to_owned()));
        if digest.is_none() {
            cx.wrong_kind(node, "64 hexadecimal digits in small letters");
        }
        digest
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "string", "pattern": "^[0-9a-f]{64}$", "examples": ["0".repeat(64)] })
    }
}

/// Inputs by path, each as it is written: a number, a distribution, a word.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs(BTreeMap<String, String>);

impl Inputs {
    /// Adds an input, or replaces it.
    ///
    /// # Errors
    /// When path or value is no text: see [`Text::new`].
    pub fn insert(&mut self, path: &str, value: &str) -> Result<(), TextError> {
        let (path, value) = (Text::new(path)?, Text::new(plain_value(value))?);
        self.0.insert(path.as_str().to_owned(), value.as_str().to_owned());
        Ok(())
    }

    /// Returns the value of an input.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Returns all, sorted by path.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, value)| (path.as_str(), value.as_str()))
    }
}

impl Read for Inputs {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let Some(entries) = node.entries() else {
            cx.wrong_kind(node, "a table");
            return None;
        };
        let before = cx.errors();
        let mut inputs = Self::default();
        for (path, value) in entries {
            if let Some(value) = Text::read(value, cx)
                && let Err(error) = inputs.insert(&path.value, &value)
            {
                cx.error(path.span, format!("a path {error}"));
            }
        }
        (cx.errors() == before).then_some(inputs)
    }

    fn schema(defs: &mut Schemas) -> Json {
        json!({ "type": "object", "additionalProperties": Text::schema(defs) })
    }
}

/// Writes a number or a distribution as a line keeps it: `49`, `pert [9.0,15.0,28.0]`. Exact, so that any change shows.
#[must_use]
pub fn written(dist: &Dist) -> String {
    let quantity = Quantity { dist: dist.clone(), source: None, grade: None, span: None };
    match quantity.to_json() {
        Some(Json::Object(form)) => form.iter().map(|(key, numbers)| format!("{key} {numbers}")).collect(),
        Some(number) => plain_value(&number.to_string()),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_outlives_drafts() {
        let (title, second) = (Text::literal("A back office"), Text::literal("A back office, second draft"));
        let name = Name::literal("Back  Room");
        assert_eq!(StudyKey::of(&title, Some(&name)), StudyKey::of(&second, Some(&Name::literal("back room"))));
        assert_eq!(StudyKey::of(&title, None).as_str(), "a back office");
        assert_ne!(StudyKey::of(&title, None), StudyKey::of(&second, None));
        assert_eq!(StudyKey::folded(&"ß ".repeat(50_000)).as_str().chars().count(), 240);
    }

    #[test]
    fn distributions_are_written_exactly() {
        assert_eq!(written(&Dist::Point(49.0)), "49");
        assert_eq!(written(&Dist::pert(9.0, 15.0, 28.5).unwrap()), "pert [9.0,15.0,28.5]");
        assert_eq!(written(&Dist::quantiles(vec![(0.0, 1.0), (1.0, 0.1 + 1.2)]).unwrap()), "quantiles [[0.0,1.0],[1.0,1.3]]");
        assert_ne!(written(&Dist::normal(0.1 + 0.2, 1.0).unwrap()), written(&Dist::normal(0.3, 1.0).unwrap()));
    }

    #[test]
    fn the_hash_is_the_published_one_and_the_order_of_files_does_not_count() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(Digest::of(b"abc").as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let (one, two) = (("a.toml", "00"), ("b.toml", "11"));
        assert_eq!(Digest::of_files([one, two]), Digest::of_files([two, one]));
        assert_ne!(Digest::of_files([one, two]), Digest::of_files([("a.toml", "11"), ("b.toml", "00")]));
    }

    #[test]
    fn numbers_written_otherwise_are_the_same_input() {
        let mut inputs = Inputs::default();
        inputs.insert("concept.price", "49.0").unwrap();
        assert_eq!(inputs.get("concept.price"), Some("49"));
        assert!(inputs.insert("", "1").is_err() && inputs.insert("a", "\u{1b}").is_err());
        assert_eq!(inputs.iter().len(), 1);
    }
}
