"""Choose the quotation marks of a language; pure."""

_MARKS = {
    "de": ("„", "“"),
    "fr": ("«\u00a0", "\u00a0»"),
    "es": ("«", "»"),
    "it": ("«", "»"),
    "pt": ("“", "”"),
    "ru": ("«", "»"),
    "uk": ("«", "»"),
    "el": ("«", "»"),
    "pl": ("„", "”"),
    "cs": ("„", "“"),
    "ja": ("「", "」"),
    "zh": ("“", "”"),
    "ar": ("«", "»"),
    "fa": ("«", "»"),
    "he": ("”", "”"),
}
_DEFAULT = ("“", "”")
_OPEN = frozenset("“\"„«»「『‘'‹‚–—-")


def quotation_marks(words: str, language: str) -> tuple[str, str]:
    """Return the marks around some words; none where the words begin with a mark of their own."""
    return ("", "") if words[:1] in _OPEN else _MARKS.get(language, _DEFAULT)
