from dataclasses import replace
from datetime import UTC, date, datetime

from bot.feeds.overlay import with_details
from bot.followed import FeedChapter, FeedItem, Soundbite
from bot.models import Cue, Heading, Link, Span, Transcript, Turn

WORDS = "zero one. two three. four five. six seven. eight nine."
STARTS = [WORDS.index(word) for word in ("zero", "two", "four", "six", "eight")]
TIMED = Transcript(
    text=WORDS,
    sha256="",
    format="WebVTT",
    turns=(Turn(0, len(WORDS)),),
    cues=tuple(Cue(start, 10_000 * n) for n, start in enumerate(STARTS)),
)
UNTIMED = Transcript(WORDS, "", "text", (Turn(0, len(WORDS)),))


def headings(*chapters: FeedChapter, transcript: Transcript = TIMED) -> tuple[Heading, ...]:
    return with_details(transcript, FeedItem(), chapters).headings


def pinned(start_ms: int, end_ms: int, transcript: Transcript = TIMED) -> list[str]:
    item = FeedItem(soundbites=(Soundbite(start_ms, end_ms),))
    spans = with_details(transcript, item, ()).pinned
    return [transcript.text[span.start : span.end] for span in spans]


def test_what_the_feed_states_stands_above_the_transcript() -> None:
    own = Transcript(
        WORDS,
        "",
        "text",
        (),
        title="own",
        number=1,
        published=date(2020, 1, 1),
        guests=("Own",),
        links=(Link("web", "https://own.example"),),
        language="de",
    )
    item = FeedItem(
        title="The fog",
        number=7,
        published=datetime(2026, 3, 4, 4, 30, tzinfo=UTC),
        guests=("Ann",),
        link="https://podcast.example/7",
        recording="https://podcast.example/7.mp4",
        video=True,
        language="en-us",
    )
    found = with_details(own, item, ())
    assert (found.title, found.number, found.published) == ("The fog", 7, date(2026, 3, 4))
    assert found.guests == ("Ann",)
    assert found.links == (
        Link("web", "https://podcast.example/7"),
        Link("video", "https://podcast.example/7.mp4"),
    )
    assert found.language == "de"
    assert with_details(UNTIMED, item, ()).language == "en"
    assert with_details(UNTIMED, replace(item, language="deu"), ()).language == "de"


def test_what_the_feed_does_not_state_stays() -> None:
    own = Transcript(
        WORDS,
        "",
        "text",
        (),
        title="own",
        number=1,
        published=date(2020, 1, 1),
        guests=("Own",),
        links=(Link("web", "https://own.example"),),
        headings=(Heading(0, "Own"),),
        pinned=(Span(0, 4),),
        language="de",
    )
    assert with_details(own, FeedItem(), ()) == own


def test_a_chapter_starts_at_the_first_cue_from_its_time_on() -> None:
    assert headings(
        FeedChapter(19_800, "C"),
        FeedChapter(0, "A"),
        FeedChapter(10_400, "B"),
        FeedChapter(12_000, "x"),
    ) == (Heading(0, "A"), Heading(STARTS[1], "B"), Heading(STARTS[2], "C"))


def test_chapters_after_the_last_cue_and_without_times_are_left_out() -> None:
    assert headings(FeedChapter(50_000, "Late")) == ()
    assert headings(FeedChapter(0, "A"), transcript=UNTIMED) == ()


def test_a_soundbite_is_the_words_between_its_times() -> None:
    assert pinned(10_000, 30_000) == ["two three. four five. "]
    assert pinned(-5, 10_000) == ["zero one. "]
    assert pinned(15_000, 25_000) == ["ree. four f"]
    assert pinned(40_000, 3_000_000) == ["eight nine."]


def test_a_soundbite_after_the_end_or_without_times_is_left_out() -> None:
    assert pinned(3_000_000, 3_060_000) == []
    assert pinned(0, 60_000, UNTIMED) == []


def test_times_that_run_backwards_are_survived() -> None:
    cues = tuple(
        Cue(start, ms)
        for start, ms in zip(STARTS, (0, 30_000, 10_000, 20_000, 40_000), strict=True)
    )
    backwards = Transcript(WORDS, "", "WebVTT", TIMED.turns, cues=cues)
    found = with_details(
        backwards, FeedItem(soundbites=(Soundbite(10_000, 35_000),)), [FeedChapter(15_000, "B")]
    )
    assert found.headings == (Heading(STARTS[1], "B"),)
    assert len(found.pinned) == 1
