"""Cut a transcript into passages of one to three sentences that stand on their own; pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from bot.models import Passage, Span, Transcript, Turn
from bot.text.clauses import pieces
from bot.text.lexicon import ANSWERS, DEPENDENT, EXPECTING_NOUN, NEVER_NOUN, continuing
from bot.text.offsets import blank, level
from bot.text.sentences import sentences

__all__ = ["cut", "lost_words", "sentences"]

MOST_SENTENCES = 3
STUB = 40
SHORT = 60
ENOUGH = 110
COMFORTABLE = 220
LONGEST = 300
"""In characters: hardly a quote, too short alone, long enough to stop at, good to read at once,
the most."""

Group = tuple[Span, ...]
"""The sentences of one passage, and never none."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’]+[^\W\d_]+)?")
_UNHEARD = re.compile(r"unintell|inaudible|indiscernible", re.IGNORECASE)
_JOIN = re.compile(r"(\w+)(?:\.{2,}|…)[^\S\n]*\n\s*(\w+)")
_OPEN_END = re.compile(r"(\w+)(?:\.{2,}|…)\s+[A-Z]")
_TO_YOU = re.compile(r"\byou(?:r|['’]\w+)?\b", re.IGNORECASE)
_OPENERS = "\"'“‘([{«*_-–—¿¡\\"
_CLOSERS = "\"'”’)]}»*_"
_STOPS = (".", "!", "?", "。", "！", "？", "؟", "۔", "।")
_PAUSES = ("...", "…", "--", "–", "—")
_ECHO = 4
"""In words: what repeats the end of the sentence before is another voice's, up to this length."""


def cut(transcript: Transcript) -> list[Passage]:
    """Cut every turn into passages, in order; between two of them stands nothing that was said.

    Where nothing says who speaks, what sounds like another voice begins a turn of its own.
    """
    plain = level(transcript.text)
    spoken = blank(plain, transcript.asides)
    offsets = [mark.offset for mark in transcript.marks]
    passages: list[Passage] = []
    number = -1
    for turn in transcript.turns:
        before: Group = ()
        for group, complete in _groups(spoken, turn):
            number += not before or (turn.speaker is None and _answers(spoken, before, group))
            before, span = group, Span(group[0].start, group[-1].end)
            known = bisect_right(offsets, span.start)
            passages.append(
                Passage(
                    start=span.start,
                    end=span.end,
                    turn=number,
                    speaker=turn.speaker,
                    sure=turn.sure,
                    start_ms=transcript.marks[known - 1].ms if known else None,
                    whole=complete and _is_whole(plain[span.start : span.end]),
                )
            )
    return passages


def _groups(spoken: str, turn: Turn) -> Iterator[tuple[Group, bool]]:
    """Yield the sentences of each passage of a turn, and whether it begins and ends with one."""
    for paragraph in _paragraphs(spoken, turn):
        whole = sentences(spoken, paragraph.start, paragraph.end)
        starts, ends = {span.start for span in whole}, {span.end for span in whole}
        parts = [part for span in whole for part in pieces(spoken, span, longest=LONGEST)]
        for group in _grouped(spoken, parts, one_voice=turn.speaker is not None):
            yield group, group[0].start in starts and group[-1].end in ends


def _answers(text: str, before: Group, group: Group) -> bool:
    return _changes_voice(text, before[-1], group[0])


def _paragraphs(text: str, turn: Turn) -> Iterator[Span]:
    start = turn.start
    for gap in _PARAGRAPH.finditer(text, turn.start, turn.end):
        yield Span(start, gap.start())
        start = gap.end()
    yield Span(start, turn.end)


def _grouped(text: str, parts: Iterable[Span], *, one_voice: bool) -> Iterator[Group]:
    groups: list[list[Span]] = []
    for part in parts:
        if groups and _belongs(text, groups[-1], part, one_voice=one_voice):
            groups[-1].append(part)
        else:
            groups.append([part])
    if len(groups) > 1 and _is_tail(text, groups[-2], groups[-1], one_voice=one_voice):
        groups[-2:] = [groups[-2] + groups[-1]]
    yield from map(tuple, groups)


def _is_tail(text: str, before: Sequence[Span], last: Sequence[Span], *, one_voice: bool) -> bool:
    """Tell whether what is left at the end of a paragraph is too little to stand alone."""
    stub = last[-1].end - last[0].start < STUB and last[-1].end - before[0].start <= LONGEST
    room = len(before) + len(last) <= MOST_SENTENCES
    return stub and room and (one_voice or not _changes_voice(text, before[-1], last[0]))


def _belongs(text: str, group: Sequence[Span], part: Span, *, one_voice: bool) -> bool:
    """Tell whether a sentence joins those before it rather than beginning a passage."""
    length, total = group[-1].end - group[0].start, part.end - group[0].start
    if len(group) == MOST_SENTENCES or total > LONGEST:
        return False
    if not one_voice and _changes_voice(text, group[-1], part):
        return False
    if length < SHORT or _goes_on(text[group[0].start : group[-1].end]):
        return True
    leans = _first_word(text, part) in DEPENDENT
    return total <= COMFORTABLE and (leans or length < ENOUGH)


def _goes_on(said: str) -> bool:
    """Tell whether a passage should not end here: it trails off, or is quoting somebody."""
    return said.endswith(_PAUSES) or _is_quoting(said)


def _is_quoting(said: str) -> bool:
    """Tell whether a quotation has only one of its ends here."""
    return said.count('"') % 2 == 1 or said.count("“") != said.count("”")


def _changes_voice(text: str, before: Span, after: Span) -> bool:
    """Suspect another voice: an answer, a question to "you", an echo of the words before."""
    was, now = text[before.start : before.end], text[after.start : after.end]
    asked, asks = was.rstrip(_CLOSERS).endswith("?"), now.rstrip(_CLOSERS).endswith("?")
    if asked != asks:
        return asked or (len(was) >= SHORT and bool(_TO_YOU.search(now)))
    return _first_word(text, after) in ANSWERS or _echoes(was, now)


def _echoes(was: str, now: str) -> bool:
    said, again = _WORD.findall(was.casefold()), _WORD.findall(now.casefold())
    return 0 < len(again) <= _ECHO and said[-len(again) :] == again


def _first_word(text: str, span: Span) -> str:
    found = _WORD.search(text, span.start, span.end)
    return found[0].casefold().replace("’", "'") if found else ""


def _is_whole(quote: str) -> bool:
    """Tell whether a passage begins and ends as a sentence does, and lost no word on the way."""
    opening, closing = quote.lstrip(_OPENERS)[:1], quote.rstrip(_CLOSERS)
    finished = closing.endswith(_STOPS) and not closing.endswith("...")
    return finished and not (opening.islower() or _is_quoting(quote) or lost_words(quote))


def lost_words(quote: str) -> bool:
    """Tell whether words were not heard, never said, or lost where two lines were joined."""
    broken_off = any(word.casefold() in continuing() for word in _OPEN_END.findall(quote))
    gap = any(
        before.casefold() in EXPECTING_NOUN and after in NEVER_NOUN and before != after
        for before, after in _JOIN.findall(quote)
    )
    return gap or broken_off or bool(_UNHEARD.search(quote))
