"""Divide a transcript into segments: one to three sentences, understood by themselves; pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from bot.models import Segment, Span, Transcript, Turn
from bot.text.clauses import split_at_clauses
from bot.text.lexicon import ANSWERS, DEPENDENT, EXPECTING_NOUN, NEVER_NOUN, continuing
from bot.text.offsets import blank_out, normalise
from bot.text.sentences import split_sentences

MOST_SENTENCES = 3
STUB_LENGTH = 40
SHORT_LENGTH = 60
ENOUGH_LENGTH = 110
COMFORTABLE_LENGTH = 220
LONGEST = 300
"""In characters: too short to be the last segment of a paragraph; too short for any other; enough
to end there; enough even before a dependent sentence; the most."""

Group = tuple[Span, ...]
"""The sentences of one segment, at least one."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’]+[^\W\d_]+)?")
_INAUDIBLE = re.compile(r"unintell|inaudible|indiscernible|_{3}|\[(?:\?+|\.{3}|…)\]", re.IGNORECASE)
_JOIN = re.compile(r"(\w+)(?:\.{2,}|…)[^\S\n]*\n\s*(\w+)")
_OPEN_END = re.compile(r"(\w+)(?:\.{2,}|…)\s+[A-Z]")
_TO_YOU = re.compile(r"\byou(?:r|['’]\w+)?\b", re.IGNORECASE)
_OPENERS = "\"'“‘([{«*_-–—¿¡\\"
_CLOSERS = "\"'”’)]}»*_"
_STOPS = (".", "!", "?", "。", "！", "？", "؟", "۔", "।")
_PAUSES = ("...", "…", "--", "–", "—")
_ECHO = 4
"""In words: the longest sentence that counts as another speaker's echo of the one before."""


def segment(transcript: Transcript) -> list[Segment]:
    """Return the segments of every turn, in order; together they contain all that is spoken.

    In a turn without a speaker, a sentence that sounds like another speaker begins a new turn.
    """
    plain = normalise(transcript.text)
    spoken = blank_out(plain, transcript.asides)
    offsets = [cue.start for cue in transcript.cues]
    segments: list[Segment] = []
    number = -1
    for turn in transcript.turns:
        before: Group = ()
        for group, complete in _groups(spoken, turn):
            number += not before or (
                turn.speaker is None and _may_change_speaker(spoken, before[-1], group[0])
            )
            before, span = group, Span(group[0].start, group[-1].end)
            known = bisect_right(offsets, span.start)
            segments.append(
                Segment(
                    start=span.start,
                    end=span.end,
                    turn=number,
                    speaker=turn.speaker,
                    sure=turn.sure,
                    start_ms=transcript.cues[known - 1].start_ms if known else None,
                    whole=complete
                    and _is_whole(spoken[span.start : span.end])
                    and not lost_words(plain[span.start : span.end]),
                )
            )
    return segments


def _groups(spoken: str, turn: Turn) -> Iterator[tuple[Group, bool]]:
    """Yield the sentences of each segment of a turn, and whether they are all complete."""
    for paragraph in _paragraphs(spoken, turn):
        sentences = split_sentences(spoken, paragraph.start, paragraph.end)
        starts, ends = {span.start for span in sentences}, {span.end for span in sentences}
        parts = [
            part for span in sentences for part in split_at_clauses(spoken, span, longest=LONGEST)
        ]
        for group in _grouped(spoken, parts, single_speaker=turn.speaker is not None):
            yield group, group[0].start in starts and group[-1].end in ends


def _paragraphs(text: str, turn: Turn) -> Iterator[Span]:
    start = turn.start
    for gap in _PARAGRAPH.finditer(text, turn.start, turn.end):
        yield Span(start, gap.start())
        start = gap.end()
    yield Span(start, turn.end)


def _grouped(text: str, parts: Iterable[Span], *, single_speaker: bool) -> Iterator[Group]:
    groups: list[list[Span]] = []
    for part in parts:
        if groups and _belongs(text, groups[-1], part, single_speaker=single_speaker):
            groups[-1].append(part)
        else:
            groups.append([part])
    if len(groups) > 1 and _is_tail(text, groups[-2], groups[-1], single_speaker=single_speaker):
        groups[-2:] = [groups[-2] + groups[-1]]
    yield from map(tuple, groups)


def _is_tail(
    text: str, before: Sequence[Span], last: Sequence[Span], *, single_speaker: bool
) -> bool:
    """Return whether the last segment of a paragraph is short and fits into the one before."""
    stub = last[-1].end - last[0].start < STUB_LENGTH and last[-1].end - before[0].start <= LONGEST
    fits = len(before) + len(last) <= MOST_SENTENCES
    return stub and fits and (single_speaker or not _may_change_speaker(text, before[-1], last[0]))


def _belongs(text: str, group: Sequence[Span], part: Span, *, single_speaker: bool) -> bool:
    """Return whether a sentence belongs to the segment before it."""
    length, total = group[-1].end - group[0].start, part.end - group[0].start
    if len(group) == MOST_SENTENCES or total > LONGEST:
        return False
    if not single_speaker and _may_change_speaker(text, group[-1], part):
        return False
    if length < SHORT_LENGTH or _is_unfinished(text[group[0].start : group[-1].end]):
        return True
    dependent = _first_word(text, part) in DEPENDENT
    return total <= COMFORTABLE_LENGTH and (dependent or length < ENOUGH_LENGTH)


def _is_unfinished(spoken: str) -> bool:
    """Return whether a segment should not end here: it trails off, or within a quotation."""
    return spoken.endswith(_PAUSES) or _is_quoting(spoken)


def _is_quoting(spoken: str) -> bool:
    """Return whether quotation marks are unbalanced."""
    return spoken.count('"') % 2 == 1 or spoken.count("“") != spoken.count("”")


def _may_change_speaker(text: str, before: Span, after: Span) -> bool:
    """Return whether a sentence may be another speaker's: an answer, a question, or an echo."""
    first, second = text[before.start : before.end], text[after.start : after.end]
    asked, asks = first.rstrip(_CLOSERS).endswith("?"), second.rstrip(_CLOSERS).endswith("?")
    if asked != asks:
        return asked or (len(first) >= SHORT_LENGTH and bool(_TO_YOU.search(second)))
    return _first_word(text, after) in ANSWERS or _is_echo(first, second)


def _is_echo(first: str, second: str) -> bool:
    words, echo = _WORD.findall(first.casefold()), _WORD.findall(second.casefold())
    return 0 < len(echo) <= _ECHO and words[-len(echo) :] == echo


def _first_word(text: str, span: Span) -> str:
    found = _WORD.search(text, span.start, span.end)
    return found[0].casefold().replace("’", "'") if found else ""


def _is_whole(quote: str) -> bool:
    """Return whether a segment begins and ends as a sentence does."""
    opening, closing = quote.lstrip(_OPENERS)[:1], quote.rstrip(_CLOSERS)
    finished = closing.endswith(_STOPS) and not closing.endswith("...")
    return finished and not (opening.islower() or _is_quoting(quote))


def lost_words(quote: str) -> bool:
    """Return whether words are missing: inaudible, broken off, or lost where lines were joined."""
    broken_off = any(word.casefold() in continuing() for word in _OPEN_END.findall(quote))
    gap = any(
        before.casefold() in EXPECTING_NOUN and after in NEVER_NOUN and before != after
        for before, after in _JOIN.findall(quote)
    )
    return gap or broken_off or bool(_INAUDIBLE.search(quote))
