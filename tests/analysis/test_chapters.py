from bot.analysis.chapters import find_boundaries
from bot.analysis.utterances import Utterance, read_utterances
from tests.analysis.conversations import Said, conversation, repeated

BREAD = [
    "The yeast eats the sugar and the dough rises slowly in the warm bowl, loaf number #.",
    "A baker folds the dough, salts the dough and bakes the loaf in a hot stone oven, tray #.",
]
SHIPS = [
    "The captain steers the ship by the stars and the sailors mend the torn sails, watch #.",
    "A sailor climbs the mast of the ship and the captain reads the compass, harbour #.",
]


def lines_of(*said: Said) -> tuple[Utterance, ...]:
    text, quotes = conversation(*said)
    return read_utterances(text, quotes)


def test_a_short_episode_is_one_chapter() -> None:
    assert find_boundaries(lines_of(*repeated(None, BREAD, 5))) == (0,)


def test_an_empty_episode_has_only_the_first_boundary() -> None:
    assert find_boundaries(()) == (0,)


def test_a_chapter_begins_where_the_words_change() -> None:
    said = [*repeated("A", BREAD, 30), *repeated("B", SHIPS, 30)]
    assert find_boundaries(lines_of(*said)) == (0, 60)


def test_a_chapter_begins_with_the_question_not_with_its_answer() -> None:
    host: Said = ("Host", "How did you come to sail ships, and what do you remember of the sea?")
    said = [*repeated("Guest", BREAD, 30), host, *repeated("Guest", SHIPS, 30)]
    assert find_boundaries(lines_of(*said)) == (0, 60)


def test_a_meeting_has_few_chapters() -> None:
    names = ["Ann", "Bob", "Cat", "Dan", "Eve", "Fay"]
    said = [
        (names[number % 6], sentence)
        for number, (_, sentence) in enumerate(
            [*repeated(None, BREAD, 60), *repeated(None, SHIPS, 60)]
        )
    ]
    unnamed = [(None, sentence) for _, sentence in said]
    assert len(find_boundaries(lines_of(*said))) < len(find_boundaries(lines_of(*unnamed)))


def test_very_long_episodes_are_divided_in_bounded_time_and_memory() -> None:
    said = [*repeated("A", BREAD, 500), *repeated("B", SHIPS, 500)]
    found = find_boundaries(lines_of(*said))
    assert found[0] == 0
    assert any(abs(start - 1000) < 5 for start in found)
    assert len(found) <= 40
