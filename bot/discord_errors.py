"""Translate the errors of Discord and of the connection to those of the posting port."""

from collections.abc import Generator
from contextlib import contextmanager

import aiohttp
import discord

from bot.daily.port import LimitedError, RefusedError, RejectedError, UnclearError
from bot.errors import DiscordError
from bot.translation import N_
from bot.translation import gettext as _

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_THREAD_CLOSED = {50083, 160005}

_UNAUTHORIZED, _TIMEOUT, _CONFLICT, _TOO_MANY, _SERVER = 401, 408, 409, 429, 500
_REQUEST_SECONDS = 60.0

_NO_CHANNEL = N_(
    "The channel is gone, or the bot cannot see it: choose another with `/daily setup`."
)
_NO_RIGHT = N_("The bot may not post in <#{channel}>: `/doctor` shows which right is missing.")
_NO_THREAD = N_(
    "The thread is archived or locked: open it, or choose another place with `/daily setup`."
)


@contextmanager
def translated_errors(channel: int, *, seconds: float | None = None) -> Generator[None]:
    """Translate the errors of Discord and of the connection to those of the port.

    `seconds` is how long a request of unclear outcome is left alone.
    """
    try:
        yield
    except discord.Forbidden as error:
        raise RefusedError(_(_NO_RIGHT).format(channel=channel)) from error
    except discord.NotFound as error:
        raise RefusedError(_(_NO_CHANNEL)) from error
    except discord.RateLimited as error:
        raise LimitedError(_("Discord asked to wait."), seconds=error.retry_after) from error
    except discord.HTTPException as error:
        raise _to_posting_error(error, seconds=seconds) from error
    except (aiohttp.ClientError, OSError) as error:
        raise UnclearError(_("Discord could not be reached."), seconds=seconds) from error


def _to_posting_error(error: discord.HTTPException, *, seconds: float | None) -> DiscordError:
    if error.status == _TOO_MANY:
        asked = error.response.headers.get("Retry-After", "")
        wait = float(asked) if asked.isdecimal() else _REQUEST_SECONDS
        return LimitedError(_("Discord asked to wait."), seconds=wait)
    if error.code in _THREAD_CLOSED:
        return RefusedError(_(_NO_THREAD))
    if error.status >= _SERVER or error.status in {_UNAUTHORIZED, _TIMEOUT, _CONFLICT}:
        reason = _("Discord answered {status}.").format(status=error.status)
        return UnclearError(reason, seconds=seconds)
    return RejectedError(
        _("Discord does not take this post: {reason}.").format(reason=error.text or error.status)
    )


@contextmanager
def ignore_done(code: int) -> Generator[None]:
    """Ignore the error code by which Discord says that it has been done already."""
    try:
        yield
    except discord.HTTPException as error:
        if error.code != code:
            raise
