//! Small markets whose shares can be worked out by hand or by quadrature.

use crate::validate_studies::{
    PEOPLE, STUDY, TWO_SEGMENTS, data, exactly, expect, logit, mean, near, outcome, read, settings, sound, values,
};

#[test]
fn people_who_are_all_the_same_choose_by_the_logit_formula() {
    let study = sound(&format!("{STUDY}[none]\nname = 'Neither'\nconstant = 0.25\n"), PEOPLE, 1_500);
    let shares = logit(&[-0.7 * 3.0 + 1.1 * 2.0, -0.7 * 2.0 + 1.1, 0.25]);
    let run = outcome(&study, settings(3, 2, 1));
    for (name, share) in ["New", "Old", "Neither"].into_iter().zip(&shares) {
        exactly(&run, &format!("share:{name}"), *share);
    }
    exactly(&run, "choice variance", shares[0] * (1.0 - shares[0]));
    exactly(&run, "revenue", 100.0 * 3.0 * shares[0]);
}

#[test]
fn a_constant_and_a_persons_own_situation_count_as_written() {
    let text = STUDY.replace("speed = 2\n", "speed = { people = 'trip / 10' }\nconstant = -0.4\n");
    let study = sound(&text, PEOPLE, 700);
    let share = |minutes: f64| logit(&[-0.7 * 3.0 + 1.1 * minutes / 10.0 - 0.4, -0.7 * 2.0 + 1.1])[0];
    let expected = (10..17).map(|minutes| share(f64::from(minutes))).sum::<f64>() / 7.0;
    exactly(&outcome(&study, settings(3, 2, 1)), "share:New", expected);
}

#[test]
fn levels_in_words_count_against_the_level_that_is_not_listed() {
    let text = "title = 'T'\nquestion = 'Q'\n[people]\nfrom = 'people.toml'\n\
        [concept]\nname = 'New'\ncare = 'by a person'\n\
        [[alternatives]]\nname = 'Old'\ncare = 'by a form'\n[[alternatives]]\nname = 'Bare'\ncare = 'none'\n\
        [tastes.care]\npart_worth_of = { 'by a person' = 0.9, 'by a form' = -0.3 }\n";
    let run = outcome(&sound(text, PEOPLE, 40), settings(3, 2, 1));
    for (name, share) in ["New", "Old", "Bare"].into_iter().zip(logit(&[0.9, -0.3, 0.0])) {
        exactly(&run, &format!("share:{name}"), share);
    }
}

#[test]
fn two_segments_have_their_own_tastes() {
    let text = format!("{STUDY}[tastes.by_segment.young.speed]\npart_worth = 2\n");
    let study = sound(&text, &format!("{PEOPLE}{TWO_SEGMENTS}"), 3_000);
    let share = |speed: f64| logit(&[-0.7 * 3.0 + speed * 2.0, -0.7 * 2.0 + speed])[0];
    let run = outcome(&study, settings(3, 2, 1));
    exactly(&run, "share:New@young", share(2.0));
    exactly(&run, "share:New@old", share(1.1));
    exactly(&run, "share:New", (share(2.0) + 2.0 * share(1.1)) / 3.0);
}

#[test]
fn a_taste_that_varies_over_people_gives_the_mixed_logit_integral() {
    let vary =
        |shape: &str, sd: f64| STUDY.replace("part_worth = 1.1\n", &format!("part_worth = 1.1\npeople_vary = {sd}\nshape = '{shape}'\n"));
    let share = |speed: f64| logit(&[-0.7 * 3.0 + speed * 2.0, -0.7 * 2.0 + speed])[0];
    let run = |text: &str| outcome(&sound(text, PEOPLE, 4_000), settings(5, 60, 1));
    near(&run(&vary("normal", 1.5)), "share:New", expect(|eta| share(1.1 + 1.5 * eta)));
    // Lognormal around a typical person's 1.1 (the median), with a coefficient of variation of 1.5 / 1.1.
    let variance = (1.0 + (1.5_f64 / 1.1).powi(2)).ln();
    near(&run(&vary("lognormal", 1.5)), "share:New", expect(|eta| share((1.1_f64.ln() + variance.sqrt() * eta).exp())));
    // A symmetric triangle with standard deviation 1.5 has the half-width 1.5·√6.
    let width = 1.5 * 6.0_f64.sqrt();
    let steps = 20_000;
    let triangle = (0..steps)
        .map(|k| -1.0 + (f64::from(k) + 0.5) * 2.0 / f64::from(steps))
        .map(|t| share(1.1 + width * t) * (1.0 - t.abs()) * 2.0 / f64::from(steps))
        .sum();
    near(&run(&vary("triangular", 1.5)), "share:New", triangle);
}

#[test]
fn tastes_that_are_even_cut_off_in_logarithms_or_in_peoples_own_money() {
    let speed = |written: &str| STUDY.replace("part_worth = 1.1\n", written);
    let share = |price: f64, speed: f64| logit(&[price * 3.0 + speed * 2.0, price * 2.0 + speed])[0];
    let run = |text: &str| outcome(&sound(text, PEOPLE, 4_000), settings(5, 60, 1));
    // Even with standard deviation 1.5: half as wide as 1.5·√3.
    let (steps, wide) = (20_000, 1.5 * 3.0_f64.sqrt());
    let even =
        (0..steps).map(|k| share(-0.7, 1.1 + wide * ((2.0 * f64::from(k) + 1.0) / f64::from(steps) - 1.0))).sum::<f64>() / f64::from(steps);
    near(&run(&speed("part_worth = 1.1\npeople_vary = 1.5\nshape = 'uniform'\n")), "share:New", even);
    // A bell around -0.4 of which only what lies below 0 is left.
    let density = |x: f64| (-0.5 * ((x + 0.4) / 1.5_f64).powi(2)).exp();
    let points: Vec<f64> = (0..steps).map(|k| -12.0 * (f64::from(k) + 0.5) / f64::from(steps)).collect();
    let cut = points.iter().map(|&x| density(x) * share(-0.7, x)).sum::<f64>() / points.iter().map(|&x| density(x)).sum::<f64>();
    near(&run(&speed("part_worth = -0.4\npeople_vary = 1.5\nshape = 'negative truncated normal'\n")), "share:New", cut);
    near(&run(&speed("part_worth = 1.1\nlog_varies = 0.9\n")), "share:New", expect(|eta| share(-0.7, 1.1 * (0.9 * eta).exp())));
    // 1.5 francs a unit, and a price that people mind as they do.
    let own = speed("own_worth = 1.5\n").replace("part_worth = -0.7\n", "part_worth = -0.7\nlog_varies = 0.9\n");
    near(&run(&own), "share:New", expect(|eta| share(-0.7 * (0.9 * eta).exp(), 1.5 * 0.7 * (0.9 * eta).exp())));

    let refused = |text: &str, words: &str| {
        let problems = read(text, PEOPLE, &data(70)).unwrap_err().to_string();
        assert!(problems.contains(words), "{problems}");
    };
    refused(&speed("part_worth = 1.1\nlog_varies = 0.9\npeople_vary = 0.5\n"), "needs a lognormal taste without `people_vary`");
    refused(&speed("part_worth = 1.1\nlog_varies = 0.9\nshape = 'normal'\n"), "needs a lognormal taste without `people_vary`");
    refused(&speed("part_worth = 1.1\nlog_varies = -0.9\n"), "`log_varies` must not be negative");
    let no_price = speed("own_worth = 1.5\n").replace("[tastes.price]\npart_worth = -0.7\n", "[choice]\nunexplained = 2\n");
    refused(&no_price, "is turned into utility by each person's taste for the price, which is not there");
}

#[test]
fn a_taste_that_shifts_with_a_column() {
    let text = STUDY.replace("part_worth = 1.1\n", "part_worth = 1.1\nshifts_with = { own = -0.8 }\n");
    let share = |speed: f64| logit(&[-0.7 * 3.0 + speed * 2.0, -0.7 * 2.0 + speed])[0];
    // Half the people have `own = 1`: the shift counts from their mean, so that 1.1 stays the typical taste.
    exactly(&outcome(&sound(&text, PEOPLE, 400), settings(3, 2, 1)), "share:New", (share(1.5) + share(0.7)) / 2.0);
}

const CAR: &str = "[[alternatives]]\nname = 'Car'\nprice = 1\nspeed = 1.5\n";

#[test]
fn who_cannot_use_an_alternative_chooses_among_the_others() {
    let text = format!("{STUDY}{CAR}available_to = 'own = 1'\n");
    let utilities = [-0.7 * 3.0 + 2.2, -0.7 * 2.0 + 1.1, -0.7 + 1.65];
    let (with, without) = (logit(&utilities), logit(&utilities[..2]));
    let run = outcome(&sound(&text, PEOPLE, 2_200), settings(3, 2, 1));
    exactly(&run, "share:New", (with[0] + without[0]) / 2.0);
    exactly(&run, "share:Old", (with[1] + without[1]) / 2.0);
    exactly(&run, "share:Car", with[2] / 2.0);
}

#[test]
fn what_one_cannot_use_takes_nothing_however_good_it_is() {
    // Where 32-bit exponentials overflow, near 88.7, a weight of zero alone would not help.
    let overflow = (344..364).map(|quarter| f64::from(quarter) / 4.0);
    for liking in overflow.chain([60.0, 128.0, 1e4]) {
        let text = format!("{STUDY}{CAR}constant = {liking}\navailable_to = 'own = 1'\n");
        let without = logit(&[-0.7 * 3.0 + 2.2, -0.7 * 2.0 + 1.1]);
        let run = outcome(&sound(&text, PEOPLE, 64), settings(3, 2, 1));
        exactly(&run, "share:New", without[0] / 2.0);
        exactly(&run, "share:Old", without[1] / 2.0);
        exactly(&run, "share:Car", 0.5);
    }
}

#[test]
fn awareness_and_distribution_scale_the_share() {
    let shares = logit(&[-0.7 * 3.0 + 2.2, -0.7 * 2.0 + 1.1]);
    let text = STUDY.replace("speed = 2\n", "speed = 2\nawareness = 0.6\ndistribution = 0.5\n");
    let run = outcome(&sound(&text, PEOPLE, 4_000), settings(9, 60, 1));
    near(&run, "share:New", 0.3 * shares[0]);
    near(&run, "share:Old", 0.7 + 0.3 * shares[1]);
    // Who knows of neither takes nothing: both are unknown to 0.7 × 0.5 of the people, independently.
    let text = text.replace("reference = true\n", "reference = true\nawareness = 0.5\n");
    let run = outcome(&sound(&text, PEOPLE, 4_000), settings(9, 60, 1));
    near(&run, "share:New", 0.3 * (0.5 + 0.5 * shares[0]));
    near(&run, "share:Old", 0.5 * (0.7 + 0.3 * shares[1]));
}

#[test]
fn without_the_concept_its_share_goes_to_the_others_in_proportion() {
    let text = format!("{STUDY}{CAR}own = true\nunit_cost = 0.2\n[none]\n").replace("speed = 2\n", "speed = 2\nunit_cost = 1.2\n");
    let utilities = [-0.7 * 3.0 + 2.2, -0.7 * 2.0 + 1.1, -0.7 + 1.65, 0.0];
    let (with, without) = (logit(&utilities), logit(&utilities[1..]));
    let run = outcome(&sound(&text, PEOPLE, 300), settings(3, 2, 1));
    for (place, name) in ["Old", "Car", "None of these"].into_iter().enumerate() {
        exactly(&run, &format!("share without the concept:{name}"), without[place]);
        exactly(&run, &format!("lost to the concept:{name}"), without[place] - with[place + 1]);
        assert!((without[place] / with[place + 1] - 1.0 / (1.0 - with[0])).abs() < 1e-12, "independence of irrelevant alternatives");
    }
    exactly(&run, "cannibalised", without[1] - with[2]);
    exactly(&run, "profit", 100.0 * (3.0 - 1.2) * with[0]);
    exactly(&run, "added margin", 100.0 * ((3.0 - 1.2) * with[0] + (1.0 - 0.2) * (with[2] - without[1])));
}

#[test]
fn the_price_ladder_gives_demand_revenue_and_profit_at_each_price() {
    let prices = [1.0, 2.0, 3.0, 4.0, 6.0];
    let text = format!("{STUDY}[price_test]\nladder = {prices:?}\n").replace("speed = 2\n", "speed = 2\nunit_cost = 0.5\n");
    let run = outcome(&sound(&text, PEOPLE, 300), settings(3, 2, 1));
    let demand = |price: f64| logit(&[-0.7 * price + 2.2, -0.7 * 2.0 + 1.1])[0];
    for price in prices {
        exactly(&run, &format!("demand at:{price}"), demand(price));
        exactly(&run, &format!("revenue at:{price}"), 100.0 * price * demand(price));
        exactly(&run, &format!("profit at:{price}"), 100.0 * (price - 0.5) * demand(price));
    }
    // The revenue p·D(p) of a logit demand is highest where 0.7·p·(1 − D(p)) = 1; the ladder is coarse, so the peak is only near.
    let best =
        (1..6_000).map(|k| f64::from(k) / 1_000.0).max_by(|one, other| (one * demand(*one)).total_cmp(&(other * demand(*other)))).unwrap();
    let got = mean(&run, "best price for revenue").0;
    assert!((got - best).abs() < 0.15, "best price {got}, by hand {best}");
    assert!(mean(&run, "best price for profit").0 > got, "a cost per unit makes the best price higher");
}

#[test]
fn multiples_scale_each_persons_own_price() {
    let text = format!("{STUDY}[price_test]\ntimes = [0.5, 1, 2]\n").replace("price = 3\n", "price = { people = 'trip / 5' }\n");
    let run = outcome(&sound(&text, PEOPLE, 700), settings(3, 2, 1));
    for times in [0.5, 1.0, 2.0] {
        let one = |minutes: f64| {
            let price = times * minutes / 5.0;
            let share = logit(&[-0.7 * price + 2.2, -0.7 * 2.0 + 1.1])[0];
            (share, price * share)
        };
        let all: Vec<(f64, f64)> = (10..17).map(|minutes| one(f64::from(minutes))).collect();
        exactly(&run, &format!("demand at:{times}"), all.iter().map(|one| one.0).sum::<f64>() / 7.0);
        exactly(&run, &format!("revenue at:{times}"), 100.0 * all.iter().map(|one| one.1).sum::<f64>() / 7.0);
    }
    assert_eq!(values(&run, "demand at:1"), values(&run, "share:New"), "the same draws in every arm");
}

#[test]
fn a_claim_that_half_believe_mixes_two_logits() {
    let text = STUDY.replace("speed = 2\n", "speed = 2\nclaims = [{ text = 'Twice as fast', believed_by = 0.5, supports = 'speed' }]\n");
    let share = |speed: f64| logit(&[-0.7 * 3.0 + 1.1 * speed, -0.7 * 2.0 + 1.1])[0];
    let run = outcome(&sound(&text, PEOPLE, 4_000), settings(9, 60, 1));
    near(&run, "share:New", (share(2.0) + share(1.0)) / 2.0);
    for (believed_by, speed) in [(0, 1.0), (1, 2.0)] {
        let text = text.replace("believed_by = 0.5", &format!("believed_by = {believed_by}"));
        exactly(&outcome(&sound(&text, PEOPLE, 100), settings(9, 2, 1)), "share:New", share(speed));
    }
}

#[test]
fn part_worths_money_and_weights_say_the_same_thing() {
    let tastes = "[tastes.price]\npart_worth = -0.7\n[tastes.speed]\npart_worth = 1.1\n";
    // The standard deviation of a standard Gumbel error is π/√6, so a franc is worth 0.7 logits where it is π/(0.7·√6) francs.
    let unexplained = std::f64::consts::PI / (0.7 * 6.0_f64.sqrt());
    let money = format!(
        "[choice]\nunexplained = {unexplained}\n[tastes.price]\nshape = 'fixed'\n[tastes.speed]\nworth = {}\nshape = 'fixed'\n",
        1.1 / 0.7
    );
    let beside_price = format!("[tastes.price]\npart_worth = -0.7\n[tastes.speed]\nworth = {}\nshape = 'fixed'\n", 1.1 / 0.7);
    // Both attributes range over 1, so a weight is a part-worth, and the decisiveness is the sum of both.
    let weights = "[choice]\ndecisiveness = 1.8\n[tastes.price]\nweight = 7\nshape = 'fixed'\n\
        [tastes.speed]\nweight = 11\nbetter = 'more'\nshape = 'fixed'\n";
    let expected = logit(&[-0.7 * 3.0 + 2.2, -0.7 * 2.0 + 1.1])[0];
    for way in [tastes, &money, &beside_price, weights] {
        let study = sound(&STUDY.replace(tastes, way), PEOPLE, 100);
        exactly(&outcome(&study, settings(3, 2, 1)), "share:New", expected);
        for line in study.market.conversions() {
            let by_hand = if line.taste == "Speed" { 1.1 } else { -0.7 };
            assert!((line.utility - by_hand).abs() < 1e-9, "{line:?}");
        }
    }
    assert_eq!(sound(&STUDY.replace(tastes, &money), PEOPLE, 9).market.conversions().len(), 2, "every converted taste has its line");
}
