//! A draft as a team file: the sections and words of `foretaste init team`, a mark on every line that the source did not say, and at the top
//! what has no place in it.

use std::path::Path;

use crate::study::written::quoted;

use super::draft::{Agent, Answers, Chance, Draft, Figure, Person, Step, Watched};
use super::origin::{OriginKind, way};

/// The starter, whose words about each section are used here too.
const STARTER: &str = include_str!("../../cli/init/team/team.toml");
/// The mark of a line that says what the source did not.
const ASSUMED: &str = "# ASSUMED";
/// How often an item goes back at most where nothing says it.
const BACK: u8 = 20;
/// The mark of a line that only the user can write.
const FILL_IN: &str = "# FILL IN";

/// A team file with what is to be done about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) text: String,
    /// Lines that only the user can write, with what belongs there.
    pub(super) fill: Vec<(usize, String)>,
    /// Lines that say what the source did not.
    pub(super) assumed: Vec<(usize, String)>,
}

struct Sheet {
    written: Written,
    lines: usize,
}

impl Sheet {
    fn line(&mut self, text: &str) {
        self.written.text.push_str(text);
        self.written.text.push('\n');
        self.lines += 1;
    }

    fn comment(&mut self, text: &str) {
        for line in wrapped(text, 136) {
            self.line(&format!("# {line}"));
        }
    }

    /// A line that only the user can write.
    fn fill(&mut self, code: &str, what: &str) {
        self.line(&format!("{code}  {FILL_IN}: {what}"));
        self.written.fill.push((self.lines, what.to_owned()));
    }

    /// A line that says what the source did not.
    fn assume(&mut self, code: &str, what: &str) {
        self.line(&format!("{code}  {ASSUMED}: {what}"));
        self.written.assumed.push((self.lines, what.to_owned()));
    }

    /// The words of the starter about one of its sections.
    fn section(&mut self, title: &str) {
        self.line("");
        let start = STARTER.lines().skip_while(|line| !line.starts_with(&format!("# ── {title}")));
        start.take_while(|line| line.starts_with('#')).for_each(|line| self.line(line));
        self.line("");
    }

    /// A heading of a section that the starter does not have.
    fn heading(&mut self, title: &str) {
        self.line("");
        let rule = 136_usize.saturating_sub(title.chars().count());
        self.line(&format!("# ── {title} {}", "─".repeat(rule)));
    }
}

/// Breaks text into lines of at most so many characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is always a line");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

/// A name as a key, in quotes where TOML wants them.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { name.to_owned() } else { quoted(name) }
}

/// Words on one line, of at most so many characters.
pub(super) fn short(text: &str, most: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= most {
        return words;
    }
    let cut: String = words.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}

/// What the file is made from, in words.
fn made_from(draft: &Draft) -> String {
    let files: Vec<String> =
        draft.origin.files.iter().map(|(_, path, _)| path.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect();
    files.join(" and ")
}

/// Writes the draft for a folder, which must be given in full.
pub(super) fn write(draft: &Draft, answers: &Answers, folder: &Path) -> Written {
    let mut sheet = Sheet { written: Written { text: String::new(), fill: Vec::new(), assumed: Vec::new() }, lines: 0 };
    top(&mut sheet, draft);
    match &answers.currency {
        Some(currency) => sheet.line(&format!("currency = {}", quoted(currency))),
        None => sheet.fill("# currency = \"EUR\"", "the currency of all costs"),
    }
    costs(&mut sheet, draft, answers);
    let people = people(&mut sheet, draft);
    every(&mut sheet, draft, &people);
    agents(&mut sheet, draft);
    flow(&mut sheet, draft);
    arrivals(&mut sheet, draft, answers);
    origin(&mut sheet, draft, folder);
    sheet.written
}

fn top(sheet: &mut Sheet, draft: &Draft) {
    let files = made_from(draft);
    sheet.comment(&format!(
        "A team of agents, made from {files} by `foretaste import`. Lines marked FILL IN are yours to write: nobody else can know them. Lines marked ASSUMED say what {files} did not say: replace them by numbers of your own where you have them. Then run"
    ));
    sheet.line("#");
    sheet.line("#     foretaste autonomy team.toml");
    sheet.line("#");
    sheet.comment("`foretaste schema team` prints every key that may stand here, and `foretaste init team` a file that explains them.");
    if !draft.left.is_empty() {
        sheet.line("#");
        sheet.comment("What has no place in this file, and is not simulated:");
        for left in &draft.left {
            let at = if left.at.is_empty() { String::new() } else { format!("{}: ", left.at) };
            for (place, line) in wrapped(&format!("{at}{}", left.what), 132).iter().enumerate() {
                sheet.line(&format!("#   {}{line}", if place == 0 { "- " } else { "  " }));
            }
        }
    }
    sheet.line("");
    sheet.line(&format!("title    = {}", quoted(&short(&draft.title, 100))));
    sheet.line("question = \"Which of these agents may work alone, and who should look at what the others do?\"");
}

fn costs(sheet: &mut Sheet, draft: &Draft, answers: &Answers) {
    sheet.section("What does it cost");
    sheet.line("[costs]");
    let late = answers.due.is_some() || answers.late.is_some();
    let rows = [
        ("wrong       ", answers.wrong, "[40, 120, 400]", "what it costs when a wrong item goes out", true),
        ("stopped     ", answers.stopped, "[2, 5, 10]", "what it costs when a good item is turned down in the end", true),
        ("late        ", answers.late, "[3, 8, 20]", "what it costs when an item goes out after it is due", late),
        ("harm_an_hour", answers.harm_an_hour, "[0, 1, 5]", "what a wrong item does every hour until somebody finds it, or 0", true),
    ];
    for (key, amount, example, what, needed) in rows {
        match amount {
            Some(amount) => sheet.line(&format!("{key} = {}", amount.toml())),
            None if needed => sheet.fill(&format!("# {key} = {example}"), what),
            None => {}
        }
    }
    let harmless = matches!(answers.harm_an_hour, Some(super::draft::Amount::Known(0.0)));
    match &answers.found_after {
        Some(found) => sheet.line(&format!("found_after  = {}", quoted(found))),
        None if harmless => {}
        None => sheet.fill("# found_after  = \"2 days\"", "how long that goes on on average if none of you looks"),
    }
    match answers.reversible {
        Some(reversible) => sheet.line(&format!("reversible   = {reversible}")),
        None => sheet.fill("# reversible   = true", "true if a wrong item can be taken back once it is found, false if not"),
    }
    if draft.origin.kind != OriginKind::Trace {
        sheet.line("# A kind of item that costs more than others has a table of its own: [costs.by_class.NAME].");
    }
}

/// A name that no agent has.
fn free(draft: &Draft, wanted: &str) -> String {
    let taken = |name: &str| draft.agents.iter().any(|agent| agent.name.eq_ignore_ascii_case(name));
    let mut name = wanted.to_owned();
    while taken(&name) {
        name = format!("Human {}", name.to_lowercase());
    }
    name
}

/// Writes who reviews, and gives the name of all of them together.
fn people(sheet: &mut Sheet, draft: &Draft) -> String {
    sheet.section("Who looks at what");
    let alone = [Person { name: free(draft, "Reviewer"), hours: None, minutes: None }];
    let people = if draft.people.is_empty() { &alone[..] } else { &draft.people[..] };
    for (place, person) in people.iter().enumerate() {
        if place > 0 {
            sheet.line("");
        }
        sheet.line("[[people]]");
        if draft.people.is_empty() {
            sheet.assume(&format!("name   = {}", quoted(&person.name)), "nothing says who looks; one person, for all");
        } else {
            sheet.line(&format!("name   = {}", quoted(&person.name)));
        }
        match &person.hours {
            Some(hours) => sheet.line(&format!("hours  = {}", quoted(hours))),
            None => sheet.assume("hours  = \"Mon-Fri 09:00-12:00, 13:00-17:00\"", "when they are there"),
        }
        let detects = "detects = { from = \"careful human, design\" }";
        match &person.minutes {
            Some(minutes) => {
                sheet.line(&format!("review = {{ minutes = {}, {detects} }}", minutes.0));
            }
            None => {
                let minutes = Figure::assumed("triangular", &[1.0, 3.0, 10.0], "nothing says how long a look takes");
                sheet.assume(
                    &format!("review = {{ minutes = {}, {detects} }}", minutes.0),
                    "how long a look takes; what it sees is a sourced default",
                );
            }
        }
        sheet.line("# cost_an_hour = 45");
    }
    if people.len() > 1 {
        let name = free(draft, "Reviewers");
        let names: Vec<String> = people.iter().map(|person| quoted(&person.name)).collect();
        sheet.line("");
        sheet.line("[[pools]]");
        sheet.line(&format!("name   = {}", quoted(&name)));
        sheet.line(&format!("people = [{}]", names.join(", ")));
        let minutes = people.iter().find_map(|person| person.minutes.clone());
        let minutes = minutes.unwrap_or_else(|| Figure::assumed("triangular", &[1.0, 3.0, 10.0], "nothing says how long a look takes"));
        sheet.line(&format!("review = {{ minutes = {}, detects = {{ from = \"careful human, design\" }} }}", minutes.0));
        return name;
    }
    people[0].name.clone()
}

fn every(sheet: &mut Sheet, draft: &Draft, reviewer: &str) {
    sheet.section("What holds for every agent");
    sheet.line("[every_agent]");
    let source = made_from(draft);
    if draft.agents.iter().any(|agent| agent.minutes.is_none()) {
        let minutes = Figure::assumed("triangular", &[0.2, 1.0, 5.0], &format!("{source} do not say how long work takes"));
        sheet.assume(&format!("minutes  = {}", minutes.0), "how long an item takes, in minutes");
    }
    if draft.agents.iter().any(|agent| agent.wrong.is_none()) {
        sheet.assume(
            "wrong    = { from = \"model, 15-minute task\" }",
            "how often work is wrong; the sourced default for a task of that length as a person would take",
        );
    }
    sheet.assume("at_once  = 4", "how many items an agent works on at the same time");
    sheet.line(&format!("reviewer = {}", quoted(reviewer)));
    sheet.line("");
    sheet.line("[every_agent.in_the_loop]          # what \"in the loop\" means: every item waits for approval,");
    sheet.line("redo = 2                           # and what is turned down is done again so often");
    sheet.line("");
    sheet.line("[every_agent.on_the_loop]          # what \"on the loop\" means: it goes out, and");
    sheet.line("audit = 0.2                        # one in five is looked at in the reviewer's next hours");
    let models: Vec<&String> = draft.agents.iter().filter_map(|agent| agent.model.as_ref()).collect();
    let mut named: Vec<&String> = Vec::new();
    models.into_iter().for_each(|model| {
        if !named.contains(&model) {
            named.push(model)
        }
    });
    for model in named {
        sheet.line("");
        sheet.line("[[models]]                         # agents on one model fail together: `outages = { every = \"12 days\", lasts = \"40 min\" }`");
        sheet.line(&format!("name = {}", quoted(model)));
    }
}

fn agents(sheet: &mut Sheet, draft: &Draft) {
    sheet.section("Who are the agents");
    for (place, agent) in draft.agents.iter().enumerate() {
        if place > 0 {
            sheet.line("");
        }
        agent.notes.iter().for_each(|note| sheet.comment(note));
        sheet.line("[[agents]]");
        one(sheet, agent);
    }
}

fn one(sheet: &mut Sheet, agent: &Agent) {
    sheet.line(&format!("name     = {}", quoted(&agent.name)));
    if let Some(role) = &agent.role {
        sheet.line(&format!("role     = {}", quoted(&short(role, 160))));
    }
    if let Some(model) = &agent.model {
        sheet.line(&format!("model    = {}", quoted(model)));
    }
    if agent.human {
        sheet.line("human    = true");
    }
    if let Some(minutes) = &agent.minutes {
        sheet.line(&format!("minutes  = {}", minutes.0));
    }
    if let Some(wrong) = &agent.wrong {
        sheet.line(&format!("wrong    = {}", wrong.0));
    }
    match &agent.watched {
        Watched::In => sheet.line("autonomy = \"in the loop\""),
        Watched::Out => sheet.line("autonomy = \"out of the loop\""),
        Watched::On(share) => {
            sheet.line("autonomy = \"on the loop\"");
            if let Some(share) = share {
                sheet.line(&format!("on_the_loop = {{ audit = {} }}", share.0));
            }
        }
    }
}

fn flow(sheet: &mut Sheet, draft: &Draft) {
    sheet.section("What happens to an item");
    sheet.line("[flow]");
    sheet.line("steps = [");
    for step in &draft.steps {
        let mut unsaid = false;
        let text = render(step, &mut unsaid);
        if unsaid {
            sheet.assume(&format!("    {text},"), "how often each way is taken, and how often an item goes back at most");
        } else {
            sheet.line(&format!("    {text},"));
        }
    }
    sheet.line("]");
    if handed(&draft.steps) > 1 {
        sheet.assume(
            "hand_off = \"loose\"",
            "how work is handed on; \"structured\" if it is by a form that asks for everything, \"perfect\" if nothing is lost",
        );
    }
}

/// How many pieces of work there are.
fn handed(steps: &[Step]) -> usize {
    let of = |step: &Step| match step {
        Step::Work { .. } => 1,
        Step::Together { branches, .. } => branches.iter().map(|steps| handed(steps)).sum(),
        Step::Either { ways, otherwise } => ways.iter().map(|way| handed(&way.steps)).sum::<usize>() + handed(otherwise),
        Step::Again { .. } | Step::To(_) | Step::Back(_) | Step::Delivered => 0,
    };
    steps.iter().map(of).sum()
}

/// A chance as TOML; where nothing says how often, a range that leaves room for all ways.
fn chance(chance: &Chance, unsaid: &mut bool) -> String {
    match chance {
        Chance::Counted(figure) => figure.0.clone(),
        Chance::Unsaid(ways) => {
            *unsaid = true;
            let ways = (*ways).max(2) as f64;
            // The ways that are stated are one less than all; together they must stay below 1 even at their highest.
            let round = |number: f64| (number * 1e4).floor() / 1e4;
            let numbers = [round(0.2 / ways), round(1.0 / ways), round((0.98 / (ways - 1.0)).min(1.8 / ways))];
            Figure::assumed("pert", &numbers, "nothing says how often this way is taken").0
        }
    }
}

fn all(steps: &[Step], unsaid: &mut bool) -> String {
    let steps: Vec<String> = steps.iter().map(|step| render(step, unsaid)).collect();
    format!("[{}]", steps.join(", "))
}

fn render(step: &Step, unsaid: &mut bool) -> String {
    match step {
        Step::Work { agent, name: None, structured: false } => quoted(agent),
        Step::Work { agent, name, structured } => {
            let mut parts = vec![format!("agent = {}", quoted(agent))];
            parts.extend(name.iter().map(|name| format!("name = {}", quoted(name))));
            if *structured {
                parts.push("hand_off = \"structured\"".to_owned());
            }
            format!("{{ {} }}", parts.join(", "))
        }
        Step::Together { name, branches } => {
            let branches: Vec<String> = branches.iter().map(|steps| all(steps, unsaid)).collect();
            let name = name.as_ref().map_or_else(String::new, |name| format!("name = {}, ", quoted(name)));
            format!("{{ {name}together = [{}], join = \"all\" }}", branches.join(", "))
        }
        Step::Either { ways, otherwise } => {
            let ways: Vec<String> = ways
                .iter()
                .map(|way| {
                    let often = chance(&way.chance, unsaid);
                    format!("{{ chance = {often}, steps = {} }}", all(&way.steps, unsaid))
                })
                .collect();
            format!("{{ either = [{}], otherwise = {} }}", ways.join(", "), all(otherwise, unsaid))
        }
        Step::Again { chance: often, from } => format!("{{ again = {}, from = {} }}", chance(often, unsaid), quoted(from)),
        Step::To(to) => format!("{{ to = {} }}", quoted(to)),
        Step::Back(to) => {
            *unsaid = true;
            format!("{{ again = 1, from = {}, at_most = {BACK} }}", quoted(to))
        }
        Step::Delivered => "{ end = \"delivered\" }".to_owned(),
    }
}

fn arrivals(sheet: &mut Sheet, draft: &Draft, answers: &Answers) {
    sheet.section("What comes in");
    sheet.line("[arrivals]");
    let mut parts = Vec::new();
    match (&answers.per_day, &draft.arrivals) {
        (Some(amount), _) => parts.push(format!("per_day = {}", amount.toml())),
        (None, Some(counted)) => {
            parts.push(format!("per_day = {}", counted.per_day.0));
            parts.extend(counted.hours.iter().map(|hours| format!("hours = {}", quoted(hours))));
        }
        (None, None) => {}
    }
    let said = !parts.is_empty();
    parts.extend(answers.due.iter().map(|due| format!("due = {}", quoted(due))));
    let items = key(&draft.items);
    if said {
        sheet.line(&format!("{items} = {{ {} }}", parts.join(", ")));
    } else {
        let code = if parts.is_empty() { format!("{items} = {{}}") } else { format!("{items} = {{ {} }}", parts.join(", ")) };
        sheet.fill(&code, "how many come in, such as { per_day = 20, hours = \"Mon-Fri 08:00-18:00\" }");
    }
}

fn origin(sheet: &mut Sheet, draft: &Draft, folder: &Path) {
    sheet.heading("Where this comes from");
    if matches!(draft.origin.kind, OriginKind::CrewAi | OriginKind::LangGraph) {
        sheet.comment("As long as these files are as they were, `foretaste autonomy` writes its recommendation back to them.");
    }
    sheet.line("");
    sheet.line("[origin]");
    sheet.line(&format!("kind  = {}", quoted(draft.origin.kind.as_str())));
    sheet.line("files = [");
    for (holds, path, hash) in &draft.origin.files {
        let file = way(folder, path).components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/");
        sheet.line(&format!("    {{ holds = \"{holds}\", file = {}, sha256 = \"{}\" }},", quoted(&file), hash.as_str()));
    }
    sheet.line("]");
    if !draft.origin.before.is_empty() {
        let names: Vec<String> = draft.origin.before.iter().map(|name| quoted(name)).collect();
        sheet.line(&format!("before = [{}]", names.join(", ")));
    }
    sheet.line("");
    sheet.line("[origin.agents]");
    for agent in draft.agents.iter().filter(|agent| !agent.human) {
        sheet.line(&format!("{} = {}", key(&agent.name), quoted(&agent.known_as)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_that_nobody_says_leave_room_for_each_other() {
        for ways in 2..40 {
            let mut unsaid = false;
            let text = chance(&Chance::Unsaid(ways), &mut unsaid);
            let numbers: Vec<f64> = text.split(['[', ']']).nth(1).unwrap().split(", ").map(|number| number.parse().unwrap()).collect();
            assert!(unsaid && numbers[0] < numbers[1] && numbers[1] < numbers[2], "{text}");
            assert!(numbers[2] * (ways - 1) as f64 <= 1.0, "{text}");
        }
    }

    #[test]
    fn words_of_the_starter_are_found() {
        for title in [
            "What does it cost",
            "Who looks at what",
            "What holds for every agent",
            "Who are the agents",
            "What happens to an item",
            "What comes in",
        ] {
            assert_eq!(STARTER.lines().filter(|line| line.starts_with(&format!("# ── {title}"))).count(), 1, "{title}");
        }
    }

    #[test]
    fn long_words_are_cut_and_lines_wrapped() {
        assert_eq!(short("  a  b\nc ", 10), "a b c");
        assert_eq!(short("abcdefghij", 5), "abcd…");
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
    }
}
