//! What evidence becomes trust: how far each measure of a study may be relied on, and why.

use crate::input::Text;
use crate::market::Role;
use crate::report::format;
use crate::report::view::{Trust, ValidityLine};

use super::fit::{Claimed, Colour, Judged, Persona, ScorecardFile, Woven};
use super::validate::{Study, Transfer};

/// What is known of one measure, and how.
type Evidence = (Trust, String);

/// What each measure may be trusted for.
pub(in crate::study) fn validity_of(study: &Study, transfer: &[Transfer]) -> Vec<ValidityLine> {
    let market = &study.market;
    let judged = study.judgement_in_tastes();
    let shares = of_shares(study, transfer);
    // What is worked out from shares is as good as the weakest word about them.
    let weakest = shares.iter().map(|(trust, _)| *trust).max().unwrap_or(Trust::NotValidated);
    let mut lines: Vec<ValidityLine> =
        shares.into_iter().map(|(trust, how)| ValidityLine { measure: "Share of choices".to_owned(), trust, how }).collect();
    lines.extend(study.fitted.as_ref().and_then(of_one_person));
    if !study.arms.ladder.is_empty() {
        let (trust, how) = of_prices(study, judged);
        lines.push(ValidityLine { measure: "Best price and demand by price".to_owned(), trust, how });
    }
    if !market.questions().is_empty() {
        lines.push(ValidityLine {
            measure: "Answers on scales".to_owned(),
            trust: Trust::NotValidated,
            how: "How a chance becomes a box is judgement; no real answer was held against it.".to_owned(),
        });
    }
    if !market.touchpoints().is_empty() {
        lines.push(ValidityLine {
            measure: "Journey and experience".to_owned(),
            trust: Trust::NotValidated,
            how: "Efforts, failures and the model of giving up are stated, not observed.".to_owned(),
        });
    }
    if market.alternatives().iter().any(|one| one.role == Role::Own) {
        lines.push(ValidityLine {
            measure: "Cannibalised sales".to_owned(),
            trust: weakest,
            how: "As good as the shares it comes from.".to_owned(),
        });
    }
    lines
}

/// How far demand by price may be trusted.
pub(in crate::study) fn trust_in_prices(study: &Study) -> Trust {
    of_prices(study, study.judgement_in_tastes()).0
}

/// Demand by price: what a back-test of the fit says of it, or what it rests on.
fn of_prices(study: &Study, judged: bool) -> Evidence {
    if judged {
        return (Trust::NotValidated, "It follows from the same judged taste for money.".to_owned());
    }
    let card = study.fitted.as_ref().and_then(|woven| woven.scorecard.as_ref());
    let told: Vec<Steep<'_>> = card
        .iter()
        .flat_map(|card| &card.demand)
        .map(|one| Steep {
            product: one.product.as_ref().map(Text::as_str),
            real: one.elasticity,
            predicted: one.predicted,
            judged: one.judged,
        })
        .collect();
    match (demand_by_price(&told), card) {
        (Some((trust, how)), Some(card)) => {
            let doubts = card.light == Colour::Red || card.tests.iter().any(|test| !test.doubts.is_empty());
            let trust = if doubts { Trust::NotValidated } else { trust };
            (
                trust,
                format!(
                    "Back-test of the fit, on the survey's own choices: {how} No real purchase at the prices here was held against it."
                ),
            )
        }
        _ => (
            Trust::Calibrated,
            "It follows from the fitted taste for money; no real purchase at these prices was held against it.".to_owned(),
        ),
    }
}

/// How steep the demand for a product was, and how steep it was predicted to be.
pub(in crate::study) struct Steep<'a> {
    pub(in crate::study) product: Option<&'a str>,
    pub(in crate::study) real: f64,
    pub(in crate::study) predicted: f64,
    pub(in crate::study) judged: Judged,
}

/// What people never seen say of demand by price: validated where sign and slope are met for every product. None without products.
pub(in crate::study) fn demand_by_price(all: &[Steep<'_>]) -> Option<Evidence> {
    let number = |value: f64| format::number(value, 2);
    let trust = if all.iter().all(|one| one.judged == Judged::Met) { Trust::Validated } else { Trust::NotValidated };
    let how = match all {
        [] => return None,
        [Steep { product: None, real, predicted, judged }] => {
            format!(
                "the elasticity of demand among people never seen was {}, predicted as {}: {judged}.",
                number(*real),
                number(*predicted)
            )
        }
        all => {
            let told = |one: &Steep<'_>| {
                let product = one.product.unwrap_or("all");
                format!("{product} {} (elasticity {}, predicted as {})", one.judged, number(one.real), number(one.predicted))
            };
            format!("the slope of demand among people never seen: {}.", all.iter().map(told).collect::<Vec<_>>().join("; "))
        }
    };
    Some((trust, how))
}

/// What one person would do, as far as a back-test of the fit looked at that: at people never seen or, for twins, at the people whom the fit knows.
fn of_one_person(woven: &Woven) -> Option<ValidityLine> {
    let card = woven.scorecard.as_ref();
    let line = |trust, how| Some(ValidityLine { measure: "What one person would do".to_owned(), trust, how });
    if woven.kind == Persona::Population {
        let single = card?.claim(Claimed::UnseenIndividuals).filter(|claim| !claim.holds)?;
        return line(Trust::NotValidated, format!("Back-test of the fit, people never seen: {}.", single.reasons()));
    }
    let Some((card, claim)) = card.and_then(|card| Some((card, card.claim(Claimed::KnownIndividuals)?))) else {
        return line(
            Trust::NotValidated,
            "Each person's tastes follow from that person's own answers; no back-test is named that looked at how well.".to_owned(),
        );
    };
    let reasons = claim.reasons();
    let doubts = card.tests.iter().any(|test| !test.doubts.is_empty());
    match (claim.holds && card.light != Colour::Red && !doubts, doubts) {
        (true, _) => {
            line(Trust::Validated, format!("Back-test of the fit, on other choices of these people: {reasons}. It holds for nobody else."))
        }
        (_, true) => line(Trust::NotValidated, "The back-test of the fit rests on chains that do not agree.".to_owned()),
        _ => line(Trust::NotValidated, format!("Back-test of the fit, on other choices of these people: {reasons}.")),
    }
}

/// The shares: every piece of evidence, or what they rest on where there is none.
fn of_shares(study: &Study, transfer: &[Transfer]) -> Vec<Evidence> {
    let judged = study.judgement_in_tastes();
    let mut found: Vec<Evidence> = transfer.iter().map(held_against).collect();
    if let Some(woven) = &study.fitted {
        found.extend(woven.scorecard.as_ref().and_then(|card| back_tested(card, woven, judged)));
        if woven.apart {
            let how = "The chains of the fit do not agree, so that its tastes are not settled: run `foretaste calibrate` longer.";
            found.push((Trust::NotValidated, how.to_owned()));
        }
    }
    if found.is_empty() {
        found.push(untested(study, judged));
    }
    found
}

/// What people whose real choices are known say.
fn held_against(one: &Transfer) -> Evidence {
    if !one.valid() {
        let how = format!("Not valid for {}: not clearly nearer to their real choices than constant shares.", one.who);
        return (Trust::NotValidated, how);
    }
    let how = format!(
        "On {}, whom the tastes were not fitted to: over all cells nearer to their real choices than the constant shares of {}; clearly so in {} of {} cells.",
        one.who,
        one.null_who,
        one.cells.iter().filter(|cell| cell.gain_interval.low > 0.0).count(),
        one.cells.len()
    );
    (Trust::Validated, how)
}

/// What the back-test of the fit says; none where it did not test shares.
fn back_tested(card: &ScorecardFile, woven: &Woven, judged: bool) -> Option<Evidence> {
    let fails = |how: String| Some((Trust::NotValidated, how));
    if card.light == Colour::Red {
        return fails("The back-test of the fit is red: nothing it was tested for holds.".to_owned());
    }
    let claim = card.claim(Claimed::Shares)?;
    let reasons = claim.reasons();
    if !claim.holds {
        return fails(format!("The back-test of the fit does not bear out its shares: {reasons}."));
    }
    if card.tests.iter().any(|test| !test.doubts.is_empty()) {
        return fails("The back-test of the fit rests on chains that do not agree.".to_owned());
    }
    let mut how = format!("Back-test of the fit, on the survey's own choices: {reasons}. The concept as it stands here was not tested.");
    if woven.held_out.is_some() {
        how.push_str(" Its people never seen are those whom the fit held out.");
    }
    if judged {
        // It says nothing of tastes that somebody added.
        return fails(format!("{how} Other tastes of the study are somebody's judgement; no real choice was held against them."));
    }
    Some((Trust::Validated, how))
}

/// What shares rest on that nothing was held against.
fn untested(study: &Study, judged: bool) -> Evidence {
    match &study.fitted {
        _ if judged => (Trust::NotValidated, "The tastes are somebody's judgement; no real choice was held against them.".to_owned()),
        Some(woven) if woven.kind == Persona::Twin => (
            Trust::Calibrated,
            format!(
                "The tastes were {}. They are those of the very people who were asked, as far as their answers tell, and say nothing of anybody else.",
                woven.origin
            ),
        ),
        Some(woven) => (
            Trust::Calibrated,
            format!(
                "The tastes were {}. They hold for the people as a whole, not for any one of them; here they were not tested on people never seen.",
                woven.origin
            ),
        ),
        None => (Trust::Calibrated, "The tastes come from real choices, but were not tested on other people here.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demand_is_validated_where_every_slope_is_met() {
        let steep = |product, judged| Steep { product, real: -1.5, predicted: -1.4, judged };
        assert_eq!(demand_by_price(&[]), None);
        let told = demand_by_price(&[steep(None, Judged::Met)]);
        let how = "the elasticity of demand among people never seen was −1.50, predicted as −1.40: met.".to_owned();
        assert_eq!(told, Some((Trust::Validated, how)));
        for judged in [Judged::TooFlat, Judged::TooSteep, Judged::WrongSign, Judged::Untold] {
            let (trust, how) = demand_by_price(&[steep(Some("Car"), Judged::Met), steep(Some("Train"), judged)]).unwrap();
            assert_eq!(trust, Trust::NotValidated);
            assert!(how.contains("Car met (elasticity −1.50") && how.contains(&format!("Train {judged} (")), "{how}");
        }
    }
}
