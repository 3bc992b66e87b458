"""The bot itself: it receives what it needs, owns none of it, and answers every failure."""

import hashlib
import json
import logging
import secrets
from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
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

from bot.daily.service import DailyService
from bot.errors import DiscordError, PullquoteError, SearchError, SettingsError, StoreError
from bot.library import Library
from bot.runtime.failures import Failures
from bot.ui import errors, views
from bot.ui.responses import send_private

EXTENSIONS = (
    "cogs.quotes",
    "cogs.topics",
    "cogs.summaries",
    "cogs.questions",
    "cogs.daily",
    "cogs.doctor",
    "cogs.help",
)

_REGISTERED = "commands"
_FOR_THE_OPERATOR = (StoreError, SearchError, SettingsError, DiscordError)
_REFUSED = (
    "Discord refused the token: copy it anew from the Bot page of your application "
    "(https://discord.com/developers/applications) into DISCORD_TOKEN."
)
_OUT_OF_REACH = (
    "Discord cannot be reached: check the network, PULLQUOTE_DISCORD_API and "
    "PULLQUOTE_DISCORD_GATEWAY."
)
_WRONG_TOKEN = 4004
_ANSWERED_ALREADY = 40060

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class NoteStore(Protocol):
    """Keep small things from one run to the next."""

    async def note(self, name: str) -> str | None:
        """Read a note."""

    async def set_note(self, name: str, value: str) -> None:
        """Write a note."""


class CommandTree(app_commands.CommandTree["PullquoteBot"]):
    """Hold the commands, and be the one place that answers a failed one."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let all that a command reads be of one state of the library."""
        interaction.client.library.pin()
        return True

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:
        """Tell the member what went wrong, and the log what the operator must know."""
        cause = getattr(error, "original", error)
        if isinstance(cause, PullquoteError) and not isinstance(cause, _FOR_THE_OPERATOR):
            await _try_to_answer(interaction, errors.refusal_sentence(str(cause)))
        elif isinstance(
            cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch
        ):
            await _try_to_answer(interaction, errors.CHANGED)
        elif _is_over(cause):
            _log.warning("answered too late or twice", command=_describe_request(interaction))
        else:
            reference = secrets.token_hex(3)
            _log.error(
                "command failed",
                reference=reference,
                command=_describe_request(interaction),
                exc_info=cause,
            )
            await _try_to_answer(interaction, errors.unexpected_sentence(reference))


class PullquoteBot(commands.AutoShardedBot):
    """Serve the library to Discord."""

    def __init__(
        self,
        library: Library,
        *,
        notes: NoteStore,
        clock: Callable[[], datetime],
        daily: DailyService | None = None,
        failures: Failures | None = None,
        shard_count: int | None = None,
    ) -> None:
        self.library = library
        self.clock = clock
        self.daily = daily
        self.failures = failures or Failures(clock=clock)
        self._notes = notes
        # The bot never speaks, so it is no warning that it could not.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            commands.when_mentioned,
            help_command=None,
            tree_cls=CommandTree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            max_messages=None,
            shard_count=shard_count,
        )

    async def setup_hook(self) -> None:
        """Load the commands and buttons, and register the commands if they changed."""
        # discord.py answers failed choices itself, and tells nobody but this log.
        logging.getLogger("discord.app_commands.tree").addFilter(_is_worth_logging)
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        self.add_dynamic_items(*views.BUTTONS)
        await self.register(force=False)

    async def register(self, *, force: bool) -> bool:
        """Register the commands with Discord where it does not know them; tell whether it did."""
        # With the application: the same library may be served by another bot tomorrow.
        current = f"{self.application_id}:{_fingerprint(self.tree)}"
        if not force and await self._notes.note(_REGISTERED) == current:
            return False
        registered = await self.tree.sync()
        await self._notes.set_note(_REGISTERED, current)
        _log.info("commands registered", count=len(registered))
        return True

    async def on_ready(self) -> None:
        """Say in the log that members are served from now on."""
        _log.info("ready", user=str(self.user), servers=len(self.guilds))

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Connect a shard to the gateway that is set, whichever the API names.

        A later identify goes there by itself; without this, the first would not.
        """
        set_one = DiscordWebSocket.DEFAULT_GATEWAY
        _log.debug("connecting", shard=shard_id, named=str(gateway), gateway=str(set_one))
        await super().launch_shard(set_one, shard_id, initial=initial)


def use_addresses(*, api: str, gateway: str) -> None:
    """Set where Discord is, for the whole process: discord.py has no seam a client."""
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


async def run(
    bot: PullquoteBot, *, token: str, beside: AbstractAsyncContextManager[None] | None = None
) -> None:
    """Serve Discord until cancelled; whatever ends it, the connection is closed.

    What goes on `beside` it has the connection from its beginning to its end.
    """
    with _translated_errors():
        async with bot, beside or nullcontext():
            await bot.start(token)


async def sync(bot: PullquoteBot, *, token: str) -> None:
    """Register the commands with Discord, changed or not, without serving."""
    with _translated_errors():
        async with bot:
            await bot.login(token)
            await bot.register(force=True)


@contextmanager
def _translated_errors() -> Generator[None]:
    """Turn what discord.py raises into a sentence for the operator."""
    try:
        yield
    except discord.LoginFailure:
        raise DiscordError(_REFUSED) from None
    except discord.ConnectionClosed as error:
        if error.code == _WRONG_TOKEN:
            raise DiscordError(_REFUSED) from None
        raise DiscordError(f"Discord closed the connection ({error.code}): try again.") from error
    except discord.HTTPException as error:
        raise DiscordError(f"Discord answered {error.status}: try again in a minute.") from error
    except (OSError, aiohttp.ClientError, discord.GatewayNotFound) as error:
        raise DiscordError(_OUT_OF_REACH) from error


def _is_over(error: BaseException | None) -> bool:
    """Tell whether Discord waits for no answer any more: it is too late, or it has one.

    It can have one although it said that it failed, and discord.py then sent it again.
    """
    return isinstance(error, discord.NotFound) or (
        isinstance(error, discord.HTTPException) and error.code == _ANSWERED_ALREADY
    )


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Leave out choices that came too late: the member has typed on, and nothing is wrong."""
    return not (record.exc_info and _is_over(record.exc_info[1]))


def _fingerprint(tree: app_commands.CommandTree[Any]) -> str:
    """Name the commands as they are now: another name, another registration."""
    sentence = [command.to_dict(tree) for command in tree.get_commands()]
    return hashlib.sha256(json.dumps(sentence, sort_keys=True).encode()).hexdigest()[:16]


def _describe_request(interaction: discord.Interaction[Any]) -> str:
    command = interaction.command
    return command.qualified_name if command else interaction.type.name


async def _try_to_answer(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Answer, unless it is too late or Discord is out of order: the log has the rest."""
    try:
        await send_private(interaction, sentence)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _log.warning("answer refused", command=_describe_request(interaction), why=str(error))
