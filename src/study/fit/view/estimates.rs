//! The estimates with their errors, beside simpler models.

use crate::num::ln;
use crate::report::format;
use crate::report::view::{Block, Section};
use crate::study::parts::table;

use super::super::bayes::{Bayes, Of};
use super::super::estimate::{Estimated, Smooth};
use super::super::spec::AttributeSpec;
use super::Reading;

/// The section.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let mut blocks = Vec::new();
    if let Estimated::Smooth(smooth) = &reading.findings.estimated {
        blocks.push(Block::Table(estimates(smooth, &reading.study.spec.attributes)));
    }
    if let Estimated::Bayes(bayes) = &reading.findings.estimated {
        blocks.push(Block::Table(posterior(reading, bayes)));
    }
    blocks.push(models(reading));
    let gain = reading.findings.estimated.log_likelihood() - reading.findings.logit;
    let finding = match reading.study.spec.model.kind.value {
        super::super::spec::Kind::Multinomial => {
            format!("{} parameters; everyone has the same tastes.", reading.findings.estimated.parameters())
        }
        // An average over draws comes out too low, far too low where there are many tastes.
        super::super::spec::Kind::HierarchicalBayes if gain <= 0.0 => format!(
            "{} parameters; 1,000 draws a person are too few to say by how much it raises the log-likelihood that people differ.",
            reading.findings.estimated.parameters()
        ),
        _ => format!(
            "{} parameters; that people differ raises the log-likelihood by {}.",
            reading.findings.estimated.parameters(),
            format::number(gain, 1)
        ),
    };
    Section { id: "estimates".to_owned(), title: "The estimates".to_owned(), finding, blocks }
}

/// A parameter by what people read, given what they read of an attribute: "Fixed price: centre" for `location of pf`.
fn in_words<'a>(parameter: &str, label: impl Fn(&str) -> Option<&'a str>) -> String {
    let told = |start: &str, word: &str| Some(format!("{}: {word}", label(parameter.strip_prefix(start)?)?));
    told("location of willingness to pay for ", "centre of what people would pay")
        .or_else(|| told("location of ", "centre"))
        .or_else(|| told("spread of ", "spread"))
        .unwrap_or_else(|| parameter.to_owned())
}

fn estimates(smooth: &Smooth, attributes: &[AttributeSpec]) -> crate::report::view::Table {
    let error = |error: Option<f64>| error.map_or_else(|| "—".to_owned(), |error| format::number(error, 5));
    let label = |name: &str| attributes.iter().find(|attribute| attribute.name.value.as_str() == name).map(AttributeSpec::label);
    let rows = smooth
        .parameters()
        .into_iter()
        .map(|one| {
            let ratio = one.robust.or(one.bhhh).map_or_else(|| "—".to_owned(), |error| format::number(one.value / error, 1));
            vec![in_words(&one.name, label), format::number(one.value, 5), error(one.robust), error(one.hessian), error(one.bhhh), ratio]
        })
        .collect();
    let columns = ["estimate", "robust error", "error by curvature", "error by scores", "estimate / robust error"];
    let mut found = table("The estimates with three kinds of standard errors", "parameter", &columns, rows);
    found.note = Some(
        "Robust errors hold where the model is not quite right; they take each person as one. Intervals on this page and studies use them. By curvature: \
         the inverse of the second derivatives. By scores: Berndt, Hall, Hall and Hausman (1974). The sign of a spread says nothing."
            .to_owned(),
    );
    found
}

/// The most tastes whose correlations are listed one by one.
const LISTED: usize = 12;

/// The figures of a posterior; covariances are in the tables, for correlations say the same without units.
fn posterior(reading: &Reading<'_>, bayes: &Bayes) -> crate::report::view::Table {
    let label = |taste: usize| reading.label(taste);
    let shown = |of: Of| match of {
        Of::Location(taste) => Some(format!("{}: centre", label(taste))),
        Of::Spread(taste) => Some(format!("{}: spread", label(taste))),
        Of::Covariance(..) => None,
        Of::Correlation(..) if reading.study.survey.attributes.len() > LISTED => None,
        Of::Correlation(one, other) => Some(format!("{} with {}: correlation", label(one), label(other))),
        Of::OwnLikelihood => Some("log-likelihood at everybody's own tastes".to_owned()),
    };
    let rows = bayes
        .figures
        .iter()
        .filter_map(|&(of, line)| {
            let mut row = vec![shown(of)?];
            row.extend([line.mean, line.sd, line.low, line.high].map(|value| format::number(value, 4)));
            row.extend([format::number(line.r_hat, 3), format::number(line.effective, 0)]);
            Some(row)
        })
        .collect();
    let columns = ["mean", "standard deviation", "5 %", "95 %", "split R-hat", "worth independent draws"];
    let mut found = table("What the choices say of means, spreads and correlations over people", "figure", &columns, rows);
    found.note = Some(
        "Means and standard deviations over the draws of all chains. Of a skewed (lognormal) taste, centre, spread and correlation are those of its logarithm. \
         Every pair of tastes stands in the tables, with its covariance."
            .to_owned(),
    );
    found
}

/// The model beside simpler ones, by what counts against more parameters.
fn models(reading: &Reading<'_>) -> Block {
    let findings = reading.findings;
    let attributes = reading.study.spec.attributes.len();
    let mut list = vec![("even chances", findings.even, 0), ("nobody differs (multinomial)", findings.logit, attributes)];
    if reading.study.spec.model.kind.value != super::super::spec::Kind::Multinomial {
        let name = match findings.estimated {
            Estimated::Bayes(_) => "this model, at the means of its posterior",
            _ => "this model",
        };
        list.push((name, findings.estimated.log_likelihood(), findings.estimated.parameters()));
    }
    let rows = list
        .into_iter()
        .map(|(name, log, parameters)| {
            let count = parameters as f64;
            vec![
                name.to_owned(),
                parameters.to_string(),
                format::number(log, 2),
                format::number(1.0 - log / findings.even, 3),
                format::number(2.0 * count - 2.0 * log, 1),
                format::number(count * ln(findings.people as f64) - 2.0 * log, 1),
            ]
        })
        .collect();
    let columns = ["parameters", "log-likelihood", "McFadden's R²", "Akaike", "Schwarz"];
    let mut found = table("This model beside simpler ones, in the data that were fitted", "model", &columns, rows);
    let mut note =
        "Akaike's and Schwarz's criteria count against more parameters: lower is better. Schwarz's takes people as the unit.".to_owned();
    if let Estimated::Bayes(_) = findings.estimated {
        note.push_str(
            " The log-likelihood of this model is averaged over 1,000 draws a person; it comes out too low, and the more so the more tastes there are.",
        );
    }
    found.note = Some(note);
    Block::Table(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_told_by_labels() {
        let told = |parameter: &str| in_words(parameter, |name| (name == "pf").then_some("Fixed price"));
        assert_eq!(told("location of pf"), "Fixed price: centre");
        assert_eq!(told("spread of pf"), "Fixed price: spread");
        assert_eq!(told("location of willingness to pay for pf"), "Fixed price: centre of what people would pay");
        assert_eq!(told("joint spread of pf and loc"), "joint spread of pf and loc");
    }
}
