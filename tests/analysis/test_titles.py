from collections.abc import Sequence
from itertools import accumulate, chain

import pytest

from bot.analysis.title_candidates import questions, statements
from bot.analysis.titles import chapter_titles
from bot.analysis.topics import Subject, subjects
from bot.analysis.utterances import Utterance, read_utterances
from bot.text.languages import language
from tests.analysis.conversations import Said, conversation, monologue

MILL: list[Said] = [
    ("Host", "So I'm curious, how does a windmill grind the corn, Ada?"),
    ("Ada", "A windmill turns one stone over another. The stones of a windmill never touch."),
    ("Ada", "Corn falls between the stones. The miller listens to the stones all day."),
    ("Ada", "Flour that is ground by a windmill stays cool, and a cool flour keeps for a year."),
]
BEES: list[Said] = [
    ("Host", "And then it changed, right?"),
    ("Ada", "The price of honey fell. Bees were everywhere, and nobody paid for honey."),
    ("Ada", "A hive of bees makes honey. The price of honey is what a beekeeper lives on."),
    ("Ada", "Beekeepers are the farmers of the air. Bees do not read the price of honey."),
]


def spoken(*said: Said) -> tuple[Utterance, ...]:
    return read_utterances(*conversation(*said))


def titled(*chapters: Sequence[Said], found: Sequence[Subject] | None = None) -> tuple[str, ...]:
    utterances = spoken(*chain.from_iterable(chapters))
    sizes = [len(spoken(*chapter)) for chapter in chapters]
    starts = [0, *accumulate(sizes[:-1])]
    return chapter_titles(utterances, starts, subjects(utterances) if found is None else found)


def asked(*sentences: str) -> list[str]:
    utterances = read_utterances(*monologue(*sentences))
    return [one.title for at, it in enumerate(utterances) for one in questions(it, index=at)]


def said(*sentences: str) -> list[str]:
    utterances = read_utterances(*monologue(*sentences))
    return [one.title for at, it in enumerate(utterances) for one in statements(it, index=at)]


def test_the_question_of_the_host_titles_the_chapter_that_answers_it() -> None:
    assert titled(MILL, BEES)[0] == "How does a windmill grind the corn?"


def test_a_chapter_without_a_question_is_titled_by_a_phrase_or_a_statement_in_its_words() -> None:
    title = titled(MILL, BEES)[1]
    text = conversation(*BEES)[0]
    assert title.lower() in text.lower()
    assert len(title.split()) > 2


def test_no_two_titles_are_the_same_or_have_the_same_content_words() -> None:
    titles = titled(MILL, MILL, BEES)
    assert len({title.casefold() for title in titles}) == 3
    assert titles[0] == "How does a windmill grind the corn?"


def test_a_chapter_without_any_content_is_numbered() -> None:
    assert titled(MILL, [("Ada", "Yes. And so we did that.")])[1] == "Part 2"


def test_two_subjects_are_joined_where_neither_says_much_alone() -> None:
    subject = Subject(("mill",), "mill", (), 9.0, (0, 1), named=False)
    other = Subject(("corn",), "corn", (), 9.0, (0, 1), named=False)
    lines: list[Said] = [("Ada", "Mill, corn. Mill, corn.")] * 3
    titles = titled(lines, [("Ada", "Boats.")], found=[subject, other])
    assert titles[0] in {"Mill and corn", "Corn and mill"}


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("So what makes a good windmill, in your view?", "What makes a good windmill?"),
        ("I wonder, why do millers listen to stones?", "Why do millers listen to stones?"),
        ("What is a windmill made of, Ada?", "What is a windmill made of?"),
    ],
)
def test_a_question_is_shortened_where_a_clause_ends(sentence: str, title: str) -> None:
    assert title in asked(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Why is it turning the other way?",
        "How are you doing today, Ada?",
        "What do you think?",
        "You know how the miller works, right?",
        "Could you tell us about the windmill?",
        "What were they grinding in those years?",
    ],
)
def test_a_question_that_leans_on_others_or_asks_nothing_is_no_title(sentence: str) -> None:
    assert asked(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("And I think flour is patient, but bakers are not.", "Flour is patient"),
        ("Where mice live, millers sleep badly.", "Where mice live, millers sleep badly"),
        ("It is hard to predict the wind.", "It is hard to predict the wind"),
    ],
)
def test_a_statement_begins_after_connectives_and_ends_with_its_clause(
    sentence: str, title: str
) -> None:
    assert title in said(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "They are the farmers of the air.",
        "My windmill is the best windmill.",
        "If the wind is strong enough",
        "A map that you need.",
        "The miller is damn tired of stones.",
    ],
)
def test_what_is_no_statement_by_itself_is_no_title(sentence: str) -> None:
    assert said(sentence) == []


def test_titles_are_short() -> None:
    mills = "windmills above the harbour and the watermills below the old monastery"
    assert asked(f"Why are the {mills} turning?") == []
    assert all(len(title) <= 60 for title in titled(MILL, BEES))


def test_a_question_in_another_language_titles_its_chapter() -> None:
    text, quotes = conversation(
        ("Frage", "Guten Abend. Wie mahlt eine Mühle das Korn?"),
        ("Ada", "Die Mühle dreht einen Stein. Der Stein der Mühle mahlt das Korn."),
        ("Ada", "Das Korn fällt auf den Stein, und die Mühle dreht sich im Wind."),
    )
    german = language("de")
    utterances = read_utterances(text, quotes, language=german)
    assert chapter_titles(utterances, (0,), subjects(utterances)) == (
        "Wie mahlt eine Mühle das Korn?",
    )
