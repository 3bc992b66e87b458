"""Read words that are written with signs: C++, .NET, AT&T, U.S.A., e-mail; pure."""

import re
from collections.abc import Collection

_AMPERSAND = re.compile(r"(?<![\w&])([^\W\d_]{1,2})&([^\W\d_])(?![\w&])")
_PLUSES = re.compile(r"(?<!\w)([a-z])\+\+(?!\w)", re.IGNORECASE)
_SHARP = re.compile(r"(?<!\w)([acfj])(?:#|♯)(?!\w)", re.IGNORECASE)
_DOT_NET = re.compile(r"(?<![\w.])\.net\b", re.IGNORECASE)

_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){1,7}[^\W\d_](?:\.(?!\w)|(?![\w.]))")
_COUNTRY = re.compile(r"(?<![\w.])U\.S(?:\.A)?(?:\.(?!\w)|(?![\w.]))")
_CAPITAL_US = re.compile(r"(?<![\w$.])US(?!\w|\.\w)")
_DOT_JS = re.compile(r"\b([a-z]{2,20})\.js\b", re.IGNORECASE)
_LETTER_PREFIX = re.compile(r"(?<![\w-])([^\W\d_])-([^\W\d_]{2,30})(?![\w-])")
_HYPHEN = re.compile(r"(?<![\w-])([^\W\d_]{2,20})-([^\W\d_]{2,20})(?![\w-])")
_PREFIXES = frozenset(
    """
    anti audio auto bi bio co counter cross cyber de dis eco en extra geo hyper in inter intra macro
    mega meta micro mid mini mis multi nano neo neuro non off on out over para photo poly post pre
    pro pseudo psycho re semi socio sub super tele trans tri ultra un under uni up video vice web
    """.split()
)
_SUFFIXES = frozenset(
    """
    away back base being board book box down ed fold in less like line man off on out over ship site
    stamp through time up ware wide woman
    """.split()
)
"""What comes before or after a hyphen in compounds that are often one word, as "self" does not."""

_HOUR = re.compile(r"(?<![\w.])(\d{1,2})([ap]m)\b", re.IGNORECASE)
_SPOKEN = tuple(
    (re.compile(pattern, re.IGNORECASE), spelling)
    for pattern, spelling in (
        (r"\b([a-z])[ -]?plus[ -]plus\b", r"\1plusplus"),
        (r"\b([cf])[ -]sharp\b", r"\1sharp"),
        (r"\bdot[ -]net\b", "dotnet"),
        (r"\b(at|[a-z])[ ](?:and|&)[ ]([a-z])\b", r"\1and\2"),
        (r"\b(r|d|q|b)['’ ]?n['’ ]?([abrd])\b", r"\1and\2"),
    )
)
_INITIAL, _DIGIT = re.compile(r"\.[^\W\d_]\b"), re.compile(r"\d")
_DAYTIME = re.compile(r"\d[ap]m\b", re.IGNORECASE)
_TOLD_BY = frozenset("b c d e f g h j k l m n o p q r s t u v w x y z dot js rnb usa".split())


def spell_signs(text: str) -> str:
    """Return a text with letters for the signs by which alone a word differs from another.

    "C++" becomes "Cplusplus", "F#" "Fsharp", ".NET" "dotnet", and "R&B" "RandB".
    """
    if "&" in text:
        text = _AMPERSAND.sub(r"\1and\2", text)
    if "+" in text:
        text = _PLUSES.sub(r"\1plusplus", text)
    if "#" in text or "♯" in text:
        text = _SHARP.sub(r"\1sharp", text)
    return _DOT_NET.sub("dotnet", text) if ".n" in text or ".N" in text else text


def may_be_respelt(text: str, folded: Collection[str]) -> bool:
    """Return whether `usual_spelling` may change a text of these words; it rarely does."""
    if not _TOLD_BY.isdisjoint(folded) or "US" in text or _INITIAL.search(text):
        return True
    return _DIGIT.search(text) is not None and _DAYTIME.search(text) is not None


def usual_spelling(text: str) -> str:
    """Return a text with the usual spelling of words that are written in several ways.

    "U.S." becomes "USA", "p.m." "pm", "Node.js" "Nodejs", "3pm" "3 pm", and what
    was spoken ("C plus plus") is spelt as in `spell_signs`.
    """
    text = spell_signs(text)
    text = _COUNTRY.sub("USA", text)
    if not text.isupper() or text == "US":
        text = _CAPITAL_US.sub("USA", text)
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    text = _DOT_JS.sub(r"\1js", text)
    for pattern, spelling in _SPOKEN:
        text = pattern.sub(spelling, text)
    return _HOUR.sub(r"\1 \2", text)


def joined_hyphens(text: str) -> str:
    """Return a text with compounds that are often one word as one: "co-worker" is "coworker"."""
    if "-" not in text:
        return text
    pieces = (_joined_piece(piece) if "-" in piece else piece for piece in text.split(" "))
    return " ".join(pieces)


def _joined_piece(piece: str) -> str:
    return _HYPHEN.sub(_joined, _LETTER_PREFIX.sub(r"\1\2", piece))


def _joined(found: re.Match[str]) -> str:
    one_word = found[1].lower() in _PREFIXES or found[2].lower() in _SUFFIXES
    return found[1] + found[2] if one_word else found[0]
