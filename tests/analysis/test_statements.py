import pytest

from bot.analysis.statements import statement_candidates
from bot.analysis.utterances import read_utterances
from tests.analysis.conversations import conversation


def told(sentence: str) -> list[str]:
    text, quotes = conversation(("Ann", sentence))
    return [cut.displayed for cut in statement_candidates(read_utterances(text, quotes))]


def test_a_statement_may_refer_back_but_not_begin_with_a_connective() -> None:
    found = told("And so they agreed that the harbour wall needs another year of work.")
    assert found == ["They agreed that the harbour wall needs another year of work."]


def test_neighbouring_sentences_are_candidates_together_too() -> None:
    wall = "The wall is much older than the town and the church."
    council = "The council of the town pays for all of its stones."
    assert told(f"{wall} {council}") == [wall, f"{wall} {council}", council]


@pytest.mark.parametrize(
    "said",
    [
        "Who is going to pay for the harbour wall and all of its stones?",
        "They agreed that the harbour wall needs another year of work, you know.",
        "They agreed that the harbour wall needs another year of",
        "They said that the goddamn harbour wall needs another year of work.",
        "They said the f**king harbour wall needs another year of work.",
        "The wall stands.",
        "... ... ... ... ... ... ... ... ... ... ... ... ... ... ... .",
    ],
)
def test_questions_and_unfinished_profane_or_short_sentences_are_no_statements(said: str) -> None:
    assert told(said) == []


def test_a_statement_is_verbatim_at_its_offsets() -> None:
    text, quotes = conversation(
        ("Ann", "Good."), ("Bob", "So the wall, the wall was built before the town had a council.")
    )
    (cut,) = statement_candidates(read_utterances(text, quotes))
    assert cut.excerpt.text == text[cut.excerpt.start : cut.excerpt.end]
    assert cut.index == 1
