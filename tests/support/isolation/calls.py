"""All that can be asked of the bot, one call after the other, the same ones of any library."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from bot.ui import alerts, member_buttons, privacy, saved
from tests.support.isolation import forging
from tests.support.isolation.arena import OURS, Arena, Said
from tests.support.isolation.forging import Place, Press
from tests.support.isolation.options import CASES, UNKNOWN, Leaf, leaves
from tests.support.isolation.presses import BUTTONS, MODALS, Aims
from tests.support.isolation.secrets import SHARED, names
from tests.support.wire.objects import Json, User

MENTIONS = (
    "codeword of the quibblefen party",
    "[Quibbleshow Zarnotitle 700 @ 1:00]",
    "[quibbletitle @ 0:30] and [zarnoshow 701 @ 2:00] and [talks 700 @ 1:00]",
    "[quibblekey-zarnokey @ 1:00]",
    "https://example.com/quibblekey-zarnokey/#{quote}",
    "{quote}",
    "lighthouse promise made to strangers",
    "[The Harbour @ 1:00]",
    "",
)
"""What is written to the bot, with the id of a secret quote."""

_OWN = ("saved", "privacy", "alert", "top")
"""The commands about what a member owns."""
_OF_MEMBERS = frozenset(
    (*member_buttons.BUTTONS, *saved.BUTTONS, *alerts.BUTTONS, *privacy.BUTTONS)
)
_CLEARING = frozenset((saved.ClearSaved, privacy.Forget, privacy.ForgetServer))
_VARYING = re.compile(
    r"(?<=\bu[ad]:)[0-9a-f]{16}|(?<=\breference `)[0-9a-f]{8}|(?<=\bm[qaeru]:)\d+"
    r"|(?<=key quibblekey-zarnokey)-2|(?<=key harbour-zarno)-2|(?<=key board)-2"
    r'|(?<="nonce": ")\d+|(?<="message_id": )\d+|(?<="value": ")\d+(?=")'
)
"""What chance draws, ids of messages, and the numbers of rows, which count those of all servers.

And the number of the key of an upload: keys are unique, so one that an episode of another server
has is not given again, which is the one thing that can be learnt of it.
"""


@dataclass(frozen=True, slots=True)
class Call:
    """Something that somebody does in a place; `typed` is all that they say."""

    kind: str
    about: str
    typed: str
    place: Place
    run: Callable[[Arena], Awaitable[Said]]

    @property
    def manages(self) -> bool:
        """Return whether a manager of OURS does it there."""
        rights = forging.MANAGE_SERVER | forging.ADMINISTRATOR
        return self.place.guild == OURS and bool(self.place.permissions & rights)


def every_call(
    registered: Sequence[Json],
    place: Place,
    *,
    aims: Aims,
    probes: Sequence[str],
    presses: int | None = None,
) -> list[Call]:
    """List all calls in a place, those that delete what is needed last.

    So many presses of each class at most, if a number is given.
    """
    kinds = sorted(BUTTONS, key=lambda one: one in _CLEARING)
    pressing = [
        call
        for kind in kinds
        for call in islice(_presses(kind, BUTTONS[kind](aims), place), presses)
    ]
    last = [one for one in pressing if one.about in {kind.__name__ for kind in _CLEARING}]
    found = leaves(registered)
    known = sorted(found, key=lambda one: list(CASES).index(one.name))
    made = chain(
        (one for one in pressing if one not in last),
        _modals(aims, place),
        _message_commands(registered, place),
        _mentions(place),
        chain.from_iterable(_keystrokes(leaf, place, probes) for leaf in known),
        chain.from_iterable(_commands(leaf, place, probes) for leaf in known),
        last,
    )
    return list(made)


def normalised(said: Said) -> str:
    """Return what the bot answered without what differs from run to run."""
    written = json.dumps(said.answer, ensure_ascii=False, sort_keys=True, default=repr)
    return _VARYING.sub("", written)


def _presses(kind: type, presses: Sequence[Press], place: Place) -> Iterator[Call]:
    for number, press in enumerate(presses):
        user = SHARED if kind in _OF_MEMBERS else forging.member(100 + number)
        typed = f"{press.custom_id} {press.values}"
        yield Call(
            "press", kind.__name__, typed, place, _Pressed(press, place, user, number % 3 > 0)
        )


@dataclass(frozen=True, slots=True)
class _Pressed:
    press: Press
    place: Place
    user: User
    asked: bool

    async def __call__(self, arena: Arena) -> Said:
        return await arena.press(
            self.press, place=self.place, user=self.user, words="### A question", asked=self.asked
        )


@dataclass(frozen=True, slots=True)
class _Done:
    kind: int
    data: Json
    place: Place
    user: User
    message: Json | None = None

    async def __call__(self, arena: Arena) -> Said:
        more = {} if self.message is None else {"message": self.message}
        return await arena.do(self.kind, self.data, place=self.place, user=self.user, **more)


@dataclass(frozen=True, slots=True)
class _Used:
    leaf: Leaf
    values: dict[str, Any]
    place: Place
    user: User
    focused: str = ""

    async def __call__(self, arena: Arena) -> Said:
        kind = forging.AUTOCOMPLETE if self.focused else forging.COMMAND
        data = self.leaf.use(self.values, file=arena.file, focused=self.focused)
        return await arena.do(kind, data, place=self.place, user=self.user)


@dataclass(frozen=True, slots=True)
class _Written:
    words: str
    place: Place
    user: User

    async def __call__(self, arena: Arena) -> Said:
        return await arena.write(self.words, place=self.place, user=self.user)


def _modals(aims: Aims, place: Place) -> Iterator[Call]:
    for form, forge in MODALS.items():
        for number, (custom_id, fields) in enumerate(forge(aims)):
            user = forging.member(500 + number)
            data = forging.submitted(custom_id, fields)
            press = Press(custom_id)
            below = forging.page(press, place=place, words="Below", asker=user, private=True)
            run = _Done(forging.MODAL, data, place, user, below)
            yield Call("modal", form[:3], f"{custom_id} {fields}", place, run)


def _message_commands(registered: Sequence[Json], place: Place) -> Iterator[Call]:
    other, user = forging.member(30), forging.member(31)
    of_members = [
        {"content": words} for words in ("quibblefen codeword", *UNKNOWN[:1], "lighthouse")
    ]
    messages = [forging.message(sent, place=place, author=other) for sent in of_members]
    ids = names()
    for quote in (ids.quotes[0], ids.own_quotes[0], ids.public_quotes[1], "a2a2a2a2a2a2"):
        press = Press(f"c:{quote}")
        messages.append(
            forging.page(press, place=place, words="### A line", asker=other, private=False)
        )
    for command in registered:
        if command["type"] == forging.ON_MESSAGE:
            for message in messages:
                data = forging.on_message(command, message)
                run = _Done(forging.COMMAND, data, place, user)
                yield Call("message command", command["name"], json.dumps(message), place, run)


def _mentions(place: Place) -> Iterator[Call]:
    if place.guild is not None and not place.guild.joined:
        return  # Discord tells a bot nothing of such a server
    for number, form in enumerate(MENTIONS):
        words = form.format(quote=names().quotes[0])
        yield Call(
            "mention", "", words, place, _Written(words, place, forging.member(700 + number))
        )


def _keystrokes(leaf: Leaf, place: Place, probes: Sequence[str]) -> Iterator[Call]:
    for number, (option, values) in enumerate(leaf.keystrokes(probes)):
        run = _Used(leaf, values, place, _user(leaf, number), focused=option)
        yield Call("autocomplete", f"{leaf.name} {option}", str(values), place, run)


def _commands(leaf: Leaf, place: Place, probes: Sequence[str]) -> Iterator[Call]:
    for number, values in enumerate(leaf.uses(probes)):
        run = _Used(leaf, values, place, _user(leaf, number))
        yield Call("command", leaf.name, str(values), place, run)


def _user(leaf: Leaf, number: int) -> User:
    """Return who uses a command: one member what is theirs, and others, for they must not hurry."""
    return SHARED if leaf.path[0] in _OWN else forging.member(1000 + number)
