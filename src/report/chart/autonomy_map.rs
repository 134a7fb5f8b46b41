//! Who works in, on and out of the loop: as it is, as recommended and in the settings to choose from, one row an agent.

use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::numbered::{self, Entry, Look};
use super::super::draw::scene::{Anchor, LABEL, SMALL, STRONG, Scene, Type};
use super::super::format;
use super::Layout;

/// Names how closely people are bound into what an agent does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A person approves before it acts.
    In,
    /// It acts, and a person watches or looks at a sample.
    On,
    /// No one looks.
    Out,
}

/// Holds the levels of all agents in several settings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AutonomyMap {
    /// Settings to choose from, with the numbers they have elsewhere in the report; at most nine are drawn.
    pub settings: Vec<MapSetting>,
    /// Heading over what a move changes in work: "human minutes a day".
    pub work_name: String,
    /// Heading over what a move changes in errors: "escaped cost, CHF a week".
    pub cost_name: String,
    /// Heading over how sure a choice is: "share of draws".
    pub sure_name: String,
    /// Agents by sub-team, in the order given.
    pub groups: Vec<MapGroup>,
}

/// Holds one setting of the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapSetting {
    /// Its number.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// Whether it is the one recommended.
    pub recommended: bool,
}

/// Holds the agents of one sub-team.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MapGroup {
    /// Its name or its lead; no heading if empty.
    pub label: String,
    /// Its agents.
    pub agents: Vec<MapAgent>,
}

/// Holds one agent.
#[derive(Debug, Clone, PartialEq)]
pub struct MapAgent {
    /// Its name.
    pub label: String,
    /// Its level today.
    pub given: Level,
    /// Its level as recommended.
    pub recommended: Level,
    /// Its level in each setting, in the order of the settings; absent where it is not known.
    pub choices: Vec<Option<Level>>,
    /// What the move changes in work, formatted; empty where nothing moves.
    pub work: String,
    /// What the move changes in the cost of errors, formatted; empty where nothing moves.
    pub cost: String,
    /// Share of draws in which the recommended level is part of the best set, a fraction.
    pub sure: f64,
}

/// Most settings and most agents that are drawn; the table has all.
const SETTINGS: usize = 9;
const AGENTS: usize = 60;
/// The sign of a setting's choice.
const SIGN: f64 = 12.0;
/// Narrowest and widest column of a change.
const TEXT: (f64, f64) = (104.0, 150.0);

/// Where the columns stand.
#[derive(Debug, Clone, Copy)]
struct Columns {
    layout: Layout,
    /// Left edge and width of the words before the marks.
    names: f64,
    /// Left edge of the three levels, and the width of one.
    track: (f64, f64),
    /// Left edge of the settings, and the width of one.
    strip: (f64, f64),
    /// Left edge and width of the changes in work and in cost; of no use on the phone, where they stand on a line of their own.
    texts: [(f64, f64); 2],
    /// Left and right edge of how sure a choice is.
    sure: (f64, f64),
}

impl AutonomyMap {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let many: usize = self.groups.iter().map(|g| g.agents.len()).sum();
        if many == 0 {
            return Scene::sentence(width, "No agents to show.");
        }
        let mut scene = Scene::new(width);
        let all = || self.groups.iter().flat_map(|g| &g.agents);
        let key = |is_there: bool, words: &'static str| if is_there { words } else { "" };
        let stays = all().any(|a| a.given == a.recommended);
        let keys = [
            (Sign::Ring(Ink::Muted), key(all().any(|a| a.given != a.recommended), "as it is")),
            (Sign::Dot(Ink::Blue), "recommended"),
            (Sign::Target(Ink::Blue), key(stays, "stays as it is")),
        ];
        let mut y = legend::draw(&mut scene, 0.0, &keys);
        let settings = &self.settings[..self.settings.len().min(SETTINGS)];
        if !settings.is_empty() {
            let levels = [(Sign::Box(Ink::Blue), "in the loop"), (Sign::Half(Ink::Blue), "on"), (Sign::Frame(Ink::Blue), "out")];
            y = legend::draw(&mut scene, y, &levels);
        }
        y += 4.0;
        let columns = self.columns(width, layout, settings.len());
        if layout == Layout::Wide {
            y = self.heads(&mut scene, &columns, settings, y);
        }
        if layout == Layout::Narrow {
            let names = [(&self.work_name, "below a move: "), (&self.cost_name, "after it: "), (&self.sure_name, "at the right: ")];
            for (name, place) in names.into_iter().filter(|(name, _)| !name.trim().is_empty()) {
                for line in SMALL.wrap(&format!("{place}{name}"), width, 2) {
                    scene.words(0.0, y + SMALL.leading() / 2.0, Anchor::Start, SMALL, &line);
                    y += SMALL.leading();
                }
            }
        }
        let mut left = AGENTS;
        for group in &self.groups {
            let agents = &group.agents[..group.agents.len().min(left)];
            if agents.is_empty() {
                continue;
            }
            left -= agents.len();
            if !group.label.trim().is_empty() {
                y += 8.0;
                for line in STRONG.wrap(&group.label, width, 2) {
                    scene.words(0.0, y + STRONG.leading() / 2.0, Anchor::Start, STRONG.in_ink(Ink::Muted), &line);
                    y += STRONG.leading();
                }
                y += 4.0;
            }
            if layout == Layout::Narrow {
                y = self.heads(&mut scene, &columns, settings, y);
            }
            for agent in agents {
                scene.line(vec![(0.0, y), (width, y)], Ink::Grid, 1.0);
                y = agent.draw(&mut scene, &columns, settings.len(), y + 4.0) + 4.0;
            }
        }
        y = self.under(&mut scene, settings, layout, y);
        if many > AGENTS {
            let words = format!("{} more agents stand in the table.", many - AGENTS);
            scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &SMALL.fit(&words, width));
            y += SMALL.leading();
        }
        scene.height = y + 2.0;
        scene
    }

    fn columns(&self, width: f64, layout: Layout, settings: usize) -> Columns {
        let many = settings as f64;
        match layout {
            Layout::Wide => {
                let gap = 16.0;
                let sure = (width - 84.0, width);
                let strip = 18.0;
                let before = if settings > 0 { strip * many + gap } else { 0.0 };
                let names = self.groups.iter().flat_map(|g| &g.agents).map(|a| STRONG.width(&a.label)).fold(60.0, f64::max);
                let cell = 46.0;
                // What the names leave goes to the changes, so that their figures stay on one line.
                let free = sure.0 - 5.0 * gap - 3.0 * cell - before;
                let names = names.min(free - 2.0 * TEXT.0);
                let text = ((free - names) / 2.0).min(TEXT.1);
                let cost = (sure.0 - gap - text, text);
                let work = (cost.0 - gap - text, text);
                let track = names + gap;
                Columns { layout, names, track: (track, cell), strip: (track + 3.0 * cell + gap, strip), texts: [work, cost], sure }
            }
            Layout::Narrow => {
                let cell = 38.0;
                let strip = 3.0 * cell + 12.0;
                let each = (((width - strip - 92.0) / many.max(1.0)).floor()).min(18.0);
                Columns {
                    layout,
                    names: width,
                    track: (0.0, cell),
                    strip: (strip, each),
                    texts: [(0.0, width); 2],
                    sure: (width - 84.0, width),
                }
            }
        }
    }

    /// Writes the headings of the columns, each as low as it can stand; gives the y below.
    fn heads(&self, scene: &mut Scene, columns: &Columns, settings: &[MapSetting], top: f64) -> f64 {
        let wrap = |words: &str, room: f64| SMALL.wrap(words, room, 4);
        let mut heads: Vec<(f64, Anchor, Type, Vec<String>)> = Vec::new();
        let (left, cell) = columns.track;
        for (k, word) in ["in", "on", "out"].into_iter().enumerate() {
            heads.push((left + cell * (k as f64 + 0.5), Anchor::Middle, SMALL, vec![word.to_owned()]));
        }
        let (left, each) = columns.strip;
        for (k, setting) in settings.iter().enumerate() {
            let face = if setting.recommended { Type { size: SMALL.size, ..STRONG } } else { SMALL };
            heads.push((left + each * (k as f64 + 0.5), Anchor::Middle, face, vec![face.fit(&setting.number.to_string(), each - 1.0)]));
        }
        // On the phone it is said once, above.
        if columns.layout == Layout::Wide {
            for ((left, room), words) in columns.texts.iter().zip([&self.work_name, &self.cost_name]) {
                heads.push((*left, Anchor::Start, SMALL, wrap(words, *room)));
            }
            heads.push((columns.sure.0, Anchor::Start, SMALL, wrap(&self.sure_name, columns.sure.1 - columns.sure.0)));
        }
        let tallest = heads.iter().map(|h| h.3.len()).max().unwrap_or(0) as f64;
        for (x, anchor, face, lines) in &heads {
            let mut y = top + SMALL.leading() * (tallest - lines.len() as f64 + 0.5);
            for line in lines {
                scene.words(*x, y, *anchor, *face, line);
                y += SMALL.leading();
            }
        }
        top + SMALL.leading() * tallest + 4.0
    }

    /// Says which settings the numbers stand for; gives the y below.
    fn under(&self, scene: &mut Scene, settings: &[MapSetting], layout: Layout, top: f64) -> f64 {
        let entries = settings.iter().map(|s| Entry {
            number: s.number,
            look: if s.recommended { Look::Solid(Ink::Blue) } else { Look::Open(Ink::Blue) },
            name: s.name.clone(),
            text: String::new(),
        });
        let entries: Vec<Entry> = entries.collect();
        let bottom = if entries.is_empty() { top } else { numbered::under(scene, &entries, layout, top + 12.0) };
        match self.settings.len().checked_sub(SETTINGS) {
            Some(more @ 1..) => {
                let words = format!("{more} more settings stand in the table.");
                scene.words(0.0, bottom + 8.0, Anchor::Start, SMALL, &SMALL.fit(&words, scene.width));
                bottom + SMALL.leading()
            }
            _ => bottom,
        }
    }
}

impl MapAgent {
    /// Draws the agent's row from `top` on; gives the y below.
    fn draw(&self, scene: &mut Scene, columns: &Columns, settings: usize, top: f64) -> f64 {
        let moves = self.given != self.recommended;
        let face = if moves { STRONG } else { LABEL };
        let write = |scene: &mut Scene, x: f64, mut y: f64, face: Type, lines: &[String]| {
            for line in lines {
                scene.words(x, y + face.leading() / 2.0, Anchor::Start, face, line);
                y += face.leading();
            }
            y
        };
        let name = face.wrap(&self.label, columns.names, 2);
        if columns.layout == Layout::Narrow {
            let y = write(scene, 0.0, top, face, &name) + 2.0;
            self.marks(scene, columns, settings, y + 10.0);
            let parts = [self.work.as_str(), self.cost.as_str()];
            let change = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("; ");
            return write(scene, 0.0, y + 22.0, SMALL, &SMALL.wrap(&change, scene.width, 3)) + 2.0;
        }
        let small = SMALL.in_ink(Ink::Text);
        let texts: Vec<Vec<String>> =
            columns.texts.iter().zip([&self.work, &self.cost]).map(|((_, room), words)| small.wrap(words, *room, 3)).collect();
        let lines = |many: usize, face: Type| face.leading() * many as f64;
        let height = texts.iter().map(|t| lines(t.len(), small)).fold(lines(name.len(), face), f64::max).max(20.0);
        let middle = top + height / 2.0;
        write(scene, 0.0, middle - lines(name.len(), face) / 2.0, face, &name);
        for ((left, _), text) in columns.texts.iter().zip(&texts) {
            write(scene, *left, middle - lines(text.len(), small) / 2.0, small, text);
        }
        self.marks(scene, columns, settings, middle);
        top + height
    }

    /// Draws the levels, the choices of the settings and how sure the recommendation is, around one height.
    fn marks(&self, scene: &mut Scene, columns: &Columns, settings: usize, y: f64) {
        let (left, cell) = columns.track;
        let at = |level: Level| left + cell * (f64::from(level as u8) + 0.5);
        for k in 0..3 {
            let x = left + cell * f64::from(k);
            scene.rect((x + 1.0, x + cell - 1.0), (y - 10.0, y + 10.0), Ink::Grid, 0.5);
        }
        let (from, to) = (at(self.given), at(self.recommended));
        if self.given == self.recommended {
            legend::sign_at(scene, Sign::Target(Ink::Blue), to - 6.0, y);
        } else {
            let side = (to - from).signum();
            scene.line(vec![(from, y), (to - 12.0 * side, y)], Ink::Muted, 1.8);
            scene.area(vec![(to - 7.0 * side, y), (to - 13.0 * side, y - 4.0), (to - 13.0 * side, y + 4.0)], Ink::Muted, 1.0);
            scene.ring(from, y, 5.0, Ink::Muted);
            scene.dot(to, y, 6.0, Ink::Blue);
        }
        let (left, each) = columns.strip;
        for (k, choice) in self.choices.iter().take(settings).enumerate() {
            let sign = match choice {
                Some(Level::In) => Sign::Box(Ink::Blue),
                Some(Level::On) => Sign::Half(Ink::Blue),
                Some(Level::Out) => Sign::Frame(Ink::Blue),
                None => continue,
            };
            legend::sign_at(scene, sign, left + each * k as f64 + (each - SIGN) / 2.0, y);
        }
        let words = format::probability(self.sure);
        scene.words(columns.sure.0, y, Anchor::Start, SMALL.in_ink(Ink::Text), &words);
        if self.sure.is_finite() {
            let (from, to) = (columns.sure.1 - 32.0, columns.sure.1);
            scene.rect((from, to), (y - 3.0, y + 3.0), Ink::Grid, 1.0);
            scene.rect((from, from + 32.0 * self.sure.clamp(0.0, 1.0)), (y - 3.0, y + 3.0), Ink::Blue, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::draw::scene::Shape;
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    const LEVELS: [Level; 3] = [Level::In, Level::On, Level::Out];

    fn agent(i: usize) -> MapAgent {
        let moves = !i.is_multiple_of(3);
        MapAgent {
            label: format!("agent {i}"),
            given: Level::In,
            recommended: if moves { LEVELS[i % 3] } else { Level::In },
            choices: (0..7).map(|k| (k != 5).then_some(LEVELS[(i + k) % 3])).collect(),
            work: if moves { "−42 (−50 to −35)".into() } else { String::new() },
            cost: if moves { "+31 (+12 to +58)".into() } else { String::new() },
            sure: 0.83,
        }
    }

    fn chart(groups: Vec<MapGroup>, settings: usize) -> AutonomyMap {
        AutonomyMap {
            settings: (1..=settings)
                .map(|number| MapSetting { number, name: format!("setting {number}"), recommended: number == 2 })
                .collect(),
            work_name: "human minutes a day".into(),
            cost_name: "escaped cost, CHF a week".into(),
            sure_name: "share of draws".into(),
            groups,
        }
    }

    fn group(label: &str, agents: usize) -> MapGroup {
        MapGroup { label: label.into(), agents: (0..agents).map(agent).collect() }
    }

    #[test]
    fn a_mark_stands_under_the_heading_of_its_level() {
        let drawn = |recommended: Level| {
            let group = MapGroup { agents: vec![MapAgent { recommended, ..agent(0) }], ..group("team", 0) };
            chart(vec![group], 0).scene(Layout::Wide)
        };
        let heading = |scene: &Scene, word: &str| {
            let mut words = scene.shapes.iter().filter_map(|s| match s {
                Shape::Words([x, _], _, _, words) if words == word => Some(*x),
                _ => None,
            });
            words.next().unwrap()
        };
        for (level, word) in [(Level::On, "on"), (Level::Out, "out")] {
            let scene = drawn(level);
            let dots: Vec<f64> = scene
                .shapes
                .iter()
                .filter_map(|s| match s {
                    Shape::Dot([x, _, r], Ink::Blue) if *r == 6.0 => Some(*x),
                    _ => None,
                })
                .collect();
            assert_eq!(dots, [heading(&scene, word)], "{word}");
        }
    }

    #[test]
    fn levels_differ_by_shape_and_keys_stand_only_for_what_is_drawn() {
        let words = |groups, settings| Chart::AutonomyMap(chart(groups, settings)).draw(Layout::Wide, "x", "", "");
        let one = words(vec![MapGroup { agents: vec![agent(0)], ..group("team", 0) }], 0);
        assert!(one.contains("stays as it is") && !one.contains("in the loop"));
        assert!(words(vec![group("team", 9)], 3).contains("in the loop"));
        assert!(words(vec![group("team", 9)], 12).contains("3 more settings stand in the table"));
        assert!(words(vec![group("a", 40), group("b", 40)], 3).contains("20 more agents stand in the table"));
    }

    #[test]
    fn any_team_stays_readable() {
        assert_clean(&Chart::AutonomyMap(AutonomyMap::default()));
        for (agents, settings) in [(1, 0), (1, 7), (28, 7), (90, 12)] {
            assert_clean(&Chart::AutonomyMap(chart(vec![group("team", agents), group("", 2), group("empty", 0)], settings)));
        }
        let mut wild = group(LONG, 3);
        for v in WILD {
            wild.agents.push(MapAgent { sure: v, ..agent(1) });
        }
        wild.agents.push(MapAgent { label: LONG.into(), work: LONG.into(), cost: LONG.into(), choices: Vec::new(), ..agent(2) });
        let mut wild = chart(vec![wild], 9);
        (wild.work_name, wild.cost_name, wild.sure_name) = (LONG.into(), LONG.into(), LONG.into());
        wild.settings[3] = MapSetting { number: 123_456, name: LONG.into(), recommended: true };
        assert_clean(&Chart::AutonomyMap(wild));
    }
}
