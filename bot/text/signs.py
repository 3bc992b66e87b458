"""Read words that are written with signs: C++, .NET, AT&T, U.S.A., e-mail; pure."""

import re

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
_MAY_HAVE = re.compile(r"[-.&]|\d[^\W\d_]|\b(?:plus|sharp|dot|and|n)\b|['’]n['’]|US", re.IGNORECASE)


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
    return _DOT_NET.sub("dotnet", text) if "." in text else text


def usual_spelling(text: str) -> str:
    """Return a text with the usual spelling of words that are written in several ways.

    "U.S." becomes "USA", "p.m." "pm", "e-mail" "email", "Node.js" "Nodejs", "3pm" "3 pm", and what
    was spoken ("C plus plus") is spelt as in `spell_signs`.
    """
    if not _MAY_HAVE.search(text):
        return text
    text = spell_signs(text)
    text = _COUNTRY.sub("USA", text)
    if not text.isupper() or text == "US":
        text = _CAPITAL_US.sub("USA", text)
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    text = _LETTER_PREFIX.sub(r"\1\2", _DOT_JS.sub(r"\1js", text))
    for pattern, spelling in _SPOKEN:
        text = pattern.sub(spelling, text)
    return _HOUR.sub(r"\1 \2", text)


def joined_hyphens(text: str) -> str:
    """Return a text with two words that a hyphen joins as one: "co-worker", "coworker"."""
    return _HYPHEN.sub(r"\1\2", text) if "-" in text else text
