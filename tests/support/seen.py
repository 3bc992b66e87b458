"""Read what a member sees in an answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import simcord

from bot.ui.layout import Page
from tests.support.contract.components import LAYOUT, check_components

_TEXT, _CONTAINER = 10, 17


@dataclass(frozen=True, slots=True)
class Panel:
    """The words of a page: its title, its texts, and its small print, without their marks."""

    title: str
    blocks: tuple[str, ...]
    footer: str
    accent: int | None

    @property
    def body(self) -> str:
        """The texts between title and footer, as paragraphs."""
        return "\n\n".join(self.blocks)


def panel(result: simcord.InteractionResult) -> Panel:
    """Return the one panel of an answer."""
    return _panel(response(result).components)


def panel_of(page: Page) -> Panel:
    """Return the one panel of a page that was built."""
    return _panel(page.view().to_components())


def held(page: Page) -> Panel:
    """Hold a page to Discord's limits, with a sentence above it, and return its panel."""
    components = page.headed("x" * 600).view().to_components()
    check_components({"flags": LAYOUT, "components": components}, edit=False)
    assert all(text.strip() for text in _texts(components))
    return _panel(components)


def words(result: simcord.InteractionResult) -> str:
    """Return all the words of an answer."""
    shown = response(result)
    return "\n".join(part for part in (shown.content, *_texts(shown.components)) if part)


def words_of(page: Page) -> str:
    """Return all the words of a page that was built."""
    return words_in(page.view().to_components())


def words_in(components: Sequence[Any]) -> str:
    """Return all the words of the components of a request."""
    return "\n".join(_texts(components))


def custom_ids_of(components: Sequence[Any]) -> list[str]:
    """Return the custom ids of the components of a request."""
    return [one["custom_id"] for one in _walk(components) if "custom_id" in one]


def excerpts(result: simcord.InteractionResult) -> list[str]:
    """Return the block quotes of an answer, in the order they are shown."""
    blocks = re.findall(r"(?:^> .*\n?)+", words(result), re.MULTILINE)
    return [block.removeprefix("> ").rstrip("\n").replace("\n> ", "\n") for block in blocks]


def buttons(result: simcord.InteractionResult) -> list[str]:
    """Return the labels of the buttons of an answer."""
    return [str(one["label"]) for one in _items(result) if "label" in one]


def custom_ids(result: simcord.InteractionResult) -> list[str]:
    """Return the ids of the buttons of an answer."""
    return [str(one["custom_id"]) for one in _items(result) if "custom_id" in one]


def response(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """Return the message of an answer; there must be one."""
    assert result.response is not None
    return result.response


def _items(result: simcord.InteractionResult) -> list[dict[str, Any]]:
    return [one for one in _walk(response(result).components) if "custom_id" in one or "url" in one]


def _panel(components: Sequence[Any]) -> Panel:
    (container,) = (one for one in components if one["type"] == _CONTAINER)
    texts = list(_texts([container]))
    titled, noted = texts[0].startswith("### "), texts[-1].startswith("-# ")
    return Panel(
        title=texts[0].removeprefix("### ") if titled else "",
        blocks=tuple(texts[titled : len(texts) - noted]),
        footer=texts[-1].removeprefix("-# ") if noted else "",
        accent=container.get("accent_color"),
    )


def _texts(components: Sequence[Any]) -> Iterator[str]:
    return (one["content"] for one in _walk(components) if one["type"] == _TEXT)


def _walk(components: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for one in components:
        yield one
        yield from _walk(one.get("components", ()))
        yield from _walk([one["accessory"]] if "accessory" in one else ())
