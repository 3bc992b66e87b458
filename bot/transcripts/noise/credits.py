"""Find the credits of caption sites and the phrases that recognisers make of silence; pure."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.models import Span
from bot.text.lexicon import table
from bot.text.sentences import split_sentences
from bot.transcripts.noise.lines import TextLines

_LONGEST = 160
"""In characters: a longer sentence is no credit."""
_DOMAIN = (
    r"(?:https?://\S{1,80}|\b(?:[a-z\d-]{1,40}\.){1,3}"
    r"(?:com|org|net|co\.uk|tv|io|ai|de|fr|ru|mx|cz|nu|link|info|eu|us)(?:/\S{0,60})?\b)"
)
_SMALL = frozenset(
    """the a an of and & for in with team der die das des den von und für la le les de du et el los
    las y del o os as do da e di il lo gli van het en av och på the""".split()
)
_SHORT = 60
"""In characters: a shorter line is judged without looking for keys in it."""
_KEYS = tuple(
    """subtit subs caption transcri translat untertitel transkri sous-tit traduction subtítulo
    subtitul traducción legenda transcrição sottotitol trascri ondertitel undertext undertekst
    textning teksting tekster tekstitys napisy titulky felirat altyazı субтитр υπότιτλ phụ ترجمة
    כתוביות 字幕 자막 뉴스 www. http amara .org .com copyright generated 点点 семкин""".split()
)
"""What a long line with a credit contains; looking for these is faster than the patterns."""
_SEVERAL = 6
"""In words: the longest name in a credit."""
_FEWEST = 3
"""From so many times in a row on, a farewell at the end is a recogniser's."""


def find_credits(lines: TextLines, turns: Sequence[Span]) -> Iterator[Span]:
    """Yield the sentences that credit or advertise a caption site, in order."""
    for turn in turns:
        for line in lines.lines(turn):
            text = lines.text[line.start : line.end]
            if len(text) <= _SHORT or _has_key(text):
                yield from (one for one in _sentences(lines, line) if _is_credit(lines, one))


def find_endings(lines: TextLines, turns: Sequence[Span]) -> Iterator[Span]:
    """Yield what a recogniser made of the silence at the end of a recording, from the end.

    `turns` are the last ones, without asides and of one speaker: several may well say goodbye. A
    farewell that is repeated is kept once.
    """
    farewells: list[Span] = []
    words = ""
    for unit in _from_the_end(lines, turns):
        text = lines.text[unit.start : unit.end]
        if _phrase("thanks").fullmatch(text) and not farewells:
            yield unit
        elif _phrase("farewell").fullmatch(text) and words in ("", _plain(text)):
            words = _plain(text)
            farewells.append(unit)
        else:
            break
    if len(farewells) >= _FEWEST:
        yield from farewells[:-1]
    elif farewells and lines.text[farewells[0].start : farewells[0].end] == "you":
        yield farewells[0]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _has_key(text: str) -> bool:
    lowered = text.lower()
    return any(key in lowered for key in _KEYS)


def _sentences(lines: TextLines, line: Span) -> Iterator[Span]:
    if line.end - line.start <= _LONGEST and _is_credit(lines, line):
        yield line
    else:
        yield from split_sentences(lines.text, line.start, line.end)


def _from_the_end(lines: TextLines, turns: Sequence[Span]) -> Iterator[Span]:
    for turn in reversed(turns):
        for line in reversed(list(lines.lines(turn))):
            for unit in reversed(split_sentences(lines.text, line.start, line.end)):
                if any(map(str.isalnum, lines.text[unit.start : unit.end])):
                    yield unit


def _is_credit(lines: TextLines, unit: Span) -> bool:
    text = lines.text[unit.start : unit.end]
    if len(text) > _LONGEST:
        return False
    if _site().fullmatch(text) or _pattern("always").search(text):
        return True
    found = _credit().match(text)
    return bool(found) and (
        bool(_pattern("community").search(found["rest"])) or _is_name(found["rest"])
    )


def _is_name(rest: str) -> bool:
    """Return whether a credit goes on with a name alone: one to six words in capitals."""
    words = [
        word
        for word in re.findall(r"[^\W\d_][\w.'’-]*|[.,;:!?]\s", rest)
        if word.lower() not in _SMALL
    ]
    return 0 < len(words) <= _SEVERAL and all(
        not word[0].islower() and word[0].isalpha() for word in words
    )


@cache
def _any(part: str) -> str:
    phrases = (phrase for phrase, its in table("noise", "credits") if its == part)
    return "|".join(phrase.replace("{domain}", _DOMAIN) for phrase in phrases)


@cache
def _pattern(part: str) -> re.Pattern[str]:
    return re.compile(_any(part), re.IGNORECASE)


@cache
def _phrase(part: str) -> re.Pattern[str]:
    """Return what one of the phrases matches with punctuation around it."""
    return re.compile(rf"\W*(?:{_any(part)})\W*", re.IGNORECASE)


@cache
def _credit() -> re.Pattern[str]:
    """Return what a credit begins with: what was made, and by whom."""
    made, by = _any("made"), _any("by")
    return re.compile(
        rf"\W{{0,4}}(?:{made})\b\W{{0,3}}(?:(?:{by})(?!\w)|(?={_DOMAIN}))(?P<rest>[^\n]{{0,120}})",
        re.IGNORECASE,
    )


@cache
def _site() -> re.Pattern[str]:
    """Return what an address alone matches; one without "www." may have been said."""
    return re.compile(rf"\W{{0,3}}(?=www\.|https?:){_DOMAIN}\W{{0,3}}", re.IGNORECASE)
