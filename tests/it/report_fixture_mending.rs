//! The part of the fixture report on what would sink the concept and what would save it.

use foretaste::report::chart::{
    Chart, Direction, Draft, FlipRow, Flips, Frontier, Lineage, Objection, Objections, Offer, Overlap, Resistance, ResistanceStep,
    VerdictCell, VerdictMap, VerdictRow, Waterfall, WaterfallEnd, WaterfallStep, XlmGap, XlmGapRow,
};
use foretaste::report::format;
use foretaste::report::view::{Block, Estimate, Section};

use crate::report_fixture::{est, figure, section, table};

const NEEDED: (f64, &str) = (35.0, "35 %: needed for go");

fn points(e: Estimate) -> String {
    format::points(est(e.mid / 100.0, e.low / 100.0, e.high / 100.0))
}

fn share(e: Estimate) -> String {
    format::share(est(e.mid / 100.0, e.low / 100.0, e.high / 100.0))
}

/// Gives the section on objections.
pub fn objections() -> Section {
    section(
        "objections",
        "What would sink it",
        "Two objections are enough: mistrust of a machine with the books, and a rival that copies it for less, take the share from 41 to 31 percent.",
        vec![board(), resistance(), flips(), map()],
    )
}

fn board() -> Block {
    let row = |name: &str, likelihood: [f64; 3], damage: [f64; 3]| {
        let damage = est(damage[0], damage[1], damage[2]);
        Objection {
            name: name.into(),
            likelihood: est(likelihood[0], likelihood[1], likelihood[2]),
            damage,
            text: format!("{}, {} likely", points(est(-damage.mid, -damage.high, -damage.low)), format::percent(likelihood[0])),
        }
    };
    let rows = vec![
        row("people do not leave their books to a machine", [0.45, 0.25, 0.65], [6.1, 4.4, 7.9]),
        row("a rival copies it for a third less", [0.35, 0.15, 0.6], [5.2, 3.9, 6.6]),
        row("the answer takes a day, not an hour", [0.55, 0.4, 0.7], [3.1, 2.2, 4.1]),
        row("importing accounts fails for small banks", [0.5, 0.35, 0.7], [2.9, 1.9, 3.8]),
        row("the model's supplier stops for a week", [0.08, 0.03, 0.15], [4.3, 2.7, 6.0]),
        row("nobody talks about bookkeeping", [0.6, 0.35, 0.8], [1.2, 0.5, 1.9]),
        row("people with low digital skill are left out", [0.7, 0.5, 0.85], [0.7, 0.3, 1.1]),
    ];
    let cells: Vec<Vec<String>> = rows.iter().enumerate().map(|(i, r)| vec![(i + 1).to_string(), r.name.clone(), r.text.clone()]).collect();
    figure(
        "objection-board",
        "How likely each objection is, and what it does",
        "Seven numbered objections. Mistrust of a machine is likely at 45 percent and costs 6 points; two do less than matters or barely more.",
        Chart::Objections(Objections {
            axis: "loss of share of choices, points".into(),
            interval: "low to high likelihood, 95 % interval of the loss".into(),
            smallest: Some((1.0, "smallest loss that matters: 1 point".into())),
            rows,
            without_effect: 4,
        }),
        words("Objections", &["number", "objection", "loss"], cells),
    )
}

fn words(caption: &str, columns: &[&str], rows: Vec<Vec<String>>) -> foretaste::report::view::Table {
    let mut out = table(caption, columns[0], &columns[1..], &[]);
    out.rows = rows;
    out
}

fn resistance() -> Block {
    let step = |label: &str, value: [f64; 3], apart: Option<f64>| {
        let value = est(value[0], value[1], value[2]);
        ResistanceStep { label: label.into(), value, apart, holds: value.mid >= NEEDED.0, text: share(value) }
    };
    let steps = vec![
        step("as it is", [41.0, 37.1, 44.8], None),
        step("people do not leave their books to a machine", [34.9, 30.8, 38.9], Some(34.9)),
        step("a rival copies it for a third less", [30.6, 26.4, 34.9], Some(29.7)),
        step("the answer takes a day, not an hour", [28.4, 24.1, 32.8], Some(26.6)),
        step("importing accounts fails for small banks", [26.9, 22.7, 31.3], Some(23.7)),
        step("the model's supplier stops for a week", [24.8, 20.6, 29.2], Some(19.4)),
    ];
    let cells = steps
        .iter()
        .enumerate()
        .map(|(k, s)| vec![k.to_string(), s.label.clone(), s.text.clone(), s.apart.map_or(String::new(), |v| format::number(v, 1))])
        .collect();
    figure(
        "resistance",
        "The share under the strongest objections together",
        "The share falls from 41 percent to 34.9 with the first objection, under the 35 that go needs, and to 24.8 with five.",
        Chart::Resistance(Resistance {
            axis: "share of choices, %".into(),
            interval: "95 % interval".into(),
            threshold: Some((NEEDED.0, NEEDED.1.into())),
            apart_name: "if the losses simply added up".into(),
            steps,
        }),
        words("Share of choices", &["objections", "added", "share", "if added up"], cells),
    )
}

fn flips() -> Block {
    let row = |label: &str, sub: &str, range: [f64; 3], unit: &str, flip: Option<f64>, variance: (f64, f64)| {
        let unit = if unit.is_empty() { String::new() } else { format!("{}{unit}", format::THIN) };
        FlipRow {
            label: label.into(),
            sub: sub.into(),
            range: est(range[1], range[0], range[2]),
            texts: range.map(|v| format!("{}{unit}", format::plain(v))),
            flip,
            text: flip.map_or("no value flips it".into(), |v| format!("flips at {}{unit}", format::plain(v))),
            variance: Some(variance),
        }
    };
    let rows = vec![
        row("worth of trust in a person", "judgement", [0.4, 1.0, 1.6], "", Some(1.3), (0.31, 0.38)),
        row("hours saved a week", "judgement", [2.0, 4.0, 6.0], "h", Some(2.6), (0.24, 0.27)),
        row("taste for money", "published", [0.02, 0.03, 0.04], "", Some(0.046), (0.14, 0.2)),
        row("wait at the support call", "judgement", [8.0, 21.0, 30.0], "min", Some(75.0), (0.06, 0.09)),
        row("people who hear of it", "measured", [30.0, 40.0, 50.0], "%", Some(14.0), (0.03, 0.04)),
        row("income swings", "published", [0.2, 0.3, 0.5], "", None, (0.01, 0.02)),
    ];
    let cells = rows
        .iter()
        .map(|r| {
            let (first, total) = r.variance.unwrap_or((f64::NAN, f64::NAN));
            vec![r.label.clone(), format!("{}–{}", r.texts[0], r.texts[2]), r.text.clone(), format::percent(first), format::percent(total)]
        })
        .collect();
    figure(
        "flips",
        "What you would have to believe",
        "Trust flips the verdict at 1.3 and hours saved at 2.6, both inside their ranges; the others would have to lie far outside theirs.",
        Chart::Flips(Flips { range_name: "5 to 95 % of what is believed".into(), axis: "share of variance, %".into(), rows }),
        words("Flip values", &["input", "range", "flips", "variance alone", "variance in all"], cells),
    )
}

fn map() -> Block {
    let trust = [0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6];
    let hours = [2.0, 3.0, 4.0, 5.0, 6.0];
    let chance = |t: f64, h: f64| (62.0 - 46.0 * (t - 1.0) + 14.0 * (h - 4.0)).clamp(1.0, 99.0);
    let cell = |t: f64, h: f64| {
        let value = chance(t, h);
        Some(VerdictCell { value, text: format::number(value, 0), met: value >= 50.0 })
    };
    let rows: Vec<VerdictRow> = hours
        .iter()
        .map(|&h| VerdictRow {
            label: format!("{}{}h", format::plain(h), format::THIN),
            cells: trust.iter().map(|&t| cell(t, h)).collect(),
        })
        .collect();
    let mut columns = vec!["hours".to_owned()];
    columns.extend(trust.map(format::plain));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let cells = rows
        .iter()
        .map(|r| {
            let mut cells = vec![r.label.clone()];
            cells.extend(r.cells.iter().flatten().map(|c| c.text.clone()));
            cells
        })
        .collect();
    figure(
        "verdict-map",
        "The verdict by trust and by hours saved",
        "A grid of seven values of trust by five of hours saved. The rule is met in most runs above a line from 0.4 and 2 hours to 1.6 and 6.",
        Chart::VerdictMap(VerdictMap {
            axis: "chance that the rule to go is met, %".into(),
            unmet_name: "met in less than half of the runs".into(),
            across: "worth of trust in a person".into(),
            up: "hours saved a week".into(),
            columns: trust.map(format::plain).to_vec(),
            rows,
            centre: Some((3, 2)),
            scale: Some((0.0, 100.0)),
        }),
        words("Chance in %", &columns, cells),
    )
}

/// Gives the section on what would save it.
pub fn mending() -> Section {
    section(
        "mending",
        "What would save it",
        "Three changes for CHF 31 000 bring the share from 41 to 48 percent, a little less than their single effects add up to.",
        vec![waterfall(), frontier(), gap(), lineage()],
    )
}

fn waterfall() -> Block {
    let step = |label: &str, sub: &str, effect: [f64; 3], alone: f64| {
        let effect = est(effect[0], effect[1], effect[2]);
        WaterfallStep { label: label.into(), sub: sub.into(), effect, alone: Some(alone), text: points(effect) }
    };
    let end = |label: &str, value: Estimate| WaterfallEnd { label: label.into(), value, text: share(value) };
    let steps = vec![
        step("a named person signs every closing", "CHF 16 000", [4.1, 2.9, 5.4], 4.1),
        step("call back within eight minutes", "CHF 9000", [2.4, 1.5, 3.4], 2.8),
        step("import checks small banks first", "CHF 6000", [1.3, 0.6, 2.1], 1.9),
        step("drop the community of peers", "saves CHF 3000", [-0.4, -0.9, 0.1], -0.5),
    ];
    let cells = steps.iter().map(|s| vec![s.label.clone(), s.sub.clone(), s.text.clone()]).collect();
    figure(
        "waterfall",
        "What each change adds on top of those before it",
        "From 41 percent a named person adds 4.1 points, a quick call back 2.4, the import 1.3; leaving out the community takes 0.4. Together 48.4.",
        Chart::Waterfall(Waterfall {
            axis: "share of choices, %".into(),
            interval: "95 % interval of the paired difference".into(),
            threshold: Some((45.0, "45 %: wanted for go".into())),
            start: end("as it is", est(41.0, 37.1, 44.8)),
            steps,
            end: end("with all four", est(48.4, 44.2, 52.3)),
            overlap: Some(Overlap { label: "single effects overlap".into(), apart: 49.3, text: "0.9 points less than their sum".into() }),
        }),
        words("Changes", &["change", "cost", "effect"], cells),
    )
}

fn frontier() -> Block {
    let row = |name: &str, cost: [f64; 3], effect: [f64; 3], efficient, chosen| {
        let effect = est(effect[0], effect[1], effect[2]);
        Offer {
            name: name.into(),
            cost: est(cost[0], cost[1], cost[2]),
            effect,
            efficient,
            chosen,
            text: format!("{} for {}", points(effect), format::money(est(1000.0 * cost[0], 1000.0 * cost[1], 1000.0 * cost[2]), "CHF")),
        }
    };
    let rows = vec![
        row("import checks small banks first", [6.0, 4.0, 9.0], [1.9, 1.1, 2.7], true, false),
        row("call back within eight minutes", [9.0, 6.0, 14.0], [2.8, 1.8, 3.8], true, false),
        row("call back and import", [15.0, 10.0, 23.0], [4.3, 3.1, 5.5], true, false),
        row("a named person signs every closing", [16.0, 12.0, 21.0], [4.1, 2.9, 5.4], false, false),
        row("named person, call back and import", [31.0, 22.0, 44.0], [7.8, 6.1, 9.5], true, true),
        row("a person does the books", [52.0, 41.0, 70.0], [6.9, 5.0, 8.8], false, false),
        row("a lower price, CHF 39", [22.0, 20.0, 24.0], [1.1, -0.3, 2.4], false, false),
    ];
    let cells = rows.iter().enumerate().map(|(i, r)| vec![(i + 1).to_string(), r.name.clone(), r.text.clone()]).collect();
    figure(
        "frontier",
        "What a cost buys",
        "Seven offers by cost and gain. Four are worth their cost; the chosen one, a named person with call back and import, gains 7.8 points for 31 thousand francs.",
        Chart::Frontier(Frontier {
            cost_axis: "cost in the first year, thousand CHF".into(),
            effect_axis: "gain in share of choices, points".into(),
            interval: "low to high cost, 95 % interval of the gain".into(),
            smallest: Some((1.0, "smallest gain that matters: 1 point".into())),
            rows,
        }),
        words("Offers", &["number", "offer", "gain and cost"], cells),
    )
}

fn gap() -> Block {
    use Direction::{HigherIsBetter, LowerIsBetter};
    let row = |label: &str, target, direction, scale, before: [f64; 3], after: [f64; 3], met, text: &str| XlmGapRow {
        label: label.into(),
        target,
        direction,
        scale,
        before: est(before[0], before[1], before[2]),
        after: est(after[0], after[1], after[2]),
        met,
        text: text.into(),
    };
    let rows = vec![
        row(
            "wait, support call",
            12.0,
            LowerIsBetter,
            (0.0, 40.0),
            [21.0, 14.0, 29.0],
            [9.0, 7.0, 12.0],
            (0.18, 0.93),
            "21 → 9 min, wanted ≤ 12",
        ),
        row(
            "clarity, import accounts",
            5.0,
            HigherIsBetter,
            (1.0, 7.0),
            [4.4, 4.0, 4.8],
            [4.9, 4.5, 5.3],
            (0.12, 0.41),
            "4.4 → 4.9 of 7, wanted ≥ 5",
        ),
        row(
            "would recommend, first month closed",
            20.0,
            HigherIsBetter,
            (-50.0, 50.0),
            [12.0, 2.0, 22.0],
            [23.0, 13.0, 33.0],
            (0.11, 0.62),
            "+12 → +23, wanted ≥ 20",
        ),
        row(
            "errors seen, first documents",
            5.0,
            LowerIsBetter,
            (0.0, 10.0),
            [3.1, 2.0, 4.4],
            [3.1, 2.0, 4.4],
            (0.98, 0.98),
            "3.1 → 3.1 %, wanted ≤ 5",
        ),
    ];
    let cells =
        rows.iter().map(|r| vec![r.label.clone(), r.text.clone(), format::probability(r.met.0), format::probability(r.met.1)]).collect();
    figure(
        "xlm-gap",
        "Experience levels before and after",
        "The wait falls from 21 to 9 minutes and is met in 93 percent of runs instead of 18; clarity still misses its target in most.",
        Chart::XlmGap(XlmGap {
            before_name: "as it is".into(),
            after_name: "with the changes".into(),
            interval: "95 % interval".into(),
            rows,
        }),
        words("Experience levels", &["measure", "before, after and target", "met before", "met after"], cells),
    )
}

fn lineage() -> Block {
    let draft = |name: &str, value: [f64; 3], cost: &str, changes: &[&str], dropped| {
        let value = est(value[0], value[1], value[2]);
        Draft {
            name: name.into(),
            value,
            text: share(value),
            cost: cost.into(),
            changes: changes.iter().map(|&c| c.into()).collect(),
            dropped,
        }
    };
    let drafts = vec![
        draft("v1", [41.0, 37.1, 44.8], "as written", &[], 0),
        draft(
            "v2",
            [46.1, 42.2, 50.0],
            "CHF 25 000 (18 000–35 000)",
            &["a named person signs every closing", "call back within eight minutes"],
            5,
        ),
        draft("v3", [48.4, 44.2, 52.3], "CHF 31 000 (22 000–44 000)", &["import checks small banks first", "no community of peers"], 3),
    ];
    let cells =
        drafts.iter().map(|d| vec![d.name.clone(), d.text.clone(), d.cost.clone(), d.changes.join("; "), d.dropped.to_string()]).collect();
    figure(
        "lineage",
        "How the drafts came about",
        "Three drafts: 41 percent as written, 46 with two changes, 48 with four; eight ideas were dropped on the way.",
        Chart::Lineage(Lineage {
            axis: "share of choices, %".into(),
            interval: "95 % interval".into(),
            threshold: Some((45.0, "45 %: wanted for go".into())),
            drafts,
        }),
        words("Drafts", &["draft", "share", "cost", "changes", "ideas dropped"], cells),
    )
}
