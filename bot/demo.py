"""Run the real bot in a browser, with SimCord's preview in place of Discord."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import discord

from bot.analysis.informativeness import SentenceEncoder
from bot.cards.fonts import Fonts
from bot.cards.service import Cards
from bot.client import PullquoteBot
from bot.connecting import Connection
from bot.curation import Curation
from bot.daily.candidates import CandidateCache
from bot.daily.service import DailyService
from bot.departures import Departures
from bot.errors import SettingsError
from bot.feeds.service import FeedService
from bot.library import Library, follow
from bot.members import Members
from bot.runtime.failures import Failures
from bot.servers import Servers
from bot.shards import ALL
from bot.store import Store
from bot.translation import N_, speaking
from bot.translation import gettext as _
from bot.ui import layout
from bot.ui.greeting import greeting_page
from bot.ui.responses import language_of_server
from bot.uploads import Uploads

try:
    import simcord
except ModuleNotFoundError:
    raise SettingsError(
        "The demo needs SimCord. Install it with: pip install 'pullquote[demo]'."
    ) from None

_TICK = 0.5
_FOLLOW_SECONDS = 5
_MEMBERS = ("Mia", "Jonas")
_PREVIEW = N_(
    "This is a preview of Discord, with the real bot. It has no menu on messages: where Discord "
    "has **Find this in the podcast**, use `/quote` with the words of the message. It shows no "
    "direct messages, and daily highlights are planned, but not posted. Mia manages this server "
    "and can use `/setup`, Jonas cannot. Begin with `/help`."
)
_MANAGING = discord.Permissions(manage_guild=True)


async def serve(
    library: Library,
    store: Store,
    *,
    feeds: FeedService | None = None,
    encoder: SentenceEncoder | None = None,
    fonts: Path | None = None,
    port: int | None,
    ready: Callable[[str], None],
) -> None:
    """Serve a channel with two members until its page ends the session, or until cancelled."""
    async with open_channel(
        library, store, feeds=feeds, encoder=encoder, fonts=fonts, port=port
    ) as preview:
        ready(preview.url)
        await preview.wait_closed()


@asynccontextmanager
async def open_channel(
    library: Library,
    store: Store,
    *,
    feeds: FeedService | None = None,
    encoder: SentenceEncoder | None = None,
    fonts: Path | None = None,
    port: int | None = None,
) -> AsyncGenerator[simcord.Preview]:
    """Open a channel with a page that accepts slash commands, buttons and menus.

    The first member manages the server. Daily highlights are planned, but not posted.
    """
    changed = asyncio.Event()
    curation = Curation(library, store, clock=_now, on_change=changed.set)
    owned = Members(library, store, curation, clock=_now)
    candidates = CandidateCache(library, loved=owned.votes.loved)
    daily = DailyService(
        library, store.ledger, servers=store.servers, candidates=candidates, clock=_now
    )
    cards, failures = Cards(Fonts(fonts)), Failures(clock=_now)
    servers = Servers(store.servers, clock=_now)
    uploads = Uploads(store, clock=_now, imported=library.refresh, encoder=encoder)
    departures = Departures(
        store, library, servers=servers, failures=failures, clock=_now, uploads=uploads
    )
    bot = PullquoteBot(
        library,
        notes=store,
        clock=_now,
        daily=daily,
        curation=curation,
        members=owned,
        servers=servers,
        feeds=feeds,
        cards=cards,
        uploads=uploads,
        departures=departures,
        failures=failures,
        connection=Connection(ALL),
    )
    following = follow(library, changed, seconds=_FOLLOW_SECONDS)
    async with cards, _simulated_bot(bot) as env, _beside(_tick(env)), _beside(following):
        guild = env.create_guild("The podcast's server")
        channel = guild.create_text_channel("episodes")
        managing = guild.create_role("Managers", permissions=_MANAGING)
        members = [
            guild.add_member(env.create_user(name.casefold(), global_name=name), roles=roles)
            for name, roles in zip(_MEMBERS, ([managing], []), strict=True)
        ]
        await _greet(env, bot, daily, channel)
        preview = env.preview(channel, viewers=members, layout="channel", port=port)
        try:
            await preview.__aenter__()
        except simcord.SetupError as error:
            raise SettingsError(f"{error}. Choose another port with --port.") from None
        try:
            yield preview
        finally:
            await preview.close()


async def _greet(
    env: simcord.Env, bot: PullquoteBot, daily: DailyService, channel: simcord.ChannelHandle
) -> None:
    """Say what the preview cannot show, then greet as in a server that invites the bot."""
    await env.settle()
    opened = cast("discord.TextChannel", bot.get_channel(channel.id))
    hit = await daily.previews.sample(opened.guild.id)
    with speaking(language_of_server(bot, opened.guild.id)):
        for page in (layout.sentence(_(_PREVIEW)), greeting_page(hit)):
            await opened.send(view=page.view())


@asynccontextmanager
async def _simulated_bot(bot: PullquoteBot) -> AsyncGenerator[simcord.Env]:
    """Run the bot in a simulated Discord, at the current time."""
    env = simcord.Env(bot, check_errors=False)
    env.backend.bot_user.name = "Pullquote"
    # SimCord's clock is private, and SimCord is pinned.
    env.backend.clock.advance(_lag(env))
    on_error = bot.tree.on_error
    await env.start()
    # SimCord treats every call of its own handler as a bug, and its page then keeps the command
    # unsent. But our handler also answers expected errors, for example an unknown episode.
    bot.tree.on_error = on_error
    try:
        with env.time_context():
            yield env
    finally:
        await env.shutdown()


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Run a coroutine until the block ends."""
    running = asyncio.create_task(work)
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def _tick(env: simcord.Env) -> None:
    """Keep the simulated clock at the real time."""
    # Not env.advance_time(): a press that arrives during it is refused (1 in 60, measured), and the
    # page then hangs. So the bot's own timers only run at the next press.
    while True:
        env.backend.clock.advance(max(0.0, _lag(env)))
        await asyncio.sleep(_TICK)


def _lag(env: simcord.Env) -> float:
    return (_now() - env.now()).total_seconds()


def _now() -> datetime:
    return datetime.now(UTC)
