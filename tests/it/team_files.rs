//! Team files that are good: the shortest, the starter, the shipped ones, and what their words mean.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use foretaste::montecarlo::{Blocks, Pairing, Replicates, Settings, compare};
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::autonomy::{TeamStudy, load, read};
use foretaste::team::Figures;
use foretaste::team::model::{Arrivals, Fault, Law, NodeKind, Policy, Preset, Reviewer, Then, Week};
use foretaste::world::{Arm, Depth, Input, World};

/// The shortest file that is of use.
pub(crate) const SHORT: &str = r#"
title    = "Letters"
question = "Which agents may work alone?"
currency = "EUR"

[costs]
wrong        = 120
stopped      = 5
harm_an_hour = 0
reversible   = true

[[people]]
name   = "Ann"
hours  = "Mon-Fri 09:00-12:00, 13:00-17:00"
review = { minutes = 3, detects = { from = "careful human, design" } }

[[agents]]
name     = "Writer"
minutes  = [1, 2, 6]
wrong    = { from = "model, 20-minute task" }
autonomy = "in the loop"

[flow]
steps = ["Writer"]

[arrivals]
letters = { per_day = 20 }
"#;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
pub(crate) fn good(text: &str) -> TeamStudy {
    read("team.toml", text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

#[track_caller]
pub(crate) fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "`{old}` is not in the text");
    text.replacen(old, new, 1)
}

#[test]
fn the_shortest_file_has_25_lines() {
    let study = good(SHORT);
    assert!(SHORT.lines().filter(|line| !line.trim().is_empty()).count() <= 25);
    assert!(study.remarks.is_none(), "{}", study.remarks.unwrap());
    assert_eq!((study.given.as_slice(), study.limits.human_minutes_a_day), ([Some(Preset::In)].as_slice(), None));
    let draft = study.team.draft();
    assert_eq!((draft.agents.len(), draft.pools.len(), draft.pools[0].people.as_slice()), (1, 1, [0].as_slice()));
    // What nobody said stands in the ledger with its source, and what the file leaves out does not.
    let ledger: Vec<&str> = study.team.numbers().ledger().map(|entry| entry.path.as_str()).collect();
    for path in
        ["defaults.task half-life", "defaults.half-life shape", "defaults.careful human, design", "defaults.careful human, false alarms"]
    {
        assert!(ledger.contains(&path), "{path} is not in {ledger:?}");
    }
    assert!(!ledger.contains(&"agents.Writer.cost"));
    assert!(study.team.numbers().ledger().filter(|entry| entry.path.starts_with("defaults.")).all(|entry| entry.source.is_some()));
}

#[test]
fn every_agent_has_all_three_settings() {
    let study = good(SHORT);
    let [tight, watched, free] = &study.settings[0];
    assert_eq!([tight, watched, free].map(Policy::preset), Preset::ALL);
    assert_eq!((tight.redo, &study.team.draft().agents[0].policy), (Some(2), tight));
    let audit = watched.audit.as_ref().unwrap();
    let share = study.team.numbers().slot("defaults.share looked at afterwards").map(Input::Slot);
    assert_eq!((Some(audit.share), audit.review.by, &watched.veto), (share, Reviewer::People(0), &None));
    assert_eq!(study.all(Preset::Out).len(), 1);
}

#[test]
fn words_become_numbers() {
    let text = with(
        SHORT,
        "autonomy = \"in the loop\"\n",
        "autonomy = { approve = 0.5, after = \"1 day\", then = \"escalate\", escalate_to = \"Bob\", reviewer = \"Ann\", redo = 1 }\n",
    );
    let text = with(
        &text,
        "[[agents]]",
        "[[people]]\nname = 'Bob'\nhours = 'Sat-Sun 22:00-02:00'\nreview = { minutes = { fixed = [1, 2, 3] }, detects = 0.5 }\n[every_agent]\nreviewer = 'Ann'\n\n[[agents]]",
    );
    let text = with(
        &text,
        "{ per_day = 20 }",
        "{ per_day = 20, hours = 'weekdays 08:00-18:00', due = '2 h 30 min' }\nparcels = { at = 'Mon-Wed 08:30, 14:00', batch = 3, priority = 'urgent' }",
    );
    let text = with(&text, "reversible   = true\n", "reversible   = true\nlate = 1\n[costs.by_class.parcels]\nwrong = 9\n");
    let study = good(&text);
    let (draft, numbers) = (study.team.draft(), study.team.numbers());
    let values = numbers.values(&numbers.medians());
    let (approve, review) = draft.agents[0].policy.approve.unwrap();
    let time_out = review.time_out.unwrap();
    let Law::Fixed(after) = time_out.after else { panic!("{:?}", time_out.after) };
    assert_eq!((approve.at(&values), after.at(&values), draft.agents[0].policy.redo), (0.5, 1_440.0, Some(1)));
    let Then::Escalate(Reviewer::People(to)) = time_out.then else { panic!("{:?}", time_out.then) };
    assert_eq!(draft.pools[to].name, "Bob");
    // Saturday night goes on into Sunday, and Sunday night into Monday.
    assert_eq!(Some(&draft.people[1].hours), Week::new(&[(8_520, 8_760), (9_960, 10_080), (0, 120)]).as_ref());
    assert_eq!(study.given, [None]);
    let [letters, parcels] = &draft.classes[..] else { panic!("{}", draft.classes.len()) };
    assert_eq!((letters.due.unwrap().at(&values), letters.priority, parcels.priority), (150.0, 1, 0));
    assert_eq!((letters.stakes.wrong.at(&values), parcels.stakes.wrong.at(&values)), (120.0, 9.0));
    let Arrivals::Clock { at, batch } = &parcels.arrivals else { panic!("{:?}", parcels.arrivals) };
    assert_eq!((at.as_slice(), batch.at(&values)), ([510, 840, 1_950, 2_280, 3_390, 3_720].as_slice(), 3.0));
    let Fault::HalfLife { length, .. } = draft.agents[0].fault else { panic!("{:?}", draft.agents[0].fault) };
    assert_eq!(length.at(&values), 20.0);
}

#[test]
fn what_holds_for_every_agent_is_one_number() {
    let text = with(SHORT, "wrong    = { from = \"model, 20-minute task\" }\n", "");
    let text = with(
        &text,
        "[[agents]]",
        "[every_agent]\nwrong = [0.01, 0.05, 0.1]\nautonomy = 'on the loop'\n[every_agent.on_the_loop]\nveto = { window = '10 min', notice = 0.4, minutes = 0.5 }\n\n[[agents]]",
    );
    let text = with(&text, "[flow]", "[[agents]]\nname = 'Sender'\nminutes = 1\n\n[flow]\nhand_off = 'loose'\npoll = '15 min'");
    let study = good(&with(&text, "[\"Writer\"]", "[\"Writer\", \"Sender\"]"));
    let draft = study.team.draft();
    assert_eq!(draft.agents[0].fault, draft.agents[1].fault);
    assert_eq!((draft.agents[0].policy.preset(), draft.agents[1].policy.preset()), (Preset::In, Preset::On));
    let veto = draft.agents[1].policy.veto.unwrap();
    let review = study.settings[1][0].approve.as_ref().unwrap().1;
    assert_eq!((veto.detects, veto.pool, draft.agents[1].policy.audit), (review.detects, 0, None));
    let kinds: Vec<&str> = draft.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(kinds, ["Writer", "to Sender", "Sender", "delivered"]);
    let values = study.team.numbers().values(&study.team.numbers().medians());
    assert_eq!((draft.hand_offs.len(), draft.hand_offs[0].poll.at(&values)), (1, 15.0));
}

#[test]
fn steps_become_nodes() {
    let agents = ["A", "B", "C", "D", "E"]
        .map(|name| format!("[[agents]]\nname = '{name}'\nminutes = 1\nwrong = 0.05\nautonomy = 'out of the loop'\n"))
        .concat();
    let text = with(SHORT, "[flow]\n", &format!("{agents}[flow]\nhand_off = 'perfect'\n"));
    let steps = r#"steps = [
        "Writer",
        { together = ["A", ["B", "C"]], join = 1 },
        { gate = "brand", by = "Ann", back_to = "Writer", at_most = 2 },
        { either = [{ chance = 0.2, steps = ["D", { end = "dropped" }] }], otherwise = [] },
        { by_class = { parcels = ["E"] }, otherwise = [{ agent = "E", name = "E for others", task = "1 h" }] },
        { again = 0.1, from = "E for others", at_most = 3 },
    ]"#;
    let text = with(&text, "steps = [\"Writer\"]", steps);
    let study = good(&with(&text, "{ per_day = 20 }", "{ per_day = 3 }\nparcels = { per_day = 1 }"));
    let draft = study.team.draft();
    let at = |name: &str| draft.nodes.iter().position(|node| node.name == name).unwrap_or_else(|| panic!("{name} is not there"));
    let NodeKind::Fork { branches, next, .. } = &draft.nodes[at("together")].kind else { panic!() };
    assert_eq!((branches.as_slice(), *next), ([at("A"), at("B")].as_slice(), at("brand")));
    let NodeKind::Gate { pass, back, .. } = &draft.nodes[at("brand")].kind else { panic!() };
    assert_eq!((*pass, back.map(|(to, _)| to)), (at("either"), Some(at("Writer"))));
    let NodeKind::Choice { ways, otherwise } = &draft.nodes[at("either")].kind else { panic!() };
    assert_eq!((ways[0].1, *otherwise), (at("D"), at("by class")));
    let NodeKind::Work { next, .. } = draft.nodes[at("D")].kind else { panic!() };
    assert_eq!(next, at("dropped"));
    let NodeKind::ByClass { ways, otherwise } = &draft.nodes[at("by class")].kind else { panic!() };
    assert_eq!((ways.as_slice(), *otherwise), ([(1, at("E"))].as_slice(), at("E for others")));
    let NodeKind::Loop { back, next, .. } = draft.nodes[at("again from E for others")].kind else { panic!() };
    assert_eq!((back, next), (at("E for others"), at("delivered")));
}

#[test]
fn a_trace_is_read_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letters.csv"), "start,who\n0,a\n12.5,b\n12.5,c\n").unwrap();
    let text = with(SHORT, "{ per_day = 20 }", "{ trace = 'letters.csv', column = 'start' }");
    std::fs::write(folder.path().join("team.toml"), &text).unwrap();
    let study = load(&folder.path().join("team.toml"), folder.path()).unwrap();
    assert_eq!(study.team.draft().classes[0].arrivals, Arrivals::Trace { at: vec![0.0, 12.5, 12.5] });
    assert_eq!((study.files.len(), study.text.0), (2, text));
    std::fs::write(folder.path().join("letters.csv"), "start,who\n5,a\n2,b\n").unwrap();
    let problems = load(&folder.path().join("team.toml"), folder.path()).unwrap_err().to_string();
    assert!(problems.contains("letters.csv:3") && problems.contains("in order"), "{problems}");
}

#[test]
fn the_starter_is_good_and_stable() {
    let study = good(include_str!("../../src/cli/init/team/team.toml"));
    assert!(study.loads.given.iter().all(|load| load.share < 0.8), "{:?}", study.loads.given);
    assert_eq!(study.limits.human_minutes_a_day, Some(90.0));
}

fn shipped(name: &str) -> TeamStudy {
    let path = repository().join("scenarios").join(name).join("team.toml");
    load(&path, repository()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Runs the team as given and with all agents in, on and out of the loop, and gives a figure by arm.
fn figures(study: &TeamStudy, replicates: u32) -> impl Fn(usize, &str) -> f64 {
    let arm = |name: &str, edits| Arm { name: name.to_owned(), edits, depth: Depth::Full };
    let uniform = Preset::ALL.map(|preset| arm(preset.words(), study.all(preset)));
    let arms: Vec<_> = [arm("as given", Vec::new())].into_iter().chain(uniform).collect();
    let readout = Figures::all(&study.team);
    let found = compare(&Pairing {
        world: &study.team,
        arms: &arms,
        readout: &readout,
        settings: Settings {
            seed: Seed(7),
            replicates: Replicates::Fixed(replicates),
            inner: 1,
            batching: Batching { threads: 2, chunk: 1 },
            blocks: Blocks::All,
        },
        enough: &|_| true,
        progress: &|_| (),
        interrupt: &AtomicBool::new(false),
    })
    .unwrap();
    move |arm, id| {
        let figure = found.index(id).unwrap_or_else(|| panic!("{id} is not among {:?}", found.ids()));
        let values = found.level(arm, figure);
        let sound: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        sound.iter().sum::<f64>() / sound.len() as f64
    }
}

#[test]
fn the_28_agents_are_28_and_run() {
    let study = shipped("agency-28");
    let draft = study.team.draft();
    assert_eq!(draft.agents.len(), 28);
    let led = |lead: &str| draft.agents.iter().filter(|agent| agent.lead.is_some_and(|place| draft.agents[place].name == lead)).count();
    assert_eq!((led("Chief of staff"), led("Content lead"), led("Series lead")), (6, 5, 14));
    assert_eq!(draft.agents.iter().filter(|agent| agent.role.contains("(inferred: ")).count(), 2);
    let given = |name: &str| study.given[study.team.agent(name).unwrap()];
    assert_eq!(["Writer", "Distribution", "Content lead"].map(given), [Preset::In, Preset::On, Preset::Out].map(Some));
    assert!(study.loads.given.iter().all(|load| load.share < 1.0), "{:?}", study.loads.given);
    // Every number of the ledger says where it comes from, or is a setting.
    let settings = ["classes.", "every_agent.", "agents.", "people.", "gates.", "flow", "costs."];
    for entry in study.team.numbers().ledger().filter(|entry| entry.source.is_none()) {
        assert!(settings.iter().any(|start| entry.path.starts_with(start)) && entry.unknown.is_none(), "{} has no source", entry.path);
    }
    let of = figures(&study, 8);
    let [given, tight, watched, free] = [0, 1, 2, 3].map(|arm| (of(arm, "human:minutes"), of(arm, "escaped"), of(arm, "open")));
    assert!(free.0 < given.0 && given.0 < tight.0, "{given:?} {tight:?} {watched:?} {free:?}");
    assert!(tight.1 < given.1 && given.1 < free.1, "{given:?} {tight:?} {watched:?} {free:?}");
    // The sourced defaults leave most of the work right, and the limits part the settings.
    assert!(free.1 < 40.0, "{free:?}");
    let (minutes, escaped) = (study.limits.human_minutes_a_day.unwrap(), study.limits.escaped_cost_a_week.unwrap());
    assert!(7.0 * of(0, "cost:escaped") > escaped && 7.0 * of(1, "cost:escaped") < escaped);
    assert!(given.0 < minutes && tight.0 > minutes);
    assert_eq!([given.2, tight.2, watched.2, free.2], [0.0; 4], "what comes in is worked off");
}

/// The 5 % and the 95 % point of a number that the concept has from the team.
fn drawn(concept: &foretaste::study::validate::Study, path: &str) -> (f64, f64) {
    let numbers = concept.market.unknowns();
    let entry = &numbers.entries()[numbers.slot(path).unwrap()];
    assert!(entry.drawn.is_some(), "{path} does not come from the team");
    (entry.dist.quantile(0.05), entry.dist.quantile(0.95))
}

#[test]
fn the_back_office_is_the_one_behind_the_concept() {
    let study = shipped("back-office");
    assert!(study.loads.given.iter().all(|load| load.share < 0.8), "{:?}", study.loads.given);
    let of = figures(&study, 8);
    let concept =
        foretaste::study::validate::load(&repository().join("scenarios/back-office/study.toml"), repository(), Seed(1), Some(50)).unwrap();
    for (class, name) in
        [("closes", "First Friday close"), ("letters", "First letter to a client"), ("tax letters", "First tax letter handled")]
    {
        let (low, high) = drawn(&concept, &format!("journey.{name}.fails"));
        let (escaped, late) = (of(0, &format!("escaped:{class}")) / 100.0, of(0, &format!("late:{class}")) / 100.0);
        let fails = 1.0 - (1.0 - escaped) * (1.0 - late);
        assert!(fails > low && fails < high, "{class}: {fails} of them fail, and the concept has {low} to {high}");
    }
    // A few costly mistakes a year for each of the 150 firms, and minutes of asking after a tax letter.
    let (mistakes, wait) = (drawn(&concept, "concept.mistakes"), drawn(&concept, "journey.First tax letter handled.wait"));
    assert!(mistakes.0 > 0.05 && mistakes.1 < 3.0 && wait.1 < 30.0, "{mistakes:?} {wait:?}");
    // Closes are there on Friday evening, and letters the day after.
    assert!(of(0, "lead:95:closes") < 14.0 * 60.0 && of(0, "late:letters") < 10.0);
}
