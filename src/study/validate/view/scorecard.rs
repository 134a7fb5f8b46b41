//! What the back-test of the fit found that the tastes come from.

use crate::input::Text;
use crate::measure::forecast::Scored;
use crate::report::format;
use crate::report::view::{Block, Callout, Heading, Section, Table, Tone};
use crate::stats::interval::Interval;
use crate::study::backtest::words::{score, with_interval};
use crate::study::fit::{Claimed, Colour, ScoreSpec, ScorecardFile, TestSpec};

use super::reading::Reading;

/// The scores that a decision may rest on, in this order; the back-test's own report has all.
const SHOWN: [Scored; 5] = [Scored::ShareError, Scored::RootLikelihood, Scored::HitRate, Scored::CalibrationError, Scored::Spread];

/// The section on the back-test, where the study names a scorecard.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let card = reading.study.fitted.as_ref()?.scorecard.as_ref()?;
    let mut blocks = Vec::new();
    if card.light == Colour::Red {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "The back-test is red.".to_owned(),
            text: "Nothing that it was tested for holds, or answers leaked: what follows from these tastes is not validated.".to_owned(),
        }));
    }
    if let Some(doubt) = card.tests.iter().flat_map(|test| &test.doubts).next() {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "The back-test has not settled.".to_owned(),
            text: format!("{}. Run it again with longer chains.", format::capital(doubt.as_str())),
        }));
    }
    // Shares of people never seen are what a study says: the last test of the file comes first.
    blocks.extend(card.tests.iter().rev().map(scores));
    blocks.push(Block::Text(SHOWN.iter().map(|scored| format!("{}: {}.", format::capital(scored.name()), scored.reads())).collect()));
    Some(Section {
        id: "scorecard".to_owned(),
        title: "What the back-test of these tastes allows".to_owned(),
        finding: finding(card),
        blocks,
    })
}

/// A use in plain words.
fn plain(claim: Claimed) -> &'static str {
    match claim {
        Claimed::Shares => "shares of choices",
        Claimed::KnownIndividuals => "single people whose own choices are known",
        Claimed::UnseenIndividuals => "single people of whom no choice is known",
    }
}

/// What the panel may and may not be used for.
fn finding(card: &ScorecardFile) -> String {
    if card.light == Colour::Red {
        return "Not validated: the tastes failed their back-test.".to_owned();
    }
    let those = |holds: bool| {
        let found: Vec<&str> = card.findings.iter().filter(|found| found.holds == holds).map(|found| plain(found.claim.value)).collect();
        (!found.is_empty()).then(|| format!("{} {}", if holds { "valid for" } else { "not for" }, found.join(" and for ")))
    };
    let labels: Vec<String> = [true, false].into_iter().filter_map(those).collect();
    format!(
        "{}. Tested on choices of the survey that the tastes were not fitted to, not on this concept as it stands here.",
        format::capital(&labels.join("; "))
    )
}

fn scores(test: &TestSpec) -> Block {
    let rows = SHOWN
        .iter()
        .filter_map(|scored| Some((scored, test.scores.iter().find(|found| found.name.as_str() == scored.id())?)))
        .filter_map(|(scored, found)| {
            let own = with_interval(found.value?, interval(found));
            Some(vec![
                scored.name().to_owned(),
                own,
                held(found.null, found.null_is.as_ref()),
                held(found.ceiling, found.ceiling_is.as_ref()),
            ])
        })
        .collect();
    let count = |count: u32| format::count(u64::from(count));
    Block::Table(Table {
        caption: format!("{}: {} people, {} choices; 95 % over people", test.name.as_str(), count(test.people), count(test.choices)),
        columns: vec![
            Heading::text("score"),
            Heading::number("this panel"),
            Heading::text("simpler forecast"),
            Heading::text("best possible"),
        ],
        rows,
        note: Some(test.how.as_str().to_owned()),
    })
}

/// What the panel's score is held against, with its name.
fn held(value: Option<f64>, name: Option<&Text>) -> String {
    let Some(value) = value else { return format::MISSING.to_owned() };
    name.map_or_else(|| score(value), |name| format!("{}, {}", score(value), name.as_str()))
}

fn interval(found: &ScoreSpec) -> Interval {
    Interval { low: found.low.unwrap_or(f64::NAN), high: found.high.unwrap_or(f64::NAN) }
}
