//! The populations that ship, made as a user would make them.

use std::path::Path;

use foretaste::population::cards::cards;
use foretaste::population::{Data, Making, Population, Role, margins_report};
use foretaste::random::Seed;

fn shipped(name: &str, count: Option<usize>) -> Population {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("personas");
    match Population::load(foretaste::frame::reading(), &root.join(name), &root, Seed(20_261), count) {
        Ok((population, warnings)) => {
            assert!(warnings.is_empty(), "{warnings}");
            population
        }
        Err(problems) => panic!("{problems}"),
    }
}

fn share(population: &Population, column: &str, label: &str) -> f64 {
    let Data::Category { codes, labels } = &population.column(column).unwrap().data else { panic!("{column}") };
    let code = labels.iter().position(|known| known == label).unwrap() as u16;
    codes.iter().filter(|&&c| c == code).count() as f64 / codes.len() as f64
}

#[test]
fn swissmetro_holds_the_people_of_the_published_estimates() {
    let people = shipped("swissmetro.toml", None);
    assert_eq!((people.making, people.len(), people.donor_count), (Making::AsTheyAre, 6_768, 752));
    assert_eq!((people.diagnostics.rows_read, people.diagnostics.rows_kept), (10_728, 6_768));
    let sizes: Vec<usize> = people.segment_runs().iter().map(ExactSizeIterator::len).collect();
    assert_eq!(sizes, [900, 4_617, 1_089, 162]);
    let donors: Vec<usize> = people.segment_bases().iter().map(|base| base.donors).collect();
    assert_eq!(donors, [100, 513, 121, 18]);
    for base in people.segment_bases() {
        assert!((base.effective - base.donors as f64).abs() < 1e-9, "nine trips each");
    }
    let (fare, time) = (people.numbers("train_fare").unwrap(), people.numbers("car_time").unwrap());
    let season = share(&people, "season_ticket", "yes");
    assert!((season - 900.0 / 6_768.0).abs() < 1e-12);
    let free = people.segment_runs()[0].clone();
    assert!(fare[free].iter().all(|&fare| fare == 0.0));
    let car = people.numbers("car_available").unwrap();
    assert!(car.iter().zip(time).all(|(&car, &time)| (car == 0.0) == (time == 0.0)));
    assert_eq!(car.iter().filter(|&&car| car == 1.0).count(), 5_607);
}

#[test]
fn the_transfer_sample_is_the_other_439_people_with_the_same_columns() {
    let (people, estimation) = (shipped("swissmetro-others.toml", None), shipped("swissmetro.toml", None));
    assert_eq!((people.len(), people.donor_count), (3_951, 439));
    let names = |p: &Population| p.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&people), names(&estimation));
    assert!(people.donor_names.iter().all(|donor| !estimation.donor_names.contains(donor)));
    assert!((share(&people, "purpose", "leisure") - 2_304.0 / 3_951.0).abs() < 1e-12);
}

#[test]
fn one_person_firms_meet_their_margins_and_say_what_is_judgement() {
    let people = shipped("one-person-firms.toml", None);
    assert_eq!((people.making, people.len()), (Making::Raked, 20_000));
    let raking = people.diagnostics.raking.as_ref().unwrap();
    assert!(raking.largest_error <= 1e-9 && raking.design_effect > 1.0 && raking.design_effect < 1.5, "{raking:?}");
    assert!(raking.effective_donors < 719.0 && raking.donors == 719);
    let rows = margins_report(&people);
    assert_eq!(rows.len(), 7);
    // Truncation and sampling move a cell by at most the people still missing after truncation: less than one a donor.
    let worst = rows.iter().map(|row| row.difference.abs()).fold(0.0, f64::max);
    assert!(worst < 0.01, "{rows:?}");
    assert_eq!(raking.largest_error_people, worst);
    for assumption in &people.diagnostics.assumptions {
        assert!(assumption.source.is_some() && assumption.grade.is_some(), "{assumption:?}");
    }
    // Stated rank correlations, within 4 standard errors of 1/√n (α below 0.0001).
    for correlation in &people.diagnostics.correlations {
        assert!((correlation.got - correlation.stated).abs() < 4.0 / (people.len() as f64).sqrt(), "{correlation:?}");
    }
    assert_eq!(people.diagnostics.correlations.len(), 4);
    // Paid help: 28 % of men, 16 % of women; binomial, 4 standard errors.
    let helped = share(&people, "helpers", "has paid help");
    let wanted = 0.65 * 0.28 + 0.35 * 0.16;
    assert!((helped - wanted).abs() < 4.0 * (wanted * (1.0 - wanted) / 20_000.0_f64).sqrt() + 0.001, "{helped}");
    assert_eq!(people.segments, ["growing", "reluctant", "craft", "independent"]);
    for base in people.segment_bases() {
        assert!(base.donors > 300 && base.effective < base.people as f64);
    }
    for role in Role::ALL {
        assert!(people.columns.iter().any(|column| column.role == *role), "{role}");
    }
}

#[test]
fn people_are_sorted_by_segment_and_keep_their_numbers() {
    let people = shipped("one-person-firms.toml", Some(3_000));
    assert!(people.segment.is_sorted());
    let mut ids = people.ids.to_vec();
    ids.sort_unstable();
    assert_eq!(ids, (0..3_000).collect::<Vec<u32>>());
    for run in people.segment_runs() {
        assert!(people.ids[run].is_sorted(), "the sort is stable");
    }
    assert!(people.donors.iter().all(|&donor| donor < people.donor_count));
    assert_eq!(people.donor_names.len(), people.donor_count as usize);
}

#[test]
fn the_same_seed_makes_the_same_people_and_another_seed_others() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("personas");
    let made = |seed| {
        Population::load(foretaste::frame::reading(), &root.join("one-person-firms.toml"), &root, Seed(seed), Some(2_000)).unwrap().0
    };
    assert_eq!(made(4), made(4));
    assert_ne!(made(4).columns, made(5).columns);
}

/// Frozen: a change of these values is a value-breaking change and belongs in the changelog.
#[test]
fn the_making_of_people_is_frozen() {
    let hash = |population: &Population| {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut eat = |word: u32| hash = (hash ^ u64::from(word)).wrapping_mul(0x0100_0000_01b3);
        population.ids.iter().chain(population.donors.iter()).for_each(|&word| eat(word));
        for column in &population.columns {
            match &column.data {
                Data::Number(values) => values.iter().for_each(|value| eat(value.to_bits())),
                Data::Category { codes, .. } => codes.iter().for_each(|&code| eat(u32::from(code))),
            }
        }
        hash
    };
    let hashes = [shipped("swissmetro.toml", None), shipped("one-person-firms.toml", Some(5_000))].map(|people| hash(&people));
    assert_eq!(hashes.map(|hash| format!("{hash:016x}")), ["3741138330738904", "a13ebdebc9ef11eb"]);
}

#[test]
fn cards_say_what_columns_say_and_do_not_read_alike() {
    for (name, called, row) in [("swissmetro.toml", "traveller", "trip"), ("one-person-firms.toml", "owner", "copies")] {
        let people = shipped(name, None);
        let cards = cards(&people, 60, Seed(3));
        assert_eq!(cards.len(), 60);
        let mut donors: Vec<u32> = cards.iter().map(|card| people.donors[card.row]).collect();
        donors.sort_unstable();
        donors.dedup();
        assert_eq!(donors.len(), 60, "no donor twice while there are others");
        let mut openings: Vec<String> = cards.iter().map(|card| card.story_text().chars().take(60).collect()).collect();
        openings.sort();
        openings.dedup();
        assert!(openings.len() > 30, "{} openings in 60 cards of {name}", openings.len());
        for card in &cards {
            assert_eq!(card.fields.len(), people.columns.len());
            assert!(card.donor.contains("respondent") && card.donor.contains(row), "{}", card.donor);
            let text = card.to_string();
            assert!(text.contains(called), "{text}");
            assert!(!text.contains('{') && !text.contains("  is"), "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
            for sentence in card.story.iter().flatten() {
                assert!(sentence.text.ends_with('.') && sentence.text.starts_with(char::is_uppercase));
                assert!(!sentence.columns.is_empty());
                assert!(sentence.columns.iter().all(|column| people.column(column).is_some_and(|column| !column.silent)));
            }
        }
        assert_eq!(cards, foretaste::population::cards::cards(&people, 60, Seed(3)));
    }
}
