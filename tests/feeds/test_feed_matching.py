from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.feeds import matching
from bot.followed import FeedItem, FeedTranscript, ItemChange, KnownItem

DAY = datetime(2026, 3, 2, tzinfo=UTC)
SITE = "https://podcast.example"


def one(
    guid: str = "", recording: str = "", *, title: str = "", date: datetime | None = None
) -> FeedItem:
    words = FeedTranscript(f"{SITE}/{guid or title}.vtt", "text/vtt")
    return FeedItem(guid, title, date, recording=recording, transcripts=(words,))


def known(*items: FeedItem) -> tuple[KnownItem, ...]:
    changes = matching.changes((), items)
    return tuple(
        KnownItem(
            number,
            guid=change.item.guid,
            recording=change.item.recording,
            title=change.item.title,
            published=change.item.published,
            essence=change.essence,
            digest=change.digest,
        )
        for number, change in enumerate(changes, 1)
    )


def found(before: tuple[FeedItem, ...], *after: FeedItem) -> list[tuple[str, int | None, bool]]:
    changes = matching.changes(known(*before), after)
    return [(change.item.guid, change.id, change.due) for change in changes]


A, B = one("a", f"{SITE}/a.mp3"), one("b", f"{SITE}/b.mp3")


def test_new_items_are_found_and_unchanged_ones_left_alone() -> None:
    assert found((), A, B) == [("a", None, True), ("b", None, True)]
    assert found((A,), B, A) == [("b", None, True)]
    assert found((A, B), A) == []


def test_a_changed_item_is_due_again() -> None:
    assert found((A, B), replace(A, title="New"), B) == [("a", 1, True)]


def test_a_query_that_changes_is_kept_without_a_new_import() -> None:
    words = (replace(A.transcripts[0], url=f"{A.transcripts[0].url}?token=2"),)
    new = replace(A, recording=f"{A.recording}?token=2", transcripts=words)
    assert found((A,), new) == [("a", 1, False)]
    assert found((new,), new) == []


def test_another_transcript_of_an_item_is_a_change() -> None:
    more = replace(A, transcripts=(*A.transcripts, FeedTranscript(f"{SITE}/a.json", "")))
    assert found((A,), more) == [("a", 1, True)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (one("a", f"{SITE}/1.mp3"), one("new", f"{SITE}/1.mp3?source=feed")),
        (one("a", title="Fog", date=DAY), one("new", title="Fog", date=DAY)),
        (
            one("a", f"{SITE}/1.mp3", title="Fog", date=DAY),
            one("new", "https://cdn.example/2.mp3", title="Fog", date=DAY),
        ),
    ],
    ids=["recording", "title and date", "new host"],
)
def test_an_item_whose_guid_changes_stays_the_same(before: FeedItem, after: FeedItem) -> None:
    assert [id_ for _, id_, _ in found((before,), after)] == [1]


def test_a_guid_and_recording_that_stay_are_recognised_before_anything_else() -> None:
    # A new episode takes the recording of a trailer, which is still in the feed under its guid.
    trailer, new = one("t", f"{SITE}/t.mp3"), one("n", f"{SITE}/t.mp3")
    assert found((trailer,), new, trailer) == [("n", None, True)]


def test_two_items_of_one_guid_stay_two_in_any_order() -> None:
    first, second = one("g", f"{SITE}/1.mp3"), one("g", f"{SITE}/2.mp3")
    assert len(found((), first, second)) == 2
    assert found((first, second), second, first) == []
    assert found((first,), second, first) == [("g", None, True)]


def test_an_item_that_is_repeated_counts_once() -> None:
    assert len(found((), A, A, A)) == 1
    bare = one("", title="Fog")
    assert len(found((), bare, bare)) == 1


def test_items_without_a_guid_are_recognised_by_their_recording() -> None:
    first, second = one("", f"{SITE}/1.mp3", title="1"), one("", f"{SITE}/2.mp3", title="2")
    assert found((first, second), replace(first, title="One"), second) == [("", 1, True)]


def test_what_many_share_identifies_none() -> None:
    shared = [one(str(n), f"{SITE}/same.mp3") for n in range(3)]
    assert found((shared[0],), shared[1], shared[2]) == [("1", None, True), ("2", None, True)]


def test_very_many_items_are_matched() -> None:
    items = tuple(one(str(n), f"{SITE}/{n}.mp3") for n in range(5000))
    assert found(items[1:], *items) == [("0", None, True)]


def test_text_that_is_no_unicode_is_hashed() -> None:
    assert isinstance(matching.changes((), [one("\ud800")])[0], ItemChange)
