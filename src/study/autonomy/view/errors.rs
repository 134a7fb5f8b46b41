//! Where errors come from, who stops them, and what gets out.

use crate::report::chart::{self, Chart};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Section, Table};
use crate::team::{Origin, Passed, Point};
use crate::world::Tally;

use super::reading::{INTERVAL, Reading, figure};

/// Errors are told for this many items that came in.
const PER: f64 = 1000.0;

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let team = &reading.study.team;
    let draft = team.draft();
    let tally = reading.findings.pooled.get(reading.close())?;
    let came: u64 = (0..draft.classes.len()).map(|class| team.items(tally, class).arrived).sum();
    let each = PER / came.max(1) as f64;
    let origins = team.origins(tally);
    let name = |origin: Origin| match origin {
        Origin::Agent(agent) => draft.agents[agent].name.clone(),
        Origin::HandOff(_) if draft.hand_offs.len() == 1 => "hand-offs".to_owned(),
        Origin::HandOff(place) => format!("hand-offs, kind {}", place + 1),
    };
    let points: Vec<String> = draft
        .gates
        .iter()
        .map(|gate| format!("gate: {}", gate.name))
        .chain(draft.agents.iter().map(|agent| format!("check on {}", agent.name)))
        .collect();
    let position = |point: Point| match point {
        Point::Gate(gate) => gate,
        Point::Policy(agent) => draft.gates.len() + agent,
    };
    let nobody = points.len();
    let (caught, found, escaped, dropped) = (0, 1, 2, 3);
    let mut paths = Vec::new();
    let mut push = |origin: usize, point: usize, fate: usize, count: u64| {
        if count > 0 {
            paths.push(chart::FlowPath {
                nodes: vec![origin, point, fate],
                amount: each * count as f64,
                escapes: fate == escaped || fate == found,
            });
        }
    };
    let flows = team.fault_flows(tally);
    for (place, origin) in origins.iter().enumerate() {
        let of = |passed: Passed| flows.iter().filter(move |flow| flow.origin == origin.origin && flow.passed == passed);
        let mut later = 0;
        for flow in of(Passed::Found) {
            later += flow.count;
            push(place, position(flow.point), found, flow.count);
        }
        for flow in of(Passed::Caught) {
            push(place, position(flow.point), caught, flow.count);
        }
        push(place, nobody, escaped, origin.escaped.saturating_sub(later));
        push(place, nobody, dropped, origin.dropped);
    }
    let born: u64 = origins.iter().map(|origin| origin.born).sum();
    if born == 0 {
        return None;
    }
    let out: u64 = origins.iter().map(|origin| origin.escaped).sum();
    let mut places = points.clone();
    places.push("nobody".to_owned());
    let drawing = Chart::Genealogy(chart::Genealogy {
        unit: "errors in 1000 items".to_owned(),
        columns: vec![
            chart::FlowColumn { title: "made by".to_owned(), nodes: origins.iter().map(|origin| name(origin.origin)).collect() },
            chart::FlowColumn { title: "seen by".to_owned(), nodes: places },
            chart::FlowColumn {
                title: "and then".to_owned(),
                nodes: ["stopped in time", "found after delivery", "never found", "given up with the item"].map(str::to_owned).to_vec(),
            },
        ],
        paths,
    });
    let amount = |count: u64| format::plain(each * count as f64);
    let let_by = |origin: Origin| {
        flows.iter().filter(|flow| flow.origin == origin && flow.passed == Passed::LetBy).map(|flow| flow.count).sum::<u64>()
    };
    let rows = origins
        .iter()
        .filter(|origin| origin.born + origin.amplified > 0)
        .map(|origin| {
            vec![name(origin.origin), amount(origin.born), amount(origin.amplified), amount(let_by(origin.origin)), amount(origin.escaped)]
        })
        .collect();
    let data = Table {
        caption: format!("Errors in 1000 items, {} runs added up", reading.findings.runs),
        columns: vec![
            Heading::text("made by"),
            Heading::number("made"),
            Heading::number("on top of another"),
            Heading::number("looks that let one by"),
            Heading::number("delivered"),
        ],
        rows,
        note: None,
    };
    let worst = origins.iter().max_by_key(|origin| origin.escaped);
    let finding = format!(
        "Of {} errors in 1000 items, {} are delivered; most of those come from {}.",
        amount(born),
        amount(out),
        worst.map_or_else(String::new, |origin| name(origin.origin)),
    );
    let which = format!("errors in the setting \"{}\"", reading.arms()[reading.close()]);
    let mut blocks = vec![figure(
        "errors",
        &format!("The way of {which}"),
        "Errors from where they are made to what becomes of them.".to_owned(),
        drawing,
        data,
        Some("errors"),
    )];
    blocks.extend(kinds(reading, tally, each));
    blocks.push(by_agent(reading));
    Some(Section { id: "errors".to_owned(), title: "Where errors come from and who stops them".to_owned(), finding, blocks })
}

/// What each agent that acts does by itself: its own errors, how much of its work is off script, and who looks before it counts.
fn by_agent(reading: &Reading<'_>) -> Block {
    let draft = reading.study.team.draft();
    let arm = reading.close();
    let acting = &reading.study.acting;
    let drifts = acting.iter().any(|&agent| draft.agents[agent].drift.is_some());
    let mut columns = vec![Heading::text("agent"), Heading::number("wrong by its own fault")];
    columns.extend(drifts.then(|| Heading::number("off script")));
    columns.extend(["goes on unseen", "busy", "waits for it"].map(Heading::number));
    let row = |&agent: &usize| {
        let name = &draft.agents[agent].name;
        let words = |what: &str, write: fn(Estimate) -> String| {
            reading.estimate(arm, &format!("{what}:{name}")).map_or_else(|| "no base".to_owned(), write)
        };
        let mut row = vec![name.clone(), words("wrong", format::share)];
        row.extend(drifts.then(|| if draft.agents[agent].drift.is_some() { words("drifted", format::share) } else { "never".to_owned() }));
        row.extend([words("alone", format::share), words("use", format::share), words("wait", format::minutes)]);
        row
    };
    Block::Table(Table {
        caption: format!("Agent by agent in the setting \"{}\", shares of its work; {INTERVAL}", reading.arms()[arm]),
        columns,
        rows: acting.iter().map(row).collect(),
        note: Some("Off script: work done after an agent has drifted and before anybody noticed. Goes on unseen: nobody is asked before it counts. Busy: of the pieces it can work on at once.".to_owned()),
    })
}

fn kinds(reading: &Reading<'_>, tally: &Tally, each: f64) -> Option<Block> {
    let labels: Vec<_> = reading.study.team.labels(tally).into_iter().filter(|label| label.born > 0).collect();
    let amount = |count: u64| format::plain(each * count as f64);
    (labels.len() > 1).then(|| {
        Block::Table(Table {
            caption: "Kinds of failure, in 1000 items".to_owned(),
            columns: vec![Heading::text("kind"), Heading::number("made"), Heading::number("delivered")],
            rows: labels.iter().map(|label| vec![label.label.clone(), amount(label.born), amount(label.escaped)]).collect(),
            note: None,
        })
    })
}
