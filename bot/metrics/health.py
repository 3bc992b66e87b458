"""Whether a process is live, and whether it is ready to answer members.

Nothing is asked of the database or of Discord, so an answer waits for neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.metrics.parts import Client, Parts
from bot.runtime.failures import Failures

OK = "ok"

_FOLLOWING = "library updates"
"""The job that brings the index up to date with the store."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The results of named checks: "ok", or what is missing."""

    checks: Mapping[str, str]

    @property
    def passed(self) -> bool:
        """Return whether all checks are passed."""
        return all(result == OK for result in self.checks.values())


def live(parts: Parts) -> Verdict:
    """Judge what only a restart would mend: neither a database that is away nor Discord."""
    lost = parts.supervisor is not None and parts.supervisor.has_lost_jobs
    return Verdict({"jobs": "ended by an error" if lost else OK})


def ready(parts: Parts) -> Verdict:
    """Judge whether a process answers the members of all its shards."""
    return Verdict(
        {
            "index": _index(parts),
            "cluster": "waits for another process" if parts.cluster is None else OK,
            "library": OK if parts.warmed else "not warm",
            "discord": _connection(parts.client),
        }
    )


def _index(parts: Parts) -> str:
    if parts.library is None:
        return "not open"
    if not parts.library.is_prepared:
        return "being built"
    # While the store is away members read on, and an import is indexed within seconds.
    return "cannot be updated" if _is_stuck(parts.failures) else OK


def _is_stuck(failures: Failures | None) -> bool:
    lasting = failures.lasting if failures else ()
    return any(one.job == _FOLLOWING and not one.passes for one in lasting)


def _connection(client: Client | None) -> str:
    if client is None or client.is_closed():
        return "not connected"
    number = len(client.shard_ids) if client.shard_ids else client.shard_count
    connected = sum(not shard.is_closed() for shard in client.shards.values())
    if number is None or connected < number:
        return f"{connected} of {number or 'unknown'} shards connected"
    return OK if client.is_ready() else "servers not received"
