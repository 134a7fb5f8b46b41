//! How the tests of the prototyper read what a study says to it, and run a round.

use foretaste::input::{Cx, Problems};
use foretaste::market::{Aim, Bench, Goal, Kind, MarketEdit};
use foretaste::montecarlo::Blocks;
use foretaste::parallel::Batching;
use foretaste::prototype::{Objected, PrototypeSpec, Round, Sources, Terms, round};
use foretaste::random::Seed;
use foretaste::study::validate::Study;

use crate::validate_studies::{NEVER, ONE};

/// Reads the section `[prototype]` of a study, given without its header.
pub(crate) fn terms(study: &Study, text: &str) -> Result<Terms, Problems> {
    let mut cx = Cx::new();
    let spec: Option<PrototypeSpec> = cx.parse("prototype.toml", text);
    let terms = spec.and_then(|spec| Terms::read(Some(&spec), &study.market, &study.currency, &mut cx));
    cx.finish(terms).map(|(terms, _)| terms)
}

/// Terms that must be sound.
#[track_caller]
pub(crate) fn sound_terms(study: &Study, text: &str) -> Terms {
    terms(study, text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The concept's share.
pub(crate) const SHARE: Kind = Kind::Share { arm: 0, alternative: 0, segment: None };

/// More share; the smallest change that matters is stated.
pub(crate) fn share(smallest: f64) -> Aim {
    Aim { kind: SHARE, more_is_better: true, threshold: None, smallest }
}

/// How a round is run.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) seed: u64,
    pub(crate) search: u32,
    pub(crate) fresh: u32,
    pub(crate) batching: Batching,
}

/// Enough where nothing is uncertain.
pub(crate) const FEW: Setting = Setting { seed: 5, search: 3, fresh: 4, batching: ONE };

/// Runs a round.
pub(crate) fn mended(study: &Study, terms: &Terms, aim: &Aim, setting: Setting) -> Round {
    attacked(study, terms, aim, setting, &[], None)
}

/// Runs a round against objections.
pub(crate) fn attacked(
    study: &Study,
    terms: &Terms,
    aim: &Aim,
    setting: Setting,
    objections: &[Objected],
    attack: Option<&[MarketEdit]>,
) -> Round {
    let bench = |seed: u64, replicates: u32| Bench {
        market: &study.market,
        seed: Seed(seed),
        replicates,
        blocks: Blocks::All,
        batching: setting.batching,
        interrupt: &NEVER,
    };
    let sources = Sources { objections, terms, known: &[] };
    let benches = (bench(setting.seed, setting.search), bench(setting.seed ^ 0xf4e5, setting.fresh));
    round(&benches.0, &benches.1, attack, &sources, &Goal::both(&study.market, aim.clone()), &|_| ()).unwrap()
}

/// The position of a candidate with this id.
#[track_caller]
pub(crate) fn place(round: &Round, id: &str) -> usize {
    let candidates = &round.proposal.candidates;
    candidates
        .iter()
        .position(|candidate| candidate.id == id)
        .unwrap_or_else(|| panic!("no candidate `{id}` among {:?}", candidates.iter().map(|candidate| &candidate.id).collect::<Vec<_>>()))
}

/// The ids of what is recommended, in order.
pub(crate) fn recommended(round: &Round) -> Vec<&str> {
    let members = round.recommended.iter().flat_map(|recommended| &recommended.members);
    members.map(|(index, _)| round.proposal.candidates[*index].id.as_str()).collect()
}

/// Why a candidate is not recommended, in words.
#[track_caller]
pub(crate) fn why(round: &Round, id: &str) -> String {
    let titles = |index: usize| round.proposal.candidates[index].title.clone();
    let reason = round.tried[place(round, id)].reason.as_ref();
    reason.unwrap_or_else(|| panic!("`{id}` is recommended")).words(&titles)
}
