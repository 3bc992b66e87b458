"""A channel with the bot and the sample episodes, and a browser that takes pictures of it."""

import io
import shutil
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import discord
import simcord
from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bot import demo, ingest
from bot.client import PullquoteBot
from bot.curation import OPERATOR, Curation
from bot.import_options import Options
from bot.library import Library
from bot.models import EpisodeEdits, Link, ShowEdits
from bot.search import open_index
from bot.store import Store, open_store

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "data" / "samples"
SHOW, COLOUR = "Small Hours", 0x2E7D5B
PHONE, DESKTOP = ViewportSize(width=390, height=3000), ViewportSize(width=1280, height=2000)
EPISODES = {
    "how-rivers-move": (date(2026, 9, 3), 7),
    "maps-that-lie": (date(2026, 9, 17), 8),
    "the-night-shift": (date(2026, 10, 1), 9),
    "why-bread-rises": (date(2026, 10, 15), 10),
}
HEAVIEST = 60_000
"""Bytes of a picture."""

_LOADED = "[...document.images].every(one => one.complete && one.naturalWidth)"
_TRIES = 3
_SETTLE = 900
"""Milliseconds in which the page draws what has changed."""


@dataclass(frozen=True, slots=True)
class Samples:
    """A library of the sample episodes."""

    store: Store
    library: Library
    folder: Path


@asynccontextmanager
async def sample_library() -> AsyncGenerator[Samples]:
    """Open a new library of the sample episodes, as one show with dates and recordings."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
        async with open_store(url) as store, open_index(folder / "index") as index:
            library = Library(store, index, clock=now)
            for key, (published, number) in EPISODES.items():
                (sample,) = SAMPLES.glob(f"{key}.*")
                link = Link("audio", f"https://small-hours.example/{number}.mp3")
                edits = EpisodeEdits(published=published, number=number, links=(link,))
                options = Options(show="small-hours", show_title=SHOW, edits=edits)
                await ingest.add(sample, store=store, options=options)
            curation = Curation(library, store, clock=now)
            await curation.edit_show("small-hours", ShowEdits(colour=COLOUR), server=OPERATOR)
            await library.refresh()
            yield Samples(store, library, folder)


class Studio:
    """Act as the members, and keep what the first of them sees."""

    def __init__(self, preview: simcord.Preview, page: Page, samples: Samples) -> None:
        mia, jonas = preview.viewers
        assert isinstance(mia, simcord.MemberActor)  # noqa: S101 - it is a channel of a server
        assert isinstance(jonas, simcord.MemberActor)  # noqa: S101 - likewise
        assert isinstance(preview.channel, simcord.ChannelHandle)  # noqa: S101 - likewise
        self.mia, self.jonas = mia, jonas
        self.channel = preview.channel
        self.env = preview.env
        self.store, self.library = samples.store, samples.library
        self._preview = preview
        self._page = page

    @property
    def bot(self) -> PullquoteBot:
        """Return the bot."""
        assert isinstance(self.env.bot, PullquoteBot)  # noqa: S101 - the demo runs it
        return self.env.bot

    async def slash(self, command: str, /, **options: Any) -> simcord.InteractionResult:
        """Use a command as Mia."""
        return await _answered(lambda: self.mia.slash(self.channel, command, **options))

    async def press(
        self, shown: simcord.InteractionResult, label: str
    ) -> simcord.InteractionResult:
        """Press a button as Mia."""
        return await _answered(lambda: self.mia.click(message_of(shown), label=label))

    async def turn(self, shown: simcord.InteractionResult, begins: str) -> None:
        """Press the last button whose custom id begins so, as Mia."""
        ids = [str(one.get("custom_id", "")) for one in items_of(shown)]
        custom_id = [one for one in ids if one.startswith(begins)][-1]
        await _answered(lambda: self.mia.click(message_of(shown), custom_id=custom_id))

    async def choose(
        self, shown: simcord.InteractionResult, begins: str, *, option: int = 0, values: Any = None
    ) -> None:
        """Choose these values from the menu whose custom id begins so, or one of its options."""
        ids = {str(one.get("custom_id", "")): one for one in items_of(shown)}
        custom_id = next(one for one in ids if one.startswith(begins))
        chosen = values or [ids[custom_id]["options"][option]["value"]]
        message = message_of(shown)
        await _answered(lambda: self.mia.select(message, chosen, custom_id=custom_id))

    async def keep(self, name: str, *, message: int | None = None, wide: bool = False) -> None:
        """Keep the last message, or the one of this id; on a desktop, too, if `wide`."""
        await self._preview.refresh()
        await self._page.wait_for_timeout(_SETTLE)
        await self._shoot(name, message)
        if wide:
            await self._page.set_viewport_size(DESKTOP)
            await self._page.wait_for_timeout(3 * _SETTLE)  # the page is laid out anew
            await self._shoot(f"{name}-desktop", message)
            await self._page.set_viewport_size(PHONE)
            await self._page.wait_for_timeout(3 * _SETTLE)

    async def ask(self, name: str, command: str, /, *, wide: bool = False, **options: Any) -> None:
        """Use a command as Mia and keep the answer."""
        await self.slash(command, **options)
        await self.keep(name, wide=wide)

    async def keep_form(self, name: str, button: str) -> None:
        """Press a button in the page, keep the form that it opens, and close it."""
        await self._page.get_by_role("button", name=button).last.click()
        await self._page.wait_for_timeout(_SETTLE)
        save(await self._page.get_by_role("dialog").last.screenshot(), name)
        await self._page.keyboard.press("Escape")
        await self._page.wait_for_timeout(_SETTLE)

    async def _shoot(self, name: str, message: int | None) -> None:
        await self._page.mouse.move(0, 0)  # a message under the mouse looks otherwise
        for _ in range(_TRIES):
            if await self._page.evaluate(_LOADED):
                break
            await self._page.wait_for_timeout(_SETTLE)
        messages = self._page.locator(".channel-message")
        if message is None:
            save(await messages.last.screenshot(), name)
        else:
            save(await self._page.locator(f'[data-message-id="{message}"]').screenshot(), name)


@asynccontextmanager
async def open_studio(samples: Samples) -> AsyncGenerator[Studio]:
    """Open the preview's channel in a browser as wide as a phone."""
    async with (
        demo.open_channel(samples.library, samples.store) as preview,
        open_browser() as browser,
    ):
        page = await browser.new_page(viewport=PHONE, device_scale_factor=2)
        await page.goto(preview.url)
        await page.locator("#channel-composer-input").wait_for()
        yield Studio(preview, page, samples)


@asynccontextmanager
async def open_browser() -> AsyncGenerator[Browser]:
    """Start Chromium."""
    async with async_playwright() as playwright:
        path = shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def _answered(
    act: Callable[[], Awaitable[simcord.InteractionResult]],
) -> simcord.InteractionResult:
    """Return the answer to an act; try again where a busy machine was too late for Discord."""
    for _ in range(_TRIES):
        result = await act()
        if result.acknowledged:
            return result
    raise TimeoutError("The bot does not answer within three seconds: is this machine busy?")


def save(shot: bytes, name: str) -> None:
    """Write a picture in few colours, for it is all flat; a heavy one smaller, too."""
    with Image.open(io.BytesIO(shot)) as opened:
        image = opened.convert("RGB")
    path = HERE / f"{name}.png"
    for part, colours in ((1, 64), (0.75, 64), (0.6, 48), (0.5, 32), (0.5, 16)):
        size = (round(image.width * part), round(image.height * part))
        shown = image.resize(size, Image.Resampling.LANCZOS)
        few = shown.quantize(palette=_palette(image, colours), dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        if path.stat().st_size < HEAVIEST:
            break
    sys.stdout.write(f"{name}: {image.width // 2} x {image.height // 2}\n")


def _palette(image: Image.Image, colours: int) -> Image.Image:
    """Return the most frequent colours as they are, for areas, and as many between the others."""
    counted: Any = image.getcolors(image.width * image.height)
    ordered = [colour for _times, colour in sorted(counted, reverse=True)]
    areas, others = ordered[: colours // 2], ordered[colours // 2 :]
    rest = Image.new("RGB", (max(1, len(others)), 1))
    rest.putdata(others)
    between = rest.quantize(colours // 2).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*(part for colour in areas for part in colour), *between][: 3 * colours])
    return palette


def message_of(shown: simcord.InteractionResult) -> discord.Message | simcord.ResponseMessage:
    """Return the message of an answer."""
    assert shown.response is not None  # noqa: S101 - every command here is answered
    return shown.response.message


def items_of(shown: simcord.InteractionResult) -> list[dict[str, Any]]:
    """Return all the components of an answer."""
    assert shown.response is not None  # noqa: S101 - every command here is answered
    return list(walk(shown.response.components))


async def vote(member: simcord.MemberActor, shown: simcord.InteractionResult) -> None:
    """Press the heart below a line."""
    ids = [one.get("custom_id", "") for one in items_of(shown)]
    heart = next(one for one in ids if one.startswith("v:"))
    await member.click(message_of(shown), custom_id=heart)


def walk(components: Any) -> list[dict[str, Any]]:
    """Return components with those inside them."""
    found: list[dict[str, Any]] = []
    for one in components:
        found += [one, *walk(one.get("components", ()))]
    return found


def now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)
