"""Take sentences as they are said, for talk in which too few begin cleanly: meetings."""

from collections.abc import Iterator, Sequence

from bot.analysis.discourse_markers import CONNECTIVES, MASKED, TRAILING
from bot.analysis.excerpts import LONGEST, MOST_SENTENCES, SHORTEST, Cut
from bot.analysis.utterances import Line
from bot.analysis.word_lists import profanity
from bot.models import Excerpt
from bot.text.display import display

_FINISHED = (".", "!")
_ROOM = 60
"""What showing may leave off: stutters and marks."""


def statements(lines: Sequence[Line]) -> tuple[Cut, ...]:
    """Find every run of one to three finished sentences, past what joins them to the last."""
    return tuple(
        cut
        for index, line in enumerate(lines)
        for cut in _of_line(line, index=index)
        if SHORTEST <= len(cut.shown) <= LONGEST and _is_told(cut)
    )


def _of_line(line: Line, *, index: int) -> Iterator[Cut]:
    quote = line.quote
    for first, sentence in enumerate(line.sentences):
        joined = CONNECTIVES.match(quote.text, sentence.start - quote.start)
        start = quote.start + joined.end() if joined else sentence.start
        for last in line.sentences[first : first + MOST_SENTENCES]:
            if SHORTEST <= last.end - start <= LONGEST + _ROOM:
                text = quote.text[start - quote.start : last.end - quote.start]
                yield Cut(index, Excerpt(start, last.end, text, display(text)))


def _is_told(cut: Cut) -> bool:
    """Tell whether it states something to its end, decently."""
    shown = cut.shown
    if not cut.words or "?" in shown or not shown.rstrip("\"'”’)").endswith(_FINISHED):
        return False
    if TRAILING.search(shown) or MASKED.search(shown):
        return False
    return profanity().isdisjoint(word.folded for word in cut.words)
