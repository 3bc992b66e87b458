"""Who does what is due, where several processes run: first the one with the server's shard.

A process takes what is due for servers on its own shards at once, and for others only when nobody
has taken it for two minutes. So the work is shared out without any message between processes, a
process posts where it knows channels and rights, and what a dead one leaves is picked up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, or_, true

from bot.shards import Shards

OVERDUE = timedelta(minutes=2)
"""How long others wait: longer than a restart, which is no reason to do the work of a process.

As long as a claim lasts, too. So the clocks of two machines may differ by that much before one
takes what the other is still doing.
"""

_SNOWFLAKE_BITS: ColumnElement[int] = literal_column("22")
"""Not a parameter: PostgreSQL shifts by an integer only, and asyncpg would pass a bigint."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """The rows that are for a process, by the column with their servers."""

    shards: Shards
    server: ColumnElement[int]

    def is_own(self) -> ColumnElement[bool]:
        """Match the rows of servers on the shards of the process."""
        if self.shards.are_all:
            return true()
        shard = self.server.bitwise_rshift(_SNOWFLAKE_BITS).self_group() % self.shards.count
        return shard.in_(sorted(self.shards.ids))

    def may_take(self, since: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
        """Match the rows that the process is to take, of those that could be taken since then."""
        return or_(self.is_own(), since <= now - OVERDUE)

    def in_order(self, *columns: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
        """Order by columns, but rows of other shards last and at random.

        All processes look for what a dead one has left: at random, few try the same at once.
        """
        if self.shards.are_all:
            return columns
        own = self.is_own()
        return (case((own, 0), else_=1), *(case((own, one)) for one in columns), func.random())
