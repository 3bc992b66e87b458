"""Find stage directions, times and marks of a transcriber, which nobody spoke; pure.

A direction is recognised by its form: a few words in brackets, asterisks or notes of music. Some
words make it sure anywhere (`data/noise/stage-directions.tsv`); others only between sentences; and
in square brackets between sentences any few words are one.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.models import Span
from bot.text.display import ASIDE_PATTERN
from bot.text.lexicon import table
from bot.transcripts.noise.lines import Position, TextLines

_BRACKETS = re.compile(
    r"\\?\[(?P<square>[^\[\]\n]{1,100})\]|\\?\((?P<round>[^()\n]{1,80})\)"
    r"|【(?P<lenticular>[^【】\n]{1,40})】|（(?P<wide>[^（）\n]{1,40})）|［(?P<full>[^［］\n]{1,60})］"
    r"|\{(?P<brace>[^{}\n]{1,60})\}|<(?P<angle>[^<>\n]{1,60})>"
    r"|(?<![\w*\\])\\?\*(?P<star>[^\s*][^*\n]{0,60})\*(?!\w)|(?<![\w_])_(?P<line>[^\s_][^_\n]{0,60})_(?!\w)"
)
_SQUARE = frozenset({"square", "full", "lenticular"})
_CODE = re.compile(
    r"</?(?:[ibusv]|em|strong|font|c|ruby|rt|rp|lang|span|br|u)(?:[ .][^<>\n]{0,120})?/?>"
    r"|</?[ibu]/?>|<\d{1,2}:\d\d(?::\d\d)?[.,]\d{3}>|\{\\[^{}\n]{1,60}\}|\{[yYcCfF]:[^{}\n]{1,20}\}",
    re.IGNORECASE,
)
"""The marks of captions for italics, colours, positions and times of words."""
_NOTES = "♪♫♬♩🎵🎶"
_LYRICS = re.compile(
    rf"[{_NOTES}][^{_NOTES}\n]{{0,300}}[{_NOTES}]{{1,9}}|^\W{{0,9}}[{_NOTES}][^{_NOTES}.!?\n]{{0,300}}$"
    rf"|[{_NOTES}]",
    re.MULTILINE,
)
"""What is sung: between two notes, else to the end of a line without a full stop."""
_BLANK = re.compile(
    r"(?<!\w)_{3,}(?!\w)|\\?\[\s?(?:\?{1,9}|_{1,9}|\.{3}|…|\s)\s?\\?\]|\((?:\?{1,9}|_{1,9}|\.{3}|…)\)"
    rf"|\[[\s{_NOTES}]{{1,20}}\]|#\d{{1,2}}:\d\d:\d\d(?:-\d{{1,3}})?#"
)
"""What stands for words that were not understood; the times of f4."""
_ASIDE = re.compile(
    ASIDE_PATTERN.pattern + r"|\\?\[[^\[\]\n]{1,80}\s\d?\d:\d\d\\?\]", re.IGNORECASE
)
_TIME = re.compile(r"\d{1,3}(?::\d{1,2}){1,3}(?:[.,]\d{1,3})?")
_LOST_BRACKET = re.compile(rf"{_TIME.pattern}\\?\]")
"""A second time behind a direction, which has lost its opening bracket."""
_TIME_LINE = re.compile(
    rf"\W{{0,3}}(?:{_TIME.pattern})(?:\s?(?:-->|-|–|—|to|,)\s?(?:{_TIME.pattern}))?\W{{0,3}}"
)
_NUMBER_LINE = re.compile(r"#?\d{1,6}[.)]?")
_WORD = re.compile(r"[^\W_]+(?:['’_-][^\W_]+)*")
_SENTENCE = re.compile(
    r"(?:[!?;]|\w{4}\.)\s+\w|\?$|:$|://|[@=/]|^(?:speaking|talking) (?:of|about)", re.IGNORECASE
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ACTING = re.compile(r"\w{2,}(?:ing|s|ed)$")
_SENTENCE_WORDS = frozenset(
    """which who whose whom that this these those is was were are am be been being have has had i we
    you he she it they them me us my your our do does did not no can could will would should may
    might must because if when where while than then or nor but so as like about for very just
    really also never always maybe sic ibid see e.g i.e eg ie etc i'm i've it's that's they're we're
    you're don't what how why yes yeah okay ok right well via per plus including depending
    meaning assuming given based""".split()
)
"""Words by which a remark is told from a direction."""
_FEW, _SEVERAL, _MOST = 3, 5, 8
_LEAST_NUMBERS = 3


def find_directions(lines: TextLines) -> Iterator[Span]:
    """Yield the stage directions, in no particular order; they may overlap."""
    text = lines.text
    for pattern in (_LYRICS, _BLANK):
        yield from (Span(*found.span()) for found in pattern.finditer(text))
    for found in _ASIDE.finditer(text):
        if found[0].startswith(("[", "\\")) or _SENTENCE_WORDS.isdisjoint(_words(found[0])):
            yield Span(*found.span())
    for found in _BRACKETS.finditer(text):
        if not _is_link(text, found) and _is_direction(found, lines):
            span = _with_doubled_brackets(text, Span(*found.span()))
            lost = _LOST_BRACKET.match(text, span.end)
            yield Span(span.start, lost.end()) if lost else span


def find_tags(lines: TextLines) -> Iterator[Span]:
    """Yield the tags of captions, in order."""
    return (Span(*found.span()) for found in _CODE.finditer(lines.text))


def find_marginal_lines(lines: TextLines, turns: Iterable[Span]) -> Iterator[Span]:
    """Yield the lines that are a time or an index, or a direction in capitals without brackets."""
    numbers: list[Span] = []
    for turn in turns:
        for line in lines.lines(turn):
            shown = lines.text[line.start : line.end]
            if _TIME_LINE.fullmatch(shown) or (shown.isupper() and _is_known(_words(shown))):
                yield line
            elif _NUMBER_LINE.fullmatch(shown):
                numbers.append(line)
    values = [int(re.sub(r"\D", "", lines.text[one.start : one.end])) for one in numbers]
    if len(values) >= _LEAST_NUMBERS and values == list(range(values[0], values[0] + len(values))):
        yield from numbers


def is_known_direction(content: str) -> bool:
    """Return whether all words of a few words in brackets are those of directions."""
    return _is_known(_words(content))


def _is_link(text: str, found: re.Match[str]) -> bool:
    """Return whether brackets belong to a link, a picture or a footnote of Markdown."""
    if found.lastgroup == "round":
        return text[found.start() - 1 : found.start()] == "]"
    content = found[found.lastgroup or 0]
    follows = text[found.end() : found.end() + 1]
    footnote = content.startswith("^") or content.isdigit() or len(content.strip()) == 1
    return found.lastgroup == "square" and (follows in ("(", ":") or footnote)


def _with_doubled_brackets(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start > 0 and end < len(text) and text[start - 1] + text[end] in {"[]", "()", "**"}:
        start, end = start - 1, end + 1
    return Span(start, end)


def _is_direction(found: re.Match[str], lines: TextLines) -> bool:
    kind = found.lastgroup or ""
    content = _TIME.sub(" ", found[kind].replace("\\", "").replace("_", " ")).strip(
        " .,!-–—*~\"'“”"
    )
    if not content or kind == "lenticular":
        return kind == "lenticular" or any(map(str.isdigit, found[kind]))
    if _UNSPACED.search(content):
        return _is_unspaced_direction(content)
    words = _words(content)
    if not words or len(words) > _MOST or _SENTENCE.search(content):
        return False
    return _is_known_kind(words, kind, lines.position(*found.span())) or _is_form(
        content, words, kind=kind, position=lines.position(*found.span())
    )


def _words(content: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(content)]


def _is_known_kind(words: list[str], kind: str, position: Position) -> bool:
    """Return whether a direction is recognised by its words."""
    classes = [_class_of(word) for word in words]
    sure, likely, unknown = (classes.count(one) for one in ("anywhere", "between", None))
    remark = not _SENTENCE_WORDS.isdisjoint(words)
    if position == "within":
        if kind in _SQUARE or kind in {"brace", "angle"}:
            return not remark and (sure > 0 or (likely > 0 and not unknown)) and unknown <= 1
        return kind == "round" and sure > 0 and not unknown and len(words) <= _FEW and not remark
    if kind in _SQUARE:
        return sure + likely > 0 and unknown <= _FEW
    if remark:
        return sure > 0 and len(words) <= _FEW and kind != "star"
    limit = 1 if kind in {"star", "line"} else 2
    if kind in {"star", "line"} and not sure:
        return likely > 0 and not unknown and len(words) > 1
    return sure + likely > 0 and unknown <= limit


def _is_form(content: str, words: list[str], *, kind: str, position: Position) -> bool:
    """Return whether unknown words are a direction by their form."""
    if position == "within" or not _SENTENCE_WORDS.isdisjoint(words) or re.search(r"\d", content):
        return False
    if kind in _SQUARE:
        return len(words) <= _SEVERAL
    if kind != "round" or position != "alone":
        return False
    acting = any(_ACTING.match(word) for word in words)
    return 1 < len(words) <= _SEVERAL + 1 and (acting or content.isupper())


def _is_known(words: list[str]) -> bool:
    classes = [_class_of(word) for word in words]
    return 0 < len(words) <= _SEVERAL and None not in classes and set(classes) != {"manner"}


def _is_unspaced_direction(content: str) -> bool:
    """Return whether words in a script without spaces are a direction, with little beside it."""
    known = (word for word in _classes() if word in content)
    longest = max(map(len, known), default=0)
    return longest > 0 and len(content) <= longest + _FEW + 1


def _class_of(word: str) -> str | None:
    """Return where a word makes a direction: anywhere, between sentences, or never by itself."""
    classes, prefixes = _classes(), _prefix_classes()
    if (found := classes.get(word)) is not None:
        return found
    starts = (word[:size] for size in range(len(word), _FEW - 1, -1))
    return next((prefixes[start] for start in starts if start in prefixes), None)


@cache
def _classes() -> dict[str, str]:
    return {word: its for word, its in table("noise", "stage-directions") if word[-1] != "*"}


@cache
def _prefix_classes() -> dict[str, str]:
    return {word[:-1]: its for word, its in table("noise", "stage-directions") if word[-1] == "*"}
