import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedError
from bot.feeds.chapters import read_chapters
from bot.followed import FeedChapter


def chapters(*given: object) -> tuple[FeedChapter, ...]:
    return read_chapters(json.dumps({"version": "1.2.0", "chapters": given}).encode())


def test_chapters_are_read_in_the_order_of_their_times() -> None:
    assert chapters(
        {"startTime": 94.25, "title": "The <b>ferry</b>", "url": "https://x.example"},
        {"startTime": 0, "title": "Opening", "img": "x"},
    ) == (FeedChapter(0, "Opening"), FeedChapter(94_250, "The ferry"))


def test_silent_chapters_are_left_out() -> None:
    found = chapters(
        {"startTime": 1, "title": "A picture", "toc": False}, {"startTime": 2, "title": "B"}
    )
    assert found == (FeedChapter(2000, "B"),)


@pytest.mark.parametrize(
    "chapter",
    [
        {"startTime": 1},
        {"title": "x"},
        {"startTime": None, "title": "x"},
        {"startTime": True, "title": "x"},
        {"startTime": "soon", "title": "x"},
        {"startTime": 1e300, "title": "x"},
        {"startTime": float("nan"), "title": "x"},
        {"startTime": 1, "title": " "},
        {"startTime": 1, "title": 7},
        "x",
        None,
        [],
    ],
)
def test_a_chapter_without_a_time_or_title_is_left_out(chapter: object) -> None:
    assert chapters(chapter) == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"[]", b"{}", b'{"chapters": {}}', b"[" * 1_000_000, b"<html>", b"\xff\xfe", b"1"],
)
def test_what_is_no_json_of_chapters_is_refused(data: bytes) -> None:
    with pytest.raises(FeedError, match="chapters"):
        read_chapters(data)


def test_very_many_chapters_are_cut() -> None:
    assert len(chapters(*({"startTime": n, "title": "x"} for n in range(10_000)))) == 500


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["startTime", "title", "toc"]), x),
    )
)
def test_any_json_is_read_or_left_out(value: object) -> None:
    assert all(one.start_ms >= 0 and one.title for one in chapters(value, *([value] * 2)))
