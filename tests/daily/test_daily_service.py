from dataclasses import replace
from datetime import date

import pytest

from bot.analysis.postable import judgement_version
from bot.daily.candidates import CandidateCache
from bot.daily.service import Supply
from bot.errors import LibraryError, NotFoundError
from bot.schedules import RotationState
from tests.daily.conftest import HOME, PLAN, House, talk


async def _quotes(house: House) -> list[str]:
    preview = await house.daily.preview(HOME)
    return [one.hit.match.quote for one in preview if one.hit]


async def test_the_preview_of_a_server_shows_what_is_posted(house: House) -> None:
    await house.add(*talk("bakery"))
    await house.daily.setup(PLAN)
    shown = await house.daily.preview(HOME)
    assert [one.date.day for one in shown] == [27, 28, 29, 30, 31, 1, 2]
    assert len({one.hit.match.quote for one in shown if one.hit}) == 7
    await house.pass_hours(24 * 7, step=3)
    posted = [one.outgoing.hit.match.quote for one in house.port.posts if one.outgoing.hit]
    assert posted == [one.hit.match.quote for one in shown if one.hit]


async def test_a_skipped_day_has_no_post_and_its_highlight_moves_to_the_next(house: House) -> None:
    await house.daily.setup(PLAN)
    first, second = (await _quotes(house))[:2]
    coming = await house.daily.skip(HOME)
    assert coming is not None
    assert coming.hit is not None
    assert (coming.date, coming.hit.match.quote) == (date(2026, 3, 28), first)
    preview = await house.daily.preview(HOME)
    assert [one.skipped for one in preview[:3]] == [True, False, False]
    await house.daily.skip(HOME, day=date(2026, 3, 29))
    assert await house.daily.unskip(HOME, day=date(2026, 3, 29))
    await house.pass_hours(24 * 3, step=3)
    assert [row.status for row in await house.rows()] == ["skipped", "sent", "sent"]
    posted = [one.outgoing.hit.match.quote for one in house.port.posts if one.outgoing.hit]
    assert posted == [first, second]
    assert not await house.daily.unskip(HOME, day=date(2026, 3, 27))


async def test_a_pinned_quote_comes_first_even_if_it_is_no_highlight(house: House) -> None:
    episode, content = talk("bakery")
    plain = replace(content, highlights=content.highlights[:3])
    await house.add(episode, plain)
    await house.daily.setup(PLAN)
    ordinary, best = content.quotes[7].id, content.quotes[0].id
    assert (await house.daily.pin(HOME, ordinary)).match.quote == ordinary
    await house.daily.pin(HOME, best, first=True)
    assert (await _quotes(house))[:2] == [best, ordinary]
    assert [one.pinned for one in await house.daily.preview(HOME)][:3] == [True, True, False]
    assert await house.daily.unpin(HOME, best)
    await house.pass_hours(24, step=3)
    assert house.port.posts[0].outgoing.post.quote == ordinary
    with pytest.raises(NotFoundError):
        await house.daily.pin(HOME, "nothing")


async def test_a_replaced_highlight_is_never_posted(house: House) -> None:
    await house.daily.setup(PLAN)
    first, *_, third = await _quotes(house)
    done = await house.daily.replace(HOME)
    assert done.replaced is not None
    assert done.replaced.match.quote == first
    assert done.upcoming is not None
    assert done.upcoming.hit is not None
    second = done.upcoming.hit.match.quote
    assert second != first
    await house.daily.replace(HOME, quote=third)
    quotes = await _quotes(house)
    assert quotes[0] == third
    assert not {first, second} & set(quotes)
    again = await house.daily.replace(HOME, quote=third)
    assert again.replaced is None
    assert (await _quotes(house))[0] == third


async def test_a_replaced_pin_stays_in_the_queue(house: House) -> None:
    await house.daily.setup(PLAN)
    *_, pinned, other = await _quotes(house)
    await house.daily.pin(HOME, pinned)
    done = await house.daily.replace(HOME)
    assert done.kept_pin
    after = await _quotes(house)
    assert after[1] == pinned
    assert after[0] == done.added
    await house.daily.replace(HOME, quote=other)
    assert (await _quotes(house))[:3] == [other, after[0], pinned]


@pytest.mark.parametrize("words", [False, True], ids=["next best", "chosen"])
@pytest.mark.parametrize("pinned", [False, True], ids=["not pinned", "pinned"])
async def test_a_replacement_can_be_undone(house: House, *, words: bool, pinned: bool) -> None:
    await house.daily.setup(PLAN)
    planned = await _quotes(house)
    if pinned:
        await house.daily.pin(HOME, planned[2])
        planned = await _quotes(house)
    done = await house.daily.replace(HOME, quote=planned[3] if words else None)
    assert await _quotes(house) != planned
    assert done.replaced is not None
    await house.daily.undo_replace(HOME, replaced=done.replaced.match.quote, added=done.added)
    assert await _quotes(house) == planned


async def test_profane_highlights_are_posted_only_if_allowed(house: House) -> None:
    profane = talk("harbour")[1].quotes[-1].id
    await house.daily.setup(PLAN)
    everything = await house.daily.preview(HOME, count=11)
    assert profane not in {one.hit.match.quote for one in everything if one.hit}
    await house.daily.setup(replace(PLAN, profanity=True))
    everything = await house.daily.preview(HOME, count=12)
    assert profane in {one.hit.match.quote for one in everything if one.hit}


async def test_there_is_no_next_post_while_paused_or_off(house: House) -> None:
    await house.daily.setup(PLAN)
    assert (await house.daily.pause(HOME)).state == "paused"
    assert await house.daily.next(HOME) is None
    assert await house.daily.skip(HOME) is None
    assert (await house.daily.resume(HOME)).state == "on"
    assert await house.daily.next(HOME) is not None
    assert (await house.daily.off(HOME)).state == "off"
    assert await house.daily.preview(HOME) == ()


async def test_only_setup_starts_a_schedule_that_is_off(house: House) -> None:
    await house.daily.setup(PLAN)
    await house.daily.off(HOME)
    for change in (house.daily.resume, house.daily.pause):
        with pytest.raises(LibraryError, match="is off: start it again"):
            await change(HOME)
    assert (await house.daily.off(HOME)).state == "off"
    assert (await house.daily.setup(PLAN)).state == "on"


async def test_a_date_with_a_post_gets_no_second_one_at_a_later_time(house: House) -> None:
    await house.daily.setup(PLAN)
    await house.pass_hours(9)
    later = PLAN.time.replace(hour=18)
    await house.daily.setup(replace(PLAN, time=later))
    assert (await house.daily.preview(HOME))[0].date == date(2026, 3, 28)
    await house.pass_hours(12)
    assert len(house.port.posts) == 1


async def test_the_history_shows_the_outcome_of_each_post(house: House) -> None:
    await house.daily.setup(PLAN)
    await house.pass_hours(9)
    await house.daily.skip(HOME)
    skipped, sent = await house.daily.history(HOME)
    assert (skipped.post.status, skipped.hit) == ("skipped", None)
    assert sent.hit is not None
    assert sent.post.quote == sent.hit.match.quote


async def test_an_invalid_schedule_is_refused(house: House) -> None:
    with pytest.raises(LibraryError, match="day of the week"):
        await house.daily.setup(replace(PLAN, days=frozenset()))
    with pytest.raises(LibraryError, match="Atlantis"):
        await house.daily.setup(replace(PLAN, zone="Europe/Atlantis"))


async def test_without_a_schedule_the_error_says_how_to_set_it_up(house: House) -> None:
    assert await house.daily.get(HOME) is None
    with pytest.raises(NotFoundError, match="/daily setup"):
        await house.daily.preview(HOME)


async def test_a_forgotten_server_has_no_schedule_and_no_history(house: House) -> None:
    await house.daily.setup(PLAN)
    await house.pass_hours(9)
    await house.daily.forget(HOME)
    assert await house.daily.get(HOME) is None
    assert await house.store.ledger.rotation_state(HOME) == RotationState()


async def test_only_postable_highlights_are_posted(house: House) -> None:
    episode, content = talk("bakery")
    first, *rest = content.highlights
    best = (first, *(replace(one, postable=False) for one in rest))
    await house.add(episode, replace(content, highlights=best))
    await house.daily.setup(replace(PLAN, shows=frozenset({episode.show.slug})))
    coming = await house.daily.preview(HOME, count=20)
    of_it = {one.hit.match.quote for one in coming if one.hit and one.hit.episode.key == "bakery"}
    assert of_it == {first.quote}


async def test_strong_language_is_known_from_the_store_while_its_words_are_current(
    house: House,
) -> None:
    episode, content = talk("bakery")
    judged = replace(content, judged=judgement_version())  # says that none is profane
    aged = replace(content, judged="an older list")
    await house.store.add(episode, judged)
    await house.library.refresh()
    candidates = CandidateCache(house.library)
    assert not any(one.profane for one in await candidates.for_schedule(PLAN, episode=episode.id))
    await house.store.replace(episode, aged)
    await house.library.refresh()
    found = await candidates.for_schedule(PLAN, episode=episode.id)
    assert [one.quote for one in found if one.profane] == [content.quotes[-1].id]


async def test_the_votes_of_the_server_are_counted_with_its_candidates(house: House) -> None:
    episode, content = talk("bakery")
    await house.store.add(episode, content)
    await house.library.refresh()

    async def loved(server: int) -> dict[str, int]:
        return {content.quotes[0].id: 3} if server == HOME else {}

    candidates = CandidateCache(house.library, loved=loved)
    for server, votes in ((HOME, [3]), (HOME + 1, [])):
        found = await candidates.for_schedule(replace(PLAN, server=server), episode=episode.id)
        assert [one.loved for one in found if one.loved] == votes
        assert len(found) > 1


async def test_the_highlights_left_are_counted_with_their_days(house: House) -> None:
    await house.daily.setup(replace(PLAN, days=frozenset({0, 4})))
    assert await house.daily.supply(HOME) == Supply(11, 38)
    await house.daily.replace(HOME)
    await house.pass_hours(24 * 4, step=3)
    assert (await house.daily.supply(HOME)).unposted == 8
    await house.daily.setup(replace(PLAN, profanity=True))
    assert await house.daily.supply(HOME) == Supply(9, 9)
