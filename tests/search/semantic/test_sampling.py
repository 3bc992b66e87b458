import pytest

from bot.models import Chapter, Content
from bot.search.semantic.sampling import (
    ChapterQuestion,
    WrittenQuestion,
    chapter_questions,
    evenly,
    written_questions,
)
from tests.support.hits import build_episode, build_hit


def test_a_chapter_is_asked_for_by_its_summary_or_its_title() -> None:
    chapters = (
        Chapter("Kites over roofs", 0, 9),
        Chapter("Bakeries", 9, 20),
        Chapter("Soup and more", 20, 30, editor="Why it stays warm"),
    )
    asked = list(chapter_questions("kites", Content("", (), chapters)))
    assert asked == [
        ChapterQuestion("Kites over roofs", "kites", 0, 9),
        ChapterQuestion("Why it stays warm", "kites", 20, 30),
    ]


def test_written_questions_have_one_or_more_answers() -> None:
    lines = [
        "When does it leave?\tat noon",
        "",
        "Who counts?\tnobody counts\tshe counted \t",
    ]
    assert list(written_questions(lines)) == [
        WrittenQuestion("When does it leave?", ("at noon",)),
        WrittenQuestion("Who counts?", ("nobody counts", "she counted")),
    ]


@pytest.mark.parametrize("line", ["When does it leave?", "When?\t ?! ", "\tleaves at noon"])
def test_a_line_that_is_no_question_is_told_by_number(line: str) -> None:
    with pytest.raises(ValueError, match="line 2 is not a question"):
        list(written_questions(["When?\tat noon", line]))


def test_a_passage_answers_in_the_chapter_or_with_the_words() -> None:
    kites = build_episode(key="kites")
    asked = ChapterQuestion("Kites over roofs", "kites", 10, 20)
    hits = [build_hit(episode=kites, start=start, end=start + 5) for start in (5, 6, 19, 20)]
    assert [asked.is_answered_by(hit) for hit in hits] == [False, True, True, False]
    assert not asked.is_answered_by(build_hit(episode=build_episode(key="roofs"), start=10, end=15))
    written = WrittenQuestion("When does it leave?", ("leaves at noon", "at twelve"))
    assert written.is_answered_by(build_hit(text="It leaves, at Noon."))
    assert not written.is_answered_by(build_hit(text="It leaves in the afternoon."))


def test_items_are_taken_from_everywhere() -> None:
    assert evenly(range(100), 4) == [0, 25, 50, 75]
    assert evenly(range(3), 4) == [0, 1, 2]
    assert evenly((), 4) == []
