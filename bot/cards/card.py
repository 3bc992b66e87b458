"""What a quote card says: the words, who speaks, and where they are from."""

import re
import unicodedata
from dataclasses import dataclass

from bot.cards.colours import show_colour
from bot.models import Hit, SpokenTurn

LONGEST = 1_400
"""The most characters of words on one card, of which a wide one (漢) counts as two.

More would be too small to read.
"""

_MOST_TURNS = 12
_SOURCE_LENGTH = 300
_MOST_MARKS = 4
_SPACES = re.compile(r"(?:[^\S\xa0\u202f]|[\x00-\x1f\x7f-\x9f])+")
_NO_BREAK = str.maketrans("\u202f", "\xa0")
"""A narrow space is drawn as a common one: few fonts have it. No line ends at either."""
_JOINERS = "\u200c\u200d"
"""They change how letters around them are written, so they are kept."""


@dataclass(frozen=True, slots=True)
class Card:
    """A quote to draw: equal cards are the same picture.

    `turns` has the words as displayed, one turn or several; `speaker` is None where it is not sure.
    `episode`, `position` ("at 12:14") and `show` stand beneath; an empty one is left out. `colour`
    is the show's, as 0xRRGGBB. `language` is a code of ISO 639-1, "" where it is unknown.
    """

    turns: tuple[SpokenTurn, ...]
    show: str
    episode: str = ""
    position: str = ""
    colour: int = 0x1F3A4D
    language: str = ""

    @property
    def words(self) -> str:
        """Return the words of all turns, a turn a line."""
        return "\n".join(turn.display for turn in self.turns)

    @property
    def speaker(self) -> str | None:
        """Return the speaker of a card of one turn."""
        return self.turns[0].speaker if len(self.turns) == 1 else None

    @property
    def acceptable(self) -> bool:
        """Whether it has words, no more than can be read, and no heaps of combining marks."""
        words = self.words
        return (
            0 < _length(words) <= LONGEST
            and len(self.turns) <= _MOST_TURNS
            and all(any(map(str.isalnum, turn.display)) for turn in self.turns)
            and not any(map(_heaped, (words, *self.source)))
        )

    @property
    def source(self) -> tuple[str, ...]:
        """Return the texts that are not the quote itself: show, episode, position, speakers."""
        speakers = (turn.speaker or "" for turn in self.turns)
        return tuple(
            text[:_SOURCE_LENGTH] for text in (self.show, self.episode, self.position, *speakers)
        )


def quote_card(hit: Hit, *, position: str) -> Card:
    """Return the card of a hit; `position` says in plain text where it is, such as "at 12:14".

    A show whose title says nothing beside that of the episode is left out.
    """
    match, episode, show = hit.match, hit.episode, hit.episode.show
    named = show.title != show.slug and show.title.casefold() not in episode.title.casefold()
    return Card(
        match.turns or (SpokenTurn(match.speaker, match.display),),
        show=show.title if named else "",
        episode=episode.title,
        position=position,
        colour=show_colour(show.slug) if show.colour is None else show.colour,
        language=episode.language,
    )


def plain(text: str) -> str:
    """Return a text without control characters and invisible ones, with single spaces.

    The words and their order stay; letters and accents are composed (NFC).
    """
    shown = "".join(char for char in text if unicodedata.category(char) != "Cf" or char in _JOINERS)
    spaced = _SPACES.sub(" ", shown).translate(_NO_BREAK).strip()
    return unicodedata.normalize("NFC", spaced)


def _length(text: str) -> int:
    if len(text) > LONGEST:
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _heaped(text: str) -> bool:
    """Return whether more marks stand on one letter than any language writes."""
    run = 0
    for char in unicodedata.normalize("NFC", text):
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if run > _MOST_MARKS:
            return True
    return False
