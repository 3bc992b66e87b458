"""Open a site in a real browser: two languages, a spoiler, with and without a transcript."""

import functools
import shutil
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.models import Episode
from bot.site import full_text
from bot.site.publishing import Options
from tests.support.website import URL, lighthouse, write

ISLAND = (
    ("Ruth", "The ferry goes to the island once a day, and twice when there is a wedding."),
    ("Tom", "My uncle rang the bell for forty years and never saw a wedding."),
    ("Ruth", "A bell is a clock that needs a person."),
)
TOWER = (
    ("דנה", "שומר המגדלור סופר את השניות בין ההבזקים."),
    ("יוסי", "הערפל בולע את הצופר כמו שצמר בולע מחט."),
)


@dataclass(frozen=True, slots=True)
class Served:
    """A site on a local address, with its episodes by name."""

    url: str
    folder: Path
    episodes: dict[str, Episode]


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncGenerator[Browser]:
    """Start Chromium once for all tests of a module."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium: install the package chromium to test the pages in a browser")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Served]:
    """Write a site with search below a folder of a local web server."""
    if not full_text.is_available():
        pytest.skip("no Pagefind: install pullquote[site] to test search")
    root = tmp_path_factory.mktemp("web")
    island = lighthouse("island", said=ISLAND, best=(2,), show="islands")
    tower = lighthouse("tower", said=TOWER, best=(1,), show="islands")
    secret = lighthouse("ending", show="islands")
    episodes = {
        "lamp": lighthouse(),
        "island": island,
        "tower": (replace(tower[0], language="he", title="המגדלור"), tower[1]),
        "ending": (replace(secret[0], spoiler=True), secret[1]),
    }
    options = Options(url=f"{URL}/podcast", transcripts={"islands"})
    await write(root / "podcast", *episodes.values(), options=options)
    handler = functools.partial(_Handler, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Served(
            url=f"http://127.0.0.1:{server.server_port}/podcast/",
            folder=root / "podcast",
            episodes={name: episode for name, (episode, _) in episodes.items()},
        )
        server.shutdown()
        thread.join()
