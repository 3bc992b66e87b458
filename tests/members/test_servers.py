"""What servers set, and the questions that found nothing there."""

import asyncio
from datetime import timedelta
from typing import Any, cast

from bot.records import ServerSettings
from bot.servers import Servers
from bot.store import ServerTable
from tests.members.conftest import NOW, OURS, THEIRS, Club


async def test_settings_are_changed_one_by_one_and_read_without_waiting(club: Club) -> None:
    assert club.servers.get(OURS) == ServerSettings(OURS)
    await club.servers.change(OURS, language="de")
    changed = await club.servers.change(OURS, leaderboard=True)
    assert changed == club.servers.get(OURS) == ServerSettings(OURS, "de", leaderboard=True)
    assert club.servers.get(THEIRS).language is None
    assert club.servers.get(None) == ServerSettings(0)


async def test_what_another_process_changed_is_read_and_kept(club: Club) -> None:
    other = Servers(club.store.servers, clock=lambda: NOW)
    await other.change(OURS, language="fr")
    assert club.servers.get(OURS).language is None
    await club.servers.refresh()
    assert club.servers.get(OURS).language == "fr"
    await other.change(OURS, greeted=NOW)
    changed = await club.servers.change(OURS, questions=True)
    assert changed == ServerSettings(OURS, "fr", questions=True, greeted=NOW)


async def test_a_change_is_not_undone_by_what_was_read_before_it(club: Club) -> None:
    reading, changed = asyncio.Event(), asyncio.Event()

    class Slow:
        """The table, which is read before a change and answers after it."""

        def __getattr__(self, name: str) -> Any:
            return getattr(club.store.servers, name)

        async def settings(self) -> tuple[ServerSettings, ...]:
            read = await club.store.servers.settings()
            if not reading.is_set():
                reading.set()
                await changed.wait()
            return read

    servers = Servers(cast("ServerTable", Slow()), clock=lambda: NOW)
    refreshing = asyncio.create_task(servers.refresh())
    await reading.wait()
    await servers.change(OURS, language="de")
    changed.set()
    await refreshing
    assert servers.get(OURS).language == "de"


async def _ask(club: Club, words: str, *, server: int | None = OURS, **given: str) -> bool:
    outcome = "unhelpful" if given.get("outcome") == "unhelpful" else "none"
    return await club.servers.record(
        server, command=given.get("command", "ask"), words=words, outcome=outcome
    )


async def test_questions_are_kept_only_where_the_managers_want_it(club: Club) -> None:
    assert not await _ask(club, "why fog?")
    await club.servers.change(OURS, questions=True)
    assert await _ask(club, "why fog?")
    assert not await _ask(club, "why fog?", server=THEIRS)
    assert not await _ask(club, "why fog?", server=None)
    assert not await _ask(club, "  ")
    assert len(await club.servers.questions(OURS)) == 1
    await club.servers.change(OURS, questions=False)
    assert await club.servers.questions(OURS) == ()


async def test_a_process_that_does_not_know_yet_keeps_no_question_after_that_is_switched_off(
    club: Club,
) -> None:
    other = Servers(club.store.servers, clock=lambda: NOW)
    for forgotten in (False, True):
        await other.change(OURS, questions=True)
        await club.servers.refresh()
        if forgotten:
            await club.store.servers.forget(OURS, at=NOW)
        else:
            await other.change(OURS, questions=False)
        assert not await _ask(club, "why fog?")
        assert await club.store.servers.questions(OURS) == ()


async def test_questions_in_the_same_words_are_counted_together(club: Club) -> None:
    await club.servers.change(OURS, questions=True)
    await _ask(club, "Who came?")
    await _ask(club, "Why fog?")
    club.now += timedelta(hours=1)
    await _ask(club, "why  FOG", outcome="unhelpful")
    await _ask(club, "fog", command="topic")
    first, *others = await club.servers.questions(OURS)
    assert (first.command, first.words, first.count, first.last) == ("ask", "why FOG", 2, club.now)
    assert first.outcomes == {"none": 1, "unhelpful": 1}
    assert [(one.words, one.count) for one in others] == [("fog", 1), ("Who came?", 1)]


async def test_the_words_of_a_question_are_cut_and_kept_for_thirty_days(club: Club) -> None:
    await club.servers.change(OURS, questions=True)
    await _ask(club, "x" * 500)
    (one,) = await club.servers.questions(OURS)
    assert len(one.words) == 200
    club.now += timedelta(days=29)
    assert await club.servers.purge() == 0
    club.now += timedelta(days=1, seconds=1)
    assert await club.servers.questions(OURS) == ()
    assert await club.servers.purge() == 1
