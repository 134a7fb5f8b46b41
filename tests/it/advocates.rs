//! Devil's advocates on studies whose worst attack is known by construction.

use foretaste::advocate::{Attack, Brief, Effort, Hurts, Lever, Objection, attack, levers, looks, objections, probe, turning_point};
use foretaste::input::Cx;
use foretaste::market::{Aim, Bench, Counts, Goal, Kind};
use foretaste::montecarlo::Blocks;
use foretaste::montecarlo::search::Limits;
use foretaste::random::Seed;
use foretaste::study::validate::Study;

use crate::validate_studies::{NEVER, ONE, PEOPLE, sound};

/// The smallest loss that matters: two points of share.
const SMALLEST: f64 = 0.02;

fn aim() -> Aim {
    Aim { kind: Kind::Share { arm: 0, alternative: 0, segment: None }, more_is_better: true, threshold: None, smallest: SMALLEST }
}

/// What the advocates can push in a study by itself: its uncertain inputs, and none of the program's own guesses.
fn own_levers(study: &Study) -> Vec<Lever> {
    let mut cx = Cx::new();
    let found = levers(&study.market, &[], &[], &mut cx);
    assert_eq!(cx.errors(), 0);
    found
}

/// Searches on some draws and confirms on others.
fn objected(study: &Study, brief: Brief, seed: u64, fresh: u32) -> Option<(Attack, Objection)> {
    let levers = own_levers(study);
    let all: Vec<usize> = (0..levers.len()).collect();
    let goal = Goal::both(&study.market, aim()).counting(Counts::Verdict);
    let found = attack(&bench(study, seed, 6), &levers, brief, &all, &goal, &EFFORT).unwrap()?;
    let (objections, _) = objections(&bench(study, seed ^ 0xf4e5, fresh), &levers, std::slice::from_ref(&found), &goal).unwrap();
    Some((found, objections.into_iter().next().unwrap()))
}

const EFFORT: Effort = Effort { budget: 1.645, evaluations: 240 };

fn bench(study: &Study, seed: u64, replicates: u32) -> Bench<'_> {
    Bench { market: &study.market, seed: Seed(seed), replicates, blocks: Blocks::All, batching: ONE, interrupt: &NEVER }
}

/// Lets an advocate look at the verdict figure and at the experience, and confirms both on other draws.
fn looked(study: &Study, brief: Brief, seed: u64, fresh: u32, evaluations: usize) -> (Vec<Attack>, Vec<Objection>) {
    let levers = own_levers(study);
    let goal = Goal::both(&study.market, aim());
    let search = bench(study, seed, 6);
    let probes = probe(&search, &levers, &goal, EFFORT.budget).unwrap();
    let effort = Effort { evaluations, ..EFFORT };
    let found = looks(&search, &levers, brief, &probes, &goal, &effort, true).unwrap();
    let (objections, _) = objections(&bench(study, seed ^ 0xf4e5, fresh), &levers, &found, &goal).unwrap();
    (found, objections)
}

/// A study whose journey has one step, of an uncertain ease for which there is a target. The share does not know the journey.
fn journey(effort: &str, target: f64) -> String {
    let step = format!("[[journey]]\nname = 'Sign up'\nchannel = 'physical'\nminutes = 5\neffort = {effort}\n");
    let target = format!("[[xlm]]\nname = 'Easy'\nindicator = 'ces'\nat = 'Sign up'\ntarget = {target}\n");
    study("constant = { uniform = [-0.01, 0.01] }", &format!("{step}{target}"))
}

/// Old and new differ by nothing but a constant: the concept's share is 1 / (1 + exp(−v)).
fn study(constant: &str, rest: &str) -> String {
    format!(
        "title = 'A test'\nquestion = 'Which?'\ncurrency = 'CHF'\n[people]\nfrom = 'people.toml'\n\
         [concept]\nname = 'New'\nspeed = 1\n{constant}\n\
         [[alternatives]]\nname = 'Old'\nreference = true\nspeed = 1\n{rest}\n\
         [tastes.speed]\npart_worth = 1\n"
    )
}

fn share(utility: f64) -> f64 {
    1.0 / (1.0 + (-utility).exp())
}

#[test]
fn a_planted_flaw_is_found_and_priced() {
    // Awareness is normal-scored uniform 0.2 to 1; everything else hardly moves. Its 5 % point is 0.24, and the share is awareness ÷ 2.
    let text = study("awareness = { uniform = [0.2, 1.0] }\nconstant = { uniform = [-0.02, 0.02] }", "");
    let study = sound(&text, PEOPLE, 3000);
    let (attack, objection) = objected(&study, Brief::Adoption, 3, 64).unwrap();
    assert_eq!(attack.steps.len(), 1, "{attack:?}");
    assert!((attack.likelihood.1 - 0.05).abs() < 0.002, "{:?}", attack.likelihood);
    assert!(objection.claim.starts_with("Share who know New turns out 24 %"), "{}", objection.claim);
    assert!(objection.counts());
    // Mean awareness is 0.6: the mean loss is (0.6 − 0.24) ÷ 2.
    let damage = objection.damage.unwrap();
    assert!((damage.mean + 0.18).abs() < 4.0 * damage.error + 0.005, "{damage:?}");
    assert!(damage.low < -0.18 && -0.18 < damage.high);
    // The cheapest test asks who knows it: 60 % expected, 24 % claimed.
    assert!(objection.test.people.is_some_and(|people| (8..=16).contains(&people)), "{:?}", objection.test);
}

#[test]
fn two_flaws_that_only_hurt_together_are_found_by_the_premortem() {
    // The fast rival wins only if people also value speed: neither alone moves the share, since both sit at the middle where one of them is
    // zero. Utility of Old over New = taste × extra speed, both centred at 0.
    let text = "title = 'A test'\nquestion = 'Which?'\ncurrency = 'CHF'\n[people]\nfrom = 'people.toml'\n\
         [concept]\nname = 'New'\nspeed = 0\n\
         [[alternatives]]\nname = 'Old'\nreference = true\nspeed = { uniform = [-2, 2] }\n\
         [tastes.speed]\npart_worth = { uniform = [-1.5, 1.5] }\n";
    let study = sound(text, PEOPLE, 2000);
    let (attack, objection) = objected(&study, Brief::Premortem, 9, 128).unwrap();
    assert_eq!(attack.steps.len(), 2, "{attack:?}");
    assert!(attack.steps[0].z * attack.steps[1].z > 0.0, "both up or both down: {attack:?}");
    let norm = attack.surprise;
    assert!(norm <= 1.645 + 1e-9 && norm > 1.5, "{norm}");
    assert!(objection.counts(), "{objection:?}");
    // At z = 1.163 each, the quantile is 0.8776 of the range: speed 1.51, taste 1.13, utility 1.71; the share falls from about ½ to 0.15.
    let damage = objection.damage.unwrap();
    assert!((damage.level - share(-1.71)).abs() < 0.03, "{damage:?}");
}

#[test]
fn a_clean_study_claims_nothing_at_its_nominal_rate() {
    // The worst attack takes exactly the smallest loss that matters: the hardest clean study there is. Its share is ½ in the middle.
    let drop = ((0.5 - SMALLEST) / (0.5 + SMALLEST)).ln();
    let half = -drop.abs() / 0.9;
    let (low, high) = (half.min(-half), half.max(-half));
    let study = sound(&study(&format!("constant = {{ uniform = [{low}, {high}] }}"), ""), PEOPLE, 64);
    let claimed =
        (0..200).filter(|&seed| objected(&study, Brief::Trust, seed, 24).is_some_and(|(_, objection)| objection.counts())).count();
    // At a true rate of 5 %, more than 20 of 200 have a chance of one in a thousand.
    assert!(claimed <= 20, "{claimed} of 200 claimed");
    // It is not silent because it cannot speak: at twice the loss it claims nearly always.
    let wide = sound(&crate::advocates::study(&format!("constant = {{ uniform = [{}, {}] }}", 2.2 * low, 2.2 * high), ""), PEOPLE, 64);
    let found = (0..20).filter(|&seed| objected(&wide, Brief::Trust, seed, 24).is_some_and(|(_, objection)| objection.counts())).count();
    assert!(found >= 16, "{found} of 20 found");
}

#[test]
fn a_flaw_of_the_journey_that_leaves_the_share_as_it_is_is_found_and_named() {
    let text = journey("{ uniform = [1.5, 4.5] }", 5.0);
    let (attacks, objections) = looked(&sound(&text, PEOPLE, 1000), Brief::Friction, 3, 64, 240);
    assert!(attacks.iter().all(|attack| attack.hurts == Hurts::Experience { xlm: 0 }), "nothing here moves the share: {attacks:?}");
    assert_eq!(objections.len(), 1);
    let objection = &objections[0];
    assert!(objection.counts() && objection.hurts == (Hurts::Experience { xlm: 0 }), "{objection:?}");
    assert!(objection.claim.starts_with("Sign up: effort turns out 4.35"), "{}", objection.claim);
    assert_eq!(objection.damage.unwrap().mean, 0.0);
    // Ease is 8 less effort, of 3 on average and 4.35 under the attack; it falls short of the target past an effort of 3.
    let change = objection.change().unwrap();
    assert!((change.mean + 1.35).abs() < 4.0 * change.error + 0.05, "{change:?}");
    // What counts is how far it is taken from the target, in hundredths of a scale of six. Half of the draws miss the target already, by
    // three quarters on average: 1.35 less 0.375 of effort, over 0.06.
    assert!((objection.confirmed.mean - 16.25).abs() < 4.0 * objection.confirmed.error + 1.0, "{:?}", objection.confirmed);
    assert!(objection.test.method.contains("effort"), "{:?}", objection.test);
    // An advocate who finds enough in the verdict figure looks no further.
    let wide = text.replace("uniform = [-0.01, 0.01]", "uniform = [-2, 2]");
    let (attacks, objections) = looked(&sound(&wide, PEOPLE, 1000), Brief::Trust, 3, 64, 240);
    assert_eq!(attacks.iter().map(|attack| attack.hurts).collect::<Vec<_>>(), [Hurts::Verdict]);
    assert!(objections[0].counts());
}

#[test]
fn two_looks_at_a_clean_study_claim_nothing_at_the_nominal_rate() {
    // The worst of both: a constant whose attack takes exactly the smallest loss that matters from the share, in the hands of the same
    // advocate as an ease that it takes exactly one step further from its target. Every draw misses the target, so that the whole push counts.
    let drop = ((0.5 - SMALLEST) / (0.5 + SMALLEST)).ln().abs() / 0.9;
    let (half, target) = (0.06 / 0.9, 6.5);
    let levers_in_one_hand = |scale: f64| {
        let text = journey(&format!("{{ uniform = [{}, {}] }}", 3.0 - scale * half, 3.0 + scale * half), target);
        text.replace("uniform = [-0.01, 0.01]", &format!("uniform = [{}, {}]", -scale * drop, scale * drop))
    };
    let counted = |study: &Study, seeds: u64| {
        let claims = |seed| looked(study, Brief::Premortem, seed, 24, 40).1.iter().any(Objection::counts);
        (0..seeds).filter(|&seed| claims(seed)).count()
    };
    let clean = sound(&levers_in_one_hand(1.0), PEOPLE, 64);
    let claimed = counted(&clean, 200);
    // At a true rate of 5 %, more than 20 of 200 have a chance of one in a thousand.
    assert!(claimed <= 20, "{claimed} of 200 claimed");
    let found = counted(&sound(&levers_in_one_hand(2.2), PEOPLE, 64), 20);
    assert!(found >= 16, "{found} of 20 found");
}

#[test]
fn what_turns_the_verdict_keeps_the_chance_that_its_event_was_given() {
    // The event alone takes the share from ½ to 0.27; the uncertain constant cannot reach the line by itself.
    let event = "[[advocates.prior]]\nbrief = 'trust and privacy'\ntitle = 'It breaks'\nchance = [0.1, 0.2, 0.3]\n\
         change = [{ path = 'concept.constant', add = -1 }]\n";
    let study = sound(&study("constant = { uniform = [-0.02, 0.02] }", event), PEOPLE, 500);
    let found = &study.advocacy.levers;
    let levers: Vec<Lever> = found.iter().filter(|lever| lever.name == "It breaks" || !lever.is_event()).cloned().collect();
    let bench = Bench { market: &study.market, seed: Seed(5), replicates: 8, blocks: Blocks::All, batching: ONE, interrupt: &NEVER };
    let limits = Limits { budget: 3.0, most_steps: 3, most_evaluations: 400, least_gain: 0.0 };
    let aim = Aim { threshold: Some(0.4), ..aim() };
    let turn = turning_point(&bench, &levers, &aim, 0.5, &limits).unwrap().unwrap();
    assert_eq!(turn.steps.len(), 1, "{turn:?}");
    assert!(levers[turn.steps[0].lever].is_event(), "{turn:?}");
    let (low, likely, high) = turn.likelihood;
    assert_eq!(likely, 0.2);
    assert!(0.1 < low && low < 0.2 && 0.2 < high && high < 0.3, "{turn:?}");
    // Nothing turns a figure that is past its line already.
    assert!(turning_point(&bench, &levers, &aim, 0.3, &limits).unwrap().is_none());
}

#[test]
fn a_budget_of_nothing_is_refused_in_words() {
    let text = format!("{}\n[advocates]\nplausibility = 0\n", study("constant = [-1, 0, 1]", ""));
    let problems = crate::validate_studies::read(&text, PEOPLE, &crate::validate_studies::data(50)).unwrap_err().to_string();
    assert!(problems.contains("plausibility") && problems.contains("0.05"), "{problems}");
}
