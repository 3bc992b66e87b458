"""Describe a card in words, for members who do not see it."""

from bot.cards.card import Card, plain
from bot.translation import gettext as _

LIMIT = 1_024
"""The most characters that Discord takes as the description of a file."""


def describe(card: Card) -> str:
    """Return the alt text of a card, in the language of the context, of at most 1,024 characters.

    It has all the words where they fit, who speaks, the episode and the moment.
    """
    words = " ".join(_spoken(card, number) for number in range(len(card.turns)))
    around = _sentence(card, "")
    return _sentence(card, _shortened(words, LIMIT - len(around)))[:LIMIT]


def _spoken(card: Card, number: int) -> str:
    turn = card.turns[number]
    words = plain(turn.display)
    if len(card.turns) == 1:
        return words
    return f"{_name(turn.speaker)}: {words}" if turn.speaker else f"– {words}"


def _sentence(card: Card, words: str) -> str:
    quote = _("A picture of a quote: “{words}”").format(words=words)
    speaker = _("Said by {speaker}.").format(speaker=_name(card.speaker)) if card.speaker else ""
    places = (card.episode, card.position, card.show)
    source = ", ".join(_name(place) for place in places if place)
    return " ".join(part for part in (quote, speaker, source and f"{source}.") if part)


def _name(text: str | None) -> str:
    return _shortened(plain(text or ""), 200)


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    return f"{cut.rpartition(' ')[0] or cut}…"
