"""Put the bot and its daily highlight together."""

import asyncio
import os
import secrets

from bot.cli.resources import Opened, now
from bot.client import PullquoteBot
from bot.daily.candidates import Candidates
from bot.daily.rate_limiter import Pace
from bot.daily.scheduler import Delivery
from bot.daily.service import Daily
from bot.daily.worker import Courier
from bot.discord_poster import DiscordPoster
from bot.runtime.failures import Failures

REQUESTS_PER_SECOND = 20


def delivering(opened: Opened, failures: Failures) -> tuple[PullquoteBot, Delivery]:
    """Make the bot, and the delivery that posts what is due once it is run."""
    store, library = opened.store, opened.library
    candidates = Candidates(library, store)
    daily = Daily(
        library,
        store.ledger,
        candidates=candidates,
        clock=now,
        changed=lambda: delivery.poke(),  # noqa: PLW0108 - there is none yet
    )
    bot = PullquoteBot(library, notes=store, clock=now, daily=daily, failures=failures)
    courier = Courier(
        library,
        store.ledger,
        DiscordPoster(bot),
        candidates=candidates,
        clock=now,
        pace=Pace(REQUESTS_PER_SECOND, clock=now, sleep=asyncio.sleep),
        owner=f"{os.getpid()}-{secrets.token_hex(4)}",
    )
    delivery = Delivery(store, library, courier, clock=now, failures=failures)
    return bot, delivery
