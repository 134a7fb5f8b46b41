//! Statistical and frozen-value tests of the streams. Seeds are fixed, so no test can fail by chance; each statistical one states its level.

use super::*;
use crate::num::{norm_cdf, sum};
use rand::{Rng, TryRng};

fn streams() -> Streams {
    Streams::new(Seed(20_261_122), At { theta: 3, inner: 1 })
}

/// Kolmogorov–Smirnov distance of a sample from the uniform distribution, times √n; 1.95 is the 0.1 % point.
fn kolmogorov(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let apart = |(i, &u): (usize, &f64)| (u - i as f64 / n).abs().max((u - (i + 1) as f64 / n).abs());
    values.iter().enumerate().map(apart).fold(0.0, f64::max) * n.sqrt()
}

#[test]
fn the_layout_is_frozen() {
    let streams = streams();
    let mut draws = streams.draws(Purpose::Taste, 7, 2);
    let words: Vec<u32> = (0..6).map(|_| draws.word()).collect();
    assert_eq!(words, FROZEN_WORDS);
    let mut draws = streams.draws(Purpose::Answer, u64::from(u32::MAX) + 5, 0);
    assert_eq!([draws.uniform().to_bits(), draws.normal().to_bits(), u64::from(draws.below(1000)), draws.long()], FROZEN_VARIATES);
    let mut normals = [0.0; 10];
    streams.fill_normals(Purpose::Taste, 2, 7..9, 5, &mut normals);
    assert_eq!(normals.map(f32::to_bits), FROZEN_NORMALS);
    let mut uniforms = [0.0; 4];
    streams.fill_uniforms(Purpose::Consider, 0, 0..2, 2, &mut uniforms);
    assert_eq!(uniforms.map(f32::to_bits), FROZEN_UNIFORMS);
}

const FROZEN_WORDS: [u32; 6] = [3_527_955_697, 2_666_302_647, 2_166_125_313, 1_970_501_952, 1_828_294_362, 2_640_235_914];
const FROZEN_VARIATES: [u64; 4] = [4_598_253_850_066_879_010, 13_831_000_800_270_449_566, 258, 9_479_750_931_175_119_096];
const FROZEN_NORMALS: [u32; 10] = [
    1_064_024_066,
    3_204_409_227,
    1_050_507_899,
    3_196_201_819,
    1_009_926_596,
    3_191_126_064,
    3_184_782_010,
    3_208_964_357,
    3_191_857_076,
    3_211_869_964,
];
const FROZEN_UNIFORMS: [u32; 4] = [1_059_069_611, 1_058_555_601, 1_059_629_763, 1_053_414_822];

#[test]
fn columns_hold_the_words_of_the_stream() {
    let streams = streams();
    let mut uniforms = vec![0.0; 3 * 6];
    streams.fill_uniforms(Purpose::Style, 1, 40..43, 6, &mut uniforms);
    for entity in 0..3 {
        let mut draws = streams.draws(Purpose::Style, 40 + entity as u64, 1);
        for dimension in 0..6 {
            let want = ((draws.word() >> 9) as f32 + 0.5) / 8_388_608.0;
            assert_eq!(uniforms[dimension * 3 + entity], want);
        }
    }
}

#[test]
fn no_cut_of_the_range_matters() {
    let streams = streams();
    let start = (1u64 << 32) - 100;
    let mut whole = vec![0.0; 300 * 6];
    streams.fill_normals(Purpose::Taste, 0, start..start + 300, 6, &mut whole);
    for (from, to) in [(0, 1), (0, 64), (37, 101), (90, 290), (99, 101), (299, 300), (5, 5)] {
        let len = to - from;
        let mut part = vec![0.0; len * 6];
        streams.fill_normals(Purpose::Taste, 0, start + from as u64..start + to as u64, 6, &mut part);
        for dimension in 0..6 {
            assert_eq!(part[dimension * len..(dimension + 1) * len], whole[dimension * 300 + from..dimension * 300 + to]);
        }
        // Fewer dimensions leave the first ones alone.
        let mut fewer = vec![0.0; len * 3];
        streams.fill_normals(Purpose::Taste, 0, start + from as u64..start + to as u64, 3, &mut fewer);
        assert_eq!(fewer, part[..len * 3]);
    }
}

#[test]
fn every_coordinate_of_a_stream_changes_it() {
    let first = |seed, theta, inner, purpose, entity, occurrence| {
        Streams::new(Seed(seed), At { theta, inner }).draws(purpose, entity, occurrence).long()
    };
    let mut seen = vec![
        first(1, 0, 0, Purpose::Taste, 0, 0),
        first(1 << 40, 0, 0, Purpose::Taste, 0, 0),
        first(1, 1, 0, Purpose::Taste, 0, 0),
        first(1, 0, 1, Purpose::Taste, 0, 0),
        first(1, 0, 0, Purpose::Consider, 0, 0),
        first(1, 0, 0, Purpose::Taste, 1, 0),
        first(1, 0, 0, Purpose::Taste, 1 << 32, 0),
        first(1, 0, 0, Purpose::Taste, 0, 1),
    ];
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 8);
}

#[test]
fn a_pair_is_the_start_of_the_stream() {
    let stream = streams().stream(Purpose::Service);
    for (entity, occurrence) in [(0, 0), (u64::from(u32::MAX) + 9, 77)] {
        let mut draws = streams().draws(Purpose::Service, entity, occurrence);
        assert_eq!(stream.draws(entity, occurrence), draws);
        let first = draws.uniform();
        assert_eq!((stream.pair(entity, occurrence), stream.one(entity, occurrence)), ([first, draws.uniform()], first));
    }
}

#[test]
fn draws_for_one_purpose_move_no_other() {
    let streams = streams();
    let mut alone = streams.draws(Purpose::Answer, 9, 0);
    let mut taste = streams.draws(Purpose::Taste, 9, 0);
    let mut beside = streams.draws(Purpose::Answer, 9, 0);
    for _ in 0..50 {
        taste.normal();
        assert_eq!(alone.word(), beside.word());
    }
}

#[test]
fn every_variate_takes_two_words() {
    let start = streams().draws(Purpose::Choice, 3, 0);
    let mut words = start.clone();
    words.word();
    words.word();
    let takers: [fn(&mut Draws) -> bool; 5] = [
        |draws| draws.uniform() > 0.0,
        |draws| draws.normal().is_finite(),
        |draws| draws.below(7) < 7,
        |draws| draws.chance(1.0),
        |draws| draws.long() > 0,
    ];
    for take in takers {
        let mut draws = start.clone();
        assert!(take(&mut draws));
        assert_eq!(draws, words);
    }
}

#[test]
fn words_passed_over_are_words_not_drawn() {
    for drawn in 0..9 {
        for skipped in [0_u64, 1, 2, 3, 4, 5, 7, 8, 4001] {
            let (mut one, mut other) = (streams().draws(Purpose::Taste, 1, 0), streams().draws(Purpose::Taste, 1, 0));
            (0..drawn).for_each(|_| assert_eq!(one.word(), other.word()));
            (0..skipped).for_each(|_| _ = one.word());
            other.skip(skipped);
            assert_eq!([one.word(), one.word()], [other.word(), other.word()], "{drawn} {skipped}");
        }
    }
    let mut round = streams().draws(Purpose::Taste, 1, 0);
    round.skip(1 << 34);
    assert_eq!(round.word(), streams().draws(Purpose::Taste, 1, 0).word());
}

#[test]
fn it_is_a_generator_of_crate_rand() {
    let mut a = streams().draws(Purpose::Survey, 1, 0);
    let mut b = a.clone();
    let mut bytes = [0u8; 10];
    a.fill_bytes(&mut bytes);
    assert_eq!(bytes[..4], b.next_u32().to_le_bytes());
    assert_eq!(bytes[4..8], b.try_next_u32().unwrap().to_le_bytes());
    assert_eq!(bytes[8..], b.next_u32().to_le_bytes()[..2]);
    assert_eq!(a.next_u64(), b.long());
}

#[test]
fn uniforms_pass_kolmogorov_and_smirnov() {
    // Level 0.1 %, one test for each form.
    let streams = streams();
    let mut fine: Vec<f64> = (0..40_000).map(|entity| streams.draws(Purpose::Choice, entity, 0).uniform()).collect();
    assert!(kolmogorov(&mut fine) < 1.95);
    let mut block = vec![0.0f32; 40_000];
    streams.fill_uniforms(Purpose::Consider, 0, 0..10_000, 4, &mut block);
    assert!(block.iter().all(|&u| u > 0.0 && u < 1.0));
    assert!(kolmogorov(&mut block.iter().map(|&u| f64::from(u)).collect::<Vec<_>>()) < 1.95);
}

#[test]
fn normals_pass_kolmogorov_and_smirnov_and_have_normal_moments() {
    // Level 0.1 %; moments within 4 standard errors.
    let streams = streams();
    let mut block = vec![0.0f32; 200_000];
    streams.fill_normals(Purpose::Taste, 0, 0..20_000, 10, &mut block);
    let z: Vec<f64> = block.iter().map(|&z| f64::from(z)).collect();
    let n = z.len() as f64;
    let moment = |k: i32| sum(&z.iter().map(|z| z.powi(k)).collect::<Vec<_>>()) / n;
    for (k, want, variance) in [(1, 0.0, 1.0f64), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0), (6, 15.0, 10_170.0)] {
        assert!((moment(k) - want).abs() < 4.0 * (variance / n).sqrt(), "moment {k}: {}", moment(k));
    }
    assert!(kolmogorov(&mut z.iter().map(|&z| norm_cdf(z)).collect::<Vec<_>>()) < 1.95);
    let mut fine: Vec<f64> = (0..40_000).map(|entity| norm_cdf(streams.draws(Purpose::Answer, entity, 0).normal())).collect();
    assert!(kolmogorov(&mut fine) < 1.95);
}

#[test]
fn entities_and_dimensions_are_uncorrelated() {
    // Each correlation within 4 standard errors of zero.
    let n = 50_000;
    let mut z = vec![0.0f32; n * 5];
    streams().fill_normals(Purpose::Taste, 0, 0..n as u64, 5, &mut z);
    let correlation = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>() / a.len() as f64;
    let column = |d: usize| &z[d * n..(d + 1) * n];
    for d in 0..5 {
        for e in 0..d {
            assert!(correlation(column(d), column(e)).abs() < 4.0 / (n as f64).sqrt(), "{d} {e}");
        }
        assert!(correlation(&column(d)[1..], &column(d)[..n - 1]).abs() < 4.0 / (n as f64).sqrt(), "{d}");
    }
}

#[test]
fn whole_numbers_pass_chi_squared() {
    // 16 cells, 15 degrees of freedom: 37.7 is the 0.1 % point.
    let streams = streams();
    let mut counts = [0u32; 16];
    for entity in 0..48_000 {
        counts[streams.draws(Purpose::Resample, entity, 0).below(16) as usize] += 1;
    }
    let chi: f64 = counts.iter().map(|&count| (f64::from(count) - 3000.0).powi(2) / 3000.0).sum();
    assert!(chi < 37.7, "{chi}");
    assert_eq!(streams.draws(Purpose::Resample, 0, 0).below(0), 0);
    assert_eq!(streams.draws(Purpose::Resample, 0, 0).below(1), 0);
}
