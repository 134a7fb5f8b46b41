//! Reads a study and the treatments it is compared under, and checks them all before anything runs.

use std::path::{Path, PathBuf};

use crate::frame::reading;
use crate::input::{Cx, Problems, Quantity};
use crate::market::{ArmFigures, Kind, MarketEdit, treat};
use crate::random::Seed;
use crate::treatment::Treatment;
use crate::treatment::spec::{EditSpec, Setting, TreatmentSpec};
use crate::world::{Arm, Depth};

use super::super::validate::{Study, files, read};

/// The name of the study without a treatment.
pub const AS_IT_IS: &str = "as it is";

/// What the effects are weighed by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// The figure: the one whose smallest effect is stated, else the one that carries the verdict, else the concept's share.
    pub kind: Kind,
    /// The smallest difference that would matter, where the study states it.
    pub smallest: Option<f64>,
}

/// A study with its treatments, ready to run.
#[derive(Debug)]
pub struct Comparing {
    /// The study; uncertain amounts of the treatments are inputs of its market.
    pub study: Study,
    /// The treatments, those of the study first, then those of files.
    pub treatments: Vec<Treatment<MarketEdit>>,
    /// The same as they were written.
    pub specs: Vec<TreatmentSpec>,
    /// What the effects are weighed by.
    pub weighed: Weighed,
    /// Whether the study's rule can be judged in one market alone.
    pub judged: bool,
}

impl Comparing {
    /// Puts a study and changes of its market together; what the changes cannot be judged by is said to `cx`.
    pub(in crate::study) fn of(study: Study, treatments: Vec<Treatment<MarketEdit>>, specs: Vec<TreatmentSpec>, cx: &mut Cx) -> Self {
        let (weighed, judged) = weighed(&study, cx);
        Self { study, treatments, specs, weighed, judged }
    }

    /// The figures that are read from every arm.
    #[must_use]
    pub fn figures(&self) -> ArmFigures<'_> {
        ArmFigures::new(&self.study.market, (0..self.treatments.len()).map(|one| self.newcomers(one).count()).max().unwrap_or(0))
    }

    /// The figures that come first: purchase intent, what the verdict hangs on, the concept's share, the share who get through.
    #[must_use]
    pub fn headline(&self) -> Vec<Kind> {
        let market = &self.study.market;
        let intent = market.questions().iter().position(|question| question.name == "purchase intent");
        let mut kinds: Vec<Kind> = intent.map(|question| Kind::TopTwoBox { question, segment: None }).into_iter().collect();
        let share = Kind::Share { arm: 0, alternative: 0, segment: None };
        for kind in [self.weighed.kind, share] {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        if !market.touchpoints().is_empty() {
            kinds.push(Kind::Completion { at: None });
        }
        let figures = self.figures();
        kinds.retain(|&kind| figures.index(kind).is_some());
        kinds
    }

    /// The arms, the study as it is first.
    #[must_use]
    pub fn arms(&self, depth: Depth) -> Vec<Arm<MarketEdit>> {
        let control = Arm { name: AS_IT_IS.to_owned(), edits: Vec::new(), depth };
        let treated = self.treatments.iter().map(|one| Arm { name: one.name.clone(), edits: one.edits.clone(), depth });
        std::iter::once(control).chain(treated).collect()
    }

    /// The names of the alternatives that a treatment brings in.
    pub fn newcomers(&self, treatment: usize) -> impl Iterator<Item = &str> {
        self.specs[treatment].edit.iter().filter_map(|edit| edit.enter.as_ref()).map(|name| name.value.as_str())
    }

    /// Every amount that the treatments state.
    #[must_use]
    pub fn amounts(&self) -> Vec<Amount<'_>> {
        let of = |spec: &'_ TreatmentSpec| spec.title.value.as_str().to_owned();
        let edits = self.specs.iter().flat_map(|spec| spec.edit.iter().map(move |edit| (of(spec), edit)));
        edits.flat_map(|(treatment, edit)| stated(treatment, edit)).collect()
    }
}

/// An amount that a treatment states.
#[derive(Debug, Clone)]
pub struct Amount<'a> {
    /// The treatment.
    pub treatment: String,
    /// What it changes, as written.
    pub path: String,
    /// How it changes it: the key under which the amount stands.
    pub how: &'static str,
    /// The amount.
    pub quantity: &'a Quantity,
}

fn stated(treatment: String, edit: &EditSpec) -> impl Iterator<Item = Amount<'_>> {
    let named = [&edit.change, &edit.enter].into_iter().flatten().next();
    let path = named.map_or_else(String::new, |name| name.value.as_str().to_owned());
    let set = edit.set.as_ref().and_then(|set| match &set.value {
        Setting::Number(quantity) => Some(quantity),
        Setting::Word(_) => None,
    });
    [("set", set), ("scale", edit.scale.as_ref()), ("add", edit.add.as_ref()), ("awareness", edit.awareness.as_ref())]
        .into_iter()
        .filter_map(move |(how, quantity)| Some(Amount { treatment: treatment.clone(), path: path.clone(), how, quantity: quantity? }))
}

/// Reads a study and treatments. No file that the study names may lie outside `root`.
///
/// # Errors
/// Every problem of the study, its people and all treatments at once.
///
/// # Determinism
/// Depends on the files, their order, the seed and the number of people.
pub fn load(path: &Path, treatments: &[PathBuf], root: &Path, seed: Seed, people: Option<u32>) -> Result<Comparing, Problems> {
    let mut cx = reading();
    let study = read(path, root, seed, people, &mut cx);
    if let Some(real) = study.as_ref().and_then(|study| study.spec.real.as_ref()) {
        cx.warn(real.people.span, "what is compared here is what the panel says: real people's choices do not correct it")
            .help("`foretaste validate` corrects the study as it is by them");
    }
    // A treatment names no file, so its root is its own folder.
    let folder =
        |path: &Path| path.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    let read: Vec<Option<TreatmentSpec>> = treatments.iter().map(|path| cx.load(path, &folder(path))).collect();
    let comparing = study.and_then(|study| checked(study, read, &mut cx));
    let files = files(&cx);
    let (mut comparing, remarks): (Comparing, Problems) = cx.finish(comparing)?;
    comparing.study.files = files;
    comparing.study.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(comparing)
}

fn checked(mut study: Study, read: Vec<Option<TreatmentSpec>>, cx: &mut Cx) -> Option<Comparing> {
    let asked = read.len();
    let own = std::mem::take(&mut study.spec.treatments);
    if own.is_empty() && asked == 0 {
        cx.error(study.spec.concept.name.span, "there is nothing to compare the study with")
            .help("name a file with `--treatment`, or add `[[treatments]]` to the study");
        return None;
    }
    let specs: Vec<TreatmentSpec> = own.into_iter().chain(read.into_iter().flatten()).collect();
    cx.unique("treatment", specs.iter().map(|spec| &spec.title));
    for spec in specs.iter().filter(|spec| spec.title.value.as_str() == AS_IT_IS) {
        cx.error(spec.title.span, format!("`{AS_IT_IS}` is the study without a treatment")).help("give the treatment another title");
    }
    let treatments: Vec<Treatment<MarketEdit>> = specs.iter().filter_map(|spec| treat(&mut study.market, spec, cx)).collect();
    if cx.errors() > 0 || treatments.len() != specs.len() {
        return None;
    }
    Some(Comparing::of(study, treatments, specs, cx))
}

/// Finds what the effects are weighed by, and whether the rule can be judged under a treatment; says aloud what it cannot do.
pub(in crate::study) fn weighed(study: &Study, cx: &mut Cx) -> (Weighed, bool) {
    let decision = &study.decision;
    let figures = study.figures();
    let alone = ArmFigures::new(&study.market, 0);
    let in_one_market = |figure: &usize| alone.index(figures.all()[*figure].kind).is_some();
    let named = |figure: usize| format!("`{}`", figures.all()[figure].id);
    let missing = decision.reads().into_iter().find(|figure| !in_one_market(figure));
    if let Some(figure) = missing {
        cx.warn(
            None,
            format!("the rule names {}, which takes more than one market, so it is not judged under the treatments", named(figure)),
        );
    }
    let smallest = decision.smallest.filter(|(figure, _)| in_one_market(figure));
    if let (Some((figure, _)), None) = (decision.smallest, smallest) {
        cx.warn(
            None,
            format!(
                "the smallest effect is stated in {}, which takes more than one market, so effects are not held against it",
                named(figure)
            ),
        );
    }
    let leading = Some(decision.leading).filter(in_one_market).map(|figure| figures.all()[figure].kind);
    let share = Kind::Share { arm: 0, alternative: 0, segment: None };
    let weighed = match smallest {
        Some((figure, size)) => Weighed { kind: figures.all()[figure].kind, smallest: Some(size) },
        None => Weighed { kind: leading.unwrap_or(share), smallest: None },
    };
    (weighed, missing.is_none())
}
