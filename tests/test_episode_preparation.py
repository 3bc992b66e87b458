"""What becomes of a transcript before it is stored."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.episode_preparation import prepare
from bot.import_options import Options
from bot.models import Heading, Span, Transcript, Turn
from bot.search.storage.documents import build_documents
from bot.store import Store
from tests.support.stores import open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as opened:
        yield opened


def _with_headings(text: str) -> Transcript:
    return Transcript(
        text=text,
        sha256="00",
        format="markdown",
        turns=(Turn(0, len(text)),),
        headings=(Heading(text.index("Then"), "The river"),),
        sponsored=(Span(text.index("Buy"), len(text)),),
        language="en",
        published=date(2025, 3, 1),
        guests=("Ann",),
        source=b"the file",
    )


def test_headings_with_nothing_between_them_are_one_chapter() -> None:
    text = "We dig here. Then we dig there."
    second = text.index("Then")
    made = _with_headings(f"{text} Buy wells.")
    headings = (Heading(0, "One"), Heading(second, "Two"), Heading(second, "Three"))
    last = Heading(len(made.text), "Four")
    chapters = prepare(
        replace(made, headings=(*headings, last)), key="a", options=Options(guides=())
    ).content.chapters
    assert [(one.title, one.start, one.end) for one in chapters] == [
        ("One", 0, second),
        ("Three", second, len(made.text)),
    ]


async def test_what_a_transcript_says_of_itself_is_stored(store: Store) -> None:
    text = "We dig the wells by hand. Then the river came. Buy our buckets at the market."
    ready = prepare(_with_headings(text), key="wells", options=Options())
    await store.add(ready.episode, ready.content)
    episode, content = (await store.every_episode())[0], await store.content("wells")

    assert (episode.language, episode.published, episode.guests) == (
        "en",
        date(2025, 3, 1),
        ("Ann",),
    )
    assert [chapter.title for chapter in content.chapters] == ["Opening", "The river"]
    assert await store.source("wells") == b"the file"
    assert not any(text.index("Buy") < one.end for one in content.highlights)


_DRAGON = "(the dragon snores again)"
_NOISY = f"We dig the wells by hand, {_DRAGON} because no machine gets up there at all."


def _noisy() -> Transcript:
    start = _NOISY.index(_DRAGON)
    return Transcript(
        text=_NOISY,
        sha256="00",
        format="text",
        turns=(Turn(0, len(_NOISY)),),
        asides=(Span(start, start + len(_DRAGON)),),
    )


def test_an_aside_stays_in_the_text_of_a_quote_and_is_not_displayed() -> None:
    content = prepare(_noisy(), key="wells", options=Options()).content
    (quote,) = content.quotes

    assert quote.text == _NOISY
    assert quote.display == "We dig the wells by hand, because no machine gets up there at all."
    assert {one.display for one in (*content.highlights, *content.summary)} == {quote.display}
    assert not any("dragon" in topic.name.casefold() for topic in content.topics)


def test_the_words_of_an_aside_are_not_indexed() -> None:
    ready = prepare(_noisy(), key="wells", options=Options())
    (document,) = build_documents(ready.episode, ready.content, first=1)
    assert document.folded == "we dig the wells by hand because no machine gets up there at all"


async def test_only_the_asides_within_quotes_are_stored(store: Store) -> None:
    noisy = _noisy()
    text = f"[12:00]\n\n{noisy.text}"
    between, within = Span(0, 7), Span(noisy.asides[0].start + 9, noisy.asides[0].end + 9)
    transcript = replace(noisy, text=text, turns=(Turn(9, len(text)),), asides=(between, within))
    ready = prepare(transcript, key="wells", options=Options())
    await store.add(ready.episode, ready.content)
    assert (await store.content("wells")).asides == (within,)
