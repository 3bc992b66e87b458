"""What stands on each page of a copied document is no speech."""

import pytest

from bot.transcripts.readers import parse

WORDS = ("We dig wells by hand.", "How deep do you go?", "Forty feet.", "That sounds far.")


def spoken(between: str) -> list[tuple[str | None, str]]:
    turns = [f"{name}: {words}" for name, words in zip(("Ann", "Bob") * 2, WORDS, strict=True)]
    text = "\n".join(
        line for at, turn in enumerate(turns, 1) for line in (turn, between.format(at))
    )
    found = parse(text.encode(), name="talk.txt")
    return [(turn.speaker, found.text[turn.start : turn.end].strip()) for turn in found.turns]


@pytest.mark.parametrize(
    "between",
    [
        "Page {} of 4",
        "Seite {} von 4",
        "Made by a service\nPage {} of 4\nWells, part one (March 5)",
        "{}\n\fThe wells show",
        "- {} -\n\f",
    ],
)
def test_page_numbers_headers_and_footers_are_left_out(between: str) -> None:
    assert spoken(between) == list(zip(("Ann", "Bob") * 2, WORDS, strict=True))


def test_lines_that_recur_away_from_page_numbers_are_spoken() -> None:
    assert [words for _, words in spoken("Right.")] == [f"{words}\nRight." for words in WORDS]


def test_a_line_that_also_stands_elsewhere_is_no_footer() -> None:
    text = "Ann: We dig.\nBob: Right.\nPage 1\nAnn: By hand.\nBob: Right.\nPage 2\n"
    found = parse((text + "Ann: Deep.\nBob: Right.\n" * 3).encode(), name="talk.txt")
    assert found.text.count("Right.") == sum(turn.speaker == "Bob" for turn in found.turns)
