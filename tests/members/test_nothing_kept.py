"""Who was forgotten is in no file of the bot, and nowhere in its memory."""

from pathlib import Path

from bot.daily.candidates import CandidateCache
from bot.errors import StoreUnavailableError
from bot.ingest import Options
from bot.models import Scope
from bot.runtime.failures import Failures
from bot.runtime.status import NAME, status_file
from bot.transcripts.files import File
from bot.uploads import Uploads
from tests.members.conftest import MIA, Club, open_club
from tests.members.test_departures import departures_of, use
from tests.support import reachable

SERVER = 1_234_567_890_123_456_789


def _files_naming(folder: Path, number: int) -> list[str]:
    """List the files that have an id in their bytes, as text or as SQLite stores numbers."""
    wanted = (str(number).encode(), number.to_bytes(8, "big"))
    files = [one for one in folder.rglob("*") if one.is_file()]
    return [one.name for one in files if any(id_ in one.read_bytes() for id_ in wanted)]


async def _fill_memory(club: Club, uploads: Uploads, failures: Failures) -> CandidateCache:
    await use(club, SERVER)
    await club.library.refresh()
    await club.library.quote("a horn swallows wool", Scope(server=SERVER))
    await uploads.look_at([File("wells.txt", b"Ann: A well.\n")], server=SERVER, options=Options())
    failures.record("feeds", StoreUnavailableError("away"), server=SERVER)
    candidates = CandidateCache(club.library, loved=club.members.votes.loved)
    schedule = await club.store.ledger.get(SERVER)
    assert schedule is not None
    await candidates.for_schedule(schedule)
    return candidates


async def test_no_file_and_nothing_in_memory_names_who_was_forgotten(tmp_path: Path) -> None:
    async with open_club(tmp_path) as club:
        with status_file(tmp_path) as write_status:
            failures = Failures(clock=lambda: club.now, changed=write_status)
            uploads = Uploads(club.store, clock=lambda: club.now, imported=club.library.refresh)
            departures = departures_of(club, failures, uploads)
            candidates = await _fill_memory(club, uploads, failures)
            roots = (club, departures, uploads, failures, candidates)
            assert reachable.names(SERVER, roots)
            assert NAME in _files_naming(tmp_path, SERVER)
            await club.members.forget(MIA)
            await departures.forget(SERVER)
            await club.library.refresh()
            assert not reachable.names(MIA, roots)
            assert not reachable.names(SERVER, roots)
            assert NAME not in _files_naming(tmp_path, SERVER)
    assert _files_naming(tmp_path, MIA) == []
    assert _files_naming(tmp_path, SERVER) == []


async def test_an_id_is_found_in_the_file_of_a_library(tmp_path: Path) -> None:
    """The search of the test above finds what is stored."""
    async with open_club(tmp_path) as club:
        await use(club, SERVER)
    for number in (MIA, SERVER):
        assert {one.split("-")[0] for one in _files_naming(tmp_path, number)} >= {"library.db"}
