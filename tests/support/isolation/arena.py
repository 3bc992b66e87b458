"""The real bot over a real library, told of interactions that Discord's own app never sends."""

import asyncio
import json
import logging
import random
import traceback
from collections.abc import AsyncGenerator, Callable, Generator, MutableMapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import aiohttp
from discord.gateway import DiscordWebSocket
from discord.http import Route
from structlog.testing import capture_logs

from bot import connecting
from bot.cards.fonts import Fonts
from bot.cards.service import Cards
from bot.client import PullquoteBot
from bot.feeds.fetching import Fetcher, open_fetcher
from bot.feeds.service import FeedService
from bot.library import Library
from bot.search import open_index
from bot.search.semantic.model import SentenceModel
from bot.store import Store
from tests.support.isolation import forging
from tests.support.isolation.forging import BOT, Place, Press
from tests.support.managing import TALK
from tests.support.stage import NOW, build_bot
from tests.support.stores import open_store
from tests.support.web import open_website
from tests.support.wire import LoopbackDiscord
from tests.support.wire.exchange import Response
from tests.support.wire.objects import Guild, Json, User
from tests.support.wire.world import Request

OURS = Guild("1000000000000000001", "Ours", "1000000000000000101")
"""The server whose members try to see what they may not."""
THEIRS = Guild("1000000000000000002", "Theirs", "1000000000000000102")
"""The server that has secrets."""
THIRD = Guild("1000000000000000003", "Third", "1000000000000000103")
"""A server without shows of its own."""
STRANGE = Guild("1000000000000000004", "Strange", "1000000000000000104", joined=False)
"""A server without the bot, to which members bring it."""

_WORKING = (
    "CommandTree-invoker",
    "discord-ui-",
    "discord.py: on_interaction",
    "discord.py: on_mes",
)
_SECONDS = 20.0
_LOOPBACK = (ip_network("127.0.0.1/32"),)

Outcome = str
"""How the bot says that an interaction ended; "choices" for autocomplete, "" for messages."""


@dataclass(frozen=True, slots=True)
class Said:
    """All that the bot sent and logged because of one thing that somebody did."""

    outcome: Outcome
    requests: tuple[Request, ...]
    logs: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return all of it as one text: bodies, names and contents of files, and logs."""
        sent = (
            json.dumps([one.path, one.body, one.files], ensure_ascii=False)
            + "".join(data.decode(errors="replace") for data in one.contents)
            for one in self.requests
        )
        return "\n".join((*sent, *self.logs))

    @property
    def answer(self) -> list[Any]:
        """Return what was sent, without where to, and whether it was late."""
        shown: list[Any] = []
        for one in self.requests:
            body: Json = one.body or {}
            data: Json = body.get("data", body)
            if data not in ({}, {"flags": forging.EPHEMERAL}):
                said = {name: value for name, value in data.items() if value is not None}
                shown.append((said, one.files, one.contents))
        return shown


@dataclass(slots=True)
class Outcomes:
    """Takes note of how interactions end; it observes the client as the metrics do."""

    ended: list[str] = field(default_factory=list[str])
    http_trace: aiohttp.TraceConfig = field(default_factory=aiohttp.TraceConfig)

    def dispatched(self, event: str, args: tuple[Any, ...]) -> None:
        """Take note of an event."""
        if event == "interaction_end":
            self.ended.append(args[1])
        elif event == "app_command_completion":
            self.ended.append("answered")


@dataclass(slots=True)
class Arena:
    """What a bot is driven by: `do` for interactions, `write` for messages.

    The file that is uploaded has the address `file`.
    """

    loopback: LoopbackDiscord
    bot: PullquoteBot
    store: Store
    library: Library
    outcomes: Outcomes
    logs: list[MutableMapping[str, Any]]
    failing: list[str]
    file: str
    done: int = 0

    async def do(self, kind: int, data: Json, *, place: Place, user: User, **more: Any) -> Said:
        """Send an interaction, wait until the bot has nothing more to do, and return all of it."""
        sent = forging.interaction(kind, data, place=place, user=user) | more
        world = self.loopback.world
        if "message" in more:
            world.messages[more["message"]["id"]] = more["message"]
        world.exchanges[sent["token"]] = Response(sent, "an interaction", world.signal)
        return await self._told("INTERACTION_CREATE", sent)

    async def press(
        self, press: Press, *, place: Place, user: User, words: str = "", asked: bool = True
    ) -> Said:
        """Press a button or use a menu on a message that has it.

        It is the answer to the member's own command if they `asked`, else one to another member.
        """
        asker = user if asked else forging.member(999)
        message = forging.page(press, place=place, words=words, asker=asker, private=asked)
        data = forging.pressed(press)
        return await self.do(forging.COMPONENT, data, place=place, user=user, message=message)

    async def write(self, words: str, *, place: Place, user: User) -> Said:
        """Write a message that mentions the bot."""
        sent = {"content": f"<@{BOT.id}> {words}"}
        message = forging.message(sent, place=place, author=user, mentions=[BOT.json()])
        if place.guild is not None:
            message["member"] = user.member()
        return await self._told("MESSAGE_CREATE", message)

    async def _told(self, event: str, data: Json) -> Said:
        self.done += 1
        world = self.loopback.world
        first, logged, failed = len(world.requests), len(self.logs), len(self.failing)
        self.outcomes.ended.clear()
        state: Any = self.bot._connection  # pyright: ignore[reportPrivateUsage] - what the gateway calls
        state.parsers[event](data)
        while working := [
            one for one in asyncio.all_tasks() if one.get_name().startswith(_WORKING)
        ]:
            _, late = await asyncio.wait(working, timeout=_SECONDS)
            if late:
                raise TimeoutError(f"{late} for {data}")
        requests = tuple(world.requests[first:])
        choices = "choices" if data.get("type") == forging.AUTOCOMPLETE and requests else ""
        return Said(
            self.outcomes.ended[-1] if self.outcomes.ended else choices,
            requests,
            tuple(map(_line, self.logs[logged:])),
            tuple(self.failing[failed:]),
        )


@asynccontextmanager
async def open_arena(
    folder: Path,
    *,
    build: Callable[[Store], Any],
    model: SentenceModel | None = None,
    clock: Callable[[], datetime] = lambda: NOW,
    cards: bool = False,
) -> AsyncGenerator[Arena]:
    """Open a bot on a library in a folder, which `build` fills through the store.

    The library has followed the store since an hour ago.
    """
    before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'library.db'}") as store,
        open_index(folder / "index", model=model) as index,
        LoopbackDiscord() as loopback,
        Cards(Fonts()) as drawn,
        open_website() as website,
    ):
        await build(store)
        past = [clock() - timedelta(hours=1)]
        library = Library(
            store, index, clock=lambda: past[0] if past else clock(), rng=random.Random(7)
        )
        await library.refresh()
        past.clear()
        await library.refresh()
        while model is not None and await library.encode_next():
            pass
        world = loopback.world
        world.bot, world.alice, world.bob = BOT, forging.member(90), forging.member(91)
        world.keeps_files = True
        world.checks_requests = False  # other tests check them, which takes most of the time here
        world.guilds[:] = [OURS, THEIRS, THIRD]
        connecting.use_addresses(api=loopback.api, gateway=loopback.gateway)
        outcomes = Outcomes()
        feeds = FeedService(
            store, clock=clock, open_fetcher=partial(_fetcher, clock), lock=_no_lock
        )
        bot = build_bot(
            library,
            store,
            now=clock(),
            feeds=feeds,
            cards=drawn if cards else None,
            observer=outcomes,
        )
        with capture_logs() as logs, _failures() as failing:
            running = asyncio.create_task(connecting.run(bot, token=loopback.token))
            try:
                await loopback.ready()
                await bot.wait_until_ready()
                file = website.put("/wells.srt", TALK)
                yield Arena(loopback, bot, store, library, outcomes, logs, failing, file)
            finally:
                await bot.close()
                await asyncio.gather(running, return_exceptions=True)
                Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


def _fetcher(clock: Callable[[], datetime]) -> AbstractAsyncContextManager[Fetcher]:
    return open_fetcher(agent="Pullquote/test", clock=clock, permitted=_LOOPBACK, deadline=5)


@asynccontextmanager
async def _no_lock() -> AsyncGenerator[None]:
    yield


@contextmanager
def _failures() -> Generator[list[str]]:
    """Collect what discord.py logs as errors: those of autocomplete and of listeners."""
    failing: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: failing.append(logging.Formatter().format(record))
    logging.getLogger("discord").addHandler(handler)
    try:
        yield failing
    finally:
        logging.getLogger("discord").removeHandler(handler)


def _line(logged: MutableMapping[str, Any]) -> str:
    """Return a line of the log with the traceback that it would have."""
    error = logged.get("exc_info")
    trace = traceback.format_exception(error) if isinstance(error, BaseException) else ()
    return "\n".join((*(f"{name}={value}" for name, value in logged.items()), *trace))
