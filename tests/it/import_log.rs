//! Logs of what agents did: rates with their intervals, flows, and rows that cannot be right.

use std::fmt::Write as _;

use foretaste::input::Grade;
use foretaste::study::import::{Answers, Kind};

use crate::import_files::{Folder, answers, crew, made, refused, runs};

/// Ten weekdays of eight items: a writer (10 or 40 minutes), somebody who looks at every second item, and a sender; one item in five is done again.
fn log() -> String {
    let mut text = "item,agent,start,end,outcome,reviewer\n".to_owned();
    let mut number = 0;
    for week in 0..2 {
        for day in 2..7 {
            for hour in 9..17 {
                let date = format!("2026-03-{:02}", day + 7 * week);
                let looked = number % 2 == 0;
                let wrong = number % 10 == 3;
                let minutes = if number % 4 == 0 { 40 } else { 10 };
                let reviewer = if looked { "Ann" } else { "" };
                let _ = writeln!(
                    text,
                    "i{number},Writer,{date}T{hour:02}:00:00,{date}T{hour:02}:{minutes}:00,{},{reviewer}",
                    if wrong { "wrong" } else { "right" }
                );
                if looked {
                    let _ = writeln!(text, "i{number},Ann,{date}T{hour:02}:45:00,{date}T{hour:02}:48:00,,");
                }
                if number % 5 == 0 {
                    let _ = writeln!(text, "i{number},Writer,{date}T{hour:02}:49:00,{date}T{hour:02}:50:00,,");
                }
                let _ = writeln!(text, "i{number},Sender,{date}T{hour:02}:55:00,{date}T{hour:02}:55:30,ok,");
                number += 1;
            }
        }
    }
    text
}

/// What is left out when nobody says how many come.
fn counted() -> Answers {
    Answers { per_day: None, ..answers() }
}

#[test]
fn a_log_becomes_a_team_with_measured_rates() {
    let folder = Folder::new();
    let path = folder.put("log.csv", &log());
    let made = made(Kind::Trace(&path), None, &counted(), &folder);
    let study = runs(&made);
    let text = &made.text;
    let draft = study.team.draft();
    assert_eq!(draft.agents.iter().map(|agent| agent.name.as_str()).collect::<Vec<_>>(), ["Sender", "Writer"]);
    // 8 of 80 outcomes are wrong; 40 of 96 rows were looked at; 16 of 96 times the writer goes again.
    assert!(text.contains("8 of 80 in log.csv, with Wilson's 95 % interval"), "{text}");
    assert!(text.contains("[[0.025, 0.05155], [0.5, 0.1], [0.975, 0.1851]]"), "{text}");
    assert!(text.contains("autonomy = \"on the loop\"") && text.contains("40 of 96 in log.csv"), "{text}");
    assert!(text.contains("{ again = ") && text.contains("from = \"Writer\" }") && text.contains("16 of 96 in log.csv"), "{text}");
    // Ten open days of eight items each: no spread, so a plain number.
    assert!(text.contains("80 in 10 days of log.csv") && text.contains("hours = \"Mon-Fri 09:00-16:00\""), "{text}");
    // Looks take three minutes.
    assert!(text.contains("name   = \"Ann\"") && text.contains("fixed = 3,"), "{text}");
    let unknowns = foretaste::world::World::unknowns(&study.team);
    let measured = |path: &str| {
        (0..unknowns.len())
            .map(|at| unknowns.entry(at))
            .any(|entry| entry.path.starts_with(path) && entry.grade == Some(Grade::Measured) && entry.source.is_some())
    };
    for path in ["agents.Writer.minutes", "agents.Writer.wrong", "agents.Writer.on_the_loop", "flow"] {
        assert!(measured(path), "{path}: {:?}", (0..unknowns.len()).map(|at| unknowns.entry(at).path.clone()).collect::<Vec<_>>());
    }
}

#[test]
fn those_who_work_at_the_same_time_go_on_side_by_side() {
    let folder = Folder::new();
    let mut text = "item,agent,start,end,outcome,reviewer\n".to_owned();
    for item in 0..6 {
        let day = 2 + item;
        let _ = writeln!(text, "{item},A,2026-03-{day:02}T09:00:00,2026-03-{day:02}T09:10:00,,");
        let _ = writeln!(text, "{item},B,2026-03-{day:02}T09:20:00,2026-03-{day:02}T09:40:00,,");
        let _ = writeln!(text, "{item},C,2026-03-{day:02}T09:25:00,2026-03-{day:02}T09:30:00,,");
        let _ = writeln!(text, "{item},{},2026-03-{day:02}T10:00:00,2026-03-{day:02}T10:10:00,,", if item < 2 { "D" } else { "E" });
    }
    let path = folder.put("log.csv", &text);
    let made = made(Kind::Trace(&path), None, &answers(), &folder);
    assert!(made.text.contains("together = [[\"B\"], [\"C\"]], join = \"all\""), "{}", made.text);
    assert!(
        made.text.contains("2 of 6 in log.csv") && made.text.contains("steps = [\"D\"]") && made.text.contains("otherwise = [\"E\"]"),
        "{}",
        made.text
    );
    runs(&made);
}

#[test]
fn a_log_beside_a_crew_gives_it_rates() {
    let folder = Folder::new();
    let (agents, tasks) = crew(&folder);
    // Rows name the task or the agent of the file; `Tester` is neither.
    let text = log().replace(",Writer,", ",write,").replace(",Sender,", ",Tester,");
    let path = folder.put("log.csv", &text);
    let made = made(Kind::CrewAi { agents: &agents, tasks: &tasks }, Some(&path), &counted(), &folder);
    let study = runs(&made);
    assert!(made.text.contains("8 of 80 in log.csv"), "{}", made.text);
    let told: Vec<&str> = made.left.iter().map(|(_, what)| what.as_str()).collect();
    assert!(told.iter().any(|what| what.contains("80 rows of `Tester`, which is no agent of this team")), "{told:?}");
    assert!(told.iter().any(|what| what.contains("nothing of `researcher: find` is in the log")), "{told:?}");
    // The crew says that the writer is in the loop, and it stays there.
    assert_eq!(study.given[2], Some(foretaste::team::model::Preset::In));
    assert_eq!(study.spec.origin.as_ref().unwrap().files.len(), 3);
}

#[test]
fn bad_rows_are_told_with_their_lines_all_at_once() {
    let folder = Folder::new();
    let good = "1,A,2026-03-02T09:00:00,2026-03-02T09:10:00,right,\n";
    let check = |rows: &str, parts: &[&str]| {
        let path = folder.put("log.csv", &format!("item,agent,start,end,outcome,reviewer\n{good}{rows}"));
        refused(Kind::Trace(&path), &folder, parts);
    };
    check(
        "1,A,9:00,2026-03-02T09:10:00,,\n,A,2026-03-02T09:00:00,2026-03-02T09:10:00,,\n1,A,2026-03-02T09:20:00,2026-03-02T09:10:00,maybe,\n1,A,2026-03-02T09:20:00,2026-03-02T09:20:00,,\n",
        &[
            "log.csv:3:5",
            "`start` must be a time, got \"9:00\"",
            "log.csv:4",
            "`item` must not be empty",
            "log.csv:5:25",
            "the work ends before it starts",
            "`outcome` cannot be \"maybe\"",
            "log.csv:6",
            "the work takes no time",
        ],
    );
    check("1,A,2026-03-02T09:00:00\n", &["the row does not fit the header"]);
    check(&"1,A,x,2026-03-02T09:10:00,,\n".repeat(30), &["10 more cells of the log are wrong"]);
    let path = folder.put("log.csv", "item,agent,begin,end,outcome,reviewer\n1,A,x,y,,\n");
    refused(Kind::Trace(&path), &folder, &["has no column `start`"]);
    let path = folder.put("log.csv", "item,agent,start,end,outcome,reviewer\n1,A,2026-03-02T09:00:00,2026-03-02T09:10:00,,A\n");
    refused(Kind::Trace(&path), &folder, &["looks of reviewers, and no work of agents"]);
}
