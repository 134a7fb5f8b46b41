//! What they would do and why.

use crate::market::Kind;
use crate::report::chart::{Chart, DriverRow, Drivers, Likert, LikertRow, ShareRow, Shares};
use crate::report::format;
use crate::report::view::{Block, Estimate, Section};

use super::reading::{INTERVAL, Reading, estimate, figure, listed, percent, table};

/// The section on choices, answers, reasons and key drivers.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let mut blocks = vec![shares(reading)];
    blocks.extend(without(reading));
    blocks.extend(answers(reading));
    let (reasons, words) = reasons(reading);
    blocks.extend(reasons);
    blocks.extend(drivers(reading));
    let share = reading.share().map_or_else(String::new, format::share);
    let mut finding = format!("{share} would choose {}", reading.concept());
    if let Some((name, against)) = reading.study.market.reference().and_then(|index| {
        let estimate = reading.estimate(Kind::Share { arm: 0, alternative: index, segment: None })?;
        Some((reading.reference()?, estimate))
    }) {
        finding.push_str(&format!(" and {} {name}", format::share(against)));
    }
    if let Some(words) = words {
        finding.push_str(&format!("; the reason behind most choices of it is that {words}"));
    }
    finding.push('.');
    Section { id: "choices".to_owned(), title: "What they would do, and why".to_owned(), finding, blocks }
}

fn shares(reading: &Reading<'_>) -> Block {
    let market = &reading.study.market;
    let equal = 1.0 / market.alternatives().len() as f64;
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    for (alternative, one) in market.alternatives().iter().enumerate() {
        let Some(share) = reading.estimate(Kind::Share { arm: 0, alternative, segment: None }) else { continue };
        let real = reading.real_share(alternative);
        let mut row = vec![
            one.name.clone(),
            format::percent_to(share.mid, 1),
            format::range(100.0 * share.low, 100.0 * share.high, 1),
            format::percent(equal),
        ];
        row.push(real.map_or_else(String::new, |real| format::percent_to(real, 1)));
        cells.push(row);
        rows.push(ShareRow { label: one.name.clone(), hue: reading.hue(alternative), share, null: Some(equal), real });
    }
    let named: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, format::percent(row.share.mid))).collect();
    let has_real = rows.iter().any(|row| row.real.is_some());
    let chart = Chart::Shares(Shares {
        axis: "share of choices, %".to_owned(),
        interval: INTERVAL.to_owned(),
        null_name: "if people chose at random".to_owned(),
        real_name: "what these people really chose".to_owned(),
        rows,
    });
    let mut columns = vec!["share", "90 % interval", "at random"];
    if has_real {
        columns.push("really chosen");
    } else {
        for row in &mut cells {
            row.pop();
        }
    }
    let mut table = table("Share of choices", "alternative", &columns, cells);
    if has_real {
        table.note = Some(
            "The tastes were fitted to choices of these people, so that the last column is no test; the transfer test above is.".to_owned(),
        );
    }
    figure("shares", "Share of choices", format!("Shares of choices: {}.", listed(&named)), chart, table, Some("estimates"))
}

/// What each alternative loses to the concept.
fn without(reading: &Reading<'_>) -> Option<Block> {
    reading.study.arms.without?;
    let market = &reading.study.market;
    let rows: Vec<Vec<String>> = market
        .alternatives()
        .iter()
        .enumerate()
        .skip(1)
        .filter_map(|(alternative, one)| {
            let arm = reading.study.arms.without?;
            let before = reading.estimate(Kind::Share { arm, alternative, segment: None })?;
            let lost = reading.estimate(Kind::Lost { alternative })?;
            Some(vec![one.name.clone(), format::share(before), format::points(Estimate::new(-lost.mid, -lost.high, -lost.low))])
        })
        .collect();
    let caption = format!("Where the people who choose {} come from: the same people, draw for draw, without it", reading.concept());
    let mut found = table(&caption, "alternative", &["share without it", "change when it is offered"], rows);
    if let Some(cannibalised) = reading.estimate(Kind::Cannibalised) {
        found.note = Some(format!("Our own products lose {} points of share to it.", format::quantity(percent(cannibalised), "")));
    }
    Some(Block::Table(found))
}

fn answers(reading: &Reading<'_>) -> Vec<Block> {
    let market = &reading.study.market;
    let base = reading.base(0..market.people().len());
    let mut blocks = Vec::new();
    let mut sizes: Vec<usize> = market.questions().iter().map(|question| question.points).collect();
    sizes.sort_unstable();
    sizes.dedup();
    for points in sizes {
        let mut rows = Vec::new();
        let mut cells = Vec::new();
        for (index, question) in market.questions().iter().enumerate().filter(|(_, question)| question.points == points) {
            let shares: Vec<f64> =
                (0..points).filter_map(|point| reading.estimate(Kind::Box { question: index, point })).map(|share| share.mid).collect();
            let Some(top) = reading.estimate(Kind::TopTwoBox { question: index, segment: None }) else { continue };
            let total: f64 = shares.iter().sum();
            let shares: Vec<f64> = shares.iter().map(|share| share / total).collect();
            let mut row = vec![question.text.clone()];
            row.extend(shares.iter().map(|share| format::percent(*share)));
            row.push(format::share(top));
            let against = reading.estimate(Kind::ReferenceTopTwoBox { question: index }).map_or_else(String::new, format::share);
            row.push(against);
            cells.push(row);
            rows.push(LikertRow { label: question.text.clone(), base: base.clone(), shares, end: format::share(top) });
        }
        if rows.is_empty() {
            continue;
        }
        let mut columns: Vec<String> = (0..points).map(|point| (point + usize::from(points != 11)).to_string()).collect();
        columns.push("two best boxes".to_owned());
        columns.push(reading.reference().map_or_else(|| "reference".to_owned(), |name| format!("{name}, two best")));
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let named: Vec<String> = rows.iter().map(|row| format!("“{}”: {} in the two best boxes", row.label, row.end)).collect();
        let asked: Vec<_> = market.questions().iter().filter(|question| question.points == points).collect();
        let same = asked.windows(2).all(|pair| pair[0].ends == pair[1].ends);
        let ends = match asked.first() {
            Some(question) if same => question.ends.clone(),
            _ => ("lowest".to_owned(), "highest".to_owned()),
        };
        // Eleven points are counted from 0, as the field does.
        let first = usize::from(points != 11);
        let categories = (0..points)
            .map(|point| match point {
                0 => format!("{first} {}", ends.0),
                last if last + 1 == points => format!("{} {}", last + first, ends.1),
                point => (point + first).to_string(),
            })
            .collect();
        let chart = Chart::Likert(Likert { categories, end_title: "two best boxes".to_owned(), rows });
        let mut table = table(&format!("Answers on {points} points"), "question", &columns, cells);
        table.note = Some(
            "Answers follow from the chance of choosing, the person's way of answering and stated thresholds: not validated.".to_owned(),
        );
        let id = format!("answers-{points}");
        blocks.push(figure(
            &id,
            &format!("What they answer on {points} points"),
            format!("{}.", listed(&named)),
            chart,
            table,
            Some("estimates"),
        ));
    }
    if let Some(weighted) = reading.estimate(Kind::WeightedIntent) {
        blocks.push(Block::Text(vec![format!(
            "Weighted by the shares of each box that really buy, purchase intent comes to {}.",
            format::share(weighted)
        )]));
    }
    blocks
}

/// Reasons in words, and the strongest one.
fn reasons(reading: &Reading<'_>) -> (Option<Block>, Option<String>) {
    let market = &reading.study.market;
    let against_what = reading.reference().unwrap_or("nothing");
    let mut lines = Vec::new();
    for (attribute, one) in market.attributes().iter().enumerate() {
        if let Some(share) = reading.estimate(Kind::ReasonFor { attribute }) {
            lines.push((true, share.mid, one.because.clone(), share));
        }
        if let Some(share) = reading.estimate(Kind::ReasonAgainst { attribute }) {
            lines.push((false, share.mid, one.against.clone(), share));
        }
    }
    lines.sort_by(|one, other| other.0.cmp(&one.0).then(other.1.total_cmp(&one.1)));
    let strongest = lines.iter().find(|line| line.0).map(|line| line.2.clone());
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .filter(|line| line.1 >= 0.005)
        .map(|(speaks_for, _, words, share)| {
            vec![if speaks_for { "for it".to_owned() } else { "against it".to_owned() }, words, format::share(share)]
        })
        .collect();
    let mut found = table(&format!("Strongest reason of each person, against {against_what}"), "speaks", &["share of those people"], rows);
    found.columns.insert(1, crate::report::view::Heading::text("reason"));
    found.note = Some("The attribute that adds or costs each person most utility, in words. Nobody said these sentences.".to_owned());
    (Some(Block::Table(found)), strongest)
}

fn drivers(reading: &Reading<'_>) -> Option<Block> {
    let found = reading.findings.drivers.as_ref()?;
    let reference = reading.reference()?;
    let points = |value: Estimate| {
        let value = percent(value);
        let places = format::decimals(value.low, value.high).max(0);
        format!("{} ({} to {})", format::signed(value.mid, places), format::signed(value.low, places), format::signed(value.high, places))
    };
    let rows: Vec<DriverRow> = found
        .parts
        .iter()
        .map(|driver| DriverRow { label: driver.label.clone(), value: percent(estimate(driver.part)), text: points(estimate(driver.part)) })
        .collect();
    let cells = found.parts.iter().map(|driver| vec![driver.label.clone(), points(estimate(driver.part))]).collect();
    let whole = estimate(found.whole);
    let alt = format!(
        "Parts of the {} points between {} and the same offer with {reference}'s levels.",
        format::number(100.0 * whole.mid, 1),
        reading.concept()
    );
    let mut table = table("Points of share that each attribute carries", "attribute", &["points (90 % interval)"], cells);
    table.note = Some(format!(
        "Shapley values over all sets of attributes, on the same people and draws; together {} points. {} replicates.",
        points(whole),
        found.replicates
    ));
    let chart =
        Chart::Drivers(Drivers { axis: format!("points of share against {reference}'s levels"), interval: INTERVAL.to_owned(), rows });
    Some(figure("drivers", "Which attributes carry the difference", alt, chart, table, Some("drivers")))
}
