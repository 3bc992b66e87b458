"""Kill the posting process a hundred times while Discord fails, and count what was posted.

python -m benchmarks.delivery [seed...]
"""

from __future__ import annotations

import asyncio
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.delivery import crowd
from benchmarks.delivery.run import Outcome, run

SEEDS = (1, 2, 3)
KILLS = 100
HEADINGS = (
    f"{'way':<16}{'seed':>5}{'kills':>7}{'posts':>7}{'doubled':>9}{'missed':>8}{'notices':>9}"
    f"{'requests':>10}{'seconds':>9}  struck"
)


def main() -> None:
    """Print a line for each run, one for sending before marking, the crowd, and the sum."""
    seeds = tuple(map(int, sys.argv[1:])) or SEEDS
    began = time.monotonic()
    print(HEADINGS, flush=True)
    # The crowd uses virtual time, so it can run on the other core.
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=crowd.quiet) as pool:
        crowded = pool.submit(crowd.measure)
        ours = [shown(asyncio.run(run(seed, way="ledger", kills=KILLS))) for seed in seeds]
        shown(asyncio.run(run(seeds[0], way="send-then-mark", kills=KILLS)))
        print(crowd.summary_line(crowded.result()))
    print(f"all of it took {time.monotonic() - began:.0f} s")
    posts, doubled, missed = (
        sum(counts) for counts in zip(*(one.counts() for one in ours), strict=True)
    )
    print(f"{posts} posts, {doubled} doubled, {missed} missed")


def shown(one: Outcome) -> Outcome:
    """Print the outcome of one run."""
    struck = ", ".join(f"{count} {name}" for name, count in sorted(one.struck.items()) if count)
    print(
        f"{one.way:<16}{one.seed:>5}{one.kills:>7}{one.posts:>7}{one.doubled:>9}{one.missed:>8}"
        f"{one.notices:>9}{one.requests:>10}{one.seconds:>9.0f}  {struck}",
        flush=True,
    )
    for wrong in one.wrong:
        print(f"  {wrong}")
    return one


if __name__ == "__main__":
    main()
