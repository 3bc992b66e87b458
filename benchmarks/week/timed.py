"""Do what members do, and keep how long each answer took."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.ui.errors import too_often_sentence
from tests.support.wire import LoopbackDiscord, Response, text
from tests.support.wire.acts import ActorLocation
from tests.support.wire.objects import Guild, Json, User
from tests.support.wire.world import Request

PATIENCE = 3.0
"""Seconds after which Discord takes no first answer."""

COLD = 10.0
"""Seconds of a process in which it reads what its first answers need, beside the answers."""

KEYSTROKE = "a keystroke"
MODAL = 9
_BUSY = too_often_sentence(1).partition(".")[0]


@dataclass(slots=True)
class Kind:
    """What came of the interactions of one kind; times are in seconds.

    `first` is until the first answer, which Discord waits for, and `shown` until what the member
    asked for is there; those in the first seconds of a process are also in `cold`. A
    member may be asked to wait, where a server asks for much at once.
    """

    first: list[float] = field(default_factory=list[float])
    shown: list[float] = field(default_factory=list[float])
    cold: list[float] = field(default_factory=list[float])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    asked_to_wait: int = 0


class Timed:
    """Members' acts, one of which waits while the bot is away, as members would not see it.

    `bot` counts the processes so far, the last of which is there `since` a time; `killed` those
    that were killed: what such a one had begun to answer is `cut`. Those who wait come back with
    the same pauses between them, not all at once.
    """

    def __init__(self, discord: LoopbackDiscord) -> None:
        self.discord = discord
        self.kinds: dict[str, Kind] = {}
        self.failures: list[str] = []
        self.there = asyncio.Event()
        self.bot = 0
        self.since = 0.0
        self.left = time.perf_counter()
        self.killed: set[int] = set()
        self.in_work = 0

    @property
    def interactions(self) -> int:
        """Return how many interactions there were, without keystrokes."""
        counted = (known for name, known in self.kinds.items() if name != KEYSTROKE)
        return sum(known.outcomes.total() for known in counted) + self.in_work

    def leave(self) -> None:
        """Have members wait."""
        self.there.clear()
        self.left = time.perf_counter()

    async def _present(self) -> None:
        """Wait until the bot is there."""
        came = time.perf_counter()
        while not self.there.is_set():
            after = came - self.left
            await self.there.wait()
            await asyncio.sleep(max(0.0, after))

    async def slash(
        self,
        name: str,
        options: Mapping[str, Any] | None = None,
        *,
        user: User,
        guild: Guild | None,
        kind: str = "",
    ) -> Response | None:
        """Use a slash command; in no server, alone with the bot."""
        return await self._timed(
            kind or f"/{name.split(maxsplit=1)[0]}",
            lambda: self.discord.slash(name, options, user=user, guild=guild, dm=guild is None),
        )

    async def type_in(
        self, name: str, filled: Mapping[str, str], *, focused: str, user: User, guild: Guild | None
    ) -> Sequence[Json]:
        """Type into an option and return what is offered."""
        place = ActorLocation(user, guild)
        answer = await self._timed(
            KEYSTROKE,
            lambda: self.discord.type_in(name, filled, focused=focused, place=place),
        )
        return answer.choices if answer else ()

    async def click(
        self,
        message: Json,
        custom_id: str,
        *,
        user: User,
        kind: str,
        values: Sequence[str] = (),
        deferred: bool = False,
    ) -> Response | None:
        """Press a button of a message, or choose from a menu.

        If it is deferred, wait until the message is edited, or another one is sent.
        """

        async def press() -> Response:
            answer = await self.discord.click(message, custom_id, user=user, values=values)
            if deferred:
                await answer.signal.until(
                    lambda: answer.edits or answer.followups, what=f"more after {answer.what}"
                )
            return answer

        return await self._timed(kind, press)

    async def submit(
        self, modal: Response, typed: Mapping[str, str], *, user: User, guild: Guild | None
    ) -> Response | None:
        """Send a modal that was opened."""
        return await self._timed(
            "a form", lambda: self.discord.submit(modal, typed, user=user, guild=guild)
        )

    async def use_on(self, name: str, message: Json, *, user: User) -> Response | None:
        """Use a command of a message's menu."""
        return await self._timed(
            "the menu of a message", lambda: self.discord.use_on(name, message, user=user)
        )

    async def say(self, words: str, *, user: User, guild: Guild) -> None:
        """Write a message that mentions the bot, and wait for its reply."""
        kind, began, bot = self._begin("a mention"), 0.0, 0
        await self._present()
        began, bot = time.perf_counter(), self.bot
        self.in_work += 1
        try:
            reply = await self.discord.say(words, user=user, guild=guild)
        except AssertionError as error:
            self._fail(kind, bot, str(error))
        else:
            kind.shown.append(reply.arrived - began)
            self._judge(kind, reply.arrived - began, began=began)
        finally:
            self.in_work -= 1

    async def _timed(self, name: str, act: Callable[[], Awaitable[Response]]) -> Response | None:
        kind = self._begin(name)
        await self._present()
        seen, bot, began = len(self.discord.requests), self.bot, time.perf_counter()
        counts = name != KEYSTROKE
        self.in_work += counts
        try:
            response = await act()
        except AssertionError as error:
            self._fail(kind, bot, str(error))
            return None
        finally:
            self.in_work -= counts
        answers = self._answers(response, seen)
        kind.shown.append(answers[-1].arrived - began)
        self._judge(kind, answers[0].arrived - began, began=began)
        kind.asked_to_wait += bool(response.message and _BUSY in text(response.message))
        return response

    def _answers(self, response: Response, seen: int) -> list[Request]:
        """Return the requests so far that carry the token of an interaction."""
        token = response.interaction["token"]
        return [one for one in self.discord.requests[seen:] if token in one.path]

    def _begin(self, name: str) -> Kind:
        return self.kinds.setdefault(name, Kind())

    def _judge(self, kind: Kind, seconds: float, *, began: float) -> None:
        kind.first.append(seconds)
        if began - self.since < COLD:
            kind.cold.append(seconds)
        kind.outcomes["late" if seconds > PATIENCE else "answered"] += 1

    def _fail(self, kind: Kind, bot: int, what: str) -> None:
        if bot in self.killed:
            kind.outcomes["cut"] += 1
        else:
            kind.outcomes["silent"] += 1
            self.failures.append(what)
