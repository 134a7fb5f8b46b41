//! The population file: tastes with everything that is known of them, for studies to name.

use crate::input::{DataFile, Entries, Name, OneOrMore, Spanned, Text};
use crate::study::memory::Digest;
use crate::study::written::{digits, one_line, quoted};
use crate::{choice, record};

use super::classes::{class_name, notes};
use super::derive::TasteAt;
use super::estimate::{Estimated, Findings};
use super::hold_out::{HeldOutSpec, checksum};
use super::load::FitStudy;
use super::spec::{Space, Taste};
use super::weave::MOST;

choice! {
    /// What kind of personas a file makes.
    pub enum Persona {
        /// People drawn from how tastes are spread: nobody among them is a real respondent, and what one of them would do says nothing of any one
        /// real person.
        Population = "population",
        /// The real respondents themselves, one by one, each with tastes drawn from what that person's own answers leave open.
        Twin = "twin",
    }
}

impl Persona {
    /// What that means, for reports.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Population => "population: people drawn from how tastes are spread, none of them a real respondent",
            Self::Twin => {
                "twin: each of them stands for one real respondent, with tastes drawn from what that person's own answers leave open, and says nothing of \
                 anybody else"
            }
        }
    }
}

record! {
    /// A population that was fitted to real choices. `foretaste calibrate` writes it; a study names it under `[fitted]`.
    pub struct PopulationFile {
        /// The title of the fit.
        pub title: Text,
        /// What kind of personas it makes.
        pub kind: Persona,
        /// Where the data come from.
        pub source: Option<Text>,
        /// What the tastes were fitted to, and how.
        pub fit: OriginSpec,
        /// Who was held out, so that a study can be tested on them; none where nobody was.
        pub hold_out: Option<HeldOutSpec>,
        /// The SHA-256 of the fit file and of each data file.
        pub inputs: Entries<Text>,
        /// The classes that people fall into, the largest first, where the model has any.
        pub classes: Vec<ClassSpec>,
        /// The tastes.
        pub tastes: OneOrMore<FittedTasteSpec>,
        /// The estimates, in the order of the covariance.
        pub parameters: OneOrMore<ParameterSpec>,
        /// The covariance of the estimates, row by row.
        pub covariance: Spanned<Vec<Vec<f64>>>,
        /// Everybody's own tastes, in a file of twins.
        pub twins: Option<TwinsSpec>,
    }
}

record! {
    /// Where everybody's own tastes stand.
    pub struct TwinsSpec {
        /// A CSV file beside this one: a row a person and draw, a column a taste.
        pub file: DataFile,
        /// Its SHA-256.
        pub sha256: Text,
        /// How many draws there are of each person.
        pub draws: Spanned<u32>,
    }
}

record! {
    /// What tastes were fitted to, and how.
    pub struct OriginSpec {
        /// What the people are called.
        pub called: Text,
        /// How many people the tastes were fitted to.
        pub people: u64,
        /// How many people were held out and never looked at.
        pub held_out: u64,
        /// How many choices those had.
        pub tasks: u64,
        /// The log-likelihood.
        pub log_likelihood: f64,
        /// Whether there were draws enough, or whether the chains agree, in words; none where nothing varies.
        pub draws: Option<Text>,
        /// Whether the chains of hierarchical Bayes agree; yes where there are none.
        pub chains_agree: bool = true,
        /// What the covariance comes from.
        pub errors: Text,
        /// The program's version.
        pub foretaste: Text,
    }
}

record! {
    /// A class of people with tastes of its own.
    pub struct ClassSpec {
        /// What it is called.
        pub name: Spanned<Name>,
        /// What sets it apart, in plain words.
        pub note: Option<Text>,
        /// Its share of the people. For readers: studies take the parameters.
        pub share: f64,
    }
}

record! {
    /// A fitted taste.
    pub struct FittedTasteSpec {
        /// The attribute.
        pub name: Spanned<Name>,
        /// What people read.
        pub label: Option<Text>,
        /// The unit of the attribute.
        pub unit: Option<Text>,
        /// How many of these units the estimates are for.
        pub per: f64 = 1.0,
        /// How it is spread over people.
        pub distribution: Taste,
        /// The median over people, for one unit. For readers: studies take the parameters.
        pub typical: f64,
        /// The standard deviation over people, for one unit. For readers: studies take the parameters.
        pub deviation: f64,
        /// Whether this is the price.
        pub price: bool = false,
        /// Whether the estimates are what people would pay, in the unit that the taste for the price is estimated for, rather than utility.
        pub in_money: bool = false,
    }
}

choice! {
    /// What an estimate is of a taste.
    pub enum Is {
        /// Its location: the mean of a normal, the mean of the logarithm of a lognormal taste, the middle of the others.
        Location = "location",
        /// Its spread: the standard deviation of a normal taste or of a lognormal one's logarithm, half the width of the others.
        Spread = "spread",
        /// How it goes together with another taste: that cell of the lower triangular factor of their covariance.
        Joint = "joint spread",
        /// What a demographic adds to its location.
        Shift = "shift",
        /// The logarithm of how large a class is, as a multiple of the first.
        Size = "size of the class",
    }
}

record! {
    /// An estimate.
    pub struct ParameterSpec {
        /// The taste it belongs to; none where it is the size of a class.
        pub taste: Option<Spanned<Name>>,
        /// The class it belongs to, where there are classes.
        pub class: Option<Spanned<Name>>,
        /// What it is of the taste.
        pub is: Is,
        /// The other taste of a joint spread, or the demographic of a shift.
        pub with: Option<Name>,
        /// The estimate.
        pub value: f64,
        /// Its standard error.
        pub error: f64,
    }
}

/// What stands in the file beside the findings.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// The program's version.
    pub version: &'a str,
    /// Every input file with its hash.
    pub inputs: &'a [(String, String)],
    /// The command that made it.
    pub command: &'a str,
}

/// What the file says of the estimates: their values with their covariance, and what each of them is.
struct Estimates<'a> {
    values: Vec<f64>,
    covariance: &'a [f64],
    errors: &'static str,
    parameters: Vec<Parameter>,
}

/// What one estimate is.
struct Parameter {
    taste: Option<usize>,
    class: Option<usize>,
    is: Is,
    with: Option<String>,
}

/// Takes the estimates apart, however they were found.
fn estimates<'a>(study: &FitStudy, findings: &'a Findings) -> Result<Estimates<'a>, &'static str> {
    let few = "there are too few people for a covariance of the estimates, so that there is no population file";
    if let Estimated::Classes(found) = &findings.estimated {
        let covariance = found.covariance.as_deref().ok_or(few)?;
        let tastes = study.specification.tastes.len();
        let of = |class| (0..tastes).map(move |taste| Parameter { taste: Some(taste), class: Some(class), is: Is::Location, with: None });
        let sizes = (1..found.shares.len()).map(|class| Parameter { taste: None, class: Some(class), is: Is::Size, with: None });
        return Ok(Estimates {
            values: found.beta.iter().chain(&found.odds).copied().collect(),
            covariance,
            errors: "people's scores (BHHH)",
            parameters: (0..found.shares.len()).flat_map(of).chain(sizes).collect(),
        });
    }
    let mixture = findings.estimated.mixture().ok_or(few)?;
    let covariance = mixture.covariance.ok_or(match &findings.estimated {
        Estimated::Bayes(bayes) if bayes.estimates.len() > MOST => {
            "a study takes 1,000 estimates at most, and there are more, so that there is no population file"
        }
        Estimated::Bayes(_) => "there are too few draws for a covariance of the estimates, so that there is no population file",
        _ => few,
    })?;
    let places = places(study, mixture.model.parameters().len(), |taste| mixture.model.factor(taste));
    let parameters = places.into_iter().map(|(taste, is, with)| Parameter { taste: Some(taste), class: None, is, with }).collect();
    Ok(Estimates { values: mixture.estimates.to_vec(), covariance, errors: mixture.errors, parameters })
}

/// The taste of a typical person, and how people differ on it, for one unit.
fn summary(study: &FitStudy, findings: &Findings, attribute: usize) -> (f64, f64) {
    let per = study.spec.attributes[attribute].per();
    match &findings.estimated {
        Estimated::Classes(found) => {
            let of: Vec<f64> = (0..found.shares.len()).map(|class| found.class(class)[attribute]).collect();
            let mean: f64 = of.iter().zip(&found.shares).map(|(taste, share)| taste * share).sum();
            let square: f64 = of.iter().zip(&found.shares).map(|(taste, share)| share * (taste - mean) * (taste - mean)).sum();
            (mean / per, square.sqrt() / per)
        }
        estimated => estimated.mixture().map_or((f64::NAN, f64::NAN), |mixture| {
            let distribution = study.specification.tastes[attribute].distribution;
            let at = TasteAt::of(mixture.model, mixture.estimates, attribute, distribution);
            (at.median() / per, at.deviation() / per)
        }),
    }
}

/// Writes the population file; none where the covariance is not known, with the reason.
///
/// Of hierarchical Bayes the estimates are the means of the posterior, and their covariance is that of its draws.
///
/// # Errors
/// Why there is no file, in a sentence.
pub fn population_file(study: &FitStudy, findings: &Findings, stamp: Stamp<'_>) -> Result<String, &'static str> {
    written(study, findings, stamp, None)
}

/// Writes the population file, or that of twins, whose own tastes stand in a table: its name, its text and how many draws it has of each person.
pub(super) fn written(
    study: &FitStudy,
    findings: &Findings,
    stamp: Stamp<'_>,
    twins: Option<(&str, &str, usize)>,
) -> Result<String, &'static str> {
    let Estimates { values, covariance, errors, parameters } = estimates(study, findings)?;
    let spec = &study.spec;
    let size = values.len();
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line("#:schema ../../schemas/fitted.schema.json".to_owned());
    line(format!("# Written by `{}`: do not change it by hand. A study names it under `[fitted]`.", one_line(stamp.command)));
    line(format!("title  = {}", quoted(spec.title.as_str())));
    line(format!("kind   = {}", quoted(if twins.is_some() { Persona::Twin.as_str() } else { Persona::Population.as_str() })));
    if let Some(source) = &spec.source {
        line(format!("source = {}", quoted(source.as_str())));
    }
    line("\n# The covariance of the estimates, in the order of the parameters below.".to_owned());
    line("covariance = [".to_owned());
    for row in covariance.chunks(size) {
        line(format!("  [{}],", row.iter().map(|cell| digits(*cell)).collect::<Vec<_>>().join(", ")));
    }
    line("]\n\n[fit]".to_owned());
    line(format!("called         = {}", quoted(spec.called.as_ref().map_or("person", Text::as_str))));
    line(format!("people         = {}", findings.people));
    line(format!("held_out       = {}", findings.held_out));
    line(format!("tasks          = {}", findings.tasks));
    line(format!("log_likelihood = {}", digits(findings.estimated.log_likelihood())));
    if let Some((_, words)) = findings.estimated.settled() {
        line(format!("draws          = {}", quoted(words)));
    }
    if let Estimated::Bayes(bayes) = &findings.estimated {
        line(format!("chains_agree   = {}", bayes.settled.0));
    }
    line(format!("errors         = {}", quoted(errors)));
    line(format!("foretaste      = {}", quoted(stamp.version)));
    if let Some(held) = &spec.hold_out {
        line("\n# Who was held out: a study finds them again by `only = \"held out\"`.\n[hold_out]".to_owned());
        line(format!("share = {}", digits(held.share.value)));
        line(format!("seed  = {}", held.seed));
        line(format!("names = {}", quoted(&checksum(&study.survey.people, &study.survey.held_out))));
    }
    line("\n[inputs]".to_owned());
    for (name, hash) in stamp.inputs {
        line(format!("{} = {}", quoted(name), quoted(hash)));
    }
    if let Some((name, text, draws)) = twins {
        line("\n# Everybody's own tastes. People stand there by the beginning of a hash of their names.\n[twins]".to_owned());
        line(format!("file   = {}", quoted(name)));
        line(format!("sha256 = {}", quoted(Digest::of(text.as_bytes()).as_str())));
        line(format!("draws  = {draws}"));
    }
    if let Estimated::Classes(found) = &findings.estimated {
        for (class, (share, note)) in found.shares.iter().zip(notes(study, found)).enumerate() {
            line("\n[[classes]]".to_owned());
            line(format!("name  = {}", quoted(&class_name(class))));
            line(format!("note  = {}", quoted(&note)));
            line(format!("share = {}", digits(*share)));
        }
    }
    let price = spec.model.price.as_ref();
    let in_money = spec.model.space.is_some_and(|space| space.value == Space::WillingnessToPay);
    for (attribute, spec) in spec.attributes.iter().enumerate() {
        let (typical, deviation) = summary(study, findings, attribute);
        line("\n[[tastes]]".to_owned());
        line(format!("name         = {}", quoted(spec.name.value.as_str())));
        if let Some(label) = &spec.label {
            line(format!("label        = {}", quoted(label.as_str())));
        }
        if let Some(unit) = &spec.unit {
            line(format!("unit         = {}", quoted(unit.as_str())));
        }
        line(format!("per          = {}", digits(spec.per())));
        line(format!("distribution = {}", quoted(spec.taste().as_str())));
        line(format!("typical      = {}", digits(typical)));
        line(format!("deviation    = {}", digits(deviation)));
        if price.is_some_and(|price| price.value == spec.name.value) {
            line("price        = true".to_owned());
        } else if in_money {
            line("in_money     = true".to_owned());
        }
    }
    for (place, parameter) in parameters.into_iter().enumerate() {
        line("\n[[parameters]]".to_owned());
        if let Some(taste) = parameter.taste {
            line(format!("taste = {}", quoted(&study.specification.tastes[taste].name)));
        }
        if let Some(class) = parameter.class {
            line(format!("class = {}", quoted(&class_name(class))));
        }
        line(format!("is    = {}", quoted(parameter.is.as_str())));
        if let Some(with) = parameter.with {
            line(format!("with  = {}", quoted(&with)));
        }
        line(format!("value = {}", digits(values[place])));
        line(format!("error = {}", digits(covariance[place * size + place].sqrt())));
    }
    Ok(out)
}

/// What each parameter is: a location for each taste, the shifts taste by taste, then the spreads (see [`crate::choice::mixed::Model`]).
fn places<'a>(study: &FitStudy, count: usize, factor: impl Fn(usize) -> &'a [(usize, usize)]) -> Vec<(usize, Is, Option<String>)> {
    let tastes = &study.specification.tastes;
    let mut out: Vec<(usize, Is, Option<String>)> = (0..tastes.len()).map(|taste| (taste, Is::Location, None)).collect();
    for (taste, spec) in tastes.iter().enumerate() {
        out.extend(spec.shifts.iter().map(|name| (taste, Is::Shift, Some(name.clone()))));
    }
    // Which taste each random dimension belongs to: the one whose factor row ends there.
    let owner = |dimension: usize| (0..tastes.len()).find(|&taste| factor(taste).last().is_some_and(|&(last, _)| last == dimension));
    for taste in 0..tastes.len() {
        for &(dimension, _) in factor(taste) {
            let with = owner(dimension).filter(|&other| other != taste);
            out.push(match with {
                Some(other) => (taste, Is::Joint, Some(tastes[other].name.clone())),
                None => (taste, Is::Spread, None),
            });
        }
    }
    out.truncate(count);
    out
}
