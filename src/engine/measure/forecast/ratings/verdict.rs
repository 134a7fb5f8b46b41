//! What a panel of ratings may be used for, by stated rules.

use super::card::RatingsCard;
use super::score::{RatingScore, Simple};
use crate::measure::forecast::verdict::{Claim, Finding, LEAST_ACHIEVED, LEAST_SPREAD, Verdict};
use crate::num::{exp, ln};

/// The least chance that the answer of somebody who is said to be known must be given.
const EVEN: f64 = 0.5;

/// Returns the rules in words.
pub fn rating_rules() -> Vec<String> {
    vec![
        "Whoever is tested on was not learned from: people are cut into parts, and each part is predicted from the others.".to_owned(),
        format!(
            "A panel has collapsed when its answers differ too little: the interval of the spread of answers to an item, or of people's mean answers, \
             predicted over real, ends below {LEAST_SPREAD}."
        ),
        "Valid for shares: on people never seen, predicted shares of the boxes come nearer to the real ones than equal chances do, and are not farther off \
         than the shares of those who were learned from; it has not collapsed."
            .to_owned(),
        "Valid for known individuals: by a person's answers to the other items, each answer is predicted better than by equal chances and by each item's \
         shares, in log score and in ranked probability score; it has not collapsed."
            .to_owned(),
        format!(
            "Valid for unseen individuals: on people of whom no answer is known, it beats the same two in log score, and makes at least {LEAST_ACHIEVED} of \
             the gain that the person's other answers bring, and gives the answer that comes an even chance or more (root likelihood). Who somebody is \
             hardly ever says so much; without that the label is: not for unseen individuals."
        ),
        "\"Better\" means that the 95 % interval of the difference over people lies above zero.".to_owned(),
    ]
}

/// Judges what one of the forecasts, counted from 0, said of people never seen and of people whose other answers it knew.
pub fn judge_ratings(unseen: Option<&RatingsCard>, known: Option<&RatingsCard>, forecast: usize) -> Verdict {
    let mut findings = Vec::new();
    if let Some(card) = unseen {
        let mut faults = collapsed(card, forecast);
        faults.extend(unbeaten(card, forecast, Simple::Equal, RatingScore::Distance));
        if card.gain(forecast, Simple::Shares, RatingScore::Distance).is_lost() {
            faults.push("the shares of those who were learned from come nearer to the real ones".to_owned());
        }
        let rests = format!(
            "shares of the boxes of {} people never seen are met better than by equal chances, and no worse than by the shares of others",
            card.people
        );
        findings.push(finding(Claim::Shares, faults, rests));
    }
    if let Some(card) = known {
        let mut faults = collapsed(card, forecast);
        for score in [RatingScore::Log, RatingScore::Ranked] {
            faults.extend(Simple::ALL.into_iter().filter_map(|over| unbeaten(card, forecast, over, score)));
        }
        let rests = format!("answers of {} people are met better by their other answers than by both simpler forecasts", card.people);
        findings.push(finding(Claim::KnownIndividuals, faults, rests));
    }
    if let Some(card) = unseen {
        let mut faults = collapsed(card, forecast);
        faults.extend(Simple::ALL.into_iter().filter_map(|over| unbeaten(card, forecast, over, RatingScore::Log)));
        let gain = |card: &RatingsCard| *card.gain(forecast, Simple::Shares, RatingScore::Log);
        match known.map(gain).filter(|gain| gain.value > 0.0) {
            None => faults.push("what the person's other answers would bring is not known".to_owned()),
            Some(most) => {
                let own = gain(card);
                // Written so that a missing interval fails too.
                let is_enough = own.interval.low / most.value >= LEAST_ACHIEVED;
                if !is_enough {
                    faults.push(format!(
                        "of the gain that a person's other answers bring it makes {:.0} %, and it takes {:.0} % for sure",
                        100.0 * own.value / most.value,
                        100.0 * LEAST_ACHIEVED
                    ));
                }
            }
        }
        // Little can be most of what little the other answers bring.
        let log = card.line(forecast, RatingScore::Log);
        let is_told = log.interval.low >= ln(EVEN);
        if !is_told {
            faults.push(format!(
                "the answer that comes is given a chance of {:.0} % (geometric mean), and it takes {:.0} % for sure",
                100.0 * exp(log.value),
                100.0 * EVEN
            ));
        }
        findings.push(finding(
            Claim::UnseenIndividuals,
            faults,
            "it makes most of the gain that a person's other answers bring, and gives the answer that comes an even chance or more"
                .to_owned(),
        ));
    }
    Verdict::of(findings)
}

fn finding(claim: Claim, faults: Vec<String>, rests: String) -> Finding {
    let holds = faults.is_empty();
    Finding { claim, holds, why: if holds { vec![rests] } else { faults } }
}

/// Whether answers differ too little.
fn collapsed(card: &RatingsCard, forecast: usize) -> Vec<String> {
    let told = |score: RatingScore, what: &str| {
        let line = card.line(forecast, score);
        (line.interval.high < LEAST_SPREAD).then(|| {
            format!("it has collapsed: {what} {:.2} times as much as real ones, at most {:.2} times", line.value, line.interval.high)
        })
    };
    let both =
        [told(RatingScore::Dispersion, "its answers to an item differ"), told(RatingScore::Spread, "its people's mean answers differ")];
    both.into_iter().flatten().collect()
}

fn unbeaten(card: &RatingsCard, forecast: usize, over: Simple, score: RatingScore) -> Option<String> {
    let what = match score {
        RatingScore::Log | RatingScore::Together => "in log score",
        RatingScore::Ranked => "in ranked probability score",
        _ => "in shares of the boxes",
    };
    (!card.gain(forecast, over, score).is_beaten()).then(|| format!("{} are not beaten {what}", over.name()))
}
