"""Servers that removed the bot are forgotten after 30 days, and not before."""

import sqlite3
from contextlib import closing
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.daily.port import UnclearError
from bot.departures import Departures
from bot.errors import NotFoundError, StoreUnavailableError
from bot.import_options import Options
from bot.models import Scope, ShowEdits
from bot.records import ServerData, ServerSettings
from bot.runtime.failures import Failures
from bot.schedules import Post, Schedule
from bot.transcripts.files import File
from bot.uploads import Uploads
from tests.members.conftest import MIA, NOW, OURS, THEIRS, Club

MONTH = timedelta(days=30, seconds=1)


@pytest.fixture
def failures(club: Club) -> Failures:
    return Failures(clock=lambda: club.now)


@pytest.fixture
def uploads(club: Club) -> Uploads:
    return Uploads(club.store, clock=lambda: club.now, imported=club.library.refresh)


@pytest.fixture
def departures(club: Club, failures: Failures, uploads: Uploads) -> Departures:
    return departures_of(club, failures, uploads)


def departures_of(club: Club, failures: Failures, uploads: Uploads) -> Departures:
    """Return the departures of the servers of a club."""
    return Departures(
        club.store,
        club.library,
        servers=club.servers,
        failures=failures,
        clock=lambda: club.now,
        uploads=uploads,
    )


async def _absent(_server: int) -> bool:
    return False


async def _left(club: Club) -> list[int]:
    return [one.server for one in await club.store.servers.known() if one.left]


async def use(club: Club, server: int = OURS) -> str:
    """Have the managers set up everything, and a member use it; return a private quote."""
    quote = (await club.add("secret", server=server))[0].id
    public = (await club.add("lamps"))[0].id
    await club.servers.change(server, language="de", questions=True)
    await club.store.ledger.put(
        Schedule(server, 5, time(9), "Europe/Berlin"), next_plan_at=club.now + timedelta(days=1)
    )
    await club.store.ledger.enter([Post(server, "2026-03-04", date(2026, 3, 4), club.now)])
    await club.curation.choose_shows(server, ["lamps"])
    await club.curation.edit_show(f"show-{server}", ShowEdits(colour=3), server=server)
    await club.curation.rename_speaker_in_show(f"show-{server}", "Dan", "Daniel", server=server)
    for line in (quote, public):
        await club.members.saved.save(MIA, line, server=server)
        await club.members.votes.toggle(server, line, user=MIA)
    await club.members.alerts.add(MIA, "fog", server=server)
    await club.members.mistakes.report(MIA, quote, "speaker", server=server, right="Ada")
    await club.servers.record(server, command="ask", words="why fog?", outcome="none")
    await club.curation.hide(quote, server=server)
    return quote


async def test_a_server_that_left_is_kept_for_thirty_days_and_then_forgotten(
    club: Club, departures: Departures
) -> None:
    await use(club)
    await departures.left(OURS)
    club.now += timedelta(days=29)
    assert await departures.purge(_absent) == 0
    assert (await departures.stored(OURS)).episodes == 1
    club.now += MONTH - timedelta(days=29)
    assert await departures.purge(_absent) == 1
    assert await departures.stored(OURS) == ServerData()
    assert await club.store.servers.known() == ()
    assert [one.key for one in await club.store.every_episode()] == ["lamps"]
    assert [one.key for one in club.library.snapshot.episodes] == ["lamps"]
    assert await departures.purge(_absent) == 0


async def test_members_keep_public_lines_that_they_saved_in_a_forgotten_server(
    club: Club, departures: Departures
) -> None:
    await use(club)
    await departures.forget(OURS)
    (saved,) = await club.store.members.saved_by(MIA)
    assert saved.server is None
    assert (await club.library.hits([saved.quote], server=None))[0]


async def test_a_server_that_comes_back_in_time_finds_everything_as_it_was(
    club: Club, departures: Departures
) -> None:
    quote = await use(club)
    before = await departures.stored(OURS)
    settings = await club.store.servers.of(OURS)
    await departures.left(OURS)
    club.now += timedelta(days=29)
    await departures.joined(OURS)
    club.now += timedelta(days=29)
    assert await departures.purge(_absent) == 0
    assert await departures.stored(OURS) == before
    assert await club.store.servers.of(OURS) == settings
    assert [one.quote for one in await club.curation.hidden(OURS)] == [quote]


async def test_a_second_departure_counts_from_its_own_day(
    club: Club, departures: Departures
) -> None:
    await use(club)
    await departures.left(OURS)
    club.now += timedelta(days=20)
    await departures.left(OURS)  # Discord tells it again
    club.now += timedelta(days=5)
    await departures.joined(OURS)
    await departures.left(OURS)
    club.now += timedelta(days=10)
    assert await departures.purge(_absent) == 0
    club.now += MONTH - timedelta(days=10)
    assert await departures.purge(_absent) == 1


async def test_settings_that_are_written_do_not_undo_the_note(
    club: Club, departures: Departures
) -> None:
    await use(club)
    await departures.left(OURS)
    await club.servers.change(OURS, leaderboard=True)
    assert await _left(club) == [OURS]


async def test_nothing_is_deleted_where_discord_says_that_the_bot_is_there(
    club: Club, departures: Departures
) -> None:
    async def present(_server: int) -> bool:
        return True

    await use(club)
    await departures.left(OURS)
    club.now += MONTH
    assert await departures.purge(present) == 0
    assert await _left(club) == []
    assert (await departures.stored(OURS)).episodes == 1


async def test_nothing_is_deleted_while_discord_does_not_say(
    club: Club, departures: Departures
) -> None:
    async def silent(_server: int) -> bool:
        raise UnclearError("Discord could not be reached.")

    await use(club)
    await departures.left(OURS)
    club.now += MONTH
    assert await departures.purge(silent) == 0
    assert await _left(club) == [OURS]
    assert (await departures.stored(OURS)).episodes == 1


async def test_a_server_that_comes_back_while_discord_is_asked_is_not_deleted(
    club: Club, departures: Departures
) -> None:
    async def rejoining(server: int) -> bool:
        await departures.joined(server)
        return False

    await use(club)
    await departures.left(OURS)
    club.now += MONTH
    assert await departures.purge(rejoining) == 0
    assert (await departures.stored(OURS)).episodes == 1


async def test_what_discord_lists_is_compared_with_what_is_stored(
    club: Club, departures: Departures
) -> None:
    await use(club)
    await _use_little(club, THEIRS)
    await departures.compare({OURS: False, THEIRS: True}.get)
    assert await _left(club) == [OURS]
    first = (await club.store.servers.known())[0].left
    club.now += timedelta(days=1)
    await departures.compare({OURS: False, THEIRS: False}.get)
    assert await _left(club) == [OURS, THEIRS]
    assert (await club.store.servers.known())[0].left == first
    await departures.compare({OURS: True, THEIRS: None}.get)
    assert await _left(club) == [THEIRS]


async def test_servers_on_the_shards_of_other_processes_are_left_alone(
    club: Club, departures: Departures
) -> None:
    await use(club)
    await departures.compare(lambda _server: None)
    assert await _left(club) == []
    await departures.left(OURS)
    await departures.compare(lambda _server: None)
    assert await _left(club) == [OURS]


async def test_a_show_that_waits_for_a_server_to_invite_the_bot_is_not_forgotten(
    club: Club, departures: Departures
) -> None:
    await club.add("secret", server=OURS)
    await departures.compare({OURS: False}.get)
    assert await _left(club) == []
    await departures.compare({OURS: True}.get)
    await departures.compare({OURS: False}.get)
    assert await _left(club) == [OURS]


async def test_a_note_of_a_clock_that_was_ahead_is_written_again(
    club: Club, departures: Departures
) -> None:
    await use(club)
    club.now += timedelta(days=900)
    await departures.left(OURS)
    club.now = NOW
    await departures.compare({OURS: False}.get)
    assert [one.left for one in await club.store.servers.known()] == [NOW]


async def test_nothing_is_stored_of_a_server_that_left_and_of_which_nothing_was(
    club: Club, departures: Departures
) -> None:
    await departures.left(OURS)
    await departures.joined(OURS)
    assert await club.store.servers.known() == ()


async def test_forgetting_leaves_nothing_in_memory(
    club: Club, departures: Departures, failures: Failures, uploads: Uploads
) -> None:
    await use(club)
    failures.record("feeds", StoreUnavailableError("away"), server=OURS)
    failures.record("feeds", StoreUnavailableError("away"), server=THEIRS)
    waiting = await uploads.look_at(
        [File("wells.txt", b"Ann: A well is a promise.\n")], server=OURS, options=Options()
    )
    await departures.forget(OURS)
    assert [one.server for one in failures.lasting] == [THEIRS]
    assert club.servers.get(OURS) == ServerSettings(OURS)
    with pytest.raises(NotFoundError, match="no longer kept"):
        await uploads.accept(waiting.token, server=OURS)
    await club.servers.refresh()
    assert club.servers.get(OURS) == ServerSettings(OURS)


async def test_failures_of_servers_that_another_process_forgot_are_dropped(
    club: Club, departures: Departures, failures: Failures
) -> None:
    await use(club)
    for server in (OURS, THEIRS):
        failures.record("feeds", StoreUnavailableError("away"), server=server)
    await departures.compare(lambda _server: None)
    assert [one.server for one in failures.lasting] == [OURS]


async def test_forgetting_twice_is_no_error_and_forgets_nobody_else(
    club: Club, departures: Departures
) -> None:
    await use(club)
    await _use_little(club, OURS * 10)
    await _use_little(club, OURS // 10)
    assert (await departures.forget(OURS)).episodes == 1
    assert await departures.forget(OURS) == ServerData()
    assert {one.server for one in await club.store.servers.known()} == {OURS * 10, OURS // 10}


async def test_an_index_does_not_know_a_forgotten_server_and_finds_what_it_adds_later(
    club: Club, departures: Departures, tmp_path: Path
) -> None:
    for server in (OURS, THEIRS):
        await club.add(f"key{server}", server=server)
    ours = Scope(server=OURS)
    assert (await club.library.quote("a horn swallows wool", ours)).hits
    await departures.forget(OURS)
    await club.library.refresh()
    assert _servers_of_index(tmp_path) == {THEIRS}
    assert not (await club.library.quote("a horn swallows wool", ours)).hits
    await club.add("again", server=OURS)
    found = await club.library.quote("a horn swallows wool", ours)
    assert {one.episode.key for one in found.hits} == {"again"}
    assert _servers_of_index(tmp_path) == {OURS, THEIRS}


def _servers_of_index(folder: Path) -> set[int]:
    (file,) = folder.rglob("index-*.db")
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT server FROM rooms WHERE server IS NOT NULL")
        return {row[0] for row in rows}


async def _use_little(club: Club, server: int) -> None:
    await club.servers.change(server, language="fr")
