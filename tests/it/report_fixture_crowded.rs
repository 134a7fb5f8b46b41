//! A report for the browser alone: the pictures of objections and changes with one thing in them and with two dozen, with long
//! names, and with negative, tiny and huge numbers.

use foretaste::report::chart::{
    Chart, Direction, Draft, FlipRow, Flips, Frontier, Lineage, Objection, Objections, Offer, Overlap, Resistance, ResistanceStep,
    VerdictCell, VerdictMap, VerdictRow, Waterfall, WaterfallEnd, WaterfallStep, XlmGap, XlmGapRow,
};
use foretaste::report::format;
use foretaste::report::view::{Estimate, Report, Section};

use crate::report_fixture::{est, figure, report, section, table};

/// Gives the report.
pub fn crowded() -> Report {
    Report {
        title: "Pictures under strain".into(),
        sections: vec![pictures("one", 1, 1.0), pictures("three", 3, -250_000.0), pictures("ten", 10, 0.000_02), pictures("many", 24, 1.0)],
        ..report()
    }
}

/// A name of about sixty characters.
pub fn name(i: usize) -> String {
    let names = [
        "people who pay an accountant they trust lose more by leaving",
        "a rival with a well known name copies it for a third less ok",
        "short",
        "Buchhaltungsschnittstellenverantwortliche lehnen es rundweg ab",
    ];
    names[i % names.len()].to_owned()
}

/// Spreads numbers over 0..1 without a pattern.
pub fn scatter(i: usize, by: usize) -> f64 {
    ((i * by + 3) % 17) as f64 / 17.0
}

/// Makes an estimate from its middle and half its width.
pub fn around(mid: f64, half: f64) -> Estimate {
    est(mid, mid - half, mid + half)
}

fn amount(e: Estimate) -> String {
    format::quantity(e, "points")
}

fn pictures(id: &str, n: usize, unit: f64) -> Section {
    let size = unit.abs();
    let charts: [(&str, Chart); 8] = [
        ("board", board(n, unit)),
        ("resistance", resistance(n, unit)),
        ("flips", flips(n, unit)),
        ("map", map(n.clamp(2, 11))),
        ("waterfall", waterfall(n, unit)),
        ("frontier", frontier(n, unit)),
        ("gap", gap(n, unit)),
        ("lineage", lineage(n.min(7), unit)),
    ];
    let blocks = charts
        .into_iter()
        .map(|(kind, chart)| {
            let table = table(&format!("Numbers of {kind}, {n}"), "thing", &["size"], &[&["unit", "see the picture"]]);
            figure(
                &format!("{id}-{kind}"),
                &format!("{kind}: {n} of size {}", format::plain(size)),
                "A picture under strain.",
                chart,
                table,
            )
        })
        .collect();
    section(id, &format!("With {n}"), "Everything must still be readable.", blocks)
}

fn board(n: usize, unit: f64) -> Chart {
    let row = |i: usize| {
        // Every third one lies on top of another.
        let likely = if i.is_multiple_of(3) { 0.31 } else { scatter(i, 5) };
        let damage = around(unit * if i.is_multiple_of(3) { 4.0 } else { 9.0 * scatter(i, 7) - 1.0 }, 0.8 * unit.abs());
        Objection { name: name(i), likelihood: est(likely, 0.6 * likely, (1.4 * likely).min(1.0)), damage, text: amount(damage) }
    };
    Chart::Objections(Objections {
        axis: "loss of the measure that carries the verdict, in the unit of that measure".into(),
        interval: "low to high likelihood, 95 % interval of the loss".into(),
        smallest: Some((unit.abs(), "smallest loss that matters".into())),
        rows: (0..n).map(row).collect(),
        without_effect: n,
    })
}

fn resistance(n: usize, unit: f64) -> Chart {
    let step = |k: usize| {
        let value = around(unit * (41.0 - 60.0 * k as f64 / (k as f64 + 9.0)), 3.0 * unit.abs());
        ResistanceStep {
            label: if k == 0 { "as it is".into() } else { name(k) },
            value,
            apart: (k > 0).then_some(unit * (41.0 - 4.0 * k as f64)),
            holds: value.mid >= 30.0 * unit,
            text: amount(value),
        }
    };
    Chart::Resistance(Resistance {
        axis: "measure".into(),
        interval: "95 % interval".into(),
        threshold: Some((30.0 * unit, "needed for go".into())),
        apart_name: "if the losses simply added up".into(),
        steps: (0..=n).map(step).collect(),
    })
}

fn flips(n: usize, unit: f64) -> Chart {
    let row = |i: usize| {
        let (low, mid, high) = (unit.abs() * (i as f64 - 3.0), unit.abs() * (i as f64 - 2.2), unit.abs() * (i as f64 + 1.0));
        let flip = unit.abs() * (i as f64 - 6.0 + 9.0 * scatter(i, 5));
        FlipRow {
            label: name(i),
            sub: "judgement".into(),
            range: est(mid, low, high),
            texts: [low, mid, high].map(format::plain),
            flip: (!i.is_multiple_of(5)).then_some(flip),
            text: if i.is_multiple_of(5) { "no value flips it".into() } else { format!("flips at {}", format::plain(flip)) },
            variance: (n != 3).then(|| (0.3 / (i as f64 + 1.0), 0.4 / (i as f64 + 1.0))),
        }
    };
    Chart::Flips(Flips {
        range_name: "5 to 95 % of what is believed".into(),
        axis: "share of variance, %".into(),
        rows: (0..n).map(row).collect(),
    })
}

fn map(n: usize) -> Chart {
    let cell = |c: usize, r: usize| {
        let value = 100.0 * scatter(c + 2 * r, 2);
        (c + r != 5).then(|| VerdictCell { value, text: format::number(value, 0), met: value >= 50.0 })
    };
    Chart::VerdictMap(VerdictMap {
        axis: "chance that the rule to go is met, %".into(),
        unmet_name: "met in less than half of the runs".into(),
        across: name(0),
        up: name(3),
        columns: (0..n).map(|c| format!("{}", 10_000 * c)).collect(),
        rows: (0..n)
            .map(|r| VerdictRow { label: format!("CHF {} a month", 19 + r), cells: (0..n).map(|c| cell(c, r)).collect() })
            .collect(),
        centre: Some((n / 2, n / 2)),
        scale: None,
    })
}

fn waterfall(n: usize, unit: f64) -> Chart {
    let step = |i: usize| {
        let effect = around(unit * (4.0 * scatter(i, 5) - 0.8), 0.9 * unit.abs());
        WaterfallStep {
            label: name(i),
            sub: if i.is_multiple_of(2) { "CHF 4000 (3000–6000)".into() } else { String::new() },
            effect,
            alone: i.is_multiple_of(2).then_some(1.3 * effect.mid),
            text: amount(effect),
        }
    };
    let steps: Vec<WaterfallStep> = (0..n).map(step).collect();
    let total: f64 = steps.iter().map(|s| s.effect.mid).sum();
    let end = |label: &str, mid: f64| {
        let value = around(mid, 3.0 * unit.abs());
        WaterfallEnd { label: label.into(), value, text: amount(value) }
    };
    Chart::Waterfall(Waterfall {
        axis: "measure".into(),
        interval: "95 % interval".into(),
        threshold: Some((44.0 * unit, "needed for go".into())),
        start: end("as it is", 41.0 * unit),
        steps,
        end: end("with all changes", 41.0 * unit + total),
        overlap: (n > 1).then(|| Overlap {
            label: "effects overlap".into(),
            apart: 41.0 * unit + 1.2 * total,
            text: "less than their sum".into(),
        }),
    })
}

fn frontier(n: usize, unit: f64) -> Chart {
    let row = |i: usize| {
        let cost = unit.abs() * 40.0 * scatter(i, 5);
        let effect = around(unit * (8.0 * scatter(i, 7) - 1.0), 0.9 * unit.abs());
        Offer {
            name: name(i),
            cost: est(cost, 0.7 * cost, 1.5 * cost),
            effect,
            efficient: i.is_multiple_of(6) || n == 1,
            chosen: i == 6,
            text: amount(effect),
        }
    };
    Chart::Frontier(Frontier {
        cost_axis: "cost".into(),
        effect_axis: "gain".into(),
        interval: "low to high cost, 95 % interval of the gain".into(),
        smallest: Some((unit.abs(), "smallest gain that matters".into())),
        rows: (0..n).map(row).collect(),
    })
}

fn gap(n: usize, unit: f64) -> Chart {
    let row = |i: usize| {
        let size = unit * (i as f64 + 1.0);
        let (before, after) = (around(5.0 * size, size.abs()), around(size * (1.0 + 8.0 * scatter(i, 5)), size.abs()));
        let text = format!("{} → {}, wanted ≥ {}", format::plain(before.mid), format::plain(after.mid), format::plain(6.0 * size));
        XlmGapRow {
            label: name(i),
            target: 6.0 * size,
            direction: if i.is_multiple_of(2) { Direction::HigherIsBetter } else { Direction::LowerIsBetter },
            scale: (size.min(10.0 * size), size.max(10.0 * size)),
            before,
            after,
            met: (scatter(i, 3), scatter(i, 5)),
            text,
        }
    };
    Chart::XlmGap(XlmGap {
        before_name: "as it is".into(),
        after_name: "with the changes".into(),
        interval: "95 % interval".into(),
        rows: (0..n).map(row).collect(),
    })
}

fn lineage(n: usize, unit: f64) -> Chart {
    let draft = |i: usize| {
        let value = around(unit * (41.0 + 2.0 * i as f64), 3.0 * unit.abs());
        Draft {
            name: format!("v{}", i + 1),
            value,
            text: amount(value),
            cost: if i == 0 { String::new() } else { "CHF 16 000 (12 000–21 000)".into() },
            changes: (0..(2 * i) % 9).map(name).collect(),
            dropped: i % 3,
        }
    };
    Chart::Lineage(Lineage {
        axis: "measure".into(),
        interval: "95 % interval".into(),
        threshold: Some((44.0 * unit, "needed for go".into())),
        drafts: (0..n).map(draft).collect(),
    })
}
