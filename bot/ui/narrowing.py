"""The code of a narrowed scope in a custom id: its episode, show, speaker and dates; pure.

~<episode id>.<show>.<speaker>.<after>.<before>, each of them - where it is none. A show and a
speaker are told by the first six digits of a hash, a day by its number.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.models import Episode, Scope

NONE = "-"
CODE = r"~(?:[a-z0-9]{8}|-)(?:\.(?:[0-9a-f]{1,6}|-)){4}"

_HASHED = 6


def to_code(scope: Scope, *, episode: str | None) -> str | None:
    """Return the code of a scope with an episode's id: the id alone where nothing else narrows."""
    if not scope.is_narrowed and scope.speaker is None:
        return episode
    days = (NONE if day is None else f"{day.toordinal():x}" for day in (scope.after, scope.before))
    names = (NONE if name is None else _hashed(name) for name in (scope.show, scope.speaker))
    return f"~{'.'.join((episode or NONE, *names, *days))}"


def from_code(code: str, scope: Scope, episodes: Sequence[Episode]) -> Scope | None:
    """Return the scope of a code or an episode's id; None if what it names is not visible.

    `scope` and `episodes` are all that the server may see.
    """
    if not re.fullmatch(CODE, code):
        code = f"~{code}.-.-.-.-"
    episode, show, speaker, after, before = code.removeprefix("~").split(".")
    named = {
        "episode": _named(episode, {one.id: one.key for one in episodes}),
        "show": _named(show, _by_hash(one.show.slug for one in episodes)),
        "speaker": _named(speaker, _by_hash(name for one in episodes for name in one.speakers)),
    }
    if any(name is None for name in named.values()):
        return None
    known = {field: name or None for field, name in named.items()}
    return replace(scope, **known, after=_day(after), before=_day(before))


def _named(part: str, known: dict[str, str]) -> str | None:
    """Return what a part of a code stands for, "" for nothing; None if it is not known."""
    return "" if part == NONE else known.get(part)


def _day(part: str) -> date | None:
    number = 0 if part == NONE else int(part, 16)
    return date.fromordinal(number) if 0 < number <= date.max.toordinal() else None


def _by_hash(names: Iterable[str]) -> dict[str, str]:
    return {_hashed(name): name for name in names}


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:_HASHED]
