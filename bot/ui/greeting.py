"""Build the message by which the bot introduces itself to a server."""

from bot.models import Hit
from bot.translation import gettext as _
from bot.ui import layout, quote_buttons, quotes
from bot.ui.layout import Page
from bot.ui.setup_buttons import SetUp

_LINE = 600
"""Characters of the example."""


def greeting_page(hit: Hit | None) -> Page:
    """Say what the bot does, with a button to set it up, and show a line if one is given."""
    words = _(
        "I find the line of a podcast that you half remember, and what was said about a subject: "
        "word for word, with its episode and its place. Once a day I post a line worth reading, "
        "if you want."
    )
    managers = _("Whoever manages this server sets me up with the button; that takes two minutes.")
    members = _("`/help` shows what everybody can ask.")
    if hit is None:
        managers = f"{managers} {_('Transcripts are added with `/library add`.')}"
    greeting = layout.page(words, f"{managers}\n{members}", title=_("Hello!"), buttons=(SetUp(),))
    if hit is None:
        return greeting
    line = quotes.quote(
        hit, above=_("For example"), below=quote_buttons.line_buttons(hit), longest=_LINE
    )
    return Page((*greeting.items, *line.items))
