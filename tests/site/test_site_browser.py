"""The pages in a real browser: accessible, searchable, and whole without scripts."""

import re
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from importlib.resources import files
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
)

from bot.site import addresses
from tests.site.conftest import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHONE, DESKTOP = (390, 844), (1280, 900)
NARROWEST = 360
LOOKS: tuple[tuple[tuple[int, int], Literal["light", "dark"]], ...] = (
    (PHONE, "light"),
    (DESKTOP, "dark"),
)
PATIENCE = 20_000

KINDS = ("first", "show", "transcript", "lines", "hebrew", "spoiler", "quote", "missing", "search")


def path_of(kind: str, served: Served) -> str:
    episodes = served.episodes
    paths = {
        "first": "",
        "show": addresses.show_path(episodes["island"].show),
        "transcript": addresses.episode_path(episodes["island"]),
        "lines": addresses.episode_path(episodes["lamp"]),
        "hebrew": addresses.episode_path(episodes["tower"]),
        "spoiler": addresses.episode_path(episodes["ending"]),
        "quote": addresses.quote_path(min(one.name for one in (served.folder / "q").iterdir())),
        "missing": "404.html",
        "search": "?q=bell",
    }
    return served.url + paths[kind]


@asynccontextmanager
async def opened(
    browser: Browser,
    size: tuple[int, int],
    *,
    scripts: bool = True,
) -> AsyncGenerator[Page]:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(PATIENCE)
    yield await context.new_page()
    await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def phone(browser: Browser) -> AsyncGenerator[Page]:
    """Open one page for all tests: each one more is a process of the browser."""
    async with opened(browser, PHONE) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="module")
async def page(phone: Page) -> Page:
    """Give the page as it was opened; it still shows what the test before has left."""
    await _look(phone, PHONE, "light")
    return phone


async def _look(page: Page, size: tuple[int, int], scheme: Literal["light", "dark"]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.emulate_media(color_scheme=scheme)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def without_scripts(browser: Browser) -> AsyncGenerator[Page]:
    async with opened(browser, PHONE, scripts=False) as page:
        yield page


async def says(locator: Locator, text: str | re.Pattern[str]) -> None:
    await expect(locator).to_contain_text(text, timeout=PATIENCE)  # pyright: ignore[reportUnknownMemberType] - its patterns are not annotated


async def found(page: Page) -> Locator:
    """Wait for the results of a search, and return their links."""
    await says(page.get_by_role("status"), re.compile("ha(s|ve) it"))
    return page.locator(".results .found")


async def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with a page, each with the elements."""
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    await page.evaluate(script)
    results: dict[str, Any] = await page.evaluate("axe.run()")
    return [
        f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in results["violations"]
    ]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_is_accessible_narrow_and_whole_by_itself(
    page: Page, served: Served, kind: str
) -> None:
    await _look(page, (NARROWEST, 700), "light")
    with heard_of(page) as (requested, complaints):
        await page.goto(path_of(kind, served))
        if kind == "search":
            await found(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
    own = (served.url.removesuffix("podcast/"), "data:")
    assert [url for url in requested if not url.startswith(own)] == []
    assert path_of(kind, served).split("?")[0] in "".join(requested)
    assert complaints == []
    if kind == "spoiler":
        await page.locator("summary").click()
    for size, scheme in LOOKS:
        await _look(page, size, scheme)
        assert await violations(page) == [], (size, scheme)


@contextmanager
def heard_of(page: Page) -> Generator[tuple[list[str], list[str]]]:
    """Collect what a page requests, and what the browser complains of."""
    requested: list[str] = []
    complaints: list[str] = []

    def request(sent: Request) -> None:
        requested.append(sent.url)

    def console(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    def failed(error: Error) -> None:
        complaints.append(str(error))

    page.on("request", request)
    page.on("console", console)
    page.on("pageerror", failed)
    yield requested, complaints
    page.remove_listener("request", request)
    page.remove_listener("console", console)
    page.remove_listener("pageerror", failed)


async def test_axe_would_find_what_is_wrong(page: Page, served: Served) -> None:
    await page.goto(served.url)
    await page.evaluate("document.querySelector('h1').style.color = '#eee'")
    assert any("color-contrast" in one for one in await violations(page))


async def test_search_finds_a_quote_and_opens_it_in_the_transcript(
    page: Page, served: Served
) -> None:
    await page.goto(served.url)
    await page.get_by_role("searchbox").fill("clock that needs a person")
    await (await found(page)).first.click()
    target = page.locator(":target")
    await says(target, "A bell is a clock that needs a person.")
    await expect(target).to_be_in_viewport()


async def test_search_finds_words_in_another_language_than_the_first_page(
    page: Page, served: Served
) -> None:
    await page.goto(f"{served.url}?q=הערפל")
    await says((await found(page)).first, "הערפל")


async def test_search_works_by_keyboard_alone_from_any_page(page: Page, served: Served) -> None:
    await page.goto(path_of("lines", served))
    for _ in range(3):  # past the link to the content and the one to the first page
        await page.keyboard.press("Tab")
    await page.keyboard.type("bell")
    await page.keyboard.press("Enter")
    await says((await found(page)).first, "bell")
    assert page.url == f"{served.url}?q=bell"
    await page.get_by_role("searchbox").focus()
    for key in ("Tab", "Tab", "Enter"):  # past the button to the first result
        await page.keyboard.press(key)
    await says(page.get_by_role("heading", level=1), "The island")


async def test_search_says_that_nothing_was_found_and_does_not_know_the_lines_of_a_spoiler(
    page: Page, served: Served
) -> None:
    await page.goto(f"{served.url}?q=xylophone")
    await says(page.get_by_role("status"), "Nothing found")
    await page.get_by_role("searchbox").fill("nineteen")
    await found(page)
    assert await page.locator(".results h2").all_text_contents() == ["The lighthouse"]


async def test_the_first_tab_leads_past_the_header(page: Page, served: Served) -> None:
    await page.goto(path_of("transcript", served))
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("Skip to the content")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "search"])
async def test_pages_are_whole_without_scripts(
    without_scripts: Page, served: Served, kind: str
) -> None:
    await without_scripts.goto(path_of(kind, served))
    assert await without_scripts.get_by_role("heading", level=1).count() == 1
    assert await without_scripts.get_by_role("searchbox").count() == 0


async def test_the_address_of_a_quote_opens_its_chapter_without_transcript(
    page: Page, served: Served
) -> None:
    await page.goto(path_of("lines", served))
    unshown = await page.locator(".anchors span").last.get_attribute("id")
    await page.goto(f"{path_of('lines', served)}#{unshown}")
    await expect(page.get_by_role("heading", name="Fog and failure")).to_be_in_viewport()
