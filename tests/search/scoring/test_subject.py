import pytest

from bot.models import Match, Scope
from bot.search import Index
from bot.search.memory.dictionary import MergedDictionary, TermDictionary
from bot.search.query.parser import parse_query
from bot.search.query.spelling import SpellingOptions
from bot.search.query.synonyms import load_thesaurus
from bot.search.retrieval import postings
from bot.search.scoring import term_counts
from bot.search.scoring.idf import Idf, with_synonyms
from bot.search.storage.documents import Document
from tests.search.talks import PUBLIC, bees, fill, lighthouses
from tests.support.builders import Said, content, episode


@pytest.fixture(autouse=True)
async def _filled(index: Index) -> None:
    await fill(index, lighthouses(), bees())


async def test_a_subject_is_found_where_it_is_discussed(index: Index) -> None:
    found = await index.topic("lighthouse keepers", PUBLIC)
    assert found.confidence == "close"
    assert "keepers" in found.matches[0].text


async def test_a_subject_that_no_quote_mentions_is_a_miss(index: Index) -> None:
    found = await index.topic("kubernetes", PUBLIC)
    assert (found.confidence, found.suggestions) == ("none", ())


async def test_excerpts_about_a_subject_are_spread_and_do_not_overlap(index: Index) -> None:
    filler: list[Said] = [("A", f"Then we spoke of item {n} for quite a while.") for n in range(30)]
    talk: list[Said] = [
        ("A", "The comet came back in spring."),
        *filler,
        ("B", "A comet is mostly ice and patience."),
        *filler,
        ("A", "So I named the comet after my aunt."),
    ]
    await fill(index, (episode("comets"), content(talk, key="comets")), version=2)
    found = await index.topic("comets", PUBLIC)
    assert len(found.matches) == 3
    assert all("comet" in match.text for match in found.matches)
    assert all(_apart(a, b) for a in found.matches for b in found.matches if a is not b)
    assert all(len(match.text) <= 600 for match in found.matches)


async def test_a_question_is_answered_by_a_quote_about_its_subject(index: Index) -> None:
    found = await index.ask("When was the last keeper given a certificate?", PUBLIC)
    assert found.confidence == "close"
    assert "certificate" in found.matches[0].text


@pytest.mark.parametrize(
    ("before", "turns", "begins"),
    [
        ("We went there by boat.", "AAAA", "My uncle"),
        ("We went there by boat.", "ABBB", "My uncle"),
        ("My uncle guards the glacier.", "AAAA", "My uncle"),
        ("My uncle guards the cabins.", "ABBB", "It lost"),
    ],
)
async def test_an_answer_begins_at_its_best_quote_or_at_the_quote_that_it_continues(
    index: Index, before: str, turns: str, begins: str
) -> None:
    best = (
        "It lost a third, that glacier, the one glacier here."
        if "uncle" in before
        else "My uncle guards the glacier, and a glacier is a lot to guard."
    )
    after = ["Nobody in town talks about that.", "Fish is what they talk about."]
    said: list[Said] = list(zip(turns, [before, best, *after], strict=True))
    await fill(index, (episode("ice"), content(said, key="ice")), version=2)
    found = await index.ask("What about the glacier?", Scope(server=None, episode="ice"))
    assert found.matches[0].text.startswith(begins)
    assert found.matches[0].text.endswith("Fish is what they talk about.")


async def test_words_before_a_quote_count_more_than_words_after_it(
    index: Index,
) -> None:
    made = content(["Ann took a violin.", "Ann took a salmon.", "Ann took a nap."], key="trip")
    await fill(index, (episode("trip"), made), version=2)
    found = await index.ask("violin and salmon", Scope(server=None, episode="trip"))
    assert found.matches[0].quote == made.quotes[1].id


@pytest.mark.parametrize("question", ["How do I bake sourdough bread?", "how to cook pasta"])
async def test_a_question_about_something_else_is_a_miss(index: Index, question: str) -> None:
    assert (await index.ask(question, PUBLIC)).confidence == "none"


async def test_quotes_of_a_named_speaker_score_higher(index: Index) -> None:
    filler: list[Said] = [("Ann Fox", f"Point {n} is another matter.") for n in range(40)]
    talk: list[Said] = [
        ("Ann Fox", "Turbines are loud."),
        *filler,
        ("Bo Lind", "Turbines are quiet."),
    ]
    await fill(index, (episode("wind"), content(talk, key="wind")), version=2)
    for name, said in (("Bo", "quiet"), ("Ann", "loud"), ("Bo Lind", "quiet")):
        found = await index.ask(f"What does {name} say about turbines?", PUBLIC)
        assert said in found.matches[0].text


async def test_a_question_of_nothing_but_question_words_is_still_looked_up(index: Index) -> None:
    assert (await index.ask("what did they say", PUBLIC)).confidence in {"close", "none"}
    assert (await index.ask("What do people think?", PUBLIC)).matches


async def test_synonyms_are_found_with_a_lower_score(index: Index) -> None:
    found = await index.ask("How do pals of the kids buy films?", PUBLIC)
    assert found.confidence == "none"
    await fill(index, (episode("kin"), content(["Children rarely purchase movies."])), version=2)
    better = await index.ask("How do kids buy films?", PUBLIC)
    assert "purchase" in better.matches[0].text


async def test_a_subject_is_found_by_synonyms_but_quotes_that_name_it_come_first(
    index: Index,
) -> None:
    filler: list[Said] = [("A", f"Then came item {n!r} of the long list.") for n in "abcdefghijkl"]
    told: list[Said] = [("A", "My wage was tiny, and the bonus never came.")]
    named: list[Said] = [("A", "A salary, they said, would follow in spring.")]
    await fill(index, (episode("work"), content([*told, *filler, *named], key="work")))
    found = [match.text for match in (await index.topic("salary", PUBLIC)).matches]
    assert "salary" in found[0]
    assert any("wage" in text for text in found)


async def test_within_an_episode_no_word_is_omitted_because_it_is_frequent_elsewhere(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "MAX_POSTINGS", 10)
    harbours = [f"The harbour has pier {n!r}." for n in "abcdefghijklmnopqrst"]
    talk = ["A violin was lost at sea.", *["Nothing was said."] * 9, "A harbour is never quiet."]
    await fill(
        index,
        (episode("piers"), content(harbours, key="piers")),
        (episode("sea"), content(talk, key="sea")),
        version=2,
    )
    found = await index.topic("harbour and violin", Scope(server=None, episode="sea"))
    assert {"violin", "harbour"} <= set(" ".join(m.text for m in found.matches).split())


async def test_within_an_episode_a_word_is_as_rare_as_it_is_in_the_library(index: Index) -> None:
    elsewhere = [*["Zorble is said."] * 60, *["Quimby is said."] * 20]
    talk = ["Zorble once.", *["Nothing was said."] * 12, "Quimby once."]
    await fill(
        index,
        (episode("often"), content(elsewhere, key="often")),
        (episode("once"), content(talk, key="once")),
        version=2,
    )
    found = await index.topic("zorble quimby", Scope(server=None, episode="once"))
    assert found.matches[0].text.startswith("Quimby")


async def test_an_english_word_that_no_quote_contains_is_not_corrected_to_a_similar_one(
    index: Index,
) -> None:
    await fill(index, (episode("hopes"), content(["They hope, and hope again."], key="hopes")))
    found = await index.ask("Who is at home?", Scope(server=None, episode="hopes"))
    assert not found.matches


async def test_words_that_sound_like_a_subject_are_searched_if_nothing_else_is_found(
    index: Index,
) -> None:
    said = ["Then dike straw came in.", "It rained, and nobody spoke at all."]
    await fill(index, (episode("guests"), content(said, key="guests")))
    found = await index.topic("Dijkstra", Scope(server=None, episode="guests"))
    assert "dike straw" in found.matches[0].text


@pytest.mark.parametrize(
    ("typed", "said"), [("healthcare", "health care"), ("startup", "start up")]
)
async def test_an_english_word_is_found_written_in_two(index: Index, typed: str, said: str) -> None:
    await fill(index, (episode("clinic"), content([f"Our {said} was a mess."], key="clinic")))
    scope = Scope(server=None, episode="clinic")
    assert (await index.topic(typed, scope)).confidence == "close"
    assert said in (await index.ask(f"What about {typed}?", scope)).matches[0].text


def test_half_a_phrase_does_not_count_as_two_adjacent_words() -> None:
    said_here = MergedDictionary([TermDictionary(dict.fromkeys(["the", "attack", "came"], 1))])
    query = parse_query(
        ["panic", "attack"], said_here, quotes=9, options=SpellingOptions(phonetic=False)
    )
    query = with_synonyms(query, load_thesaurus(), Idf(said_here, 9), factor=1.0)
    assert {place for place, _ in query.synonyms["attack"]} == {0}
    row = Document(1, "", "e", 0, 1, "", "", "", None, 0, None, None, True, "", "the attack came")
    assert term_counts.count_terms(query, row).adjacent == 0


def test_no_stop_word_is_a_synonym_of_an_informative_word() -> None:
    said_here = MergedDictionary([TermDictionary(dict.fromkeys(["open", "will", "public"], 1))])
    query = parse_query(["open"], said_here, quotes=9, options=SpellingOptions(phonetic=False))
    assert "willing" in load_thesaurus().synonyms("open")
    assert set(with_synonyms(query, load_thesaurus(), Idf(said_here, 9), factor=1.0).synonyms) == {
        "public"
    }


def _apart(left: Match, right: Match) -> bool:
    if left.episode != right.episode:
        return True
    shared = min(left.end, right.end) - max(left.start, right.start)
    return shared <= 0.5 * min(left.end - left.start, right.end - right.start)


@pytest.mark.parametrize("typed", ["sourdough", "sordough", "sourdoug", "soudrough"])
async def test_a_misspelt_subject_is_corrected_as_a_whole_word(index: Index, typed: str) -> None:
    lines = ["We have to talk about sourdough.", *["Dough is dough."] * 3]
    await fill(index, (episode("bakery"), content(lines, key="bakery")))
    found = await index.topic(typed, Scope(server=None, episode="bakery"))
    assert found.confidence == "close"
    assert "sourdough" in found.matches[0].text
