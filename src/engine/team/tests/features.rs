//! Each feature by itself, against what it must do.

use super::*;

/// One agent, one class, every item in turn; most settings off.
fn single(minutes: f64, agent: Agent) -> Draft {
    let mut draft = Draft::plain("one", 0.0, minutes, true);
    draft.classes = vec![Class::plain("items", Arrivals::Every { minutes: fixed(10.0), first: fixed(0.0) })];
    draft.agents = vec![agent];
    draft.people = vec![Person::plain("p")];
    draft.pools = vec![Pool::plain("pool", &[0])];
    draft.nodes = vec![work("work", 0, 1), out()];
    draft
}

fn agent(wrong: f64) -> Agent {
    Agent::plain("agent", Law::fixed(2.0)).with(1.0, wrong)
}

fn certain(minutes: f64, detects: f64, false_rejects: f64) -> Review {
    Review::plain(Reviewer::People(0), Law::fixed(minutes), detects, false_rejects)
}

/// `share` within four standard errors of what is expected of so many trials.
#[track_caller]
fn near(share: f64, expected: f64, trials: f64) {
    let error = (expected * (1.0 - expected) / trials).sqrt();
    assert!((share - expected).abs() < 4.0 * error, "{share} is not {expected} ± {error}");
}

#[test]
fn time_of_an_item_is_the_sum_of_what_it_meets() {
    let mut draft = single(1_000.0, agent(0.0));
    draft.hand_offs = vec![HandOff { delay: Law::fixed(3.0), ..HandOff::plain() }];
    draft.nodes = vec![work("work", 0, 1), Node::new("pass", NodeKind::HandOff { hand_off: 0, next: 2 }), out()];
    let mean = |draft: &Draft| {
        let team = checked(draft.clone());
        value(&team, &tally_of(&team, Vec::new(), 0), Kind::Lead(Lead::Mean, None))
    };
    assert_eq!(mean(&draft), 5.0);
    // The hub is looked at every 10 minutes: work ends at 2, is there at 5, is met at 10.
    draft.hand_offs[0].poll = fixed(10.0);
    assert_eq!(mean(&draft), 10.0);
    // A review of 4 minutes before it goes on.
    draft.agents[0].policy = Policy::in_the_loop(certain(4.0, 1.0, 0.0));
    assert_eq!(mean(&draft), 10.0);
    draft.hand_offs[0].poll = fixed(0.0);
    assert_eq!(mean(&draft), 9.0);
}

#[test]
fn reviews_happen_in_hours_and_are_finished_after_them() {
    let mut draft = single(7.0 * 1_440.0, agent(0.0));
    draft.classes[0].arrivals = Arrivals::Trace { at: vec![0.0, 715.0] };
    draft.people[0].hours = Week::on_days(&[0], 540, 720).unwrap();
    draft.agents[0].policy = Policy::in_the_loop(certain(30.0, 1.0, 0.0));
    let team = checked(draft);
    let (seen, tally) = team.replay(&[], &arm(Vec::new()), &Streams::new(Seed(1), At::default())).unwrap();
    let starts: Vec<(f64, u64)> =
        seen.iter().filter(|one| one.what == What::Starts { person: Some(0) }).map(|one| (one.at.minutes(), one.number)).collect();
    let left: Vec<f64> = seen.iter().filter(|one| matches!(one.what, What::Left { .. })).map(|one| one.at.minutes()).collect();
    // The second is started at 717, three minutes before the shift ends, and finished after it.
    assert_eq!((starts, left), (vec![(540.0, 0), (717.0, 1)], vec![570.0, 747.0]));
    assert_eq!(value(&team, &tally, Kind::PersonUse(0)), 60.0 / 180.0);
    assert_eq!(team.in_line(&tally, 1).by_hour.iter().sum::<u64>(), 2);
    let mut hours = [0.0; 24];
    (hours[9], hours[11], hours[12]) = (30.0, 3.0, 27.0);
    assert_eq!(team.reviewing_by_hour(&tally, 0), hours);
}

#[test]
fn what_a_time_out_does_is_what_it_says() {
    let run = |then: Then| {
        let mut draft = single(10_000.0, agent(0.0));
        draft.people = vec![Person { hours: Week::on_days(&[6], 0, 60).unwrap(), ..Person::plain("p") }, Person::plain("q")];
        draft.pools = vec![Pool::plain("pool", &[0]), Pool::plain("other", &[1])];
        let review = Review { time_out: Some(TimeOut { after: Law::fixed(15.0), then }), ..certain(1.0, 0.0, 0.0) };
        draft.gates = vec![named_gate("gate", review)];
        draft.nodes = vec![work("work", 0, 1), Node::new("gate", NodeKind::Gate { gate: 0, pass: 2, back: None }), out()];
        let team = checked(draft);
        let tally = tally_of(&team, Vec::new(), 0);
        (team.items(&tally, 0), value(&team, &tally, Kind::Lead(Lead::Quantile(0.5), None)), value(&team, &tally, Kind::PersonMinutes(1)))
    };
    let (denied, ..) = run(Then::Deny);
    let (approved, median, _) = run(Then::Approve);
    let (escalated, later, minutes) = run(Then::Escalate(Reviewer::People(1)));
    // The person comes for an hour on Sunday: of 1,000 items a few are looked at.
    assert!(denied.dropped > 980 && denied.stopped == denied.dropped && denied.dropped < 1_000, "{denied:?}");
    assert!(approved.delivered == 1_000 && (median - 17.0).abs() < 0.3, "{approved:?} {median}");
    assert!(escalated.delivered == 1_000 && (later - 18.0).abs() < 0.3 && minutes > 100.0, "{later} {minutes}");
}

#[test]
fn policies_see_what_they_say_they_see() {
    let run = |policy: Policy| {
        let team = checked(single(200_000.0, Agent { policy, ..agent(0.3) }));
        let tally = tally_of(&team, Vec::new(), 0);
        (value(&team, &tally, Kind::Escaped(None)) / 100.0, team.items(&tally, 0), value(&team, &tally, Kind::HumanMinutes) / 144.0)
    };
    let trials = 20_000.0;
    let (alone, ..) = run(Policy::out_of_the_loop());
    near(alone, 0.3, trials);
    let (all, items, minutes) = run(Policy { redo: Some(0), ..Policy::in_the_loop(certain(1.0, 0.6, 0.05)) });
    near(all, 0.12 / (0.12 + 0.665), items.delivered as f64);
    assert!((minutes - 1.0).abs() < 1e-9, "{minutes}");
    let half = Policy { approve: Some((fixed(0.5), certain(1.0, 1.0, 0.0))), redo: Some(0), ..Policy::default() };
    let (covered, items, minutes) = run(half);
    near(covered, 0.15 / 0.85, items.delivered as f64);
    near(minutes, 0.5, trials);
    let veto = Veto {
        window: fixed(3.0),
        pool: 0,
        notice: fixed(0.5),
        detects: fixed(1.0),
        false_rejects: fixed(0.0),
        minutes: fixed(1.0),
        interrupt: true,
    };
    let (watched, items, minutes) = run(Policy { redo: Some(0), ..Policy::on_the_loop(Some(veto), None) });
    near(watched, 0.15 / 0.85, items.delivered as f64);
    near(minutes, 0.5, trials);
    // Without the right to interrupt all of it goes out, and what was noticed is known.
    let (known, items, _) = run(Policy::on_the_loop(Some(Veto { interrupt: false, ..veto }), None));
    near(known, 0.3, trials);
    near(items.found as f64 / items.escaped as f64, 0.5, items.escaped as f64);
    let audit = Audit { share: fixed(0.25), review: certain(1.0, 0.8, 0.0) };
    let (sampled, items, minutes) = run(Policy::on_the_loop(None, Some(audit)));
    near(sampled, 0.3, trials);
    near(items.found as f64 / items.escaped as f64, 0.2, items.escaped as f64);
    near(minutes, 0.25, trials);
}

#[test]
fn harm_lasts_until_somebody_finds_out() {
    let hours = |share: f64, reversible: bool| {
        let audit = Audit { share: fixed(share), review: certain(1.0, 1.0, 0.0) };
        let mut draft = single(100_000.0, Agent { policy: Policy::on_the_loop(None, Some(audit)), ..agent(0.5) });
        draft.classes[0].stakes = Stakes { found_after: fixed(600.0), reversible, ..Stakes::none() };
        let team = checked(draft);
        let tally = tally_of(&team, Vec::new(), 0);
        value(&team, &tally, Kind::Harm(None)) / value(&team, &tally, Kind::Escaped(None))
    };
    // Ten hours on average where nobody looks or nothing can be undone; a minute where all is looked at at once.
    assert!((hours(0.0, true) - 10.0).abs() < 0.6, "{}", hours(0.0, true));
    assert!((hours(1.0, false) - 10.0).abs() < 0.6);
    assert!((hours(1.0, true) - 1.0 / 60.0).abs() < 0.001, "{}", hours(1.0, true));
}

#[test]
fn lost_context_and_its_origin() {
    let mut draft = single(200_000.0, agent(0.1));
    draft.agents.push(Agent { name: "second".to_owned(), ..agent(0.0) });
    draft.hand_offs = vec![HandOff { loses: fixed(0.5), keeps: fixed(0.6), ..HandOff::plain() }];
    draft.nodes = vec![work("first", 0, 1), Node::new("pass", NodeKind::HandOff { hand_off: 0, next: 2 }), work("second", 1, 3), out()];
    let team = checked(draft);
    let tally = tally_of(&team, Vec::new(), 0);
    let origins = team.origins(&tally);
    // Half lose context, and 40 % of what was right then comes out wrong: it counts against the hand-off, not the agent.
    near(origins[2].born as f64 / 18_000.0, 0.2, 18_000.0);
    near(origins[2].amplified as f64 / origins[0].born as f64, 0.2, origins[0].born as f64);
    assert_eq!((origins[1].born, team.labels(&tally)[2].born), (0, origins[2].born));
    near(value(&team, &tally, Kind::Escaped(None)) / 100.0, 1.0 - 0.9 * 0.8, 20_000.0);
    near(value(&team, &tally, Kind::Cascades(None)) / 100.0, 0.1 * 0.2, 20_000.0);
}

#[test]
fn longer_tasks_go_wrong_by_half_lives_and_items_differ() {
    let escaped = |fault: Fault, spread: Option<Input>| {
        let team = checked(single(200_000.0, Agent { fault, spread, ..agent(0.0) }));
        value(&team, &tally_of(&team, Vec::new(), 0), Kind::Escaped(None)) / 100.0
    };
    let half_life = |length: f64, shape: f64| Fault::HalfLife { t50: fixed(320.0), shape: fixed(shape), length: fixed(length) };
    near(escaped(half_life(320.0, 1.0), None), 0.5, 20_000.0);
    near(escaped(half_life(640.0, 1.0), None), 0.75, 20_000.0);
    near(escaped(half_life(32.0, 0.6), None), 1.0 - 0.5_f64.powf(0.1_f64.powf(0.6)), 20_000.0);
    // The spread moves no mean; two agents in a row are then wrong together more often than by chance.
    let spread = Some(fixed(1.37));
    near(escaped(Fault::Chance(fixed(0.39)), spread), 0.39, 20_000.0);
    let mut draft = single(200_000.0, Agent { spread, ..agent(0.39) });
    draft.agents.push(Agent { name: "second".to_owned(), ..draft.agents[0].clone() });
    draft.nodes = vec![work("first", 0, 1), work("second", 1, 2), out()];
    let team = checked(draft);
    assert!(value(&team, &tally_of(&team, Vec::new(), 0), Kind::Escaped(None)) < 100.0 * (1.0 - 0.61 * 0.61) - 5.0);
}

#[test]
fn joins_wait_for_all_any_or_a_quorum() {
    let lead = |join: Join| {
        let mut draft = single(1_000.0, Agent::plain("quick", Law::fixed(1.0)));
        draft.agents.extend([Agent::plain("steady", Law::fixed(3.0)), Agent::plain("slow", Law::fixed(7.0))]);
        draft.nodes = vec![
            Node::new("fork", NodeKind::Fork { branches: vec![1, 2, 3], join, next: 5 }),
            work("a", 0, 4),
            work("b", 1, 4),
            work("c", 2, 4),
            Node::new("end", NodeKind::BranchEnd),
            out(),
        ];
        let team = checked(draft);
        let tally = tally_of(&team, Vec::new(), 0);
        // What is no longer needed is finished all the same.
        assert_eq!(value(&team, &tally, Kind::Use(2)), 0.7);
        value(&team, &tally, Kind::Lead(Lead::Mean, None))
    };
    assert_eq!((lead(Join::All), lead(Join::Quorum(2)), lead(Join::Any)), (7.0, 3.0, 1.0));
}

#[test]
fn outages_stop_starts_and_not_what_has_started() {
    let mut draft = single(500_000.0, Agent { model: Some(0), ..agent(0.0) });
    draft.models = vec![Model { outage: Some(Outage { between: fixed(900.0), lasts: Law::exponential(100.0) }), ..Model::plain("m") }];
    let team = checked(draft);
    let tally = tally_of(&team, Vec::new(), 0);
    let out = value(&team, &tally, Kind::Out(0));
    assert!((out - 0.1).abs() < 0.02, "{out}");
    let (seen, _) = team.replay(&[], &arm(Vec::new()), &Streams::new(Seed(4), At::default())).unwrap();
    let service: Vec<f64> = seen
        .windows(2)
        .filter(|pair| matches!(pair[0].what, What::Starts { .. }) && pair[1].what == What::Ends)
        .map(|pair| pair[1].at.minutes() - pair[0].at.minutes())
        .collect();
    assert!(service.len() > 10_000 && service.iter().all(|minutes| (minutes - 2.0).abs() < 1e-9));
    assert!(value(&team, &tally, Kind::Held(0)) > 0.08);
}

#[test]
fn drift_grows_until_it_is_noticed() {
    let drift = Drift { per_item: fixed(0.02), per_minute: fixed(0.0), keeps: fixed(0.9), floor: fixed(0.2) };
    let run = |detector: Option<Detector>, share: f64| {
        let audit = Audit { share: fixed(share), review: certain(0.5, 1.0, 0.0) };
        let one = Agent { drift: Some(drift), detector, policy: Policy::on_the_loop(None, Some(audit)), ..agent(0.02) };
        let team = checked(single(400_000.0, one));
        let tally = tally_of(&team, Vec::new(), 0);
        let at = |kind| value(&team, &tally, kind);
        (at(Kind::Drifted(0)), at(Kind::Escaped(None)) / 100.0, at(Kind::Alarms(0)), at(Kind::FalseAlarms(0)))
    };
    let (never, escaped, ..) = run(None, 0.0);
    assert!(never > 0.99 && (escaped - (1.0 - 0.98 * 0.2)).abs() < 0.01, "{never} {escaped}");
    // An audit that finds a wrong item puts the agent right, detector or not.
    let (some, fewer, ..) = run(None, 0.3);
    assert!(some < 0.5 && fewer < 0.3, "{some} {fewer}");
    let rules = [
        Rule::Cusum { target: fixed(0.02), slack: fixed(0.1), limit: fixed(0.8) },
        Rule::Ewma { target: fixed(0.02), weight: fixed(0.3), limit: fixed(0.3) },
        Rule::Sprt { good: fixed(0.02), bad: fixed(0.4), alpha: fixed(0.05), beta: fixed(0.05) },
    ];
    for rule in rules {
        let on_alarm = OnAlarm::Policy { policy: Box::new(Policy::in_the_loop(certain(0.5, 1.0, 0.0))), clean: fixed(20.0) };
        let (_, with_alarm, alarms, wrongly) = run(Some(Detector { rule, on_alarm }), 0.3);
        assert!(alarms > 0.0 && (0.0..=1.0).contains(&wrongly) && with_alarm < fewer, "{rule:?}: {alarms} {wrongly} {with_alarm} {fewer}");
    }
    let pause = Detector { rule: rules[0], on_alarm: OnAlarm::Pause(fixed(500.0)) };
    assert!(run(Some(pause), 0.3).2 > 0.0);
}

#[test]
fn autonomy_is_earned_and_lost() {
    let clean = Policy::in_the_loop(certain(0.5, 1.0, 0.0));
    let free = Policy::on_the_loop(None, Some(Audit { share: fixed(0.2), review: certain(0.5, 1.0, 0.0) }));
    let run = |wrong: f64, needed: f64| {
        let earned = Some(Earned { policy: Box::new(free.clone()), clean: fixed(needed) });
        let team = checked(single(400_000.0, Agent { earned, policy: clean.clone(), ..agent(wrong) }));
        let tally = tally_of(&team, Vec::new(), 0);
        (value(&team, &tally, Kind::Trusted(0)), value(&team, &tally, Kind::Escaped(None)), value(&team, &tally, Kind::HumanMinutes))
    };
    let (flawless, none, _) = run(0.0, 50.0);
    assert!(flawless > 0.99 && none == 0.0, "{flawless}");
    let (seldom, ..) = run(0.2, 50.0);
    assert!(seldom < 0.01, "{seldom}");
    let ((easy, risk, saves), (hard, safe, costs)) = (run(0.05, 5.0), run(0.05, 30.0));
    assert!(easy > hard && risk > safe && saves < costs);
}

#[test]
fn reviewers_tire_and_lean_on_each_other() {
    let missed = |vigilance: Option<Vigilance>, share: f64| {
        let mut draft = single(100_000.0, agent(0.5));
        draft.people.push(Person { vigilance, hours: Week::on_days(&[0, 1, 2, 3, 4, 5, 6], 0, 1_439).unwrap(), ..Person::plain("q") });
        draft.pools.push(Pool::plain("second", &[1]));
        draft.gates = vec![
            named_gate("one", certain(1.0, 0.5, 0.0)),
            named_gate("two", Review { by: Reviewer::People(1), ..certain(1.0, 0.8, 0.0) }),
        ];
        draft.gates[1].leans_on = Some((0, fixed(share)));
        let gate = |gate: usize, pass: usize| NodeKind::Gate { gate, pass, back: None };
        draft.nodes = vec![work("work", 0, 1), Node::new("one", gate(0, 2)), Node::new("two", gate(1, 3)), out()];
        let team = checked(draft);
        value(&team, &tally_of(&team, Vec::new(), 0), Kind::Missed(1))
    };
    near(missed(None, 0.0), 0.2, 2_500.0);
    near(missed(None, 0.5), 1.0 - 0.8 * 0.5, 2_500.0);
    // Over a watch of a day nearly all of it is past the half hour.
    near(missed(Some(Vigilance { depth: fixed(0.25), complete: fixed(30.0) }), 0.0), 1.0 - 0.8 * 0.75, 2_500.0);
}

#[test]
fn a_model_does_not_see_its_own_faults() {
    let caught = |model: Option<usize>| {
        let mut draft = single(100_000.0, Agent { model: Some(0), ..agent(0.5) });
        draft.models = vec![Model { blind: fixed(0.75), ..Model::plain("m") }];
        draft.agents.push(Agent { model, ..Agent::plain("judge", Law::fixed(0.1)) });
        draft.gates = vec![named_gate("judge", Review::plain(Reviewer::Agent(1), Law::fixed(0.5), 0.8, 0.0))];
        draft.nodes = vec![work("work", 0, 1), Node::new("gate", NodeKind::Gate { gate: 0, pass: 2, back: None }), out()];
        let team = checked(draft);
        value(&team, &tally_of(&team, Vec::new(), 0), Kind::Dropped(None)) / 100.0
    };
    near(caught(None), 0.4, 10_000.0);
    near(caught(Some(0)), 0.1, 10_000.0);
}

#[test]
fn a_way_back_by_chance_is_drawn_anew_each_time() {
    let mut draft = single(100_000.0, agent(0.0));
    draft.nodes = vec![work("work", 0, 1), Node::new("enough", NodeKind::Choice { ways: vec![(fixed(0.5), 0)], otherwise: 2 }), out()];
    let team = checked(draft);
    let tally = tally_of(&team, Vec::new(), 0);
    assert_eq!(team.items(&tally, 0).delivered, 10_000);
    // The times are geometric: mean 2, variance 2, so four standard errors over 10,000 items are .057.
    assert!((value(&team, &tally, Kind::Passes(None)) - 2.0).abs() < 0.057);
    assert!((value(&team, &tally, Kind::Rework(None)) - 1.0).abs() < 0.057);
}

#[test]
fn a_full_line_turns_items_away() {
    // Four at once, one slot and room for one: two are turned away.
    let mut draft = single(70_000.0, Agent { room: Some(fixed(1.0)), ..agent(0.0) });
    draft.classes[0].arrivals = Arrivals::Clock { at: vec![600, 4_000], batch: fixed(4.0) };
    let team = checked(draft);
    let items = team.items(&tally_of(&team, Vec::new(), 0), 0);
    assert_eq!((items.turned_away, items.delivered, items.arrived), (items.arrived / 2, items.arrived / 2, 4 * 14));
}

#[test]
fn what_was_made_wrong_upstream_goes_back_to_where_it_was_made() {
    let mut draft = single(50_000.0, agent(0.4));
    draft.agents.push(Agent { name: "second".to_owned(), policy: Policy::in_the_loop(certain(1.0, 1.0, 0.0)), ..agent(0.0) });
    draft.nodes = vec![work("first", 0, 1), work("second", 1, 2), out()];
    let team = checked(draft);
    let tally = tally_of(&team, Vec::new(), 0);
    let items = team.items(&tally, 0);
    // The second agent cannot mend what the first did; only doing that again can, so that nothing is lost and nothing gets by.
    assert!(items.delivered == items.arrived && items.escaped == 0);
    let passes = items.worked as f64 / items.arrived as f64;
    assert!((passes - 2.0 / 0.6).abs() < 0.15, "{passes}");
}
