"""Uploads that the database cannot take."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from bot.errors import StoreUnavailableError
from bot.ingest import Options
from bot.store import Store, open_store
from bot.transcripts.files import File
from bot.uploads import Uploads
from tests.support.stage import HARBOUR, HOME, NOW


@dataclass(slots=True)
class Sometimes:
    """A store that cannot be reached while it is `away`."""

    inner: Store
    away: bool = False

    def __getattr__(self, name: str) -> Any:
        return self._fail if self.away else getattr(self.inner, name)

    async def _fail(self, *_args: Any, **_given: Any) -> None:
        raise StoreUnavailableError("The database cannot be reached.")


async def test_an_upload_waits_for_the_database(tmp_path: Path) -> None:
    async def imported() -> None:
        pass

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
