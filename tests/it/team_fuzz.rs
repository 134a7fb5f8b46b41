//! Changes of team files at random: reading them may fail, and must never panic.

use foretaste::study::autonomy::read;
use proptest::prelude::*;

use crate::slips::{change, changed, revalued, sound};
use crate::team_files::SHORT;

const STARTER: &str = include_str!("../../src/cli/init/team/team.toml");
const AGENCY: &str = include_str!("../../scenarios/agency-28/team.toml");

/// A team that uses what the others do not.
const RARE: &str = r#"
[[agents]]
name = 'Clerk'
minutes = { triangular = [['1 min', 2, 3], 4, 9], source = 's', grade = 'judgement' }
wrong = { task = '2 h', half_life = [100, 300, 900], shape = { from = 'half-life shape' } }
wrong_by_class = { letters = 0.5 }
room = 12
human = true
detector = { cusum = { target = 0.05, slack = 0.02, limit = 1 }, alarm = { pause = '4 h' } }
earns = { autonomy = 'on the loop', after = 30 }
autonomy = { approve = 0.5, audit = 0.1, after = { exponential = 60 }, then = 'escalate', escalate_to = 'Both', veto = { window = 5, notice = 0.5, minutes = 1, can_stop = false } }

[[people]]
name = 'Bob'
hours = 'weekdays 9-12, 22:00 – 02:00'
skill = 0.9
pace = 1.1
review = { minutes = 3, detects = { from = 'careful human, design' } }

[[pools]]
name = 'Both'
people = ['Ann', 'Bob']

[[models]]
name = 'Large'
blind = 0.2
outages = { every = '10 days', lasts = [10, 30, 90] }

[every_agent]
model = 'Large'
reviewer = 'Both'
drift = { per_minute = 0.001 }

[failures]
sloth = 2
zeal = 1

[run]
warm_up = 0
length = '2 weeks'
then = 'stop'
"#;

/// What a slip of the hand puts in, besides the usual.
const PIECES: &[&str] = &[
    "1",
    "0.5",
    "[]",
    "{}",
    "{ from = 'model, 9-minute task' }",
    "{ from = 'model gate' }",
    "'24 h'",
    "'next morning'",
    "'Mon-Fri 9-17'",
    "'Mon 8'",
    "'always'",
    "'usual'",
    "'wait'",
    "'escalate'",
    "'in the loop'",
    "'Writer'",
    "'Ann'",
    "'Both'",
    "['Writer']",
    "[['Writer'], 'Clerk']",
    "['Writer', 'Writer']",
    "[{ together = ['Writer', 'Clerk'], join = 1 }]",
    "[{ either = [{ chance = 1, steps = [] }] }]",
    "[{ again = 0.5, from = 'Writer' }, 'Writer']",
    "['Writer', { to = 'Writer' }]",
    "[{ gate = 'x', by = 'Writer' }, 'Writer']",
    "[{ by_class = { letters = ['Clerk'] } }, 'Writer']",
    "[[agents]]\nname = 'X'\n",
    "[flow]\n",
    "255",
];

fn rare() -> String {
    SHORT.replace("steps = [\"Writer\"]", "steps = ['Writer', { gate = 'money', by = 'Both', after = '1 h', then = 'approve' }, 'Clerk']\nhand_off = { loses = 0.1, delay = 0 }")
        + RARE
}

/// Reads a team; gives whether it was accepted.
fn accepted(text: &str) -> bool {
    match read("team.toml", text) {
        Ok(study) => {
            let draft = study.team.draft();
            assert_eq!(study.settings.len(), draft.agents.len());
            assert!(study.loads.given.iter().all(|load| load.share >= 0.0));
            true
        }
        Err(problems) => {
            sound(&problems);
            false
        }
    }
}

#[test]
fn the_teams_that_are_changed_are_good() {
    for text in [SHORT, STARTER, AGENCY, &rare()] {
        assert!(accepted(text), "{}", read("team.toml", text).map(|_| ()).unwrap_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_slip_of_the_hand_in_a_team_is_read_or_refused(changes in proptest::collection::vec(change(), 1..4)) {
        accepted(&changed(STARTER, &changes, PIECES));
        accepted(&changed(&rare(), &changes, PIECES));
    }

    #[test]
    fn any_other_value_in_a_team_is_read_or_refused(changes in proptest::collection::vec(change(), 1..4)) {
        accepted(&revalued(STARTER, &changes, PIECES));
        accepted(&revalued(&rare(), &changes, PIECES));
        accepted(&revalued(SHORT, &changes, PIECES));
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_slip_of_the_hand_in_the_28_agents_is_read_or_refused(changes in proptest::collection::vec(change(), 1..3)) {
        accepted(&revalued(AGENCY, &changes, PIECES));
    }
}
