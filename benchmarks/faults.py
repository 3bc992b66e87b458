"""Make 10,000 calls to store, ledger, index, clock and Discord fail, and count lost posts.

python -m benchmarks.faults [seed...]

A call fails before or after it took effect, with a RuntimeError, an OSError, an sqlite3 error or
the PullquoteError that it may raise. Time is virtual; the store and the index are real.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from tests.support.faulty import Outcome, run

FAULTS = 10_000
SEEDS = (1, 2, 3, 4)
SHARE = 0.1
SERVERS = 12


def main() -> None:
    """Print a line for each run, the number of failed calls by name, and the sums."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    seeds = tuple(map(int, sys.argv[1:])) or SEEDS
    struck: Counter[str] = Counter()
    print(
        f"{'seed':>5}{'faults':>8}{'calls':>9}{'days':>6}{'posts':>7}{'doubled':>9}{'missed':>8}"
        f"{'given up':>10}{'stuck':>7}{'failing':>9}{'seconds':>9}",
        flush=True,
    )
    for seed in seeds:
        began = time.monotonic()
        with TemporaryDirectory() as folder:
            some = FAULTS // len(seeds)
            ran = asyncio.run(
                run(Path(folder), seed=seed, faults=some, share=SHARE, servers=SERVERS)
            )
        struck += ran.struck
        _show(seed, ran, time.monotonic() - began)
    for name, count in sorted(struck.items()):
        print(f"  {name:<28}{count:>6}")
    print(f"{struck.total()} faults in {len(struck)} calls")


def _show(seed: int, ran: Outcome, seconds: float) -> None:
    counts = (len(ran.doubled), len(ran.missed), len(ran.stuck), len(ran.failing))
    print(
        f"{seed:>5}{ran.struck.total():>8}{ran.calls:>9}{ran.days:>6}{ran.posts:>7}{counts[0]:>9}"
        f"{counts[1]:>8}{len(ran.given_up):>10}{counts[2]:>7}{counts[3]:>9}{seconds:>9.0f}",
        flush=True,
    )
    for wrong in (*ran.doubled, *ran.missed, *ran.given_up, *ran.stuck, *ran.failing):
        print(f"  {wrong}")


if __name__ == "__main__":
    main()
