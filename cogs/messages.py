"""What the bot does with a message: two commands for any message, and answers to mentions."""

from time import monotonic
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot import moments
from bot.client import PullquoteBot
from bot.command_tree import storage_sentence
from bot.connection_errors import FAILED_REQUEST
from bot.errors import (
    NotFoundError,
    SearchError,
    StoreUnavailableError,
    TooOftenError,
    describe_error,
)
from bot.library.naming import episodes_named
from bot.library.quoted import find_quoted
from bot.models import Hit, Scope
from bot.patience import OF_A_MEMBER, limit_patience
from bot.references import current_reference, new_reference
from bot.text.moment_references import MomentReference, find_references
from bot.translation import ENGLISH, N_, speaking
from bot.translation import gettext as _
from bot.ui import (
    clean_query,
    custom_ids,
    errors,
    layout,
    messages,
    question_buttons,
    questions,
    quote_buttons,
    quotes,
)
from bot.ui.extras import extras_of, public_extras
from bot.ui.layout import Page
from bot.ui.responses import answer, language_of_server, server_of
from cogs.scope import resolve_scope

_WORDS = 200
"""Characters of a message that are shown again."""
_REFERENCES = 3
"""References of one message that are answered."""

NO_WORDS = N_("There are no words in this message to look for: choose one with text.")
NO_MOMENT = N_(
    "I found no line at that moment. Write it as [show 12 @ 12:14], with an episode that has times."
)
HOW_TO_ASK = N_(
    "Write the words you remember after my name, or a moment as [show 12 @ 12:14]. "
    "`/help` shows what else you can ask."
)

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Messages(commands.Cog):
    """Find what messages quote, and answer those that mention the bot."""

    def __init__(self, bot: PullquoteBot) -> None:
        self.bot = bot
        self.library = bot.library
        self._menus = (
            app_commands.ContextMenu(name="Find this in the podcast", callback=self.find),
            app_commands.ContextMenu(name="More like this", callback=self.similar),
        )

    async def cog_load(self) -> None:
        """Add the commands for messages, which a cog does not add by itself."""
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Remove the commands for messages."""
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    async def find(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Find the line that a message quotes, and show it in private."""
        scope = await resolve_scope(self.library, interaction, episode=None)
        own = await self._own_quote(interaction, message)
        if own is not None:
            extras = await extras_of(interaction, own, private=True)
            await answer(
                interaction,
                lambda: quote_buttons.quote_page(own, [own.match.quote], index=0, extras=extras),
                private=True,
            )
            return
        words = _words(message)
        found = await find_quoted(self.library, words, scope, limit=custom_ids.QUOTES)
        if found.confidence == "none" or not found.hits:
            await quote_buttons.send_miss(interaction, words[:_WORDS], found)
        else:
            kept = [hit.match.quote for hit in quotes.paged(found.hits)]
            extras = await extras_of(interaction, found.hits[0], private=True)
            await answer(
                interaction,
                lambda: quote_buttons.quote_page(found.hits[0], kept, index=0, extras=extras),
                private=True,
            )

    async def similar(
        self, interaction: discord.Interaction[Any], message: discord.Message
    ) -> None:
        """Show passages about the same as a message, in private."""
        scope = await resolve_scope(self.library, interaction, episode=None)
        own = await self._own_quote(interaction, message)
        words = own.match.display if own else _words(message)
        found = await self.library.ask(words[:_WORDS], scope, limit=2 * questions.PASSAGES)
        others = [hit for hit in found.hits if own is None or hit.match.quote != own.match.quote]
        if not others:
            await quote_buttons.send_miss(interaction, words[:_WORDS], found)
        else:
            await answer(
                interaction,
                lambda: question_buttons.passages_page(words[:_WORDS], others),
                private=True,
            )

    async def _own_quote(
        self, interaction: discord.Interaction[Any], message: discord.Message
    ) -> Hit | None:
        """Return the quote that a message of this bot shows; None for any other message."""
        if self.bot.user is None or message.author.id != self.bot.user.id:
            return None
        quote_id = messages.shown_quote(message)
        if quote_id is None:
            return None
        (hit,) = await self.library.hits([quote_id], server=server_of(interaction))
        if hit is None:
            raise NotFoundError(_(errors.REMOVED))
        return hit

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that mentions the bot, or that is sent to it."""
        if message.author.bot or not self._is_for_us(message):
            return
        guild, begun = message.guild, monotonic()
        new_reference()
        self.library.pin()
        limit_patience(OF_A_MEMBER)
        outcome = "answered"
        with speaking(language_of_server(self.bot, guild.id) if guild else ENGLISH):
            try:
                page = await self._answer(message, Scope(server=guild.id if guild else None))
            except Exception as error:  # noqa: BLE001 - discord.py would log it and answer nothing
                outcome = "failed"
                _log.error("mention failed", exc_info=error)
                page = layout.sentence(errors.unexpected_sentence(current_reference()))
        if page is None:
            return
        try:
            await message.reply(view=page.view(), mention_author=False)
        except FAILED_REQUEST as error:
            _log.info("answer to a mention refused", why=describe_error(error))
        else:
            _log.info("mention", outcome=outcome, ms=round(1000 * (monotonic() - begun)))

    async def _answer(self, message: discord.Message, scope: Scope) -> Page | None:
        """Return what to answer; once that it was too much at once, and then None."""
        seconds = self.bot.cooldowns.take("mention", message.author.id)
        if seconds:
            return self._wait(message, seconds)
        # What is not answered does not count: one member cannot silence the bot for others.
        if self.bot.cooldowns.take("channel", message.channel.id):
            return None
        try:
            return await self._reply(message, scope)
        except TooOftenError as error:
            return self._wait(message, error.seconds)
        except (StoreUnavailableError, SearchError) as error:
            return layout.sentence(storage_sentence(self.bot.failures, error))

    def _wait(self, message: discord.Message, seconds: float) -> Page | None:
        """Ask a member to wait, unless that was said just now."""
        cooldowns = self.bot.cooldowns
        if cooldowns.take("told", message.author.id):
            return None
        return layout.sentence(errors.too_often_sentence(seconds))

    def _is_for_us(self, message: discord.Message) -> bool:
        """Return whether a message is written to the bot; a mere reply to it is not."""
        me = self.bot.user
        return message.guild is None or (me is not None and me.mention in message.content)

    async def _reply(self, message: discord.Message, scope: Scope) -> Page:
        references = find_references(message.content)
        if references:
            found = [await self._at(one, scope) for one in references[:_REFERENCES]]
            hits = [hit for hit in found if hit is not None]
            return messages.referenced(hits) if hits else layout.sentence(_(NO_MOMENT))
        words = clean_query.clean_query(message.content)
        if not words:
            return layout.sentence(_(HOW_TO_ASK))
        result = await find_quoted(self.library, words, scope, limit=custom_ids.QUOTES)
        if result.confidence == "none" or not result.hits:
            tried = quote_buttons.suggestions(result.suggestions)
            return layout.sentence(quotes.missed(words[:_WORDS], result), tried)
        kept = [hit.match.quote for hit in quotes.paged(result.hits)]
        extras = await public_extras(self.bot, result.hits[0], server=scope.server)
        return quote_buttons.quote_page(result.hits[0], kept, index=0, extras=extras)

    async def _at(self, reference: MomentReference, scope: Scope) -> Hit | None:
        """Return the line at a moment; None if no episode, or more than one, is named so."""
        named = episodes_named(reference.episode, await self.library.episodes(scope))
        if len(named) != 1:
            return None
        ms = moments.transcript_ms(named[0].show, reference.seconds)
        return await self.library.at(named[0], ms=ms, server=scope.server)


def _words(message: discord.Message) -> str:
    """Return the words of a message, or of its embeds; NotFoundError if it has none."""
    texts = [message.content, *(embed.description or "" for embed in message.embeds)]
    words = next((words for words in map(clean_query.clean_query, texts) if words), "")
    if not words:
        raise NotFoundError(_(NO_WORDS))
    return words


async def setup(bot: PullquoteBot) -> None:
    """Add the commands and the listener to the bot."""
    await bot.add_cog(Messages(bot))
