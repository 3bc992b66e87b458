"""Which servers Discord lists for the shards of this process.

Every session of a shard begins with a READY that lists all of its servers, those in an outage too.
discord.py adds them to its cache, but keeps a server that removed the bot while the shard had no
session: https://github.com/Rapptz/discord.py/blob/v2.6.4/discord/state.py#L1972
"""

from typing import Any

import discord

from bot.shards import Shards


class ListedServers:
    """Follows the lists of a client, and drops from its cache what they lack.

    Then `guild_remove` is dispatched for each such server, and `shard_listed` for the shard.
    """

    def __init__(self, client: discord.AutoShardedClient) -> None:
        self._client = client
        self._shards = set[int]()
        # There is no public event with the list.
        state = client._connection  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        self._parsers = state.parsers
        self._parse = self._parsers["READY"]
        self._parsers["READY"] = self._ready

    def lists(self, server: int) -> bool | None:
        """Return whether Discord lists a server; None if its shard has not been told of any here.

        A server in an outage is listed.
        """
        if self._client.get_guild(server) is not None:
            return True
        shard = Shards(self._client.shard_count or 1).of(server)
        return False if shard in self._shards else None

    def _ready(self, data: Any) -> None:
        """Take note of the servers of a shard, after discord.py has."""
        self._parse(data)
        shard, listed = data["shard"][0], {int(one["id"]) for one in data["guilds"]}
        for guild in self._client.guilds:
            if guild.shard_id == shard and guild.id not in listed:
                self._parsers["GUILD_DELETE"]({"id": str(guild.id)})
        self._shards.add(shard)
        self._client.dispatch("shard_listed", shard)
