//! The scorecard file: what a back-test found, for studies to name.

use crate::study::fit::{Claimed, Colour, FitStudy, Judged, Stamp};
use crate::study::written::{digits, one_line, quoted};

use super::analyse::{Backtest, Held};

/// Writes what a study may name as the `scorecard` under `[fitted]` (see [`crate::study::fit::ScorecardFile`]).
///
/// # Determinism
/// Depends on the study, the test, the seed and the stamp.
#[must_use]
pub fn scorecard_file(study: &FitStudy, found: &Backtest, seed: u64, stamp: Stamp<'_>) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line("#:schema ../../schemas/scorecard.schema.json".to_owned());
    line(format!("# Written by `{}`: do not change it by hand. A study names it under `[fitted]`.", one_line(stamp.command)));
    line(format!("title     = {}", quoted(study.spec.title.as_str())));
    line(format!("light     = {}", quoted(Colour::from(found.verdict.light).as_str())));
    line(format!("seed      = {seed}"));
    line(format!("foretaste = {}", quoted(stamp.version)));
    line("\n[inputs]".to_owned());
    for (name, hash) in stamp.inputs {
        line(format!("{} = {}", quoted(name), quoted(hash)));
    }
    for finding in &found.verdict.findings {
        line("\n[[findings]]".to_owned());
        line(format!("claim = {}", quoted(Claimed::from(finding.claim).as_str())));
        line(format!("holds = {}", finding.holds));
        line(format!("why   = [{}]", finding.why.iter().map(|why| quoted(why)).collect::<Vec<_>>().join(", ")));
    }
    for one in found.of(Held::People).iter().flat_map(|tested| &tested.demand) {
        line("\n[[demand]]".to_owned());
        if let Some(product) = &one.product {
            line(format!("product    = {}", quoted(product)));
        }
        let curve = &one.curve;
        for (key, number) in [
            ("elasticity", curve.real),
            ("low       ", curve.interval.low),
            ("high      ", curve.interval.high),
            ("predicted ", curve.predicted),
        ] {
            line(format!("{key} = {}", digits(number)));
        }
        line(format!("judged     = {}", quoted(Judged::from(curve.steepness()).as_str())));
    }
    for tested in &found.tested {
        let card = &tested.card;
        line("\n[[tests]]".to_owned());
        line(format!("name    = {}", quoted(&tested.name)));
        line(format!("how     = {}", quoted(&tested.how)));
        line(format!("people  = {}", card.people));
        line(format!("choices = {}", card.tasks));
        if !tested.doubts.is_empty() {
            line(format!("doubts  = [{}]", tested.doubts.iter().map(|doubt| quoted(doubt)).collect::<Vec<_>>().join(", ")));
        }
        for scored in &card.lines {
            line("\n[[tests.scores]]".to_owned());
            line(format!("name       = {}", quoted(scored.scored.id())));
            let numbers = [
                ("value     ", scored.value),
                ("low       ", scored.interval.low),
                ("high      ", scored.interval.high),
                ("null      ", scored.null),
                ("ceiling   ", scored.ceiling),
            ];
            for (key, number) in numbers.into_iter().filter(|(_, number)| number.is_finite()) {
                line(format!("{key} = {}", digits(number)));
            }
            for (key, name) in [("null_is   ", scored.null_name), ("ceiling_is", scored.ceiling_name)] {
                if !name.is_empty() {
                    line(format!("{key} = {}", quoted(name)));
                }
            }
        }
    }
    out
}
