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
    """The words of a page: its title or the note above, its texts and its small print, unmarked."""

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
    blocks = re.findall(r"(?:^> .*\n?)+|^#{2,3} “.*”$", words(result), re.MULTILINE)
    return [_shown_line(block.rstrip("\n")) for block in blocks]


def buttons(result: simcord.InteractionResult) -> list[str]:
    """Return the labels of the buttons of an answer."""
    return [str(one["label"]) for one in _items(result) if "label" in one]


def custom_ids(result: simcord.InteractionResult) -> list[str]:
    """Return the ids of the buttons of an answer."""
    return [str(one["custom_id"]) for one in _items(result) if "custom_id" in one]


def menus(result: simcord.InteractionResult) -> list[dict[str, Any]]:
    """Return the menus of an answer, with their options."""
    return [one for one in _items(result) if "options" in one]


def response(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """Return the message of an answer; there must be one."""
    assert result.response is not None
    return result.response


def _items(result: simcord.InteractionResult) -> list[dict[str, Any]]:
    return [one for one in _walk(response(result).components) if "custom_id" in one or "url" in one]


def line(result: simcord.InteractionResult) -> str:
    """Return the line that an answer shows, without the marks around it."""
    return line_in(response(result).components)


def line_of(page: Page) -> str:
    """Return the line that a page shows, without the marks around it."""
    return line_in(page.view().to_components())


def line_in(components: Sequence[Any]) -> str:
    """Return the line among the components of a request, without the marks around it."""
    (found,) = (one for one in map(_shown_line, _texts(components)) if one)
    return found


def addresses(result: simcord.InteractionResult) -> dict[str, str]:
    """Map the labels of the buttons that open a page to its address."""
    return {str(one["label"]): str(one["url"]) for one in _items(result) if "url" in one}


def pictures(result: simcord.InteractionResult) -> dict[str, str]:
    """Map the addresses of the pictures of an answer to their descriptions."""
    shown = (one for one in _walk(response(result).components) if "media" in one)
    return {one["media"]["url"]: one["description"] for one in shown}


def _shown_line(text: str) -> str:
    heading = re.fullmatch(r"#{2,3} (?:\|\|)?“(.*)”(?:\|\|)?", text)
    if heading:
        return heading[1]
    return text.removeprefix("> ").replace("\n> ", "\n") if text.startswith("> ") else ""


def _panel(components: Sequence[Any]) -> Panel:
    (container,) = (one for one in components if one["type"] == _CONTAINER)
    texts = [part for text in _texts([container]) for part in _without_small_print(text)]
    titled = texts[0].startswith(("### ", "-# ")) and not _shown_line(texts[0])
    noted = texts[-1].startswith("-# ")
    return Panel(
        title=texts[0].removeprefix("### ").removeprefix("-# ") if titled else "",
        blocks=tuple(texts[titled : len(texts) - noted]),
        footer=texts[-1].removeprefix("-# ") if noted else "",
        accent=container.get("accent_color"),
    )


def _without_small_print(text: str) -> list[str]:
    """Return a text, and the small print in its last line, as two."""
    above, found, small = text.rpartition("\n-# ")
    return [above, f"-# {small}"] if found else [text]


def _texts(components: Sequence[Any]) -> Iterator[str]:
    return (one["content"] for one in _walk(components) if one["type"] == _TEXT)


def _walk(components: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for one in components:
        yield one
        yield from _walk(one.get("components", ()))
        yield from _walk([one["accessory"]] if "accessory" in one else ())
