"""What managers change is in every read at once, and in the index soon after."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import NotFoundError
from bot.library import Library
from bot.library.right_names import mark_hit
from bot.models import (
    Chapter,
    EpisodeEdits,
    Excerpt,
    NameCorrection,
    Quote,
    Scope,
    ShowEdits,
    SpokenTurn,
)
from bot.store import Store
from tests.library.test_library import NOW, PUBLIC, SAID, lighthouse, opened
from tests.support.hits import build_hit

OPTIONS = ("quote.words", "topic.name", "speaker", "episode")
FOG = "Fog swallows a horn"
Step = Callable[[Library], Awaitable[None]]


async def _advanced(library: Library) -> None:
    await library.advance()


async def _refreshed(library: Library) -> None:
    await library.refresh()


STEPS = pytest.mark.parametrize("step", [_advanced, _refreshed], ids=["at once", "once indexed"])


async def words_of(library: Library, scope: Scope) -> str:
    """Return all that the library says of an episode, whatever is asked."""
    said: list[str] = []
    for typed in ("", "fog", FOG, "needle", "lamp"):
        for option in OPTIONS:
            said += [one.name for one in await library.suggest(option, typed, scope)]
        for search in (library.quote, library.topic, library.ask):
            said += [
                hit.match.text + hit.match.display for hit in (await search(typed, scope)).hits
            ]
    for _ in range(5):
        if (hit := await library.highlight(scope)) is not None:
            said.append(hit.match.text)
    said += [topic.name for topic in await library.topics(scope)]
    for _, outline in library.outlines(scope):
        said += outline.topics
    return "\n".join(said).casefold()


@STEPS
async def test_a_hidden_quote_is_in_no_answer_suggestion_highlight_or_topic(
    tmp_path: Path, step: Step
) -> None:
    described, said = lighthouse()
    topics = (*said.topics, replace(said.topics[0], name="needle", spans=said.topics[1].spans[1:]))
    said = replace(said, topics=topics)
    secret = said.quotes[3]
    async with opened(tmp_path) as (store, library):
        await store.add(described, said)
        await library.refresh()
        assert "swallows" in await words_of(library, PUBLIC)
        await store.edits.hide(secret.id, server=None)
        await step(library)
        assert "swallows" not in await words_of(library, PUBLIC)
        assert "needle" not in await words_of(library, PUBLIC)
        assert await library.hits([secret.id], server=None) == (None,)
        assert await library.around(secret.id, server=None) is None
        around = await library.around(said.quotes[2].id, server=None)
        assert around is not None
        assert [one.text for one in around.quotes][-2:] == [SAID[2][1], SAID[4][1]]
        # What is beside it is still found, and no run of quotes crosses it.
        assert (await library.quote("the lamp failed me exactly twice", PUBLIC)).hits

        await store.edits.unhide(secret.id, server=None)
        await library.refresh()
        assert "swallows" in await words_of(library, PUBLIC)


async def test_a_task_that_has_pinned_a_snapshot_sees_its_own_change(tmp_path: Path) -> None:
    described, said = lighthouse()
    async with opened(tmp_path) as (store, library):
        await store.add(described, said)
        await library.refresh()
        library.pin()
        secret = said.quotes[3].id
        await store.edits.hide(secret, server=None)
        await library.advance()
        assert (await library.quote(FOG, PUBLIC)).confidence != "exact"


@STEPS
async def test_a_removed_episode_is_gone_and_comes_back(tmp_path: Path, step: Step) -> None:
    described, said = lighthouse()
    async with opened(tmp_path) as (store, library):
        await store.add(described, said)
        await library.refresh()
        await store.edits.remove("pilot", server=None, at=NOW)
        await step(library)
        assert await words_of(library, PUBLIC) == ""
        await store.edits.restore("pilot", server=None, at=NOW)
        await library.refresh()
        best = (await library.quote(FOG, PUBLIC)).hits[0]
    assert best.match.quote == said.quotes[3].id


@STEPS
async def test_a_server_reads_only_the_public_shows_that_it_chose(
    tmp_path: Path, step: Step
) -> None:
    ours, theirs = Scope(server=1), Scope(server=2)
    described, said = lighthouse("fog", published=None)
    chosen = replace(described, key="other", id="other", show=replace(described.show, slug="sea"))
    other = lighthouse("other")[1]
    other = replace(other, topics=(), highlights=())
    private, own = lighthouse("own", server=1)
    async with opened(tmp_path) as (store, library):
        await store.add(described, said)
        await store.add(chosen, other)
        await store.add(private, own)
        await store.edits.choose_shows(1, ["sea"])
        await library.refresh()
        await store.edits.choose_shows(2, ["sea"])
        await step(library)
        assert {one.key for one in await library.episodes(ours)} == {"other", "own"}
        assert {one.key for one in await library.episodes(theirs)} == {"other"}
        for search in (library.quote, library.topic, library.ask):
            found = (await search(FOG, theirs)).hits
            assert {hit.episode.key for hit in found} <= {"other"}
        assert await library.suggest("topic.name", "", theirs) == ()
        assert [one.value for one in await library.suggest("episode", "", theirs)] == ["other"]
        assert await library.highlight(theirs) is None
        assert await library.hits([said.quotes[0].id], server=2) == (None,)
        assert await library.around(said.quotes[0].id, server=2) is None
        with pytest.raises(NotFoundError):
            await library.chapters(replace(theirs, episode="fog"))
        # Nobody else is concerned.
        assert len(await library.episodes(Scope(server=3))) == 2
        assert len(await library.episodes(PUBLIC)) == 2


async def test_a_renamed_speaker_is_found_shown_and_suggested_by_the_new_name(
    tmp_path: Path,
) -> None:
    described, said = lighthouse()
    async with opened(tmp_path) as (store, library):
        await store.add(described, said)
        await library.refresh()
        before = await library.quote(FOG, PUBLIC)
        await store.edits.name_in_episode("pilot", {"Keeper": "Ann Lee"}, server=None)
        await library.refresh()
        found = await library.quote(FOG, replace(PUBLIC, speaker="ann lee"))
        assert [hit.match.speaker for hit in found.hits] == ["Ann Lee"]
        assert found.hits[0].match.quote == before.hits[0].match.quote
        assert (await library.quote(FOG, replace(PUBLIC, speaker="Keeper"))).hits == ()
        names = [one.value for one in await library.suggest("speaker", "", PUBLIC)]
        assert sorted(names) == ["Ann Lee", "Host"]
        drawn = await library.highlight(replace(PUBLIC, speaker="Ann Lee"))
        assert drawn is not None
        assert drawn.match.speaker == "Ann Lee"


async def test_a_label_that_was_not_sure_is_found_once_it_has_a_name(tmp_path: Path) -> None:
    described, said = lighthouse()
    quotes = tuple(replace(quote, sure=False) for quote in said.quotes)
    async with opened(tmp_path) as (store, library):
        await store.add(replace(described, speakers=()), replace(said, quotes=quotes))
        await library.refresh()
        assert await library.suggest("speaker", "", PUBLIC) == ()
        assert (await library.quote(FOG, PUBLIC)).hits[0].match.speaker is None
        await store.edits.name_in_show("podcast", {"Keeper": "Ann Lee"}, server=None)
        await library.refresh()
        assert [one.name for one in await library.suggest("speaker", "", PUBLIC)] == ["Ann Lee"]
        found = await library.quote(FOG, replace(PUBLIC, speaker="Ann Lee"))
        assert [hit.match.speaker for hit in found.hits] == ["Ann Lee"]


async def test_one_label_can_be_two_people_in_two_episodes(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        for key, name in (("one", "Ann Lee"), ("two", "Bo Roe")):
            await store.add(*lighthouse(key))
            await store.edits.name_in_episode(key, {"Keeper": name}, server=None)
        await library.refresh()
        found = await library.quote(FOG, replace(PUBLIC, speaker="Bo Roe"))
    assert {hit.episode.key for hit in found.hits} == {"two"}


async def test_naming_speakers_of_a_show_indexes_no_words_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        for number in range(21):  # more than are indexed at once
            await store.add(*lighthouse(f"night-{number}"))
        await library.refresh()
        before = dict(library.snapshot.outlines)
        await store.edits.edit_show("podcast", ShowEdits(offset=9), server=None)
        await library.refresh()
        assert all(library.snapshot.outlines[known] is one for known, one in before.items())
        rows = _rows(tmp_path)
        await store.edits.name_in_show("podcast", {"Keeper": "Ann Lee"}, server=None)
        await store.edits.edit_episode("night-3", EpisodeEdits(title="Third"), server=None)
        await library.refresh()
        titles = [one.name for one in await library.suggest("episode", "third", PUBLIC)]
        assert titles == ["Third"]
        assert [one.name for one in await library.suggest("speaker", "ann", PUBLIC)] == ["Ann Lee"]
    assert _rows(tmp_path) == rows


def _rows(folder: Path) -> list[tuple[int]]:
    """Return the ids of the rows of the index, which are never used again."""
    database = next((folder / "index").rglob("*.db"))
    with closing(sqlite3.connect(database)) as db:
        return db.execute("SELECT id FROM quotes").fetchall()


async def test_the_lines_of_a_spoiler_are_found_but_never_suggested(tmp_path: Path) -> None:
    described, said = lighthouse()
    async with opened(tmp_path) as (store, library):
        await store.add(described, said)
        await store.edits.edit_episode("pilot", EpisodeEdits(spoiler=True), server=None)
        await library.refresh()
        for typed in ("", "fog", FOG):
            assert await library.suggest("quote.words", typed, PUBLIC) == ()
        assert [one.value for one in await library.suggest("episode", "", PUBLIC)] == ["pilot"]
        assert (await library.quote(FOG, PUBLIC)).confidence == "exact"
        await store.edits.edit_episode(
            "pilot", EpisodeEdits(cleared=frozenset({"spoiler"})), server=None
        )
        await library.refresh()
        assert await library.suggest("quote.words", "fog", PUBLIC)


FOGG = NameCorrection("Fog", "Phileas Fogg")


async def with_fog(store: Store, library: Library) -> Quote:
    """Add an episode in which everything has the name, and return the quote that says it."""
    described, said = lighthouse()
    line = said.quotes[3]
    excerpt = Excerpt(line.start, line.end, line.text, line.display)
    chapters = (Chapter("Fog's horn", 0, len(said.text), (excerpt,)),)
    await store.add(described, replace(said, chapters=chapters))
    await store.edits.correct_name("pilot", FOGG, server=None)
    await library.advance()
    return line


async def test_a_misheard_name_is_shown_as_right_in_brackets_and_its_text_stays(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (store, library):
        line = await with_fog(store, library)
        await library.refresh()
        hits = [
            *(await library.quote(FOG, PUBLIC)).hits[:1],
            *(await library.quote("phileas fogg swallows", PUBLIC)).hits[:1],
            *(hit for hit in await library.highlights([line.id], server=None) if hit),
        ]
        assert len(hits) == 3
        for hit in hits:
            assert hit.match.display.startswith("[Phileas Fogg] swallows a horn")
            assert line.text in hit.match.text
            assert hit.chapter == "[Phileas Fogg]'s horn"
        _, (chapter,) = await library.chapters(PUBLIC)
        assert chapter.title == "[Phileas Fogg]'s horn"
        assert chapter.summary[0].display.startswith("[Phileas Fogg] swallows")
        assert chapter.summary[0].text == line.text
        around = await library.around(line.id, server=None)
        assert around is not None
        assert around.hit.match.display.startswith("[Phileas Fogg]")
        assert "Phileas Fogg" in [topic.name for topic in await library.topics(PUBLIC)]


async def test_a_correction_is_shown_at_once_and_until_it_is_taken_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        line = await with_fog(store, library)
        (hit,) = await library.hits([line.id], server=None)
        assert hit is not None
        assert hit.match.display.startswith("[Phileas Fogg]")
        await store.edits.undo_name("pilot", "fog", server=None)
        await library.advance()
        (hit,) = await library.hits([line.id], server=None)
        assert hit is not None
        assert hit.match.display == line.display


async def test_names_beside_a_line_are_marked_in_its_context(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        line = await with_fog(store, library)
        following = lighthouse()[1].quotes[line.position + 1]
        around = await library.around(following.id, server=None)
        assert around is not None
        beside = next(one for one in around.quotes if one.id == line.id)
        assert beside.display.startswith("[Phileas Fogg] swallows")


def test_names_are_marked_in_every_turn_of_an_excerpt() -> None:
    turns = (SpokenTurn("Ann", "Who blew it?"), SpokenTurn(None, "It was Filias Fog."))
    names = (NameCorrection("Filias Fog", "Phileas Fogg"),)
    marked = mark_hit(build_hit(turns=turns), names)
    assert [turn.display for turn in marked.match.turns] == [
        "Who blew it?",
        "It was [Phileas Fogg].",
    ]


async def test_names_are_shown_as_transcribed_where_marks_are_not_wanted(tmp_path: Path) -> None:
    async with opened(tmp_path, mark_names=False) as (store, library):
        line = await with_fog(store, library)
        await library.refresh()
        hits = (await library.quote("phileas fogg swallows", PUBLIC)).hits
        assert line.display in hits[0].match.display
