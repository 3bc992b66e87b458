from dataclasses import replace

from bot.store.retired_ids import replacement_ids
from tests.support.episodes import content_of


def test_nothing_vanishes_from_the_same_quotes() -> None:
    content = content_of(["One two three.", "Four five six."])
    assert replacement_ids(content, content) == {}


def test_of_many_places_with_the_same_words_the_one_where_they_were_said_is_meant() -> None:
    said = ["Is it so?", "Yes, I think so.", "And is that so?", "Yes, I think so."]
    old = content_of(said)
    new = content_of(["Is it so? Yes, I think so.", "And is that so? Yes, I think so."])
    heirs_by_place = [replacement_ids(old, new)[quote.id] for quote in old.quotes]
    assert heirs_by_place == [new.quotes[0].id] * 2 + [new.quotes[1].id] * 2


def test_a_quote_cut_in_two_leads_to_its_larger_part() -> None:
    old = content_of(["Hello.", "The lamp was lit by the harbour and nobody came."])
    new = content_of(["Hello.", "The lamp was lit by the harbour", "and nobody came."])
    assert replacement_ids(old, new) == {old.quotes[1].id: new.quotes[1].id}


def test_words_are_followed_past_corrections_case_and_what_is_inserted_before() -> None:
    old = content_of(["the lamp was lid by the harbor", "Nobody came."])
    new = content_of(["An ad for soap.", "The lamp was lit by the harbour.", "Nobody came."])
    assert replacement_ids(old, new)[old.quotes[0].id] == new.quotes[1].id


def test_a_shared_small_word_or_two_makes_no_heir() -> None:
    old = content_of(["The engine of the boat was loud and nobody slept on the crossing."])
    new = content_of(["Cheese is the best thing that one can put on a slice of rye bread."])
    assert replacement_ids(old, new) == {}


def test_words_between_the_new_quotes_make_no_heir() -> None:
    old = content_of(["The lamp was lit.", "Nobody came."])
    new = replace(old, quotes=())
    assert replacement_ids(old, new) == {}


def test_a_quote_without_words_has_no_heir() -> None:
    old = content_of(["...", "Nobody came."])
    new = content_of(["Nobody came at all."])
    assert old.quotes[0].id not in replacement_ids(old, new)
