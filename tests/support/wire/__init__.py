"""A small Discord on loopback: the bot talks to it over HTTP and websocket as to the real one.

    async with LoopbackDiscord() as discord:
        ...                                     start a bot against discord.api, discord.gateway
        await discord.ready()
        answer = await discord.slash("quote", {"words": "half a mile"})
        await discord.click(answer.shown, answer.buttons["Next"])

Every request is recorded in `discord.requests` and held to `tests.support.contract`.
"""

from tests.support.wire.exchange import Response, text
from tests.support.wire.faults import Fault
from tests.support.wire.loopback import TOKEN, LoopbackDiscord
from tests.support.wire.process import BotProcess, running

__all__ = ["TOKEN", "BotProcess", "Fault", "LoopbackDiscord", "Response", "running", "text"]
