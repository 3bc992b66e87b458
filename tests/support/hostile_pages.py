"""Build every page of `bot.ui` of hostile texts, and judge it."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from typing import get_type_hints

from bot import ui
from bot.ui.layout import Page
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
