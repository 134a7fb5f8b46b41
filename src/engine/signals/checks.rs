//! The figures this room reproduces.

use crate::stats::check::{Check, Expect};

use super::backtest::by_lot;
use super::burst::{bursts, example, path};
use super::yoon::{degrees, growth};

/// Recomputes the degrees of visibility of the worked example, Kleinberg's automaton on the reference events, and an exact draw by lot.
#[must_use]
pub fn checks() -> Vec<Check> {
    let yoon = "Yoon 2012, section 3: DoV = TF/N · (1 − tw (n − j)), with TF/N .1, .2, .4 and tw .05";
    let found = degrees(&[0.1, 0.2, 0.4], &[1.0; 3], 0.05);
    let mut all: Vec<Check> = found
        .iter()
        .zip([0.09, 0.19, 0.4])
        .enumerate()
        .map(|(place, (&got, expected))| Check {
            name: format!("degree of visibility, period {}", place + 1),
            expected,
            got,
            tolerance: 1e-12,
            source: yoon.to_owned(),
        })
        .collect();
    let figure = Expect { value: 1.108_185, within: 5e-7 };
    all.push(Check::attempt("its geometric growth", yoon, figure, growth(&found).ok_or(())));
    let kleinberg = "Kleinberg 2002, section 2, with s = 2 and γ = 1; levels and cost of these events by an independent implementation";
    let events = example();
    let cheapest = path(&events, 2.0, 1.0);
    let figure = Expect { value: 241.940_238, within: 5e-7 };
    all.push(Check::attempt("cost of the cheapest path", kleinberg, figure, cheapest.as_ref().map(|path| path.cost).map_err(|_| ())));
    let found = cheapest.map(|path| bursts(&events, &path)).unwrap_or_default();
    for (place, (level, start, end)) in [(1.0, 410.0, 600.0), (2.0, 450.0, 469.0), (1.0, 710.0, 800.0)].into_iter().enumerate() {
        let burst = found.get(place);
        for (name, expected, got) in [
            ("level", level, burst.map(|burst| burst.level as f64)),
            ("start", start, burst.map(|burst| burst.start)),
            ("end", end, burst.map(|burst| burst.end)),
        ] {
            let figure = Expect { value: expected, within: 0.0 };
            all.push(Check::attempt(format!("burst {}, {name}", place + 1), kleinberg, figure, got.ok_or(())));
        }
    }
    all.push(Check {
        name: "all of four cups by lot".to_owned(),
        expected: 1.0 / 70.0,
        got: by_lot(4, 4, 4, 8),
        tolerance: 1e-12,
        source: "Fisher 1935, The Design of Experiments, chapter II".to_owned(),
    });
    all
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_figure_is_reproduced() {
        for check in super::checks() {
            assert!(check.passed(), "{check:?}");
        }
    }
}
