//! Words of the file format.

use crate::input::{Cx, Problems, Read};
use crate::team::model::Week;

use super::{AlarmSpec, ClockTimes, Hours, JoinSpec, LawShape, LawSpec, Length, Minutes, Stated, Step, Usual};

fn one<T: Read>(text: &str) -> Result<T, Problems> {
    let mut cx = Cx::new();
    let document = cx.parse_toml("t.toml", &format!("x = {text}")).expect("TOML");
    let read = T::read(document.node().get("x").expect("x"), &mut cx);
    cx.finish(read).map(|(value, _)| value)
}

#[test]
fn lengths_of_time_have_words() {
    for (text, minutes) in [
        ("'24 h'", 1_440.0),
        ("'90 s'", 1.5),
        ("'1 day 6 hours'", 1_800.0),
        ("'1.5h'", 90.0),
        ("'2 h 30 min'", 150.0),
        ("'1 week'", 10_080.0),
        ("7", 7.0),
    ] {
        assert_eq!(one::<Length>(text).unwrap(), Length(minutes), "{text}");
        assert_eq!(one::<Minutes>(text).unwrap().0.dist.median(), minutes, "{text}");
    }
    assert_eq!(one::<Minutes>("['30 min', '1 h', 180]").unwrap().0.dist.support(), (30.0, 180.0));
    for bad in ["'next morning'", "'24'", "'h'", "'1 fortnight'", "''", "'1e3 h'", "'- 3 h'", "'1..2 h'"] {
        assert!(one::<Minutes>(bad).is_err(), "{bad}");
    }
    assert!(one::<Minutes>("'tomorrow'").unwrap_err().to_string().contains("a time of day is no length"));
    assert!(one::<Minutes>("[3, '1 h']").is_err() && one::<Minutes>("['3 h', '1 h', '5 h']").is_err());
    assert_eq!(Length(40_320.0).to_json(), Some("4 weeks".into()));
}

#[test]
fn laws_differ_from_case_to_case_and_in_what_nobody_knows() {
    assert_eq!(one::<LawSpec>("4").unwrap().shape, LawShape::Fixed);
    assert_eq!(one::<LawSpec>("[2, 4, '9 min']").unwrap().shape, LawShape::Triangular);
    let law = one::<LawSpec>("{ lognormal = [[3, 4, 6], 0.4], source = 'a count', grade = 'measured' }").unwrap();
    assert_eq!((law.shape, law.parameters[0].dist.support()), (LawShape::Lognormal, (3.0, 6.0)));
    assert!(law.parameters.iter().all(|parameter| parameter.source.as_deref() == Some("a count")));
    for bad in [
        "{ }",
        "{ lognormal = 4 }",
        "{ lognormal = [4] }",
        "{ fixed = 1, exponential = 2 }",
        "{ gamma = 2 }",
        "true",
        "[1, 2]",
        "{ fixed = 1, grade = 'measured' }",
    ] {
        assert!(one::<LawSpec>(bad).is_err(), "{bad}");
    }
}

#[test]
fn hours_have_words() {
    let week = |text: &str| one::<Hours>(&format!("'{text}'")).unwrap().week;
    let days = |days: &[u32], from, to| Week::on_days(days, from, to).unwrap();
    assert_eq!(week("Mon-Fri 09:00-17:00"), days(&[0, 1, 2, 3, 4], 540, 1_020));
    assert_eq!(week("Mon – Fri 9 - 17"), days(&[0, 1, 2, 3, 4], 540, 1_020));
    assert_eq!(
        week("weekdays 9-12:30, 13-17; Sat 10-12"),
        Week::new(&[(0, 1), (0, 2)])
            .map(|_| {
                let mut all: Vec<(u32, u32)> =
                    (0..5).flat_map(|day| [(day * 1_440 + 540, day * 1_440 + 750), (day * 1_440 + 780, day * 1_440 + 1_020)]).collect();
                all.push((5 * 1_440 + 600, 5 * 1_440 + 720));
                Week::new(&all).unwrap()
            })
            .unwrap()
    );
    assert_eq!(week("Sat-Mon 10-11"), days(&[5, 6, 0], 600, 660));
    assert_eq!(week("Tuesday, Thursday 10-11"), days(&[1, 3], 600, 660));
    assert_eq!(week("every day 0-24"), Week::always());
    assert_eq!((week("always"), week("24/7")), (Week::always(), Week::always()));
    for bad in [
        "",
        "Mon",
        "9-12",
        "Mon 9",
        "Mon 9-9",
        "Mon 12-25",
        "Mon 9:75-10",
        "Mo-Xy 9-10",
        "m 9-10",
        "Mon 9-10-11",
        "Mon-",
        "-",
        "Mon 9-10 Tue",
    ] {
        assert!(one::<Hours>(&format!("'{bad}'")).is_err(), "{bad}");
    }
    let times = one::<ClockTimes>("'Tue 14:00, 08:30; Mon 8'").unwrap();
    assert_eq!(times.at, [480, 1_950, 2_280]);
    assert!(one::<ClockTimes>("'Mon 24:00'").is_err() && one::<ClockTimes>("'Mon 8-9'").is_err());
}

#[test]
fn unions_take_their_forms_and_no_other() {
    assert!(matches!(one::<Stated>("{ from = 'x' }"), Ok(Stated::From(_))));
    assert!(one::<Stated>("{ from = 'x', source = 'y' }").is_err());
    assert!(matches!(one::<Usual<Stated>>("'usual'"), Ok(Usual::AsUsual)));
    assert!(one::<Usual<Stated>>("'usually'").is_err());
    assert!(matches!(one::<AlarmSpec>("{ pause = '4 h' }"), Ok(AlarmSpec::Pause(_))));
    assert!(matches!(one::<AlarmSpec>("{ audit = 0.5 }"), Ok(AlarmSpec::Watch(_))));
    assert_eq!(one::<JoinSpec>("2").unwrap(), JoinSpec::Quorum(2));
    assert!(one::<JoinSpec>("'most'").is_err() && one::<JoinSpec>("-1").is_err());
    assert!(matches!(one::<Step>("'Writer'"), Ok(Step::Named(_))));
    assert!(one::<Step>("{ agnet = 'Writer' }").unwrap_err().to_string().contains("the step does not say what happens"));
    assert!(one::<Step>("{ agent = 'Writer', gate = 'x' }").is_err() && one::<Step>("3").is_err());
}
