"""Try to learn in one server what another has, by everything that the bot can be told to do.

    python -m benchmarks.isolation [EVERY [PART ...]]

Two servers have a private show each, with everything that a server can have, and others have none.
Members, managers, and people in direct messages, threads and servers without the bot use every
command with every option, type into every option that has choices, press every button, use every
menu and send every modal with custom ids that nobody showed them, use the commands for messages and
write to the bot. All of it is done twice: with the secrets, and in a library that never had them.
Then the posts of nine days, alerts, `pullquote query` and the site are made twice, and what is of
another server is looked up as often as what is nowhere ("seconds"). It counts

- told: answers, choices, files or lines of the log with a secret that was not typed,
- different: answers that are not the same, to the letter, without the secrets,
- failed: interactions that ended with an unexpected error or without an answer.

With EVERY, only each so-manieth of what is typed is tried, and three presses of each button. PARTs
are names of the first column. The exit code is 1 if anything is told, different or failed.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.search.semantic.model import SentenceModel
from tests.support.hashing_model import HashingModel
from tests.support.isolation import forging, unasked
from tests.support.isolation.arena import OURS, STRANGE, THEIRS, THIRD, Arena
from tests.support.isolation.calls import Call, every_call
from tests.support.isolation.comparing import Findings, compare
from tests.support.isolation.forging import EVERYTHING, MEMBER, Place
from tests.support.isolation.options import PROBES
from tests.support.isolation.presses import aims
from tests.support.isolation.secrets import Kind, told

_MANAGER = MEMBER | forging.MANAGE_SERVER
_OURS_ALONE = ("boathouse", "eleven coins and a button", "Board Talks", "board", "murgonote")


@dataclass(frozen=True, slots=True)
class Part:
    """Where everything is tried, against secrets of a kind.

    Answers must be the same `without` them. `tells` says that they are no secrets any more.
    """

    name: str
    place: Place
    kind: Kind = "private"
    without: Kind = "nothing"
    model: SentenceModel | None = None
    probes: Sequence[str] = PROBES
    tells: bool = False


PARTS = (
    Part("manager", Place("manager", OURS, _MANAGER)),
    Part("administrator", Place("administrator", OURS, forging.ADMINISTRATOR)),
    Part("member", Place("member", OURS)),
    Part("member, with a sentence model", Place("member", OURS), model=HashingModel()),
    Part("in a thread", Place("thread", OURS, _MANAGER, thread=True)),
    Part("in a DM", Place("DM")),
    Part("in a group", Place("group", group=True)),
    Part("in a third server", Place("third", THIRD, EVERYTHING)),
    Part("where the bot is not", Place("strange", STRANGE, EVERYTHING)),
    Part(
        "the other way round",
        Place("theirs", THEIRS, EVERYTHING),
        without="theirs only",
        probes=(*_OURS_ALONE, *PROBES),
    ),
    Part("an episode removed", Place("manager", OURS, _MANAGER), kind="removed"),
    Part("a server forgotten", Place("manager", OURS, _MANAGER), kind="forgotten"),
    Part("under embargo", Place("manager", OURS, _MANAGER), kind="embargoed"),
    Part(
        "released from embargo",
        Place("manager", OURS, _MANAGER),
        kind="released",
        without="public",
        tells=True,
    ),
)

_UNASKED_KINDS: tuple[Kind, ...] = ("private", "removed", "forgotten", "embargoed", "released")
_LIKE_OTHERS = ("pullquote query", "site")
"""What treats a released episode as it does others; it is new in posts, and alerts tell of it."""
_UNASKED = {
    "posts": unasked.posts,
    "alerts": unasked.told_alerts,
    "pullquote query": unasked.answers,
    "site": unasked.pages,
}


async def main(every: int, names: Sequence[str]) -> int:
    """Try all parts, print what was found, and return the exit code."""
    total, wrong = Findings(), 0
    print("| where | calls | told | different | failed |\n|---|---|---|---|---|")
    for part in PARTS:
        if not names or part.name in names:
            found = await _tried(part, every)
            total.add(found)
            wrong += len(found.told) + len(found.failed) + len(found.different)
            _print(part.name, found)
    for name in _UNASKED:
        if not names or name in names:
            wrong += await _made(name)
    if not names or "seconds" in names:
        with TemporaryDirectory() as folder:
            taken = await unasked.seconds(Path(folder, "library"), times=2000)
        theirs, nowhere = (f"{1e6 * one:,.0f} us" for one in taken)
        print(f"\na quote of another server is looked up in {theirs}, an unknown one in {nowhere}")
    print(f"\n{dict(total.done)}\n{dict(total.outcomes)}\n{time.process_time():.0f} s of CPU")
    return int(wrong > 0)


async def _tried(part: Part, every: int) -> Findings:
    plan = partial(_plan, part=part, every=every)
    with TemporaryDirectory() as folder:
        found = await compare(Path(folder), part.kind, plan, without=part.without, model=part.model)
    if part.tells:
        found.told.clear()
    return found


def _plan(arena: Arena, *, part: Part, every: int) -> list[Call]:
    return every_call(
        arena.loopback.commands,
        part.place,
        aims=aims(),
        probes=part.probes[::every],
        presses=None if every == 1 else 3,
    )


def _print(name: str, found: Findings) -> None:
    counts = (found.done.total(), len(found.told), len(found.different), len(found.failed))
    print(f"| {name} | {' | '.join(f'{count:,}' for count in counts)} |", flush=True)
    for listed in (found.told, found.different, found.failed):
        for one in listed[:20]:
            print(f"  {one[:600]}", file=sys.stderr)


async def _made(name: str) -> int:
    """Make posts, alerts, answers or pages of each kind, and return how many tell something."""
    number = wrong = 0
    for kind in _UNASKED_KINDS:
        tells: bool = kind == "released"
        if tells and name not in _LIKE_OTHERS:
            continue
        with TemporaryDirectory() as folder:
            made = await _UNASKED[name](Path(folder, "with"), kind)
            without: Kind = "public" if tells else "nothing"
            expected = await _UNASKED[name](Path(folder, "without"), without)
        number += len(made)
        telling = sum(bool(told(one, typed="quibblekey-zarnokey")) for one in made)
        wrong += (0 if tells else telling) + (made != expected)
    print(f"| {name} | {number:,} | {wrong} | | |", flush=True)
    return wrong


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    sys.exit(asyncio.run(main(chosen, sys.argv[2:])))
