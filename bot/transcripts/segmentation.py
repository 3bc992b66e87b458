"""Divide a transcript into segments: one to three sentences, understood by themselves; pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.models import Segment, Span, Transcript, Turn
from bot.text.clauses import split_at_clauses
from bot.text.languages import ENGLISH, Language, language
from bot.text.lengths import ALPHABETIC, Lengths, lengths
from bot.text.lexicon import (
    ANSWERS,
    DEPENDENT,
    EXPECTING_NOUN,
    NEVER_NOUN,
    continuing,
    discourse_words,
)
from bot.text.offsets import blank_out, normalise
from bot.text.sentences import NO_STOPS, is_question, split_sentences
from bot.transcripts.thoughts import ThoughtCutter, lacks_punctuation

LONGEST = ALPHABETIC.longest
"""In characters: the most that any segment has."""

Group = tuple[Span, ...]
"""The sentences of one segment, at least one."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’]+[^\W\d_]+)?")
_INAUDIBLE = re.compile(
    r"unintell|inaudible|indiscernible|_{3}|\[\s?(?:\?+|_|\.{3}|…)", re.IGNORECASE
)
_JOIN = re.compile(r"(\w+)(?:\.{2,}|…)[^\S\n]*\n\s*(\w+)")
_OPEN_END = re.compile(r"(\w+)(?:\.{2,}|…)\s+[A-Z]")
_TO_YOU = re.compile(r"\byou(?:r|['’]\w+)?\b", re.IGNORECASE)
_OPENERS = "\"'“‘([{«*_-–—¿¡\\"
_CLOSERS = "\"'”’)]}»*_"
_STOPS = (".", "!", "?", "。", "！", "？", "؟", "۔", "।")
_PAUSES = ("...", "…", "--", "–", "—")
_OPENING = 60
_ECHO = 4
"""In words: the longest sentence that counts as another speaker's echo of the one before."""


def segment(transcript: Transcript) -> list[Segment]:
    """Return the segments of every turn, in order; together they contain all that is spoken.

    In a turn without a speaker, a sentence that sounds like another speaker begins a new turn. A
    transcript without punctuation is cut into thoughts, and only its own turns count.
    """
    style = _style(language(transcript.language))
    plain = normalise(transcript.text)
    spoken = blank_out(plain, transcript.asides)
    cutter = ThoughtCutter(transcript) if lacks_punctuation(transcript, spoken) else None
    offsets = [cue.start for cue in transcript.cues]
    segments: list[Segment] = []
    number = -1
    for turn in transcript.turns:
        before: Group = ()
        found = _thoughts(spoken, turn, cutter) if cutter else _groups(spoken, turn, style=style)
        for group, complete in found:
            number += not before or (
                cutter is None
                and turn.speaker is None
                and _may_change_speaker(spoken, before[-1], group[0], style=style)
            )
            before, span = group, Span(group[0].start, group[-1].end)
            known = bisect_right(offsets, span.start)
            whole = cutter is not None or _is_whole(spoken[span.start : span.end], style.language)
            lost = style.language == ENGLISH and lost_words(plain[span.start : span.end])
            segments.append(
                Segment(
                    start=span.start,
                    end=span.end,
                    turn=number,
                    speaker=turn.speaker,
                    sure=turn.sure,
                    start_ms=transcript.cues[known - 1].start_ms if known else None,
                    whole=complete and whole and not lost,
                )
            )
    return segments


@dataclass(frozen=True, slots=True)
class _Style:
    """What a language says of its sentences: how long quotes are, and which words open answers.

    `dependent` words refer to the sentence before; where words are not spaced, `spaced` is False
    and they are looked for as prefixes.
    """

    language: Language
    lengths: Lengths
    answers: frozenset[str]
    dependent: frozenset[str]

    def opens(self, spoken: str, words: frozenset[str]) -> bool:
        """Return whether a sentence begins with one of some words or phrases."""
        if self.language.spaced:
            found = _WORD.findall(spoken[:_OPENING].casefold().replace("’", "'"))[:2]
            return not words.isdisjoint((" ".join(found), *found[:1]))
        return spoken.lstrip(_OPENERS).startswith(tuple(words))


@cache
def _style(of: Language) -> _Style:
    code = of.code
    if of == ENGLISH:
        return _Style(of, lengths(of), ANSWERS, DEPENDENT)
    dependent = discourse_words(code, "connective") | discourse_words(code, "pronoun")
    return _Style(of, lengths(of), discourse_words(code, "answer"), dependent)


def _groups(spoken: str, turn: Turn, *, style: _Style) -> Iterator[tuple[Group, bool]]:
    """Yield the sentences of each segment of a turn, and whether they are all complete."""
    for paragraph in _paragraphs(spoken, turn):
        sentences = split_sentences(spoken, paragraph.start, paragraph.end, language=style.language)
        starts, ends = {span.start for span in sentences}, {span.end for span in sentences}
        parts = [
            part
            for span in sentences
            for part in split_at_clauses(spoken, span, longest=style.lengths.longest)
        ]
        for group in _grouped(spoken, parts, single_speaker=turn.speaker is not None, style=style):
            yield group, group[0].start in starts and group[-1].end in ends


def _thoughts(spoken: str, turn: Turn, cutter: ThoughtCutter) -> Iterator[tuple[Group, bool]]:
    """Yield each thought of a turn as one group, and whether it is complete."""
    for paragraph in _paragraphs(spoken, turn):
        for thought in cutter.cut(spoken, paragraph):
            yield (thought.span,), thought.whole


def _paragraphs(text: str, turn: Turn) -> Iterator[Span]:
    start = turn.start
    for gap in _PARAGRAPH.finditer(text, turn.start, turn.end):
        yield Span(start, gap.start())
        start = gap.end()
    yield Span(start, turn.end)


def _grouped(
    text: str, parts: Iterable[Span], *, single_speaker: bool, style: _Style
) -> Iterator[Group]:
    groups: list[list[Span]] = []
    for part in parts:
        if groups and _belongs(text, groups[-1], part, single_speaker=single_speaker, style=style):
            groups[-1].append(part)
        else:
            groups.append([part])
    if len(groups) > 1 and _is_tail(
        text, groups[-2], groups[-1], single_speaker=single_speaker, style=style
    ):
        groups[-2:] = [groups[-2] + groups[-1]]
    yield from map(tuple, groups)


def _is_tail(
    text: str, before: Sequence[Span], last: Sequence[Span], *, single_speaker: bool, style: _Style
) -> bool:
    """Return whether the last segment of a paragraph is short and fits into the one before."""
    length, total = last[-1].end - last[0].start, last[-1].end - before[0].start
    if length >= style.lengths.stub or total > style.lengths.longest:
        return False
    fits = len(before) + len(last) <= style.lengths.sentences
    return fits and (
        single_speaker or not _may_change_speaker(text, before[-1], last[0], style=style)
    )


def _belongs(
    text: str, group: Sequence[Span], part: Span, *, single_speaker: bool, style: _Style
) -> bool:
    """Return whether a sentence belongs to the segment before it."""
    limits = style.lengths
    length, total = group[-1].end - group[0].start, part.end - group[0].start
    if len(group) == limits.sentences or total > limits.longest:
        return False
    if not single_speaker and _may_change_speaker(text, group[-1], part, style=style):
        return False
    if length < limits.short or _is_unfinished(text[group[0].start : group[-1].end]):
        return True
    if total > limits.comfortable:
        return False
    return length < limits.enough or (
        limits.enough > limits.short and style.opens(text[part.start : part.end], style.dependent)
    )


def _is_unfinished(spoken: str) -> bool:
    """Return whether a segment should not end here: it trails off, or within a quotation."""
    return spoken.endswith(_PAUSES) or _is_quoting(spoken)


def _is_quoting(spoken: str) -> bool:
    """Return whether quotation marks are unbalanced."""
    return spoken.count('"') % 2 == 1 or spoken.count("“") != spoken.count("”")


def _may_change_speaker(text: str, before: Span, after: Span, *, style: _Style) -> bool:
    """Return whether a sentence may be another speaker's: an answer, a question, or an echo."""
    first, second = text[before.start : before.end], text[after.start : after.end]
    asked, asks = is_question(first, style.language), is_question(second, style.language)
    if asked != asks:
        return asked or (len(first) >= style.lengths.short and bool(_TO_YOU.search(second)))
    return style.opens(second, style.answers) or _is_echo(first, second)


def _is_echo(first: str, second: str) -> bool:
    words, echo = _WORD.findall(first.casefold()), _WORD.findall(second.casefold())
    return 0 < len(echo) <= _ECHO and words[-len(echo) :] == echo


def _is_whole(quote: str, spoken_in: Language) -> bool:
    """Return whether a segment begins and ends as a sentence does, if its language shows that."""
    if spoken_in.code in NO_STOPS:
        return True
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
