//! The catalogue that ships, what is refused in others, and where moves fit.

use crate::input::{Cx, Expr, Grade, Quantity};
use crate::market::spec::Channel;

use super::{Catalogue, Cost, Effect, MoveChannel, Numbers, TouchpointFacts, TouchpointKind, Verb, Worth};

/// One name for each kind of touchpoint.
const NAMES: [(TouchpointKind, &str); 9] = [
    (TouchpointKind::Discover, "Compare"),
    (TouchpointKind::SignUp, "Sign up"),
    (TouchpointKind::Connect, "Connect the bank"),
    (TouchpointKind::Pay, "Pay"),
    (TouchpointKind::Deliver, "Hand over the box"),
    (TouchpointKind::FirstUse, "First week"),
    (TouchpointKind::Help, "Get help"),
    (TouchpointKind::Renew, "Renewal"),
    (TouchpointKind::Any, "Quarter review"),
];

/// Touchpoints from easy to hard, of every kind, on both channels.
fn touchpoints() -> Vec<(TouchpointFacts, Numbers)> {
    let ladder = [
        Numbers { minutes: 0.3, ..Numbers::default() },
        Numbers { minutes: 4.0, wait: 0.6, effort: 1.6, clarity: 0.92, fails: 0.008, recovered: 0.93, drop_out: 0.008 },
        Numbers { minutes: 6.0, wait: 3.0, effort: 2.1, clarity: 0.8, fails: 0.03, recovered: 0.6, drop_out: 0.04 },
        Numbers { minutes: 15.0, wait: 8.0, effort: 3.4, clarity: 0.6, fails: 0.12, recovered: 0.4, drop_out: 0.15 },
        Numbers { minutes: 60.0, wait: 45.0, effort: 6.0, clarity: 0.3, fails: 0.4, recovered: 0.1, drop_out: 0.45 },
    ];
    let mut out = Vec::new();
    for (_, name) in NAMES {
        for channel in Channel::ALL {
            out.extend(ladder.map(|numbers| (TouchpointFacts::new(name, *channel, numbers), numbers)));
        }
    }
    out
}

/// The value of a touchpoint that an effect changes; nothing for the channel.
fn before(numbers: &Numbers, effect: &Effect) -> Option<f64> {
    Some(match effect.key() {
        "minutes" => numbers.minutes,
        "wait" => numbers.wait,
        "effort" => numbers.effort,
        "clarity" => numbers.clarity,
        "fails" => numbers.fails,
        "recovered" => numbers.recovered,
        "drop_out" => numbers.drop_out,
        _ => return None,
    })
}

/// The lowest, middle and highest value that an effect leads to, before any scale is kept.
fn after(numbers: &Numbers, effect: &Effect) -> Option<[f64; 3]> {
    let Worth::Number(quantity) = &effect.worth else { return None };
    let value = before(numbers, effect)?;
    Some([0.0, 0.5, 1.0].map(|u| match (effect.verb, quantity.dist.quantile(u)) {
        (Verb::Set, by) => by,
        (Verb::Scale, by) => value * by,
        (Verb::Add, by) => value + by,
    }))
}

#[test]
fn the_shipped_catalogue_covers_every_kind() {
    let catalogue = Catalogue::shipped();
    assert!(catalogue.moves().len() >= 44, "{}", catalogue.moves().len());
    for kind in TouchpointKind::ALL {
        let count = catalogue.moves().iter().filter(|one| one.kind == *kind).count();
        assert!(count >= 5, "{kind}: {count}");
    }
    let of = |channel| catalogue.moves().iter().filter(|one| one.channel == channel).count();
    assert!(of(MoveChannel::Physical) >= 10 && of(MoveChannel::Digital) >= 15);
}

#[test]
fn every_shipped_number_says_where_it_comes_from() {
    for one in Catalogue::shipped().moves() {
        let costs = [&one.cost.days_once, &one.cost.minutes_per_customer];
        for number in one.numbers().chain(costs) {
            let source = number.source.as_deref().unwrap_or_else(|| panic!("{}: no source", one.id));
            let grade = number.grade.unwrap_or_else(|| panic!("{}: no grade", one.id));
            assert!(number.span.is_none(), "{}: the place points into a reading that is over", one.id);
            match grade {
                Grade::Published => {
                    assert!(!source.contains("judgement") && source.len() > 100, "{}: {source}", one.id);
                    assert!(source.chars().any(|c| c.is_ascii_digit()), "{}: no figure in {source}", one.id);
                }
                Grade::Judgement => assert!(source.starts_with("authors' judgement"), "{}: {source}", one.id),
                Grade::Measured => panic!("{}: nothing here was measured by us", one.id),
            }
        }
    }
}

#[test]
fn published_moves_are_counted_and_the_rest_admit_to_be_judgement() {
    let graded = |grade| Catalogue::shipped().moves().iter().filter(|one| one.grade() == grade).count();
    assert_eq!((graded(Grade::Published), graded(Grade::Judgement), graded(Grade::Measured)), (21, 45, 0));
}

#[test]
fn shipped_words_are_fit_to_print() {
    for one in Catalogue::shipped().moves() {
        assert!(one.title.chars().count() <= 60 && !one.title.ends_with('.'), "{}", one.title);
        assert!(one.title.chars().next().is_some_and(char::is_uppercase), "{}", one.title);
        assert!(one.how.ends_with('.') && (40..=200).contains(&one.how.chars().count()), "{}: {}", one.id, one.how);
        assert!(!one.effects.is_empty());
        let words = one.provided.iter().chain(&one.guardrail);
        assert!(words.into_iter().all(|words| words.chars().next().is_some_and(char::is_lowercase)), "{}", one.id);
    }
}

#[test]
fn every_shipped_move_fits_somewhere_and_changes_something_wherever_it_fits() {
    for one in Catalogue::shipped().moves() {
        let fitting: Vec<_> = touchpoints().into_iter().filter(|(facts, _)| one.fits(facts)).collect();
        assert!(!fitting.is_empty(), "`{}` fits nowhere", one.id);
        for (facts, numbers) in fitting {
            let changes = one.effects.iter().any(|effect| match after(&numbers, effect) {
                Some(values) => before(&numbers, effect).is_some_and(|value| values.iter().any(|after| (after - value).abs() > 1e-9)),
                None => effect.worth != Worth::Channel(facts.channel()),
            });
            assert!(changes, "`{}` changes nothing at {facts:?}", one.id);
        }
    }
}

#[test]
fn shipped_effects_stay_on_their_scales_wherever_the_move_fits() {
    for one in Catalogue::shipped().moves() {
        for (facts, numbers) in touchpoints().into_iter().filter(|(facts, _)| one.fits(facts)) {
            for effect in &one.effects {
                let (Some(values), Some((low, high))) = (after(&numbers, effect), effect.field.range()) else { continue };
                // Additions to shares near an end of their scale may pass it; the world holds them there.
                let slack = if matches!(effect.key(), "clarity" | "recovered") && effect.verb == Verb::Add { 0.35 } else { 0.0 };
                let (low, high) = (low - slack, high + slack);
                assert!(values.iter().all(|value| (low..=high).contains(value)), "`{}` {}: {values:?} at {facts:?}", one.id, effect.key());
            }
        }
    }
}

#[test]
fn every_shipped_move_does_people_some_good() {
    for one in Catalogue::shipped().moves() {
        let helps = one.effects.iter().any(|effect| {
            let Worth::Number(quantity) = &effect.worth else { return false };
            let middle = quantity.dist.median();
            let neutral = if effect.verb == Verb::Scale { 1.0 } else { 0.0 };
            let up = matches!(effect.key(), "clarity" | "recovered");
            if up { middle > neutral } else { middle < neutral }
        });
        assert!(helps, "`{}` does nobody good", one.id);
    }
}

#[test]
fn moves_that_save_staff_at_peoples_cost_are_marked_and_guarded() {
    let marked: Vec<&str> = Catalogue::shipped().moves().iter().filter(|one| one.austerity).map(|one| one.id.as_str()).collect();
    assert_eq!(marked, ["identity-in-one-step", "photo-instead", "bot-first", "no-phone-number", "self-service"]);
    for one in Catalogue::shipped().moves().iter().filter(|one| one.austerity) {
        assert!(one.guardrail.is_some() && one.effects.iter().any(Effect::may_hurt), "{}", one.id);
        assert!(one.cost.minutes_per_customer.dist.median() < 0.0, "{}", one.id);
    }
}

#[test]
fn moves_exclude_each_other_whoever_says_so() {
    let catalogue = Catalogue::shipped();
    assert!(catalogue.clash("bot-first", "named-person") && catalogue.clash("named-person", "bot-first"));
    assert!(!catalogue.clash("bot-first", "tell-first") && !catalogue.clash("bot-first", "bot-first"));
    assert!(!catalogue.clash("no such move", "bot-first"));
}

#[test]
fn edits_are_written_for_the_touchpoint() {
    let one = Catalogue::shipped().find("bot-first").expect("it ships");
    let edits = one.edits_at("Ask. Then wait");
    let paths: Vec<&str> = edits.iter().map(|edit| edit.path.as_str()).collect();
    let keys = ["wait", "channel", "effort", "drop_out", "recovered"];
    assert_eq!(paths, keys.map(|key| format!("journey.Ask. Then wait.{key}")));
    assert_eq!((edits[1].verb, &edits[1].worth), (Verb::Set, &Worth::Channel(Channel::Digital)));
    let Worth::Number(effort) = &edits[2].worth else { panic!("effort is a number") };
    assert_eq!((edits[2].verb, effort.grade), (Verb::Add, Some(Grade::Judgement)));
    assert!(effort.source.as_deref().is_some_and(|source| source.contains("Luo")));
}

#[test]
fn what_fits_hangs_on_kind_channel_and_numbers() {
    let catalogue = Catalogue::shipped();
    let numbers = Numbers { minutes: 12.0, wait: 2.0, effort: 3.0, clarity: 0.72, fails: 0.08, recovered: 0.55, drop_out: 0.08 };
    let ids = |name: &str, channel, numbers| -> Vec<&str> {
        let facts = TouchpointFacts::new(name, channel, numbers);
        catalogue.moves().iter().filter(|one| one.fits(&facts)).map(|one| one.id.as_str()).collect()
    };
    let bank = ids("Connect the bank", Channel::Digital, numbers);
    for wanted in ["say-what-works", "file-as-way-out", "do-it-together", "import-in-background", "plain-words", "human-at-hand"] {
        assert!(bank.contains(&wanted), "{wanted} in {bank:?}");
    }
    assert!(!bank.contains(&"more-ways-to-pay") && !bank.contains(&"reminder-call"));
    let physical = ids("Connect the bank", Channel::Physical, numbers);
    assert!(physical.contains(&"do-it-together") && physical.contains(&"reminder-call") && !physical.contains(&"file-as-way-out"));
    let smooth = ids("Connect the bank", Channel::Digital, Numbers { fails: 0.0, wait: 0.0, ..numbers });
    assert!(!smooth.contains(&"say-what-works") && !smooth.contains(&"import-in-background"));
    let unknown = ids("Quarter review", Channel::Digital, numbers);
    let any = |id: &&str| catalogue.find(id).is_some_and(|one| one.kind == TouchpointKind::Any);
    assert!(!unknown.is_empty() && unknown.iter().all(any), "{unknown:?}");
    let offered: Vec<&str> =
        catalogue.offered(&TouchpointFacts::new("Connect the bank", Channel::Digital, numbers)).map(|one| one.id.as_str()).collect();
    assert_eq!(offered, bank);
}

#[test]
fn a_condition_without_a_value_does_not_hold() {
    let mut one = Catalogue::shipped().find("plain-words").expect("it ships").clone();
    let facts = |wait| TouchpointFacts::new("Pay", Channel::Digital, Numbers { wait, clarity: 0.5, ..Numbers::default() });
    one.needs = Some(Expr::parse("1 / wait < 1").expect("it parses"));
    assert!(one.fits(&facts(2.0)) && !one.fits(&facts(0.5)) && !one.fits(&facts(0.0)));
    one.needs = None;
    assert!(one.fits(&facts(0.0)));
}

#[test]
fn a_day_rate_turns_work_into_money() {
    // Ten days and 480 customers at two minutes are twelve days.
    assert!((Cost::money(10.0, 2.0, 480.0, 300.0) - 12.0 * 300.0).abs() < 1e-9);
    assert!(Cost::money(0.0, -1.0, 480.0, 300.0) < 0.0);
}

/// A sound catalogue of one move, with one line replaced.
fn with(old: &str, new: &str) -> String {
    let text = "title = 'T'\nsource = 'S'\ngrade = 'judgement'\n[[move]]\nid = 'a'\ntitle = 'A'\nkind = 'pay'\nchannel = 'both'\n\
                how = 'So.'\nneeds = 'minutes > 1'\nexcludes = ['b']\neffects = [{ change = 'journey.@.effort', scale = 0.9 }]\n\
                cost_once = { days = 1 }\ncost_per_customer = { minutes = 0 }\n[[move]]\nid = 'b'\ntitle = 'B'\nkind = 'any'\n\
                channel = 'digital'\nhow = 'So.'\neffects = [{ change = 'journey.@.channel', set = 'physical' }]\n\
                cost_once = { days = [1, 2, 3] }\ncost_per_customer = { minutes = [-1, 0, 1] }\n";
    assert!(text.contains(old), "{old}");
    text.replacen(old, new, 1)
}

fn read(text: &str) -> Result<Catalogue, String> {
    let mut cx = Cx::new();
    let read: Option<Catalogue> = cx.parse("moves.toml", text);
    cx.finish(read).map(|(catalogue, _)| catalogue).map_err(|problems| problems.to_string())
}

#[test]
fn a_catalogue_of_ones_own_is_read() {
    let catalogue = read(&with("", "")).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!((catalogue.title(), catalogue.moves().len()), ("T", 2));
    let one = catalogue.find("a").expect("it is there");
    let number: &Quantity = one.numbers().next().expect("it has one");
    assert_eq!((number.source.as_deref(), number.grade), (Some("S"), Some(Grade::Judgement)));
    assert!(number.span.is_some());
    assert_eq!(one.cost.days_once.source.as_deref(), Some("S"));
    let own = read(&with("exclude", "grade = 'measured'\nsource = 'our trial'\nexclude")).unwrap_or_else(|problems| panic!("{problems}"));
    let one = own.find("a").expect("it is there");
    assert_eq!((one.grade(), one.cost.days_once.grade), (Grade::Measured, Some(Grade::Judgement)));
}

#[track_caller]
fn refused(old: &str, new: &str, expected: &[&str]) {
    let problems = read(&with(old, new)).expect_err("it is refused");
    for expected in expected {
        assert!(problems.contains(expected), "`{expected}` is not in:\n{problems}");
    }
}

#[test]
fn a_fault_in_a_catalogue_is_refused_where_it_stands() {
    refused(
        "journey.@.effort",
        "journey.@.efort",
        &["no value of a touchpoint is named", "did you mean `journey.@.effort`?", "moves.toml:12"],
    );
    refused("journey.@.effort", "concept.price", &["no value of a touchpoint is named `concept.price`"]);
    refused("scale = 0.9", "scale = 0.9, add = 1", &["must say how it changes", "2 of them", "exactly one of `set`, `scale`, `add`"]);
    refused(", scale = 0.9", "", &["must say how it changes", "none"]);
    refused("scale = 0.9", "scale = 1", &["this changes nothing of `effort`"]);
    refused("scale = 0.9", "add = 0", &["this changes nothing of `effort`"]);
    refused("scale = 0.9", "scale = -0.5", &["out of range", "from 0 to 20"]);
    refused("scale = 0.9", "scale = { normal = [0.9, 0.1] }", &["reaches out of range", "have bounds"]);
    refused("scale = 0.9", "scale = [0.9, 0.8, 1]", &["`likely` must be at least `low`"]);
    refused("scale = 0.9", "set = 8", &["out of range", "from 1 to 7"]);
    refused("scale = 0.9", "set = 'low'", &["is changed by a number"]);
    refused("scale = 0.9", "set = true", &["is changed by a number"]);
    refused("set = 'physical'", "scale = 2", &["is changed by a word", "write `set = \"digital\"`"]);
    refused("set = 'physical'", "set = 'phisical'", &["no channel is named `phisical`", "did you mean `physical`?"]);
    refused("scale = 0.9 }", "scale = 0.9 }, { change = 'journey.@.effort', add = 1 }", &["`a` changes `effort` twice", "the first"]);
    refused("scale = 0.9", "scale = { value = 0.9, grade = 'published' }", &["a published number needs a `source`"]);
    refused("scale = 0.9", "scale = { value = 0.9, source = 'somebody' }", &["needs both"]);
    refused("effects = [{ change = 'journey.@.effort', scale = 0.9 }]", "effects = []", &["must not be empty"]);
    refused("minutes > 1", "minuts > 1", &["there is no column `minuts`", "did you mean `minutes`?"]);
    refused("minutes > 1", "minutes + 1", &["must give true or false"]);
    refused("minutes > 1", "channel = \"digitl\"", &["did you mean 'digital'?"]);
    refused("['b']", "['c']", &["no move is named `c`"]);
    refused("['b']", "['a']", &["`a` excludes itself"]);
    refused("id = 'b'", "id = 'a'", &["two moves are named `a`", "the first"]);
    refused("id = 'a'", "id = 'A b'", &["small letters, digits and hyphens"]);
    refused("kind = 'pay'", "kind = 'pays'", &["`kind` cannot be \"pays\"", "did you mean \"pay\"?"]);
    refused("days = 1 ", "days = -1 ", &["out of range", "at least 0 days"]);
    refused("minutes = 0 ", "minutes = inf ", &["must be finite"]);
    refused("grade = 'judgement'\n", "", &["`grade` is missing"]);
    refused("cost_once = { days = 1 }\n", "", &["`cost_once` is missing"]);
}

#[test]
fn a_move_that_saves_staff_at_peoples_cost_must_say_so() {
    let worse = "effects = [{ change = 'journey.@.channel', set = 'digital' }]";
    let change = "effects = [{ change = 'journey.@.channel', set = 'physical' }]";
    refused(change, worse, &["`b` saves staff time and may make `channel` worse", "add `austerity = true`"]);
    refused(change, &format!("austerity = true\n{worse}"), &["`b` is marked as austerity and has no `guardrail`"]);
    let guarded = with(change, &format!("austerity = true\nguardrail = 'keep the counter'\n{worse}"));
    assert!(read(&guarded).is_ok_and(|catalogue| catalogue.find("b").is_some_and(|one| one.austerity)));
    for hurting in ["wait', add = [-1, 0, 1]", "clarity', scale = [0.9, 1, 1.1]", "recovered', add = -0.1", "fails', scale = 1.1"] {
        refused(change, &format!("effects = [{{ change = 'journey.@.{hurting} }}]"), &["may make"]);
    }
    for harmless in ["wait', scale = 0.5", "clarity', add = 0.1", "drop_out', scale = 1.2", "minutes', add = 2", "effort', set = 3"] {
        let text = with(change, &format!("effects = [{{ change = 'journey.@.{harmless} }}]"));
        assert!(read(&text).is_ok(), "{harmless}");
    }
}
