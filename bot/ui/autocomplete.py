"""Build the choices of autocomplete."""

from collections.abc import Iterable

from discord import app_commands

from bot.models import Suggestion
from bot.ui import text

MAX_CHOICES = 25


def to_choices(suggestions: Iterable[Suggestion]) -> list[app_commands.Choice[str]]:
    """Return suggestions as choices that Discord accepts: at most 25, of 1 to 100 characters."""
    fitting = (
        app_commands.Choice(name=text.label(one.name, text.CHOICE), value=one.value)
        for one in suggestions
        if text.plain(one.name) and 0 < len(one.value) <= text.CHOICE
    )
    return list(fitting)[:MAX_CHOICES]
