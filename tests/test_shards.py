"""Test which servers a process gets the events of."""

from bot.shards import ALL, Shards

_SERVERS = [(number << 22) + 12_345 for number in range(64)]


def test_a_server_is_on_the_shard_that_discord_computes() -> None:
    # The id of Discord's own example, https://discord.com/developers/docs/reference#snowflakes
    assert Shards(count=16).of(175928847299117063) == 41944705796 % 16


def test_every_server_is_on_a_shard_of_exactly_one_process() -> None:
    processes = [Shards(16, frozenset(range(first, first + 4))) for first in range(0, 16, 4)]
    for server in _SERVERS:
        assert sum(shards.contains(server) for shards in processes) == 1
    assert not any(shards.are_all for shards in processes)


def test_a_bot_of_one_process_has_every_server_however_many_shards_it_runs() -> None:
    assert ALL.are_all
    assert Shards(4, frozenset(range(4))).are_all
    assert all(ALL.contains(server) for server in _SERVERS)
