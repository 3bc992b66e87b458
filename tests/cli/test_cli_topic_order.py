"""Every import orders topics with the sentence model of the settings, where there is one."""

import asyncio
import pickle
from pathlib import Path

import pytest

from bot import settings
from bot.cli.dropped import import_dropped
from bot.cli.feed_access import following_feeds, open_feeds
from bot.cli.resources import open_resources
from bot.cli.sentence_model import LazyEncoder, to_encoder
from bot.import_options import Options
from bot.models import Scope
from bot.runtime.lock import process_lock
from bot.store import open_store
from bot.transcripts.files import File
from tests.cli.conftest import Pullquote
from tests.support import sentence_models as made
from tests.support.feed_xml import item, rss
from tests.support.hashing_model import HashingModel
from tests.support.tractors import BY_INFORMATIVENESS, BY_WEIGHT, TRACTORS, topic_names
from tests.support.web import open_website

FILE = File("tractors.txt", TRACTORS.encode())


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = made.write_transformer(tmp_path / "tiny")
    monkeypatch.setenv("PULLQUOTE_MODEL", str(folder))
    return folder


@pytest.fixture
def tractors(tmp_path: Path) -> Path:
    path = tmp_path / FILE.name
    path.write_bytes(FILE.data)
    return path


def database(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'library.db'}"


def added(folder: Path, key: str = "tractors") -> list[str]:
    """Return the topics of an episode that a command has added."""

    async def read() -> list[str]:
        async with open_store(database(folder / "data")) as store:
            return await topic_names(store, key)

    return asyncio.run(read())


def test_without_a_model_topics_are_ordered_by_weight(
    pullquote: Pullquote, tractors: Path, tmp_path: Path
) -> None:
    assert pullquote("add", tractors).code == 0
    assert added(tmp_path) == BY_WEIGHT


@pytest.mark.usefixtures("tiny")
def test_add_orders_topics_with_the_model(
    pullquote: Pullquote, tractors: Path, tmp_path: Path
) -> None:
    assert pullquote("add", tractors).code == 0
    assert added(tmp_path) == BY_INFORMATIVENESS


@pytest.mark.usefixtures("tiny")
def test_add_orders_topics_with_the_model_beside_a_running_bot(
    pullquote: Pullquote, tractors: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()

    async def add() -> None:
        async with process_lock(tmp_path / "data", waiting=lambda _: None):
            await asyncio.to_thread(pullquote, "add", tractors)

    asyncio.run(add())
    assert added(tmp_path) == BY_INFORMATIVENESS


def test_another_process_gets_one_encoder_for_all_files(tmp_path: Path) -> None:
    sent = [pickle.dumps(LazyEncoder("tiny", tmp_path)) for _ in range(2)]
    first, second = map(pickle.loads, sent)
    assert first is second


def test_a_model_that_is_gone_fails_no_import_and_is_named(
    pullquote: Pullquote, tractors: Path, tiny: Path, tmp_path: Path
) -> None:
    (tiny / "model.safetensors").unlink()
    ended = pullquote("add", tractors)
    assert (ended.code, str(tiny) in ended.err) == (0, True)
    assert added(tmp_path) == BY_WEIGHT


@pytest.mark.usefixtures("tiny")
async def test_dropped_files_get_the_order_of_the_model(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / FILE.name).write_bytes(FILE.data)
    encoder = to_encoder(settings.load())
    async with open_resources(database(tmp_path), tmp_path) as opened:
        await import_dropped(opened, tmp_path, encoder=encoder)
        assert await topic_names(opened.store) == BY_INFORMATIVENESS


async def test_uploads_share_the_model_with_searches(tmp_path: Path) -> None:
    async with open_resources(database(tmp_path), tmp_path, model=HashingModel()) as opened:
        uploads = opened.uploads(tmp_path)
        looked = await uploads.look_at([FILE], server=7, options=Options())
        await uploads.accept(looked.token, server=7)
        assert await topic_names(opened.store) == BY_INFORMATIVENESS


async def test_feeds_share_the_model_with_searches(tmp_path: Path) -> None:
    loaded = settings.load(database=database(tmp_path), data_dir=tmp_path)
    chosen = loaded.model_copy(update={"feed_networks": "127.0.0.1/32"})
    async with (
        open_website() as website,
        open_resources(loaded.database_url, tmp_path, model=HashingModel()) as opened,
    ):
        page = website.put("/tractors.txt", TRACTORS)
        feed = website.put("/feed", rss(item("urn:tractors", page, title="Tractors")))
        await open_feeds(opened.store, chosen).follow(feed)
        async with following_feeds(opened, chosen), asyncio.timeout(30):
            while not await opened.library.episodes(Scope(server=None)):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.02)
        (episode,) = await opened.store.every_episode()
        assert await topic_names(opened.store, episode.key) == BY_INFORMATIVENESS
