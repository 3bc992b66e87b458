"""Find who speaks in timed blocks: voice tags, labels, dashes and arrows; pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.text.lexicon import ANSWERS
from bot.transcripts.composition import Caption
from bot.transcripts.label_forms import read_labels
from bot.transcripts.labels import Labels, learn_labels
from bot.transcripts.noise.directions import is_known_direction
from bot.transcripts.readers.caption_blocks import TimedBlock
from bot.transcripts.readers.caption_markup import (
    split_speakers,
    split_times,
    spoken_words,
    without_tags,
    without_times,
)
from bot.transcripts.speaker_names import is_name_like, tidy_name

_ARROWS = re.compile(r"(?<!\S)(?:>|&gt;){2,3}\s{0,9}")
_DASH = re.compile(r"\s{0,9}(?:[-–‐―]\s?|—\s)(?=[^\s\d\-–—‐―>])")
_ONLY_DASH = re.compile(r"\s{0,9}[-–—]\s{0,9}")
_HINT = re.compile(r"[:：\])>]")
_LONGEST_LABEL = 120
_INLINE = re.compile(r"(?<=[.?!…\"”)\]—-]\s)(?P<name>[^\W\d_][^:：.?!…\n]{0,59}):\s")
_TITLE = re.compile(r"[^\w\n]{0,9}(?P<word>[^\W\d_][^\W\d_]{0,4})\.\s")
_STATED = re.compile(r"(?P<name>[^\s:][^:\n]{0,79}):(?:\s|$)")
_COLON = re.compile(r"\W{0,9}(?P<name>[^\W\d_][^:\n]{1,59}):\s")
_PARENTHESIS = re.compile(r"\W{0,9}\((?P<name>[^\W\d_][^():\n]{1,59})\)\s{0,9}")
_FORMS = {"colon", "bracket", "angle", "parenthesis"}
_ROLE = re.compile(r"\s*\([^()]{0,60}\)\s*$")
_END = re.compile(r"[.?!…。！？][\"”’)\]]?\s*$")
_OPEN = re.compile(r"[\w,;]\s*$")
_NEARLY_ALL = 0.9
_TAGGED = 0.8
_FEW = 8


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some words; `mark` if a dash or arrows before them say that somebody else speaks.

    `speaker` is the name that a voice tag or label gives: "" for nobody known, None without any.
    """

    words: str
    speaker: str | None = None
    mark: bool = False


_Spans = Sequence[tuple[str | None, Sequence[str]]]
"""The lines of a block, divided by its voice tags."""


def captions_of(blocks: Sequence[TimedBlock]) -> Iterator[Caption]:
    """Yield the captions of blocks, one for each change of speakers in a block.

    A block without a mark or label goes on with the speaker before, unless nearly all blocks have
    a voice tag: then nobody is known to speak in those without.
    """
    spans: Sequence[_Spans] = [
        [(name, without_tags(text).split("\n")) for name, text in split_speakers(block.text)]
        for block in blocks
    ]
    spans = _with_stated_names(spans)
    all_tagged = sum(any(name for name, _ in parts) for parts in spans) > _TAGGED * len(blocks)
    lines = (line for parts in spans for _, part in parts for line in (*part, ""))
    labels = Labels() if all_tagged else _learn(list(lines))
    marks = not _is_decoration(spans)
    speaker: str | None = None
    new_turn = named = False
    for block, parts in zip(blocks, spans, strict=True):
        words: list[str] = []
        for piece in _pieces(parts, labels, all_tagged=all_tagged):
            if piece.speaker is not None or (piece.mark and marks and not named):
                yield from _captions(block, words, speaker=speaker, new_turn=new_turn)
                words = []
                speaker = piece.speaker or None
                new_turn = speaker is None and piece.mark
            words.append(piece.words)
            named = piece.speaker is not None and not piece.words.strip()
        for caption in _captions(block, words, speaker=speaker, new_turn=new_turn):
            yield caption
            new_turn = False


def _with_stated_names(spans: Sequence[_Spans]) -> Sequence[_Spans]:
    """Take what nearly all blocks have before a colon for voices, if some are no usual names.

    In calls people name themselves "Bob | Acme" or "bob's phone".
    """
    found = [_STATED.match(lines[0]) if not name else None for (name, lines), *_ in spans]
    names = Counter(one["name"] for one in found if one)
    unusual = any(next(read_labels(f"{name}: ", {"colon"}), None) is None for name in names)
    if not unusual or names.total() < _NEARLY_ALL * len(spans) or names.total() < 2 * len(names):
        return spans
    return [
        [(one["name"], [parts[0][1][0][one.end() :], *parts[0][1][1:]]), *parts[1:]]
        if one
        else parts
        for one, parts in zip(found, spans, strict=True)
    ]


def _captions(
    block: TimedBlock, pieces: Sequence[str], *, speaker: str | None, new_turn: bool
) -> Iterator[Caption]:
    """Yield a caption of these words, or several where words have times of their own."""
    parts = list(split_times("\n".join(pieces)))
    for start_ms, part in parts:
        words = spoken_words(part)
        if words.strip():
            start = block.start_ms if start_ms is None else start_ms
            end = block.end_ms if len(parts) == 1 else None
            yield Caption(words, start, end, speaker, new_turn)
            new_turn = False


def _pieces(spans: _Spans, labels: Labels, *, all_tagged: bool) -> Iterator[_Piece]:
    """Divide the lines of a block where a voice tag, a mark or a label says so."""
    for name, lines in spans:
        if name or (all_tagged and any(line.strip() for line in lines)):
            yield _Piece("", tidy_name(_ROLE.sub("", name or "")))
        several = sum(bool(_DASH.match(line)) for line in lines) > 1
        for before, line in pairwise(["", *lines]):
            goes_on = bool(_OPEN.search(before))
            for words, mark in _marked(line, any_dash=several, no_dash=goes_on):
                if name:
                    yield _Piece(words)
                else:
                    yield from _labelled(words, labels, mark=mark)


def _marked(line: str, *, any_dash: bool, no_dash: bool) -> Iterator[tuple[str, bool]]:
    """Divide a line at arrows, and say of each part whether a mark precedes it.

    A dash counts before a capital, unless a sentence goes on from the line before: `no_dash`.
    `any_dash` if it is one of several in a block, and so counts.
    """
    first, *others = _ARROWS.split(line)
    dash = _DASH.match(first)
    if dash and (any_dash or not (no_dash or first[dash.end()].islower())):
        yield first[dash.end() :], True
    elif not _ONLY_DASH.fullmatch(first):  # of Google Meet, above the next name
        yield first, False
    yield from ((other, True) for other in others)


def _labelled(text: str, labels: Labels, *, mark: bool) -> Iterator[_Piece]:
    if not labels.names or not _HINT.search(text, 0, _LONGEST_LABEL):
        yield _Piece(text, mark=mark)
        return
    name, words = labels.split(text)
    begin = 0
    for found in _inline_labels(words) if "colon" in labels.forms else ():
        inner = tidy_name(_ROLE.sub("", found["name"]))
        if inner in labels.names:
            yield _Piece(words[begin : found.start()], name, mark)
            begin, name, mark = found.end(), inner, False
    yield _Piece(words[begin:], name, mark)


def _inline_labels(line: str) -> Iterator[re.Match[str]]:
    """Yield what may be a label after a full stop, but not what follows the title in a name."""
    for found in _INLINE.finditer(line):
        before = _TITLE.fullmatch(line, 0, found.start())
        if not before or before["word"].casefold() in ANSWERS:
            yield found


def _learn(lines: Sequence[str]) -> Labels:
    """Learn the labels of captions, which stand before words in few forms."""
    starts = list(_starts(lines))
    labels = learn_labels(starts, known=_known_names(lines, starts))
    return replace(labels, forms=labels.forms & _FORMS)


def _known_names(lines: Sequence[str], starts: Sequence[str]) -> frozenset[str]:
    """Return names in capitals, and names in parentheses on lines of their own.

    In a file in capitals they say nothing, nor does what stands in parentheses only once.
    """
    capitals = [found["name"] for start in starts if (found := _COLON.match(start))]
    shouted = sum(line.isupper() for line in lines) * 3 > sum(map(bool, map(str.strip, lines)))
    alone = Counter(found["name"] for start in starts if (found := _PARENTHESIS.fullmatch(start)))
    return frozenset(
        tidy_name(name)
        for name in (
            *(name for name in capitals if name.isupper() and not shouted),
            *(name for name, count in alone.items() if count > 1 and is_name_like(name)),
        )
        if not is_known_direction(name)
    )


def _starts(lines: Iterable[str]) -> Iterator[str]:
    """Yield the starts of lines, and what follows a mark or a full stop, if a label can be there.

    Any other line is shown as a dot.
    """
    for line in lines:
        if not _HINT.search(line):
            yield "." if line.strip() else ""
            continue
        for part in _ARROWS.split(without_times(line)):
            borders = [0, *(found.start() for found in _inline_labels(part)), len(part)]
            yield from (part[begin:end][:_LONGEST_LABEL] for begin, end in pairwise(borders))


def _is_decoration(spans: Sequence[_Spans]) -> bool:
    """Return whether nearly all blocks begin with a mark, also within sentences."""
    firsts = [next((line for line in parts[0][1] if line.strip()), "") for parts in spans]
    marked = sum(bool(_DASH.match(line) or _ARROWS.match(line)) for line in firsts)
    if len(spans) < _FEW or marked < _NEARLY_ALL * len(spans):
        return False
    return sum(bool(_END.search(parts[-1][1][-1])) for parts in spans) * 2 < len(spans)
