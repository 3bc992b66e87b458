"""What the errors of the connection to Discord mean, and what the operator is told of them."""

from collections.abc import Generator
from contextlib import contextmanager

import aiohttp
import discord
from discord.gateway import ReconnectWebSocket

from bot.errors import DiscordError, RefusedSettingError, describe_error
from bot.steady_discord import UnreadableAnswerError

FAILED_REQUEST = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)
"""What a request to Discord raises, whatever has happened."""

FAILED_LOGIN = (OSError, aiohttp.ClientError, discord.GatewayNotFound, discord.HTTPException)
"""What logging in raises, where Discord is out of reach and where it refuses for good."""

_REFUSED = (
    "Discord refused the token: copy it again from the Bot page of your application "
    "(https://discord.com/developers/applications) into DISCORD_TOKEN."
)
_UNREACHABLE = (
    "Discord cannot be reached: check the network, PULLQUOTE_DISCORD_API and "
    "PULLQUOTE_DISCORD_GATEWAY."
)
_WRONG_TOKEN = 4004
_SERVER_ERROR, _MAY_PASS = 500, frozenset((408, 409, 429))
_UNAUTHORIZED = 401
_CLOSED_FOR_GOOD = {
    4010: "the shard does not exist: check --shards",
    4011: "the bot is in so many servers that it needs more shards: leave --shards out",
    4012: "it does not know this version of the gateway: update Pullquote",
    4013: "it does not know what the bot wants to receive: update Pullquote",
    4014: "the bot may not receive what it asks for: allow it on the Bot page of your application",
}
_SENTENCES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    (
        (aiohttp.ClientConnectorDNSError,),
        "Discord cannot be reached: its name was not found (DNS).",
    ),
    (
        (aiohttp.ClientConnectorCertificateError,),
        "Discord cannot be reached: its certificate was refused (TLS).",
    ),
    (
        (aiohttp.ClientSSLError,),
        "Discord cannot be reached: nothing there speaks TLS as expected.",
    ),
    ((TimeoutError,), "Discord did not answer in time."),
    ((ReconnectWebSocket,), "Discord closed the connection before it said hello."),
    (
        (UnreadableAnswerError,),
        "Discord's answer cannot be read: something else may answer for it.",
    ),
)
"""Why Discord cannot be reached, by the kind of error."""


@contextmanager
def operator_errors() -> Generator[None]:
    """Translate the errors of discord.py to DiscordError, with a sentence for the operator."""
    try:
        yield
    except discord.LoginFailure:
        raise RefusedSettingError(_REFUSED) from None
    except discord.ConnectionClosed as error:
        if error.code == _WRONG_TOKEN:
            raise RefusedSettingError(_REFUSED) from None
        if error.code in _CLOSED_FOR_GOOD:
            raise _closed_for_good(error.code) from None
        raise DiscordError(f"Discord closed the connection ({error.code}): try again.") from None
    except discord.PrivilegedIntentsRequired:
        raise _closed_for_good(4014) from None
    except discord.HTTPException as error:
        raise DiscordError(f"Discord answered {error.status}: try again in a minute.") from error
    except (OSError, aiohttp.ClientError, discord.GatewayNotFound) as error:
        raise DiscordError(_UNREACHABLE) from error


def _closed_for_good(code: int) -> RefusedSettingError:
    return RefusedSettingError(f"Discord closed the connection ({code}): {_CLOSED_FOR_GOOD[code]}.")


def is_of_discord(error: BaseException | None) -> bool:
    """Return whether Discord or the way to it failed, and not the bot."""
    if isinstance(error, discord.HTTPException):
        # It knows the bot's token, or there would be no interaction.
        return passes(error) or error.status == _UNAUTHORIZED
    return isinstance(error, discord.RateLimited | aiohttp.ClientError | TimeoutError)


def passes(error: discord.HTTPException) -> bool:
    """Return whether a refusal may be over later without anybody's doing."""
    return error.status >= _SERVER_ERROR or error.status in _MAY_PASS


def explain(error: BaseException) -> DiscordError:
    """Return why Discord could not be reached, as a sentence for the operator."""
    if isinstance(error, DiscordError):
        return error
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return DiscordError(sentence)
    match error:
        case aiohttp.WSServerHandshakeError(status=status):
            return DiscordError(f"Discord's gateway answered {status}.")
        case discord.ConnectionClosed(code=code):
            return DiscordError(f"Discord closed the connection ({code}).")
        case discord.HTTPException(status=status):
            return DiscordError(f"Discord answered {status}.")
        case _:
            return DiscordError(f"Discord cannot be reached ({describe_error(error)}).")
