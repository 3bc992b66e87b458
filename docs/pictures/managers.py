"""The pictures of what the managers of a server see."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord

from bot.daily.candidates import CandidateCache
from bot.schedules import Post
from docs.pictures.studio import Studio, now
from tests.support.managing import TALK

PINNED = "a warm bath before bed gets you to sleep sooner"
REPLIES = {"daily_lead": "Good morning! *{episode}* has this line:", "daily_title": ""}


async def take(studio: Studio) -> None:
    """Use the commands of managers, each on what the one before has left."""
    await studio.keep("greeting")
    await _set_up(studio)
    await _plan(studio)
    await _keep_library(studio)
    await studio.ask("privacy-server", "privacy server")
    await studio.ask("daily-off", "daily off")


async def _set_up(studio: Studio) -> None:
    shown = await studio.slash("setup")
    await studio.keep("setup")
    await studio.choose(shown, "sc", values=[studio.channel])
    await studio.turn(shown, "su:")
    await studio.choose(shown, "sm:time", option=9)
    await studio.choose(shown, "sm:zone", option=1)
    await studio.keep("setup-time")
    for _ in range(3):
        await studio.turn(shown, "su:")
    await studio.keep("setup-overview")


async def _plan(studio: Studio) -> None:
    guild = studio.mia.guild
    listeners = guild.create_role("listeners", mentionable=True)
    denied = discord.PermissionOverwrite(embed_links=False, create_public_threads=False)
    overwrites: dict[Any, discord.PermissionOverwrite] = {guild.me: denied}
    closed = guild.create_text_channel("lounge", overwrites=overwrites)
    settings = {"time": "9am", "zone": "Europe/Berlin", "days": "weekdays", "thread": True}
    shots: list[tuple[str, Mapping[str, Any]]] = [
        ("daily setup", {"channel": studio.channel, "role": listeners, **settings}),
        ("daily preview", {}),
        ("daily next", {}),
        ("daily skip", {}),
        ("daily pin", {"words": PINNED}),
        ("daily replace", {}),
        ("daily pause", {}),
        ("daily resume", {}),
        ("daily history", {}),
        ("doctor", {"channel": closed}),
    ]
    for command, options in shots:
        if command == "daily history":
            await _pretend(studio)
        await studio.ask(command.replace(" ", "-"), command, **options)
    form = await studio.slash("daily wording")
    await studio.mia.submit_modal(form, REPLIES)
    await studio.keep("daily-wording")


async def _pretend(studio: Studio) -> None:
    """Enter posts of the last days in the ledger: the demo has run for a minute only."""
    server, channel = studio.mia.guild.id, studio.channel.id
    schedule = await studio.store.ledger.get(server)
    assert schedule is not None  # noqa: S101 - it was set up
    chosen = await CandidateCache(studio.library).for_schedule(schedule)
    for days, best in enumerate(chosen[:3], start=1):
        due = now() - timedelta(days=days)
        post = Post(server, due.date().isoformat(), due.date(), due, status="sent")
        known = replace(post, quote=best.quote, channel=channel, message=channel + days)
        await studio.store.ledger.enter([known])


async def _keep_library(studio: Studio) -> None:
    shown = await studio.slash(
        "library add", file=("wells.srt", TALK), show="Village Talk", title="The wells", key="wells"
    )
    await studio.keep("library-add")
    await studio.press(shown, "Import")
    await studio.ask("library-list", "library list")
    await studio.ask("library-show", "library show", episode="wells")
    await studio.slash("library names", episode="wells", heard="valley", right="Valais")
    await studio.ask("library-names", "library names", episode="wells")
    await studio.slash("library questions", keep=True)
    for words in ("does the moon change how we sleep", "sleeping pills for cats", "tax returns"):
        await studio.slash("ask", question=words)
    await studio.ask("library-questions", "library questions")
    await _report(studio)
    await studio.ask("library-mistakes", "library mistakes")


async def _report(studio: Studio) -> None:
    """Report a misheard word in a line of the server's own show."""
    found = await studio.slash("quote", words="a bucket is the only honest letter")
    more = await studio.press(found, "More")
    form = await studio.press(more, "Wrong?")
    typed = {"kind": "word", "heard": "letter", "right": "ladder"}
    await studio.mia.submit_modal(form, typed)
