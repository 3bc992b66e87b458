"""Compare what the bot says of a library with secrets and of one without: it must be the same.

So nothing tells of a secret: no word, no number, no order, no suggestion, no other sentence for
what is there and may not be seen than for what is nowhere.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bot.search.semantic.model import SentenceModel
from tests.support.isolation import secrets
from tests.support.isolation.arena import THEIRS, Arena, Said, open_arena
from tests.support.isolation.calls import Call, normalised
from tests.support.isolation.secrets import MANAGERS, PERSONAL, SECRET, Kind, told

Plan = Callable[[Arena], Sequence[Call]]
"""Lists what is done, given the bot with its registered commands."""

_UNANSWERED = frozenset(("failed", "late", ""))


@dataclass(slots=True)
class Findings:
    """What was done, by kind, and all that was found: secrets told, differences, and failures."""

    done: Counter[str] = field(default_factory=Counter[str])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    told: list[str] = field(default_factory=list[str])
    different: list[str] = field(default_factory=list[str])
    failed: list[str] = field(default_factory=list[str])

    def add(self, other: "Findings") -> None:
        """Add what others found."""
        self.done += other.done
        self.outcomes += other.outcomes
        self.told += other.told
        self.different += other.different
        self.failed += other.failed


async def compare(
    folder: Path,
    kind: Kind,
    plan: Plan,
    *,
    without: Kind = "nothing",
    model: SentenceModel | None = None,
) -> Findings:
    """Do all of a plan in a library with secrets of a kind and in one `without` them.

    Return what was found.
    """
    run = partial(_run, plan=plan, model=model)
    findings, typed = Findings(), ""
    expected = [one async for one in run(folder / "without", without)]
    at = 0
    async for call, said in run(folder / "with", kind):
        # What was typed may be stored, and shown again to who may see that.
        typed = f"{typed} {call.typed}"
        _judge(findings, call, said, typed=typed)
        other, answer = expected[at]
        at += 1
        shown, wanted = normalised(said), normalised(answer)
        if (other.about, shown) != (call.about, wanted):
            findings.different.append(f"{_named(call)}\n  {_difference(shown, wanted)}")
    return findings


async def _run(
    folder: Path, kind: Kind, *, plan: Plan, model: SentenceModel | None
) -> AsyncIterator[tuple[Call, Said]]:
    await asyncio.to_thread(folder.mkdir)
    build = partial(secrets.build, kind=kind)
    async with open_arena(folder, build=build, model=model) as arena:
        for call in plan(arena):
            yield call, await call.run(arena)


def _judge(findings: Findings, call: Call, said: Said, *, typed: str) -> None:
    """Take note of what was done, how it ended, and what was told that must not be."""
    findings.done[call.kind] += 1
    findings.outcomes[said.outcome or "no answer"] += 1
    marks = {SECRET, PERSONAL, MANAGERS}
    if call.manages:
        marks.remove(MANAGERS)
    if call.place.guild == THEIRS:
        marks.remove(SECRET)
    found = {word for mark in marks for word in told(said.words, typed=typed, mark=mark)}
    if found:
        findings.told.append(f"{_named(call)}: {sorted(found)}")
    silent = said.outcome in _UNANSWERED and call.kind != "mention"
    if silent or said.errors:
        findings.failed.append(f"{_named(call)}: {said.outcome} {said.logs} {said.errors}")


def _named(call: Call) -> str:
    return f"{call.place.name}: {call.kind} {call.about} {call.typed[:200]}"


def _difference(shown: str, wanted: str) -> str:
    """Return where two answers differ."""
    pairs = enumerate(zip(shown, wanted, strict=False))
    at = next((n for n, (one, other) in pairs if one != other), min(len(shown), len(wanted)))
    first, last = max(0, at - 80), at + 120
    return f"{shown[first:last]}\n  {wanted[first:last]}"
