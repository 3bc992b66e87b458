"""Who speaks is read from voice tags, labels, dashes and arrows in captions."""

import pytest

from bot.models import Transcript
from bot.transcripts.readers import captions

Spoken = list[tuple[str | None, str]]


def read(*blocks: str, header: str = "") -> Transcript:
    timed = [f"00:{at:02}.000 --> 00:{at + 1:02}.000\n{block}\n" for at, block in enumerate(blocks)]
    return captions.parse("\n".join([header, *timed]), b"")


def turns(*blocks: str) -> Spoken:
    found = read(*blocks)
    return [(turn.speaker, found.text[turn.start : turn.end]) for turn in found.turns]


DIALOGUE = [("Ann", "We dig."), ("Bob", "By hand? Why?"), ("Ann", "By hand.")]


@pytest.mark.parametrize(
    "blocks",
    [
        ["<v Ann>We dig.</v>", "<v Bob>By hand?</v>", "<v Bob>Why?</v>", "<v Ann>By hand.</v>"],
        ["<v Ann>We dig.", "<v Bob>By hand?", "<v Bob>Why?", "<v Ann>By hand."],
        ["<v Ann>We dig.", "<v Bob>By hand?", "Why?", "<v Ann>By hand."],
        ["<v Ann>We dig.</v>\n<v Bob>By hand?", "Why?", "<v Ann>By hand."],
        ["<v.loud.low Ann>We dig.", "<v\tBob>By hand?\nWhy?", "<V Ann >By hand.</V>"],
        ["<v Ann (host)>We dig.", "<v Bob>- By hand?\n- Why?", "<v Ann (host)>By hand."],
        ["<i><v Ann>We dig.</i>", "<v Bob><b>By hand?</b> Why?</v>", "<v Ann><c.x>By hand."],
        ["Ann: We dig.", "Bob: By hand?", "Bob: Why?", "Ann: By hand."],
        ["Ann: We dig.", "Bob: By hand?", "Why?", "Ann: By hand."],
        ["Ann: We dig.\nBob: By hand?", "Why?\nAnn: By hand."],
        ["Ann:\nWe dig.", "Bob:\nBy hand?", "Why?", "Ann:\nBy hand."],
        ["Ann: We dig. Bob: By hand?", "Why? Ann: By hand."],
        ["Ann (host): We dig.", "Bob (guest): By hand?", "Why?", "Ann (host): By hand."],
        ["(Ann) We dig.", "(Bob) By hand?", "Why?", "(Ann) By hand."],
        ["(Ann)\nWe dig.", "(Bob)\nBy hand?", "Why?", "(Ann)\nBy hand."],
        ["- (Ann) We dig.\n- (Bob) By hand?", "Why?", "- (Ann) By hand."],
        ["(Ann)\n- We dig.", "(Bob)\n- By hand?", "Why?", "(Ann)\n- By hand."],
        ["[Ann] We dig.", "[Bob] By hand?", "Why?", "[Ann] By hand."],
        ["[Ann]: We dig.", "[Bob]: By hand?", "Why?", "[Ann]: By hand."],
        [">> Ann: We dig.", ">> Bob: By hand?", "Why?", ">> Ann: By hand."],
        [">>Ann: We dig. >>Bob: By hand?", "Why?", ">>Ann: By hand."],
        ["&gt;&gt; Ann: We dig.", "&gt;&gt; Bob: By hand?", "Why?", "&gt;&gt;&gt; Ann: By hand."],
        ["- Ann: We dig.\n- Bob: By hand?", "Why?", "- Ann: By hand."],
        ["<i>Ann:</i> We dig.", "<b>Bob:</b> By hand?", "Why?", "{\\an8}Ann: By hand."],
        ["Ann:&nbsp;We dig.", "Bob:&nbsp;By hand?", "Why?", "Ann:&nbsp;By hand."],
    ],
    ids=lambda blocks: blocks[0],
)
def test_a_name_in_any_form_is_the_speaker_until_another_is_named(blocks: list[str]) -> None:
    assert turns(*blocks) == DIALOGUE


@pytest.mark.parametrize(
    "blocks",
    [
        ["- We dig.\n- By hand?", "Why?", "- By hand."],
        ["-We dig.\n-By hand?", "Why?", "-By hand."],
        ["– We dig.\n– By hand?", "Why?", "— By hand."],
        [">> We dig.\n>> By hand?", "Why?", ">>> By hand."],
        ["We dig. >> By hand?", "Why? >> By hand."],
        [">>We dig. &gt;&gt; By hand?", "Why?", ">>\nBy hand."],
        ["We dig.\n<i>- By hand?</i>", "Why?", "<i>- By hand.</i>"],
    ],
    ids=lambda blocks: blocks[0],
)
def test_a_dash_or_an_arrow_begins_the_turn_of_somebody(blocks: list[str]) -> None:
    assert turns(*blocks) == [(None, words) for _, words in DIALOGUE]


def test_small_letters_after_dashes_take_turns_within_a_caption() -> None:
    assert turns("- we dig\n- by hand?") == [(None, "we dig"), (None, "by hand?")]


def test_a_dash_that_continues_a_sentence_is_no_turn() -> None:
    assert turns("We dig -", "- and then", "—I mean", "-5 degrees", "in\n- Rome") == [
        (None, "We dig - - and then —I mean -5 degrees in - Rome")
    ]


def test_a_dash_ends_what_a_named_speaker_says() -> None:
    found = turns("Ann: We dig.", "Bob: Why?", "Ann: By hand.", "- Really?", "Ann: Yes.")
    assert found[-2:] == [(None, "Really?"), ("Ann", "Yes.")]


def test_marks_before_every_caption_are_decoration() -> None:
    blocks = [
        "We",
        "dig a well",
        "by",
        "hand and",
        "then we",
        "rest",
        "and dig",
        "on.",
        "So",
        "it is.",
    ]
    assert turns(*(f">> {block}" for block in blocks)) == [(None, " ".join(blocks))]


def test_nobody_is_named_where_all_other_captions_have_a_voice() -> None:
    found = turns(*["<v Ann>We dig.</v>"] * 9, "(A door.)", "A creak.", "<v Ann>So.</v>")
    assert found[1] == (None, "(A door.) A creak.")


def test_an_identifier_of_webex_names_the_speaker() -> None:
    found = captions.parse(
        """WEBVTT

1 "Ann Lee" (1234)
00:00:01.000 --> 00:00:02.000
We dig.

2 "Bob" (99)
00:00:03.000 --> 00:00:04.000
Why?

3 "" (0)
00:00:05.000 --> 00:00:06.000
So.
""",
        b"",
    )
    assert [turn.speaker for turn in found.turns] == ["Ann Lee", "Bob", None]
    assert found.text == "We dig.\n\nWhy?\n\nSo."


def test_a_dash_alone_between_the_names_of_google_meet_is_left_out() -> None:
    found = turns("(Ann Lee)\nWe dig.\n-\n \n(Bob)\nBy hand?", "(Bob)\nWhy?", "(Ann Lee)\nSo.")
    assert found == [("Ann Lee", "We dig."), ("Bob", "By hand? Why?"), ("Ann Lee", "So.")]


@pytest.mark.parametrize("name", ["Tom &amp; Ann", "Tom &#38; Ann"])
def test_entities_in_a_name_are_read(name: str) -> None:
    assert turns(f"<v {name}>We dig.") == [("Tom & Ann", "We dig.")]


def test_a_title_with_a_full_stop_belongs_to_the_name() -> None:
    blocks = [
        "Dr. Ann Lee: We dig.",
        "Bob: By hand?",
        "Dr. Ann Lee: Yes.",
        "Bob: Oh.",
    ]
    found = [name for name, _ in turns(*blocks)]
    assert found == ["Dr. Ann Lee", "Bob", "Dr. Ann Lee", "Bob"]


@pytest.mark.parametrize("name", ["Bob | Acme", "Bob [Acme]", "3rd floor", "<bob>", "@bob"])
def test_before_every_caption_any_recurring_name_is_a_speaker(name: str) -> None:
    lines = [f"{one}: {words}" for one in ("Ann", name) for words in ("We dig.", "By hand.")]
    found = turns(*lines)
    assert [words for _, words in found] == ["We dig. By hand."] * 2
    assert found[0][0] == "Ann"


def test_words_before_a_colon_are_no_label_unless_they_recur() -> None:
    found = turns("The point is: we dig.", "By hand.", "Note: it rained.", "So.")
    assert [speaker for speaker, _ in found] == [None]


def test_labels_in_capitals_need_not_recur() -> None:
    found = turns("We dig.", "ANN LEE: By hand?", "Why?", "On and on.", "BOB: So.", "It is so.")
    assert [speaker for speaker, _ in found] == [None, "ANN LEE", "BOB"]
    found = turns("WE DIG.", "WELLS: A HISTORY", "WHY?", "ON AND ON.", "PUMPS: A STORY", "SO.")
    assert [speaker for speaker, _ in found] == [None]


def test_directions_on_lines_of_their_own_are_no_speakers() -> None:
    found = turns("(Laughter)\nWe dig.", "(Music)\nWhy?", "(Laughter)\nSo.", "(Music)")
    assert [speaker for speaker, _ in found] == [None]


def test_labels_in_a_script_without_capitals_are_read() -> None:
    found = turns("山田：井戸を掘ります。", "鈴木：手で？", "山田：そうです。")
    assert [speaker for speaker, _ in found] == ["山田", "鈴木", "山田"]


@pytest.mark.parametrize(
    "label", ["[SPEAKER_0{}]:", "[speaker {}]\n", "<v spk_{}>", "SPEAKER_0{}:"]
)
def test_the_numbers_of_recognisers_are_shown_as_people_count(label: str) -> None:
    found = turns(f"{label.format(0)} We dig.", f"{label.format(1)} Why?", f"{label.format(0)} So.")
    assert [speaker for speaker, _ in found] == ["Speaker 1", "Speaker 2", "Speaker 1"]


def test_a_time_before_a_word_does_not_make_a_label_of_it() -> None:
    found = turns(*["la<00:00:00.500> la"] * 9)
    assert found == [(None, " ".join(["la la"] * 9))]


def test_the_second_half_of_a_caption_has_the_time_of_the_caption() -> None:
    found = read("<v Ann>We dig.", "<v Ann>By hand.</v>\n<v Bob>Why?")
    assert [(cue.start, cue.start_ms) for cue in found.cues] == [(0, 0), (8, 1000), (18, 1000)]


def test_the_times_of_words_are_kept() -> None:
    found = read("we<00:00:00.400><c> dig</c><00:00:00.800><c> wells</c>", header="WEBVTT\n")
    assert found.text == "we dig wells"
    assert [(cue.start, cue.start_ms) for cue in found.cues] == [(0, 0), (3, 400), (7, 800)]


def test_a_time_within_a_word_does_not_divide_it() -> None:
    assert (
        read("we<00:00:00.400>lls by<00:00:00.800> hand", header="WEBVTT\n").text == "wells by hand"
    )
