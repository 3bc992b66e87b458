"""What plain text from speech recognition holds, one kind of damage a test."""

from bot.models import Transcript
from bot.transcripts.readers import parse


def turns(text: str) -> list[str]:
    read = transcript(text)
    return [read.text[turn.start : turn.end].strip() for turn in read.turns]


def transcript(text: str) -> Transcript:
    return parse(text.encode(), name="talk.txt")


def test_plain_text_is_kept_as_it_came() -> None:
    text = "We dig wells.\r\nBy hand.\n"
    assert transcript(text).text == text
    assert transcript(text).format == "text"


def test_a_text_without_marks_is_one_turn_without_a_speaker() -> None:
    read = transcript("We dig wells. Do you?")
    assert [(turn.speaker, turn.sure) for turn in read.turns] == [(None, False)]


def test_an_invented_label_in_capitals_changes_the_turn_and_names_nobody() -> None:
    text = "The pump broke. ANNA VAN LEEUWEN: We mended it in a day."
    assert turns(text) == ["The pump broke.", "We mended it in a day."]
    assert {turn.speaker for turn in transcript(text).turns} == {None}


def test_a_label_alone_on_its_line_changes_the_turn() -> None:
    assert turns("It broke.\nJO MAY:\nWe mended it.") == ["It broke.", "We mended it."]


def test_capitals_in_the_middle_of_a_sentence_are_no_label() -> None:
    assert len(turns("We speak over the HTTP API: it is slow.")) == 1


def test_a_dash_after_a_stop_changes_the_turn() -> None:
    assert turns("Did it hold? - It did. – Good.") == ["Did it hold?", "It did.", "Good."]


def test_a_dash_at_the_start_of_a_line_changes_the_turn() -> None:
    assert turns("- Did it hold\n- Every winter") == ["Did it hold", "Every winter"]


def test_a_dash_within_a_sentence_changes_nothing() -> None:
    assert len(turns("The pump - our only one - broke.")) == 1


def test_arrows_of_captions_change_the_turn() -> None:
    assert turns(">> Did it hold?\n&gt;&gt; It did.") == ["Did it hold?", "It did."]


def test_a_label_at_the_end_makes_no_empty_turn() -> None:
    assert turns("The pump broke. JO MAY: ") == ["The pump broke."]


def test_times_and_directions_are_asides() -> None:
    read = transcript("So we dug [00:12:33] all day (laughs) and night [music].")
    assert [read.text[aside.start : aside.end] for aside in read.asides] == [
        "[00:12:33]",
        "(laughs)",
        "[music]",
    ]


def test_names_before_every_line_are_labels() -> None:
    read = transcript("Ann: We dig.\nBob: I carry.")
    assert [turn.speaker for turn in read.turns] == ["Ann", "Bob"]


def test_a_single_word_in_bold_does_not_make_it_markdown() -> None:
    assert transcript("**Note:** recorded in May.\nWe dig wells.").format == "text"
