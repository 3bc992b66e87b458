"""Register the commands with Discord when they have changed."""

import hashlib
import json
from typing import Any, Protocol

import structlog
from discord import app_commands
from discord.ext import commands

from bot.command_names import CommandTranslator
from bot.connection_errors import operator_errors

REGISTERED = "commands"
"""The note of who has registered which commands: `ID:FINGERPRINT`."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class NoteStore(Protocol):
    """Small values that are kept from one run to the next, by name."""

    async def note(self, name: str) -> str | None:
        """Return a value, None if there is none."""

    async def set_note(self, name: str, value: str) -> None:
        """Keep a value, over an older one."""


async def register(bot: commands.AutoShardedBot, *, notes: NoteStore, force: bool) -> bool:
    """Register the commands with Discord unless it has them; return whether it did."""
    # With the application id: another bot may serve the same library later.
    current = f"{bot.application_id}:{await _fingerprint(bot.tree)}"
    if not force and await notes.note(REGISTERED) == current:
        return False
    registered = await bot.tree.sync()
    await notes.set_note(REGISTERED, current)
    _log.info("commands registered", count=len(registered))
    return True


async def sync(bot: commands.AutoShardedBot, *, notes: NoteStore, token: str) -> None:
    """Register the commands with Discord, changed or not, without serving; raise DiscordError."""
    with operator_errors():
        async with bot:
            await bot.login(token)
            await register(bot, notes=notes, force=True)


async def _fingerprint(tree: app_commands.CommandTree[Any]) -> str:
    """Return a hash of the commands, which changes when they have to be registered again."""
    translator = CommandTranslator()
    described = [
        await command.get_translated_payload(tree, translator) for command in tree.get_commands()
    ]
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()[:16]
