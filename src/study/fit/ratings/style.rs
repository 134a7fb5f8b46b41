//! The style file: how strongly people differ in their way of answering, for studies to name.

use std::sync::Arc;

use crate::choice::StandardErrors;
use crate::input::{Cx, DataFile, Entries, Grade, Quantity, Spanned, Text};
use crate::market::spec::ResponseStyle;
use crate::population::words::plural;
use crate::record;
use crate::stats::dist::Dist;
use crate::study::fit::Stamp;
use crate::study::written::{digits, one_line, quoted};

use super::estimate::RatingsFindings;
use super::load::RatingsStudy;

record! {
    /// How people use a scale, fitted to real ratings. `foretaste calibrate` writes it from a ratings file.
    ///
    /// A person's latent answer is moved by acquiescence, the same for every question, and stretched away from the middle of the scale by 1 + extremity,
    /// as in a survey of a study.
    pub struct StyleFile {
        /// The title of the ratings file.
        pub title: Text,
        /// Where the data come from.
        pub source: Option<Text>,
        /// What it was fitted to, and how.
        pub fit: StyleOriginSpec,
        /// The SHA-256 of the ratings file and of each data file.
        pub inputs: Entries<Text>,
        /// What a person adds to every answer: normal over people, 0 in the middle. In steps of a survey's scale, whose thresholds spread over four steps.
        /// None where the answers show no sign of it.
        pub acquiescence: Option<EffectSpec>,
        /// The logarithm of 1 + extremity: normal over people, 0 in the middle. None where the answers show no sign of it.
        pub extremity: Option<EffectSpec>,
    }
}

record! {
    /// What a style was fitted to, and how.
    pub struct StyleOriginSpec {
        /// What the people are called.
        pub called: Text,
        /// How many people.
        pub people: u64,
        /// How many answers.
        pub answers: u64,
        /// How many items.
        pub items: u64,
        /// How many boxes the scale has.
        pub scale: u32,
        /// The log-likelihood.
        pub log_likelihood: f64,
        /// The log-likelihood without any style.
        pub log_likelihood_without: f64,
        /// What the errors come from.
        pub errors: Text,
        /// The program's version.
        pub foretaste: Text,
    }
}

record! {
    /// How an effect is spread over people.
    pub struct EffectSpec {
        /// Its standard deviation over people.
        pub spread: Spanned<f64>,
        /// The standard error of that.
        pub error: Spanned<f64>,
    }
}

/// How many steps of a survey's scale one step of the fit's latent answers is: a survey's thresholds stand evenly, four steps apart per scale less one.
fn steps(study: &RatingsStudy, findings: &RatingsFindings) -> f64 {
    let boxes = study.model.categories as f64;
    4.0 * (boxes - 2.0) / (boxes - 1.0) / findings.shape.width()
}

/// The widest spread over people that a style file may state: everybody would tick the ends.
const WIDEST: f64 = 10.0;

/// Reads a style file that a study names.
///
/// # Errors
/// `None` with every problem reported to `cx`.
pub(in crate::study) fn response_style(named: &DataFile, cx: &mut Cx) -> Option<Arc<ResponseStyle>> {
    let document = cx.follow_toml(named)?;
    let file = <StyleFile as crate::input::Read>::read(document.node(), cx)?;
    let before = cx.errors();
    let fit = &file.fit;
    let called = if fit.people == 1 { fit.called.as_str().to_owned() } else { plural(fit.called.as_str()) };
    let mut source =
        format!("fitted to {} answers of {} {called} to {} items; errors {}", fit.answers, fit.people, fit.items, fit.errors.as_str());
    if let Some(data) = &file.source {
        source.push_str(&format!(". Data: {}", data.as_str()));
    }
    let mut read = |key: &str, effect: &Option<EffectSpec>| {
        let effect = effect.as_ref()?;
        let (spread, error) = (effect.spread, effect.error);
        for (name, number, low) in [("spread", spread, f64::MIN_POSITIVE), ("error", error, 0.0)] {
            if !(low..=WIDEST).contains(&number.value) {
                cx.error(number.span, format!("`{name}` of {key} cannot be so"))
                    .got(number.value.to_string())
                    .allowed(format!("{} {WIDEST}", if low > 0.0 { "above 0, up to" } else { "0 to" }))
                    .help("run `foretaste calibrate` again");
            }
        }
        // The spread stays above 0: its logarithm has the error that the delta method gives.
        let dist = if error.value > 0.0 {
            Dist::LogNormal { median: spread.value, sigma: error.value / spread.value }
        } else {
            Dist::Point(spread.value)
        };
        Some(Quantity { dist, source: Some(source.clone()), grade: Some(Grade::Measured), span: Some(named.span) })
    };
    let style = ResponseStyle { acquiescence: read("acquiescence", &file.acquiescence), extremity: read("extremity", &file.extremity) };
    if style == ResponseStyle::default() {
        cx.warn(named.span, "the style file found neither acquiescence nor extremity, so that it changes nothing");
    }
    (cx.errors() == before).then(|| Arc::new(style))
}

/// Writes the style file.
///
/// # Errors
/// Why there is none, in a sentence.
pub fn style_file(study: &RatingsStudy, findings: &RatingsFindings, stamp: Stamp<'_>) -> Result<String, &'static str> {
    let Some(without) = findings.without_style else { return Err("the file asks for no style, so that there is no style file") };
    if study.model.categories < 3 {
        return Err("a scale of two boxes has no width to measure acquiescence by, so that there is no style file");
    }
    let (fit, errors) = (&findings.fit, findings.fit.robust_covariance.standard_errors());
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line("#:schema ../../schemas/style.schema.json".to_owned());
    line(format!("# Written by `{}`: do not change it by hand.", one_line(stamp.command)));
    line(format!("title  = {}", quoted(study.spec.title.as_str())));
    if let Some(source) = &study.spec.source {
        line(format!("source = {}", quoted(source.as_str())));
    }
    line("\n[fit]".to_owned());
    line(format!("called                 = {}", quoted(study.spec.called.as_ref().map_or("person", |called| called.as_str()))));
    line(format!("people                 = {}", fit.people));
    line(format!("answers                = {}", fit.answers));
    line(format!("items                  = {}", study.model.items.len()));
    line(format!("scale                  = {}", study.model.categories));
    line(format!("log_likelihood         = {}", digits(fit.log_likelihood)));
    line(format!("log_likelihood_without = {}", digits(without)));
    line(format!("errors                 = {}", quoted("robust, clustered by person")));
    line(format!("foretaste              = {}", quoted(stamp.version)));
    line("\n[inputs]".to_owned());
    for (name, hash) in stamp.inputs {
        line(format!("{} = {}", quoted(name), quoted(hash)));
    }
    for (name, by) in [("acquiescence", steps(study, findings)), ("extremity", 1.0)] {
        let at = fit.names.iter().position(|known| known == &format!("spread of {name}"));
        if let Some(at) = at.filter(|at| !fit.zeros.contains(at)) {
            line(format!("\n[{name}]"));
            line(format!("spread = {}", digits(by * fit.parameters[at])));
            line(format!("error  = {}", digits(by * errors[at])));
        }
    }
    Ok(out)
}
