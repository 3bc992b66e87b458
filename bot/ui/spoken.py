"""Show who speaks: a turn has its speaker's name before it, or a dash where that is not known."""

from collections.abc import Callable

from bot.models import Match, SpokenTurn
from bot.ui import text

_NAME = 80
_LEAST = 20
"""In characters: a turn of which less fits is left out."""

_ISOLATED = 2
"""The characters that isolate a line from right to left."""


def marked(turn: SpokenTurn, *, escape: Callable[[str], str] = text.escape) -> str:
    """Escape a turn, with its speaker's name before it, or a dash where it is not known."""
    return f"{_mark(turn.speaker)}{escape(turn.display)}"


def block_quote(
    match: Match,
    limit: int,
    *,
    hidden: bool = False,
    escape: Callable[[str], str] = text.escape,
) -> str:
    """Format an excerpt as a block quote; if it has several turns, each is a line with its speaker.

    Turns at the end that do not fit are left out. `escape` escapes words, and may emphasise them.
    """
    if not match.turns:
        return text.block_quote(match.display, limit, hidden=hidden, escape=escape)
    lines: list[str] = []
    left = limit - len("> ||||") - _ISOLATED
    for turn in match.turns:
        if lines and left < len(_mark(turn.speaker)) + _LEAST:
            break
        lines.append(marked(turn, escape=escape))
        left -= len(lines[-1]) + len("||\n> ||") + _ISOLATED
    return text.quote_lines(lines, limit, hidden=hidden)


def _mark(speaker: str | None) -> str:
    return f"**{text.escaped(speaker, _NAME)}:** " if speaker else "\u2013 "
