"""What a trailer has and what is said again in its place is one thing."""

from pathlib import Path

import pytest

from bot.models import Content, Match
from bot.search import Index
from bot.text.sentences import split_sentences
from tests.search.talks import PUBLIC, fill
from tests.support.builders import content, episode

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "the-night-shift.md"
TRAILER = (
    "The lighthouse at Varno was sold for the price of a secondhand bicycle and a crate of plums.",
    "Nobody had asked the keeper, who went on polishing the lamp until the spring of that year.",
)
ANNOUNCED = "We talked about why the lighthouse at Varno was sold and who polished its lamp."


def trailed(*opening: str, spoken: tuple[str, ...] = TRAILER) -> Content:
    """Return an hour of talk after an opening, in which all of the trailer is said again."""
    text = SAMPLE.read_text(encoding="utf-8").replace("**", "")
    talk = [text[one.start : one.end] for one in split_sentences(text)]
    middle = len(talk) // 2
    return content([*opening, *talk[:middle], *spoken, *talk[middle:]], key="night")


def positions(matches: tuple[Match, ...], said: Content) -> list[int]:
    quoted = {quote.id: quote.position for quote in said.quotes}
    return [quoted[match.quote] for match in matches]


async def test_a_line_of_a_trailer_is_quoted_once_and_in_its_place(index: Index) -> None:
    said = trailed(*TRAILER)
    await fill(index, (episode("night"), said))
    for typed in (TRAILER[0], "lighthouse sold for the price of a second hand bicycle"):
        found = await index.quote(typed, PUBLIC)
        assert found.matches[0].text.startswith(TRAILER[0])
        assert not {0, 1} & {*positions(found.matches, said)}


async def test_words_that_only_the_trailer_has_are_quoted_from_it(index: Index) -> None:
    heard = TRAILER[0].replace("secondhand bicycle", "second hand tricycle")
    said = trailed(heard, TRAILER[1])
    await fill(index, (episode("night"), said))
    found = await index.quote(heard, PUBLIC)
    assert (found.confidence, positions(found.matches[:1], said)) == ("exact", [0])


@pytest.mark.parametrize("opening", [TRAILER, (ANNOUNCED,)], ids=["trailer", "announcement"])
async def test_an_answer_is_what_is_said_in_its_place(
    index: Index, opening: tuple[str, ...]
) -> None:
    said = trailed(*opening)
    await fill(index, (episode("night"), said))
    for search, words in (
        (index.ask, "Why was the lighthouse at Varno sold?"),
        (index.topic, "lighthouse at Varno"),
    ):
        found = positions((await search(words, PUBLIC)).matches, said)
        assert found
        assert min(found) >= len(opening)


async def test_what_is_said_nowhere_else_is_found_in_an_announcement(index: Index) -> None:
    said = trailed(ANNOUNCED, spoken=())
    await fill(index, (episode("night"), said))
    found = await index.topic("lighthouse at Varno", PUBLIC)
    assert positions(found.matches[:1], said) == [0]
