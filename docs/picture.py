"""Make docs/picture.png: the real bot answering `/quote` in the demo's page.

.venv/bin/python docs/picture.py [PATH-OF-CHROMIUM]
"""  # noqa: INP001 - a script beside the pictures it makes

import asyncio
import shutil
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, ViewportSize, async_playwright

from bot import demo, ingest
from bot.library import Library
from bot.search import open_index
from bot.store import Store, open_store

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "data" / "samples"
WORDS = "you wouldn't let a drunk surgeon explain"
SIZE = ViewportSize(width=480, height=520)
HIDE_STATUS = """document.querySelectorAll("[role=status], .toolbar-status")
    .forEach(one => one.style.visibility = "hidden")"""


async def main(chromium: str | None) -> None:
    """Serve the samples, ask as a member does, and keep what the channel shows."""
    async with (
        _library() as (store, library),
        demo.opened(library, store) as preview,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport=SIZE, device_scale_factor=2)
        await page.goto(preview.url)
        await _ask(page)
        await page.evaluate(HIDE_STATUS)
        await page.locator("#channel-layout").screenshot(path=HERE / "picture.png")
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


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else shutil.which("chromium")))
