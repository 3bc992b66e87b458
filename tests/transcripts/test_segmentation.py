"""Passages, one kind of damage a test."""

from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import Cue, Segment, Transcript, Turn
from bot.transcripts.readers import markdown, plain
from bot.transcripts.segmentation import LONGEST, segment
from tests.support.coverage import left_out
from tests.support.texts import anything, speech, unhurried

LONG = "We dig the wells by hand and line them with stone from the river."
LONGER = "It takes a week for each of them, sometimes two, and we sleep beside the hole at night."


def passages(text: str) -> list[str]:
    return [text[passage.start : passage.end] for passage in segment(plain.parse(text, b""))]


def of_one_voice(text: str) -> list[Segment]:
    turn = Turn(0, len(text), speaker="Ann", sure=True)
    return segment(Transcript(text=text, sha256="", format="text", turns=(turn,)))


def said_by_one(text: str) -> list[str]:
    return [text[passage.start : passage.end] for passage in of_one_voice(text)]


def is_whole(text: str) -> bool:
    (passage,) = of_one_voice(text)
    return passage.whole


def test_short_sentences_of_a_turn_make_one_segment() -> None:
    assert passages("We dig. By hand. It holds.") == ["We dig. By hand. It holds."]


def test_a_segment_has_at_most_three_sentences() -> None:
    assert (
        len(said_by_one("One. Two. Three. Four and more words that make it long enough now.")) == 2
    )


def test_a_sentence_long_enough_stands_alone() -> None:
    assert said_by_one(f"{LONG} {LONGER} {LONG}") == [f"{LONG} {LONGER}", LONG]


def test_a_dependent_sentence_stays_with_the_one_before() -> None:
    assert said_by_one(f"{LONG} {LONG[:-1]} too. But it holds.") == [
        f"{LONG} {LONG[:-1]} too. But it holds."
    ]


def test_a_blank_line_ends_a_segment() -> None:
    assert passages("We dig.\n\nIt holds.") == ["We dig.", "It holds."]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\f", "\u2028"])
def test_a_blank_line_is_seen_in_any_line_breaks(newline: str) -> None:
    assert passages(f"We dig.{newline * 2}It holds{newline}well.") == [
        "We dig.",
        f"It holds{newline}well.",
    ]


def test_one_line_break_ends_no_segment() -> None:
    assert passages("We dig\r\nwells. It\r\nholds.") == ["We dig\r\nwells. It\r\nholds."]


@pytest.mark.parametrize("answer", ["Yeah it does.", "Oh, sure.", "Exactly.", "Right, it does."])
def test_an_answering_word_begins_a_segment_where_the_voice_is_not_known(answer: str) -> None:
    assert passages(f"It holds. {answer}") == ["It holds.", answer]
    assert said_by_one(f"It holds. {answer}") == [f"It holds. {answer}"]


def test_a_question_and_its_answer_are_two_segments() -> None:
    assert passages("Does it hold? It does.") == ["Does it hold?", "It does."]


def test_questions_in_a_row_are_one_segment() -> None:
    assert passages("Does it hold? Is it deep?") == ["Does it hold? Is it deep?"]


def test_a_question_to_you_leaves_the_statement_of_another_voice_before_it() -> None:
    assert passages(f"{LONG} What do you drink?") == [LONG, "What do you drink?"]


def test_an_echo_of_the_words_before_is_another_voice() -> None:
    assert passages("It is about ten feet. Ten feet.") == ["It is about ten feet.", "Ten feet."]


def test_a_segment_does_not_end_within_a_quotation() -> None:
    text = f'He said, "{LONG} {LONGER} It holds." {LONG}'
    assert said_by_one(text)[0] == f'He said, "{LONG} {LONGER} It holds."'


def test_a_segment_does_not_end_where_it_trails_off() -> None:
    text = f"{LONG} {LONGER[:-1]}... Then it holds and holds and holds, for a hundred years."
    assert said_by_one(text) == [text]


def test_a_stub_at_the_end_of_a_paragraph_joins_what_is_before_it() -> None:
    text = f"{LONG} {LONGER} {LONGER} It holds."
    assert said_by_one(text)[-1] == f"{LONGER} It holds."


def test_a_sentence_that_runs_on_is_cut_and_its_parts_are_not_whole() -> None:
    found = of_one_voice(("we dig and we carry and we sleep, " * 20).strip(" ,"))
    assert all(passage.end - passage.start <= LONGEST for passage in found)
    assert not any(passage.whole for passage in found)


def test_captions_without_any_mark_are_cut_between_words() -> None:
    text = "\n".join(["and so we dig the wells by hand"] * 60)
    found = passages(text)
    assert " ".join(" ".join(found).split()) == " ".join(text.split())
    assert all(100 < len(passage) <= LONGEST for passage in found)


def test_ideographs_without_spaces_are_cut_at_their_stops() -> None:
    found = passages("井戸を掘る。水が出る。" * 40)
    assert all(passage.endswith("。") and len(passage) <= LONGEST for passage in found)


def test_a_complete_segment_is_whole() -> None:
    assert is_whole('"We dig wells," he said.')


@pytest.mark.parametrize(
    "text",
    [
        "and then we dig.",
        "We dig",
        "We dig...",
        "We dig…",
        "We dig --",
        "The wells are...\nthan the pumps.",
        "The wells have... It is one in four.",
        "We dig [unintelligible 00:12] wells.",
        "We dig (inaudible) wells.",
        'He said "Dig.',
        "He said “Dig.",
    ],
)
def test_a_segment_with_an_open_end_or_lost_words_is_not_whole(text: str) -> None:
    assert not is_whole(text)


def test_entities_open_and_close_quotations() -> None:
    assert passages("He said &quot;Dig deep.&quot; Yeah.") == [
        "He said &quot;Dig deep.&quot;",
        "Yeah.",
    ]
    assert is_whole("He said &quot;Dig deep.&quot;")


def test_asides_at_the_edges_are_in_no_segment() -> None:
    text = "**Ann:** \\[04:10\\] We dig. (laughs)\n\n**Bob:** \\[laughs\\]\n\n**Ann:** Deep."
    read = markdown.parse(text, b"")
    assert [
        (text[found.start : found.end], found.turn, found.speaker) for found in segment(read)
    ] == [
        ("We dig.", 0, "Ann"),
        ("Deep.", 1, "Ann"),
    ]


def test_a_segment_has_the_last_moment_stated_at_or_before_its_start() -> None:
    text = "We dig.\n\nIt holds.\n\nTruly."
    cues = (Cue(9, 1000), Cue(15, 2000))
    turn = Turn(0, len(text))
    found = segment(Transcript(text=text, sha256="", format="text", turns=(turn,), cues=cues))
    assert [passage.start_ms for passage in found] == [None, 1000, 2000]


ASKED = f"{LONG} How deep do you dig before you find any water? Nine metres. {LONGER}"


def test_an_answer_begins_a_turn_where_nothing_says_who_speaks() -> None:
    text = f"{LONG}\n\nHow deep do you dig before you find any water?\n\nNine metres."
    found = segment(Transcript(text=text, sha256="", format="text", turns=(Turn(0, len(text)),)))
    assert [passage.turn for passage in found] == [0, 1, 2]
    assert {passage.speaker for passage in found} == {None}


def test_who_is_named_may_ask_and_answer_in_one_turn() -> None:
    assert {passage.turn for passage in of_one_voice(ASKED)} == {0}


def test_turns_are_counted_over_the_whole_transcript() -> None:
    text = f"{ASKED}\n\n- {LONG}"
    found = segment(plain.parse(text, b""))
    assert [passage.turn for passage in found] == sorted(passage.turn for passage in found)
    assert found[-1].turn > found[-2].turn


@unhurried
@given(anything, st.sampled_from([plain, markdown]))
def test_segments_are_in_order_within_their_turn_and_short_enough(
    text: str, reader: ModuleType
) -> None:
    transcript = reader.parse(text, b"")
    done, number = 0, 0
    for passage in segment(transcript):
        (turn,) = (t for t in transcript.turns if t.start <= passage.start < t.end)
        assert done <= passage.start < passage.end <= turn.end
        assert passage.end - passage.start <= LONGEST
        assert (passage.speaker, passage.sure) == (turn.speaker, turn.sure)
        assert number <= passage.turn
        done, number = passage.end, passage.turn


# The same examples each time: by chance, lines of one word look like names on lines of their own.
@settings(unhurried, derandomize=True)
@given(st.lists(speech, max_size=8), st.sampled_from([plain, markdown]))
def test_segments_leave_out_only_what_nobody_said(turns: list[str], reader: ModuleType) -> None:
    text = "".join(f"\n**{'Ann' if odd % 2 else 'Bob'}:** {said}" for odd, said in enumerate(turns))
    transcript = reader.parse(text, b"")
    assert not left_out(transcript, segment(transcript))


def of_language(code: str, text: str) -> list[str]:
    turn = Turn(0, len(text))
    transcript = Transcript(text=text, sha256="", format="text", turns=(turn,), language=code)
    return [text[one.start : one.end] for one in segment(transcript)]


def test_a_japanese_sentence_is_a_segment_unless_it_is_an_interjection() -> None:
    sentences = [
        "灯台は迷った人のためにあります。",
        "もういないです。",
        "ええ。機械がやっています。",
    ]
    assert of_language("ja", "".join(sentences)) == sentences


def test_an_answer_in_another_language_begins_a_segment() -> None:
    asked, answered = "Vermissen Sie das Meer?", "Ja, natürlich. Jeden Tag."
    assert of_language("de", f"{asked} {answered}") == [asked, answered]


def test_a_sentence_that_refers_back_stays_with_the_one_before_in_every_language() -> None:
    said = (
        "Mein Großvater hat vierzig Jahre lang die Lampe geputzt, jeden Abend, auch im Winter und "
        "bei jedem Sturm. Aber er hat nie ein Schiff gesehen."
    )
    assert of_language("de", said) == [said]
