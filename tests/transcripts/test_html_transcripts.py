"""HTML of Podcasting 2.0, and pages that have a transcript in them, become transcripts."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.readers import parse
from bot.transcripts.readers.html_pages import parse as parse_html
from bot.transcripts.readers.html_pages import recognises
from tests.support.texts import unhurried

TALK = [("Ann", "We dig wells by hand."), ("Bo Roe", "Why by hand?")] * 2
TIMES = [1000, 5000, 9000, 13000]
LINES = [(name, words, f"0:{ms // 1000:02}") for (name, words), ms in zip(TALK, TIMES, strict=True)]


def read(html: str, *, name: str = "talk.html") -> Transcript:
    return parse(html.encode(), name=name)


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    text = transcript.text
    return [(turn.speaker, text[turn.start : turn.end]) for turn in transcript.turns]


def lines(form: str) -> str:
    """Return each line in a form with `{name}`, `{words}` and `{time}`."""
    return "\n".join(form.format(name=name, words=words, time=time) for name, words, time in LINES)


PODCASTING = lines("<cite>{name}:</cite>\n<time>{time}</time>\n<p>{words}</p>")
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>On wells | My show
</title><meta property="article:published_time" content="2026-03-01T10:00:00Z">
<style>p {{ color: red }}</style><script>var a = "<p>Ann: No.</p>";</script></head><body>
<nav><a href="/">Home</a> <a href="/about">About</a></nav>
<header class="site-header"><p>Subscribe to my show wherever you listen to podcasts.</p></header>
<main><h1>On wells</h1><p>In this episode, Ann and Bo talk about wells and how to dig them.</p>
{transcript}
</main><section id="comments"><p>Eve: Great episode, thank you so much for it!</p></section>
<aside><p>Related: on rivers.</p></aside><footer><p>© My show</p></footer></body></html>"""


@pytest.mark.parametrize("name", ["talk.html", "talk.txt", "talk"])
def test_the_html_of_podcasting_2_is_read(name: str) -> None:
    found = read(PODCASTING, name=name)
    assert (found.format, said(found)) == ("HTML", TALK)
    assert [cue.start_ms for cue in found.cues] == TIMES


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body>{PODCASTING}</body></html>",
        f"<!doctype html>\n<HTML><BODY>{PODCASTING.upper().replace('CITE', 'cite')}",
        f"<!-- made by hand -->\n{PODCASTING}",
    ],
    ids=["whole", "capitals", "comment"],
)
def test_it_is_read_with_and_without_a_body(html: str) -> None:
    assert [cue.start_ms for cue in read(html).cues] == TIMES


@pytest.mark.parametrize(
    "form",
    [
        "<p><strong>{name}:</strong> {words}</p>",
        "<p><strong>{name}</strong>: {words}</p>",
        "<p><b>{name}: </b>{words}</p>",
        "<p>{name}: {words}</p>",
        "<p>{name}: {words}<br><br></p>",
        "<dl><dt>{name}</dt><dd>{words}</dd></dl>",
        '<div class="turn"><span class="speaker">{name}</span><span>{words}</span></div>',
        '<div class="transcript-speaker-name">{name}</div><p>{words}</p>',
        "<h3>{name}</h3><p>{words}</p>",
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        "<h2>Transcript</h2>{}",
        '<div class="episode-transcript">{}</div>',
        "<details><summary>Read the full transcript</summary>{}</details>",
        '<div id="Transcript" style="display: none">{}</div>',
        '<section aria-label="Transcript" hidden>{}</section>',
    ],
    ids=["heading", "class", "details", "hidden", "label"],
)
def test_the_transcript_of_a_page_is_found_with_its_speakers(form: str, place: str) -> None:
    found = read(PAGE.format(transcript=place.format(lines(form))))
    assert said(found) == TALK
    assert (found.title, found.language, found.published) == ("On wells", "en", date(2026, 3, 1))


@pytest.mark.parametrize(
    "form",
    [
        "<p><time>{time}</time> <strong>{name}:</strong> {words}</p>",
        "<p><strong>{name}</strong> ({time}): {words}</p>",
        "<p>[{time}] <strong>{name}:</strong> {words}</p>",
        '<p><a href="#t={time}">{time}</a> <b>{name}:</b> {words}</p>',
        '<p><a href="https://tube.example/?v=x&amp;t={time}">{time}</a> <b>{name}:</b> {words}</p>',
        '<p><span class="timestamp">{time}</span><b>{name}:</b> {words}</p>',
        '<p><span class="speaker">{name}</span><span class="time">{time}</span>{words}</p>',
        '<div data-start="{time}"><span class="speaker-label">{name}:</span> <p>{words}</p></div>',
        "<table><tr><td>{time}</td><td>{name}</td><td>{words}</td></tr></table>",
    ],
)
def test_times_are_taken_from_tags_links_and_text(form: str) -> None:
    found = read(PAGE.format(transcript=f"<h2>Transcript</h2>{lines(form)}"))
    assert said(found) == TALK
    assert [cue.start_ms for cue in found.cues] == TIMES


def test_a_page_without_a_mark_is_read_in_its_main_part() -> None:
    talk = lines("<p><strong>{name}:</strong> {words}</p>")
    found = read(f"<body><nav>Home</nav><article>{talk}</article><p>Eve: No.</p></body>")
    assert said(found) == TALK


def test_words_with_times_of_their_own_are_joined() -> None:
    words = "".join(
        f'<span data-m="{at * 500}" data-d="400">{word} </span>'
        for at, word in enumerate("We dig wells.".split())
    )
    found = read(
        f'<article><section><p><span class="speaker">Ann: </span>{words}</p></section></article>'
    )
    assert (found.text, [cue.start_ms for cue in found.cues]) == ("We dig wells.", [0, 500, 1000])


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        (
            "<html><title>My show</title><form><input type=password></form><p>Log in.</p></html>",
            "asks to log in, or tells of an error",
        ),
        ("<html><title>404 Not Found</title><h1>Not Found</h1></html>", "tells of an error"),
        (
            "<html><title>My show</title><body><p>Welcome to it.</p></body></html>",
            "has no transcript",
        ),
        (
            '<html><div id="root"></div><script>go()</script></html>',
            "has no transcript",
        ),
    ],
    ids=["login", "error", "other", "script"],
)
def test_a_page_without_a_transcript_is_refused(html: str, sentence: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^talk.html: This web page [^.]*{sentence}"):
        read(html)


@pytest.mark.parametrize(
    "text",
    [
        "<v Ann>We dig.",
        "**Ann:** We <em>dig</em>.",
        "<p align=center>\n\n# Wells",
        "<3 wells",
        "< p >",
    ],
)
def test_other_text_is_no_page(text: str) -> None:
    assert not recognises(text, ".txt")


def test_the_example_of_podcasting_2_is_read(corpora: Path) -> None:
    found = parse((corpora / "formats" / "podcast-namespace.html").read_bytes(), name="a.html")
    assert {turn.speaker for turn in found.turns} == {"Travis", "Sarah", "Gilon"}
    assert (len(found.turns), len(found.cues)) == (10, 10)
    assert (found.cues[0].start_ms, found.cues[-1].start_ms) == (0, 691000)


_tags = st.sampled_from(
    "p div cite time strong b dt dd table tr td h2 details summary span a".split()
)
_given = st.sampled_from(["", ' class="speaker"', ' class="transcript"', ' data-m="5"', " hidden"])
_html = st.recursive(
    st.sampled_from(["We dig.", "Ann:", "0:05", "&lt;", "&#0;", "<", "</p>", "<br>", "<!--", "**"]),
    lambda inner: st.tuples(_tags, _given, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}{made[1]}>{''.join(made[2])}</{made[0]}>"
    ),
    max_leaves=25,
)


@unhurried
@given(html=_html, cut=st.integers(0, 400))
def test_any_html_gives_a_transcript_or_a_transcript_error(html: str, cut: int) -> None:
    recognises(html, ".html")
    try:
        found = parse_html(html[:cut] + html, b"")
    except TranscriptError:
        return
    assert all(turn.start < turn.end <= len(found.text) for turn in found.turns)


def test_a_time_in_an_attribute_that_no_recording_reaches_is_left_out() -> None:
    page = "".join(f'<p data-m="{ms}">We dig wells by hand.</p>' for ms in (500, 999_999_999_999))
    assert [cue.start_ms for cue in read(page).cues] == [500]
