"""Assemble the bot and what posts for it."""

import asyncio
import os
import secrets
from dataclasses import dataclass

from bot.alerting.sender import AlertSender
from bot.cards.service import Cards
from bot.cli.resources import Resources, now, seconds
from bot.client import ClientObserver, PullquoteBot
from bot.connecting import Connection
from bot.cooldowns import LIMITS, Cooldowns
from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.rate_limiter import RateLimiter
from bot.daily.scheduler import Scheduler
from bot.daily.service import DailyService
from bot.daily.worker import Worker
from bot.departures import Departures
from bot.discord_alerts import DiscordAlerts
from bot.discord_poster import DiscordPoster
from bot.discord_servers import DiscordServers
from bot.feeds.service import FeedService
from bot.members import Members
from bot.observations import Observer, unobserved
from bot.runtime.clock_guard import ClockGuard
from bot.runtime.failures import Failures
from bot.servers import Servers
from bot.settings import Settings
from bot.shards import ALL, Shards

REQUESTS_PER_SECOND = 20
"""Of all processes together, each by its number of shards; Discord allows 50."""


@dataclass(frozen=True, slots=True)
class AssembledBot:
    """The bot, its services, and what posts when it is run."""

    bot: PullquoteBot
    daily: DailyService
    members: Members
    servers: Servers
    departures: Departures
    scheduler: Scheduler
    alerts: AlertSender
    clock_guard: ClockGuard
    on_discord: DiscordServers


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
    store, library, curation = resources.store, resources.library, resources.curation()
    members = Members(library, store, curation, clock=now)
    candidates = CandidateCache(library, loved=members.votes.loved)
    servers = Servers(store.servers, clock=now)
    daily = DailyService(
        library,
        store.ledger,
        servers=store.servers,
        candidates=candidates,
        clock=now,
        on_change=lambda: scheduler.wake(),  # noqa: PLW0108 - it is not defined yet
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
    bot = PullquoteBot(
        library,
        notes=store,
        clock=now,
        daily=daily,
        curation=curation,
        members=members,
        servers=servers,
        uploads=uploads,
        departures=departures,
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
    rate = REQUESTS_PER_SECOND * len(shards.ids) / shards.count
    rate_limiter = RateLimiter(rate, clock=now, sleep=asyncio.sleep)
    on_discord = DiscordServers(bot, rate_limiter=rate_limiter, clock=now)
    guard = ClockGuard(now, seconds)
    scheduler, alerts = _open_posting(
        resources,
        failures,
        DiscordPoster(bot, on_discord, own=bot.own_messages),
        candidates,
        shards=shards,
        rate_limiter=rate_limiter,
        guard=guard,
    )
    return AssembledBot(
        bot,
        daily,
        members,
        servers,
        departures,
        scheduler,
        alerts,
        clock_guard=guard,
        on_discord=on_discord,
    )


def _open_posting(
    resources: Resources,
    failures: Failures,
    poster: DiscordPoster,
    candidates: CandidateCache,
    *,
    shards: Shards,
    rate_limiter: RateLimiter,
    guard: ClockGuard,
) -> tuple[Scheduler, AlertSender]:
    """Build what posts highlights and tells members of alerts, both at one rate."""
    store, library = resources.store, resources.library
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    contents = PostContents(
        library,
        store.ledger,
        candidates=candidates,
        members=store.members,
        servers=store.servers,
    )
    worker = Worker(
        library,
        store.ledger,
        poster,
        candidates=candidates,
        contents=contents,
        clock=now,
        seconds=seconds,
        rate_limiter=rate_limiter,
        owner=owner,
    )
    scheduler = Scheduler(
        store, library, worker, clock=now, failures=failures, shards=shards, guard=guard
    )
    alerts = AlertSender(
        library,
        store.members,
        DiscordAlerts(poster),
        clock=now,
        seconds=seconds,
        rate_limiter=rate_limiter,
        owner=owner,
        shards=shards,
        guard=guard,
    )
    return scheduler, alerts
