"""How long quotes are, by the script of their language: a character of Chinese says more."""

from dataclasses import dataclass

from bot.text.languages import Language


@dataclass(frozen=True, slots=True)
class Lengths:
    """The lengths of a quote and of a highlight, in characters; `sentences` is a number.

    A quote that is shorter than `stub` should not be the last of a paragraph, nor one shorter than
    `short` any other. `enough` is enough to end it, `comfortable` even before a dependent sentence;
    `longest` is the most. A highlight has from `shortest_highlight` to `longest_highlight`.
    """

    stub: int
    short: int
    enough: int
    comfortable: int
    longest: int
    shortest_highlight: int
    longest_highlight: int
    sentences: int = 3


ALPHABETIC = Lengths(
    stub=40,
    short=60,
    enough=110,
    comfortable=220,
    longest=300,
    shortest_highlight=45,
    longest_highlight=290,
)
_BY_CODE = {
    # A sentence a quote, unless it is only an interjection.
    **dict.fromkeys(
        ("ja", "zh"),
        Lengths(
            stub=5,
            short=8,
            enough=8,
            comfortable=90,
            longest=120,
            shortest_highlight=15,
            longest_highlight=115,
        ),
    ),
    # Two letters of an alphabet are about one syllable.
    "ko": Lengths(
        stub=20,
        short=30,
        enough=55,
        comfortable=110,
        longest=160,
        shortest_highlight=24,
        longest_highlight=150,
    ),
    # A sentence is only what stands between two spaces, often a few words.
    **dict.fromkeys(
        ("th", "lo"),
        Lengths(
            stub=40,
            short=50,
            enough=80,
            comfortable=160,
            longest=240,
            shortest_highlight=40,
            longest_highlight=230,
            sentences=8,
        ),
    ),
}


def lengths(language: Language) -> Lengths:
    """Return the lengths of quotes in a language."""
    return _BY_CODE.get(language.code, ALPHABETIC)
