"""Convert verbatim text to display text and to folded text; pure.

No word is added, and none is removed that means something.
"""

import html
import re
import unicodedata

from bot.text.disfluency import collapse_stutters, join_lines
from bot.text.languages import ENGLISH, Language

_TIME = r"\d{1,3}(?::\d{1,2}){1,3}(?:[.,]\d{1,3})?"
_DIRECTION = (
    r"(?:laugh[a-z]*|chuckl[a-z]*|giggl[a-z]*|crickets|music|music playing|applau[a-z]*|clapping"
    r"|(?:short |long )?pause|silence|sighs?|coughs?|coughing|cross-?talk|audio|sound|noise|bleep"
    r"|unintell[a-z]*|unintealligible|inaudible|indiscernible|[a-z ]{1,40} (?:voice|accent|noise))"
)
ASIDE_PATTERN = re.compile(
    rf"\\?\[{_TIME}\\?\](?: (?:to|[-–—]) \\?\[{_TIME}\\?\])?"
    rf"|\\?[\[(](?:{_TIME}|{_DIRECTION}(?: out loud)?(?: {_TIME})?)\\?[\])]"
    rf"|\\?\[[^\[\]\n]{{1,80}} \d?\d:\d\d:\d\d(?:[.,]\d{{1,3}})?\\?\]"
    r"|\{(?:disfmarker|pause|gap|comment|(?:non)?vocalsound)\}",
    re.IGNORECASE,
)
"""A time or a stage direction in brackets, which nobody spoke.

Those in braces are the conventions of the ICSI Meeting Corpus.
"""

LABEL_PATTERN = re.compile(
    r"(?:(?m:^)|(?<=[.?!…\"”)\]\-—]\s))[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){1,3}:\s"
)
"""A name in capitals after a stop: automatic transcripts invent such speakers within a line."""

INVISIBLE = "\x00-\x08\x0e-\x1b\x7f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Control characters, soft hyphens, spaces without width, and marks of direction: for a class.

Joiners are not among them: Persian and emoji are spelt with them.
"""
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_ADDRESS = r"\((?:https?://(?:[^()\n]|\([^()\n]*\)){1,500}|(?:[^()\s]|\([^()\s]*\)){1,500})\)"
_LINK = re.compile(rf"(?<!\\)\[([^\[\]\n]{{1,300}})\]{_ADDRESS}")
_STARS = re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*\n]{1,500})(?<=[^\s*\\])\1(?![\w*])")
_UNDERLINES = re.compile(r"(?<![\w\\])(__?)(?=[^\s_])([^_\n]{1,500})(?<=[^\s_\\])\1(?!\w)")
_CODE = re.compile(r"(?<![\w`\\])(`{1,2})([^`\n]{1,500})\1(?![\w`])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~|>])")
_SPACE_BEFORE = re.compile(r" ([,.;:!?…])(?!\w)")
_SPACE_BEFORE_STOP = re.compile(r" ([,.…])(?!\w)")
"""French has a space before the other marks."""
_BREAK_WITHOUT_SPACE = re.compile(r"(?<=[^\x00-\x7f\s])\s*\n\s*(?=[^\x00-\x7f])")
_ANY_FIRST_WORD = re.compile(r"[\W_]*([^\W\d_]+)")
_LONE_I = re.compile(r"(?<![\w.'’-])i(?=(?:['’](?:m|ve|d|ll))?(?:[\s,;:?!…]|$))")
_FIRST_WORD = re.compile(r"[^\w]*([a-z])[a-z]*(?![\w])")
_APOSTROPHES = re.compile("['’ʼ‘＇]")
_PLAIN = re.compile(r"[A-Za-z0-9 %$/@=~\n,.;:!?'’\"“”–—-]*")
_PLAIN_SIGNS = str.maketrans(dict.fromkeys('\n%$/@=~,.;:!?"“”–—-', " ") | dict.fromkeys("'’", ""))
_FOLDED = re.compile(r"[^\W_]+(?:(?<=[^\W\d_])(?:\+{1,2}|#)(?![\w+#]))?")


def to_display(text: str, language: Language = ENGLISH) -> str:
    """Return the display text of a verbatim slice, on one line.

    Repeated words are removed in English only: "nous nous" and "die die" are right elsewhere.
    """
    spoken = LABEL_PATTERN.sub("", ASIDE_PATTERN.sub(" ", _INVISIBLE.sub("", html.unescape(text))))
    if language != ENGLISH:
        return _to_foreign_display(_without_markup(spoken), language)
    joined = join_lines(_without_markup(spoken))
    shown = collapse_stutters(" ".join(joined.split()))
    shown = _SPACE_BEFORE.sub(r"\1", shown).removeprefix("- ")
    return _capitalised(_LONE_I.sub("I", shown))


def _to_foreign_display(spoken: str, language: Language) -> str:
    if not language.spaced:
        spoken = _BREAK_WITHOUT_SPACE.sub("", spoken)
    marks = _SPACE_BEFORE_STOP if language.code == "fr" else _SPACE_BEFORE
    shown = marks.sub(r"\1", " ".join(spoken.split())).removeprefix("- ")
    first = _ANY_FIRST_WORD.match(shown)
    if first is None or not first[1].islower():
        return shown
    at = first.start(1)
    return f"{shown[:at]}{shown[at : at + 1].title()}{shown[at + 1 :]}"


def fold(text: str) -> str:
    """Return the words of a text for comparison: no case, accents, punctuation, asides or markup.

    "L Körbes" becomes "l korbes", "don't" becomes "dont" and "2.0" becomes "2 0". Final signs (C++,
    C#) are kept, because nothing else distinguishes these words from C.
    """
    if _PLAIN.fullmatch(text):  # most sentences: the same result in a tenth of the time
        return " ".join(text.translate(_PLAIN_SIGNS).lower().split())
    return _fold_any(text)


def _fold_any(text: str) -> str:
    spoken = _without_markup(ASIDE_PATTERN.sub(" ", _INVISIBLE.sub("", html.unescape(text))))
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", spoken)).casefold()
    unaccented = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_FOLDED.findall(unaccented))


def _without_markup(text: str) -> str:
    plain = _CODE.sub(r"\2", _LINK.sub(r"\1", text))
    return _ESCAPE.sub(r"\1", _UNDERLINES.sub(r"\2", _STARS.sub(r"\2", plain)))


def _capitalised(text: str) -> str:
    """Capitalise the first word, unless it is spelt with inner capitals (gRPC, iPhone)."""
    if match := _FIRST_WORD.match(text):
        at = match.start(1)
        return f"{text[:at]}{text[at].upper()}{text[at + 1 :]}"
    return text
