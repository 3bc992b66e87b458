"""The part of the bot that a process serves: all of it, or a cluster as soon as that is free."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.clusters import Leasing
from bot.clusters.cluster import ClusterChoice
from bot.clusters.layout import Layout
from bot.errors import ClusterError
from bot.runtime.lock import is_locked, process_lock, replica_folder
from bot.shards import Shards

if TYPE_CHECKING:
    from bot.store import Store

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Placement:
    """What a process serves: these shards, None for as many as Discord recommends.

    Without `leasing` no other process serves the bot. `lost` is set when another process has taken
    the `cluster` over, which is for example 0/4.
    """

    shards: Shards | None
    leasing: Leasing | None = None
    lost: asyncio.Event = field(default_factory=asyncio.Event)
    cluster: str = ""


@asynccontextmanager
async def own_folder(data_dir: Path, *, clustered: bool) -> AsyncGenerator[Path]:
    """Lock the data folder while the block runs, or a replica's folder below it.

    The first waits until no other process has it. Raises ClusterError for a cluster beside a
    process that has the whole data folder.
    """
    if not clustered:
        async with process_lock(data_dir, waiting=_report_holder):
            yield data_dir
        return
    if is_locked(data_dir):
        raise ClusterError(
            "A process without --cluster is running on this data folder; stop it first."
        )
    with replica_folder(data_dir) as folder:
        yield folder


@asynccontextmanager
async def placed(
    store: "Store",
    choice: ClusterChoice | None,
    *,
    shards: int | None,
    recommended: Callable[[], Awaitable[int]],
) -> AsyncGenerator[Placement]:
    """Serve a cluster while the block runs, as soon as it is free; without a choice all shards."""
    leasing = Leasing(store.leases, owner=_owner())
    layout = Layout(store, leasing)
    if choice is None:
        await layout.require_none()
        yield Placement(Shards(shards, frozenset(range(shards))) if shards else None)
        return
    agreed = await layout.agree(choice.clusters, shards=shards, recommended=recommended)
    waiting = partial(_report_waiting, choice)
    async with layout.joined(choice, shards=agreed, waiting=waiting) as (cluster, lease):
        ids = cluster.shard_ids
        _log.info("cluster taken", cluster=str(cluster), shards=f"{ids[0]}-{ids[-1]} of {agreed}")
        yield Placement(Shards(agreed, frozenset(ids)), leasing, lease.lost, str(cluster))


def _owner() -> str:
    return f"process {os.getpid()} on {socket.gethostname()} ({secrets.token_hex(4)})"


def _report_holder(holder: int | None) -> None:
    owner = f"process {holder}" if holder else "another process"
    _log.warning(f"The data folder is in use by {owner}. Waiting until it ends.")


def _report_waiting(choice: ClusterChoice, owner: str | None) -> None:
    if choice.number is None and choice.clusters > 1:
        _log.warning("All clusters are served. Waiting until one is free.")
    else:
        _log.warning(
            f"The cluster is served by {owner or 'another process'}. Waiting until it ends."
        )
