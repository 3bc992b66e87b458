"""Check the shape of a bot token, without asking Discord and without printing it."""

import base64
import binascii
import re

_SHAPE = re.compile(r"([\w-]{20,40})\.[\w-]{5,10}\.[\w-]{20,80}", re.ASCII)


def token_problem(token: str) -> str | None:
    """Return what is wrong with the shape of a token, or None."""
    if token != token.strip() or token[:1] in "\"'":
        return "DISCORD_TOKEN has spaces or quotation marks around it. Remove them."
    if token.lower().startswith("bot "):
        return 'DISCORD_TOKEN begins with "Bot ". Remove that word and the space.'
    shape = _SHAPE.fullmatch(token)
    if shape is None or not _is_an_id(shape[1]):
        return (
            "DISCORD_TOKEN is not a bot token, which has three parts joined by full stops. "
            "Reset it under Bot at https://discord.com/developers/applications and copy it again."
        )
    return None


def _is_an_id(part: str) -> bool:
    # The first part is the bot's id in base64.
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).isdigit()
    except binascii.Error:
        return False
