"""The work of benches/explore.rs in SALib and the EMA Workbench, one thread, on the same numbers.

    EXPLORE_DATA=/tmp/shared cargo bench --bench explore -- --test      # writes the numbers; the folder must be there
    OPENBLAS_NUM_THREADS=1 python3 benches/explore_peer.py /tmp/shared  # needs SALib and ema-workbench

Indices: the shares of variance of 1,048,576 results of Ishigami's function with 100 resamples, SALib's `sobol.analyze`. Boxes: 50,000 cases of ten
inputs, EMA's `Prim.find_box`. Sample: a Latin hypercube of 100,000 points in 8 inputs, SALib's `latin.sample`. What is found is held against what
foretaste found before anything is timed; seconds are CPU seconds, the least of a few passes.
"""
import logging
import resource
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd


def processor():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def least(work, passes):
    times = []
    for _ in range(passes):
        start = processor()
        out = work()
        times.append(processor() - start)
    return min(times), out


def indices(folder):
    from SALib.analyze import sobol

    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    results = np.fromfile(folder / "results")
    # A bundle is A, B, three mixed one way and three the other; SALib wants B last.
    ordered = results.reshape(-1, 8)[:, [0, 2, 3, 4, 5, 6, 7, 1]].ravel()
    ours = np.fromfile(folder / "indices").reshape(-1, 3)
    seconds, theirs = least(lambda: sobol.analyze(problem, ordered, num_resamples=100, seed=1), 1)
    pairs = [(0, 1), (0, 2), (1, 2)]
    rows = [(f"{what} {j}", ours[2 * j + (what == "ST")], theirs[what][j], theirs[f"{what}_conf"][j]) for j in range(3) for what in ("S1", "ST")]
    rows += [(f"S2 {j} {k}", ours[6 + p], theirs["S2"][j, k], theirs["S2_conf"][j, k]) for p, (j, k) in enumerate(pairs)]
    for name, (value, low, high), other, half in rows:
        print(f"{name}: {value:.5f} [{low:.5f}, {high:.5f}], SALib {other:.5f} ± {half:.5f}")
        assert abs(value - other) < half, name
    print(f"indices of {results.size:,} results, 100 resamples, SALib: {seconds:.2f} s")


def boxes(folder):
    from ema_workbench.analysis import prim

    logging.disable(logging.CRITICAL)
    warnings.filterwarnings("ignore")
    cases = np.fromfile(folder / "cases").reshape(-1, 11)
    inputs, outcomes = pd.DataFrame(cases[:, :10], columns=[f"x{k}" for k in range(10)]), cases[:, 10].astype(bool)
    ours = np.fromfile(folder / "steps").reshape(-1, 3)
    seconds, box = least(lambda: prim.Prim(inputs, outcomes, threshold=0.5).find_box(), 5)
    theirs = box.peeling_trajectory[["mass", "coverage", "density"]].to_numpy()
    print(f"steps: {len(ours)}, EMA {len(theirs)}")
    both = min(len(ours), len(theirs))
    print("largest difference of mass, coverage and density at any step:", np.abs(ours[:both] - theirs[:both]).max(axis=0))
    print("last step:", ours[-1], "EMA", theirs[-1])
    print(f"boxes of 50,000 x 10, EMA Workbench: {seconds:.3f} s")


def sample():
    from SALib.sample import latin

    problem = {"num_vars": 8, "names": list("abcdefgh"), "bounds": [[0, 1]] * 8}
    seconds, points = least(lambda: latin.sample(problem, 100_000, seed=1), 3)
    strata = np.sort((points * 100_000).astype(int), axis=0)
    assert (strata == np.arange(100_000)[:, None]).all(), "a point in every stratum of every input"
    print(f"Latin hypercube, 100,000 x 8, SALib: {seconds:.3f} s")


if __name__ == "__main__":
    indices(Path(sys.argv[1]))
    boxes(Path(sys.argv[1]))
    sample()
