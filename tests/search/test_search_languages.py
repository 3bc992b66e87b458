"""Talks in several languages are found in each of them, in one library."""

import pytest

from bot.models import Scope
from bot.search import Index
from bot.search.memory.dictionary import MergedDictionary, TermDictionary
from bot.search.query.languages import stop_words_of, with_pairs
from bot.text.languages import ENGLISH, language
from bot.text.tokens import words
from tests.search.talks import PUBLIC, bees
from tests.search.tongues import TALKS, TUNED, UNSEEN, talk

QUERIES = {spoken: TUNED[spoken] + UNSEEN[spoken] for spoken in TALKS}


@pytest.fixture
async def library(index: Index) -> Index:
    await index.apply(upserts=[talk(spoken) for spoken in TALKS], removed=[], version=1)
    return index


@pytest.mark.parametrize("spoken", TALKS)
async def test_other_inflections_of_a_language_find_its_line(library: Index, spoken: str) -> None:
    for search in (library.quote, library.topic, library.ask):
        for text, line in QUERIES[spoken]:
            result = await search(text, PUBLIC)
            assert result.matches, text
            assert result.matches[0].episode == f"talk-{spoken}", text
            assert TALKS[spoken][line] in result.matches[0].text, text


@pytest.mark.parametrize("spoken", TALKS)
async def test_a_line_of_any_language_is_found_verbatim(library: Index, spoken: str) -> None:
    for line in TALKS[spoken]:
        result = await library.quote(line.upper(), PUBLIC)
        assert (result.confidence, result.matches[0].text) == ("exact", line)


async def test_lines_of_two_characters_are_suggested(library: Index) -> None:
    suggested = await library.suggest("quote.words", "東京", PUBLIC)
    assert [one.value for one in suggested] == [TALKS["ja"][0]]


async def test_a_language_counts_only_where_it_can_be_seen(index: Index) -> None:
    await index.apply(upserts=[bees(), talk("de", server=7)], removed=[], version=1)
    seen = await index.topic("Entscheidungen", Scope(server=7))
    assert TALKS["de"][2] in seen.matches[0].text
    assert not (await index.topic("Entscheidungen", PUBLIC)).matches


async def test_a_language_is_forgotten_with_its_last_talk(index: Index) -> None:
    german, _ = talk("de")
    await index.apply(upserts=[bees(), talk("de")], removed=[], version=1)
    assert (await index.topic("Entscheidungen", PUBLIC)).matches
    await index.apply(upserts=[], removed=[german.id], version=2)
    assert not (await index.topic("Entscheidungen", PUBLIC)).matches


@pytest.mark.parametrize(
    ("spoken", "text", "line"),
    [
        ("de", "Straßen", 0),
        ("de", "Hoch", 3),
        ("nl", "pannen", 3),
        ("ko", "도서", 2),
        ("sv", "träd", 3),
    ],
)
async def test_the_beginning_of_a_compound_finds_it(
    index: Index, spoken: str, text: str, line: int
) -> None:
    await index.apply(upserts=[bees(), talk(spoken)], removed=[], version=1)
    for search in (index.quote, index.topic, index.ask):
        result = await search(text, PUBLIC)
        assert TALKS[spoken][line] in result.matches[0].text


async def test_a_german_noun_that_nobody_says_is_not_taken_for_a_name(index: Index) -> None:
    await index.apply(upserts=[bees(), talk("de")], removed=[], version=1)
    with_capital = await index.ask("Wer hat in München ein paar Äpfel und Möbel verkauft?", PUBLIC)
    without = await index.ask("wer hat in münchen ein paar äpfel und möbel verkauft?", PUBLIC)
    assert with_capital.matches[0].score == without.matches[0].score


@pytest.mark.parametrize(
    "text",
    ["Raketenforschung", "¿Cuándo viajó a la luna?", "宇宙飛行士", "经济政策怎么样", "우주비행사"],
)
async def test_what_nobody_said_in_any_language_is_not_answered(library: Index, text: str) -> None:
    for search in (library.quote, library.topic, library.ask):
        assert (await search(text, PUBLIC)).confidence == "none"


def test_a_word_has_the_stems_of_every_language_in_use() -> None:
    english = TermDictionary({"houses": 2})
    both = TermDictionary({"houses": 2}, {language("de"): {"häuser": 3, "hauses": 1}})
    assert MergedDictionary([english]).languages == (ENGLISH,)
    assert MergedDictionary([english]).stems("hauses") == ("haus",)
    assert MergedDictionary([both]).languages == (ENGLISH, language("de"))
    assert both.stem_count("haus") == 4
    both.subtract({"häuser": 3, "hauses": 1}, language("de"))
    assert both.languages == {ENGLISH}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("when did he die", {"when", "did", "he"}), ("die alte Stadt", {"die"}), ("lamp", set[str]())],
)
def test_stop_words_are_those_of_the_likeliest_language(typed: str, expected: set[str]) -> None:
    folded = words(typed)
    stop = stop_words_of(folded, (ENGLISH, language("de")))
    assert stop.intersection(folded) == expected


@pytest.mark.parametrize(
    ("typed", "pairs"),
    [
        ("東京", "東京"),
        ("東京の猫", "東京 猫"),
        ("那只猫的月亮", "那只 只猫 月亮"),
        ("はな", "はな"),
        ("的", "的"),
        ("AI と音楽", "ai と音 音楽"),
        ("lamp oil", "lamp oil"),
    ],
)
def test_unspaced_characters_are_read_in_pairs(typed: str, pairs: str) -> None:
    assert with_pairs(words(typed)) == pairs.split()
