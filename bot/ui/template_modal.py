"""The modal of `/daily wording`: the texts of a server's managers, with their placeholders."""

import re
from collections.abc import Mapping
from typing import Any

import discord
from discord.ui import TextInput

from bot.errors import LibraryError
from bot.translation import gettext as _
from bot.ui import custom_ids, modals, templates
from bot.ui.daily_buttons import post_page
from bot.ui.managers import managing_server
from bot.ui.modals import SubmitHandler
from bot.ui.responses import send_private
from bot.ui.templates import TEMPLATES, Template

_Interaction = discord.Interaction[Any]


async def ask_for_texts(interaction: _Interaction, known: Mapping[str, str]) -> None:
    """Ask for all texts at once; an empty one stands for the bot's own."""
    await modals.open_modal(
        interaction,
        title=_("Wording of the posts"),
        custom_id=custom_ids.TEXTS.pattern,
        fields=[
            modals.labelled(
                _(one.label), _input(one, known.get(one.name, "")), templates.listed(one)
            )
            for one in TEMPLATES
        ],
    )


async def _submit(
    interaction: _Interaction, _match: re.Match[str], typed: Mapping[str, str]
) -> None:
    """Keep the texts unless one of them is wrong, and show the next post with them."""
    server, daily = managing_server(interaction), interaction.client.daily
    problems = (templates.problem_of(typed.get(one.name, ""), one) for one in TEMPLATES)
    if problem := next(filter(None, problems), ""):
        raise LibraryError(problem)
    await daily.set_templates(server, {one.name: typed.get(one.name, "") for one in TEMPLATES})
    upcoming = await daily.next(server)
    await send_private(interaction, templates.template_note(typed), post_page(upcoming))


SUBMISSIONS = (SubmitHandler(custom_ids.TEXTS, _submit),)
"""The handlers of the modals, which the client asks."""


def _input(template: Template, known: str) -> TextInput[Any]:
    long = template.longest > 100  # noqa: PLR2004 - a title is one line
    return TextInput(
        custom_id=template.name,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        default=known or None,
        required=False,
        max_length=template.longest,
    )
