//! A report on who is kept in the loop of a team of agents, made up for tests: every chart of the kind with believable numbers.

use foretaste::report::chart::{
    AutonomyMap, Chart, Day, DayBar, DayEvent, DayEventKind, DayKind, DayLane, Direction, FlowColumn, FlowPath, Front, FrontKind,
    FrontPoint, GateLoad, GateRow, Genealogy, Knee, KneePoint, KneePool, Level, LoadSlot, MapAgent, MapGroup, MapSetting, SideBySide,
    SideMeasure, SideRole, SideSetting,
};
use foretaste::report::format;
use foretaste::report::view::{Block, Estimate, Heading, Report, Table, Verdict, VerdictKind};

use crate::report_fixture::{est, figure, report, section};

/// Gives the report.
pub fn teams() -> Report {
    Report {
        title: "An agency of 28 agents".into(),
        question: "Which agents may work without a person looking, and what does that cost?".into(),
        verdict: Verdict {
            kind: VerdictKind::Go,
            word: "go".into(),
            probability: Some(0.81),
            sentence: "Taking nineteen agents out of the loop and keeping five in it saves two hours of people's time a day at about the same cost of errors.".into(),
        },
        sections: vec![
            section("choice", "What there is to choose from", "Two hours of looking a day buy most of the safety there is to buy.", vec![front(), sides()]),
            section("agents", "Who works in, on and out of the loop", "Nineteen of 28 move; the gates before publishing stay.", vec![map()]),
            section("gates", "Where work waits", "The lead of content is the narrow place: past the knee as it is, well before it as recommended.", vec![load(), knee()]),
            section("errors", "Where errors come from and where they go", "Half of what gets out was born before the script and seen by nobody.", vec![genealogy(), day()]),
        ],
        ..report()
    }
}

/// Makes a table whose first column is words.
fn rows(caption: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Table {
    let columns = columns.iter().map(|&c| Heading::text(c)).collect();
    Table { caption: caption.into(), columns, rows, note: None }
}

/// Name, hours a day, cost a week and lead time, each with its interval, and how sure it is.
type Setting = (&'static str, [f64; 3], [f64; 3], [f64; 3], &'static str);

const FOUND: [Setting; 6] = [
    ("gates before publishing alone", [0.9, 0.8, 1.1], [860.0, 610.0, 1180.0], [3.1, 2.9, 3.4], "in the best set in 91 % of draws"),
    (
        "gates, and drafts looked at next morning",
        [1.4, 1.2, 1.6],
        [590.0, 420.0, 810.0],
        [3.4, 3.1, 3.8],
        "in the best set in 77 % of draws",
    ),
    (
        "gates, writer and fact-checker in the loop",
        [2.1, 1.9, 2.3],
        [410.0, 300.0, 530.0],
        [5.2, 4.8, 5.6],
        "in the best set in 83 % of draws",
    ),
    ("and the two leads' approvals", [3.3, 3.0, 3.7], [330.0, 240.0, 450.0], [7.9, 7.0, 8.9], "in the best set in 64 % of draws"),
    ("and all of development", [4.6, 4.2, 5.1], [290.0, 200.0, 410.0], [11.5, 10.0, 13.4], "in the best set in 58 % of draws"),
    ("all but distribution", [6.8, 6.3, 7.4], [262.0, 180.0, 370.0], [19.0, 16.2, 22.5], "in the best set in 49 % of draws"),
];

const GIVEN: [Setting; 4] = [
    ("all in the loop", [8.9, 8.3, 9.6], [258.0, 170.0, 370.0], [31.0, 26.0, 38.0], "in the best set in 22 % of draws"),
    ("all on the loop", [2.6, 2.4, 2.9], [640.0, 470.0, 860.0], [3.3, 3.0, 3.7], "in the best set in 6 % of draws"),
    ("all out of the loop", [0.0, 0.0, 0.0], [4900.0, 3600.0, 6600.0], [2.4, 2.2, 2.6], "in the best set in 94 % of draws"),
    ("as it is", [4.1, 3.8, 4.5], [430.0, 310.0, 580.0], [13.0, 11.2, 15.1], "in the best set in 3 % of draws"),
];

fn triple(v: [f64; 3]) -> Estimate {
    est(v[0], v[1], v[2])
}

fn figures(s: &Setting) -> String {
    let (hours, cost, lead) = (format::quantity(triple(s.1), "h"), format::money(triple(s.2), "CHF"), format::quantity(triple(s.3), "h"));
    format!("{hours} a day, {cost} a week\nlead time {lead}")
}

fn front() -> Block {
    let point = |kind: FrontKind, s: &Setting| FrontPoint {
        name: s.0.into(),
        kind,
        recommended: s.0.starts_with("gates, writer"),
        within: s.1[0] <= 5.0 && s.2[0] <= 900.0,
        across: triple(s.1),
        up: triple(s.2),
        third: s.3[0],
        text: figures(s),
        sure: s.4.into(),
    };
    let points: Vec<FrontPoint> =
        FOUND.iter().map(|s| point(FrontKind::Found, s)).chain(GIVEN.iter().map(|s| point(FrontKind::Given, s))).collect();
    let cells = points.iter().enumerate().map(|(i, p)| vec![(i + 1).to_string(), p.name.clone(), p.text.clone(), p.sure.clone()]).collect();
    figure(
        "front",
        "What people's time buys",
        "Six settings of the best set by hours of people a day and cost of errors that get out. Setting 3, recommended, takes 2.1 hours and costs CHF 410 a week; as it is takes 4.1 hours for about the same.",
        Chart::Front(Front {
            across: "people's time, hours a day".into(),
            up: "cost of errors that get out, CHF a week".into(),
            third: "lead time, h".into(),
            interval: "95 % interval".into(),
            across_limit: Some((5.0, "your limit: 5 h a day".into())),
            up_limit: Some((900.0, "your limit: CHF 900 a week".into())),
            points,
            others: vec![
                (1.1, 760.0),
                (1.2, 700.0),
                (1.7, 505.0),
                (1.9, 470.0),
                (2.4, 390.0),
                (2.7, 372.0),
                (3.0, 351.0),
                (3.7, 318.0),
                (4.1, 304.0),
                (5.2, 280.0),
                (5.9, 270.0),
                (1.6, 620.0),
                (2.2, 560.0),
                (3.1, 470.0),
                (3.9, 400.0),
            ],
        }),
        rows("Settings", &["number", "setting", "figures", "how sure"], cells),
    )
}

fn sides() -> Block {
    let settings = [
        ("all in", SideRole::Other, GIVEN[0]),
        ("all on", SideRole::Other, GIVEN[1]),
        ("all out", SideRole::Other, GIVEN[2]),
        ("as it is", SideRole::Given, GIVEN[3]),
        ("recommended", SideRole::Recommended, FOUND[2]),
    ];
    let measure = |label: &str, direction, limit, unit: &str, of: &dyn Fn(&Setting) -> [f64; 3]| SideMeasure {
        label: label.into(),
        direction,
        limit,
        values: settings
            .iter()
            .map(|(_, _, s)| {
                let value = triple(of(s));
                Some((value, format::quantity(value, unit)))
            })
            .collect(),
    };
    use Direction::{HigherIsBetter, LowerIsBetter};
    let scaled = |v: [f64; 3], by: f64| v.map(|x| x * by);
    let measures = vec![
        measure("people's time a day", LowerIsBetter, Some(5.0), "h", &|s| s.1),
        measure("cost of errors that get out, CHF a week", LowerIsBetter, Some(900.0), "", &|s| s.2),
        measure("lead time, mean", LowerIsBetter, None, "h", &|s| s.3),
        measure("lead time, 95 % of items", LowerIsBetter, Some(24.0), "h", &|s| scaled(s.3, 2.6)),
        measure("accepted items a day", HigherIsBetter, None, "", &|s| scaled([24.0, 22.9, 25.1], 1.0 - s.3[0] / 120.0)),
        measure("errors that get out, per 100 items", LowerIsBetter, None, "", &|s| scaled(s.2, 0.01)),
        measure("right items stopped, per 100", LowerIsBetter, None, "", &|s| scaled(s.1, 0.7)),
    ];
    let cells =
        measures.iter().map(|m| std::iter::once(m.label.clone()).chain(m.values.iter().flatten().map(|v| v.1.clone())).collect()).collect();
    let heads: Vec<&str> = std::iter::once("measure").chain(settings.iter().map(|s| s.0)).collect();
    figure(
        "settings",
        "The settings side by side",
        "Seven measures in five settings. As recommended, people spend 2.1 hours instead of 4.1, and the mean lead time falls from 13 to 5.2 hours; the cost of errors stays at about CHF 400 a week.",
        Chart::SideBySide(SideBySide {
            interval: "95 % interval".into(),
            limit_name: "your limit".into(),
            settings: settings.iter().map(|(label, role, _)| SideSetting { label: (*label).into(), role: *role }).collect(),
            measures,
        }),
        rows("Measures", &heads, cells),
    )
}

const TEAMS: [(&str, &[&str]); 6] = [
    (
        "Operations, led by the chief of staff",
        &["chief of staff", "scanner", "proposer", "approver", "executor", "analyst", "archivist (inferred)"],
    ),
    ("Content, led by the content lead", &["content lead", "scout", "writer", "editor", "search optimisation", "distribution"]),
    ("Series: research", &["series lead", "historian", "philosopher", "fact-checker", "curator"]),
    ("Series: development", &["narrator", "scriptwriter", "educator"]),
    ("Series: production", &["voice", "audio editor", "formatter"]),
    ("Series: validation", &["beta tester", "quality lead", "edge-case tester", "final reviewer (inferred)"]),
];

fn level_of(i: usize) -> (Level, Level) {
    let given = if i.is_multiple_of(9) { Level::On } else { Level::In };
    let recommended = match i {
        3 | 8 | 16 | 25 | 27 => Level::In,
        0 | 2 | 7 | 12 => Level::On,
        _ => Level::Out,
    };
    (given, recommended)
}

fn map() -> Block {
    let mut i = 0;
    let mut agent = |label: &str| {
        let (given, recommended) = level_of(i);
        let moves = given != recommended;
        let minutes = 4.0 + ((i * 7) % 23) as f64;
        let cost = 1.5 * ((i * 5) % 17) as f64;
        let choice = |k: usize| match (k + i) % 9 {
            0 | 1 => Level::On,
            r if r < 2 + k && recommended != Level::Out => Level::In,
            _ if k >= 4 => Level::In,
            _ => recommended,
        };
        let out = MapAgent {
            label: label.into(),
            given,
            recommended,
            choices: (0..6).map(|k| Some(if k == 2 { recommended } else { choice(k) })).collect(),
            work: if moves { format::difference(est(-minutes, -1.3 * minutes, -0.8 * minutes), "") } else { String::new() },
            cost: if moves { format::difference(est(cost, 0.4 * cost, 2.1 * cost), "") } else { String::new() },
            sure: 0.51 + 0.48 * ((i * 11) % 28) as f64 / 28.0,
        };
        i += 1;
        out
    };
    let groups: Vec<MapGroup> =
        TEAMS.iter().map(|(label, names)| MapGroup { label: (*label).into(), agents: names.iter().map(|n| agent(n)).collect() }).collect();
    let word = |level: Level| match level {
        Level::In => "in",
        Level::On => "on",
        Level::Out => "out",
    };
    let cells = groups
        .iter()
        .flat_map(|g| &g.agents)
        .map(|a| {
            let words = [a.label.as_str(), word(a.given), word(a.recommended), a.work.as_str(), a.cost.as_str()];
            words.into_iter().map(str::to_owned).chain([format::probability(a.sure)]).collect()
        })
        .collect();
    figure(
        "autonomy-map",
        "Who works in, on and out of the loop",
        "Twenty-eight agents in six groups. Most move out of the loop; approver, writer, fact-checker, quality lead and final reviewer stay in it.",
        Chart::AutonomyMap(AutonomyMap {
            settings: FOUND.iter().enumerate().map(|(i, s)| MapSetting { number: i + 1, name: s.0.into(), recommended: i == 2 }).collect(),
            work_name: "people's minutes a day".into(),
            cost_name: "errors that get out, CHF a week".into(),
            sure_name: "share of draws that agree".into(),
            groups,
        }),
        rows("Agents", &["agent", "as it is", "recommended", "minutes a day", "CHF a week", "share of draws"], cells),
    )
}

/// Name, hours in words and on the clock, and the share of the time that is busy as it is and as recommended.
type Person = (&'static str, &'static str, &'static [(f64, f64)], f64, f64);

const PEOPLE: [Person; 4] = [
    ("content lead", "Mon–Fri 09:00–12:00, 13:00–17:00", &[(9.0, 12.0), (13.0, 17.0)], 0.94, 0.61),
    ("chief of staff's owner", "Mon–Fri 08:30–10:00, 16:00–17:30", &[(8.5, 10.0), (16.0, 17.5)], 0.72, 0.55),
    ("series lead", "Mon–Thu 10:00–16:00", &[(10.0, 16.0)], 0.66, 0.31),
    ("ethics gate (a model)", "always", &[], 0.18, 0.22),
];

fn load() -> Block {
    let row = |(label, hours, open, busy, _): &Person| {
        let share = |h: f64| open.iter().map(|(a, b)| (b.min(h + 1.0) - a.max(h)).max(0.0)).sum::<f64>();
        let mut queue: f64 = 6.0;
        let slots: Vec<LoadSlot> = (0..24)
            .map(|h| {
                let h = f64::from(h);
                let there = if open.is_empty() { 1.0 } else { share(h) };
                let arrive = if (8.0..19.0).contains(&h) { 1.0 } else { 0.35 };
                queue = (queue + 9.0 * arrive * busy - 24.0 * there * (1.0 - 0.35 * busy)).max(0.4);
                LoadSlot { wait: queue * busy, busy: (there > 0.0).then(|| (busy * (0.7 + queue / 90.0)).min(1.0)) }
            })
            .collect();
        GateRow {
            label: (*label).into(),
            sub: (*hours).into(),
            end: format!("{} busy", format::percent(*busy)),
            open: open.to_vec(),
            slots,
        }
    };
    let gates: Vec<GateRow> = PEOPLE.iter().map(row).collect();
    let cells = gates
        .iter()
        .flat_map(|g| g.slots.iter().enumerate().map(move |(h, s)| (g, h, s)))
        .map(|(g, h, s)| vec![g.label.clone(), format!("{h:02}:00"), format::plain(s.wait), s.busy.map_or(String::new(), format::percent)])
        .collect();
    figure(
        "gate-load",
        "Waiting over the day, as it is",
        "Four gates by hour of the day. Work piles up overnight and over noon before the content lead, who is busy for 94 percent of the time; the model's gate never has a queue to speak of.",
        Chart::GateLoad(GateLoad {
            waits: "mean wait of what arrives in this hour, min".into(),
            unit: "min".into(),
            span: (0.0, 24.0),
            rows: gates,
        }),
        rows("Load", &["gate", "hour", "wait, min", "busy"], cells),
    )
}

fn knee() -> Block {
    let pool = |(label, _, _, given, recommended): &Person, minutes: f64| {
        let wait = |busy: f64| minutes * busy / (1.0 - busy);
        let point = |busy: f64| KneePoint {
            busy: est(busy, busy - 0.04, (busy + 0.03).min(0.985)),
            wait: est(wait(busy), wait(busy - 0.04), wait((busy + 0.03).min(0.985))),
        };
        KneePool {
            label: (*label).into(),
            text: format!(
                "{} → {} busy, waits {} → {}{}min; knee at {}",
                format::percent(*given),
                format::percent(*recommended),
                format::rough(wait(*given)),
                format::rough(wait(*recommended)),
                format::THIN,
                format::percent(0.77)
            ),
            curve: (0..100).map(|k| f64::from(k) / 100.0).map(|busy| (busy, wait(busy))).collect(),
            knee: Some(0.77),
            given: Some(point(*given)),
            recommended: Some(point(*recommended)),
        }
    };
    let pools: Vec<KneePool> = PEOPLE.iter().zip([7.0, 11.0, 9.0, 0.4]).map(|(p, minutes)| pool(p, minutes)).collect();
    let cells = pools.iter().map(|p| vec![p.label.clone(), p.text.clone()]).collect();
    figure(
        "knee",
        "How near each reviewer is to the knee",
        "Four curves of waiting against load. The content lead stands at 94 percent, far past the knee at 77, and comes back to 61.",
        Chart::Knee(Knee {
            across: "share of the time that is busy, %".into(),
            up: "mean wait for a look, min".into(),
            interval: "95 % interval".into(),
            knee_name: "knee: from here on waits grow fast".into(),
            pools,
        }),
        rows("Reviewers", &["reviewer", "figures"], cells),
    )
}

fn genealogy() -> Block {
    let sources: Vec<String> = TEAMS
        .iter()
        .flat_map(|(_, names)| names.iter().map(|n| (*n).to_owned()))
        .chain(["hand-off to writer", "hand-off to voice"].map(str::to_owned))
        .collect();
    let gates = ["no gate on its way", "content lead", "ethics gate", "fact-checker", "quality lead"];
    let ends = ["caught at the next gate", "caught by the quality lead", "caught by a reader", "gets out"];
    let mut paths = Vec::new();
    for i in 0..sources.len() {
        let born = 0.4 + 9.0 / (1.0 + ((i * 13) % 30) as f64);
        for (k, share) in [(i * 3) % 5, (i * 3 + 2) % 5].into_iter().zip([0.7, 0.3]) {
            for (end, part) in [(i + k) % 3, 3].into_iter().zip([0.76, 0.24]) {
                paths.push(FlowPath { nodes: vec![i, k, end], amount: born * share * part, escapes: end == 3 });
            }
        }
    }
    let cells = paths
        .iter()
        .map(|p| vec![sources[p.nodes[0]].clone(), gates[p.nodes[1]].into(), ends[p.nodes[2]].into(), format::plain(p.amount)])
        .collect();
    let column = |title: &str, nodes: Vec<String>| FlowColumn { title: title.into(), nodes };
    figure(
        "genealogy",
        "Where errors come from, what lets them by and what becomes of them",
        "Errors flow from twelve sources past five gates to four ends. About a quarter gets out.",
        Chart::Genealogy(Genealogy {
            unit: "errors per 1000 items, as it is".into(),
            columns: vec![
                column("born at", sources.clone()),
                column("let by", gates.map(str::to_owned).to_vec()),
                column("what becomes of it", ends.map(str::to_owned).to_vec()),
            ],
            paths: paths.clone(),
        }),
        rows("Flows", &["born at", "let by", "ends", "per 1000 items"], cells),
    )
}

fn day() -> Block {
    let mut lanes: Vec<DayLane> = PEOPLE[..3]
        .iter()
        .enumerate()
        .map(|(p, (label, _, open, _, _))| {
            let looks = open.iter().flat_map(|&(from, to)| {
                (0..40).map(move |k| from + 0.31 * f64::from(k) + 0.05 * p as f64).take_while(move |at| at + 0.2 < to)
            });
            let bars: Vec<DayBar> =
                looks.map(|at| DayBar { from: at, to: at + 0.2, kind: DayKind::Review, wrong: false, text: String::new() }).collect();
            DayLane { label: (*label).into(), end: format!("{} looks", bars.len()), open: open.to_vec(), bars }
        })
        .collect();
    for (i, name) in TEAMS.iter().flat_map(|(_, names)| names.iter()).take(27).enumerate() {
        let many = 2 + (i * 5) % 6;
        let mut bars = Vec::new();
        for k in 0..many {
            let from = 6.4 + 0.23 * (i % 9) as f64 + 2.1 * k as f64;
            let to = from + 0.35 + 0.9 * ((i * 3 + k * 7) % 11) as f64 / 11.0;
            bars.push(DayBar { from, to, kind: DayKind::Work, wrong: (i + 2 * k) % 13 == 5, text: (10 * i + k).to_string() });
            if (i + k) % 3 == 0 {
                bars.push(DayBar { from: to, to: to + 0.7, kind: DayKind::Wait, wrong: false, text: String::new() });
            }
        }
        lanes.push(DayLane { label: (*name).into(), end: format!("{many} items"), open: Vec::new(), bars });
    }
    let event = |lane: usize, at: f64, kind, name: &str, text: &str| DayEvent { lane, at, kind, name: name.into(), text: text.into() };
    let events = vec![
        event(12, 7.9, DayEventKind::Caught, "a wrong date is caught", "post 90, by the editor"),
        event(0, 9.1, DayEventKind::Noted, "starts on 31 drafts left over night", ""),
        event(14, 10.4, DayEventKind::Escaped, "a newsletter with a wrong price goes out", "newsletter 112; no gate on its way"),
        event(0, 11.6, DayEventKind::Caught, "an invented source is caught", "post 94, born at the scout"),
        event(27, 14.3, DayEventKind::Noted, "the gate's time is out; it passes on", "episode 241"),
        event(
            28,
            16.2,
            DayEventKind::Escaped,
            "an episode with a false name goes out",
            "episode 240; let by the content lead and the quality lead",
        ),
    ];
    let cells = events.iter().map(|e| vec![format::plain(e.at), lanes[e.lane].label.clone(), e.name.clone(), e.text.clone()]).collect();
    figure(
        "day",
        "One day, as it is",
        "Thirty lanes from six in the morning to ten in the evening: three people and 27 agents. Two errors get out, two are caught.",
        Chart::Day(Day { span: (6.0, 22.0), lanes, events }),
        rows("What happened", &["hour", "where", "what", "more"], cells),
    )
}
