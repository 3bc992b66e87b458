import random
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import NotFoundError
from bot.library import Library
from bot.models import Chapter, Content, Episode, Highlight, Scope, Topic
from bot.search import open_index
from bot.search.semantic.model import SentenceModel
from bot.store import Store
from tests.support.builders import content, episode
from tests.support.stores import open_store

PUBLIC = Scope(server=None)
NOW = datetime(2026, 3, 1, tzinfo=UTC)

SAID = (
    ("Host", "Tell us how a lighthouse keeper spends the longest night of the year."),
    ("Keeper", "You count the seconds between the flashes until counting is all you are."),
    ("Host", "And what did the fog do to the horn?"),
    ("Keeper", "Fog swallows a horn the way wool swallows a needle."),
    ("Keeper", "In nineteen years the lamp failed me exactly twice."),
)


@asynccontextmanager
async def opened(
    folder: Path,
    now: datetime = NOW,
    *,
    model: SentenceModel | None = None,
    mark_names: bool = True,
) -> AsyncGenerator[tuple[Store, Library]]:
    url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
    async with open_store(url) as store, open_index(folder / "index", model=model) as index:
        yield (
            store,
            Library(store, index, clock=lambda: now, rng=random.Random(7), mark_names=mark_names),
        )


def lighthouse(
    key: str = "pilot", *, server: int | None = None, published: date | None = None
) -> tuple[Episode, Content]:
    said = content(SAID, highlights=(1, 3, 4), topics=("lamp", "fog"), key=key)
    half = said.quotes[2].start
    chapters = (Chapter("Nights", 0, half), Chapter("Weather", half, len(said.text)))
    described = episode(key, server=server, speakers=("Host", "Keeper"))
    described = replace(described, length=len(said.text), published=published)
    return described, replace(said, chapters=chapters)


def forget_store(folder: Path) -> None:
    for path in folder.glob("library.db*"):
        path.unlink()


async def test_an_answer_has_episode_chapter_and_position(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        await store.add(*lighthouse())
        await library.refresh()
        answer = await library.quote("fog swallows a horn", PUBLIC)

    best = answer.hits[0]
    assert answer.confidence == "exact"
    assert best.match.text == SAID[3][1]
    assert (best.episode.key, best.chapter) == ("pilot", "Weather")
    assert 0.4 < best.progress < 0.9


async def test_topic_and_question_find_their_passages(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        await store.add(*lighthouse())
        await library.refresh()
        about = await library.topic("fog", PUBLIC)
        asked = await library.ask("How often did the lamp fail?", PUBLIC)

    assert any("needle" in hit.match.text for hit in about.hits)
    assert "nineteen years" in asked.hits[0].match.text


async def test_refresh_sees_what_another_process_added_and_removed(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        await library.refresh()
        async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as other:
            await other.add(*lighthouse())
        await library.refresh()
        assert [one.key for one in await library.episodes(PUBLIC)] == ["pilot"]
        await store.remove("pilot", server=None)
        await library.refresh()
        assert await library.episodes(PUBLIC) == ()
        assert (await library.quote("fog swallows a horn", PUBLIC)).hits == ()


@pytest.mark.parametrize(("many", "pieces"), [(2, 2), (41, 1)])
async def test_after_many_episodes_the_index_is_optimised(
    tmp_path: Path, many: int, pieces: int
) -> None:
    async with opened(tmp_path) as (store, library):
        for number in range(many):
            await store.add(*lighthouse(f"night-{number}"))
            if many == pieces:
                await library.refresh()
        await library.refresh()
        assert (await library.quote("fog swallows a horn", PUBLIC)).confidence == "exact"
    database = next(path for path in (tmp_path / "index").rglob("*.db"))
    with closing(sqlite3.connect(database)) as db:
        found = db.execute("SELECT count(DISTINCT segid) FROM postings_idx").fetchone()
    assert found == (pieces,)


async def test_an_index_that_is_ahead_of_the_store_is_rebuilt(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        await store.add(*lighthouse("one"))
        await store.add(*lighthouse("two"))
        await library.refresh()
    forget_store(tmp_path)

    async with opened(tmp_path) as (store, library):
        await store.add(*lighthouse("three"))
        await library.refresh()
        found = await library.quote("fog swallows a horn", PUBLIC)

    assert {hit.episode.key for hit in found.hits} == {"three"}


async def test_a_highlight_is_not_shown_again_before_the_others(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        await store.add(*lighthouse())
        await library.refresh()
        shown = [await library.highlight(PUBLIC) for _ in range(3)]

    assert len({hit.match.quote for hit in shown if hit}) == 3


async def test_a_highlight_is_by_the_speaker_who_was_asked_for(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        await store.add(*lighthouse())
        await library.refresh()
        kept = await library.highlight(Scope(server=None, speaker="Keeper"))
        none = await library.highlight(Scope(server=None, speaker="Host"))

    assert kept is not None
    assert kept.match.speaker == "Keeper"
    assert none is None


async def test_a_highlight_drawn_unasked_is_postable(tmp_path: Path) -> None:
    described, said = lighthouse()
    lights = [
        Highlight(q.id, q.start, q.end, q.text, q.display, 1.0, postable=q.position == 3)
        for q in said.quotes
    ]
    async with opened(tmp_path) as (store, library):
        await store.add(described, replace(said, highlights=tuple(lights)))
        await library.refresh()
        drawn = {hit.match.quote for _ in range(9) if (hit := await library.highlight(PUBLIC))}

    assert drawn == {said.quotes[3].id}


async def test_a_highlight_is_shown_as_it_was_trimmed(tmp_path: Path) -> None:
    described, said = lighthouse()
    whole, start = said.quotes[3], len("Fog swallows ")
    best = Highlight(whole.id, whole.start + start, whole.end, whole.text[start:], "A horn.", 1.0)
    async with opened(tmp_path) as (store, library):
        await store.add(described, replace(said, highlights=(best,)))
        await library.refresh()
        drawn = await library.highlight(PUBLIC)
        trimmed, plain, gone = await library.highlights(
            [whole.id, said.quotes[0].id, "a" * 12], server=None
        )

    assert drawn == trimmed
    assert trimmed is not None
    assert trimmed.match.text == "a horn the way wool swallows a needle."
    assert trimmed.match.display == "A horn."
    assert plain is not None
    assert plain.match.text == SAID[0][1]
    assert gone is None


async def test_hits_are_in_the_order_of_their_ids_with_none_for_removed_quotes(
    tmp_path: Path,
) -> None:
    described, said = lighthouse()
    async with opened(tmp_path) as (store, library):
        await store.add(described, said)
        await library.refresh()
        hits = await library.hits([said.quotes[1].id, "a" * 12], server=None)

    assert hits[0] is not None
    assert hits[0].match.text == SAID[1][1]
    assert hits[1] is None


async def test_a_quote_in_a_long_cue_has_a_time_between_the_stated_ones(tmp_path: Path) -> None:
    described, said = lighthouse()
    last = said.quotes[-1]
    quotes = tuple(replace(one, start_ms=20_000 * (one is last)) for one in said.quotes)
    async with opened(tmp_path) as (store, library):
        await store.add(described, replace(said, quotes=quotes))
        await library.refresh()
        looked_up = (await library.hits([said.quotes[-2].id], server=None))[0]
        found = (await library.quote(said.quotes[-2].text, PUBLIC)).hits[0]
    assert looked_up is not None
    times = [(one.match.start_ms, one.match.about_ms) for one in (looked_up, found)]
    assert times[0] == times[1]
    assert times[0][0] == 0
    assert times[0][1] in range(10_000, 20_000)


async def test_around_gives_the_neighbours_in_order(tmp_path: Path) -> None:
    described, said = lighthouse()
    async with opened(tmp_path) as (store, library):
        await store.add(described, said)
        await library.refresh()
        found = await library.around(said.quotes[1].id, server=None, first=-2, last=2)
        gone = await library.around("a" * 12, server=None)

    assert found is not None
    assert found.hit.match.text == SAID[1][1]
    assert found.position == 1
    assert [one.text for one in found.quotes] == [sentence for _, sentence in SAID[:4]]
    assert gone is None


async def test_an_embargo_hides_an_episode_until_it_ends(tmp_path: Path) -> None:
    described, said = lighthouse()
    secret = replace(described, embargo=datetime(2026, 3, 2, tzinfo=UTC))
    async with opened(tmp_path) as (store, library):
        await store.add(secret, said)
        await library.refresh()
        assert await library.episodes(PUBLIC) == ()
        assert (await library.quote("fog swallows", PUBLIC)).hits == ()
        assert await library.highlight(PUBLIC) is None
        assert await library.hits([said.quotes[0].id], server=None) == (None,)
    async with opened(tmp_path, now=datetime(2026, 3, 3, tzinfo=UTC)) as (_, library):
        await library.refresh()
        assert (await library.quote("fog swallows", PUBLIC)).confidence == "exact"


async def test_no_read_crosses_from_one_server_to_another(tmp_path: Path) -> None:
    described, said = lighthouse("canary", server=1)
    own, other = Scope(server=1), Scope(server=2)
    async with opened(tmp_path) as (store, library):
        await store.add(described, said)
        await library.refresh()
        for scope in (other, PUBLIC):
            assert (await library.quote("fog swallows a horn", scope)).hits == ()
            assert (await library.topic("fog", scope)).hits == ()
            assert (await library.ask("How often did the lamp fail?", scope)).hits == ()
            for option in ("quote.words", "topic.name", "speaker", "episode"):
                assert await library.suggest(option, "", scope) == ()
            assert await library.highlight(scope) is None
            assert await library.topics(scope) == ()
            assert await library.episodes(scope) == ()
            assert await library.hits([said.quotes[0].id], server=scope.server) == (None,)
            with pytest.raises(NotFoundError):
                await library.chapters(replace(scope, episode="canary"))
        assert (await library.quote("fog swallows a horn", own)).confidence == "exact"


async def test_topics_that_more_episodes_share_come_first(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        described, said = lighthouse("one")
        await store.add(described, said)
        described, said = lighthouse("two")
        await store.add(described, replace(said, topics=(Topic("horn"), Topic("Fog"))))
        await library.refresh()
        names = [topic.name.casefold() for topic in await library.topics(PUBLIC)]

    assert names == ["fog", "lamp", "horn"]


async def test_without_a_key_the_chapters_are_those_of_the_newest_episode(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        await store.add(*lighthouse("newer", published=date(2026, 2, 1)))
        await store.add(*lighthouse("older", published=date(2026, 1, 1)))
        await library.refresh()
        newest, chapters = await library.chapters(PUBLIC)
        chosen, _ = await library.chapters(Scope(server=None, episode="older"))

    assert newest.key == "newer"
    assert [chapter.title for chapter in chapters] == ["Nights", "Weather"]
    assert chosen.key == "older"


async def test_an_episode_without_a_date_counts_as_published_when_it_was_added(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (store, library):
        undated, said = lighthouse("undated")
        await store.add(replace(undated, added_at=datetime(2026, 1, 15, 9, tzinfo=UTC)), said)
        later, said = lighthouse("later")
        await store.add(replace(later, added_at=datetime(2026, 1, 15, 18, tzinfo=UTC)), said)
        await store.add(*lighthouse("newer", published=date(2026, 2, 1)))
        await store.add(*lighthouse("older", published=date(2026, 1, 1)))
        await store.add(*lighthouse("unknown"))
        await library.refresh()
        listed = await library.episodes(PUBLIC)

    assert [one.key for one in listed] == ["newer", "later", "undated", "older", "unknown"]


async def test_a_missing_episode_is_reported_with_what_to_do_next(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, library):
        await library.refresh()
        with pytest.raises(NotFoundError, match="choose one from the list"):
            await library.chapters(Scope(server=None, episode="nowhere"))
        with pytest.raises(NotFoundError, match="pullquote add"):
            await library.chapters(PUBLIC)


async def test_notes_are_kept_for_the_next_start(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, library):
        await library.set_note("commands", "abc")
    async with opened(tmp_path) as (_, library):
        assert await library.note("commands") == "abc"
        assert await library.note("other") is None
