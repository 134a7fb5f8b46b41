//! Reads a study file and everything it names, and checks it all before anything runs.

use std::path::{Path, PathBuf};

use crate::frame::reading;
use crate::input::{Cx, Problems, Spanned};
use crate::market::spec::{TastesSpec, Twins};
use crate::market::{Arms, Figures, Market, MarketSpec, build, treat};
use crate::population::{Count, Population, PopulationSpec};
use crate::prototype::Terms;
use crate::random::Seed;
use crate::study::behind::{Behind, behind};
use crate::study::fit::ratings::response_style;
use crate::study::fit::{Woven, stale, weave};
use crate::study::revise;
use crate::world::{Correlation, CorrelationError};

use super::decide::Decision;
use super::recall::Recalled;
use super::rectify::{self, RealPlan};
use super::spec::{CorrelatedSpec, StudySpec};
use super::stress::Advocacy;
use super::transfer::{self, TransferPlan};

/// A checked study, ready to run.
#[derive(Debug)]
pub struct Study {
    /// The study as written.
    pub spec: StudySpec,
    /// The market.
    pub market: Market,
    /// Its arms.
    pub arms: Arms,
    /// The decision rule with its names found.
    pub decision: Decision,
    /// What the study is held against.
    pub transfer: Vec<TransferPlan>,
    /// The few people whose real choices correct it.
    pub real: Option<RealPlan>,
    /// What the devil's advocates may push.
    pub advocacy: Advocacy,
    /// What the prototyper may do.
    pub terms: Terms,
    /// The team behind the concept, and what of the study comes from it.
    pub behind: Option<Behind>,
    /// What of the study was fitted to real choices.
    pub fitted: Option<Woven>,
    /// The text of the study file, and the folder it lies in.
    pub text: (String, PathBuf),
    /// The currency of prices.
    pub currency: String,
    /// Every file that was read, with the name it was given, for hashing.
    pub files: Vec<(String, PathBuf)>,
    /// Remarks that do not stop the run.
    pub remarks: Option<Problems>,
    /// What earlier runs are remembered for: see [`Study::recall`].
    pub recalled: Option<Recalled>,
}

impl Study {
    /// The figures of the study.
    #[must_use]
    pub fn figures(&self) -> Figures<'_> {
        Figures::new(&self.market, &self.arms)
    }

    /// The same study with a revised text, over the same people; `None` where that is not sound.
    ///
    /// What the text says of the concept, its alternatives, tastes, survey and journey counts. Decision, advocates and prototyper are those
    /// of this study; real choices are not held against a draft that nobody has seen.
    #[must_use]
    pub(super) fn revised(&self, text: &str) -> Option<Self> {
        let mut cx = Cx::new();
        let spec = self.spec.clone();
        let correlations = together(&spec.correlated, self.fitted.as_ref(), &mut cx);
        let market = revise::market(text, &self.market, &correlations, &mut cx)?;
        let (prices, relative) = ladder(&spec, &mut cx)?;
        let arms = Arms::new(&market, &prices, relative);
        let decision = Decision::resolve(spec.decision.as_ref(), &market, &Figures::new(&market, &arms), &mut cx)?;
        let advocacy = Advocacy::read(spec.advocates.as_ref(), &market, &mut cx)?;
        let terms = Terms::read(spec.prototype.as_ref(), &market, &self.currency, &mut cx).unwrap_or_else(|| self.terms.clone());
        let text = (text.to_owned(), self.text.1.clone());
        let currency = self.currency.clone();
        Some(Self {
            market,
            arms,
            decision,
            transfer: Vec::new(),
            real: None,
            advocacy,
            terms,
            behind: self.behind.clone(),
            fitted: self.fitted.clone(),
            text,
            currency,
            files: Vec::new(),
            remarks: None,
            recalled: None,
            spec,
        })
    }

    /// Whether ladder prices are multiples of each person's own price.
    #[must_use]
    pub fn relative_prices(&self) -> bool {
        self.spec.price_test.as_ref().is_some_and(|prices| prices.times.is_some())
    }
}

/// Reads a study. No file outside `root` is touched.
///
/// # Errors
/// Every problem of the study, its population and its data at once.
///
/// # Determinism
/// Depends on the files, the seed and the number of people.
pub fn load(path: &Path, root: &Path, seed: Seed, people: Option<u32>) -> Result<Study, Problems> {
    let mut cx = reading();
    let study = read(path, root, seed, people, &mut cx);
    if let Some(study) = &study
        && !study.spec.treatments.is_empty()
    {
        // A concept test runs none of them, but a fault in one should not wait for the comparison.
        let mut market = study.market.clone();
        for treatment in &study.spec.treatments {
            treat(&mut market, treatment, &mut cx);
        }
    }
    let files = files(&cx);
    let (mut study, remarks): (Study, Problems) = cx.finish(study)?;
    study.files = files;
    study.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(study)
}

/// Reads a study without its treatments; what is wrong with it is reported to `cx`.
pub(in crate::study) fn read(path: &Path, root: &Path, seed: Seed, people: Option<u32>, cx: &mut Cx) -> Option<Study> {
    let mut study = cx.load::<StudySpec>(path, root).and_then(|spec| checked(spec, seed, people, cx))?;
    if let Some(source) = cx.sources().first() {
        let folder = path.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned));
        study.text = (source.text().to_owned(), folder.unwrap_or_default());
    }
    Some(study)
}

/// Every file that was read, with the name it was given.
pub(in crate::study) fn files(cx: &Cx) -> Vec<(String, PathBuf)> {
    cx.sources().iter().filter_map(|source| Some((source.name().to_owned(), source.path()?.to_owned()))).collect()
}

/// Reads and builds a population.
pub(super) fn people(file: &crate::input::DataFile, seed: Seed, count: Option<Count>, cx: &mut Cx) -> Option<Population> {
    let document = cx.follow_toml(file)?;
    let spec = <PopulationSpec as crate::input::Read>::read(document.node(), cx)?;
    Population::build(&spec, seed, count, cx)
}

fn checked(spec: StudySpec, seed: Seed, count: Option<u32>, cx: &mut Cx) -> Option<Study> {
    let ladder = ladder(&spec, cx);
    let asked = count.map(|count| Count { value: count as usize, span: None });
    let stated = spec.people.count.map(|count| Count { value: count.value as usize, span: Some(count.span) });
    let population = people(&spec.people.from, seed, asked.or(stated), cx)?;
    let fitted = match &spec.fitted {
        Some(_) => Some(weave(&spec, &population, seed, cx)?),
        None => None,
    };
    if fitted.is_none() && spec.tastes == TastesSpec::none() {
        cx.error(spec.concept.name.span, "`tastes` is missing")
            .help("say what people would give for each attribute, or name a fit with `[fitted]`");
        return None;
    }
    let population = as_fitted(population, fitted.as_ref(), cx);
    let correlations = together(&spec.correlated, fitted.as_ref(), cx);
    let currency = spec.currency.as_ref().map_or_else(String::new, |currency| currency.as_str().to_owned());
    let behind = behind(&spec, seed, cx);
    let style = match &spec.style {
        Some(named) => Some(response_style(&named.from, cx)?),
        None => None,
    };
    let market = build(
        &MarketSpec {
            currency: &currency,
            concept: &spec.concept,
            alternatives: &spec.alternatives,
            none: spec.none.as_ref(),
            tastes: &spec.tastes,
            choice: spec.choice.as_ref(),
            survey: spec.survey.as_ref(),
            journey: &spec.journey,
            xlms: &spec.xlm,
            prices: spec.price_test.as_ref(),
            correlations: &correlations,
            draws: behind.as_ref().map(|behind| &behind.draws),
            fitted: fitted.as_ref().map(|woven| &woven.fitted),
            style: style.as_ref(),
        },
        population,
        cx,
    )?;
    let (prices, relative) = ladder?;
    if !prices.is_empty() && !market.attributes().iter().any(|attribute| attribute.key == "price") {
        cx.error(spec.concept.name.span, "a price ladder, but nothing has a price").help("give the concept and its alternatives a `price`");
        return None;
    }
    let arms = Arms::new(&market, &prices, relative);
    let decision = Decision::resolve(spec.decision.as_ref(), &market, &Figures::new(&market, &arms), cx)?;
    let transfer = transfer::plans(&spec, &market, fitted.as_ref(), seed, cx)?;
    if let Some(woven) = &fitted {
        stale(woven, cx);
    }
    let real = match &spec.real {
        None => None,
        Some(real) => Some(rectify::plan(&spec, real, &market, fitted.as_ref(), seed, cx)?),
    };
    let advocacy = Advocacy::read(spec.advocates.as_ref(), &market, cx)?;
    let terms = Terms::read(spec.prototype.as_ref(), &market, &currency, cx)?;
    let text = (String::new(), PathBuf::new());
    Some(Study {
        market,
        arms,
        decision,
        transfer,
        real,
        advocacy,
        terms,
        behind,
        fitted,
        text,
        currency,
        files: Vec::new(),
        remarks: None,
        recalled: None,
        spec,
    })
}

/// The people as their tastes ask for: by class, where these go by classes, which are then the segments of everything; each once, where they are twins.
fn as_fitted(people: Population, fitted: Option<&Woven>, cx: &mut Cx) -> Population {
    let Some(woven) = fitted else { return people };
    if woven.fitted.twins.is_some() {
        return Twins::of(&people);
    }
    let Some(classes) = &woven.fitted.classes else { return people };
    if people.segments.len() > 1 {
        cx.warn(woven.span, "the classes of the fit take the place of the people's segments")
            .got(format!("{} classes, {} segments", classes.names.len(), people.segments.len()))
            .help("rules and treatments name classes, such as `class 1`");
    }
    classes.of(&people)
}

/// The prices the concept is shown at, and whether they are multiples.
fn ladder(spec: &StudySpec, cx: &mut Cx) -> Option<(Vec<f64>, bool)> {
    let Some(test) = &spec.price_test else { return Some((Vec::new(), false)) };
    let (prices, relative, key) = match (&test.ladder, &test.times) {
        (Some(ladder), Some(times)) => {
            cx.error(times.span, "a price test has a `ladder` or `times`, not both")
                .also(ladder.span, "the ladder")
                .help("`ladder` are prices, `times` are multiples of each person's own price");
            return None;
        }
        (None, Some(times)) => (times, true, "times"),
        (Some(ladder), None) => (ladder, false, "ladder"),
        (None, None) => return Some((Vec::new(), false)),
    };
    let Spanned { value: prices, span: place } = prices.clone();
    let sound = prices.iter().all(|price| price.is_finite() && *price > 0.0) && prices.windows(2).all(|pair| pair[0] < pair[1]);
    if !sound {
        cx.error(place, format!("the prices of `price_test.{key}` must rise and lie above 0"))
            .got(format!("{prices:?}"))
            .allowed("for instance [19, 29, 39]");
        return None;
    }
    if !(3..=40).contains(&prices.len()) {
        cx.error(place, format!("`price_test.{key}` has {} prices", prices.len())).allowed("3 to 40 prices");
        return None;
    }
    Some((prices, relative))
}

/// The groups of correlated inputs, with what was estimated together.
fn together(correlated: &[CorrelatedSpec], fitted: Option<&Woven>, cx: &mut Cx) -> Vec<Spanned<Correlation>> {
    let mut groups = correlations(correlated, cx);
    groups.extend(fitted.and_then(|woven| woven.together.clone()));
    groups
}

/// The groups of correlated inputs. A group whose matrix is not square over its inputs is reported and left out.
pub(in crate::study) fn correlations(correlated: &[CorrelatedSpec], cx: &mut Cx) -> Vec<Spanned<Correlation>> {
    let mut groups = Vec::new();
    for group in correlated {
        let name = group.name.value.as_str().to_owned();
        let Some(first) = group.inputs.first() else {
            cx.error(group.name.span, format!("the correlated group `{name}` names no inputs")).help("name two inputs or more, by path");
            continue;
        };
        let size = group.inputs.len();
        if group.matrix.len() != size || group.matrix.iter().any(|row| row.len() != size) {
            cx.error(first.span, CorrelationError::Shape { name, size }.to_string());
            continue;
        }
        let paths = group.inputs.iter().map(|path| path.value.as_str().to_owned()).collect();
        groups.push(Spanned::new(Correlation { name, paths, matrix: group.matrix.iter().flatten().copied().collect() }, first.span));
    }
    groups
}
