"""Pages of hostile episodes fit into Discord's limits at every press."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.models import Chapter, Highlight, ShowEdits
from tests.support import seen
from tests.support.episodes import content_of, episode_of
from tests.support.stage import Stage, fill, open_stage

ZALGO = "z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308" * 60
HEBREW = "\u05e9\u05dc\u05d5\u05dd \u05dc\u05db\u05dc \u05d4\u05e2\u05d5\u05dc\u05dd. " * 12
MARKUP = "**||`__~~<@&1> [a](https://x.example) ## " * 30
ENDLESS = "walrus " + "word and another " * 580
LINES = (
    f"Before {MARKUP}.",
    f"Trombone {ENDLESS}.",
    f"Flugelhorn {HEBREW}",
    f"Bassoon {ZALGO}.",
    *(f"Line {n} after {'x' * 400} end." for n in range(20)),
)
NAME = "\u05d0\u05d1 **Name** " * 30


@pytest.fixture
async def hostile(tmp_path: Path) -> AsyncGenerator[Stage]:
    """A stage with one episode of which everything is too long, marked up or from right to left."""
    content = content_of(LINES, key="hostile")
    said = tuple(
        replace(quote, speaker=f"{NAME}{quote.position % 3}", sure=True) for quote in content.quotes
    )
    chapters = tuple(Chapter(NAME * 3, quote.start, quote.end) for quote in said)
    highlights = tuple(Highlight(q.id, q.start, q.end, q.text, q.display, 1.0) for q in said[:4])
    content = replace(content, quotes=said, chapters=chapters, highlights=highlights)
    episode = replace(episode_of(content, key="hostile"), title=NAME, speakers=(NAME,))
    await fill(tmp_path, [(episode, content)])
    async with open_stage(tmp_path) as stage:
        edits = ShowEdits(title=NAME, colour=0, art="https://pictures.example/a.png")
        await stage.store.edits.edit_show("talks", edits, server=None)
        await stage.library.refresh()
        yield stage


@pytest.mark.parametrize("word", ["trombone", "flugelhorn", "bassoon", "before"])
async def test_a_hostile_line_is_shown_shared_and_seen_in_context(
    hostile: Stage, word: str
) -> None:
    found = await hostile.mia.slash(hostile.channel, "quote", words=word, private=True)
    assert word.capitalize() in seen.words(found)
    for label in ("Share", "More", "Context"):
        shown = await hostile.mia.click(seen.response(found).message, label=label)
        assert word.capitalize() in seen.words(shown)
    for label in ("More before", "More after"):
        while label in seen.buttons(shown):
            await hostile.mia.click(seen.response(shown).message, label=label)
    assert "Line 19 after" in seen.words(shown)


async def test_hostile_highlights_are_leafed_through(hostile: Stage) -> None:
    found = await hostile.mia.slash(hostile.channel, "quote")
    lines = {seen.words(found)}
    for _ in range(3):
        await hostile.mia.click(seen.response(found).message, label="Another")
        lines.add(seen.words(found))
    assert len(lines) == 4
