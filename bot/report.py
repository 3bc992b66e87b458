"""Describe what an import makes of a transcript, so that a person can judge it; pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.models import Content, Dropped, Quote, SpeakerShare, Transcript
from bot.transcripts.review import review

SAMPLES = 3
_SAMPLE_LENGTHS = range(60, 221)
"""In characters: a sample is neither a fragment nor a paragraph, if the episode has others."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import makes of a transcript.

    `language` is a code of ISO 639-1, "" if unknown. `length_ms` is the end of the last cue, None
    without times. `speakers` has the most talkative first; what nobody is named for is left out.
    `chapters` are titles, and `samples` display texts. `warnings` has a sentence for each thing
    that looks wrong.
    """

    format: str
    encoding: str
    language: str
    length_ms: int | None
    words: int
    turns: int
    speakers: tuple[SpeakerShare, ...]
    quotes: int
    chapters: tuple[str, ...]
    samples: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    warnings: tuple[str, ...]


def describe(transcript: Transcript, content: Content) -> Report:
    """Return the report of an import, given the transcript and what was made of it."""
    ends = [cue.start_ms if cue.end_ms is None else cue.end_ms for cue in transcript.cues]
    return Report(
        format=transcript.format,
        encoding=transcript.encoding,
        language=transcript.language,
        length_ms=max(ends, default=None),
        words=sum(len(quote.display.split()) for quote in content.quotes),
        turns=len(transcript.turns),
        speakers=_shares(content.quotes),
        quotes=len(content.quotes),
        chapters=tuple(chapter.title for chapter in content.chapters),
        samples=tuple(_samples(content.quotes)),
        dropped=transcript.dropped,
        warnings=(*transcript.warnings, *review(transcript, content.quotes)),
    )


def _shares(quotes: Sequence[Quote]) -> tuple[SpeakerShare, ...]:
    spoken: Counter[str] = Counter()
    for quote in quotes:
        spoken[quote.speaker or ""] += len(quote.text.split())
    total = spoken.total() or 1
    return tuple(
        SpeakerShare(name, words, words / total) for name, words in spoken.most_common() if name
    )


def _samples(quotes: Sequence[Quote]) -> list[str]:
    """Return the display texts of up to three quotes from the begin, middle and end."""
    fitting = [one.display for one in quotes if one.whole and len(one.display) in _SAMPLE_LENGTHS]
    shown = fitting if len(fitting) >= SAMPLES else [quote.display for quote in quotes]
    places = (len(shown) * (2 * number + 1) // (2 * SAMPLES) for number in range(SAMPLES))
    return [shown[place] for place in sorted(set(places))] if shown else []
