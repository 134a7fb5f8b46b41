//! Tests of the kernels: against the reference, against each other, and for the properties a choice model must have.

use super::*;
use crate::num::Path;
use crate::random::{At, Draws, Purpose, Seed, Streams};
use proptest::prelude::*;

/// A model, menus and columns that use everything, made from a seed.
struct Case {
    model: TasteModel,
    menu: Menu,
    columns: Vec<Vec<f32>>,
    segments: Vec<u16>,
    streams: Streams,
    first: u64,
}

impl Case {
    fn new(seed: u64, rows: usize, tastes: usize, alternatives: usize) -> Self {
        let streams = Streams::new(Seed(seed), At { theta: 1, inner: 0 });
        let mut draws = streams.draws(Purpose::Design, 0, 0);
        let columns: Vec<Vec<f32>> = (0..4)
            .map(|c| {
                let value = |draws: &mut Draws| match c {
                    0 | 1 => draws.normal() as f32,
                    2 => f32::from(u8::from(draws.chance(0.8))),
                    _ => draws.uniform() as f32,
                };
                (0..rows).map(|_| value(&mut draws)).collect()
            })
            .collect();
        let mut segments: Vec<u16> = (0..rows).map(|_| draws.below(3) as u16).collect();
        segments.sort_unstable();
        let taste = |draws: &mut Draws| {
            let shape = match draws.below(6) {
                0 => Shape::Fixed,
                1 => Shape::Triangular,
                2 => Shape::LogNormal { sign: if draws.chance(0.5) { 1.0 } else { -1.0 } },
                _ => Shape::Normal,
            };
            let mut taste = Taste::new(shape, draws.normal() as f32 * 0.7, draws.uniform() as f32);
            if draws.chance(0.4) {
                taste.location = (0..3).map(|_| draws.normal() as f32 * 0.7).collect();
            }
            if draws.chance(0.4) {
                taste.shifts = vec![Shift { column: 0, by: draws.normal() as f32 * 0.3 }, Shift { column: 1, by: 0.1 }];
            }
            taste
        };
        let mut all: Vec<Taste> = (0..tastes).map(|_| taste(&mut draws)).collect();
        // The first cases are those whose bits are frozen.
        if seed >= 8 {
            let mut more = streams.draws(Purpose::Style, 1, 0);
            for taste in &mut all {
                match more.below(6) {
                    0 => taste.shape = Shape::Uniform,
                    1 => taste.shape = Shape::TruncatedNormal { sign: if more.chance(0.5) { 1.0 } else { -1.0 } },
                    _ => {}
                }
            }
            if more.chance(0.3) {
                all.iter_mut().skip(1).for_each(|taste| taste.in_money = Some(0));
            }
        }
        let model = if draws.chance(0.5) {
            TasteModel::independent(all).unwrap()
        } else {
            let normal = |k: usize| matches!(all[k].shape, Shape::Normal | Shape::LogNormal { .. });
            let mut factor = vec![0.0; tastes * tastes];
            for row in 0..tastes {
                for column in 0..=row {
                    if row == column || (normal(row) && normal(column)) {
                        factor[row * tastes + column] = draws.normal() as f32 * 0.4;
                    }
                }
            }
            TasteModel::correlated(all, &factor).unwrap()
        };
        let gated = draws.chance(0.7);
        let alternative = |draws: &mut Draws| Alternative {
            constant: draws.normal() as f32 * 0.5,
            offsets: if draws.chance(0.3) { vec![(1, 0.4)] } else { Vec::new() },
            values: (0..draws.below(tastes as u32 + 1))
                .map(|_| match draws.below(3) {
                    0 => Value::Absent,
                    1 => Value::Scalar(draws.normal() as f32),
                    _ => Value::Column { column: draws.below(2) as usize, times: draws.normal() as f32 },
                })
                .collect(),
            gates: match draws.below(5) {
                0 if gated => vec![Gate::Column(2)],
                1 if gated => vec![Gate::Below { column: 3, bound: 0.6 }, Gate::Column(2)],
                2 if gated => vec![Gate::Closed],
                _ => Vec::new(),
            },
        };
        let menu = Menu::new((0..alternatives).map(|_| alternative(&mut draws)).collect(), tastes).unwrap();
        Self { model, menu, columns, segments, streams, first: (1 << 32) - 500 }
    }

    fn leaf(&self) -> Leaf<'_> {
        Leaf::new(&self.streams, Purpose::Taste, 0, self.first..self.first + self.segments.len() as u64, &self.segments)
    }

    fn worked(&self) -> (Scratch, u64) {
        let mut scratch = Scratch::default();
        self.model.draw(&self.leaf(), &self.columns, &mut scratch);
        let empty = self.menu.choose(&self.columns, &mut scratch);
        (scratch, empty)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn kernels_agree_with_the_reference(seed in 0u64..1_000_000, rows in 1usize..300, tastes in 1usize..12, alternatives in 1usize..11) {
        let case = Case::new(seed, rows, tastes, alternatives);
        let (scratch, empty) = case.worked();
        let mut sums = vec![0.0f64; alternatives];
        let mut none = 0;
        for row in 0..rows {
            let tastes = reference::tastes(&case.model, &case.leaf(), &case.columns, row);
            for (k, want) in tastes.iter().enumerate() {
                let got = f64::from(scratch.tastes.column(k)[row]);
                prop_assert!((got - want).abs() <= 1e-5 * want.abs().max(1.0), "taste {k} of row {row}: {got} not {want}");
            }
            let utilities = reference::utilities(&case.menu, &tastes, &case.columns, row);
            let (probabilities, logsum) = reference::probabilities(&case.menu, &utilities, &case.columns, row);
            let size = utilities.iter().fold(1.0f64, |most, u| most.max(u.abs()));
            for (j, want) in probabilities.iter().enumerate() {
                let got = f64::from(scratch.probabilities.column(j)[row]);
                prop_assert!((got - want).abs() <= 3e-5 * size, "alternative {j} of row {row}: {got} not {want}");
                sums[j] += want;
            }
            let got = f64::from(scratch.logsum[row]);
            prop_assert!(got == logsum || (got - logsum).abs() <= 3e-5 * size, "log-sum of row {row}: {got} not {logsum}");
            none += u64::from(logsum == f64::NEG_INFINITY);
        }
        prop_assert_eq!(empty, none);
        let mut shares = Shares::new(3, alternatives);
        shares.add(&case.segments, &scratch.probabilities, empty);
        for (j, sum) in sums.iter().enumerate() {
            prop_assert!((shares.total(j) - sum / rows as f64).abs() <= 2e-5);
        }
    }

    #[test]
    fn probabilities_sum_to_one_and_respect_gates(seed in 0u64..1_000_000, rows in 1usize..200, alternatives in 1usize..11) {
        let case = Case::new(seed, rows, 5, alternatives);
        let (scratch, empty) = case.worked();
        let mut none = 0;
        for row in 0..rows {
            let total: f32 = (0..alternatives).map(|j| scratch.probabilities.column(j)[row]).sum();
            if total == 0.0 {
                none += 1;
            } else {
                prop_assert!((total - 1.0).abs() < 1e-6, "{total}");
            }
            for (j, alternative) in case.menu.alternatives().iter().enumerate() {
                let shut = alternative.gates.iter().any(|gate| match *gate {
                    Gate::Closed => true,
                    Gate::Column(column) => case.columns[column][row] == 0.0,
                    Gate::Below { column, bound } => case.columns[column][row] >= bound,
                });
                if shut {
                    prop_assert_eq!(scratch.probabilities.column(j)[row], 0.0);
                }
            }
        }
        prop_assert_eq!(none, empty);
    }

    #[test]
    fn the_order_of_alternatives_is_irrelevant(seed in 0u64..1_000_000, alternatives in 2usize..11, turn in 1usize..10) {
        let case = Case::new(seed, 130, 6, alternatives);
        let (scratch, _) = case.worked();
        let mut turned = case.menu.alternatives().to_vec();
        turned.rotate_left(turn % alternatives);
        let menu = Menu::new(turned, 6).unwrap();
        let (mut other, _) = case.worked();
        menu.choose(&case.columns, &mut other);
        for j in 0..alternatives {
            let from = (j + turn) % alternatives;
            prop_assert_eq!(other.utilities.column(j), scratch.utilities.column(from));
            for (a, b) in other.probabilities.column(j).iter().zip(scratch.probabilities.column(from)) {
                prop_assert!((a - b).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn every_way_and_every_path_gives_the_same_bytes(seed in 0u64..1_000_000, rows in 1usize..400, tastes in 1usize..10, alternatives in 1usize..10) {
        let case = Case::new(seed, rows, tastes, alternatives);
        let bits = |column: &[f32]| column.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        let (scratch, empty) = case.worked();
        let mut plain = Scratch::default();
        case.model.draw_on(Path::Baseline, &case.leaf(), &case.columns, &mut plain);
        let plain_empty = case.menu.choose_on(Path::Baseline, &case.columns, &mut plain);
        prop_assert_eq!(empty, plain_empty);
        for k in 0..tastes {
            prop_assert_eq!(bits(scratch.tastes.column(k)), bits(plain.tastes.column(k)));
        }
        for j in 0..alternatives {
            prop_assert_eq!(bits(scratch.probabilities.column(j)), bits(plain.probabilities.column(j)));
        }
        prop_assert_eq!(bits(&scratch.logsum), bits(&plain.logsum));
        let menus = [case.menu.clone(), case.menu.clone()];
        let start = || vec![Shares::new(3, alternatives); 2];
        let (mut fused, mut baseline, mut kept) = (start(), start(), start());
        let mut other = Scratch::default();
        shares(&case.model, &menus, &case.leaf(), &case.columns, &mut other, &mut fused);
        shares_on(Path::Baseline, &case.model, &menus, &case.leaf(), &case.columns, &mut other, &mut baseline);
        shares_of_tastes(&menus, &case.segments, &scratch.tastes, &case.columns, &mut other, &mut kept);
        let mut staged = Shares::new(3, alternatives);
        staged.add(&case.segments, &scratch.probabilities, empty);
        prop_assert_eq!(&fused[0], &staged);
        prop_assert_eq!(&fused, &baseline);
        prop_assert_eq!(&fused, &kept);
    }
}

#[test]
fn shares_stay_within_a_millionth_of_the_reference() {
    // The bound that the README states: 20,000 personas, ten tastes, four alternatives.
    let streams = Streams::new(Seed(5), At::default());
    let mut draws = streams.draws(Purpose::Design, 0, 0);
    let tastes = (0..10).map(|_| Taste::new(Shape::Normal, draws.normal() as f32, draws.normal().abs() as f32)).collect();
    let model = TasteModel::independent(tastes).unwrap();
    let alternative = |draws: &mut Draws| Alternative {
        values: (0..10).map(|_| Value::Scalar(draws.normal() as f32)).collect(),
        ..Alternative::default()
    };
    let menu = Menu::new((0..4).map(|_| alternative(&mut draws)).collect(), 10).unwrap();
    let none: [&[f32]; 0] = [];
    let (mut sums, mut out, mut scratch) = ([0.0f64; 4], [Shares::new(1, 4)], Scratch::default());
    for start in (0..20_000u64).step_by(1000) {
        let segments = [0u16; 1000];
        let leaf = Leaf::new(&streams, Purpose::Taste, 0, start..start + 1000, &segments);
        shares(&model, std::slice::from_ref(&menu), &leaf, &none, &mut scratch, &mut out);
        for row in 0..1000 {
            let tastes = reference::tastes(&model, &leaf, &none, row);
            let utilities = reference::utilities(&menu, &tastes, &none, row);
            for (sum, p) in sums.iter_mut().zip(reference::probabilities(&menu, &utilities, &none, row).0) {
                *sum += p;
            }
        }
    }
    for (j, sum) in sums.iter().enumerate() {
        assert!((out[0].total(j) - sum / 20_000.0).abs() < 1e-6, "{j}: {} not {}", out[0].total(j), sum / 20_000.0);
    }
}

#[test]
fn more_alternatives_than_the_fixed_kernels_change_no_bit() {
    let case = Case::new(11, 200, 4, 1);
    let alternative =
        |constant: f32| Alternative { constant, values: vec![Value::Scalar(constant), Value::Scalar(0.3)], ..Alternative::default() };
    for count in [1, 2, 3, 4, 5, 6] {
        let few: Vec<Alternative> = (0..count).map(|j| alternative(j as f32 * 0.3)).collect();
        let mut many = few.clone();
        many.extend((count..9).map(|_| Alternative { constant: -10_000.0, ..Alternative::default() }));
        let (mut a, mut b) = (Scratch::default(), Scratch::default());
        for (scratch, menu) in [(&mut a, few), (&mut b, many)] {
            case.model.draw(&case.leaf(), &case.columns, scratch);
            assert_eq!(Menu::new(menu, 4).unwrap().choose(&case.columns, scratch), 0);
        }
        for j in 0..count {
            assert_eq!(a.probabilities.column(j), b.probabilities.column(j));
        }
    }
}

#[test]
fn leaves_may_be_cut_and_merged_in_any_order() {
    let case = Case::new(3, 1000, 6, 4);
    let mut scratch = Scratch::default();
    let menus = [case.menu.clone()];
    let part = |from: usize, to: usize, scratch: &mut Scratch| {
        let columns: Vec<&[f32]> = case.columns.iter().map(|column| &column[from..to]).collect();
        let leaf = Leaf::new(&case.streams, Purpose::Taste, 0, case.first + from as u64..case.first + to as u64, &case.segments[from..to]);
        let mut out = vec![Shares::new(3, 4)];
        shares(&case.model, &menus, &leaf, &columns, scratch, &mut out);
        out.remove(0)
    };
    let parts: Vec<Shares> = [(0, 300), (300, 650), (650, 1000)].map(|(from, to)| part(from, to, &mut scratch)).into();
    let (mut there, mut back) = (Shares::new(3, 4), Shares::new(3, 4));
    parts.iter().for_each(|part| there.merge(part));
    parts.iter().rev().for_each(|part| back.merge(part));
    assert_eq!(there, back);
    let whole = part(0, 1000, &mut scratch);
    for j in 0..4 {
        assert!((there.total(j) - whole.total(j)).abs() < 1e-6);
    }
    assert_eq!((0..3).map(|s| there.personas(s)).sum::<u64>(), 1000);
}

#[test]
fn codes_in_any_order_give_the_same_shares() {
    let case = Case::new(8, 500, 5, 3);
    let (scratch, empty) = case.worked();
    let mixed: Vec<u16> = (0..500).map(|i| (i * 7 % 3) as u16).collect();
    let mut shares = Shares::new(3, 3);
    shares.add(&mixed, &scratch.probabilities, empty);
    for segment in 0..3u16 {
        for j in 0..3 {
            let rows = || scratch.probabilities.column(j).iter().zip(&mixed).filter(|&(_, &code)| code == segment);
            let want = rows().map(|(&p, _)| f64::from(p)).sum::<f64>() / rows().count() as f64;
            assert!((shares.share(segment.into(), j) - want).abs() < 1e-9);
        }
    }
}

#[test]
fn a_taste_that_becomes_fixed_moves_no_other() {
    let taste = |shape| Taste::new(shape, 0.5, 1.0);
    let shapes = [Shape::Normal, Shape::Normal, Shape::Triangular, Shape::Normal, Shape::Normal];
    let streams = Streams::new(Seed(2), At::default());
    let segments = [0; 70];
    let leaf = Leaf::new(&streams, Purpose::Taste, 0, 10..80, &segments);
    let none: [&[f32]; 0] = [];
    let mut all = Scratch::default();
    TasteModel::independent(shapes.map(taste).to_vec()).unwrap().draw(&leaf, &none, &mut all);
    for fixed in 0..5 {
        let mut fewer = shapes;
        fewer[fixed] = Shape::Fixed;
        let mut scratch = Scratch::default();
        TasteModel::independent(fewer.map(taste).to_vec()).unwrap().draw(&leaf, &none, &mut scratch);
        for k in 0..5 {
            if k == fixed {
                assert!(scratch.tastes.column(k).iter().all(|&value| value == 0.5));
            } else {
                assert_eq!(scratch.tastes.column(k), all.tastes.column(k));
            }
        }
    }
}

#[test]
fn tastes_have_the_moments_of_their_shape() {
    // 102,400 draws: means within 4 standard errors.
    let streams = Streams::new(Seed(9), At::default());
    let tastes = vec![
        Taste::new(Shape::LogNormal { sign: -1.0 }, 0.2, 0.5),
        Taste::new(Shape::Triangular, 1.0, 2.0),
        Taste::new(Shape::Uniform, 1.0, 2.0),
        // Nearly all of it is cut off; then nearly none.
        Taste::new(Shape::TruncatedNormal { sign: -1.0 }, -3.0, 0.5),
        Taste::new(Shape::TruncatedNormal { sign: 1.0 }, 2.0, 0.5),
    ];
    let model = TasteModel::independent(tastes).unwrap();
    let none: [&[f32]; 0] = [];
    let (mut scratch, segments) = (Scratch::default(), [0; LEAF]);
    let mut sums = [[0.0f64; 2]; 5];
    for leaf in 0..100u64 {
        model.draw(&Leaf::new(&streams, Purpose::Taste, 0, leaf * 1024..(leaf + 1) * 1024, &segments), &none, &mut scratch);
        for (k, sums) in sums.iter_mut().enumerate() {
            for &value in scratch.tastes.column(k) {
                sums[0] += f64::from(value);
                sums[1] += f64::from(value).powi(2);
            }
        }
    }
    let moments = sums.map(|[first, second]| (first / 102_400.0, second / 102_400.0 - (first / 102_400.0).powi(2)));
    let mean = -crate::num::exp(0.2 + 0.125);
    let variance = mean * mean * (crate::num::exp(0.25) - 1.0);
    assert!((moments[0].0 - mean).abs() < 4.0 * (variance / 102_400.0).sqrt());
    assert!((moments[1].0 - 1.0).abs() < 4.0 * (4.0f64 / 6.0 / 102_400.0).sqrt());
    assert!((moments[1].1 - 4.0 / 6.0).abs() < 0.02);
    assert!((moments[2].0 - 1.0).abs() < 4.0 * (4.0f64 / 3.0 / 102_400.0).sqrt() && (moments[2].1 - 4.0 / 3.0).abs() < 0.02);
    // Cut off at 0 from above: mean m + s λ(α), variance s² (1 + α λ − λ²), α = −m/s, λ = φ(α) / (1 − Φ(α)).
    for (k, sign, m, s) in [(3, -1.0, -3.0f64, 0.5), (4, 1.0, 2.0, 0.5)] {
        let alpha = -m / s;
        let rate = crate::num::exp(-0.5 * alpha * alpha) / (2.0 * std::f64::consts::PI).sqrt() / crate::num::norm_cdf(-alpha);
        let (mean, variance) = (sign * s.mul_add(rate, m), s * s * (1.0 + alpha * rate - rate * rate));
        assert!((moments[k].0 - mean).abs() < 4.0 * (variance / 102_400.0).sqrt(), "{k}: {:?} {mean}", moments[k]);
        assert!((moments[k].1 / variance - 1.0).abs() < 0.05, "{k}: {:?} {variance}", moments[k]);
    }
}

#[test]
fn a_hole_in_a_column_cannot_pass_unseen() {
    let menu = Menu::new(vec![Alternative { offsets: vec![(0, 1.0)], ..Alternative::default() }, Alternative::default()], 0).unwrap();
    let model = TasteModel::independent(Vec::new()).unwrap();
    let streams = Streams::new(Seed(1), At::default());
    let column: &[f32] = &[0.0, f32::NAN, 0.0];
    let leaf = Leaf::new(&streams, Purpose::Taste, 0, 0..3, &[0, 0, 0]);
    let mut out = [Shares::new(1, 2)];
    shares(&model, &[menu], &leaf, &[column], &mut Scratch::default(), &mut out);
    assert!(out[0].total(0).is_nan());
}

#[test]
fn who_can_choose_nothing_is_counted() {
    let shut = Alternative { gates: vec![Gate::Column(0)], ..Alternative::default() };
    let menu = Menu::new(vec![shut.clone(), shut], 0).unwrap();
    let model = TasteModel::independent(Vec::new()).unwrap();
    let streams = Streams::new(Seed(1), At::default());
    let column: &[f32] = &[1.0, 0.0, 1.0];
    let leaf = Leaf::new(&streams, Purpose::Taste, 0, 0..3, &[0, 0, 0]);
    let mut out = [Shares::new(1, 2)];
    shares(&model, &[menu], &leaf, &[column], &mut Scratch::default(), &mut out);
    assert_eq!((out[0].empty(), out[0].sum(0, 0).value()), (1, 1.0));
}

#[test]
fn bad_models_and_menus_are_refused() {
    let taste = |shape| Taste::new(shape, 0.0, 1.0);
    let refused = |tastes: Vec<Taste>| TasteModel::independent(tastes).unwrap_err();
    assert!(matches!(refused(vec![Taste::new(Shape::Normal, f32::NAN, 1.0)]), TasteError::NotFinite { what: "location", taste: 0, .. }));
    assert_eq!(refused(vec![Taste { location: Vec::new(), ..taste(Shape::Normal) }]), TasteError::NoLocation { taste: 0 });
    assert_eq!(refused(vec![taste(Shape::LogNormal { sign: 2.0 })]), TasteError::Sign { taste: 0, got: 2.0 });
    assert_eq!(refused(vec![taste(Shape::TruncatedNormal { sign: 0.0 })]), TasteError::Sign { taste: 0, got: 0.0 });
    for (money, tastes) in [(1, vec![taste(Shape::Normal)]), (0, vec![Taste { in_money: Some(0), ..taste(Shape::Normal) }])] {
        let tastes = tastes.into_iter().map(|one| Taste { in_money: Some(money), ..one }).collect();
        assert_eq!(refused(tastes), TasteError::NoMoney { taste: 0, money });
    }
    let two = || vec![taste(Shape::Normal), taste(Shape::Triangular)];
    assert_eq!(TasteModel::correlated(two(), &[1.0]).unwrap_err(), TasteError::FactorSize { tastes: 2, got: 1 });
    assert_eq!(TasteModel::correlated(two(), &[1.0, 0.5, 0.0, 1.0]).unwrap_err(), TasteError::NotLower { row: 0, column: 1, got: 0.5 });
    assert_eq!(TasteModel::correlated(two(), &[1.0, 0.0, 0.5, 1.0]).unwrap_err(), TasteError::CannotCorrelate { taste: 1 });
    assert_eq!(Menu::new(Vec::new(), 1).unwrap_err(), MenuError::Size { got: 0 });
    assert_eq!(Menu::new(vec![Alternative::default(); 33], 1).unwrap_err(), MenuError::Size { got: 33 });
    let alternative = Alternative { values: vec![Value::Scalar(1.0); 3], ..Alternative::default() };
    assert_eq!(Menu::new(vec![alternative], 2).unwrap_err(), MenuError::NoSuchTaste { alternative: 0, got: 3, tastes: 2 });
    let alternative = Alternative { constant: f32::INFINITY, ..Alternative::default() };
    assert!(matches!(Menu::new(vec![alternative], 2).unwrap_err(), MenuError::NotFinite { what: "constant", .. }));
}

#[test]
fn bits_are_frozen() {
    let mut hash = 0u64;
    for seed in 0..8 {
        let case = Case::new(seed, 333, 7, 5);
        let (scratch, _) = case.worked();
        for j in 0..5 {
            for value in scratch.probabilities.column(j) {
                hash = hash.rotate_left(5) ^ u64::from(value.to_bits());
            }
        }
        for value in &scratch.logsum {
            hash = hash.rotate_left(5) ^ u64::from(value.to_bits());
        }
    }
    assert_eq!(hash, 0x255e_3196_eb19_b41c, "{hash:#x}");
}
