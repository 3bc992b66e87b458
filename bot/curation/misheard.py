"""The misheard names of an episode: who corrected them, and how often they are said. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.curation.inputs import on_one_line
from bot.errors import LibraryError
from bot.models import EpisodeNames, NameCorrection
from bot.text.tokens import words
from bot.translation import gettext as _

LONGEST_NAME: Final = 80
"""In characters, of either form."""


@dataclass(frozen=True, slots=True)
class MisheardName:
    """A misheard name with its right form, and how often the transcript has it.

    `given` are those that people added; the others are the guide's.
    """

    misheard: str
    right: str
    times: int
    given: bool


def list_names(names: EpisodeNames, text: str) -> tuple[MisheardName, ...]:
    """Return the corrections that hold in an episode, those of people first, given its text."""
    # Doubled spaces, so that neighbours do not share one: "ha ha ha" has "ha" three times.
    said = f" {_folded(text).replace(' ', '  ')} "
    given = {_folded(one.misheard) for one in names.given}
    guide = (one for one in names.guide if _folded(one.misheard) not in given)
    return (*_counted(names.given, said, given=True), *_counted(guide, said, given=False))


def checked_correction(
    misheard: str, right: str, *, names: EpisodeNames, text: str
) -> NameCorrection:
    """Return a correction with its forms on one line; raise LibraryError if it would do nothing.

    Two equal forms only take back what the guide has for that name.
    """
    correction = NameCorrection(_checked(misheard), _checked(right))
    said = _folded(correction.misheard)
    if said == _folded(correction.right):
        if all(_folded(one.misheard) != said for one in names.guide):
            raise LibraryError(
                _("“{name}” is found by both forms already.").format(name=correction.misheard)
            )
    elif f" {said} " not in f" {_folded(text)} ":
        raise LibraryError(
            _("“{name}” is not in this episode: give the name as its transcript has it.").format(
                name=correction.misheard
            )
        )
    return correction


def _counted(names: Iterable[NameCorrection], said: str, *, given: bool) -> Iterator[MisheardName]:
    for one in names:
        times = said.count(f" {_folded(one.misheard).replace(' ', '  ')} ")
        yield MisheardName(one.misheard, one.right, times, given)


def _checked(text: str) -> str:
    name = on_one_line(text)
    if len(name) > LONGEST_NAME or not name.isprintable() or not words(name):
        raise LibraryError(
            _("A name has 1 to {most} characters, on one line, and a word at least.").format(
                most=LONGEST_NAME
            )
        )
    return name


def _folded(text: str) -> str:
    return " ".join(words(text))
