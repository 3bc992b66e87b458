"""Tell what looks wrong in a transcript, in a sentence each for the report of an import; pure."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.models import Cue, Quote, Transcript
from bot.text.offsets import blank_out
from bot.transcripts.timestamps import format_time
from bot.translation import format_number, ngettext
from bot.translation import gettext as _

_LATE_MS = 10 * 60_000
_GAP_MS = 10 * 60_000
_BACK_MS = 1000
"""Times that run back by less are rounded."""
_FEWEST_WORDS = 150
"""What has fewer words is not judged by shares."""
_FASTEST, _SLOWEST = 400, 15
"""In words a minute, over a whole recording."""
_WORDS_TO_A_STOP = 80
_LONG_TALK = 1500
"""In words: a shorter recording of one speaker is nothing unusual."""
_LABELLED_SHARE, _FEWEST_LABELS = 0.02, 3
_ROLLING_SHARE, _PHRASE, _NEAR = 0.2, 4, 30
"""In words: a phrase of four that comes again within thirty is repeated by a rolling caption."""
_LEFT_OUT_SHARE = 0.5

_STOP = re.compile("[.!?…。！？؟।۔]")
_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(
    r"(?:^|[.?!…\"”] )"
    r"((?:[A-Z][\w'’.-]{1,20}(?: [A-Z][\w'’.-]{0,20}){0,2}|[A-Z]{1,3})(?: \d{1,2})?):\s"
)
_NO_NAMES = frozenset(
    """answer attention caution conclusion example examples fact first finally goal hint however
    idea important lesson meaning note number one plus point problem ps question reason remember
    result rule second solution source step still summary third thought tip today translation
    two update warning yes no but and so""".split()
)


def review(transcript: Transcript, quotes: Sequence[Quote]) -> tuple[str, ...]:
    """Return a sentence for each thing that looks wrong, beside the warnings of the reader."""
    spoken = blank_out(transcript.text, transcript.asides)
    words = [
        word
        for turn in transcript.turns
        for word in _WORD.findall(spoken[turn.start : turn.end].casefold())
    ]
    found = (
        *_of_times(transcript, words=len(words)),
        *_of_words(transcript, spoken, words),
        *_of_speakers(transcript, quotes, words=len(words)),
    )
    told = " ".join(transcript.warnings)
    return tuple(sentence for sentence in found if sentence[:15] not in told)


def _of_times(transcript: Transcript, *, words: int) -> Iterator[str]:
    cues = transcript.cues
    if not cues:
        yield _("It has no times: excerpts cannot link to their moment in the recording.")
        return
    backwards = [
        (one, other) for one, other in pairwise(cues) if other.start_ms + _BACK_MS < one.start_ms
    ]
    if backwards:
        one, other = backwards[0]
        begin, end = format_time(one.start_ms), format_time(other.start_ms)
        if any(begin in warning and end in warning for warning in transcript.warnings):
            return
        yield ngettext(
            "The times go back from {begin} to {end}: check whether these are several recordings.",
            "The times go back {number} times, first from {begin} to {end}: check whether these "
            "are several recordings.",
            len(backwards),
        ).format(number=format_number(len(backwards)), begin=begin, end=end)
    else:
        yield from _of_ordered_times(cues, words=words)


def _of_ordered_times(cues: Sequence[Cue], *, words: int) -> Iterator[str]:
    first, last = cues[0].start_ms, _end(cues[-1])
    if first >= _LATE_MS:
        yield (
            _(
                "The times begin at {time}: if the recording does not, links to moments are "
                "off by as much."
            ).format(time=format_time(first))
        )
    gaps = [
        (other.start_ms - _end(one), _end(one), other.start_ms)
        for one, other in pairwise(cues)
        if one.end_ms is not None or other.start - one.start < _FEWEST_WORDS
    ]
    long, begin, end = max(gaps, default=(0, 0, 0))
    if long >= _GAP_MS:
        yield (
            _("Nothing is said from {begin} to {end}: check whether a part is missing.").format(
                begin=format_time(begin), end=format_time(end)
            )
        )
    rate = words * 60_000 / max(last - first, 1)
    if words >= _FEWEST_WORDS and len(cues) > 1 and not _SLOWEST <= rate <= _FASTEST:
        yield _(
            "The times give {rate} words a minute: check that they are of this recording."
        ).format(rate=format_number(round(rate)))


def _of_words(transcript: Transcript, spoken: str, words: Sequence[str]) -> Iterator[str]:
    if len(words) < _FEWEST_WORDS:
        return
    stops = sum(len(_STOP.findall(spoken, turn.start, turn.end)) for turn in transcript.turns)
    if stops * _WORDS_TO_A_STOP < len(words):
        yield (
            _(
                "It has hardly any punctuation: sentences are guessed, so a transcript with "
                "punctuation gives better quotes."
            )
        )
    if _repeated(words) > _ROLLING_SHARE * len(words):
        yield (
            _(
                "Many words come twice in a row, as in rolling captions: export the captions "
                "again as plain text or SRT."
            )
        )
    written = sum(map(len, _WORD.findall(transcript.text)))
    if sum(map(len, words)) < (1 - _LEFT_OUT_SHARE) * written:
        yield _("More than half of the file is left out: look at what was taken for speech.")


def _repeated(words: Sequence[str]) -> int:
    """Return how many phrases occur again shortly after themselves."""
    recent: deque[tuple[str, ...]] = deque(maxlen=_NEAR)
    counts: Counter[tuple[str, ...]] = Counter()
    repeated = 0
    for at in range(len(words) - _PHRASE + 1):
        phrase = tuple(words[at : at + _PHRASE])
        repeated += counts[phrase] > 0
        if len(recent) == _NEAR:
            counts[recent[0]] -= 1
        recent.append(phrase)
        counts[phrase] += 1
    return repeated


def _of_speakers(transcript: Transcript, quotes: Sequence[Quote], *, words: int) -> Iterator[str]:
    names = {turn.speaker for turn in transcript.turns}
    if len(names) == 1 and words >= _LONG_TALK and (name := next(iter(names))) is not None:
        yield _(
            "Everything is said by {name}: check that the transcript tells speakers apart."
        ).format(name=name)
    labels = Counter(
        label
        for quote in quotes
        for label in _LABEL.findall(quote.display)
        if label.casefold() not in _NO_NAMES
    )
    label, count = next(iter(labels.most_common(1)), ("", 0))
    if count >= max(_FEWEST_LABELS, _LABELLED_SHARE * len(quotes)):
        yield (
            _(
                "“{label}:” stands {number} times within quotes: if it names a speaker, put "
                "each label at the start of a line."
            ).format(label=label, number=format_number(count))
        )


def _end(cue: Cue) -> int:
    return cue.start_ms if cue.end_ms is None else cue.end_ms
