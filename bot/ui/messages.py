"""Build the answers to messages, and recognise the quote that a message of the bot shows."""

from collections.abc import Sequence

import discord
from discord.ui import LayoutView, View

from bot.models import Hit
from bot.translation import format_number
from bot.translation import gettext as _
from bot.ui import context_buttons, custom_ids, layout, location, quote_buttons, spoken
from bot.ui.layout import Page

_EXCERPT = 600


def referenced(hits: Sequence[Hit]) -> Page:
    """Show the lines at the moments that a message refers to."""
    if len(hits) == 1:
        return quote_buttons.quote_page(hits[0], [hits[0].match.quote], index=0)
    blocks: list[layout.Block] = []
    for hit in hits:
        said = spoken.block_quote(hit.match, _EXCERPT, hidden=hit.episode.spoiler)
        blocks.append(f"{said}\n{location.source(hit, named=True)}")
    buttons = [
        context_buttons.Context(
            hit.match.quote, label=_("Context {number}").format(number=format_number(number))
        )
        for number, hit in enumerate({hit.match.quote: hit for hit in hits}.values(), 1)
    ]
    return layout.page(*blocks, buttons=buttons)


def shown_quote(message: discord.Message) -> str | None:
    """Return the id of the quote that a message shows, which its buttons tell."""
    kind = LayoutView if message.flags.components_v2 else View
    for item in kind.from_message(message).walk_children():
        custom_id = str(getattr(item, "custom_id", None) or "")
        found = custom_ids.CONTEXT.fullmatch(custom_id) or custom_ids.POSTED.fullmatch(custom_id)
        if found:
            return found["quote"]
    return None
