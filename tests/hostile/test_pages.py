"""Every page that `bot.ui` builds is harmless, whatever the texts in it are."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from typing import get_type_hints

import pytest

from bot import ui
from bot.ui import custom_ids, text
from bot.ui.layout import Page
from tests.support.discord_markdown import read, walk
from tests.support.hostile_texts import EMPTY, TEXTS
from tests.support.hostile_values import OWN, Builder
from tests.support.judge import problems_in


def _builders() -> Iterator[tuple[str, Callable[..., Page]]]:
    """Yield every public function of `bot.ui` that builds a page of values."""
    for found in pkgutil.iter_modules(ui.__path__):
        module = importlib.import_module(f"bot.ui.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            built = own and get_type_hints(function).get("return") is Page
            if built and not inspect.iscoroutinefunction(function):
                yield f"{found.name}.{name}", function


BUILDERS = dict(_builders())

OWN_MENTIONS = (f"@&{OWN}", f"@{OWN}", f"#{OWN}")
"""Of the role of a schedule, the member of an alert, and the channel of either."""


SHARE = 20
"""Each builder is tested with one text of so many; `benchmarks.hostile_pages` tries all."""

RAW = {name: one for name, one in BUILDERS.items() if not name.startswith("layout.")}
"""Without those that get text that is escaped."""


def found_on(name: str, texts: Sequence[str]) -> list[str]:
    """Return the problems on the pages that a function builds of texts."""
    found: list[str] = []
    for one in texts:
        page = RAW[name](**Builder(one).arguments(RAW[name]))
        body = {"components": page.view().to_components()}
        found += problems_in(body, allowed=OWN_MENTIONS)
    return found


@pytest.mark.parametrize("name", RAW)
def test_no_text_is_live_on_a_page(name: str) -> None:
    assert found_on(name, TEXTS[[*RAW].index(name) % SHARE :: SHARE]) == []


def test_brackets_in_the_title_of_a_link_do_not_end_it() -> None:
    title = "One ] of [ them](https://evil.example)"
    linked = text.link(title, "https://wells.example/1", 100)
    (node,) = read(linked)
    assert (node.kind, node.target) == ("link", "https://wells.example/1")


def test_a_text_after_a_link_does_not_give_it_another_address() -> None:
    shown = f"[1:04](https://wells.example/1) {text.escape('](https://evil.example)')}"
    links = [node.target for node in walk(read(shown)) if node.kind == "link"]
    assert links == ["https://wells.example/1"]


def test_a_text_in_which_nothing_shows_has_a_dash_in_its_place() -> None:
    for nothing in EMPTY:
        assert text.label(nothing, 80) == text.escaped(nothing, 80) == "\u2013"
    assert text.label("", 80) == text.escaped("", 80) == ""


def test_marks_on_one_letter_end_after_eight() -> None:
    assert text.plain("z" + "\u0301" * 500 + "a") == "z" + "\u0301" * 8 + "a"


def test_a_speaker_whose_name_no_button_can_hold_has_no_button_to_another_line() -> None:
    assert custom_ids.holds_speaker("Ann")
    assert not custom_ids.holds_speaker("Ann\nBo")
    assert not custom_ids.holds_speaker("")
