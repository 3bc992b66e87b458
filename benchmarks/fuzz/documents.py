"""What holds for any text of a guide, and any bytes of a feed or of chapters."""

import tomllib
from itertools import pairwise

from benchmarks.fuzz.storable import check_sentence, check_storable
from bot.episode_preparation import prepare
from bot.errors import FeedError, GuideError
from bot.feeds.chapters import MOST, read_chapters
from bot.feeds.reader import MOST_ITEMS, read_feed
from bot.followed import FeedChapter
from bot.guide import AlignedGuide, Guide, align, apply_guide, export, parse_guide
from bot.import_options import Options
from bot.models import Transcript
from bot.transcripts.readers import parse
from bot.transcripts.timestamps import LATEST_MS

_ADDRESS = "https://wells.example/feed.xml"
_LONGEST_TITLE = 300
_TALK = b"Ann: We dig the wells by hand.\n\nBo: Nobody counts them twice, and nobody fills them.\n"


def check_guide(data: bytes) -> None:
    """Apply the text of a guide to a transcript; raise AssertionError where that breaks it."""
    source = data.decode("utf-8", errors="replace")
    try:
        guide = parse_guide(source)
    except GuideError as error:
        check_sentence(str(error))
        return
    transcript = parse(_TALK, name="talk.txt")
    aligned = align(guide, transcript)
    _check_aligned(aligned, transcript)
    check_storable(guide)
    check_storable(aligned)
    _check_export(guide, transcript)


def check_feed(data: bytes) -> None:
    """Read bytes as a feed; raise AssertionError where the result is not within its limits."""
    try:
        feed = read_feed(data, address=_ADDRESS)
    except FeedError as error:
        check_sentence(str(error))
        return
    assert len(feed.items) <= MOST_ITEMS
    check_storable(feed)
    for item in feed.items:
        assert item.transcripts
        urls = [item.link, item.recording, item.chapters_url, *(t.url for t in item.transcripts)]
        assert all(not url or url.startswith(("http://", "https://")) for url in urls)
        assert all(url.isprintable() for url in urls)
        assert len(item.title) <= _LONGEST_TITLE
        _check_chapters(item.chapters)
        assert all(bite.start_ms < bite.end_ms for bite in item.soundbites)
        assert item.published is None or item.published.tzinfo


def check_chapters(data: bytes) -> None:
    """Read bytes as the JSON of chapters; raise AssertionError where one is not in its limits."""
    try:
        chapters = read_chapters(data)
    except FeedError as error:
        check_sentence(str(error))
        return
    assert len(chapters) <= MOST
    _check_chapters(chapters)
    assert all(one.start_ms <= after.start_ms for one, after in pairwise(chapters))


def _check_chapters(chapters: tuple[FeedChapter, ...]) -> None:
    for one in chapters:
        assert 0 <= one.start_ms <= LATEST_MS
        assert 1 <= len(one.title) <= _LONGEST_TITLE
        assert one.title.isprintable(), one.title


def _check_aligned(aligned: AlignedGuide, transcript: Transcript) -> None:
    length = len(transcript.text)
    ranges = [*aligned.pinned, *aligned.excluded, *aligned.chapters, *aligned.turns]
    assert all(0 <= one.start < one.end <= length for one in ranges), ranges
    turns = apply_guide(aligned, transcript).turns
    assert all(0 <= turn.start < turn.end <= length for turn in turns), turns
    assert all(one.end <= after.start for one, after in pairwise(turns)), turns


def _check_export(guide: Guide, transcript: Transcript) -> None:
    """Check that what is exported after an import with the guide is a guide again."""
    aligned = align(guide, transcript)
    if not aligned.fits:
        return
    guided = apply_guide(aligned, transcript)
    ready = prepare(guided, key="talk", options=Options(guides=()))
    exported = export(ready.episode, ready.content)
    tomllib.loads(exported)
    parse_guide(exported)
