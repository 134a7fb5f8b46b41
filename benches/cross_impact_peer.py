"""The work of benches/cross_impact.rs in numpy, one thread, and in Prophesy where that is installed (pip install prophesy-cib).

    OPENBLAS_NUM_THREADS=1 python3 benches/cross_impact_peer.py [PROJECT.scw [SCENARIOS]]
    OPENBLAS_NUM_THREADS=1 python3 benches/cross_impact_peer.py --levels FILE    # FILE written under CROSS_IMPACT_LEVELS by the bench

Somewhereland: consistent scenarios and basins, to compare; 5,000 matrices drawn around it, all 486 scenarios of each looked at. With a
project file: the first SCENARIOS scenarios of it (default 2,000,000) looked at and moved on by one step of global succession. With --levels: all
consistent scenarios of the model in three levels by branch and bound in numpy, held against those that the bench found.
"""
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def load(path):
    sections = Path(path).read_text().split("\n#")
    names = [line for line in sections[0].splitlines()[2:]]
    sizes, labels = [], []
    for line in names:
        if line.startswith("&"):
            sizes.append(0)
            labels.append((line[1:], []))
        elif line.lstrip().startswith("-"):
            sizes[-1] += 1
            labels[-1][1].append(line.lstrip()[1:])
    rows = next(s for s in sections[1:] if s.count(",") >= sum(sizes) * (sum(sizes) - 1)).strip().splitlines()
    rows = [r for r in rows if "," in r]
    return sizes, labels, np.array([[int(c) for c in r.split(",")] for r in rows], dtype=np.int32)


def choices(sizes, start, stop):
    """The variants of the scenarios start..stop, the last descriptor moving fastest."""
    index = np.arange(start, stop, dtype=np.int64)
    out = np.empty((stop - start, len(sizes)), dtype=np.int64)
    for d in range(len(sizes) - 1, -1, -1):
        index, out[:, d] = np.divmod(index, sizes[d])
    return out


def one_hot(sizes, chosen):
    starts = np.concatenate(([0], np.cumsum(sizes)))[:-1]
    hot = np.zeros((len(chosen), sum(sizes)), dtype=np.float32)
    np.put_along_axis(hot, chosen + starts, 1, axis=1)
    return hot, starts


def successors(sizes, matrix, chosen):
    """Variants after one step (ties keep the variant, else the lowest number), and which scenarios are consistent."""
    hot, starts = one_hot(sizes, chosen)
    keys = 2 * (hot @ matrix.astype(np.float32)) + hot
    after = np.stack([keys[:, s:s + n].argmax(axis=1) for s, n in zip(starts, sizes)], axis=1)
    return after, (after == chosen).all(axis=1)


def least(work, passes=3):
    times = []
    for _ in range(passes):
        start = time.perf_counter()
        out = work()
        times.append(time.perf_counter() - start)
    return min(times), out


def somewhereland():
    sizes, labels, matrix = load(HERE / "../scenarios/somewhereland/somewhereland.scw")
    everything = choices(sizes, 0, 486)
    after, consistent = successors(sizes, matrix, everything)
    weights = np.array([int(np.prod(sizes[d + 1:])) for d in range(len(sizes))])
    follow = after @ weights
    end = np.arange(486)
    for _ in range(486):
        end = follow[end]
    basins = {int(i): int((end == i).sum()) for i in np.flatnonzero(consistent)}
    print("Somewhereland: consistent scenarios and basins", [("".join(str(v + 1) for v in everything[i]), n) for i, n in basins.items()])

    hot, starts = one_hot(sizes, everything)
    rng = np.random.Generator(np.random.SFC64(1))
    spread = np.where(matrix != 0, np.float32(0.75), np.float32(0))

    def draws():
        counts = np.zeros(486, dtype=np.int64)
        for _ in range(50):
            matrices = matrix + spread * rng.standard_normal((100, 17, 17), dtype=np.float32)
            balances = np.matmul(hot, matrices)
            chosen = np.ones((100, 486), dtype=bool)
            for d, (s, n) in enumerate(zip(starts, sizes)):
                block = balances[:, :, s:s + n]
                own = np.take_along_axis(block, everything[None, :, d, None].repeat(100, axis=0), axis=2)[:, :, 0]
                chosen &= own >= block.max(axis=2)
            counts += chosen.sum(axis=0)
        return counts

    seconds, counts = least(draws)
    top = np.argsort(-counts)[:3]
    shares = [("".join(str(v + 1) for v in everything[i]), counts[i] / 5000) for i in top]
    print(f"5,000 matrices drawn and solved, numpy: {seconds * 1e3:.0f} ms; most often {shares}")
    prophesy(sizes, labels, matrix)


def prophesy(sizes, labels, matrix):
    try:
        from prophesy_cib.io.input import load_model_from_matrix
        from prophesy_cib.model import Scenario
        from prophesy_cib.succession import compute_scenario_consistency
    except ImportError:
        return
    flat = [(d, v) for d, variants in labels for v in variants]
    quoted = lambda text: '"' + text.replace('"', '""') + '"'
    lines = [",," + ",".join(quoted(d) for d, _ in flat), ",," + ",".join(quoted(v) for _, v in flat)]
    lines += [f"{quoted(d)},{quoted(v)}," + ",".join(map(str, row)) for (d, v), row in zip(flat, matrix)]
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        model = load_model_from_matrix(file.name)
    from prophesy_cib.scenario_gen import enumerate_all_scenarios

    def solve():
        return [s.to_index_string() for s in enumerate_all_scenarios(model) if compute_scenario_consistency(s, model) >= 0]

    seconds, found = least(solve, 1)
    print(f"all scenarios of one matrix, Prophesy: {seconds * 1e3:.0f} ms, {len(found)} consistent: {found}")


def project(path, most):
    sizes, _, matrix = load(path)
    total = int(np.prod([float(s) for s in sizes]))
    most = min(most, total)

    def look():
        found = 0
        for start in range(0, most, 100_000):
            _, consistent = successors(sizes, matrix, choices(sizes, start, min(start + 100_000, most)))
            found += int(consistent.sum())
        return found

    seconds, found = least(look, 1)
    print(f"{path}: {most:,} of {total:,} scenarios moved on by one step in {seconds:.2f} s, {found} of them consistent; "
          f"all would take {seconds * total / most:.0f} s")


def levels(path):
    rows = [np.array([int(word) for word in line.split()]) for line in Path(path).read_text().splitlines()]
    sizes = rows[0]
    columns = int(sizes.sum())
    matrix, expected = np.stack(rows[1:columns + 1]), {tuple(row) for row in rows[columns + 1:]}
    starts = np.concatenate(([0], np.cumsum(sizes)))[:-1]
    of = np.repeat(np.arange(len(sizes)), sizes)
    alike = of[:, None] == of[None, :]
    blocks = [slice(s, s + n) for s, n in zip(starts, sizes)]
    # The most that each descriptor can still do for a variant against another of the same descriptor.
    most = np.stack([(matrix[b, :, None] - matrix[b, None, :]).max(axis=0) * alike for b in blocks])
    links = [np.count_nonzero(matrix[b]) + np.count_nonzero(matrix[:, b]) for b in blocks]
    order = np.argsort(-np.array(links), kind="stable")
    visited = 0

    def search(depth, chosen, scores, left):
        nonlocal visited
        visited += 1
        taken = [starts[d] + v for d, v in chosen]
        if taken and (scores[taken, None] - scores + left[taken])[alike[taken]].min() < 0:
            return
        if depth == len(order):
            variants = dict(chosen)
            yield tuple(variants[d] for d in range(len(sizes)))
            return
        d = int(order[depth])
        for variant in range(sizes[d]):
            yield from search(depth + 1, chosen + [(d, variant)], scores + matrix[starts[d] + variant], left - most[d])

    seconds, found = least(lambda: set(search(0, [], np.zeros(columns, dtype=np.int64), most.sum(axis=0))), 1)
    assert found == expected, "the same consistent scenarios"
    print(f"{int(np.prod(sizes.astype(float))):,} scenarios, branch and bound in numpy: {seconds:.2f} s, {visited:,} partial ones visited, the same {len(found)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--levels"]:
        levels(sys.argv[2])
        sys.exit()
    somewhereland()
    if len(sys.argv) > 1:
        project(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000)
