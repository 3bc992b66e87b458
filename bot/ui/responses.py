"""Answer an interaction: in public, in private, or by editing the message."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from discord.ui import LayoutView, View

from bot.errors import TooOftenError
from bot.models import Scope
from bot.patience import OF_A_MEMBER, limit_patience
from bot.references import new_reference
from bot.translation import ENGLISH, speaking, supported_language, use_language
from bot.translation import gettext as _
from bot.ui import errors
from bot.ui.deferrals import defer_when_late, end_deferral, make_private
from bot.ui.installation import is_installed, server_of
from bot.ui.layout import Page
from bot.ui.requests import note_begin, note_handler, uses_of


async def handle(
    interaction: discord.Interaction[Any], name: str, work: Callable[[], Awaitable[None]]
) -> None:
    """Answer a press or a modal in the member's language; pass errors on, as commands do."""
    try:
        note_handler(interaction, name)
        begin_answer(interaction)
        limit_use(interaction)
        await work()
    except Exception as error:  # noqa: BLE001 - discord.py would log it and answer nothing
        await interaction.client.tree.on_error(interaction, error)
    else:
        interaction.client.dispatch("interaction_end", interaction, "answered")


def begin_answer(interaction: discord.Interaction[Any]) -> None:
    """Use the member's language, read one state of the library, and wait for nothing for long.

    An answer that is late all the same is deferred. What is logged from now on carries a reference.
    """
    new_reference()
    note_begin(interaction)
    use_language(language_of(interaction, private=True))
    limit_patience(OF_A_MEMBER)
    interaction.client.library.pin()
    defer_when_late(interaction)


def limit_use(interaction: discord.Interaction[Any]) -> None:
    """Count a use by a member; raise TooOftenError where it is one too many."""
    # Of nobody if Discord does not say whose it is: it is refused later, and all together here.
    cooldowns, member = interaction.client.cooldowns, getattr(interaction.user, "id", 0)
    for use in uses_of(interaction):
        seconds = cooldowns.take(use, member)
        if seconds:
            raise TooOftenError(seconds)


def scope_of(
    interaction: discord.Interaction[Any],
    *,
    episode: str | None = None,
    speaker: str | None = None,
) -> Scope:
    """Return the scope of an interaction, in one episode or by one speaker if given."""
    return Scope(server=server_of(interaction), episode=episode, speaker=speaker)


def language_of(interaction: discord.Interaction[Any], *, private: bool) -> str:
    """Return the language of an answer: the member's if it is private, else the server's."""
    if private:
        return supported_language(str(interaction.locale))
    chosen = chosen_language(interaction.client, server_of(interaction))
    return chosen or supported_language(str(interaction.guild_locale or interaction.locale))


def language_of_server(client: Any, server: int) -> str:
    """Return the language of what the bot posts in a server by itself."""
    guild: discord.Guild | None = client.get_guild(server)
    locale = str(guild.preferred_locale) if guild else ENGLISH
    return chosen_language(client, server) or supported_language(locale)


def chosen_language(client: Any, server: int | None) -> str | None:
    """Return the language that the managers of a server chose; None for Discord's own setting."""
    servers = getattr(client, "servers", None)
    chosen = servers.get(server).language if servers else None
    return supported_language(chosen) if chosen else None


async def answer(
    interaction: discord.Interaction[Any], build: Callable[[], Page], *, private: bool
) -> None:
    """Answer with the page that `build` returns, which it builds in the language of the answer."""
    with speaking(language_of(interaction, private=private)):
        page = build()
    await _send(interaction, private=private, view=page.view(), files=list(page.files))


async def ask(interaction: discord.Interaction[Any], modal: discord.ui.Modal) -> None:
    """Open a modal, or ask for another try where an answer was deferred: it has to be the first."""
    await end_deferral(interaction)
    if interaction.response.is_done():
        await _send(interaction, private=True, content=_(errors.FORM_LATE))
    else:
        await interaction.response.send_modal(modal)


async def turn_page(interaction: discord.Interaction[Any], build: Callable[[], Page]) -> None:
    """Edit the message for the member who asked; send others a private copy."""
    message = interaction.message
    if not _is_requester(interaction) or message is None:
        await answer(interaction, build, private=True)
        return
    with speaking(language_of(interaction, private=message.flags.ephemeral)):
        page = build()
    await replace_message(interaction, page)


def is_turned_privately(interaction: discord.Interaction[Any]) -> bool:
    """Return whether only the member who pressed a button will see the page that it turns to."""
    message = interaction.message
    return message is None or message.flags.ephemeral or not _is_requester(interaction)


def may_share(interaction: discord.Interaction[Any]) -> bool:
    """Return whether a member may post in the channel through the bot; nobody can in a DM."""
    if interaction.guild_id is None:
        return False
    rights = interaction.permissions
    thread = isinstance(interaction.channel, discord.Thread)
    writes = rights.send_messages_in_threads if thread else rights.send_messages
    # Without this right Discord shows what a bot answers that only the member has installed to
    # nobody else.
    return writes and (is_installed(interaction) or rights.use_external_apps)


async def replace_message(interaction: discord.Interaction[Any], page: Page) -> None:
    """Replace the message of a pressed button by a page."""
    message = interaction.message
    # What earlier versions sent becomes a layout, which has neither content nor embeds.
    old: dict[str, Any] = {"content": None, "embeds": []}
    if message is not None and message.flags.components_v2:
        old = {}
    await edit_message(interaction, page.view(), **old)


async def edit_message(
    interaction: discord.Interaction[Any], view: View | LayoutView, **changes: Any
) -> None:
    """Edit the message of a pressed button to show a view."""
    await end_deferral(interaction)
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view, **changes)
    else:
        await interaction.response.edit_message(view=view, **changes)


async def send_private(
    interaction: discord.Interaction[Any], sentence: str, page: Page | None = None
) -> None:
    """Send a sentence in private, with a page below it; a follow-up if there was an answer."""
    if page is not None:
        await answer(interaction, lambda: page.headed(sentence), private=True)
        return
    await _send(interaction, private=True, content=sentence)


async def send_files(
    interaction: discord.Interaction[Any], sentence: str, files: Sequence[discord.File]
) -> None:
    """Send files in private, below a sentence."""
    await _send(interaction, private=True, content=sentence, files=files)


async def _send(interaction: discord.Interaction[Any], *, private: bool, **message: Any) -> None:
    """Send a message as the first answer, or after it."""
    await end_deferral(interaction)
    if not interaction.response.is_done():
        await interaction.response.send_message(**message, ephemeral=private)
        return
    if private:
        await make_private(interaction)
    await interaction.followup.send(**message, ephemeral=private)


def _is_requester(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the member who pressed a button is the one who used the command."""
    message = interaction.message
    origin = message.interaction_metadata if message else None
    return origin is not None and origin.user.id == interaction.user.id
