"""The bot's own messages as the gateway tells of them: proof that a request took effect."""

from collections import OrderedDict

import discord
from discord.ui import LayoutView, View

_MOST = 1_000
"""Messages that are kept: a request whose outcome is not known is settled long before."""


class OwnMessages:
    """The latest messages of the bot that were posts, not answers to members."""

    def __init__(self) -> None:
        self._with_nonce: OrderedDict[tuple[int, str], int] = OrderedDict()
        self._of_threads: OrderedDict[tuple[int, str], int] = OrderedDict()

    def note(self, message: discord.Message) -> None:
        """Keep a message if it has a nonce, or is the first of a thread in a forum."""
        if message.nonce is not None:
            self._with_nonce[message.channel.id, str(message.nonce)] = message.id
        elif message.guild is not None and message.channel.id == message.id:
            for mark in custom_ids_of(message):
                self._of_threads[message.guild.id, mark] = message.id
        for kept in (self._with_nonce, self._of_threads):
            while len(kept) > _MOST:
                kept.popitem(last=False)

    def find(self, channel: int, nonce: str) -> int | None:
        """Return the message of a nonce in a channel, None if none was told of."""
        return self._with_nonce.get((channel, nonce))

    def find_thread(self, server: int, mark: str) -> int | None:
        """Return the thread in a server whose first message has a button of this id."""
        return self._of_threads.get((server, mark))


def custom_ids_of(message: discord.Message) -> set[str]:
    """Return the ids of the buttons and menus of a message."""
    shown = (
        LayoutView.from_message(message)
        if message.flags.components_v2
        else View.from_message(message)
    )
    ids = (getattr(item, "custom_id", None) for item in shown.walk_children())
    return {one for one in ids if one is not None}
