"""What holds for any bytes that are imported as a transcript."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from benchmarks.fuzz.storable import check_sentence, check_storable
from bot.episode_preparation import Prepared, prepare, read_and_prepare
from bot.errors import PullquoteError, TranscriptError
from bot.import_options import LONGEST_KEY, Options
from bot.models import Excerpt, Highlight, Transcript
from bot.transcripts.files import File
from bot.transcripts.readers import parse
from bot.transcripts.timestamps import LATEST_MS
from cogs.attachments import MOST_FILES, MOST_UNPACKED, unpacked

_OPTIONS = Options(guides=())
_SHORT = 2000


def check_transcript(data: bytes, *, name: str = "talk") -> None:
    """Import bytes; raise AssertionError where the result breaks what callers rely on."""
    try:
        transcript = parse(data, name=name)
    except TranscriptError as error:
        check_sentence(str(error))
        return
    _check_ranges(transcript)
    _check_prepared(prepare(transcript, key="talk", options=_OPTIONS), transcript)


def check_archive(data: bytes) -> None:
    """Unpack what a member attaches; it is not much, and no name leads anywhere."""
    try:
        files = unpacked(File("talks.zip", data))
    except PullquoteError as error:
        check_sentence(str(error))
        return
    assert len(files) <= MOST_FILES
    assert sum(len(one.data) for one in files) <= MOST_UNPACKED
    for one in files:
        assert "/" not in one.name
        assert one.name or one.data != data
    for one in files[:2]:
        _check_imported(File(one.name, one.data[:_SHORT]))


def check_named(data: bytes) -> None:
    """Import a transcript under any file name, which is the first line of the bytes."""
    name, _, content = data.partition(b"\n")
    _check_imported(File(name.decode("utf-8", errors="replace"), content))


def _check_imported(file: File) -> None:
    try:
        _, ready = read_and_prepare(file, _OPTIONS)
    except PullquoteError as error:
        check_sentence(" ".join(str(error).split()))
        return
    key = ready.episode.key
    assert 1 <= len(key) <= LONGEST_KEY
    assert key.isprintable()
    assert "/" not in key
    assert ready.episode.title.isprintable()
    check_storable(ready.episode)


def _check_ranges(transcript: Transcript) -> None:
    length = len(transcript.text)
    _check_order([(turn.start, turn.end) for turn in transcript.turns], length)
    _check_order([(aside.start, aside.end) for aside in transcript.asides], length)
    places = [cue.start for cue in transcript.cues]
    assert places == sorted(places)
    assert all(0 <= place <= length for place in places)
    assert all(0 <= cue.start_ms <= LATEST_MS for cue in transcript.cues)
    assert all(0 <= heading.start <= length for heading in transcript.headings)


def _check_order(ranges: Sequence[tuple[int, int]], length: int) -> None:
    assert all(0 <= start < end <= length for start, end in ranges), ranges
    assert all(one[1] <= after[0] for one, after in pairwise(ranges)), ranges


def _check_prepared(ready: Prepared, transcript: Transcript) -> None:
    content = ready.content
    text, quotes = content.text, content.quotes
    assert text == transcript.text
    _check_order([(quote.start, quote.end) for quote in quotes], len(text))
    assert all(quote.text == text[quote.start : quote.end] for quote in quotes)
    assert len({quote.id for quote in quotes}) == len(quotes)
    assert [quote.position for quote in quotes] == list(range(len(quotes)))
    _check_order([(one.start, one.end) for one in content.chapters], len(text))
    _check_excerpts(content.highlights, text)
    _check_excerpts(content.summary, text)
    spans = [span for topic in content.topics for span in topic.spans]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert ready.episode.title.strip()
    check_storable(ready.episode)
    check_storable(replace(content, sketch=()))  # stored as bytes


def _check_excerpts(excerpts: Sequence[Excerpt | Highlight], text: str) -> None:
    assert all(one.text == text[one.start : one.end] for one in excerpts)
    assert all(one.text.strip() for one in excerpts)
