import pytest

from bot.models import Scope
from bot.search import Index
from bot.search.everyday import everyday
from bot.search.rank.question import written_as_names
from tests.search.talks import PUBLIC, fill
from tests.support.builders import Said, content, episode


async def test_who_is_asked_about_is_known_by_most_words_of_the_name(index: Index) -> None:
    talk: list[Said] = [
        ("PhD B", "The overlaps are mostly noise to me."),
        *[("Host", f"Then came item {n} of the long list.") for n in range(12)],
        ("PhD A", "The overlaps are mostly signal to me."),
    ]
    await fill(index, (episode("meeting"), content(talk, key="meeting")))
    found = await index.ask("What did PhD A say about overlaps?", PUBLIC)
    assert "signal" in found.matches[0].text


async def test_the_speaker_named_first_is_asked_about(index: Index) -> None:
    talk: list[Said] = [
        ("User Interface", "The buttons should be round."),
        *[("Host", f"Then came item {n} of the long list.") for n in range(12)],
        ("Project Manager", "The buttons should be cheap."),
    ]
    await fill(index, (episode("meeting"), content(talk, key="meeting")))
    found = await index.ask("What did Project Manager ask User Interface of buttons?", PUBLIC)
    assert "cheap" in found.matches[0].text


async def test_an_everyday_word_tells_less_than_a_rare_one_said_as_often(index: Index) -> None:
    talk: list[Said] = [
        ("A", "We need a moment."),
        *[("A", f"Then came item {n} of the long list.") for n in range(12)],
        ("A", "A sextant!"),
    ]
    await fill(index, (episode("sea"), content(talk, key="sea")))
    found = await index.topic("need sextant", PUBLIC)
    assert "sextant" in found.matches[0].text
    assert everyday("need") > everyday("sextant") == 0


async def test_what_is_not_sure_is_first_looked_for_in_different_places(index: Index) -> None:
    filler: list[Said] = [("A", f"Then came item {n} of the long list.") for n in range(12)]
    mention: list[Said] = [("A", "A comet, long ago, or so they said at least in that village.")]
    talk = [*mention, *filler, *mention, *filler, *mention]
    await fill(index, (episode("sky"), content(talk, key="sky")))
    found = await index.ask("Which comet frightened a medieval bishop?", PUBLIC)
    assert all("comet" in match.text for match in found.matches[:3])
    scores = [match.score for match in found.matches]
    assert scores == sorted(scores, reverse=True)


async def test_nothing_in_sight_is_no_answer(index: Index) -> None:
    found = await index.topic("comets", Scope(server=None, episode="nowhere"))
    assert found.matches == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What does Marta think of Ada Lovelace?", {"marta", "ada", "lovelace"}),
        ("Is it late? Marta left. The lamp is out.", set[str]()),
        ('what did they say of "Nvidia" and GPT-4?', {"nvidia", "gpt", "4"}),
        ("WHAT DID MARTA SAY?", set[str]()),
        ("what of élan and Élodie", {"elodie"}),
        ("", set[str]()),
    ],
)
def test_names_are_known_by_their_capital(question: str, names: set[str]) -> None:
    assert written_as_names(question) == names


async def test_who_asks_for_a_name_that_nobody_says_is_told_less_surely(index: Index) -> None:
    lines = ["The lamp was mended by old Marta.", "Nothing else happened in that winter at sea."]
    await fill(index, (episode("lamp"), content(lines, key="lamp")))
    said, misspelt, other, strange = [
        (await index.ask(f"What happened when {name} mended the lamp?", PUBLIC)).matches[0].score
        for name in ("Marta", "Martta", "somebody", "Kubernetes")
    ]
    assert said > other > strange
    assert misspelt > strange
