"""Assemble the bot, what its commands call, and what posts for it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.cards.service import Cards
from bot.cli.posting import Posting, open_posting
from bot.cli.resources import Resources, now
from bot.client import ClientObserver, PullquoteBot
from bot.connecting import Connection
from bot.cooldowns import LIMITS, Cooldowns
from bot.curation import Curation
from bot.daily.candidates import CandidateCache
from bot.daily.service import DailyService
from bot.departures import Departures
from bot.feeds.service import FeedService
from bot.members import Members
from bot.observations import Observer, unobserved
from bot.runtime.failures import Failures
from bot.servers import Servers
from bot.settings import Settings
from bot.shards import ALL
from bot.uploads import Uploads


@dataclass(frozen=True, slots=True)
class BotServices:
    """What the commands call, and the jobs beside the bot."""

    curation: Curation
    members: Members
    servers: Servers
    daily: DailyService
    candidates: CandidateCache
    uploads: Uploads
    departures: Departures


@dataclass(frozen=True, slots=True)
class AssembledBot:
    """The bot, its services, and what posts when it is run."""

    bot: PullquoteBot
    services: BotServices
    posting: Posting


def open_bot(
    resources: Resources,
    failures: Failures,
    *,
    settings: Settings,
    connection: Connection | None = None,
    feeds: FeedService | None = None,
    cards: Cards | None = None,
    observer: ClientObserver | None = None,
    observe: Observer = unobserved,
) -> AssembledBot:
    """Build the bot and its services."""
    services = _open_services(
        resources,
        failures,
        settings=settings,
        schedule_changed=lambda: posting.scheduler.wake(),  # noqa: PLW0108 - it is not defined yet
    )
    bot = PullquoteBot(
        resources.library,
        notes=resources.store,
        clock=now,
        daily=services.daily,
        curation=services.curation,
        members=services.members,
        servers=services.servers,
        uploads=services.uploads,
        departures=services.departures,
        feeds=feeds,
        cards=cards,
        site=settings.site,
        failures=failures,
        connection=connection,
        mentions=settings.mentions == "on",
        cooldowns=Cooldowns(limits=LIMITS if settings.cooldowns == "on" else {}, observe=observe),
        observer=observer,
    )
    shards = (connection.shards if connection else None) or ALL
    posting = open_posting(resources, bot, services.candidates, shards=shards)
    return AssembledBot(bot, services, posting)


def _open_services(
    resources: Resources,
    failures: Failures,
    *,
    settings: Settings,
    schedule_changed: Callable[[], None],
) -> BotServices:
    store, library, curation = resources.store, resources.library, resources.curation()
    members = Members(library, store, curation, clock=now)
    servers = Servers(store.servers, clock=now)
    candidates = CandidateCache(library, loved=members.votes.loved)
    daily = DailyService(
        library,
        store.ledger,
        servers=store.servers,
        candidates=candidates,
        clock=now,
        on_change=schedule_changed,
    )
    uploads = resources.uploads(settings.data_dir)
    departures = Departures(
        store,
        library,
        servers=servers,
        failures=failures,
        clock=now,
        uploads=uploads,
        on_change=resources.changed.set,
    )
    return BotServices(curation, members, servers, daily, candidates, uploads, departures)
