"""What members and operators take with them is harmless where it is read."""

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cli.console import plain
from bot.members.export import saved_as_json, saved_as_markdown
from bot.records import SavedLine
from tests.support.discord_markdown import read, walk
from tests.support.hits import build_episode, build_hit
from tests.support.hostile_texts import BLOCKS, CODE, LINKS, MARKS, SPOOFS, TEXTS

SAVED = SavedLine("quote0000001", None, datetime(2026, 3, 1, tzinfo=UTC))
LIVE = {"heading", "link", "url", "list", "bold", "italics", "struck", "code", "mention"}
"""What a viewer of Markdown would show otherwise; it knows no small print."""


def exported(text: str) -> str:
    hit = build_hit(episode=build_episode(title=text), speaker=text, display=text, text=text)
    return saved_as_markdown([(SAVED, replace(hit, chapter=text))])


@pytest.mark.parametrize("text", [*LINKS, *BLOCKS, *MARKS, *SPOOFS, *CODE])
def test_no_text_is_markup_in_an_export(text: str) -> None:
    shown = exported(text)
    found = [one for one in walk(read(shown)) if one.kind in LIVE - {"mention"}]
    assert found == []


def test_an_export_as_data_has_every_text_as_it_is() -> None:
    for text in TEXTS:
        hit = build_hit(text=text)
        (one,) = json.loads(saved_as_json([(SAVED, hit)]))
        assert one["text"] == text


def test_no_text_moves_the_cursor_of_a_terminal_or_colours_it() -> None:
    for text in TEXTS:
        found = {unicodedata.category(one) for one in plain(text) if one != "\n"}
        assert not found & {"Cc", "Cf"}
