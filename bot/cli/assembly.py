"""Assemble the bot and the scheduler of its daily posts."""

import asyncio
import os
import secrets
from pathlib import Path

from bot.alerting.sender import AlertSender
from bot.cards.service import Cards
from bot.cli.resources import Resources, now
from bot.client import ClientObserver, PullquoteBot
from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.rate_limiter import RateLimiter
from bot.daily.scheduler import Scheduler
from bot.daily.service import DailyService
from bot.daily.worker import Worker
from bot.discord_alerts import DiscordAlerts
from bot.discord_poster import DiscordPoster
from bot.discord_servers import DiscordServers
from bot.feeds.service import FeedService
from bot.members import Members
from bot.runtime.failures import Failures
from bot.servers import Servers

REQUESTS_PER_SECOND = 20


def open_bot(
    resources: Resources,
    failures: Failures,
    *,
    data_dir: Path,
    feeds: FeedService | None = None,
    cards: Cards | None = None,
    site: str = "",
    mentions: bool = True,
    observer: ClientObserver | None = None,
) -> tuple[PullquoteBot, Scheduler, AlertSender]:
    """Build the bot, and the scheduler and the sender of alerts, which post when they are run."""
    store, library = resources.store, resources.library
    curation = resources.curation()
    members = Members(library, store, curation, clock=now)
    candidates = CandidateCache(library, loved=members.votes.loved)
    daily = DailyService(
        library,
        store.ledger,
        servers=store.servers,
        candidates=candidates,
        clock=now,
        on_change=lambda: scheduler.wake(),  # noqa: PLW0108 - it is not defined yet
    )
    bot = PullquoteBot(
        library,
        notes=store,
        clock=now,
        daily=daily,
        curation=curation,
        members=members,
        servers=Servers(store.servers, clock=now),
        uploads=resources.uploads(data_dir),
        feeds=feeds,
        cards=cards,
        site=site,
        failures=failures,
        mentions=mentions,
        observer=observer,
    )
    rate_limiter = RateLimiter(REQUESTS_PER_SECOND, clock=now, sleep=asyncio.sleep)
    poster = DiscordPoster(bot, DiscordServers(bot, rate_limiter=rate_limiter, clock=now))
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    worker = Worker(
        library,
        store.ledger,
        poster,
        candidates=candidates,
        contents=PostContents(
            library,
            store.ledger,
            candidates=candidates,
            members=store.members,
            servers=store.servers,
        ),
        clock=now,
        rate_limiter=rate_limiter,
        owner=owner,
    )
    scheduler = Scheduler(store, library, worker, clock=now, failures=failures)
    alerts = AlertSender(
        library,
        store.members,
        DiscordAlerts(poster),
        clock=now,
        rate_limiter=rate_limiter,
        owner=owner,
    )
    return bot, scheduler, alerts
