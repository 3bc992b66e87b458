"""Every page that `bot.ui` builds is harmless, whatever the texts in it are."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.daily.port import RejectedError
from bot.discord_errors import translated_errors
from bot.runtime.failures import Failure
from bot.ui import custom_ids, doctor, text
from tests.support.discord_markdown import read, walk
from tests.support.hostile_pages import RAW, found_on
from tests.support.hostile_texts import EMPTY, TEXTS
from tests.support.judge import text_problems

NOW = datetime(2026, 3, 2, tzinfo=UTC)

SHARE = 20
"""Each builder is tested with one text of so many; `benchmarks.hostile_pages` tries all."""


@pytest.mark.parametrize("name", RAW)
def test_no_text_is_live_on_a_page(name: str) -> None:
    assert found_on(name, TEXTS[[*RAW].index(name) % SHARE :: SHARE]) == []


def test_no_feed_can_write_on_the_page_of_what_is_failing() -> None:
    for hostile in TEXTS:
        failure = Failure(f"feed {hostile}", NOW, f"{hostile}.vtt is a web page.", public=True)
        shown = doctor.failing(failure)
        assert not list(text_problems(shown)), hostile


def test_no_answer_of_discord_names_a_channel_as_the_reason_of_a_post() -> None:
    response: Any = SimpleNamespace(status=400, reason="", headers={})
    for hostile in TEXTS:
        refused = discord.HTTPException(response, {"code": 50035, "message": hostile})
        with pytest.raises(RejectedError) as raised, translated_errors(1):
            raise refused
        assert not list(text_problems(text.escaped_sentence(str(raised.value), 800))), hostile


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
