"""xlogit on the work of mixed.rs: six independent normal tastes, 600 Halton draws. Prints CPU and wall seconds."""
import csv
import sys
import time
from pathlib import Path

import numpy as np
from xlogit import MixedLogit

names = ["pf", "cl", "loc", "wk", "tod", "seas"]
rows = list(csv.DictReader(open(Path(__file__).parent.parent / "personas/electricity/choices.csv")))
x = np.array([[float(row[f"{name}{j}"]) for name in names] for row in rows for j in range(1, 5)])
y = np.array([int(row["choice"]) == j for row in rows for j in range(1, 5)])
task = np.repeat(np.arange(len(rows)), 4)
person = np.repeat([int(row["id"]) for row in rows], 4)
draws = int(sys.argv[1]) if len(sys.argv) > 1 else 600
model = MixedLogit()
cpu, wall = time.process_time(), time.perf_counter()
model.fit(
    X=x, y=y, varnames=names, ids=task, panels=person, alts=np.tile(np.arange(4), len(rows)), n_draws=draws, verbose=0,
    randvars={name: "n" for name in names},
)
print(
    f"xlogit, {draws} draws: {time.process_time() - cpu:.2f} CPU s, {time.perf_counter() - wall:.2f} s, "
    f"log-likelihood {model.loglikelihood:.5f}, {model.total_fun_eval} evaluations"
)
