"""What the rooms report to an observer as they do it, for `metrics` to count.

Nothing of it says who asked for what: no ids, no names, no words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class TransactionEnd:
    """A transaction of the store has ended, after all its repeats.

    It is refused where what was asked cannot be done, and fails where the database cannot be used.
    """

    kind: Literal["read", "write"]
    outcome: Literal["committed", "refused", "failed"]
    seconds: float


@dataclass(frozen=True, slots=True)
class TransactionRepeat:
    """A transaction of the store is run again, because of a conflict with another."""


@dataclass(frozen=True, slots=True)
class SearchEnd:
    """The library has answered a search."""

    kind: Literal["quote", "topic", "ask", "suggest"]
    confidence: Literal["exact", "close", "none", "suggested"]
    seconds: float


@dataclass(frozen=True, slots=True)
class PostEnd:
    """A try at a post has ended; `outcome` is its new status, or "unclear": it is tried again."""

    kind: str
    outcome: str


@dataclass(frozen=True, slots=True)
class AlertEnd:
    """A try to tell a member of a match of an alert has ended, with an outcome as of a post."""

    outcome: str


@dataclass(frozen=True, slots=True)
class FeedCheckEnd:
    """A feed was checked; `imported` and `failed` count the items that were tried."""

    outcome: Literal["checked", "failed"]
    imported: int
    failed: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A use was refused by the limit of its kind; "server" is that of a server's searches."""

    kind: str


Observation = (
    TransactionEnd | TransactionRepeat | SearchEnd | PostEnd | AlertEnd | FeedCheckEnd | Refusal
)

Observer = Callable[[Observation], None]
"""Is told of what has happened; it returns at once and never raises."""


def unobserved(observation: Observation, /) -> None:
    """Do nothing: nobody counts."""
