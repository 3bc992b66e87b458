"""Find the episode that a member names: by key, title, number, or show and number."""

import re
from collections.abc import Sequence

from bot.models import Episode
from bot.text.display import fold

_NUMBERED = re.compile(r"(?P<show>.*?)\W*?(?P<number>\d{1,6})")


def episodes_named(named: str, episodes: Sequence[Episode]) -> tuple[Episode, ...]:
    """Return the episodes that may be meant, in the given order; several if it is not clear.

    A key or a whole title is clear. Else the name is a number, a show and a number ("lamps 12"),
    or a part of a title.
    """
    wanted = named.strip().casefold()
    for one in episodes:
        if wanted in {one.key.casefold(), one.title.casefold()}:
            return (one,)
    numbered = _NUMBERED.fullmatch(named.strip())
    if numbered:
        found = _with_number(int(numbered["number"]), fold(numbered["show"]), episodes)
        if found:
            return found
    part = fold(named)
    return tuple(one for one in episodes if part and part in fold(one.title))


def _with_number(number: int, show: str, episodes: Sequence[Episode]) -> tuple[Episode, ...]:
    found = [one for one in episodes if one.number == number]
    # "episode 12" names no show, and any of its words may be left out.
    named = [one for one in found if show in fold(f"{one.show.slug} {one.show.title}")]
    return tuple(named or ([] if show and show != "episode" else found))
