"""Uploads that the database cannot take, or whose key another server has."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from bot.errors import StoreUnavailableError
from bot.ingest import Options
from bot.store import Store, open_store
from bot.transcripts.files import File
from bot.uploads import Uploads
from tests.support.stage import ELSEWHERE, HARBOUR, HOME, NOW


@dataclass(slots=True)
class Sometimes:
    """A store that cannot be reached while it is `away`."""

    inner: Store
    away: bool = False

    def __getattr__(self, name: str) -> Any:
        return self._fail if self.away else getattr(self.inner, name)

    async def _fail(self, *_args: Any, **_given: Any) -> None:
        raise StoreUnavailableError("The database cannot be reached.")


async def imported() -> None:
    """Let nothing follow an import."""


@pytest.mark.parametrize("is_removed", [False, True])
async def test_an_upload_with_the_key_of_another_server_gets_another_key_but_no_other_title(
    tmp_path: Path, *, is_removed: bool
) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        uploads = Uploads(store, clock=lambda: NOW, imported=imported)
        file, options = File("harbour.txt", "\n".join(HARBOUR).encode()), Options(show="harbour")
        theirs = await uploads.look_at([file], server=HOME, options=options)
        await uploads.accept(theirs.token, server=HOME)
        if is_removed:
            await store.edits.remove("harbour", server=HOME, at=NOW)
        ours = await uploads.look_at([file], server=ELSEWHERE, options=options)
        (done,) = (await uploads.accept(ours.token, server=ELSEWHERE)).files
        assert done.imported is not None
        added = done.imported.episode
        assert (added.key, added.title, added.show.server) == ("harbour-2", "Harbour", ELSEWHERE)


async def test_an_upload_waits_for_the_database(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        sometimes = Sometimes(store)
        uploads = Uploads(cast("Store", sometimes), clock=lambda: NOW, imported=imported)
        file = File("harbour.txt", "\n".join(HARBOUR).encode())
        options = Options(show="harbour", server=HOME)
        sometimes.away = True
        with pytest.raises(StoreUnavailableError):
            await uploads.look_at([file], server=HOME, options=options)
        sometimes.away = False
        looked = await uploads.look_at([file], server=HOME, options=options)
        sometimes.away = True
        with pytest.raises(StoreUnavailableError):
            await uploads.accept(looked.token, server=HOME)
        sometimes.away = False
        taken = await uploads.accept(looked.token, server=HOME)
        assert [one.importable for one in (looked, taken)] == [1, 1]
        assert [one.key for one in await store.episodes(server=HOME)] == ["harbour"]
