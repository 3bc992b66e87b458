"""Numbers and words with signs are found as they are typed, and in their usual other spelling."""

from dataclasses import replace

import pytest

from bot.search import Index
from tests.search.numbers_and_signs import LINES, TUNED, UNSEEN
from tests.search.talks import PUBLIC
from tests.search.tongues import talk
from tests.support.builders import content, episode


@pytest.fixture
async def library(index: Index) -> Index:
    numbers = replace(episode("numbers"), language="en"), content(LINES, key="numbers")
    await index.apply(upserts=[numbers, talk("de"), talk("fr")], removed=[], version=1)
    return index


async def test_a_number_or_a_sign_finds_its_other_spelling(library: Index) -> None:
    for search in (library.quote, library.topic, library.ask):
        for text, line in (*TUNED, *UNSEEN):
            result = await search(text, PUBLIC)
            assert result.matches, text
            assert LINES[line] in result.matches[0].text, text


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("twenty five steps", "exact"),
        ("25 steps", "close"),
        ("97 percent of those", "exact"),
        ("c++", "exact"),
        ("R&B at the funeral", "exact"),
        ("R and B at the funeral", "close"),
        ("e-mail arrived at the", "exact"),
        ("email arrived at the", "close"),
    ],
)
async def test_only_words_that_stand_there_are_exact(
    library: Index, text: str, confidence: str
) -> None:
    assert (await library.quote(text, PUBLIC)).confidence == confidence


async def test_c_is_another_word_than_c_plus_plus(library: Index) -> None:
    for typed, line in (("C", 18), ("C++", 17), ("C#", 19)):
        result = await library.quote(typed, PUBLIC)
        texts = [match.text for match in result.matches]
        assert texts[0] == LINES[line]
        assert not {LINES[other] for other in (17, 18, 19) if other != line}.intersection(texts)


@pytest.mark.parametrize(
    ("spoken", "said", "typed"),
    [
        ("de", "Der Turm hat fünfundzwanzig Stufen.", "25 Stufen"),
        ("de", "Das kostet 1.200 Euro im Monat.", "1200 Euro"),
        ("de", "Wir waren zwei Wochen am Meer.", "2 Wochen"),
        ("fr", "Il a gagné quatre-vingt-dix-sept pour cent des voix.", "97 %"),
        ("es", "Nació en mil novecientos ochenta y cuatro.", "1984"),
        ("it", "La torre ha venticinque gradini.", "25 gradini"),
        ("pt", "Ela tem trinta e cinco gatos.", "35 gatos"),
        ("nl", "De toren heeft vijfentwintig treden.", "25 treden"),
        ("ja", "父は三十年働きました。", "30年"),
        ("zh", "他卖了四十年的包子。", "40年"),
        ("ru", "У нас семь кошек.", "7 кошек"),
    ],
)
async def test_numbers_are_read_in_other_languages(
    index: Index, spoken: str, said: str, typed: str
) -> None:
    filler = ("Nobody says a figure here.", "The lamp was red.")
    numbers = replace(episode("numbers"), language=spoken), content([said], key="numbers")
    english = episode("english"), content(filler, key="english")
    await index.apply(upserts=[numbers, english], removed=[], version=1)
    for search in (index.quote, index.topic, index.ask):
        result = await search(typed, PUBLIC)
        assert [match.text for match in result.matches[:1]] == [said]
