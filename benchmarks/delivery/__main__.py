"""Kill the posting processes a hundred times while Discord fails, and count what was posted.

python -m benchmarks.delivery [seed...] [--processes 8] [--postgresql] [--servers 200] [--crowd]
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import time
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from benchmarks.delivery import crowd
from benchmarks.delivery.outcome import Conditions, Outcome
from benchmarks.delivery.run import run
from benchmarks.delivery.servers import SERVERS
from tests.support.postgresql import Server, running_server

SEEDS = (1, 2, 3)
KILLS = 100
OUTAGES = 5
HEADINGS = (
    f"{'way':<16}{'seed':>5}{'kills':>7}{'restarts':>10}{'outages':>9}{'posts':>7}{'alerts':>8}"
    f"{'news':>6}{'doubled':>9}{'missed':>8}{'given up':>10}{'notices':>9}{'taken over':>12}"
    f"{'requests':>10}{'seconds':>9}  struck"
)


def main() -> None:
    """Print a line for each run, one for sending before marking, the crowd, and the sum."""
    arguments = _arguments()
    began = time.monotonic()
    with _database(arguments.postgresql) as server:
        conditions = Conditions(
            processes=arguments.processes,
            servers=arguments.servers,
            kills=arguments.kills,
            outages=OUTAGES if server else 0,
            server=server,
        )
        print(HEADINGS, flush=True)
        ours = [_show(asyncio.run(run(seed, conditions))) for seed in arguments.seeds]
    if arguments.processes == 1:
        marking = Conditions("send-then-mark", servers=arguments.servers, kills=arguments.kills)
        _show(asyncio.run(run(arguments.seeds[0], marking)))
    if arguments.crowd:
        # In a process of its own, whose log is off.
        with ProcessPoolExecutor(1, get_context("spawn"), initializer=crowd.quiet) as pool:
            print(crowd.summary_line(pool.submit(crowd.measure).result()))
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    print(f"all of it took {time.monotonic() - began:.0f} s, {cpu:.0f} s of CPU")
    sums = [sum(counts) for counts in zip(*(one.counts() for one in ours), strict=True)]
    names = (
        "posts",
        "messages of alerts",
        "of news",
        "doubled",
        "missed",
        "given up after six hours",
    )
    print(", ".join(f"{count} {name}" for count, name in zip(sums, names, strict=True)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery")
    parser.add_argument("seeds", type=int, nargs="*", default=SEEDS)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--servers", type=int, default=SERVERS)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own")
    parser.add_argument("--crowd", action="store_true", help="also 10,000 servers due together")
    return parser.parse_args()


@contextmanager
def _database(on_server: bool) -> Generator[Server | None]:  # noqa: FBT001 - what the option says
    if not on_server:
        yield None
        return
    with running_server() as server:
        yield server


def _show(one: Outcome) -> Outcome:
    """Print the outcome of one run."""
    struck = ", ".join(f"{count} {name}" for name, count in sorted(one.struck.items()) if count)
    print(
        f"{one.way:<16}{one.seed:>5}{one.kills:>7}{one.restarts:>10}{one.outages:>9}{one.posts:>7}"
        f"{one.told:>8}{one.news:>6}{one.doubled:>9}{one.missed:>8}{one.given_up:>10}{one.notices:>9}"
        f"{one.taken_over:>12}{one.requests:>10}{one.seconds:>9.0f}  {struck}",
        flush=True,
    )
    for wrong in one.wrong:
        print(f"  {wrong}")
    return one


if __name__ == "__main__":
    main()
