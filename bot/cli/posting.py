"""Assemble what posts highlights and tells members of alerts, both at one rate."""

import asyncio
import os
import secrets
from dataclasses import dataclass

from bot.alerting.sender import AlertSender
from bot.cli.resources import Resources, now, seconds
from bot.client import PullquoteBot
from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.rate_limiter import RateLimiter
from bot.daily.scheduler import Scheduler
from bot.daily.worker import Worker
from bot.discord_alerts import DiscordAlerts
from bot.discord_poster import DiscordPoster
from bot.discord_servers import DiscordServers
from bot.runtime.clock_guard import ClockGuard
from bot.shards import Shards

REQUESTS_PER_SECOND = 20
"""Of all processes together, each by its number of shards; Discord allows 50."""


@dataclass(frozen=True, slots=True)
class Posting:
    """What posts when the bot is run, by a clock that is guarded."""

    scheduler: Scheduler
    alerts: AlertSender
    on_discord: DiscordServers
    clock_guard: ClockGuard


def open_posting(
    resources: Resources, bot: PullquoteBot, candidates: CandidateCache, *, shards: Shards
) -> Posting:
    """Build what posts as this bot: its own shards' servers first, others' when they are late."""
    store, library = resources.store, resources.library
    rate = REQUESTS_PER_SECOND * len(shards.ids) / shards.count
    rate_limiter = RateLimiter(rate, clock=now, sleep=asyncio.sleep)
    on_discord = DiscordServers(bot, rate_limiter=rate_limiter, clock=now)
    poster = DiscordPoster(bot, on_discord, own=bot.own_messages)
    guard, owner = ClockGuard(now, seconds), f"{os.getpid()}-{secrets.token_hex(4)}"
    worker = _open_worker(resources, poster, candidates, rate_limiter=rate_limiter, owner=owner)
    scheduler = Scheduler(
        store, library, worker, clock=now, failures=bot.failures, shards=shards, guard=guard
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
    return Posting(scheduler, alerts, on_discord, guard)


def _open_worker(
    resources: Resources,
    poster: DiscordPoster,
    candidates: CandidateCache,
    *,
    rate_limiter: RateLimiter,
    owner: str,
) -> Worker:
    store, library = resources.store, resources.library
    contents = PostContents(
        library,
        store.ledger,
        candidates=candidates,
        members=store.members,
        servers=store.servers,
    )
    return Worker(
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
