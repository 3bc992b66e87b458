"""Find the words of languages that are written without spaces, by BudouX."""

import re
from collections.abc import Iterator
from functools import cache

from budoux import (
    Parser,
    load_default_japanese_parser,
    load_default_simplified_chinese_parser,
    load_default_thai_parser,
)

from bot.models import Span

_CHUNK = 2000
"""In characters: what is divided at once; sentences are seldom longer."""
_PARSERS = {
    "ja": load_default_japanese_parser,
    "th": load_default_thai_parser,
    "zh": load_default_simplified_chinese_parser,
}
_RUN = re.compile(r"[^\W_][\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u30fc]*")
_PHRASE = re.compile(r"[おご]?(?P<head>[\u4e00-\u9fff々ァ-ヴーA-Za-z0-9]+)(?P<tail>\w*)")
_PARTICLES = re.compile(
    r"(?:に|を|は|が|の|で|と|も|から|まで|へ|や|より|だけ|しか|って|なら|です|でした|だった|だ|か|ね"
    r"|よ|など|という|として|について|たち|する|して|した|します|しました|している|さん)*"
)
"""What follows a noun, or a noun that is used as a verb."""


def divide(text: str, code: str) -> Iterator[tuple[Span, bool]]:
    """Yield the words of a text, and whether each may be a noun.

    Of a Japanese phrase, the noun is yielded without the particles after it.
    """
    for run in _RUN.finditer(text):
        start = run.start()
        for word in _words(run[0], code):
            phrase = _PHRASE.fullmatch(word) if code == "ja" else None
            if phrase and _PARTICLES.fullmatch(phrase["tail"]):
                yield Span(start, start + phrase.end("head")), True
            elif word:
                yield Span(start, start + len(word)), code != "ja"
            start += len(word)


def _words(run: str, code: str) -> Iterator[str]:
    if run.isascii() or code not in _PARSERS:
        yield run
        return
    for start in range(0, len(run), _CHUNK):
        yield from _parser(code).parse(run[start : start + _CHUNK])


@cache
def _parser(code: str) -> Parser:
    return _PARSERS[code]()
