"""Assemble the bot and the scheduler of its daily posts."""

import asyncio
import os
import secrets
from pathlib import Path

from bot.cards.service import Cards
from bot.cli.resources import Resources, now
from bot.client import PullquoteBot
from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.rate_limiter import RateLimiter
from bot.daily.scheduler import Scheduler
from bot.daily.service import DailyService
from bot.daily.worker import Worker
from bot.discord_poster import DiscordPoster
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
) -> tuple[PullquoteBot, Scheduler]:
    """Build the bot, and the scheduler that posts when it is run."""
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
    )
    worker = Worker(
        library,
        store.ledger,
        DiscordPoster(bot),
        candidates=candidates,
        contents=PostContents(
            library,
            store.ledger,
            candidates=candidates,
            members=store.members,
            servers=store.servers,
        ),
        clock=now,
        rate_limiter=RateLimiter(REQUESTS_PER_SECOND, clock=now, sleep=asyncio.sleep),
        owner=f"{os.getpid()}-{secrets.token_hex(4)}",
    )
    scheduler = Scheduler(store, library, worker, clock=now, failures=failures)
    return bot, scheduler
