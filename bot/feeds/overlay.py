"""Lay what a feed states of an episode over its transcript; pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from bot.followed import FeedChapter, FeedItem, Soundbite
from bot.models import Cue, Heading, Link, Span, Transcript
from bot.transcripts.language_identification import valid_code

_EARLY = 500
"""A cue that starts so many milliseconds before a chapter belongs to it."""

_MOST_PINNED = 10

_CHARACTERS_PER_SECOND = 15
"""How fast people speak; used after the last time that a transcript states."""


def with_details(
    transcript: Transcript, item: FeedItem, chapters: Sequence[FeedChapter]
) -> Transcript:
    """Return the transcript with the title, number, date and links that the feed states.

    With times, it also gets the chapters, and the soundbites as pinned ranges. What the feed does
    not state stays as it is. The language is the feed's only where the transcript's is not known:
    many feeds declare English whatever they speak.
    """
    timeline = _Timeline(transcript)
    return replace(
        transcript,
        title=item.title or transcript.title,
        number=transcript.number if item.number is None else item.number,
        published=item.published.date() if item.published else transcript.published,
        guests=item.guests or transcript.guests,
        links=tuple(_links(item)) or transcript.links,
        headings=tuple(timeline.headings(chapters)) or transcript.headings,
        pinned=tuple(timeline.spans(item.soundbites[:_MOST_PINNED])) or transcript.pinned,
        language=transcript.language or valid_code(item.language),
    )


def _links(item: FeedItem) -> Iterator[Link]:
    if item.link:
        yield Link("web", item.link)
    if item.recording:
        yield Link("video" if item.video else "audio", item.recording)


class _Timeline:
    """Finds the places of times in a transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self._length = len(transcript.text)
        self._cues: tuple[Cue, ...] = transcript.cues
        # Where times run backwards, the later one counts.
        self._times = list(accumulate((cue.start_ms for cue in self._cues), max))

    def headings(self, chapters: Sequence[FeedChapter]) -> Iterator[Heading]:
        """Yield each chapter at the first cue from its time on; of two at one cue the later."""
        titles: dict[int, str] = {}
        for chapter in sorted(chapters, key=lambda one: one.start_ms):
            index = bisect_left(self._times, chapter.start_ms - _EARLY)
            titles[index] = chapter.title
        for index, title in titles.items():
            if index < len(self._cues):
                yield Heading(self._cues[index].start if index else 0, title)

    def spans(self, soundbites: Sequence[Soundbite]) -> Iterator[Span]:
        """Yield the range of each soundbite that lies within the transcript."""
        for soundbite in soundbites if self._cues else ():
            span = Span(self._offset(soundbite.start_ms), self._offset(soundbite.end_ms))
            if span.start < span.end:
                yield span

    def _offset(self, ms: int) -> int:
        """Return the offset of a time; between two cues in proportion."""
        index = bisect_right(self._times, ms) - 1
        if index < 0:
            return self._cues[0].start
        start, end = self._cues[index].start, self._length
        begins = self._times[index]
        ends = begins + max(1, end - start) * 1000 // _CHARACTERS_PER_SECOND
        if index + 1 < len(self._cues):
            end, ends = self._cues[index + 1].start, self._times[index + 1]
        passed = min(1.0, (ms - begins) / max(1, ends - begins))
        return start + round((end - start) * passed)
