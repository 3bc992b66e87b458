import hashlib
from dataclasses import replace

import pytest

from bot.guide import (
    AlignedGuide,
    AnchorPoint,
    ChapterMark,
    Guide,
    MarkedRange,
    SpeakerRange,
    align,
    apply_guide,
)
from bot.models import Chapter, NameCorrection, Span, SpeakerName, Transcript, Turn

TEXT = (
    "Good evening, and welcome to the pier. Tonight the tide is low. "
    "Is it always low? Yes. It is low twice a day, and that's enough for me! "
    "People ask me why. It is the moon, mostly. It is low twice a day, as I said."
)


def transcript(text: str = TEXT, turns: tuple[Turn, ...] = ()) -> Transcript:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Transcript(text, sha256, "plain", turns or (Turn(0, len(text)),))


def at(words: str, anchor: str | None = None, *, text: str = TEXT) -> AnchorPoint:
    return AnchorPoint(text.index(words), anchor or words, line=7)


def after(words: str, *, text: str = TEXT) -> AnchorPoint:
    anchor = " ".join(words.split()[-3:])
    return AnchorPoint(text.index(words) + len(words), anchor, closing=True, line=8)


def guide(
    *,
    speakers: tuple[SpeakerRange, ...] = (),
    chapters: tuple[ChapterMark, ...] = (),
    highlights: tuple[MarkedRange, ...] = (),
    excluded: tuple[MarkedRange, ...] = (),
) -> Guide:
    return Guide(
        sha256=transcript().sha256,
        length=len(TEXT),
        speakers=speakers,
        chapters=chapters,
        names=(NameCorrection("teed", "tide"),),
        highlights=highlights,
        excluded=excluded,
    )


def spoken(placed: AlignedGuide, text: str) -> list[tuple[str, str | None]]:
    return [(text[turn.start : turn.end], turn.speaker) for turn in placed.turns]


VOICES = (
    SpeakerRange(at("Good evening"), name="Host", sure=True),
    SpeakerRange(at("Yes. It is", "yes it is low")),
    SpeakerRange(
        at("It is low twice", "It is low twice a day and"), after("enough for me!"), "Guest"
    ),
    SpeakerRange(at("People ask me"), name="Guest", sure=True),
)


def test_a_speaker_lasts_until_its_end_or_until_the_next_begins() -> None:
    placed = align(guide(speakers=VOICES), transcript())
    assert placed.problems == ()
    assert spoken(placed, TEXT) == [
        (TEXT[: TEXT.index(" Yes.")], "Host"),
        ("Yes.", None),
        ("It is low twice a day, and that's enough for me!", "Guest"),
        (TEXT[TEXT.index("People") :], "Guest"),
    ]
    assert [turn.sure for turn in placed.turns] == [True, False, False, True]


def test_chapters_reach_from_one_to_the_next_and_the_last_to_the_end() -> None:
    parts = (
        ChapterMark(at("Is it always"), "Low", "Why. How."),
        ChapterMark(at("Good evening"), "Hello"),
    )
    placed = align(guide(chapters=parts), transcript())
    middle = TEXT.index("Is it")
    assert placed.chapters == (
        Chapter("Hello", 0, middle),
        Chapter("Low", middle, len(TEXT), editor="Why. How."),
    )


def test_ranges_to_pin_and_to_exclude_are_placed_in_order() -> None:
    pinned = (
        MarkedRange(at("People ask me"), after("the moon, mostly.")),
        MarkedRange(at("Tonight the tide"), after("the tide is low.")),
    )
    excluded = (MarkedRange(at("Good evening"), after("to the pier."), "greeting"),)
    placed = align(guide(highlights=pinned, excluded=excluded), transcript())
    assert [TEXT[span.start : span.end] for span in placed.pinned] == [
        "Tonight the tide is low.",
        "People ask me why. It is the moon, mostly.",
    ]
    assert placed.excluded == (Span(0, 38),)
    assert placed.names == (NameCorrection("teed", "tide"),)
    assert placed.problems == ()


def test_on_its_own_transcript_the_offset_counts_and_a_wrong_anchor_is_reported() -> None:
    parts = (ChapterMark(at("Is it always", "People ask me"), "Low"),)
    placed = align(guide(chapters=parts), transcript())
    assert placed.chapters[0].start == TEXT.index("Is it always")
    [problem] = placed.problems
    assert problem.startswith("Line 7: ")
    assert "People ask me" in problem


def test_a_wrong_closing_anchor_is_reported() -> None:
    end = AnchorPoint(TEXT.index("Is it"), "the moon", closing=True, line=9)
    placed = align(guide(highlights=(MarkedRange(at("Tonight the tide"), end),)), transcript())
    assert placed.pinned == (Span(TEXT.index("Tonight"), TEXT.index("Is it")),)
    assert "before" in placed.problems[0]


def test_a_place_beyond_the_end_is_left_out_and_reported() -> None:
    parts = (
        ChapterMark(AnchorPoint(9999, "welcome", line=3), "Lost"),
        ChapterMark(at("Good evening"), "Hello"),
    )
    placed = align(guide(chapters=parts), transcript())
    assert [chapter.title for chapter in placed.chapters] == ["Hello"]
    assert placed.problems[0].startswith("Line 3: ")


@pytest.mark.parametrize(
    "changed",
    [
        "An advert first, which takes its time. " + TEXT,
        TEXT.upper(),
        TEXT.replace(" ", "\n"),
        TEXT.replace(
            "Tonight the tide is low. ", "Tonight, ladies and gentlemen, it is very low. "
        ),
    ],
)
def test_on_another_transcript_the_anchors_count(changed: str) -> None:
    pinned = (MarkedRange(at("People ask me"), after("the moon, mostly.")),)
    placed = align(guide(speakers=VOICES, highlights=pinned), transcript(changed))
    assert placed.problems == ()
    flat = [(" ".join(words.split()).casefold(), name) for words, name in spoken(placed, changed)]
    assert flat[1:3] == [
        ("yes.", None),
        ("it is low twice a day, and that's enough for me!", "Guest"),
    ]
    span = placed.pinned[0]
    assert changed[span.start : span.end].casefold().endswith("mostly.")


def test_words_that_occur_twice_are_placed_by_the_shift_of_their_neighbours() -> None:
    first = TEXT.index("It is low")
    second = TEXT.index("It is low", first + 1)
    changed = "x " * 60 + TEXT
    parts = (
        ChapterMark(at("Good evening"), "A"),
        ChapterMark(AnchorPoint(first, "It is low twice"), "B"),
        ChapterMark(AnchorPoint(second, "It is low twice"), "C"),
    )
    placed = align(guide(chapters=parts), transcript(changed))
    assert [chapter.start - 120 for chapter in placed.chapters] == [0, first, second]


def test_words_that_occur_twice_without_neighbours_are_placed_in_proportion() -> None:
    changed = "So. Low tide. " + "x " * 400 + "So. Low tide. "
    source = Guide("00" * 32, 100, chapters=(ChapterMark(AnchorPoint(99, "So low tide"), "End"),))
    placed = align(source, transcript(changed))
    assert placed.chapters[0].start == changed.rindex("So.")


def test_words_between_two_places_alike_are_left_out_and_reported() -> None:
    changed = "Low tide. xxxxxxxxxx Low tide. "
    parts = (
        ChapterMark(AnchorPoint(10, "low tide", line=5), "Either"),
        ChapterMark(AnchorPoint(0, "whale", line=6), "None"),
    )
    placed = align(Guide("00" * 32, chapters=parts), transcript(changed))
    assert placed.chapters == ()
    assert [problem[:7] for problem in placed.problems] == ["Line 6:", "Line 5:"]


def test_a_speaker_whose_end_is_lost_is_left_to_the_transcript() -> None:
    changed = TEXT.replace("Yes. It is low", "Yes. Indeed it is low")
    placed = align(guide(speakers=VOICES), transcript(changed))
    assert [name for _, name in spoken(placed, changed)] == ["Guest", "Guest"]
    assert len(placed.problems) == 2


def test_quotation_marks_around_the_anchor_belong_to_the_range() -> None:
    changed = 'He said, "The sea is calm." And then he left.'
    source = Guide(
        "00" * 32,
        highlights=(
            MarkedRange(AnchorPoint(8, "the sea is"), AnchorPoint(30, "is calm", closing=True)),
        ),
    )
    span = align(source, transcript(changed)).pinned[0]
    assert changed[span.start : span.end] == '"The sea is calm."'


def test_ranges_the_wrong_way_round_are_left_out_and_reported() -> None:
    pinned = (MarkedRange(at("People ask me"), after("the tide is low.")),)
    voices = (
        SpeakerRange(at("People ask me"), name="Guest"),
        SpeakerRange(at("Good evening"), after("the moon, mostly."), "Host"),
        SpeakerRange(at("Is it always"), name="Guest"),
    )
    placed = align(guide(speakers=voices, highlights=pinned), transcript())
    assert placed.pinned == ()
    assert [name for _, name in spoken(placed, TEXT)] == ["Guest"]
    assert sum("overlaps" in problem for problem in placed.problems) == 2
    assert sum("before it starts" in problem for problem in placed.problems) == 1


def test_a_range_with_a_lost_end_is_left_out_and_reported() -> None:
    pinned = (MarkedRange(at("People ask me"), AnchorPoint(9999, "the sea", closing=True, line=8)),)
    placed = align(guide(highlights=pinned), transcript())
    assert placed.pinned == ()
    assert [problem[:7] for problem in placed.problems] == ["Line 8:"]


def test_two_chapters_at_one_place_are_reported() -> None:
    parts = (
        ChapterMark(at("Good evening"), "A"),
        ChapterMark(at("Good evening", "Good evening and"), "B"),
    )
    placed = align(guide(chapters=parts), transcript())
    assert [chapter.title for chapter in placed.chapters] == ["B"]
    assert len(placed.problems) == 1


def test_applying_splits_turns_where_a_speaker_begins_and_names_it() -> None:
    placed = align(guide(speakers=VOICES[1:3]), transcript())
    applied = apply_guide(placed, transcript(turns=(Turn(0, len(TEXT), "Somebody", True),)))
    assert [(TEXT[t.start : t.end], t.speaker, t.sure) for t in applied.turns] == [
        (TEXT[: TEXT.index(" Yes.")], "Somebody", True),
        ("Yes.", None, False),
        ("It is low twice a day, and that's enough for me!", "Guest", False),
        (TEXT[TEXT.index("People") :], "Somebody", True),
    ]


def test_applying_joins_turns_of_one_speaker_unless_words_stand_between_them() -> None:
    text = "One. - Two. MARK: Three. - Four."
    turns = tuple(
        Turn(text.index(word), text.index(word) + len(word))
        for word in ("One.", "Two.", "Three.", "Four.")
    )
    source = Guide(
        transcript(text).sha256,
        speakers=(
            SpeakerRange(AnchorPoint(0, "One"), AnchorPoint(25, "Three", closing=True), "Host"),
        ),
    )
    original = transcript(text, turns)
    applied = apply_guide(align(source, original), original)
    assert [(text[t.start : t.end], t.speaker) for t in applied.turns] == [
        ("One. - Two.", "Host"),
        ("Three.", "Host"),
        ("Four.", None),
    ]


def test_applying_leaves_no_turn_of_an_aside_alone() -> None:
    text = "[laughs] [02:10] One. [laughs] Two."
    asides = (Span(0, 8), Span(9, 16), Span(22, 30))
    source = Guide(
        transcript(text).sha256,
        speakers=(
            SpeakerRange(AnchorPoint(17, "One"), AnchorPoint(35, "Two", closing=True), "Host"),
        ),
    )
    original = replace(transcript(text), asides=asides)
    applied = apply_guide(align(source, original), original)
    assert [text[t.start : t.end] for t in applied.turns] == ["One. [laughs] Two."]


def test_applying_a_guide_without_speakers_changes_nothing() -> None:
    assert apply_guide(align(guide(), transcript()), transcript()) == transcript()


def test_applying_keeps_a_transcript_without_turns() -> None:
    bare = Transcript("", "00", "plain", ())
    assert apply_guide(align(guide(), bare), bare) == bare


def test_labels_get_the_names_of_the_guide_under_its_ranges() -> None:
    turns = (Turn(0, 38, "Dan"), Turn(39, 63, "Speaker 1"), Turn(64, len(TEXT), "Dan Ott"))
    names = tuple(SpeakerName(label, "Dan Ott") for label in ("Dan", "Speaker 1", "Zoe"))
    said = transcript(turns=turns)
    found = align(replace(Guide(said.sha256), speaker_names=names), said)
    assert found.problems == (
        "No speaker of the transcript has the label “Zoe”; correct its `labels`.",
    )
    applied = apply_guide(found, said).turns
    assert [(turn.speaker, turn.sure) for turn in applied] == [
        ("Dan Ott", True),
        ("Dan Ott", True),
        ("Dan Ott", False),
    ]
    whole = replace(found, turns=(Turn(0, 38, "Ann", sure=True),))
    assert apply_guide(whole, said).turns[0].speaker == "Ann"
