"""The commands, and the one place that handles their errors."""

import logging
from contextlib import suppress
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.connection_errors import FAILED_REQUEST, is_of_discord
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
from bot.references import current_reference
from bot.runtime.failures import Failures
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui import errors
from bot.ui.requests import handler_of, kind_of, milliseconds
from bot.ui.responses import begin_answer, limit_use, send_private

NEEDS_DATABASE = N_("what needs the database")
"""The name under which refusals are listed while the database cannot be reached."""

NEEDS_INDEX = N_("search")
"""The name under which refusals are listed while the index cannot be used."""

_FOR_THE_OPERATOR = (StoreError, SettingsError, DiscordError, SearchError)
_ANSWERED_ALREADY = 40060

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class CommandTree(app_commands.CommandTree[Any]):
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
        elif is_of_discord(cause):
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


def storage_sentence(failures: Failures, error: StoreUnavailableError | SearchError) -> str:
    """Record that the database or the index cannot be used; return what members are told."""
    if isinstance(error, SearchError):
        failures.record(NEEDS_INDEX, error)
        return _(errors.PREPARING)
    failures.record(NEEDS_DATABASE, error)
    return _(errors.AWAY)


def _is_over(error: BaseException | None) -> bool:
    """Return whether Discord accepts no answer any more: it is too late, or it has one.

    It may have one although it reported an error, after which discord.py sent the answer again.
    """
    return isinstance(error, discord.NotFound) or (
        isinstance(error, discord.HTTPException) and error.code == _ANSWERED_ALREADY
    )


def filter_choice_errors(record: logging.LogRecord) -> bool:
    """Return False for choices that are too late or too many, or that nothing could be read for.

    The member has typed on, and the rest is counted elsewhere. Who typed is left out.
    """
    error = record.exc_info[1] if record.exc_info else None
    if _is_over(error) or isinstance(error, StoreUnavailableError | SearchError | TooOftenError):
        return False
    if isinstance(record.args, tuple) and record.args and "autocomplete" in record.msg:
        record.msg, record.args = "choices failed for %s", record.args[:1]
    return True


def log_end(event: str, args: tuple[Any, ...]) -> None:
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


async def _try_to_answer(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Send a private answer; log a warning if Discord does not accept it."""
    try:
        await send_private(interaction, sentence)
    except FAILED_REQUEST as error:
        _log.warning("answer refused", command=handler_of(interaction), why=describe_error(error))
