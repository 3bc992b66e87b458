from bot.analysis.excerpts import excerpt_candidates
from bot.analysis.highlights import highlights, pinned_highlights
from bot.analysis.utterances import read_utterances
from bot.models import Highlight, Span
from tests.analysis.conversations import Said, conversation, repeated

DULL = ["We carried the pots from the shed to the long bed by the wall, row #, before the rain."]
SHARP = "Patience is the cheapest fertiliser that any gardener ever buys."


def chosen(*said: Said, chapters: tuple[int, ...] = ()) -> tuple[Highlight, ...]:
    text, quotes = conversation(*said)
    utterances = read_utterances(text, quotes)
    return highlights(utterances, excerpt_candidates(text, utterances), chapters=chapters)


def test_the_most_quotable_is_first_with_its_reasons() -> None:
    best = chosen(*repeated(None, DULL, 10), (None, SHARP), *repeated(None, DULL, 10))[0]
    assert best.display == SHARP
    assert "an aphorism" in best.reasons
    assert not best.pinned


def test_a_highlight_is_a_slice_of_its_quote() -> None:
    text, quotes = conversation((None, f"So, you know, {SHARP}"))
    utterances = read_utterances(text, quotes)
    (found,) = highlights(utterances, excerpt_candidates(text, utterances))
    assert found.text == text[found.start : found.end] == SHARP
    assert found.quote == quotes[0].id


def test_near_duplicates_are_one() -> None:
    again = "Patience is the cheapest fertiliser any gardener ever buys."
    found = chosen(*repeated(None, DULL, 20), (None, SHARP), (None, again))
    assert sum("Patience" in one.display for one in found) == 1


def test_highlights_are_in_order_of_score() -> None:
    found = chosen(*repeated(None, DULL, 30), (None, SHARP))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_chapter_with_many_highlights_is_penalised() -> None:
    utterances = [
        (None, "Patience is the cheapest fertiliser that any gardener ever buys."),
        (None, "Rain is the only friend who is always late for the party here."),
        (None, "Winter is the best teacher that a young apple tree can have."),
    ]
    spread = chosen(*utterances, *repeated(None, DULL, 20), chapters=(1, 1, 2, *(3,) * 20))
    crowded = chosen(*utterances, *repeated(None, DULL, 20), chapters=(1, 1, 1, *(3,) * 20))
    assert sum(one.score for one in spread[:3]) > sum(one.score for one in crowded[:3])


def test_a_short_episode_has_few() -> None:
    text, quotes = conversation(*repeated(None, DULL, 20))
    utterances = read_utterances(text, quotes)
    assert len(highlights(utterances, excerpt_candidates(text, utterances))) <= len(quotes) // 5


def test_the_welcome_and_the_goodbye_have_no_highlight() -> None:
    found = chosen(
        (None, SHARP),
        (None, "Welcome to the garden hour."),
        *repeated(None, DULL, 40),
        (None, "Thank you so much for coming."),
        (None, "Rain is the only friend who is always late for the party here."),
    )
    assert not any("Patience" in one.display or "Rain is" in one.display for one in found)


def test_a_highlight_without_a_device_has_brevity_as_its_reason() -> None:
    (found,) = chosen(
        (
            None,
            "The trees behind the old chapel had white petals in March, and the bell rang all day.",
        )
    )
    assert found.reasons == ("says something in few words",)


def test_a_pinned_range_becomes_a_highlight_unchanged() -> None:
    text, quotes = conversation((None, "So what? They bloom."), (None, SHARP))
    (pin,) = pinned_highlights(text, quotes, pinned=[Span(0, 8)], excluded=())
    assert (pin.quote, pin.text, pin.pinned) == (quotes[0].id, "So what?", True)


def test_a_pin_belongs_to_the_quote_it_shares_most_with() -> None:
    text, quotes = conversation((None, "They bloom."), (None, SHARP))
    (pin,) = pinned_highlights(text, quotes, pinned=[Span(5, len(text))], excluded=())
    assert pin.quote == quotes[1].id


def test_a_pin_outside_every_quote_and_an_excluded_one_are_dropped() -> None:
    text, quotes = conversation((None, "They bloom."), (None, SHARP))
    assert pinned_highlights(text, (), pinned=[Span(0, 5)], excluded=()) == ()
    assert pinned_highlights(text, quotes, pinned=[Span(0, 5)], excluded=[Span(4, 6)]) == ()


def test_the_end_of_a_turn_scores_higher() -> None:
    first, last = SHARP.replace("gardener", "baker"), SHARP.replace("Patience", "Sleep")
    found = chosen(*repeated("Bob", DULL, 10), ("Ann", f"{first} {DULL[0]} {last}"))
    assert found[0].display == last


def test_an_address_is_no_highlight() -> None:
    found = chosen(
        *repeated(None, DULL, 10), (None, "The best gardens of all are on gardens.org now.")
    )
    assert all("gardens.org" not in one.display for one in found)


def test_a_question_is_no_highlight() -> None:
    found = chosen(
        *repeated(None, DULL, 10), (None, "Why is patience the best of all fertilisers?")
    )
    assert all("?" not in one.display for one in found)


def test_a_sentence_with_many_fillers_is_no_highlight() -> None:
    stumbled = "Patience is, you know, like, the cheapest fertiliser that any gardener, like, buys."
    found = chosen(*repeated(None, DULL, 10), (None, stumbled))
    assert all("Patience" not in one.display for one in found)
