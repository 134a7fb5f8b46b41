//! From a population file to the tastes of a study.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::choice::StandardErrors;
use crate::input::{Cx, Grade, Name, Quantity, Span, Spanned};
use crate::market::spec::{Classes, Fitted, FittedTaste, In, Shape, Varies};
use crate::population::Population;
use crate::population::words::plural;
use crate::random::Seed;
use crate::stats::dist::Dist;
use crate::study::memory::Digest;
use crate::study::validate::StudySpec;
use crate::world::Correlation;

use super::hold_out::HeldOut;
use super::population::{ClassSpec, Is, ParameterSpec, Persona, PopulationFile};
use super::scorecard::{ScorecardFile, scorecard};
use super::spec::Taste;
use super::twins::table;

/// How surely a spread over people must lie above 0 for its uncertainty to be taken as normal.
const ABOVE: f64 = 1e-6;
/// Beyond this no estimate lies, in the unit of the study.
const LARGEST: f64 = 1e9;
/// Beyond this no estimate of a logarithm lies, nor its error.
const LARGEST_LOG: f64 = 20.0;
/// The attribute of a study that is money.
const PRICE: &str = "price";
/// Most estimates a population file may hold.
pub(super) const MOST: usize = 1_000;

/// What a study takes from a fit.
#[derive(Debug, Clone)]
pub struct Woven {
    /// The tastes and constants.
    pub fitted: Arc<Fitted>,
    /// How their uncertainty hangs together; none where there is one number.
    pub together: Option<Spanned<Correlation>>,
    /// What kind of personas the file makes.
    pub kind: Persona,
    /// The fit in words, for reports.
    pub origin: String,
    /// The file as the study names it.
    pub file: String,
    /// Who was held out of the fit.
    pub held_out: Option<HeldOut>,
    /// The files that the fit read, with the SHA-256 that they had.
    inputs: Vec<(String, String)>,
    /// Where the study names the fit.
    pub(in crate::study) span: Span,
    /// Whether the chains of the fit do not agree.
    pub apart: bool,
    /// What a back-test found about the fit, if the study names that.
    pub scorecard: Option<ScorecardFile>,
}

/// A parameter in the study: its path, its uncertainty in the study's unit, and where it stands in the file.
struct Number {
    path: String,
    at: usize,
    sign: f64,
}

struct Weaver<'a> {
    file: &'a PopulationFile,
    errors: Vec<f64>,
    source: String,
    span: Span,
    numbers: Vec<Number>,
}

/// Reads the population file that a study names under `[fitted]`; none where it names none.
///
/// # Errors
/// `None` with every problem reported to `cx`; so also where the study names no fit, without a report.
pub(in crate::study) fn weave(spec: &StudySpec, asked: &Population, seed: Seed, cx: &mut Cx) -> Option<Woven> {
    let named = spec.fitted.as_ref()?;
    let span = named.from.span;
    if cx.source(span.file()).path() == Some(named.from.path.as_path()) {
        cx.error(span, "the study names itself as a population file").help("`foretaste calibrate` writes one");
        return None;
    }
    let document = cx.follow_toml(&named.from)?;
    let file = <PopulationFile as crate::input::Read>::read(document.node(), cx)?;
    let covariance = checked(&file, cx)?;
    let own = match (file.kind, &file.twins) {
        (Persona::Population, None) => None,
        (Persona::Twin, Some(twins)) => Some(table(&file, twins, cx)?),
        (kind, _) => {
            cx.error(span, "a file of twins has `kind = \"twin\"` and a table `[twins]`, and no other has")
                .got(format!("`kind = \"{kind}\"`"))
                .help("run `foretaste calibrate` again");
            return None;
        }
    };
    let before = cx.errors();
    let scorecard = named.scorecard.as_ref().and_then(|named| scorecard(named, &file, cx));
    let errors = covariance.standard_errors();
    let called = if file.fit.people == 1 { file.fit.called.as_str().to_owned() } else { plural(file.fit.called.as_str()) };
    let held_out = match file.fit.held_out {
        0 => String::new(),
        count => format!(" ({count} others were held out)"),
    };
    let (tasks, people, errors_are) = (file.fit.tasks, file.fit.people, file.fit.errors.as_str());
    let origin = format!("fitted to {tasks} choices of {people} {called}{held_out}; errors {errors_are}");
    let source = match &file.source {
        Some(data) => format!("{origin}. Data: {}", data.as_str()),
        None => origin.clone(),
    };
    let mut weaver = Weaver { file: &file, errors, source, span, numbers: Vec::new() };
    let mut fitted = Fitted::default();
    let mut used = BTreeSet::new();
    let mut taken: Vec<(String, usize)> = Vec::new();
    let stated = |key: &str| spec.tastes.attributes.iter().any(|(own, taste)| own.value.as_str() == key && taste.is_stated());
    let attributes = attributes(spec);
    for (key, taste) in named.tastes.iter() {
        if !attributes.contains(key.value.as_str()) {
            cx.unknown(key.span, "attribute of the concept or an alternative", key.value.as_str(), attributes.iter().map(String::as_str));
        }
        weaver.known(taste, cx);
    }
    for key in &attributes {
        let name = named.tastes.get(key).map_or(key.as_str(), |taste| taste.value.as_str());
        let mapped = named.tastes.get(key).is_some();
        let Some(at) = file.tastes.iter().position(|taste| taste.name.value.as_str() == name) else { continue };
        if stated(key) && !mapped {
            continue;
        }
        if !used.insert(at) {
            cx.error(span, format!("the fitted taste `{name}` is taken twice")).got(format!("the second time for `{key}`"));
            continue;
        }
        taken.push((key.clone(), at));
    }
    match &own {
        Some(own) => {
            let taken: Vec<(String, usize, f64)> = taken.iter().map(|(key, at)| (key.clone(), *at, file.tastes[*at].per.recip())).collect();
            let (tastes, twins) = own.taken(&file, &taken, &asked.donor_names, (&weaver.source, span));
            (fitted.tastes, fitted.twins) = (tastes, Some(twins));
        }
        None => taken.iter().for_each(|(key, at)| fitted.tastes.extend(weaver.taste(key, *at, &taken, cx))),
    }
    let offered: Vec<&str> = std::iter::once(&spec.concept.name)
        .chain(spec.alternatives.iter().map(|alternative| &alternative.name))
        .map(|name| name.value.as_str())
        .collect();
    for (key, taste) in named.constants.iter() {
        if !offered.contains(&key.value.as_str()) {
            cx.unknown(key.span, "alternative", key.value.as_str(), offered.iter().copied());
            continue;
        }
        let Some(at) = weaver.known(taste, cx) else { continue };
        used.insert(at);
        fitted.constants.extend(weaver.constant(spec, key, taste, at, cx));
    }
    fitted.classes = weaver.classes(seed);
    for taste in file.tastes.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, taste)| taste) {
        cx.warn(span, format!("the fitted taste `{}` is not used", taste.name.value))
            .help("no attribute of the study has its name; say which has it with `[fitted.tastes]` or `[fitted.constants]`");
    }
    if fitted.tastes.is_empty() && fitted.constants.is_empty() && cx.errors() == before {
        cx.error(span, "the study takes nothing from the population file it names")
            .allowed(file.tastes.iter().map(|taste| taste.name.value.as_str()).collect::<Vec<_>>().join(", "));
    }
    if !file.fit.chains_agree {
        cx.warn(span, "the chains of the fit do not agree, so that its tastes are not settled")
            .help("give the fit file longer chains under `[chains]`, and run `foretaste calibrate` again");
    }
    let together = weaver.together(&covariance, file.title.as_str());
    (cx.errors() == before).then(|| Woven {
        fitted: Arc::new(fitted),
        together,
        kind: file.kind,
        origin,
        file: named.from.written.clone(),
        held_out: file.hold_out.as_ref().map(HeldOut::new),
        inputs: file.inputs.iter().map(|(name, hash)| (name.value.as_str().to_owned(), hash.as_str().to_owned())).collect(),
        span,
        apart: !file.fit.chains_agree,
        scorecard,
    })
}

/// Warns where the study reads a file that the fit read too, and that is another one by now.
pub(in crate::study) fn stale(woven: &Woven, cx: &mut Cx) {
    let other = |(name, hash): &&(String, String)| {
        let paths = cx.sources().iter().filter_map(|source| source.path().filter(|path| path.ends_with(name)));
        paths.into_iter().any(|path| Digest::of_file(path).is_ok_and(|found| found.as_str() != hash))
    };
    let changed: Vec<&str> = woven.inputs.iter().filter(other).map(|(name, _)| name.as_str()).collect();
    if !changed.is_empty() {
        let changed = changed.join(", ");
        cx.warn(woven.span, "the tastes were fitted to other data than the study reads")
            .got(format!("another version of {changed}"))
            .help("run `foretaste calibrate` again, and name what it writes");
    }
}

/// The attributes that something in the study has.
fn attributes(spec: &StudySpec) -> BTreeSet<String> {
    let concept = spec.concept.attributes.names();
    let others = spec.alternatives.iter().flat_map(|alternative| alternative.attributes.names());
    let priced = spec.concept.price.is_some() || spec.alternatives.iter().any(|alternative| alternative.price.is_some());
    concept.chain(others).chain(priced.then_some("price")).map(str::to_owned).collect()
}

/// Checks that the numbers of a file fit each other; returns the covariance row by row.
fn checked(file: &PopulationFile, cx: &mut Cx) -> Option<Vec<f64>> {
    let before = cx.errors();
    cx.unique("taste", file.tastes.iter().map(|taste| &taste.name));
    let size = file.parameters.len();
    let span = file.covariance.span;
    let rows = &file.covariance.value;
    if size > MOST || rows.len() != size || rows.iter().any(|row| row.len() != size) {
        cx.error(span, format!("the covariance must have {size} rows of {size} numbers, one for each parameter"))
            .got(format!("{} rows", rows.len()))
            .allowed(format!("at most {MOST} parameters"));
        return None;
    }
    for row in 0..size {
        if rows[row][row] <= 0.0 {
            cx.error(span, format!("the variance of parameter {} must lie above 0", row + 1)).got(rows[row][row]);
        }
        for column in 0..row {
            let (one, other) = (rows[row][column], rows[column][row]);
            if (one - other).abs() > 1e-9 * (rows[row][row] * rows[column][column]).abs().sqrt() {
                cx.error(span, format!("the covariance is not symmetric in row {}, column {}", row + 1, column + 1));
            }
        }
    }
    if let Some(held) = file.hold_out.as_ref().filter(|held| !(held.share.value > 0.0 && held.share.value < 1.0)) {
        cx.error(held.share.span, "the share that was held out must lie between 0 and 1").got(held.share.value);
    }
    for parameter in file.parameters.iter() {
        of_taste(file, parameter, cx);
    }
    let classes: Vec<Option<&Name>> = match file.classes.as_slice() {
        [] => vec![None],
        classes => classes.iter().map(|class| Some(&class.name.value)).collect(),
    };
    cx.unique("class", file.classes.iter().map(|class| &class.name));
    for taste in file.tastes.iter() {
        let count = |is: Is, class: Option<&Name>| {
            let own = |one: &&ParameterSpec| one.is == is && named(&one.taste) == Some(&taste.name.value) && named(&one.class) == class;
            file.parameters.iter().filter(own).count()
        };
        let spreads = usize::from(taste.distribution != Taste::Fixed);
        if classes.iter().any(|&class| count(Is::Location, class) != 1 || count(Is::Spread, class) != spreads) {
            cx.error(taste.name.span, format!("the taste `{}` must have one location and {spreads} spreads", taste.name.value));
        }
        if spreads > 0 && !file.classes.is_empty() {
            cx.error(taste.name.span, format!("the taste `{}` varies within classes, which a study cannot have", taste.name.value))
                .got(taste.distribution)
                .allowed("fixed");
        }
        if !(taste.per.is_finite() && taste.per > 0.0) {
            cx.error(taste.name.span, format!("`per` of the taste `{}` must lie above 0", taste.name.value)).got(taste.per);
        }
    }
    for (at, class) in file.classes.iter().enumerate() {
        let own = |one: &&ParameterSpec| one.is == Is::Size && named(&one.class) == Some(&class.name.value);
        if file.parameters.iter().filter(own).count() != usize::from(at > 0) {
            let what = if at > 0 { "one size" } else { "no size: it is what others are measured by" };
            cx.error(class.name.span, format!("the class `{}` must have {what}", class.name.value));
        }
    }
    (cx.errors() == before).then(|| rows.iter().flatten().copied().collect())
}

fn named(name: &Option<Spanned<Name>>) -> Option<&Name> {
    name.as_ref().map(|name| &name.value)
}

/// Checks one estimate against the tastes and classes of its file.
fn of_taste(file: &PopulationFile, parameter: &ParameterSpec, cx: &mut Cx) {
    let known: Vec<&str> = file.classes.iter().map(|class| class.name.value.as_str()).collect();
    if let Some(class) = parameter.class.as_ref().filter(|class| !known.contains(&class.value.as_str())) {
        cx.unknown(class.span, "class", class.value.as_str(), known);
    }
    let Some(taste) = &parameter.taste else {
        if parameter.is != Is::Size || parameter.class.is_none() {
            cx.error(file.covariance.span, "an estimate belongs to no taste").got(parameter.is).allowed("the size of a class alone");
        }
        let numbers = [parameter.value, parameter.error];
        if numbers.into_iter().any(|number| !number.is_finite() || number.abs() > LARGEST_LOG) {
            cx.error(file.covariance.span, "the size of a class is too large for a study").got(parameter.value);
        }
        return;
    };
    let Some(spec) = file.tastes.iter().find(|known| known.name.value == taste.value) else {
        let known: Vec<&str> = file.tastes.iter().map(|taste| taste.name.value.as_str()).collect();
        cx.unknown(taste.span, "taste", taste.value.as_str(), known);
        return;
    };
    // The logarithm of a lognormal taste has no unit, and no great size.
    let (per, most) = if log_sign(spec.distribution).is_some() { (1.0, LARGEST_LOG) } else { (spec.per, LARGEST) };
    let numbers = [parameter.value, parameter.error, parameter.value / per, parameter.error / per];
    if numbers.into_iter().any(|number| !number.is_finite() || number.abs() > most) {
        cx.error(taste.span, format!("a number of the taste `{}` is too large for a study", taste.value))
            .got(format!("{} with the error {}, per {per}", parameter.value, parameter.error))
            .allowed(format!("up to {most:e} in the unit of the study"));
    }
    if parameter.is == Is::Spread && parameter.value == 0.0 {
        cx.error(taste.span, format!("the taste `{}` does not vary between people", taste.value))
            .got("a spread of 0")
            .help("fit it with `taste = \"fixed\"`");
    }
}

/// The sign of a lognormal taste; none for others.
fn log_sign(distribution: Taste) -> Option<f64> {
    match distribution {
        Taste::LogNormal => Some(1.0),
        Taste::NegativeLogNormal => Some(-1.0),
        _ => None,
    }
}

impl Weaver<'_> {
    /// Finds a taste of the file by name.
    fn known(&self, name: &Spanned<Name>, cx: &mut Cx) -> Option<usize> {
        let at = self.file.tastes.iter().position(|taste| taste.name.value == name.value);
        if at.is_none() {
            let known: Vec<&str> = self.file.tastes.iter().map(|taste| taste.name.value.as_str()).collect();
            cx.unknown(name.span, "fitted taste", name.value.as_str(), known);
        }
        at
    }

    fn parameter(&self, taste: usize, is: Is) -> Option<usize> {
        self.of_class(taste, is, None)
    }

    fn of_class(&self, taste: usize, is: Is, class: Option<&Name>) -> Option<usize> {
        let name = Some(&self.file.tastes[taste].name.value);
        self.file.parameters.iter().position(|one| named(&one.taste) == name && named(&one.class) == class && one.is == is)
    }

    /// Whether a study can have a taste as it was fitted.
    fn fits(&self, key: &str, taste: usize, taken: &[(String, usize)], cx: &mut Cx) -> bool {
        let before = cx.errors();
        let spec = &self.file.tastes[taste];
        let name = &spec.name.value;
        if spec.in_money {
            match self.file.tastes.iter().position(|taste| taste.price) {
                Some(price) if taken.iter().any(|(key, at)| *at == price && key == PRICE) => {}
                Some(price) => {
                    let price = &self.file.tastes[price].name.value;
                    cx.error(
                        self.span,
                        format!("the fitted taste `{name}` is what people would pay, and the study takes no taste for the price"),
                    )
                    .got(format!("`{price}` is not the taste for `price`"))
                    .help(format!(
                        "give the concept and its alternatives a `price`, and say `price = \"{price}\"` under `[fitted.tastes]`"
                    ));
                }
                None => {
                    cx.error(self.span, format!("the fitted taste `{name}` is what people would pay, and the file names no price"))
                        .help("run `foretaste calibrate` again");
                }
            }
            if key == PRICE {
                cx.error(self.span, format!("the taste for `price` cannot be `{name}`, which is what people would pay"));
            }
        }
        cx.errors() == before
    }

    /// An estimate in the study's unit, with its uncertainty.
    fn quantity(&mut self, path: String, at: usize, times: f64) -> Quantity {
        let (value, error) = (times * self.file.parameters[at].value, times.abs() * self.errors[at]);
        self.numbers.push(Number { path, at, sign: times.signum() });
        self.measured(Dist::Normal { mean: value, sd: error })
    }

    fn measured(&self, dist: Dist) -> Quantity {
        Quantity { dist, source: Some(self.source.clone()), grade: Some(Grade::Measured), span: Some(self.span) }
    }

    /// How many units of the study one unit of the estimates is.
    fn times(&self, taste: usize) -> f64 {
        let spec = &self.file.tastes[taste];
        let price = self.file.tastes.iter().find(|taste| taste.price);
        spec.per.recip() * price.filter(|_| spec.in_money).map_or(1.0, |price| price.per)
    }

    /// An exponential of an estimate, with its uncertainty.
    fn exponential(&mut self, path: String, at: usize, times: f64) -> Option<Quantity> {
        let dist = Dist::lognormal(times * crate::num::exp(self.file.parameters[at].value), self.errors[at]).ok()?;
        self.numbers.push(Number { path, at, sign: times.signum() });
        Some(self.measured(dist))
    }

    /// A spread over people, with its uncertainty.
    fn spread(&mut self, path: String, at: usize, times: f64) -> Quantity {
        // The sign of a spread says nothing.
        let sign = if self.file.parameters[at].value < 0.0 { -1.0 } else { 1.0 };
        let quantity = self.quantity(path, at, sign * times);
        match quantity.dist {
            // A spread cannot lie below 0: where the normal would, a lognormal with its mean and standard deviation stands in.
            Dist::Normal { mean, sd } if quantity.dist.quantile(ABOVE) < 0.0 => {
                let ratio = 1.0 + (sd / mean) * (sd / mean);
                let stands_in = Dist::lognormal(mean / ratio.sqrt(), crate::num::ln(ratio).sqrt());
                self.measured(stands_in.unwrap_or(Dist::Normal { mean, sd }))
            }
            _ => quantity,
        }
    }

    fn taste(&mut self, key: &str, taste: usize, taken: &[(String, usize)], cx: &mut Cx) -> Option<FittedTaste> {
        if !self.fits(key, taste, taken, cx) {
            return None;
        }
        let spec = &self.file.tastes[taste];
        let (distribution, per, label) = (spec.distribution, spec.unit.clone(), spec.label.clone());
        let unit = if spec.in_money { In::Money } else { In::Utility };
        let times = self.times(taste);
        let path = format!("tastes.{key}");
        let centre = if self.file.classes.is_empty() {
            let location = self.parameter(taste, Is::Location)?;
            vec![match (log_sign(distribution), distribution) {
                (Some(sign), _) => self.exponential(path.clone(), location, sign * times)?,
                (None, Taste::NegativeTruncatedNormal) => self.quantity(path.clone(), location, -times),
                _ => self.quantity(path.clone(), location, times),
            }]
        } else {
            let of = |class: &ClassSpec| Some((class.name.value.clone(), self.of_class(taste, Is::Location, Some(&class.name.value))?));
            let classes: Option<Vec<(Name, usize)>> = self.file.classes.iter().map(of).collect();
            classes?.into_iter().map(|(class, at)| self.quantity(format!("{path}.{class}"), at, times)).collect()
        };
        let varies = match self.parameter(taste, Is::Spread) {
            None => Varies::Not,
            Some(at) if log_sign(distribution).is_some() => Varies::Log(self.spread(format!("{path}.log_varies"), at, 1.0)),
            Some(at) => {
                // What is triangular on (−1, 1) has the standard deviation 1/√6, what is even there 1/√3.
                let wide = match distribution {
                    Taste::Triangular => 6.0_f64.sqrt(),
                    Taste::Uniform => 3.0_f64.sqrt(),
                    _ => 1.0,
                };
                Varies::By(self.spread(format!("{path}.people_vary"), at, times / wide))
            }
        };
        let shape = match distribution {
            Taste::Fixed => Shape::Fixed,
            Taste::Normal => Shape::Normal,
            Taste::LogNormal | Taste::NegativeLogNormal => Shape::LogNormal,
            Taste::TruncatedNormal => Shape::TruncatedNormal,
            Taste::NegativeTruncatedNormal => Shape::NegativeTruncatedNormal,
            Taste::Uniform => Shape::Uniform,
            Taste::Triangular => Shape::Triangular,
        };
        let goes_with = self.goes_with(key, taste, taken, cx)?;
        let shifts = self.shifts(key, taste);
        Some(FittedTaste { key: key.to_owned(), unit, centre, varies, goes_with, shifts, shape, per, label })
    }

    /// How a taste shifts with columns of the people, which are called as the fit calls its demographics.
    fn shifts(&mut self, key: &str, taste: usize) -> Vec<(String, Quantity)> {
        let spec = &self.file.tastes[taste];
        let times = match spec.distribution {
            Taste::LogNormal | Taste::NegativeLogNormal => 1.0,
            Taste::NegativeTruncatedNormal => -self.times(taste),
            _ => self.times(taste),
        };
        let own = |one: &ParameterSpec| one.is == Is::Shift && named(&one.taste) == Some(&spec.name.value);
        let found: Vec<(usize, String)> = (0..self.file.parameters.len())
            .filter(|&at| own(&self.file.parameters[at]))
            .filter_map(|at| Some((at, self.file.parameters[at].with.as_ref()?.as_str().to_owned())))
            .collect();
        found.into_iter().map(|(at, with)| (with.clone(), self.quantity(format!("tastes.{key}.shifts_with.{with}"), at, times))).collect()
    }

    /// The classes, with the uncertainty of their sizes.
    fn classes(&mut self, seed: Seed) -> Option<Classes> {
        let names: Vec<String> = self.file.classes.iter().map(|class| class.name.value.as_str().to_owned()).collect();
        let notes =
            self.file.classes.iter().map(|class| class.note.as_ref().map_or_else(String::new, |note| note.as_str().to_owned())).collect();
        let mut sizes = vec![self.measured(Dist::Point(1.0))];
        for name in names.get(1..)? {
            let own = |one: &ParameterSpec| one.is == Is::Size && named(&one.class).is_some_and(|class| class.as_str() == name);
            let at = self.file.parameters.iter().position(own)?;
            sizes.push(self.exponential(format!("classes.{name}"), at, 1.0)?);
        }
        Some(Classes { names, notes, sizes, seed })
    }

    fn constant(
        &mut self,
        spec: &StudySpec,
        key: &Spanned<Name>,
        name: &Spanned<Name>,
        taste: usize,
        cx: &mut Cx,
    ) -> Option<(String, Quantity)> {
        let spec_of = &self.file.tastes[taste];
        if spec_of.distribution != Taste::Fixed || spec_of.in_money || !self.file.classes.is_empty() || self.file.twins.is_some() {
            cx.error(name.span, format!("the fitted taste `{}` varies between people, and a constant does not", name.value))
                .help("make it an attribute that is 1 for this alternative and 0 for the others");
            return None;
        }
        let location = self.parameter(taste, Is::Location)?;
        let own = key.value.as_str();
        let path =
            if spec.concept.name.value == key.value { "concept.constant".to_owned() } else { format!("alternatives.{own}.constant") };
        let per = self.file.tastes[taste].per;
        Some((own.to_owned(), self.quantity(path, location, per.recip())))
    }

    /// What a taste has of the scores of others; those must be in the study too.
    fn goes_with(&mut self, key: &str, taste: usize, taken: &[(String, usize)], cx: &mut Cx) -> Option<Vec<(String, Quantity)>> {
        let name = self.file.tastes[taste].name.value.clone();
        let joint: Vec<usize> = (0..self.file.parameters.len())
            .filter(|&at| named(&self.file.parameters[at].taste) == Some(&name) && self.file.parameters[at].is == Is::Joint)
            .collect();
        let mut out = Vec::new();
        for at in joint {
            let other = self.file.parameters[at].with.as_ref().map_or("", |name| name.as_str()).to_owned();
            let known = self.file.tastes.iter().position(|taste| taste.name.value.as_str() == other);
            let Some((with, spread)) = known.and_then(|other| {
                let (with, _) = taken.iter().find(|(_, at)| *at == other)?;
                Some((with.clone(), self.parameter(other, Is::Spread)?))
            }) else {
                cx.error(self.span, format!("the fitted taste `{name}` goes together with `{other}`, which the study does not take"))
                    .help("give an attribute of the study that taste, or fit with `covariance = \"diagonal\"`");
                return None;
            };
            // A score may be turned round: then everything that hangs on it is.
            let sign = if self.file.parameters[spread].value < 0.0 { -1.0 } else { 1.0 };
            let times = if log_sign(self.file.tastes[taste].distribution).is_some() { 1.0 } else { self.times(taste) };
            let quantity = self.quantity(format!("tastes.{key}.goes_with.{with}"), at, sign * times);
            out.push((with, quantity));
        }
        Some(out)
    }

    /// How the numbers hang together.
    fn together(&self, covariance: &[f64], title: &str) -> Option<Spanned<Correlation>> {
        if self.numbers.len() < 2 {
            return None;
        }
        let size = self.errors.len();
        let cell = |one: &Number, other: &Number| {
            if one.at == other.at {
                return 1.0;
            }
            one.sign * other.sign * covariance[one.at * size + other.at] / (self.errors[one.at] * self.errors[other.at])
        };
        let matrix = self.numbers.iter().flat_map(|one| self.numbers.iter().map(move |other| cell(one, other))).collect();
        let paths = self.numbers.iter().map(|number| number.path.clone()).collect();
        Some(Spanned::new(Correlation { name: format!("{title}: the estimates together"), paths, matrix }, self.span))
    }
}
