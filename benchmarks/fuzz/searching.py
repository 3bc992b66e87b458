"""What holds for any query of an index, and any custom id of a button, a menu or a modal."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import discord

from bot.client import BUTTONS, SUBMISSIONS
from bot.models import Scope
from bot.search import Index, open_index
from bot.ui import custom_ids, narrowing
from tests.search.talks import PUBLIC, bees, fill, lighthouses, secrets

_SCOPES = (PUBLIC, Scope(server=None, episode="bees", speaker="Ines Vale"), Scope(server=8))
_OPTIONS = ("quote.words", "topic.name", "speaker", "episode")
_FREE = {"subject", "speaker", "show"}
"""The parts of custom ids that are words of others."""

_LARGEST = 2**63


def check_search(data: bytes) -> None:
    """Search an index for text; matches are whole, and none is of another server."""
    typed = data.decode("utf-8", errors="replace")[:6000]
    index, loop, _ = _opened()
    loop.run_until_complete(_search(index, typed))


async def _search(index: Index, typed: str) -> None:
    texts = _texts()
    for scope in _SCOPES:
        for ask in (index.quote, index.topic, index.ask):
            found = await ask(typed, scope)
            assert found.confidence in {"exact", "close", "none"}
            assert len(found.matches) <= 10
            assert all(match.episode != "secrets" for match in found.matches)
            assert all(match.text in texts[match.episode] for match in found.matches)
            assert not any("anzibarium" in one for one in found.suggestions)
        for option in _OPTIONS:
            for one in await index.suggest(option, typed, scope):
                assert 1 <= len(one.name) <= 100
                assert 1 <= len(one.value) <= 100
                assert "anzibarium" not in one.name + one.value


@cache
def _texts() -> Mapping[str, str]:
    """Return the texts of the talks that anybody may find."""
    made = (lighthouses(), bees())
    return {episode.key: content.text for episode, content in made}


@cache
def _opened() -> tuple[Index, asyncio.AbstractEventLoop, AsyncExitStack]:
    """Open an index of three talks, one of them of a server; the stack keeps it open."""
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()
    folder = stack.enter_context(TemporaryDirectory())

    async def opened() -> Index:
        index = await stack.enter_async_context(open_index(Path(folder)))
        await fill(index, lighthouses(), bees(), secrets())
        return index

    return loop.run_until_complete(opened()), loop, stack


def close_index() -> None:
    """Close the index that was searched, whose threads keep the process from ending."""
    if _opened.cache_info().currsize:
        _, loop, stack = _opened()
        loop.run_until_complete(stack.aclose())
        loop.close()
        _opened.cache_clear()


def check_custom_id(data: bytes) -> None:
    """Restore what a custom id stands for; one item at most answers, with numbers in bounds."""
    custom_id = data.decode("utf-8", errors="replace")
    modals = [one for one in SUBMISSIONS if one.template.fullmatch(custom_id)]
    assert len(modals) <= 1, (custom_id, modals)
    assert not modals or len(custom_id) <= custom_ids.LONGEST, custom_id
    answering = [one for one in BUTTONS if _template(one).fullmatch(custom_id)]
    assert len(answering) <= 1, (custom_id, answering)
    for kind in answering:
        match = _template(kind).fullmatch(custom_id)
        assert match
        assert len(custom_id) <= custom_ids.LONGEST, custom_id
        coded = {name: value for name, value in match.groupdict().items() if name not in _FREE}
        assert all(value is None or value.isascii() for value in coded.values()), custom_id
        restored = asyncio.run(kind.from_custom_id(None, _component(kind), match))  # pyright: ignore[reportArgumentType] - none of ours reads the interaction
        for value in vars(restored).values():
            assert not isinstance(value, int) or -_LARGEST <= value < _LARGEST, custom_id
        if "episode" in match.groupdict():
            narrowing.from_code(match["episode"] or "-", PUBLIC, ())


def _component(kind: type[Any]) -> Any:
    """Return an empty menu or button, as a message would hold it."""
    select = "Select" in str(kind.__orig_bases__)
    return discord.ui.Select[Any]() if select else discord.ui.Button[Any]()


def _template(kind: Any) -> re.Pattern[str]:
    return kind.__discord_ui_compiled_template__
