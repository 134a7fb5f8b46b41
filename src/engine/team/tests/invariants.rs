//! What holds for every team.

use super::*;

/// Little's law to the last tick, and every item accounted for.
fn books_balance(team: &Team, tally: &Tally) {
    let lines = team.draft().agents.len() + team.draft().pools.len();
    for line in 0..lines {
        let one = team.in_line(tally, line);
        assert_eq!(one.area, one.spent, "line {line}: {one:?}");
    }
    for class in 0..team.draft().classes.len() {
        let items = team.items(tally, class);
        assert_eq!(items.arrived, items.delivered + items.dropped + items.open, "{items:?}");
        assert_eq!(items.dropped, items.stopped + items.caught, "{items:?}");
        assert!(items.escaped <= items.delivered && items.found <= items.escaped && items.turned_away <= items.dropped);
    }
}

#[test]
fn the_books_balance_to_the_last_item_and_tick() {
    for drain in [true, false] {
        let team = checked(rich(drain));
        for run in 0..4 {
            let tally = tally_of(&team, Vec::new(), run);
            books_balance(&team, &tally);
            let open: u64 = (0..2).map(|class| team.items(&tally, class).open).sum();
            assert!(open == 0 || !drain, "{open}");
            // All of it happened: something was caught, escaped, found, sent back, alarmed, promoted, turned down.
            let flows = team.fault_flows(&tally);
            for passed in [Passed::LetBy, Passed::Caught, Passed::Found] {
                assert!(flows.iter().any(|flow| flow.passed == passed && flow.count > 0), "{passed:?}");
            }
            assert!(flows.iter().any(|flow| flow.point == Point::Gate(0)) && flows.iter().any(|flow| flow.point == Point::Policy(0)));
            for kind in [Kind::Alarms(1), Kind::Drifted(1), Kind::Trusted(4), Kind::Out(0), Kind::Rejected(0), Kind::Escaped(None)] {
                assert!(value(&team, &tally, kind) > 0.0, "{kind:?}");
            }
        }
    }
}

#[test]
fn faults_go_somewhere() {
    // Without audits and loops of rework, each fault that is born escapes, is dropped, or is sent back and so undone.
    let team = samples::gated((0.0, 20_000.0), 0.3, [0.7, 0.1], Limit::Times(1)).unwrap();
    let tally = tally_of(&team, Vec::new(), 1);
    books_balance(&team, &tally);
    let origin = team.origins(&tally)[0];
    let caught: u64 = team.fault_flows(&tally).iter().filter(|flow| flow.passed == Passed::Caught).map(|flow| flow.count).sum();
    let let_by: u64 = team.fault_flows(&tally).iter().filter(|flow| flow.passed == Passed::LetBy).map(|flow| flow.count).sum();
    assert_eq!((origin.born, origin.escaped), (caught + let_by, let_by));
    assert_eq!(team.labels(&tally)[0].born, origin.born);
    assert!(origin.dropped > 0 && origin.dropped < caught);
}

#[test]
fn a_perfect_gate_lets_nothing_escape() {
    let team = samples::gated((0.0, 20_000.0), 0.3, [1.0, 0.1], Limit::Never).unwrap();
    let tally = tally_of(&team, Vec::new(), 0);
    let items = team.items(&tally, 0);
    assert!(items.escaped == 0 && items.delivered == items.arrived && items.back > 0);
}

#[test]
fn out_of_the_loop_everywhere_needs_no_gate_minutes() {
    let team = checked(rich(true));
    let mut edits: Vec<TeamEdit> =
        (0..5).map(|agent| Edit::Structure(TeamMove::Autonomy { agent, policy: Box::new(Policy::out_of_the_loop()) })).collect();
    edits.extend((0..2).map(|gate| Edit::Structure(TeamMove::OpenGate { gate })));
    let tally = tally_of(&team, edits, 0);
    assert_eq!(value(&team, &tally, Kind::HumanMinutes), 0.0);
    assert!(value(&team, &tally_of(&team, Vec::new(), 0), Kind::HumanMinutes) > 0.0);
    books_balance(&team, &tally);
}

/// Two lines that share nothing, the classes kept apart.
fn two_lines() -> Team {
    let mut draft = Draft::plain("apart", 0.0, 10_000.0, true);
    draft.classes =
        vec![Class::plain("left", Arrivals::per_minute(0.5)), Class { start: 1, ..Class::plain("right", Arrivals::per_minute(0.5)) }];
    draft.agents = vec![Agent::plain("a", Law::exponential(1.5)).with(1.0, 0.2), Agent::plain("b", Law::exponential(1.5)).with(1.0, 0.2)];
    draft.people = vec![Person::plain("p")];
    draft.pools = vec![Pool::plain("p", &[0])];
    draft.nodes = vec![work("left", 0, 2), work("right", 1, 2), out()];
    checked(draft)
}

#[test]
fn a_change_in_one_agent_leaves_what_shares_nothing_with_it_exactly_as_it_was() {
    let team = two_lines();
    let streams = Streams::new(Seed(3), At::default());
    let change = Edit::Structure(TeamMove::Autonomy { agent: 0, policy: Box::new(Policy::in_the_loop(people_review(1.0, 0.9, 0.1))) });
    let (before, _) = team.replay(&[], &arm(Vec::new()), &streams).unwrap();
    let (after, _) = team.replay(&[], &arm(vec![change]), &streams).unwrap();
    let of = |seen: &[super::super::Seen], class: usize| seen.iter().filter(|one| one.class == class).copied().collect::<Vec<_>>();
    assert!(of(&before, 1).len() > 10_000);
    assert_eq!(of(&before, 1), of(&after, 1));
    assert_ne!(of(&before, 0), of(&after, 0));
    // And what the changed items themselves met first is the same: they come at the same times.
    let came = |seen: &[super::super::Seen]| seen.iter().filter(|one| one.what == What::Came).map(|one| one.at).collect::<Vec<_>>();
    assert_eq!(came(&before), came(&after));
}

#[test]
fn the_same_run_on_one_and_four_threads_gives_the_same_bytes() {
    let mut inputs = Inputs::default();
    let mut draft = rich(true);
    let wrong = inputs.assume(
        "agents.writer.wrong",
        "How often the writer is wrong",
        "",
        crate::stats::Dist::uniform(0.05, 0.4).unwrap(),
        "a test",
        crate::input::Grade::Judgement,
    );
    draft.agents[0].fault = Fault::Chance(wrong);
    let team = Team::check(draft, inputs, &[]).unwrap();
    let edit = Edit::Number(NumberEdit { slot: 0, change: Change::Scale(fixed(0.5)) });
    let arms = [arm(Vec::new()), Arm { name: "better".to_owned(), ..arm(vec![edit]) }];
    let readout = Figures::all(&team);
    let run = |threads| {
        let settings = Settings {
            seed: Seed(11),
            replicates: Replicates::Fixed(6),
            inner: 2,
            batching: Batching { threads, chunk: 1 },
            blocks: crate::montecarlo::Blocks::All,
        };
        let job = Pairing {
            world: &team,
            arms: &arms,
            readout: &readout,
            settings,
            enough: &|_| true,
            progress: &|_| (),
            interrupt: &AtomicBool::new(false),
        };
        compare(&job).unwrap()
    };
    let (one, four) = (run(1), run(4));
    assert_eq!(format!("{one:?}"), format!("{four:?}"));
    let escaped = one.index("escaped").unwrap();
    assert!(one.difference(1, escaped).iter().all(|difference| *difference < 0.0), "{:?}", one.difference(1, escaped));
}

/// Nominal 95 % intervals hold the exact value in a share of 10,000 experiments that lies inside the 99.9 % binomial band.
#[test]
fn intervals_hold_the_exact_value_as_often_as_they_say() {
    // Wrong in 1 of 2, the gate sees 6 of 10 and turns down 4 of 10 that are right: 0.4 of what is delivered is wrong, exactly.
    let team = samples::gated((0.0, 24.0), 0.5, [0.6, 0.4], Limit::Never).unwrap();
    let arms = [arm(Vec::new())];
    let plan = team.bind(&[], &arms).unwrap();
    let mut scratch = team.scratch();
    let mut tallies = team.tallies(&arms);
    let (mut covered, mut run) = (0, 0);
    for _ in 0..10_000 {
        // A ratio of two sums over runs would be biased, so each run counts the wrong ones among a fixed number: wrong less 0.4 of all.
        let values: Vec<f64> = (0..16)
            .map(|_| {
                tallies[0] = Tally::zeros(tallies[0].counts.len(), tallies[0].sums.len());
                team.run(&plan, 0, &Streams::new(Seed(7), At { theta: run, inner: 0 }), &mut scratch, &mut tallies).unwrap();
                run += 1;
                let items = team.items(&tallies[0], 0);
                items.escaped as f64 - 0.4 * items.delivered as f64
            })
            .collect();
        let interval = crate::stats::interval::t_interval(&values, crate::stats::interval::Level::P95).unwrap();
        covered += u32::from(interval.contains(0.0));
    }
    // 95 % ± 3.29 standard errors of a share in 10,000.
    assert!((9_428..=9_572).contains(&covered), "{covered}");
}

#[test]
fn loads_are_those_of_the_closed_forms() {
    let load = |team: &Team| loads(team, &[]).unwrap();
    let gate = load(&samples::gated((0.0, 100.0), 0.15, [0.6, 0.05], Limit::Never).unwrap());
    assert!((gate[0].share - 1.152_738 / 2.0).abs() < 1e-6, "{gate:?}");
    assert!((gate[1].share - 1.152_738 / 1.6).abs() < 1e-6 && gate[1].person && gate[1].name == "person 0");
    let reviewed = load(&samples::reviewed((0.0, 100.0), 0.5, 0.2).unwrap());
    assert!((reviewed[0].share - 1.0 / 0.9 / 2.0).abs() < 1e-9 && (reviewed[1].share - 0.5 / 0.9 * 1.25).abs() < 1e-9, "{reviewed:?}");
}

#[test]
fn an_arm_changes_numbers_and_structure() {
    let mut inputs = Inputs::default();
    let pace = inputs.imply("people.person 0.pace", "pace", "", 1.0);
    let mut draft = samples::reviewed((0.0, 20_000.0), 0.5, 0.2).unwrap().draft().clone();
    draft.people[0].pace = pace;
    let team = Team::check(draft, inputs, &[]).unwrap();
    let mean = |edits| value(&team, &tally_of(&team, edits, 0), Kind::Lead(Lead::Mean, None));
    let faster = Edit::Number(NumberEdit { slot: 0, change: Change::Set(fixed(0.5)) });
    let alone = Edit::Structure(TeamMove::Autonomy { agent: 0, policy: Box::new(Policy::default()) });
    assert!(mean(vec![alone]) < mean(vec![faster.clone()]) && mean(vec![faster]) < mean(Vec::new()));
    let nobody = TeamMove::Without { person: 0 };
    assert_eq!(nobody.check(&team).unwrap_err()[0].to_string(), "`pools.reviewers` would have nobody in it");
    assert!(TeamMove::OpenGate { gate: 3 }.check(&team).is_err());
    // A policy that is brought in with a number out of its bounds is refused when its value is known.
    let wrong = Policy::in_the_loop(people_review(1.0, 1.4, 0.0));
    let error = team.bind(&[], &[arm(vec![Edit::Structure(TeamMove::Autonomy { agent: 0, policy: Box::new(wrong) })])]).unwrap_err();
    assert_eq!(error.to_string(), "`agents.agent.policy.approve.detects` drew 1.4, allowed in [0, 1]");
}

#[test]
fn everything_wrong_with_a_team_is_told_at_once() {
    let mut draft = rich(true);
    draft.agents[0].cost = fixed(-1.0);
    draft.agents.push(Agent::plain("idle", Law::exponential(0.0)));
    draft.gates[0].review.detects = fixed(1.2);
    draft.pools.push(Pool::plain("empty", &[]));
    draft.nodes[8].kind = NodeKind::Choice { ways: vec![(fixed(0.7), 9), (fixed(0.6), 10)], otherwise: 10 };
    draft.nodes[9].kind = NodeKind::Loop { again: fixed(1.0), limit: Limit::Never, back: 9, next: 10 };
    draft.nodes.push(Node::new("nowhere", NodeKind::Exit { delivered: false }));
    draft.agents[1].lead = Some(2);
    draft.agents[2].lead = Some(1);
    let problems: Vec<String> = Team::check(draft, Inputs::default(), &[]).unwrap_err().iter().map(Problem::to_string).collect();
    let expected = [
        "`agents.checker` leads itself, directly or through others",
        "`agents.editor` leads itself, directly or through others",
        "`agents.idle.minutes.mean` must be above 0, got 0",
        "`agents.idle` has nothing to do: no step of the flow and no review names it",
        "`agents.writer.cost` must be 0 or more, got -1",
        "`flow.nowhere` is never reached",
        "`flow.round` has no way out: what comes here never ends",
        "`flow.way` has ways whose chances add up to 1.2999999999999998, which is more than 1",
        "`gates.judge.detects` must be in [0, 1], got 1.2",
        "`pools.empty` has nobody in it",
    ];
    for line in expected {
        let structural = ["flow.", "idle` has"].iter().any(|part| line.contains(part));
        // The flow is looked at once every position is sound, which a lead that leads itself is not.
        assert!(structural || problems.contains(&line.to_owned()), "{line} is not in {problems:#?}");
    }
    let mut draft = rich(true);
    draft.nodes[9].kind = NodeKind::Loop { again: fixed(1.0), limit: Limit::Never, back: 9, next: 10 };
    draft.nodes[11].kind = NodeKind::Work { agent: 4, length: None, next: 6 };
    draft.nodes.push(Node::new("nowhere", NodeKind::Exit { delivered: false }));
    draft.agents.push(Agent::plain("idle", Law::fixed(1.0)));
    let problems: Vec<String> = Team::check(draft, Inputs::default(), &[]).unwrap_err().iter().map(Problem::to_string).collect();
    assert_eq!(
        problems,
        [
            "`agents.idle` has nothing to do: no step of the flow and no review names it",
            "`flow.end` is reached both from inside and from outside of a parallel group",
            "`flow.nowhere` is never reached",
            "`flow.round` has no way out: what comes here never ends",
        ]
    );
}
