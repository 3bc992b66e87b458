from bot.analysis.titles import chapter_titles
from bot.analysis.topics import Subject


def subject(name: str, *utterances: int, weight: float = 10.0) -> Subject:
    key = tuple(name.lower().split())
    return Subject(key, name, (), weight, utterances, name[0].isupper())


def test_a_title_joins_the_subjects_of_this_chapter_only() -> None:
    found = chapter_titles(
        (0, 10),
        [
            subject("yeast", 1, 2, 3),
            subject("Ada Lovelace", 11, 12),
            subject("compass", 13, 14, 15),
        ],
        count=20,
    )
    assert found == ("Yeast", "Compass and Ada Lovelace")


def test_a_subject_titles_one_chapter_only() -> None:
    found = chapter_titles((0, 10), [subject("yeast", 1, 2, 3, 4, 11)], count=20)
    assert found == ("Yeast", "Part 2")


def test_no_part_repeats_a_word_of_another() -> None:
    found = chapter_titles(
        (0,), [subject("sour dough", 1, 2, 3, weight=20), subject("dough", 1, 2)], count=5
    )
    assert found == ("Sour dough",)


def test_three_parts_are_listed() -> None:
    found = chapter_titles(
        (0, 10), [subject("yeast", 1, 2), subject("leaven", 3, 4), subject("flour", 5, 6)], count=20
    )
    assert found[0].count(",") == 1
    assert found[0].count(" and ") == 1


def test_a_title_stays_short() -> None:
    long = [subject(f"{letter * 25} {letter * 12}", 1, 2) for letter in "abc"]
    assert len(chapter_titles((0,), long, count=5)[0]) <= 60
