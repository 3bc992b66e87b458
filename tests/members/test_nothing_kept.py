"""Who was forgotten is in no file of the bot, and nowhere in its memory."""

from pathlib import Path

from bot.daily.candidates import CandidateCache
from bot.errors import StoreUnavailableError
from bot.import_options import Options
from bot.models import Scope
from bot.runtime.failures import Failures
from bot.runtime.status import NAME, status_file
from bot.transcripts.files import File
from bot.uploads import Uploads
from tests.members.conftest import MIA, Club, open_club
from tests.members.test_departures import departures_of, use
from tests.support import reachable

WORDS = (b"zanzibar", b"marzipan", b"tortois", b"password")
SERVER = 1_234_567_890_123_456_789


def _files_naming(folder: Path, number: int) -> list[str]:
    """List the files that have an id in their bytes, as text or as SQLite stores numbers."""
    wanted = (str(number).encode(), number.to_bytes(8, "big"))
    return [name for name, data in _files(folder).items() if any(one in data for one in wanted)]


def _files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


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


async def test_no_file_has_a_word_that_only_a_forgotten_server_had(tmp_path: Path) -> None:
    async with open_club(tmp_path) as club:
        failures = Failures(clock=lambda: club.now)
        uploads = Uploads(club.store, clock=lambda: club.now, imported=club.library.refresh)
        await club.add("lamps")
        said = (("Dan", "The password of the zanzibar is a marzipan tortoise."),)
        await club.add("secret", server=SERVER, said=said)
        await departures_of(club, failures, uploads).forget(SERVER)
        await club.library.refresh()
    files = _files(tmp_path)
    assert [name for name, data in files.items() for word in WORDS if word in data] == []
    assert any(b"lighthous" in data for data in files.values())


async def test_an_id_is_found_in_the_file_of_a_library(tmp_path: Path) -> None:
    """The search of the test above finds what is stored."""
    async with open_club(tmp_path) as club:
        await use(club, SERVER)
    for number in (MIA, SERVER):
        assert {one.split("-")[0] for one in _files_naming(tmp_path, number)} >= {"library.db"}
