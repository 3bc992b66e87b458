"""What members save is listed, exported and deleted, as far as they may see it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import LibraryError, NotFoundError
from bot.members import MOST_SAVED
from bot.models import Hit
from bot.store.tables import saved
from tests.members.conftest import JONAS, MIA, NOW, OURS, THEIRS, Club


def quotes_of(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.match.quote for hit in hits]


async def test_saved_lines_come_page_by_page_the_newest_first(club: Club) -> None:
    first, second, third = await club.add("one")
    for quote in (first, second, third):
        assert await club.members.saved.save(MIA, quote.id, server=OURS)
        club.now += timedelta(minutes=1)
    page = await club.members.saved.page(MIA, server=OURS, limit=2)
    assert quotes_of(page.hits) == [third.id, second.id]
    assert (page.first, page.total, page.hidden) == (0, 3, 0)
    last = await club.members.saved.page(MIA, server=OURS, first=2, limit=2)
    assert quotes_of(last.hits) == [first.id]
    await club.members.saved.unsave(MIA, first.id)
    moved = await club.members.saved.page(MIA, server=OURS, first=2, limit=2)
    assert (moved.first, quotes_of(moved.hits)) == (0, [third.id, second.id])
    assert (await club.members.saved.page(JONAS, server=OURS)).total == 0


async def test_a_line_of_a_private_show_is_counted_elsewhere_and_not_shown(club: Club) -> None:
    (private, *_) = await club.add("ours", server=OURS)
    (public, *_) = await club.add("public")
    for quote in (private, public):
        await club.members.saved.save(MIA, quote.id, server=OURS)
    for server in (THEIRS, None):
        page = await club.members.saved.page(MIA, server=server)
        assert (quotes_of(page.hits), page.total, page.hidden) == ([public.id], 1, 1)
        export = await club.members.saved.export(MIA, server=server)
        assert private.id not in export.json + export.markdown
        assert export.hidden == 1
    assert (await club.members.saved.page(MIA, server=OURS)).total == 2


async def test_nothing_can_be_saved_that_cannot_be_seen(club: Club) -> None:
    (private, *_) = await club.add("ours", server=OURS)
    (later, *_) = await club.add("later", embargo=NOW + timedelta(days=1))
    (hidden, *_) = await club.add("hidden")
    await club.store.edits.hide(hidden.id, server=None)
    await club.library.refresh()
    for quote, server in ((private, THEIRS), (private, None), (later, OURS), (hidden, OURS)):
        with pytest.raises(NotFoundError, match="not there any more"):
            await club.members.saved.save(MIA, quote.id, server=server)
    with pytest.raises(NotFoundError):
        await club.members.saved.save(MIA, "unknown", server=OURS)
    assert await club.store.members.saved_by(MIA) == ()


async def test_a_line_that_is_hidden_later_is_counted_and_comes_back(club: Club) -> None:
    (quote, *_) = await club.add("one")
    await club.members.saved.save(MIA, quote.id, server=OURS)
    await club.store.edits.hide(quote.id, server=None)
    await club.library.advance()
    page = await club.members.saved.page(MIA, server=OURS)
    assert (page.hits, page.hidden) == ((), 1)
    await club.store.edits.unhide(quote.id, server=None)
    await club.library.advance()
    assert (await club.members.saved.page(MIA, server=OURS)).total == 1


async def test_the_export_has_the_words_as_they_were_said_and_links(club: Club) -> None:
    quotes = await club.add("one")
    await club.members.saved.save(MIA, quotes[2].id, server=OURS)
    export = await club.members.saved.export(MIA, server=OURS)
    (line,) = json.loads(export.json)
    assert (line["text"], line["speaker"], line["episode"]) == (quotes[2].text, "Dan", "One")
    assert line["link"] == "https://youtu.be/abcdefghijk?t=120s"
    assert line["saved"] == NOW.isoformat()
    assert "> In nineteen years the lamp failed me \\*exactly\\* twice.\n" in export.markdown
    assert "Dan, One <https://youtu.be/abcdefghijk?t=120s>" in export.markdown


async def test_there_is_room_for_a_thousand_lines(club: Club, tmp_path: Path) -> None:
    (quote, other, _) = await club.add("one")
    await club.members.saved.save(MIA, quote.id, server=OURS)
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}")
    async with engine.begin() as connection:
        lines = ({"quote_id": f"gone-{number}"} for number in range(MOST_SAVED - 1))
        await connection.execute(
            insert(saved), [{"user": MIA, "server": OURS, "at": NOW, **line} for line in lines]
        )
    await engine.dispose()
    with pytest.raises(LibraryError, match="1,000 lines"):
        await club.members.saved.save(MIA, other.id, server=OURS)
    page = await club.members.saved.page(MIA, server=OURS)
    assert (page.total, page.hidden) == (1, MOST_SAVED - 1)
    assert await club.members.saved.clear(MIA) == MOST_SAVED
