"""Transcripts that managers of a server upload: looked at first, and imported when they agree."""

import asyncio
import pickle
import secrets
import zlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path, PurePath

from bot import ingest
from bot.analysis.informativeness import SentenceEncoder
from bot.episode_preparation import Ready
from bot.errors import KeyTakenError, NotFoundError, PullquoteError, StoreError
from bot.import_options import GUIDES, Options
from bot.import_process import Work
from bot.ingest import Imported
from bot.patience import limit_patience
from bot.store import Store
from bot.transcripts.files import File
from bot.translation import N_, current_language
from bot.translation import gettext as _

KEPT_FOR = timedelta(minutes=30)
"""How long an upload waits for the answer of its manager."""

_TAKEN = N_(
    "There is another episode with the key {key}: set replace to update it with "
    "this file, or give this file another key."
)

_GONE = N_(
    "This upload was imported or cancelled, or is no longer kept: look at the list "
    "of episodes, or send the file again."
)
_KEY_TWICE = N_("{name} of this upload has the same key, {key}: rename one of the two files.")

_LARGEST = 60_000_000
"""In bytes, of all files that wait; the oldest uploads give way."""

_PREPARED, _PREPARED_OF_SERVER = 20_000_000, 5_000_000
"""In bytes, of what was prepared of them; an hour of speech has 90,000. The oldest gives way, and
is prepared again when it is imported."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of an upload, with the key that it gets and what came, or would come, of it."""

    name: str
    key: str
    imported: Imported | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that wait to be imported; `token` names them."""

    token: str
    files: tuple[UploadedFile, ...]

    @property
    def importable(self) -> int:
        """Return the number of files that can be imported."""
        return sum(one.imported is not None for one in self.files)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a look has prepared of a file, packed, and what it depends on beside the file."""

    options: Options
    language: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An upload; `prepared` has what was prepared of its files by their positions."""

    server: int
    files: tuple[File, ...]
    options: Options
    until: datetime
    prepared: dict[int, _Prepared] = field(default_factory=dict[int, _Prepared])

    @property
    def prepared_bytes(self) -> int:
        """Return the size of all that was prepared."""
        return sum(len(one.packed) for one in self.prepared.values())


class Uploads:
    """The uploads of all servers, which become private episodes of their server.

    They wait in memory, for half an hour and within a limit of bytes; a restart forgets them. What
    a look has prepared is kept with them, so that no file is analysed twice.
    `imported` is called after each import, so that the library can follow.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        imported: Callable[[], Awaitable[None]],
        guides: tuple[Path, ...] = (GUIDES,),
        encoder: SentenceEncoder | None = None,
        work: Work = asyncio.to_thread,
    ) -> None:
        self._store = store
        self._clock = clock
        self._imported = imported
        self._guides = guides
        self._encoder = encoder
        self._work = work
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()

    async def look_at(self, files: Sequence[File], *, server: int, options: Options) -> Upload:
        """Return what would come of files of a server, and keep them; nothing is imported.

        `options` say how to import them; their server, guides, date and encoder
        are set here.
        """
        now = self._clock()
        options = replace(
            options, server=server, guides=self._guides, added_at=now, encoder=self._encoder
        )
        waiting = _Waiting(server, tuple(files), options, now + KEPT_FOR)
        looked = await self._each(waiting, dry_run=True)
        token = secrets.token_hex(8)
        self._waiting[token] = waiting
        # Also if nobody uploads anything else.
        asyncio.get_running_loop().call_later(
            KEPT_FOR.total_seconds(), self._waiting.pop, token, None
        )
        self._forget(now)
        return Upload(token, looked)

    async def accept(self, token: str, *, server: int) -> Upload:
        """Import the files of an upload; raise NotFoundError if it does not wait any more.

        It goes on waiting if the store fails.
        """
        self._forget(self._clock())
        waiting = self._waiting.get(token)
        if waiting is None or waiting.server != server:
            raise NotFoundError(_(_GONE))
        del self._waiting[token]
        limit_patience(None)  # the answer is deferred, and nobody imports a second time in a hurry
        try:
            done = await self._each(waiting, dry_run=False)
        except StoreError:
            self._waiting[token] = waiting
            raise
        await self._imported()
        return Upload(token, done)

    def discard(self, token: str, *, server: int) -> None:
        """Forget an upload of a server."""
        waiting = self._waiting.get(token)
        if waiting is not None and waiting.server == server:
            del self._waiting[token]

    def forget(self, server: int) -> None:
        """Forget all uploads of a server."""
        for token in [token for token, one in self._waiting.items() if one.server == server]:
            del self._waiting[token]

    async def _each(self, waiting: _Waiting, *, dry_run: bool) -> tuple[UploadedFile, ...]:
        options = waiting.options
        known = await self._store.every_episode()
        # A removed episode keeps its key for as long as it can be restored.
        gone = [one.episode for one in await self._store.edits.removals(server=None)]
        taken = {one.key: one.show.server for one in (*gone, *known)}
        done: list[UploadedFile] = []
        uploaded: dict[str, str] = {}
        for position, file in enumerate(waiting.files):
            wanted = (options.key or PurePath(file.name).stem).strip()
            if wanted in uploaded:
                error = _(_KEY_TWICE).format(key=wanted, name=uploaded[wanted])
                done.append(UploadedFile(file.name, wanted, error=error))
                continue
            try:
                key = _free_key(wanted, taken, server=options.server)
                chosen = options if key == wanted else replace(options, key=key, titled=wanted)
                add = self._look_at if dry_run else self._import
                imported = await add(position, waiting, chosen)
            except KeyTakenError:
                done.append(UploadedFile(file.name, wanted, error=_(_TAKEN).format(key=wanted)))
            except StoreError:  # nothing is wrong with the file
                raise
            except PullquoteError as error:
                done.append(UploadedFile(file.name, wanted, error=str(error)))
            else:
                taken[imported.episode.key], uploaded[wanted] = options.server, file.name
                done.append(UploadedFile(file.name, imported.episode.key, imported))
        return tuple(done)

    async def _look_at(self, position: int, waiting: _Waiting, options: Options) -> Imported:
        """Return what would come of a file, and keep what was prepared of it if it is not much."""
        file, given = waiting.files[position], replace(options, dry_run=True)
        looked = await ingest.add(file, store=self._store, options=given, work=self._work)
        room = _PREPARED_OF_SERVER - waiting.prepared_bytes
        # A report without the sentence model is no import with it.
        if looked.ready and options.encoder is None and len(file.data) <= room:
            packed = await asyncio.to_thread(_pack, looked.ready)
            waiting.prepared[position] = _Prepared(options, current_language(), packed)
        return replace(looked, ready=None)

    async def _import(self, position: int, waiting: _Waiting, options: Options) -> Imported:
        """Import a file, with what was prepared of it, unless that is of other options.

        The key may have been taken meanwhile, and somebody else may read another language.
        """
        kept, ready = waiting.prepared.get(position), None
        if kept and (kept.options, kept.language) == (options, current_language()):
            ready = await asyncio.to_thread(_unpack, kept.packed)
        return await ingest.add(
            waiting.files[position],
            store=self._store,
            options=options,
            ready=ready,
            work=self._work,
        )

    def _forget(self, now: datetime) -> None:
        for token in [token for token, one in self._waiting.items() if one.until <= now]:
            del self._waiting[token]
        while _size(self._waiting.values()) > _LARGEST and len(self._waiting) > 1:
            self._waiting.popitem(last=False)
        uploads = [*self._waiting.values()]
        for server in {one.server for one in uploads}:
            _limit_prepared([one for one in uploads if one.server == server], _PREPARED_OF_SERVER)
        _limit_prepared(uploads, _PREPARED)


def _size(waiting: Iterable[_Waiting]) -> int:
    return sum(len(file.data) for one in waiting for file in one.files)


def _limit_prepared(uploads: Sequence[_Waiting], most: int) -> None:
    """Forget what was prepared of the oldest uploads, until the rest has so many bytes at most."""
    left = sum(one.prepared_bytes for one in uploads)
    for one in uploads:
        if left <= most:
            return
        left -= one.prepared_bytes
        one.prepared.clear()


def _pack(ready: Ready) -> bytes:
    """Return what was prepared in a third of the memory, which the garbage collector passes by."""
    return zlib.compress(pickle.dumps(ready, pickle.HIGHEST_PROTOCOL), 1)


def _unpack(packed: bytes) -> Ready:
    return pickle.loads(zlib.decompress(packed))  # noqa: S301 - this process has packed it


def _free_key(wanted: str, taken: dict[str, int | None], *, server: int | None) -> str:
    """Return the wanted key, or one with a number if an episode of somebody else has it."""
    if taken.get(wanted, server) == server:
        return wanted
    return next(key for number in count(2) if (key := f"{wanted}-{number}") not in taken)
