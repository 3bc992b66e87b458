import pytest

from bot.models import Scope, SearchResult, Unmet
from bot.search import Index
from tests.search.talks import PUBLIC, bees, fill, lighthouses, secrets
from tests.support.builders import content, episode

TEA = (
    ("Ada Moor", "We drink tea in the morning and coffee after lunch."),
    ("Ada Moor", "Coffee keeps me awake, so I stop at noon."),
    ("Ben Tarn", "My brother roasts coffee on a boat."),
    ("Ben Tarn", "The whole boat smells of it."),
    ("Ada Moor", "Teas are another matter, says my aunt."),
    ("Ada Moor", "And that is why I wrote the long"),
    ("Ada Moor", "letter to the harbour about the coffee on the quay."),
    ("Ben Tarn", 'He told me "never again" and closed the shop.'),
    ("Ben Tarn", "Never say it again, I told him."),
    ("Ada Moor", "- I never said -no to the captain of that boat."),
)


async def _filled(index: Index) -> Index:
    tea = episode("tea", title="Tea and Coffee"), content(TEA, key="tea")
    await fill(index, tea, lighthouses(), bees(), secrets())
    return index


def _texts(result: SearchResult) -> list[str]:
    return [match.text for match in result.matches]


async def test_every_line_has_the_exact_phrase(index: Index) -> None:
    await _filled(index)
    loose = await index.quote("the boat", PUBLIC)
    assert any("The whole boat" in text for text in _texts(loose))
    for typed in ('"that boat"', "“THAT boat”", "„that boat“", "「that boat」"):
        found = await index.quote(typed, PUBLIC)
        assert (found.confidence, len(found.matches)) == ("exact", 1)
        assert "captain of that boat" in _texts(found)[0]


async def test_words_beside_a_phrase_choose_among_the_lines_that_have_it(index: Index) -> None:
    await _filled(index)
    found = await index.quote('"coffee" awake noon', PUBLIC)
    assert found.confidence != "none"
    assert "keeps me awake" in _texts(found)[0]
    assert all("coffee" in text.lower() for text in _texts(found))


async def test_one_word_in_marks_is_that_very_word(index: Index) -> None:
    await _filled(index)
    assert _texts(await index.quote('"teas"', PUBLIC)) == ["Teas are another matter, says my aunt."]
    assert all("drink tea" in text for text in _texts(await index.quote('"tea"', PUBLIC)))


@pytest.mark.parametrize("command", ["quote", "topic", "ask"])
async def test_a_phrase_is_found_across_two_quotes(index: Index, command: str) -> None:
    await _filled(index)
    found = await getattr(index, command)('"the long letter to the harbour"', PUBLIC)
    assert found.confidence != "none"
    assert found.unmet is None
    assert "long letter to the" in _texts(found)[0].replace("\n", " ")


async def test_an_excluded_word_is_in_no_result(index: Index) -> None:
    await _filled(index)
    assert any("tea" in text for text in _texts(await index.quote("coffee", PUBLIC)))
    found = await index.quote("coffee -tea", PUBLIC)
    assert found.confidence != "none"
    assert all("tea " not in text for text in _texts(found))
    assert any("roasts coffee" in text for text in _texts(found))


@pytest.mark.parametrize("command", ["topic", "ask"])
async def test_an_excerpt_leaves_out_the_quotes_with_an_excluded_word(
    index: Index, command: str
) -> None:
    await _filled(index)
    search = getattr(index, command)
    assert any("tea" in text for text in _texts(await search("coffee", PUBLIC)))
    found = await search("coffee -tea -teas", PUBLIC)
    assert any("coffee" in text for text in _texts(found))
    assert not any("tea" in text.lower() for text in _texts(found))


async def test_an_excluded_phrase_excludes_only_itself(index: Index) -> None:
    await _filled(index)
    found = await index.quote('coffee -"on a boat"', PUBLIC)
    assert not any("on a boat" in text for text in _texts(found))
    assert any("on the quay" in text for text in _texts(found))


async def test_several_phrases_must_all_stand_near(index: Index) -> None:
    await _filled(index)
    found = await index.quote('"roasts coffee" "smells of it"', PUBLIC)
    assert "boat" in _texts(found)[0]
    assert all("roasts coffee" in text and "smells" in text for text in _texts(found))
    far = await index.quote('"roasts coffee" "captain of"', PUBLIC)
    assert far.unmet == Unmet(("roasts coffee", "captain of"), results=len(far.matches))


async def test_a_misremembered_line_in_marks_is_found_and_said_to_be_near_only(
    index: Index,
) -> None:
    await _filled(index)
    found = await index.quote("“my brother roasted coffee on the boat”", PUBLIC)
    assert found.confidence == "close"
    assert "roasts coffee" in _texts(found)[0]
    assert found.unmet is not None
    assert found.unmet.phrases == ("my brother roasted coffee on the boat",)


async def test_what_an_exclusion_leaves_out_is_counted(index: Index) -> None:
    await _filled(index)
    found = await index.quote("roasts -coffee", PUBLIC)
    assert found.confidence == "none"
    assert not any("coffee" in text.lower() for text in _texts(found))
    assert found.unmet is not None
    assert found.unmet.excluded == ("coffee",)
    assert found.unmet.results > 0


async def test_exclusions_alone_find_nothing_and_say_so(index: Index) -> None:
    await _filled(index)
    for search in (index.quote, index.topic, index.ask):
        found = await search('-tea -"green coffee"', PUBLIC)
        assert found == SearchResult("none", unmet=Unmet(excluded=("tea", "green coffee")))


@pytest.mark.parametrize(
    "typed",
    [
        'He told me "never again" and closed the shop.',
        "- I never said -no to the captain of that boat.",
        "“- I never said -no to the captain of that boat.”",
    ],
)
async def test_a_verbatim_line_with_marks_of_its_own_is_exact(index: Index, typed: str) -> None:
    await _filled(index)
    found = await index.quote(typed, PUBLIC)
    assert found.confidence == "exact"
    assert found.unmet is None


@pytest.mark.parametrize("command", ["quote", "topic", "ask"])
async def test_a_phrase_of_a_private_or_hidden_episode_is_found_nowhere(
    index: Index, command: str
) -> None:
    await _filled(index)
    search = getattr(index, command)
    assert (await search('"kept under the walrusmat"', Scope(server=7))).unmet is None
    elsewhere = await search('"kept under the walrusmat"', PUBLIC)
    assert elsewhere.unmet is not None
    assert not any("walrusmat" in text for text in _texts(elsewhere))
    hidden = Scope(server=None, hidden=frozenset({episode("tea").id}))
    without = await search('"roasts coffee"', hidden)
    assert without.unmet is not None
    assert not any("roasts" in text for text in _texts(without))


async def test_a_phrase_and_a_speaker_hold_together(index: Index) -> None:
    await _filled(index)
    for command in (index.quote, index.topic, index.ask):
        found = await command('"coffee"', Scope(server=None, speaker="Ben Tarn"))
        assert "roasts coffee" in _texts(found)[0]


async def test_lines_are_suggested_that_have_the_phrase(index: Index) -> None:
    await _filled(index)
    suggested = await index.suggest("quote.words", '"that boat"', PUBLIC)
    assert [one.name for one in suggested] == ["- I never said -no to the captain of that boat."]
    assert await index.suggest("quote.words", '"that bo', PUBLIC)


@pytest.mark.parametrize(
    "typed",
    [
        '"' * 200,
        '"a" ' * 50,
        "-a " * 66,
        "“”" * 100,
        '"coffee' * 25,
        '-"' * 100,
        '"' + "the " * 40 + '"',
    ],
)
async def test_hostile_marks_are_answered(index: Index, typed: str) -> None:
    await _filled(index)
    for search in (index.quote, index.topic, index.ask):
        assert (await search(typed, PUBLIC)).confidence in {"none", "close", "exact"}
    await index.suggest("quote.words", typed, PUBLIC)
