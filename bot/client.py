"""The Discord client: it is given the library and the daily service, and reports every error."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import AbstractAsyncContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import aiohttp
import discord
import structlog
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import steady_discord
from bot.cards.service import Cards
from bot.clusters.identify import GatewayLimits, Identifies
from bot.command_names import CommandTranslator
from bot.cooldowns import Cooldowns
from bot.curation import Curation
from bot.daily.service import DailyService
from bot.departures import Departures
from bot.errors import (
    DiscordError,
    PullquoteError,
    SearchError,
    SettingsError,
    StoreError,
    StoreUnavailableError,
    TooOftenError,
    describe_error,
)
from bot.feeds.service import FeedService
from bot.library import Library
from bot.listed_servers import ListedServers
from bot.members import Members
from bot.own_messages import OwnMessages
from bot.references import current_reference
from bot.runtime.failures import Failures
from bot.servers import Servers
from bot.shards import Shards
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui import (
    alerts,
    card_buttons,
    context_buttons,
    correction_buttons,
    daily_buttons,
    errors,
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
from bot.ui.requests import handler_of, kind_of, milliseconds
from bot.ui.responses import begin_answer, limit_use, send_private
from bot.uploads import Uploads

EXTENSIONS = (
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

SUBMISSIONS = (
    *correction_buttons.SUBMISSIONS,
    *question_buttons.SUBMISSIONS,
    *setup_buttons.SUBMISSIONS,
    *template_modal.SUBMISSIONS,
)
"""The handlers of all modals."""

CONNECTION = N_("connection to Discord")
"""The name under which it is listed that Discord cannot be reached."""

NEEDS_DATABASE = N_("what needs the database")
"""The name under which refusals are listed while the database cannot be reached."""

NEEDS_INDEX = N_("search")
"""The name under which refusals are listed while the index cannot be used."""

_REGISTERED = "commands"
_FOR_THE_OPERATOR = (StoreError, SettingsError, DiscordError, SearchError)
_REFUSED = (
    "Discord refused the token: copy it again from the Bot page of your application "
    "(https://discord.com/developers/applications) into DISCORD_TOKEN."
)
_OUT_OF_REACH = (
    "Discord cannot be reached: check the network, PULLQUOTE_DISCORD_API and "
    "PULLQUOTE_DISCORD_GATEWAY."
)
_WRONG_TOKEN = 4004
_OUT_OF_REACH_ERRORS = (
    OSError,
    aiohttp.ClientError,
    discord.GatewayNotFound,
    discord.HTTPException,
)
_SERVER_ERROR, _MAY_PASS = 500, frozenset((408, 429))
_UNAUTHORIZED = 401
_CLOSED_FOR_GOOD = {
    4010: "the shard does not exist: check --shards",
    4011: "the bot is in so many servers that it needs more shards: leave --shards out",
    4012: "it does not know this version of the gateway: update Pullquote",
    4013: "it does not know what the bot wants to receive: update Pullquote",
    4014: "the bot may not receive what it asks for: allow it on the Bot page of your application",
}
_ANSWERED_ALREADY = 40060

FINISH_SECONDS = 3.0
"""Seconds for which answers in work are waited for at the end: as long as Discord waits for one."""

_ANSWERING = ("CommandTree-invoker", "discord-ui-", "discord.py: on_interaction")
"""How the names begin that discord.py gives to the tasks that answer."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class NoteStore(Protocol):
    """Small values that are kept from one run to the next, by name."""

    async def note(self, name: str) -> str | None:
        """Return a value, None if there is none."""

    async def set_note(self, name: str, value: str) -> None:
        """Keep a value, over an older one."""


class ClientObserver(Protocol):
    """Is told of what a client receives and sends; it returns at once and never raises."""

    @property
    def http_trace(self) -> aiohttp.TraceConfig:
        """Return what is called for every request to Discord."""
        ...

    def dispatched(self, event: str, args: tuple[Any, ...]) -> None:
        """Take note of an event, before its listeners are called."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How a bot connects: its shards, when they identify, and the lock of who registers commands.

    Without shards it connects all that Discord recommends; without `identifies` they need not wait
    for each other.
    """

    shards: Shards | None = None
    identifies: Identifies | None = None
    registering: Callable[[], AbstractAsyncContextManager[object]] = nullcontext

    @property
    def options(self) -> dict[str, Any]:
        """Return the shards as discord.py takes them."""
        if self.shards is None:
            return {}
        return {"shard_count": self.shards.count, "shard_ids": sorted(self.shards.ids)}


class CommandTree(app_commands.CommandTree["PullquoteBot"]):
    """The commands, and the one place that handles their errors."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Begin the answer to a command or to what is typed for it, unless there are too many."""
        begin_answer(interaction)
        try:
            limit_use(interaction)
        except TooOftenError as error:
            await self._refuse(interaction, error)
            return False
        return True

    async def _refuse(self, interaction: discord.Interaction[Any], error: TooOftenError) -> None:
        """Refuse a command with a sentence, and choices by offering none."""
        if interaction.type is discord.InteractionType.autocomplete:
            with suppress(discord.HTTPException, aiohttp.ClientError):
                await interaction.response.autocomplete([])
        else:
            await self.on_error(interaction, error)

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:
        """Show the member what went wrong, and log what the operator must know."""
        cause = getattr(error, "original", error)
        if isinstance(cause, TooOftenError):
            outcome = "limited"
            await _try_to_answer(interaction, errors.too_often_sentence(cause.seconds))
        elif isinstance(cause, PullquoteError) and not isinstance(cause, _FOR_THE_OPERATOR):
            outcome = "refused"
            await _try_to_answer(interaction, errors.refusal_sentence(str(cause)))
        elif isinstance(cause, StoreUnavailableError | SearchError):
            outcome = "refused"
            await _try_to_answer(interaction, storage_sentence(interaction.client.failures, cause))
        elif isinstance(
            cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch
        ):
            outcome = "refused"
            await _try_to_answer(interaction, _(errors.CHANGED))
        elif _is_over(cause):
            outcome = "late"
            _log.warning("answered too late or twice", command=handler_of(interaction))
        elif _is_of_discord(cause):
            outcome, reference = "failed", current_reference()
            _log.warning(
                "answer not taken", command=handler_of(interaction), why=describe_error(cause)
            )
            await _try_to_answer(interaction, errors.unexpected_sentence(reference))
        else:
            outcome, reference = "failed", current_reference()
            _log.error(
                "command failed",
                reference=reference,
                command=handler_of(interaction),
                exc_info=cause,
            )
            await _try_to_answer(interaction, errors.unexpected_sentence(reference))
        interaction.client.dispatch("interaction_end", interaction, outcome)


class PullquoteBot(commands.AutoShardedBot):
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
        self.failures = failures or Failures(clock=clock)
        self.own_messages = OwnMessages()
        self._notes = notes
        self._connecting = connection or Connection()
        self._launching: set[asyncio.Task[None]] = set()
        self._unconnected: set[int] = set()
        self._sleep = sleep
        self._observer = observer
        _expect_no_voice()
        super().__init__(
            commands.when_mentioned,
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
            max_ratelimit_timeout=steady_discord.LONGEST_LIMIT,
            http_trace=observer.http_trace if observer else aiohttp.TraceConfig(),
            **self._connecting.options,
        )
        self.listed = ListedServers(self)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell the log and the observer of an event at once, then call its listeners."""
        _log_end(event_name, args)
        self._note_connection(event_name, args)
        if self._observer is not None:
            self._observer.dispatched(event_name, args)
        super().dispatch(event_name, *args, **kwargs)

    def _note_connection(self, event: str, args: tuple[Any, ...]) -> None:
        """List a shard that cannot connect among the failures, until none is left."""
        match event, args:
            case steady_discord.TROUBLE, (shard, error):
                self._unconnected.add(shard)
                self.failures.record(CONNECTION, steady_discord.explain(error))
            case "shard_connect" | "shard_resumed", (shard,) if shard in self._unconnected:
                self._unconnected.discard(shard)
                if not self._unconnected:
                    self.failures.clear(CONNECTION)
            case _:
                pass

    async def login_when_reached(self, token: str) -> None:
        """Log in as soon as Discord can be reached, however long that takes.

        Raises discord.LoginFailure for a wrong token, and discord.HTTPException for what will not
        mend itself.
        """
        while True:
            try:
                await self.login(token)
            except _OUT_OF_REACH_ERRORS as error:
                if isinstance(error, discord.HTTPException) and not _passes(error):
                    raise
                tries = self.failures.record(CONNECTION, steady_discord.explain(error)).tries
                await self.http.close()
                self.http.connector = discord.utils.MISSING  # it was closed with the session
                await self._sleep(min(2.0 ** min(tries, 10), steady_discord.LONGEST_PAUSE))
            else:
                self.failures.clear(CONNECTION)
                return

    async def setup_hook(self) -> None:
        """Load the commands and buttons, and register the commands if they have changed."""
        if self._connecting.identifies is not None:
            limits = await self._connecting.identifies.start(self.gateway_limits)
            self.shard_count = self.shard_count or limits.shards
        # discord.py handles errors of autocomplete itself, and only logs them.
        logging.getLogger("discord.app_commands.tree").addFilter(_is_worth_logging)
        logging.getLogger("discord.shard").addFilter(steady_discord.take_failures)
        if self.servers is not None:
            await self.servers.refresh()
        for extension in EXTENSIONS:
            if extension not in self.extensions:
                await self.load_extension(extension)
        self.add_dynamic_items(
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
        await self.tree.set_translator(CommandTranslator())
        async with self._connecting.registering():
            await self.register(force=False)

    async def gateway_limits(self) -> GatewayLimits:
        """Ask Discord how many shards it recommends, and how many may identify when."""
        with _translated_errors():
            shards, _, limit = await self.http.get_bot_gateway()
        return GatewayLimits(
            shards=shards,
            concurrency=limit["max_concurrency"],
            total=limit["total"],
            remaining=limit["remaining"],
            reset_after=limit["reset_after"] / 1000,
        )

    async def register(self, *, force: bool) -> bool:
        """Register the commands with Discord unless it has them; return whether it did."""
        # With the application id: another bot may serve the same library later.
        current = f"{self.application_id}:{await _fingerprint(self.tree)}"
        if not force and await self._notes.note(_REGISTERED) == current:
            return False
        registered = await self.tree.sync()
        await self._notes.set_note(_REGISTERED, current)
        _log.info("commands registered", count=len(registered))
        return True

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

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Begin to connect a shard, in its turn, to the gateway of the settings.

        Not to the one that the API names; reconnects use that of the settings already. The shards
        connect at once as far as Discord allows it, and one that fails holds up no other.
        """
        configured = DiscordWebSocket.DEFAULT_GATEWAY
        _log.debug("connecting", shard=shard_id, named=str(gateway), gateway=str(configured))
        launch = super().launch_shard(configured, shard_id, initial=initial)
        task = asyncio.create_task(self._launch(shard_id, launch))
        self._launching.add(task)
        task.add_done_callback(self._launching.discard)

    async def _launch(self, shard_id: int, launch: Coroutine[Any, Any, None]) -> None:
        with closing(launch):
            if self._connecting.identifies is not None:
                await self._connecting.identifies.admit(shard_id)
            await launch

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until a shard may identify, instead of the five seconds of one process."""
        del initial
        if self._connecting.identifies is not None:
            await self._connecting.identifies.begin(shard_id or 0)

    async def close(self) -> None:
        """Disconnect from the gateway, wait for the answers in work, and close the connection."""
        for task in self._launching:
            task.cancel()
        for shard in self.shards.values():
            await shard.disconnect()
        own = asyncio.current_task()
        answering = [
            task
            for task in asyncio.all_tasks()
            if task is not own and task.get_name().startswith(_ANSWERING)
        ]
        if answering:
            await asyncio.wait(answering, timeout=FINISH_SECONDS)
        await super().close()


def storage_sentence(failures: Failures, error: StoreUnavailableError | SearchError) -> str:
    """Record that the database or the index cannot be used; return what members are told."""
    if isinstance(error, SearchError):
        failures.record(NEEDS_INDEX, error)
        return _(errors.PREPARING)
    failures.record(NEEDS_DATABASE, error)
    return _(errors.AWAY)


def use_addresses(*, api: str, gateway: str) -> None:
    """Set the addresses of Discord for the whole process: discord.py cannot set them per client."""
    steady_discord.install()
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


async def run(
    bot: PullquoteBot, *, token: str, beside: AbstractAsyncContextManager[None] | None = None
) -> None:
    """Connect to Discord and serve it until cancelled; then close the connection.

    `beside` is entered before the connection opens and left before it closes. Raises DiscordError.
    """
    with _translated_errors():
        async with bot, beside or nullcontext():
            await bot.login_when_reached(token)
            await bot.connect()


async def recommended_shards(token: str) -> int:
    """Ask Discord how many shards the bot should have; raise DiscordError if it does not say."""
    _expect_no_voice()
    with _translated_errors():
        async with discord.Client(intents=discord.Intents(guilds=True)) as asking:
            await asking.login(token)
            shards, *_ = await asking.http.get_bot_gateway()
    return shards


async def sync(bot: PullquoteBot, *, token: str) -> None:
    """Register the commands with Discord, changed or not, without serving; raise DiscordError."""
    with _translated_errors():
        async with bot:
            await bot.login(token)
            await bot.register(force=True)


def _expect_no_voice() -> None:
    """Have discord.py give no warnings that its libraries for voice are missing."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


@contextmanager
def _translated_errors() -> Generator[None]:
    """Translate the errors of discord.py to DiscordError, with a sentence for the operator."""
    try:
        yield
    except discord.LoginFailure:
        raise DiscordError(_REFUSED) from None
    except discord.ConnectionClosed as error:
        if error.code == _WRONG_TOKEN:
            raise DiscordError(_REFUSED) from None
        why = _CLOSED_FOR_GOOD.get(error.code, "try again")
        raise DiscordError(f"Discord closed the connection ({error.code}): {why}.") from None
    except discord.PrivilegedIntentsRequired:
        why = _CLOSED_FOR_GOOD[4014]
        raise DiscordError(f"Discord closed the connection (4014): {why}.") from None
    except discord.HTTPException as error:
        raise DiscordError(f"Discord answered {error.status}: try again in a minute.") from error
    except (OSError, aiohttp.ClientError, discord.GatewayNotFound) as error:
        raise DiscordError(_OUT_OF_REACH) from error


def _is_of_discord(error: BaseException | None) -> bool:
    """Return whether Discord or the way to it failed, and not the bot."""
    if isinstance(error, discord.HTTPException):
        # It knows the bot's token, or there would be no interaction.
        return _passes(error) or error.status == _UNAUTHORIZED
    return isinstance(error, discord.RateLimited | aiohttp.ClientError | TimeoutError)


def _passes(error: discord.HTTPException) -> bool:
    """Return whether a refusal may be over later without anybody's doing."""
    return error.status >= _SERVER_ERROR or error.status in _MAY_PASS


def _is_over(error: BaseException | None) -> bool:
    """Return whether Discord accepts no answer any more: it is too late, or it has one.

    It may have one although it reported an error, after which discord.py sent the answer again.
    """
    return isinstance(error, discord.NotFound) or (
        isinstance(error, discord.HTTPException) and error.code == _ANSWERED_ALREADY
    )


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Return False for choices that are too late or too many, or that nothing could be read for.

    The member has typed on, and the rest is counted elsewhere. Who typed is left out.
    """
    error = record.exc_info[1] if record.exc_info else None
    if _is_over(error) or isinstance(error, StoreUnavailableError | SearchError | TooOftenError):
        return False
    if isinstance(record.args, tuple) and record.args and "autocomplete" in record.msg:
        record.msg, record.args = "choices failed for %s", record.args[:1]
    return True


def _log_end(event: str, args: tuple[Any, ...]) -> None:
    """Log an interaction that has ended: what was used and how long it took, not by whom."""
    match event, args:
        case "app_command_completion", (interaction, *_):
            outcome = "answered"
        case "interaction_end", (interaction, outcome):
            pass
        case _:
            return
    _log.info(
        "interaction",
        kind=kind_of(interaction),
        handler=handler_of(interaction),
        outcome=outcome,
        ms=milliseconds(interaction),
    )


async def _fingerprint(tree: app_commands.CommandTree[Any]) -> str:
    """Return a hash of the commands, which changes when they have to be registered again."""
    translator = CommandTranslator()
    described = [
        await command.get_translated_payload(tree, translator) for command in tree.get_commands()
    ]
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()[:16]


async def _try_to_answer(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Send a private answer; log a warning if Discord does not accept it."""
    try:
        await send_private(interaction, sentence)
    except steady_discord.FAILED_REQUEST as error:
        _log.warning("answer refused", command=handler_of(interaction), why=describe_error(error))
