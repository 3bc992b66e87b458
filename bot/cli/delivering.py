"""Put the bot and its daily highlight together."""

import asyncio
import os
import secrets
from collections.abc import Coroutine
from typing import Any

from bot.cli.opening import Opened, now
from bot.client import PullquoteBot
from bot.daily.candidates import Candidates
from bot.daily.courier import Courier
from bot.daily.delivery import Delivery
from bot.daily.pace import Pace
from bot.daily.posting import DiscordPoster
from bot.daily.service import Daily

REQUESTS_PER_SECOND = 20
READY_SECONDS = 0.5


def delivering(opened: Opened) -> tuple[PullquoteBot, Coroutine[Any, Any, None]]:
    """Make the bot, and the work beside it that posts what is due."""
    store, library = opened.store, opened.library
    candidates = Candidates(library, store)
    daily = Daily(
        library,
        store.ledger,
        candidates=candidates,
        clock=now,
        changed=lambda: delivery.poke(),  # noqa: PLW0108 - there is none yet
    )
    bot = PullquoteBot(library, notes=store, clock=now, daily=daily)
    courier = Courier(
        library,
        store.ledger,
        DiscordPoster(bot),
        candidates=candidates,
        clock=now,
        pace=Pace(REQUESTS_PER_SECOND, clock=now, sleep=asyncio.sleep),
        owner=f"{os.getpid()}-{secrets.token_hex(4)}",
    )
    delivery = Delivery(store, library, courier, candidates=candidates, clock=now)
    return bot, _deliver(bot, delivery)


async def _deliver(bot: PullquoteBot, delivery: Delivery) -> None:
    """Post from when the servers are known: before, nobody could tell what is allowed there."""
    while not bot.is_ready():  # noqa: ASYNC110 - what could be waited for exists only after login
        await asyncio.sleep(READY_SECONDS)
    await delivery.run()
