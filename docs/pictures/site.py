"""The pictures of the pages for people without Discord."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.async_api import Page, ViewportSize

from bot.library import open_reader
from bot.models import Scope
from bot.site.publishing import Options, publish
from docs.pictures.studio import Samples, now, open_browser, save

PHONE, DESKTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)
EPISODE = "the-night-shift"


async def take(samples: Samples) -> None:
    """Write the pages of the sample episodes, and keep the first screen of three of them."""
    folder = samples.folder / "public"
    reader = await open_reader(samples.store, server=None, now=now())
    await publish(folder, reader, Options(transcripts=None))
    (episode,) = await samples.library.episodes(Scope(server=None, episode=EPISODE))
    pages = {
        "site": "",
        "site-episode": f"e/{episode.id}/",
        "site-quote": f"q/{min(one.name for one in (folder / 'q').iterdir())}/",
    }
    with _served(folder) as address:
        async with open_browser() as browser:
            page = await browser.new_page(viewport=PHONE, device_scale_factor=2)
            for name, path in pages.items():
                await page.goto(f"{address}/{path}")
                await _keep(page, name)
            await page.set_viewport_size(DESKTOP)
            await page.goto(f"{address}/{pages['site-episode']}")
            await _keep(page, "site-episode-desktop")


async def _keep(page: Page, name: str) -> None:
    await page.wait_for_load_state("networkidle")
    save(await page.screenshot(), name)


@contextmanager
def _served(folder: Path) -> Generator[str]:
    handler = partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
        """Write nothing."""
