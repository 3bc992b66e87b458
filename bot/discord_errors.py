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

_IN_FRONT = {0, 40333}
"""The codes of a 403 or 404 that is not Discord's own verdict: of Cloudflare, or of a proxy.

40333 is "Cloudflare is blocking your request"; what is no JSON has the code 0.
"""

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
    except (discord.Forbidden, discord.NotFound) as error:
        if not is_verdict(error):
            reason = _("Discord answered {status}.").format(status=error.status)
            raise UnclearError(reason, seconds=seconds) from error
        gone = isinstance(error, discord.NotFound)
        raise RefusedError(
            _(_NO_CHANNEL) if gone else _(_NO_RIGHT).format(channel=channel)
        ) from error
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
    # Only a sentence of ours names a channel where the reason is shown.
    reason = error.text.replace("<", "‹") or error.status
    return RejectedError(_("Discord does not take this post: {reason}.").format(reason=reason))


def is_verdict(error: discord.Forbidden | discord.NotFound) -> bool:
    """Return whether Discord itself has refused, and not a firewall or a proxy before it."""
    return error.code not in _IN_FRONT


@contextmanager
def ignore_done(code: int) -> Generator[None]:
    """Ignore the error code by which Discord says that it has been done already."""
    try:
        yield
    except discord.HTTPException as error:
        if error.code != code:
            raise
