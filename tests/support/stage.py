"""A server, its members and the real bot over a real library, in SimCord's Discord."""

import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import discord
import simcord

from bot.cards.service import Cards
from bot.client import ClientObserver, PullquoteBot
from bot.connecting import Connection
from bot.cooldowns import Cooldowns
from bot.curation import Curation
from bot.daily.candidates import CandidateCache
from bot.daily.service import DailyService
from bot.departures import Departures
from bot.feeds.service import FeedService
from bot.library import Library
from bot.members import Members
from bot.metrics import Metrics
from bot.models import Chapter, Content, Episode, Excerpt, Highlight, Show, Topic
from bot.observations import unobserved
from bot.runtime.failures import Failures
from bot.search import open_index
from bot.servers import Servers
from bot.shards import ALL
from bot.store import Store
from bot.uploads import Uploads
from tests.support import contract
from tests.support.command_payloads import translate_once
from tests.support.episodes import content_of, episode_of
from tests.support.hits import build_link
from tests.support.stores import open_store

translate_once()

HOME, ELSEWHERE = 1_000_000_000_001, 1_000_000_000_002
NOW = datetime(2026, 1, 1, tzinfo=UTC)

HARBOUR = (
    "Welcome to the harbour, everybody, and mind the ropes.",
    "A lighthouse is a promise made to strangers in the dark.",
    "My grandmother kept the northern lighthouse for forty winters without a holiday.",
    "The lamp of a lighthouse turns because darkness is lazy and eyes are lazier.",
    "Nobody paints a lighthouse white for beauty, they paint it for the afternoon.",
    "Fog is the only weather that makes a sailor pray in two languages.",
    "When the lighthouse went electric, the keeper lost his stairs and his knees got better.",
    "Every lighthouse has its own rhythm, so that you can read the coast like a sentence.",
    "The tides do not care about your calendar, and neither do herring.",
    "A harbour without gossip is only a parking place for boats.",
    "I once saw a lighthouse moved on rails, eleven metres, in a single week.",
    "They sold the old lighthouse for less than the price of its own lens.",
)
BAKERY = (
    "Sourdough is a pet that you are allowed to eat.",
    "The oven was built in the year my father learned to swear.",
    "Salt is the only ingredient that everybody notices when it is missing.",
    "A baker reads the weather with both hands in the flour.",
    "The lighthouse keeper came every Tuesday and bought one burnt loaf.",
    "Patience costs nothing and still nobody buys enough of it.",
)
SECRET = (
    "The codeword for the surprise party is marzipan tortoise.",
    "Do not tell the treasurer about the inflatable castle.",
    "We rehearse the marzipan speech behind the boathouse.",
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a test of the commands works with."""

    env: simcord.Env
    store: Store
    library: Library
    daily: DailyService
    home: simcord.GuildHandle
    channel: simcord.ChannelHandle
    mia: simcord.MemberActor
    jonas: simcord.MemberActor
    loner: simcord.UserHandle
    elsewhere: simcord.ChannelHandle
    stranger: simcord.MemberActor
    boss: simcord.MemberActor
    rival: simcord.MemberActor

    async def restart(
        self,
        *,
        now: datetime = NOW,
        feeds: FeedService | None = None,
        cards: Cards | None = None,
    ) -> None:
        """Start a new bot on the same library, as after a deploy."""
        bot = build_bot(self.library, self.store, now=now, feeds=feeds, cards=cards)
        await self.env.restart_bot(bot)

    async def open_to_all(self, command: str) -> None:
        """Allow everybody at HOME to use a command, as the managers of a server can."""
        assert isinstance(self.env.bot, PullquoteBot)
        (found,) = [one for one in await self.env.bot.tree.fetch_commands() if one.name == command]
        self.home.set_command_permissions(found, {self.home.default_role: True})


def build_bot(
    library: Library,
    store: Store,
    *,
    now: datetime = NOW,
    feeds: FeedService | None = None,
    cards: Cards | None = None,
    metrics: Metrics | None = None,
    cooldowns: Cooldowns | None = None,
    observer: ClientObserver | None = None,
) -> PullquoteBot:
    """Build the bot as `pullquote run` does, with one shard; members have limits if they are given.

    Most tests have one member do more than a person can.
    """
    daily = build_daily(library, store)
    curation = Curation(library, store, clock=lambda: now)
    servers = Servers(store.servers, clock=lambda: now)
    uploads = Uploads(store, clock=lambda: now, imported=library.refresh)
    failures = Failures(clock=lambda: now)
    departures = Departures(
        store, library, servers=servers, failures=failures, clock=lambda: now, uploads=uploads
    )
    return PullquoteBot(
        library,
        notes=store,
        clock=lambda: now,
        daily=daily,
        curation=curation,
        members=Members(library, store, curation, clock=lambda: now),
        servers=servers,
        uploads=uploads,
        departures=departures,
        failures=failures,
        feeds=feeds,
        cards=cards,
        connection=Connection(ALL),
        cooldowns=cooldowns or Cooldowns(limits={}),
        observer=observer or (metrics and metrics.client),
    )


def build_daily(library: Library, store: Store) -> DailyService:
    """Build the daily service, without a scheduler."""
    candidates = CandidateCache(library)
    return DailyService(
        library, store.ledger, servers=store.servers, candidates=candidates, clock=lambda: NOW
    )


async def fill(
    folder: Path, episodes: Sequence[tuple[Episode, Content]], *, url: str | None = None
) -> None:
    """Create a library of these episodes in a folder, or at an address."""
    async with open_library(folder, url=url) as (store, library):
        for episode, content in episodes:
            await store.add(episode, content)
        await library.refresh()


@asynccontextmanager
async def open_stage(
    folder: Path, *, url: str | None = None, metrics: Metrics | None = None
) -> AsyncGenerator[Stage]:
    """Open a stage on the library in a folder, with everything counted in `metrics`.

    With a `url`, the library is in another database, and only its index in the folder.

    At the end, errors that the bot did not report are raised, and all its requests are checked
    against Discord's own description of its API.
    """
    async with open_library(folder, url=url, metrics=metrics) as (store, library):
        bot = build_bot(library, store, metrics=metrics)
        if metrics is not None:
            metrics.state.library, metrics.state.client = library, bot
            metrics.state.failures = bot.failures
        # Its own five seconds are too few where much else runs.
        env = simcord.Env(bot, settle_timeout=30)
        await env.start()
        try:
            yield _stage(env, store, library)
        finally:
            await env.shutdown()
        env._raise_errors_since(env._errors_acknowledged)  # pyright: ignore[reportPrivateUsage] - as simcord.run() does
        check_requests(env)


@asynccontextmanager
async def open_library(
    folder: Path, *, url: str | None = None, metrics: Metrics | None = None
) -> AsyncGenerator[tuple[Store, Library]]:
    """Open the library in a folder, or at an address with its index in the folder."""
    url, observe = url or f"sqlite+aiosqlite:///{folder / 'library.db'}", unobserved
    if metrics is not None:
        observe = metrics.observe
    async with open_store(url, observe=observe) as store, open_index(folder / "index") as index:
        library = Library(store, index, clock=lambda: NOW, rng=random.Random(7), observe=observe)
        await library.refresh()
        yield store, library


def check_requests(env: simcord.Env) -> None:
    """Check every request of the bot against Discord's description, if that is available."""
    if contract.available():
        for request in env.http_requests:
            contract.check(
                request.method, request.path, request.json, files=_file_names(request.json)
            )


def _file_names(body: Any) -> list[str]:
    """Return the names of the files that a request says it uploads; SimCord keeps no others."""
    sent = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    data: dict[str, Any] = sent.get("data") or sent
    return [one["filename"] for one in data.get("attachments", ()) if "filename" in one]


def episodes() -> list[tuple[Episode, Content]]:
    """Return a public episode with times and speakers, one without, and one private to HOME."""
    return [_harbour(), _bakery(), _secret()]


def logbook() -> tuple[Episode, Content]:
    """Return an episode that returns to one subject again and again."""
    nights = (
        (
            f"On night {n} the barometer fell again and the glass was tapped {n} times.",
            *(f"Entry {n}.{m} speaks of soup, socks and other comforts." for m in range(12)),
        )
        for n in range(1, 17)
    )
    content = content_of([sentence for night in nights for sentence in night], key="logbook")
    return _episode(content, key="logbook", title="The Logbook")


def _stage(env: simcord.Env, store: Store, library: Library) -> Stage:
    home, away = env.create_guild("Home", id=HOME), env.create_guild("Away", id=ELSEWHERE)
    managers = [
        guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        for guild in (home, away)
    ]
    return Stage(
        env=env,
        store=store,
        library=library,
        daily=build_daily(library, store),
        home=home,
        channel=home.create_text_channel("episodes"),
        mia=home.add_member(env.create_user("mia")),
        jonas=home.add_member(env.create_user("jonas")),
        loner=env.create_user("loner"),
        elsewhere=away.create_text_channel("general"),
        stranger=away.add_member(env.create_user("stranger")),
        boss=home.add_member(env.create_user("boss"), roles=managers[:1]),
        rival=away.add_member(env.create_user("rival"), roles=managers[1:]),
    )


def _harbour() -> tuple[Episode, Content]:
    content = content_of(HARBOUR, key="harbour")
    spoken = tuple(
        replace(quote, start_ms=quote.position * 61_000, speaker="Ada Merrow", sure=True)
        for quote in content.quotes
    )
    middle = spoken[6].start
    chapters = (
        Chapter("Keepers", 0, middle, _lines(content, 1, 2), "Ada tells of her grandmother."),
        *(
            Chapter(f"Part {n}", middle + n, middle + n + 1, _lines(content, 7), None)
            for n in range(1, 6)
        ),
    )
    content = replace(
        content,
        quotes=spoken,
        chapters=chapters,
        topics=(Topic("lighthouse", ("lighthouses",)), Topic("fog"), Topic("herring")),
        highlights=tuple(_highlight(content, n) for n in (1, 5, 8)),
    )
    described = {"links": (build_link(),), "speakers": ("Ada Merrow",)}
    return _episode(content, key="harbour", title="The Harbour Lights", **described)


def _bakery() -> tuple[Episode, Content]:
    content = content_of(BAKERY, key="bakery")
    content = replace(
        content,
        quotes=tuple(replace(quote, speaker="A Guess", sure=False) for quote in content.quotes),
        chapters=(Chapter("Flour", 0, len(content.text), _lines(content, 2)),),
        topics=(Topic("sourdough"),),
        highlights=(_highlight(content, 0),),
    )
    return _episode(content, key="bakery", title="Bread & *Butter*", published=date(2024, 5, 1))


def _secret() -> tuple[Episode, Content]:
    content = replace(content_of(SECRET, key="secret"), topics=(Topic("marzipan"),))
    show = Show("committee", "The Committee", server=HOME)
    return _episode(content, key="secret", title="The Party", show=show)


def _episode(content: Content, *, key: str, **fields: Any) -> tuple[Episode, Content]:
    given = {"published": date(2025, 5, 1), **fields}
    return replace(episode_of(content, key=key), **given), content


def _lines(content: Content, *positions: int) -> tuple[Excerpt, ...]:
    chosen = (content.quotes[position] for position in positions)
    return tuple(Excerpt(one.start, one.end, one.text, one.display) for one in chosen)


def _highlight(content: Content, position: int) -> Highlight:
    one = content.quotes[position]
    return Highlight(one.id, one.start, one.end, one.text, one.display, score=1.0)
