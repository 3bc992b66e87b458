"""The bot on Discord: its services, its commands, its buttons and what it listens to."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.application import check_application
from bot.cards.service import Cards
from bot.command_names import CommandTranslator
from bot.command_tree import CommandTree, filter_choice_errors, log_end
from bot.connecting import ConnectingBot, Connection
from bot.cooldowns import Cooldowns
from bot.curation import Curation
from bot.daily.service import DailyService
from bot.departures import Departures
from bot.feeds.service import FeedService
from bot.library import Library
from bot.listed_servers import ListedServers
from bot.members import Members
from bot.own_messages import OwnMessages
from bot.registration import NoteStore, register
from bot.runtime.failures import Failures
from bot.servers import Servers
from bot.ui import (
    alerts,
    card_buttons,
    context_buttons,
    correction_buttons,
    daily_buttons,
    library_buttons,
    member_buttons,
    mistakes,
    modals,
    passage_buttons,
    posted,
    privacy,
    question_buttons,
    quote_buttons,
    saved,
    setup_buttons,
    summary_buttons,
    template_modal,
    top,
    topic_buttons,
)
from bot.ui import help as guide
from bot.uploads import Uploads

COMMAND_MODULES = (
    "cogs.quotes",
    "cogs.topics",
    "cogs.summaries",
    "cogs.questions",
    "cogs.daily",
    "cogs.doctor",
    "cogs.library",
    "cogs.messages",
    "cogs.saved",
    "cogs.alerts",
    "cogs.top",
    "cogs.privacy",
    "cogs.help",
    "cogs.setup",
    "cogs.greeting",
    "cogs.departures",
)

BUTTONS = (
    *quote_buttons.BUTTONS,
    *card_buttons.BUTTONS,
    *context_buttons.BUTTONS,
    *passage_buttons.BUTTONS,
    *question_buttons.BUTTONS,
    *topic_buttons.BUTTONS,
    *summary_buttons.BUTTONS,
    *posted.BUTTONS,
    *library_buttons.BUTTONS,
    *daily_buttons.BUTTONS,
    *guide.BUTTONS,
    *correction_buttons.BUTTONS,
    *mistakes.BUTTONS,
    *member_buttons.BUTTONS,
    *saved.BUTTONS,
    *alerts.BUTTONS,
    *top.BUTTONS,
    *privacy.BUTTONS,
    *setup_buttons.BUTTONS,
)
"""The classes of all buttons and menus, which old messages have too."""

SUBMISSIONS = (
    *correction_buttons.SUBMISSIONS,
    *question_buttons.SUBMISSIONS,
    *setup_buttons.SUBMISSIONS,
    *template_modal.SUBMISSIONS,
)
"""The handlers of all modals."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class ClientObserver(Protocol):
    """Is told of what a client receives and sends; it returns at once and never raises."""

    @property
    def http_trace(self) -> aiohttp.TraceConfig:
        """Return what is called for every request to Discord."""
        ...

    def dispatched(self, event: str, args: tuple[Any, ...]) -> None:
        """Take note of an event, before its listeners are called."""


class PullquoteBot(ConnectingBot):
    """The bot that serves a library on Discord."""

    def __init__(  # noqa: PLR0913 - each is a service that some command needs
        self,
        library: Library,
        *,
        notes: NoteStore,
        clock: Callable[[], datetime],
        daily: DailyService | None = None,
        curation: Curation | None = None,
        members: Members | None = None,
        servers: Servers | None = None,
        uploads: Uploads | None = None,
        feeds: FeedService | None = None,
        cards: Cards | None = None,
        site: str = "",
        failures: Failures | None = None,
        connection: Connection | None = None,
        mentions: bool = True,
        departures: Departures | None = None,
        cooldowns: Cooldowns | None = None,
        observer: ClientObserver | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.library = library
        self.clock = clock
        self.daily = daily
        self.curation = curation
        self.members = members
        self.servers = servers
        self.departures = departures
        self.uploads = uploads
        self.feeds = feeds
        self.cards = cards
        self.site = site
        self.cooldowns = cooldowns or Cooldowns()
        self.own_messages = OwnMessages()
        self._notes = notes
        self._observer = observer
        super().__init__(
            connection or Connection(),
            failures=failures or Failures(clock=clock),
            sleep=sleep,
            help_command=None,
            tree_cls=CommandTree,
            # Of messages, Discord sends the words only where the bot is mentioned, and in DMs.
            intents=discord.Intents(guilds=True, guild_messages=mentions, dm_messages=mentions),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            max_messages=None,
            http_trace=observer.http_trace if observer else aiohttp.TraceConfig(),
        )
        self.listed = ListedServers(self)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell the log and the observer of an event at once, then call its listeners."""
        log_end(event_name, args)
        if self._observer is not None:
            self._observer.dispatched(event_name, args)
        super().dispatch(event_name, *args, **kwargs)

    async def setup_hook(self) -> None:
        """Load the commands and buttons, and register the commands if they have changed.

        Raises SettingsError, before anything is told to Discord, for the token of an application
        that the library does not know.
        """
        if self.application_id is not None:
            await check_application(self.application_id, notes=self._notes)
        await super().setup_hook()
        # discord.py handles errors of autocomplete itself, and only logs them.
        logging.getLogger("discord.app_commands.tree").addFilter(filter_choice_errors)
        if self.servers is not None:
            await self.servers.refresh()
        if not self.cogs:
            await self.add_commands()
        self.add_dynamic_items(*BUTTONS)
        await self.tree.set_translator(CommandTranslator())
        async with self._connecting.registering():
            await register(self, notes=self._notes, force=False)

    async def add_commands(self) -> None:
        """Add the commands and listeners.

        Their modules are imported as any others: an extension would run them anew for each bot.
        """
        for name in COMMAND_MODULES:
            await import_module(name).setup(self)

    async def on_ready(self) -> None:
        """Log that the bot is connected."""
        _log.info("ready", user=str(self.user), servers=len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        """Note the bot's own messages; read no commands in others, which a cog answers."""
        if self.user is not None and message.author.id == self.user.id:
            self.own_messages.note(message)

    async def on_interaction(self, interaction: discord.Interaction[Any], /) -> None:
        """Answer the modals, which discord.py forgets; commands and presses it answers itself."""
        if interaction.type is discord.InteractionType.modal_submit:
            await modals.answer_modal(interaction, SUBMISSIONS)
