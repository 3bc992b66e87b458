"""Open the feeds of a library for the commands and the running bot."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot import __version__
from bot.cli.console import print_note
from bot.cli.resources import Resources, now
from bot.observations import Observer, unobserved

if TYPE_CHECKING:
    from bot.analysis.informativeness import SentenceEncoder
    from bot.feeds.service import FeedService
    from bot.import_process import Work
    from bot.runtime.failures import Failures
    from bot.settings import Settings
    from bot.store import Store

_LOCK = "feeds.lock"


def open_feeds(
    store: "Store",
    settings: "Settings",
    *,
    failures: "Failures | None" = None,
    encoder: "SentenceEncoder | None" = None,
    work: "Work" = asyncio.to_thread,
    observe: Observer = unobserved,
) -> "FeedService":
    """Return the feeds of a library; nothing is fetched before they are asked to."""
    from bot.feeds.addresses import parse_networks
    from bot.feeds.fetching import open_fetcher
    from bot.feeds.service import FeedService
    from bot.import_options import GUIDES
    from bot.runtime.lock import process_lock

    return FeedService(
        store,
        clock=now,
        open_fetcher=partial(
            open_fetcher,
            agent=agent_name(settings.feed_contact),
            clock=now,
            permitted=parse_networks(settings.feed_networks),
        ),
        lock=partial(process_lock, settings.data_dir, waiting=_report_waiting, name=_LOCK),
        failures=failures,
        guides=(GUIDES, settings.data_dir / "guides"),
        encoder=encoder,
        work=work,
        observe=observe,
    )


@asynccontextmanager
async def following_feeds(
    resources: Resources, settings: "Settings"
) -> "AsyncGenerator[FeedService]":
    """Import new episodes of the feeds during a block; fetch nothing while none is followed."""
    from bot.runtime.failures import Failures
    from bot.runtime.supervisor import Supervisor

    failures = Failures(clock=now)
    encoder = resources.index.encoding.encoder
    feeds = open_feeds(resources.store, settings, failures=failures, encoder=encoder)

    async def follow() -> None:
        await feeds.run(resources.library.refresh, sleep=asyncio.sleep)

    async with Supervisor(failures).running({"feeds": follow}):
        yield feeds


def agent_name(contact: str) -> str:
    """Return the name under which Pullquote fetches, with the operator's address if there is one.

    The form is that of RFC 9110, section 10.1.5.
    """
    return f"Pullquote/{__version__}" + (f" (+{contact})" if contact else "")


def _report_waiting(holder: int | None) -> None:
    owner = f"process {holder}" if holder else "another process"
    print_note(f"Feeds are being checked by {owner}. Waiting until it is done.")
