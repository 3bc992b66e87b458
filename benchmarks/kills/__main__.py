"""Kill a process at any instant of what it does, and look at what is left.

python -m benchmarks.kills [KILLS] [SEED] [KIND ...]

Of each kind, or of those that begin with a KIND, so many kills (100). The exit code is 1 if
anything was lost or half done.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.kills.counts import KillCounts
from benchmarks.kills.imports import kill_imports
from benchmarks.kills.runs import RUNS, kill_runs
from benchmarks.kills.steps import STEPS, kill_steps

KINDS = ("import of files", *STEPS, *RUNS)


def kill(kind: str, kills: int, seed: int) -> KillCounts:
    """Kill a process that does what is of a kind so many times."""
    with TemporaryDirectory() as folder:
        if kind in STEPS:
            return kill_steps(kind, kills, seed, folder=Path(folder))
        if kind in RUNS:
            return kill_runs(kind, kills, seed, folder=Path(folder))
        return kill_imports(kills, seed)


def main() -> int:
    """Print a row for each kind; return 1 if anything was wrong."""
    kills, seed = (int(one) for one in (*sys.argv[1:3], *("100", "1")[len(sys.argv[1:3]) :]))
    wanted = tuple(sys.argv[3:]) or ("",)
    problems = 0
    print("| kind | kills | within | of these, complete | steps that ended | problems |")
    print("|---|---|---|---|---|---|")
    for kind in KINDS:
        if kind.startswith(wanted):
            found = kill(kind, kills, seed)
            counts = (found.kills, found.within, found.complete, found.ended, found.problems)
            print(f"| {kind} | " + " | ".join(map(str, counts)) + " |", flush=True)
            problems += found.problems
    print(f"load {os.getloadavg()[0]:.1f}")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
