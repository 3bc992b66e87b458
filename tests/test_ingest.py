from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot import guide, ingest
from bot.analysis.postable import judgement_version
from bot.errors import GuideError, KeyTakenError, TranscriptError
from bot.import_options import GUIDES, Options
from bot.judgement import judge_stored
from bot.models import Span, Transcript, Turn
from bot.search.semantic.encoder import open_encoder
from bot.search.semantic.model import TextKind, Vectors
from bot.store import Store
from tests.support.hashing_model import HashingModel
from tests.support.stores import open_store
from tests.support.tractors import BY_WEIGHT, TRACTORS, topic_names

SAMPLE = GUIDES.parent / "samples" / "the-night-shift.md"
TALK = "**Host:** Does glass flow?\n\n**Guest:** \\[00:12\\] Old windows only look as if it did.\n"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as opened:
        yield opened


def written(folder: Path, text: str, name: str = "glass.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


async def test_an_episode_gets_what_the_guide_that_names_its_bytes_says(store: Store) -> None:
    done = await ingest.add(SAMPLE, store=store, options=Options())
    said = await store.content(done.episode.key)

    assert (done.outcome, done.problems) == ("added", ())
    assert done.episode.show.title == "Small Hours"
    assert done.episode.speakers == ("Host", "Guest")
    assert all(chapter.editor and chapter.summary for chapter in said.chapters)
    assert said.highlights[0].pinned


async def test_without_its_guide_an_episode_is_named_after_its_file(store: Store) -> None:
    done = await ingest.add(SAMPLE, store=store, options=Options(use_guide=False))
    said = await store.content(done.episode.key)

    assert (done.episode.key, done.episode.title) == ("the-night-shift", "The night shift")
    assert done.episode.show.slug == "podcast"
    assert said.chapters
    assert not any(chapter.editor for chapter in said.chapters)


async def test_quotes_are_the_slices_of_the_text_with_speaker_and_moment(
    store: Store, tmp_path: Path
) -> None:
    done = await ingest.add(written(tmp_path, TALK), store=store, options=Options())
    said = await store.content(done.episode.key)

    assert [quote.text for quote in said.quotes] == [
        said.text[quote.start : quote.end] for quote in said.quotes
    ]
    assert [(quote.speaker, quote.start_ms) for quote in said.quotes] == [
        ("Host", None),
        ("Guest", 12_000),
    ]


async def test_a_file_that_was_imported_before_is_left_unchanged(
    store: Store, tmp_path: Path
) -> None:
    path = written(tmp_path, TALK)
    await ingest.add(path, store=store, options=Options(key="first"))
    again = await ingest.add(path, store=store, options=Options())

    assert (again.outcome, again.episode.key) == ("unchanged", "first")
    assert await store.version() == 1


async def test_a_key_that_is_taken_is_refused_with_advice(store: Store, tmp_path: Path) -> None:
    await ingest.add(written(tmp_path, TALK), store=store, options=Options())
    other = written(tmp_path, TALK.replace("glass", "ice"))

    with pytest.raises(KeyTakenError, match="--key"):
        await ingest.add(other, store=store, options=Options())
    assert await store.version() == 1


async def test_a_replaced_episode_keeps_the_ids_of_the_words_that_stay(
    store: Store, tmp_path: Path
) -> None:
    await ingest.add(written(tmp_path, TALK), store=store, options=Options())
    before = (await store.content("glass")).quotes
    longer = written(tmp_path, TALK + "\n**Host:** Then who poured them unevenly?\n")
    done = await ingest.add(longer, store=store, options=Options(replace=True))
    after = (await store.content("glass")).quotes

    assert done.outcome == "replaced"
    assert [quote.id for quote in after][:2] == [quote.id for quote in before]


async def test_a_removed_episode_comes_back_with_the_ids_it_had(
    store: Store, tmp_path: Path
) -> None:
    path = written(tmp_path, TALK)
    await ingest.add(path, store=store, options=Options())
    before = (await store.content("glass")).quotes
    await store.remove("glass", server=None)
    await ingest.add(path, store=store, options=Options())

    assert (await store.content("glass")).quotes == before


@pytest.mark.parametrize(
    ("replacing", "told"), [(False, "would add"), (True, "would replace")], ids=["add", "replace"]
)
async def test_a_dry_run_stores_nothing(
    store: Store, tmp_path: Path, *, replacing: bool, told: str
) -> None:
    if replacing:
        await ingest.add(written(tmp_path, TALK), store=store, options=Options())
    version = await store.version()
    path = written(tmp_path, TALK + "\n**Host:** And now?\n")
    options = Options(dry_run=True, replace=replacing)
    done = await ingest.add(path, store=store, options=options)

    assert done.outcome == told
    assert await store.version() == version


async def test_a_guide_that_is_named_is_laid_over_a_copy_that_differs(
    store: Store, tmp_path: Path
) -> None:
    altered = written(tmp_path, "Recorded at home.\n\n" + SAMPLE.read_text(encoding="utf-8"))
    named = GUIDES / "the-night-shift.toml"
    done = await ingest.add(altered, store=store, options=Options(guide=named))
    said = await store.content(done.episode.key)

    wanted = guide.read_guide(named)
    assert len(said.chapters) == len(wanted.chapters)
    assert done.episode.title == wanted.episode.title


async def test_a_guide_that_cannot_be_read_stops_the_import(store: Store, tmp_path: Path) -> None:
    broken = written(tmp_path, "format = 1\n[episode]\ntitel = 'x'\n", name="guide.toml")
    with pytest.raises(GuideError, match="sha256"):
        await ingest.add(SAMPLE, store=store, options=Options(guide=broken))
    assert await store.version() == 0


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "a\nb", "Ü b/../x", "a b", "..", "a|b", "p!"])
async def test_a_key_that_cannot_be_shown_or_typed_is_refused(store: Store, key: str) -> None:
    with pytest.raises(TranscriptError, match="--key"):
        await ingest.add(SAMPLE, store=store, options=Options(key=key))


@pytest.mark.parametrize("key", ["s02e03", "The_Night-Shift.2", "Übung", "हिन्दी", "12"])
async def test_a_key_is_made_of_letters_and_digits_of_any_script(
    store: Store, tmp_path: Path, key: str
) -> None:
    done = await ingest.add(written(tmp_path, TALK), store=store, options=Options(key=key))
    assert done.episode.key == key


async def test_a_stem_may_be_any_and_be_named_again_to_replace(
    store: Store, tmp_path: Path
) -> None:
    named = written(tmp_path, TALK, name="Glass (part 1): does it flow?.md")
    done = await ingest.add(named, store=store, options=Options())
    assert done.episode.key == "Glass (part 1): does it flow?"
    longer = written(tmp_path, TALK + "\n**Host:** Who says so?\n")
    again = Options(key=done.episode.key, replace=True)
    assert (await ingest.add(longer, store=store, options=again)).outcome == "replaced"


async def test_the_same_file_may_be_public_and_private_to_a_server(
    store: Store, tmp_path: Path
) -> None:
    path = written(tmp_path, TALK)
    shared = await ingest.add(path, store=store, options=Options())
    own = await ingest.add(path, store=store, options=Options(key="own", server=7, title="Ours"))

    assert shared.episode.show.server is None
    assert own.episode.show.server == 7
    assert own.episode.title == "Ours"


async def test_an_import_judges_which_highlights_are_postable(store: Store) -> None:
    done = await ingest.add(SAMPLE, store=store, options=Options())
    assert any(one.postable for one in (await store.content(done.episode.key)).highlights)
    assert not await store.unjudged(judgement_version())
    assert await judge_stored(store) == 0


async def test_a_copy_under_another_key_is_told_to_those_who_may_see_the_first(
    store: Store, tmp_path: Path
) -> None:
    first = written(tmp_path, SAMPLE.read_text(encoding="utf-8"), "first.md")
    copy = written(tmp_path, SAMPLE.read_text(encoding="utf-8").replace("sleep", "rest"), "copy.md")
    await ingest.add(first, store=store, options=Options(server=7, use_guide=False))

    seen = await ingest.add(copy, store=store, options=Options(server=7, dry_run=True))
    hidden = await ingest.add(copy, store=store, options=Options(server=8, dry_run=True))
    assert seen.report is not None
    assert hidden.report is not None
    assert any("same words as first" in one for one in seen.report.warnings)
    assert not any("first" in one for one in hidden.report.warnings)


async def test_ranges_that_are_recommended_become_pinned_highlights_of_whole_quotes(
    store: Store,
) -> None:
    text = "It is cold. " + "The boat leaves at noon with nine people on it. " * 3 + "Good night."
    start, end = text.index("boat"), text.index("Good")
    turns = (Turn(0, 11), Turn(12, end), Turn(end, len(text)))
    pinned = (Span(start, end), Span(0, 2))
    transcript = Transcript(text, "0" * 64, "text", turns, pinned=pinned)
    options = Options(show="sea", show_title="By the sea")
    done = await ingest.add_transcript(transcript, name="boat.txt", store=store, options=options)
    content = await store.content("boat")

    assert (done.episode.show.slug, done.episode.show.title) == ("sea", "By the sea")
    (best,) = (light for light in content.highlights if light.pinned)
    assert best.text.startswith("The boat leaves")
    assert best.start in {quote.start for quote in content.quotes}
    assert best.end in {quote.end for quote in content.quotes}


class Failing(HashingModel):
    """A model that fails, or returns something that is no number."""

    def __init__(self, error: Exception | None) -> None:
        super().__init__()
        self.error = error
        self.calls = 0

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        self.calls += 1
        if self.error:
            raise self.error
        return super().encode(texts, kind=kind) * np.float32("nan")


@pytest.mark.parametrize("error", [MemoryError("no memory left"), None])
async def test_a_model_that_fails_fails_no_import_and_is_logged(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, error: Exception | None
) -> None:
    path = written(tmp_path, TRACTORS, "tractors.txt")
    await ingest.add(path, store=store, options=Options(encoder=Failing(error)))
    assert await topic_names(store) == BY_WEIGHT
    assert ("MemoryError" if error else "not finite") in caplog.text


async def test_a_dry_run_needs_no_model(store: Store, tmp_path: Path) -> None:
    path, model = written(tmp_path, TRACTORS), Failing(None)
    await ingest.add(path, store=store, options=Options(encoder=model, dry_run=True))
    assert model.calls == 0


async def test_an_import_outlives_its_encoder(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_encoder(HashingModel()) as encoder:
        pass
    path = written(tmp_path, TRACTORS, "tractors.txt")
    await ingest.add(path, store=store, options=Options(encoder=encoder))
    assert await topic_names(store) == BY_WEIGHT
    assert "RuntimeError" in caplog.text
