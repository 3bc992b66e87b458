"""What a transcript contains that nobody said in the conversation."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.episode_preparation import prepare
from bot.import_options import Options
from bot.models import Content, Span, Transcript
from bot.text.display import to_display
from bot.text.offsets import blank_out
from bot.transcripts.composition import Caption, compose
from bot.transcripts.noise import mark_noise
from bot.transcripts.readers import parse
from tests.transcripts.noisy_lines import (
    ABOUT_SPONSORS,
    ADVERTISEMENTS,
    CREDIT_LIKE,
    CREDITS,
    DIRECTIONS,
    REMARKS,
)

BEFORE = "So the river was low that year. We carried the grain by hand, which took nine days."
AFTER = "Tell me what happened after the bridge fell. Well, for a week nothing happened at all."


def read(text: str) -> Transcript:
    return parse(text.encode(), name="talk.txt")


def shown(transcript: Transcript) -> str:
    spoken = blank_out(transcript.text, transcript.asides)
    return " ".join(to_display(spoken[turn.start : turn.end]) for turn in transcript.turns)


def content(text: str) -> Content:
    return prepare(read(text), key="talk", options=Options()).content


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(
    "line",
    [
        "It was late. # We went home.",
        "# It was late. We went home.",
        "It was late.\n#\nWe went home.",
    ],
)
def test_a_stage_direction_is_an_aside(direction: str, line: str) -> None:
    assert shown(read(line.replace("#", direction))) == "It was late. We went home."


@pytest.mark.parametrize("remark", REMARKS)
@pytest.mark.parametrize("line", ["It was # a long time ago.", "We went home #, and it rained."])
def test_what_is_said_in_brackets_or_stressed_is_no_direction(remark: str, line: str) -> None:
    assert read(line.replace("#", remark)).dropped == ()


def test_a_direction_on_a_caption_of_its_own_is_an_aside() -> None:
    captions = [
        Caption("so I went"),
        Caption("(ice cubes clink)", 5000),
        Caption("home again", 9000),
    ]
    marked = mark_noise(compose(captions, data=b"", format="WebVTT"))
    assert shown(marked) == "So I went home again"


def test_tags_of_captions_are_asides() -> None:
    assert shown(read("<i>Good night</i>, all. {\\an8}See <c.yellow>you</c>.")) == (
        "Good night, all. See you."
    )


def test_times_and_indexes_on_lines_of_their_own_are_asides() -> None:
    text = "1\n0:14\nIt was late.\n2\n0:20\nWe went home.\n3\n00:00:31,500\nTo 4 cats."
    assert shown(read(text)) == "It was late. We went home. To 4 cats."


def test_a_time_that_is_said_among_words_with_times_is_spoken() -> None:
    words = [Caption(word, at) for at, word in enumerate("It was 3:30 and 25 men slept".split())]
    marked = mark_noise(compose(words, data=b"", format="TTML"))
    assert shown(marked) == "It was 3:30 and 25 men slept"


def test_a_number_that_is_said_on_a_line_of_its_own_is_spoken() -> None:
    assert shown(read("How many boats?\n42\nThat is a lot of boats.")) == (
        "How many boats? 42 That is a lot of boats."
    )


@pytest.mark.parametrize("credit", CREDITS)
def test_a_credit_is_in_no_turn(credit: str) -> None:
    assert shown(read(f"It was late.\n{credit}\nWe went home.")) == "It was late. We went home."


@pytest.mark.parametrize("sentence", CREDIT_LIKE)
def test_a_sentence_about_captions_or_an_address_is_no_credit(sentence: str) -> None:
    assert not read(f"It was late.\n{sentence}\nWe went home.").dropped


@pytest.mark.parametrize(
    "repeated", ["I'm going to get the camera.", "I think that", "Thank you.", "ありがとう。"]
)
def test_a_loop_is_kept_once_and_counted(repeated: str) -> None:
    marked = read(f"We went home. {f'{repeated} ' * 40}Then it rained.")
    assert shown(marked).count(repeated.rstrip(".。")) == 1
    assert [(one.reason, one.count) for one in marked.dropped] == [
        ("repetitions by the speech recogniser", 39)
    ]


def test_a_time_behind_a_direction_that_lost_its_bracket_is_not_quoted() -> None:
    made = content(f"{BEFORE} It has levels [unintelligible 00:12:12.19]0:12:14.27] of grain.")
    assert made.quotes[-1].display.endswith("It has levels of grain.")


def test_the_words_of_a_loop_that_begin_another_sentence_stay_with_it() -> None:
    made = content(f"{BEFORE}\n" + "Thank you.\n" * 20 + "Thank you for the grain, everybody.\n")
    assert made.quotes[-1].display.endswith("Thank you for the grain, everybody.")


@pytest.mark.parametrize(
    "said",
    [
        "No no no no no no, not there.",
        "Row, row, row your boat, gently down the stream. " * 4,
        "La la la la la la la la.",
        "Ha ha ha ha ha ha ha ha ha ha ha ha.",
    ],
)
def test_a_repetition_that_people_make_is_no_loop(said: str) -> None:
    assert not read(f"We went home. {said} Then it rained.").dropped


@pytest.mark.parametrize(
    ("ending", "left"),
    [
        ("Thank you.\nThank you.\nThank you.\n", " Thank you."),
        ("Thanks for watching!", ""),
        ("ご視聴ありがとうございました", ""),
        ("you", ""),
        ("Thank you.\nBye.\nBye-bye.", " Thank you. Bye. Bye-bye."),
    ],
)
def test_what_a_recogniser_makes_of_the_silence_at_the_end_is_left_out(
    ending: str, left: str
) -> None:
    assert (
        shown(read(f"It was late.\nWe went home.\n{ending}")) == f"It was late. We went home.{left}"
    )


def test_goodbyes_of_several_speakers_are_kept() -> None:
    text = "".join(f"**{name}:** Bye.\n\n" for name in ("Ann", "Bob", "Cem", "Dot"))
    assert not parse(text.encode(), name="talk.md").dropped


def sponsored(text: str) -> list[Span]:
    return list(read(text).sponsored)


@pytest.mark.parametrize("advertisement", ADVERTISEMENTS)
def test_an_advertisement_is_marked_from_its_announcement_to_the_show(advertisement: str) -> None:
    start = len(BEFORE) + 1
    (found,) = sponsored(f"{BEFORE} {advertisement} {AFTER}")
    assert found == Span(start, start + len(advertisement))


@pytest.mark.parametrize("sentence", ABOUT_SPONSORS)
def test_talk_about_sponsors_is_no_advertisement(sentence: str) -> None:
    assert sponsored(f"{BEFORE} {sentence} {AFTER}") == []


def test_an_advertisement_goes_on_in_the_next_turns_of_its_speaker() -> None:
    read_out = "This show is sponsored by Oddsocks.\n\n**Ann:** Visit oddsocks.co/river for a box."
    text = f"**Ann:** {read_out}\n\n**Bob:** We went home.\n\n**Ann:** You did?"
    (found,) = parse(text.encode(), name="talk.md").sponsored
    assert text[found.start : found.end] == read_out


def test_an_advertisement_without_an_end_is_short() -> None:
    talk = "You never know what your river does to you. " * 200
    (found,) = sponsored(f"This show is sponsored by Oddsocks. Visit oddsocks.co/river. {talk}")
    assert found.end < 100


def test_a_turn_that_is_labelled_as_a_sponsors_is_an_advertisement() -> None:
    text = "**Ann:** We went home.\n\n**Sponsor:** Socks are warm, and so are you.\n\n**Ann:** Yes."
    transcript = parse(text.encode(), name="talk.md")
    (found,) = transcript.sponsored
    assert text[found.start : found.end].strip() == "Socks are warm, and so are you."


def test_the_case_of_a_loop_gives_no_repeated_quote_and_no_credit(corpora: Path) -> None:
    made = content((corpora / "cases" / "b3-whisper-loop.txt").read_text(encoding="utf-8"))
    displays = [quote.display for quote in made.quotes]
    assert len(displays) == len(set(displays)) < 6
    assert not any("Subtitles" in display for display in displays)
    assert made.highlights[0].display.startswith("Patience is")


def test_the_case_of_directions_gives_their_words_nowhere(corpora: Path) -> None:
    made = content((corpora / "cases" / "b4-directions.txt").read_text(encoding="utf-8"))
    seen = " ".join(
        [*(quote.display for quote in made.quotes), *(topic.name for topic in made.topics)]
    ).casefold()
    words = "audio music laugh creak oh musik applaus speaking indistinct pause clicking an8 <"
    assert not any(word in seen for word in words.split())


def test_the_case_of_advertisements_gives_none_unasked(corpora: Path) -> None:
    made = content((corpora / "cases" / "b16-ads.txt").read_text(encoding="utf-8"))
    unasked = [*made.highlights, *made.summary, *(e for c in made.chapters for e in c.summary)]
    assert unasked
    assert not any("attress" in one.text or "edgerly" in one.text for one in unasked)
    assert not any("attress" in topic.name.casefold() for topic in made.topics)
    assert any("Mattressly" in quote.text for quote in made.quotes)


def test_marking_twice_marks_the_same() -> None:
    text = f"[music]\n{BEFORE} {ADVERTISEMENTS[0]} (laughs) {AFTER}\n" + "Thank you.\n" * 20
    once = read(text)
    assert mark_noise(once).asides == once.asides
    assert mark_noise(once).turns == once.turns


_PIECES = st.sampled_from(
    [
        *"[]()*_<>{}♪【\\ \n:。",
        *"laughs music 12 0:14 Amara code you Thanks.".split(),
        "subtitles by",
    ]
)


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_mixture_of_marks_gives_ordered_ranges_within_the_text(text: str) -> None:
    captions = [Caption(f"Well. {text}", 0), Caption(f"{text} indeed", 1000)]
    marked = mark_noise(compose(captions, data=b"", format="WebVTT"))
    for spans in (marked.asides, marked.sponsored, [Span(t.start, t.end) for t in marked.turns]):
        places = [place for span in spans for place in (span.start, span.end)]
        assert places == sorted(places)
        assert all(0 <= place <= len(marked.text) for place in places)
    assert marked.text == compose(captions, data=b"", format="WebVTT").text


_HOSTILE = [
    *(
        "[",
        "(a",
        "*a",
        "_",
        "<i",
        "♪",
        "{\\",
        "\\[",
        "subtitles by ",
        "a.",
        "www.",
        "code ",
        "1\n",
        "x ",
    ),
    *("the show is ", "support for ", "0:1", "brought to you by ", "【", "you ", "12:", '"', "no "),
]


@pytest.mark.parametrize("piece", _HOSTILE)
def test_many_hostile_characters_are_marked(piece: str) -> None:
    text = "Well. " + (piece * 20_000)[:20_000]
    assert read(text).text == text
