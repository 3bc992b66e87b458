"""The commands that the bot has registered, with what is typed into each of their options.

Each option has its case here, by the name of its command and its own, so that a new one fails the
tests until it has one, too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tests.support.isolation import forging
from tests.support.isolation.arena import OURS
from tests.support.isolation.secrets import ROLE, SECRET_CHANNEL, SECRET_ROLE, names
from tests.support.managing import TALK
from tests.support.wire.objects import Json

PROBES = (
    "quibblefen",
    "codeword of the quibblefen party",
    "A lighthouse is a promise made to strangers in the dark.",
    "quibbletitle",
    "Quibbletitle zarnoepisode 0",
    "quibblekey-zarnokey",
    "harbour-zarno",
    "zarnoshow",
    "Quibbleshow Zarnotitle",
    "quibbleshow",
    "Ada Merrow Zarnospeaker",
    "Sally Harker Zarnoguest",
    "zarnolighthouse",
    "quibblelamp",
    "quibblechapter",
    "zarnoGran",
    "grandmother",
    "700",
    "https://zarnofeed.example/feed.xml",
    "Quibblefeed zarnofeedtitle",
    "zarnophrase",
    "zarno",
    "harbour",
    "",
    *names().quotes[:2],
    *names().episodes,
)
"""What somebody types who looks for secrets: words beside them, and the secrets themselves."""

UNKNOWN = (
    "wobblefen",
    "wobblekey-unheard",
    "wobbleshow",
    "Wobble Nobody",
    "701701",
    "a2a2a2a2a2a2",
    "b3b3b3b3",
)
"""What is nowhere."""

_PLACE = {"show": "talks", "after": "2025", "before": "2026", "private": True}
_SEARCH = {"episode": "harbour", "speaker": "Ada Merrow", **_PLACE}

CASES: Mapping[str, Mapping[str, Any]] = {
    "quote": {"words": "lighthouse promise", **_SEARCH},
    "topic": {"name": "lighthouse", **_SEARCH},
    "ask": {"question": "What do they say about the lighthouse?", **_SEARCH},
    "summary": {"episode": "bakery", "show": "talks", "private": True},
    "top": {"period": "ever", "private": True},
    "help": {},
    "about": {},
    "setup": {},
    "doctor": {"channel": OURS.channel},
    "saved list": {},
    "saved export": {},
    "saved delete": {},
    "privacy show": {},
    "privacy export": {},
    "privacy forget": {},
    "privacy server": {},
    "alert add": {
        "phrase": "herring",
        "quiet_from": "22:00",
        "quiet_until": "7:00",
        "zone": "Europe/Berlin",
        "here": True,
    },
    "alert list": {},
    "alert remove": {"phrase": "herring"},
    "daily setup": {
        "channel": OURS.channel,
        "time": "09:00",
        "zone": "Europe/Berlin",
        "days": "weekdays",
        "show": "talks",
        "role": ROLE,
        "publish": False,
        "thread": False,
        "episodes": True,
        "profanity": False,
        "tag": "none",
        "digest": "friday",
        "anniversaries": True,
    },
    "daily preview": {},
    "daily next": {},
    "daily skip": {"day": "tomorrow"},
    "daily pin": {"words": "lighthouse promise", "first": True, "undo": True},
    "daily replace": {"words": "lighthouse promise"},
    "daily history": {},
    "daily wording": {},
    "daily resume": {},
    "daily pause": {},
    "daily off": {},
    "library add": {
        "file": "wells.srt",
        "show": "board",
        "title": "Wells",
        "link": "https://example.com/w",
        "key": "wells",
        "language": "English",
        "replace": False,
    },
    "library list": {"show": "board"},
    "library show": {"episode": "board"},
    "library rename": {
        "episode": "board",
        "title": "The Board Meets",
        "number": 3,
        "published": "2025-01-01",
        "guests": "Nobody",
        "link": "https://example.com/b",
        "spoiler": False,
        "embargo": "none",
    },
    "library remove": {"episode": "board"},
    "library hide": {"line": "eleven coins and a button"},
    "library unhide": {"line": names().own_quotes[2]},
    "library speakers": {
        "episode": "board",
        "speaker": "Sally Harker",
        "name": "Sally Harker",
        "everywhere": True,
    },
    "library names": {"episode": "board", "heard": "boathouse", "right": "Boates", "undo": False},
    "library mistakes": {},
    "library shows": {"search": "all"},
    "library links": {"show": "board", "service": "youtube", "offset": 0, "drifts": False},
    "library look": {"show": "board", "colour": "2E7D5B", "art": "https://example.com/a.png"},
    "library questions": {"keep": True},
    "library follow": {"address": "https://example.com/feed.xml", "show": "board"},
    "library feeds": {},
    "library unfollow": {"feed": "nothing"},
}
"""What is valid for each option in OURS, by command."""

_FOREIGN = {forging.CHANNEL: (SECRET_CHANNEL,), forging.ROLE: (SECRET_ROLE,)}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A slash command that can be used: its path, its options, and what Discord registered."""

    path: tuple[str, ...]
    options: tuple[Json, ...]
    registered: Json

    @property
    def name(self) -> str:
        """Return the name as members read it."""
        return " ".join(self.path)

    @property
    def for_managers(self) -> bool:
        """Return whether Discord offers it only to those with a permission."""
        return self.registered["default_member_permissions"] is not None

    @property
    def case(self) -> Mapping[str, Any]:
        """Return the valid values of its options."""
        return CASES[self.name]

    def use(self, values: Mapping[str, Any], *, file: str = "", focused: str = "") -> Json:
        """Return the data of its use with these values, or of a keystroke in one option."""
        written: list[Json] = []
        resolved: Json = {}
        for one in self.options:
            if one["name"] not in values:
                continue
            value = values[one["name"]]
            if one["type"] == forging.ATTACHMENT:
                value = (value, file, TALK)
            said, more = forging.resolved_option(one["type"], value, name=one["name"])
            resolved |= more
            option: Json = {"name": one["name"], "type": one["type"], "value": said}
            written.append(option | ({"focused": True} if one["name"] == focused else {}))
        return forging.command(self.registered, self.path, written, resolved)

    def uses(self, probes: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the values to use it with: as few as can be, each option, all, and each probe."""
        case = self.case
        least = {one["name"]: case[one["name"]] for one in self.options if one.get("required")}
        yield least
        for one in self.options:
            name = one["name"]
            yield {**least, name: case[name]}
            for value in self._hostile(one, probes):
                yield {**least, name: value}
        if len(self.options) > len(least) + 1:
            yield dict(case)

    def keystrokes(self, probes: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each option that has choices while one types, with all that is filled in."""
        for one in self.options:
            if not one.get("autocomplete"):
                continue
            for typed in probes:
                yield one["name"], {one["name"]: typed}
            # What is chosen in the other options narrows the choices.
            for other in self.options:
                if other["type"] == forging.STRING and other is not one:
                    for value in probes[:: max(1, len(probes) // 6)]:
                        yield one["name"], {one["name"]: "", other["name"]: value}

    def _hostile(self, option: Json, probes: Sequence[str]) -> Iterable[Any]:
        if option.get("choices"):
            return [one["value"] for one in option["choices"]]
        if option["type"] == forging.STRING:
            longest = option.get("max_length") or 6000
            return [one for one in probes if option.get("min_length", 0) <= len(one) <= longest]
        if option["type"] == forging.BOOLEAN:
            return (True, False)
        return _FOREIGN.get(option["type"], ())


def leaves(registered: Iterable[Json]) -> list[Leaf]:
    """List the slash commands that can be used."""
    slash = (one for one in registered if one["type"] == 1)
    return list(chain.from_iterable(_below((one["name"],), one, one) for one in slash))


def _below(path: tuple[str, ...], node: Json, registered: Json) -> Iterator[Leaf]:
    options: list[Json] = node.get("options") or []
    nested = [one for one in options if one["type"] in (forging.SUBCOMMAND, forging.GROUP)]
    if not nested:
        yield Leaf(path, tuple(options), registered)
    for one in nested:
        yield from _below((*path, one["name"]), one, registered)
