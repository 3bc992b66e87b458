"""What an older release has stored is judged as an import is."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.analysis.postable import judgement_version
from bot.episode_preparation import Prepared, prepare
from bot.import_options import Options
from bot.judgement import judge_stored
from bot.models import Highlight, NameCorrection, Transcript, Turn
from bot.store import Store
from tests.support.stores import open_store

_WELLS = "We dig the wells by hand, because no machine gets up there at all."


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as opened:
        yield opened


def _prepared(key: str, text: str) -> Prepared:
    transcript = Transcript(text, key, "text", (Turn(0, len(text)),))
    return prepare(transcript, key=key, options=Options())


async def test_what_an_older_release_imported_is_judged_as_an_import_is(store: Store) -> None:
    ready = _prepared("wells", _WELLS)
    judged = ready.content.highlights
    old = [replace(one, postable=not one.postable, profane=True) for one in judged]
    await store.add(ready.episode, replace(ready.content, highlights=tuple(old), judged=""))
    assert await judge_stored(store) == 1
    assert (await store.content("wells")).highlights == judged
    assert await judge_stored(store) == 0


async def test_an_episode_that_cannot_be_judged_keeps_back_no_other(
    store: Store, tmp_path: Path
) -> None:
    for key in ("wells", "rivers"):
        text = f"We dig the {key} by hand."
        ready = _prepared(key, text)
        light = Highlight(ready.content.quotes[0].id, 0, len(text), text, text, 0.5)
        await store.add(ready.episode, replace(ready.content, highlights=(light,), judged=""))
    first = (await store.every_episode())[0]
    with closing(sqlite3.connect(tmp_path / "library.db")) as db, db:
        db.execute("UPDATE highlight SET reasons = 'null' WHERE episode_id = ?", (first.id,))
    with pytest.raises(TypeError):
        await judge_stored(store)
    assert await store.unjudged(judgement_version()) == {first.id}


async def test_a_corrected_name_is_judged_again(store: Store) -> None:
    ready = _prepared("wells", _WELLS)
    await store.add(ready.episode, ready.content)
    (light,) = ready.content.highlights
    misheard = NameCorrection(light.text.split()[0], "Anna")
    await store.edits.correct_name("wells", misheard, server=None)
    assert await judge_stored(store) == 1
