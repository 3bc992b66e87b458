"""A short phrase that is said alone many times is shown where it stands among other words."""

import pytest

from bot.search import Index
from tests.search.talks import PUBLIC, fill
from tests.support.builders import Said, content, episode

_SENTENCE = "Thank you, the foghorn was louder than anybody in the village remembered it."
_FOGHORN: tuple[Said, ...] = (
    *[("Ada", "Thank you."), ("Ben", "Carry on with the harbour, please.")] * 4,
    ("Ada", "A foghorn, thank you."),
    ("Ben", _SENTENCE),
)


@pytest.mark.parametrize("typed", ["thank you", "Thank you."])
async def test_a_phrase_said_alone_many_times_is_shown_in_a_sentence(
    index: Index, typed: str
) -> None:
    await fill(index, (episode("foghorn"), content(_FOGHORN)))
    found = await index.quote(typed, PUBLIC)
    assert found.confidence == "exact"
    texts = [match.text for match in found.matches]
    assert texts[:2] == [_SENTENCE, "A foghorn, thank you."]
    assert texts.count("Thank you.") == 1


async def test_a_phrase_said_alone_once_is_shown_alone(index: Index) -> None:
    await fill(index, (episode("foghorn"), content((_FOGHORN[0], *_FOGHORN[-2:]))))
    assert (await index.quote("thank you", PUBLIC)).matches[0].text == "Thank you."


async def test_a_phrase_that_is_only_said_alone_is_found_once(index: Index) -> None:
    await fill(index, (episode("foghorn"), content(_FOGHORN[:-2])))
    found = await index.quote("thank you", PUBLIC)
    assert found.confidence == "exact"
    assert [match.text for match in found.matches].count("Thank you.") == 1
