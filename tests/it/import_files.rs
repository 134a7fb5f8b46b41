//! Teams that are described elsewhere, as team files that run.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use foretaste::montecarlo::Replicates;
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::autonomy::{Options, TeamStudy, analyse, read};
use foretaste::study::import::{Amount, Answers, Imported, Kind, import};
use foretaste::team::model::{NodeKind, Preset};

/// A folder with files to import.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The folder a team file goes to, in full.
    pub(crate) fn out(&self) -> PathBuf {
        let out = self.0.path().join("out");
        fs::create_dir_all(&out).unwrap();
        out.canonicalize().unwrap()
    }
}

/// Everything that only the user can know.
pub(crate) fn answers() -> Answers {
    Answers {
        currency: Some("EUR".to_owned()),
        wrong: Some(Amount::Range([40.0, 120.0, 400.0])),
        stopped: Some(Amount::Known(5.0)),
        late: None,
        harm_an_hour: Some(Amount::Known(0.0)),
        found_after: None,
        reversible: Some(true),
        per_day: Some(Amount::Known(12.0)),
        due: None,
    }
}

#[track_caller]
pub(crate) fn made(kind: Kind<'_>, log: Option<&Path>, answers: &Answers, folder: &Folder) -> Imported {
    import(kind, log, answers, &folder.out()).unwrap_or_else(|problems| panic!("{problems}"))
}

#[track_caller]
pub(crate) fn refused(kind: Kind<'_>, folder: &Folder, parts: &[&str]) {
    let said = import(kind, None, &answers(), &folder.out()).expect_err("refused").to_string();
    for part in parts {
        assert!(said.contains(part), "`{part}` is not in\n{said}");
    }
}

/// Reads the file and runs it with every agent as given, in, on and out of the loop.
#[track_caller]
pub(crate) fn runs(made: &Imported) -> TeamStudy {
    assert!(made.stops.is_none() && made.fill.is_empty(), "{:?} {:?}\n{}", made.stops, made.fill, made.text);
    let text = made.text.replace("\n[arrivals]", "\n[run]\nlength = \"5 days\"\nwarm_up = \"1 day\"\n\n[arrivals]");
    let study = read("team.toml", &text).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let options = Options { seed: Seed(3), replicates: Replicates::Fixed(2), batching: Batching { threads: 2, chunk: 1 }, budget: None };
    let findings = analyse(&study, &options, &AtomicBool::new(false), &|_| {}).unwrap();
    let comparison = &findings.comparison;
    assert_eq!(comparison.arms(), ["as given", "all in the loop", "all on the loop", "all out of the loop"]);
    let (cost, people) = (comparison.index("cost").unwrap(), comparison.index("human:minutes").unwrap());
    let mean = |arm: usize, figure: usize| comparison.spread(arm, figure).unwrap().mean;
    assert!((0..4).all(|arm| mean(arm, cost) > 0.0), "{text}");
    if study.team.draft().agents.iter().any(|agent| !agent.human) {
        assert!(mean(1, people) > mean(2, people) && mean(2, people) > mean(3, people));
    }
    study
}

pub(crate) const AGENTS: &str = "# Who there is.\nresearcher:\n  role: >\n    Senior {topic} researcher\n  goal: Find out\n  backstory: You know.\n  llm: big-model\nwriter:\n  role: Writer\n  goal: Write\n  backstory: You write.\n  llm:\n    model: big-model\n    temperature: 0.1\n  max_iter: 4\nidle:\n  role: Idle\n  goal: Nothing\n  backstory: None.\n";

pub(crate) const TASKS: &str = "find:\n  description: Find it.\n  expected_output: A list.\n  agent: researcher\n  async_execution: true\n  output_json: List\ncount:\n  description: Count it.\n  expected_output: A number.\n  agent: researcher\n  async_execution: true\n  output_pydantic: Count\nwrite:\n  description: Write it.\n  expected_output: A page.\n  agent: writer\n  context: [find, count]\n  human_input: yes   # the editor\n";

pub(crate) fn crew(folder: &Folder) -> (PathBuf, PathBuf) {
    (folder.put("agents.yaml", AGENTS), folder.put("tasks.yaml", TASKS))
}

#[test]
fn a_crew_becomes_a_team_that_runs() {
    let folder = Folder::new();
    let (agents, tasks) = crew(&folder);
    let made = made(Kind::CrewAi { agents: &agents, tasks: &tasks }, None, &answers(), &folder);
    let study = runs(&made);
    let draft = study.team.draft();
    let names: Vec<&str> = draft.agents.iter().map(|agent| agent.name.as_str()).collect();
    assert_eq!(names, ["researcher: find", "researcher: count", "writer"]);
    assert_eq!(study.given, [Some(Preset::Out), Some(Preset::Out), Some(Preset::In)]);
    assert!(draft.nodes.iter().any(|node| matches!(&node.kind, NodeKind::Fork { branches, .. } if branches.len() == 2)));
    assert_eq!((draft.models.len(), draft.agents[2].model), (1, Some(0)));
    assert!(made.text.contains("{ agent = \"writer\", hand_off = \"structured\" }"), "{}", made.text);
    assert!(made.text.contains("role     = \"Senior {topic} researcher\""));
    // What has no place is told, once for all who have it, and stands in the file.
    let told: Vec<String> = made.left.iter().map(|(at, what)| format!("{at}: {what}")).collect();
    for part in [
        "agents.yaml:6: `backstory`, `goal` of 3 agents",
        "agents.yaml:15: `max_iter` of `writer`",
        "agents.yaml:16: `idle` has no task, and is left out",
        "`researcher` does 2 tasks",
        "tasks.yaml:2: `description`, `expected_output` of 3 tasks",
    ] {
        assert!(told.iter().any(|line| line.contains(part)), "`{part}` is not in {told:#?}");
    }
    let first = made.left[0].1.split(':').next().unwrap();
    assert!(made.text.contains(&format!("#   - {}: {first}", made.left[0].0)), "{}", made.text);
    // Every line that is said to be assumed is marked as such.
    let lines: Vec<&str> = made.text.lines().collect();
    assert!(made.assumed.len() > 5 && made.assumed.iter().all(|(line, _)| lines[line - 1].contains("# ASSUMED:")));
    assert_eq!(lines.iter().filter(|line| line.contains("# ASSUMED:")).count(), made.assumed.len());
    // Nothing that is not counted claims to be.
    assert!(!made.text.contains("\"measured\""));
    assert!(made.text.contains("{ holds = \"agents\", file = \"../agents.yaml\", sha256 = "), "{}", made.text);
}

#[test]
fn what_only_the_user_knows_is_not_made_up() {
    let folder = Folder::new();
    let (agents, tasks) = crew(&folder);
    let made = made(Kind::CrewAi { agents: &agents, tasks: &tasks }, None, &Answers::default(), &folder);
    let lines: Vec<&str> = made.text.lines().collect();
    assert!(made.fill.iter().all(|(line, _)| lines[line - 1].contains("# FILL IN:")));
    assert_eq!(lines.iter().filter(|line| line.contains("# FILL IN:")).count(), made.fill.len());
    let what: Vec<&str> = made.fill.iter().map(|(_, what)| what.as_str()).collect();
    assert_eq!(what.len(), 7, "{what:?}");
    // The file says what is missing, all at once, in its own words.
    let said = read("team.toml", &made.text).unwrap_err().to_string();
    assert!(said.contains("`currency` is missing"), "{said}");
    let said = read("team.toml", &made.text.replace("# currency", "currency")).unwrap_err().to_string();
    for part in [
        "`costs` does not say all that going wrong costs for `items`",
        "add `wrong`",
        "add `stopped`",
        "add `harm_an_hour`",
        "add `reversible`",
        "`items` says nothing of when items come in",
    ] {
        assert!(said.contains(part), "`{part}` is not in\n{said}");
    }
}

#[test]
fn tasks_go_after_their_context_and_flow_tables_are_read() {
    let folder = Folder::new();
    let agents = folder.put("agents.yaml", "a: {role: A, goal: g, backstory: b}\nb: {role: B, goal: g, backstory: b}\n");
    let tasks = folder.put(
        "tasks.yaml",
        "late: {description: d, expected_output: e, agent: a, context: [early]}\nearly: {description: d, expected_output: e, agent: b}\n",
    );
    let made = made(Kind::CrewAi { agents: &agents, tasks: &tasks }, None, &answers(), &folder);
    assert!(made.text.contains("    \"b\",\n    \"a\",\n"), "{}", made.text);
    assert!(
        made.left.iter().any(|(_, what)| what.contains("`late` goes where its `context` lets it") || what.contains("`early` goes")),
        "{:?}",
        made.left
    );
    runs(&made);
}

#[test]
fn bad_crews_say_what_is_wrong() {
    let folder = Folder::new();
    let good_agents = folder.put("agents.yaml", AGENTS);
    let check = |agents: Option<&str>, tasks: &str, parts: &[&str]| {
        let agents = agents.map_or_else(|| good_agents.clone(), |text| folder.put("other.yaml", text));
        let tasks = folder.put("tasks.yaml", tasks);
        refused(Kind::CrewAi { agents: &agents, tasks: &tasks }, &folder, parts);
    };
    let with = |old: &str, new: &str| {
        assert!(TASKS.contains(old), "{old}");
        TASKS.replacen(old, new, 1)
    };
    check(None, &with("human_input", "human_inptu"), &["tasks.yaml:18:3", "unknown key `human_inptu`", "did you mean `human_input`?"]);
    check(
        Some(&AGENTS.replace("backstory: None", "back_story: None")),
        TASKS,
        &["unknown key `back_story` in `idle`", "did you mean `backstory`?"],
    );
    check(None, &with("agent: writer", "agent: writter"), &["no agent is named `writter`", "did you mean `writer`?"]);
    check(None, &with("  agent: writer\n", ""), &["`write` does not say which agent does it"]);
    check(None, &with("[find, count]", "[find, cuont]"), &["no task is named `cuont`", "did you mean `count`?"]);
    check(None, &with("[find, count]", "[write]"), &["`write` is in its own `context`"]);
    check(None, &with("[find, count]", "find"), &["`context` must be a list of tasks"]);
    check(
        None,
        &with("  output_json: List\n", "  context: [write]\n"),
        &["`context` goes round in a circle", "`find` needs `write` needs `find` needs what it makes"],
    );
    check(None, &with("human_input: yes", "human_input: maybe"), &["`human_input` must be `true` or `false`"]);
    check(None, "[]", &["the file must be a table"]);
    check(None, "{}", &["the file holds no tasks"]);
    check(Some("{}"), TASKS, &["the file holds no agents"]);
    check(None, "a: [", &["this is not YAML"]);
    // All at once.
    check(None, &with("agent: writer", "agent: writter\n  colour: red"), &["no agent is named `writter`", "unknown key `colour`"]);
    let missing = folder.path().join("nowhere.yaml");
    refused(Kind::CrewAi { agents: &good_agents, tasks: &missing }, &folder, &["nowhere.yaml` cannot be read"]);
}

fn graph(nodes: &[&str], edges: &[(&str, &str, bool)], more: &str) -> String {
    let nodes: Vec<String> = nodes
        .iter()
        .map(|id| {
            format!("{{\"id\": \"{id}\", \"type\": \"runnable\", \"data\": {{\"id\": [\"x\"], \"name\": \"{id}\"}}, \"metadata\": null}}")
        })
        .collect();
    let edges: Vec<String> = edges
        .iter()
        .map(|(from, to, conditional)| {
            format!("{{\"source\": \"{from}\", \"target\": \"{to}\"{}}}", if *conditional { ", \"conditional\": true" } else { "" })
        })
        .collect();
    format!("{{\"nodes\": [{}], \"edges\": [{}]{more}}}", nodes.join(", "), edges.join(", "))
}

const NODES: [&str; 7] = ["__start__", "plan", "search", "read", "write", "send", "__end__"];
const EDGES: [(&str, &str, bool); 8] = [
    ("__start__", "plan", false),
    ("plan", "search", false),
    ("plan", "read", false),
    ("search", "write", false),
    ("read", "write", false),
    ("write", "plan", true),
    ("write", "send", true),
    ("send", "__end__", false),
];

#[test]
fn a_graph_becomes_a_team_that_runs() {
    let folder = Folder::new();
    let more = ", \"interrupts\": {\"before\": [\"send\"]}, \"interrupt_after\": [\"plan\"]";
    let path = folder.put("graph.json", &graph(&NODES, &EDGES, more));
    let made = made(Kind::LangGraph(&path), None, &answers(), &folder);
    let study = runs(&made);
    assert_eq!(study.given, [Some(Preset::In), Some(Preset::Out), Some(Preset::Out), Some(Preset::Out), Some(Preset::In)]);
    assert!(made.text.contains("together = [[\"search\"], [\"read\"]], join = \"all\""), "{}", made.text);
    assert!(made.text.contains("{ again = ") && made.text.contains("from = \"plan\" }"), "{}", made.text);
    assert!(made.text.contains("before = [\"send\"]"));
    assert!(made.left.iter().any(|(_, what)| what.contains("meets again when all of it is done")), "{:?}", made.left);
    let from_package = graph(&NODES, &EDGES, "").replacen("\"metadata\": null", "\"metadata\": {\"__tools\": [\"x\"]}", 2);
    let from_package = from_package.replacen("\"metadata\": null", "\"metadata\": {\"__interrupt\": \"before,after\"}", 1);
    let path = folder.put("graph.json", &from_package);
    let made = self::made(Kind::LangGraph(&path), None, &answers(), &folder);
    assert!(made.text.contains("The graph is interrupted before and after this node."), "{}", made.text);
    assert!(made.left.iter().any(|(at, what)| at == "graph.json:1" && what.contains("the tools of `plan`")), "{:?}", made.left);
}

#[test]
fn bad_graphs_say_what_is_wrong() {
    let folder = Folder::new();
    let check = |text: String, parts: &[&str]| {
        let path = folder.put("graph.json", &text);
        refused(Kind::LangGraph(&path), &folder, parts);
    };
    let good = || graph(&NODES, &EDGES, "");
    check(good().replace("\"target\": \"send\"", "\"target\": \"sned\""), &["no node is named `sned`", "did you mean `send`?"]);
    check(good().replace("\"conditional\"", "\"conditonal\""), &["unknown key `conditonal`"]);
    check(good().replace("\"edges\"", "\"arrows\""), &["unknown key `arrows`", "`edges` is missing"]);
    check(graph(&["__start__", "a", "a"], &[], ""), &["two nodes are named `a`"]);
    check(graph(&["a"], &[], ""), &["the graph has no node `__start__`"]);
    check(
        graph(&["__start__", "a", "b"], &[("__start__", "a", false), ("a", "b", false), ("b", "a", false)], ""),
        &["there is no way out from `a`"],
    );
    check(graph(&NODES, &EDGES, ", \"interrupt_before\": [\"sned\"]"), &["no node is named `sned`"]);
    check("{\"nodes\": [".to_owned(), &["the text ends too early"]);
    check("[]".to_owned(), &["must be an object"]);
}

/// A process after the structure of the interchange working group's reference models, in our own words: lanes, a loop, a parallel part.
pub(crate) const PROCESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <collaboration id="c"><participant id="p" name="Orders" processRef="orders"/><messageFlow id="m" sourceRef="x" targetRef="y"/></collaboration>
  <process id="orders" isExecutable="false">
    <laneSet id="ls">
      <lane id="l1" name="Desk"><flowNodeRef>check</flowNodeRef><flowNodeRef>sign</flowNodeRef></lane>
      <lane id="l2" name="Machine"><flowNodeRef>read</flowNodeRef></lane>
    </laneSet>
    <startEvent id="start" name="Order"><outgoing>f1</outgoing></startEvent>
    <serviceTask id="read" name="Read&#10;order"/>
    <userTask id="check" name="Check"/>
    <exclusiveGateway id="ok" name="In order?"/>
    <scriptTask id="mend" name="Mend"/>
    <parallelGateway id="fork"/>
    <sendTask id="tell" name="Tell"/>
    <task id="pack" name="Pack"><multiInstanceLoopCharacteristics/></task>
    <parallelGateway id="join"/>
    <manualTask id="sign" name="Sign"/>
    <endEvent id="end"/>
    <textAnnotation id="note"><text>Hello</text></textAnnotation>
    <sequenceFlow id="f1" sourceRef="start" targetRef="read"/>
    <sequenceFlow id="f2" sourceRef="read" targetRef="check"/>
    <sequenceFlow id="f3" sourceRef="check" targetRef="ok"/>
    <sequenceFlow id="f4" sourceRef="ok" targetRef="mend"/>
    <sequenceFlow id="f5" sourceRef="mend" targetRef="check"/>
    <sequenceFlow id="f6" sourceRef="ok" targetRef="fork"/>
    <sequenceFlow id="f7" sourceRef="fork" targetRef="tell"/>
    <sequenceFlow id="f8" sourceRef="fork" targetRef="pack"/>
    <sequenceFlow id="f9" sourceRef="tell" targetRef="join"/>
    <sequenceFlow id="f10" sourceRef="pack" targetRef="join"/>
    <sequenceFlow id="f11" sourceRef="join" targetRef="sign"/>
    <sequenceFlow id="f12" sourceRef="sign" targetRef="end"/>
  </process>
</definitions>
"#;

#[test]
fn a_process_becomes_a_team_that_runs() {
    let folder = Folder::new();
    let path = folder.put("orders.bpmn", PROCESS);
    let made = made(Kind::Bpmn(&path), None, &answers(), &folder);
    let study = runs(&made);
    assert_eq!(study.spec.title.as_str(), "Orders");
    let agents: Vec<(&str, bool)> = study.team.draft().agents.iter().map(|agent| (agent.name.as_str(), agent.human)).collect();
    assert_eq!(agents, [("Read order", false), ("Desk", true), ("Mend", false), ("Tell", false), ("Pack", false)]);
    for part in [
        "{ agent = \"Desk\", name = \"Check\" }",
        "steps = [\"Mend\", { again = 1, from = \"Check\", at_most = 20 }]",
        "together = [[\"Tell\"], [\"Pack\"]]",
        "{ agent = \"Desk\", name = \"Sign\" }",
    ] {
        assert!(made.text.contains(part), "`{part}` is not in\n{}", made.text);
    }
    for part in ["1 message flows", "`textAnnotation` has no place", "`Pack` is done once, where BPMN repeats it"] {
        assert!(made.left.iter().any(|(_, what)| what.contains(part)), "`{part}` is not in {:#?}", made.left);
    }
}

#[test]
fn bad_processes_say_what_is_wrong() {
    let folder = Folder::new();
    let check = |old: &str, new: &str, parts: &[&str]| {
        assert!(PROCESS.contains(old), "{old}");
        let path = folder.put("orders.bpmn", &PROCESS.replacen(old, new, 1));
        refused(Kind::Bpmn(&path), &folder, parts);
    };
    check(
        "targetRef=\"mend\"",
        "targetRef=\"mned\"",
        &["no part of the process is named `mned`", "did you mean `mend`?", "orders.bpmn:24"],
    );
    check("sourceRef=\"sign\" targetRef=\"end\"", "sourceRef=\"sign\" targetRef=\"read\"", &["there is no way out from"]);
    check("<userTask id=\"check\"", "<userTask id=\"read\"", &["two parts of the process have the id `read`"]);
    check("<userTask id=\"check\"", "<userTask", &["a `userTask` has no `id`"]);
    check("<sendTask", "<!DOCTYPE x><sendTask", &["a document type is not read"]);
    check("</definitions>", "", &["never closed"]);
    let path = folder.put("other.bpmn", "<html/>");
    refused(Kind::Bpmn(&path), &folder, &["the file holds `html`"]);
    let path = folder.put("empty.bpmn", "<definitions><process id='p'/></definitions>");
    refused(Kind::Bpmn(&path), &folder, &["no process with a task"]);
}
