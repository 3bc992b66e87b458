"""Take the screenshots of the docs, with the real bot in the demo's page.

.venv/bin/python docs/picture.py [PATH-OF-CHROMIUM]

docs/picture.png is the answer to `/quote` as it is typed; docs/daily-*.png and docs/doctor.png are
the answers that managers get. Each is the last message on the page, as the page shows it.
"""  # noqa: INP001 - a script beside the pictures it makes

import asyncio
import io
import shutil
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import discord
import simcord
from PIL import Image
from playwright.async_api import Page, ViewportSize, async_playwright

from bot import demo, ingest
from bot.daily.candidates import CandidateCache
from bot.library import Library
from bot.schedules import Post
from bot.search import open_index
from bot.store import Store, open_store

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "data" / "samples"
WORDS = "you wouldn't let a drunk surgeon explain"
PINNED = "a warm bath before bed gets you to sleep sooner"
SIZE = ViewportSize(width=480, height=520)
TALL = ViewportSize(width=480, height=1600)
COLOURS, FEWER = 64, 24
HEAVY = 1400


async def main(chromium: str | None) -> None:
    """Serve the samples, use the commands, and keep what the channel shows."""
    async with (
        _library() as (store, library),
        demo.open_channel(library, store) as preview,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport=SIZE, device_scale_factor=2)
        await page.goto(preview.url)
        await _ask(page)
        await _keep(page, HERE / "picture.png")
        await page.set_viewport_size(TALL)
        await page.wait_for_timeout(3000)  # the page asks the server to lay it out anew
        await _manage(page, preview, store=store, library=library)
        await browser.close()


@asynccontextmanager
async def _library() -> AsyncGenerator[tuple[Store, Library]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
        async with open_store(url) as store, open_index(folder / "index") as index:
            library = Library(store, index, clock=lambda: datetime.now(UTC))
            for sample in sorted(SAMPLES.glob("*.md")):
                await ingest.add(sample, store=store, options=ingest.Options())
            await library.refresh()
            yield store, library


async def _ask(page: Page) -> None:
    composer = page.locator("#channel-composer-input")
    await composer.press_sequentially("/quote")
    await page.get_by_text("Find a line you half remember").first.wait_for()
    for typed in ("Enter", "Enter", WORDS, "Escape", "Enter"):
        if typed == WORDS:
            await page.keyboard.type(WORDS)
        else:
            await page.keyboard.press(typed)
        await page.wait_for_timeout(600)
    await page.get_by_role("button", name="Context").wait_for()
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(600)


async def _manage(page: Page, preview: simcord.Preview, *, store: Store, library: Library) -> None:
    """Use the commands of managers, each on what the one before has left."""
    mia = preview.viewers[0]
    channel = preview.channel
    assert isinstance(mia, simcord.MemberActor)  # noqa: S101 - it is a channel of a server
    assert isinstance(channel, simcord.ChannelHandle)  # noqa: S101 - likewise
    listeners = mia.guild.create_role("listeners", mentionable=True)
    closed = mia.guild.create_text_channel("lounge", overwrites=_closing(mia.guild))
    settings = {"time": "9am", "zone": "Europe/Berlin", "days": "weekdays", "thread": True}
    shots: list[tuple[str, Mapping[str, Any]]] = [
        ("daily setup", {"channel": channel, "role": listeners, **settings}),
        ("daily preview", {}),
        ("daily next", {}),
        ("daily skip", {}),
        ("daily pin", {"words": PINNED}),
        ("daily replace", {}),
        ("daily pause", {}),
        ("daily resume", {}),
        ("daily history", {}),
        ("doctor", {"channel": closed}),
        ("daily off", {}),
    ]
    for command, options in shots:
        if command == "daily history":
            await _pretend(mia.guild.id, channel.id, store=store, library=library)
        await mia.slash(channel, command, **options)
        await preview.refresh()
        await page.wait_for_timeout(800)
        await _keep(page, HERE / f"{command.replace(' ', '-')}.png")


def _closing(guild: simcord.GuildHandle) -> dict[Any, discord.PermissionOverwrite]:
    return {guild.me: discord.PermissionOverwrite(embed_links=False, create_public_threads=False)}


async def _pretend(server: int, channel: int, *, store: Store, library: Library) -> None:
    """Enter posts of the last days in the ledger: the demo has run for a minute only."""
    schedule = await store.ledger.get(server)
    assert schedule is not None  # noqa: S101 - it was set up
    chosen = await CandidateCache(library, store).for_schedule(schedule)
    now = datetime.now(UTC)
    for days, best in enumerate(chosen[:3], start=1):
        due = now - timedelta(days=days)
        post = Post(server, due.date().isoformat(), due.date(), due, status="sent")
        known = replace(post, quote=best.quote, channel=channel, message=channel + days)
        await store.ledger.enter([known])


async def _keep(page: Page, path: Path) -> None:
    """Keep the last message, in few colours: it is all flat."""
    shot = await page.locator(".channel-message").last.screenshot()
    with Image.open(io.BytesIO(shot)) as image:
        heavy = image.height > HEAVY
        size = (image.width // 2, image.height // 2) if heavy else image.size
        plain = image.convert("RGB").resize(size)
        few = plain.quantize(FEWER if heavy else COLOURS, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else shutil.which("chromium")))
