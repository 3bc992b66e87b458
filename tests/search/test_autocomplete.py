from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import NameCorrection, Scope, Topic
from bot.search import Index, open_index
from bot.search.memory.suggestions import LONGEST_SUGGESTION, truncated
from tests.search.talks import PUBLIC, bees, fill, lighthouses
from tests.support.builders import content, episode


@pytest.fixture(autouse=True)
async def _filled(index: Index) -> None:
    await fill(index, lighthouses(), bees())


async def _names(index: Index, option: str, typed: str, scope: Scope = PUBLIC) -> list[str]:
    return [one.name for one in await index.suggest(option, typed, scope)]


async def test_topics_shared_by_episodes_come_first_while_nothing_is_typed(index: Index) -> None:
    assert (await _names(index, "topic.name", ""))[0] in {"silence", "lighthouse keepers"}


@pytest.mark.parametrize("typed", ["ligh", "keep", "LIGHTHOUSE k", "house", "ligthouse", "keepres"])
async def test_a_topic_is_offered_by_any_of_its_words_and_despite_typos(
    index: Index, typed: str
) -> None:
    assert (await _names(index, "topic.name", typed))[0] == "lighthouse keepers"


@pytest.mark.parametrize("typed", ["lighthousekeepersandtheirdogs", "lighthouze kepers and dogs"])
async def test_a_topic_is_not_offered_for_longer_input(index: Index, typed: str) -> None:
    assert await _names(index, "topic.name", typed) == []


@pytest.mark.parametrize("typed", ["deepse", "deep seek", "depseek", "deap seek", "yann lecum"])
async def test_a_name_is_offered_if_typed_as_one_word_as_two_or_misspelt(
    index: Index, typed: str
) -> None:
    names = ("Deep Seek", "Yann LeCun", "deep water")
    await fill(index, (episode("one"), content(["Hi."], key="one", topics=names)), version=2)
    wanted = "Yann LeCun" if typed.startswith("y") else "Deep Seek"
    assert (await _names(index, "topic.name", typed))[0] == wanted


async def test_a_topic_is_offered_only_in_scopes_that_see_one_of_its_episodes(
    index: Index,
) -> None:
    mine = replace(PUBLIC, server=7)
    await fill(
        index,
        (episode("own", server=7), content(["Hi."], key="own", topics=("secret swarm",))),
        version=2,
    )
    assert await _names(index, "topic.name", "swarm") == ["swarm"]
    assert await _names(index, "topic.name", "swarm", mine) == ["swarm", "secret swarm"]
    only = replace(mine, episode="own")
    assert await _names(index, "topic.name", "swa", only) == ["secret swarm"]
    assert await _names(index, "topic.name", "", only) == ["secret swarm"]


async def test_a_speaker_is_offered_once_and_only_if_certain(index: Index) -> None:
    await fill(index, (episode("odd"), content([(None, "Who said this?")], key="odd")), version=2)
    assert await _names(index, "speaker", "") == [
        "Ines Vale",
        "Mara Quill",
        "Odo Brandt",
        "Teo Marsh",
    ]
    assert await _names(index, "speaker", "maar") == ["Mara Quill"]
    assert await _names(index, "speaker", "zzzzzz") == []


async def test_an_episode_is_shown_by_title_and_sent_by_key(index: Index) -> None:
    offered = await index.suggest("episode", "parliam", PUBLIC)
    assert [(one.name, one.value) for one in offered] == [("A Parliament of Bees", "bees")]
    assert [one.value for one in await index.suggest("episode", "lighth", PUBLIC)] == [
        "lighthouses"
    ]


async def test_an_offered_line_is_found_by_its_value(index: Index) -> None:
    for typed in ("the hard part is the sil", "hard sil", "hrad part of the job", "to be or not"):
        offered = await index.suggest("quote.words", typed, PUBLIC)
        assert offered
        found = await index.quote(offered[0].value, PUBLIC)
        assert found.confidence == "exact"
        assert offered[0].name.strip("…") in found.matches[0].display


async def test_highlights_are_offered_while_nothing_is_typed(index: Index) -> None:
    offered = await _names(index, "quote.words", "  ")
    assert len(offered) == 3
    assert "The hard part is the silence after the storm has passed." in offered


async def test_the_newest_episode_is_offered_first_by_the_day_it_was_added_if_no_date_is_known(
    index: Index,
) -> None:
    old = replace(episode("older"), published=date(2024, 5, 1))
    new = replace(episode("newer"), added_at=datetime(2025, 3, 1, tzinfo=UTC))
    await fill(index, (new, content(["A gull."])), (old, content(["A tern."])), version=2)
    assert (await _names(index, "episode", ""))[:2] == ["Newer", "Older"]


async def test_highlights_of_one_episode_are_offered_in_a_large_partition(index: Index) -> None:
    talk = [f"Line number {n} of many." for n in range(1_100)]
    crowd = content(talk, key="crowd", highlights=range(1_100))
    best = tuple(replace(one, score=5.0) for one in crowd.highlights)
    await fill(index, (episode("crowd"), replace(crowd, highlights=best)), version=2)
    assert len(await _names(index, "quote.words", "")) == 25
    only = replace(PUBLIC, episode="bees")
    assert await _names(index, "quote.words", "", only) == [
        "So the honeycomb is a parliament that never publishes its minutes."
    ]


@pytest.mark.parametrize(
    "typed", ["basin0", "basin7", "twice basin15", "before the thaw", "basni22"]
)
async def test_a_long_line_is_cut_around_the_match_and_still_found(
    index: Index, typed: str
) -> None:
    line = "We measured " + " ".join(f"basin{n} twice" for n in range(30)) + " before the thaw."
    await fill(index, (episode("long"), content([line], key="long")), version=2)
    (offered,) = await index.suggest("quote.words", typed, PUBLIC)
    shown = offered.name.removeprefix("…").removesuffix("…")
    assert 80 < len(offered.name) <= 100
    assert typed.rsplit(maxsplit=1)[-1].replace("basni", "basin") in shown
    assert f" {shown.rstrip('.')} " in f" {line.rstrip('.')} "
    assert offered.name.startswith("…") == (not line.startswith(shown))
    assert offered.name.endswith("…") == (not line.endswith(shown))
    assert (await index.quote(offered.value, PUBLIC)).confidence == "exact"


async def test_at_most_25_suggestions_are_made_and_none_for_an_unknown_option(index: Index) -> None:
    names = [f"topic number {n}" for n in range(40)]
    await fill(index, (episode("many"), content(["Hi."], key="many", topics=names)), version=2)
    assert len(await index.suggest("topic.name", "topic", PUBLIC)) == 25
    assert len(await index.suggest("topic.name", "", PUBLIC, limit=99)) == 25
    assert len(await index.suggest("topic.name", "", PUBLIC, limit=2)) == 2
    assert await index.suggest("nonsense", "x", PUBLIC) == ()


async def test_suggestions_stop_at_their_deadline(
    tmp_path: Path,
) -> None:
    async with open_index(tmp_path, patience=0) as index:
        await fill(index, lighthouses())
        assert await index.suggest("topic.name", "", PUBLIC) == ()
        assert (await index.quote("eleven winters", PUBLIC)).confidence == "exact"


@given(st.text(max_size=300))
def test_a_truncated_text_is_within_the_limit_and_ends_with_a_whole_word(text: str) -> None:
    cut = truncated(text)
    assert len(cut) <= LONGEST_SUGGESTION
    words = text.split()
    if words and len(words[0]) < LONGEST_SUGGESTION:
        assert all(word in words for word in cut.removesuffix("…").split()) or len(cut) == 100


async def test_a_miss_offers_topics_named_by_synonyms(index: Index) -> None:
    topics = tuple(
        Topic(name, (), ()) for name in ("Weather", "Painting", "Pay", "Company culture")
    )
    talk = replace(content(["It rained."], key="talk"), topics=topics)
    await fill(index, (episode("talk"), talk), version=2)
    scope = Scope(server=None, episode="talk")
    salary = await index.quote("zanzibar salary quarterly", scope)
    assert salary.confidence == "none"
    assert salary.suggestions[0] == "Pay"
    assert (await index.quote("zanzibar firm", scope)).suggestions[0] == "Company culture"


async def test_a_miss_offers_a_misspelt_topic_but_no_less_similar_one(
    index: Index,
) -> None:
    topics = tuple(Topic(name, (), ()) for name in ("Weather", "Sextants", "Engineer"))
    talk = replace(content(["It rained on engineers with sextants."], key="talk"), topics=topics)
    await fill(index, (episode("talk"), talk), version=2)
    scope = Scope(server=None, episode="talk")
    assert (await index.quote("zanzibar quarterly accountancy sextnats", scope)).suggestions[
        0
    ] == "Sextants"
    assert (await index.quote("zanzibar quarterly chess engines", scope)).suggestions == ()


@pytest.mark.parametrize("typed", ["scaling laws", "gradients", "of the"])
async def test_a_miss_offers_no_topic_that_is_not_near(index: Index, typed: str) -> None:
    topics = tuple(Topic(name, (), ()) for name in ("Assize of Bread and Ale", "Lamps", "Tides"))
    talk = replace(content(["It rained on the lamps."], key="talk"), topics=topics)
    await fill(index, (episode("talk"), talk), version=2)
    for search in (index.quote, index.topic, index.ask):
        found = await search(f"zanzibar {typed}", Scope(server=None, episode="talk"))
        assert (found.confidence, found.suggestions) == ("none", ())


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("lamplighters cleaning", "Clean lamps"), ("kwarks", "Quarks"), ("tide gnomes", "Tides")],
)
async def test_a_miss_offers_topics_by_stem_sound_and_beginning(
    index: Index, typed: str, offered: str
) -> None:
    topics = tuple(Topic(name, (), ()) for name in ("Weather", "Clean lamps", "Quarks", "Tides"))
    talk = replace(content(["It rained on quarks."], key="talk"), topics=topics)
    await fill(index, (episode("talk"), talk), version=2)
    found = await index.quote(f"zanzibar quarterly {typed}", Scope(server=None, episode="talk"))
    assert (found.confidence, found.suggestions) == ("none", (offered,))


async def test_a_topic_is_offered_by_the_right_form_of_a_name_that_was_corrected_later(
    index: Index,
) -> None:
    fogg = NameCorrection("Phileas Fog", "Phileas Fogg")
    talk = content(["Phileas Fog took the balloon."], key="t", topics=("Phileas Fog",))
    await fill(index, (episode("talk"), replace(talk, names=(fogg,))), version=2)
    for typed in ("", "phileas fogg", "phileas fog"):
        offered = [one.name for one in await index.suggest("topic.name", typed, PUBLIC)]
        assert "Phileas Fogg" in offered
        assert "Phileas Fog" not in offered
    assert (await index.topic("Phileas Fogg", PUBLIC)).confidence == "close"
