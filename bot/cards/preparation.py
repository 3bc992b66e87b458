"""Prepare a card: every text as it is drawn, or nothing where one of them cannot be."""

from dataclasses import replace

from bot.cards.card import Card, plain
from bot.cards.fonts import Fonts
from bot.models import SpokenTurn


def prepared(card: Card, fonts: Fonts) -> Card | None:
    """Return a card with texts that fonts can draw, None where a letter has no font.

    Of the words nothing is left out. Titles and names lose signs that no font has, emoji mostly.
    """
    if not card.acceptable or not fonts.covers(plain(card.words)):
        return None
    if any(char.isalnum() for text in card.source for char in fonts.missing(plain(text))):
        return None
    show, episode, position, *speakers = (_shown(text, fonts) for text in card.source)
    turns = (
        SpokenTurn(speaker or None, plain(turn.display))
        for speaker, turn in zip(speakers, card.turns, strict=True)
    )
    return replace(card, turns=tuple(turns), show=show, episode=episode, position=position)


def _shown(text: str, fonts: Fonts) -> str:
    missing = fonts.missing(plain(text))
    return plain("".join(char for char in plain(text) if char not in missing))
