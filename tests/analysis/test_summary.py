from bot.analysis.excerpts import excerpt_candidates
from bot.analysis.summary import summarise_chapter, summarise_episode
from bot.analysis.utterances import Utterance, read_utterances
from tests.analysis.conversations import Said, conversation, repeated

NAMES = ("Ann", "Bob", "Cat", "Dan", "Eve", "Fay")


def lines_of(*said: Said) -> tuple[str, tuple[Utterance, ...]]:
    text, quotes = conversation(*said, most=1)
    return text, read_utterances(text, quotes)


def chapter(*said: str) -> list[str]:
    text, utterances = lines_of(*((None, one) for one in said))
    found = summarise_chapter(
        utterances, excerpt_candidates(text, utterances), start=0, end=len(utterances)
    )
    return [one.display for one in found]


def episode(*said: Said) -> list[str]:
    text, utterances = lines_of(*said)
    return [
        one.display
        for one in summarise_episode(
            utterances, excerpt_candidates(text, utterances), chapters=[0] * len(utterances)
        )
    ]


def meeting(*said: str) -> list[str]:
    """Have six people say it in turn, among much that is off the point."""
    talk = [*said, *(f"We sat in room {number} for an hour or so." for number in range(60))]
    return episode(*((NAMES[number % 6], one) for number, one in enumerate(talk)))


def test_the_main_subject_is_in_the_summary() -> None:
    yeast = [
        f"Baker {number} feeds the yeast of the hungry dough in a warm bowl." for number in "123"
    ]
    found = chapter(*yeast, "The postman came to the house with a letter at noon.")
    assert any("yeast" in one for one in found)


def test_a_sentence_that_adds_nothing_new_is_left_out() -> None:
    assert len(chapter(*["The yeast eats the sugar in the old warm bowl."] * 5)) == 1


def test_hesitant_sentences_are_left_out_if_there_are_others() -> None:
    clear = "The yeast eats the sugar of the dough in a bowl."
    murmured = "The yeast eats, okay yeah, the sugar of the dough in a warm bowl."
    assert chapter(murmured, clear) == [clear]
    assert chapter(murmured) == [murmured]


def test_a_fragment_without_its_verb_is_left_out() -> None:
    whole = "The oven bakes the dough of the village into bread."
    assert chapter("A warm oven of the old bakery that you need to know.", whole) == [whole]


def test_a_meetings_summary_may_have_dependent_sentences() -> None:
    leaning = "They agreed on the harbour budget, and on the harbour wall of the town."
    assert leaning in meeting("Good morning to all of you.", leaning)


def test_a_shows_summary_has_only_independent_sentences() -> None:
    leaning = "They agreed on the harbour budget, and on the harbour wall of the town."
    alone = "The town council has paid for the harbour wall and for all of its stones."
    said = [("Ann", leaning), *repeated("Bob", [alone], 3)]
    assert leaning not in episode(*said)


def test_a_meetings_summary_prefers_reporting_words() -> None:
    spoken = "I told you I budget harbour stuff, you know I do."
    reported = "The budget of the harbour was agreed on with the council of the town."
    found = meeting("Good morning to all of you.", spoken, reported)
    assert reported in found


def test_a_summary_keeps_to_its_length() -> None:
    said = [
        f"The {letter * 3}ership of the harbour was agreed on with the {letter * 4}uncil in spring."
        for letter in "abcdefghijklmnopqrstuvwxyz"
    ]
    assert 90 <= len(" ".join(meeting(*said)).split()) <= 124


def test_an_empty_episode_has_an_empty_summary() -> None:
    assert summarise_episode((), (), chapters=()) == ()
    assert summarise_chapter((), (), start=0, end=0) == ()
