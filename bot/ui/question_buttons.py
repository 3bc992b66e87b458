"""The page of `/ask` with its buttons, which keep their state in custom ids."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.models import Answer, Hit
from bot.ui import questions, quotes
from bot.ui.context_buttons import Context
from bot.ui.layout import Page
from bot.ui.quote_buttons import send_miss
from bot.ui.responses import answer

_Interaction = discord.Interaction[Any]


def passages_page(question: str, hits: Sequence[Hit], *, sure: bool = True) -> Page:
    """Build the page of the passages that answer a question, with a context button for each."""
    cores = [hit.match.quote for hit in hits[: questions.PASSAGES]]
    numbered = len(cores) > 1
    items = tuple(
        Context(core, label=f"Context {number}" if numbered else "Context")
        for number, core in enumerate(cores, start=1)
    )
    return questions.passages(question, hits, sure=sure, buttons=items)


async def send_guesses(
    interaction: _Interaction, question: str, result: Answer, *, private: bool
) -> None:
    """Show the passages that may answer a question, or say that nothing is close.

    They are public only if the first is more likely right than wrong, and `private` is not set.
    """
    plausible = questions.shown(result.hits)
    if not plausible:
        await send_miss(interaction, question, result)
        return
    await answer(
        interaction,
        lambda: passages_page(question, plausible, sure=False).headed(quotes.UNSURE_NOTE),
        private=private or not plausible[0].match.likely,
    )
