//! The transfer test: people whose real choices are known, and who were used for nothing else.
//!
//! Their situations run through the same market; predicted shares are held against real ones in cells that are never pooled, beside the
//! shares of the study's own people taken as constants (the null). Where the tastes are fitted and some of these people were held out of the fit,
//! the null leaves them out too: it knows no more than the model does. Intervals resample people, not rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::input::{Cx, Entries, Expr, Span};
use crate::market::spec::{AlternativeSpec, ConceptSpec, Fitted, TastesSpec};
use crate::market::{Arms, Figures, Kind, Market, MarketSpec, build};
use crate::montecarlo::{Blocks, RunnerError, Scope, at_theta};
use crate::population::Population;
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::bootstrap::percentile_many;
use crate::stats::interval::{Interval, Level};
use crate::stats::quantile;
use crate::world::World;

use crate::study::fit::Woven;

use super::analyse::Options;
use super::spec::{BesideSpec, Only, StudySpec, TransferSpec};
use super::study::{Study, people};

/// Most ways to cut people into three groups: 81 cells.
const MOST_CUTS: usize = 4;
/// Runs behind a predicted share.
const RUNS: u32 = 400;
/// Resamples of people behind an interval.
const RESAMPLES: u32 = 2_000;

/// A transfer test that has been checked.
#[derive(Debug)]
pub struct TransferPlan {
    who: String,
    market: Market,
    beside: Option<(String, Market)>,
    /// The person and the cell of each group of rows.
    groups: Vec<(u32, usize)>,
    /// Real choices, `[group][alternative]`.
    chosen: Vec<Vec<f64>>,
    cells: Vec<String>,
    people: u32,
    /// Real shares of those of the study's own people whom the model may have learned from, the null.
    constant: Vec<f64>,
    /// How many these are.
    learned_from: u32,
    /// Who these are, in words.
    null_who: String,
    /// Real shares of all of the study's own people.
    own: Vec<f64>,
}

impl TransferPlan {
    /// The share of an alternative in the study's own people's real choices.
    pub(super) fn real_share(&self, alternative: usize) -> f64 {
        self.own[alternative]
    }
}

/// Share errors in one cell, or over all cells.
#[derive(Debug, Clone, PartialEq)]
pub struct TransferCell {
    /// The cell.
    pub label: String,
    /// Rows in it.
    pub rows: u64,
    /// People in it.
    pub people: u64,
    /// Total variation between predicted and real shares.
    pub model: f64,
    /// The same for constant shares.
    pub null: f64,
    /// The same for the simpler model.
    pub beside: Option<f64>,
    /// Null less model: above zero where the model is better.
    pub gain: f64,
    /// Its interval over people.
    pub gain_interval: Interval,
    /// The model's own interval over people.
    pub model_interval: Interval,
    /// Real and predicted share of each alternative.
    pub shares: Vec<(f64, f64)>,
}

/// What the transfer test found.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// Who they are.
    pub who: String,
    /// How many.
    pub people: u32,
    /// People behind the null.
    pub learned_from: u32,
    /// Who these are, in words.
    pub null_who: String,
    /// The simpler model's name.
    pub beside: Option<String>,
    /// The alternatives' names.
    pub alternatives: Vec<String>,
    /// All cells, each weighted by its rows; shares are errors averaged over cells, never shares pooled.
    pub overall: TransferCell,
    /// Cell by cell.
    pub cells: Vec<TransferCell>,
}

impl Transfer {
    /// Whether the model beats the null beyond what other people would give by chance.
    #[must_use]
    pub fn valid(&self) -> bool {
        self.overall.gain_interval.low > 0.0
    }
}

/// What constant shares are taken from: real shares, of how many people, and who these are.
struct Null {
    shares: Vec<f64>,
    people: u32,
    who: String,
}

/// Checks the transfer tests against the study.
pub(super) fn plans(spec: &StudySpec, market: &Market, fitted: Option<&Woven>, seed: Seed, cx: &mut Cx) -> Option<Vec<TransferPlan>> {
    let others: Vec<Option<Population>> = spec.transfer.iter().map(|transfer| people(&transfer.people, seed, None, cx)).collect();
    let others = others.into_iter().collect::<Option<Vec<Population>>>()?;
    let held_out = fitted.and_then(|woven| woven.held_out.as_ref());
    let held = |people: &Population| held_out.and_then(|held_out| held_out.among(&people.donor_names));
    let own_held = held(market.people());
    let all_held: Vec<Option<Vec<bool>>> = others.iter().map(held).collect();
    // Whoever the fit had: the study's own people, or those of a test where the study runs a part of them.
    let known = own_held.as_ref().map(|held| (market.people(), held, None));
    let known = known.or_else(|| {
        let found = all_held.iter().position(Option::is_some)?;
        Some((&others[found], all_held[found].as_ref()?, Some(found)))
    });
    let before = cx.errors();
    for ((transfer, people), held) in spec.transfer.iter().zip(&others).zip(&all_held) {
        stated(transfer, market, cx);
        if transfer.only.is_none_or(|only| only.value != Only::HeldOut) {
            let known = known.map(|(people, held, _)| (people, held.as_slice()));
            unseen(
                transfer.people.span,
                people,
                held.as_deref(),
                known,
                "say `only = \"held out\"`, or name people whom the fit did not have",
                cx,
            );
        }
    }
    if cx.errors() > before {
        return None;
    }
    let plans: Vec<Option<TransferPlan>> = spec
        .transfer
        .iter()
        .zip(&others)
        .zip(&all_held)
        .map(|((transfer, people), held)| {
            let chosen = known.and_then(|(_, _, test)| test).map_or(&transfer.chosen, |test| &spec.transfer[test].chosen);
            let null = null(market, chosen, known.map(|(people, held, _)| (people, held.as_slice())), transfer, cx)?;
            plan(spec, transfer, (people, held.as_deref()), market, fitted, null, cx)
        })
        .collect();
    plans.into_iter().collect()
}

/// Checks what a test says by itself: the alternatives that it names, and into how many cells it cuts people.
fn stated(transfer: &TransferSpec, market: &Market, cx: &mut Cx) {
    let names: Vec<&str> = market.alternatives().iter().map(|one| one.name.as_str()).collect();
    for (key, _) in transfer.chosen.iter().filter(|(key, _)| !names.contains(&key.value.as_str())) {
        cx.unknown(key.span, "alternative", key.value.as_str(), names.iter().copied());
    }
    if transfer.cells.len() > MOST_CUTS {
        cx.error(transfer.people.span, "the transfer test cuts people in too many ways")
            .got(transfer.cells.len())
            .allowed(format!("at most {MOST_CUTS}, each into three groups"))
            .help("take the cuts that matter most out of `cells`");
    }
}

/// Refuses people whom the tastes were fitted to, as far as they can be told.
pub(super) fn unseen(
    at: Span,
    people: &Population,
    held: Option<&[bool]>,
    known: Option<(&Population, &[bool])>,
    help: &'static str,
    cx: &mut Cx,
) {
    if let Some(held) = held {
        let fitted = held.iter().filter(|held| !**held).count();
        cx.error(at, format!("the tastes were fitted to {fitted} of these people")).help(help);
    } else if let Some((all, held)) = known {
        let fitted: BTreeSet<&str> = all.donor_names.iter().zip(held).filter(|(_, held)| !**held).map(|(name, _)| name.as_str()).collect();
        let same = people.donor_names.iter().filter(|name| fitted.contains(name.as_str())).count();
        if same > 0 {
            cx.warn(at, format!("{same} of these people have the names of people whom the tastes were fitted to"))
                .help("if they are the same people, leave them out: nothing is tested on whom the fit had");
        }
    }
}

/// The shares that a forecast without a model would give: those of the people whom the tastes were fitted to, where these can be told, else of the
/// study's own.
fn null(
    market: &Market,
    chosen: &Entries<Expr>,
    known: Option<(&Population, &[bool])>,
    transfer: &TransferSpec,
    cx: &mut Cx,
) -> Option<Null> {
    let (people, held) = known.map_or((market.people(), None), |(people, held)| (people, Some(held)));
    let conditions: Vec<Option<&Expr>> = market.alternatives().iter().map(|one| chosen.get(one.name.as_str())).collect();
    let real = real_choices(&conditions, people, cx)?;
    let learned = |row: usize| held.is_none_or(|held| !held[people.donors[row] as usize]);
    let rows: Vec<&Vec<f64>> = real.iter().enumerate().filter(|(row, _)| learned(*row)).map(|(_, chosen)| chosen).collect();
    let count = held.map_or(people.donor_count, |held| held.iter().filter(|held| !**held).count() as u32);
    if rows.is_empty() {
        cx.error(transfer.people.span, "the fit had nobody to learn from, so that there are no constant shares to beat");
        return None;
    }
    let shares =
        (0..conditions.len()).map(|alternative| rows.iter().map(|row| row[alternative]).sum::<f64>() / rows.len() as f64).collect();
    let who = if held.is_some() { "whom the tastes were fitted to" } else { "of this study" };
    Some(Null { shares, people: count, who: format!("{count} people {who}") })
}

/// Checks a transfer test against the study.
fn plan(
    spec: &StudySpec,
    transfer: &TransferSpec,
    (others, held): (&Population, Option<&[bool]>),
    market: &Market,
    fitted: Option<&Woven>,
    null: Null,
    cx: &mut Cx,
) -> Option<TransferPlan> {
    let names: Vec<&str> = market.alternatives().iter().map(|one| one.name.as_str()).collect();
    let conditions: Vec<Option<&Expr>> = names.iter().map(|name| transfer.chosen.get(name)).collect();
    let rows = kept(transfer, others, held, fitted, cx)?;
    let real = real_choices(&conditions, others, cx)?;
    let own = real_choices(&conditions, market.people(), cx)?;
    let own = (0..names.len()).map(|alternative| own.iter().map(|row| row[alternative]).sum::<f64>() / own.len() as f64).collect();
    let (cell_of, cells) = cells(transfer, others, &rows, cx)?;
    let mut number: BTreeMap<u32, u32> = BTreeMap::new();
    let mut groups: BTreeMap<(usize, u32), Vec<u32>> = BTreeMap::new();
    for (&row, &cell) in rows.iter().zip(&cell_of) {
        let next = number.len() as u32;
        let person = *number.entry(others.donors[row as usize]).or_insert(next);
        groups.entry((cell, person)).or_default().push(row);
    }
    if groups.len() > usize::from(u16::MAX) {
        cx.error(transfer.people.span, "the transfer test has too many people and cells")
            .got(groups.len())
            .allowed("65,535 of both together");
        return None;
    }
    let mut order = Vec::with_capacity(others.len());
    let mut code = Vec::with_capacity(others.len());
    for (index, rows) in groups.values().enumerate() {
        order.extend_from_slice(rows);
        code.extend(std::iter::repeat_n(index as u16, rows.len()));
    }
    let chosen = groups
        .values()
        .map(|rows| (0..names.len()).map(|alternative| rows.iter().map(|&row| real[row as usize][alternative]).sum()).collect())
        .collect();
    let labels: Vec<String> = (0..groups.len()).map(|index| format!("group {index}")).collect();
    let regrouped = others.regrouped(&order, code, labels);
    let same = with(spec, market, &regrouped, (&spec.tastes, market.fitted(), &spec.concept, &spec.alternatives), cx)?;
    let beside = match &transfer.beside {
        None => None,
        Some(beside) => {
            let (concept, alternatives) = other_constants(spec, beside, cx);
            let other = with(spec, market, &regrouped, (&beside.tastes, None, &concept, &alternatives), cx)?;
            Some((beside.name.as_str().to_owned(), other))
        }
    };
    Some(TransferPlan {
        who: transfer.who.as_str().to_owned(),
        market: same,
        beside,
        groups: groups.keys().map(|&(cell, person)| (person, cell)).collect(),
        chosen,
        cells,
        people: number.len() as u32,
        constant: null.shares,
        learned_from: null.people,
        null_who: null.who,
        own,
    })
}

/// The rows of those people whom the test is about.
fn kept(transfer: &TransferSpec, others: &Population, held: Option<&[bool]>, fitted: Option<&Woven>, cx: &mut Cx) -> Option<Vec<u32>> {
    let all = 0..others.len() as u32;
    let Some(only) = transfer.only.filter(|only| only.value == Only::HeldOut) else { return Some(all.collect()) };
    let Some(woven) = fitted else {
        cx.error(only.span, "the study takes no tastes from a fit, so that nobody was held out of one")
            .help("name the population file that `foretaste calibrate` wrote under `[fitted]`, or leave `only` out");
        return None;
    };
    if woven.held_out.is_none() {
        cx.error(only.span, "nobody was held out of the fit")
            .got(format!("no `[hold_out]` in `{}`", woven.file))
            .help("give the fit file a `[hold_out]` table with a `share`, and run `foretaste calibrate` again");
        return None;
    }
    let Some(held) = held else {
        cx.error(transfer.people.span, "these are not the people whom the fit had, so that those held out cannot be found among them")
            .got(format!("{} people", others.donor_count))
            .help("name a population file with the same people: the same data, the same condition `where`, and `donor` for the column of people");
        return None;
    };
    let rows: Vec<u32> = all.filter(|&row| held[others.donors[row as usize] as usize]).collect();
    if rows.is_empty() {
        cx.error(transfer.people.span, "nobody is left to test on").got("no row of a person who was held out");
        return None;
    }
    Some(rows)
}

/// The study's market of other people, with neither survey nor journey.
pub(super) fn alike(spec: &StudySpec, market: &Market, people: Population, cx: &mut Cx) -> Option<Market> {
    with(spec, market, &people, (&spec.tastes, market.fitted(), &spec.concept, &spec.alternatives), cx)
}

/// Tastes, those that were fitted, the concept and its alternatives.
type Offered<'a> = (&'a TastesSpec, Option<&'a Arc<Fitted>>, &'a ConceptSpec, &'a [AlternativeSpec]);

fn with(
    spec: &StudySpec,
    market: &Market,
    people: &Population,
    (tastes, fitted, concept, alternatives): Offered<'_>,
    cx: &mut Cx,
) -> Option<Market> {
    let sheet = MarketSpec {
        currency: spec.currency.as_ref().map_or("", |currency| currency.as_str()),
        concept,
        alternatives,
        none: spec.none.as_ref(),
        tastes,
        choice: spec.choice.as_ref(),
        survey: None,
        journey: &[],
        xlms: &[],
        prices: None,
        correlations: &[],
        draws: market.draws(),
        fitted,
        style: None,
    };
    build(&sheet, people.clone(), cx)
}

/// For each row, 1 at the alternative really chosen; exactly one condition must hold.
pub(super) fn real_choices(conditions: &[Option<&Expr>], people: &Population, cx: &mut Cx) -> Option<Vec<Vec<f64>>> {
    let mut rows = vec![vec![0.0; conditions.len()]; people.len()];
    for (alternative, condition) in conditions.iter().enumerate() {
        let Some(condition) = condition else { continue };
        condition.check_kind(crate::input::expr::Kind::Truth, people, cx)?;
        match condition.eval_bools(people, 0..people.len()) {
            Ok(holds) => holds.iter().zip(&mut rows).for_each(|(&holds, row)| row[alternative] = f64::from(u8::from(holds))),
            Err(error) => {
                cx.error(condition.span(), error.to_string());
                return None;
            }
        }
    }
    if let Some(row) = rows.iter().position(|row| row.iter().sum::<f64>() != 1.0) {
        let place = conditions.iter().flatten().next().and_then(|condition| condition.span());
        cx.error(place, "every person must have chosen exactly one alternative").got(format!(
            "row {} of `{}` chose {}",
            row + 1,
            people.title,
            rows[row].iter().sum::<f64>()
        ));
        return None;
    }
    Some(rows)
}

/// Cuts the given rows into thirds on each calculation; cells are all combinations.
fn cells(transfer: &TransferSpec, people: &Population, rows: &[u32], cx: &mut Cx) -> Option<(Vec<usize>, Vec<String>)> {
    const WORDS: [&str; 3] = ["low", "middle", "high"];
    let mut of = vec![0_usize; rows.len()];
    let mut labels = vec![String::new()];
    for cell in &transfer.cells {
        cell.is.check(people, cx)?;
        let values = match cell.is.eval_column(people, 0..people.len()) {
            Ok(values) => rows.iter().map(|&row| values[row as usize]).collect::<Vec<f64>>(),
            Err(error) => {
                cx.error(cell.is.span(), error.to_string());
                return None;
            }
        };
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let cuts = [quantile(&sorted, 1.0 / 3.0), quantile(&sorted, 2.0 / 3.0)];
        for (of, value) in of.iter_mut().zip(&values) {
            *of = *of * 3 + cuts.iter().filter(|&&cut| *value > cut).count();
        }
        labels = labels
            .iter()
            .flat_map(|label| {
                WORDS.map(|word| {
                    let this = format!("{} {word}", cell.name.as_str());
                    if label.is_empty() { this } else { format!("{label}, {this}") }
                })
            })
            .collect();
    }
    Some((of, labels))
}

fn other_constants(spec: &StudySpec, beside: &BesideSpec, cx: &mut Cx) -> (ConceptSpec, Vec<AlternativeSpec>) {
    let mut concept = spec.concept.clone();
    let mut alternatives = spec.alternatives.clone();
    concept.constant = beside.constants.get(concept.name.value.as_str()).cloned();
    for alternative in &mut alternatives {
        alternative.constant = beside.constants.get(alternative.name.value.as_str()).cloned();
    }
    for (key, _) in beside.constants.iter() {
        let known = std::iter::once(concept.name.value.as_str()).chain(alternatives.iter().map(|one| one.name.value.as_str()));
        let known: Vec<&str> = known.collect();
        if !known.contains(&key.value.as_str()) {
            cx.unknown(key.span, "alternative", key.value.as_str(), known);
        }
    }
    (concept, alternatives)
}

/// Mean predicted shares.
pub(super) struct Predicted {
    /// Of everyone, by alternative.
    pub(super) overall: Vec<f64>,
    /// `[segment][alternative]`.
    pub(super) by_segment: Vec<Vec<f64>>,
}

/// Mean predicted shares at the middle of every uncertain input.
pub(super) fn predicted(market: &Market, options: &Options, interrupt: &AtomicBool) -> Result<Predicted, RunnerError> {
    let arms = Arms { all: Arms::new(market, &[], false).all[..1].to_vec(), without: None, ladder: Vec::new() };
    let figures = Figures::new(market, &arms);
    let scope = Scope {
        world: market,
        arms: &arms.all,
        readout: &figures,
        figure: 0,
        seed: options.seed,
        batching: options.batching,
        blocks: Blocks::All,
        interrupt,
    };
    let values = at_theta(&scope, &market.unknowns().medians(), RUNS)?;
    let none = || vec![f64::NAN; market.alternatives().len()];
    let mut found = Predicted { overall: none(), by_segment: vec![none(); market.people().segments.len()] };
    for (figure, value) in figures.all().iter().zip(values) {
        match figure.kind {
            Kind::Share { alternative, segment: Some(segment), .. } => found.by_segment[segment][alternative] = value,
            Kind::Share { alternative, segment: None, .. } => found.overall[alternative] = value,
            _ => {}
        }
    }
    Ok(found)
}

/// Total variation between two sets of counts over the same rows.
fn distance(real: &[f64], predicted: &[f64], rows: f64) -> f64 {
    0.5 * real.iter().zip(predicted).map(|(real, predicted)| (real - predicted).abs()).sum::<f64>() / rows
}

/// Runs the transfer test.
pub(super) fn run(plan: &TransferPlan, study: &Study, options: &Options, interrupt: &AtomicBool) -> Result<Transfer, RunnerError> {
    let model = predicted(&plan.market, options, interrupt)?.by_segment;
    let beside = plan.beside.as_ref().map(|(_, market)| predicted(market, options, interrupt)).transpose()?;
    let beside = beside.map(|found| found.by_segment);
    let alternatives = plan.constant.len();
    let mut by_person: Vec<Vec<usize>> = vec![Vec::new(); plan.people as usize];
    for (group, &(person, _)) in plan.groups.iter().enumerate() {
        by_person[person as usize].push(group);
    }
    let rows: Vec<f64> = plan.chosen.iter().map(|chosen| chosen.iter().sum()).collect();
    let cells = plan.cells.len();
    // For each cell: model, null, beside; then the same over all cells.
    let errors = |people: &[u32]| -> Vec<[f64; 3]> {
        let mut sums = vec![[vec![0.0; alternatives], vec![0.0; alternatives], vec![0.0; alternatives]]; cells];
        let mut bases = vec![0.0; cells];
        for &person in people {
            for &group in &by_person[person as usize] {
                let cell = plan.groups[group].1;
                bases[cell] += rows[group];
                for alternative in 0..alternatives {
                    sums[cell][0][alternative] += plan.chosen[group][alternative];
                    sums[cell][1][alternative] += rows[group] * model[group][alternative];
                    if let Some(beside) = &beside {
                        sums[cell][2][alternative] += rows[group] * beside[group][alternative];
                    }
                }
            }
        }
        let mut out = Vec::with_capacity(cells + 1);
        let mut whole = [0.0; 3];
        let all: f64 = bases.iter().sum();
        for (sums, &base) in sums.iter().zip(&bases) {
            let constant: Vec<f64> = plan.constant.iter().map(|share| share * base).collect();
            let cell = [distance(&sums[0], &sums[1], base), distance(&sums[0], &constant, base), distance(&sums[0], &sums[2], base)];
            if base > 0.0 {
                whole.iter_mut().zip(cell).for_each(|(whole, cell)| *whole += cell * base / all);
            }
            out.push(cell);
        }
        out.push(whole);
        out
    };
    let everyone: Vec<u32> = (0..plan.people).collect();
    let found = errors(&everyone);
    let mut draws = Streams::new(options.seed, At { theta: u32::MAX, inner: 1 }).draws(Purpose::Bootstrap, 1, 0);
    let resampled = percentile_many(plan.people, RESAMPLES, &mut draws, 2 * (cells + 1), |people, out| {
        for (pair, [model, null, _]) in out.chunks_mut(2).zip(errors(people)) {
            pair[0] = model;
            pair[1] = null - model;
        }
    });
    let shares = |cell: Option<usize>| -> Vec<(f64, f64)> {
        let inside: Vec<usize> = (0..plan.groups.len()).filter(|&group| cell.is_none_or(|cell| plan.groups[group].1 == cell)).collect();
        let base: f64 = inside.iter().map(|&group| rows[group]).sum();
        (0..alternatives)
            .map(|alternative| {
                let real: f64 = inside.iter().map(|&group| plan.chosen[group][alternative]).sum();
                let model: f64 = inside.iter().map(|&group| rows[group] * model[group][alternative]).sum();
                (real / base, model / base)
            })
            .collect()
    };
    let cell = |index: usize| {
        let inside = |group: &&(u32, usize)| index == cells || group.1 == index;
        let [model, null, other] = found[index];
        let people: std::collections::BTreeSet<u32> = plan.groups.iter().filter(inside).map(|group| group.0).collect();
        TransferCell {
            label: plan.cells.get(index).cloned().unwrap_or_else(|| "All cells".to_owned()),
            rows: plan.groups.iter().zip(&rows).filter(|(group, _)| inside(group)).map(|(_, rows)| *rows as u64).sum(),
            people: people.len() as u64,
            model,
            null,
            beside: beside.is_some().then_some(other),
            gain: null - model,
            gain_interval: resampled[2 * index + 1].interval(Level::P95),
            model_interval: resampled[2 * index].interval(Level::P95),
            shares: shares((index < cells).then_some(index)),
        }
    };
    Ok(Transfer {
        who: plan.who.clone(),
        people: plan.people,
        learned_from: plan.learned_from,
        null_who: plan.null_who.clone(),
        beside: plan.beside.as_ref().map(|(name, _)| name.clone()),
        alternatives: study.market.alternatives().iter().map(|one| one.name.clone()).collect(),
        overall: cell(cells),
        cells: (0..cells).map(cell).filter(|cell| cell.rows > 0).collect(),
    })
}
