//! Months of a team: what responds to what, against recurrences and closed forms worked out by hand.

use std::sync::atomic::AtomicBool;

use foretaste::montecarlo::{Blocks, Pairing, Replicates, Settings, compare};
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::autonomy::{TeamStudy, read};
use foretaste::study::months::{Month, Months, REPLICATES, months};
use foretaste::team::{Figures, Kind};
use foretaste::world::{Arm, Depth};

static NEVER: AtomicBool = AtomicBool::new(false);

/// A writer who gets three of ten wrong, and somebody who sees eight of ten of those.
const TEAM: &str = r#"
title    = "Letters"
question = "What happens if people are cut?"
currency = "EUR"
[costs]
wrong   = 20
stopped = 5
late    = 3
harm_an_hour = 0
reversible   = true
[run]
length  = "10 days"
warm_up = "1 day"
[[people]]
name         = "Ann"
hours        = "Mon-Sun 08:00-20:00"
cost_an_hour = 40
review       = { minutes = { fixed = 2 }, detects = 0.8, false_rejects = 0 }
[every_agent.in_the_loop]
redo = 20
[[agents]]
name     = "Writer"
minutes  = { fixed = 1 }
wrong    = 0.3
autonomy = "in the loop"
[flow]
steps    = ["Writer"]
hand_off = "perfect"
[arrivals]
letters = { at = "Mon-Sun 08:00", batch = 100, due = "1 day" }
"#;

fn with(months: &str) -> String {
    format!("{TEAM}[months]\n{months}")
}

#[track_caller]
fn sound(text: &str) -> TeamStudy {
    read("team.toml", text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn run(study: &TeamStudy, threads: usize) -> Months {
    months(&study.team, study.months.as_ref().unwrap(), Seed(7), Batching { threads, chunk: 1 }, &NEVER).unwrap().unwrap()
}

fn mean(months: &[Vec<Month>], month: usize, of: impl Fn(&Month) -> f64) -> f64 {
    months.iter().map(|draw| of(&draw[month])).sum::<f64>() / months.len() as f64
}

/// Letters let by, of 100: wrong and not seen, when what is seen is written anew.
fn let_by(detects: f64) -> f64 {
    100.0 * 0.3 * (1.0 - detects) / (1.0 - 0.3 * detects)
}

#[test]
fn without_responses_every_month_is_the_static_run() {
    let study = sound(&with("count = 4\nfirst_cut = 0\n"));
    let found = run(&study, 2);
    assert_eq!((found.failed, found.courses[0].len()), (0, REPLICATES as usize));
    assert_eq!(found.courses[0], found.courses[1], "nobody is cut");
    let kinds = [Kind::Escaped(None), Kind::Late(None), Kind::Throughput(None), Kind::EscapedCost, Kind::PeopleCost];
    let figures = Figures::chosen(&study.team, kinds.iter().map(|kind| (format!("{kind:?}"), *kind)).collect());
    let fixed = compare(&Pairing {
        world: &study.team,
        arms: &[Arm { name: "as given".to_owned(), edits: Vec::new(), depth: Depth::Full }],
        readout: &figures,
        settings: Settings {
            seed: Seed(7),
            replicates: Replicates::Fixed(REPLICATES),
            inner: 1,
            batching: Batching { threads: 1, chunk: 1 },
            blocks: Blocks::All,
        },
        enough: &|_| true,
        progress: &|_| (),
        interrupt: &NEVER,
    })
    .unwrap();
    let of = |figure: usize| fixed.level(0, figure);
    let (wrong, late, delivered, escaped, people) = (of(0), of(1), of(2), of(3), of(4));
    for (draw, months) in found.courses[0].iter().enumerate() {
        for month in months {
            assert_eq!((month.wrong, month.late, month.delivered), (wrong[draw], late[draw], delivered[draw]));
            assert_eq!((month.mistakes, month.people_cost), (escaped[draw], people[draw]));
            assert_eq!((month.people, month.trust, month.demand, month.eye), (1.0, 1.0, 1.0, 1.0));
        }
    }
}

#[test]
fn a_cut_that_is_paid_for_by_more_cuts_spirals() {
    let study = sound(&with("count = 6\nfirst_cut = 0.2\nlooks_thin = 1\ncut_for_mistakes = 0.08\n"));
    let found = run(&study, 2);
    let [stay, cut] = &found.courses;
    // Where people stay nothing responds: every month is the first one, at what .8 sees.
    for month in 0..6 {
        assert_eq!(mean(stay, month, |month| month.wrong), mean(stay, 0, |month| month.wrong));
    }
    assert!((mean(stay, 0, |month| month.wrong) - let_by(0.8)).abs() < 0.3, "{}", mean(stay, 0, |month| month.wrong));
    // A fifth of the time is cut, so a fifth of the eye; of what is let by on top, 20 a letter, eight hundredths are saved on people again.
    for (stay, cut) in stay.iter().zip(cut) {
        let mut people = 0.8;
        for month in 0..6 {
            assert!((cut[month].people - people).abs() < 1e-12 && (cut[month].eye - people).abs() < 1e-12, "{month}: {:?}", cut[month]);
            let beyond = (cut[month].mistakes - stay[month].mistakes).max(0.0);
            people = (people - 0.08 * beyond / cut[month].people_cost).clamp(0.05, 1.0);
        }
    }
    for month in 0..6 {
        let expected = mean(cut, month, |month| let_by(0.8 * month.eye));
        let got = mean(cut, month, |month| month.wrong);
        assert!((got - expected).abs() < 0.4, "{month}: {got} is not {expected}");
        let later = |read: fn(&Month) -> f64| mean(cut, month + 1, read) - mean(cut, month, read);
        assert!(month == 5 || later(|month| month.wrong) > 0.0 && later(|month| month.people) < 0.0, "month {month} is no worse");
    }
    assert!(mean(cut, 5, |month| month.wrong) > 2.0 * mean(stay, 5, |month| month.wrong));
}

#[test]
fn trust_work_and_eye_follow_their_recurrences() {
    let study = sound(&with(
        "count = 5\nfirst_cut = 0\ntrust_lost = 0.5\ntrust_regained = 0.1\ndemand_follows = 0.4\ncomes_back = 0.6\nskill_fades = 0.2\nskill_regained = 0.05\n",
    ));
    let text = with("count = 5\nfirst_cut = 0\nskill_fades = 0.2\n").replace("\"in the loop\"", "\"out of the loop\"");
    for months in &run(&study, 2).courses[0] {
        let (mut trust, mut back, mut eye) = (1.0, 0.0, 1.0);
        for month in months {
            let demand: f64 = 1.0 - 0.4 * (1.0 - trust) + back;
            for (what, got, expected) in [("trust", month.trust, trust), ("demand", month.demand, demand), ("eye", month.eye, eye)] {
                assert!((got - expected).abs() < 1e-12, "{what}: {got} is not {expected}");
            }
            // A batch is whole letters.
            assert!((month.delivered - (100.0 * demand).round()).abs() < 1.0, "{month:?}");
            let wrong = month.wrong / 100.0;
            trust = trust * (1.0 - 0.5 * wrong) + 0.1 * (1.0 - trust);
            back = 0.6 * wrong * demand;
            eye = eye * (1.0 - 0.2 * month.alone) + 0.05 * (1.0 - month.alone) * (1.0 - eye);
        }
        // Nothing goes on with nobody asked, so no eye is lost.
        assert!(months.iter().all(|month| month.alone == 0.0 && month.eye == 1.0));
    }
    // Where the writer works alone the eye fades by a fifth a month.
    for months in &run(&sound(&text), 1).courses[0] {
        for (month, power) in months.iter().zip([1.0, 0.8, 0.64, 0.512, 0.4096]) {
            assert!((month.eye - power).abs() < 1e-12 && month.alone == 1.0, "{month:?}");
        }
    }
}

#[test]
fn the_months_are_the_same_at_any_thread_count() {
    let study = sound(&with("count = 3\nfirst_cut = [0.1, 0.2, 0.4]\nlooks_thin = [0.3, 0.6, 1]\ncut_for_mistakes = [0.1, 0.3, 0.5]\n"));
    let (one, four) = (run(&study, 1), run(&study, 4));
    assert_eq!(one.courses, four.courses);
    let cuts: Vec<f64> = one.courses[1].iter().map(|draw| draw[0].people).collect();
    assert!(cuts.iter().all(|people| (0.6..=0.9).contains(people)) && cuts.iter().any(|people| *people != cuts[0]), "{cuts:?}");
}

#[test]
fn bad_months_are_told_at_their_place() {
    let said = |months: &str| read("team.toml", &with(months)).map(|_| ()).unwrap_err().to_string();
    for (months, parts) in [
        ("count = 1\nfirst_cut = 0.2\n", &["`months.count` is out of range", "2 to 60"][..]),
        ("count = 3\nfirst_cut = 1.2\n", &["`months.first_cut` must lie in [0, 1]"]),
        ("count = 3\nfirst_cut = 0.2\ntrust_lost = [-0.1, 0, 0.1]\n", &["`months.trust_lost` must lie in [0, 1]"]),
        ("count = 3\n", &["first_cut"]),
        ("count = 3\nfirst_cut = 0.2\ntrust_lots = 0.1\n", &["trust_lots", "did you mean `trust_lost`?"]),
    ] {
        let said = said(months);
        for part in parts {
            assert!(said.contains("team.toml:") && said.contains(part), "expected `{part}` in\n{said}");
        }
    }
}
