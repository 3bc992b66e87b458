from bot.analysis.speakers import conversation_range as talk
from bot.analysis.speakers import host_flags, is_meeting
from bot.analysis.utterances import read_utterances
from tests.analysis.conversations import conversation, repeated


def test_a_speaker_who_asks_far_more_often_is_a_host() -> None:
    text, quotes = conversation(
        *(("Ada", "What did you see there?"), ("Bob", "A garden by the river.")) * 3
    )
    assert host_flags(read_utterances(text, quotes)) == (True, False) * 3


def test_a_single_speaker_is_no_host() -> None:
    text, quotes = conversation(("Ada", "What is a garden? A wall with ideas."))
    assert host_flags(read_utterances(text, quotes)) == (False,)


def test_without_labels_the_lead_up_to_a_question_is_a_hosts() -> None:
    text, quotes = conversation(
        (None, "Gardens are quiet. I saw yours. How do you keep it?"),
        (None, "With water. And with patience."),
        most=1,
    )
    assert host_flags(read_utterances(text, quotes)) == (False, True, True, False, False)


def test_the_conversation_is_between_welcome_and_goodbye() -> None:
    text, quotes = conversation(
        ("Ada", "Welcome to the garden hour."),
        *repeated("Bob", ["It rained on house #."], 30),
        ("Ada", "Thank you so much for coming."),
        ("Bob", "Bye."),
    )
    assert talk(read_utterances(text, quotes)) == range(1, 31)


def met(*names: str, words: int) -> bool:
    said = [(name, f"{'Water ' * (words - 1)}flows.") for name in names * 4]
    return is_meeting(read_utterances(*conversation(*said)))


def test_six_speakers_make_a_meeting_and_five_a_panel() -> None:
    assert met("Ann", "Bob", "Cat", "Dan", "Eve", "Fay", words=40)
    assert not met("Ann", "Bob", "Cat", "Dan", "Eve", words=40)


def test_quick_exchanges_of_three_make_a_meeting() -> None:
    assert met("Ann", "Bob", "Cat", words=10)
    assert not met("Ann", "Bob", words=10)


def test_an_episode_without_speakers_is_no_meeting() -> None:
    assert not is_meeting(
        read_utterances(*conversation(*repeated(None, ["It rained on house #."], 30)))
    )
