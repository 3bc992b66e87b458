from dataclasses import replace

import pytest

from bot.analysis.excerpts import begins_well, excerpt_candidates, presentable
from bot.analysis.utterances import read_utterances
from tests.analysis.conversations import conversation, monologue

RIVER = "The river keeps every secret that we throw into it."


def shown(sentence: str) -> list[str]:
    text, quotes = monologue(sentence)
    return [cut.displayed for cut in excerpt_candidates(text, read_utterances(text, quotes))]


def test_connectives_at_the_start_are_trimmed() -> None:
    assert shown("And so, you know, the river keeps every secret that we throw into it.") == [
        "The river keeps every secret that we throw into it."
    ]


def test_a_hedge_may_be_trimmed_or_kept() -> None:
    found = shown("I think the river keeps every secret that we throw into it.")
    assert {one.split()[0] for one in found} == {"I", "The"}


def test_a_main_clause_may_stand_alone() -> None:
    found = shown("Rain was late that spring, but the river keeps every secret that we throw in.")
    assert "The river keeps every secret that we throw in." in found


def test_a_clause_is_not_separated_from_its_condition() -> None:
    found = shown(
        "If the dam breaks in the spring, and you live here, you lose your house at once."
    )
    assert all(one.startswith("If") for one in found)


def test_a_negative_opening_stays() -> None:
    assert shown("No one who has seen the river in flood will ever build beside it.") == [
        "No one who has seen the river in flood will ever build beside it."
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "They keep every secret that we throw into it, and they never tell.",
        "This is what every gardener forgets about the rivers in the spring.",
        "Welcome back to the show, where rivers keep every secret they hear.",
        "The river, like you were saying, keeps every secret that we throw in.",
        "The river keeps every secret that we throw in, correct me if not.",
        "One thing I should add is that the river keeps every secret of ours.",
        "The river keeps -- well, not every secret, but most that we throw in.",
        "The rivers keep every secret that we throw into them, and so...",
        "When the river rises above the second mark of the old bridge.",
        "The damn river keeps every secret that we throw into it at night.",
        "The river keeps every sh**t secret that we throw into it at night.",
        'The river says "keep every secret that we throw into it at night.',
        "A river of secrets, thrown into it at night, by nobody in particular.",
        "Too short to post.",
    ],
    ids=str.split,
)
def test_a_sentence_that_depends_on_others_is_no_candidate(sentence: str) -> None:
    others = "The garden was quiet all morning and the gate was locked."
    text, quotes = monologue(sentence, others)
    found = excerpt_candidates(text, read_utterances(text, quotes))
    assert [cut.displayed for cut in found] == [others]


def test_an_excerpt_does_not_begin_with_a_short_answer() -> None:
    text = "In Norway, yes. The fjords make the coast ten times as long as the map."
    assert shown(text) == ["The fjords make the coast ten times as long as the map."]


def test_without_complete_sentences_whole_quotes_are_candidates() -> None:
    assert shown("the river keeps every secret that people throw into its cold water") == [
        "The river keeps every secret that people throw into its cold water"
    ]


def broken(sentence: str) -> list[str]:
    text, quotes = monologue(sentence)
    return [
        cut.displayed
        for cut in excerpt_candidates(
            text, read_utterances(text, [replace(quotes[0], whole=False)])
        )
    ]


def test_a_quote_with_lost_words_has_no_candidate() -> None:
    assert broken("The river is the...\nthan every secret that we throw into it at night.") == []


def test_the_complete_sentence_of_a_broken_quote_is_a_candidate() -> None:
    text, quotes = conversation((None, f"{RIVER} And the bridge was, well, kind of..."))
    utterances = read_utterances(text, [replace(quotes[0], whole=False)])
    assert [cut.displayed for cut in excerpt_candidates(text, utterances)] == [RIVER]


def test_a_piece_of_a_long_sentence_offers_only_what_follows_it() -> None:
    assert broken(f"and so the gardens by the water were flooded. {RIVER}") == [RIVER]


def test_a_piece_after_an_open_end_offers_only_what_follows_it() -> None:
    text, quotes = conversation((None, "We walked along, Ann was there to see it. " + RIVER))
    (whole,) = quotes
    first = replace(whole, end=15, text=text[:15])
    second = replace(whole, start=16, text=text[16 : whole.end], position=1, whole=False)
    assert [
        cut.displayed for cut in excerpt_candidates(text, read_utterances(text, [first, second]))
    ] == [RIVER]


def test_an_impersonal_it_may_begin_an_excerpt() -> None:
    assert begins_well("It is easy to forget that maps are drawn by people.")
    assert not begins_well("It was drawn by people.")


def test_words_that_only_resemble_boilerplate_are_presentable() -> None:
    assert presentable("There is a spot on the map where every river ends at last.")
    assert presentable("Make your point and sit down, or the river makes it for you.")
    assert presentable("A river is simple — like every road that found its way to the sea.")


def test_a_presentable_text_is_finished_and_balanced() -> None:
    assert presentable("The river keeps every secret (and every coin) we throw in.")
    assert not presentable("The river keeps every secret (and every coin we throw in.")
    assert not presentable("the river keeps every secret, and every coin, we throw in.")


def test_a_caption_without_punctuation_is_a_candidate_from_its_connectives_on() -> None:
    caption = "so if you keep the water out of it you can live on a boat like that for years"
    assert shown(caption)[0] == f"{caption[3].upper()}{caption[4:]}"
