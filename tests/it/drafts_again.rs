//! The next draft, run again on a new seed, keeps what the round promised.

use std::fs;
use std::path::Path;

use foretaste::market::{ArmFigures, Bench, Kind};
use foretaste::montecarlo::{Blocks, Effect, Replicates};
use foretaste::random::Seed;
use foretaste::study::validate::{Findings, Mended, Options, Study, analyse, load};

use crate::validate_studies::{NEVER, ONE, PEOPLE, Z, data};

/// Runs a study with one round of the prototyper.
fn mended(study: &Study, seed: u64) -> Findings {
    let options = Options { seed: Seed(seed), replicates: Replicates::Fixed(4), batching: ONE, advocates: true, rounds: Some(1) };
    analyse(study, &options, &NEVER, &|_| ()).unwrap()
}

/// A figure of two studies on the same draws, one value a replicate each.
fn beside(first: &Study, second: &Study, kind: Kind, seed: u64, replicates: u32) -> Vec<f64> {
    let levels = |study: &Study| {
        let figures = ArmFigures::only(&study.market, &[kind]).unwrap();
        let bench = Bench { market: &study.market, seed: Seed(seed), replicates, blocks: Blocks::All, batching: ONE, interrupt: &NEVER };
        bench.compare(&figures, &[]).unwrap().level(0, 0)
    };
    levels(second).into_iter().zip(levels(first)).map(|(second, first)| second - first).collect()
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

/// Holds what came out against what was promised: inside its interval, and its mean within the Monte Carlo error of both.
#[track_caller]
fn kept(what: &str, promised: &Effect, found: &[f64], rounding: f64) {
    let (mean, error) = mean_and_error(found);
    let reach = rounding.max(1e-6);
    assert!(promised.low - reach <= mean && mean <= promised.high + reach, "{what}: {mean} ± {error}, promised {promised:?}");
    let both = (error * error + promised.error * promised.error).sqrt();
    assert!((mean - promised.mean).abs() < Z.mul_add(both, reach), "{what}: {mean} ± {error}, promised {promised:?}");
}

/// The second draft as it is written beside the run, read as a study of its own.
fn second_draft(mended: &Mended, study: &Study, folder: &Path, root: &Path, seed: u64, people: Option<u32>) -> Study {
    let folder = folder.canonicalize().unwrap();
    let files = mended.files(study, &folder);
    let (name, text) = files.iter().find(|(name, _)| name == "study.v2.toml").expect("a second draft");
    fs::write(folder.join(name), text).unwrap();
    load(&folder.join(name), root, Seed(seed), people).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

#[test]
fn a_planted_mend_keeps_its_promise_on_a_new_seed() {
    let text = "title = 'A test'\nquestion = 'Which?'\n[people]\nfrom = 'people.toml'\n\
        [decision]\ngo_if = 'P(share >= 60%) >= 50%'\nsmallest_effect = '2 points of share'\n\
        [concept]\nname = 'New'\nspeed = 2\nconstant = { uniform = [-0.6, 0.6] }\n\
        [[alternatives]]\nname = 'Old'\nreference = true\nspeed = 2\n\
        [tastes.speed]\npart_worth = { uniform = [0.5, 1.1] }\n\
        [[prototype.lever]]\ntitle = 'Make it faster'\nedit = [{ change = 'concept.speed', add = { uniform = [0.6, 1.4] } }]\ncost_once = 100\n";
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("study.toml", text), ("people.toml", PEOPLE), ("people.csv", &data(300))] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let first = |seed: u64| load(&folder.path().join("study.toml"), folder.path(), Seed(seed), None).unwrap();
    let study = first(3);
    let findings = mended(&study, 3);
    let mended = findings.mended.as_ref().unwrap();
    let promised = mended.drafts[1].change.unwrap();
    assert!(promised.mean > 0.1 && mended.drafts[1].diff.len() == 1, "{promised:?}");
    let second = second_draft(mended, &study, folder.path(), folder.path(), 1_000_003, None);
    let share = Kind::Share { arm: 0, alternative: 0, segment: None };
    let found = beside(&first(1_000_003), &second, share, 1_000_003, 900);
    kept("share", &promised, &found, 0.0);
    // It would notice a promise that is not kept.
    let (mean, error) = mean_and_error(&found);
    assert!(error < 0.02 * mean, "{mean} ± {error}");
}

#[test]
fn the_shipped_study_keeps_what_its_second_draft_promises_on_a_new_seed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let people = Some(1200);
    let first = |seed: u64| load(&root.join("scenarios/back-office/study.toml"), root, Seed(seed), people).unwrap();
    let study = first(1);
    let findings = mended(&study, 1);
    let mended = findings.mended.as_ref().unwrap();
    let draft = &mended.drafts[1];
    let folder = tempfile::tempdir().unwrap();
    let second = second_draft(mended, &study, folder.path(), Path::new("/"), 77, people);
    let other = first(77);
    // Other people are drawn too: where few of 1,200 walk the journey, a figure of theirs moves by some parts of a hundred of its scale.
    let leading = study.figures().all()[study.decision.leading].kind;
    kept("the verdict figure", &draft.change.unwrap(), &beside(&other, &second, leading, 77, 96), 0.004);
    let chosen = draft.round.as_ref().unwrap().recommended.as_ref().unwrap();
    let goal = &findings.stress.as_ref().unwrap().goal;
    let mut moved = 0;
    for promise in &chosen.xlms {
        let aim = goal.xlms.iter().find(|aim| aim.xlm == promise.xlm).unwrap();
        let Some(promised) = promise.effect.filter(|effect| effect.mean.abs() > aim.smallest()) else { continue };
        moved += 1;
        kept(&aim.name, &promised, &beside(&other, &second, aim.kind, 77, 96), 2.0 * aim.smallest());
    }
    assert!(moved > 0, "the second draft promises experience");
}
