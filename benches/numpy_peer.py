"""The work of benches/shares.rs in numpy, single precision, one thread, in numpy's best layout for it.

    OPENBLAS_NUM_THREADS=1 taskset -c 0 python3 benches/numpy_peer.py

Prints milliseconds for a million personas (least of the passes): with fresh normal tastes, by block size; with tastes drawn before.
"""
import time
import numpy as np

PEOPLE, ALTERNATIVES, ATTRIBUTES, PASSES = 1_000_000, 4, 10, 7


def shares(values, tastes):
    """Summed choice probabilities; tastes are attributes x people, so that no reduction runs along a short last axis."""
    utilities = values @ tastes
    np.exp(utilities, out=utilities)
    utilities /= utilities.sum(axis=0)
    return utilities.sum(axis=1)


def least(work):
    times = []
    for _ in range(PASSES):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def main():
    rng = np.random.Generator(np.random.SFC64(1))  # the fastest generator numpy has
    draw = lambda *shape: rng.standard_normal(shape, dtype=np.float32)
    values = draw(ALTERNATIVES, ATTRIBUTES)
    mean, spread = draw(ATTRIBUTES, 1), np.abs(draw(ATTRIBUTES, 1))

    for block in (4096, 16384, 65536, PEOPLE):
        tastes = np.empty((ATTRIBUTES, block), dtype=np.float32)

        def fresh():
            for _ in range(0, PEOPLE, block):
                rng.standard_normal(dtype=np.float32, out=tastes)
                np.multiply(tastes, spread, out=tastes)
                np.add(tastes, mean, out=tastes)
                shares(values, tastes)

        passes = -(-PEOPLE // block) * block / PEOPLE
        print(f"fresh, blocks of {block:>7}: {least(fresh) / passes:7.1f} ms")

    kept = draw(ATTRIBUTES, PEOPLE) * spread + mean
    print(f"shared, tastes in memory: {least(lambda: shares(values, kept)):7.1f} ms")


if __name__ == "__main__":
    main()
