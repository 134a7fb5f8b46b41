//! Reads a future and everything it names, and checks it all before anything runs.

use std::path::{Path, PathBuf};

use crate::cross_impact::{Contradiction, Model, Panel, Period, Scenario, Shock, SolutionSet, Structure, Uncertain};
use crate::frame::reading;
use crate::input::{Cx, DataFile, Grade, Name, Problems, Provenance, Read, Spanned, Text};
use crate::market::{MarketEdit, treat};
use crate::random::Seed;
use crate::signals::Day;
use crate::study::compare::weighed;
use crate::study::validate::{Study, files, read as read_study};
use crate::treatment::Treatment;
use crate::treatment::spec::TreatmentSpec;

use super::heard::Listening;
use super::matrix;
use super::pathways::{Known, Pathways, PathwaysSpec, RESERVED};
use super::population::Population;
use super::spec::{ConceptSpec, DriverSpec, FutureSpec, Sector, ShockSpec, ToldSpec, VariantWords, WatchSpec};

/// Most scenarios that are picked for people to read.
const MOST_READ: u8 = 12;
/// Most shocks of one future.
const MOST_SHOCKS: usize = 24;
/// Most futures that are told beside the scenarios to read.
const MOST_TOLD: usize = 8;
/// Most things that we could do about a future.
const MOST_OPTIONS: usize = 6;

/// What there is to say of a variant.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VariantNotes {
    /// What it means.
    pub description: Option<String>,
    /// Where that comes from, and how well it is known.
    pub provenance: Provenance,
}

/// What there is to say of a driver.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DriverNotes {
    /// What it is.
    pub description: Option<String>,
    /// Where that comes from, and how well it is known.
    pub provenance: Provenance,
    /// Where it comes from, and the year from which it is felt.
    pub radar: Option<(Sector, u32)>,
    /// How anyone would see which variant comes.
    pub watch: Option<WatchSpec>,
    /// By variant.
    pub variants: Vec<VariantNotes>,
}

/// Something from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// What it is called.
    pub name: String,
    /// Why anyone would think of it.
    pub because: Option<String>,
    /// What it pushes \[steps\].
    pub period: Period,
    /// What it pushes: driver, variant, points.
    pub pushes: Vec<(usize, usize, i32)>,
}

/// A future that the file tells as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldNotes {
    /// What it is called.
    pub name: String,
    /// Why anyone would think of it.
    pub because: Option<String>,
    /// The variant of every driver.
    pub scenario: Scenario,
}

/// A treatment as it is written and as it is checked.
pub type Treated = (TreatmentSpec, Treatment<MarketEdit>);

/// The concept and what happens to it.
#[derive(Debug)]
pub struct Concept {
    /// The study; uncertain amounts of the treatments are inputs of its market.
    pub study: Study,
    /// By driver and variant: what it does to the study, as written and as checked.
    pub variants: Vec<Vec<Option<Treated>>>,
    /// What we could do beside leaving it as it is, with its name.
    pub options: Vec<(String, Treated)>,
    /// What we could do over the years.
    pub pathways: Option<Pathways>,
}

/// A checked future, ready to be analysed.
#[derive(Debug)]
pub struct Future {
    /// The file as written.
    pub spec: FutureSpec,
    /// The matrix with overrides, and how far each judgement may be off.
    pub uncertain: Uncertain,
    /// The matrix before anybody changed a cell of it; nothing where nobody did.
    pub before: Option<Model>,
    /// Several experts; nothing where one source of judgements stands alone.
    pub panel: Option<Panel>,
    /// By driver, in the matrix's order.
    pub drivers: Vec<DriverNotes>,
    /// What may come from outside.
    pub shocks: Vec<Named>,
    /// What a solution file says otherwise than the matrix, with how many scenarios it lists; nothing where no file is named.
    pub contradictions: Option<(usize, Vec<Contradiction>)>,
    /// Futures that are told beside the scenarios to read.
    pub told: Vec<ToldNotes>,
    /// What is listened to, until it is taken out to be heard.
    pub listening: Option<Listening>,
    /// The population that lives through what is told, until it is taken out to be run.
    pub population: Option<Population>,
    /// The concept that is put under what is told, until it is taken out to be run.
    pub concept: Option<Concept>,
    /// Every file that was read, with the name it was given, for hashing.
    pub files: Vec<(String, PathBuf)>,
    /// Remarks that do not stop the run.
    pub remarks: Option<Problems>,
}

impl Future {
    /// Returns the matrix as judged, with overrides.
    #[must_use]
    pub fn model(&self) -> &Model {
        self.uncertain.model()
    }

    /// Returns the drivers and their variants.
    #[must_use]
    pub fn structure(&self) -> &Structure {
        self.model().structure()
    }

    /// Returns where the judgements come from.
    #[must_use]
    pub fn provenance(&self) -> Provenance {
        let spec = &self.spec.cross_impact.value;
        Provenance {
            source: spec.source.as_ref().map(|source| source.as_str().to_owned()),
            grade: spec.grade.as_ref().map(|grade| grade.value),
        }
    }

    /// Whether all of it that has no stated source but judgement is judgement: anything but measured or published.
    #[must_use]
    pub fn judged(&self) -> bool {
        !matches!(self.provenance().grade, Some(Grade::Measured | Grade::Published))
    }
}

/// Reads a future, and its concept with `people` people; signals are looked at from `as_of`, or else from the future's own day. No file outside
/// `root` is touched.
///
/// # Errors
/// Every problem of the file and of what it names at once.
///
/// # Determinism
/// Depends on the files, and where there is a concept on the seed and the number of people.
pub fn load(path: &Path, root: &Path, seed: Seed, people: Option<u32>, as_of: Option<Day>) -> Result<Future, Problems> {
    let mut cx = reading();
    let spec = cx.load::<FutureSpec>(path, root);
    let future = spec.and_then(|spec| checked(spec, Some(From { root, seed, people, as_of }), &mut cx));
    let mut all = files(&cx);
    let (mut future, remarks): ((Future, Vec<(String, PathBuf)>), Problems) = cx.finish(future)?;
    all.append(&mut future.1);
    let mut future = future.0;
    future.files = all;
    future.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(future)
}

/// Reads a future from text that lies in no file.
///
/// # Errors
/// As [`load`]; the text can name no files.
pub fn read(name: &str, text: &str) -> Result<Future, Problems> {
    let mut cx = Cx::new();
    let future = cx.parse::<FutureSpec>(name, text).and_then(|spec| checked(spec, None, &mut cx));
    let ((mut future, _), remarks): ((Future, Vec<(String, PathBuf)>), Problems) = cx.finish(future)?;
    future.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(future)
}

/// What files named in a future are read with.
#[derive(Clone, Copy)]
struct From<'a> {
    /// The folder they may not leave.
    root: &'a Path,
    seed: Seed,
    /// How many people a concept has.
    people: Option<u32>,
    /// The day signals are looked at from; otherwise the future's own.
    as_of: Option<Day>,
}

fn checked(spec: FutureSpec, from: Option<From<'_>>, cx: &mut Cx) -> Option<(Future, Vec<(String, PathBuf)>)> {
    dates(&spec, cx);
    let cross_impact = &spec.cross_impact.value;
    Provenance::check(cross_impact.source.as_ref(), cross_impact.grade.as_ref(), cx);
    if !(1..=MOST_READ).contains(&spec.read.most) {
        cx.error(None, "`read.most` is out of range").got(spec.read.most).allowed(format!("1 to {MOST_READ} scenarios"));
    }
    let matrix = matrix::read(&spec, cx);
    let drivers = matrix.as_ref().map(|matrix| notes(&spec.drivers, matrix.uncertain.model().structure(), cx));
    let shocks = matrix.as_ref().map(|matrix| shocks(&spec.shocks, matrix.uncertain.model(), cx));
    let listed = matrix.as_ref().and_then(|matrix| contradictions(&spec, matrix.uncertain.model(), cx));
    let told = matrix.as_ref().map(|matrix| told(&spec.futures, matrix.uncertain.model().structure(), cx));
    let listening = match (&spec.signals, from) {
        (Some(named), Some(from)) => {
            // A day that cannot be read was told already.
            let day = from.as_of.or_else(|| Day::parse(spec.as_of.value.as_str()))?;
            Some(Listening::read(named, &spec.drivers, matrix.as_ref()?.uncertain.model().structure(), day, cx))
        }
        (Some(named), None) => {
            cx.error(named.file.span, "signals can be named only in a file");
            None
        }
        (None, _) => {
            let terms = spec.drivers.iter().flat_map(|driver| driver.signals.iter().map(|signal| signal.term.span));
            let trips = spec.drivers.iter().filter_map(|driver| Some(driver.watch.as_ref()?.trips.as_ref()?.term.span));
            if let Some(place) = terms.chain(trips).next() {
                cx.error(place, "a driver names a signal, and no signals file is named").help("add `[signals]` with its `file`");
            }
            None
        }
    };
    let population = match &spec.population {
        Some(_) if from.is_none() => {
            let place = spec.population.as_ref().map(|population| population.economy.span);
            cx.error(place, "a population can be named only in a file");
            None
        }
        Some(population) => {
            let structure = matrix.as_ref()?.uncertain.model().structure();
            Some(Population::read(population, &spec.drivers, &spec.futures, &spec.searches, structure, cx))
        }
        None => {
            let variants = spec.drivers.iter().flat_map(|driver| &driver.variants).map(|variant| &variant.0.population);
            if let Some(file) = variants.chain(spec.futures.iter().map(|told| &told.population)).flatten().next() {
                cx.error(file.span, "this says what a future does to a population, and no population is named")
                    .help("add `[population]` with its `economy`");
            } else if let Some(search) = spec.searches.first() {
                cx.error(search.name.span, "a search needs people who live through a future, and no population is named")
                    .help("add `[population]` with its `economy`");
            }
            None
        }
    };
    let concept = match (&spec.concept, from) {
        (Some(concept), Some(from)) => {
            let structure = matrix.as_ref()?.uncertain.model().structure();
            Some(Concept::read(concept, spec.pathways.as_ref(), (&spec.drivers, drivers.as_ref()?), structure, from, cx))
        }
        (Some(concept), None) => {
            cx.error(concept.study.span, "a concept can be named only in a file");
            None
        }
        (None, _) => {
            let treated = spec.drivers.iter().flat_map(|driver| &driver.variants).find_map(|variant| variant.0.treatment.as_ref());
            if let Some(file) = treated {
                cx.error(file.span, "a variant says what it does to a study, and no study is named")
                    .help("add `[concept]` with its `study`");
            } else if let Some(pathways) = &spec.pathways {
                cx.error(pathways.from.span, "ways need a concept that is on the market or not, and no study is named")
                    .help("add `[concept]` with its `study`");
            }
            None
        }
    };
    let (matrix, drivers, shocks, told) = (matrix?, drivers?, shocks?, told??);
    let listening = match listening {
        Some(listening) => Some(listening?),
        None => None,
    };
    let concept = match concept {
        Some(concept) => Some(concept?),
        None => None,
    };
    let population = match population {
        Some(population) => Some(population?),
        None => None,
    };
    let mut kept: Vec<(String, PathBuf)> = matrix.files.iter().map(|file| (file.shown().to_owned(), file.path.clone())).collect();
    kept.extend(listening.iter().flat_map(|listening: &Listening| listening.study.files.iter().cloned()));
    kept.extend(spec.cross_impact.value.solutions.iter().map(|file| (file.shown().to_owned(), file.path.clone())));
    let future = Future {
        uncertain: matrix.uncertain,
        before: matrix.before,
        panel: matrix.panel,
        drivers,
        shocks,
        contradictions: listed,
        told,
        listening,
        population,
        concept,
        files: Vec::new(),
        remarks: None,
        spec,
    };
    Some((future, kept))
}

/// Checks every day that is named.
fn dates(spec: &FutureSpec, cx: &mut Cx) {
    let mut check = |key: &str, day: &Spanned<Text>| {
        if day.value.as_str().len() != 10 || Day::parse(day.value.as_str()).is_none() {
            cx.error(day.span, format!("`{key}` must be a day"))
                .got(format!("{:?}", day.value.as_str()))
                .allowed("a day of the years 1000 to 2999, for instance \"2026-11-01\"");
        }
    };
    check("as_of", &spec.as_of);
    if let Some(by) = spec.decision.as_ref().and_then(|decision| decision.by.as_ref()) {
        check("decision.by", by);
    }
    for next in spec.drivers.iter().filter_map(|driver| driver.watch.as_ref()?.next.as_ref()) {
        check("next", next);
    }
    let Some((year, _, _)) = Day::parse(spec.as_of.value.as_str()).map(Day::ymd) else { return };
    for felt in spec.drivers.iter().filter_map(|driver| driver.felt_from) {
        if !(i64::from(year)..=i64::from(year) + 200).contains(&i64::from(felt.value)) {
            cx.error(felt.span, "`felt_from` is out of range").got(felt.value).allowed(format!("a year from {year} to {}", year + 200));
        }
    }
}

/// What there is to say, in the matrix's order.
fn notes(drivers: &[DriverSpec], structure: &Structure, cx: &mut Cx) -> Vec<DriverNotes> {
    let words = |text: &Option<Text>| text.as_ref().map(|text| text.as_str().to_owned());
    let of = |name: &Name| drivers.iter().find(|driver| driver.name.value == *name);
    let mut all = Vec::new();
    for descriptor in structure.descriptors() {
        let Some(driver) = of(&descriptor.name) else {
            all.push(DriverNotes { variants: vec![VariantNotes::default(); descriptor.variants.len()], ..DriverNotes::default() });
            continue;
        };
        let variants = descriptor.variants.iter().map(|name| {
            let Some(variant) = driver.variants.iter().find(|variant| variant.0.name.value == *name) else {
                return VariantNotes::default();
            };
            let provenance = Provenance::check(variant.0.source.as_ref(), variant.0.grade.as_ref(), cx);
            VariantNotes { description: words(&variant.0.description), provenance }
        });
        let variants = variants.collect();
        all.push(DriverNotes {
            description: words(&driver.description),
            provenance: Provenance::check(driver.source.as_ref(), driver.grade.as_ref(), cx),
            radar: driver.sector.zip(driver.felt_from).map(|(sector, year)| (sector.value, year.value)),
            watch: driver.watch.clone(),
            variants,
        });
    }
    all
}

fn shocks(specs: &[ShockSpec], model: &Model, cx: &mut Cx) -> Vec<Named> {
    cx.unique("shock", specs.iter().map(|shock| &shock.name));
    if specs.len() > MOST_SHOCKS {
        cx.error(specs[MOST_SHOCKS].name.span, "there are too many shocks").got(specs.len()).allowed(format!("at most {MOST_SHOCKS}"));
        return Vec::new();
    }
    let steps = i64::from(model.steps_per_point());
    let mut all = Vec::new();
    for spec in specs {
        let (mut pushes, mut list) = (Vec::new(), Vec::new());
        for push in &spec.pushes {
            let found = matrix::variant(model.structure(), &push.driver, &push.towards, cx);
            let Some((descriptor, variant)) = found else { continue };
            if push.strength.value == 0 {
                cx.error(push.strength.span, "a push of 0 pushes nothing")
                    .help("above 0 it pushes towards the variant, below 0 away from it");
            }
            let strength = i32::try_from(i64::from(push.strength.value) * steps).unwrap_or(i32::MAX);
            list.push(Shock { descriptor, variant, strength });
            pushes.push((descriptor, variant, push.strength.value));
        }
        if let Err(error) = model.shocked(&list) {
            cx.error(spec.name.span, format!("the shock `{}` cannot be: {error}", spec.name.value.as_str()));
        }
        let period = match spec.lasts {
            true => Period { lasting: list, ..Period::default() },
            false => Period { shocks: list, ..Period::default() },
        };
        let because = spec.because.as_ref().map(|because| because.as_str().to_owned());
        all.push(Named { name: spec.name.value.as_str().to_owned(), because, period, pushes });
    }
    all
}

/// The futures that are told beside the scenarios to read.
fn told(specs: &[ToldSpec], structure: &Structure, cx: &mut Cx) -> Option<Vec<ToldNotes>> {
    let before = cx.errors();
    cx.unique("future", specs.iter().map(|told| &told.name));
    if specs.len() > MOST_TOLD {
        cx.error(specs[MOST_TOLD].name.span, "there are too many futures").got(specs.len()).allowed(format!("at most {MOST_TOLD}"));
        return None;
    }
    let mut all = Vec::new();
    for spec in specs {
        let mut chosen: Vec<Option<usize>> = vec![None; structure.descriptors().len()];
        for (driver, is) in &spec.variants {
            if let Some((driver, variant)) = matrix::variant(structure, driver, is, cx) {
                chosen[driver] = Some(variant);
            }
        }
        let missing = structure.descriptors().iter().zip(&chosen).filter(|(_, chosen)| chosen.is_none());
        let missing: Vec<&str> = missing.map(|(driver, _)| driver.name.as_str()).collect();
        let Some(chosen) = chosen.iter().copied().collect::<Option<Vec<usize>>>() else {
            // A driver that is misspelt was told already.
            if cx.errors() == before {
                cx.error(spec.name.span, format!("`{}` does not say how every driver turns out", spec.name.value.as_str()))
                    .got(format!("nothing of {}", missing.join(", ")))
                    .allowed("one variant of every driver under `variants`");
            }
            continue;
        };
        if let Ok(scenario) = Scenario::new(structure, &chosen) {
            let because = spec.because.as_ref().map(|because| because.as_str().to_owned());
            all.push(ToldNotes { name: spec.name.value.as_str().to_owned(), because, scenario });
        }
    }
    (cx.errors() == before).then_some(all)
}

/// What each variant that names a file does, by driver and variant in the matrix's order.
pub(super) fn by_variant<T: Clone>(
    drivers: &[DriverSpec],
    structure: &Structure,
    named: impl Fn(&VariantWords) -> Option<&DataFile>,
    mut read: impl FnMut(&DataFile) -> Option<T>,
) -> Vec<Vec<Option<T>>> {
    let mut all: Vec<Vec<Option<T>>> = structure.descriptors().iter().map(|descriptor| vec![None; descriptor.variants.len()]).collect();
    for driver in drivers {
        for variant in &driver.variants {
            let Some(file) = named(&variant.0) else { continue };
            let place = structure.find(driver.name.value.as_str(), variant.0.name.value.as_str());
            if let (Some((of, is)), Some(found)) = (place, read(file)) {
                all[of][is] = Some(found);
            }
        }
    }
    all
}

/// Holds a list of ScenarioWizard against the matrix.
fn contradictions(spec: &FutureSpec, model: &Model, cx: &mut Cx) -> Option<(usize, Vec<Contradiction>)> {
    let file = spec.cross_impact.value.solutions.as_ref()?;
    let bytes = cx.follow_bytes(file)?;
    let listed = SolutionSet::parse(file.shown(), &bytes, model.structure(), cx)?;
    let found = listed.contradictions(model);
    if let Some(first) = found.first() {
        cx.warn(file.span, format!("`{}` says otherwise than the matrix in {} figures", file.written, found.len()))
            .got(format!("a {} of {} for scenario {}, where the matrix gives {}", first.figure, first.stated, first.place + 1, first.got))
            .help("it was made from another version of the matrix");
    }
    Some((listed.scenarios.len(), found))
}

impl Concept {
    fn read(
        spec: &ConceptSpec,
        pathways: Option<&PathwaysSpec>,
        (drivers, notes): (&[DriverSpec], &[DriverNotes]),
        structure: &Structure,
        from: From<'_>,
        cx: &mut Cx,
    ) -> Option<Self> {
        let before = cx.errors();
        cx.unique("option", spec.options.iter().map(|option| &option.name));
        for option in spec.options.iter().filter(|option| RESERVED.contains(&option.name.value.as_str())) {
            cx.error(option.name.span, format!("an option cannot be called `{}`", option.name.value))
                .help("steps of ways call the concept as it is, and nothing on the market, by these names: choose another");
        }
        if spec.options.len() > MOST_OPTIONS {
            let place = spec.options[MOST_OPTIONS].name.span;
            cx.error(place, "there are too many options").got(spec.options.len()).allowed(format!("at most {MOST_OPTIONS}"));
        }
        let mut study = read_study(Path::new(spec.study.shown()), from.root, from.seed, from.people, cx)?;
        if let Some(real) = &study.spec.real {
            cx.warn(real.people.span, "the concept is told here as the panel sees it: real people's choices do not correct it");
        }
        // The study's own treatments are for `compare`.
        study.spec.treatments.clear();
        let mut treated = |file: &crate::input::DataFile, study: &mut Study| {
            let document = cx.follow_toml(file)?;
            let spec = TreatmentSpec::read(document.node(), cx)?;
            let treatment = treat(&mut study.market, &spec, cx)?;
            Some((spec, treatment))
        };
        let variants = by_variant(drivers, structure, |variant| variant.treatment.as_ref(), |file| treated(file, &mut study));
        let options =
            spec.options.iter().map(|option| Some((option.name.value.as_str().to_owned(), treated(&option.treatment, &mut study)?)));
        let options: Vec<Option<(String, Treated)>> = options.collect();
        let pathways = pathways.and_then(|ways| {
            let named: Vec<String> = spec.options.iter().map(|option| option.name.value.as_str().to_owned()).collect();
            // What cannot be weighed is said where the study is compared.
            let by = weighed(&study, &mut Cx::new()).0;
            if !by.higher_is_better() {
                cx.error(ways.from.span, "ways cannot be weighed by a figure that is better where it is lower")
                    .help("let the study's smallest effect or its rule be stated in the share who choose, or leave `[pathways]` out");
            }
            Pathways::read(ways, Known { options: &named, structure, drivers: notes, share: by.kind.is_share() }, cx)
        });
        if variants.iter().flatten().all(Option::is_none) {
            cx.error(spec.study.span, "no variant says what it does to the study")
                .help("give variants a `treatment`, or leave `[concept]` out");
        }
        if cx.errors() > before {
            return None;
        }
        Some(Self { study, variants, options: options.into_iter().collect::<Option<_>>()?, pathways })
    }
}
