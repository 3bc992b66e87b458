import pytest

from bot.models import Scope
from bot.search import Index
from bot.search.query.background import background_frequency
from bot.search.scoring.uncovered import capitalised_names
from tests.search.talks import PUBLIC, fill
from tests.support.builders import Said, content, episode


async def test_the_named_speaker_is_the_one_who_shares_most_words_of_the_name(index: Index) -> None:
    talk: list[Said] = [
        ("PhD B", "The overlaps are mostly noise to me."),
        *[("Host", f"Then came item {n} of the long list.") for n in range(12)],
        ("PhD A", "The overlaps are mostly signal to me."),
    ]
    await fill(index, (episode("meeting"), content(talk, key="meeting")))
    found = await index.ask("What did PhD A say about overlaps?", PUBLIC)
    assert "signal" in found.matches[0].text


async def test_of_two_named_speakers_the_first_counts(index: Index) -> None:
    talk: list[Said] = [
        ("User Interface", "The buttons should be round."),
        *[("Host", f"Then came item {n} of the long list.") for n in range(12)],
        ("Project Manager", "The buttons should be cheap."),
    ]
    await fill(index, (episode("meeting"), content(talk, key="meeting")))
    found = await index.ask("What did Project Manager ask User Interface of buttons?", PUBLIC)
    assert "cheap" in found.matches[0].text


async def test_an_everyday_word_weighs_less_than_a_rare_word_that_is_as_frequent_here(
    index: Index,
) -> None:
    talk: list[Said] = [
        ("A", "We need a moment."),
        *[("A", f"Then came item {n} of the long list.") for n in range(12)],
        ("A", "A sextant!"),
    ]
    await fill(index, (episode("sea"), content(talk, key="sea")))
    found = await index.topic("need sextant", PUBLIC)
    assert "sextant" in found.matches[0].text
    assert background_frequency("need") > background_frequency("sextant") == 0


async def test_passages_without_a_confident_score_are_spread(index: Index) -> None:
    filler: list[Said] = [("A", f"Then came item {n} of the long list.") for n in range(12)]
    mention: list[Said] = [("A", "A comet, long ago, or so they said at least in that village.")]
    talk = [*mention, *filler, *mention, *filler, *mention]
    await fill(index, (episode("sky"), content(talk, key="sky")))
    found = await index.ask("Which comet frightened a medieval bishop?", PUBLIC)
    assert all("comet" in match.text for match in found.matches[:3])
    scores = [match.score for match in found.matches]
    assert scores == sorted(scores, reverse=True)


async def test_a_scope_without_visible_episodes_has_no_answer(index: Index) -> None:
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
def test_names_are_recognised_by_capitals(question: str, names: set[str]) -> None:
    assert capitalised_names(question) == names


async def test_a_question_with_a_name_that_no_quote_mentions_gets_a_less_confident_answer(
    index: Index,
) -> None:
    lines = ["The lamp was mended by old Marta.", "Nothing else happened in that winter at sea."]
    await fill(index, (episode("lamp"), content(lines, key="lamp")))
    said, misspelt, other, strange = [
        (await index.ask(f"What happened when {name} mended the lamp?", PUBLIC)).matches[0].score
        for name in ("Marta", "Martta", "somebody", "Kubernetes")
    ]
    assert said > other > strange
    assert misspelt > strange


async def test_a_name_is_known_without_its_capital(index: Index) -> None:
    lines = ["The lamp was mended by old Marta.", "Nothing else happened in that winter at sea."]
    await fill(index, (episode("lamp"), content(lines, key="lamp")))
    asked = "what happened when {} mended the lamp?"
    said, word, unlisted, listed, capital = [
        (await index.ask(asked.format(name), PUBLIC)).matches[0].score
        for name in ("marta", "somebody", "zanzibarius", "kubernetes", "Kubernetes")
    ]
    assert said > word > unlisted == listed == capital


HARVEST = "The honey harvest is kept cold, because wax melts when it is warm."


async def test_a_frequent_name_is_covered_even_if_the_question_misspells_it(index: Index) -> None:
    lines = [HARVEST, *(f"Googleplex opened door {n} today." for n in range(50))]
    await fill(index, (episode("harvest"), content(lines, key="harvest")))
    asked = "why does {} keep the honey harvest cold, in the wax?"
    right, misspelt, strange = [
        (await index.ask(asked.format(name), PUBLIC)).matches[0].score
        for name in ("Googleplex", "Googelplex", "Wikipedia")
    ]
    assert misspelt > strange
    assert right > strange


async def test_a_name_of_two_words_is_covered_only_where_they_are_adjacent(index: Index) -> None:
    apart = [HARVEST, "Her face was red.", "She read a book."]
    together = [HARVEST, "They call it face book."]
    asked = "why does Facebook keep the honey harvest cold, in the wax?"
    await fill(index, (episode("harvest"), content(apart, key="harvest")))
    lower = (await index.ask(asked, PUBLIC)).matches[0].score
    await fill(index, (episode("harvest"), content(together, key="harvest")), version=2)
    assert (await index.ask(asked, PUBLIC)).matches[0].score > lower


async def test_the_name_of_another_speaker_is_never_uncovered(index: Index) -> None:
    talk: list[Said] = [(HARVEST, "Ann Vale"), ("Nothing else happened here.", "Bob Reed")]
    await fill(index, (episode("harvest"), content(talk, key="harvest")))
    asked = "what did Ann Vale tell {} of the honey harvest and of wax?"
    guest, stranger = [
        (await index.ask(asked.format(name), PUBLIC)).matches[0].score
        for name in ("Bob Reed", "Zoe Quill")
    ]
    assert guest > stranger


async def test_an_answer_reveals_nothing_about_a_hidden_episode(index: Index) -> None:
    hidden, said = episode("hidden"), content(["Zanzibarium is a wonder."], key="hidden")
    await fill(index, (episode("harvest"), content([HARVEST], key="harvest")), (hidden, said))
    blind = Scope(server=None, hidden=frozenset([hidden.id]))
    asked = "why does {} keep the honey harvest cold?"
    secret, nowhere = [
        (await index.ask(asked.format(name), blind)).confidence
        for name in ("Zanzibarium", "Xylophonium")
    ]
    seen = (await index.ask(asked.format("Zanzibarium"), PUBLIC)).matches[0].score
    unseen = (await index.ask(asked.format("Zanzibarium"), blind)).matches[0].score
    assert secret == nowhere
    assert seen > unseen
