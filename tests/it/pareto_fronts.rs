//! The exact front of a team of 28, from outside the crate, beside what an independent program found.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use foretaste::stats::pareto::{Beyond, Limits, Points, flips, front, hypervolume, knee, representatives, separable};

/// The options of each agent in some of the three objectives.
fn team(objectives: &[usize]) -> Vec<Points> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/separable_28.csv")).unwrap();
    let mut agents: BTreeMap<u32, Vec<Vec<f64>>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let option = objectives.iter().map(|k| cells[2 + k].parse().unwrap()).collect();
        agents.entry(cells[0].parse().unwrap()).or_default().push(option);
    }
    agents.into_values().map(|options| Points::from_rows(objectives.len(), options).unwrap()).collect()
}

fn sums(points: &Points) -> Vec<f64> {
    (0..points.objectives()).map(|k| points.iter().map(|point| point[k]).sum()).collect()
}

fn value(team: &[Points], assignment: &[u16]) -> Vec<f64> {
    let mut sum = vec![0.0; team[0].objectives()];
    for (options, &option) in team.iter().zip(assignment) {
        sum.iter_mut().zip(options.point(option.into())).for_each(|(sum, value)| *sum += value);
    }
    sum
}

#[test]
fn fronts_of_a_team_of_28_are_the_published_ones() {
    let published: [(&[usize], usize, &[f64]); 2] = [
        (&[0, 2], 663, &[41_218.310_578_414_52, 951.495_566_305_882_4]),
        (&[0, 1, 2], 5_356, &[351_071.057_058_341_34, 5_253_641.339_850_606, 7_530.160_810_086_986]),
    ];
    for (objectives, size, expected) in published {
        let team = team(objectives);
        assert_eq!((team.len(), team[0].len()), (28, 3));
        let found = separable(&team, &Limits { tolerance: 1e-15, ..Limits::default() }).unwrap();
        assert_eq!(found.len(), size);
        for (got, expected) in sums(found.points()).iter().zip(expected) {
            assert!((got / expected - 1.0).abs() < 1e-12, "{got} {expected}");
        }
        for place in 0..found.len() {
            assert_eq!(value(&team, &found.assignment(place)), found.points().point(place));
        }
        assert_eq!(front(found.points(), 1e-15).unwrap().len(), size);
    }
}

#[test]
fn no_flip_of_one_or_two_agents_betters_a_point_of_the_front() {
    let team = team(&[0, 1, 2]);
    let found = separable(&team, &Limits::default()).unwrap();
    for place in (0..found.len()).step_by(500) {
        let (assignment, own) = (found.assignment(place), found.points().point(place));
        for flip in flips(&assignment, &[3; 28]) {
            let other = value(&team, &flip.of(&assignment));
            // Sums in another order differ in their last bits.
            assert!(other.iter().zip(own).any(|(other, own)| *other > own - 1e-9), "{flip:?}");
        }
    }
}

#[test]
fn seven_points_and_a_knee_stand_for_the_front() {
    for objectives in [&[0, 2][..], &[0, 1, 2]] {
        let found = separable(&team(objectives), &Limits::default()).unwrap();
        let points = found.points();
        let seven = representatives(points, 7).unwrap();
        assert_eq!(seven.len(), 7);
        let worst: Vec<f64> = (0..objectives.len()).map(|k| 1.1 * points.iter().map(|point| point[k]).fold(0.0, f64::max)).collect();
        let share = hypervolume(&points.at(&seven), &worst).unwrap() / hypervolume(points, &worst).unwrap();
        assert!(share > 0.8 && share < 1.0, "{share}");
        assert!(knee(points).unwrap().unwrap().bulge > 0.1);
    }
}

#[test]
fn a_thinned_front_comes_near_the_exact_one() {
    let team = team(&[0, 1, 2]);
    let exact = separable(&team, &Limits::default()).unwrap();
    let thin = separable(&team, &Limits { most: 1_000, beyond: Beyond::Thin, tolerance: 0.0 }).unwrap();
    assert!(thin.len() <= 1_000 && thin.largest() <= 1_000);
    for point in exact.points().iter() {
        let near = |other: &[f64]| other.iter().zip(point).zip(thin.gap()).all(|((other, own), gap)| *other <= own + gap + 1e-9);
        assert!(thin.points().iter().any(near));
    }
}
