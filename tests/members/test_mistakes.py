"""Members report what is wrong in an excerpt, and those who manage the show decide."""

from typing import Any

import pytest

from bot.curation import OPERATOR, Operator
from bot.errors import LibraryError, NotFoundError
from bot.members.mistakes import MOST_OPEN
from bot.models import Scope
from bot.records import Mistake
from tests.members.conftest import ADA, JONAS, MIA, OURS, THEIRS, Club


async def report(club: Club, quote: str, kind: Any = "word", **given: Any) -> Mistake:
    said = {"word": {"misheard": "wool", "right": "Wulf"}, "speaker": {"right": "Ada Merrow"}}
    user, server = given.pop("user", MIA), given.pop("server", OURS)
    values = {**said.get(kind, {}), **given}
    return await club.members.mistakes.report(user, quote, kind, server=server, **values)


async def test_an_accepted_word_is_found_at_once_and_the_stored_words_stay(club: Club) -> None:
    quotes = await club.add("ours", server=OURS)
    fog = quotes[1]
    first = await report(club, fog.id)
    await report(club, fog.id, user=JONAS, right="wulf")
    (waiting,) = await club.members.mistakes.waiting(OURS)
    assert (waiting.mistake, waiting.decides, waiting.reports) == (first, True, 2)
    await club.members.mistakes.accept(first.id, server=OURS, by=ADA)
    await club.library.refresh()
    answer = await club.library.quote("Wulf", Scope(OURS))
    assert answer.confidence != "none"
    assert (answer.hits[0].match.quote, answer.hits[0].match.text) == (fog.id, fog.text)
    assert await club.members.mistakes.waiting(OURS) == ()
    (known,) = await club.store.mistakes.reported_by(JONAS)
    assert (known.status, known.decided, known.decided_by) == ("accepted", club.now, ADA)


async def test_a_word_is_corrected_in_all_of_a_show(club: Club) -> None:
    fog = (await club.add("one"))[1]
    await club.add("two")
    mistake = await report(club, fog.id)
    await club.members.mistakes.accept(mistake.id, server=OPERATOR, by=None, everywhere=True)
    names = [await club.curation.names(key, server=OPERATOR) for key in ("one", "two")]
    assert [[one.right for one in some] for some in names] == [["Wulf"], ["Wulf"]]


async def test_a_speaker_is_corrected_in_one_quote_or_wherever_the_label_is(club: Club) -> None:
    first, _, last = await club.add("ours", server=OURS)
    mistake = await report(club, first.id, "speaker")
    await club.members.mistakes.accept(mistake.id, server=OURS, by=ADA)
    hits = await club.library.hits([first.id, last.id], server=OURS)
    assert [hit.match.speaker for hit in hits if hit] == ["Ada Merrow", "Dan"]
    mistake = await report(club, last.id, "speaker", right="Dan Ott")
    await club.members.mistakes.accept(mistake.id, server=OURS, by=ADA, everywhere=True)
    hits = await club.library.hits([first.id, last.id], server=OURS)
    assert [hit.match.speaker for hit in hits if hit] == ["Ada Merrow", "Dan Ott"]


async def test_a_manager_may_say_it_better_than_the_member(club: Club) -> None:
    fog = (await club.add("ours", server=OURS))[1]
    mistake = await report(club, fog.id)
    await club.members.mistakes.accept(mistake.id, server=OURS, by=ADA, right="Woolf")
    assert [one.right for one in await club.curation.names("ours", server=OURS)] == ["Woolf"]


async def test_a_wrong_place_is_noted_and_changes_no_times(club: Club) -> None:
    fog = (await club.add("ours", server=OURS))[1]
    mistake = await report(club, fog.id, "place", right="12:40")
    await club.members.mistakes.accept(mistake.id, server=OURS, by=ADA)
    (hit,) = await club.library.hits([fog.id], server=OURS)
    assert hit
    assert hit.match.start_ms == 60_000
    assert await club.members.mistakes.waiting(OURS) == ()


async def test_a_refused_mistake_changes_nothing(club: Club) -> None:
    fog = (await club.add("ours", server=OURS))[1]
    mistake = await report(club, fog.id)
    before = await club.store.version()
    await club.members.mistakes.refuse(mistake.id, server=OURS, by=ADA)
    assert await club.store.version() == before
    assert await club.members.mistakes.waiting(OURS) == ()
    with pytest.raises(NotFoundError, match="decided already"):
        await club.members.mistakes.accept(mistake.id, server=OURS, by=ADA)


async def test_a_correction_that_cannot_be_made_leaves_the_report_open(club: Club) -> None:
    fog = (await club.add("ours", server=OURS))[1]
    mistake = await report(club, fog.id)
    with pytest.raises(LibraryError, match="1 to 80 characters"):
        await club.members.mistakes.accept(mistake.id, server=OURS, by=ADA, right="x" * 81)
    assert len(await club.members.mistakes.waiting(OURS)) == 1


async def test_only_the_operator_decides_on_public_shows(club: Club) -> None:
    fog = (await club.add("public"))[1]
    mistake = await report(club, fog.id)
    (seen,) = await club.members.mistakes.waiting(OURS)
    assert not seen.decides
    assert await club.members.mistakes.waiting(THEIRS) == ()
    for decide in (club.members.mistakes.accept, club.members.mistakes.refuse):
        with pytest.raises(LibraryError, match="only the operator"):
            await decide(mistake.id, server=OURS, by=ADA)
        with pytest.raises(NotFoundError):
            await decide(mistake.id, server=THEIRS, by=ADA)
    (waiting,) = await club.members.mistakes.waiting(OPERATOR)
    assert waiting.decides
    await club.members.mistakes.accept(mistake.id, server=OPERATOR, by=None)
    assert await club.members.mistakes.waiting(OURS) == ()


@pytest.mark.parametrize("server", [THEIRS, None])
async def test_nothing_of_a_private_show_is_reported_or_seen_elsewhere(
    club: Club, server: int | None
) -> None:
    fog = (await club.add("ours", server=OURS))[1]
    with pytest.raises(NotFoundError):
        await report(club, fog.id, server=server)
    mistake = await report(club, fog.id)
    asking: int | Operator = THEIRS if server else 0
    assert await club.members.mistakes.waiting(asking) == ()
    with pytest.raises(NotFoundError):
        await club.members.mistakes.accept(mistake.id, server=asking, by=ADA)
    (seen,) = await club.members.mistakes.waiting(OPERATOR)
    assert seen.mistake == mistake


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        ("word", {"misheard": "wool", "right": ""}, "Say what is right"),
        ("word", {"misheard": "walrus", "right": "Wulf"}, "as the excerpt has it"),
        ("word", {"misheard": "", "right": "Wulf"}, "as the excerpt has it"),
        ("word", {"misheard": "wool", "right": "x" * 81}, "80 characters"),
        ("word", {"misheard": "wool", "right": "a\x00b"}, "without special characters"),
        ("speaker", {"right": "…"}, "Say what is right"),
        ("speaker", {"right": "Ada", "note": "x" * 301}, "a note 300"),
        ("place", {}, "Say where it is"),
    ],
)
async def test_a_report_says_enough_and_not_too_much(
    club: Club, kind: str, given: dict[str, str], sentence: str
) -> None:
    fog = (await club.add("public"))[1]
    with pytest.raises(LibraryError, match=sentence):
        await report(club, fog.id, kind, **given)


async def test_a_member_has_twenty_open_reports_and_each_once(club: Club) -> None:
    fog = (await club.add("public"))[1]
    await report(club, fog.id)
    with pytest.raises(LibraryError, match="reported this already"):
        await report(club, fog.id, right="WULF")
    for number in range(MOST_OPEN - 1):
        await report(club, fog.id, right=f"Wulf {number}")
    with pytest.raises(LibraryError, match="20 of your reports"):
        await report(club, fog.id, right="one more")
    assert await report(club, fog.id, user=JONAS)


async def test_a_decision_that_was_cut_off_halfway_is_made_by_deciding_again(club: Club) -> None:
    fog = (await club.add("ours", server=OURS))[1]
    mistake = await report(club, fog.id)
    # A process that is killed has corrected the word, and not noted that it was accepted.
    await club.curation.correct_name("ours", "wool", "Wulf", server=OURS)
    await club.members.mistakes.accept(mistake.id, server=OURS, by=ADA)
    assert await club.members.mistakes.waiting(OURS) == ()
    # Likewise it has taken back the word, and not opened the report again.
    await club.curation.undo_name("ours", "wool", server=OURS)
    await club.members.mistakes.undo(mistake.id, server=OURS)
    (waiting,) = await club.members.mistakes.waiting(OURS)
    assert waiting.mistake == mistake
    assert await club.curation.names("ours", server=OURS) == ()
