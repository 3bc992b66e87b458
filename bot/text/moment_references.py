"""Find references to moments of episodes in a message: `[show 12 @ 12:14]`."""

import re
from dataclasses import dataclass

_REFERENCE = re.compile(r"\[([^\[\]@\n]{1,100})@\s*(\d{1,2}(?::\d{2}){1,2})\s*\]")


@dataclass(frozen=True, slots=True)
class MomentReference:
    """A moment of an episode, which is named in the member's words; `seconds` are a player's."""

    episode: str
    seconds: int


def find_references(text: str) -> list[MomentReference]:
    """Return the references of a text, in order."""
    return [
        MomentReference(found[1].strip(), _seconds(found[2]))
        for found in _REFERENCE.finditer(text)
        if found[1].strip()
    ]


def _seconds(clock: str) -> int:
    """Return the seconds of a time like 12:14 or 1:02:03."""
    seconds = 0
    for part in clock.split(":"):
        seconds = 60 * seconds + int(part)
    return seconds
