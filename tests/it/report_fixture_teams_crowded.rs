//! A report for the browser alone: the pictures of agent teams with one thing in them and with dozens, with long names, and with
//! negative, tiny and huge numbers.

use foretaste::report::chart::{
    AutonomyMap, Chart, Day, DayBar, DayEvent, DayEventKind, DayKind, DayLane, Direction, FlowColumn, FlowPath, Front, FrontKind,
    FrontPoint, GateLoad, GateRow, Genealogy, Knee, KneePoint, KneePool, Level, LoadSlot, MapAgent, MapGroup, MapSetting, SideBySide,
    SideMeasure, SideRole, SideSetting,
};
use foretaste::report::format;
use foretaste::report::view::{Report, Section};

use crate::report_fixture::{figure, report, section, table};
use crate::report_fixture_crowded::{around, name, scatter};

/// Gives the report.
pub fn teams_crowded() -> Report {
    Report {
        title: "Pictures of teams under strain".into(),
        sections: vec![pictures("one", 1, 1.0), pictures("three", 3, 250_000.0), pictures("ten", 10, 0.000_02), pictures("many", 34, 1.0)],
        ..report()
    }
}

fn pictures(id: &str, n: usize, unit: f64) -> Section {
    let charts: [(&str, Chart); 7] = [
        ("front", front(n.min(14), unit)),
        ("map", map(n)),
        ("load", load(n.min(12), unit)),
        ("flow", flow(n, unit)),
        ("knee", knee(n.min(11), unit)),
        ("day", day(n)),
        ("sides", sides(n.min(9), unit)),
    ];
    let blocks = charts.into_iter().map(|(kind, chart)| {
        let table = table(&format!("Numbers of {kind}, {n}"), "thing", &["size"], &[&["unit", "see the picture"]]);
        let title = format!("{kind}: {n} of size {}", format::plain(unit));
        figure(&format!("{id}-{kind}"), &title, "A picture under strain.", chart, table)
    });
    section(id, &format!("With {n}"), "Everything must still be readable.", blocks.collect())
}

fn level(i: usize) -> Level {
    [Level::Out, Level::In, Level::On][i % 3]
}

fn front(n: usize, unit: f64) -> Chart {
    let point = |i: usize| {
        // Every third one lies on top of another.
        let (x, y) = if i.is_multiple_of(3) { (3.0, 2.0) } else { (9.0 * scatter(i, 5), 7.0 * scatter(i, 7)) };
        let far = if i == 7 { 40.0 } else { 1.0 };
        FrontPoint {
            name: name(i),
            kind: if i < 7 { FrontKind::Found } else { FrontKind::Given },
            recommended: i == 1,
            within: !i.is_multiple_of(4),
            across: around(unit * x * far, 0.6 * unit),
            up: around(unit * y * far, 0.8 * unit),
            third: unit * scatter(i, 3),
            text: format!(
                "{}, {}",
                format::quantity(around(unit * x, 0.6 * unit), "h a day"),
                format::money(around(unit * y, unit), "CHF")
            ),
            sure: "in the best set in 83 % of draws".into(),
        }
    };
    Chart::Front(Front {
        across: "the measure along the level axis, in the unit of that measure and by the day".into(),
        up: "the measure along the upright axis, in the unit of that measure and by the week".into(),
        third: "lead time, h".into(),
        interval: "95 % interval".into(),
        across_limit: Some((5.0 * unit, "your limit for the one".into())),
        up_limit: Some((4.0 * unit, "your limit for the other".into())),
        points: (0..n).map(point).collect(),
        others: (0..3 * n).map(|i| (9.0 * unit * scatter(i, 11), 7.0 * unit * scatter(i, 4))).collect(),
    })
}

fn map(n: usize) -> Chart {
    let agent = |i: usize| MapAgent {
        label: name(i),
        given: level(i),
        recommended: level(i / 2),
        choices: (0..n.min(12)).map(|k| (k != 4).then(|| level(i + k))).collect(),
        work: if level(i) == level(i / 2) { String::new() } else { "−12 345 (−20 000 to −9 000)".into() },
        cost: if level(i) == level(i / 2) { String::new() } else { "CHF +4.10 (+1.20 to +7.00)".into() },
        sure: scatter(i, 3),
    };
    let group = |g: usize| MapGroup { label: name(g + 3), agents: (0..n.div_ceil(3)).map(|i| agent(i + 5 * g)).collect() };
    Chart::AutonomyMap(AutonomyMap {
        settings: (0..n.min(12)).map(|k| MapSetting { number: k + 1, name: name(k), recommended: k == 1 }).collect(),
        work_name: "people's minutes a day".into(),
        cost_name: "errors that get out, CHF a week".into(),
        sure_name: "share of draws that agree".into(),
        groups: (0..n.min(3)).map(group).collect(),
    })
}

fn load(n: usize, unit: f64) -> Chart {
    let row = |i: usize| GateRow {
        label: name(i),
        sub: if i.is_multiple_of(2) { "Mon–Fri 09:00–12:00, 13:00–17:00".into() } else { String::new() },
        end: "71 % busy, waits 22 min (18–27)".into(),
        open: vec![(9.0 - i as f64 / 4.0, 12.0), (13.0, 17.5)],
        slots: (0..24).map(|h| LoadSlot { wait: unit * scatter(h + i, 5), busy: (8..18).contains(&h).then(|| scatter(h, 7)) }).collect(),
    };
    Chart::GateLoad(GateLoad { waits: "mean wait".into(), unit: "min".into(), span: (0.0, 24.0), rows: (0..n).map(row).collect() })
}

fn flow(n: usize, unit: f64) -> Chart {
    let column = |title: &str, many: usize| FlowColumn { title: title.into(), nodes: (0..many).map(name).collect() };
    let (gates, ends) = (n.min(8), n.clamp(1, 4));
    let path = |i: usize| FlowPath {
        nodes: vec![i % n, (i * 5 + i / 3) % gates, (i * 3 + i / 7) % ends],
        amount: unit * (0.1 + scatter(i, 5)),
        escapes: (i * 3 + i / 7) % ends + 1 == ends,
    };
    Chart::Genealogy(Genealogy {
        unit: "errors per 1000 items".into(),
        columns: vec![column("born at an agent or on the way to one", n), column("let by", gates), column("what becomes of it", ends)],
        paths: (0..6 * n).map(path).collect(),
    })
}

fn knee(n: usize, unit: f64) -> Chart {
    let pool = |i: usize| {
        let wait = |busy: f64| unit * if busy < 1.0 { 8.0 * busy / (1.0 - busy) } else { f64::INFINITY };
        let point = |busy: f64| KneePoint { busy: around(busy, 0.04), wait: around(wait(busy), 0.2 * wait(busy)) };
        KneePool {
            label: name(i),
            text: "71 → 58 % busy, waits 22 → 9 min; knee at 78 %".into(),
            curve: (0..100).map(|k| f64::from(k) / 100.0).map(|busy| (busy, wait(busy))).collect(),
            knee: (i != 2).then_some(0.78),
            given: Some(point(0.3 + 1.2 * scatter(i, 5))),
            recommended: (i != 3).then(|| point(0.2 + 0.6 * scatter(i, 7))),
        }
    };
    Chart::Knee(Knee {
        across: "busy, %".into(),
        up: "mean wait".into(),
        interval: "95 % interval".into(),
        knee_name: "knee".into(),
        pools: (0..n).map(pool).collect(),
    })
}

fn day(n: usize) -> Chart {
    let bar = |i: usize, k: usize| {
        let from = 6.0 + 16.0 * scatter(k, 5 + i % 3);
        let kind = [DayKind::Work, DayKind::Review, DayKind::Wait][k % 3];
        DayBar { from, to: from + 0.2 + 2.0 * scatter(k, 7), kind, wrong: k.is_multiple_of(4), text: (100 * i + k).to_string() }
    };
    let lane = |i: usize| DayLane {
        label: name(i),
        end: if i.is_multiple_of(2) { "14 items".into() } else { String::new() },
        open: if i.is_multiple_of(3) { vec![(9.0, 12.0), (13.0, 17.0)] } else { Vec::new() },
        bars: (0..1 + (i * 7) % 17).map(|k| bar(i, k)).collect(),
    };
    let event = |i: usize| DayEvent {
        lane: i / 2 % n,
        at: 6.0 + 16.0 * scatter(i / 3, 5),
        kind: [DayEventKind::Escaped, DayEventKind::Caught, DayEventKind::Noted][i % 3],
        name: name(i + 1),
        text: name(i),
    };
    Chart::Day(Day { span: (6.0, 22.0), lanes: (0..n).map(lane).collect(), events: (0..n).map(event).collect() })
}

fn sides(n: usize, unit: f64) -> Chart {
    let role = |k: usize| [SideRole::Other, SideRole::Recommended, SideRole::Given][k.min(2)];
    let measure = |i: usize| SideMeasure {
        label: name(i),
        direction: if i.is_multiple_of(2) { Direction::HigherIsBetter } else { Direction::LowerIsBetter },
        limit: i.is_multiple_of(3).then_some(5.0 * unit),
        values: (0..n)
            .map(|k| {
                let value = around(unit * (9.0 * scatter(i + k, 5) - 2.0), 0.8 * unit);
                (k != 4).then(|| (value, format::quantity(value, "h")))
            })
            .collect(),
    };
    Chart::SideBySide(SideBySide {
        interval: "95 % interval".into(),
        limit_name: "your limit".into(),
        settings: (0..n).map(|k| SideSetting { label: name(k), role: role(k) }).collect(),
        measures: (0..n).map(measure).collect(),
    })
}
